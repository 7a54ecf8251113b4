/* summary.h - replications of one cell taken together.
 *
 * Sums run in the order of replications, so that a summary does not depend on who finished first.
 */
#ifndef SIM_MEASURE_SUMMARY_H
#define SIM_MEASURE_SUMMARY_H

#include "sim/measure/fold.h"

#include <stdint.h>

/* Of one value over runs; those without it (NAN) are left out and counted. */
struct summary {
	double mean;      /* NAN if n is 0 */
	double sd;        /* with n - 1; NAN if n < 2 */
	double low, high; /* 95 % interval of the mean, Student's t; NAN if n < 2 */
	uint32_t n, missing;
};

#define SUMMARY_LEVEL 0.95

/* The values of n runs, `step` doubles apart. */
struct summary summary_of(const double *value, size_t n, size_t step);

/* From figures kept elsewhere. */
struct summary summary_from(double mean, double sd, uint32_t n, uint32_t missing);

/* Half the length of the interval of a mean of n values. */
double summary_half_width(double sd, uint32_t n);

/* The values of a metric: intervals end where it can't go (a share at 0 and 1), and that of a
 * METRIC_PROBABILITY is the exact one of Clopper and Pearson. */
struct summary summary_of_metric(enum metric metric, const double *value, size_t n, size_t step);

/* All metrics of the n runs of a cell. */
void summarise(const struct outcome *const *run, size_t n, struct summary out[METRIC_COUNT]);

/* One series over runs: what a fan needs of an era. */
struct fan {
	struct summary mean;
	double p10, p50, p90; /* over runs, interpolated between neighbours; NAN without values */
};

/* The quantile of values in rising order, q (n - 1) from the first, interpolated. */
double summary_quantile(const double *rising, size_t n, double q);

/* Of the n values of an era, which are put into another order. */
struct fan summary_fan(double *value, size_t n);

#endif
