/* Misconduct: what is taken, who is paid, what ends (RULES.md SLASH-05..08). */

#include "tests/protocol/groups.h"
#include "tests/support/world.h"

#include <stdio.h>
#include <string.h>

#define SPON "000000000000000000"
#define TENANT 9

static void advance_to(struct world *w, uint64_t seconds)
{
	at(w, seconds);
	ok(w, "{'do':'advance'}");
}

static unsigned lease_now(struct world *w, uint32_t fizz)
{
	unsigned order = (unsigned) an_order(w, TENANT,
			fizz ? "'select':1,'mode':0" : "'select':1");
	struct spheron_record meta;

	spheron_find(world_state(w), SPHERON_RECORD_META, 0, 0, 0, &meta);
	ok(w, "{'do':'bid.place','from':1,'order':%u,'provider':1,'fizz':%u,"
	      "'price':'100000000000000'}",
			order, fizz);
	ok(w, "{'do':'order.choose','from':9,'order':%u,'bid':%u}", order,
			(unsigned) meta.u.meta.next_bid);
	return order;
}

static void misconduct_gives(struct world *w, enum spheron_result r, const char *args)
{
	refused(w, r, "{'do':'slash.misconduct',%s}", args);
}

/* Provider 1 of account 1 and account 2, which delegates to it, both with something on its way out,
 * after one era: own 50,000 SPON less 3 units, pool 900 SPON and 7 units, entries of 10,000 SPON
 * and 3 units and of 100 SPON, 5.76 SPON accrued and 0.64 for the delegators. */
static struct world *scene(void)
{
	struct world *w = world_begin("'params':{'era_s':600,'maint_notice_s':1}");

	a_provider(w, 1, "'gateway':1");
	a_rich_account(w, 2);
	a_fizz(w, 3, 1, "");
	ok(w, "{'do':'trust.set','provider':1,'tier':5}");
	ok(w, "{'do':'pool.fund','from':2,'amount':'100000" SPON "'}");
	ok(w, "{'do':'fizz.checks','gateway':1,'list':[[1,1,0,0,0,0]]}");
	ok(w, "{'do':'stake.unbond','from':1,'provider':1,'amount':'10000000000000000000003'}");
	ok(w, "{'do':'deleg.add','from':2,'provider':1,'amount':'1000000000000000000007'}");
	ok(w, "{'do':'deleg.unbond','from':2,'provider':1,'shares':'100" SPON "'}");
	advance_to(w, 600);
	expect_bucket(w, "accrued", 1, 1, "5760000000000000000");
	expect_bucket(w, "delegator_accrued", 1, 1, "640000000000000000");
	expect_bucket(w, "fizz_accrued", 1, 1, "1600000000000000000");
	at(w, 700);
	return w;
}

/* ---- what is taken ---- */

static void misconduct_takes_a_share_of_all_collateral_and_of_the_reward(void **state)
{
	struct world *w = scene();

	(void) state;
	CLAIM("SLASH-05");
	misconduct_gives(w, SPHERON_OK, "'kind':0,'id':1,'bp':3333");
	expect_names(w, "Slashed ProviderStatus");
	/* Each part is rounded down by itself; asked is their sum. */
	expect_event(w, "['Slashed',1,4,'20333219808000000000001','16664999999999999999999',"
			"'299970000000000000002','3366330000000000000000','1919808000000000000']");
	expect_event(w, "['ProviderStatus',1,4]");
	expect_bucket(w, "stake", 1, 1, "33334999999999999999998");
	expect_bucket(w, "pool", 1, 1, "600030000000000000005");
	expect_bucket(w, "unbonding", 1, 1, "6667000000000000000003");
	expect_bucket(w, "unbonding", 2, 1, "66670000000000000000");
	expect_bucket(w, "accrued", 1, 1, "3840192000000000000");
	/* What the delegators had earned is theirs. */
	expect_bucket(w, "delegator_accrued", 1, 1, "640000000000000000");
	expect_bucket(w, "treasury", 0, 1, "20333219808000000000001");
	expect_field(w, "provider", 1, 0, "slashes", "1");
	expect_field(w, "provider", 1, 0, "slash_mark", "1");
	world_end(w);
}

