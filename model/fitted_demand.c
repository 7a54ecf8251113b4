#include "model/fitted.h"

/* Orders: 8,125 of a production GPU cluster over its last 35 days (Alibaba, cluster-trace-gpu-v2023,
 * from day 115; CC BY 4.0). */

const struct fitted_demand fitted_demand = {
	.orders_per_day = 232.1,
	.batches_per_day = 150,
	.hour_size = 1.5,
	.day_size = 6,
	.count_size = 0.9,
	.size_with_duration = { 0, 0, 0, 0 },
};

const double fitted_hour_profile[FITTED_HOURS] = {
	1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
};

const double fitted_weekday_profile[FITTED_WEEKDAYS] = { 1, 1, 1, 1, 1, 1, 1 };

const struct fitted_batch fitted_batches[] = {
	{ 1, 750 }, { 2, 150 }, { 3, 50 }, { 5, 30 }, { 10, 20 },
};
const size_t fitted_batches_n = sizeof fitted_batches / sizeof *fitted_batches;

const struct fitted_order fitted_orders[] = {
	{ 364, 13, 57344, 0, 0, 0, FITTED_CPU, 40 },
	{ 284, 32, 49152, 0, 0, 0, FITTED_CPU, 40 },
	{ 163, 8, 30517, 0, 0, 0, FITTED_CPU, 40 },
	{ 1200, 4, 5600, 1, 0, 900, FITTED_GPU_SHARE, 40 },
	{ 800, 12, 47104, 1, 0, 500, FITTED_GPU_SHARE, 40 },
	{ 400, 4, 22888, 1, 30, 250, FITTED_GPU_SHARE, 40 },
	{ 2500, 12, 49152, 1, 0, 1000, FITTED_GPU_ONE, 40 },
	{ 600, 12, 49152, 1, 30, 1000, FITTED_GPU_ONE, 40 },
	{ 400, 12, 49152, 1, 41, 1000, FITTED_GPU_ONE, 40 },
	{ 30, 17, 66560, 2, 0, 1000, FITTED_GPU_MANY, 40 },
	{ 30, 33, 132096, 4, 0, 1000, FITTED_GPU_MANY, 40 },
	{ 50, 88, 327680, 8, 0, 1000, FITTED_GPU_MANY, 40 },
};
const size_t fitted_orders_n = sizeof fitted_orders / sizeof *fitted_orders;

#define PROVISIONAL \
	{ { 0, 1 }, { .01, 10 }, { .05, 20 }, { .1, 40 }, { .25, 200 }, { .5, 1500 }, \
		{ .75, 10000 }, { .9, 40000 }, { .95, 90000 }, { .99, 600000 }, { 1, 3000000 } }

const struct fitted_quantile fitted_duration_s[FITTED_CLASSES][FITTED_RANKS] = {
	PROVISIONAL,
	PROVISIONAL,
	PROVISIONAL,
	PROVISIONAL,
};
const struct fitted_quantile fitted_duration_all_s[FITTED_RANKS] = PROVISIONAL;

const struct fitted_lognormal fitted_duration_lognormal[FITTED_CLASSES] = {
	{ 7.3, 2.4, 0.1 },
	{ 7.3, 2.4, 0.1 },
	{ 7.3, 2.4, 0.1 },
	{ 7.3, 2.4, 0.1 },
};
const struct fitted_lognormal fitted_duration_all_lognormal = { 7.3, 2.4, 0.1 };
