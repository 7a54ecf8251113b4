/* calendar_radix.h - the radix heap behind the calendar; see calendar_radix.c for how it works.
 *
 * It is laid open here so that the usual way through a wake compiles into calendar.c; everything
 * unusual is a call.
 *
 * What is due for an agent is one number of 64 bits, 56 of its time and 8 of its priority.  A wake
 * that waits is a key of 64 bits: the lower 32 of its time, its priority, and 24 of the agent.
 * Keys are in the order of the wakes as long as the upper bits of their times, the epoch, are the
 * same; an epoch is 49.7 days, and wakes of a later one wait apart.
 */
#ifndef SIM_CALENDAR_RADIX_H
#define SIM_CALENDAR_RADIX_H

#include "sim/calendar.h"

#define RADIX_AGENT_BITS  24
#define RADIX_EPOCH_SHIFT 40 /* of what is due */
#define RADIX_NEVER       UINT64_MAX

#define RADIX_DIGIT_BITS 8
#define RADIX_VALUES     (1u << RADIX_DIGIT_BITS)
#define RADIX_DIGITS     (64 / RADIX_DIGIT_BITS)
#define RADIX_NEAR       (RADIX_DIGITS * RADIX_VALUES)
#define RADIX_BUCKETS    (RADIX_NEAR + 64 - RADIX_EPOCH_SHIFT)

/* Keys in a block: with the link nine cache lines.  An odd number of them, so that the first lines
 * of blocks, where most of a thin calendar lies, don't compete for the same places in the cache. */
#define RADIX_BLOCK 71
#define RADIX_FRONT 2048

struct radix_block {
	_Alignas(64) struct radix_block *next;
	uint64_t key[RADIX_BLOCK];
};

/* Full blocks and a last one in which keys are written at `to`.  An empty bucket looks like one
 * whose last block is full, so that adding a key needs one test only. */
struct radix_tail {
	uint64_t *to, *end;
};

struct radix_chain {
	struct radix_block *first, *last;
	uint32_t blocks;
};

struct radix {
	/* The run: sorted keys that come out next.  at .. end is the piece of it being read; the
	 * rest follows in `front`, or else in the blocks behind `run`. */
	const uint64_t *at, *end;
	const uint64_t *front_end;
	struct radix_block *run;
	uint32_t run_used; /* keys in its last block */

	uint32_t aside_size, aside_limit, aside_room;
	uint64_t *aside; /* a binary heap: what came in before `last` */

	uint64_t last;          /* buckets hold what is beyond it */
	uint64_t epoch;         /* that of the present */
	uint64_t *due;          /* of each agent, or RADIX_NEVER */
	uint32_t agents, stale; /* stale: keys that are no longer what is due */
	/* Counted apart, or waking would wait for what taking out has just written. */
	uint64_t woken, gone;

	uint32_t digits; /* bit d: a bucket of digit d has keys */
	uint32_t far;    /* bit b: the bucket of the epochs that differ from ours first in b has */
	uint64_t far_least; /* no less is due in them */
	uint64_t values[RADIX_DIGITS][RADIX_VALUES / 64];
	struct radix_tail tail[RADIX_BUCKETS];
	struct radix_chain chain[RADIX_BUCKETS];
	uint64_t front[RADIX_FRONT];

	struct radix_block *block, *free_block;
	size_t n_blocks, used_blocks; /* there are, and have ever been used */
};

struct radix *radix_new(void);
void radix_free(struct radix *r);
bool radix_grow(struct radix *r, uint32_t agents);
bool radix_cut(struct radix *r, uint32_t agent);
size_t radix_memory(const struct radix *r);

/* Takes out the first wake that is not after the horizon. */
bool radix_next_of_any(struct radix *r, uint64_t horizon_ms, struct wake *next);

static inline bool radix_ahead(const struct radix *r, uint32_t k, uint32_t *agent)
{
	if ((size_t) (r->end - r->at) <= k)
		return false;
	*agent = (uint32_t) (r->at[k] & ((1u << RADIX_AGENT_BITS) - 1));
	return true;
}

/* For the functions below. */
void radix_add_block(struct radix *r, uint32_t bucket, uint64_t key);
void radix_move(struct radix *r, uint32_t agent, uint64_t due);
void radix_add_far(struct radix *r, uint64_t key, uint64_t due);
void radix_add_aside(struct radix *r, uint64_t key);

/* The bucket of a key: by the highest digit in which it differs from `last`, and that digit. */
static inline void radix_add(struct radix *r, uint64_t key)
{
	unsigned top = 63 - (unsigned) __builtin_clzll((key ^ r->last) | 1);
	unsigned digit = top / RADIX_DIGIT_BITS;
	uint64_t value = key >> (digit * RADIX_DIGIT_BITS) & (RADIX_VALUES - 1);
	uint32_t bucket = digit * RADIX_VALUES + (uint32_t) value;
	struct radix_tail *t = &r->tail[bucket];

	if (t->to == t->end)
		radix_add_block(r, bucket, key);
	else
		*t->to++ = key;
}

static inline void radix_insert(struct radix *r, uint32_t agent, uint64_t due)
{
	uint64_t key = due << RADIX_AGENT_BITS | agent;

	if (due >> RADIX_EPOCH_SHIFT != r->epoch)
		radix_add_far(r, key, due);
	else if (key <= r->last)
		radix_add_aside(r, key);
	else
		radix_add(r, key);
}

static inline void radix_put(struct radix *r, uint32_t agent, uint64_t time_ms, uint8_t priority)
{
	uint64_t due = time_ms << 8 | priority;

	if (r->due[agent] != RADIX_NEVER) {
		radix_move(r, agent, due);
		return;
	}
	r->due[agent] = due;
	r->woken++;
	radix_insert(r, agent, due);
}

/* Takes out the next wake if there is nothing unusual about it: it is in the run at hand, it is due
 * still, and neither a wake aside nor the horizon is before it. */
static inline bool radix_next(struct radix *r, uint64_t horizon_ms, struct wake *next)
{
	uint64_t key, due;
	uint32_t agent;

	if (r->at == r->end || (r->aside_size && r->aside[0] < *r->at))
		return false;
	key = *r->at;
	due = r->epoch << RADIX_EPOCH_SHIFT | key >> RADIX_AGENT_BITS;
	agent = (uint32_t) key & ((1u << RADIX_AGENT_BITS) - 1);
	if (r->due[agent] != due || due >> 8 > horizon_ms)
		return false;
	r->at++;
	r->due[agent] = RADIX_NEVER;
	r->gone++;
	*next = (struct wake) { due >> 8, agent, (uint8_t) due };
	return true;
}

static inline uint32_t radix_pending(const struct radix *r)
{
	return (uint32_t) (r->woken - r->gone);
}

static inline bool radix_find(const struct radix *r, uint32_t agent, struct wake *pending)
{
	uint64_t due = r->due[agent];

	if (due == RADIX_NEVER)
		return false;
	*pending = (struct wake) { due >> 8, agent, (uint8_t) due };
	return true;
}

#endif
