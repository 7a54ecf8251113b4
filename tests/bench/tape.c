#include "tests/bench/tape.h"

#include "tests/bench/network.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

/* What stands before the arguments of each command. */
struct entry {
	uint64_t t;
	uint32_t from;
	uint16_t size; /* of the arguments */
	uint8_t verb, result, closes_era;
};

static size_t arguments_size(const struct spheron_command *c)
{
	static const uint16_t size[SPHERON_VERB_COUNT] = {
#define SIZE(constant, text, member, shape)                                                        \
	[SPHERON_CMD_##constant] = sizeof(struct spheron_args_##shape),
		SPHERON_COMMANDS(SIZE)
#undef SIZE
	};

	if (c->verb == SPHERON_CMD_FIZZ_CHECKS)
		return offsetof(struct spheron_args_fizz_checks, list.item) +
		       c->u.fizz_checks.list.count * sizeof(struct spheron_check);
	return size[c->verb];
}

void tape_add(struct tape *tape, const struct spheron_command *c, enum spheron_result result,
	bool closes_era)
{
	struct entry e = { c->t, c->from, (uint16_t) arguments_size(c), (uint8_t) c->verb,
		(uint8_t) result, closes_era };

	if (tape->room - tape->size < sizeof e + e.size) {
		tape->room = tape->room * 2 + 65536;
		tape->data = more_memory(tape->data, tape->room);
	}
	memcpy(tape->data + tape->size, &e, sizeof e);
	memcpy(tape->data + tape->size + sizeof e, &c->u, e.size);
	tape->size += sizeof e + e.size;
	tape->commands++;
}

void tape_clear(struct tape *tape)
{
	tape->size = tape->at = 0;
	tape->commands = 0;
}

void tape_rewind(struct tape *tape)
{
	tape->at = 0;
}

void tape_free(struct tape *tape)
{
	free(tape->data);
}

bool tape_chunk(struct tape *tape, struct chunk *chunk)
{
	chunk->n = 0;
	chunk->closes_era = false;
	while (chunk->n < CHUNK && tape->at < tape->size) {
		struct spheron_command *c = &chunk->command[chunk->n];
		struct entry e;

		memcpy(&e, tape->data + tape->at, sizeof e);
		if (e.closes_era && chunk->n > 0)
			break;
		c->t = e.t;
		c->from = e.from;
		c->has_b = 0;
		c->verb = (enum spheron_verb) e.verb;
		memcpy(&c->u, tape->data + tape->at + sizeof e, e.size);
		chunk->result[chunk->n++] = e.result;
		tape->at += sizeof e + e.size;
		chunk->closes_era = e.closes_era;
		if (e.closes_era)
			break;
	}
	return chunk->n > 0;
}
