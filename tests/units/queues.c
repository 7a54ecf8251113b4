/* queues - whole worlds against what books say: loss systems against Erlang, availability against the
 * renewal theorem, counts against Poisson; what is changed for some leaves the luck of others alone; the
 * cheapest provider is the one that looking at all of them finds.
 *
 * Seeds are fixed.  A mean has to lie within the interval of Student's t that a right program leaves
 * once in ten thousand times, and the interval has to be short enough for a wrong one to be seen.
 */
#include "sim/player.h"
#include "sim/run/study.h"
#include "sim/world/inner.h"
#include "tests/units/statistics.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#define ERROR 1e-4
#define QUEUES "tests/units/queues.json"
#define SCALE  "scenarios/bench/scale.json"

enum { RUNS_MAX = 400, SETS_MAX = 24 };

/* ---- running ---- */

static struct study open_study(const char *path, const char *const *sets)
{
	struct study study;
	size_t n = 0;

	while (sets[n])
		n++;
	if (!study_open(&study, path, sets, n))
		fail_msg("%s is not a scenario", path);
	return study;
}

static struct outcome run(const struct study *study, uint32_t replication, FILE *log)
{
	struct world *w = world_new(&study->cell[0].plan, replication, log);
	struct world_result result;

	while (!world_ended(w))
		world_run_era(w);
	if (world_fault(w))
		fail_msg("%s", world_fault(w));
	world_result(w, &result);
	world_free(w);
	return result.outcome;
}

/* One metric of `runs` replications. */
static void metrics(const char *const *sets, uint32_t runs, const int *metric, size_t n,
		double value[][RUNS_MAX])
{
	struct study study = open_study(QUEUES, sets);

	for (uint32_t r = 0; r < runs; r++) {
		struct outcome o = run(&study, r, NULL);

		for (size_t i = 0; i < n; i++)
			value[i][r] = o.value[metric[i]];
		fold_free_outcome(&o);
	}
	study_close(&study);
}

/* The mean is as expected, within an interval that is at most `widest` of it. */
static void expect_mean_of(const char *what, const double *x, uint32_t n, double expected, double widest)
{
	double mean = 0, squares = 0, half;

	for (uint32_t i = 0; i < n; i++)
		mean += x[i] / n;
	for (uint32_t i = 0; i < n; i++)
		squares += (x[i] - mean) * (x[i] - mean);
	half = gsl_cdf_tdist_Pinv(1 - ERROR / 2, n - 1) * sqrt(squares / (n - 1) / n);
	print_message("           %s: %.6g +- %.2g, expected %.6g\n", what, mean, half, expected);
	if (!(fabs(mean - expected) <= half))
		fail_msg("%s: %g expected, %g +- %g found", what, expected, mean, half);
	if (!(half <= widest * fabs(expected)))
		fail_msg("%s: an interval of +- %g shows nothing", what, half);
}

/* ---- loss systems ---- */

static double erlang_b(double offered, unsigned servers)
{
	double b = 1;

	for (unsigned c = 1; c <= servers; c++)
		b = offered * b / (c + offered * b);
	return b;
}

static void expect_erlang(const char *law, unsigned servers, double a_day, uint32_t runs)
{
	static double value[2][RUNS_MAX];
	static const int metric[] = { METRIC_MARKET_FILL, METRIC_MARKET_USE_PROVIDERS };
	char threads[80], orders[80], duration[200];
	const char *const sets[] = { threads, orders, duration, "time.warmup=30 d", NULL };
	double lost = erlang_b(a_day, servers);

	snprintf(threads, sizeof threads, "population.providers.0.machine.0.threads=%u", servers);
	snprintf(orders, sizeof orders, "population.demand.0.orders=%g /d", a_day);
	snprintf(duration, sizeof duration, "population.demand.0.duration=%s", law);
	metrics(sets, runs, metric, 2, value);
	for (uint32_t r = 0; r < runs; r++) {
		value[0][r] = 1 - value[0][r];
		value[1][r] *= servers;
	}
	expect_mean_of("lost", value[0], runs, lost, 0.05);
	expect_mean_of("busy", value[1], runs, a_day * (1 - lost), 0.02);
}

#define EXPONENTIAL "{\"dist\":\"exponential\",\"mean\":\"1 d\"}"
/* Mean one day: median exp(-1.2^2 / 2) of it. */
#define LOGNORMAL "{\"dist\":\"lognormal\",\"median\":\"42_055.395 s\",\"sigma\":1.2}"

