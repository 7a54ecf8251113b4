/* study.h - a scenario file made ready: its cells, their setups, the traces they use. */
#ifndef SIM_RUN_STUDY_H
#define SIM_RUN_STUDY_H

#include "sim/scenario/form_read.h"
#include "sim/scenario/scenario.h"
#include "sim/world/world.h"

#include <stddef.h>

/* One combination of the values of a matrix; without a matrix there is one. */
struct cell {
	struct form_resolved *resolved;
	const char *label;
	struct setup setup;            /* with its traces */
	struct named_trace *trace;
	struct world_plan plan;
};

struct study {
	struct form_document *document;
	struct form_resolved *whole;   /* see study_whole(); NULL as long as nobody has asked */
	struct cell *cell;
	size_t n_cells;
};

/* Reads and checks everything before anything runs: the file, the options, all traces.  False, with one
 * line said, if something is not as it should be. */
bool study_open(struct study *study, const char *path, const char *const *sets, size_t n_sets);

/* The whole file as it was read, for its text: the matrix is still in it. */
const struct form_resolved *study_whole(struct study *study);
void study_close(struct study *study);

#endif
