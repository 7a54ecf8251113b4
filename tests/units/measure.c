/* measure - quantiles, concentration, intervals and the table of indicators, each against sums done the
 * slow way or values from books.
 */
#include "sim/measure/concentration.h"
#include "sim/measure/histogram.h"
#include "sim/measure/metric.h"
#include "sim/measure/show.h"
#include "sim/measure/summary.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

static uint64_t state = 88172645463325252;

static uint64_t luck(uint64_t n)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return state % n;
}

static double uniform(void)
{
	return ((double) luck((uint64_t) 1 << 52) + 0.5) / 0x1p52;
}

static double normal(void)
{
	return sqrt(-2 * log(uniform())) * cos(2 * acos(-1) * uniform());
}

static int rising(const void *a, const void *b)
{
	double x = *(const double *) a, y = *(const double *) b;

	return (x > y) - (x < y);
}

static void near(const char *what, double is, double should, double relative)
{
	if (!(fabs(is - should) <= relative * fabs(should) + 1e-300))
		fail_msg("%s is %.17g, should be %.17g", what, is, should);
}

/* ---- histogram ---- */

static struct histogram h;

/* Magnitudes over the whole range, both signs, some zeros. */
static double any_value(void)
{
	double size = HISTOGRAM_LEAST * pow(HISTOGRAM_MOST / HISTOGRAM_LEAST, uniform());

	return luck(20) == 0 ? 0 : luck(3) == 0 ? -size : size;
}

static void one_value_is_told_to_a_hundredth(void **unused)
{
	(void) unused;
	for (int i = 0; i < 200000; i++) {
		double x = any_value();

		histogram_clear(&h);
		histogram_add(&h, x, 1);
		near("the median of one value", histogram_quantile(&h, 0.5), x, HISTOGRAM_ERROR);
	}
	assert_true(HISTOGRAM_ERROR < 0.01);
}

static void quantiles_are_those_of_sorted_values(void **unused)
{
	static const double q[] = { 0, 0.01, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 1 };
	static double x[5000];

	(void) unused;
	for (int round = 0; round < 200; round++) {
		size_t n = 1 + luck(5000);
		double sum = 0;

		histogram_clear(&h);
		for (size_t i = 0; i < n; i++) {
			x[i] = any_value();
			sum += x[i];
			histogram_add(&h, x[i], 1);
		}
		qsort(x, n, sizeof *x, rising);
		for (size_t i = 0; i < sizeof q / sizeof *q; i++) {
			double at = ceil(q[i] * (double) n);

			near("a quantile", histogram_quantile(&h, q[i]), x[at < 1 ? 0 : (size_t) at - 1],
					HISTOGRAM_ERROR);
			near("a ranked value", ranked(x, n, q[i]), x[at < 1 ? 0 : (size_t) at - 1], 0);
		}
		near("the mean", histogram_mean(&h), sum / (double) n, 1e-9);
	}
}

static void weights_count_like_repeated_values(void **unused)
{
	(void) unused;
	for (int round = 0; round < 100; round++) {
		static struct histogram repeated;

		histogram_clear(&h);
		histogram_clear(&repeated);
		for (int i = 0; i < 50; i++) {
			double x = any_value();
			uint64_t n = luck(9);

			histogram_add(&h, x, (double) n);
			for (uint64_t k = 0; k < n; k++)
				histogram_add(&repeated, x, 1);
		}
		for (double q = 0; q <= 1; q += 0.05)
			assert_true(histogram_quantile(&h, q) == histogram_quantile(&repeated, q));
	}
}

static void an_empty_histogram_has_no_quantile(void **unused)
{
	(void) unused;
	histogram_clear(&h);
	assert_true(isnan(histogram_quantile(&h, 0.5)) && isnan(histogram_mean(&h)));
	histogram_add(&h, 3, 1);
	histogram_add(&h, NAN, 1);
	histogram_clear(&h);
	assert_true(isnan(histogram_quantile(&h, 0.5)));
	for (size_t i = 0; i < HISTOGRAM_BINS; i++)
		assert_true(h.weight[i] == 0);
}

static void values_beyond_the_range_are_kept_at_its_ends(void **unused)
{
	(void) unused;
	histogram_clear(&h);
	histogram_add(&h, 1e300, 1);
	near("a huge value", histogram_quantile(&h, 1), HISTOGRAM_MOST, HISTOGRAM_ERROR);
	histogram_add(&h, -1e300, 1);
	near("a huge negative value", histogram_quantile(&h, 0), -HISTOGRAM_MOST, HISTOGRAM_ERROR);
	histogram_clear(&h);
	histogram_add(&h, 1e-9, 1);
	assert_true(histogram_quantile(&h, 0.5) == 0);
}

