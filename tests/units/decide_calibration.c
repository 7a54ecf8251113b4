/* decide_calibration - declared errors against what happens in thousands of suites that are drawn, and, for
 * probabilities, against what must happen, computed over all counts.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "tests/units/decide.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- luck ---- */

double decide_uniform(struct pcg *g)
{
	return ((double) (pcg_next(g) >> 12) + 0.5) * 0x1p-52;
}

double decide_normal(struct pcg *g)
{
	double r = sqrt(-2 * log(decide_uniform(g)));

	return r * cos(2 * acos(-1) * decide_uniform(g));
}

bool rate_kept(unsigned errors, unsigned tries, double rate)
{
	return errors == 0 || rate >= 1 || gsl_cdf_binomial_Q(errors - 1, rate, tries) > 1e-4;
}

bool rate_reached(unsigned errors, unsigned tries, double rate)
{
	return rate <= 0 || gsl_cdf_binomial_P(errors, rate, tries) > 1e-4;
}

static void expect_kept(const char *what, unsigned errors, unsigned tries, double rate)
{
	if (!rate_kept(errors, tries, rate))
		fail_msg("%s: %u errors in %u, promised are at most %g", what, errors, tries, rate);
}

static void expect_reached(const char *what, unsigned errors, unsigned tries, double rate)
{
	if (!rate_reached(errors, tries, rate))
		fail_msg("%s: %u errors in %u, expected are at least %g", what, errors, tries, rate);
}

/* ---- a probability, exactly ---- */

/* The probability of being undecided with k misses after n runs, for all k that are possible. */
struct open_counts {
	double *at;
	size_t from, to; /* at[from .. to) may be above 0 */
	size_t room;
};

static enum verdict judged(const struct decide_prob *d, size_t hits, size_t misses)
{
	long double t = d->true_at, f = d->false_at;
	long double log_ratio = (long double) hits * (logl(f) - logl(t))
		+ (long double) misses * (logl(1 - f) - logl(1 - t));

	return log_ratio >= -logl(d->alpha) ? VERDICT_FAIL
		: log_ratio <= logl(d->beta) ? VERDICT_PASS : VERDICT_UNDECIDED;
}

static double one_more_run(const struct decide_prob *d, struct open_counts *open, size_t n, double truth,
		struct decide_exact *out)
{
	double left = 0, before = 0;

	if (open->to + 2 > open->room) {
		open->room = 2 * open->room + 64;
		open->at = realloc(open->at, open->room * sizeof *open->at);
		assert_non_null(open->at);
	}
	open->at[open->to++] = 0;
	for (size_t k = open->from; k < open->to; k++) {
		double was = open->at[k], now = was * truth + before * (1 - truth);
		enum verdict v = now > 0 ? judged(d, n - k, k) : VERDICT_UNDECIDED;

		before = was;
		if (v == VERDICT_PASS)
			out->pass += now;
		if (v == VERDICT_FAIL)
			out->fail += now;
		open->at[k] = v == VERDICT_UNDECIDED ? now : 0;
		left += open->at[k];
	}
	while (open->from < open->to && open->at[open->from] < 1e-30)
		open->from++;
	while (open->to > open->from && open->at[open->to - 1] < 1e-30)
		open->to--;
	return left;
}

struct decide_exact decide_exactly(const struct decide_prob *d, double truth)
{
	struct open_counts open = { NULL, 0, 1, 0 };
	struct decide_exact out = { 0, 0, 1 };
	double left = 1;

	open.room = 64;
	open.at = malloc(open.room * sizeof *open.at);
	assert_non_null(open.at);
	open.at[0] = 1;
	for (size_t n = 1; left > 1e-7; n++) {
		left = one_more_run(d, &open, n, truth, &out);
		out.runs += left;
	}
	free(open.at);
	return out;
}

struct prob_case {
	double p, margin, alpha, beta;
	bool at_most;
};

static const struct prob_case prob_case[] = {
	{ 0.5, 0.05, 0.05, 0.05, false },
	{ 0.5, 0.1, 0.01, 0.1, true },
	{ 0.5, 0.2, 0.1, 0.01, false },
	{ 0.95, 0.02, 0.05, 0.05, false },
	{ 0.95, 0.05, 0.01, 0.1, false },
	{ 0.05, 0.02, 0.1, 0.01, true },
	{ 0.99, 0.005, 0.05, 0.05, false },
	{ 0.01, 0.005, 0.01, 0.1, true },
	{ 0.99, 0.01, 0.1, 0.01, false },
	{ 0.999, 0.0005, 0.05, 0.05, false },
	{ 0.999, 0.001, 0.01, 0.1, false },
	{ 0.001, 0.01, 0.1, 0.01, true },
};

