/* Maintenance Mode (RULES.md 3.16). */

#include "tests/protocol/groups.h"
#include "tests/support/world.h"

#include <stdio.h>
#include <string.h>

#define SCHEDULE "{'do':'maint.schedule','from':1,'provider':1,'start':%u,'dur':%u}"
#define CANCEL   "{'do':'maint.cancel','from':1,'provider':1}"
#define END      "{'do':'maint.end','from':1,'provider':1}"

/* Provider 1 in tier Six: 6400000 micropoints an era. */
static struct world *a_maintained_provider(const char *params)
{
	char args[512];
	struct world *w;

	snprintf(args, sizeof args, "'params':{'trust_start':5,'matcher_mode':2%s%s}",
		*params ? "," : "", params);
	w = world_begin(args);
	a_provider(w, 1, "");
	return w;
}

/* Periods of one era, 1000 s a period, a second's notice. */
static struct world *a_short_budget(void)
{
	return a_maintained_provider(
		"'maint_period_eras':1,'maint_budget_s':1000,'maint_notice_s':1");
}

static void expect_budget(struct world *w, const char *from, const char *used, const char *next)
{
	expect_field(w, "provider", 1, 0, "m_from", from);
	expect_field(w, "provider", 1, 0, "m_used", used);
	expect_field(w, "provider", 1, 0, "m_next", next);
}

static void advance_to(struct world *w, uint64_t second)
{
	at(w, second);
	ok(w, "{'do':'advance'}");
}

static void maintenance_is_announced_an_hour_ahead(void **state)
{
	struct world *w = a_maintained_provider("");

	(void)state;
	CLAIM("MAINT-01");
	at(w, 10);
	refused(w, SPHERON_TOO_SOON, SCHEDULE, 1003609, 100);
	ok(w, SCHEDULE, 1003610, 100);
	expect_names(w, "MaintenanceScheduled");
	expect_event(w, "['MaintenanceScheduled',1,1003610,1003710]");
	expect_field(w, "provider", 1, 0, "m_start", "1003610");
	expect_field(w, "provider", 1, 0, "m_end", "1003710");
	expect_field(w, "provider", 1, 0, "status", "2");
	world_end(w);
}

static void maintenance_has_a_longest_duration(void **state)
{
	struct world *w = a_maintained_provider("");

	(void)state;
	CLAIM("MAINT-01");
	refused(w, SPHERON_BAD_VALUE, SCHEDULE, 1003600, 0);
	refused(w, SPHERON_BAD_VALUE, SCHEDULE, 1003600, 43201);
	ok(w, SCHEDULE, 1003600, 43200);
	ok(w, CANCEL);
	ok(w, SCHEDULE, 1003600, 1);
	world_end(w);
}

static void maintenance_starts_within_a_period_and_thirty_days(void **state)
{
	struct world *w = a_maintained_provider("'maint_period_eras':1");

	(void)state;
	CLAIM("MAINT-01");
	refused(w, SPHERON_BAD_VALUE, SCHEDULE, 1086401, 1);
	ok(w, SCHEDULE, 1086400, 1);
	world_end(w);

	w = a_maintained_provider("'maint_period_eras':31");
	CLAIM("MAINT-01");
	refused(w, SPHERON_BAD_VALUE, SCHEDULE, 3592001, 1);
	ok(w, SCHEDULE, 3592000, 1);
	world_end(w);
}

static void a_start_far_beyond_the_clock_is_only_a_bad_value(void **state)
{
	struct world *w = a_maintained_provider("");

	(void)state;
	CLAIM("MAINT-01");
	refused(w, SPHERON_BAD_VALUE,
		"{'do':'maint.schedule','from':1,'provider':1,"
		"'start':'18446744073709551615','dur':2}");
	refused(w, SPHERON_TOO_SOON, SCHEDULE, 0, 2);
	refused(w, SPHERON_BAD_VALUE, SCHEDULE, 0, 0); /* BAD_VALUE before TOO_SOON */
	world_end(w);
}

