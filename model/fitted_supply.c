#include "model/fitted.h"

/* ---- machines ---- */

/* 1,523 nodes of a production GPU cluster (Alibaba, cluster-trace-gpu-v2023, nodes; CC BY 4.0): a row
 * is the mean of the nodes with its model and number of GPUs; those without GPUs are two rows, above
 * and up to 48 threads.  G2 is taken for an A10, G3 for an A100 of 80 GB.  Storage, benchmark score, price
 * and idle power are assumed for servers of that size. */
const struct fitted_machine fitted_machines[] = {
	{ 549, 96, 412317, 4000, 8, 38, 65000, 9000, 300 },
	{ 387, 104, 549756, 2000, 2, 31, 70000, 6000, 220 },
	{ 131, 24, 152389, 1000, 2, 23, 18000, 2500, 120 },
	{ 148, 90, 501002, 2000, 0, 0, 60000, 7000, 220 },
	{ 162, 32, 242639, 1000, 0, 0, 30000, 4000, 120 },
	{ 39, 128, 824634, 8000, 8, 50, 80000, 18000, 400 },
	{ 37, 36, 200122, 1000, 4, 41, 25000, 4000, 160 },
	{ 29, 88, 675939, 4000, 8, 41, 55000, 10000, 300 },
	{ 19, 8, 34360, 500, 1, 41, 9000, 1500, 90 },
	{ 17, 96, 412317, 2000, 4, 31, 62000, 7000, 240 },
	{ 3, 8, 64425, 500, 1, 23, 9000, 1200, 80 },
	{ 2, 128, 1099512, 2000, 1, 38, 80000, 9000, 250 },
};
const size_t fitted_machines_n = sizeof fitted_machines / sizeof *fitted_machines;

/* Steam's hardware survey of April 2026 (third-party statistics): 12 groups of GPUs, weakest first, each
 * with the lower and the upper quartile of what goes with such a GPU, by a Gaussian copula of rank
 * correlation 0.6 with the margins of memory, cores (two threads each) and free disk, and with the scores
 * of the processors that people own (PassMark of 2022, weighted by users of one benchmark, who are keener
 * than most).  GPU 0 stands for all that the chain does not list: AMD, Intel, laptops.  Gamers are not
 * node operators, who will have better machines.  Watts are assumed. */
const struct fitted_home fitted_homes[] = {
	{ 2575, 12, 17180, 158, 0, 8654, 45, 65 },
	{ 2575, 16, 34360, 353, 0, 26518, 45, 105 },
	{ 260, 12, 17180, 158, 52, 17022, 52, 65 },
	{ 260, 20, 34360, 612, 52, 39064, 53, 125 },
	{ 303, 12, 17180, 158, 55, 17826, 54, 65 },
	{ 303, 20, 34360, 866, 55, 39064, 55, 125 },
	{ 152, 12, 17180, 158, 15, 17826, 56, 65 },
	{ 152, 20, 34360, 866, 15, 39336, 57, 125 },
	{ 178, 12, 17180, 158, 10, 18651, 58, 65 },
	{ 178, 20, 34360, 866, 10, 39336, 59, 125 },
	{ 315, 12, 17180, 353, 16, 21473, 60, 65 },
	{ 315, 24, 34360, 866, 16, 39336, 61, 125 },
	{ 315, 16, 17180, 353, 20, 22720, 62, 105 },
	{ 315, 24, 34360, 1414, 20, 39336, 63, 125 },
	{ 165, 16, 17180, 353, 18, 22966, 64, 105 },
	{ 165, 28, 34360, 1414, 18, 39336, 65, 150 },
	{ 255, 16, 34360, 353, 22, 26518, 66, 105 },
	{ 255, 28, 34360, 1414, 22, 45869, 67, 150 },
	{ 119, 16, 34360, 353, 26, 30181, 68, 105 },
	{ 119, 32, 34360, 1414, 26, 45869, 69, 150 },
	{ 303, 16, 34360, 612, 32, 32779, 70, 105 },
	{ 303, 32, 51540, 2449, 32, 45869, 71, 150 },
	{ 57, 24, 34360, 1414, 36, 39336, 72, 125 },
	{ 57, 48, 68719, 5000, 36, 45869, 73, 150 },
};
const size_t fitted_homes_n = sizeof fitted_homes / sizeof *fitted_homes;

