/* The era close (LIVE-05..13, 3.13, SLASH-02, SLASH-09, SLASH-10, UPG-03), step by step as LIVE-12
 * orders it. */
#include "state.h"

#include <stdlib.h>
#include <string.h>

/* What the close works out for one node. */
struct result_of {
	bool skipped;
	bool known;                /* is the uptime of the era known? */
	u128 uptime, points, lost; /* lost = dsec / era_s (SLASH-02) */
	u128 reward, to_delegators;
};

/* A pair to convert micropoints into SPON. */
struct conversion {
	u128 num, den;
};

struct closing {
	struct result_of *provider, *fizz; /* in order of ids */
	u128 prov_pot, fizz_pot;
	u128 prov_points, fizz_points, prov_lost, fizz_lost;
	struct conversion prov, fizzes;
	u128 prov_paid, fizz_paid, inflation;
};

/* LIVE-10: I = minted SPON * inflation_bp / 10000 / Y */
u128 oracle_inflation(const struct oracle *o)
{
	return o->token[SPON].minted * oracle_param(o, P_inflation_bp) / 10000 /
	       oracle_eras_per_year(o);
}

static u128 bonded(const struct oracle *o, const struct provider *p)
{
	return oracle_balance(o, STAKE, p->node.id, SPON) +
	       oracle_balance(o, POOL, p->node.id, SPON);
}

/* LIVE-10: A */
u128 oracle_active_bonded(const struct oracle *o)
{
	u128 sum = 0;

	foreach (struct provider, p, o->providers)
		if (p->node.status == ACTIVE)
			sum += bonded(o, p);
	return sum;
}

/* LIVE-12: status 5 with nothing counted in the era */
static bool is_skipped(const struct node *n)
{
	return n->status == DEACTIVATED && n->measured_s == 0 && n->dsec == 0;
}

/* UPG-03 */
static bool is_late(const struct oracle *o, const struct provider *p)
{
	return p->node.status != DEACTIVATED && p->version < o->must;
}

/* (a) UPG-03 */
static void take_due_releases(struct oracle *o)
{
	size_t i = 0;

	while (i < o->releases.n) {
		const struct release *r = o->releases.item[i];

		if (r->due > o->era) {
			i++;
			continue;
		}
		if (r->version > o->must)
			o->must = r->version;
		oracle_vec_delete(&o->releases, i);
	}
}

/* Weighted proof success in ppm over kinds with reports; false if the divisor is 0 (LIVE-06 mode 1,
 * LIVE-05). */
static bool proof_success(const struct oracle *o, const struct provider *p, u128 *ppm)
{
	u128 sum = 0, weights = 0;

	for (int k = 0; k < 4; k++) {
		u128 w = oracle_param(o, P_proof_w + k);

		if (p->proof_n[k] == 0)
			continue;
		sum += w * ((u128)p->proof_ok[k] * 1000000 / p->proof_n[k]);
		weights += w;
	}
	if (weights == 0)
		return false;
	*ppm = sum / weights;
	return true;
}

/* LIVE-06 for providers */
static bool provider_uptime(const struct oracle *o, const struct provider *p, u128 *uptime)
{
	const struct node *n = &p->node;
	u128 least =
		oracle_min(oracle_param(o, P_trust_min_measured_s), oracle_param(o, P_era_s) / 4);

	if (n->measured_s == 0 || n->measured_s < least)
		return false;
	if (oracle_param(o, P_uptime_mode) == 1)
		return proof_success(o, p, uptime);
	*uptime = (u128)n->up_s * 1000000 / n->measured_s;
	return true;
}

/* LIVE-06 for Fizz nodes */
static bool fizz_uptime(const struct oracle *o, const struct fizz *f, u128 *uptime)
{
	if (f->node.measured_s == 0)
		return false;
	if (oracle_param(o, P_uptime_mode) == 0) {
		*uptime = (u128)f->node.up_s * 1000000 / f->node.measured_s;
		return true;
	}
	if (f->n == 0)
		return false;
	*uptime = (u128)f->alive * 1000000 / f->n;
	return true;
}

