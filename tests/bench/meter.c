#include "tests/bench/meter.h"

#include <stdlib.h>
#include <time.h>

static double seconds(clockid_t clock)
{
	struct timespec t;

	clock_gettime(clock, &t);
	return (double) t.tv_sec + (double) t.tv_nsec / 1e9;
}

double cpu_seconds(void)
{
	return seconds(CLOCK_PROCESS_CPUTIME_ID);
}

double wall_seconds(void)
{
	return seconds(CLOCK_MONOTONIC);
}

uint64_t tick_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t) t.tv_sec * 1000000000u + (uint64_t) t.tv_nsec;
}

uint64_t tick_cost_ns(void)
{
	uint64_t least = UINT64_MAX;

	for (unsigned i = 0; i < 1000; i++) {
		uint64_t a = tick_ns(), b = tick_ns();

		if (b - a < least)
			least = b - a;
	}
	return least;
}

/* 0 .. 15 as they are, then sixteen places for each doubling. */
static unsigned place_of(uint64_t ns)
{
	unsigned bits = 0, place;

	while (ns >> bits >= 2 * SPREAD_STEPS)
		bits++;
	place = bits * SPREAD_STEPS + (unsigned) (ns >> bits);
	return place < SPREAD_SIZE ? place : SPREAD_SIZE - 1;
}

/* The middle of a place. */
static double value_of(unsigned place)
{
	unsigned bits = place < 2 * SPREAD_STEPS ? 0 : place / SPREAD_STEPS - 1;

	return ((double) (place - bits * SPREAD_STEPS) + 0.5) * (double) (UINT64_C(1) << bits);
}

void spread_add(struct spread *s, uint64_t ns)
{
	s->n++;
	if (ns > s->max_ns)
		s->max_ns = ns;
	s->count[place_of(ns)]++;
}

double spread_at(const struct spread *s, double share)
{
	double wanted = share * (double) s->n;
	uint64_t sum = 0;

	for (unsigned i = 0; i < SPREAD_SIZE; i++) {
		sum += s->count[i];
		if (sum && (double) sum >= wanted)
			return value_of(i);
	}
	return 0;
}

double spread_mean(const struct spread *s)
{
	uint64_t left = s->n - s->n / 1000, n = left;
	double sum = 0;

	if (n == 0)
		return 0;
	for (unsigned i = 0; left > 0; i++) {
		uint64_t take = s->count[i] < left ? s->count[i] : left;

		sum += (double) take * value_of(i);
		left -= take;
	}
	return sum / (double) n;
}

static int ascending(const void *a, const void *b)
{
	double x = *(const double *) a, y = *(const double *) b;

	return (x > y) - (x < y);
}

double median_of(double *x, unsigned n)
{
	if (n == 0)
		return 0;
	qsort(x, n, sizeof *x, ascending);
	return n % 2 ? x[n / 2] : (x[n / 2 - 1] + x[n / 2]) / 2;
}
