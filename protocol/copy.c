/* Copies of a state: snapshots of the same capacity, and larger ones to grow into. */

#include "protocol/deadline.h"
#include "protocol/index.h"
#include "protocol/layout.h"

#include <string.h>

/* Do all slots that were ever used have a place in the other one?  Accounts use slot 0, too, so they
 * may be one more than their highest slot says. */
static bool fits(const struct spheron *to, const struct spheron *from)
{
	for (unsigned i = 0; i < N_TABLES; i++) {
		const struct table *t = &from->table[i];

		if ((t->top > t->used ? t->top : t->used) > to->table[i].capacity)
			return false;
	}
	return true;
}

static void copy_tables(struct spheron *to, const struct spheron *from)
{
	for (unsigned i = 0; i < N_TABLES; i++) {
		const struct table *t = &from->table[i];

		memcpy(at_offset(to, to->table[i].offset), at_offset(from, t->offset),
				((size_t) t->top + 1) * slot_size((enum table_id) i));
		to->table[i].used = t->used;
		to->table[i].top = t->top;
		to->table[i].free = t->free;
	}
	memcpy(at_offset(to, to->lease_offset), at_offset(from, from->lease_offset),
			((size_t) from->table[T_ORDERS].top + 1) * sizeof(struct lease));
}

/* Enters all records into the indexes of the copy, whose sizes differ. */
#define REINDEX(name, table_name, record, live)                                                    \
	for (uint32_t slot = 1; slot <= st->table[table_name].top; slot++)                         \
		if (record##_at(st, slot)->rec.live)                                               \
			name##_index(st, slot)

static void reindex(struct spheron *st)
{
	REINDEX(order, T_ORDERS, order, id);
	REINDEX(bid, T_BIDS, bid, id);
	REINDEX(bid_of, T_BIDS, bid, id);
	REINDEX(delegation, T_DELEGATIONS, delegation, provider);
	REINDEX(poolgen, T_POOLGENS, poolgen, provider);
	REINDEX(unbond, T_UNBONDINGS, unbond, id);
	REINDEX(proposal, T_PROPOSALS, proposal, id);
	REINDEX(vote, T_VOTES, vote, prop);
	REINDEX(challenge, T_CHALLENGES, challenge, id);
	REINDEX(task, T_TASKS, task, order);
	REINDEX(attest, T_ATTESTS, attest, order);
}

/* The header of the copy: everything of the original but where things lie. */
static void copy_header(struct spheron *to, const struct spheron *from)
{
	struct spheron place = *to;

	*to = *from;
	to->size = place.size;
	to->capacity = place.capacity;
	to->full = 0;
	memcpy(to->table, place.table, sizeof to->table);
	memcpy(to->index, place.index, sizeof to->index);
	memcpy(to->heap, place.heap, sizeof to->heap);
	memcpy(to->handle_base, place.handle_base, sizeof to->handle_base);
	to->lease_offset = place.lease_offset;
	to->position_offset = place.position_offset;
	to->sort_offset = place.sort_offset;
}

struct spheron *spheron_copy(void *mem, const struct spheron_capacity *capacity,
		const struct spheron *from)
{
	struct spheron *to = spheron_init(mem, capacity);

	if (!fits(to, from))
		return NULL;
	copy_header(to, from);
	copy_tables(to, from);
	reindex(to);
	deadlines_copy(to, from);
	return to;
}
