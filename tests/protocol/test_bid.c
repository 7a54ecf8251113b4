/* Bids: who may bid for what, and at which price (RULES.md 3.8). */

#include "tests/protocol/groups.h"
#include "tests/support/world.h"

#include <stdio.h>
#include <string.h>

#define LOWEST "10000000000000" /* 1000 blocks of it cost just the value floor of 10,000 units */
#define HIGHEST "100000000000000"

static void bid_gives(struct world *w, enum spheron_result r, const char *args)
{
	refused(w, r, "{'do':'bid.place',%s}", args);
}

/* Gateway 1 of account 1 with Fizz node 1 of account 2, gateway 2 of account 3 with Fizz node 2 of
 * account 4. */
static void two_subnets(struct world *w)
{
	a_provider(w, 1, "'gateway':1");
	a_fizz(w, 2, 1, "");
	a_provider(w, 3, "'gateway':1");
	a_fizz(w, 4, 2, "");
}

static void a_bid_is_recorded_as_it_was_placed(void **state)
{
	struct world *w = world_begin("");

	(void) state;
	CLAIM("BID-01");
	a_provider(w, 1, "'gpus':[[36,2,1600]]");
	an_order(w, 2, "'gpus':2");
	an_order(w, 3, "");
	at(w, 3);
	bid_gives(w, SPHERON_OK, "'from':1,'order':2,'provider':1,'price':'" LOWEST "'");
	expect_names(w, "BidPlaced");
	expect_event(w, "['BidPlaced',2,1,1,0,'" LOWEST "']");
	bid_gives(w, SPHERON_OK, "'from':1,'order':1,'provider':1,'gpu':36,'price':'" HIGHEST "'");
	expect_event(w, "['BidPlaced',1,2,1,0,'" HIGHEST "']");
	static const char *const fields[][2] = { { "order", "1" }, { "provider", "1" },
		{ "fizz", "0" }, { "gpu", "36" }, { "price", HIGHEST }, { "t", "1000003" },
		{ "eligible", "0" } };
	for (unsigned i = 0; i < sizeof fields / sizeof fields[0]; i++)
		expect_field(w, "bid", 2, 0, fields[i][0], fields[i][1]);
	world_end(w);
}

static void a_gateway_bids_for_its_fizz_node(void **state)
{
	struct world *w = world_begin("");

	(void) state;
	CLAIM("BID-01");
	CLAIM("BID-02");
	two_subnets(w);
	an_order(w, 5, "'mode':0");
	bid_gives(w, SPHERON_OK, "'from':3,'order':1,'provider':2,'fizz':2,'price':'" LOWEST "'");
	expect_event(w, "['BidPlaced',1,1,2,2,'" LOWEST "']");
	expect_field(w, "bid", 1, 0, "fizz", "2");
	/* The owner of the node does not bid itself. */
	bid_gives(w, SPHERON_NOT_ALLOWED,
			"'from':2,'order':1,'provider':1,'fizz':1,'price':'" LOWEST "'");
	world_end(w);
}

static void a_bid_needs_an_open_order_with_an_open_window(void **state)
{
	struct world *w = world_begin("'params':{'matcher_mode':1}");

	(void) state;
	CLAIM("BID-01");
	a_provider(w, 1, "");
	a_provider(w, 2, "");
	/* Provider 99 does not exist, but the order is judged first. */
	bid_gives(w, SPHERON_NOT_FOUND, "'from':1,'order':0,'provider':99,'price':'1'");
	bid_gives(w, SPHERON_NOT_FOUND, "'from':1,'order':1,'provider':99,'price':'1'");
	an_order(w, 3, "");
	an_order(w, 3, "");
	an_order(w, 3, "");
	ok(w, "{'do':'order.cancel','from':3,'order':1}");
	bid_gives(w, SPHERON_ENDED, "'from':1,'order':1,'provider':99,'price':'1'");
	bid_gives(w, SPHERON_OK, "'from':1,'order':2,'provider':1,'price':'" LOWEST "'");
	bid_gives(w, SPHERON_OK, "'from':1,'order':3,'provider':1,'price':'" LOWEST "'");
	at(w, 6);
	bid_gives(w, SPHERON_WINDOW_CLOSED, "'from':1,'order':2,'provider':99,'price':'1'");
	ok(w, "{'do':'match.set','order':3,'bid':2}");
	bid_gives(w, SPHERON_BAD_STATE, "'from':1,'order':3,'provider':99,'price':'1'");
	world_end(w);
}

