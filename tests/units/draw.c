/* draw - distributions against their analytic moments, quantiles and distribution functions.
 *
 *	draw		the tests
 *	draw --bits	a digest of what every distribution draws, the same for every compiler
 *	draw --cost	nanoseconds a draw
 */
#include "model/draw.h"

#include "support/sha256.h"
#include "tests/units/statistics.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_randist.h>
#include <gsl/gsl_sf_gamma.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <cmocka.h>

#define DAY_S 86400.0
#define PI    3.14159265358979323846
#define N     200000

static struct stream luck(uint64_t id)
{
	struct stream s;

	stream_open(&s, &(struct stream_key) { .seed = 1, .kind = STREAM_WORLD, .id = id,
			.purpose = FOR_TRAITS });
	return s;
}

/* ---- the distributions, and what is known of them ---- */

static double uniform(struct stream *s)
{
	return draw_uniform(s, -2, 7);
}

static double uniform_cdf(double x)
{
	return gsl_cdf_flat_P(x, -2, 7);
}

static double exponential(struct stream *s)
{
	return draw_exponential(s, 20);
}

static double exponential_cdf(double x)
{
	return gsl_cdf_exponential_P(x, 20);
}

/* Up times of a cluster: falling failure rate. */
static double weibull(struct stream *s)
{
	return draw_weibull(s, 816.6, 0.75);
}

static double weibull_cdf(double x)
{
	return gsl_cdf_weibull_P(x, 816.6, 0.75);
}

static double weibull_moment(double k)
{
	return pow(816.6, k) * gsl_sf_gamma(1 + k / 0.75);
}

static double wearing(struct stream *s)
{
	return draw_weibull(s, 7.11, 2.64);
}

static double wearing_cdf(double x)
{
	return gsl_cdf_weibull_P(x, 7.11, 2.64);
}

static double wearing_moment(double k)
{
	return pow(7.11, k) * gsl_sf_gamma(1 + k / 2.64);
}

static double normal(struct stream *s)
{
	return draw_normal(s, -3, 2.5);
}

static double normal_cdf(double x)
{
	return gsl_cdf_gaussian_P(x + 3, 2.5);
}

static double lognormal(struct stream *s)
{
	return draw_lognormal(s, 0.866, 0.5);
}

static double lognormal_cdf(double x)
{
	return gsl_cdf_lognormal_P(x, 0.866, 0.5);
}

static double lognormal_moment(double k)
{
	return exp(k * 0.866 + k * k * 0.25 / 2);
}

static double pareto(struct stream *s)
{
	return draw_pareto(s, 50, 9);
}

static double pareto_cdf(double x)
{
	return gsl_cdf_pareto_P(x, 9, 50);
}

static double pareto_moment(double k)
{
	return 9 * pow(50, k) / (9 - k);
}

static double gamma_small(struct stream *s)
{
	return draw_gamma(s, 0.4, 3);
}

static double gamma_small_cdf(double x)
{
	return gsl_cdf_gamma_P(x, 0.4, 3);
}

static double gamma_small_moment(double k)
{
	return pow(3, k) * gsl_sf_gamma(0.4 + k) / gsl_sf_gamma(0.4);
}

static double gamma_large(struct stream *s)
{
	return draw_gamma(s, 6.5, 0.2);
}

static double gamma_large_cdf(double x)
{
	return gsl_cdf_gamma_P(x, 6.5, 0.2);
}

static double gamma_large_moment(double k)
{
	return pow(0.2, k) * gsl_sf_gamma(6.5 + k) / gsl_sf_gamma(6.5);
}

static double uniform_moment(double k)
{
	return (pow(7, k + 1) - pow(-2, k + 1)) / (9 * (k + 1));
}

static double exponential_moment(double k)
{
	return pow(20, k) * gsl_sf_gamma(1 + k);
}

/* Means of powers up to the fourth: of m + d z, where z has 0, 1, 0, 3. */
static double normal_moment(double k)
{
	const double m = -3, v = 6.25;

	return k == 1 ? m : k == 2 ? m * m + v : k == 3 ? m * m * m + 3 * m * v :
			pow(m, 4) + 6 * m * m * v + 3 * v * v;
}

