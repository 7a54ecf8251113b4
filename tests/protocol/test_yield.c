/* Rewards of delegators and what they come to in a year (RULES.md 3.5, 3.6): DELEG-07 to DELEG-10,
 * APR-01 to APR-03. */

#include "tests/protocol/groups.h"
#include "tests/support/world.h"

#include <stdio.h>
#include <string.h>

#define ADD      "{'do':'deleg.add','from':%u,'provider':%u,'amount':'%s'}"
#define LEAVE    "{'do':'deleg.unbond','from':%u,'provider':%u,'shares':'%s'}"
#define CLAIM_OF "{'do':'deleg.claim','from':%u,'provider':%u}"

/* Provider 1 earns 6400064 units an era (64 threads * 100001 micropoints, one unit each).  Accounts
 * 2 and 3 delegate one and two SPON. */
static struct world *an_earning_pool(const char *params)
{
	char args[512];
	struct world *w;

	snprintf(args, sizeof args,
		"'params':{'point_value_prov':1,'prov_cpu_base':100001,"
		"'commission_default_bp':3334,'trust_start':5%s%s}",
		*params ? "," : "", params);
	w = world_begin(args);
	a_provider(w, 1, "");
	a_rich_account(w, 2);
	a_rich_account(w, 3);
	ok(w, "{'do':'pool.fund','from':1,'amount':'1000000000'}");
	ok(w, ADD, 2, 1, "1000000000000000000");
	ok(w, ADD, 3, 1, "2000000000000000000");
	return w;
}

/* Provider 1 earns 6.4 SPON an era, of which 10 % go to delegators; account 2 delegates 3 SPON. */
static struct world *a_plain_pool(const char *params)
{
	char args[512];
	struct world *w;

	snprintf(args, sizeof args, "'params':{'trust_start':5%s%s}", *params ? "," : "", params);
	w = world_begin(args);
	a_provider(w, 1, "");
	a_rich_account(w, 2);
	ok(w, ADD, 2, 1, "3000000000000000000");
	return w;
}

static void expect_apr(struct world *w, const char *apr)
{
	char event[96];

	ok(w, "{'do':'q.apr','provider':1}");
	snprintf(event, sizeof event, "['Answer','%s']", apr);
	expect_event(w, event);
}

/* The last command moved this from delegator_accrued to the account. */
static void expect_claimed(struct world *w, unsigned acct, const char *amount)
{
	char event[128];

	snprintf(event, sizeof event, "[\"Moved\",\"delegator_accrued:1\",\"free:%u\",1,\"%s\"]",
		acct, amount);
	if (!strstr(output(w), event))
		fail_msg("no %s in\n%s", event, output(w));
}

static void close_era(struct world *w, uint64_t second)
{
	at(w, second);
	ok(w, "{'do':'advance'}");
}

static void delegators_are_given_the_commission(void **state)
{
	struct world *w = an_earning_pool("");

	(void)state;
	CLAIM("DELEG-07");
	close_era(w, 86400);
	/* 6400064 * 3334 / 10000 = 2133781.3; the provider keeps the rest, remainder included. */
	expect_event(w, "['EraNode',0,1,1000000,'6400064','6400064','2133781','0',5,'0']");
	expect_bucket(w, "delegator_accrued", 1, 1, "2133781");
	expect_bucket(w, "accrued", 1, 1, "4266283");
	world_end(w);
}

static void or_they_are_given_their_part_of_what_the_commission_leaves(void **state)
{
	struct world *w = an_earning_pool("'commission_mode':1");

	(void)state;
	CLAIM("DELEG-07");
	close_era(w, 86400);
	/* 6400064 - 2133781 = 4266283; 3 of 60003 SPON are delegated: 213.3 */
	expect_event(w, "['EraNode',0,1,1000000,'6400064','6400064','213','0',5,'0']");
	expect_bucket(w, "delegator_accrued", 1, 1, "213");
	expect_bucket(w, "accrued", 1, 1, "6399851");
	world_end(w);
}

static void an_empty_pool_is_given_nothing(void **state)
{
	struct world *w = an_earning_pool("");

	(void)state;
	ok(w, LEAVE, 2, 1, "1000000000000000000");
	ok(w, LEAVE, 3, 1, "2000000000000000000");
	CLAIM("DELEG-07");
	close_era(w, 86400);
	expect_event(w, "['EraNode',0,1,1000000,'6400064','6400064','0','0',5,'0']");
	expect_bucket(w, "accrued", 1, 1, "6400064");
	world_end(w);
}

