/* deals.c - the slots of orders and leases: where they are, which node they lie on, how a lease goes. */
#include "sim/world/inner.h"

#include "sim/player.h"
#include "support/wrap.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- slots ---- */

uint32_t deal_new(struct world *w)
{
	struct cast *c = &w->cast;
	uint32_t slot;

	if (w->free_deal) {
		slot = w->free_deal - 1;
		w->free_deal = c->deal[slot].next;
	} else {
		slot = c->n_deals++;
		c->deal = room_for(c->deal, sizeof *c->deal, c->n_deals, &c->deal_room);
		c->deal[slot].agent = agent_new(w, AGENT_DEAL, slot);
	}
	c->deal[slot] = (struct deal) { .agent = c->deal[slot].agent };
	return slot;
}

void deal_free(struct world *w, uint32_t slot)
{
	struct deal *d = &w->cast.deal[slot];

	agent_sleep(w, d->agent);
	d->stage = DEAL_FREE;
	d->next = w->free_deal;
	w->free_deal = slot + 1;
}

/* ---- from the id of an order to its slot ---- */

WRAPS static size_t home_of(const struct order_table *t, uint64_t order)
{
	return (size_t) (order * UINT64_C(0x9e3779b97f4a7c15) >> 32) & (t->room - 1);
}

static void put_order(struct order_table *t, uint64_t order, uint32_t slot)
{
	size_t i = home_of(t, order);

	while (t->order[i])
		i = (i + 1) & (t->room - 1);
	t->order[i] = order;
	t->slot[i] = slot + 1;
	t->used++;
}

void order_put(struct world *w, uint64_t order, uint32_t slot)
{
	struct order_table *t = &w->orders, old = *t;

	if (2 * (t->used + 1) > t->room) {
		t->room = t->room ? 2 * t->room : 1024;
		t->used = 0;
		t->order = must(calloc(t->room, sizeof *t->order));
		t->slot = must(calloc(t->room, sizeof *t->slot));
		for (size_t i = 0; i < old.room; i++)
			if (old.order[i])
				put_order(t, old.order[i], old.slot[i] - 1);
		free(old.order);
		free(old.slot);
	}
	put_order(t, order, slot);
}

static size_t find_order(const struct order_table *t, uint64_t order)
{
	size_t i = home_of(t, order);

	while (t->order[i] && t->order[i] != order)
		i = (i + 1) & (t->room - 1);
	return i;
}

uint32_t order_slot(const struct world *w, uint64_t order)
{
	const struct order_table *t = &w->orders;
	size_t i;

	if (t->room == 0)
		return 0;
	i = find_order(t, order);
	return t->order[i] ? t->slot[i] : 0;
}

/* Those behind it in the chain move up, so that nothing is ever marked as deleted. */
WRAPS void order_drop(struct world *w, uint64_t order)
{
	struct order_table *t = &w->orders;
	size_t hole = find_order(t, order), mask = t->room - 1;

	if (!t->order[hole])
		return;
	for (size_t i = (hole + 1) & mask; t->order[i]; i = (i + 1) & mask) {
		size_t home = home_of(t, t->order[i]);

		if (((i - home) & mask) >= ((i - hole) & mask)) {
			t->order[hole] = t->order[i];
			t->slot[hole] = t->slot[i];
			hole = i;
		}
	}
	t->order[hole] = 0;
	t->used--;
}

/* ---- the leases of a node ---- */

struct node *deal_node(struct world *w, const struct deal *d)
{
	return d->fizz ? &w->cast.fizz[d->fizz - 1] : &w->cast.provider[d->provider - 1];
}

static void use(struct world *w, struct node *node, const struct deal *d, bool taken)
{

	node->used_cpu = taken ? node->used_cpu + d->cpu : node->used_cpu - d->cpu;
	node->used_mem_mb = taken ? node->used_mem_mb + d->mem_mb : node->used_mem_mb - d->mem_mb;
	node->used_sto_gb = taken ? node->used_sto_gb + d->sto_gb : node->used_sto_gb - d->sto_gb;
	node->leases = taken ? node->leases + 1 : node->leases - 1;
	for (uint32_t k = 0; d->gpus && k < node->gpu_lines; k++) {
		struct node_gpu *gpu = &w->cast.gpu[node->gpu + k];

		if (gpu->model == d->gpu)
			gpu->used = (uint16_t) (taken ? gpu->used + d->gpus : gpu->used - d->gpus);
	}
	if (!d->fizz)
		room_changed(w, d->provider - 1);
}

