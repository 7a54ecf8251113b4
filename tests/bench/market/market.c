/* market - a small marketplace in plain C, without a protocol: the yardstick beside which the simulator's
 * scenarios/bench/market.json is measured, and whose means it has to meet.
 *
 *	N providers of 8 threads; a price for a thread and day, uniform in 0.5 .. 1.5, fixed
 *	up for Exp(20 d), down for Exp(repair)
 *	orders: Poisson, RATE a day and provider; 1, 2 or 3 threads; lognormal durations, mean 1 d, sigma 1.2
 *	an order goes at once to the cheapest provider that is up and has room, else it is lost; a lease
 *	of a provider that fails ends and counts as broken
 *	every hour a provider that is up earns 1; one that has been down for 6 h loses 0.1 % of its stake
 *	begins empty
 *
 * usage: market N DAYS SEED RUNS REPAIR_HOURS RATE shared|own
 *
 * RUNS replications, one line each, with seeds from SEED on.  shared: one stream of random numbers for
 * all; own: a stream for each provider and one for the orders, so that a run with another repair time
 * has the same orders and faults.
 */
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "tests/bench/market/events.h"

enum { THREADS = 8 };
enum what { FAIL, REPAIR, END, ARRIVE, HOUR };

struct provider {
	double price, down_since, stake, reward;
	int32_t lease[THREADS];
	uint8_t leases;
	int8_t room, up;
};

struct lease {
	double end;
	uint64_t key; /* of the event that ends it, 0 if it has ended */
	int32_t provider;
	int8_t size;
};

struct luck {
	uint64_t s[4];
};

struct market {
	struct events events;
	uint64_t order;
	size_t n, leaves;
	struct provider *provider;
	struct lease *lease;
	int32_t *spare;
	size_t spares;
	int8_t *tree; /* the most room below each knot, in the order of prices */
	struct luck *own, shared;
	double repair_d, rate, days, now;
	uint64_t acts, orders, matched, broken, hours;
	double revenue, slashed, rewards, slot_days;
};

/* ---- luck ---- */

static uint64_t mixed(uint64_t z)
{
	z += 0x9e3779b97f4a7c15u;
	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
	z = (z ^ z >> 27) * 0x94d049bb133111ebu;
	return z ^ z >> 31;
}

static void luck_seed(struct luck *l, uint64_t seed, uint64_t stream)
{
	for (uint64_t i = 0; i < 4; i++)
		l->s[i] = mixed(mixed(seed * 8191 + i) ^ mixed(stream + 77));
}

static inline uint64_t rotated(uint64_t x, int k)
{
	return x << k | x >> (64 - k);
}

static inline double unit(struct luck *l)
{
	uint64_t *s = l->s, x = rotated(s[0] + s[3], 23) + s[0], t = s[1] << 17;

	s[2] ^= s[0];
	s[3] ^= s[1];
	s[1] ^= s[2];
	s[0] ^= s[3];
	s[2] ^= t;
	s[3] = rotated(s[3], 45);
	return ((double) (x >> 11) + 0.5) * 0x1p-53;
}

static inline double exponential(struct luck *l, double mean)
{
	return -mean * log(unit(l));
}

static double normal(struct luck *l)
{
	double u = sqrt(-2.0 * log(unit(l)));

	return u * cos(6.283185307179586 * unit(l));
}

static inline struct luck *of_provider(struct market *m, size_t i)
{
	return m->own ? &m->own[i] : &m->shared;
}

static inline struct luck *of_orders(struct market *m)
{
	return of_provider(m, m->n);
}

/* ---- what happens ---- */

static inline uint64_t at(struct market *m, double t, enum what what, size_t which)
{
	struct event e = { t, m->order++ << NUMBER_BITS | (uint64_t) what << 23 | which };

	events_push(&m->events, e);
	return e.key;
}

