#include "tests/bench/plan.h"

#include "protocol/amount.h"

#include <string.h>

/* ---- people and things picked ---- */

static uint32_t a_verifier(struct stream *s)
{
	return 1 + (uint32_t) below(s, VERIFIERS);
}

static uint32_t a_tenant(struct stream *s)
{
	return s->net->first_tenant + (uint32_t) below(s, s->net->tenants);
}

static uint32_t a_provider(struct stream *s)
{
	return 1 + (uint32_t) below(s, s->net->providers);
}

static uint32_t a_fizz(struct stream *s)
{
	return 1 + (uint32_t) below(s, s->net->fizz);
}

static bool is_served(const struct stream *s, uint32_t provider)
{
	return (s->provider_is[provider] & (BUSY | GONE)) == 0;
}

/* The next of n in a round that jumps about, so that neighbours in memory are not neighbours in
 * time. 7919 is prime and divides none of the sizes in use. */
static uint32_t next_in_round(uint32_t *turn, uint32_t n)
{
	uint32_t at = *turn;

	*turn = at + 1 == n ? 0 : at + 1;
	return (uint32_t) ((uint64_t) at * 7919 % n);
}

static bool say_as(struct spheron_command *out, enum spheron_verb verb, uint32_t from)
{
	out->verb = verb;
	out->from = from;
	return true;
}

static bool find(const struct stream *s, enum spheron_record_kind kind, uint64_t id,
	struct spheron_record *r)
{
	return spheron_find(s->net->state, kind, id, 0, 0, r);
}

/* ---- verification ---- */

static bool has_gpus(uint32_t provider)
{
	struct spheron_attr machine;

	machine_of_provider(provider, &machine);
	return machine.gpus.count > 0;
}

static bool say_proof(struct stream *s, struct spheron_command *out, uint8_t kind, unsigned pass)
{
	uint32_t provider;

	do
		provider = 1 + next_in_round(&s->proofs[kind], s->net->providers);
	while (kind == SPHERON_PROOF_GPU && !has_gpus(provider));
	out->u.proof_report = (struct spheron_args_proof) { provider, kind, chance(s, pass) };
	return is_served(s, provider) && say_as(out, SPHERON_CMD_PROOF_REPORT, a_verifier(s));
}

static bool say_proof_cpu(struct stream *s, struct spheron_command *out)
{
	return say_proof(s, out, SPHERON_PROOF_CPU, 98);
}

static bool say_proof_gpu(struct stream *s, struct spheron_command *out)
{
	return say_proof(s, out, SPHERON_PROOF_GPU, 97);
}

static bool say_proof_uptime(struct stream *s, struct spheron_command *out)
{
	return say_proof(s, out, SPHERON_PROOF_UPTIME, 99);
}

static bool say_proof_region(struct stream *s, struct spheron_command *out)
{
	return say_proof(s, out, SPHERON_PROOF_REGION, 99);
}

static void check_of(struct stream *s, uint32_t fizz, struct spheron_check *c)
{
	*c = (struct spheron_check) { .fizz = fizz,
		.alive = (s->fizz_is[fizz] & (AWAY | PAUSED)) == 0 };
	/* one in ten falls short of what it declared in something */
	if (c->alive && below(s, 10) == 0)
		c->shortfall[below(s, 4)] = (uint32_t) below(s, 200000);
}

/* The next fifty of a gateway, gateway after gateway. */
static bool say_checks(struct stream *s, struct spheron_command *out)
{
	const struct network *net = s->net;
	uint32_t k = (uint32_t) ((uint64_t) s->checked_gateway * 7919 % net->gateways);
	uint32_t from = net->member_from[k] + s->checked_member, end = net->member_from[k + 1];
	struct spheron_checks *list = &out->u.fizz_checks.list;

	list->count = 0;
	for (; from < end && list->count < 50; from++)
		if ((s->fizz_is[net->member[from]] & GONE) == 0)
			check_of(s, net->member[from], &list->item[list->count++]);
	s->checked_member = from - net->member_from[k];
	if (from == end) {
		s->checked_member = 0;
		s->checked_gateway = (s->checked_gateway + 1) % net->gateways;
	}
	out->u.fizz_checks.gateway = gateway_id(k);
	return list->count > 0 && say_as(out, SPHERON_CMD_FIZZ_CHECKS, a_verifier(s));
}

