/* command_test.c - spheron-sim test: scenario files as tests. */
#include "sim/commands.h"

#include "sim/coverage.h"
#include "sim/expr/expr.h"
#include "sim/player.h"
#include "sim/suite/reports.h"
#include "sim/suite/suite.h"
#include "sim/suite/watch.h"
#include "sim/suite/watcher.h"
#include "support/nearest.h"
#include "support/options.h"
#include "support/shell.h"
#include "support/talk.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { LIST_MAX = 256, JOBS_MAX = 1024 };

static const struct option_row rows[] = {
	{ "--filter", "GLOB", "only tests whose name or file matches; may be repeated" },
	{ "--tags", "A,B,-C", "only tests with one of these tags, and without those after a minus" },
	{ "--list", NULL, "list what would be run, and run nothing" },
	{ "--shard", "I/N", "the I-th of N parts of equal work; every machine parts alike" },
	{ "--rerun-failed", NULL, "only what did not pass last time" },
	{ "--fail-fast", NULL, "stop at the first test that does not pass" },
	{ "--jobs", "N", "runs at a time; as many as there are processors if not given" },
	{ "--profile", "NAME", "other errors, runs and limits: pr, nightly, or one of the files' own" },
	{ "--seed", "S", "instead of random.seed, in all files; \"today\" draws one from the date" },
	{ "--set", "PATH=VALUE", "another value in all files: params.cooldown_s=1h; may be repeated" },
	{ "--watch", NULL, "run again what changes on disk, until Ctrl-C" },
	{ "--junit", "FILE", "write JUnit XML" },
	{ "--tap", NULL, "print TAP instead of text (version 13, which readers of 14 take as well)" },
	{ "--annotations", "github", "print annotations; fills $GITHUB_STEP_SUMMARY as well" },
	{ "--markdown", "FILE", "write a summary in Markdown" },
	{ "--json", NULL, "print all results as JSON instead of text" },
	{ "--coverage", "FILE", "write which rules and branches were reached" },
	{ "--add-coverage", "FILE", "count what other shards have reached, too; may be repeated" },
	{ "--min-rule-coverage", "PERCENT", "fail if fewer of the protocol's rules were reached" },
	{ "--record", "FILE", "where failures are remembered; .spheron-tests if not given" },
	{ "--language", NULL, "print how assertions are written, and all names that they may use" },
	{ "--quiet", NULL, "no progress" },
	{ NULL, NULL, NULL },
};
enum { OPT_FILTER, OPT_TAGS, OPT_LIST, OPT_SHARD, OPT_RERUN, OPT_FAIL_FAST, OPT_JOBS, OPT_PROFILE, OPT_SEED,
	OPT_SET, OPT_WATCH, OPT_JUNIT, OPT_TAP, OPT_ANNOTATIONS, OPT_MARKDOWN, OPT_JSON, OPT_COVERAGE,
	OPT_ADD_COVERAGE, OPT_MIN_COVERAGE, OPT_RECORD, OPT_LANGUAGE, OPT_QUIET };

struct wishes {
	struct suite_wishes suite;
	const char *path[LIST_MAX], *filter[LIST_MAX], *set[LIST_MAX], *added[LIST_MAX];
	size_t n_paths, n_filters, n_sets, n_added;
	char seed_set[64];
	uint64_t seed;
	bool list, watch, tap, annotations, json, language, today, record_named;
	const char *junit, *markdown, *coverage;
	int min_coverage;
	char command[2000];
};

/* ---- options ---- */

static bool add(const char **list, size_t *n, const char *value, const char *option)
{
	if (*n == LIST_MAX) {
		talk_error("%s: more than %d of them", option, LIST_MAX);
		return false;
	}
	list[(*n)++] = value;
	return true;
}

static bool number_of(const char *text, long least, long most, long *n)
{
	char *end;

	*n = strtol(text, &end, 10);
	return end != text && !*end && *n >= least && *n <= most;
}

static bool read_shard(struct suite_wishes *s, const char *value)
{
	unsigned i, n;
	char rest;

	if (sscanf(value, "%u/%u%c", &i, &n, &rest) != 2 || i < 1 || i > n || n > 10000) {
		talk_error("--shard %s: two numbers like 1/4, the first not above the second", value);
		return false;
	}
	s->shard = i;
	s->shards = n;
	return true;
}

/* The date as a number, 20261121: the same all day, everywhere. */
static uint64_t seed_of_today(void)
{
	const char *epoch = getenv("SOURCE_DATE_EPOCH");
	time_t now = epoch && *epoch ? (time_t) strtoll(epoch, NULL, 10) : time(NULL);
	struct tm t;

	gmtime_r(&now, &t);
	return (uint64_t) (t.tm_year + 1900) * 10000 + (uint64_t) (t.tm_mon + 1) * 100
			+ (uint64_t) t.tm_mday;
}

