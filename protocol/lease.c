#include "protocol/lease.h"

#include "protocol/apply.h"
#include "protocol/deadline.h"
#include "protocol/index.h"
#include "protocol/liveness.h"
#include "protocol/node.h"
#include "protocol/order.h"
#include "protocol/price.h"
#include "protocol/provider.h"

static struct need lease_need(const struct spheron_lease_record *l)
{
	return (struct need) { l->cpu, l->mem, l->sto, l->gpu, l->gpus };
}

/* ---- settlement ---- */

/* What a settlement moves out of `locked`; due = protocol + provider + gateway + net. */
struct split {
	u128 gross; /* of the term so far */
	u128 due, user, protocol, provider, gateway, net;
	bool short_by_one; /* the fees of this part exceed it (D-01) */
};

static uint64_t blocks_elapsed(const struct spheron *st, const struct spheron_lease_record *l)
{
	uint64_t elapsed = now_block(st) - l->start_b;

	return elapsed < l->blocks ? elapsed : l->blocks;
}

bool lease_settled_valid(const struct spheron *st, const struct spheron_lease_record *l)
{
	return u128_le(l->settled, price_cost_down(st, l->token, l->price, blocks_elapsed(st, l)));
}

/* [ESCROW-05] A fee is a floor of cumulative gross; a settlement pays what it has grown by. */
static u128 fee_grown(const struct spheron_lease_record *l, u128 gross, uint16_t bp)
{
	return u128_sub(u128_bp_down(gross, bp), u128_bp_down(l->settled, bp));
}

/* [FEE-01, FEE-04] */
static struct split split_of(const struct spheron *st, const struct spheron_lease_record *l)
{
	struct split s;
	u128 rest, second;

	RULE("ESCROW-05");
	s.gross = price_cost_down(st, l->token, l->price, blocks_elapsed(st, l));
	s.due = u128_sub(s.gross, l->settled);
	s.user = fee_grown(l, s.gross, l->user_bp);
	s.protocol = fee_grown(l, s.gross, l->protocol_bp);
	s.provider = fee_grown(l, s.gross, l->provider_bp);
	s.gateway = fee_grown(l, s.gross, l->gateway_bp);
	/* A plain lease has no gateway part and a Fizz lease no provider fee, so one of these is 0. */
	second = u128_add(s.provider, s.gateway);
	rest = u128_sub(s.due, s.protocol);
	s.short_by_one = u128_lt(rest, second);
	if (s.short_by_one) {
		RULE("D-01");
		s.provider = l->fizz ? U128_ZERO : rest;
		s.gateway = l->fizz ? rest : U128_ZERO;
		second = rest;
	}
	s.net = u128_sub(rest, second);
	return s;
}

/* Carries a split out, with its event if there is anything new [LEASE-11]. */
static void settle(struct spheron *st, struct lease *l, const struct split *s)
{
	struct spheron_lease_record *rec = &l->rec;
	struct node *provider = &provider_at(st, rec->provider)->node;
	u128 *treasury = &st->treasury[rec->token];

	RULE("LEASE-11");
	if (u128_is_zero(s->due))
		return;
	RULE("FEE-01");
	money_move(&l->locked, treasury, u128_add(s->user, u128_add(s->protocol, s->provider)));
	if (rec->fizz)
		money_move(&l->locked, till_bucket(st, provider, rec->token), s->gateway);
	money_move(&l->locked,
			till_bucket(st, node_of(st, rec->provider, rec->fizz), rec->token), s->net);
	rec->settled = s->gross;
	EMIT(st, LEASE_SETTLED, lease_settled, .lease = rec->id, .due = s->due, .user_fee = s->user,
			.protocol_fee = s->protocol, .provider_fee = s->provider,
			.gateway = s->gateway, .net = s->net);
}

static bool settle_room(struct spheron *st)
{
	return has_room(st, T_TILLS, 2);
}

/* ---- beginning ---- */

/* Folds whoever's counters depend on the number of leases of this node. */
static void fold_parties(struct spheron *st, const struct spheron_lease_record *l)
{
	if (l->fizz)
		fizz_fold(st, fizz_at(st, l->fizz));
	provider_fold(st, provider_at(st, l->provider));
}

