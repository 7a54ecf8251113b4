/* What the library says about its own decisions (spheron.h, "explaining") against what it then does. */

#include "protocol/amount.h"
#include "protocol/state.h"
#include "support/sha256.h"
#include "tests/protocol/damage.h"
#include "tests/protocol/groups.h"
#include "tests/support/world.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define assert_amount(a, text)                                                                     \
	do {                                                                                       \
		char digits_[SPHERON_DECIMAL_SIZE];                                                \
                                                                                                   \
		spheron_decimal(digits_, a);                                                       \
		assert_string_equal(digits_, text);                                                \
	} while (0)

static const struct spheron_u128 price = { 100000000000000, 0 };

/* ---- rates ---- */

/* Two H100 and an RTX 4090 at tier Three: (2 x 12 + 1) x 20 points x 1.5 (V24). */
static void the_rate_of_a_provider_factor_by_factor(void **state)
{
	struct world *w = world_begin("");
	struct spheron_rate r;

	(void) state;
	CLAIM("LIVE-02");
	a_provider(w, 1, "'cpu':0,'score':0,'gpus':[[36,1,1600],[51,2,30000]]");
	ok(w, "{'do':'trust.set','provider':1,'tier':2}");
	assert_true(spheron_explain_rate(world_state(w), SPHERON_NODE_PROVIDER, 1, &r));
	assert_amount(r.gpu, "5000000000000"); /* micropoints x 10^4 */
	assert_amount(r.cpu, "0");
	assert_int_equal(r.compute, 0);
	assert_int_equal(r.storage, 1);
	assert_int_equal(r.conn, 2);
	assert_int_equal(r.storage_bp, 10000);
	assert_int_equal(r.conn_bp, 10000);
	assert_int_equal(r.trust_bp, 15000);
	assert_int_equal(r.rate, 750000000);
	ok(w, "{'do':'q.rate','kind':0,'id':1}");
	expect_event(w, "['Answer','750000000']");
	assert_false(spheron_explain_rate(world_state(w), SPHERON_NODE_PROVIDER, 2, &r));
	assert_false(spheron_explain_rate(world_state(w), SPHERON_NODE_FIZZ, 1, &r));
	world_end(w);
}

/* An RTX 4090 and 16 Basic threads: 500 points and 16 x 25 x 0.1. */
static void the_rate_of_a_fizz_node_factor_by_factor(void **state)
{
	struct world *w = world_begin("");
	struct spheron_rate r;

	(void) state;
	CLAIM("LIVE-03");
	a_provider(w, 1, "'gateway':1");
	a_fizz(w, 2, 1, "'gpus':[[36,1,1600]]");
	assert_true(spheron_explain_rate(world_state(w), SPHERON_NODE_FIZZ, 1, &r));
	assert_amount(r.gpu, "5000000000000");
	assert_amount(r.cpu, "400000000000");
	assert_int_equal(r.compute, 1);
	assert_int_equal(r.trust_bp, 10000);
	assert_int_equal(r.rate, 540000000);
	ok(w, "{'do':'q.rate','kind':1,'id':1}");
	expect_event(w, "['Answer','540000000']");
	world_end(w);
}

/* [TIER-05, TIER-06] */
static void the_tier_of_a_gpu_is_told_by_model_or_price(void **state)
{
	struct world *w = world_begin("");
	const struct spheron *st = world_state(w);

	(void) state;
	assert_int_equal(spheron_explain_gpu(st, SPHERON_NODE_PROVIDER, 51, 0), 9); /* h100 */
	assert_int_equal(spheron_explain_gpu(st, SPHERON_NODE_PROVIDER, 66, 0), 5); /* rtx5090 */
	assert_int_equal(spheron_explain_gpu(st, SPHERON_NODE_FIZZ, 66, 0), 4);
	assert_int_equal(spheron_explain_gpu(st, SPHERON_NODE_PROVIDER, 1000, 7500), 5);
	assert_int_equal(spheron_explain_gpu(st, SPHERON_NODE_PROVIDER, 1000, 7501), 7);
	world_end(w);
}

