/* Challenges of providers (RULES.md PROOF-06..11). */

#include "tests/protocol/groups.h"
#include "tests/support/world.h"

#include <stdio.h>
#include <string.h>

#define SPON "000000000000000000"
#define CHALLENGER 8

static void advance_to(struct world *w, uint64_t seconds)
{
	at(w, seconds);
	ok(w, "{'do':'advance'}");
}

/* Provider 1 of account 1, and account 8, which challenges it. */
static struct world *scene(const char *params)
{
	struct world *w = world_begin(params);

	a_provider(w, 1, "");
	a_rich_account(w, CHALLENGER);
	return w;
}

static void open_gives(struct world *w, enum spheron_result r, unsigned kind)
{
	refused(w, r, "{'do':'challenge.open','from':8,'provider':1,'kind':%u}", kind);
}

static void fail_one(struct world *w, unsigned id)
{
	open_gives(w, SPHERON_OK, 0);
	ok(w, "{'do':'challenge.respond','from':1,'challenge':%u}", id);
	ok(w, "{'do':'challenge.judge','challenge':%u,'pass':0}", id);
}

/* ---- opening ---- */

static void anyone_may_challenge_a_provider_for_a_bond(void **state)
{
	static const char *const fields[][2] = { { "provider", "1" }, { "acct", "8" },
		{ "kind", "2" }, { "state", "0" }, { "deadline", "1003607" },
		{ "penalty", "10" SPON } };
	struct world *w = scene("");

	(void) state;
	CLAIM("PROOF-06");
	at(w, 7);
	open_gives(w, SPHERON_OK, 2);
	expect_names(w, "ChallengeOpened");
	expect_event(w, "['ChallengeOpened',1,1,2,1003607]");
	for (unsigned i = 0; i < sizeof fields / sizeof fields[0]; i++)
		expect_field(w, "challenge", 1, 0, fields[i][0], fields[i][1]);
	expect_bucket(w, "challenge_bond", 1, 1, "10" SPON);
	expect_bucket(w, "free", 8, 1, "999990" SPON);
	world_end(w);
}

static void opening_checks_provider_kind_status_gap_and_funds_in_turn(void **state)
{
	struct world *w = scene("'params':{'maint_notice_s':1}");

	(void) state;
	CLAIM("PROOF-06");
	CLAIM("PROOF-11");
	an_account(w, 9); /* without money */
	refused(w, SPHERON_NOT_FOUND,
			"{'do':'challenge.open','from':9,'provider':2,'kind':4}");
	fail_one(w, 1);
	ok(w, "{'do':'maint.schedule','from':1,'provider':1,'start':%u,'dur':1}", T0 + 1);
	at(w, 1);
	refused(w, SPHERON_BAD_VALUE, "{'do':'challenge.open','from':9,'provider':1,'kind':4}");
	refused(w, SPHERON_IN_MAINTENANCE,
			"{'do':'challenge.open','from':9,'provider':1,'kind':3}");
	at(w, 2);
	ok(w, "{'do':'provider.suspend','provider':1}");
	refused(w, SPHERON_BAD_STATE, "{'do':'challenge.open','from':9,'provider':1,'kind':3}");
	ok(w, "{'do':'provider.reinstate','provider':1}");
	refused(w, SPHERON_TOO_SOON, "{'do':'challenge.open','from':9,'provider':1,'kind':3}");
	at(w, 86400);
	refused(w, SPHERON_NO_FUNDS, "{'do':'challenge.open','from':9,'provider':1,'kind':3}");
	open_gives(w, SPHERON_OK, 3);
	refused(w, SPHERON_DUPLICATE, "{'do':'challenge.open','from':9,'provider':1,'kind':3}");
	world_end(w);
}

