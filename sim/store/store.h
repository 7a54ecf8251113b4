/* store.h - one SQLite file a run: writing it.
 *
 *	struct store *s = store_begin("out.db", &run);
 *	store_cell(s, 0, "");
 *	store_outcome(s, 0, 0, &outcome, &replication);     in the order of cells and replications
 *	store_summary(s, 0, summaries);
 *	store_end(s, false, hash);
 *
 * The file has another name until store_end() gives it its own, so nobody ever sees half of one.  There
 * is one writer, and each replication is one transaction.  What is in it depends on what is told alone:
 * no clock, no number of threads, no name of a machine or compiler.
 *
 * Tables (schema.c has the SQL; views below them answer what people ask):
 *
 *	run          one row: what was run, with which seed and version, and the hash of the results
 *	cell         number and overrides of each cell of a matrix; one, 0, without a matrix
 *	replication  of a cell: state hash, commands, events, did it reach the horizon
 *	metric_def   what each metric is: name, theme, unit, direction, horizon, population, estimator
 *	metric       value of a metric in a replication; NULL if it had no observation
 *	summary      of a metric over the replications of a cell: mean, 95 % interval, sd, n, missing
 *	series       value of a metric in an era of a replication
 *	total        money that passed in a replication, exact, in units of the token, as text
 *	event_count  events of each kind in a replication
 *	final        (if asked for) nodes at the end of a replication
 *	event        (if asked for) events of the kinds asked for
 *
 * metric, summary and series are views with names over metric_value, summary_value and series_value,
 * which have the row of metric_def instead.  Further views:
 *
 *	headline     the dozen numbers that people ask for first, by cell
 *	difference   summaries of each cell beside those of cell 0
 *	unobserved   metrics without a value, with the reason
 *	series_mean  mean, least and most of a series over replications, by era
 *	slashed      SPON slashed by reason, mean over replications, with the number of slashes
 *	who_earned   final nodes with income, costs and availability (if finals were asked for)
 */
#ifndef SIM_STORE_STORE_H
#define SIM_STORE_STORE_H

#include "model/setup.h"
#include "sim/measure/fold.h"
#include "sim/measure/summary.h"

#include <stdbool.h>
#include <stdint.h>

#define STORE_FORMAT         1
#define STORE_APPLICATION_ID 0x5350484e /* "SPHN", in the header of the file */

struct store;

struct store_run {
	const char *name, *question; /* NULL is "" */
	const char *scenario;        /* resolved, JSON */
	const char *profile;         /* of the rules */
	uint64_t seed, era_s;
	uint32_t runs, horizon_eras, warmup_eras;
};

struct store_replication {
	const struct setup *setup;   /* for names of classes */
	const char *state_hash;      /* 64 hex digits */
	uint64_t commands, refused, events;
	bool finished;               /* reached the horizon */
};

/* NULL if the file can't be made; after that, false whenever something could not be written.  The
 * reason has been said. */
struct store *store_begin(const char *path, const struct store_run *run);
bool store_cell(struct store *s, uint32_t cell, const char *overrides);
bool store_outcome(struct store *s, uint32_t cell, uint32_t run, const struct outcome *outcome,
		const struct store_replication *replication);
bool store_summary(struct store *s, uint32_t cell, const struct summary summary[METRIC_COUNT]);

/* Completes the file and gives it its name; `hash` gets the hash of the results in hex.  Partial: not
 * everything that was planned is in it.  Frees s in any case. */
bool store_end(struct store *s, bool partial, char hash[65]);

/* Leaves no file behind. */
void store_drop(struct store *s);

#endif
