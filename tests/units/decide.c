/* decide - sequential tests of probabilities and means, families of them and intervals, against sums
 * done the slow way; whether declared errors hold is in decide_calibration.c.
 *
 *	unit-decide --measured    the table of errors of means in decide.h, taken again (20 s)
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "sim/measure/interval.h"
#include "tests/units/decide.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static struct pcg luck;

static int fixed_luck(void **unused)
{
	(void) unused;
	pcg_seed(&luck, 1, 2, 3, 4);
	return 0;
}

static void near(const char *what, double is, double should, double relative)
{
	if (!(fabs(is - should) <= relative * fabs(should) || is == should))
		fail_msg("%s is %.17g, should be %.17g", what, is, should);
}

static struct decide_prob prob(double p, double margin, bool at_most, double alpha, double beta)
{
	struct decide_prob d;

	decide_prob_begin(&d, p, margin, at_most, alpha, beta);
	return d;
}

static struct decide_mean mean(double low, double high, uint64_t min, uint64_t max)
{
	struct decide_mean d;

	decide_mean_begin(&d, low, high, 0.01, 0.01, min, max);
	return d;
}

static void add_hits(struct decide_prob *d, uint64_t n, bool hit)
{
	while (n-- > 0)
		decide_prob_add(d, hit);
}

static void add_values(struct decide_mean *d, uint64_t n, double value)
{
	while (n-- > 0)
		decide_mean_add(d, value);
}

/* ---- a probability ---- */

static void verdicts_have_names(void **unused)
{
	(void) unused;
	assert_string_equal(verdict_text(VERDICT_PASS), "PASS");
	assert_string_equal(verdict_text(VERDICT_FAIL), "FAIL");
	assert_string_equal(verdict_text(VERDICT_UNDECIDED), "UNDECIDED");
}

static void what_must_always_happen_fails_when_it_does_not_and_passes_after_459(void **unused)
{
	struct decide_prob d = prob(1, 0.01, false, 0.01, 0.01), e = d;

	(void) unused;
	add_hits(&d, 458, true);
	assert_int_equal(d.verdict, VERDICT_UNDECIDED);
	add_hits(&e, 458, true);
	add_hits(&e, 1, false);
	assert_int_equal(e.verdict, VERDICT_FAIL);
	assert_int_equal(e.decided_at, 459);
	add_hits(&d, 1, true);
	assert_int_equal(d.verdict, VERDICT_PASS);
	assert_int_equal(d.decided_at, 459);
	near("expected", decide_prob_expected(&d), 459, 0);
}

static void what_must_never_happen_is_its_mirror_image(void **unused)
{
	struct decide_prob d = prob(0, 0.01, true, 0.01, 0.01), e = d;

	(void) unused;
	add_hits(&d, 459, false);
	assert_int_equal(d.verdict, VERDICT_PASS);
	assert_int_equal(d.decided_at, 459);
	add_hits(&e, 1, true);
	assert_int_equal(e.verdict, VERDICT_FAIL);
}

static void what_is_always_true_passes_with_the_first_run(void **unused)
{
	(void) unused;
	for (int i = 0; i < 4; i++) {
		struct decide_prob d = prob(i / 2, 0.1, i / 2, 0.01, 0.01);

		decide_prob_add(&d, i % 2);
		assert_int_equal(d.verdict, VERDICT_PASS);
		near("expected", decide_prob_expected(&d), 1, 0);
		assert_int_equal(decide_prob_fewest(&d), 1);
		add_hits(&d, 100, !(i % 2));
		assert_int_equal(d.verdict, VERDICT_PASS);
		assert_true(d.evidence < 0);
	}
}