static void misconduct_takes_all_unless_told_otherwise(void **state)
{
	struct world *w = scene();

	(void) state;
	CLAIM("SLASH-05");
	misconduct_gives(w, SPHERON_OK, "'kind':0,'id':1");
	expect_names(w, "Slashed PoolWiped ProviderStatus"); /* no Registered on the way */
	expect_event(w, "['PoolWiped',1,1]");
	expect_event(w, "['Slashed',1,4,'61005760000000000000007','49999999999999999999997',"
			"'900000000000000000007','10100000000000000000003','5760000000000000000']");
	expect_bucket(w, "unbonding", 1, 1, "0");
	expect_bucket(w, "accrued", 1, 1, "0");
	world_end(w);
}

static void misconduct_without_a_slash_still_counts(void **state)
{
	struct world *w = scene();

	(void) state;
	CLAIM("SLASH-05");
	misconduct_gives(w, SPHERON_OK, "'kind':0,'id':1,'bp':0");
	expect_event(w, "['Slashed',1,4,'0','0','0','0','0']");
	expect_event(w, "['ProviderStatus',1,4]");
	expect_field(w, "provider", 1, 0, "slashes", "1");
	misconduct_gives(w, SPHERON_OK, "'kind':0,'id':1,'bp':0");
	expect_names(w, "Slashed"); /* suspended already */
	expect_field(w, "provider", 1, 0, "slashes", "2");
	world_end(w);
}

static void misconduct_is_for_slashers_and_has_a_form(void **state)
{
	static const char *const bad[] = { "'kind':2,'id':9", "'kind':0,'id':9,'bp':10001",
		"'kind':0,'id':9,'harmed':[[2,'1'],[1,'1']]",
		"'kind':0,'id':9,'harmed':[[2,'1'],[2,'1']]", "'kind':0,'id':9,'harmed':[[2,'0']]",
		"'kind':0,'id':9,'harmed':[[2,'1000000000000000000000000000001']]",
		"'kind':0,'id':9,'harmed':[[2,'1'],[99,'1']]" };
	struct world *w = scene();

	(void) state;
	CLAIM("SLASH-05");
	ok(w, "{'do':'role.set','acct':2,'roles':59}"); /* all but SLASHER */
	misconduct_gives(w, SPHERON_NOT_ALLOWED, "'from':2,'kind':2,'id':9");
	ok(w, "{'do':'role.set','acct':2,'roles':4}");
	for (unsigned i = 0; i < sizeof bad / sizeof bad[0]; i++)
		misconduct_gives(w, SPHERON_BAD_VALUE, bad[i]);
	misconduct_gives(w, SPHERON_NOT_FOUND, "'from':2,'kind':0,'id':2");
	misconduct_gives(w, SPHERON_NOT_FOUND, "'from':2,'kind':1,'id':2");
	misconduct_gives(w, SPHERON_NOT_FOUND, "'from':2,'kind':0,'id':0");
	misconduct_gives(w, SPHERON_OK,
			"'from':2,'kind':0,'id':1,'bp':10000,"
			"'harmed':[[0,'1000000000000000000000000000000'],[2,'1']]");
	world_end(w);
}

static void at_most_32_are_harmed(void **state)
{
	struct world *w = scene();
	char list[1024] = "'kind':0,'id':1,'harmed':[[0,'1']";

	(void) state;
	CLAIM("SLASH-07");
	an_account(w, 33);
	for (unsigned acct = 1; acct < 32; acct++)
		snprintf(list + strlen(list), sizeof list - strlen(list), ",[%u,'1']", acct);
	snprintf(list + strlen(list), sizeof list - strlen(list), ",[32,'1']]");
	misconduct_gives(w, SPHERON_BAD_VALUE, list);
	strcpy(strstr(list, ",[32,"), "]");
	misconduct_gives(w, SPHERON_OK, list);
	expect_bucket(w, "free", 31, 1, "1");
	world_end(w);
}

static void misconduct_reaches_a_provider_that_left(void **state)
{
	struct world *w = world_begin("'params':{'era_s':600}");

	(void) state;
	CLAIM("SLASH-05");
	CLAIM("D-11");
	a_provider(w, 1, "");
	a_rich_account(w, 2);
	ok(w, "{'do':'deleg.add','from':2,'provider':1,'amount':'8" SPON "'}");
	ok(w, "{'do':'trust.set','provider':1,'tier':5}");
	ok(w, "{'do':'pool.fund','from':2,'amount':'100000" SPON "'}");
	at(w, 100);
	ok(w, "{'do':'provider.exit','from':1,'provider':1}");
	misconduct_gives(w, SPHERON_OK, "'kind':0,'id':1,'bp':5000");
	expect_names(w, "Slashed");
	expect_event(w, "['Slashed',1,4,'30004" SPON "','0','4" SPON "','30000" SPON "','0']");
	expect_field(w, "provider", 1, 0, "status", "5");
	expect_field(w, "provider", 1, 0, "slashes", "1");
	/* The reward of the seconds before it left is forfeit as well. */
	expect_field(w, "provider", 1, 0, "wsec", "0");
	advance_to(w, 600);
	expect_bucket(w, "accrued", 1, 1, "0");
	world_end(w);
}

