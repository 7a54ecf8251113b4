/* suite_report - reports of suites: what is counted, what the exit status is, and what each format says.
 * With --examples DIR, writes each example in all formats, for readers that others have made.
 */
#include "tests/units/suite_report_example.h"

#include "sim/suite/report_parts.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

/* What a writer writes; the caller frees. */
static char *written(report_writer *write, const struct suite_result *suite)
{
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	write(suite, out);
	fclose(out);
	return text;
}

static void text_of(const struct suite_result *suite, FILE *out)
{
	for (size_t i = 0; i < suite->n_tests; i++)
		report_text_test(suite->test[i], false, out);
	report_text_foot(suite, false, out);
}

static void coloured(const struct suite_result *suite, FILE *out)
{
	for (size_t i = 0; i < suite->n_tests; i++)
		report_text_test(suite->test[i], true, out);
	report_text_foot(suite, true, out);
}

static size_t how_often(const char *text, const char *what)
{
	size_t n = 0;

	for (; (text = strstr(text, what)); text += strlen(what))
		n++;
	return n;
}

static void assert_says(const char *text, const char *what)
{
	if (!strstr(text, what))
		fail_msg("\"%s\" is not in:\n%s", what, text);
}

/* ---- results ---- */

static void a_new_result_has_the_name_of_its_file(void **state)
{
	char path[] = "a/b.json";
	struct test_result *test = test_result_new(path);

	(void) state;
	path[0] = 'x';
	assert_string_equal(test->file, "a/b.json");
	assert_string_equal(test->name, "a/b.json");
	assert_string_equal(test->question, "");
	assert_string_equal(test->cell, "");
	assert_int_equal(test->n_assertions, 0);
	test_result_free(test);
	test_result_free(NULL);
}

static void a_new_result_has_not_passed(void **state)
{
	struct test_result *test = test_result_new("a.json");

	(void) state;
	assert_int_equal(test_outcome(test), OUTCOME_UNDECIDED);
	test->verdict = VERDICT_PASS;
	assert_int_equal(test_outcome(test), OUTCOME_UNDECIDED); /* it asserts nothing */
	test->undecided_passes = true;
	assert_int_equal(test_outcome(test), OUTCOME_UNDECIDED);
	test_result_free(test);
}

static void each_test_is_counted_once(void **state)
{
	(void) state;
	for (unsigned i = 0; i < n_examples + 50; i++) {
		struct suite_result *suite = i < n_examples ? examples[i].make() : example_random(i);
		struct suite_counts counts = suite_count(suite);

		assert_int_equal(suite->n_tests, counts.passed + counts.warned + counts.failed
				+ counts.undecided + counts.errors);
		suite_free(suite);
	}
}

static void the_three_are_counted(void **state)
{
	struct suite_result *suite = example_three();
	struct suite_counts counts = suite_count(suite);

	(void) state;
	assert_int_equal(counts.passed, 1);
	assert_int_equal(counts.failed, 1);
	assert_int_equal(counts.undecided, 1);
	assert_int_equal(counts.warned + counts.errors, 0);
	assert_int_equal(counts.assertions, 4);
	suite_free(suite);
}

/* ---- the exit status ---- */

/* One test with one thing wrong, from bad to worse. */
static void add_trouble(struct suite_result *suite, int status)
{
	struct test_result *test = suite_add(suite, "a.json", "a", "");
	struct assertion_result *a = test_add(test, "a", "always", status ? VERDICT_FAIL : VERDICT_PASS);

	if (status == 4) {
		a->verdict = VERDICT_UNDECIDED;
		test->verdict = VERDICT_UNDECIDED;
	}
	a->golden = status == 5;
	a->invariant = status == 3;
	if (status == 2)
		test_fail(test, TEST_BAD_FILE, "bad");
	else if (status == 130)
		test_fail(test, TEST_INTERRUPTED, "stopped");
	else if (status == 70)
		test_fail(test, TEST_INTERNAL, "oh");
}

static void the_worst_of_all_is_the_exit_status(void **state)
{
	static const int order[] = { 0, 4, 5, 1, 3, 2, 130, 70 };

	(void) state;
	for (size_t i = 0; i < sizeof order / sizeof *order; i++) {
		for (size_t k = 0; k < sizeof order / sizeof *order; k++) {
			struct suite_result *suite = suite_new();

			add_trouble(suite, order[i]);
			add_trouble(suite, order[k]);
			assert_int_equal(suite_exit(suite), order[i > k ? i : k]);
			suite_free(suite);
		}
	}
}

