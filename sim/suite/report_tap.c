/* TAP: a test point a point, with what is known of those that are not simply passed as YAML below. */

#include "sim/suite/report_parts.h"

#include "sim/commands.h"

#include <stdlib.h>

static void text(FILE *out, const char *key, const char *value)
{
	if (!*value)
		return;
	fprintf(out, "  %s: \"", key);
	put_text(out, TEXT_YAML, value);
	fputs("\"\n", out);
}

static void number(FILE *out, const char *key, uint64_t value)
{
	fprintf(out, "  %s: %llu\n", key, (unsigned long long) value);
}

static void of_assertion(FILE *out, const struct assertion_result *a)
{
	char at[DURATION_ROOM];

	text(out, "kind", a->kind);
	text(out, "claim", a->text);
	text(out, "expected", a->expected);
	text(out, "observed", a->observed);
	text(out, "note", a->note);
	number(out, "seed", a->seed);
	if (a->has_moment) {
		number(out, "run", a->run);
		text(out, "at", report_duration(at, a->at_ms));
		number(out, "at_ms", a->at_ms);
	}
	text(out, "who", a->who);
	text(out, "replay", a->replay);
}

static void diagnostics(FILE *out, const struct point *point)
{
	const struct assertion_result *a = point->assertion;
	unsigned line = a ? a->line : point->test ? point->test->error_line : 0;

	fputs("  ---\n", out);
	text(out, "message", point->message);
	text(out, "severity", point_state_text(point->state));
	if (point->test)
		text(out, "file", point->test->file);
	if (line)
		number(out, "line", line);
	if (a)
		of_assertion(out, a);
	fputs("  ...\n", out);
}

static void name_of(FILE *out, const void *test)
{
	put_test_name(out, test);
}

static void test_point(FILE *out, const struct point *point, size_t number_of)
{
	char *name = point->test ? to_string(name_of, point->test) : NULL;

	fprintf(out, "%s %zu - ", is_bad(point->state) ? "not ok" : "ok", number_of);
	put_text(out, TEXT_TAP, name ? name : "suite");
	fputs(": ", out);
	put_text(out, TEXT_TAP, point->name);
	free(name);
	if (point->state == POINT_SKIPPED) {
		fputs(" # SKIP ", out);
		put_text(out, TEXT_TAP, point->message);
	}
	fputc('\n', out);
	if (point->state != POINT_PASSED && point->state != POINT_SKIPPED)
		diagnostics(out, point);
}

static void tap(const struct suite_result *suite, unsigned version, FILE *out)
{
	struct point *points;
	size_t n = suite_points(suite, &points);
	const struct point *worst = points_worst(points, n);

	fprintf(out, "TAP version %u\n1..%zu\n", version, n);
	for (size_t i = 0; i < n; i++)
		test_point(out, &points[i], i + 1);
	fputs("# ", out);
	put_totals(out, suite);
	fputs("\n# ", out);
	put_seeds(out, suite);
	fputs("\n# ", out);
	put_flake_rate(out, suite);
	fprintf(out, "\n# exit %d: %s\n", worst ? worst->exit : 0, suite_exit_meaning(suite));
	for (size_t i = 0; i < n; i++) {
		if (points[i].exit == EXIT_INTERRUPTED) {
			fputs("Bail out! it was interrupted, some tests did not run\n", out);
			break;
		}
	}
	free(points);
}

void report_tap(const struct suite_result *suite, FILE *out)
{
	tap(suite, 14, out);
}

void report_tap13(const struct suite_result *suite, FILE *out)
{
	tap(suite, 13, out);
}
