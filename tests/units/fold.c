/* fold - what is folded together while a run goes on, against sums over everything that was kept.
 *
 * A small world of chance happens twice: it is told to a fold, and written down.  At the end each
 * indicator is computed from what was written down, as its row in the table says, era by era and for
 * the whole run.
 */
#include "tests/units/chance.h"

#include "sim/measure/concentration.h"
#include "sim/measure/histogram.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

/* ---- the slow way ---- */

static double sum(uint32_t a, uint32_t b, unsigned what)
{
	double total = 0;

	for (uint32_t e = a; e < b; e++)
		total += book.tally[e][what];
	return total;
}

static double over(double part, double whole)
{
	return whole > 0 ? part / whole : NAN;
}

static void expect(const char *where, const double *value, enum metric m, double should, double relative)
{
	if (isnan(should) && isnan(value[m]))
		return;
	if (!(fabs(value[m] - should) <= relative * fabs(should) + 1e-9))
		fail_msg("%s: %s is %.12g, should be %.12g", where, metric_rows[m].name, value[m], should);
}

#define EXACT 1e-9

static double waited(uint32_t a, uint32_t b, double q)
{
	static double x[20000];
	size_t n = 0;

	for (uint32_t e = a; e < b; e++)
		for (size_t i = 0; i < book.n_wait[e]; i++)
			x[n++] = book.wait[e][i];
	rank(x, n);
	return n ? ranked(x, n, q) : NAN;
}

/* Everything that can be said of any eras [a, b). */
static void expect_market(const char *in, const double *v, uint32_t a, uint32_t b)
{
	double days = (b - a) * (ERA_MS / 1000) / 86400.0, room_gpu = 0, room[2] = { 0, 0 };
	double decided = sum(a, b, LEASED) + sum(a, b, LOST);
	double threads[2] = { area(&book.leased, a, b, P, false, -1),
		area(&book.leased, a, b, F, false, -1) };

	for (uint32_t e = a; e < b; e++) {
		room_gpu += book.gpus[e] * ERA_MS / 1000;
		for (int k = 0; k < 2; k++)
			room[k] += book.threads[e][k] * ERA_MS / 1000;
	}
	expect(in, v, METRIC_MARKET_WANTED, (sum(a, b, WANTED) + sum(a, b, UNSERVED)) / days, EXACT);
	expect(in, v, METRIC_MARKET_ORDERS, sum(a, b, ORDERED) / days, EXACT);
	expect(in, v, METRIC_MARKET_LEASES, sum(a, b, LEASED) / days, EXACT);
	expect(in, v, METRIC_MARKET_FILL, over(sum(a, b, LEASED), decided), EXACT);
	expect(in, v, METRIC_MARKET_WAIT_P50, waited(a, b, 0.5), HISTOGRAM_ERROR);
	expect(in, v, METRIC_MARKET_WAIT_P95, waited(a, b, 0.95), HISTOGRAM_ERROR);
	expect(in, v, METRIC_MARKET_BIDS, over(sum(a, b, BIDS), sum(a, b, ORDERED)), EXACT);
	expect(in, v, METRIC_MARKET_USE_GPU, over(area(&book.leased, a, b, -1, true, -1), room_gpu), EXACT);
	expect(in, v, METRIC_MARKET_USE_CPU, over(threads[P] + threads[F], room[P] + room[F]), EXACT);
	expect(in, v, METRIC_MARKET_USE_PROVIDERS, over(threads[P], room[P]), EXACT);
	expect(in, v, METRIC_MARKET_USE_FIZZ, over(threads[F], room[F]), EXACT);
	expect(in, v, METRIC_MARKET_PRICE_GPU, over(area(&book.rate, a, b, 1, false, -1),
			area(&book.leased, a, b, -1, true, -1)), EXACT);
	expect(in, v, METRIC_MARKET_PRICE_CPU, over(area(&book.rate, a, b, 0, false, -1),
			area(&book.rate, a, b, 0, true, -1)), EXACT);
	expect(in, v, METRIC_MARKET_TO_MARKET, over(sum(a, b, TO_MARKET), sum(a, b, LEASED)), EXACT);
	expect(in, v, METRIC_MARKET_SPENT, sum(a, b, SPENT) / days, EXACT);
	expect(in, v, METRIC_MARKET_FIZZ, over(sum(a, b, LEASED_FIZZ), sum(a, b, LEASED)), EXACT);
	expect(in, v, METRIC_MARKET_LEFT, sum(a, b, LEFT), EXACT);
}

