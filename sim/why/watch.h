/* watch.h - one node through one era, second by second.
 *
 * Between two commands or deadlines the condition of a node does not change, except that a cooldown
 * may end.  So the era falls into stretches, and rewarded seconds times rate add up to the
 * micropoint seconds that the library counts (LIVE-01) without looking at its counters.
 */
#ifndef SIM_WHY_WATCH_H
#define SIM_WHY_WATCH_H

#include "sim/why/why.h"

/* Why a second is rewarded or is not. */
enum second {
	SECOND_REWARDED,
	SECOND_LEASED, /* rewarded in part, because a lease runs */
	SECOND_DOWN,   /* not connected */
	SECOND_COOLDOWN,
	SECOND_UNVERIFIED,
	SECOND_REGISTERED, /* stake too low; a Fizz node without a gateway */
	SECOND_MAINTENANCE,
	SECOND_SUSPENDED,
	SECOND_GATEWAY, /* the gateway of a Fizz node is not Active */
	SECOND_GONE,
	SECOND_FORFEITED, /* rewarded first, then lost by a verdict */
	SECOND_COUNT
};

/* Seconds of one kind. */
struct stretch {
	enum second what;
	bool liable;   /* downtime under a lease */
	uint64_t rate; /* micropoints of a whole era, 0 if not rewarded */
	uint64_t liable_rate;
	uint64_t seconds, first; /* how many; when the first of them was */
};

struct watch {
	unsigned kind;
	uint32_t id, era;
	struct stretch *stretches; /* of the era so far */
	size_t n, room;
	uint64_t since;     /* the last boundary */
	struct stretch now; /* what seconds are at present */
	uint64_t cooldown_until;
	bool there;          /* the node exists */
	bool closing;        /* an era close is firing */
	bool done;           /* it was that of the era: nothing more is added */
	wide rewarded, lost; /* sums of rate x seconds */
};

void watch_begin(struct watch *w, unsigned kind, uint32_t id, uint32_t era);
void watch_free(struct watch *w);

/* To be called with the state around every deadline, before and after every command, with every
 * event. When the era closes the sums stay as they were before the close. */
void watch_boundary(struct watch *w, const struct spheron *state);
void watch_due_begin(struct watch *w, const struct spheron *state, const struct spheron_due *due);
void watch_due_end(struct watch *w, const struct spheron *state);
void watch_event(struct watch *w, const struct spheron_event *event);

/* The rate of a provider if trust counted at least slash_trust_floor_bp (LIVE-02). */
uint64_t liable_rate(const struct spheron *state, unsigned kind, uint32_t id);

uint64_t watch_seconds(const struct watch *w);

/* A table of the stretches. */
void watch_table(const struct watch *w, const struct spheron *state, struct sheet *s);

#endif
