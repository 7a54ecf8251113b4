/* fitted - what holds of the fitted tables whatever the data said: parts are parts of one whole, laws rise,
 * names and numbers are the chain's.
 */
#include "model/fitted.h"
#include "model/gpu_name.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

static void expect_law(const struct fitted_quantile *table, size_t n)
{
	assert_true(table[0].p == 0 && table[n - 1].p == 1);
	for (size_t i = 1; i < n; i++)
		assert_true(table[i].p > table[i - 1].p && table[i].value >= table[i - 1].value);
	/* Ranks in the table have its values, those between lie between. */
	for (size_t i = 0; i < n; i++)
		assert_true(fabs(fitted_quantile_at(table, n, table[i].p) / table[i].value - 1) < 1e-12);
	for (double u = 0, before = 0; u <= 1; u += 1e-3) {
		double x = fitted_quantile_at(table, n, u);

		assert_true(x >= before);
		before = x;
	}
}

/* The mean that is told is that of uniform ranks. */
static void expect_mean(const struct fitted_quantile *table, size_t n)
{
	enum { STEPS = 1000000 };
	double sum = 0, mean = fitted_quantile_mean(table, n);

	for (int i = 0; i < STEPS; i++)
		sum += fitted_quantile_at(table, n, (i + .5) / STEPS);
	assert_true(fabs(sum / STEPS / mean - 1) < 1e-4);
}

static void laws_rise_and_have_the_mean_they_tell(void **state)
{
	(void) state;
	for (size_t c = 0; c < FITTED_CLASSES; c++)
		expect_law(fitted_duration_s[c], FITTED_RANKS);
	expect_law(fitted_duration_all_s, FITTED_RANKS);
	expect_law(fitted_home_availability, FITTED_RANKS);
	assert_true(fitted_home_availability[FITTED_RANKS - 1].value <= 1);
	expect_mean(fitted_duration_all_s, FITTED_RANKS);
	expect_mean(fitted_home_availability, FITTED_RANKS);
}

static void a_law_from_zero_is_straight_there(void **state)
{
	const struct fitted_quantile table[] = { { 0, 0 }, { .5, 2 }, { 1, 8 } };

	(void) state;
	assert_true(fitted_quantile_at(table, 3, .25) == 1);
	assert_true(fabs(fitted_quantile_at(table, 3, .75) - 4) < 1e-12);
	assert_true(fabs(fitted_quantile_mean(table, 3) - (.5 + .5 * 6 / log(4))) < 1e-12);
	assert_true(fitted_quantile_at(table, 3, 0) == 0 && fitted_quantile_at(table, 3, 1) == 8);
}

static void profiles_have_a_mean_of_one(void **state)
{
	double hour = 0, weekday = 0;

	(void) state;
	for (size_t i = 0; i < FITTED_HOURS; i++)
		hour += fitted_hour_profile[i] / FITTED_HOURS;
	for (size_t i = 0; i < FITTED_WEEKDAYS; i++)
		weekday += fitted_weekday_profile[i] / FITTED_WEEKDAYS;
	assert_true(fabs(hour - 1) < 1e-3 && fabs(weekday - 1) < 1e-3);
}

/* Batches an hour, Poisson around two gamma levels, have the orders that were counted, and most of their
 * dispersion: what is missing is that busy hours have larger batches. */
static void batches_make_the_orders(void **state)
{
	double n = 0, orders = 0, squares = 0, a_batch, levels, extra;

	(void) state;
	for (size_t i = 0; i < fitted_batches_n; i++) {
		n += fitted_batches[i].weight;
		orders += (double) fitted_batches[i].weight * fitted_batches[i].size;
		squares += (double) fitted_batches[i].weight * fitted_batches[i].size
				* fitted_batches[i].size;
	}
	a_batch = orders / n;
	assert_true(fabs(fitted_demand.batches_per_day * a_batch / fitted_demand.orders_per_day - 1)
			< 1e-3);
	levels = (1 + 1 / fitted_demand.hour_size) * (1 + 1 / fitted_demand.day_size) - 1;
	extra = levels + (squares / orders - 1) / (fitted_demand.orders_per_day / 24);
	assert_true(extra < 1 / fitted_demand.count_size);
	assert_true(extra > .7 / fitted_demand.count_size);
}

