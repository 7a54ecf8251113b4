/* race.h - the library against the plain version, on the same commands in the same run. */
#ifndef TESTS_BENCH_RACE_H
#define TESTS_BENCH_RACE_H

#include "protocol/spheron.h"

enum { LAPS_MAX = 15 };

struct race {
	uint32_t nodes;
	unsigned laps;
	uint64_t commands, refused, said[SPHERON_VERB_COUNT];
	double ours_s[LAPS_MAX], plain_s[LAPS_MAX]; /* CPU, ascending afterwards */
	double ours_median, plain_median;
};

/* `laps` times each, in turns.  Ends the program with a line if the two disagree in a result or, in
 * the end, about a node. */
void race_run(struct race *race, uint32_t nodes, uint64_t commands, unsigned laps);

#endif
