/* people - demand against what is known of such processes on paper, and against the trace that it
 *was fitted to.
 *
 *	people		the tests
 *	people --cost	nanoseconds an order
 */
#include "model/demand.h"
#include "model/draw.h"
#include "model/fitted.h"
#include "model/setup.h"
#include "tests/units/statistics.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_sort.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <cmocka.h>

#define HOUR_S 3600.0
#define DAY_S  86400.0
#define YEAR_S (365 * DAY_S)
#define N      100000

static const struct luck luck = { .seed = 1, .replication = 0 };
static const double flat_hours[24] = { 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
	1, 1, 1, 1 };
static double sample[N];

static void expect_near(double x, double expected, double within)
{
	if (!(fabs(x - expected) <= within))
		fail_msg("%.17g, expected %.17g within %g", x, expected, within);
}

static struct law law(enum law_kind kind, double a, double b)
{
	return (struct law){ .kind = kind, .a = a, .b = b, .min = -INFINITY, .max = INFINITY };
}

/* Single orders at a flat rate, without levels; everything else as fitted. */
static struct demand_class plain(double orders_day)
{
	struct demand_class c = { .name = "plain",
		.orders_day = orders_day,
		.tenants = 1000,
		.day = { 1, 1, 1, 1, 1, 1, 1 },
		.batch = law_constant(1),
		.budget = law_constant(1.25),
		.retry_s = law_constant(600) };

	memcpy(c.hour, flat_hours, sizeof c.hour);
	return c;
}

static struct demand_plan *plan_of(const struct demand_class *c)
{
	struct demand_plan *plan = demand_plan_make(c, 0, NULL, &luck);

	assert_non_null(plan);
	return plan;
}

/* ---- arrivals ---- */

/* An uneven week: nights are quiet, and so are two days of seven. */
static struct demand_class weekly(double orders_day)
{
	struct demand_class c = plain(orders_day);

	for (int h = 0; h < 24; h++)
		c.hour[h] = h < 7 ? 0.2 : h < 19 ? 1 : 2.5;
	c.day[5] = 0.5;
	c.day[6] = 0.25;
	return c;
}

static void arrivals_of_every_hour_of_the_week_are_as_many_as_their_rate_says(void **state)
{
	const int weeks = 150;
	struct demand_class c = weekly(200);
	struct demand_plan *plan = plan_of(&c);
	const double hours = (7 * 0.2 + 12 * 1 + 5 * 2.5) / 24, days = (5 + 0.5 + 0.25) / 7;
	double seen[168] = { 0 }, sum = 0, day = 0, at_s = 0;

	(void) state;
	for (uint64_t n = 0;
			at_s = demand_next_s(plan, n, at_s, 1, weeks * 7 * DAY_S), at_s < INFINITY;
			n++)
		seen[(int) (at_s / HOUR_S) % 168]++;
	for (int h = 0; h < 168; h++) {
		double rate = 200 / DAY_S * c.hour[h % 24] / hours * c.day[h / 24] / days;
		double expected = weeks * HOUR_S * rate;

		expect_near(demand_expected_rate(plan, (h + 0.5) * HOUR_S), rate, 1e-12);

		day += rate * HOUR_S / 7;
		sum += pow(seen[h] - expected, 2) / expected;
	}
	expect_chi_square("hours of the week", sum, 168);
	expect_near(day, 200, 1e-6);
	demand_plan_free(plan);
}

static double variance_now;

static double level_cdf(double x)
{
	return gsl_cdf_gamma_P(x, 1 / variance_now, variance_now);
}

static void levels_of_days_and_hours_are_gamma_with_the_variances_that_were_set(void **state)
{
	struct demand_class c = weekly(100);
	struct demand_plan *plan;
	unsigned days = 20000;

	(void) state;
	c.dispersion = variance_now = 0.3;
	plan = plan_of(&c);
	for (unsigned d = 0; d < days; d++) {
		double at_s = (d + 0.6) * DAY_S;

		sample[d] = demand_rate(plan, at_s) / demand_expected_rate(plan, at_s);
		expect_near(sample[d],
				demand_rate(plan, at_s - 9 * HOUR_S) /
						demand_expected_rate(plan, at_s - 9 * HOUR_S),
				1e-9);
	}
	expect_distribution("level of a day", sample, days, level_cdf);
	demand_plan_free(plan);
	c.dispersion = 0;
	c.hour_dispersion = variance_now = 1.5;
	plan = plan_of(&c);
	for (unsigned h = 0; h < N; h++)
		sample[h] = demand_rate(plan, h * HOUR_S) / demand_expected_rate(plan, h * HOUR_S);
	expect_distribution("level of an hour", sample, N, level_cdf);
	demand_plan_free(plan);
}