static void checks_of_scheduling_come_in_the_order_of_its_row(void **state)
{
	struct world *w = a_maintained_provider("'maint_budget_s':100");

	(void)state;
	CLAIM("MAINT-01");
	refused(w, SPHERON_NOT_FOUND,
		"{'do':'maint.schedule','from':1,'provider':2,'start':0,'dur':0}");
	refused(w, SPHERON_NOT_ALLOWED,
		"{'do':'maint.schedule','from':0,'provider':1,'start':0,'dur':0}");
	refused(w, SPHERON_TOO_SOON, SCHEDULE, 1003599, 101); /* before LIMIT */
	refused(w, SPHERON_LIMIT, SCHEDULE, 1003600, 101);
	ok(w, SCHEDULE, 1003600, 50);
	refused(w, SPHERON_DUPLICATE, SCHEDULE, 0, 0);
	at(w, 3600); /* in Maintenance */
	refused(w, SPHERON_BAD_STATE, SCHEDULE, 0, 0);
	ok(w, "{'do':'provider.suspend','provider':1}");
	refused(w, SPHERON_BAD_STATE, SCHEDULE, 0, 0);
	ok(w, "{'do':'provider.exit','from':1,'provider':1}");
	refused(w, SPHERON_BAD_STATE, SCHEDULE, 0, 0);
	world_end(w);
}

static void a_period_has_a_budget(void **state)
{
	struct world *w = a_short_budget();

	(void)state;
	CLAIM("MAINT-02");
	expect_budget(w, "1000000", "0", "0");
	refused(w, SPHERON_LIMIT, SCHEDULE, 1000100, 1001);
	ok(w, SCHEDULE, 1000100, 600);
	expect_budget(w, "1000000", "600", "0");
	advance_to(w, 700);
	refused(w, SPHERON_LIMIT, SCHEDULE, 1001000, 401);
	ok(w, SCHEDULE, 1001000, 400);
	expect_budget(w, "1000000", "1000", "0");
	advance_to(w, 1400);
	refused(w, SPHERON_LIMIT, SCHEDULE, 1002000, 1);
	world_end(w);
}

static void a_maintenance_counts_in_the_period_of_its_start(void **state)
{
	struct world *w = a_short_budget();

	(void)state;
	at(w, 80000);
	CLAIM("MAINT-02");
	/* It may end in the next period. */
	ok(w, SCHEDULE, 1086399, 900);
	expect_budget(w, "1000000", "900", "0");
	ok(w, CANCEL);
	expect_budget(w, "1000000", "0", "0");
	refused(w, SPHERON_LIMIT, SCHEDULE, 1086400, 1001);
	ok(w, SCHEDULE, 1086400, 1000);
	expect_budget(w, "1000000", "0", "1000");
	ok(w, CANCEL);
	expect_budget(w, "1000000", "0", "0");
	world_end(w);
}

static void the_next_period_takes_over_what_was_scheduled_in_it(void **state)
{
	struct world *w = a_short_budget();

	(void)state;
	ok(w, SCHEDULE, 1000100, 700);
	advance_to(w, 800);
	ok(w, SCHEDULE, 1086400, 300);
	expect_budget(w, "1000000", "700", "300");
	advance_to(w, 86700);
	expect_budget(w, "1000000", "700", "300"); /* nothing happens by itself */
	CLAIM("MAINT-02");
	refused(w, SPHERON_LIMIT, SCHEDULE, 1087000, 701);
	expect_budget(w, "1000000", "700", "300"); /* nor by a refused command */
	ok(w, SCHEDULE, 1087000, 700);
	expect_budget(w, "1086400", "1000", "0");
	world_end(w);
}

