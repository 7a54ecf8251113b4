/* fits.h - where the numbers of model/fitted.h come from: each is derived again from the data and
 * compared with what is written there.
 *
 *	fits DIR            compares; says what differs
 *	fits DIR --print    shows what was derived, with intervals, to be written there
 */
#ifndef TESTS_FITS_FITS_H
#define TESTS_FITS_FITS_H

#include "model/fitted.h"
#include "support/csv.h"

#include <stdbool.h>
#include <stddef.h>

/* ---- comparing ---- */

/* A number as derived and as in model/fitted.h, where it is rounded: they may be half a percent or
 * 0.0005 apart. */
void same(const char *what, double derived, double constant);

/* The same for texts. */
void same_text(const char *what, const char *derived, const char *constant);

/* With --print only: "what: ..." */
void show(const char *format, ...) __attribute__((format(printf, 1, 2)));
bool printing(void);

/* ---- data ---- */

/* A CSV file below the directory of data, whole; missing or broken ends the program. */
struct sheet {
	char *text;
	struct csv csv;
	size_t rows;
	const char **cell;
};

const char *data_path(const char *file);
struct sheet *sheet_open(const char *file);
void sheet_close(struct sheet *s);
size_t sheet_column(const struct sheet *s, const char *name);
const char *sheet_text(const struct sheet *s, size_t row, size_t column);
double sheet_number(const struct sheet *s, size_t row, size_t column); /* NAN for an empty cell */

/* Numbers of a sample. */
struct sample {
	double *x;
	size_t n, room;
};

void sample_add(struct sample *s, double x);
void sample_sort(struct sample *s);
void sample_free(struct sample *s);

/* ---- statistics ---- */

/* The quantile of a sorted sample (Hyndman and Fan's type 7), mean, deviation. */
double quantile_of(const struct sample *sorted, double p);
double mean_of(const struct sample *s);
double sd_of(const struct sample *s);

/* Distance of Kolmogorov and Smirnov between a sorted sample and a law. */
double distance_of(const struct sample *sorted, double (*cdf)(double x, const void *law),
		const void *law);

/* Maximum likelihood of values above 0. */
struct fitted_lognormal lognormal_of(struct sample *s);
struct fitted_weibull weibull_of(const struct sample *s, const bool *censored);

/* 95 % of what a number is when the sample is drawn again (300 times), for --print. */
void show_interval(const char *what, const struct sample *s, double (*number)(struct sample *s));

/* Quantiles against a table of them. */
void same_quantiles(const char *what, struct sample *s, const struct fitted_quantile *table);

/* Where f crosses 0 between low and high, where its signs differ. */
double root_of(double (*f)(double x, const void *about), const void *about, double low, double high);

/* ---- what is derived ---- */

void fit_arrivals(void);
void fit_orders(void);
void fit_durations(void);
void fit_machines(void);
void fit_gpus(void);
void fit_price_walks(void);
void fit_regions(void);
void fit_homes(void);
void fit_failures(void);
void fit_home_faults(void);
void fit_tokens(void);
void fit_delegators(void);
void fit_entry(void);

#endif
