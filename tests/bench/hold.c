/* hold - how fast the event calendar is: take out the next wake, wake the agent again.
 *
 * Every structure has to give the very same sequence: a digest of it is compared, and a difference
 * is the one thing that makes this program fail.  Times are told, never enforced.  Two structures
 * that are not ours stand beside as yardsticks, without an interface in the way and with memory of
 * any size: a textbook binary heap, and a binary radix heap with small buckets sorted.
 */
#include "sim/calendar.h"
#include "support/options.h"
#include "support/pcg.h"
#include "support/talk.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define HOUR_MS   3600000.0
#define SMALL     48 /* entries that the yardstick sorts */
#define MOST      4000000
#define NEVER_END UINT64_MAX

static void *need(void *p)
{
	if (!p) {
		talk_error("out of memory");
		exit(1);
	}
	return p;
}

/* ---- yardsticks ---- */

struct event {
	uint64_t time_ms;
	uint64_t agent;
};

static inline bool before(struct event a, struct event b)
{
	return a.time_ms < b.time_ms || (a.time_ms == b.time_ms && a.agent < b.agent);
}

static int by_order(const void *a, const void *b)
{
	const struct event *x = a, *y = b;

	return before(*x, *y) ? -1 : before(*y, *x);
}

struct binary {
	struct event *at;
	size_t size, room;
};

static inline void binary_wake(struct binary *h, uint32_t agent, uint64_t time_ms)
{
	struct event e = { time_ms, agent };
	size_t i = h->size++;

	if (h->size > h->room) {
		h->room = 2 * h->size;
		h->at = need(realloc(h->at, h->room * sizeof *h->at));
	}
	for (; i && before(e, h->at[(i - 1) / 2]); i = (i - 1) / 2)
		h->at[i] = h->at[(i - 1) / 2];
	h->at[i] = e;
}

static inline bool binary_next(struct binary *h, struct event *next)
{
	struct event e;
	size_t i = 0;

	if (!h->size)
		return false;
	*next = h->at[0];
	e = h->at[--h->size];
	for (size_t child = 1; child < h->size; child = 2 * i + 1) {
		if (child + 1 < h->size && before(h->at[child + 1], h->at[child]))
			child++;
		if (!before(h->at[child], e))
			break;
		h->at[i] = h->at[child];
		i = child;
	}
	h->at[i] = e;
	return true;
}

struct pile {
	struct event *at;
	size_t size, room;
};

struct bits {
	struct pile pile[65]; /* by the highest bit in which the time differs from last_ms */
	struct pile front;    /* sorted, from head on */
	size_t head;
	uint64_t last_ms;
};

static inline void pile_add(struct pile *p, struct event e)
{
	if (p->size == p->room) {
		p->room = p->room ? 2 * p->room : 64;
		p->at = need(realloc(p->at, p->room * sizeof *p->at));
	}
	p->at[p->size++] = e;
}

static inline void front_add(struct bits *q, struct event e)
{
	size_t i = q->front.size;

	pile_add(&q->front, e);
	for (; i > q->head && before(e, q->front.at[i - 1]); i--)
		q->front.at[i] = q->front.at[i - 1];
	q->front.at[i] = e;
}

static inline void bits_add(struct bits *q, struct event e)
{
	uint64_t difference = e.time_ms ^ q->last_ms;

	pile_add(&q->pile[difference ? 64 - __builtin_clzll(difference) : 0], e);
}

static inline void bits_wake(struct bits *q, uint32_t agent, uint64_t time_ms)
{
	struct event e = { time_ms, agent };

	if (q->head < q->front.size && before(e, q->front.at[q->front.size - 1]))
		front_add(q, e);
	else
		bits_add(q, e);
}

static void sort_pile(struct pile *p)
{
	size_t i = 1;

	while (i < p->size && !before(p->at[i], p->at[i - 1]))
		i++;
	if (i < p->size)
		qsort(p->at, p->size, sizeof *p->at, by_order);
}

static void bits_fill(struct bits *q, unsigned b)
{
	struct pile *p = &q->pile[b], swap = q->front;

	q->head = q->front.size = 0;
	if (p->size > SMALL) {
		sort_pile(p);
		swap.size = 0;
		q->front = *p;
		*p = swap;
	} else {
		for (size_t i = 0; i < p->size; i++)
			front_add(q, p->at[i]);
		p->size = 0;
	}
	q->last_ms = q->front.at[0].time_ms;
}

