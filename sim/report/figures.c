#include "sim/report/parts.h"

#include "sim/player.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define POINTS       300 /* of a line, at most */
#define POINTS_CELLS 150

/* ---- time ---- */

/* Eras are drawn in days, in hours if there are few. */
static double time_unit(const struct report *r, const char **name)
{
	double span = (double) r->run->era_s * r->run->horizon_eras;

	*name = span <= 3 * 86400.0 ? "hours since the start" : "days since the start";
	return span <= 3 * 86400.0 ? 3600 : 86400;
}

/* What durations are told in. */
static double duration_unit(double longest_s, const char **name)
{
	if (longest_s > 2 * 86400.0) {
		*name = "days";
		return 86400;
	}
	if (longest_s > 3 * 3600.0) {
		*name = "hours";
		return 3600;
	}
	*name = longest_s > 300 ? "minutes" : "seconds";
	return longest_s > 300 ? 60 : 1;
}

/* ---- curves ---- */

static void curve_room(struct curve *v, size_t n)
{
	v->x = must(calloc(4 * n + 1, sizeof *v->x));
	v->mid = v->x + n;
	v->low = v->mid + n;
	v->high = v->low + n;
	v->n = n;
}

static void curve_free(struct curve *v)
{
	free(v->x);
	memset(v, 0, sizeof *v);
}

static double average(const double *value, size_t n)
{
	double sum = 0;
	size_t seen = 0;

	for (size_t i = 0; i < n; i++)
		if (!isnan(value[i])) {
			sum += value[i];
			seen++;
		}
	return seen ? sum / (double) seen : NAN;
}

/* `by` points become one. */
static void curve_bin(struct curve *v, size_t by)
{
	size_t n = 0;

	for (size_t i = 0; i < v->n; i += by, n++) {
		size_t take = v->n - i < by ? v->n - i : by;

		v->x[n] = average(v->x + i, take);
		v->mid[n] = average(v->mid + i, take);
		v->low[n] = average(v->low + i, take);
		v->high[n] = average(v->high + i, take);
	}
	v->n = n;
}

static void curve_rest(struct curve *v)
{
	for (size_t i = 0; i < v->n; i++) {
		double low = v->low[i];

		v->mid[i] = 1 - v->mid[i];
		v->low[i] = 1 - v->high[i];
		v->high[i] = 1 - low;
	}
}

static bool curve_empty(const struct curve *v)
{
	for (size_t i = 0; i < v->n; i++)
		if (!isnan(v->mid[i]))
			return false;
	return true;
}

/* The mean of another series as one end of a band. */
static void load_end(struct report *r, uint32_t cell, const char *metric, double *end, size_t n)
{
	int m = stored_find(r->stored, metric);
	struct fan *fan = NULL;
	size_t eras = m < 0 ? 0 : stored_series(r->stored, cell, (size_t) m, &fan);

	for (size_t i = 0; i < n; i++)
		end[i] = i < eras ? fan[i].mean.mean : NAN;
	free(fan);
}

/* Probabilities and shares of what there is can't leave 0 to 1, though intervals of means can. */
static void load_curve(struct report *r, size_t cell, const struct line_spec *line, bool bare,
		struct curve *v)
{
	uint32_t number = stored_cell(r->stored, cell)->cell;
	int m = stored_find(r->stored, line->metric);
	const char *name;
	double unit = time_unit(r, &name);
	struct fan *fan = NULL;
	size_t n = m < 0 ? 0 : stored_series(r->stored, number, (size_t) m, &fan);
	bool over_runs = line->kind == LINE_FAN && !bare;

	curve_room(v, n);
	for (size_t i = 0; i < n; i++) {
		bool band = fan[i].mean.n > 1;

		v->x[i] = (double) (i + 1) * (double) r->run->era_s / unit;
		v->mid[i] = over_runs ? fan[i].p50 : fan[i].mean.mean;
		v->low[i] = !band ? NAN : over_runs ? fan[i].p10 : fan[i].mean.low;
		v->high[i] = !band ? NAN : over_runs ? fan[i].p90 : fan[i].mean.high;
	}
	free(fan);
	if (line->kind == LINE_SPREAD && !bare) {
		load_end(r, number, line->low, v->low, n);
		load_end(r, number, line->high, v->high, n);
	}
	if (line->rest)
		curve_rest(v);
}