/* ---- links ---- */

/* Half of the outages last 10 to 20 minutes, a quarter twice as long, and so on up to half a day.
 */
static uint64_t outage_s(struct stream *s)
{
	uint64_t least = 600;

	while (least < 21600 && chance(s, 50))
		least *= 2;
	return least + below(s, least);
}

/* Three in ten are noticed by a verifier first. */
static bool say_down(struct stream *s, struct spheron_command *out, uint8_t kind, uint32_t id,
	uint32_t owner, uint8_t *is)
{
	bool noticed = chance(s, 30);

	if (*is & (AWAY | GONE))
		return false;
	*is |= AWAY;
	out->u.node_down = (struct spheron_args_node) { kind, id };
	plan_add(s, outage_s(s), TO_RETURN, id, kind, noticed);
	return say_as(out, SPHERON_CMD_NODE_DOWN, noticed ? a_verifier(s) : owner);
}

static bool say_fizz_down(struct stream *s, struct spheron_command *out)
{
	uint32_t id = a_fizz(s);

	return say_down(s, out, SPHERON_NODE_FIZZ, id, owner_of_fizz(s->net, id), &s->fizz_is[id]);
}

static bool say_provider_down(struct stream *s, struct spheron_command *out)
{
	uint32_t id = a_provider(s);

	return say_down(s, out, SPHERON_NODE_PROVIDER, id, owner_of_provider(s->net, id),
		&s->provider_is[id]);
}

static bool say_return(struct stream *s, const struct plan *p, struct spheron_command *out)
{
	uint32_t id = (uint32_t) p->id;
	uint8_t *is = p->x ? &s->fizz_is[id] : &s->provider_is[id];
	uint32_t owner = p->x ? owner_of_fizz(s->net, id) : owner_of_provider(s->net, id);

	*is &= (uint8_t) ~AWAY;
	if (p->x && (*is & GONE))
		return false;
	out->u.node_up = (struct spheron_args_node) { (uint8_t) p->x, id };
	return say_as(out, SPHERON_CMD_NODE_UP, p->y ? a_verifier(s) : owner);
}

static bool say_pause(struct stream *s, struct spheron_command *out)
{
	uint32_t id = a_fizz(s);

	if (s->fizz_is[id] & (PAUSED | GONE))
		return false;
	out->u.node_pause = (struct spheron_args_node) { SPHERON_NODE_FIZZ, id };
	return say_as(out, SPHERON_CMD_NODE_PAUSE, owner_of_fizz(s->net, id));
}

static bool say_resume(struct stream *s, const struct plan *p, struct spheron_command *out)
{
	uint32_t id = (uint32_t) p->id;

	if (!p->x || (s->fizz_is[id] & GONE))
		return false;
	s->fizz_is[id] &= (uint8_t) ~PAUSED;
	out->u.node_resume = (struct spheron_args_node) { SPHERON_NODE_FIZZ, id };
	return say_as(out, SPHERON_CMD_NODE_RESUME, owner_of_fizz(s->net, id));
}

/* ---- the market ---- */

/* Half an hour to a week, eight hours on average. */
static uint64_t duration_blocks(struct stream *s)
{
	static const struct {
		uint8_t share;
		uint16_t half_hours;
	} often[] = { { 20, 1 }, { 20, 2 }, { 18, 4 }, { 15, 8 }, { 12, 16 }, { 8, 24 }, { 5, 48 },
		{ 2, 336 } };
	uint64_t r = below(s, 100);
	unsigned i = 0;

	while (r >= often[i].share)
		r -= often[i++].share;
	return (uint64_t) often[i].half_hours * 1800 * 1000 / BLOCK_MS;
}

/* A price per block: 0.00002 of a token, and something for each thread and GPU. */
static struct spheron_u128 fair_price(uint32_t cpu, uint16_t gpus)
{
	return u128_of(UINT64_C(20000000000000) + cpu * UINT64_C(5000000000000) +
		       gpus * UINT64_C(100000000000000));
}

