/* plain_map.h - the containers of the plain version: a chained hash map and a binary heap of
 * pointers.
 */
#ifndef TESTS_BENCH_PLAIN_MAP_H
#define TESTS_BENCH_PLAIN_MAP_H

#include <stddef.h>
#include <stdint.h>

struct link {
	struct link *next;
	uint64_t key;
	void *value;
};

struct map {
	struct link **bucket;
	size_t buckets, n;
};

void map_init(struct map *m);
void map_free(struct map *m);
void *map_get(const struct map *m, uint64_t key);
void map_put(struct map *m, uint64_t key, void *value);
void map_remove(struct map *m, uint64_t key);

/* Each deadline knows its place, so that it can be taken out before its time. */
struct timer {
	uint64_t t, id;
	unsigned class;
	size_t place;
	void *subject;
};

struct timers {
	struct timer **at;
	size_t n, room;
};

struct timer *timer_new(struct timers *q, uint64_t t, unsigned class, uint64_t id, void *subject);
void timer_drop(struct timers *q, struct timer *t);
void timers_free(struct timers *q);

#endif
