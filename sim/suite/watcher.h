/* watcher.h - what one run of a test says to the claims that are made of it.
 *
 *	struct watcher *w = watcher_new(test, 0, run, &limits);
 *	struct world *world = world_new_watched(&cell->plan, run, NULL, watcher_watch(w), watcher_world(w));
 *	... run it to its end ...
 *	watcher_end(w, &result, &seen);
 *
 * A claim without an event is asked whenever something has changed: after each command and each
 * deadline, of those entities that its events concern (touched.h), or, if it is about everything at
 * once, once; and of everybody at each era close.  A claim with an event is asked at the event, in the
 * middle of what the protocol does there.
 */
#ifndef SIM_SUITE_WATCHER_H
#define SIM_SUITE_WATCHER_H

#include "sim/suite/claims.h"
#include "sim/suite/fingerprint.h"
#include "sim/world/world.h"

#include <stdbool.h>
#include <stdint.h>

/* What was seen of one claim in one run. */
struct sighting {
	bool broken;                   /* it does not hold here */
	uint64_t asked;                /* how often there was an answer */
	uint64_t count;                /* how often it was true (sometimes) */
	bool known;                    /* mean, paired, prob: there is a value */
	bool truth;
	double value;
	uint64_t at_ms;                /* the first time that it did not hold */
	char who[100], what[300];      /* whom it concerned; what was there instead */
};

enum run_end { RUN_DONE, RUN_OVER_WALL, RUN_OVER_MEMORY, RUN_OVER_EVENTS, RUN_STOPPED, RUN_BROKEN };

struct run_seen {
	enum run_end end;
	uint32_t run;
	uint64_t events, bytes, eras;
	double seconds;
	struct sighting *sighting;     /* [n_claims] */
	double *other;                 /* [n_claims]: the value of a paired claim in its arm; NAN: none */
	char fault[320];               /* RUN_BROKEN: which invariant */
	struct fingerprint print;
	struct world_result result;    /* outcome and hash, while `kept` */
	bool kept;
};
void run_seen_free(struct run_seen *seen);

/* What a run may use; looked at now and then. */
struct run_limits {
	double until;                  /* on the monotonic clock, in seconds; infinite: no limit */
	uint64_t memory_bytes, events; /* 0: no limit */
	const volatile int *stop;      /* not 0: all is to end */
};

struct watcher;

/* Watches the arm of a test: 0 all claims, otherwise the values of paired ones with that arm. */
struct watcher *watcher_new(const struct test *test, uint32_t arm, const struct run_limits *limits);
void watcher_free(struct watcher *w);
const struct world_watch *watcher_watch(struct watcher *w);
struct world **watcher_world(struct watcher *w);

/* The run has ended, with what came of it, or was halted; fills in the sightings of this arm. */
void watcher_end(struct watcher *w, const struct world_result *result, struct run_seen *seen);
enum run_end watcher_why_halted(const struct watcher *w);

/* One run of all arms of a test, from begin to end. */
struct run_seen *run_watched(const struct test *test, uint32_t run, const struct run_limits *limits);

double watch_clock(void); /* seconds, monotonic */

#endif
