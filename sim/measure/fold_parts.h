/* fold_parts.h - what the parts of a fold know of each other.  Internal to sim/measure.
 *
 * Everything additive is a number in a period: the era under way has one, and when it closes it is
 * added to that of the run, if it counts.  One function makes values of a period, so that a value of
 * an era and one of the run are estimated alike.
 */
#ifndef SIM_MEASURE_FOLD_PARTS_H
#define SIM_MEASURE_FOLD_PARTS_H

#include "sim/measure/concentration.h"
#include "sim/measure/fold.h"
#include "sim/measure/histogram.h"

#include <math.h>

#define DAY_S   86400.0
#define MONTH_S (30 * DAY_S)
#define YEAR_S  31536000.0

#define SPON_UNIT 1e-18
#define ETH_UNIT  1e-18
#define USD_UNIT  1e-6

#define NO_ERA UINT32_MAX
#define REGION_LEAST 5 /* providers, for sla.regional_loss */

/* What can be added up.  The kinds of a pair follow each other: [PROVIDERS], [FIZZ]. */
enum sum {
	SUM_WANTED,
	SUM_ORDERS,
	SUM_LEASES,
	SUM_LEASES_FIZZ,
	SUM_LEASES_SPON,
	SUM_LOST,
	SUM_ABANDONED,
	SUM_UNSERVED,
	SUM_BIDS,
	SUM_CLOSED,                             /* by enum spheron_order_close */
	SUM_TO_MARKET = SUM_CLOSED + SPHERON_ORDER_LEASE_ENDED + 1,
	SUM_TO_MARKET_N,
	SUM_TO_BUDGET,
	SUM_TO_BUDGET_N,
	SUM_ENDED,
	SUM_COMPLETED,
	SUM_INTERRUPTED,
	SUM_BROKEN,
	SUM_RENEWED,
	SUM_TENANTS_LEFT,
	SUM_PAID_USD,                           /* gross and user fees, USD leases; SPON leases */
	SUM_PAID_SPON,
	SUM_FEES_USD,
	SUM_FEES_SPON,
	SUM_ENTRIES,                            /* of a kind of node */
	SUM_EXITS = SUM_ENTRIES + 2,
	SUM_EXITS_FOUNDERS = SUM_EXITS + 2,
	SUM_EXITS_NEWCOMERS,
	SUM_RETURNS,
	SUM_OUTAGE_S = SUM_RETURNS + 2,
	SUM_COOLDOWN_S = SUM_OUTAGE_S + 2,
	SUM_UPTIME = SUM_COOLDOWN_S + 2,        /* sum of measured ones, and how many */
	SUM_UPTIME_N = SUM_UPTIME + 2,
	SUM_REWARD_SPON = SUM_UPTIME_N + 2,
	SUM_MINTED = SUM_REWARD_SPON + 2,
	SUM_PROOFS_SOUND,
	SUM_FALSE_FAILS,
	SUM_PROOFS_FAULTY,
	SUM_MISSED,
	SUM_FOUND,
	SUM_CHALLENGES,
	SUM_CHALLENGES_PASSED,
	SUM_CHALLENGES_FAILED,
	SUM_JUDGED_FAILED,
	SUM_JUDGED_FALSELY,
	SUM_TASKS_FINAL,
	SUM_TASKS_EXPIRED,
	SUM_OPERATOR_SLASHES,
	SUM_SLASHES,
	SUM_SLASHED,                            /* SPON by enum spheron_slash_reason; 0: Fizz nodes */
	SUM_COLLATERAL = SUM_SLASHED + SPHERON_SLASH_PROLONGED + 1, /* of it, without accrued rewards */
	SUM_POOL_SLASHED,

	/* Added when an era closes. */
	SUM_ERAS,
	SUM_SECONDS,
	SUM_LEASE_USD,                          /* of a kind of node */
	SUM_REWARD_USD = SUM_LEASE_USD + 2,
	SUM_COST_USD = SUM_REWARD_USD + 2,
	SUM_GPU_PROFIT = SUM_COST_USD + 2,      /* of providers with GPUs */
	SUM_LOSING,                             /* nodes of a kind and eras */
	SUM_THERE = SUM_LOSING + 2,
	SUM_SPENT_USD = SUM_THERE + 2,          /* by tenants, all tokens */
	SUM_FEES_ALL_USD,
	SUM_BURNED,
	SUM_BONDED,
	SUM_DELEGATED,                          /* pools before slashes, SPON-eras */
	SUM_RETURN,                             /* realised rates times pools */
	SUM_SPREAD,
	SUM_SPREAD_N,
	SUM_ROOM_GPU,                           /* GPU-seconds and thread-seconds of Active nodes */
	SUM_ROOM_CPU,
	SUM_AREA = SUM_ROOM_CPU + 2,            /* of the levels below, in their unit times seconds */
	SUM_COUNT = SUM_AREA + 24
};

