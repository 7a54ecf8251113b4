/* command_run.c - spheron-sim run: a scenario, as often as it says, into a table and a file. */
#include "sim/commands.h"

#include "sim/json_out.h"
#include "sim/measure/show.h"
#include "sim/measure/summary.h"
#include "sim/player.h"
#include "sim/report/report.h"
#include "sim/run/jobs.h"
#include "sim/store/store.h"
#include "support/options.h"
#include "support/talk.h"

#include <math.h>
#include <omp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SETS_MAX = 256, JOBS_MAX = 1024 };

static const struct option_row rows[] = {
	{ "--runs", "N", "replications, instead of random.runs" },
	{ "--seed", "S", "seed, instead of random.seed" },
	{ "--jobs", "N", "threads; as many as there are processors if not given" },
	{ "--set", "PATH=VALUE", "another value: params.cooldown_s=1h; may be repeated" },
	{ "--out", "FILE.db", "write everything that was measured, for show, export and report" },
	{ "--report", "FILE.html", "draw it" },
	{ "--json", NULL, "print the results as JSON" },
	{ "--log", "FILE", "write the commands of the first replication, for replay" },
	{ "--checkpoint", "FILE", "save now and then, to be resumed; files begin with this name" },
	{ "--resume", NULL, "go on from --checkpoint" },
	{ "--check", NULL, "check all invariants at each era close" },
	{ "--print-resolved", NULL, "print every value and where it is from, and run nothing" },
	{ "--quiet", NULL, "no progress" },
	{ NULL, NULL, NULL },
};
enum { OPT_RUNS, OPT_SEED, OPT_JOBS, OPT_SET, OPT_OUT, OPT_REPORT, OPT_JSON, OPT_LOG, OPT_CHECKPOINT,
	OPT_RESUME, OPT_CHECK, OPT_PRINT, OPT_QUIET };

struct wishes {
	const char *path, *out, *report, *log, *checkpoint;
	const char *set[SETS_MAX];
	char text[2][64]; /* of --runs and --seed as sets */
	size_t n_sets;
	int jobs;
	bool json, resume, check, print, quiet;
};

static bool add_set(struct wishes *w, const char *set)
{
	if (w->n_sets == SETS_MAX) {
		talk_error("--set: more than %d of them", SETS_MAX);
		return false;
	}
	w->set[w->n_sets++] = set;
	return true;
}

static bool add_number(struct wishes *w, int which, const char *path, const char *value)
{
	snprintf(w->text[which], sizeof w->text[which], "%s=%s", path, value);
	return add_set(w, w->text[which]);
}

static bool read_jobs(struct wishes *w, const char *value)
{
	char *end;
	long n = strtol(value, &end, 10);

	if (*end || end == value || n < 1 || n > JOBS_MAX) {
		talk_error("--jobs %s: a number of threads from 1 to %d", value, JOBS_MAX);
		return false;
	}
	w->jobs = (int) n;
	return true;
}

static bool take_option(struct wishes *w, int option, const char *value)
{
	switch (option) {
	case OPT_RUNS:
		return add_number(w, 0, "random.runs", value);
	case OPT_SEED:
		return add_number(w, 1, "random.seed", value);
	case OPT_JOBS:
		return read_jobs(w, value);
	case OPT_SET:
		return add_set(w, value);
	case OPT_OUT:
		w->out = value;
		return true;
	case OPT_REPORT:
		w->report = value;
		return true;
	case OPT_LOG:
		w->log = value;
		return true;
	case OPT_CHECKPOINT:
		w->checkpoint = value;
		return true;
	case OPT_JSON:
		return w->json = true;
	case OPT_RESUME:
		return w->resume = true;
	case OPT_CHECK:
		return w->check = true;
	case OPT_PRINT:
		return w->print = true;
	case OPT_QUIET:
		return w->quiet = true;
	case OPTION_ARGUMENT:
		if (w->path) {
			talk_error("one scenario at a time: %s and %s", w->path, value);
			return false;
		}
		w->path = value;
		return true;
	}
	return false;
}

/* EXIT_OK to go on, EXIT_BAD_INPUT, or -1 after --help. */
static int read_options(struct wishes *w, int argc, char **argv)
{
	struct options o = { .program = "spheron-sim run",
		.examples = "  spheron-sim run scenarios/reference.json --out year.db --report year.html\n"
			"  spheron-sim run scenarios/cooldown.json --runs 20 --set params.cooldown_s=1h\n"
			"  spheron-sim run scenarios/cooldown.json --runs 1 --log run.log\n"
			"  spheron-sim replay --hash --quiet run.log\n",
		.usage = "SCENARIO", .rows = rows, .argc = argc, .argv = argv };
	int option;

	w->jobs = omp_get_num_procs();
	while ((option = options_next(&o)) != OPTION_END) {
		if (option == OPTION_HELP)
			return -1;
		if (option == OPTION_BAD || !take_option(w, option, o.value))
			return EXIT_BAD_INPUT;
	}
	if (!w->path) {
		talk_error("which scenario? (spheron-sim run --help)");
		return EXIT_BAD_INPUT;
	}
	if (w->resume && !w->checkpoint) {
		talk_error("--resume: from where? give --checkpoint FILE, too");
		return EXIT_BAD_INPUT;
	}
	return EXIT_OK;
}

