/* The window close, who decides then, and choosing (RULES.md 3.8).  Scores are in test_score.c. */

#include "tests/protocol/groups.h"
#include "tests/support/world.h"

#include <stdio.h>
#include <string.h>

static void bid(struct world *w, uint32_t from, unsigned order, const char *price)
{
	ok(w, "{'do':'bid.place','from':%u,'order':%u,'provider':%u,'price':'%s'}", from, order,
			from, price);
}

static void advance_to(struct world *w, uint64_t seconds)
{
	at(w, seconds);
	ok(w, "{'do':'advance'}");
}

/* Providers 1 to n of accounts 1 to n. */
static void providers(struct world *w, uint32_t n)
{
	for (uint32_t p = 1; p <= n; p++)
		a_provider(w, p, "");
}

#define CHEAP "50000000000000" /* 1000 blocks cost 50,000, locked 51,000 */
#define DEAR "100000000000000" /* 1000 blocks cost 100,000, locked 102,000 */

/* ---- reputation ---- */

/* Two leases that end well and one that the node breaks, one after the other. */
static void two_good_leases_and_a_bad_one(struct world *w, const char *order, uint32_t fizz)
{
	for (unsigned i = 0; i < 3; i++) {
		uint64_t id = an_order(w, 9, order);

		ok(w, "{'do':'bid.place','from':1,'order':%u,'provider':1,'fizz':%u,"
		      "'price':'" DEAR "'}",
				(unsigned) id, fizz);
		at(w, 100 * i + 6);
		if (i == 2)
			ok(w, "{'do':'lease.close','from':%u,'lease':%u}", fizz ? 2 : 1,
					(unsigned) id);
		advance_to(w, 100 * i + 100);
	}
}

#define SHORT "'params':{'matcher_mode':2,'rep_min_gross_ppm':0,'min_order_ppm':0}"

static void reputation_weighs_ended_leases_and_the_trust_tier(void **state)
{
	/* L = (2 + 1) * 10^6 / (2 + 1 + 2) = 600000, and half of (6 - tier) * 10^6 / 6. */
	static const unsigned rep[7] = { 800000, 716666, 633333, 550000, 466666, 383333, 300000 };
	struct world *w = world_begin(SHORT);
	char event[80];

	(void) state;
	CLAIM("MATCH-01");
	a_provider(w, 1, "");
	two_good_leases_and_a_bad_one(w, "'blocks':30", 0);
	expect_field(w, "provider", 1, 0, "good", "2");
	expect_field(w, "provider", 1, 0, "bad", "1");
	for (unsigned tier = 0; tier <= 6; tier++) {
		unsigned order;

		ok(w, "{'do':'trust.set','provider':1,'tier':%u}", tier);
		order = (unsigned) an_order(w, 9, "");
		bid(w, 1, order, DEAR);
		advance_to(w, 300 + 6 * (tier + 1));
		snprintf(event, sizeof event, "['Scored',%u,%u,_,_,_,%u,_,_,_,_,_,_]", order, order,
				rep[tier]);
		expect_event(w, event);
	}
	world_end(w);
}

static void reputation_of_a_fizz_node_is_that_of_its_leases(void **state)
{
	struct world *w = world_begin(SHORT);

	(void) state;
	CLAIM("MATCH-01");
	a_provider(w, 1, "'gateway':1");
	ok(w, "{'do':'trust.set','provider':1,'tier':0}");
	a_fizz(w, 2, 1, "");
	two_good_leases_and_a_bad_one(w, "'blocks':30,'mode':0", 1);
	expect_field(w, "fizz", 1, 0, "good", "2");
	expect_field(w, "fizz", 1, 0, "bad", "1");
	expect_field(w, "provider", 1, 0, "good", "0");
	expect_field(w, "provider", 1, 0, "bad", "0");
	an_order(w, 9, "'mode':0");
	ok(w, "{'do':'bid.place','from':1,'order':4,'provider':1,'fizz':1,'price':'" DEAR "'}");
	advance_to(w, 306);
	expect_event(w, "['Scored',4,4,_,_,900000,600000,_,_,_,_,_,_]");
	world_end(w);
}

/* ---- the window close ---- */

