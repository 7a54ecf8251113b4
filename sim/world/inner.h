/* inner.h - what the parts of a world know of each other. */
#ifndef SIM_WORLD_INNER_H
#define SIM_WORLD_INNER_H

#include "sim/calendar.h"
#include "sim/cast.h"
#include "sim/world/money.h"
#include "sim/world/world.h"

#include "model/draw.h"
#include "model/fitted.h"

#define DAY_S  86400.0
#define YEAR_S 31536000.0
#define MONTH_ERAS 30

/* Who acts.  At the same instant the lower number goes first: the era ends before anything in it, and
 * what the world does to people comes before what they do. */
enum agent_kind {
	AGENT_ERA,
	AGENT_TIMELINE,
	AGENT_BEACON,
	AGENT_REGION,    /* index: region */
	AGENT_PROVIDER,  /* link; index: provider */
	AGENT_FIZZ,      /* link */
	AGENT_PROOFS,    /* of a provider */
	AGENT_CHECKS,    /* of a gateway's Fizz nodes */
	AGENT_WORK,      /* maintenance of a provider */
	AGENT_DELEGATOR,
	AGENT_VOTES,
	AGENT_CHALLENGE,
	AGENT_DEAL,
	AGENT_ARRIVAL,   /* class of demand */
	AGENT_SCRIPT,    /* somebody from outside */
	AGENT_WATCH,     /* who looks at a moment */
};

struct agent {
	uint32_t kind : 4;
	uint32_t index : 28;
};

/* Open addressing from order id to deal slot, for orders that live. */
struct order_table {
	uint64_t *order;
	uint32_t *slot;
	size_t room, used;
};

/* A bucket of the index by which orders find bidders: nodes of one region that have one GPU model (or
 * any, or threads), the best equipped first. */
struct shelf {
	uint32_t *node;
	uint32_t *size;  /* GPUs or threads, falling */
	uint32_t n, room;
};

enum { SHELF_CPU, SHELF_ANY_GPU, SHELF_MODELS }; /* then one for each GPU model that exists */

struct index {
	struct shelf *shelf;      /* [kind][key][region] */
	uint32_t keys;
	uint32_t version;         /* changes whenever a shelf does */
};

/* Providers in a row by price, and who of them has how many threads free (cheapest.c). */
struct cheapest {
	uint32_t *room;               /* a tree: the most below each knot, 1 its root */
	uint32_t *who, *rank;         /* who stands at a place; at which place a provider stands */
	uint32_t *kept;               /* threads of a provider that bids are undecided for */
	uint32_t leaves, n;
	size_t kept_room;
	bool stale;                   /* somebody came: to be sorted anew */
};

/* Who may serve this deal by what they own: the beginnings of shelves; one of them, all equally likely,
 * from one number, by where it stands on its shelf.  `all` may be 0, then nobody is to be drawn. */
struct reach {
	const struct shelf *shelf[REGIONS_MAX];
	uint32_t upto[REGIONS_MAX], shelves, all;
};

/* The same question is asked again and again: answers are kept until the index changes. */
enum { REACHES_KEPT = 512 };

struct reach_kept {
	uint64_t about;           /* kind, key, size and region, 0 nothing */
	uint32_t version;
	struct reach reach;
};

/* Who looks at an order: drawn in the order in which they look, some at a time. */
enum { CANDIDATES = 8, BIDDINGS = 8 };

struct bidding {
	uint64_t order, wanted;
	uint32_t slot, version;   /* slot + 1, 0 nothing; of the index */
	struct stream s;
	struct reach reach;
	const uint32_t *at[CANDIDATES];
	double u[CANDIDATES];
};

struct live_challenge {
	uint32_t id, provider, agent, n;
	uint8_t kind, stage;      /* 0 free, 1 to be answered, 2 to be judged */
	bool responds, truth;
};

struct live_proposal {
	uint32_t id, entry;       /* of the timeline, or PROPOSAL_OF_NEWCOMER */
	uint64_t from_ms, until_ms, seen_ms;
};
#define PROPOSAL_OF_NEWCOMER UINT32_MAX

