/* Own stake and unbonding (3.4), delegation (3.5), projected APR (APR-03). */
#include "state.h"

/* STAKE-05, AVS-02: when an entry started now would mature */
static u64 maturity(const struct oracle *o, u8 kind)
{
	u64 end;

	if (kind == UNBOND_OPERATOR)
		return o->t + (u64)oracle_param(o, P_avs_unbonding_s);
	end = o->t + (u64)oracle_param(o, P_unbonding_s);
	return end > o->vote_end ? end : o->vote_end;
}

/* The entry a new amount joins: same account, kind and provider, maturity in the same era
 * (STAKE-05). */
static struct unbond *entry_to_join(
	const struct oracle *o, u8 kind, u32 provider, u32 acct, u64 mature)
{
	u64 era_s = (u64)oracle_param(o, P_era_s);

	foreach (struct unbond, u, o->unbonds)
		if (u->kind == kind && u->provider == provider && u->acct == acct &&
			(u->mature - o->t0) / era_s == (mature - o->t0) / era_s)
			return u;
	return NULL;
}

/* STAKE-05; an amount of 0 makes neither entry nor event (REG-10, DELEG-05, AVS-02). */
void oracle_start_unbonding(struct oracle *o, u8 kind, u32 provider, u32 acct,
	enum bucket_name from, u64 from_owner, u128 amount)
{
	u64 mature = maturity(o, kind);
	struct unbond *u;

	if (amount == 0)
		return;
	u = entry_to_join(o, kind, provider, acct, mature);
	if (!u) {
		u = oracle_alloc(sizeof *u);
		*u = (struct unbond){ o->next_unbond, kind, provider, acct, mature };
		o->next_unbond++;
		oracle_vec_push(&o->unbonds, u);
	}
	if (mature > u->mature)
		u->mature = mature;
	oracle_move(o, from, from_owner, UNBONDING, u->id, kind == UNBOND_OPERATOR ? ETH : SPON,
		amount);
	EVENT(o, "UnbondStarted", N(u->id), N(provider), N(acct), D(amount), N(u->mature));
}

/* STAKE-05 */
void oracle_unbond_mature(struct oracle *o, struct unbond *u)
{
	u8 token = u->kind == UNBOND_OPERATOR ? ETH : SPON;
	u128 amount = oracle_balance(o, UNBONDING, u->id, token);

	oracle_move(o, UNBONDING, u->id, FREE, u->acct, token, amount);
	EVENT(o, "UnbondPaid", N(u->id), N(u->acct), D(amount));
	oracle_vec_delete_record(&o->unbonds, u);
}

/* STAKE-01 */
enum result oracle_do_stake_add(struct oracle *o, const struct command *c)
{
	struct provider *p = oracle_provider(o, oracle_num(c, "provider"));
	u128 amount = oracle_num(c, "amount");

	if (!p)
		return NOT_FOUND;
	if (p->node.owner != c->from)
		return NOT_ALLOWED;
	if (p->node.status == DEACTIVATED)
		return BAD_STATE;
	if (amount == 0)
		return BAD_VALUE;
	if (oracle_balance(o, FREE, c->from, SPON) < amount)
		return NO_FUNDS;
	oracle_move(o, FREE, c->from, STAKE, p->node.id, SPON, amount);
	oracle_event_moved(o, FREE, c->from, STAKE, p->node.id, SPON, amount);
	oracle_reevaluate(o, p);
	return OK;
}

/* STAKE-04, STAKE-07 */
enum result oracle_do_stake_unbond(struct oracle *o, const struct command *c)
{
	struct provider *p = oracle_provider(o, oracle_num(c, "provider"));
	u128 amount = oracle_num(c, "amount"), stake;

	if (!p)
		return NOT_FOUND;
	if (p->node.owner != c->from)
		return NOT_ALLOWED;
	stake = oracle_balance(o, STAKE, p->node.id, SPON);
	if (amount == 0 || (amount < oracle_param(o, P_min_delegation) && amount < stake))
		return BAD_VALUE;
	if (amount > stake)
		return NO_STAKE;
	if ((p->node.leases > 0 || p->fleases > 0) && oracle_param(o, P_require_stake) == 1 &&
		stake - amount < oracle_required_stake(o, p))
		return HAS_LEASES;
	oracle_start_unbonding(o, UNBOND_OWN, p->node.id, c->from, STAKE, p->node.id, amount);
	oracle_reevaluate(o, p);
	return OK;
}

