/* orders.c - from a wish to a lease: orders are placed, bids come, operators answer, or nobody does. */
#include "sim/world/inner.h"

#include "sim/player.h"

#include <math.h>

/* ---- prices ---- */

struct spheron_u128 price_per_block(const struct world *w, double usd_hour, uint8_t token)
{
	double tokens = token == SPHERON_SPON ? usd_hour / w->token.usd : usd_hour;

	return u128_of(tokens * 1e18 * (double) w->plan->block_ms / 3.6e6);
}

/* The least price that the protocol admits for so many blocks (PRICE-04), a unit to spare. */
static double least_price(const struct world *w, uint64_t blocks)
{
	double ppm = u128_double(spheron_param(w->state, SPHERON_P_MIN_ORDER_PPM));

	return ceil(ppm * 1e12 / (double) blocks) + 1;
}

/* What so long a lease lasts in blocks, within what the protocol admits. */
static uint64_t blocks_of(const struct world *w, uint64_t ms)
{
	uint64_t least = spheron_param(w->state, SPHERON_P_MIN_BLOCKS).lo;
	uint64_t most = spheron_param(w->state, SPHERON_P_MAX_BLOCKS).lo;
	uint64_t blocks = ms / w->plan->block_ms;

	return blocks < least ? least : blocks > most ? most : blocks;
}

/* ---- placing ---- */

/* Tenants keep enough in escrow for twenty such orders, so that they go to the bank now and then. */
bool fill_escrow(struct world *w, uint32_t tenant, uint8_t token, double tokens)
{
	double amount = tokens * 20 > 100 ? tokens * 20 : 100;
	struct spheron_u128 units = token == SPHERON_SPON ? spon_units(amount) : usd_units(amount);

	if (token == SPHERON_SPON)
		buy_spon(w, tenant, amount);
	else
		mint(w, tenant, SPHERON_USD, units);
	command_from(w, tenant, SPHERON_CMD_ESCROW_DEPOSIT)->u.escrow_deposit =
			(struct spheron_args_escrow) { token, units };
	return carry_out(w) == SPHERON_OK;
}

static struct spheron_args_order_create order_of(const struct deal *d,
		uint64_t blocks, struct spheron_u128 max_price)
{
	return (struct spheron_args_order_create) {
		.mode = d->is_fizz ? SPHERON_MODE_FIZZ : SPHERON_MODE_PROVIDER,
		.select = d->choose ? SPHERON_SELECT_TENANT : SPHERON_SELECT_MATCHMAKER,
		.token = d->token, .max_price = max_price, .blocks = blocks,
		.region = fitted_regions[d->region].id, .strict = d->strict, .tiers = 127,
		.cpu = d->cpu, .mem = d->mem_mb, .sto = d->sto_gb, .gpu = d->gpu, .gpus = d->gpus,
		.min_uptime = (uint32_t) (d->min_uptime * 1e6f), .max_slashes = UINT32_MAX,
	};
}

static void cheapest_bids(struct world *w, uint32_t slot);

static void place(struct world *w, uint32_t slot)
{
	struct deal *d = &w->cast.deal[slot];
	uint64_t blocks = blocks_of(w, d->wanted_ms), window;
	double least = least_price(w, blocks), max;
	struct spheron_u128 max_price = price_per_block(w, d->max_usd_hour, d->token);
	enum spheron_result result;

	if (u128_double(max_price) < least)
		max_price = u128_of(least);
	max = u128_double(max_price) / 1e18 * (double) blocks;
	d->bids = 0;
	d->expected = d->bid = d->answered = d->wrong = 0;
	w->deal_now = slot + 1;
	for (int tries = 0; tries < 2; tries++) {
		command_from(w, d->tenant, SPHERON_CMD_ORDER_CREATE)->u.order_create =
				order_of(d, blocks, max_price);
		result = carry_out(w);
		if (result != SPHERON_NO_ESCROW || !fill_escrow(w, d->tenant, d->token, max * 1.25))
			break;
	}
	w->deal_now = 0;
	if (result != SPHERON_OK) {
		fold_lost(w->fold, w->now_ms, d, true);
		deal_free(w, slot);
		return;
	}
	window = spheron_param(w->state, SPHERON_P_BID_WINDOW_BLOCKS).lo;
	d->stage = DEAL_BIDDING;
	d->placed_ms = w->now_ms;
	d->closes_ms = w->now_ms + (window + 2) * w->plan->block_ms;
	if (goes_to_cheapest(w, d))
		cheapest_bids(w, slot);
	else
		agent_wake(w, d->agent, w->now_ms + window * w->plan->block_ms);
}

