/* setup.h - everything that a scenario decides about the world, in the units of the models.
 *
 * Durations are seconds, ratios parts of 1, money whole tokens or USD, unless a name says otherwise.
 * The tables of sim/scenario fill this structure; models read their part of it and change nothing.
 */
#ifndef MODEL_SETUP_H
#define MODEL_SETUP_H

#include "model/demand.h"
#include "model/faults.h"
#include "model/fizz.h"
#include "model/holders.h"
#include "model/provider.h"
#include "model/token.h"
#include "model/verifier.h"
#include "protocol/spheron.h"

struct foundation_setup {
	double pool_spon;        /* the reward pool at the start */
	double refill_spon_era;  /* put into it every era, minted anew */
	double circulating_spon; /* held by the market outside of everything modelled, at the start */
	double treasury_pays;    /* part of the treasury's SPON that is paid back into the pool each era */
	const char *livepeer;    /* trace of stake rates: inflation follows Livepeer's rule (backtest) */
	double target_rate;      /* its target bonding rate, part of 1 */
	double change_era;       /* and its step of the inflation rate an era, part of 1 a year */
};

#define MARKET_SEARCHES(X)                                                                         \
	X(REACH, "reach", "an order comes to the notice of some of those who can serve it")        \
	X(CHEAPEST, "cheapest", "an order goes to the cheapest provider that has room")

enum market_search {
#define MARKET_SEARCH_ENUM(constant, text, what) SEARCH_##constant,
	MARKET_SEARCHES(MARKET_SEARCH_ENUM)
#undef MARKET_SEARCH_ENUM
	SEARCH_COUNT
};

/* How tenants and providers find each other. */
struct market_setup {
	uint32_t search;         /* enum market_search */
	double reach;            /* bids that an order gets on average where enough can serve it */
	double latency_s;        /* mean time to a bid; later than the window is too late */
	double cpu_usd_hour, gb_usd_hour, sto_usd_hour; /* a thread, a GB of memory, a GB of storage */
	double level;            /* of all market prices, relative to the fitted ones */
	double level_vol_year;   /* how it wanders */
	double follow;           /* how fast it follows what is paid here, part of the gap an era */
};

#define EVENT_DOES(X)                                                                              \
	X(REGION_OUTAGE, "region.outage", "everything in a region is down: region, for")           \
	X(VERIFIER_OUTAGE, "verifier.outage", "no proofs, checks and judgements: for")             \
	X(OPERATOR_OUTAGE, "operators.outage", "matchmaker operators do not answer: for")          \
	X(PRICE_SCALE, "price.scale", "the token's price is multiplied: by")                       \
	X(DEMAND_SCALE, "demand.scale", "orders are multiplied: by, for")                          \
	X(POWER_SCALE, "power.scale", "prices of electricity are multiplied: by, for")             \
	X(PARAMS_SET, "params.set", "a proposal to change parameters: set, support")               \
	X(RELEASE, "release", "a new release of the provider software")                            \
	X(MISCONDUCT, "misconduct", "providers found to cheat: class, count, share")               \
	X(LINK_DOWN, "link.down", "providers lose their link: class, count, for")                  \
	X(MAINTENANCE, "maintenance", "providers announce maintenance: class, count, for")         \
	X(POOL_FUND, "pool.fund", "the foundation fills the reward pool: amount")

enum event_does {
#define EVENT_DOES_ENUM(constant, text, what) DO_##constant,
	EVENT_DOES(EVENT_DOES_ENUM)
#undef EVENT_DOES_ENUM
	DO_COUNT
};

struct param_choice {
	bool given;
	struct spheron_u128 value;
};

struct timeline_entry {
	double at_s, for_s;
	uint32_t does;           /* enum event_does */
	uint32_t region;
	double by;
	const char *class_;
	uint32_t first, count;   /* of the class: from this one, so many (0: all) */
	double share;            /* bp of what is slashed, part of 1 */
	double amount;
	double support;          /* of a proposal */
	struct param_choice set[SPHERON_PARAM_COUNT];
};

/* What somebody from outside does: a command as it would stand in a log. */
struct script_step {
	double at_s, every_s;    /* first time, and again after each `every_s` */
	uint32_t times;          /* in all; 0: it is not repeated */
	uint32_t verb;           /* enum spheron_verb */
	uint32_t expect;         /* enum spheron_result */
	const char *from, *as;   /* names; from NULL: the system account; as NULL: none is given */
	const char *with;        /* arguments, JSON object; NULL: none */
};

struct named_trace {
	const char *name;
	const struct trace *trace;
};

struct setup {
	const char *name, *question;
	double horizon_s, warmup_s, start_s; /* start: protocol time of the first moment */
	double scale;            /* of the whole network; 1 as written */
	uint64_t seed;
	uint32_t runs;
	uint32_t profile;        /* enum spheron_profile */
	struct param_choice params[SPHERON_PARAM_COUNT];
	struct provider_class *providers;
	struct fizz_class *fizz;
	struct demand_class *demand;
	struct delegator_class *delegators;
	struct operator_class *operators;
	uint32_t n_providers, n_fizz, n_demand, n_delegators, n_operators;
	struct voter_setup voters;
	struct verifier_setup verifier;
	struct foundation_setup foundation;
	struct market_setup market;
	struct incident_setup incidents;
	struct token_setup token;
	struct timeline_entry *timeline;
	uint32_t n_timeline;
	struct script_step *script;
	uint32_t n_script;
	const struct named_trace *traces;
	uint32_t n_traces;
};

/* The trace of this name, NULL if there is none. */
const struct trace *setup_trace(const struct setup *setup, const char *name);

#endif
