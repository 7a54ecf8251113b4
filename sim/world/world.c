/* world.c - the loop: who is next acts, until the end. */
#include "sim/world/inner.h"

#include "sim/player.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- the plan ---- */

static uint64_t param_of(const struct setup *setup, unsigned param)
{
	return setup->params[param].given ? setup->params[param].value.lo
			: spheron_param_default((enum spheron_profile) setup->profile, param).lo;
}

bool world_plan_make(struct world_plan *plan, const struct setup *setup, char *why, size_t size)
{
	uint32_t operators = 0;

	*plan = (struct world_plan) { .setup = setup };
	plan->block_ms = param_of(setup, SPHERON_P_BLOCK_TIME_MS);
	plan->era_ms = param_of(setup, SPHERON_P_ERA_S) * 1000;
	plan->horizon_ms = (uint64_t) draw_ms(setup->horizon_s);
	plan->eras = (uint32_t) (plan->horizon_ms / plan->era_ms);
	if (plan->eras == 0) {
		snprintf(why, size, "time.horizon is shorter than one era (params.era_s)");
		return false;
	}
	plan->horizon_ms = plan->eras * plan->era_ms;
	for (uint32_t c = 0; c < setup->n_providers; c++)
		if (setup->market.search == SEARCH_CHEAPEST && setup->providers[c].policy != BID_MARKET) {
			snprintf(why, size, "market.search \"cheapest\": providers have to stand in a row by "
					"price, so every class bids \"market\"; \"%s\" bids \"%s\"",
					setup->providers[c].name, bid_policy_name(
					(enum bid_policy) setup->providers[c].policy));
			return false;
		}
	if (param_of(setup, SPHERON_P_CLOCK_MODE) != 0) {
		snprintf(why, size, "params.clock_mode must be 0: a simulated chain derives its blocks "
				"from time");
		return false;
	}
	for (uint32_t c = 0; c < setup->n_operators; c++)
		operators += setup->operators[c].count;
	if (operators > SEATS_MAX) {
		snprintf(why, size, "population.operators: %u of them; there are at most %d", operators,
				SEATS_MAX);
		return false;
	}
	if (param_of(setup, SPHERON_P_UNBONDING_S) < param_of(setup, SPHERON_P_VOTE_S)) {
		snprintf(why, size, "params.unbonding_s is less than params.vote_s; stake may not leave "
				"while it votes (GOV-10)");
		return false;
	}
	return true;
}

/* ---- acting ---- */

static void watch_wakes(struct world *w)
{
	uint64_t next_ms;

	advance(w);
	next_ms = w->watch->moment(w->watch->ctx, w->now_ms);
	if (next_ms < w->plan->horizon_ms)
		agent_wake(w, w->watch_agent, next_ms);
}

static void act(struct world *w, struct agent a)
{
	switch ((enum agent_kind) a.kind) {
	case AGENT_ERA:
		era_wakes(w);
		break;
	case AGENT_TIMELINE:
		timeline_wakes(w);
		break;
	case AGENT_BEACON:
		beacon_wakes(w);
		break;
	case AGENT_REGION:
		region_wakes(w, a.index);
		break;
	case AGENT_PROVIDER:
		provider_link_wakes(w, a.index);
		break;
	case AGENT_FIZZ:
		fizz_link_wakes(w, a.index);
		break;
	case AGENT_PROOFS:
		proofs_wake(w, a.index);
		break;
	case AGENT_CHECKS:
		checks_wake(w, a.index);
		break;
	case AGENT_WORK:
		work_wakes(w, a.index);
		break;
	case AGENT_DELEGATOR:
		holder_wakes(w, a.index);
		break;
	case AGENT_VOTES:
		votes_wake(w);
		break;
	case AGENT_CHALLENGE:
		challenge_wakes(w, a.index);
		break;
	case AGENT_DEAL:
		deal_wakes(w, a.index);
		break;
	case AGENT_ARRIVAL:
		arrival_wakes(w, a.index);
		break;
	case AGENT_SCRIPT:
		script_wakes(w);
		break;
	case AGENT_WATCH:
		watch_wakes(w);
		break;
	}
}