/* moment(k) is the mean of x^k, which for these exists up to the fourth. */
static const struct {
	const char *name;
	double (*draw)(struct stream *s);
	double (*cdf)(double x);
	double (*moment)(double k);
} known[] = {
	{ "uniform", uniform, uniform_cdf, uniform_moment },
	{ "exponential", exponential, exponential_cdf, exponential_moment },
	{ "Weibull 0.75", weibull, weibull_cdf, weibull_moment },
	{ "Weibull 2.64", wearing, wearing_cdf, wearing_moment },
	{ "normal", normal, normal_cdf, normal_moment },
	{ "lognormal", lognormal, lognormal_cdf, lognormal_moment },
	{ "Pareto 9", pareto, pareto_cdf, pareto_moment },
	{ "gamma 0.4", gamma_small, gamma_small_cdf, gamma_small_moment },
	{ "gamma 6.5", gamma_large, gamma_large_cdf, gamma_large_moment },
};

#define KNOWN (sizeof known / sizeof known[0])

static double sample[N];

static void take_sample(unsigned i)
{
	struct stream s = luck(i);

	for (unsigned n = 0; n < N; n++)
		sample[n] = known[i].draw(&s);
}

static void the_mean_is_the_analytic_one(void **state)
{
	(void) state;
	for (unsigned i = 0; i < KNOWN; i++) {
		double mean = known[i].moment(1), sum = 0;
		double variance = known[i].moment(2) - mean * mean;

		take_sample(i);
		for (unsigned n = 0; n < N; n++)
			sum += sample[n] - mean;
		expect_normal(known[i].name, sum / sqrt(N * variance));
	}
}

/* The mean of (x - mean)^2 has a variance of (fourth central moment - variance^2) / N. */
static void the_variance_is_the_analytic_one(void **state)
{
	(void) state;
	for (unsigned i = 0; i < KNOWN; i++) {
		double m = known[i].moment(1), v = known[i].moment(2) - m * m, sum = 0;
		double fourth = known[i].moment(4) - 4 * m * known[i].moment(3) +
				6 * m * m * known[i].moment(2) - 3 * pow(m, 4);

		take_sample(i);
		for (unsigned n = 0; n < N; n++)
			sum += pow(sample[n] - m, 2) - v;
		expect_normal(known[i].name, sum / sqrt(N * (fourth - v * v)));
	}
}

static void quantiles_are_the_analytic_ones(void **state)
{
	static const double shares[] = { 0.001, 0.01, 0.1, 0.5, 0.9, 0.99, 0.999 };

	(void) state;
	for (unsigned i = 0; i < KNOWN; i++) {
		double below[sizeof shares / sizeof shares[0]] = { 0 };

		take_sample(i);
		for (unsigned n = 0; n < N; n++)
			for (unsigned q = 0; q < sizeof shares / sizeof shares[0]; q++)
				below[q] += known[i].cdf(sample[n]) < shares[q];
		for (unsigned q = 0; q < sizeof shares / sizeof shares[0]; q++)
			expect_normal(known[i].name, (below[q] - N * shares[q]) /
					sqrt(N * shares[q] * (1 - shares[q])));
	}
}

static void the_distribution_function_is_the_analytic_one(void **state)
{
	(void) state;
	for (unsigned i = 0; i < KNOWN; i++) {
		take_sample(i);
		expect_distribution(known[i].name, sample, N, known[i].cdf);
	}
}

static double heavy_pareto_cdf(double x)
{
	return gsl_cdf_pareto_P(x, 1.2, 50);
}

static double heavy_lognormal_cdf(double x)
{
	return gsl_cdf_lognormal_P(x, 2, 2.5);
}

static double heavy_weibull_cdf(double x)
{
	return gsl_cdf_weibull_P(x, 816.6, 0.4822);
}

