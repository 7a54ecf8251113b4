/* population.c - everybody comes on stage: accounts are opened, money is handed out, nodes register. */
#include "sim/world/inner.h"

#include "sim/player.h"

#include <stdlib.h>

/* ---- money from outside ---- */

/* The reward pool is filled with new tokens, or with what the system account holds. */
void fund_pool(struct world *w, double spon, bool minted)
{
	struct spheron_u128 amount = spon_units(spon);

	if (u128_is_zero(amount))
		return;
	if (minted)
		mint(w, 0, SPHERON_SPON, amount);
	command_from(w, 0, SPHERON_CMD_POOL_FUND)->u.pool_fund = (struct spheron_args_amount) { amount };
	carry_out(w);
}

void buy_spon(struct world *w, uint32_t account, double spon)
{
	if (pay_spon(w, w->market, account, spon))
		w->bought_usd += spon * w->token.usd;
}

/* Buys SPON and stakes it. */
void stake(struct world *w, uint32_t owner, uint32_t provider, double spon)
{
	buy_spon(w, owner, spon);
	command_from(w, owner, SPHERON_CMD_STAKE_ADD)->u.stake_add =
			(struct spheron_args_stake) { provider, spon_units(spon) };
	carry_out(w);
}

/* Nobody puts more into tokens than into the machines that are to earn them: a dear token keeps
 * newcomers out instead of becoming dearer by each of them. */
bool affords_stake(const struct world *w, uint32_t i, double spon)
{
	return spon * w->token.usd <= w->cast.provider_mind[i].capital;
}

/* ---- nodes ---- */

static void take_gpus(struct world *w, struct node *node, const struct spheron_attr *attr)
{
	struct cast *c = &w->cast;

	node->gpu = c->n_gpu;
	node->gpu_lines = (uint8_t) attr->gpus.count;
	c->n_gpu += attr->gpus.count;
	c->gpu = room_for(c->gpu, sizeof *c->gpu, c->n_gpu, &c->gpu_room);
	for (uint32_t k = 0; k < attr->gpus.count; k++)
		c->gpu[node->gpu + k] = (struct node_gpu) { attr->gpus.item[k].model,
			attr->gpus.item[k].count, 0 };
}

static struct node node_of(const struct world *w, const struct spheron_attr *attr, uint16_t class_,
		uint16_t region, uint32_t owner)
{
	return (struct node) { .owner = owner, .cpu = attr->cpu, .mem_mb = attr->mem,
		.sto_gb = attr->sto, .class_ = class_, .region = region, .up = true,
		.uptime_ppm = (uint32_t) spheron_param(w->state, SPHERON_P_UPTIME_INITIAL_PPM).lo,
		.tier = (uint8_t) spheron_param(w->state, SPHERON_P_TRUST_START).lo,
		.entered_era = w->era, .version = w->release };
}

void attr_of_provider(const struct world *w, uint32_t i, struct spheron_attr *attr)
{
	struct spheron_record r;
	const struct node *node = &w->cast.provider[i];

	*attr = (struct spheron_attr) { 0 };
	if (!spheron_find(w->state, SPHERON_RECORD_PROVIDER, i + 1, 0, 0, &r))
		return;
	attr->region = r.u.provider.region;
	attr->cpu = r.u.provider.cpu;
	attr->score = r.u.provider.score;
	attr->cpu_model = r.u.provider.cpu_model;
	attr->mem = r.u.provider.mem;
	attr->sto = r.u.provider.sto;
	attr->sto_tier = r.u.provider.sto_tier;
	attr->down = r.u.provider.down;
	attr->up = r.u.provider.up_mbps;
	attr->gpus.count = node->gpu_lines;
	for (uint32_t k = 0; k < node->gpu_lines; k++) {
		uint16_t model = w->cast.gpu[node->gpu + k].model;

		attr->gpus.item[k].model = model;
		if (spheron_find(w->state, SPHERON_RECORD_GPU, SPHERON_NODE_PROVIDER, i + 1, model, &r)) {
			attr->gpus.item[k].count = r.u.gpu.count;
			attr->gpus.item[k].price = r.u.gpu.price;
		}
	}
}