/* ---- figures ---- */

static struct figure *add_figure(struct report *r, const char *id, size_t part)
{
	struct figure *f;

	r->figure = must(realloc(r->figure, (r->n_figures + 1) * sizeof *r->figure));
	f = &r->figure[r->n_figures++];
	memset(f, 0, sizeof *f);
	if (part)
		snprintf(f->id, sizeof f->id, "%s-%zu", id, part);
	else
		snprintf(f->id, sizeof f->id, "%s", id);
	f->drawing[PAPER_WIDE] = f->drawing[PAPER_NARROW] = -1;
	return f;
}

static void add_key(struct page *p, int pen, bool band, bool line, const char *label_html)
{
	page_add(p, "<li><svg class=\"key\" viewBox=\"0 0 32 12\" aria-hidden=\"true\">");
	if (band)
		page_add(p, "<rect width=\"32\" height=\"12\" fill=\"%s\" fill-opacity=\"0.2\"/>",
				plot_colour(pen));
	if (line)
		page_add(p, "<path d=\"M0,6 h32\" stroke=\"%s\" stroke-width=\"2.5\" "
				"stroke-dasharray=\"%s\"/>", plot_colour(pen), plot_dash(pen));
	page_add(p, "</svg>%s</li>\n", label_html);
}

static void add_warmup_key(struct page *p)
{
	page_put(p, "<li><svg class=\"key\" viewBox=\"0 0 32 12\" aria-hidden=\"true\"><rect width=\"32\" "
			"height=\"12\" fill=\"#E4E4E4\"/></svg>warm-up</li>\n");
}

static bool has_band(const struct curve *v)
{
	for (size_t i = 0; i < v->n; i++)
		if (v->high[i] > v->low[i])
			return true;
	return false;
}

/* ---- over time ---- */

struct over_time {
	struct plot plot;
	struct caption_basis basis;
	struct page keys;
	const char *unit;   /* of the metrics */
};

static void add_curve(struct report *r, struct over_time *t, struct curve *v, const char *label_html)
{
	size_t points = r->n_cells > 1 ? POINTS_CELLS : POINTS, by = (v->n + points - 1) / points;

	if (by > 1)
		curve_bin(v, by);
	t->basis.binned = by;
	add_key(&t->keys, t->plot.n, has_band(v), true, label_html);
	t->plot.curve[t->plot.n++] = *v;
}

static bool beyond(double low, double high, enum plot_limit limit)
{
	return (limit != LIMIT_NONE && low < 0) || (limit == LIMIT_PART && high > 1);
}

/* Does a band end where no value can be? */
static bool bands_beyond(const struct plot *plot)
{
	for (int c = 0; c < plot->n; c++)
		for (size_t i = 0; i < plot->curve[c].n; i++)
			if (beyond(plot->curve[c].low[i], plot->curve[c].high[i], plot->limit))
				return true;
	return false;
}

static void say_missing(struct page *p, const char *label_html, const char *why)
{
	page_put(p, "<p>No value for ");
	page_put(p, label_html);
	page_put(p, ": ");
	page_escape(p, why);
	page_put(p, ".</p>\n");
}

#define FAR_APART 40

static bool far_apart(const struct plot_range *range)
{
	return range->least > 0 && range->high > FAR_APART * range->least;
}

/* Durations in what their length asks for: the longest, or the shortest if the axis will show it. */
static void scale_durations(struct over_time *t, const char **name)
{
	struct plot_range range;
	double by;

	if (!plot_range(&t->plot, &range))
		return;
	by = duration_unit(far_apart(&range) ? range.least : range.high, name);
	for (int c = 0; c < t->plot.n; c++)
		for (size_t i = 0; i < t->plot.curve[c].n; i++) {
			t->plot.curve[c].mid[i] /= by;
			t->plot.curve[c].low[i] /= by;
			t->plot.curve[c].high[i] /= by;
		}
}

