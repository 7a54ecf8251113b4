/* machines - hardware, and the providers that own it.
 *
 *	machines		the tests
 *	machines --cost		nanoseconds of what is asked most often
 */
#include "model/fitted.h"
#include "model/gpu_name.h"
#include "model/provider.h"

#include "tests/units/owners.h"
#include "tests/units/statistics.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_sf_gamma.h>
#include <stdio.h>
#include <time.h>

static struct provider_class workshop(void)
{
	return (struct provider_class) {
		.name = "workshop",
		.count = 1000,
		.list = MACHINES_WORKSHOP,
		.machines = law(LAW_LOGNORMAL, 1.5, 0.6),
		.power_factor = 1.5,
		.life_s = 3 * YEAR_S,
		.overhead_usd_hour = 0.05,
		.policy = BID_COST_PLUS,
		.margin = 1.5,
		.low = 0.6,
		.high = 1.2,
		.learning = 0.04,
		.stake_factor = 1.2,
		.up_s = law(LAW_WEIBULL, 300 * HOUR_S, 0.55),
		.repair_s = law(LAW_LOGNORMAL, 2 * HOUR_S, 1.4),
		.unequal = 0.7,
		.gpu_loss_year = 0.01,
		.maintenance_every_s = 30 * DAY_S,
		.maintenance_s = law(LAW_LOGNORMAL, HOUR_S, 0.7),
		.declares = 0.5,
		.upgrade_lag_s = law(LAW_LOGNORMAL, 2 * DAY_S, 1),
		.exit_after_s = 60 * DAY_S,
		.entry_year = 0.5,
		.entry_return = 0.2,
	};
}

static struct provider provider_of(const struct provider_class *c, uint32_t id)
{
	struct spheron_attr attr;
	struct provider p;

	provider_make(&p, &attr, c, 0, &luck, id, NULL, 0);
	return p;
}

/* ---- hardware ---- */

static void gpus_have_the_names_of_the_protocol(void **state)
{
	(void) state;
	for (size_t i = 0; i < fitted_gpus_n; i++) {
		const struct gpu_market *g = hardware_gpu(fitted_gpus[i].gpu);

		assert_non_null(g);
		assert_string_equal(g->name, gpu_name(fitted_gpus[i].gpu));
		assert_int_equal(hardware_gpu_named(g->name), g->model);
		assert_string_equal(hardware_gpu_name(g->model), g->name);
		assert_true(g->usd_hour > 0 && g->board_w > 0 && g->new_usd > 0);
	}
	assert_null(hardware_gpu(0));
	assert_null(hardware_gpu(999));
	assert_null(hardware_gpu(65535));
}

static void every_list_has_machines_that_make_sense(void **state)
{
	(void) state;
	for (int list = 0; list < MACHINES_LISTS; list++) {
		uint32_t n;
		const struct machine *m = hardware_list((enum machine_list) list, &n);

		assert_true(n > 0);
		for (uint32_t i = 0; i < n; i++) {
			assert_true(m[i].weight > 0 && m[i].threads > 0 && m[i].mem_mb > 0);
			assert_true(m[i].idle_w > 0 && m[i].busy_w > m[i].idle_w);
			assert_int_equal(m[i].gpu == 0, m[i].gpus == 0);
			assert_true(m[i].gpu == 0 || hardware_gpu((uint16_t) m[i].gpu));
			assert_true(list == MACHINES_HOME ? m[i].price_usd == 0
							  : m[i].price_usd > 0);
		}
	}
}

static void machines_are_picked_as_their_weights_say(void **state)
{
	const struct machine list[] = { { .weight = 3 }, { .weight = 0 }, { .weight = 1 },
		{ .weight = 4 }, { .weight = 0 } };
	struct stream s = luck_open(&luck, STREAM_WORLD, 1, FOR_HARDWARE, 0);
	double seen[5] = { 0 }, sum = 0;
	unsigned n = 100000;

	(void) state;
	for (unsigned i = 0; i < n; i++)
		seen[hardware_pick(list, 5, stream_unit(&s))]++;
	assert_int_equal((int) seen[1], 0);
	assert_int_equal((int) seen[4], 0);
	for (unsigned i = 0; i < 5; i++)
		if (list[i].weight > 0)
			sum += pow(seen[i] - n * list[i].weight / 8, 2) / (n * list[i].weight / 8);
	expect_chi_square("machines", sum, 2);
	assert_int_equal(hardware_pick(list, 5, 0), 0);
	assert_int_equal(hardware_pick(list, 5, nextafter(1, 0)), 3);
}

