#include "protocol/stake.h"

#include "protocol/apply.h"
#include "protocol/deadline.h"
#include "protocol/index.h"
#include "protocol/provider.h"
#include "protocol/tier.h"

u128 stake_required(const struct spheron *st, const struct provider *p)
{
	const struct node *n = &p->node;
	u128 required = u128_mul(par_amount(st, SPHERON_P_MIN_STAKE_CPU), (n->cpu + 63) / 64);

	RULE("STAKE-02");
	for (uint32_t slot = n->gpu; slot; slot = gpu_at(st, slot)->next) {
		const struct gpu *line = gpu_at(st, slot);
		uint8_t class = gpu_class(tier_gpu(
				st, SPHERON_NODE_PROVIDER, line->model, line->price));

		required = u128_add(required,
				u128_mul(par_amount(st, SPHERON_P_MIN_STAKE_GPU + class),
						line->count));
	}
	if (n->cpu == 0 && n->gpus == 0)
		return par_amount(st, SPHERON_P_MIN_STAKE_CPU);
	return required;
}

/* The totals of own stake and pools, and of those of Active providers, after a change by `amount`. */
static void bonded_grow(struct spheron *st, const struct provider *p, u128 amount)
{
	st->meta.bonded = u128_add(st->meta.bonded, amount);
	if (p->node.status == SPHERON_ACTIVE)
		st->active_bonded = u128_add(st->active_bonded, amount);
}

static void bonded_shrink(struct spheron *st, const struct provider *p, u128 amount)
{
	st->meta.bonded = u128_sub(st->meta.bonded, amount);
	if (p->node.status == SPHERON_ACTIVE)
		st->active_bonded = u128_sub(st->active_bonded, amount);
}

void bond_put(struct spheron *st, struct provider *p, u128 *bond, u128 *from, u128 amount)
{
	money_move(from, bond, amount);
	bonded_grow(st, p, amount);
}

void bond_take(struct spheron *st, struct provider *p, u128 *bond, u128 *to, u128 amount)
{
	money_move(bond, to, amount);
	bonded_shrink(st, p, amount);
}

/* ---- unbonding entries ---- */

bool unbond_room(struct spheron *st)
{
	return has_room(st, T_UNBONDINGS, 1);
}

/* [STAKE-05, AVS-02] When an amount that starts to unbond now matures. */
static uint64_t maturity(const struct spheron *st, unsigned kind)
{
	uint64_t t;

	if (kind == SPHERON_UNBOND_OPERATOR)
		return now_s(st) + par(st, SPHERON_P_AVS_UNBONDING_S);
	RULE("GOV-06");
	t = now_s(st) + par(st, SPHERON_P_UNBONDING_S);
	return t > st->meta.vote_end ? t : st->meta.vote_end;
}

static void set_keys(const struct spheron *st, struct unbond *u)
{
	uint64_t era = (u->rec.mature - st->meta.t0) / par(st, SPHERON_P_ERA_S);

	u->key = (uint64_t) u->rec.kind << 56 | era;
	u->key2 = (uint64_t) u->rec.provider << 32 | u->rec.acct;
}

/* The list the entry hangs in: of its provider, or of its operator. */
static uint32_t *unbond_list(const struct spheron *st, const struct unbond *u)
{
	if (u->rec.kind == SPHERON_UNBOND_OPERATOR)
		return &oper_at(st, account_at(st, u->rec.acct)->oper)->unbond;
	return &provider_at(st, u->rec.provider)->unbond;
}

void unbond_link(struct spheron *st, uint32_t slot)
{
	struct unbond *u = unbond_at(st, slot);
	uint32_t *head = unbond_list(st, u);

	set_keys(st, u);
	u->next = *head;
	u->previous = 0;
	if (u->next)
		unbond_at(st, u->next)->previous = slot;
	*head = slot;
	unbond_index(st, slot);
	deadline_at_second(st, SPHERON_DUE_UNBOND_MATURE, H_UNBOND, slot, u->rec.id, u->rec.mature);
}

static void unbond_unlink(struct spheron *st, uint32_t slot)
{
	struct unbond *u = unbond_at(st, slot);

	if (u->previous)
		unbond_at(st, u->previous)->next = u->next;
	else
		*unbond_list(st, u) = u->next;
	if (u->next)
		unbond_at(st, u->next)->previous = u->previous;
	unbond_unindex(st, slot);
}