static const size_t n_prob_cases = sizeof prob_case / sizeof *prob_case;

static struct decide_prob begun(const struct prob_case *c)
{
	struct decide_prob d;

	decide_prob_begin(&d, c->p, c->margin, c->at_most, c->alpha, c->beta);
	return d;
}

/* Four truths: both ends of the zone, and halfway from each to where P can't be more true or false. */
static void four_truths(const struct decide_prob *d, double truth[4])
{
	truth[0] = d->true_at;
	truth[1] = (d->true_at + !d->at_most) / 2;
	truth[2] = d->false_at;
	truth[3] = (d->false_at + d->at_most) / 2;
}

static void errors_of_a_probability_are_at_most_what_is_declared(void **unused)
{
	(void) unused;
	for (size_t c = 0; c < n_prob_cases; c++) {
		struct decide_prob d = begun(&prob_case[c]);
		double truth[4];

		four_truths(&d, truth);
		for (int i = 0; i < 4; i++) {
			struct decide_exact e = decide_exactly(&d, truth[i]);
			double error = i < 2 ? e.fail : e.pass, declared = i < 2 ? d.alpha : d.beta;

			if (!(error <= declared))
				fail_msg("at %g: error %g, declared %g", truth[i], error, declared);
			/* At the ends of the zone they are used up but for the last step. */
			if ((i == 0 || i == 2) && !(error > declared / 5))
				fail_msg("at %g: error %g, far below %g", truth[i], error, declared);
			assert_true(fabs(e.pass + e.fail - 1) < 1e-6);
		}
	}
}

static void expected_runs_are_what_is_needed(void **unused)
{
	static const double p[] = { 0.9, 0.95, 0.99, 0.999 }, margin[] = { 0.05, 0.02, 0.01, 0.005 },
		error[] = { 0.05, 0.01, 0.001 };

	(void) unused;
	for (int i = 0; i < 16 * 3; i++) {
		struct decide_prob d;
		double runs, expected;

		decide_prob_begin(&d, p[i % 4], margin[i / 4 % 4], false, error[i / 16], error[i / 16]);
		expected = decide_prob_expected(&d);
		if (expected > 2500)
			continue; /* would take long, and differ less */
		runs = decide_exactly(&d, d.true_at).runs;
		if (!(fabs(runs / expected - 1) < 0.15))
			fail_msg("%g +- %g: %g runs, expected %g", d.p, d.margin, runs, expected);
	}
}

/* ---- a probability, drawn ---- */

struct drawn {
	unsigned failed, passed, suites;
	double runs;
};

static struct drawn draw_suites(const struct prob_case *c, double truth, unsigned suites, uint64_t seed)
{
	struct drawn out = { .suites = suites };
	struct pcg luck;

	pcg_seed(&luck, 2024, seed, 7, 1);
	for (unsigned s = 0; s < suites; s++) {
		struct decide_prob d = begun(c);

		while (d.verdict == VERDICT_UNDECIDED)
			decide_prob_add(&d, decide_uniform(&luck) < truth);
		out.failed += d.verdict == VERDICT_FAIL;
		out.passed += d.verdict == VERDICT_PASS;
		out.runs += (double) d.decided_at / suites;
	}
	return out;
}

static void drawn_suites_err_as_often_as_declared_and_computed(void **unused)
{
	(void) unused;
	for (size_t c = 0; c < n_prob_cases; c++) {
		struct decide_prob d = begun(&prob_case[c]);
		double truth[4];

		four_truths(&d, truth);
		for (int i = 0; i < 4; i++) {
			struct drawn got = draw_suites(&prob_case[c], truth[i], 2000, 4 * c + (uint64_t) i);
			struct decide_exact e = decide_exactly(&d, truth[i]);
			unsigned errors = i < 2 ? got.failed : got.passed;

			expect_kept("the declared", errors, got.suites, i < 2 ? d.alpha : d.beta);
			expect_kept("the computed", errors, got.suites, i < 2 ? e.fail : e.pass);
			expect_reached("the computed", errors, got.suites, (i < 2 ? e.fail : e.pass) - 1e-7);
			if (!(fabs(got.runs / e.runs - 1) < 0.1))
				fail_msg("%g runs on average, computed %g", got.runs, e.runs);
			if (i == 0 && !(fabs(got.runs / decide_prob_expected(&d) - 1) < 0.3))
				fail_msg("%g runs, expected %g", got.runs, decide_prob_expected(&d));
		}
	}
}

