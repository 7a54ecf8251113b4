/* What one deadline, one command or the mere passage of time may change.
 *
 * Source: RULES.md chapter 6: I5, I6, I7, I12, I14, I20, I22, and of I11 the moment of the match.
 * Two walks see what went, stayed and came; the events say where money went, and buckets whether it
 * did. */

#include "protocol/invariants.h"

#include <string.h>

enum { PROV = SPHERON_NODE_PROVIDER, FIZZ = SPHERON_NODE_FIZZ };
#define YEAR_S 31536000u

/* ---- rules told once more ---- */

#define COMMON_COPY(type, name) common->name = record->name;

void common_of_provider(const struct spheron_provider_record *record, struct common *common)
{
	SPHERON_REC_PROVIDER(COMMON_COPY, COMMON_NONE)
}

void common_of_fizz(const struct spheron_fizz_record *record, struct common *common)
{
	SPHERON_REC_FIZZ(COMMON_COPY, COMMON_NONE)
}

/* [TIER-05] From this model on, this tier. */
static const uint8_t tiers[][2] = { { 1, 0 }, { 13, 1 }, { 25, 2 }, { 32, 3 }, { 36, 4 }, { 43, 5 },
	{ 46, 6 }, { 48, 7 }, { 50, 8 }, { 51, 9 }, { 52, 0 }, { 56, 2 }, { 57, 1 }, { 58, 0 },
	{ 59, 4 }, { 60, 0 }, { 61, 4 }, { 62, 1 }, { 63, 4 }, { 64, 3 }, { 65, 2 }, { 66, 5 },
	{ 67, 4 }, { 69, 9 }, { 70, 10 }, { 72, 4 }, { 74, 5 }, { 75, 6 }, { 76, 3 }, { 77, 0 } };

/* [TIER-06] Up to this price in USD, this tier. */
static const uint32_t classes[][2] = { { 999, 1 }, { 1999, 3 }, { 4999, 4 }, { 7500, 5 },
	{ 15000, 7 }, { UINT32_MAX, 8 } };

unsigned gpu_tier_of(const struct spheron *st, unsigned kind, const struct spheron_gpu_record *line)
{
	unsigned i = 0;

	if (line->model > 76 || param_of(st, SPHERON_P_GPU_CLASS_MODE) == 0) {
		while (line->price > classes[i][0])
			i++;
		return classes[i][1];
	}
	if (kind == FIZZ && line->model == 66)
		return 4;
	while (line->model >= tiers[i + 1][0])
		i++;
	return tiers[i][1];
}

u128 gpu_points_of(const struct spheron *st, unsigned kind, uint64_t count, uint64_t mult_bp)
{
	uint64_t base = param_of(
			st, kind == PROV ? SPHERON_P_PROV_GPU_BASE : SPHERON_P_FIZZ_GPU_BASE);

	return times(times(u128_of(count), base), mult_bp);
}

u128 rate_of(const struct spheron *st, unsigned kind, u128 gpu_points, const struct factors *f)
{
	uint64_t base = param_of(
			st, kind == PROV ? SPHERON_P_PROV_CPU_BASE : SPHERON_P_FIZZ_CPU_BASE);
	u128 points = plus(gpu_points, times(times(u128_of(f->cpu), base), f->compute));

	if (kind == FIZZ)
		return u128_div_down(points, 10000);
	return u128_div_down(times(times(times(points, f->storage), f->conn), f->trust),
			UINT64_C(10000000000000000));
}

u128 claim_of(u128 shares, u128 acc, u128 idx)
{
	return u128_muldiv_down(shares, minus(acc, idx), u128_of(UINT64_C(1000000000000000000)));
}

/* [TIER-01] */
static unsigned compute_tier(const struct common *n)
{
	if (n->cpu == 0)
		return 0;
	if (n->score > 50000)
		return 3;
	return n->cpu <= 48 && n->score < 20000 ? 1 : 2;
}

/* [TIER-03] The worse direction decides. */
static unsigned connectivity_tier(const struct common *n)
{
	if (n->down == 0 || n->up_mbps == 0)
		return 0;
	if (n->down < 100 || n->up_mbps < 75)
		return 1;
	if (n->down < 500 || n->up_mbps < 400)
		return 2;
	return n->down > 5000 && n->up_mbps > 5000 ? 4 : 3;
}

/* [LIVE-02, LIVE-03, TIER-07] */
static u128 node_rate(const struct spheron *st, unsigned kind, const struct common *n,
		unsigned trust, u128 gpu_points)
{
	static const uint16_t model_bp[18] = { [4] = 2500,
		[5] = 5000,
		[6] = 7500,
		[7] = 5000,
		[8] = 2500,
		[9] = 2000,
		[10] = 7500,
		[11] = 1000,
		[12] = 2500,
		[13] = 2000,
		[14] = 5000,
		[15] = 5000,
		[16] = 7500,
		[17] = 10000 };
	bool models = param_of(st, SPHERON_P_CPU_TIER_MODEL) == 1;
	unsigned tier = compute_tier(n), storage = n->sto > 0 ? n->sto_tier : 0;
	struct factors f = { .cpu = n->cpu,
		.storage = param_of(st, SPHERON_P_STORAGE_MULT + storage),
		.conn = param_of(st, SPHERON_P_CONN_MULT + connectivity_tier(n)),
		.trust = param_of(st, SPHERON_P_TRUST_MULT + trust) };

	if (kind == PROV)
		f.compute = models ? 10000 : param_of(st, SPHERON_P_COMPUTE_MULT + tier);
	else if (!models)
		f.compute = param_of(st, SPHERON_P_FIZZ_COMPUTE_MULT + tier);
	else
		f.compute = n->cpu_model == 1 ? param_of(st, SPHERON_P_FIZZ_GP_MULT)
					      : model_bp[n->cpu_model % 18];
	return rate_of(st, kind, gpu_points, &f);
}

