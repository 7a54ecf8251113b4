/* Delegated stake (RULES.md 3.5): DELEG-01 to DELEG-06 and DELEG-10. */

#include "protocol/amount.h"
#include "protocol/state.h"
#include "tests/protocol/groups.h"
#include "tests/support/world.h"

#define ADD   "{'do':'deleg.add','from':%u,'provider':%u,'amount':'%s'}"
#define LEAVE "{'do':'deleg.unbond','from':%u,'provider':%u,'shares':'%s'}"
#define SPON1 "1000000000000000000"

/* Provider 1 of account 1; account 2 may delegate. */
static struct world *a_pool(const char *args)
{
	struct world *w = world_begin(args);

	a_provider(w, 1, "");
	a_rich_account(w, 2);
	return w;
}

static void slash(struct world *w, unsigned bp)
{
	ok(w, "{'do':'slash.misconduct','kind':0,'id':1,'bp':%u}", bp);
	ok(w, "{'do':'provider.reinstate','provider':1}");
}

static void anyone_may_delegate_a_least_amount(void **state)
{
	struct world *w = a_pool("");

	(void)state;
	CLAIM("DELEG-01");
	refused(w, SPHERON_BAD_VALUE, ADD, 2, 1, "0");
	refused(w, SPHERON_BAD_VALUE, ADD, 2, 1, "999999999999999999");
	ok(w, ADD, 2, 1, SPON1);
	expect_names(w, "Delegated");
	expect_event(w, "['Delegated',1,2,'1000000000000000000','1000000000000000000']");
	expect_bucket(w, "pool", 1, 1, SPON1);
	expect_bucket(w, "free", 2, 1, "999999000000000000000000");
	expect_field(w, "provider", 1, 0, "shares", SPON1);
	expect_field(w, "provider", 1, 0, "holders", "1");
	expect_field(w, "delegation", 1, 2, "shares", SPON1);
	expect_field(w, "delegation", 1, 2, "gen", "0");
	expect_field(w, "delegation", 1, 2, "idx", "0");
	expect_field(w, "meta", 0, 0, "bonded", "60001000000000000000000");
	ok(w, ADD, 2, 1, SPON1);
	expect_field(w, "provider", 1, 0, "holders", "1");
	ok(w, ADD, 1, 1, SPON1); /* the owner, too */
	expect_field(w, "provider", 1, 0, "holders", "2");
	expect_field(w, "provider", 1, 0, "shares", "3000000000000000000");
	world_end(w);
}

static void the_status_admits_delegation_up_to_maintenance(void **state)
{
	struct world *w = a_pool("");

	(void)state;
	CLAIM("DELEG-01");
	ok(w, "{'do':'maint.schedule','from':1,'provider':1,'start':1003600,'dur':100}");
	at(w, 3600);
	ok(w, ADD, 2, 1, SPON1);
	ok(w, "{'do':'maint.end','from':1,'provider':1}");
	ok(w, "{'do':'stake.unbond','from':1,'provider':1,'amount':'59999000000000000000000'}");
	expect_field(w, "provider", 1, 0, "status", "1");
	ok(w, ADD, 2, 1, SPON1);
	ok(w, "{'do':'provider.suspend','provider':1}");
	refused(w, SPHERON_BAD_STATE, ADD, 2, 1, SPON1);
	ok(w, LEAVE, 2, 1, SPON1); /* leaving is always possible */
	ok(w, "{'do':'provider.exit','from':1,'provider':1}");
	refused(w, SPHERON_BAD_STATE, ADD, 2, 1, SPON1);
	ok(w, LEAVE, 2, 1, SPON1);
	world_end(w);
}

static void checks_of_delegating_come_in_the_order_of_its_row(void **state)
{
	struct world *w = a_pool("");

	(void)state;
	an_account(w, 3);
	CLAIM("DELEG-01");
	refused(w, SPHERON_NOT_FOUND, ADD, 3, 2, "0");
	ok(w, "{'do':'provider.suspend','provider':1}");
	refused(w, SPHERON_BAD_STATE, ADD, 3, 1, "0");
	ok(w, "{'do':'provider.reinstate','provider':1}");
	refused(w, SPHERON_BAD_VALUE, ADD, 3, 1, "999999999999999999");
	/* NO_FUNDS before LIMIT: ten times 60000 SPON is the most. */
	refused(w, SPHERON_NO_FUNDS, ADD, 3, 1, "600000000000000000000001");
	refused(w, SPHERON_LIMIT, ADD, 2, 1, "600000000000000000000001");
	world_end(w);
}

