#include "protocol/era.h"

#include "protocol/apply.h"
#include "protocol/cooldown.h"
#include "protocol/delegation.h"
#include "protocol/gateway.h"
#include "protocol/liveness.h"
#include "protocol/node.h"
#include "protocol/points.h"
#include "protocol/provider.h"
#include "protocol/release.h"
#include "protocol/slash.h"
#include "protocol/trust.h"

#define YEAR_S 31536000u
enum { PROV = SPHERON_NODE_PROVIDER, FIZZ = SPHERON_NODE_FIZZ };

/* An era close in progress: what it computes with, and what it has paid. */
struct close {
	struct spheron_era era;
	u128 paid[2], minted;
};

bool era_close_room(struct spheron *st)
{
	return has_room(st, T_POOLGENS, st->pools);
}

/* [LIVE-12] Nodes that left in an earlier era have no part in it. */
static bool is_skipped(const struct node *n)
{
	return n->status == SPHERON_DEACTIVATED && n->measured_s == 0 && u128_is_zero(n->dsec);
}

static u128 lost_points(const struct spheron *st, const struct node *n)
{
	return u128_div_down(n->dsec, par(st, SPHERON_P_ERA_S));
}

/* ---- sums, pots, conversions: steps (b) to (d) ---- */

static void add_points(const struct spheron *st, struct spheron_era *e, unsigned kind,
		const struct node *n, u128 points)
{
	e->points[kind] = u128_add(e->points[kind], points);
	e->lost[kind] = u128_add(e->lost[kind], lost_points(st, n));
}

/* [LIVE-09] */
static void set_pots(const struct spheron *st, struct spheron_era *e)
{
	u128 emission = par_amount(st, SPHERON_P_EMISSION_PER_ERA), f = st->foundation;
	u128 to_fizz = u128_bp_down(emission, par(st, SPHERON_P_FIZZ_SHARE_BP));
	u128 to_prov = u128_sub(emission, to_fizz);

	RULE("LIVE-09");
	if (u128_lt(f, emission)) {
		to_prov = u128_muldiv_down(f, to_prov, emission);
		to_fizz = u128_muldiv_down(f, to_fizz, emission);
	}
	e->pot[PROV] = to_prov;
	e->pot[FIZZ] = to_fizz;
}

/* [LIVE-10] What a point is worth: its value, or a share of the pot that does not suffice. */
static void convert(u128 points, u128 value, u128 pot, u128 *num, u128 *den)
{
	RULE("NUM-03");
	if (u128_cmp_products(points, value, pot, u128_of(1)) <= 0) {
		*num = value;
		*den = u128_of(1);
	} else {
		*num = pot;
		*den = points;
	}
}

static void set_conversions(const struct spheron *st, struct spheron_era *e, unsigned kind)
{
	u128 value = par_amount(st, kind == PROV ? SPHERON_P_POINT_VALUE_PROV
						 : SPHERON_P_POINT_VALUE_FIZZ);
	u128 wanted = u128_add(e->points[kind], e->lost[kind]);

	RULE("LIVE-10");
	convert(e->points[kind], value, e->pot[kind], &e->num[kind], &e->den[kind]);
	RULE("SLASH-02");
	if (par(st, SPHERON_P_DOWNTIME_VALUE) == 1)
		wanted = U128_ZERO;
	convert(wanted, value, e->pot[kind], &e->lost_num[kind], &e->lost_den[kind]);
}

static uint64_t eras_a_year(const struct spheron *st)
{
	RULE("APR-01");
	return YEAR_S / par(st, SPHERON_P_ERA_S);
}

/* [LIVE-10] I of an era, before it is known whether the supply cap allows it. */
static u128 inflation_of_era(const struct spheron *st)
{
	u128 a_year = u128_bp_down(st->token[SPHERON_SPON].minted, par(st, SPHERON_P_INFLATION_BP));

	return u128_div_down(a_year, eras_a_year(st));
}

static void finish_plan(const struct spheron *st, struct spheron_era *e)
{
	set_pots(st, e);
	set_conversions(st, e, PROV);
	set_conversions(st, e, FIZZ);
	e->inflation = inflation_of_era(st);
	if (!money_may_mint(st, SPHERON_SPON, e->inflation)) {
		RULE("D-17");
		e->inflation = U128_ZERO;
	}
	e->active_bonded = st->active_bonded;
}

