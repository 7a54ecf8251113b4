/* Tiers of hardware (RULES.md 3.3). */

#include "tests/protocol/groups.h"
#include "tests/support/world.h"

#include <stdio.h>

/* The models of each GPU tier (TIER-05). */
static const unsigned models[11][20] = {
	{ 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 52, 53, 54, 55, 58, 60, 0 }, /* Entry 1 */
	{ 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 57, 62, 0 },        /* Entry 2 */
	{ 25, 26, 27, 28, 29, 30, 31, 56, 65, 0 },                            /* Low 1 */
	{ 32, 33, 34, 35, 64, 76, 0 },                                        /* Low 2 */
	{ 36, 37, 38, 39, 40, 41, 42, 59, 61, 63, 67, 68, 72, 73, 0 },        /* Medium 1 */
	{ 43, 44, 45, 74, 66, 0 },                                            /* Medium 2 */
	{ 46, 47, 75, 0 },                                                    /* High 1 */
	{ 48, 49, 0 },                                                        /* High 2 */
	{ 50, 0 },                                                            /* Ultra High 1 */
	{ 51, 69, 0 },                                                        /* Ultra High 2 */
	{ 70, 71, 0 },                                                        /* Ultra High 3 */
};

/* gpu_mult of the tiers, in basis points; no two are alike. */
static const unsigned multiplier[11] = { 1000, 2500, 5000, 7500, 10000, 15000, 20000, 30000, 60000,
	120000, 150000 };

/* A provider in tier Six (multiplier 1), so that rates show. */
static struct world *a_rated_provider(const char *params)
{
	char args[256];
	struct world *w;

	snprintf(args, sizeof args, "'params':{'trust_start':5%s%s}", *params ? "," : "", params);
	w = world_begin(args);
	an_account(w, 1);
	ok(w, "{'do':'provider.register','from':1,'region':1,'cpu':1,'gateway':1}");
	return w;
}

/* Its attributes become these, with a link of tier Medium (multiplier 1), and its rate this. */
static void expect_rate(struct world *w, const char *attributes, unsigned long rate)
{
	char event[96];

	ok(w,
		"{'do':'provider.attrs','from':1,'provider':1,'region':1,'gateway':1,'down':100,'"
		"up':75,"
		"%s}",
		attributes);
	snprintf(event, sizeof event, "['AttributesSet',1,_,2,'%lu']", rate);
	expect_event(w, event);
}

static void expect_compute(struct world *w, unsigned cpu, unsigned score, unsigned tier)
{
	char event[64];

	ok(w,
		"{'do':'provider.attrs','from':1,'provider':1,'region':1,'sto':1,'cpu':%u,'score':%"
		"u}",
		cpu, score);
	snprintf(event, sizeof event, "['AttributesSet',1,%u,0,_]", tier);
	expect_event(w, event);
}

static void the_compute_tier_depends_on_threads_and_score(void **state)
{
	struct world *w = a_rated_provider("");

	(void)state;
	CLAIM("TIER-01");
	expect_compute(w, 0, 60000, 0);
	expect_compute(w, 0, 0, 0);
	expect_compute(w, 1, 0, 1);
	expect_compute(w, 48, 19999, 1);
	expect_compute(w, 49, 19999, 2);
	expect_compute(w, 48, 20000, 2);
	expect_compute(w, 1, 50000, 2);
	expect_compute(w, 65536, 50000, 2);
	expect_compute(w, 1, 50001, 3);
	expect_compute(w, 65536, 50001, 3);
	world_end(w);
}

static void the_storage_tier_is_declared_but_needs_storage(void **state)
{
	struct world *w = a_rated_provider("'storage_mult.0':5000,'storage_mult.1':20000,"
					   "'storage_mult.2':30000");

	(void)state;
	CLAIM("TIER-02");
	/* 10 threads of General: 1 point at multiplier 1. */
	expect_rate(w, "'cpu':10,'score':20000,'sto':1,'sto_tier':0", 500000);
	expect_rate(w, "'cpu':10,'score':20000,'sto':1,'sto_tier':1", 2000000);
	expect_rate(w, "'cpu':10,'score':20000,'sto':1,'sto_tier':2", 3000000);
	expect_rate(w, "'cpu':10,'score':20000,'sto':0,'sto_tier':1", 500000);
	expect_rate(w, "'cpu':10,'score':20000,'sto':0,'sto_tier':2", 500000);
	world_end(w);
}

static void expect_conn(struct world *w, unsigned down, unsigned up, unsigned tier)
{
	char event[64];

	ok(w, "{'do':'provider.attrs','from':1,'provider':1,'region':1,'sto':1,'down':%u,'up':%u}",
		down, up);
	snprintf(event, sizeof event, "['AttributesSet',1,0,%u,'0']", tier);
	expect_event(w, event);
}

