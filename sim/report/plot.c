#include "sim/report/plot.h"

#include "sim/report/axis.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static const struct {
	int width, height, row, font, ticks_x, ticks_y;
} papers[PAPER_COUNT] = {
	[PAPER_WIDE] = { 640, 340, 48, 15, 7, 5 },
	[PAPER_NARROW] = { 350, 280, 44, 13, 4, 4 },
};

#define MARGIN 8

/* Width of text in parts of its size, rather more than less, whatever font there is. */
static double width_of(const char *text)
{
	double width = 0;

	for (; *text; text++) {
		unsigned char c = (unsigned char) *text;

		if (c >= 0xe2)
			width += 1;
		else if (c >= 0xc0)
			width += 0.75;
		else if (c < 0x80)
			width += strchr("WMmw@%", c) ? 1 : strchr("ijl.,:;'| ()", c) ? 0.4
				: c >= 'A' && c <= 'Z' ? 0.78 : 0.64;
	}
	return width;
}

static double widest_tick(const struct axis *a)
{
	double widest = 0;

	for (int i = 0; i < a->n; i++)
		widest = fmax(widest, width_of(a->tick[i].text));
	return widest;
}

static const struct {
	const char *colour, *dash;
} pens[PLOT_CURVES] = {
	{ "#0072B2", "" },
	{ "#D55E00", "9,4" },
	{ "#009E73", "3,3" },
	{ "#CC79A7", "12,3,3,3" },
	{ "#E69F00", "" },
	{ "#56B4E9", "9,4" },
	{ "#000000", "3,3" },
	{ "#777777", "12,3,3,3" },
};

const char *plot_colour(int i)
{
	return pens[i % PLOT_CURVES].colour;
}

const char *plot_dash(int i)
{
	return pens[i % PLOT_CURVES].dash;
}

void plot_lines_size(enum paper paper, int *width, int *height)
{
	*width = papers[paper].width;
	*height = papers[paper].height;
}

void plot_bars_size(enum paper paper, int n, int *width, int *height)
{
	*width = papers[paper].width;
	*height = n * papers[paper].row + 4 * papers[paper].font;
}

/* ---- pieces of scripts ---- */

/* In single quotes, within which gnuplot neither reads escapes nor runs what is in backquotes; names
 * come from whoever wrote the scenario, so those are not even let through. */
static void put_string(struct page *script, const char *text)
{
	page_put(script, "'");
	for (; *text; text++) {
		if (*text == '\'')
			page_put(script, "''");
		else if (*text == '`')
			page_put(script, "\xe2\x80\x98");
		else
			page_put_n(script, (unsigned char) *text < ' ' ? " " : text, 1);
	}
	page_put(script, "'");
}

/* A label at pixels from the left and from the top. */
static void put_label(struct page *script, int width, int height, double x, double y,
		const char *side, const char *text)
{
	page_put(script, "set label ");
	put_string(script, text);
	page_add(script, " at screen %.5f, screen %.5f %s tc rgb \"#333333\"\n", x / width,
			1 - y / height, side);
}

static void put_ticks(struct page *script, char axis, const struct axis *a)
{
	page_add(script, "set %ctics (", axis);
	for (int i = 0; i < a->n; i++) {
		page_put(script, i ? ", \"" : "\"");
		for (const char *c = a->tick[i].text; *c; c++)
			page_put_n(script, *c == '%' ? "%%" : c, *c == '%' ? 2 : 1);
		page_add(script, "\" %.10g", a->tick[i].at);
	}
	page_put(script, ") nomirror tc rgb \"#333333\"\n");
}

static void put_frame(struct page *script, int width, int height, int font, const double margin[4])
{
	page_add(script, "reset\nset terminal svg size %d,%d font \"Arial,%d\" noenhanced\n"
			"set encoding utf8\nunset key\nset border 1 lc rgb \"#666666\"\n"
			"set tics front\nset xtics scale 0.4\nset ytics scale 0\n", width, height, font);
	page_add(script, "set lmargin at screen %.5f\nset rmargin at screen %.5f\n"
			"set tmargin at screen %.5f\nset bmargin at screen %.5f\n",
			margin[0] / width, 1 - margin[1] / width, 1 - margin[2] / height,
			margin[3] / height);
}

static void put_number(struct page *script, double value)
{
	page_add(script, isnan(value) ? " NaN" : " %.7g", value);
}

/* ---- lines ---- */

bool plot_range(const struct plot *plot, struct plot_range *range)
{
	*range = (struct plot_range) { INFINITY, -INFINITY, INFINITY };
	for (int c = 0; c < plot->n; c++) {
		const struct curve *v = &plot->curve[c];

		for (size_t i = 0; i < v->n; i++) {
			range->least = fmin(range->least, v->mid[i]);
			range->low = fmin(range->low, fmin(v->mid[i], v->low[i]));
			range->high = fmax(range->high, fmax(v->mid[i], v->high[i]));
		}
	}
	if (plot->limit != LIMIT_NONE)
		range->low = fmax(range->low, 0);
	if (plot->limit == LIMIT_PART)
		range->high = fmin(range->high, 1);
	return range->low <= range->high;
}

