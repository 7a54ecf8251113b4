/* What a passed proposal does (RULES.md 3.2): GOV-08 to GOV-11. */

#include "tests/protocol/groups.h"
#include "tests/support/world.h"

#include <stdio.h>

/* The council is account 0 alone, votes last 1000 s, and account 1 has a provider. */
static struct world *a_small_council(const char *params)
{
	char args[512];
	struct world *w;

	snprintf(args, sizeof args, "'params':{'vote_mode':1,'vote_s':1000%s%s}",
		*params ? "," : "", params);
	w = world_begin(args);
	a_provider(w, 1, "");
	return w;
}

/* Account 1 proposes this, and all votes are for it. */
static void propose(struct world *w, unsigned prop, const char *args)
{
	ok(w, "{'do':'prop.submit','from':1,%s}", args);
	ok(w, "{'do':'prop.vote','prop':%u,'choice':1}", prop);
}

static void close_at(struct world *w, uint64_t second)
{
	at(w, second);
	ok(w, "{'do':'advance'}");
}

static void a_passed_parameter_is_set_before_the_proposal_closes(void **state)
{
	struct world *w = a_small_council("");

	(void)state;
	CLAIM("GOV-08");
	CLAIM("GOV-09");
	propose(w, 2, "'kind':2,'name':'draw_mode','value':1");
	close_at(w, 1000);
	expect_names(w, "ParamSet ProposalClosed");
	expect_event(w, "['ParamSet',_,'1']");
	expect_event(w, "['ProposalClosed',2,1]");
	world_end(w);
}

static void a_passed_class_e_parameter_only_becomes_pending(void **state)
{
	struct world *w = a_small_council("");

	(void)state;
	CLAIM("PARAM-02");
	propose(w, 2, "'kind':2,'name':'require_stake','value':0"); /* id 10 */
	close_at(w, 1000);
	expect_names(w, "ProposalClosed");
	expect_event(w, "['ProposalClosed',2,1]");
	expect_field(w, "param", 10, 0, "value", "1");
	expect_field(w, "param", 10, 0, "pending", "1");
	close_at(w, 86400);
	expect_names(w, "EraNode ParamSet EraClosed");
	world_end(w);
}

static void a_passed_suspension_and_reinstatement_change_the_status(void **state)
{
	struct world *w = a_small_council("");

	(void)state;
	CLAIM("GOV-08");
	propose(w, 2, "'kind':4,'target':1");
	close_at(w, 1000);
	expect_names(w, "ProviderStatus ProposalClosed");
	expect_event(w, "['ProviderStatus',1,4]");
	propose(w, 3, "'kind':5,'target':1");
	close_at(w, 2000);
	expect_names(w, "ProviderStatus ProposalClosed");
	expect_event(w, "['ProviderStatus',1,2]");
	world_end(w);
}

static void a_passed_suspension_ends_a_running_maintenance(void **state)
{
	struct world *w = a_small_council("'maint_notice_s':1");

	(void)state;
	CLAIM("GOV-08");
	ok(w, "{'do':'maint.schedule','from':1,'provider':1,'start':1000500,'dur':2000}");
	propose(w, 2, "'kind':4,'target':1");
	close_at(w, 999);
	close_at(w, 1000);
	expect_names(w, "MaintenanceEnded ProviderStatus ProposalClosed");
	expect_event(w, "['ProviderStatus',1,4]");
	world_end(w);
}

static void a_passed_release_is_announced(void **state)
{
	struct world *w = a_small_council("");

	(void)state;
	CLAIM("GOV-08");
	propose(w, 2, "'kind':6,'value':5");
	close_at(w, 1000);
	expect_names(w, "ReleaseSet ProposalClosed");
	expect_event(w, "['ReleaseSet',5,7]");
	expect_field(w, "release", 5, 0, "due", "7");
	world_end(w);
}

static void passed_misconduct_slashes_and_restores(void **state)
{
	struct world *w = a_small_council("");

	(void)state;
	an_account(w, 2);
	CLAIM("GOV-08");
	propose(w, 2, "'kind':3,'target':1,'bp':1000,'harmed':[[2,'1000000000000000000']]");
	close_at(w, 1000);
	expect_names(w, "Slashed Restitution ProviderStatus ProposalClosed");
	expect_event(
		w, "['Slashed',1,4,'6000000000000000000000','6000000000000000000000','0','0','0']");
	expect_event(w, "['Restitution',2,'1000000000000000000']");
	expect_event(w, "['ProviderStatus',1,4]");
	expect_bucket(w, "free", 2, 1, "1000000000000000000");
	expect_bucket(w, "treasury", 0, 1, "5999000000000000000000");
	world_end(w);
}

