/* hold - how fast the event calendar is: take out the next wake, wake the agent again.
 *
 * Beside the two structures of the calendar stand the reference structures (hold_reference.h) and
 * a loop without any.  Each runs in a process of its own, so that none inherits the memory of
 * another; they take turns, so that a busy moment of the machine meets all of them; what is told is
 * the least time of each.  Those that order wakes alike have to give the very same sequence: a
 * digest of it is compared, and a difference is the one thing that makes this program fail.  Times
 * are told, never enforced.
 */
#include "tests/bench/hold_reference.h"
#include "sim/calendar.h"
#include "support/options.h"
#include "support/pcg.h"

#include <inttypes.h>
#include <stdio.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define HOUR_MS   3600000.0
#define MOST      (1 << REFERENCE_AGENT_BITS)
#define NEVER_END UINT64_MAX

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

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double) t.tv_sec + 1e-9 * (double) t.tv_nsec;
}

static inline void fold(uint64_t *digest, uint64_t time_ms, uint64_t agent)
{
	*digest = *digest * 31 + (time_ms ^ agent << 40);
}

/* The model itself, once per structure so that the compiler sees through: WAKE(agent, time_ms) and
 * NEXT(), which sets `agent` and `now_ms`. */
#define HOLD(WAKE, NEXT)                                                                           \
	do {                                                                                       \
		uint64_t warm = l.agents > 50000 ? 2 * (uint64_t) l.agents : 100000;               \
		double moves = spacings[l.spacing].moves, begun_s = 0;                             \
		uint64_t now_ms = 0;                                                               \
		uint32_t agent;                                                                    \
                                                                                                   \
		for (agent = 0; agent < l.agents; agent++)                                         \
			WAKE(agent, after_ms(&l, agent));                                          \
		for (uint64_t i = 0; i < warm + l.holds; i++) {                                    \
			if (i == warm)                                                             \
				begun_s = now_s();                                                 \
			NEXT();                                                                    \
			fold(&m.digest, now_ms, agent);                                            \
			WAKE(agent, now_ms + after_ms(&l, agent));                                 \
			if (moves > 0 && unit(&l) < moves) {                                       \
				agent = (uint32_t) pcg_below(&l.g, l.agents);                      \
				WAKE(agent, now_ms + after_ms(&l, agent));                         \
			}                                                                          \
		}                                                                                  \
		m.ns = (now_s() - begun_s) * 1e9 / (double) l.holds;                               \
	} while (0)

/* What the loop and the random numbers cost by themselves: contained in all the others. */
static struct measure hold_nothing(struct load l)
{
	struct measure m = { 0, 0 };
	uint64_t *due_ms = need(calloc(l.agents, sizeof *due_ms));
	uint32_t turn = 0;

#define WAKE(a, t) due_ms[a] = (t)
#define NEXT()     (turn = turn + 1 < l.agents ? turn + 1 : 0, agent = turn, now_ms = due_ms[turn])
	HOLD(WAKE, NEXT);
#undef WAKE
#undef NEXT
	free(due_ms);
	return m;
}

static struct measure hold_calendar(struct load l, enum calendar_kind kind)
{
	struct measure m = { 0, 0 };
	struct calendar *c = need(calendar_new(kind, l.agents));
	struct wake w = { 0, 0, 0 };

#define WAKE(a, t) calendar_wake(c, a, t, 0)
#define NEXT()     (calendar_next(c, NEVER_END, &w), agent = w.agent, now_ms = w.time_ms)
	HOLD(WAKE, NEXT);
#undef WAKE
#undef NEXT
	calendar_free(c);
	return m;
}

/* The reference structures don't move wakes: what isn't the last of its agent is skipped. */
struct waiting {
	uint64_t *last; /* rank of each agent's */
	uint64_t number;
	bool moved;
};

static struct waiting waiting_new(struct load l)
{
	return (struct waiting) { need(calloc(l.agents, sizeof(uint64_t))), 0,
		spacings[l.spacing].moves > 0 };
}

static inline struct event waiting_event(struct waiting *w, uint32_t agent, uint64_t time_ms)
{
	struct event e = { (double) time_ms, w->number++ << REFERENCE_AGENT_BITS | agent };

	if (w->moved)
		w->last[agent] = e.rank;
	return e;
}

static inline uint32_t agent_of(struct event e)
{
	return (uint32_t) e.rank & (MOST - 1);
}

#define REFERENCE(NAME, KIND)                                                                      \
	static struct measure hold_##NAME(struct load l) {                                         \
		struct measure m = { 0, 0 };                                                       \
		struct waiting w = waiting_new(l);                                                 \
		struct KIND q = NAME##_new(                                                        \
				w.moved ? 4 * (size_t) l.agents + 1024 : l.agents + 16);           \
		struct event e;                                                                    \
                                                                                                   \
		HOLD(REFERENCE_WAKE_##NAME, REFERENCE_NEXT_##NAME);                                \
		return m;                                                                          \
	}

#define REFERENCE_WAKE(NAME, a, t) NAME##_push(&q, waiting_event(&w, a, t))
#define REFERENCE_NEXT(NAME)                                                                       \
	do {                                                                                       \
		do                                                                                 \
			e = NAME##_pop(&q);                                                        \
		while (w.moved && w.last[agent_of(e)] != e.rank);                                  \
		agent = agent_of(e);                                                               \
		now_ms = (uint64_t) e.time_ms;                                                     \
	} while (0)

