/* tables_supply.c - what a scenario says about providers and Fizz hosts. */
#include "sim/scenario/scenario.h"

#include "model/gpu_name.h"

/* In the order of fitted_regions (model/fitted.h); a test holds them against it. */
const char *const region_words[] = { "us-east", "us-central", "us-west", "ca-central", "eu-west",
	"eu-central", "eu-south", "ap-northeast", "ap-southeast", "ap-south", "sa-east", "oc-east",
	"af-south", NULL };

#define ASSUMED "assumed"

/* ---- machines ---- */

#define AT(member) offsetof(struct machine, member)
static const struct form_row machine_rows[] = {
	{ "name", FORM_TEXT, AT(name), .fallback = "machine", .help = "what it is called" },
	{ "weight", FORM_NUMBER, AT(weight), .fallback = "1", .min = "0",
		.help = "how often, among the others of the list" },
	{ "threads", FORM_COUNT, AT(threads), .dimension = UNIT_THREADS, .fallback = "8", .max = "65_536",
		.help = "CPU threads" },
	{ "score", FORM_COUNT, AT(score), .fallback = "20_000", .max = "10_000_000",
		.help = "benchmark score of its CPU (TIER-01)" },
	{ "memory", FORM_COUNT, AT(mem_mb), .dimension = UNIT_DATA, .fallback = "32 GB", .max = "1_000 TB",
		.help = "memory" },
	{ "storage", FORM_COUNT, AT(sto_gb), .fallback = "500", .max = "1_000_000_000",
		.help = "storage in GB" },
	{ "nvme", FORM_COUNT, AT(nvme), .fallback = "1", .max = "1", .help = "1: NVMe, 0: SSD" },
	{ "down", FORM_QUANTITY, AT(down_mbps), .dimension = UNIT_BANDWIDTH, .fallback = "1 Gbps",
		.max = "1_000 Gbps", .help = "download" },
	{ "up", FORM_QUANTITY, AT(up_mbps), .dimension = UNIT_BANDWIDTH, .fallback = "500 Mbps",
		.max = "1_000 Gbps", .help = "upload" },
	{ "gpu", FORM_ENUM, AT(gpu), .words = gpu_model_words, .fallback = "any",
		.help = "GPU model; any: none, with gpus 0" },
	{ "gpus", FORM_COUNT, AT(gpus), .dimension = UNIT_GPUS, .fallback = "0", .max = "4_096",
		.help = "how many of them" },
	{ "idle", FORM_QUANTITY, AT(idle_w), .dimension = UNIT_POWER, .fallback = "60 W",
		.help = "power when nothing runs" },
	{ "busy", FORM_QUANTITY, AT(busy_w), .dimension = UNIT_POWER, .fallback = "250 W",
		.help = "power when everything runs" },
	{ "price", FORM_QUANTITY, AT(price_usd), .dimension = UNIT_USD, .fallback = "1_500 USD",
		.help = "new; 0 if it is there anyway" },
	{ NULL },
};
#undef AT

static bool blamed(struct form_blame *blame, const char *key, const char *why)
{
	size_t i = 0;

	blame->key = key;
	for (; why[i] && i + 1 < sizeof blame->why; i++)
		blame->why[i] = why[i];
	blame->why[i] = 0;
	return false;
}

static bool machine_goes(const void *filled, struct form_blame *blame)
{
	const struct machine *m = filled;

	if ((m->gpu == 0) != (m->gpus == 0))
		return blamed(blame, m->gpu ? "gpus" : "gpu",
				"a machine has a GPU model and a number of GPUs, or neither");
	return true;
}

const struct form machine_form = { "a machine", machine_rows, sizeof(struct machine), NULL, machine_goes,
	"One kind of machine." };

/* ---- providers ---- */

static const char *const lists[] = { "datacentre", "workshop", "home", "gateway", NULL };
static const char *const policies[] = {
#define POLICY_WORD(constant, text, what) text,
	BID_POLICIES(POLICY_WORD)
#undef POLICY_WORD
	NULL };

