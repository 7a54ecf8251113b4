#include "sim/report/parts.h"

#include <math.h>
#include <string.h>

uint32_t report_runs(const struct report *r)
{
	uint32_t runs = UINT32_MAX;

	for (size_t c = 0; c < r->n_cells; c++) {
		uint32_t n = stored_cell(r->stored, c)->runs;

		runs = n < runs ? n : runs;
	}
	return r->n_cells ? runs : 0;
}

void report_cell_name(struct page *p, const struct report *r, size_t cell)
{
	const struct stored_cell *c = stored_cell(r->stored, cell);

	page_add(p, "%u", c->cell);
	if (c->overrides[0]) {
		page_put(p, ": ");
		page_name(p, c->overrides);
	}
}

void report_value(struct page *p, const struct summary *s, const char *unit)
{
	char value[SHOW_NUMBER], interval[VALUE_INTERVAL];

	value_text(value, s->mean, unit);
	value_interval(interval, s, unit);
	page_add(p, "<b>%s</b>", value);
	if (value_unit(unit)[0]) {
		page_put(p, "&nbsp;");
		page_escape(p, value_unit(unit));
	}
	if (interval[0])
		page_add(p, " <span class=\"interval\">(%s)</span>", interval);
}

const char *report_why(const struct report *r, size_t cell, int metric)
{
	const struct stored_metric *m = metric < 0 ? NULL : stored_metric(r->stored, (size_t) metric);

	if (!m)
		return "this database does not measure it";
	if (stored_cell(r->stored, cell)->runs == 0)
		return "no run of this cell is in the database";
	return m->missing[0] ? m->missing : "nothing was measured";
}

void caption_metric(struct page *p, const struct report *r, const struct line_spec *line, int metric)
{
	const struct stored_metric *m = stored_metric(r->stored, (size_t) metric);

	page_put(p, "<li><span class=\"label\">");
	page_escape(p, line->label);
	page_put(p, "</span> ");
	if (r->n_cells == 1) {
		const struct summary *s = &r->summary[0][metric];

		page_add(p, "(%s: ", m->horizon);
		if (s->n)
			report_value(p, s, m->unit);
		else
			page_escape(p, report_why(r, 0, metric));
		page_put(p, ") ");
	}
	page_put(p, "\xe2\x80\x93 ");
	page_escape(p, m->estimator);
	page_put(p, "; of: ");
	page_escape(p, m->population);
	page_put(p, "; unit: ");
	page_escape(p, m->unit);
	if (r->n_cells > 1)
		page_add(p, "; single values: %s", m->horizon);
	page_put(p, "; <code>");
	page_name(p, m->name);
	page_put(p, "</code></li>\n");
}

static void put_runs(struct page *p, const struct report *r, const struct caption_basis *basis)
{
	uint32_t runs = report_runs(r);

	if (runs < 2) {
		page_add(p, "One run%s: without intervals, which need two or more.",
				r->n_cells > 1 ? " a cell" : "");
		return;
	}
	if (basis->fan) {
		page_add(p, "Line: median of %u runs%s; band: from the 10 %% to the 90 %% quantile of them.",
				runs, r->n_cells > 1 ? " a cell" : "");
		return;
	}
	page_add(p, "Mean of %u runs%s", runs, r->n_cells > 1 ? " a cell" : "");
	if (basis->spread)
		page_put(p, ". Band: from the 10 % to the 90 % quantile within a run, mean over runs");
	if (basis->intervals && basis->over_time)
		page_add(p, "%s95 %% interval of the mean.", basis->spread ? "; other bands: " : "; band: ");
	else if (basis->intervals)
		page_put(p, "; whisker: 95 % interval of the mean.");
	else
		page_put(p, ".");
}

void caption_basis(struct page *p, const struct report *r, const struct caption_basis *basis)
{
	page_put(p, "<p>");
	put_runs(p, r, basis);
	if (report_runs(r) < 2 && basis->spread)
		page_put(p, " Band: from the 10 % to the 90 % quantile within the run.");
	if (basis->over_time && basis->warmup)
		page_add(p, " Grey: the warm-up of %u eras, which single values leave out.",
				r->run->warmup_eras);
	else if (r->run->warmup_eras)
		page_add(p, " The warm-up of %u eras is left out.", r->run->warmup_eras);
	if (basis->binned > 1)
		page_add(p, " Each point is the mean of %zu eras, and so are ends of bands.", basis->binned);
	if (basis->cut)
		page_add(p, " %s are cut off where no value can be.",
				basis->over_time ? "Bands" : "Whiskers");
	if (basis->log)
		page_put(p, " The axis is logarithmic.");
	page_put(p, "</p>\n");
}
