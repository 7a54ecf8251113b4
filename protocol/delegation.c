#include "protocol/delegation.h"

#include "protocol/apply.h"
#include "protocol/index.h"
#include "protocol/stake.h"

#define ACC_SCALE u128_of(UINT64_C(1000000000000000000)) /* 10^18 */

u128 shares_value_down(const struct spheron *st, const struct delegation *d)
{
	const struct provider *p = provider_at(st, d->rec.provider);

	RULE("DELEG-05");
	if (d->rec.gen != p->gen)
		return U128_ZERO;
	return u128_muldiv_down(d->rec.shares, p->pool, p->shares);
}

u128 delegators_part_down(const struct spheron *st, const struct provider *p, u128 reward)
{
	u128 commission = u128_bp_down(reward, p->commission_bp);

	RULE("DELEG-07");
	if (u128_is_zero(p->pool))
		return U128_ZERO;
	if (par(st, SPHERON_P_COMMISSION_MODE) == 0)
		return commission;
	return u128_muldiv_down(u128_sub(reward, commission), p->pool, u128_add(p->stake, p->pool));
}

void delegators_credit(struct provider *p, u128 amount)
{
	RULE("DELEG-08");
	RULE("DELEG-09");
	RULE("D-07");
	p->acc = u128_add(p->acc, u128_muldiv_down(amount, ACC_SCALE, p->shares));
}

void pool_end_generation(struct spheron *st, struct provider *p)
{
	uint32_t slot = slot_take(st, T_POOLGENS);
	struct poolgen *g = poolgen_at(st, slot);

	RULE("DELEG-10");
	g->rec = (struct spheron_poolgen_record) { p->node.id, p->gen, p->acc };
	poolgen_index(st, slot);
	p->gen++;
	p->shares = U128_ZERO;
	st->pools--;
	EMIT(st, POOL_WIPED, pool_wiped, .provider = p->node.id, .gen = p->gen);
}

/* The reward per share that the delegation may claim up to: of its own generation (DELEG-10). */
static u128 acc_of(const struct spheron *st, const struct delegation *d)
{
	const struct provider *p = provider_at(st, d->rec.provider);

	if (d->rec.gen == p->gen)
		return p->acc;
	RULE("D-19");
	return poolgen_at(st, poolgen_find(st, d->rec.provider, d->rec.gen))->rec.acc;
}

static u128 claimable_down(const struct spheron *st, const struct delegation *d)
{
	return u128_muldiv_down(d->rec.shares, u128_sub(acc_of(st, d), d->rec.idx), ACC_SCALE);
}

/* [DELEG-08] Pays what is claimable to the delegator and returns how much it was. */
static u128 claim(struct spheron *st, struct delegation *d)
{
	u128 amount = claimable_down(st, d);

	d->rec.idx = acc_of(st, d);
	money_move(&provider_at(st, d->rec.provider)->delegator_accrued,
			free_bucket(st, d->rec.acct, SPHERON_SPON), amount);
	return amount;
}

void delegation_link(struct spheron *st, uint32_t slot)
{
	struct delegation *d = delegation_at(st, slot);
	uint32_t *head = &account_at(st, d->rec.acct)->deleg;

	d->next = *head;
	d->previous = 0;
	if (d->next)
		delegation_at(st, d->next)->previous = slot;
	*head = slot;
	delegation_index(st, slot);
	provider_at(st, d->rec.provider)->holders++;
}

/* Ends a delegation without shares; the last one leaves its dust to the foundation pool
 * (DELEG-05). */
static void delegation_end(struct spheron *st, uint32_t slot)
{
	struct delegation *d = delegation_at(st, slot);
	struct provider *p = provider_at(st, d->rec.provider);

	if (d->previous)
		delegation_at(st, d->previous)->next = d->next;
	else
		account_at(st, d->rec.acct)->deleg = d->next;
	if (d->next)
		delegation_at(st, d->next)->previous = d->previous;
	delegation_unindex(st, slot);
	slot_give(st, T_DELEGATIONS, slot);
	if (--p->holders == 0)
		money_move_all(&p->delegator_accrued, &st->foundation);
}

/* Shares that `amount` buys now; OVERFLOW if they do not fit (DELEG-02). */
static bool shares_bought(const struct provider *p, u128 amount, u128 *shares)
{
	u128 sum;

	RULE("DELEG-02");
	*shares = u128_is_zero(p->shares) ? amount : u128_muldiv_down(amount, p->shares, p->pool);
	return u128_add_fits(p->shares, *shares, &sum);
}

/* The delegation of an account to a provider, made if there is none, brought to the present
 * generation. */
static struct delegation *delegation_ready(struct spheron *st, struct provider *p, uint32_t acct)
{
	uint32_t slot = delegation_find(st, p->node.id, acct);
	struct delegation *d;