static bool read_seed(struct wishes *w, const char *value)
{
	w->today = strcmp(value, "today") == 0;
	if (w->today) {
		w->seed = seed_of_today();
	} else {
		char *end;

		errno = 0;
		w->seed = strtoull(value, &end, 10);
		if (*value < '0' || *value > '9' || *end || errno) {
			talk_error("--seed %s: a whole number below 2^64, or \"today\"", value);
			return false;
		}
	}
	w->suite.claims.other_seed = true;
	snprintf(w->seed_set, sizeof w->seed_set, "random.seed=%llu", (unsigned long long) w->seed);
	return add(w->set, &w->n_sets, w->seed_set, "--set");
}

static bool read_number(const char *option, const char *value, long least, long most, int *out)
{
	long n;

	if (!number_of(value, least, most, &n)) {
		talk_error("%s %s: a whole number from %ld to %ld", option, value, least, most);
		return false;
	}
	*out = (int) n;
	return true;
}

static bool take_option(struct wishes *w, int option, const char *value)
{
	switch (option) {
	case OPT_FILTER:
		return add(w->filter, &w->n_filters, value, "--filter");
	case OPT_TAGS:
		w->suite.tags = value;
		return true;
	case OPT_LIST:
		return w->list = true;
	case OPT_SHARD:
		return read_shard(&w->suite, value);
	case OPT_RERUN:
		return w->suite.rerun_failed = true;
	case OPT_FAIL_FAST:
		return w->suite.fail_fast = true;
	case OPT_JOBS:
		return read_number("--jobs", value, 1, JOBS_MAX, &w->suite.jobs);
	case OPT_PROFILE:
		w->suite.claims.profile = value;
		return true;
	case OPT_SEED:
		return read_seed(w, value);
	case OPT_SET:
		return add(w->set, &w->n_sets, value, "--set");
	case OPT_WATCH:
		return w->watch = true;
	case OPT_JUNIT:
		w->junit = value;
		return true;
	case OPT_TAP:
		return w->tap = true;
	case OPT_ANNOTATIONS:
		w->annotations = true;
		if (strcmp(value, "github") == 0)
			return true;
		talk_error("--annotations %s: only github is known", value);
		return false;
	case OPT_MARKDOWN:
		w->markdown = value;
		return true;
	case OPT_JSON:
		return w->json = true;
	case OPT_COVERAGE:
		w->coverage = value;
		return true;
	case OPT_ADD_COVERAGE:
		return add(w->added, &w->n_added, value, "--add-coverage");
	case OPT_MIN_COVERAGE:
		return read_number("--min-rule-coverage", value, 0, 100, &w->min_coverage);
	case OPT_RECORD:
		w->suite.record = value;
		return w->record_named = true;
	case OPT_LANGUAGE:
		return w->language = true;
	case OPT_QUIET:
		return w->suite.quiet = true;
	case OPTION_ARGUMENT:
		return add(w->path, &w->n_paths, value, "PATH");
	}
	return false;
}

static void remember_command(struct wishes *w, int argc, char **argv)
{
	struct shell_line line = shell_line(w->command, sizeof w->command);

	shell_add(&line, "spheron-sim test");
	for (int i = 0; i < argc; i++)
		if (strcmp(argv[i], "today") == 0 && w->today)
			shell_add(&line, " %llu", (unsigned long long) w->seed);
		else
			shell_word(&line, argv[i]);
}

static bool options_go(const struct wishes *w)
{
	if (w->tap && w->json) {
		talk_error("--tap and --json: only one of them can be printed");
		return false;
	}
	if (w->list && (w->json || w->tap || w->junit || w->markdown)) {
		talk_error("--list prints lines of text, and no reports");
		return false;
	}
	if (w->watch && (w->json || w->tap || w->junit || w->list || w->suite.shards)) {
		talk_error("--watch goes with text only, without --list and --shard");
		return false;
	}
	if (w->n_paths == 0 && !w->language) {
		talk_error("which scenario files, or folders of them? (spheron-sim test --help)");
		return false;
	}
	return true;
}

