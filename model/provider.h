/* provider.h - professional providers and gateways: what they own, ask for, and decide.
 *
 * Nothing here keeps time or touches the protocol: each function answers a question about one provider
 * from its class, its own state and a stream of its own, so that a node can ask the same questions.
 *
 * What an order costs a provider.  Being there (power when idle, machines paid off, overhead) costs
 * `cost_hour` whether or not anything is leased; an order bears the part of it that its resources are
 * worth of all that the provider has, both at the market prices of hardware.h.  To that comes the power
 * that its own use adds: provider_marginal_usd_hour().  Their sum is the full cost below, and orders that
 * take everything together bear exactly cost_hour + busy_hour.
 *
 *	policy        asks
 *	cost-plus     full cost x (1 + margin x taste); taste is its own, 0.5 .. 1.5
 *	scale         full cost x (1 + margin x part in use)
 *	random-range  market price x uniform(low, high), anew for each bid
 *	market        market price x low .. high, its own
 *	learning      full cost x (1 + its margin), which begins at `margin` and stays in low .. high:
 *	              the price x (1 + learning) after a bid that won, / (1 + learning / 4) after one
 *	              that lost, so that it settles where one bid in five wins
 *
 * No policy but random-range goes below the marginal cost.
 */
#ifndef MODEL_PROVIDER_H
#define MODEL_PROVIDER_H

#include "model/hardware.h"
#include "model/law.h"
#include "model/luck.h"

#include <stdbool.h>
#include <stdint.h>

#define REGIONS_MAX 16

#define BID_POLICIES(X)                                                                            \
	X(COST_PLUS, "cost-plus", "costs and a margin")                                            \
	X(SCALE, "scale", "cheaper the emptier it is: margin times the part in use")               \
	X(RANDOM, "random-range", "any price between low and high, times the market price")        \
	X(MARKET, "market", "the market price times an offset, never below cost")                  \
	X(LEARNING, "learning", "a margin that falls when bids are lost and rises when they win")

enum bid_policy {
#define BID_POLICY_ENUM(constant, text, what) BID_##constant,
	BID_POLICIES(BID_POLICY_ENUM)
#undef BID_POLICY_ENUM
	BID_POLICY_COUNT
};

struct provider_class {
	const char *name;
	uint32_t count;
	bool gateway;
	double region[REGIONS_MAX];     /* weights; all 0: the fitted ones */
	const struct machine *machine;  /* none: `list` */
	uint32_t n_machine;
	uint32_t list;                  /* enum machine_list */
	const char *inventory;          /* a trace of machines instead, dealt out in turn */
	struct law machines;            /* how many */
	/* costs */
	double power_factor;            /* of the region's price for industry */
	double life_s;                  /* over which machines are paid off */
	double overhead_usd_hour;       /* per machine: rent, people, network */
	/* bids */
	uint32_t policy;                /* enum bid_policy */
	double margin, low, high, learning;
	double attention;               /* part of the orders it could serve that it looks at, relative */
	bool takes_spon;
	/* stake */
	double stake_factor;            /* of what is required */
	double commission;              /* wanted, part of 1 */
	double own_spon;                /* bought at the start beyond the stake */
	/* faults */
	struct law up_s, repair_s;
	double unequal;                 /* sigma of the lognormal factor on a provider's up times */
	double gpu_loss_year;           /* GPUs lost for ever, a GPU and year */
	double misconduct_year;         /* verdicts a provider and year */
	/* planned maintenance and upgrades */
	double maintenance_every_s;     /* 0 never */
	struct law maintenance_s;
	double declares;                /* part of the providers that use Maintenance Mode for it */
	struct law upgrade_lag_s;
	/* coming and going */
	double exit_after_s;            /* of losses; 0 never */
	double sunk;                    /* part of the machines' price that leaving does not bring back */
	double entry_year;              /* newcomers a year, relative to count, at a return of 100 % a year */
	double entry_delay_s;           /* from decision to first day */
	double entry_return;            /* yearly return on capital below which nobody comes */
	double sells;                   /* part of the rewards that is sold at once */
	double subnet_fee;              /* of a gateway, part of 1 */
};

/* One provider.  All money USD unless said otherwise. */
struct provider {
	uint16_t class_, region;        /* index of the region, not its number on the chain */
	uint32_t machines;
	uint32_t links;                 /* times it went down or came back */
	double up_factor;               /* its own factor on up times */
	double power_usd_kwh;
	double cost_hour;               /* when idle: power, capital, overhead of all machines */
	double busy_hour;               /* added when everything is in use */
	double capital;                 /* paid for the machines */
	double margin;                  /* of its bids, as learned */
	double noise;                   /* its own taste, uniform in 0 .. 1 */
	double spare;                   /* of the class's spare stake, uniform in 0 .. 2 */
	double phase;                   /* of its maintenance, uniform in 0 .. 1 */
	double value_hour;              /* what all it has costs on the market, an hour */
	double watt_hour;               /* cost of an hour of one more watt, hardware_use_w() */
	double income, costs;           /* of the running month, lease income and rewards sold; costs */
	double lost_s;                  /* for how long it has lost money */
	bool declares;
};

