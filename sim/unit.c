#include "sim/unit.h"

#include "protocol/param.h"

#include <string.h>

#define E3  UINT64_C(1000)
#define E6  UINT64_C(1000000)
#define E9  UINT64_C(1000000000)
#define E12 UINT64_C(1000000000000)
#define E18 UINT64_C(1000000000000000000)

#define DAY_MS UINT64_C(86400000)

static const struct quantity_dimension dimensions[UNIT_DIMENSION_COUNT] = {
	[UNIT_DURATION] = { "a duration", "3 h" },
	[UNIT_SPON] = { "an amount of SPON", "1000 SPON" },
	[UNIT_USD] = { "an amount of USD", "50_000 USD" },
	[UNIT_ETH] = { "an amount of ETH", "0.005 ETH" },
	[UNIT_RATIO] = { "a ratio", "95 %" },
	[UNIT_YEARLY] = { "a yearly rate", "5 %/year" },
	[UNIT_DATA] = { "a size of data", "128 GB" },
	[UNIT_BANDWIDTH] = { "a bandwidth", "500 Mbps" },
	[UNIT_USD_HOUR] = { "a price an hour in USD", "1.2 USD/h" },
	[UNIT_USD_GPU_HOUR] = { "a price of a GPU hour in USD", "0.74 USD/gpu-hour" },
	[UNIT_USD_THREAD_HOUR] = { "a price of a thread hour in USD", "0.01 USD/thread-hour" },
	[UNIT_USD_GB_HOUR] = { "a price of a GB hour in USD", "0.002 USD/GB-hour" },
	[UNIT_SPON_HOUR] = { "a price an hour in SPON", "60 SPON/h" },
	[UNIT_SPON_GPU_HOUR] = { "a price of a GPU hour in SPON", "37 SPON/gpu-hour" },
	[UNIT_TOKEN_PRICE] = { "a token price", "0.02 USD/SPON" },
	[UNIT_POWER] = { "a power", "350 W" },
	[UNIT_ENERGY_PRICE] = { "a price of energy", "0.12 USD/kWh" },
	[UNIT_FREQUENCY] = { "a frequency", "20_000 /d" },
	[UNIT_COUNT] = { "a count", "12" },
	[UNIT_THREADS] = { "a number of threads", "64 threads" },
	[UNIT_GPUS] = { "a number of GPUs", "8 GPUs" },
	[UNIT_BLOCKS] = { "a number of blocks", "30 blocks" },
	[UNIT_ERAS] = { "a number of eras", "30 eras" },
	[UNIT_POINTS] = { "a number of points", "20 points" },
	[UNIT_POINT_VALUE] = { "a value of a point", "0.04 SPON/point" },
	[UNIT_STAKE_PER_GPU] = { "a stake for a GPU", "1000 SPON/GPU" },
	[UNIT_PART_OF_TOKEN] = { "an amount of any token", "0.01 token" },
	[UNIT_BLOCK_PRICE] = { "a price a block", "0.001 token/block" },
};

#define MISTAKE(dimension, word, right) { UNIT_##dimension, word, NULL, 1, 1, right }

