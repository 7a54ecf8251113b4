/* run.c - one run of a test: its arms one after the other, each from its first era to its last. */
#include "sim/suite/watcher.h"

#include "sim/checker.h"
#include "sim/player.h"
#include "sim/suite/again.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void run_seen_free(struct run_seen *seen)
{
	if (!seen)
		return;
	if (seen->kept)
		fold_free_outcome(&seen->result.outcome);
	free(seen->sighting);
	free(seen->other);
	free(seen);
}

static void is_broken(struct run_seen *seen, const char *invariant, const char *text, const char *where)
{
	if (seen->end == RUN_BROKEN)
		return;
	seen->end = RUN_BROKEN;
	snprintf(seen->fault, sizeof seen->fault, "%s%s%s%s", where, invariant, *invariant ? ": " : "", text);
}

/* The state at the end by itself; after the first run also whether it can be written down. */
static void check_end(struct world *world, struct run_seen *seen)
{
	struct spheron *state = world_state(world);
	void *scratch = must(malloc(spheron_check_size(state)));
	struct spheron_violation violation;
	char why[200];

	if (!spheron_check(state, scratch, &violation))
		is_broken(seen, violation.invariant, violation.text, "at the end: ");
	else if (seen->run == 0 && !again_same(state, why, sizeof why))
		is_broken(seen, "D-24", why, "at the end: ");
	free(scratch);
}

/* The commands of a run once more, with the invariants of chapter 6 looked at after each of them. */
static void check_steps(FILE *log, enum check_level level, struct run_seen *seen)
{
	struct spheron_violation violation;
	struct spheron_capacity capacity = { 0 };
	struct checker checker;
	struct player player;
	char *line = NULL;
	size_t room = 0;
	ssize_t n;
	bool good = true;

	rewind(log);
	checker_begin(&checker, level);
	player_begin(&player, &capacity);
	while (good && (n = getline(&line, &room, log)) > 0) {
		char where[40];

		if (player_read(&player, line, (size_t) n - 1))
			good = checker_play(&checker, &player, &violation);
		snprintf(where, sizeof where, "command %llu: ", (unsigned long long) player.lines);
		if (!good)
			is_broken(seen, violation.invariant, violation.text, where);
	}
	if (good && !checker_end(&checker, &player, &violation))
		is_broken(seen, violation.invariant, violation.text, "at the end: ");
	checker_free(&checker);
	player_end(&player);
	free(line);
}

static enum check_level level_of(const struct test *test, uint32_t arm)
{
	return arm != 0 ? CHECK_NOT : test->step_invariants ? CHECK_EVERY
			: test->end_invariants ? CHECK_END : CHECK_NOT;
}

static bool asks_each_era(const struct test *test)
{
	for (uint32_t i = 0; i < test->n_claims; i++)
		if (test->claim[i].kind == CLAIM_INVARIANT && test->claim[i].a->invariant == INVARIANT_ERA)
			return true;
	return false;
}

static void run_world(struct watcher *w, struct world *world, struct run_seen *seen, uint32_t arm)
{
	struct world_result result;

	while (!world_ended(world) && !world_halted(world))
		world_run_era(world);
	seen->events += world_events(world);
	seen->bytes = world_bytes(world) > seen->bytes ? world_bytes(world) : seen->bytes;
	if (world_fault(world))
		is_broken(seen, "", world_fault(world), "");
	else if (world_halted(world) && seen->end == RUN_DONE)
		seen->end = watcher_why_halted(w);
	if (seen->end != RUN_DONE) {
		watcher_end(w, NULL, seen);
		return;
	}
	if (arm == 0)
		check_end(world, seen);
	world_result(world, &result);
	seen->eras += result.eras;
	watcher_end(w, &result, seen);
	if (arm == 0) {
		seen->result = result;
		seen->kept = true;
	} else {
		fold_free_outcome(&result.outcome);
	}
}

static void run_arm(const struct test *test, uint32_t arm, uint32_t run, const struct run_limits *limits,
		struct run_seen *seen)
{
	const struct cell *cell = arm ? test->arm[arm - 1].cell : test->cell;
	enum check_level level = level_of(test, arm);
	struct world_plan plan = cell->plan;
	FILE *log = level != CHECK_NOT ? must(tmpfile()) : NULL;
	struct watcher *w;

	plan.check = arm == 0 && asks_each_era(test);
	if (limits->memory_bytes && world_first_bytes(&cell->setup) > limits->memory_bytes) {
		seen->end = RUN_OVER_MEMORY;
		seen->bytes = world_first_bytes(&cell->setup);
	} else {
		w = watcher_new(test, arm, limits);
		run_world(w, world_new_watched(&plan, run, log, watcher_watch(w), watcher_world(w)), seen,
				arm);
		world_free(*watcher_world(w));
		watcher_free(w);
	}
	if (log && seen->end == RUN_DONE)
		check_steps(log, level, seen);
	if (log)
		fclose(log);
}

struct run_seen *run_watched(const struct test *test, uint32_t run, const struct run_limits *limits)
{
	struct run_seen *seen = must(calloc(1, sizeof *seen));
	double begun = watch_clock();

	seen->run = run;
	seen->sighting = must(calloc(test->n_claims + 1u, sizeof *seen->sighting));
	seen->other = must(calloc(test->n_claims + 1u, sizeof *seen->other));
	for (uint32_t i = 0; i < test->n_claims; i++)
		seen->other[i] = NAN;
	for (uint32_t arm = 0; arm <= test->n_arms && seen->end == RUN_DONE; arm++)
		run_arm(test, arm, run, limits, seen);
	if (seen->end == RUN_DONE && watch_clock() > limits->until)
		seen->end = RUN_OVER_WALL;
	seen->seconds = watch_clock() - begun;
	return seen;
}
