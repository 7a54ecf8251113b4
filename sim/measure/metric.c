#include "sim/measure/metric.h"

#include <math.h>
#include <string.h>

/* A row of the table without series, and one with. */
#define ROW(name, unit, direction, horizon, series, population, estimator, missing)                \
	{ name, unit, METRIC_##direction, METRIC_##horizon, series, population, estimator, missing },

const struct metric_row metric_rows[METRIC_COUNT] = {
#define METRIC(constant, name, unit, direction, horizon, population, estimator, missing)           \
	ROW(name, unit, direction, horizon, -1, population, estimator, missing)
#define METRIC_ERA(constant, name, unit, direction, horizon, population, estimator, missing)       \
	ROW(name, unit, direction, horizon, SERIES_##constant, population, estimator, missing)
#include "sim/measure/metric_table.h"
};

const uint16_t metric_of_series[SERIES_COUNT] = {
#define METRIC(constant, name, unit, direction, horizon, population, estimator, missing)
#define METRIC_ERA(constant, name, unit, direction, horizon, population, estimator, missing)       \
	METRIC_##constant,
#include "sim/measure/metric_table.h"
};

const struct metric_theme metric_themes[] = {
	{ "supply", "Supply" },
	{ "market", "Demand and market" },
	{ "sla", "Service level" },
	{ "provider", "Provider economics" },
	{ "fizz", "Fizz economics" },
	{ "token", "Token" },
	{ "delegators", "Delegators" },
	{ "concentration", "Concentration" },
	{ "security", "Security" },
	{ "slash", "Slashes" },
};
const size_t metric_n_themes = sizeof metric_themes / sizeof metric_themes[0];

const struct metric_elsewhere metric_elsewhere[] = {
	{ "additionality", "supply with an incentive less supply without it: a pair of runs with the same "
		"luck, one of each" },
	{ "gas share of income", "the simulated chain charges no gas" },
	{ "price-shock survival", "supply.survival of scenarios with and without price.scale events" },
	{ "griefing factor", "harm done over cost borne, maximised over what an attacker does: a search "
		"over scenarios" },
	{ "sybil profit, cartel premium", "income with and without the attack: a pair of runs with the "
		"same luck" },
	{ "verifier failure cost", "income, slashes and availability with and without a verifier.outage "
		"event" },
	{ "share of environments that meet all constraints, regret, sensitivity", "a study of many "
		"environments" },
	{ "first date a constraint breaks", "the constraint is the study's; every series tells its era" },
};
const size_t metric_n_elsewhere = sizeof metric_elsewhere / sizeof metric_elsewhere[0];

const char *metric_direction_text(enum metric_direction direction)
{
	static const char *const text[] = { "higher", "lower", "neither" };

	return text[direction];
}

const char *metric_horizon_text(enum metric_horizon horizon)
{
	static const char *const text[] = { "after warm-up", "last 30 eras", "at end" };

	return text[horizon];
}

static bool among(const enum metric *list, size_t n, enum metric metric)
{
	while (n > 0 && list[n - 1] != metric)
		n--;
	return n > 0;
}

double metric_least(enum metric metric)
{
	static const enum metric below_zero[] = { METRIC_PROVIDER_MARGIN, METRIC_PROVIDER_MARGIN_GPU,
		METRIC_PROVIDER_PROFIT_P10, METRIC_PROVIDER_PROFIT_P50, METRIC_PROVIDER_PROFIT_P90,
		METRIC_FIZZ_MARGIN, METRIC_FIZZ_PROFIT_P10, METRIC_FIZZ_PROFIT_P50,
		METRIC_FIZZ_PROFIT_P90, METRIC_TOKEN_INFLATION, METRIC_DELEGATORS_RETURN,
		METRIC_DELEGATORS_RETURN_P10, METRIC_DELEGATORS_DRIFT };

	return among(below_zero, sizeof below_zero / sizeof below_zero[0], metric) ? -INFINITY : 0;
}

double metric_most(enum metric metric)
{
	/* What these are a share of does not contain it. */
	static const enum metric above_one[] = { METRIC_SUPPLY_COOLDOWN_PROVIDERS,
		METRIC_SUPPLY_COOLDOWN_FIZZ, METRIC_DELEGATORS_QUEUE };
	const char *unit = metric_rows[metric].unit;

	if (strcmp(unit, "share") != 0 && strcmp(unit, "0 to 1") != 0
			&& strcmp(unit, METRIC_PROBABILITY) != 0)
		return INFINITY;
	return among(above_one, sizeof above_one / sizeof above_one[0], metric) ? INFINITY : 1;
}

int metric_find(const char *name)
{
	for (int i = 0; i < METRIC_COUNT; i++)
		if (strcmp(metric_rows[i].name, name) == 0)
			return i;
	return -1;
}

size_t metric_theme_of(const char *name)
{
	size_t n = strcspn(name, "."), i = 0;

	while (i < metric_n_themes
			&& (strlen(metric_themes[i].name) != n
					|| strncmp(metric_themes[i].name, name, n) != 0))
		i++;
	return i;
}