/* ---- concentration ---- */

static double slow_gini(const double *x, size_t n)
{
	double differences = 0, sum = 0;

	for (size_t i = 0; i < n; i++) {
		sum += x[i];
		for (size_t j = 0; j < n; j++)
			differences += fabs(x[i] - x[j]);
	}
	return differences / (2 * (double) n * sum);
}

/* The least number of holders by trying all sets. */
static double slow_nakamoto(const double *x, size_t n)
{
	double sum = 0, best = (double) n;

	for (size_t i = 0; i < n; i++)
		sum += x[i];
	for (uint32_t set = 1; set < (uint32_t) 1 << n; set++) {
		double held = 0, members = 0;

		for (size_t i = 0; i < n; i++) {
			held += set >> i & 1 ? x[i] : 0;
			members += set >> i & 1;
		}
		if (held > sum / 2 && members < best)
			best = members;
	}
	return best;
}

static void concentration_is_what_its_definition_says(void **unused)
{
	(void) unused;
	for (int round = 0; round < 300; round++) {
		double x[12], sum = 0, hhi = 0;
		size_t n = 1 + luck(12);
		struct concentration c;
		double gini, nakamoto;

		/* Eighths, so that no order of adding rounds. */
		for (size_t i = 0; i < n; i++)
			x[i] = (double) luck(luck(2) ? 5 : 5000) / 8;
		x[luck(n)] += 1;
		for (size_t i = 0; i < n; i++)
			sum += x[i];
		for (size_t i = 0; i < n; i++)
			hhi += x[i] / sum * (x[i] / sum);
		gini = slow_gini(x, n);
		nakamoto = slow_nakamoto(x, n);
		c = concentration_of(x, n);
		if (fabs(c.gini - gini) > 1e-12)
			fail_msg("Gini %.17g, should be %.17g", c.gini, gini);
		near("HHI", c.hhi, hhi, 1e-12);
		assert_true(c.nakamoto == nakamoto);
	}
}

static void equal_holders_and_a_single_one_are_the_extremes(void **unused)
{
	double equal[10], single[10] = { 0 };
	struct concentration c;

	(void) unused;
	for (int i = 0; i < 10; i++)
		equal[i] = 3;
	single[4] = 7;
	c = concentration_of(equal, 10);
	assert_true(c.gini < 1e-15 && fabs(c.hhi - 0.1) < 1e-15 && c.nakamoto == 6);
	c = concentration_of(single, 10);
	assert_true(fabs(c.gini - 0.9) < 1e-15 && c.hhi == 1 && c.nakamoto == 1);
}

static void nothing_to_share_has_no_concentration(void **unused)
{
	double none[3] = { 0 };

	(void) unused;
	assert_true(isnan(concentration_of(none, 3).gini));
	assert_true(isnan(concentration_of(none, 0).nakamoto));
}

/* P(x > t) = (min / t)^a has a Gini coefficient of 1 / (2 a - 1). */
static void the_gini_of_a_pareto_law_is_known(void **unused)
{
	enum { SAMPLES = 60, N = 4000 };
	static double x[N], gini[SAMPLES];
	struct summary s;

	(void) unused;
	for (int k = 0; k < SAMPLES; k++) {
		for (int i = 0; i < N; i++)
			x[i] = pow(uniform(), -1 / 4.0);
		gini[k] = concentration_of(x, N).gini;
	}
	s = summary_of(gini, SAMPLES, 1);
	/* Five standard errors, a fixed seed. */
	assert_true(fabs(s.mean - 1 / 7.0) < 5 * s.sd / sqrt(SAMPLES) && s.sd < 0.01);
}

/* ---- summaries ---- */

static void intervals_are_those_of_student(void **unused)
{
	/* Two-sided 95 % points by degrees of freedom, from a printed table. */
	static const struct {
		uint32_t freedom;
		double t;
	} table[] = { { 1, 12.706 }, { 2, 4.303 }, { 4, 2.776 }, { 9, 2.262 }, { 29, 2.045 },
		{ 100, 1.984 } };

	(void) unused;
	for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
		double n = table[i].freedom + 1;

		near("half an interval", summary_half_width(3, table[i].freedom + 1),
				table[i].t * 3 / sqrt(n), 3e-4);
	}
}