static void order_comes(struct world *w, uint32_t class_)
{
	struct demand_class_state *c = &w->demand[class_];
	struct order_wish wish;
	uint64_t n = c->orders++;
	struct deal *d;
	uint32_t slot;

	demand_order(&wish, c->plan, n);
	if (c->left_until_ms[wish.tenant] > w->now_ms) {
		fold_unserved_wish(w->fold, w->now_ms);
		return;
	}
	slot = deal_new(w);
	d = &w->cast.deal[slot];
	d->n = n;
	d->class_ = class_;
	d->tenant = c->first_account + wish.tenant;
	d->ordered_ms = w->now_ms;
	d->wanted_ms = (uint64_t) draw_ms(wish.duration_s);
	d->market_usd_hour = w->level * hardware_usd_hour(wish.cpu, wish.mem_mb, wish.sto_gb, wish.gpu,
			wish.gpus);
	d->max_usd_hour = d->market_usd_hour * wish.budget;
	d->cpu = wish.cpu;
	d->mem_mb = wish.mem_mb;
	d->sto_gb = wish.sto_gb;
	d->gpu = wish.gpu;
	d->gpus = wish.gpus;
	d->region = wish.region;
	d->token = wish.spon ? SPHERON_SPON : SPHERON_USD;
	d->is_fizz = wish.fizz;
	d->choose = wish.choose;
	d->strict = wish.strict;
	d->extends = wish.extends;
	d->closes_early = wish.closes_early;
	d->early = (float) (wish.early_s / (wish.duration_s > 1 ? wish.duration_s : 1));
	d->min_uptime = (float) wish.min_uptime;
	fold_order(w->fold, w->now_ms, d);
	place(w, slot);
}

void arrival_wakes(struct world *w, uint32_t class_)
{
	struct demand_class_state *c = &w->demand[class_];
	uint32_t batch = demand_batch(c->plan, c->arrivals);

	for (uint32_t i = 0; i < batch; i++)
		order_comes(w, class_);
	c->arrivals++;
	arrival_next(w, class_);
}

void arrival_next(struct world *w, uint32_t class_)
{
	struct demand_class_state *c = &w->demand[class_];
	double end_s = (double) w->plan->horizon_ms / 1000.0;

	c->next_s = demand_next_s(c->plan, c->arrivals, c->next_s, c->scale, end_s);
	if (c->next_s < end_s)
		agent_wake(w, c->agent, (uint64_t) draw_ms(c->next_s));
}

/* ---- bids ---- */

static bool has_bid(const struct deal *d, uint32_t provider)
{
	for (uint32_t i = 0; i < d->bids; i++)
		if (d->bidder[i] == provider)
			return true;
	return false;
}

/* The model it would offer, 0 if none of its GPUs will do. */
static uint16_t gpu_offered(const struct world *w, const struct node *node, const struct deal *d)
{
	for (uint32_t k = 0; k < node->gpu_lines; k++) {
		const struct node_gpu *gpu = &w->cast.gpu[node->gpu + k];

		if ((d->gpu == 0 || d->gpu == gpu->model) && gpu->count - gpu->used >= d->gpus)
			return gpu->model;
	}
	return 0;
}

static bool has_room(const struct node *node, const struct deal *d)
{
	return node->status == SPHERON_ACTIVE && node->up && !node->paused && !node->leaving
			&& (float) node->uptime_ppm >= d->min_uptime * 1e6f
			&& node->cpu - node->used_cpu >= d->cpu
			&& node->mem_mb - node->used_mem_mb >= d->mem_mb
			&& node->sto_gb - node->used_sto_gb >= d->sto_gb;
}

static void bid(struct world *w, uint32_t owner, const struct spheron_args_bid_place *args)
{
	command_from(w, owner, SPHERON_CMD_BID_PLACE)->u.bid_place = *args;
	carry_out(w);
}

/* What is left between the least the protocol admits and the most the tenant pays; false if nothing. */
static bool fit_price(const struct world *w, const struct deal *d, double ask, double *price)
{
	uint64_t blocks = blocks_of(w, d->wanted_ms);
	double least = least_price(w, blocks);
	double most = u128_double(price_per_block(w, d->max_usd_hour, d->token));

	most = most > least ? most : least;
	*price = ask > least ? ask : least;
	return *price <= most;
}

