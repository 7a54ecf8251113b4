/* crowd_parts.h - the parts of a random log, for crowd.c, which puts them together. */
#ifndef TESTS_CROWD_PARTS_H
#define TESTS_CROWD_PARTS_H

#include "tests/crowd/crowd.h"

/* The first command of a log. */
void crowd_genesis(struct crowd *c, struct spheron_command *out);

/* Sets sender and arguments of a command; now and then senseless ones. */
typedef void say(struct crowd *c, const struct spheron *st, struct spheron_command *out);

/* How each command is said, and how often by default. */
struct crowd_habit {
	say *say;
	uint8_t weight;
};
extern const struct crowd_habit crowd_habits[SPHERON_VERB_COUNT];

#endif