	if (!slot) {
		slot = slot_take(st, T_DELEGATIONS);
		d = delegation_at(st, slot);
		d->rec = (struct spheron_delegation_record) { p->node.id, acct, p->gen, U128_ZERO,
			p->acc };
		delegation_link(st, slot);
		return d;
	}
	d = delegation_at(st, slot);
	claim(st, d);
	if (d->rec.gen != p->gen) {
		d->rec.gen = p->gen;
		d->rec.shares = U128_ZERO;
		d->rec.idx = p->acc;
	}
	return d;
}

enum spheron_result command_deleg_add(struct spheron *st, uint32_t from,
		const struct spheron_args_stake *a)
{
	u128 least = par_amount(st, SPHERON_P_MIN_DELEGATION), shares, cap;
	struct delegation *d;
	struct provider *p;

	RULE("DELEG-01");
	REQUIRE(is_provider(st, a->provider), NOT_FOUND);
	p = provider_at(st, a->provider);
	REQUIRE(p->node.status <= SPHERON_MAINTENANCE, BAD_STATE);
	REQUIRE(u128_le(least, a->amount), BAD_VALUE);
	REQUIRE(u128_le(a->amount, free_balance(st, from, SPHERON_SPON)), NO_FUNDS);
	REQUIRE(shares_bought(p, a->amount, &shares), OVERFLOW);
	REQUIRE(u128_le(least, shares), BAD_VALUE);
	RULE("DELEG-03");
	cap = u128_mul(p->stake, par(st, SPHERON_P_DELEG_CAP_X));
	REQUIRE(u128_le(u128_add(p->pool, a->amount), cap), LIMIT);
	REQUIRE_ROOM(has_room(st, T_DELEGATIONS, 1));

	d = delegation_ready(st, p, from);
	if (u128_is_zero(p->shares))
		st->pools++;
	bond_put(st, p, &p->pool, free_bucket(st, from, SPHERON_SPON), a->amount);
	p->shares = u128_add(p->shares, shares);
	d->rec.shares = u128_add(d->rec.shares, shares);
	EMIT(st, DELEGATED, delegated, .provider = a->provider, .acct = from, .amount = a->amount,
			.shares = shares);
	return SPHERON_OK;
}

/* Takes shares out of their generation and returns what they are worth; those of an ended one are
 * worth nothing and belong to no total. */
static u128 shares_redeem(struct spheron *st, struct provider *p, struct delegation *d, u128 shares)
{
	u128 amount;

	if (d->rec.gen != p->gen) {
		d->rec.shares = U128_ZERO;
		return U128_ZERO;
	}
	RULE("DELEG-05");
	amount = u128_muldiv_down(shares, p->pool, p->shares);
	d->rec.shares = u128_sub(d->rec.shares, shares);
	p->shares = u128_sub(p->shares, shares);
	if (u128_is_zero(p->shares))
		st->pools--;
	return amount;
}

enum spheron_result command_deleg_unbond(struct spheron *st, uint32_t from,
		const struct spheron_args_deleg_unbond *a)
{
	u128 least = par_amount(st, SPHERON_P_MIN_DELEGATION), held = U128_ZERO, amount, shares;
	struct delegation *d = NULL;
	struct provider *p;
	uint32_t slot;

	RULE("DELEG-04");
	REQUIRE(is_provider(st, a->provider), NOT_FOUND);
	p = provider_at(st, a->provider);
	slot = delegation_find(st, a->provider, from);
	if (slot) {
		d = delegation_at(st, slot);
		held = d->rec.shares;
	}
	shares = a->shares;
	REQUIRE(!u128_is_zero(shares) && u128_le(u128_min(least, held), shares), BAD_VALUE);
	REQUIRE(u128_le(shares, held), NO_STAKE);
	REQUIRE_ROOM(unbond_room(st) && purse_room(st, from, SPHERON_SPON));

	claim(st, d);
	if (d->rec.gen != p->gen || u128_lt(u128_sub(held, shares), least))
		shares = held;
	amount = shares_redeem(st, p, d, shares);
	EMIT(st, UNDELEGATED, undelegated, .provider = a->provider, .acct = from, .shares = shares,
			.amount = amount);
	if (!u128_is_zero(amount))
		bond_take(st, p, &p->pool,
				unbond_start(st, SPHERON_UNBOND_DELEGATION, a->provider, from, amount),
				amount);
	if (u128_is_zero(d->rec.shares))
		delegation_end(st, slot);
	return SPHERON_OK;
}

enum spheron_result command_deleg_claim(struct spheron *st, uint32_t from,
		const struct spheron_args_provider *a)
{
	u128 amount;
	uint32_t slot;

	REQUIRE(is_provider(st, a->provider), NOT_FOUND);
	slot = delegation_find(st, a->provider, from);
	REQUIRE(slot, NO_STAKE);
	REQUIRE(!u128_is_zero(claimable_down(st, delegation_at(st, slot))), NOTHING);
	REQUIRE_ROOM(purse_room(st, from, SPHERON_SPON));

	amount = claim(st, delegation_at(st, slot));
	emit_moved(st, SPHERON_DELEGATOR_ACCRUED, a->provider, SPHERON_FREE, from, SPHERON_SPON,
			amount);
	return SPHERON_OK;
}
