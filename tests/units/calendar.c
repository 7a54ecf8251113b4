/* The event calendar: both structures against the rules of sim/calendar.h and a naive list. */
#include "sim/calendar.h"
#include "support/pcg.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#define HOUR_MS   UINT64_C(3600000)
#define NEVER_END UINT64_MAX

static const enum calendar_kind kinds[] = { CALENDAR_RADIX, CALENDAR_HEAP };

enum { KINDS = sizeof kinds / sizeof kinds[0] };

static struct calendar *begin(enum calendar_kind kind, uint32_t agents)
{
	struct calendar *c = calendar_new(kind, agents);

	assert_non_null(c);
	return c;
}

static void expect(struct calendar *c, uint64_t time_ms, uint8_t priority, uint32_t agent)
{
	struct wake w;

	assert_true(calendar_next(c, NEVER_END, &w));
	assert_int_equal(w.time_ms, time_ms);
	assert_int_equal(w.priority, priority);
	assert_int_equal(w.agent, agent);
	assert_int_equal(calendar_now_ms(c), time_ms);
}

static void expect_empty(struct calendar *c)
{
	struct wake w;

	assert_false(calendar_next(c, NEVER_END, &w));
	assert_int_equal(calendar_pending(c), 0);
}

/* ---- rules ---- */

static void an_empty_calendar_has_no_next_wake(void **state)
{
	(void) state;
	for (int k = 0; k < KINDS; k++) {
		struct calendar *c = begin(kinds[k], 10);
		struct calendar *none = begin(kinds[k], 0);

		expect_empty(c);
		expect_empty(none);
		assert_false(calendar_wake(none, 0, 1, 0));
		assert_int_equal(calendar_now_ms(c), 0);
		calendar_free(none);
		calendar_free(c);
	}
	calendar_free(NULL);
}

static void wakes_come_in_order_of_time_then_priority_then_agent(void **state)
{
	(void) state;
	for (int k = 0; k < KINDS; k++) {
		struct calendar *c = begin(kinds[k], 10);

		assert_true(calendar_wake(c, 9, 50, 0));
		assert_true(calendar_wake(c, 3, 70, 2));
		assert_true(calendar_wake(c, 8, 70, 1));
		assert_true(calendar_wake(c, 2, 70, 1));
		assert_true(calendar_wake(c, 1, 70, 255));
		assert_true(calendar_wake(c, 0, 90, 0));
		expect(c, 50, 0, 9);
		expect(c, 70, 1, 2);
		expect(c, 70, 1, 8);
		expect(c, 70, 2, 3);
		expect(c, 70, 255, 1);
		expect(c, 90, 0, 0);
		expect_empty(c);
		calendar_free(c);
	}
}

static void a_second_wake_of_an_agent_replaces_the_first(void **state)
{
	struct wake w;

	(void) state;
	for (int k = 0; k < KINDS; k++) {
		struct calendar *c = begin(kinds[k], 4);

		assert_true(calendar_wake(c, 1, 100, 0));
		assert_true(calendar_wake(c, 2, 200, 0));
		assert_true(calendar_wake(c, 1, 300, 7));
		assert_int_equal(calendar_pending(c), 2);
		assert_true(calendar_find(c, 1, &w));
		assert_int_equal(w.time_ms, 300);
		assert_int_equal(w.priority, 7);
		assert_true(calendar_wake(c, 2, 200, 9));
		assert_true(calendar_wake(c, 2, 200, 3));
		expect(c, 200, 3, 2);
		expect(c, 300, 7, 1);
		expect_empty(c);
		assert_false(calendar_find(c, 1, &w));
		calendar_free(c);
	}
}

static void an_agent_that_goes_to_and_fro_wakes_once(void **state)
{
	(void) state;
	for (int k = 0; k < KINDS; k++) {
		struct calendar *c = begin(kinds[k], 1000);

		for (uint32_t a = 0; a < 1000; a++)
			assert_true(calendar_wake(c, a, 500000 + a, 0));
		for (int i = 0; i < 400; i++) {
			assert_true(calendar_wake(c, 5, 1000, 0));
			assert_true(calendar_wake(c, 5, 2000, 0));
			assert_true(calendar_wake(c, 6, 1000, 0));
			assert_true(calendar_wake(c, 6, 1000, 1));
		}
		expect(c, 1000, 1, 6);
		assert_true(calendar_wake(c, 6, 1000, 1));
		expect(c, 1000, 1, 6);
		expect(c, 2000, 0, 5);
		expect(c, 500000, 0, 0);
		assert_int_equal(calendar_pending(c), 997);
		calendar_free(c);
	}
}