static int read_options(struct wishes *w, int argc, char **argv)
{
	struct options o = { .program = "spheron-sim test",
		.examples = "  spheron-sim test scenarios/tests\n"
			"  spheron-sim test scenarios/tests --profile pr --junit junit.xml\n"
			"  spheron-sim test scenarios/tests --profile nightly --seed today\n"
			"  spheron-sim test scenarios/tests --filter 'cooldown/*' --fail-fast\n"
			"  spheron-sim test scenarios/tests/cooldown --watch\n",
		.usage = "PATH...", .rows = rows, .argc = argc, .argv = argv };
	int option;

	w->suite.jobs = (int) sysconf(_SC_NPROCESSORS_ONLN);
	w->suite.record = ".spheron-tests";
	w->min_coverage = -1;
	while ((option = options_next(&o)) != OPTION_END) {
		if (option == OPTION_HELP)
			return -1;
		if (option == OPTION_BAD || !take_option(w, option, o.value))
			return EXIT_BAD_INPUT;
	}
	if (!options_go(w))
		return EXIT_BAD_INPUT;
	if (w->suite.jobs < 1)
		w->suite.jobs = 1;
	remember_command(w, argc, argv);
	w->suite.path = w->path;
	w->suite.n_paths = w->n_paths;
	w->suite.filter = w->filter;
	w->suite.n_filters = w->n_filters;
	w->suite.claims.set = w->set;
	w->suite.claims.n_sets = w->n_sets;
	return EXIT_OK;
}

/* ---- profiles ---- */

static const char *const own_profiles[] = { "pr", "nightly" };

static const char *own_profile(size_t i)
{
	return own_profiles[i];
}

/* A profile that no file knows would change nothing, and nobody would notice. */
static bool profile_known(const struct suite *s)
{
	const char *name = s->wishes->claims.profile;
	ptrdiff_t near;

	if (!name || strcmp(name, "pr") == 0 || strcmp(name, "nightly") == 0)
		return true;
	for (size_t i = 0; i < s->n_files; i++)
		for (uint32_t k = 0; s->file[i].n_tests && k < s->file[i].test[0].scenario->n_profiles; k++)
			if (strcmp(s->file[i].test[0].scenario->profile[k].name, name) == 0)
				return true;
	near = nearest_name(name, own_profile, 2);
	talk_error("--profile %s: no file has such a profile%s%s%s", name, near >= 0 ? "; did you mean " : "",
			near >= 0 ? own_profiles[near] : "", near >= 0 ? "?" : "");
	return false;
}

/* ---- coverage ---- */

struct covered {
	struct coverage_set set;
	const char **rule, **branch; /* missed ones */
};

static bool cover(struct covered *c, const struct wishes *w, struct suite_result *r)
{
	size_t n = 0;

	coverage_set_begin(&c->set);
	coverage_set_take(&c->set);
	for (size_t i = 0; i < w->n_added; i++)
		if (!coverage_set_read(&c->set, w->added[i]))
			return false;
	c->rule = must(calloc(coverage_rules() + 1, sizeof *c->rule));
	c->branch = must(calloc(coverage_branches() + 1, sizeof *c->branch));
	for (size_t i = 0; i < coverage_rules(); i++)
		if (!c->set.rule[i])
			c->rule[n++] = coverage_rule(i);
	n = 0;
	for (size_t i = 0; i < coverage_branches(); i++)
		if (!c->set.branch[i])
			c->branch[n++] = coverage_branch(i);
	r->n_rules = coverage_rules();
	r->n_reached = coverage_set_rules(&c->set);
	r->rule_missed = c->rule;
	r->n_branches = coverage_branches();
	r->n_branches_reached = coverage_set_branches(&c->set);
	r->branch_missed = c->branch;
	r->min_rule_coverage = w->min_coverage;
	return !w->coverage || coverage_set_write(&c->set, w->coverage);
}

/* What other shards have reached is read before anything runs, and again when it is counted. */
static bool added_good(const struct wishes *w)
{
	struct coverage_set set;
	bool good = true;

	coverage_set_begin(&set);
	for (size_t i = 0; i < w->n_added && good; i++)
		good = coverage_set_read(&set, w->added[i]);
	coverage_set_end(&set);
	return good;
}

static void uncover(struct covered *c)
{
	coverage_set_end(&c->set);
	free(c->rule);
	free(c->branch);
}

/* ---- one suite ---- */

static int list_tests(const struct suite *s)
{
	int status = EXIT_OK;

	for (size_t i = 0; i < s->n_entries; i++) {
		const struct suite_entry *e = &s->entry[i];

		if (!e->test) {
			talk_error("%s", e->file->fault);
			status = EXIT_BAD_INPUT;
		} else {
			printf("%s%s%s  %s  %u assertion%s\n", e->test->cell->setup.name,
					*e->test->cell->label ? " " : "", e->test->cell->label,
					e->file->path, e->test->n_claims,
					e->test->n_claims == 1 ? "" : "s");
		}
	}
	return status;
}

struct teller {
	bool text, colour;
};