/* Leases have a height of 1 here. */
static double leases_in(uint32_t a, uint32_t b, int kind)
{
	double total = 0;

	for (size_t i = 0; i < book.leased.n; i++) {
		struct spans one = { &book.leased.at[i], 1, 1 };

		total += area(&one, a, b, kind, false, -1) / book.leased.at[i].height;
	}
	return total;
}

static void expect_service(const char *in, const double *v, uint32_t a, uint32_t b)
{
	double leases[2] = { leases_in(a, b, P), leases_in(a, b, F) };
	double down[2] = { area(&book.down, a, b, P, false, -1), area(&book.down, a, b, F, false, -1) };
	double there[2] = { area(&book.there, a, b, P, false, -1), area(&book.there, a, b, F, false, -1) };

	expect(in, v, METRIC_SLA_LEASES, 1 - over(down[P] + down[F], leases[P] + leases[F]), EXACT);
	expect(in, v, METRIC_SLA_LEASES_PROVIDERS, 1 - over(down[P], leases[P]), EXACT);
	expect(in, v, METRIC_SLA_LEASES_FIZZ, 1 - over(down[F], leases[F]), EXACT);
	expect(in, v, METRIC_SLA_PROVIDERS, over(area(&book.up, a, b, P, false, -1), there[P]), EXACT);
	expect(in, v, METRIC_SLA_FIZZ, over(area(&book.up, a, b, F, false, -1), there[F]), EXACT);
	expect(in, v, METRIC_SUPPLY_COOLDOWN_PROVIDERS, over(sum(a, b, COOLDOWN_S + P), there[P]), EXACT);
	expect(in, v, METRIC_SUPPLY_COOLDOWN_FIZZ, over(sum(a, b, COOLDOWN_S + F), there[F]), EXACT);
	expect(in, v, METRIC_SUPPLY_PROVIDER_ENTRIES, sum(a, b, ENTRIES + P), EXACT);
	expect(in, v, METRIC_SUPPLY_FIZZ_EXITS, sum(a, b, EXITS + F), EXACT);
}

static void expect_money(const char *in, const double *v, uint32_t a, uint32_t b)
{
	static const enum metric income[2] = { METRIC_PROVIDER_INCOME, METRIC_FIZZ_INCOME };
	static const enum metric cost[2] = { METRIC_PROVIDER_COST, METRIC_FIZZ_COST };
	static const enum metric margin[2] = { METRIC_PROVIDER_MARGIN, METRIC_FIZZ_MARGIN };
	static const enum metric liveness[2] = { METRIC_PROVIDER_LIVENESS, METRIC_FIZZ_LIVENESS };
	double eras = b - a, rewards_usd = sum(a, b, REWARD_INCOME + P) + sum(a, b, REWARD_INCOME + F);

	for (int k = 0; k < 2; k++) {
		double all = sum(a, b, LEASE_INCOME + (unsigned) k) + sum(a, b, REWARD_INCOME + (unsigned) k);
		double node_days = area(&book.there, a, b, k, false, -1) / 86400;

		expect(in, v, income[k], over(all, node_days), EXACT);
		expect(in, v, cost[k], over(sum(a, b, COST + (unsigned) k), node_days), EXACT);
		expect(in, v, margin[k], over(all - sum(a, b, COST + (unsigned) k), all), EXACT);
		expect(in, v, liveness[k], over(sum(a, b, REWARD_INCOME + (unsigned) k), all), EXACT);
	}
	expect(in, v, METRIC_TOKEN_REWARDS, (sum(a, b, REWARD + P) + sum(a, b, REWARD + F)) / eras, EXACT);
	expect(in, v, METRIC_TOKEN_REWARDS_USD, rewards_usd / eras, EXACT);
	expect(in, v, METRIC_TOKEN_MINTED, sum(a, b, MINTED) / eras, EXACT);
	expect(in, v, METRIC_TOKEN_FEES, sum(a, b, FEES) / eras, EXACT);
	expect(in, v, METRIC_TOKEN_COVERAGE, over(sum(a, b, FEES), rewards_usd), EXACT);
	expect(in, v, METRIC_SLASH_TOTAL, sum(a, b, SLASHED) / eras, EXACT);
}