static void a_limit_is_never_a_pass(void **state)
{
	struct suite_result *suite = suite_new();
	struct test_result *test = suite_add(suite, "a.json", "a", "");

	(void) state;
	test_add(test, "a", "always", VERDICT_PASS);
	test->error = TEST_OVER_LIMIT;
	test->undecided_passes = true;
	assert_int_equal(test_outcome(test), OUTCOME_ERROR);
	assert_int_equal(suite_exit(suite), 4);
	assert_string_equal(suite_exit_meaning(suite), "a test is over its limit");
	test_add(test, "b", "always", VERDICT_FAIL); /* what was seen before counts */
	assert_int_equal(suite_exit(suite), 1);
	suite_free(suite);
}

static void an_undecided_one_passes_only_if_the_file_says_so(void **state)
{
	struct suite_result *suite = suite_new();

	(void) state;
	add_trouble(suite, 4);
	assert_int_equal(suite_exit(suite), 4);
	assert_int_equal(suite_count(suite).undecided, 1);
	suite->test[0]->undecided_passes = true;
	assert_int_equal(suite_exit(suite), 0);
	assert_int_equal(suite_count(suite).warned, 1);
	assert_int_equal(suite_count(suite).passed + suite_count(suite).undecided, 0);
	suite_free(suite);
}

static void nothing_is_no_success(void **state)
{
	struct suite_result *suite = suite_new();

	(void) state;
	assert_int_equal(suite_exit(suite), 6);
	assert_string_equal(suite_exit_meaning(suite), "no test matched");
	suite->stopped = true;
	assert_int_equal(suite_exit(suite), 130);
	suite_free(suite);
}

static void what_was_stopped_has_not_passed(void **state)
{
	struct suite_result *suite = suite_new();

	(void) state;
	add_trouble(suite, 0);
	assert_int_equal(suite_exit(suite), 0);
	suite->stopped = true;
	assert_int_equal(suite_exit(suite), 130); /* nothing failed, so it was no --fail-fast */
	add_trouble(suite, 1);
	assert_int_equal(suite_exit(suite), 1);
	suite_free(suite);
}

static void too_few_rules_reached_fail(void **state)
{
	struct suite_result *suite = suite_new();

	(void) state;
	add_trouble(suite, 0);
	suite->n_rules = 277;
	suite->n_reached = 263; /* 94.95 % */
	assert_int_equal(suite_exit(suite), 0);
	suite->min_rule_coverage = 94;
	assert_int_equal(suite_exit(suite), 0);
	suite->min_rule_coverage = 95;
	assert_int_equal(suite_exit(suite), 1);
	assert_string_equal(suite_exit_meaning(suite), "rule coverage is below what was asked for");
	suite->n_rules = suite->n_reached = 0; /* not looked at */
	assert_int_equal(suite_exit(suite), 1);
	suite->min_rule_coverage = 0;
	assert_int_equal(suite_exit(suite), 0);
	suite_free(suite);
}

static void a_verdict_no_assertion_gives_is_not_better_than_it_says(void **state)
{
	struct suite_result *suite = suite_new();

	(void) state;
	add_trouble(suite, 0);
	suite->test[0]->verdict = VERDICT_UNDECIDED;
	assert_int_equal(suite_exit(suite), 4);
	suite->test[0]->verdict = VERDICT_FAIL;
	assert_int_equal(suite_exit(suite), 1);
	suite->test[0]->assertion[0].verdict = VERDICT_UNDECIDED;
	assert_int_equal(suite_exit(suite), 1);
	suite->test[0]->verdict = VERDICT_PASS;
	suite->test[0]->assertion[0].judged = false;
	assert_int_equal(suite_exit(suite), 4);
	suite->test[0]->undecided_passes = true;
	assert_int_equal(suite_exit(suite), 4);
	suite_free(suite);
}

/* ---- durations and numbers ---- */