static void while_one_challenge_is_open_another_waits(void **state)
{
	struct world *w = scene("");

	(void) state;
	CLAIM("PROOF-06");
	a_provider(w, 2, "");
	open_gives(w, SPHERON_OK, 0);
	open_gives(w, SPHERON_DUPLICATE, 1);
	refused(w, SPHERON_DUPLICATE, "{'do':'challenge.open','from':2,'provider':1,'kind':1}");
	ok(w, "{'do':'challenge.open','from':8,'provider':2,'kind':0}"); /* another provider */
	ok(w, "{'do':'challenge.respond','from':1,'challenge':1}");
	open_gives(w, SPHERON_DUPLICATE, 1);
	ok(w, "{'do':'challenge.judge','challenge':1,'pass':1}");
	open_gives(w, SPHERON_OK, 1);
	world_end(w);
}

static void a_registered_provider_may_be_challenged_and_one_that_left_not(void **state)
{
	struct world *w = scene("");

	(void) state;
	CLAIM("PROOF-06");
	ok(w, "{'do':'stake.unbond','from':1,'provider':1,'amount':'60000" SPON "'}");
	expect_field(w, "provider", 1, 0, "status", "1");
	open_gives(w, SPHERON_OK, 0);
	ok(w, "{'do':'challenge.respond','from':1,'challenge':1}");
	ok(w, "{'do':'challenge.judge','challenge':1,'pass':1}");
	ok(w, "{'do':'provider.exit','from':1,'provider':1}");
	open_gives(w, SPHERON_BAD_STATE, 0);
	world_end(w);
}

static void bond_penalty_and_windows_are_parameters(void **state)
{
	struct world *w = scene("'params':{'challenge_bond':7,'challenge_penalty':8,"
				"'challenge_window_s':9,'judge_window_s':10}");

	(void) state;
	CLAIM("PROOF-06");
	CLAIM("PROOF-07");
	open_gives(w, SPHERON_OK, 0);
	expect_event(w, "['ChallengeOpened',1,1,0,1000009]");
	expect_bucket(w, "challenge_bond", 1, 1, "7");
	expect_field(w, "challenge", 1, 0, "penalty", "8");
	at(w, 8);
	ok(w, "{'do':'challenge.respond','from':1,'challenge':1}");
	expect_event(w, "['ChallengeResponded',1,1000018]");
	world_end(w);
}

/* ---- responding ---- */

static void the_owner_responds_once_and_in_time(void **state)
{
	struct world *w = scene("");

	(void) state;
	CLAIM("PROOF-07");
	refused(w, SPHERON_NOT_FOUND, "{'do':'challenge.respond','from':1,'challenge':1}");
	refused(w, SPHERON_NOT_FOUND, "{'do':'challenge.respond','from':1,'challenge':0}");
	open_gives(w, SPHERON_OK, 0);
	refused(w, SPHERON_NOT_ALLOWED, "{'do':'challenge.respond','from':8,'challenge':1}");
	refused(w, SPHERON_NOT_ALLOWED, "{'do':'challenge.respond','from':0,'challenge':1}");
	at(w, 3599);
	ok(w, "{'do':'challenge.respond','from':1,'challenge':1}");
	expect_names(w, "ChallengeResponded");
	expect_event(w, "['ChallengeResponded',1,1007199]");
	expect_field(w, "challenge", 1, 0, "state", "1");
	expect_field(w, "challenge", 1, 0, "deadline", "1007199");
	refused(w, SPHERON_NOT_ALLOWED, "{'do':'challenge.respond','from':8,'challenge':1}");
	refused(w, SPHERON_BAD_STATE, "{'do':'challenge.respond','from':1,'challenge':1}");
	/* The first deadline has passed away with the response. */
	at(w, 3600);
	ok(w, "{'do':'challenge.judge','challenge':1,'pass':1}");
	refused(w, SPHERON_ENDED, "{'do':'challenge.respond','from':1,'challenge':1}");
	world_end(w);
}

