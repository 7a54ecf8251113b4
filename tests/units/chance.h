/* chance.h - a small world of chance that is told to a fold and written down besides.
 *
 * Providers and Fizz nodes come, go and break down, deals are made and end, money passes, all by luck
 * alone.  What happened is in `book`, from which indicators can be computed the slow way.
 */
#ifndef TESTS_UNITS_CHANCE_H
#define TESTS_UNITS_CHANCE_H

#include "sim/measure/fold.h"
#include "sim/player.h"

enum { PROVIDERS = 30, FIZZ = 60, DEALS = 80, ERAS = 44, WARM = 8, ERA_MS = 1000000, LATE = ERAS - 30 };
enum { P = SPHERON_NODE_PROVIDER, F = SPHERON_NODE_FIZZ };
#define START_S 1000000

/* Something that stood from one millisecond to another. */
struct span {
	uint64_t from, to;
	int kind;
	double height, other;
	bool flag;
};

struct spans {
	struct span *at;
	size_t n, room;
};


enum tally { WANTED, ORDERED, LEASED, LEASED_FIZZ, LEASED_SPON, LOST, GIVEN_UP, UNSERVED, BIDS, NO_BID,
	EXPIRED,
	TO_MARKET, TO_BUDGET, ENDED, COMPLETED, INTERRUPTED, BROKEN, RENEWED, LEFT, PAID_USD, PAID_SPON,
	FEES_USD, FEES_SPON, ENTRIES, EXITS = ENTRIES + 2, EXITS_OLD = EXITS + 2, RETURNS,
	OUTAGE_S = RETURNS + 2, COOLDOWN_S = OUTAGE_S + 2, UPTIME = COOLDOWN_S + 2, UPTIME_N = UPTIME + 2,
	REWARD = UPTIME_N + 2, MINTED = REWARD + 2, FOUND, SOUND, FALSE_FAIL, FAULTY, MISSED, JUDGED,
	FALSELY,
	SLASHES, SLASHED, COLLATERAL, LEASE_INCOME, REWARD_INCOME = LEASE_INCOME + 2,
	COST = REWARD_INCOME + 2, GPU_PROFIT = COST + 2, SPENT, FEES, LOSING, THERE = LOSING + 2,
	TALLIES = THERE + 2 };

struct book {
	double tally[ERAS][TALLIES];
	double *wait[ERAS], length[4000], repair[4000], delay[4000];
	size_t n_wait[ERAS], n_length, n_repair, n_delay;
	struct spans there, up, leased, down, rate, maintenance;
	double peak[ERAS][REGIONS_MAX];
	double token[ERAS], gpus[ERAS], threads[ERAS][2];
	double late_income[2][FIZZ], late_cost[2][FIZZ], late_eras[2][FIZZ], late_leases[PROVIDERS];
	uint32_t entered[2][FIZZ], left[2][FIZZ];
};

extern struct book book;
extern struct setup setup;
extern struct cast cast;
extern struct fold *fold;
extern struct player player;  /* whose state is that of the world */
extern uint64_t now;
extern uint32_t era;
extern bool present[2][FIZZ];

struct node *node_of(int kind, uint32_t i);
double gpus_of(const struct node *n);

/* Height times seconds of what overlaps the eras [a, b); of a kind and flag, -1 for any.  `other`: the
 * other height. */
double area(const struct spans *s, uint32_t a, uint32_t b, int kind, bool other, int flag);

/* The stage without anything happening on it, and away with it. */
void make_setup(void);
void make_cast(void);
void free_world(void);

void play_line(const char *line);

/* From the first moment to the last. */
void begin_world(uint64_t seed, const struct fold_wants *wants);
void live_an_era(void);
void end_world(struct outcome *out);

#endif
