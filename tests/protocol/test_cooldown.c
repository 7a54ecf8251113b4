/* Link state and the reconnect cooldown (RULES.md 3.17). */

#include "tests/protocol/groups.h"
#include "tests/support/world.h"

#include <stdio.h>

#define DO(what) "{'do':'node." what "','from':1,'kind':0,'id':1}"

/* Provider 1 in tier Six: 6400000 micropoints an era, so wsec grows by that each rewarded second.
 */
static struct world *a_linked_provider(const char *params)
{
	char args[256];
	struct world *w;

	snprintf(args, sizeof args, "'params':{'trust_start':5,'matcher_mode':2%s%s}",
		*params ? "," : "", params);
	w = world_begin(args);
	a_provider(w, 1, "");
	return w;
}

/* So many seconds have been rewarded in this era until then. */
static void expect_rewarded(struct world *w, uint64_t second, uint64_t rewarded)
{
	char wsec[32];

	at(w, second);
	ok(w, "{'do':'advance'}");
	snprintf(wsec, sizeof wsec, "%llu", (unsigned long long)(rewarded * 6400000));
	expect_field(w, "provider", 1, 0, "wsec", wsec);
}

static void checks_of_the_link_commands_come_in_the_order_of_their_rows(void **state)
{
	static const char *const verbs[] = { "down", "up", "pause", "resume" };
	struct world *w = a_linked_provider("");

	(void)state;
	an_account(w, 2);
	CLAIM("COOL-01");
	for (unsigned i = 0; i < 4; i++) {
		refused(w, SPHERON_BAD_VALUE, "{'do':'node.%s','from':2,'kind':2,'id':9}",
			verbs[i]);
		refused(w, SPHERON_NOT_FOUND, "{'do':'node.%s','from':2,'kind':0,'id':2}",
			verbs[i]);
		refused(w, SPHERON_NOT_FOUND, "{'do':'node.%s','from':2,'kind':1,'id':1}",
			verbs[i]);
		refused(w, SPHERON_NOT_ALLOWED, "{'do':'node.%s','from':2,'kind':0,'id':1}",
			verbs[i]);
	}
	refused(w, SPHERON_DUPLICATE, DO("up"));
	refused(w, SPHERON_DUPLICATE, DO("resume"));
	ok(w, DO("down"));
	expect_names(w, "NodeDown");
	expect_event(w, "['NodeDown',0,1]");
	refused(w, SPHERON_DUPLICATE, DO("down"));
	ok(w, DO("pause"));
	expect_names(w, "NodePaused");
	expect_event(w, "['NodePaused',0,1]");
	refused(w, SPHERON_DUPLICATE, DO("pause"));
	ok(w, "{'do':'provider.exit','from':1,'provider':1}");
	for (unsigned i = 0; i < 4; i++) {
		refused(w, SPHERON_NOT_ALLOWED, "{'do':'node.%s','from':2,'kind':0,'id':1}",
			verbs[i]);
		refused(w, SPHERON_BAD_STATE, "{'do':'node.%s','from':1,'kind':0,'id':1}",
			verbs[i]);
	}
	world_end(w);
}

static void a_verifier_takes_links_down_but_pauses_nothing(void **state)
{
	struct world *w = a_linked_provider("");

	(void)state;
	CLAIM("COOL-01");
	refused(w, SPHERON_NOT_ALLOWED, "{'do':'node.pause','kind':0,'id':1}");
	ok(w, DO("pause"));
	refused(w, SPHERON_NOT_ALLOWED, "{'do':'node.resume','kind':0,'id':1}");
	ok(w, "{'do':'node.down','kind':0,'id':1}");
	ok(w, "{'do':'node.up','kind':0,'id':1}");
	world_end(w);
}

/* Down, up, pause, resume in this status. */
static void expect_all_four(struct world *w)
{
	ok(w, DO("down"));
	ok(w, DO("up"));
	ok(w, DO("pause"));
	ok(w, DO("resume"));
}

static void every_status_but_the_last_admits_all_four(void **state)
{
	struct world *w = a_linked_provider("'maint_notice_s':1");

	(void)state;
	CLAIM("COOL-01");
	expect_all_four(w);
	ok(w, "{'do':'maint.schedule','from':1,'provider':1,'start':1000001,'dur':10}");
	at(w, 1);
	ok(w, DO("down"));
	expect_field(w, "provider", 1, 0, "status", "3");
	ok(w, DO("up"));
	expect_all_four(w);
	ok(w, "{'do':'provider.suspend','provider':1}");
	expect_all_four(w);
	ok(w, "{'do':'stake.unbond','from':1,'provider':1,'amount':'60000000000000000000000'}");
	ok(w, "{'do':'provider.reinstate','provider':1}");
	expect_field(w, "provider", 1, 0, "status", "1");
	expect_all_four(w);
	world_end(w);
}

