/* The hash indexes of the state (protocol/index.h): keys whose hashes are alike are told apart.
 *
 * The hash can be undone, so keys that collide in all of its 32 bits are made rather than looked for.
 * The coverage run counts this file's copies of the inline functions as well. */

#include "protocol/index.h"
#include "tests/protocol/groups.h"
#include "tests/support/world.h"

#include <stdlib.h>

#define KEY2_FACTOR UINT64_C(0x9e3779b97f4a7c15)
#define MIX_FACTOR UINT64_C(0xd6e8feb86659fd93)

/* What an odd number must be multiplied by to give 1 (Newton; each step doubles the right bits). */
WRAPS static uint64_t inverse(uint64_t odd)
{
	uint64_t x = odd;

	for (unsigned i = 0; i < 6; i++)
		x *= 2 - odd * x;
	return x;
}

/* A mixture of keys whose hash is this, one of 2^32. */
WRAPS static uint64_t mixture(uint32_t hash, uint32_t low)
{
	uint64_t h = ((uint64_t) hash << 32 | low) * inverse(MIX_FACTOR);

	return (h ^ h >> 32) * inverse(MIX_FACTOR);
}

WRAPS static uint64_t other_key(uint32_t hash, uint32_t low, uint64_t key2)
{
	return mixture(hash, low) ^ key2 * KEY2_FACTOR;
}

WRAPS static uint64_t other_key2(uint32_t hash, uint32_t low, uint64_t key)
{
	return (mixture(hash, low) ^ key) * inverse(KEY2_FACTOR);
}

static struct spheron *new_state(void)
{
	struct spheron_capacity capacity = { 0 };

	return spheron_init(malloc(spheron_size(&capacity)), &capacity);
}

/* A key that begins to be looked for at the same place, with another hash. */
static uint64_t neighbour(const struct spheron *st, enum index_id ix, uint64_t key, uint64_t key2)
{
	uint32_t mask = st->index[ix].mask, place = index_hash(key, key2) & mask;

	while ((index_hash(++key, key2) & mask) != place)
		;
	return key;
}

/* Records 1 and 2 begin at one place; then a lookup meets keys with the very hash of record 2 that
 * differ from it in one part or the other. */
#define COLLIDES(st, name, record, ix, set_key, set_key2, second)                                  \
	do {                                                                                       \
		struct record *r = record##_at(st, 1);                                             \
		uint64_t near = neighbour(st, ix, 7, second);                                      \
		uint32_t hash = index_hash(near, second);                                          \
                                                                                                   \
		set_key = 7;                                                                       \
		set_key2;                                                                          \
		name##_index(st, 1);                                                               \
		assert_int_equal(name##_find(st, near, second), 0);                                \
		r = record##_at(st, 2);                                                            \
		set_key = (uint32_t) near;                                                         \
		set_key2;                                                                          \
		name##_index(st, 2);                                                               \
		assert_int_equal(name##_find(st, 7, second), 1);                                   \
		assert_int_equal(name##_find(st, near, second), 2);                                \
		for (uint32_t low = 0; low < 4; low++) {                                           \
			uint64_t key = other_key(hash, low, second);                               \
			uint64_t key2 = other_key2(hash, low, near);                               \
                                                                                                   \
			assert_int_equal(index_hash(key, second), hash);                           \
			assert_int_equal(index_hash(near, key2), hash);                            \
			assert_int_equal(name##_find(st, key, second), 0);                         \
			assert_int_equal(name##_find(st, near, key2), 0);                          \
		}                                                                                  \
		name##_unindex(st, 1);                                                             \
		assert_int_equal(name##_find(st, 7, second), 0);                                   \
		assert_int_equal(name##_find(st, near, second), 2);                                \
		name##_unindex(st, 2);                                                             \
		assert_int_equal(name##_find(st, near, second), 0);                                \
	} while (0)

#define NONE ((void) 0)

static void keys_of_the_same_hash_are_told_apart(void **state)
{
	struct spheron *st = new_state();

	(void) state;
	COLLIDES(st, order, order, IX_ORDER, r->rec.id, NONE, 0);
	COLLIDES(st, bid, bid, IX_BID, r->rec.id, NONE, 0);
	COLLIDES(st, bid_of, bid, IX_BID_OF, r->rec.order, r->rec.provider = 3, 3);
	COLLIDES(st, delegation, delegation, IX_DELEGATION, r->rec.provider, r->rec.acct = 3, 3);
	COLLIDES(st, poolgen, poolgen, IX_POOLGEN, r->rec.provider, r->rec.gen = 3, 3);
	COLLIDES(st, unbond, unbond, IX_UNBOND, r->key, r->key2 = 3, 3);
	COLLIDES(st, proposal, proposal, IX_PROPOSAL, r->rec.id, NONE, 0);
	COLLIDES(st, vote, vote, IX_VOTE, r->rec.prop, r->rec.acct = 3, 3);
	COLLIDES(st, challenge, challenge, IX_CHALLENGE, r->rec.id, NONE, 0);
	COLLIDES(st, task, task, IX_TASK, r->rec.order, NONE, 0);
	COLLIDES(st, attest, attest, IX_ATTEST, r->rec.order, r->rec.acct = 3, 3);
	free(st);
}

/* Even when every place of the index was in use once, a key that is not there is not found. */
static void an_index_that_was_full_forgets(void **state)
{
	struct spheron *st = new_state();
	uint32_t n = st->table[T_ORDERS].capacity;

	(void) state;
	for (uint64_t round = 0; round < 20; round++) {
		for (uint32_t slot = 1; slot <= n; slot++) {
			order_at(st, slot)->rec.id = round * n + slot;
			order_index(st, slot);
		}
		for (uint32_t slot = 1; slot <= n; slot++)
			assert_int_equal(order_find(st, round * n + slot, 0), slot);
		for (uint32_t slot = 1; slot <= n; slot += 2)
			order_unindex(st, slot);
		for (uint32_t slot = 1; slot <= n; slot++)
			assert_int_equal(order_find(st, round * n + slot, 0), slot % 2 ? 0 : slot);
		for (uint32_t slot = 2; slot <= n; slot += 2)
			order_unindex(st, slot);
		for (uint64_t id = 1; id <= (round + 1) * n; id++)
			assert_int_equal(order_find(st, id, 0), 0);
	}
	free(st);
}

int test_index(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(keys_of_the_same_hash_are_told_apart),
		cmocka_unit_test(an_index_that_was_full_forgets),
	};

	return cmocka_run_group_tests_name("index", tests, NULL, NULL);
}