static void intervals_cover_the_mean_19_times_in_20(void **unused)
{
	enum { ROUNDS = 40000 };

	(void) unused;
	for (size_t n = 2; n <= 12; n += 5) {
		double covered = 0, z;

		for (int round = 0; round < ROUNDS; round++) {
			double x[12];
			struct summary s;

			for (size_t i = 0; i < n; i++)
				x[i] = 5 + 2 * normal();
			s = summary_of(x, n, 1);
			covered += s.low <= 5 && 5 <= s.high;
		}
		z = (covered / ROUNDS - 0.95) / sqrt(0.95 * 0.05 / ROUNDS);
		if (fabs(z) > 4.9)
			fail_msg("%.4f of the intervals of %zu values cover the mean", covered / ROUNDS, n);
	}
}

static void one_run_has_a_mean_and_no_interval(void **unused)
{
	double x[] = { 4 };
	struct summary s = summary_of(x, 1, 1);

	(void) unused;
	assert_true(s.mean == 4 && s.n == 1 && s.missing == 0);
	assert_true(isnan(s.sd) && isnan(s.low) && isnan(s.high));
}

static void runs_without_an_observation_are_counted_apart(void **unused)
{
	double x[] = { NAN, 2, NAN, 4, 9 }, none[] = { NAN, NAN };
	struct summary s = summary_of(x, 5, 1);

	(void) unused;
	assert_true(s.mean == 5 && s.n == 3 && s.missing == 2);
	near("the deviation", s.sd, sqrt(13), 1e-15);
	s = summary_of(none, 2, 1);
	assert_true(isnan(s.mean) && s.n == 0 && s.missing == 2);
}

static struct outcome outcome[40];

static void summarised(size_t n, struct summary *out)
{
	const struct outcome *run[40];

	for (size_t i = 0; i < n; i++)
		run[i] = &outcome[i];
	summarise(run, n, out);
}

/* With none of n the upper end is 1 - 0.025^(1/n). */
static void a_probability_has_an_exact_interval(void **unused)
{
	struct summary s[METRIC_COUNT];

	(void) unused;
	for (int i = 0; i < 40; i++)
		for (int m = 0; m < METRIC_COUNT; m++)
			outcome[i].value[m] = 0;
	summarised(30, s);
	near("none of 30", s[METRIC_TOKEN_EMPTY].high, 1 - pow(0.025, 1 / 30.0), 1e-9);
	assert_true(s[METRIC_TOKEN_EMPTY].low == 0);
	assert_true(s[METRIC_MARKET_FILL].high == 0);
	for (int i = 0; i < 7; i++)
		outcome[i].value[METRIC_TOKEN_EMPTY] = 1;
	summarised(20, s);
	/* 7 of 20, from a printed table. */
	near("7 of 20, low", s[METRIC_TOKEN_EMPTY].low, 0.1539, 1e-3);
	near("7 of 20, high", s[METRIC_TOKEN_EMPTY].high, 0.5922, 1e-3);
}

static void intervals_end_where_a_metric_can_not_go(void **unused)
{
	const double few[] = { 0, 0, 0.01, 0 }, many[] = { 1, 0.98, 1, 1 }, both[] = { -1, 2, -1, 2 };

	(void) unused;
	assert_true(summary_of(few, 4, 1).low < 0 && summary_of(many, 4, 1).high > 1);
	assert_true(summary_of_metric(METRIC_MARKET_FILL, few, 4, 1).low == 0);
	assert_true(summary_of_metric(METRIC_MARKET_FILL, many, 4, 1).high == 1);
	assert_true(summary_of_metric(METRIC_MARKET_ORDERS, few, 4, 1).low == 0);
	assert_true(summary_of_metric(METRIC_PROVIDER_MARGIN, both, 4, 1).low < -1);
	assert_true(summary_of_metric(METRIC_PROVIDER_PROFIT_P50, both, 4, 1).high > 2);
	assert_true(isnan(summary_of_metric(METRIC_MARKET_FILL, few, 1, 1).low));
}

static void fans_are_interpolated_quantiles(void **unused)
{
	double x[] = { 50, NAN, 10, 40, 20, 30 }, one[] = { 8 }, none[] = { NAN };
	struct fan fan = summary_fan(x, 6);

	(void) unused;
	near("p10", fan.p10, 14, 1e-15);
	near("p50", fan.p50, 30, 1e-15);
	near("p90", fan.p90, 46, 1e-15);
	assert_true(fan.mean.mean == 30 && fan.mean.n == 5 && fan.mean.missing == 1);
	fan = summary_fan(one, 1);
	assert_true(fan.p10 == 8 && fan.p90 == 8);
	assert_true(isnan(summary_fan(none, 1).p50));
}

/* ---- the table ---- */

