/* What one deadline, one command or the mere passage of time may change.
 *
 * Source: RULES.md chapter 6: I5, I6, I7, I12, I14, I20, I22, and of I11 the moment of the match.
 * Two walks see what went, stayed and came; events say where money went, and buckets whether it
 * did. */

#include "protocol/invariants.h"

enum { PROV = SPHERON_NODE_PROVIDER, FIZZ = SPHERON_NODE_FIZZ };

static bool found_before(const struct change *c, enum spheron_record_kind kind, uint64_t id,
		struct spheron_record *r)
{
	return spheron_find(c->before, kind, id, 0, 0, r);
}

/* ---- nodes: I12, I20, I22 ---- */

/* [LIVE-01, REG-12, FIZZ-12] What a connected Active node needs besides to be rewarded. */
static bool is_rewarded(const struct change *c, unsigned kind, const struct spheron_record *r)
{
	const struct spheron_provider_record *p = &r->u.provider;
	struct spheron_record gateway;

	if (kind == FIZZ)
		return found_before(c, SPHERON_RECORD_PROVIDER, r->u.fizz.gateway, &gateway)
				&& gateway.u.provider.status == SPHERON_ACTIVE;
	if (param_of(c->before, SPHERON_P_VERIFY_FIRST) == 0)
		return true;
	return (p->cpu == 0 || (p->verified & 1))
			&& (c->gpus[PROV][p->id].lines == 0 || (p->verified & 2));
}

/* [COOL-03] In an instant nothing is earned, in the passage of time the rate in force for each
 * second connected and after the cooldown. */
static bool node_earns(const struct change *c, unsigned kind, const struct common *b,
		const struct common *a, u128 rate)
{
	uint64_t from = larger(c->was.t, b->cooldown_until);
	uint64_t earning_s = b->up && !b->paused ? c->is.t - smaller(from, c->is.t) : 0;
	u128 most;

	MUST(!acts(c) || u128_le(a->wsec, b->wsec), "I22", "@ #: wsec * became * in no time", kind,
			b->id, WIDE(b->wsec), WIDE(a->wsec));
	if (acts(c))
		return true;
	if (b->leases > 0)
		rate = share_bp(rate, param_of(c->before, SPHERON_P_LEASED_REWARD_BP));
	most = plus(b->wsec, times(rate, earning_s));
	MUST(u128_eq(a->wsec, most), "I22", "@ #: wsec * became *, # s of # count and make it *",
			kind, b->id, WIDE(b->wsec), WIDE(a->wsec), earning_s, c->is.t - c->was.t,
			WIDE(most));
	return true;
}

/* What only providers have. */
static bool provider_stays(const struct change *c, const struct spheron_provider_record *b,
		const struct spheron_provider_record *a)
{
	uint32_t times = c->loss[b->id].times;

	MUST(b->gen <= a->gen && b->version <= a->version, "I20",
			"provider #: generation # became #, version # became #", b->id, b->gen,
			a->gen, b->version, a->version);
	MUST(fired(c, SPHERON_DUE_ERA_CLOSE) || a->slashes == (uint64_t) b->slashes + times, "I6",
			"provider #: slashes # became #, events tell of #", b->id, b->slashes,
			a->slashes, times);
	return true;
}

static bool node_stays(const struct change *c, unsigned kind, uint32_t id)
{
	enum spheron_record_kind record = SPHERON_RECORD_PROVIDER;
	struct spheron_record before, after;
	struct common b = { .status = 0 }, a;
	u128 rate = U128_ZERO;
	bool old;

	if (kind == FIZZ)
		record = SPHERON_RECORD_FIZZ;
	old = found_before(c, record, id, &before);
	spheron_find(c->after, record, id, 0, 0, &after);
	common_of(kind, &after, &a);
	if (old)
		common_of(kind, &before, &b);
	MUST(b.status == a.status || may(c, kind, b.status, a.status), "I12",
			"@ #: status # became #", kind, id, b.status, a.status);
	if (!old)
		return true;
	if (b.status == SPHERON_ACTIVE && is_rewarded(c, kind, &before))
		rate = node_rate_of(c->before, kind, &b, kind == PROV ? before.u.provider.tier : 0,
				c->gpus[kind][id].points);
	if (kind == PROV && !provider_stays(c, &before.u.provider, &after.u.provider))
		return false;
	return node_earns(c, kind, &b, &a, rate);
}

