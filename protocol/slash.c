#include "protocol/slash.h"

#include "protocol/apply.h"
#include "protocol/delegation.h"
#include "protocol/lease.h"
#include "protocol/liveness.h"
#include "protocol/node.h"
#include "protocol/provider.h"
#include "protocol/stake.h"

/* Money on its way from the slashed to whoever gets it. */
struct taken {
	u128 own, pool;      /* from own stake and from the pool */
	u128 own_entries;    /* from unbonding entries of kind 0 */
	u128 others_entries; /* and of kind 1 */
};

bool slash_room(struct spheron *st, uint32_t purses)
{
	return has_room(st, T_POOLGENS, 1) && has_room(st, T_PURSES, purses);
}

bool misconduct_room(struct spheron *st)
{
	return slash_room(st, SPHERON_HARMED_MAX) && has_room(st, T_TILLS, 2 * SPHERON_TOKENS_MAX);
}

static u128 entries_of(const struct spheron *st, const struct provider *p)
{
	u128 sum = U128_ZERO;

	for (uint32_t slot = p->unbond; slot; slot = unbond_at(st, slot)->next)
		sum = u128_add(sum, unbond_at(st, slot)->amount);
	return sum;
}

u128 collateral_of(const struct spheron *st, const struct provider *p)
{
	return u128_add(u128_add(p->stake, p->pool), entries_of(st, p));
}

/* Takes amount x numerator / denominator, rounded down, of each unbonding entry. */
static void take_entries(struct spheron *st, struct provider *p, u128 numerator, u128 denominator,
		struct taken *t)
{
	for (uint32_t slot = p->unbond; slot; slot = unbond_at(st, slot)->next) {
		struct unbond *u = unbond_at(st, slot);
		u128 part = u128_muldiv_down(u->amount, numerator, denominator);

		money_move(&u->amount,
				u->rec.kind == SPHERON_UNBOND_STAKE ? &t->own_entries
								    : &t->others_entries,
				part);
	}
}

static u128 taken_from_entries(const struct taken *t)
{
	return u128_add(t->own_entries, t->others_entries);
}

static u128 taken_sum(const struct taken *t)
{
	return u128_add(u128_add(t->own, t->pool), taken_from_entries(t));
}

/* [SLASH-03] x over pool and entries in proportion to `whole`, which is their sum or includes the
 * own stake. */
static void take_shared(struct spheron *st, struct provider *p, u128 x, u128 whole, struct taken *t)
{
	if (u128_is_zero(x))
		return;
	take_entries(st, p, x, whole, t);
	bond_take(st, p, &p->pool, &t->pool, u128_muldiv_down(x, p->pool, whole));
}

static struct taken take_collateral(struct spheron *st, struct provider *p, u128 asked, bool own_first)
{
	u128 k = collateral_of(st, p), x = u128_min(asked, k), own;
	struct taken t = { U128_ZERO, U128_ZERO, U128_ZERO, U128_ZERO };

	BRANCH_IF(u128_is_zero(k), "slash.amount.no-collateral", "there was no collateral left to take");
	BRANCH_IF(u128_lt(k, asked) && !u128_is_zero(k), "slash.amount.all-there-was",
			"more was asked for than there was");
	BRANCH_IF(!u128_is_zero(x) && u128_le(asked, k), "slash.amount.in-full", "all that was asked for");
	BRANCH_IF(own_first, "slash.order.own-first", "own stake pays first, the rest is shared");
	BRANCH_IF(own_first && u128_lt(p->stake, x), "slash.order.own-not-enough",
			"own stake paid first and did not suffice");
	BRANCH_IF(!own_first, "slash.order.pro-rata", "all collateral pays in proportion");
	RULE("SLASH-03");
	if (own_first) {
		own = u128_min(p->stake, x);
		take_shared(st, p, u128_sub(x, own), u128_sub(k, p->stake), &t);
	} else {
		take_shared(st, p, x, k, &t);
		own = u128_min(p->stake, u128_sub(x, taken_sum(&t)));
	}
	bond_take(st, p, &p->stake, &t.own, own);
	return t;
}

/* Slashed, PoolWiped and the count; the caller re-evaluates the status (SLASH-04). */
static void note_slash(struct spheron *st, struct provider *p, enum spheron_slash_reason why,
		u128 asked, const struct taken *t, u128 accrued)
{
	RULE("SLASH-04");
	BRANCH_IF(!u128_is_zero(t->own), "slash.bears.own-stake", "own stake bore a part");
	BRANCH_IF(!u128_is_zero(t->pool), "slash.bears.delegators", "delegated stake bore a part");
	BRANCH_IF(!u128_is_zero(taken_from_entries(t)), "slash.bears.unbonding",
			"stake on its way out bore a part");
	p->node.slashes++;
	p->node.slash_mark = st->meta.era;
	EMIT(st, SLASHED, slashed, .provider = p->node.id, .why = (uint8_t) why, .asked = asked,
			.own = t->own, .pool = t->pool, .unbonding = taken_from_entries(t),
			.accrued = accrued);
	if (u128_is_zero(p->pool) && !u128_is_zero(p->shares)) {
		BRANCH("slash.bears.pool-wiped", "all delegated stake was lost, its shares ended");
		pool_end_generation(st, p);
	}
}