/* ---- a step in progress ---- */

/* What events say was taken from a provider, and what left its entries by kind; place 0 is for
 * entries of operators. */
struct loss {
	u128 own, pool, unbonding, accrued;
	u128 entries[2];
	uint32_t times;
};

struct held {
	struct spheron_unbond_record rec;
	u128 amount;
};

struct helds {
	struct held *at;
	uint32_t n, room, filled; /* filled: up to here with amounts */
};

/* The GPU lines of a node. */
struct gpus {
	u128 points;
	uint64_t lines;
};

struct change {
	struct spheron_violation *violation;
	struct spheron *before, *after;
	const struct spheron_step *step;
	struct spheron_meta_record was, is;
	uint32_t providers; /* before */
	struct loss *loss;
	struct gpus *gpus[2]; /* by kind and id */
	struct helds old, now;

	/* Sums over the events. */
	u128 points[2], reward[2];    /* EraNode by kind */
	u128 downtime, late, verdict; /* slashed for downtime, late upgrades, misconduct */
	u128 penalty;                 /* delegators' part of a challenge penalty */
	u128 restituted, fees;        /* to the harmed; of SPON leases to the treasury */
	uint32_t slashes, paid;       /* Slashed and the like; UnbondPaid */
};

/* Was the step this command (carried out), this deadline, or anything at all? */
static bool ran(const struct change *c, enum spheron_verb verb)
{
	return c->step->command && c->step->result == SPHERON_OK && c->step->command->verb == verb;
}

static bool fired(const struct change *c, enum spheron_due_class what)
{
	return c->step->due && c->step->due->what == what;
}

static bool fired_for(const struct change *c, enum spheron_due_class what, uint64_t id)
{
	return fired(c, what) && c->step->due->id == id;
}

static bool acts(const struct change *c)
{
	return c->step->command || c->step->due;
}

static u128 was_in(const struct change *c, unsigned name, uint64_t owner, unsigned token)
{
	return spheron_bucket(c->before, name, owner, token);
}

static u128 is_in(const struct change *c, unsigned name, uint64_t owner, unsigned token)
{
	return spheron_bucket(c->after, name, owner, token);
}

/* A bucket must hold what it held, more `in` and less `out`. */
static bool moved(const struct change *c, const char *invariant, unsigned name, uint64_t owner,
		unsigned token, u128 in, u128 out)
{
	u128 was = was_in(c, name, owner, token), is = is_in(c, name, owner, token);

	MUST(u128_eq(plus(is, out), plus(was, in)), invariant,
			"$ of #: * of token # before, * came, * went, * now", name, owner,
			WIDE(was), token, WIDE(in), WIDE(out), WIDE(is));
	return true;
}

/* ---- statuses: I12, I20 ---- */

/* [2.2] */
static bool provider_may(const struct change *c, unsigned from, unsigned to)
{
	switch ((enum spheron_status) to) {
	case SPHERON_REGISTERED:
	case SPHERON_ACTIVE:
		if (from == SPHERON_MAINTENANCE)
			return fired(c, SPHERON_DUE_MAINT_END) || ran(c, SPHERON_CMD_MAINT_END);
		if (from == SPHERON_SUSPENDED)
			return fired(c, SPHERON_DUE_VOTE_END)
			       || ran(c, SPHERON_CMD_PROVIDER_REINSTATE);
		return from <= SPHERON_ACTIVE && acts(c);
	case SPHERON_MAINTENANCE:
		return from <= SPHERON_ACTIVE && fired(c, SPHERON_DUE_MAINT_START);
	case SPHERON_SUSPENDED:
		return from <= SPHERON_MAINTENANCE
		       && (fired(c, SPHERON_DUE_VOTE_END) || ran(c, SPHERON_CMD_PROVIDER_SUSPEND)
				       || ran(c, SPHERON_CMD_SLASH_MISCONDUCT));
	case SPHERON_DEACTIVATED:
		return from != SPHERON_MAINTENANCE && ran(c, SPHERON_CMD_PROVIDER_EXIT);
	}
	return false;
}

static bool fizz_may(const struct change *c, unsigned from, unsigned to)
{
	switch ((enum spheron_status) to) {
	case SPHERON_REGISTERED:
		return from == SPHERON_ACTIVE && ran(c, SPHERON_CMD_FIZZ_EVICT);
	case SPHERON_ACTIVE:
		return from == SPHERON_REGISTERED && ran(c, SPHERON_CMD_FIZZ_RELINK);
	case SPHERON_SUSPENDED:
		return from <= SPHERON_ACTIVE
		       && (fired(c, SPHERON_DUE_VOTE_END) || ran(c, SPHERON_CMD_SLASH_MISCONDUCT));
	case SPHERON_DEACTIVATED:
		return ran(c, SPHERON_CMD_FIZZ_EXIT);
	case SPHERON_MAINTENANCE:
		break;
	}
	return false;
}

/* [COOL-03, LIVE-01] What rewarded seconds must have added up to: in an instant nothing, in the
 * passage of time the rate in force for each of them. */
static bool node_earns(const struct change *c, unsigned kind, const struct common *b,
		const struct common *a, bool rewarded, u128 rate)
{
	uint64_t from = larger(c->was.t, b->cooldown_until);
	u128 gain = U128_ZERO;

	if (acts(c)) {
		MUST(u128_le(a->wsec, b->wsec), "I22", "@ #: wsec * became * in no time", kind,
				b->id, WIDE(b->wsec), WIDE(a->wsec));
		return true;
	}
	if (b->leases > 0)
		rate = share_bp(rate, param_of(c->before, SPHERON_P_LEASED_REWARD_BP));
	if (rewarded && b->status == SPHERON_ACTIVE && b->up && !b->paused && from < c->is.t)
		gain = times(rate, c->is.t - from);
	MUST(u128_eq(a->wsec, plus(b->wsec, gain)), "I22",
			"@ #: wsec * became * in # s, # of them after a cooldown and worth * in "
			"all",
			kind, b->id, WIDE(b->wsec), WIDE(a->wsec), c->is.t - c->was.t,
			c->is.t - smaller(from, c->is.t), WIDE(gain));
	return true;
}