static void a_zone_ends_halfway_to_where_nothing_could_be_truer(void **unused)
{
	struct decide_prob wide = prob(0.95, 0.05, false, 0.01, 0.01),
		whole = prob(0.5, 7, false, 0.01, 0.01), low = prob(0.02, 0.03, false, 0.01, 0.01),
		inside = prob(0.95, 0.02, true, 0.01, 0.01);

	(void) unused;
	near("true", wide.true_at, 0.975, 1e-15);
	near("false", wide.false_at, 0.9, 1e-15);
	near("true", whole.true_at, 0.75, 0);
	near("false", whole.false_at, 0.25, 0);
	near("false", low.false_at, 0.01, 0);
	near("true", inside.true_at, 0.93, 1e-15);
	near("false", inside.false_at, 0.97, 1e-15);
	decide_prob_add(&wide, false);
	assert_int_equal(wide.verdict, VERDICT_UNDECIDED);
	add_hits(&wide, 400, true);
	assert_int_equal(wide.verdict, VERDICT_PASS);
}

/* Zones between powers of two, so that the ratio after k runs is one of the thresholds. */
static void who_stands_on_a_threshold_has_reached_it(void **unused)
{
	(void) unused;
	for (unsigned k = 2; k < 60; k++) {
		double error = ldexp(1, -(int) k);
		struct decide_prob pass = prob(0.375, 0.125, false, 0.01, error),
			fail = prob(0.625, 0.125, false, error, 0.01);

		add_hits(&pass, k - 1, true);
		assert_int_equal(pass.verdict, VERDICT_UNDECIDED);
		add_hits(&pass, 1, true);
		assert_int_equal(pass.verdict, VERDICT_PASS);
		add_hits(&fail, k - 1, false);
		assert_int_equal(fail.verdict, VERDICT_UNDECIDED);
		add_hits(&fail, 1, false);
		assert_int_equal(fail.verdict, VERDICT_FAIL);
	}
}

static void at_most_is_at_least_of_the_opposite(void **unused)
{
	(void) unused;
	for (int i = 0; i < 2000; i++) {
		double p = 0.01 + 0.98 * decide_uniform(&luck), margin = 0.2 * decide_uniform(&luck),
			truth = decide_uniform(&luck);
		struct decide_prob d = prob(p, margin, false, 0.02, 0.05),
			e = prob(1 - p, margin, true, 0.02, 0.05);

		for (int run = 0; run < 200; run++) {
			bool hit = decide_uniform(&luck) < truth;

			decide_prob_add(&d, hit);
			decide_prob_add(&e, !hit);
			assert_int_equal(d.verdict, e.verdict);
		}
		assert_int_equal(d.decided_at, e.decided_at);
	}
}

static void evidence_is_the_product_of_ratios_and_decides_at_the_thresholds(void **unused)
{
	(void) unused;
	for (int i = 0; i < 2000; i++) {
		double p = decide_uniform(&luck), margin = 0.3 * decide_uniform(&luck),
			truth = decide_uniform(&luck);
		struct decide_prob d = prob(p, margin, i % 2, 0.02, 0.05);
		enum verdict should = VERDICT_UNDECIDED;
		long double ratio = 1;

		for (int run = 1; run <= 150; run++) {
			bool hit = decide_uniform(&luck) < truth;

			ratio *= hit ? (long double) d.false_at / d.true_at
				: (1 - (long double) d.false_at) / (1 - (long double) d.true_at);
			if (should == VERDICT_UNDECIDED)
				should = ratio >= 1 / 0.02L ? VERDICT_FAIL
					: ratio <= 0.05L ? VERDICT_PASS : should;
			decide_prob_add(&d, hit);
			assert_int_equal(d.verdict, should);
			assert_true(fabsl(d.evidence - logl(ratio)) < 1e-9L);
		}
	}
}

static void a_decision_stands_while_counts_go_on(void **unused)
{
	struct decide_prob d = prob(0.9, 0.05, false, 0.05, 0.05);

	(void) unused;
	add_hits(&d, 50, true);
	assert_int_equal(d.verdict, VERDICT_PASS);
	assert_int_equal(d.decided_at, 27);
	add_hits(&d, 1000, false);
	assert_int_equal(d.verdict, VERDICT_PASS);
	assert_int_equal(d.decided_at, 27);
	assert_int_equal(d.n, 1050);
	assert_int_equal(d.hits, 50);
	assert_true(d.evidence > 0);
}

