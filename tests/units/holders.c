/* holders - the token, those who hold it, and verifiers against what is known of them on paper. */
#include "model/holders.h"

#include "model/draw.h"
#include "model/token.h"
#include "model/verifier.h"
#include "protocol/spheron.h"
#include "tests/units/statistics.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_sort.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#define DAY_S  86400.0
#define YEAR_S (365 * DAY_S)
#define N      50000

static const struct luck luck = { .seed = 1, .replication = 0 };
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

/* ---- the token ---- */

/* Steps without trade. */
static void pass(struct token *t, const struct token_setup *setup, const struct luck *of,
		uint32_t from, uint32_t n, double era_s)
{
	for (uint32_t era = from; era < from + n; era++)
		token_step(t, setup, NULL, of, era, era_s, 0, 0);
}

/* Log prices after a time of `steps` steps, each path in a replication of its own. */
static void paths(const struct token_setup *setup, uint32_t steps, double step_s)
{
	for (uint32_t i = 0; i < N; i++) {
		struct luck own = { .seed = 5, .replication = i };
		struct token t;

		token_start(&t, setup, NULL);
		pass(&t, setup, &own, 0, steps, step_s);
		sample[i] = log(t.usd / setup->start_usd);
	}
}

static void expect_moments(const char *what, double mean, double variance)
{
	double sum = 0, squares = 0, fourth = 0;

	for (uint32_t i = 0; i < N; i++) {
		double away = sample[i] - mean;

		sum += away;
		squares += away * away - variance;
		fourth += pow(away * away - variance, 2);
	}
	expect_normal(what, sum / sqrt(N * variance));
	expect_normal(what, squares / sqrt(fourth));
}

/* The mean of the price itself, relative to the start. */
static void expect_mean_price(const char *what, double mean)
{
	double sum = 0, squares = 0;

	for (uint32_t i = 0; i < N; i++) {
		double away = exp(sample[i]) - mean;

		sum += away;
		squares += away * away;
	}
	expect_normal(what, sum / sqrt(squares));
}

static double half_year_cdf(double x)
{
	return gsl_cdf_gaussian_P(x - 0.2 * 0.5, 0.8 * sqrt(0.5));
}

static void a_constant_price_stays(void **state)
{
	const struct token_setup setup = { .model = TOKEN_CONSTANT, .start_usd = 0.5, .vol = 2 };
	struct token t;

	(void) state;
	token_start(&t, &setup, NULL);
	token_step(&t, &setup, NULL, &luck, 0, DAY_S, 1e6, 1e9);
	assert_true(t.usd == 0.5);
}

static void geometric_brownian_motion_is_normal_in_its_logarithm(void **state)
{
	const struct token_setup setup = {
		.model = TOKEN_GBM, .start_usd = 2, .drift = 0.2, .vol = 0.8
	};
	const struct token_setup fair = {
		.model = TOKEN_GBM, .start_usd = 2, .drift = -0.32, .vol = 0.8
	};

	(void) state;
	paths(&setup, 1, YEAR_S / 2);
	expect_moments("one step", 0.1, 0.32);
	expect_distribution("log price", sample, N, half_year_cdf);
	paths(&setup, 20, YEAR_S / 40);
	expect_moments("twenty steps", 0.1, 0.32);
	expect_mean_price("mean price", exp(0.1 + 0.16));
	paths(&fair, 4, YEAR_S / 4);
	expect_mean_price("a martingale", 1);
}

/* Log price: mean (drift + rate m) t, variance (vol^2 + rate (m^2 + s^2)) t; it is a martingale if
 * the drift takes back vol^2 / 2 and what jumps add, rate (exp(m + s^2 / 2) - 1). */
static void jumps_have_the_moments_of_mertons_model(void **state)
{
	const double rate = 13, m = 0.05, s = 0.24, vol = 0.9;
	struct token_setup setup = { .model = TOKEN_JUMP,
		.start_usd = 1,
		.drift = -0.3,
		.vol = vol,
		.jumps_year = rate,
		.jump_mean = m,
		.jump_sd = s };

	(void) state;
	paths(&setup, 1, YEAR_S / 4);
	expect_moments("one step", (-0.3 + rate * m) / 4, (vol * vol + rate * (m * m + s * s)) / 4);
	paths(&setup, 30, YEAR_S / 120);
	expect_moments("thirty steps", (-0.3 + rate * m) / 4,
			(vol * vol + rate * (m * m + s * s)) / 4);
	setup.drift = -vol * vol / 2 - rate * (exp(m + s * s / 2) - 1);
	paths(&setup, 10, YEAR_S / 40);
	expect_mean_price("a martingale", 1);
}

