/* hold_reference.h - the reference structures: pending-event sets that the calendar is measured
 * against.
 *
 * They belong to this project and were its yardstick before there was a calendar.  They are as bare
 * as they can be: times are doubles, nothing is checked, no event can be found or taken away,
 * memory is what malloc() gives.  Events are ordered by time and then by a number that grows with
 * every wake, first come, first served; a calendar orders by agent, so that the order does not
 * depend on who asked first.
 *
 *     binary  a heap as in the textbooks
 *     four    a heap with four children, without branches on times; free places hold infinity
 *     ladder  ladder queue (Tang, Goh, Thng 2005)
 *     radix   monotone radix heap on the bits of the time (Ahuja, Mehlhorn, Orlin, Tarjan 1990)
 *     sorting the same, small buckets sorted instead of split further
 *
 * Each is a NAME_new(room), NAME_push(q, e), NAME_pop(q); the process ends soon, nothing is freed.
 */
#ifndef TESTS_BENCH_HOLD_REFERENCE_H
#define TESTS_BENCH_HOLD_REFERENCE_H

#include "support/talk.h"

#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

struct event {
	double time_ms;
	uint64_t rank; /* running number << 20 | agent */
};

#define REFERENCE_AGENT_BITS 20

static inline void *need(void *p)
{
	if (!p) {
		talk_error("out of memory");
		exit(1);
	}
	return p;
}

static inline void *need_lines(size_t size)
{
	return need(aligned_alloc(64, (size + 127) & ~(size_t) 63));
}

static inline bool before(struct event a, struct event b)
{
	return a.time_ms < b.time_ms || (a.time_ms == b.time_ms && a.rank < b.rank);
}

static inline int by_order(const void *a, const void *b)
{
	const struct event *x = a, *y = b;

	return before(*x, *y) ? -1 : before(*y, *x);
}

/* The bits of a double that isn't negative are in its order. */
static inline uint64_t bits_of(double time_ms)
{
	uint64_t bits;

	memcpy(&bits, &time_ms, sizeof bits);
	return bits;
}

static inline double after_all(double time_ms)
{
	return nextafter(time_ms, INFINITY);
}

/* ---- binary ---- */

struct binary {
	struct event *at;
	size_t size;
};

static struct binary binary_new(size_t room)
{
	return (struct binary) { need_lines((room + 1) * sizeof(struct event)), 0 };
}

static inline void binary_push(struct binary *q, struct event e)
{
	size_t i = q->size++;

	for (; i && before(e, q->at[(i - 1) / 2]); i = (i - 1) / 2)
		q->at[i] = q->at[(i - 1) / 2];
	q->at[i] = e;
}

static inline struct event binary_pop(struct binary *q)
{
	struct event top = q->at[0], e = q->at[--q->size];
	size_t i = 0;

	for (size_t child = 1; child < q->size; child = 2 * i + 1) {
		if (child + 1 < q->size && before(q->at[child + 1], q->at[child]))
			child++;
		if (!before(q->at[child], e))
			break;
		q->at[i] = q->at[child];
		i = child;
	}
	q->at[i] = e;
	return top;
}

/* ---- four ---- */

typedef unsigned __int128 wide;

struct four {
	struct event *at; /* the four children of one lie in one cache line */
	size_t size;
};

static const struct event at_no_time = { INFINITY, UINT64_MAX };

static struct four four_new(size_t room)
{
	struct event *at = need_lines((room + 64) * sizeof *at);

	for (size_t i = 0; i < room + 64; i++)
		at[i] = at_no_time;
	return (struct four) { at + 3, 0 };
}

static inline wide order(const struct event *e)
{
	return (wide) bits_of(e->time_ms) << 64 | e->rank;
}

static inline void four_rise(struct four *q, size_t i, struct event e)
{
	wide mine = order(&e);

	for (; i && mine < order(&q->at[(i - 1) / 4]); i = (i - 1) / 4)
		q->at[i] = q->at[(i - 1) / 4];
	q->at[i] = e;
}

