#include "sim/report/report.h"

#include "sim/player.h"
#include "sim/report/parts.h"
#include "support/file.h"
#include "support/talk.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* ---- the head ---- */

static void put_head(struct page *p, const struct report *r)
{
	page_put(p, "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
			"<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>");
	page_escape(p, r->run->name[0] ? r->run->name : "Results");
	page_add(p, "</title>\n<style>\n%s</style>\n</head>\n<body>\n<header>\n<h1>", report_style);
	page_escape(p, r->run->name[0] ? r->run->name : "Results");
	page_put(p, "</h1>\n");
	if (r->run->question[0]) {
		page_put(p, "<p class=\"question\">");
		page_escape(p, r->run->question);
		page_put(p, "</p>\n");
	}
	page_add(p, "<p class=\"about\">%u eras of %.4g h, the first %u left out as warm-up; rules ",
			r->run->horizon_eras, (double) r->run->era_s / 3600, r->run->warmup_eras);
	page_escape(p, r->run->profile);
	page_add(p, "; %u %s planned%s.</p>\n", r->run->runs, r->run->runs == 1 ? "run" : "runs",
			stored_n_cells(r->stored) > 1 ? " of each cell" : "");
}

static void put_partial(struct page *p, const struct report *r)
{
	page_put(p, "<p class=\"warning\" role=\"note\"><strong>Partial results.</strong> The program was "
			"stopped before everything planned was done; what is shown is of the runs that "
			"were finished.");
	for (size_t c = 0; c < r->n_cells; c++) {
		const struct stored_cell *cell = stored_cell(r->stored, c);

		if (cell->finished < r->run->runs)
			page_add(p, " %s%.0u%s%u of %u runs reached the horizon.",
					r->n_cells > 1 ? "Cell " : "", r->n_cells > 1 ? cell->cell : 0,
					r->n_cells > 1 ? ": " : "", cell->finished, r->run->runs);
	}
	page_put(p, "</p>\n");
}

static void put_contents(struct page *p, const struct report *r)
{
	page_put(p, "<nav aria-label=\"Contents\"><ul>\n<li><a href=\"#key\">Key numbers</a></li>\n");
	for (size_t i = 0; i < r->n_figures; i++)
		if (r->figure[i].section) {
			page_add(p, "<li><a href=\"#section-%s\">", r->figure[i].id);
			page_escape(p, r->figure[i].section);
			page_put(p, "</a></li>\n");
		}
	if (r->n_cells > 1)
		page_put(p, "<li><a href=\"#differences\">Differences</a></li>\n");
	page_put(p, "<li><a href=\"#indicators\">All indicators</a></li>\n"
			"<li><a href=\"#made\">How it was made</a></li>\n</ul></nav>\n</header>\n");
}

/* ---- key numbers ---- */

static void put_key_numbers(struct page *p, const struct report *r)
{
	struct page without = { 0 };
	uint32_t runs = report_runs(r);

	page_put(p, "<section aria-labelledby=\"key\">\n<h2 id=\"key\">Key numbers</h2>\n<p>");
	if (r->n_cells > 1) {
		page_put(p, "Of cell ");
		report_cell_name(p, r, 0);
		page_put(p, ". ");
	}
	for (size_t i = 0; i < key_n; i++) {
		const char *sentence = key_numbers[i].sentence, *hole = strstr(sentence, "%s");
		int m = stored_find(r->stored, key_numbers[i].metric);

		if (m >= 0 && r->summary[0][m].n) {
			page_put_n(p, sentence, (size_t) (hole - sentence));
			report_value(p, &r->summary[0][m], stored_metric(r->stored, (size_t) m)->unit);
			page_add(p, "%s\n", hole + 2);
			continue;
		}
		page_put(&without, without.size ? "; " : " Without a value: ");
		page_name(&without, key_numbers[i].metric);
		page_put(&without, " (");
		page_escape(&without, report_why(r, 0, m));
		page_put(&without, ")");
	}
	if (without.size)
		page_add(p, "%s.", without.text);
	free(without.text);
	page_put(p, "</p>\n<p class=\"about\">");
	if (runs < 2)
		page_put(p, "One run: there are no intervals, which need two runs or more "
				"(<code>--runs 2</code>).");
	else
		page_add(p, "Means of %u runs; in brackets their 95 %% intervals.", runs);
	page_put(p, " Numbers are of the time after the warm-up, or of its end.</p>\n</section>\n");
}

/* ---- charts ---- */

static void put_drawing(struct page *p, const struct report *r, const struct figure *f, enum paper paper)
{
	static const char *const name[PAPER_COUNT] = { "wide", "narrow" };

	page_add(p, "<svg class=\"for-%s\" xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" "
			"role=\"img\" aria-labelledby=\"%s-%s-t %s-%s-d\">\n"
			"<title id=\"%s-%s-t\">%s</title>\n<desc id=\"%s-%s-d\">A chart; the text around "
			"it says what is drawn, and the table of all indicators has the numbers."
			"</desc>\n", name[paper], f->width[paper], f->height[paper], f->id, name[paper],
			f->id, name[paper], f->id, name[paper], f->title.text, f->id, name[paper]);
	page_add(p, "%s\n</svg>\n", r->drawing[f->drawing[paper]].inside.text);
}