/* A newcomer who waits for the vote on its registration. */
struct review {
	uint32_t proposal;
	uint32_t provider;        /* the number it was given, 0 as long as it has none */
	struct node node;
	struct provider mind;
	struct node_gpu gpu[8];
};

struct holder {               /* a delegator with its account */
	struct delegator mind;
	uint32_t account, agent;
};

struct operator_seat {
	uint32_t account, class_;
	bool active;
};

struct demand_class_state {
	struct demand_plan *plan;
	uint64_t arrivals, orders;
	uint32_t first_account, agent;
	double next_s;
	double scale;
	uint64_t *left_until_ms;  /* nobody is there until then: a tenant has left for good */
};

struct world {
	const struct world_plan *plan;
	const struct setup *setup;
	struct luck luck;
	struct spheron *state;
	struct calendar *calendar;
	struct fold *fold;
	FILE *log;
	uint64_t now_ms;              /* of who acts now */
	uint64_t event_ms;            /* of what happens: a deadline's own second, otherwise now */
	uint64_t start_s;
	uint32_t era;
	bool ended;

	struct cast cast;
	struct index index;
	struct cheapest cheapest;
	struct order_table orders;
	struct bidding bidding[BIDDINGS];
	struct reach_kept *kept;
	double latency_window_s, in_time; /* part of the bids that come within such a window */
	struct agent *agent;
	size_t n_agents, agent_room;
	uint32_t free_deal;           /* slot + 1 */
	uint32_t deal_now;            /* slot + 1 of the order whose command is being judged */
	uint32_t made;                /* id that the last registration or challenge was given */

	struct holder *holder;
	uint32_t n_holders;
	struct operator_seat seat[SEATS_MAX];
	uint32_t n_seats;
	uint32_t *gateway, n_gateways; /* providers that are gateways */
	size_t gateway_room;
	struct demand_class_state *demand;
	struct live_challenge *challenge;
	size_t n_challenges, challenge_room;
	struct live_proposal *proposal;
	size_t n_proposals, proposal_room;
	struct review *review;
	size_t n_reviews, review_room;
	uint32_t votes_agent, timeline_agent, era_agent, beacon_agent;
	struct entry_due *entry;      /* newcomers who have decided and are not there yet */
	size_t n_entries, entry_room;
	uint32_t *fizz_waiting;       /* of each class: no gateway has room for them yet */
	uint64_t dealt;               /* machines of an inventory that have an owner */
	uint32_t region_agent[REGIONS_MAX];
	uint32_t region_turn[REGIONS_MAX];
	bool region_down[REGIONS_MAX];
	uint32_t timeline_at;         /* begins and ends passed so far */
	struct timeline_due *timeline;
	uint32_t n_timeline;
	uint64_t verifier_out_until_ms, operators_out_until_ms;
	double power_scale;

	struct token token;
	double level;                 /* of market prices */
	double paid, listed;          /* USD an hour of new leases, here and on the market, in this era */
	double sold_spon, bought_usd; /* in this era */
	double inflation;             /* as Livepeer's rule has it, a year; and as it was proposed */
	uint64_t inflation_bp;
	uint32_t market;              /* account of everybody outside */
	uint32_t accounts;            /* given out so far */
	uint32_t release;
	uint64_t release_ms;
	float *reward_spon;           /* of each provider in the last era, that of delegators included */
	uint32_t first_holder;        /* account of the first delegator; the others follow */

	const struct world_watch *watch;  /* or NULL */
	struct world **watched_at;
	struct spheron_due due;       /* the deadline that fires, or fired last */
	bool halted;
	struct script_due *script_due; /* all steps by time, and how far it is */
	size_t n_script_due, script_at;
	uint64_t *script_id;          /* what each step made last; 0 nothing yet */
	uint64_t script_steps, script_made_id;
	bool script_now, is_surprised;
	struct world_surprise surprise;
	uint32_t script_agent, watch_agent;

	struct spheron_command command;
	uint64_t commands, refused, events, wakes;
	char fault[320];
};