static void worlds_of_chance_fold_to_what_was_written_down(void **unused)
{
	(void) unused;
	for (uint64_t seed = 1; seed <= 12; seed++) {
		double value[METRIC_COUNT];
		struct outcome out;
		char in[40];

		begin_world(seed, &(struct fold_wants) { 0 });
		while (era < ERAS)
			live_an_era();
		end_world(&out);
		assert_int_equal(out.n_eras, ERAS);
		assert_int_equal(out.warmup_eras, WARM);
		expect_market("the run", out.value, WARM, ERAS);
		expect_service("the run", out.value, WARM, ERAS);
		expect_money("the run", out.value, WARM, ERAS);
		for (uint32_t e = 0; e < ERAS; e++) {
			for (int m = 0; m < METRIC_COUNT; m++)
				value[m] = NAN;
			for (int i = 0; i < SERIES_COUNT; i++)
				value[metric_of_series[i]] = out.series[e * SERIES_COUNT + (uint32_t) i];
			snprintf(in, sizeof in, "era %u of world %u", e, (unsigned) seed);
			expect_market(in, value, e, e + 1);
			expect_service(in, value, e, e + 1);
			expect_money(in, value, e, e + 1);
		}
		fold_free_outcome(&out);
		free_world();
	}
}

/* ---- what is only said of a whole run ---- */

static void expect_orders(const double *v)
{
	double decided = sum(WARM, ERAS, LEASED) + sum(WARM, ERAS, LOST), ended = sum(WARM, ERAS, ENDED);
	double leased = sum(WARM, ERAS, LEASED);

	expect("run", v, METRIC_MARKET_WISHES, leased / (leased + sum(WARM, ERAS, GIVEN_UP)
			+ sum(WARM, ERAS, UNSERVED)), EXACT);
	expect("run", v, METRIC_MARKET_NO_BID, sum(WARM, ERAS, NO_BID) / decided, EXACT);
	expect("run", v, METRIC_MARKET_EXPIRED, sum(WARM, ERAS, EXPIRED) / decided, EXACT);
	expect("run", v, METRIC_MARKET_UNFUNDED, 0, EXACT);
	expect("run", v, METRIC_MARKET_TO_BUDGET, sum(WARM, ERAS, TO_BUDGET) / leased, EXACT);
	expect("run", v, METRIC_MARKET_COMPLETED, sum(WARM, ERAS, COMPLETED) / ended, EXACT);
	expect("run", v, METRIC_MARKET_EXTENDED, sum(WARM, ERAS, RENEWED) / leased, EXACT);
	expect("run", v, METRIC_MARKET_SPON, sum(WARM, ERAS, LEASED_SPON) / leased, EXACT);
	rank(book.length, book.n_length);
	expect("run", v, METRIC_MARKET_LENGTH_P50,
			ranked(book.length, book.n_length, 0.5), HISTOGRAM_ERROR);
	expect("run", v, METRIC_SLA_INTERRUPTED, sum(WARM, ERAS, INTERRUPTED) / ended, EXACT);
	expect("run", v, METRIC_SLA_BROKEN, sum(WARM, ERAS, BROKEN) / ended, EXACT);
}

