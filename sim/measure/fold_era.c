/* fold_era - the close of an era: looks at the cast, ends the period, keeps a row of the series. */

#include "sim/measure/fold_parts.h"

#include "sim/player.h"

#include <stdlib.h>
#include <string.h>

enum { PROVIDERS = SPHERON_NODE_PROVIDER, FIZZ = SPHERON_NODE_FIZZ };

double node_gpus(const struct cast *cast, const struct node *node)
{
	double n = 0;

	for (uint32_t i = 0; i < node->gpu_lines; i++)
		n += cast->gpu[node->gpu + i].count;
	return n;
}

static double bucket(const struct spheron *state, unsigned name, uint64_t owner, unsigned token)
{
	return units(spheron_bucket(state, name, owner, token),
			token == SPHERON_USD ? USD_UNIT : SPON_UNIT);
}

/* ---- nodes ---- */

static void sum_node(struct fold *f, struct node_track *t, const struct node *node, int kind)
{
	double income = (double) node->lease_usd + (double) node->reward_usd, cost = node->cost_usd;
	double era_days = (double) f->era_ms / 1000 / DAY_S;

	f->now.sum[SUM_LEASE_USD + kind] += node->lease_usd;
	f->now.sum[SUM_REWARD_USD + kind] += node->reward_usd;
	f->now.sum[SUM_COST_USD + kind] += cost;
	if (f->late) {
		t->late_income += income;
		t->late_cost += cost;
		t->late_eras += t->there;
	}
	if (t->there) {
		f->now.sum[SUM_THERE + kind]++;
		f->now.sum[SUM_LOSING + kind] += cost > income;
		histogram_add(&f->profit[kind], (income - cost) / era_days, 1);
	}
}

static void keep_final(struct fold *f, const struct node *node, enum spheron_node_kind kind, uint32_t id)
{
	struct final_track *final = final_track_of(f, kind, id);

	if (!final || !f->counts)
		return;
	final->lease_usd += node->lease_usd;
	final->reward_usd += node->reward_usd;
	final->cost_usd += node->cost_usd;
}

static void look_at(struct fold *f, struct stand *s, const struct node *node,
		enum spheron_node_kind kind, uint32_t id)
{
	struct node_track *t = track_of(f, kind, id);
	double gpus = node->gpu_lines ? node_gpus(f->cast, node) : 0;

	sum_node(f, t, node, (int) kind);
	keep_final(f, node, kind, id);
	if (kind == SPHERON_NODE_PROVIDER && gpus > 0)
		f->now.sum[SUM_GPU_PROFIT] += (double) node->lease_usd + (double) node->reward_usd
				- (double) node->cost_usd;
	if (!t->there)
		return;
	s->gpus_claimed += gpus;
	if (node->status != SPHERON_ACTIVE)
		return;
	s->active[kind]++;
	s->gpus += gpus;
	s->threads[kind] += node->cpu;
}

static void look_at_nodes(struct fold *f, struct stand *s)
{
	for (uint32_t i = 0; i < f->cast->n_providers; i++)
		look_at(f, s, &f->cast->provider[i], SPHERON_NODE_PROVIDER, i + 1);
	for (uint32_t i = 0; i < f->cast->n_fizz; i++)
		look_at(f, s, &f->cast->fizz[i], SPHERON_NODE_FIZZ, i + 1);
}

/* ---- stake ---- */

/* Rates of delegators are those on the pool before the era's slashes. */
static void returns_of(struct fold *f, struct provider_track *p)
{
	double base = p->pool + p->pool_slashed, eras_year = YEAR_S * 1000 / (double) f->era_ms;
	double realised;

	if (!(base > 0))
		return;
	realised = (double) p->apr - p->pool_slashed / base * eras_year;
	f->now.sum[SUM_DELEGATED] += base;
	f->now.sum[SUM_RETURN] += realised * base;
	histogram_add(&f->now.apr, p->apr, base);
	histogram_add(&f->spread, p->apr, 1);
	if (f->counts) {
		histogram_add(&f->run.apr, p->apr, base);
		histogram_add(&f->realised, realised, base);
	}
}

