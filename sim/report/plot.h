/* plot.h - scripts for gnuplot: lines over time with bands, and rows with whiskers.
 *
 * Each drawing is made twice, for two widths of paper, since text that is scaled down with a drawing
 * can't be read on a telephone.  Legends are not in the drawing: the page has them as text.
 */
#ifndef SIM_REPORT_PLOT_H
#define SIM_REPORT_PLOT_H

#include "sim/measure/summary.h"
#include "sim/report/page.h"

#include <stdbool.h>
#include <stddef.h>

#define PLOT_CURVES 8
#define PLOT_NAME   160

enum paper { PAPER_WIDE, PAPER_NARROW, PAPER_COUNT };

/* Where values can be.  Ends of intervals can be beyond: bands and whiskers are cut off there. */
enum plot_limit {
	LIMIT_NONE,
	LIMIT_ABOVE_0,
	LIMIT_PART /* from 0 to 1 */
};

/* Lines over time. */
struct curve {
	size_t n;
	double *x, *mid, *low, *high; /* NAN: no value; no band there */
};

struct plot {
	const char *what_y, *what_x; /* written at the axes */
	bool percent;                /* 1 is 100 % */
	bool log;
	enum plot_limit limit;
	double end, warmup;          /* of the axis of time, and what is shaded of it */
	int n;
	struct curve curve[PLOT_CURVES];
};

/* Rows, each with its name above its bar or dot. */
struct bar {
	char name[PLOT_NAME];
	struct summary s;    /* in the unit of the axis */
	char value[40], interval[100]; /* as they are written */
};

struct bars {
	const char *what_x;
	bool percent, dots;  /* dots instead of bars: places, not lengths */
	enum plot_limit limit; /* LIMIT_PART: the axis ends at 1 */
	int n;
	const struct bar *bar;
};

void plot_lines(struct page *script, const struct plot *plot, enum paper paper);
void plot_bars(struct page *script, const struct bars *bars, enum paper paper);

/* How large such a drawing is. */
void plot_lines_size(enum paper paper, int *width, int *height);
void plot_bars_size(enum paper paper, int n, int *width, int *height);

/* Colours that are told apart by who sees no red or no green as well (Okabe and Ito), "#0072B2", and the
 * dashes that go with them: lengths of line and gap, "" for none. */
const char *plot_colour(int i);
const char *plot_dash(int i);

/* Least and greatest of what is drawn, bands included as far as values can be; false if there is nothing.
 * Least of the lines alone: a logarithmic axis begins there, for bands may reach down to 0. */
struct plot_range {
	double low, high, least;
};
bool plot_range(const struct plot *plot, struct plot_range *range);

#endif
