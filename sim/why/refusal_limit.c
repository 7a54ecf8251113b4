/* Refusals because of caps. */

#include "sim/why/refusal.h"

#include "sim/why/words.h"

#include <inttypes.h>

static const char *ids_exhausted(struct refused *x)
{
	struct spheron_meta_record m = why_meta(x->state);
	enum spheron_verb verb = x->c->verb;
	bool prop = verb == SPHERON_CMD_PROVIDER_REGISTER || verb == SPHERON_CMD_PROVIDER_ATTRS ||
		    verb == SPHERON_CMD_PROP_SUBMIT;
	bool unbond = verb == SPHERON_CMD_STAKE_UNBOND || verb == SPHERON_CMD_DELEG_UNBOND ||
		      verb == SPHERON_CMD_PROVIDER_EXIT || verb == SPHERON_CMD_AVS_UNREGISTER;

	BECAUSE(prop && m.next_prop == UINT32_MAX, 0, "ID-05", "the ids of proposals have run out");
	BECAUSE(unbond && m.next_unbond == UINT32_MAX, 0, "ID-05",
			"the ids of unbondings have run out");
	BECAUSE(verb == SPHERON_CMD_CHALLENGE_OPEN && m.next_challenge == UINT32_MAX, 0, "ID-05",
			"the ids of challenges have run out");
	return NULL;
}

static const char *mint_limit(struct refused *x)
{
	const struct spheron_args_token_move *a = &x->c->u.token_mint;
	wide most = a->token == SPHERON_SPON ? param_wide(x, SPHERON_P_SPON_MAX_SUPPLY)
					     : wide_power_of_ten(30);
	struct spheron_record r;

	if (!spheron_find(x->state, SPHERON_RECORD_TOKEN, a->token, 0, 0, &r))
		return NULL;
	BECAUSE(wide_compare(wide_sum(r.u.token.minted, a->amount), most) > 0, 1, "TOKEN-03",
			"%s are minted, %s more would pass the %s that may exist",
			exact_words(x->state, a->token, r.u.token.minted),
			exact_words(x->state, a->token, a->amount),
			exact_money_words(x->state, a->token, most));
	return NULL;
}

static const char *delegation_limit(struct refused *x)
{
	const struct spheron_args_stake *a = &x->c->u.deleg_add;
	wide pool = why_spon(x->state, SPHERON_POOL, a->provider);
	wide cap = wide_times(why_spon(x->state, SPHERON_STAKE, a->provider),
			param_of(x, SPHERON_P_DELEG_CAP_X));

	BECAUSE(wide_compare(wide_sum(pool, a->amount), cap) > 0, 1, "DELEG-03",
			"%s are delegated, %s more would pass %" PRIu64 " times its own stake, %s",
			spon_words(x, pool), spon_words(x, a->amount),
			param_of(x, SPHERON_P_DELEG_CAP_X), spon_words(x, cap));
	return NULL;
}

/* [MAINT-02] */
static const char *maintenance_limit(struct refused *x)
{
	const struct spheron_args_maint *a = &x->c->u.maint_schedule;
	uint64_t length = param_of(x, SPHERON_P_MAINT_PERIOD_ERAS) * param_of(x, SPHERON_P_ERA_S);
	uint64_t budget = param_of(x, SPHERON_P_MAINT_BUDGET_S), now = now_of(x), used, from;
	struct spheron_provider_record p;

	if (!why_provider(x->state, a->provider, &p))
		return NULL;
	from = p.m_from;
	used = a->start < from + length ? p.m_used : p.m_next;
	if (now >= from + 2 * length)
		used = 0;
	else if (now >= from + length)
		used = a->start < from + 2 * length ? p.m_next : 0;
	BECAUSE(used + a->dur > budget, 1, "MAINT-02",
			"%s of the period's %s are used, %s more would pass it", span_words(used),
			span_words(budget), span_words(a->dur));
	return NULL;
}

static const char *proof_limit(struct refused *x)
{
	const struct spheron_args_proof *a = &x->c->u.proof_report;
	struct spheron_provider_record p;
	uint64_t most = param_of(x, SPHERON_P_PROOF_MAX), n;

	if (!why_provider(x->state, a->provider, &p))
		return NULL;
	n = a->kind == 0 ? p.n0 : a->kind == 1 ? p.n1 : a->kind == 2 ? p.n2 : p.n3;
	BECAUSE(n >= most, 1, "PROOF-03",
			"%" PRIu64 " %s proofs were counted in this era, %" PRIu64 " is the most",
			n, proof_words(a->kind), most);
	return NULL;
}