static void a_cancelled_wake_does_not_come_and_can_be_asked_for_again(void **state)
{
	(void) state;
	for (int k = 0; k < KINDS; k++) {
		struct calendar *c = begin(kinds[k], 4);

		assert_false(calendar_cancel(c, 1));
		assert_false(calendar_cancel(c, 4));
		assert_true(calendar_wake(c, 1, 100, 0));
		assert_true(calendar_wake(c, 2, 100, 0));
		assert_true(calendar_cancel(c, 1));
		assert_false(calendar_cancel(c, 1));
		assert_int_equal(calendar_pending(c), 1);
		assert_true(calendar_wake(c, 1, 100, 0));
		expect(c, 100, 0, 1);
		assert_true(calendar_cancel(c, 2));
		expect_empty(c);
		calendar_free(c);
	}
}

static void the_past_is_refused_and_the_present_is_not(void **state)
{
	struct wake w;

	(void) state;
	for (int k = 0; k < KINDS; k++) {
		struct calendar *c = begin(kinds[k], 10);

		assert_true(calendar_wake(c, 5, 1000, 3));
		assert_true(calendar_wake(c, 6, 1000, 4));
		expect(c, 1000, 3, 5);
		assert_false(calendar_wake(c, 6, 999, 0));
		assert_true(calendar_find(c, 6, &w));
		assert_int_equal(w.time_ms, 1000);
		assert_true(calendar_wake(c, 5, 1000, 3));
		assert_true(calendar_wake(c, 1, 1000, 0));
		expect(c, 1000, 0, 1);
		expect(c, 1000, 3, 5);
		expect(c, 1000, 4, 6);
		expect_empty(c);
		calendar_free(c);
	}
}

static void nothing_beyond_the_horizon_comes_out_and_nothing_is_lost(void **state)
{
	struct wake w = { 1, 2, 3 };

	(void) state;
	for (int k = 0; k < KINDS; k++) {
		struct calendar *c = begin(kinds[k], 10);

		assert_true(calendar_wake(c, 5, 5000, 0));
		assert_false(calendar_next(c, 4999, &w));
		assert_int_equal(w.agent, 2);
		assert_int_equal(calendar_now_ms(c), 0);
		assert_true(calendar_wake(c, 7, 10, 0));
		expect(c, 10, 0, 7);
		assert_true(calendar_next(c, 5000, &w));
		assert_int_equal(w.agent, 5);
		w.agent = 2;
		calendar_free(c);
	}
}

static void times_up_to_two_to_the_55_are_kept_exactly(void **state)
{
	const uint64_t max = CALENDAR_TIME_MAX_MS;

	(void) state;
	for (int k = 0; k < KINDS; k++) {
		struct calendar *c = begin(kinds[k], 10);

		assert_true(calendar_wake(c, 0, max, 255));
		assert_true(calendar_wake(c, 1, max - 1, 0));
		assert_true(calendar_wake(c, 2, 0, 0));
		assert_true(calendar_wake(c, 3, max, 0));
		assert_false(calendar_wake(c, 4, max + 1, 0));
		assert_false(calendar_wake(c, 4, UINT64_MAX, 0));
		expect(c, 0, 0, 2);
		expect(c, max - 1, 0, 1);
		expect(c, max, 0, 3);
		expect(c, max, 255, 0);
		expect_empty(c);
		calendar_free(c);
	}
}