enum { GIVEN_MAX = 4096 };

static struct machine server_of(const struct trace_machine *m)
{
	return hardware_server(m->threads, m->mem_mb, m->sto_gb, m->gpu, m->gpus);
}

/* The next machines of the inventory that a class deals out. */
static uint32_t deal_out(struct world *w, const struct provider_class *c, uint32_t id,
		struct machine *given)
{
	const struct trace *t = c->inventory ? setup_trace(w->setup, c->inventory) : NULL;
	struct stream s = luck_open(&w->luck, STREAM_PROVIDER, id, FOR_HARDWARE, 1);
	double many = law_draw(&c->machines, &s);
	uint32_t n = many < 1 ? 1 : many > GIVEN_MAX ? GIVEN_MAX : (uint32_t) many;

	if (!t)
		return 0;
	for (uint32_t i = 0; i < n; i++)
		given[i] = server_of(trace_machine_dealt(t, w->dealt++));
	return n;
}

void grow_providers(struct world *w)
{
	struct cast *c = &w->cast;
	size_t room = c->provider_room, rooms[3] = { room, room, room };

	c->provider = room_for(c->provider, sizeof *c->provider, c->n_providers + 1, &c->provider_room);
	c->provider_mind = room_for(c->provider_mind, sizeof *c->provider_mind, c->n_providers + 1,
			&rooms[0]);
	c->subnet = room_for(c->subnet, sizeof *c->subnet, c->n_providers + 1, &rooms[1]);
	w->reward_spon = room_for(w->reward_spon, sizeof *w->reward_spon, c->n_providers + 1, &rooms[2]);
	c->subnet[c->n_providers] = (struct subnet) { NULL, 0, 0 };
	w->reward_spon[c->n_providers] = 0;
}

static void set_up_subnet(struct world *w, uint32_t i, const struct provider_class *c)
{
	command_from(w, w->cast.provider[i].owner, SPHERON_CMD_SUBNET_SET)->u.subnet_set =
			(struct spheron_args_subnet) { .provider = i + 1,
				.gateway_bp = (uint16_t) (c->subnet_fee * 10000 + 0.5) };
	carry_out(w);
}

static void opens_for_hosts(struct world *w, uint32_t i)
{
	w->gateway = room_for(w->gateway, sizeof *w->gateway, w->n_gateways + 1u, &w->gateway_room);
	w->gateway[w->n_gateways++] = i;
}

static void starts_working(struct world *w, uint32_t i)
{
	const struct provider_class *c = &w->setup->providers[w->cast.provider[i].class_];
	struct node *node = &w->cast.provider[i];
	double required = u128_double(spheron_explain_stake(w->state, i + 1)) / SPON_UNITS;
	double want = provider_stake_spon(&w->cast.provider_mind[i], c, required);

	if (want > 0)
		stake(w, node->owner, i + 1, want);
	if (c->gateway)
		set_up_subnet(w, i, c);
	node = &w->cast.provider[i];
	node->agent = agent_new(w, AGENT_PROVIDER, i);
	node->errand = agent_new(w, AGENT_PROOFS, i);
	node->work = agent_new(w, AGENT_WORK, i);
	agent_wake_in(w, node->agent, provider_up_s(&w->cast.provider_mind[i], c, &w->luck, i));
	proofs_begin(w, i);
	if (c->gateway) {
		node->checks = agent_new(w, AGENT_CHECKS, i);
		checks_begin(w, i);
		opens_for_hosts(w, i);
	}
	index_provider(w, i);
	if (w->setup->market.search == SEARCH_CHEAPEST)
		cheapest_enters(w);
	fold_entry(w->fold, w->now_ms, node, SPHERON_NODE_PROVIDER);
}