/* Value of a delegation in SPON (DELEG-05); shares of an ended generation have none (DELEG-10). */
u128 oracle_share_value(const struct oracle *o, const struct delegation *d)
{
	const struct provider *p = oracle_provider(o, d->provider);

	if (d->gen != p->gen || p->shares == 0)
		return 0;
	return oracle_muldiv(d->shares, oracle_balance(o, POOL, d->provider, SPON), p->shares);
}

/* Reward per share that a delegation claims up to: of its own generation (DELEG-08, DELEG-10). */
static u128 final_acc(const struct oracle *o, const struct provider *p, const struct delegation *d)
{
	foreach (struct poolgen, g, o->poolgens)
		if (g->provider == d->provider && g->gen == d->gen)
			return g->acc;
	return p->acc;
}

static u128 claimable(const struct oracle *o, const struct provider *p, const struct delegation *d)
{
	return oracle_muldiv(d->shares, final_acc(o, p, d) - d->idx, oracle_pow10(18));
}

/* DELEG-08 */
static void claim(struct oracle *o, struct provider *p, struct delegation *d)
{
	oracle_move(o, DELEGATOR_ACCRUED, p->node.id, FREE, d->acct, SPON, claimable(o, p, d));
	d->idx = final_acc(o, p, d);
}

/* DELEG-10: after a slash */
void oracle_end_generation_if_empty(struct oracle *o, struct provider *p)
{
	struct poolgen *g;
	size_t pos = 0;

	if (p->shares == 0 || oracle_balance(o, POOL, p->node.id, SPON) > 0)
		return;
	foreach (struct poolgen, other, o->poolgens)
		if (other->provider <= p->node.id)
			pos = other_i + 1;
	g = oracle_alloc(sizeof *g);
	*g = (struct poolgen){ p->node.id, p->gen, p->acc };
	oracle_vec_insert(&o->poolgens, pos, g);
	p->gen++;
	p->shares = 0;
	EVENT(o, "PoolWiped", N(p->node.id), N(p->gen));
}

/* A new delegation in its place: by provider, then account. */
static struct delegation *new_delegation(struct oracle *o, const struct provider *p, u32 acct)
{
	struct delegation *d = oracle_alloc(sizeof *d);
	size_t pos = 0;

	*d = (struct delegation){ p->node.id, acct, p->gen, 0, p->acc };
	foreach (struct delegation, other, o->delegations)
		if (other->provider < d->provider ||
			(other->provider == d->provider && other->acct < acct))
			pos = other_i + 1;
	oracle_vec_insert(&o->delegations, pos, d);
	return d;
}

/* The delegation new shares go to: claimed, and moved to the present generation (DELEG-08,
 * DELEG-10). */
static struct delegation *ready_delegation(struct oracle *o, struct provider *p, u32 acct)
{
	struct delegation *d = oracle_delegation(o, p->node.id, acct);

	if (!d)
		return new_delegation(o, p, acct);
	claim(o, p, d);
	if (d->gen != p->gen) {
		d->gen = p->gen;
		d->shares = 0;
		d->idx = p->acc;
	}
	return d;
}

/* DELEG-01..03 */
enum result oracle_do_deleg_add(struct oracle *o, const struct command *c)
{
	struct provider *p = oracle_provider(o, oracle_num(c, "provider"));
	u128 amount = oracle_num(c, "amount"), pool, shares;
	bool fits = true;

	if (!p)
		return NOT_FOUND;
	if (p->node.status > MAINTENANCE)
		return BAD_STATE;
	if (amount < oracle_param(o, P_min_delegation))
		return BAD_VALUE;
	if (oracle_balance(o, FREE, c->from, SPON) < amount)
		return NO_FUNDS;
	pool = oracle_balance(o, POOL, p->node.id, SPON);
	shares = p->shares == 0 ? amount : oracle_muldiv_checked(amount, p->shares, pool, &fits);
	if (!fits || shares > ORACLE_U128_MAX - p->shares)
		return OVERFLOW;
	if (shares < oracle_param(o, P_min_delegation))
		return BAD_VALUE;
	if (pool + amount >
		oracle_balance(o, STAKE, p->node.id, SPON) * oracle_param(o, P_deleg_cap_x))
		return LIMIT;
	ready_delegation(o, p, c->from)->shares += shares;
	p->shares += shares;
	oracle_move(o, FREE, c->from, POOL, p->node.id, SPON, amount);
	EVENT(o, "Delegated", N(p->node.id), N(c->from), D(amount), D(shares));
	return OK;
}

