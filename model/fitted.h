/* fitted.h - numbers of the default scenario that were measured, not chosen.
 *
 * Each table says which data set it comes from, by which method, and how sure it is (95 % intervals
 * in brackets).  make check-fits derives them again from the data, where the data are there.  What
 * no data set tells is marked "assumed" and is not among what is derived.
 *
 * Nothing here is drawn: these are constants, and the behaviours decide how to use them.
 */
#ifndef MODEL_FITTED_H
#define MODEL_FITTED_H

#include <stddef.h>
#include <stdint.h>

/* ---- laws ---- */

/* A law told by its quantiles: P(x <= value) = p, p rising from 0 to 1, straight lines of log value
 * between (of value itself where one end is 0).  See fitted_quantile_at(). */
struct fitted_quantile {
	double p, value;
};

/* log x is normal; distance is that of Kolmogorov and Smirnov from the data, so that a reader sees
 * how little, or how much, is lost by using it. */
struct fitted_lognormal {
	double mu, sigma, distance;
};

/* P(x > t) = exp(-(t / scale)^shape). */
struct fitted_weibull {
	double shape, scale;
};

/* The value at a rank 0 <= u <= 1 of a table of n > 1 rows. */
double fitted_quantile_at(const struct fitted_quantile *table, size_t n, double u);

/* Its mean: what a uniform rank gives on average. */
double fitted_quantile_mean(const struct fitted_quantile *table, size_t n);

/* ---- demand ---- */

enum fitted_class { FITTED_CPU, FITTED_GPU_SHARE, FITTED_GPU_ONE, FITTED_GPU_MANY, FITTED_CLASSES };

/* Batches of orders (all that are placed within the same minute) come as a Poisson process whose
 * rate is batches_per_day / 24 an hour, times the profiles, times a gamma number of mean 1 drawn for
 * each hour (shape hour_size) and one for each day (shape day_size). */
struct fitted_demand {
	double orders_per_day, batches_per_day;
	double hour_size, day_size;
	double count_size; /* negative binomial size of all orders an hour: for checking, not drawing */
	double size_with_duration[FITTED_CLASSES]; /* Spearman's rank correlation: threads, duration */
};

#define FITTED_HOURS 24
#define FITTED_WEEKDAYS 7

extern const struct fitted_demand fitted_demand;
extern const double fitted_hour_profile[FITTED_HOURS]; /* of the trace's clock; mean 1 */
extern const double fitted_weekday_profile[FITTED_WEEKDAYS]; /* day 0 of the trace is 0; mean 1 */

/* How many orders a batch has. */
struct fitted_batch {
	uint32_t size, weight;
};

extern const struct fitted_batch fitted_batches[];
extern const size_t fitted_batches_n;

/* What orders ask for, together: a row stands for all that are nearer to it than to another.  The
 * GPU is an on-chain id, 0 any; `share_milli` tells how much of its GPU the order asked for in the
 * trace, 1000 all of it (the chain has no shares: a part of a GPU becomes a smaller GPU). */
struct fitted_order {
	uint32_t weight; /* orders of the trace */
	uint32_t threads, mem_mb;
	uint16_t gpus, gpu, share_milli;
	uint8_t class;
	uint8_t best_effort_pct; /* orders that may be interrupted */
};

extern const struct fitted_order fitted_orders[];
extern const size_t fitted_orders_n;

/* Seconds an order runs, by class and for all, at the ranks 0, .01, .05, .1, .25, .5, .75, .9, .95,
 * .99, .999, 1; orders that still ran when the trace was cut are in it with what was seen of them. */
#define FITTED_RANKS 12
extern const struct fitted_quantile fitted_duration_s[FITTED_CLASSES][FITTED_RANKS];
extern const struct fitted_quantile fitted_duration_all_s[FITTED_RANKS];
extern const struct fitted_lognormal fitted_duration_lognormal[FITTED_CLASSES];
extern const struct fitted_lognormal fitted_duration_all_lognormal;

/* The longest of them: P(x > t | x > from_s) = (from_s / t)^shape. */
struct fitted_tail {
	double from_s, shape, distance;
};

extern const struct fitted_tail fitted_duration_tail;

/* ---- machines ---- */

/* What professional providers own; `weight` machines of the trace's inventory.  Storage, score and
 * links are assumed. */
struct fitted_machine {
	uint32_t weight;
	uint32_t threads, mem_mb, sto_gb;
	uint16_t gpus, gpu;
	uint32_t score, price_usd; /* benchmark score; new, without its GPUs */
	uint32_t idle_w; /* without its GPUs */
};

extern const struct fitted_machine fitted_machines[];
extern const size_t fitted_machines_n;

/* Home computers that are enrolled as Fizz nodes. */
struct fitted_home {
	uint32_t weight; /* in 10,000 */
	uint32_t threads, mem_mb, sto_gb;
	uint16_t gpu; /* 0 none */
	uint32_t score;
	uint32_t idle_w, cpu_w; /* all but the GPU: idle, and added when all threads work */
};

extern const struct fitted_home fitted_homes[];
extern const size_t fitted_homes_n;

/* ---- GPUs and what they cost ---- */

struct fitted_gpu {
	uint16_t gpu; /* on-chain id */
	const char *name; /* as RULES.md TIER-05 has it */
	double usd_h, q25_usd_h, q75_usd_h; /* firm offers: median and quartiles */
	double home_usd_h; /* offers of homes and interruptible ones: median */
	uint16_t offers, home_offers; /* 0: estimated, see fitted_supply.c */
	uint16_t vram_gb, board_w, released; /* GB, W, year: the makers' data sheets */
	uint32_t price_usd; /* new, assumed */
	uint16_t home; /* 1: sold to homes, 0: data centres */
};