static void shares_are_bought_at_the_present_value(void **state)
{
	struct world *w = a_pool("");

	(void)state;
	ok(w, ADD, 1, 1, "3000000000000000000");
	slash(w, 2500); /* the pool is worth 2.25 SPON now */
	CLAIM("DELEG-02");
	/* 10^18 * 3 * 10^18 / (2.25 * 10^18), the third of a share stays with the pool. */
	ok(w, ADD, 2, 1, SPON1);
	expect_event(w, "['Delegated',1,2,'1000000000000000000','1333333333333333333']");
	expect_bucket(w, "pool", 1, 1, "3250000000000000000");
	expect_field(w, "provider", 1, 0, "shares", "4333333333333333333");
	world_end(w);
}

static void shares_that_do_not_fit_are_refused(void **state)
{
	struct world *w = a_pool("'params':{'deleg_cap_x':1000}");

	(void)state;
	a_rich_account(w, 3);
	ok(w, ADD, 2, 1, "999999000000000000000000");
	for (unsigned i = 0; i < 6; i++) /* each leaves a ten-thousandth, rounded up */
		slash(w, 9999);
	expect_bucket(w, "pool", 1, 1, "1");
	ok(w, "{'do':'stake.add','from':1,'provider':1,'amount':'900000000000000000000000'}");
	CLAIM("DELEG-02");
	/* One share more than 2^128 - 1 = 340282366920938463463374607431768211455: an amount a buys
	 * a * 999999 * 10^18, and a >= 10^18 alone makes that 9.9 * 10^41. */
	refused(w, SPHERON_OVERFLOW, ADD, 3, 1, SPON1);
	/* NO_FUNDS before it, and it before LIMIT. */
	refused(w, SPHERON_NO_FUNDS, ADD, 2, 1, "2000000000000000000");
	ok(w, "{'do':'stake.unbond','from':1,'provider':1,'amount':'900000000000000000000001'}");
	refused(w, SPHERON_OVERFLOW, ADD, 3, 1, SPON1);
	world_end(w);
}

/* The rules never let a share grow dearer than a unit; if it were, the least amount would not buy the
 * least shares. */
static void fewer_shares_than_the_least_are_not_bought(void **state)
{
	struct world *w = a_pool("");
	struct spheron *st = world_state(w);
	struct spheron_u128 unit = { 1, 0 };

	(void)state;
	CLAIM("DELEG-02");
	ok(w, ADD, 2, 1, SPON1);
	provider_at(st, 1)->pool = u128_add(provider_at(st, 1)->pool, unit);
	st->token[SPHERON_SPON].minted = u128_add(st->token[SPHERON_SPON].minted, unit);
	st->meta.bonded = u128_add(st->meta.bonded, unit);
	st->active_bonded = u128_add(st->active_bonded, unit);
	refused(w, SPHERON_BAD_VALUE, ADD, 2, 1, SPON1); /* buys a share too few */
	ok(w, ADD, 2, 1, "1000000000000000001");
	expect_field(w, "delegation", 1, 2, "shares", "2000000000000000000");
	world_end(w);
}

static void the_total_of_shares_must_fit_as_well(void **state)
{
	struct world *w = a_pool("'params':{'deleg_cap_x':1000,'min_delegation':1000000000000000}");

	(void)state;
	a_rich_account(w, 3);
	ok(w, ADD, 2, 1, "340282000000000000000000");
	for (unsigned i = 0; i < 6; i++)
		slash(w, 9999);
	expect_bucket(w, "pool", 1, 1, "1");
	ok(w, "{'do':'stake.add','from':1,'provider':1,'amount':'900000000000000000000000'}");
	CLAIM("DELEG-02");
	/* 10^15 * 340282 * 10^18 = 3.40282 * 10^38 shares fit, with the old ones that leaves room
	 * of 3.669 * 10^32 - 3.4 * 10^23. */
	ok(w, ADD, 3, 1, "1000000000000000");
	expect_event(w,
		"['Delegated',1,3,'1000000000000000','340282000000000000000000000000000000000']");
	/* At about 3.40282 * 10^23 shares a unit, 10^15 more cannot be added. */
	refused(w, SPHERON_OVERFLOW, ADD, 3, 1, "1000000000000000");
	world_end(w);
}

