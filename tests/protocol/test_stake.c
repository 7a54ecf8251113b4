/* Own stake and unbonding (RULES.md 3.4). */

#include "tests/protocol/groups.h"
#include "tests/support/world.h"

#include <stdio.h>

/* A fresh account's provider with these attributes needs this stake: one unit less leaves it
 * Registered. */
static void expect_required(struct world *w, const char *attributes, const char *less_one)
{
	uint32_t acct = spheron_used(world_state(w), SPHERON_TABLE_ACCOUNTS);
	uint32_t p = spheron_used(world_state(w), SPHERON_TABLE_PROVIDERS) + 1;

	a_rich_account(w, acct);
	ok(w, "{'do':'provider.register','from':%u,'region':1,%s}", acct, attributes);
	ok(w, "{'do':'stake.add','from':%u,'provider':%u,'amount':'%s'}", acct, p, less_one);
	expect_field(w, "provider", p, 0, "status", "1");
	ok(w, "{'do':'stake.add','from':%u,'provider':%u,'amount':'1'}", acct, p);
	expect_field(w, "provider", p, 0, "status", "2");
}

static void unbond(struct world *w, uint32_t p, const char *amount)
{
	ok(w, "{'do':'stake.unbond','from':1,'provider':%u,'amount':'%s'}", p, amount);
}

static void stake_comes_from_free_balance(void **state)
{
	struct world *w = world_begin("");

	(void)state;
	an_account(w, 1);
	ok(w, "{'do':'token.mint','token':1,'to':1,'amount':'1000'}");
	ok(w, "{'do':'provider.register','from':1,'region':1,'cpu':1}");
	CLAIM("STAKE-01");
	refused(w, SPHERON_NO_FUNDS, "{'do':'stake.add','from':1,'provider':1,'amount':'1001'}");
	ok(w, "{'do':'stake.add','from':1,'provider':1,'amount':'400'}");
	expect_names(w, "Moved");
	expect_event(w, "['Moved','free:1','stake:1',1,'400']");
	expect_bucket(w, "stake", 1, 1, "400");
	expect_bucket(w, "free", 1, 1, "600");
	expect_field(w, "meta", 0, 0, "bonded", "400");
	ok(w, "{'do':'stake.add','from':1,'provider':1,'amount':'600'}");
	expect_bucket(w, "stake", 1, 1, "1000");
	world_end(w);
}

static void checks_of_staking_come_in_the_order_of_its_row(void **state)
{
	struct world *w = world_begin("");
	uint32_t p = a_provider(w, 1, "");

	(void)state;
	CLAIM("STAKE-01");
	refused(w, SPHERON_NOT_FOUND, "{'do':'stake.add','from':1,'provider':2,'amount':'0'}");
	refused(w, SPHERON_NOT_ALLOWED, "{'do':'stake.add','from':0,'provider':%u,'amount':'0'}",
		p);
	refused(w, SPHERON_BAD_VALUE, "{'do':'stake.add','from':1,'provider':%u,'amount':'0'}", p);
	ok(w, "{'do':'provider.suspend','provider':%u}", p);
	ok(w, "{'do':'stake.add','from':1,'provider':%u,'amount':'1'}", p);
	ok(w, "{'do':'provider.exit','from':1,'provider':%u}", p);
	refused(w, SPHERON_BAD_STATE, "{'do':'stake.add','from':1,'provider':%u,'amount':'0'}", p);
	world_end(w);
}

static void every_started_64_threads_need_stake(void **state)
{
	struct world *w = world_begin("");

	(void)state;
	CLAIM("STAKE-02");
	expect_required(w, "'cpu':1", "499999999999999999999");
	expect_required(w, "'cpu':64", "499999999999999999999");
	expect_required(w, "'cpu':65", "999999999999999999999");
	expect_required(w, "'cpu':128", "999999999999999999999");
	expect_required(w, "'cpu':129", "1499999999999999999999");
	expect_required(w, "'cpu':65536", "511999999999999999999999"); /* 1024 * 500 SPON */
	world_end(w);
}

