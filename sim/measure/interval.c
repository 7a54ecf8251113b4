#include "sim/measure/interval.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_sf_gamma.h>
#include <math.h>
#include <stdbool.h>

double interval_half_width(double sd, uint64_t n, double tail)
{
	if (n < 2)
		return NAN;
	return gsl_cdf_tdist_Pinv(1 - tail, (double) (n - 1)) * sd / sqrt((double) n);
}

/* ---- a share ----
 *
 * The ends are found by halving, from sums of binomial probabilities: GSL's inverse of the beta
 * distribution ends the program where it does not converge, which it often does not from 10,000 on.
 */

struct binomial {
	double n, hits, log_ways;
};

/* The probability of hits or more if one has the probability x, miss = 1 - x.  x is at most hits / n, so
 * the terms fall from the first one on. */
static double at_least(const struct binomial *b, double x, double miss)
{
	double first = b->log_ways + b->hits * log(x) + (b->hits < b->n ? (b->n - b->hits) * log(miss) : 0);
	double term = 1, sum = 1;

	for (double j = b->hits; j < b->n && term > sum * 1e-17; j++) {
		term *= (b->n - j) / (j + 1) * (x / miss);
		sum += term;
	}
	return exp(first) * sum;
}

/* Which probability would have shown so many, or more, with probability `tail`.  other: the distance of
 * that from 1, which is the probability of the opposite. */
static double least_probability(double n, double hits, double tail, bool other)
{
	struct binomial b = { n, hits, gsl_sf_lngamma(n + 1) - gsl_sf_lngamma(hits + 1)
		- gsl_sf_lngamma(n - hits + 1) };
	double low = other ? (n - hits) / n : 0, high = other ? 1 : hits / n;

	for (;;) {
		double middle = low + (high - low) / 2;
		bool above;

		if (!(middle > low && middle < high))
			return middle;
		above = at_least(&b, other ? 1 - middle : middle, other ? middle : 1 - middle) > tail;
		if (above != other)
			high = middle;
		else
			low = middle;
	}
}

void interval_of_share(uint64_t n, uint64_t hits, double tail, double *from, double *to)
{
	*from = hits > 0 ? least_probability((double) n, (double) hits, tail, false) : 0;
	*to = hits < n ? least_probability((double) n, (double) (n - hits), tail, true) : 1;
}