/* [REG-12] */
static bool is_verified(const struct change *c, const struct spheron_provider_record *p)
{
	if (param_of(c->before, SPHERON_P_VERIFY_FIRST) == 0)
		return true;
	return (p->cpu == 0 || (p->verified & 1))
	       && (c->gpus[PROV][p->id].lines == 0 || (p->verified & 2));
}

static bool provider_stays(const struct change *c, const struct spheron_provider_record *p,
		const struct spheron_provider_record *q)
{
	u128 points = c->gpus[PROV][p->id].points;
	struct common b, a;

	common_of_provider(p, &b);
	common_of_provider(q, &a);
	MUST(p->status == q->status || provider_may(c, p->status, q->status), "I12",
			"provider #: status # became #", p->id, p->status, q->status);
	MUST(p->gen <= q->gen && p->version <= q->version, "I20",
			"provider #: generation # became #, version # became #", p->id, p->gen,
			q->gen, p->version, q->version);
	MUST(fired(c, SPHERON_DUE_ERA_CLOSE)
					|| q->slashes
							   == (uint64_t) p->slashes
									      + c->loss[p->id].times,
			"I6", "provider #: slashes # became #, but # took place", p->id, p->slashes,
			q->slashes, c->loss[p->id].times);
	return node_earns(c, PROV, &b, &a, is_verified(c, p),
			node_rate(c->before, PROV, &b, p->tier, points));
}

static bool fizz_stays(const struct change *c, const struct spheron_fizz_record *f,
		const struct spheron_fizz_record *g)
{
	struct spheron_record gateway;
	bool rewarded = spheron_find(c->before, SPHERON_RECORD_PROVIDER, f->gateway, 0, 0, &gateway)
			&& gateway.u.provider.status == SPHERON_ACTIVE;
	struct common b, a;

	common_of_fizz(f, &b);
	common_of_fizz(g, &a);
	MUST(f->status == g->status || fizz_may(c, f->status, g->status), "I12",
			"Fizz node #: status # became #", f->id, f->status, g->status);
	return node_earns(c, FIZZ, &b, &a, rewarded,
			node_rate(c->before, FIZZ, &b, 0, c->gpus[FIZZ][f->id].points));
}

/* All nodes that were there, in both states. */
static bool nodes_stay(const struct change *c)
{
	struct spheron_record b, a;
	uint32_t fizz = spheron_used(c->before, SPHERON_TABLE_FIZZ);

	for (uint32_t id = 1; id <= c->providers; id++) {
		spheron_find(c->before, SPHERON_RECORD_PROVIDER, id, 0, 0, &b);
		spheron_find(c->after, SPHERON_RECORD_PROVIDER, id, 0, 0, &a);
		if (!provider_stays(c, &b.u.provider, &a.u.provider))
			return false;
	}
	for (uint32_t id = 1; id <= fizz; id++) {
		spheron_find(c->before, SPHERON_RECORD_FIZZ, id, 0, 0, &b);
		spheron_find(c->after, SPHERON_RECORD_FIZZ, id, 0, 0, &a);
		if (!fizz_stays(c, &b.u.fizz, &a.u.fizz))
			return false;
	}
	return true;
}

static bool order_stays(const struct change *c, const struct spheron_record *b,
		const struct spheron_record *a)
{
	const struct spheron_order_record *o = &b->u.order;

	MUST(a || acts(c), "I12", "order # went by itself", o->id);
	MUST(!a || (o->state <= a->u.order.state && o->closed <= a->u.order.closed), "I12",
			"order #: state # became #, closed # became #", o->id, o->state,
			a->u.order.state, o->closed, a->u.order.closed);
	return true;
}

/* A bid goes with its order, matched or closed. */
static bool bid_stays(const struct change *c, const struct spheron_record *b,
		const struct spheron_record *a)
{
	const struct spheron_bid_record *bid = &b->u.bid;
	struct spheron_record order;

	MUST(!a || bid->eligible <= a->u.bid.eligible, "I12", "bid # is not eligible any more",
			bid->id);
	MUST(a || !spheron_find(c->after, SPHERON_RECORD_ORDER, bid->order, 0, 0, &order)
					|| order.u.order.state == SPHERON_ORDER_MATCHED,
			"I12", "bid # is gone, order # is still open", bid->id, bid->order);
	return true;
}

/* [LEASE-06..08, LEASE-13] A new term only by an update that was accepted, within its limit. */
static bool lease_stays(const struct change *c, const struct spheron_record *b,
		const struct spheron_record *a)
{
	const struct spheron_lease_record *l = &b->u.lease, *m = &a->u.lease;
	bool renewed = ran(c, SPHERON_CMD_LEASE_UPDATE) && l->upd == SPHERON_UPDATE_ACCEPTED
		       && c->step->command->u.lease_update.lease == l->id;
	bool held;

	MUST(a || acts(c), "I12", "lease # went by itself", l->id);
	if (!a)
		return true;
	held = m->start_b == l->start_b && u128_eq(m->price, l->price) && m->blocks == l->blocks;
	MUST(renewed ? u128_le(m->price, l->u_price) && m->blocks == l->u_blocks : held, "I11",
			"lease #: # blocks at * became # at *", l->id, l->blocks, WIDE(l->price),
			m->blocks, WIDE(m->price));
	MUST(m->upd == l->upd || (m->upd == SPHERON_UPDATE_REQUESTED && acts(c))
					|| (m->upd == SPHERON_UPDATE_ACCEPTED
							&& l->upd == SPHERON_UPDATE_REQUESTED)
					|| (m->upd == SPHERON_UPDATE_NONE
							&& (renewed || ran(c, SPHERON_CMD_LEASE_UPDATE_CANCEL))),
			"I12", "lease #: update stage # became #", l->id, l->upd, m->upd);
	return true;
}