static inline void four_push(struct four *q, struct event e)
{
	four_rise(q, q->size++, e);
}

static inline size_t lesser(const struct event *at, size_t a, size_t b)
{
	return order(&at[b]) < order(&at[a]) ? b : a;
}

/* The hole goes down to a leaf; what was last rises from there. */
static inline struct event four_pop(struct four *q)
{
	struct event top = q->at[0], e = q->at[--q->size];
	size_t i = 0;

	q->at[q->size] = at_no_time;
	if (!q->size)
		return top;
	for (size_t c = 1; c < q->size; c = 4 * i + 1) {
		size_t least = lesser(q->at, lesser(q->at, c, c + 1), lesser(q->at, c + 2, c + 3));

		q->at[i] = q->at[least];
		i = least;
	}
	four_rise(q, i, e);
	return top;
}

/* ---- ladder ---- */

#define LADDER_SORTED 64 /* events of a bucket that are sorted at once */
#define LADDER_RUNGS  10

struct link {
	struct event e;
	uint32_t next;
};

struct rung {
	uint32_t *head, *tail, *count;
	size_t buckets, room, now;
	double start, width, inverse;
	size_t size;
};

struct ladder {
	struct link *link;
	uint32_t free_link;
	struct event *top;
	size_t top_size;
	double top_min, top_max, top_start;
	struct rung rung[LADDER_RUNGS];
	int rungs;
	struct event *bottom; /* sorted, from head to tail */
	size_t head, tail, bottom_room;
};

static struct ladder ladder_new(size_t room)
{
	struct ladder q = { .link = need_lines((room + 2) * sizeof *q.link),
		.free_link = 1,
		.top = need_lines((room + 1) * sizeof *q.top),
		.top_min = INFINITY,
		.top_max = -INFINITY,
		.top_start = -INFINITY,
		.bottom_room = 2 * room + 1024 };

	q.bottom = need_lines(q.bottom_room * sizeof *q.bottom);
	for (size_t i = 1; i <= room; i++)
		q.link[i].next = i < room ? (uint32_t) i + 1 : 0;
	return q;
}

static inline uint32_t link_take(struct ladder *q, struct event e)
{
	uint32_t i = q->free_link;

	q->free_link = q->link[i].next;
	q->link[i] = (struct link) { e, 0 };
	return i;
}

static inline void link_free(struct ladder *q, uint32_t i)
{
	q->link[i].next = q->free_link;
	q->free_link = i;
}

static void rung_open(struct rung *r, double start, double width, size_t buckets)
{
	if (r->room < buckets) {
		free(r->head);
		free(r->tail);
		free(r->count);
		r->room = buckets;
		r->head = need(malloc(buckets * sizeof *r->head));
		r->tail = need(malloc(buckets * sizeof *r->tail));
		r->count = need(malloc(buckets * sizeof *r->count));
	}
	memset(r->head, 0, buckets * sizeof *r->head);
	memset(r->tail, 0, buckets * sizeof *r->tail);
	memset(r->count, 0, buckets * sizeof *r->count);
	r->buckets = buckets;
	r->now = r->size = 0;
	r->start = start;
	r->width = width;
	r->inverse = 1 / width;
}

static inline void rung_add(struct ladder *q, struct rung *r, uint32_t i)
{
	double place = (q->link[i].e.time_ms - r->start) * r->inverse;
	size_t b = place < 0 ? 0 : (size_t) place;

	if (b >= r->buckets)
		b = r->buckets - 1;
	if (b < r->now)
		b = r->now;
	if (r->tail[b])
		q->link[r->tail[b]].next = i;
	else
		r->head[b] = i;
	r->tail[b] = i;
	q->link[i].next = 0;
	r->count[b]++;
	r->size++;
}

static inline void sink_event(struct event *first, struct event *place, struct event e)
{
	for (; place > first && before(e, place[-1]); place--)
		*place = place[-1];
	*place = e;
}

