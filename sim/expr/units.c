/* What units count: every unit of a scenario, a metric and a record in the few bases of the language. */

#include "sim/expr/expr_parts.h"
#include "sim/unit.h"

#include <stdio.h>
#include <string.h>

#define NONE      { { 0 } }
#define OF(...)   { { __VA_ARGS__ } }
#define TIME      [EXPR_TIME] = 1
#define PER_TIME  [EXPR_TIME] = -1
#define SPON      [EXPR_SPON] = 1
#define USD       [EXPR_USD] = 1
#define ETH       [EXPR_ETH] = 1

/* EXPR_PER is 7 times 23652, so that a minute, an hour, a day, a week, a month and a year are decimals of
 * it: 1 / 3600 = 45.99 / EXPR_PER. */
struct factor unit_factor(unsigned dimension)
{
	static const struct factor factors[UNIT_DIMENSION_COUNT] = {
		[UNIT_DURATION] = { OF(TIME), 1, 3, 0, HINT_NONE },
		[UNIT_SPON] = { OF(SPON), 1, 18, 0, HINT_NONE },
		[UNIT_USD] = { OF(USD), 1, 6, 0, HINT_NONE },
		[UNIT_ETH] = { OF(ETH), 1, 18, 0, HINT_NONE },
		[UNIT_RATIO] = { NONE, 1, 6, 0, HINT_SHARE },
		[UNIT_YEARLY] = { OF(PER_TIME), 525, 11, 1, HINT_YEAR },
		[UNIT_DATA] = { OF([EXPR_DATA] = 1), 1, 0, 0, HINT_NONE },
		[UNIT_BANDWIDTH] = { OF([EXPR_DATA] = 1, PER_TIME), 125, 3, 0, HINT_NONE },
		[UNIT_USD_HOUR] = { OF(USD, PER_TIME), 4599, 8, 1, HINT_HOUR },
		[UNIT_USD_GPU_HOUR] = { OF(USD, PER_TIME), 4599, 8, 1, HINT_HOUR },
		[UNIT_USD_THREAD_HOUR] = { OF(USD, PER_TIME), 4599, 8, 1, HINT_HOUR },
		[UNIT_USD_GB_HOUR] = { OF(USD, PER_TIME, [EXPR_DATA] = -1), 4599, 11, 1, HINT_HOUR },
		[UNIT_SPON_HOUR] = { OF(SPON, PER_TIME), 4599, 8, 1, HINT_HOUR },
		[UNIT_SPON_GPU_HOUR] = { OF(SPON, PER_TIME), 4599, 8, 1, HINT_HOUR },
		[UNIT_TOKEN_PRICE] = { OF(USD, [EXPR_SPON] = -1), 1, 12, 0, HINT_NONE },
		[UNIT_POWER] = { OF([EXPR_WATT] = 1), 1, 3, 0, HINT_NONE },
		[UNIT_ENERGY_PRICE] = { OF(USD, PER_TIME, [EXPR_WATT] = -1), 4599, 11, 1, HINT_NONE },
		[UNIT_FREQUENCY] = { OF(PER_TIME), 75, 8, 1, HINT_NONE },
		[UNIT_COUNT] = { NONE, 1, 0, 0, HINT_NONE },
		[UNIT_THREADS] = { NONE, 1, 0, 0, HINT_NONE },
		[UNIT_GPUS] = { NONE, 1, 0, 0, HINT_NONE },
		[UNIT_BLOCKS] = { OF([EXPR_BLOCK] = 1), 1, 0, 0, HINT_NONE },
		[UNIT_ERAS] = { OF([EXPR_ERA] = 1), 1, 0, 0, HINT_NONE },
		[UNIT_POINTS] = { OF([EXPR_POINT] = 1), 1, 6, 0, HINT_NONE },
		[UNIT_POINT_VALUE] = { OF(SPON, [EXPR_POINT] = -1), 1, 12, 0, HINT_NONE },
		[UNIT_STAKE_PER_GPU] = { OF(SPON), 1, 18, 0, HINT_NONE },
		[UNIT_PART_OF_TOKEN] = { NONE, 1, 6, 0, HINT_NONE },
		[UNIT_BLOCK_PRICE] = { OF([EXPR_BLOCK] = -1), 1, 18, 0, HINT_NONE },
	};

	return factors[dimension];
}