/* Memory of those who come soon is asked for: most of the time of a large world would be spent waiting
 * for it.  First who they are, later what they have. */
enum { NEXT = 0, SOON = 2, LATE = 5, LATER = 8 };

static void ask_ahead(struct world *w)
{
	uint32_t agent;

	if (calendar_ahead(w->calendar, LATER, &agent))
		__builtin_prefetch(&w->agent[agent]);
	if (calendar_ahead(w->calendar, NEXT, &agent) && w->agent[agent].kind == AGENT_DEAL)
		bids_come_next(w, w->agent[agent].index);
	if (calendar_ahead(w->calendar, SOON, &agent) && w->agent[agent].kind == AGENT_DEAL)
		bids_come_soon(w, w->agent[agent].index);
	if (!calendar_ahead(w->calendar, LATE, &agent))
		return;
	switch ((enum agent_kind) w->agent[agent].kind) {
	case AGENT_FIZZ:
		__builtin_prefetch(&w->cast.fizz[w->agent[agent].index]);
		__builtin_prefetch((const char *) &w->cast.fizz[w->agent[agent].index] + 64);
		__builtin_prefetch(&w->cast.fizz_mind[w->agent[agent].index]);
		spheron_expect(w->state, SPHERON_NODE_FIZZ, w->agent[agent].index + 1);
		break;
	case AGENT_DEAL:
		for (size_t line = 0; line < sizeof(struct deal); line += 64)
			__builtin_prefetch((const char *) &w->cast.deal[w->agent[agent].index] + line);
		break;
	case AGENT_PROVIDER:
	case AGENT_PROOFS:
	case AGENT_WORK:
		__builtin_prefetch(&w->cast.provider[w->agent[agent].index]);
		spheron_expect(w->state, SPHERON_NODE_PROVIDER, w->agent[agent].index + 1);
		break;
	case AGENT_ERA:
	case AGENT_TIMELINE:
	case AGENT_BEACON:
	case AGENT_REGION:
	case AGENT_CHECKS:
	case AGENT_DELEGATOR:
	case AGENT_VOTES:
	case AGENT_CHALLENGE:
	case AGENT_ARRIVAL:
	case AGENT_SCRIPT:
	case AGENT_WATCH:
		break;
	}
}

void world_run_era(struct world *w)
{
	uint32_t era = w->era;
	struct wake wake;

	while (w->era == era && !w->fault[0] && !w->halted) {
		if (!calendar_next(w->calendar, w->plan->horizon_ms, &wake)) {
			w->ended = true;
			return;
		}
		ask_ahead(w);
		w->now_ms = wake.time_ms;
		w->wakes++;
		act(w, w->agent[wake.agent]);
	}
	w->ended = w->era >= w->plan->eras || w->fault[0];
	if (w->watch && w->watch->era && w->era != era)
		w->watch->era(w->watch->ctx, w->now_ms);
}

void world_halt(struct world *w)
{
	w->halted = true;
}

bool world_halted(const struct world *w)
{
	return w->halted;
}

bool world_ended(const struct world *w)
{
	return w->ended;
}

uint32_t world_era(const struct world *w)
{
	return w->era;
}

uint64_t world_wakes(const struct world *w)
{
	return w->wakes;
}

const char *world_fault(const struct world *w)
{
	return w->fault[0] ? w->fault : NULL;
}

/* ---- beginning and end ---- */

static void begin_demand(struct world *w)
{
	w->demand = must(calloc(w->setup->n_demand + 1u, sizeof *w->demand));
	for (uint32_t c = 0; c < w->setup->n_demand; c++) {
		struct demand_class_state *d = &w->demand[c];
		const char *name = w->setup->demand[c].trace;

		d->plan = demand_plan_make(&w->setup->demand[c], c,
				name ? setup_trace(w->setup, name) : NULL, &w->luck);
		must(d->plan);
		d->scale = 1;
		d->left_until_ms = must(calloc(w->setup->demand[c].tenants + 1u, sizeof(uint64_t)));
	}
}