/* Hours 22 and 23 share the level of their day: their ratio tells nothing about any other day. */
static void levels_are_independent_of_each_other(void **state)
{
	struct demand_class c = plain(100);
	struct demand_plan *plan;
	double same = 0, next = 0, variance[2] = { 0 };
	const int days = 5000;

	(void) state;
	c.dispersion = c.hour_dispersion = 0.2;
	plan = plan_of(&c);
	for (int d = 0; d < days; d++) {
		double ratio = log(demand_rate(plan, (d * 24 + 23) * HOUR_S) /
				   demand_rate(plan, (d * 24 + 22) * HOUR_S));
		double today = log(demand_rate(plan, (d * 24 + 5) * HOUR_S) * DAY_S / 100);
		double tomorrow = log(demand_rate(plan, (d * 24 + 29) * HOUR_S) * DAY_S / 100);

		same += ratio * today;
		next += ratio * tomorrow;
		variance[0] += pow(ratio * today, 2);
		variance[1] += pow(ratio * tomorrow, 2);
	}
	expect_normal("ratio and today", same / sqrt(variance[0]));
	expect_normal("ratio and tomorrow", next / sqrt(variance[1]));
	demand_plan_free(plan);
}

/* Given its level, the count of a day is Poisson; over all, its variance is mean + mean^2
 * dispersion. */
static void daily_counts_are_as_over_dispersed_as_set(void **state)
{
	const int days = 4000;
	const double mean = 50, v = 0.25, variance = mean + mean * mean * v;
	struct demand_class c = plain(mean);
	struct demand_plan *plan;
	double given = 0, sum = 0, squares = 0, fourth = 0, at_s = 0;
	uint64_t n = 0;

	(void) state;
	c.dispersion = v;
	plan = plan_of(&c);
	at_s = demand_next_s(plan, n, 0, 1, INFINITY);
	for (int d = 0; d < days; d++) {
		double count = 0, expected = demand_rate(plan, (d + 0.5) * DAY_S) * DAY_S, away;

		for (; at_s < (d + 1) * DAY_S; at_s = demand_next_s(plan, n, at_s, 1, INFINITY)) {
			count++;
			n++;
		}
		away = count - mean;
		sum += away;
		squares += away * away - variance;
		fourth += pow(away * away - variance, 2);
		given += pow(count - expected, 2) / expected;
	}
	expect_chi_square("counts given their levels", given, days);
	expect_normal("mean", sum / sqrt(days * variance));
	expect_normal("variance", squares / sqrt(fourth));
	demand_plan_free(plan);
}

static void batches_do_not_change_how_many_orders_come_a_day(void **state)
{
	const struct law batches[] = { law_constant(0), law_constant(3), law(LAW_EXPONENTIAL, 1, 0),
		law(LAW_LOGNORMAL, 2, 1), law(LAW_PARETO, 1, 2.5) };
	const int days = 1000;

	(void) state;
	for (unsigned i = 0; i < sizeof batches / sizeof *batches; i++) {
		struct demand_class c = plain(100);
		struct demand_plan *plan;
		double orders = 0, squares = 0, at_s = 0;

		c.batch = batches[i];
		plan = plan_of(&c);
		expect_near(demand_expected_rate(plan, 0) * DAY_S, 100, 1e-6);
		for (uint64_t n = 0; at_s = demand_next_s(plan, n, at_s, 1, days * DAY_S),
			      at_s < INFINITY;
				n++) {
			double size = demand_batch(plan, n);

			orders += size;
			squares += size * size;
		}
		expect_normal("orders in batches", (orders - 100 * days) / sqrt(squares));
		demand_plan_free(plan);
	}
}