static bool bits_next(struct bits *q, struct event *next)
{
	while (q->head == q->front.size) {
		unsigned b = 0;
		struct pile *p;
		size_t n;

		while (b < 65 && !q->pile[b].size)
			b++;
		if (b == 65)
			return false;
		p = &q->pile[b];
		n = p->size;
		if (b == 0 || n <= SMALL) {
			bits_fill(q, b);
			break;
		}
		q->last_ms = p->at[0].time_ms;
		for (size_t i = 1; i < n; i++)
			if (p->at[i].time_ms < q->last_ms)
				q->last_ms = p->at[i].time_ms;
		p->size = 0;
		for (size_t i = 0; i < n; i++)
			bits_add(q, p->at[i]);
	}
	*next = q->front.at[q->head++];
	return true;
}

static void bits_free(struct bits *q)
{
	for (unsigned b = 0; b < 65; b++)
		free(q->pile[b].at);
	free(q->front.at);
}

/* ---- what is asked of them ---- */

struct spacing {
	const char *name, *what;
	double moves; /* how often another agent's wake is moved as well */
};

enum { EXP, UNIFORM, BIMODAL, LOGNORMAL, TICK, MIX, DENSE, MOVED, SPACINGS };

static const struct spacing spacings[SPACINGS] = {
	[EXP] = { "exponential", "mean 1 h", 0 },
	[UNIFORM] = { "uniform", "0 to 2 h", 0 },
	[BIMODAL] = { "bimodal", "9 in 10 of mean 6 min, else of 9.1 h", 0 },
	[LOGNORMAL] = { "lognormal", "sigma 2", 0 },
	[TICK] = { "tick", "all every hour at once", 0 },
	[MIX] = { "mix", "half every hour at once, half of mean 30 h", 0 },
	[DENSE] = { "dense", "exponential of mean 1 s: many in each millisecond", 0 },
	[MOVED] = { "moved", "exponential; every fifth time another wake is moved", 0.2 },
};

struct load {
	int spacing;
	uint32_t agents;
	uint64_t holds;
	struct pcg g;
};

static inline double unit(struct load *l)
{
	return ((double) (pcg_next(&l->g) >> 11) + 0.5) * 0x1p-53;
}

static inline uint64_t after_ms(struct load *l, uint32_t agent)
{
	double hours = 1, u;

	switch (l->spacing) {
	case EXP:
	case MOVED:
		hours = -log(unit(l));
		break;
	case UNIFORM:
		hours = 2 * unit(l);
		break;
	case BIMODAL:
		hours = unit(l) < 0.9 ? -0.1 * log(unit(l)) : -9.1 * log(unit(l));
		break;
	case LOGNORMAL:
		u = sqrt(-2 * log(unit(l)));
		hours = exp(2 * u * cos(6.283185307179586 * unit(l)) - 2);
		break;
	case MIX:
		hours = agent & 1 ? 1 : -30 * log(unit(l));
		break;
	case DENSE:
		hours = -log(unit(l)) / 3600;
		break;
	}
	return (uint64_t) (hours * HOUR_MS + 0.5);
}

struct measure {
	double ns;
	uint64_t digest;
};

static double now_s(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double) t.tv_sec + 1e-9 * (double) t.tv_nsec;
}

static inline void fold(uint64_t *digest, uint64_t time_ms, uint64_t agent)
{
	*digest = *digest * 31 + (time_ms ^ agent << 40);
}

/* The model itself, once per structure so that the compiler sees through: WAKE(agent, time_ms) and
 * NEXT(), which sets `agent` and `now_ms`. */
