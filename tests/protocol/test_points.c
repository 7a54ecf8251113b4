/* What the seconds of an era come to at its close: points and uptime (RULES.md LIVE-05..08). */

#include "tests/protocol/groups.h"
#include "tests/support/world.h"

#include <stdio.h>
#include <string.h>

#define UNKNOWN "4294967295"

static void advance_to(struct world *w, uint64_t seconds)
{
	at(w, seconds);
	ok(w, "{'do':'advance'}");
}

/* Eras of 600 seconds; the pool is empty, so nobody is paid. */
static struct world *short_eras(const char *more)
{
	char args[512];

	snprintf(args, sizeof args, "'params':{'era_s':600,'cooldown_s':0,'slash_model':1%s}",
			more);
	return world_begin(args);
}

/* Provider 1 of account 1 at tier Six: 6,400,000 micropoints an era with the usual attributes. */
static struct world *a_world_with_provider(const char *params, const char *provider)
{
	struct world *w = short_eras(params);

	a_provider(w, 1, provider);
	ok(w, "{'do':'trust.set','provider':1,'tier':5}");
	return w;
}

/* Fizz node 1 of account 2 behind gateway 1 of account 1: 40,000,000 micropoints an era. */
static struct world *a_world_with_fizz(const char *params, const char *fizz)
{
	struct world *w = short_eras(params);

	a_provider(w, 1, "'gateway':1");
	a_fizz(w, 2, 1, fizz);
	return w;
}

static void proofs(struct world *w, unsigned kind, unsigned passed, unsigned failed)
{
	for (unsigned i = 0; i < passed + failed; i++)
		ok(w, "{'do':'proof.report','provider':1,'kind':%u,'pass':%u}", kind, i < passed);
}

/* The close of the first era gives this node this uptime and these points. */
static void expect_close(struct world *w, unsigned kind, const char *uptime, const char *points)
{
	char event[128];

	advance_to(w, 600);
	snprintf(event, sizeof event, "['EraNode',%u,1,%s,'%s',_,_,_,_,_]", kind, uptime, points);
	expect_event(w, event);
	world_end(w);
}

/* ---- points of a provider ---- */

static void points_are_the_rewarded_part_of_the_era(void **state)
{
	struct world *w = a_world_with_provider("", "");

	(void) state;
	CLAIM("LIVE-05");
	at(w, 100);
	ok(w, "{'do':'node.down','from':1,'kind':0,'id':1}");
	at(w, 350);
	ok(w, "{'do':'node.up','from':1,'kind':0,'id':1}");
	/* 350 of 600 seconds: 3733333.3; uptime 583333.3. */
	expect_close(w, 0, "583333", "3733333");
}

static void failed_proofs_cost_their_share_of_the_points(void **state)
{
	static const struct {
		const char *params;
		unsigned pass[3], fail[3]; /* beyond one passed proof of CPU and GPU */
		const char *points; /* of 46,400,000 */
	} cases[] = {
		{ "", { 0, 0, 0 }, { 0, 0, 0 }, "46400000" },
		/* CPU 1/3: 333333 at 2000, GPU 1/1 at 8000: 866666 */
		{ "", { 0, 0, 0 }, { 2, 0, 0 }, "40213302" },
		/* CPU 1/2, GPU 2/3: (2000 * 500000 + 8000 * 666666) / 10000 = 633332 */
		{ "", { 0, 1, 0 }, { 1, 1, 0 }, "29386604" },
		/* uptime proofs do not weigh, */
		{ "", { 0, 1, 0 }, { 1, 1, 5 }, "29386604" },
		/* unless they are given a weight: + 5000 * 250000 over 15000 = 505555 */
		{ ",'proof_w.2':5000", { 0, 1, 1 }, { 1, 1, 3 }, "23457752" },
		/* no kind with proofs and weight: no scaling */
		{ ",'proof_w.0':0,'proof_w.1':0", { 0, 0, 0 }, { 9, 9, 0 }, "46400000" },
	};

	(void) state;
	for (unsigned i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct world *w = a_world_with_provider(cases[i].params, "'gpus':[[36,2,1600]]");

		CLAIM("LIVE-05");
		for (unsigned k = 0; k < 3; k++)
			proofs(w, k, cases[i].pass[k], cases[i].fail[k]);
		expect_close(w, 0, "1000000", cases[i].points);
	}
}

