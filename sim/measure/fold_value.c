/* fold_value - the estimators: from what was added up to values. */

#include "sim/measure/fold_parts.h"

enum { PROVIDERS = SPHERON_NODE_PROVIDER, FIZZ = SPHERON_NODE_FIZZ };

/* Seconds times height of a level in a period. */
static double area(const struct period *p, unsigned level)
{
	return p->sum[SUM_AREA + level];
}

static void supply(const struct period *p, double *value)
{
	const double *s = p->sum;
	double time[2] = { area(p, LEVEL_NODES + PROVIDERS), area(p, LEVEL_NODES + FIZZ) };

	value[METRIC_SUPPLY_PROVIDER_ENTRIES] = s[SUM_ENTRIES + PROVIDERS];
	value[METRIC_SUPPLY_PROVIDER_EXITS] = s[SUM_EXITS + PROVIDERS];
	value[METRIC_SUPPLY_FIZZ_ENTRIES] = s[SUM_ENTRIES + FIZZ];
	value[METRIC_SUPPLY_FIZZ_EXITS] = s[SUM_EXITS + FIZZ];
	value[METRIC_SUPPLY_EXITS_FOUNDERS] =
			ratio(s[SUM_EXITS_FOUNDERS] * YEAR_S, area(p, LEVEL_FOUNDERS));
	value[METRIC_SUPPLY_EXITS_NEWCOMERS] =
			ratio(s[SUM_EXITS_NEWCOMERS] * YEAR_S, area(p, LEVEL_NEWCOMERS));
	value[METRIC_SUPPLY_RETURNS_PROVIDERS] =
			ratio(s[SUM_RETURNS + PROVIDERS] * MONTH_S, time[PROVIDERS]);
	value[METRIC_SUPPLY_RETURNS_FIZZ] = ratio(s[SUM_RETURNS + FIZZ] * MONTH_S, time[FIZZ]);
	value[METRIC_SUPPLY_COOLDOWN_PROVIDERS] = ratio(s[SUM_COOLDOWN_S + PROVIDERS], time[PROVIDERS]);
	value[METRIC_SUPPLY_COOLDOWN_FIZZ] = ratio(s[SUM_COOLDOWN_S + FIZZ], time[FIZZ]);
}

static void orders(const struct period *p, double *value)
{
	const double *s = p->sum;
	double days = s[SUM_SECONDS] / DAY_S, decided = s[SUM_LEASES] + s[SUM_LOST];

	value[METRIC_MARKET_WANTED] = ratio(s[SUM_WANTED] + s[SUM_UNSERVED], days);
	value[METRIC_MARKET_ORDERS] = ratio(s[SUM_ORDERS], days);
	value[METRIC_MARKET_LEASES] = ratio(s[SUM_LEASES], days);
	value[METRIC_MARKET_FILL] = ratio(s[SUM_LEASES], decided);
	value[METRIC_MARKET_WISHES] = ratio(s[SUM_LEASES],
			s[SUM_LEASES] + s[SUM_ABANDONED] + s[SUM_UNSERVED]);
	value[METRIC_MARKET_WAIT_P50] = histogram_quantile(&p->wait, 0.50);
	value[METRIC_MARKET_WAIT_P95] = histogram_quantile(&p->wait, 0.95);
	value[METRIC_MARKET_BIDS] = ratio(s[SUM_BIDS], s[SUM_ORDERS]);
	value[METRIC_MARKET_NO_BID] = ratio(s[SUM_CLOSED + SPHERON_ORDER_NO_BID], decided);
	value[METRIC_MARKET_EXPIRED] = ratio(s[SUM_CLOSED + SPHERON_ORDER_EXPIRED], decided);
	value[METRIC_MARKET_NO_QUORUM] = ratio(s[SUM_CLOSED + SPHERON_ORDER_NO_QUORUM], decided);
	value[METRIC_MARKET_UNFUNDED] = ratio(s[SUM_CLOSED + SPHERON_ORDER_UNFUNDED], decided);
	value[METRIC_MARKET_CANCELLED] = ratio(s[SUM_CLOSED + SPHERON_ORDER_CANCELLED], decided);
	value[METRIC_MARKET_LEFT] = s[SUM_TENANTS_LEFT];
	value[METRIC_SECURITY_TASKS] = ratio(s[SUM_TASKS_EXPIRED],
			s[SUM_TASKS_EXPIRED] + s[SUM_TASKS_FINAL]);
}

