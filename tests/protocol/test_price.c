/* Prices and costs (RULES.md 0.4). */

#include "tests/protocol/groups.h"
#include "tests/support/world.h"

#include <stdio.h>

static void answer(struct world *w, const char *hourly, const char *price)
{
	char event[128];

	ok(w, "{'do':'q.price','hourly':'%s'}", hourly);
	snprintf(event, sizeof event, "['Answer','%s']", price);
	expect_event(w, event);
}

/* Account 9 orders 1000 blocks of provider 1 at this price in this token and gets the lease. */
static void expect_locked(struct world *w, unsigned token, const char *price, const char *locked)
{
	char event[256];

	ok(w,
		"{'do':'order.create','from':9,'token':%u,'max_price':'%s','blocks':1000,'cpu':1,"
		"'select':1}",
		token, price);
	ok(w, "{'do':'bid.place','from':1,'order':%u,'provider':1,'price':'%s'}",
		spheron_used(world_state(w), SPHERON_TABLE_ORDERS), price);
	ok(w, "{'do':'order.choose','from':9,'order':%u,'bid':%u}",
		spheron_used(world_state(w), SPHERON_TABLE_ORDERS),
		spheron_used(world_state(w), SPHERON_TABLE_ORDERS));
	snprintf(event, sizeof event, "['LeaseCreated',_,9,1,0,'%s',1000,'%s',_,_]", price, locked);
	expect_event(w, event);
}

static void a_tenant_with_much_escrow(struct world *w, unsigned token)
{
	an_account(w, 9);
	ok(w, "{'do':'token.mint','token':%u,'to':9,'amount':'1000000000000000000000'}", token);
	ok(w, "{'do':'escrow.deposit','from':9,'token':%u,'amount':'1000000000000000000000'}",
		token);
}

static void a_price_means_whole_tokens_whatever_their_decimals(void **state)
{
	struct world *w = world_begin("'params':{'user_fee_bp':0}");

	(void)state;
	ok(w, "{'do':'token.add','decimals':0}");
	ok(w, "{'do':'token.add','decimals':17}");
	a_provider(w, 1, "'tokens':27");
	for (unsigned token = 0; token < 5; token++)
		if (token != 2)
			a_tenant_with_much_escrow(w, token);
	CLAIM("PRICE-01");
	CLAIM("PRICE-02");
	/* 0.003 of a token a block, 1000 blocks: 3 tokens. */
	expect_locked(w, 0, "3000000000000000", "3000000");
	expect_locked(w, 1, "3000000000000000", "3000000000000000000");
	expect_locked(w, 3, "3000000000000000", "3");
	expect_locked(w, 4, "3000000000000000", "300000000000000000");
	world_end(w);
}

static void the_fraction_of_a_unit_is_never_owed(void **state)
{
	struct world *w = world_begin("'params':{'user_fee_bp':0}");

	(void)state;
	a_provider(w, 1, "");
	a_tenant_with_much_escrow(w, 0);
	a_tenant_with_much_escrow(w, 1);
	CLAIM("PRICE-02");
	/* 10000999999999 * 1000 / 10^12 = 10000.999999999 */
	expect_locked(w, 0, "10000999999999", "10000");
	expect_locked(w, 0, "10001000000000", "10001");
	/* With 18 decimals nothing is cut off. */
	expect_locked(w, 1, "10000999999999", "10000999999999000");
	world_end(w);
}

static void the_cost_of_the_dearest_longest_lease_is_exact(void **state)
{
	struct world *w = world_begin("'params':{'user_fee_bp':0,'max_blocks':4000000000}");

	(void)state;
	an_account(w, 9);
	ok(w, "{'do':'token.mint','token':0,'to':9,'amount':'4000000000000000000000'}");
	ok(w, "{'do':'escrow.deposit','from':9,'token':0,'amount':'3999999999999999999999'}");
	CLAIM("PRICE-02");
	/* 10^24 * 4 * 10^9 / 10^12 = 4 * 10^21 units: one is missing. */
	refused(w, SPHERON_NO_ESCROW,
		"{'do':'order.create','from':9,"
		"'max_price':'1000000000000000000000000','blocks':4000000000,'cpu':1}");
	ok(w, "{'do':'order.create','from':9,'max_price':'999999999999999999999999',"
	      "'blocks':4000000000,'cpu':1}");
	world_end(w);
}

static void an_hourly_price_is_rounded_half_up_to_the_block(void **state)
{
	struct world *w = world_begin("");

	(void)state;
	CLAIM("PRICE-03");
	/* (h * 10^12 * 2000 + 1800000) / 3600000 */
	answer(w, "0", "0");
	answer(w, "1", "555555556");
	answer(w, "1000000", "555555555555556");
	answer(w, "1500000", "833333333333333");
	answer(w, "100000", "55555555555556");
	answer(w, "250000", "138888888888889");
	world_end(w);

	w = world_begin("'params':{'block_time_ms':1}");
	CLAIM("PRICE-03");
	/* 277777.78, 555555.56, 833333.33, 1111111.11 */
	answer(w, "1", "277778");
	answer(w, "2", "555556");
	answer(w, "3", "833333");
	answer(w, "4", "1111111");
	world_end(w);

	w = world_begin("'params':{'block_time_ms':250}");
	CLAIM("PRICE-03");
	answer(w, "1000000", "69444444444444");
	world_end(w);
}

static void services_are_priced_one_by_one(void **state)
{
	struct world *w = world_begin("");

	(void)state;
	CLAIM("PRICE-03");
	/* 277777777777778 + 555555555555556 = 833333333333334, not the price of 1.5. */
	answer(w, "500000", "277777777777778");
	answer(w, "1000000", "555555555555556");
	answer(w, "1500000", "833333333333333");
	world_end(w);
}

