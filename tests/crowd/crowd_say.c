/* What each command says when somebody of the crowd gives it. */

#include "tests/crowd/crowd_parts.h"

#include "tests/crowd/crowd_look.h"

#include <string.h>

static void say_nothing(struct crowd *c, const struct spheron *st, struct spheron_command *out)
{
	out->from = an_account(c, st);
}

static void say_account_open(struct crowd *c, const struct spheron *st, struct spheron_command *out)
{
	out->from = an_official(c, st);
}

static void say_role_set(struct crowd *c, const struct spheron *st, struct spheron_command *out)
{
	out->from = an_official(c, st);
	out->u.role_set.acct = an_account(c, st);
	out->u.role_set.roles = (uint8_t) (chance(c, 80) ? ONE_OF(c, 0, 2, 16, 18) : below(c, 70));
}

static void say_token_add(struct crowd *c, const struct spheron *st, struct spheron_command *out)
{
	out->from = an_official(c, st);
	out->u.token_add.decimals = (uint8_t) ONE_OF(c, 0, 6, 12, 18, 19);
	out->u.token_add.pay = (uint8_t) ONE_OF(c, 0, 1, 1, 1, 2);
}

static uint8_t a_token(struct crowd *c)
{
	return (uint8_t) (odd(c, 20) ? below(c, 9) : ONE_OF(c, 0, 0, 0, 1, 1, 2));
}

static void say_token_mint(struct crowd *c, const struct spheron *st, struct spheron_command *out)
{
	struct spheron_args_token_move *a = &out->u.token_mint;

	out->from = an_official(c, st);
	a->token = a_token(c);
	a->to = an_account(c, st);
	if (a->token == SPHERON_USD)
		a->amount = tens(1 + below(c, 9), c->poor ? 5 : 10);
	else
		a->amount = tens(1 + below(c, 9), c->poor ? 18 : 22);
	if (odd(c, 6))
		a->amount = near(c, tens(1, 30));
}

static void say_token_transfer(struct crowd *c, const struct spheron *st, struct spheron_command *out)
{
	struct spheron_args_token_move *a = &out->u.token_transfer;

	out->from = an_account(c, st);
	a->token = a_token(c);
	a->to = an_account(c, st);
	a->amount = near(c, spheron_bucket(st, SPHERON_FREE, out->from, a->token));
}

static void say_pool_fund(struct crowd *c, const struct spheron *st, struct spheron_command *out)
{
	out->from = an_account(c, st);
	out->u.pool_fund.amount = near(c, spheron_bucket(st, SPHERON_FREE, out->from, SPHERON_SPON));
}

static void say_treasury_pay(struct crowd *c, const struct spheron *st, struct spheron_command *out)
{
	struct spheron_args_token_move *a = &out->u.treasury_pay;

	out->from = an_official(c, st);
	a->token = a_token(c);
	a->to = an_account(c, st);
	a->amount = near(c, spheron_bucket(st, SPHERON_TREASURY, 0, a->token));
}

static void say_beacon_set(struct crowd *c, const struct spheron *st, struct spheron_command *out)
{
	out->from = an_official(c, st);
	for (unsigned i = 0; i < 32; i++)
		out->u.beacon_set.beacon.byte[i] = (uint8_t) below(c, 256);
}

static void say_release_set(struct crowd *c, const struct spheron *st, struct spheron_command *out)
{
	uint32_t version = meta(st).version;

	out->from = an_official(c, st);
	out->u.release_set.version = (uint32_t) ONE_OF(c, version, version + 1, version + 1,
			version + 2, version + 1001);
}

static void say_escrow_deposit(struct crowd *c, const struct spheron *st, struct spheron_command *out)
{
	out->u.escrow_deposit.token = (uint8_t) (c->sensible ? chance(c, 20) : a_token(c));
	out->from = a_holder(c, st, SPHERON_FREE, out->u.escrow_deposit.token);
	out->u.escrow_deposit.amount = near(c, spheron_bucket(st, SPHERON_FREE, out->from,
			out->u.escrow_deposit.token));
}

static void say_escrow_withdraw(struct crowd *c, const struct spheron *st, struct spheron_command *out)
{
	out->from = an_account(c, st);
	out->u.escrow_withdraw.token = a_token(c);
	out->u.escrow_withdraw.amount = near(c, spheron_bucket(st, SPHERON_ESCROW, out->from,
			out->u.escrow_withdraw.token));
}

static void say_provider_register(struct crowd *c, const struct spheron *st,
		struct spheron_command *out)
{
	struct spheron_args_register *a = &out->u.provider_register;

	struct spheron_record r;

	/* One provider an account: mostly somebody who has none. */
	for (unsigned i = 0; i < 4; i++) {
		out->from = an_account(c, st);
		for (uint32_t id = 1; id <= providers(st); id++)
			if (spheron_find(st, SPHERON_RECORD_PROVIDER, id, 0, 0, &r)
					&& r.u.provider.owner == out->from && c->sensible)
				out->from = an_account(c, st);
	}
	some_attributes(c, &a->attr);
	a->tokens = (uint8_t) (odd(c, 20) ? ONE_OF(c, 0, 4, 128) : ONE_OF(c, 1, 3, 3, 3, 2));
	a->gateway = (uint8_t) (odd(c, 10) ? 2 : !chance(c, 20));
}