static void a_budget_leaves_undecided_and_errs_no_more(void **unused)
{
	const struct prob_case c = { 0.95, 0.02, 0.05, 0.05, false };
	unsigned failed = 0, passed = 0, open = 0;
	struct pcg luck;

	(void) unused;
	pcg_seed(&luck, 1, 2, 3, 4);
	for (int s = 0; s < 8000; s++) {
		struct decide_prob d = begun(&c);
		bool holds = s % 2 == 0;

		for (int run = 0; run < 120; run++)
			decide_prob_add(&d, decide_uniform(&luck) < (holds ? d.true_at : d.false_at));
		failed += holds && d.verdict == VERDICT_FAIL;
		passed += !holds && d.verdict == VERDICT_PASS;
		open += d.verdict == VERDICT_UNDECIDED;
	}
	expect_kept("failed", failed, 4000, c.alpha);
	expect_kept("passed", passed, 4000, c.beta);
	assert_true(open > 2000);
}

/* The way not to do it: an interval for one look of 95 %, looked at after every run. */
static enum verdict peeked(double p, double truth, struct pcg *luck)
{
	double hits = 0;

	for (int n = 1; n <= 1000; n++) {
		double share, half;

		hits += decide_uniform(luck) < truth;
		share = hits / n;
		half = 1.96 * sqrt(share * (1 - share) / n);
		if (n >= 30 && share + half < p)
			return VERDICT_FAIL;
		if (n >= 30 && share - half > p)
			return VERDICT_PASS;
	}
	return VERDICT_UNDECIDED;
}

static void who_peeks_at_an_interval_for_one_look_is_found_out(void **unused)
{
	unsigned failed = 0;
	struct pcg luck;

	(void) unused;
	pcg_seed(&luck, 5, 6, 7, 8);
	for (int s = 0; s < 2000; s++)
		failed += peeked(0.9, 0.9, &luck) == VERDICT_FAIL;
	assert_false(rate_kept(failed, 2000, 0.05));
}

/* ---- a mean ---- */

enum shape { NORMAL, EVEN, EXPONENTIAL, LOGNORMAL_HALF, LOGNORMAL_ONE, SOME_ZERO, MOST_ZERO, SHARE, SHAPES };

/* Errors at the edge of the band as a multiple of what is declared, at most; the header tells them. */
static const struct shape_promise {
	const char *name;
	double times;
} shape_promise[SHAPES] = {
	[NORMAL] = { "normal", 1 },
	[EVEN] = { "even between two ends", 1 },
	[EXPONENTIAL] = { "exponential", 2.1 },
	[LOGNORMAL_HALF] = { "lognormal, sigma 0.5", 2 },
	[LOGNORMAL_ONE] = { "lognormal, sigma 1", 5 },
	[SOME_ZERO] = { "0 but for 20 %, else exponential", 1 },
	[MOST_ZERO] = { "0 but for 5 %, else exponential", 1 },
	[SHARE] = { "1 but for 5 %, else 0", 1 },
};

/* Drawn with mean 0. */
static double draw(enum shape shape, struct pcg *g)
{
	switch (shape) {
	case NORMAL:
		return decide_normal(g);
	case EVEN:
		return decide_uniform(g) - 0.5;
	case EXPONENTIAL:
		return -log(decide_uniform(g)) - 1;
	case LOGNORMAL_HALF:
		return exp(0.5 * decide_normal(g)) - exp(0.125);
	case LOGNORMAL_ONE:
		return exp(decide_normal(g)) - exp(0.5);
	case SOME_ZERO:
		return (decide_uniform(g) < 0.2 ? -log(decide_uniform(g)) : 0) - 0.2;
	case MOST_ZERO:
		return (decide_uniform(g) < 0.05 ? -log(decide_uniform(g)) : 0) - 0.05;
	case SHARE:
		return (decide_uniform(g) < 0.95) - 0.95;
	case SHAPES:
		break;
	}
	return NAN;
}

/* Of suites whose mean is at an end of the band, where both answers are errors. */
struct edge_errors {
	unsigned failed, passed, suites;
};