/* One whose registration has passed a vote: as it was when it applied, but for what is today's. */
void provider_comes(struct world *w, const struct node *node, const struct provider *mind,
		const struct node_gpu *gpu)
{
	struct cast *c = &w->cast;
	uint32_t i = c->n_providers;

	grow_providers(w);
	c->provider[i] = *node;
	c->provider_mind[i] = *mind;
	c->provider[i].entered_era = w->era;
	c->provider[i].version = w->release;
	c->provider[i].tier = (uint8_t) spheron_param(w->state, SPHERON_P_TRUST_START).lo;
	c->provider[i].gpu = c->n_gpu;
	c->n_gpu += node->gpu_lines;
	c->gpu = room_for(c->gpu, sizeof *c->gpu, c->n_gpu, &c->gpu_room);
	for (uint32_t k = 0; k < node->gpu_lines; k++)
		c->gpu[c->provider[i].gpu + k] = gpu[k];
	c->n_providers++;
	starts_working(w, i);
}

static void give_deposit(struct world *w, uint32_t owner)
{
	pay_spon(w, w->market, owner, u128_double(spheron_param(w->state,
			SPHERON_P_PROPOSAL_DEPOSIT)) / SPON_UNITS);
}

/* A newcomer; those who wait for a vote are told apart from each other by how many wait already.  With
 * auto_approve off it is a proposal at first, and false is returned. */
bool provider_enters(struct world *w, uint16_t class_)
{
	const struct provider_class *c = &w->setup->providers[class_];
	static const struct machine none;
	struct machine *given = c->inventory ? must(calloc(GIVEN_MAX, sizeof *given)) : NULL;
	bool reviewed = spheron_param(w->state, SPHERON_P_AUTO_APPROVE).lo == 0;
	uint32_t i, born, owner, n;
	struct spheron_attr attr = { 0 };

	reviews_settle(w);
	i = w->cast.n_providers;
	born = i + (uint32_t) w->n_reviews;
	n = given ? deal_out(w, c, born, given) : 0;
	grow_providers(w);
	provider_make(&w->cast.provider_mind[i], &attr, c, class_, &w->luck, born,
			given ? given : &none, n);
	free(given);
	open_account(w, &owner);
	if (c->own_spon > 0)
		pay_spon(w, w->market, owner, c->own_spon);
	if (reviewed)
		give_deposit(w, owner);
	w->cast.provider[i] = node_of(w, &attr, class_, w->cast.provider_mind[i].region, owner);
	w->cast.provider[i].commission_bp = (uint16_t) spheron_param(w->state,
			SPHERON_P_COMMISSION_DEFAULT_BP).lo;
	take_gpus(w, &w->cast.provider[i], &attr);
	w->cast.provider[i].status = SPHERON_REGISTERED;
	w->cast.n_providers++;
	command_from(w, owner, SPHERON_CMD_PROVIDER_REGISTER)->u.provider_register =
			(struct spheron_args_register) { .attr = attr,
				.tokens = c->takes_spon ? 3 : 1, .gateway = c->gateway };
	w->made = 0;
	if (carry_out(w) != SPHERON_OK || (!reviewed && w->made != i + 1)) {
		w->cast.n_providers--;
		w->cast.n_gpu = w->cast.provider[i].gpu;
		return false;
	}
	if (reviewed) {
		review_begins(w);
		return false;
	}
	starts_working(w, i);
	return true;
}

/* ---- Fizz hosts ---- */