/* Where a mean says little: stakes, durations, times between failures. */
static void heavy_tails_follow_their_distribution_function(void **state)
{
	struct stream s = luck(100);

	(void) state;
	for (unsigned n = 0; n < N; n++)
		sample[n] = draw_pareto(&s, 50, 1.2);
	expect_distribution("Pareto 1.2", sample, N, heavy_pareto_cdf);
	for (unsigned n = 0; n < N; n++)
		sample[n] = draw_lognormal(&s, 2, 2.5);
	expect_distribution("lognormal 2.5", sample, N, heavy_lognormal_cdf);
	for (unsigned n = 0; n < N; n++)
		sample[n] = draw_weibull(&s, 816.6, 0.4822);
	expect_distribution("Weibull 0.48", sample, N, heavy_weibull_cdf);
}

/* One in 100,000 on either side. */
static void far_tails_are_as_frequent_as_they_should_be(void **state)
{
	const double share = 1e-5, draws = 5e6, edge = gsl_cdf_ugaussian_Pinv(share);
	struct stream s = luck(101);
	double low = 0, high = 0, late = 0, early = 0;

	(void) state;
	for (unsigned n = 0; n < draws; n++) {
		double z = draw_normal(&s, 0, 1), x = draw_exponential(&s, 1);

		low += z < edge;
		high += z > -edge;
		late += x > -log(share);
		early += x < -log1p(-share);
	}
	expect_normal("normal, low", (low - draws * share) / sqrt(draws * share));
	expect_normal("normal, high", (high - draws * share) / sqrt(draws * share));
	expect_normal("exponential, late", (late - draws * share) / sqrt(draws * share));
	expect_normal("exponential, early", (early - draws * share) / sqrt(draws * share));
}

/* ---- counts ---- */

#define CELLS 400

/* Counts of each value against chances; the last cell is "or more", cells are joined until 10 are
 * expected. */
static void expect_counts(const char *what, const unsigned *seen,
		double (*chance)(unsigned k, const double *p), const double *p)
{
	double sum = 0, expected = 0, found = 0, left = N;
	int cells = 0;

	for (unsigned k = 0; k < CELLS; k++) {
		expected += N * chance(k, p);
		found += seen[k];
		if (expected >= 10 && left - expected >= 10) {
			sum += pow(found - expected, 2) / expected;
			left -= expected;
			expected = found = 0;
			cells++;
		}
	}
	sum += pow(found + seen[CELLS] - left, 2) / left;
	expect_chi_square(what, sum, cells);
}

static double poisson_chance(unsigned k, const double *p)
{
	return gsl_ran_poisson_pdf(k, p[0]);
}

static void poisson_counts_have_their_chances(void **state)
{
	static const double means[] = { 0.3, 7, 11, 120 };

	(void) state;
	for (unsigned i = 0; i < sizeof means / sizeof means[0]; i++) {
		unsigned seen[CELLS + 1] = { 0 };
		struct stream s = luck(200 + i);

		for (unsigned n = 0; n < N; n++) {
			uint64_t k = draw_poisson(&s, means[i]);

			seen[k < CELLS ? k : CELLS]++;
		}
		expect_counts("Poisson", seen, poisson_chance, &means[i]);
	}
}

/* p: mean, size. */
static double negative_binomial_chance(unsigned k, const double *p)
{
	return gsl_ran_negative_binomial_pdf(k, p[1] / (p[0] + p[1]), p[1]);
}

static void negative_binomial_counts_have_their_chances_mean_and_variance(void **state)
{
	static const double cases[][2] = { { 5, 0.8 }, { 0.7, 3 }, { 40, 12 } };

	(void) state;
	for (unsigned i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		double mean = cases[i][0], size = cases[i][1], v = mean + mean * mean / size;
		double p = size / (mean + size), excess = 6 / size + p * p / ((1 - p) * size);
		double sum = 0, squares = 0;
		unsigned seen[CELLS + 1] = { 0 };
		struct stream s = luck(300 + i);

		for (unsigned n = 0; n < N; n++) {
			uint64_t k = draw_negative_binomial(&s, mean, size);

			seen[k < CELLS ? k : CELLS]++;
			sum += (double) k - mean;
			squares += pow((double) k - mean, 2) - v;
		}
		expect_counts("negative binomial", seen, negative_binomial_chance, cases[i]);
		expect_normal("negative binomial, mean", sum / sqrt(N * v));
		expect_normal("negative binomial, variance",
				squares / sqrt(N * v * v * (2 + excess)));
	}
}