static bool nodes_stay(const struct change *c)
{
	for (uint32_t id = 1; id <= spheron_used(c->after, SPHERON_TABLE_PROVIDERS); id++)
		if (!node_stays(c, PROV, id))
			return false;
	for (uint32_t id = 1; id <= spheron_used(c->after, SPHERON_TABLE_FIZZ); id++)
		if (!node_stays(c, FIZZ, id))
			return false;
	return true;
}

/* ---- other records: when they may go, change and come ---- */

/* [2.2] A bid goes with its order, matched or closed. */
static bool may_go(const struct change *c, const struct spheron_record *r)
{
	const struct spheron_challenge_record *h = &r->u.challenge;
	const struct spheron_task_record *t = &r->u.task;
	struct spheron_record order;

	if (r->kind == SPHERON_RECORD_BID)
		return !spheron_find(c->after, SPHERON_RECORD_ORDER, r->u.bid.order, 0, 0, &order)
				|| order.u.order.state == SPHERON_ORDER_MATCHED;
	if (r->kind == SPHERON_RECORD_PROPOSAL)
		return fired_for(c, SPHERON_DUE_VOTE_END, r->u.proposal.id);
	if (r->kind == SPHERON_RECORD_CHALLENGE)
		return fired_for(c, SPHERON_DUE_CHALLENGE_TIMEOUT, h->id)
				|| (h->state == SPHERON_CHALLENGE_RESPONDED
						&& ran(c, SPHERON_CMD_CHALLENGE_JUDGE));
	if (r->kind == SPHERON_RECORD_TASK)
		return t->state != SPHERON_TASK_RUNNING
				&& fired_for(c, SPHERON_DUE_TASK_FORGET, t->order);
	if (r->kind == SPHERON_RECORD_RELEASE)
		return fired(c, SPHERON_DUE_ERA_CLOSE);
	return acts(c);
}

/* [LEASE-06..08, LEASE-13] A new term comes only by an update that was accepted, within its limit.
 */
static bool lease_changes(const struct change *c, const struct spheron_lease_record *l,
		const struct spheron_lease_record *m)
{
	bool renewed = ran(c, SPHERON_CMD_LEASE_UPDATE) && l->upd == SPHERON_UPDATE_ACCEPTED;
	bool held = m->start_b == l->start_b && m->blocks == l->blocks
			&& u128_eq(m->price, l->price);
	bool step[] = {
		[SPHERON_UPDATE_NONE] = renewed || ran(c, SPHERON_CMD_LEASE_UPDATE_CANCEL),
		[SPHERON_UPDATE_REQUESTED] = ran(c, SPHERON_CMD_LEASE_UPDATE_REQUEST),
		[SPHERON_UPDATE_ACCEPTED] = l->upd == SPHERON_UPDATE_REQUESTED
							&& ran(c, SPHERON_CMD_LEASE_UPDATE_ACCEPT),
	};

	MUST(held || (renewed && u128_le(m->price, l->u_price) && m->blocks == l->u_blocks), "I11",
			"lease #: # blocks at * became # at *", l->id, l->blocks, WIDE(l->price),
			m->blocks, WIDE(m->price));
	MUST(m->upd == l->upd || step[m->upd % 3], "I12", "lease #: update stage # became #", l->id,
			l->upd, m->upd);
	return true;
}

/* The bid that an OrderMatched of this step names, 0 if there is none. */
static uint64_t bid_matched(const struct change *c, uint64_t order)
{
	for (uint32_t i = 0; i < c->step->n_events; i++)
		if (c->step->events[i].kind == SPHERON_EVENT_ORDER_MATCHED
				&& c->step->events[i].u.order_matched.order == order)
			return c->step->events[i].u.order_matched.bid;
	return 0;
}