static void spread_of_era(struct fold *f)
{
	if (f->spread.total > 0) {
		f->now.sum[SUM_SPREAD] += histogram_quantile(&f->spread, 0.9)
				- histogram_quantile(&f->spread, 0.1);
		f->now.sum[SUM_SPREAD_N]++;
	}
	histogram_clear(&f->spread);
}

static void look_at_stake(struct fold *f, struct stand *s, const struct spheron *state)
{
	struct concentration c;
	double commission = 0;
	size_t n = 0;

	f->a.scratch = track_room(f->a.scratch, sizeof(double), f->cast->n_providers, &f->scratch_room);
	for (uint32_t i = 0; i < f->cast->n_providers; i++) {
		struct provider_track *p = provider_track_of(f, i + 1);

		p->stake = bucket(state, SPHERON_STAKE, i + 1, SPHERON_SPON);
		p->pool = bucket(state, SPHERON_POOL, i + 1, SPHERON_SPON);
		returns_of(f, p);
		p->pool_slashed = p->apr = 0;
		s->bonded += p->stake + p->pool;
		s->delegated += p->pool;
		commission += p->pool * p->commission_bp / 10000;
		if (f->cast->provider[i].status == SPHERON_ACTIVE)
			f->a.scratch[n++] = p->stake + p->pool;
	}
	spread_of_era(f);
	s->commission = ratio(commission, s->delegated);
	c = concentration_of(f->a.scratch, n);
	s->stake_gini = c.gini;
	s->stake_hhi = c.hhi;
	s->stake_nakamoto = c.nakamoto;
}

/* ---- token ---- */

static void look_at_token(struct fold *f, struct stand *s, const struct era_facts *facts)
{
	const struct spheron *state = facts->state;
	double burned = bucket(state, SPHERON_BURNED, 0, SPHERON_SPON);
	double spon_usd = facts->token_usd;
	struct spheron_record token;

	s->token_usd = spon_usd;
	s->market_level = facts->market_level;
	s->pool = bucket(state, SPHERON_FOUNDATION, 0, SPHERON_SPON);
	s->treasury_usd = bucket(state, SPHERON_TREASURY, 0, SPHERON_USD)
			+ bucket(state, SPHERON_TREASURY, 0, SPHERON_SPON) * spon_usd;
	s->emission = units(spheron_param(state, SPHERON_P_EMISSION_PER_ERA), SPON_UNIT);
	s->unbonding = f->unbonding > 0 ? f->unbonding : 0;
	if (spheron_find(state, SPHERON_RECORD_TOKEN, SPHERON_SPON, 0, 0, &token))
		s->supply = units(token.u.token.minted, SPON_UNIT) - burned;
	f->now.sum[SUM_BURNED] += burned - f->burned_before;
	f->now.sum[SUM_BONDED] += s->bonded;
	f->now.sum[SUM_SPENT_USD] += f->now.sum[SUM_PAID_USD] + f->now.sum[SUM_PAID_SPON] * spon_usd;
	f->now.sum[SUM_FEES_ALL_USD] += f->now.sum[SUM_FEES_USD] + f->now.sum[SUM_FEES_SPON] * spon_usd;
	f->burned_before = burned;
}

static void follow_pool(struct fold *f, const struct stand *s)
{
	if (f->late) {
		/* Without a close before them the first of the last eras is where counting begins. */
		if (isnan(f->late_pool))
			f->late_pool = s->pool;
		else
			f->late_pool_eras++;
		f->late_reward_spon += f->now.sum[SUM_REWARD_SPON + PROVIDERS];
		f->late_lease_usd += f->now.sum[SUM_LEASE_USD + PROVIDERS];
		f->late_cost_usd += f->now.sum[SUM_COST_USD + PROVIDERS];
	} else {
		f->late_pool = s->pool;
	}
}