static void without_a_response_the_challenge_is_failed(void **state)
{
	struct world *w = scene("");

	(void) state;
	CLAIM("PROOF-09");
	open_gives(w, SPHERON_OK, 3);
	at(w, 3600);
	refused(w, SPHERON_ENDED, "{'do':'challenge.respond','from':1,'challenge':1}");
	expect_names(w, "ChallengeClosed Slashed");
	expect_event(w, "['ChallengeClosed',1,3]");
	expect_event(w, "['Slashed',1,3,'10" SPON "','10" SPON "','0','0','0']");
	assert_non_null(strstr(output(w), "\"challenge.timeout\",\"id\":1,"));
	expect_bucket(w, "free", 8, 1, "1000010" SPON);
	expect_field(w, "provider", 1, 0, "region_bad", "1");
	expect_field(w, "provider", 1, 0, "chal_from", "1090000");
	expect_record(w, "challenge", 1, 0, false);
	world_end(w);
}

/* ---- judging ---- */

static void a_verifier_judges_a_responded_challenge(void **state)
{
	struct world *w = scene("");

	(void) state;
	CLAIM("PROOF-08");
	an_account(w, 9);
	ok(w, "{'do':'role.set','acct':9,'roles':61}");
	refused(w, SPHERON_NOT_ALLOWED,
			"{'do':'challenge.judge','from':9,'challenge':1,'pass':2}");
	refused(w, SPHERON_NOT_FOUND, "{'do':'challenge.judge','challenge':1,'pass':2}");
	open_gives(w, SPHERON_OK, 0);
	refused(w, SPHERON_BAD_VALUE, "{'do':'challenge.judge','challenge':1,'pass':2}");
	refused(w, SPHERON_BAD_STATE, "{'do':'challenge.judge','challenge':1,'pass':1}");
	ok(w, "{'do':'challenge.respond','from':1,'challenge':1}");
	refused(w, SPHERON_NOT_ALLOWED,
			"{'do':'challenge.judge','from':1,'challenge':1,'pass':1}");
	at(w, 3599);
	ok(w, "{'do':'challenge.judge','challenge':1,'pass':1}");
	refused(w, SPHERON_ENDED, "{'do':'challenge.judge','challenge':1,'pass':2}");
	world_end(w);
}

static void who_passes_keeps_the_bond(void **state)
{
	struct world *w = scene("");

	(void) state;
	CLAIM("PROOF-08");
	open_gives(w, SPHERON_OK, 0);
	ok(w, "{'do':'challenge.respond','from':1,'challenge':1}");
	ok(w, "{'do':'challenge.judge','challenge':1,'pass':1}");
	expect_names(w, "ChallengeClosed");
	expect_event(w, "['ChallengeClosed',1,2]");
	expect_bucket(w, "free", 1, 1, "940010" SPON);
	expect_bucket(w, "free", 8, 1, "999990" SPON);
	expect_bucket(w, "challenge_bond", 1, 1, "0");
	expect_bucket(w, "stake", 1, 1, "60000" SPON);
	expect_field(w, "provider", 1, 0, "chal_from", "0");
	expect_record(w, "challenge", 1, 0, false);
	world_end(w);
}

static void without_a_judgement_the_challenge_is_void(void **state)
{
	struct world *w = scene("");

	(void) state;
	CLAIM("PROOF-08");
	ok(w, "{'do':'proof.report','provider':1,'kind':3,'pass':0}");
	open_gives(w, SPHERON_OK, 3);
	at(w, 100);
	ok(w, "{'do':'challenge.respond','from':1,'challenge':1}");
	advance_to(w, 3699);
	expect_field(w, "challenge", 1, 0, "state", "1");
	at(w, 3700);
	refused(w, SPHERON_ENDED, "{'do':'challenge.judge','challenge':1,'pass':0}");
	expect_names(w, "ChallengeClosed");
	expect_event(w, "['ChallengeClosed',1,4]");
	expect_bucket(w, "free", 8, 1, "1000000" SPON);
	expect_field(w, "provider", 1, 0, "region_bad", "1"); /* as it was */
	expect_field(w, "provider", 1, 0, "chal_from", "0");
	open_gives(w, SPHERON_OK, 0);
	world_end(w);
}

