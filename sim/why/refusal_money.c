/* Refusals because of money, prices, capacity and caps. */

#include "sim/why/refusal.h"

#include "sim/why/words.h"

#include <inttypes.h>

enum { PROV = SPHERON_NODE_PROVIDER, FIZZ = SPHERON_NODE_FIZZ };

const char *spon_words(const struct refused *x, wide v)
{
	return exact_words(x->state, SPHERON_SPON, v);
}

/* ---- tokens ---- */

static bool token_exists(const struct refused *x, unsigned token, bool *pays)
{
	struct spheron_record r;

	*pays = false;
	if (!spheron_find(x->state, SPHERON_RECORD_TOKEN, token, 0, 0, &r))
		return false;
	*pays = r.u.token.pay;
	return true;
}

static const char *token_refused(struct refused *x, unsigned token, bool must_pay, const char *rule)
{
	bool pays, exists = token_exists(x, token, &pays);

	BECAUSE(!exists, 1, "CMD-01", "token %u does not exist", token);
	BECAUSE(must_pay && !pays, 1, rule, "%s does not pay leases", token_words(token));
	return NULL;
}

const char *refused_bad_token(struct refused *x)
{
	const struct spheron_command *c = x->c;
	struct spheron_provider_record p;
	struct spheron_order_record o;

	if (c->verb == SPHERON_CMD_TOKEN_MINT)
		return token_refused(x, c->u.token_mint.token, false, "TOKEN-03");
	if (c->verb == SPHERON_CMD_TOKEN_TRANSFER)
		return token_refused(x, c->u.token_transfer.token, false, "TOKEN-04");
	if (c->verb == SPHERON_CMD_TREASURY_PAY)
		return token_refused(x, c->u.treasury_pay.token, false, "FEE-06");
	if (c->verb == SPHERON_CMD_ESCROW_DEPOSIT)
		return token_refused(x, c->u.escrow_deposit.token, true, "ESCROW-01");
	if (c->verb == SPHERON_CMD_ESCROW_WITHDRAW)
		return token_refused(x, c->u.escrow_withdraw.token, false, "ESCROW-02");
	if (c->verb == SPHERON_CMD_EARN_WITHDRAW)
		return token_refused(x, c->u.earn_withdraw.token, false, "FEE-05");
	if (c->verb == SPHERON_CMD_ORDER_CREATE)
		return token_refused(x, c->u.order_create.token, true, "ORDER-04");
	if (c->verb == SPHERON_CMD_BID_PLACE && order_of_command(x, &o) &&
			why_provider(x->state, c->u.bid_place.provider, &p))
		BECAUSE(!(p.tokens >> o.token & 1), 1, "BID-03",
				"the order pays in %s, which provider %" PRIu32 " does not accept",
				token_words(o.token), p.id);
	return NULL;
}

/* ---- balances ---- */

static const char *short_of_free(struct refused *x, unsigned token, wide needed, const char *rule)
{
	wide have = free_of(x, x->c->from, token);

	BECAUSE(wide_compare(have, needed) < 0, 1, rule,
			"free balance of account %" PRIu32 " is %s, needed %s", x->c->from,
			exact_words(x->state, token, have),
			exact_money_words(x->state, token, needed));
	return NULL;
}