static void leases(const struct period *p, double *value)
{
	const double *s = p->sum;
	double threads[2] = { area(p, LEVEL_THREADS + PROVIDERS), area(p, LEVEL_THREADS + FIZZ) };
	double gpus = area(p, LEVEL_GPUS + PROVIDERS) + area(p, LEVEL_GPUS + FIZZ);

	value[METRIC_MARKET_USE_GPU] = ratio(gpus, s[SUM_ROOM_GPU]);
	value[METRIC_MARKET_USE_CPU] = ratio(threads[PROVIDERS] + threads[FIZZ],
			s[SUM_ROOM_CPU + PROVIDERS] + s[SUM_ROOM_CPU + FIZZ]);
	value[METRIC_MARKET_USE_PROVIDERS] = ratio(threads[PROVIDERS], s[SUM_ROOM_CPU + PROVIDERS]);
	value[METRIC_MARKET_USE_FIZZ] = ratio(threads[FIZZ], s[SUM_ROOM_CPU + FIZZ]);
	value[METRIC_MARKET_PRICE_GPU] = ratio(area(p, LEVEL_GPU_USD), gpus);
	value[METRIC_MARKET_PRICE_CPU] = ratio(area(p, LEVEL_CPU_USD), area(p, LEVEL_CPU_THREADS));
	value[METRIC_MARKET_TO_MARKET] = ratio(s[SUM_TO_MARKET], s[SUM_TO_MARKET_N]);
	value[METRIC_MARKET_TO_BUDGET] = ratio(s[SUM_TO_BUDGET], s[SUM_TO_BUDGET_N]);
	value[METRIC_MARKET_SPENT] = ratio(s[SUM_SPENT_USD] * DAY_S, s[SUM_SECONDS]);
	value[METRIC_MARKET_COMPLETED] = ratio(s[SUM_COMPLETED], s[SUM_ENDED]);
	value[METRIC_MARKET_EXTENDED] = ratio(s[SUM_RENEWED], s[SUM_LEASES]);
	value[METRIC_MARKET_FIZZ] = ratio(s[SUM_LEASES_FIZZ], s[SUM_LEASES]);
	value[METRIC_MARKET_SPON] = ratio(s[SUM_LEASES_SPON], s[SUM_LEASES]);
	value[METRIC_SLA_INTERRUPTED] = ratio(s[SUM_INTERRUPTED], s[SUM_ENDED]);
	value[METRIC_SLA_BROKEN] = ratio(s[SUM_BROKEN], s[SUM_ENDED]);
}

static void service(const struct period *p, double *value)
{
	const double *s = p->sum;
	double leased[2] = { area(p, LEVEL_LEASES + PROVIDERS), area(p, LEVEL_LEASES + FIZZ) };
	double down[2] = { area(p, LEVEL_LEASES_DOWN + PROVIDERS), area(p, LEVEL_LEASES_DOWN + FIZZ) };
	double there[2] = { area(p, LEVEL_NODES + PROVIDERS), area(p, LEVEL_NODES + FIZZ) };
	double both = leased[PROVIDERS] + leased[FIZZ];

	value[METRIC_SLA_LEASES] = 1 - ratio(down[PROVIDERS] + down[FIZZ], both);
	value[METRIC_SLA_LEASES_PROVIDERS] = 1 - ratio(down[PROVIDERS], leased[PROVIDERS]);
	value[METRIC_SLA_LEASES_FIZZ] = 1 - ratio(down[FIZZ], leased[FIZZ]);
	value[METRIC_SLA_PROVIDERS] = ratio(area(p, LEVEL_UP + PROVIDERS), there[PROVIDERS]);
	value[METRIC_SLA_FIZZ] = ratio(area(p, LEVEL_UP + FIZZ), there[FIZZ]);
	value[METRIC_SLA_UPTIME_PROVIDERS] = ratio(s[SUM_UPTIME + PROVIDERS], s[SUM_UPTIME_N + PROVIDERS]);
	value[METRIC_SLA_UPTIME_FIZZ] = ratio(s[SUM_UPTIME + FIZZ], s[SUM_UPTIME_N + FIZZ]);
	value[METRIC_SLA_OUTAGE] = ratio((down[PROVIDERS] + down[FIZZ]) / 60 * MONTH_S, both);
	value[METRIC_SLA_MTTR_PROVIDERS] =
			ratio(s[SUM_OUTAGE_S + PROVIDERS] / 3600, s[SUM_RETURNS + PROVIDERS]);
	value[METRIC_SLA_MTTR_FIZZ] = ratio(s[SUM_OUTAGE_S + FIZZ] / 3600, s[SUM_RETURNS + FIZZ]);
	value[METRIC_SLA_MAINTENANCE] = ratio(area(p, LEVEL_MAINTENANCE), there[PROVIDERS]);
}