/* P(no jump in a step) = exp(-rate t): without other noise the price then stands still. */
static void steps_without_a_jump_are_as_many_as_poisson_says(void **state)
{
	const struct token_setup setup = {
		.model = TOKEN_JUMP, .start_usd = 1, .jumps_year = 100, .jump_sd = 0.1
	};
	double p = exp(-100.0 / 365), still = 0;
	struct token t;

	(void) state;
	token_start(&t, &setup, NULL);
	for (uint32_t era = 0; era < N; era++) {
		double before = t.usd;

		token_step(&t, &setup, NULL, &luck, era, DAY_S, 0, 0);
		still += t.usd == before;
	}
	expect_normal("still", (still - N * p) / sqrt(N * p * (1 - p)));
}

/* Steps that a mood lasts are geometric; a step's return has the volatility of its mood. */
static void moods_last_as_long_as_their_chain_says(void **state)
{
	const struct token_setup setup = { .model = TOKEN_REGIME,
		.start_usd = 1,
		.calm_vol = 0.5,
		.wild_vol = 2,
		.calm_s = 20 * DAY_S,
		.wild_s = 7 * DAY_S };
	const double both = 1 / setup.calm_s + 1 / setup.wild_s, share = 7 / 27.0;
	const double mixed = 1 - exp(-both * DAY_S),
		     turns[2] = { share * mixed, (1 - share) * mixed };
	double steps[2] = { 0 }, turned[2] = { 0 }, squares[2] = { 0 };
	struct token t;

	(void) state;
	token_start(&t, &setup, NULL);
	assert_false(t.wild);
	for (uint32_t era = 0; era < 10 * N; era++) {
		double before = t.process_usd;
		bool mood = t.wild;

		token_step(&t, &setup, NULL, &luck, era, DAY_S, 0, 0);
		squares[mood] += pow(log(t.process_usd / before), 2);
		steps[mood]++;
		turned[mood] += t.wild != mood;
		t.process_usd = 1; /* half a million steps would leave the range of numbers */
	}
	for (int mood = 0; mood < 2; mood++) {
		double vol = mood ? setup.wild_vol : setup.calm_vol, p = turns[mood];

		expect_normal("turns",
				(turned[mood] - steps[mood] * p) / sqrt(steps[mood] * p * (1 - p)));
		expect_chi_square("volatility", squares[mood] / (vol * vol / 365), steps[mood]);
		expect_near(DAY_S / p, mood ? setup.wild_s : setup.calm_s, 0.1 * DAY_S / p);
	}
	expect_near(steps[1] / (10 * N), share, 0.01);
}

static void a_series_is_replayed_and_scaled_to_its_start(void **state)
{
	struct trace *t = trace_new(TRACE_SERIES, "prices");
	struct token_setup setup = { .model = TOKEN_SERIES };
	struct token token;

	(void) state;
	assert_non_null(t);
	for (int d = 0; d < 5; d++)
		assert_true(trace_add_point(t, (10 + d) * DAY_S, 4 + d));
	assert_true(trace_finish(t, 10 * DAY_S, 15 * DAY_S));
	token_start(&token, &setup, t);
	for (uint32_t era = 0; era < 10; era++) {
		expect_near(token.usd, era < 5 ? 4 + era : 8, 1e-12);
		token_step(&token, &setup, t, &luck, era, DAY_S, 0, 0);
	}
	setup.start_usd = 0.5;
	token_start(&token, &setup, t);
	pass(&token, &setup, &luck, 0, 0, DAY_S);
	token_step(&token, &setup, t, &luck, 3, DAY_S, 0, 0);
	expect_near(token.usd, 1, 1e-12);
	trace_free(t);
}

static const struct token_setup quiet_pool = {
	.model = TOKEN_POOL, .start_usd = 0.5, .pool_usd = 4e6
};

static void a_pool_keeps_its_product_whatever_is_traded(void **state)
{
	struct token_setup setup = quiet_pool;
	struct stream s = luck_open(&luck, STREAM_WORLD, 2, FOR_TRAITS, 0);
	struct token t;

	(void) state;
	setup.noise = 0.9;
	setup.drift = 0.1;
	token_start(&t, &setup, NULL);
	for (uint32_t era = 0; era < N; era++) {
		token_step(&t, &setup, NULL, &luck, era, DAY_S, draw_exponential(&s, 2e5),
				draw_exponential(&s, 1e5));
		expect_near(t.pool_usd * t.pool_spon / 3.2e13, 1, 1e-9);
		expect_near(t.usd * t.pool_spon / t.pool_usd, 1, 1e-12);
	}
}