/* ---- offers ---- */

static enum spheron_obstacle obstacle(struct world *w, uint64_t order, uint32_t provider, uint32_t fizz,
		uint16_t gpu)
{
	return spheron_explain_offer(world_state(w), order, provider, fizz, gpu, price);
}

/* An order whose offer by provider 1 meets just this obstacle, and is refused for it. */
static void expect_obstacle(struct world *w, enum spheron_obstacle wanted, enum spheron_result result,
		uint16_t gpu, const char *order)
{
	uint64_t id = an_order(w, 9, order);

	assert_int_equal(obstacle(w, id, 1, 0, gpu), wanted);
	refused(w, result, "{'do':'bid.place','from':1,'order':%llu,'provider':1,'gpu':%u,"
			   "'price':'100000000000000'}", (unsigned long long) id, gpu);
}

static void the_first_obstacle_of_an_offer_is_told(void **state)
{
	struct world *w = world_begin("");
	uint64_t order;

	(void) state;
	CLAIM("BID-06");
	a_provider(w, 1, "'gpus':[[36,2,1600]]");
	ok(w, "{'do':'proof.report','provider':1,'kind':3,'pass':0}");
	expect_obstacle(w, SPHERON_F2_REGION, SPHERON_FILTERED, 0, "'region':258,'strict':1");
	expect_obstacle(w, SPHERON_F3_TRUST, SPHERON_FILTERED, 0, "'tiers':1");
	expect_obstacle(w, SPHERON_F4_TIERS, SPHERON_FILTERED, 0, "'min_compute':3");
	expect_obstacle(w, SPHERON_F5_GPU, SPHERON_FILTERED, 37, "'gpus':1");
	expect_obstacle(w, SPHERON_F6_UPTIME, SPHERON_FILTERED, 0, "'min_uptime':900001");
	expect_obstacle(w, SPHERON_F7_REPUTATION, SPHERON_FILTERED, 0, "'min_rep':250001");
	expect_obstacle(w, SPHERON_F9_WISH, SPHERON_FILTERED, 0, "'desired':2");
	expect_obstacle(w, SPHERON_CAPACITY, SPHERON_NO_CAPACITY, 0, "'cpu':65");
	order = an_order(w, 9, "");
	assert_int_equal(obstacle(w, order, 1, 0, 0), SPHERON_NO_OBSTACLE);
	ok(w, "{'do':'slash.misconduct','kind':0,'id':1,'bp':1}");
	ok(w, "{'do':'provider.reinstate','provider':1}");
	expect_obstacle(w, SPHERON_F8_SLASHES, SPHERON_FILTERED, 0, "'max_slashes':0");
	ok(w, "{'do':'node.pause','from':1,'kind':0,'id':1}");
	expect_obstacle(w, SPHERON_F1_LINK, SPHERON_FILTERED, 0, "");
	world_end(w);
}

static void an_offer_between_people_who_do_not_exist_has_no_link(void **state)
{
	struct world *w = world_begin("");
	uint64_t order;

	(void) state;
	a_provider(w, 1, "'gateway':1");
	a_fizz(w, 2, 1, "");
	order = an_order(w, 9, "'mode':0");
	assert_int_equal(obstacle(w, order, 1, 1, 0), SPHERON_NO_OBSTACLE);
	assert_int_equal(obstacle(w, order + 1, 1, 1, 0), SPHERON_F1_LINK);
	assert_int_equal(obstacle(w, order, 0, 1, 0), SPHERON_F1_LINK);
	assert_int_equal(obstacle(w, order, 2, 1, 0), SPHERON_F1_LINK);
	assert_int_equal(obstacle(w, order, 1, 2, 0), SPHERON_F1_LINK);
	world_end(w);
}