static struct edge_errors at_the_edge(enum shape shape, bool from_above, double error, uint64_t min,
		uint64_t max, unsigned suites)
{
	struct edge_errors out = { .suites = suites };
	struct pcg luck;

	pcg_seed(&luck, 99, (uint64_t) shape * 4 + from_above, min, max);
	for (unsigned s = 0; s < suites; s++) {
		struct decide_mean d;

		decide_mean_begin(&d, from_above ? -INFINITY : 0, from_above ? 0 : INFINITY, error, error,
				min, max);
		for (uint64_t n = 0; n < max && d.verdict == VERDICT_UNDECIDED; n++)
			decide_mean_add(&d, draw(shape, &luck));
		out.failed += d.verdict == VERDICT_FAIL;
		out.passed += d.verdict == VERDICT_PASS;
	}
	return out;
}

static const double edge_error[] = { 0.05, 0.01 };
static const uint64_t edge_min[] = { 10, 50 };

static void errors_of_a_mean_are_what_the_header_tells(void **unused)
{
	(void) unused;
	for (int i = 0; i < SHAPES * 2 * 2 * 2; i++) {
		enum shape shape = (enum shape) (i / 8);
		double error = edge_error[i % 2], promised = error * shape_promise[shape].times;
		struct edge_errors e = at_the_edge(shape, i / 4 % 2, error, edge_min[i / 2 % 2], 400, 2000);

		expect_kept(shape_promise[shape].name, e.failed, e.suites, promised);
		expect_kept(shape_promise[shape].name, e.passed, e.suites, promised);
	}
}

static void errors_of_a_mean_are_used_up_where_student_is_right(void **unused)
{
	struct edge_errors once = at_the_edge(NORMAL, false, 0.05, 100, 100, 4000);
	struct edge_errors often = at_the_edge(NORMAL, false, 0.05, 10, 400, 4000);

	(void) unused;
	/* To fail, half is on the other side of the band; to pass, all is on this one. */
	expect_kept("failed", once.failed, once.suites, 0.025);
	expect_reached("failed", once.failed, once.suites, 0.02);
	expect_kept("passed", once.passed, once.suites, 0.05);
	expect_reached("passed", once.passed, once.suites, 0.04);
	/* Looks at the same runs hang together, so sharing alpha out gives some of it away. */
	expect_reached("failed", often.failed, often.suites, 0.05 / 5);
	expect_reached("passed", often.passed, often.suites, 0.05 / 2.5);
}

static void a_mean_well_inside_passes_and_well_outside_fails(void **unused)
{
	struct pcg luck;

	(void) unused;
	pcg_seed(&luck, 1, 1, 1, 1);
	for (int s = 0; s < 2000; s++) {
		struct decide_mean in, out;

		decide_mean_begin(&in, -1, 1, 0.01, 0.01, 10, 400);
		decide_mean_begin(&out, 1, 2, 0.01, 0.01, 10, 400);
		for (int n = 0; n < 400; n++) {
			double value = decide_normal(&luck);

			decide_mean_add(&in, value);
			decide_mean_add(&out, value);
		}
		assert_int_equal(in.verdict, VERDICT_PASS);
		assert_int_equal(out.verdict, VERDICT_FAIL);
		assert_true(in.decided_at <= 80 && out.decided_at <= 80);
	}
}

static void who_peeks_at_students_interval_is_found_out(void **unused)
{
	unsigned failed = 0;
	double t[401];
	struct pcg luck;

	(void) unused;
	pcg_seed(&luck, 3, 3, 3, 3);
	for (int n = 10; n <= 400; n++)
		t[n] = gsl_cdf_tdist_Pinv(0.975, n - 1);
	for (int s = 0; s < 2000; s++) {
		double sum = 0, squares = 0;
		bool fails = false;

		for (int n = 1; n <= 400; n++) {
			double x = decide_normal(&luck), sd;

			sum += x;
			squares += x * x;
			sd = n > 1 ? sqrt((squares - sum * sum / n) / (n - 1)) : 0;
			fails = fails || (n >= 10 && sum / n + t[n] * sd / sqrt(n) < 0);
		}
		failed += fails;
	}
	assert_false(rate_kept(failed, 2000, 0.05));
}

void decide_print_measured(void)
{
	for (int shape = 0; shape < SHAPES; shape++) {
		printf("%-34s", shape_promise[shape].name);
		for (int i = 0; i < 4; i++) {
			double worst = 0, error = edge_error[i % 2];

			for (int side = 0; side < 2; side++) {
				struct edge_errors e = at_the_edge((enum shape) shape, side, error,
						edge_min[i / 2], 400, 20000);

				worst = fmax(worst, fmax(e.failed, e.passed) / (error * e.suites));
			}
			printf(" %6.2f", worst);
		}
		printf("\n");
	}
}

/* ---- families ---- */