static void a_node_reconnects_only_when_it_is_up_and_running(void **state)
{
	struct world *w = a_linked_provider("");

	(void)state;
	CLAIM("COOL-02");
	ok(w, DO("down"));
	ok(w, DO("pause"));
	at(w, 10);
	ok(w, DO("up"));
	expect_names(w, "NodeUp");
	expect_event(w, "['NodeUp',0,1,0]"); /* still paused */
	expect_field(w, "provider", 1, 0, "cooldown_until", "0");
	at(w, 20);
	ok(w, DO("resume"));
	expect_names(w, "NodeResumed");
	expect_event(w, "['NodeResumed',0,1,1010820]");
	expect_field(w, "provider", 1, 0, "up", "1");
	expect_field(w, "provider", 1, 0, "paused", "0");
	/* And the other way round. */
	at(w, 30);
	ok(w, DO("pause"));
	ok(w, DO("down"));
	ok(w, DO("resume"));
	expect_event(w, "['NodeResumed',0,1,1010820]"); /* the old one */
	at(w, 40);
	ok(w, DO("up"));
	expect_event(w, "['NodeUp',0,1,1010840]");
	world_end(w);
}

static void rewards_return_exactly_at_the_end_of_the_cooldown(void **state)
{
	struct world *w = a_linked_provider("");

	(void)state;
	CLAIM("COOL-03");
	at(w, 100);
	ok(w, DO("down"));
	at(w, 150);
	ok(w, DO("up"));
	/* Until 150 + 10800. */
	expect_rewarded(w, 10949, 100);
	expect_rewarded(w, 10950, 100);
	expect_rewarded(w, 10951, 101);
	expect_rewarded(w, 11000, 150);
	world_end(w);
}

static void a_long_advance_over_the_end_of_the_cooldown_counts_the_rest(void **state)
{
	struct world *w = a_linked_provider("");

	(void)state;
	CLAIM("COOL-03");
	at(w, 100);
	ok(w, DO("pause"));
	at(w, 150);
	ok(w, DO("resume"));
	expect_rewarded(w, 50000, 100 + 39050);
	world_end(w);
}

static void the_cooldown_is_a_parameter(void **state)
{
	struct world *w = a_linked_provider("'cooldown_s':7");

	(void)state;
	CLAIM("COOL-02");
	ok(w, DO("down"));
	ok(w, DO("up"));
	expect_event(w, "['NodeUp',0,1,1000007]");
	expect_rewarded(w, 10, 3);
	world_end(w);

	w = a_linked_provider("'cooldown_s':0");
	CLAIM("COOL-02");
	at(w, 5);
	ok(w, DO("down"));
	ok(w, DO("up"));
	expect_event(w, "['NodeUp',0,1,1000005]");
	expect_rewarded(w, 10, 10);
	world_end(w);
}

static void a_short_gap_in_an_old_cooldown_starts_the_full_one(void **state)
{
	struct world *w = a_linked_provider("");

	(void)state;
	CLAIM("COOL-04");
	at(w, 100);
	ok(w, DO("down"));
	ok(w, DO("up"));
	at(w, 10899); /* a second before its end */
	ok(w, DO("pause"));
	ok(w, DO("resume"));
	expect_field(w, "provider", 1, 0, "cooldown_until", "1021699");
	expect_rewarded(w, 21699, 100);
	expect_rewarded(w, 21700, 101);
	world_end(w);
}

static void a_reconnect_in_maintenance_starts_a_cooldown(void **state)
{
	struct world *w = a_linked_provider("");

	(void)state;
	ok(w, "{'do':'maint.schedule','from':1,'provider':1,'start':1003600,'dur':1000}");
	at(w, 3700);
	ok(w, DO("down"));
	at(w, 4000);
	CLAIM("COOL-05");
	ok(w, DO("up"));
	expect_event(w, "['NodeUp',0,1,1014800]");
	/* It runs on inside and after the maintenance, which ended at 4600. */
	expect_rewarded(w, 14800, 3600);
	expect_rewarded(w, 14801, 3601);
	world_end(w);
}