static void growing_keeps_every_wake_and_admits_the_new_agents(void **state)
{
	(void) state;
	for (int k = 0; k < KINDS; k++) {
		struct calendar *c = begin(kinds[k], 3);
		size_t before = calendar_memory(c);

		for (uint32_t a = 0; a < 3; a++)
			assert_true(calendar_wake(c, a, 100 - a, 0));
		assert_false(calendar_wake(c, 3, 50, 0));
		assert_false(calendar_grow(c, 2));
		assert_int_equal(calendar_agents(c), 3);
		assert_true(calendar_grow(c, 5000));
		assert_int_equal(calendar_agents(c), 5000);
		assert_true(calendar_memory(c) > before);
		assert_true(calendar_wake(c, 4999, 50, 0));
		expect(c, 50, 0, 4999);
		expect(c, 98, 0, 2);
		expect(c, 99, 0, 1);
		expect(c, 100, 0, 0);
		expect_empty(c);
		calendar_free(c);
	}
}

static void there_is_a_most_number_of_agents(void **state)
{
	(void) state;
	for (int k = 0; k < KINDS; k++) {
		struct calendar *c = begin(kinds[k], 1);

		assert_null(calendar_new(kinds[k], CALENDAR_AGENTS_MAX + 1));
		assert_false(calendar_grow(c, CALENDAR_AGENTS_MAX + 1));
		assert_int_equal(calendar_agents(c), 1);
		assert_true(calendar_wake(c, 0, 5, 0));
		assert_true(calendar_grow(c, CALENDAR_AGENTS_MAX));
		assert_true(calendar_wake(c, CALENDAR_AGENTS_MAX - 1, 5, 255));
		assert_false(calendar_wake(c, CALENDAR_AGENTS_MAX, 5, 0));
		expect(c, 5, 0, 0);
		expect(c, 5, 255, CALENDAR_AGENTS_MAX - 1);
		expect_empty(c);
		calendar_free(c);
	}
}

/* A look far ahead in vain must not move the present. */
static void whoever_looks_years_ahead_may_still_wake_somebody_now(void **state)
{
	const uint64_t year_ms = UINT64_C(31557600000);
	struct wake w;

	(void) state;
	for (int k = 0; k < KINDS; k++) {
		struct calendar *c = begin(kinds[k], 10);

		for (uint32_t a = 0; a < 5; a++)
			assert_true(calendar_wake(c, a, (9 - a) * year_ms, 0));
		assert_true(calendar_wake(c, 9, 1, 0));
		expect(c, 1, 0, 9);
		assert_false(calendar_next(c, 5 * year_ms - 1, &w));
		assert_true(calendar_wake(c, 9, 2, 0));
		assert_true(calendar_wake(c, 8, 3 * year_ms, 0));
		expect(c, 2, 0, 9);
		expect(c, 3 * year_ms, 0, 8);
		assert_true(calendar_cancel(c, 4));
		assert_true(calendar_wake(c, 2, 6 * year_ms, 0));
		assert_false(calendar_next(c, 6 * year_ms - 1, &w));
		assert_true(calendar_wake(c, 8, 4 * year_ms, 0));
		assert_true(calendar_cancel(c, 8));
		expect(c, 6 * year_ms, 0, 2);
		expect(c, 6 * year_ms, 0, 3);
		expect(c, 8 * year_ms, 0, 1);
		expect(c, 9 * year_ms, 0, 0);
		expect_empty(c);
		calendar_free(c);
	}
}

/* The way a state is written and read back. */
static void finding_every_agent_is_enough_to_build_the_calendar_again(void **state)
{
	(void) state;
	for (int k = 0; k < KINDS; k++) {
		struct calendar *c = begin(kinds[k], 1000),
				*again = begin(kinds[KINDS - 1 - k], 1000);
		struct wake w, mine;

		for (uint32_t a = 0; a < 1000; a++)
			assert_true(calendar_wake(
					c, a, a * 7919 % 500 * HOUR_MS, (uint8_t) (a % 3)));
		for (int i = 0; i < 300; i++)
			assert_true(calendar_next(c, NEVER_END, &w));
		for (uint32_t a = 0; a < 1000; a++)
			if (calendar_find(c, a, &w))
				assert_true(calendar_wake(again, w.agent, w.time_ms, w.priority));
		assert_int_equal(calendar_pending(again), 700);
		while (calendar_next(c, NEVER_END, &w)) {
			assert_true(calendar_next(again, NEVER_END, &mine));
			assert_true(w.time_ms == mine.time_ms && w.agent == mine.agent &&
					w.priority == mine.priority);
		}
		expect_empty(again);
		calendar_free(again);
		calendar_free(c);
	}
}

/* ---- against a naive list ---- */

