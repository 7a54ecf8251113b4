/* histogram.h - quantiles of any number of values in fixed memory.
 *
 * Bins are the doubles that share sign, exponent and the first six bits of the mantissa: 64 to a power
 * of two, so that a bin's middle is off by at most 1/128 (0.79 %) of any value in it.  Magnitudes from
 * HISTOGRAM_LEAST to HISTOGRAM_MOST are told apart; smaller ones count as 0, larger ones as the last
 * bin.  No logarithm is taken: every compiler fills the same bins.
 */
#ifndef SIM_MEASURE_HISTOGRAM_H
#define SIM_MEASURE_HISTOGRAM_H

#include <stdint.h>

#define HISTOGRAM_PER_OCTAVE 64
#define HISTOGRAM_LOW        (-20) /* powers of two */
#define HISTOGRAM_HIGH       36
#define HISTOGRAM_SIDE       ((HISTOGRAM_HIGH - HISTOGRAM_LOW) * HISTOGRAM_PER_OCTAVE)
#define HISTOGRAM_BINS       (2 * HISTOGRAM_SIDE + 1)
#define HISTOGRAM_LEAST      0x1p-20
#define HISTOGRAM_MOST       0x1p36
#define HISTOGRAM_ERROR      (1.0 / 128)

/* All zero is an empty one. */
struct histogram {
	double total, sum;            /* of weights; of weights times values, exact values */
	int32_t first, last;          /* bins in use, if total > 0 */
	double weight[HISTOGRAM_BINS]; /* falling negative values, 0, rising positive ones */
};

void histogram_clear(struct histogram *h);

/* weight >= 0. */
void histogram_add(struct histogram *h, double value, double weight);

/* The middle of the bin in which the cumulative weight reaches q of the total, 0 <= q <= 1; NAN if
 * there is none.  For whole weights: the bin of the ceil(q n)-th smallest value. */
double histogram_quantile(const struct histogram *h, double q);

/* NAN if there is none. */
double histogram_mean(const struct histogram *h);

#endif
