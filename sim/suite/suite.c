#include "sim/suite/suite.h"

#include "sim/player.h"
#include "sim/suite/judge.h"
#include "sim/suite/reports.h"
#include "support/progress.h"
#include "support/talk.h"

#include <math.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Not 0: every run ends at its next look; the number of the signal, or -1 for --fail-fast. */
static volatile int stopping;

static void stop(int number)
{
	stopping = number;
}

/* A test under way. */
struct course {
	struct judge judge;
	struct run_seen **seen;        /* finished, not judged yet; by run */
	uint32_t room, started;
	double until;
	bool begun, ended;
};

struct crew {
	struct suite *suite;
	struct course *course;         /* of each entry */
	size_t told;                   /* entries whose results have been handed on */
	void (*tell)(void *ctx, const struct test_result *result);
	void *ctx;
	pthread_mutex_t lock;
	pthread_cond_t change;
	struct progress progress;
	size_t done;
	uint64_t events;
};

/* ---- results ---- */

static struct test_result *bad_file(const struct suite_file *f)
{
	struct test_result *r = test_result_new(f->path);

	r->error = TEST_BAD_FILE;
	r->error_line = f->fault_line;
	snprintf(r->message, sizeof r->message, "%s", f->fault);
	return r;
}

/* What is worth stopping for. */
static void look_at(struct crew *c, const struct test_result *r)
{
	if (c->suite->wishes->fail_fast && test_outcome(r) > OUTCOME_WARNED && !stopping)
		stopping = -1;
}

/* Behind the test that stops all nothing is told, even if it has ended already: what is told must not
 * depend on how many run at a time. */
static void hand_on(struct crew *c)
{
	for (; stopping >= 0 && c->told < c->suite->n_entries && c->suite->entry[c->told].result; c->told++) {
		progress_end(&c->progress);
		c->tell(c->ctx, c->suite->entry[c->told].result);
		look_at(c, c->suite->entry[c->told].result);
	}
}

static void ends(struct crew *c, size_t i)
{
	struct course *t = &c->course[i];

	t->ended = true;
	c->suite->entry[i].result = judge_result(&t->judge);
	c->done++;
	for (uint32_t k = 0; k < t->started; k++)
		run_seen_free(t->seen[k]);
	free(t->seen);
	t->seen = NULL;
	hand_on(c);
	progress_show(&c->progress, c->events, (double) c->done / (double) c->suite->n_entries);
}

/* ---- work ---- */

static void begin(struct crew *c, size_t i)
{
	struct course *t = &c->course[i];
	const struct test *test = c->suite->entry[i].test;

	t->begun = true;
	judge_begin(&t->judge, test);
	t->until = test->limits.wall_s > 0 ? watch_clock() + test->limits.wall_s : INFINITY;
}

/* The first test in the order of the suite that wants another run; false: none does now. */
static bool next_run(struct crew *c, size_t *entry, uint32_t *run)
{
	uint32_t ahead = 2 * (uint32_t) c->suite->wishes->jobs;

	for (size_t i = c->told; i < c->suite->n_entries && !stopping; i++) {
		struct course *t = &c->course[i];

		if (!c->suite->entry[i].test || t->ended)
			continue;
		if (!t->begun)
			begin(c, i);
		if (t->started >= judge_wants(&t->judge, ahead))
			continue;
		if (t->started == t->room) {
			t->room = 2 * t->room + 8;
			t->seen = must(realloc(t->seen, t->room * sizeof *t->seen));
		}
		*entry = i;
		*run = t->started;
		t->seen[t->started++] = NULL;
		return true;
	}
	return false;
}

static bool all_ended(const struct crew *c)
{
	for (size_t i = 0; i < c->suite->n_entries; i++)
		if (!c->suite->entry[i].result)
			return false;
	return true;
}

/* Runs are judged in their order, whoever finished first. */
static void judge_runs(struct crew *c, size_t i)
{
	struct course *t = &c->course[i];

	while (!t->ended && t->judge.runs < t->started && t->seen[t->judge.runs]) {
		uint32_t at = t->judge.runs;
		struct run_seen *seen = t->seen[at];
		bool stopped = seen->end == RUN_STOPPED;

		t->seen[at] = NULL;
		c->events += seen->events;
		judge_add(&t->judge, seen);
		if (stopped)
			return;
		if (judge_done(&t->judge))
			ends(c, i);
	}
}

