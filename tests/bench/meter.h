/* meter.h - time, and how times are spread. */
#ifndef TESTS_BENCH_METER_H
#define TESTS_BENCH_METER_H

#include <stdint.h>

/* Seconds of this process on the processor, and seconds on the wall. */
double cpu_seconds(void);
double wall_seconds(void);

/* Nanoseconds of a clock that is cheap to read. */
uint64_t tick_ns(void);

/* What one reading of it costs: to be taken off. */
uint64_t tick_cost_ns(void);

/* Durations by magnitude, sixteen steps for each doubling: percentiles to within 6 %. */
enum { SPREAD_STEPS = 16, SPREAD_SIZE = 40 * SPREAD_STEPS };

struct spread {
	uint64_t n, max_ns;
	uint32_t count[SPREAD_SIZE];
};

void spread_add(struct spread *s, uint64_t ns);

/* The duration that a share of all (0.5 the median) does not exceed; 0 of none. */
double spread_at(const struct spread *s, double share);

/* The mean of all but the slowest thousandth, in which the machine did something else meanwhile. */
double spread_mean(const struct spread *s);

/* The middle of n numbers, which it sorts. */
double median_of(double *x, unsigned n);

#endif
