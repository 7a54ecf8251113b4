/* tape.h - commands recorded beforehand, so that measuring measures the library alone.
 *
 * A struct spheron_command is as large as its largest arguments, some 4,800 bytes; on the tape each
 * takes what its verb needs.  tape_chunk() unpacks the next few hundred into an array (that is not
 * measured), which spheron_apply() then walks through.
 */
#ifndef TESTS_BENCH_TAPE_H
#define TESTS_BENCH_TAPE_H

#include "protocol/spheron.h"

#define CHUNK 512

struct tape {
	char *data;
	size_t size, room, at;
	uint64_t commands;
};

/* The next part of a tape: up to CHUNK commands, or one alone that closes an era. */
struct chunk {
	struct spheron_command command[CHUNK];
	uint8_t result[CHUNK]; /* what each came to when it was recorded */
	unsigned n;
	bool closes_era;
};

void tape_add(struct tape *tape, const struct spheron_command *command, enum spheron_result result,
	bool closes_era);
void tape_clear(struct tape *tape);
void tape_rewind(struct tape *tape);
void tape_free(struct tape *tape);

/* False at the end. */
bool tape_chunk(struct tape *tape, struct chunk *chunk);

#endif