static void a_deadline_in_maintenance_makes_it_void(void **state)
{
	(void) state;
	for (unsigned responded = 0; responded <= 1; responded++) {
		struct world *w = scene("'params':{'maint_notice_s':1}");

		CLAIM("PROOF-08");
		open_gives(w, SPHERON_OK, 0);
		if (responded)
			ok(w, "{'do':'challenge.respond','from':1,'challenge':1}");
		/* Maintenance starts in the very second of the deadline, before it. */
		ok(w, "{'do':'maint.schedule','from':1,'provider':1,'start':%u,'dur':1}",
				T0 + 3600);
		advance_to(w, 3600);
		expect_names(w, "MaintenanceStarted ProviderStatus ChallengeClosed");
		expect_event(w, "['ChallengeClosed',1,4]");
		expect_bucket(w, "free", 8, 1, "1000000" SPON);
		expect_bucket(w, "stake", 1, 1, "60000" SPON);
		world_end(w);
	}
}

static void a_judgement_in_maintenance_counts(void **state)
{
	struct world *w = scene("'params':{'maint_notice_s':1}");

	(void) state;
	CLAIM("PROOF-08");
	CLAIM("PROOF-09");
	CLAIM("D-13");
	open_gives(w, SPHERON_OK, 0);
	ok(w, "{'do':'maint.schedule','from':1,'provider':1,'start':%u,'dur':100}", T0 + 10);
	at(w, 20);
	ok(w, "{'do':'challenge.respond','from':1,'challenge':1}");
	ok(w, "{'do':'challenge.judge','challenge':1,'pass':0}");
	expect_event(w, "['ChallengeClosed',1,3]");
	expect_bucket(w, "stake", 1, 1, "59990" SPON);
	expect_field(w, "provider", 1, 0, "status", "3"); /* no change of status inside it */
	world_end(w);
}

static void a_maintenance_that_ends_with_the_deadline_does_not_help(void **state)
{
	struct world *w = scene("'params':{'maint_notice_s':1}");

	(void) state;
	CLAIM("PROOF-09");
	open_gives(w, SPHERON_OK, 0);
	ok(w, "{'do':'maint.schedule','from':1,'provider':1,'start':%u,'dur':100}", T0 + 3500);
	advance_to(w, 3599);
	advance_to(w, 3600);
	expect_event(w, "['ChallengeClosed',1,3]");
	world_end(w);
}

/* ---- failing ---- */

static void a_failed_challenge_costs_own_stake_first_and_pays_the_challenger(void **state)
{
	struct world *w = scene("'params':{'slash_order':0}");

	(void) state;
	CLAIM("PROOF-09");
	CLAIM("PROOF-10");
	ok(w, "{'do':'deleg.add','from':8,'provider':1,'amount':'60000" SPON "'}");
	open_gives(w, SPHERON_OK, 1);
	ok(w, "{'do':'challenge.respond','from':1,'challenge':1}");
	at(w, 20);
	ok(w, "{'do':'challenge.judge','challenge':1,'pass':0}");
	expect_names(w, "ChallengeClosed Slashed");
	expect_event(w, "['ChallengeClosed',1,3]");
	/* All of it from own stake, although other slashes go pro rata. */
	expect_event(w, "['Slashed',1,3,'10" SPON "','10" SPON "','0','0','0']");
	expect_bucket(w, "stake", 1, 1, "59990" SPON);
	expect_bucket(w, "pool", 1, 1, "60000" SPON);
	expect_bucket(w, "free", 8, 1, "940010" SPON);
	expect_field(w, "provider", 1, 0, "slashes", "1");
	expect_field(w, "provider", 1, 0, "chal_from", "1086420");
	expect_field(w, "provider", 1, 0, "region_bad", "0"); /* not a question of kind 1 */
	world_end(w);
}