/* ceil of an exponential of mean m is geometric with mean 1 / (1 - exp(-1 / m)). */
static void the_mean_of_a_batch_is_known_exactly(void **state)
{
	struct demand_class c = plain(1000);
	struct demand_plan *plan;
	double alone, batched;

	(void) state;
	plan = plan_of(&c);
	alone = demand_next_s(plan, 0, 0, 1, INFINITY);
	demand_plan_free(plan);
	c.batch = law(LAW_EXPONENTIAL, 200, 0);
	plan = plan_of(&c);
	batched = demand_next_s(plan, 0, 0, 1, INFINITY);
	demand_plan_free(plan);
	expect_near(batched / alone, 1 / (1 - exp(-1 / 200.0)), 0.01);
}

static void growth_is_compound(void **state)
{
	struct demand_class c = weekly(100);
	struct demand_plan *plan;

	(void) state;
	c.growth_year = 0.5;
	plan = plan_of(&c);
	for (int y = 0; y < 3; y++)
		expect_near(demand_expected_rate(plan, (y * 364 + 1.5) * DAY_S) /
						demand_expected_rate(plan, 1.5 * DAY_S),
				pow(1.5, y * 364.0 / 365), 1e-9);
	demand_plan_free(plan);
}

/* At a flat rate twice the demand is the same arrivals in half the time. */
static void demand_at_another_scale_has_the_same_luck(void **state)
{
	struct demand_class c = plain(500);
	struct demand_plan *plan = plan_of(&c);
	double once_s = 0, twice_s = 0;

	(void) state;
	for (uint64_t n = 0; n < 5000; n++) {
		once_s = demand_next_s(plan, n, once_s, 1, INFINITY);
		twice_s = demand_next_s(plan, n, twice_s, 2, INFINITY);
		expect_near(once_s, 2 * twice_s, 1e-6 * once_s);
	}
	assert_true(demand_next_s(plan, 5000, once_s, 0, YEAR_S) == INFINITY);
	assert_true(demand_next_s(plan, 0, 0, 1, 1e-9) == INFINITY);
	demand_plan_free(plan);
}

/* A plan remembers levels: in whatever order it is asked, the answers are the same. */
static void answers_do_not_depend_on_what_was_asked_before(void **state)
{
	struct demand_class c = weekly(300);
	struct demand_plan *plan, *other;
	struct stream s = luck_open(&luck, STREAM_WORLD, 1, FOR_CHOICE, 0);

	(void) state;
	c.dispersion = 0.2;
	c.hour_dispersion = 0.5;
	plan = plan_of(&c);
	for (int i = 0; i < 2000; i++) {
		double at_s = draw_uniform(&s, 0, 30 * DAY_S);
		uint64_t n = stream_below(&s, 1000);
		struct order_wish a, b;

		other = plan_of(&c);
		assert_true(demand_rate(plan, at_s) == demand_rate(other, at_s));
		assert_true(demand_next_s(plan, n, at_s, 1, INFINITY) ==
				demand_next_s(other, n, at_s, 1, INFINITY));
		demand_order(&a, plan, n);
		demand_order(&b, other, n);
		assert_true(a.duration_s == b.duration_s && a.cpu == b.cpu && a.tenant == b.tenant);
		demand_plan_free(other);
	}
	demand_plan_free(plan);
}

/* ---- queues of it ---- */

/* M/G/inf: those at work at a moment are Poisson with mean rate * mean duration, whatever the law;
 * no duration reaches from one of these moments to the next. */
static void orders_at_work_are_poisson_as_in_a_queue_with_servers_for_all(void **state)
{
	const double rate_day = 240, every_s = 6 * HOUR_S;
	const int moments = 4000;
	struct demand_class c = plain(rate_day);
	struct demand_plan *plan;
	double mean, sum = 0, at_s, *seen = calloc((size_t) moments, sizeof *seen);

	(void) state;
	assert_non_null(seen);
	c.duration_s = law(LAW_UNIFORM, 600, every_s);
	mean = rate_day / DAY_S * law_mean(&c.duration_s);
	plan = plan_of(&c);
	at_s = demand_next_s(plan, 0, 0, 1, INFINITY);
	for (uint64_t n = 0; at_s < moments * every_s;
			at_s = demand_next_s(plan, ++n, at_s, 1, INFINITY)) {
		struct order_wish w;
		double moment = ceil(at_s / every_s);

		demand_order(&w, plan, n);
		if (moment < moments && at_s + w.duration_s > moment * every_s)
			seen[(int) moment]++;
	}
	for (int i = 1; i < moments; i++)
		sum += pow(seen[i] - mean, 2) / mean;
	expect_chi_square("orders at work", sum, moments - 1);
	free(seen);
	demand_plan_free(plan);
}