static inline void bottom_add(struct ladder *q, struct event e)
{
	if (q->tail == q->bottom_room) {
		memmove(q->bottom, q->bottom + q->head, (q->tail - q->head) * sizeof e);
		q->tail -= q->head;
		q->head = 0;
	}
	sink_event(q->bottom + q->head, q->bottom + q->tail++, e);
}

static void bottom_fill(struct ladder *q, uint32_t i)
{
	q->head = q->tail = 0;
	for (uint32_t next; i; i = next) {
		next = q->link[i].next;
		q->bottom[q->tail++] = q->link[i].e;
		link_free(q, i);
	}
	if (q->tail > 48)
		qsort(q->bottom, q->tail, sizeof *q->bottom, by_order);
	else
		for (size_t k = 1; k < q->tail; k++)
			sink_event(q->bottom, q->bottom + k, q->bottom[k]);
}

/* A bottom that grew becomes a rung. */
static void bottom_spawn(struct ladder *q)
{
	size_t size = q->tail - q->head;
	double start = q->bottom[q->head].time_ms;
	double width = (q->bottom[q->tail - 1].time_ms - start) / (double) size;
	struct rung *r = &q->rung[q->rungs];

	if (!(start + width > start))
		return;
	rung_open(r, start, width, size + 2);
	q->rungs++;
	for (size_t i = q->head; i < q->tail; i++)
		rung_add(q, r, link_take(q, q->bottom[i]));
	q->head = q->tail = 0;
}

static inline void ladder_push(struct ladder *q, struct event e)
{
	if (e.time_ms >= q->top_start) {
		q->top[q->top_size++] = e;
		q->top_min = e.time_ms < q->top_min ? e.time_ms : q->top_min;
		q->top_max = e.time_ms > q->top_max ? e.time_ms : q->top_max;
		return;
	}
	for (int i = 0; i < q->rungs; i++) {
		struct rung *r = &q->rung[i];

		if (e.time_ms >= r->start + r->width * (double) r->now) {
			rung_add(q, r, link_take(q, e));
			return;
		}
	}
	bottom_add(q, e);
	if (q->tail - q->head > 4 * LADDER_SORTED && q->rungs < LADDER_RUNGS)
		bottom_spawn(q);
}

/* The top becomes the first rung, or the bottom if it is small; true in that case. */
static bool top_down(struct ladder *q)
{
	bool is_small = q->top_max <= q->top_min || q->top_size <= LADDER_SORTED;
	size_t size = q->top_size;

	if (is_small) {
		q->head = 0;
		q->tail = size;
		memcpy(q->bottom, q->top, size * sizeof *q->top);
		qsort(q->bottom, size, sizeof *q->bottom, by_order);
	} else {
		rung_open(&q->rung[0], q->top_min, (q->top_max - q->top_min) / (double) size,
				size + 2);
		q->rungs = 1;
		for (size_t i = 0; i < size; i++)
			rung_add(q, &q->rung[0], link_take(q, q->top[i]));
	}
	q->top_start = after_all(q->top_max);
	q->top_size = 0;
	q->top_min = INFINITY;
	q->top_max = -INFINITY;
	return is_small;
}

/* Spreads a bucket over a rung of its own; what cannot be spread returns as a list. */
static uint32_t rung_down(struct ladder *q, uint32_t i, double start, double width, size_t size)
{
	struct rung *r = &q->rung[q->rungs++];
	size_t all;

	rung_open(r, start, width, size + 2);
	for (uint32_t next; i; i = next) {
		next = q->link[i].next;
		rung_add(q, r, i);
	}
	if (r->size != r->count[r->buckets - 1] && r->size != r->count[0])
		return 0;
	all = r->count[0] ? 0 : r->buckets - 1;
	r->size = 0;
	q->rungs--;
	return r->head[all];
}

