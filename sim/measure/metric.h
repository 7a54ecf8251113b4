/* metric.h - the indicators: what each is called, means and counts in.
 *
 * A metric without any observation has no value (NAN here, NULL in a database, "-" for people, with
 * the row's reason), never 0.
 */
#ifndef SIM_MEASURE_METRIC_H
#define SIM_MEASURE_METRIC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Eras at the end that METRIC rows with horizon LATE look at. */
#define METRIC_LATE_ERAS 30

/* The unit of what did or did not happen in a run: its mean over runs is a probability. */
#define METRIC_PROBABILITY "0 or 1"

enum metric {
#define METRIC(constant, name, unit, direction, horizon, population, estimator, missing)           \
	METRIC_##constant,
#include "sim/measure/metric_table.h"
	METRIC_COUNT
};

/* The metrics that have a value for every era, in the same order. */
enum metric_series {
#define METRIC(constant, name, unit, direction, horizon, population, estimator, missing)
#define METRIC_ERA(constant, name, unit, direction, horizon, population, estimator, missing)       \
	SERIES_##constant,
#include "sim/measure/metric_table.h"
	SERIES_COUNT
};

enum metric_direction { METRIC_HIGHER, METRIC_LOWER, METRIC_NEITHER };
enum metric_horizon { METRIC_RUN, METRIC_LATE, METRIC_END };

struct metric_row {
	const char *name, *unit;
	enum metric_direction direction;
	enum metric_horizon horizon;
	int series; /* enum metric_series, -1 none */
	const char *population, *estimator;
	const char *missing; /* why there may be no value; "" if there always is one */
};

extern const struct metric_row metric_rows[METRIC_COUNT];

/* The metric that a series belongs to. */
extern const uint16_t metric_of_series[SERIES_COUNT];

/* "higher", "lower", "neither"; "after warm-up", "last 30 eras", "at end". */
const char *metric_direction_text(enum metric_direction direction);
const char *metric_horizon_text(enum metric_horizon horizon);

/* Bounds that no true mean can leave, by which intervals are cut; infinite if there are none. */
double metric_least(enum metric metric);
double metric_most(enum metric metric);

/* The metric of that name, -1 if there is none. */
int metric_find(const char *name);

/* Themes: the parts of names before the first dot, with what people call them. */
struct metric_theme {
	const char *name, *title;
};
extern const struct metric_theme metric_themes[];
extern const size_t metric_n_themes;

/* Which theme a name belongs to; metric_n_themes if none. */
size_t metric_theme_of(const char *name);

/* Indicators that one run cannot give: name, and where they come from instead. */
struct metric_elsewhere {
	const char *name, *why;
};
extern const struct metric_elsewhere metric_elsewhere[];
extern const size_t metric_n_elsewhere;

#endif