static void fewer_runs_than_the_fewest_never_pass(void **unused)
{
	struct decide_prob never = prob(0.5, 1e-18, false, 0.01, 0.01);

	(void) unused;
	for (int i = 0; i < 5000; i++) {
		bool at_most = i % 2;
		double p = 0.02 + 0.96 * decide_uniform(&luck), margin = 0.01 + 0.3 * decide_uniform(&luck);
		struct decide_prob d = prob(p, margin, at_most, 0.01, 0.5 * decide_uniform(&luck));
		uint64_t fewest = decide_prob_fewest(&d);

		assert_true(fewest >= 1 && fewest < 100000);
		add_hits(&d, fewest - 1, !at_most);
		assert_int_equal(d.verdict, VERDICT_UNDECIDED);
		add_hits(&d, 1, !at_most);
		assert_int_equal(d.verdict, VERDICT_PASS);
	}
	assert_true(decide_prob_fewest(&never) == UINT64_MAX);
	add_hits(&never, 10000, true);
	assert_int_equal(never.verdict, VERDICT_UNDECIDED);
}

static void the_table_of_expected_runs_is_right(void **unused)
{
	static const double p[] = { 0.9, 0.95, 0.99, 0.999 }, margin[] = { 0.05, 0.02, 0.01, 0.005 };
	static const double runs[4][4] = {
		{ 89, 534, 2087, 8241 },
		{ 104, 293, 1131, 4414 },
		{ 102, 276, 552, 990 },
		{ 91, 240, 501, 1056 },
	};

	(void) unused;
	for (int i = 0; i < 16; i++) {
		struct decide_prob d = prob(p[i / 4], margin[i % 4], false, 0.01, 0.01);
		struct decide_prob e = prob(1 - p[i / 4], margin[i % 4], true, 0.01, 0.01);

		near("runs", nearbyint(decide_prob_expected(&d)), runs[i / 4][i % 4], 0);
		near("runs of the opposite", nearbyint(decide_prob_expected(&e)), runs[i / 4][i % 4], 0);
	}
}

/* ---- the interval of a probability ---- */

static void an_interval_of_a_probability_ends_where_what_was_seen_is_as_rare_as_said(void **unused)
{
	(void) unused;
	for (unsigned n = 1; n < 1000; n += 1 + n / 3)
		for (unsigned k = 0; k <= n; k++) {
			double from, to, alpha = k % 2 ? 0.05 : 1e-5;

			decide_prob_interval(n, k, alpha, &from, &to);
			if (k == 0)
				near("from", from, 0, 0);
			else
				near("so many or more", gsl_cdf_binomial_Q(k - 1, from, n), alpha / 2, 1e-7);
			if (k == n)
				near("to", to, 1, 0);
			else
				near("so many or fewer", gsl_cdf_binomial_P(k, to, n), alpha / 2, 1e-7);
		}
}

static void an_interval_of_a_probability_is_there_for_any_number_of_runs(void **unused)
{
	double from, to;

	(void) unused;
	decide_prob_interval(0, 0, 0.05, &from, &to);
	assert_true(from == 0 && to == 1);
	/* Inverse distribution functions have given up here. */
	decide_prob_interval(260, 2, 0.05, &from, &to);
	near("so many or fewer", gsl_cdf_binomial_P(2, to, 260), 0.025, 1e-9);
	for (uint64_t n = 10000; n <= 1000000000; n *= 10) {
		double sd = sqrt(0.3 * 0.7 / (double) n);

		decide_prob_interval(n, n / 10 * 3, 0.01, &from, &to);
		near("standard errors below", (0.3 - from) / sd, 2.5758, 2 / sqrt((double) n));
		near("standard errors above", (to - 0.3) / sd, 2.5758, 2 / sqrt((double) n));
		decide_prob_interval(n, n, 0.01, &from, &to);
		near("rule of three", (1 - from) * (double) n, -log(0.005), 10 / (double) n + 1e-6);
	}
}

