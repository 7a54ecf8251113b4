/* checker.h - plays commands with the invariants of the protocol watched over (RULES.md chapter 6).
 *
 * How closely: not at all; at the end; whenever the block changes; or after every command and every
 * deadline, each compared with the state before it.
 */
#ifndef SIM_CHECKER_H
#define SIM_CHECKER_H

#include "sim/player.h"

enum check_level { CHECK_NOT, CHECK_END, CHECK_BLOCK, CHECK_EVERY };

/* "end", "block" or "every"; false if it is none of them, the reason has been said. */
bool check_level_named(const char *name, enum check_level *level);

struct checker {
	enum check_level level;
	uint64_t block; /* at the last check */
	void *scratch;
	size_t scratch_room;
	struct spheron *before; /* the state before the step in progress */
	struct spheron_event *events;
	size_t n_events, events_room;
	struct player *player;
	struct spheron_due due;
	struct spheron_violation violation;
	bool broken;
};

void checker_begin(struct checker *c, enum check_level level);
void checker_free(struct checker *c);

/* Applies what the player has read.  False, with *violation set, if an invariant is broken. */
bool checker_play(struct checker *c, struct player *player, struct spheron_violation *violation);

/* Checks a state by itself, whatever the level. */
bool checker_holds(struct checker *c, struct spheron *state, struct spheron_violation *violation);

/* After the last command: with any level but CHECK_NOT all invariants, and that everybody can take
 * out what is theirs (I18). */
bool checker_end(struct checker *c, struct player *player, struct spheron_violation *violation);

#endif
