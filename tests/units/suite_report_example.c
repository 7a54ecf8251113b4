#include "tests/units/suite_report_example.h"

#include "support/pcg.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SET(text, ...) snprintf(text, sizeof text, __VA_ARGS__)

struct suite_result *suite_new(void)
{
	struct suite_result *suite = calloc(1, sizeof *suite);

	suite->profile = "pr";
	suite->min_rule_coverage = -1;
	suite->seconds = 3.25;
	SET(suite->command, "spheron-sim test scenarios/tests --profile pr");
	return suite;
}

void suite_free(struct suite_result *suite)
{
	for (size_t i = 0; i < suite->n_tests; i++)
		test_result_free(suite->test[i]);
	free(suite->test);
	free(suite);
}

static void rename_to(char **text, const char *to)
{
	free(*text);
	*text = strdup(to);
}

struct test_result *suite_add(struct suite_result *suite, const char *file, const char *name,
		const char *cell)
{
	struct test_result *test = test_result_new(file);

	rename_to(&test->name, name);
	rename_to(&test->cell, cell);
	test->verdict = VERDICT_PASS;
	test->runs = 64;
	test->events = 100000;
	test->seconds = 0.8;
	suite->test = realloc(suite->test, (suite->n_tests + 1) * sizeof *suite->test);
	suite->test[suite->n_tests++] = test;
	return test;
}

struct assertion_result *test_add(struct test_result *test, const char *id, const char *kind,
		enum verdict verdict)
{
	struct assertion_result *a;

	test->assertion = realloc(test->assertion, (test->n_assertions + 1) * sizeof *a);
	a = &test->assertion[test->n_assertions++];
	memset(a, 0, sizeof *a);
	a->id = id;
	a->kind = kind;
	a->text = "provider.stake >= 1000 SPON";
	a->line = 10 + (unsigned) test->n_assertions;
	a->verdict = verdict;
	a->judged = true;
	a->seed = 7;
	SET(a->expected, "of every provider, always");
	SET(a->observed, "999.5 SPON");
	SET(a->replay, "spheron-sim replay-run %s --run 17 --until 41d06h", test->file);
	if (verdict == VERDICT_FAIL)
		test->verdict = VERDICT_FAIL;
	else if (verdict == VERDICT_UNDECIDED && test->verdict == VERDICT_PASS)
		test->verdict = VERDICT_UNDECIDED;
	return a;
}

void test_fail(struct test_result *test, enum test_error error, const char *message)
{
	test->error = error;
	test->verdict = VERDICT_UNDECIDED;
	SET(test->message, "%s", message);
	for (size_t i = 0; i < test->n_assertions; i++)
		test->assertion[i].judged = false;
}

static void in_moment(struct assertion_result *a, uint32_t run, uint64_t at_ms, const char *who)
{
	a->has_moment = true;
	a->run = run;
	a->at_ms = at_ms;
	SET(a->who, "%s", who);
}

/* ---- those with a name ---- */

static const char *const missed_rules[] = { "TIER-07", "MAINT-03", "SLASH-1", "SLASH-2", "GOV-04",
	"GOV-05", "GOV-06", "GOV-07", "TOKEN-8", "TOKEN-9", "STAKE-1", "STAKE-2", "STAKE-3",
	"VERIFY-01", "VERIFY-02", NULL };
static const char *const missed_branches[] = { "slash/downtime-repeat", "tier/demotion-7", NULL };

struct suite_result *example_three(void)
{
	struct suite_result *suite = suite_new();
	struct test_result *test = suite_add(suite, "scenarios/cooldown/flap.json",
			"cooldown/flap-not-profitable", "");
	struct assertion_result *a = test_add(test, "flap", "prob", VERDICT_PASS);