static void a_claim_is_a_floor_and_the_fraction_stays(void **state)
{
	struct world *w = an_earning_pool("");

	(void)state;
	CLAIM("DELEG-08");
	close_era(w, 86400);
	/* 2133781 * 10^18 / (3 * 10^18) = 711260 for a SPON of shares */
	expect_field(w, "provider", 1, 0, "acc", "711260");
	ok(w, CLAIM_OF, 2, 1);
	expect_names(w, "Moved");
	expect_claimed(w, 2, "711260");
	expect_field(w, "delegation", 1, 2, "idx", "711260");
	expect_bucket(w, "free", 2, 1, "999999000000000000711260");
	ok(w, CLAIM_OF, 3, 1);
	expect_claimed(w, 3, "1422520");
	expect_bucket(w, "delegator_accrued", 1, 1, "1");
	refused(w, SPHERON_NOTHING, CLAIM_OF, 2, 1);
	world_end(w);
}

static void checks_of_a_claim_come_in_the_order_of_its_row(void **state)
{
	struct world *w = an_earning_pool("");

	(void)state;
	refused(w, SPHERON_NOT_FOUND, CLAIM_OF, 2, 2);
	refused(w, SPHERON_NO_STAKE, CLAIM_OF, 1, 1);
	refused(w, SPHERON_NOTHING, CLAIM_OF, 2, 1);
	CLAIM("DELEG-08");
	close_era(w, 86400);
	ok(w, "{'do':'provider.suspend','provider':1}"); /* the status does not matter */
	ok(w, CLAIM_OF, 2, 1);
	world_end(w);
}

static void an_era_close_does_not_touch_delegations(void **state)
{
	struct world *w = an_earning_pool("");

	(void)state;
	CLAIM("DELEG-09");
	close_era(w, 86400);
	expect_field(w, "delegation", 1, 2, "idx", "0");
	close_era(w, 172800);
	expect_field(w, "delegation", 1, 2, "idx", "0");
	expect_field(w, "provider", 1, 0, "acc", "1422520");
	ok(w, CLAIM_OF, 2, 1); /* both at once */
	expect_claimed(w, 2, "1422520");
	world_end(w);
}

static void who_comes_later_has_no_part_in_earlier_rewards(void **state)
{
	struct world *w = an_earning_pool("");

	(void)state;
	CLAIM("DELEG-08");
	close_era(w, 86400);
	ok(w, ADD, 1, 1, "3000000000000000000");
	expect_field(w, "delegation", 1, 1, "idx", "711260");
	refused(w, SPHERON_NOTHING, CLAIM_OF, 1, 1);
	close_era(w, 172800);
	/* 2133781 over six SPON: 355630 for each. */
	ok(w, CLAIM_OF, 1, 1);
	expect_claimed(w, 1, "1066890");
	ok(w, CLAIM_OF, 2, 1);
	expect_claimed(w, 2, "1066890");
	world_end(w);
}

static void adding_and_leaving_claim_first(void **state)
{
	struct world *w = an_earning_pool("");

	(void)state;
	CLAIM("DELEG-08");
	close_era(w, 86400);
	/* Not if the command is refused. */
	refused(w, SPHERON_BAD_VALUE, ADD, 2, 1, "1");
	expect_bucket(w, "free", 2, 1, "999999000000000000000000");
	ok(w, ADD, 2, 1, "1000000000000000000");
	expect_names(w, "Delegated");
	expect_bucket(w, "free", 2, 1, "999998000000000000711260");
	expect_field(w, "delegation", 1, 2, "idx", "711260");
	ok(w, LEAVE, 3, 1, "1000000000000000000");
	expect_names(w, "Undelegated UnbondStarted");
	expect_bucket(w, "free", 3, 1, "999998000000000001422520");
	expect_field(w, "delegation", 1, 3, "idx", "711260");
	/* The old shares earned alone; the new ones start from here. */
	refused(w, SPHERON_NOTHING, CLAIM_OF, 2, 1);
	world_end(w);
}

static void a_claim_does_not_help_to_pay_for_the_delegation(void **state)
{
	struct world *w = an_earning_pool("");

	(void)state;
	ok(w, "{'do':'token.transfer','from':2,'token':1,'to':1,'amount':'999998000000000000000001'"
	      "}");
	CLAIM("DELEG-08");
	close_era(w, 86400); /* it holds one unit less than a SPON and may claim 711260 */
	refused(w, SPHERON_NO_FUNDS, ADD, 2, 1, "1000000000000000000");
	world_end(w);
}

