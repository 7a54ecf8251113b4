/* events.h - the pending events of market.c: a radix heap on the bits of the time, in which a small
 * bucket is sorted once instead of being split further. */
#ifndef TESTS_BENCH_MARKET_EVENTS_H
#define TESTS_BENCH_MARKET_EVENTS_H

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* Order and number: the first event of an instant is the one that was scheduled first. */
enum { NUMBER_BITS = 26 };

struct event {
	double t;
	uint64_t key; /* order << NUMBER_BITS | number */
};

struct bucket {
	struct event *at;
	size_t n, room, head;
};

struct events {
	struct bucket bucket[65];
	uint64_t last;         /* bits of the time that buckets are relative to */
	struct event *sorted;  /* the next ones */
	size_t head, n, room;
};

static inline bool before(struct event a, struct event b)
{
	return a.t < b.t || (a.t == b.t && a.key < b.key);
}

static inline uint64_t bits_of(double t)
{
	uint64_t bits;

	memcpy(&bits, &t, sizeof bits);
	return bits;
}

static inline void events_put(struct events *q, struct event e)
{
	uint64_t differ = bits_of(e.t) ^ q->last;
	struct bucket *b = &q->bucket[differ ? 64 - __builtin_clzll(differ) : 0];

	if (b->n == b->room) {
		b->room = b->room ? 2 * b->room : 64;
		b->at = realloc(b->at, b->room * sizeof *b->at);
	}
	b->at[b->n++] = e;
}

/* One that belongs among those already sorted. */
static void events_squeeze(struct events *q, struct event e)
{
	size_t i = q->n;

	if (q->n == q->room) {
		q->room *= 2;
		q->sorted = realloc(q->sorted, q->room * sizeof *q->sorted);
	}
	q->n++;
	for (; i > q->head && before(e, q->sorted[i - 1]); i--)
		q->sorted[i] = q->sorted[i - 1];
	q->sorted[i] = e;
}

static inline void events_push(struct events *q, struct event e)
{
	if (q->head < q->n && before(e, q->sorted[q->n - 1]))
		events_squeeze(q, e);
	else
		events_put(q, e);
}

enum { SMALL = 48 };

static void events_sort(struct events *q, struct bucket *b, bool ties)
{
	size_t n = b->n - b->head;

	n = n < q->room ? n : q->room;
	q->head = q->n = 0;
	for (size_t i = 0; i < n; i++) {
		struct event e = b->at[b->head + i];
		size_t k = q->n++;

		for (; !ties && k && before(e, q->sorted[k - 1]); k--)
			q->sorted[k] = q->sorted[k - 1];
		q->sorted[k] = e;
	}
	b->head += n;
	if (b->head == b->n)
		b->head = b->n = 0;
	q->last = bits_of(q->sorted[0].t);
}

static struct event events_refill(struct events *q)
{
	for (;;) {
		int i = 0;
		struct bucket *b;
		double least;
		size_t n;

		while (q->bucket[i].head == q->bucket[i].n)
			i++;
		b = &q->bucket[i];
		n = b->n - b->head;
		if (i == 0 || n <= SMALL) {
			events_sort(q, b, i == 0);
			return q->sorted[q->head++];
		}
		least = b->at[0].t;
		for (size_t k = 1; k < n; k++)
			least = b->at[k].t < least ? b->at[k].t : least;
		q->last = bits_of(least);
		b->n = 0;
		for (size_t k = 0; k < n; k++)
			events_put(q, b->at[k]);
	}
}

static inline struct event events_pop(struct events *q)
{
	return q->head < q->n ? q->sorted[q->head++] : events_refill(q);
}

static void events_new(struct events *q)
{
	memset(q, 0, sizeof *q);
	q->room = 4096;
	q->sorted = malloc(q->room * sizeof *q->sorted);
}

static void events_free(struct events *q)
{
	for (int i = 0; i < 65; i++)
		free(q->bucket[i].at);
	free(q->sorted);
}

#endif