static void the_worse_direction_decides_the_connectivity_tier(void **state)
{
	struct world *w = a_rated_provider("");

	(void)state;
	CLAIM("TIER-03");
	expect_conn(w, 0, 0, 0);
	expect_conn(w, 0, 6000, 0);
	expect_conn(w, 6000, 0, 0);
	expect_conn(w, 1, 1, 1);
	expect_conn(w, 99, 6000, 1);
	expect_conn(w, 6000, 74, 1);
	expect_conn(w, 100, 75, 2);
	expect_conn(w, 499, 6000, 2);
	expect_conn(w, 6000, 399, 2);
	expect_conn(w, 500, 400, 3);
	expect_conn(w, 5000, 5001, 3);
	expect_conn(w, 5001, 5000, 3);
	expect_conn(w, 1000000, 5000, 3);
	expect_conn(w, 5001, 5001, 4);
	world_end(w);
}

static void multipliers_scale_what_they_belong_to(void **state)
{
	struct world *w = a_rated_provider("'compute_mult.2':30000,'gpu_mult.4':20000,"
					   "'storage_mult.2':15000,'conn_mult.2':5000");

	(void)state;
	CLAIM("TIER-04");
	/* CPU 10 * 0.1 * 3.0 = 3 points, GPU 2 * 20 * 2.0 = 80; all * 0.5, and with NVMe * 1.5. */
	expect_rate(w, "'cpu':10,'score':20000", 1500000);
	expect_rate(w, "'gpus':[[36,2,1600]]", 40000000);
	expect_rate(w, "'cpu':10,'score':20000,'gpus':[[36,2,1600]]", 41500000);
	expect_rate(
		w, "'cpu':10,'score':20000,'gpus':[[36,2,1600]],'sto':1,'sto_tier':2", 62250000);
	world_end(w);
}

static void every_connectivity_tier_has_its_multiplier(void **state)
{
	static const struct {
		unsigned down, tier, rate;
	} row[] = { { 0, 0, 900000 }, { 1, 1, 900000 }, { 100, 2, 1000000 }, { 500, 3, 1100000 },
		{ 5001, 4, 1200000 } };
	struct world *w = a_rated_provider("");

	(void)state;
	CLAIM("TIER-04");
	for (unsigned i = 0; i < 5; i++) {
		char event[64];

		ok(w,
			"{'do':'provider.attrs','from':1,'provider':1,'region':1,'cpu':10,'score':"
			"20000,"
			"'down':%u,'up':6000}",
			row[i].down);
		snprintf(event, sizeof event, "['AttributesSet',1,2,%u,'%u']", row[i].tier,
			row[i].rate);
		expect_event(w, event);
	}
	world_end(w);
}

static void every_compute_tier_has_its_multiplier(void **state)
{
	struct world *w = a_rated_provider("");

	(void)state;
	CLAIM("TIER-04");
	expect_rate(w, "'sto':1", 0);
	expect_rate(w, "'cpu':10,'score':19999", 500000);
	expect_rate(w, "'cpu':10,'score':20000", 1000000);
	expect_rate(w, "'cpu':10,'score':50001", 2000000);
	world_end(w);
}

static void every_listed_gpu_is_in_the_tier_of_the_table(void **state)
{
	struct world *w = a_rated_provider("");
	unsigned count = 0;

	(void)state;
	CLAIM("TIER-05");
	for (unsigned tier = 0; tier < 11; tier++)
		for (const unsigned *model = models[tier]; *model; model++, count++) {
			char args[64];

			/* The declared price does not matter: it would say another tier. */
			snprintf(args, sizeof args, "'gpus':[[%u,1,%u]]", *model,
				tier < 5 ? 20000 : 1);
			expect_rate(w, args, 2000ul * multiplier[tier]);
		}
	assert_int_equal(count, 76);
	world_end(w);
}

static void expect_fizz_rate(struct world *w, const char *attributes, unsigned long rate)
{
	char event[96];

	ok(w, "{'do':'fizz.capacity','from':2,'fizz':1,'region':1,%s}", attributes);
	snprintf(event, sizeof event, "['FizzCapacity',1,'%lu']", rate);
	expect_event(w, event);
}

/* The same with a Fizz node behind the provider. */
static struct world *a_rated_fizz(const char *params)
{
	struct world *w;
	char args[256];

	snprintf(args, sizeof args, "'require_stake':0%s%s", *params ? "," : "", params);
	w = a_rated_provider(args);
	a_fizz(w, 2, 1, "");
	return w;
}

static void a_fizz_node_has_the_same_gpu_tiers_but_for_the_rtx5090(void **state)
{
	struct world *w = a_rated_fizz("");

	(void)state;
	CLAIM("TIER-05");
	for (unsigned tier = 0; tier < 11; tier++)
		for (const unsigned *model = models[tier]; *model; model++) {
			char args[64];

			snprintf(args, sizeof args, "'gpus':[[%u,1,%u]]", *model,
				tier < 5 ? 20000 : 1);
			/* 500 points a GPU; model 66 is Medium 1 here. */
			expect_fizz_rate(w, args, 50000ul * multiplier[*model == 66 ? 4 : tier]);
		}
	world_end(w);
}