static void an_hourly_price_overflows_only_beyond_128_bits(void **state)
{
	struct world *w = world_begin("'params':{'block_time_ms':1}");

	(void)state;
	CLAIM("PRICE-03");
	/* 2^128 = 340282366920938463463374607.43... * 10^12 */
	answer(w, "340282366920938463463374607", "94522879700260684295381835277778");
	refused(w, SPHERON_OVERFLOW, "{'do':'q.price','hourly':'340282366920938463463374608'}");
	world_end(w);
}

static void an_order_costs_at_least_the_value_floor(void **state)
{
	struct world *w = world_begin("");

	(void)state;
	a_tenant_with_much_escrow(w, 0);
	a_tenant_with_much_escrow(w, 1);
	CLAIM("PRICE-04");
	/* 10000 ppm of 10^6 units are 10000: 10^13 * 1000 / 10^12. */
	refused(w, SPHERON_PRICE_LOW,
		"{'do':'order.create','from':9,'max_price':'9999999999999','blocks':1000,'cpu':1}");
	ok(w, "{'do':'order.create','from':9,'max_price':'10000000000000','blocks':1000,'cpu':1}");
	/* 10000 ppm of 10^18 units are 10^16. */
	refused(w, SPHERON_PRICE_LOW,
		"{'do':'order.create','from':9,'token':1,"
		"'max_price':'9999999999999','blocks':1000,'cpu':1}");
	ok(w, "{'do':'order.create','from':9,'token':1,'max_price':'10000000000000','blocks':1000,"
	      "'cpu':1}");
	world_end(w);
}

static void nothing_is_free_even_without_a_floor(void **state)
{
	struct world *w = world_begin("'params':{'min_order_ppm':0}");

	(void)state;
	a_tenant_with_much_escrow(w, 0);
	CLAIM("PRICE-04");
	/* 10^9 * 1000 / 10^12 = 1 unit */
	refused(w, SPHERON_PRICE_LOW,
		"{'do':'order.create','from':9,'max_price':'999999999','blocks':1000,'cpu':1}");
	ok(w, "{'do':'order.create','from':9,'max_price':'1000000000','blocks':1000,'cpu':1}");
	world_end(w);
}

static void a_floor_below_one_unit_is_one_unit(void **state)
{
	struct world *w = world_begin("");

	(void)state;
	ok(w, "{'do':'token.add','decimals':1}");
	a_tenant_with_much_escrow(w, 3);
	CLAIM("PRICE-04");
	/* 10000 * 10 / 1000000 = 0; one unit of one decimal is 10^17 / 1000 a block. */
	refused(w, SPHERON_PRICE_LOW,
		"{'do':'order.create','from':9,'token':3,"
		"'max_price':'99999999999999','blocks':1000,'cpu':1}");
	ok(w, "{'do':'order.create','from':9,'token':3,'max_price':'100000000000000','blocks':1000,"
	      "'cpu':1}");
	world_end(w);
}

static void bids_and_updates_meet_the_floor_too(void **state)
{
	struct world *w = world_begin("'params':{'matcher_mode':2}");
	uint32_t p = a_provider(w, 1, "");

	(void)state;
	CLAIM("PRICE-04");
	an_order(w, 2, "");
	refused(w, SPHERON_PRICE_LOW,
		"{'do':'bid.place','from':1,'order':1,'provider':%u,'price':'9999999999999'}", p);
	ok(w, "{'do':'bid.place','from':1,'order':1,'provider':%u,'price':'10000000000000'}", p);
	at(w, 6);
	ok(w, "{'do':'lease.update_request','from':2,'lease':1,'max_price':'10000000000000',"
	      "'blocks':500,'cpu':8,'mem':0,'sto':0,'gpus':0}");
	ok(w, "{'do':'lease.update_accept','from':1,'lease':1}");
	/* Half as many blocks: the same price buys 5000 units only, and the limit is no excuse. */
	refused(w, SPHERON_PRICE_LOW,
		"{'do':'lease.update','from':1,'lease':1,'price':'10000000000000'}");
	ok(w, "{'do':'lease.update_request','from':2,'lease':1,'max_price':'20000000000000',"
	      "'blocks':500,'cpu':8,'mem':0,'sto':0,'gpus':0}");
	ok(w, "{'do':'lease.update_accept','from':1,'lease':1}");
	refused(w, SPHERON_PRICE_LOW,
		"{'do':'lease.update','from':1,'lease':1,'price':'19999999999999'}");
	ok(w, "{'do':'lease.update','from':1,'lease':1,'price':'20000000000000'}");
	world_end(w);
}

int test_price(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_price_means_whole_tokens_whatever_their_decimals),
		cmocka_unit_test(the_fraction_of_a_unit_is_never_owed),
		cmocka_unit_test(the_cost_of_the_dearest_longest_lease_is_exact),
		cmocka_unit_test(an_hourly_price_is_rounded_half_up_to_the_block),
		cmocka_unit_test(services_are_priced_one_by_one),
		cmocka_unit_test(an_hourly_price_overflows_only_beyond_128_bits),
		cmocka_unit_test(an_order_costs_at_least_the_value_floor),
		cmocka_unit_test(nothing_is_free_even_without_a_floor),
		cmocka_unit_test(a_floor_below_one_unit_is_one_unit),
		cmocka_unit_test(bids_and_updates_meet_the_floor_too),
	};

	return cmocka_run_group_tests_name("price", tests, NULL, NULL);
}