/* What stands at some height until it changes. */
enum level {
	LEVEL_NODES,                            /* of a kind */
	LEVEL_UP = LEVEL_NODES + 2,
	LEVEL_FOUNDERS = LEVEL_UP + 2,
	LEVEL_NEWCOMERS,
	LEVEL_MAINTENANCE,
	LEVEL_LEASES,
	LEVEL_LEASES_DOWN = LEVEL_LEASES + 2,
	LEVEL_THREADS = LEVEL_LEASES_DOWN + 2,  /* under leases */
	LEVEL_GPUS = LEVEL_THREADS + 2,
	LEVEL_GPU_USD = LEVEL_GPUS + 2,         /* USD an hour of leases with GPUs, and without */
	LEVEL_CPU_USD,
	LEVEL_CPU_THREADS,                      /* of leases without GPUs */
	LEVEL_COUNT
};
_Static_assert(SUM_AREA + LEVEL_COUNT <= SUM_COUNT, "room for the areas of all levels");

struct level_state {
	double height, area;                    /* area since the era began, in ms */
	uint64_t since_ms;
};

struct period {
	double sum[SUM_COUNT];
	struct histogram wait, apr;
};

/* What a fold remembers of a node. */
struct node_track {
	uint64_t since_ms;                      /* since when it is up or down */
	uint64_t entered_ms;
	double late_income, late_cost;          /* of the last eras */
	uint32_t late_eras;
	uint32_t entered_era, exit_era;
	bool entered, there, up;
	bool found, rewarded;                   /* a proof failed in this outage; points last era */
};

struct provider_track {
	double pool_slashed;                    /* in this era */
	double stake, pool;                     /* at the last close */
	float apr;                              /* of the last era */
	uint32_t late_leases;
	uint16_t commission_bp;
	bool maintained;                        /* in Maintenance Mode */
};

/* For finals only. */
struct final_track {
	double lease_usd, reward_usd, cost_usd, up_s, slashed;
	uint32_t leases;
	uint8_t tier;
};

struct region_track {
	int32_t there, down;
	double peak;                            /* largest share down, this era */
};

/* How things stood at a close. */
struct stand {
	bool known;
	uint32_t active[2];
	double gpus, threads[2], gpus_claimed, open; /* open: leases */
	double token_usd, market_level;
	double pool, supply, bonded, delegated, unbonding, treasury_usd, emission;
	double commission;                      /* weighted; NAN without delegations */
	double stake_gini, stake_hhi, stake_nakamoto;
};

/* Arrays of a fold, one for each kind where there are two. */
struct fold_arrays {
	struct node_track *node[2];
	struct final_track *final[2];
	struct provider_track *provider;
	double *series;
	uint32_t *operators;                    /* accounts */
	uint32_t *operator_exits;               /* ids of unbonding entries */
	struct recorded_event *event;
	char *text;
	double *scratch;                        /* not saved */
};

struct fold {
	const struct setup *setup;
	const struct cast *cast;
	struct fold_arrays a;
	struct fold_wants wants;

	/* In use, and allocated. */
	size_t n_node[2], node_room[2], final_room[2], provider_room;
	size_t series_room;                     /* eras */
	size_t n_operators, operators_room, n_operator_exits, operator_exits_room;
	size_t n_event, event_room, text_size, text_room, scratch_room;

	uint64_t era_ms, warmup_ms;
	uint32_t era;                           /* under way */
	uint32_t eras, warmup_eras, late_from;  /* in all; without count; first of the last */
	bool counts, late;                      /* does the era under way? */
	uint16_t commission_bp;                 /* of new providers */

	struct level_state level[LEVEL_COUNT];
	struct region_track region[REGIONS_MAX];
	struct period now, run;
	struct histogram profit[2], spread;     /* of the era */
	struct histogram length, repair, regional, delay, realised; /* of the run */

	uint64_t events[SPHERON_EVENT_COUNT];
	struct spheron_u128 total[TOTAL_COUNT];
	double unbonding;                       /* SPON of providers, by events */
	double burned_before;
	struct stand stand, warm;               /* at the last close; at the first that counts */
	double top_price, drawdown;
	bool ran_dry;
	double late_pool, late_pool_eras;       /* before the last eras, and how many closes ago */
	double late_reward_spon, late_lease_usd, late_cost_usd;
};

/* fold.c */
void level_to(struct level_state *l, uint64_t now_ms, double height);
void level_by(struct level_state *l, uint64_t now_ms, double change);
void *track_room(void *array, size_t size, size_t need, size_t *room);
struct node_track *track_of(struct fold *f, enum spheron_node_kind kind, uint32_t id);
struct provider_track *provider_track_of(struct fold *f, uint32_t id);
struct final_track *final_track_of(struct fold *f, enum spheron_node_kind kind, uint32_t id);
void region_peak(struct region_track *r);
void era_begins(struct fold *f);
double units(struct spheron_u128 amount, double unit);

static inline double ratio(double part, double whole)
{
	return whole > 0 ? part / whole : NAN;
}

/* fold_value.c: values of a period, and of how things stand; both leave the others alone. */
void value_of_period(const struct period *p, double era_s, double *value);
void value_of_stand(const struct stand *s, double *value);

/* fold_era.c: ends the levels of an era that lasts until then. */
void period_ends(struct fold *f, uint64_t end_ms);

/* How many GPUs a node has. */
double node_gpus(const struct cast *cast, const struct node *node);

#endif
