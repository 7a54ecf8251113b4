/* form_example.h - a form that has everything a form can have, for tests of what forms drive. */
#ifndef TESTS_UNITS_FORM_EXAMPLE_H
#define TESTS_UNITS_FORM_EXAMPLE_H

#include "sim/scenario/form.h"

#include "model/law.h"
#include "protocol/param.h"

enum { PRICE_CONSTANT, PRICE_GBM, PRICE_REPLAY };

struct example_time {
	uint64_t horizon_ms;
	double era_s;
};

struct example_exit {
	double below_usd, after_s;
};

struct example_class {
	const char *name;
	uint32_t count, threads;
	struct law repair, gpus;
	double power_w, orders_a_day;
	bool has_exit;
	struct example_exit leave;
};

struct example_price {
	uint32_t model;
	double start, drift, volatility;
	const char *trace;
};

struct example_trace {
	const char *name, *file;
	double gap_s;
};

struct example_event {
	uint32_t what;
	double at_s, by;
	struct form_param set[SPHERON_PARAM_COUNT];
};

struct example {
	const char *name;
	struct example_time time;
	uint64_t seed;
	struct form_param params[SPHERON_PARAM_COUNT];
	struct example_class *classes;
	uint32_t n_classes;
	struct example_price price;
	struct example_trace *traces;
	uint32_t n_traces;
	struct example_event *events;
	uint32_t n_events;
	double day[4];
	const double *steps_s;
	uint32_t n_steps;
	const char *const *tags;
	uint32_t n_tags;
	uint32_t outputs;
	double weights[3];
	struct spheron_u128 bond;
	bool strict;
	double share;
	const char *assertions;
};

extern const struct form example_form;

#endif
