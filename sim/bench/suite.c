/* What tests cost beside the events that they simulate: a hundred small scenarios, each under a seed of
 * its own, as a suite and as nothing but their worlds. */
#include "sim/bench/bench.h"

#include "sim/player.h"
#include "sim/suite/suite.h"
#include "sim/suite/watcher.h"
#include "support/file.h"
#include "support/talk.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { SCENARIOS = 100 };
#define BUDGET_FIRST_S 1.0

struct folder {
	char path[SCENARIOS][64];
	char name[48];
};

struct suite_cost {
	double open_s, first_s, all_s, worlds_s; /* first: from the begin on, reading included */
	uint64_t events;
};

static double cpu_s(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double) t.tv_sec + (double) t.tv_nsec / 1e9;
}

/* ---- a hundred files ---- */

static bool write_files(const struct bench *b, struct folder *f)
{
	static const char begin[] = "{\n\t\"name\": \"bench/suite\",";
	char from[4096], *text, *copy;
	size_t size;
	bool good = true;

	text = file_read(bench_path(b, "bench/suite.json", from, sizeof from), 1u << 20, &size);
	strcpy(f->name, "/tmp/spheron-bench-XXXXXX");
	if (!text || strncmp(text, begin, sizeof begin - 1) != 0 || !mkdtemp(f->name)) {
		talk_error("bench: %s is not the suite's scenario, or there is no room for files", from);
		free(text);
		return false;
	}
	copy = must(malloc(size + 100));
	for (int i = 0; i < SCENARIOS && good; i++) {
		char *seed = strstr(text, "\"seed\": 1 ");
		int n = snprintf(copy, size + 100, "%.*s\"seed\": %d%s", (int) (seed - text), text, i + 1,
				seed + strlen("\"seed\": 1"));

		snprintf(f->path[i], sizeof f->path[i], "%s/%03d.json", f->name, i);
		good = file_write(f->path[i], copy, (size_t) n);
	}
	free(copy);
	free(text);
	return good;
}

static void remove_files(struct folder *f)
{
	for (int i = 0; i < SCENARIOS; i++)
		remove(f->path[i]);
	rmdir(f->name);
}

/* ---- as a suite ---- */

struct first {
	double at;
	bool passed;
};

static void tell(void *ctx, const struct test_result *result)
{
	struct first *first = ctx;

	if (!(first->at > 0))
		first->at = watch_clock();
	first->passed &= result->error == TEST_NO_ERROR && result->verdict == VERDICT_PASS;
}

static bool as_suite(void *ctx, void *out)
{
	const struct folder *f = ctx;
	struct suite_cost *cost = out;
	const char *path[] = { f->name };
	struct suite_wishes wishes = { .path = path, .n_paths = 1, .jobs = 1, .quiet = true };
	struct first first = { 0, true };
	double begun = watch_clock(), cpu = cpu_s();
	struct suite s;
	bool stopped, good = suite_open(&s, &wishes) == 0;

	cost->open_s = cpu_s() - cpu;
	if (good)
		suite_run(&s, tell, &first, &stopped);
	cost->all_s = cpu_s() - cpu;
	cost->first_s = first.at - begun;
	suite_close(&s);
	return good && first.passed;
}

/* ---- as worlds alone ---- */

static bool as_worlds(void *ctx, void *out)
{
	struct folder *f = ctx;
	struct suite_cost *cost = out;

	for (int i = 0; i < SCENARIOS; i++) {
		struct study study;
		struct world_result result;
		struct world *w;
		double begun;

		if (!study_open(&study, f->path[i], NULL, 0))
			return false;
		begun = cpu_s();
		w = world_new(&study.cell[0].plan, 0, NULL);
		while (!world_ended(w))
			world_run_era(w);
		world_result(w, &result);
		cost->events += result.events;
		fold_free_outcome(&result.outcome);
		world_free(w);
		cost->worlds_s += cpu_s() - begun;
		study_close(&study);
	}
	return true;
}

/* ---- both ---- */

static void keep_least(struct suite_cost *least, const struct suite_cost *c, bool first)
{
	least->open_s = first || c->open_s < least->open_s ? c->open_s : least->open_s;
	least->first_s = first || c->first_s < least->first_s ? c->first_s : least->first_s;
	least->all_s = first || c->all_s < least->all_s ? c->all_s : least->all_s;
	least->worlds_s = first || c->worlds_s < least->worlds_s ? c->worlds_s : least->worlds_s;
	least->events = c->events;
}

static bool measure_both(struct folder *f, int tries, struct suite_cost *suite, struct suite_cost *worlds)
{
	for (int i = 0; i < tries; i++) {
		struct suite_cost c = { 0 };

		if (!in_a_child(as_suite, f, &c, sizeof c, NULL))
			return false;
		keep_least(suite, &c, i == 0);
		c = (struct suite_cost) { 0 };
		if (!in_a_child(as_worlds, f, &c, sizeof c, NULL))
			return false;
		keep_least(worlds, &c, i == 0);
	}
	return true;
}

bool bench_suite(const struct bench *b)
{
	struct suite_cost suite = { 0 }, worlds = { 0 };
	struct folder f;
	double over;

	if (!write_files(b, &f))
		return false;
	if (!measure_both(&f, b->quick ? 2 : 5, &suite, &worlds)) {
		remove_files(&f);
		talk_error("bench: the suite did not pass");
		return false;
	}
	remove_files(&f);
	over = (suite.all_s - worlds.worlds_s) / SCENARIOS;
	printf("Tests: %d small scenarios with 5 assertions each, one thread\n"
		"  their worlds alone        %8.3f s  %.0f events each\n"
		"  as a suite                %8.3f s  %.2f times that\n"
		"  a scenario costs          %8.2f ms more: %.2f ms to read and compile, %.2f ms to watch,\n"
		"                                     count rules, check invariants at the end and judge\n"
		"  first verdict after       %8.3f s\n"
		"  budget: first verdict in %.0f s\n\n", SCENARIOS, worlds.worlds_s,
		(double) worlds.events / SCENARIOS, suite.all_s, suite.all_s / worlds.worlds_s, 1000 * over,
		1000 * suite.open_s / SCENARIOS, 1000 * over - 1000 * suite.open_s / SCENARIOS,
		suite.first_s, BUDGET_FIRST_S);
	figure("suite.ratio", suite.all_s / worlds.worlds_s);
	figure("suite.overhead_ms", 1000 * over);
	figure("suite.first_verdict_s", suite.first_s);
	return true;
}