const char *refused_no_funds(struct refused *x)
{
	const struct spheron_command *c = x->c;
	wide have;

	if (c->verb == SPHERON_CMD_TOKEN_TRANSFER)
		return short_of_free(x, c->u.token_transfer.token, c->u.token_transfer.amount,
				"TOKEN-04");
	if (c->verb == SPHERON_CMD_POOL_FUND)
		return short_of_free(x, SPHERON_SPON, c->u.pool_fund.amount, "LIVE-09");
	if (c->verb == SPHERON_CMD_ESCROW_DEPOSIT)
		return short_of_free(x, c->u.escrow_deposit.token, c->u.escrow_deposit.amount,
				"ESCROW-01");
	if (c->verb == SPHERON_CMD_STAKE_ADD)
		return short_of_free(x, SPHERON_SPON, c->u.stake_add.amount, "STAKE-01");
	if (c->verb == SPHERON_CMD_DELEG_ADD)
		return short_of_free(x, SPHERON_SPON, c->u.deleg_add.amount, "DELEG-01");
	if (c->verb == SPHERON_CMD_AVS_REGISTER)
		return short_of_free(x, SPHERON_ETH, c->u.avs_register.amount, "AVS-01");
	if (c->verb == SPHERON_CMD_CHALLENGE_OPEN)
		return short_of_free(x, SPHERON_SPON, param_wide(x, SPHERON_P_CHALLENGE_BOND),
				"PROOF-06");
	if (c->verb == SPHERON_CMD_FIZZ_REGISTER)
		return short_of_free(x, SPHERON_ETH, param_wide(x, SPHERON_P_FIZZ_FEE), "FIZZ-01");
	if (c->verb == SPHERON_CMD_PROP_SUBMIT || c->verb == SPHERON_CMD_PROVIDER_REGISTER ||
			c->verb == SPHERON_CMD_PROVIDER_ATTRS)
		return short_of_free(x, SPHERON_SPON, param_wide(x, SPHERON_P_PROPOSAL_DEPOSIT),
				"GOV-02");
	if (c->verb != SPHERON_CMD_TREASURY_PAY)
		return NULL;
	have = spheron_bucket(x->state, SPHERON_TREASURY, 0, c->u.treasury_pay.token);
	BECAUSE(wide_compare(have, c->u.treasury_pay.amount) < 0, 1, "FEE-06",
			"the treasury has %s, needed %s",
			exact_words(x->state, c->u.treasury_pay.token, have),
			exact_money_words(x->state, c->u.treasury_pay.token,
					c->u.treasury_pay.amount));
	return NULL;
}

static const char *short_of_escrow(struct refused *x, uint32_t acct, unsigned token, wide refund,
		wide needed, const char *rule)
{
	wide have = spheron_bucket(x->state, SPHERON_ESCROW, acct, token);

	BECAUSE(wide_compare(wide_sum(have, refund), needed) < 0, 1, rule,
			"unlocked escrow of account %" PRIu32 " is %s%s, needed %s", acct,
			exact_words(x->state, token, have),
			wide_is_zero(refund)
					? ""
					: words(" and the refund would be %s",
							  exact_words(x->state, token, refund)),
			exact_money_words(x->state, token, needed));
	return NULL;
}

/* [ESCROW-05] What an old lock gives back when the lease settles now. */
static wide refund_of(const struct refused *x, const struct spheron_lease_record *l)
{
	uint64_t elapsed = spheron_clock(x->state).b - l->start_b;
	wide gross, locked = spheron_bucket(x->state, SPHERON_LOCKED, l->id, l->token), user;

	if (elapsed > l->blocks)
		elapsed = l->blocks;
	gross = wide_share(l->price, wide_of(elapsed),
			wide_power_of_ten(18 - token_decimals(x->state, l->token)));
	user = wide_less(wide_bp(gross, l->user_bp), wide_bp(l->settled, l->user_bp));
	return wide_less(locked, wide_sum(wide_less(gross, l->settled), user));
}

const char *refused_no_escrow(struct refused *x)
{
	const struct spheron_args_order_create *a = &x->c->u.order_create;
	const struct spheron_command *c = x->c;
	struct spheron_order_record o;
	struct spheron_lease_record l;
	struct spheron_bid_record b;
	uint64_t bid;

	if (c->verb == SPHERON_CMD_ESCROW_WITHDRAW)
		return short_of_escrow(x, c->from, c->u.escrow_withdraw.token, wide_of(0),
				c->u.escrow_withdraw.amount, "ESCROW-02");
	if (c->verb == SPHERON_CMD_ORDER_CREATE)
		return short_of_escrow(x, c->from, a->token, wide_of(0),
				spheron_explain_lock(x->state, a->token, a->max_price, a->blocks),
				"ORDER-04, ESCROW-03");
	if (lease_of_command(x, &l))
		return short_of_escrow(x, l.tenant, l.token, refund_of(x, &l),
				spheron_explain_lock(x->state, l.token, c->u.lease_update.price,
						l.u_blocks),
				"LEASE-08, ESCROW-03");
	if (order_of_command(x, &o) && names_bid(c, &bid) && why_bid(x->state, bid, &b))
		return short_of_escrow(x, o.tenant, o.token, wide_of(0),
				spheron_explain_lock(x->state, o.token, b.price, o.blocks),
				"MATCH-11, ESCROW-03");
	return NULL;
}

