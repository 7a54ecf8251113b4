/* show.h - results for people: numbers with their units, tables of summaries. */
#ifndef SIM_MEASURE_SHOW_H
#define SIM_MEASURE_SHOW_H

#include "sim/measure/summary.h"

#include <stdbool.h>
#include <stdio.h>

#define SHOW_NUMBER 32

/* A value to four digits, as its unit wants it: "93.12 %" of a share, "1,204", "1.327 M", "0.00418";
 * "-" for NAN. */
void show_number(char text[SHOW_NUMBER], double value, const char *unit);

/* What stands behind the number: "USD/d"; "" where show_number() has said it. */
const char *show_unit(const char *unit);

struct show_row {
	const char *label, *unit;
	const char *better;  /* "higher", "lower", "neither", or NULL: not shown */
	const char *missing; /* why there is no value */
	struct summary s;
};

/* Rows in columns, the interval where there is one, and the reason where there is no value. */
void show_rows(FILE *out, const struct show_row *row, size_t n);

/* The end of a run: at most 28 lines with what people ask for first. */
struct show_about {
	const char *name;
	uint32_t runs, eras, warmup_eras;
	uint64_t era_s;
};
void show_summary(FILE *out, const struct show_about *about,
		const struct summary summary[METRIC_COUNT]);

/* "mean of 30 runs with its 95 % interval", or why there is none; without a full stop. */
void show_basis(char *text, size_t size, uint32_t runs);

/* Text broken at blanks into lines of at most `width` columns, each begun with that many blanks. */
void show_wrapped(FILE *out, const char *text, int indent, int width);

#endif