static void say_provider_attrs(struct crowd *c, const struct spheron *st, struct spheron_command *out)
{
	struct spheron_args_attrs *a = &out->u.provider_attrs;

	a->provider = a_provider(c, st);
	out->from = owner_of(c, st, 0, a->provider);
	some_attributes(c, &a->attr);
	a->tokens = (uint8_t) ONE_OF(c, 1, 3, 3, 3);
	a->gateway = (uint8_t) ONE_OF(c, 0, 1, 1, 1);
}

static void say_provider_commission(struct crowd *c, const struct spheron *st,
		struct spheron_command *out)
{
	struct spheron_args_commission *a = &out->u.provider_commission;
	struct spheron_record r;

	a->provider = a_provider(c, st);
	out->from = owner_of(c, st, 0, a->provider);
	a->bp = (uint16_t) ONE_OF(c, 0, 10000, 10001);
	if (!odd(c, 20) && spheron_find(st, SPHERON_RECORD_PROVIDER, a->provider, 0, 0, &r))
		a->bp = (uint16_t) (r.u.provider.commission_bp + below(c, 103));
}

static void say_provider_upgrade(struct crowd *c, const struct spheron *st,
		struct spheron_command *out)
{
	out->u.provider_upgrade.provider = a_provider(c, st);
	out->from = owner_of(c, st, 0, out->u.provider_upgrade.provider);
	out->u.provider_upgrade.version = (uint32_t) (meta(st).version + 1 - below(c, 3));
}

static void say_as_verifier(struct crowd *c, const struct spheron *st, struct spheron_command *out)
{
	out->from = an_official(c, st);
	out->u.provider_suspend.provider = a_provider(c, st);
}

/* Prefers suspended providers: they should come back. */
static void say_provider_reinstate(struct crowd *c, const struct spheron *st,
		struct spheron_command *out)
{
	struct spheron_record r;

	for (unsigned i = 0; i < 4; i++) {
		say_as_verifier(c, st, out);
		if (spheron_find(st, SPHERON_RECORD_PROVIDER, out->u.provider_reinstate.provider, 0, 0,
				    &r)
				&& r.u.provider.status == SPHERON_SUSPENDED)
			break;
	}
}

/* For commands of a provider's owner that name it alone. */
static void say_as_owner(struct crowd *c, const struct spheron *st, struct spheron_command *out)
{
	out->u.provider_exit.provider = a_provider(c, st);
	out->from = owner_of(c, st, 0, out->u.provider_exit.provider);
}

static void say_trust_set(struct crowd *c, const struct spheron *st, struct spheron_command *out)
{
	out->from = an_official(c, st);
	out->u.trust_set.provider = a_provider(c, st);
	out->u.trust_set.tier = (uint8_t) below(c, 8);
}

static const char *const proposed_names[] = { "auto_approve", "vote_s", "unbonding_s", "quorum_bp",
	"vote_mode", "matcher_mode", "avs_min_stake", "require_stake", "min_stake_cpu",
	"emission_per_era", "settle_mode", "cooldown_s", "era_s", "trust_keep.6", "gpu_mult.10",
	"gpu_mult.11", "nothing", "verify_first", "orders_max", "inflation_bp", "prov_cpu_base" };

static void say_prop_submit(struct crowd *c, const struct spheron *st, struct spheron_command *out)
{
	struct spheron_args_prop_submit *a = &out->u.prop_submit;
	const char *name = proposed_names[below(c, sizeof proposed_names / sizeof *proposed_names)];
	int id = spheron_param_find(name, strlen(name));
	struct spheron_param_info info;

	out->from = an_account(c, st);
	a->kind = (uint8_t) (odd(c, 10) ? ONE_OF(c, 0, 1, 7) : 2 + below(c, 5));
	a->name = (struct spheron_text) { name, strlen(name), 0 };
	a->value = wide(meta(st).version + 1);
	if (a->kind == SPHERON_PROPOSE_PARAM && id >= 0) {
		spheron_param_info((unsigned) id, &info);
		a->value = chance(c, 60) ? near(c, spheron_param(st, (unsigned) id))
				: chance(c, 50) ? info.min
						: info.max;
	}
	a->target = chance(c, 80) ? a_provider(c, st) : a_fizz(c, st);
	a->fizz = (uint8_t) (odd(c, 10) ? 2 : chance(c, 30));
	a->bp = (uint16_t) (odd(c, 10) ? 10001 : ONE_OF(c, 0, 100, 5000, 10000));
	some_harmed(c, st, &a->harmed);
}

static void say_prop_vote(struct crowd *c, const struct spheron *st, struct spheron_command *out)
{
	out->from = an_account(c, st);
	out->u.prop_vote.prop = (uint32_t) a_live(c, st, SPHERON_RECORD_PROPOSAL,
			meta(st).next_prop, 20, any);
	out->u.prop_vote.choice = (uint8_t) (odd(c, 10) ? 3 : ONE_OF(c, 1, 1, 1, 1, 1, 1, 0, 2));
}

static void say_stake_add(struct crowd *c, const struct spheron *st, struct spheron_command *out)
{
	out->u.stake_add.provider = a_provider_in(c, st, SPHERON_REGISTERED, false);
	out->from = owner_of(c, st, 0, out->u.stake_add.provider);
	out->u.stake_add.amount = near(c, spheron_bucket(st, SPHERON_FREE, out->from, SPHERON_SPON));
}