static void power_is_idle_power_and_what_is_in_use(void **state)
{
	const struct machine m = { .idle_w = 200, .busy_w = 1200, .price_usd = 8760 };

	(void) state;
	expect_near(hardware_power_usd_hour(&m, 0, 0.25), 0.05, 1e-12);
	expect_near(hardware_power_usd_hour(&m, 0.5, 0.25), 0.175, 1e-12);
	expect_near(hardware_power_usd_hour(&m, 1, 0.25), 0.3, 1e-12);
	expect_near(hardware_capital_usd_hour(&m, 2 * YEAR_S), 0.5, 1e-12);
}

/* The open market sells each resource by itself; any model costs as much as the middle one. */
static void the_market_adds_up_resources(void **state)
{
	double cpu = hardware_usd_hour(8, 0, 0, 0, 0), mem = hardware_usd_hour(0, 16384, 0, 0, 0);
	double sto = hardware_usd_hour(0, 0, 100, 0, 0), gpu = hardware_usd_hour(0, 0, 0, 36, 2);

	(void) state;
	expect_near(cpu, 8 * 1.60 / 730.5, 1e-12);
	expect_near(mem, 16 * 0.80 / 730.5, 1e-12);
	expect_near(sto, 100 * 0.02 / 730.5, 1e-12);
	expect_near(gpu, 2 * fitted_gpu(36)->usd_h, 1e-12);
	expect_near(hardware_usd_hour(8, 16384, 100, 36, 2), cpu + mem + sto + gpu, 1e-12);
	for (size_t i = 0, below = 0, above = 0; i < fitted_gpus_n; i++) {
		double any = hardware_usd_hour(0, 0, 0, 0, 1);

		below += fitted_gpus[i].usd_h <= any;
		above += fitted_gpus[i].usd_h >= any;
		assert_true(i + 1 < fitted_gpus_n ||
				(below >= fitted_gpus_n / 2 && above >= fitted_gpus_n / 2));
	}
}

/* ---- providers are born ---- */

static void machines_of_a_provider_add_up(void **state)
{
	const struct machine given[] = {
		{ .threads = 64,
				.score = 40000,
				.mem_mb = 1000,
				.sto_gb = 10,
				.nvme = 1,
				.down_mbps = 500,
				.up_mbps = 800,
				.gpu = 36,
				.gpus = 2,
				.idle_w = 100,
				.busy_w = 900,
				.price_usd = 5000 },
		{ .threads = 32,
				.score = 10000,
				.mem_mb = 500,
				.sto_gb = 20,
				.nvme = 0,
				.down_mbps = 900,
				.up_mbps = 100,
				.gpu = 30,
				.gpus = 1,
				.idle_w = 50,
				.busy_w = 250,
				.price_usd = 1000 },
		{ .threads = 0, .mem_mb = 0, .gpu = 36, .gpus = 3, .idle_w = 10, .busy_w = 20 },
	};
	struct provider_class c = workshop();
	struct spheron_attr a;
	struct provider p;
	double kwh;

	(void) state;
	provider_make(&p, &a, &c, 5, &luck, 17, given, 3);
	kwh = fitted_regions[p.region].industry_usd_kwh * c.power_factor;
	assert_int_equal(p.class_, 5);
	assert_int_equal(p.machines, 3);
	assert_int_equal(a.region, fitted_regions[p.region].id);
	assert_int_equal(a.cpu, 96);
	assert_int_equal(a.score, 30000);
	assert_int_equal(a.mem, 1500);
	assert_int_equal(a.sto, 30);
	assert_int_equal(a.sto_tier, 1);
	assert_int_equal(a.down, 900);
	assert_int_equal(a.up, 800);
	assert_int_equal(a.gpus.count, 2);
	assert_int_equal(a.gpus.item[0].model, 30);
	assert_int_equal(a.gpus.item[0].count, 1);
	assert_int_equal(a.gpus.item[1].model, 36);
	assert_int_equal(a.gpus.item[1].count, 5);
	expect_near(p.capital, 6000, 1e-9);
	expect_near(p.cost_hour, 0.160 * kwh + 6000 / (3 * 8760.0) + 3 * 0.05, 1e-12);
	expect_near(p.busy_hour, 1.010 * kwh, 1e-12);
}

static void of_too_many_gpu_models_the_rarest_are_left_out(void **state)
{
	struct provider_class c = workshop();
	struct machine given[11];
	struct spheron_attr a;
	struct provider p;

	(void) state;
	for (unsigned i = 0; i < 11; i++)
		given[i] = (struct machine) { .threads = 1, .gpu = 60 - 2 * i, .gpus = 1 + i % 4 };
	provider_make(&p, &a, &c, 0, &luck, 1, given, 11);
	assert_int_equal(a.cpu, 11);
	assert_int_equal(a.gpus.count, 8);
	for (unsigned i = 0; i < 8; i++) {
		assert_true(a.gpus.item[i].count >= 2);
		assert_true(i == 0 || a.gpus.item[i].model > a.gpus.item[i - 1].model);
	}
}