static void in_uptime_mode_1_points_follow_the_proven_uptime(void **state)
{
	/* 300 of 600 seconds rewarded: 3,200,000; proofs CPU 1/3. */
	static const struct {
		const char *params, *uptime, *points;
	} cases[] = {
		{ ",'uptime_mode':1", "333333", "1066665" },
		{ ",'uptime_mode':0", "500000", "1066665" },
		{ ",'uptime_mode':1,'points_mode':1", "333333", "6400000" },
		{ ",'uptime_mode':0,'points_mode':1", "500000", "2133331" },
		{ ",'uptime_mode':1,'proof_w.0':0", UNKNOWN, "3200000" },
	};

	(void) state;
	for (unsigned i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct world *w = a_world_with_provider(cases[i].params, "");

		CLAIM("LIVE-05");
		CLAIM("LIVE-06");
		proofs(w, 0, 0, 2);
		at(w, 300);
		ok(w, "{'do':'node.down','from':1,'kind':0,'id':1}");
		expect_close(w, 0, cases[i].uptime, cases[i].points);
	}
}

static void in_points_mode_1_the_state_at_the_close_decides(void **state)
{
	static const struct {
		const char *last, *points; /* what happens in the last second of the era */
	} cases[] = {
		{ "{'do':'advance'}", "6400000" },
		{ "{'do':'trust.set','provider':1,'tier':0}", "12800000" },
		{ "{'do':'node.down','from':1,'kind':0,'id':1}", "6400000" },
		{ "{'do':'provider.suspend','provider':1}", "0" },
		{ "{'do':'stake.unbond','from':1,'provider':1,'amount':'60000000000000000000000'}",
				"0" },
		{ "{'do':'provider.attrs','from':1,'provider':1,'region':257,'cpu':63}", "0" },
	};

	(void) state;
	for (unsigned i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct world *w = a_world_with_provider(",'points_mode':1", "");

		CLAIM("LIVE-05");
		at(w, 599);
		ok(w, "%s", cases[i].last);
		expect_close(w, 0, "_", cases[i].points);
	}
}

static void in_points_mode_1_a_lease_does_not_scale_the_rate(void **state)
{
	struct world *w = a_world_with_provider(",'points_mode':1,'leased_reward_bp':0", "");

	(void) state;
	CLAIM("LIVE-05");
	CLAIM("D-10");
	an_order(w, 9, "'select':1");
	ok(w, "{'do':'bid.place','from':1,'order':1,'provider':1,'price':'100000000000000'}");
	ok(w, "{'do':'order.choose','from':9,'order':1,'bid':1}");
	expect_close(w, 0, "1000000", "6400000");
}

/* ---- uptime ---- */

static void a_short_measurement_leaves_the_uptime_unknown(void **state)
{
	static const struct {
		const char *params;
		unsigned at; /* when the provider registers */
		const char *uptime;
	} cases[] = {
		{ "", 450, "1000000" }, /* a quarter of the era, 150 s */
		{ "", 451, UNKNOWN },
		{ ",'trust_min_measured_s':100", 500, "1000000" },
		{ ",'trust_min_measured_s':100", 501, UNKNOWN },
		{ ",'trust_min_measured_s':0", 599, "1000000" },
		{ ",'uptime_mode':1", 450, "1000000" },
		{ ",'uptime_mode':1", 451, UNKNOWN },
	};

	(void) state;
	for (unsigned i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct world *w = short_eras(cases[i].params);

		CLAIM("LIVE-06");
		at(w, cases[i].at);
		a_provider(w, 1, "");
		expect_close(w, 0, cases[i].uptime, "0");
	}
}

static void a_fizz_node_needs_no_least_measurement(void **state)
{
	struct world *w = short_eras("");

	(void) state;
	CLAIM("LIVE-06");
	a_provider(w, 1, "'gateway':1");
	at(w, 599);
	a_fizz(w, 2, 1, "");
	ok(w, "{'do':'fizz.checks','gateway':1,'list':[[1,1,0,0,0,0]]}");
	expect_close(w, 1, "1000000", "66666"); /* one second of 600 */
}

