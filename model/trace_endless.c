#include "model/trace.h"

#include "model/stream.h"

#include <assert.h>
#include <math.h>

#define BLOCKS_TRIED 10000

/* What of the trace is used: from from_s, width_s of it, blocks beginning at choices multiples. */
struct window {
	double from_s, width_s, block_s, step_s;
	uint64_t choices;
};

static struct window window_of(const struct trace_resample *how)
{
	struct window w = { .from_s = fmax(how->from_s, trace_from_s(how->trace)), .step_s = 0.001 };

	w.width_s = fmax(trace_until_s(how->trace) - w.from_s, 0);
	if (how->block_s > 0 && how->align_s > 0 && w.width_s >= how->align_s) {
		w.step_s = how->align_s;
		w.width_s = how->align_s * floor(w.width_s / how->align_s);
	}
	w.choices = (uint64_t) fmax(floor(w.width_s / w.step_s + 1e-9), 1);
	w.block_s = how->block_s > 0 ? fmin(how->block_s, w.width_s) : w.width_s;
	return w;
}

/* Where in the window block number `block` begins. */
static double offset_of(const struct trace_resample *how, const struct window *w, uint64_t block)
{
	struct stream s;

	if (how->block_s <= 0)
		return 0;
	stream_open(&s, &(struct stream_key) { .seed = how->seed, .replication = how->replication,
			.kind = STREAM_TRACE, .id = trace_id(how->trace), .purpose = FOR_RESAMPLE,
			.occasion = block });
	return (double) stream_below(&s, w->choices) * w->step_s;
}

/* A seam is a double where two sums meet: a time that rounding left just before one is behind it. */
static uint64_t block_at(const struct window *w, double at_s)
{
	uint64_t block = (uint64_t) (at_s / w->block_s);

	while ((double) (block + 1) * w->block_s <= at_s)
		block++;
	while (block > 0 && (double) block * w->block_s > at_s)
		block--;
	return block;
}

/* One stretch of time that plays without a seam: endless [begin_s, end_s) is the trace from source_s. */
struct stretch {
	double begin_s, end_s, source_s;
};

/* The stretch of a block that `at_s` lies in; a block that comes to the end of the window goes on at
 * its begin and has two. */
static struct stretch stretch_at(const struct trace_resample *how, const struct window *w,
		double at_s)
{
	uint64_t block = block_at(w, at_s);
	double begin_s = (double) block * w->block_s, end_s = (double) (block + 1) * w->block_s;
	double offset_s = offset_of(how, w, block), turn_s = begin_s + (w->width_s - offset_s);

	if (turn_s >= end_s)
		return (struct stretch) { begin_s, end_s, w->from_s + offset_s };
	if (at_s < turn_s)
		return (struct stretch) { begin_s, turn_s, w->from_s + offset_s };
	return (struct stretch) { turn_s, end_s, w->from_s };
}

double trace_source_s(const struct trace_resample *how, double at_s, double *until_s)
{
	struct window w = window_of(how);
	struct stretch s;

	assert(at_s >= 0 && w.width_s > 0);
	s = stretch_at(how, &w, at_s);
	if (until_s)
		*until_s = s.end_s;
	return s.source_s + (at_s - s.begin_s);
}

/* ---- orders ---- */

/* The next stretch of the trace into the walk; a trace without blocks has one. */
static void advance(struct trace_walk *walk, const struct window *w)
{
	struct stretch s = stretch_at(&walk->how, w, walk->at_s);

	walk->next = trace_first_at(walk->how.trace, s.source_s);
	walk->end = trace_first_at(walk->how.trace, s.source_s + (s.end_s - s.begin_s));
	walk->shift_s = s.begin_s - s.source_s;
	walk->at_s = s.end_s;
	if (walk->how.block_s <= 0)
		walk->ends = true;
}

