/* stakes - what a fold reads from the protocol's state and knows by its events: stakes, pools, slashes,
 * the reward pool, who stayed.
 */
#include "tests/units/chance.h"

#include "sim/measure/concentration.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#define DAY_MS UINT64_C(86400000)

static struct outcome out;
static double price_usd;
static uint32_t horizon_days = 100;

static double spon(struct spheron_u128 amount)
{
	return ((double) amount.hi * 0x1p64 + (double) amount.lo) / 1e18;
}

static double in_bucket(unsigned name, uint64_t owner)
{
	return spon(spheron_bucket(player.state, name, owner, SPHERON_SPON));
}

static void expect(enum metric m, double should)
{
	if (!(fabs(out.value[m] - should) <= 1e-9 * fabs(should) + 1e-12))
		fail_msg("%s is %.12g, should be %.12g", metric_rows[m].name, out.value[m], should);
}

static double in_era(uint32_t e, enum metric m)
{
	return out.series[e * SERIES_COUNT + (uint32_t) metric_rows[m].series];
}

/* ---- the protocol, watched ---- */

static double slashed_in_all, rewards_in_all;

static void on_event(void *ctx, const struct spheron_event *e)
{
	uint64_t ms = (spheron_clock(player.state).t - START_S) * 1000;
	struct era_facts facts = { era, price_usd, 1, player.state };

	(void) ctx;
	fold_event(fold, ms, e);
	if (e->kind == SPHERON_EVENT_PROVIDER_REGISTERED) {
		cast.provider[cast.n_providers++].status = SPHERON_REGISTERED;
		fold_entry(fold, ms, &cast.provider[cast.n_providers - 1], SPHERON_NODE_PROVIDER);
	}
	if (e->kind == SPHERON_EVENT_PROVIDER_STATUS)
		cast.provider[e->u.provider_status.provider - 1].status = e->u.provider_status.status;
	if (e->kind == SPHERON_EVENT_SLASHED)
		slashed_in_all += spon(e->u.slashed.own) + spon(e->u.slashed.pool)
				+ spon(e->u.slashed.unbonding) + spon(e->u.slashed.accrued);
	if (e->kind == SPHERON_EVENT_FIZZ_SLASHED)
		slashed_in_all += spon(e->u.fizz_slashed.amount);
	if (e->kind == SPHERON_EVENT_ERA_NODE)
		rewards_in_all += spon(e->u.era_node.reward);
	if (e->kind == SPHERON_EVENT_ERA_CLOSED) {
		fold_era(fold, &facts);
		era++;
	}
}

static void begin(uint32_t warmup_days)
{
	static const struct spheron_sink sink = { NULL, NULL, on_event, NULL };
	struct spheron_capacity capacity = { 0 };

	make_setup();
	make_cast();
	setup.params[SPHERON_P_ERA_S].given = false;
	setup.warmup_s = warmup_days * 86400.0;
	setup.horizon_s = horizon_days * 86400;
	cast.n_providers = cast.n_fizz = 0;
	memset(cast.fizz, 0, FIZZ * sizeof *cast.fizz);
	era = 0;
	price_usd = 2;
	slashed_in_all = rewards_in_all = 0;
	player_begin(&player, &capacity);
	player.also = &sink;
	fold = fold_begin(&setup, &cast, &(struct fold_wants) { 0 });
}

static void end(void)
{
	fold_end(fold, era * DAY_MS, player.state, &out);
	fold_free(fold);
	player_end(&player);
	memset(&book, 0, sizeof book);
	free_world();
}

/* A command that must be carried out. */
static void does(const char *format, ...)
{
	char line[600];
	va_list values;

	va_start(values, format);
	vsnprintf(line, sizeof line, format, values);
	va_end(values);
	play_line(line);
	if (player.malformed || player.result != SPHERON_OK)
		fail_msg("%s: %s", line, spheron_result_name(player.result));
}