static void what_delegators_lose_goes_to_the_pool_and_not_to_the_challenger(void **state)
{
	struct world *w = world_begin("'params':{'require_stake':0}");

	(void) state;
	CLAIM("PROOF-09");
	a_rich_account(w, 1);
	a_rich_account(w, CHALLENGER);
	a_rich_account(w, 3);
	ok(w, "{'do':'provider.register','from':1,'region':1,'cpu':8}");
	ok(w, "{'do':'stake.add','from':1,'provider':1,'amount':'8" SPON "'}");
	ok(w, "{'do':'deleg.add','from':3,'provider':1,'amount':'4" SPON "'}");
	ok(w, "{'do':'stake.unbond','from':1,'provider':1,'amount':'2" SPON "'}");
	ok(w, "{'do':'deleg.unbond','from':3,'provider':1,'shares':'1" SPON "'}");
	fail_one(w, 1);
	/* Own 6; of the other 4: 3/6 from the pool, 2/6 and 1/6 from the entries, rounded down. */
	expect_event(w, "['Slashed',1,3,'10" SPON "','6" SPON "','2" SPON "',"
			"'1999999999999999999','0']");
	expect_bucket(w, "stake", 1, 1, "0");
	expect_bucket(w, "pool", 1, 1, "1" SPON);
	expect_bucket(w, "unbonding", 1, 1, "666666666666666667");
	expect_bucket(w, "unbonding", 2, 1, "333333333333333334");
	/* 6 + 1.333... for the challenger, 2 + 0.666... for the pool. */
	expect_bucket(w, "free", 8, 1, "1000007333333333333333333");
	expect_bucket(w, "foundation", 0, 1, "2666666666666666666");
	world_end(w);
}

static void a_failure_may_cost_the_status_and_end_the_pool(void **state)
{
	struct world *w = scene("'params':{'challenge_penalty':'200000" SPON "'}");

	(void) state;
	CLAIM("PROOF-09");
	ok(w, "{'do':'deleg.add','from':8,'provider':1,'amount':'5" SPON "'}");
	fail_one(w, 1);
	expect_names(w, "ChallengeClosed Slashed PoolWiped ProviderStatus");
	expect_event(w, "['Slashed',1,3,'200000" SPON "','60000" SPON "','5" SPON "','0','0']");
	expect_event(w, "['PoolWiped',1,1]");
	expect_event(w, "['ProviderStatus',1,1]");
	world_end(w);
}

static void the_penalty_is_that_of_the_opening(void **state)
{
	struct world *w = scene("'params':{'vote_mode':1,'vote_s':60,'proposal_deposit':0}");

	(void) state;
	CLAIM("PROOF-09");
	ok(w, "{'do':'prop.submit','kind':2,'name':'challenge_penalty','value':'1'}");
	ok(w, "{'do':'prop.vote','prop':2,'choice':1}");
	open_gives(w, SPHERON_OK, 0);
	advance_to(w, 60);
	ok(w, "{'do':'challenge.respond','from':1,'challenge':1}");
	ok(w, "{'do':'challenge.judge','challenge':1,'pass':0}");
	expect_event(w, "['Slashed',1,3,'10" SPON "','10" SPON "','0','0','0']");
	world_end(w);
}

static void without_a_penalty_a_failure_slashes_nothing_but_counts(void **state)
{
	struct world *w = scene("'params':{'challenge_penalty':0}");

	(void) state;
	CLAIM("PROOF-09");
	fail_one(w, 1);
	expect_names(w, "ChallengeClosed");
	expect_field(w, "provider", 1, 0, "slashes", "0");
	open_gives(w, SPHERON_TOO_SOON, 0);
	world_end(w);
}

