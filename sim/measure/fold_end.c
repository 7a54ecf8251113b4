/* fold_end - the end of a run: values that need every node, and the outcome. */

#include "sim/measure/fold_parts.h"

#include "sim/player.h"

#include <stdlib.h>
#include <string.h>

enum { PROVIDERS = SPHERON_NODE_PROVIDER, FIZZ = SPHERON_NODE_FIZZ };

static const struct node *nodes_of(const struct fold *f, int kind)
{
	return kind == PROVIDERS ? f->cast->provider : f->cast->fizz;
}

static uint32_t n_nodes(const struct fold *f, int kind)
{
	uint32_t n = kind == PROVIDERS ? f->cast->n_providers : f->cast->n_fizz;

	return n < f->n_node[kind] ? n : (uint32_t) f->n_node[kind];
}

static bool active(const struct fold *f, int kind, uint32_t i)
{
	return f->a.node[kind][i].there && nodes_of(f, kind)[i].status == SPHERON_ACTIVE;
}

static double *scratch(struct fold *f, size_t n)
{
	return f->a.scratch = track_room(f->a.scratch, sizeof(double), n + 1, &f->scratch_room);
}

/* ---- who stayed ---- */

static double kept(const struct fold *f, int kind, double days)
{
	uint32_t least = (uint32_t) ceil(days * DAY_S * 1000 / (double) f->era_ms);
	double came = 0, stayed = 0;

	for (size_t i = 0; i < f->n_node[kind]; i++) {
		const struct node_track *t = &f->a.node[kind][i];

		if (!t->entered || t->entered_era + least > f->era)
			continue;
		came++;
		stayed += t->exit_era == NO_ERA || t->exit_era - t->entered_era >= least;
	}
	return ratio(stayed, came);
}

static void verified(struct fold *f, const struct spheron *state, double *value)
{
	double gpus = 0, nodes = 0, there = 0;
	struct spheron_record r;

	for (int kind = 0; kind < 2; kind++) {
		for (uint32_t i = 0; i < n_nodes(f, kind); i++) {
			const struct node *node = &nodes_of(f, kind)[i];
			bool cpu = f->a.node[kind][i].rewarded, gpu = cpu;
			double n = node_gpus(f->cast, node);

			there += f->a.node[kind][i].there;
			if (!active(f, kind, i))
				continue;
			if (kind == PROVIDERS
					&& spheron_find(state, SPHERON_RECORD_PROVIDER, i + 1, 0, 0, &r)) {
				cpu = node->cpu == 0 || (r.u.provider.verified & 1) != 0;
				gpu = n == 0 || (r.u.provider.verified & 2) != 0;
			}
			gpus += gpu ? n : 0;
			nodes += cpu && gpu;
		}
	}
	value[METRIC_SUPPLY_GPUS_VERIFIED] = ratio(gpus, f->stand.gpus_claimed);
	value[METRIC_SUPPLY_NODES_VERIFIED] = ratio(nodes, there);
}

static void supply(struct fold *f, const struct spheron *state, double *value)
{
	value[METRIC_SUPPLY_PROVIDERS_KEPT_30] = kept(f, PROVIDERS, 30);
	value[METRIC_SUPPLY_PROVIDERS_KEPT_90] = kept(f, PROVIDERS, 90);
	value[METRIC_SUPPLY_FIZZ_KEPT_30] = kept(f, FIZZ, 30);
	value[METRIC_SUPPLY_FIZZ_KEPT_90] = kept(f, FIZZ, 90);
	verified(f, state, value);
	value[METRIC_SUPPLY_SURVIVAL] = ratio(f->stand.threads[PROVIDERS] + f->stand.threads[FIZZ],
			f->warm.threads[PROVIDERS] + f->warm.threads[FIZZ]);
}

/* ---- the last eras ---- */