static void say_stake_unbond(struct crowd *c, const struct spheron *st, struct spheron_command *out)
{
	struct spheron_args_stake *a = &out->u.stake_unbond;

	a->provider = a_provider(c, st);
	out->from = owner_of(c, st, 0, a->provider);
	a->amount = near(c, spheron_bucket(st, SPHERON_STAKE, a->provider, SPHERON_SPON));
	if (chance(c, 30))
		a->amount = spheron_param(st, SPHERON_P_MIN_DELEGATION);
}

static void say_deleg_add(struct crowd *c, const struct spheron *st, struct spheron_command *out)
{
	struct spheron_args_stake *a = &out->u.deleg_add;

	a->provider = a_provider_in(c, st, SPHERON_ACTIVE, false);
	out->from = a_holder(c, st, SPHERON_FREE, SPHERON_SPON);
	a->amount = near(c, spheron_bucket(st, SPHERON_FREE, out->from, SPHERON_SPON));
	if (chance(c, 40))
		a->amount = spheron_param(st, SPHERON_P_MIN_DELEGATION);
	else if (chance(c, 20))
		a->amount = near(c, spheron_param(st, SPHERON_P_MIN_DELEGATION));
}

/* Somebody who has delegated to the provider, if one is found soon. */
static uint32_t a_delegator(struct crowd *c, const struct spheron *st, uint32_t provider, u128 *shares)
{
	struct spheron_record r;
	uint32_t acct = 0;

	*shares = wide(1000);
	for (unsigned i = 0; i < 12; i++) {
		acct = an_account(c, st);
		if (!spheron_find(st, SPHERON_RECORD_DELEGATION, provider, acct, 0, &r))
			continue;
		*shares = r.u.delegation.shares;
		break;
	}
	return acct;
}

static void say_deleg_unbond(struct crowd *c, const struct spheron *st, struct spheron_command *out)
{
	struct spheron_args_deleg_unbond *a = &out->u.deleg_unbond;
	u128 shares;

	a->provider = a_provider(c, st);
	out->from = a_delegator(c, st, a->provider, &shares);
	a->shares = near(c, shares);
}

static void say_deleg_claim(struct crowd *c, const struct spheron *st, struct spheron_command *out)
{
	u128 shares;

	out->u.deleg_claim.provider = a_provider(c, st);
	out->from = a_delegator(c, st, out->u.deleg_claim.provider, &shares);
}

/* For commands of a Fizz node's owner that name it alone. */
static void say_as_host(struct crowd *c, const struct spheron *st, struct spheron_command *out)
{
	out->u.fizz_claim.fizz = a_fizz(c, st);
	out->from = owner_of(c, st, 1, out->u.fizz_claim.fizz);
}

static void say_earn_withdraw(struct crowd *c, const struct spheron *st, struct spheron_command *out)
{
	struct spheron_args_earn *a = &out->u.earn_withdraw;

	a->kind = (uint8_t) ONE_OF(c, 0, 0, 0, 1, 1, 2);
	a->id = a->kind == 0 ? a_provider(c, st) : a_fizz(c, st);
	a->token = a_token(c);
	out->from = owner_of(c, st, a->kind, a->id);
}

static void say_node(struct crowd *c, const struct spheron *st, struct spheron_command *out)
{
	struct spheron_args_node *a = &out->u.node_down;

	a->kind = (uint8_t) (odd(c, 6) ? 2 : below(c, 2));
	a->id = a->kind == 0 ? a_provider(c, st) : a_fizz(c, st);
	out->from = chance(c, 15) ? an_official(c, st) : owner_of(c, st, a->kind, a->id);
}

static void say_maint_schedule(struct crowd *c, const struct spheron *st, struct spheron_command *out)
{
	struct spheron_args_maint *a = &out->u.maint_schedule;
	uint64_t now = out->t, notice = param(st, SPHERON_P_MAINT_NOTICE_S);

	a->provider = a_provider_in(c, st, SPHERON_ACTIVE, false);
	out->from = owner_of(c, st, 0, a->provider);
	a->dur = (uint32_t) ONE_OF(c, 1, 40, 40);
	a->start = now + notice + ONE_OF(c, 0, 5, 30);
	if (c->sensible)
		return;
	a->start = ONE_OF(c, now + notice, now + notice, now + notice + 30, now + notice - 1,
			now + 2592000, now + 2592001, now + notice + 700, 0);
	a->dur = (uint32_t) ONE_OF(c, 0, 1, 40, 100, 300, param(st, SPHERON_P_MAINT_MAX_S),
			param(st, SPHERON_P_MAINT_MAX_S) + 1);
}

static u128 a_price(struct crowd *c)
{
	return chance(c, 95) ? some_tens(c, 1, 9, 11, 4) : some_tens(c, 0, 2, 0, 26);
}

