/* player.h - plays command lines to the library and keeps what it answers as text.
 *
 * Used by the programs that play long random logs; rule tests have world.h.
 */
#ifndef TESTS_PLAYER_H
#define TESTS_PLAYER_H

#include "protocol/spheron.h"

#include <stdio.h>

struct player {
	struct spheron *state;
	struct spheron_command command; /* the last one, as it was read */
	enum spheron_result result;     /* of it */
	uint64_t lines;
	char *out; /* output lines of the last command: deadlines, then the receipt */
	size_t out_size, out_room;
	char *events; /* of the deadline or command in progress */
	size_t events_size, events_room;
	struct spheron_due due;
	uint64_t dues; /* deadlines fired in all */
};

/* Begins with a state that has next to no room, so that every table grows. */
void player_begin(struct player *p);
void player_end(struct player *p);

/* Plays one line; the answer is in p->out, p->result and p->command.verb. */
void player_line(struct player *p, const char *line, size_t size);

/* Plays a command without text in between and without keeping output. */
enum spheron_result player_apply(struct player *p, const struct spheron_command *command,
		const struct spheron_sink *sink);

/* A copy of a state of the same capacity, or one table larger; the caller frees. */
struct spheron *state_copy(const struct spheron *state);
struct spheron *state_grow(struct spheron *state);

/* The state as dump lines with the terms of running proposals, and a state rebuilt from them. */
char *state_save(struct spheron *state, size_t *size);
struct spheron *state_load(const char *text, size_t size);

/* The hash of a state as 64 hex digits. */
void state_hash(struct spheron *state, char hex[65]);

/* Stops the program if memory has run out. */
void *must(void *memory);

#endif