static void a_pool_is_at_most_a_multiple_of_own_stake(void **state)
{
	struct world *w = a_pool("");

	(void)state;
	CLAIM("DELEG-03");
	ok(w, ADD, 2, 1, "300000000000000000000000");
	refused(w, SPHERON_LIMIT, ADD, 2, 1, "300000000000000000000001");
	ok(w, ADD, 2, 1, "300000000000000000000000");
	expect_bucket(w, "pool", 1, 1, "600000000000000000000000");
	refused(w, SPHERON_LIMIT, ADD, 2, 1, SPON1);
	world_end(w);

	w = a_pool("'params':{'deleg_cap_x':0}");
	CLAIM("DELEG-03");
	refused(w, SPHERON_LIMIT, ADD, 2, 1, SPON1);
	world_end(w);
}

static void a_part_of_a_delegation_leaves_and_a_whole_one_stays(void **state)
{
	struct world *w = a_pool("");

	(void)state;
	ok(w, ADD, 2, 1, "3000000000000000000");
	CLAIM("DELEG-04");
	refused(w, SPHERON_BAD_VALUE, LEAVE, 2, 1, "0");
	refused(w, SPHERON_BAD_VALUE, LEAVE, 2, 1, "999999999999999999");
	refused(w, SPHERON_NO_STAKE, LEAVE, 2, 1, "3000000000000000001");
	at(w, 5);
	ok(w, LEAVE, 2, 1, SPON1);
	expect_names(w, "Undelegated UnbondStarted");
	expect_event(w, "['Undelegated',1,2,'1000000000000000000','1000000000000000000']");
	expect_event(w, "['UnbondStarted',1,1,2,'1000000000000000000',2209605]");
	expect_field(w, "unbond", 1, 0, "kind", "1");
	expect_field(w, "delegation", 1, 2, "shares", "2000000000000000000");
	expect_field(w, "provider", 1, 0, "shares", "2000000000000000000");
	expect_field(w, "meta", 0, 0, "bonded", "60002000000000000000000");
	ok(w, LEAVE, 2, 1, SPON1); /* exactly one SPON of shares remains, and may */
	expect_field(w, "delegation", 1, 2, "shares", SPON1);
	world_end(w);
}

static void a_remainder_too_small_is_taken_along(void **state)
{
	struct world *w = a_pool("");

	(void)state;
	ok(w, ADD, 2, 1, "2999999999999999999");
	CLAIM("DELEG-04");
	ok(w, LEAVE, 2, 1, "2000000000000000000");
	expect_event(w, "['Undelegated',1,2,'2999999999999999999','2999999999999999999']");
	expect_record(w, "delegation", 1, 2, false);
	expect_field(w, "provider", 1, 0, "shares", "0");
	expect_field(w, "provider", 1, 0, "holders", "0");
	expect_bucket(w, "pool", 1, 1, "0");
	world_end(w);
}

static void checks_of_leaving_come_in_the_order_of_its_row(void **state)
{
	struct world *w = a_pool("");

	(void)state;
	ok(w, ADD, 1, 1, SPON1);
	CLAIM("DELEG-04");
	refused(w, SPHERON_NOT_FOUND, LEAVE, 2, 2, "0");
	refused(w, SPHERON_BAD_VALUE, LEAVE, 2, 1, "0");
	refused(w, SPHERON_NO_STAKE, LEAVE, 2, 1, "1"); /* holds none: not fewer than it holds */
	refused(w, SPHERON_NO_STAKE, LEAVE, 2, 1, SPON1);
	ok(w, LEAVE, 1, 1, SPON1);
	refused(w, SPHERON_NO_STAKE, LEAVE, 1, 1, SPON1);
	world_end(w);
}

static void a_holding_below_the_least_leaves_only_as_a_whole(void **state)
{
	struct world *w = a_pool("'params':{'vote_s':1000,'min_delegation':1000000000000000}");

	(void)state;
	ok(w, ADD, 2, 1, "5000000000000000");
	ok(w, "{'do':'prop.submit','from':1,'kind':2,'name':'min_delegation','value':'" SPON1 "'}");
	ok(w, "{'do':'prop.vote','from':1,'prop':2,'choice':1}");
	at(w, 1000);
	CLAIM("DELEG-04");
	refused(w, SPHERON_BAD_VALUE, LEAVE, 2, 1, "4999999999999999");
	refused(w, SPHERON_NO_STAKE, LEAVE, 2, 1, "5000000000000001");
	ok(w, LEAVE, 2, 1, "5000000000000000");
	world_end(w);
}