static void losses_are_those_of_erlang(void **state)
{
	(void) state;
	expect_erlang(EXPONENTIAL, 8, 6, 60);
	expect_erlang(EXPONENTIAL, 3, 4, 60);
}

/* Only the mean of the durations matters. */
static void losses_do_not_depend_on_how_durations_are_spread(void **state)
{
	(void) state;
	expect_erlang(LOGNORMAL, 8, 6, 200);
	expect_erlang("1 d", 8, 6, 100);
	expect_erlang("{\"dist\":\"uniform\",\"low\":\"1 h\",\"high\":\"47 h\"}", 3, 4, 60);
}

/* ---- room for all ---- */

/* The integral of P(duration > s) over 0 .. days of the lognormal above: by parts, days times the tail
 * and what the shorter ones add. */
static double mean_up_to(double days)
{
	double z = (log(days) + 0.72) / 1.2;

	return days * gsl_cdf_ugaussian_Q(z) + gsl_cdf_ugaussian_P(z - 1.2);
}

/* From empty, the leases running at any time are a Poisson number with mean rate times that integral. */
static void with_room_for_all_the_number_of_leases_is_poisson(void **state)
{
	enum { RUNS = 300, ERAS = 40 };
	static const uint32_t at[] = { 1, 4, 12, ERAS }; /* quarters of days */
	static double open[RUNS][ERAS];
	const char *const sets[] = { "population.providers.0.machine.0.threads=1000",
		"population.demand.0.orders=40 /d", "population.demand.0.duration=" LOGNORMAL,
		"params.era_s=21600", "time.horizon=10 d", NULL };
	struct study study = open_study(QUEUES, sets);

	(void) state;
	for (uint32_t r = 0; r < RUNS; r++) {
		struct outcome o = run(&study, r, NULL);

		assert_int_equal(o.n_eras, ERAS);
		for (int e = 0; e < ERAS; e++)
			open[r][e] = o.series[e * SERIES_COUNT + SERIES_MARKET_OPEN];
		fold_free_outcome(&o);
	}
	study_close(&study);
	for (size_t i = 0; i < sizeof at / sizeof at[0]; i++) {
		double mean = 40 * mean_up_to(at[i] / 4.0), sum = 0, squares = 0;
		char what[64];

		for (int r = 0; r < RUNS; r++) {
			sum += open[r][at[i] - 1];
			squares += pow(open[r][at[i] - 1] - mean, 2) / mean;
		}
		snprintf(what, sizeof what, "leases after %g days", at[i] / 4.0);
		print_message("           %s: %.4g, expected %.4g; variance %.3g of it\n", what,
				sum / RUNS, mean, squares / RUNS);
		expect_normal(what, (sum - RUNS * mean) / sqrt(RUNS * mean));
		expect_normal("their spread", (squares - RUNS) / sqrt(RUNS * (2 + 1 / mean)));
	}
}

/* ---- counts ---- */

#define HOURS "[4, 3, 2, 1, 1, 2, 4, 8, 10, 12, 14, 13, 12, 13, 14, 15, 14, 12, 10, 9, 8, 7, 6, 5]"
#define DAYS  "[10, 11, 12, 11, 10, 4, 3]"

