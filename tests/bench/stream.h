/* stream.h - a day in the life of a network, as commands.
 *
 * The stream plays on a state of its own: what it says next depends on what happened (a lease is
 * settled because it was made, a home comes back because it was gone), as with real people, who
 * look before they speak.  Few commands are therefore refused.
 */
#ifndef TESTS_BENCH_STREAM_H
#define TESTS_BENCH_STREAM_H

#include "support/pcg.h"
#include "tests/bench/network.h"

/* What people do of their own accord; all else follows from it. */
enum phase {
	PHASE_MARKET, /* orders as always, the rest at an eighth: to fill the market quickly */
	PHASE_DAY,    /* everything in proportion */
	PHASE_HOT,    /* only the commands that the plain version knows */
	N_PHASES
};

struct plan;
struct agreement;

struct stream {
	struct network *net; /* its state is played on */
	struct pcg rng;
	enum phase phase;
	uint64_t now;     /* second of the last command */
	uint64_t next_us; /* when somebody acts next */
	uint64_t era_end;
	bool closing; /* the next command closes the era */
	uint64_t weight[N_PHASES], gap_us[N_PHASES];
	/* what people are going to do, earliest first */
	struct plan *plan;
	uint32_t plans, plans_room, planned;
	/* leases that run, and the place of each in the list */
	struct agreement *lease;
	uint32_t leases, leases_room, *place, place_mask;
	uint8_t *provider_is, *fizz_is; /* away, paused, ... by id */
	/* providers by what orders ask for */
	uint32_t *with_gpu[MODELS], n_with_gpu[MODELS];
	uint32_t *in_region[REGIONS], n_in_region[REGIONS];
	/* how far the rounds of the verifiers have come */
	uint32_t proofs[4], checked_gateway, checked_member;
	uint64_t skipped; /* acts that had no object */
};

/* Starts `from_s` seconds after T0. */
void stream_begin(struct stream *s, struct network *net, uint64_t seed, uint64_t from_s);
void stream_end(struct stream *s);
void stream_phase(struct stream *s, enum phase phase);

/* Says the next command, carries it out, and tells what it came to and whether it closes an era. */
void stream_next(struct stream *s, struct spheron_command *out, enum spheron_result *result,
	bool *closes_era);

/* One line of the proportions: what, how many a day in the reference network, why so. */
struct habit_line {
	const char *what, *why;
	uint32_t per_day;
};
unsigned stream_habits(const struct habit_line **lines);

#endif