static const struct {
	unsigned price, tier;
} classes[] = { { 0, 1 }, { 999, 1 }, { 1000, 3 }, { 1999, 3 }, { 2000, 4 }, { 4999, 4 },
	{ 5000, 5 }, { 7500, 5 }, { 7501, 7 }, { 15000, 7 }, { 15001, 8 }, { 10000000, 8 } };

static void expect_classes_by_price(struct world *w, unsigned model)
{
	for (unsigned i = 0; i < sizeof classes / sizeof classes[0]; i++) {
		char args[64];

		snprintf(args, sizeof args, "'gpus':[[%u,1,%u]]", model, classes[i].price);
		expect_rate(w, args, 2000ul * multiplier[classes[i].tier]);
	}
}

static void an_unlisted_gpu_is_classed_by_its_price(void **state)
{
	struct world *w = a_rated_provider("");

	(void)state;
	CLAIM("TIER-06");
	expect_classes_by_price(w, 1000);
	expect_classes_by_price(w, 65535);
	world_end(w);
}

static void the_price_may_class_all_models(void **state)
{
	struct world *w = a_rated_provider("'gpu_class_mode':0");

	(void)state;
	CLAIM("TIER-06");
	expect_classes_by_price(w, 36);
	expect_classes_by_price(w, 76);
	expect_classes_by_price(w, 1000);
	world_end(w);
}

static void by_price_an_rtx5090_is_nothing_special_in_a_fizz_node(void **state)
{
	struct world *w = a_rated_fizz("'gpu_class_mode':0");

	(void)state;
	CLAIM("TIER-06");
	expect_fizz_rate(w, "'gpus':[[66,1,6000]]", 750000000);
	expect_fizz_rate(w, "'gpus':[[66,1,900]]", 125000000);
	world_end(w);
}

static void the_table_of_cpu_models_rates_fizz_nodes(void **state)
{
	static const struct {
		unsigned model, bp;
	} row[] = { { 1, 1234 }, { 4, 2500 }, { 5, 5000 }, { 6, 7500 }, { 7, 5000 }, { 8, 2500 },
		{ 9, 2000 }, { 10, 7500 }, { 11, 1000 }, { 12, 2500 }, { 13, 2000 }, { 14, 5000 },
		{ 15, 5000 }, { 16, 7500 }, { 17, 10000 } };
	struct world *w = a_rated_fizz("'cpu_tier_model':1,'fizz_gp_mult':1234");

	(void)state;
	CLAIM("TIER-07");
	for (unsigned i = 0; i < sizeof row / sizeof row[0]; i++) {
		char args[64];

		/* 4 threads at 25 points. */
		snprintf(args, sizeof args, "'cpu':4,'score':60000,'cpu_model':%u", row[i].model);
		expect_fizz_rate(w, args, 10000ul * row[i].bp);
	}
	world_end(w);
}

static void without_the_table_the_score_rates_fizz_nodes(void **state)
{
	struct world *w = a_rated_fizz("");

	(void)state;
	CLAIM("TIER-01");
	/* 4 threads at 25 points by 0.1, 0.2 and 0.4. */
	expect_fizz_rate(w, "'cpu':4,'score':19999,'cpu_model':17", 10000000);
	expect_fizz_rate(w, "'cpu':4,'score':20000,'cpu_model':17", 20000000);
	expect_fizz_rate(w, "'cpu':4,'score':50001,'cpu_model':17", 40000000);
	world_end(w);
}

static void with_the_table_threads_of_providers_count_alike(void **state)
{
	struct world *w = a_rated_provider("'cpu_tier_model':1");

	(void)state;
	CLAIM("TIER-04");
	expect_rate(w, "'cpu':10,'score':1,'cpu_model':11", 1000000);
	expect_rate(w, "'cpu':10,'score':60000,'cpu_model':17", 1000000);
	world_end(w);
}

int test_tier(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_compute_tier_depends_on_threads_and_score),
		cmocka_unit_test(the_storage_tier_is_declared_but_needs_storage),
		cmocka_unit_test(the_worse_direction_decides_the_connectivity_tier),
		cmocka_unit_test(multipliers_scale_what_they_belong_to),
		cmocka_unit_test(every_connectivity_tier_has_its_multiplier),
		cmocka_unit_test(every_compute_tier_has_its_multiplier),
		cmocka_unit_test(every_listed_gpu_is_in_the_tier_of_the_table),
		cmocka_unit_test(a_fizz_node_has_the_same_gpu_tiers_but_for_the_rtx5090),
		cmocka_unit_test(an_unlisted_gpu_is_classed_by_its_price),
		cmocka_unit_test(the_price_may_class_all_models),
		cmocka_unit_test(by_price_an_rtx5090_is_nothing_special_in_a_fizz_node),
		cmocka_unit_test(the_table_of_cpu_models_rates_fizz_nodes),
		cmocka_unit_test(without_the_table_the_score_rates_fizz_nodes),
		cmocka_unit_test(with_the_table_threads_of_providers_count_alike),
	};

	return cmocka_run_group_tests_name("tier", tests, NULL, NULL);
}