/* ---- what ends ---- */

static void the_reward_of_the_running_era_is_forfeit(void **state)
{
	struct world *w = scene();

	(void) state;
	CLAIM("SLASH-06");
	expect_field(w, "provider", 1, 0, "wsec", "0");
	ok(w, "{'do':'advance'}");
	expect_field(w, "provider", 1, 0, "wsec", "640000000");
	misconduct_gives(w, SPHERON_OK, "'kind':0,'id':1,'bp':0");
	expect_field(w, "provider", 1, 0, "wsec", "0");
	expect_field(w, "provider", 1, 0, "measured_s", "100"); /* what else was counted stays */
	expect_field(w, "provider", 1, 0, "up_s", "100");
	advance_to(w, 1200);
	expect_event(w, "['EraNode',0,1,_,'0','0','0','0',_,_]");
	world_end(w);
}

static void its_plain_leases_end_in_order_and_fizz_leases_go_on(void **state)
{
	struct world *w = scene();

	(void) state;
	CLAIM("SLASH-06");
	lease_now(w, 0);
	lease_now(w, 1);
	lease_now(w, 0);
	ok(w, "{'do':'maint.schedule','from':1,'provider':1,'start':%u,'dur':100}", T0 + 710);
	at(w, 720); /* ten blocks later, in Maintenance */
	ok(w, "{'do':'advance'}");
	misconduct_gives(w, SPHERON_OK, "'kind':0,'id':1,'harmed':[[2,'5'],[9,'6']]");
	expect_names(w, "Slashed PoolWiped Restitution Restitution MaintenanceEnded "
			"ProviderStatus LeaseSettled LeaseClosed LeaseSettled LeaseClosed");
	expect_event(w, "['LeaseClosed',1,4,'1000','100980']");
	expect_event(w, "['LeaseClosed',3,4,'1000','100980']");
	assert_true(strstr(output(w), "[\"LeaseClosed\",1,")
			< strstr(output(w), "[\"LeaseClosed\",3,"));
	expect_event(w, "['MaintenanceEnded',1]");
	expect_event(w, "['ProviderStatus',1,4]");
	expect_field(w, "provider", 1, 0, "m_start", "0");
	expect_field(w, "provider", 1, 0, "m_end", "0");
	expect_field(w, "provider", 1, 0, "leases", "0");
	expect_field(w, "provider", 1, 0, "bad", "2");
	expect_field(w, "provider", 1, 0, "fleases", "1");
	expect_record(w, "lease", 2, 0, true);
	/* The end of the maintenance does not come any more. */
	advance_to(w, 900);
	assert_null(strstr(output(w), "maint"));
	expect_field(w, "provider", 1, 0, "status", "4");
	world_end(w);
}

static void a_scheduled_maintenance_is_dropped_in_silence(void **state)
{
	struct world *w = scene();

	(void) state;
	CLAIM("SLASH-06");
	ok(w, "{'do':'maint.schedule','from':1,'provider':1,'start':%u,'dur':100}", T0 + 710);
	misconduct_gives(w, SPHERON_OK, "'kind':0,'id':1,'bp':0");
	expect_names(w, "Slashed ProviderStatus");
	expect_field(w, "provider", 1, 0, "m_start", "0");
	advance_to(w, 900);
	assert_null(strstr(output(w), "maint"));
	world_end(w);
}

/* ---- restitution ---- */