/* Genesis, accounts 1 to 9, each with a million SPON and ETH. */
static void start(const char *params)
{
	does("{\"t\":1000000,\"do\":\"genesis\",\"profile\":\"seed\",\"beacon\":\"d9b1141cf5617cdf8983ffe5"
	     "45c8e84e5bba76cdb59d2646d942b0fec9442c36\"%s%s%s}", params ? ",\"params\":{" : "",
			params ? params : "", params ? "}" : "");
	for (int i = 1; i <= 9; i++) {
		does("{\"t\":1000000,\"do\":\"account.open\"}");
		does("{\"t\":1000000,\"do\":\"token.mint\",\"token\":1,\"to\":%d,\"amount\":"
		     "\"1000000000000000000000000\"}", i);
		does("{\"t\":1000000,\"do\":\"token.mint\",\"token\":2,\"to\":%d,\"amount\":"
		     "\"1000000000000000000000000\"}", i);
	}
}

/* Provider i, account i, with whole SPON of stake. */
static void provider(int i, int stake)
{
	does("{\"t\":1000120,\"from\":%d,\"do\":\"provider.register\",\"region\":257,\"cpu\":64,"
	     "\"score\":60000,\"mem\":524288,\"sto\":8000,\"sto_tier\":2,\"down\":2000,\"up\":2000,"
	     "\"tokens\":3}", i);
	does("{\"t\":1000120,\"from\":%d,\"do\":\"stake.add\",\"provider\":%d,\"amount\":"
	     "\"%d000000000000000000\"}", i, i, stake);
}

static void delegates(int account, int to, int amount)
{
	does("{\"t\":1000200,\"from\":%d,\"do\":\"deleg.add\",\"provider\":%d,\"amount\":"
	     "\"%d000000000000000000\"}", account, to, amount);
}

static void days_pass(uint32_t days)
{
	does("{\"t\":%llu,\"do\":\"advance\"}", (unsigned long long) (START_S + days * DAY_MS / 1000));
}

/* ---- what is read ---- */

/* The small network for four eras, the last of them quiet, so that what is read was so at a close;
 * "genesis" is added to its first line. */
static void play_small_network(const char *genesis)
{
	static char line[1 << 16];
	FILE *log = fopen("scenarios/small-network.log", "r");

	assert_non_null(log);
	while (fgets(line, sizeof line, log)) {
		line[strcspn(line, "\n")] = 0;
		if (strstr(line, "\"genesis\""))
			strcpy(strrchr(line, '}'), genesis);
		play_line(line);
	}
	fclose(log);
	days_pass(4);
}

static void a_network_is_read_as_it_stands(void **unused)
{
	double stake[8], bonded = 0, delegated = 0;
	struct concentration c;
	size_t n = 0;

	(void) unused;
	begin(0);
	play_small_network("}");
	for (uint32_t i = 1; i <= cast.n_providers; i++) {
		double own = in_bucket(SPHERON_STAKE, i), pool = in_bucket(SPHERON_POOL, i);

		bonded += own + pool;
		delegated += pool;
		if (cast.provider[i - 1].status == SPHERON_ACTIVE)
			stake[n++] = own + pool;
	}
	c = concentration_of(stake, n);
	fold_end(fold, era * DAY_MS, player.state, &out);
	assert_int_equal(out.n_eras, 4);
	expect(METRIC_STAKE_GINI, c.gini);
	expect(METRIC_STAKE_NAKAMOTO, c.nakamoto);
	expect(METRIC_SUPPLY_PROVIDERS, (double) n);
	expect(METRIC_DELEGATORS_SPON, delegated);
	expect(METRIC_SECURITY_VOTES, bonded * 2);
	expect(METRIC_TOKEN_POOL, in_bucket(SPHERON_FOUNDATION, 0));
	expect(METRIC_TOKEN_REWARDS, rewards_in_all / 4);
	expect(METRIC_SLASH_TOTAL, slashed_in_all / 4);
	assert_true(bonded > 0 && delegated > 0 && slashed_in_all > 0 && rewards_in_all > 0);
	assert_true(out.value[METRIC_DELEGATORS_APR_P50] > 0);
	fold_free_outcome(&out);
	end();
	fold_free_outcome(&out);
}