/* Points of a curve: bands may reach beyond an axis that ends where values can't go. */
static void put_points(struct page *script, const struct curve *v, int number, const struct axis *y)
{
	page_add(script, "$c%d << END\n", number);
	for (size_t i = 0; i < v->n; i++) {
		bool band = !isnan(v->low[i]) && !isnan(v->high[i]);

		if (isnan(v->mid[i])) {
			page_put(script, "\n");
			continue;
		}
		put_number(script, v->x[i]);
		put_number(script, v->mid[i]);
		put_number(script, band ? fmin(fmax(v->low[i], y->low), y->high) : v->mid[i]);
		put_number(script, band ? fmin(fmax(v->high[i], y->low), y->high) : v->mid[i]);
		page_put(script, "\n");
	}
	page_put(script, "END\n");
}

/* Does it have a point without neighbours, which no line would show? */
static bool lonely(const struct curve *v, size_t i)
{
	return !isnan(v->mid[i]) && (i == 0 || isnan(v->mid[i - 1]))
			&& (i + 1 == v->n || isnan(v->mid[i + 1]));
}

static bool any_lonely(const struct curve *v)
{
	for (size_t i = 0; i < v->n; i++)
		if (lonely(v, i))
			return true;
	return false;
}

static void put_lonely(struct page *script, const struct curve *v, int number)
{
	page_add(script, "$l%d << END\n", number);
	for (size_t i = 0; i < v->n; i++)
		if (lonely(v, i)) {
			put_number(script, v->x[i]);
			put_number(script, v->mid[i]);
			page_put(script, "\n");
		}
	page_put(script, "END\n");
}

static bool any_band(const struct curve *v)
{
	for (size_t i = 0; i < v->n; i++)
		if (v->high[i] > v->low[i])
			return true;
	return false;
}

/* Bands first, so that no line is below one. */
static void put_curves(struct page *script, const struct plot *plot)
{
	const char *comma = "plot";

	for (int c = 0; c < plot->n; c++)
		if (any_band(&plot->curve[c])) {
			page_add(script, "%s $c%d using 1:3:4 with filledcurves fc rgb \"%s\" "
					"fs transparent solid %.2f noborder", comma, c, plot_colour(c),
					plot->n > 3 ? 0.12 : 0.2);
			comma = ",";
		}
	for (int c = 0; c < plot->n; c++) {
		page_add(script, "%s $c%d using 1:2 with lines lw 2 lc rgb \"%s\"", comma, c,
				plot_colour(c));
		if (plot_dash(c)[0])
			page_add(script, " dt (%s)", plot_dash(c));
		comma = ",";
		if (any_lonely(&plot->curve[c]))
			page_add(script, ", $l%d using 1:2 with points pt 7 ps 0.5 lc rgb \"%s\"", c,
					plot_colour(c));
	}
	page_put(script, "\n");
}

void plot_lines(struct page *script, const struct plot *plot, enum paper paper)
{
	int width = papers[paper].width, height = papers[paper].height, font = papers[paper].font;
	struct axis x = axis_time(plot->end, papers[paper].ticks_x), y;
	struct plot_range range;
	double margin[4];

	if (!plot_range(plot, &range))
		range = (struct plot_range) { 0, 0, 0 };
	y = plot->log ? axis_log(range.least, range.high, papers[paper].ticks_y, plot->percent)
		: axis_linear(range.low, range.high, papers[paper].ticks_y, plot->percent);
	margin[0] = widest_tick(&y) * font + 2 * MARGIN;
	margin[1] = fmax(1.5, widest_tick(&x) / 2) * font;
	margin[2] = 2.4 * font;
	margin[3] = 3.5 * font;
	put_frame(script, width, height, font, margin);
	put_label(script, width, height, 2, 0.8 * font, "left", plot->what_y);
	put_label(script, width, height, (margin[0] + width - margin[1]) / 2, height - 0.7 * font,
			"center", plot->what_x);
	/* A tick at the very end of a logarithmic axis would be lost to rounding. */
	page_add(script, "set xrange [0:%.10g]\nset yrange [%.10g:%.10g]\n%s", x.high,
			y.low * (y.log ? 1 - 1e-6 : 1), y.high * (y.log ? 1 + 1e-6 : 1),
			y.log ? "set logscale y\n" : "");
	put_ticks(script, 'x', &x);
	put_ticks(script, 'y', &y);
	page_put(script, "set grid ytics back lt 1 lw 0.6 lc rgb \"#DDDDDD\"\n");
	if (plot->warmup > 0)
		page_add(script, "set object 1 rectangle from 0, graph 0 to %.10g, graph 1 "
				"fc rgb \"#EEEEEE\" fs solid noborder behind\n", fmin(plot->warmup, x.high));
	if (y.low < 0)
		page_put(script, "set arrow 1 from graph 0, first 0 to graph 1, first 0 nohead "
				"lw 1 lc rgb \"#666666\" back\n");
	for (int c = 0; c < plot->n; c++) {
		put_points(script, &plot->curve[c], c, &y);
		if (any_lonely(&plot->curve[c]))
			put_lonely(script, &plot->curve[c], c);
	}
	put_curves(script, plot);
}