void trace_walk_open(struct trace_walk *walk, const struct trace_resample *how)
{
	struct window w = window_of(how);
	size_t first = trace_first_at(how->trace, w.from_s);

	*walk = (struct trace_walk) { .how = *how };
	/* Nothing in the window: there would be no end of empty blocks. */
	walk->ends = w.width_s <= 0 || first == trace_first_at(how->trace, w.from_s + w.width_s);
}

bool trace_walk_next(struct trace_walk *walk, double *at_s, const struct trace_order **order)
{
	while (walk->next == walk->end) {
		struct window w = window_of(&walk->how);

		if (walk->ends)
			return false;
		advance(walk, &w);
	}
	*order = trace_order(walk->how.trace, walk->next++);
	*at_s = fmax((*order)->at_s + walk->shift_s, 0);
	walk->taken++;
	return true;
}

bool trace_walk_to(struct trace_walk *walk, uint64_t k)
{
	if (k < walk->taken) {
		struct trace_resample how = walk->how;

		trace_walk_open(walk, &how);
	}
	while (k - walk->taken >= walk->end - walk->next) {
		struct window w = window_of(&walk->how);

		walk->taken += walk->end - walk->next;
		walk->next = walk->end;
		if (walk->ends)
			return false;
		advance(walk, &w);
	}
	walk->next += (size_t) (k - walk->taken);
	walk->taken = k;
	return true;
}

/* ---- who is up ---- */

bool trace_up(const struct trace_resample *how, uint32_t entity, double at_s)
{
	double until_s;

	return trace_run_up(how->trace, entity, trace_source_s(how, at_s, NULL), &until_s);
}

/* Is it up, or down, all through the window? */
static bool never_changes(const struct trace_resample *how, uint32_t entity)
{
	struct window w = window_of(how);
	double at_s = w.from_s, until_s;
	bool up = trace_run_up(how->trace, entity, at_s, &until_s);

	while (until_s < w.from_s + w.width_s) {
		at_s = until_s;
		if (trace_run_up(how->trace, entity, at_s, &until_s) != up)
			return false;
	}
	return true;
}

double trace_change_s(const struct trace_resample *how, uint32_t entity, double at_s)
{
	struct window w = window_of(how);
	bool up = trace_up(how, entity, at_s);

	if (never_changes(how, entity))
		return INFINITY;
	for (unsigned i = 0; i < BLOCKS_TRIED; i++) {
		struct stretch s = stretch_at(how, &w, at_s);
		double source_s = s.source_s + (at_s - s.begin_s), until_s;

		while (at_s < s.end_s) {
			if (trace_run_up(how->trace, entity, source_s, &until_s) != up)
				return at_s;
			at_s = fmax(s.begin_s + (until_s - s.source_s), nextafter(at_s, INFINITY));
			source_s = until_s;
		}
		at_s = s.end_s;
	}
	return INFINITY;
}

/* ---- series ---- */

static bool all_positive(const struct trace *t)
{
	for (size_t i = 0; i < trace_size(t); i++)
		if (!(trace_point(t, i)->value > 0))
			return false;
	return true;
}

double trace_value_resampled(const struct trace_resample *how, double at_s,
		enum trace_between between)
{
	struct window w = window_of(how);
	bool logs = all_positive(how->trace);
	double level = trace_value(how->trace, w.from_s, between);
	uint64_t last;

	if (how->block_s <= 0 || w.width_s <= 0)
		return trace_value(how->trace, w.from_s + at_s, between);
	last = block_at(&w, at_s);
	/* No block may run over the end: there the series would jump back to its begin. */
	w.choices = (uint64_t) floor((w.width_s - w.block_s) / w.step_s + 1e-9) + 1;
	for (uint64_t block = 0; block <= last; block++) {
		double source_s = w.from_s + offset_of(how, &w, block);
		double played_s = block < last ? w.block_s : at_s - (double) last * w.block_s;
		double a = trace_value(how->trace, source_s, between);
		double b = trace_value(how->trace, source_s + played_s, between);

		level = logs ? level * (b / a) : level + (b - a);
	}
	return level;
}