static void what_is_sold_and_bought_moves_a_pool_as_its_curve_says(void **state)
{
	struct token t, half;
	double usd, spon;

	(void) state;
	token_start(&t, &quiet_pool, NULL);
	token_step(&t, &quiet_pool, NULL, &luck, 0, DAY_S, 0, 1e6);
	expect_near(t.pool_usd, 5e6, 1e-3);
	expect_near(t.pool_spon, 6.4e6, 1e-3);
	token_step(&t, &quiet_pool, NULL, &luck, 1, DAY_S, 1.6e6, 0);
	expect_near(t.pool_spon, 8e6, 1e-3);
	expect_near(t.usd, 0.5, 1e-12);

	/* both at once: as a million small trades in turn, and as two halves */
	token_start(&t, &quiet_pool, NULL);
	half = t;
	usd = t.pool_usd;
	spon = t.pool_spon;
	token_step(&t, &quiet_pool, NULL, &luck, 0, DAY_S, 3e6, 5e6);
	for (int i = 0; i < 1000000; i++) {
		spon = 3.2e13 / (usd += 5);
		usd = 3.2e13 / (spon += 3);
	}
	expect_near(t.pool_usd / usd, 1, 1e-5);
	token_step(&half, &quiet_pool, NULL, &luck, 0, DAY_S, 1.5e6, 2.5e6);
	token_step(&half, &quiet_pool, NULL, &luck, 1, DAY_S, 1.5e6, 2.5e6);
	expect_near(half.usd / t.usd, 1, 1e-12);
}

static void a_pool_comes_to_rest_where_as_much_is_bought_as_sold(void **state)
{
	struct token t;

	(void) state;
	token_start(&t, &quiet_pool, NULL);
	for (uint32_t era = 0; era < 2000; era++)
		token_step(&t, &quiet_pool, NULL, &luck, era, DAY_S, 1e5, 2e4);
	expect_near(t.usd, 0.2, 1e-6);
	token_shock(&t, 0.5); /* the same trade brings it back */
	expect_near(t.usd, 0.1, 1e-6);
	for (uint32_t era = 2000; era < 4000; era++)
		token_step(&t, &quiet_pool, NULL, &luck, era, DAY_S, 1e5, 2e4);
	expect_near(t.usd, 0.2, 1e-6);
}

static void noise_of_a_pool_is_a_volatility(void **state)
{
	struct token_setup setup = quiet_pool;

	(void) state;
	setup.noise = 0.9;
	paths(&setup, 10, YEAR_S / 40);
	expect_moments("noise", 0, 0.81 / 4);
}

static void a_shock_multiplies_and_the_floor_holds(void **state)
{
	const struct token_setup setup = {
		.model = TOKEN_GBM, .start_usd = 1, .floor_usd = 0.05, .drift = -1, .vol = 1
	};
	struct token_setup low = setup;
	struct token t, shocked, bare;

	(void) state;
	low.floor_usd = 0;
	token_start(&t, &setup, NULL);
	token_start(&shocked, &setup, NULL);
	token_start(&bare, &low, NULL);
	token_shock(&shocked, 0.03);
	assert_true(shocked.usd == 0.05);
	for (uint32_t era = 0; era < 2000; era++) {
		pass(&t, &setup, &luck, era, 1, DAY_S);
		pass(&shocked, &setup, &luck, era, 1, DAY_S);
		pass(&bare, &low, &luck, era, 1, DAY_S);
		expect_near(t.usd, fmax(0.05, bare.usd), 0);
		expect_near(shocked.usd, fmax(0.05, 0.03 * bare.usd), 1e-15);
	}
}

/* Twice the volatility is twice the log return in every era; jumps of no size change nothing. */
static void another_volatility_has_the_same_luck(void **state)
{
	struct token_setup one = { .model = TOKEN_GBM, .start_usd = 1, .vol = 0.4 }, two = one,
			   jump = one;
	struct token a, b, c;

	(void) state;
	two.vol = 0.8;
	jump.model = TOKEN_JUMP;
	jump.jumps_year = 50;
	token_start(&a, &one, NULL);
	token_start(&b, &two, NULL);
	token_start(&c, &jump, NULL);
	for (uint32_t era = 0; era < 1000; era++) {
		pass(&a, &one, &luck, era, 1, DAY_S);
		pass(&b, &two, &luck, era, 1, DAY_S);
		pass(&c, &jump, &luck, era, 1, DAY_S);
		expect_near(log(b.usd), 2 * log(a.usd), 1e-9);
		assert_true(c.usd == a.usd);
	}
}