static void regions_come_as_their_weights_say(void **state)
{
	struct provider_class c = workshop();
	double seen[REGIONS_MAX] = { 0 }, sum = 0, n = 20000;
	unsigned regions = 0;

	(void) state;
	for (uint32_t id = 0; id < n; id++)
		seen[provider_of(&c, id).region]++;
	for (size_t i = 0; i < fitted_regions_n; i++) {
		double expected = n * fitted_regions[i].supply_weight;

		if (expected > 0)
			sum += pow(seen[i] - expected, 2) / expected, regions++;
		else
			assert_int_equal((int) seen[i], 0);
	}
	expect_chi_square("fitted regions", sum, regions - 1.0);
	c.region[3] = 1;
	for (uint32_t id = 0; id < 1000; id++)
		assert_int_equal(provider_of(&c, id).region, 3);
}

static void inequality_has_mean_1_and_its_sigma(void **state)
{
	struct provider_class c = workshop();
	struct sample factor = { 0 }, square = { 0 };

	(void) state;
	for (uint32_t id = 0; id < 50000; id++) {
		double f = provider_of(&c, id).up_factor;

		sample_add(&factor, f);
		sample_add(&square, pow(log(f) + 0.7 * 0.7 / 2, 2));
	}
	expect_mean("mean of the factor", &factor, 1);
	expect_mean("variance of its log", &square, 0.7 * 0.7);
}

/* ---- what is registered is accepted ---- */

#define MADE 100000u

/* Fleets from one machine to far beyond what a provider may have, of machines of all kinds. */
static void what_a_provider_registers_is_always_accepted(void **state)
{
	struct spheron *net = network(MADE);
	struct machine odd[40];
	uint64_t large = 0;

	(void) state;
	for (unsigned i = 0; i < 40; i++)
		odd[i] = (struct machine) { .weight = 1,
			.threads = i % 2 ? 1 + i * i : i < 20, /* few threads, many GPUs */
			.score = 300000 * i,
			.mem_mb = 1u << (i % 30),
			.sto_gb = 1u << (i * 3 % 29),
			.nvme = i % 2,
			.down_mbps = pow(10, i % 8),
			.up_mbps = pow(10, i % 7),
			.gpu = i % 3 ? 1 + (i * 7) % 76 : 1000 + i,
			.gpus = i % 5 ? 10 * i : 0,
			.idle_w = 10,
			.busy_w = 20,
			.price_usd = 1000 };
	for (uint32_t id = 0; id < MADE; id++) {
		struct provider_class c = workshop();
		struct spheron_attr attr;
		struct provider p;

		c.list = id % 4;
		c.machines = law(LAW_PARETO, 1, 0.7);
		if (id % 3 == 0) {
			c.machine = odd + id % 39; /* one kind or two beside all of them */
			c.n_machine = id % 2 ? 40 - id % 39 : 1;
		}
		provider_make(&p, &attr, &c, 0, &luck, id, NULL, 0);
		assert_true(p.machines >= 1);
		expect_registered(net, id + 1, &attr, false);
		large += p.machines > 100;
	}
	assert_true(large > MADE / 100);
	free(net);
}

/* ---- faults of providers ---- */

static void up_times_have_the_moments_of_their_law(void **state)
{
	struct provider_class c = workshop();
	struct sample up = { 0 }, square = { 0 }, repair = { 0 };
	double one = gsl_sf_gamma(1 + 1 / 0.8), two = gsl_sf_gamma(1 + 2 / 0.8);
	double mean = 100 * one, variance = 1e4 * (two - one * one);
	struct provider p;

	(void) state;
	c.unequal = 0;
	c.up_s = law(LAW_WEIBULL, 100, 0.8);
	p = provider_of(&c, 3);
	for (p.links = 0; p.links < 200000; p.links++) {
		double x = provider_up_s(&p, &c, &luck, 3);

		sample_add(&up, x);
		sample_add(&square, pow(x - mean, 2));
		sample_add(&repair, log(provider_repair_s(&p, &c, &luck, 3)));
	}
	expect_mean("mean up time", &up, mean);
	expect_mean("variance of up times", &square, variance);
	expect_mean("log of repairs", &repair, log(2 * HOUR_S));
}

