#include "sim/decide/decide.h"

#include "sim/measure/interval.h"

#include <math.h>

/* Logarithms are rounded: who comes as near to a threshold as this has reached it. */
#define ROUNDING 1e-12

void decide_prob_begin(struct decide_prob *d, double p, double margin, bool at_most, double alpha,
		double beta)
{
	double below = fmax(p - margin, p / 2), above = fmin(p + margin, (1 + p) / 2);
	double true_at = at_most ? below : above, false_at = at_most ? above : below;

	*d = (struct decide_prob) { .p = p, .margin = margin, .alpha = alpha, .beta = beta,
		.at_most = at_most, .true_at = true_at, .false_at = false_at,
		.fails_from = -log(alpha) * (1 - ROUNDING), .passes_to = log(beta) * (1 - ROUNDING) };
	/* Where one of the two can't be, what can't happen under it is the end: steps may be infinite. */
	d->step_hit = log1p((false_at - true_at) / true_at);
	d->step_miss = log1p((true_at - false_at) / (1 - true_at));
	if (at_most ? false_at >= 1 : false_at <= 0)
		d->step_hit = d->step_miss = -INFINITY; /* nothing can make it false */
}

/* n times a step that may be infinite. */
static double steps(uint64_t n, double step)
{
	return n > 0 ? (double) n * step : 0;
}

void decide_prob_add(struct decide_prob *d, bool hit)
{
	d->n++;
	d->hits += hit;
	/* From the counts, not step by step: so it does not drift. */
	d->evidence = steps(d->hits, d->step_hit) + steps(d->n - d->hits, d->step_miss);
	if (d->verdict != VERDICT_UNDECIDED)
		return;
	if (d->evidence >= d->fails_from)
		d->verdict = VERDICT_FAIL;
	else if (d->evidence <= d->passes_to)
		d->verdict = VERDICT_PASS;
	if (d->verdict != VERDICT_UNDECIDED)
		d->decided_at = d->n;
}

uint64_t decide_prob_fewest(const struct decide_prob *d)
{
	double step = d->at_most ? d->step_miss : d->step_hit, n = ceil(d->passes_to / step);

	/* A margin below the precision of numbers never gets there. */
	if (!(step < 0 && n < 0x1p63))
		return UINT64_MAX;
	return n > 1 ? (uint64_t) n : 1;
}

double decide_prob_expected(const struct decide_prob *d)
{
	double t = d->true_at, fails, step;

	/* A true claim that is always or never so can't fail, and needs what it needs. */
	if (t <= 0 || t >= 1 || isinf(d->step_hit))
		return (double) decide_prob_fewest(d);
	/* Stopped at a threshold, the ratio still has the mean 1: so often it is at 1/alpha. */
	fails = d->alpha * (1 - d->beta) / (1 - d->alpha * d->beta);
	step = t * d->step_hit + (1 - t) * d->step_miss;
	return (-fails * log(d->alpha) + (1 - fails) * log(d->beta)) / step;
}

void decide_prob_interval(uint64_t n, uint64_t hits, double alpha, double *from, double *to)
{
	interval_of_share(n, hits, alpha / 2, from, to);
}