	a->statistical = true;
	a->alpha = a->beta = 0.01;
	test = suite_add(suite, "scenarios/slash/no-collateral.json", "slash/no-collateral-without-lease",
			"");
	test_add(test, "money", "always", VERDICT_PASS);
	a = test_add(test, "collateral-safe", "always", VERDICT_FAIL);
	a->invariant = true;
	a->line = 58;
	a->text = "provider.leases > 0 or delta(provider.collateral, slash.downtime) == 0";
	SET(a->expected, "always, of every provider");
	SET(a->observed, "-12.5 SPON without an active lease");
	SET(a->replay, "spheron-sim replay-run scenarios/slash/no-collateral.json --run 17 --until 41d07h");
	in_moment(a, 17, (41 * 24 + 6) * 3600000ull + 59000, "provider 93 (dc-gpu)");
	test->runs = 200;
	test->seconds = 2.06;
	test = suite_add(suite, "scenarios/apr/median.json", "apr/median-band", "");
	a = test_add(test, "apr-band", "prob", VERDICT_UNDECIDED);
	a->statistical = true;
	SET(a->expected, "P >= 95 %% (zone 94 to 96 %%)");
	SET(a->observed, "94.9 %% of 2,000 runs (93.8 to 95.8 %%)");
	SET(a->note, "the budget of runs was used up");
	a->replay[0] = 0;
	test->runs = 2000;
	test->seconds = 263;
	suite->n_rules = 277;
	suite->n_reached = 262;
	suite->rule_missed = missed_rules;
	suite->n_branches = 52;
	suite->n_branches_reached = 50;
	suite->branch_missed = missed_branches;
	return suite;
}

static const char *const nasty[] = {
	"plain",
	"\"quoted\" and 'so' with \\ and \\n",
	"a < b && c > d ]]> <!-- & &amp; &#0;",
	"line one\nline two\r\nline three\ttabbed",
	"control \x01\x02\x1b[31mred\x1b[0m \x7f end",
	"broken \xff\xfe utf \xc3 \xe2\x82 \xf0\x9f\x98 \xc0\xaf \xed\xa0\x80 \xf4\x90\x80\x80 end",
	"C1 \xc2\x85 \xc2\x9b, separators \xe2\x80\xa8\xe2\x80\xa9, no character \xef\xbf\xbe\xef\xbf\xbf",
	"\xc2\xb5\xe2\x89\xa5 \xe6\x97\xa5\xe6\x9c\xac \xf0\x9f\x98\x80 \xcf\x83",
	"100 % of %0A and %25 and %3A",
	"::error file=x::injected\n::warning::too",
	"ok 1 # TO" "DO not really # SKIP neither",
	"\nnot ok 99 - injected\nBail out!\n1..5",
	"a | b `code` ``two`` *x* _y_ [l](http://a) <b> $z$ @all ~s~",
	"```\nfence\n```` longer",
	"---\nkey: value\n...\n",
	"one, two: three, four; file:12",
	" blanks around ",
	"-",
	"'; rm -rf \"$HOME\" #",
	"a long one, cut within its last character: "
	"0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789"
	"0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789"
	"0123456789012345678901234567890123456789012345678901234\xe2\x82\xac",
};
enum { NASTY = sizeof nasty / sizeof *nasty };

struct suite_result *example_nasty(void)
{
	struct suite_result *suite = suite_new();

	suite->seed = UINT64_MAX;
	SET(suite->command, "%s", nasty[3]);
	for (unsigned i = 0; i < NASTY; i++) {
		struct test_result *test = suite_add(suite, nasty[i], nasty[(i + 1) % NASTY],
				nasty[(i + 2) % NASTY]);

		rename_to(&test->question, nasty[(i + 3) % NASTY]);
		for (unsigned k = 0; k < 3; k++) {
			struct assertion_result *a = test_add(test, nasty[(i + 4 + k) % NASTY],
					nasty[(i + 5 + k) % NASTY], (enum verdict) k);

			a->text = nasty[(i + 6 + k) % NASTY];
			SET(a->expected, "%s", nasty[(i + 7 + k) % NASTY]);
			SET(a->observed, "%s", nasty[(i + 8 + k) % NASTY]);
			SET(a->note, "%s", nasty[(i + 9 + k) % NASTY]);
			SET(a->replay, "%s", nasty[(i + 10 + k) % NASTY]);
			if (i % 2)
				in_moment(a, i, i * 3600000, nasty[(i + 11) % NASTY]);
		}
		if (i % 5 == 0)
			test_fail(test, TEST_BAD_FILE, nasty[(i + 12) % NASTY]);
	}
	return suite;
}