static void who_was_harmed_is_paid_in_full_if_the_slash_suffices(void **state)
{
	/* 60,000 SPON are there: losses of just as much, and of one unit less and more. */
	static const struct {
		const char *loss, *paid2, *paid3, *treasury;
	} cases[] = {
		{ "39999" SPON, "39999" SPON, "20001" SPON, "0" },
		{ "39998999999999999999999", "39998999999999999999999", "20001" SPON, "1" },
		/* 60,000 * 39999.000000000000000001 / 60000.000000000000000001 and the other */
		{ "39999000000000000000001", "39999" SPON, "20000999999999999999999", "1" },
	};

	(void) state;
	for (unsigned i = 0; i < 3; i++) {
		struct world *w = world_begin("");
		char text[256];

		CLAIM("SLASH-07");
		a_provider(w, 1, "");
		an_account(w, 3);
		snprintf(text, sizeof text,
				"'kind':0,'id':1,'harmed':[[2,'%s'],[3,'20001" SPON "']]",
				cases[i].loss);
		misconduct_gives(w, SPHERON_OK, text);
		expect_names(w, "Slashed Restitution Restitution ProviderStatus");
		snprintf(text, sizeof text, "['Restitution',2,'%s']", cases[i].paid2);
		expect_event(w, text);
		snprintf(text, sizeof text, "['Restitution',3,'%s']", cases[i].paid3);
		expect_event(w, text);
		expect_bucket(w, "free", 2, 1, cases[i].paid2);
		expect_bucket(w, "free", 3, 1, cases[i].paid3);
		expect_bucket(w, "treasury", 0, 1, cases[i].treasury);
		world_end(w);
	}
}

static void a_slash_too_small_is_shared_by_losses_rounded_down(void **state)
{
	struct world *w = world_begin("'params':{'require_stake':0}");

	(void) state;
	CLAIM("SLASH-07");
	a_rich_account(w, 1);
	an_account(w, 4);
	ok(w, "{'do':'provider.register','from':1,'region':1,'cpu':1}");
	ok(w, "{'do':'stake.add','from':1,'provider':1,'amount':'2000'}");
	/* Half of 2000 against losses of 700, 700, 700 and 1: 333.17 each, and 0.47. */
	misconduct_gives(w, SPHERON_OK, "'kind':0,'id':1,'bp':5000,"
					"'harmed':[[0,'700'],[2,'700'],[3,'700'],[4,'1']]");
	expect_event(w, "['Restitution',0,'333']");
	expect_event(w, "['Restitution',2,'333']");
	expect_event(w, "['Restitution',3,'333']");
	expect_event(w, "['Restitution',4,'0']");
	expect_bucket(w, "treasury", 0, 1, "1");
	world_end(w);
}

/* ---- Fizz nodes ---- */

static void fizz_misconduct_takes_a_share_of_its_rewards_and_ends_its_leases(void **state)
{
	struct world *w = scene();

	(void) state;
	CLAIM("SLASH-08");
	lease_now(w, 0);
	lease_now(w, 1);
	lease_now(w, 1);
	at(w, 720);
	misconduct_gives(w, SPHERON_OK, "'kind':1,'id':1,'bp':3333,'harmed':[[2,'1'],[9,'2']]");
	expect_names(w, "FizzSlashed Restitution Restitution FizzStatus LeaseSettled LeaseClosed "
			"LeaseSettled LeaseClosed");
	expect_event(w, "['FizzSlashed',1,'533280000000000000']");
	expect_event(w, "['FizzStatus',1,4]");
	expect_event(w, "['LeaseClosed',2,4,'1000','100980']");
	expect_event(w, "['LeaseClosed',3,4,'1000','100980']");
	assert_true(strstr(output(w), "[\"LeaseClosed\",2,")
			< strstr(output(w), "[\"LeaseClosed\",3,"));
	expect_record(w, "lease", 1, 0, true); /* the gateway's own */
	expect_bucket(w, "fizz_accrued", 1, 1, "1066720000000000000");
	expect_bucket(w, "treasury", 0, 1, "533279999999999997");
	expect_bucket(w, "stake", 1, 1, "49999999999999999999997");
	expect_field(w, "fizz", 1, 0, "wsec", "0");
	expect_field(w, "fizz", 1, 0, "slashes", "1");
	expect_field(w, "fizz", 1, 0, "bad", "2");
	expect_field(w, "fizz", 1, 0, "leases", "0");
	expect_field(w, "provider", 1, 0, "fleases", "0");
	expect_field(w, "provider", 1, 0, "status", "2");
	expect_field(w, "provider", 1, 0, "slashes", "0");
	world_end(w);
}