static inline void room_changed(struct market *m, size_t p)
{
	size_t i = m->leaves + p;

	m->tree[i] = m->provider[p].up ? m->provider[p].room : -1;
	while (i > 1) {
		int8_t most;

		i >>= 1;
		most = m->tree[2 * i] > m->tree[2 * i + 1] ? m->tree[2 * i] : m->tree[2 * i + 1];
		if (m->tree[i] == most)
			break;
		m->tree[i] = most;
	}
}

static inline long cheapest(const struct market *m, int size)
{
	size_t i = 1;

	if (m->tree[1] < size)
		return -1;
	while (i < m->leaves) {
		i *= 2;
		if (m->tree[i] < size)
			i++;
	}
	return (long) (i - m->leaves);
}

static void fails(struct market *m, size_t i)
{
	struct provider *p = &m->provider[i];

	p->up = 0;
	p->down_since = m->now;
	for (int k = 0; k < p->leases; k++) {
		struct lease *l = &m->lease[p->lease[k]];

		l->key = 0;
		m->broken++;
		p->room += l->size;
		m->slot_days -= (l->end - m->now) * l->size;
		m->revenue -= (l->end - m->now) * l->size * p->price;
		m->spare[m->spares++] = p->lease[k];
	}
	p->leases = 0;
	room_changed(m, i);
	at(m, m->now + exponential(of_provider(m, i), m->repair_d), REPAIR, i);
}

static void is_repaired(struct market *m, size_t i)
{
	m->provider[i].up = 1;
	room_changed(m, i);
	at(m, m->now + exponential(of_provider(m, i), 20.0), FAIL, i);
}

static void ends(struct market *m, size_t i, uint64_t key)
{
	struct lease *l = &m->lease[i];
	struct provider *p;
	int k = 0;

	if (l->key != key)
		return; /* broken before */
	p = &m->provider[l->provider];
	p->room += l->size;
	l->key = 0;
	while (p->lease[k] != (int32_t) i)
		k++;
	p->lease[k] = p->lease[--p->leases];
	m->spare[m->spares++] = (int32_t) i;
	room_changed(m, (size_t) l->provider);
}

static void arrives(struct market *m)
{
	struct luck *luck = of_orders(m);
	int size;
	double days;
	long winner;
	struct provider *p;
	struct lease *l;
	int32_t i;

	at(m, m->now + exponential(luck, 1.0 / m->rate), ARRIVE, 0);
	m->orders++;
	size = 1 + (int) (3 * unit(luck));
	days = exp(-0.5 * 1.2 * 1.2 + 1.2 * normal(luck));
	winner = cheapest(m, size);
	if (winner < 0)
		return;
	m->matched++;
	p = &m->provider[winner];
	i = m->spare[--m->spares];
	l = &m->lease[i];
	p->room = (int8_t) (p->room - size);
	p->lease[p->leases++] = i;
	l->provider = (int32_t) winner;
	l->size = (int8_t) size;
	l->end = m->now + days;
	l->key = at(m, l->end, END, (size_t) i);
	room_changed(m, (size_t) winner);
	m->slot_days += days * size;
	m->revenue += days * size * p->price;
}

static void hour_ends(struct market *m)
{
	at(m, (double) (++m->hours + 1) / 24.0, HOUR, 0);
	for (size_t i = 0; i < m->n; i++) {
		struct provider *p = &m->provider[i];

		if (p->up) {
			p->reward += 1;
			m->rewards += 1;
		} else if (m->now - p->down_since > 0.25) {
			m->slashed += 0.001 * p->stake;
			p->stake -= 0.001 * p->stake;
		}
	}
}

/* ---- one run ---- */

static int by_value(const void *a, const void *b)
{
	double x = *(const double *) a, y = *(const double *) b;

	return (x > y) - (x < y);
}

