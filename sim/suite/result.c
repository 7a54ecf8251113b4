#include "sim/suite/result.h"

#include "sim/commands.h"
#include "sim/player.h"
#include "sim/suite/report_parts.h"

#include <stdlib.h>
#include <string.h>

static char *copied(const char *text)
{
	return strcpy(must(malloc(strlen(text) + 1)), text);
}

struct test_result *test_result_new(const char *file)
{
	struct test_result *test = must(calloc(1, sizeof *test));

	test->file = copied(file);
	test->name = copied(file);
	test->question = copied("");
	test->cell = copied("");
	return test;
}

void test_result_free(struct test_result *test)
{
	if (!test)
		return;
	free(test->file);
	free(test->name);
	free(test->question);
	free(test->cell);
	free(test->assertion);
	free(test);
}

static enum test_outcome outcome_of(enum point_state state)
{
	switch (state) {
	case POINT_PASSED:
	case POINT_SKIPPED:
		return OUTCOME_PASSED;
	case POINT_WARNED:
		return OUTCOME_WARNED;
	case POINT_UNDECIDED:
		return OUTCOME_UNDECIDED;
	case POINT_GOLDEN:
	case POINT_FAILED:
	case POINT_BROKEN:
		return OUTCOME_FAILED;
	case POINT_ERROR:
	case POINT_STATES:
		break;
	}
	return OUTCOME_ERROR;
}

enum test_outcome test_outcome(const struct test_result *test)
{
	enum point_state worst = POINT_PASSED;
	struct point *points;
	size_t n = test_points(test, &points);

	for (size_t i = 0; i < n; i++)
		if (points[i].state > worst)
			worst = points[i].state;
	free(points);
	return outcome_of(worst);
}

struct suite_counts suite_count(const struct suite_result *suite)
{
	struct suite_counts counts = { 0 };

	for (size_t i = 0; i < suite->n_tests; i++) {
		counts.assertions += suite->test[i]->n_assertions;
		switch (test_outcome(suite->test[i])) {
		case OUTCOME_PASSED:
			counts.passed++;
			break;
		case OUTCOME_WARNED:
			counts.warned++;
			break;
		case OUTCOME_UNDECIDED:
			counts.undecided++;
			break;
		case OUTCOME_FAILED:
			counts.failed++;
			break;
		case OUTCOME_ERROR:
			counts.errors++;
			break;
		}
	}
	return counts;
}

int suite_exit(const struct suite_result *suite)
{
	struct point *points;
	size_t n = suite_points(suite, &points);
	const struct point *worst = points_worst(points, n);
	int status = worst ? worst->exit : 0;

	free(points);
	return suite->unwritten ? EXIT_INTERNAL : suite->signal ? 128 + suite->signal : status;
}

const char *suite_exit_meaning(const struct suite_result *suite)
{
	struct point *points;
	size_t n = suite_points(suite, &points);
	const struct point *worst = points_worst(points, n);
	const char *meaning = worst && worst->exit ? worst->meaning : "all that was asked holds";

	free(points);
	return suite->unwritten ? "a report could not be written" : meaning;
}