static void durations_are_for_people(void **state)
{
	static const struct {
		uint64_t ms;
		const char *text;
	} cases[] = {
		{ 0, "0 s" }, { 1, "0.001 s" }, { 250, "0.25 s" }, { 999, "0.999 s" }, { 1000, "1 s" },
		{ 1001, "1.001 s" }, { 12000, "12 s" }, { 12345, "12.345 s" }, { 59999, "59.999 s" },
		{ 60000, "1m00s" }, { 312999, "5m12s" }, { 3599999, "59m59s" }, { 3600000, "1h00m" },
		{ 12000000, "3h20m" }, { 86399999, "23h59m" }, { 86400000, "1d00h" },
		{ (41 * 24 + 6) * 3600000ull, "41d06h" }, { 31536000000ull, "365d00h" },
		{ UINT64_MAX, "213503982334d14h" },
	};
	char text[DURATION_ROOM];

	(void) state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		assert_string_equal(report_duration(text, cases[i].ms), cases[i].text);
}

static void flake_rate_of(const struct suite_result *suite, FILE *out)
{
	put_flake_rate(out, suite);
}

static char *flake_rate(double rate, bool fresh, size_t n)
{
	struct suite_result *suite = suite_new();
	struct test_result *test = suite_add(suite, "a", "a", "");
	char *text;

	for (size_t i = 0; i < n; i++)
		test_add(test, "a", "prob", VERDICT_PASS)->statistical = true;
	suite->flake_rate = rate;
	suite->fresh_seed = fresh;
	text = written(flake_rate_of, suite);
	suite_free(suite);
	return text;
}

static void assert_flake_rate(double rate, bool fresh, size_t n, const char *expected)
{
	char *text = flake_rate(rate, fresh, n);

	assert_string_equal(text, expected);
	free(text);
}

#define NIGHTLY(n) "; nightly, at most " n " red runs a year that nothing is wrong with"

static void the_flake_rate_is_a_bound(void **state)
{
	(void) state;
	assert_flake_rate(0, false, 4, "declared flake rate: 0 (fixed seeds)");
	assert_flake_rate(0, true, 0, "declared flake rate: 0 (nothing is left to chance)");
	assert_flake_rate(0.023, true, 4, "declared flake rate: at most 2.3 % a run with fresh seeds "
			"(4 statistical assertions)" NIGHTLY("8.4"));
	assert_flake_rate(0.02301, true, 1, "declared flake rate: at most 2.4 % a run with fresh seeds "
			"(1 statistical assertion)" NIGHTLY("8.4"));
	assert_flake_rate(0.029, true, 2, "declared flake rate: at most 2.9 % a run with fresh seeds "
			"(2 statistical assertions)" NIGHTLY("11"));
	assert_flake_rate(1.7, true, 2, "declared flake rate: at most 100 % a run with fresh seeds "
			"(2 statistical assertions)" NIGHTLY("370"));
}

/* ---- text ---- */

static const char three[] =
	"PASS       cooldown/flap-not-profitable                       64 runs  0.8 s\n"
	"FAIL       slash/no-collateral-without-lease                 200 runs  2.1 s\n"
	"  scenarios/slash/no-collateral.json:58  assert \"collateral-safe\" (always): invariant broken\n"
	"    claim     provider.leases > 0 or delta(provider.collateral, slash.downtime) == 0\n"
	"    expected  always, of every provider\n"
	"    observed  -12.5 SPON without an active lease\n"
	"    first     run 17, 41d06h, provider 93 (dc-gpu)\n"
	"    seed      7\n"
	"    replay    spheron-sim replay-run scenarios/slash/no-collateral.json --run 17 --until 41d07h\n"
	"UNDECIDED  apr/median-band                                 2,000 runs  4m23s\n"
	"  scenarios/apr/median.json:11  assert \"apr-band\" (prob): undecided\n"
	"    claim     provider.stake >= 1000 SPON\n"
	"    expected  P >= 95 % (zone 94 to 96 %)\n"
	"    observed  94.9 % of 2,000 runs (93.8 to 95.8 %)\n"
	"    seed      7\n"
	"    note      the budget of runs was used up\n"
	"rule coverage 262/277: never reached TIER-07, MAINT-03, SLASH-1, SLASH-2, ... (11 more)\n"
	"branch coverage 50/52: never reached slash/downtime-repeat, tier/demotion-7\n"
	"3 tests: 1 passed, 1 failed, 1 undecided; 4 assertions, 3.2 s\n"
	"profile pr, seeds of the files\n"
	"declared flake rate: 0 (fixed seeds)\n"
	"exit 3: an invariant of the protocol is broken\n"
	"again, what did not pass: spheron-sim test scenarios/tests --profile pr --rerun-failed\n";

