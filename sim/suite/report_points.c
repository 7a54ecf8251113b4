/* Points: what each report counts and tells. */

#include "sim/suite/report_parts.h"

#include "sim/commands.h"
#include "sim/player.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

enum { ASKS_FAILED = 1, ASKS_UNDECIDED = 4, ASKS_GOLDEN = 5 };

const char *point_state_text(enum point_state state)
{
	static const char *const text[POINT_STATES] = { "passed", "not judged", "warned", "undecided",
		"golden", "failed", "broken", "error" };

	return text[state];
}

bool is_bad(enum point_state state)
{
	return state >= POINT_UNDECIDED;
}

/* Behind what the message says already, with a separator if that is something. */
static void add(struct point *point, const char *separator, const char *format, ...)
		__attribute__((format(printf, 3, 4)));
static void add(struct point *point, const char *separator, const char *format, ...)
{
	size_t n = strlen(point->message), room = sizeof point->message;
	va_list arguments;

	if (n)
		snprintf(point->message + n, room - n, "%s", separator);
	n = strlen(point->message);
	va_start(arguments, format);
	vsnprintf(point->message + n, room - n, format, arguments);
	va_end(arguments);
}

/* ---- of an assertion ---- */

static void place_in_time(char *text, size_t size, const struct assertion_result *a)
{
	char at[DURATION_ROOM];

	snprintf(text, size, "run %u, %s%s%s", a->run, report_duration(at, a->at_ms), *a->who ? ", " : "",
			a->who);
}

static void say_assertion(struct point *point)
{
	const struct assertion_result *a = point->assertion;
	char place[200];

	if (*a->expected)
		add(point, "", "expected %s", a->expected);
	if (*a->observed)
		add(point, "; ", "observed %s", a->observed);
	if (!point->message[0])
		add(point, "", "%s: %s", a->text, point_state_text(point->state));
	if (a->has_moment) {
		place_in_time(place, sizeof place, a);
		add(point, "; ", "first in %s", place);
	} else if (*a->who) {
		add(point, "; ", "%s", a->who);
	}
	if (*a->note)
		add(point, "; ", "%s", a->note);
}

static void fails(struct point *point)
{
	if (point->assertion->invariant) {
		point->state = POINT_BROKEN;
		point->exit = EXIT_BROKEN;
		point->meaning = "an invariant of the protocol is broken";
	} else if (point->assertion->golden) {
		point->state = POINT_GOLDEN;
		point->exit = ASKS_GOLDEN;
		point->type = "golden";
		point->meaning = "a result differs from the golden one";
	} else {
		point->state = POINT_FAILED;
		point->exit = ASKS_FAILED;
		point->meaning = "an assertion failed";
	}
}

static void undecided(struct point *point, bool passes)
{
	point->state = passes ? POINT_WARNED : POINT_UNDECIDED;
	point->exit = passes ? EXIT_OK : ASKS_UNDECIDED;
	point->type = "undecided";
	point->meaning = "an assertion is undecided";
}

static struct point of_assertion(const struct test_result *test, const struct assertion_result *a)
{
	struct point point = { .state = POINT_PASSED, .test = test, .assertion = a, .name = a->id,
		.type = a->kind, .meaning = "" };

	if (a->passed_over) {
		point.state = POINT_SKIPPED;
		add(&point, "", "%s", a->note);
		return point;
	}
	if (!a->judged && test->error != TEST_NO_ERROR) {
		point.state = POINT_SKIPPED;
		add(&point, "", "not judged: %s", test->message);
		return point;
	}
	if (!a->judged || a->verdict == VERDICT_UNDECIDED)
		undecided(&point, a->judged && test->undecided_passes);
	else if (a->verdict == VERDICT_FAIL)
		fails(&point);
	if (!a->judged)
		add(&point, "", "it was not judged");
	else
		say_assertion(&point);
	return point;
}

/* ---- of a test ---- */