static void economics(const struct period *p, double *value)
{
	static const struct {
		enum metric income, cost, margin, liveness, losing;
	} of[2] = {
		{ METRIC_PROVIDER_INCOME, METRIC_PROVIDER_COST, METRIC_PROVIDER_MARGIN,
			METRIC_PROVIDER_LIVENESS, METRIC_PROVIDER_LOSING },
		{ METRIC_FIZZ_INCOME, METRIC_FIZZ_COST, METRIC_FIZZ_MARGIN, METRIC_FIZZ_LIVENESS,
			METRIC_FIZZ_LOSING },
	};
	const double *s = p->sum;

	for (int k = 0; k < 2; k++) {
		double income = s[SUM_LEASE_USD + k] + s[SUM_REWARD_USD + k];
		double time = area(p, LEVEL_NODES + (unsigned) k);

		value[of[k].income] = ratio(income * DAY_S, time);
		value[of[k].cost] = ratio(s[SUM_COST_USD + k] * DAY_S, time);
		value[of[k].margin] = ratio(income - s[SUM_COST_USD + k], income);
		value[of[k].liveness] = ratio(s[SUM_REWARD_USD + k], income);
		value[of[k].losing] = ratio(s[SUM_LOSING + k], s[SUM_THERE + k]);
	}
	value[METRIC_PROVIDER_MARGIN_GPU] =
			ratio(s[SUM_GPU_PROFIT] * 3600, area(p, LEVEL_GPUS + PROVIDERS));
}

static void token(const struct period *p, double era_s, double *value)
{
	const double *s = p->sum;
	double rewards = s[SUM_REWARD_SPON + PROVIDERS] + s[SUM_REWARD_SPON + FIZZ];
	double rewards_usd = s[SUM_REWARD_USD + PROVIDERS] + s[SUM_REWARD_USD + FIZZ];
	double slashed = 0, eras = s[SUM_ERAS], eras_year = YEAR_S / era_s;

	for (unsigned why = 0; why <= SPHERON_SLASH_PROLONGED; why++)
		slashed += s[SUM_SLASHED + why];
	value[METRIC_TOKEN_REWARDS] = ratio(rewards, eras);
	value[METRIC_TOKEN_REWARDS_USD] = ratio(rewards_usd, eras);
	value[METRIC_TOKEN_MINTED] = ratio(s[SUM_MINTED], eras);
	value[METRIC_TOKEN_BURNED] = ratio(s[SUM_BURNED], eras);
	value[METRIC_TOKEN_BURN_MINT] = ratio(s[SUM_BURNED], s[SUM_MINTED]);
	value[METRIC_TOKEN_FEES] = ratio(s[SUM_FEES_ALL_USD], eras);
	value[METRIC_TOKEN_COVERAGE] = ratio(s[SUM_FEES_ALL_USD], rewards_usd);
	value[METRIC_SLASH_TOTAL] = ratio(slashed, eras);
	value[METRIC_SLASH_RATE] = ratio(s[SUM_COLLATERAL] * eras_year, s[SUM_BONDED]);
	value[METRIC_SLASH_COUNT] = ratio(s[SUM_SLASHES] * YEAR_S, area(p, LEVEL_NODES + PROVIDERS));
	value[METRIC_SLASH_FIZZ] = s[SUM_SLASHED];
	value[METRIC_SLASH_DOWNTIME] = s[SUM_SLASHED + SPHERON_SLASH_DOWNTIME];
	value[METRIC_SLASH_UPGRADE] = s[SUM_SLASHED + SPHERON_SLASH_UPGRADE];
	value[METRIC_SLASH_CHALLENGE] = s[SUM_SLASHED + SPHERON_SLASH_CHALLENGE];
	value[METRIC_SLASH_MISCONDUCT] = s[SUM_SLASHED + SPHERON_SLASH_MISCONDUCT];
	value[METRIC_SLASH_PROLONGED] = s[SUM_SLASHED + SPHERON_SLASH_PROLONGED];
	value[METRIC_DELEGATORS_RETURN] = ratio(s[SUM_RETURN], s[SUM_DELEGATED]);
	value[METRIC_DELEGATORS_SLASHED] = ratio(s[SUM_POOL_SLASHED] * eras_year, s[SUM_DELEGATED]);
	value[METRIC_DELEGATORS_SPREAD] = ratio(s[SUM_SPREAD], s[SUM_SPREAD_N]);
	value[METRIC_DELEGATORS_APR_P10] = histogram_quantile(&p->apr, 0.10);
	value[METRIC_DELEGATORS_APR_P50] = histogram_quantile(&p->apr, 0.50);
	value[METRIC_DELEGATORS_APR_P90] = histogram_quantile(&p->apr, 0.90);
}

