/* Reading a state: one record by its key, one bucket, all records in order (spheron.h, "reading"). */

#include "protocol/amount.h"
#include "protocol/field.h"
#include "protocol/state.h"
#include "tests/protocol/damage.h"
#include "tests/protocol/groups.h"
#include "tests/support/world.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define RECORDS_MAX 1024

static struct world *everything;

struct records {
	struct spheron_record at[RECORDS_MAX];
	unsigned n, stop;
};

static int begin_group(void **state)
{
	(void) state;
	everything = make_everything();
	return 0;
}

static int end_group(void **state)
{
	(void) state;
	world_end(everything);
	return 0;
}

static bool keep(void *ctx, const struct spheron_record *record)
{
	struct records *r = ctx;

	assert_true(r->n < RECORDS_MAX);
	r->at[r->n++] = *record;
	return r->n != r->stop;
}

static unsigned key_fields(enum spheron_record_kind kind)
{
	switch (kind) {
	case SPHERON_RECORD_META:
		return 0;
	case SPHERON_RECORD_GPU:
	case SPHERON_RECORD_BUCKET:
		return 3;
	case SPHERON_RECORD_DELEGATION:
	case SPHERON_RECORD_POOLGEN:
	case SPHERON_RECORD_VOTE:
	case SPHERON_RECORD_ATTEST:
		return 2;
	case SPHERON_RECORD_PARAM:
	case SPHERON_RECORD_TOKEN:
	case SPHERON_RECORD_ACCOUNT:
	case SPHERON_RECORD_PROVIDER:
	case SPHERON_RECORD_FIZZ:
	case SPHERON_RECORD_ORDER:
	case SPHERON_RECORD_BID:
	case SPHERON_RECORD_LEASE:
	case SPHERON_RECORD_UNBOND:
	case SPHERON_RECORD_PROPOSAL:
	case SPHERON_RECORD_CHALLENGE:
	case SPHERON_RECORD_OPERATOR:
	case SPHERON_RECORD_TASK:
	case SPHERON_RECORD_RELEASE:
	case SPHERON_RECORD_COUNT:
		break;
	}
	return 1;
}

static void keys_of(const struct spheron_record *r, uint64_t key[3])
{
	struct fields f = record_fields(r->kind);

	key[0] = key[1] = key[2] = 0;
	for (unsigned i = 0; i < key_fields(r->kind); i++)
		key[i] = field_number((const char *) &r->u + f.at[i].offset,
				(enum field_type) f.at[i].type);
}

static void assert_same(const struct spheron_record *a, const struct spheron_record *b)
{
	uint8_t x[SPHERON_RECORD_BYTES], y[SPHERON_RECORD_BYTES];
	size_t size = spheron_record_bytes(a, x);

	assert_int_equal(spheron_record_bytes(b, y), size);
	assert_memory_equal(x, y, size);
}

static void every_record_is_found_by_its_key(void **state)
{
	static struct records all;
	struct spheron_record found;
	uint64_t key[3];

	(void) state;
	all.n = all.stop = 0;
	assert_true(spheron_walk(world_state(everything), keep, &all));
	for (unsigned i = 0; i < all.n; i++) {
		keys_of(&all.at[i], key);
		if (!spheron_find(world_state(everything), all.at[i].kind, key[0], key[1], key[2],
				    &found))
			fail_msg("%s %llu is lost", spheron_record_name(all.at[i].kind),
					(unsigned long long) key[0]);
		assert_int_equal(found.kind, all.at[i].kind);
		assert_same(&found, &all.at[i]);
	}
}

/* A part of a key replaced by something that no record has there. */
static void nothing_is_found_by_another_key(void **state)
{
	static const uint64_t none[] = { 99, UINT32_MAX, UINT64_C(1) << 32, UINT64_MAX,
		/* ids that would be others if they were cut to their width */
		(UINT64_C(1) << 32) + 1, (UINT64_C(1) << 32) + 2, 65536 + 36, 65536 + 1000 };
	static struct records all;
	struct spheron_record found;
	uint64_t key[3];

	(void) state;
	all.n = all.stop = 0;
	spheron_walk(world_state(everything), keep, &all);
	for (unsigned i = 0; i < all.n; i++) {
		unsigned n = key_fields(all.at[i].kind);

		for (unsigned k = 0; k < n * sizeof none / sizeof none[0]; k++) {
			keys_of(&all.at[i], key);
			key[k % n] = none[k / n];
			if (all.at[i].kind == SPHERON_RECORD_PARAM && key[0] < SPHERON_PARAM_COUNT)
				continue;
			if (spheron_find(world_state(everything), all.at[i].kind, key[0], key[1],
					    key[2], &found))
				fail_msg("%s %llu %llu %llu is found",
						spheron_record_name(all.at[i].kind),
						(unsigned long long) key[0],
						(unsigned long long) key[1],
						(unsigned long long) key[2]);
		}
	}
}

static void ids_begin_at_one(void **state)
{
	struct spheron *st = world_state(everything);
	struct spheron_record r;

	(void) state;
	for (enum spheron_record_kind kind = SPHERON_RECORD_PROVIDER; kind < SPHERON_RECORD_BUCKET; kind++)
		assert_false(spheron_find(st, kind, 0, 0, 0, &r));
	assert_false(spheron_find(st, SPHERON_RECORD_GPU, 0, 3, 36, &r)); /* has no GPU */
	assert_false(spheron_find(st, SPHERON_RECORD_LEASE, 3, 0, 0, &r)); /* has no lease yet */
	assert_false(spheron_find(st, SPHERON_RECORD_COUNT, 0, 0, 0, &r));
	assert_false(spheron_find(st, (enum spheron_record_kind) 200, 0, 0, 0, &r));
}

