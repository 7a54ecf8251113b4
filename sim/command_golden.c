/* command_golden.c - spheron-sim golden: making the results that are to stay as they are. */
#include "sim/commands.h"

#include "sim/player.h"
#include "sim/suite/files.h"
#include "sim/suite/golden_parts.h"
#include "support/options.h"
#include "support/progress.h"
#include "support/talk.h"

#include <ctype.h>
#include <math.h>
#include <omp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { LIST_MAX = 256, JOBS_MAX = 1024, WHY_MAX = 1000, SHOWN_MOST = 10 };

static const struct option_row rows[] = {
	{ "--why", "TEXT", "why results change; it is kept in the files, behind the reasons before" },
	{ "--set", "PATH=VALUE", "another value in all files: params.cooldown_s=1h; may be repeated" },
	{ "--jobs", "N", "runs at a time; as many as there are processors if not given" },
	{ "--quiet", NULL, "no progress" },
	{ NULL, NULL, NULL },
};
enum { OPT_WHY, OPT_SET, OPT_JOBS, OPT_QUIET };

struct wishes {
	bool update, diff, quiet;
	const char *path[LIST_MAX], *set[LIST_MAX], *why;
	size_t n_paths, n_sets;
	int jobs;
	char date[16];
};

/* ---- options ---- */

static bool add(const char **list, size_t *n, const char *value, const char *what)
{
	if (*n == LIST_MAX) {
		talk_error("%s: more than %d of them", what, LIST_MAX);
		return false;
	}
	list[(*n)++] = value;
	return true;
}