static void profits(struct fold *f, int kind, const enum metric p[4], double *value)
{
	double *profit = scratch(f, f->n_node[kind]), era_days = (double) f->era_ms / 1000 / DAY_S;
	double losing = 0;
	size_t n = 0;

	for (size_t i = 0; i < f->n_node[kind]; i++) {
		const struct node_track *t = &f->a.node[kind][i];

		if (t->late_eras == 0)
			continue;
		profit[n++] = (t->late_income - t->late_cost) / (t->late_eras * era_days);
		losing += t->late_cost > t->late_income;
	}
	value[p[3]] = ratio(losing, (double) n);
	if (n == 0)
		return;
	rank(profit, n);
	value[p[0]] = ranked(profit, n, 0.1);
	value[p[1]] = ranked(profit, n, 0.5);
	value[p[2]] = ranked(profit, n, 0.9);
}

/* Months until machines are paid off, INFINITY for never. */
static double payback(const struct fold *f, uint32_t i)
{
	const struct node_track *t = &f->a.node[PROVIDERS][i];
	const struct provider *mind = &f->cast->provider_mind[i];
	double seconds = t->late_eras * (double) f->era_ms / 1000;
	double life_s = f->setup->providers[mind->class_].life_s;
	double written_off = life_s > 0 ? mind->capital / life_s * MONTH_S : 0;
	double left = (t->late_income - t->late_cost) / seconds * MONTH_S + written_off;

	return left > 0 ? mind->capital / left : INFINITY;
}

static void paybacks(struct fold *f, double *value)
{
	static const enum metric metric[3] = { METRIC_PROVIDER_PAYBACK_P10, METRIC_PROVIDER_PAYBACK_P50,
		METRIC_PROVIDER_PAYBACK_P90 };
	static const double q[3] = { 0.1, 0.5, 0.9 };
	uint32_t all = n_nodes(f, PROVIDERS);
	double *months = scratch(f, all), never = 0;
	size_t n = 0;

	for (uint32_t i = 0; i < all; i++) {
		if (f->a.node[PROVIDERS][i].late_eras == 0 || !(f->cast->provider_mind[i].capital > 0))
			continue;
		months[n] = payback(f, i);
		never += isinf(months[n++]);
	}
	value[METRIC_PROVIDER_NO_PAYBACK] = ratio(never, (double) n);
	rank(months, n);
	for (int i = 0; i < 3 && n > 0; i++)
		if (!isinf(ranked(months, n, q[i])))
			value[metric[i]] = ranked(months, n, q[i]);
}

static void late(struct fold *f, double *value)
{
	static const enum metric provider[4] = { METRIC_PROVIDER_PROFIT_P10, METRIC_PROVIDER_PROFIT_P50,
		METRIC_PROVIDER_PROFIT_P90, METRIC_PROVIDER_LOSING };
	static const enum metric fizz[4] = { METRIC_FIZZ_PROFIT_P10, METRIC_FIZZ_PROFIT_P50,
		METRIC_FIZZ_PROFIT_P90, METRIC_FIZZ_LOSING };
	double uncovered = f->late_cost_usd - f->late_lease_usd;

	profits(f, PROVIDERS, provider, value);
	profits(f, FIZZ, fizz, value);
	paybacks(f, value);
	value[METRIC_PROVIDER_BREAK_EVEN] = ratio(uncovered > 0 ? uncovered : 0, f->late_reward_spon);
	if (f->late_pool_eras > 0 && f->late_pool > f->stand.pool)
		value[METRIC_TOKEN_RUNWAY] =
				f->stand.pool / ((f->late_pool - f->stand.pool) / f->late_pool_eras);
}

/* ---- concentration ---- */

static void concentrate(double *value, enum metric gini, double *amount, size_t n)
{
	struct concentration c = concentration_of(amount, n);

	value[gini] = c.gini;
	value[gini + 1] = c.hhi;
	value[gini + 2] = c.nakamoto;
}