static void provider_bids(struct world *w, const struct deal *d, uint32_t i, const struct wish *wish)
{
	const struct node *node = &w->cast.provider[i];
	const struct provider_class *c = &w->setup->providers[node->class_];
	struct stream s = { 0 };
	double used = node->cpu ? (double) node->used_cpu / (double) node->cpu : 0, ask, price;

	if (d->token == SPHERON_SPON && !c->takes_spon)
		return;
	if (c->policy == BID_RANDOM) /* nobody else draws */
		s = luck_open(&w->luck, STREAM_PROVIDER, i, FOR_BID, demand_order_id(d->class_, d->n));
	ask = provider_ask(&w->cast.provider_mind[i], c, wish, used, &s);
	if (!fit_price(w, d, u128_double(price_per_block(w, ask, d->token)), &price))
		return;
	bid(w, node->owner, &(struct spheron_args_bid_place) { .order = d->order, .provider = i + 1,
			.gpu = wish->gpu, .price = u128_of(price) });
}

/* What the Fizz node asks by its configuration (FIZZ-06), a unit to spare. */
static double fizz_ask(const struct world *w, const struct deal *d, uint32_t i)
{
	const uint32_t *p = w->cast.fizz_price[i];
	double month = 2592000000.0 / (double) w->plan->block_ms;
	double sum = (double) d->cpu * p[0] + (double) d->mem_mb * p[1] / 1024.0
			+ (double) d->sto_gb * p[2] + (double) d->gpus * p[3];

	return ceil(sum * 1e12 / floor(month) * (1 + 1e-12)) + 1;
}

static void fizz_bids(struct world *w, const struct deal *d, uint32_t i, const struct wish *wish)
{
	const struct node *node = &w->cast.fizz[i], *gateway = &w->cast.provider[node->gateway - 1];
	double ask = fizz_ask(w, d, i), price;

	if (gateway->status != SPHERON_ACTIVE || (d->token == SPHERON_SPON
			&& !w->setup->providers[gateway->class_].takes_spon))
		return;
	if (d->token == SPHERON_SPON && ask / w->token.usd > ask)
		ask /= w->token.usd;
	if (!fit_price(w, d, ask, &price))
		return;
	bid(w, gateway->owner, &(struct spheron_args_bid_place) { .order = d->order,
			.provider = node->gateway, .fizz = i + 1, .gpu = wish->gpu,
			.price = u128_of(price) });
}

/* One that could serve the order looks at it: has it room, does it care, is it in time (`u` decides)?
 * Who bids then, and with which GPU. */
struct bidder {
	uint32_t node, provider; /* index; protocol id of who bids, a Fizz node's gateway */
	uint16_t gpu;
};

static bool would_bid(const struct world *w, const struct deal *d, uint32_t i, double u, double in_time,
		struct bidder *bidder)
{
	const struct node *node = d->is_fizz ? &w->cast.fizz[i] : &w->cast.provider[i];

	*bidder = (struct bidder) { i, d->is_fizz ? node->gateway : i + 1, 0 };
	if (!has_room(node, d) || bidder->provider == 0 || has_bid(d, bidder->provider))
		return false;
	if (d->gpus && !(bidder->gpu = gpu_offered(w, node, d)))
		return false;
	return u < in_time * (d->is_fizz ? 1 : w->setup->providers[node->class_].attention);
}

static void bids(struct world *w, const struct deal *d, const struct bidder *bidder)
{
	struct wish wish = { d->cpu, d->mem_mb, d->sto_gb, bidder->gpu, d->gpus, d->market_usd_hour };

	if (d->is_fizz)
		fizz_bids(w, d, bidder->node, &wish);
	else
		provider_bids(w, d, bidder->node, &wish);
}

/* Candidates are drawn some at a time, so that the memory of all of them is on its way before the first
 * is looked at; then that of all who bid, before the first bid is judged. */
static void fetch_candidates(const struct world *w, const struct deal *d, const uint32_t *const *at)
{
	const struct node *nodes = d->is_fizz ? w->cast.fizz : w->cast.provider;

	for (int k = 0; k < CANDIDATES; k++)
		__builtin_prefetch(&nodes[*at[k]]);
	for (int k = 0; d->gpus && k < CANDIDATES; k++)
		__builtin_prefetch(&w->cast.gpu[nodes[*at[k]].gpu]);
}