static void security(const struct period *p, double *value)
{
	const double *s = p->sum;

	value[METRIC_SECURITY_FALSE_FAIL] = ratio(s[SUM_FALSE_FAILS], s[SUM_PROOFS_SOUND]);
	value[METRIC_SECURITY_MISSED] = ratio(s[SUM_MISSED], s[SUM_PROOFS_FAULTY]);
	value[METRIC_SECURITY_FOUND] = ratio(s[SUM_FOUND], s[SUM_RETURNS + PROVIDERS]);
	value[METRIC_SECURITY_FALSE_SLASH] = ratio(s[SUM_JUDGED_FALSELY], s[SUM_JUDGED_FAILED]);
	value[METRIC_SECURITY_CHALLENGES] = s[SUM_CHALLENGES];
	value[METRIC_SECURITY_CHALLENGES_LOST] = ratio(s[SUM_CHALLENGES_FAILED],
			s[SUM_CHALLENGES_FAILED] + s[SUM_CHALLENGES_PASSED]);
	value[METRIC_SECURITY_OPERATORS] = s[SUM_OPERATOR_SLASHES];
}

void value_of_period(const struct period *p, double era_s, double *value)
{
	supply(p, value);
	orders(p, value);
	leases(p, value);
	service(p, value);
	economics(p, value);
	token(p, era_s, value);
	security(p, value);
}

void value_of_stand(const struct stand *s, double *value)
{
	if (!s->known)
		return;
	value[METRIC_SUPPLY_PROVIDERS] = s->active[PROVIDERS];
	value[METRIC_SUPPLY_FIZZ] = s->active[FIZZ];
	value[METRIC_SUPPLY_GPUS] = s->gpus;
	value[METRIC_SUPPLY_THREADS] = s->threads[PROVIDERS] + s->threads[FIZZ];
	value[METRIC_MARKET_OPEN] = s->open;
	value[METRIC_MARKET_LEVEL] = s->market_level;
	value[METRIC_TOKEN_PRICE] = s->token_usd;
	value[METRIC_TOKEN_POOL] = s->pool;
	value[METRIC_TOKEN_TREASURY] = s->treasury_usd;
	value[METRIC_TOKEN_STAKED] = ratio(s->bonded, s->supply);
	value[METRIC_DELEGATORS_COMMISSION] = s->commission;
	value[METRIC_DELEGATORS_SPON] = s->delegated;
	value[METRIC_DELEGATORS_QUEUE] = ratio(s->unbonding, s->bonded);
	value[METRIC_STAKE_GINI] = s->stake_gini;
	value[METRIC_STAKE_HHI] = s->stake_hhi;
	value[METRIC_STAKE_NAKAMOTO] = s->stake_nakamoto;
	value[METRIC_SECURITY_VOTES] = s->bonded > 0 ? s->bonded * s->token_usd : NAN;
}