/* A price at which so many blocks cost a part of what is in escrow. */
static u128 affordable(struct crowd *c, const struct spheron *st, uint32_t tenant, uint8_t token,
		uint64_t blocks)
{
	u128 escrow = spheron_bucket(st, SPHERON_ESCROW, tenant, token);
	struct spheron_record r;
	unsigned decimals = 6;

	if (spheron_find(st, SPHERON_RECORD_TOKEN, token, 0, 0, &r))
		decimals = r.u.token.decimals;
	escrow = u128_muldiv_down(escrow, wide(1 + below(c, 4)), wide(8));
	escrow = u128_muldiv_down(escrow, tens(1, 18 - decimals), wide(blocks ? blocks : 1));
	return u128_min(escrow, spheron_param(st, SPHERON_P_PRICE_MAX));
}

static void say_order_create(struct crowd *c, const struct spheron *st, struct spheron_command *out)
{
	struct spheron_args_order_create *a = &out->u.order_create;
	uint64_t min = param(st, SPHERON_P_MIN_BLOCKS);

	*a = (struct spheron_args_order_create) { .mode = chance(c, 75), .tiers = 127,
		.max_slashes = UINT32_MAX };
	a->select = param(st, SPHERON_P_SELECT_MASK) == 2 ? 1 : chance(c, 25);
	if (odd(c, 30) || param(st, SPHERON_P_SELECT_MASK) == 1)
		a->select = odd(c, 50);
	a->token = (uint8_t) (odd(c, 20) ? ONE_OF(c, 2, 3, 8) : chance(c, 20));
	out->from = a_holder(c, st, SPHERON_ESCROW, a->token);
	a->blocks = odd(c, 10) ? ONE_OF(c, 0, min - 1, UINT64_C(4000000001))
			       : min + below(c, chance(c, 50) ? 2000 : 60);
	a->max_price = odd(c, 30) ? a_price(c) : affordable(c, st, out->from, a->token, a->blocks);
	a->cpu = (uint32_t) ONE_OF(c, 0, 1, 1, 2, 8, 8, 16);
	a->mem = (uint32_t) ONE_OF(c, 0, 0, 512, 1024);
	a->sto = (uint32_t) ONE_OF(c, 0, 0, 0, 50);
	if (chance(c, 12)) {
		a->gpus = (uint16_t) (1 + below(c, 2));
		a->gpu = (uint16_t) ONE_OF(c, 0, 0, 36, 51, 1000);
	}
	a->region = (uint16_t) ONE_OF(c, 0, 0, 0, 257, 258);
	a->strict = a->region && chance(c, 20);
	if (chance(c, 5))
		a->tiers = (uint8_t) (odd(c, 50) ? ONE_OF(c, 0, 128) : ONE_OF(c, 64, 96, 3));
	if (chance(c, 5))
		a->min_compute = (uint8_t) (odd(c, 50) ? 4 : below(c, 4));
	if (chance(c, 5))
		a->min_conn = (uint8_t) (odd(c, 50) ? 5 : below(c, 5));
	if (chance(c, 3))
		a->min_sto = (uint8_t) (odd(c, 50) ? 3 : below(c, 3));
	if (chance(c, 3))
		a->min_gpu = (uint8_t) (odd(c, 50) ? 11 : below(c, 11));
	if (chance(c, 5))
		a->min_uptime = (uint32_t) (odd(c, 50) ? 1000001 : ONE_OF(c, 500000, 900000, 900001));
	if (chance(c, 5))
		a->min_rep = (uint32_t) (odd(c, 50) ? 1000001 : ONE_OF(c, 250000, 250001));
	if (chance(c, 5))
		a->max_slashes = (uint32_t) below(c, 3);
	if (chance(c, 3))
		a->desired = a_provider(c, st);
	if (odd(c, 4))
		a->strict = 1;
}

static void say_order_cancel(struct crowd *c, const struct spheron *st, struct spheron_command *out)
{
	struct spheron_record r;

	out->u.order_cancel.order = an_order(c, st, open_order);
	out->from = an_account(c, st);
	if (!odd(c, 30)
			&& spheron_find(st, SPHERON_RECORD_ORDER, out->u.order_cancel.order, 0, 0, &r))
		out->from = r.u.order.tenant;
}

static void say_bid_place(struct crowd *c, const struct spheron *st, struct spheron_command *out)
{
	struct spheron_args_bid_place *a = &out->u.bid_place;
	struct spheron_record order, fizz;

	a->order = an_order(c, st, taking_bids);
	a->provider = a_provider_in(c, st, SPHERON_ACTIVE, false);
	a->fizz = 0;
	a->gpu = (uint16_t) (odd(c, 8) ? 36 : 0);
	a->price = a_price(c);
	if (spheron_find(st, SPHERON_RECORD_ORDER, a->order, 0, 0, &order)) {
		const struct spheron_order_record *o = &order.u.order;

		if (o->mode == SPHERON_MODE_FIZZ && fizzes(st) && !odd(c, 8)) {
			a->fizz = a_fizz(c, st);
			if (spheron_find(st, SPHERON_RECORD_FIZZ, a->fizz, 0, 0, &fizz)
					&& !odd(c, 12))
				a->provider = fizz.u.fizz.gateway;
		}
		if (!odd(c, 25))
			a->price = chance(c, 60) ? o->max_price : half(o->max_price);
		else if (chance(c, 50))
			a->price = plus_one(o->max_price);
		if (o->gpus)
			a->gpu = (uint16_t) (o->gpu && !odd(c, 25) ? o->gpu : ONE_OF(c, 1, 36, 51, 1000));
	}
	out->from = owner_of(c, st, 0, a->provider);
}

