/* Leases (3.10), settlement and fees (3.11). */
#include "state.h"

/* MATCH-11: filters, capacity, escrow again */
enum result oracle_check_lease(const struct oracle *o, const struct order *r, const struct bid *bid)
{
	if (!oracle_filters_ok(o, r, bid))
		return FILTERED;
	if (!oracle_capacity_ok(o, r, bid))
		return NO_CAPACITY;
	if (oracle_balance(o, ESCROW, r->tenant, r->token) <
		oracle_lock(o, r->token, bid->price, r->blocks))
		return NO_ESCROW;
	return OK;
}

static struct node *node_of(const struct oracle *o, const struct lease *l)
{
	return l->fizz > 0 ? oracle_node(o, KIND_FIZZ, l->fizz)
			   : oracle_node(o, KIND_PROVIDER, l->provider);
}

/* LEASE-03: also copied anew by an update (LEASE-08) */
static void copy_fees(const struct oracle *o, struct lease *l)
{
	bool spon = l->token == SPON;

	l->user_bp = oracle_user_bp(o, l->token);
	l->stream = (u8)oracle_param(o, P_settle_mode);
	if (l->fizz > 0) {
		l->protocol_bp = (u16)oracle_param(o, P_fizz_foundation_bp);
		l->gateway_bp = oracle_provider(o, l->provider)->subnet_bp;
		l->provider_bp = 0;
	} else {
		l->protocol_bp = (u16)oracle_param(o, P_protocol_fee_bp);
		l->gateway_bp = 0;
		l->provider_bp =
			(u16)oracle_param(o, spon ? P_provider_fee_spon_bp : P_provider_fee_bp);
	}
}

/* LEASE-02 */
static void reserve(struct oracle *o, const struct lease *l)
{
	struct node *n = node_of(o, l);

	n->used_cpu += l->cpu;
	n->used_mem += l->mem;
	n->used_sto += l->sto;
	if (l->gpus > 0)
		oracle_gpu_line(n, l->gpu)->used += l->gpus;
}

static void release(struct oracle *o, const struct lease *l)
{
	struct node *n = node_of(o, l);

	n->used_cpu -= l->cpu;
	n->used_mem -= l->mem;
	n->used_sto -= l->sto;
	if (l->gpus > 0)
		oracle_gpu_line(n, l->gpu)->used -= l->gpus;
}

static void insert_lease(struct oracle *o, struct lease *l)
{
	size_t pos = 0;

	foreach (struct lease, other, o->leases)
		if (other->id < l->id)
			pos = other_i + 1;
	oracle_vec_insert(&o->leases, pos, l);
}

static void tell_match(struct oracle *o, const struct order *r, const struct bid *bid)
{
	EVENT(o, "OrderMatched", N(r->id), N(bid->id), N(bid->provider), N(bid->fizz),
		D(bid->price), N(r->expected));
}

/* LEASE-01..03, ESCROW-04, ID-03 */
void oracle_create_lease(struct oracle *o, struct order *r, struct bid *bid)
{
	struct lease *l = oracle_alloc(sizeof *l);
	u128 lock = oracle_lock(o, r->token, bid->price, r->blocks);

	l->id = r->id;
	l->tenant = r->tenant;
	l->provider = bid->provider;
	l->fizz = bid->fizz;
	l->token = r->token;
	l->price = bid->price;
	l->blocks = r->blocks;
	l->start_b = o->b;
	l->start_t = o->t;
	l->cpu = r->cpu;
	l->mem = r->mem;
	l->sto = r->sto;
	l->gpu = bid->gpu;
	l->gpus = r->gpus;
	copy_fees(o, l);
	insert_lease(o, l);
	reserve(o, l);
	node_of(o, l)->leases++;
	if (l->fizz > 0)
		oracle_provider(o, l->provider)->fleases++;
	oracle_move(o, ESCROW, r->tenant, LOCKED, l->id, l->token, lock);
	tell_match(o, r, bid);
	EVENT(o, "LeaseCreated", N(l->id), N(l->tenant), N(l->provider), N(l->fizz), D(l->price),
		N(l->blocks), D(lock), N(l->start_b), N(l->start_b + l->blocks));
	r->state = ORDER_MATCHED;
	oracle_void_task(o, r->id);
	oracle_delete_bids(o, r->id);
}

