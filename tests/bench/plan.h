/* plan.h - what the people of a stream are going to do, and how they say it.  Internal to stream.c
 * and habit.c.
 */
#ifndef TESTS_BENCH_PLAN_H
#define TESTS_BENCH_PLAN_H

#include "tests/bench/stream.h"

enum intent {
	TO_BID,    /* x: number of this bidder, y: how many there are */
	TO_ATTEST, /* x: operator */
	TO_CHOOSE,
	TO_CLOSE,  /* a lease early; x: 1 the provider does */
	TO_ACCEPT, /* an update */
	TO_UPDATE,
	TO_RETURN, /* a node whose link was lost; x: kind of node, y: 1 if a verifier took it down
		    */
	TO_RESUME,
	TO_RESPOND, /* to a challenge */
	TO_JUDGE,
	TO_FUND, /* a new host, then register its machine */
	TO_JOIN,
	N_INTENTS
};

struct plan {
	uint64_t t, id;
	uint32_t order, x; /* earlier plans first */
	uint16_t y;
	uint8_t intent;
};

/* A lease that runs. */
struct agreement {
	uint64_t id;
	uint32_t tenant, provider, fizz;
};

/* What is known of a node. */
enum { AWAY = 1, PAUSED = 2, BUSY = 4, GONE = 8 };

void plan_add(struct stream *s, uint64_t delay_s, enum intent intent, uint64_t id, uint32_t x,
	uint16_t y);

/* The lease of this order, NULL if it has none. */
struct agreement *agreement_of(const struct stream *s, uint64_t order);

/* Somebody acts of his own accord; a plan is carried out.  False: there was nothing to say. */
bool habit_say(struct stream *s, struct spheron_command *out);
bool plan_say(struct stream *s, const struct plan *plan, struct spheron_command *out);

/* The sum of the weights of a phase, per day in the reference network. */
uint64_t habit_weight(enum phase phase);

static inline uint64_t below(struct stream *s, uint64_t n)
{
	return pcg_below(&s->rng, n);
}

static inline bool chance(struct stream *s, unsigned percent)
{
	return below(s, 100) < percent;
}

#endif