/* An order and one of its bids, if bids are found soon. */
static void an_order_and_bid(struct crowd *c, const struct spheron *st, uint64_t *order, uint64_t *bid)
{
	uint64_t next = meta(st).next_bid;
	struct spheron_record r;

	*order = an_order(c, st, open_order);
	*bid = a_live(c, st, SPHERON_RECORD_BID, next, 40, any);
	if (!odd(c, 20) && spheron_find(st, SPHERON_RECORD_BID, *bid, 0, 0, &r))
		*order = r.u.bid.order;
}

static void say_match_set(struct crowd *c, const struct spheron *st, struct spheron_command *out)
{
	out->from = an_official(c, st);
	an_order_and_bid(c, st, &out->u.match_set.order, &out->u.match_set.bid);
}

static void say_order_choose(struct crowd *c, const struct spheron *st, struct spheron_command *out)
{
	struct spheron_record r;

	an_order_and_bid(c, st, &out->u.order_choose.order, &out->u.order_choose.bid);
	out->from = an_account(c, st);
	if (!odd(c, 25)
			&& spheron_find(st, SPHERON_RECORD_ORDER, out->u.order_choose.order, 0, 0, &r))
		out->from = r.u.order.tenant;
}

static void say_avs_register(struct crowd *c, const struct spheron *st, struct spheron_command *out)
{
	out->from = a_holder(c, st, SPHERON_FREE, SPHERON_ETH);
	out->u.avs_register.amount = chance(c, 70)
			? near(c, spheron_bucket(st, SPHERON_FREE, out->from, SPHERON_ETH))
			: spheron_param(st, SPHERON_P_AVS_MIN_STAKE);
}

static uint32_t an_operator(struct crowd *c, const struct spheron *st)
{
	struct spheron_record r;
	uint32_t acct = 0;

	for (unsigned i = 0; i < 8; i++) {
		acct = an_account(c, st);
		if (spheron_find(st, SPHERON_RECORD_OPERATOR, acct, 0, 0, &r))
			break;
	}
	return acct;
}

static void say_avs_unregister(struct crowd *c, const struct spheron *st, struct spheron_command *out)
{
	out->from = an_operator(c, st);
}

static uint64_t task_expected(const struct spheron *st, uint64_t order)
{
	struct spheron_record r;

	return spheron_find(st, SPHERON_RECORD_TASK, order, 0, 0, &r) ? r.u.task.expected : 0;
}

static bool stopped(const struct spheron_record *r)
{
	return r->u.task.state != SPHERON_TASK_RUNNING;
}

static bool running(const struct spheron_record *r)
{
	return r->u.task.state == SPHERON_TASK_RUNNING;
}

/* One of the bids of an order. */
static uint64_t a_bid_of(struct crowd *c, const struct spheron *st, uint64_t order)
{
	uint64_t next = meta(st).next_bid, found = 1, n = 0;
	struct spheron_record r;

	for (uint64_t id = next > 60 ? next - 60 : 1; id < next; id++)
		if (spheron_find(st, SPHERON_RECORD_BID, id, 0, 0, &r) && r.u.bid.order == order
				&& below(c, ++n) == 0)
			found = id;
	return found;
}

static void say_avs_attest(struct crowd *c, const struct spheron *st, struct spheron_command *out)
{
	out->from = an_operator(c, st);
	an_order_and_bid(c, st, &out->u.avs_attest.order, &out->u.avs_attest.bid);
	if (odd(c, 30))
		return;
	out->u.avs_attest.order = a_live(c, st, SPHERON_RECORD_TASK, meta(st).next_order, 60,
			chance(c, 85) ? running : any);
	out->u.avs_attest.bid = chance(c, 40) ? task_expected(st, out->u.avs_attest.order)
					      : a_bid_of(c, st, out->u.avs_attest.order);
}

static void say_avs_dispute(struct crowd *c, const struct spheron *st, struct spheron_command *out)
{
	struct spheron_record r;

	out->from = an_account(c, st);
	out->u.avs_dispute.order = a_live(c, st, SPHERON_RECORD_TASK, meta(st).next_order, 60,
			chance(c, 85) ? stopped : any);
	out->u.avs_dispute.operator_ = an_operator(c, st);
	for (uint32_t acct = 0; acct < accounts(st) && !odd(c, 5); acct++)
		if (spheron_find(st, SPHERON_RECORD_ATTEST, out->u.avs_dispute.order, acct, 0, &r)
				&& (r.u.attest.bid != task_expected(st, r.u.attest.order)
						|| chance(c, 40)))
			out->u.avs_dispute.operator_ = acct;
}

static void say_lease_close(struct crowd *c, const struct spheron *st, struct spheron_command *out)
{
	out->u.lease_close.lease = a_lease(c, st, any);
	out->from = party_of(c, st, out->u.lease_close.lease, chance(c, 60));
}

static void say_lease_update_request(struct crowd *c, const struct spheron *st,
		struct spheron_command *out)
{
	struct spheron_args_update_request *a = &out->u.lease_update_request;
	struct spheron_record r;