/* What a settlement now would pay (ESCROW-05, FEE-01, FEE-04). */
struct settlement {
	u128 gross; /* G: cumulative in this term */
	u128 due;   /* dG */
	u128 user, protocol, provider, gateway;
	u128 net;
	bool negative; /* the fees exceed dG, so there is no net */
};

/* f(G) = G * bp / 10000, and the difference to what was settled before (ESCROW-05) */
static u128 fee_difference(const struct lease *l, u128 gross, u16 bp)
{
	return gross * bp / 10000 - l->settled * bp / 10000;
}

/* ESCROW-05 */
static struct settlement settlement_now(const struct oracle *o, const struct lease *l)
{
	u64 elapsed = o->b - l->start_b;
	struct settlement s = { 0 };

	s.gross = oracle_cost(o, l->token, l->price, elapsed < l->blocks ? elapsed : l->blocks);
	s.due = s.gross - l->settled;
	s.user = fee_difference(l, s.gross, l->user_bp);
	s.protocol = fee_difference(l, s.gross, l->protocol_bp);
	s.provider = fee_difference(l, s.gross, l->provider_bp);
	s.gateway = fee_difference(l, s.gross, l->gateway_bp);
	s.negative = s.protocol + s.provider + s.gateway > s.due;
	if (!s.negative)
		s.net = s.due - s.protocol - s.provider - s.gateway;
	return s;
}

/* Two floors of cumulative gross may each step up while dG is a single unit; the second fee gives
 * way then, so that the rest is exactly 0. The first is at most half of the gross and always fits.
 */
static void reduce_second_fee(const struct lease *l, struct settlement *s)
{
	if (!s->negative)
		return;
	if (l->fizz > 0)
		s->gateway = s->due - s->protocol;
	else
		s->provider = s->due - s->protocol;
}

/* FEE-01, FEE-04; LEASE-11: only if new gross is due */
static void settle(struct oracle *o, struct lease *l, const struct settlement *s)
{
	enum bucket_name to = l->fizz > 0 ? FIZZ_EARNED : EARNED;
	u32 owner = l->fizz > 0 ? l->fizz : l->provider;

	if (s->due == 0)
		return;
	oracle_move(o, LOCKED, l->id, TREASURY, 0, l->token, s->user + s->protocol + s->provider);
	oracle_move(o, LOCKED, l->id, EARNED, l->provider, l->token, s->gateway);
	oracle_move(o, LOCKED, l->id, to, owner, l->token, s->net);
	l->settled = s->gross;
	EVENT(o, "LeaseSettled", N(l->id), D(s->due), D(s->user), D(s->protocol), D(s->provider),
		D(s->gateway), D(s->net));
}

/* LEASE-14 */
static bool counts_as_good(
	const struct oracle *o, const struct lease *l, enum close_reason_lease reason, u128 gross)
{
	u64 elapsed = o->b - l->start_b;
	u128 least = oracle_param(o, P_rep_min_gross_ppm) *
		     oracle_pow10(o->token[l->token].decimals) / 1000000;

	if (reason != EXPIRED && !(reason == BY_TENANT_CLOSE && elapsed * 10 >= l->blocks * 9))
		return false;
	if (l->tenant == node_of(o, l)->owner ||
		l->tenant == oracle_provider(o, l->provider)->node.owner)
		return false;
	return gross >= least;
}

