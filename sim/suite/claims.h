/* claims.h - a scenario file as a test: its assertions compiled, its budgets settled.
 *
 * A file is one test for each cell of its matrix.  What a test runs are arms: the scenario itself, and
 * one more for each setting that a paired assertion compares it with.
 */
#ifndef SIM_SUITE_CLAIMS_H
#define SIM_SUITE_CLAIMS_H

#include "sim/decide/decide.h"
#include "sim/expr/expr.h"
#include "sim/run/study.h"
#include "sim/suite/result.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum claim_kind { CLAIM_ALWAYS, CLAIM_NEVER, CLAIM_SOMETIMES, CLAIM_EVENTUALLY, CLAIM_AT, CLAIM_AT_END,
	CLAIM_MEAN, CLAIM_PROB, CLAIM_PAIRED, CLAIM_GOLDEN, CLAIM_INVARIANT, CLAIM_SCRIPT };

/* When a claim about entities or the whole is looked at, if it names no event. */
enum claim_pace { PACE_CHANGE, PACE_ERA, PACE_PERIOD };

struct claim {
	enum claim_kind kind;
	const char *id, *kind_text, *text;
	unsigned line;
	const struct scenario_assert *a;  /* NULL: the script */
	struct expr *e, *after;           /* NULL: none */
	enum claim_pace pace;
	uint64_t period_ms, at_ms, within_ms;
	uint32_t min_count;
	bool invariant, allow_empty;

	/* Statistical ones. */
	bool statistical;
	double alpha, beta, low, high, effect;
	uint32_t arm;                     /* of a paired one; 0 is the scenario itself */
};

/* The same scenario with other values. */
struct arm {
	struct study study;
	char **set;
	size_t n_sets;
	const struct cell *cell;
};

struct test {
	const struct suite_file *file;
	uint32_t number;                  /* of the cell */
	const struct cell *cell;
	const struct scenario *scenario;
	struct claim *claim;
	uint32_t n_claims;
	struct arm *arm;                  /* from 1; 0 is the cell */
	uint32_t n_arms;
	uint32_t runs, max_runs;
	struct scenario_limits limits;
	bool step_invariants, end_invariants, other_seed;
	uint64_t cost;                    /* about, for shards: node-days and orders */
};

struct suite_file {
	char *path;
	struct study study;
	const char *const *set;           /* the options that it was opened with */
	size_t n_sets;
	bool opened, left_out;            /* left_out: it asserts nothing and was found in a folder */
	char fault[900];                  /* why it can't be a test; "" if it can */
	unsigned fault_line;
	struct form_fault at;             /* the same in parts, if it was found here; else empty */
	struct test *test;
	size_t n_tests;
};

struct claim_wishes {
	const char *const *set;           /* options for all files */
	size_t n_sets;
	const char *profile;              /* NULL: none */
	bool other_seed;                  /* the options give one: golden results are of another */
};

/* Opens a file and makes its tests.  `named`: it was given by itself, so it has to assert something.
 * Nothing is printed; what is wrong stands in file->fault. */
void claims_open(struct suite_file *file, const char *path, bool named, const struct claim_wishes *wishes);
void claims_close(struct suite_file *file);

/* The line of the file in which a part of it stands, "script.3" for instance; 0 if that is not known. */
unsigned claims_line(const struct test *test, const char *path);

/* A command that shows a run of a test up to a moment. */
void claims_replay(const struct test *test, uint64_t seed, uint32_t run, uint64_t at_ms, const char *who,
		char *text, size_t size);

#endif
