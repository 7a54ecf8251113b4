#include "protocol/index.h"

void index_put(struct spheron *st, enum index_id ix, uint32_t hash, uint32_t slot)
{
	uint64_t *entry = index_entries(st, ix);
	uint32_t mask = st->index[ix].mask, i = hash & mask;

	while (entry[i])
		i = (i + 1) & mask;
	entry[i] = (uint64_t) hash << 32 | slot;
}

/* How many places `to` lies behind `from`, around the end if need be. */
static uint32_t places(uint32_t from, uint32_t to, uint32_t mask)
{
	return (uint32_t) ((to + (uint64_t) mask + 1 - from) & mask);
}

/* Removing leaves no tombstone: entries behind the hole that may move into it do (Knuth, TAOCP
 * volume 3, algorithm 6.4 R). */
void index_remove(struct spheron *st, enum index_id ix, uint32_t hash, uint32_t slot)
{
	uint64_t *entry = index_entries(st, ix);
	uint64_t wanted = (uint64_t) hash << 32 | slot;
	uint32_t mask = st->index[ix].mask, hole = hash & mask;

	while (entry[hole] != wanted)
		hole = (hole + 1) & mask;
	for (uint32_t i = (hole + 1) & mask; entry[i]; i = (i + 1) & mask) {
		uint32_t home = (uint32_t) (entry[i] >> 32) & mask;

		/* Home lies cyclically at or before the hole: it may move. */
		if (places(home, i, mask) >= places(hole, i, mask)) {
			entry[hole] = entry[i];
			hole = i;
		}
	}
	entry[hole] = 0;
}