/* ---- stake and votes ---- */

static bool delegation(const struct refused *x, uint32_t provider, wide *shares)
{
	struct spheron_record r;

	*shares = wide_of(0);
	if (!spheron_find(x->state, SPHERON_RECORD_DELEGATION, provider, x->c->from, 0, &r))
		return false;
	*shares = r.u.delegation.shares;
	return true;
}

static const char *no_votes(struct refused *x)
{
	struct spheron_proposal_record p;

	if (!why_proposal(x->state, x->c->u.prop_vote.prop, &p))
		return NULL;
	BECAUSE(p.vote_mode == 1, 1, "GOV-05",
			"the council votes on proposal %" PRIu32 ", and account %" PRIu32
			" is not in it",
			p.id, x->c->from);
	return because(x, 1, "GOV-05",
			words("account %" PRIu32
			      " has neither own stake nor a delegation worth anything, so no "
			      "voting power",
					x->c->from));
}

const char *refused_no_stake(struct refused *x)
{
	const struct spheron_command *c = x->c;
	wide shares, stake;

	if (c->verb == SPHERON_CMD_PROP_VOTE)
		return no_votes(x);
	if (c->verb == SPHERON_CMD_STAKE_UNBOND) {
		stake = why_spon(x->state, SPHERON_STAKE, c->u.stake_unbond.provider);
		BECAUSE(wide_compare(stake, c->u.stake_unbond.amount) < 0, 1, "STAKE-04",
				"own stake is %s, asked for %s SPON", spon_words(x, stake),
				spon_words(x, c->u.stake_unbond.amount));
	}
	if (c->verb == SPHERON_CMD_DELEG_UNBOND) {
		bool there = delegation(x, c->u.deleg_unbond.provider, &shares);

		BECAUSE(!there, 1, "DELEG-04",
				"account %" PRIu32 " has no delegation to provider %" PRIu32,
				c->from, c->u.deleg_unbond.provider);
		BECAUSE(wide_compare(shares, c->u.deleg_unbond.shares) < 0, 1, "DELEG-04",
				"it holds %s shares, asked for %s", spon_words(x, shares),
				spon_words(x, c->u.deleg_unbond.shares));
	}
	if (c->verb == SPHERON_CMD_DELEG_CLAIM)
		BECAUSE(!delegation(x, c->u.deleg_claim.provider, &shares), 1, "DELEG-08",
				"account %" PRIu32 " has no delegation to provider %" PRIu32,
				c->from, c->u.deleg_claim.provider);
	return NULL;
}