/* A file whose m claims are true, but only just, about the same runs: of three, one has luck of its own, one
 * shares it, and one is a mean. */
static bool file_fails(uint32_t m, double alpha, struct pcg *luck)
{
	struct decide_prob prob[20];
	struct decide_mean mean[20];
	uint32_t open = m;
	bool fails = false;

	for (uint32_t i = 0; i < m; i++) {
		double p = 0.6 + 0.3 * i / m;

		decide_prob_begin(&prob[i], i % 2 ? 1 - p : p, 0.08, i % 2, alpha, 0.05);
		decide_mean_begin(&mean[i], 0, 1, alpha, 0.05, 20, 80);
	}
	for (int run = 0; run < 2000 && open > 0; run++) {
		double shared = decide_uniform(luck), common = run < 80 ? decide_normal(luck) : 0;

		open = 0;
		for (uint32_t i = 0; i < m; i++) {
			double x = i % 3 == 0 ? decide_uniform(luck) : shared;

			if (i % 3 == 2 && run < 80)
				decide_mean_add(&mean[i], 0.6 * common + 0.8 * decide_normal(luck));
			if (i % 3 != 2)
				decide_prob_add(&prob[i], x < prob[i].true_at);
			open += i % 3 == 2 ? run < 80 : prob[i].verdict == VERDICT_UNDECIDED;
		}
	}
	for (uint32_t i = 0; i < m; i++)
		fails = fails || (i % 3 == 2 ? mean[i].verdict : prob[i].verdict) == VERDICT_FAIL;
	return fails;
}

static void a_family_of_true_claims_fails_no_more_often_than_declared(void **unused)
{
	static const uint32_t size[] = { 1, 5, 20 };
	struct pcg luck;

	(void) unused;
	pcg_seed(&luck, 11, 12, 13, 14);
	for (size_t i = 0; i < sizeof size / sizeof *size; i++) {
		unsigned failed = 0;

		for (int file = 0; file < 2000; file++)
			failed += file_fails(size[i], decide_share(0.05, size[i]), &luck);
		expect_kept("files", failed, 2000, 0.05);
		expect_reached("files", failed, 2000, 0.05 / 4);
	}
}

static void a_family_without_shares_is_found_out(void **unused)
{
	unsigned failed = 0;
	struct pcg luck;

	(void) unused;
	pcg_seed(&luck, 21, 22, 23, 24);
	for (int file = 0; file < 2000; file++)
		failed += file_fails(20, 0.05, &luck);
	assert_false(rate_kept(failed, 2000, 0.05));
	assert_false(rate_kept(failed, 2000, 0.2));
}

static void a_suite_of_true_claims_fails_no_more_often_than_its_files_together(void **unused)
{
	double family[20], declared;
	unsigned failed = 0;
	struct pcg luck;

	(void) unused;
	for (int i = 0; i < 20; i++)
		family[i] = i % 2 ? 0.01 : 0.005;
	declared = decide_any(family, 20);
	assert_true(declared > 0.1 && declared < 0.15);
	pcg_seed(&luck, 31, 32, 33, 34);
	for (int suite = 0; suite < 2000; suite++) {
		bool fails = false;

		for (uint32_t i = 0; i < 20; i++)
			if (file_fails(1 + i % 4, decide_share(family[i], 1 + i % 4), &luck))
				fails = true;
		failed += fails;
	}
	expect_kept("suites", failed, 2000, declared);
	expect_reached("suites", failed, 2000, declared / 3);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(errors_of_a_probability_are_at_most_what_is_declared),
	cmocka_unit_test(expected_runs_are_what_is_needed),
	cmocka_unit_test(drawn_suites_err_as_often_as_declared_and_computed),
	cmocka_unit_test(a_budget_leaves_undecided_and_errs_no_more),
	cmocka_unit_test(who_peeks_at_an_interval_for_one_look_is_found_out),
	cmocka_unit_test(errors_of_a_mean_are_what_the_header_tells),
	cmocka_unit_test(errors_of_a_mean_are_used_up_where_student_is_right),
	cmocka_unit_test(a_mean_well_inside_passes_and_well_outside_fails),
	cmocka_unit_test(who_peeks_at_students_interval_is_found_out),
	cmocka_unit_test(a_family_of_true_claims_fails_no_more_often_than_declared),
	cmocka_unit_test(a_family_without_shares_is_found_out),
	cmocka_unit_test(a_suite_of_true_claims_fails_no_more_often_than_its_files_together),
};

int decide_calibration(void)
{
	return cmocka_run_group_tests_name("decide_calibration", tests, NULL, NULL);
}
