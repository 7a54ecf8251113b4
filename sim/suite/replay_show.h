/* replay_show.h - what a replay has to tell, for people and as JSON. */
#ifndef SIM_SUITE_REPLAY_SHOW_H
#define SIM_SUITE_REPLAY_SHOW_H

#include "sim/suite/replay.h"

/* What run it is, the last events, the claims as they stand, then the state of whom it is about, or what
 * there is of everything. */
void replay_show(const struct replay *r);

/* One object on one line:
 *
 *	file, name, cell, seed, run
 *	at_ms, chain_s, era   the moment it came to
 *	ended                 true: that is the end of the run
 *	broken                the invariant that does not hold, or null
 *	events_seen           how many concerned, of which the last are in
 *	events                of each { at_ms, chain_s, name, fields: { name: value as in a receipt } }
 *	assertions            of each { id, kind, claim, state ("holds", "violated", "open", "later",
 *	                      "not asked"), text, first: null or { at_ms, who, what }, asked, count }
 *	focus                 null, or { who, record: as in a dump, or null, money: [ { bucket, token,
 *	                      units } ] }
 *	totals                null with a focus, else { records: { kind: how many }, money: as above } */
void replay_json(const struct replay *r);

/* Is whom it is about there at that moment? */
bool replay_there(const struct replay *r);

/* "2 d 03:04:05". */
enum { REPLAY_TIME = 40 };
const char *replay_time(char text[REPLAY_TIME], uint64_t ms);

#endif