static void begin_agents(struct world *w)
{
	w->era_agent = agent_new(w, AGENT_ERA, 0);
	w->timeline_agent = agent_new(w, AGENT_TIMELINE, 0);
	w->beacon_agent = agent_new(w, AGENT_BEACON, 0);
	w->votes_agent = agent_new(w, AGENT_VOTES, 0);
	w->script_agent = agent_new(w, AGENT_SCRIPT, 0);
	w->watch_agent = agent_new(w, AGENT_WATCH, 0);
	for (uint32_t r = 0; r < fitted_regions_n && r < REGIONS_MAX; r++)
		w->region_agent[r] = agent_new(w, AGENT_REGION, r);
}

static void first_wakes(struct world *w)
{
	agent_wake(w, w->era_agent, w->plan->era_ms);
	agent_wake(w, w->beacon_agent, 0);
	timeline_begin(w);
	script_begin(w);
	if (w->watch && w->watch->moment && w->watch->first_moment_ms < w->plan->horizon_ms)
		agent_wake(w, w->watch_agent, w->watch->first_moment_ms);
	for (uint32_t r = 0; r < fitted_regions_n && r < REGIONS_MAX; r++)
		if (w->setup->incidents.year > 0)
			agent_wake_in(w, w->region_agent[r], incident_next_s(&w->setup->incidents,
					&w->luck, r, 0));
	for (uint32_t c = 0; c < w->setup->n_demand; c++)
		arrival_next(w, c);
}

/* Room for what is there at the start, for the leases of half a day, and for the tasks of the hours in
 * which they may be disputed; more is taken when needed, but each time all of the state is copied. */
static struct spheron_capacity first_room(const struct setup *setup)
{
	struct spheron_capacity room = { .accounts = 64 };
	uint32_t providers = 0, fizz = 0, holders = 0, tenants = 0, operators = 0, orders_day;
	double orders = 0;

	for (uint32_t c = 0; c < setup->n_providers; c++)
		providers += setup->providers[c].count;
	for (uint32_t c = 0; c < setup->n_fizz; c++)
		fizz += setup->fizz[c].count;
	for (uint32_t c = 0; c < setup->n_delegators; c++)
		holders += setup->delegators[c].count;
	for (uint32_t c = 0; c < setup->n_operators; c++)
		operators += setup->operators[c].count;
	for (uint32_t c = 0; c < setup->n_demand; c++) {
		tenants += setup->demand[c].tenants;
		orders += setup->demand[c].orders_day;
	}
	orders_day = orders < 1e7 ? (uint32_t) orders : 10000000;
	room.accounts += providers + fizz + holders + tenants;
	room.providers = providers + 16;
	room.fizz = fizz + 16;
	room.gpu_lines = fizz + 2 * providers + 16;
	room.purses = 2 * room.accounts;
	room.tills = providers + fizz + 16;
	room.delegations = holders + 16;
	room.orders = orders_day / 2 + 64;
	room.tasks = orders_day / 8 + 64;
	room.attests = room.tasks * (operators + 1);
	return room;
}

uint64_t world_first_bytes(const struct setup *setup)
{
	struct spheron_capacity room = first_room(setup);
	uint64_t nodes = 0;

	for (uint32_t c = 0; c < setup->n_providers; c++)
		nodes += setup->providers[c].count;
	for (uint32_t c = 0; c < setup->n_fizz; c++)
		nodes += setup->fizz[c].count;
	return spheron_size(&room) + nodes * (sizeof(struct node) + sizeof(struct provider));
}

struct world *world_new(const struct world_plan *plan, uint32_t replication, FILE *log)
{
	struct world *w;

	return world_new_watched(plan, replication, log, NULL, &w);
}