/* All pending wakes in order; every operation looks at the list from its start. */
struct list {
	struct wake *wake;
	uint32_t size;
	uint64_t now_ms;
};

static int compare(const struct wake *a, const struct wake *b)
{
	if (a->time_ms != b->time_ms)
		return a->time_ms < b->time_ms ? -1 : 1;
	if (a->priority != b->priority)
		return a->priority < b->priority ? -1 : 1;
	return (a->agent > b->agent) - (a->agent < b->agent);
}

static bool list_cancel(struct list *l, uint32_t agent)
{
	for (uint32_t i = 0; i < l->size; i++) {
		if (l->wake[i].agent != agent)
			continue;
		l->size--;
		memmove(l->wake + i, l->wake + i + 1, (l->size - i) * sizeof l->wake[0]);
		return true;
	}
	return false;
}

static bool list_wake(struct list *l, struct wake w)
{
	uint32_t i = 0;

	if (w.time_ms < l->now_ms)
		return false;
	list_cancel(l, w.agent);
	while (i < l->size && compare(&l->wake[i], &w) < 0)
		i++;
	memmove(l->wake + i + 1, l->wake + i, (l->size - i) * sizeof l->wake[0]);
	l->wake[i] = w;
	l->size++;
	return true;
}

static bool list_next(struct list *l, uint64_t horizon_ms, struct wake *w)
{
	if (!l->size || l->wake[0].time_ms > horizon_ms)
		return false;
	*w = l->wake[0];
	l->now_ms = w->time_ms;
	list_cancel(l, w->agent);
	return true;
}

enum spacing {
	EXPONENTIAL,
	PERIODIC,
	BIMODAL,
	ALL_EQUAL,
	NARROW,
	HALF_PERIODIC,
	SEASONS,
	ANY_TIME,
	SPACINGS
};

/* How far ahead the next wake is.  The exponential one is a power of two with a random mantissa: as
 * uneven, and in integers. */
static uint64_t ahead(enum spacing spacing, struct pcg *g, uint32_t agent)
{
	switch (spacing) {
	case EXPONENTIAL:
		return pcg_below(g, 2 + (UINT64_C(1) << pcg_below(g, 22)));
	case PERIODIC:
		return agent % 3 ? HOUR_MS : HOUR_MS / 4;
	case BIMODAL:
		return pcg_below(g, 10) ? pcg_below(g, 1000) : pcg_below(g, 1000 * HOUR_MS);
	case ALL_EQUAL:
		return 0;
	case NARROW:
		return pcg_below(g, 3);
	case HALF_PERIODIC: /* many at once, in order or not, and few just before and after */
		return agent % 2 ? HOUR_MS : HOUR_MS + pcg_below(g, 20) - 10;
	case SEASONS: /* to both sides of multiples of 2^32 ms */
		return (pcg_below(g, 4) << 32) + pcg_below(g, 5);
	case ANY_TIME:
		return pcg_next(g) >> (3 + pcg_below(g, 60));
	case SPACINGS:
		break;
	}
	return 0;
}

/* What a test does next, and what all three are asked to do alike. */
struct trio {
	struct calendar *c[KINDS];
	struct list list;
	uint32_t agents;
	struct pcg g;
};

static void all_wake(struct trio *t, struct wake w)
{
	bool done = w.time_ms <= CALENDAR_TIME_MAX_MS && list_wake(&t->list, w);

	for (int k = 0; k < KINDS; k++)
		assert_int_equal(calendar_wake(t->c[k], w.agent, w.time_ms, w.priority), done);
}

static void all_cancel(struct trio *t, uint32_t agent)
{
	bool done = list_cancel(&t->list, agent);

	for (int k = 0; k < KINDS; k++)
		assert_int_equal(calendar_cancel(t->c[k], agent), done);
}

static bool all_next(struct trio *t, uint64_t horizon_ms, struct wake *out)
{
	struct wake w, mine;
	bool some = list_next(&t->list, horizon_ms, &w);

	for (int k = 0; k < KINDS; k++) {
		assert_int_equal(calendar_next(t->c[k], horizon_ms, &mine), some);
		assert_true(!some || compare(&mine, &w) == 0);
		assert_int_equal(calendar_pending(t->c[k]), t->list.size);
		assert_int_equal(calendar_now_ms(t->c[k]), t->list.now_ms);
	}
	if (some)
		*out = w;
	return some;
}

