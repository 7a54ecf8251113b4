/* tables_people.c - what a scenario says about tenants, holders, operators, verifiers and voters. */
#include "sim/scenario/scenario.h"

#include "model/gpu_name.h"

#define ASSUMED "assumed"

/* ---- demand ---- */

#define AT(member) offsetof(struct demand_row, member)
static const struct form_row demand_row_rows[] = {
	{ "weight", FORM_NUMBER, AT(weight), .fallback = "1", .min = "0",
		.help = "how often, among the others" },
	{ "threads", FORM_COUNT, AT(cpu), .dimension = UNIT_THREADS, .fallback = "1", .max = "65_536",
		.help = "CPU threads" },
	{ "memory", FORM_COUNT, AT(mem_mb), .dimension = UNIT_DATA, .fallback = "4 GB",
		.max = "1_000 TB", .help = "memory" },
	{ "storage", FORM_COUNT, AT(sto_gb), .fallback = "10", .max = "1_000_000_000",
		.help = "storage in GB" },
	{ "gpu", FORM_ENUM, AT(gpu), .words = gpu_model_words, .fallback = "any",
		.help = "the GPU model that it must be" },
	{ "gpus", FORM_COUNT, AT(gpus), .dimension = UNIT_GPUS, .fallback = "0", .max = "4_096",
		.help = "how many GPUs" },
	{ NULL },
};
#undef AT

static const struct form demand_row_form = { "a kind of order", demand_row_rows,
	sizeof(struct demand_row), NULL, NULL, "What is asked for together." };