static void the_last_delegation_leaves_the_dust_to_the_foundation_pool(void **state)
{
	struct world *w = an_earning_pool("");

	(void)state;
	close_era(w, 86400);
	expect_bucket(w, "foundation", 0, 1, "993599936"); /* 10^9 - 6400064 */
	ok(w, LEAVE, 2, 1, "1000000000000000000");
	expect_bucket(w, "delegator_accrued", 1, 1, "1422521");
	ok(w, LEAVE, 3, 1, "2000000000000000000");
	expect_bucket(w, "delegator_accrued", 1, 1, "0");
	expect_bucket(w, "foundation", 0, 1, "993599937");
	world_end(w);
}

static void shares_of_a_wiped_pool_claim_what_was_due_to_them(void **state)
{
	struct world *w = an_earning_pool("");

	(void)state;
	close_era(w, 86400);
	CLAIM("DELEG-10");
	CLAIM("D-19");
	ok(w, "{'do':'slash.misconduct','kind':0,'id':1}");
	expect_field(w, "poolgen", 1, 0, "acc", "711260");
	ok(w, "{'do':'provider.reinstate','provider':1}");
	ok(w, "{'do':'stake.add','from':1,'provider':1,'amount':'60000000000000000000000'}");
	ok(w, ADD, 1, 1, "1000000000000000000"); /* the new generation earns */
	close_era(w, 172800);
	expect_field(w, "provider", 1, 0, "acc", "2845041"); /* 711260 + 2133781 */
	ok(w, CLAIM_OF, 1, 1);
	expect_claimed(w, 1, "2133781");
	/* The old shares get 711260 a SPON and no more, by a claim or by leaving. */
	ok(w, CLAIM_OF, 2, 1);
	expect_claimed(w, 2, "711260");
	refused(w, SPHERON_NOTHING, CLAIM_OF, 2, 1);
	ok(w, LEAVE, 3, 1, "1000000000000000000");
	expect_event(w, "['Undelegated',1,3,'2000000000000000000','0']");
	expect_bucket(w, "free", 3, 1, "999998000000000001422520");
	world_end(w);
}

static void old_shares_are_claimed_and_dropped_when_new_ones_are_bought(void **state)
{
	struct world *w = an_earning_pool("");

	(void)state;
	close_era(w, 86400);
	CLAIM("DELEG-10");
	ok(w, "{'do':'slash.misconduct','kind':0,'id':1}");
	ok(w, "{'do':'provider.reinstate','provider':1}");
	ok(w, "{'do':'stake.add','from':1,'provider':1,'amount':'60000000000000000000000'}");
	ok(w, ADD, 3, 1, "1000000000000000000");
	expect_bucket(w, "free", 3, 1, "999997000000000001422520");
	expect_field(w, "delegation", 1, 3, "shares", "1000000000000000000");
	expect_field(w, "delegation", 1, 3, "gen", "1");
	expect_field(w, "delegation", 1, 3, "idx", "711260");
	expect_field(w, "provider", 1, 0, "holders", "2");
	close_era(w, 172800);
	ok(w, CLAIM_OF, 3, 1);
	expect_claimed(w, 3, "2133781");
	world_end(w);
}

/* The pool of an_earning_pool() was wiped in second 86400; account 1 put one SPON into the next
 * generation. */
static struct world *a_pool_begun_anew(void)
{
	struct world *w = an_earning_pool("");

	close_era(w, 86400);
	CLAIM("DELEG-10");
	ok(w, "{'do':'slash.misconduct','kind':0,'id':1}");
	ok(w, "{'do':'provider.reinstate','provider':1}");
	ok(w, "{'do':'stake.add','from':1,'provider':1,'amount':'60000000000000000000000'}");
	ok(w, ADD, 1, 1, "1000000000000000000");
	return w;
}

static void who_returns_to_a_pool_has_no_part_in_the_rewards_in_between(void **state)
{
	struct world *w = a_pool_begun_anew();

	(void)state;
	close_era(w, 172800);
	ok(w, ADD, 3, 1, "1000000000000000000");
	expect_bucket(w, "free", 3, 1, "999997000000000001422520");
	expect_field(w, "delegation", 1, 3, "idx", "2845041");
	refused(w, SPHERON_NOTHING, CLAIM_OF, 3, 1);
	ok(w, CLAIM_OF, 1, 1);
	expect_claimed(w, 1, "2133781");
	world_end(w);
}

static void shares_of_an_ended_generation_have_no_vote_in_the_next_one(void **state)
{
	struct world *w = a_pool_begun_anew();

	(void)state;
	CLAIM("GOV-05");
	ok(w, "{'do':'prop.submit','from':2,'kind':4,'target':1}");
	expect_event(w, "['ProposalSubmitted',2,4,_]");
	refused(w, SPHERON_NO_STAKE, "{'do':'prop.vote','from':3,'prop':2,'choice':1}");
	ok(w, "{'do':'prop.vote','from':1,'prop':2,'choice':1}");
	expect_event(w, "['Voted',2,1,1,'60001000000000000000000']");
	world_end(w);
}