static void each_bid_must_be_covered_by_escrow_at_the_close(void **state)
{
	struct world *w = world_begin("'params':{'matcher_mode':1}");

	(void) state;
	CLAIM("MATCH-02");
	CLAIM("MATCH-09");
	providers(w, 2);
	an_order(w, 3, "");
	bid(w, 2, 1, DEAR);
	bid(w, 1, 1, CHEAP);
	/* 51,000 stay: just the cheap one is covered. */
	ok(w, "{'do':'escrow.withdraw','from':3,'token':0,'amount':'99999949000'}");
	advance_to(w, 6);
	expect_names(w, "Scored");
	expect_event(w, "['Scored',1,2,_,_,_,_,_,_,_,_,_,_]");
	expect_field(w, "bid", 1, 0, "eligible", "0");
	expect_field(w, "bid", 2, 0, "eligible", "1");
	expect_field(w, "order", 1, 0, "expected", "2");
	world_end(w);
}

static void escrow_locked_in_this_second_covers_no_other_bid(void **state)
{
	struct world *w = world_begin("'params':{'matcher_mode':2}");

	(void) state;
	CLAIM("MATCH-02");
	providers(w, 1);
	an_order(w, 3, "");
	an_order(w, 3, "");
	bid(w, 1, 1, DEAR);
	bid(w, 1, 2, DEAR);
	/* 203,999 of 204,000 stay, so the second order finds one unit less than 102,000. */
	ok(w, "{'do':'escrow.withdraw','from':3,'token':0,'amount':'199999796001'}");
	advance_to(w, 6);
	expect_record(w, "lease", 1, 0, true);
	expect_event(w, "['OrderClosed',2,2]");
	world_end(w);
}

static void without_an_eligible_bid_the_order_closes(void **state)
{
	struct world *w = world_begin("'params':{'matcher_mode':1}");

	(void) state;
	CLAIM("MATCH-02");
	providers(w, 1);
	an_order(w, 3, "");
	bid(w, 1, 1, CHEAP);
	/* One unit short of 51,000. */
	ok(w, "{'do':'escrow.withdraw','from':3,'token':0,'amount':'99999949001'}");
	advance_to(w, 6);
	expect_names(w, "OrderClosed");
	expect_event(w, "['OrderClosed',1,2]");
	expect_record(w, "order", 1, 0, false);
	expect_record(w, "bid", 1, 0, false);
	expect_field(w, "account", 3, 0, "orders", "0");
	world_end(w);
}

static void an_order_that_the_tenant_picks_for_stays_without_an_eligible_bid(void **state)
{
	struct world *w = world_begin("'params':{'matcher_mode':2}");

	(void) state;
	CLAIM("MATCH-02");
	CLAIM("MATCH-12");
	providers(w, 1);
	an_order(w, 3, "'select':1");
	an_order(w, 3, "'select':1");
	bid(w, 1, 1, DEAR);
	ok(w, "{'do':'node.pause','from':1,'kind':0,'id':1}");
	advance_to(w, 6);
	expect_no_event(w, "OrderClosed");
	expect_no_event(w, "Scored");
	for (unsigned order = 1; order <= 2; order++) {
		expect_field(w, "order", order, 0, "closed", "1");
		expect_field(w, "order", order, 0, "expected", "0");
	}
	expect_field(w, "bid", 1, 0, "eligible", "0");
	/* Later the node is back, and the tenant takes it. */
	at(w, 100);
	ok(w, "{'do':'node.resume','from':1,'kind':0,'id':1}");
	ok(w, "{'do':'order.choose','from':3,'order':1,'bid':1}");
	expect_event(w, "['OrderMatched',1,1,1,0,'" DEAR "',0]");
	advance_to(w, 120);
	expect_event(w, "['OrderClosed',2,3]");
	world_end(w);
}

