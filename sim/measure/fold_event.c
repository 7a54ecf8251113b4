/* fold_event - what the protocol's own events are worth. */

#include "sim/measure/fold_parts.h"

#include "sim/player.h"

#include <string.h>

typedef void concern(struct fold *f, uint64_t now_ms, const struct spheron_event *e);

/* Carries into the upper half are told by wrapping, which is what the comparison is for. */
static void add_to(struct fold *f, enum fold_total total, struct spheron_u128 amount)
{
	struct spheron_u128 *t = &f->total[total];
	uint64_t room = UINT64_MAX - t->lo;

	t->hi += amount.hi + (amount.lo > room);
	t->lo = amount.lo > room ? amount.lo - room - 1 : t->lo + amount.lo;
}

/* ---- nodes ---- */

static void era_node(struct fold *f, uint64_t now_ms, const struct spheron_event *e)
{
	const struct spheron_event_era_node *n = &e->u.era_node;
	struct node_track *t = track_of(f, n->kind, n->id);
	struct final_track *final = final_track_of(f, n->kind, n->id);
	struct provider_track *p;

	(void) now_ms;
	t->rewarded = n->points.lo != 0 || n->points.hi != 0;
	if (n->uptime != SPHERON_UPTIME_UNKNOWN) {
		f->now.sum[SUM_UPTIME + n->kind] += (double) n->uptime / 1e6;
		f->now.sum[SUM_UPTIME_N + n->kind]++;
	}
	f->now.sum[SUM_REWARD_SPON + n->kind] += units(n->reward, SPON_UNIT);
	if (final)
		final->tier = n->tier;
	if (n->kind == SPHERON_NODE_FIZZ) {
		add_to(f, TOTAL_REWARD_FIZZ, n->reward);
		return;
	}
	add_to(f, TOTAL_REWARD_PROVIDERS, n->reward);
	add_to(f, TOTAL_REWARD_DELEGATORS, n->to_delegators);
	p = provider_track_of(f, n->id);
	p->apr = (float) units(n->apr, 1e-6);
}

/* Second in which an event at that millisecond happened, as the protocol counts. */
static double second_of(const struct fold *f, uint64_t now_ms)
{
	return f->setup->start_s + (double) (now_ms / 1000);
}

static void cooldown(struct fold *f, uint64_t now_ms, uint8_t kind, uint64_t until)
{
	double left = (double) until - second_of(f, now_ms);

	if (left > 0)
		f->now.sum[SUM_COOLDOWN_S + kind] += left;
}

static void node_up(struct fold *f, uint64_t now_ms, const struct spheron_event *e)
{
	cooldown(f, now_ms, e->u.node_up.kind, e->u.node_up.cooldown_until);
}

static void node_resumed(struct fold *f, uint64_t now_ms, const struct spheron_event *e)
{
	cooldown(f, now_ms, e->u.node_resumed.kind, e->u.node_resumed.cooldown_until);
}

static void maintained(struct fold *f, uint64_t now_ms, uint32_t provider, bool is)
{
	struct provider_track *p = provider_track_of(f, provider);

	if (p->maintained != is)
		level_by(&f->level[LEVEL_MAINTENANCE], now_ms, is ? 1 : -1);
	p->maintained = is;
}

static void maintenance_started(struct fold *f, uint64_t now_ms, const struct spheron_event *e)
{
	maintained(f, now_ms, e->u.maintenance_started.provider, true);
}

static void maintenance_ended(struct fold *f, uint64_t now_ms, const struct spheron_event *e)
{
	maintained(f, now_ms, e->u.maintenance_ended.provider, false);
}

static void provider_registered(struct fold *f, uint64_t now_ms, const struct spheron_event *e)
{
	(void) now_ms;
	provider_track_of(f, e->u.provider_registered.provider)->commission_bp = f->commission_bp;
}

static void commission_set(struct fold *f, uint64_t now_ms, const struct spheron_event *e)
{
	(void) now_ms;
	provider_track_of(f, e->u.commission_set.provider)->commission_bp = e->u.commission_set.bp;
}

static void param_set(struct fold *f, uint64_t now_ms, const struct spheron_event *e)
{
	(void) now_ms;
	if (e->u.param_set.name == SPHERON_P_COMMISSION_DEFAULT_BP)
		f->commission_bp = (uint16_t) e->u.param_set.value.lo;
}

