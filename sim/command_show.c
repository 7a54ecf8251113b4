/* spheron-sim show - summaries of a database of results. */

#include "sim/commands.h"

#include "sim/json_out.h"
#include "sim/measure/show.h"
#include "sim/names.h"
#include "sim/player.h"
#include "sim/store/stored.h"
#include "support/options.h"
#include "support/talk.h"

#include <stdlib.h>
#include <string.h>

enum { O_JSON, O_CELL };

static const struct option_row rows[] = {
	[O_JSON] = { "--json", NULL, "print one JSON object" },
	[O_CELL] = { "--cell", "N", "only this cell of a matrix" },
	{ NULL, NULL, NULL },
};

static const char examples[] =
		"  spheron-sim show out.db                       all summaries, by theme\n"
		"  spheron-sim show out.db 'market.*' token.runway\n"
		"  spheron-sim show --json out.db 'sla.*' | jq .\n";

struct show {
	const char *file;
	struct names names;
	struct stored *stored;
	struct summary *summary;
	bool json, one_cell;
	uint32_t cell;
};

/* What names_found() may choose from, while a file is shown. */
static const struct stored *shown;

static const char *stored_name(size_t i)
{
	return stored_metric(shown, i)->name;
}

/* ---- text ---- */

static const char *title_of(const char *theme)
{
	size_t i = metric_theme_of(theme);

	return i < metric_n_themes ? metric_themes[i].title : theme;
}

static void print_theme(const struct show *s, size_t from, size_t to)
{
	struct show_row *row = must(calloc(to - from + 1, sizeof *row));
	size_t n = 0;

	for (size_t i = from; i < to; i++) {
		const struct stored_metric *m = stored_metric(s->stored, i);

		if (names_match(&s->names, m->name))
			row[n++] = (struct show_row) { m->name, m->unit, m->direction, m->missing,
				s->summary[i] };
	}
	if (n > 0)
		printf("\n%s\n", title_of(stored_metric(s->stored, from)->theme));
	show_rows(stdout, row, n);
	free(row);
}

static void print_cell(const struct show *s, const struct stored_cell *c)
{
	size_t n = stored_n_metrics(s->stored), from = 0;
	char basis[80];

	show_basis(basis, sizeof basis, c->runs);
	if (stored_n_cells(s->stored) > 1)
		printf("\nCell %u%s%s\n", c->cell, c->overrides[0] ? ": " : "", c->overrides);
	if (c->runs)
		printf("%s; the last column tells what is better\n", basis);
	else
		puts("no run of this cell is there");
	for (size_t i = 1; i <= n; i++) {
		if (i < n && strcmp(stored_metric(s->stored, i)->theme,
						stored_metric(s->stored, from)->theme) == 0)
			continue;
		print_theme(s, from, i);
		from = i;
	}
}

static void print_run(const struct stored_run *r)
{
	printf("%s%s%s\n", r->name, r->question[0] ? ": " : "", r->question);
	printf("%u eras of %.4g h, the first %u left out as warm-up; rules %s; seed %s; version %s\n",
			r->horizon_eras, (double) r->era_s / 3600, r->warmup_eras, r->profile, r->seed,
			r->version);
	printf("scenario %.16s, results %.16s\n", r->scenario_sha256, r->result_hash);
	if (r->partial)
		puts("PARTIAL: the run was stopped before everything planned was done");
}

/* ---- JSON ---- */

static void json_metric(const struct stored_metric *m, const struct summary *s, const char *before)
{
	printf("%s{", before);
	json_out_text(stdout, "name", m->name, "");
	json_out_text(stdout, "unit", m->unit, ",");
	json_out_text(stdout, "better", m->direction, ",");
	json_out_number(stdout, "mean", s->mean, ",");
	json_out_number(stdout, "low", s->low, ",");
	json_out_number(stdout, "high", s->high, ",");
	json_out_number(stdout, "sd", s->sd, ",");
	printf(",\"n\":%u,\"missing\":%u", s->n, s->missing);
	if (s->n == 0)
		json_out_text(stdout, "why", m->missing[0] ? m->missing : "nothing was measured", ",");
	putchar('}');
}