/* Seven in ten want a data centre, the others a home; two in five want GPUs. */
static bool say_order(struct stream *s, struct spheron_command *out)
{
	struct spheron_args_order_create *a = &out->u.order_create;
	bool home = chance(s, 30);
	uint32_t cpu = 1u << below(s, home ? 2 : 4);
	uint16_t gpus = chance(s, 40);

	*a = (struct spheron_args_order_create) { .mode = home ? SPHERON_MODE_FIZZ
							      : SPHERON_MODE_PROVIDER,
		.select = chance(s, 10),
		.token = chance(s, 15) ? SPHERON_SPON : SPHERON_USD,
		.blocks = duration_blocks(s),
		.tiers = 127,
		.cpu = cpu,
		.mem = cpu * 1024,
		.sto = cpu * 10,
		.max_slashes = UINT32_MAX };
	a->gpus = gpus;
	if (gpus)
		a->gpu = gpu_model((unsigned) below(s, home ? 5 : MODELS));
	if (chance(s, 50))
		a->region = region((unsigned) below(s, REGIONS));
	a->strict = a->region && !home && !gpus && chance(s, 60);
	if (chance(s, 20))
		a->min_uptime = 500000;
	a->max_price = fair_price(cpu, gpus);
	return say_as(out, SPHERON_CMD_ORDER_CREATE, a_tenant(s));
}

/* 75 to 100 % of what the tenant would pay, and at least what the home asks. */
static struct spheron_u128 bid_price(
	struct stream *s, const struct spheron_order_record *o, uint32_t fizz)
{
	struct spheron_u128 price = u128_div_down(u128_mul(o->max_price, 75 + below(s, 26)), 100),
			    ask;

	if (fizz) {
		ask = spheron_explain_ask(s->net->state, o->id, fizz);
		if (u128_lt(price, ask) && u128_le(ask, o->max_price))
			price = ask;
	}
	return price;
}

static bool admitted(const struct stream *s, const struct spheron_order_record *o,
	uint32_t provider, uint32_t fizz, struct spheron_u128 price)
{
	return spheron_explain_offer(s->net->state, o->id, provider, fizz, o->gpu, price) ==
	       SPHERON_NO_OBSTACLE;
}

/* Those among whom a bidder is to be found: the ones with the GPU, or in the region. */
static uint32_t candidates(
	const struct stream *s, const struct spheron_order_record *o, const uint32_t **list)
{
	*list = NULL;
	for (unsigned k = 0; o->gpus && k < MODELS; k++)
		if (gpu_model(k) == o->gpu) {
			*list = s->with_gpu[k];
			return s->n_with_gpu[k];
		}
	for (unsigned k = 0; o->strict && k < REGIONS; k++)
		if (region(k) == o->region) {
			*list = s->in_region[k];
			return s->n_in_region[k];
		}
	return s->net->providers;
}

/* Bidder number x of y: every y-th candidate, so that nobody bids twice; up to five are asked. */
static bool find_provider(struct stream *s, const struct plan *p,
	const struct spheron_order_record *o, struct spheron_args_bid_place *a)
{
	const uint32_t *list;
	uint32_t n = candidates(s, o, &list);
	/* one in fifty bids without looking */
	bool careless = below(s, 50) == 0;

	for (uint32_t k = p->x; k < n && k < p->y * 5u; k += p->y) {
		uint32_t at = (uint32_t) ((mixed(o->id, 11) % n + k) % n);

		a->provider = list ? list[at] : 1 + at;
		a->price = bid_price(s, o, 0);
		if (careless || admitted(s, o, a->provider, 0, a->price))
			return true;
	}
	return false;
}

/* A gateway bids for one of its homes. */
static bool find_fizz(struct stream *s, const struct plan *p, const struct spheron_order_record *o,
	struct spheron_args_bid_place *a)
{
	const struct network *net = s->net;
	uint32_t k = (uint32_t) ((mixed(o->id, 12) % net->gateways + p->x) % net->gateways);
	uint32_t from = net->member_from[k], n = net->member_from[k + 1] - from;

	if (p->x >= net->gateways || n == 0)
		return false;
	a->provider = gateway_id(k);
	for (unsigned tries = 0; tries < 12; tries++) {
		a->fizz = net->member[from + below(s, n)];
		a->price = bid_price(s, o, a->fizz);
		if (admitted(s, o, a->provider, a->fizz, a->price))
			return true;
	}
	return false;
}