u128 *unbond_start(struct spheron *st, unsigned kind, uint32_t provider, uint32_t acct, u128 amount)
{
	struct unbond wanted = { .rec = { 0, (uint8_t) kind, provider, acct, maturity(st, kind) } };
	struct unbond *u;
	uint32_t slot;

	RULE("STAKE-05");
	set_keys(st, &wanted);
	slot = unbond_find(st, wanted.key, wanted.key2);
	if (slot) {
		u = unbond_at(st, slot);
		if (wanted.rec.mature > u->rec.mature) {
			u->rec.mature = wanted.rec.mature;
			deadline_at_second(st, SPHERON_DUE_UNBOND_MATURE, H_UNBOND, slot, u->rec.id,
					u->rec.mature);
		}
	} else {
		slot = slot_take(st, T_UNBONDINGS);
		u = unbond_at(st, slot);
		u->rec = wanted.rec;
		u->rec.id = st->meta.next_unbond++;
		unbond_link(st, slot);
	}
	EMIT(st, UNBOND_STARTED, unbond_started, .unbond = u->rec.id, .provider = provider,
			.acct = acct, .amount = amount, .mature = u->rec.mature);
	return &u->amount;
}

void unbond_mature(struct spheron *st, uint32_t slot)
{
	struct unbond *u = unbond_at(st, slot);
	uint8_t token = u->rec.kind == SPHERON_UNBOND_OPERATOR ? SPHERON_ETH : SPHERON_SPON;
	u128 amount = money_move_all(&u->amount, free_bucket(st, u->rec.acct, token));

	EMIT(st, UNBOND_PAID, unbond_paid, .unbond = u->rec.id, .acct = u->rec.acct,
			.amount = amount);
	unbond_unlink(st, slot);
	slot_give(st, T_UNBONDINGS, slot);
}

/* ---- commands ---- */

enum spheron_result command_stake_add(struct spheron *st, uint32_t from,
		const struct spheron_args_stake *a)
{
	struct provider *p;

	RULE("STAKE-01");
	REQUIRE(is_provider(st, a->provider), NOT_FOUND);
	p = provider_at(st, a->provider);
	REQUIRE(p->node.owner == from, NOT_ALLOWED);
	REQUIRE(p->node.status != SPHERON_DEACTIVATED, BAD_STATE);
	REQUIRE(!u128_is_zero(a->amount), BAD_VALUE);
	REQUIRE(u128_le(a->amount, free_balance(st, from, SPHERON_SPON)), NO_FUNDS);

	bond_put(st, p, &p->stake, free_bucket(st, from, SPHERON_SPON), a->amount);
	emit_moved(st, SPHERON_FREE, from, SPHERON_STAKE, a->provider, SPHERON_SPON, a->amount);
	provider_reactivate(st, p);
	return SPHERON_OK;
}

/* [STAKE-07] May `amount` leave while leases run? */
static bool leases_allow(const struct spheron *st, const struct provider *p, u128 amount)
{
	RULE("STAKE-07");
	if (p->node.leases + p->fleases == 0 || par(st, SPHERON_P_REQUIRE_STAKE) == 0)
		return true;
	return u128_le(stake_required(st, p), u128_sub(p->stake, amount));
}

enum spheron_result command_stake_unbond(struct spheron *st, uint32_t from,
		const struct spheron_args_stake *a)
{
	struct provider *p;
	u128 *entry;

	RULE("STAKE-04");
	REQUIRE(is_provider(st, a->provider), NOT_FOUND);
	p = provider_at(st, a->provider);
	REQUIRE(p->node.owner == from, NOT_ALLOWED);
	REQUIRE(!u128_is_zero(a->amount), BAD_VALUE);
	REQUIRE(u128_le(u128_min(par_amount(st, SPHERON_P_MIN_DELEGATION), p->stake), a->amount),
			BAD_VALUE);
	REQUIRE(u128_le(a->amount, p->stake), NO_STAKE);
	REQUIRE(leases_allow(st, p, a->amount), HAS_LEASES);
	REQUIRE_ROOM(unbond_room(st));

	RULE("STAKE-06");
	entry = unbond_start(st, SPHERON_UNBOND_STAKE, a->provider, from, a->amount);
	bond_take(st, p, &p->stake, entry, a->amount);
	provider_reactivate(st, p);
	return SPHERON_OK;
}