/* [LEDGER-01] */
static void a_bucket_is_found_by_name_owner_and_token(void **state)
{
	struct spheron *st = world_state(everything);
	struct spheron_u128 sum[SPHERON_TOKENS_MAX + 1] = { { 0, 0 } };
	struct spheron_record token;

	(void) state;
	for (unsigned name = 0; name < SPHERON_BUCKET_COUNT; name++)
		for (uint64_t owner = 0; owner < 100; owner++)
			for (unsigned t = 0; t <= SPHERON_TOKENS_MAX; t++)
				sum[t] = u128_add(sum[t], spheron_bucket(st, name, owner, t));
	for (unsigned t = 0; t < 3; t++) {
		assert_true(spheron_find(st, SPHERON_RECORD_TOKEN, t, 0, 0, &token));
		assert_true(u128_eq(sum[t], token.u.token.minted));
	}
	for (unsigned t = 3; t <= SPHERON_TOKENS_MAX; t++)
		assert_true(u128_is_zero(sum[t]));
}

static void what_is_no_bucket_holds_nothing(void **state)
{
	struct spheron *st = world_state(everything);

	(void) state;
	for (unsigned name = 0; name <= SPHERON_BUCKET_COUNT; name++) {
		assert_true(u128_is_zero(spheron_bucket(st, name, UINT64_C(1) << 32, 1)));
		assert_true(u128_is_zero(spheron_bucket(st, name, (UINT64_C(1) << 32) + 1, 1)));
		for (uint64_t owner = 0; owner < 100; owner++)
			for (unsigned t = 0; t < 3; t++)
				assert_true(u128_is_zero(spheron_bucket(st, name, owner, t + 256)));
	}
	for (unsigned t = 0; t < 3; t++) {
		assert_true(u128_is_zero(spheron_bucket(st, SPHERON_BUCKET_COUNT, 0, t)));
		assert_true(u128_is_zero(spheron_bucket(st, SPHERON_BUCKET_MINT, 0, t)));
	}
}

/* Entries that ended leave their slots behind; nothing is found in those. */
static void an_ended_entry_is_not_found(void **state)
{
	struct world *w = world_begin("'params':{'unbonding_s':60,'vote_s':60}");
	struct spheron_record r;

	(void) state;
	CLAIM("STAKE-05");
	a_provider(w, 1, "");
	ok(w, "{'do':'stake.unbond','from':1,'provider':1,'amount':'1000000000000000000'}");
	assert_true(spheron_find(world_state(w), SPHERON_RECORD_UNBOND, 1, 0, 0, &r));
	wait_until(w, 60);
	assert_false(spheron_find(world_state(w), SPHERON_RECORD_UNBOND, 1, 0, 0, &r));
	assert_false(spheron_find(world_state(w), SPHERON_RECORD_UNBOND, 0, 0, 0, &r));
	expect_bucket(w, "unbonding", 1, 1, "0");
	expect_bucket(w, "unbonding", 0, 1, "0");
	world_end(w);
}

static void a_walk_ends_where_the_visitor_wants(void **state)
{
	static struct records all, some;

	(void) state;
	all.n = all.stop = 0;
	assert_true(spheron_walk(world_state(everything), keep, &all));
	for (some.stop = 1; some.stop <= all.n; some.stop++) {
		some.n = 0;
		assert_false(spheron_walk(world_state(everything), keep, &some));
		assert_int_equal(some.n, some.stop);
		assert_same(&some.at[some.n - 1], &all.at[some.n - 1]);
	}
}

static void a_state_that_has_not_started_has_nothing(void **state)
{
	struct world *w = world_unstarted();
	struct spheron_record r;
	struct spheron_due due;

	(void) state;
	assert_false(spheron_next_due(world_state(w), &due));
	assert_false(spheron_find(world_state(w), SPHERON_RECORD_META, 0, 0, 0, &r));
	assert_false(spheron_find(world_state(w), SPHERON_RECORD_TOKEN, 0, 0, 0, &r));
	assert_int_equal(spheron_clock(world_state(w)).t, 0);
	assert_true(u128_is_zero(spheron_bucket(world_state(w), SPHERON_TREASURY, 0, 0)));
	ok(w, "{'do':'genesis'}");
	assert_true(spheron_next_due(world_state(w), &due));
	assert_int_equal(due.what, SPHERON_DUE_ERA_CLOSE);
	assert_int_equal(due.t, T0 + 86400);
	assert_int_equal(due.b, 43200);
	world_end(w);
}

int test_find(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_record_is_found_by_its_key),
		cmocka_unit_test(nothing_is_found_by_another_key),
		cmocka_unit_test(ids_begin_at_one),
		cmocka_unit_test(a_bucket_is_found_by_name_owner_and_token),
		cmocka_unit_test(what_is_no_bucket_holds_nothing),
		cmocka_unit_test(an_ended_entry_is_not_found),
		cmocka_unit_test(a_walk_ends_where_the_visitor_wants),
		cmocka_unit_test(a_state_that_has_not_started_has_nothing),
	};

	return cmocka_run_group_tests_name("find", tests, begin_group, end_group);
}