/* The gateway that a host joins: of those of its region if one has room, else of any. */
uint32_t gateway_with_room(const struct world *w, uint32_t i, uint64_t occasion)
{
	struct stream s = luck_open(&w->luck, STREAM_FIZZ, i, FOR_PLACE, occasion);
	uint32_t most = (uint32_t) spheron_param(w->state, SPHERON_P_SUBNET_MAX).lo;
	uint32_t from = w->n_gateways ? (uint32_t) stream_below(&s, w->n_gateways) : 0;

	for (int own_region = 1; own_region >= 0; own_region--)
		for (uint32_t k = 0; k < w->n_gateways; k++) {
			uint32_t g = w->gateway[(from + k) % w->n_gateways];
			const struct node *node = &w->cast.provider[g];

			if (node->status == SPHERON_ACTIVE && node->members < most
					&& (!own_region || node->region
						== w->cast.fizz_mind[i].region))
				return g + 1;
		}
	return 0;
}

void grow_fizz(struct world *w)
{
	struct cast *c = &w->cast;
	size_t room = c->fizz_room, rooms[2] = { room, room };

	c->fizz = room_for(c->fizz, sizeof *c->fizz, c->n_fizz + 1, &c->fizz_room);
	c->fizz_mind = room_for(c->fizz_mind, sizeof *c->fizz_mind, c->n_fizz + 1, &rooms[0]);
	c->fizz_price = room_for(c->fizz_price, sizeof *c->fizz_price, c->n_fizz + 1, &rooms[1]);
}

static uint32_t cut(uint64_t price)
{
	return price < UINT32_MAX ? (uint32_t) price : UINT32_MAX;
}

static void goes_online(struct world *w, uint32_t i)
{
	const struct fizz_class *c = &w->setup->fizz[w->cast.fizz[i].class_];
	struct node *node = &w->cast.fizz[i];

	node->agent = agent_new(w, AGENT_FIZZ, i);
	index_fizz(w, i);
	fold_entry(w->fold, w->now_ms, node, SPHERON_NODE_FIZZ);
	if (c->trace) {
		traced_link_wakes(w, i);
	} else if (w->now_ms > 0 || fizz_starts_up(&w->cast.fizz_mind[i], c, &w->luck, i)) {
		agent_wake_in(w, node->agent, fizz_up_s(&w->cast.fizz_mind[i], c, &w->luck, i,
				now_s(w)));
	} else {
		node_goes_down(w, SPHERON_NODE_FIZZ, i, DOWN_FAULT);
		agent_wake_in(w, w->cast.fizz[i].agent, fizz_gap_s(&w->cast.fizz_mind[i], c, &w->luck,
				i, now_s(w)));
	}
}

bool fizz_enters(struct world *w, uint16_t class_)
{
	const struct fizz_class *c = &w->setup->fizz[class_];
	uint32_t i = w->cast.n_fizz, owner, gateway;
	struct spheron_args_fizz_register args = { 0 };
	struct spheron_u128 fee = spheron_param(w->state, SPHERON_P_FIZZ_FEE);

	grow_fizz(w);
	fizz_make(&w->cast.fizz_mind[i], &args.attr, c, class_, &w->luck, i);
	gateway = gateway_with_room(w, i, 0);
	if (gateway == 0)
		return false;
	fizz_prices(&w->cast.fizz_mind[i], c, &args.attr, &args.p_cpu, &args.p_mem, &args.p_sto,
			&args.p_gpu);
	w->cast.fizz_price[i][0] = cut(args.p_cpu);
	w->cast.fizz_price[i][1] = cut(args.p_mem);
	w->cast.fizz_price[i][2] = cut(args.p_sto);
	w->cast.fizz_price[i][3] = cut(args.p_gpu);
	open_account(w, &owner);
	if (!u128_is_zero(fee))
		mint(w, owner, SPHERON_ETH, fee);
	w->cast.fizz[i] = node_of(w, &args.attr, class_, w->cast.fizz_mind[i].region, owner);
	w->cast.fizz[i].gateway = gateway;
	w->cast.fizz[i].status = SPHERON_ACTIVE;
	take_gpus(w, &w->cast.fizz[i], &args.attr);
	w->cast.n_fizz++;
	args.gateway = gateway;
	command_from(w, owner, SPHERON_CMD_FIZZ_REGISTER)->u.fizz_register = args;
	w->made = 0;
	if (carry_out(w) != SPHERON_OK || w->made != i + 1) {
		w->cast.n_fizz--;
		w->cast.n_gpu = w->cast.fizz[i].gpu;
		return false;
	}
	goes_online(w, i);
	return true;
}

