/* command_shrink.c - spheron-sim shrink: the smallest scenario that still fails like a large one. */
#include "sim/commands.h"

#include "sim/suite/reports.h"
#include "sim/suite/shrink.h"
#include "sim/unit.h"
#include "support/file.h"
#include "support/options.h"
#include "support/shell.h"
#include "support/talk.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { SETS_MAX = 256 };

static const struct option_row rows[] = {
	{ "--assert", "ID", "the assertion that fails; the first that does if not given" },
	{ "--run", "K", "the run in which it fails, from 0; the first that does if not given" },
	{ "--seed", "S", "seed, instead of random.seed" },
	{ "--set", "PATH=VALUE", "another value: params.cooldown_s=1h; may be repeated" },
	{ "--cell", "I", "the cell of the matrix, from 0; the first that fails if not given" },
	{ "--out", "MIN.json", "where to write; SCENARIO-min.json if not given" },
	{ "--budget", "TIME", "how long to try, '60 s'; 5 min if not given" },
	{ "--quiet", NULL, "no progress" },
	{ NULL, NULL, NULL },
};
enum { OPT_ASSERT, OPT_RUN, OPT_SEED, OPT_SET, OPT_CELL, OPT_OUT, OPT_BUDGET, OPT_QUIET };

struct wishes {
	struct shrink_wishes shrink;
	const char *set[SETS_MAX];
	char seed[64], runs[64], to[4096];
};

static volatile int stopped;

static void stop(int signal_)
{
	stopped = signal_;
}

static bool read_number(const char *option, const char *value, uint32_t most, uint32_t *number)
{
	char *end;
	unsigned long long n = strtoull(value, &end, 10);

	if (*value < '0' || *value > '9' || *end || n > most) {
		talk_error("%s %s: a number from 0 to %u", option, value, most);
		return false;
	}
	*number = (uint32_t) n;
	return true;
}

static bool read_budget(const char *value, double *seconds)
{
	const struct quantity_want want = unit_want(UNIT_DURATION);
	struct quantity_fault fault;
	struct quantity_number q;

	if (!quantity_read(&unit_table, &want, value, strlen(value), &q, &fault)) {
		talk_error("--budget %s: %s", value, fault.why);
		return false;
	}
	*seconds = (double) q.lo / 1000;
	return true;
}

static bool add_set(struct wishes *w, const char *set)
{
	if (w->shrink.n_sets == SETS_MAX) {
		talk_error("--set: more than %d of them", SETS_MAX);
		return false;
	}
	w->set[w->shrink.n_sets++] = set;
	return true;
}

static bool take_option(struct wishes *w, int option, const char *value)
{
	switch (option) {
	case OPT_ASSERT:
		w->shrink.id = value;
		return true;
	case OPT_RUN:
		if (!read_number("--run", value, 999999, &w->shrink.run))
			return false;
		snprintf(w->runs, sizeof w->runs, "random.runs=%u", w->shrink.run + 1);
		return add_set(w, w->runs);
	case OPT_SEED:
		snprintf(w->seed, sizeof w->seed, "random.seed=%.40s", value);
		return add_set(w, w->seed);
	case OPT_SET:
		return add_set(w, value);
	case OPT_CELL:
		return read_number("--cell", value, FORM_CELLS_MAX, &w->shrink.cell);
	case OPT_OUT:
		w->shrink.to = value;
		return true;
	case OPT_BUDGET:
		return read_budget(value, &w->shrink.budget_s);
	case OPT_QUIET:
		return w->shrink.quiet = true;
	case OPTION_ARGUMENT:
		if (w->shrink.path) {
			talk_error("one scenario at a time: %s and %s", w->shrink.path, value);
			return false;
		}
		w->shrink.path = value;
		return true;
	}
	return false;
}

/* EXIT_OK to go on, EXIT_BAD_INPUT, or -1 after --help. */
static int read_options(struct wishes *w, int argc, char **argv)
{
	struct options o = { .program = "spheron-sim shrink",
		.examples = "  spheron-sim shrink tests/slash.json\n"
			"  spheron-sim shrink tests/slash.json --assert money --run 17 --out min.json\n"
			"  spheron-sim test tests/slash-min.json\n\n"
			"Finds the smallest scenario in which the same assertion fails in the same way,\n"
			"and writes it as a file that spheron-sim test fails on.  Includes are written\n"
			"into it; of a matrix only the cell remains.  A failure in a later run than 0 gets\n"
			"a seed under which run 0 fails, if one of 64 does it; otherwise all runs up to it\n"
			"stay.  How many there are of a class is made smaller but not left out.  Ends with\n"
			"6 if nothing fails.\n",
		.usage = "SCENARIO", .rows = rows, .argc = argc, .argv = argv };
	int option;

	while ((option = options_next(&o)) != OPTION_END) {
		if (option == OPTION_HELP)
			return -1;
		if (option == OPTION_BAD || !take_option(w, option, o.value))
			return EXIT_BAD_INPUT;
	}
	if (w->shrink.path)
		return EXIT_OK;
	talk_error("which scenario? (spheron-sim shrink --help)");
	return EXIT_BAD_INPUT;
}

