#include "protocol/clock.h"

#include "protocol/account.h"
#include "protocol/apply.h"
#include "protocol/challenge.h"
#include "protocol/deadline.h"
#include "protocol/era.h"
#include "protocol/governance.h"
#include "protocol/lease.h"
#include "protocol/liveness.h"
#include "protocol/maintenance.h"
#include "protocol/match.h"
#include "protocol/operator.h"
#include "protocol/order.h"
#include "protocol/slash.h"
#include "protocol/stake.h"

static bool is_derived(const struct spheron *st)
{
	return par(st, SPHERON_P_CLOCK_MODE) == 0;
}

bool clock_admits(const struct spheron *st, const struct spheron_command *c)
{
	RULE("TIME-01");
	RULE("TIME-10");
	if (c->t < now_s(st) || c->t - now_s(st) > par(st, SPHERON_P_STEP_MAX_S))
		return false;
	RULE("TIME-03");
	if (is_derived(st))
		return !c->has_b || c->b == block_of_second(st, c->t);
	return c->has_b && (c->b == now_block(st) || c->b == now_block(st) + 1);
}

/* Room for all that firing a deadline of this class may make. */
static bool due_room(struct spheron *st, enum spheron_due_class class)
{
	switch (class) {
	case SPHERON_DUE_ERA_CLOSE:
		return era_close_room(st);
	case SPHERON_DUE_LEASE_EXPIRY:
		return has_room(st, T_TILLS, 2);
	case SPHERON_DUE_CHALLENGE_TIMEOUT:
		return slash_room(st, 2);
	case SPHERON_DUE_VOTE_END:
		return proposal_end_room(st);
	case SPHERON_DUE_UNBOND_MATURE:
		return has_room(st, T_PURSES, 1);
	case SPHERON_DUE_BID_CLOSE:
		return has_room(st, T_TASKS, 1);
	case SPHERON_DUE_MAINT_END:
	case SPHERON_DUE_MAINT_START:
	case SPHERON_DUE_TASK_DEADLINE:
	case SPHERON_DUE_ORDER_TTL:
	case SPHERON_DUE_TASK_FORGET:
		break;
	}
	return true;
}

static void fire(struct spheron *st, enum spheron_due_class class, uint32_t slot)
{
	switch (class) {
	case SPHERON_DUE_ERA_CLOSE:
		era_close(st);
		break;
	case SPHERON_DUE_MAINT_END:
		maintenance_end(st, slot);
		break;
	case SPHERON_DUE_MAINT_START:
		maintenance_start(st, slot);
		break;
	case SPHERON_DUE_LEASE_EXPIRY:
		lease_expire(st, slot);
		break;
	case SPHERON_DUE_CHALLENGE_TIMEOUT:
		challenge_timeout(st, slot);
		break;
	case SPHERON_DUE_VOTE_END:
		proposal_end(st, slot);
		break;
	case SPHERON_DUE_UNBOND_MATURE:
		unbond_mature(st, slot);
		break;
	case SPHERON_DUE_TASK_DEADLINE:
		task_expire(st, slot);
		break;
	case SPHERON_DUE_BID_CLOSE:
		window_close(st, slot);
		break;
	case SPHERON_DUE_ORDER_TTL:
		order_expire(st, slot);
		break;
	case SPHERON_DUE_TASK_FORGET:
		task_forget(st, slot);
		break;
	}
}

uint64_t due_id(const struct spheron *st, const struct due_entry *d)
{
	switch ((enum spheron_due_class) d->class) {
	case SPHERON_DUE_ERA_CLOSE:
		return st->meta.era;
	case SPHERON_DUE_MAINT_END:
	case SPHERON_DUE_MAINT_START:
		return d->slot;
	case SPHERON_DUE_LEASE_EXPIRY:
	case SPHERON_DUE_BID_CLOSE:
	case SPHERON_DUE_ORDER_TTL:
		return order_at(st, d->slot)->rec.id;
	case SPHERON_DUE_CHALLENGE_TIMEOUT:
		return challenge_at(st, d->slot)->rec.id;
	case SPHERON_DUE_VOTE_END:
		return proposal_at(st, d->slot)->rec.id;
	case SPHERON_DUE_UNBOND_MATURE:
		return unbond_at(st, d->slot)->rec.id;
	case SPHERON_DUE_TASK_DEADLINE:
	case SPHERON_DUE_TASK_FORGET:
		break;
	}
	return task_at(st, d->slot)->rec.order;
}