/* [BID-04, LEASE-01] A lease is one of the bids on an order that was open, on the order's terms. */
static bool lease_comes(const struct change *c, const struct spheron_lease_record *l)
{
	uint64_t match = bid_matched(c, l->id);
	struct spheron_record found, bid;
	const struct spheron_order_record *o = &found.u.order;
	const struct spheron_bid_record *b = &bid.u.bid;

	MUST(found_before(c, SPHERON_RECORD_ORDER, l->id, &found)
					&& o->state == SPHERON_ORDER_OPEN,
			"I20", "lease # came, but its order was not open", l->id);
	MUST(found_before(c, SPHERON_RECORD_BID, match, &bid) && b->order == l->id,
			"I11", "lease # came of bid #, which is not one on its order", l->id,
			match);
	MUST(u128_eq(l->price, b->price) && u128_le(l->price, o->max_price)
					&& l->blocks == o->blocks,
			"I11",
			"lease #: # blocks at *, the bid was *, the order # blocks at most *",
			l->id, l->blocks, WIDE(l->price), WIDE(b->price), o->blocks,
			WIDE(o->max_price));
	MUST(l->provider == b->provider && l->fizz == b->fizz && l->gpu == b->gpu
					&& l->cpu == o->cpu && l->mem == o->mem && l->sto == o->sto
					&& l->gpus == o->gpus,
			"I11", "lease #: node or resources are not those of bid #", l->id, match);
	return true;
}

/* ---- the walks ---- */

#define STATE(field) offsetof(struct spheron_record, u.field)

/* How wide the id is that records of a kind begin with, and where a state is that never falls.
 * Kinds without a width are not looked at. */
static const struct {
	size_t width, state;
} kinds[SPHERON_RECORD_COUNT] = {
	[SPHERON_RECORD_ORDER] = { 8, STATE(order.state) },
	[SPHERON_RECORD_BID] = { 8, STATE(bid.eligible) },
	[SPHERON_RECORD_LEASE] = { 8, 0 },
	[SPHERON_RECORD_PROPOSAL] = { 4, 0 },
	[SPHERON_RECORD_CHALLENGE] = { 4, STATE(challenge.state) },
	[SPHERON_RECORD_TASK] = { 8, 0 },
	[SPHERON_RECORD_RELEASE] = { 4, 0 },
};

/* The id that a record begins with. */
static uint64_t id_of(const struct spheron_record *r)
{
	return kinds[r->kind].width == 8 ? r->u.order.id : r->u.proposal.id;
}

/* The next id of a kind before the step. */
static uint64_t next_of(const struct change *c, enum spheron_record_kind kind)
{
	if (kind == SPHERON_RECORD_ORDER)
		return c->was.next_order;
	if (kind == SPHERON_RECORD_BID)
		return c->was.next_bid;
	if (kind == SPHERON_RECORD_PROPOSAL)
		return c->was.next_prop;
	return kind == SPHERON_RECORD_CHALLENGE ? c->was.next_challenge
						: (uint64_t) c->was.version + 1;
}

static void keep_gpus(struct change *c, const struct spheron_gpu_record *g)
{
	struct gpus *sum = &c->gpus[g->kind][g->id];
	uint64_t mult = param_of(
			c->before, SPHERON_P_GPU_MULT + gpu_tier_of(c->before, g->kind, g));

	sum->lines++;
	sum->points = plus(sum->points, gpu_points_of(c->before, g->kind, g->count, mult));
}

/* Unbonding entries with their amounts, which come by ascending ids. */
static bool keep_entries(const struct change *c, struct helds *h, const struct spheron_record *r)
{
	if (r->kind == SPHERON_RECORD_UNBOND) {
		MUST(h->n < h->room, "I20", "several unbonding entries came or went, # is one",
				r->u.unbond.id);
		h->at[h->n++] = (struct held) { .rec = r->u.unbond };
	} else if (r->kind == SPHERON_RECORD_BUCKET && r->u.bucket.name == SPHERON_UNBONDING) {
		while (h->filled < h->n && h->at[h->filled].rec.id < r->u.bucket.owner)
			h->filled++;
		if (h->filled < h->n)
			h->at[h->filled].amount = r->u.bucket.amount;
	}
	return true;
}

