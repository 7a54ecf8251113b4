#include "model/draw.h"

#include "support/wrap.h"

#include <assert.h>
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_randist.h>
#include <math.h>

bool draw_chance(struct stream *s, double p)
{
	return stream_unit(s) < p;
}

double draw_uniform(struct stream *s, double low, double high)
{
	return low + (high - low) * stream_unit(s);
}

/* The number of values is 0 modulo 2^64 if they are all that there are. */
WRAPS int64_t draw_integer(struct stream *s, int64_t low, int64_t high)
{
	uint64_t values = (uint64_t) high - (uint64_t) low + 1;

	assert(low <= high);
	return (int64_t) ((uint64_t) low + (values ? stream_below(s, values) : stream_next(s)));
}

/* ---- continuous ---- */

double draw_exponential(struct stream *s, double mean)
{
	gsl_rng r = stream_gsl(s);

	assert(mean > 0);
	return gsl_ran_exponential(&r, mean);
}

double draw_weibull(struct stream *s, double scale, double shape)
{
	gsl_rng r = stream_gsl(s);

	assert(scale > 0 && shape > 0);
	return gsl_ran_weibull(&r, scale, shape);
}

/* By inversion: GSL's normals take a varying count of numbers, and are not monotone in them. */
double draw_normal(struct stream *s, double mean, double sd)
{
	assert(sd >= 0);
	return mean + sd * gsl_cdf_ugaussian_Pinv(stream_inner_unit(s));
}

double draw_lognormal(struct stream *s, double mu, double sigma)
{
	return exp(draw_normal(s, mu, sigma));
}

double draw_pareto(struct stream *s, double min, double shape)
{
	gsl_rng r = stream_gsl(s);

	assert(min > 0 && shape > 0);
	return gsl_ran_pareto(&r, shape, min);
}

double draw_gamma(struct stream *s, double shape, double scale)
{
	gsl_rng r = stream_gsl(s);

	assert(shape > 0 && scale > 0);
	return gsl_ran_gamma(&r, shape, scale);
}

/* ---- counts ---- */

/* GSL's counts have 32 bits.  A sum of Poisson counts is one, so larger means go in portions. */
uint64_t draw_poisson(struct stream *s, double mean)
{
	const double portion = 1e9;
	gsl_rng r = stream_gsl(s);
	uint64_t count = 0;

	assert(mean >= 0);
	for (; mean > portion; mean -= portion)
		count += gsl_ran_poisson(&r, portion);
	return count + gsl_ran_poisson(&r, mean);
}

uint64_t draw_negative_binomial(struct stream *s, double mean, double size)
{
	assert(mean >= 0 && mean <= 1e9 && size >= 0.001);
	if (mean == 0)
		return 0;
	return draw_poisson(s, draw_gamma(s, size, mean / size));
}

/* ---- one of several ---- */

size_t draw_weighted(struct stream *s, const uint64_t *weight, size_t n)
{
	uint64_t sum = 0, left;
	size_t i = 0;

	for (size_t k = 0; k < n; k++) {
		assert(weight[k] <= UINT64_MAX - sum);
		sum += weight[k];
	}
	assert(sum > 0);
	left = stream_below(s, sum);
	while (left >= weight[i])
		left -= weight[i++];
	return i;
}

size_t draw_cumulative(struct stream *s, const uint64_t *cumulative, size_t n)
{
	size_t first = 0, last = n - 1; /* the answer is one of these */
	uint64_t chosen;

	assert(n > 0 && cumulative[n - 1] > 0);
	chosen = stream_below(s, cumulative[n - 1]);
	while (first < last) {
		size_t middle = first + (last - first) / 2;

		if (cumulative[middle] > chosen)
			last = middle;
		else
			first = middle + 1;
	}
	return first;
}

/* ---- arrivals ---- */

double draw_next_arrival_s(struct stream *s, const struct draw_rate *rate, double from_s,
		double until_s)
{
	double at_s = from_s;

	if (rate->max_per_s <= 0)
		return INFINITY;
	for (;;) {
		double here_per_s;

		at_s += draw_exponential(s, 1 / rate->max_per_s);
		if (!(at_s < until_s))
			return INFINITY;
		here_per_s = rate->rate_per_s(at_s, rate->about);
		assert(here_per_s >= 0 && here_per_s <= rate->max_per_s);
		if (draw_chance(s, here_per_s / rate->max_per_s))
			return at_s;
	}
}

/* Time passes until the expected count since from_s reaches an exponential one. */
double draw_next_step_arrival_s(struct stream *s, const struct draw_profile *profile, double from_s,
		double until_s)
{
	double left = draw_exponential(s, 1), at_s = from_s;
	double step = floor(from_s / profile->step_s);
	size_t idle = 0; /* steps in a row at a rate of 0 */

	assert(from_s >= 0);
	while (at_s < until_s && idle < profile->n) {
		double end_s = (step + 1) * profile->step_s;
		double per_s = profile->rate_per_s[(size_t) fmod(step, (double) profile->n)];
		double expected = per_s * (end_s - at_s);

		if (left < expected) {
			at_s += left / per_s;
			return at_s < until_s ? at_s : INFINITY;
		}
		left -= expected;
		idle = per_s > 0 ? 0 : idle + 1;
		at_s = end_s;
		step++;
	}
	return INFINITY;
}

int64_t draw_ms(double seconds)
{
	assert(!isnan(seconds));
	if (seconds >= 9.2e15)
		return DRAW_NEVER_MS;
	if (seconds <= -9.2e15)
		return INT64_MIN;
	return (int64_t) llround(seconds * 1000);
}
