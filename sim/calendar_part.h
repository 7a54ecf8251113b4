/* calendar_part.h - the heap behind the calendar. */
#ifndef SIM_CALENDAR_PART_H
#define SIM_CALENDAR_PART_H

#include "sim/calendar.h"

/* A wake as it is compared: 16 bytes, so that four share a cache line. */
struct entry {
	uint64_t time_ms;
	uint64_t rank; /* priority << 32 | agent */
};

static inline struct entry entry_of(uint64_t time_ms, uint8_t priority, uint32_t agent)
{
	return (struct entry) { time_ms, (uint64_t) priority << 32 | agent };
}

static inline uint32_t entry_agent(struct entry e)
{
	return (uint32_t) (e.rank & UINT32_MAX);
}

static inline uint8_t entry_priority(struct entry e)
{
	return (uint8_t) (e.rank >> 32);
}

/* Without a branch on the way: times are what nobody can predict. */
static inline bool is_before(struct entry a, struct entry b)
{
	return (a.time_ms < b.time_ms) | ((a.time_ms == b.time_ms) & (a.rank < b.rank));
}

/* Agents are checked and times are not before the present when they get here.  _put() inserts or
 * moves; _cut() takes away, false if there was nothing; _next() takes out the first if it is not
 * after the horizon. */
struct heap;
struct heap *heap_new(void);
void heap_free(struct heap *h);
bool heap_grow(struct heap *h, uint32_t agents);
void heap_put(struct heap *h, struct entry e);
bool heap_cut(struct heap *h, uint32_t agent);
bool heap_next(struct heap *h, uint64_t horizon_ms, struct entry *next);
bool heap_find(const struct heap *h, uint32_t agent, struct entry *e);
uint32_t heap_size(const struct heap *h);
size_t heap_memory(const struct heap *h);

#endif