static void eligible_bids_are_scored_in_ascending_order(void **state)
{
	struct world *w = world_begin("'params':{'matcher_mode':1,'draw_mode':1}");
	const char *first, *second;

	(void) state;
	CLAIM("MATCH-09");
	providers(w, 4);
	an_order(w, 5, "");
	for (uint32_t p = 4; p >= 1; p--)
		bid(w, p, 1, DEAR);
	ok(w, "{'do':'node.down','from':3,'kind':0,'id':3}"); /* bid 2 */
	advance_to(w, 6);
	expect_names(w, "Scored Scored Scored");
	first = strstr(output(w), "[\"Scored\",1,1,");
	second = strstr(output(w), "[\"Scored\",1,3,");
	assert_true(first && second && first < second);
	assert_true(second < strstr(output(w), "[\"Scored\",1,4,"));
	world_end(w);
}

/* ---- best score ---- */

#define NO_WEIGHTS                                                                                 \
	"'w_region':0,'w_price':0,'w_uptime':0,'w_reputation':0,'w_avail':0,'w_slashes':0,"        \
	"'w_stake':0,'w_random':0"

static void without_weights_every_score_is_0_and_every_weight_1(void **state)
{
	struct world *w = world_begin("'params':{'matcher_mode':1," NO_WEIGHTS "}");

	(void) state;
	CLAIM("MATCH-04");
	CLAIM("MATCH-05");
	providers(w, 2);
	an_order(w, 3, "");
	bid(w, 1, 1, CHEAP);
	bid(w, 2, 1, DEAR);
	advance_to(w, 6);
	expect_event(w, "['Scored',1,1,1000000,500000,900000,250000,1000000,1000000,1000000,_,0,"
			"1]");
	expect_event(w, "['Scored',1,2,1000000,0,900000,250000,1000000,1000000,1000000,_,0,1]");
	world_end(w);
}

static void the_best_score_wins_whatever_the_price(void **state)
{
	struct world *w = world_begin("'params':{'matcher_mode':1,'draw_mode':1,'w_region':0,"
				      "'w_price':0,'w_uptime':0,'w_reputation':0,'w_avail':0,"
				      "'w_slashes':0,'w_random':0}");

	(void) state;
	CLAIM("MATCH-07");
	providers(w, 3);
	ok(w, "{'do':'stake.add','from':2,'provider':2,'amount':'60000000000000000000000'}");
	an_order(w, 4, "");
	bid(w, 1, 1, CHEAP);
	bid(w, 2, 1, DEAR);
	bid(w, 3, 1, CHEAP);
	advance_to(w, 6);
	expect_event(w, "['Scored',1,1,_,_,_,_,_,_,500000,_,500000,_]");
	expect_event(w, "['Scored',1,2,_,_,_,_,_,_,1000000,_,1000000,_]");
	expect_field(w, "order", 1, 0, "expected", "2");
	world_end(w);
}

static void equal_scores_go_by_price_then_stake_then_bid(void **state)
{
	struct world *w = world_begin("'params':{'matcher_mode':1,'draw_mode':1," NO_WEIGHTS "}");

	(void) state;
	CLAIM("MATCH-07");
	providers(w, 4);
	ok(w, "{'do':'stake.add','from':1,'provider':1,'amount':'5000000000000000000'}");
	an_order(w, 9, "");
	bid(w, 1, 1, DEAR); /* the largest stake, but dear */
	bid(w, 2, 1, CHEAP);
	bid(w, 3, 1, CHEAP);
	bid(w, 4, 1, CHEAP);
	advance_to(w, 6);
	expect_field(w, "order", 1, 0, "expected", "2"); /* the lowest bid */
	/* One unit more of own stake decides among equal prices, ... */
	ok(w, "{'do':'stake.add','from':4,'provider':4,'amount':'1'}");
	an_order(w, 9, "");
	for (uint32_t p = 2; p <= 4; p++)
		bid(w, p, 2, CHEAP);
	advance_to(w, 12);
	expect_field(w, "order", 2, 0, "expected", "7"); /* bid 5 + 2 of provider 4 */
	/* ... and delegated stake counts like own: 10^18 against 1. */
	ok(w, "{'do':'deleg.add','from':9,'provider':3,'amount':'1000000000000000000'}");
	an_order(w, 9, "");
	for (uint32_t p = 2; p <= 4; p++)
		bid(w, p, 3, CHEAP);
	advance_to(w, 18);
	expect_field(w, "order", 3, 0, "expected", "9");
	world_end(w);
}

/* ---- who decides ---- */

