/* database - a database of results that nobody has simulated, for tests of what is made of one.
 *
 *	database FILE.db [runs=30] [cells=1] [eras=120] [era_s=86400] [warmup=20] [WORD]...
 *
 * Words: partial (as if it had been stopped), nofinals, holes (every series has gaps, single points
 * among them), nothing (no metric has a value), hostile (names that are HTML, SQL and gnuplot), long
 * (names as long as can be), huge (values of all magnitudes), zero (all values are 0).
 */
#include "sim/store/store.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct {
	unsigned runs, cells, eras, era_s, warmup;
	bool partial, nofinals, holes, nothing, hostile, long_, huge, zero;
} want = { .runs = 30, .cells = 1, .eras = 120, .era_s = 86400, .warmup = 20 };

/* The same for the same numbers: -1 to 1. */
static double luck(uint64_t a, uint64_t b, uint64_t c)
{
	uint64_t z = a * 0x9e3779b97f4a7c15u + b * 0xbf58476d1ce4e5b9u + c * 0x94d049bb133111ebu;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
	z = (z ^ z >> 27) * 0x94d049bb133111ebu;
	return (double) ((z ^ z >> 31) >> 11) / 4503599627370496.0 - 1;
}

static const struct {
	const char *name;
	double value;
} typical[] = {
	{ "supply.providers.active", 4870 }, { "supply.fizz.active", 48300 },
	{ "supply.providers.entries", 6 }, { "supply.providers.exits", 5 },
	{ "supply.fizz.entries", 320 }, { "supply.fizz.exits", 290 },
	{ "market.fill_rate", 0.94 }, { "market.time_to_lease.p50", 14 },
	{ "market.time_to_lease.p95", 1900 }, { "token.price", 0.021 }, { "token.pool", 4.1e8 },
	{ "token.rewards_era", 1.6e6 }, { "token.minted_era", 1.2e6 }, { "token.burned_era", 4.5e4 },
	{ "token.rewards_usd_era", 33000 }, { "token.fees_usd_era", 12500 },
	{ "token.fee_coverage", 0.38 }, { "sla.availability.providers", 0.991 },
	{ "sla.availability.fizz", 0.83 }, { "sla.availability.leases", 0.981 },
	{ "sla.availability.leases.providers", 0.995 }, { "sla.availability.leases.fizz", 0.93 },
	{ "provider.income_day", 91 }, { "provider.cost_day", 77 }, { "provider.profit_day.p10", -38 },
	{ "provider.profit_day.p50", 6 }, { "provider.profit_day.p90", 71 },
	{ "fizz.income_day", 0.41 }, { "fizz.cost_day", 0.29 }, { "fizz.profit_day.p10", -0.11 },
	{ "fizz.profit_day.p50", 0.07 }, { "fizz.profit_day.p90", 0.52 },
	{ "delegators.apr.p10", 0.06 }, { "delegators.apr.p50", 0.13 }, { "delegators.apr.p90", 0.24 },
	{ "slash.misconduct", 0 },
};

static double base_of(const struct metric_row *m, int number)
{
	for (size_t i = 0; i < sizeof typical / sizeof typical[0]; i++)
		if (strcmp(typical[i].name, m->name) == 0)
			return typical[i].value;
	if (strcmp(m->unit, "share") == 0 || strcmp(m->unit, "0 to 1") == 0)
		return 0.5 + 0.35 * luck(1, (uint64_t) number, 0);
	if (strcmp(m->unit, METRIC_PROBABILITY) == 0)
		return 0;
	return exp(4 + 3 * luck(1, (uint64_t) number, 0));
}

static double value_of(int number, unsigned cell, unsigned run, double progress, unsigned era)
{
	const struct metric_row *m = &metric_rows[number];
	double base = base_of(m, number), noise = luck((uint64_t) number, run + 1, 7) * (0.3 + progress);
	bool share = strcmp(m->unit, "share") == 0 || strcmp(m->unit, "0 to 1") == 0;
	double wave = 0.05 * luck((uint64_t) number, run * 1000 + 1, era) + 0.1 * sin(era / 9.0 + number);
	double value = base * (1 + wave + 0.12 * noise + 0.07 * cell + 0.2 * progress);

	if (number % 3 == 0)
		value += 0.3 * base * luck((uint64_t) number, run, 100 + cell);
	if (want.nothing || (want.holes && luck(3, (uint64_t) number, era / 3) > 0.2))
		return NAN;
	if (want.holes && era % 11 == 5)
		return NAN;
	if (want.zero)
		return 0;
	if (share)
		value = base + (1 - base) * base * (wave + 0.3 * noise + 0.1 * cell);
	if (want.huge && !share)
		value *= pow(10, 12 * luck(2, (uint64_t) number, 0));
	return share ? fmax(0, fmin(1, value)) : value;
}

/* ---- the world it claims to be of ---- */

static struct setup setup;
static struct provider_class providers[3];
static struct fizz_class fizz[2];

static void name_classes(void)
{
	static const char *const plain[] = { "gpu-server", "cpu-rack", "small-office" };
	static const char *const wild[] = { "<script>alert(1)</script>", "'; DROP TABLE run; --, \"x\"",
		"`touch backquote` \\ \" $HOME %s\n%d @ { } <!-- ]]>" };
	static const char *const endless[] = { "a-class-of-machines-whose-name-does-not-end-where-one-would-"
		"have-thought-it-does", "W\xc3\xa4rme-R\xc3\xbc" "ckgewinnungs-Gro\xc3\x9frechner-WWW"
		"WWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWW", "c" };

	for (int i = 0; i < 3; i++)
		providers[i].name = want.hostile ? wild[i] : want.long_ ? endless[i] : plain[i];
	fizz[0].name = "home";
	fizz[1].name = "gaming-pc";
	setup.providers = providers;
	setup.n_providers = 3;
	setup.fizz = fizz;
	setup.n_fizz = 2;
}