static void fetch_bidder(const struct world *w, const struct deal *d, const struct bidder *bidder)
{
	spheron_expect(w->state, SPHERON_NODE_PROVIDER, bidder->provider);
	if (d->is_fizz) {
		spheron_expect(w->state, SPHERON_NODE_FIZZ, bidder->node + 1);
		return;
	}
	__builtin_prefetch(&w->cast.provider_mind[bidder->node]);
	__builtin_prefetch((const char *) &w->cast.provider_mind[bidder->node] + 64);
}

static bool is_among(const struct bidder *bidder, uint32_t n, uint32_t provider)
{
	for (uint32_t k = 0; k < n; k++)
		if (bidder[k].provider == provider)
			return true;
	return false;
}

static void stream_of_bidders(const struct world *w, const struct deal *d, struct stream *s)
{
	*s = luck_open(&w->luck, STREAM_ORDER, demand_order_id(d->class_, d->n), FOR_CHOICE, d->tries);
}

static void draw_candidates(struct bidding *b)
{
	for (int k = 0; k < CANDIDATES; k++) {
		b->at[k] = index_draw(&b->reach, &b->s);
		b->u[k] = stream_unit(&b->s);
		__builtin_prefetch(b->at[k]);
	}
}

static bool is_begun(const struct world *w, uint32_t slot, const struct bidding *b)
{
	return b->slot == slot + 1 && b->order == w->cast.deal[slot].order
			&& b->version == w->index.version;
}

static void begin_bidding(struct world *w, uint32_t slot, struct bidding *b)
{
	const struct deal *d = &w->cast.deal[slot];
	double reach = w->setup->market.reach;

	b->slot = slot + 1;
	b->order = d->order;
	b->version = w->index.version;
	stream_of_bidders(w, d, &b->s);
	b->wanted = 1 + draw_poisson(&b->s, reach > 1 ? reach - 1 : 0);
	b->wanted = b->wanted < DEAL_BIDDERS ? b->wanted : DEAL_BIDDERS;
	index_look(w, d, &b->reach);
	if (b->reach.all)
		draw_candidates(b);
}

/* Who may look at an order can be drawn before it is time, and is the same then, unless the index
 * changes: what they have is on its way when they are asked. */
void bids_come_soon(struct world *w, uint32_t slot)
{
	if (w->cast.deal[slot].stage == DEAL_BIDDING)
		begin_bidding(w, slot, &w->bidding[slot % BIDDINGS]);
}

void bids_come_next(const struct world *w, uint32_t slot)
{
	const struct bidding *b = &w->bidding[slot % BIDDINGS];

	if (is_begun(w, slot, b) && b->reach.all)
		fetch_candidates(w, &w->cast.deal[slot], b->at);
}

static void some_look(struct world *w, const struct deal *d, const struct bidding *b, double in_time)
{
	struct bidder bidder[CANDIDATES];
	uint32_t n = 0;

	fetch_candidates(w, d, b->at);
	for (int k = 0; k < CANDIDATES && d->bids + n < b->wanted; k++)
		if (would_bid(w, d, *b->at[k], b->u[k], in_time, &bidder[n])
				&& !is_among(bidder, n, bidder[n].provider))
			fetch_bidder(w, d, &bidder[n++]);
	for (uint32_t k = 0; k < n; k++)
		bids(w, d, &bidder[k]);
}

/* Bids whose latency is within the window; windows seldom change. */
static double part_in_time(struct world *w, double window_s)
{
	double latency_s = w->setup->market.latency_s;

	if (latency_s <= 0)
		return 1;
	if (w->latency_window_s != window_s) {
		w->latency_window_s = window_s;
		w->in_time = 1 - exp(-window_s / latency_s);
	}
	return w->in_time;
}