/* ---- delegators ---- */

static struct delegator_class holder(struct law stake)
{
	return (struct delegator_class){ .name = "holder",
		.stake_spon = stake,
		.looks_every_s = 30 * DAY_S,
		.chases = 2,
		.least_apr = 0.03,
		.considers = 4 };
}

static double gini(double *x, size_t n)
{
	double sum = 0, weighted = 0;

	gsl_sort(x, 1, n);
	for (size_t i = 0; i < n; i++) {
		sum += x[i];
		weighted += (2 * (double) i + 1 - (double) n) * x[i];
	}
	return weighted / sum / (double) (n - 1);
}

/* The Gini coefficient of a Pareto of shape a is 1 / (2a - 1). */
static void stakes_of_delegators_are_as_unequal_as_their_law(void **state)
{
	static const double shapes[] = { 4, 6 };

	(void) state;
	for (int i = 0; i < 2; i++) {
		const struct delegator_class c = holder(law(LAW_PARETO, 50, shapes[i]));
		double sum = 0, squares = 0;
		const uint32_t groups = 50, size = N / groups;

		for (uint32_t g = 0; g < groups; g++) {
			double away;

			for (uint32_t k = 0; k < size; k++) {
				struct delegator d;

				delegator_make(&d, &c, 3, &luck, g * size + k);
				assert_true(d.spon >= 50 && d.provider == 0 && d.class_ == 3);
				sample[k] = d.spon;
			}
			away = gini(sample, size) - 1 / (2 * shapes[i] - 1);
			sum += away;
			squares += away * away;
		}
		expect_normal("Gini", sum / sqrt(squares - sum * sum / groups));
	}
}

static double look_cdf(double x)
{
	return gsl_cdf_exponential_P(x, 30 * DAY_S);
}

static void delegators_look_again_after_exponential_times(void **state)
{
	const struct delegator_class c = holder(law_constant(100));
	struct delegator d = { 0 };

	(void) state;
	for (uint32_t i = 0; i < N; i++) {
		d.looks = i / 100;
		sample[i] = delegator_next_look_s(&d, &c, &luck, i % 100);
	}
	expect_distribution("times between looks", sample, N, look_cdf);
}

static const struct delegation_offer nowhere;

/* The one without room and the one that pays too little are never taken; half of the room is worth
 * half of the APR. */
static void offers_are_taken_in_proportion_to_a_power_of_their_apr(void **state)
{
	static const struct delegation_offer offer[] = { { 1, 0.05, 1e6 }, { 2, 0.9, 0 },
		{ 3, 0.10, 1e6 }, { 4, 0.02, 1e6 }, { 5, 0.40, 50 } };

	(void) state;
	for (int chases = 0; chases < 4; chases++) {
		struct delegator_class c = holder(law_constant(100));
		double seen[5] = { 0 }, weight[5] = { 0 }, all = 0, sum = 0;

		c.chases = chases;
		for (int i = 0; i < 5; i += 2)
			all += weight[i] = pow(i == 4 ? 0.2 : offer[i].apr, chases);
		for (uint32_t id = 0; id < N; id++) {
			struct delegator d;
			uint32_t to = 9;

			delegator_make(&d, &c, 0, &luck, id);
			assert_int_equal(
					delegator_looks(&d, &c, &luck, id, &nowhere, offer, 5, &to),
					DELEGATOR_JOINS);
			seen[to]++;
		}
		assert_true(seen[1] == 0 && seen[3] == 0);
		for (int i = 0; i < 5; i += 2)
			sum += pow(seen[i] - N * weight[i] / all, 2) / (N * weight[i] / all);
		expect_chi_square("offers", sum, 2);
	}
}

static enum delegator_does looks(double now, double best, double room)
{
	const struct delegator_class c = holder(law_constant(100));
	const struct delegation_offer present = { 7, now, 1e6 },
				      offer[] = { { 7, now, 1e6 }, { 8, best, room } };
	struct delegator d = { .spon = 100, .provider = 7 };
	uint32_t to;
	enum delegator_does does = delegator_looks(&d, &c, &luck, 1, &present, offer, 2, &to);