static void the_text_says_what_happened(void **state)
{
	struct suite_result *suite = example_three();
	char *text = written(text_of, suite);

	(void) state;
	assert_string_equal(text, three);
	free(text);
	suite_free(suite);
}

static void colour_is_there_only_if_asked_for(void **state)
{
	struct suite_result *suite = example_three();
	char *plain = written(text_of, suite), *with = written(coloured, suite), *to = with;

	(void) state;
	assert_null(strchr(plain, '\033'));
	assert_says(with, "\033[1;32mPASS     \033[0m");
	assert_says(with, "\033[1;31mFAIL     \033[0m");
	assert_says(with, "\033[1;33mUNDECIDED\033[0m");
	for (const char *from = with; *from; from++) {
		if (*from == '\033')
			from = strchr(from, 'm');
		else
			*to++ = *from;
	}
	*to = 0;
	assert_string_equal(with, plain);
	free(plain);
	free(with);
	suite_free(suite);
}

static void a_file_that_is_bad_says_why(void **state)
{
	struct suite_result *suite = suite_new();
	struct test_result *test = suite_add(suite, "bad.json", "bad.json", "");
	char *text;

	(void) state;
	test_add(test, "never asked", "always", VERDICT_PASS);
	test_fail(test, TEST_BAD_FILE, "\"asert\": unknown key, did you mean assert?");
	test->error_line = 12;
	test->runs = 0;
	test->seconds = 0;
	text = written(text_of, suite);
	assert_says(text, "ERROR      bad.json                                            0 runs  0.0 s\n"
			"  bad.json:12  bad file\n"
			"    because   \"asert\": unknown key, did you mean assert?\n"
			"  1 of 1 assertions were not judged\n");
	assert_says(text, "1 test: 1 error; 1 assertion");
	assert_says(text, "exit 2: a file is not a scenario test as it should be\nagain: spheron-sim test");
	free(text);
	suite_free(suite);
}

static void what_passes_though_undecided_is_told(void **state)
{
	struct suite_result *suite = suite_new();
	char *text;

	(void) state;
	add_trouble(suite, 4);
	suite->test[0]->undecided_passes = true;
	text = written(text_of, suite);
	assert_says(text, "UNDECIDED  a                                                  64 runs  0.8 s"
			"  (counts as passed)\n  a.json:11  assert \"a\" (always): undecided\n    claim ");
	assert_says(text, "\n1 test: 1 undecided but passed by its limits; 1 assertion, 3.2 s\n");
	assert_says(text, "\nexit 0: all that was asked holds\n");
	free(text);
	suite_free(suite);
}

/* Printable, in lines, UTF-8: nothing that a terminal would obey. */
static void assert_harmless(const char *text)
{
	uint32_t c;
	size_t n;

	for (; (n = utf8_next(text, &c)); text += n) {
		assert_true(c == '\n' || (c >= 0x20 && c != 0x7f && !(c >= 0x80 && c < 0xa0)));
		assert_true(c != 0xfffd || (n == 3 && memcmp(text, "\xef\xbf\xbd", 3) == 0));
	}
}

static void no_report_has_control_characters(void **state)
{
	static report_writer *const writers[] = { text_of, report_junit, report_tap, report_annotations,
		report_markdown, report_json };

	(void) state;
	for (unsigned i = 0; i < 60; i++) {
		struct suite_result *suite = i ? example_random(i) : example_nasty();

		for (size_t w = 0; w < sizeof writers / sizeof *writers; w++) {
			char *text = written(writers[w], suite), *again = written(writers[w], suite);

			assert_harmless(text);
			assert_string_equal(text, again);
			free(text);
			free(again);
		}
		suite_free(suite);
	}
}

static void lines_of_text_are_one_for_each_thing(void **state)
{
	struct suite_result *suite = example_nasty();
	char *text = written(text_of, suite);

	(void) state;
	assert_null(strstr(text, "\nnot ok"));
	assert_null(strstr(text, "\nBail"));
	assert_null(strstr(text, "\n::"));
	assert_null(strstr(text, "\nline two"));
	assert_null(strstr(text, "\xe2\x80\xa8")); /* line separator */
	free(text);
	suite_free(suite);
}

/* ---- characters ---- */

