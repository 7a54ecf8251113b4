/* crowd.h - a random crowd that uses the protocol: every command, sensible and senseless.
 *
 * A seed decides the setting (profile, clock, parameters at their bounds or small enough that caps
 * and deadlines are met all the time, rich or poor people, which commands are in fashion) and then the
 * whole stream of commands, given how the state answers.  The same seed gives the same log on every
 * machine.
 */
#ifndef TESTS_CROWD_H
#define TESTS_CROWD_H

#include "protocol/spheron.h"
#include "support/pcg.h"

struct crowd {
	struct pcg rng;
	uint64_t seed;
	unsigned sent;         /* commands so far */
	uint8_t poor;          /* little money about */
	uint8_t spree;         /* misconduct verdicts of 99.9 %, again and again */
	uint8_t explicit_clock;
	uint8_t sensible;      /* the sender of this command knows what it does */
	uint8_t pointless;     /* what it is about to send has nothing to act on */
	uint8_t late_ids;      /* ids of some kinds are nearly used up (ID-05) */
	uint8_t weight[SPHERON_VERB_COUNT];
	uint32_t weights;      /* sum */
};

void crowd_begin(struct crowd *c, uint64_t seed);

/* The next command, given the state it will be applied to.  String arguments point to constants. */
void crowd_next(struct crowd *c, struct spheron *state, struct spheron_command *command);

/* A capacity of one record of each kind, so that every table grows in every log. */
extern const struct spheron_capacity small_state;

/* Spoils a command line here and there, mostly beyond repair; returns the new size.  `text` has room
 * for `size` more bytes. */
size_t crowd_spoil(struct crowd *c, char *text, size_t size);

#endif