/* Mean wait of M/M/c by Erlang's formula C. */
static double erlang_wait(int servers, double load, double mean_s)
{
	double lost = 1, waits;

	for (int k = 1; k <= servers; k++)
		lost = load * lost / (k + load * lost);
	waits = servers * lost / (servers - load * (1 - lost));
	return waits * mean_s / (servers - load);
}

#define SERVERS 5

/* First come, first served; mean wait of the orders of one class in one replication. */
static double waits(
		const struct demand_class *c, uint32_t replication, uint64_t skip, uint64_t orders)
{
	struct luck own = { .seed = 2, .replication = replication };
	struct demand_plan *plan = demand_plan_make(c, 0, NULL, &own);
	double free_s[SERVERS] = { 0 }, at_s = 0, sum = 0;

	assert_non_null(plan);
	for (uint64_t n = 0; n < skip + orders; n++) {
		struct order_wish w;
		int first = 0;
		double begins_s;

		at_s = demand_next_s(plan, n, at_s, 1, INFINITY);
		demand_order(&w, plan, n);
		for (int k = 1; k < SERVERS; k++)
			if (free_s[k] < free_s[first])
				first = k;
		begins_s = fmax(at_s, free_s[first]);
		free_s[first] = begins_s + w.duration_s;
		if (n >= skip)
			sum += begins_s - at_s;
	}
	demand_plan_free(plan);
	return sum / (double) orders;
}

static void orders_wait_for_a_few_servers_as_long_as_erlang_says(void **state)
{
	const double mean_s = 4 * HOUR_S, load = 3.5;
	struct demand_class c = plain(load * DAY_S / mean_s);
	double sum = 0, squares = 0, expected = erlang_wait(SERVERS, load, mean_s);
	const int runs = 100;

	(void) state;
	c.duration_s = law(LAW_EXPONENTIAL, mean_s, 0);
	for (int r = 0; r < runs; r++) {
		double wait = waits(&c, (uint32_t) r, 500, 5000) - expected;

		sum += wait;
		squares += wait * wait;
	}
	expect_normal("wait in M/M/5", sum / sqrt(squares - sum * sum / runs));
}

/* ---- orders ---- */

/* The largest rank whose duration is not above x. */
static double fitted_part(int class, double x)
{
	double low = 0, high = 1;

	for (int i = 0; i < 60; i++) {
		double middle = (low + high) / 2;

		if (fitted_quantile_at(fitted_duration_s[class], FITTED_RANKS, middle) <= x)
			low = middle;
		else
			high = middle;
	}
	return low;
}

/* Orders of one GPU, or of a part of one, look alike: theirs is the mixture of both classes. */
static double part_within(uint32_t gpus, double x)
{
	double weight[FITTED_CLASSES] = { 0 };

	if (gpus != 1)
		return fitted_part(gpus ? FITTED_GPU_MANY : FITTED_CPU, x);
	for (size_t i = 0; i < fitted_orders_n; i++)
		weight[fitted_orders[i].class] += fitted_orders[i].weight;
	return (weight[FITTED_GPU_SHARE] * fitted_part(FITTED_GPU_SHARE, x) +
			       weight[FITTED_GPU_ONE] * fitted_part(FITTED_GPU_ONE, x)) /
	       (weight[FITTED_GPU_SHARE] + weight[FITTED_GPU_ONE]);
}

static void durations_have_the_quantiles_of_the_trace_in_every_class(void **state)
{
	struct demand_class c = plain(1000);
	struct demand_plan *plan = plan_of(&c);
	double found[3][FITTED_RANKS] = { 0 }, of[3] = { 0 };

	(void) state;
	for (uint64_t n = 0; n < N; n++) {
		struct order_wish w;
		int k;

		demand_order(&w, plan, n);
		k = w.gpus > 1 ? 2 : w.gpus;
		of[k]++;
		for (int i = 0; i < FITTED_RANKS; i++)
			found[k][i] += w.duration_s <= fitted_duration_all_s[i].value;
	}
	for (uint32_t k = 0; k < 3; k++)
		for (int i = 1; i < FITTED_RANKS - 1; i++) {
			double p = part_within(k, fitted_duration_all_s[i].value);

			if (of[k] * p * (1 - p) > 10)
				expect_normal("duration",
						(found[k][i] - of[k] * p) /
								sqrt(of[k] * p * (1 - p)));
		}
	assert_true(of[0] > 1000 && of[1] > 1000 && of[2] > 50);
	demand_plan_free(plan);
}

