/* calendar.h - who acts next.
 *
 * Every agent has at most one pending wake: a time in whole milliseconds and a priority.  Wakes
 * come out ordered by time, then priority (the lower first), then agent.  That order is total, so
 * a run never depends on where things lie in memory or on the order in which wakes were asked for.
 *
 *     struct calendar *c = calendar_new(CALENDAR_RADIX, agents);
 *     calendar_wake(c, agent, time_ms, priority);
 *     while (calendar_next(c, end_ms, &wake))
 *             act(wake.agent, wake.time_ms);
 *     calendar_free(c);
 *
 * There are two structures behind this interface, and they agree on every wake: the radix heap is
 * the fast one, the heap the plain one that it can be checked against.  All memory is taken by
 * calendar_new() and calendar_grow(); nothing else can run out of it.
 *
 * A calendar has nothing to save but its wakes.  To write one down, ask calendar_find() for every
 * agent; to read it back, wake them in a new calendar, in any order.  What comes out is the same.
 * Only the present isn't kept: until the first wake has come out, times before it are allowed.
 */
#ifndef SIM_CALENDAR_H
#define SIM_CALENDAR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define CALENDAR_TIME_MAX_MS (UINT64_C(1) << 55) /* a million years */
#define CALENDAR_AGENTS_MAX  (1u << 24)

enum calendar_kind { CALENDAR_RADIX, CALENDAR_HEAP };
#define CALENDAR_DEFAULT CALENDAR_RADIX

struct wake {
	uint64_t time_ms;
	uint32_t agent;
	uint8_t priority;
};

struct calendar;

/* An empty calendar at time 0 for agents 0 .. agents - 1; NULL if there is no memory for it, or if
 * these are more than CALENDAR_AGENTS_MAX. */
struct calendar *calendar_new(enum calendar_kind kind, uint32_t agents);
void calendar_free(struct calendar *c);

/* Makes room for more agents and keeps every wake.  False if there is no memory for that, or if it
 * would be fewer agents than now or more than the most; nothing has changed then. */
bool calendar_grow(struct calendar *c, uint32_t agents);

/* Wakes the agent at that time instead of any earlier request.  The present is allowed, and comes
 * back in this same millisecond even if agents of higher number have acted already.  False, and
 * nothing changed, if the time is before that of the last wake that came out, or after
 * CALENDAR_TIME_MAX_MS, or if there is no such agent. */
bool calendar_wake(struct calendar *c, uint32_t agent, uint64_t time_ms, uint8_t priority);

/* Takes the agent's wake away; false if it had none. */
bool calendar_cancel(struct calendar *c, uint32_t agent);

/* Takes out the next wake.  False if there is none up to and including the horizon; *next is
 * untouched then. */
bool calendar_next(struct calendar *c, uint64_t horizon_ms, struct wake *next);

/* Who will probably come out behind k others, for asking memory ahead: false if that is not known
 * without work, and it may turn out otherwise. */
bool calendar_ahead(const struct calendar *c, uint32_t k, uint32_t *agent);

/* The pending wake of one agent; false if it has none. */
bool calendar_find(const struct calendar *c, uint32_t agent, struct wake *pending);

/* The time of the last wake that came out. */
uint64_t calendar_now_ms(const struct calendar *c);

/* Agents with a wake, agents there is room for, and bytes taken. */
uint32_t calendar_pending(const struct calendar *c);
uint32_t calendar_agents(const struct calendar *c);
size_t calendar_memory(const struct calendar *c);

#endif