const char *refused_nothing(struct refused *x)
{
	const struct spheron_command *c = x->c;
	struct spheron_provider_record g;
	struct spheron_lease_record l;
	struct spheron_fizz_record f;

	if (c->verb == SPHERON_CMD_REWARD_CLAIM)
		BECAUSE(wide_is_zero(why_spon(
					x->state, SPHERON_ACCRUED, c->u.reward_claim.provider)),
				1, "LIVE-11", "provider %" PRIu32 " has no unclaimed reward",
				c->u.reward_claim.provider);
	if (c->verb == SPHERON_CMD_FIZZ_CLAIM)
		BECAUSE(wide_is_zero(why_spon(
					x->state, SPHERON_FIZZ_ACCRUED, c->u.fizz_claim.fizz)),
				1, "LIVE-11", "Fizz node %" PRIu32 " has no unclaimed reward",
				c->u.fizz_claim.fizz);
	if (c->verb == SPHERON_CMD_EARN_WITHDRAW)
		BECAUSE(wide_is_zero(spheron_bucket(x->state,
					c->u.earn_withdraw.kind == FIZZ ? SPHERON_FIZZ_EARNED
									: SPHERON_EARNED,
					c->u.earn_withdraw.id, c->u.earn_withdraw.token)),
				1, "FEE-05", "%s has no income in %s to withdraw",
				node_words(c->u.earn_withdraw.kind, c->u.earn_withdraw.id),
				token_words(c->u.earn_withdraw.token));
	if (c->verb == SPHERON_CMD_DELEG_CLAIM)
		return because(x, 1, "DELEG-08",
				"nothing has accrued to these shares since the last claim");
	if (c->verb == SPHERON_CMD_SUBNET_OBJECT &&
			why_fizz(x->state, c->u.subnet_object.fizz, &f) &&
			why_provider(x->state, f.gateway, &g))
		BECAUSE(!g.subnet_next, 1, "GATE-05",
				"gateway %" PRIu32 " has announced no new values", f.gateway);
	if (lease_of_command(x, &l))
		return because(x, 1, "ESCROW-07",
				words("no new unit of %s is due that pays its own fees",
						token_words(l.token)));
	return NULL;
}

/* ---- prices ---- */

/* [PRICE-04] */
static const char *below_floor(struct refused *x, unsigned token, wide price, uint64_t blocks)
{
	unsigned decimals = token_decimals(x->state, token);
	wide cost = wide_share(price, wide_of(blocks), wide_power_of_ten(18 - decimals));
	wide floor = wide_share(wide_power_of_ten(decimals), param_wide(x, SPHERON_P_MIN_ORDER_PPM),
			wide_of(1000000));

	if (wide_is_zero(floor))
		floor = wide_of(1);
	BECAUSE(wide_compare(cost, floor) < 0, 1, "PRICE-04",
			"%" PRIu64 " blocks at this price cost %s, at least %s must be at stake",
			blocks, exact_words(x->state, token, cost),
			exact_money_words(x->state, token, floor));
	return NULL;
}

/* [FIZZ-06] */
static wide ask_of(const struct refused *x, const struct spheron_fizz_record *f, uint32_t cpu,
		uint32_t mem, uint32_t sto, uint32_t gpus)
{
	uint64_t month = UINT64_C(2592000000) / param_of(x, SPHERON_P_BLOCK_TIME_MS);
	wide sum = wide_times(wide_of(f->p_cpu), cpu), up;

	wide_add_to(&sum, wide_share(wide_of(f->p_mem), wide_of(mem), wide_of(1024)));
	wide_add_to(&sum, wide_times(wide_of(f->p_sto), sto));
	wide_add_to(&sum, wide_times(wide_of(f->p_gpu), gpus));
	up = wide_sum(wide_times(sum, UINT64_C(1000000000000)), wide_of(month - 1));
	return wide_share(up, wide_of(1), wide_of(month));
}

static const char *below_ask(struct refused *x, const struct spheron_fizz_record *f, wide ask,
		wide price, const char *rule)
{
	BECAUSE(wide_compare(price, ask) < 0, 1, rule,
			"%s USD an hour are offered, Fizz node %" PRIu32 " asks %s (%s a block)",
			hourly_words(x->state, price), f->id, hourly_words(x->state, ask),
			units_words(ask));
	return NULL;
}

const char *refused_price_high(struct refused *x)
{
	struct spheron_order_record o;
	struct spheron_lease_record l;

	if (x->c->verb == SPHERON_CMD_BID_PLACE && order_of_command(x, &o))
		BECAUSE(wide_compare(x->c->u.bid_place.price, o.max_price) > 0, 1, "BID-04",
				"%s an hour are asked, the order pays at most %s",
				hourly_words(x->state, x->c->u.bid_place.price),
				price_words(x->state, o.token, o.max_price));
	if (lease_of_command(x, &l))
		BECAUSE(wide_compare(x->c->u.lease_update.price, l.u_price) > 0, 1, "LEASE-08",
				"%s an hour are asked, the request admits at most %s",
				hourly_words(x->state, x->c->u.lease_update.price),
				price_words(x->state, l.token, l.u_price));
	return NULL;
}

