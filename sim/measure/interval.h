/* interval.h - how far off the mean or the share of what has been seen may be.
 *
 * `tail` is the probability, on either side, that the interval misses: 0.025 makes one of 95 %.
 */
#ifndef SIM_MEASURE_INTERVAL_H
#define SIM_MEASURE_INTERVAL_H

#include <stdint.h>

/* Half of Student's interval of the mean of n values; NAN if n < 2. */
double interval_half_width(double sd, uint64_t n, double tail);

/* Clopper and Pearson's interval of a probability, seen `hits` times in n: it misses no more often than
 * it says, for any n; tail at most 0.5.  Without anything seen it is [0, 1]. */
void interval_of_share(uint64_t n, uint64_t hits, double tail, double *from, double *to);

#endif