static void ladder_fill(struct ladder *q)
{
	for (;;) {
		struct rung *r;
		uint32_t size, list;
		double start, width;

		while (q->rungs && !q->rung[q->rungs - 1].size)
			q->rungs--;
		if (!q->rungs && top_down(q))
			return;
		r = &q->rung[q->rungs - 1];
		while (!r->count[r->now])
			r->now++;
		size = r->count[r->now];
		list = r->head[r->now];
		start = r->start + r->width * (double) r->now;
		width = r->width / size;
		r->size -= size;
		r->count[r->now] = r->head[r->now] = r->tail[r->now] = 0;
		r->now++;
		if (size > LADDER_SORTED && q->rungs < LADDER_RUNGS && start + width > start)
			list = rung_down(q, list, start, width, size);
		if (list) {
			bottom_fill(q, list);
			return;
		}
	}
}

static inline struct event ladder_pop(struct ladder *q)
{
	if (q->head == q->tail)
		ladder_fill(q);
	return q->bottom[q->head++];
}

/* ---- radix ---- */

#define RADIX_SORTED 48

struct pile {
	struct event *at;
	size_t head, size, room;
};

/* A pile for each highest bit in which a time differs from the last; ties come first in any order
 * of pushing them, since a pile keeps that. */
struct radix {
	struct pile pile[65];
	uint64_t last;
	struct event *front; /* of the sorting one: sorted, from head to tail */
	size_t head, tail, room;
};

static struct radix radix_new(size_t room)
{
	struct radix q = { .last = 0, .room = 2 * room + 1024 };

	q.front = need_lines(q.room * sizeof *q.front);
	return q;
}

static inline void radix_push(struct radix *q, struct event e)
{
	uint64_t difference = bits_of(e.time_ms) ^ q->last;
	struct pile *p = &q->pile[difference ? 64 - __builtin_clzll(difference) : 0];

	if (p->size == p->room) {
		p->room = p->room ? 2 * p->room : 64;
		p->at = need(realloc(p->at, p->room * sizeof *p->at));
	}
	p->at[p->size++] = e;
}

static void pile_spread(struct radix *q, struct pile *p)
{
	size_t size = p->size;
	double least = p->at[0].time_ms;

	for (size_t i = 1; i < size; i++)
		if (p->at[i].time_ms < least)
			least = p->at[i].time_ms;
	q->last = bits_of(least);
	p->size = 0;
	for (size_t i = 0; i < size; i++)
		radix_push(q, p->at[i]);
}

static inline struct event radix_pop(struct radix *q)
{
	struct pile *p = q->pile;

	if (p->head == p->size) {
		p->head = p->size = 0;
		for (p++; !p->size; p++)
			;
		pile_spread(q, p);
	}
	return q->pile[0].at[q->pile[0].head++];
}

static inline struct radix sorting_new(size_t room)
{
	return radix_new(room);
}

static inline void sorting_push(struct radix *q, struct event e)
{
	if (q->head == q->tail || !before(e, q->front[q->tail - 1])) {
		radix_push(q, e);
		return;
	}
	if (q->tail == q->room) {
		memmove(q->front, q->front + q->head, (q->tail - q->head) * sizeof e);
		q->tail -= q->head;
		q->head = 0;
	}
	sink_event(q->front + q->head, q->front + q->tail++, e);
}

static void sorting_fill(struct radix *q)
{
	struct pile *p;
	size_t size;

	for (p = q->pile; !p->size || (p > q->pile && p->size > RADIX_SORTED);) {
		if (p->size) {
			pile_spread(q, p);
			p = q->pile;
		} else {
			p++;
		}
	}
	size = p->size - p->head;
	size = size < q->room ? size : q->room;
	q->head = 0;
	q->tail = size;
	if (p == q->pile)
		memcpy(q->front, p->at + p->head, size * sizeof *p->at);
	else
		for (size_t i = 0; i < size; i++)
			sink_event(q->front, q->front + i, p->at[i]);
	p->head += size;
	if (p->head == p->size)
		p->head = p->size = 0;
	q->last = bits_of(q->front[0].time_ms);
}

static inline struct event sorting_pop(struct radix *q)
{
	if (q->head == q->tail)
		sorting_fill(q);
	return q->front[q->head++];
}

#endif