#define REFERENCE_WAKE_binary(a, t)  REFERENCE_WAKE(binary, a, t)
#define REFERENCE_NEXT_binary()      REFERENCE_NEXT(binary)
#define REFERENCE_WAKE_four(a, t)    REFERENCE_WAKE(four, a, t)
#define REFERENCE_NEXT_four()        REFERENCE_NEXT(four)
#define REFERENCE_WAKE_ladder(a, t)  REFERENCE_WAKE(ladder, a, t)
#define REFERENCE_NEXT_ladder()      REFERENCE_NEXT(ladder)
#define REFERENCE_WAKE_radix(a, t)   REFERENCE_WAKE(radix, a, t)
#define REFERENCE_NEXT_radix()       REFERENCE_NEXT(radix)
#define REFERENCE_WAKE_sorting(a, t) REFERENCE_WAKE(sorting, a, t)
#define REFERENCE_NEXT_sorting()     REFERENCE_NEXT(sorting)

REFERENCE(binary, binary)
REFERENCE(four, four)
REFERENCE(ladder, ladder)
REFERENCE(radix, radix)
REFERENCE(sorting, radix)

/* ---- the table ---- */

enum { NOTHING, CALENDAR, HEAP, BINARY, FOUR, LADDER, RADIX, SORTING, STRUCTURES };

static struct measure hold(int structure, struct load l)
{
	switch (structure) {
	case NOTHING:
		return hold_nothing(l);
	case HEAP:
		return hold_calendar(l, CALENDAR_HEAP);
	case BINARY:
		return hold_binary(l);
	case FOUR:
		return hold_four(l);
	case LADDER:
		return hold_ladder(l);
	case RADIX:
		return hold_radix(l);
	case SORTING:
		return hold_sorting(l);
	}
	return hold_calendar(l, CALENDAR_RADIX);
}

static struct measure hold_apart(int structure, struct load l)
{
	struct measure m = { 0, 0 };
	int end[2], status = 1;
	pid_t child;

	if (pipe(end) || (child = fork()) < 0) {
		talk_error("cannot start a process to measure in");
		exit(1);
	}
	if (child == 0) {
		m = hold(structure, l);
		_exit(write(end[1], &m, sizeof m) != (ssize_t) sizeof m);
	}
	close(end[1]);
	if (read(end[0], &m, sizeof m) != (ssize_t) sizeof m || waitpid(child, &status, 0) < 0 ||
			status) {
		talk_error("a measurement of %" PRIu32 " agents ended early", l.agents);
		exit(1);
	}
	close(end[0]);
	return m;
}

static void tell(struct load l, const double *ns, uint64_t digest, bool same)
{
	double best = ns[BINARY];

	for (int s = BINARY; s < STRUCTURES; s++)
		best = ns[s] < best ? ns[s] : best;
	printf("%-11s %7" PRIu32, spacings[l.spacing].name, l.agents);
	for (int s = 0; s < STRUCTURES; s++)
		printf(" %7.1f", ns[s]);
	printf(" %6.2fx %6.2fx  %016" PRIx64 "%s\n", ns[SORTING] / ns[CALENDAR],
			best / ns[CALENDAR], digest, same ? "" : "  DIFFER");
	fflush(stdout);
}

/* False if those that should have agreed did not. */
static bool race(struct load l, unsigned rounds)
{
	double ns[STRUCTURES];
	uint64_t digest[STRUCTURES];
	bool same = true;

	for (unsigned r = 0; r < rounds; r++) {
		for (int s = 0; s < STRUCTURES; s++) {
			struct measure m = hold_apart(s, l);

			ns[s] = r && ns[s] < m.ns ? ns[s] : m.ns;
			same = same && (!r || digest[s] == m.digest);
			digest[s] = m.digest;
		}
	}
	same = same && digest[CALENDAR] == digest[HEAP];
	for (int s = BINARY; s < STRUCTURES; s++)
		same = same && digest[s] == digest[BINARY];
	tell(l, ns, digest[CALENDAR], same);
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
	[AGENTS] = { "--agents", "N", "measure only this many agents, 1 to 1048576" },
	{ NULL, NULL, NULL },
};

static struct settings read_arguments(int argc, char **argv)
{
	struct options o = { .program = "hold",
		.examples = "  hold                   all sizes, ten minutes\n"
			    "  hold --quick           the same, rougher\n"
			    "  hold --agents 100000   one size only\n",
		.usage = "",
		.rows = rows,
		.argc = argc,
		.argv = argv,
		.at = 1 };
	struct settings s = { 0, 5, 2000000 };
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
	static const char *const names[STRUCTURES] = { "(loop)", "radix", "heap", "binary", "four",
		"ladder", "radix", "sorting" };
	struct settings s;
	bool same = true;

	talk_as("hold");
	s = read_arguments(argc, argv);
	printf("ns per hold, loop and random numbers included; the least of %u\n\n", s.rounds);
	for (int i = 0; i < SPACINGS; i++)
		printf("  %-11s %s\n", spacings[i].name, spacings[i].what);
	printf("\n%-27s %-15s %-39s %-15s calendar's\n%-11s %7s", "", "calendar", "references",
			"radix is faster", "spacing", "agents");
	for (int i = 0; i < STRUCTURES; i++)
		printf(" %7s", names[i]);
	printf(" %7s %7s  digest\n", "sorting", "best");
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
		talk_error("structures that order wakes alike did not give the same sequence");
	return same ? 0 : 1;
}