static void what_was_never_measured_has_no_uptime(void **state)
{
	struct world *w = a_world_with_fizz("", "");

	(void) state;
	CLAIM("LIVE-06");
	ok(w, "{'do':'fizz.evict','from':1,'fizz':1}");
	ok(w, "{'do':'provider.suspend','provider':1}");
	advance_to(w, 600);
	expect_event(w, "['EraNode',0,1," UNKNOWN ",'0','0','0','0',6,'0']");
	expect_event(w, "['EraNode',1,1," UNKNOWN ",'0','0','0','0',255,'0']");
	world_end(w);
}

static void proven_uptime_is_the_weighted_mean_of_the_kinds(void **state)
{
	static const struct {
		const char *params;
		unsigned pass[4], fail[4]; /* beyond one passed CPU proof */
		const char *uptime;
	} cases[] = {
		{ "", { 6, 6, 0, 0 }, { 1, 1, 0, 0 }, "860713" }, /* 7/8 and 6/7: 860713.6 */
		{ "", { 0, 0, 3, 3 }, { 0, 0, 4, 4 }, "1000000" }, /* no weight */
		{ ",'proof_w.2':1000,'proof_w.3':3000", { 0, 0, 1, 0 }, { 0, 0, 2, 3 },
				"388888" }, /* (2000 * 10^6 + 1000 * 333333 + 0) / 6000 */
		{ ",'proof_w.0':0", { 0, 0, 0, 0 }, { 0, 0, 0, 0 }, UNKNOWN },
	};

	(void) state;
	for (unsigned i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		char params[128];
		struct world *w;

		snprintf(params, sizeof params, ",'uptime_mode':1,'points_mode':1%s",
				cases[i].params);
		w = a_world_with_provider(params, "");
		CLAIM("LIVE-06");
		for (unsigned k = 0; k < 4; k++)
			proofs(w, k, cases[i].pass[k], cases[i].fail[k]);
		expect_close(w, 0, cases[i].uptime, "6400000");
	}
}

static void checked_uptime_of_a_fizz_node_is_its_share_of_passed_checks(void **state)
{
	static const struct {
		const char *params;
		unsigned alive, dead;
		const char *uptime, *points;
	} cases[] = {
		{ ",'uptime_mode':1", 2, 1, "666666", "26666666" },
		{ ",'uptime_mode':1", 1, 1, "500000", "20000000" }, /* not below the gate */
		{ ",'uptime_mode':1", 49, 50, "494949", "0" },
		{ ",'uptime_mode':1,'fizz_checks_min':0", 0, 0, UNKNOWN, "40000000" },
		{ ",'uptime_mode':0", 1, 2, "1000000", "13333333" },
	};

	(void) state;
	for (unsigned i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct world *w = a_world_with_fizz(cases[i].params, "");

		CLAIM("LIVE-06");
		CLAIM("LIVE-08");
		for (unsigned k = 0; k < cases[i].alive + cases[i].dead; k++)
			ok(w, "{'do':'fizz.checks','gateway':1,'list':[[1,%u,0,0,0,0]]}",
					k < cases[i].alive);
		expect_close(w, 1, cases[i].uptime, cases[i].points);
	}
}

/* ---- what takes all points ---- */

static void with_the_era_threshold_low_uptime_loses_the_points(void **state)
{
	static const struct {
		const char *params;
		unsigned up; /* seconds */
		const char *uptime, *points;
	} cases[] = {
		{ ",'era_threshold':1", 360, "600000", "3840000" }, /* exactly trust_slash of Six */
		{ ",'era_threshold':1", 359, "598333", "0" },
		{ ",'era_threshold':0", 359, "598333", "3829333" },
		{ ",'era_threshold':1,'trust_slash.5':598334", 359, "598333", "0" },
		{ ",'era_threshold':1,'trust_slash.5':598333", 359, "598333", "3829333" },
	};

	(void) state;
	for (unsigned i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct world *w = a_world_with_provider(cases[i].params, "");

		CLAIM("LIVE-07");
		at(w, cases[i].up);
		ok(w, "{'do':'node.down','from':1,'kind':0,'id':1}");
		expect_close(w, 0, cases[i].uptime, cases[i].points);
	}
}

