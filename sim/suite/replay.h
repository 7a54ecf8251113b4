/* replay.h - a run of a test once more, up to a moment, and what there was to see.
 *
 *	struct replay r;
 *	replay_run(&r, &(struct replay_wishes) { .test = test, .run = 17, .until_ms = ..., .last = 20 });
 *	... r.event, r.seen.sighting, world_state(r.world) ...
 *	replay_free(&r);
 *
 * Claims are watched as they are in the test, so it is the same run to the last command, and they stand
 * as they stood at that moment.
 */
#ifndef SIM_SUITE_REPLAY_H
#define SIM_SUITE_REPLAY_H

#include "sim/suite/watcher.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* Whom it is about; kind EXPR_NONE: everybody. */
struct replay_focus {
	int kind;                      /* enum expr_entity */
	struct expr_key key;
};

/* Reads "provider 3" or "delegation 3:17"; false with a line said if it is no such thing. */
bool replay_focus_read(const char *text, struct replay_focus *focus);

/* Does an event name them, or move money out of or into a bucket of theirs? */
bool replay_concerns(const struct replay_focus *focus, const struct spheron_event *event);
bool replay_owns(const struct replay_focus *focus, unsigned bucket, uint64_t owner);

struct replay_wishes {
	const struct test *test;
	uint32_t run;
	uint64_t until_ms;             /* at most the horizon, where the run ends */
	struct replay_focus focus;
	bool kind[SPHERON_EVENT_COUNT]; /* events that are kept */
	size_t last;                   /* so many of them */
	FILE *log;                     /* NULL: none */
	bool quiet;
};

struct replay_event {
	uint64_t at_ms;
	struct spheron_event event;
};

struct replay {
	const struct replay_wishes *wishes;
	struct world_plan plan;        /* that of the cell, with checks if a claim asks for them */
	struct watcher *watcher;
	struct world *world;           /* at that moment */
	struct run_seen seen;          /* what claims have seen until then */
	struct replay_event *event;    /* a ring: the oldest is n_events % last, if it is full */
	uint64_t n_events;             /* that would have been kept */
	uint64_t now_ms;               /* how far it came */
	bool ended, surprised;
	struct world_surprise surprise;
	struct world_result result;    /* if it ended */
	char fault[320];               /* which invariant is broken; "" none */
};

void replay_run(struct replay *r, const struct replay_wishes *wishes);
void replay_free(struct replay *r);

/* The i-th of the events kept, from the oldest on, and how many there are. */
size_t replay_kept(const struct replay *r);
const struct replay_event *replay_event_at(const struct replay *r, size_t i);

/* "provider" and so on, and the kind of record that such a one has. */
const char *replay_entity_name(size_t kind);
enum spheron_record_kind replay_record_kind(enum expr_entity kind);

#endif