static void each_matcher_mode_decides_in_its_own_way(void **state)
{
	static const char *const mode[] = { "'params':{'matcher_mode':0}",
		"'params':{'matcher_mode':1}", "'params':{'matcher_mode':2}" };
	static const char *const names[] = { "Scored TaskOpened", "Scored",
		"Scored OrderMatched LeaseCreated" };
	static const char *const matcher[] = { "0", "1", "2" };

	(void) state;
	for (unsigned i = 0; i < 3; i++) {
		struct world *w = world_begin(mode[i]);

		CLAIM("MATCH-10");
		CLAIM("MATCH-09");
		providers(w, 1);
		an_order(w, 2, "");
		bid(w, 1, 1, DEAR);
		advance_to(w, 6);
		expect_names(w, names[i]);
		expect_field(w, "order", 1, 0, "matcher", matcher[i]);
		expect_field(w, "order", 1, 0, "expected", "1");
		expect_field(w, "order", 1, 0, "closed", "1");
		expect_field(w, "order", 1, 0, "state", i == 2 ? "3" : "0");
		expect_record(w, "task", 1, 0, i == 0);
		world_end(w);
	}
}

static void for_an_order_of_the_tenants_choice_nothing_happens_at_the_close(void **state)
{
	static const char *const mode[] = { "'params':{'matcher_mode':0}",
		"'params':{'matcher_mode':1}", "'params':{'matcher_mode':2}" };

	(void) state;
	for (unsigned i = 0; i < 3; i++) {
		struct world *w = world_begin(mode[i]);

		CLAIM("MATCH-10");
		providers(w, 1);
		an_order(w, 2, "'select':1");
		bid(w, 1, 1, DEAR);
		advance_to(w, 6);
		expect_names(w, "Scored");
		expect_record(w, "task", 1, 0, false);
		expect_field(w, "order", 1, 0, "state", "0");
		refused(w, SPHERON_DISABLED, "{'do':'match.set','order':1,'bid':1}");
		refused(w, SPHERON_NOT_FOUND, "{'do':'avs.attest','from':2,'order':1,'bid':1}");
		ok(w, "{'do':'order.choose','from':2,'order':1,'bid':1}");
		expect_event(w, "['OrderMatched',1,1,1,0,'" DEAR "',1]");
		world_end(w);
	}
}

static void an_order_keeps_the_matcher_mode_of_its_window_close(void **state)
{
	struct world *w = world_begin("'params':{'matcher_mode':1,'vote_mode':1,'vote_s':60,"
				      "'proposal_deposit':0}");

	(void) state;
	CLAIM("MATCH-10");
	providers(w, 1);
	ok(w, "{'do':'prop.submit','kind':2,'name':'matcher_mode','value':'2'}");
	expect_event(w, "['ProposalSubmitted',2,2,1000060]");
	ok(w, "{'do':'prop.vote','prop':2,'choice':1}");
	an_order(w, 2, "");
	bid(w, 1, 1, DEAR);
	advance_to(w, 57);
	an_order(w, 2, "");
	bid(w, 1, 2, DEAR);
	/* Second 60 changes the mode; the second window closes in block 28 + 3, second 62. */
	advance_to(w, 62);
	expect_field(w, "order", 2, 0, "matcher", "2");
	expect_record(w, "lease", 2, 0, true);
	expect_field(w, "order", 1, 0, "matcher", "1");
	expect_record(w, "lease", 1, 0, false);
	ok(w, "{'do':'match.set','order':1,'bid':1}");
	world_end(w);
}

/* ---- making the lease ---- */