static size_t encode(uint32_t c, char *s)
{
	size_t n = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;

	for (size_t i = n; i-- > 1; c >>= 6)
		s[i] = (char) (0x80 | (c & 0x3f));
	s[0] = (char) (n == 1 ? c : ((0xf00u >> n) & 0xff) | c);
	s[n] = 0;
	return n;
}

static void every_character_is_read(void **state)
{
	char s[8];
	uint32_t c;

	(void) state;
	for (uint32_t i = 1; i <= 0x10ffff; i++) {
		size_t n = encode(i, s);

		if (i >= 0xd800 && i < 0xe000) {
			assert_int_equal(utf8_next(s, &c), 1);
			assert_int_equal(c, 0xfffd);
			continue;
		}
		assert_int_equal(utf8_next(s, &c), n);
		assert_int_equal(c, i);
	}
}

/* Three bytes of any kind are a character if and only if writing it gives them again. */
static void no_bytes_are_read_that_would_not_be_written(void **state)
{
	char s[8] = "", back[8];
	uint32_t c;

	(void) state;
	for (uint32_t i = 0; i < 1 << 24; i += 7) {
		size_t n;

		s[0] = (char) (i >> 16 & 0xff);
		s[1] = (char) (i >> 8 & 0xff);
		s[2] = (char) (i & 0xff);
		n = utf8_next(s, &c);
		if (!n || c == 0xfffd)
			continue;
		assert_int_equal(encode(c, back), n);
		assert_memory_equal(s, back, n);
	}
}

/* ---- machines ---- */

static void junit_says_it_twice(void **state)
{
	struct suite_result *suite = example_three();
	char *text = written(report_junit, suite);

	(void) state;
	assert_says(text, "<testsuites name=\"spheron-sim test\" tests=\"4\" failures=\"2\" errors=\"0\" "
			"time=\"3.250\">");
	assert_says(text, "<testsuite name=\"scenarios/slash/no-collateral.json\" tests=\"2\" "
			"failures=\"1\" errors=\"0\" skipped=\"0\" time=\"2.060\" "
			"file=\"scenarios/slash/no-collateral.json\">");
	assert_says(text, "<testcase classname=\"slash/no-collateral-without-lease\" name=\"money\" "
			"time=\"1.030\"/>");
	assert_says(text, "<failure message=\"expected always, of every provider; observed -12.5 SPON "
			"without an active lease; first in run 17, 41d06h, provider 93 (dc-gpu)\" "
			"type=\"always\">");
	assert_says(text, "\nobserved  -12.5 SPON without an active lease\n");
	assert_says(text, "<failure message=\"expected P &gt;= 95 % (zone 94 to 96 %); observed 94.9 % of "
			"2,000 runs (93.8 to 95.8 %); the budget of runs was used up\" type=\"undecided\">");
	free(text);
	suite_free(suite);
}

static void the_seconds_of_a_test_are_those_of_its_cases(void **state)
{
	struct suite_result *suite = suite_new();
	struct test_result *test = suite_add(suite, "a", "a", "");
	char *text;

	(void) state;
	for (int i = 0; i < 3; i++)
		test_add(test, "a", "always", VERDICT_PASS);
	test->seconds = 0.0021; /* two of three have a millisecond */
	text = written(report_junit, suite);
	assert_int_equal(how_often(text, "time=\"0.001\"/>"), 2);
	assert_int_equal(how_often(text, "time=\"0.000\"/>"), 1);
	assert_int_equal(how_often(text, "time=\"0.002\""), 1);
	free(text);
	suite_free(suite);
}

static void tap_bails_out_when_interrupted_only(void **state)
{
	(void) state;
	for (size_t i = 0; i < n_examples; i++) {
		struct suite_result *suite = examples[i].make();
		char *text = written(report_tap, suite);
		bool interrupted = strcmp(examples[i].name, "interrupted") == 0
				|| strcmp(examples[i].name, "signal") == 0
				|| strcmp(examples[i].name, "internal") == 0;

		assert_int_equal(how_often(text, "\nBail out!"), interrupted);
		assert_memory_equal(text, "TAP version 14\n1..", 18);
		free(text);
		suite_free(suite);
	}
}