/* ---- GPUs ---- */

/* Offers of 34 providers on 2026-08-22 (gpurentalprices.com, CC BY 4.0): median and quartiles of firm ones
 * (on demand, secure), median of interruptible and community ones.  List prices, not trades.
 *
 * Where nobody offers a model: from interruptible offers by their usual ratio to firm ones, 0.592
 * [0.45, 0.71]; with neither, from log USD = -5.262 + 0.8535 log GB + 0.3882 log W - 0.3793 (sold to
 * homes), least squares over the 23 models with firm offers, residual deviation 0.53, so that half of them
 * are off by more than 40 %.  Old cards that nobody lists are worth less than that says.  Quartiles of
 * fewer than three offers are the usual 0.86 and 1.18 of the median.
 *
 * Memory, board power and year are the makers' (supply_gpu_catalog).  Prices of new cards are assumed. */
const struct fitted_gpu fitted_gpus[] = {
	{ 5, "gtx1060", 0.105, 0.09029, 0.1235, 0.0622, 0, 0, 6, 120, 2016, 250, 1 },
	{ 52, "gtx1650", 0.0619, 0.05322, 0.07283, 0.03667, 0, 0, 4, 75, 2019, 150, 1 },
	{ 55, "gtx1660super", 0.1067, 0.09173, 0.1255, 0.06319, 0, 0, 6, 125, 2019, 230, 1 },
	{ 10, "rtx2060", 0.1174, 0.101, 0.1381, 0.06955, 0, 0, 6, 160, 2019, 300, 1 },
	{ 15, "rtx3050", 0.1385, 0.1191, 0.1629, 0.08202, 0, 0, 8, 130, 2022, 200, 1 },
	{ 16, "rtx3060", 0.2172, 0.1868, 0.2556, 0.1287, 0, 0, 12, 170, 2021, 280, 1 },
	{ 17, "rtx3060ti", 0.1637, 0.1407, 0.1926, 0.09695, 0, 0, 8, 200, 2020, 350, 1 },
	{ 18, "rtx3070", 0.1698, 0.146, 0.1998, 0.1006, 0, 0, 8, 220, 2020, 400, 1 },
	{ 26, "rtx3080", 0.2377, 0.2044, 0.2796, 0.1408, 0, 0, 10, 320, 2020, 500, 1 },
	{ 34, "rtx3090", 0.35, 0.301, 0.4118, 0.155, 2, 2, 24, 350, 2020, 1000, 1 },
	{ 35, "rtx3090ti", 0.3123, 0.2685, 0.3675, 0.185, 0, 2, 24, 450, 2022, 1200, 1 },
	{ 20, "rtx4060", 0.132, 0.1135, 0.1553, 0.07821, 0, 0, 8, 115, 2023, 300, 1 },
	{ 21, "rtx4060ti", 0.1501, 0.1291, 0.1766, 0.08891, 0, 0, 8, 160, 2023, 400, 1 },
	{ 22, "rtx4070", 0.2314, 0.1989, 0.2722, 0.137, 0, 0, 12, 200, 2023, 550, 1 },
	{ 28, "rtx4070ti", 0.2655, 0.2283, 0.3123, 0.1572, 0, 0, 12, 285, 2023, 700, 1 },
	{ 32, "rtx4080", 0.3549, 0.3052, 0.4176, 0.2103, 0, 0, 16, 320, 2022, 1000, 1 },
	{ 36, "rtx4090", 0.74, 0.545, 0.755, 0.25, 3, 2, 24, 450, 2022, 1900, 1 },
	{ 67, "rtx5080", 0.4811, 0.4137, 0.5661, 0.285, 0, 2, 16, 360, 2025, 1100, 1 },
	{ 66, "rtx5090", 0.925, 0.7954, 1.088, 0.47, 2, 2, 32, 575, 2025, 2600, 1 },
	{ 23, "p100", 0.4713, 0.4052, 0.5545, 0.2792, 0, 0, 16, 250, 2016, 600, 0 },
	{ 41, "v100", 0.77, 0.17, 0.79, 0.23, 5, 3, 16, 300, 2017, 1200, 0 },
	{ 31, "t4", 0.35, 0.301, 0.4118, 0.1905, 1, 1, 16, 70, 2018, 900, 0 },
	{ 74, "rtx6000", 0.69, 0.5933, 0.8118, 0.4087, 1, 0, 24, 260, 2018, 2000, 0 },
	{ 24, "rtxa4000", 0.15, 0.125, 0.2, 0.17, 3, 1, 16, 140, 2021, 1000, 0 },
	{ 37, "rtxa5000", 0.355, 0.3053, 0.4177, 0.16, 2, 1, 24, 230, 2021, 2200, 0 },
	{ 45, "rtxa6000", 0.53, 0.475, 0.59, 0.33, 7, 1, 48, 300, 2020, 4600, 0 },
	{ 47, "rtx6000-ada", 0.84, 0.79, 1.04, 0.74, 5, 1, 48, 300, 2022, 6800, 0 },
	{ 38, "a10", 1.145, 0.9846, 1.347, 0.6782, 2, 0, 24, 150, 2021, 2800, 0 },
	{ 72, "a30", 0.35, 0.301, 0.4118, 0.2073, 1, 0, 24, 165, 2021, 4600, 0 },
	{ 42, "a40", 1.076, 0.9252, 1.266, 0.6374, 2, 0, 48, 300, 2020, 5500, 0 },
	{ 40, "l4", 0.8048, 0.525, 0.9607, 0.22, 7, 3, 24, 72, 2023, 2600, 0 },
	{ 43, "l40", 0.905, 0.83, 0.9875, 0.69, 6, 1, 48, 300, 2022, 7000, 0 },
	{ 46, "l40s", 1.57, 1.35, 1.8, 0.93, 13, 2, 48, 350, 2023, 8000, 0 },
	{ 48, "a100-pcie-40g", 1.99, 1.711, 2.341, 1.179, 1, 0, 40, 250, 2020, 8000, 0 },
	{ 49, "a100-sxm-40g", 2.934, 1.29, 3.4, 1.317, 5, 4, 40, 400, 2020, 10000, 0 },
	{ 50, "a100-80g", 1.795, 1.445, 2.768, 1.17, 22, 6, 80, 400, 2020, 15000, 0 },
	{ 51, "h100", 3.25, 2.81, 3.945, 2.057, 31, 12, 80, 700, 2022, 28000, 0 },
	{ 69, "gh200", 4.395, 3.779, 5.171, 2.603, 2, 0, 96, 1000, 2023, 35000, 0 },
	{ 70, "h200", 4.47, 3.99, 5.99, 3.59, 17, 3, 141, 700, 2024, 32000, 0 },
	{ 71, "b200", 6.74, 6.027, 7.93, 5.147, 10, 4, 180, 1000, 2024, 40000, 0 },
};
const size_t fitted_gpus_n = sizeof fitted_gpus / sizeof *fitted_gpus;

