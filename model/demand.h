/* demand.h - tenants: when orders come, what they ask for, what they pay, how they behave.
 *
 * Arrivals are a non-homogeneous, over-dispersed batch process: the rate of a class follows the hours of
 * the day, the days of the week, growth and a random level of each day (gamma, mean 1); at each arrival
 * a batch of orders comes at once.
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
	uint32_t cpu, mem_mb, sto_gb, gpu, gpus; /* gpu 0: any model */
};

struct demand_class {
	const char *name;
	double orders_day;
	double hour[24];            /* relative rate by hour of the day (UTC); all 0: fitted */
	double day[7];              /* by day of the week, day 0 the first; all 0: flat */
	double dispersion;          /* variance of a day's level; 0 none */
	struct law batch;           /* orders that come together, rounded up to 1 at least */
	double growth_year;         /* 0.5: half as many again after a year */
	uint32_t tenants;           /* accounts that order */
	double fizz;                /* part that is ordered from Fizz nodes */
	double choose;              /* part for which the tenant picks the bid */
	double spon;                /* part that is paid in SPON */
	const struct demand_row *row; /* none: fitted */
	uint32_t n_row;
	const char *trace;          /* orders of a trace instead of rates, rows and durations */
	double trace_from_s, resample_s; /* begin of it; block length, 0: as it was */
	struct law duration_s;
	struct law budget;          /* most it pays, times the market price */
	double region[REGIONS_MAX]; /* of the tenants; all 0: fitted */
	double strict;              /* part that wants its own region and no other */
	double min_uptime;          /* part of 1 that is demanded of a node */
	double retries;             /* mean number of times an unserved order is tried again */
	struct law retry_s;         /* after how long */
	double extends;             /* part of the leases that are prolonged, by another duration */
	double closes_early;        /* part that ends before its time, uniformly in it */
	double leaves;              /* part of the bad services after which a tenant never returns */
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

/* Orders a second expected at that time in that replication, and the time of the next arrival after
 * from_s (INFINITY none before until_s); `scale` is what events make of demand. */
double demand_rate(const struct demand_class *c, const struct luck *luck, uint32_t class_, double at_s);
double demand_next_s(const struct demand_class *c, const struct luck *luck, uint32_t class_,
		uint64_t arrival, double from_s, double scale, double until_s);

/* Orders of one arrival. */
uint32_t demand_batch(const struct demand_class *c, const struct luck *luck, uint32_t class_,
		uint64_t arrival);

/* The n-th order of a class.  Every trait comes from a stream of that order alone. */
void demand_order(struct order_wish *w, const struct demand_class *c, const struct luck *luck,
		uint32_t class_, uint64_t n);

/* Is the n-th order tried again after `tries` tries, and when. */
bool demand_retries(const struct demand_class *c, const struct luck *luck, uint32_t class_, uint64_t n,
		uint32_t tries, double *after_s);

/* After bad service of its n-th order: does the tenant leave for good, does it challenge. */
bool demand_leaves(const struct demand_class *c, const struct luck *luck, uint32_t class_, uint64_t n);
bool demand_challenges(const struct demand_class *c, const struct luck *luck, uint32_t class_, uint64_t n);

#endif