static void a_period_that_nobody_used_is_forgotten(void **state)
{
	struct world *w = a_short_budget();

	(void)state;
	ok(w, SCHEDULE, 1000100, 700);
	advance_to(w, 800);
	ok(w, SCHEDULE, 1086400, 300);
	CLAIM("MAINT-02");
	advance_to(w, 172799);       /* one second before two periods have passed */
	ok(w, SCHEDULE, 1172800, 5); /* and this is the period after that of now */
	expect_budget(w, "1086400", "300", "5");
	advance_to(w, 172900);
	ok(w, SCHEDULE, 1173000, 7);
	expect_budget(w, "1172800", "12", "0");
	advance_to(w, 173100);
	advance_to(w, 400000);
	/* More than two periods later: era 4 began at 345600. */
	ok(w, SCHEDULE, 1400100, 9);
	expect_budget(w, "1345600", "9", "0");
	world_end(w);
}

static void two_periods_later_both_sums_are_forgotten(void **state)
{
	struct world *w = a_short_budget();

	(void)state;
	at(w, 86000);
	ok(w, SCHEDULE, 1086100, 100);
	advance_to(w, 86300);
	ok(w, SCHEDULE, 1086400, 300);
	expect_budget(w, "1000000", "100", "300");
	CLAIM("MAINT-02");
	advance_to(w, 172800); /* exactly 2 L */
	ok(w, SCHEDULE, 1172900, 1);
	expect_budget(w, "1172800", "1", "0");
	world_end(w);
}

static void the_provider_enters_at_the_start_and_leaves_at_the_end(void **state)
{
	struct world *w = a_maintained_provider("");

	(void)state;
	ok(w, SCHEDULE, 1003600, 100);
	advance_to(w, 3599);
	expect_field(w, "provider", 1, 0, "status", "2");
	CLAIM("MAINT-06");
	CLAIM("MAINT-05");
	advance_to(w, 3600);
	expect_names(w, "MaintenanceStarted ProviderStatus");
	expect_event(w, "['MaintenanceStarted',1]");
	expect_event(w, "['ProviderStatus',1,3]");
	advance_to(w, 3699);
	expect_field(w, "provider", 1, 0, "status", "3");
	advance_to(w, 3700);
	expect_names(w, "MaintenanceEnded ProviderStatus");
	expect_event(w, "['MaintenanceEnded',1]");
	expect_event(w, "['ProviderStatus',1,2]");
	expect_field(w, "provider", 1, 0, "m_start", "0");
	expect_field(w, "provider", 1, 0, "m_end", "0");
	world_end(w);
}

static void a_registered_provider_comes_back_registered(void **state)
{
	struct world *w = a_maintained_provider("");

	(void)state;
	ok(w, "{'do':'stake.unbond','from':1,'provider':1,'amount':'60000000000000000000000'}");
	CLAIM("MAINT-05");
	ok(w, SCHEDULE, 1003600, 100);
	advance_to(w, 3600);
	expect_event(w, "['ProviderStatus',1,3]");
	advance_to(w, 3700);
	expect_event(w, "['ProviderStatus',1,1]");
	/* What it staked meanwhile counts. */
	ok(w, SCHEDULE, 1007300, 100);
	advance_to(w, 7300);
	ok(w, "{'do':'stake.add','from':1,'provider':1,'amount':'500000000000000000000'}");
	expect_names(w, "Moved");
	advance_to(w, 7400);
	expect_event(w, "['ProviderStatus',1,2]");
	world_end(w);
}

static void an_early_end_does_not_return_the_rest(void **state)
{
	struct world *w = a_short_budget();

	(void)state;
	CLAIM("MAINT-05");
	refused(w, SPHERON_BAD_STATE, END);
	ok(w, SCHEDULE, 1000100, 600);
	refused(w, SPHERON_BAD_STATE, END);
	at(w, 150);
	refused(w, SPHERON_NOT_FOUND, "{'do':'maint.end','from':1,'provider':2}");
	refused(w, SPHERON_NOT_ALLOWED, "{'do':'maint.end','from':0,'provider':1}");
	ok(w, END);
	expect_names(w, "MaintenanceEnded ProviderStatus");
	expect_event(w, "['ProviderStatus',1,2]");
	expect_budget(w, "1000000", "600", "0");
	expect_field(w, "provider", 1, 0, "m_end", "0");
	refused(w, SPHERON_BAD_STATE, END);
	advance_to(w, 700); /* the old end means nothing any more */
	expect_names(w, "");
	assert_null(strstr(output(w), "maint.end"));
	world_end(w);
}