static void counts_beyond_32_bits_have_their_mean_and_variance(void **state)
{
	struct stream s = luck(400);
	const double mean = 2.5e10;
	double sum = 0, squares = 0;

	(void) state;
	for (unsigned n = 0; n < 2000; n++) {
		double away = ((double) draw_poisson(&s, mean) - mean) / sqrt(mean);

		sum += away;
		squares += away * away;
	}
	expect_normal("mean", sum / sqrt(2000));
	expect_chi_square("variance", squares, 2000);
}

static void nothing_is_expected_nothing_comes(void **state)
{
	struct stream s = luck(401);

	(void) state;
	for (unsigned n = 0; n < 1000; n++) {
		assert_int_equal(draw_poisson(&s, 0), 0);
		assert_int_equal(draw_negative_binomial(&s, 0, 2), 0);
	}
}

/* ---- choices ---- */

static void chances_are_kept_and_0_and_1_are_certain(void **state)
{
	struct stream s = luck(500);
	double hits = 0;

	(void) state;
	for (unsigned n = 0; n < N; n++) {
		hits += draw_chance(&s, 0.03);
		assert_false(draw_chance(&s, 0));
		assert_true(draw_chance(&s, 1));
	}
	expect_normal("chance", (hits - 0.03 * N) / sqrt(N * 0.03 * 0.97));
}

static void integers_are_even_from_low_to_high(void **state)
{
	struct stream s = luck(501);
	unsigned seen[12] = { 0 };
	int negative = 0, positive = 0;

	(void) state;
	for (unsigned n = 0; n < 120000; n++) {
		int64_t x = draw_integer(&s, -5, 6);

		assert_in_range(x + 5, 0, 11);
		seen[x + 5]++;
		assert_int_equal(draw_integer(&s, 8, 8), 8);
		if (draw_integer(&s, INT64_MIN, INT64_MAX) < 0)
			negative++;
		else
			positive++;
	}
	expect_even("integers", seen, 12);
	expect_normal("signs", (negative - positive) / sqrt(120000));
}

static const uint64_t weight[] = { 0, 3, 1, 0, 10, 6, 0 };

#define WEIGHTS (sizeof weight / sizeof weight[0])

static void weights_are_chances_and_0_is_never_taken(void **state)
{
	struct stream s = luck(502);
	unsigned seen[WEIGHTS] = { 0 };
	double sum = 0;

	(void) state;
	for (unsigned n = 0; n < N; n++)
		seen[draw_weighted(&s, weight, WEIGHTS)]++;
	for (unsigned i = 0; i < WEIGHTS; i++) {
		double expected = N * (double) weight[i] / 20;

		if (weight[i])
			sum += pow(seen[i] - expected, 2) / expected;
		else
			assert_int_equal(seen[i], 0);
	}
	expect_chi_square("weights", sum, 3);
}

static void running_sums_choose_as_their_weights_do(void **state)
{
	struct stream s = luck(503), same = s;
	uint64_t cumulative[WEIGHTS], sum = 0;

	(void) state;
	for (unsigned i = 0; i < WEIGHTS; i++)
		cumulative[i] = sum += weight[i];
	for (unsigned n = 0; n < N; n++)
		assert_int_equal(draw_cumulative(&s, cumulative, WEIGHTS),
				draw_weighted(&same, weight, WEIGHTS));
}

static void the_largest_weights_are_exact(void **state)
{
	const uint64_t huge[] = { UINT64_MAX - 1, 1 };
	const uint64_t half[] = { UINT64_C(1) << 63, UINT64_C(1) << 62 };
	struct stream s = luck(504);
	double first = 0;

	(void) state;
	for (unsigned n = 0; n < N; n++) {
		assert_int_equal(draw_weighted(&s, huge, 2), 0);
		first += draw_weighted(&s, half, 2) == 0;
	}
	expect_normal("two thirds", (first - N * 2.0 / 3) / sqrt(N * 2.0 / 9));
}

/* ---- one number each ---- */