static void every_metric_says_what_it_is(void **unused)
{
	(void) unused;
	for (int i = 0; i < METRIC_COUNT; i++) {
		const struct metric_row *m = &metric_rows[i];

		assert_true(m->name[0] && m->unit[0] && m->population[0]);
		if (strlen(m->estimator) < 5 || strchr(m->estimator, '\t') || strchr(m->estimator, '|'))
			fail_msg("%s: how is it estimated?", m->name);
		if (metric_theme_of(m->name) == metric_n_themes)
			fail_msg("%s belongs to no theme", m->name);
		if (i > 0 && metric_theme_of(m->name) < metric_theme_of(m[-1].name))
			fail_msg("%s stands apart from its theme", m->name);
		if (metric_find(m->name) != i)
			fail_msg("%s is there twice", m->name);
	}
	assert_true(metric_find("market.fill") == -1);
}

static void every_series_belongs_to_its_metric(void **unused)
{
	int n = 0;

	(void) unused;
	for (int i = 0; i < METRIC_COUNT; i++) {
		if (metric_rows[i].series < 0)
			continue;
		assert_int_equal(metric_of_series[metric_rows[i].series], i);
		assert_int_equal(metric_rows[i].series, n++);
	}
	assert_int_equal(n, SERIES_COUNT);
}

static void measures_of_a_distribution_follow_each_other(void **unused)
{
	static const char *const what[] = { "stake", "revenue", "leases", "region", "gateway" };

	(void) unused;
	for (int i = 0; i < 5; i++) {
		char name[60];
		int gini;

		snprintf(name, sizeof name, "concentration.%s.gini", what[i]);
		gini = metric_find(name);
		assert_true(gini >= 0);
		assert_string_equal(strrchr(metric_rows[gini + 1].name, '.'), ".hhi");
		assert_string_equal(strrchr(metric_rows[gini + 2].name, '.'), ".nakamoto");
	}
}

/* ---- numbers for people ---- */

static void shown(double value, const char *unit, const char *should)
{
	char text[SHOW_NUMBER];

	show_number(text, value, unit);
	assert_string_equal(text, should);
}

static void numbers_are_shown_to_four_digits(void **unused)
{
	(void) unused;
	shown(NAN, "USD", "-");
	shown(0, "USD", "0");
	shown(0.93126, "share", "93.13 %");
	shown(0.99961, "share", "99.961 %");
	shown(1, "share", "100.00 %");
	shown(12, "providers", "12");
	shown(12.345, "s", "12.35");
	shown(1204.4, "USD", "1,204");
	shown(-123456, "USD", "-123,456");
	shown(1326900, "SPON", "1.327 M");
	shown(26458333333.0, "SPON", "26.46 G");
	shown(0.00418, "USD", "0.00418");
	shown(-0.5, "USD", "-0.500");
}

static void no_summary_line_of_a_run_is_too_much(void **unused)
{
	struct summary s[METRIC_COUNT];
	struct show_about about = { "any", 30, 365, 30, 86400 };
	FILE *out = tmpfile();
	int lines = 0, width = 0, c;

	(void) unused;
	summarised(20, s);
	show_summary(out, &about, s);
	rewind(out);
	for (int at = 0; (c = fgetc(out)) != EOF; at++) {
		width = at > width ? at : width;
		if (c == '\n') {
			lines++;
			at = -1;
		}
	}
	fclose(out);
	assert_true(lines > 20 && lines <= 28);
	assert_true(width <= 100);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_value_is_told_to_a_hundredth),
		cmocka_unit_test(quantiles_are_those_of_sorted_values),
		cmocka_unit_test(weights_count_like_repeated_values),
		cmocka_unit_test(an_empty_histogram_has_no_quantile),
		cmocka_unit_test(values_beyond_the_range_are_kept_at_its_ends),
		cmocka_unit_test(concentration_is_what_its_definition_says),
		cmocka_unit_test(equal_holders_and_a_single_one_are_the_extremes),
		cmocka_unit_test(nothing_to_share_has_no_concentration),
		cmocka_unit_test(the_gini_of_a_pareto_law_is_known),
		cmocka_unit_test(intervals_are_those_of_student),
		cmocka_unit_test(intervals_cover_the_mean_19_times_in_20),
		cmocka_unit_test(one_run_has_a_mean_and_no_interval),
		cmocka_unit_test(runs_without_an_observation_are_counted_apart),
		cmocka_unit_test(a_probability_has_an_exact_interval),
		cmocka_unit_test(intervals_end_where_a_metric_can_not_go),
		cmocka_unit_test(fans_are_interpolated_quantiles),
		cmocka_unit_test(every_metric_says_what_it_is),
		cmocka_unit_test(every_series_belongs_to_its_metric),
		cmocka_unit_test(measures_of_a_distribution_follow_each_other),
		cmocka_unit_test(numbers_are_shown_to_four_digits),
		cmocka_unit_test(no_summary_line_of_a_run_is_too_much),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