static void an_overrun_is_ordinary_downtime(void **state)
{
	struct world *w = a_maintained_provider("");

	(void)state;
	a_lease(w, 2, 1, "'blocks':20000");
	ok(w, SCHEDULE, 1003606, 1000);
	advance_to(w, 3606);
	ok(w, "{'do':'node.down','from':1,'kind':0,'id':1}");
	CLAIM("MAINT-05");
	advance_to(w, 4606);
	expect_field(w, "provider", 1, 0, "dsec", "0");
	advance_to(w, 4616);
	expect_field(w, "provider", 1, 0, "dsec", "64000000"); /* 10 s */
	expect_field(w, "provider", 1, 0, "down_since", "1004606");
	world_end(w);
}

static void inside_it_nothing_is_measured_earned_or_slashed(void **state)
{
	struct world *w = a_maintained_provider("");

	(void)state;
	a_lease(w, 2, 1, "'blocks':2000");
	ok(w, SCHEDULE, 1003606, 1000);
	CLAIM("MAINT-03");
	advance_to(w, 3606);
	ok(w, "{'do':'node.down','from':1,'kind':0,'id':1}");
	advance_to(w, 4106); /* leases and their payments go on */
	expect_event(w, "['LeaseClosed',1,3,'200000','0']");
	expect_field(w, "provider", 1, 0, "measured_s", "3606");
	expect_field(w, "provider", 1, 0, "up_s", "3606");
	expect_field(w, "provider", 1, 0, "wsec", "23078400000"); /* 3606 * 6400000 */
	expect_field(w, "provider", 1, 0, "dsec", "0");
	expect_field(w, "provider", 1, 0, "down_since", "0");
	world_end(w);
}

static void inside_it_there_are_no_bids_proofs_or_challenges(void **state)
{
	struct world *w = a_maintained_provider("");

	(void)state;
	ok(w, SCHEDULE, 1003600, 1000);
	CLAIM("MAINT-03");
	at(w, 3600);
	an_order(w, 2, "");
	refused(w, SPHERON_IN_MAINTENANCE,
		"{'do':'bid.place','from':1,'order':1,'provider':1,'price':'100000000000000'}");
	refused(w, SPHERON_IN_MAINTENANCE, "{'do':'proof.report','provider':1,'kind':0,'pass':1}");
	refused(w, SPHERON_IN_MAINTENANCE,
		"{'do':'challenge.open','from':2,'provider':1,'kind':0}");
	world_end(w);
}

static void a_challenge_that_falls_due_inside_it_is_void(void **state)
{
	struct world *w = a_maintained_provider("");

	(void)state;
	a_rich_account(w, 2);
	ok(w, SCHEDULE, 1003600, 1000);
	ok(w, "{'do':'challenge.open','from':2,'provider':1,'kind':0}"); /* until 3600 */
	CLAIM("MAINT-03");
	/* The maintenance starts first in that second. */
	advance_to(w, 3600);
	expect_names(w, "MaintenanceStarted ProviderStatus ChallengeClosed");
	expect_event(w, "['ChallengeClosed',1,4]");
	expect_bucket(w, "free", 2, 1, "1000000000000000000000000");
	world_end(w);
}

static void a_late_upgrade_costs_points_but_no_collateral_inside_it(void **state)
{
	struct world *w = a_maintained_provider("'upgrade_grace_eras':0");

	(void)state;
	ok(w, "{'do':'pool.fund','from':1,'amount':'1000000000000000000000'}");
	ok(w, "{'do':'release.set','version':2}");
	at(w, 80000);
	ok(w, SCHEDULE, 1086399, 10);
	CLAIM("MAINT-03");
	CLAIM("UPG-03");
	advance_to(w, 86400);
	expect_no_event(w, "Slashed");
	expect_event(w, "['EraNode',0,1,1000000,'0','0','0','0',5,'0']");
	world_end(w);
}

