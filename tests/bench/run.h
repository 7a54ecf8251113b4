/* run.h - one size of network measured. */
#ifndef TESTS_BENCH_RUN_H
#define TESTS_BENCH_RUN_H

#include "tests/bench/meter.h"
#include "protocol/spheron.h"

#include <stdbool.h>

enum { DUES = 12, SEGMENTS_MAX = 4096 };

/* How long to run. */
struct effort {
	uint32_t nodes;
	uint32_t hours;  /* of the network, measured */
	uint32_t warm_h; /* before, to fill the market */
	uint64_t single; /* commands measured one by one */
};

struct outcome {
	struct effort effort;
	double founding_s;
	uint64_t founding_commands;
	/* the stream */
	uint64_t commands, refused, said[SPHERON_VERB_COUNT], refused_of[SPHERON_VERB_COUNT];
	uint64_t events, fired[DUES];
	double cpu_s, wall_s;      /* without era closes */
	double rate[SEGMENTS_MAX]; /* commands a second of CPU, by segment */
	unsigned segments;
	double era_cpu_s, era_least_s;
	unsigned eras;
	/* one by one */
	struct spread verb[SPHERON_VERB_COUNT], due[DUES];
	/* memory */
	uint64_t size, used_founded, used_running;
	uint32_t leases;
};

/* Ends the program with a line if the library gave different results twice. */
void run_size(const struct effort *effort, struct outcome *out);

/* Carries on if `state` has other capacities than `like`: the same content with those. */
struct spheron *same_room(struct spheron *state, const struct spheron *like);

#endif
