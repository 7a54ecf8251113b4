/* Orders: bounds, cover, lifetime, cancelling (RULES.md 3.7). */

#include "tests/protocol/groups.h"
#include "tests/support/world.h"

#include <stdio.h>
#include <string.h>

/* A tenant with 10^11 credits in escrow. */
static void a_tenant(struct world *w, uint32_t acct)
{
	a_rich_account(w, acct);
	ok(w, "{'do':'escrow.deposit','from':%u,'token':0,'amount':'100000000000'}", acct);
}

static const char *usual(const char *args, const char *key, const char *member)
{
	return strstr(args, key) ? "" : member;
}

/* Asks for 8 threads and 1000 blocks at 10^14, where args do not say otherwise. */
static void order_gives(struct world *w, enum spheron_result r, uint32_t tenant, const char *args)
{
	refused(w, r, "{'do':'order.create','from':%u%s%s%s%s%s}", tenant,
			usual(args, "'max_price'", ",'max_price':'100000000000000'"),
			usual(args, "'blocks'", ",'blocks':1000"), usual(args, "'cpu'", ",'cpu':8"),
			*args ? "," : "", args);
}

static void an_order_tells_its_tenant_mode_price_duration_and_closing_block(void **state)
{
	struct world *w = world_begin("");

	(void) state;
	CLAIM("ORDER-01");
	CLAIM("ORDER-05");
	a_tenant(w, 1);
	at(w, 11);
	/* Second 11 is block 5: the window closes in block 5 + 2 + 1, the order ends in 65. */
	order_gives(w, SPHERON_OK, 1,
			"'mode':0,'region':257,'strict':1,'tiers':5,'mem':7,'sto':9,'gpu':36,"
			"'gpus':2,'min_compute':1,'min_sto':2,'min_conn':3,'min_gpu':4,"
			"'min_uptime':5,'min_rep':6,'max_slashes':7,'desired':8,'select':1");
	expect_names(w, "OrderCreated");
	expect_event(w, "['OrderCreated',1,1,0,'100000000000000',1000,8]");
	static const char *const fields[][2] = { { "tenant", "1" }, { "state", "0" },
		{ "created_b", "5" }, { "close_b", "8" }, { "closed", "0" }, { "ttl_b", "65" },
		{ "expected", "0" }, { "matcher", "0" }, { "mode", "0" }, { "select", "1" },
		{ "token", "0" }, { "max_price", "100000000000000" }, { "blocks", "1000" },
		{ "region", "257" }, { "strict", "1" }, { "tiers", "5" }, { "cpu", "8" },
		{ "mem", "7" }, { "sto", "9" }, { "gpu", "36" }, { "gpus", "2" },
		{ "min_compute", "1" }, { "min_sto", "2" }, { "min_conn", "3" }, { "min_gpu", "4" },
		{ "min_uptime", "5" }, { "min_rep", "6" }, { "max_slashes", "7" },
		{ "desired", "8" } };
	for (unsigned i = 0; i < sizeof fields / sizeof fields[0]; i++)
		expect_field(w, "order", 1, 0, fields[i][0], fields[i][1]);
	world_end(w);
}

static void an_order_without_wishes_admits_everybody(void **state)
{
	struct world *w = world_begin("");

	(void) state;
	CLAIM("ORDER-01");
	a_tenant(w, 1);
	order_gives(w, SPHERON_OK, 1, "");
	static const char *const fields[][2] = { { "mode", "1" }, { "select", "0" },
		{ "token", "0" }, { "region", "0" }, { "strict", "0" }, { "tiers", "127" },
		{ "mem", "0" }, { "sto", "0" }, { "gpu", "0" }, { "gpus", "0" },
		{ "min_compute", "0" }, { "min_sto", "0" }, { "min_conn", "0" }, { "min_gpu", "0" },
		{ "min_uptime", "0" }, { "min_rep", "0" }, { "max_slashes", "4294967295" },
		{ "desired", "0" } };
	for (unsigned i = 0; i < sizeof fields / sizeof fields[0]; i++)
		expect_field(w, "order", 1, 0, fields[i][0], fields[i][1]);
	world_end(w);
}