static const double hours_per_s[24] = { 0, 0, 0, 0, 0.001, 0.002, 0.004, 0.008, 0.012, 0.015, 0.015,
	0.013, 0.012, 0.014, 0.016, 0.015, 0.012, 0.01, 0.008, 0.006, 0.004, 0.003, 0.001, 0 };
static const struct draw_profile hours = { hours_per_s, 24, 3600 };

static void draw_one(struct stream *s, unsigned which, double parameter)
{
	switch (which) {
	case 0:
		draw_chance(s, parameter);
		break;
	case 1:
		draw_uniform(s, 0, parameter);
		break;
	case 2:
		draw_integer(s, 0, (int64_t) (100 * parameter));
		break;
	case 3:
		draw_exponential(s, parameter);
		break;
	case 4:
		draw_weibull(s, 3, parameter);
		break;
	case 5:
		draw_normal(s, 0, parameter);
		break;
	case 6:
		draw_lognormal(s, 0, parameter);
		break;
	case 7:
		draw_pareto(s, 1, parameter);
		break;
	case 8:
		draw_weighted(s, weight, WEIGHTS);
		break;
	case 9:
		draw_next_step_arrival_s(s, &hours, 1000 * parameter, INFINITY);
		break;
	}
}

static void what_says_so_takes_one_number_whatever_its_parameters(void **state)
{
	(void) state;
	for (unsigned which = 0; which < 10; which++) {
		struct stream s = luck(600 + which), counted = s;

		for (unsigned n = 1; n <= 3000; n++)
			draw_one(&s, which, n / 1000.0);
		pcg_advance(&counted.pcg, 3000);
		assert_memory_equal(&s, &counted, sizeof s);
	}
}

static void the_same_luck_is_the_same_quantile_for_other_parameters(void **state)
{
	struct stream s = luck(700);

	(void) state;
	for (unsigned n = 0; n < 10000; n++) {
		struct stream a = s, b = s, c = s, d = s;
		double x = gsl_cdf_weibull_P(draw_weibull(&a, 10, 0.6), 10, 0.6);
		double y = gsl_cdf_weibull_P(draw_weibull(&b, 35, 2), 35, 2);

		assert_true(fabs(x - y) < 1e-12);
		assert_true(draw_exponential(&c, 8) == 2 * draw_exponential(&d, 4));
		stream_next(&s);
	}
}

/* ---- arrivals ---- */

static double wave_per_s(double at_s, const void *about)
{
	const double *mean_per_s = about;

	return *mean_per_s * (1 + 0.8 * sin(2 * PI * at_s / DAY_S));
}

/* The integral of the wave from 0 on. */
static double wave_until(double at_s, double mean_per_s)
{
	return mean_per_s * (at_s + 0.8 * DAY_S / (2 * PI) * (1 - cos(2 * PI * at_s / DAY_S)));
}

#define DAYS 400

struct arrivals {
	unsigned hour[24], day[DAYS], all;
	double waits[2 * N]; /* in expected arrivals */
};

static void note_arrival(struct arrivals *a, double at_s, double waited)
{
	a->hour[(unsigned) (fmod(at_s, DAY_S) / 3600)]++;
	a->day[(unsigned) (at_s / DAY_S)]++;
	assert_true(a->all < 2 * N);
	a->waits[a->all++] = waited;
}

static double unit_exponential_cdf(double x)
{
	return gsl_cdf_exponential_P(x, 1);
}

/* A Poisson process: counts of hours and days have the variance of their mean, and the expected
 * counts between arrivals are exponential. */
static void expect_poisson_process(const char *what, struct arrivals *a, const double *per_hour)
{
	double day = 0, sum = 0, spread = 0;
	int hours_used = 0;

	for (unsigned h = 0; h < 24; h++) {
		double expected = DAYS * per_hour[h];

		day += per_hour[h];
		if (per_hour[h] > 0) {
			sum += pow(a->hour[h] - expected, 2) / expected;
			hours_used++;
		} else {
			assert_int_equal(a->hour[h], 0);
		}
	}
	for (unsigned d = 0; d < DAYS; d++)
		spread += pow(a->day[d] - day, 2) / day;
	expect_chi_square(what, sum, hours_used);
	expect_chi_square(what, spread, DAYS);
	expect_distribution(what, a->waits, a->all, unit_exponential_cdf);
}

