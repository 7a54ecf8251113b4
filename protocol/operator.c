#include "protocol/operator.h"

#include "protocol/apply.h"
#include "protocol/deadline.h"
#include "protocol/index.h"
#include "protocol/match.h"
#include "protocol/order.h"
#include "protocol/stake.h"

u128 operator_weight(const struct spheron *st, const struct oper *op)
{
	RULE("AVS-10");
	if (!op->rec.active || u128_lt(op->restaked, par_amount(st, SPHERON_P_AVS_MIN_STAKE)))
		return U128_ZERO;
	return op->restaked;
}

void operators_reweigh(struct spheron *st)
{
	st->operator_weight = U128_ZERO;
	for (uint32_t slot = st->operators; slot; slot = oper_at(st, slot)->next)
		st->operator_weight = u128_add(
				st->operator_weight, operator_weight(st, oper_at(st, slot)));
}

/* Takes an operator out of the total before it changes, and adds it again afterwards. */
static void weight_leave(struct spheron *st, const struct oper *op)
{
	st->operator_weight = u128_sub(st->operator_weight, operator_weight(st, op));
}

static void weight_return(struct spheron *st, const struct oper *op)
{
	st->operator_weight = u128_add(st->operator_weight, operator_weight(st, op));
}

void operator_link(struct spheron *st, uint32_t slot)
{
	struct oper *op = oper_at(st, slot);

	op->next = st->operators;
	st->operators = slot;
	account_at(st, op->rec.acct)->oper = slot;
	weight_return(st, op);
}

/* The operator of an account if it is active, else NULL. */
static struct oper *active_operator(const struct spheron *st, uint32_t acct)
{
	uint32_t slot = account_at(st, acct)->oper;

	return slot && oper_at(st, slot)->rec.active ? oper_at(st, slot) : NULL;
}

enum spheron_result command_avs_register(struct spheron *st, uint32_t from,
		const struct spheron_args_amount *a)
{
	uint32_t slot = account_at(st, from)->oper;
	struct oper *op;

	RULE("AVS-01");
	REQUIRE(u128_le(par_amount(st, SPHERON_P_AVS_MIN_STAKE), a->amount), BAD_VALUE);
	REQUIRE(!active_operator(st, from), DUPLICATE);
	REQUIRE(u128_le(a->amount, free_balance(st, from, SPHERON_ETH)), NO_FUNDS);
	REQUIRE_ROOM(slot || has_room(st, T_OPERATORS, 1));

	if (!slot) {
		slot = slot_take(st, T_OPERATORS);
		oper_at(st, slot)->rec.acct = from;
		operator_link(st, slot);
	}
	op = oper_at(st, slot);
	op->rec.active = 1;
	op->rec.since_b = now_block(st);
	money_move(free_bucket(st, from, SPHERON_ETH), &op->restaked, a->amount);
	weight_return(st, op);
	EMIT(st, OPERATOR_REGISTERED, operator_registered, .acct = from, .stake = op->restaked);
	return SPHERON_OK;
}

enum spheron_result command_avs_unregister(struct spheron *st, uint32_t from,
		const struct spheron_args_none *a)
{
	struct oper *op = active_operator(st, from);
	u128 amount;

	(void) a;
	RULE("AVS-02");
	REQUIRE(op, NOT_FOUND);
	REQUIRE_ROOM(unbond_room(st));

	weight_leave(st, op);
	op->rec.active = 0;
	EMIT(st, OPERATOR_LEFT, operator_left, .acct = from);
	amount = op->restaked;
	if (!u128_is_zero(amount))
		money_move(&op->restaked,
				unbond_start(st, SPHERON_UNBOND_OPERATOR, 0, from, amount), amount);
	return SPHERON_OK;
}

/* ---- tasks ---- */

void task_open(struct spheron *st, uint32_t order_slot)
{
	struct order *o = order_at(st, order_slot);
	uint32_t slot = slot_take(st, T_TASKS);
	struct spheron_task_record *t = &task_at(st, slot)->rec;

	RULE("AVS-03");
	*t = (struct spheron_task_record) { .order = o->rec.id, .state = SPHERON_TASK_RUNNING,
		.expected = o->rec.expected, .stake = st->operator_weight,
		.opened_b = now_block(st),
		.deadline_b = now_block(st) + par(st, SPHERON_P_AVS_RESPONSE_BLOCKS) };
	o->task = slot;
	task_index(st, slot);
	deadline_at_block(st, SPHERON_DUE_TASK_DEADLINE, H_TASK, slot, t->order, t->deadline_b);
	EMIT(st, TASK_OPENED, task_opened, .order = t->order, .expected = t->expected,
			.stake = t->stake, .deadline = t->deadline_b);
}

void task_stop(struct spheron *st, uint32_t slot, enum spheron_task_state state)
{
	struct spheron_task_record *t = &task_at(st, slot)->rec;

	RULE("AVS-06");
	t->state = (uint8_t) state;
	t->forget_t = now_s(st) + par(st, SPHERON_P_AVS_DISPUTE_S);
	deadline_at_second(st, SPHERON_DUE_TASK_FORGET, H_TASK, slot, t->order, t->forget_t);
	order_at(st, order_find(st, t->order, 0))->task = 0;
}

void task_expire(struct spheron *st, uint32_t slot)
{
	const struct spheron_task_record *t = &task_at(st, slot)->rec;
	uint32_t order_slot = order_find(st, t->order, 0);

	task_stop(st, slot, SPHERON_TASK_IS_EXPIRED);
	EMIT(st, TASK_EXPIRED, task_expired, .order = t->order);
	if (par(st, SPHERON_P_AVS_FALLBACK))
		match_or_close(st, order_slot, bid_find(st, t->expected, 0));
	else
		order_close(st, order_slot, SPHERON_ORDER_NO_QUORUM);
}

