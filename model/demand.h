/* demand.h - tenants: when orders come, what they ask for, what they pay, how they behave.
 *
 * Arrivals are a non-homogeneous, over-dispersed batch process: the rate of a class follows the hours of
 * the day, the days of the week, growth and random levels of each day and hour (gamma, mean 1); at each
 * arrival a batch of orders comes at once.
 */
#ifndef MODEL_DEMAND_H
#define MODEL_DEMAND_H

#include "model/law.h"
#include "model/luck.h"
#include "model/provider.h"
#include "model/trace.h"

/* One row of what is asked for together. */
struct demand_row {
	double weight;
	uint32_t cpu, mem_mb, sto_gb, gpu, gpus; /* gpu 0: any model; sto_gb 0: none */
};

struct demand_class {
	const char *name;
	double orders_day;
	double hour[24];            /* relative rate by hour of the day (UTC); all 0: fitted */
	double day[7];              /* by day of the week, day 0 the first; all 0: fitted */
	double dispersion;          /* variance of a day's level; 0 none */
	double hour_dispersion;     /* and of each hour's level within it */
	struct law batch;           /* orders that come together, rounded up, 1 to 10,000; 0: fitted */
	double growth_year;         /* 0.5: half as many again after a year */
	uint32_t tenants;           /* accounts that order */
	double fizz;                /* part ordered from Fizz nodes: of orders that a home can serve,
	                             * more of those in return; at most all of them */
	double choose;              /* part for which the tenant picks the bid */
	double spon;                /* part that is paid in SPON */
	const struct demand_row *row; /* none: fitted */
	uint32_t n_row;
	const char *trace;          /* orders of a trace instead of rates, rows and durations */
	double trace_from_s, resample_s; /* begin of it; block length, 0: as it was */
	struct law duration_s;      /* 0: fitted, by the class of the row */
	struct law budget;          /* most it pays, times the market price */
	double region[REGIONS_MAX]; /* of the tenants; all 0: fitted */
	double strict;              /* part that wants its own region and no other */
	double min_uptime;          /* part of 1 that is demanded of a node */
	double retries;             /* mean number of times an unserved order is tried again */
	struct law retry_s;         /* after how long */
	double extends;             /* part of the leases that are prolonged, by another duration */
	double closes_early;        /* part that ends before its time, uniformly in it */
	double leaves;              /* part of the bad services after which a tenant never returns */
	struct law replaced_s;      /* until somebody else is there in its place */
	double challenges;          /* part of the bad services after which it challenges the provider */
	double tolerates_s;         /* downtime under a lease after which the tenant closes it */
};

/* One order as wished for, before it is a command. */
struct order_wish {
	uint32_t tenant;            /* of its class, from 0 */
	uint16_t region;            /* index */
	uint32_t cpu, mem_mb, sto_gb;
	uint16_t gpu, gpus;
	bool fizz, choose, spon, strict, closes_early, extends;
	double duration_s, early_s; /* after early_s it is closed, if it is */
	double budget;              /* times the market price */
	double min_uptime;
};

/* A class made ready to be asked in one replication: running sums of its weights, the mean of its
 * batches, where it is in its trace.  It remembers what it worked out, but every answer depends on the
 * class, the luck and the arguments alone, whatever was asked before.  Class and trace have to outlive
 * it; `trace` is the one that the class names, NULL if it names none.  NULL without memory.
 *
 * Streams: arrivals, batches and levels are those of STREAM_TENANT number `class_`, everything about an
 * order those of STREAM_ORDER number demand_order_id(class_, n). */
struct demand_plan;
struct demand_plan *demand_plan_make(const struct demand_class *c, uint32_t class_,
		const struct trace *trace, const struct luck *luck);
void demand_plan_free(struct demand_plan *plan);

static inline uint64_t demand_order_id(uint32_t class_, uint64_t n)
{
	return (uint64_t) class_ << 40 | n;
}

/* Orders a second at that time: as the random levels of its day and hour have it in this replication,
 * and as it is expected over all of them.  Of a trace both are its mean. */
double demand_rate(struct demand_plan *plan, double at_s);
double demand_expected_rate(const struct demand_plan *plan, double at_s);

/* The time of an arrival (numbered from 0) when the one before came at from_s, INFINITY if it does not
 * come before until_s; `scale` is what events make of demand.  Time passes until the expected count
 * since from_s reaches an exponential number of that arrival, so another scale, rate or profile leaves
 * the luck of all arrivals in place.  Arrivals of a trace come when they came, one order each, and do
 * not heed the scale. */
double demand_next_s(struct demand_plan *plan, uint64_t arrival, double from_s, double scale,
		double until_s);

/* Orders of one arrival. */
uint32_t demand_batch(const struct demand_plan *plan, uint64_t arrival);

/* The n-th order of a class (from 0).  Every trait comes from a stream of that order alone. */
void demand_order(struct order_wish *w, struct demand_plan *plan, uint64_t n);

/* Is the n-th order tried again after `tries` tries (1: the first was in vain), and when. */
bool demand_retries(const struct demand_plan *plan, uint64_t n, uint32_t tries, double *after_s);

/* After bad service of its n-th order: does the tenant leave for good, does it challenge. */
bool demand_leaves(const struct demand_plan *plan, uint64_t n);
double demand_replaced_s(const struct demand_plan *plan, uint64_t n);
bool demand_challenges(const struct demand_plan *plan, uint64_t n);

#endif