static void every_gpu_needs_the_stake_of_its_class(void **state)
{
	static const struct {
		unsigned model;
		const char *less_one;
	} row[] = { { 1, "999999999999999999999" }, { 13, "999999999999999999999" },
		{ 25, "2499999999999999999999" }, { 32, "2499999999999999999999" },
		{ 36, "4999999999999999999999" }, { 43, "4999999999999999999999" },
		{ 46, "9999999999999999999999" }, { 48, "9999999999999999999999" },
		{ 50, "19999999999999999999999" }, { 51, "19999999999999999999999" },
		{ 70, "19999999999999999999999" } };
	struct world *w = world_begin("");

	(void)state;
	CLAIM("STAKE-02");
	for (unsigned i = 0; i < sizeof row / sizeof row[0]; i++) {
		char args[64];

		snprintf(args, sizeof args, "'gpus':[[%u,1,1]]", row[i].model);
		expect_required(w, args, row[i].less_one);
	}
	/* 3 * 1000 + 2 * 5000, and 2 * 500 for 65 threads. */
	expect_required(w, "'gpus':[[1,3,1],[36,2,1]]", "12999999999999999999999");
	expect_required(w, "'cpu':65,'gpus':[[1,3,1],[36,2,1]]", "13999999999999999999999");
	world_end(w);
}

static void the_class_follows_the_price_where_the_tier_does(void **state)
{
	struct world *w = world_begin("'params':{'gpu_class_mode':0}");

	(void)state;
	CLAIM("STAKE-02");
	expect_required(w, "'gpus':[[36,1,1900]]", "2499999999999999999999");  /* Low 2 */
	expect_required(w, "'gpus':[[1,1,15001]]", "19999999999999999999999"); /* Ultra High 1 */
	world_end(w);
}

static void storage_alone_or_a_bare_gateway_need_the_stake_of_64_threads(void **state)
{
	struct world *w = world_begin("'params':{'min_stake_cpu':7}");

	(void)state;
	CLAIM("STAKE-02");
	expect_required(w, "'sto':1", "6");
	expect_required(w, "'gateway':1", "6");
	expect_required(w, "'cpu':64,'gateway':1", "6");
	world_end(w);
}

static void delegation_does_not_activate(void **state)
{
	struct world *w = world_begin("'params':{'deleg_cap_x':1000}");

	(void)state;
	a_rich_account(w, 1);
	ok(w, "{'do':'provider.register','from':1,'region':1,'cpu':1}");
	ok(w, "{'do':'stake.add','from':1,'provider':1,'amount':'499999999999999999999'}");
	ok(w, "{'do':'deleg.add','from':1,'provider':1,'amount':'1000000000000000000000'}");
	expect_field(w, "provider", 1, 0, "status", "1");
	CLAIM("STAKE-02");
	ok(w, "{'do':'stake.add','from':1,'provider':1,'amount':'1'}");
	expect_field(w, "provider", 1, 0, "status", "2");
	world_end(w);
}