/* ---- a mean ---- */

static void looks_double_from_the_first_to_the_last_which_counts_once(void **unused)
{
	static const struct { uint64_t min, max; uint32_t looks; } table[] = {
		{ 10, 400, 7 }, { 10, 10, 1 }, { 20, 10, 1 }, { 10, 15, 2 }, { 10, 20, 2 }, { 10, 21, 3 },
		{ 0, 2, 1 }, { 1, 3, 2 }, { 0, 0, 1 }, { 5, 1, 1 }, { 2, 1024, 10 }, { 2, UINT64_MAX, 64 },
		{ UINT64_MAX, UINT64_MAX, 1 }, { (uint64_t) 1 << 63, UINT64_MAX, 2 },
	};

	(void) unused;
	for (size_t i = 0; i < sizeof table / sizeof *table; i++)
		assert_int_equal(mean(0, 1, table[i].min, table[i].max).looks, table[i].looks);
}

static void it_is_looked_when_a_look_is_due_and_never_after_the_last(void **unused)
{
	struct decide_mean d = mean(-0.001, 0.001, 10, 100);
	uint64_t due[] = { 10, 20, 40, 80, 100 };
	size_t looked = 0;

	(void) unused;
	for (uint64_t n = 1; n <= 300; n++) {
		double before = d.from;

		decide_mean_add(&d, n % 7 == 0 ? NAN : decide_normal(&luck));
		if (d.from == before)
			continue;
		assert_true(looked < 5);
		assert_int_equal(n, due[looked]);
		looked++;
	}
	assert_int_equal(looked, 5);
	assert_int_equal(d.verdict, VERDICT_UNDECIDED);
	assert_int_equal(d.n + d.missing, 300);
	assert_int_equal(d.missing, 300 / 7);
}

/* The interval, from values that are all at hand; Hall's transformation is inverted by halving. */
static double hall(double g, double n, double off)
{
	return sqrt(n) * (off + g * off * off / 3 + g * g * off * off * off / 27 + g / (6 * n));
}

static double hall_inverted(double g, double n, double t)
{
	double low = -1000, high = 1000;

	for (int i = 0; i < 200; i++) {
		double middle = (low + high) / 2;

		if (hall(g, n, middle) < t)
			low = middle;
		else
			high = middle;
	}
	return low;
}

static void slow_interval(const double *x, int n, double tail, double *from, double *to)
{
	double sum = 0, squares = 0, cubes = 0, least = x[0], most = x[0], m, sd, g, t, wide = 0;

	for (int i = 0; i < n; i++) {
		sum += x[i];
		least = fmin(least, x[i]);
		most = fmax(most, x[i]);
	}
	m = sum / n;
	for (int i = 0; i < n; i++) {
		squares += pow(x[i] - m, 2);
		cubes += pow(x[i] - m, 3);
	}
	sd = sqrt(squares / (n - 1));
	g = cubes / n / pow(squares / n, 1.5);
	t = gsl_cdf_tdist_Qinv(tail, n - 1);
	if (5 * g * g > n)
		wide = sqrt(2 * sd * sd * log(1 / tail) / n)
			+ 7 * (most - least) * log(1 / tail) / (3.0 * (n - 1));
	*from = fmin(fmin(m - t * sd / sqrt(n), m - sd * hall_inverted(g, n, t)), m - wide);
	*to = fmax(fmax(m + t * sd / sqrt(n), m - sd * hall_inverted(g, n, -t)), m + wide);
}

