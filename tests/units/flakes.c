/* flakes - the flake rate that a suite declares, proven on whole suites: files are opened, worlds are run
 * and claims judged as spheron-sim test does it, thousands of times with fresh seeds.
 *
 * What is claimed in flakes-*.json is true by theory, and only just: it lies exactly at the end of its
 * indifference zone, or at the very edge of its band, where false alarms are most frequent.  So a suite
 * that fails is a flake.  They may be at most as frequent as declared, and are not to be so rare that
 * nothing could be seen here.  The mirror: the same luck with claims that are false by just as little.
 *
 * Seeds are 1, 2, ..., so these tests pass always or never.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "sim/decide/decide.h"
#include "sim/player.h"
#include "sim/suite/suite.h"
#include "sim/suite/watcher.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SUITES = 2000, FALSE_SUITES = 600, PEEKED_SUITES = 200, THEORY_RUNS = 10000, CLAIMS = 5, SETS = 8 };

#define BY_LUCK 1e-4 /* what comes less often by luck is none */

static const char *const files[] = { "tests/units/flakes-arrivals.json", "tests/units/flakes-outages.json",
	"tests/units/flakes-paired.json" };
enum { FILES = sizeof files / sizeof *files };

/* ---- suites ---- */

struct opened {
	struct suite suite;
	struct suite_wishes wishes;
	const char *set[SETS];
	char seed[40];
};

static void open_file(struct opened *o, const char *const *path, size_t n, uint32_t seed,
		const char *const *sets)
{
	size_t n_sets = 1;

	snprintf(o->seed, sizeof o->seed, "random.seed=%u", seed);
	o->set[0] = o->seed;
	for (; sets && *sets; sets++)
		o->set[n_sets++] = *sets;
	o->wishes = (struct suite_wishes) { .path = path, .n_paths = n, .jobs = 1, .quiet = true,
		.claims = { .set = o->set, .n_sets = n_sets } };
	if (suite_open(&o->suite, &o->wishes) != 0)
		fail_msg("the suite can't be opened");
}

static void nobody(void *ctx, const struct test_result *result)
{
	(void) ctx;
	if (result->error != TEST_NO_ERROR)
		fail_msg("%s: %s", result->file, result->message);
}

/* How often claims of a suite came to a verdict, over many suites. */
struct counted {
	unsigned suites, any[3], of[3][CLAIMS];
	uint64_t runs;
	double declared, each[CLAIMS]; /* by alpha, or by beta */
	bool by_beta;
};

static void count(struct counted *c, const struct suite *s)
{
	bool any[3] = { false };
	size_t n = 0;

	for (size_t i = 0; i < s->n_entries; i++) {
		const struct test_result *r = s->entry[i].result;

		c->runs += r->runs;
		for (size_t k = 0; k < r->n_assertions; k++, n++) {
			const struct assertion_result *a = &r->assertion[k];

			assert_true(a->statistical && a->judged && n < CLAIMS);
			any[a->verdict] = true;
			c->of[a->verdict][n]++;
			c->each[n] = c->by_beta ? a->beta : a->alpha;
		}
	}
	assert_int_equal(n, CLAIMS);
	for (int v = 0; v < 3; v++)
		c->any[v] += any[v];
	c->declared = decide_any_at_most(c->each, n);
	c->suites++;
}

static struct counted run_suites(uint32_t first, uint32_t n, const char *const *const sets[FILES],
		bool by_beta)
{
	struct counted c = { .by_beta = by_beta };

	for (uint32_t seed = first; seed < first + n; seed++) {
		struct opened *o = must(calloc(FILES, sizeof *o));
		struct suite all = { 0 };
		bool stopped;

		/* Files with settings of their own are suites of one. */
		for (size_t f = 0; f < (sets ? FILES : 1); f++)
			open_file(&o[f], &files[f], sets ? 1 : FILES, seed, sets ? sets[f] : NULL);
		for (size_t f = 0; f < (sets ? FILES : 1); f++) {
			assert_int_equal(suite_run(&o[f].suite, nobody, NULL, &stopped), 0);
			all.entry = must(realloc(all.entry, (all.n_entries + o[f].suite.n_entries)
					* sizeof *all.entry));
			memcpy(all.entry + all.n_entries, o[f].suite.entry,
					o[f].suite.n_entries * sizeof *all.entry);
			all.n_entries += o[f].suite.n_entries;
		}
		count(&c, &all);
		free(all.entry);
		for (size_t f = 0; f < (sets ? FILES : 1); f++)
			suite_close(&o[f].suite);
		free(o);
	}
	return c;
}

/* ---- how often is too often ---- */

static double at_least_so_many(unsigned errors, unsigned tries, double rate)
{
	return errors == 0 || rate >= 1 ? 1 : gsl_cdf_binomial_Q(errors - 1, rate, tries);
}

static void expect_at_most(const char *what, unsigned errors, unsigned tries, double rate)
{
	if (at_least_so_many(errors, tries, rate) < BY_LUCK)
		fail_msg("%s: %u of %u, declared are %g %%", what, errors, tries, 100 * rate);
}