/* The first proof that fails in an outage has found it. */
static void proof_reported(struct fold *f, uint64_t now_ms, const struct spheron_event *e)
{
	struct node_track *t = track_of(f, SPHERON_NODE_PROVIDER, e->u.proof_reported.provider);
	double delay_h = now_ms > t->since_ms ? (double) (now_ms - t->since_ms) / 3.6e6 : 0;

	if (e->u.proof_reported.pass || !t->there || t->up || t->found)
		return;
	t->found = true;
	if (f->counts)
		histogram_add(&f->delay, delay_h, 1);
}

/* ---- orders and matches ---- */

static void order_closed(struct fold *f, uint64_t now_ms, const struct spheron_event *e)
{
	(void) now_ms;
	f->now.sum[SUM_LOST]++;
	f->now.sum[SUM_CLOSED + e->u.order_closed.reason]++;
}

static void order_created(struct fold *f, uint64_t now_ms, const struct spheron_event *e)
{
	(void) now_ms;
	(void) e;
	f->now.sum[SUM_ORDERS]++;
}

static void bid_placed(struct fold *f, uint64_t now_ms, const struct spheron_event *e)
{
	(void) now_ms;
	(void) e;
	f->now.sum[SUM_BIDS]++;
}

static void task_final(struct fold *f, uint64_t now_ms, const struct spheron_event *e)
{
	(void) now_ms;
	(void) e;
	f->now.sum[SUM_TASKS_FINAL]++;
}

static void task_expired(struct fold *f, uint64_t now_ms, const struct spheron_event *e)
{
	(void) now_ms;
	(void) e;
	f->now.sum[SUM_TASKS_EXPIRED]++;
}

static void operator_registered(struct fold *f, uint64_t now_ms, const struct spheron_event *e)
{
	(void) now_ms;
	for (size_t i = 0; i < f->n_operators; i++)
		if (f->a.operators[i] == e->u.operator_registered.acct)
			return;
	f->a.operators = track_room(f->a.operators, sizeof *f->a.operators, f->n_operators + 1,
			&f->operators_room);
	f->a.operators[f->n_operators++] = e->u.operator_registered.acct;
}

static void operator_left(struct fold *f, uint64_t now_ms, const struct spheron_event *e)
{
	(void) now_ms;
	for (size_t i = 0; i < f->n_operators; i++)
		if (f->a.operators[i] == e->u.operator_left.acct) {
			f->a.operators[i] = f->a.operators[--f->n_operators];
			return;
		}
}

static void operator_slashed(struct fold *f, uint64_t now_ms, const struct spheron_event *e)
{
	(void) now_ms;
	f->now.sum[SUM_OPERATOR_SLASHES]++;
	add_to(f, TOTAL_SLASH_OPERATORS, e->u.operator_slashed.amount);
}

/* ---- stake ---- */

static void delegated(struct fold *f, uint64_t now_ms, const struct spheron_event *e)
{
	(void) now_ms;
	add_to(f, TOTAL_DELEGATED, e->u.delegated.amount);
}

static void undelegated(struct fold *f, uint64_t now_ms, const struct spheron_event *e)
{
	(void) now_ms;
	add_to(f, TOTAL_UNDELEGATED, e->u.undelegated.amount);
}

/* Entries of operators are ETH and have provider 0; they are remembered by id, to be known when paid. */
static size_t operator_exit(const struct fold *f, uint32_t unbond)
{
	size_t i = 0;

	while (i < f->n_operator_exits && f->a.operator_exits[i] != unbond)
		i++;
	return i;
}

static void unbond_started(struct fold *f, uint64_t now_ms, const struct spheron_event *e)
{
	const struct spheron_event_unbond_started *u = &e->u.unbond_started;

	(void) now_ms;
	if (u->provider != 0) {
		f->unbonding += units(u->amount, SPON_UNIT);
		return;
	}
	if (operator_exit(f, u->unbond) < f->n_operator_exits)
		return;
	f->a.operator_exits = track_room(f->a.operator_exits, sizeof *f->a.operator_exits,
			f->n_operator_exits + 1, &f->operator_exits_room);
	f->a.operator_exits[f->n_operator_exits++] = u->unbond;
}

static void unbond_paid(struct fold *f, uint64_t now_ms, const struct spheron_event *e)
{
	size_t exit = operator_exit(f, e->u.unbond_paid.unbond);

	(void) now_ms;
	if (exit < f->n_operator_exits)
		f->a.operator_exits[exit] = f->a.operator_exits[--f->n_operator_exits];
	else
		f->unbonding -= units(e->u.unbond_paid.amount, SPON_UNIT);
}