static void expect_nodes(const double *v)
{
	double there[2] = { area(&book.there, WARM, ERAS, P, false, -1),
		area(&book.there, WARM, ERAS, F, false, -1) };
	double down = area(&book.down, WARM, ERAS, -1, false, -1);
	double leases = leases_in(WARM, ERAS, P) + leases_in(WARM, ERAS, F);
	double exits = sum(WARM, ERAS, EXITS + P) + sum(WARM, ERAS, EXITS + F);

	expect("run", v, METRIC_SLA_OUTAGE, down / 60 / (leases / 2592000), EXACT);
	expect("run", v, METRIC_SLA_MTTR_PROVIDERS,
			sum(WARM, ERAS, OUTAGE_S + P) / 3600 / sum(WARM, ERAS, RETURNS + P), EXACT);
	expect("run", v, METRIC_SLA_MTTR_FIZZ,
			sum(WARM, ERAS, OUTAGE_S + F) / 3600 / sum(WARM, ERAS, RETURNS + F), EXACT);
	rank(book.repair, book.n_repair);
	expect("run", v, METRIC_SLA_MTTR_PROVIDERS_P95, ranked(book.repair, book.n_repair, 0.95),
			HISTOGRAM_ERROR);
	expect("run", v, METRIC_SLA_MAINTENANCE,
			area(&book.maintenance, WARM, ERAS, -1, false, -1) / there[P], EXACT);
	expect("run", v, METRIC_SLA_UPTIME_PROVIDERS,
			sum(WARM, ERAS, UPTIME + P) / sum(WARM, ERAS, UPTIME_N + P), EXACT);
	expect("run", v, METRIC_SUPPLY_RETURNS_FIZZ, sum(WARM, ERAS, RETURNS + F) / (there[F] / 2592000),
			EXACT);
	expect("run", v, METRIC_SUPPLY_EXITS_FOUNDERS, over(sum(WARM, ERAS, EXITS_OLD),
			area(&book.there, WARM, ERAS, -1, false, 1) / 31536000), EXACT);
	expect("run", v, METRIC_SUPPLY_EXITS_NEWCOMERS, over(exits - sum(WARM, ERAS, EXITS_OLD),
			area(&book.there, WARM, ERAS, -1, false, 0) / 31536000), EXACT);
	expect("run", v, METRIC_SLASH_COUNT, sum(WARM, ERAS, SLASHES) / (there[P] / 31536000), EXACT);
}

/* The largest share of a region that was down at once; regions lose and gain providers. */
static void expect_regions(const double *v)
{
	static double x[ERAS * 4];
	size_t n = 0;

	for (uint32_t e = WARM; e < ERAS; e++) {
		for (uint16_t r = 0; r < 4; r++) {
			uint32_t there = 0;

			for (uint32_t i = 0; i < PROVIDERS; i++)
				there += cast.provider[i].region == r && book.entered[P][i] <= e
						&& (present[P][i] || book.left[P][i] > e);
			if (there >= 5)
				x[n++] = book.peak[e][r];
		}
	}
	rank(x, n);
	expect("run", v, METRIC_SLA_REGIONAL, n ? ranked(x, n, 0.99) : NAN, HISTOGRAM_ERROR);
}