static void shares_are_worth_their_part_of_the_pool_rounded_down(void **state)
{
	struct world *w = a_pool("");

	(void)state;
	ok(w, ADD, 1, 1, "1000000000000000000");
	ok(w, ADD, 2, 1, "2000000000000000001");
	slash(w, 1); /* 3 * 10^14 of 3000000000000000001 */
	expect_bucket(w, "pool", 1, 1, "2999700000000000001");
	CLAIM("DELEG-05");
	/* 2000000000000000001 * 2999700000000000001 / 3000000000000000001 =
	 * 1999800000000000000.99997; the vote counts what leaving would bring. */
	ok(w, "{'do':'prop.submit','from':1,'kind':2,'name':'draw_mode','value':1}");
	ok(w, "{'do':'prop.vote','from':2,'prop':2,'choice':1}");
	expect_event(w, "['Voted',2,2,1,'1999800000000000000']");
	ok(w, LEAVE, 2, 1, "2000000000000000001");
	expect_event(w, "['Undelegated',1,2,'2000000000000000001','1999800000000000000']");
	expect_bucket(w, "pool", 1, 1, "999900000000000001");
	expect_bucket(w, "unbonding", 1, 1, "1999800000000000000");
	/* The rest is all of the last one's. */
	ok(w, LEAVE, 1, 1, "1000000000000000000");
	expect_event(w, "['Undelegated',1,1,'1000000000000000000','999900000000000001']");
	expect_bucket(w, "pool", 1, 1, "0");
	world_end(w);
}

static void shares_worth_nothing_make_no_entry(void **state)
{
	struct world *w = a_pool("");

	(void)state;
	ok(w, ADD, 2, 1, SPON1);
	ok(w, ADD, 1, 1, SPON1);
	for (unsigned i = 0; i < 5; i++) /* 2 * 10^18 units to 1: each leaves a ten-thousandth */
		slash(w, 9999);
	expect_bucket(w, "pool", 1, 1, "1");
	CLAIM("DELEG-04");
	ok(w, LEAVE, 2, 1, SPON1); /* half of one unit */
	expect_names(w, "Undelegated");
	expect_event(w, "['Undelegated',1,2,'1000000000000000000','0']");
	expect_field(w, "meta", 0, 0, "next_unbond", "1");
	expect_record(w, "delegation", 1, 2, false);
	ok(w, LEAVE, 1, 1, SPON1); /* the last one gets it */
	expect_event(w, "['UnbondStarted',1,1,1,'1',2209600]");
	world_end(w);
}

static void commission_moves_once_an_era_by_a_step(void **state)
{
	struct world *w = a_pool("");
#define COMMISSION "{'do':'provider.commission','from':1,'provider':1,'bp':%u}"

	(void)state;
	CLAIM("DELEG-06");
	refused(w, SPHERON_LIMIT, COMMISSION, 1101);
	refused(w, SPHERON_LIMIT, COMMISSION, 899);
	ok(w, COMMISSION, 1100);
	expect_names(w, "CommissionSet");
	expect_event(w, "['CommissionSet',1,1100]");
	expect_field(w, "provider", 1, 0, "commission_bp", "1100");
	expect_field(w, "provider", 1, 0, "commission_era", "1");
	refused(w, SPHERON_TOO_SOON, COMMISSION, 1100);
	at(w, 86399);
	refused(w, SPHERON_TOO_SOON, COMMISSION, 1150);
	/* TOO_SOON before LIMIT, BAD_VALUE before both. */
	refused(w, SPHERON_TOO_SOON, COMMISSION, 1201);
	refused(w, SPHERON_BAD_VALUE, COMMISSION, 10001);
	at(w, 86400);
	ok(w, COMMISSION, 1000);
	expect_field(w, "provider", 1, 0, "commission_era", "2");
	world_end(w);
}

static void commission_lies_between_nothing_and_all(void **state)
{
	struct world *w =
		a_pool("'params':{'commission_default_bp':9950,'commission_step_bp':10000}");

	(void)state;
	CLAIM("DELEG-06");
	refused(w, SPHERON_NOT_FOUND,
		"{'do':'provider.commission','from':1,'provider':2,'bp':10001}");
	refused(w, SPHERON_NOT_ALLOWED,
		"{'do':'provider.commission','from':2,'provider':1,'bp':10001}");
	refused(w, SPHERON_BAD_VALUE, COMMISSION, 10001);
	ok(w, COMMISSION, 10000);
	at(w, 86400);
	ok(w, COMMISSION, 0);
	ok(w, "{'do':'provider.exit','from':1,'provider':1}");
	refused(w, SPHERON_BAD_STATE, COMMISSION, 10001);
	world_end(w);
}