/* 60 % of 500 delegated are slashed in the second of four eras: a loss at 0.6 times 365 eras a year on
 * the pool before it, spread over 500 + 500 + 200 + 200 SPON-eras. */
static void slashes_are_taken_off_the_return_of_delegators(void **unused)
{
	(void) unused;
	begin(0);
	start(NULL);
	provider(1, 1000);
	delegates(2, 1, 500);
	days_pass(1);
	does("{\"t\":1090000,\"do\":\"slash.misconduct\",\"kind\":0,\"id\":1,\"bp\":6000}");
	days_pass(4);
	end();
	expect(METRIC_DELEGATORS_RETURN, -300 * 365 / 1400.0);
	expect(METRIC_DELEGATORS_SLASHED, 300 * 365 / 1400.0);
	assert_true(fabs(in_era(1, METRIC_DELEGATORS_RETURN) + 0.6 * 365) < 1e-9);
	assert_true(in_era(0, METRIC_DELEGATORS_RETURN) == 0 && in_era(2, METRIC_DELEGATORS_RETURN) == 0);
	expect(METRIC_SLASH_MISCONDUCT, 900);
	expect(METRIC_SLASH_TOTAL, 900 / 4.0);
	/* Bonded at closes: 1500 once, 600 three times. */
	expect(METRIC_SLASH_RATE, 900 * 365 / 3300.0);
	fold_free_outcome(&out);
}

static void commissions_are_weighted_with_pools(void **unused)
{
	(void) unused;
	begin(0);
	start("\"commission_step_bp\":10000,\"commission_default_bp\":1000");
	provider(1, 1000);
	provider(2, 1000);
	delegates(3, 1, 300);
	delegates(3, 2, 100);
	days_pass(1);
	does("{\"t\":1090000,\"from\":2,\"do\":\"provider.commission\",\"provider\":2,\"bp\":5000}");
	days_pass(2);
	end();
	assert_true(fabs(in_era(0, METRIC_DELEGATORS_COMMISSION) - 0.1) < 1e-12);
	expect(METRIC_DELEGATORS_COMMISSION, 0.75 * 0.1 + 0.25 * 0.5);
	expect(METRIC_DELEGATORS_DRIFT, 0.25 * 0.4);
	fold_free_outcome(&out);
}

/* Operators unbond ETH, which is no part of the queue, neither on its way nor when it is paid. */
static void only_spon_of_providers_queues_to_leave(void **unused)
{
	(void) unused;
	begin(0);
	start("\"unbonding_s\":1209600,\"avs_unbonding_s\":604800");
	provider(1, 1000);
	delegates(2, 1, 400);
	does("{\"t\":1000300,\"from\":3,\"do\":\"avs.register\",\"amount\":\"32000000000000000000\"}");
	does("{\"t\":1000400,\"from\":3,\"do\":\"avs.unregister\"}");
	does("{\"t\":1000400,\"from\":1,\"do\":\"stake.unbond\",\"provider\":1,\"amount\":"
	     "\"100000000000000000000\"}");
	does("{\"t\":1000400,\"from\":2,\"do\":\"deleg.unbond\",\"provider\":1,\"shares\":"
	     "\"200000000000000000000\"}");
	days_pass(20);
	end();
	for (uint32_t e = 0; e < 14; e++)
		assert_true(fabs(in_era(e, METRIC_DELEGATORS_QUEUE) - 300 / 1100.0) < 1e-12);
	expect(METRIC_DELEGATORS_QUEUE, 0);
	fold_free_outcome(&out);
}

/* A newcomer with x beside 30 ETH has two thirds of all with x = 60. */
static void a_quorum_costs_what_outweighs_the_others(void **unused)
{
	(void) unused;
	begin(0);
	start("\"avs_quorum_bp\":6667,\"avs_min_stake\":\"4000000000000000000\"");
	for (int i = 1; i <= 4; i++)
		does("{\"t\":1000300,\"from\":%d,\"do\":\"avs.register\",\"amount\":"
		     "\"10000000000000000000\"}", i);
	does("{\"t\":1000400,\"from\":2,\"do\":\"avs.unregister\"}");
	days_pass(1);
	end();
	expect(METRIC_SECURITY_AVS, 30 * 0.6667 / 0.3333);
	fold_free_outcome(&out);
}