static struct point of_error(const struct test_result *test)
{
	static const struct {
		const char *name, *meaning;
		int exit;
	} errors[] = {
		[TEST_NO_ERROR] = { "", "", EXIT_OK },
		[TEST_BAD_FILE] = { "bad file", "a file is not a scenario test as it should be",
			EXIT_BAD_INPUT },
		[TEST_OVER_LIMIT] = { "over a limit", "a test is over its limit", ASKS_UNDECIDED },
		[TEST_INTERRUPTED] = { "interrupted", "it was interrupted", EXIT_INTERRUPTED },
		[TEST_INTERNAL] = { "internal error", "an error of this program", EXIT_INTERNAL },
	};
	struct point point = { .state = POINT_ERROR, .test = test, .name = errors[test->error].name,
		.type = errors[test->error].name, .meaning = errors[test->error].meaning,
		.exit = errors[test->error].exit };

	add(&point, "", "%s", *test->message ? test->message : point.meaning);
	return point;
}

/* A verdict that none of the assertions gives is never better than what is said here. */
static bool of_verdict(const struct test_result *test, enum point_state worst, struct point *point)
{
	bool failed = test->verdict == VERDICT_FAIL && worst < POINT_GOLDEN;
	bool open = test->verdict == VERDICT_UNDECIDED && worst < POINT_WARNED;
	bool empty = test->n_assertions == 0;

	if (test->error != TEST_NO_ERROR || !(failed || open || empty))
		return false;
	*point = (struct point) { .test = test, .name = "verdict", .type = "verdict" };
	if (failed) {
		point->state = POINT_FAILED;
		point->exit = ASKS_FAILED;
		point->meaning = "a test failed";
		add(point, "", "the test failed");
	} else {
		undecided(point, !empty && test->undecided_passes);
		add(point, "", empty ? "it asserts nothing" : "the test is undecided");
	}
	return true;
}

/* Into room for two more than there are assertions. */
static size_t add_test(const struct test_result *test, struct point *point)
{
	enum point_state worst = POINT_PASSED;
	size_t n = 0;

	if (test->error != TEST_NO_ERROR)
		point[n++] = of_error(test);
	for (size_t i = 0; i < test->n_assertions; i++) {
		point[n] = of_assertion(test, &test->assertion[i]);
		if (point[n].state > worst)
			worst = point[n].state;
		n++;
	}
	if (of_verdict(test, worst, &point[n]))
		n++;
	return n;
}

size_t test_points(const struct test_result *test, struct point **points)
{
	*points = must(malloc((test->n_assertions + 2) * sizeof **points));
	return add_test(test, *points);
}

/* ---- of the suite ---- */

/* The share that was reached, in tenths of a percent, rounded down: it must not seem to be enough. */
static uint64_t reached_permille(const struct suite_result *suite)
{
	return suite->n_rules ? suite->n_reached * UINT64_C(1000) / suite->n_rules : 0;
}

static struct point of_coverage(const struct suite_result *suite)
{
	struct point point = { .name = "rule coverage", .type = "rule coverage", .meaning = "" };
	uint64_t permille = reached_permille(suite);

	if (suite->n_rules)
		add(&point, "", "%zu of %zu rules were reached, %u.%u %%; at least %d %% was asked for",
				suite->n_reached, suite->n_rules, (unsigned) (permille / 10),
				(unsigned) (permille % 10), suite->min_rule_coverage);
	else
		add(&point, "", "at least %d %% was asked for, but rules were not looked at",
				suite->min_rule_coverage);
	if (suite->n_reached * UINT64_C(100) < (uint64_t) suite->min_rule_coverage * suite->n_rules
			|| (!suite->n_rules && suite->min_rule_coverage > 0)) {
		point.state = POINT_FAILED;
		point.exit = ASKS_FAILED;
		point.meaning = "rule coverage is below what was asked for";
	}
	return point;
}

/* Only something bad stops a suite by --fail-fast; without it, it was a signal. */
static struct point of_stop(bool something_bad)
{
	struct point point = { .state = POINT_SKIPPED, .name = "tests run", .type = "interrupted",
		.meaning = "" };

