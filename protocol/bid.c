/* Bids and the hard filters they must pass.
 *
 * Source: RULES.md BID-01..06. */

#include "protocol/apply.h"
#include "protocol/index.h"
#include "protocol/order.h"
#include "protocol/price.h"
#include "protocol/tier.h"
#include "protocol/trust.h"

/* The two sides of an offer, looked up once. */
struct offer {
	const struct spheron_order_record *order;
	const struct provider *provider;
	const struct fizz *fizz; /* NULL: the provider itself */
	const struct node *node; /* what would do the work */
	uint16_t gpu;
};

static struct offer offer_of(const struct spheron *st, const struct spheron_order_record *o,
		uint32_t provider, uint32_t fizz, uint16_t gpu)
{
	return (struct offer) { o, provider_at(st, provider), fizz ? fizz_at(st, fizz) : NULL,
		node_of(st, provider, fizz), gpu };
}

/* [F1] Link: everybody on this side is there and belongs together. */
static bool link_holds(const struct offer *x)
{
	const struct provider *p = x->provider;

	if (p->node.status != SPHERON_ACTIVE || x->node->status != SPHERON_ACTIVE
			|| !node_connected(x->node))
		return false;
	if (x->fizz && x->fizz->gateway != p->node.id)
		return false;
	return p->tokens >> x->order->token & 1;
}

/* [F2] Region. */
static bool region_holds(const struct offer *x)
{
	const struct spheron_order_record *o = x->order;

	if (o->strict && x->node->region != o->region)
		return false;
	return x->fizz || !(o->region > 0 && x->provider->region_bad);
}

/* [F3] Trust tier of a provider. */
static bool trust_holds(const struct offer *x)
{
	return x->fizz || (x->order->tiers >> x->provider->tier & 1);
}

/* [F5] The GPU offered is there, and wanted. */
static bool gpu_holds(const struct spheron *st, const struct offer *x)
{
	const struct spheron_order_record *o = x->order;

	if (o->gpus == 0)
		return true;
	RULE("BID-05");
	return gpu_line(st, x->node, x->gpu) && (o->gpu == 0 || o->gpu == x->gpu);
}

/* [F4] Tiers of the machine; of the GPU only if it is there. */
static bool tiers_hold(const struct spheron *st, const struct offer *x)
{
	const struct spheron_order_record *o = x->order;
	const struct node *n = x->node;
	const struct gpu *line = o->gpus ? gpu_line(st, n, x->gpu) : NULL;
	unsigned kind = x->fizz ? SPHERON_NODE_FIZZ : SPHERON_NODE_PROVIDER;

	if (n->compute < o->min_compute || n->conn < o->min_conn
			|| tier_storage(n->sto, n->sto_tier) < o->min_sto)
		return false;
	return !line || tier_gpu(st, kind, x->gpu, line->price) >= o->min_gpu;
}

uint64_t offer_slashes(const struct spheron *st, uint32_t provider, uint32_t fizz)
{
	uint64_t slashes = provider_at(st, provider)->node.slashes;

	return fizz ? slashes + fizz_at(st, fizz)->node.slashes : slashes;
}

/* [F6..F9] What the tenant asks of history, and whom it wishes. */
static enum spheron_obstacle history_obstacle(const struct spheron *st, const struct offer *x)
{
	const struct spheron_order_record *o = x->order;
	const struct node *n = x->node;

	if (uptime_of(st, n) < o->min_uptime)
		return SPHERON_F6_UPTIME;
	if (reputation_of(n, x->fizz ? -1 : x->provider->tier) < o->min_rep)
		return SPHERON_F7_REPUTATION;
	if (offer_slashes(st, x->provider->node.id, x->fizz ? n->id : 0) > o->max_slashes)
		return SPHERON_F8_SLASHES;
	if (o->desired != 0 && o->desired != x->provider->node.id)
		return SPHERON_F9_WISH;
	return SPHERON_NO_OBSTACLE;
}

/* [BID-06] The first filter that does not hold, or capacity. */
static enum spheron_obstacle obstacle(const struct spheron *st, const struct offer *x)
{
	struct need need = order_need(x->order, x->gpu);
	enum spheron_obstacle found;

	RULE("BID-06");
	if (!link_holds(x))
		return SPHERON_F1_LINK;
	if (!region_holds(x))
		return SPHERON_F2_REGION;
	if (!trust_holds(x))
		return SPHERON_F3_TRUST;
	if (!tiers_hold(st, x))
		return SPHERON_F4_TIERS;
	if (!gpu_holds(st, x))
		return SPHERON_F5_GPU;
	found = history_obstacle(st, x);
	if (found == SPHERON_NO_OBSTACLE && !node_fits(st, x->node, &need, NULL))
		found = SPHERON_CAPACITY;
	return found;
}

enum spheron_result offer_admitted(const struct spheron *st, const struct spheron_order_record *o,
		uint32_t provider, uint32_t fizz, uint16_t gpu)
{
	struct offer x = offer_of(st, o, provider, fizz, gpu);
	enum spheron_obstacle found = obstacle(st, &x);

	if (found == SPHERON_NO_OBSTACLE)
		return SPHERON_OK;
	return found == SPHERON_CAPACITY ? SPHERON_NO_CAPACITY : SPHERON_FILTERED;
}

