/* command_bisect.c - spheron-sim bisect: where two runs that might be the same part. */
#include "sim/commands.h"

#include "sim/player.h"
#include "sim/suite/bisect.h"
#include "support/options.h"
#include "support/talk.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { SETS_MAX = 256 };

static const struct option_row rows[] = {
	{ "--against-set", "PATH=VALUE", "compare with another value; may be repeated" },
	{ "--against", "PROGRAM|FILE", "compare with another build or another scenario" },
	{ "--run", "K", "which run, counted from 0; the first if not given" },
	{ "--seed", "S", "seed of both, instead of random.seed" },
	{ "--cell", "I", "cell of the matrix, counted from 0" },
	{ "--set", "PATH=VALUE", "another value, of both; may be repeated" },
	{ "--stream", NULL, "compare nothing, but print each command, deadline and event as a line of JSON" },
	{ NULL, NULL, NULL },
};
enum { OPT_AGAINST_SET, OPT_AGAINST, OPT_RUN, OPT_SEED, OPT_CELL, OPT_SET, OPT_STREAM };

struct wishes {
	const char *path, *against;
	const char *set[SETS_MAX], *other[SETS_MAX]; /* of both; of the second only */
	size_t n_sets, n_others;
	char seed[64];
	uint32_t run, cell;
	bool stream;
};

/* ---- options ---- */

static bool add_set(const char **list, size_t *n, const char *set)
{
	if (*n == SETS_MAX / 2) {
		talk_error("more than %d values", SETS_MAX / 2);
		return false;
	}
	list[(*n)++] = set;
	return true;
}

static bool read_number(const char *option, const char *value, uint32_t *number)
{
	char *end;
	unsigned long long n = strtoull(value, &end, 10);

	if (*value < '0' || *value > '9' || *end || n > 999999) {
		talk_error("%s %s: a number from 0 to 999999", option, value);
		return false;
	}
	*number = (uint32_t) n;
	return true;
}

static bool take_path(const char **to, const char *value, const char *what)
{
	if (*to) {
		talk_error("one %s at a time: %s and %s", what, *to, value);
		return false;
	}
	*to = value;
	return true;
}

static bool take_option(struct wishes *w, int option, const char *value)
{
	switch (option) {
	case OPT_AGAINST_SET:
		return add_set(w->other, &w->n_others, value);
	case OPT_AGAINST:
		return take_path(&w->against, value, "--against");
	case OPT_RUN:
		return read_number("--run", value, &w->run);
	case OPT_SEED:
		snprintf(w->seed, sizeof w->seed, "random.seed=%.40s", value);
		return add_set(w->set, &w->n_sets, w->seed);
	case OPT_CELL:
		return read_number("--cell", value, &w->cell);
	case OPT_SET:
		return add_set(w->set, &w->n_sets, value);
	case OPT_STREAM:
		return w->stream = true;
	case OPTION_ARGUMENT:
		return take_path(&w->path, value, "scenario");
	}
	return false;
}

/* EXIT_OK to go on, EXIT_BAD_INPUT, or -1 after --help. */
static int read_options(struct wishes *w, int argc, char **argv)
{
	struct options o = { .program = "spheron-sim bisect",
		.examples = "  spheron-sim bisect tests/slash-min.json --against-set params.cooldown_s=1h\n"
			"  spheron-sim bisect tests/slash.json --run 17 --against ./spheron-sim-1.0\n"
			"  spheron-sim bisect tests/slash.json --against tests/slash-fixed.json\n"
			"  spheron-sim bisect --stream tests/slash.json | grep Slashed\n\n"
			"Plays a run of both side by side and tells the first command, deadline or\n"
			"event that differs, whom it concerns, whether market and money are touched, and\n"
			"how the states differ behind it.  Ends with 0 if nothing differs and with 5 if\n"
			"something does.\n",
		.usage = "SCENARIO", .rows = rows, .argc = argc, .argv = argv };
	int option;

	while ((option = options_next(&o)) != OPTION_END) {
		if (option == OPTION_HELP)
			return -1;
		if (option == OPTION_BAD || !take_option(w, option, o.value))
			return EXIT_BAD_INPUT;
	}
	if (!w->path)
		talk_error("which scenario? (spheron-sim bisect --help)");
	else if (strcmp(w->path, "-") == 0 && !w->stream)
		talk_error("-: both sides read the scenario; give a file");
	else if ((w->against != NULL) + (w->n_others > 0) + w->stream > 1)
		talk_error("--against, --against-set and --stream are three ways to use it; choose one");
	else if (!w->against && !w->n_others && !w->stream)
		talk_error("compared with what? give --against-set or --against (spheron-sim bisect --help)");
	else
		return EXIT_OK;
	return EXIT_BAD_INPUT;
}