/* ---- the reward pool and what is minted ---- */

static void the_runway_is_the_pool_over_what_leaves_it(void **unused)
{
	double pool[41];

	(void) unused;
	for (horizon_days = 4; horizon_days <= 40; horizon_days += 36) {
		begin(0);
		start("\"require_stake\":0,\"verify_first\":0,\"trust_start\":0,\"emission_per_era\":"
		      "\"1000000000000000000000\"");
		does("{\"t\":1000000,\"from\":9,\"do\":\"pool.fund\",\"amount\":"
		     "\"500000000000000000000000\"}");
		provider(1, 1000);
		for (uint32_t day = 1; day <= horizon_days; day++) {
			days_pass(day);
			pool[day] = in_bucket(SPHERON_FOUNDATION, 0);
		}
		end();
		assert_true(pool[1] > pool[4] && rewards_in_all > 0);
		/* Without a close before the first of the last eras: three steps between four closes. */
		if (horizon_days == 4)
			expect(METRIC_TOKEN_RUNWAY, pool[4] / ((pool[1] - pool[4]) / 3));
		else
			expect(METRIC_TOKEN_RUNWAY, pool[40] / ((pool[10] - pool[40]) / 30));
		expect(METRIC_TOKEN_EMPTY, 0);
		assert_true(in_era(2, METRIC_TOKEN_POOL) == pool[3]);
		fold_free_outcome(&out);
	}
	horizon_days = 100;
}

/* One SPON short of an era's emission is dry. */
static void a_pool_below_one_emission_has_run_dry(void **unused)
{
	(void) unused;
	for (int short_of = 0; short_of < 2; short_of++) {
		begin(0);
		start("\"emission_per_era\":\"1000000000000000000000\"");
		does("{\"t\":1000000,\"from\":9,\"do\":\"pool.fund\",\"amount\":\"%d000000000000000000\"}",
				1000 - short_of);
		days_pass(2);
		end();
		expect(METRIC_TOKEN_EMPTY, short_of);
		fold_free_outcome(&out);
	}
}

/* The endowment of the first moment is no emission; 9 million were there then. */
static void what_is_minted_later_is_inflation_and_what_is_burned_is_not(void **unused)
{
	(void) unused;
	begin(1);
	start(NULL);
	days_pass(1);
	does("{\"t\":1090000,\"do\":\"token.mint\",\"token\":1,\"to\":1,\"amount\":"
	     "\"90000000000000000000000\"}");
	days_pass(11);
	end();
	assert_true(in_era(0, METRIC_TOKEN_MINTED) == 0);
	assert_true(in_era(1, METRIC_TOKEN_MINTED) == 90000);
	expect(METRIC_TOKEN_MINTED, 9000);
	/* Supply as at the first close that counts. */
	expect(METRIC_TOKEN_INFLATION, 90000 / 9090000.0 * 36.5);
	expect(METRIC_TOKEN_BURN_MINT, 0);
	fold_free_outcome(&out);
}

/* With downtime_dest 1 what downtime costs is burned. */
static void burned_spon_is_counted_where_it_lies(void **unused)
{
	struct spheron_record token;
	double burned, first;

	(void) unused;
	begin(0);
	play_small_network(",\"params\":{\"downtime_dest\":1}}");
	burned = in_bucket(SPHERON_BURNED, 0);
	assert_true(burned > 0);
	does("{\"t\":1345700,\"do\":\"token.mint\",\"token\":1,\"to\":1,\"amount\":"
	     "\"40000000000000000000\"}");
	days_pass(5);
	assert_true(spheron_find(player.state, SPHERON_RECORD_TOKEN, SPHERON_SPON, 0, 0, &token));
	end();
	assert_true(in_era(0, METRIC_TOKEN_MINTED) == 0 && in_era(4, METRIC_TOKEN_MINTED) == 40);
	expect(METRIC_TOKEN_BURNED, burned / 5);
	expect(METRIC_TOKEN_BURN_MINT, burned / 40);
	first = spon(token.u.token.minted) - 40 - in_era(0, METRIC_TOKEN_BURNED);
	expect(METRIC_TOKEN_INFLATION, (40 - burned) / 5 * 365 / first);
	assert_true(in_era(4, METRIC_TOKEN_BURNED) == 0);
	fold_free_outcome(&out);
}