static void bids_come(struct world *w, uint32_t slot)
{
	struct deal *d = &w->cast.deal[slot];
	struct bidding *b = &w->bidding[slot % BIDDINGS];
	double in_time = part_in_time(w, (double) (w->now_ms - d->placed_ms + w->plan->block_ms) / 1000.0);
	uint64_t looked = CANDIDATES;

	if (!is_begun(w, slot, b))
		begin_bidding(w, slot, b);
	w->deal_now = slot + 1;
	if (b->reach.all)
		some_look(w, d, b, in_time);
	for (; b->reach.all && looked < 4 * b->wanted + 8 && d->bids < b->wanted; looked += CANDIDATES) {
		draw_candidates(b);
		some_look(w, d, b, in_time);
	}
	w->deal_now = 0;
	b->slot = 0;
	d->stage = DEAL_MATCHING;
	agent_wake(w, d->agent, d->closes_ms);
}

/* The cheapest provider that can serve the order bids, at once, and nobody else.  Where the protocol
 * itself makes the lease when the window closes, the order need not be looked at again. */
static void cheapest_bids(struct world *w, uint32_t slot)
{
	struct deal *d = &w->cast.deal[slot];
	struct stream s;
	struct bidder bidder;
	uint32_t rank = 0, i = NOBODY;
	bool opened = false;

	w->deal_now = slot + 1;
	while (!d->bids && (i = cheapest_next(w, d->cpu, &rank)) != NOBODY) {
		bool attends = w->setup->providers[w->cast.provider[i].class_].attention >= 1;

		if (d->strict && w->cast.provider[i].region != d->region)
			continue;
		if (!attends && !opened)
			stream_of_bidders(w, d, &s);
		opened = opened || !attends;
		if (would_bid(w, d, i, attends ? 0 : stream_unit(&s), 1, &bidder))
			bids(w, d, &bidder);
	}
	w->deal_now = 0;
	if (d->bids)
		cheapest_keep(w, i, d->cpu, true);
	d->stage = DEAL_MATCHING;
	if (d->choose || spheron_param(w->state, SPHERON_P_MATCHER_MODE).lo != 2)
		agent_wake(w, d->agent, d->closes_ms);
}

/* ---- matching ---- */

/* What operators have decided for an order: attestations are in the block after they are sent. */
enum { ANSWER_NEVER = 127, ANSWER_WRONG = 128 };

static void operators_decide(struct world *w, struct deal *d)
{
	double block_s = (double) w->plan->block_ms / 1000.0;

	for (uint32_t seat = 0; seat < w->n_seats; seat++) {
		const struct operator_class *c = &w->setup->operators[w->seat[seat].class_];
		double after_s, blocks;
		bool honest;

		d->answer[seat] = ANSWER_NEVER;
		if (!w->seat[seat].active || !operator_answers(c, &w->luck, seat,
				demand_order_id(d->class_, d->n), &after_s, &honest))
			continue;
		blocks = 1 + floor(after_s / block_s);
		d->answer[seat] = (uint8_t) ((blocks < ANSWER_NEVER ? (int) blocks : ANSWER_NEVER)
				| (honest ? 0 : ANSWER_WRONG));
	}
}

static void attest(struct world *w, struct deal *d, uint32_t seat)
{
	bool honest = !(d->answer[seat] & ANSWER_WRONG);
	uint64_t bid_id = honest || d->bid == 0 ? d->expected : d->bid;

	if (bid_id != d->expected)
		d->wrong |= UINT32_C(1) << seat;
	d->answered |= UINT32_C(1) << seat;
	command_from(w, w->seat[seat].account, SPHERON_CMD_AVS_ATTEST)->u.avs_attest =
			(struct spheron_args_order_bid) { d->order, bid_id };
	carry_out(w);
}

/* Those whose answers are due by this block attest, until there is a quorum; wakes again in the block
 * of the next answer.  None comes after the deadline, when the protocol decides itself (AVS-06). */
static void operators_answer(struct world *w, struct deal *d)
{
	uint64_t block = (w->now_ms - d->closes_ms) / w->plan->block_ms, next = ANSWER_NEVER;

	if (w->now_ms < w->operators_out_until_ms)
		return;
	for (uint32_t seat = 0; seat < w->n_seats && d->stage == DEAL_MATCHING; seat++) {
		uint64_t when = d->answer[seat] & ANSWER_NEVER;

		if (d->answered >> seat & 1)
			continue;
		if (when <= block)
			attest(w, d, seat);
		else if (when < next)
			next = when;
	}
	if (d->stage == DEAL_MATCHING && next < ANSWER_NEVER)
		agent_wake(w, d->agent, d->closes_ms + next * w->plan->block_ms);
}