static void the_realised_apr_is_the_reward_of_the_era_times_the_eras_of_a_year(void **state)
{
	struct world *w = a_plain_pool("");

	(void)state;
	ok(w, "{'do':'pool.fund','from':2,'amount':'1000000000000000000000'}");
	CLAIM("APR-01");
	CLAIM("APR-02");
	close_era(w, 86400);
	/* 0.64 SPON * 365 * 10^6 / 3 SPON = 77866666.7 ppm */
	expect_event(w,
		"['EraNode',0,1,1000000,'6400000','6400000000000000000','640000000000000000',"
		"'0',5,'77866666']");
	expect_field(w, "provider", 1, 0, "apr_ppm", "77866666");
	world_end(w);

	w = a_plain_pool("'era_s':100000");
	ok(w, "{'do':'pool.fund','from':2,'amount':'1000000000000000000000'}");
	CLAIM("APR-01");
	close_era(w, 100000); /* 315.36 eras a year count as 315 */
	expect_field(w, "provider", 1, 0, "apr_ppm", "67200000");
	world_end(w);
}

static void an_empty_pool_has_no_apr(void **state)
{
	struct world *w = a_plain_pool("");

	(void)state;
	ok(w, "{'do':'pool.fund','from':2,'amount':'1000000000000000000000'}");
	close_era(w, 86400);
	ok(w, LEAVE, 2, 1, "3000000000000000000");
	CLAIM("APR-02");
	close_era(w, 172800);
	expect_field(w, "provider", 1, 0, "apr_ppm", "0");
	expect_apr(w, "0");
	world_end(w);
}

static void the_realised_apr_is_of_the_pool_before_slashes(void **state)
{
	struct world *w = a_plain_pool("'matcher_mode':2");

	(void)state;
	ok(w, "{'do':'pool.fund','from':2,'amount':'1000000000000000000000'}");
	a_lease(w, 2, 1, "'blocks':50000");
	at(w, 43200);
	ok(w, "{'do':'node.down','from':1,'kind':0,'id':1}");
	CLAIM("APR-02");
	close_era(w, 86400);
	/* Half an era earned, half lost: 0.32 * 365 * 10^6 / 3 = 38933333.3; after the slash the
	 * pool is smaller and would make it 38935409. */
	expect_event(w, "['Slashed',1,1,'3200000000000000000',_,_,'0','0']");
	expect_field(w, "provider", 1, 0, "apr_ppm", "38933333");
	world_end(w);
}

static void inflation_counts_in_the_realised_apr(void **state)
{
	struct world *w = a_plain_pool("'inflation_bp':365");

	(void)state;
	ok(w, "{'do':'pool.fund','from':2,'amount':'1000000000000000000000'}");
	CLAIM("APR-02");
	close_era(w, 86400);
	/* 2 * 10^24 * 365 / 10000 / 365 = 2 * 10^20 units are minted, 3 of 60003 parts of them,
	 * 9999500024998750, for the delegators. */
	expect_event(w,
		"['EraNode',0,1,1000000,'6400000','6400000000000000000','649999500024998750',"
		"'0',5,'79083272']");
	world_end(w);
}

static void the_projected_apr_is_that_of_a_whole_era_at_the_present_rate(void **state)
{
	struct world *w = a_plain_pool("");

	(void)state;
	CLAIM("APR-03");
	refused(w, SPHERON_NOT_FOUND, "{'do':'q.apr','provider':2}");
	expect_apr(w, "77866666");
	ok(w, "{'do':'trust.set','provider':1,'tier':0}"); /* twice the rate */
	expect_apr(w, "155733333");
	ok(w, "{'do':'node.down','from':1,'kind':0,'id':1}"); /* what it is worth if it is there */
	expect_apr(w, "155733333");
	world_end(w);
}

static void only_an_active_provider_has_a_projected_apr(void **state)
{
	struct world *w = a_plain_pool("'inflation_bp':365");

	(void)state;
	CLAIM("APR-03");
	expect_apr(w, "79083272");
	ok(w, "{'do':'provider.suspend','provider':1}");
	expect_apr(w, "0");
	ok(w, "{'do':'provider.reinstate','provider':1}");
	ok(w, "{'do':'stake.unbond','from':1,'provider':1,'amount':'59999000000000000000000'}");
	expect_apr(w, "0");
	world_end(w);
}