	a->lease = a_lease(c, st, any);
	out->from = party_of(c, st, a->lease, true);
	a->max_price = a_price(c);
	a->blocks = param(st, SPHERON_P_MIN_BLOCKS) + below(c, 80);
	a->cpu = (uint32_t) ONE_OF(c, 0, 1, 1, 2, 8, 300);
	a->mem = (uint32_t) ONE_OF(c, 0, 0, 512, 1024);
	a->sto = (uint32_t) ONE_OF(c, 0, 0, 50);
	a->gpus = 0;
	if (spheron_find(st, SPHERON_RECORD_LEASE, a->lease, 0, 0, &r) && r.u.lease.gpus)
		a->gpus = (uint16_t) (1 + below(c, 3));
	if (odd(c, 12))
		a->gpus = (uint16_t) ONE_OF(c, 0, 1, 4097);
}

static void say_lease_as_supplier(struct crowd *c, const struct spheron *st,
		struct spheron_command *out)
{
	out->u.lease_update_accept.lease = a_lease(c, st, any);
	out->from = party_of(c, st, out->u.lease_update_accept.lease, false);
}

static void say_lease_update(struct crowd *c, const struct spheron *st, struct spheron_command *out)
{
	struct spheron_record r;

	out->u.lease_update.lease = a_lease(c, st, chance(c, 80) ? accepted : any);
	out->from = party_of(c, st, out->u.lease_update.lease, false);
	out->u.lease_update.price = a_price(c);
	if (spheron_find(st, SPHERON_RECORD_LEASE, out->u.lease_update.lease, 0, 0, &r)
			&& chance(c, 70))
		out->u.lease_update.price = chance(c, 60) ? r.u.lease.u_price
							  : near(c, r.u.lease.u_price);
	if (odd(c, 10))
		out->u.lease_update.price = wide(0);
}

static void say_lease_update_cancel(struct crowd *c, const struct spheron *st,
		struct spheron_command *out)
{
	out->u.lease_update_cancel.lease = a_lease(c, st, any);
	out->from = party_of(c, st, out->u.lease_update_cancel.lease, true);
}

static void say_proof_report(struct crowd *c, const struct spheron *st, struct spheron_command *out)
{
	out->from = an_official(c, st);
	out->u.proof_report.provider = a_provider(c, st);
	out->u.proof_report.kind = (uint8_t) (odd(c, 10) ? 4 : ONE_OF(c, 0, 0, 0, 1, 1, 2, 3));
	out->u.proof_report.pass = (uint8_t) (odd(c, 10) ? 2 : ONE_OF(c, 1, 1, 1, 1, 1, 0));
}

static void say_fizz_checks(struct crowd *c, const struct spheron *st, struct spheron_command *out)
{
	struct spheron_checks *list = &out->u.fizz_checks.list;
	struct spheron_record r;
	uint32_t n = fizzes(st), first = an_id(c, n);

	out->from = an_official(c, st);
	out->u.fizz_checks.gateway = a_provider(c, st);
	if (spheron_find(st, SPHERON_RECORD_FIZZ, first, 0, 0, &r) && !odd(c, 12))
		out->u.fizz_checks.gateway = r.u.fizz.gateway;
	list->count = 0;
	for (uint32_t id = first; list->count < 3 && id - first < 8; id++) {
		struct spheron_check *check = &list->item[list->count];

		if (id != first && spheron_find(st, SPHERON_RECORD_FIZZ, id, 0, 0, &r)
				&& r.u.fizz.gateway != out->u.fizz_checks.gateway && !odd(c, 8))
			continue;
		if (id > n && id != first && !odd(c, 5))
			break;
		check->fizz = id;
		check->alive = chance(c, 85);
		for (unsigned k = 0; k < 4; k++)
			check->shortfall[k] = (uint32_t) ONE_OF(c, 0, 0, 0, 100000, 1000000);
		list->count++;
	}
	if (odd(c, 5))
		list->item[0].shortfall[1] = 1000001;
	if (odd(c, 3))
		list->count = 0;
}

static void say_challenge_open(struct crowd *c, const struct spheron *st, struct spheron_command *out)
{
	out->from = a_holder(c, st, SPHERON_FREE, SPHERON_SPON);
	out->u.challenge_open.provider = a_provider_in(c, st, SPHERON_ACTIVE, false);
	out->u.challenge_open.kind = (uint8_t) (odd(c, 10) ? 4 : below(c, 4));
}

static uint32_t a_challenge(struct crowd *c, const struct spheron *st)
{
	return (uint32_t) a_live(c, st, SPHERON_RECORD_CHALLENGE, meta(st).next_challenge,
			10, any);
}

static void say_challenge_respond(struct crowd *c, const struct spheron *st,
		struct spheron_command *out)
{
	struct spheron_record r;

	out->u.challenge_respond.challenge = a_challenge(c, st);
	out->from = an_account(c, st);
	if (spheron_find(st, SPHERON_RECORD_CHALLENGE, out->u.challenge_respond.challenge, 0, 0, &r))
		out->from = owner_of(c, st, 0, r.u.challenge.provider);
}

static void say_challenge_judge(struct crowd *c, const struct spheron *st, struct spheron_command *out)
{
	out->from = an_official(c, st);
	out->u.challenge_judge.challenge = a_challenge(c, st);
	out->u.challenge_judge.pass = (uint8_t) (odd(c, 10) ? 2 : below(c, 2));
}

static void say_slash_misconduct(struct crowd *c, const struct spheron *st,
		struct spheron_command *out)
{
	struct spheron_args_misconduct *a = &out->u.slash_misconduct;