static void a_provider_short_of_stake_keeps_leases_measurement_and_liability(void **state)
{
	struct world *w = world_begin(
		"'params':{'matcher_mode':2,"
		"'challenge_penalty':'59500000000000000000001','challenge_window_s':100}");
	uint32_t p = a_provider(w, 1, "");

	(void)state;
	ok(w, "{'do':'trust.set','provider':%u,'tier':5}", p);
	a_lease(w, 2, p, "'blocks':5000");
	an_order(w, 2, "");
	CLAIM("STAKE-03");
	ok(w, "{'do':'challenge.open','from':2,'provider':%u,'kind':0}", p);
	at(w, 106); /* unanswered: one unit too much is slashed */
	ok(w, "{'do':'advance'}");
	expect_event(w, "['ProviderStatus',1,1]");
	expect_bucket(w, "stake", p, 1, "499999999999999999999");
	an_order(w, 2, "");
	refused(w, SPHERON_BAD_STATE,
		"{'do':'bid.place','from':1,'order':3,'provider':%u,'price':'100000000000000'}", p);
	ok(w, "{'do':'node.down','from':1,'kind':0,'id':%u}", p);
	at(w, 206);
	ok(w, "{'do':'advance'}");
	expect_field(w, "provider", p, 0, "leases", "1");
	expect_field(w, "provider", p, 0, "measured_s", "206");
	expect_field(w, "provider", p, 0, "up_s", "106");
	expect_field(w, "provider", p, 0, "wsec", "678400000"); /* 106 s at 6400000 */
	expect_field(w, "provider", p, 0, "dsec", "640000000"); /* 100 s at 6400000 */
	world_end(w);
}

static void stake_leaves_through_an_unbonding_entry(void **state)
{
	struct world *w = world_begin("");
	uint32_t p = a_provider(w, 1, "");

	(void)state;
	CLAIM("STAKE-04");
	at(w, 10);
	unbond(w, p, "1000000000000000000");
	expect_names(w, "UnbondStarted");
	expect_event(w, "['UnbondStarted',1,1,1,'1000000000000000000',2209610]");
	expect_bucket(w, "stake", p, 1, "59999000000000000000000");
	expect_bucket(w, "unbonding", 1, 1, "1000000000000000000");
	expect_field(w, "unbond", 1, 0, "kind", "0");
	expect_field(w, "unbond", 1, 0, "provider", "1");
	expect_field(w, "unbond", 1, 0, "acct", "1");
	expect_field(w, "unbond", 1, 0, "mature", "2209610");
	expect_field(w, "meta", 0, 0, "bonded", "59999000000000000000000");
	ok(w, "{'do':'provider.suspend','provider':%u}", p); /* in any status */
	unbond(w, p, "1000000000000000000");
	expect_field(w, "provider", p, 0, "status", "4");
	world_end(w);
}

static void what_is_unbonded_is_a_whole_delegation_or_all(void **state)
{
	struct world *w = world_begin("");
	uint32_t p = a_provider(w, 1, "");
#define UNBOND "{'do':'stake.unbond','from':1,'provider':%u,'amount':'%s'}"

	(void)state;
	CLAIM("STAKE-04");
	refused(w, SPHERON_BAD_VALUE, UNBOND, p, "0");
	refused(w, SPHERON_BAD_VALUE, UNBOND, p, "999999999999999999");
	refused(w, SPHERON_NO_STAKE, UNBOND, p, "60000000000000000000001");
	ok(w, UNBOND, p, "59999999999999999999995");
	/* Five units are left. */
	refused(w, SPHERON_BAD_VALUE, UNBOND, p, "4");
	refused(w, SPHERON_NO_STAKE, UNBOND, p, "6");
	ok(w, UNBOND, p, "5");
	refused(w, SPHERON_BAD_VALUE, UNBOND, p, "0");
	refused(w, SPHERON_NO_STAKE, UNBOND, p, "1");
	world_end(w);
}

static void checks_of_unbonding_come_in_the_order_of_its_row(void **state)
{
	struct world *w = world_begin("'params':{'matcher_mode':2}");
	uint32_t p = a_provider(w, 1, "");

	(void)state;
	a_lease(w, 2, p, "");
	CLAIM("STAKE-04");
	refused(w, SPHERON_NOT_FOUND, "{'do':'stake.unbond','from':1,'provider':2,'amount':'0'}");
	refused(w, SPHERON_NOT_ALLOWED, "{'do':'stake.unbond','from':0,'provider':%u,'amount':'0'}",
		p);
	refused(w, SPHERON_BAD_VALUE, "{'do':'stake.unbond','from':1,'provider':%u,'amount':'0'}",
		p);
	refused(w, SPHERON_NO_STAKE, UNBOND, p, "60000000000000000000001");
	refused(w, SPHERON_HAS_LEASES, UNBOND, p, "60000000000000000000000");
	world_end(w);
}