static bool see_before(void *ctx, const struct spheron_record *r)
{
	struct change *c = ctx;
	struct spheron_record now;
	uint64_t id;

	if (r->kind == SPHERON_RECORD_GPU)
		keep_gpus(c, &r->u.gpu);
	if (kinds[r->kind].width == 0)
		return keep_entries(c, &c->old, r);
	id = id_of(r);
	if (!spheron_find(c->after, r->kind, id, 0, 0, &now)) {
		MUST(may_go(c, r), "I12", "~ # went without a cause", r->kind, id);
		return true;
	}
	if (kinds[r->kind].state) {
		uint8_t was = *((const uint8_t *) r + kinds[r->kind].state);
		uint8_t is = *((const uint8_t *) &now + kinds[r->kind].state);

		MUST(was <= is, "I12", "~ #: state # became #", r->kind, id, was, is);
	}
	if (r->kind == SPHERON_RECORD_LEASE)
		return lease_changes(c, &r->u.lease, &now.u.lease);
	MUST(r->kind != SPHERON_RECORD_TASK || r->u.task.state == now.u.task.state
					|| r->u.task.state == SPHERON_TASK_RUNNING,
			"I12", "task #: state # became #", id, r->u.task.state, now.u.task.state);
	return true;
}

/* [ID-02] An id that was given out does not come back. */
static bool see_after(void *ctx, const struct spheron_record *r)
{
	struct change *c = ctx;
	struct spheron_record old;
	uint64_t id, next;

	if (kinds[r->kind].width == 0)
		return keep_entries(c, &c->now, r);
	id = id_of(r);
	if (found_before(c, r->kind, id, &old))
		return true;
	if (r->kind == SPHERON_RECORD_LEASE)
		return lease_comes(c, &r->u.lease);
	/* [AVS-03] Only a window close opens a task. */
	if (r->kind == SPHERON_RECORD_TASK)
		next = fired_for(c, SPHERON_DUE_BID_CLOSE, id) ? 0 : UINT64_MAX;
	else
		next = next_of(c, r->kind);
	MUST(acts(c) && id >= next, "I20", "~ # came, but # was the next", r->kind, id, next);
	return true;
}

/* ---- clock, era and ids: I20 ---- */

static bool meta_grows(const struct change *c)
{
	static const enum spheron_table forever[] = { SPHERON_TABLE_ACCOUNTS,
		SPHERON_TABLE_PROVIDERS, SPHERON_TABLE_FIZZ, SPHERON_TABLE_POOLGENS,
		SPHERON_TABLE_OPERATORS };
	const struct spheron_meta_record *b = &c->was, *a = &c->is;

	MUST(b->t <= a->t && b->b <= a->b && b->t0 == a->t0 && b->b0 == a->b0, "I20",
			"the clock went from second #, block # to #, #", b->t, b->b, a->t, a->b);
	MUST(a->era == b->era + (uint64_t) fired(c, SPHERON_DUE_ERA_CLOSE), "I20", "era # became #",
			b->era, a->era);
	MUST(b->next_order <= a->next_order && b->next_bid <= a->next_bid
					&& b->next_unbond <= a->next_unbond,
			"I20", "the next order, bid, entry were #, #, #, now #, #, #",
			b->next_order, b->next_bid, b->next_unbond, a->next_order, a->next_bid,
			a->next_unbond);
	MUST(b->next_prop <= a->next_prop && b->next_challenge <= a->next_challenge, "I20",
			"the next proposal, challenge were #, #, now #, #", b->next_prop,
			b->next_challenge, a->next_prop, a->next_challenge);
	MUST(b->version <= a->version && b->must <= a->must && b->vote_end <= a->vote_end, "I20",
			"version, must, vote_end were #, #, #, now #, #, #", b->version, b->must,
			b->vote_end, a->version, a->must, a->vote_end);
	/* [ID-04] */
	for (unsigned i = 0; i < sizeof forever / sizeof forever[0]; i++)
		MUST(spheron_used(c->before, forever[i]) <= spheron_used(c->after, forever[i]),
				"I20", "of # records of table # # are left",
				spheron_used(c->before, forever[i]), forever[i],
				spheron_used(c->after, forever[i]));
	return true;
}

