/* scenario.h - a scenario file, read: the setup of a world and what else is in the file. */
#ifndef SIM_SCENARIO_SCENARIO_H
#define SIM_SCENARIO_SCENARIO_H

#include "model/setup.h"
#include "sim/scenario/form.h"
#include "sim/trace_file.h"

/* One of a trace's columns, cells that mean something else, and rows that are wanted. */
struct scenario_column {
	const char *column, *always, *unit;
	uint32_t gap;
};

struct scenario_mapped {
	uint32_t role;
	const char *from, *to;
};

struct scenario_only {
	const char *column, *text;
	bool not;
};

struct scenario_trace {
	const char *name, *file, *sha256;
	uint32_t kind, gap;
	struct scenario_column column[TRACE_ROLES_N];
	const struct scenario_mapped *mapped;
	uint32_t n_mapped;
	const struct scenario_only *only;
	uint32_t n_only;
	double from_s, until_s, zero_s;
	bool from_given, until_given, zero_is_first, rows_down;
};

/* An assertion; which of its kinds it is says the one member that is there. */
struct scenario_mean {
	const char *of, *at_least, *at_most;      /* expression; literals in its unit */
	double alpha, beta;                       /* 0: a share of the file's */
	bool given;
};

struct scenario_prob {
	const char *of;
	double at_least, at_most, margin, alpha, beta;
	bool least_given, most_given, given;
};

struct scenario_paired {
	const char *of, *min_effect;
	const char *against;                      /* object of paths and values, JSON */
	uint32_t expect;                          /* enum paired_expect */
	double alpha, beta;
	bool given;
};
enum paired_expect { PAIRED_HIGHER, PAIRED_LOWER, PAIRED_SAME };

struct scenario_golden {
	const char *file;
	double rel, abs;
	const char *const *metrics;               /* globs; none: no indicators */
	uint32_t n_metrics;
	uint32_t layers;                          /* bits of enum fingerprint_layer */
	bool given;
};

struct scenario_assert {
	const char *id;
	const char *always, *never, *sometimes, *eventually, *at_end; /* expressions */
	const char *that, *after, *every;
	double at_s, within_s;
	bool at_given, within_given, allow_empty, count_given;
	uint32_t min_count, level, invariant;
	bool invariant_given;
	struct scenario_mean mean;
	struct scenario_prob prob;
	struct scenario_paired paired;
	struct scenario_golden golden;
};
enum { LEVEL_ASSERTION, LEVEL_INVARIANT };
enum { INVARIANT_ERA, INVARIANT_END, INVARIANT_STEP };

/* Errors that are admitted, runs and limits; of the file, or of one of its profiles (NAN, 0: the
 * file's). */
struct scenario_limits {
	double wall_s;
	uint64_t memory_mb, events;               /* 0: no limit */
	uint32_t on_undecided;                    /* 0 fail, 1 warn */
	bool wall_given, memory_given, events_given, undecided_given;
};

struct scenario_profile {
	const char *name;
	double alpha, beta;
	bool alpha_given, beta_given, runs_given, max_given;
	uint32_t runs, max_runs;
	struct scenario_limits limits;
};

struct scenario {
	uint32_t format, kind;
	const char *const *tags;
	uint32_t n_tags;
	struct setup setup;           /* without traces until they are loaded */
	const struct scenario_trace *trace;
	uint32_t n_traces;
	bool finals;                  /* output: a row for every node at the end */
	uint32_t n_kinds;             /* output: events of these kinds, whole */
	const char *const *kinds;

	/* What is asserted of it (spheron-sim test). */
	const struct scenario_assert *assertion;
	uint32_t n_assertions, max_runs;
	double alpha, beta;
	struct scenario_limits limits;
	const struct scenario_profile *profile;
	uint32_t n_profiles;
};

/* What a class leaves out is read from these rows (tables_*.c). */
extern const struct form provider_form, fizz_form, demand_form, delegator_form, operator_form;
extern const struct form voters_form, verifier_form, foundation_form, market_form, incidents_form;
extern const struct form token_form, event_form, trace_form, machine_form;
extern const struct form assert_form, profile_form, limits_form, step_form;
extern const char *const region_words[];

#endif
