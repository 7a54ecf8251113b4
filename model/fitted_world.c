#include "model/fitted.h"

/* ---- faults ---- */

/* 23,329 outages of 3,554 nodes of high-performance clusters, Los Alamos 1995-2005 (Schroeder and Gibson;
 * Failure Trace Archive).  Times up between the outages of a node: Weibull by maximum likelihood, shape
 * [0.478, 0.486] over all; [0.651, 0.669] when each is divided by the mean of its node (nodes of ten
 * outages or more).  Inequality by moments, from outages of nodes seen for half a year or longer, against the
 * rate of their system and against that of all.  Repairs: log hours, mu [0.029, 0.066], sigma [1.40, 1.43].
 * Old machines, no GPUs. */
const struct fitted_failures fitted_failures = {
	.up_h = { 0.482, 817.8 },
	.mean_up_h = 1784,
	.own_shape = 0.6593,
	.machines_shape = 3.801,
	.machines_sigma = 0.4833,
	.sites_shape = 0.1639,
	.sites_sigma = 1.4,
	.repair_mu = 0.04834,
	.repair_sigma = 1.416,
	.repair_distance = 0.04206,
	.availability = 0.9967,
};

/* Part of the last 30 days (weighted exponentially) in which a crawler reached a node of the PIVX network,
 * 2021-08-27, for the 789 nodes that it would hand out (MIT); mean 0.847 [0.830, 0.861].  Part of the lower
 * end is young, not bad; part of the upper end are rented servers. */
const struct fitted_quantile fitted_home_availability[FITTED_RANKS] = {
	{ 0, 0.1261 }, { .01, 0.1609 }, { .05, 0.3802 }, { .1, 0.5272 }, { .2, 0.7105 },
	{ .3, 0.8271 }, { .35, 0.8518 }, { .4, 0.9237 }, { .45, 0.9488 }, { .5, 0.9622 },
	{ .75, 0.9939 }, { 1, 0.9995 },
};

/* Beta by moments: a poor law here, see its distance.  Shapes and cycle: the middle of home and office PCs
 * in Skype (2006) and at Microsoft (1999), Javadi et al. 2013. */
const struct fitted_home_faults fitted_home_faults = {
	.beta_a = 1.608,
	.beta_b = 0.2911,
	.beta_distance = 0.1498,
	.up_shape = 0.595,
	.down_shape = 0.615,
	.cycle_h = 50.53,
};

/* 30,207 GPUs of Titan, 2013-2019 (Ostrouchov et al., SC 2020), Weibull by maximum likelihood with those
 * that lived as censored.  The good batch: 62 deaths, rate 0.25 % a year [0.19, 0.32]; the bad one had a
 * known fault: 5,027 deaths. */
const struct fitted_gpu_loss fitted_gpu_loss_good = { "new", { 1.021, 364.5 }, 0.002466 };
const struct fitted_gpu_loss fitted_gpu_loss_bad = { "old", { 2.638, 7.112 }, 0.06637 };

/* 1,023 incidents that AWS, Azure and GCP reported 2018-2020 (cloud-uptime-archive, MIT).  Rate: the 133
 * of N. Virginia, the location with the most, in 1,082 days.  Length of all: log hours, mu [0.80, 0.94],
 * sigma [1.09, 1.21].  Most stop a service and no machines. */
const struct fitted_incidents fitted_incidents = {
	.per_location_year = 44.86,
	.mu = 0.8656,
	.sigma = 1.146,
	.distance = 0.03711,
	.stops_machines = .15,
};

/* One V100 in 9 zones of AWS, asked for every 195 s for 45 days of 2023 (Wu et al., NSDI 2024): runs by
 * maximum likelihood, first and last of a zone left out.  Zones differ from 17 % to 91 %. */
const struct fitted_spot fitted_spot = { { 0.5952, 1.745 }, { 0.707, 1.322 }, 0.6436 };

/* ---- token ---- */

/* Daily prices: Helium 2020-23, Akash 2021-22, Filecoin 2020-23, Livepeer 2024-12 to 2025-12.  A regime is
 * a state of a hidden Markov chain of two normal laws (Baum and Welch). */
const struct fitted_token fitted_tokens[] = {
	{ "hnt", 1151, 0.00199, 0.0769, 0.0630, 0.0356, 0.0875, 0.2290,
			0.0439, 0.1077, 0.9024, 0.8594, 0.977 },
	{ "akt", 708, -0.00065, 0.0668, 0.0520, 0.0367, 0.0616, 0.2199,
			0.0451, 0.1181, 0.9253, 0.7010, 0.973 },
	{ "fil", 929, -0.00263, 0.0691, 0.0454, 0.0549, 0.0137, 0.2282,
			0.0423, 0.1498, 0.9300, 0.5766, 0.985 },
	{ "lpt", 364, -0.00395, 0.0737, 0.0453, 0.0412, 0.0650, 0.2906,
			0.0452, 0.2154, 0.9710, 0.6134, 0.847 },
};
const size_t fitted_tokens_n = sizeof fitted_tokens / sizeof *fitted_tokens;
/* The median of the four, number by number. */
const struct fitted_token fitted_token =
	{ "middle", 819, -0.00164, 0.0714, 0.0487, 0.0390, 0.0633, 0.2286,
			0.0445, 0.1339, 0.9277, 0.6572, 0.975 };

/* ---- delegators and nodes that come and go ---- */

/* Livepeer's 3,222 delegators at the end of January 2026 by band of stake (livepeer-delegation-research,
 * MIT).  The lognormal law by maximum likelihood of the bands: too many have next to nothing for it, and
 * its mean is 20 times too high; do not draw totals from it.  The Pareto law fits the three upper bands
 * (its parts of the tail are off by less than 0.01), cut where the mean of the last band is met. */
const struct fitted_delegators fitted_delegators = {
	.stake = { 2.998, 4.143, 0.07614 },
	.tail_from = 100,
	.tail_shape = 0.3875,
	.tail_until = 5.4812e+05,
	.mean_tokens = 5560.7,
	.band = {
		{ 0, 0.2651, 0.08548 },
		{ 1, 0.09218, 4.1414 },
		{ 10, 0.2852, 45.233 },
		{ 100, 0.2114, 316.62 },
		{ 1000, 0.08597, 4059.6 },
		{ 10000, 0.06021, 85224 },
	},
};

/* Helium 2020-01 to 2023-04, 40 months: elasticity [0.042, 0.073].  The growth of a market from nothing to
 * a million nodes under one price cycle: direction and size, no law. */
const struct fitted_entry fitted_entry = { 28.45, 0.05737, 0.5923 };