static void orders_of_each_hour_are_poisson(void **state)
{
	enum { RUNS = 20, WEEKS = 4, HOURS_N = WEEKS * 168 };
	static const double hour[] = { 4, 3, 2, 1, 1, 2, 4, 8, 10, 12, 14, 13, 12, 13, 14, 15, 14, 12,
		10, 9, 8, 7, 6, 5 };
	static const double day[] = { 10, 11, 12, 11, 10, 4, 3 };
	static double week[168];
	const char *const sets[] = { "population.demand.0.orders=480 /d",
		"population.demand.0.hours=" HOURS, "population.demand.0.days=" DAYS,
		"params.era_s=3600", "time.horizon=28 d", NULL };
	struct study study = open_study(QUEUES, sets);
	double sum = 0, spread = 0, spread_variance = 0, whole = 0;

	(void) state;
	for (int h = 0; h < 168; h++)
		sum += hour[h % 24] * day[h / 24];
	for (int r = 0; r < RUNS; r++) {
		struct outcome o = run(&study, (uint32_t) r, NULL);

		for (int h = 0; h < HOURS_N; h++) {
			double mean = 480 * 7 * hour[h % 24] * day[h % 168 / 24] / sum;
			double n = o.series[h * SERIES_COUNT + SERIES_MARKET_ORDERS] / 24;

			week[h % 168] += n;
			spread += (n - mean) * (n - mean) / mean;
			spread_variance += 2 + 1 / mean;
		}
		fold_free_outcome(&o);
	}
	study_close(&study);
	for (int h = 0; h < 168; h++) {
		double mean = RUNS * WEEKS * 480 * 7 * hour[h % 24] * day[h / 24] / sum;

		whole += (week[h] - mean) * (week[h] - mean) / mean;
	}
	print_message("           chi-square of the hours of a week: %.1f with 168; spread of counts %.4f\n",
			whole, spread / (RUNS * HOURS_N));
	expect_chi_square("orders by hour of the week", whole, 168);
	expect_normal("spread of the orders of an hour", (spread - RUNS * HOURS_N)
			/ sqrt(spread_variance));
}

/* ---- availability ---- */

static void providers_are_up_as_renewals_say(void **state)
{
	enum { RUNS = 30 };
	static double value[3][RUNS_MAX];
	static const int metric[] = { METRIC_SLA_PROVIDERS, METRIC_SUPPLY_RETURNS_PROVIDERS,
		METRIC_SLA_MTTR_PROVIDERS };
	static const char *const sets[] = { "population.providers.0.count=50",
		"population.providers.0.up={\"dist\":\"weibull\",\"scale\":\"10 d\",\"shape\":0.7}",
		"population.providers.0.repair={\"dist\":\"lognormal\",\"median\":\"6 h\",\"sigma\":1}",
		"population.demand.0.orders=0 /d", "time.horizon=2000 d", "time.warmup=300 d", NULL };
	double up_d = 10 * tgamma(1 + 1 / 0.7), down_d = exp(0.5) / 4;

	(void) state;
	metrics(sets, RUNS, metric, 3, value);
	expect_mean_of("up", value[0], RUNS, up_d / (up_d + down_d), 0.002);
	expect_mean_of("returns a month", value[1], RUNS, 30 / (up_d + down_d), 0.02);
	expect_mean_of("hours down", value[2], RUNS, down_d * 24, 0.03);
}

/* ---- the luck of others ---- */

enum wanted { LINKS, WISHES };

struct told {
	char *text;
	size_t size;
};

/* Without what follows from prices: the rest of an order is the tenant's wish. */
static void without_price(char *line)
{
	char *price = strstr(line, "\"max_price\":\""), *end;

	if (!price)
		return;
	end = strchr(price + strlen("\"max_price\":\""), '"');
	memmove(price, end + 2, strlen(end + 2) + 1);
}

/* The lines of a log that tell of links, or of orders. */
static struct told told_by(FILE *log, enum wanted wanted)
{
	struct told t;
	FILE *out = open_memstream(&t.text, &t.size);
	char line[4096];

	rewind(log);
	while (fgets(line, sizeof line, log)) {
		bool link = strstr(line, "\"do\":\"node.down\"") || strstr(line, "\"do\":\"node.up\"");
		bool wish = strstr(line, "\"do\":\"order.create\"");

		without_price(line);
		if (wanted == LINKS ? link : wish)
			fputs(line, out);
	}
	fclose(out);
	return t;
}

struct seen {
	struct told links, wishes;
	char *log;
	size_t size;
};

static struct seen see(const char *set)
{
	const char *const sets[] = { "time.horizon=6 d", "population.demand.0.retries=0",
		"population.demand.0.leaves=0 %", "population.fizz.0.entry=0 %/year",
		"population.providers.1.entry=0 %/year", set, NULL };
	struct study study = open_study(SCALE, sets);
	struct seen seen;
	FILE *log = tmpfile();
	struct outcome o;

	assert_non_null(log);
	o = run(&study, 0, log);
	fold_free_outcome(&o);
	study_close(&study);
	seen.links = told_by(log, LINKS);
	seen.wishes = told_by(log, WISHES);
	seen.size = (size_t) ftell(log);
	seen.log = malloc(seen.size + 1);
	rewind(log);
	assert_int_equal(fread(seen.log, 1, seen.size, log), seen.size);
	fclose(log);
	return seen;
}