/* A provider as born: traits into *p, what it registers into *attr.  `id` counts providers from 0 in the
 * order of classes.  Machines of a trace are given in `given` (n_given > 0; `weight` is not looked at),
 * else drawn.
 *
 * What it registers is within the bounds of REG-02: machines beyond are not bought, of
 * more than 8 GPU models the rarest are left out.  Its link is that of its best connected machine, its
 * score the mean over all threads, its storage NVMe if all of it is. */
void provider_make(struct provider *p, struct spheron_attr *attr, const struct provider_class *c,
		uint16_t class_, const struct luck *luck, uint32_t id, const struct machine *given,
		uint32_t n_given);

/* Seconds until it fails, and until it is back; `p->links` is the occasion.  Up times have the
 * provider's own factor, lognormal with mean 1 and sigma `unequal`, so that the mean over providers is
 * the law's. */
double provider_up_s(const struct provider *p, const struct provider_class *c,
		const struct luck *luck, uint32_t id);
double provider_repair_s(const struct provider *p, const struct provider_class *c,
		const struct luck *luck, uint32_t id);

/* What an order asks for, as a bidder sees it. */
struct wish {
	uint32_t cpu, mem_mb, sto_gb;
	uint16_t gpu, gpus;      /* the model offered */
	double market_usd_hour;  /* what such resources cost elsewhere now */
};

/* USD an hour for which it offers that, with `used` of its capacity (0 .. 1) in use.  Always positive.
 * Draws from the stream only in random-range. */
double provider_ask(const struct provider *p, const struct provider_class *c, const struct wish *wish,
		double used, struct stream *s);

/* What an hour of that costs it in addition to being there. */
double provider_marginal_usd_hour(const struct provider *p, const struct wish *wish);

/* A bid was decided. */
void provider_learn(struct provider *p, const struct provider_class *c, bool won);

/* Stake it wants, in SPON, where the protocol demands `required`: stake_factor times as much on average,
 * and never less than is required if stake_factor >= 1. */
double provider_stake_spon(const struct provider *p, const struct provider_class *c, double required);

/* End of an era of era_s seconds in which it earned and spent as given: does it give up?  It looks at its
 * last month (older eras are forgotten exponentially, in 30 days to 1/e), and leaves when that was a loss
 * at every era's end for exit_after_s.  One month in profit, and patience begins anew. */
bool provider_gives_up(struct provider *p, const struct provider_class *c, double income, double costs,
		double era_s);

/* GPUs lost for ever in an era, of n. */
uint32_t provider_gpus_lost(const struct provider_class *c, const struct luck *luck, uint32_t id,
		uint32_t era, double era_s, uint32_t n);

/* Is maintenance planned to begin in this era?  Then when in it and how long, seconds.  Each interval of
 * maintenance_every_s has one, 0.8 to 1.2 intervals after the last. */
bool provider_maintains(const struct provider *p, const struct provider_class *c,
		const struct luck *luck, uint32_t id, uint32_t era, double era_s, double *start_s,
		double *length_s);

/* Seconds from a release to its installation. */
double provider_upgrade_s(const struct provider_class *c, const struct luck *luck, uint32_t id,
		uint32_t release);

/* Newcomers of a class in an era at this yearly return on capital: a Poisson number with mean
 * count x entry_year x (era / year) x response.  The response is 0 up to entry_return and grows linearly
 * to 1 at 1.0 a year (at entry_return + 1 if that is 1 or more), at most to NEWCOMERS_MOST. */
#define NEWCOMERS_MOST 3.0

uint32_t provider_newcomers(const struct provider_class *c, const struct luck *luck, uint16_t class_,
		uint32_t era, double era_s, double yearly_return);

/* What is common to providers and Fizz hosts: the region of an agent by weights (all 0: the fitted
 * ones), a Poisson number that grows with its mean at the same luck, one era of an account of a month. */
uint16_t region_pick(const double weight[REGIONS_MAX], bool homes, double u);
uint32_t newcomers_drawn(const struct luck *luck, enum stream_kind kind, uint16_t class_, uint32_t era,
		double mean);
struct account_month {
	double income, costs, lost_s;
};
bool account_gives_up(struct account_month *a, double income, double costs, double era_s,
		double exit_after_s);

const char *bid_policy_name(enum bid_policy policy);

#endif
