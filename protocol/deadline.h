/* deadline.h - what falls due, and when.  Internal.
 *
 * Source: RULES.md TIME-02..08.  A deadline is set, moved or dropped in O(log n) by the handle of
 * the record that has it.  Block deadlines are turned into seconds at once with the derived clock;
 * with the explicit clock they wait in a heap of their own.
 *
 * The era close is no entry here: it is one number, meta.era_end.
 */
#ifndef PROTOCOL_DEADLINE_H
#define PROTOCOL_DEADLINE_H

#include "protocol/state.h"

/* Sets or moves the deadline of a record to a second, or to a block. */
void deadline_at_second(struct spheron *st, unsigned class, enum handle_group group, uint32_t slot,
		uint64_t id, uint64_t second);
void deadline_at_block(struct spheron *st, unsigned class, enum handle_group group, uint32_t slot,
		uint64_t id, uint64_t block);

/* Drops it if it is set. */
void deadline_clear(struct spheron *st, enum handle_group group, uint32_t slot);

/* Ends of cooldowns of Fizz nodes are no deadlines of the protocol: nothing happens then that shows,
 * the node is only folded (liveness.h).  They wait apart.  The first is to be called when
 * cooldown_until of a node has been set, wherever its cooldown ended before; the second takes out a
 * node whose cooldown ends at or before second t, NULL if there is none.  Nodes whose cooldowns end
 * between two deadlines come in no particular order. */
void cooldown_end_wait(struct spheron *st, struct fizz *f);
struct fizz *cooldown_end_take(struct spheron *st, uint64_t t);

/* A deadline that is due. */
struct due_entry {
	uint64_t second;
	unsigned class;
	uint32_t slot;   /* of its record; 0 for the era close */
	uint32_t handle; /* UINT32_MAX for the era close */
};

/* Is anything due at or before second t (and, explicit clock, block b)?  All commands ask, few find
 * something. */
static inline bool deadline_due(const struct spheron *st, uint64_t t, uint64_t b)
{
	const struct heap *seconds = &st->heap[HEAP_SECONDS], *blocks = &st->heap[HEAP_BLOCKS];
	const struct deadline *s = at_offset(st, seconds->offset), *k = at_offset(st, blocks->offset);

	return st->meta.era_end <= t || (seconds->size && s->key >> 4 <= t)
			|| (blocks->size && k->key >> 4 <= b);
}

/* The first deadline, those of blocks up to b counting as due at second t; the era close if there is
 * none before it. */
void deadline_first(const struct spheron *st, uint64_t t, uint64_t b, struct due_entry *first);

/* Takes it out, so that firing it may set the next one of the same record. */
void deadline_taken(struct spheron *st, const struct due_entry *due);

/* Has the processor fetch the record of the deadline that comes first, an order's or a lease's as most
 * are, while others are at work. */
void deadline_expect(const struct spheron *st);

/* The block of a second, and the first second of a block, with the derived clock (TIME-03, 04). */
uint64_t block_of_second(const struct spheron *st, uint64_t t);
uint64_t second_of_block(const struct spheron *st, uint64_t b);

/* Moves the deadlines of a copied state, whose handles are numbered anew. */
void deadlines_copy(struct spheron *st, const struct spheron *from);

#endif
