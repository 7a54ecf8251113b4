#include "sim/decide/decide.h"

#include "sim/measure/interval.h"

#include <math.h>

/* With all values the same so far: another one that comes in a run of as many would have been seen. */
#define RARE_RUNS 20

/* Values are lopsided if fewer than as many carry the longer tail: the square of the skewness is about n
 * over that. */
#define LOPSIDED 5

/* The first of min, 2 min, 4 min, ... that is beyond n; max at the latest. */
static uint64_t next_look(const struct decide_mean *d, uint64_t n)
{
	uint64_t look = d->min;

	while (look <= n && look < d->max)
		look = look > d->max / 2 ? d->max : 2 * look;
	return look < d->max ? look : d->max;
}

void decide_mean_begin(struct decide_mean *d, double low, double high, double alpha, double beta,
		uint64_t min, uint64_t max)
{
	*d = (struct decide_mean) { .low = low, .high = high, .alpha = alpha, .beta = beta,
		.min = min < 2 ? 2 : min, .max = max, .looks = 1, .least = INFINITY, .most = -INFINITY,
		.from = -INFINITY, .to = INFINITY };
	for (uint64_t n = next_look(d, 0); n < max; n = next_look(d, n))
		d->looks++;
	d->next = next_look(d, 0);
}

/* Welford's sums, with the third by Pebay. */
static void take(struct decide_mean *d, double value)
{
	double n = (double) ++d->n, off = value - d->mean, part = off / n, square = off * part * (n - 1);

	d->cubes += square * part * (n - 2) - 3 * part * d->squares;
	d->squares += square;
	d->mean += part;
	d->least = fmin(d->least, value);
	d->most = fmax(d->most, value);
}

static double skewness(const struct decide_mean *d)
{
	double n = (double) d->n, variance = d->squares / n;

	return d->squares > 0 ? d->cubes / n / variance / sqrt(variance) : 0;
}

bool decide_mean_equal(const struct decide_mean *d)
{
	return d->n > 0 && !(d->squares > 0);
}

/* A skewness that is too large to be computed is large. */
static bool lopsided(const struct decide_mean *d)
{
	double g = skewness(d);

	return !(g * g * LOPSIDED <= (double) d->n);
}

/* How many standard deviations the mean is off, if Student's t were `half` times sd: the inverse of P.
 * Hall's cubic transformation, which takes away what skewness does to the error. */
static double without_skew(double g, double half, double n)
{
	return fabs(g) < 1e-6 ? half : 3 / g * (cbrt(1 + g * (half - g / (6 * n))) - 1);
}

/* The interval that misses the mean with probability `tail` on either side. */
static bool interval(const struct decide_mean *d, double tail, double *from, double *to)
{
	double n = (double) d->n, sd, half, g = skewness(d), wide = 0;

	if (d->n < 2)
		return false;
	sd = sqrt(d->squares / (n - 1));
	half = interval_half_width(1, d->n, tail);
	if (lopsided(d))
		wide = sd * sqrt(2 * -log(tail) / n) + 7 * (d->most - d->least) * -log(tail) / (3 * (n - 1));
	/* Each end is the outermost: fmin and fmax leave out what could not be computed. */
	*from = d->mean - fmax(fmax(half, without_skew(g, half, n)) * sd, wide);
	*to = d->mean + fmax(fmax(half, -without_skew(g, -half, n)) * sd, wide);
	if (!isfinite(d->mean) || !isfinite(d->squares)) {
		*from = -INFINITY;
		*to = INFINITY;
	}
	return true;
}

/* Whether it is too early to judge values of which rare ones would tell more. */
static bool waits(const struct decide_mean *d)
{
	double level = fmin(d->alpha, d->beta) / d->looks;

	if (d->n + d->missing >= d->max)
		return false;
	if (decide_mean_equal(d))
		return (double) d->n * log1p(-1.0 / RARE_RUNS) > log(level);
	return lopsided(d);
}

static void look(struct decide_mean *d)
{
	double from, to;

	if (!interval(d, d->alpha / d->looks / 2, &d->from, &d->to) || waits(d))
		return;
	if (d->to < d->low || d->from > d->high)
		d->verdict = VERDICT_FAIL;
	/* A false claim is wrong on one side only, so each side may take all of beta. */
	else if (interval(d, d->beta / d->looks, &from, &to) && from >= d->low && to <= d->high)
		d->verdict = VERDICT_PASS;
	if (d->verdict != VERDICT_UNDECIDED)
		d->decided_at = d->n + d->missing;
}

void decide_mean_add(struct decide_mean *d, double value)
{
	if (isnan(value))
		d->missing++;
	else
		take(d, value);
	if (d->n + d->missing != d->next)
		return;
	if (d->verdict == VERDICT_UNDECIDED)
		look(d);
	d->next = d->next < d->max ? next_look(d, d->next) : 0;
}

bool decide_mean_interval(const struct decide_mean *d, double *from, double *to)
{
	return interval(d, d->alpha / d->looks / 2, from, to);
}