static void expect_at_least(const char *what, unsigned errors, unsigned tries, double rate)
{
	if (gsl_cdf_binomial_P(errors, rate, tries) < BY_LUCK)
		fail_msg("%s: %u of %u, at least %g %% were expected", what, errors, tries, 100 * rate);
}

/* ---- theory ---- */

/* What each claim measures, in one run; NAN: nothing. */
static double measured(const struct test *t, const struct run_seen *seen, uint32_t i)
{
	const struct sighting *s = &seen->sighting[i];

	if (!s->known)
		return NAN;
	return t->claim[i].kind == CLAIM_PROB ? s->truth : t->claim[i].kind == CLAIM_PAIRED
			? s->value - seen->other[i] : s->value;
}

/* exp(-1/2), 1 - exp(-1/4), 1/2; exp(-1); 1. */
static void luck_is_what_books_say(void **state)
{
	const double expected[CLAIMS] = { exp(-0.5), 1 - exp(-0.25), 0.5, exp(-1), 1 };
	double sum[CLAIMS] = { 0 }, squares[CLAIMS] = { 0 };
	const struct run_limits limits = { .until = INFINITY, .stop = &(const volatile int) { 0 } };
	struct opened o;
	size_t n = 0;

	(void) state;
	open_file(&o, files, FILES, 20251121, NULL);
	for (size_t e = 0; e < o.suite.n_entries; e++) {
		const struct test *t = o.suite.entry[e].test;

		for (uint32_t run = 0; run < THEORY_RUNS; run++) {
			struct run_seen *seen = run_watched(t, run, &limits);

			assert_int_equal(seen->end, RUN_DONE);
			for (uint32_t i = 0; i < t->n_claims; i++) {
				sum[n + i] += measured(t, seen, i);
				squares[n + i] += pow(measured(t, seen, i), 2);
			}
			run_seen_free(seen);
		}
		n += t->n_claims;
	}
	assert_int_equal(n, CLAIMS);
	for (size_t i = 0; i < n; i++) {
		double mean = sum[i] / THEORY_RUNS, sd = sqrt(squares[i] / THEORY_RUNS - mean * mean);
		double half = gsl_cdf_ugaussian_Qinv(BY_LUCK / 2) * sd / sqrt(THEORY_RUNS);

		print_message("           claim %zu: %.4f +- %.4f, expected %.4f\n", i, mean, half,
				expected[i]);
		if (!(fabs(mean - expected[i]) <= half) || !(half < 0.05))
			fail_msg("claim %zu: %g expected, %g +- %g found", i, expected[i], mean, half);
	}
	suite_close(&o.suite);
}

/* The claims that are true lie where they are most in danger, and those that are false as well. */
static void claims_lie_at_the_ends_of_their_zones(void **state)
{
	struct opened o;
	struct decide_prob d;

	(void) state;
	open_file(&o, files, FILES, 1, NULL);
	for (size_t e = 0; e < 2; e++) {
		const struct test *t = o.suite.entry[e].test;
		const double truth[] = { exp(-0.5), 1 - exp(-0.25) };

		for (uint32_t i = 0; i < t->n_claims; i++) {
			const struct claim *c = &t->claim[i];

			if (c->kind != CLAIM_PROB)
				continue;
			decide_prob_begin(&d, c->a->prob.least_given ? c->a->prob.at_least
					: c->a->prob.at_most, c->effect, c->a->prob.most_given, c->alpha,
					c->beta);
			assert_true(fabs(d.true_at - (e ? exp(-1) : truth[i])) < 1e-6);
		}
	}
	suite_close(&o.suite);
}

/* ---- the promise ---- */

static void say(const char *what, const struct counted *c, enum verdict error)
{
	print_message("           %u suites, %.0f runs each: %s in %.1f %%, declared at most %.4g %%; "
			"by claim", c->suites, (double) c->runs / c->suites, what,
			100.0 * c->any[error] / c->suites, 100 * c->declared);
	for (size_t i = 0; i < CLAIMS; i++)
		print_message(" %.1f (%.3g)", 100.0 * c->of[error][i] / c->suites, 100 * c->each[i]);
	print_message(" %%\n");
}

static void suites_of_true_claims_flake_at_most_as_declared(void **state)
{
	struct counted c = run_suites(1, SUITES, NULL, false);

	(void) state;
	say("something fails", &c, VERDICT_FAIL);
	expect_at_most("suites with a failure", c.any[VERDICT_FAIL], c.suites, c.declared);
	expect_at_least("suites with a failure", c.any[VERDICT_FAIL], c.suites, c.declared / 4);
	for (size_t i = 0; i < CLAIMS; i++)
		expect_at_most("failures of a claim", c.of[VERDICT_FAIL][i], c.suites, c.each[i]);
	/* Those that are not at the edge itself come to a verdict nearly always. */
	expect_at_least("passes of a claim", c.of[VERDICT_PASS][0], c.suites, 0.85);
	expect_at_least("passes of a claim", c.of[VERDICT_PASS][1], c.suites, 0.85);
	expect_at_least("passes of a claim", c.of[VERDICT_PASS][3], c.suites, 0.85);
}