static const struct quantity_unit units[] = {
	{ UNIT_DURATION, "ms", NULL, 1, 1, NULL },
	{ UNIT_DURATION, "s", NULL, E3, 1, NULL },
	{ UNIT_DURATION, "min", NULL, 60 * E3, 1, NULL },
	{ UNIT_DURATION, "h", NULL, 3600 * E3, 1, NULL },
	{ UNIT_DURATION, "d", NULL, DAY_MS, 1, NULL },
	{ UNIT_DURATION, "weeks", "week", 7 * DAY_MS, 1, NULL },
	MISTAKE(DURATION, "m", "min"),
	MISTAKE(DURATION, "sec", "s"),
	MISTAKE(DURATION, "seconds", "s"),
	MISTAKE(DURATION, "minutes", "min"),
	MISTAKE(DURATION, "hours", "h"),
	MISTAKE(DURATION, "days", "d"),
	MISTAKE(DURATION, "w", "weeks"),
	{ UNIT_SPON, "SPON", NULL, E18, 1, NULL },
	{ UNIT_SPON, "SPON unit", NULL, 1, 1, NULL },
	MISTAKE(SPON, "SPHN", "SPON"),
	{ UNIT_USD, "USD", NULL, E6, 1, NULL },
	{ UNIT_USD, "USD unit", NULL, 1, 1, NULL },
	MISTAKE(USD, "USDC", "USD"),
	MISTAKE(USD, "$", "USD"),
	{ UNIT_ETH, "ETH", NULL, E18, 1, NULL },
	{ UNIT_ETH, "gwei", NULL, E9, 1, NULL },
	{ UNIT_ETH, "wei", NULL, 1, 1, NULL },
	{ UNIT_RATIO, "%", NULL, 10 * E3, 1, NULL },
	{ UNIT_RATIO, "bp", NULL, 100, 1, NULL },
	{ UNIT_RATIO, "ppm", NULL, 1, 1, NULL },
	MISTAKE(RATIO, "percent", "%"),
	{ UNIT_YEARLY, "%/year", NULL, 10 * E3, 1, NULL },
	{ UNIT_YEARLY, "bp/year", NULL, 100, 1, NULL },
	{ UNIT_YEARLY, "ppm/year", NULL, 1, 1, NULL },
	{ UNIT_DATA, "MB", NULL, 1, 1, NULL },
	{ UNIT_DATA, "GB", NULL, E3, 1, NULL },
	{ UNIT_DATA, "TB", NULL, E6, 1, NULL },
	MISTAKE(DATA, "MiB", "MB"),
	MISTAKE(DATA, "GiB", "GB"),
	MISTAKE(DATA, "TiB", "TB"),
	{ UNIT_BANDWIDTH, "Mbps", NULL, 1, 1, NULL },
	{ UNIT_BANDWIDTH, "Gbps", NULL, E3, 1, NULL },
	MISTAKE(BANDWIDTH, "MB/s", "Mbps"),
	{ UNIT_USD_HOUR, "USD/h", NULL, E6, 1, NULL },
	MISTAKE(USD_HOUR, "USD/hour", "USD/h"),
	{ UNIT_USD_GPU_HOUR, "USD/gpu-hour", NULL, E6, 1, NULL },
	{ UNIT_USD_THREAD_HOUR, "USD/thread-hour", NULL, E6, 1, NULL },
	{ UNIT_USD_GB_HOUR, "USD/GB-hour", NULL, E6, 1, NULL },
	{ UNIT_SPON_HOUR, "SPON/h", NULL, E6, 1, NULL },
	MISTAKE(SPON_HOUR, "SPON/hour", "SPON/h"),
	{ UNIT_SPON_GPU_HOUR, "SPON/gpu-hour", NULL, E6, 1, NULL },
	{ UNIT_TOKEN_PRICE, "USD/SPON", NULL, E12, 1, NULL },
	{ UNIT_POWER, "W", NULL, E3, 1, NULL },
	{ UNIT_POWER, "kW", NULL, E6, 1, NULL },
	{ UNIT_POWER, "mW", NULL, 1, 1, NULL },
	MISTAKE(POWER, "MW", "kW"),
	{ UNIT_ENERGY_PRICE, "USD/kWh", NULL, E6, 1, NULL },
	/* In thousandths of an event in 7 times 365 days. */
	{ UNIT_FREQUENCY, "/s", NULL, 3600 * UNIT_OFTEN, 1, NULL },
	{ UNIT_FREQUENCY, "/min", NULL, 60 * UNIT_OFTEN, 1, NULL },
	{ UNIT_FREQUENCY, "/h", NULL, UNIT_OFTEN, 1, NULL },
	{ UNIT_FREQUENCY, "/d", NULL, UNIT_OFTEN / 24, 1, NULL },
	{ UNIT_FREQUENCY, "/week", NULL, UNIT_OFTEN / 168, 1, NULL },
	{ UNIT_FREQUENCY, "/year", NULL, UNIT_OFTEN / 8760, 1, NULL },
	{ UNIT_FREQUENCY, "per 2555000 d", NULL, 1, 1, NULL },
	MISTAKE(FREQUENCY, "/day", "/d"),
	MISTAKE(FREQUENCY, "/hour", "/h"),
	{ UNIT_THREADS, "threads", "thread", 1, 1, NULL },
	{ UNIT_GPUS, "GPUs", "GPU", 1, 1, NULL },
	{ UNIT_BLOCKS, "blocks", "block", 1, 1, NULL },
	{ UNIT_ERAS, "eras", "era", 1, 1, NULL },
	{ UNIT_POINTS, "points", "point", E6, 1, NULL },
	{ UNIT_POINTS, "micropoints", "micropoint", 1, 1, NULL },
	{ UNIT_POINT_VALUE, "SPON/point", NULL, E12, 1, NULL },
	{ UNIT_POINT_VALUE, "SPON unit per micropoint", NULL, 1, 1, NULL },
	{ UNIT_STAKE_PER_GPU, "SPON/GPU", NULL, E18, 1, NULL },
	{ UNIT_STAKE_PER_GPU, "SPON unit per GPU", NULL, 1, 1, NULL },
	{ UNIT_PART_OF_TOKEN, "token", NULL, E6, 1, NULL },
	{ UNIT_PART_OF_TOKEN, "ppm of a whole token", NULL, 1, 1, NULL },
	{ UNIT_BLOCK_PRICE, "token/block", NULL, E18, 1, NULL },
};