static void tell(void *ctx, const struct test_result *result)
{
	const struct teller *t = ctx;

	if (t->text) {
		report_text_test(result, t->colour, stdout);
		fflush(stdout);
	}
}

static double flake_rate(const struct suite_result *r)
{
	double *alpha, all;
	size_t n = 0;

	if (!r->fresh_seed)
		return 0;
	for (size_t i = 0; i < r->n_tests; i++)
		n += r->test[i]->n_assertions;
	alpha = must(calloc(n + 1, sizeof *alpha));
	n = 0;
	for (size_t i = 0; i < r->n_tests; i++)
		for (size_t k = 0; k < r->test[i]->n_assertions; k++)
			if (r->test[i]->assertion[k].statistical)
				alpha[n++] = r->test[i]->assertion[k].alpha;
	all = decide_any_at_most(alpha, n); /* claims of a file share runs, so they may err together */
	free(alpha);
	return all;
}

static void gather(struct suite_result *r, const struct suite *s, const struct wishes *w)
{
	r->profile = w->suite.claims.profile ? w->suite.claims.profile : "file";
	r->fresh_seed = w->today;
	r->seed = w->seed;
	r->left_out = s->n_not_chosen;
	snprintf(r->command, sizeof r->command, "%s", w->command);
	r->test = must(calloc(s->n_entries + 1, sizeof *r->test));
	for (size_t i = 0; i < s->n_entries; i++)
		if (s->entry[i].result)
			r->test[r->n_tests++] = s->entry[i].result;
	r->flake_rate = flake_rate(r);
}

/* Files come first, so that the last line of the text knows whether they are there. */
static void write_reports(struct suite_result *r, const struct wishes *w, const struct teller *t)
{
	const char *summary = getenv("GITHUB_STEP_SUMMARY");
	bool good = true;

	if (w->annotations && summary && *summary)
		good &= report_append(summary, report_markdown, r);
	if (w->junit)
		good &= report_save(w->junit, report_junit, r);
	if (w->markdown)
		good &= report_save(w->markdown, report_markdown, r);
	r->unwritten |= !good;
	if (t->text)
		report_text_foot(r, t->colour, stdout);
	if (w->tap)
		report_tap13(r, stdout);
	if (w->json)
		report_json(r, stdout);
	if (w->annotations)
		report_annotations(r, w->tap || w->json ? stderr : stdout);
	r->unwritten |= fflush(stdout) != 0;
}

static int run_suite(struct suite *s, const struct wishes *w)
{
	struct teller t = { .text = !w->tap && !w->json, .colour = isatty(STDOUT_FILENO)
			&& talk_in_colour() };
	struct suite_result r = { .min_rule_coverage = -1 };
	double begun = watch_clock();
	struct covered covered = { 0 };
	int status;

	coverage_reset();
	r.signal = suite_run(s, tell, &t, &r.stopped);
	gather(&r, s, w);
	r.seconds = watch_clock() - begun;
	if (s->n_left_out && t.text)
		talk("%zu file%s without assertions left out", s->n_left_out, s->n_left_out == 1 ? "" : "s");
	r.unwritten = !suite_record(s, w->record_named) && w->record_named;
	r.unwritten |= !cover(&covered, w, &r);
	write_reports(&r, w, &t);
	status = suite_exit(&r);
	uncover(&covered);
	free(r.test);
	return status;
}

static int test_once(const struct wishes *w)
{
	struct suite s;
	int status = suite_open(&s, &w->suite);

	if (status == EXIT_OK && (!profile_known(&s) || !added_good(w)))
		status = EXIT_BAD_INPUT;
	if (status == EXIT_OK && w->list)
		status = list_tests(&s);
	else if (status == EXIT_OK)
		status = run_suite(&s, w);
	suite_close(&s);
	return status;
}

static void print_line(void *ctx, const char *text)
{
	(void) ctx;
	puts(text);
}

static int again(void *ctx, const char *const *path, size_t n)
{
	struct wishes w = *(const struct wishes *) ctx;

	w.suite.path = path;
	w.suite.n_paths = n;
	return test_once(&w);
}

int command_test(int argc, char **argv)
{
	struct wishes *w = must(calloc(1, sizeof *w));
	int status = read_options(w, argc, argv);

	if (status < 0) {
		status = EXIT_OK;
	} else if (status == EXIT_OK && w->language) {
		fputs(expr_language, stdout);
		expr_list_names(print_line, NULL);
	} else if (status == EXIT_OK && w->watch) {
		status = watch_files(w->path, w->n_paths, again, w);
	} else if (status == EXIT_OK) {
		status = test_once(w);
	}
	free(w);
	return status;
}