static void a_chosen_order_takes_no_bids_though_its_window_never_closed(void **state)
{
	struct world *w = world_begin("");

	(void) state;
	CLAIM("BID-01");
	a_provider(w, 1, "");
	a_provider(w, 2, "");
	an_order(w, 3, "'select':1");
	bid_gives(w, SPHERON_OK, "'from':1,'order':1,'provider':1,'price':'" LOWEST "'");
	ok(w, "{'do':'order.choose','from':3,'order':1,'bid':1}");
	bid_gives(w, SPHERON_BAD_STATE, "'from':2,'order':1,'provider':2,'price':'" LOWEST "'");
	world_end(w);
}

static void a_bid_comes_from_the_owner_of_an_active_provider(void **state)
{
	struct world *w = world_begin("'params':{'bid_window_blocks':10000,"
				      "'order_ttl_blocks':20000}");

	(void) state;
	CLAIM("BID-01");
	a_provider(w, 1, "");
	a_provider(w, 2, "");
	an_order(w, 3, "");
	bid_gives(w, SPHERON_NOT_FOUND, "'from':1,'order':1,'provider':3,'price':'" LOWEST "'");
	bid_gives(w, SPHERON_NOT_FOUND, "'from':1,'order':1,'provider':0,'price':'" LOWEST "'");
	bid_gives(w, SPHERON_NOT_ALLOWED, "'from':1,'order':1,'provider':2,'price':'" LOWEST "'");
	bid_gives(w, SPHERON_NOT_ALLOWED, "'from':0,'order':1,'provider':2,'price':'" LOWEST "'");
	ok(w, "{'do':'provider.suspend','provider':2}");
	bid_gives(w, SPHERON_BAD_STATE, "'from':2,'order':1,'provider':2,'price':'" LOWEST "'");
	ok(w, "{'do':'provider.exit','from':2,'provider':2}");
	bid_gives(w, SPHERON_BAD_STATE, "'from':2,'order':1,'provider':2,'price':'" LOWEST "'");
	ok(w, "{'do':'maint.schedule','from':1,'provider':1,'start':%u,'dur':3600}", T0 + 3600);
	at(w, 3600);
	bid_gives(w, SPHERON_NOT_ALLOWED, "'from':2,'order':1,'provider':1,'price':'0'");
	bid_gives(w, SPHERON_IN_MAINTENANCE, "'from':1,'order':1,'provider':1,'price':'0'");
	at(w, 7200);
	bid_gives(w, SPHERON_OK, "'from':1,'order':1,'provider':1,'price':'" LOWEST "'");
	world_end(w);
}

static void a_provider_short_of_stake_may_not_bid(void **state)
{
	struct world *w = world_begin("");

	(void) state;
	CLAIM("BID-01");
	a_provider(w, 1, "");
	an_order(w, 2, "");
	/* 64 threads need 500 SPON: one unit less of the 60,000 may stay. */
	ok(w, "{'do':'stake.unbond','from':1,'provider':1,'amount':'59500000000000000000001'}");
	bid_gives(w, SPHERON_BAD_STATE, "'from':1,'order':1,'provider':1,'price':'0'");
	ok(w, "{'do':'stake.add','from':1,'provider':1,'amount':'1'}");
	bid_gives(w, SPHERON_OK, "'from':1,'order':1,'provider':1,'price':'" LOWEST "'");
	world_end(w);
}