static void an_offer_that_the_tenant_cannot_pay_is_unfunded(void **state)
{
	struct world *w = world_begin("");
	uint64_t order;

	(void) state;
	CLAIM("ESCROW-03");
	a_provider(w, 1, "");
	order = an_order(w, 9, "");
	/* 1,000 blocks at 10^14 and 2 %: 102,000. */
	ok(w, "{'do':'escrow.withdraw','from':9,'token':0,'amount':'99999898000'}");
	expect_bucket(w, "escrow", 9, 0, "102000");
	assert_int_equal(obstacle(w, order, 1, 0, 0), SPHERON_NO_OBSTACLE);
	ok(w, "{'do':'escrow.withdraw','from':9,'token':0,'amount':'1'}");
	assert_int_equal(obstacle(w, order, 1, 0, 0), SPHERON_UNFUNDED);
	world_end(w);
}

/* A Fizz node that went to another gateway is no longer the one that bid, though everybody is well. */
static void a_bid_for_a_node_that_went_elsewhere_has_no_link(void **state)
{
	struct world *w = world_begin("'params':{'matcher_mode':2}");
	uint64_t order;

	(void) state;
	CLAIM("BID-06");
	CLAIM("FIZZ-05");
	a_provider(w, 1, "'gateway':1");
	a_provider(w, 2, "'gateway':1");
	a_fizz(w, 3, 1, "");
	order = an_order(w, 9, "'mode':0");
	ok(w, "{'do':'bid.place','from':1,'order':1,'provider':1,'fizz':1,'price':'100000000000000'}");
	assert_int_equal(obstacle(w, order, 1, 1, 0), SPHERON_NO_OBSTACLE);
	ok(w, "{'do':'fizz.relink','from':3,'fizz':1,'gateway':2}");
	assert_int_equal(obstacle(w, order, 1, 1, 0), SPHERON_F1_LINK);
	assert_int_equal(obstacle(w, order, 2, 1, 0), SPHERON_NO_OBSTACLE);
	at(w, 6);
	ok(w, "{'do':'advance'}");
	expect_event(w, "['OrderClosed',1,2]");
	world_end(w);
}

/* ---- prices and stakes ---- */

static void the_lock_of_a_lease_is_told_ahead(void **state)
{
	struct world *w = world_begin("'params':{'matcher_mode':2}");

	(void) state;
	CLAIM("ESCROW-03");
	a_provider(w, 1, "");
	assert_amount(spheron_explain_lock(world_state(w), SPHERON_USD, price, 1000), "102000");
	a_lease(w, 9, 1, "");
	expect_bucket(w, "locked", 1, 0, "102000");
	/* SPON leases have no user fee. */
	assert_amount(spheron_explain_lock(world_state(w), SPHERON_SPON, price, 1000),
			"100000000000000000");
	world_end(w);
}

static void what_no_order_can_have_costs_more_than_there_is(void **state)
{
	struct world *w = world_begin("");
	struct spheron *st = world_state(w);
	struct spheron_u128 most = u128_power_of_ten(24);

	(void) state;
	assert_amount(spheron_explain_lock(st, SPHERON_SPON, most, UINT64_C(4000000000)),
			"4000000000000000000000000000000000");
	assert_true(u128_eq(spheron_explain_lock(st, 3, price, 1000), U128_MAX));
	assert_true(u128_eq(spheron_explain_lock(st, SPHERON_SPON, price, UINT64_C(4000000001)),
			U128_MAX));
	assert_true(u128_eq(spheron_explain_lock(st, SPHERON_SPON, u128_add(most, u128_of(1)), 1000),
			U128_MAX));
	world_end(w);
}

/* A GPU at 60 USD a month (V18). */
static void the_ask_of_a_fizz_node_is_told(void **state)
{
	struct world *w = world_begin("");
	uint64_t order;

	(void) state;
	CLAIM("FIZZ-06");
	a_provider(w, 1, "'gateway':1");
	a_fizz(w, 2, 1, "'gpus':[[36,1,1600]],'p_gpu':60000000");
	order = an_order(w, 9, "'mode':0,'gpus':1,'cpu':0");
	assert_amount(spheron_explain_ask(world_state(w), order, 1), "46296296296297");
	refused(w, SPHERON_PRICE_LOW, "{'do':'bid.place','from':1,'order':1,'provider':1,'fizz':1,"
				      "'gpu':36,'price':'46296296296296'}");
	ok(w, "{'do':'bid.place','from':1,'order':1,'provider':1,'fizz':1,'gpu':36,"
	      "'price':'46296296296297'}");
	assert_amount(spheron_explain_ask(world_state(w), order + 1, 1), "0");
	assert_amount(spheron_explain_ask(world_state(w), order, 0), "0");
	assert_amount(spheron_explain_ask(world_state(w), order, 2), "0");
	world_end(w);
}