static void begin(struct market *m, uint64_t seed, bool own)
{
	double *price = malloc(m->n * sizeof *price);
	size_t leases = THREADS * m->n + 16;

	events_new(&m->events);
	luck_seed(&m->shared, seed, 0);
	m->own = own ? malloc((m->n + 1) * sizeof *m->own) : NULL;
	for (size_t i = 0; own && i <= m->n; i++)
		luck_seed(&m->own[i], seed, i + 1);
	m->provider = calloc(m->n, sizeof *m->provider);
	m->lease = calloc(leases, sizeof *m->lease);
	m->spare = malloc(leases * sizeof *m->spare);
	for (size_t i = 0; i < leases; i++)
		m->spare[m->spares++] = (int32_t) (leases - 1 - i);
	for (m->leaves = 1; m->leaves < m->n; m->leaves *= 2)
		;
	m->tree = malloc(2 * m->leaves);
	memset(m->tree, -1, 2 * m->leaves);
	for (size_t i = 0; i < m->n; i++)
		price[i] = 0.5 + unit(&m->shared);
	qsort(price, m->n, sizeof *price, by_value);
	for (size_t i = 0; i < m->n; i++) {
		m->provider[i].price = price[i];
		m->provider[i].stake = 1000;
		m->provider[i].up = 1;
		m->provider[i].room = THREADS;
		room_changed(m, i);
		at(m, exponential(of_provider(m, i), 20.0), FAIL, i);
	}
	free(price);
	at(m, exponential(of_orders(m), 1.0 / m->rate), ARRIVE, 0);
	at(m, 1.0 / 24.0, HOUR, 0);
}

static void run(struct market *m)
{
	for (;;) {
		struct event e = events_pop(&m->events);
		uint64_t number = e.key & ((UINT64_C(1) << NUMBER_BITS) - 1);
		size_t which = number & ((1u << 23) - 1);

		m->now = e.t;
		if (m->now > m->days)
			break;
		m->acts++;
		switch ((enum what) (number >> 23)) {
		case FAIL:
			fails(m, which);
			break;
		case REPAIR:
			is_repaired(m, which);
			break;
		case END:
			ends(m, which, e.key);
			break;
		case ARRIVE:
			arrives(m);
			break;
		case HOUR:
			hour_ends(m);
			break;
		}
	}
}

/* What runs past the end was counted in advance. */
static void cut(struct market *m)
{
	for (size_t i = 0; i < m->n; i++)
		for (int k = 0; k < m->provider[i].leases; k++) {
			const struct lease *l = &m->lease[m->provider[i].lease[k]];
			double beyond = l->end > m->days ? (l->end - m->days) * l->size : 0;

			m->slot_days -= beyond;
			m->revenue -= beyond * m->provider[i].price;
		}
}

static void end(struct market *m)
{
	events_free(&m->events);
	free(m->provider);
	free(m->lease);
	free(m->spare);
	free(m->tree);
	free(m->own);
}

static double cpu_s(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double) t.tv_sec + (double) t.tv_nsec / 1e9;
}

int main(int argc, char **argv)
{
	uint64_t seed, runs;

	if (argc != 8) {
		fprintf(stderr, "usage: market N DAYS SEED RUNS REPAIR_HOURS RATE shared|own\n");
		return 2;
	}
	seed = strtoull(argv[3], NULL, 10);
	runs = strtoull(argv[4], NULL, 10);
	for (uint64_t r = 0; r < runs; r++) {
		struct market m = { .n = (size_t) atof(argv[1]), .days = atof(argv[2]),
			.repair_d = atof(argv[5]) / 24.0 };
		double n = (double) m.n, cpu;

		m.rate = atof(argv[6]) * n;
		begin(&m, seed + r, strcmp(argv[7], "own") == 0);
		cpu = cpu_s();
		run(&m);
		cpu = cpu_s() - cpu;
		cut(&m);
		printf("cpu=%.6f events=%llu matched=%.9f broken=%.9f utilisation=%.9f uptime=%.9f "
			"revenue=%.9g\n", cpu, (unsigned long long) m.acts,
				(double) m.matched / (double) m.orders,
				(double) m.broken / (double) m.matched,
				m.slot_days / (THREADS * n * m.days),
				m.rewards / ((double) m.hours * n), m.revenue);
		end(&m);
	}
	return 0;
}