static void the_mode_of_the_order_decides_about_the_fizz_node(void **state)
{
	struct world *w = world_begin("");

	(void) state;
	CLAIM("BID-02");
	two_subnets(w);
	an_order(w, 5, "'mode':1");
	an_order(w, 5, "'mode':0");
	bid_gives(w, SPHERON_BAD_VALUE,
			"'from':1,'order':1,'provider':1,'fizz':1,'price':'" LOWEST "'");
	bid_gives(w, SPHERON_BAD_VALUE, "'from':1,'order':2,'provider':1,'price':'" LOWEST "'");
	bid_gives(w, SPHERON_NOT_FOUND,
			"'from':1,'order':2,'provider':1,'fizz':3,'price':'" LOWEST "'");
	bid_gives(w, SPHERON_NOT_LINKED,
			"'from':1,'order':2,'provider':1,'fizz':2,'price':'" LOWEST "'");
	/* An evicted node is linked to nobody. */
	ok(w, "{'do':'fizz.evict','from':1,'fizz':1}");
	bid_gives(w, SPHERON_NOT_LINKED,
			"'from':1,'order':2,'provider':1,'fizz':1,'price':'" LOWEST "'");
	ok(w, "{'do':'fizz.relink','from':2,'fizz':1,'gateway':1}");
	ok(w, "{'do':'slash.misconduct','kind':1,'id':1,'bp':0}");
	bid_gives(w, SPHERON_BAD_STATE,
			"'from':1,'order':2,'provider':1,'fizz':1,'price':'" LOWEST "'");
	world_end(w);
}

static void a_provider_bids_once_for_an_order(void **state)
{
	struct world *w = world_begin("");

	(void) state;
	CLAIM("BID-03");
	two_subnets(w);
	a_fizz(w, 6, 1, "");
	an_order(w, 5, "'mode':0");
	an_order(w, 5, "'mode':0");
	bid_gives(w, SPHERON_OK, "'from':1,'order':1,'provider':1,'fizz':1,'price':'" HIGHEST "'");
	bid_gives(w, SPHERON_DUPLICATE,
			"'from':1,'order':1,'provider':1,'fizz':1,'price':'" LOWEST "'");
	/* Another of its nodes is still a second bid of the same provider. */
	bid_gives(w, SPHERON_DUPLICATE,
			"'from':1,'order':1,'provider':1,'fizz':3,'price':'" LOWEST "'");
	expect_field(w, "bid", 1, 0, "price", HIGHEST);
	bid_gives(w, SPHERON_OK, "'from':3,'order':1,'provider':2,'fizz':2,'price':'" HIGHEST "'");
	bid_gives(w, SPHERON_OK, "'from':1,'order':2,'provider':1,'fizz':1,'price':'" HIGHEST "'");
	world_end(w);
}

static void the_provider_accepts_the_token_of_the_order(void **state)
{
	struct world *w = world_begin("");

	(void) state;
	CLAIM("BID-03");
	a_provider(w, 1, "'tokens':1"); /* credits only */
	a_provider(w, 2, "'tokens':2"); /* SPON only */
	an_order(w, 3, "");
	ok(w, "{'do':'escrow.deposit','from':3,'token':1,'amount':'1000000000000000000'}");
	an_order(w, 3, "'token':1");
	bid_gives(w, SPHERON_OK, "'from':1,'order':1,'provider':1,'price':'" HIGHEST "'");
	bid_gives(w, SPHERON_BAD_TOKEN, "'from':1,'order':2,'provider':1,'price':'" HIGHEST "'");
	bid_gives(w, SPHERON_BAD_TOKEN, "'from':2,'order':1,'provider':2,'price':'" HIGHEST "'");
	bid_gives(w, SPHERON_OK, "'from':2,'order':2,'provider':2,'price':'" HIGHEST "'");
	world_end(w);
}

