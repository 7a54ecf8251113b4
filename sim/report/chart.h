/* chart.h - which charts a report has, in order, and of which metrics.
 *
 * What a metric means stands in the database; here is only which ones belong into one picture.
 */
#ifndef SIM_REPORT_CHART_H
#define SIM_REPORT_CHART_H

#include "sim/report/plot.h"

#include <stdbool.h>
#include <stddef.h>

#define CHART_LINES_MAX 9

enum chart_kind {
	CHART_OVER_TIME, /* a line for each metric, era by era */
	CHART_DOTS,      /* single values, as places on an axis */
	CHART_BARS       /* single values, as lengths */
};

enum line_kind {
	LINE_MEAN,   /* over runs, with its interval */
	LINE_FAN,    /* the middle run, with the band in which 8 of 10 runs are */
	LINE_SPREAD  /* the mean of `metric`, with a band from the mean of `low` to that of `high` */
};

struct line_spec {
	const char *metric, *label;
	enum line_kind kind;
	const char *low, *high;
	bool rest; /* drawn is 1 less the value */
	bool told; /* in the caption alone */
	bool side; /* left out where cells of a matrix are compared */
};

struct chart_spec {
	const char *id, *title;
	const char *section; /* begins here; NULL: goes on */
	const char *axis;    /* what is written at the axis */
	enum chart_kind kind;
	enum plot_limit limit;
	bool may_log;        /* if values are that far apart */
	bool classes;        /* classes of nodes are added to the rows */
	const char *note;    /* more for the caption, or NULL */
	struct line_spec line[CHART_LINES_MAX]; /* ends with a metric of NULL */
};

extern const struct chart_spec chart_table[];
extern const size_t chart_n;

/* The numbers in the first paragraph: sentences with the value instead of %s. */
struct key_number {
	const char *metric, *sentence;
};
extern const struct key_number key_numbers[];
extern const size_t key_n;

/* Metrics by which cells of a matrix are set side by side. */
struct compared {
	const char *metric, *title;
	enum plot_limit limit;
};
extern const struct compared compared_table[];
extern const size_t compared_n;

#endif