/* LIVE-05, LIVE-07 */
static u128 provider_points(
	const struct oracle *o, const struct provider *p, const struct result_of *r)
{
	const struct node *n = &p->node;
	bool whole_era = oracle_param(o, P_points_mode) == 1;
	u128 points = 0, q;

	if (!whole_era)
		points = n->wsec / oracle_param(o, P_era_s);
	else if (n->measured_s > 0 && n->status == ACTIVE && oracle_verified(o, p))
		points = oracle_provider_rate(o, p);
	if (oracle_param(o, P_uptime_mode) == 0) {
		if (proof_success(o, p, &q))
			points = points * q / 1000000;
	} else if (!whole_era && r->known) {
		points = points * r->uptime / 1000000;
	}
	if (oracle_param(o, P_era_threshold) == 1 && r->known &&
		r->uptime < oracle_param(o, P_trust_slash + p->tier))
		points = 0;
	return is_late(o, p) ? 0 : points;
}

/* LIVE-08: the loss by measured shortfalls, in ppm */
static u128 fizz_loss(const struct oracle *o, const struct fizz *f)
{
	int weights = oracle_gpu_count(&f->node) > 0 ? P_fizz_w_gpu : P_fizz_w_cpu;
	u128 sum = 0;

	for (int d = 0; d < 4; d++)
		sum += oracle_param(o, weights + d) * (f->shortfall[d] / f->alive);
	return oracle_min(sum / 10000, 1000000);
}

/* LIVE-05, LIVE-08, FIZZ-12 */
static u128 fizz_points(const struct oracle *o, const struct fizz *f, const struct result_of *r)
{
	const struct node *n = &f->node;
	u128 points = 0;

	if (oracle_param(o, P_points_mode) == 0)
		points = n->wsec / oracle_param(o, P_era_s);
	else if (n->measured_s > 0 && n->status == ACTIVE && oracle_gateway_active(o, f))
		points = oracle_fizz_rate(o, f);
	if (f->n > 0)
		points = points * f->alive / f->n;
	if (f->n < oracle_param(o, P_fizz_checks_min))
		return 0;
	if (r->known && r->uptime < oracle_param(o, P_fizz_gate_ppm))
		return 0;
	if (oracle_param(o, P_fizz_factor) == 1 && f->alive > 0)
		points = points * (1000000 - fizz_loss(o, f)) / 1000000;
	return points;
}

/* (b) */
static void measure_providers(struct oracle *o, struct closing *k)
{
	foreach (struct provider, p, o->providers) {
		struct result_of *r = &k->provider[p_i];

		r->skipped = is_skipped(&p->node);
		if (r->skipped)
			continue;
		r->known = provider_uptime(o, p, &r->uptime);
		r->points = provider_points(o, p, r);
		r->lost = p->node.dsec / oracle_param(o, P_era_s);
		p->node.points_total += r->points;
		k->prov_points += r->points;
		k->prov_lost += r->lost;
	}
}

/* (c) */
static void measure_fizzes(struct oracle *o, struct closing *k)
{
	foreach (struct fizz, f, o->fizzes) {
		struct result_of *r = &k->fizz[f_i];

		r->skipped = is_skipped(&f->node);
		if (r->skipped)
			continue;
		r->known = fizz_uptime(o, f, &r->uptime);
		r->points = fizz_points(o, f, r);
		r->lost = f->node.dsec / oracle_param(o, P_era_s);
		f->node.points_total += r->points;
		k->fizz_points += r->points;
		k->fizz_lost += r->lost;
	}
}

/* LIVE-10, SLASH-02: the point value itself while the pot can pay it for all points, else the pot
 * divided by them */
static struct conversion convert(u128 points, u128 value, u128 pot)
{
	if (oracle_compare_products(points, value, pot, 1) <= 0)
		return (struct conversion){ value, 1 };
	return (struct conversion){ pot, points };
}