static bool proposal_stays(const struct change *c, const struct spheron_record *b,
		const struct spheron_record *a)
{
	MUST(a || fired_for(c, SPHERON_DUE_VOTE_END, b->u.proposal.id), "I12",
			"proposal # went before its vote ended", b->u.proposal.id);
	return true;
}

static bool challenge_stays(const struct change *c, const struct spheron_record *b,
		const struct spheron_record *a)
{
	const struct spheron_challenge_record *h = &b->u.challenge;
	bool judged = h->state == SPHERON_CHALLENGE_RESPONDED
		      && ran(c, SPHERON_CMD_CHALLENGE_JUDGE);

	MUST(!a || h->state <= a->u.challenge.state, "I12", "challenge #: state # became #", h->id,
			h->state, a->u.challenge.state);
	MUST(a || judged || fired_for(c, SPHERON_DUE_CHALLENGE_TIMEOUT, h->id), "I12",
			"challenge # in state # went without judgement", h->id, h->state);
	return true;
}

/* [AVS-06] */
static bool task_stays(const struct change *c, const struct spheron_record *b,
		const struct spheron_record *a)
{
	const struct spheron_task_record *t = &b->u.task;
	bool ran_on = t->state == SPHERON_TASK_RUNNING;

	MUST(!a || a->u.task.state == t->state || ran_on, "I12", "task #: state # became #",
			t->order, t->state, a->u.task.state);
	MUST(a || (!ran_on && fired_for(c, SPHERON_DUE_TASK_FORGET, t->order)), "I12",
			"task # in state # went before it was forgotten", t->order, t->state);
	return true;
}

static bool release_stays(const struct change *c, const struct spheron_record *b,
		const struct spheron_record *a)
{
	MUST(a || fired(c, SPHERON_DUE_ERA_CLOSE), "I12", "release # went inside an era",
			b->u.release.version);
	return true;
}

/* ---- what came: I11, I20 ---- */

/* [AVS-03] Only a window close opens a task. */
static bool task_comes(const struct change *c, const struct spheron_record *r)
{
	MUST(fired_for(c, SPHERON_DUE_BID_CLOSE, r->u.task.order), "I20", "task # came",
			r->u.task.order);
	return true;
}

/* [BID-04, LEASE-01] A lease is one of the bids on an order that was open, at the order's terms. */
static bool lease_comes(const struct change *c, const struct spheron_record *r)
{
	const struct spheron_lease_record *l = &r->u.lease;
	struct spheron_record found, bid;
	const struct spheron_order_record *o = &found.u.order;
	const struct spheron_bid_record *b = &bid.u.bid;
	uint64_t match = 0;

	for (uint32_t i = 0; i < c->step->n_events; i++)
		if (c->step->events[i].kind == SPHERON_EVENT_ORDER_MATCHED
				&& c->step->events[i].u.order_matched.order == l->id)
			match = c->step->events[i].u.order_matched.bid;
	MUST(spheron_find(c->before, SPHERON_RECORD_ORDER, l->id, 0, 0, &found)
					&& o->state == SPHERON_ORDER_OPEN,
			"I20", "lease # came, but its order was not open", l->id);
	MUST(spheron_find(c->before, SPHERON_RECORD_BID, match, 0, 0, &bid) && b->order == l->id,
			"I11", "lease # is of bid #, which its order did not have", l->id, match);
	MUST(u128_le(l->price, o->max_price) && u128_eq(l->price, b->price)
					&& l->blocks == o->blocks,
			"I11",
			"lease #: # blocks at *, the bid was *, the order # blocks at most *",
			l->id, l->blocks, WIDE(l->price), WIDE(b->price), o->blocks,
			WIDE(o->max_price));
	MUST(l->provider == b->provider && l->fizz == b->fizz && l->gpu == b->gpu
					&& l->cpu == o->cpu && l->mem == o->mem && l->sto == o->sto
					&& l->gpus == o->gpus,
			"I11", "lease #: provider #, Fizz node # or resources differ from bid #",
			l->id, l->provider, l->fizz, match);
	return true;
}

static bool provider_comes(const struct change *c, const struct spheron_record *r)
{
	MUST(r->u.provider.status <= SPHERON_ACTIVE
					&& (ran(c, SPHERON_CMD_PROVIDER_REGISTER)
							|| fired(c, SPHERON_DUE_VOTE_END)),
			"I12", "provider # came with status #", r->u.provider.id,
			r->u.provider.status);
	return true;
}

static bool fizz_comes(const struct change *c, const struct spheron_record *r)
{
	MUST(r->u.fizz.status == SPHERON_ACTIVE && ran(c, SPHERON_CMD_FIZZ_REGISTER), "I12",
			"Fizz node # came with status #", r->u.fizz.id, r->u.fizz.status);
	return true;
}

/* ---- the walks ---- */

#define KEY(member, field)                                                                         \
	offsetof(struct spheron_record, u.member.field),                                           \
			sizeof(((struct spheron_record *) NULL)->u.member.field)
#define NEXT(field)                                                                                \
	offsetof(struct spheron_meta_record, field),                                               \
			sizeof(((struct spheron_meta_record *) NULL)->field)

/* The id of a record, where meta has the next id of its kind, and what is to be checked of a record
 * that was there before and of one that was not.  Kinds without checks have no key. */
