#include "sim/calendar.h"
#include "sim/calendar_part.h"
#include "sim/calendar_radix.h"

#include <stdlib.h>

struct calendar {
	enum calendar_kind kind;
	uint32_t agents;
	uint64_t now_ms;
	struct radix *radix; /* the one of its kind; the other is NULL */
	struct heap *heap;
};

static inline bool is_radix(const struct calendar *c)
{
	return c->kind == CALENDAR_RADIX;
}

struct calendar *calendar_new(enum calendar_kind kind, uint32_t agents)
{
	struct calendar *c = calloc(1, sizeof *c);

	if (!c)
		return NULL;
	c->kind = kind;
	if (is_radix(c))
		c->radix = radix_new();
	else
		c->heap = heap_new();
	if ((!c->radix && !c->heap) || !calendar_grow(c, agents)) {
		calendar_free(c);
		return NULL;
	}
	return c;
}

void calendar_free(struct calendar *c)
{
	if (!c)
		return;
	radix_free(c->radix);
	heap_free(c->heap);
	free(c);
}

bool calendar_grow(struct calendar *c, uint32_t agents)
{
	if (agents < c->agents || agents > CALENDAR_AGENTS_MAX)
		return false;
	if (!(is_radix(c) ? radix_grow(c->radix, agents) : heap_grow(c->heap, agents)))
		return false;
	c->agents = agents;
	return true;
}

bool calendar_wake(struct calendar *c, uint32_t agent, uint64_t time_ms, uint8_t priority)
{
	if (agent >= c->agents || time_ms < c->now_ms || time_ms > CALENDAR_TIME_MAX_MS)
		return false;
	if (is_radix(c))
		radix_put(c->radix, agent, time_ms, priority);
	else
		heap_put(c->heap, entry_of(time_ms, priority, agent));
	return true;
}

bool calendar_cancel(struct calendar *c, uint32_t agent)
{
	if (agent >= c->agents)
		return false;
	return is_radix(c) ? radix_cut(c->radix, agent) : heap_cut(c->heap, agent);
}

static struct wake wake_of(struct entry e)
{
	return (struct wake) { e.time_ms, entry_agent(e), entry_priority(e) };
}

static bool next_of_any(struct calendar *c, uint64_t horizon_ms, struct wake *next)
{
	struct entry e;

	if (is_radix(c)) {
		if (!radix_next_of_any(c->radix, horizon_ms, next))
			return false;
	} else {
		if (!heap_next(c->heap, horizon_ms, &e))
			return false;
		*next = wake_of(e);
	}
	c->now_ms = next->time_ms;
	return true;
}

/* Calls nothing on the usual way. */
bool calendar_ahead(const struct calendar *c, uint32_t k, uint32_t *agent)
{
	return is_radix(c) && radix_ahead(c->radix, k, agent);
}

bool calendar_next(struct calendar *c, uint64_t horizon_ms, struct wake *next)
{
	if (!is_radix(c) || !radix_next(c->radix, horizon_ms, next))
		return next_of_any(c, horizon_ms, next);
	c->now_ms = next->time_ms;
	return true;
}

bool calendar_find(const struct calendar *c, uint32_t agent, struct wake *pending)
{
	struct entry e;

	if (agent >= c->agents)
		return false;
	if (is_radix(c))
		return radix_find(c->radix, agent, pending);
	if (!heap_find(c->heap, agent, &e))
		return false;
	*pending = wake_of(e);
	return true;
}

uint64_t calendar_now_ms(const struct calendar *c)
{
	return c->now_ms;
}

uint32_t calendar_pending(const struct calendar *c)
{
	return is_radix(c) ? radix_pending(c->radix) : heap_size(c->heap);
}

uint32_t calendar_agents(const struct calendar *c)
{
	return c->agents;
}

size_t calendar_memory(const struct calendar *c)
{
	return sizeof *c + (is_radix(c) ? radix_memory(c->radix) : heap_memory(c->heap));
}