static void misconduct_is_not_spared(void **state)
{
	struct world *w = a_maintained_provider("");

	(void)state;
	ok(w, SCHEDULE, 1003600, 1000);
	CLAIM("MAINT-03");
	advance_to(w, 3600);
	ok(w, "{'do':'slash.misconduct','kind':0,'id':1}");
	expect_names(w, "Slashed MaintenanceEnded ProviderStatus");
	expect_bucket(w, "stake", 1, 1, "0");
	expect_event(w, "['ProviderStatus',1,4]");
	world_end(w);
}

static void a_cancelled_maintenance_is_given_back_in_time(void **state)
{
	struct world *w = a_maintained_provider("");

	(void)state;
	CLAIM("MAINT-04");
	refused(w, SPHERON_NOT_FOUND, "{'do':'maint.cancel','from':1,'provider':2}");
	refused(w, SPHERON_NOT_ALLOWED, "{'do':'maint.cancel','from':0,'provider':1}");
	refused(w, SPHERON_BAD_STATE, CANCEL);
	ok(w, SCHEDULE, 1010000, 600);
	at(w, 6400); /* exactly an hour ahead */
	ok(w, CANCEL);
	expect_names(w, "MaintenanceCancelled");
	expect_event(w, "['MaintenanceCancelled',1]");
	expect_budget(w, "1000000", "0", "0");
	expect_field(w, "provider", 1, 0, "m_start", "0");
	expect_field(w, "provider", 1, 0, "m_end", "0");
	refused(w, SPHERON_BAD_STATE, CANCEL);
	ok(w, SCHEDULE, 1010001, 600);
	at(w, 6402); /* a second less: it stays used */
	ok(w, CANCEL);
	expect_budget(w, "1000000", "600", "0");
	advance_to(w, 10001);
	expect_field(w, "provider", 1, 0, "status", "2");
	world_end(w);
}

static void a_cancellation_gives_back_its_own_part_only(void **state)
{
	struct world *w = a_maintained_provider("");

	(void)state;
	CLAIM("MAINT-04");
	ok(w, SCHEDULE, 1003600, 1000);
	advance_to(w, 4600); /* that one was used */
	ok(w, SCHEDULE, 1010000, 600);
	expect_budget(w, "1000000", "1600", "0");
	ok(w, CANCEL);
	expect_budget(w, "1000000", "1000", "0");
	world_end(w);
}

static void a_running_maintenance_is_not_cancelled(void **state)
{
	struct world *w = a_maintained_provider("");

	(void)state;
	ok(w, SCHEDULE, 1003600, 1000);
	CLAIM("MAINT-04");
	at(w, 3600);
	refused(w, SPHERON_BAD_STATE, CANCEL);
	expect_field(w, "provider", 1, 0, "status", "3");
	world_end(w);
}

static void a_cancellation_after_the_period_began_takes_from_its_own_sum(void **state)
{
	struct world *w = a_short_budget();

	(void)state;
	ok(w, SCHEDULE, 1000100, 700);
	advance_to(w, 800);
	at(w, 5000);
	ok(w, SCHEDULE, 1091000, 300); /* in the next period */
	expect_budget(w, "1000000", "700", "300");
	at(w, 90000); /* which has become the present one */
	CLAIM("MAINT-04");
	CLAIM("MAINT-02");
	ok(w, CANCEL);
	expect_budget(w, "1086400", "0", "0");
	world_end(w);
}