struct suite_result *example_many(void)
{
	struct suite_result *suite = suite_new();
	static const char *const ids[] = { "undecided", "golden", "failed", "broken" };
	struct test_result *test;

	for (unsigned round = 0; round < 2; round++) {
		for (unsigned i = 0; i < 4; i++) {
			test = suite_add(suite, round ? "./b.json" : "a.json", round ? "b" : "a", ids[i]);
			struct assertion_result *a = test_add(test, ids[i], "at_end",
					i ? VERDICT_FAIL : VERDICT_UNDECIDED);

			a->golden = i == 1;
			a->invariant = i == 3;
		}
	}
	for (unsigned i = 0; i < 10; i++)
		test_add(test = suite_add(suite, "c.json", "c", ""), "failed", "never", VERDICT_FAIL);
	for (unsigned i = 0; i < 11; i++) {
		test = suite_add(suite, "d.json", "d", "");
		test_add(test, "warned", "prob", VERDICT_UNDECIDED)->statistical = true;
		test->undecided_passes = true;
	}
	test_fail(suite_add(suite, "e.json", "e.json", ""), TEST_BAD_FILE, "not JSON");
	test = suite_add(suite, "f.json", "f", "");
	test_add(test, "first", "always", VERDICT_PASS);
	test_add(test, "second", "always", VERDICT_PASS);
	test_fail(test, TEST_OVER_LIMIT, "limits.wall: 120 s are over after 12 of 200 runs");
	test->error_line = 77;
	return suite;
}

static struct suite_result *example_none(void)
{
	struct suite_result *suite = suite_new();

	suite->left_out = 61;
	return suite;
}

static struct suite_result *example_good(void)
{
	struct suite_result *suite = suite_new();

	for (unsigned i = 0; i < 4; i++) {
		static const char *const cells[] = { "params.cooldown_s=0 h", "params.cooldown_s=3 h" };
		struct test_result *test = suite_add(suite, i < 2 ? "a.json" : "b.json", "chance",
				cells[i % 2]);

		test_add(test, "assert.1", "prob", VERDICT_PASS)->statistical = true;
		test_add(test, "assert.2", "always", VERDICT_PASS);
	}
	suite->profile = "nightly";
	suite->fresh_seed = true;
	suite->seed = 20250709;
	suite->flake_rate = 0.0231;
	suite->n_rules = suite->n_reached = 277;
	suite->min_rule_coverage = 100;
	return suite;
}

static struct suite_result *example_uncovered(void)
{
	struct suite_result *suite = example_three();

	while (suite->n_tests > 1)
		test_result_free(suite->test[--suite->n_tests]);
	suite->min_rule_coverage = 95;
	return suite;
}

static struct suite_result *example_interrupted(void)
{
	struct suite_result *suite = example_three();
	struct test_result *test = suite_add(suite, "late.json", "late", "");

	test_add(test, "first", "always", VERDICT_PASS);
	test_fail(test, TEST_INTERRUPTED, "interrupted after 3 of 200 runs");
	suite->stopped = true;
	return suite;
}

static struct suite_result *example_stopped(void)
{
	struct suite_result *suite = example_three();

	suite->stopped = true;
	return suite;
}

static struct suite_result *example_signal(void)
{
	struct suite_result *suite = example_good();

	suite->stopped = true;
	return suite;
}

static struct suite_result *example_internal(void)
{
	struct suite_result *suite = example_interrupted();

	test_fail(suite_add(suite, "x.json", "x", ""), TEST_INTERNAL, "a run ended in a state that is none");
	return suite;
}

/* What should not come about is not green either. */
static struct suite_result *example_odd(void)
{
	struct suite_result *suite = suite_new();

	suite_add(suite, "empty.json", "asserts nothing", "");
	test_add(suite_add(suite, "unjudged.json", "unjudged", ""), "a", "at", VERDICT_PASS)->judged = false;
	test_add(suite_add(suite, "worse.json", "worse", ""), "a", "at", VERDICT_PASS);
	suite->test[2]->verdict = VERDICT_FAIL;
	test_add(suite_add(suite, "open.json", "open", ""), "a", "at", VERDICT_PASS);
	suite->test[3]->verdict = VERDICT_UNDECIDED;
	suite->min_rule_coverage = 50; /* but nobody looked */
	return suite;
}