static void hang_in(struct world *w, struct node *node, uint32_t slot)
{
	struct deal *d = &w->cast.deal[slot];

	d->previous = 0;
	d->next = node->deal;
	if (node->deal)
		w->cast.deal[node->deal - 1].previous = slot + 1;
	node->deal = slot + 1;
}

static void take_out(struct world *w, struct node *node, uint32_t slot)
{
	struct deal *d = &w->cast.deal[slot];

	if (d->next)
		w->cast.deal[d->next - 1].previous = d->previous;
	if (d->previous)
		w->cast.deal[d->previous - 1].next = d->next;
	else
		node->deal = d->next;
	d->next = d->previous = 0;
}

/* ---- a lease ---- */

/* What comes first: the tenant ends it, wants to prolong it, or has waited for the node long enough. */
static void wake_lease(struct world *w, const struct deal *d)
{
	const struct demand_class *c = &w->setup->demand[d->class_];
	uint64_t at_ms = UINT64_MAX;

	if (d->closes_early)
		at_ms = d->began_ms + (uint64_t) ((double) d->wanted_ms * (double) d->early);
	else if (d->extends)
		at_ms = d->began_ms + d->wanted_ms - d->wanted_ms / 10;
	if (d->down_ms) {
		uint64_t enough_ms = d->down_ms + (uint64_t) draw_ms(c->tolerates_s);

		at_ms = at_ms < enough_ms ? at_ms : enough_ms;
	}
	if (at_ms == UINT64_MAX)
		agent_sleep(w, d->agent);
	else
		agent_wake(w, d->agent, at_ms);
}

/* The bid of the winner won, the others learn that theirs did not. */
static void teach(struct world *w, const struct deal *d)
{
	for (uint32_t i = 0; i < d->bids; i++) {
		uint32_t k = d->bidder[i] - 1;

		if (!d->is_fizz)
			provider_learn(&w->cast.provider_mind[k],
					&w->setup->providers[w->cast.provider[k].class_],
					d->bidder[i] == d->provider);
	}
}

static double usd_per_hour(const struct world *w, struct spheron_u128 price, uint8_t token)
{
	double a_block = u128_double(price) / 1e18;
	double blocks = 3.6e6 / (double) w->plan->block_ms;

	return a_block * blocks * (token == SPHERON_SPON ? w->token.usd : 1.0);
}

/* What is paid here beside what it costs elsewhere; of orders so small that the protocol's least price
 * decides (PRICE-04) nobody learns anything. */
static void note_price(struct world *w, const struct deal *d)
{
	double least = u128_double(spheron_param(w->state, SPHERON_P_MIN_ORDER_PPM)) / 1e6;
	double hours = (double) d->wanted_ms / 3.6e6;

	if (d->usd_hour * hours < 2 * least)
		return;
	w->paid += d->usd_hour;
	w->listed += d->market_usd_hour;
}

void lease_began(struct world *w, uint32_t slot, const struct spheron_event_lease_created *e)
{
	struct deal *d = &w->cast.deal[slot];
	struct node *node;

	d->stage = DEAL_LEASED;
	d->provider = e->provider;
	d->fizz = e->fizz;
	d->began_ms = w->event_ms;
	d->wanted_ms = e->blocks * w->plan->block_ms;
	d->usd_hour = usd_per_hour(w, e->price, d->token);
	cheapest_decided(w, d);
	node = deal_node(w, d);
	if (d->gpus && d->gpu == 0) {
		struct spheron_record lease;

		if (spheron_find(w->state, SPHERON_RECORD_LEASE, d->order, 0, 0, &lease))
			d->gpu = lease.u.lease.gpu;
	}
	use(w, node, d, true);
	hang_in(w, node, slot);
	note_price(w, d);
	teach(w, d);
	fold_lease(w->fold, w->event_ms, d);
	if (!node->up || node->paused) {
		d->down_ms = w->event_ms ? w->event_ms : 1;
		fold_lease_down(w->fold, w->event_ms, d);
	}
	wake_lease(w, d);
}

void lease_renewed(struct world *w, uint32_t slot, const struct spheron_event_lease_updated *e)
{
	struct deal *d = &w->cast.deal[slot];

	fold_renewed(w->fold, w->event_ms, d, usd_per_hour(w, e->price, d->token));
	d->began_ms = w->event_ms;
	d->wanted_ms = e->blocks * w->plan->block_ms;
	d->usd_hour = usd_per_hour(w, e->price, d->token);
	d->extends = false;
	wake_lease(w, d);
}