static bool is_same_file(const char *a, const char *b)
{
	struct stat x, y;

	return stat(a, &x) == 0 && stat(b, &y) == 0 && x.st_dev == y.st_dev && x.st_ino == y.st_ino;
}

static bool choose_file(struct wishes *w)
{
	const char *path = w->shrink.path;
	size_t n = strlen(path);

	if (strcmp(path, "-") == 0) {
		talk_error("-: a scenario is read again and again here; give a file");
		return false;
	}
	if (!w->shrink.to) {
		n -= n > 5 && strcmp(path + n - 5, ".json") == 0 ? 5 : 0;
		if (n + 10 > sizeof w->to) {
			talk_error("%s: too long a name", path);
			return false;
		}
		snprintf(w->to, sizeof w->to, "%.*s-min.json", (int) n, path);
		w->shrink.to = w->to;
	}
	if (is_same_file(path, w->shrink.to)) {
		talk_error("--out %s: is the scenario itself; give another name", w->shrink.to);
		return false;
	}
	return true;
}

/* ---- what came of it ---- */

static void row(const char *what, uint64_t before, uint64_t after)
{
	if (before || after)
		printf("  %-12s %llu -> %llu\n", what, (unsigned long long) before,
				(unsigned long long) after);
}

static void print_summary(const struct wishes *w, const struct shrunk *s)
{
	const struct shrink_extent *a = &s->before.extent, *b = &s->after.extent;
	char from[QUANTITY_TEXT_SIZE], to[QUANTITY_TEXT_SIZE], at[DURATION_ROOM];
	char command[5000];
	struct shell_line line = shell_line(command, sizeof command);

	printf("%s (%s) fails", s->after.failure.id, s->after.kind_text);
	if (s->after.has_moment)
		printf(" in run %u", s->after.run);
	if (s->after.has_moment && s->after.failure.kind != FAILS_BROKEN)
		printf(" at %s", report_duration(at, s->after.at_ms));
	printf("%s%s: %s\n", *s->after.who ? ", " : "", s->after.who, s->after.observed);
	row("providers", a->providers, b->providers);
	row("Fizz nodes", a->fizz, b->fizz);
	row("delegators", a->holders, b->holders);
	row("orders a day", a->orders_day, b->orders_day);
	printf("  %-12s %s -> %s\n", "horizon", shrink_duration(from, a->horizon_ms),
			shrink_duration(to, b->horizon_ms));
	row("values", s->values_before, s->values_after);
	if (s->reseeded)
		printf("Run 0 fails now: it has another seed.\n");
	if (s->ended)
		printf("%llu tries; %s before all could be tried: it may not be minimal.\n",
				(unsigned long long) s->tries,
				stopped ? "it was stopped" : "the budget ended");
	else
		printf("%llu tries; minimal: without any single part, or with any size one less, it does not "
				"fail like this.\n", (unsigned long long) s->tries);
	shell_add(&line, "%s test", program_called);
	shell_word(&line, w->shrink.to);
	printf("%s\n", command);
}

int command_shrink(int argc, char **argv)
{
	struct wishes w = { .shrink = { .run = ALL_RUNS, .cell = ALL_CELLS, .budget_s = 300,
		.stop = &stopped } };
	struct sigaction act = { .sa_handler = stop }, on_int, on_term;
	struct shrunk s = { 0 };
	int status = read_options(&w, argc, argv);

	if (status != EXIT_OK)
		return status < 0 ? EXIT_OK : status;
	if (!choose_file(&w))
		return EXIT_BAD_INPUT;
	w.shrink.set = w.set;
	sigaction(SIGINT, &act, &on_int);
	sigaction(SIGTERM, &act, &on_term);
	status = shrink(&w.shrink, &s);
	sigaction(SIGINT, &on_int, NULL);
	sigaction(SIGTERM, &on_term, NULL);
	if (status == EXIT_OK && !file_write(w.shrink.to, s.text, s.size))
		status = EXIT_INTERNAL;
	if (status == EXIT_OK)
		print_summary(&w, &s);
	free(s.text);
	return status == EXIT_OK && stopped ? 128 + stopped : status;
}