static void an_entry_pays_all_of_its_bucket_when_it_matures(void **state)
{
	struct world *w = world_begin("'params':{'unbonding_s':300000}");
	uint32_t p = a_provider(w, 1, "");

	(void)state;
	CLAIM("STAKE-05");
	unbond(w, p, "1000000000000000000");
	at(w, 100000);
	ok(w, "{'do':'slash.misconduct','kind':0,'id':%u,'bp':2500}", p); /* liable till then */
	expect_bucket(w, "unbonding", 1, 1, "750000000000000000");
	at(w, 299999);
	ok(w, "{'do':'advance'}");
	expect_bucket(w, "free", 1, 1, "940000000000000000000000");
	at(w, 300000);
	ok(w, "{'do':'advance'}");
	expect_names(w, "UnbondPaid");
	expect_event(w, "['UnbondPaid',1,1,'750000000000000000']");
	expect_bucket(w, "free", 1, 1, "940000750000000000000000");
	expect_bucket(w, "unbonding", 1, 1, "0");
	expect_record(w, "unbond", 1, 0, false);
	world_end(w);
}

static void an_entry_may_pay_nothing(void **state)
{
	struct world *w = world_begin("");
	uint32_t p = a_provider(w, 1, "");

	(void)state;
	CLAIM("STAKE-05");
	unbond(w, p, "1000000000000000000");
	ok(w, "{'do':'slash.misconduct','kind':0,'id':%u}", p);
	at(w, 1209600);
	ok(w, "{'do':'advance'}");
	expect_event(w, "['UnbondPaid',1,1,'0']");
	world_end(w);
}

static void entries_that_mature_in_one_era_are_one(void **state)
{
	struct world *w = world_begin("");
	uint32_t p = a_provider(w, 1, "");

	(void)state;
	CLAIM("STAKE-05");
	unbond(w, p, "1000000000000000000"); /* matures as era 14 begins */
	expect_event(w, "['UnbondStarted',1,1,1,'1000000000000000000',2209600]");
	at(w, 86399);
	unbond(w, p, "2000000000000000000"); /* in its last second */
	expect_event(w, "['UnbondStarted',1,1,1,'2000000000000000000',2295999]");
	expect_bucket(w, "unbonding", 1, 1, "3000000000000000000");
	expect_field(w, "unbond", 1, 0, "mature", "2295999");
	expect_field(w, "meta", 0, 0, "next_unbond", "2");
	at(w, 86400);
	unbond(w, p, "4000000000000000000");
	expect_event(w, "['UnbondStarted',2,1,1,'4000000000000000000',2296000]");
	at(w, 1209600);
	ok(w, "{'do':'advance'}");
	expect_no_event(w, "UnbondPaid"); /* the first maturity no longer counts */
	at(w, 1295999);
	ok(w, "{'do':'advance'}");
	expect_event(w, "['UnbondPaid',1,1,'3000000000000000000']");
	at(w, 1296000);
	ok(w, "{'do':'advance'}");
	expect_event(w, "['UnbondPaid',2,1,'4000000000000000000']");
	world_end(w);
}

