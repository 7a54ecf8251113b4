/* bench.h - how fast the simulator is: parts of spheron-sim bench.
 *
 * Budgets are told, never enforced.  Times are processor time of one process, the least of some tries,
 * so that a busy machine disturbs little; only the speed-up of several threads is by the clock on the
 * wall.  Every measurement runs in a process of its own, so that its memory is its own as well.
 */
#ifndef SIM_BENCH_BENCH_H
#define SIM_BENCH_BENCH_H

#include "sim/world/profile_part.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct bench {
	const char *scenarios; /* the folder of the files that come along */
	const char *plain;     /* the marketplace in plain C, a program; NULL: not compared */
	const char *simpy;     /* and in SimPy, a shell command; NULL: not compared */
	bool quick;
};

/* The parts; false after saying what is wrong. */
bool bench_market(const struct bench *b);
bool bench_agreement(const struct bench *b);
bool bench_luck(const struct bench *b);
bool bench_reference(const struct bench *b);
bool bench_scale(const struct bench *b);
bool bench_jobs(const struct bench *b);
bool bench_suite(const struct bench *b);
bool bench_profile(const struct bench *b);

/* What is common to our marketplace and others' (scenarios/bench/market.json). */
enum output { MATCHED, BROKEN, UTILISATION, UPTIME, REVENUE, OUTPUTS };
extern const char *const output_name[OUTPUTS];

enum { MARKET_N = 1000, MARKET_DAYS = 30, REPLICATIONS_MAX = 400 };

/* ---- measured.c ---- */

/* One replication of a scenario. */
struct measured {
	double setup_s, run_s;            /* until everybody is there, and from then on */
	double days;
	uint64_t nodes, wakes, commands, events, bytes, resident; /* bytes: of its data; resident: of all */
	double output[OUTPUTS];
	double part[PROFILE_PARTS];
};

/* Replications from `first` on, `n` of them, in a process of its own.  `sets` ends with NULL. */
bool measure(const char *path, const char *const *sets, uint32_t first, uint32_t n, struct measured *out);

/* The path of a file of the scenarios folder. */
const char *bench_path(const struct bench *b, const char *name, char *room, size_t size);

/* Runs something in a process of its own that fills `out`; what it had in memory goes to *resident if
 * that is not NULL. */
bool in_a_child(bool (*what)(void *ctx, void *out), void *ctx, void *out, size_t size,
		uint64_t *resident);

/* One line of somebody else's marketplace. */
struct yardstick {
	double cpu_s, events;
	double output[OUTPUTS];
};

/* Lines that a shell command prints; how many there were, at most `room`. */
size_t yardstick_run(const char *command, struct yardstick *out, size_t room);

/* Plain C: replications with seeds from `seed` on. */
size_t yardstick_plain(const struct bench *b, uint64_t seed, uint32_t runs, double repair_h, double rate,
		bool own, struct yardstick *out);

/* ---- what is printed is also kept, for --figures ---- */

void figure(const char *name, double value);
bool figures_write(const char *file);

#endif
