/* parts.h - what the files of sim/report share.  Internal to it. */
#ifndef SIM_REPORT_PARTS_H
#define SIM_REPORT_PARTS_H

#include "sim/report/chart.h"
#include "sim/report/draw.h"
#include "sim/report/page.h"
#include "sim/report/plot.h"
#include "sim/report/value.h"
#include "sim/store/stored.h"

#define REPORT_CELLS 8  /* that are drawn; more are counted and named */

/* A chart on its way to the page. */
struct figure {
	char id[64];
	struct page title, legend, caption, missing; /* HTML */
	int drawing[PAPER_COUNT];          /* which of the report's; -1: there is nothing to be drawn */
	int width[PAPER_COUNT], height[PAPER_COUNT];
	const char *section;               /* begins before it */
};

struct report {
	struct stored *stored;
	const struct stored_run *run;
	size_t n_cells;                    /* drawn */
	struct summary *summary[REPORT_CELLS]; /* by metric */
	struct figure *figure;
	size_t n_figures, n_compared;      /* the first of them set cells side by side */
	struct page script;
	struct drawing *drawing;
	int n_drawings;
	bool bad;                          /* reading failed, and it was said */
};

/* ---- figures.c: charts as scripts, with legends and captions ---- */

void figures_make(struct report *r);

/* ---- caption.c ---- */

/* What a metric is: estimator, population, unit, horizon; with its value in a cell of one row. */
void caption_metric(struct page *p, const struct report *r, const struct line_spec *line, int metric);

/* How many runs, what a band or a whisker is, what is grey.  `binned`: eras that a point stands for. */
struct caption_basis {
	bool over_time, intervals, fan, spread, log, warmup, cut;
	size_t binned;
};
void caption_basis(struct page *p, const struct report *r, const struct caption_basis *basis);

/* Replications that are there: the same in all cells, or the least of them. */
uint32_t report_runs(const struct report *r);

/* "0: params.cooldown_s=1h"; of the only cell its name. */
void report_cell_name(struct page *p, const struct report *r, size_t cell);

/* "1,204 SPON/era (1,100 to 1,300)", with the number in <b>. */
void report_value(struct page *p, const struct summary *s, const char *unit);

/* Why a metric has no value there; plain text. */
const char *report_why(const struct report *r, size_t cell, int metric);

/* ---- tables.c ---- */

void table_indicators(struct page *p, const struct report *r);
void table_differences(struct page *p, struct report *r);

/* ---- sheet.c, foot.c ---- */

extern const char report_style[];
void foot(struct page *p, struct report *r);

#endif