static void a_provider_is_up_as_renewal_theory_says(void **state)
{
	struct provider_class c = workshop();
	struct provider p = provider_of(&c, 8);
	double up = 300 * HOUR_S * gsl_sf_gamma(1 + 1 / 0.55) * p.up_factor;
	double down = 2 * HOUR_S * exp(1.4 * 1.4 / 2), part = up / (up + down);
	struct sample excess = { 0 };

	(void) state;
	/* The part is right if what was up too much is nothing on average. */
	for (p.links = 0; p.links < 400000; p.links++) {
		double u = provider_up_s(&p, &c, &luck, 8), d = provider_repair_s(&p, &c, &luck, 8);

		sample_add(&excess, (1 - part) * u - part * d);
	}
	expect_mean("time up beyond its part", &excess, 0);
}

static void gpus_die_at_their_rate(void **state)
{
	struct provider_class c = workshop();
	struct sample lost = { 0 }, square = { 0 };
	double loss = 1 - exp(-0.5 / 12), n = 40;

	(void) state;
	c.gpu_loss_year = 0.5;
	for (uint32_t id = 0; id < 50000; id++) {
		uint32_t x = provider_gpus_lost(&c, &luck, id, id % 12, YEAR_S / 12, 40);

		assert_true(x <= 40);
		sample_add(&lost, x);
		sample_add(&square, pow(x - n * loss, 2));
		assert_true(x <= provider_gpus_lost(&c, &luck, id, id % 12, YEAR_S / 12, 41));
	}
	expect_mean("lost GPUs", &lost, n * loss);
	expect_mean("their variance", &square, n * loss * (1 - loss));
	c.gpu_loss_year = 20;
	lost = (struct sample) { 0 };
	for (uint32_t id = 0; id < 1000; id++)
		sample_add(&lost, provider_gpus_lost(&c, &luck, id, 0, YEAR_S / 12, 30000));
	expect_mean("many at once", &lost, 30000 * (1 - exp(-20.0 / 12)));
	c.gpu_loss_year = 0;
	assert_int_equal(provider_gpus_lost(&c, &luck, 1, 1, YEAR_S, 1000), 0);
}

static void maintenance_comes_once_in_each_interval(void **state)
{
	struct provider_class c = workshop();

	(void) state;
	for (uint32_t id = 0; id < 200; id++) {
		struct provider p = provider_of(&c, id);
		double last = -1, start, length;
		unsigned n = 0;

		for (uint32_t era = 0; era < 3000; era++) {
			if (!provider_maintains(&p, &c, &luck, id, era, DAY_S, &start, &length))
				continue;
			assert_true(start >= 0 && start < DAY_S && length > 0);
			start += era * DAY_S;
			if (last >= 0)
				assert_in_range((start - last) / DAY_S, 23, 36);
			last = start;
			n++;
		}
		assert_int_equal(n, 100);
	}
	c.maintenance_every_s = 0;
	for (uint32_t era = 0; era < 100; era++) {
		struct provider p = provider_of(&c, 1);
		double start, length;

		assert_false(provider_maintains(&p, &c, &luck, 1, era, DAY_S, &start, &length));
	}
}

/* ---- bids ---- */

static const struct wish one_4090 = {
	.cpu = 16, .mem_mb = 32768, .sto_gb = 200, .gpu = 36, .gpus = 1, .market_usd_hour = 0.8
};

static double ask(
		const struct provider *p, const struct provider_class *c, double used, uint64_t bid)
{
	struct stream s = luck_open(&luck, STREAM_PROVIDER, 1, FOR_BID, bid);

	return provider_ask(p, c, &one_4090, used, &s);
}

/* Orders that take all that a provider has bear all that it costs, however they divide it. */
static void orders_bear_all_costs_together(void **state)
{
	const struct machine given[] = {
		{ .threads = 64,
				.mem_mb = 262144,
				.sto_gb = 4000,
				.gpu = 36,
				.gpus = 4,
				.idle_w = 300,
				.busy_w = 1900,
				.price_usd = 15000 },
		{ .threads = 64,
				.mem_mb = 262144,
				.sto_gb = 4000,
				.gpu = 51,
				.gpus = 1,
				.idle_w = 300,
				.busy_w = 1200,
				.price_usd = 40000 },
	};
	struct wish wish[] = {
		{ .cpu = 100, .mem_mb = 500000, .sto_gb = 8000, .gpu = 36, .gpus = 1 },
		{ .cpu = 0, .gpu = 36, .gpus = 3 },
		{ .cpu = 28, .mem_mb = 24288, .gpu = 51, .gpus = 1 }
	};
	struct provider_class c = workshop();
	struct spheron_attr attr;
	struct provider p;
	double all = 0, marginal = 0;

	(void) state;
	provider_make(&p, &attr, &c, 0, &luck, 1, given, 2);
	p.margin = 0;
	for (unsigned i = 0; i < 3; i++) {
		all += provider_ask(&p, &c, &wish[i], 0, NULL);
		marginal += provider_marginal_usd_hour(&p, &wish[i]);
	}
	expect_near(all, p.cost_hour + p.busy_hour, 1e-9);
	expect_near(marginal, p.busy_hour, 1e-9);
}