extern const struct fitted_gpu fitted_gpus[];
extern const size_t fitted_gpus_n;

/* The row of an on-chain id, NULL if it has none. */
const struct fitted_gpu *fitted_gpu(uint16_t gpu);

/* The log of a model's median offer moves by d x = -pull (x - mean) dt + vol dW, t in days. */
struct fitted_price_walk {
	const char *name;
	uint16_t gpu;
	double pull_per_day, vol_per_sqrt_day;
};

extern const struct fitted_price_walk fitted_price_walks[];
extern const size_t fitted_price_walks_n;
extern const struct fitted_price_walk fitted_price_walk; /* the middle of them, for any model */

/* ---- regions ---- */

/* On-chain ids are zone * 256 + index; zones: 1 North America, 2 Europe, 3 Asia, 4 South America,
 * 5 Oceania, 6 Africa. */
struct fitted_region {
	const char *name;
	uint16_t id;
	int16_t clock_min; /* local time - UTC, without summer time */
	double supply_weight, home_weight, demand_weight; /* each sums to 1; demand is assumed */
	double industry_usd_kwh, home_usd_kwh; /* wholesale of 2024 + grid; homes are assumed */
	double night_ratio, evening_ratio; /* price at 0-5 h, 17-20 h local over the mean */
	double north, east; /* degrees */
};

extern const struct fitted_region fitted_regions[];
extern const size_t fitted_regions_n;

/* What grid, fees and margin add to the wholesale price for industry; assumed. */
#define FITTED_GRID_USD_KWH 0.04

/* Round trip between two cities `km` apart: intercept + slope km; `home_ms` more for homes. */
struct fitted_latency {
	double intercept_ms, slope_ms_km, residual_ms, home_ms;
};

extern const struct fitted_latency fitted_latency;

/* ---- faults ---- */

/* Professional machines.  Either all are alike and up_h is the law of their times up; or each machine has
 * a rate of its own and its times up are Weibull of shape own_shape around its mean.  That rate is the
 * common one, 1 / mean_up_h, times a number of mean 1 drawn once: for all machines together it is gamma of
 * shape sites_shape, for the machines of one site around the site's rate of shape machines_shape; the
 * sigmas are those of lognormal laws with the same variance. */
struct fitted_failures {
	struct fitted_weibull up_h;
	double mean_up_h, own_shape;
	double machines_shape, machines_sigma, sites_shape, sites_sigma;
	double repair_mu, repair_sigma, repair_distance; /* log hours; see fitted_lognormal */
	double availability; /* that follows */
};

extern const struct fitted_failures fitted_failures;

/* Fizz nodes: first the long-run availability of a host, then how its ups and downs are shaped
 * around means that give that availability. */
extern const struct fitted_quantile fitted_home_availability[FITTED_RANKS];
struct fitted_home_faults {
	double beta_a, beta_b, beta_distance; /* the same as one law, and how far it is off */
	double up_shape, down_shape; /* Weibull */
	double cycle_h; /* one up and one down on average */
};

extern const struct fitted_home_faults fitted_home_faults;

/* GPUs that die and are never repaired: Weibull age in years, and the rate over all. */
struct fitted_gpu_loss {
	const char *name;
	struct fitted_weibull life_y;
	double per_gpu_year;
};

extern const struct fitted_gpu_loss fitted_gpu_loss_good, fitted_gpu_loss_bad;

/* Incidents of a whole region: reports an hour of a busy location, how long they last (log hours),
 * and the part of the reports that stops machines, which is assumed. */
struct fitted_incidents {
	double per_location_year;
	double mu, sigma, distance;
	double stops_machines;
};

extern const struct fitted_incidents fitted_incidents;

/* Interruptible capacity of a zone, hours. */
struct fitted_spot {
	struct fitted_weibull up_h, down_h;
	double availability;
};

extern const struct fitted_spot fitted_spot;

/* ---- token ---- */

struct fitted_token {
	const char *name;
	uint32_t days;
	double drift_day, vol_day; /* log return a day: mean, standard deviation */
	/* Merton: the days beyond JUMP_AT robust deviations are jumps. */
	double calm_vol_day, jumps_per_day, jump_mean, jump_sd;
	/* Two regimes, by maximum likelihood: deviation of each, chance to stay in it next day. */
	double quiet_vol_day, wild_vol_day, quiet_stay, wild_stay;
	double worst_drawdown; /* 0.97: -97 % from the highest price to the lowest after it */
};

#define FITTED_JUMP_AT 3.0

extern const struct fitted_token fitted_tokens[];
extern const size_t fitted_tokens_n;
extern const struct fitted_token fitted_token; /* the middle of them */

/* ---- delegators and nodes that come and go ---- */

/* Bonded tokens of one delegator: as a lognormal law; the tail beyond tail_from as a Pareto law,
 * P(x > t) = (tail_from / t)^tail_shape, cut at tail_until, without which it had no mean; and what it was
 * fitted to, how many have a stake in a band and how much on average. */
#define FITTED_BANDS 6
struct fitted_delegators {
	struct fitted_lognormal stake;
	double tail_from, tail_shape, tail_until;
	double mean_tokens;
	struct {
		double from, part, mean_tokens;
	} band[FITTED_BANDS];
};

extern const struct fitted_delegators fitted_delegators;

/* Growth of a network of home nodes a month: log(nodes / nodes before) = log 1.1 + elasticity *
 * log(USD a node and month, the month before / hurdle); leaving is not seen in the data, which count
 * whoever ever came. */
struct fitted_entry {
	double hurdle_usd_month; /* at which growth is 10 % a month */
	double elasticity;
	double r2;
};

extern const struct fitted_entry fitted_entry;

#endif