/* A class whose only row is of one fitted class has the durations of it: the middle classes as
 * well. */
static void rows_of_a_scenario_have_the_durations_of_their_class(void **state)
{
	const struct demand_row row = {
		.weight = 1, .cpu = 8, .mem_mb = 16384, .sto_gb = 100, .gpus = 1, .gpu = 36
	};
	struct demand_class c = plain(1000);
	struct demand_plan *plan;

	(void) state;
	c.row = &row;
	c.n_row = 1;
	plan = plan_of(&c);
	for (int i = 1; i < FITTED_RANKS - 1; i++) {
		double p = fitted_part(FITTED_GPU_ONE, fitted_duration_s[FITTED_GPU_ONE][i].value);
		double found = 0;

		for (uint64_t n = 0; n < N; n++) {
			struct order_wish w;

			demand_order(&w, plan, n);
			found += w.duration_s <= fitted_duration_s[FITTED_GPU_ONE][i].value;
			assert_true(w.cpu == 8 && w.mem_mb == 16384 && w.sto_gb == 100 &&
					w.gpu == 36);
		}
		expect_normal("duration", (found - N * p) / sqrt(N * p * (1 - p)));
	}
	demand_plan_free(plan);
}

static bool asks_for(const struct order_wish *w, const struct fitted_order *o)
{
	return w->cpu == o->threads && w->mem_mb == o->mem_mb && w->gpus == o->gpus &&
	       w->gpu == (o->share_milli < 1000 ? 0 : o->gpu);
}

/* Rows that ask for the same are one. */
static void what_is_asked_for_together_is_as_frequent_as_in_the_trace(void **state)
{
	struct demand_class c = plain(1000);
	struct demand_plan *plan = plan_of(&c);
	double *seen = calloc(fitted_orders_n, sizeof *seen),
	       *weight = calloc(fitted_orders_n, sizeof *weight);
	double all = 0, sum = 0;
	int cells = 0;

	(void) state;
	assert_true(seen && weight);
	for (size_t i = 0; i < fitted_orders_n; i++) {
		const struct fitted_order *o = &fitted_orders[i];
		struct order_wish like = { .cpu = o->threads,
			.mem_mb = o->mem_mb,
			.gpus = o->gpus,
			.gpu = o->share_milli < 1000 ? 0 : o->gpu };
		size_t first = 0;

		while (!asks_for(&like, &fitted_orders[first]))
			first++;
		weight[first] += o->weight;
		all += o->weight;
	}
	for (uint64_t n = 0; n < N; n++) {
		struct order_wish w;
		size_t i = 0;

		demand_order(&w, plan, n);
		while (i < fitted_orders_n && !asks_for(&w, &fitted_orders[i]))
			i++;
		assert_true(i < fitted_orders_n);
		seen[i]++;
	}
	for (size_t i = 0; i < fitted_orders_n; i++)
		if (weight[i] > 0) {
			sum += pow(seen[i] - N * weight[i] / all, 2) / (N * weight[i] / all);
			cells++;
		}
	expect_chi_square("rows", sum, cells - 1);
	free(seen);
	free(weight);
	demand_plan_free(plan);
}

/* Ranks from 0 to 1, those of equal values their middle. */
static void rank(double *x, size_t n)
{
	size_t *order = malloc(n * sizeof *order);
	double *r = malloc(n * sizeof *r);

	assert_true(order && r);
	gsl_sort_index(order, x, 1, n);
	for (size_t i = 0, j; i < n; i = j) {
		for (j = i; j < n && x[order[j]] == x[order[i]]; j++)
			;
		for (size_t k = i; k < j; k++)
			r[order[k]] = (double) (i + j) / 2 / (double) n - 0.5;
	}
	memcpy(x, r, n * sizeof *x);
	free(order);
	free(r);
}

static double spearman(double *x, double *y, size_t n)
{
	double xx = 0, yy = 0, xy = 0;

	rank(x, n);
	rank(y, n);
	for (size_t i = 0; i < n; i++) {
		xx += x[i] * x[i];
		yy += y[i] * y[i];
		xy += x[i] * y[i];
	}
	return xx > 0 ? xy / sqrt(xx * yy) : 0;
}

