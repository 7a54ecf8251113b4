#include "sim/run/jobs.h"

#include "sim/player.h"
#include "support/progress.h"
#include "support/sha256.h"
#include "support/talk.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

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
	char days[64];            /* "simulated 12 of 150 days" */
	double day_eras;          /* eras of a day */
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
		snprintf(crew->days, sizeof crew->days, "simulated %.0f of %.0f days",
				(double) crew->eras / crew->day_eras,
				(double) crew->all_eras / crew->day_eras);
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

/* ---- checkpoints ---- */

enum { SAVE_EVERY_S = 20 };

static void checkpoint_name(const struct jobs *jobs, uint32_t cell, uint32_t run, char *name, size_t size)
{
	snprintf(name, size, "%s.%u.%u", jobs->checkpoint, cell, run);
}

/* The scenario as resolved, the cell and the program: what a checkpoint must agree with. */
static void checkpoint_mark(const struct cell *cell, char mark[72])
{
	uint8_t hash[32];

	sha256(cell->resolved->text, cell->resolved->size, hash);
	sha256_hex(mark, hash, 28);
	snprintf(mark + 56, 16, "-%s", SPHERON_VERSION);
}

/* Under another name first, so that there is always a whole one. */
static bool save(const struct jobs *jobs, const struct world *w, uint32_t cell, uint32_t run)
{
	char name[4096], fresh[4104], mark[72];
	FILE *f;
	bool good;

	checkpoint_name(jobs, cell, run, name, sizeof name);
	checkpoint_mark(&jobs->study->cell[cell], mark);
	snprintf(fresh, sizeof fresh, "%s.new", name);
	f = fopen(fresh, "wb");
	good = f && world_save(w, mark, f);
	good = f && fclose(f) == 0 && good && rename(fresh, name) == 0;
	if (!good) {
		talk_error("%s: %s", name, strerror(errno));
		remove(fresh);
	}
	return good;
}

static FILE *checkpoint_of(const struct jobs *jobs, uint32_t cell, uint32_t run)
{
	char name[4096];

	if (!jobs->resume)
		return NULL;
	checkpoint_name(jobs, cell, run, name, sizeof name);
	return fopen(name, "rb");
}

/* All files are looked at before anything runs: nothing is overwritten if one does not belong here. */
static bool checkpoints_belong(const struct jobs *jobs)
{
	char name[4096], mark[72];

	for (size_t c = 0; c < jobs->study->n_cells; c++)
		for (uint32_t r = 0; r < jobs->study->cell[c].setup.runs; r++) {
			FILE *f = checkpoint_of(jobs, (uint32_t) c, r);
			bool good;

			if (!f)
				continue;
			checkpoint_mark(&jobs->study->cell[c], mark);
			good = world_is_of(f, mark);
			fclose(f);
			if (good)
				continue;
			checkpoint_name(jobs, (uint32_t) c, r, name, sizeof name);
			talk_error("%s: the checkpoint is of another scenario or program, or not whole",
					name);
			return false;
		}
	return true;
}

static struct world *begin(struct crew *crew, uint32_t cell, uint32_t run, FILE *log)
{
	const struct world_plan *plan = &crew->jobs->study->cell[cell].plan;
	FILE *f = checkpoint_of(crew->jobs, cell, run);
	struct world *w;
	char mark[72];

	if (!f)
		return world_new(plan, run, log);
	checkpoint_mark(&crew->jobs->study->cell[cell], mark);
	w = world_load(plan, run, mark, log, f);
	fclose(f);
	if (!w)
		give_up(crew, JOBS_STALE, "the checkpoint is of another scenario or program, or not whole",
				cell, run);
	return w;
}

static double seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double) t.tv_sec + (double) t.tv_nsec * 1e-9;
}

static void run_eras(struct crew *crew, struct world *w, uint32_t cell, uint32_t run)
{
	uint64_t wakes = world_wakes(w);
	double saved = seconds();

	while (!world_ended(w) && goes_on(crew)) {
		world_run_era(w);
		tell(crew, world_wakes(w) - wakes);
		wakes = world_wakes(w);
		if (crew->jobs->checkpoint && (seconds() - saved > SAVE_EVERY_S)) {
			save(crew->jobs, w, cell, run);
			saved = seconds();
		}
	}
	if (crew->jobs->checkpoint && !world_fault(w) && !save(crew->jobs, w, cell, run))
		give_up(crew, JOBS_FAILED, NULL, cell, run);
}

/* All is done: nothing is left to be resumed. */
static void remove_checkpoints(const struct jobs *jobs)
{
	char name[4096];

	for (size_t c = 0; c < jobs->study->n_cells; c++)
		for (uint32_t r = 0; r < jobs->study->cell[c].setup.runs; r++) {
			checkpoint_name(jobs, (uint32_t) c, r, name, sizeof name);
			remove(name);
		}
}

/* One replication from its first to its last era; NULL if it was not finished. */
static struct job_result *replicate(struct crew *crew, uint32_t cell, uint32_t run, FILE *log)
{
	struct job_result *result = NULL;
	struct world *w = begin(crew, cell, run, log);

	if (!w)
		return NULL;
	run_eras(crew, w, cell, run);
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

/* A log is gone on with where it was when the checkpoint was written. */
static FILE *open_log(const struct jobs *jobs)
{
	FILE *f = checkpoint_of(jobs, 0, 0), *log;
	uint64_t bytes = 0;

	if (!f)
		return fopen(jobs->log, "w");
	world_log_bytes(f, &bytes);
	fclose(f);
	if (truncate(jobs->log, (off_t) bytes) != 0)
		return NULL;
	log = fopen(jobs->log, "r+");
	if (log && fseek(log, 0, SEEK_END) != 0) {
		fclose(log);
		return NULL;
	}
	return log;
}

static void one_job(struct crew *crew, size_t job)
{
	struct job_result *result;
	uint32_t cell, run;
	FILE *log = NULL;

	locate(crew->jobs->study, job, &cell, &run);
	if (job == 0 && crew->jobs->log) {
		log = open_log(crew->jobs);
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

	if (jobs->checkpoint && !checkpoints_belong(jobs))
		return JOBS_STALE;
	for (size_t c = 0; c < jobs->study->n_cells; c++)
		crew.all_eras += (uint64_t) jobs->study->cell[c].setup.runs
				* jobs->study->cell[c].plan.eras;
	crew.done = must(calloc(crew.n + 1, sizeof *crew.done));
	stopped = 0;
	sigaction(SIGINT, &act, &before);
	crew.day_eras = 86.4e6 / (double) jobs->study->cell[0].plan.era_ms;
	progress_begin(&crew.progress, crew.days, "events", jobs->quiet);
#pragma omp parallel for schedule(dynamic, 1) num_threads(jobs->threads)
	for (ptrdiff_t job = 0; job < (ptrdiff_t) crew.n; job++)
		if (goes_on(&crew))
			one_job(&crew, (size_t) job);
	progress_end(&crew.progress);
	sigaction(SIGINT, &before, NULL);
	if (stopped && crew.end == JOBS_DONE && crew.next < crew.n)
		crew.end = JOBS_INTERRUPTED;
	if (crew.end == JOBS_DONE && jobs->checkpoint)
		remove_checkpoints(jobs);
	free_rest(&crew);
	return crew.end;
}