static void every_argument_of_an_order_may_reach_its_bound(void **state)
{
	static const char *const good[] = { "'mode':1", "'select':1", "'region':1,'strict':1",
		"'region':65535", "'max_price':'1000000000000000000000000','blocks':30",
		"'blocks':15768000", "'tiers':1", "'tiers':127", "'cpu':1",
		"'cpu':0,'sto':1", "'cpu':0,'gpus':1", "'gpus':4096", "'gpus':1,'gpu':1",
		"'gpus':1,'gpu':76", "'gpus':1,'gpu':1000", "'gpus':1,'gpu':65535",
		"'min_compute':3", "'min_sto':2", "'min_conn':4", "'min_gpu':10",
		"'min_uptime':1000000", "'min_rep':1000000", "'cpu':65536", "'mem':1073741824",
		"'sto':1073741824", "'max_slashes':4294967295", "'desired':4294967295" };
	struct world *w = world_begin("");

	(void) state;
	CLAIM("ORDER-02");
	a_tenant(w, 1);
	/* The highest price costs 10^24 * 30 / 10^12 = 3 * 10^13 credits. */
	ok(w, "{'do':'token.mint','token':0,'to':1,'amount':'100000000000000'}");
	ok(w, "{'do':'escrow.deposit','from':1,'token':0,'amount':'100000000000000'}");
	for (unsigned i = 0; i < sizeof good / sizeof good[0]; i++)
		order_gives(w, SPHERON_OK, 1, good[i]);
	world_end(w);
}

static void no_argument_of_an_order_may_pass_its_bound(void **state)
{
	static const char *const bad[] = { "'mode':2", "'select':2", "'region':1,'strict':2",
		"'region':0,'strict':1", "'max_price':'0'",
		"'max_price':'1000000000000000000000001','blocks':30", "'blocks':29",
		"'blocks':15768001", "'tiers':0", "'tiers':128", "'cpu':0", "'cpu':0,'mem':1000",
		"'gpus':4097", "'gpus':1,'gpu':77", "'gpus':1,'gpu':999", "'gpus':0,'gpu':36",
		"'min_compute':4", "'min_sto':3", "'min_conn':5", "'min_gpu':11",
		"'min_uptime':1000001", "'min_rep':1000001", "'cpu':65537", "'mem':1073741825",
		"'sto':1073741825" };
	struct world *w = world_begin("");

	(void) state;
	CLAIM("ORDER-02");
	a_tenant(w, 1);
	ok(w, "{'do':'token.mint','token':0,'to':1,'amount':'100000000000000'}");
	ok(w, "{'do':'escrow.deposit','from':1,'token':0,'amount':'100000000000000'}");
	for (unsigned i = 0; i < sizeof bad / sizeof bad[0]; i++)
		order_gives(w, SPHERON_BAD_VALUE, 1, bad[i]);
	world_end(w);
}

static void the_bounds_of_price_and_duration_are_parameters(void **state)
{
	struct world *w = world_begin("'params':{'price_max':200000000000000,'min_blocks':40,"
				      "'max_blocks':50,'min_order_ppm':0}");

	(void) state;
	CLAIM("ORDER-02");
	a_tenant(w, 1);
	order_gives(w, SPHERON_OK, 1, "'max_price':'200000000000000','blocks':40");
	order_gives(w, SPHERON_OK, 1, "'max_price':'200000000000000','blocks':50");
	order_gives(w, SPHERON_BAD_VALUE, 1, "'max_price':'200000000000001','blocks':40");
	order_gives(w, SPHERON_BAD_VALUE, 1, "'max_price':'200000000000000','blocks':39");
	order_gives(w, SPHERON_BAD_VALUE, 1, "'max_price':'200000000000000','blocks':51");
	world_end(w);
}