/* ---- slashes and challenges ---- */

static void slashed(struct fold *f, uint64_t now_ms, const struct spheron_event *e)
{
	static const enum fold_total total[] = { [SPHERON_SLASH_DOWNTIME] = TOTAL_SLASH_DOWNTIME,
		[SPHERON_SLASH_UPGRADE] = TOTAL_SLASH_UPGRADE,
		[SPHERON_SLASH_CHALLENGE] = TOTAL_SLASH_CHALLENGE,
		[SPHERON_SLASH_MISCONDUCT] = TOTAL_SLASH_MISCONDUCT,
		[SPHERON_SLASH_PROLONGED] = TOTAL_SLASH_PROLONGED };
	const struct spheron_event_slashed *s = &e->u.slashed;
	double collateral = units(s->own, SPON_UNIT) + units(s->pool, SPON_UNIT)
			+ units(s->unbonding, SPON_UNIT);
	double all = collateral + units(s->accrued, SPON_UNIT);
	struct final_track *final = final_track_of(f, SPHERON_NODE_PROVIDER, s->provider);

	(void) now_ms;
	f->now.sum[SUM_SLASHES]++;
	f->now.sum[SUM_SLASHED + s->why] += all;
	f->now.sum[SUM_COLLATERAL] += collateral;
	f->now.sum[SUM_POOL_SLASHED] += units(s->pool, SPON_UNIT);
	f->unbonding -= units(s->unbonding, SPON_UNIT);
	provider_track_of(f, s->provider)->pool_slashed += units(s->pool, SPON_UNIT);
	add_to(f, total[s->why], s->own);
	add_to(f, total[s->why], s->pool);
	add_to(f, total[s->why], s->unbonding);
	add_to(f, total[s->why], s->accrued);
	if (final && f->counts)
		final->slashed += all;
}

static void fizz_slashed(struct fold *f, uint64_t now_ms, const struct spheron_event *e)
{
	const struct spheron_event_fizz_slashed *s = &e->u.fizz_slashed;
	struct final_track *final = final_track_of(f, SPHERON_NODE_FIZZ, s->fizz);

	(void) now_ms;
	f->now.sum[SUM_SLASHED] += units(s->amount, SPON_UNIT);
	add_to(f, TOTAL_SLASH_FIZZ, s->amount);
	if (final && f->counts)
		final->slashed += units(s->amount, SPON_UNIT);
}

static void restitution(struct fold *f, uint64_t now_ms, const struct spheron_event *e)
{
	(void) now_ms;
	add_to(f, TOTAL_RESTITUTION, e->u.restitution.amount);
}

static void challenge_opened(struct fold *f, uint64_t now_ms, const struct spheron_event *e)
{
	(void) now_ms;
	(void) e;
	f->now.sum[SUM_CHALLENGES]++;
}

static void challenge_closed(struct fold *f, uint64_t now_ms, const struct spheron_event *e)
{
	(void) now_ms;
	f->now.sum[SUM_CHALLENGES_PASSED] += e->u.challenge_closed.outcome == SPHERON_CHALLENGE_PASSED;
	f->now.sum[SUM_CHALLENGES_FAILED] += e->u.challenge_closed.outcome == SPHERON_CHALLENGE_FAILED;
}

/* ---- money ---- */

/* What the foundation mints at the start is the endowment, not emission. */
static void moved(struct fold *f, uint64_t now_ms, const struct spheron_event *e)
{
	const struct spheron_event_moved *m = &e->u.moved;

	if (m->from.name == SPHERON_BUCKET_MINT && m->token == SPHERON_SPON && now_ms > 0)
		f->now.sum[SUM_MINTED] += units(m->amount, SPON_UNIT);
}

static void era_closed(struct fold *f, uint64_t now_ms, const struct spheron_event *e)
{
	(void) now_ms;
	f->now.sum[SUM_MINTED] += units(e->u.era_closed.inflation, SPON_UNIT);
	add_to(f, TOTAL_INFLATION, e->u.era_closed.inflation);
}