/* ---- results ---- */

/* Eras that begin before the warm-up ends. */
static uint32_t warmup_eras(const struct cell *c)
{
	return (uint32_t) ceil(c->setup.warmup_s * 1000 / (double) c->plan.era_ms);
}

struct taker {
	const struct study *study;
	struct store *store;
	uint32_t cell;        /* that is coming in */
	double *value;        /* [runs][METRIC_COUNT] of it */
	size_t room;
	struct summary (*summary)[METRIC_COUNT]; /* of each cell */
	uint32_t *n;          /* replications of each cell */
	char hash[65];        /* of the first replication */
	uint64_t commands, events;
	bool surprised;       /* somewhere a step of the script was answered otherwise than expected */
};

/* Such a thing is no result that anybody should build upon. */
static void tell_surprise(struct taker *t, const struct job_result *r)
{
	const struct world_surprise *s = &r->world.surprise;

	if (r->world.surprised && !t->surprised)
		talk_error("script.%u (run %u, %.0f s): %s%s", s->step, r->run, (double) s->at_ms / 1000,
				*s->why ? s->why : "answered otherwise than expected: ",
				*s->why ? "" : spheron_result_name(s->result));
	t->surprised |= r->world.surprised;
}

/* Results come by cells; one is complete when the next begins, or all end. */
static void sum_up(struct taker *t)
{
	for (int m = 0; t->n[t->cell] && m < METRIC_COUNT; m++)
		t->summary[t->cell][m] = summary_of_metric((enum metric) m, t->value + m,
				t->n[t->cell], METRIC_COUNT);
}

static bool take(void *ctx, const struct job_result *r)
{
	struct taker *t = ctx;
	const struct world_result *w = &r->world;
	size_t at;

	if (r->cell != t->cell) {
		sum_up(t);
		t->cell = r->cell;
	}
	at = t->n[r->cell]++;
	if (t->n[r->cell] > t->room) {
		t->room = 2 * t->n[r->cell];
		t->value = must(realloc(t->value, t->room * METRIC_COUNT * sizeof *t->value));
	}
	memcpy(t->value + at * METRIC_COUNT, w->outcome.value, METRIC_COUNT * sizeof *t->value);
	tell_surprise(t, r);
	t->commands += w->commands;
	t->events += w->events;
	if (r->cell == 0 && r->run == 0)
		memcpy(t->hash, w->hash, sizeof t->hash);
	return !t->store || store_outcome(t->store, r->cell, r->run, &w->outcome,
			&(struct store_replication) { .setup = &t->study->cell[r->cell].setup,
				.state_hash = w->hash, .commands = w->commands, .refused = w->refused,
				.events = w->events, .finished = true });
}

static struct store *open_store(struct study *study, const char *path)
{
	const struct cell *c = &study->cell[0];
	struct store *store = store_begin(path, &(struct store_run) {
		.name = c->setup.name, .question = c->setup.question,
		.scenario = study_whole(study)->text,
		.profile = spheron_profile_name((enum spheron_profile) c->setup.profile),
		.seed = c->setup.seed, .era_s = c->plan.era_ms / 1000, .runs = c->setup.runs,
		.horizon_eras = c->plan.eras,
		.warmup_eras = warmup_eras(c) });

	for (size_t i = 0; store && i < study->n_cells; i++)
		if (!store_cell(store, (uint32_t) i, study->cell[i].label)) {
			store_drop(store);
			return NULL;
		}
	return store;
}

static bool close_store(struct taker *t, bool partial)
{
	char hash[65];

	for (size_t c = 0; c < t->study->n_cells; c++)
		if (t->n[c] && !store_summary(t->store, (uint32_t) c, t->summary[c])) {
			store_drop(t->store);
			return false;
		}
	return store_end(t->store, partial, hash);
}

static int exit_of(enum jobs_end end)
{
	switch (end) {
	case JOBS_DONE:
		return EXIT_OK;
	case JOBS_INTERRUPTED:
		return EXIT_INTERRUPTED;
	case JOBS_BROKEN:
		return EXIT_BROKEN;
	case JOBS_STALE:
		return EXIT_BAD_INPUT;
	case JOBS_FAILED:
		break;
	}
	return EXIT_INTERNAL;
}

