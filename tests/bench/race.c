#include "tests/bench/race.h"

#include "support/talk.h"
#include "tests/bench/meter.h"
#include "tests/bench/plain.h"
#include "tests/bench/stream.h"
#include "tests/bench/tape.h"

#include <stdlib.h>
#include <string.h>

struct track {
	struct network net;
	struct stream stream;
	struct spheron *start; /* the network as founded */
	struct tape tape;
	struct chunk chunk;
};

static void disagree(const char *what)
{
	talk_error("the library and the plain version disagree about %s", what);
	exit(70);
}

static struct spheron *copy_of(const struct spheron *st)
{
	struct spheron_capacity c;

	spheron_capacity(st, &c);
	return spheron_copy(block_for(&c), &c, st);
}

/* Commands of one era: the plain version knows no era close. */
static void record(struct track *t, struct race *race, uint64_t commands)
{
	static struct spheron_command c;
	enum spheron_result result;
	bool closes_era;

	stream_begin(&t->stream, &t->net, 77, 8 * 3600);
	stream_phase(&t->stream, PHASE_HOT);
	while (t->tape.commands < commands && t->stream.now < t->stream.era_end - 60) {
		stream_next(&t->stream, &c, &result, &closes_era);
		tape_add(&t->tape, &c, result, false);
		race->said[c.verb]++;
		race->refused += result != SPHERON_OK;
	}
	race->commands = t->tape.commands;
}

static double ours(struct track *t)
{
	struct spheron *st = copy_of(t->start);
	unsigned wrong = 0;
	double took = 0;

	tape_rewind(&t->tape);
	while (tape_chunk(&t->tape, &t->chunk)) {
		double begun = cpu_seconds();

		for (unsigned i = 0; i < t->chunk.n; i++)
			wrong +=
				spheron_apply(st, &t->chunk.command[i], NULL) != t->chunk.result[i];
		took += cpu_seconds() - begun;
	}
	if (wrong)
		disagree("its own results");
	free(st);
	return took;
}

static double theirs(struct track *t, bool compare)
{
	struct plain *p = plain_new(t->start);
	unsigned wrong = 0;
	double took = 0;
	char what[80];

	tape_rewind(&t->tape);
	while (tape_chunk(&t->tape, &t->chunk)) {
		double begun = cpu_seconds();

		for (unsigned i = 0; i < t->chunk.n; i++)
			wrong += plain_apply(p, &t->chunk.command[i]) != t->chunk.result[i];
		took += cpu_seconds() - begun;
	}
	if (wrong)
		disagree("the result of a command");
	if (compare && !plain_agrees(p, t->net.state, what))
		disagree(what);
	plain_free(p);
	return took;
}

void race_run(struct race *race, uint32_t nodes, uint64_t commands, unsigned laps)
{
	struct track *t = memory(sizeof *t);

	memset(t, 0, sizeof *t);
	memset(race, 0, sizeof *race);
	race->nodes = nodes;
	network_begin(&t->net, nodes, true);
	t->start = copy_of(t->net.state);
	record(t, race, commands);
	for (; race->laps < laps && race->laps < LAPS_MAX; race->laps++) {
		race->ours_s[race->laps] = ours(t);
		race->plain_s[race->laps] = theirs(t, race->laps == 0);
	}
	race->ours_median = median_of(race->ours_s, race->laps);
	race->plain_median = median_of(race->plain_s, race->laps);
	free(t->start);
	stream_end(&t->stream);
	network_end(&t->net);
	tape_free(&t->tape);
	free(t);
}