static void a_challenge_of_the_region_settles_the_question(void **state)
{
	struct world *w = scene("'params':{'challenge_gap_s':0}");

	(void) state;
	CLAIM("PROOF-09");
	for (unsigned pass = 0; pass <= 1; pass++) {
		open_gives(w, SPHERON_OK, 3);
		ok(w, "{'do':'challenge.respond','from':1,'challenge':%u}", pass + 1);
		ok(w, "{'do':'challenge.judge','challenge':%u,'pass':%u}", pass + 1, pass);
		expect_field(w, "provider", 1, 0, "region_bad", pass ? "0" : "1");
	}
	/* One of another kind says nothing about it. */
	ok(w, "{'do':'proof.report','provider':1,'kind':3,'pass':0}");
	open_gives(w, SPHERON_OK, 2);
	ok(w, "{'do':'challenge.respond','from':1,'challenge':3}");
	ok(w, "{'do':'challenge.judge','challenge':3,'pass':1}");
	expect_field(w, "provider", 1, 0, "region_bad", "1");
	world_end(w);
}

static void challenges_are_no_proofs_of_the_era(void **state)
{
	struct world *w = scene("'params':{'challenge_gap_s':0}");

	(void) state;
	CLAIM("PROOF-09");
	fail_one(w, 1);
	open_gives(w, SPHERON_OK, 0);
	ok(w, "{'do':'challenge.respond','from':1,'challenge':2}");
	ok(w, "{'do':'challenge.judge','challenge':2,'pass':1}");
	expect_field(w, "provider", 1, 0, "n0", "1"); /* the proof that verified it */
	expect_field(w, "provider", 1, 0, "ok0", "1");
	world_end(w);
}

static void after_a_failure_the_next_challenge_waits_for_the_gap(void **state)
{
	struct world *w = scene("'params':{'challenge_gap_s':500}");

	(void) state;
	CLAIM("PROOF-11");
	at(w, 10);
	fail_one(w, 1);
	at(w, 509);
	open_gives(w, SPHERON_TOO_SOON, 0);
	at(w, 510);
	open_gives(w, SPHERON_OK, 0);
	world_end(w);
}

int test_challenge(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(anyone_may_challenge_a_provider_for_a_bond),
		cmocka_unit_test(opening_checks_provider_kind_status_gap_and_funds_in_turn),
		cmocka_unit_test(while_one_challenge_is_open_another_waits),
		cmocka_unit_test(a_registered_provider_may_be_challenged_and_one_that_left_not),
		cmocka_unit_test(bond_penalty_and_windows_are_parameters),
		cmocka_unit_test(the_owner_responds_once_and_in_time),
		cmocka_unit_test(without_a_response_the_challenge_is_failed),
		cmocka_unit_test(a_verifier_judges_a_responded_challenge),
		cmocka_unit_test(who_passes_keeps_the_bond),
		cmocka_unit_test(without_a_judgement_the_challenge_is_void),
		cmocka_unit_test(a_deadline_in_maintenance_makes_it_void),
		cmocka_unit_test(a_judgement_in_maintenance_counts),
		cmocka_unit_test(a_maintenance_that_ends_with_the_deadline_does_not_help),
		cmocka_unit_test(a_failed_challenge_costs_own_stake_first_and_pays_the_challenger),
		cmocka_unit_test(what_delegators_lose_goes_to_the_pool_and_not_to_the_challenger),
		cmocka_unit_test(a_failure_may_cost_the_status_and_end_the_pool),
		cmocka_unit_test(the_penalty_is_that_of_the_opening),
		cmocka_unit_test(without_a_penalty_a_failure_slashes_nothing_but_counts),
		cmocka_unit_test(a_challenge_of_the_region_settles_the_question),
		cmocka_unit_test(challenges_are_no_proofs_of_the_era),
		cmocka_unit_test(after_a_failure_the_next_challenge_waits_for_the_gap),
	};

	return cmocka_run_group_tests_name("challenge", tests, NULL, NULL);
}
