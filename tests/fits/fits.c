#include "tests/fits/fits.h"

#include "support/file.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_errno.h>
#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>
#include <gsl/gsl_roots.h>
#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char *directory;
static bool print;
static unsigned compared, wrong;

/* ---- comparing ---- */

void same(const char *what, double derived, double constant)
{
	compared++;
	if (print)
		printf("%s: %.5g (written: %.5g)\n", what, derived, constant);
	else if (!(fabs(derived - constant) <= fmax(0.005 * fabs(derived), 0.0005)) && ++wrong)
		printf("%s: the data say %.5g, model/fitted.h says %.5g\n", what, derived, constant);
}

void same_text(const char *what, const char *derived, const char *constant)
{
	compared++;
	if (strcmp(derived, constant) != 0 && !print && ++wrong)
		printf("%s: the data say %s, model/fitted.h says %s\n", what, derived, constant);
}

void show(const char *format, ...)
{
	va_list args;

	if (!print)
		return;
	va_start(args, format);
	vprintf(format, args);
	va_end(args);
	putchar('\n');
}

bool printing(void)
{
	return print;
}

/* ---- data ---- */

const char *data_path(const char *file)
{
	static char path[4096];

	snprintf(path, sizeof path, "%s/%s", directory, file);
	return path;
}

static void *must(void *p)
{
	if (!p) {
		fprintf(stderr, "fits: out of memory\n");
		exit(2);
	}
	return p;
}

struct sheet *sheet_open(const char *file)
{
	struct sheet *s = must(calloc(1, sizeof *s));
	struct csv_fault fault;
	size_t size, room = 0;

	s->text = file_read(data_path(file), 1 << 28, &size);
	if (!s->text)
		exit(2);
	csv_open(&s->csv, s->text, size, &fault);
	while (!fault.why[0] && csv_next(&s->csv, &fault)) {
		if (s->rows == room) {
			room = room ? 2 * room : 1024;
			s->cell = must(realloc(s->cell, room * s->csv.columns * sizeof *s->cell));
		}
		memcpy(s->cell + s->rows++ * s->csv.columns, s->csv.cell,
				s->csv.columns * sizeof *s->cell);
	}
	if (fault.why[0]) {
		fprintf(stderr, "fits: %s:%llu: %s\n", file, (unsigned long long) fault.line,
				fault.why);
		exit(2);
	}
	return s;
}

void sheet_close(struct sheet *s)
{
	free(s->text);
	free(s->cell);
	free(s);
}

size_t sheet_column(const struct sheet *s, const char *name)
{
	ptrdiff_t i = csv_column(&s->csv, name);

	if (i < 0) {
		fprintf(stderr, "fits: no column %s\n", name);
		exit(2);
	}
	return (size_t) i;
}

const char *sheet_text(const struct sheet *s, size_t row, size_t column)
{
	return s->cell[row * s->csv.columns + column];
}

double sheet_number(const struct sheet *s, size_t row, size_t column)
{
	double x;

	return csv_number(sheet_text(s, row, column), &x) ? x : NAN;
}

void sample_add(struct sample *s, double x)
{
	if (s->n == s->room) {
		s->room = s->room ? 2 * s->room : 256;
		s->x = must(realloc(s->x, s->room * sizeof *s->x));
	}
	s->x[s->n++] = x;
}

void sample_sort(struct sample *s)
{
	gsl_sort(s->x, 1, s->n);
}

void sample_free(struct sample *s)
{
	free(s->x);
	*s = (struct sample) { 0 };
}

/* ---- statistics ---- */

double quantile_of(const struct sample *sorted, double p)
{
	return gsl_stats_quantile_from_sorted_data(sorted->x, 1, sorted->n, p);
}

double mean_of(const struct sample *s)
{
	return gsl_stats_mean(s->x, 1, s->n);
}

double sd_of(const struct sample *s)
{
	return gsl_stats_sd(s->x, 1, s->n);
}

double distance_of(const struct sample *sorted, double (*cdf)(double x, const void *law),
		const void *law)
{
	double n = (double) sorted->n, farthest = 0;

	for (size_t i = 0; i < sorted->n; i++) {
		double p = cdf(sorted->x[i], law);
		size_t first = i, last = i;

		/* What is told in whole seconds is told several times. */
		while (first > 0 && sorted->x[first - 1] == sorted->x[i])
			first--;
		while (last + 1 < sorted->n && sorted->x[last + 1] == sorted->x[i])
			last++;
		farthest = fmax(farthest, fmax((double) (last + 1) / n - p, p - (double) first / n));
		i = last;
	}
	return farthest;
}