/* (d) LIVE-09, LIVE-10 */
static void make_pots(struct oracle *o, struct closing *k)
{
	u128 emission = oracle_param(o, P_emission_per_era),
	     pool = oracle_balance(o, FOUNDATION, 0, SPON);

	k->fizz_pot = emission * oracle_param(o, P_fizz_share_bp) / 10000;
	k->prov_pot = emission - k->fizz_pot;
	if (pool < emission) {
		k->prov_pot = oracle_muldiv(pool, k->prov_pot, emission);
		k->fizz_pot = oracle_muldiv(pool, k->fizz_pot, emission);
	}
	k->prov = convert(k->prov_points, oracle_param(o, P_point_value_prov), k->prov_pot);
	k->fizzes = convert(k->fizz_points, oracle_param(o, P_point_value_fizz), k->fizz_pot);
	o->conv_num = k->prov.num;
	o->conv_den = k->prov.den;
}

/* (e) LIVE-10, DELEG-07, DELEG-08 */
static void pay_providers(struct oracle *o, struct closing *k)
{
	foreach (struct provider, p, o->providers) {
		struct result_of *r = &k->provider[p_i];
		u128 part;

		if (r->skipped)
			continue;
		r->reward = oracle_muldiv(r->points, k->prov.num, k->prov.den);
		part = oracle_delegators_part(o, p, r->reward);
		oracle_debit(o, FOUNDATION, 0, SPON, r->reward);
		oracle_credit(o, ACCRUED, p->node.id, SPON, r->reward - part);
		oracle_reward_delegators(o, p, part);
		r->to_delegators = part;
		k->prov_paid += r->reward;
	}
}

/* (f) LIVE-10: I and A are of the moment before the first part is minted. */
static void pay_inflation(struct oracle *o, struct closing *k)
{
	u128 inflation = oracle_inflation(o), active = oracle_active_bonded(o);

	if (o->token[SPON].minted + inflation > oracle_param(o, P_spon_max_supply))
		return;
	foreach (struct provider, p, o->providers) {
		u128 own_bond = bonded(o, p), part, to_delegators;

		if (p->node.status != ACTIVE || own_bond == 0)
			continue;
		part = oracle_muldiv(inflation, own_bond, active);
		to_delegators =
			oracle_muldiv(part, oracle_balance(o, POOL, p->node.id, SPON), own_bond);
		o->token[SPON].minted += part;
		oracle_credit(o, ACCRUED, p->node.id, SPON, part - to_delegators);
		oracle_reward_delegators(o, p, to_delegators);
		k->provider[p_i].to_delegators += to_delegators;
		k->inflation += part;
	}
}

/* APR-02 */
static u128 realised_apr(const struct oracle *o, const struct provider *p, u128 to_delegators)
{
	u128 pool = oracle_balance(o, POOL, p->node.id, SPON);

	if (pool == 0)
		return 0;
	return oracle_muldiv(to_delegators, oracle_eras_per_year(o) * 1000000, pool);
}

/* SLASH-02: price of dp lost micropoints */
static u128 downtime_price(
	const struct oracle *o, u128 dp, u128 points, u128 all_lost, u128 value, u128 pot)
{
	struct conversion v = convert(points + all_lost, value, pot);
	u128 floor = oracle_muldiv(dp, value * oracle_param(o, P_downtime_floor_bp), 10000);

	if (oracle_param(o, P_downtime_value) == 1)
		v = (struct conversion){ value, 1 };
	return oracle_max(oracle_muldiv(dp, v.num, v.den), floor);
}

/* SLASH-02, SLASH-10, UPG-03 */
static void slash_provider(
	struct oracle *o, struct provider *p, const struct closing *k, const struct result_of *r)
{
	bool own_first = oracle_param(o, P_slash_order) == 1;
	bool collateral_pays = oracle_param(o, P_slash_model) == 0;
	struct place to = oracle_downtime_place(o), treasury = { TREASURY, 0 };

	if (collateral_pays)
		oracle_slash(o, p, SLASH_DOWNTIME,
			downtime_price(o, r->lost, k->prov_points, k->prov_lost,
				oracle_param(o, P_point_value_prov), k->prov_pot),
			own_first, to, to);
	if (collateral_pays && p->down_since > 0 &&
		o->t - p->down_since > oracle_param(o, P_prolonged_s))
		oracle_slash(o, p, SLASH_PROLONGED,
			oracle_muldiv(
				oracle_collateral(o, p), oracle_param(o, P_prolonged_ppm), 1000000),
			own_first, to, to);
	if (is_late(o, p) && p->node.status != MAINTENANCE)
		oracle_slash(o, p, SLASH_UPGRADE,
			oracle_muldiv(oracle_collateral(o, p), oracle_param(o, P_upgrade_slash_ppm),
				1000000),
			own_first, treasury, treasury);
}

