#include "sim/report/axis.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* The least of 1, 2, 5 times a power of ten that is at least `size`. */
static double round_step(double size)
{
	double power = pow(10, floor(log10(size)));

	for (int i = 0; i < 4; i++) {
		static const double step[] = { 1, 2, 5, 10 };

		if (power * step[i] >= size * (1 - 1e-9))
			return power * step[i];
	}
	return power * 10;
}

/* What all ticks of an axis are divided by: thousands, millions; the letter says which. */
static double divisor(double size, const char **letter)
{
	static const struct {
		double size;
		const char *letter;
	} part[] = { { 1e12, " T" }, { 1e9, " G" }, { 1e6, " M" }, { 1e4, " k" } };

	for (int i = 0; i < 4; i++)
		if (size >= part[i].size) {
			*letter = part[i].letter;
			return part[i].size == 1e4 ? 1e3 : part[i].size;
		}
	*letter = "";
	return 1;
}

/* Digits behind the point that tell multiples of a step apart. */
static int digits_of(double step)
{
	int n = 0;

	while (n < 9 && fabs(step * pow(10, n) - nearbyint(step * pow(10, n))) > 1e-6)
		n++;
	return n;
}

/* "2e-5": with as many digits as multiples of the step need. */
static void write_tiny(char text[24], const char *sign, double size, double step, const char *letter)
{
	double power = floor(log10(size) + 1e-9);
	int digits = digits_of(step / pow(10, power));

	snprintf(text, 24, "%s%.*fe%.0f%s", sign, digits > 3 ? 3 : digits, size / pow(10, power), power,
			letter);
}

static void write_tick(char text[24], double at, double step, double largest, bool percent)
{
	const char *letter;
	double by = percent ? 0.01 : divisor(largest, &letter);
	const char *sign = at < 0 ? "\xe2\x88\x92" : "";

	if (percent)
		letter = " %";
	if (at == 0)
		snprintf(text, 24, percent ? "0 %%" : "0");
	else if (step / by < 1e-3)
		write_tiny(text, sign, fabs(at) / by, step / by, letter);
	else if (fabs(at) / by >= 999.5 && fabs(at) / by < 999999 && digits_of(step / by) == 0)
		snprintf(text, 24, "%s%.0f,%03.0f%s", sign, floor(nearbyint(fabs(at) / by) / 1000),
				fmod(nearbyint(fabs(at) / by), 1000), letter);
	else
		snprintf(text, 24, "%s%.*f%s", sign, digits_of(step / by), fabs(at) / by, letter);
}

struct axis axis_linear(double low, double high, int ticks, bool percent)
{
	struct axis a = { .low = fmin(low, 0), .high = fmax(high, 0) };
	bool whole = percent && a.high <= 1;
	double step;
	long first, last;

	if (!(a.high > a.low))
		a.high = a.low + 1;
	step = round_step((a.high - a.low) / ticks);
	first = (long) floor(a.low / step + 1e-9);
	last = (long) ceil(a.high / step - 1e-9);
	a.low = (double) first * step;
	a.high = (double) last * step;
	if (whole)
		a.high = fmin(a.high, 1);
	for (long i = first; i <= last && a.n < AXIS_TICKS; i++) {
		if ((double) i * step > a.high * (1 + 1e-9) && a.high > 0)
			break;
		a.tick[a.n].at = (double) i * step;
		write_tick(a.tick[a.n++].text, (double) i * step, step, fmax(a.high, -a.low), percent);
	}
	return a;
}

static void add_log_tick(struct axis *a, double at, bool percent)
{
	if (a->n == AXIS_TICKS || at < a->low * (1 - 1e-9) || at > a->high * (1 + 1e-9))
		return;
	a->tick[a->n].at = at;
	write_tick(a->tick[a->n++].text, at, at, at, percent);
}

struct axis axis_log(double low, double high, int ticks, bool percent)
{
	struct axis a = { .log = true };
	double from = floor(log10(low) + 1e-9), to = ceil(log10(high) - 1e-9);
	int every;

	if (to <= from)
		to = from + 1;
	a.low = pow(10, from);
	a.high = pow(10, to);
	every = (int) ceil((to - from) / ticks);
	for (double decade = from; decade <= to + 0.5; decade += every) {
		add_log_tick(&a, pow(10, decade), percent);
		if (to - from > 2)
			continue;
		add_log_tick(&a, 2 * pow(10, decade), percent);
		add_log_tick(&a, 5 * pow(10, decade), percent);
	}
	return a;
}

struct axis axis_time(double end, int ticks)
{
	struct axis a = { .high = end > 0 ? end : 1 };
	double step = round_step(a.high / (1.2 * ticks));

	for (long i = 0; (double) i * step <= a.high * (1 + 1e-9) && a.n < AXIS_TICKS; i++) {
		a.tick[a.n].at = (double) i * step;
		write_tick(a.tick[a.n++].text, (double) i * step, step, a.high, false);
	}
	return a;
}
