/* The summary as GitHub's Markdown. */

#include "sim/suite/report_parts.h"

#include <stdlib.h>
#include <string.h>

static void name_of(FILE *out, const void *test)
{
	put_test_name(out, test);
}

static void place_of(FILE *out, const void *point)
{
	point_place(out, point);
}

static void cell(FILE *out, const char *value)
{
	fputs(" ", out);
	put_text(out, TEXT_MARKDOWN, value);
	fputs(" |", out);
}

static void totals(FILE *out, const struct suite_result *suite)
{
	struct suite_counts counts = suite_count(suite);
	char duration[DURATION_ROOM];

	fputs("| tests | passed | undecided, passed | failed | undecided | errors | left out | assertions "
			"| time |\n|--:|--:|--:|--:|--:|--:|--:|--:|--:|\n", out);
	fprintf(out, "| %zu | %zu | %zu | %zu | %zu | %zu | %zu | %zu | %s |\n\n", suite->n_tests,
			counts.passed, counts.warned, counts.failed, counts.undecided, counts.errors,
			suite->left_out, counts.assertions,
			report_duration(duration, (uint64_t) (suite->seconds * 10) * 100));
}

static void row(FILE *out, const struct point *point)
{
	const struct assertion_result *a = point->assertion;
	char *name = point->test ? to_string(name_of, point->test) : NULL;
	char at[DURATION_ROOM];

	fprintf(out, "| %s |", point_state_text(point->state));
	cell(out, name ? name : "the suite");
	cell(out, point->name);
	cell(out, a ? a->expected : "");
	cell(out, a && *a->observed ? a->observed : point->message);
	if (a && a->has_moment) {
		fprintf(out, " run %u, %s", a->run, report_duration(at, a->at_ms));
		if (*a->who) {
			fputs(", ", out);
			put_text(out, TEXT_MARKDOWN, a->who);
		}
		fputs(" |\n", out);
	} else {
		cell(out, a ? a->who : "");
		fputc('\n', out);
	}
	free(name);
}

/* A fence is longer than any that is in the text. */
static size_t fence_of(const char *command)
{
	size_t longest = 2, run = 0;

	for (; *command; command++) {
		run = *command == '`' ? run + 1 : 0;
		if (run > longest)
			longest = run;
	}
	return longest + 1;
}

static void fenced(FILE *out, const char *command)
{
	size_t fence = fence_of(command);

	for (size_t i = 0; i < fence; i++)
		fputc('`', out);
	fputs("sh\n", out);
	put_text(out, TEXT_LINES, command);
	fputc('\n', out);
	for (size_t i = 0; i < fence; i++)
		fputc('`', out);
	fputs("\n\n", out);
}

static void replay(FILE *out, const struct point *point)
{
	const struct assertion_result *a = point->assertion;
	char *place;

	if (!a || !*a->replay)
		return;
	place = to_string(place_of, point);
	put_text(out, TEXT_MARKDOWN, place);
	if (*a->note) {
		fputs(": ", out);
		put_text(out, TEXT_MARKDOWN, a->note);
	}
	fputs("\n\n", out);
	fenced(out, a->replay);
	free(place);
}

static bool is_told(const struct point *point)
{
	return is_bad(point->state) || point->state == POINT_WARNED;
}

/* The worst first, each kind in the order of the files; a row of a table or the command that replays. */
static size_t worst_first(FILE *out, const struct point *points, size_t n,
		void (*tell)(FILE *, const struct point *))
{
	size_t told = 0, left = 0;

	for (int s = POINT_STATES - 1; s >= POINT_PASSED; s--) {
		for (size_t i = 0; i < n; i++) {
			if ((int) points[i].state != s || !is_told(&points[i]))
				continue;
			if (told++ < MARKDOWN_MOST)
				tell(out, &points[i]);
			else
				left++;
		}
	}
	return left;
}

static void what_did_not_pass(FILE *out, const struct point *points, size_t n)
{
	size_t told = 0, left, commands = 0;

	for (size_t i = 0; i < n; i++) {
		told += is_told(&points[i]);
		commands += is_told(&points[i]) && points[i].assertion && *points[i].assertion->replay;
	}
	if (!told)
		return;
	fputs("### What did not pass\n\n| | test | assertion | expected | observed | first |\n"
			"|---|---|---|---|---|---|\n", out);
	left = worst_first(out, points, n, row);
	if (left)
		fprintf(out, "\n%zu more are not shown here.\n", left);
	fputc('\n', out);
	if (commands) {
		fputs("### To replay\n\n", out);
		worst_first(out, points, n, replay);
	}
}

static void coverage(FILE *out, const char *what, size_t n, size_t reached, const char *const *missed)
{
	if (!n)
		return;
	fprintf(out, "- %s: ", what);
	put_coverage(out, n, reached, missed, 400);
	fputc('\n', out);
}

void report_markdown(const struct suite_result *suite, FILE *out)
{
	struct point *points;
	size_t n = suite_points(suite, &points);
	int status = suite_exit(suite);

	fprintf(out, "## spheron-sim test: %s\n\n", status ? "not passed" : "passed");
	fprintf(out, "Exit %d: %s.\n\n", status, suite_exit_meaning(suite));
	totals(out, suite);
	what_did_not_pass(out, points, n);
	coverage(out, "rule coverage", suite->n_rules, suite->n_reached, suite->rule_missed);
	coverage(out, "branch coverage", suite->n_branches, suite->n_branches_reached,
			suite->branch_missed);
	fputs("- ", out);
	put_flake_rate(out, suite);
	fputs("\n- ", out);
	put_seeds(out, suite);
	fputc('\n', out);
	if (suite->stopped)
		fputs("- stopped: some tests did not run\n", out);
	if (*suite->command) {
		fputs("\nTo repeat all of it:\n\n", out);
		fenced(out, suite->command);
	}
	free(points);
}