/* ---- rows ---- */

/* As much of a name as is not wider than `room`, in parts of the size of the text. */
static void shorten(char out[PLOT_NAME], const char *name, double room)
{
	size_t n = 0, cut;

	snprintf(out, PLOT_NAME, "%s", name);
	if (width_of(name) <= room)
		return;
	for (cut = 0; name[n]; n++) {
		if (((unsigned char) name[n] & 0xc0) == 0x80)
			continue;
		out[n] = 0;
		if (width_of(out) > room - 1)
			break;
		cut = n;
		out[n] = name[n];
	}
	memcpy(out + cut, "\xe2\x80\xa6", 4);
}

/* What stands above a bar on the right: its value, with the interval if there is room for all of them. */
static void value_of(char value[220], const struct bar *b, bool interval)
{
	bool both = interval && b->interval[0];

	snprintf(value, 220, "%s%s%s%s", b->value, both ? " (" : "", both ? b->interval : "",
			both ? ")" : "");
}

static bool intervals_fit(const struct bars *bars, double room)
{
	char value[220];

	for (int i = 0; i < bars->n; i++) {
		value_of(value, &bars->bar[i], true);
		if (width_of(value) + fmin(width_of(bars->bar[i].name), room / 2) > room)
			return false;
	}
	return true;
}

static void put_names(struct page *script, const struct bars *bars, enum paper paper, double left,
		double right)
{
	int width, height, font = papers[paper].font;
	double room = (right - left) / font - 1;
	bool fit = intervals_fit(bars, room);

	plot_bars_size(paper, bars->n, &width, &height);
	for (int i = 0; i < bars->n; i++) {
		double top = i * papers[paper].row + 0.9 * font;
		char name[PLOT_NAME], value[220];

		value_of(value, &bars->bar[i], fit);
		shorten(name, bars->bar[i].name, fmax(room - width_of(value), 8));
		put_label(script, width, height, left, top, "left", name);
		put_label(script, width, height, right, top, "right", value);
	}
}

static struct axis bars_axis(const struct bars *bars, int ticks)
{
	double low = 0, high = 0;

	for (int i = 0; i < bars->n; i++) {
		const struct summary *s = &bars->bar[i].s;

		low = fmin(low, fmin(s->mean, s->low));
		high = fmax(high, fmax(s->mean, s->high));
	}
	if (bars->limit != LIMIT_NONE)
		low = 0;
	if (bars->limit == LIMIT_PART)
		high = 1;
	return axis_linear(low, high, ticks, bars->percent);
}

static void put_marks(struct page *script, const struct bars *bars, const struct axis *x)
{
	bool whiskers = false;

	page_put(script, "$b << END\n");
	for (int i = 0; i < bars->n; i++) {
		const struct summary *s = &bars->bar[i].s;
		double y = bars->n - i - 0.68;
		bool both = !isnan(s->low) && !isnan(s->high);

		if (s->n == 0 || isnan(s->mean))
			continue;
		whiskers = whiskers || both;
		page_add(script, "%.7g %.7g %.7g %.7g %.7g %.7g\n", s->mean, y,
				both ? fmax(s->low, x->low) : s->mean,
				both ? fmin(s->high, x->high) : s->mean,
				y - 0.15, y + 0.15);
	}
	page_put(script, " NaN 0 NaN NaN 0 0\nEND\n");
	if (!bars->dots)
		page_add(script, "plot $b using 1:2:(0):1:5:6 with boxxyerror fc rgb \"%s\" "
				"fs solid 0.75 noborder", plot_colour(0));
	else
		page_add(script, "plot $b using 1:2 with points pt 7 ps 0.9 lc rgb \"%s\"",
				plot_colour(0));
	if (whiskers)
		page_put(script, ", $b using 3:2:($4-$3):(0) with vectors nohead lw 2 lc rgb \"#222222\""
				", $b using 3:5:(0):($6-$5) with vectors nohead lw 1.5 lc rgb \"#222222\""
				", $b using 4:5:(0):($6-$5) with vectors nohead lw 1.5 lc rgb \"#222222\"");
	page_put(script, "\n");
}

void plot_bars(struct page *script, const struct bars *bars, enum paper paper)
{
	int width, height, font = papers[paper].font;
	struct axis x = bars_axis(bars, papers[paper].ticks_x);
	double side = fmax(2, widest_tick(&x) / 2 + 0.3) * font, margin[4] = { side, side, 0, 4 * font };

	plot_bars_size(paper, bars->n, &width, &height);
	put_frame(script, width, height, font, margin);
	put_names(script, bars, paper, margin[0], width - margin[1]);
	put_label(script, width, height, width / 2.0, height - 0.7 * font, "center", bars->what_x);
	page_add(script, "set xrange [%.10g:%.10g]\nset yrange [0:%d]\n", x.low, x.high, bars->n);
	put_ticks(script, 'x', &x);
	page_put(script, "unset ytics\nset grid xtics back lt 1 lw 0.6 lc rgb \"#DDDDDD\"\n");
	put_marks(script, bars, &x);
}