static const char *const false_arrivals[] = { "assert.0.prob.at_least=80.6531 %",
	"assert.1.prob.at_most=10.1199 %", "assert.1.prob.margin=12 %", NULL };
static const char *const false_outages[] = { "assert.0.prob.at_least=56.7879 %", NULL };
static const char *const false_paired[] = { NULL };

/* Means at the very edge are no more true than false. */
static void suites_of_false_claims_pass_at_most_as_declared(void **state)
{
	const char *const *const sets[FILES] = { false_arrivals, false_outages, false_paired };
	struct counted c = run_suites(500001, FALSE_SUITES, sets, true);

	(void) state;
	say("something passes", &c, VERDICT_PASS);
	expect_at_most("suites with a pass", c.any[VERDICT_PASS], c.suites, c.declared);
	expect_at_least("suites with a pass", c.any[VERDICT_PASS], c.suites, c.declared / 4);
	for (size_t i = 0; i < CLAIMS; i++)
		expect_at_most("passes of a claim", c.of[VERDICT_PASS][i], c.suites, c.each[i]);
	expect_at_least("failures of a claim", c.of[VERDICT_FAIL][0], c.suites, 0.85);
	expect_at_least("failures of a claim", c.of[VERDICT_FAIL][3], c.suites, 0.85);
}

/* ---- the canary ---- */

/* An ordinary 95 % interval of what has been seen, and the bound that is true of it. */
struct peeking {
	double n, sum, squares;
};

static bool is_outside(const struct peeking *p, enum claim_kind kind, bool at_most, double truth)
{
	double mean = p->sum / p->n, from, to, half;

	if (p->n < 10)
		return false;
	if (kind == CLAIM_PROB) {
		decide_prob_interval((uint64_t) p->n, (uint64_t) p->sum, 0.05, &from, &to);
	} else {
		half = gsl_cdf_tdist_Qinv(0.025, p->n - 1)
				* sqrt(fmax(p->squares - p->n * mean * mean, 0) / (p->n - 1) / p->n);
		from = mean - half;
		to = mean + half;
	}
	return at_most ? from > truth : to < truth;
}

/* Does any claim of the suite fail, if one looks after each run and believes the first interval that
 * does not hold the bound? */
static bool somebody_peeks(uint32_t seed, const double truth[CLAIMS])
{
	const struct run_limits limits = { .until = INFINITY, .stop = &(const volatile int) { 0 } };
	struct peeking p[CLAIMS] = { 0 };
	bool fails = false;
	struct opened o;
	size_t first = 0;

	open_file(&o, files, FILES, seed, NULL);
	for (size_t e = 0; e < o.suite.n_entries && !fails; e++) {
		const struct test *t = o.suite.entry[e].test;

		for (uint32_t run = 0; run < t->max_runs && !fails; run++) {
			struct run_seen *seen = run_watched(t, run, &limits);

			for (uint32_t i = 0; i < t->n_claims; i++) {
				struct peeking *at = &p[first + i];
				double x = measured(t, seen, i);

				at->n++;
				at->sum += x;
				at->squares += x * x;
				fails |= is_outside(at, t->claim[i].kind, t->claim[i].kind == CLAIM_PROB
						&& t->claim[i].a->prob.most_given, truth[first + i]);
			}
			run_seen_free(seen);
		}
		first += t->n_claims;
	}
	suite_close(&o.suite);
	return fails;
}

/* Each of the five intervals errs to its side in one of forty looks, or nearly, and that is looked at
 * once: an eighth of the suites, half of what is declared. */
static void intervals_that_are_peeked_at_break_the_promise(void **state)
{
	const double truth[CLAIMS] = { exp(-0.5), 1 - exp(-0.25), 0.5, exp(-1), 1 };
	struct counted c = run_suites(1, 1, NULL, false);
	unsigned failed = 0;

	(void) state;
	for (uint32_t seed = 1; seed <= PEEKED_SUITES; seed++)
		failed += somebody_peeks(seed, truth);
	print_message("           %d suites: something fails in %.1f %%, declared at most %.4g %%\n",
			PEEKED_SUITES, 100.0 * failed / PEEKED_SUITES, 100 * c.declared);
	if (!(at_least_so_many(failed, PEEKED_SUITES, c.declared) < BY_LUCK))
		fail_msg("%u of %d suites fail: these tests would not see a broken promise", failed,
				PEEKED_SUITES);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(luck_is_what_books_say),
		cmocka_unit_test(claims_lie_at_the_ends_of_their_zones),
		cmocka_unit_test(suites_of_true_claims_flake_at_most_as_declared),
		cmocka_unit_test(suites_of_false_claims_pass_at_most_as_declared),
		cmocka_unit_test(intervals_that_are_peeked_at_break_the_promise),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