static void count_lease(struct spheron *st, const struct spheron_lease_record *l, int by)
{
	struct provider *p = provider_at(st, l->provider);

	fold_parties(st, l);
	if (l->fizz) {
		struct node *f = &fizz_at(st, l->fizz)->node;

		RULE("FIZZ-10");
		f->leases = (uint32_t) ((int64_t) f->leases + by);
		p->fleases = (uint32_t) ((int64_t) p->fleases + by);
	} else {
		p->node.leases = (uint32_t) ((int64_t) p->node.leases + by);
	}
	provider_note_stretch(st, p);
}

void lease_link(struct spheron *st, uint32_t slot)
{
	struct lease *l = lease_at(st, slot);
	struct node *n = node_of(st, l->rec.provider, l->rec.fizz);

	l->previous = 0;
	l->next = n->lease;
	if (l->next)
		lease_at(st, l->next)->previous = slot;
	n->lease = slot;
	deadline_at_block(st, SPHERON_DUE_LEASE_EXPIRY, H_ORDER, slot, l->rec.id,
			l->rec.start_b + l->rec.blocks);
}

/* Starts a term at now: fee rates, clock, lock.  Returns what was locked. */
static u128 start_term(struct spheron *st, struct lease *l)
{
	struct spheron_lease_record *rec = &l->rec;
	u128 lock;

	RULE("ESCROW-04");
	RULE("ESCROW-08");
	price_fee_rates(st, rec);
	rec->start_b = now_block(st);
	rec->start_t = now_s(st);
	rec->settled = U128_ZERO;
	lock = price_lock(st, rec->token, rec->price, rec->blocks);
	money_move(escrow_bucket(st, rec->tenant, rec->token), &l->locked, lock);
	return lock;
}

void lease_create(struct spheron *st, uint32_t order_slot, uint32_t bid_slot)
{
	struct spheron_bid_record b = bid_at(st, bid_slot)->rec;
	struct spheron_order_record *o = &order_at(st, order_slot)->rec;
	struct lease *l = lease_at(st, order_slot);
	struct need need = order_need(o, b.gpu);
	u128 lock;

	RULE("LEASE-01");
	RULE("ID-03");
	EMIT(st, ORDER_MATCHED, order_matched, .order = o->id, .bid = b.id, .provider = b.provider,
			.fizz = b.fizz, .price = b.price, .expected = o->expected);
	order_stop(st, order_slot);
	o->state = SPHERON_ORDER_MATCHED;
	*l = (struct lease) { .rec = { .id = o->id, .tenant = o->tenant, .provider = b.provider,
				      .fizz = b.fizz, .token = o->token, .price = b.price,
				      .blocks = o->blocks, .cpu = o->cpu, .mem = o->mem,
				      .sto = o->sto, .gpu = b.gpu,
				      .gpus = o->gpus } };
	lock = start_term(st, l);
	count_lease(st, &l->rec, 1);
	node_reserve(st, node_of(st, b.provider, b.fizz), &need);
	lease_link(st, order_slot);
	EMIT(st, LEASE_CREATED, lease_created, .lease = o->id, .tenant = o->tenant,
			.provider = b.provider, .fizz = b.fizz, .price = b.price,
			.blocks = o->blocks, .locked = lock, .start_block = l->rec.start_b,
			.end_block = l->rec.start_b + l->rec.blocks);
}

/* ---- ending ---- */

/* [LEASE-14] Does this end speak for the node? */
static bool ended_well(const struct spheron *st, const struct spheron_lease_record *l,
		enum spheron_lease_close reason, u128 gross)
{
	uint64_t elapsed = blocks_elapsed(st, l);

	RULE("LEASE-14");
	if (reason == SPHERON_LEASE_TENANT) {
		if (elapsed * 10 < l->blocks * 9)
			return false;
	} else if (reason != SPHERON_LEASE_EXPIRED) {
		return false;
	}
	if (l->tenant == node_of(st, l->provider, l->fizz)->owner
			|| l->tenant == provider_at(st, l->provider)->node.owner)
		return false;
	return u128_le(whole_token_ppm_down(st, l->token, par(st, SPHERON_P_REP_MIN_GROSS_PPM)),
			gross);
}