static void an_unknown_uptime_is_below_no_threshold(void **state)
{
	struct world *w = short_eras(",'era_threshold':1");

	(void) state;
	CLAIM("LIVE-07");
	at(w, 451);
	a_provider(w, 1, "");
	ok(w, "{'do':'trust.set','provider':1,'tier':5}");
	ok(w, "{'do':'node.down','from':1,'kind':0,'id':1}");
	at(w, 570);
	ok(w, "{'do':'node.up','from':1,'kind':0,'id':1}");
	expect_close(w, 0, UNKNOWN, "320000");
}

static void a_late_provider_has_no_points(void **state)
{
	struct world *w = a_world_with_provider(",'upgrade_grace_eras':1,'points_mode':1", "");

	(void) state;
	CLAIM("LIVE-07");
	ok(w, "{'do':'release.set','version':2}");
	advance_to(w, 600); /* not due yet */
	expect_event(w, "['EraNode',0,1,1000000,'6400000',_,_,_,_,_]");
	advance_to(w, 1200);
	expect_event(w, "['EraNode',0,1,1000000,'0',_,_,_,_,_]");
	ok(w, "{'do':'provider.upgrade','from':1,'provider':1,'version':2}");
	advance_to(w, 1800);
	expect_event(w, "['EraNode',0,1,1000000,'6400000',_,_,_,_,_]");
	world_end(w);
}

/* ---- Fizz nodes ---- */

static void a_fizz_node_below_the_uptime_gate_has_no_points(void **state)
{
	static const struct {
		unsigned up;
		const char *uptime, *points;
	} cases[] = { { 300, "500000", "20000000" }, { 299, "498333", "0" } };

	(void) state;
	for (unsigned i = 0; i < 2; i++) {
		struct world *w = a_world_with_fizz("", "");

		CLAIM("LIVE-08");
		ok(w, "{'do':'fizz.checks','gateway':1,'list':[[1,1,0,0,0,0]]}");
		at(w, cases[i].up);
		ok(w, "{'do':'node.pause','from':2,'kind':1,'id':1}");
		expect_close(w, 1, cases[i].uptime, cases[i].points);
	}
}

static void a_fizz_node_without_enough_checks_has_no_points(void **state)
{
	static const struct {
		const char *params;
		unsigned checks;
		const char *points;
	} cases[] = { { "", 0, "0" }, { "", 1, "40000000" }, { ",'fizz_checks_min':3", 2, "0" },
		{ ",'fizz_checks_min':3", 3, "40000000" },
		{ ",'fizz_checks_min':0", 0, "40000000" } };

	(void) state;
	for (unsigned i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct world *w = a_world_with_fizz(cases[i].params, "");

		CLAIM("LIVE-08");
		for (unsigned k = 0; k < cases[i].checks; k++)
			ok(w, "{'do':'fizz.checks','gateway':1,'list':[[1,1,0,0,0,0]]}");
		expect_close(w, 1, "1000000", cases[i].points);
	}
}

static void measured_shortfall_takes_its_weighted_share(void **state)
{
	static const struct {
		const char *params, *fizz, *checks, *points;
	} cases[] = {
		/* means 50000, 100000, 150000: loss (5000 * 50000 + 2500 * 250000) / 10000 */
		{ "", "", "[[1,1,100000,200000,300001,999999]]", "36500000" },
		/* the same of a node with GPU: + 6000 * 499999 weigh; of 540,000,000 points:
		 * loss (2000 * 50000 + 1000 * 250000 + 6000 * 499999) / 10000 = 334999 */
		{ "", "'gpus':[[36,1,1600]]", "[[1,1,100000,200000,300001,999999]]", "359100540" },
		/* a dead check counts, its shortfall does not: 20,000,000 */
		{ "", "", "[[1,0,100000,200000,300001,999999]]", "20000000" },
		/* no factor */
		{ ",'fizz_factor':0", "", "[[1,1,100000,200000,300001,999999]]", "40000000" },
		/* a loss of more than everything is everything */
		{ ",'fizz_w_cpu.0':10000,'fizz_w_cpu.1':10000,'fizz_w_cpu.2':10000", "",
				"[[1,1,1000000,1000000,1000000,0]]", "0" },
	};

	(void) state;
	for (unsigned i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct world *w = a_world_with_fizz(cases[i].params, cases[i].fizz);

		CLAIM("LIVE-08");
		ok(w, "{'do':'fizz.checks','gateway':1,'list':[[1,1,0,0,0,0]]}");
		ok(w, "{'do':'fizz.checks','gateway':1,'list':%s}", cases[i].checks);
		expect_close(w, 1, "1000000", cases[i].points);
	}
}