static void large_orders_run_as_much_longer_as_in_the_trace(void **state)
{
	static double size[N], length[N];
	struct demand_class c = plain(1000);
	struct demand_plan *plan = plan_of(&c);

	(void) state;
	for (int many = 0; many < 2; many++) {
		double expected = fitted_demand.size_with_duration[many ? FITTED_GPU_MANY
									: FITTED_CPU];
		size_t found = 0;

		for (uint64_t n = 0; n < N; n++) {
			struct order_wish w;

			demand_order(&w, plan, n);
			if (many ? w.gpus > 1 : w.gpus == 0) {
				size[found] = w.cpu;
				length[found++] = w.duration_s;
			}
		}
		expect_normal("rank correlation",
				(spearman(size, length, found) - expected) * sqrt((double) found));
	}
	demand_plan_free(plan);
}

/* A quarter of the orders is nothing for a home; the others make up for it. */
static void shares_of_orders_are_those_of_their_class(void **state)
{
	static const struct demand_row rows[] = {
		{ .weight = 3, .cpu = 4, .mem_mb = 8192, .sto_gb = 50 },
		{ .weight = 1, .cpu = 96, .mem_mb = 786432, .sto_gb = 60, .gpu = 51, .gpus = 8 },
	};
	struct demand_class c = plain(1000);
	struct demand_plan *plan;
	double fizz = 0, choose = 0, spon = 0, strict = 0, early = 0, extends = 0, part = 0,
	       regions[3] = { 0 };

	(void) state;
	c.row = rows;
	c.n_row = 2;
	c.fizz = 0.4;
	c.choose = 0.1;
	c.spon = 0.25;
	c.strict = 0.05;
	c.closes_early = 0.2;
	c.extends = 0.3;
	c.region[0] = 1;
	c.region[2] = 3;
	plan = plan_of(&c);
	for (uint64_t n = 0; n < N; n++) {
		struct order_wish w;

		demand_order(&w, plan, n);
		fizz += w.fizz;
		choose += w.choose;
		spon += w.spon;
		strict += w.strict;
		early += w.closes_early;
		extends += w.extends;
		part += w.closes_early ? w.early_s / w.duration_s : 0;
		assert_true(w.region < 3 && w.tenant < 1000 && w.sto_gb > 0);
		assert_true(!w.fizz || (w.gpus <= 1 && w.cpu <= 32));
		regions[w.region]++;
	}
	expect_normal("fizz", (fizz - N * 0.4) / sqrt(N * 0.24));
	expect_normal("choose", (choose - N * 0.1) / sqrt(N * 0.09));
	expect_normal("spon", (spon - N * 0.25) / sqrt(N * 0.1875));
	expect_normal("strict", (strict - N * 0.05) / sqrt(N * 0.0475));
	expect_normal("closes early", (early - N * 0.2) / sqrt(N * 0.16));
	expect_normal("extends", (extends - N * 0.3) / sqrt(N * 0.21));
	expect_normal("when it is closed", (part - early / 2) / sqrt(early / 12));
	expect_normal("regions", (regions[0] - N * 0.25) / sqrt(N * 0.1875));
	assert_true(regions[1] == 0);
	demand_plan_free(plan);
}

/* Everything of an order but what a parameter is about stays as it was. */
static void a_parameter_of_demand_changes_nothing_else(void **state)
{
	struct demand_class c = plain(1000), other;
	struct demand_plan *a, *b;

	(void) state;
	c.fizz = c.choose = c.spon = c.strict = c.closes_early = c.extends = 0.3;
	c.budget = law(LAW_LOGNORMAL, 1.2, 0.2);
	other = c;
	other.budget = law(LAW_UNIFORM, 0.5, 2);
	other.duration_s = law(LAW_WEIBULL, 5000, 0.7);
	other.choose = 0.9;
	other.retries = 4;
	other.region[1] = 1;
	other.orders_day = 10;
	a = plan_of(&c);
	b = plan_of(&other);
	for (uint64_t n = 0; n < 20000; n++) {
		struct order_wish w, v;

		demand_order(&w, a, n);
		demand_order(&v, b, n);
		assert_true(w.cpu == v.cpu && w.mem_mb == v.mem_mb && w.sto_gb == v.sto_gb &&
				w.gpu == v.gpu && w.gpus == v.gpus && w.tenant == v.tenant);
		assert_true(w.fizz == v.fizz && w.spon == v.spon && w.strict == v.strict &&
				w.extends == v.extends && w.closes_early == v.closes_early);
		assert_true(v.choose || !w.choose);
		expect_near(w.early_s / w.duration_s, v.early_s / v.duration_s, 1e-12);
	}
	demand_plan_free(a);
	demand_plan_free(b);
}