void fold_settled(struct fold *f, uint64_t now_ms, const struct deal *deal,
		const struct spheron_event_lease_settled *s)
{
	bool spon = deal->token == SPHERON_SPON;
	double unit = spon ? SPON_UNIT : USD_UNIT, user = units(s->user_fee, unit);

	(void) now_ms;
	f->now.sum[spon ? SUM_PAID_SPON : SUM_PAID_USD] += units(s->due, unit) + user;
	f->now.sum[spon ? SUM_FEES_SPON : SUM_FEES_USD] += user + units(s->protocol_fee, unit)
			+ units(s->provider_fee, unit);
	add_to(f, spon ? TOTAL_GROSS_SPON : TOTAL_GROSS_USD, s->due);
	add_to(f, spon ? TOTAL_USER_FEE_SPON : TOTAL_USER_FEE_USD, s->user_fee);
	add_to(f, spon ? TOTAL_PROTOCOL_FEE_SPON : TOTAL_PROTOCOL_FEE_USD, s->protocol_fee);
	add_to(f, spon ? TOTAL_PROVIDER_FEE_SPON : TOTAL_PROVIDER_FEE_USD, s->provider_fee);
	add_to(f, spon ? TOTAL_GATEWAY_SPON : TOTAL_GATEWAY_USD, s->gateway);
	add_to(f, spon ? TOTAL_NET_SPON : TOTAL_NET_USD, s->net);
}

/* ---- all of them ---- */

static concern *const concerned[SPHERON_EVENT_COUNT] = {
	[SPHERON_EVENT_BID_PLACED] = bid_placed,
	[SPHERON_EVENT_CHALLENGE_CLOSED] = challenge_closed,
	[SPHERON_EVENT_CHALLENGE_OPENED] = challenge_opened,
	[SPHERON_EVENT_COMMISSION_SET] = commission_set,
	[SPHERON_EVENT_DELEGATED] = delegated,
	[SPHERON_EVENT_ERA_CLOSED] = era_closed,
	[SPHERON_EVENT_ERA_NODE] = era_node,
	[SPHERON_EVENT_FIZZ_SLASHED] = fizz_slashed,
	[SPHERON_EVENT_MAINTENANCE_ENDED] = maintenance_ended,
	[SPHERON_EVENT_MAINTENANCE_STARTED] = maintenance_started,
	[SPHERON_EVENT_MOVED] = moved,
	[SPHERON_EVENT_NODE_RESUMED] = node_resumed,
	[SPHERON_EVENT_NODE_UP] = node_up,
	[SPHERON_EVENT_OPERATOR_LEFT] = operator_left,
	[SPHERON_EVENT_OPERATOR_REGISTERED] = operator_registered,
	[SPHERON_EVENT_OPERATOR_SLASHED] = operator_slashed,
	[SPHERON_EVENT_ORDER_CLOSED] = order_closed,
	[SPHERON_EVENT_ORDER_CREATED] = order_created,
	[SPHERON_EVENT_PARAM_SET] = param_set,
	[SPHERON_EVENT_PROOF_REPORTED] = proof_reported,
	[SPHERON_EVENT_PROVIDER_REGISTERED] = provider_registered,
	[SPHERON_EVENT_RESTITUTION] = restitution,
	[SPHERON_EVENT_SLASHED] = slashed,
	[SPHERON_EVENT_TASK_EXPIRED] = task_expired,
	[SPHERON_EVENT_TASK_FINAL] = task_final,
	[SPHERON_EVENT_UNBOND_PAID] = unbond_paid,
	[SPHERON_EVENT_UNBOND_STARTED] = unbond_started,
	[SPHERON_EVENT_UNDELEGATED] = undelegated,
};

static void record(struct fold *f, uint64_t now_ms, const struct spheron_event *e)
{
	struct recorded_event *r;
	size_t size;

	buffer_reserve(&f->a.text, &f->text_room, f->text_size + SPHERON_EVENT_TEXT_MAX);
	size = spheron_event_write(e, f->a.text + f->text_size, SPHERON_EVENT_TEXT_MAX);
	f->a.event = track_room(f->a.event, sizeof *f->a.event, f->n_event + 1, &f->event_room);
	r = &f->a.event[f->n_event++];
	*r = (struct recorded_event) { now_ms, e->kind, f->text_size, size };
	f->text_size += size;
}

void fold_event(struct fold *f, uint64_t now_ms, const struct spheron_event *event)
{
	f->events[event->kind]++;
	if (concerned[event->kind])
		concerned[event->kind](f, now_ms, event);
	if (f->wants.event[event->kind])
		record(f, now_ms, event);
}