static void a_scale_bid_rises_from_costs_with_the_part_in_use(void **state)
{
	struct provider_class c = workshop();
	struct provider p = provider_of(&c, 4);
	double cost, last = 0;

	(void) state;
	c.policy = BID_SCALE;
	cost = ask(&p, &c, 0, 0);
	expect_near(ask(&p, &c, 1, 0), cost * (1 + c.margin), 1e-12);
	for (double used = 0; used <= 1; used += 0.125) {
		assert_true(ask(&p, &c, used, 0) > last);
		last = ask(&p, &c, used, 0);
	}
	c.policy = BID_COST_PLUS;
	for (uint32_t id = 0; id < 1000; id++) {
		struct sample factor = { 0 };

		p = provider_of(&c, id);
		c.policy = BID_SCALE;
		cost = ask(&p, &c, 0, 0);
		c.policy = BID_COST_PLUS;
		sample_add(&factor, ask(&p, &c, 0.5, 0) / cost);
		assert_true(factor.sum >= 1 + 0.5 * c.margin && factor.sum <= 1 + 1.5 * c.margin);
	}
}

static double from_low_to_high(double x)
{
	return gsl_cdf_flat_P(x, 0.6 * 0.8, 1.2 * 0.8);
}

static void a_random_bid_is_uniform_between_low_and_high(void **state)
{
	struct provider_class c = workshop();
	struct provider p = provider_of(&c, 4);
	static double x[20000];

	(void) state;
	c.policy = BID_RANDOM;
	for (unsigned i = 0; i < 20000; i++)
		x[i] = ask(&p, &c, 0.3, i);
	expect_distribution("random bids", x, 20000, from_low_to_high);
}

static void a_market_bid_has_its_own_offset_but_covers_its_power(void **state)
{
	struct provider_class c = workshop();
	static double x[20000];

	(void) state;
	c.policy = BID_MARKET;
	for (uint32_t id = 0; id < 20000; id++) {
		struct provider p = provider_of(&c, id);

		x[id] = ask(&p, &c, 0.3, 0);
		expect_near(x[id], ask(&p, &c, 0.9, 1), 0);
		p.watt_hour = 1;
		expect_near(ask(&p, &c, 0.3, 0), provider_marginal_usd_hour(&p, &one_4090), 0);
	}
	expect_distribution("market bids", x, 20000, from_low_to_high);
}

static void every_bid_is_positive(void **state)
{
	struct provider_class c = workshop();
	struct provider nothing = { 0 };

	(void) state;
	c.low = c.high = 0;
	for (uint32_t policy = 0; policy < BID_POLICY_COUNT; policy++) {
		c.policy = policy;
		assert_true(ask(&nothing, &c, 0, 0) > 0);
		assert_non_null(bid_policy_name((enum bid_policy) policy));
	}
}

/* Against rivals whose best bid is anywhere up to 2 USD, with a cost of `cost`: the margin settles
 * where one bid in five wins. */
static void a_learner_ends_where_one_bid_in_five_wins(void **state)
{
	struct provider_class c = workshop();
	struct provider p = provider_of(&c, 4);
	struct stream rivals = luck_open(&luck, STREAM_WORLD, 1, FOR_BID, 0);
	unsigned won = 0, n = 40000;

	(void) state;
	c.policy = BID_LEARNING;
	c.low = 0;
	c.high = 1000;
	c.learning = 0.02;
	for (unsigned i = 0; i < n + 2000; i++) {
		bool wins = ask(&p, &c, 0, 0) < 2 * stream_unit(&rivals);

		won += wins && i >= 2000;
		provider_learn(&p, &c, wins);
		assert_true(p.margin >= 0 && p.margin <= 1000);
	}
	/* Up log(1.02) for each bid that won, down log(1.005) for each that lost. */
	expect_near((double) won / n, log(1.005) / (log(1.005) + log(1.02)), 0.01);
	c.low = 0.1;
	for (unsigned i = 0; i < 10000; i++)
		provider_learn(&p, &c, false);
	expect_near(p.margin, 0.1, 0);
	c.policy = BID_SCALE;
	provider_learn(&p, &c, true);
	expect_near(p.margin, 0.1, 0);
}

/* ---- staying, coming ---- */