enum spheron_obstacle spheron_explain_offer(const struct spheron *st, uint64_t order, uint32_t provider,
		uint32_t fizz, uint16_t gpu, u128 price)
{
	uint32_t slot = order_find(st, order, 0);
	const struct spheron_order_record *o = &order_at(st, slot)->rec;
	enum spheron_obstacle found;
	struct offer x;

	if (!slot || !is_provider(st, provider) || (fizz && !is_fizz(st, fizz)))
		return SPHERON_F1_LINK;
	x = offer_of(st, o, provider, fizz, gpu);
	found = obstacle(st, &x);
	if (found == SPHERON_NO_OBSTACLE
			&& u128_lt(escrow_balance(st, o->tenant, o->token),
					price_lock(st, o->token, price, o->blocks)))
		found = SPHERON_UNFUNDED;
	return found;
}

void bid_link(struct spheron *st, uint32_t order_slot, uint32_t slot)
{
	struct order *o = order_at(st, order_slot);

	if (o->last_bid)
		bid_at(st, o->last_bid)->next = slot;
	else
		o->first_bid = slot;
	o->last_bid = slot;
	o->n_bids++;
	bid_index(st, slot);
	bid_of_index(st, slot);
}

/* The checks on the order and the provider (BID-01). */
static enum spheron_result bidder_check(const struct spheron *st, uint32_t from,
		const struct spheron_args_bid_place *a, uint32_t order_slot)
{
	const struct spheron_order_record *o = &order_at(st, order_slot)->rec;
	const struct provider *p;

	RULE("BID-01");
	if (!order_slot)
		return missing(a->order, st->meta.next_order);
	REQUIRE(o->state == SPHERON_ORDER_OPEN, BAD_STATE);
	REQUIRE(!o->closed, WINDOW_CLOSED);
	REQUIRE(is_provider(st, a->provider), NOT_FOUND);
	p = provider_at(st, a->provider);
	REQUIRE(p->node.owner == from, NOT_ALLOWED);
	REQUIRE_BRANCH(p->node.status != SPHERON_MAINTENANCE, IN_MAINTENANCE, "maintenance.refused.bid",
			"the provider may not bid during it");
	REQUIRE(p->node.status == SPHERON_ACTIVE, BAD_STATE);
	return SPHERON_OK;
}

/* The checks on the Fizz node (BID-02) and, judged with them, on price 0 and an unwanted GPU. */
static enum spheron_result bid_form_check(const struct spheron *st,
		const struct spheron_args_bid_place *a, const struct spheron_order_record *o)
{
	const struct fizz *f;

	RULE("BID-02");
	RULE("ID-03");
	REQUIRE((o->mode == SPHERON_MODE_PROVIDER) == (a->fizz == 0), BAD_VALUE);
	REQUIRE(!u128_is_zero(a->price) && (o->gpus > 0 || a->gpu == 0), BAD_VALUE);
	if (a->fizz == 0)
		return SPHERON_OK;
	REQUIRE(is_fizz(st, a->fizz), NOT_FOUND);
	f = fizz_at(st, a->fizz);
	REQUIRE(f->gateway == a->provider, NOT_LINKED);
	REQUIRE(f->node.status == SPHERON_ACTIVE, BAD_STATE);
	return SPHERON_OK;
}

/* [BID-04] The price: not above the order's, worth something, not below the Fizz node's own. */
static enum spheron_result bid_price_check(const struct spheron *st,
		const struct spheron_args_bid_place *a, const struct spheron_order_record *o)
{
	RULE("BID-04");
	REQUIRE(u128_le(a->price, o->max_price), PRICE_HIGH);
	REQUIRE(price_admitted(st, o->token, a->price, o->blocks), PRICE_LOW);
	if (a->fizz) {
		u128 ask = price_ask_up(st, fizz_at(st, a->fizz), o->cpu, o->mem, o->sto, o->gpus);

		REQUIRE(u128_le(ask, a->price), PRICE_LOW);
	}
	return SPHERON_OK;
}

static enum spheron_result bid_check(const struct spheron *st, uint32_t from,
		const struct spheron_args_bid_place *a, uint32_t order_slot)
{
	const struct spheron_order_record *o = &order_at(st, order_slot)->rec;
	enum spheron_result r = bidder_check(st, from, a, order_slot);

	if (r == SPHERON_OK)
		r = bid_form_check(st, a, o);
	if (r != SPHERON_OK)
		return r;
	RULE("BID-03");
	REQUIRE(!bid_of_find(st, a->order, a->provider), DUPLICATE);
	REQUIRE(provider_at(st, a->provider)->tokens >> o->token & 1, BAD_TOKEN);
	r = bid_price_check(st, a, o);
	if (r == SPHERON_OK)
		r = offer_admitted(st, o, a->provider, a->fizz, a->gpu);
	return r;
}

enum spheron_result command_bid_place(struct spheron *st, uint32_t from,
		const struct spheron_args_bid_place *a)
{
	uint32_t order_slot = order_find(st, a->order, 0), slot;
	enum spheron_result r = bid_check(st, from, a, order_slot);
	struct bid *b;

	if (r != SPHERON_OK)
		return r;
	REQUIRE_ROOM(has_room(st, T_BIDS, 1));

	slot = slot_take(st, T_BIDS);
	b = bid_at(st, slot);
	b->rec = (struct spheron_bid_record) { .id = st->meta.next_bid++, .order = a->order,
		.provider = a->provider, .fizz = a->fizz, .gpu = a->gpu, .price = a->price,
		.t = now_s(st) };
	bid_link(st, order_slot, slot);
	EMIT(st, BID_PLACED, bid_placed, .order = a->order, .bid = b->rec.id, .provider = a->provider,
			.fizz = a->fizz, .price = a->price);
	return SPHERON_OK;
}