#define HOLD(WAKE, NEXT)                                                                          \
	do {                                                                                      \
		uint64_t warm = l.agents > 50000 ? 2 * (uint64_t) l.agents : 100000;              \
		double moves = spacings[l.spacing].moves, begun_s = 0;                            \
		uint64_t now_ms = 0;                                                              \
		uint32_t agent;                                                                   \
                                                                                                  \
		for (agent = 0; agent < l.agents; agent++)                                        \
			WAKE(agent, after_ms(&l, agent));                                         \
		for (uint64_t i = 0; i < warm + l.holds; i++) {                                   \
			if (i == warm)                                                            \
				begun_s = now_s();                                                \
			NEXT();                                                                   \
			fold(&m.digest, now_ms, agent);                                           \
			WAKE(agent, now_ms + after_ms(&l, agent));                                \
			if (moves > 0 && unit(&l) < moves) {                                      \
				agent = (uint32_t) pcg_below(&l.g, l.agents);                     \
				WAKE(agent, now_ms + after_ms(&l, agent));                        \
			}                                                                         \
		}                                                                                 \
		m.ns = (now_s() - begun_s) * 1e9 / (double) l.holds;                              \
	} while (0)

/* What the loop and the random numbers cost by themselves: contained in all the others. */
static struct measure hold_nothing(struct load l)
{
	struct measure m = { 0, 0 };
	uint64_t *due_ms = need(calloc(l.agents, sizeof *due_ms));
	uint32_t turn = 0;

#define WAKE(a, t) due_ms[a] = (t)
#define NEXT() (turn = turn + 1 < l.agents ? turn + 1 : 0, agent = turn, now_ms = due_ms[turn])
	HOLD(WAKE, NEXT);
#undef WAKE
#undef NEXT
	free(due_ms);
	return m;
}

