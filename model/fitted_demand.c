#include "model/fitted.h"

/* Orders: 8,125 of a production GPU cluster over the last 35 days of cluster-trace-gpu-v2023 (Alibaba,
 * Weng et al., USENIX ATC 2023; CC BY 4.0), from its day 115 on.  Zero of time and time zone are the
 * trace's own and unknown. */

/* Counts an hour against hour and weekday profiles.  Levels by the method of moments from the variances
 * of hourly and daily counts beyond Poisson.  Rank correlations of threads and duration by class:
 * large CPU orders are the shorter ones, of GPU orders size tells next to nothing. */
const struct fitted_demand fitted_demand = {
	.orders_per_day = 232.14,
	.batches_per_day = 186.54,
	.hour_size = 13.6,
	.day_size = 12.22,
	.count_size = 3.738,
	.size_with_duration = { -0.530, 0.077, 0.113, -0.045 },
};

/* Batches by hour of the trace's day: a minute in which orders came counts once.  35 days with the
 * levels above leave each number uncertain by 18 % (95 %). */
const double fitted_hour_profile[FITTED_HOURS] = {
	1.448, 1.32, 1.121, 1.298, 1.283, 0.9631, 0.8932, 0.9521, 0.7205, 0.4815, 0.6543,
	0.6359, 0.4632, 0.4632, 0.4411, 0.6874, 0.8418, 1.235, 1.599, 1.345, 1.073, 1.242,
	1.272, 1.566,
};

/* Batches by day, five of each: uncertain by 26 % (95 %).  Zero of time is unknown, so is the day. */
const double fitted_weekday_profile[FITTED_WEEKDAYS] = {
	0.7494, 1.16, 0.9778, 1.08, 1.228, 1.246, 0.5597,
};

/* How many orders came in the same minute: all 6,529 batches. */
const struct fitted_batch fitted_batches[] = {
	{ 1, 5329 }, { 2, 905 }, { 3, 222 }, { 4, 50 }, { 5, 18 }, { 6, 5 },
};
const size_t fitted_batches_n = sizeof fitted_batches / sizeof *fitted_batches;

/* All orders by 24 rows.  Orders that ask for the same are one kind; the most frequent kind of each group
 * (class, number of GPUs, model) with more than 0.2 % of the orders, or five orders of several GPUs, and
 * then the kinds that were worst covered became seeds; a row is the mean of the kinds nearest to its seed
 * in the logarithms of threads, memory and share.  Together the rows ask for the same threads, memory and
 * GPUs to 0.4 %.  Of several models admitted the first counts; the undisclosed G2 is taken for an A10 and
 * G3 for an A100 of 80 GB, by their machines. */
const struct fitted_order fitted_orders[] = {
	{ 598, 14, 57856, 0, 0, 1000, FITTED_CPU, 0 },
	{ 289, 32, 51584, 0, 0, 1000, FITTED_CPU, 98 },
	{ 199, 9, 30528, 0, 0, 1000, FITTED_CPU, 83 },
	{ 982, 4, 6400, 1, 0, 740, FITTED_GPU_SHARE, 95 },
	{ 761, 6, 27200, 1, 0, 350, FITTED_GPU_SHARE, 94 },
	{ 451, 12, 49408, 1, 0, 540, FITTED_GPU_SHARE, 0 },
	{ 311, 4, 8064, 1, 31, 660, FITTED_GPU_SHARE, 96 },
	{ 283, 7, 22848, 1, 23, 560, FITTED_GPU_SHARE, 73 },
	{ 281, 9, 37184, 1, 31, 440, FITTED_GPU_SHARE, 56 },
	{ 2039, 13, 51008, 1, 0, 1000, FITTED_GPU_ONE, 5 },
	{ 595, 13, 50240, 1, 31, 1000, FITTED_GPU_ONE, 4 },
	{ 385, 4, 8832, 1, 0, 1000, FITTED_GPU_ONE, 81 },
	{ 320, 13, 51904, 1, 38, 1000, FITTED_GPU_ONE, 5 },
	{ 175, 12, 47104, 1, 41, 1000, FITTED_GPU_ONE, 14 },
	{ 140, 12, 45120, 1, 23, 1000, FITTED_GPU_ONE, 19 },
	{ 103, 4, 11200, 1, 31, 1000, FITTED_GPU_ONE, 66 },
	{ 80, 11, 41280, 1, 50, 1000, FITTED_GPU_ONE, 21 },
	{ 59, 4, 10752, 1, 38, 1000, FITTED_GPU_ONE, 69 },
	{ 32, 79, 341440, 8, 0, 1000, FITTED_GPU_MANY, 0 },
	{ 16, 18, 84608, 2, 0, 1000, FITTED_GPU_MANY, 0 },
	{ 9, 39, 182272, 4, 41, 1000, FITTED_GPU_MANY, 0 },
	{ 6, 82, 381376, 8, 50, 1000, FITTED_GPU_MANY, 0 },
	{ 6, 37, 171072, 4, 0, 1000, FITTED_GPU_MANY, 0 },
	{ 5, 90, 416000, 8, 38, 1000, FITTED_GPU_MANY, 0 },
};
const size_t fitted_orders_n = sizeof fitted_orders / sizeof *fitted_orders;