static void count_provider(struct spheron *st, struct spheron_era *e, struct provider *p)
{
	struct spheron_points points;

	provider_fold(st, p);
	if (is_skipped(&p->node))
		return;
	points_of_provider(st, p, &p->node, e->must, &points);
	p->node.era_points = points.points.lo;
	p->node.era_uptime = points.uptime_ppm;
	p->node.points_total = u128_add(p->node.points_total, points.points);
	add_points(st, e, PROV, &p->node, points.points);
}

static void count_fizz(struct spheron *st, struct spheron_era *e, struct fizz *f)
{
	struct spheron_points points;

	fizz_fold(st, f);
	if (is_skipped(&f->node))
		return;
	points_of_fizz(st, f, &f->node, &points);
	f->node.era_points = points.points.lo;
	f->node.era_uptime = points.uptime_ppm;
	f->node.points_total = u128_add(f->node.points_total, points.points);
	add_points(st, e, FIZZ, &f->node, points.points);
}

/* ---- providers: steps (e) to (g) ---- */

/* What one provider received, for its EraNode. */
struct received {
	u128 liveness, to_delegators;
};

/* [LIVE-10, DELEG-07] */
static void reward_provider(struct spheron *st, struct close *c, struct provider *p,
		struct received *r)
{
	u128 points = u128_of(p->node.era_points);

	r->liveness = u128_muldiv_down(points, c->era.num[PROV], c->era.den[PROV]);
	r->to_delegators = U128_ZERO;
	if (u128_is_zero(r->liveness))
		return;
	RULE("FEE-03");
	c->paid[PROV] = u128_add(c->paid[PROV], r->liveness);
	r->to_delegators = delegators_part_down(st, p, r->liveness);
	if (!u128_is_zero(r->to_delegators)) {
		money_move(&st->foundation, &p->delegator_accrued, r->to_delegators);
		delegators_credit(p, r->to_delegators);
	}
	money_move(&st->foundation, &p->accrued, u128_sub(r->liveness, r->to_delegators));
}

/* [LIVE-10] Inflation by stake + pool, to Active providers and their delegators. */
static void inflate_provider(struct spheron *st, struct close *c, struct provider *p,
		struct received *r)
{
	u128 bonded = u128_add(p->stake, p->pool), part, pool_part;

	if (p->node.status != SPHERON_ACTIVE || u128_is_zero(bonded))
		return;
	part = u128_muldiv_down(c->era.inflation, bonded, c->era.active_bonded);
	pool_part = u128_muldiv_down(part, p->pool, bonded);
	if (!u128_is_zero(pool_part)) {
		money_mint(st, SPHERON_SPON, &p->delegator_accrued, pool_part);
		delegators_credit(p, pool_part);
		r->to_delegators = u128_add(r->to_delegators, pool_part);
	}
	money_mint(st, SPHERON_SPON, &p->accrued, u128_sub(part, pool_part));
	c->minted = u128_add(c->minted, part);
}

/* [APR-02] */
static u128 apr(const struct spheron *st, const struct provider *p, u128 to_delegators)
{
	RULE("APR-02");
	if (u128_is_zero(p->pool))
		return U128_ZERO;
	return u128_muldiv_down(to_delegators, u128_of(eras_a_year(st) * 1000000), p->pool);
}

/* [SLASH-02] What downtime of a node costs by the downtime conversion, with its floor. */
static u128 downtime_price(const struct spheron *st, const struct spheron_era *e, unsigned kind,
		u128 lost)
{
	u128 value = par_amount(st, kind == PROV ? SPHERON_P_POINT_VALUE_PROV
						 : SPHERON_P_POINT_VALUE_FIZZ);
	u128 price = u128_muldiv_down(lost, e->lost_num[kind], e->lost_den[kind]);
	u128 floor_value = u128_mul(value, par(st, SPHERON_P_DOWNTIME_FLOOR_BP));

	BRANCH_IF(par(st, SPHERON_P_DOWNTIME_VALUE) == 1, "slash.price.nominal",
			"lost points cost their nominal value");
	BRANCH_IF(par(st, SPHERON_P_DOWNTIME_VALUE) == 0 && u128_le(e->lost_den[kind], u128_of(1)),
			"slash.price.full-value", "the pot would have paid lost points at their full value");
	BRANCH_IF(par(st, SPHERON_P_DOWNTIME_VALUE) == 0 && u128_lt(u128_of(1), e->lost_den[kind]),
			"slash.price.share-of-pot", "the pot did not suffice: they cost their share of it");
	BRANCH_IF(u128_lt(price, u128_muldiv_down(lost, floor_value, u128_of(10000))),
			"slash.price.floor",
			"the least price of downtime is more than the points would have earned");
	return u128_max(price, u128_muldiv_down(lost, floor_value, u128_of(10000)));
}