/* LEASE-09 */
void oracle_end_lease(struct oracle *o, struct lease *l, enum close_reason_lease reason)
{
	struct node *n = node_of(o, l);
	struct settlement s = settlement_now(o, l);
	u128 refund;

	reduce_second_fee(l, &s);
	settle(o, l, &s);
	refund = oracle_balance(o, LOCKED, l->id, l->token);
	oracle_move(o, LOCKED, l->id, ESCROW, l->tenant, l->token, refund);
	release(o, l);
	n->leases--;
	if (l->fizz > 0)
		oracle_provider(o, l->provider)->fleases--;
	if (reason == BY_PROVIDER_CLOSE || reason == MISCONDUCT_CLOSE)
		n->bad++;
	if (counts_as_good(o, l, reason, s.gross))
		n->good++;
	EVENT(o, "LeaseClosed", N(l->id), N((u128)reason), D(s.gross), D(refund));
	oracle_vec_delete_record(&o->orders, oracle_order(o, l->id));
	oracle_vec_delete_record(&o->leases, l);
}

/* LEASE-11: what a lease id without a lease gives */
static enum result lease_gone(const struct oracle *o, u128 id)
{
	return oracle_order(o, id) ? NOT_FOUND : oracle_gone(id, o->next_order);
}

static bool owns_provider(const struct oracle *o, const struct lease *l, u32 acct)
{
	return oracle_provider(o, l->provider)->node.owner == acct;
}

static bool owns_fizz(const struct oracle *o, const struct lease *l, u32 acct)
{
	return l->fizz > 0 && oracle_fizz(o, l->fizz)->node.owner == acct;
}

/* LEASE-05 */
enum result oracle_do_lease_close(struct oracle *o, const struct command *c)
{
	struct lease *l = oracle_lease(o, oracle_num(c, "lease"));

	if (!l)
		return lease_gone(o, oracle_num(c, "lease"));
	if (l->tenant == c->from)
		oracle_end_lease(o, l, BY_TENANT_CLOSE);
	else if (owns_provider(o, l, c->from) || owns_fizz(o, l, c->from))
		oracle_end_lease(o, l, BY_PROVIDER_CLOSE);
	else
		return NOT_ALLOWED;
	return OK;
}

/* ESCROW-07 */
enum result oracle_do_lease_settle(struct oracle *o, const struct command *c)
{
	struct lease *l = oracle_lease(o, oracle_num(c, "lease"));
	struct settlement s;

	if (!l)
		return lease_gone(o, oracle_num(c, "lease"));
	if (l->tenant != c->from && !owns_provider(o, l, c->from) && !owns_fizz(o, l, c->from))
		return NOT_ALLOWED;
	if (!l->stream)
		return DISABLED;
	s = settlement_now(o, l);
	if (s.due == 0 || s.negative)
		return NOTHING;
	settle(o, l, &s);
	return OK;
}

/* LEASE-06 */
enum result oracle_do_lease_update_request(struct oracle *o, const struct command *c)
{
	struct lease *l = oracle_lease(o, oracle_num(c, "lease"));

	if (!l)
		return lease_gone(o, oracle_num(c, "lease"));
	if (l->tenant != c->from)
		return NOT_ALLOWED;
	if (!oracle_terms_ok(o, c) || (oracle_num(c, "gpus") > 0) != (l->gpus > 0))
		return BAD_VALUE;
	l->upd = 1;
	l->u_price = oracle_num(c, "max_price");
	l->u_blocks = (u64)oracle_num(c, "blocks");
	l->u_cpu = (u32)oracle_num(c, "cpu");
	l->u_mem = (u32)oracle_num(c, "mem");
	l->u_sto = (u32)oracle_num(c, "sto");
	l->u_gpus = (u16)oracle_num(c, "gpus");
	EVENT(o, "UpdateRequested", N(l->id));
	return OK;
}

/* LEASE-07 */
enum result oracle_do_lease_update_accept(struct oracle *o, const struct command *c)
{
	struct lease *l = oracle_lease(o, oracle_num(c, "lease"));

	if (!l)
		return lease_gone(o, oracle_num(c, "lease"));
	if (!(l->fizz > 0 ? owns_fizz(o, l, c->from) : owns_provider(o, l, c->from)))
		return NOT_ALLOWED;
	if (l->upd == 0)
		return NOT_ACCEPTED;
	if (l->upd == 2)
		return DUPLICATE;
	l->upd = 2;
	EVENT(o, "UpdateAccepted", N(l->id));
	return OK;
}