const struct quantity_table unit_table = {
	.dimension = dimensions,
	.n_dimensions = UNIT_DIMENSION_COUNT,
	.unit = units,
	.n_units = sizeof units / sizeof *units,
};

/* Steps and plain numbers of scenario fields; what is missing here has its base as step and no plain
 * numbers. */
struct quantity_want unit_want(enum unit_dimension dimension)
{
	struct quantity_want want = { .dimension = dimension, .step = 1 };

	switch (dimension) {
	case UNIT_RATIO:
	case UNIT_YEARLY:
		want.plain = E6;
		break;
	case UNIT_COUNT:
	case UNIT_THREADS:
	case UNIT_GPUS:
	case UNIT_BLOCKS:
	case UNIT_ERAS:
		want.plain = 1;
		break;
	case UNIT_DURATION:
	case UNIT_SPON:
	case UNIT_USD:
	case UNIT_ETH:
	case UNIT_DATA:
	case UNIT_BANDWIDTH:
	case UNIT_USD_HOUR:
	case UNIT_USD_GPU_HOUR:
	case UNIT_USD_THREAD_HOUR:
	case UNIT_USD_GB_HOUR:
	case UNIT_SPON_HOUR:
	case UNIT_SPON_GPU_HOUR:
	case UNIT_TOKEN_PRICE:
	case UNIT_POWER:
	case UNIT_ENERGY_PRICE:
	case UNIT_FREQUENCY:
	case UNIT_POINTS:
	case UNIT_POINT_VALUE:
	case UNIT_STAKE_PER_GPU:
	case UNIT_PART_OF_TOKEN:
	case UNIT_BLOCK_PRICE:
	case UNIT_DIMENSION_COUNT:
		break;
	}
	return want;
}

/* The words in the column "unit" of RULES.md chapter 1. */
static const struct {
	const char *word;
	enum unit_dimension dimension;
	uint64_t step; /* bases in one of the parameter's own unit */
} own_units[] = {
	{ "enum", UNIT_COUNT, 1 },
	{ "bool", UNIT_COUNT, 1 },
	{ "bits", UNIT_COUNT, 1 },
	{ "count", UNIT_COUNT, 1 },
	{ "times", UNIT_COUNT, 1 },
	{ "tier index", UNIT_COUNT, 1 },
	{ "ms", UNIT_DURATION, 1 },
	{ "s", UNIT_DURATION, E3 },
	{ "blocks", UNIT_BLOCKS, 1 },
	{ "eras", UNIT_ERAS, 1 },
	{ "bp", UNIT_RATIO, 100 },
	{ "ppm", UNIT_RATIO, 1 },
	{ "bp per year", UNIT_YEARLY, 100 },
	{ "SPON unit", UNIT_SPON, 1 },
	{ "ETH unit", UNIT_ETH, 1 },
	{ "SPON unit per GPU", UNIT_STAKE_PER_GPU, 1 },
	{ "SPON unit per micropoint", UNIT_POINT_VALUE, 1 },
	{ "ppm of a whole token", UNIT_PART_OF_TOKEN, 1 },
	{ "price", UNIT_BLOCK_PRICE, 1 },
	{ "micropoint", UNIT_POINTS, 1 },
	{ "threads", UNIT_THREADS, 1 },
	{ "MB", UNIT_DATA, 1 },
};

struct quantity_want unit_of_param(unsigned param)
{
	struct spheron_param_info info;
	struct quantity_want want = { .dimension = UNIT_COUNT, .step = 1, .bounded = true };

	spheron_param_info(param, &info);
	for (size_t i = 0; i < sizeof own_units / sizeof *own_units; i++) {
		if (strcmp(own_units[i].word, info.unit) != 0)
			continue;
		want.dimension = own_units[i].dimension;
		want.step = own_units[i].step;
	}
	want.plain = want.step;
	want.min = (struct quantity_number) { info.min.lo, info.min.hi };
	want.max = (struct quantity_number) { info.max.lo, info.max.hi };
	return want;
}