static void concentrate_income(struct fold *f, double *value)
{
	double *amount = scratch(f, f->n_node[PROVIDERS]);
	size_t n = 0;

	for (size_t i = 0; i < f->n_node[PROVIDERS]; i++)
		if (f->a.node[PROVIDERS][i].late_eras)
			amount[n++] = f->a.node[PROVIDERS][i].late_income;
	concentrate(value, METRIC_REVENUE_GINI, amount, n);
	n = 0;
	for (size_t i = 0; i < f->n_node[PROVIDERS]; i++)
		if (f->a.node[PROVIDERS][i].late_eras)
			amount[n++] = f->a.provider[i].late_leases;
	concentrate(value, METRIC_LEASES_GINI, amount, n);
}

/* Only those that have any. */
static size_t without_zeros(double *amount, size_t n)
{
	size_t kept_n = 0;

	for (size_t i = 0; i < n; i++)
		if (amount[i] > 0)
			amount[kept_n++] = amount[i];
	return kept_n;
}

static void concentrate_places(struct fold *f, double *value)
{
	uint32_t providers = n_nodes(f, PROVIDERS);
	double region[REGIONS_MAX] = { 0 };
	double *members = scratch(f, providers);

	memset(members, 0, providers * sizeof *members);
	for (int kind = 0; kind < 2; kind++)
		for (uint32_t i = 0; i < n_nodes(f, kind); i++)
			if (active(f, kind, i))
				region[nodes_of(f, kind)[i].region] += nodes_of(f, kind)[i].cpu;
	for (uint32_t i = 0; i < n_nodes(f, FIZZ); i++) {
		uint32_t gateway = f->cast->fizz[i].gateway;

		if (active(f, FIZZ, i) && gateway > 0 && gateway <= providers)
			members[gateway - 1]++;
	}
	concentrate(value, METRIC_REGION_GINI, region, without_zeros(region, REGIONS_MAX));
	concentrate(value, METRIC_GATEWAY_GINI, members, without_zeros(members, providers));
}

/* ---- security ---- */

/* With a quorum of q of all, x beside S suffices if x >= q (x + S). */
static double cost_of_quorum(const struct fold *f, const struct spheron *state)
{
	double least = units(spheron_param(state, SPHERON_P_AVS_MIN_STAKE), ETH_UNIT), all = 0;
	double quorum = units(spheron_param(state, SPHERON_P_AVS_QUORUM_BP), 1e-4);

	for (size_t i = 0; i < f->n_operators; i++) {
		double restaked = units(spheron_bucket(state, SPHERON_RESTAKED, f->a.operators[i],
				SPHERON_ETH), ETH_UNIT);

		all += restaked >= least ? restaked : 0;
	}
	return all > 0 && quorum < 1 ? all * quorum / (1 - quorum) : NAN;
}

static void at_end(struct fold *f, const struct spheron *state, double *value)
{
	const struct stand *s = &f->stand;

	value[METRIC_SECURITY_AVS] = cost_of_quorum(f, state);
	value[METRIC_SECURITY_COVER] =
			ratio(s->bonded * s->token_usd, s->pool * s->token_usd + s->treasury_usd);
	value[METRIC_SECURITY_DELAY] = histogram_mean(&f->delay);
	value[METRIC_SECURITY_DELAY_P95] = histogram_quantile(&f->delay, 0.95);
	value[METRIC_MARKET_LENGTH_P50] = histogram_quantile(&f->length, 0.5);
	value[METRIC_SLA_MTTR_PROVIDERS_P95] = histogram_quantile(&f->repair, 0.95);
	value[METRIC_SLA_REGIONAL] = histogram_quantile(&f->regional, 0.99);
	value[METRIC_DELEGATORS_RETURN_P10] = histogram_quantile(&f->realised, 0.1);
	if (!f->warm.known)
		return;
	value[METRIC_TOKEN_DRAWDOWN] = f->drawdown;
	value[METRIC_TOKEN_EMPTY] = f->ran_dry;
	value[METRIC_DELEGATORS_DRIFT] = s->commission - f->warm.commission;
	value[METRIC_TOKEN_INFLATION] = ratio((f->run.sum[SUM_MINTED] - f->run.sum[SUM_BURNED])
					/ f->run.sum[SUM_SECONDS] * YEAR_S, f->warm.supply);
}

/* ---- finals ---- */

