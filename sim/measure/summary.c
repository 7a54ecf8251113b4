#include "sim/measure/summary.h"

#include "sim/measure/concentration.h"
#include "sim/measure/interval.h"
#include "sim/player.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

double summary_half_width(double sd, uint32_t n)
{
	return interval_half_width(sd, n, (1 - SUMMARY_LEVEL) / 2);
}

struct summary summary_from(double mean, double sd, uint32_t n, uint32_t missing)
{
	double half = summary_half_width(sd, n);

	return (struct summary) { .mean = n > 0 ? mean : NAN, .sd = n > 1 ? sd : NAN,
		.low = mean - half, .high = mean + half, .n = n, .missing = missing };
}

struct summary summary_of(const double *value, size_t n, size_t step)
{
	double sum = 0, squares = 0, mean;
	uint32_t seen = 0;

	for (size_t i = 0; i < n; i++) {
		if (isnan(value[i * step]))
			continue;
		sum += value[i * step];
		seen++;
	}
	mean = seen ? sum / seen : NAN;
	for (size_t i = 0; i < n; i++)
		if (!isnan(value[i * step]))
			squares += (value[i * step] - mean) * (value[i * step] - mean);
	return summary_from(mean, seen > 1 ? sqrt(squares / (seen - 1)) : NAN, seen,
			(uint32_t) n - seen);
}

/* The exact interval of a probability: it holds where all or none of few runs did. */
static void set_share_interval(struct summary *s)
{
	double n = s->n, k = nearbyint(s->mean * n);

	if (s->n < 2 || k < 0 || k > n)
		return;
	interval_of_share(s->n, (uint64_t) k, (1 - SUMMARY_LEVEL) / 2, &s->low, &s->high);
}

struct summary summary_of_metric(enum metric metric, const double *value, size_t n, size_t step)
{
	struct summary s = summary_of(value, n, step);
	double least = metric_least(metric), most = metric_most(metric);

	if (strcmp(metric_rows[metric].unit, METRIC_PROBABILITY) == 0)
		set_share_interval(&s);
	if (s.n > 1 && s.mean >= least && s.low < least)
		s.low = least;
	if (s.n > 1 && s.mean <= most && s.high > most)
		s.high = most;
	return s;
}

void summarise(const struct outcome *const *run, size_t n, struct summary out[METRIC_COUNT])
{
	double *value = must(malloc((n + 1) * sizeof *value));

	for (int m = 0; m < METRIC_COUNT; m++) {
		for (size_t i = 0; i < n; i++)
			value[i] = run[i]->value[m];
		out[m] = summary_of_metric((enum metric) m, value, n, 1);
	}
	free(value);
}

double summary_quantile(const double *rising, size_t n, double q)
{
	double at = q * (double) (n - 1);
	size_t below = (size_t) at;

	if (below + 1 >= n)
		return rising[n - 1];
	return rising[below] + (at - (double) below) * (rising[below + 1] - rising[below]);
}

struct fan summary_fan(double *value, size_t n)
{
	struct fan fan = { summary_of(value, n, 1), NAN, NAN, NAN };
	size_t kept = 0;

	for (size_t i = 0; i < n; i++)
		if (!isnan(value[i]))
			value[kept++] = value[i];
	if (kept == 0)
		return fan;
	rank(value, kept);
	fan.p10 = summary_quantile(value, kept, 0.1);
	fan.p50 = summary_quantile(value, kept, 0.5);
	fan.p90 = summary_quantile(value, kept, 0.9);
	return fan;
}