#define AT(member) offsetof(struct provider_class, member)
static const struct form_row provider_rows[] = {
	{ "class", FORM_TEXT, AT(name), .required = true, .min = "1", .max = "40",
		.help = "name of the class" },
	{ "count", FORM_COUNT, AT(count), .required = true, .max = "1_000_000",
		.help = "how many there are at the start" },
	{ "gateway", FORM_BOOL, AT(gateway), .fallback = "false",
		.help = "gateways have subnets of Fizz nodes" },
	{ "region", FORM_WEIGHTS, AT(region), .words = region_words, .min = "0",
		.help = "where they are; nothing: as listed offers of GPUs are spread" },
	{ "machine", FORM_LIST, AT(machine), .sub = &machine_form,
		.count_offset = AT(n_machine), .help = "kinds of machines, instead of a list" },
	{ "list", FORM_ENUM, AT(list), .words = lists, .fallback = "workshop",
		.help = "list of machines that they draw from", .source = "model/hardware.c" },
	{ "inventory", FORM_TEXT, AT(inventory),
		.help = "a trace of machines that is dealt out instead" },
	{ "machines", FORM_LAW, AT(machines), .dimension = FORM_PLAIN,
		.fallback = "{\"dist\":\"lognormal\",\"median\":1,\"sigma\":0.6,"
			"\"at_least\":1,\"at_most\":20}",
		.help = "how many machines one has", .source = ASSUMED },
	{ "power_factor", FORM_NUMBER, AT(power_factor), .fallback = "1.8", .min = "0", .max = "100",
		.help = "of the region's price of electricity for industry", .source = ASSUMED },
	{ "life", FORM_QUANTITY, AT(life_s), .dimension = UNIT_DURATION, .fallback = "1096 d", .min = "1 d",
		.help = "over which machines are paid off", .source = "usual depreciation, 3 years" },
	{ "overhead", FORM_QUANTITY, AT(overhead_usd_hour), .dimension = UNIT_USD_HOUR,
		.fallback = "0.05 USD/h", .help = "rent, people and network of a machine",
		.source = ASSUMED },
	{ "bid", FORM_ENUM, AT(policy), .words = policies, .fallback = "market",
		.help = "how it finds a price" },
	{ "margin", FORM_NUMBER, AT(margin), .fallback = "2", .min = "0", .max = "1000",
		.help = "on costs: cost-plus, scale, learning (its start)" },
	{ "low", FORM_NUMBER, AT(low), .fallback = "0.7", .min = "0", .max = "1000",
		.help = "least price relative to the market, or least margin",
		.source = "lower quartile of firm offers over the median, public price lists of 2026" },
	{ "high", FORM_NUMBER, AT(high), .fallback = "1.05", .min = "0", .max = "1000",
		.help = "highest price relative to the market, or highest margin",
		.source = "upper quartile of the same" },
	{ "learning", FORM_NUMBER, AT(learning), .fallback = "0.04", .min = "0", .max = "1",
		.help = "step of the margin after a bid", .source = ASSUMED },
	{ "attention", FORM_QUANTITY, AT(attention), .dimension = UNIT_RATIO, .fallback = "100 %",
		.max = "100 %", .help = "part of the orders that it looks at" },
	{ "takes_spon", FORM_BOOL, AT(takes_spon), .fallback = "true", .help = "accepts SPON for leases" },
	{ "stake_factor", FORM_NUMBER, AT(stake_factor), .fallback = "1.2", .min = "0", .max = "1000",
		.help = "stake relative to what is required, on average", .source = ASSUMED },
	{ "commission", FORM_QUANTITY, AT(commission), .dimension = UNIT_RATIO, .fallback = "10 %",
		.max = "100 %", .help = "commission it wants", .source = "RULES.md commission_default_bp" },
	{ "own", FORM_QUANTITY, AT(own_spon), .dimension = UNIT_SPON, .fallback = "0 SPON",
		.help = "SPON that it holds besides its stake" },
	{ "up", FORM_LAW, AT(up_s), .dimension = UNIT_DURATION,
		.fallback = "{\"dist\":\"weibull\",\"scale\":\"300 h\",\"shape\":0.55}",
		.help = "time between faults", .source = "assumed, between HPC nodes and desktops of the "
			"Failure Trace Archive (Javadi et al. 2013)" },
	{ "repair", FORM_LAW, AT(repair_s), .dimension = UNIT_DURATION,
		.fallback = "{\"dist\":\"lognormal\",\"median\":\"2 h\",\"sigma\":1.42}",
		.help = "time until it is back", .source = "sigma of LANL repairs 1995-2005" },
	{ "unequal", FORM_NUMBER, AT(unequal), .fallback = "0.7", .min = "0", .max = "3",
		.help = "spread of reliability between providers: sigma of a lognormal factor",
		.source = "LANL nodes 1995-2005" },
	{ "gpu_loss", FORM_QUANTITY, AT(gpu_loss_year), .dimension = UNIT_YEARLY, .fallback = "1 %/year",
		.max = "1000 %/year", .help = "GPUs lost for ever", .source = "Titan 2013-19: 0.25 % of "
			"good boards, 6.6 % of bad ones" },
	{ "misconduct", FORM_QUANTITY, AT(misconduct_year), .dimension = UNIT_YEARLY,
		.fallback = "0.2 %/year", .max = "1000 %/year", .help = "verdicts of misconduct",
		.source = ASSUMED },
	{ "maintenance_every", FORM_QUANTITY, AT(maintenance_every_s), .dimension = UNIT_DURATION,
		.fallback = "30 d", .help = "between planned works; 0 s: never", .source = ASSUMED },
	{ "maintenance", FORM_LAW, AT(maintenance_s), .dimension = UNIT_DURATION,
		.fallback = "{\"dist\":\"lognormal\",\"median\":\"1 h\",\"sigma\":0.7,\"at_most\":\"12 h\"}",
		.help = "how long they take", .source = ASSUMED },
	{ "declares", FORM_QUANTITY, AT(declares), .dimension = UNIT_RATIO, .fallback = "40 %",
		.max = "100 %", .help = "part of the providers that use Maintenance Mode for them",
		.source = ASSUMED },
	{ "upgrade_lag", FORM_LAW, AT(upgrade_lag_s), .dimension = UNIT_DURATION,
		.fallback = "{\"dist\":\"lognormal\",\"median\":\"2 d\",\"sigma\":1}",
		.help = "from a release to its installation", .source = ASSUMED },
	{ "exit_after", FORM_QUANTITY, AT(exit_after_s), .dimension = UNIT_DURATION, .fallback = "60 d",
		.help = "of losses it leaves; 0 s: never", .source = ASSUMED },
	{ "sunk", FORM_QUANTITY, AT(sunk), .dimension = UNIT_RATIO, .fallback = "60 %", .max = "100 %",
		.help = "part of the price of machines that leaving does not bring back, and that no loss "
			"is counted by", .source = ASSUMED },
	{ "entry", FORM_QUANTITY, AT(entry_year), .dimension = UNIT_YEARLY, .fallback = "50 %/year",
		.max = "10_000 %/year", .help = "newcomers relative to count at a return of 100 % a year",
		.source = ASSUMED },
	{ "entry_delay", FORM_QUANTITY, AT(entry_delay_s), .dimension = UNIT_DURATION, .fallback = "30 d",
		.help = "from that decision to the first day", .source = "assumed: delivery of machines" },
	{ "entry_return", FORM_QUANTITY, AT(entry_return), .dimension = UNIT_YEARLY, .fallback = "20 %/year",
		.max = "10_000 %/year", .help = "return on capital from which anybody comes",
		.source = ASSUMED },
	{ "sells", FORM_QUANTITY, AT(sells), .dimension = UNIT_RATIO, .fallback = "50 %", .max = "100 %",
		.help = "part of the rewards that is sold when claimed", .source = ASSUMED },
	{ "subnet_fee", FORM_QUANTITY, AT(subnet_fee), .dimension = UNIT_RATIO, .fallback = "2 %",
		.max = "50 %", .help = "a gateway's share of the income of its Fizz nodes",
		.source = "RULES.md gateway_default_bp" },
	{ NULL },
};
#undef AT