/* [SLASH-10] Has the provider been down under leases for too long? */
static bool is_prolonged(const struct spheron *st, const struct provider *p)
{
	RULE("SLASH-10");
	BRANCH_IF(p->down_since != 0 && now_s(st) - p->down_since <= par(st, SPHERON_P_PROLONGED_S),
			"slash.prolonged.not-yet", "down under a lease at an era close, not for long");
	return p->down_since != 0
			&& now_s(st) - p->down_since > par(st, SPHERON_P_PROLONGED_S);
}

static void slash_ppm(struct spheron *st, struct provider *p, enum spheron_slash_reason why,
		unsigned param, u128 *to)
{
	slash_collateral(st, p, why, u128_muldiv_down(collateral_of(st, p),
			u128_of(par(st, param)), u128_of(1000000)), to);
}

static void slash_provider(struct spheron *st, const struct close *c, struct provider *p, u128 lost)
{
	RULE("SLASH-01");
	BRANCH_IF(u128_is_zero(lost) && p->node.up_s < p->node.measured_s, "slash.downtime.without-lease",
			"down without a lease: the reward is not earned, collateral is left alone");
	if (par(st, SPHERON_P_SLASH_MODEL) == 0) {
		if (!u128_is_zero(lost)) {
			BRANCH("slash.downtime.under-lease", "down under a lease: lost points have a price");
			slash_collateral(st, p, SPHERON_SLASH_DOWNTIME,
					downtime_price(st, &c->era, PROV, lost), downtime_bucket(st));
		}
		if (is_prolonged(st, p)) {
			BRANCH("slash.prolonged.charged", "down under leases for so long that it costs more");
			slash_ppm(st, p, SPHERON_SLASH_PROLONGED, SPHERON_P_PROLONGED_PPM,
					downtime_bucket(st));
		}
	} else {
		BRANCH_IF(!u128_is_zero(lost), "slash.downtime.points-only",
				"down under a lease while only points are at stake");
	}
	BRANCH_IF(provider_late(p, c->era.must) && p->node.status == SPHERON_MAINTENANCE,
			"maintenance.spares.late-upgrade", "a late upgrade is not slashed during it");
	if (provider_late(p, c->era.must) && p->node.status != SPHERON_MAINTENANCE) {
		BRANCH("slash.upgrade.late", "the version demanded was not there in time");
		slash_ppm(st, p, SPHERON_SLASH_UPGRADE, SPHERON_P_UPGRADE_SLASH_PPM,
				&st->treasury[SPHERON_SPON]);
	}
}

static void judge_uptime(const struct spheron *st, struct provider *p)
{
	uint32_t uptime = p->node.era_uptime;

	BRANCH_IF(uptime == SPHERON_UPTIME_UNKNOWN, "trust.era.neutral",
			"too little was measured to judge the era; nothing is counted");
	if (uptime == SPHERON_UPTIME_UNKNOWN)
		return;
	uptime_average(st, &p->node, uptime);
	if (trust_count_era(st, p, uptime))
		provider_rate_update(st, p);
}

static void settle_provider(struct spheron *st, struct close *c, struct provider *p)
{
	u128 lost = lost_points(st, &p->node);
	struct received r;

	reward_provider(st, c, p, &r);
	inflate_provider(st, c, p, &r);
	p->apr_ppm = apr(st, p, r.to_delegators);
	slash_provider(st, c, p, lost);
	judge_uptime(st, p);
	slash_decay(st, &p->node);
	EMIT(st, ERA_NODE, era_node, .kind = PROV, .id = p->node.id, .uptime = p->node.era_uptime,
			.points = u128_of(p->node.era_points), .reward = r.liveness,
			.to_delegators = r.to_delegators, .slash_points = lost, .tier = p->tier,
			.apr = p->apr_ppm);
}

/* ---- Fizz nodes: step (h) ---- */

/* [FIZZ-09] */
static void count_failure(struct spheron *st, struct fizz *f)
{
	uint32_t uptime = f->node.era_uptime;

	RULE("FIZZ-09");
	if (uptime == SPHERON_UPTIME_UNKNOWN)
		return;
	uptime_average(st, &f->node, uptime);
	if (uptime >= par(st, SPHERON_P_FIZZ_GATE_PPM)) {
		f->fails = 0;
	} else if (++f->fails > par(st, SPHERON_P_FIZZ_FAIL_ERAS)) {
		f->fails = 0;
		if (!f->node.paused)
			node_set_paused(st, FIZZ, &f->node);
	}
}

