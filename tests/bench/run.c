#include "tests/bench/run.h"

#include "support/progress.h"
#include "support/talk.h"
#include "tests/bench/stream.h"
#include "tests/bench/tape.h"

#include <stdlib.h>
#include <string.h>

#define SEGMENT 200000u

/* The cheapest sink that still looks: it counts. */
struct counts {
	uint64_t events, fired[DUES];
};

static void count_due(void *ctx, const struct spheron_due *due)
{
	struct counts *c = ctx;

	c->fired[due->what]++;
}

static void count_event(void *ctx, const struct spheron_event *event)
{
	struct counts *c = ctx;

	(void) event;
	c->events++;
}

/* Two networks: the stream plays on the first and is recorded; the second follows, and is measured.
 */
struct run {
	const struct effort *effort;
	struct outcome *out;
	struct network net;
	struct stream stream;
	struct spheron *follower;
	struct tape tape;
	struct chunk chunk;
	struct counts counts;
	struct progress progress;
	uint64_t tick_cost;
};

struct spheron *same_room(struct spheron *state, const struct spheron *like)
{
	struct spheron_capacity a, b;
	struct spheron *copy;

	spheron_capacity(state, &a);
	spheron_capacity(like, &b);
	if (memcmp(&a, &b, sizeof a) == 0)
		return state;
	copy = spheron_copy(block_for(&b), &b, state);
	free(state);
	return copy;
}

static void must_agree(bool same, const char *what)
{
	if (same)
		return;
	talk_error("%s differs between the recorded and the measured run; the library is not "
		   "deterministic",
		what);
	exit(70);
}

/* ---- recording ---- */

static void play(struct run *r, uint64_t until_t)
{
	static struct spheron_command c;
	enum spheron_result result;
	bool closes_era;

	while (r->stream.now < until_t)
		stream_next(&r->stream, &c, &result, &closes_era);
}

/* Up to a segment, or to that second. */
static void record(struct run *r, uint64_t until_t, uint64_t most)
{
	static struct spheron_command c;
	enum spheron_result result;
	bool closes_era;

	tape_clear(&r->tape);
	while (r->stream.now < until_t && r->tape.commands < most) {
		stream_next(&r->stream, &c, &result, &closes_era);
		tape_add(&r->tape, &c, result, closes_era);
	}
	r->follower = same_room(r->follower, r->net.state);
}

/* ---- measuring many ---- */

static unsigned apply_chunk(struct run *r, const struct spheron_sink *sink)
{
	const struct chunk *c = &r->chunk;
	unsigned wrong = 0;

	for (unsigned i = 0; i < c->n; i++)
		wrong += spheron_apply(r->follower, &c->command[i], sink) != c->result[i];
	return wrong;
}

static void count_said(struct run *r)
{
	struct outcome *o = r->out;

	for (unsigned i = 0; i < r->chunk.n; i++) {
		unsigned verb = r->chunk.command[i].verb;

		o->said[verb]++;
		o->refused_of[verb] += r->chunk.result[i] != SPHERON_OK;
		o->refused += r->chunk.result[i] != SPHERON_OK;
	}
	o->commands += r->chunk.n;
}

static void measure_segment(struct run *r)
{
	struct spheron_sink sink = { &r->counts, count_due, count_event, NULL };
	struct outcome *o = r->out;
	double cpu = 0;
	uint64_t n = 0;

	while (tape_chunk(&r->tape, &r->chunk)) {
		double wall_0 = wall_seconds(), cpu_0 = cpu_seconds(), took;
		unsigned wrong = apply_chunk(r, &sink);

		took = cpu_seconds() - cpu_0;
		must_agree(wrong == 0, "the result of a command");
		count_said(r);
		if (r->chunk.closes_era) {
			o->era_cpu_s += took;
			if (o->eras++ == 0 || took < o->era_least_s)
				o->era_least_s = took;
		} else {
			o->wall_s += wall_seconds() - wall_0;
			cpu += took;
			n += r->chunk.n;
		}
	}
	o->cpu_s += cpu;
	if ((n >= SEGMENT / 2 || o->segments == 0) && o->segments < SEGMENTS_MAX)
		o->rate[o->segments++] = (double) n / cpu;
}

/* ---- measuring one by one ---- */

struct watch {
	struct run *run;
	uint64_t begun;
	unsigned what;
};

static void watch_begin(void *ctx, const struct spheron_due *due)
{
	struct watch *w = ctx;

	w->what = due->what;
	w->begun = tick_ns();
}

static void watch_event(void *ctx, const struct spheron_event *event)
{
	struct watch *w = ctx;

	(void) event;
	w->run->counts.events++;
}