static struct wake some_wake(struct trio *t, enum spacing spacing, uint32_t agent)
{
	uint8_t priority = (uint8_t) pcg_below(&t->g, pcg_below(&t->g, 4) ? 1 : 256);

	return (struct wake) { t->list.now_ms + ahead(spacing, &t->g, agent), agent, priority };
}

/* One step: mostly hold, else wake, move, cancel, look short ahead, ask for the past. */
static void step(struct trio *t, enum spacing spacing)
{
	uint32_t agent = (uint32_t) pcg_below(&t->g, t->agents);
	uint64_t what = pcg_below(&t->g, 16);
	struct wake w;

	if (what < 8) {
		if (all_next(t, NEVER_END, &w) && pcg_below(&t->g, 8))
			all_wake(t, some_wake(t, spacing, w.agent));
	} else if (what < 13) {
		all_wake(t, some_wake(t, spacing, agent));
	} else if (what == 13) {
		all_cancel(t, agent);
	} else if (what == 14) {
		all_next(t, t->list.now_ms + pcg_below(&t->g, 100), &w);
	} else if (t->list.now_ms) {
		all_wake(t, (struct wake) { pcg_below(&t->g, t->list.now_ms), agent, 0 });
	}
}

static void run(enum spacing spacing, uint32_t agents, uint32_t steps)
{
	struct trio t = { .agents = agents };
	struct wake w;

	pcg_seed(&t.g, 0, agents, 0, spacing);
	t.list.wake = calloc(agents + 1, sizeof t.list.wake[0]);
	assert_non_null(t.list.wake);
	for (int k = 0; k < KINDS; k++)
		t.c[k] = begin(kinds[k], agents);
	for (uint32_t i = 0; i < steps; i++)
		step(&t, spacing);
	while (all_next(&t, NEVER_END, &w))
		;
	assert_int_equal(t.list.size, 0);
	for (int k = 0; k < KINDS; k++)
		calendar_free(t.c[k]);
	free(t.list.wake);
}

static void both_agree_with_a_naive_list_whatever_the_spacing(void **state)
{
	(void) state;
	for (enum spacing s = 0; s < SPACINGS; s++) {
		run(s, 1, 2000);
		run(s, 40, 60000);
		run(s, 700, 60000);
		run(s, 5000, 20000);
	}
}

/* ---- crowds ---- */

struct digest {
	uint64_t sum, n;
};

static void fold(struct digest *d, const struct wake *w)
{
	d->sum = (d->sum << 5 | d->sum >> 59) ^ (w->time_ms << 20) ^ w->agent ^
		 (uint64_t) w->priority << 56;
	d->n++;
}

/* One agent in the middle wakes everybody in its own millisecond, in an order of no order, most of
 * them before the place that the calendar has reached; some are then moved. */
static struct digest wake_the_crowd(enum calendar_kind kind, uint32_t agents)
{
	struct calendar *c = begin(kind, agents);
	struct digest d = { 0, 0 };
	struct wake w, last = { 0, 0, 0 };

	for (uint32_t a = agents / 2; a < agents; a++)
		assert_true(calendar_wake(c, a, 77, 1));
	expect(c, 77, 1, agents / 2);
	for (uint64_t i = 0; i < agents; i++) {
		uint32_t a = (uint32_t) (i * 7919 % agents);

		assert_true(calendar_wake(c, a, 77, (uint8_t) (a % 3)));
		if (a % 5 == 0)
			assert_true(calendar_wake(c, (a + 1) % agents, 78, 0));
	}
	assert_int_equal(calendar_pending(c), agents);
	while (calendar_next(c, NEVER_END, &w)) {
		assert_true(d.n == 0 || compare(&last, &w) < 0);
		last = w;
		fold(&d, &w);
	}
	calendar_free(c);
	return d;
}

static void a_crowd_woken_in_one_millisecond_comes_in_order(void **state)
{
	(void) state;
	for (uint32_t agents = 100; agents <= 100000; agents *= 10) {
		struct digest radix = wake_the_crowd(CALENDAR_RADIX, agents);
		struct digest heap = wake_the_crowd(CALENDAR_HEAP, agents);

		assert_int_equal(radix.n, agents);
		assert_int_equal(radix.sum, heap.sum);
	}
}