static void passed_misconduct_of_a_fizz_node_suspends_it(void **state)
{
	struct world *w = a_small_council("");

	(void)state;
	ok(w, "{'do':'provider.attrs','from':1,'provider':1,'region':257,'cpu':64,'gateway':1}");
	a_fizz(w, 2, 1, "");
	CLAIM("GOV-08");
	propose(w, 3, "'kind':3,'target':1,'fizz':1");
	close_at(w, 1000);
	expect_names(w, "FizzSlashed FizzStatus ProposalClosed");
	expect_event(w, "['FizzStatus',1,4]");
	expect_field(w, "provider", 1, 0, "status", "2");
	world_end(w);
}

static void the_deposit_returns_even_from_a_verdict_against_the_proposer(void **state)
{
	struct world *w = a_small_council("");

	(void)state;
	ok(w, "{'do':'token.transfer','from':1,'token':1,'to':0,'amount':'939900000000000000000000'"
	      "}");
	expect_bucket(w, "free", 1, 1, "100000000000000000000");
	CLAIM("GOV-08");
	propose(w, 2, "'kind':3,'target':1");
	expect_bucket(w, "free", 1, 1, "0");
	close_at(w, 1000);
	expect_bucket(w, "free", 1, 1, "100000000000000000000");
	expect_bucket(w, "treasury", 0, 1, "60000000000000000000000");
	world_end(w);
}

/* Two like proposals end in one second; what the first did makes the second impossible. */
static void expect_second_fails(const char *args)
{
	struct world *w = a_small_council("");

	CLAIM("GOV-08");
	propose(w, 2, args);
	propose(w, 3, args);
	close_at(w, 1000);
	expect_event(w, "['ProposalClosed',2,1]");
	expect_event(w, "['ProposalClosed',3,3]");
	/* The deposit is not to blame. */
	expect_bucket(w, "proposal_deposit", 3, 1, "0");
	expect_bucket(w, "treasury", 0, 1, "0");
	world_end(w);
}

static void what_has_become_impossible_is_not_executed(void **state)
{
	(void)state;
	expect_second_fails("'kind':4,'target':1");
	expect_second_fails("'kind':6,'value':5");
}

static void a_reinstatement_of_an_active_provider_fails(void **state)
{
	struct world *w = a_small_council("");

	(void)state;
	CLAIM("GOV-08");
	propose(w, 2, "'kind':5,'target':1");
	close_at(w, 1000);
	expect_names(w, "ProposalClosed");
	expect_event(w, "['ProposalClosed',2,3]");
	expect_field(w, "provider", 1, 0, "status", "2");
	world_end(w);
}

static void attributes_that_no_longer_cover_the_leases_fail(void **state)
{
	struct world *w = a_small_council("'matcher_mode':2");

	(void)state;
	propose(w, 2, "'kind':2,'name':'auto_approve','value':0");
	close_at(w, 1000);
	ok(w, "{'do':'provider.attrs','from':1,'provider':1,'region':257,'cpu':7}");
	ok(w, "{'do':'prop.vote','prop':3,'choice':1}");
	a_lease(w, 2, 1, "");
	CLAIM("GOV-08");
	close_at(w, 2000);
	expect_names(w, "ProposalClosed");
	expect_event(w, "['ProposalClosed',3,3]");
	expect_field(w, "provider", 1, 0, "cpu", "64");
	/* It is no longer in the way of another one. */
	ok(w, "{'do':'provider.attrs','from':1,'provider':1,'region':257,'cpu':8}");
	world_end(w);
}

static void attributes_of_a_provider_that_left_fail(void **state)
{
	struct world *w = a_small_council("");

	(void)state;
	propose(w, 2, "'kind':2,'name':'auto_approve','value':0");
	close_at(w, 1000);
	ok(w, "{'do':'provider.attrs','from':1,'provider':1,'region':258,'cpu':7}");
	ok(w, "{'do':'prop.vote','prop':3,'choice':1}");
	ok(w, "{'do':'provider.exit','from':1,'provider':1}");
	CLAIM("GOV-08");
	close_at(w, 2000);
	expect_event(w, "['ProposalClosed',3,3]");
	expect_field(w, "provider", 1, 0, "region", "257");
	world_end(w);
}