static void a_suspended_fizz_node_can_only_be_evicted_or_leave(void **state)
{
	struct world *w = scene();

	(void) state;
	CLAIM("SLASH-08");
	misconduct_gives(w, SPHERON_OK, "'kind':1,'id':1,'bp':0");
	expect_event(w, "['FizzSlashed',1,'0']");
	misconduct_gives(w, SPHERON_OK, "'kind':1,'id':1,'bp':0");
	expect_names(w, "FizzSlashed");
	expect_field(w, "fizz", 1, 0, "slashes", "2");
	a_provider(w, 4, "'gateway':1");
	refused(w, SPHERON_BAD_STATE, "{'do':'fizz.relink','from':3,'fizz':1,'gateway':2}");
	refused(w, SPHERON_BAD_STATE,
			"{'do':'fizz.capacity','from':3,'fizz':1,'region':1,'cpu':1}");
	refused(w, SPHERON_BAD_STATE, "{'do':'fizz.prices','from':3,'fizz':1,'p_cpu':0,'p_mem':0,"
				      "'p_sto':0,'p_gpu':0}");
	ok(w, "{'do':'fizz.evict','from':1,'fizz':1}");
	expect_names(w, "FizzEvicted");
	expect_field(w, "fizz", 1, 0, "status", "4");
	refused(w, SPHERON_BAD_STATE, "{'do':'fizz.relink','from':3,'fizz':1,'gateway':1}");
	ok(w, "{'do':'fizz.exit','from':3,'fizz':1}");
	expect_event(w, "['FizzStatus',1,5]");
	world_end(w);
}

static void misconduct_reaches_a_fizz_node_that_left(void **state)
{
	struct world *w = scene();

	(void) state;
	CLAIM("SLASH-08");
	ok(w, "{'do':'fizz.exit','from':3,'fizz':1}");
	misconduct_gives(w, SPHERON_OK, "'kind':1,'id':1,'bp':5000");
	expect_names(w, "FizzSlashed");
	expect_event(w, "['FizzSlashed',1,'800000000000000000']");
	expect_field(w, "fizz", 1, 0, "status", "5");
	expect_bucket(w, "fizz_accrued", 1, 1, "800000000000000000");
	world_end(w);
}

static void an_evicted_node_is_suspended_by_misconduct(void **state)
{
	struct world *w = scene();

	(void) state;
	CLAIM("SLASH-08");
	ok(w, "{'do':'fizz.evict','from':1,'fizz':1}");
	expect_field(w, "fizz", 1, 0, "status", "1");
	misconduct_gives(w, SPHERON_OK, "'kind':1,'id':1");
	expect_event(w, "['FizzSlashed',1,'1600000000000000000']");
	expect_event(w, "['FizzStatus',1,4]");
	world_end(w);
}

static void governance_finds_misconduct_as_the_team_does(void **state)
{
	struct world *w = world_begin("'params':{'vote_mode':1,'vote_s':60,'proposal_deposit':0}");

	(void) state;
	CLAIM("SLASH-05");
	CLAIM("SLASH-07");
	a_provider(w, 1, "");
	an_account(w, 2);
	ok(w, "{'do':'prop.submit','kind':3,'target':1,'bp':1,'harmed':[[2,'1" SPON "']]}");
	ok(w, "{'do':'prop.vote','prop':2,'choice':1}");
	advance_to(w, 60);
	expect_names(w, "Slashed Restitution ProviderStatus ProposalClosed");
	expect_event(w, "['Slashed',1,4,'6" SPON "','6" SPON "','0','0','0']");
	expect_event(w, "['Restitution',2,'1" SPON "']");
	expect_bucket(w, "treasury", 0, 1, "5" SPON);
	world_end(w);
}

int test_misconduct(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(misconduct_takes_a_share_of_all_collateral_and_of_the_reward),
		cmocka_unit_test(misconduct_takes_all_unless_told_otherwise),
		cmocka_unit_test(misconduct_without_a_slash_still_counts),
		cmocka_unit_test(misconduct_is_for_slashers_and_has_a_form),
		cmocka_unit_test(at_most_32_are_harmed),
		cmocka_unit_test(misconduct_reaches_a_provider_that_left),
		cmocka_unit_test(the_reward_of_the_running_era_is_forfeit),
		cmocka_unit_test(its_plain_leases_end_in_order_and_fizz_leases_go_on),
		cmocka_unit_test(a_scheduled_maintenance_is_dropped_in_silence),
		cmocka_unit_test(who_was_harmed_is_paid_in_full_if_the_slash_suffices),
		cmocka_unit_test(a_slash_too_small_is_shared_by_losses_rounded_down),
		cmocka_unit_test(fizz_misconduct_takes_a_share_of_its_rewards_and_ends_its_leases),
		cmocka_unit_test(a_suspended_fizz_node_can_only_be_evicted_or_leave),
		cmocka_unit_test(misconduct_reaches_a_fizz_node_that_left),
		cmocka_unit_test(an_evicted_node_is_suspended_by_misconduct),
		cmocka_unit_test(governance_finds_misconduct_as_the_team_does),
	};

	return cmocka_run_group_tests_name("misconduct", tests, NULL, NULL);
}