/* LIVE-13 */
static void average_uptime(const struct oracle *o, struct node *n, const struct result_of *r)
{
	u128 k = oracle_param(o, P_uptime_k);

	if (!r->known)
		return;
	if (n->seen)
		n->uptime_ppm = (u32)((n->uptime_ppm * (k - 1) + r->uptime) / k);
	else
		n->uptime_ppm = (u32)r->uptime;
	n->seen = 1;
}

/* TRUST-02..04 */
static void judge_trust(const struct oracle *o, struct provider *p, const struct result_of *r)
{
	u128 to_rise = oracle_param(o, P_trust_rise + p->tier),
	     to_fall = oracle_param(o, P_trust_fall + p->tier);

	if (!r->known)
		return;
	if (r->uptime > oracle_param(o, P_trust_keep + p->tier)) {
		p->rise = p->rise < UINT16_MAX ? p->rise + 1 : p->rise;
		p->fall = 0;
	} else {
		p->fall = p->fall < UINT16_MAX ? p->fall + 1 : p->fall;
		p->rise = 0;
	}
	if (p->tier > 0 && to_rise > 0 && p->rise >= to_rise) {
		p->tier--;
		p->rise = p->fall = 0;
	} else if (p->tier < 6 && to_fall > 0 && p->fall >= to_fall) {
		p->tier++;
		p->rise = p->fall = 0;
	}
}

/* SLASH-04 */
static void decay_slashes(const struct oracle *o, struct node *n)
{
	if (n->slashes > 0 && o->era - n->slash_mark >= oracle_param(o, P_slash_decay_eras)) {
		n->slashes--;
		n->slash_mark = o->era;
	}
}

/* EVENT-02 */
static void tell_node(
	struct oracle *o, const struct node *n, const struct result_of *r, u8 tier, u128 apr)
{
	EVENT(o, "EraNode", N(n->kind), N(n->id), N(r->known ? r->uptime : UNKNOWN_UPTIME),
		D(r->points), D(r->reward), D(r->to_delegators), D(r->lost), N(tier), D(apr));
}

/* (g) */
static void finish_providers(struct oracle *o, const struct closing *k)
{
	foreach (struct provider, p, o->providers) {
		const struct result_of *r = &k->provider[p_i];

		if (r->skipped)
			continue;
		p->apr_ppm = realised_apr(o, p, r->to_delegators);
		slash_provider(o, p, k, r);
		average_uptime(o, &p->node, r);
		judge_trust(o, p, r);
		decay_slashes(o, &p->node);
		tell_node(o, &p->node, r, p->tier, p->apr_ppm);
	}
}

/* SLASH-09 */
static void slash_fizz(
	struct oracle *o, struct fizz *f, const struct closing *k, const struct result_of *r)
{
	u128 price = downtime_price(o, r->lost, k->fizz_points, k->fizz_lost,
		oracle_param(o, P_point_value_fizz), k->fizz_pot);
	u128 amount = oracle_muldiv(price, oracle_param(o, P_fizz_slash_bp), 10000);
	struct place to = oracle_downtime_place(o);

	amount = oracle_min(amount, oracle_balance(o, FIZZ_ACCRUED, f->node.id, SPON));
	if (oracle_param(o, P_slash_model) != 0 || amount == 0)
		return;
	oracle_move(o, FIZZ_ACCRUED, f->node.id, to.name, to.owner, SPON, amount);
	f->node.slashes++;
	f->node.slash_mark = o->era;
	EVENT(o, "FizzSlashed", N(f->node.id), D(amount));
}