/* Many more moves than agents: what moved wakes leave behind must not fill the calendar. */
static struct digest move_for_long(enum calendar_kind kind, uint32_t agents)
{
	struct calendar *c = begin(kind, agents / 2);
	struct digest d = { 0, 0 };
	struct pcg g;
	struct wake w;
	size_t memory;

	pcg_seed(&g, 1, 2, 3, 4);
	assert_true(calendar_grow(c, agents));
	memory = calendar_memory(c);
	for (uint32_t i = 0; i < 40 * agents; i++) {
		uint32_t a = (uint32_t) pcg_below(&g, agents);

		assert_true(calendar_wake(c, a, calendar_now_ms(c) + pcg_below(&g, HOUR_MS), 0));
		if (i % 8 == 0 && calendar_next(c, NEVER_END, &w))
			fold(&d, &w);
	}
	while (calendar_next(c, NEVER_END, &w))
		fold(&d, &w);
	assert_int_equal(calendar_memory(c), memory);
	calendar_free(c);
	return d;
}

static void moving_for_long_takes_no_more_memory(void **state)
{
	struct digest radix = move_for_long(CALENDAR_RADIX, 20000);
	struct digest heap = move_for_long(CALENDAR_HEAP, 20000);

	(void) state;
	assert_int_equal(radix.n, heap.n);
	assert_int_equal(radix.sum, heap.sum);
}

static struct digest drain(struct calendar *c)
{
	struct digest d = { 0, 0 };
	struct wake w;

	while (calendar_next(c, NEVER_END, &w))
		fold(&d, &w);
	calendar_free(c);
	return d;
}

/* Most at one time, in order or not; the others, woken earlier, just before and after that. */
static struct digest wake_many_at_once(enum calendar_kind kind, uint32_t stride)
{
	const uint32_t agents = 4000;
	struct calendar *c = begin(kind, agents);

	for (uint32_t a = 0; a < agents; a += 4)
		assert_true(calendar_wake(c, a, HOUR_MS - 1 + (a % 20 ? 2 + a % 7 : 0), 0));
	for (uint32_t i = 0; i < agents; i++)
		if (i * stride % agents % 4)
			assert_true(calendar_wake(c, i * stride % agents, HOUR_MS, 0));
	return drain(c);
}

static void many_at_once_and_their_neighbours_come_in_order(void **state)
{
	(void) state;
	for (uint32_t stride = 1; stride < 100; stride += stride % 5 == 3 ? 4 : 2) {
		struct digest radix = wake_many_at_once(CALENDAR_RADIX, stride);
		struct digest heap = wake_many_at_once(CALENDAR_HEAP, stride);

		assert_int_equal(radix.n, heap.n);
		assert_int_equal(radix.sum, heap.sum);
	}
}

/* After so many of a crowd have acted, a larger one is woken before the rest of it. */
static struct digest wake_before_the_rest(enum calendar_kind kind, uint32_t acted)
{
	struct calendar *c = begin(kind, 6000);
	struct wake w;

	for (uint32_t a = 5000; a < 6000; a++)
		assert_true(calendar_wake(c, a, 77, 0));
	for (uint32_t i = 0; i < acted; i++)
		assert_true(calendar_next(c, NEVER_END, &w));
	for (uint32_t a = 0; a < 5000; a++)
		assert_true(calendar_wake(c, a, 77, 0));
	return drain(c);
}

static void a_crowd_may_be_woken_before_the_rest_of_another(void **state)
{
	(void) state;
	for (uint32_t acted = 0; acted <= 220; acted++) {
		struct digest radix = wake_before_the_rest(CALENDAR_RADIX, acted);
		struct digest heap = wake_before_the_rest(CALENDAR_HEAP, acted);

		assert_int_equal(radix.n, 6000 - acted);
		assert_int_equal(radix.sum, heap.sum);
	}
}

/* Everybody sleeps for long, and all but few want to wake much sooner when the first one has. */
static struct digest wake_up_early(enum calendar_kind kind, uint32_t agents, uint64_t step_ms)
{
	struct calendar *c = begin(kind, agents);
	struct digest d = { 0, 0 };
	struct pcg g;
	struct wake w;