static const struct {
	size_t key, key_size, next, next_size;
	bool (*stays)(const struct change *c, const struct spheron_record *before,
			const struct spheron_record *after);
	bool (*comes)(const struct change *c, const struct spheron_record *record);
} kinds[SPHERON_RECORD_COUNT] = {
	[SPHERON_RECORD_PROVIDER] = { KEY(provider, id), 0, 0, NULL, provider_comes },
	[SPHERON_RECORD_FIZZ] = { KEY(fizz, id), 0, 0, NULL, fizz_comes },
	[SPHERON_RECORD_ORDER] = { KEY(order, id), NEXT(next_order), order_stays, NULL },
	[SPHERON_RECORD_BID] = { KEY(bid, id), NEXT(next_bid), bid_stays, NULL },
	[SPHERON_RECORD_LEASE] = { KEY(lease, id), 0, 0, lease_stays, lease_comes },
	[SPHERON_RECORD_PROPOSAL] = { KEY(proposal, id), NEXT(next_prop), proposal_stays, NULL },
	[SPHERON_RECORD_CHALLENGE] = { KEY(challenge, id), NEXT(next_challenge), challenge_stays,
			NULL },
	[SPHERON_RECORD_TASK] = { KEY(task, order), 0, 0, task_stays, task_comes },
	[SPHERON_RECORD_RELEASE] = { KEY(release, version), NEXT(version), release_stays, NULL },
};

/* A field of 4 or 8 bytes. */
static uint64_t number_at(const void *at, size_t offset, size_t size)
{
	uint32_t narrow;
	uint64_t wide;

	if (size == 8) {
		memcpy(&wide, (const char *) at + offset, 8);
		return wide;
	}
	memcpy(&narrow, (const char *) at + offset, 4);
	return narrow;
}

/* Keeps what the end needs: GPU lines and unbonding entries with their amounts, which come by
 * ascending ids. */
static bool keep(struct change *c, struct helds *h, const struct spheron_record *r)
{
	const struct spheron_gpu_record *g = &r->u.gpu;
	const struct spheron_bucket_record *b = &r->u.bucket;

	if (r->kind == SPHERON_RECORD_GPU && h == &c->old) {
		struct gpus *sum = &c->gpus[g->kind][g->id];
		unsigned mult = SPHERON_P_GPU_MULT + gpu_tier_of(c->before, g->kind, g);

		sum->lines++;
		sum->points = plus(sum->points, gpu_points_of(c->before, g->kind, g->count,
								param_of(c->before, mult)));
	} else if (r->kind == SPHERON_RECORD_UNBOND) {
		MUST(h->n < h->room, "I20", "more than one unbonding entry came or went", 0);
		h->at[h->n++] = (struct held) { .rec = r->u.unbond };
	} else if (r->kind == SPHERON_RECORD_BUCKET && b->name == SPHERON_UNBONDING) {
		while (h->filled < h->n && h->at[h->filled].rec.id < b->owner)
			h->filled++;
		if (h->filled < h->n)
			h->at[h->filled].amount = b->amount;
	}
	return true;
}

static bool see_before(void *ctx, const struct spheron_record *r)
{
	struct change *c = ctx;
	struct spheron_record now;
	uint64_t id;

	if (!kinds[r->kind].stays)
		return keep(c, &c->old, r);
	id = number_at(r, kinds[r->kind].key, kinds[r->kind].key_size);
	return kinds[r->kind].stays(
			c, r, spheron_find(c->after, r->kind, id, 0, 0, &now) ? &now : NULL);
}

/* [ID-02] An id that was given out does not come back. */
static bool see_after(void *ctx, const struct spheron_record *r)
{
	struct change *c = ctx;
	struct spheron_record old;
	uint64_t id, next;

	if (kinds[r->kind].key_size == 0)
		return keep(c, &c->now, r);
	id = number_at(r, kinds[r->kind].key, kinds[r->kind].key_size);
	if (spheron_find(c->before, r->kind, id, 0, 0, &old))
		return true;
	if (kinds[r->kind].next_size > 0) {
		next = number_at(&c->was, kinds[r->kind].next, kinds[r->kind].next_size);
		MUST(acts(c) && id >= next, "I20", "~ # came, # was the next", r->kind, id, next);
	}
	return !kinds[r->kind].comes || kinds[r->kind].comes(c, r);
}

/* ---- clock, era and ids: I20 ---- */