struct world *world_new_watched(const struct world_plan *plan, uint32_t replication, FILE *log,
		const struct world_watch *watch, struct world **at)
{
	struct world *w = must(calloc(1, sizeof *w));
	struct spheron_capacity room = first_room(plan->setup);

	*at = w;
	w->watch = watch;
	w->plan = plan;
	w->setup = plan->setup;
	w->luck = (struct luck) { plan->setup->seed, replication };
	w->log = log;
	w->start_s = (uint64_t) plan->setup->start_s;
	w->level = plan->setup->market.level > 0 ? plan->setup->market.level : 1;
	w->power_scale = 1;
	w->release = 1;
	w->state = must(spheron_init(state_memory(&room), &room));
	w->calendar = must(calendar_new(CALENDAR_DEFAULT, 1024));
	w->fold = must(fold_begin(plan->setup, &w->cast, &plan->wants));
	w->cast.setup = plan->setup;
	token_start(&w->token, &plan->setup->token, setup_trace(plan->setup,
			plan->setup->token.series));
	index_begin(w);
	w->fizz_waiting = must(calloc(plan->setup->n_fizz + 1u, sizeof *w->fizz_waiting));
	begin_demand(w);
	begin_agents(w);
	populate(w);
	first_wakes(w);
	profile_begin();
	return w;
}

void world_free(struct world *w)
{
	for (uint32_t c = 0; w->demand && c < w->setup->n_demand; c++) {
		demand_plan_free(w->demand[c].plan);
		free(w->demand[c].left_until_ms);
	}
	for (uint32_t i = 0; i < w->cast.n_providers; i++)
		free(w->cast.subnet[i].fizz);
	index_free(w);
	cheapest_free(w);
	fold_free(w->fold);
	calendar_free(w->calendar);
	free(w->state);
	free(w->demand);
	free(w->cast.provider);
	free(w->cast.provider_mind);
	free(w->cast.subnet);
	free(w->cast.fizz);
	free(w->cast.fizz_mind);
	free(w->cast.fizz_price);
	free(w->cast.gpu);
	free(w->cast.deal);
	free(w->orders.order);
	free(w->orders.slot);
	free(w->agent);
	free(w->holder);
	free(w->challenge);
	free(w->proposal);
	free(w->review);
	free(w->timeline);
	free(w->script_due);
	free(w->script_id);
	free(w->entry);
	free(w->reward_spon);
	free(w->gateway);
	free(w->fizz_waiting);
	free(w);
}

static uint64_t cast_bytes(const struct cast *c)
{
	return c->provider_room * (sizeof *c->provider + sizeof *c->provider_mind + sizeof *c->subnet)
			+ c->fizz_room * (sizeof *c->fizz + sizeof *c->fizz_mind
				+ sizeof *c->fizz_price)
			+ c->gpu_room * sizeof *c->gpu + c->deal_room * sizeof *c->deal;
}

/* ---- for those who watch ---- */

struct spheron *world_state(const struct world *w)
{
	return w->state;
}

const struct cast *world_cast(const struct world *w)
{
	return &w->cast;
}

const double *world_series(const struct world *w)
{
	return fold_series(w->fold);
}

uint64_t world_now_ms(const struct world *w)
{
	return w->now_ms;
}

uint64_t world_events(const struct world *w)
{
	return w->events;
}

uint64_t world_bytes(const struct world *w)
{
	struct spheron_capacity capacity;

	spheron_capacity(w->state, &capacity);
	return spheron_size(&capacity) + cast_bytes(&w->cast) + calendar_memory(w->calendar)
			+ w->agent_room * sizeof *w->agent;
}

void world_result(struct world *w, struct world_result *result)
{
	double seconds[PROFILE_PARTS];

	profile_show(seconds);
	*result = (struct world_result) { .commands = w->commands, .refused = w->refused,
		.events = w->events, .wakes = w->wakes, .eras = w->era };
	fold_end(w->fold, w->now_ms, w->state, &result->outcome);
	state_hash(w->state, result->hash);
	for (int p = 0; p < PROFILE_PARTS; p++)
		result->seconds[p] = seconds[p];
	result->bytes = world_bytes(w);
	result->surprised = world_surprised(w, &result->surprise);
}