static void thinned_arrivals_follow_a_changing_rate(void **state)
{
	static struct arrivals a;
	const double mean_per_s = 0.004;
	const struct draw_rate rate = { wave_per_s, &mean_per_s, 1.8 * 0.004 };
	struct stream s = luck(800);
	double before_s = 0, at_s = 0, per_hour[24];

	(void) state;
	while ((at_s = draw_next_arrival_s(&s, &rate, at_s, DAYS * DAY_S)) < INFINITY) {
		note_arrival(&a, at_s,
				wave_until(at_s, mean_per_s) - wave_until(before_s, mean_per_s));
		before_s = at_s;
	}
	for (unsigned h = 0; h < 24; h++)
		per_hour[h] = wave_until((h + 1) * 3600, mean_per_s) -
				wave_until(h * 3600, mean_per_s);
	expect_poisson_process("thinning", &a, per_hour);
}

/* The integral of the hours from 0 on. */
static double hours_until(double at_s)
{
	double sum = 0, day = 0, in_day = fmod(at_s, DAY_S);
	unsigned hour = (unsigned) (in_day / 3600);

	for (unsigned h = 0; h < 24; h++) {
		day += hours_per_s[h] * 3600;
		if (h < hour)
			sum += hours_per_s[h] * 3600;
	}
	return sum + hours_per_s[hour] * (in_day - hour * 3600.0) + floor(at_s / DAY_S) * day;
}

static void arrivals_follow_the_hours_of_a_day(void **state)
{
	static struct arrivals a;
	struct stream s = luck(801);
	double before_s = 0, at_s = 0, per_hour[24];

	(void) state;
	while ((at_s = draw_next_step_arrival_s(&s, &hours, at_s, DAYS * DAY_S)) < INFINITY) {
		note_arrival(&a, at_s, hours_until(at_s) - hours_until(before_s));
		before_s = at_s;
	}
	for (unsigned h = 0; h < 24; h++)
		per_hour[h] = hours_per_s[h] * 3600;
	expect_poisson_process("steps", &a, per_hour);
}

static void without_a_rate_nobody_arrives(void **state)
{
	static const double none[3] = { 0, 0, 0 };
	const struct draw_profile never = { none, 3, 60 };
	const double zero = 0;
	const struct draw_rate rate = { wave_per_s, &zero, 0 };
	struct stream s = luck(802);

	(void) state;
	assert_true(isinf(draw_next_arrival_s(&s, &rate, 5, INFINITY)));
	assert_true(isinf(draw_next_step_arrival_s(&s, &never, 5, INFINITY)));
	assert_true(isinf(draw_next_step_arrival_s(&s, &hours, 100, 100)));
	assert_true(isinf(draw_next_step_arrival_s(&s, &hours, 0, 4 * 3600)));
}

static void milliseconds_are_the_nearest_and_never_overflow(void **state)
{
	(void) state;
	assert_int_equal(draw_ms(0), 0);
	assert_int_equal(draw_ms(1.0004), 1000);
	assert_int_equal(draw_ms(1.0006), 1001);
	assert_int_equal(draw_ms(0.0005), 1);
	assert_int_equal(draw_ms(-0.0005), -1);
	assert_int_equal(draw_ms(9.1e15), INT64_C(9100000000000000000));
	assert_true(draw_ms(9.3e15) == DRAW_NEVER_MS);
	assert_true(draw_ms(INFINITY) == DRAW_NEVER_MS);
	assert_true(draw_ms(-INFINITY) == INT64_MIN);
}

/* ---- other things that the program does ---- */

static double poisson_number(struct stream *s)
{
	return (double) draw_poisson(s, 33);
}

static double negative_binomial_number(struct stream *s)
{
	return (double) draw_negative_binomial(s, 5, 0.8);
}

static double weighted_number(struct stream *s)
{
	return (double) draw_weighted(s, weight, WEIGHTS);
}

static double thinned_number(struct stream *s)
{
	static const double mean_per_s = 0.004;
	const struct draw_rate rate = { wave_per_s, &mean_per_s, 1.8 * 0.004 };

	return draw_next_arrival_s(s, &rate, 70000, INFINITY);
}