static void expect_late(const double *v)
{
	static const enum metric profit[2] = { METRIC_PROVIDER_PROFIT_P10, METRIC_FIZZ_PROFIT_P10 };
	static const enum metric losing[2] = { METRIC_PROVIDER_LOSING, METRIC_FIZZ_LOSING };
	double x[FIZZ], months[PROVIDERS], never = 0, paying = 0;
	size_t n_months = 0;

	for (int k = 0; k < 2; k++) {
		size_t n = 0, bad = 0;

		for (uint32_t i = 0; i < (k == P ? PROVIDERS : FIZZ); i++) {
			if (book.late_eras[k][i] == 0)
				continue;
			x[n] = (book.late_income[k][i] - book.late_cost[k][i])
					/ (book.late_eras[k][i] * ERA_MS / 1000 / 86400);
			bad += x[n++] < 0;
		}
		rank(x, n);
		expect("run", v, profit[k], ranked(x, n, 0.1), EXACT);
		expect("run", v, profit[k] + 1, ranked(x, n, 0.5), EXACT);
		expect("run", v, profit[k] + 2, ranked(x, n, 0.9), EXACT);
		expect("run", v, losing[k], (double) bad / (double) n, EXACT);
	}
	for (uint32_t i = 0; i < PROVIDERS; i++) {
		double capital = cast.provider_mind[i].capital, cash;

		if (book.late_eras[P][i] == 0 || capital == 0)
			continue;
		/* What a month leaves, with the part of the costs that is written off on machines. */
		cash = (book.late_income[P][i] - book.late_cost[P][i])
				/ (book.late_eras[P][i] * ERA_MS / 1000 / 2592000)
				+ capital / 1e8 * 2592000;
		paying++;
		never += cash <= 0;
		months[n_months++] = cash > 0 ? capital / cash : 1e300;
	}
	rank(months, n_months);
	expect("run", v, METRIC_PROVIDER_NO_PAYBACK, never / paying, EXACT);
	for (int i = 0; i < 3; i++) {
		double at = ranked(months, n_months, i == 0 ? 0.1 : i == 1 ? 0.5 : 0.9);

		expect("run", v, METRIC_PROVIDER_PAYBACK_P10 + (unsigned) i, at > 1e299 ? NAN : at, EXACT);
	}
	expect("run", v, METRIC_PROVIDER_BREAK_EVEN, fmax(0, sum(LATE, ERAS, COST + P)
			- sum(LATE, ERAS, LEASE_INCOME + P)) / sum(LATE, ERAS, REWARD + P), EXACT);
	expect("run", v, METRIC_PROVIDER_MARGIN_GPU, sum(WARM, ERAS, GPU_PROFIT)
			/ (area(&book.leased, WARM, ERAS, P, true, -1) / 3600), EXACT);
}

static void expect_shares(const double *v)
{
	double income[PROVIDERS], leases[PROVIDERS], region[4] = { 0 }, gateway[5] = { 0 };
	struct concentration c;
	size_t n = 0;

	for (uint32_t i = 0; i < PROVIDERS; i++) {
		if (book.late_eras[P][i] == 0)
			continue;
		leases[n] = book.late_leases[i];
		income[n++] = book.late_income[P][i];
	}
	c = concentration_of(income, n);
	expect("run", v, METRIC_REVENUE_GINI, c.gini, EXACT);
	expect("run", v, METRIC_REVENUE_NAKAMOTO, c.nakamoto, EXACT);
	c = concentration_of(leases, n);
	expect("run", v, METRIC_LEASES_HHI, c.hhi, EXACT);
	for (int k = 0; k < 2; k++) {
		for (uint32_t i = 0; i < (k == P ? PROVIDERS : FIZZ); i++) {
			if (!present[k][i] || node_of(k, i)->status != SPHERON_ACTIVE)
				continue;
			region[node_of(k, i)->region] += node_of(k, i)->cpu;
			if (k == F)
				gateway[node_of(k, i)->gateway - 1]++;
		}
	}
	expect("run", v, METRIC_REGION_HHI, concentration_of(region, 4).hhi, EXACT);
	expect("run", v, METRIC_GATEWAY_NAKAMOTO, concentration_of(gateway, 5).nakamoto, EXACT);
}

static void expect_rest(const double *v)
{
	double top = 0, fall = 0;

	for (uint32_t e = WARM; e < ERAS; e++) {
		top = fmax(top, book.token[e]);
		fall = fmax(fall, 1 - book.token[e] / top);
	}
	expect("run", v, METRIC_TOKEN_DRAWDOWN, fall, EXACT);
	expect("run", v, METRIC_SECURITY_FALSE_FAIL,
			sum(WARM, ERAS, FALSE_FAIL) / sum(WARM, ERAS, SOUND), EXACT);
	expect("run", v, METRIC_SECURITY_MISSED,
			sum(WARM, ERAS, MISSED) / sum(WARM, ERAS, FAULTY), EXACT);
	expect("run", v, METRIC_SECURITY_FALSE_SLASH,
			sum(WARM, ERAS, FALSELY) / sum(WARM, ERAS, JUDGED), EXACT);
	rank(book.delay, book.n_delay);
	expect("run", v, METRIC_SECURITY_FOUND,
			sum(WARM, ERAS, FOUND) / sum(WARM, ERAS, RETURNS + P), EXACT);
	expect("run", v, METRIC_SECURITY_DELAY_P95,
			ranked(book.delay, book.n_delay, 0.95), HISTOGRAM_ERROR);
	/* The whole run is shorter than 30 days. */
	assert_true(isnan(v[METRIC_SUPPLY_FIZZ_KEPT_30]));
	expect("run", v, METRIC_SUPPLY_SURVIVAL, (book.threads[ERAS - 1][P] + book.threads[ERAS - 1][F])
			/ (book.threads[WARM][P] + book.threads[WARM][F]), EXACT);
	/* Nothing of this is in this world. */
	assert_true(isnan(v[METRIC_DELEGATORS_RETURN]) && isnan(v[METRIC_STAKE_GINI]));
	assert_true(isnan(v[METRIC_SECURITY_AVS]) && isnan(v[METRIC_SECURITY_TASKS]));
	assert_true(v[METRIC_TOKEN_EMPTY] == 1);
}