/* From placement to end; the 897 orders that were never placed are left out, 34 that still ran at the
 * end are in with what was seen of them.
 * n 1050 for CPU, 2564 for parts of a GPU, 3541 for one GPU, 73 for several.
 * The means of these tables are within 15 % of the data's (7,686 s for all). */
const struct fitted_quantile fitted_duration_s[FITTED_CLASSES][FITTED_RANKS] = {
	{
		{ 0, 33 }, { .01, 59 }, { .05, 94 }, { .1, 140.9 }, { .25, 151 }, { .5, 492 },
		{ .75, 1947 }, { .9, 12950 }, { .95, 19470 }, { .99, 27410 }, { .999, 91880 },
		{ 1, 1.276e+06 },
	},
	{
		{ 0, 4 }, { .01, 14 }, { .05, 35 }, { .1, 55 }, { .25, 143 }, { .5, 534.5 },
		{ .75, 1798 }, { .9, 8811 }, { .95, 18930 }, { .99, 71050 }, { .999, 260000 },
		{ 1, 982200 },
	},
	{
		{ 0, 5 }, { .01, 33.4 }, { .05, 55 }, { .1, 80 }, { .25, 207 }, { .5, 748 },
		{ .75, 2424 }, { .9, 5740 }, { .95, 12420 }, { .99, 97890 },
		{ .999, 2.151e+06 }, { 1, 2.613e+06 },
	},
	{
		{ 0, 22 }, { .01, 22.72 }, { .05, 36 }, { .1, 43.6 }, { .25, 171 },
		{ .5, 573 }, { .75, 4410 }, { .9, 63590 }, { .95, 131200 }, { .99, 930800 },
		{ .999, 972700 }, { 1, 977300 },
	},
};
const struct fitted_quantile fitted_duration_all_s[FITTED_RANKS] = {
	{ 0, 4 }, { .01, 23 }, { .05, 50 }, { .1, 73 }, { .25, 174 }, { .5, 610 },
	{ .75, 2192 }, { .9, 7400 }, { .95, 16870 }, { .99, 74960 }, { .999, 1.229e+06 },
	{ 1, 2.613e+06 },
};

/* One law instead of twelve numbers.  It is not the law of these data: with n in the thousands a
 * distance of 0.05 is twice what chance allows (0.023 at 95 % for 3,541), and the tail is too thin: one
 * order of one GPU in 100 runs twice as long as it says, one in 1,000 13 times. */
const struct fitted_lognormal fitted_duration_lognormal[FITTED_CLASSES] = {
	{ 6.516, 1.679, 0.1341 },
	{ 6.353, 1.917, 0.0468 },
	{ 6.649, 1.74, 0.04457 },
	{ 7.129, 2.607, 0.1242 },
};
const struct fitted_lognormal fitted_duration_all_lognormal = { 6.529, 1.812, 0.05259 };

/* Hill's estimate from the longest twentieth of all, 362 orders: shape [0.92, 1.16], where a mean
 * hardly exists: it is made by the few longest, and a month is too short to know it.  Its distance is a
 * little more than chance allows (0.071 at 95 %). */
const struct fitted_tail fitted_duration_tail = { 1.687e+04, 1.032, 0.08414 };