static void the_share_of_checks_is_floored_before_the_shortfall(void **state)
{
	struct world *w = a_world_with_fizz(",'fizz_w_cpu.0':10000", "");

	(void) state;
	CLAIM("LIVE-08");
	ok(w, "{'do':'fizz.checks','gateway':1,'list':[[1,1,700001,0,0,0]]}");
	ok(w, "{'do':'fizz.checks','gateway':1,'list':[[1,0,0,0,0,0]]}");
	ok(w, "{'do':'fizz.checks','gateway':1,'list':[[1,0,0,0,0,0]]}");
	/* 13,333,333 * 299,999 / 10^6 = 3999986.57; at once it would be 3999986.67. */
	expect_close(w, 1, "1000000", "3999986");
}

static void no_passed_check_is_no_points(void **state)
{
	struct world *w = a_world_with_fizz("", "");

	(void) state;
	CLAIM("LIVE-08");
	ok(w, "{'do':'fizz.checks','gateway':1,'list':[[1,0,0,0,0,0]]}");
	expect_close(w, 1, "1000000", "0");
}

static void in_points_mode_1_a_fizz_node_needs_an_active_gateway_at_the_close(void **state)
{
	static const struct {
		const char *last, *points;
	} cases[] = {
		{ "{'do':'advance'}", "20000000" }, /* one of two checks */
		{ "{'do':'node.down','from':2,'kind':1,'id':1}", "20000000" },
		{ "{'do':'node.down','from':1,'kind':0,'id':1}", "20000000" },
		{ "{'do':'provider.suspend','provider':1}", "0" },
		{ "{'do':'fizz.evict','from':1,'fizz':1}", "0" },
	};

	(void) state;
	for (unsigned i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct world *w = a_world_with_fizz(",'points_mode':1", "");

		CLAIM("LIVE-05");
		CLAIM("LIVE-08");
		ok(w, "{'do':'fizz.checks','gateway':1,'list':[[1,1,0,0,0,0]]}");
		ok(w, "{'do':'fizz.checks','gateway':1,'list':[[1,0,0,0,0,0]]}");
		at(w, 599);
		ok(w, "%s", cases[i].last);
		expect_close(w, 1, "_", cases[i].points);
	}
}

int test_points(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(points_are_the_rewarded_part_of_the_era),
		cmocka_unit_test(failed_proofs_cost_their_share_of_the_points),
		cmocka_unit_test(in_uptime_mode_1_points_follow_the_proven_uptime),
		cmocka_unit_test(in_points_mode_1_the_state_at_the_close_decides),
		cmocka_unit_test(in_points_mode_1_a_lease_does_not_scale_the_rate),
		cmocka_unit_test(a_short_measurement_leaves_the_uptime_unknown),
		cmocka_unit_test(a_fizz_node_needs_no_least_measurement),
		cmocka_unit_test(what_was_never_measured_has_no_uptime),
		cmocka_unit_test(proven_uptime_is_the_weighted_mean_of_the_kinds),
		cmocka_unit_test(checked_uptime_of_a_fizz_node_is_its_share_of_passed_checks),
		cmocka_unit_test(with_the_era_threshold_low_uptime_loses_the_points),
		cmocka_unit_test(an_unknown_uptime_is_below_no_threshold),
		cmocka_unit_test(a_late_provider_has_no_points),
		cmocka_unit_test(a_fizz_node_below_the_uptime_gate_has_no_points),
		cmocka_unit_test(a_fizz_node_without_enough_checks_has_no_points),
		cmocka_unit_test(measured_shortfall_takes_its_weighted_share),
		cmocka_unit_test(the_share_of_checks_is_floored_before_the_shortfall),
		cmocka_unit_test(no_passed_check_is_no_points),
		cmocka_unit_test(in_points_mode_1_a_fizz_node_needs_an_active_gateway_at_the_close),
	};

	return cmocka_run_group_tests_name("points", tests, NULL, NULL);
}
