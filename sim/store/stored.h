/* stored.h - one SQLite file a run: reading it, whichever version of the program has written it.
 *
 * What metrics there are, and what they mean, is what the file says.
 */
#ifndef SIM_STORE_STORED_H
#define SIM_STORE_STORED_H

#include "sim/measure/summary.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

struct stored;

struct stored_run {
	const char *name, *question, *scenario, *scenario_sha256, *version, *profile, *seed, *result_hash;
	uint32_t runs, horizon_eras, warmup_eras;
	uint64_t era_s;
	bool partial;
};

struct stored_metric {
	int64_t number; /* in the file */
	const char *name, *theme, *unit, *direction, *horizon, *population, *estimator, *missing;
	bool series;
};

struct stored_cell {
	uint32_t cell;
	const char *overrides;
	uint32_t runs; /* replications in the file, and those of them that reached the horizon */
	uint32_t finished;
};

/* NULL if it is not such a file; what it is instead has been said, in one line. */
struct stored *stored_open(const char *path);
void stored_close(struct stored *s);

/* All of these live as long as s. */
const struct stored_run *stored_run(const struct stored *s);
size_t stored_n_metrics(const struct stored *s);
const struct stored_metric *stored_metric(const struct stored *s, size_t i);
size_t stored_n_cells(const struct stored *s);
const struct stored_cell *stored_cell(const struct stored *s, size_t i);

/* The metric of that name, -1 if there is none. */
int stored_find(const struct stored *s, const char *name);

/* Summaries of a cell, one for each metric of the file; n 0 where there is none.  False if the file
 * can't be read, which has been said. */
bool stored_summaries(struct stored *s, uint32_t cell, struct summary *out);

/* A series of a cell, era by era, over its replications; the caller frees *fan.  Their number, 0 if
 * there is none or it can't be read (said). */
size_t stored_series(struct stored *s, uint32_t cell, size_t metric, struct fan **fan);

/* One column of numbers of any query, for reports: "SELECT ... ".  The caller frees *value; NULL is
 * NAN. */
size_t stored_numbers(struct stored *s, const char *sql, double **value);

/* What export can write, and one of them as CSV with a head line (RFC 4180, lines end with LF, NULL is
 * empty, numbers exact).  False if reading (said) or writing (errno) fails. */
size_t stored_n_tables(void);
const char *stored_table(size_t i);
bool stored_csv(struct stored *s, const char *table, FILE *out);

/* The hash of the results as computed now, to be compared with the one that is stored. */
bool stored_hash(struct stored *s, char hash[65]);

#endif