static void follow_token(struct fold *f, const struct stand *s)
{
	follow_pool(f, s);
	if (!f->counts)
		return;
	if (!f->warm.known)
		f->warm = *s;
	if (s->token_usd > f->top_price)
		f->top_price = s->token_usd;
	if (f->top_price > 0 && 1 - s->token_usd / f->top_price > f->drawdown)
		f->drawdown = 1 - s->token_usd / f->top_price;
	f->ran_dry |= s->pool < s->emission;
}

/* ---- the period ---- */

static void close_regions(struct fold *f)
{
	for (unsigned r = 0; r < REGIONS_MAX; r++) {
		if (f->counts && f->region[r].there >= REGION_LEAST)
			histogram_add(&f->regional, f->region[r].peak, 1);
		f->region[r].peak = 0;
		region_peak(&f->region[r]);
	}
}

/* Ends levels at that moment and adds the era's sums to those of the run. */
void period_ends(struct fold *f, uint64_t end_ms)
{
	for (unsigned l = 0; l < LEVEL_COUNT; l++) {
		level_to(&f->level[l], end_ms, f->level[l].height);
		f->now.sum[SUM_AREA + l] = f->level[l].area / 1000;
		f->level[l].area = 0;
	}
	f->now.sum[SUM_SECONDS] = ((double) end_ms - (double) f->era * (double) f->era_ms) / 1000;
	if (f->counts)
		for (unsigned i = 0; i < SUM_COUNT; i++)
			f->run.sum[i] += f->now.sum[i];
}

static void keep_row(struct fold *f, const struct stand *s)
{
	static const enum metric profit[2][3] = {
		{ METRIC_PROVIDER_PROFIT_P10, METRIC_PROVIDER_PROFIT_P50, METRIC_PROVIDER_PROFIT_P90 },
		{ METRIC_FIZZ_PROFIT_P10, METRIC_FIZZ_PROFIT_P50, METRIC_FIZZ_PROFIT_P90 },
	};
	static const double q[3] = { 0.1, 0.5, 0.9 };
	double value[METRIC_COUNT];
	double *row;

	for (int i = 0; i < METRIC_COUNT; i++)
		value[i] = NAN;
	value_of_period(&f->now, (double) f->era_ms / 1000, value);
	value_of_stand(s, value);
	for (int k = 0; k < 2; k++)
		for (int i = 0; i < 3; i++)
			value[profit[k][i]] = histogram_quantile(&f->profit[k], q[i]);
	f->a.series = track_room(f->a.series, SERIES_COUNT * sizeof *f->a.series, (size_t) f->era + 1,
			&f->series_room);
	row = f->a.series + (size_t) f->era * SERIES_COUNT;
	for (int i = 0; i < SERIES_COUNT; i++)
		row[i] = value[metric_of_series[i]];
}

static void era_cleared(struct fold *f)
{
	memset(f->now.sum, 0, sizeof f->now.sum);
	histogram_clear(&f->now.wait);
	histogram_clear(&f->now.apr);
	histogram_clear(&f->profit[PROVIDERS]);
	histogram_clear(&f->profit[FIZZ]);
	f->era++;
	era_begins(f);
}

void fold_era(struct fold *f, const struct era_facts *facts)
{
	struct stand s = { .known = true, .commission = NAN };
	double era_s = (double) f->era_ms / 1000;

	s.open = f->level[LEVEL_LEASES + PROVIDERS].height + f->level[LEVEL_LEASES + FIZZ].height;
	look_at_nodes(f, &s);
	look_at_stake(f, &s, facts->state);
	look_at_token(f, &s, facts);
	f->now.sum[SUM_ERAS] = 1;
	f->now.sum[SUM_ROOM_GPU] = s.gpus * era_s;
	f->now.sum[SUM_ROOM_CPU + PROVIDERS] = s.threads[PROVIDERS] * era_s;
	f->now.sum[SUM_ROOM_CPU + FIZZ] = s.threads[FIZZ] * era_s;
	close_regions(f);
	period_ends(f, ((uint64_t) f->era + 1) * f->era_ms);
	follow_token(f, &s);
	keep_row(f, &s);
	f->stand = s;
	era_cleared(f);
}