/* The texts in the column "unit" of metrics. */
static const struct {
	const char *text;
	struct factor factor;
} metric_units[] = {
	{ "share", { NONE, 1, 0, 0, HINT_SHARE } },
	{ "ratio", { NONE, 1, 0, 0, HINT_NONE } },
	{ "0 to 1", { NONE, 1, 0, 0, HINT_NONE } },
	{ METRIC_PROBABILITY, { NONE, 1, 0, 0, HINT_NONE } },
	{ "providers", { NONE, 1, 0, 0, HINT_NONE } },
	{ "hosts", { NONE, 1, 0, 0, HINT_NONE } },
	{ "GPUs", { NONE, 1, 0, 0, HINT_NONE } },
	{ "threads", { NONE, 1, 0, 0, HINT_NONE } },
	{ "leases", { NONE, 1, 0, 0, HINT_NONE } },
	{ "bids", { NONE, 1, 0, 0, HINT_NONE } },
	{ "tenants", { NONE, 1, 0, 0, HINT_NONE } },
	{ "gateways", { NONE, 1, 0, 0, HINT_NONE } },
	{ "regions", { NONE, 1, 0, 0, HINT_NONE } },
	{ "challenges", { NONE, 1, 0, 0, HINT_NONE } },
	{ "slashes", { NONE, 1, 0, 0, HINT_NONE } },
	{ "per lease", { NONE, 1, 0, 0, HINT_NONE } },
	{ "s", { OF(TIME), 1, 0, 0, HINT_NONE } },
	{ "min", { OF(TIME), 60, 0, 0, HINT_NONE } },
	{ "h", { OF(TIME), 3600, 0, 0, HINT_NONE } },
	{ "months", { OF(TIME), 2592000, 0, 0, HINT_NONE } },
	{ "eras", { OF([EXPR_ERA] = 1), 1, 0, 0, HINT_NONE } },
	{ "SPON", { OF(SPON), 1, 0, 0, HINT_NONE } },
	{ "USD", { OF(USD), 1, 0, 0, HINT_NONE } },
	{ "ETH", { OF(ETH), 1, 0, 0, HINT_NONE } },
	{ "SPON/era", { OF(SPON, [EXPR_ERA] = -1), 1, 0, 0, HINT_NONE } },
	{ "USD/era", { OF(USD, [EXPR_ERA] = -1), 1, 0, 0, HINT_NONE } },
	{ "USD/d", { OF(USD, PER_TIME), 191625, 5, 1, HINT_DAY } },
	{ "USD/GPU-hour", { OF(USD, PER_TIME), 4599, 2, 1, HINT_HOUR } },
	{ "USD/thread-hour", { OF(USD, PER_TIME), 4599, 2, 1, HINT_HOUR } },
	{ "1/year", { OF(PER_TIME), 525, 5, 1, HINT_YEAR } },
	{ "orders/d", { OF(PER_TIME), 191625, 5, 1, HINT_DAY } },
	{ "leases/d", { OF(PER_TIME), 191625, 5, 1, HINT_DAY } },
	{ "exits/node-year", { OF(PER_TIME), 525, 5, 1, HINT_YEAR } },
	{ "slashes/provider-year", { OF(PER_TIME), 525, 5, 1, HINT_YEAR } },
	{ "returns/node-month", { OF(PER_TIME), 63875, 6, 1, HINT_DAY } },
};

/* The table calls prices of the token USD, for one SPON; a month has 30 days. */
bool metric_factor(unsigned metric, struct factor *factor)
{
	const char *unit = metric_rows[metric].unit;

	if (metric == METRIC_TOKEN_PRICE || metric == METRIC_PROVIDER_BREAK_EVEN) {
		*factor = (struct factor) { OF(USD, [EXPR_SPON] = -1), 1, 0, 0, HINT_NONE };
		return strcmp(unit, "USD") == 0;
	}
	for (size_t i = 0; i < sizeof metric_units / sizeof *metric_units; i++) {
		if (strcmp(metric_units[i].text, unit) != 0)
			continue;
		*factor = metric_units[i].factor;
		return true;
	}
	return false;
}

struct expr_value factor_value(struct expr_value number, const struct factor *f)
{
	return value_multiply(number, value_whole(f->num, f->scale, f->per));
}

bool expr_same_unit(struct expr_unit a, struct expr_unit b)
{
	return memcmp(a.power, b.power, sizeof a.power) == 0;
}

