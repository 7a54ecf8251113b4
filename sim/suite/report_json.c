/* All of a result as one object. */

#include "sim/suite/report_parts.h"

#include "sim/json_out.h"

#include <stdlib.h>

static void text(FILE *out, const char *key, const char *value, const char *before)
{
	fprintf(out, "%s\"%s\":\"", before, key);
	put_text(out, TEXT_JSON, value);
	fputc('"', out);
}

static void count(FILE *out, const char *key, uint64_t value, const char *before)
{
	fprintf(out, "%s\"%s\":%llu", before, key, (unsigned long long) value);
}

static void truth(FILE *out, const char *key, bool value)
{
	fprintf(out, ",\"%s\":%s", key, value ? "true" : "false");
}

/* ---- an assertion ---- */

static void first(FILE *out, const struct assertion_result *a)
{
	fputs(",\"first\":", out);
	if (!a->has_moment) {
		fputs("null", out);
		return;
	}
	count(out, "run", a->run, "{");
	count(out, "at_ms", a->at_ms, ",");
	text(out, "who", a->who, ",");
	fputc('}', out);
}

static void assertion(FILE *out, const struct point *point)
{
	const struct assertion_result *a = point->assertion;

	text(out, "id", a->id, "{");
	text(out, "kind", a->kind, ",");
	text(out, "claim", a->text, ",");
	count(out, "line", a->line, ",");
	text(out, "state", point_state_text(point->state), ",");
	if (a->judged)
		text(out, "verdict", verdict_text(a->verdict), ",");
	else
		fputs(",\"verdict\":null", out);
	truth(out, "invariant", a->invariant);
	truth(out, "golden", a->golden);
	truth(out, "statistical", a->statistical);
	json_out_number(out, "alpha", a->alpha, ",");
	json_out_number(out, "beta", a->beta, ",");
	text(out, "expected", a->expected, ",");
	text(out, "observed", a->observed, ",");
	text(out, "note", a->note, ",");
	count(out, "seen", a->seen, ",");
	count(out, "seed", a->seed, ",");
	first(out, a);
	text(out, "replay", a->replay, ",");
	fputc('}', out);
}

/* ---- a test ---- */

static void error(FILE *out, const struct test_result *test, const struct point *point)
{
	fputs(",\"error\":", out);
	if (test->error == TEST_NO_ERROR) {
		fputs("null", out);
		return;
	}
	text(out, "kind", point->type, "{");
	count(out, "line", test->error_line, ",");
	text(out, "message", test->message, ",");
	fputc('}', out);
}

static void test_object(FILE *out, const struct test_result *test)
{
	static const char *const outcomes[] = { "passed", "warned", "undecided", "failed", "error" };
	struct point *points;
	size_t n = test_points(test, &points);
	const char *before = "";

	text(out, "file", test->file, "{");
	text(out, "name", test->name, ",");
	text(out, "question", test->question, ",");
	text(out, "cell", test->cell, ",");
	text(out, "outcome", outcomes[test_outcome(test)], ",");
	error(out, test, points);
	truth(out, "undecided_passes", test->undecided_passes);
	count(out, "runs", test->runs, ",");
	count(out, "events", test->events, ",");
	json_out_number(out, "seconds", test->seconds, ",");
	fputs(",\"assertions\":[", out);
	for (size_t i = 0; i < n; i++) {
		if (!points[i].assertion)
			continue;
		fputs(before, out);
		assertion(out, &points[i]);
		before = ",";
	}
	fputs("]}", out);
	free(points);
}

/* ---- the suite ---- */

static void coverage(FILE *out, const char *key, size_t n, size_t reached, const char *const *missed,
		const int *least)
{
	fprintf(out, ",\"%s\":", key);
	if (!n && !(least && *least >= 0)) {
		fputs("null", out);
		return;
	}
	count(out, "all", n, "{");
	count(out, "reached", reached, ",");
	fputs(",\"missed\":[", out);
	for (size_t i = 0; missed && missed[i]; i++) {
		fputs(i ? ",\"" : "\"", out);
		put_text(out, TEXT_JSON, missed[i]);
		fputc('"', out);
	}
	fputc(']', out);
	if (least && *least >= 0)
		count(out, "min_percent", (uint64_t) *least, ",");
	else if (least)
		fputs(",\"min_percent\":null", out);
	fputc('}', out);
}

static void counts_object(FILE *out, const struct suite_result *suite)
{
	struct suite_counts counts = suite_count(suite);

	count(out, "tests", suite->n_tests, ",\"counts\":{");
	count(out, "passed", counts.passed, ",");
	count(out, "warned", counts.warned, ",");
	count(out, "undecided", counts.undecided, ",");
	count(out, "failed", counts.failed, ",");
	count(out, "errors", counts.errors, ",");
	count(out, "assertions", counts.assertions, ",");
	count(out, "left_out", suite->left_out, ",");
	fputc('}', out);
}

void report_json(const struct suite_result *suite, FILE *out)
{
	count(out, "format", 1, "{");
	text(out, "profile", suite->profile, ",");
	count(out, "seed", suite->seed, ",");
	truth(out, "fresh_seed", suite->fresh_seed);
	text(out, "command", suite->command, ",");
	json_out_number(out, "seconds", suite->seconds, ",");
	count(out, "exit", (uint64_t) suite_exit(suite), ",");
	text(out, "meaning", suite_exit_meaning(suite), ",");
	truth(out, "stopped", suite->stopped);
	json_out_number(out, "flake_rate", suite->flake_rate, ",");
	counts_object(out, suite);
	coverage(out, "rules", suite->n_rules, suite->n_reached, suite->rule_missed,
			&suite->min_rule_coverage);
	coverage(out, "branches", suite->n_branches, suite->n_branches_reached, suite->branch_missed, NULL);
	fputs(",\"tests\":[", out);
	for (size_t i = 0; i < suite->n_tests; i++) {
		if (i)
			fputc(',', out);
		test_object(out, suite->test[i]);
	}
	fputs("]}\n", out);
}