static void a_bid_lies_between_the_value_floor_and_the_highest_price(void **state)
{
	struct world *w = world_begin("");

	(void) state;
	CLAIM("BID-04");
	for (uint32_t p = 1; p <= 2; p++)
		a_provider(w, p, "");
	an_order(w, 3, "");
	bid_gives(w, SPHERON_BAD_VALUE, "'from':1,'order':1,'provider':1,'price':'0'");
	bid_gives(w, SPHERON_PRICE_LOW, "'from':1,'order':1,'provider':1,'price':'9999999999999'");
	bid_gives(w, SPHERON_OK, "'from':1,'order':1,'provider':1,'price':'10000000000000'");
	bid_gives(w, SPHERON_PRICE_HIGH,
			"'from':2,'order':1,'provider':2,'price':'100000000000001'");
	bid_gives(w, SPHERON_OK, "'from':2,'order':1,'provider':2,'price':'100000000000000'");
	world_end(w);
}

static void a_fizz_bid_is_at_least_what_the_node_asks(void **state)
{
	struct world *w = world_begin("");

	(void) state;
	CLAIM("BID-04");
	a_provider(w, 1, "'gateway':1");
	/* 8 threads at 2 USD a month: 16,000,000 * 10^12 / 1,296,000 = 12345679012345.67. */
	a_fizz(w, 2, 1, "'p_cpu':2000000");
	an_order(w, 3, "'mode':0");
	bid_gives(w, SPHERON_PRICE_LOW,
			"'from':1,'order':1,'provider':1,'fizz':1,'price':'12345679012345'");
	bid_gives(w, SPHERON_OK,
			"'from':1,'order':1,'provider':1,'fizz':1,'price':'12345679012346'");
	world_end(w);
}

static void the_bid_names_the_gpu_model_it_offers(void **state)
{
	struct world *w = world_begin("");

	(void) state;
	CLAIM("BID-05");
	for (uint32_t p = 1; p <= 3; p++)
		a_provider(w, p, "'gpus':[[36,2,1600],[51,1,25000]]");
	an_order(w, 4, "");                  /* no GPU */
	an_order(w, 4, "'gpus':1");          /* any */
	an_order(w, 4, "'gpus':1,'gpu':51"); /* this one */
	bid_gives(w, SPHERON_BAD_VALUE,
			"'from':1,'order':1,'provider':1,'gpu':36,'price':'" LOWEST "'");
	bid_gives(w, SPHERON_FILTERED, "'from':1,'order':2,'provider':1,'price':'" LOWEST "'");
	bid_gives(w, SPHERON_OK, "'from':1,'order':2,'provider':1,'gpu':36,'price':'" LOWEST "'");
	bid_gives(w, SPHERON_OK, "'from':2,'order':2,'provider':2,'gpu':51,'price':'" LOWEST "'");
	/* A model that the provider has not. */
	bid_gives(w, SPHERON_FILTERED,
			"'from':3,'order':2,'provider':3,'gpu':50,'price':'" LOWEST "'");
	bid_gives(w, SPHERON_FILTERED, "'from':1,'order':3,'provider':1,'price':'" LOWEST "'");
	bid_gives(w, SPHERON_FILTERED,
			"'from':1,'order':3,'provider':1,'gpu':36,'price':'" LOWEST "'");
	bid_gives(w, SPHERON_OK, "'from':1,'order':3,'provider':1,'gpu':51,'price':'" LOWEST "'");
	world_end(w);
}

