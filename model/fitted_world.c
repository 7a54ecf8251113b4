#include "model/fitted.h"

const struct fitted_failures fitted_failures = {
	.up_h = { .4822, 816.6 },
	.repair_mu = .05,
	.repair_sigma = 1.42,
	.inequality_shape = .6,
	.availability = .9967,
};

const struct fitted_quantile fitted_home_availability[FITTED_RANKS] = {
	{ 0, .02 }, { .01, .05 }, { .05, .15 }, { .1, .3 }, { .25, .7 }, { .5, .95 },
	{ .75, .99 }, { .9, .996 }, { .95, .998 }, { .99, .9993 }, { 1, .9995 },
};

const struct fitted_home_faults fitted_home_faults = {
	.beta_a = 1.2,
	.beta_b = .3,
	.beta_distance = .1,
	.up_shape = .6,
	.down_shape = .62,
	.cycle_h = 30,
};

const struct fitted_gpu_loss fitted_gpu_loss_good = { "new", { 1.02, 364 }, .0025 };
const struct fitted_gpu_loss fitted_gpu_loss_bad = { "old", { 2.64, 7.11 }, .066 };

const struct fitted_incidents fitted_incidents = {
	.per_location_year = 44.5,
	.mu = .866,
	.sigma = 1.146,
	.distance = .03,
	.stops_machines = .15,
};

const struct fitted_spot fitted_spot = { { .59, 1.78 }, { .7, 1.34 }, .63 };

const struct fitted_token fitted_tokens[] = {
	{ "lpt", 1500, -.001, .065, .05, .03, 0, .15, .04, .1, .95, .85, .97 },
};
const size_t fitted_tokens_n = sizeof fitted_tokens / sizeof *fitted_tokens;
const struct fitted_token fitted_token = {
	"middle", 1000, -.001, .065, .05, .03, 0, .15, .04, .1, .95, .85, .97,
};

const struct fitted_delegators fitted_delegators = {
	.stake = { 4, 3, .05 },
	.tail_from = 1000,
	.tail_shape = .6,
	.mean_tokens = 5560,
};

const struct fitted_entry fitted_entry = { 20, .15, .4 };