static void gpus_are_the_chains(void **state)
{
	(void) state;
	for (size_t i = 0; i < fitted_gpus_n; i++) {
		const struct fitted_gpu *g = &fitted_gpus[i];

		assert_string_equal(g->name, gpu_name(g->gpu));
		assert_ptr_equal(fitted_gpu(g->gpu), g);
		assert_true(g->q25_usd_h <= g->usd_h && g->usd_h <= g->q75_usd_h);
		assert_true(g->home_usd_h > 0 && g->vram_gb > 0 && g->board_w > 0 && g->price_usd > 0);
	}
	for (size_t i = 0; i < fitted_orders_n; i++) {
		const struct fitted_order *o = &fitted_orders[i];

		assert_true(o->gpu == 0 || fitted_gpu(o->gpu));
		assert_true((o->class == FITTED_CPU) == (o->gpus == 0) && o->weight > 0);
		assert_true((o->class == FITTED_GPU_MANY) == (o->gpus > 1));
		assert_true((o->class == FITTED_GPU_SHARE) == (o->share_milli < 1000));
	}
	for (size_t i = 0; i < fitted_machines_n; i++)
		assert_true(fitted_machines[i].gpus == 0 ? fitted_machines[i].gpu == 0
				: fitted_gpu(fitted_machines[i].gpu) != NULL);
	for (size_t i = 0; i < fitted_homes_n; i++)
		assert_true(fitted_homes[i].gpu == 0 || fitted_gpu(fitted_homes[i].gpu));
	for (size_t i = 0; i < fitted_price_walks_n; i++)
		assert_non_null(fitted_gpu(fitted_price_walks[i].gpu));
	assert_null(fitted_gpu(0));
}

static void regions_share_the_world(void **state)
{
	double supply = 0, home = 0, demand = 0;

	(void) state;
	for (size_t i = 0; i < fitted_regions_n; i++) {
		const struct fitted_region *r = &fitted_regions[i];

		for (size_t j = 0; j < i; j++)
			assert_true(r->id != fitted_regions[j].id
					&& strcmp(r->name, fitted_regions[j].name) != 0);
		assert_true(r->id / 256 >= 1 && r->id / 256 <= 6 && r->id % 256 > 0);
		assert_true(r->industry_usd_kwh > FITTED_GRID_USD_KWH);
		/* The clock is that of the place, to an hour and a half. */
		assert_true(fabs(r->clock_min / 60.0 - r->east / 15) < 1.6);
		supply += r->supply_weight;
		home += r->home_weight;
		demand += r->demand_weight;
	}
	assert_true(fabs(supply - 1) < 1e-3 && fabs(home - 1) < 1e-3 && fabs(demand - 1) < 1e-3);
}

static void delegators_have_what_they_have_on_average(void **state)
{
	double part = 0, tokens = 0;

	(void) state;
	for (size_t i = 0; i < FITTED_BANDS; i++) {
		part += fitted_delegators.band[i].part;
		tokens += fitted_delegators.band[i].part * fitted_delegators.band[i].mean_tokens;
	}
	assert_true(fabs(part - 1) < 1e-3);
	assert_true(fabs(tokens / fitted_delegators.mean_tokens - 1) < 1e-3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(laws_rise_and_have_the_mean_they_tell),
		cmocka_unit_test(a_law_from_zero_is_straight_there),
		cmocka_unit_test(profiles_have_a_mean_of_one),
		cmocka_unit_test(batches_make_the_orders),
		cmocka_unit_test(gpus_are_the_chains),
		cmocka_unit_test(regions_share_the_world),
		cmocka_unit_test(delegators_have_what_they_have_on_average),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