	assert_true(does != DELEGATOR_MOVES || to == 1);
	return does;
}

static void delegators_move_for_more_and_leave_for_too_little(void **state)
{
	(void) state;
	assert_int_equal(looks(0.10, 0.12, 1e6), DELEGATOR_MOVES);
	assert_int_equal(looks(0.10, 0.105, 1e6), DELEGATOR_STAYS);
	assert_int_equal(looks(0.10, 0.20, 50), DELEGATOR_STAYS);
	assert_int_equal(looks(0.02, 0.03, 1e6), DELEGATOR_MOVES);
	assert_int_equal(looks(0.02, 0.025, 1e6), DELEGATOR_LEAVES);
	assert_int_equal(looks(0.02, 0.30, 0), DELEGATOR_LEAVES);
}

/* What is compared may have the present one in it: it is no alternative to itself. */
static void the_present_provider_is_not_an_offer(void **state)
{
	struct delegator_class c = holder(law_constant(100));
	const struct delegation_offer present = { 7, 0.1, 1e6 },
				      offer[] = { present, { 8, 0.2, 1e6 } };
	struct delegator d = { .spon = 100, .provider = 7 };
	uint32_t to;

	(void) state;
	c.chases = 0;
	for (uint32_t id = 0; id < 100; id++)
		assert_int_equal(delegator_looks(&d, &c, &luck, id, &present, offer, 2, &to),
				DELEGATOR_MOVES);
}

static void nobody_joins_where_nothing_pays(void **state)
{
	const struct delegator_class c = holder(law_constant(100));
	const struct delegation_offer poor = { 3, 0.01, 1e6 };
	struct delegator d = { .spon = 100 };
	uint32_t to;

	(void) state;
	assert_int_equal(delegator_looks(&d, &c, &luck, 1, &nowhere, &poor, 1, &to),
			DELEGATOR_STAYS);
	assert_int_equal(
			delegator_looks(&d, &c, &luck, 1, &nowhere, NULL, 0, &to), DELEGATOR_STAYS);
}

static void a_parameter_of_delegators_changes_nothing_else(void **state)
{
	const struct delegator_class c = holder(law(LAW_PARETO, 50, 1.2));
	struct delegator_class keen = c, slow = c;

	(void) state;
	keen.chases = 9;
	keen.least_apr = 0.2;
	slow.looks_every_s = 2 * c.looks_every_s;
	for (uint32_t id = 0; id < 2000; id++) {
		struct delegator a, b;

		delegator_make(&a, &c, 0, &luck, id);
		delegator_make(&b, &keen, 0, &luck, id);
		assert_true(a.spon == b.spon);
		assert_true(delegator_next_look_s(&a, &c, &luck, id) ==
				delegator_next_look_s(&b, &keen, &luck, id));
		expect_near(delegator_next_look_s(&a, &slow, &luck, id),
				2 * delegator_next_look_s(&a, &c, &luck, id), 1e-6);
	}
}

/* ---- operators, voters, verifiers ---- */

static void expect_share(const char *what, double count, double p)
{
	expect_normal(what, (count - N * p) / sqrt(N * p * (1 - p)));
}

static double latency_cdf(double x)
{
	return gsl_cdf_lognormal_P(x, log(2), 0.5);
}

static void operators_answer_as_often_as_honestly_and_as_fast_as_set(void **state)
{
	const struct operator_class c = {
		.answers = 0.6, .honest = 0.98, .latency_s = law(LAW_LOGNORMAL, 2, 0.5)
	};
	struct operator_class lazy = c;
	double answers = 0, honest = 0;

	(void) state;
	lazy.answers = 0.1;
	for (uint32_t i = 0; i < N; i++) {
		double after_s, lazy_s;
		bool right, lazy_right;
		bool does = operator_answers(&c, &luck, i % 7, i, &after_s, &right);

		answers += does;
		honest += right;
		sample[i] = after_s;
		assert_true(!operator_answers(&lazy, &luck, i % 7, i, &lazy_s, &lazy_right) ||
				does);
		assert_true(lazy_s == after_s && lazy_right == right);
	}
	expect_share("answers", answers, 0.6);
	expect_share("honest", honest, 0.98);
	expect_distribution("latency", sample, N, latency_cdf);
}