static void final_of(struct fold *f, int kind, uint32_t i, uint64_t now_ms, struct final_row *row)
{
	const struct node *node = &nodes_of(f, kind)[i];
	const struct node_track *t = &f->a.node[kind][i];
	const struct final_track *sum = &f->a.final[kind][i];
	uint64_t from_ms = t->entered_ms > f->warmup_ms ? t->entered_ms : f->warmup_ms;
	uint64_t until_ms = t->there ? now_ms : t->since_ms;
	uint64_t up_ms = t->since_ms > f->warmup_ms ? t->since_ms : f->warmup_ms;

	*row = (struct final_row) { .kind = (enum spheron_node_kind) kind, .id = i + 1,
		.owner = node->owner, .gateway = node->gateway, .entered_era = t->entered_era,
		.exit_era = t->there ? NO_ERA : t->exit_era, .class_ = node->class_,
		.region = node->region, .status = node->status,
		.tier = kind == FIZZ ? 255 : sum->tier, .threads = node->cpu,
		.gpus = (uint32_t) node_gpus(f->cast, node), .leases = sum->leases,
		.lease_usd = sum->lease_usd, .reward_usd = sum->reward_usd, .cost_usd = sum->cost_usd,
		.up_s = sum->up_s, .slashed_spon = sum->slashed };
	row->there_s = until_ms > from_ms ? (double) (until_ms - from_ms) / 1000 : 0;
	if (t->up && now_ms > up_ms)
		row->up_s += (double) (now_ms - up_ms) / 1000;
	if (kind == PROVIDERS) {
		row->stake_spon = f->a.provider[i].stake;
		row->pool_spon = f->a.provider[i].pool;
	}
}

static void finals(struct fold *f, uint64_t now_ms, struct outcome *out)
{
	out->final = must(calloc(n_nodes(f, PROVIDERS) + n_nodes(f, FIZZ) + 1, sizeof *out->final));
	for (int kind = 0; kind < 2; kind++) {
		if (n_nodes(f, kind))
			final_track_of(f, (enum spheron_node_kind) kind, n_nodes(f, kind));
		for (uint32_t i = 0; i < n_nodes(f, kind); i++)
			if (f->a.node[kind][i].entered)
				final_of(f, kind, i, now_ms, &out->final[out->n_final++]);
	}
}

/* ---- all of it ---- */

static void values(struct fold *f, const struct spheron *state, double *value)
{
	for (int i = 0; i < METRIC_COUNT; i++)
		value[i] = NAN;
	if (f->era == 0)
		return;
	if (f->run.sum[SUM_ERAS] > 0)
		value_of_period(&f->run, (double) f->era_ms / 1000, value);
	value_of_stand(&f->stand, value);
	/* The concentrations of places and shares that follow need the tracks of all providers. */
	if (n_nodes(f, PROVIDERS))
		provider_track_of(f, n_nodes(f, PROVIDERS));
	supply(f, state, value);
	late(f, value);
	concentrate_income(f, value);
	concentrate_places(f, value);
	at_end(f, state, value);
}

void fold_end(struct fold *f, uint64_t now_ms, const struct spheron *state, struct outcome *out)
{
	memset(out, 0, sizeof *out);
	values(f, state, out->value);
	out->n_eras = f->era;
	out->warmup_eras = f->warmup_eras < f->era ? f->warmup_eras : f->era;
	out->series = f->a.series;
	f->a.series = NULL;
	f->series_room = 0;
	memcpy(out->events, f->events, sizeof out->events);
	memcpy(out->total, f->total, sizeof out->total);
	if (f->wants.finals)
		finals(f, now_ms, out);
	out->event = f->a.event;
	out->n_event = f->n_event;
	out->text = f->a.text;
	f->a.event = NULL;
	f->a.text = NULL;
	f->n_event = f->event_room = f->text_size = f->text_room = 0;
}

void fold_free_outcome(struct outcome *out)
{
	free(out->series);
	free(out->final);
	free(out->event);
	free(out->text);
	memset(out, 0, sizeof *out);
}