static void lease_unlink(struct spheron *st, uint32_t slot)
{
	struct lease *l = lease_at(st, slot);

	if (l->previous)
		lease_at(st, l->previous)->next = l->next;
	else
		node_of(st, l->rec.provider, l->rec.fizz)->lease = l->next;
	if (l->next)
		lease_at(st, l->next)->previous = l->previous;
	deadline_clear(st, H_ORDER, slot);
}

void lease_end(struct spheron *st, uint32_t slot, enum spheron_lease_close reason)
{
	struct lease *l = lease_at(st, slot);
	struct spheron_lease_record rec = l->rec;
	struct node *n = node_of(st, rec.provider, rec.fizz);
	struct need need = lease_need(&rec);
	struct split s = split_of(st, &rec);
	u128 refund;

	RULE("LEASE-09");
	settle(st, l, &s);
	refund = money_move_all(&l->locked, escrow_bucket(st, rec.tenant, rec.token));
	count_lease(st, &rec, -1);
	node_release(st, n, &need);
	if (ended_well(st, &rec, reason, s.gross))
		n->good++;
	if (reason == SPHERON_LEASE_PROVIDER || reason == SPHERON_LEASE_MISCONDUCT)
		n->bad++;
	lease_unlink(st, slot);
	l->rec.id = 0;
	order_forget(st, slot);
	EMIT(st, LEASE_CLOSED, lease_closed, .lease = rec.id, .reason = (uint8_t) reason,
			.due = s.gross, .refund = refund);
}

void lease_expire(struct spheron *st, uint32_t slot)
{
	RULE("LEASE-04");
	lease_end(st, slot, SPHERON_LEASE_EXPIRED);
}

/* Merges two lists that ascend by id, linked by `next` alone. */
static uint32_t merge(struct spheron *st, uint32_t a, uint32_t b)
{
	uint32_t first = 0, *link = &first;

	while (a && b) {
		uint32_t *lower = lease_at(st, a)->rec.id < lease_at(st, b)->rec.id ? &a : &b;

		*link = *lower;
		link = &lease_at(st, *lower)->next;
		*lower = *link;
	}
	*link = a ? a : b;
	return first;
}

/* The list sorted by ascending id: runs of 1, 2, 4 ... are merged as in a binary counter. */
static uint32_t sorted_by_id(struct spheron *st, uint32_t list)
{
	uint32_t run[32] = { 0 }, all = 0;

	while (list) {
		uint32_t one = list;
		unsigned i = 0;

		list = lease_at(st, one)->next;
		lease_at(st, one)->next = 0;
		for (; run[i]; run[i++] = 0)
			one = merge(st, run[i], one);
		run[i] = one;
	}
	for (unsigned i = 0; i < 32; i++)
		all = merge(st, run[i], all);
	return all;
}

void leases_end_all(struct spheron *st, struct node *n, enum spheron_lease_close reason)
{
	uint32_t previous = 0;

	n->lease = sorted_by_id(st, n->lease);
	for (uint32_t slot = n->lease; slot; slot = lease_at(st, slot)->next) {
		lease_at(st, slot)->previous = previous;
		previous = slot;
	}
	while (n->lease)
		lease_end(st, n->lease, reason);
}

/* ---- commands ---- */

/* The lease with this id, or what to answer [LEASE-11]. */
static enum spheron_result lease_lookup(const struct spheron *st, uint64_t id, uint32_t *slot,
		struct lease **lease)
{
	*slot = order_find(st, id, 0);
	if (!*slot)
		return missing(id, st->meta.next_order);
	REQUIRE(order_at(st, *slot)->rec.state == SPHERON_ORDER_MATCHED, NOT_FOUND);
	*lease = lease_at(st, *slot);
	return SPHERON_OK;
}

/* Is the account an owner on the provider's side of the lease? */
static bool is_supplier(const struct spheron *st, const struct spheron_lease_record *l, uint32_t acct)
{
	return provider_at(st, l->provider)->node.owner == acct
			|| (l->fizz && fizz_at(st, l->fizz)->node.owner == acct);
}