static void voters_turn_out_and_vote_as_set(void **state)
{
	const struct voter_setup v = {
		.provider_turnout = 0.35, .approval = 0.7, .delay_s = law_constant(9)
	};
	double votes = 0, yes = 0, given = 0;

	(void) state;
	for (uint32_t i = 0; i < N; i++) {
		double after_s;
		uint8_t choice;

		votes += voter_votes(&v, v.provider_turnout, -1, &luck, i, 4, &after_s, &choice);
		yes += choice == SPHERON_VOTE_YES;
		assert_true(choice <= SPHERON_VOTE_YES && after_s == 9);
		voter_votes(&v, 1, 0.2, &luck, i, 4, &after_s, &choice);
		given += choice == SPHERON_VOTE_YES;
	}
	expect_share("turnout", votes, 0.35);
	expect_share("approval", yes, 0.7);
	expect_share("approval that was given", given, 0.2);
}

static void verifiers_err_as_often_as_set(void **state)
{
	const struct verifier_setup v = { .false_fail = 0.01, .false_pass = 0.05 };
	double good = 0, bad = 0;

	(void) state;
	for (uint32_t i = 0; i < N; i++) {
		good += verifier_reports(&v, &luck, i % 100, i / 100, true);
		bad += verifier_reports(&v, &luck, i % 100, i / 100, false);
	}
	expect_share("good ones that pass", good, 0.99);
	expect_share("bad ones that pass", bad, 0.05);
}

static void shortfalls_are_missed_as_often_as_set_and_have_their_mean(void **state)
{
	const struct verifier_setup v = { .misses = 0.1 };
	static const double means[] = { 0.02, 0.4, 0.8 };
	struct stream s = luck_open(&luck, STREAM_FIZZ, 0, FOR_CHECK, 0);

	(void) state;
	for (int k = 0; k < 3; k++) {
		double half = fmin(means[k], 1 - means[k]), sum = 0, missed = 0;

		for (uint32_t i = 0; i < N; i++) {
			double ppm = verifier_shortfall_ppm(&v, means[k], &s);

			assert_true(ppm <= 1000000);
			missed += ppm < 1e6 * (means[k] - half) || ppm == 0;
			sum += ppm > 0 ? ppm / 1e6 - means[k] : 0;
		}
		expect_near(missed / N, 0.1, 0.01);
		expect_normal("shortfall", sum / sqrt(0.9 * N * half * half / 3));
	}
	assert_int_equal(verifier_shortfall_ppm(&v, 0, &s), 0);
	assert_true(verifier_shortfall_ppm(&(struct verifier_setup){ 0 }, 1, &s) == 1000000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_constant_price_stays),
		cmocka_unit_test(geometric_brownian_motion_is_normal_in_its_logarithm),
		cmocka_unit_test(jumps_have_the_moments_of_mertons_model),
		cmocka_unit_test(steps_without_a_jump_are_as_many_as_poisson_says),
		cmocka_unit_test(moods_last_as_long_as_their_chain_says),
		cmocka_unit_test(a_series_is_replayed_and_scaled_to_its_start),
		cmocka_unit_test(a_pool_keeps_its_product_whatever_is_traded),
		cmocka_unit_test(what_is_sold_and_bought_moves_a_pool_as_its_curve_says),
		cmocka_unit_test(a_pool_comes_to_rest_where_as_much_is_bought_as_sold),
		cmocka_unit_test(noise_of_a_pool_is_a_volatility),
		cmocka_unit_test(a_shock_multiplies_and_the_floor_holds),
		cmocka_unit_test(another_volatility_has_the_same_luck),
		cmocka_unit_test(stakes_of_delegators_are_as_unequal_as_their_law),
		cmocka_unit_test(delegators_look_again_after_exponential_times),
		cmocka_unit_test(offers_are_taken_in_proportion_to_a_power_of_their_apr),
		cmocka_unit_test(delegators_move_for_more_and_leave_for_too_little),
		cmocka_unit_test(the_present_provider_is_not_an_offer),
		cmocka_unit_test(nobody_joins_where_nothing_pays),
		cmocka_unit_test(a_parameter_of_delegators_changes_nothing_else),
		cmocka_unit_test(operators_answer_as_often_as_honestly_and_as_fast_as_set),
		cmocka_unit_test(voters_turn_out_and_vote_as_set),
		cmocka_unit_test(verifiers_err_as_often_as_set),
		cmocka_unit_test(shortfalls_are_missed_as_often_as_set_and_have_their_mean),
	};

	return cmocka_run_group_tests_name("holders", tests, NULL, NULL);
}