/* ---- who stayed ---- */

static void host_days(uint32_t host, uint32_t from, uint32_t days)
{
	struct era_facts facts = { 0, 1, 1, player.state };

	for (uint32_t day = 0; day < 100; day++) {
		if (day == from)
			fold_entry(fold, day * DAY_MS, &cast.fizz[host], SPHERON_NODE_FIZZ);
		if (day == from + days)
			fold_exit(fold, day * DAY_MS, &cast.fizz[host], SPHERON_NODE_FIZZ);
		facts.era = day;
		fold_era(fold, &facts);
	}
}

static double kept_30(uint32_t from, uint32_t days)
{
	double kept;

	begin(0);
	start(NULL);
	host_days(0, from, days);
	era = 100;
	end();
	kept = out.value[METRIC_SUPPLY_FIZZ_KEPT_30];
	assert_true(isnan(out.value[METRIC_SUPPLY_PROVIDERS_KEPT_30]));
	fold_free_outcome(&out);
	return kept;
}

static void thirty_days_are_thirty_days(void **unused)
{
	(void) unused;
	assert_true(kept_30(0, 1000) == 1);
	assert_true(kept_30(5, 30) == 1);
	assert_true(kept_30(5, 29) == 0);
	/* Who came on the 70th day could have stayed for 30 of 100, who came later could not. */
	assert_true(kept_30(70, 1000) == 1);
	assert_true(isnan(kept_30(71, 1000)));
	assert_true(isnan(kept_30(90, 5)));
}

/* A region that is dark at the end of an era still is at the beginning of the next. */
static void an_outage_goes_on_into_the_next_era(void **unused)
{
	struct era_facts facts = { 0, 1, 1, NULL };

	(void) unused;
	begin(0);
	start(NULL);
	facts.state = player.state;
	for (uint32_t i = 0; i < 5; i++) {
		cast.provider[i].up = true;
		cast.provider[i].region = 2;
		fold_entry(fold, 0, &cast.provider[i], SPHERON_NODE_PROVIDER);
	}
	for (uint32_t i = 0; i < 4; i++)
		fold_node_down(fold, DAY_MS / 2, &cast.provider[i], SPHERON_NODE_PROVIDER);
	for (facts.era = 0; facts.era < 100; facts.era++)
		fold_era(fold, &facts);
	for (uint32_t i = 0; i < 4; i++)
		fold_node_up(fold, 100 * DAY_MS, &cast.provider[i], SPHERON_NODE_PROVIDER);
	era = 100;
	end();
	/* Always 0.8 down at the worst, to a hundredth; so it is at any quantile. */
	assert_true(fabs(out.value[METRIC_SLA_REGIONAL] - 0.8) < 0.8 / 128);
	fold_free_outcome(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_network_is_read_as_it_stands),
		cmocka_unit_test(slashes_are_taken_off_the_return_of_delegators),
		cmocka_unit_test(commissions_are_weighted_with_pools),
		cmocka_unit_test(only_spon_of_providers_queues_to_leave),
		cmocka_unit_test(a_quorum_costs_what_outweighs_the_others),
		cmocka_unit_test(the_runway_is_the_pool_over_what_leaves_it),
		cmocka_unit_test(a_pool_below_one_emission_has_run_dry),
		cmocka_unit_test(what_is_minted_later_is_inflation_and_what_is_burned_is_not),
		cmocka_unit_test(burned_spon_is_counted_where_it_lies),
		cmocka_unit_test(thirty_days_are_thirty_days),
		cmocka_unit_test(an_outage_goes_on_into_the_next_era),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