static void finish_over_time(struct report *r, struct figure *f, struct over_time *t,
		const struct chart_spec *spec, struct page *captions)
{
	const char *x_name, *unit_name = NULL;
	char axis[120];
	double unit = time_unit(r, &x_name);
	struct plot_range range;

	if (t->plot.n > 0) {
		t->plot.limit = spec->limit;
		if (strcmp(t->unit, "s") == 0)
			scale_durations(t, &unit_name);
		snprintf(axis, sizeof axis, "%s%s%s", spec->axis, unit_name ? ", " : "",
				unit_name ? unit_name : "");
		t->plot.what_y = axis;
		t->plot.what_x = x_name;
		t->plot.percent = value_percent(t->unit);
		t->plot.end = (double) r->run->era_s * r->run->horizon_eras / unit;
		t->plot.warmup = (double) r->run->era_s * r->run->warmup_eras / unit;
		t->plot.log = spec->may_log && plot_range(&t->plot, &range) && far_apart(&range);
		t->basis.over_time = true;
		t->basis.cut = bands_beyond(&t->plot);
		t->basis.log = t->plot.log;
		t->basis.warmup = r->run->warmup_eras > 0;
		for (int paper = 0; paper < PAPER_COUNT; paper++) {
			plot_lines(&r->script, &t->plot, (enum paper) paper);
			plot_lines_size((enum paper) paper, &f->width[paper], &f->height[paper]);
			f->drawing[paper] = r->n_drawings++;
		}
		if (t->basis.warmup)
			add_warmup_key(&t->keys);
		f->legend = t->keys;
		caption_basis(&f->caption, r, &t->basis);
	}
	if (spec->note)
		page_add(&f->caption, "<p>%s</p>\n", spec->note);
	page_add(&f->caption, "<ul>\n%s</ul>\n", captions->text ? captions->text : "");
	free(captions->text);
	for (int c = 0; c < t->plot.n; c++)
		curve_free(&t->plot.curve[c]);
}

/* One run or cell: a line for each metric. */
static void lines_of_metrics(struct report *r, const struct chart_spec *spec)
{
	struct figure *f = add_figure(r, spec->id, 0);
	struct over_time t = { .unit = "" };
	struct page captions = { 0 };

	page_escape(&f->title, spec->title);
	for (const struct line_spec *line = spec->line; line->metric; line++) {
		int m = stored_find(r->stored, line->metric);
		struct curve v;

		if (m >= 0)
			caption_metric(&captions, r, line, m);
		if (line->told)
			continue;
		if (m >= 0)
			t.unit = stored_metric(r->stored, (size_t) m)->unit;
		load_curve(r, 0, line, false, &v);
		if (curve_empty(&v)) {
			say_missing(&f->missing, line->label, report_why(r, 0, m));
			curve_free(&v);
			continue;
		}
		t.basis.fan = t.basis.fan || line->kind == LINE_FAN;
		t.basis.spread = t.basis.spread || line->kind == LINE_SPREAD;
		t.basis.intervals = t.basis.intervals || (line->kind == LINE_MEAN && has_band(&v));
		add_curve(r, &t, &v, line->label);
	}
	finish_over_time(r, f, &t, spec, &captions);
}

/* Several cells: a chart for each metric, with a line for each cell. */
static void lines_of_cells(struct report *r, const struct chart_spec *spec, const struct line_spec *line,
		size_t part)
{
	struct figure *f = add_figure(r, spec->id, part);
	struct over_time t = { .unit = "" };
	struct page captions = { 0 };
	int m = stored_find(r->stored, line->metric);

	page_escape(&f->title, spec->title);
	if (part) {
		page_put(&f->title, ": ");
		page_escape(&f->title, line->label);
	}
	if (m >= 0) {
		t.unit = stored_metric(r->stored, (size_t) m)->unit;
		caption_metric(&captions, r, line, m);
	}
	for (size_t c = 0; c < r->n_cells; c++) {
		struct page name = { 0 };
		struct curve v;

		report_cell_name(&name, r, c);
		load_curve(r, c, line, true, &v);
		if (curve_empty(&v)) {
			struct page label = { 0 };

			page_add(&label, "cell %s", name.text);
			say_missing(&f->missing, label.text, report_why(r, c, m));
			free(label.text);
			curve_free(&v);
		} else {
			t.basis.intervals = t.basis.intervals || has_band(&v);
			add_curve(r, &t, &v, name.text);
		}
		free(name.text);
	}
	finish_over_time(r, f, &t, spec, &captions);
}

/* ---- rows ---- */

struct rows {
	struct bar *bar;
	int n;
	const char *unit;
	struct page captions;
	bool intervals, cut;
};