static void a_parameter_spares_reconnects_in_maintenance(void **state)
{
	struct world *w = a_linked_provider("'maint_cooldown':0");

	(void)state;
	ok(w, "{'do':'maint.schedule','from':1,'provider':1,'start':1003600,'dur':1000}");
	at(w, 3700);
	ok(w, DO("down"));
	at(w, 4000);
	CLAIM("COOL-05");
	ok(w, DO("up"));
	expect_event(w, "['NodeUp',0,1,0]");
	expect_rewarded(w, 4700, 3700); /* 4600 .. 4700 */
	/* Outside it counts as ever. */
	ok(w, DO("down"));
	ok(w, DO("up"));
	expect_event(w, "['NodeUp',0,1,1015500]");
	world_end(w);
}

static void maintenance_itself_starts_no_cooldown(void **state)
{
	struct world *w = a_linked_provider("");

	(void)state;
	CLAIM("COOL-03");
	ok(w, "{'do':'maint.schedule','from':1,'provider':1,'start':1003600,'dur':1000}");
	expect_rewarded(w, 4700, 3700);
	expect_field(w, "provider", 1, 0, "cooldown_until", "0");
	world_end(w);
}

static void an_outage_that_outlasts_the_maintenance_cools_down(void **state)
{
	struct world *w = a_linked_provider("'maint_cooldown':0");

	(void)state;
	ok(w, "{'do':'maint.schedule','from':1,'provider':1,'start':1003600,'dur':1000}");
	at(w, 3700);
	ok(w, DO("down"));
	at(w, 4600); /* it ends first in this second */
	CLAIM("COOL-05");
	ok(w, DO("up"));
	expect_event(w, "['NodeUp',0,1,1015400]");
	world_end(w);
}

static void the_cooldown_touches_nothing_but_rewards(void **state)
{
	struct world *w = a_linked_provider("");

	(void)state;
	an_order(w, 2, "");
	at(w, 2);
	ok(w, DO("down"));
	at(w, 3);
	CLAIM("COOL-06");
	ok(w, DO("up"));
	ok(w, "{'do':'bid.place','from':1,'order':1,'provider':1,'price':'100000000000000'}");
	at(w, 6);
	ok(w, "{'do':'advance'}");
	expect_record(w, "lease", 1, 0, true);
	at(w, 86400);
	ok(w, "{'do':'advance'}");
	expect_event(w, "['LeaseClosed',1,3,'100000','0']");
	/* Up for all but one second, rewarded for all but 10801: 6400000 * 75599 / 86400. */
	expect_event(w, "['EraNode',0,1,999988,'5599925',_,'0','0',5,'0']");
	expect_field(w, "provider", 1, 0, "rise", "1"); /* tier Six keeps above 85 % */
	world_end(w);
}

static void the_first_connection_is_none_to_cool_down_from(void **state)
{
	struct world *w = world_begin("'params':{'trust_start':5}");

	(void)state;
	CLAIM("COOL-07");
	a_provider(w, 1, "");
	expect_field(w, "provider", 1, 0, "cooldown_until", "0");
	expect_rewarded(w, 10, 10);
	world_end(w);
}

static void disconnecting_keeps_the_old_cooldown(void **state)
{
	struct world *w = a_linked_provider("");

	(void)state;
	CLAIM("COOL-04");
	ok(w, DO("down"));
	ok(w, DO("up"));
	at(w, 100);
	ok(w, DO("down"));
	expect_field(w, "provider", 1, 0, "cooldown_until", "1010800");
	at(w, 20000);
	ok(w, "{'do':'advance'}");
	expect_field(w, "provider", 1, 0, "cooldown_until", "1010800");
	world_end(w);
}

static void only_a_verifier_raises_what_one_took_down(void **state)
{
	struct world *w = a_linked_provider("");

	(void)state;
	an_account(w, 2);
	ok(w, "{'do':'role.set','acct':2,'roles':2}");
	CLAIM("COOL-08");
	ok(w, "{'do':'node.down','from':2,'kind':0,'id':1}");
	expect_field(w, "provider", 1, 0, "vdown", "1");
	/* NOT_ALLOWED before DUPLICATE, which is not true here anyway. */
	refused(w, SPHERON_NOT_ALLOWED, DO("up"));
	ok(w, "{'do':'node.up','kind':0,'id':1}"); /* another verifier will do */
	expect_field(w, "provider", 1, 0, "vdown", "0");
	ok(w, DO("down"));
	expect_field(w, "provider", 1, 0, "vdown", "0");
	ok(w, DO("up"));
	/* A verifier may also raise what the owner took down. */
	ok(w, DO("down"));
	ok(w, "{'do':'node.up','from':2,'kind':0,'id':1}");
	world_end(w);
}