static void an_entry_is_joined_only_by_its_own_account_kind_and_provider(void **state)
{
	struct world *w = world_begin("");
	uint32_t p = a_provider(w, 1, ""), q = a_provider(w, 2, "");
#define LEAVE "{'do':'deleg.unbond','from':%u,'provider':%u,'shares':'1000000000000000000'}"

	(void)state;
	a_rich_account(w, 3);
	for (unsigned acct = 1; acct <= 3; acct++)
		for (unsigned to = 1; to <= 2; to++)
			ok(w,
				"{'do':'deleg.add','from':%u,'provider':%u,"
				"'amount':'3000000000000000000'}",
				acct, to);
	CLAIM("STAKE-05");
	unbond(w, p, "1000000000000000000");
	expect_event(w, "['UnbondStarted',1,1,1,_,_]");
	ok(w, LEAVE, 1, p); /* another kind */
	expect_event(w, "['UnbondStarted',2,1,1,_,_]");
	ok(w, LEAVE, 1, q); /* another provider */
	expect_event(w, "['UnbondStarted',3,2,1,_,_]");
	ok(w, LEAVE, 3, p); /* another account */
	expect_event(w, "['UnbondStarted',4,1,3,_,_]");
	ok(w, "{'do':'avs.register','from':1,'amount':'1000000000000000000'}");
	ok(w, "{'do':'avs.register','from':3,'amount':'1000000000000000000'}");
	ok(w, "{'do':'avs.unregister','from':1}");
	expect_event(w, "['UnbondStarted',5,0,1,'1000000000000000000',2209600]");
	expect_field(w, "unbond", 5, 0, "kind", "2");
	ok(w, "{'do':'avs.unregister','from':3}");
	expect_event(w, "['UnbondStarted',6,0,3,_,_]");
	ok(w, "{'do':'avs.register','from':1,'amount':'2000000000000000000'}");
	ok(w, "{'do':'avs.unregister','from':1}");
	expect_event(w, "['UnbondStarted',5,0,1,'2000000000000000000',2209600]");
	expect_bucket(w, "unbonding", 5, 2, "3000000000000000000");
	ok(w, LEAVE, 1, q);
	expect_event(w, "['UnbondStarted',3,2,1,_,_]");
	unbond(w, p, "1000000000000000000");
	expect_event(w, "['UnbondStarted',1,1,1,_,_]");
	world_end(w);
}

static void a_joined_entry_keeps_the_later_maturity(void **state)
{
	struct world *w = world_begin("'params':{'vote_s':1000,'unbonding_s':50000}");
	uint32_t p = a_provider(w, 1, "");

	(void)state;
	ok(w, "{'do':'prop.submit','from':1,'kind':2,'name':'unbonding_s','value':20000}");
	ok(w, "{'do':'prop.vote','from':1,'prop':2,'choice':1}");
	CLAIM("STAKE-05");
	unbond(w, p, "1000000000000000000");
	at(w, 1000);
	unbond(w, p, "2000000000000000000"); /* alone it would mature at 21000 */
	expect_event(w, "['UnbondStarted',1,1,1,'2000000000000000000',1050000]");
	at(w, 49999);
	ok(w, "{'do':'advance'}");
	expect_bucket(w, "unbonding", 1, 1, "3000000000000000000");
	at(w, 50000);
	ok(w, "{'do':'advance'}");
	expect_event(w, "['UnbondPaid',1,1,'3000000000000000000']");
	world_end(w);
}

static void a_pool_above_the_cap_is_left_alone_but_closed(void **state)
{
	struct world *w = world_begin("'params':{'deleg_cap_x':1}");

	(void)state;
	a_rich_account(w, 1);
	a_rich_account(w, 2);
	ok(w, "{'do':'provider.register','from':1,'region':1,'cpu':1}");
	ok(w, "{'do':'stake.add','from':1,'provider':1,'amount':'10000000000000000000'}");
	ok(w, "{'do':'deleg.add','from':2,'provider':1,'amount':'8000000000000000000'}");
	CLAIM("STAKE-06");
	unbond(w, 1, "5000000000000000000");
	expect_bucket(w, "pool", 1, 1, "8000000000000000000");
	refused(w, SPHERON_LIMIT,
		"{'do':'deleg.add','from':2,'provider':1,'amount':'1000000000000000000'}");
	ok(w, "{'do':'deleg.unbond','from':2,'provider':1,'shares':'4000000000000000000'}");
	ok(w, "{'do':'deleg.add','from':2,'provider':1,'amount':'1000000000000000000'}");
	world_end(w);
}