void task_forget(struct spheron *st, uint32_t slot)
{
	for (uint32_t a = task_at(st, slot)->first_attest; a;) {
		uint32_t next = attest_at(st, a)->next;

		attest_unindex(st, a);
		slot_give(st, T_ATTESTS, a);
		a = next;
	}
	task_unindex(st, slot);
	slot_give(st, T_TASKS, slot);
}

void attest_link(struct spheron *st, uint32_t task_slot, uint32_t slot)
{
	struct task *t = task_at(st, task_slot);

	attest_at(st, slot)->next = t->first_attest;
	t->first_attest = slot;
	attest_index(st, slot);
}

/* [AVS-04] The checks of an attestation. */
static enum spheron_result attest_check(const struct spheron *st, uint32_t from,
		const struct spheron_args_order_bid *a, uint32_t task_slot, uint32_t bid_slot)
{
	const struct oper *op = active_operator(st, from);
	const struct task *t = task_at(st, task_slot);

	RULE("AVS-04");
	REQUIRE(op, NOT_FOUND);
	if (!task_slot)
		return order_find(st, a->order, 0) ? SPHERON_NOT_FOUND
						   : missing(a->order, st->meta.next_order);
	REQUIRE(t->rec.state == SPHERON_TASK_RUNNING, WINDOW_CLOSED);
	REQUIRE(op->rec.since_b < t->rec.opened_b, TOO_SOON);
	REQUIRE(!attest_find(st, a->order, from), DUPLICATE);
	REQUIRE(bid_slot, FILTERED);
	REQUIRE(bid_at(st, bid_slot)->rec.order == a->order && bid_at(st, bid_slot)->rec.eligible,
			FILTERED);
	return SPHERON_OK;
}

enum spheron_result command_avs_attest(struct spheron *st, uint32_t from,
		const struct spheron_args_order_bid *a)
{
	uint32_t task_slot = task_find(st, a->order, 0), bid_slot = bid_find(st, a->bid, 0), slot;
	enum spheron_result r = attest_check(st, from, a, task_slot, bid_slot);
	struct attest *attest;
	struct bid *b;

	if (r != SPHERON_OK)
		return r;
	REQUIRE_ROOM(has_room(st, T_ATTESTS, 1));

	slot = slot_take(st, T_ATTESTS);
	attest = attest_at(st, slot);
	attest->rec = (struct spheron_attest_record) { .order = a->order, .acct = from, .bid = a->bid,
		.stake = operator_weight(st, active_operator(st, from)) };
	attest_link(st, task_slot, slot);
	b = bid_at(st, bid_slot);
	b->attested = u128_add(b->attested, attest->rec.stake);
	EMIT(st, ATTESTED, attested, .order = a->order, .acct = from, .bid = a->bid,
			.stake = attest->rec.stake);
	RULE("AVS-05");
	RULE("D-18");
	if (u128_is_zero(b->attested)
			|| u128_cmp_products(b->attested, u128_of(10000),
					   task_at(st, task_slot)->rec.stake,
					   par_amount(st, SPHERON_P_AVS_QUORUM_BP))
					< 0)
		return SPHERON_OK;
	task_stop(st, task_slot, SPHERON_TASK_IS_FINAL);
	EMIT(st, TASK_FINAL, task_final, .order = a->order, .bid = a->bid);
	match_or_close(st, order_find(st, a->order, 0), bid_slot);
	return SPHERON_OK;
}

/* ---- disputes ---- */

/* [AVS-08] Takes the share of a bucket into `pot`. */
static void slash_share(const struct spheron *st, u128 *bucket, u128 *pot)
{
	money_move(bucket, pot, u128_bp_down(*bucket, par(st, SPHERON_P_AVS_SLASH_BP)));
}

static void operator_slash(struct spheron *st, uint32_t acct, uint32_t accuser)
{
	struct oper *op = oper_at(st, account_at(st, acct)->oper);
	u128 pot = U128_ZERO, sum, reward;

	RULE("AVS-08");
	RULE("D-20");
	weight_leave(st, op);
	slash_share(st, &op->restaked, &pot);
	weight_return(st, op);
	for (uint32_t slot = op->unbond; slot; slot = unbond_at(st, slot)->next)
		slash_share(st, &unbond_at(st, slot)->amount, &pot);
	sum = pot;
	reward = u128_bp_down(sum, par(st, SPHERON_P_AVS_REWARD_BP));
	money_move(&pot, free_bucket(st, accuser, SPHERON_ETH), reward);
	money_move_all(&pot, &st->treasury[SPHERON_ETH]);
	EMIT(st, OPERATOR_SLASHED, operator_slashed, .acct = acct, .amount = sum, .reward = reward);
}

enum spheron_result command_avs_dispute(struct spheron *st, uint32_t from,
		const struct spheron_args_dispute *a)
{
	uint32_t task_slot = task_find(st, a->order, 0), slot;
	const struct task *t = task_at(st, task_slot);

	RULE("AVS-07");
	REQUIRE(task_slot, NOT_FOUND);
	REQUIRE(t->rec.state != SPHERON_TASK_RUNNING, WINDOW_OPEN);
	slot = attest_find(st, a->order, a->operator_);
	REQUIRE(slot, NOT_FOUND);
	REQUIRE(!attest_at(st, slot)->rec.slashed, DUPLICATE);
	REQUIRE(attest_at(st, slot)->rec.bid != t->rec.expected, HONEST);
	REQUIRE_ROOM(purse_room(st, from, SPHERON_ETH));

	attest_at(st, slot)->rec.slashed = 1;
	operator_slash(st, a->operator_, from);
	return SPHERON_OK;
}
