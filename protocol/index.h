/* index.h - finding a record by its key in expected constant time.  Internal.
 *
 * Open addressing with linear probing; an entry keeps the upper half of the hash beside the slot, so
 * that probing touches a record only when it is almost certainly the right one.  The order of
 * entries never shows anywhere.
 */
#ifndef PROTOCOL_INDEX_H
#define PROTOCOL_INDEX_H

#include "protocol/state.h"
#include "support/wrap.h"

/* Two multiplications spread both keys over the upper half, which is what is kept. */
WRAPS static inline uint32_t index_hash(uint64_t key, uint64_t key2)
{
	uint64_t h = (key ^ (key2 * UINT64_C(0x9e3779b97f4a7c15))) * UINT64_C(0xd6e8feb86659fd93);

	h = (h ^ h >> 32) * UINT64_C(0xd6e8feb86659fd93);
	return (uint32_t) (h >> 32);
}

void index_put(struct spheron *st, enum index_id ix, uint32_t hash, uint32_t slot);
void index_remove(struct spheron *st, enum index_id ix, uint32_t hash, uint32_t slot);

static inline uint64_t *index_entries(const struct spheron *st, enum index_id ix)
{
	return at_offset(st, st->index[ix].offset);
}

/* r is the record in the two key expressions.
 *
 * name_find(st, key, key2): the slot of the record, 0 none; name_index() and name_unindex() add and
 * remove the record in a slot, whose key fields are set. */
#define INDEXED(name, record, ix, key_of_r, key2_of_r)                                              \
	static inline uint32_t name##_find(                                                        \
			const struct spheron *st, uint64_t key, uint64_t key2)                     \
	{                                                                                          \
		const uint64_t *entry = index_entries(st, ix);                                     \
		uint32_t hash = index_hash(key, key2), mask = st->index[ix].mask;                  \
                                                                                                   \
		for (uint32_t i = hash & mask; entry[i]; i = (i + 1) & mask) {                     \
			if (entry[i] >> 32 != hash)                                                \
				continue;                                                          \
			const struct record *r = record##_at(st, (uint32_t) entry[i]);             \
			if ((key_of_r) == key && (key2_of_r) == key2)                              \
				return (uint32_t) entry[i];                                        \
		}                                                                                  \
		return 0;                                                                          \
	}                                                                                          \
	static inline void name##_index(struct spheron *st, uint32_t slot)                         \
	{                                                                                          \
		const struct record *r = record##_at(st, slot);                                    \
                                                                                                   \
		index_put(st, ix, index_hash((key_of_r), (key2_of_r)), slot);                      \
	}                                                                                          \
	static inline void name##_unindex(struct spheron *st, uint32_t slot)                       \
	{                                                                                          \
		const struct record *r = record##_at(st, slot);                                    \
                                                                                                   \
		index_remove(st, ix, index_hash((key_of_r), (key2_of_r)), slot);                   \
	}

INDEXED(order, order, IX_ORDER, r->rec.id, 0)
INDEXED(bid, bid, IX_BID, r->rec.id, 0)
INDEXED(bid_of, bid, IX_BID_OF, r->rec.order, r->rec.provider)
INDEXED(delegation, delegation, IX_DELEGATION, r->rec.provider, r->rec.acct)
INDEXED(poolgen, poolgen, IX_POOLGEN, r->rec.provider, r->rec.gen)
INDEXED(unbond, unbond, IX_UNBOND, r->key, r->key2)
INDEXED(proposal, proposal, IX_PROPOSAL, r->rec.id, 0)
INDEXED(vote, vote, IX_VOTE, r->rec.prop, r->rec.acct)
INDEXED(challenge, challenge, IX_CHALLENGE, r->rec.id, 0)
INDEXED(task, task, IX_TASK, r->rec.order, 0)
INDEXED(attest, attest, IX_ATTEST, r->rec.order, r->rec.acct)
#undef INDEXED

#endif
