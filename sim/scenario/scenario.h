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
};

/* What a class leaves out is read from these rows (tables_*.c). */
extern const struct form provider_form, fizz_form, demand_form, delegator_form, operator_form;
extern const struct form voters_form, verifier_form, foundation_form, market_form, incidents_form;
extern const struct form token_form, event_form, trace_form, machine_form;
extern const char *const region_words[];

#endif