static void unbonding_never_becomes_shorter_than_voting(void **state)
{
	struct world *w = world_begin("");

	(void)state;
	a_rich_account(w, 1);
	CLAIM("GOV-10");
	refused(w, SPHERON_BAD_VALUE,
		"{'do':'prop.submit','from':1,'kind':2,'name':'unbonding_s',"
		"'value':259199}");
	ok(w, "{'do':'prop.submit','from':1,'kind':2,'name':'unbonding_s','value':259200}");
	refused(w, SPHERON_BAD_VALUE,
		"{'do':'prop.submit','from':1,'kind':2,'name':'vote_s',"
		"'value':1209601}");
	ok(w, "{'do':'prop.submit','from':1,'kind':2,'name':'vote_s','value':1209600}");
	world_end(w);
}

static void the_tie_is_checked_again_when_a_proposal_passes(void **state)
{
	struct world *w = a_small_council("");

	(void)state;
	CLAIM("GOV-10");
	/* Each is fine alone: 600000 >= 1000, and 600001 <= 1209600. */
	propose(w, 2, "'kind':2,'name':'unbonding_s','value':600000");
	propose(w, 3, "'kind':2,'name':'vote_s','value':600001");
	propose(w, 4, "'kind':2,'name':'vote_s','value':600000");
	close_at(w, 1000);
	expect_event(w, "['ProposalClosed',2,1]");
	expect_event(w, "['ProposalClosed',3,3]");
	expect_event(w, "['ProposalClosed',4,1]");
	expect_field(w, "param", 6, 0, "value", "600000");
	world_end(w);
}

static void misconduct_has_a_quorum_and_a_majority_of_its_own(void **state)
{
	struct world *w = a_small_council("'quorum_bp':11,'majority_bp':22,"
					  "'misconduct_quorum_bp':33,'misconduct_majority_bp':44");

	(void)state;
	CLAIM("GOV-11");
	propose(w, 2, "'kind':3,'target':1");
	expect_field(w, "proposal", 2, 0, "quorum_bp", "33");
	expect_field(w, "proposal", 2, 0, "majority_bp", "44");
	propose(w, 3, "'kind':4,'target':1");
	expect_field(w, "proposal", 3, 0, "quorum_bp", "11");
	expect_field(w, "proposal", 3, 0, "majority_bp", "22");
	propose(w, 4, "'kind':6,'value':2");
	expect_field(w, "proposal", 4, 0, "quorum_bp", "11");
	world_end(w);
}

static void misconduct_needs_a_third_and_two_thirds(void **state)
{
	struct world *w = a_small_council("");

	(void)state;
	an_account(w, 2);
	ok(w, "{'do':'role.set','acct':1,'roles':16}");
	ok(w, "{'do':'role.set','acct':2,'roles':16}");
	CLAIM("GOV-11");
	/* Three members: one vote is 33.33 % and enough; two of three are 66.66 %, below 66.67 %.
	 */
	propose(w, 2, "'kind':3,'target':1,'bp':1");
	propose(w, 3, "'kind':3,'target':1,'bp':1");
	ok(w, "{'do':'prop.vote','from':1,'prop':3,'choice':1}");
	ok(w, "{'do':'prop.vote','from':2,'prop':3,'choice':0}");
	close_at(w, 1000);
	expect_event(w, "['ProposalClosed',2,1]");
	expect_event(w, "['ProposalClosed',3,0]");
	world_end(w);
}

int test_execution(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_passed_parameter_is_set_before_the_proposal_closes),
		cmocka_unit_test(a_passed_class_e_parameter_only_becomes_pending),
		cmocka_unit_test(a_passed_suspension_and_reinstatement_change_the_status),
		cmocka_unit_test(a_passed_suspension_ends_a_running_maintenance),
		cmocka_unit_test(a_passed_release_is_announced),
		cmocka_unit_test(passed_misconduct_slashes_and_restores),
		cmocka_unit_test(passed_misconduct_of_a_fizz_node_suspends_it),
		cmocka_unit_test(the_deposit_returns_even_from_a_verdict_against_the_proposer),
		cmocka_unit_test(what_has_become_impossible_is_not_executed),
		cmocka_unit_test(a_reinstatement_of_an_active_provider_fails),
		cmocka_unit_test(attributes_that_no_longer_cover_the_leases_fail),
		cmocka_unit_test(attributes_of_a_provider_that_left_fail),
		cmocka_unit_test(unbonding_never_becomes_shorter_than_voting),
		cmocka_unit_test(the_tie_is_checked_again_when_a_proposal_passes),
		cmocka_unit_test(misconduct_has_a_quorum_and_a_majority_of_its_own),
		cmocka_unit_test(misconduct_needs_a_third_and_two_thirds),
	};

	return cmocka_run_group_tests_name("execution", tests, NULL, NULL);
}