static void a_whole_run_is_told_as_the_table_says(void **unused)
{
	(void) unused;
	for (uint64_t seed = 100; seed < 112; seed++) {
		struct outcome out;

		begin_world(seed, &(struct fold_wants) { 0 });
		while (era < ERAS)
			live_an_era();
		end_world(&out);
		expect_orders(out.value);
		expect_nodes(out.value);
		expect_regions(out.value);
		expect_late(out.value);
		expect_shares(out.value);
		expect_rest(out.value);
		fold_free_outcome(&out);
		free_world();
	}
}

/* ---- checkpoints, finals, events ---- */

static void same_outcome(const struct outcome *a, const struct outcome *b)
{
	assert_memory_equal(a->value, b->value, sizeof a->value);
	assert_int_equal(a->n_eras, b->n_eras);
	assert_memory_equal(a->series, b->series, a->n_eras * SERIES_COUNT * sizeof *a->series);
	assert_memory_equal(a->events, b->events, sizeof a->events);
	assert_memory_equal(a->total, b->total, sizeof a->total);
	assert_int_equal(a->n_final, b->n_final);
	assert_memory_equal(a->final, b->final, a->n_final * sizeof *a->final);
	assert_int_equal(a->n_event, b->n_event);
	for (size_t i = 0; i < a->n_event; i++)
		assert_memory_equal(a->text + a->event[i].text, b->text + b->event[i].text,
				a->event[i].size);
}

static const struct fold_wants everything = { .finals = true,
	.event = { [SPHERON_EVENT_SLASHED] = true } };

static void live(struct outcome *out, uint32_t stop)
{
	begin_world(7, &everything);
	while (era < ERAS) {
		if (era == stop) {
			FILE *file = tmpfile();

			assert_true(fold_save(fold, file));
			fold_free(fold);
			rewind(file);
			fold = fold_load(&setup, &cast, file);
			assert_non_null(fold);
			assert_int_equal(fgetc(file), EOF);
			fclose(file);
		}
		live_an_era();
	}
	end_world(out);
}

static void a_saved_fold_goes_on_as_if_nothing_had_happened(void **unused)
{
	struct outcome whole, resumed;

	(void) unused;
	live(&whole, ERAS);
	free_world();
	for (uint32_t stop = 0; stop < ERAS; stop += 13) {
		live(&resumed, stop);
		same_outcome(&whole, &resumed);
		fold_free_outcome(&resumed);
		free_world();
	}
	fold_free_outcome(&whole);
}

static void half_a_checkpoint_is_refused(void **unused)
{
	FILE *file = tmpfile();
	long size;

	(void) unused;
	begin_world(3, &everything);
	live_an_era();
	assert_true(fold_save(fold, file));
	size = ftell(file);
	for (long cut = 0; cut < size; cut += size / 17 + 1) {
		char *text = malloc((size_t) cut + 1);
		FILE *half = tmpfile();

		rewind(file);
		assert_int_equal(fread(text, 1, (size_t) cut, file), cut);
		assert_int_equal(fwrite(text, 1, (size_t) cut, half), cut);
		rewind(half);
		assert_null(fold_load(&setup, &cast, half));
		fclose(half);
		free(text);
	}
	fclose(file);
	fold_free(fold);
	player_end(&player);
	free_world();
}

