/* Workflow commands of GitHub: what went wrong, beside the line of the file that claims it. */

#include "sim/suite/report_parts.h"

#include <stdlib.h>
#include <string.h>

static void title_of(FILE *out, const void *of)
{
	const struct point *point = of;

	if (point->test) {
		put_test_name(out, point->test);
		fputs(": ", out);
	}
	fputs(point->name, out);
	if (point->assertion)
		fprintf(out, " (%s)", point->assertion->kind);
}

static void property(FILE *out, const char *before, const char *name, const char *value)
{
	fprintf(out, "%s%s=", before, name);
	put_text(out, TEXT_PROPERTY, value);
}

static void fact_line(void *to, const char *label, const char *value)
{
	fprintf(to, "%s: %s\n", label, value);
}

static void message_of(FILE *out, const void *point)
{
	point_facts(point, fact_line, out);
}

/* Paths count from the top of the repository. */
static const char *in_repository(const char *path)
{
	while (path[0] == '.' && path[1] == '/')
		path += 2;
	return path;
}

static void annotate(FILE *out, const struct point *point)
{
	const struct assertion_result *a = point->assertion;
	unsigned line = a ? a->line : point->test ? point->test->error_line : 0;
	char *title = to_string(title_of, point), *message = to_string(message_of, point);
	size_t n = strlen(message);

	if (n)
		message[n - 1] = 0;
	fputs(is_bad(point->state) ? "::error " : "::warning ", out);
	if (point->test)
		property(out, "", "file", in_repository(point->test->file));
	if (line)
		fprintf(out, ",line=%u", line);
	property(out, point->test ? "," : "", "title", title);
	fputs("::", out);
	put_text(out, TEXT_COMMAND, message);
	fputc('\n', out);
	free(title);
	free(message);
}

/* "5 more: 1 failed, 4 undecided" */
static void rest(FILE *out, const char *level, const size_t *left, size_t n)
{
	const char *before = ": ";

	if (!n)
		return;
	fprintf(out, "::%s title=spheron-sim test::%zu more not shown here", level, n);
	for (int s = POINT_STATES - 1; s > POINT_SKIPPED; s--) {
		if (!left[s])
			continue;
		fprintf(out, "%s%zu %s", before, left[s], point_state_text((enum point_state) s));
		before = ", ";
	}
	fputc('\n', out);
}

/* States from `worst` down to `best`, each in the order of the files. */
static void level(FILE *out, const char *name, const struct point *points, size_t n, int worst, int best)
{
	size_t left[POINT_STATES] = { 0 }, shown = 0, more = 0;

	for (int s = worst; s >= best; s--) {
		for (size_t i = 0; i < n; i++) {
			if ((int) points[i].state != s)
				continue;
			if (shown < ANNOTATIONS_MOST) {
				annotate(out, &points[i]);
				shown++;
			} else {
				left[s]++;
				more++;
			}
		}
	}
	rest(out, name, left, more);
}

void report_annotations(const struct suite_result *suite, FILE *out)
{
	struct point *points;
	size_t n = suite_points(suite, &points);

	level(out, "error", points, n, POINT_ERROR, POINT_UNDECIDED);
	level(out, "warning", points, n, POINT_WARNED, POINT_WARNED);
	free(points);
}