void slash_collateral(struct spheron *st, struct provider *p, enum spheron_slash_reason why,
		u128 asked, u128 *to)
{
	bool own_first = par(st, SPHERON_P_SLASH_ORDER) == 1;
	struct taken t = take_collateral(st, p, asked, own_first);

	if (u128_is_zero(taken_sum(&t)))
		return;
	note_slash(st, p, why, asked, &t, U128_ZERO);
	money_move_all(&t.own, to);
	money_move_all(&t.pool, to);
	money_move_all(&t.own_entries, to);
	money_move_all(&t.others_entries, to);
	provider_reactivate(st, p);
	BRANCH_IF(p->node.status == SPHERON_REGISTERED, "slash.after.below-required-stake",
			"own stake no longer suffices, the provider is only Registered");
}

void slash_for_challenge(struct spheron *st, struct provider *p, u128 asked, uint32_t challenger)
{
	struct taken t = take_collateral(st, p, asked, true);
	u128 *reward = free_bucket(st, challenger, SPHERON_SPON);

	if (u128_is_zero(taken_sum(&t)))
		return;
	note_slash(st, p, SPHERON_SLASH_CHALLENGE, asked, &t, U128_ZERO);
	BRANCH("slash.challenge.penalty", "a failed challenge cost collateral");
	money_move_all(&t.own, reward);
	money_move_all(&t.own_entries, reward);
	money_move_all(&t.pool, &st->foundation);
	money_move_all(&t.others_entries, &st->foundation);
	provider_reactivate(st, p);
}

u128 *downtime_bucket(struct spheron *st)
{
	uint64_t where = par(st, SPHERON_P_DOWNTIME_DEST);

	BRANCH_IF(where == 0, "slash.downtime.to-foundation", "what downtime costs goes to the reward pool");
	BRANCH_IF(where == 1, "slash.downtime.to-burned", "what downtime costs is burned");
	BRANCH_IF(where == 2, "slash.downtime.to-treasury", "what downtime costs goes to the treasury");
	return where == 0 ? &st->foundation : where == 1 ? &st->burned : &st->treasury[SPHERON_SPON];
}

void slash_fizz_downtime(struct spheron *st, struct fizz *f, u128 asked)
{
	u128 amount = u128_min(asked, f->accrued);

	RULE("SLASH-09");
	BRANCH_IF(u128_lt(f->accrued, asked), "slash.fizz-downtime.more-than-accrued",
			"a Fizz node had accrued less than its downtime cost");
	if (u128_is_zero(amount))
		return;
	BRANCH("slash.fizz-downtime.charged", "a Fizz node paid for downtime from accrued rewards");
	money_move(&f->accrued, downtime_bucket(st), amount);
	RULE("D-12");
	f->node.slashes++;
	f->node.slash_mark = st->meta.era;
	EMIT(st, FIZZ_SLASHED, fizz_slashed, .fizz = f->node.id, .amount = amount);
}

void slash_decay(const struct spheron *st, struct node *n)
{
	if (n->slashes == 0
			|| st->meta.era - n->slash_mark < par(st, SPHERON_P_SLASH_DECAY_ERAS))
		return;
	BRANCH("slash.after.forgotten", "an old slash no longer counts");
	n->slashes--;
	n->slash_mark = st->meta.era;
}

/* ---- misconduct ---- */

bool harmed_valid(const struct spheron *st, const struct spheron_harmed *harmed)
{
	u128 loss_max = u128_power_of_ten(30);

	RULE("SLASH-07");
	if (harmed->count > SPHERON_HARMED_MAX)
		return false;
	for (uint32_t i = 0; i < harmed->count; i++) {
		const struct spheron_harm *h = &harmed->item[i];

		if (i > 0 && h->acct <= h[-1].acct)
			return false;
		if (!is_account(st, h->acct) || u128_is_zero(h->loss) || u128_lt(loss_max, h->loss))
			return false;
	}
	return true;
}