static void a_bid_reserves_nothing(void **state)
{
	struct world *w = world_begin("'params':{'matcher_mode':2}");

	(void) state;
	CLAIM("BID-06");
	a_provider(w, 1, "");
	an_order(w, 2, "'cpu':64");
	an_order(w, 2, "'cpu':64");
	bid_gives(w, SPHERON_OK, "'from':1,'order':1,'provider':1,'price':'" LOWEST "'");
	bid_gives(w, SPHERON_OK, "'from':1,'order':2,'provider':1,'price':'" LOWEST "'");
	expect_field(w, "provider", 1, 0, "used_cpu", "0");
	/* Both windows close in the same second; the first lease leaves nothing for the second. */
	at(w, 6);
	ok(w, "{'do':'advance'}");
	expect_record(w, "lease", 1, 0, true);
	expect_event(w, "['OrderClosed',2,2]");
	expect_field(w, "provider", 1, 0, "used_cpu", "64");
	/* And a bid now meets no capacity. */
	an_order(w, 2, "'cpu':1");
	bid_gives(w, SPHERON_NO_CAPACITY, "'from':1,'order':3,'provider':1,'price':'" LOWEST "'");
	world_end(w);
}

static void a_bid_for_a_fizz_node_that_breaks_several_rules_reports_the_first(void **state)
{
	struct world *w = world_begin("'params':{'bid_window_blocks':10000,"
				      "'order_ttl_blocks':20000}");

	(void) state;
	CLAIM("BID-06");
	two_subnets(w);
	an_order(w, 5, "'mode':0,'min_compute':2,'cpu':17");
	/* Each line repairs what the one before reported. */
	bid_gives(w, SPHERON_NOT_FOUND, "'from':1,'order':2,'provider':99,'price':'0'");
	bid_gives(w, SPHERON_NOT_FOUND, "'from':1,'order':1,'provider':99,'price':'0'");
	ok(w, "{'do':'maint.schedule','from':1,'provider':1,'start':%u,'dur':1}", T0 + 3600);
	at(w, 3600);
	bid_gives(w, SPHERON_NOT_ALLOWED, "'from':2,'order':1,'provider':1,'price':'0'");
	bid_gives(w, SPHERON_IN_MAINTENANCE, "'from':1,'order':1,'provider':1,'price':'0'");
	at(w, 3601);
	ok(w, "{'do':'provider.suspend','provider':1}");
	bid_gives(w, SPHERON_BAD_STATE, "'from':1,'order':1,'provider':1,'fizz':99,'price':'0'");
	ok(w, "{'do':'provider.reinstate','provider':1}");
	bid_gives(w, SPHERON_BAD_VALUE, "'from':1,'order':1,'provider':1,'fizz':99,'price':'0'");
	bid_gives(w, SPHERON_NOT_FOUND, "'from':1,'order':1,'provider':1,'fizz':99,'price':'1'");
	ok(w, "{'do':'slash.misconduct','kind':1,'id':2,'bp':0}");
	bid_gives(w, SPHERON_NOT_LINKED, "'from':1,'order':1,'provider':1,'fizz':2,'price':'1'");
	bid_gives(w, SPHERON_BAD_STATE, "'from':3,'order':1,'provider':2,'fizz':2,'price':'1'");
	bid_gives(w, SPHERON_PRICE_HIGH,
			"'from':1,'order':1,'provider':1,'fizz':1,'price':'100000000000001'");
	bid_gives(w, SPHERON_PRICE_LOW, "'from':1,'order':1,'provider':1,'fizz':1,'price':'1'");
	bid_gives(w, SPHERON_FILTERED,
			"'from':1,'order':1,'provider':1,'fizz':1,'price':'" LOWEST "'");
	an_order(w, 5, "'mode':0,'cpu':17");
	bid_gives(w, SPHERON_NO_CAPACITY,
			"'from':1,'order':2,'provider':1,'fizz':1,'price':'" LOWEST "'");
	world_end(w);
}