static void add_row(struct rows *rows, const char *name, const struct summary *s, const char *unit,
		enum plot_limit limit)
{
	struct bar *b;

	rows->bar = must(realloc(rows->bar, (size_t) (rows->n + 1) * sizeof *rows->bar));
	b = &rows->bar[rows->n++];
	memset(b, 0, sizeof *b);
	snprintf(b->name, sizeof b->name, "%s", name);
	b->s = *s;
	value_text(b->value, s->mean, unit);
	value_interval(b->interval, s, unit);
	rows->unit = unit;
	rows->intervals = rows->intervals || b->interval[0];
	rows->cut = rows->cut || beyond(s->low, s->high, limit);
}

static void finish_rows(struct report *r, struct figure *f, struct rows *rows,
		const struct chart_spec *spec, const char *axis)
{
	struct bars bars = { .what_x = axis, .percent = rows->n && value_percent(rows->unit),
		.dots = spec->kind == CHART_DOTS, .n = rows->n, .bar = rows->bar,
		.limit = spec->limit };
	struct caption_basis basis = { .intervals = rows->intervals, .cut = rows->cut };

	if (rows->n > 0) {
		for (int paper = 0; paper < PAPER_COUNT; paper++) {
			plot_bars(&r->script, &bars, (enum paper) paper);
			plot_bars_size((enum paper) paper, bars.n, &f->width[paper], &f->height[paper]);
			f->drawing[paper] = r->n_drawings++;
		}
		caption_basis(&f->caption, r, &basis);
	}
	if (spec->note)
		page_add(&f->caption, "<p>%s</p>\n", spec->note);
	if (rows->captions.size)
		page_add(&f->caption, "<ul>\n%s</ul>\n", rows->captions.text);
	free(rows->captions.text);
	free(rows->bar);
}

/* Availability of each class of nodes, if the nodes at the end were asked for.  Names of classes come
 * in hex, so that nothing in them can be taken for CSV or SQL. */
static void add_class(struct report *r, struct rows *rows, char *line)
{
	char *hex = strchr(line, ','), name[PLOT_NAME], sql[2 * PLOT_NAME + 240];
	double *value;
	struct summary s;
	size_t n = 0, runs;

	const char *kind = line[0] == 'f' ? "fizz" : "provider";

	if (!hex || strlen(hex) / 2 + 12 > sizeof name)
		return;
	*hex++ = 0;
	n = (size_t) snprintf(name, sizeof name, "%s: ", kind[0] == 'f' ? "Fizz hosts" : "providers");
	for (const char *c = hex; isxdigit((unsigned char) c[0]) && isxdigit((unsigned char) c[1]); c += 2) {
		unsigned byte;

		sscanf(c, "%2x", &byte);
		name[n++] = (char) byte;
	}
	name[n] = 0;
	snprintf(sql, sizeof sql, "SELECT sum(up_s) / nullif(sum(there_s), 0) FROM final WHERE cell = %u"
			" AND kind = '%s' AND hex(class) = '%s' GROUP BY run ORDER BY run",
			stored_cell(r->stored, 0)->cell, kind, hex);
	runs = stored_numbers(r->stored, sql, &value);
	s = summary_of(value, runs, 1);
	if (s.n)
		add_row(rows, name, &s, "share", LIMIT_PART);
	free(value);
}

static void add_classes(struct report *r, struct figure *f, struct rows *rows)
{
	char *text = NULL, *rest, *line;
	size_t size;
	FILE *csv = open_memstream(&text, &size);
	int before = rows->n;

	if (!csv)
		return;
	stored_csv(r->stored, "(SELECT DISTINCT kind,hex(class)FROM final ORDER BY 1 DESC,2)", csv);
	fclose(csv);
	rest = strchr(text, '\n');
	for (rest = rest ? rest + 1 : text + strlen(text); *rest;) {
		line = rest;
		rest += strcspn(rest, "\n");
		if (*rest)
			*rest++ = 0;
		add_class(r, rows, line);
	}
	free(text);
	if (rows->n > before)
		page_put(&rows->captions, "<li><span class=\"label\">classes</span> \xe2\x80\x93 time "
				"that nodes of a class were up over time they were there; of: nodes of "
				"the class; unit: share</li>\n");
	else
		page_put(&f->missing, "<p>No rows for classes of nodes: nodes at the end were not recorded "
				"(<code>output.nodes</code> of the scenario).</p>\n");
}