/* Log median of one broker's offers every half an hour for four weeks of 2025 (gpu-price-tracker, MIT),
 * regressed on itself a day before.  2.996 is the bound: nothing was left of a deviation after a day, the
 * composition of the offers moved and not the market.  Four weeks cannot show slow swings. */
const struct fitted_price_walk fitted_price_walks[] = {
	{ "A100_80GB_PCIe", 50, 0.4752, 0.06201 },
	{ "A100_80GB_SXM4", 50, 0.768, 0.07339 },
	{ "H100_80GB_PCIe", 51, 0.5242, 0.0672 },
	{ "H100_80GB_SXM5", 51, 1.714, 0.1709 },
	{ "GH200_96GB", 69, 0.6192, 0.1575 },
	{ "H200_141GB", 70, 2.996, 0.1282 },
	{ "B200_180GB", 71, 2.996, 0.1257 },
};
const size_t fitted_price_walks_n = sizeof fitted_price_walks / sizeof *fitted_price_walks;
const struct fitted_price_walk fitted_price_walk = { "middle", 0, 0.768, 0.1257 };

/* ---- regions ---- */

/* Weights of supply: GPUs listed on demand at a peer-to-peer market, days of 2026-02 to 07, by country;
 * those of data centres (A100, H100, H200, B200, L40, L40S) and of homes (RTX 4090, 5090) apart.  Only what
 * is not rented is seen.  The United States are three equal parts.
 *
 * Power for industry: mean wholesale price of 2024 (sustain-cluster, MIT; PJM, ERCOT, CAISO, Ontario, NL,
 * DE-LU, ES, Tokyo, Singapore, western India, Sao Paulo, New South Wales, South Africa) and the grid adder.
 * For homes: retail, assumed, like the weights of demand.  Night and evening ratios are of 2024 as well. */