	out->from = an_official(c, st);
	a->kind = (uint8_t) (odd(c, 10) ? 2 : chance(c, 30));
	a->id = a->kind == 0 ? a_provider(c, st) : a_fizz(c, st);
	a->bp = (uint16_t) (odd(c, 10) ? 10001 : ONE_OF(c, 0, 1, 100, 5000, 9990, 10000));
	if (c->spree)
		a->bp = 9990;
	some_harmed(c, st, &a->harmed);
}

static void say_fizz_register(struct crowd *c, const struct spheron *st, struct spheron_command *out)
{
	struct spheron_args_fizz_register *a = &out->u.fizz_register;

	out->from = a_holder(c, st, SPHERON_FREE, SPHERON_ETH);
	a->gateway = a_provider_in(c, st, SPHERON_ACTIVE, true);
	some_attributes(c, &a->attr);
	a->p_cpu = ONE_OF(c, 0, 0, 1000, 1000000);
	a->p_mem = ONE_OF(c, 0, 0, 1000);
	a->p_sto = ONE_OF(c, 0, 0, 10);
	a->p_gpu = odd(c, 20) ? ONE_OF(c, UINT64_C(1000000000000), UINT64_C(1000000000001))
			      : ONE_OF(c, 0, 0, 60000000);
}

static void say_fizz_relink(struct crowd *c, const struct spheron *st, struct spheron_command *out)
{
	say_as_host(c, st, out);
	out->u.fizz_relink.gateway = a_provider_in(c, st, SPHERON_ACTIVE, true);
}

static void say_fizz_evict(struct crowd *c, const struct spheron *st, struct spheron_command *out)
{
	struct spheron_record r;

	out->u.fizz_evict.fizz = a_fizz(c, st);
	out->from = an_account(c, st);
	if (spheron_find(st, SPHERON_RECORD_FIZZ, out->u.fizz_evict.fizz, 0, 0, &r))
		out->from = owner_of(c, st, 0, r.u.fizz.gateway);
}

static void say_fizz_prices(struct crowd *c, const struct spheron *st, struct spheron_command *out)
{
	struct spheron_args_fizz_prices *a = &out->u.fizz_prices;

	say_as_host(c, st, out);
	a->p_cpu = ONE_OF(c, 0, 1000, 1000000);
	a->p_mem = ONE_OF(c, 0, 1000);
	a->p_sto = ONE_OF(c, 0, 10);
	a->p_gpu = ONE_OF(c, 0, 60000000, UINT64_C(1000000000000), UINT64_C(1000000000001));
}

static void say_fizz_capacity(struct crowd *c, const struct spheron *st, struct spheron_command *out)
{
	say_as_host(c, st, out);
	some_attributes(c, &out->u.fizz_capacity.attr);
}

static void say_subnet_set(struct crowd *c, const struct spheron *st, struct spheron_command *out)
{
	struct spheron_args_subnet *a = &out->u.subnet_set;

	say_as_owner(c, st, out);
	a->gateway_bp = (uint16_t) (odd(c, 20) ? 2001 : ONE_OF(c, 0, 200, 2000));
	a->min_cpu = (uint32_t) (odd(c, 20) ? 33 : ONE_OF(c, 0, 0, 8, 32));
	a->min_mem = (uint32_t) (odd(c, 20) ? 131073 : ONE_OF(c, 0, 0, 1024));
	a->min_gpus = (uint16_t) (odd(c, 20) ? 9 : ONE_OF(c, 0, 0, 0, 1));
}

static void say_q_price(struct crowd *c, const struct spheron *st, struct spheron_command *out)
{
	out->from = an_account(c, st);
	out->u.q_price.hourly = some_tens(c, 1, 9, 0, 38);
}