static struct final_row final_of(unsigned i, unsigned run)
{
	bool home = i >= 30;

	return (struct final_row) { .kind = home ? SPHERON_NODE_FIZZ : SPHERON_NODE_PROVIDER, .id = i + 1,
		.exit_era = UINT32_MAX, .class_ = (uint16_t) (i % (home ? 2 : 3)), .tier = 255,
		.there_s = 86400.0 * want.eras,
		.up_s = 86400.0 * want.eras * ((home ? 0.8 : 0.98) + 0.02 * luck(9, i, run)) };
}

static void fill(struct outcome *o, unsigned cell, unsigned run)
{
	memset(o, 0, sizeof *o);
	o->n_eras = want.partial && run == want.runs - 1 ? want.eras / 2 : want.eras;
	o->warmup_eras = want.warmup;
	for (int i = 0; i < METRIC_COUNT; i++)
		o->value[i] = value_of(i, cell, run, 0.5, 1000);
	o->series = calloc((size_t) o->n_eras * SERIES_COUNT + 1, sizeof *o->series);
	for (unsigned e = 0; e < o->n_eras; e++)
		for (int i = 0; i < SERIES_COUNT; i++)
			o->series[e * SERIES_COUNT + (unsigned) i] = value_of(metric_of_series[i], cell, run,
					(double) e / want.eras, e);
	o->n_final = want.nofinals ? 0 : 60;
	o->final = calloc(o->n_final + 1, sizeof *o->final);
	for (unsigned i = 0; i < o->n_final; i++)
		o->final[i] = final_of(i, run);
}

static bool write_cell(struct store *store, unsigned cell)
{
	struct outcome *run = calloc(want.runs, sizeof *run);
	const struct outcome **all = calloc(want.runs, sizeof *all);
	struct summary summary[METRIC_COUNT];
	char label[400];
	bool good;

	snprintf(label, sizeof label, want.hostile ? "<b>&\"'`%u%%s\\" : want.long_
			? "params.cooldown_s=%uh, market.token_price.volatility_year=0.9, demand."
			"batch.orders_day=20000, population.providers.gpu-server.count=4000, "
			"random.seed=18446744073709551615"
			: "params.cooldown_s=%uh", cell);
	good = store_cell(store, cell, want.cells > 1 ? label : "");
	for (unsigned i = 0; i < want.runs && good; i++) {
		fill(&run[i], cell, i);
		all[i] = &run[i];
		good = store_outcome(store, cell, i, &run[i], &(struct store_replication) {
			.setup = &setup, .state_hash = "00", .finished = run[i].n_eras == want.eras });
	}
	if (good) {
		summarise(all, want.runs, summary);
		good = store_summary(store, cell, summary);
	}
	for (unsigned i = 0; i < want.runs; i++) {
		free(run[i].series);
		free(run[i].final);
	}
	free(run);
	free(all);
	return good;
}

static bool take(const char *word)
{
	static const struct {
		const char *name;
		unsigned *number;
		bool *flag;
	} words[] = {
		{ "runs=", &want.runs, NULL }, { "cells=", &want.cells, NULL }, { "eras=", &want.eras, NULL },
		{ "era_s=", &want.era_s, NULL }, { "warmup=", &want.warmup, NULL },
		{ "partial", NULL, &want.partial }, { "nofinals", NULL, &want.nofinals },
		{ "holes", NULL, &want.holes }, { "nothing", NULL, &want.nothing },
		{ "hostile", NULL, &want.hostile }, { "long", NULL, &want.long_ },
		{ "huge", NULL, &want.huge }, { "zero", NULL, &want.zero },
	};

	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
		size_t n = strlen(words[i].name);

		if (words[i].flag && strcmp(word, words[i].name) == 0)
			return *words[i].flag = true;
		if (words[i].number && strncmp(word, words[i].name, n) == 0) {
			*words[i].number = (unsigned) strtoul(word + n, NULL, 10);
			return true;
		}
	}
	fprintf(stderr, "database: what is %s?\n", word);
	return false;
}

int main(int argc, char **argv)
{
	struct store *store;
	char hash[65];

	for (int i = 2; i < argc; i++)
		if (!take(argv[i]))
			return 2;
	if (argc < 2 || want.runs == 0)
		return 2;
	name_classes();
	store = store_begin(argv[1], &(struct store_run) {
		.name = want.hostile ? "</title><script>alert(1)</script>" : "made-up",
		.question = want.hostile ? "<img src=http://example.org/x onerror=alert(1)> & \"why\"?"
			: "Does a page show what is in a database?",
		.scenario = want.hostile ? "{\"name\": \"</pre><script>alert(1)</script>\"}"
			: "{\n  \"name\": \"made-up\",\n  \"time\": { \"horizon\": \"120d\" }\n}\n",
		.profile = "docs-2025-07", .seed = 20250709, .era_s = want.era_s, .runs = want.runs,
		.horizon_eras = want.eras, .warmup_eras = want.warmup });
	if (!store)
		return 1;
	for (unsigned c = 0; c < want.cells; c++)
		if (!write_cell(store, c)) {
			store_drop(store);
			return 1;
		}
	return store_end(store, want.partial, hash) ? 0 : 1;
}