enum spheron_result command_lease_close(struct spheron *st, uint32_t from,
		const struct spheron_args_lease *a)
{
	struct lease *l;
	uint32_t slot;
	enum spheron_result r = lease_lookup(st, a->lease, &slot, &l);

	RULE("LEASE-05");
	if (r != SPHERON_OK)
		return r;
	REQUIRE(l->rec.tenant == from || is_supplier(st, &l->rec, from), NOT_ALLOWED);
	REQUIRE_ROOM(settle_room(st));

	RULE("LEASE-10");
	lease_end(st, slot, l->rec.tenant == from ? SPHERON_LEASE_TENANT : SPHERON_LEASE_PROVIDER);
	return SPHERON_OK;
}

enum spheron_result command_lease_settle(struct spheron *st, uint32_t from,
		const struct spheron_args_lease *a)
{
	struct split s;
	struct lease *l;
	uint32_t slot;
	enum spheron_result r = lease_lookup(st, a->lease, &slot, &l);

	if (r != SPHERON_OK)
		return r;
	REQUIRE(l->rec.tenant == from || is_supplier(st, &l->rec, from), NOT_ALLOWED);
	RULE("ESCROW-06");
	REQUIRE(l->rec.stream, DISABLED);
	RULE("ESCROW-07");
	s = split_of(st, &l->rec);
	REQUIRE(!u128_is_zero(s.due) && !s.short_by_one, NOTHING);
	REQUIRE_ROOM(settle_room(st));

	settle(st, l, &s);
	return SPHERON_OK;
}

static void drop_request(struct spheron_lease_record *l)
{
	l->upd = SPHERON_UPDATE_NONE;
	l->u_price = U128_ZERO;
	l->u_blocks = 0;
	l->u_cpu = l->u_mem = l->u_sto = 0;
	l->u_gpus = 0;
}

enum spheron_result command_lease_update_request(struct spheron *st, uint32_t from,
		const struct spheron_args_update_request *a)
{
	struct need need = { a->cpu, a->mem, a->sto, 0, a->gpus };
	struct lease *l;
	uint32_t slot;
	enum spheron_result r = lease_lookup(st, a->lease, &slot, &l);

	RULE("LEASE-06");
	RULE("D-21");
	if (r != SPHERON_OK)
		return r;
	REQUIRE(l->rec.tenant == from, NOT_ALLOWED);
	REQUIRE(order_terms_valid(st, a->max_price, a->blocks, &need)
					&& (a->gpus > 0) == (l->rec.gpus > 0),
			BAD_VALUE);

	l->rec.upd = SPHERON_UPDATE_REQUESTED;
	l->rec.u_price = a->max_price;
	l->rec.u_blocks = a->blocks;
	l->rec.u_cpu = a->cpu;
	l->rec.u_mem = a->mem;
	l->rec.u_sto = a->sto;
	l->rec.u_gpus = a->gpus;
	EMIT(st, UPDATE_REQUESTED, update_requested, .lease = a->lease);
	return SPHERON_OK;
}

enum spheron_result command_lease_update_accept(struct spheron *st, uint32_t from,
		const struct spheron_args_lease *a)
{
	struct lease *l;
	uint32_t slot;
	enum spheron_result r = lease_lookup(st, a->lease, &slot, &l);

	RULE("LEASE-07");
	if (r != SPHERON_OK)
		return r;
	REQUIRE(node_of(st, l->rec.provider, l->rec.fizz)->owner == from, NOT_ALLOWED);
	REQUIRE(l->rec.upd != SPHERON_UPDATE_NONE, NOT_ACCEPTED);
	REQUIRE(l->rec.upd != SPHERON_UPDATE_ACCEPTED, DUPLICATE);

	l->rec.upd = SPHERON_UPDATE_ACCEPTED;
	EMIT(st, UPDATE_ACCEPTED, update_accepted, .lease = a->lease);
	return SPHERON_OK;
}