static void settle_fizz(struct spheron *st, struct close *c, struct fizz *f)
{
	u128 lost = lost_points(st, &f->node), points = u128_of(f->node.era_points), reward, price;

	reward = u128_muldiv_down(points, c->era.num[FIZZ], c->era.den[FIZZ]);
	money_move(&st->foundation, &f->accrued, reward);
	c->paid[FIZZ] = u128_add(c->paid[FIZZ], reward);
	if (par(st, SPHERON_P_SLASH_MODEL) == 0 && !u128_is_zero(lost)) {
		price = downtime_price(st, &c->era, FIZZ, lost);
		slash_fizz_downtime(st, f, u128_bp_down(price, par(st, SPHERON_P_FIZZ_SLASH_BP)));
	}
	count_failure(st, f);
	slash_decay(st, &f->node);
	EMIT(st, ERA_NODE, era_node, .kind = FIZZ, .id = f->node.id, .uptime = f->node.era_uptime,
			.points = points, .reward = reward, .slash_points = lost, .tier = 255);
}

/* ---- the next era: steps (i) and (j) ---- */

static void apply_pending_parameters(struct spheron *st)
{
	for (unsigned i = 0; st->pending > 0; i++) {
		struct parameter *p = &st->param[i];

		if (!p->pending)
			continue;
		p->value = p->next;
		p->next = U128_ZERO;
		p->pending = 0;
		st->pending--;
		EMIT(st, PARAM_SET, param_set, .name = (uint16_t) i, .value = p->value);
	}
}

/* Rates and statuses follow from attributes, tiers and parameters; the first two keep them up to
 * date themselves. */
static void parameters_changed(struct spheron *st)
{
	for (uint32_t id = 1; id <= st->n_providers; id++)
		provider_rate_update(st, provider_at(st, id));
	for (uint32_t id = 1; id <= st->n_fizz; id++)
		fizz_rate_update(st, fizz_at(st, id));
	for (uint32_t id = 1; id <= st->n_providers; id++)
		provider_reactivate(st, provider_at(st, id));
}

/* [LIVE-12 (j)] The counters of a node that is through with the era, before the next one looks at
 * them. */
static void reset_node(struct node *n)
{
	n->measured_s = n->up_s = 0;
	n->wsec = n->dsec = U128_ZERO;
}

static void reset_provider(struct provider *p)
{
	reset_node(&p->node);
	for (unsigned k = 0; k < 4; k++)
		p->ok[k] = p->n[k] = 0;
}

static void reset_fizz(struct fizz *f)
{
	reset_node(&f->node);
	f->n = f->alive = 0;
	for (unsigned k = 0; k < 4; k++)
		f->sf[k] = 0;
}

static void begin_next_era(struct spheron *st)
{
	bool changed = st->pending > 0;

	apply_pending_parameters(st);
	if (st->subnets_pending > 0)
		for (uint32_t id = 1; id <= st->n_providers; id++)
			subnet_decide(st, provider_at(st, id));
	st->meta.era++;
	st->meta.era_end += par(st, SPHERON_P_ERA_S);
	if (changed)
		parameters_changed(st);
}

void era_close(struct spheron *st)
{
	struct close c = { .era = { .points = { { 0, 0 } } } };
	uint32_t era = st->meta.era;

	RULE("LIVE-12");
	releases_fall_due(st);
	c.era.must = st->meta.must;
	for (uint32_t id = 1; id <= st->n_providers; id++)
		count_provider(st, &c.era, provider_at(st, id));
	for (uint32_t id = 1; id <= st->n_fizz; id++)
		count_fizz(st, &c.era, fizz_at(st, id));
	finish_plan(st, &c.era);
	st->meta.conv_num = c.era.num[PROV];
	st->meta.conv_den = c.era.den[PROV];
	for (uint32_t id = 1; id <= st->n_providers; id++) {
		if (!is_skipped(&provider_at(st, id)->node))
			settle_provider(st, &c, provider_at(st, id));
		reset_provider(provider_at(st, id));
	}
	for (uint32_t id = 1; id <= st->n_fizz; id++) {
		if (!is_skipped(&fizz_at(st, id)->node))
			settle_fizz(st, &c, fizz_at(st, id));
		reset_fizz(fizz_at(st, id));
	}
	begin_next_era(st);
	EMIT(st, ERA_CLOSED, era_closed, .era = era, .prov_points = c.era.points[PROV],
			.prov_paid = c.paid[PROV], .fizz_points = c.era.points[FIZZ],
			.fizz_paid = c.paid[FIZZ], .inflation = c.minted, .pool = st->foundation);
}