/* [SLASH-07] Divides the slashed sum among the harmed; the rest goes to the treasury. */
static void restitute(struct spheron *st, u128 *slashed, const struct spheron_harmed *harmed)
{
	u128 total = *slashed, losses = U128_ZERO;

	for (uint32_t i = 0; i < harmed->count; i++)
		losses = u128_add(losses, harmed->item[i].loss);
	BRANCH_IF(harmed->count == 0, "slash.restitution.nobody-harmed", "all of it went to the treasury");
	BRANCH_IF(harmed->count > 0 && u128_le(losses, total), "slash.restitution.in-full",
			"the harmed got all of their losses back");
	BRANCH_IF(u128_lt(total, losses), "slash.restitution.in-part",
			"the harmed shared what there was, in proportion to their losses");
	for (uint32_t i = 0; i < harmed->count; i++) {
		const struct spheron_harm *h = &harmed->item[i];
		u128 part = u128_le(losses, total) ? h->loss
						   : u128_muldiv_down(total, h->loss, losses);

		money_move(slashed, free_bucket(st, h->acct, SPHERON_SPON), part);
		EMIT(st, RESTITUTION, restitution, .acct = h->acct, .amount = part);
	}
	money_move_all(slashed, &st->treasury[SPHERON_SPON]);
}

static void misconduct_of_provider(struct spheron *st, struct provider *p, uint32_t bp,
		const struct spheron_harmed *harmed)
{
	struct taken t = { U128_ZERO, U128_ZERO, U128_ZERO, U128_ZERO };
	u128 accrued = U128_ZERO, sum;

	RULE("SLASH-05");
	RULE("SLASH-06");
	RULE("D-11");
	provider_fold(st, p);
	p->node.wsec = U128_ZERO;
	take_entries(st, p, u128_of(bp), u128_of(10000), &t);
	bond_take(st, p, &p->stake, &t.own, u128_bp_down(p->stake, bp));
	bond_take(st, p, &p->pool, &t.pool, u128_bp_down(p->pool, bp));
	money_move(&p->accrued, &accrued, u128_bp_down(p->accrued, bp));
	sum = u128_add(taken_sum(&t), accrued);
	note_slash(st, p, SPHERON_SLASH_MISCONDUCT, sum, &t, accrued);
	restitute(st, &sum, harmed);
	BRANCH("slash.misconduct.provider", "a provider was slashed for misconduct");
	BRANCH_IF(!u128_is_zero(accrued), "slash.misconduct.unclaimed-rewards",
			"unclaimed rewards were taken as well");
	BRANCH_IF(p->node.status == SPHERON_DEACTIVATED, "slash.misconduct.provider-gone",
			"the provider had left already; what was still unbonding was taken");
	BRANCH_IF(p->node.leases > 0, "slash.misconduct.leases-ended", "its running leases ended");
	if (p->node.status != SPHERON_DEACTIVATED) {
		BRANCH_IF(p->node.status == SPHERON_MAINTENANCE, "maintenance.ended.by-misconduct",
				"misconduct was found in it");
		provider_leave_maintenance(st, p);
		provider_change_status(st, p, SPHERON_SUSPENDED);
	}
	leases_end_all(st, &p->node, SPHERON_LEASE_MISCONDUCT);
}

static void misconduct_of_fizz(struct spheron *st, struct fizz *f, uint32_t bp,
		const struct spheron_harmed *harmed)
{
	struct node *n = &f->node;
	u128 sum = U128_ZERO;

	RULE("SLASH-08");
	fizz_fold(st, f);
	n->wsec = U128_ZERO;
	money_move(&f->accrued, &sum, u128_bp_down(f->accrued, bp));
	n->slashes++;
	n->slash_mark = st->meta.era;
	EMIT(st, FIZZ_SLASHED, fizz_slashed, .fizz = n->id, .amount = sum);
	restitute(st, &sum, harmed);
	BRANCH("slash.misconduct.fizz", "a Fizz node was slashed for misconduct");
	if (n->status != SPHERON_DEACTIVATED && n->status != SPHERON_SUSPENDED) {
		n->status = SPHERON_SUSPENDED;
		EMIT(st, FIZZ_STATUS, fizz_status, .fizz = n->id, .status = n->status);
	}
	leases_end_all(st, n, SPHERON_LEASE_MISCONDUCT);
}

void misconduct(struct spheron *st, unsigned kind, uint32_t id, uint32_t bp,
		const struct spheron_harmed *harmed)
{
	if (kind == SPHERON_NODE_PROVIDER)
		misconduct_of_provider(st, provider_at(st, id), bp, harmed);
	else
		misconduct_of_fizz(st, fizz_at(st, id), bp, harmed);
}

enum spheron_result command_slash_misconduct(struct spheron *st, uint32_t from,
		const struct spheron_args_misconduct *a)
{
	REQUIRE(has_role(st, from, SPHERON_ROLE_SLASHER), NOT_ALLOWED);
	REQUIRE(a->kind <= SPHERON_NODE_FIZZ && a->bp <= 10000 && harmed_valid(st, &a->harmed),
			BAD_VALUE);
	REQUIRE(node_find(st, a->kind, a->id), NOT_FOUND);
	REQUIRE_ROOM(misconduct_room(st));

	misconduct(st, a->kind, a->id, a->bp, &a->harmed);
	return SPHERON_OK;
}
