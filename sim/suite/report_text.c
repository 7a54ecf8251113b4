/* The report for people. */

#include "sim/suite/report_parts.h"

#include <stdlib.h>
#include <string.h>

enum { NAME_COLUMNS = 44, RUNS_COLUMNS = 7, LINE_COLUMNS = 100 };

#define RED     "31"
#define GREEN   "32"
#define YELLOW  "33"

/* The word in front of a test's line, and its colour. */
static void put_verdict(FILE *out, enum test_outcome outcome, bool colour)
{
	static const struct {
		const char *word, *colour;
	} says[] = {
		[OUTCOME_PASSED] = { "PASS", GREEN },
		[OUTCOME_WARNED] = { "UNDECIDED", YELLOW },
		[OUTCOME_UNDECIDED] = { "UNDECIDED", YELLOW },
		[OUTCOME_FAILED] = { "FAIL", RED },
		[OUTCOME_ERROR] = { "ERROR", RED },
	};

	if (colour)
		fprintf(out, "\033[1;%sm%-9s\033[0m  ", says[outcome].colour, says[outcome].word);
	else
		fprintf(out, "%-9s  ", says[outcome].word);
}

static void name_of(FILE *out, const void *test)
{
	put_test_name(out, test);
}

static void runs_of(FILE *out, const void *test)
{
	put_count(out, ((const struct test_result *) test)->runs);
}

static void put_seconds(FILE *out, double seconds)
{
	char text[DURATION_ROOM];

	if (seconds < 100)
		fprintf(out, "%.1f s", seconds);
	else
		fputs(report_duration(text, (uint64_t) (seconds * 1000)), out);
}

static void test_line(const struct test_result *test, enum test_outcome outcome, bool colour, FILE *out)
{
	char *name = to_string(name_of, test), *runs = to_string(runs_of, test);
	size_t columns = utf8_columns(name);

	put_verdict(out, outcome, colour);
	put_text(out, TEXT_LINE, name);
	fprintf(out, "%*s  %*s %s  ", columns < NAME_COLUMNS ? (int) (NAME_COLUMNS - columns) : 0, "",
			RUNS_COLUMNS, runs, test->runs == 1 ? "run " : "runs");
	put_seconds(out, test->seconds);
	if (outcome == OUTCOME_WARNED)
		fputs("  (counts as passed)", out);
	fputc('\n', out);
	free(name);
	free(runs);
}

static void put_fact(void *to, const char *label, const char *value)
{
	fprintf(to, "    %-9s ", label);
	put_text(to, TEXT_LINE, value);
	fputc('\n', to);
}

static void place_of(FILE *out, const void *point)
{
	point_place(out, point);
}

static void block(const struct point *point, FILE *out)
{
	char *place = to_string(place_of, point);

	fputs("  ", out);
	put_text(out, TEXT_LINE, place);
	if (point->state == POINT_BROKEN)
		fputs(": invariant broken", out);
	else if (point->state == POINT_GOLDEN)
		fputs(": differs", out);
	else if (point->state == POINT_UNDECIDED || point->state == POINT_WARNED)
		fputs(": undecided", out);
	fputc('\n', out);
	point_facts(point, put_fact, out);
	free(place);
}

void report_text_test(const struct test_result *test, bool colour, FILE *out)
{
	struct point *points;
	size_t n = test_points(test, &points), skipped = 0;

	test_line(test, test_outcome(test), colour, out);
	for (size_t i = 0; i < n; i++) {
		if (is_bad(points[i].state) || points[i].state == POINT_WARNED)
			block(&points[i], out);
		if (points[i].state == POINT_SKIPPED && points[i].assertion->passed_over) {
			fputs("  not judged: ", out);
			put_text(out, TEXT_LINE, points[i].name);
			fputs(", ", out);
			put_text(out, TEXT_LINE, points[i].message);
			fputc('\n', out);
		} else {
			skipped += points[i].state == POINT_SKIPPED;
		}
	}
	if (skipped)
		fprintf(out, "  %zu of %zu assertions were not judged\n", skipped, test->n_assertions);
	free(points);
}

static void coverage(const struct suite_result *suite, FILE *out)
{
	if (suite->n_rules) {
		fputs("rule coverage ", out);
		put_coverage(out, suite->n_rules, suite->n_reached, suite->rule_missed, LINE_COLUMNS - 14);
		fputc('\n', out);
	}
	if (suite->n_branches) {
		fputs("branch coverage ", out);
		put_coverage(out, suite->n_branches, suite->n_branches_reached, suite->branch_missed,
				LINE_COLUMNS - 16);
		fputc('\n', out);
	}
}

/* What is wrong with the suite as a whole has no test whose line would say it. */
static void of_suite(const struct suite_result *suite, FILE *out)
{
	struct point *points;
	size_t n = suite_points(suite, &points);

	for (size_t i = 0; i < n; i++)
		if (!points[i].test && is_bad(points[i].state))
			fprintf(out, "%s: %s\n", points[i].name, points[i].message);
	free(points);
}

void report_text_foot(const struct suite_result *suite, bool colour, FILE *out)
{
	struct suite_counts counts = suite_count(suite);
	int status = suite_exit(suite);

	coverage(suite, out);
	of_suite(suite, out);
	put_totals(out, suite);
	fputs("; ", out);
	put_count(out, counts.assertions);
	fputs(counts.assertions == 1 ? " assertion, " : " assertions, ", out);
	put_seconds(out, suite->seconds);
	fputc('\n', out);
	put_seeds(out, suite);
	fputc('\n', out);
	put_flake_rate(out, suite);
	fprintf(out, "\n%s%sexit %d%s: %s\n", colour ? "\033[1;" : "",
			colour ? status ? RED "m" : GREEN "m" : "", status, colour ? "\033[0m" : "",
			suite_exit_meaning(suite));
	if (status && *suite->command) {
		bool part = counts.passed + counts.warned < suite->n_tests && counts.passed + counts.warned;

		fputs(part ? "again, what did not pass: " : "again: ", out);
		put_text(out, TEXT_LINE, suite->command);
		fputs(part ? " --rerun-failed\n" : "\n", out);
	}
}
