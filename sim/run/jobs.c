#include "sim/run/jobs.h"

#include "sim/player.h"
#include "support/progress.h"
#include "support/talk.h"

#include <errno.h>
#include <omp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Set by Ctrl-C: worlds stop at the end of the era they are in. */
static volatile sig_atomic_t stopped;

static void stop(int signal_)
{
	(void) signal_;
	stopped = 1;
}

struct crew {
	const struct jobs *jobs;
	struct progress progress;
	uint64_t eras, all_eras, wakes;
	struct job_result **done; /* not handed on yet, by job */
	size_t n, next;
	enum jobs_end end;
};

static size_t jobs_of(const struct study *study)
{
	size_t n = 0;

	for (size_t c = 0; c < study->n_cells; c++)
		n += study->cell[c].setup.runs;
	return n;
}

static void locate(const struct study *study, size_t job, uint32_t *cell, uint32_t *run)
{
	size_t c = 0;

	while (job >= study->cell[c].setup.runs)
		job -= study->cell[c++].setup.runs;
	*cell = (uint32_t) c;
	*run = (uint32_t) job;
}

/* An era of somebody's world has passed. */
static void tell(struct crew *crew, uint64_t wakes)
{
#pragma omp critical(spheron_progress)
	{
		crew->eras++;
		crew->wakes += wakes;
		progress_show(&crew->progress, crew->wakes,
				(double) crew->eras / (double) crew->all_eras);
	}
}

static void give_up(struct crew *crew, enum jobs_end end, const char *why, uint32_t cell, uint32_t run)
{
#pragma omp critical(spheron_store)
	{
		if (crew->end == JOBS_DONE && why)
			talk_error("cell %u, run %u: %s", cell, run, why);
		if (crew->end == JOBS_DONE)
			crew->end = end;
	}
}

static bool goes_on(const struct crew *crew)
{
	enum jobs_end end;

#pragma omp atomic read
	end = crew->end;
	return !stopped && end == JOBS_DONE;
}

/* One replication from its first to its last era; NULL if it was not finished. */
static struct job_result *replicate(struct crew *crew, uint32_t cell, uint32_t run, FILE *log)
{
	struct job_result *result = NULL;
	struct world *w = world_new(&crew->jobs->study->cell[cell].plan, run, log);
	uint64_t wakes = 0;

	while (!world_ended(w) && goes_on(crew)) {
		world_run_era(w);
		tell(crew, world_wakes(w) - wakes);
		wakes = world_wakes(w);
	}
	if (world_fault(w)) {
		give_up(crew, JOBS_BROKEN, world_fault(w), cell, run);
	} else if (world_ended(w)) {
		result = must(calloc(1, sizeof *result));
		result->cell = cell;
		result->run = run;
		world_result(w, &result->world);
	}
	world_free(w);
	return result;
}

static void hand_on(struct crew *crew, size_t job, struct job_result *result)
{
#pragma omp critical(spheron_store)
	{
		crew->done[job] = result;
		while (crew->next < crew->n && crew->done[crew->next]) {
			struct job_result *r = crew->done[crew->next];

			if (crew->end != JOBS_FAILED && !crew->jobs->take(crew->jobs->ctx, r))
				crew->end = JOBS_FAILED;
			fold_free_outcome(&r->world.outcome);
			free(r);
			crew->done[crew->next++] = NULL;
		}
	}
}

static void one_job(struct crew *crew, size_t job)
{
	struct job_result *result;
	uint32_t cell, run;
	FILE *log = NULL;

	locate(crew->jobs->study, job, &cell, &run);
	if (job == 0 && crew->jobs->log) {
		log = fopen(crew->jobs->log, "w");
		if (!log) {
			talk_error("%s: %s", crew->jobs->log, strerror(errno));
			give_up(crew, JOBS_FAILED, NULL, cell, run);
			return;
		}
	}
	result = replicate(crew, cell, run, log);
	if (log && fclose(log) != 0) {
		talk_error("%s: %s", crew->jobs->log, strerror(errno));
		give_up(crew, JOBS_FAILED, NULL, cell, run);
	}
	if (result)
		hand_on(crew, job, result);
}

static void free_rest(struct crew *crew)
{
	for (size_t i = 0; i < crew->n; i++)
		if (crew->done[i]) {
			fold_free_outcome(&crew->done[i]->world.outcome);
			free(crew->done[i]);
		}
	free(crew->done);
}

enum jobs_end jobs_run(const struct jobs *jobs)
{
	struct crew crew = { .jobs = jobs, .n = jobs_of(jobs->study), .end = JOBS_DONE };
	struct sigaction act = { .sa_handler = stop }, before;

	for (size_t c = 0; c < jobs->study->n_cells; c++)
		crew.all_eras += (uint64_t) jobs->study->cell[c].setup.runs
				* jobs->study->cell[c].plan.eras;
	crew.done = must(calloc(crew.n + 1, sizeof *crew.done));
	stopped = 0;
	sigaction(SIGINT, &act, &before);
	progress_begin(&crew.progress, "simulating", "events", jobs->quiet);
#pragma omp parallel for schedule(dynamic, 1) num_threads(jobs->threads)
	for (size_t job = 0; job < crew.n; job++)
		if (goes_on(&crew))
			one_job(&crew, job);
	progress_end(&crew.progress);
	sigaction(SIGINT, &before, NULL);
	if (stopped && crew.end == JOBS_DONE && crew.next < crew.n)
		crew.end = JOBS_INTERRUPTED;
	free_rest(&crew);
	return crew.end;
}