static void an_owner_with_the_role_takes_down_its_own_link_as_owner(void **state)
{
	struct world *w = a_linked_provider("");

	(void)state;
	ok(w, "{'do':'role.set','acct':1,'roles':2}");
	CLAIM("COOL-08");
	CLAIM("D-16");
	ok(w, DO("down"));
	expect_field(w, "provider", 1, 0, "vdown", "0");
	ok(w, "{'do':'role.set','acct':1,'roles':0}");
	ok(w, DO("up"));
	expect_field(w, "provider", 1, 0, "up", "1");
	world_end(w);
}

static void fizz_nodes_cool_down_alike(void **state)
{
	struct world *w = a_linked_provider("'cooldown_s':100");

	(void)state;
	ok(w, "{'do':'provider.attrs','from':1,'provider':1,'region':257,'cpu':64,'gateway':1}");
	a_fizz(w, 2, 1, "");
	CLAIM("COOL-02");
	refused(w, SPHERON_NOT_ALLOWED, "{'do':'node.down','from':1,'kind':1,'id':1}");
	at(w, 10);
	ok(w, "{'do':'node.down','from':2,'kind':1,'id':1}");
	expect_event(w, "['NodeDown',1,1]");
	at(w, 15);
	ok(w, "{'do':'node.up','from':2,'kind':1,'id':1}");
	expect_event(w, "['NodeUp',1,1,1000115]");
	at(w, 116);
	ok(w, "{'do':'advance'}");
	/* 16 threads at 2.5 points an era: ten seconds before and one after. */
	expect_field(w, "fizz", 1, 0, "wsec", "440000000");
	expect_field(w, "fizz", 1, 0, "up_s", "111");
	ok(w, "{'do':'node.pause','from':2,'kind':1,'id':1}");
	expect_event(w, "['NodePaused',1,1]");
	ok(w, "{'do':'node.resume','from':2,'kind':1,'id':1}");
	expect_event(w, "['NodeResumed',1,1,1000216]");
	world_end(w);
}

static void a_second_gap_of_a_fizz_node_moves_the_end_of_its_cooldown(void **state)
{
	struct world *w = a_linked_provider("'cooldown_s':100");

	(void)state;
	ok(w, "{'do':'provider.attrs','from':1,'provider':1,'region':257,'cpu':64,'gateway':1}");
	a_fizz(w, 2, 1, "");
	CLAIM("COOL-04");
	at(w, 10);
	ok(w, "{'do':'node.down','from':2,'kind':1,'id':1}");
	at(w, 15);
	ok(w, "{'do':'node.up','from':2,'kind':1,'id':1}");
	at(w, 60);
	ok(w, "{'do':'node.pause','from':2,'kind':1,'id':1}");
	at(w, 65);
	ok(w, "{'do':'node.resume','from':2,'kind':1,'id':1}");
	expect_event(w, "['NodeResumed',1,1,1000165]");
	/* Over the first end, 115, and the second: ten seconds before and thirty after. */
	at(w, 195);
	ok(w, "{'do':'advance'}");
	expect_field(w, "fizz", 1, 0, "wsec", "1600000000");
	world_end(w);
}

static void a_cooldown_that_a_vote_shortened_ends_before_an_older_one(void **state)
{
	struct world *w = a_linked_provider("'cooldown_s':1000,'vote_s':60");

	(void)state;
	ok(w, "{'do':'provider.attrs','from':1,'provider':1,'region':257,'cpu':64,'gateway':1}");
	a_fizz(w, 2, 1, "");
	a_fizz(w, 3, 1, "");
	ok(w, "{'do':'prop.submit','from':1,'kind':2,'name':'cooldown_s','value':'100'}");
	ok(w, "{'do':'prop.vote','from':1,'prop':3,'choice':1}");
	CLAIM("COOL-02");
	at(w, 10);
	ok(w, "{'do':'node.down','from':2,'kind':1,'id':1}");
	ok(w, "{'do':'node.up','from':2,'kind':1,'id':1}");
	expect_event(w, "['NodeUp',1,1,1001010]");
	at(w, 70);
	ok(w, "{'do':'node.down','from':3,'kind':1,'id':2}");
	ok(w, "{'do':'node.up','from':3,'kind':1,'id':2}");
	expect_event(w, "['NodeUp',1,2,1000170]");
	/* The second: 70 seconds before its cooldown and 20 after. */
	at(w, 190);
	ok(w, "{'do':'advance'}");
	expect_field(w, "fizz", 2, 0, "wsec", "3600000000");
	expect_field(w, "fizz", 1, 0, "wsec", "400000000");
	at(w, 1040);
	ok(w, "{'do':'advance'}");
	expect_field(w, "fizz", 1, 0, "wsec", "1600000000");
	world_end(w);
}