static bool say_bid(struct stream *s, const struct plan *p, struct spheron_command *out)
{
	struct spheron_args_bid_place *a = &out->u.bid_place;
	struct spheron_record r;

	if (!find(s, SPHERON_RECORD_ORDER, p->id, &r) || r.u.order.closed)
		return false;
	*a = (struct spheron_args_bid_place) { .order = p->id, .gpu = r.u.order.gpu };
	if (r.u.order.mode == SPHERON_MODE_FIZZ ? !find_fizz(s, p, &r.u.order, a)
						: !find_provider(s, p, &r.u.order, a))
		return false;
	return say_as(out, SPHERON_CMD_BID_PLACE, owner_of_provider(s->net, a->provider));
}

static bool say_attest(struct stream *s, const struct plan *p, struct spheron_command *out)
{
	struct spheron_record r;

	/* an operator sees that a task is final */
	if (!find(s, SPHERON_RECORD_TASK, p->id, &r) || r.u.task.state != SPHERON_TASK_RUNNING)
		return false;
	out->u.avs_attest = (struct spheron_args_order_bid) { p->id, r.u.task.expected };
	return say_as(out, SPHERON_CMD_AVS_ATTEST, 1 + VERIFIERS + p->x);
}

/* The tenant takes the bid that scored best, or gives up. */
static bool say_choose(struct stream *s, const struct plan *p, struct spheron_command *out)
{
	struct spheron_record r;

	if (!find(s, SPHERON_RECORD_ORDER, p->id, &r) || r.u.order.state != SPHERON_ORDER_OPEN ||
		r.u.order.select != SPHERON_SELECT_TENANT || s->phase == PHASE_HOT)
		return false;
	if (r.u.order.expected) {
		out->u.order_choose = (struct spheron_args_order_bid) { p->id, r.u.order.expected };
		return say_as(out, SPHERON_CMD_ORDER_CHOOSE, r.u.order.tenant);
	}
	out->u.order_cancel.order = p->id;
	return say_as(out, SPHERON_CMD_ORDER_CANCEL, r.u.order.tenant);
}

/* ---- leases ---- */

static uint32_t supplier_of(const struct stream *s, const struct agreement *a)
{
	return a->fizz ? owner_of_fizz(s->net, a->fizz) : owner_of_provider(s->net, a->provider);
}

static bool say_settle(struct stream *s, struct spheron_command *out)
{
	const struct agreement *a;

	if (s->leases == 0)
		return false;
	a = &s->lease[below(s, s->leases)];
	out->u.lease_settle.lease = a->id;
	return say_as(out, SPHERON_CMD_LEASE_SETTLE, supplier_of(s, a));
}

static bool say_close(struct stream *s, const struct plan *p, struct spheron_command *out)
{
	const struct agreement *a = agreement_of(s, p->id);

	if (!a)
		return false;
	out->u.lease_close.lease = p->id;
	return say_as(out, SPHERON_CMD_LEASE_CLOSE, p->x ? supplier_of(s, a) : a->tenant);
}

/* The tenant wants the same for longer, and would pay a little more. */
static bool say_request(struct stream *s, struct spheron_command *out)
{
	struct spheron_args_update_request *u = &out->u.lease_update_request;
	const struct agreement *a;
	struct spheron_record r;

	if (s->leases == 0)
		return false;
	a = &s->lease[below(s, s->leases)];
	if (!find(s, SPHERON_RECORD_LEASE, a->id, &r))
		return false;
	*u = (struct spheron_args_update_request) { a->id,
		u128_div_down(u128_mul(r.u.lease.price, 21), 20), r.u.lease.blocks, r.u.lease.cpu,
		r.u.lease.mem, r.u.lease.sto, r.u.lease.gpus };
	plan_add(s, 60 + below(s, 600), TO_ACCEPT, a->id, 0, 0);
	return say_as(out, SPHERON_CMD_LEASE_UPDATE_REQUEST, a->tenant);
}

/* One in ten thinks better of it. */
static bool say_accept(struct stream *s, const struct plan *p, struct spheron_command *out)
{
	const struct agreement *a = agreement_of(s, p->id);
	struct spheron_record r;

	if (!a || !find(s, SPHERON_RECORD_LEASE, p->id, &r) || r.u.lease.upd != 1)
		return false;
	if (chance(s, 10)) {
		out->u.lease_update_cancel.lease = p->id;
		return say_as(out, SPHERON_CMD_LEASE_UPDATE_CANCEL, a->tenant);
	}
	plan_add(s, 10 + below(s, 60), TO_UPDATE, p->id, 0, 0);
	out->u.lease_update_accept.lease = p->id;
	return say_as(out, SPHERON_CMD_LEASE_UPDATE_ACCEPT, supplier_of(s, a));
}

