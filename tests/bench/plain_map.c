#include "tests/bench/plain_map.h"

#include "support/wrap.h"
#include "tests/bench/network.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* ---- map ---- */

WRAPS static size_t bucket_of(const struct map *m, uint64_t key)
{
	key ^= key >> 33;
	key *= UINT64_C(0xff51afd7ed558ccd);
	key ^= key >> 33;
	return key & (m->buckets - 1);
}

void map_init(struct map *m)
{
	m->buckets = 16;
	m->n = 0;
	m->bucket = memory(m->buckets * sizeof *m->bucket);
	memset(m->bucket, 0, m->buckets * sizeof *m->bucket);
}

void map_free(struct map *m)
{
	for (size_t i = 0; i < m->buckets; i++)
		while (m->bucket[i]) {
			struct link *l = m->bucket[i];

			m->bucket[i] = l->next;
			free(l);
		}
	free(m->bucket);
}

void *map_get(const struct map *m, uint64_t key)
{
	for (const struct link *l = m->bucket[bucket_of(m, key)]; l; l = l->next)
		if (l->key == key)
			return l->value;
	return NULL;
}

static void map_grow(struct map *m)
{
	struct link **old = m->bucket;
	size_t n = m->buckets;

	m->buckets *= 2;
	m->bucket = memory(m->buckets * sizeof *m->bucket);
	memset(m->bucket, 0, m->buckets * sizeof *m->bucket);
	for (size_t i = 0; i < n; i++)
		while (old[i]) {
			struct link *l = old[i], **to = &m->bucket[bucket_of(m, l->key)];

			old[i] = l->next;
			l->next = *to;
			*to = l;
		}
	free(old);
}

void map_put(struct map *m, uint64_t key, void *value)
{
	struct link *l = memory(sizeof *l), **to;

	if (++m->n > m->buckets)
		map_grow(m);
	to = &m->bucket[bucket_of(m, key)];
	*l = (struct link) { *to, key, value };
	*to = l;
}

void map_remove(struct map *m, uint64_t key)
{
	for (struct link **at = &m->bucket[bucket_of(m, key)]; *at; at = &(*at)->next)
		if ((*at)->key == key) {
			struct link *l = *at;

			*at = l->next;
			free(l);
			m->n--;
			return;
		}
}

/* ---- timers ---- */

static bool before(const struct timer *a, const struct timer *b)
{
	if (a->t != b->t)
		return a->t < b->t;
	return a->class != b->class ? a->class < b->class : a->id < b->id;
}

static void put(struct timers *q, size_t i, struct timer *t)
{
	q->at[i] = t;
	t->place = i;
}

static void up(struct timers *q, size_t i, struct timer *t)
{
	for (; i > 0 && before(t, q->at[(i - 1) / 2]); i = (i - 1) / 2)
		put(q, i, q->at[(i - 1) / 2]);
	put(q, i, t);
}

static void down(struct timers *q, size_t i, struct timer *t)
{
	for (;;) {
		size_t child = 2 * i + 1;

		if (child >= q->n)
			break;
		if (child + 1 < q->n && before(q->at[child + 1], q->at[child]))
			child++;
		if (!before(q->at[child], t))
			break;
		put(q, i, q->at[child]);
		i = child;
	}
	put(q, i, t);
}

struct timer *timer_new(struct timers *q, uint64_t t, unsigned class, uint64_t id, void *subject)
{
	struct timer *timer = memory(sizeof *timer);

	*timer = (struct timer) { t, id, class, 0, subject };
	if (q->n == q->room) {
		q->room = q->room * 2 + 64;
		q->at = more_memory(q->at, q->room * sizeof *q->at);
	}
	up(q, q->n++, timer);
	return timer;
}

void timer_drop(struct timers *q, struct timer *t)
{
	size_t i = t->place;
	struct timer *last = q->at[--q->n];

	if (last != t) {
		if (i > 0 && before(last, q->at[(i - 1) / 2]))
			up(q, i, last);
		else
			down(q, i, last);
	}
	free(t);
}

void timers_free(struct timers *q)
{
	for (size_t i = 0; i < q->n; i++)
		free(q->at[i]);
	free(q->at);
}