/* The yardsticks don't move wakes: old ones are skipped when they come out. */
#define YARDSTICK(KIND, FREE)                                                                     \
	static struct measure hold_##KIND(struct load l)                                          \
	{                                                                                         \
		struct measure m = { 0, 0 };                                                      \
		struct KIND *q = need(calloc(1, sizeof *q));                                      \
		uint64_t *due_ms = need(calloc(l.agents, sizeof *due_ms));                        \
		bool moved = spacings[l.spacing].moves > 0;                                       \
		struct event e = { 0, 0 };                                                        \
                                                                                                  \
		HOLD(YARDSTICK_WAKE_##KIND, YARDSTICK_NEXT_##KIND);                               \
		FREE;                                                                             \
		free(due_ms);                                                                     \
		free(q);                                                                          \
		return m;                                                                         \
	}

#define YARDSTICK_WAKE(KIND, a, t)                                                                \
	do {                                                                                      \
		uint64_t time_ms = (t);                                                           \
                                                                                                  \
		if (moved)                                                                        \
			due_ms[a] = time_ms;                                                      \
		KIND##_wake(q, a, time_ms);                                                       \
	} while (0)

#define YARDSTICK_NEXT(KIND)                                                                      \
	do {                                                                                      \
		while (KIND##_next(q, &e) && moved && due_ms[e.agent] != e.time_ms)               \
			;                                                                         \
		agent = (uint32_t) e.agent;                                                       \
		now_ms = e.time_ms;                                                               \
		if (moved)                                                                        \
			due_ms[agent] = NEVER_END;                                                \
	} while (0)

#define YARDSTICK_WAKE_binary(a, t) YARDSTICK_WAKE(binary, a, t)
#define YARDSTICK_NEXT_binary()     YARDSTICK_NEXT(binary)
#define YARDSTICK_WAKE_bits(a, t)   YARDSTICK_WAKE(bits, a, t)
#define YARDSTICK_NEXT_bits()       YARDSTICK_NEXT(bits)

YARDSTICK(binary, free(q->at))
YARDSTICK(bits, bits_free(q))

static struct measure hold_calendar(struct load l, enum calendar_kind kind)
{
	struct measure m = { 0, 0 };
	struct calendar *c = need(calendar_new(kind, l.agents));
	struct wake w = { 0, 0, 0 };

#define WAKE(a, t) calendar_wake(c, a, t, 0)
#define NEXT() (calendar_next(c, NEVER_END, &w), agent = w.agent, now_ms = w.time_ms)
	HOLD(WAKE, NEXT);
#undef WAKE
#undef NEXT
	calendar_free(c);
	return m;
}

/* ---- the table ---- */

enum { NOTHING, BINARY, BITS, HEAP, RADIX, STRUCTURES };

static struct measure hold(int structure, struct load l)
{
	switch (structure) {
	case NOTHING:
		return hold_nothing(l);
	case BINARY:
		return hold_binary(l);
	case BITS:
		return hold_bits(l);
	case HEAP:
		return hold_calendar(l, CALENDAR_HEAP);
	}
	return hold_calendar(l, CALENDAR_RADIX);
}

static int by_ns(const void *a, const void *b)
{
	const double *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

enum { ROUNDS_MAX = 15 };

/* Structures take turns, so that a busy moment of the machine meets all of them; false if two of
 * them did not agree. */
static bool race(struct load l, unsigned rounds)
{
	double ns[STRUCTURES][ROUNDS_MAX];
	uint64_t digest = 0;
	bool same = true;

	for (unsigned r = 0; r < rounds; r++) {
		for (int s = 0; s < STRUCTURES; s++) {
			struct measure m = hold(s, l);

			ns[s][r] = m.ns;
			if (s == BINARY && r == 0)
				digest = m.digest;
			same = same && (s == NOTHING || m.digest == digest);
		}
	}
	for (int s = 0; s < STRUCTURES; s++)
		qsort(ns[s], rounds, sizeof ns[s][0], by_ns);
	printf("%-12s %8" PRIu32, spacings[l.spacing].name, l.agents);
	for (int s = 0; s < STRUCTURES; s++)
		printf(" %8.1f", ns[s][rounds / 2]);
	printf(" %7.2fx %7.2fx  %016" PRIx64 "%s\n", ns[BINARY][rounds / 2] / ns[RADIX][rounds / 2],
		ns[BITS][rounds / 2] / ns[RADIX][rounds / 2], digest, same ? "" : "  DIFFER");
	fflush(stdout);
	return same;
}

struct settings {
	uint32_t agents; /* 0: all sizes */
	unsigned rounds;
	uint64_t holds;
};

enum { QUICK, AGENTS };

static const struct option_row rows[] = {
	[QUICK] = { "--quick", NULL, "one round of fewer holds" },
	[AGENTS] = { "--agents", "N", "measure only this many agents, 1 to 4000000" },
	{ NULL, NULL, NULL },
};

static struct settings read_arguments(int argc, char **argv)
{
	struct options o = { .program = "hold",
		.examples = "  hold                   all sizes, some minutes\n"
			    "  hold --quick           the same, rougher\n"
			    "  hold --agents 100000   one size only\n",
		.usage = "",
		.rows = rows,
		.argc = argc,
		.argv = argv,
		.at = 1 };
	struct settings s = { 0, 3, 2000000 };
	int row;

	while ((row = options_next(&o)) != OPTION_END) {
		char *end = NULL;
		unsigned long n;

		if (row == OPTION_HELP)
			exit(0);
		if (row == OPTION_ARGUMENT)
			talk_error("unexpected argument %s; hold takes options only", o.value);
		if (row < 0)
			exit(2);
		if (row == QUICK) {
			s.rounds = 1;
			s.holds = 500000;
			continue;
		}
		n = strtoul(o.value, &end, 10);
		if (*o.value < '0' || *o.value > '9' || *end || n < 1 || n > MOST) {
			talk_error("--agents %s is not a number from 1 to %d", o.value, MOST);
			exit(2);
		}
		s.agents = (uint32_t) n;
	}
	return s;
}

int main(int argc, char **argv)
{
	struct settings s;
	bool same = true;

	talk_as("hold");
	s = read_arguments(argc, argv);
	printf("ns per hold, loop and random numbers included; median of %u\n\n", s.rounds);
	for (int i = 0; i < SPACINGS; i++)
		printf("  %-12s %s\n", spacings[i].name, spacings[i].what);
	printf("\n%-12s %8s %8s %8s %8s %8s %8s %8s %8s  %s\n", "spacing", "agents", "(loop)",
		"binary", "bits", "heap", "radix", "binary/", "bits/", "digest");
	for (int i = 0; i < SPACINGS; i++) {
		for (uint32_t n = 1000; n <= 1000000; n *= 10) {
			struct load l = { i, s.agents ? s.agents : n, s.holds, { 0, 0, 0, 0 } };

			pcg_seed(&l.g, 0, 1, 0, 2);
			same = race(l, s.rounds) && same;
			if (s.agents)
				break;
		}
	}
	if (!same)
		talk_error("the structures did not give the same sequence");
	return same ? 0 : 1;
}