static void show_cell(const struct cell *c, uint32_t runs, const struct summary *summary)
{
	const struct show_about about = { .name = c->label[0] ? c->label : c->setup.name, .runs = runs,
		.eras = c->plan.eras, .era_s = c->plan.era_ms / 1000,
		.warmup_eras = warmup_eras(c) };

	show_summary(stdout, &about, summary);
}

/* ---- as JSON ---- */

static void json_metric(int m, const struct summary *s, const char *before)
{
	printf("%s\n    {", before);
	json_out_text(stdout, "name", metric_rows[m].name, "");
	json_out_text(stdout, "unit", metric_rows[m].unit, ",");
	json_out_number(stdout, "mean", s->mean, ",");
	json_out_number(stdout, "low", s->low, ",");
	json_out_number(stdout, "high", s->high, ",");
	json_out_number(stdout, "sd", s->sd, ",");
	printf(",\"n\":%u,\"missing\":%u}", s->n, s->missing);
}

static void print_json(const struct taker *t, bool partial)
{
	const struct cell *first = &t->study->cell[0];

	printf("{");
	json_out_text(stdout, "name", first->setup.name, "");
	printf(",\"seed\":%llu,\"eras\":%u,\"commands\":%llu,\"events\":%llu,\"partial\":%s",
			(unsigned long long) first->setup.seed, first->plan.eras,
			(unsigned long long) t->commands, (unsigned long long) t->events,
			partial ? "true" : "false");
	json_out_text(stdout, "state_hash", t->hash, ",");
	printf(",\"cells\":[");
	for (size_t c = 0; c < t->study->n_cells; c++) {
		printf("%s\n {\"cell\":%zu,\"runs\":%u", c ? "," : "", c, t->n[c]);
		json_out_text(stdout, "overrides", t->study->cell[c].label, ",");
		printf(",\"metrics\":[");
		for (int m = 0; m < METRIC_COUNT; m++)
			json_metric(m, &t->summary[c][m], m ? "," : "");
		printf("]}");
	}
	printf("]}\n");
}

static void print_tables(const struct taker *t)
{
	for (size_t c = 0; c < t->study->n_cells; c++)
		if (t->n[c])
			show_cell(&t->study->cell[c], t->n[c], t->summary[c]);
}

/* A report is drawn from a database; without --out from one that is not kept. */
static bool draw(const struct wishes *w, const char *database)
{
	bool drawn = report_write(database, w->report);

	if (!w->out)
		remove(database);
	if (drawn)
		talk("the picture of it: %s", w->report);
	return drawn;
}

static int run_study(struct study *study, const struct wishes *w)
{
	char beside[4096];
	const char *database = w->out;
	struct taker t = { .study = study };
	struct jobs jobs = { .study = study, .threads = w->jobs, .check = w->check, .quiet = w->quiet,
		.log = w->log, .checkpoint = w->checkpoint, .resume = w->resume, .take = take,
		.ctx = &t };
	enum jobs_end end;

	t.summary = must(calloc(study->n_cells, sizeof *t.summary));
	t.n = must(calloc(study->n_cells, sizeof *t.n));
	if (!database && w->report) {
		snprintf(beside, sizeof beside, "%s.db", w->report);
		database = beside;
	}
	if (database && !(t.store = open_store(study, database)))
		return EXIT_INTERNAL;
	end = jobs_run(&jobs);
	sum_up(&t);
	if (t.store && (end == JOBS_DONE || end == JOBS_INTERRUPTED)) {
		if (!close_store(&t, end == JOBS_INTERRUPTED))
			end = JOBS_FAILED;
	} else if (t.store) {
		store_drop(t.store);
	}
	if (end == JOBS_INTERRUPTED)
		talk("interrupted: results are of the replications that were finished");
	if (end == JOBS_DONE || end == JOBS_INTERRUPTED)
		w->json ? print_json(&t, end == JOBS_INTERRUPTED) : print_tables(&t);
	if (w->report && (end == JOBS_DONE || end == JOBS_INTERRUPTED) && !draw(w, database))
		end = JOBS_FAILED;
	free(t.summary);
	free(t.n);
	free(t.value);
	return end == JOBS_DONE && t.surprised ? EXIT_FAILED : exit_of(end);
}

int command_run(int argc, char **argv)
{
	struct wishes w = { 0 };
	struct study study;
	int status = read_options(&w, argc, argv);

	if (status != EXIT_OK)
		return status < 0 ? EXIT_OK : status;
	if (!study_open(&study, w.path, w.set, w.n_sets)) {
		status = EXIT_BAD_INPUT;
	} else if (w.print) {
		char *origins = form_origins(study_whole(&study));

		fputs(origins, stdout);
		free(origins);
	} else {
		for (size_t i = 0; i < study.n_cells; i++)
			study.cell[i].plan.check = w.check;
		status = run_study(&study, &w);
	}
	study_close(&study);
	return status;
}