static bool read_why(struct wishes *w, const char *value)
{
	size_t letters = 0;

	for (const char *p = value; *p; p++)
		letters += isalpha((unsigned char) *p) || (unsigned char) *p >= 0xc0;
	if (letters < 3 || strlen(value) > WHY_MAX || !golden_why_good(value)) {
		talk_error("--why: a reason that people will understand: 3 letters or more, at most %d bytes "
				"of UTF-8", WHY_MAX);
		return false;
	}
	w->why = value;
	return true;
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

static bool take_argument(struct wishes *w, const char *value)
{
	if (w->update || w->diff)
		return add(w->path, &w->n_paths, value, "files and folders");
	w->update = strcmp(value, "update") == 0;
	w->diff = strcmp(value, "diff") == 0;
	if (!w->update && !w->diff)
		talk_error("golden %s: neither \"update\" nor \"diff\" (spheron-sim golden --help)", value);
	return w->update || w->diff;
}

static bool take_option(struct wishes *w, int option, const char *value)
{
	switch (option) {
	case OPT_WHY:
		return read_why(w, value);
	case OPT_SET:
		return add(w->set, &w->n_sets, value, "--set");
	case OPT_JOBS:
		return read_jobs(w, value);
	case OPT_QUIET:
		return w->quiet = true;
	case OPTION_ARGUMENT:
		return take_argument(w, value);
	}
	return false;
}

/* The day by UTC, or that of SOURCE_DATE_EPOCH. */
static bool read_date(struct wishes *w)
{
	const char *epoch = getenv("SOURCE_DATE_EPOCH");
	time_t now = time(NULL);
	char *end;
	struct tm t;

	if (epoch && *epoch) {
		now = (time_t) strtoll(epoch, &end, 10);
		if (*end || end == epoch || now < 0 || now > 253402300799) {
			talk_error("SOURCE_DATE_EPOCH=%s: seconds since 1970, up to the year 9999", epoch);
			return false;
		}
	}
	gmtime_r(&now, &t);
	strftime(w->date, sizeof w->date, "%Y-%m-%d", &t);
	return true;
}

static bool wishes_go(struct wishes *w)
{
	if (!w->update && !w->diff)
		talk_error("\"update\" or \"diff\"? (spheron-sim golden --help)");
	else if (w->n_paths == 0)
		talk_error("of which files or folders? (spheron-sim golden --help)");
	else if (w->update && !w->why)
		talk_error("--why: missing; whoever finds the new results will ask: --why \"fees of "
				"gateways corrected\"");
	else if (w->diff && w->why)
		talk_error("--why: goes with \"update\"; \"diff\" writes nothing");
	else
		return read_date(w);
	return false;
}

/* EXIT_OK to go on, EXIT_BAD_INPUT, or -1 after --help. */
static int read_options(struct wishes *w, int argc, char **argv)
{
	struct options o = { .program = "spheron-sim golden",
		.examples = "  spheron-sim golden update tests/fees.json --why \"first\"\n"
			"  spheron-sim golden diff tests/\n"
			"  spheron-sim golden update tests/ --why \"tier multipliers corrected\"\n",
		.usage = "update|diff FILE|FOLDER...", .rows = rows, .argc = argc, .argv = argv };
	int option;

	w->jobs = omp_get_num_procs();
	while ((option = options_next(&o)) != OPTION_END) {
		if (option == OPTION_HELP)
			return -1;
		if (option == OPTION_BAD || !take_option(w, option, o.value))
			return EXIT_BAD_INPUT;
	}
	return wishes_go(w) ? EXIT_OK : EXIT_BAD_INPUT;
}

/* ---- what there is to do ---- */

/* A golden file: of a claim of a test. */
struct task {
	const struct test *test;
	struct golden *golden;         /* one for all claims of the test */
	uint32_t claim;
};

struct tasks {
	struct suite_file *file;
	size_t n_files;
	struct task *task;             /* those of a test behind each other */
	size_t n, room;
};

static void tasks_free(struct tasks *t)
{
	for (size_t i = 0; i < t->n; i++)
		if (i == 0 || t->task[i - 1].golden != t->task[i].golden)
			golden_free(t->task[i].golden);
	free(t->task);
	for (size_t i = 0; i < t->n_files; i++)
		claims_close(&t->file[i]);
	free(t->file);
}

static bool open_files(struct tasks *t, const struct wishes *w)
{
	const struct claim_wishes wishes = { .set = w->set, .n_sets = w->n_sets };
	struct found_file *found;
	size_t n;
	bool good = true;

	if (!files_of(w->path, w->n_paths, &found, &n))
		return false;
	t->file = must(calloc(n + 1, sizeof *t->file));
	for (size_t i = 0; i < n; i++) {
		struct suite_file *file = &t->file[t->n_files++];

		claims_open(file, found[i].path, found[i].named, &wishes);
		if (*file->fault)
			talk_error("%s", file->fault);
		good &= !*file->fault;
	}
	files_free(found, n);
	return good;
}

/* Assertions of one test may share a file, which has what all of them want; tests may not. */
static bool add_task(struct tasks *t, const struct test *test, struct golden *golden, uint32_t claim)
{
	const char *path = golden_path(golden, claim);

	for (size_t i = 0; i < t->n; i++) {
		if (strcmp(golden_path(t->task[i].golden, t->task[i].claim), path) != 0)
			continue;
		if (t->task[i].test == test)
			return golden_can_write(golden, claim);
		talk_error("%s: it is of %s and of %s, and can't be of both", path,
				t->task[i].test->file->path, test->file->path);
		return false;
	}
	if (t->n == t->room) {
		t->room = 2 * t->room + 16;
		t->task = must(realloc(t->task, t->room * sizeof *t->task));
	}
	t->task[t->n++] = (struct task) { test, golden, claim };
	return golden_can_write(golden, claim);
}

static bool list_test(struct tasks *t, const struct test *test)
{
	struct golden *golden = NULL;
	size_t before = t->n;
	bool good = true;

	for (uint32_t i = 0; i < test->n_claims; i++)
		if (test->claim[i].kind == CLAIM_GOLDEN) {
			golden = golden ? golden : golden_new(test);
			good &= add_task(t, test, golden, i);
		}
	if (t->n == before)
		golden_free(golden);
	return good;
}

static int list_tasks(struct tasks *t)
{
	bool good = true;

	for (size_t i = 0; i < t->n_files; i++)
		for (size_t k = 0; k < t->file[i].n_tests; k++)
			good &= list_test(t, &t->file[i].test[k]);
	if (good && t->n == 0)
		talk_error("no assertion is golden there; { \"id\": \"same\", \"golden\": { \"file\": "
				"\"golden/NAME.json\" } } makes one");
	return !good ? EXIT_BAD_INPUT : t->n == 0 ? EXIT_NOTHING : EXIT_OK;
}

/* ---- runs ---- */

struct course {
	const struct test *test;
	struct golden *golden;
	struct progress *progress;
	uint64_t events;
	bool surprised;
	int status;
};

/* A run in which something is not as it should be is no result to hold on to. */
static void take(struct course *c, const struct run_seen *seen)
{
	const struct world_surprise *s = &seen->result.surprise;

	c->events += seen->events;
	progress_show(c->progress, c->events, (double) (seen->run + 1) / c->test->runs);
	if (seen->end == RUN_BROKEN) {
		talk_error("%s: run %u: an invariant of the protocol does not hold: %s",
				c->test->file->path, seen->run, seen->fault);
		c->status = EXIT_BROKEN;
	} else if (seen->end != RUN_DONE) {
		talk_error("%s: run %u did not come to its end", c->test->file->path, seen->run);
		c->status = EXIT_INTERNAL;
	} else {
		golden_add(c->golden, seen);
	}
	if (seen->kept && seen->result.surprised && !c->surprised) {
		c->surprised = true;
		talk("%s: note: run %u: script.%u was answered %s, which was not expected and is golden now",
				c->test->file->path, seen->run, s->step, *s->why ? s->why
				: spheron_result_name(s->result));
	}
}

/* Only golden claims are looked at: the other arms and expressions cost time and change nothing. */
static struct test without_others(const struct test *test)
{
	struct test plain = *test;

	plain.claim = must(malloc((test->n_claims + 1u) * sizeof *plain.claim));
	memcpy(plain.claim, test->claim, test->n_claims * sizeof *plain.claim);
	for (uint32_t i = 0; i < test->n_claims; i++)
		plain.claim[i].e = plain.claim[i].after = NULL;
	plain.n_arms = 0;
	plain.step_invariants = plain.end_invariants = false;
	return plain;
}

static int run_all(const struct task *task, const struct wishes *w, struct progress *progress)
{
	const struct run_limits limits = { .until = INFINITY };
	struct test plain = without_others(task->test);
	struct course c = { task->test, task->golden, progress, 0, false, EXIT_OK };

#pragma omp parallel for ordered schedule(dynamic, 1) num_threads(w->jobs)
	for (int64_t run = 0; run < plain.runs; run++) {
		struct run_seen *seen = run_watched(&plain, (uint32_t) run, &limits);

#pragma omp ordered
		if (c.status == EXIT_OK)
			take(&c, seen);
		run_seen_free(seen);
	}
	free(plain.claim);
	return c.status;
}

/* ---- what has changed ---- */

struct shown {
	size_t n;
};

static void show_change(void *ctx, const char *what, const char *before, const char *after)
{
	struct shown *s = ctx;

	if (s->n++ < SHOWN_MOST)
		printf("  %s: %s -> %s\n", what, before ? before : "nothing", after ? after : "nothing");
}

static void ignore_change(void *ctx, const char *what, const char *before, const char *after)
{
	(void) ctx;
	(void) what;
	(void) before;
	(void) after;
}

struct counts {
	size_t new, changed, same;
};

static bool finish(const struct task *task, const struct wishes *w, struct counts *counts)
{
	const struct test *test = task->test;
	bool missing = golden_old(task->golden, task->claim)->state == GOLDEN_MISSING;
	size_t n = golden_changes(task->golden, task->claim, ignore_change, NULL);
	struct shown shown = { 0 };

	if (w->update && (missing || n) && !golden_write(task->golden, task->claim, w->why, w->date))
		return false;
	printf("%s: %s: ", golden_path(task->golden, task->claim), test->cell->setup.name);
	if (missing) {
		counts->new++;
		printf("%s, %u run%s with seed %llu\n", w->update ? "new" : "not there yet", test->runs,
				test->runs == 1 ? "" : "s", (unsigned long long) test->cell->setup.seed);
	} else if (n) {
		counts->changed++;
		printf("%s\n", w->update ? "changed" : "differs");
		golden_changes(task->golden, task->claim, show_change, &shown);
		if (n > SHOWN_MOST)
			printf("  and %zu more\n", n - SHOWN_MOST);
	} else {
		counts->same++;
		printf("as it was\n");
	}
	return true;
}

static int work(const struct tasks *t, const struct wishes *w)
{
	struct counts counts = { 0 };
	struct progress progress;
	int status = EXIT_OK;

	progress_begin(&progress, "running", "events", w->quiet);
	for (size_t i = 0; i < t->n && status == EXIT_OK; i++) {
		if (i == 0 || t->task[i - 1].golden != t->task[i].golden)
			status = run_all(&t->task[i], w, &progress);
		progress_end(&progress);
		if (status == EXIT_OK && !finish(&t->task[i], w, &counts))
			status = EXIT_INTERNAL;
	}
	progress_end(&progress);
	printf("%zu golden file%s: %zu %s, %zu %s, %zu as %s\n", counts.new + counts.changed + counts.same,
			counts.new + counts.changed + counts.same == 1 ? "" : "s", counts.new,
			w->update ? "new" : "not there yet", counts.changed,
			w->update ? "changed" : counts.changed == 1 ? "differs" : "differ", counts.same,
			counts.same == 1 ? "it was" : "they were");
	if (status == EXIT_OK && w->diff && counts.new + counts.changed)
		status = EXIT_GOLDEN;
	return status;
}

int command_golden(int argc, char **argv)
{
	struct wishes w = { 0 };
	struct tasks t = { 0 };
	int status = read_options(&w, argc, argv);

	if (status != EXIT_OK)
		return status < 0 ? EXIT_OK : status;
	status = open_files(&t, &w) ? list_tasks(&t) : EXIT_BAD_INPUT;
	if (status == EXIT_OK)
		status = work(&t, &w);
	tasks_free(&t);
	return status;
}
