/* JUnit's XML as Ant and Jenkins have it: a testsuite a file, a testcase a point. */

#include "sim/suite/report_parts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct tally {
	size_t tests, failures, errors, skipped;
	uint64_t ms;
};

static void attribute(FILE *out, const char *name, const char *value)
{
	fprintf(out, " %s=\"", name);
	put_text(out, TEXT_ATTRIBUTE, value);
	fputc('"', out);
}

static void property(FILE *out, const char *name, const char *value)
{
	fputs("      <property", out);
	attribute(out, "name", name);
	attribute(out, "value", value);
	fputs("/>\n", out);
}

static void time_attribute(FILE *out, uint64_t ms)
{
	fprintf(out, " time=\"%llu.%03u\"", (unsigned long long) (ms / 1000), (unsigned) (ms % 1000));
}

static uint64_t to_ms(double seconds)
{
	return seconds > 0 ? (uint64_t) floor(seconds * 1000 + 0.5) : 0;
}

static void count(struct tally *tally, const struct point *point)
{
	tally->tests++;
	tally->errors += point->state == POINT_ERROR;
	tally->failures += is_bad(point->state) && point->state != POINT_ERROR;
	tally->skipped += point->state == POINT_SKIPPED;
}

static void counts(FILE *out, const struct tally *tally)
{
	fprintf(out, " tests=\"%zu\" failures=\"%zu\" errors=\"%zu\"", tally->tests, tally->failures,
			tally->errors);
}

/* ---- a point ---- */

static void class_of(FILE *out, const void *of)
{
	const struct point *point = of;

	if (point->test)
		put_test_name(out, point->test);
	else
		fputs("suite", out);
}

static void body_of(FILE *out, const void *point)
{
	point_block(out, point);
}

static void element(FILE *out, const char *name, const struct point *point)
{
	char *body = to_string(body_of, point);

	fprintf(out, "      <%s", name);
	attribute(out, "message", point->message);
	attribute(out, "type", point->type);
	fputc('>', out);
	put_text(out, TEXT_XML, body);
	fprintf(out, "</%s>\n", name);
	free(body);
}

/* An undecided one that passes says so where it does not count as a failure. */
static void aside(FILE *out, const struct point *point)
{
	char *body = to_string(body_of, point);

	fputs("      <system-out>UNDECIDED, which counts as passed here\n", out);
	put_text(out, TEXT_XML, body);
	fputs("</system-out>\n", out);
	free(body);
}

static void testcase(FILE *out, const struct point *point, uint64_t ms)
{
	char *class = to_string(class_of, point);

	fputs("    <testcase", out);
	attribute(out, "classname", class);
	attribute(out, "name", point->name);
	time_attribute(out, ms);
	free(class);
	if (point->state == POINT_PASSED) {
		fputs("/>\n", out);
		return;
	}
	fputs(">\n", out);
	if (point->state == POINT_WARNED)
		aside(out, point);
	else if (point->state == POINT_SKIPPED)
		element(out, "skipped", point);
	else
		element(out, point->state == POINT_ERROR ? "error" : "failure", point);
	fputs("    </testcase>\n", out);
}

/* ---- files ---- */

/* Points of one file, or those of the suite: how many stand together here. */
static size_t together(const struct point *point, size_t n)
{
	size_t i = 1;

	while (i < n && !point->test == !point[i].test
			&& (!point->test || strcmp(point->test->file, point[i].test->file) == 0))
		i++;
	return i;
}

static uint64_t ms_of(const struct point *point, size_t n)
{
	uint64_t ms = 0;

	for (size_t i = 0; i < n; i++)
		if (point[i].test && (!i || point[i].test != point[i - 1].test))
			ms += to_ms(point[i].test->seconds);
	return ms;
}

static void properties(FILE *out, const struct suite_result *suite, const struct point *point, size_t n)
{
	char seed[24];

	fputs("    <properties>\n", out);
	property(out, "profile", suite->profile);
	snprintf(seed, sizeof seed, "%llu", (unsigned long long) suite->seed);
	property(out, "seed", suite->seed || suite->fresh_seed ? seed : "of the file");
	for (size_t i = 0; i < n; i++) {
		if (!point[i].test || (i && point[i].test == point[i - 1].test))
			continue;
		if (*point[i].test->question)
			property(out, "question", point[i].test->question);
		if (*point[i].test->cell)
			property(out, "cell", point[i].test->cell);
	}
	fputs("    </properties>\n", out);
}

/* A test's time is spread evenly over its points, in whole ms; the first ones have what is left over. */
static void cases(FILE *out, const struct point *point, size_t n)
{
	for (size_t i = 0, first = 0; i < n; i++) {
		size_t of_test = 1;
		uint64_t ms;

		if (point[i].test != point[first].test)
			first = i;
		while (first + of_test < n && point[first + of_test].test == point[first].test)
			of_test++;
		ms = point[i].test ? to_ms(point[i].test->seconds) : 0;
		testcase(out, &point[i], ms / of_test + (i - first < ms % of_test));
	}
}

static void testsuite(FILE *out, const struct suite_result *suite, const struct point *point, size_t n)
{
	struct tally tally = { 0 };
	const char *file = point->test ? point->test->file : "spheron-sim test";

	for (size_t i = 0; i < n; i++)
		count(&tally, &point[i]);
	fputs("  <testsuite", out);
	attribute(out, "name", file);
	counts(out, &tally);
	fprintf(out, " skipped=\"%zu\"", tally.skipped);
	time_attribute(out, ms_of(point, n));
	if (point->test)
		attribute(out, "file", file);
	fputs(">\n", out);
	properties(out, suite, point, n);
	cases(out, point, n);
	fputs("  </testsuite>\n", out);
}

void report_junit(const struct suite_result *suite, FILE *out)
{
	struct tally tally = { 0 };
	struct point *points;
	size_t n = suite_points(suite, &points);

	for (size_t i = 0; i < n; i++)
		count(&tally, &points[i]);
	fputs("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"spheron-sim test\"", out);
	counts(out, &tally);
	time_attribute(out, to_ms(suite->seconds));
	fputs(">\n", out);
	for (size_t i = 0, k; i < n; i += k) {
		k = together(points + i, n - i);
		testsuite(out, suite, points + i, k);
	}
	fputs("</testsuites>\n", out);
	free(points);
}