/* ---- unbonding entries: I7 ---- */

static unsigned token_of(const struct held *h)
{
	return h->rec.kind == SPHERON_UNBOND_OPERATOR ? SPHERON_ETH : SPHERON_SPON;
}

/* Paid once, at or after its maturity, all of it, to whom it belongs. */
static bool entry_paid(const struct change *c, const struct held *h)
{
	const struct spheron_event *e = c->step->events;

	MUST(fired_for(c, SPHERON_DUE_UNBOND_MATURE, h->rec.id) && h->rec.mature <= c->was.t, "I7",
			"entry # went at #, it matures at #", h->rec.id, c->was.t, h->rec.mature);
	MUST(c->paid == 1 && c->step->n_events == 1 && e->u.unbond_paid.unbond == h->rec.id
					&& e->u.unbond_paid.acct == h->rec.acct
					&& u128_eq(e->u.unbond_paid.amount, h->amount),
			"I7", "entry # of * for # went, # events tell of a payment", h->rec.id,
			WIDE(h->amount), h->rec.acct, c->paid);
	return moved(c, "I7", SPHERON_FREE, h->rec.acct, token_of(h), h->amount, U128_ZERO);
}

/* [STAKE-05, AVS-02] A new or joined entry: what came in was told, and it does not mature early. */
static bool entry_grows(const struct change *c, const struct held *h, u128 more)
{
	bool of_operator = h->rec.kind == SPHERON_UNBOND_OPERATOR;
	uint64_t least = c->was.t + param_of(c->before, of_operator ? SPHERON_P_AVS_UNBONDING_S
								    : SPHERON_P_UNBONDING_S);
	u128 told = U128_ZERO;

	if (!of_operator)
		least = larger(least, c->was.vote_end);
	for (uint32_t i = 0; i < c->step->n_events; i++) {
		const struct spheron_event_unbond_started *e = &c->step->events[i].u.unbond_started;

		if (c->step->events[i].kind == SPHERON_EVENT_UNBOND_STARTED
				&& e->unbond == h->rec.id && e->mature == h->rec.mature)
			told = plus(told, e->amount);
	}
	MUST(u128_eq(told, more), "I7", "entry # grew by *, events tell of *", h->rec.id,
			WIDE(more), WIDE(told));
	MUST(h->rec.mature >= least, "I7", "entry # matures at #, # is the earliest", h->rec.id,
			h->rec.mature, least);
	return true;
}

static bool entry_stays(struct change *c, const struct held *b, const struct held *a)
{
	struct loss *l = &c->loss[b->rec.provider <= c->nodes[PROV] ? b->rec.provider : 0];
	u128 *taken = &l->entries[b->rec.kind == SPHERON_UNBOND_DELEGATION];

	MUST(b->rec.mature <= a->rec.mature && b->rec.acct == a->rec.acct
					&& b->rec.kind == a->rec.kind
					&& b->rec.provider == a->rec.provider,
			"I7", "entry # of # matured at #, now it is of # at #", b->rec.id,
			b->rec.acct, b->rec.mature, a->rec.acct, a->rec.mature);
	*taken = plus(*taken, minus(b->amount, a->amount));
	return !u128_lt(b->amount, a->amount) || entry_grows(c, a, u128_sub(a->amount, b->amount));
}

static bool entries_change(struct change *c)
{
	uint32_t i = 0, gone = 0;

	for (uint32_t k = 0; k < c->now.n; k++) {
		const struct held *a = &c->now.at[k];

		for (; i < c->old.n && c->old.at[i].rec.id < a->rec.id; i++, gone++)
			if (!entry_paid(c, &c->old.at[i]))
				return false;
		if (i < c->old.n && c->old.at[i].rec.id == a->rec.id) {
			if (!entry_stays(c, &c->old.at[i++], a))
				return false;
			continue;
		}
		MUST(a->rec.id >= c->was.next_unbond, "I20", "entry # came, # was the next",
				a->rec.id, c->was.next_unbond);
		if (!entry_grows(c, a, a->amount))
			return false;
	}
	for (; i < c->old.n; i++, gone++)
		if (!entry_paid(c, &c->old.at[i]))
			return false;
	MUST(gone == c->paid, "I7", "# entries went, # events tell of a payment", gone, c->paid);
	return true;
}