static void the_select_mask_says_who_may_pick(void **state)
{
	struct world *w = world_begin("'params':{'select_mask':1}");

	(void) state;
	CLAIM("ORDER-03");
	a_tenant(w, 1);
	order_gives(w, SPHERON_OK, 1, "'select':0");
	order_gives(w, SPHERON_DISABLED, 1, "'select':1");
	world_end(w);
	w = world_begin("'params':{'select_mask':2}");
	CLAIM("ORDER-03");
	a_tenant(w, 1);
	order_gives(w, SPHERON_DISABLED, 1, "'select':0");
	order_gives(w, SPHERON_OK, 1, "'select':1");
	world_end(w);
}

static void an_order_is_paid_in_a_token_that_pays_leases(void **state)
{
	struct world *w = world_begin("");

	(void) state;
	CLAIM("ORDER-04");
	a_tenant(w, 1);
	ok(w, "{'do':'token.add','decimals':6,'pay':0}");
	order_gives(w, SPHERON_BAD_TOKEN, 1, "'token':2"); /* ETH */
	order_gives(w, SPHERON_BAD_TOKEN, 1, "'token':3"); /* added without pay */
	order_gives(w, SPHERON_BAD_TOKEN, 1, "'token':4"); /* not there */
	/* SPON: 1000 blocks at 10^14 are 10^17 units, a tenth of a whole one. */
	ok(w, "{'do':'escrow.deposit','from':1,'token':1,'amount':'1000000000000000000'}");
	order_gives(w, SPHERON_OK, 1, "'token':1");
	ok(w, "{'do':'token.add','decimals':6,'pay':1}");
	ok(w, "{'do':'token.mint','token':4,'to':1,'amount':'1000000'}");
	ok(w, "{'do':'escrow.deposit','from':1,'token':4,'amount':'1000000'}");
	order_gives(w, SPHERON_OK, 1, "'token':4");
	world_end(w);
}

static void the_highest_price_must_reach_the_value_floor(void **state)
{
	struct world *w = world_begin("");

	(void) state;
	CLAIM("ORDER-04");
	a_tenant(w, 1);
	/* The floor is 10,000 of 10^6 units: 1000 * 10^13 / 10^12 = 10,000, one price unit less
	 * is 9,999. */
	order_gives(w, SPHERON_OK, 1, "'max_price':'10000000000000'");
	order_gives(w, SPHERON_PRICE_LOW, 1, "'max_price':'9999999999999'");
	world_end(w);
	/* Without a floor an order still costs one unit: 30 * 33333333334 = 1000000000020. */
	w = world_begin("'params':{'min_order_ppm':0}");
	CLAIM("ORDER-04");
	a_tenant(w, 1);
	order_gives(w, SPHERON_OK, 1, "'max_price':'33333333334','blocks':30");
	order_gives(w, SPHERON_PRICE_LOW, 1, "'max_price':'33333333333','blocks':30");
	world_end(w);
}

static void unlocked_escrow_covers_the_highest_price_with_its_fee(void **state)
{
	struct world *w = world_begin("");

	(void) state;
	CLAIM("ORDER-04");
	a_rich_account(w, 1);
	ok(w, "{'do':'escrow.deposit','from':1,'token':0,'amount':'1000000'}");
	/* lock = 100,000 + 2,000.  1,000,000 - 898,000 = 102,000. */
	ok(w, "{'do':'escrow.withdraw','from':1,'token':0,'amount':'898000'}");
	order_gives(w, SPHERON_OK, 1, "");
	expect_bucket(w, "escrow", 1, 0, "102000");
	/* Nothing is locked yet, so the same cover serves another order. */
	order_gives(w, SPHERON_OK, 1, "");
	ok(w, "{'do':'escrow.withdraw','from':1,'token':0,'amount':'1'}");
	order_gives(w, SPHERON_NO_ESCROW, 1, "");
	/* Escrow in another token is no cover. */
	ok(w, "{'do':'escrow.deposit','from':1,'token':1,'amount':'1000000000000000000'}");
	order_gives(w, SPHERON_NO_ESCROW, 1, "");
	world_end(w);
}