static void finals_add_up_to_the_run(void **unused)
{
	double lease[2] = { 0, 0 }, cost[2] = { 0, 0 }, there[2] = { 0, 0 }, up[2] = { 0, 0 }, n = 0;
	struct outcome out;

	(void) unused;
	live(&out, ERAS);
	for (size_t i = 0; i < out.n_final; i++) {
		lease[out.final[i].kind] += out.final[i].lease_usd;
		cost[out.final[i].kind] += out.final[i].cost_usd;
		there[out.final[i].kind] += out.final[i].there_s;
		up[out.final[i].kind] += out.final[i].up_s;
		n += out.final[i].leases;
	}
	assert_true(n == sum(WARM, ERAS, LEASED));
	for (int k = 0; k < 2; k++) {
		/* The warm-up ends 300 s before an era here; finals count from its very end. */
		double missed = area(&book.there, WARM - 1, WARM, k, false, -1);

		assert_true(fabs(lease[k] - sum(WARM, ERAS, LEASE_INCOME + (unsigned) k)) < 1e-6);
		assert_true(fabs(cost[k] - sum(WARM, ERAS, COST + (unsigned) k)) < 1e-6);
		assert_true(there[k] >= area(&book.there, WARM, ERAS, k, false, -1) - 1e-6);
		assert_true(there[k] <= area(&book.there, WARM, ERAS, k, false, -1) + missed);
		assert_true(up[k] >= area(&book.up, WARM, ERAS, k, false, -1) - 1e-6);
		assert_true(up[k] <= there[k]);
	}
	assert_int_equal(out.n_event, out.events[SPHERON_EVENT_SLASHED]);
	assert_true(out.n_event > 0 && memcmp(out.text + out.event[0].text, "[\"Slashed\"", 10) == 0);
	fold_free_outcome(&out);
	free_world();
}

static void a_run_that_stops_in_its_warm_up_has_nothing_to_say(void **unused)
{
	struct outcome out;

	(void) unused;
	begin_world(5, &(struct fold_wants) { 0 });
	while (era < WARM / 2)
		live_an_era();
	end_world(&out);
	assert_int_equal(out.n_eras, WARM / 2);
	assert_int_equal(out.warmup_eras, WARM / 2);
	assert_true(isnan(out.value[METRIC_MARKET_FILL]) && isnan(out.value[METRIC_TOKEN_EMPTY]));
	assert_true(isnan(out.value[METRIC_PROVIDER_PROFIT_P50]));
	assert_true(out.value[METRIC_SUPPLY_PROVIDERS] > 0);
	assert_true(!isnan(out.series[metric_rows[METRIC_MARKET_FILL].series]));
	fold_free_outcome(&out);
	free_world();
}

static void totals_are_exact_beyond_64_bits(void **unused)
{
	const struct spheron_u128 huge = { UINT64_MAX - 2, 7 };
	struct spheron_event e = { .kind = SPHERON_EVENT_RESTITUTION, .u.restitution = { 1, huge } };
	struct outcome out;

	(void) unused;
	begin_world(5, &(struct fold_wants) { 0 });
	for (int i = 0; i < 1000; i++)
		fold_event(fold, 5, &e);
	end_world(&out);
	/* 1000 (8 * 2^64 - 3) = 7999 * 2^64 + (2^64 - 3000). */
	assert_int_equal(out.total[TOTAL_RESTITUTION].hi, 7999);
	assert_true(out.total[TOTAL_RESTITUTION].lo == UINT64_MAX - 2999);
	fold_free_outcome(&out);
	free_world();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(worlds_of_chance_fold_to_what_was_written_down),
		cmocka_unit_test(a_whole_run_is_told_as_the_table_says),
		cmocka_unit_test(a_saved_fold_goes_on_as_if_nothing_had_happened),
		cmocka_unit_test(half_a_checkpoint_is_refused),
		cmocka_unit_test(finals_add_up_to_the_run),
		cmocka_unit_test(a_run_that_stops_in_its_warm_up_has_nothing_to_say),
		cmocka_unit_test(totals_are_exact_beyond_64_bits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