static void *work(void *ctx)
{
	struct crew *c = ctx;

	pthread_mutex_lock(&c->lock);
	while (!stopping && !all_ended(c)) {
		struct run_limits limits;
		struct run_seen *seen;
		const struct test *test;
		uint32_t run;
		size_t i;

		if (!next_run(c, &i, &run)) {
			pthread_cond_wait(&c->change, &c->lock);
			continue;
		}
		test = c->suite->entry[i].test;
		limits = (struct run_limits) { .until = c->course[i].until, .stop = &stopping,
			.memory_bytes = test->limits.memory_mb * 1000000, .events = test->limits.events };
		pthread_mutex_unlock(&c->lock);
		seen = run_watched(test, run, &limits);
		pthread_mutex_lock(&c->lock);
		if (c->course[i].ended) {
			run_seen_free(seen);
		} else {
			c->course[i].seen[run] = seen;
			judge_runs(c, i);
		}
		pthread_cond_broadcast(&c->change);
	}
	pthread_cond_broadcast(&c->change);
	pthread_mutex_unlock(&c->lock);
	return NULL;
}

/* Those that were under way when a signal came say what they had come to. */
static void break_off(struct crew *c)
{
	for (size_t i = 0; i < c->suite->n_entries; i++) {
		struct course *t = &c->course[i];

		if (c->suite->entry[i].result || !t->begun || t->started == 0)
			continue;
		judge_stop(&t->judge, TEST_INTERRUPTED, "interrupted before it was decided");
		ends(c, i);
	}
}

/* Behind the test that has failed it is as if none had been begun. */
static void forget_rest(struct crew *c)
{
	for (size_t i = c->told; i < c->suite->n_entries; i++) {
		test_result_free(c->suite->entry[i].result);
		c->suite->entry[i].result = NULL;
		for (uint32_t k = 0; c->course[i].seen && k < c->course[i].started; k++)
			run_seen_free(c->course[i].seen[k]);
	}
}

static void work_together(struct crew *c)
{
	int n = c->suite->wishes->jobs;
	pthread_t *thread = must(calloc((size_t) n, sizeof *thread));
	int made = 0;

	while (made < n - 1 && pthread_create(&thread[made], NULL, work, c) == 0)
		made++;
	work(c);
	for (int i = 0; i < made; i++)
		pthread_join(thread[i], NULL);
	free(thread);
}

int suite_run(struct suite *s, void (*tell)(void *ctx, const struct test_result *result), void *ctx,
		bool *stopped)
{
	struct crew c = { .suite = s, .tell = tell, .ctx = ctx };
	struct sigaction act = { .sa_handler = stop }, interrupt, terminate;

	stopping = 0;
	c.course = must(calloc(s->n_entries + 1, sizeof *c.course));
	pthread_mutex_init(&c.lock, NULL);
	pthread_cond_init(&c.change, NULL);
	sigaction(SIGINT, &act, &interrupt);
	sigaction(SIGTERM, &act, &terminate);
	progress_begin(&c.progress, "testing", "events", s->wishes->quiet);
	for (size_t i = 0; i < s->n_entries; i++)
		if (!s->entry[i].test) {
			s->entry[i].result = bad_file(s->entry[i].file);
			c.done++;
		}
	hand_on(&c);
	work_together(&c);
	if (stopping > 0)
		break_off(&c);
	else if (stopping)
		forget_rest(&c);
	progress_end(&c.progress);
	sigaction(SIGINT, &interrupt, NULL);
	sigaction(SIGTERM, &terminate, NULL);
	for (size_t i = 0; i < s->n_entries; i++)
		if (c.course[i].begun) {
			judge_free(&c.course[i].judge);
			free(c.course[i].seen);
		}
	free(c.course);
	pthread_mutex_destroy(&c.lock);
	pthread_cond_destroy(&c.change);
	*stopped = stopping != 0;
	return stopping > 0 ? stopping : 0;
}
