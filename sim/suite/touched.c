#include "sim/suite/touched.h"

typedef void touch_one(void *ctx, enum expr_entity kind, struct expr_key key);

static const int owners[SPHERON_BUCKET_COUNT] = { [SPHERON_FREE] = EXPR_ACCOUNT,
	[SPHERON_ESCROW] = EXPR_ACCOUNT, [SPHERON_LOCKED] = EXPR_LEASE, [SPHERON_STAKE] = EXPR_PROVIDER,
	[SPHERON_POOL] = EXPR_PROVIDER, [SPHERON_UNBONDING] = EXPR_UNBONDING,
	[SPHERON_ACCRUED] = EXPR_PROVIDER, [SPHERON_DELEGATOR_ACCRUED] = EXPR_PROVIDER,
	[SPHERON_EARNED] = EXPR_PROVIDER, [SPHERON_FIZZ_ACCRUED] = EXPR_FIZZ,
	[SPHERON_FIZZ_EARNED] = EXPR_FIZZ, [SPHERON_CHALLENGE_BOND] = EXPR_CHALLENGE,
	[SPHERON_PROPOSAL_DEPOSIT] = EXPR_PROPOSAL, [SPHERON_RESTAKED] = EXPR_ACCOUNT,
	[SPHERON_TREASURY] = EXPR_NONE, [SPHERON_FOUNDATION] = EXPR_NONE, [SPHERON_BURNED] = EXPR_NONE };

int touched_owner(unsigned bucket)
{
	return bucket < SPHERON_BUCKET_COUNT ? owners[bucket] : EXPR_NONE;
}

static void touch_owner(const struct spheron_bucket *bucket, touch_one *touch, void *ctx)
{
	int kind = touched_owner(bucket->name);

	if (kind != EXPR_NONE)
		touch(ctx, (enum expr_entity) kind, (struct expr_key) { bucket->owner, 0 });
	if (bucket->name == SPHERON_RESTAKED)
		touch(ctx, EXPR_OPERATOR, (struct expr_key) { bucket->owner, 0 });
}

/* Settling a lease pays its provider or Fizz node out of its tenant's money, and its end frees what they
 * had in use; the events name the lease only. */
static void touch_parties(uint64_t lease, const struct spheron *state, touch_one *touch, void *ctx)
{
	struct spheron_record r;

	if (!spheron_find(state, SPHERON_RECORD_LEASE, lease, 0, 0, &r))
		return;
	touch(ctx, EXPR_ACCOUNT, (struct expr_key) { r.u.lease.tenant, 0 });
	touch(ctx, EXPR_PROVIDER, (struct expr_key) { r.u.lease.provider, 0 });
	if (r.u.lease.fizz)
		touch(ctx, EXPR_FIZZ, (struct expr_key) { r.u.lease.fizz, 0 });
}

/* An order that closes is one less of its tenant's. */
static void touch_tenant(uint64_t order, const struct spheron *state, touch_one *touch, void *ctx)
{
	struct spheron_record r;

	if (spheron_find(state, SPHERON_RECORD_ORDER, order, 0, 0, &r))
		touch(ctx, EXPR_ACCOUNT, (struct expr_key) { r.u.order.tenant, 0 });
}

#define BIT(kind) (1u << (kind))

void touched_by(const struct spheron_event *event, const struct spheron *state, uint32_t kinds,
		touch_one *touch, void *ctx)
{
	struct expr_key key;

	for (uint32_t left = kinds; left; left &= left - 1) {
		enum expr_entity kind = (enum expr_entity) __builtin_ctz(left);

		if (expr_named(event, kind, &key))
			touch(ctx, kind, key);
	}
	if (event->kind == SPHERON_EVENT_MOVED) {
		touch_owner(&event->u.moved.from, touch, ctx);
		touch_owner(&event->u.moved.to, touch, ctx);
	} else if (event->kind == SPHERON_EVENT_LEASE_SETTLED
			&& kinds & (BIT(EXPR_ACCOUNT) | BIT(EXPR_PROVIDER) | BIT(EXPR_FIZZ))) {
		touch_parties(event->u.lease_settled.lease, state, touch, ctx);
	} else if (event->kind == SPHERON_EVENT_ORDER_CLOSED && kinds & BIT(EXPR_ACCOUNT)) {
		touch_tenant(event->u.order_closed.order, state, touch, ctx);
	}
}