static void a_match_that_breaks_several_rules_reports_the_first(void **state)
{
	struct world *w = world_begin("'params':{'matcher_mode':1}");

	(void) state;
	CLAIM("MATCH-11");
	providers(w, 2);
	an_order(w, 3, "'cpu':64");
	an_order(w, 4, "'cpu':64");
	bid(w, 1, 1, DEAR);
	bid(w, 1, 2, DEAR);
	advance_to(w, 6);
	ok(w, "{'do':'match.set','order':2,'bid':2}");
	ok(w, "{'do':'escrow.withdraw','from':3,'token':0,'amount':'99999898001'}");
	ok(w, "{'do':'node.down','from':1,'kind':0,'id':1}");
	refused(w, SPHERON_FILTERED, "{'do':'match.set','order':1,'bid':1}");
	ok(w, "{'do':'node.up','from':1,'kind':0,'id':1}");
	refused(w, SPHERON_NO_CAPACITY, "{'do':'match.set','order':1,'bid':1}");
	ok(w, "{'do':'lease.close','from':4,'lease':2}");
	/* 101,999 are left, one less than the lock. */
	refused(w, SPHERON_NO_ESCROW, "{'do':'match.set','order':1,'bid':1}");
	expect_bucket(w, "escrow", 3, 0, "101999");
	ok(w, "{'do':'escrow.deposit','from':3,'token':0,'amount':'1000000'}");
	ok(w, "{'do':'escrow.withdraw','from':3,'token':0,'amount':'999999'}");
	ok(w, "{'do':'match.set','order':1,'bid':1}");
	expect_bucket(w, "escrow", 3, 0, "0");
	expect_bucket(w, "locked", 1, 0, "102000");
	world_end(w);
}

static void an_automatic_match_has_just_enough_escrow(void **state)
{
	struct world *w = world_begin("'params':{'matcher_mode':2}");

	(void) state;
	CLAIM("MATCH-11");
	providers(w, 1);
	an_order(w, 3, "");
	bid(w, 1, 1, DEAR);
	ok(w, "{'do':'escrow.withdraw','from':3,'token':0,'amount':'99999898000'}");
	advance_to(w, 6);
	expect_event(w, "['LeaseCreated',1,3,1,0,'" DEAR "',1000,'102000',3,1003]");
	expect_bucket(w, "escrow", 3, 0, "0");
	world_end(w);
}

/* ---- the tenant chooses ---- */

static void the_tenant_takes_any_bid_before_the_window_closes(void **state)
{
	struct world *w = world_begin("'params':{'matcher_mode':2}");

	(void) state;
	CLAIM("MATCH-12");
	providers(w, 3);
	an_order(w, 4, "'select':1");
	bid(w, 1, 1, CHEAP);
	bid(w, 2, 1, DEAR);
	bid(w, 3, 1, CHEAP);
	ok(w, "{'do':'order.choose','from':4,'order':1,'bid':2}");
	expect_names(w, "OrderMatched LeaseCreated");
	expect_event(w, "['OrderMatched',1,2,2,0,'" DEAR "',0]");
	expect_event(w, "['LeaseCreated',1,4,2,0,'" DEAR "',1000,'102000',0,1000]");
	expect_field(w, "order", 1, 0, "state", "3");
	for (unsigned i = 1; i <= 3; i++)
		expect_record(w, "bid", i, 0, false);
	/* The window of a matched order does not close any more. */
	advance_to(w, 200);
	assert_null(strstr(output(w), "\"due\""));
	world_end(w);
}

static void after_the_close_the_tenant_may_take_another_than_the_expected_bid(void **state)
{
	struct world *w = world_begin("'params':{'draw_mode':1}");

	(void) state;
	CLAIM("MATCH-12");
	providers(w, 2);
	an_order(w, 4, "'select':1");
	bid(w, 1, 1, "20000000000000");
	bid(w, 2, 1, DEAR);
	advance_to(w, 119);
	expect_field(w, "order", 1, 0, "expected", "1");
	ok(w, "{'do':'order.choose','from':4,'order':1,'bid':2}");
	expect_event(w, "['OrderMatched',1,2,2,0,'" DEAR "',1]");
	world_end(w);
}