enum spheron_result command_lease_update_cancel(struct spheron *st, uint32_t from,
		const struct spheron_args_lease *a)
{
	struct lease *l;
	uint32_t slot;
	enum spheron_result r = lease_lookup(st, a->lease, &slot, &l);

	RULE("LEASE-13");
	if (r != SPHERON_OK)
		return r;
	REQUIRE(l->rec.tenant == from, NOT_ALLOWED);
	REQUIRE(l->rec.upd != SPHERON_UPDATE_NONE, NOT_ACCEPTED);

	drop_request(&l->rec);
	EMIT(st, UPDATE_CANCELLED, update_cancelled, .lease = a->lease);
	return SPHERON_OK;
}

/* [LEASE-12] */
static bool update_price_admitted(const struct spheron *st, const struct spheron_lease_record *l,
		u128 price)
{
	RULE("LEASE-12");
	if (!price_admitted(st, l->token, price, l->u_blocks))
		return false;
	return l->fizz == 0
			|| u128_le(price_ask_up(st, fizz_at(st, l->fizz), l->u_cpu, l->u_mem,
						   l->u_sto, l->u_gpus),
					price);
}

/* The checks of an update that is accepted, with the terms of the request. */
static enum spheron_result update_check(const struct spheron *st, const struct lease *l,
		const struct split *s, u128 price)
{
	const struct spheron_lease_record *rec = &l->rec;
	struct need held = lease_need(rec), wanted = { rec->u_cpu, rec->u_mem, rec->u_sto, rec->gpu,
		rec->u_gpus };
	u128 refund = u128_sub(l->locked, u128_add(s->due, s->user));
	u128 escrow = escrow_balance(st, rec->tenant, rec->token);

	REQUIRE(!u128_is_zero(price), BAD_VALUE);
	REQUIRE(u128_le(price, rec->u_price), PRICE_HIGH);
	REQUIRE(update_price_admitted(st, rec, price), PRICE_LOW);
	REQUIRE(node_fits(st, node_of(st, rec->provider, rec->fizz), &wanted, &held), NO_CAPACITY);
	REQUIRE(u128_le(price_lock(st, rec->token, price, rec->u_blocks), u128_add(escrow, refund)),
			NO_ESCROW);
	return SPHERON_OK;
}

/* The old term settles and the new one begins. */
static void renew(struct spheron *st, uint32_t slot, const struct split *s, u128 price)
{
	struct lease *l = lease_at(st, slot);
	struct spheron_lease_record *rec = &l->rec;
	struct node *n = node_of(st, rec->provider, rec->fizz);
	struct need need = lease_need(rec);
	u128 lock;

	settle(st, l, s);
	money_move_all(&l->locked, escrow_bucket(st, rec->tenant, rec->token));
	node_release(st, n, &need);
	rec->price = price;
	rec->blocks = rec->u_blocks;
	rec->cpu = rec->u_cpu;
	rec->mem = rec->u_mem;
	rec->sto = rec->u_sto;
	rec->gpus = rec->u_gpus;
	drop_request(rec);
	need = lease_need(rec);
	node_reserve(st, n, &need);
	lock = start_term(st, l);
	deadline_at_block(st, SPHERON_DUE_LEASE_EXPIRY, H_ORDER, slot, rec->id,
			rec->start_b + rec->blocks);
	EMIT(st, LEASE_UPDATED, lease_updated, .lease = rec->id, .price = price,
			.blocks = rec->blocks, .locked = lock, .start_block = rec->start_b,
			.end_block = rec->start_b + rec->blocks);
}

enum spheron_result command_lease_update(struct spheron *st, uint32_t from,
		const struct spheron_args_update *a)
{
	struct split s;
	struct lease *l;
	uint32_t slot;
	enum spheron_result r = lease_lookup(st, a->lease, &slot, &l);

	RULE("LEASE-08");
	if (r != SPHERON_OK)
		return r;
	REQUIRE(is_supplier(st, &l->rec, from), NOT_ALLOWED);
	REQUIRE(l->rec.upd == SPHERON_UPDATE_ACCEPTED, NOT_ACCEPTED);
	s = split_of(st, &l->rec);
	r = update_check(st, l, &s, a->price);
	if (r != SPHERON_OK)
		return r;
	REQUIRE_ROOM(settle_room(st));

	renew(st, slot, &s, a->price);
	return SPHERON_OK;
}