static void cover_in_spon_needs_no_user_fee(void **state)
{
	struct world *w = world_begin("");

	(void) state;
	CLAIM("ORDER-04");
	a_rich_account(w, 1);
	ok(w, "{'do':'escrow.deposit','from':1,'token':1,'amount':'1000000000000000000'}");
	/* 1000 * 10^15 = 10^18 units, user_fee_spon_bp is 0. */
	order_gives(w, SPHERON_OK, 1, "'token':1,'max_price':'1000000000000000'");
	order_gives(w, SPHERON_NO_ESCROW, 1, "'token':1,'max_price':'1000000000000001'");
	world_end(w);
}

static void an_order_that_breaks_several_rules_reports_the_first(void **state)
{
	struct world *w = world_begin("'params':{'select_mask':1,'orders_max':1}");

	(void) state;
	CLAIM("ORDER-04");
	a_tenant(w, 1);
	order_gives(w, SPHERON_OK, 1, "");
	/* Each line repairs what the one before reported. */
	order_gives(w, SPHERON_BAD_VALUE, 1, "'mode':2,'select':1,'token':2,'max_price':'1'");
	order_gives(w, SPHERON_DISABLED, 1, "'select':1,'token':2,'max_price':'1'");
	order_gives(w, SPHERON_BAD_TOKEN, 1, "'token':2,'max_price':'1'");
	order_gives(w, SPHERON_PRICE_LOW, 1, "'token':1,'max_price':'1'");
	order_gives(w, SPHERON_LIMIT, 1, "'token':1");
	ok(w, "{'do':'order.cancel','from':1,'order':1}");
	order_gives(w, SPHERON_NO_ESCROW, 1, "'token':1");
	order_gives(w, SPHERON_OK, 1, "");
	world_end(w);
}

static void bids_are_taken_until_the_block_before_the_close(void **state)
{
	struct world *w = world_begin("'params':{'matcher_mode':1}");
	uint32_t p = a_provider(w, 1, ""), q = a_provider(w, 2, "");

	(void) state;
	CLAIM("ORDER-05");
	an_order(w, 3, "");
	/* Block 2 lasts until second 6, in which block 3 begins. */
	at(w, 5);
	ok(w, "{'do':'bid.place','from':1,'order':1,'provider':%u,'price':'10000000000000'}", p);
	expect_field(w, "order", 1, 0, "closed", "0");
	at(w, 6);
	refused(w, SPHERON_WINDOW_CLOSED, "{'do':'bid.place','from':2,'order':1,'provider':%u,"
					  "'price':'10000000000000'}",
			q);
	expect_field(w, "order", 1, 0, "closed", "1");
	world_end(w);
}

static void the_window_is_as_long_as_its_parameter(void **state)
{
	struct world *w = world_begin("'params':{'matcher_mode':1,'bid_window_blocks':8}");

	(void) state;
	CLAIM("ORDER-05");
	a_provider(w, 1, "");
	an_order(w, 2, "");
	expect_event(w, "['OrderCreated',1,2,1,'100000000000000',1000,9]");
	at(w, 17);
	ok(w, "{'do':'advance'}");
	expect_field(w, "order", 1, 0, "closed", "0");
	at(w, 18);
	ok(w, "{'do':'advance'}");
	expect_record(w, "order", 1, 0, false); /* nobody bid */
	expect_event(w, "['OrderClosed',1,2]");
	world_end(w);
}

static void an_order_that_nobody_matches_ends_with_its_time_to_live(void **state)
{
	struct world *w = world_begin("'params':{'matcher_mode':1}");

	(void) state;
	CLAIM("ORDER-05");
	a_provider(w, 1, "");
	an_order(w, 2, "");
	ok(w, "{'do':'bid.place','from':1,'order':1,'provider':1,'price':'10000000000000'}");
	at(w, 119);
	ok(w, "{'do':'advance'}");
	expect_field(w, "order", 1, 0, "state", "0");
	expect_field(w, "order", 1, 0, "expected", "1");
	at(w, 120); /* block 60 */
	ok(w, "{'do':'advance'}");
	expect_names(w, "OrderClosed");
	expect_event(w, "['OrderClosed',1,3]");
	expect_record(w, "order", 1, 0, false);
	expect_record(w, "bid", 1, 0, false);
	expect_field(w, "account", 2, 0, "orders", "0");
	world_end(w);
}