/* FIZZ-09 */
static void count_failures(struct oracle *o, struct fizz *f, const struct result_of *r)
{
	if (!r->known)
		return;
	f->fails = r->uptime < oracle_param(o, P_fizz_gate_ppm) ? f->fails + 1 : 0;
	if (f->fails <= oracle_param(o, P_fizz_fail_eras))
		return;
	f->fails = 0;
	if (f->node.paused)
		return;
	f->node.paused = 1;
	EVENT(o, "NodePaused", N(KIND_FIZZ), N(f->node.id));
}

/* (h) */
static void finish_fizzes(struct oracle *o, struct closing *k)
{
	foreach (struct fizz, f, o->fizzes) {
		struct result_of *r = &k->fizz[f_i];

		if (r->skipped)
			continue;
		r->reward = oracle_muldiv(r->points, k->fizzes.num, k->fizzes.den);
		oracle_move(o, FOUNDATION, 0, FIZZ_ACCRUED, f->node.id, SPON, r->reward);
		k->fizz_paid += r->reward;
		slash_fizz(o, f, k, r);
		average_uptime(o, &f->node, r);
		count_failures(o, f, r);
		decay_slashes(o, &f->node);
		tell_node(o, &f->node, r, 255, 0);
	}
}

/* (i) PARAM-02 */
static void apply_params(struct oracle *o)
{
	for (int id = 0; id < P_COUNT; id++) {
		struct param *a = &o->param[id];

		if (!a->pending)
			continue;
		*a = (struct param){ .value = a->next };
		EVENT(o, "ParamSet", S(oracle_param_info()[id].name), D(a->value));
	}
}

/* (i) GATE-03, GATE-05 */
static void apply_subnets(struct oracle *o)
{
	foreach (struct provider, p, o->providers) {
		u64 against = oracle_count_objections(o, p),
		    members = oracle_count_members(o, p->node.id);

		if (!p->subnet_next)
			continue;
		if (2 * against > members) {
			EVENT(o, "SubnetDropped", N(p->node.id));
		} else {
			p->subnet_bp = p->next_bp;
			p->subnet_cpu = p->next_cpu;
			p->subnet_mem = p->next_mem;
			p->subnet_gpus = p->next_gpus;
			EVENT(o, "SubnetSet", N(p->node.id), N(p->subnet_bp), N(p->subnet_cpu),
				N(p->subnet_mem), N(p->subnet_gpus));
		}
		p->subnet_next = 0;
		p->next_bp = p->next_gpus = 0;
		p->next_cpu = p->next_mem = 0;
	}
}

static void clear_counters(struct node *n)
{
	n->measured_s = n->up_s = 0;
	n->wsec = n->dsec = 0;
}

/* (j) */
static void next_era(struct oracle *o)
{
	o->era++;
	o->era_end += (u64)oracle_param(o, P_era_s);
	foreach (struct provider, p, o->providers) {
		clear_counters(&p->node);
		memset(p->proof_ok, 0, sizeof p->proof_ok);
		memset(p->proof_n, 0, sizeof p->proof_n);
	}
	foreach (struct fizz, f, o->fizzes) {
		clear_counters(&f->node);
		f->n = f->alive = 0;
		memset(f->shortfall, 0, sizeof f->shortfall);
	}
	foreach (struct provider, q, o->providers)
		oracle_reevaluate(o, q);
}

/* LIVE-12 */
void oracle_era_close(struct oracle *o)
{
	struct closing k = { 0 };
	u32 era = o->era;

	k.provider = oracle_alloc(o->providers.n * sizeof *k.provider);
	k.fizz = oracle_alloc(o->fizzes.n * sizeof *k.fizz);
	take_due_releases(o);
	measure_providers(o, &k);
	measure_fizzes(o, &k);
	make_pots(o, &k);
	pay_providers(o, &k);
	pay_inflation(o, &k);
	finish_providers(o, &k);
	finish_fizzes(o, &k);
	apply_params(o);
	apply_subnets(o);
	next_era(o);
	EVENT(o, "EraClosed", N(era), D(k.prov_points), D(k.prov_paid), D(k.fizz_points),
		D(k.fizz_paid), D(k.inflation), D(oracle_balance(o, FOUNDATION, 0, SPON)));
	free(k.provider);
	free(k.fizz);
}
