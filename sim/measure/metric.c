#include "sim/measure/metric.h"

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