/* Folds the Fizz nodes whose cooldown ends up to second t, each at its end (liveness.h).  Nothing
 * else changes meanwhile, so the order among them is of no account. */
static void end_cooldowns(struct spheron *st, uint64_t t)
{
	struct fizz *f;

	while ((f = cooldown_end_take(st, t))) {
		BRANCH("cooldown.reward.fizz-resumed", "the cooldown of a Fizz node ended");
		st->meta.t = f->node.cooldown_until;
		fizz_fold(st, f);
	}
}

/* [TIME-07] The clock while a deadline of this second fires, on the way to (t, b). */
static void set_clock(struct spheron *st, uint64_t second, uint64_t t, uint64_t b)
{
	end_cooldowns(st, second);
	st->meta.t = second;
	if (is_derived(st))
		st->meta.b = block_of_second(st, second);
	else if (second == t)
		st->meta.b = b;
}

static void fire_due(struct spheron *st, const struct due_entry *d)
{
	const struct spheron_sink *sink = st->sink;
	struct spheron_due due = { now_s(st), now_block(st), (enum spheron_due_class) d->class,
		due_id(st, d) };

	/* Gone before it fires: what it does may set it anew. */
	deadline_taken(st, d);
	if (sink && sink->due_begin)
		sink->due_begin(sink->ctx, &due);
	fire(st, due.what, d->slot);
	if (sink && sink->due_end)
		sink->due_end(sink->ctx);
}

bool clock_advance(struct spheron *st, uint64_t t, uint64_t b)
{
	struct due_entry d;
	bool fired = false;

	RULE("TIME-02");
	RULE("TIME-05");
	RULE("TIME-07");
	while (deadline_due(st, t, b)) {
		deadline_first(st, t, b, &d);
		if (!due_room(st, (enum spheron_due_class) d.class))
			return false;
		set_clock(st, d.second, t, b);
		fire_due(st, &d);
		fired = true;
	}
	if (fired)
		deadline_expect(st);
	/* Most commands come at the second of the one before them. */
	if (t != now_s(st) || !is_derived(st))
		set_clock(st, t, t, b);
	return true;
}

/* ---- the start ---- */

void clock_set_parameters(struct spheron *st, enum spheron_profile profile)
{
	for (unsigned i = 0; i < SPHERON_PARAM_COUNT; i++)
		st->param[i] = (struct parameter) { .value = spheron_param_default(profile, i) };
}

static void add_first_tokens(struct spheron *st)
{
	RULE("TOKEN-01");
	st->token[SPHERON_USD] = (struct spheron_token_record) { SPHERON_USD, 6, 1, U128_ZERO };
	st->token[SPHERON_SPON] = (struct spheron_token_record) { SPHERON_SPON, 18, 1, U128_ZERO };
	st->token[SPHERON_ETH] = (struct spheron_token_record) { SPHERON_ETH, 18, 0, U128_ZERO };
	st->n_tokens = 3;
}

/* What depends on the parameters, which a genesis sets first. */
static void set_first_meta(struct spheron *st, uint64_t t, uint64_t b)
{
	st->meta = (struct spheron_meta_record) { .t = t, .b = b, .t0 = t, .b0 = b,
		.era_end = t + par(st, SPHERON_P_ERA_S), .beacon = st->meta.beacon, .version = 1,
		.must = 1, .council = 1, .conv_num = par_amount(st, SPHERON_P_POINT_VALUE_PROV),
		.conv_den = u128_of(1), .next_order = 1, .next_bid = 1, .next_unbond = 1,
		.next_prop = 1, .next_challenge = 1 };
}

void clock_start(struct spheron *st, uint64_t t, uint64_t b)
{
	RULE("GEN-01");
	RULE("D-06");
	add_first_tokens(st);
	set_first_meta(st, t, b);
	account_make(st, SPHERON_ROLES_ALL);
	st->started = 1;
}