static void the_time_to_live_wins_over_a_later_window_close(void **state)
{
	struct world *w = world_begin("'params':{'matcher_mode':2,'order_ttl_blocks':2}");

	(void) state;
	CLAIM("ORDER-05");
	a_provider(w, 1, "");
	an_order(w, 2, "");
	ok(w, "{'do':'bid.place','from':1,'order':1,'provider':1,'price':'10000000000000'}");
	at(w, 3);
	ok(w, "{'do':'advance'}");
	expect_field(w, "order", 1, 0, "state", "0");
	at(w, 4);
	ok(w, "{'do':'advance'}");
	expect_event(w, "['OrderClosed',1,3]");
	/* The window of an order that is gone does not close. */
	at(w, 100);
	ok(w, "{'do':'advance'}");
	assert_null(strstr(output(w), "\"due\""));
	world_end(w);
}

static void in_one_second_the_window_closes_before_the_time_to_live_ends(void **state)
{
	/* Four blocks a second: blocks 2 (TTL) and 3 (close) both begin in second 1. */
	struct world *w = world_begin("'params':{'matcher_mode':2,'order_ttl_blocks':2,"
				      "'block_time_ms':250}");

	(void) state;
	CLAIM("ORDER-05");
	a_provider(w, 1, "");
	an_order(w, 2, "");
	an_order(w, 3, "");
	ok(w, "{'do':'bid.place','from':1,'order':1,'provider':1,'price':'10000000000000'}");
	at(w, 1);
	ok(w, "{'do':'advance'}");
	expect_field(w, "order", 1, 0, "state", "3");
	expect_record(w, "lease", 1, 0, true);
	/* Nobody bid for the other: its window closed without an eligible bid. */
	expect_event(w, "['OrderClosed',2,2]");
	expect_names(w, "Scored OrderMatched LeaseCreated OrderClosed");
	world_end(w);
}

static void a_tenant_cancels_an_open_order_in_any_phase(void **state)
{
	struct world *w = world_begin("");

	(void) state;
	CLAIM("ORDER-06");
	a_provider(w, 1, "");
	an_order(w, 2, "");
	order_gives(w, SPHERON_OK, 2, "");
	ok(w, "{'do':'bid.place','from':1,'order':1,'provider':1,'price':'10000000000000'}");
	ok(w, "{'do':'bid.place','from':1,'order':2,'provider':1,'price':'10000000000000'}");
	ok(w, "{'do':'order.cancel','from':2,'order':1}");
	expect_names(w, "OrderClosed");
	expect_event(w, "['OrderClosed',1,1]");
	expect_record(w, "order", 1, 0, false);
	expect_record(w, "bid", 1, 0, false);
	expect_record(w, "bid", 2, 0, true);
	expect_field(w, "account", 2, 0, "orders", "1");
	/* After the window, while the operators work. */
	at(w, 7);
	ok(w, "{'do':'advance'}");
	expect_field(w, "task", 2, 0, "state", "0");
	ok(w, "{'do':'order.cancel','from':2,'order':2}");
	expect_event(w, "['OrderClosed',2,1]");
	expect_field(w, "task", 2, 0, "state", "3");
	expect_field(w, "task", 2, 0, "forget_t", "1003607");
	expect_bucket(w, "escrow", 2, 0, "100000000000");
	world_end(w);
}

