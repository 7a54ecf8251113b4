/* The end of the page: all that is needed to make it again. */
#include "sim/report/parts.h"

#include <stdio.h>
#include <string.h>

static void fact(struct page *p, const char *name, const char *text)
{
	page_add(p, "<div><dt>%s</dt><dd>", name);
	page_escape(p, text);
	page_put(p, "</dd></div>\n");
}

static void fact_of_size(struct page *p, const char *name, const char *format, double a, double b)
{
	char text[120];

	snprintf(text, sizeof text, format, a, b);
	fact(p, name, text);
}

/* Of each cell: how many replications there are, and how many of them came to their end. */
static void fact_of_runs(struct page *p, const struct report *r)
{
	size_t n = stored_n_cells(r->stored);

	page_add(p, "<div><dt>Runs</dt><dd>%u planned%s", r->run->runs, n > 1 ? " a cell" : "");
	for (size_t c = 0; c < n; c++) {
		const struct stored_cell *cell = stored_cell(r->stored, c);

		if (n == 1)
			page_add(p, "; %u in the database, %u reached the horizon", cell->runs,
					cell->finished);
		else if (cell->runs != r->run->runs || cell->finished != cell->runs)
			page_add(p, "; of cell %u: %u in the database, %u reached the horizon",
					cell->cell, cell->runs, cell->finished);
	}
	page_put(p, "</dd></div>\n");
}

/* Is what is in the database what its hash was taken of? */
static void fact_of_hash(struct page *p, struct report *r)
{
	char hash[65];
	bool read = stored_hash(r->stored, hash);

	r->bad = r->bad || !read;
	page_put(p, "<div><dt>Results, SHA-256</dt><dd><code>");
	page_escape(p, r->run->result_hash);
	page_put(p, "</code> ");
	if (read && strcmp(hash, r->run->result_hash) == 0)
		page_put(p, "(computed anew for this page: the same)");
	else
		page_put(p, "<strong>The database has been changed since: its content does not have this "
				"hash.</strong>");
	page_put(p, "</dd></div>\n");
}

void foot(struct page *p, struct report *r)
{
	const struct stored_run *run = r->run;
	double era_h = (double) run->era_s / 3600;

	page_put(p, "<footer>\n<h2 id=\"made\">How it was made</h2>\n<dl>\n");
	fact(p, "Scenario", run->name);
	fact(p, "Seed", run->seed);
	fact_of_runs(p, r);
	fact_of_size(p, "Horizon", "%.0f eras of %.4g h", run->horizon_eras, era_h);
	fact_of_size(p, "Warm-up", "%.0f eras, %.4g d", run->warmup_eras, run->warmup_eras * era_h / 24);
	fact(p, "Rules profile", run->profile);
	fact(p, "Program", run->version);
	fact(p, "Complete", run->partial ? "no: partial, stopped before everything planned was done" : "yes");
	page_put(p, "<div><dt>Scenario, SHA-256</dt><dd><code>");
	page_escape(p, run->scenario_sha256);
	page_put(p, "</code></dd></div>\n");
	fact_of_hash(p, r);
	page_put(p, "</dl>\n<details><summary>Resolved scenario</summary>\n<pre>");
	page_escape(p, run->scenario);
	page_put(p, "</pre>\n</details>\n</footer>\n");
}