static bool say_update(struct stream *s, const struct plan *p, struct spheron_command *out)
{
	const struct agreement *a = agreement_of(s, p->id);
	struct spheron_record r;

	if (!a || !find(s, SPHERON_RECORD_LEASE, p->id, &r) || r.u.lease.upd != 2)
		return false;
	out->u.lease_update = (struct spheron_args_update) { p->id, r.u.lease.u_price };
	return say_as(out, SPHERON_CMD_LEASE_UPDATE, supplier_of(s, a));
}

/* ---- money ---- */

static bool say_deposit(struct stream *s, struct spheron_command *out)
{
	out->u.escrow_deposit =
		(struct spheron_args_escrow) { SPHERON_USD, units(10 + below(s, 90), 6) };
	return say_as(out, SPHERON_CMD_ESCROW_DEPOSIT, a_tenant(s));
}

static bool say_withdraw(struct stream *s, struct spheron_command *out)
{
	out->u.escrow_withdraw =
		(struct spheron_args_escrow) { SPHERON_USD, units(1 + below(s, 9), 6) };
	return say_as(out, SPHERON_CMD_ESCROW_WITHDRAW, a_tenant(s));
}

static bool say_transfer(struct stream *s, struct spheron_command *out)
{
	out->u.token_transfer =
		(struct spheron_args_token_move) { SPHERON_SPON, a_tenant(s), units(1, 18) };
	return say_as(out, SPHERON_CMD_TOKEN_TRANSFER, a_tenant(s));
}

static bool say_mint(struct stream *s, struct spheron_command *out)
{
	out->u.token_mint =
		(struct spheron_args_token_move) { SPHERON_USD, a_tenant(s), units(100, 6) };
	return say_as(out, SPHERON_CMD_TOKEN_MINT, 0);
}

static bool has(const struct stream *s, unsigned bucket, uint64_t owner, unsigned token)
{
	return !u128_is_zero(spheron_bucket(s->net->state, bucket, owner, token));
}

static bool say_earn(struct stream *s, struct spheron_command *out)
{
	uint32_t provider = a_provider(s);
	uint8_t token = chance(s, 20) ? SPHERON_SPON : SPHERON_USD;

	if (!has(s, SPHERON_EARNED, provider, token))
		return false;
	out->u.earn_withdraw = (struct spheron_args_earn) { SPHERON_NODE_PROVIDER, provider,
		token };
	return say_as(out, SPHERON_CMD_EARN_WITHDRAW, owner_of_provider(s->net, provider));
}

static bool say_fizz_earn(struct stream *s, struct spheron_command *out)
{
	for (unsigned tries = 0; tries < 20; tries++) {
		uint32_t fizz = a_fizz(s);

		if (!has(s, SPHERON_FIZZ_EARNED, fizz, SPHERON_USD))
			continue;
		out->u.earn_withdraw =
			(struct spheron_args_earn) { SPHERON_NODE_FIZZ, fizz, SPHERON_USD };
		return say_as(out, SPHERON_CMD_EARN_WITHDRAW, owner_of_fizz(s->net, fizz));
	}
	return false;
}

static bool say_reward(struct stream *s, struct spheron_command *out)
{
	uint32_t provider = a_provider(s);

	if (!has(s, SPHERON_ACCRUED, provider, SPHERON_SPON))
		return false;
	out->u.reward_claim.provider = provider;
	return say_as(out, SPHERON_CMD_REWARD_CLAIM, owner_of_provider(s->net, provider));
}

static bool say_fizz_claim(struct stream *s, struct spheron_command *out)
{
	uint32_t fizz = a_fizz(s);

	if (!has(s, SPHERON_FIZZ_ACCRUED, fizz, SPHERON_SPON))
		return false;
	out->u.fizz_claim.fizz = fizz;
	return say_as(out, SPHERON_CMD_FIZZ_CLAIM, owner_of_fizz(s->net, fizz));
}

/* ---- stake ---- */

/* A delegator and one of its two providers (network.c). */
static uint32_t a_delegator(struct stream *s, uint32_t *provider)
{
	const struct network *net = s->net;
	uint32_t acct = net->first_delegator + (uint32_t) below(s, net->delegators);

	*provider = 1 + (uint32_t) (mixed(acct, 5) % net->providers + below(s, 2)) % net->providers;
	return acct;
}