static void every_reconnect_starts_the_full_cooldown_anew(void **state)
{
	struct world *w = world_begin("");
	uint32_t p = a_provider(w, 1, "");

	(void) state;
	CLAIM("COOL-01");
	CLAIM("COOL-02");
	CLAIM("COOL-04");
	at(w, 10000);
	ok(w, "{'do':'node.down','from':1,'kind':0,'id':%u}", p);
	at(w, 10001);
	ok(w, "{'do':'node.up','from':1,'kind':0,'id':%u}", p);
	expect_event(w, "['NodeUp',0,1,1020801]");
	/* Half way through it a second gap, however short, starts it again. */
	at(w, 15000);
	ok(w, "{'do':'node.down','from':1,'kind':0,'id':%u}", p);
	at(w, 15001);
	ok(w, "{'do':'node.up','from':1,'kind':0,'id':%u}", p);
	expect_event(w, "['NodeUp',0,1,1025801]");
	expect_field(w, "provider", p, 0, "cooldown_until", "1025801");
	world_end(w);
}

static void a_link_taken_down_by_a_verifier_comes_up_only_by_one(void **state)
{
	struct world *w = world_begin("");
	uint32_t p = a_provider(w, 1, "");

	(void) state;
	CLAIM("COOL-08");
	ok(w, "{'do':'node.down','kind':0,'id':%u}", p);
	expect_field(w, "provider", p, 0, "vdown", "1");
	refused(w, SPHERON_NOT_ALLOWED, "{'do':'node.up','from':1,'kind':0,'id':%u}", p);
	ok(w, "{'do':'node.up','kind':0,'id':%u}", p);
	expect_field(w, "provider", p, 0, "vdown", "0");
	world_end(w);
}

int test_cooldown(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(checks_of_the_link_commands_come_in_the_order_of_their_rows),
		cmocka_unit_test(a_verifier_takes_links_down_but_pauses_nothing),
		cmocka_unit_test(every_status_but_the_last_admits_all_four),
		cmocka_unit_test(a_node_reconnects_only_when_it_is_up_and_running),
		cmocka_unit_test(rewards_return_exactly_at_the_end_of_the_cooldown),
		cmocka_unit_test(a_long_advance_over_the_end_of_the_cooldown_counts_the_rest),
		cmocka_unit_test(the_cooldown_is_a_parameter),
		cmocka_unit_test(a_short_gap_in_an_old_cooldown_starts_the_full_one),
		cmocka_unit_test(a_reconnect_in_maintenance_starts_a_cooldown),
		cmocka_unit_test(a_parameter_spares_reconnects_in_maintenance),
		cmocka_unit_test(maintenance_itself_starts_no_cooldown),
		cmocka_unit_test(an_outage_that_outlasts_the_maintenance_cools_down),
		cmocka_unit_test(the_cooldown_touches_nothing_but_rewards),
		cmocka_unit_test(the_first_connection_is_none_to_cool_down_from),
		cmocka_unit_test(disconnecting_keeps_the_old_cooldown),
		cmocka_unit_test(only_a_verifier_raises_what_one_took_down),
		cmocka_unit_test(an_owner_with_the_role_takes_down_its_own_link_as_owner),
		cmocka_unit_test(fizz_nodes_cool_down_alike),
		cmocka_unit_test(a_second_gap_of_a_fizz_node_moves_the_end_of_its_cooldown),
		cmocka_unit_test(a_cooldown_that_a_vote_shortened_ends_before_an_older_one),
		cmocka_unit_test(every_reconnect_starts_the_full_cooldown_anew),
		cmocka_unit_test(a_link_taken_down_by_a_verifier_comes_up_only_by_one),
	};

	return cmocka_run_group_tests_name("cooldown", tests, NULL, NULL);
}