/* Wrong answers can be proven once the task is done. */
static void dispute(struct world *w, uint64_t order, uint32_t wrong)
{
	for (uint32_t seat = 0; wrong >> seat; seat++) {
		struct stream s = luck_open(&w->luck, STREAM_VERIFIER, seat, FOR_CHOICE, order);

		if (!(wrong >> seat & 1) || !draw_chance(&s, w->setup->verifier.disputes))
			continue;
		command_from(w, 0, SPHERON_CMD_AVS_DISPUTE)->u.avs_dispute =
				(struct spheron_args_dispute) { order, w->seat[seat].account };
		carry_out(w);
		if (seat == 31)
			break;
	}
}

static void tenant_chooses(struct world *w, struct deal *d)
{
	if (d->bid) {
		command_from(w, d->tenant, SPHERON_CMD_ORDER_CHOOSE)->u.order_choose =
				(struct spheron_args_order_bid) { d->order, d->bid };
		if (carry_out(w) == SPHERON_OK)
			return;
	}
	command_from(w, d->tenant, SPHERON_CMD_ORDER_CANCEL)->u.order_cancel =
			(struct spheron_args_order) { d->order };
	carry_out(w);
}

static void matcher_sets(struct world *w, const struct deal *d)
{
	struct spheron_record r;

	if (!spheron_find(w->state, SPHERON_RECORD_ORDER, d->order, 0, 0, &r))
		return;
	command_from(w, 0, SPHERON_CMD_MATCH_SET)->u.match_set =
			(struct spheron_args_order_bid) { d->order, r.u.order.expected };
	carry_out(w);
}

/* Deals do not move in memory while an order is matched; whether it is still this order's slot is seen
 * from its stage and number. */
static void window_closes(struct world *w, uint32_t slot)
{
	struct deal *d = &w->cast.deal[slot];
	uint64_t order = d->order;

	advance(w);
	if (d->stage != DEAL_MATCHING || d->order != order)
		return;
	if (d->choose) {
		tenant_chooses(w, d);
	} else if (d->expected) {
		if (w->now_ms == d->closes_ms)
			operators_decide(w, d);
		operators_answer(w, d);
		if (d->wrong && (d->stage != DEAL_MATCHING || d->order != order)) {
			dispute(w, order, d->wrong);
			d->wrong = 0;
		}
	} else if (d->bids && spheron_param(w->state, SPHERON_P_MATCHER_MODE).lo == 1) {
		matcher_sets(w, d);
	}
}

/* ---- in vain ---- */

void order_lost(struct world *w, uint32_t slot, enum spheron_order_close why)
{
	struct deal *d = &w->cast.deal[slot];
	const struct demand_plan *plan = w->demand[d->class_].plan;
	double after_s;

	(void) why;
	order_drop(w, d->order);
	cheapest_decided(w, d);
	d->tries++;
	if (demand_retries(plan, d->n, d->tries, &after_s)) {
		fold_lost(w->fold, w->event_ms, d, false);
		d->stage = DEAL_RETRYING;
		agent_wake_in(w, d->agent, after_s);
		return;
	}
	fold_lost(w->fold, w->event_ms, d, true);
	deal_free(w, slot);
}

/* ---- after bad service ---- */

static void thinks_it_over(struct world *w, uint32_t slot)
{
	const struct deal *d = &w->cast.deal[slot];
	struct demand_class_state *c = &w->demand[d->class_];
	uint64_t *until_ms;

	if (!d->fizz && demand_challenges(c->plan, d->n))
		challenge_begins(w, d);
	until_ms = &c->left_until_ms[d->tenant - c->first_account];
	if (demand_leaves(c->plan, d->n) && *until_ms <= w->now_ms) {
		*until_ms = w->now_ms + (uint64_t) draw_ms(demand_replaced_s(c->plan, d->n));
		fold_tenant_left(w->fold, w->now_ms);
	}
	deal_free(w, slot);
}

void deal_wakes(struct world *w, uint32_t slot)
{
	switch ((enum deal_stage) w->cast.deal[slot].stage) {
	case DEAL_FREE:
		break;
	case DEAL_BIDDING:
		bids_come(w, slot);
		break;
	case DEAL_MATCHING:
		window_closes(w, slot);
		break;
	case DEAL_RETRYING:
		place(w, slot);
		break;
	case DEAL_LEASED:
		lease_wakes(w, slot);
		break;
	case DEAL_OVER:
		thinks_it_over(w, slot);
		break;
	}
}
