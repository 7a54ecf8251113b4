/* player.h - plays command lines to the protocol library and keeps what it answers as text.
 *
 * The library has no memory of its own; a player has, and gives the state more whenever a table is
 * full.
 */
#ifndef SIM_PLAYER_H
#define SIM_PLAYER_H

#include "protocol/spheron.h"

struct player {
	struct spheron *state;
	struct spheron_command command; /* the last one, as it was read */
	enum spheron_result result;     /* of it */
	struct spheron_fault fault;     /* if it was malformed */
	bool malformed;
	uint64_t lines; /* played so far */
	char *out;      /* output lines of the last command: deadlines, then the receipt */
	size_t out_size;
	const struct spheron_sink *also; /* told everything too, if not NULL */

	/* of the deadline or command in progress */
	char *events;
	size_t events_size, events_room, out_room;
	struct spheron_due due;
};

/* Begins with an empty state of this capacity; tables grow as needed. */
void player_begin(struct player *p, const struct spheron_capacity *capacity);
void player_end(struct player *p);

/* Plays one line, without LF.  The answer is in the fields above. */
void player_line(struct player *p, const char *line, size_t size);

/* Reads a line into p->command; false if it is malformed.  First half of player_line(), for who wants
 * to look at the command or change it. */
bool player_read(struct player *p, const char *line, size_t size);

/* Applies what was read and composes the output.  Second half. */
void player_apply(struct player *p);

/* In between, for who wants to see the state after the deadlines and before the command: moves the
 * clock to the command's instant.  It changes nothing of what comes out (TIME-05, TIME-07). */
void player_advance(struct player *p);

/* Memory for a state, on a cache line, where the library is fastest. */
void *state_memory(const struct spheron_capacity *capacity);

/* A copy of a state of the same capacity; a copy with the table that was full twice as large, which
 * frees the old one. */
struct spheron *state_copy(const struct spheron *state);
struct spheron *state_grow(struct spheron *state);

/* The hash of a state as 64 hex digits. */
void state_hash(struct spheron *state, char hex[65]);

/* What malloc or realloc returned; ends the program with status 70 if that is NULL. */
void *must(void *memory);

/* Makes room for `size` bytes in a growing buffer. */
void buffer_reserve(char **buffer, size_t *room, size_t size);

#endif