struct entry_due {
	uint32_t era;
	uint16_t class_, n;
};

struct script_due {
	uint64_t at_ms;
	uint32_t step;
};

struct timeline_due {
	uint64_t at_ms;
	uint32_t entry;
	bool ends;
};

static inline double now_s(const struct world *w)
{
	return (double) w->now_ms / 1000.0;
}

/* agents.c */
uint32_t agent_new(struct world *w, enum agent_kind kind, uint32_t index);
void agent_wake(struct world *w, uint32_t agent, uint64_t at_ms);
void agent_wake_in(struct world *w, uint32_t agent, double after_s);
void agent_sleep(struct world *w, uint32_t agent);
void *room_for(void *array, size_t size, size_t need, size_t *room);

/* submit.c: a command from an account, to be completed and then carried out. */
struct spheron_command *command_from(struct world *w, uint32_t from, enum spheron_verb verb);
enum spheron_result carry_out(struct world *w);
/* The same at the time that stands in the command. */
enum spheron_result carry_out_then(struct world *w);
enum spheron_result open_account(struct world *w, uint32_t *account);
void mint(struct world *w, uint32_t to, enum spheron_token token, struct spheron_u128 amount);
/* False if nothing was paid: nothing to pay, or not enough there. */
bool pay_spon(struct world *w, uint32_t from, uint32_t to, double spon);
void advance(struct world *w);
double bucket_spon(const struct world *w, enum spheron_bucket_name name, uint64_t owner);

/* events.c */
void world_event(void *ctx, const struct spheron_event *event);
void world_due(void *ctx, const struct spheron_due *due);
void world_due_end(void *ctx);

/* population.c */
void populate(struct world *w);
void grow_providers(struct world *w);
void grow_fizz(struct world *w);
void buy_spon(struct world *w, uint32_t account, double spon);
void fund_pool(struct world *w, double spon, bool minted);
void stake(struct world *w, uint32_t owner, uint32_t provider, double spon);
bool affords_stake(const struct world *w, uint32_t i, double spon);
void attr_of_provider(const struct world *w, uint32_t i, struct spheron_attr *attr);
uint32_t gateway_with_room(const struct world *w, uint32_t fizz, uint64_t occasion);
bool provider_enters(struct world *w, uint16_t class_);
void provider_comes(struct world *w, const struct node *node, const struct provider *mind,
		const struct node_gpu *gpu);
bool fizz_enters(struct world *w, uint16_t class_);

/* index.c */
void index_begin(struct world *w);
void index_free(struct world *w);
void index_provider(struct world *w, uint32_t i);
void index_fizz(struct world *w, uint32_t i);
void index_prune(struct world *w);
void index_look(struct world *w, const struct deal *d, struct reach *reach);
const uint32_t *index_draw(const struct reach *reach, struct stream *s);


/* cheapest.c */
#define NOBODY UINT32_MAX
/* The first provider from place *rank on with that many threads free; *rank is then the one behind. */
uint32_t cheapest_next(struct world *w, uint32_t threads, uint32_t *rank);
void cheapest_keep(struct world *w, uint32_t provider, uint32_t threads, bool keep);
void cheapest_update(struct world *w, uint32_t provider);
void cheapest_enters(struct world *w);
void cheapest_resume(struct world *w); /* what follows from the cast, after a checkpoint */
void cheapest_free(struct world *w);

/* Fizz nodes are found within reach whatever the search. */
static inline bool goes_to_cheapest(const struct world *w, const struct deal *d)
{
	return w->setup->market.search == SEARCH_CHEAPEST && !d->is_fizz;
}

/* The order has become a lease or was lost. */
static inline void cheapest_decided(struct world *w, const struct deal *d)
{
	if (goes_to_cheapest(w, d) && d->bids)
		cheapest_keep(w, d->bidder[0] - 1, d->cpu, false);
}

/* A provider has other threads free than before, or takes orders now or not. */
static inline void room_changed(struct world *w, uint32_t provider)
{
	if (w->setup->market.search == SEARCH_CHEAPEST)
		cheapest_update(w, provider);
}