/* ---- rewards ---- */

enum spheron_result command_reward_claim(struct spheron *st, uint32_t from,
		const struct spheron_args_provider *a)
{
	struct provider *p;
	u128 amount;

	RULE("LIVE-11");
	RULE("ACCT-03");
	REQUIRE(is_provider(st, a->provider), NOT_FOUND);
	p = provider_at(st, a->provider);
	REQUIRE(p->node.owner == from, NOT_ALLOWED);
	REQUIRE(!u128_is_zero(p->accrued), NOTHING);
	REQUIRE_ROOM(purse_room(st, from, SPHERON_SPON));

	amount = money_move_all(&p->accrued, free_bucket(st, from, SPHERON_SPON));
	emit_moved(st, SPHERON_ACCRUED, a->provider, SPHERON_FREE, from, SPHERON_SPON, amount);
	return SPHERON_OK;
}

enum spheron_result command_fizz_claim(struct spheron *st, uint32_t from,
		const struct spheron_args_fizz *a)
{
	struct fizz *f;
	u128 amount;

	REQUIRE(is_fizz(st, a->fizz), NOT_FOUND);
	f = fizz_at(st, a->fizz);
	REQUIRE(f->node.owner == from, NOT_ALLOWED);
	REQUIRE(!u128_is_zero(f->accrued), NOTHING);
	REQUIRE_ROOM(purse_room(st, from, SPHERON_SPON));

	amount = money_move_all(&f->accrued, free_bucket(st, from, SPHERON_SPON));
	emit_moved(st, SPHERON_FIZZ_ACCRUED, a->fizz, SPHERON_FREE, from, SPHERON_SPON, amount);
	return SPHERON_OK;
}

/* [APR-03] What the delegators of a provider may expect at present. */
enum spheron_result command_q_apr(struct spheron *st, uint32_t from,
		const struct spheron_args_provider *a)
{
	u128 to_delegators = U128_ZERO, reward;
	const struct provider *p;

	(void) from;
	RULE("APR-03");
	RULE("D-08");
	REQUIRE(is_provider(st, a->provider), NOT_FOUND);
	p = provider_at(st, a->provider);

	if (p->node.status == SPHERON_ACTIVE && !u128_is_zero(p->pool)) {
		reward = u128_muldiv_down(u128_of(p->node.rate), st->meta.conv_num,
				st->meta.conv_den);
		to_delegators = u128_add(delegators_part_down(st, p, reward),
				u128_muldiv_down(inflation_of_era(st), p->pool, st->active_bonded));
	}
	EMIT(st, ANSWER, answer, .value = { .number = apr(st, p, to_delegators) });
	return SPHERON_OK;
}

/* ---- explaining ---- */

bool spheron_explain_points(const struct spheron *st, enum spheron_node_kind kind, uint32_t id,
		struct spheron_points *points)
{
	struct node n;

	if (!node_find(st, kind, id))
		return false;
	if (kind == SPHERON_NODE_PROVIDER) {
		provider_folded(st, provider_at(st, id), &n);
		points_of_provider(st, provider_at(st, id), &n, version_demanded(st), points);
	} else {
		fizz_folded(st, fizz_at(st, id), &n);
		points_of_fizz(st, fizz_at(st, id), &n, points);
	}
	return true;
}

void spheron_explain_era(const struct spheron *st, struct spheron_era *e)
{
	struct spheron_points points;
	struct node n;

	*e = (struct spheron_era) { .must = version_demanded(st) };
	for (uint32_t id = 1; id <= st->n_providers; id++) {
		provider_folded(st, provider_at(st, id), &n);
		points_of_provider(st, provider_at(st, id), &n, e->must, &points);
		add_points(st, e, PROV, &n, points.points);
	}
	for (uint32_t id = 1; id <= st->n_fizz; id++) {
		fizz_folded(st, fizz_at(st, id), &n);
		points_of_fizz(st, fizz_at(st, id), &n, &points);
		add_points(st, e, FIZZ, &n, points.points);
	}
	finish_plan(st, e);
}