static bool say_delegate(struct stream *s, struct spheron_command *out)
{
	uint32_t provider, acct = a_delegator(s, &provider);

	out->u.deleg_add = (struct spheron_args_stake) { provider, units(2, 18) };
	return say_as(out, SPHERON_CMD_DELEG_ADD, acct);
}

static bool say_undelegate(struct stream *s, struct spheron_command *out)
{
	uint32_t provider, acct = a_delegator(s, &provider);

	out->u.deleg_unbond = (struct spheron_args_deleg_unbond) { provider, units(2, 18) };
	return say_as(out, SPHERON_CMD_DELEG_UNBOND, acct);
}

static bool say_deleg_claim(struct stream *s, struct spheron_command *out)
{
	uint32_t provider, acct = a_delegator(s, &provider);

	out->u.deleg_claim.provider = provider;
	return say_as(out, SPHERON_CMD_DELEG_CLAIM, acct);
}

static bool say_stake(struct stream *s, struct spheron_command *out)
{
	uint32_t provider = a_provider(s);

	out->u.stake_add = (struct spheron_args_stake) { provider, units(5, 18) };
	return say_as(out, SPHERON_CMD_STAKE_ADD, owner_of_provider(s->net, provider));
}

static bool say_unstake(struct stream *s, struct spheron_command *out)
{
	uint32_t provider = a_provider(s);

	out->u.stake_unbond = (struct spheron_args_stake) { provider, units(2, 18) };
	return say_as(out, SPHERON_CMD_STAKE_UNBOND, owner_of_provider(s->net, provider));
}

/* ---- running a node ---- */

static bool say_commission(struct stream *s, struct spheron_command *out)
{
	uint32_t provider = a_provider(s);

	out->u.provider_commission =
		(struct spheron_args_commission) { provider, (uint16_t) (950 + 10 * below(s, 10)) };
	return say_as(out, SPHERON_CMD_PROVIDER_COMMISSION, owner_of_provider(s->net, provider));
}

/* A little more storage, everything else as it was. */
static bool say_attributes(struct stream *s, struct spheron_command *out)
{
	struct spheron_args_attrs *a = &out->u.provider_attrs;
	uint32_t provider = a_provider(s);

	machine_of_provider(provider, &a->attr);
	a->attr.sto += (uint32_t) below(s, 100);
	a->provider = provider;
	a->tokens = 3;
	a->gateway = provider % 10 == 1;
	return is_served(s, provider) &&
	       say_as(out, SPHERON_CMD_PROVIDER_ATTRS, owner_of_provider(s->net, provider));
}

static bool say_capacity(struct stream *s, struct spheron_command *out)
{
	struct spheron_args_fizz_capacity *a = &out->u.fizz_capacity;

	a->fizz = a_fizz(s);
	machine_of_fizz(a->fizz, &a->attr);
	a->attr.sto += (uint32_t) below(s, 100);
	return say_as(out, SPHERON_CMD_FIZZ_CAPACITY, owner_of_fizz(s->net, a->fizz));
}

static bool say_prices(struct stream *s, struct spheron_command *out)
{
	uint32_t fizz = a_fizz(s);

	out->u.fizz_prices = (struct spheron_args_fizz_prices) { fizz, 900000 + below(s, 200000),
		200000, 10000, 40000000 + below(s, 10000000) };
	return say_as(out, SPHERON_CMD_FIZZ_PRICES, owner_of_fizz(s->net, fizz));
}

static bool say_subnet(struct stream *s, struct spheron_command *out)
{
	uint32_t gateway = gateway_id((uint32_t) below(s, s->net->gateways));

	out->u.subnet_set = (struct spheron_args_subnet) { .provider = gateway,
		.gateway_bp = (uint16_t) (100 + below(s, 200)) };
	return say_as(out, SPHERON_CMD_SUBNET_SET, owner_of_provider(s->net, gateway));
}

static bool say_maintenance(struct stream *s, struct spheron_command *out)
{
	uint32_t provider = a_provider(s);

	out->u.maint_schedule = (struct spheron_args_maint) { provider,
		s->now + 3700 + below(s, 40000), 1800 + (uint32_t) below(s, 7200) };
	return say_as(out, SPHERON_CMD_MAINT_SCHEDULE, owner_of_provider(s->net, provider));
}