static void forget(struct seen *seen)
{
	free(seen->links.text);
	free(seen->wishes.text);
	free(seen->log);
}

static bool same(struct told a, struct told b)
{
	return a.size == b.size && memcmp(a.text, b.text, a.size) == 0;
}

static void what_is_changed_for_some_leaves_the_luck_of_others_alone(void **state)
{
	static const char *const changes[] = { "params.cooldown_s=3600",
		"population.providers.1.margin=3", "population.providers.1.low=1",
		"population.providers.1.attention=50 %", "population.verifier.proofs=12 /d",
		"population.fizz.0.price_factor=0.9", "market.reach=2",
		"population.operators.0.answers=50 %", "population.delegators.0.chases=1" };
	struct seen before = see("random.runs=1");

	(void) state;
	assert_true(before.links.size > 10000 && before.wishes.size > 10000);
	for (size_t i = 0; i < sizeof changes / sizeof changes[0]; i++) {
		struct seen after = see(changes[i]);

		if (!same(before.links, after.links))
			fail_msg("with %s nodes go down and up at other times", changes[i]);
		if (!same(before.wishes, after.wishes))
			fail_msg("with %s tenants want something else", changes[i]);
		forget(&after);
	}
	forget(&before);
}

/* Changes that do something, or the above would prove nothing: the whole log is another one. */
static void the_same_changes_do_something(void **state)
{
	static const char *const changes[] = { "params.cooldown_s=3600",
		"population.providers.1.low=1", "population.providers.1.attention=50 %",
		"population.fizz.0.price_factor=0.9", "market.reach=2" };
	struct seen before = see("random.runs=1");

	(void) state;
	for (size_t i = 0; i < sizeof changes / sizeof changes[0]; i++) {
		struct seen after = see(changes[i]);

		if (after.size == before.size && memcmp(after.log, before.log, before.size) == 0)
			fail_msg("%s changes nothing", changes[i]);
		forget(&after);
	}
	forget(&before);
}

/* Another seed is another luck. */
static void another_seed_is_another_luck(void **state)
{
	struct seen before = see("random.runs=1"), after = see("random.seed=2");

	(void) state;
	assert_false(same(before.links, after.links));
	assert_false(same(before.wishes, after.wishes));
	forget(&before);
	forget(&after);
}

/* ---- the cheapest ---- */

enum { PROVIDERS = 77 };

static uint32_t looked_for(const struct world *w, uint32_t threads, const bool *passed)
{
	uint32_t best = NOBODY;

	for (uint32_t i = 0; i < w->cast.n_providers; i++) {
		const struct node *n = &w->cast.provider[i];

		if (passed[i] || !n->up || n->paused || n->status != SPHERON_ACTIVE
				|| n->used_cpu + w->cheapest.kept[i] + threads > n->cpu)
			continue;
		if (best == NOBODY || w->cast.provider_mind[i].noise
				< w->cast.provider_mind[best].noise)
			best = i;
	}
	return best;
}

static void something_happens(struct world *w, struct stream *s)
{
	uint32_t i = (uint32_t) stream_below(s, w->cast.n_providers);
	struct node *n = &w->cast.provider[i];

	switch (stream_below(s, 4)) {
	case 0:
		n->up = !n->up;
		break;
	case 1:
		n->status = n->status == SPHERON_ACTIVE ? SPHERON_REGISTERED : SPHERON_ACTIVE;
		break;
	case 2:
		n->used_cpu = (uint32_t) stream_below(s, n->cpu + 1);
		break;
	case 3:
		if (w->cheapest.kept[i])
			cheapest_keep(w, i, w->cheapest.kept[i], false);
		else
			cheapest_keep(w, i, 2, true);
		return;
	}
	cheapest_update(w, i);
}