static void an_interval_of_a_mean_is_the_one_computed_the_slow_way(void **unused)
{
	unsigned wide = 0;

	(void) unused;
	for (int i = 0; i < 3000; i++) {
		struct decide_mean d = mean(0, 1, 10, 80);
		double x[100] = { 0 }, from, to, slow_from, slow_to, sign = i % 2 ? 1 : -1;
		int n = 2 + (int) pcg_below(&luck, 98);

		for (int k = 0; k < n; k++) {
			x[k] = i % 3 == 0 ? decide_normal(&luck)
				: i % 3 == 1 ? exp(1.5 * decide_normal(&luck))
				: decide_uniform(&luck) < 0.1 ? 1 + decide_uniform(&luck) : 0.001 * k;
			x[k] *= sign;
			decide_mean_add(&d, x[k]);
		}
		slow_interval(x, n, 0.01 / d.looks / 2, &slow_from, &slow_to);
		assert_true(decide_mean_interval(&d, &from, &to));
		near("from", from, slow_from, 1e-6);
		near("to", to, slow_to, 1e-6);
		wide += slow_to - d.mean > 3 * (d.mean - slow_from)
			|| d.mean - slow_from > 3 * (slow_to - d.mean);
	}
	assert_true(wide > 100);
}

static void a_band_may_be_open(void **unused)
{
	struct decide_mean at_least = mean(0, INFINITY, 10, 80), at_most = mean(-INFINITY, 0, 10, 80),
		any = mean(-INFINITY, INFINITY, 10, 80);

	(void) unused;
	for (int i = 0; i < 10; i++) {
		double value = 5 + decide_normal(&luck);

		decide_mean_add(&at_least, value);
		decide_mean_add(&at_most, value);
		decide_mean_add(&any, value);
	}
	assert_int_equal(at_least.verdict, VERDICT_PASS);
	assert_int_equal(at_most.verdict, VERDICT_FAIL);
	assert_int_equal(any.verdict, VERDICT_PASS);
	assert_int_equal(any.decided_at, 10);
}

static void equal_values_are_judged_by_the_value_once_a_rare_other_would_have_been_seen(void **unused)
{
	/* 0.01 over 6 looks: 125 of them would miss one in 20 with less than that; so at 160. */
	struct decide_mean always = mean(1, 1, 10, 320), below = mean(0.3, 0.4, 10, 320),
		few = mean(0.9, 1, 5, 12), two = mean(0, 0.5, 2, 2), one = mean(0, 2, 1, 1);

	(void) unused;
	assert_int_equal(always.looks, 6);
	add_values(&always, 320, 1);
	assert_int_equal(always.verdict, VERDICT_PASS);
	assert_int_equal(always.decided_at, 160);
	assert_true(decide_mean_equal(&always) && always.from == 1 && always.to == 1);
	add_values(&below, 320, 0.1);
	assert_int_equal(below.verdict, VERDICT_FAIL);
	assert_int_equal(below.decided_at, 160);
	add_values(&few, 12, 0.9);
	assert_int_equal(few.verdict, VERDICT_PASS);
	assert_int_equal(few.decided_at, 12);
	add_values(&two, 2, 0.1 + 0.2 + 0.2000001);
	assert_int_equal(two.verdict, VERDICT_FAIL);
	assert_false(decide_mean_equal(&one));
	add_values(&one, 5, 1);
	assert_int_equal(one.verdict, VERDICT_UNDECIDED);
}

static void nothing_is_decided_at_the_first_look_when_all_are_equal_but_something_rare_matters(void **unused)
{
	struct decide_mean d = mean(0.5, INFINITY, 10, 400);

	(void) unused;
	add_values(&d, 39, 0);
	assert_int_equal(d.verdict, VERDICT_UNDECIDED);
	/* One value of 100 among forty: its mean is 2.5, but that says little. */
	decide_mean_add(&d, 100);
	assert_int_equal(d.verdict, VERDICT_UNDECIDED);
	assert_true(d.to > 10);
	/* A small exception at the last look is no obstacle. */
	d = mean(0.9, INFINITY, 10, 200);
	add_values(&d, 150, 1);
	add_values(&d, 1, 0.98);
	add_values(&d, 48, 1);
	assert_int_equal(d.verdict, VERDICT_UNDECIDED);
	add_values(&d, 1, 1);
	assert_int_equal(d.verdict, VERDICT_PASS);
}