const struct example examples[] = {
	{ "three", example_three }, { "nasty", example_nasty }, { "many", example_many },
	{ "none", example_none }, { "good", example_good }, { "uncovered", example_uncovered },
	{ "interrupted", example_interrupted }, { "stopped", example_stopped },
	{ "signal", example_signal }, { "internal", example_internal }, { "odd", example_odd },
};
const size_t n_examples = sizeof examples / sizeof *examples;

/* ---- those by chance ---- */

static uint32_t draw(struct pcg *pcg, uint32_t n)
{
	return (uint32_t) pcg_below(pcg, n);
}

static const char *any(struct pcg *pcg)
{
	return nasty[draw(pcg, NASTY)];
}

static void random_assertion(struct pcg *pcg, struct test_result *test)
{
	static const enum verdict verdicts[] = { VERDICT_PASS, VERDICT_PASS, VERDICT_PASS, VERDICT_FAIL,
		VERDICT_UNDECIDED };
	const char *id = any(pcg), *kind = any(pcg);
	struct assertion_result *a = test_add(test, id, kind, verdicts[draw(pcg, 5)]);

	a->text = any(pcg);
	a->line = draw(pcg, 3);
	a->invariant = draw(pcg, 6) == 0;
	a->golden = draw(pcg, 4) == 0;
	a->statistical = draw(pcg, 2);
	a->alpha = draw(pcg, 2) / 30.0;
	SET(a->expected, "%s", draw(pcg, 5) ? any(pcg) : "");
	SET(a->observed, "%s", draw(pcg, 5) ? any(pcg) : "");
	SET(a->note, "%s", draw(pcg, 2) ? any(pcg) : "");
	SET(a->replay, "%s", draw(pcg, 2) ? any(pcg) : "");
	SET(a->who, "%s", draw(pcg, 2) ? any(pcg) : "");
	a->seed = pcg_next(pcg);
	a->seen = draw(pcg, 1000);
	if (draw(pcg, 2)) {
		uint64_t at_ms = pcg_next(pcg);

		at_ms >>= 16 + draw(pcg, 40);
		in_moment(a, (uint32_t) (a->seed >> 60), at_ms, nasty[a->seed % NASTY]);
	}
}

struct suite_result *example_random(unsigned number)
{
	struct suite_result *suite = suite_new();
	struct pcg pcg;
	uint32_t n;

	pcg_seed(&pcg, 0, number, 0, 1);
	n = draw(&pcg, 8);
	for (uint32_t i = 0; i < n; i++) {
		const char *file = any(&pcg), *name = any(&pcg), *cell = draw(&pcg, 2) ? any(&pcg) : "";
		struct test_result *test = suite_add(suite, file, name, cell);

		for (uint32_t k = draw(&pcg, 6); k > 0; k--)
			random_assertion(&pcg, test);
		test->undecided_passes = draw(&pcg, 2);
		test->seconds = draw(&pcg, 1000000) / 1000.0;
		if (draw(&pcg, 6) == 0) {
			enum test_error error = (enum test_error) (1 + draw(&pcg, 4));

			test_fail(test, error, any(&pcg));
			for (size_t k = 0; k < test->n_assertions; k++)
				test->assertion[k].judged = draw(&pcg, 2);
		}
	}
	suite->stopped = draw(&pcg, 6) == 0;
	suite->fresh_seed = draw(&pcg, 2);
	suite->seed = draw(&pcg, 2) ? pcg_next(&pcg) : 0;
	suite->flake_rate = draw(&pcg, 2) ? draw(&pcg, 1000) / 1000.0 : 0;
	if (draw(&pcg, 2)) {
		suite->n_rules = 16;
		suite->n_reached = draw(&pcg, 2) ? 1 : 16;
		suite->rule_missed = suite->n_reached == 16 ? NULL : missed_rules;
		suite->min_rule_coverage = (int) draw(&pcg, 102) - 1;
	}
	return suite;
}