	if (something_bad) {
		add(&point, "", "not judged: it was stopped, some tests did not run");
		return point;
	}
	point.state = POINT_ERROR;
	point.exit = EXIT_INTERRUPTED;
	point.meaning = "it was interrupted";
	add(&point, "", "it was interrupted, some tests did not run");
	return point;
}

static struct point of_nothing(void)
{
	struct point point = { .state = POINT_ERROR, .name = "tests found", .type = "nothing matched",
		.meaning = "no test matched", .exit = EXIT_NOTHING };

	add(&point, "", "no test matched");
	return point;
}

size_t suite_points(const struct suite_result *suite, struct point **points)
{
	size_t room = 3, n = 0;
	bool bad = false;

	for (size_t i = 0; i < suite->n_tests; i++)
		room += suite->test[i]->n_assertions + 2;
	*points = must(malloc(room * sizeof **points));
	for (size_t i = 0; i < suite->n_tests; i++)
		n += add_test(suite->test[i], *points + n);
	for (size_t i = 0; i < n; i++)
		bad = bad || is_bad((*points)[i].state);
	if (suite->n_tests == 0)
		(*points)[n++] = of_nothing();
	if (suite->stopped)
		(*points)[n++] = of_stop(bad);
	if (suite->min_rule_coverage >= 0)
		(*points)[n++] = of_coverage(suite);
	return n;
}

/* By the exit status that is asked for, from the worst on: internal, interrupted, bad file, broken
 * invariant, failed, golden, undecided or over a limit, nothing. */
static int urgency(int status)
{
	static const int order[] = { EXIT_OK, EXIT_NOTHING, ASKS_UNDECIDED, ASKS_GOLDEN, ASKS_FAILED,
		EXIT_BROKEN, EXIT_BAD_INPUT, EXIT_INTERRUPTED, EXIT_INTERNAL };
	int i = 0;

	while (order[i] != status)
		i++;
	return i;
}

const struct point *points_worst(const struct point *points, size_t n)
{
	const struct point *worst = NULL;

	for (size_t i = 0; i < n; i++)
		if (!worst || urgency(points[i].exit) > urgency(worst->exit))
			worst = &points[i];
	return worst;
}

/* ---- facts ---- */

void point_facts(const struct point *point, point_fact *fact, void *to)
{
	const struct assertion_result *a = point->assertion;
	char value[200];

	if (!a || point->state == POINT_SKIPPED) {
		fact(to, "because", point->message);
		return;
	}
	if (*a->text && !strstr(a->expected, a->text)) /* what is expected mostly says it */
		fact(to, "claim", a->text);
	if (*a->expected)
		fact(to, "expected", a->expected);
	if (*a->observed)
		fact(to, "observed", a->observed);
	if (a->has_moment) {
		place_in_time(value, sizeof value, a);
		fact(to, "first", value);
	} else if (*a->who) {
		fact(to, "who", a->who);
	}
	snprintf(value, sizeof value, "%llu", (unsigned long long) a->seed);
	fact(to, "seed", value);
	if (!a->judged)
		fact(to, "note", point->message);
	else if (*a->note)
		fact(to, "note", a->note);
	if (*a->replay)
		fact(to, "replay", a->replay);
}

void point_place(FILE *out, const struct point *point)
{
	const struct assertion_result *a = point->assertion;
	unsigned line = a ? a->line : point->test ? point->test->error_line : 0;

	if (point->test) {
		fputs(point->test->file, out);
		if (line)
			fprintf(out, ":%u", line);
		fputs("  ", out);
	}
	if (a)
		fprintf(out, "assert \"%s\" (%s)", a->id, a->kind);
	else
		fputs(point->name, out);
}

static void fact_line(void *to, const char *label, const char *value)
{
	fprintf(to, "%-9s %s\n", label, value);
}

void point_block(FILE *out, const struct point *point)
{
	point_place(out, point);
	fputc('\n', out);
	point_facts(point, fact_line, out);
}