static const char *checks_limit(struct refused *x)
{
	const struct spheron_checks *list = &x->c->u.fizz_checks.list;
	uint64_t most = param_of(x, SPHERON_P_CHECKS_MAX);
	struct spheron_fizz_record f;

	for (uint32_t i = 0; i < list->count && i < SPHERON_CHECKS_MAX; i++)
		BECAUSE(why_fizz(x->state, list->item[i].fizz, &f) && f.n >= most, 1, "PROOF-05",
				"%u checks of Fizz node %" PRIu32
				" were counted in this era, %" PRIu64 " is the most",
				f.n, f.id, most);
	return NULL;
}

static const char *commission_limit(struct refused *x)
{
	const struct spheron_args_commission *a = &x->c->u.provider_commission;
	uint64_t most = param_of(x, SPHERON_P_COMMISSION_STEP_BP), step;
	struct spheron_provider_record p;

	if (!why_provider(x->state, a->provider, &p))
		return NULL;
	step = a->bp > p.commission_bp ? (uint64_t) (a->bp - p.commission_bp)
				       : (uint64_t) (p.commission_bp - a->bp);
	BECAUSE(step > most, 1, "DELEG-06",
			"from %s to %s is more than the %s that one step may be",
			bp_words(p.commission_bp), bp_words(a->bp), bp_words(most));
	return NULL;
}

static const char *gateway_limit(struct refused *x, uint32_t gateway)
{
	struct spheron_provider_record g;

	if (why_provider(x->state, gateway, &g))
		BECAUSE(g.members >= param_of(x, SPHERON_P_SUBNET_MAX), 1, "FIZZ-02",
				"gateway %" PRIu32 " has %" PRIu32
				" Fizz nodes, the most a subnet may have",
				gateway, g.members);
	return NULL;
}

const char *refused_limit(struct refused *x)
{
	const struct spheron_command *c = x->c;
	const char *why = ids_exhausted(x);
	struct spheron_record r;

	if (why)
		return why;
	if (c->verb == SPHERON_CMD_TOKEN_ADD)
		BECAUSE(spheron_find(x->state, SPHERON_RECORD_TOKEN, SPHERON_TOKENS_MAX - 1, 0, 0,
					&r),
				1, "TOKEN-02", "%d tokens exist, the most there may be",
				SPHERON_TOKENS_MAX);
	if (c->verb == SPHERON_CMD_TOKEN_MINT)
		return mint_limit(x);
	if (c->verb == SPHERON_CMD_DELEG_ADD)
		return delegation_limit(x);
	if (c->verb == SPHERON_CMD_MAINT_SCHEDULE)
		return maintenance_limit(x);
	if (c->verb == SPHERON_CMD_PROOF_REPORT)
		return proof_limit(x);
	if (c->verb == SPHERON_CMD_FIZZ_CHECKS)
		return checks_limit(x);
	if (c->verb == SPHERON_CMD_PROVIDER_COMMISSION)
		return commission_limit(x);
	if (c->verb == SPHERON_CMD_FIZZ_REGISTER)
		return gateway_limit(x, c->u.fizz_register.gateway);
	if (c->verb == SPHERON_CMD_FIZZ_RELINK)
		return gateway_limit(x, c->u.fizz_relink.gateway);
	if (c->verb == SPHERON_CMD_ORDER_CREATE &&
			spheron_find(x->state, SPHERON_RECORD_ACCOUNT, c->from, 0, 0, &r))
		BECAUSE(r.u.account.orders >= param_of(x, SPHERON_P_ORDERS_MAX), 1, "ORDER-07",
				"account %" PRIu32 " has %" PRIu32
				" open orders, the most a tenant may have",
				c->from, r.u.account.orders);
	return NULL;
}

const char *refused_overflow(struct refused *x)
{
	const struct spheron_command *c = x->c;
	struct spheron_provider_record p;
	wide pool, shares;

	if (c->verb == SPHERON_CMD_Q_PRICE)
		BECAUSE(wide_equal(wide_sum(wide_times(wide_times(c->u.q_price.hourly,
								       UINT64_C(1000000000000)),
							    param_of(x, SPHERON_P_BLOCK_TIME_MS)),
						   wide_of(1800000)),
					WIDE_MAX),
				1, "PRICE-03", "the price does not fit 128 bits");
	if (c->verb != SPHERON_CMD_DELEG_ADD ||
			!why_provider(x->state, c->u.deleg_add.provider, &p))
		return NULL;
	pool = why_spon(x->state, SPHERON_POOL, p.id);
	shares = wide_is_zero(p.shares) ? c->u.deleg_add.amount
					: wide_share(c->u.deleg_add.amount, p.shares, pool);
	BECAUSE(wide_equal(wide_sum(p.shares, shares), WIDE_MAX), 1, "DELEG-02",
			"a pool of %s base units has %s shares: the shares bought do not fit 128 "
			"bits",
			units_words(pool), units_words(p.shares));
	return NULL;
}
