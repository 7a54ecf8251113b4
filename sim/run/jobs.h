/* jobs.h - replications of all cells, as many at a time as there are threads.
 *
 * Results are handed on in the order of cells and replications, whoever finishes first, so that what is
 * made of them does not depend on the number of threads.
 */
#ifndef SIM_RUN_JOBS_H
#define SIM_RUN_JOBS_H

#include "sim/run/study.h"

#include <stdbool.h>

struct job_result {
	uint32_t cell, run;
	struct world_result world;
};

struct jobs {
	const struct study *study;
	int threads;
	bool check, quiet;
	const char *log;        /* commands of cell 0, run 0 */
	const char *checkpoint; /* NULL: none */
	bool resume;
	/* Called by one thread at a time, in order; false stops everything. */
	bool (*take)(void *ctx, const struct job_result *result);
	void *ctx;
};

enum jobs_end { JOBS_DONE, JOBS_INTERRUPTED, JOBS_BROKEN, JOBS_STALE, JOBS_FAILED };

/* JOBS_BROKEN: an invariant or the cast; JOBS_STALE: a checkpoint that does not belong to the scenario;
 * the reason has been said. */
enum jobs_end jobs_run(const struct jobs *jobs);

#endif