/* orders.c, deals.c */
uint32_t deal_new(struct world *w);
void deal_free(struct world *w, uint32_t slot);
uint32_t order_slot(const struct world *w, uint64_t order); /* slot + 1, 0 none */
void order_put(struct world *w, uint64_t order, uint32_t slot);
void order_drop(struct world *w, uint64_t order);
void arrival_wakes(struct world *w, uint32_t class_);
void arrival_next(struct world *w, uint32_t class_);
bool fill_escrow(struct world *w, uint32_t tenant, uint8_t token, double tokens);
void lease_wakes(struct world *w, uint32_t slot);
void bids_come_soon(struct world *w, uint32_t slot);
void bids_come_next(const struct world *w, uint32_t slot);
void deal_wakes(struct world *w, uint32_t slot);
void order_lost(struct world *w, uint32_t slot, enum spheron_order_close why);
void lease_began(struct world *w, uint32_t slot, const struct spheron_event_lease_created *e);
void lease_ended(struct world *w, uint32_t slot, const struct spheron_event_lease_closed *e);
void lease_renewed(struct world *w, uint32_t slot, const struct spheron_event_lease_updated *e);
void deals_of_node_down(struct world *w, struct node *node);
void deals_of_node_up(struct world *w, struct node *node);
struct node *deal_node(struct world *w, const struct deal *d);
struct spheron_u128 price_per_block(const struct world *w, double usd_hour, uint8_t token);

/* links.c */
void provider_link_wakes(struct world *w, uint32_t i);
void fizz_link_wakes(struct world *w, uint32_t i);
void region_wakes(struct world *w, uint32_t region);
void work_wakes(struct world *w, uint32_t provider);
void work_planned(struct world *w, uint32_t provider, double start_s, double length_s, bool declared);
void node_goes_down(struct world *w, enum spheron_node_kind kind, uint32_t i, enum node_down why);
void node_comes_up(struct world *w, enum spheron_node_kind kind, uint32_t i, enum node_down why);

/* checks.c */
void proofs_wake(struct world *w, uint32_t provider);
void checks_wake(struct world *w, uint32_t gateway);
void challenge_wakes(struct world *w, uint32_t slot);
void challenge_begins(struct world *w, const struct deal *d);
void proofs_begin(struct world *w, uint32_t provider);
void checks_begin(struct world *w, uint32_t gateway);
void subnet_add(struct world *w, uint32_t gateway, uint32_t fizz);
void subnet_remove(struct world *w, uint32_t gateway, uint32_t fizz);

/* era.c */
void era_wakes(struct world *w);
void beacon_wakes(struct world *w);

/* holders.c */
void holder_wakes(struct world *w, uint32_t i);
void holders_begin(struct world *w);
void votes_wake(struct world *w);
void is_guilty(struct world *w, uint32_t provider, double share);
void proposal_begins(struct world *w, uint32_t entry);
void proposal_runs(struct world *w, uint32_t proposal, uint32_t entry);

/* review.c */
void review_begins(struct world *w);
void review_passed(struct world *w, uint32_t owner, uint32_t provider);
void review_ended(struct world *w, uint32_t proposal);
void reviews_settle(struct world *w);
bool review_awaits(const struct world *w, uint32_t provider);

/* script.c */
void script_begin(struct world *w);
void script_resume(struct world *w); /* what follows from the plan, after a checkpoint */
void script_wakes(struct world *w);
void script_event(struct world *w, const struct spheron_event *event);

/* strangers.c: nodes that the script has registered get a place on the stage, for the numbers of those
 * who come after them, and do nothing there. */
void strangers_settle(struct world *w);

/* traced.c */
void traced_link_wakes(struct world *w, uint32_t i);

/* backtest.c */
void livepeer_rule(struct world *w);

/* timeline.c */
bool timeline_begin(struct world *w);
void timeline_wakes(struct world *w);

/* check.c */
bool world_check(struct world *w);

#include "sim/world/profile.h" /* behind all else: see there */

#endif