#define AT(member) offsetof(struct demand_class, member)
static const struct form_row demand_rows[] = {
	{ "class", FORM_TEXT, AT(name), .required = true, .min = "1", .max = "40",
		.help = "name of the class" },
	{ "orders", FORM_QUANTITY, AT(orders_day), .dimension = UNIT_FREQUENCY, .fallback = "1_000 /d",
		.help = "orders at the start, on average" },
	{ "hours", FORM_NUMBERS, AT(hour), .room = 24, .min = "0",
		.help = "relative rate of the hours of a day (UTC); nothing: as measured",
		.source = "demand_alibaba_gpu2023 (Weng et al. 2023)" },
	{ "days", FORM_NUMBERS, AT(day), .room = 7, .min = "0",
		.help = "relative rate of the days of a week; nothing: as measured",
		.source = "demand_alibaba_gpu2023" },
	{ "dispersion", FORM_NUMBER, AT(dispersion), .fallback = "0.08", .min = "0", .max = "100",
		.help = "variance of the level of a day",
		.source = "demand_alibaba_gpu2023, but for one day" },
	{ "hour_dispersion", FORM_NUMBER, AT(hour_dispersion), .fallback = "0.07", .min = "0",
		.max = "100", .help = "variance of the level of an hour",
		.source = "demand_alibaba_gpu2023" },
	{ "batch", FORM_LAW, AT(batch), .dimension = FORM_PLAIN, .fallback = "0",
		.help = "orders that come together, rounded up; 0: as measured",
		.source = "demand_alibaba_gpu2023: 1.24 a minute" },
	{ "growth", FORM_QUANTITY, AT(growth_year), .dimension = UNIT_YEARLY, .fallback = "0 %/year",
		.max = "10_000 %/year", .help = "50 %/year: half as many again after a year" },
	{ "tenants", FORM_COUNT, AT(tenants), .fallback = "200", .min = "1", .max = "10_000_000",
		.help = "accounts that order", .source = "assumed: five orders a day each" },
	{ "fizz", FORM_QUANTITY, AT(fizz), .dimension = UNIT_RATIO, .fallback = "45 %", .max = "100 %",
		.help = "part that is ordered from Fizz nodes",
		.source = "best-effort part of demand_alibaba_gpu2023" },
	{ "choose", FORM_QUANTITY, AT(choose), .dimension = UNIT_RATIO, .fallback = "10 %",
		.max = "100 %", .help = "part for which the tenant picks the bid", .source = ASSUMED },
	{ "spon", FORM_QUANTITY, AT(spon), .dimension = UNIT_RATIO, .fallback = "20 %", .max = "100 %",
		.help = "part that is paid in SPON", .source = ASSUMED },
	{ "kinds", FORM_LIST, AT(row), .sub = &demand_row_form, .count_offset = AT(n_row),
		.help = "what is asked for; nothing: as measured", .source = "demand_alibaba_gpu2023" },
	{ "trace", FORM_TEXT, AT(trace), .help = "a trace of orders instead of rates, kinds, durations" },
	{ "trace_from", FORM_QUANTITY, AT(trace_from_s), .dimension = UNIT_DURATION, .fallback = "0 s",
		.help = "where in the trace it begins" },
	{ "resample", FORM_QUANTITY, AT(resample_s), .dimension = UNIT_DURATION, .fallback = "0 s",
		.help = "blocks that a trace is drawn in, anew in every run; 0 s: as it was" },
	{ "duration", FORM_LAW, AT(duration_s), .dimension = UNIT_DURATION, .fallback = "0 s",
		.help = "how long a lease is wanted; 0 s: as measured, by kind",
		.source = "demand_alibaba_gpu2023" },
	{ "budget", FORM_LAW, AT(budget), .dimension = FORM_PLAIN,
		.fallback = "{\"dist\":\"lognormal\",\"median\":1.25,\"sigma\":0.25,\"at_least\":0.5}",
		.help = "most that is paid, relative to the market price", .source = ASSUMED },
	{ "region", FORM_WEIGHTS, AT(region), .words = region_words, .min = "0",
		.help = "where tenants are; nothing: as fitted" },
	{ "strict", FORM_QUANTITY, AT(strict), .dimension = UNIT_RATIO, .fallback = "10 %",
		.max = "100 %", .help = "part that wants its own region and no other", .source = ASSUMED },
	{ "min_uptime", FORM_QUANTITY, AT(min_uptime), .dimension = UNIT_RATIO, .fallback = "0 %",
		.max = "100 %", .help = "uptime demanded of a node (filter F6)" },
	{ "retries", FORM_NUMBER, AT(retries), .fallback = "1", .min = "0", .max = "1000",
		.help = "how often an order is tried again, on average", .source = ASSUMED },
	{ "retry", FORM_LAW, AT(retry_s), .dimension = UNIT_DURATION,
		.fallback = "{\"dist\":\"exponential\",\"mean\":\"10 min\"}", .help = "after how long",
		.source = ASSUMED },
	{ "extends", FORM_QUANTITY, AT(extends), .dimension = UNIT_RATIO, .fallback = "5 %",
		.max = "100 %", .help = "part of the leases that are prolonged once", .source = ASSUMED },
	{ "closes_early", FORM_QUANTITY, AT(closes_early), .dimension = UNIT_RATIO, .fallback = "12 %",
		.max = "100 %", .help = "part that ends before its time",
		.source = "half of the failed pods of demand_alibaba_gpu2023" },
	{ "leaves", FORM_QUANTITY, AT(leaves), .dimension = UNIT_RATIO, .fallback = "2 %",
		.max = "100 %", .help = "part of the bad services after which a tenant never returns",
		.source = ASSUMED },
	{ "replaced", FORM_LAW, AT(replaced_s), .dimension = UNIT_DURATION,
		.fallback = "{\"dist\":\"exponential\",\"mean\":\"30 d\"}",
		.help = "until somebody else orders in its place", .source = ASSUMED },
	{ "challenges", FORM_QUANTITY, AT(challenges), .dimension = UNIT_RATIO, .fallback = "2 %",
		.max = "100 %", .help = "part of the bad services after which it challenges the provider",
		.source = ASSUMED },
	{ "tolerates", FORM_QUANTITY, AT(tolerates_s), .dimension = UNIT_DURATION, .fallback = "15 min",
		.min = "1 s", .help = "downtime under a lease after which the tenant closes it",
		.source = ASSUMED },
	{ NULL },
};
#undef AT

const struct form demand_form = { "a class of demand", demand_rows, sizeof(struct demand_class), NULL,
	NULL, "Tenants: when orders come, what they ask for, what they pay." };

/* ---- holders ---- */