static void missing_values_count_as_runs_and_not_as_values(void **unused)
{
	struct decide_mean none = mean(-1, 1, 10, 80), some = none, single = none;
	double from, to;

	(void) unused;
	add_values(&none, 200, NAN);
	assert_int_equal(none.verdict, VERDICT_UNDECIDED);
	assert_int_equal(none.n, 0);
	assert_int_equal(none.missing, 200);
	assert_false(decide_mean_interval(&none, &from, &to));
	assert_false(decide_mean_equal(&none));
	add_values(&single, 79, NAN);
	add_values(&single, 1, 0.5);
	assert_int_equal(single.verdict, VERDICT_UNDECIDED);
	for (int i = 0; i < 20; i++)
		decide_mean_add(&some, i % 2 ? NAN : 5 + decide_normal(&luck));
	assert_int_equal(some.verdict, VERDICT_FAIL);
	assert_true(some.decided_at == 10 || some.decided_at == 20);
	assert_int_equal(some.n, 10);
}

static void a_mean_far_from_zero_keeps_its_interval(void **unused)
{
	struct decide_mean plain = mean(0, 1, 10, 80), far = plain;
	double from, to, far_from, far_to;

	(void) unused;
	for (int i = 0; i < 80; i++) {
		double value = floor(1e6 * decide_uniform(&luck)) / 16;

		decide_mean_add(&plain, value);
		decide_mean_add(&far, value + 0x1p40);
	}
	decide_mean_interval(&plain, &from, &to);
	decide_mean_interval(&far, &far_from, &far_to);
	near("width", far_to - far_from, to - from, 1e-6);
	near("from", far_from - 0x1p40, from, 1e-6);
}

static void values_that_are_too_large_leave_it_undecided(void **unused)
{
	static const double huge[] = { 1e100, 1e120, 1e200, 1e308, INFINITY };

	(void) unused;
	for (int i = 0; i < 5; i++) {
		struct decide_mean d = mean(0, 1, 10, 40), e = mean(-INFINITY, INFINITY, 10, 40);

		for (int n = 0; n < 40; n++) {
			double value = n % 3 ? huge[i] : -huge[i] * decide_uniform(&luck);

			decide_mean_add(&d, value);
			decide_mean_add(&e, value);
		}
		assert_false(isnan(d.from) || isnan(d.to));
		assert_true(d.from <= d.to);
		if (huge[i] > 1e150)
			assert_int_equal(d.verdict, VERDICT_UNDECIDED);
		assert_int_equal(e.verdict, VERDICT_PASS);
	}
}

static void money_in_its_smallest_unit_is_judged_as_in_its_largest(void **unused)
{
	(void) unused;
	for (int i = 0; i < 500; i++) {
		struct decide_mean d = mean(1, 1.5, 10, 160), e = mean(0x1p90, 1.5 * 0x1p90, 10, 160);

		for (int n = 0; n < 160; n++) {
			double value = exp(decide_normal(&luck)) * (0.5 + i / 500.0);

			decide_mean_add(&d, value);
			decide_mean_add(&e, 0x1p90 * value);
			assert_int_equal(d.verdict, e.verdict);
		}
		near("from", e.from, 0x1p90 * d.from, 1e-12);
		near("to", e.to, 0x1p90 * d.to, 1e-12);
	}
}

/* ---- families ---- */

static void a_family_is_shared_out_evenly(void **unused)
{
	(void) unused;
	near("share", decide_share(0.05, 20), 0.0025, 1e-15);
	near("share", decide_share(0.05, 1), 0.05, 0);
	near("share", decide_share(0.05, 0), 0.05, 0);
}