	pcg_seed(&g, 4, 3, 2, agents);
	for (uint32_t a = 0; a < agents; a++)
		assert_true(calendar_wake(c, a, 1000 * HOUR_MS + a * step_ms, 0));
	assert_false(calendar_next(c, HOUR_MS, &w));
	for (uint32_t a = 0; a < agents; a++)
		if (a % 100)
			assert_true(calendar_wake(c, a, pcg_below(&g, 1000 * HOUR_MS), 0));
	for (uint32_t i = 0; i < 3 * agents && calendar_next(c, NEVER_END, &w); i++) {
		fold(&d, &w);
		assert_true(calendar_wake(c, w.agent, w.time_ms + pcg_below(&g, HOUR_MS), 0));
	}
	while (calendar_next(c, NEVER_END, &w))
		fold(&d, &w);
	calendar_free(c);
	return d;
}

static void all_who_wake_before_the_long_sleepers_come_in_order(void **state)
{
	(void) state;
	for (uint32_t agents = 100; agents <= 100000; agents *= 10) {
		for (uint64_t step_ms = 0; step_ms <= 1000; step_ms += 500) {
			struct digest radix = wake_up_early(CALENDAR_RADIX, agents, step_ms);
			struct digest heap = wake_up_early(CALENDAR_HEAP, agents, step_ms);

			assert_int_equal(radix.n, 4 * agents);
			assert_int_equal(radix.n, heap.n);
			assert_int_equal(radix.sum, heap.sum);
		}
	}
}

/* A hint that were mostly wrong would cost and bring nothing. */
static void who_is_told_ahead_mostly_comes(void **state)
{
	struct calendar *c = begin(CALENDAR_RADIX, 5000);
	uint32_t told = 0, right = 0, ahead;
	struct pcg random;
	struct wake w;

	(void) state;
	pcg_seed(&random, 1, 2, 3, 4);
	for (uint32_t a = 0; a < 5000; a++)
		calendar_wake(c, a, pcg_next(&random) % (24 * HOUR_MS), 0);
	while (calendar_ahead(c, 0, &ahead) || calendar_pending(c) > 0) {
		bool known = calendar_ahead(c, 0, &ahead);

		assert_true(calendar_next(c, NEVER_END, &w));
		told += known;
		right += known && w.agent == ahead;
	}
	assert_true(told > 2500);
	assert_int_equal(right, told); /* nobody was woken in between */
	calendar_free(c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_empty_calendar_has_no_next_wake),
		cmocka_unit_test(wakes_come_in_order_of_time_then_priority_then_agent),
		cmocka_unit_test(a_second_wake_of_an_agent_replaces_the_first),
		cmocka_unit_test(an_agent_that_goes_to_and_fro_wakes_once),
		cmocka_unit_test(a_cancelled_wake_does_not_come_and_can_be_asked_for_again),
		cmocka_unit_test(the_past_is_refused_and_the_present_is_not),
		cmocka_unit_test(nothing_beyond_the_horizon_comes_out_and_nothing_is_lost),
		cmocka_unit_test(times_up_to_two_to_the_55_are_kept_exactly),
		cmocka_unit_test(growing_keeps_every_wake_and_admits_the_new_agents),
		cmocka_unit_test(there_is_a_most_number_of_agents),
		cmocka_unit_test(whoever_looks_years_ahead_may_still_wake_somebody_now),
		cmocka_unit_test(finding_every_agent_is_enough_to_build_the_calendar_again),
		cmocka_unit_test(both_agree_with_a_naive_list_whatever_the_spacing),
		cmocka_unit_test(a_crowd_woken_in_one_millisecond_comes_in_order),
		cmocka_unit_test(moving_for_long_takes_no_more_memory),
		cmocka_unit_test(many_at_once_and_their_neighbours_come_in_order),
		cmocka_unit_test(a_crowd_may_be_woken_before_the_rest_of_another),
		cmocka_unit_test(all_who_wake_before_the_long_sleepers_come_in_order),
		cmocka_unit_test(who_is_told_ahead_mostly_comes),
	};

	return cmocka_run_group_tests_name("calendar", tests, NULL, NULL);
}