/* ---- two sides ---- */

static const struct cell *open_cell(const struct wishes *w, struct study *study, const char *path,
		const char *const *set, size_t n_sets)
{
	if (!study_open(study, path, set, n_sets))
		return NULL;
	if (w->cell < study->n_cells)
		return &study->cell[w->cell];
	talk_error("--cell %u: %s has %zu cell%s, from 0", w->cell, path, study->n_cells,
			study->n_cells == 1 ? "" : "s");
	return NULL;
}

static int tell(struct bisect *b)
{
	int status;

	bisect_find(b);
	if (!b->failed)
		bisect_show(b, stdout);
	status = b->failed ? EXIT_BAD_INPUT : b->differ ? EXIT_GOLDEN : EXIT_OK;
	bisect_free(b);
	return status;
}

/* The same program and another scenario, or the same under other values. */
static int against_setup(const struct wishes *w, const struct cell *cell)
{
	const char *set[SETS_MAX], *path = w->against ? w->against : w->path;
	struct bisect b = { .run = w->run, .any_genesis = true };
	struct study study;
	char label[400] = "";
	size_t n = 0, used = 0;
	int status = EXIT_BAD_INPUT;

	for (size_t i = 0; i < w->n_sets; i++)
		set[n++] = w->set[i];
	for (size_t i = 0; i < w->n_others; i++) {
		set[n++] = w->other[i];
		if (used < sizeof label)
			used += (size_t) snprintf(label + used, sizeof label - used, "%s%s", i ? ", " : "",
					w->other[i]);
	}
	b.side[0] = (struct bisect_side) { .label = w->path, .cell = cell };
	b.side[1] = (struct bisect_side) { .label = w->against ? w->against : label,
		.cell = open_cell(w, &study, path, set, n) };
	if (b.side[1].cell)
		status = tell(&b);
	study_close(&study);
	return status;
}

/* Another build is asked for the same run. */
static int against_program(const struct wishes *w, const struct cell *cell)
{
	char run[16], number[16], program[4096], **argv = must(calloc(2 * w->n_sets + 12, sizeof *argv));
	struct bisect b = { .run = w->run };
	size_t n = 0;
	int status;

	snprintf(program, sizeof program, "%s%s", strchr(w->against, '/') ? "" : "./", w->against);
	snprintf(run, sizeof run, "%u", w->run);
	snprintf(number, sizeof number, "%u", w->cell);
	argv[n++] = program;
	for (const char *const *word = (const char *const[]) { "bisect", "--stream", "--run", run, "--cell",
		number, NULL }; *word; word++)
		argv[n++] = (char *) (uintptr_t) *word;
	for (size_t i = 0; i < w->n_sets; i++) {
		argv[n++] = (char *) (uintptr_t) "--set";
		argv[n++] = (char *) (uintptr_t) w->set[i];
	}
	argv[n++] = (char *) (uintptr_t) "--";
	argv[n++] = (char *) (uintptr_t) w->path;
	b.side[0] = (struct bisect_side) { .label = "this program", .cell = cell };
	b.side[1] = (struct bisect_side) { .label = w->against, .argv = argv };
	status = tell(&b);
	free(argv);
	return status;
}

static int bisect(const struct wishes *w)
{
	struct stat s;
	struct study study;
	const struct cell *cell = open_cell(w, &study, w->path, w->set, w->n_sets);
	int status = EXIT_BAD_INPUT;

	if (!cell)
		;
	else if (w->stream)
		status = stream_run(cell, w->run, stdout) ? EXIT_OK : EXIT_INTERNAL;
	else if (!w->against)
		status = against_setup(w, cell);
	else if (stat(w->against, &s) != 0)
		talk_error("--against %s: %s", w->against, strerror(errno));
	else if (S_ISREG(s.st_mode) && access(w->against, X_OK) == 0)
		status = against_program(w, cell);
	else
		status = against_setup(w, cell);
	if (status == EXIT_INTERNAL)
		talk_error("standard output: %s", strerror(errno));
	study_close(&study);
	return status;
}

int command_bisect(int argc, char **argv)
{
	struct wishes w = { 0 };
	int status = read_options(&w, argc, argv);

	if (status != EXIT_OK)
		return status < 0 ? EXIT_OK : status;
	return bisect(&w);
}