static void any_of_many_errs_as_often_as_it_must(void **unused)
{
	static double alpha[1000000];
	const double three[] = { 0.1, 0.2, 0.5 }, sure[] = { 0.1, 1, 0 };

	(void) unused;
	near("none", decide_any(three, 0), 0, 0);
	near("three", decide_any(three, 3), 1 - 0.9 * 0.8 * 0.5, 1e-14);
	near("a sure one", decide_any(sure, 3), 1, 0);
	near("one", decide_any(three, 1), 0.1, 1e-14);
	for (size_t i = 0; i < 1000000; i++)
		alpha[i] = 1e-12;
	near("a million tiny ones", decide_any(alpha, 1000000), 1e-6 - 0.5e-12, 1e-9);
	for (int round = 0; round < 1000; round++) {
		long double none = 1, sum = 0;
		size_t n = 1 + pcg_below(&luck, 50);

		for (size_t i = 0; i < n; i++) {
			alpha[i] = 0.1 * decide_uniform(&luck);
			none *= 1 - alpha[i];
			sum += alpha[i];
		}
		near("any", decide_any(alpha, n), (double) (1 - none), 1e-12);
		near("any at most", decide_any_at_most(alpha, n), fmin((double) sum, 1), 1e-14);
		assert_true(decide_any(alpha, n) <= decide_any_at_most(alpha, n) * (1 + 1e-14));
	}
}

int main(int argc, char **argv)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(verdicts_have_names),
		cmocka_unit_test(what_must_always_happen_fails_when_it_does_not_and_passes_after_459),
		cmocka_unit_test(what_must_never_happen_is_its_mirror_image),
		cmocka_unit_test(what_is_always_true_passes_with_the_first_run),
		cmocka_unit_test(a_zone_ends_halfway_to_where_nothing_could_be_truer),
		cmocka_unit_test(who_stands_on_a_threshold_has_reached_it),
		cmocka_unit_test(at_most_is_at_least_of_the_opposite),
		cmocka_unit_test(evidence_is_the_product_of_ratios_and_decides_at_the_thresholds),
		cmocka_unit_test(a_decision_stands_while_counts_go_on),
		cmocka_unit_test(fewer_runs_than_the_fewest_never_pass),
		cmocka_unit_test(the_table_of_expected_runs_is_right),
		cmocka_unit_test(an_interval_of_a_probability_ends_where_what_was_seen_is_as_rare_as_said),
		cmocka_unit_test(an_interval_of_a_probability_is_there_for_any_number_of_runs),
		cmocka_unit_test(looks_double_from_the_first_to_the_last_which_counts_once),
		cmocka_unit_test(it_is_looked_when_a_look_is_due_and_never_after_the_last),
		cmocka_unit_test(an_interval_of_a_mean_is_the_one_computed_the_slow_way),
		cmocka_unit_test(a_band_may_be_open),
		cmocka_unit_test(equal_values_are_judged_by_the_value_once_a_rare_other_would_have_been_seen),
		cmocka_unit_test(
			nothing_is_decided_at_the_first_look_when_all_are_equal_but_something_rare_matters),
		cmocka_unit_test(missing_values_count_as_runs_and_not_as_values),
		cmocka_unit_test(a_mean_far_from_zero_keeps_its_interval),
		cmocka_unit_test(values_that_are_too_large_leave_it_undecided),
		cmocka_unit_test(money_in_its_smallest_unit_is_judged_as_in_its_largest),
		cmocka_unit_test(a_family_is_shared_out_evenly),
		cmocka_unit_test(any_of_many_errs_as_often_as_it_must),
	};
	int failed;

	if (argc > 1 && strcmp(argv[1], "--measured") == 0) {
		decide_print_measured();
		return 0;
	}
	failed = cmocka_run_group_tests_name("decide", tests, fixed_luck, NULL);
	return failed + decide_calibration() > 0;
}