const struct fitted_region fitted_regions[] = {
	{ "us-east", 257, -300, 0.1703, 0.1055, 0.2, 0.07616, 0.17, 0.995, 1.074, 38.9, -77.04 },
	{ "us-central", 258, -360, 0.1703, 0.1055, 0.09, 0.06808, 0.14, 0.643, 1.968, 32.78, -96.8 },
	{ "us-west", 259, -480, 0.1703, 0.1055, 0.16, 0.08067, 0.3, 1.33, 0.704, 37.34, -121.9 },
	{ "ca-central", 260, -300, 0.012, 0.0772, 0.03, 0.06256, 0.11, 0.711, 1.252, 43.65, -79.38 },
	{ "eu-west", 513, 0, 0.0484, 0.1278, 0.13, 0.1233, 0.3, 0.898, 1.329, 52.37, 4.9 },
	{ "eu-central", 514, 60, 0.1919, 0.152, 0.13, 0.1246, 0.36, 0.875, 1.339, 50.11, 8.68 },
	{ "eu-south", 515, 60, 0.0243, 0.0715, 0.05, 0.108, 0.24, 1.033, 1.043, 40.42, -3.7 },
	{ "ap-northeast", 769, 540, 0.172, 0.2053, 0.09, 0.1265, 0.22, 0.92, 1.264, 35.68, 139.7 },
	{ "ap-southeast", 770, 480, 0.0074, 0.0271, 0.05, 0.1614, 0.22, 0.674, 1.38, 1.35, 103.8 },
	{ "ap-south", 771, 330, 0.0331, 0.0195, 0.04, 0.09121, 0.08, 0.931, 1.296, 19.08, 72.88 },
	{ "sa-east", 1025, -180, 0, 0.0002, 0.015, 0.06243, 0.16, 0.971, 1.207, -23.55, -46.63 },
	{ "oc-east", 1281, 600, 0, 0.0018, 0.01, 0.1711, 0.24, 0.722, 2.303, -33.87, 151.2 },
	{ "af-south", 1537, 120, 0, 0.0011, 0.005, 0.1213, 0.18, 0.63, 1.331, -26.2, 28.05 },
};
const size_t fitted_regions_n = sizeof fitted_regions / sizeof *fitted_regions;

/* 78 pairs of cities, medians of 30 days of 2026 (IBM Cloud); r2 0.80.  Homes: assumed. */
const struct fitted_latency fitted_latency = { 7.632, 0.016249, 37.73, 12 };