/* ---- slashes: I6 ---- */

/* [SLASH-03, SLASH-05] One Slashed: its parts, and to which sum they belong. */
static bool sum_slash(struct change *c, const struct spheron_event_slashed *s)
{
	u128 bonds = plus(plus(s->own, s->pool), s->unbonding);
	struct loss *l;

	MUST(s->provider >= 1 && s->provider <= c->nodes[PROV], "I6",
			"slashed: provider #, there are #", s->provider, c->nodes[PROV]);
	MUST(u128_le(plus(bonds, s->accrued), s->asked), "I6", "provider #: * asked, * and * taken",
			s->provider, WIDE(s->asked), WIDE(bonds), WIDE(s->accrued));
	l = &c->loss[s->provider];
	l->times++;
	l->own = plus(l->own, s->own);
	l->pool = plus(l->pool, s->pool);
	l->unbonding = plus(l->unbonding, s->unbonding);
	l->accrued = plus(l->accrued, s->accrued);
	if (s->why == SPHERON_SLASH_MISCONDUCT)
		c->verdict = plus(c->verdict, plus(bonds, s->accrued));
	else if (s->why == SPHERON_SLASH_UPGRADE)
		c->late = plus(c->late, bonds);
	else if (s->why != SPHERON_SLASH_CHALLENGE)
		c->downtime = plus(c->downtime, bonds);
	return true;
}

/* [FEE-01] What a lease in SPON that ends by a verdict pays to the treasury. */
static void sum_fees(struct change *c, const struct spheron_event_lease_settled *e)
{
	struct spheron_record l;

	if (found_before(c, SPHERON_RECORD_LEASE, e->lease, &l)
			&& l.u.lease.token == SPHERON_SPON)
		c->fees = plus(c->fees, plus(e->user_fee, plus(e->protocol_fee, e->provider_fee)));
}

static bool sum_events(struct change *c)
{
	for (uint32_t i = 0; i < c->step->n_events; i++) {
		const struct spheron_event *e = &c->step->events[i];

		if (e->kind == SPHERON_EVENT_SLASHED && !sum_slash(c, &e->u.slashed))
			return false;
		if (e->kind == SPHERON_EVENT_FIZZ_SLASHED) {
			u128 *sum = fired(c, SPHERON_DUE_ERA_CLOSE) ? &c->downtime : &c->verdict;

			*sum = plus(*sum, e->u.fizz_slashed.amount);
		} else if (e->kind == SPHERON_EVENT_RESTITUTION) {
			c->restituted = plus(c->restituted, e->u.restitution.amount);
		} else if (e->kind == SPHERON_EVENT_LEASE_SETTLED) {
			sum_fees(c, &e->u.lease_settled);
		} else if (e->kind == SPHERON_EVENT_ERA_NODE) {
			unsigned kind = e->u.era_node.kind == PROV ? PROV : FIZZ;

			c->points[kind] = plus(c->points[kind], e->u.era_node.points);
			c->reward[kind] = plus(c->reward[kind], e->u.era_node.reward);
		}
		c->paid += e->kind == SPHERON_EVENT_UNBOND_PAID;
	}
	return true;
}

/* Do own stake and pool move by this command for other reasons than a slash? */
static bool bonds_move(const struct change *c)
{
	return ran(c, SPHERON_CMD_STAKE_ADD) || ran(c, SPHERON_CMD_STAKE_UNBOND)
			|| ran(c, SPHERON_CMD_PROVIDER_EXIT) || ran(c, SPHERON_CMD_DELEG_ADD)
			|| ran(c, SPHERON_CMD_DELEG_UNBOND);
}