#define AT(member) offsetof(struct delegator_class, member)
static const struct form_row delegator_rows[] = {
	{ "class", FORM_TEXT, AT(name), .required = true, .min = "1", .max = "40",
		.help = "name of the class" },
	{ "count", FORM_COUNT, AT(count), .required = true, .max = "10_000_000", .help = "how many" },
	{ "stake", FORM_LAW, AT(stake_spon), .dimension = UNIT_SPON,
		.fallback = "{\"dist\":\"lognormal\",\"median\":\"300 SPON\",\"sigma\":2.6,"
			"\"at_least\":\"1 SPON\",\"at_most\":\"2_000_000 SPON\"}",
		.help = "what each has to delegate", .source = "Livepeer's delegators, 2026-01" },
	{ "looks_every", FORM_QUANTITY, AT(looks_every_s), .dimension = UNIT_DURATION,
		.fallback = "60 d", .min = "1 min", .help = "mean time between looks at the market",
		.source = "claims of Livepeer's delegators, 2022-26" },
	{ "chases", FORM_NUMBER, AT(chases), .fallback = "3", .min = "0", .max = "100",
		.help = "preference for yield: weight = APR to this power", .source = ASSUMED },
	{ "least_apr", FORM_QUANTITY, AT(least_apr), .dimension = UNIT_YEARLY, .fallback = "3 %/year",
		.help = "below it a delegation is withdrawn", .source = ASSUMED },
	{ "considers", FORM_NUMBER, AT(considers), .fallback = "10", .min = "1", .max = "32",
		.help = "providers that are compared at a look", .source = ASSUMED },
	{ "compounds", FORM_QUANTITY, AT(compounds), .dimension = UNIT_RATIO, .fallback = "50 %",
		.max = "100 %", .help = "part of the rewards that is delegated again; the rest is sold",
		.source = ASSUMED },
	{ "votes", FORM_QUANTITY, AT(votes), .dimension = UNIT_RATIO, .fallback = "10 %",
		.max = "100 %", .help = "turnout", .source = ASSUMED },
	{ NULL },
};
#undef AT

const struct form delegator_form = { "a class of delegators", delegator_rows,
	sizeof(struct delegator_class), NULL, NULL, "Holders who delegate to providers." };

#define AT(member) offsetof(struct operator_class, member)
static const struct form_row operator_rows[] = {
	{ "class", FORM_TEXT, AT(name), .required = true, .min = "1", .max = "40",
		.help = "name of the class" },
	{ "count", FORM_COUNT, AT(count), .required = true, .max = "32", .help = "how many; 32 in all" },
	{ "stake", FORM_LAW, AT(stake_eth), .dimension = UNIT_ETH,
		.fallback = "{\"dist\":\"lognormal\",\"median\":\"32 ETH\",\"sigma\":0.5,"
			"\"at_least\":\"1 ETH\"}",
		.help = "restaked ETH", .source = ASSUMED },
	{ "answers", FORM_QUANTITY, AT(answers), .dimension = UNIT_RATIO, .fallback = "99.5 %",
		.max = "100 %", .help = "part of the tasks that it answers", .source = ASSUMED },
	{ "honest", FORM_QUANTITY, AT(honest), .dimension = UNIT_RATIO, .fallback = "100 %",
		.max = "100 %", .help = "part of the answers that are the bid scoring expects" },
	{ "latency", FORM_LAW, AT(latency_s), .dimension = UNIT_DURATION,
		.fallback = "{\"dist\":\"lognormal\",\"median\":\"2 s\",\"sigma\":0.5}",
		.help = "until it answers", .source = ASSUMED },
	{ NULL },
};
#undef AT

const struct form operator_form = { "a class of operators", operator_rows,
	sizeof(struct operator_class), NULL, NULL, "Matchmaker operators, secured by restaked ETH." };

#define AT(member) offsetof(struct voter_setup, member)
static const struct form_row voter_rows[] = {
	{ "provider_turnout", FORM_QUANTITY, AT(provider_turnout), .dimension = UNIT_RATIO,
		.fallback = "35 %", .max = "100 %", .help = "part of the providers that vote",
		.source = ASSUMED },
	{ "approval", FORM_QUANTITY, AT(approval), .dimension = UNIT_RATIO, .fallback = "70 %",
		.max = "100 %", .help = "support of a proposal whose event gives none",
		.source = ASSUMED },
	{ "delay", FORM_LAW, AT(delay_s), .dimension = UNIT_DURATION,
		.fallback = "{\"dist\":\"uniform\",\"low\":\"1 h\",\"high\":\"3 d\"}",
		.help = "from submission to a vote", .source = ASSUMED },
	{ NULL },
};
#undef AT

const struct form voters_form = { "the voters", voter_rows, sizeof(struct voter_setup), NULL, NULL, NULL };