/* ---- the rest ---- */

static void genesis(struct world *w)
{
	struct spheron_args_genesis *g = &command_from(w, 0, SPHERON_CMD_GENESIS)->u.genesis;
	const char *profile = spheron_profile_name((enum spheron_profile) w->setup->profile);
	struct stream s = luck_open(&w->luck, STREAM_WORLD, 0, FOR_TRAITS, 0);

	g->profile = (struct spheron_text) { profile, 0, 0 };
	while (profile[g->profile.size])
		g->profile.size++;
	g->params.count = g->params.unknown = 0;
	for (unsigned p = 0; p < SPHERON_PARAM_COUNT; p++)
		if (w->setup->params[p].given) {
			g->params.item[g->params.count].param = (uint16_t) p;
			g->params.item[g->params.count++].value = w->setup->params[p].value;
		}
	for (int i = 0; i < 32; i++)
		g->beacon.byte[i] = (uint8_t) (stream_next(&s) >> 56);
	if (carry_out(w) != SPHERON_OK)
		snprintf(w->fault, sizeof w->fault, "the protocol refuses the genesis: parameters that "
				"do not go together (GOV-10)");
}

static void tenants(struct world *w)
{
	for (uint32_t c = 0; c < w->setup->n_demand; c++) {
		struct demand_class_state *d = &w->demand[c];
		uint32_t account;

		for (uint32_t k = 0; k < w->setup->demand[c].tenants; k++) {
			open_account(w, &account);
			if (k == 0)
				d->first_account = account;
		}
		d->agent = agent_new(w, AGENT_ARRIVAL, c);
	}
}

static void operators(struct world *w)
{
	for (uint32_t c = 0; c < w->setup->n_operators; c++)
		for (uint32_t k = 0; k < w->setup->operators[c].count && w->n_seats < SEATS_MAX; k++) {
			struct operator_seat *seat = &w->seat[w->n_seats];
			struct stream s = luck_open(&w->luck, STREAM_MATCHER, w->n_seats++, FOR_STAKE,
					0);
			struct spheron_u128 eth = spon_units(law_draw(&w->setup->operators[c].stake_eth,
					&s));

			seat->class_ = c;
			open_account(w, &seat->account);
			mint(w, seat->account, SPHERON_ETH, eth);
			command_from(w, seat->account, SPHERON_CMD_AVS_REGISTER)->u.avs_register =
					(struct spheron_args_amount) { eth };
			seat->active = carry_out(w) == SPHERON_OK;
		}
}

void populate(struct world *w)
{
	const struct setup *setup = w->setup;

	genesis(w);
	if (w->fault[0])
		return;
	open_account(w, &w->market);
	mint(w, w->market, SPHERON_SPON, spon_units(setup->foundation.circulating_spon));
	fund_pool(w, setup->foundation.pool_spon, true);
	operators(w);
	for (uint16_t c = 0; c < setup->n_providers; c++)
		for (uint32_t k = 0; k < setup->providers[c].count; k++)
			provider_enters(w, c);
	for (uint16_t c = 0; c < setup->n_fizz; c++)
		for (uint32_t k = 0; k < setup->fizz[c].count; k++)
			if (!fizz_enters(w, c)) {
				w->fizz_waiting[c] = setup->fizz[c].count - k;
				break;
			}
	tenants(w);
	holders_begin(w);
	w->bought_usd = w->sold_spon = 0; /* the stakes of the start were bought before it */
}