static void an_order_is_tried_again_as_often_as_set(void **state)
{
	struct demand_class c = plain(1000);
	struct demand_plan *plan;
	double tries = 0, leaves = 0, challenges = 0, after_s, r = 1.5;

	(void) state;
	c.retries = r;
	c.leaves = 0.1;
	c.challenges = 0.02;
	plan = plan_of(&c);
	for (uint64_t n = 0; n < N; n++) {
		for (uint32_t k = 1; demand_retries(plan, n, k, &after_s); k++) {
			assert_true(after_s == 600);
			tries++;
		}
		leaves += demand_leaves(plan, n);
		challenges += demand_challenges(plan, n);
	}
	expect_normal("tries", (tries - N * r) / sqrt(N * r * (1 + r)));
	expect_normal("leaves", (leaves - N * 0.1) / sqrt(N * 0.09));
	expect_normal("challenges", (challenges - N * 0.02) / sqrt(N * 0.0196));
	demand_plan_free(plan);
}

/* ---- a trace ---- */

/* Ten days; on day d come d + 1 orders at noon and a minute apart, the last a half of a GPU. */
static struct trace *ten_days(void)
{
	struct trace *t = trace_new(TRACE_ORDERS, "ten days");

	assert_non_null(t);
	for (uint32_t d = 0; d < 10; d++)
		for (uint32_t k = 0; k <= d; k++)
			assert_true(trace_add_order(t,
					&(struct trace_order){ .at_s = (d + 0.5) * DAY_S + 60 * k,
							.duration_s = 100 + k,
							.threads = d + 1,
							.mem_mb = 1024,
							.sto_gb = 10,
							.row = 10 * d + k,
							.gpus = 1,
							.share_milli = k == d ? 500 : 1000,
							.gpu = { 36, 45 },
							.n_gpu = 2 }));
	assert_true(trace_finish(t, 0, 10 * DAY_S));
	return t;
}

static void orders_of_a_trace_come_when_they_came_and_as_they_were(void **state)
{
	struct trace *t = ten_days();
	struct demand_class c = plain(1000);
	struct demand_plan *plan;
	double at_s = 0;
	uint64_t n = 0;

	(void) state;
	c.trace = "ten days";
	c.trace_from_s = 2 * DAY_S;
	plan = demand_plan_make(&c, 0, t, &luck);
	assert_non_null(plan);
	expect_near(demand_rate(plan, 0) * DAY_S, 52 / 8.0, 1e-9);
	for (uint32_t d = 2; d < 10; d++)
		for (uint32_t k = 0; k <= d; k++, n++) {
			struct order_wish w;

			at_s = demand_next_s(plan, n, at_s, 1, INFINITY);
			expect_near(at_s, (d - 1.5) * DAY_S + 60 * k, 1e-6);
			assert_int_equal(demand_batch(plan, n), 1);
			demand_order(&w, plan, n);
			assert_true(w.cpu == d + 1 && w.sto_gb == 10 && w.duration_s == 100 + k);
			assert_true(k == d ? w.gpu == 0 : w.gpu == 36 || w.gpu == 45);
		}
	assert_true(demand_next_s(plan, n, at_s, 1, INFINITY) == INFINITY);
	demand_plan_free(plan);
	trace_free(t);
}