static bool meta_grows(const struct change *c)
{
	static const enum spheron_table forever[] = { SPHERON_TABLE_ACCOUNTS,
		SPHERON_TABLE_PROVIDERS, SPHERON_TABLE_FIZZ, SPHERON_TABLE_POOLGENS,
		SPHERON_TABLE_OPERATORS };
	const struct spheron_meta_record *b = &c->was, *a = &c->is;

	MUST(b->t <= a->t && b->b <= a->b && b->t0 == a->t0 && b->b0 == a->b0, "I20",
			"the clock went from #, # to #, #", b->t, b->b, a->t, a->b);
	MUST(a->era == b->era + (uint64_t) fired(c, SPHERON_DUE_ERA_CLOSE), "I20", "era # became #",
			b->era, a->era);
	MUST(b->next_order <= a->next_order && b->next_bid <= a->next_bid, "I20",
			"next_order # became #, next_bid # became #", b->next_order, a->next_order,
			b->next_bid, a->next_bid);
	MUST(b->next_unbond <= a->next_unbond && b->next_prop <= a->next_prop
					&& b->next_challenge <= a->next_challenge,
			"I20", "next_unbond # became #, next_prop # #, next_challenge # #",
			b->next_unbond, a->next_unbond, b->next_prop, a->next_prop,
			b->next_challenge, a->next_challenge);
	MUST(b->version <= a->version && b->must <= a->must && b->vote_end <= a->vote_end, "I20",
			"version # became #, must # #, vote_end # #", b->version, a->version,
			b->must, a->must, b->vote_end, a->vote_end);
	/* [ID-04] */
	for (unsigned i = 0; i < sizeof forever / sizeof forever[0]; i++)
		MUST(spheron_used(c->before, forever[i]) <= spheron_used(c->after, forever[i]),
				"I20", "there were #, now there are # records of table #",
				spheron_used(c->before, forever[i]),
				spheron_used(c->after, forever[i]), forever[i]);
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
	uint64_t least = c->was.t
			 + param_of(c->before, of_operator ? SPHERON_P_AVS_UNBONDING_S
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
	struct loss *l = &c->loss[b->rec.provider <= c->providers ? b->rec.provider : 0];
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

	MUST(s->provider >= 1 && s->provider <= c->providers, "I6",
			"slashed: provider #, there are #", s->provider, c->providers);
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

	if (spheron_find(c->before, SPHERON_RECORD_LEASE, e->lease, 0, 0, &l)
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
	for (uint32_t id = 1; id <= c->providers; id++) {
		const struct loss *l = &c->loss[id];

		MUST(u128_eq(plus(l->entries[0], l->entries[1]), l->unbonding), "I6",
				"provider #: * and * left its entries, * by events", id,
				WIDE(l->entries[0]), WIDE(l->entries[1]), WIDE(l->unbonding));
		if (!bonds_move(c)
				&& !(moved(c, "I6", SPHERON_STAKE, id, SPHERON_SPON, U128_ZERO,
						     l->own)
						&& moved(c, "I6", SPHERON_POOL, id, SPHERON_SPON,
								U128_ZERO, l->pool)))
			return false;
		if (!fired(c, SPHERON_DUE_ERA_CLOSE) && !ran(c, SPHERON_CMD_REWARD_CLAIM)
				&& !moved(c, "I6", SPHERON_ACCRUED, id, SPHERON_SPON, U128_ZERO,
						l->accrued))
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
			|| !spheron_find(c->before, SPHERON_RECORD_CHALLENGE, e->challenge, 0, 0,
					&h))
		return true;
	l = &c->loss[h.u.challenge.provider];
	c->penalty = plus(l->pool, l->entries[1]);
	return moved(c, "I6", SPHERON_FREE, h.u.challenge.acct, SPHERON_SPON,
			plus(plus(l->own, l->entries[0]),
					was_in(c, SPHERON_CHALLENGE_BOND, e->challenge,
							SPHERON_SPON)),
			U128_ZERO);
}

/* [SLASH-07] A harmed account gets its part, and its deposit if the verdict was its own proposal.
 */
static bool restitution_arrives(const struct change *c, const struct spheron_event_restitution *e)
{
	u128 deposit = U128_ZERO;
	struct spheron_record p;

	if (c->step->due
			&& spheron_find(c->before, SPHERON_RECORD_PROPOSAL, c->step->due->id, 0, 0,
					&p)
			&& p.u.proposal.acct == e->acct)
		deposit = was_in(c, SPHERON_PROPOSAL_DEPOSIT, p.u.proposal.id, SPHERON_SPON);
	return moved(c, "I6", SPHERON_FREE, e->acct, SPHERON_SPON, plus(e->amount, deposit),
			U128_ZERO);
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
	       && moved(c, "I6", SPHERON_FREE, c->step->command->from, SPHERON_ETH, e->reward,
			       U128_ZERO)
	       && moved(c, "I6", SPHERON_TREASURY, 0, SPHERON_ETH, u128_sub(e->amount, e->reward),
			       U128_ZERO);
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
		return moved(c, "I6", SPHERON_FIZZ_ACCRUED, e->u.fizz_slashed.fizz, SPHERON_SPON,
				U128_ZERO, e->u.fizz_slashed.amount);
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
		if (!slash_arrives(c, &c->step->events[i]))
			return false;
	MUST(u128_le(c->restituted, c->verdict), "I6", "* restituted of * slashed",
			WIDE(c->restituted), WIDE(c->verdict));
	if (verdict)
		treasury = plus(minus(c->verdict, c->restituted), c->fees);
	if ((verdict || close)
			&& !moved(c, "I6", SPHERON_TREASURY, 0, SPHERON_SPON, treasury, U128_ZERO))
		return false;
	return moved(c, "I6", SPHERON_BURNED, 0, SPHERON_SPON,
			close && dest == 1 ? c->downtime : U128_ZERO, U128_ZERO);
}

/* ---- rewards and the foundation pool: I5 ---- */

/* [DELEG-05] What the last holder leaves behind: what was there, less its own claim. */
static u128 last_dust(const struct change *c)
{
	const struct spheron_args_deleg_unbond *a = &c->step->command->u.deleg_unbond;
	struct spheron_record p, q, d, g;
	u128 acc;

	spheron_find(c->before, SPHERON_RECORD_PROVIDER, a->provider, 0, 0, &p);
	spheron_find(c->after, SPHERON_RECORD_PROVIDER, a->provider, 0, 0, &q);
	if (q.u.provider.holders > 0
			|| !spheron_find(c->before, SPHERON_RECORD_DELEGATION, a->provider,
					c->step->command->from, 0, &d))
		return U128_ZERO;
	acc = p.u.provider.acc;
	if (spheron_find(c->before, SPHERON_RECORD_POOLGEN, a->provider, d.u.delegation.gen, 0, &g))
		acc = g.u.poolgen.acc;
	return minus(was_in(c, SPHERON_DELEGATOR_ACCRUED, a->provider, SPHERON_SPON),
			claim_of(d.u.delegation.shares, acc, d.u.delegation.idx));
}

/* The pool falls by rewards and rises by what is said to go there, by nothing else. */
static bool foundation_moves(const struct change *c)
{
	u128 in = c->penalty;

	if (fired(c, SPHERON_DUE_ERA_CLOSE) && param_of(c->before, SPHERON_P_DOWNTIME_DEST) == 0)
		in = plus(in, c->downtime);
	if (ran(c, SPHERON_CMD_POOL_FUND))
		in = plus(in, c->step->command->u.pool_fund.amount);
	if (ran(c, SPHERON_CMD_DELEG_UNBOND))
		in = plus(in, last_dust(c));
	return moved(c, "I5", SPHERON_FOUNDATION, 0, SPHERON_SPON, in,
			plus(c->reward[PROV], c->reward[FIZZ]));
}

/* [LIVE-09, LIVE-10] Pots and what a point is worth, from the state before the close. */
struct pots {
	u128 pot[2], num[2], den[2];
	u128 inflation, active; /* I and A */
};

static u128 bonded_of(const struct change *c, uint32_t provider)
{
	return plus(was_in(c, SPHERON_STAKE, provider, SPHERON_SPON),
			was_in(c, SPHERON_POOL, provider, SPHERON_SPON));
}

static void set_pots(const struct change *c, struct pots *p)
{
	u128 e = spheron_param(c->before, SPHERON_P_EMISSION_PER_ERA);
	u128 f = was_in(c, SPHERON_FOUNDATION, 0, SPHERON_SPON);
	u128 to_fizz = share_bp(e, param_of(c->before, SPHERON_P_FIZZ_SHARE_BP));

	p->pot[PROV] = minus(e, to_fizz);
	p->pot[FIZZ] = to_fizz;
	for (unsigned kind = PROV; kind <= FIZZ; kind++) {
		u128 value = spheron_param(c->before, kind == PROV ? SPHERON_P_POINT_VALUE_PROV
								   : SPHERON_P_POINT_VALUE_FIZZ);

		if (u128_lt(f, e))
			p->pot[kind] = muldiv(f, p->pot[kind], e);
		p->num[kind] = value;
		p->den[kind] = u128_of(1);
		if (u128_cmp_products(c->points[kind], value, p->pot[kind], u128_of(1)) > 0) {
			p->num[kind] = p->pot[kind];
			p->den[kind] = c->points[kind];
		}
	}
}

/* [LIVE-10] */
static void set_inflation(const struct change *c, struct pots *p)
{
	u128 cap = spheron_param(c->before, SPHERON_P_SPON_MAX_SUPPLY);
	struct spheron_record r;

	spheron_find(c->before, SPHERON_RECORD_TOKEN, SPHERON_SPON, 0, 0, &r);
	p->inflation = share_bp(r.u.token.minted, param_of(c->before, SPHERON_P_INFLATION_BP));
	p->inflation = u128_div_down(p->inflation, YEAR_S / param_of(c->before, SPHERON_P_ERA_S));
	if (u128_lt(cap, plus(r.u.token.minted, p->inflation)))
		p->inflation = U128_ZERO;
	p->active = U128_ZERO;
	for (uint32_t id = 1; id <= c->providers; id++) {
		spheron_find(c->before, SPHERON_RECORD_PROVIDER, id, 0, 0, &r);
		if (r.u.provider.status == SPHERON_ACTIVE)
			p->active = plus(p->active, bonded_of(c, id));
	}
}

/* [DELEG-07] */
static u128 delegators_part(
		const struct change *c, const struct spheron_provider_record *p, u128 reward)
{
	u128 pool = was_in(c, SPHERON_POOL, p->id, SPHERON_SPON);
	u128 commission = share_bp(reward, p->commission_bp);

	if (u128_is_zero(pool))
		return U128_ZERO;
	if (param_of(c->before, SPHERON_P_COMMISSION_MODE) == 0)
		return commission;
	return muldiv(minus(reward, commission), pool, bonded_of(c, p->id));
}

/* [LIVE-10, EVENT-02] One provider: its reward, its delegators' part of this and of inflation, and
 * that both arrived.  Adds up the inflation paid. */
static bool provider_paid(const struct change *c, const struct pots *pots,
		const struct spheron_event_era_node *e, u128 *minted)
{
	u128 part = U128_ZERO, pool_part, to_delegators;
	struct spheron_record r;

	MUST(spheron_find(c->before, SPHERON_RECORD_PROVIDER, e->id, 0, 0, &r), "I5",
			"EraNode of provider #, which does not exist", e->id);
	if (r.u.provider.status == SPHERON_ACTIVE)
		part = muldiv(pots->inflation, bonded_of(c, e->id), pots->active);
	pool_part = muldiv(part, was_in(c, SPHERON_POOL, e->id, SPHERON_SPON), bonded_of(c, e->id));
	to_delegators = plus(delegators_part(c, &r.u.provider, e->reward), pool_part);
	*minted = plus(*minted, part);
	MUST(u128_eq(e->to_delegators, to_delegators), "I5",
			"provider #: * told for delegators, * due", e->id, WIDE(e->to_delegators),
			WIDE(to_delegators));
	return moved(c, "I5", SPHERON_DELEGATOR_ACCRUED, e->id, SPHERON_SPON, to_delegators,
			       U128_ZERO)
	       && moved(c, "I5", SPHERON_ACCRUED, e->id, SPHERON_SPON, plus(e->reward, part),
			       to_delegators);
}

/* [LIVE-10, LIVE-12] The reward of every node by its points, and the sums of EraClosed. */
static bool nodes_paid(const struct change *c, const struct pots *pots, u128 *minted)
{
	u128 slashed = U128_ZERO, reward;

	for (uint32_t i = 0; i < c->step->n_events; i++) {
		const struct spheron_event_era_node *e = &c->step->events[i].u.era_node;
		unsigned kind;

		if (c->step->events[i].kind == SPHERON_EVENT_FIZZ_SLASHED)
			slashed = c->step->events[i].u.fizz_slashed.amount;
		if (c->step->events[i].kind != SPHERON_EVENT_ERA_NODE)
			continue;
		kind = e->kind == PROV ? PROV : FIZZ;
		reward = muldiv(e->points, pots->num[kind], pots->den[kind]);
		MUST(u128_eq(e->reward, reward), "I5", "@ #: * for * points, but * are due", kind,
				e->id, WIDE(e->reward), WIDE(e->points), WIDE(reward));
		if (kind == PROV ? !provider_paid(c, pots, e, minted)
				 : !moved(c, "I5", SPHERON_FIZZ_ACCRUED, e->id, SPHERON_SPON,
						 e->reward, slashed))
			return false;
		slashed = U128_ZERO;
	}
	return true;
}

static bool era_pays(const struct change *c)
{
	const struct spheron_event_era_closed *e;
	u128 minted = U128_ZERO, supply[2];
	struct spheron_record t;
	struct pots pots;

	if (!fired(c, SPHERON_DUE_ERA_CLOSE))
		return true;
	set_pots(c, &pots);
	set_inflation(c, &pots);
	if (!nodes_paid(c, &pots, &minted))
		return false;
	MUST(c->step->n_events > 0
					&& c->step->events[c->step->n_events - 1].kind
							   == SPHERON_EVENT_ERA_CLOSED,
			"I5", "era # closed without EraClosed", c->was.era);
	e = &c->step->events[c->step->n_events - 1].u.era_closed;
	MUST(e->era == c->was.era && u128_eq(e->prov_points, c->points[PROV])
					&& u128_eq(e->fizz_points, c->points[FIZZ])
					&& u128_eq(e->prov_paid, c->reward[PROV])
					&& u128_eq(e->fizz_paid, c->reward[FIZZ])
					&& u128_eq(e->pool, is_in(c, SPHERON_FOUNDATION, 0,
									    SPHERON_SPON)),
			"I5", "era #: * and * paid, EraClosed of # says * and *", c->was.era,
			WIDE(c->reward[PROV]), WIDE(c->reward[FIZZ]), e->era, WIDE(e->prov_paid),
			WIDE(e->fizz_paid));
	for (unsigned kind = PROV; kind <= FIZZ; kind++)
		MUST(u128_le(c->reward[kind], pots.pot[kind]), "I5",
				"@ nodes: * paid out of a pot of *", kind, WIDE(c->reward[kind]),
				WIDE(pots.pot[kind]));
	MUST(u128_eq(c->is.conv_num, pots.num[PROV]) && u128_eq(c->is.conv_den, pots.den[PROV]),
			"I5", "points convert by * / *, not * / *", WIDE(pots.num[PROV]),
			WIDE(pots.den[PROV]), WIDE(c->is.conv_num), WIDE(c->is.conv_den));
	spheron_find(c->before, SPHERON_RECORD_TOKEN, SPHERON_SPON, 0, 0, &t);
	supply[0] = t.u.token.minted;
	spheron_find(c->after, SPHERON_RECORD_TOKEN, SPHERON_SPON, 0, 0, &t);
	supply[1] = t.u.token.minted;
	MUST(u128_eq(minted, e->inflation) && u128_eq(supply[1], plus(supply[0], minted))
					&& u128_le(minted, pots.inflation),
			"I5", "inflation * of at most *, EraClosed says *, * are minted",
			WIDE(minted), WIDE(pots.inflation), WIDE(e->inflation), WIDE(supply[1]));
	return true;
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

static uint32_t fewer(const struct change *c, enum spheron_table table)
{
	return (uint32_t) smaller(spheron_used(c->before, table), spheron_used(c->after, table));
}

/* One step makes or ends at most one node or entry, so the counts of either state will do. */
#define NODES_MORE 2u
#define ENTRIES_MORE 1u

static size_t room_for(uint32_t providers, uint32_t fizz, uint32_t entries)
{
	return (providers + (size_t) NODES_MORE) * (sizeof(struct loss) + sizeof(struct gpus))
	       + (fizz + (size_t) NODES_MORE) * sizeof(struct gpus)
	       + 2 * (entries + (size_t) ENTRIES_MORE) * sizeof(struct held);
}

size_t step_room(const struct spheron *st)
{
	return room_for(spheron_used(st, SPHERON_TABLE_PROVIDERS),
			spheron_used(st, SPHERON_TABLE_FIZZ),
			spheron_used(st, SPHERON_TABLE_UNBONDINGS));
}

static void lay_out(struct change *c, void *scratch)
{
	uint32_t providers = fewer(c, SPHERON_TABLE_PROVIDERS), fizz = fewer(c, SPHERON_TABLE_FIZZ);
	uint32_t entries = fewer(c, SPHERON_TABLE_UNBONDINGS);

	memset(scratch, 0, room_for(providers, fizz, entries));
	c->loss = scratch;
	c->gpus[PROV] = (struct gpus *) (c->loss + providers + NODES_MORE);
	c->gpus[FIZZ] = c->gpus[PROV] + providers + NODES_MORE;
	c->old.at = (struct held *) (c->gpus[FIZZ] + fizz + NODES_MORE);
	c->now.at = c->old.at + entries + ENTRIES_MORE;
	c->old.room = c->now.room = entries + ENTRIES_MORE;
}

bool spheron_check_step(struct spheron *before, struct spheron *after,
		const struct spheron_step *step, void *scratch, struct spheron_violation *violation)
{
	struct change change = {
		.violation = violation, .before = before, .after = after, .step = step
	};
	struct change *c = &change;
	struct spheron_record was, is;

	/* Before the start there is nothing to compare with. */
	if (!spheron_find(before, SPHERON_RECORD_META, 0, 0, 0, &was)
			|| !spheron_find(after, SPHERON_RECORD_META, 0, 0, 0, &is))
		return true;
	c->was = was.u.meta;
	c->is = is.u.meta;
	if (step->command && step->result != SPHERON_OK)
		return refusal_changes_nothing(c);
	c->providers = spheron_used(before, SPHERON_TABLE_PROVIDERS);
	if (!meta_grows(c))
		return false;
	lay_out(c, scratch);
	return sum_events(c) && spheron_walk(before, see_before, c)
	       && spheron_walk(after, see_after, c) && nodes_stay(c) && entries_change(c)
	       && losses_left(c) && slashes_arrive(c) && foundation_moves(c) && era_pays(c);
}