static void the_stake_that_is_required_is_told(void **state)
{
	struct world *w = world_begin("");

	(void) state;
	CLAIM("STAKE-02");
	a_provider(w, 1, "'cpu':0,'score':0,'gpus':[[36,1,1600],[51,2,30000]]");
	assert_amount(spheron_explain_stake(world_state(w), 1), "45000000000000000000000");
	assert_amount(spheron_explain_stake(world_state(w), 2), "0");
	assert_amount(spheron_explain_stake(world_state(w), 0), "0");
	world_end(w);
}

/* ---- draws ---- */

struct asked_draw {
	struct world *w;
	struct spheron_hex32 seed;
	uint64_t drawn;
	bool found;
};

static void ask_draw(void *ctx, const struct spheron_due *due)
{
	struct asked_draw *d = ctx;

	if (due->what == SPHERON_DUE_BID_CLOSE)
		d->found = spheron_explain_draw(world_state(d->w), due->id, &d->seed, &d->drawn);
}

/* The draw of V56: its beacon, three bids, seed and number. */
static void a_draw_is_told_while_the_window_closes(void **state)
{
	struct world *w = world_begin("'params':{'matcher_mode':2,'min_stake_cpu':0},'beacon':"
				      "'0000000000000000000000000000000000000000000000000000000000000007'");
	struct spheron_command advance = { .t = T0 + 8, .verb = SPHERON_CMD_ADVANCE };
	struct asked_draw d = { .w = w };
	struct spheron_sink sink = { &d, ask_draw, NULL, NULL };
	char seed[65];

	(void) state;
	CLAIM("MATCH-06");
	CLAIM("MATCH-08");
	for (uint32_t id = 1; id <= 3; id++)
		a_provider(w, id, "");
	a_rich_account(w, 9);
	ok(w, "{'do':'escrow.deposit','from':9,'token':0,'amount':'1000000000'}");
	at(w, 2);
	ok(w, "{'do':'order.create','from':9,'max_price':'100000000000000','blocks':1000,'cpu':8}");
	for (unsigned id = 1; id <= 3; id++)
		ok(w, "{'do':'bid.place','from':%u,'order':1,'provider':%u,'price':'%u0000000000000'}",
				id, id, id);
	assert_int_equal(spheron_apply(world_state(w), &advance, &sink), SPHERON_OK);
	assert_true(d.found);
	sha256_hex(seed, d.seed.byte, 32);
	assert_string_equal(seed, "6dd553984afdbdc69ea99b8cd1f62840abfa560dff5de3ce5977c81ba61a7a42");
	assert_true(d.drawn == UINT64_C(2856972477659240187));
	assert_false(spheron_explain_draw(world_state(w), 2, &d.seed, &d.drawn));
	world_end(w);
}

/* ---- an era ---- */

struct asked_era {
	struct spheron *st;
	struct spheron_points points[2][16]; /* as told before the close, by kind and id */
	struct spheron_era era;
	unsigned nodes, closes;
};

static void ask_era(void *ctx, const struct spheron_due *due)
{
	struct asked_era *a = ctx;
	struct spheron *st = a->st;

	if (due->what != SPHERON_DUE_ERA_CLOSE)
		return;
	spheron_explain_era(st, &a->era);
	for (unsigned kind = 0; kind < 2; kind++)
		for (uint32_t id = 1; id < 16; id++) {
			uint32_t n = spheron_used(st, kind ? SPHERON_TABLE_FIZZ
							   : SPHERON_TABLE_PROVIDERS);

			assert_int_equal(spheron_explain_points(st, (enum spheron_node_kind) kind,
							 id, &a->points[kind][id]), id <= n);
		}
}