/* LEASE-08, LEASE-13: the request is over. */
static void clear_request(struct lease *l)
{
	l->upd = 0;
	l->u_price = 0;
	l->u_blocks = 0;
	l->u_cpu = l->u_mem = l->u_sto = 0;
	l->u_gpus = 0;
}

/* LEASE-13 */
enum result oracle_do_lease_update_cancel(struct oracle *o, const struct command *c)
{
	struct lease *l = oracle_lease(o, oracle_num(c, "lease"));

	if (!l)
		return lease_gone(o, oracle_num(c, "lease"));
	if (l->tenant != c->from)
		return NOT_ALLOWED;
	if (l->upd == 0)
		return NOT_ACCEPTED;
	clear_request(l);
	EVENT(o, "UpdateCancelled", N(l->id));
	return OK;
}

/* LEASE-08: the requested resources fit once the old ones are released. */
static bool update_fits(const struct oracle *o, const struct lease *l)
{
	struct node *n = node_of(o, l);
	const struct gpu *line = l->gpus > 0 ? oracle_gpu_line(n, l->gpu) : NULL;

	if (n->cpu - (n->used_cpu - l->cpu) < l->u_cpu ||
		n->mem - (n->used_mem - l->mem) < l->u_mem ||
		n->sto - (n->used_sto - l->sto) < l->u_sto)
		return false;
	return !line || line->count - (line->used - l->gpus) >= l->u_gpus;
}

/* LEASE-12 */
static bool update_price_admitted(const struct oracle *o, const struct lease *l, u128 price)
{
	const struct fizz *f = oracle_fizz(o, l->fizz);

	if (!oracle_price_admitted(o, l->token, price, l->u_blocks))
		return false;
	return !f || price >= oracle_ask(o, f, l->u_cpu, l->u_mem, l->u_sto, l->u_gpus);
}

/* LEASE-08, after all checks: settle the old term, unlock the rest, start the new term. */
static void renew(
	struct oracle *o, struct lease *l, const struct settlement *s, u128 price, u128 lock)
{
	settle(o, l, s);
	oracle_move(o, LOCKED, l->id, ESCROW, l->tenant, l->token,
		oracle_balance(o, LOCKED, l->id, l->token));
	oracle_move(o, ESCROW, l->tenant, LOCKED, l->id, l->token, lock);
	release(o, l);
	l->cpu = l->u_cpu;
	l->mem = l->u_mem;
	l->sto = l->u_sto;
	l->gpus = l->u_gpus;
	reserve(o, l);
	l->price = price;
	l->blocks = l->u_blocks;
	l->start_b = o->b;
	l->start_t = o->t;
	l->settled = 0;
	copy_fees(o, l);
	clear_request(l);
	EVENT(o, "LeaseUpdated", N(l->id), D(l->price), N(l->blocks), D(lock), N(l->start_b),
		N(l->start_b + l->blocks));
}

/* LEASE-08, LEASE-12 */
enum result oracle_do_lease_update(struct oracle *o, const struct command *c)
{
	struct lease *l = oracle_lease(o, oracle_num(c, "lease"));
	u128 price = oracle_num(c, "price"), lock, refund;
	struct settlement s;

	if (!l)
		return lease_gone(o, oracle_num(c, "lease"));
	if (!owns_provider(o, l, c->from) && !owns_fizz(o, l, c->from))
		return NOT_ALLOWED;
	if (l->upd != 2)
		return NOT_ACCEPTED;
	if (price == 0)
		return BAD_VALUE;
	if (price > l->u_price)
		return PRICE_HIGH;
	if (!update_price_admitted(o, l, price))
		return PRICE_LOW;
	if (!update_fits(o, l))
		return NO_CAPACITY;
	s = settlement_now(o, l);
	reduce_second_fee(l, &s);
	refund = oracle_balance(o, LOCKED, l->id, l->token) - s.due - s.user;
	lock = oracle_lock(o, l->token, price, l->u_blocks);
	if (oracle_balance(o, ESCROW, l->tenant, l->token) + refund < lock)
		return NO_ESCROW;
	renew(o, l, &s, price, lock);
	return OK;
}