static void rows_of_metrics(struct report *r, const struct chart_spec *spec)
{
	struct figure *f = add_figure(r, spec->id, 0);
	struct rows rows = { .unit = "" };

	page_escape(&f->title, spec->title);
	for (const struct line_spec *line = spec->line; line->metric; line++) {
		int m = stored_find(r->stored, line->metric);
		const char *unit = m < 0 ? "" : stored_metric(r->stored, (size_t) m)->unit;

		if (m >= 0)
			caption_metric(&rows.captions, r, line, m);
		if (line->told)
			continue;
		if (m < 0 || r->summary[0][m].n == 0)
			say_missing(&f->missing, line->label, report_why(r, 0, m));
		else
			add_row(&rows, line->label, &r->summary[0][m], unit, spec->limit);
	}
	if (spec->classes)
		add_classes(r, f, &rows);
	finish_rows(r, f, &rows, spec, spec->axis);
}

/* A metric with a row for each cell. */
static void rows_of_cells(struct report *r, const struct chart_spec *spec, const struct line_spec *line,
		const char *id, size_t part, const char *title)
{
	struct figure *f = add_figure(r, id, part);
	int m = stored_find(r->stored, line->metric);
	const char *unit = m < 0 ? "" : stored_metric(r->stored, (size_t) m)->unit;
	struct rows rows = { .unit = unit };

	page_escape(&f->title, title);
	if (m >= 0)
		caption_metric(&rows.captions, r, line, m);
	for (size_t c = 0; c < r->n_cells; c++) {
		const struct stored_cell *cell = stored_cell(r->stored, c);
		char name[PLOT_NAME];

		snprintf(name, sizeof name, "%u%s%.140s", cell->cell, cell->overrides[0] ? ": " : "",
				cell->overrides);
		if (m >= 0 && r->summary[c][m].n) {
			add_row(&rows, name, &r->summary[c][m], unit, spec->limit);
			continue;
		}
		snprintf(name, sizeof name, "cell %u", cell->cell);
		say_missing(&f->missing, name, report_why(r, c, m));
	}
	finish_rows(r, f, &rows, spec, m < 0 ? "" : value_unit(unit)[0] ? value_unit(unit) : unit);
}

/* ---- all of them ---- */

static bool is_compared(const char *metric)
{
	for (size_t i = 0; i < compared_n; i++)
		if (strcmp(compared_table[i].metric, metric) == 0)
			return true;
	return false;
}

static void compare_cells(struct report *r)
{
	for (size_t i = 0; i < compared_n; i++) {
		const struct chart_spec spec = { .kind = CHART_DOTS, .limit = compared_table[i].limit };
		const struct line_spec line = { .metric = compared_table[i].metric,
			.label = compared_table[i].title };

		rows_of_cells(r, &spec, &line, "compared", i + 1, compared_table[i].title);
	}
	r->n_compared = r->n_figures;
	if (r->n_figures)
		r->figure[0].section = "Cells side by side";
}

static void chart_by_cells(struct report *r, const struct chart_spec *spec)
{
	size_t part = 0, lines = 0;

	for (const struct line_spec *line = spec->line; line->metric; line++)
		lines += !line->side && !line->told;
	for (const struct line_spec *line = spec->line; line->metric; line++) {
		char title[200];

		if (line->side || line->told)
			continue;
		part++;
		snprintf(title, sizeof title, "%s: %s", spec->title, line->label);
		if (spec->kind == CHART_OVER_TIME)
			lines_of_cells(r, spec, line, lines > 1 ? part : 0);
		else if (!is_compared(line->metric))
			rows_of_cells(r, spec, line, spec->id, part, title);
	}
}

void figures_make(struct report *r)
{
	if (r->n_cells > 1)
		compare_cells(r);
	for (size_t i = 0; i < chart_n; i++) {
		const struct chart_spec *spec = &chart_table[i];
		size_t first = r->n_figures;

		if (r->n_cells > 1)
			chart_by_cells(r, spec);
		else if (spec->kind == CHART_OVER_TIME)
			lines_of_metrics(r, spec);
		else
			rows_of_metrics(r, spec);
		if (spec->section && r->n_figures > first)
			r->figure[first].section = spec->section;
	}
}