static void a_second_bid_is_a_duplicate_before_its_token_and_price_are_judged(void **state)
{
	struct world *w = world_begin("");

	(void) state;
	CLAIM("BID-03");
	a_provider(w, 1, "");
	an_order(w, 2, "");
	bid_gives(w, SPHERON_OK, "'from':1,'order':1,'provider':1,'price':'" LOWEST "'");
	/* From now on it takes SPON only. */
	ok(w, "{'do':'provider.attrs','from':1,'provider':1,'region':257,'cpu':64,'tokens':2}");
	bid_gives(w, SPHERON_DUPLICATE,
			"'from':1,'order':1,'provider':1,'price':'100000000000001'");
	an_order(w, 2, "'cpu':65");
	bid_gives(w, SPHERON_BAD_TOKEN,
			"'from':1,'order':2,'provider':1,'price':'100000000000001'");
	world_end(w);
}

static void bids_of_other_orders_do_not_matter(void **state)
{
	struct world *w = world_begin("'params':{'matcher_mode':1}");

	(void) state;
	CLAIM("COST-01");
	CLAIM("BID-06");
	a_provider(w, 1, "");
	a_provider(w, 2, "");
	an_order(w, 3, "");
	an_order(w, 3, "");
	/* Interleaved on purpose: bids 1 and 4 are for order 1, bids 2 and 3 for order 2. */
	bid_gives(w, SPHERON_OK, "'from':1,'order':1,'provider':1,'price':'" LOWEST "'");
	bid_gives(w, SPHERON_OK, "'from':1,'order':2,'provider':1,'price':'" LOWEST "'");
	bid_gives(w, SPHERON_OK, "'from':2,'order':2,'provider':2,'price':'" LOWEST "'");
	bid_gives(w, SPHERON_OK, "'from':2,'order':1,'provider':2,'price':'" LOWEST "'");
	ok(w, "{'do':'order.cancel','from':3,'order':2}");
	expect_record(w, "bid", 2, 0, false);
	expect_record(w, "bid", 3, 0, false);
	at(w, 6);
	ok(w, "{'do':'advance'}");
	expect_names(w, "Scored Scored");
	expect_event(w, "['Scored',1,1,_,_,_,_,_,_,_,_,_,_]");
	expect_event(w, "['Scored',1,4,_,_,_,_,_,_,_,_,_,_]");
	refused(w, SPHERON_NOT_FOUND, "{'do':'match.set','order':1,'bid':2}");
	ok(w, "{'do':'match.set','order':1,'bid':4}");
	expect_record(w, "bid", 1, 0, false);
	expect_record(w, "bid", 4, 0, false);
	world_end(w);
}

int test_bid(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_bid_is_recorded_as_it_was_placed),
		cmocka_unit_test(a_gateway_bids_for_its_fizz_node),
		cmocka_unit_test(a_bid_needs_an_open_order_with_an_open_window),
		cmocka_unit_test(a_chosen_order_takes_no_bids_though_its_window_never_closed),
		cmocka_unit_test(a_bid_comes_from_the_owner_of_an_active_provider),
		cmocka_unit_test(a_provider_short_of_stake_may_not_bid),
		cmocka_unit_test(the_mode_of_the_order_decides_about_the_fizz_node),
		cmocka_unit_test(a_provider_bids_once_for_an_order),
		cmocka_unit_test(the_provider_accepts_the_token_of_the_order),
		cmocka_unit_test(a_bid_lies_between_the_value_floor_and_the_highest_price),
		cmocka_unit_test(a_fizz_bid_is_at_least_what_the_node_asks),
		cmocka_unit_test(the_bid_names_the_gpu_model_it_offers),
		cmocka_unit_test(a_bid_reserves_nothing),
		cmocka_unit_test(a_bid_for_a_fizz_node_that_breaks_several_rules_reports_the_first),
		cmocka_unit_test(a_second_bid_is_a_duplicate_before_its_token_and_price_are_judged),
		cmocka_unit_test(bids_of_other_orders_do_not_matter),
	};

	return cmocka_run_group_tests_name("bid", tests, NULL, NULL);
}