/* DELEG-05: a delegation without shares ends; the last one leaves the dust to the foundation pool.
 */
static void end_delegation(struct oracle *o, const struct provider *p, struct delegation *d)
{
	oracle_vec_delete_record(&o->delegations, d);
	if (oracle_count_holders(o, p->node.id) == 0)
		oracle_move(o, DELEGATOR_ACCRUED, p->node.id, FOUNDATION, 0, SPON,
			oracle_balance(o, DELEGATOR_ACCRUED, p->node.id, SPON));
}

/* DELEG-04, DELEG-05, DELEG-10 */
enum result oracle_do_deleg_unbond(struct oracle *o, const struct command *c)
{
	struct provider *p = oracle_provider(o, oracle_num(c, "provider"));
	u128 shares = oracle_num(c, "shares"), least = oracle_param(o, P_min_delegation),
	     amount = 0;
	struct delegation *d;

	if (!p)
		return NOT_FOUND;
	d = oracle_delegation(o, p->node.id, c->from);
	if (shares == 0 || (shares < least && shares < (d ? d->shares : 0)))
		return BAD_VALUE;
	if (!d || shares > d->shares)
		return NO_STAKE;
	claim(o, p, d);
	if (d->gen != p->gen || d->shares - shares < least)
		shares = d->shares;
	if (d->gen == p->gen) {
		amount =
			oracle_muldiv(shares, oracle_balance(o, POOL, p->node.id, SPON), p->shares);
		p->shares -= shares;
	}
	d->shares -= shares;
	EVENT(o, "Undelegated", N(p->node.id), N(c->from), D(shares), D(amount));
	oracle_start_unbonding(o, UNBOND_DELEGATION, p->node.id, c->from, POOL, p->node.id, amount);
	if (d->shares == 0)
		end_delegation(o, p, d);
	return OK;
}

/* DELEG-08 */
enum result oracle_do_deleg_claim(struct oracle *o, const struct command *c)
{
	struct provider *p = oracle_provider(o, oracle_num(c, "provider"));
	struct delegation *d;
	u128 amount;

	if (!p)
		return NOT_FOUND;
	d = oracle_delegation(o, p->node.id, c->from);
	if (!d)
		return NO_STAKE;
	amount = claimable(o, p, d);
	if (amount == 0)
		return NOTHING;
	claim(o, p, d);
	oracle_event_moved(o, DELEGATOR_ACCRUED, p->node.id, FREE, c->from, SPON, amount);
	return OK;
}

/* DELEG-07: the delegators' part of a liveness reward */
u128 oracle_delegators_part(const struct oracle *o, const struct provider *p, u128 reward)
{
	u128 pool = oracle_balance(o, POOL, p->node.id, SPON);
	u128 commission = reward * p->commission_bp / 10000;

	if (pool == 0)
		return 0;
	if (oracle_param(o, P_commission_mode) == 0)
		return commission;
	return oracle_muldiv(
		reward - commission, pool, oracle_balance(o, STAKE, p->node.id, SPON) + pool);
}

/* DELEG-08: money that came from elsewhere enters delegator_accrued. */
void oracle_reward_delegators(struct oracle *o, struct provider *p, u128 amount)
{
	if (amount == 0)
		return;
	oracle_credit(o, DELEGATOR_ACCRUED, p->node.id, SPON, amount);
	p->acc += oracle_muldiv(amount, oracle_pow10(18), p->shares);
}

/* APR-03 */
enum result oracle_do_q_apr(struct oracle *o, const struct command *c)
{
	struct provider *p = oracle_provider(o, oracle_num(c, "provider"));
	u128 pool, reward, part = 0, apr = 0;

	if (!p)
		return NOT_FOUND;
	pool = oracle_balance(o, POOL, p->node.id, SPON);
	if (p->node.status == ACTIVE && pool > 0) {
		reward = oracle_muldiv(oracle_provider_rate(o, p), o->conv_num, o->conv_den);
		part = oracle_delegators_part(o, p, reward) +
		       oracle_muldiv(oracle_inflation(o), pool, oracle_active_bonded(o));
	}
	if (pool > 0)
		apr = oracle_muldiv(part, oracle_eras_per_year(o) * 1000000, pool);
	EVENT(o, "Answer", D(apr));
	return OK;
}