static void stakes_are_the_factor_on_average_and_never_too_low(void **state)
{
	struct provider_class c = workshop();
	struct sample stake = { 0 };

	(void) state;
	for (uint32_t id = 0; id < 20000; id++) {
		struct provider p = provider_of(&c, id);
		double spon = provider_stake_spon(&p, &c, 5500);

		assert_true(spon >= 5500);
		sample_add(&stake, spon);
	}
	expect_mean("stake", &stake, 5500 * 1.2);
}

static void losses_must_last_and_a_profit_ends_them(void **state)
{
	struct provider_class c = workshop();
	struct provider p = provider_of(&c, 4);

	(void) state;
	p.noise = 0.5; /* as patient as the class on average */
	for (unsigned day = 1; day < 60; day++)
		assert_false(provider_gives_up(&p, &c, 9, 10, DAY_S));
	assert_true(provider_gives_up(&p, &c, 9, 10, DAY_S));

	p = provider_of(&c, 4);
	p.noise = 0.5;
	for (unsigned day = 1; day < 60; day++)
		assert_false(provider_gives_up(&p, &c, 9, 10, DAY_S));
	assert_false(provider_gives_up(&p, &c, 100, 10, DAY_S));
	expect_near(p.lost_s, 0, 0);
	/* That good day makes up for its month, and is forgotten. */
	for (unsigned day = 1; day < 60; day++)
		assert_false(provider_gives_up(&p, &c, 9, 10, DAY_S));
	for (unsigned day = 0; day < 60; day++)
		provider_gives_up(&p, &c, 9, 10, DAY_S);
	assert_true(provider_gives_up(&p, &c, 9, 10, DAY_S));

	c.exit_after_s = 0;
	for (unsigned day = 0; day < 1000; day++)
		assert_false(provider_gives_up(&p, &c, 0, 10, DAY_S));
}

static void patience_differs_and_what_is_sunk_is_no_loss(void **state)
{
	struct provider_class c = workshop();
	struct provider quick = provider_of(&c, 4), slow = quick;
	double capital_day = quick.capital * DAY_S / c.life_s;

	(void) state;
	quick.noise = 0;
	slow.noise = 1;
	for (unsigned day = 1; day < 30; day++)
		assert_false(provider_gives_up(&quick, &c, 9, 10, DAY_S));
	assert_true(provider_gives_up(&quick, &c, 9, 10, DAY_S));
	for (unsigned day = 1; day < 90; day++)
		assert_false(provider_gives_up(&slow, &c, 9, 10, DAY_S));
	assert_true(provider_gives_up(&slow, &c, 9, 10, DAY_S));

	/* An income that pays for everything but the machines themselves is no reason to leave them. */
	c.sunk = 1;
	quick = provider_of(&c, 4);
	for (unsigned day = 0; day < 1000; day++)
		assert_false(provider_gives_up(&quick, &c, 10, 9.9 + capital_day, DAY_S));
	c.sunk = 0.5;
	quick = provider_of(&c, 4);
	for (unsigned day = 0; day < 100; day++)
		provider_gives_up(&quick, &c, 10, 9.9 + capital_day, DAY_S);
	assert_true(provider_gives_up(&quick, &c, 10, 9.9 + capital_day, DAY_S));
}

static void newcomers_follow_the_return(void **state)
{
	static const struct {
		double yearly, expected; /* a day */
	} at[] = { { 0.2, 0 }, { -1, 0 }, { 0.6, 0.5 }, { 1, 1 }, { 2.6, 3 }, { 50, 3 } };
	struct provider_class c = workshop();

	(void) state;
	for (unsigned i = 0; i < 6; i++) {
		struct sample n = { 0 }, square = { 0 };
		double mean = at[i].expected * 1000 * 0.5 / 365;

		for (uint32_t era = 0; era < 20000; era++) {
			double x = provider_newcomers(&c, &luck, 3, era, DAY_S, at[i].yearly);

			sample_add(&n, x);
			sample_add(&square, pow(x - mean, 2));
			assert_true(x <= provider_newcomers(&c, &luck, 3, era, DAY_S, 3));
		}
		expect_mean("newcomers", &n, mean);
		expect_mean("their variance", &square, mean);
	}
}

/* ---- everybody's own luck ---- */

/* All that one provider draws, and a digest of what it registers. */
#define PROVIDER_DRAWS(X)                                                                          \
	X(REGION)                                                                                  \
	X(NOISE)                                                                                   \
	X(SPARE) X(PHASE) X(DECLARES) X(FACTOR) X(MACHINES) X(FIRST) X(UP) X(REPAIR) X(LOST)       \
			X(MAINTAINED) X(MAINTAINED_FOR) X(UPGRADE) X(BID) X(NEWCOMERS)

enum provider_draw {
#define DRAW_ENUM(name) D_##name,
	PROVIDER_DRAWS(DRAW_ENUM)
#undef DRAW_ENUM
			D_COUNT
};

