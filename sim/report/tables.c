/* Tables of all indicators, and of how cells differ. */
#include "sim/report/parts.h"

#include "sim/player.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *title_of(const char *theme)
{
	size_t i = metric_theme_of(theme);

	return i < metric_n_themes ? metric_themes[i].title : theme;
}

static void theme_row(struct page *p, const struct stored_metric *m, int columns)
{
	page_add(p, "<tbody>\n<tr class=\"theme\"><th scope=\"rowgroup\" colspan=\"%d\">", columns);
	page_escape(p, title_of(m->theme));
	page_put(p, "</th></tr>\n");
}

/* Opens and closes the groups of rows of a theme. */
static void follow_theme(struct page *p, const struct report *r, size_t i, const char **theme, int columns)
{
	const struct stored_metric *m = stored_metric(r->stored, i);

	if (*theme && strcmp(*theme, m->theme) == 0)
		return;
	if (*theme)
		page_put(p, "</tbody>\n");
	theme_row(p, m, columns);
	*theme = m->theme;
}

static const char *arrow(const char *direction)
{
	if (strcmp(direction, "higher") == 0)
		return "\xe2\x86\x91 higher";
	return strcmp(direction, "lower") == 0 ? "\xe2\x86\x93 lower" : "\xe2\x80\x93";
}

/* On a narrow page interval and unit stand below the value: the columns of their own are gone. */
static void value_cells(struct page *p, const struct summary *s, const char *unit, const char *why)
{
	char value[SHOW_NUMBER], interval[VALUE_INTERVAL];

	value_text(value, s->mean, unit);
	value_interval(interval, s, unit);
	if (s->n == 0) {
		page_put(p, "<td colspan=\"3\" class=\"none\">no value: ");
		page_escape(p, why);
		page_put(p, "</td>");
		return;
	}
	page_add(p, "<td class=\"number\">%s<span class=\"narrow\">", value);
	if (value_unit(unit)[0]) {
		page_put(p, " ");
		page_escape(p, value_unit(unit));
	}
	if (interval[0])
		page_add(p, "<br>%s", interval);
	page_add(p, "</span></td><td class=\"number wide\">%s</td><td class=\"wide\">", interval);
	page_escape(p, value_unit(unit)[0] ? value_unit(unit) : unit);
	page_put(p, "</td>");
}

static void indicator_row(struct page *p, const struct report *r, size_t cell, size_t i)
{
	const struct stored_metric *m = stored_metric(r->stored, i);
	const struct summary *s = &r->summary[cell][i];

	page_put(p, "<tr><th scope=\"row\"><code>");
	page_name(p, m->name);
	page_put(p, "</code><small>");
	page_escape(p, m->estimator);
	page_put(p, "; of: ");
	page_escape(p, m->population);
	page_put(p, "; ");
	page_escape(p, m->horizon);
	if (s->missing && s->n)
		page_add(p, "; in %u of %u runs without a value", s->missing, s->missing + s->n);
	page_put(p, "</small></th>");
	value_cells(p, s, m->unit, report_why(r, cell, (int) i));
	page_add(p, "<td>%s</td></tr>\n", arrow(m->direction));
}

static void indicators_of(struct page *p, const struct report *r, size_t cell)
{
	const char *theme = NULL;

	page_put(p, "<table>\n<caption>All indicators");
	if (r->n_cells > 1) {
		page_put(p, ", cell ");
		report_cell_name(p, r, cell);
	}
	page_put(p, "</caption>\n<thead><tr><th scope=\"col\">Indicator</th><th scope=\"col\">Value</th>"
			"<th scope=\"col\" class=\"wide\">95 % interval</th>"
			"<th scope=\"col\" class=\"wide\">Unit</th><th scope=\"col\">Better</th>"
			"</tr></thead>\n");
	for (size_t i = 0; i < stored_n_metrics(r->stored); i++) {
		follow_theme(p, r, i, &theme, 5);
		indicator_row(p, r, cell, i);
	}
	page_put(p, theme ? "</tbody>\n</table>\n" : "</table>\n");
}

void table_indicators(struct page *p, const struct report *r)
{
	uint32_t runs = report_runs(r);

	if (runs < 2)
		page_put(p, "<p>There are no intervals: they need two or more runs.</p>\n");
	else
		page_add(p, "<p>Means of %u runs%s with the 95 %% interval of the mean.</p>\n", runs,
				r->n_cells > 1 ? " a cell" : "");
	if (r->n_cells == 1) {
		indicators_of(p, r, 0);
		return;
	}
	for (size_t c = 0; c < r->n_cells; c++) {
		page_add(p, "<details%s><summary>Cell ", c == 0 ? " open" : "");
		report_cell_name(p, r, c);
		page_put(p, "</summary>\n");
		indicators_of(p, r, c);
		page_put(p, "</details>\n");
	}
}