static double lognormal_cdf(double x, const void *law)
{
	const struct fitted_lognormal *l = law;

	return gsl_cdf_ugaussian_P((log(x) - l->mu) / l->sigma);
}

struct fitted_lognormal lognormal_of(struct sample *s)
{
	struct sample logs = { 0 };
	struct fitted_lognormal l;

	for (size_t i = 0; i < s->n; i++)
		sample_add(&logs, log(s->x[i]));
	l.mu = mean_of(&logs);
	l.sigma = sd_of(&logs);
	sample_free(&logs);
	sample_sort(s);
	l.distance = distance_of(s, lognormal_cdf, &l);
	return l;
}

double root_of(double (*f)(double x, const void *about), const void *about, double low, double high)
{
	double at_low = f(low, about);

	for (int i = 0; i < 200; i++) {
		double middle = (low + high) / 2, there = f(middle, about);

		if ((there > 0) == (at_low > 0))
			low = middle;
		else
			high = middle;
	}
	return (low + high) / 2;
}

struct observed {
	const struct sample *s;
	const bool *censored;
	double unit; /* values are divided by it, so that powers stay in range */
};

static double weibull_score(double shape, const void *about)
{
	const struct observed *o = about;
	double power = 0, weighted = 0, logs = 0, events = 0;

	for (size_t i = 0; i < o->s->n; i++) {
		double x = o->s->x[i] / o->unit, y = pow(x, shape);

		power += y;
		weighted += y * log(x);
		if (!o->censored || !o->censored[i]) {
			logs += log(x);
			events++;
		}
	}
	return weighted / power - 1 / shape - logs / events;
}

struct fitted_weibull weibull_of(const struct sample *s, const bool *censored)
{
	struct observed o = { s, censored, mean_of(s) };
	struct fitted_weibull w = { .shape = root_of(weibull_score, &o, 0.05, 20) };
	double power = 0, events = 0;

	for (size_t i = 0; i < s->n; i++) {
		power += pow(s->x[i] / o.unit, w.shape);
		events += !censored || !censored[i];
	}
	w.scale = o.unit * pow(power / events, 1 / w.shape);
	return w;
}

void show_interval(const char *what, const struct sample *s, double (*number)(struct sample *s))
{
	gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
	struct sample again = { 0 }, found = { 0 };

	if (print) {
		gsl_rng_set(rng, 1);
		for (int i = 0; i < 300; i++) {
			again.n = 0;
			for (size_t j = 0; j < s->n; j++)
				sample_add(&again, s->x[gsl_rng_uniform_int(rng, s->n)]);
			sample_add(&found, number(&again));
		}
		sample_sort(&found);
		show("  %s: 95 %% in [%.4g, %.4g], n %zu", what, quantile_of(&found, .025),
				quantile_of(&found, .975), s->n);
	}
	sample_free(&again);
	sample_free(&found);
	gsl_rng_free(rng);
}

void same_quantiles(const char *what, struct sample *s, const struct fitted_quantile *table)
{
	char name[120];

	sample_sort(s);
	if (print)
		printf("%s, n %zu: ", what, s->n);
	for (size_t i = 0; print && i < FITTED_RANKS; i++)
		printf("{ %g, %.4g }, ", table[i].p, quantile_of(s, table[i].p));
	if (print)
		printf("\n");
	for (size_t i = 0; !print && i < FITTED_RANKS; i++) {
		snprintf(name, sizeof name, "%s, quantile %g", what, table[i].p);
		same(name, quantile_of(s, table[i].p), table[i].value);
	}
}

/* ---- all of it ---- */

int main(int argc, char **argv)
{
	if (argc < 2 || argc > 3 || (argc == 3 && strcmp(argv[2], "--print") != 0)) {
		fprintf(stderr, "usage: fits DIR [--print]\n");
		return 2;
	}
	directory = argv[1];
	print = argc == 3;
	if (access(data_path("demand_alibaba_gpu2023/pods.csv"), R_OK) != 0) {
		printf("fits: skipped: no traces in %s\n", directory);
		return 0;
	}
	gsl_set_error_handler_off();
	fit_arrivals();
	fit_orders();
	fit_durations();
	fit_machines();
	fit_gpus();
	fit_price_walks();
	fit_regions();
	fit_homes();
	fit_failures();
	fit_home_faults();
	fit_tokens();
	fit_delegators();
	fit_entry();
	if (!print)
		printf("fits: %u numbers derived again from the data, %u differ\n", compared, wrong);
	return wrong > 0;
}