static void note_time(struct run *r, struct spread *s, uint64_t begun, uint64_t ended)
{
	uint64_t took = ended - begun;

	spread_add(s, took > r->tick_cost ? took - r->tick_cost : 0);
}

static void watch_end(void *ctx)
{
	struct watch *w = ctx;

	note_time(w->run, &w->run->out->due[w->what], w->begun, tick_ns());
}

/* The clock is moved first, so that deadlines count for themselves. */
static void measure_singly(struct run *r)
{
	static struct spheron_command advance = { .verb = SPHERON_CMD_ADVANCE };
	struct watch watch = { r, 0, 0 };
	struct spheron_sink sink = { &watch, watch_begin, watch_event, watch_end };

	while (tape_chunk(&r->tape, &r->chunk)) {
		for (unsigned i = 0; i < r->chunk.n; i++) {
			const struct spheron_command *c = &r->chunk.command[i];
			enum spheron_result result;
			uint64_t begun;

			advance.t = c->t;
			spheron_apply(r->follower, &advance, &sink);
			begun = tick_ns();
			result = spheron_apply(r->follower, c, &sink);
			note_time(r, &r->out->verb[c->verb], begun, tick_ns());
			must_agree(result == r->chunk.result[i], "the result of a command");
		}
	}
}

/* ---- the whole ---- */

static void must_be_same(struct run *r)
{
	struct spheron_record a, b;
	uint8_t bytes_a[SPHERON_RECORD_BYTES], bytes_b[SPHERON_RECORD_BYTES];
	size_t size;

	spheron_find(r->net.state, SPHERON_RECORD_META, 0, 0, 0, &a);
	spheron_find(r->follower, SPHERON_RECORD_META, 0, 0, 0, &b);
	size = spheron_record_bytes(&a, bytes_a);
	must_agree(size == spheron_record_bytes(&b, bytes_b) && memcmp(bytes_a, bytes_b, size) == 0,
		"the state");
}

static void found(struct run *r)
{
	double begun = cpu_seconds();

	network_begin(&r->net, r->effort->nodes, false);
	r->out->founding_s = cpu_seconds() - begun;
	r->out->founding_commands = r->net.commands;
	r->out->used_founded = spheron_bytes_used(r->net.state);
}

/* A day or more is measured from the second day on; less around the end of the first era, so that
 * there is an era close in any case. */
static uint64_t first_second(const struct effort *e)
{
	return e->hours >= 24 ? T0 + ERA_S + 3600 : T0 + ERA_S - e->hours * 1800u;
}

/* The last two hours before are like any others. */
static void warm_up(struct run *r)
{
	uint64_t from = first_second(r->effort), warm_s = r->effort->warm_h * 3600u;

	stream_begin(&r->stream, &r->net, r->effort->nodes, from - T0 - warm_s);
	stream_phase(&r->stream, PHASE_MARKET);
	play(r, from - 7200);
	stream_phase(&r->stream, PHASE_DAY);
	play(r, from);
	r->follower = block_for(&r->net.capacity);
	r->follower = spheron_copy(r->follower, &r->net.capacity, r->net.state);
}

static void run_end(struct run *r)
{
	r->out->size = spheron_size(&r->net.capacity);
	r->out->used_running = spheron_bytes_used(r->follower);
	r->out->leases = r->stream.leases;
	r->out->events = r->counts.events;
	memcpy(r->out->fired, r->counts.fired, sizeof r->out->fired);
	stream_end(&r->stream);
	network_end(&r->net);
	free(r->follower);
	tape_free(&r->tape);
}

void run_size(const struct effort *effort, struct outcome *out)
{
	struct run *r = memory(sizeof *r);
	uint64_t until;

	memset(r, 0, sizeof *r);
	memset(out, 0, sizeof *out);
	out->effort = *effort;
	r->effort = effort;
	r->out = out;
	r->tick_cost = tick_cost_ns();
	progress_begin(&r->progress, "measuring", "commands", false);
	found(r);
	warm_up(r);
	until = first_second(effort) + effort->hours * 3600u;
	while (r->stream.now < until) {
		record(r, until, SEGMENT);
		measure_segment(r);
		progress_show(&r->progress, out->commands, -1);
	}
	r->out->events = r->counts.events;
	for (uint64_t n = 0; n < effort->single; n += r->tape.commands) {
		record(r, UINT64_MAX, SEGMENT);
		measure_singly(r);
	}
	progress_end(&r->progress);
	must_be_same(r);
	run_end(r);
	free(r);
}