const char *refused_price_low(struct refused *x)
{
	const struct spheron_command *c = x->c;
	struct spheron_order_record o;
	struct spheron_lease_record l;
	struct spheron_fizz_record f;
	const char *why;

	if (c->verb == SPHERON_CMD_ORDER_CREATE)
		return below_floor(x, c->u.order_create.token, c->u.order_create.max_price,
				c->u.order_create.blocks);
	if (c->verb == SPHERON_CMD_BID_PLACE && order_of_command(x, &o)) {
		why = below_floor(x, o.token, c->u.bid_place.price, o.blocks);
		if (why || !why_fizz(x->state, c->u.bid_place.fizz, &f))
			return why;
		return below_ask(x, &f, spheron_explain_ask(x->state, o.id, f.id),
				c->u.bid_place.price, "BID-04, FIZZ-06");
	}
	if (!lease_of_command(x, &l))
		return NULL;
	why = below_floor(x, l.token, c->u.lease_update.price, l.u_blocks);
	if (why || !why_fizz(x->state, l.fizz, &f))
		return why;
	return below_ask(x, &f, ask_of(x, &f, l.u_cpu, l.u_mem, l.u_sto, l.u_gpus),
			c->u.lease_update.price, "LEASE-12, FIZZ-06");
}

/* ---- filters and capacity ---- */

/* The offer that a bid command makes, or that a matching command picks. */
static bool offer_of_command(const struct refused *x, struct offer *offer)
{
	const struct spheron_args_bid_place *a = &x->c->u.bid_place;
	struct spheron_bid_record b;
	uint64_t bid;

	if (x->c->verb == SPHERON_CMD_BID_PLACE) {
		*offer = (struct offer){ a->provider, a->fizz, a->gpu, a->price };
		return true;
	}
	if (!names_bid(x->c, &bid) || !why_bid(x->state, bid, &b))
		return false;
	*offer = (struct offer){ b.provider, b.fizz, b.gpu, b.price };
	return true;
}

static const char *attest_filtered(struct refused *x)
{
	const struct spheron_args_order_bid *a = &x->c->u.avs_attest;
	struct spheron_bid_record b;

	BECAUSE(!why_bid(x->state, a->bid, &b) || b.order != a->order, 1, "AVS-04",
			"bid %" PRIu64 " is no bid on order %" PRIu64, a->bid, a->order);
	BECAUSE(!b.eligible, 1, "AVS-04", "bid %" PRIu64 " was not eligible when the window closed",
			a->bid);
	return NULL;
}

const char *refused_filtered(struct refused *x)
{
	struct spheron_order_record o;
	enum spheron_obstacle found;
	struct offer offer;

	if (x->c->verb == SPHERON_CMD_AVS_ATTEST)
		return attest_filtered(x);
	if (!order_of_command(x, &o) || !offer_of_command(x, &offer))
		return NULL;
	found = spheron_explain_offer(
			x->state, o.id, offer.provider, offer.fizz, offer.gpu, offer.price);
	if (found == SPHERON_NO_OBSTACLE || found == SPHERON_CAPACITY || found == SPHERON_UNFUNDED)
		return NULL;
	return because(x, 1, offer_obstacle_rule(found),
			offer_obstacle_words(x->state, &o, &offer, found));
}