static double stepped_number(struct stream *s)
{
	return draw_next_step_arrival_s(s, &hours, 70000, INFINITY);
}

static double heavy_number(struct stream *s)
{
	return draw_pareto(s, 50, 1.2);
}

static const struct {
	const char *name;
	double (*draw)(struct stream *s);
} all[] = {
	{ "uniform", uniform },
	{ "exponential", exponential },
	{ "weibull", weibull },
	{ "normal", normal },
	{ "lognormal", lognormal },
	{ "pareto", heavy_number },
	{ "gamma-small", gamma_small },
	{ "gamma-large", gamma_large },
	{ "poisson", poisson_number },
	{ "negative-binomial", negative_binomial_number },
	{ "weighted", weighted_number },
	{ "thinned-arrival", thinned_number },
	{ "stepped-arrival", stepped_number },
};

#define ALL (sizeof all / sizeof all[0])

static void print_bits(void)
{
	for (unsigned i = 0; i < ALL; i++) {
		struct stream s = luck(900 + i);
		struct sha256 digest;
		uint8_t bytes[SHA256_SIZE];
		char text[2 * SHA256_SIZE + 1];

		sha256_init(&digest);
		for (unsigned n = 0; n < N; n++) {
			double x = all[i].draw(&s);

			sha256_add(&digest, &x, sizeof x);
		}
		sha256_end(&digest, bytes);
		sha256_hex(text, bytes, sizeof bytes);
		printf("%s %s\n", text, all[i].name);
	}
}

static void print_cost(void)
{
	for (unsigned i = 0; i < ALL; i++) {
		struct stream s = luck(900 + i);
		struct timespec from, to;
		double sum = 0, ns;

		clock_gettime(CLOCK_MONOTONIC, &from);
		for (unsigned n = 0; n < 5 * N; n++)
			sum += all[i].draw(&s);
		clock_gettime(CLOCK_MONOTONIC, &to);
		ns = (double) (to.tv_sec - from.tv_sec) * 1e9 +
				(double) (to.tv_nsec - from.tv_nsec);
		printf("%-18s %6.1f ns (mean %g)\n", all[i].name, ns / (5 * N), sum / (5 * N));
	}
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_mean_is_the_analytic_one),
		cmocka_unit_test(the_variance_is_the_analytic_one),
		cmocka_unit_test(quantiles_are_the_analytic_ones),
		cmocka_unit_test(the_distribution_function_is_the_analytic_one),
		cmocka_unit_test(heavy_tails_follow_their_distribution_function),
		cmocka_unit_test(far_tails_are_as_frequent_as_they_should_be),
		cmocka_unit_test(poisson_counts_have_their_chances),
		cmocka_unit_test(negative_binomial_counts_have_their_chances_mean_and_variance),
		cmocka_unit_test(counts_beyond_32_bits_have_their_mean_and_variance),
		cmocka_unit_test(nothing_is_expected_nothing_comes),
		cmocka_unit_test(chances_are_kept_and_0_and_1_are_certain),
		cmocka_unit_test(integers_are_even_from_low_to_high),
		cmocka_unit_test(weights_are_chances_and_0_is_never_taken),
		cmocka_unit_test(running_sums_choose_as_their_weights_do),
		cmocka_unit_test(the_largest_weights_are_exact),
		cmocka_unit_test(what_says_so_takes_one_number_whatever_its_parameters),
		cmocka_unit_test(the_same_luck_is_the_same_quantile_for_other_parameters),
		cmocka_unit_test(thinned_arrivals_follow_a_changing_rate),
		cmocka_unit_test(arrivals_follow_the_hours_of_a_day),
		cmocka_unit_test(without_a_rate_nobody_arrives),
		cmocka_unit_test(milliseconds_are_the_nearest_and_never_overflow),
	};

	if (argc == 2 && strcmp(argv[1], "--bits") == 0)
		return print_bits(), 0;
	if (argc == 2 && strcmp(argv[1], "--cost") == 0)
		return print_cost(), 0;
	return cmocka_run_group_tests_name("distributions", tests, NULL, NULL);
}