static void nine_annotations_and_how_many_more(void **state)
{
	struct suite_result *suite = example_many();
	char *text = written(report_annotations, suite), *line, *rest = text;
	static const char *const begin[] = {
		"::error file=e.json,title=e.json%3A bad file::because: not JSON",
		"::error file=f.json,line=77,title=f%3A over a limit::because: limits.wall: 120 s",
		"::error file=a.json,line=11,title=a [broken]%3A broken (at_end)::claim: ",
		"::error file=b.json,line=11,title=b [broken]%3A broken (at_end)::claim: ",
		"::error file=a.json,line=11,title=a [failed]%3A failed (at_end)::claim: ",
		"::error file=b.json,line=11,title=b [failed]%3A failed (at_end)::claim: ",
		"::error file=c.json,line=11,title=c%3A failed (never)::claim: ",
		"::error file=c.json,line=11,", "::error file=c.json,line=11,",
		"::error title=spheron-sim test::11 more not shown here: 7 failed, 2 golden, 2 undecided",
		"::warning file=d.json,line=11,title=d%3A warned (prob)::", "::warning file=d.json,",
		"::warning file=d.json,", "::warning file=d.json,", "::warning file=d.json,",
		"::warning file=d.json,", "::warning file=d.json,", "::warning file=d.json,",
		"::warning file=d.json,",
		"::warning title=spheron-sim test::2 more not shown here: 2 warned",
	};

	(void) state;
	for (size_t i = 0; i < sizeof begin / sizeof *begin; i++) {
		line = strtok_r(rest, "\n", &rest);
		assert_non_null(line);
		assert_false(strlen(line) > 3 && strcmp(line + strlen(line) - 3, "%0A") == 0);
		if (strncmp(line, begin[i], strlen(begin[i])) != 0)
			fail_msg("%s\ndoes not begin with\n%s", line, begin[i]);
	}
	assert_null(strtok_r(rest, "\n", &rest));
	free(text);
	suite_free(suite);
}

static void annotations_escape_what_would_end_them(void **state)
{
	struct suite_result *suite = suite_new();
	struct test_result *test = suite_add(suite, "a,b:c%.json", "50 %, or: more", "");
	char *text;

	(void) state;
	snprintf(test_add(test, "x", "at", VERDICT_FAIL)->observed, 20, "1 %%, 2:3\r\n::x");
	text = written(report_annotations, suite);
	assert_says(text, "::error file=a%2Cb%3Ac%25.json,line=11,"
			"title=50 %25%2C or%3A more%3A x (at)::claim: ");
	assert_says(text, "%0Aobserved: 1 %25, 2:3%0D%0A::x%0A");
	assert_int_equal(how_often(text, "\n"), 1);
	free(text);
	suite_free(suite);
}

static void what_passed_is_not_annotated(void **state)
{
	struct suite_result *suite = suite_new();
	char *text;

	(void) state;
	add_trouble(suite, 0);
	text = written(report_annotations, suite);
	assert_string_equal(text, "");
	free(text);
	suite_free(suite);
}

static void a_fence_is_longer_than_what_it_holds(void **state)
{
	struct suite_result *suite = suite_new();
	struct test_result *test = suite_add(suite, "a|b.json", "a`\\|b", "");
	struct assertion_result *a = test_add(test, "x", "at", VERDICT_FAIL);
	char *text;

	(void) state;
	strcpy(a->replay, "run\n```\n````");
	text = written(report_markdown, suite);
	assert_says(text, "\n`````sh\nrun\n```\n````\n`````\n");
	assert_says(text, "| failed | a\\`\\\\\\|b | x | of every provider, always | 999.5 SPON |  |\n");
	assert_says(text, "\na\\|b.json:11  assert \"x\" (at)\n");
	free(text);
	suite_free(suite);
}

static void a_summary_stays_below_its_limit(void **state)
{
	struct suite_result *suite = suite_new();
	char *text;

	(void) state;
	for (int i = 0; i < 1000; i++) {
		struct test_result *test = suite_add(suite, "a.json", "a", "");
		struct assertion_result *a = test_add(test, "x", "at", VERDICT_FAIL);

		memset(a->expected, '<', sizeof a->expected - 1);
		memset(a->observed, '&', sizeof a->observed - 1);
		memset(a->note, '@', sizeof a->note - 1);
		memset(a->replay, '\x01', sizeof a->replay - 1);
	}
	text = written(report_markdown, suite);
	assert_true(strlen(text) < 1 << 20);
	assert_says(text, "\n950 more are not shown here.\n");
	free(text);
	suite_free(suite);
}