static void put_figure(struct page *p, const struct report *r, const struct figure *f)
{
	bool drawn = f->drawing[PAPER_WIDE] >= 0;

	page_add(p, "<figure id=\"chart-%s\">\n<h3>%s</h3>\n", f->id, f->title.text);
	if (drawn && f->legend.size)
		page_add(p, "<ul class=\"legend\">\n%s</ul>\n", f->legend.text);
	if (drawn) {
		put_drawing(p, r, f, PAPER_WIDE);
		put_drawing(p, r, f, PAPER_NARROW);
	}
	if (f->missing.size)
		page_add(p, "<div class=\"why%s\">%s</div>\n", drawn ? " some" : "", f->missing.text);
	page_add(p, "<figcaption>\n%s</figcaption>\n</figure>\n", f->caption.text ? f->caption.text : "");
}

static void put_figures(struct page *p, const struct report *r, size_t from, size_t to)
{
	for (size_t i = from; i < to; i++) {
		const struct figure *f = &r->figure[i];

		if (f->section) {
			if (i > from)
				page_put(p, "</div>\n</section>\n");
			page_add(p, "<section aria-labelledby=\"section-%s\">\n<h2 id=\"section-%s\">", f->id,
					f->id);
			page_escape(p, f->section);
			page_put(p, "</h2>\n<div class=\"charts\">\n");
		}
		put_figure(p, r, f);
	}
	if (to > from)
		page_put(p, "</div>\n</section>\n");
}

/* ---- the page ---- */

static void put_page(struct page *p, struct report *r)
{
	size_t all = stored_n_cells(r->stored);

	put_head(p, r);
	if (r->run->partial)
		put_partial(p, r);
	if (all > r->n_cells)
		page_add(p, "<p class=\"warning\" role=\"note\">Of %zu cells the first %zu are shown; "
				"<code>spheron-sim show --cell N</code> and <code>export</code> tell of the "
				"others.</p>\n", all, r->n_cells);
	put_contents(p, r);
	page_put(p, "<main>\n");
	put_key_numbers(p, r);
	put_figures(p, r, 0, r->n_figures);
	if (r->n_cells > 1) {
		page_put(p, "<section aria-labelledby=\"differences\">\n<h2 id=\"differences\">Differences "
				"against cell ");
		report_cell_name(p, r, 0);
		page_put(p, "</h2>\n");
		table_differences(p, r);
		page_put(p, "</section>\n");
	}
	page_put(p, "<section aria-labelledby=\"indicators\">\n<h2 id=\"indicators\">All indicators</h2>\n");
	table_indicators(p, r);
	page_put(p, "</section>\n</main>\n");
	foot(p, r);
	page_put(p, "</body>\n</html>\n");
}

static bool load(struct report *r)
{
	size_t cells = stored_n_cells(r->stored), n = stored_n_metrics(r->stored);

	r->run = stored_run(r->stored);
	r->n_cells = cells < REPORT_CELLS ? cells : REPORT_CELLS;
	for (size_t c = 0; c < r->n_cells; c++) {
		r->summary[c] = must(calloc(n + 1, sizeof *r->summary[c]));
		if (!stored_summaries(r->stored, stored_cell(r->stored, c)->cell, r->summary[c]))
			return false;
	}
	return true;
}

static void drop(struct report *r)
{
	for (size_t i = 0; i < r->n_figures; i++) {
		free(r->figure[i].title.text);
		free(r->figure[i].legend.text);
		free(r->figure[i].caption.text);
		free(r->figure[i].missing.text);
	}
	for (int i = 0; r->drawing && i < r->n_drawings; i++)
		free(r->drawing[i].inside.text);
	for (size_t c = 0; c < REPORT_CELLS; c++)
		free(r->summary[c]);
	free(r->drawing);
	free(r->figure);
	free(r->script.text);
	stored_close(r->stored);
}

/* Would the page take the place of the database? */
static bool same_file(const char *a, const char *b)
{
	struct stat x, y;

	return stat(a, &x) == 0 && stat(b, &y) == 0 && x.st_dev == y.st_dev && x.st_ino == y.st_ino;
}

static enum report_end make(struct report *r, const char *html_path)
{
	struct page page = { 0 };
	enum report_end end = REPORT_FAILED;

	if (!load(r))
		return REPORT_BAD_INPUT;
	figures_make(r);
	r->drawing = must(calloc((size_t) r->n_drawings + 1, sizeof *r->drawing));
	if (r->n_drawings && !draw(&r->script, r->drawing, (size_t) r->n_drawings))
		return REPORT_FAILED;
	put_page(&page, r);
	if (r->bad)
		end = REPORT_BAD_INPUT;
	else if (file_write(html_path, page.text, page.size))
		end = REPORT_DONE;
	free(page.text);
	return end;
}

enum report_end report_make(const char *db_path, const char *html_path)
{
	struct report r = { .stored = stored_open(db_path) };
	enum report_end end;

	if (!r.stored)
		return REPORT_BAD_INPUT;
	if (same_file(db_path, html_path)) {
		talk_error("%s: is the database itself", html_path);
		end = REPORT_BAD_INPUT;
	} else if (stored_n_cells(r.stored) == 0) {
		talk_error("%s: there are no cells", db_path);
		end = REPORT_BAD_INPUT;
	} else {
		end = make(&r, html_path);
	}
	drop(&r);
	return end;
}

bool report_write(const char *db_path, const char *html_path)
{
	return report_make(db_path, html_path) == REPORT_DONE;
}