/* What left the buckets of a provider is what the events say. */
static bool losses_left(const struct change *c)
{
	for (uint32_t id = 1; id <= c->nodes[PROV]; id++) {
		const struct loss *l = &c->loss[id];

		MUST(u128_eq(plus(l->entries[0], l->entries[1]), l->unbonding), "I6",
				"provider #: * and * left its entries, * by events", id,
				WIDE(l->entries[0]), WIDE(l->entries[1]), WIDE(l->unbonding));
		if (!bonds_move(c)
				&& !(went(c, "I6", SPHERON_STAKE, id, l->own)
						&& went(c, "I6", SPHERON_POOL, id, l->pool)))
			return false;
		if (!fired(c, SPHERON_DUE_ERA_CLOSE) && !ran(c, SPHERON_CMD_REWARD_CLAIM)
				&& !went(c, "I6", SPHERON_ACCRUED, id, l->accrued))
			return false;
	}
	return true;
}

/* [PROOF-09] The challenger gets the bond and the provider's own part, delegators' goes to the
 * foundation pool. */
static bool penalty_arrives(struct change *c, const struct spheron_event_challenge_closed *e)
{
	struct spheron_record h;
	const struct loss *l;

	if (e->outcome != SPHERON_CHALLENGE_FAILED
			|| !found_before(c, SPHERON_RECORD_CHALLENGE, e->challenge, &h))
		return true;
	l = &c->loss[h.u.challenge.provider <= c->nodes[PROV] ? h.u.challenge.provider : 0];
	c->penalty = plus(l->pool, l->entries[1]);
	return came(c, "I6", SPHERON_FREE, h.u.challenge.acct,
			plus(plus(l->own, l->entries[0]),
					was_in(c, SPHERON_CHALLENGE_BOND, e->challenge)));
}

/* [SLASH-07] A harmed account gets its part, and the deposit if the verdict was its proposal. */
static bool restitution_arrives(const struct change *c, const struct spheron_event_restitution *e)
{
	u128 deposit = U128_ZERO;
	struct spheron_record p;

	if (fired(c, SPHERON_DUE_VOTE_END)
			&& found_before(c, SPHERON_RECORD_PROPOSAL, c->step->due->id, &p)
			&& p.u.proposal.acct == e->acct)
		deposit = was_in(c, SPHERON_PROPOSAL_DEPOSIT, p.u.proposal.id);
	return came(c, "I6", SPHERON_FREE, e->acct, plus(e->amount, deposit));
}

/* [AVS-08] */
static bool operator_loses(const struct change *c, const struct spheron_event_operator_slashed *e)
{
	u128 entries = plus(c->loss[0].entries[0], c->loss[0].entries[1]);

	MUST(u128_le(e->reward, e->amount) && u128_le(entries, e->amount)
					&& ran(c, SPHERON_CMD_AVS_DISPUTE),
			"I6", "operator #: slashed *, * of it for the accuser, * from entries",
			e->acct, WIDE(e->amount), WIDE(e->reward), WIDE(entries));
	return moved(c, "I6", SPHERON_RESTAKED, e->acct, SPHERON_ETH, U128_ZERO,
				u128_sub(e->amount, entries))
			&& moved(c, "I6", SPHERON_FREE, c->step->command->from, SPHERON_ETH,
					e->reward, U128_ZERO)
			&& moved(c, "I6", SPHERON_TREASURY, 0, SPHERON_ETH,
					u128_sub(e->amount, e->reward), U128_ZERO);
}

/* What events say has ended is gone; an order goes with its lease, so it stands for both. */
static bool is_gone(const struct change *c, const struct spheron_event *e)
{
	enum spheron_record_kind kind = SPHERON_RECORD_ORDER;
	uint64_t id = e->kind == SPHERON_EVENT_ORDER_CLOSED ? e->u.order_closed.order
							    : e->u.lease_closed.lease;
	struct spheron_record r;

	if (e->kind == SPHERON_EVENT_PROPOSAL_CLOSED || e->kind == SPHERON_EVENT_CHALLENGE_CLOSED) {
		kind = e->kind == SPHERON_EVENT_PROPOSAL_CLOSED ? SPHERON_RECORD_PROPOSAL
								: SPHERON_RECORD_CHALLENGE;
		id = e->u.proposal_closed.prop;
	} else if (e->kind != SPHERON_EVENT_ORDER_CLOSED && e->kind != SPHERON_EVENT_LEASE_CLOSED) {
		return true;
	}
	MUST(!spheron_find(c->after, kind, id, 0, 0, &r), "I12", "~ # has ended, but is there",
			kind, id);
	return true;
}