static void the_cheapest_is_who_looking_at_all_finds(void **state)
{
	struct provider_class class_ = { .policy = BID_MARKET, .low = 0.5, .high = 1.5 };
	struct setup setup = { .providers = &class_, .n_providers = 1 };
	struct world *w = must(calloc(1, sizeof *w));
	struct luck luck = { 20250711, 0 };
	struct stream s = luck_open(&luck, STREAM_WORLD, 0, FOR_CHOICE, 0);

	(void) state;
	w->setup = &setup;
	w->cast.provider = must(calloc(PROVIDERS, sizeof *w->cast.provider));
	w->cast.provider_mind = must(calloc(PROVIDERS, sizeof *w->cast.provider_mind));
	for (int round = 0; round < 20000; round++) {
		bool passed[PROVIDERS] = { false };
		uint32_t threads = (uint32_t) stream_below(&s, 12), rank = 0, found;

		if (round % 200 == 0 && w->cast.n_providers < PROVIDERS) {
			uint32_t i = w->cast.n_providers++;

			w->cast.provider[i] = (struct node) { .cpu = 1 + (uint32_t) stream_below(&s, 16),
				.up = true, .status = SPHERON_ACTIVE };
			w->cast.provider_mind[i].noise = stream_unit(&s);
			cheapest_enters(w);
		}
		something_happens(w, &s);
		do {
			uint32_t best = looked_for(w, threads, passed);

			found = cheapest_next(w, threads, &rank);
			assert_int_equal(found, best);
			if (found != NOBODY)
				passed[found] = true;
		} while (found != NOBODY);
	}
	cheapest_free(w);
	free(w->cast.provider);
	free(w->cast.provider_mind);
	free(w);
}

static void run_until(struct world *w, uint32_t era)
{
	while (!world_ended(w) && world_era(w) < era)
		world_run_era(w);
}

/* Bids that are undecided at that moment keep their threads. */
static void a_market_of_the_cheapest_goes_on_after_a_checkpoint(void **state)
{
	const char *const sets[] = { "population.demand.0.orders=50_000 /d", "params.block_time_ms=1000",
		"params.bid_window_blocks=3000", "params.order_ttl_blocks=6000",
		"population.demand.0.tenants=2000", "time.horizon=1 d", NULL };
	struct study study = open_study("scenarios/bench/market.json", sets);
	const struct world_plan *plan = &study.cell[0].plan;
	struct world *w = world_new(plan, 0, NULL), *again;
	struct world_result whole, resumed;
	FILE *f = tmpfile();
	uint32_t kept = 0;

	(void) state;
	assert_non_null(f);
	run_until(w, 12);
	for (uint32_t i = 0; i < w->cast.n_providers; i++)
		kept += w->cheapest.kept[i];
	assert_true(kept > 100);
	assert_true(world_save(w, "here", f));
	run_until(w, 24);
	world_result(w, &whole);
	rewind(f);
	again = world_load(plan, 0, "here", NULL, f);
	assert_non_null(again);
	run_until(again, 24);
	world_result(again, &resumed);
	assert_string_equal(whole.hash, resumed.hash);
	fold_free_outcome(&whole.outcome);
	fold_free_outcome(&resumed.outcome);
	world_free(w);
	world_free(again);
	study_close(&study);
	fclose(f);
}

static void the_cheapest_needs_providers_that_stand_in_a_row(void **state)
{
	struct provider_class class_ = { .name = "scaling", .policy = BID_SCALE };
	struct setup setup = { .providers = &class_, .n_providers = 1, .horizon_s = 864000,
		.market = { .search = SEARCH_CHEAPEST } };
	struct world_plan plan;
	char why[300];

	(void) state;
	assert_false(world_plan_make(&plan, &setup, why, sizeof why));
	assert_non_null(strstr(why, "\"scaling\" bids \"scale\""));
	class_.policy = BID_MARKET;
	assert_true(world_plan_make(&plan, &setup, why, sizeof why));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(losses_are_those_of_erlang),
		cmocka_unit_test(losses_do_not_depend_on_how_durations_are_spread),
		cmocka_unit_test(with_room_for_all_the_number_of_leases_is_poisson),
		cmocka_unit_test(orders_of_each_hour_are_poisson),
		cmocka_unit_test(providers_are_up_as_renewals_say),
		cmocka_unit_test(what_is_changed_for_some_leaves_the_luck_of_others_alone),
		cmocka_unit_test(the_same_changes_do_something),
		cmocka_unit_test(another_seed_is_another_luck),
		cmocka_unit_test(the_cheapest_is_who_looking_at_all_finds),
		cmocka_unit_test(a_market_of_the_cheapest_goes_on_after_a_checkpoint),
		cmocka_unit_test(the_cheapest_needs_providers_that_stand_in_a_row),
	};

	return cmocka_run_group_tests_name("queues", tests, NULL, NULL);
}