static void a_resampled_trace_goes_on_for_ever_at_its_mean_rate(void **state)
{
	const int days = 3000;
	struct trace *t = ten_days();
	struct demand_class c = plain(1000);
	struct demand_plan *plan, *again;
	double at_s = 0, first_s = 0;
	uint64_t n = 0;

	(void) state;
	c.trace = "ten days";
	c.resample_s = DAY_S;
	plan = demand_plan_make(&c, 0, t, &luck);
	again = demand_plan_make(&c, 0, t, &luck);
	assert_true(plan && again);
	for (; (at_s = demand_next_s(plan, n, at_s, 1, days * DAY_S)) < INFINITY; n++) {
		struct order_wish w;

		demand_order(&w, plan, n);
		assert_int_equal((int) fmod(at_s, DAY_S) / 60 - 720, (int) w.duration_s - 100);
		first_s = n == 1234 ? at_s : first_s;
	}
	/* days of 1 to 10 orders, each as likely: mean 5.5, variance 8.25 */
	expect_normal("orders", ((double) n - days * 5.5) / sqrt(days * 8.25));
	assert_true(demand_next_s(again, 1234, 0, 1, INFINITY) == first_s);
	demand_plan_free(plan);
	demand_plan_free(again);
	trace_free(t);
}

static void a_trace_is_found_by_its_name(void **state)
{
	struct trace *t = ten_days();
	const struct named_trace traces[] = { { "other", NULL }, { "ten days", t } };
	struct setup setup = { .traces = traces, .n_traces = 2 };

	(void) state;
	assert_ptr_equal(setup_trace(&setup, "ten days"), t);
	assert_null(setup_trace(&setup, "eleven days"));
	assert_null(setup_trace(&setup, NULL));
	trace_free(t);
}

static void print_cost(void)
{
	struct demand_class c = weekly(20000);
	struct demand_plan *plan;
	struct timespec from, to;
	double at_s = 0, sum = 0, ns;
	const uint64_t orders = 2000000;

	c.batch = law_constant(0);
	c.budget = law(LAW_LOGNORMAL, 1.25, 0.25);
	c.dispersion = c.hour_dispersion = 0.1;
	plan = plan_of(&c);
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &from);
	for (uint64_t n = 0, k = 0; n < orders; k++) {
		at_s = demand_next_s(plan, k, at_s, 1, INFINITY);
		for (uint64_t end = n + demand_batch(plan, k); n < end; n++) {
			struct order_wish w;

			demand_order(&w, plan, n);
			sum += w.duration_s;
		}
	}
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &to);
	ns = (double) (to.tv_sec - from.tv_sec) * 1e9 + (double) (to.tv_nsec - from.tv_nsec);
	printf("an order with its part of an arrival: %.0f ns (%.1f days, mean %.0f s)\n",
			ns / (double) orders, at_s / DAY_S, sum / (double) orders);
	demand_plan_free(plan);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(arrivals_of_every_hour_of_the_week_are_as_many_as_their_rate_says),
		cmocka_unit_test(
				levels_of_days_and_hours_are_gamma_with_the_variances_that_were_set),
		cmocka_unit_test(levels_are_independent_of_each_other),
		cmocka_unit_test(daily_counts_are_as_over_dispersed_as_set),
		cmocka_unit_test(batches_do_not_change_how_many_orders_come_a_day),
		cmocka_unit_test(the_mean_of_a_batch_is_known_exactly),
		cmocka_unit_test(growth_is_compound),
		cmocka_unit_test(demand_at_another_scale_has_the_same_luck),
		cmocka_unit_test(answers_do_not_depend_on_what_was_asked_before),
		cmocka_unit_test(orders_at_work_are_poisson_as_in_a_queue_with_servers_for_all),
		cmocka_unit_test(orders_wait_for_a_few_servers_as_long_as_erlang_says),
		cmocka_unit_test(durations_have_the_quantiles_of_the_trace_in_every_class),
		cmocka_unit_test(rows_of_a_scenario_have_the_durations_of_their_class),
		cmocka_unit_test(what_is_asked_for_together_is_as_frequent_as_in_the_trace),
		cmocka_unit_test(large_orders_run_as_much_longer_as_in_the_trace),
		cmocka_unit_test(shares_of_orders_are_those_of_their_class),
		cmocka_unit_test(a_parameter_of_demand_changes_nothing_else),
		cmocka_unit_test(an_order_is_tried_again_as_often_as_set),
		cmocka_unit_test(orders_of_a_trace_come_when_they_came_and_as_they_were),
		cmocka_unit_test(a_resampled_trace_goes_on_for_ever_at_its_mean_rate),
		cmocka_unit_test(a_trace_is_found_by_its_name),
	};

	if (argc == 2 && strcmp(argv[1], "--cost") == 0)
		return print_cost(), 0;
	return cmocka_run_group_tests_name("people", tests, NULL, NULL);
}
