/* shrink_failure.h - how a test fails, so that another one can be said to fail in the same way.
 *
 * The same way is: the same assertion by its id, and the same kind of failure.  An assertion that is
 * violated does not fail in the same way when there is nothing left that it could be asked of; a mean that
 * is too low, not when it is too high; an invariant of the protocol only if it is that invariant; a script
 * only by the same command that is answered in the same unexpected way.
 */
#ifndef SIM_SUITE_SHRINK_FAILURE_H
#define SIM_SUITE_SHRINK_FAILURE_H

#include "sim/suite/judge.h"

#include <stdbool.h>
#include <stdint.h>

enum failure_kind { FAILS_NOT, FAILS_VIOLATED, FAILS_UNASKED, FAILS_NEVER, FAILS_SELDOM, FAILS_LOW,
	FAILS_HIGH, FAILS_BROKEN, FAILS_ANSWER };

struct failure {
	enum failure_kind kind;
	char id[101];
	char detail[200];              /* of a broken invariant which, of an answer to what */
};

/* How large a scenario is. */
struct shrink_extent {
	uint64_t providers, fizz, holders, orders_day, eras, era_ms, horizon_ms;
};

/* What came of a test. */
struct failed {
	struct failure failure;        /* FAILS_NOT: nothing that was asked for fails */
	const char *kind_text;         /* of the assertion: "always" */
	uint32_t run, runs;            /* in which it fails, if has_moment; how many there were */
	bool has_moment, stopped;      /* stopped: by the limits, nothing is known */
	bool golden;                   /* a golden one differs; that is no failure that could be shrunk */
	bool over_runs;                /* all runs together count, not one of them */
	uint64_t at_ms;
	char who[100], observed[300], expected[300];
	char why_not[300];             /* FAILS_NOT: what it does instead */
	struct shrink_extent extent;
};

#define ALL_RUNS UINT32_MAX

/* Plays a test until it fails as asked: an assertion of that id (NULL: any), or like `like` (NULL: anyhow).
 * `run`: that one alone, or ALL_RUNS.  Ends as well when limits->until has come or limits->stop is set. */
void failure_find(const struct test *test, const char *id, const struct failure *like, uint32_t run,
		const struct run_limits *limits, struct failed *out);

bool failure_same(const struct failure *a, const struct failure *b);

#endif