static void a_slash_of_the_whole_pool_ends_its_shares(void **state)
{
	struct world *w = a_pool("");

	(void)state;
	ok(w, ADD, 2, 1, "3000000000000000000");
	CLAIM("DELEG-10");
	ok(w, "{'do':'slash.misconduct','kind':0,'id':1}");
	expect_names(w, "Slashed PoolWiped ProviderStatus");
	expect_event(w, "['PoolWiped',1,1]");
	expect_field(w, "provider", 1, 0, "gen", "1");
	expect_field(w, "provider", 1, 0, "shares", "0");
	expect_field(w, "provider", 1, 0, "holders", "1");
	expect_field(w, "poolgen", 1, 0, "acc", "0");
	expect_field(w, "delegation", 1, 2, "shares", "3000000000000000000");
	ok(w, "{'do':'provider.reinstate','provider':1}");
	/* Any number of them is all of them, for nothing. */
	ok(w, LEAVE, 2, 1, SPON1);
	expect_names(w, "Undelegated");
	expect_event(w, "['Undelegated',1,2,'3000000000000000000','0']");
	expect_record(w, "delegation", 1, 2, false);
	expect_field(w, "provider", 1, 0, "holders", "0");
	expect_record(w, "poolgen", 1, 0, true); /* ended generations never leave */
	world_end(w);
}

static void a_slash_that_leaves_a_unit_ends_nothing(void **state)
{
	struct world *w = a_pool("");

	(void)state;
	ok(w, ADD, 2, 1, SPON1);
	CLAIM("DELEG-02");
	slash(w, 9999);
	expect_no_event(w, "PoolWiped");
	expect_bucket(w, "pool", 1, 1, "100000000000000");
	expect_field(w, "provider", 1, 0, "gen", "0");
	ok(w, "{'do':'stake.add','from':1,'provider':1,'amount':'" SPON1 "'}");
	ok(w, ADD, 1, 1, SPON1); /* ten thousand shares a unit */
	expect_event(w, "['Delegated',1,1,'1000000000000000000','10000000000000000000000']");
	world_end(w);
}

static void a_wiped_pool_is_open_again_at_once(void **state)
{
	struct world *w = a_pool("");

	(void)state;
	ok(w, ADD, 2, 1, "3000000000000000000");
	CLAIM("DELEG-10");
	slash(w, 10000);
	ok(w, "{'do':'stake.add','from':1,'provider':1,'amount':'" SPON1 "'}");
	ok(w, ADD, 2, 1, "2000000000000000000");
	expect_names(w, "Delegated");
	expect_event(w, "['Delegated',1,2,'2000000000000000000','2000000000000000000']");
	expect_field(w, "delegation", 1, 2, "shares", "2000000000000000000");
	expect_field(w, "delegation", 1, 2, "gen", "1");
	expect_field(w, "provider", 1, 0, "shares", "2000000000000000000");
	expect_field(w, "provider", 1, 0, "holders", "1");
	/* An empty pool has no shares that a slash could end. */
	ok(w, LEAVE, 2, 1, "2000000000000000000");
	slash(w, 10000);
	expect_field(w, "provider", 1, 0, "gen", "1");
	world_end(w);
}

int test_delegation(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(anyone_may_delegate_a_least_amount),
		cmocka_unit_test(the_status_admits_delegation_up_to_maintenance),
		cmocka_unit_test(checks_of_delegating_come_in_the_order_of_its_row),
		cmocka_unit_test(shares_are_bought_at_the_present_value),
		cmocka_unit_test(shares_that_do_not_fit_are_refused),
		cmocka_unit_test(fewer_shares_than_the_least_are_not_bought),
		cmocka_unit_test(the_total_of_shares_must_fit_as_well),
		cmocka_unit_test(a_pool_is_at_most_a_multiple_of_own_stake),
		cmocka_unit_test(a_part_of_a_delegation_leaves_and_a_whole_one_stays),
		cmocka_unit_test(a_remainder_too_small_is_taken_along),
		cmocka_unit_test(checks_of_leaving_come_in_the_order_of_its_row),
		cmocka_unit_test(a_holding_below_the_least_leaves_only_as_a_whole),
		cmocka_unit_test(shares_are_worth_their_part_of_the_pool_rounded_down),
		cmocka_unit_test(shares_worth_nothing_make_no_entry),
		cmocka_unit_test(commission_moves_once_an_era_by_a_step),
		cmocka_unit_test(commission_lies_between_nothing_and_all),
		cmocka_unit_test(a_slash_of_the_whole_pool_ends_its_shares),
		cmocka_unit_test(a_slash_that_leaves_a_unit_ends_nothing),
		cmocka_unit_test(a_wiped_pool_is_open_again_at_once),
	};

	return cmocka_run_group_tests_name("delegation", tests, NULL, NULL);
}