static const char *const draw_name[] = {
#define DRAW_NAME(name) #name,
	PROVIDER_DRAWS(DRAW_NAME)
#undef DRAW_NAME
};

#define BIT(name) (1u << D_##name)

static void draws_of(double v[D_COUNT], const struct provider_class *c, uint32_t id)
{
	struct spheron_attr attr;
	struct provider p;
	uint32_t era = 0;

	memset(v, 0, D_COUNT * sizeof *v);
	provider_make(&p, &attr, c, 0, &luck, id, NULL, 0);
	v[D_REGION] = p.region;
	v[D_NOISE] = p.noise;
	v[D_SPARE] = p.spare;
	v[D_PHASE] = p.phase;
	v[D_DECLARES] = p.declares;
	v[D_FACTOR] = p.up_factor;
	v[D_MACHINES] = p.machines;
	v[D_FIRST] = p.machines == 1 ? attr.cpu + 1e6 * attr.gpus.count : 0;
	p.links = 6;
	v[D_UP] = provider_up_s(&p, c, &luck, id) / p.up_factor;
	v[D_REPAIR] = provider_repair_s(&p, c, &luck, id);
	v[D_LOST] = provider_gpus_lost(c, &luck, id, 4, YEAR_S, 100);
	while (era < 1000 && !provider_maintains(&p, c, &luck, id, era, DAY_S, &v[D_MAINTAINED],
					     &v[D_MAINTAINED_FOR]))
		era++;
	v[D_MAINTAINED] += era * DAY_S;
	v[D_UPGRADE] = provider_upgrade_s(c, &luck, id, 2);
	v[D_BID] = ask(&p, c, 0.5, id);
	v[D_NEWCOMERS] = provider_newcomers(c, &luck, 0, id, DAY_S, 0.7);
}

/* What one parameter may move; everything else must be the very same number. */
static void expect_moves(const char *what, const struct provider_class *changed, unsigned may)
{
	struct provider_class c = workshop();
	unsigned moved = 0;

	c.policy = BID_RANDOM;
	for (uint32_t id = 0; id < 300; id++) {
		double before[D_COUNT], after[D_COUNT];

		draws_of(before, &c, id);
		draws_of(after, changed, id);
		for (unsigned i = 0; i < D_COUNT; i++) {
			if (before[i] == after[i])
				continue;
			moved |= 1u << i;
			if (!(may >> i & 1))
				fail_msg("%s moves %s of provider %u: %.17g is %.17g", what,
						draw_name[i], id, before[i], after[i]);
		}
	}
	if (moved != may)
		fail_msg("%s moves %x, %x expected", what, moved, may);
}

static void one_parameter_moves_only_its_own_draws(void **state)
{
	struct provider_class c = workshop(), d;

	(void) state;
	c.policy = BID_RANDOM;
#define CHANGE(member, value, may) (d = c, d.member = value, expect_moves(#member, &d, may))
	CHANGE(region[3], 1, BIT(REGION));
	CHANGE(list, MACHINES_DATACENTRE, BIT(FIRST));
	CHANGE(machines, law(LAW_LOGNORMAL, 9, 0.6), BIT(MACHINES) | BIT(FIRST));
	CHANGE(power_factor, 3, 0);
	CHANGE(life_s, YEAR_S, 0);
	CHANGE(overhead_usd_hour, 1, 0);
	CHANGE(high, 1.5, BIT(BID));
	CHANGE(policy, BID_MARKET, BIT(BID));
	CHANGE(policy, BID_COST_PLUS, BIT(BID));
	CHANGE(learning, 0.5, 0);
	CHANGE(stake_factor, 2, 0);
	CHANGE(unequal, 0.1, BIT(FACTOR) | BIT(UP));
	CHANGE(up_s, law(LAW_PARETO, 3600, 1.5), BIT(UP));
	CHANGE(repair_s, law_constant(60), BIT(REPAIR));
	CHANGE(gpu_loss_year, 0.5, BIT(LOST));
	CHANGE(maintenance_every_s, 10 * DAY_S, BIT(MAINTAINED));
	CHANGE(maintenance_s, law_constant(60), BIT(MAINTAINED_FOR));
	CHANGE(declares, 0.9, BIT(DECLARES));
	CHANGE(upgrade_lag_s, law_constant(60), BIT(UPGRADE));
	CHANGE(entry_year, 400, BIT(NEWCOMERS));
	CHANGE(exit_after_s, DAY_S, 0);
#undef CHANGE
}