/* ---- challenges, votes, questions ---- */

static bool say_challenge(struct stream *s, struct spheron_command *out)
{
	uint32_t provider = a_provider(s);

	out->u.challenge_open =
		(struct spheron_args_challenge_open) { provider, (uint8_t) below(s, 4) };
	return is_served(s, provider) && say_as(out, SPHERON_CMD_CHALLENGE_OPEN, a_tenant(s));
}

static bool say_respond(struct stream *s, const struct plan *p, struct spheron_command *out)
{
	out->u.challenge_respond.challenge = (uint32_t) p->id;
	return say_as(out, SPHERON_CMD_CHALLENGE_RESPOND, owner_of_provider(s->net, p->x));
}

static bool say_judge(struct stream *s, const struct plan *p, struct spheron_command *out)
{
	out->u.challenge_judge = (struct spheron_args_judge) { (uint32_t) p->id, chance(s, 90) };
	return say_as(out, SPHERON_CMD_CHALLENGE_JUDGE, a_verifier(s));
}

static bool say_beacon(struct stream *s, struct spheron_command *out)
{
	for (unsigned i = 0; i < 32; i++)
		out->u.beacon_set.beacon.byte[i] = (uint8_t) below(s, 256);
	return say_as(out, SPHERON_CMD_BEACON_SET, a_verifier(s));
}

static bool say_question(struct stream *s, struct spheron_command *out)
{
	if (chance(s, 50)) {
		out->u.q_apr.provider = a_provider(s);
		return say_as(out, SPHERON_CMD_Q_APR, a_tenant(s));
	}
	out->u.q_rate = (struct spheron_args_node) { SPHERON_NODE_FIZZ, a_fizz(s) };
	return say_as(out, SPHERON_CMD_Q_RATE, a_tenant(s));
}

/* ---- newcomers ---- */

static bool say_open(struct stream *s, struct spheron_command *out)
{
	(void) s;
	return say_as(out, SPHERON_CMD_ACCOUNT_OPEN, 0);
}

static bool say_fund(struct stream *s, const struct plan *p, struct spheron_command *out)
{
	out->u.token_mint =
		(struct spheron_args_token_move) { SPHERON_ETH, (uint32_t) p->id, units(1, 16) };
	plan_add(s, 60, TO_JOIN, p->id, 0, 0);
	return say_as(out, SPHERON_CMD_TOKEN_MINT, 0);
}

static bool say_join(struct stream *s, const struct plan *p, struct spheron_command *out)
{
	struct spheron_args_fizz_register *a = &out->u.fizz_register;

	*a = (struct spheron_args_fizz_register) { .gateway = gateway_id(
							  (uint32_t) below(s, s->net->gateways)),
		.p_cpu = 1000000,
		.p_mem = 200000,
		.p_sto = 10000,
		.p_gpu = 45000000 };
	machine_of_fizz((uint32_t) p->id, &a->attr);
	return say_as(out, SPHERON_CMD_FIZZ_REGISTER, (uint32_t) p->id);
}

/* ---- how often ---- */

typedef bool say(struct stream *s, struct spheron_command *out);

enum { MARKET = 1, HOT = 2 };