static void the_projection_uses_the_conversion_of_the_last_era(void **state)
{
	struct world *w = a_plain_pool("");

	(void)state;
	/* A pool of 1 SPON: 0.7 for providers, which is all that 6.4 points are worth. */
	ok(w, "{'do':'pool.fund','from':2,'amount':'1000000000000000000'}");
	close_era(w, 86400);
	expect_field(w, "meta", 0, 0, "conv_num", "700000000000000000");
	expect_field(w, "meta", 0, 0, "conv_den", "6400000");
	CLAIM("APR-03");
	expect_apr(w, "8516666"); /* 0.07 * 365 * 10^6 / 3 */
	world_end(w);
}

static void the_projection_shares_inflation_among_active_providers(void **state)
{
	struct world *w = a_plain_pool("'inflation_bp':365");

	(void)state;
	a_provider(w, 3, "");
	CLAIM("APR-03");
	/* I = 3 * 10^20, A = 120003 SPON: 3/120003 of it is 7499812504687382. */
	expect_apr(w, "78779143");
	ok(w, "{'do':'provider.suspend','provider':2}"); /* A = 60003 again */
	expect_apr(w, "79691575");
	world_end(w);
}

static void an_apr_beyond_128_bits_is_the_largest_number(void **state)
{
	struct world *w = world_begin(
		"'params':{'era_s':600,'require_stake':0,'trust_mult.6':100000,"
		"'prov_gpu_base':10000000000,'gpu_mult.4':1000000,'storage_mult.1':30000,"
		"'conn_mult.2':30000,'point_value_prov':1000000000000000,"
		"'min_delegation':1000000000000000}");

	(void)state;
	a_provider(w, 1, "'gpus':[[36,4096,1]]");
	ok(w, ADD, 1, 1, "1000000000000000");
	CLAIM("APR-03");
	CLAIM("NUM-03");
	for (unsigned i = 0; i < 3; i++) {
		ok(w, "{'do':'slash.misconduct','kind':0,'id':1,'bp':9999}");
		ok(w, "{'do':'provider.reinstate','provider':1}");
	}
	/* The rate is 4096 * 10^10 * 10^6 * 3 * 10^4 * 3 * 10^4 * 10^5 / 10^16 and a little for the
	 * threads; a tenth of it in SPON, 3.7 * 10^31, times 52560 * 10^6 over 1000 units. */
	expect_bucket(w, "pool", 1, 1, "1000");
	expect_apr(w, "340282366920938463463374607431768211455");
	world_end(w);
}

int test_yield(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(delegators_are_given_the_commission),
		cmocka_unit_test(or_they_are_given_their_part_of_what_the_commission_leaves),
		cmocka_unit_test(an_empty_pool_is_given_nothing),
		cmocka_unit_test(a_claim_is_a_floor_and_the_fraction_stays),
		cmocka_unit_test(checks_of_a_claim_come_in_the_order_of_its_row),
		cmocka_unit_test(an_era_close_does_not_touch_delegations),
		cmocka_unit_test(who_comes_later_has_no_part_in_earlier_rewards),
		cmocka_unit_test(adding_and_leaving_claim_first),
		cmocka_unit_test(a_claim_does_not_help_to_pay_for_the_delegation),
		cmocka_unit_test(the_last_delegation_leaves_the_dust_to_the_foundation_pool),
		cmocka_unit_test(shares_of_a_wiped_pool_claim_what_was_due_to_them),
		cmocka_unit_test(old_shares_are_claimed_and_dropped_when_new_ones_are_bought),
		cmocka_unit_test(who_returns_to_a_pool_has_no_part_in_the_rewards_in_between),
		cmocka_unit_test(shares_of_an_ended_generation_have_no_vote_in_the_next_one),
		cmocka_unit_test(
			the_realised_apr_is_the_reward_of_the_era_times_the_eras_of_a_year),
		cmocka_unit_test(an_empty_pool_has_no_apr),
		cmocka_unit_test(the_realised_apr_is_of_the_pool_before_slashes),
		cmocka_unit_test(inflation_counts_in_the_realised_apr),
		cmocka_unit_test(the_projected_apr_is_that_of_a_whole_era_at_the_present_rate),
		cmocka_unit_test(only_an_active_provider_has_a_projected_apr),
		cmocka_unit_test(the_projection_uses_the_conversion_of_the_last_era),
		cmocka_unit_test(the_projection_shares_inflation_among_active_providers),
		cmocka_unit_test(an_apr_beyond_128_bits_is_the_largest_number),
	};

	return cmocka_run_group_tests_name("yield", tests, NULL, NULL);
}
