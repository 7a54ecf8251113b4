/* Bids and the hard filters they must pass.
 *
 * Source: RULES.md BID-01..06. */

#include "protocol/apply.h"
#include "protocol/index.h"
#include "protocol/order.h"
#include "protocol/price.h"
#include "protocol/tier.h"
#include "protocol/trust.h"

/* [F1] Link: everybody on this side is there and belongs together. */
static bool link_holds(const struct spheron_order_record *o, const struct provider *p,
		const struct fizz *f)
{
	const struct node *n = f ? &f->node : &p->node;

	if (p->node.status != SPHERON_ACTIVE || n->status != SPHERON_ACTIVE || !node_connected(n))
		return false;
	if (f && f->gateway != p->node.id)
		return false;
	return p->tokens >> o->token & 1;
}

/* [F2, F3] Region, and of a provider its trust tier. */
static bool place_holds(const struct spheron_order_record *o, const struct provider *p,
		const struct node *n, bool plain)
{
	if (o->strict && n->region != o->region)
		return false;
	if (!plain)
		return true;
	return !(o->region > 0 && p->region_bad) && (o->tiers >> p->tier & 1);
}

/* [F4, F5] Tiers of the machine, and the GPU offered. */
static bool machine_holds(const struct spheron *st, const struct spheron_order_record *o,
		const struct node *n, bool plain, uint16_t gpu)
{
	const struct gpu *line;
	unsigned kind = plain ? SPHERON_NODE_PROVIDER : SPHERON_NODE_FIZZ;

	if (n->compute < o->min_compute || n->conn < o->min_conn
			|| tier_storage(n->sto, n->sto_tier) < o->min_sto)
		return false;
	if (o->gpus == 0)
		return true;
	RULE("BID-05");
	line = gpu_line(st, n, gpu);
	if (!line || (o->gpu && o->gpu != gpu))
		return false;
	return tier_gpu(st, kind, gpu, line->price) >= o->min_gpu;
}

uint64_t offer_slashes(const struct spheron *st, uint32_t provider, uint32_t fizz)
{
	uint64_t slashes = provider_at(st, provider)->node.slashes;

	return fizz ? slashes + fizz_at(st, fizz)->node.slashes : slashes;
}

/* [F6..F9] What the tenant asks of history, and whom it wishes. */
static bool history_holds(const struct spheron *st, const struct spheron_order_record *o,
		const struct provider *p, const struct fizz *f)
{
	const struct node *n = f ? &f->node : &p->node;

	return uptime_of(st, n) >= o->min_uptime
			&& reputation_of(n, f ? -1 : p->tier) >= o->min_rep
			&& offer_slashes(st, p->node.id, f ? n->id : 0) <= o->max_slashes
			&& (o->desired == 0 || o->desired == p->node.id);
}

enum spheron_result offer_admitted(const struct spheron *st, const struct spheron_order_record *o,
		uint32_t provider, uint32_t fizz, uint16_t gpu)
{
	const struct provider *p = provider_at(st, provider);
	const struct fizz *f = fizz ? fizz_at(st, fizz) : NULL;
	const struct node *n = f ? &f->node : &p->node;
	struct need need = order_need(o, gpu);
	bool plain = !f;

	RULE("BID-06");
	REQUIRE(link_holds(o, p, f), FILTERED);
	REQUIRE(place_holds(o, p, n, plain), FILTERED);
	REQUIRE(machine_holds(st, o, n, plain, gpu), FILTERED);
	REQUIRE(history_holds(st, o, p, f), FILTERED);
	REQUIRE(node_fits(st, n, &need, NULL), NO_CAPACITY);
	return SPHERON_OK;
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
	REQUIRE(p->node.status != SPHERON_MAINTENANCE, IN_MAINTENANCE);
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