static void what_was_forgotten_is_not_given_back_below_nothing(void **state)
{
	struct world *w = a_maintained_provider("'maint_period_eras':2,'maint_budget_s':1000,"
						"'maint_notice_s':1,'vote_s':1000");

	(void)state;
	/* A maintenance in the first second of the next period; then periods become short. */
	ok(w, SCHEDULE, 1172800, 900);
	expect_budget(w, "1000000", "0", "900");
	ok(w, "{'do':'prop.submit','from':1,'kind':2,'name':'maint_period_eras','value':1}");
	ok(w, "{'do':'prop.vote','from':1,'prop':2,'choice':1}");
	at(w, 172799); /* period [86400, 172800) now, with 900 taken over as used */
	CLAIM("MAINT-04");
	ok(w, CANCEL); /* it counts in the period after it, where nothing is */
	expect_budget(w, "1086400", "900", "0");
	world_end(w);
}

static void a_fizz_node_has_no_maintenance(void **state)
{
	struct world *w = a_maintained_provider("");

	(void)state;
	ok(w, "{'do':'provider.attrs','from':1,'provider':1,'region':257,'cpu':64,'gateway':1}");
	a_fizz(w, 2, 1, "");
	an_order(w, 3, "'mode':0,'blocks':10000");
	ok(w, "{'do':'bid.place','from':1,'order':1,'provider':1,'fizz':1,"
	      "'price':'100000000000000'}");
	ok(w, SCHEDULE, 1003600, 1000);
	CLAIM("MAINT-07");
	advance_to(w, 3600); /* its gateway is in maintenance, it is not */
	ok(w, "{'do':'node.down','from':2,'kind':1,'id':1}");
	advance_to(w, 3700);
	expect_field(w, "fizz", 1, 0, "status", "2");
	expect_field(w, "fizz", 1, 0, "measured_s", "3700");
	expect_field(w, "fizz", 1, 0, "up_s", "3600");
	/* 16 threads at 2.5 points an era. */
	expect_field(w, "fizz", 1, 0, "dsec", "4000000000");
	refused(w, SPHERON_NOT_ALLOWED,
		"{'do':'maint.schedule','from':2,'provider':1,'start':1010000,'dur':1}");
	world_end(w);
}

int test_maintenance(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(maintenance_is_announced_an_hour_ahead),
		cmocka_unit_test(maintenance_has_a_longest_duration),
		cmocka_unit_test(maintenance_starts_within_a_period_and_thirty_days),
		cmocka_unit_test(a_start_far_beyond_the_clock_is_only_a_bad_value),
		cmocka_unit_test(checks_of_scheduling_come_in_the_order_of_its_row),
		cmocka_unit_test(a_period_has_a_budget),
		cmocka_unit_test(a_maintenance_counts_in_the_period_of_its_start),
		cmocka_unit_test(the_next_period_takes_over_what_was_scheduled_in_it),
		cmocka_unit_test(a_period_that_nobody_used_is_forgotten),
		cmocka_unit_test(two_periods_later_both_sums_are_forgotten),
		cmocka_unit_test(the_provider_enters_at_the_start_and_leaves_at_the_end),
		cmocka_unit_test(a_registered_provider_comes_back_registered),
		cmocka_unit_test(an_early_end_does_not_return_the_rest),
		cmocka_unit_test(an_overrun_is_ordinary_downtime),
		cmocka_unit_test(inside_it_nothing_is_measured_earned_or_slashed),
		cmocka_unit_test(inside_it_there_are_no_bids_proofs_or_challenges),
		cmocka_unit_test(a_challenge_that_falls_due_inside_it_is_void),
		cmocka_unit_test(a_late_upgrade_costs_points_but_no_collateral_inside_it),
		cmocka_unit_test(misconduct_is_not_spared),
		cmocka_unit_test(a_cancelled_maintenance_is_given_back_in_time),
		cmocka_unit_test(a_cancellation_gives_back_its_own_part_only),
		cmocka_unit_test(a_running_maintenance_is_not_cancelled),
		cmocka_unit_test(a_cancellation_after_the_period_began_takes_from_its_own_sum),
		cmocka_unit_test(what_was_forgotten_is_not_given_back_below_nothing),
		cmocka_unit_test(a_fizz_node_has_no_maintenance),
	};

	return cmocka_run_group_tests_name("maintenance", tests, NULL, NULL);
}
