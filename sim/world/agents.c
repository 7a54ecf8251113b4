/* agents.c - who is woken, and arrays that grow. */
#include "sim/world/inner.h"

#include "sim/player.h"
#include "support/block.h"

#include <stdlib.h>
#include <string.h>

/* Arrays never grow by less than a half, so that growing costs a constant time an element.  Large ones
 * lie on large pages (support/block.h): they are looked up at random. */
void *room_for(void *array, size_t size, size_t need, size_t *room)
{
	size_t held = *room * size;
	void *larger;

	if (need <= *room)
		return array;
	*room = need + need / 2 + 16;
	larger = must(block_new(*room * size));
	if (held)
		memcpy(larger, array, held);
	free(array);
	return larger;
}

uint32_t agent_new(struct world *w, enum agent_kind kind, uint32_t index)
{
	uint32_t agent = (uint32_t) w->n_agents++;

	w->agent = room_for(w->agent, sizeof *w->agent, w->n_agents, &w->agent_room);
	w->agent[agent] = (struct agent) { .kind = kind & 15, .index = index & 0xfffffff };
	if (agent >= calendar_agents(w->calendar) && !calendar_grow(w->calendar,
			agent + agent / 2 + 16))
		must(NULL);
	return agent;
}

/* Nobody is woken after the end of the run, so that "never" is a time like any other. */
void agent_wake(struct world *w, uint32_t agent, uint64_t at_ms)
{
	if (at_ms < w->now_ms)
		at_ms = w->now_ms;
	if (at_ms <= w->plan->horizon_ms)
		calendar_wake(w->calendar, agent, at_ms, (uint8_t) w->agent[agent].kind);
	else
		calendar_cancel(w->calendar, agent);
}

void agent_wake_in(struct world *w, uint32_t agent, double after_s)
{
	int64_t after_ms = draw_ms(after_s);

	if (after_ms > (int64_t) (CALENDAR_TIME_MAX_MS / 2))
		agent_sleep(w, agent);
	else
		agent_wake(w, agent, w->now_ms + (uint64_t) (after_ms < 0 ? 0 : after_ms));
}

void agent_sleep(struct world *w, uint32_t agent)
{
	calendar_cancel(w->calendar, agent);
}