static bool provider_goes(const void *filled, struct form_blame *blame)
{
	const struct provider_class *c = filled;

	if (c->high < c->low)
		return blamed(blame, "high", "is below low");
	if (c->inventory && c->n_machine)
		return blamed(blame, "inventory",
				"a class has an inventory or machines of its own, not both");
	return true;
}

const struct form provider_form = { "a class of providers", provider_rows, sizeof(struct provider_class),
	NULL, provider_goes, "Professional providers and gateways." };

/* ---- Fizz hosts ---- */

static const char *const habits[] = {
#define HABIT_WORD(constant, text, what) text,
	FIZZ_HABITS(HABIT_WORD)
#undef HABIT_WORD
	NULL };

#define AT(member) offsetof(struct fizz_class, member)
static const struct form_row fizz_rows[] = {
	{ "class", FORM_TEXT, AT(name), .required = true, .min = "1", .max = "40",
		.help = "name of the class" },
	{ "count", FORM_COUNT, AT(count), .required = true, .max = "10_000_000",
		.help = "how many there are at the start" },
	{ "region", FORM_WEIGHTS, AT(region), .words = region_words, .min = "0",
		.help = "where they are; nothing: as homes are spread" },
	{ "machine", FORM_LIST, AT(machine), .sub = &machine_form, .count_offset = AT(n_machine),
		.help = "kinds of machines; none: home computers",
		.source = "survey of gamers' PCs, 2026-04" },
	{ "habit", FORM_WEIGHTS, AT(habit), .words = habits, .min = "0",
		.help = "when they are on; nothing: half always, a fifth by day, the rest casually",
		.source = "assumed: one change a host and day" },
	{ "availability", FORM_LAW, AT(availability), .dimension = UNIT_RATIO, .fallback = "0 %",
		.max = "100 %", .help = "long-run part of the time that a host is up; 0: as measured",
		.source = "reachability of 2,520 nodes of a peer-to-peer network, 2021" },
	{ "session", FORM_LAW, AT(session_s), .dimension = UNIT_DURATION, .fallback = "0 s",
		.help = "up times, scaled to the availability; 0: fitted",
		.source = "Weibull 0.6, Failure Trace Archive" },
	{ "gap", FORM_LAW, AT(gap_s), .dimension = UNIT_DURATION, .fallback = "0 s",
		.help = "down times; 0: fitted", .source = "Weibull 0.62, Failure Trace Archive" },
	{ "trace", FORM_TEXT, AT(trace), .help = "a trace of availability instead, dealt out in turn" },
	{ "power_factor", FORM_NUMBER, AT(power_factor), .fallback = "1", .min = "0", .max = "100",
		.help = "of the region's price of electricity for homes" },
	{ "power_share", FORM_QUANTITY, AT(power_share), .dimension = UNIT_RATIO, .fallback = "30 %",
		.max = "100 %", .help = "part of idle power that is paid for the network's sake",
		.source = ASSUMED },
	{ "price_factor", FORM_NUMBER, AT(price_factor), .fallback = "0.5", .min = "0", .max = "1000",
		.help = "configured prices relative to the market",
		.source = "peer-to-peer offers over firm ones, 2026" },
	{ "shortfall", FORM_QUANTITY, AT(shortfall), .dimension = UNIT_RATIO, .fallback = "3 %",
		.max = "100 %", .help = "part of the promised capacity that checks find missing",
		.source = ASSUMED },
	{ "exit_after", FORM_QUANTITY, AT(exit_after_s), .dimension = UNIT_DURATION, .fallback = "60 d",
		.help = "of income below costs it leaves; 0 s: never", .source = ASSUMED },
	{ "entry", FORM_QUANTITY, AT(entry_year), .dimension = UNIT_YEARLY, .fallback = "120 %/year",
		.max = "10_000 %/year", .help = "newcomers relative to count at twice entry_ratio",
		.source = "Helium 2019-22: 10 % a month at the hurdle" },
	{ "entry_ratio", FORM_NUMBER, AT(entry_ratio), .fallback = "7", .min = "0", .max = "1000",
		.help = "income over costs from which anybody comes",
		.source = "Helium's hurdle of some 20 USD a month, over 3 USD of power" },
	{ "sells", FORM_QUANTITY, AT(sells), .dimension = UNIT_RATIO, .fallback = "80 %", .max = "100 %",
		.help = "part of the rewards that is sold when claimed", .source = ASSUMED },
	{ NULL },
};
#undef AT

const struct form fizz_form = { "a class of Fizz hosts", fizz_rows, sizeof(struct fizz_class), NULL, NULL,
	"Machines in homes, linked to gateways." };