/* A fleet that grows keeps the machines it had. */
static void more_machines_leave_the_first_ones_in_place(void **state)
{
	struct provider_class c = workshop(), d = workshop();

	(void) state;
	c.machines = law_constant(2);
	d.machines = law_constant(3);
	for (uint32_t id = 0; id < 500; id++) {
		struct provider two = provider_of(&c, id), three = provider_of(&d, id);
		uint32_t n, found = 0;
		const struct machine *m = hardware_list(MACHINES_WORKSHOP, &n);

		for (uint32_t i = 0; i < n; i++)
			found += fabs(three.capital - two.capital - m[i].price_usd) < 1e-6;
		assert_true(found >= 1);
	}
}

static void the_same_question_has_the_same_answer(void **state)
{
	struct provider_class c = workshop();
	double forwards[100][D_COUNT], backwards[D_COUNT];

	(void) state;
	c.policy = BID_RANDOM;
	for (uint32_t id = 0; id < 100; id++)
		draws_of(forwards[id], &c, id);
	for (uint32_t id = 100; id-- > 0;) {
		draws_of(backwards, &c, id);
		assert_memory_equal(forwards[id], backwards, sizeof backwards);
	}
}

/* ---- cost ---- */

static double now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double) t.tv_sec * 1e9 + (double) t.tv_nsec;
}

#define TIMES 2000000u

static void print_cost(void)
{
	struct provider_class c = workshop();
	struct provider p = provider_of(&c, 1);
	struct stream s = luck_open(&luck, STREAM_PROVIDER, 1, FOR_BID, 0);
	double start, sum = 0;

	for (uint32_t policy = 0; policy < BID_POLICY_COUNT; policy++) {
		c.policy = policy;
		start = now_ns();
		for (unsigned i = 0; i < TIMES; i++) {
			struct wish w = one_4090;

			w.cpu = i % 64;
			w.gpu = (uint16_t) (30 + i % 20);
			sum += provider_ask(&p, &c, &w, 0.5, &s);
		}
		printf("%s bid %.1f ns\n", bid_policy_name((enum bid_policy) policy),
				(now_ns() - start) / TIMES);
	}
	start = now_ns();
	for (p.links = 0; p.links < TIMES; p.links++)
		sum += provider_up_s(&p, &c, &luck, 1);
	printf("up time %.1f ns\n", (now_ns() - start) / TIMES);
	start = now_ns();
	for (uint32_t id = 0; id < TIMES / 10; id++)
		sum += provider_of(&c, id).capital;
	printf("making one %.1f ns (%g)\n", (now_ns() - start) / (TIMES / 10), sum);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(gpus_have_the_names_of_the_protocol),
		cmocka_unit_test(every_list_has_machines_that_make_sense),
		cmocka_unit_test(machines_are_picked_as_their_weights_say),
		cmocka_unit_test(power_is_idle_power_and_what_is_in_use),
		cmocka_unit_test(the_market_adds_up_resources),
		cmocka_unit_test(machines_of_a_provider_add_up),
		cmocka_unit_test(of_too_many_gpu_models_the_rarest_are_left_out),
		cmocka_unit_test(regions_come_as_their_weights_say),
		cmocka_unit_test(inequality_has_mean_1_and_its_sigma),
		cmocka_unit_test(what_a_provider_registers_is_always_accepted),
		cmocka_unit_test(up_times_have_the_moments_of_their_law),
		cmocka_unit_test(a_provider_is_up_as_renewal_theory_says),
		cmocka_unit_test(gpus_die_at_their_rate),
		cmocka_unit_test(maintenance_comes_once_in_each_interval),
		cmocka_unit_test(orders_bear_all_costs_together),
		cmocka_unit_test(a_scale_bid_rises_from_costs_with_the_part_in_use),
		cmocka_unit_test(a_random_bid_is_uniform_between_low_and_high),
		cmocka_unit_test(a_market_bid_has_its_own_offset_but_covers_its_power),
		cmocka_unit_test(every_bid_is_positive),
		cmocka_unit_test(a_learner_ends_where_one_bid_in_five_wins),
		cmocka_unit_test(stakes_are_the_factor_on_average_and_never_too_low),
		cmocka_unit_test(losses_must_last_and_a_profit_ends_them),
		cmocka_unit_test(patience_differs_and_what_is_sunk_is_no_loss),
		cmocka_unit_test(newcomers_follow_the_return),
		cmocka_unit_test(one_parameter_moves_only_its_own_draws),
		cmocka_unit_test(more_machines_leave_the_first_ones_in_place),
		cmocka_unit_test(the_same_question_has_the_same_answer),
	};

	if (argc == 2 && strcmp(argv[1], "--cost") == 0)
		return print_cost(), 0;
	return cmocka_run_group_tests_name("machines", tests, NULL, NULL);
}