static bool slash_arrives(struct change *c, const struct spheron_event *e)
{
	if (e->kind == SPHERON_EVENT_CHALLENGE_CLOSED)
		return penalty_arrives(c, &e->u.challenge_closed);
	if (e->kind == SPHERON_EVENT_RESTITUTION)
		return restitution_arrives(c, &e->u.restitution);
	if (e->kind == SPHERON_EVENT_OPERATOR_SLASHED)
		return operator_loses(c, &e->u.operator_slashed);
	if (e->kind == SPHERON_EVENT_FIZZ_SLASHED && !fired(c, SPHERON_DUE_ERA_CLOSE))
		return went(c, "I6", SPHERON_FIZZ_ACCRUED, e->u.fizz_slashed.fizz,
				e->u.fizz_slashed.amount);
	return true;
}

/* [SLASH-02, SLASH-07, UPG-03] Where what was taken had to go. */
static bool slashes_arrive(struct change *c)
{
	bool close = fired(c, SPHERON_DUE_ERA_CLOSE);
	bool verdict = ran(c, SPHERON_CMD_SLASH_MISCONDUCT)
			|| (fired(c, SPHERON_DUE_VOTE_END) && !u128_is_zero(c->verdict));
	uint64_t dest = param_of(c->before, SPHERON_P_DOWNTIME_DEST);
	u128 treasury = plus(c->late, dest == 2 ? c->downtime : U128_ZERO);

	for (uint32_t i = 0; i < c->step->n_events; i++)
		if (!is_gone(c, &c->step->events[i]) || !slash_arrives(c, &c->step->events[i]))
			return false;
	MUST(u128_le(c->restituted, c->verdict), "I6", "* restituted of * slashed",
			WIDE(c->restituted), WIDE(c->verdict));
	if (verdict)
		treasury = plus(minus(c->verdict, c->restituted), c->fees);
	if ((verdict || close) && !came(c, "I6", SPHERON_TREASURY, 0, treasury))
		return false;
	return came(c, "I6", SPHERON_BURNED, 0, close && dest == 1 ? c->downtime : U128_ZERO);
}

/* ---- all of it ---- */

/* [RES-01] A refused command changes nothing; malformed and mistimed ones do not even advance. */
static bool refusal_changes_nothing(const struct change *c)
{
	uint8_t b[32], a[32];

	if ((c->step->result == SPHERON_BAD_COMMAND || c->step->result == SPHERON_BAD_TIME)
			&& (c->was.t != c->is.t || c->was.b != c->is.b))
		return true;
	spheron_hash(c->before, b);
	spheron_hash(c->after, a);
	MUST(memcmp(a, b, sizeof a) == 0, "I14", "& was refused with %, but changed the state",
			c->step->command->verb, c->step->result);
	MUST(c->step->n_events == 0, "I14", "& was refused with %, but emitted # events",
			c->step->command->verb, c->step->result, c->step->n_events);
	return true;
}

bool spheron_check_step(struct spheron *before, struct spheron *after,
		const struct spheron_step *step, void *scratch, struct spheron_violation *violation)
{
	struct change change = { .violation = violation, .before = before, .after = after,
		.step = step }, *c = &change;
	struct spheron_record was, is;

	/* Before the start there is nothing to compare with. */
	if (!spheron_find(before, SPHERON_RECORD_META, 0, 0, 0, &was)
			|| !spheron_find(after, SPHERON_RECORD_META, 0, 0, 0, &is))
		return true;
	c->was = was.u.meta;
	c->is = is.u.meta;
	if (step->command && step->result != SPHERON_OK)
		return refusal_changes_nothing(c);
	c->nodes[PROV] = spheron_used(before, SPHERON_TABLE_PROVIDERS);
	if (!meta_grows(c))
		return false;
	change_begin(c, scratch);
	return sum_events(c) && spheron_walk(before, see_before, c)
			&& spheron_walk(after, see_after, c) && nodes_stay(c) && entries_change(c)
			&& losses_left(c) && slashes_arrive(c) && foundation_holds(c);
}