static void count_down_time(struct world *w, struct deal *d)
{
	if (d->down_ms) {
		d->down_for_s += (uint32_t) ((w->event_ms - d->down_ms) / 1000);
		d->down_ms = 0;
	}
}

void lease_ended(struct world *w, uint32_t slot, const struct spheron_event_lease_closed *e)
{
	struct deal *d = &w->cast.deal[slot];
	struct node *node = deal_node(w, d);
	const struct demand_class *c = &w->setup->demand[d->class_];
	bool bad;

	use(w, node, d, false);
	take_out(w, node, slot);
	fold_lease_end(w->fold, w->event_ms, d, e->reason);
	count_down_time(w, d);
	order_drop(w, d->order);
	bad = (double) d->down_for_s >= c->tolerates_s || e->reason == SPHERON_LEASE_PROVIDER
			|| e->reason == SPHERON_LEASE_MISCONDUCT;
	if (!bad) {
		deal_free(w, slot);
		return;
	}
	d->stage = DEAL_OVER;
	agent_wake(w, d->agent, w->now_ms);
}

void deals_of_node_down(struct world *w, struct node *node)
{
	for (uint32_t at = node->deal; at; at = w->cast.deal[at - 1].next) {
		struct deal *d = &w->cast.deal[at - 1];

		if (!d->down_ms) {
			d->down_ms = w->event_ms ? w->event_ms : 1;
			fold_lease_down(w->fold, w->event_ms, d);
			wake_lease(w, d);
		}
	}
}

void deals_of_node_up(struct world *w, struct node *node)
{
	for (uint32_t at = node->deal; at; at = w->cast.deal[at - 1].next) {
		struct deal *d = &w->cast.deal[at - 1];

		if (d->down_ms)
			fold_lease_up(w->fold, w->event_ms, d);
		count_down_time(w, d);
		wake_lease(w, d);
	}
}

/* ---- what tenants do with their leases ---- */

static void close_lease(struct world *w, const struct deal *d)
{
	command_from(w, d->tenant, SPHERON_CMD_LEASE_CLOSE)->u.lease_close =
			(struct spheron_args_lease) { d->order };
	carry_out(w);
}

/* The same again for as long: asked by the tenant, accepted and applied by the other side at the price
 * it has. */
static void prolong(struct world *w, uint32_t slot)
{
	const struct deal *d = &w->cast.deal[slot];
	uint64_t lease = d->order, blocks = d->wanted_ms / w->plan->block_ms;
	uint32_t owner = deal_node(w, d)->owner, tenant = d->tenant;
	struct spheron_u128 price = price_per_block(w, d->usd_hour, d->token);

	w->cast.deal[slot].extends = false;
	command_from(w, tenant, SPHERON_CMD_LEASE_UPDATE_REQUEST)->u.lease_update_request =
			(struct spheron_args_update_request) { lease, price, blocks, d->cpu, d->mem_mb,
				d->sto_gb, d->gpus };
	if (carry_out(w) != SPHERON_OK)
		return;
	command_from(w, owner, SPHERON_CMD_LEASE_UPDATE_ACCEPT)->u.lease_update_accept =
			(struct spheron_args_lease) { lease };
	carry_out(w);
	for (int tries = 0; tries < 2; tries++) {
		command_from(w, owner, SPHERON_CMD_LEASE_UPDATE)->u.lease_update =
				(struct spheron_args_update) { lease, price };
		if (carry_out(w) != SPHERON_NO_ESCROW)
			return;
		fill_escrow(w, tenant, w->cast.deal[slot].token,
				u128_double(price) / 1e18 * (double) blocks * 1.25);
	}
}

void lease_wakes(struct world *w, uint32_t slot)
{
	struct deal *d = &w->cast.deal[slot];
	const struct demand_class *c = &w->setup->demand[d->class_];

	if (d->down_ms && w->now_ms >= d->down_ms + (uint64_t) draw_ms(c->tolerates_s))
		close_lease(w, d);
	else if (d->closes_early && w->now_ms >= d->began_ms
			+ (uint64_t) ((double) d->wanted_ms * (double) d->early))
		close_lease(w, d);
	else if (d->extends)
		prolong(w, slot);
	d = &w->cast.deal[slot];
	if (d->stage == DEAL_LEASED) {
		if (d->closes_early && d->began_ms + (uint64_t) ((double) d->wanted_ms
				* (double) d->early) <= w->now_ms)
			d->closes_early = false;
		wake_lease(w, d);
	}
}
