/* draw.h - one value of a distribution from a stream of numbers.
 *
 * A value has the unit of the location or scale that was given (hours in, hours out); counts have
 * none.  What is marked (one) takes exactly one number from the stream whatever its parameters are,
 * and is monotone in it: two policies that draw with different parameters stay in step, and their
 * luck is the same quantile.  The others take as many as they need; open a stream for the occasion
 * where that matters.  (A number is drawn again if a logarithm would get a 0, once in 2^53 draws,
 * or to choose among v values without bias, less than once in 2^64 / v.)
 *
 * Parameters are the caller's to check when a scenario is read; here they are asserted.
 *
 * Results are the same bits for every compiler and level of optimisation on one machine (built with
 * -ffp-contract=off).  Between machines they depend on log, log1p, exp, pow, sqrt and llround of
 * libm and on the version of GSL.
 */
#ifndef MODEL_DRAW_H
#define MODEL_DRAW_H

#include "model/stream.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* True with a probability of p (one): p <= 0 never, p >= 1 always. */
bool draw_chance(struct stream *s, double p);

/* low <= x <= high, the latter by rounding only (one).  Mean (low + high) / 2, variance
 * (high - low)^2 / 12. */
double draw_uniform(struct stream *s, double low, double high);

/* low <= x <= high, all as likely, exactly (one); low <= high. */
int64_t draw_integer(struct stream *s, int64_t low, int64_t high);

/* Mean mean, variance mean^2; mean > 0 (one). */
double draw_exponential(struct stream *s, double mean);

/* P(x > t) = exp(-(t / scale)^shape).  Mean scale g(1), variance scale^2 (g(2) - g(1)^2), where
 * g(k) is gamma(1 + k / shape); scale, shape > 0 (one).  Shape < 1: the longer it
 * ran, the longer it will. */
double draw_weibull(struct stream *s, double scale, double shape);

/* Mean mean, standard deviation sd >= 0 (one). */
double draw_normal(struct stream *s, double mean, double sd);

/* log x is normal with mean mu (log of the median) and standard deviation sigma >= 0.  Mean
 * exp(mu + sigma^2 / 2), variance (exp(sigma^2) - 1) times the mean squared (one). */
double draw_lognormal(struct stream *s, double mu, double sigma);

/* P(x > t) = (min / t)^shape from min on; min, shape > 0.  Mean min shape / (shape - 1), infinite
 * up to shape 1; variance min^2 shape / ((shape - 1)^2 (shape - 2)), infinite up to 2 (one). */
double draw_pareto(struct stream *s, double min, double shape);

/* Mean shape scale, variance shape scale^2; both > 0. */
double draw_gamma(struct stream *s, double shape, double scale);

/* A count with mean and variance mean, 0 <= mean <= 10^12 (beyond 10^9 its time grows with it). */
uint64_t draw_poisson(struct stream *s, double mean);

/* An over-dispersed count, Poisson with a mean that is itself gamma: mean mean, variance
 * mean + mean^2 / size; 0 <= mean <= 10^9, size >= 0.001.  A small size is very unequal. */
uint64_t draw_negative_binomial(struct stream *s, double mean, double size);

/* An index below n, each with a chance of exactly weight / sum of weights (one).  Their sum is not
 * 0 and is below 2^64.  Looks at all of them. */
size_t draw_weighted(struct stream *s, const uint64_t *weight, size_t n);

/* The same from running sums, cumulative[i] = weight[0] + ... + weight[i], by bisection: for tables
 * that are drawn from often (one). */
size_t draw_cumulative(struct stream *s, const uint64_t *cumulative, size_t n);

/* The next arrival after from_s of a Poisson process whose rate changes, INFINITY if there is none
 * before until_s.  By thinning (Lewis and Shedler 1979): candidates at the highest rate, each kept
 * with a chance of rate / highest.  The count in an interval is Poisson; its mean is the integral
 * of the rate.  rate_per_s() is from 0 to max_per_s. */
struct draw_rate {
	double (*rate_per_s)(double at_s, const void *about);
	const void *about;
	double max_per_s;
};

double draw_next_arrival_s(struct stream *s, const struct draw_rate *rate, double from_s,
		double until_s);

/* The same for a rate that is constant through each of n steps and begins anew after them (hours of
 * a week), by inversion (one): demand at twice the rate does not move the luck of later arrivals.
 * from_s is not negative. */
struct draw_profile {
	const double *rate_per_s;
	size_t n;
	double step_s;
};

double draw_next_step_arrival_s(struct stream *s, const struct draw_profile *profile, double from_s,
		double until_s);

/* The nearest millisecond, halves away from 0; DRAW_NEVER_MS for anything too late to be told. */
#define DRAW_NEVER_MS INT64_MAX
int64_t draw_ms(double seconds);

#endif