static void only_its_tenant_cancels_an_order_and_only_while_it_is_open(void **state)
{
	struct world *w = world_begin("'params':{'matcher_mode':2}");

	(void) state;
	CLAIM("ORDER-06");
	a_provider(w, 1, "");
	refused(w, SPHERON_NOT_FOUND, "{'do':'order.cancel','from':1,'order':0}");
	refused(w, SPHERON_NOT_FOUND, "{'do':'order.cancel','from':1,'order':1}");
	a_lease(w, 2, 1, "");
	refused(w, SPHERON_NOT_ALLOWED, "{'do':'order.cancel','from':1,'order':1}");
	refused(w, SPHERON_NOT_ALLOWED, "{'do':'order.cancel','from':0,'order':1}");
	refused(w, SPHERON_BAD_STATE, "{'do':'order.cancel','from':2,'order':1}");
	order_gives(w, SPHERON_OK, 2, "");
	refused(w, SPHERON_NOT_ALLOWED, "{'do':'order.cancel','from':1,'order':2}");
	ok(w, "{'do':'order.cancel','from':2,'order':2}");
	refused(w, SPHERON_ENDED, "{'do':'order.cancel','from':1,'order':2}");
	refused(w, SPHERON_ENDED, "{'do':'order.cancel','from':2,'order':2}");
	refused(w, SPHERON_NOT_FOUND, "{'do':'order.cancel','from':2,'order':3}");
	world_end(w);
}

static void a_tenant_has_only_so_many_open_orders(void **state)
{
	struct world *w = world_begin("'params':{'matcher_mode':2,'orders_max':2}");

	(void) state;
	CLAIM("ORDER-07");
	a_provider(w, 1, "");
	a_tenant(w, 3);
	an_order(w, 2, "");
	order_gives(w, SPHERON_OK, 2, "");
	order_gives(w, SPHERON_LIMIT, 2, "");
	expect_field(w, "account", 2, 0, "orders", "2");
	order_gives(w, SPHERON_OK, 3, ""); /* another tenant's */
	ok(w, "{'do':'order.cancel','from':2,'order':2}");
	order_gives(w, SPHERON_OK, 2, "");
	order_gives(w, SPHERON_LIMIT, 2, "");
	/* A matched order is not open any more; one that ends is neither. */
	ok(w, "{'do':'bid.place','from':1,'order':1,'provider':1,'price':'10000000000000'}");
	at(w, 6);
	ok(w, "{'do':'advance'}");
	expect_record(w, "lease", 1, 0, true);
	expect_field(w, "account", 2, 0, "orders", "0");
	order_gives(w, SPHERON_OK, 2, "");
	order_gives(w, SPHERON_OK, 2, "");
	order_gives(w, SPHERON_LIMIT, 2, "");
	world_end(w);
}

int test_order(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_order_tells_its_tenant_mode_price_duration_and_closing_block),
		cmocka_unit_test(an_order_without_wishes_admits_everybody),
		cmocka_unit_test(every_argument_of_an_order_may_reach_its_bound),
		cmocka_unit_test(no_argument_of_an_order_may_pass_its_bound),
		cmocka_unit_test(the_bounds_of_price_and_duration_are_parameters),
		cmocka_unit_test(the_select_mask_says_who_may_pick),
		cmocka_unit_test(an_order_is_paid_in_a_token_that_pays_leases),
		cmocka_unit_test(the_highest_price_must_reach_the_value_floor),
		cmocka_unit_test(unlocked_escrow_covers_the_highest_price_with_its_fee),
		cmocka_unit_test(cover_in_spon_needs_no_user_fee),
		cmocka_unit_test(an_order_that_breaks_several_rules_reports_the_first),
		cmocka_unit_test(bids_are_taken_until_the_block_before_the_close),
		cmocka_unit_test(the_window_is_as_long_as_its_parameter),
		cmocka_unit_test(an_order_that_nobody_matches_ends_with_its_time_to_live),
		cmocka_unit_test(the_time_to_live_wins_over_a_later_window_close),
		cmocka_unit_test(in_one_second_the_window_closes_before_the_time_to_live_ends),
		cmocka_unit_test(a_tenant_cancels_an_open_order_in_any_phase),
		cmocka_unit_test(only_its_tenant_cancels_an_order_and_only_while_it_is_open),
		cmocka_unit_test(a_tenant_has_only_so_many_open_orders),
	};

	return cmocka_run_group_tests_name("order", tests, NULL, NULL);
}