static void compare_era(void *ctx, const struct spheron_event *event)
{
	struct asked_era *a = ctx;

	if (event->kind == SPHERON_EVENT_ERA_NODE) {
		const struct spheron_event_era_node *n = &event->u.era_node;
		const struct spheron_points *p = &a->points[n->kind][n->id];

		a->nodes++;
		assert_true(u128_eq(n->points, p->points));
		assert_int_equal(n->uptime, p->uptime_ppm);
		assert_true(u128_eq(n->slash_points, u128_div_down(p->dsec, 86400)));
		if (p->no_points == SPHERON_POINTS_COUNT)
			assert_true(u128_eq(p->scaled, p->points));
		else
			assert_true(u128_is_zero(p->points));
		assert_true(u128_eq(n->reward, u128_muldiv_down(p->points, a->era.num[n->kind],
						       a->era.den[n->kind])));
	}
	if (event->kind == SPHERON_EVENT_ERA_CLOSED) {
		const struct spheron_event_era_closed *e = &event->u.era_closed;

		a->closes++;
		assert_true(u128_eq(e->prov_points, a->era.points[0]));
		assert_true(u128_eq(e->fizz_points, a->era.points[1]));
		assert_true(u128_le(e->prov_paid, a->era.pot[0]));
		assert_true(u128_le(e->fizz_paid, a->era.pot[1]));
		/* The parts of six providers are rounded down. */
		assert_true(u128_le(e->inflation, a->era.inflation));
		assert_true(u128_lt(a->era.inflation, u128_add(e->inflation, u128_of(6))));
	}
}

static void points_and_pots_of_a_close_are_told_before_it(void **state)
{
	struct world *w = make_everything();
	struct spheron_command advance = { .verb = SPHERON_CMD_ADVANCE };
	struct asked_era *a = calloc(1, sizeof *a);
	struct spheron_sink sink = { a, ask_era, compare_era, NULL };
	struct spheron_capacity roomy;

	(void) state;
	for (unsigned i = 0; i < SPHERON_TABLE_COUNT; i++)
		((uint32_t *) &roomy)[i] = 200;
	a->st = spheron_copy(malloc(spheron_size(&roomy)), &roomy, world_state(w));
	for (advance.t = T0 + 2 * 86400; a->closes < 5; advance.t += 86400)
		assert_int_equal(spheron_apply(a->st, &advance, &sink), SPHERON_OK);
	/* Six providers and three Fizz nodes; one of each has left and is no longer told of. */
	assert_int_equal(a->nodes, 9 + 4 * 7);
	free(a->st);
	free(a);
	world_end(w);
}

int test_explain(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_rate_of_a_provider_factor_by_factor),
		cmocka_unit_test(the_rate_of_a_fizz_node_factor_by_factor),
		cmocka_unit_test(the_tier_of_a_gpu_is_told_by_model_or_price),
		cmocka_unit_test(the_first_obstacle_of_an_offer_is_told),
		cmocka_unit_test(an_offer_between_people_who_do_not_exist_has_no_link),
		cmocka_unit_test(an_offer_that_the_tenant_cannot_pay_is_unfunded),
		cmocka_unit_test(a_bid_for_a_node_that_went_elsewhere_has_no_link),
		cmocka_unit_test(the_lock_of_a_lease_is_told_ahead),
		cmocka_unit_test(what_no_order_can_have_costs_more_than_there_is),
		cmocka_unit_test(the_ask_of_a_fizz_node_is_told),
		cmocka_unit_test(the_stake_that_is_required_is_told),
		cmocka_unit_test(a_draw_is_told_while_the_window_closes),
		cmocka_unit_test(points_and_pots_of_a_close_are_told_before_it),
	};

	return cmocka_run_group_tests_name("explain", tests, NULL, NULL);
}