static void json_cell(const struct show *s, const struct stored_cell *c, const char *before)
{
	const char *comma = "";

	printf("%s{\"cell\":%u", before, c->cell);
	json_out_text(stdout, "overrides", c->overrides, ",");
	printf(",\"runs\":%u,\"finished\":%u,\"metrics\":[", c->runs, c->finished);
	for (size_t i = 0; i < stored_n_metrics(s->stored); i++) {
		if (!names_match(&s->names, stored_metric(s->stored, i)->name))
			continue;
		json_metric(stored_metric(s->stored, i), &s->summary[i], comma);
		comma = ",";
	}
	fputs("]}", stdout);
}

static void json_run(const struct stored_run *r)
{
	putchar('{');
	json_out_text(stdout, "name", r->name, "");
	json_out_text(stdout, "question", r->question, ",");
	json_out_text(stdout, "version", r->version, ",");
	json_out_text(stdout, "profile", r->profile, ",");
	json_out_text(stdout, "seed", r->seed, ",");
	json_out_text(stdout, "scenario_sha256", r->scenario_sha256, ",");
	json_out_text(stdout, "result_hash", r->result_hash, ",");
	printf(",\"runs\":%u,\"horizon_eras\":%u,\"warmup_eras\":%u,\"era_s\":%llu,\"partial\":%s,"
	       "\"cells\":[", r->runs, r->horizon_eras, r->warmup_eras,
			(unsigned long long) r->era_s, r->partial ? "true" : "false");
}

/* ---- the command ---- */

static bool cell_exists(const struct show *s)
{
	size_t n = stored_n_cells(s->stored);

	for (size_t i = 0; i < n; i++)
		if (!s->one_cell || stored_cell(s->stored, i)->cell == s->cell)
			return true;
	if (n)
		talk_error("%s: there is no cell %u; cells 0 to %u are there", s->file, s->cell,
				stored_cell(s->stored, n - 1)->cell);
	else
		talk_error("%s: there are no cells", s->file);
	return false;
}

static int print(struct show *s)
{
	const char *comma = "";

	if (s->json)
		json_run(stored_run(s->stored));
	else
		print_run(stored_run(s->stored));
	for (size_t i = 0; i < stored_n_cells(s->stored); i++) {
		const struct stored_cell *c = stored_cell(s->stored, i);

		if (s->one_cell && c->cell != s->cell)
			continue;
		if (!stored_summaries(s->stored, c->cell, s->summary))
			return EXIT_BAD_INPUT;
		if (s->json)
			json_cell(s, c, comma);
		else
			print_cell(s, c);
		comma = ",";
	}
	if (s->json)
		puts("]}");
	return EXIT_OK;
}

static int show(struct show *s)
{
	int status = EXIT_NOTHING;

	s->stored = stored_open(s->file);
	if (!s->stored)
		return EXIT_BAD_INPUT;
	shown = s->stored;
	s->names.source = stored_name;
	s->names.n_source = stored_n_metrics(s->stored);
	s->summary = must(calloc(s->names.n_source + 1, sizeof *s->summary));
	if (names_found(&s->names) && cell_exists(s))
		status = print(s);
	stored_close(s->stored);
	free(s->summary);
	return status;
}

static bool take_cell(struct show *s, const char *text)
{
	struct spheron_u128 v;

	if (!spheron_decimal_read(text, strlen(text), &v) || v.hi || v.lo >= UINT32_MAX) {
		talk_error("--cell takes the number of a cell, not %s", text);
		return false;
	}
	s->cell = (uint32_t) v.lo;
	return s->one_cell = true;
}

static bool take_option(struct show *s, int option, const char *value)
{
	switch (option) {
	case O_JSON:
		return s->json = true;
	case O_CELL:
		return take_cell(s, value);
	case OPTION_ARGUMENT:
		if (s->file)
			return names_add(&s->names, value);
		s->file = value;
		return true;
	}
	return false;
}

int command_show(int argc, char **argv)
{
	struct options options = { .program = "spheron-sim show", .examples = examples,
		.usage = "FILE.db [METRIC|GLOB ...]", .rows = rows, .argc = argc, .argv = argv };
	struct show s = { 0 };
	int option;

	while ((option = options_next(&options)) != OPTION_END)
		if (option == OPTION_HELP || !take_option(&s, option, options.value))
			return option == OPTION_HELP ? EXIT_OK : EXIT_BAD_INPUT;
	if (!s.file) {
		talk_error("which database? (spheron-sim show --help)");
		return EXIT_BAD_INPUT;
	}
	return show(&s);
}