/* Powers beyond these are nobody's. */
struct expr_unit unit_times(struct expr_unit a, struct expr_unit b, int sign)
{
	for (int i = 0; i < EXPR_BASES; i++) {
		int power = a.power[i] + sign * b.power[i];

		a.power[i] = (int8_t) (power > 100 ? 100 : power < -100 ? -100 : power);
	}
	return a;
}

static const struct {
	struct expr_unit unit;
	const char *what, *text;
} known_units[] = {
	{ NONE, "a plain number", "" },
	{ OF(TIME), "a duration", "s" },
	{ OF(SPON), "an amount of SPON", "SPON" },
	{ OF(USD), "an amount of USD", "USD" },
	{ OF(ETH), "an amount of ETH", "ETH" },
	{ OF([EXPR_TOKEN] = 1), "an amount of some token (usd(), spon() or eth() say of which)",
		"base units" },
	{ OF([EXPR_DATA] = 1), "a size of data", "MB" },
	{ OF([EXPR_DATA] = 1, PER_TIME), "a bandwidth", "MB/s" },
	{ OF([EXPR_WATT] = 1), "a power", "W" },
	{ OF([EXPR_ERA] = 1), "a number of eras", "eras" },
	{ OF([EXPR_BLOCK] = 1), "a number of blocks", "blocks" },
	{ OF([EXPR_POINT] = 1), "a number of points", "points" },
	{ OF(PER_TIME), "a rate per time", "/s" },
	{ OF(USD, PER_TIME), "a price per time in USD", "USD/s" },
	{ OF(SPON, PER_TIME), "a price per time in SPON", "SPON/s" },
	{ OF(USD, [EXPR_SPON] = -1), "a token price", "USD/SPON" },
	{ OF(SPON, [EXPR_POINT] = -1), "a value of a point", "SPON/point" },
	{ OF([EXPR_BLOCK] = -1), "a price a block", "token/block" },
	{ OF(SPON, [EXPR_ERA] = -1), "an amount of SPON an era", "SPON/era" },
	{ OF(USD, [EXPR_ERA] = -1), "an amount of USD an era", "USD/era" },
	{ OF(USD, PER_TIME, [EXPR_WATT] = -1), "a price of energy", "USD/Ws" },
};

/* "SPON s^-2" */
static void spell_unit(struct expr_unit unit, char text[60])
{
	static const char *const base[EXPR_BASES] = { "s", "SPON", "USD", "ETH", "base units", "MB", "W",
		"era", "block", "point" };
	size_t n = 0;

	text[0] = 0;
	for (int i = 0; i < EXPR_BASES && n < 60; i++) {
		if (unit.power[i] == 0)
			continue;
		n += (size_t) snprintf(text + n, 60 - n, "%s%s", n > 0 ? " " : "", base[i]);
		if (unit.power[i] != 1 && n < 60)
			n += (size_t) snprintf(text + n, 60 - n, "^%d", unit.power[i]);
	}
}

const char *unit_what(struct expr_unit unit, char text[100])
{
	char spelt[60];

	for (size_t i = 0; i < sizeof known_units / sizeof *known_units; i++)
		if (expr_same_unit(unit, known_units[i].unit))
			return strcpy(text, known_units[i].what);
	spell_unit(unit, spelt);
	snprintf(text, 100, "a number in %s", spelt);
	return text;
}

/* With a hint, rates are given an hour, a day or a year. */
const char *unit_short(struct expr_unit unit, enum hint hint, char text[60])
{
	static const char *const per[] = { [HINT_NONE] = "s", [HINT_SHARE] = "s", [HINT_HOUR] = "h",
		[HINT_DAY] = "d", [HINT_YEAR] = "year" };
	size_t i = 0, n = sizeof known_units / sizeof *known_units;

	if (hint == HINT_SHARE && expr_same_unit(unit, (struct expr_unit) NONE))
		return strcpy(text, "%");
	while (i < n && !expr_same_unit(unit, known_units[i].unit))
		i++;
	if (i < n)
		strcpy(text, known_units[i].text);
	else
		spell_unit(unit, text);
	if (i < n && unit.power[EXPR_TIME] == -1 && text[strlen(text) - 1] == 's'
			&& text[strlen(text) - 2] == '/')
		strcpy(text + strlen(text) - 1, per[hint]);
	return text;
}