static void own_stake_is_held_while_leases_run(void **state)
{
	struct world *w = world_begin("'params':{'matcher_mode':2}");
	uint32_t p = a_provider(w, 1, "");

	(void)state;
	a_lease(w, 2, p, "");
	CLAIM("STAKE-07");
	/* 500 SPON must stay of 60000. */
	refused(w, SPHERON_HAS_LEASES, UNBOND, p, "59500000000000000000001");
	ok(w, UNBOND, p, "59500000000000000000000");
	refused(w, SPHERON_HAS_LEASES, UNBOND, p, "1000000000000000000");
	ok(w, "{'do':'lease.close','from':2,'lease':1}");
	ok(w, UNBOND, p, "1000000000000000000");
	world_end(w);
}

static void fizz_leases_hold_the_stake_of_the_gateway(void **state)
{
	struct world *w = world_begin("'params':{'matcher_mode':2}");
	uint32_t p = a_provider(w, 1, "'gateway':1");
	uint32_t f = a_fizz(w, 2, p, "");

	(void)state;
	an_order(w, 3, "'mode':0");
	ok(w,
		"{'do':'bid.place','from':1,'order':1,'provider':%u,'fizz':%u,"
		"'price':'100000000000000'}",
		p, f);
	at(w, 6);
	CLAIM("STAKE-07");
	refused(w, SPHERON_HAS_LEASES, UNBOND, p, "59500000000000000000001");
	expect_field(w, "provider", p, 0, "fleases", "1");
	ok(w, "{'do':'lease.close','from':3,'lease':1}");
	ok(w, UNBOND, p, "59500000000000000000001");
	world_end(w);
}

static void where_no_stake_is_required_none_is_held(void **state)
{
	struct world *w = world_begin("'params':{'matcher_mode':2,'require_stake':0}");
	uint32_t p = a_provider(w, 1, "");

	(void)state;
	a_lease(w, 2, p, "");
	CLAIM("STAKE-07");
	ok(w, UNBOND, p, "60000000000000000000000");
	expect_names(w, "UnbondStarted");
	expect_field(w, "provider", p, 0, "status", "2");
	world_end(w);
}

int test_stake(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(stake_comes_from_free_balance),
		cmocka_unit_test(checks_of_staking_come_in_the_order_of_its_row),
		cmocka_unit_test(every_started_64_threads_need_stake),
		cmocka_unit_test(every_gpu_needs_the_stake_of_its_class),
		cmocka_unit_test(the_class_follows_the_price_where_the_tier_does),
		cmocka_unit_test(storage_alone_or_a_bare_gateway_need_the_stake_of_64_threads),
		cmocka_unit_test(delegation_does_not_activate),
		cmocka_unit_test(a_provider_short_of_stake_keeps_leases_measurement_and_liability),
		cmocka_unit_test(stake_leaves_through_an_unbonding_entry),
		cmocka_unit_test(what_is_unbonded_is_a_whole_delegation_or_all),
		cmocka_unit_test(checks_of_unbonding_come_in_the_order_of_its_row),
		cmocka_unit_test(an_entry_pays_all_of_its_bucket_when_it_matures),
		cmocka_unit_test(an_entry_may_pay_nothing),
		cmocka_unit_test(entries_that_mature_in_one_era_are_one),
		cmocka_unit_test(an_entry_is_joined_only_by_its_own_account_kind_and_provider),
		cmocka_unit_test(a_joined_entry_keeps_the_later_maturity),
		cmocka_unit_test(a_pool_above_the_cap_is_left_alone_but_closed),
		cmocka_unit_test(own_stake_is_held_while_leases_run),
		cmocka_unit_test(fizz_leases_hold_the_stake_of_the_gateway),
		cmocka_unit_test(where_no_stake_is_required_none_is_held),
	};

	return cmocka_run_group_tests_name("stake", tests, NULL, NULL);
}