static void choosing_checks_order_tenant_state_and_bid_in_turn(void **state)
{
	struct world *w = world_begin("'params':{'matcher_mode':1}");

	(void) state;
	CLAIM("MATCH-12");
	providers(w, 2);
	refused(w, SPHERON_NOT_FOUND, "{'do':'order.choose','from':1,'order':1,'bid':9}");
	an_order(w, 4, "");
	an_order(w, 4, "'select':1");
	an_order(w, 4, "'select':1");
	bid(w, 1, 1, DEAR);
	bid(w, 1, 2, DEAR);
	bid(w, 1, 3, DEAR);
	bid(w, 2, 3, DEAR);
	refused(w, SPHERON_NOT_ALLOWED, "{'do':'order.choose','from':1,'order':1,'bid':9}");
	refused(w, SPHERON_NOT_ALLOWED, "{'do':'order.choose','from':0,'order':2,'bid':2}");
	refused(w, SPHERON_DISABLED, "{'do':'order.choose','from':4,'order':1,'bid':9}");
	refused(w, SPHERON_NOT_FOUND, "{'do':'order.choose','from':4,'order':2,'bid':9}");
	refused(w, SPHERON_NOT_FOUND, "{'do':'order.choose','from':4,'order':2,'bid':0}");
	/* A bid, but of another order. */
	refused(w, SPHERON_NOT_FOUND, "{'do':'order.choose','from':4,'order':2,'bid':3}");
	ok(w, "{'do':'order.choose','from':4,'order':2,'bid':2}");
	refused(w, SPHERON_NOT_ALLOWED, "{'do':'order.choose','from':1,'order':2,'bid':2}");
	refused(w, SPHERON_BAD_STATE, "{'do':'order.choose','from':4,'order':2,'bid':2}");
	/* Of the order that a matcher set the state comes before its select. */
	at(w, 6);
	ok(w, "{'do':'match.set','order':1,'bid':1}");
	refused(w, SPHERON_BAD_STATE, "{'do':'order.choose','from':4,'order':1,'bid':1}");
	ok(w, "{'do':'order.cancel','from':4,'order':3}");
	refused(w, SPHERON_ENDED, "{'do':'order.choose','from':1,'order':3,'bid':3}");
	world_end(w);
}

static void a_choice_needs_escrow_for_its_price_only(void **state)
{
	struct world *w = world_begin("");

	(void) state;
	CLAIM("MATCH-11");
	CLAIM("MATCH-12");
	providers(w, 2);
	an_order(w, 4, "'select':1");
	bid(w, 1, 1, CHEAP);
	bid(w, 2, 1, DEAR);
	ok(w, "{'do':'escrow.withdraw','from':4,'token':0,'amount':'99999949000'}");
	refused(w, SPHERON_NO_ESCROW, "{'do':'order.choose','from':4,'order':1,'bid':2}");
	ok(w, "{'do':'order.choose','from':4,'order':1,'bid':1}");
	expect_bucket(w, "locked", 1, 0, "51000");
	world_end(w);
}

int test_match(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reputation_weighs_ended_leases_and_the_trust_tier),
		cmocka_unit_test(reputation_of_a_fizz_node_is_that_of_its_leases),
		cmocka_unit_test(each_bid_must_be_covered_by_escrow_at_the_close),
		cmocka_unit_test(escrow_locked_in_this_second_covers_no_other_bid),
		cmocka_unit_test(without_an_eligible_bid_the_order_closes),
		cmocka_unit_test(an_order_that_the_tenant_picks_for_stays_without_an_eligible_bid),
		cmocka_unit_test(eligible_bids_are_scored_in_ascending_order),
		cmocka_unit_test(without_weights_every_score_is_0_and_every_weight_1),
		cmocka_unit_test(the_best_score_wins_whatever_the_price),
		cmocka_unit_test(equal_scores_go_by_price_then_stake_then_bid),
		cmocka_unit_test(each_matcher_mode_decides_in_its_own_way),
		cmocka_unit_test(for_an_order_of_the_tenants_choice_nothing_happens_at_the_close),
		cmocka_unit_test(an_order_keeps_the_matcher_mode_of_its_window_close),
		cmocka_unit_test(a_match_that_breaks_several_rules_reports_the_first),
		cmocka_unit_test(an_automatic_match_has_just_enough_escrow),
		cmocka_unit_test(the_tenant_takes_any_bid_before_the_window_closes),
		cmocka_unit_test(after_the_close_the_tenant_may_take_another_than_the_expected_bid),
		cmocka_unit_test(choosing_checks_order_tenant_state_and_bid_in_turn),
		cmocka_unit_test(a_choice_needs_escrow_for_its_price_only),
	};

	return cmocka_run_group_tests_name("match", tests, NULL, NULL);
}
