/* Matchmaker operators (3.9). */
#include "state.h"

#include <stdlib.h>

/* AVS-10 */
static u128 weight_of(const struct oracle *o, const struct operator* op)
{
	u128 stake = oracle_balance(o, RESTAKED, op->acct, ETH);

	return stake < oracle_param(o, P_avs_min_stake) ? 0 : stake;
}

static struct operator* new_operator(struct oracle *o, u32 acct)
{
	struct operator* op = oracle_alloc(sizeof *op);
	size_t pos = 0;

	op->acct = acct;
	foreach (struct operator, other, o->operators)
		if (other->acct < acct)
			pos = other_i + 1;
	oracle_vec_insert(&o->operators, pos, op);
	return op;
}

/* AVS-01, AVS-02 */
enum result oracle_do_avs_register(struct oracle *o, const struct command *c)
{
	struct operator* op = oracle_operator(o, c->from);
	u128 amount = oracle_num(c, "amount");

	if (amount < oracle_param(o, P_avs_min_stake))
		return BAD_VALUE;
	if (op && op->active)
		return DUPLICATE;
	if (oracle_balance(o, FREE, c->from, ETH) < amount)
		return NO_FUNDS;
	if (!op)
		op = new_operator(o, c->from);
	op->active = 1;
	op->since_b = o->b;
	oracle_move(o, FREE, c->from, RESTAKED, c->from, ETH, amount);
	EVENT(o, "OperatorRegistered", N(c->from), D(amount));
	return OK;
}

/* AVS-02 */
enum result oracle_do_avs_unregister(struct oracle *o, const struct command *c)
{
	struct operator* op = oracle_operator(o, c->from);

	if (!op || !op->active)
		return NOT_FOUND;
	op->active = 0;
	EVENT(o, "OperatorLeft", N(c->from));
	oracle_start_unbonding(o, UNBOND_OPERATOR, 0, c->from, RESTAKED, c->from,
		oracle_balance(o, RESTAKED, c->from, ETH));
	return OK;
}

/* AVS-03 */
void oracle_open_task(struct oracle *o, const struct order *r)
{
	struct task *k = oracle_alloc(sizeof *k);
	size_t pos = 0;

	k->order = r->id;
	k->state = TASK_RUNNING;
	k->expected = r->expected;
	k->opened_b = o->b;
	k->deadline_b = o->b + (u64)oracle_param(o, P_avs_response_blocks);
	foreach (struct operator, op, o->operators)
		if (op->active)
			k->stake += weight_of(o, op);
	foreach (struct task, other, o->tasks)
		if (other->order < k->order)
			pos = other_i + 1;
	oracle_vec_insert(&o->tasks, pos, k);
	EVENT(o, "TaskOpened", N(k->order), N(k->expected), D(k->stake), N(k->deadline_b));
}

/* AVS-06: a task that is no longer running is forgotten avs_dispute_s later. */
static void stop_task(struct oracle *o, struct task *k, u8 state)
{
	k->state = state;
	k->forget_t = o->t + (u64)oracle_param(o, P_avs_dispute_s);
}

/* AVS-06 */
void oracle_void_task(struct oracle *o, u64 order)
{
	struct task *k = oracle_task(o, order);

	if (k && k->state == TASK_RUNNING)
		stop_task(o, k, TASK_VOID);
}

/* AVS-06 */
void oracle_task_deadline(struct oracle *o, struct task *k)
{
	struct order *r = oracle_order(o, k->order);

	stop_task(o, k, TASK_EXPIRED);
	EVENT(o, "TaskExpired", N(k->order));
	if (oracle_param(o, P_avs_fallback) == 1)
		oracle_create_lease_or_close(o, r, oracle_bid(o, r->id, k->expected));
	else
		oracle_close_order(o, r, NO_QUORUM);
}

/* AVS-06: the task and its attestations leave. */
void oracle_task_forget(struct oracle *o, struct task *k)
{
	size_t i = 0;

	while (i < o->attests.n) {
		const struct attest *a = o->attests.item[i];

		if (a->order == k->order)
			oracle_vec_delete(&o->attests, i);
		else
			i++;
	}
	oracle_vec_delete_record(&o->tasks, k);
}

