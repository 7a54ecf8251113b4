/* A 4-ary heap that knows where each agent's wake lies, so that it can be moved in place.  It is
 * here to be simple: what the radix heap says can be checked against it. */
#include "sim/calendar_part.h"

#include <stdlib.h>
#include <string.h>

#define ARITY   4
#define NOWHERE UINT32_MAX

struct heap {
	struct entry *at;
	uint32_t *place; /* of each agent's entry in at[], or NOWHERE */
	uint32_t size, agents;
};

struct heap *heap_new(void)
{
	return calloc(1, sizeof(struct heap));
}

void heap_free(struct heap *h)
{
	if (!h)
		return;
	free(h->at);
	free(h->place);
	free(h);
}

bool heap_grow(struct heap *h, uint32_t agents)
{
	struct entry *at = realloc(h->at, (agents + (size_t) 1) * sizeof *at);
	uint32_t *place;

	if (!at)
		return false;
	h->at = at;
	place = realloc(h->place, (agents + (size_t) 1) * sizeof *place);
	if (!place)
		return false;
	h->place = place;
	for (uint32_t a = h->agents; a < agents; a++)
		place[a] = NOWHERE;
	h->agents = agents;
	return true;
}

static inline void set(struct heap *h, uint32_t i, struct entry e)
{
	h->at[i] = e;
	h->place[entry_agent(e)] = i;
}

static void rise(struct heap *h, uint32_t i, struct entry e)
{
	while (i) {
		uint32_t parent = (i - 1) / ARITY;

		if (!is_before(e, h->at[parent]))
			break;
		set(h, i, h->at[parent]);
		i = parent;
	}
	set(h, i, e);
}

static void sink(struct heap *h, uint32_t i, struct entry e)
{
	for (;;) {
		uint64_t child = (uint64_t) i * ARITY + 1, end = child + ARITY;
		uint64_t least = child;

		if (child >= h->size)
			break;
		if (end > h->size)
			end = h->size;
		for (uint64_t k = child + 1; k < end; k++)
			if (is_before(h->at[k], h->at[least]))
				least = k;
		if (!is_before(h->at[least], e))
			break;
		set(h, i, h->at[least]);
		i = (uint32_t) least;
	}
	set(h, i, e);
}

/* Puts e where something was taken from or will be replaced. */
static void settle(struct heap *h, uint32_t i, struct entry e)
{
	if (i && is_before(e, h->at[(i - 1) / ARITY]))
		rise(h, i, e);
	else
		sink(h, i, e);
}

void heap_put(struct heap *h, struct entry e)
{
	uint32_t i = h->place[entry_agent(e)];

	if (i == NOWHERE)
		rise(h, h->size++, e);
	else
		settle(h, i, e);
}

bool heap_cut(struct heap *h, uint32_t agent)
{
	uint32_t i = h->place[agent];

	if (i == NOWHERE)
		return false;
	h->place[agent] = NOWHERE;
	h->size--;
	if (i < h->size)
		settle(h, i, h->at[h->size]);
	return true;
}

bool heap_next(struct heap *h, uint64_t horizon_ms, struct entry *next)
{
	if (!h->size || h->at[0].time_ms > horizon_ms)
		return false;
	*next = h->at[0];
	heap_cut(h, entry_agent(*next));
	return true;
}

bool heap_find(const struct heap *h, uint32_t agent, struct entry *e)
{
	if (h->place[agent] == NOWHERE)
		return false;
	*e = h->at[h->place[agent]];
	return true;
}

uint32_t heap_size(const struct heap *h)
{
	return h->size;
}

size_t heap_memory(const struct heap *h)
{
	return sizeof *h + (h->agents + (size_t) 1) * (sizeof *h->at + sizeof *h->place);
}
