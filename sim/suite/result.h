/* result.h - what came of a suite of scenario tests: everything that a report may say of it.
 *
 * A suite has tests (a scenario file, or one cell of its matrix), a test has assertions.  Reports in all
 * formats are made from this alone, so they agree.
 */
#ifndef SIM_SUITE_RESULT_H
#define SIM_SUITE_RESULT_H

#include "sim/decide/decide.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Why a test ended without judging all of its assertions. */
enum test_error {
	TEST_NO_ERROR,
	TEST_BAD_FILE,     /* it is not a scenario, or an assertion in it is not right */
	TEST_OVER_LIMIT,   /* limits.wall, limits.memory or limits.events */
	TEST_INTERRUPTED,
	TEST_INTERNAL
};

struct assertion_result {
	const char *id;            /* as in the file, or "assert.3" */
	const char *kind;          /* "always", "prob", ... */
	const char *text;          /* what is claimed: the expression */
	unsigned line;             /* in the file, from 1; 0 not known */
	enum verdict verdict;
	bool judged;               /* false: an error came first, or it is passed over */
	bool passed_over;          /* there is nothing to judge under these options; `note` says why */
	bool invariant;            /* a broken one exits with 3 */
	bool golden;               /* a differing one exits with 5 */
	bool statistical;          /* it may err with probability alpha, if seeds are fresh */
	double alpha, beta;        /* of a statistical one */

	char expected[300];        /* "P >= 95 % (zone 94 to 96 %)" */
	char observed[300];        /* "93.1 % of 640 runs (91 to 95 %)" */
	char note[300];            /* more to say, e.g. why it is undecided; or "" */
	uint64_t seen;             /* how often it was asked, or runs that count */
	uint64_t seed;
	bool has_moment;           /* the first violation: which run, when, who */
	uint32_t run;
	uint64_t at_ms;            /* from the start of the run */
	char who[100];             /* "provider 93 (dc-gpu)", or "" */
	char replay[1500];         /* a command that shows the moment; "" if there is none */
};

struct test_result {
	char *file;                /* as it was given or found */
	char *name;                /* of the scenario; the file if it could not be read */
	char *question;            /* "" if it asks none */
	char *cell;                /* overrides of the matrix, "" without one */
	enum test_error error;
	char message[900];         /* of the error: one line */
	unsigned error_line;       /* in the file, 0 not known */
	enum verdict verdict;      /* of all assertions together: FAIL if one fails, then UNDECIDED */
	bool undecided_passes;     /* limits.on_undecided "warn" */
	uint32_t runs;             /* that were simulated */
	uint64_t events;           /* of the protocol */
	double seconds;            /* of work, of all threads together */
	size_t n_assertions;
	struct assertion_result *assertion;
};

struct suite_result {
	const char *profile;       /* "pr", "nightly", "file" */
	bool fresh_seed;           /* the seed is of today: another one tomorrow */
	uint64_t seed;             /* if one was given or drawn for all, else 0 */
	char command[2000];        /* that repeats it */
	double seconds;            /* on the wall */
	size_t n_tests;
	struct test_result **test; /* in the order of files and cells */
	size_t left_out;           /* by --filter, --tags, --shard */
	bool stopped;              /* by --fail-fast or a signal: some tests did not run */
	int signal;                /* its number, 0: none; the program then ends with 128 more */
	bool unwritten;            /* a report could not be written, which nobody must take for a pass */
	double flake_rate;         /* declared: a bound on the probability that something fails in a
	                              suite in which everything is true; 0 with fixed seeds */
	/* Rules of the protocol that were reached; n_rules 0: not looked at. */
	size_t n_rules, n_reached;
	const char *const *rule_missed;   /* ids, NULL-terminated */
	size_t n_branches, n_branches_reached;
	const char *const *branch_missed;
	int min_rule_coverage;     /* percent that was asked for, -1 none */
};

/* How many tests are what; errors are neither passed, failed nor undecided. */
struct suite_counts {
	size_t passed, failed, undecided, warned, errors, assertions;
};
struct suite_counts suite_count(const struct suite_result *suite);

/* 0, 1, 2, 3, 4, 5, 70 as the program ends (sim/commands.h): what is worst of all. */
int suite_exit(const struct suite_result *suite);

struct test_result *test_result_new(const char *file);
void test_result_free(struct test_result *test);

#endif