static void new_attest(struct oracle *o, u64 order, u32 acct, u64 bid, u128 stake)
{
	struct attest *a = oracle_alloc(sizeof *a);
	size_t pos = 0;

	*a = (struct attest){ order, acct, bid, stake, 0 };
	foreach (struct attest, other, o->attests)
		if (other->order < order || (other->order == order && other->acct < acct))
			pos = other_i + 1;
	oracle_vec_insert(&o->attests, pos, a);
}

/* AVS-05: weights given to one bid of the order */
static u128 weight_for(const struct oracle *o, u64 order, u64 bid)
{
	u128 sum = 0;

	foreach (struct attest, a, o->attests)
		if (a->order == order && a->bid == bid)
			sum += a->stake;
	return sum;
}

/* AVS-05 */
static void finish_if_quorum(struct oracle *o, struct task *k, struct bid *bid)
{
	u128 sum = weight_for(o, k->order, bid->id);

	if (sum == 0 ||
		oracle_compare_products(sum, 10000, oracle_param(o, P_avs_quorum_bp), k->stake) < 0)
		return;
	stop_task(o, k, TASK_FINAL);
	EVENT(o, "TaskFinal", N(k->order), N(bid->id));
	oracle_create_lease_or_close(o, oracle_order(o, k->order), bid);
}

/* AVS-04 */
enum result oracle_do_avs_attest(struct oracle *o, const struct command *c)
{
	const struct operator* op = oracle_operator(o, c->from);
	u128 order = oracle_num(c, "order"), weight;
	struct task *k = oracle_task(o, order);
	struct bid *bid;

	if (!op || !op->active)
		return NOT_FOUND;
	if (!k)
		return oracle_order(o, order) ? NOT_FOUND : oracle_gone(order, o->next_order);
	if (k->state != TASK_RUNNING)
		return WINDOW_CLOSED;
	if (op->since_b >= k->opened_b)
		return TOO_SOON;
	if (oracle_attest(o, k->order, c->from))
		return DUPLICATE;
	bid = oracle_bid(o, k->order, oracle_num(c, "bid"));
	if (!bid || !bid->eligible)
		return FILTERED;
	weight = weight_of(o, op);
	new_attest(o, k->order, c->from, bid->id, weight);
	EVENT(o, "Attested", N(k->order), N(c->from), N(bid->id), D(weight));
	finish_if_quorum(o, k, bid);
	return OK;
}

/* Takes avs_slash_bp out of one bucket (AVS-08). */
static u128 cut(struct oracle *o, enum bucket_name name, u64 owner)
{
	u128 part = oracle_balance(o, name, owner, ETH) * oracle_param(o, P_avs_slash_bp) / 10000;

	oracle_debit(o, name, owner, ETH, part);
	return part;
}

/* AVS-08 */
static void slash_operator(struct oracle *o, u32 acct, u32 accuser)
{
	u128 sum = cut(o, RESTAKED, acct), reward;

	foreach (struct unbond, u, o->unbonds)
		if (u->kind == UNBOND_OPERATOR && u->acct == acct)
			sum += cut(o, UNBONDING, u->id);
	reward = sum * oracle_param(o, P_avs_reward_bp) / 10000;
	oracle_credit(o, FREE, accuser, ETH, reward);
	oracle_credit(o, TREASURY, 0, ETH, sum - reward);
	EVENT(o, "OperatorSlashed", N(acct), D(sum), D(reward));
}

/* AVS-07 */
enum result oracle_do_avs_dispute(struct oracle *o, const struct command *c)
{
	const struct task *k = oracle_task(o, oracle_num(c, "order"));
	struct attest *a;

	if (!k)
		return NOT_FOUND;
	if (k->state == TASK_RUNNING)
		return WINDOW_OPEN;
	a = oracle_attest(o, k->order, oracle_num(c, "operator"));
	if (!a)
		return NOT_FOUND;
	if (a->slashed)
		return DUPLICATE;
	if (a->bid == k->expected)
		return HONEST;
	a->slashed = 1;
	slash_operator(o, a->acct, c->from);
	return OK;
}