static const struct {
	say *say;
	uint32_t per_day; /* in the reference network */
	uint8_t flags;
	const char *what, *why;
} habits[] = {
	{ say_proof_cpu, 115000, HOT, "proof.report, CPU",
		"PROOF-02 has one an hour for each provider" },
	{ say_proof_gpu, 69000, HOT, "proof.report, GPU",
		"the same for the three in five with GPUs" },
	{ say_proof_uptime, 115000, HOT, "proof.report, uptime", "a heartbeat an hour" },
	{ say_proof_region, 30000, HOT, "proof.report, region",
		"four-hourly: machines rarely move" },
	{ say_checks, 24000, HOT, "fizz.checks", "every home once an hour, fifty in a command" },
	{ say_fizz_down, 75000, HOT, "node.down, Fizz",
		"homes go away 1.5 times a day and come back" },
	{ say_provider_down, 500, HOT, "node.down, provider", "machines in racks every ten days" },
	{ say_pause, 1000, 0, "node.pause", "a fiftieth of the homes a day" },
	{ say_order, 20000, MARKET | HOT, "order.create",
		"the reference network; 3 to 11 bids each" },
	{ say_settle, 25000, MARKET, "lease.settle",
		"suppliers settle a running lease every six hours" },
	{ say_request, 1000, MARKET, "lease.update_request", "one lease in twenty is renewed" },
	{ say_deposit, 5000, MARKET, "escrow.deposit", "tenants top up every fourth order" },
	{ say_withdraw, 500, MARKET, "escrow.withdraw", "a tenth of that" },
	{ say_transfer, 1000, 0, "token.transfer", "SPON changes hands" },
	{ say_mint, 1000, 0, "token.mint", "credits come in from outside" },
	{ say_earn, 2500, MARKET, "earn.withdraw, provider", "every other day" },
	{ say_fizz_earn, 2000, MARKET, "earn.withdraw, Fizz", "those with income, now and then" },
	{ say_reward, 2500, 0, "reward.claim", "every other day" },
	{ say_fizz_claim, 5000, 0, "fizz.claim", "every ten days" },
	{ say_delegate, 500, 0, "deleg.add", "20,000 delegations, each touched every forty days" },
	{ say_deleg_claim, 2000, 0, "deleg.claim", "every ten days" },
	{ say_undelegate, 200, 0, "deleg.unbond", "one in a hundred a day" },
	{ say_stake, 100, 0, "stake.add", "every fifty days" },
	{ say_unstake, 50, 0, "stake.unbond", "every hundred days" },
	{ say_commission, 50, 0, "provider.commission", "every hundred days" },
	{ say_attributes, 50, 0, "provider.attrs", "every hundred days" },
	{ say_capacity, 250, 0, "fizz.capacity", "every 200 days" },
	{ say_prices, 2500, 0, "fizz.prices", "every twenty days" },
	{ say_subnet, 10, 0, "subnet.set", "every fifty days" },
	{ say_maintenance, 100, 0, "maint.schedule", "every fifty days" },
	{ say_challenge, 100, 0, "challenge.open", "one provider in fifty a day" },
	{ say_beacon, 144, 0, "beacon.set", "every ten minutes" },
	{ say_question, 500, 0, "q.apr, q.rate", "people who look before they delegate" },
	{ say_open, 100, 0, "account.open", "newcomers, who then register a home" },
};

#define HABITS (sizeof habits / sizeof habits[0])

static uint64_t weight_in(enum phase phase, unsigned i)
{
	if (phase == PHASE_HOT)
		return habits[i].flags & HOT ? habits[i].per_day : 0;
	if (phase == PHASE_MARKET && !(habits[i].flags & MARKET))
		return (habits[i].per_day + 7) / 8;
	return habits[i].per_day;
}

uint64_t habit_weight(enum phase phase)
{
	uint64_t sum = 0;

	for (unsigned i = 0; i < HABITS; i++)
		sum += weight_in(phase, i);
	return sum;
}

bool habit_say(struct stream *s, struct spheron_command *out)
{
	uint64_t r = below(s, s->weight[s->phase]);
	unsigned i = 0;

	while (r >= weight_in(s->phase, i))
		r -= weight_in(s->phase, i++);
	return habits[i].say(s, out);
}

unsigned stream_habits(const struct habit_line **lines)
{
	static struct habit_line line[HABITS];

	for (unsigned i = 0; i < HABITS; i++)
		line[i] = (struct habit_line) { habits[i].what, habits[i].why, habits[i].per_day };
	*lines = line;
	return HABITS;
}

bool plan_say(struct stream *s, const struct plan *p, struct spheron_command *out)
{
	switch ((enum intent) p->intent) {
	case TO_BID:
		return say_bid(s, p, out);
	case TO_ATTEST:
		return say_attest(s, p, out);
	case TO_CHOOSE:
		return say_choose(s, p, out);
	case TO_CLOSE:
		return say_close(s, p, out);
	case TO_ACCEPT:
		return say_accept(s, p, out);
	case TO_UPDATE:
		return say_update(s, p, out);
	case TO_RETURN:
		return say_return(s, p, out);
	case TO_RESUME:
		return say_resume(s, p, out);
	case TO_RESPOND:
		return say_respond(s, p, out);
	case TO_JUDGE:
		return say_judge(s, p, out);
	case TO_FUND:
		return say_fund(s, p, out);
	case TO_JOIN:
		return say_join(s, p, out);
	case N_INTENTS:
		break;
	}
	return false;
}