/* [REG-08] New attributes that do not cover what leases use. */
static const char *not_covered(struct refused *x, unsigned kind, uint32_t id, const char *rule)
{
	const struct spheron_attr *a = attr_of(x->c);
	struct spheron_provider_record p = { 0 };
	struct spheron_fizz_record f = { 0 };
	uint32_t cpu, mem, sto;

	if (kind == PROV)
		why_provider(x->state, id, &p);
	else
		why_fizz(x->state, id, &f);
	cpu = kind == PROV ? p.used_cpu : f.used_cpu;
	mem = kind == PROV ? p.used_mem : f.used_mem;
	sto = kind == PROV ? p.used_sto : f.used_sto;
	BECAUSE(cpu > a->cpu, 1, rule, "leases use %" PRIu32 " threads, %" PRIu32 " would remain",
			cpu, a->cpu);
	BECAUSE(mem > a->mem, 1, rule, "leases use %" PRIu32 " MB, %" PRIu32 " would remain", mem,
			a->mem);
	BECAUSE(sto > a->sto, 1, rule, "leases use %" PRIu32 " GB, %" PRIu32 " would remain", sto,
			a->sto);
	for (uint32_t model = 1; model <= UINT16_MAX; model++) {
		struct spheron_record g;
		uint32_t left = 0;

		if (!spheron_find(x->state, SPHERON_RECORD_GPU, kind, id, model, &g))
			continue;
		for (uint32_t i = 0; i < a->gpus.count && i < SPHERON_GPU_LINES_MAX; i++)
			if (a->gpus.item[i].model == model)
				left = a->gpus.item[i].count;
		BECAUSE(g.u.gpu.used > left, 1, rule,
				"leases use %u x %s, %" PRIu32 " would remain", g.u.gpu.used,
				gpu_words(model), left);
	}
	return NULL;
}

/* [FIZZ-03] */
static const char *below_subnet(
		struct refused *x, uint32_t gateway, uint32_t cpu, uint32_t mem, uint32_t gpus)
{
	struct spheron_provider_record g;

	if (!why_provider(x->state, gateway, &g))
		return NULL;
	BECAUSE(cpu < g.subnet_cpu, 1, "FIZZ-03",
			"%" PRIu32 " threads, the subnet wants at least %" PRIu32, cpu,
			g.subnet_cpu);
	BECAUSE(mem < g.subnet_mem, 1, "FIZZ-03",
			"%" PRIu32 " MB of memory, the subnet wants at least %" PRIu32, mem,
			g.subnet_mem);
	BECAUSE(gpus < g.subnet_gpus, 1, "FIZZ-03",
			"%" PRIu32 " GPUs, the subnet wants at least %u", gpus, g.subnet_gpus);
	return NULL;
}

const char *refused_no_capacity(struct refused *x)
{
	const struct spheron_command *c = x->c;
	struct spheron_order_record o;
	struct spheron_lease_record l;
	struct spheron_fizz_record f;
	struct spheron_rate r;
	struct offer offer;
	const char *why;

	if (c->verb == SPHERON_CMD_PROVIDER_ATTRS)
		return not_covered(x, PROV, c->u.provider_attrs.provider, "REG-08");
	if (c->verb == SPHERON_CMD_FIZZ_CAPACITY)
		return not_covered(x, FIZZ, c->u.fizz_capacity.fizz, "FIZZ-07");
	if (c->verb == SPHERON_CMD_FIZZ_REGISTER)
		return below_subnet(x, c->u.fizz_register.gateway, c->u.fizz_register.attr.cpu,
				c->u.fizz_register.attr.mem,
				attr_gpu_count(&c->u.fizz_register.attr));
	if (c->verb == SPHERON_CMD_FIZZ_RELINK && why_fizz(x->state, c->u.fizz_relink.fizz, &f) &&
			spheron_explain_rate(x->state, SPHERON_NODE_FIZZ, f.id, &r))
		return below_subnet(x, c->u.fizz_relink.gateway, f.cpu, f.mem, r.gpus);
	if (lease_of_command(x, &l)) {
		why = capacity_words(x->state, l.fizz ? FIZZ : PROV, l.fizz ? l.fizz : l.provider,
				l.u_cpu, l.u_mem, l.u_sto, l.gpu, l.u_gpus, &l);
		return why ? because(x, 1, "LEASE-08", why) : NULL;
	}
	if (!order_of_command(x, &o) || !offer_of_command(x, &offer))
		return NULL;
	why = capacity_words(x->state, offer_kind(&offer), offer_node(&offer), o.cpu, o.mem, o.sto,
			offer.gpu, o.gpus, NULL);
	return why ? because(x, 1, "BID-06", why) : NULL;
}