#define AT(member) offsetof(struct verifier_setup, member)
static const struct form_row verifier_rows[] = {
	{ "proofs", FORM_QUANTITY, AT(proofs_day), .dimension = UNIT_FREQUENCY, .fallback = "4 /d",
		.max = "1_000 /d", .help = "proofs of each kind a provider has",
		.source = "assumed; the rules count up to 24" },
	{ "checks", FORM_QUANTITY, AT(checks_day), .dimension = UNIT_FREQUENCY, .fallback = "4 /d",
		.max = "1_000 /d", .help = "checks of a Fizz node",
		.source = "assumed; the rules count up to 240" },
	{ "first_after", FORM_QUANTITY, AT(first_after_s), .dimension = UNIT_DURATION,
		.fallback = "1 h", .help = "a new provider's first proofs", .source = ASSUMED },
	{ "false_fail", FORM_QUANTITY, AT(false_fail), .dimension = UNIT_RATIO, .fallback = "0.1 %",
		.max = "100 %", .help = "good proofs that are reported as failed", .source = ASSUMED },
	{ "false_pass", FORM_QUANTITY, AT(false_pass), .dimension = UNIT_RATIO, .fallback = "2 %",
		.max = "100 %", .help = "bad ones that pass", .source = ASSUMED },
	{ "judge_after", FORM_QUANTITY, AT(judge_after_s), .dimension = UNIT_DURATION,
		.fallback = "20 min", .help = "from an answer to its judgement", .source = ASSUMED },
	{ "judges", FORM_QUANTITY, AT(judges), .dimension = UNIT_RATIO, .fallback = "98 %",
		.max = "100 %", .help = "challenges that it judges at all", .source = ASSUMED },
	{ "responds", FORM_QUANTITY, AT(responds), .dimension = UNIT_RATIO, .fallback = "98 %",
		.max = "100 %", .help = "challenges that a sound provider answers in time",
		.source = ASSUMED },
	{ "disputes", FORM_QUANTITY, AT(disputes), .dimension = UNIT_RATIO, .fallback = "95 %",
		.max = "100 %", .help = "wrong attestations that somebody disputes", .source = ASSUMED },
	{ "misses", FORM_QUANTITY, AT(misses), .dimension = UNIT_RATIO, .fallback = "5 %",
		.max = "100 %", .help = "faults that a check of a Fizz node does not see",
		.source = ASSUMED },
	{ NULL },
};
#undef AT

const struct form verifier_form = { "the verifier", verifier_rows, sizeof(struct verifier_setup), NULL,
	NULL, NULL };

#define AT(member) offsetof(struct foundation_setup, member)
static const struct form_row foundation_rows[] = {
	{ "pool", FORM_QUANTITY, AT(pool_spon), .dimension = UNIT_SPON, .fallback = "240_000_000 SPON",
		.help = "the reward pool at the start",
		.source = "24 % of the supply over 48 months (Spheron's documents, 2025)" },
	{ "refill", FORM_QUANTITY, AT(refill_spon_era), .dimension = UNIT_SPON, .fallback = "0 SPON",
		.help = "put into it every era, newly minted" },
	{ "circulating", FORM_QUANTITY, AT(circulating_spon), .dimension = UNIT_SPON,
		.fallback = "400_000_000 SPON",
		.help = "held by everybody outside, from which stakes are bought", .source = ASSUMED },
	{ "treasury_pays", FORM_QUANTITY, AT(treasury_pays), .dimension = UNIT_RATIO, .fallback = "0 %",
		.max = "100 %", .help = "part of the treasury's SPON that goes back into the pool each era" },
	{ "livepeer", FORM_TEXT, AT(livepeer),
		.help = "a trace of stake rates: inflation follows Livepeer's rule" },
	{ "target_rate", FORM_QUANTITY, AT(target_rate), .dimension = UNIT_RATIO, .fallback = "50 %",
		.max = "100 %", .help = "target bonding rate of that rule", .source = "Livepeer 2018-26" },
	{ "change", FORM_QUANTITY, AT(change_era), .dimension = UNIT_YEARLY, .fallback = "0.12 %/year",
		.help = "its step of the inflation rate an era", .source = "Livepeer: 3,000 ppb a round" },
	{ NULL },
};
#undef AT

const struct form foundation_form = { "the foundation", foundation_rows, sizeof(struct foundation_setup),
	NULL, NULL, NULL };