/* How each command is said, and how often by default. */
const struct crowd_habit crowd_habits[SPHERON_VERB_COUNT] = {
	[SPHERON_CMD_GENESIS] = { say_nothing, 1 },
	[SPHERON_CMD_ADVANCE] = { say_nothing, 6 },
	[SPHERON_CMD_ACCOUNT_OPEN] = { say_account_open, 3 },
	[SPHERON_CMD_ROLE_SET] = { say_role_set, 2 },
	[SPHERON_CMD_TOKEN_ADD] = { say_token_add, 1 },
	[SPHERON_CMD_TOKEN_MINT] = { say_token_mint, 16 },
	[SPHERON_CMD_TOKEN_TRANSFER] = { say_token_transfer, 3 },
	[SPHERON_CMD_POOL_FUND] = { say_pool_fund, 3 },
	[SPHERON_CMD_TREASURY_PAY] = { say_treasury_pay, 2 },
	[SPHERON_CMD_BEACON_SET] = { say_beacon_set, 2 },
	[SPHERON_CMD_RELEASE_SET] = { say_release_set, 1 },
	[SPHERON_CMD_ESCROW_DEPOSIT] = { say_escrow_deposit, 16 },
	[SPHERON_CMD_ESCROW_WITHDRAW] = { say_escrow_withdraw, 3 },
	[SPHERON_CMD_PROVIDER_REGISTER] = { say_provider_register, 8 },
	[SPHERON_CMD_PROVIDER_ATTRS] = { say_provider_attrs, 3 },
	[SPHERON_CMD_PROVIDER_COMMISSION] = { say_provider_commission, 3 },
	[SPHERON_CMD_PROVIDER_UPGRADE] = { say_provider_upgrade, 2 },
	[SPHERON_CMD_PROVIDER_SUSPEND] = { say_as_verifier, 1 },
	[SPHERON_CMD_PROVIDER_REINSTATE] = { say_provider_reinstate, 5 },
	[SPHERON_CMD_PROVIDER_EXIT] = { say_as_owner, 1 },
	[SPHERON_CMD_TRUST_SET] = { say_trust_set, 2 },
	[SPHERON_CMD_PROP_SUBMIT] = { say_prop_submit, 4 },
	[SPHERON_CMD_PROP_VOTE] = { say_prop_vote, 8 },
	[SPHERON_CMD_STAKE_ADD] = { say_stake_add, 14 },
	[SPHERON_CMD_STAKE_UNBOND] = { say_stake_unbond, 3 },
	[SPHERON_CMD_DELEG_ADD] = { say_deleg_add, 8 },
	[SPHERON_CMD_DELEG_UNBOND] = { say_deleg_unbond, 5 },
	[SPHERON_CMD_DELEG_CLAIM] = { say_deleg_claim, 3 },
	[SPHERON_CMD_REWARD_CLAIM] = { say_as_owner, 3 },
	[SPHERON_CMD_FIZZ_CLAIM] = { say_as_host, 3 },
	[SPHERON_CMD_EARN_WITHDRAW] = { say_earn_withdraw, 4 },
	[SPHERON_CMD_NODE_DOWN] = { say_node, 6 },
	[SPHERON_CMD_NODE_UP] = { say_node, 8 },
	[SPHERON_CMD_NODE_PAUSE] = { say_node, 3 },
	[SPHERON_CMD_NODE_RESUME] = { say_node, 6 },
	[SPHERON_CMD_MAINT_SCHEDULE] = { say_maint_schedule, 5 },
	[SPHERON_CMD_MAINT_CANCEL] = { say_as_owner, 2 },
	[SPHERON_CMD_MAINT_END] = { say_as_owner, 3 },
	[SPHERON_CMD_ORDER_CREATE] = { say_order_create, 24 },
	[SPHERON_CMD_ORDER_CANCEL] = { say_order_cancel, 2 },
	[SPHERON_CMD_BID_PLACE] = { say_bid_place, 50 },
	[SPHERON_CMD_MATCH_SET] = { say_match_set, 8 },
	[SPHERON_CMD_ORDER_CHOOSE] = { say_order_choose, 8 },
	[SPHERON_CMD_AVS_REGISTER] = { say_avs_register, 4 },
	[SPHERON_CMD_AVS_UNREGISTER] = { say_avs_unregister, 1 },
	[SPHERON_CMD_AVS_ATTEST] = { say_avs_attest, 14 },
	[SPHERON_CMD_AVS_DISPUTE] = { say_avs_dispute, 8 },
	[SPHERON_CMD_LEASE_CLOSE] = { say_lease_close, 4 },
	[SPHERON_CMD_LEASE_SETTLE] = { say_lease_close, 6 },
	[SPHERON_CMD_LEASE_UPDATE_REQUEST] = { say_lease_update_request, 8 },
	[SPHERON_CMD_LEASE_UPDATE_ACCEPT] = { say_lease_as_supplier, 10 },
	[SPHERON_CMD_LEASE_UPDATE] = { say_lease_update, 8 },
	[SPHERON_CMD_LEASE_UPDATE_CANCEL] = { say_lease_update_cancel, 2 },
	[SPHERON_CMD_PROOF_REPORT] = { say_proof_report, 12 },
	[SPHERON_CMD_FIZZ_CHECKS] = { say_fizz_checks, 12 },
	[SPHERON_CMD_CHALLENGE_OPEN] = { say_challenge_open, 6 },
	[SPHERON_CMD_CHALLENGE_RESPOND] = { say_challenge_respond, 6 },
	[SPHERON_CMD_CHALLENGE_JUDGE] = { say_challenge_judge, 6 },
	[SPHERON_CMD_SLASH_MISCONDUCT] = { say_slash_misconduct, 2 },
	[SPHERON_CMD_FIZZ_REGISTER] = { say_fizz_register, 10 },
	[SPHERON_CMD_FIZZ_RELINK] = { say_fizz_relink, 4 },
	[SPHERON_CMD_FIZZ_EVICT] = { say_fizz_evict, 2 },
	[SPHERON_CMD_FIZZ_PRICES] = { say_fizz_prices, 2 },
	[SPHERON_CMD_FIZZ_CAPACITY] = { say_fizz_capacity, 2 },
	[SPHERON_CMD_FIZZ_EXIT] = { say_as_host, 1 },
	[SPHERON_CMD_SUBNET_SET] = { say_subnet_set, 4 },
	[SPHERON_CMD_SUBNET_OBJECT] = { say_as_host, 4 },
	[SPHERON_CMD_Q_PRICE] = { say_q_price, 1 },
	[SPHERON_CMD_Q_RATE] = { say_node, 1 },
	[SPHERON_CMD_Q_APR] = { say_as_verifier, 2 },
	[SPHERON_CMD_Q_STATE] = { say_nothing, 1 },
};
