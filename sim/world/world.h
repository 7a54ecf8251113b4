/* world.h - one replication: a network of people and machines who use the protocol for a while.
 *
 *	struct world *w = world_new(&plan, replication);
 *	while (!world_ended(w))
 *		world_run_era(w);
 *	world_result(w, &result);
 *	world_free(w);
 *
 * A moment travels one way.  The calendar says who acts; a behaviour of model/ decides; the decision
 * becomes commands; the protocol judges them and says what happened; its events change the cast, wake
 * whom they concern, and are measured.  Nobody but the protocol moves money.
 *
 * A world depends on its plan and the replication's number alone.  Worlds share nothing that changes,
 * so any number of them run at once.
 */
#ifndef SIM_WORLD_WORLD_H
#define SIM_WORLD_WORLD_H

#include "model/setup.h"
#include "sim/measure/fold.h"
#include "sim/world/profile_part.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

/* Somebody who watches a world; any function may be NULL.  They look, and may call world_halt(), but
 * change nothing.  `now_ms` is from the start of the run. */
struct world_watch {
	void *ctx;
	/* An event, in the middle of the command or deadline that it belongs to. */
	void (*event)(void *ctx, uint64_t now_ms, const struct spheron_event *event);
	/* A deadline has fired, or a command was judged: behind its events. */
	void (*deadline)(void *ctx, uint64_t now_ms, const struct spheron_due *due);
	void (*command)(void *ctx, uint64_t now_ms, const struct spheron_command *command,
			enum spheron_result result);
	/* An era has closed and was measured; world_series() is of it. */
	void (*era)(void *ctx, uint64_t now_ms);
	/* The moment asked for has come: deadlines due by then have fired, the script has done what it
	 * does then.  The answer is the next moment, UINT64_MAX for none. */
	uint64_t (*moment)(void *ctx, uint64_t now_ms);
	uint64_t first_moment_ms;         /* UINT64_MAX: none */
};

/* What replications of one cell have in common: the setup and what is computed from it once. */
struct world_plan {
	const struct setup *setup;
	uint64_t block_ms, era_ms, horizon_ms;
	uint32_t eras;
	bool check;                       /* all invariants, and the cast against the records, each era */
	struct fold_wants wants;          /* what is recorded beside the indicators */
	/* NULL: spheron_apply; another one that does the same, and counts what it does. */
	enum spheron_result (*apply)(struct spheron *, const struct spheron_command *,
			const struct spheron_sink *);
	bool (*read)(const char *, size_t, struct spheron_command *, struct spheron_fault *);
};

/* False, with a line in `why`, if the setup can't be a world (no time, classes that are not there). */
bool world_plan_make(struct world_plan *plan, const struct setup *setup, char *why, size_t size);

/* The first step of the script that was not answered as expected. */
struct world_surprise {
	uint32_t step;                    /* of setup->script */
	uint64_t at_ms;
	enum spheron_result result;
	char why[160];                    /* if it could not even be said; "" otherwise */
};
struct world;

/* What a world came to. */
struct world_result {
	struct outcome outcome;           /* what was measured; for fold_free_outcome() */
	char hash[65];                    /* of the protocol's state at the end */
	uint64_t commands, refused, events, wakes;
	uint64_t bytes;                   /* memory of state, cast and calendar at the end */
	double seconds[PROFILE_PARTS];    /* where the time went; zeros but in V=profile */
	uint32_t eras;
	bool surprised;                   /* the script: not answered as expected */
	struct world_surprise surprise;
};

/* A world at time 0, with everybody in it.  `log` gets every command, one line each, if it is not
 * NULL. */
struct world *world_new(const struct world_plan *plan, uint32_t replication, FILE *log);
void world_free(struct world *w);

/* The same with somebody who watches from the first command on; `*watch` must stay.  *at is the world
 * already while it is made, for functions of the watch. */
struct world *world_new_watched(const struct world_plan *plan, uint32_t replication, FILE *log,
		const struct world_watch *watch, struct world **at);

/* Bytes that a world of this setup takes at its start, about. */
uint64_t world_first_bytes(const struct setup *setup);

/* world_run_era() returns at once, in the middle of an era; the world can't go on. */
void world_halt(struct world *w);
bool world_halted(const struct world *w);

/* For those who watch: the protocol's state, the cast, values of the era closed last (NULL before
 * that), what it takes up, how often a step of the script did not end as expected. */
struct spheron *world_state(const struct world *w);
const struct cast *world_cast(const struct world *w);
const double *world_series(const struct world *w);
uint64_t world_now_ms(const struct world *w);
uint64_t world_bytes(const struct world *w);
uint64_t world_events(const struct world *w);

bool world_surprised(const struct world *w, struct world_surprise *surprise);
uint64_t world_script_steps(const struct world *w); /* done so far */

/* Who has a name that the script gave; false if nobody. */
bool world_named(const struct world *w, const char *name, uint64_t *id);

/* Goes on until the era under way has closed. */
void world_run_era(struct world *w);
bool world_ended(const struct world *w);
uint32_t world_era(const struct world *w);
uint64_t world_wakes(const struct world *w);

/* What is wrong, if something is: a broken invariant or a cast that differs from the records.  NULL if
 * all is well. */
const char *world_fault(const struct world *w);

/* A world into a file and out of it again; it goes on as if nothing had been.  `mark` says of what
 * scenario and program the file is, at most 71 characters; NULL if it is of another one, or of another
 * replication, or not whole.  The second looks whether a file has that mark, the third how long the log
 * was when it was written; both leave the file at its begin. */
bool world_save(const struct world *w, const char *mark, FILE *file);
bool world_is_of(FILE *file, const char *mark);
bool world_log_bytes(FILE *file, uint64_t *bytes);
struct world *world_load(const struct world_plan *plan, uint32_t replication, const char *mark,
		FILE *log, FILE *file);

/* Ends the measurement; the world may be freed afterwards. */
void world_result(struct world *w, struct world_result *result);

#endif