/* ---- files ---- */

static char *content(const char *path)
{
	static char text[4096];
	FILE *file = fopen(path, "rb");
	size_t n = file ? fread(text, 1, sizeof text - 1, file) : 0;

	assert_non_null(file);
	text[n] = 0;
	fclose(file);
	return text;
}

static void word(const struct suite_result *suite, FILE *out)
{
	fprintf(out, "%s\n", suite->profile);
}

static void a_file_is_replaced_or_added_to(void **state)
{
	char dir[] = "/tmp/reports-test-XXXXXX", path[60];
	struct suite_result *suite = suite_new();

	(void) state;
	assert_non_null(mkdtemp(dir));
	snprintf(path, sizeof path, "%s/summary", dir);
	assert_true(report_append(path, word, suite));
	assert_true(report_append(path, word, suite));
	assert_string_equal(content(path), "pr\npr\n");
	assert_true(report_save(path, word, suite));
	assert_string_equal(content(path), "pr\n");
	unlink(path);
	rmdir(dir);
	assert_false(report_save(path, word, suite)); /* its folder is not there */
	assert_false(report_append(path, word, suite));
	suite_free(suite);
}

/* ---- examples for other readers ---- */

static void write_example(const char *dir, const char *name, const struct suite_result *suite)
{
	static const struct {
		const char *ending;
		report_writer *write;
	} formats[] = { { "xml", report_junit }, { "tap14", report_tap }, { "tap", report_tap13 },
		{ "github", report_annotations }, { "md", report_markdown }, { "json", report_json },
		{ "txt", text_of } };
	char path[400];

	for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
		snprintf(path, sizeof path, "%s/%s.%s", dir, name, formats[i].ending);
		if (!report_save(path, formats[i].write, suite))
			exit(1);
	}
}

static int write_examples(const char *dir)
{
	char name[40];

	for (unsigned i = 0; i < n_examples + 200; i++) {
		struct suite_result *suite = i < n_examples ? examples[i].make() : example_random(i);

		snprintf(name, sizeof name, "random-%u", i);
		write_example(dir, i < n_examples ? examples[i].name : name, suite);
		suite_free(suite);
	}
	return 0;
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_new_result_has_the_name_of_its_file),
		cmocka_unit_test(a_new_result_has_not_passed),
		cmocka_unit_test(each_test_is_counted_once),
		cmocka_unit_test(the_three_are_counted),
		cmocka_unit_test(the_worst_of_all_is_the_exit_status),
		cmocka_unit_test(a_limit_is_never_a_pass),
		cmocka_unit_test(an_undecided_one_passes_only_if_the_file_says_so),
		cmocka_unit_test(nothing_is_no_success),
		cmocka_unit_test(what_was_stopped_has_not_passed),
		cmocka_unit_test(too_few_rules_reached_fail),
		cmocka_unit_test(a_verdict_no_assertion_gives_is_not_better_than_it_says),
		cmocka_unit_test(durations_are_for_people),
		cmocka_unit_test(the_flake_rate_is_a_bound),
		cmocka_unit_test(the_text_says_what_happened),
		cmocka_unit_test(colour_is_there_only_if_asked_for),
		cmocka_unit_test(a_file_that_is_bad_says_why),
		cmocka_unit_test(what_passes_though_undecided_is_told),
		cmocka_unit_test(no_report_has_control_characters),
		cmocka_unit_test(lines_of_text_are_one_for_each_thing),
		cmocka_unit_test(every_character_is_read),
		cmocka_unit_test(no_bytes_are_read_that_would_not_be_written),
		cmocka_unit_test(junit_says_it_twice),
		cmocka_unit_test(the_seconds_of_a_test_are_those_of_its_cases),
		cmocka_unit_test(tap_bails_out_when_interrupted_only),
		cmocka_unit_test(nine_annotations_and_how_many_more),
		cmocka_unit_test(annotations_escape_what_would_end_them),
		cmocka_unit_test(what_passed_is_not_annotated),
		cmocka_unit_test(a_fence_is_longer_than_what_it_holds),
		cmocka_unit_test(a_summary_stays_below_its_limit),
		cmocka_unit_test(a_file_is_replaced_or_added_to),
	};

	if (argc == 3 && strcmp(argv[1], "--examples") == 0)
		return write_examples(argv[2]);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