/* ---- differences ---- */

/* By pairs of runs, which have the same luck: [metrics][pairs]; 0 pairs if there are none. */
static size_t load_pairs(struct report *r, size_t cell, double **difference)
{
	char sql[320];
	size_t n, metrics = stored_n_metrics(r->stored);

	snprintf(sql, sizeof sql, "SELECT a.value - z.value FROM metric_value a JOIN metric_value z"
			" ON z.cell = %u AND z.run = a.run AND z.metric = a.metric WHERE a.cell = %u"
			" ORDER BY a.metric, a.run", stored_cell(r->stored, 0)->cell,
			stored_cell(r->stored, cell)->cell);
	n = stored_numbers(r->stored, sql, difference);
	return metrics && n % metrics == 0 ? n / metrics : 0;
}

static const char *verdict(const struct summary *s, const char *direction)
{
	if (s->n < 2)
		return "";
	if (!value_clear(s))
		return s->mean == 0 && s->sd == 0 ? "the same" : "not clear";
	if (strcmp(direction, "neither") == 0)
		return s->mean > 0 ? "more" : "less";
	return (s->mean > 0) == (strcmp(direction, "higher") == 0) ? "\xe2\x9c\x93 better"
		: "\xe2\x9c\x97 worse";
}

static void difference_text(char text[SHOW_NUMBER + 4], double value, const char *unit)
{
	char digits[SHOW_NUMBER];

	value_text(digits, value, unit);
	snprintf(text, SHOW_NUMBER + 4, "%s%s", value > 0 ? "+" : "", digits);
}

static void difference_row(struct page *p, const struct report *r, size_t cell, size_t i,
		const struct summary *d)
{
	const struct stored_metric *m = stored_metric(r->stored, i);
	char value[SHOW_NUMBER], differs[SHOW_NUMBER + 4], interval[VALUE_INTERVAL];

	page_put(p, "<tr><th scope=\"row\"><code>");
	page_name(p, m->name);
	page_put(p, "</code></th>");
	if (d->n == 0) {
		page_put(p, "<td colspan=\"4\" class=\"none\">no pair of values: ");
		page_escape(p, report_why(r, cell, (int) i));
		page_put(p, "</td></tr>\n");
		return;
	}
	value_text(value, r->summary[cell][i].mean, m->unit);
	difference_text(differs, d->mean, m->unit);
	value_interval(interval, d, m->unit);
	page_add(p, "<td class=\"number wide\">%s ", value);
	page_escape(p, value_unit(m->unit));
	page_add(p, "</td><td class=\"number\">%s", differs);
	if (interval[0])
		page_add(p, "<span class=\"narrow\"><br>%s</span>", interval);
	page_add(p, "</td><td class=\"number wide\">%s</td><td>%s</td></tr>\n", interval,
			verdict(d, m->direction));
}

static void differences_of(struct page *p, struct report *r, size_t cell)
{
	double *difference;
	size_t pairs = load_pairs(r, cell, &difference);
	const char *theme = NULL;

	page_add(p, "<details%s><summary>Cell ", cell == 1 ? " open" : "");
	report_cell_name(p, r, cell);
	page_add(p, "</summary>\n");
	if (pairs == 0) {
		page_put(p, "<p>It has no run that the first cell has as well.</p>\n</details>\n");
		free(difference);
		return;
	}
	page_put(p, "<table>\n<caption>Cell ");
	report_cell_name(p, r, cell);
	page_put(p, ", less cell ");
	report_cell_name(p, r, 0);
	page_put(p, "</caption>\n<thead><tr><th scope=\"col\">Indicator</th>"
			"<th scope=\"col\" class=\"wide\">This cell</th><th scope=\"col\">Difference</th>"
			"<th scope=\"col\" class=\"wide\">95 % interval</th><th scope=\"col\">It is</th>"
			"</tr></thead>\n");
	for (size_t i = 0; i < stored_n_metrics(r->stored); i++) {
		struct summary d = summary_of(difference + i * pairs, pairs, 1);

		follow_theme(p, r, i, &theme, 5);
		difference_row(p, r, cell, i, &d);
	}
	page_put(p, "</tbody>\n</table>\n</details>\n");
	free(difference);
}

void table_differences(struct page *p, struct report *r)
{
	page_put(p, "<p>Differences are means over pairs of runs with the same number, which have the same "
			"luck. Better or worse is said where the 95 % interval leaves out 0; of a hundred "
			"indicators that do not change, about five will seem to.</p>\n");
	for (size_t c = 1; c < r->n_cells; c++)
		differences_of(p, r, c);
}
