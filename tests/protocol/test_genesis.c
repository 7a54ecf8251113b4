/* The start (RULES.md 0.5) and what parameters do when they change (chapter 1). */

#include "tests/protocol/groups.h"
#include "tests/support/world.h"

#include <stdio.h>
#include <string.h>

static void expect_receipt(struct world *w, const char *line, const char *receipt)
{
	assert_string_equal(send_line(w, line, strlen(line)), receipt);
}

/* Account 1, which holds all votes, carries this proposal 2, 3, ... now; its vote ends 1000 s
 * later. */
static void carry(struct world *w, unsigned prop, const char *name, const char *value)
{
	ok(w, "{'do':'prop.submit','from':1,'kind':2,'name':'%s','value':'%s'}", name, value);
	ok(w, "{'do':'prop.vote','from':1,'prop':%u,'choice':1}", prop);
}

static void genesis_sets_profile_clock_parameters_and_beacon(void **state)
{
	struct world *w = world_unstarted();

	(void)state;
	CLAIM("GEN-01");
	ok(w, "{'do':'genesis','profile':'docs-2025-07','b':7,'params':{'era_s':600},'beacon':'"
	      "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff'}");
	expect_event(w, "['Genesis','docs-2025-07',1000000,7]");
	expect_names(w, "Genesis");
	expect_field(w, "meta", 0, 0, "t0", "1000000");
	expect_field(w, "meta", 0, 0, "t", "1000000");
	expect_field(w, "meta", 0, 0, "b0", "7");
	expect_field(w, "meta", 0, 0, "b", "7");
	expect_field(w, "meta", 0, 0, "era", "0");
	expect_field(w, "meta", 0, 0, "era_end", "1000600");
	expect_field(w, "meta", 0, 0, "beacon",
		"00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff");
	expect_field(w, "param", 2, 0, "value", "600");
	world_end(w);
}

static void genesis_without_arguments_takes_the_defaults(void **state)
{
	struct world *w = world_unstarted();

	(void)state;
	CLAIM("GEN-01");
	CLAIM("D-06");
	ok(w, "{'do':'genesis'}");
	expect_event(w, "['Genesis','seed',1000000,0]");
	expect_field(w, "meta", 0, 0, "beacon",
		"0000000000000000000000000000000000000000000000000000000000000000");
	expect_field(w, "meta", 0, 0, "b0", "0");
	expect_field(w, "meta", 0, 0, "version", "1");
	expect_field(w, "meta", 0, 0, "vote_end", "0");
	expect_field(w, "meta", 0, 0, "bonded", "0");
	/* The conversion before the first close is (point_value_prov, 1). */
	expect_field(w, "meta", 0, 0, "conv_num", "1000000000000");
	expect_field(w, "meta", 0, 0, "conv_den", "1");
	world_end(w);
}

static void genesis_comes_once(void **state)
{
	struct world *w = world_unstarted();

	(void)state;
	CLAIM("GEN-01");
	CLAIM("D-03");
	ok(w, "{'do':'genesis'}");
	refused(w, SPHERON_BAD_STATE, "{'do':'genesis'}");
	/* BAD_STATE before BAD_VALUE. */
	refused(w, SPHERON_BAD_STATE, "{'do':'genesis','profile':'nobody'}");
	world_end(w);
}

static void genesis_comes_before_any_other_command(void **state)
{
	struct world *w = world_unstarted();

	(void)state;
	CLAIM("GEN-01");
	ok(w, "{'do':'account.open'}");
	refused(w, SPHERON_BAD_STATE, "{'do':'genesis'}");
	world_end(w);

	/* Also before one that was refused, if it was well formed and in time. */
	w = world_unstarted();
	CLAIM("GEN-01");
	refused(w, SPHERON_NO_ACCOUNT, "{'do':'advance','from':5}");
	expect_field(w, "meta", 0, 0, "t0", "1000000");
	refused(w, SPHERON_BAD_STATE, "{'do':'genesis'}");
	world_end(w);
}

static void malformed_and_mistimed_commands_start_nothing(void **state)
{
	struct world *w = world_unstarted();

	(void)state;
	CLAIM("GEN-01");
	expect_receipt(w, "{\"t\":5,\"do\":\"advance\",\"x\":1}",
		"{\"n\":1,\"t\":0,\"b\":0,\"do\":\"advance\",\"r\":\"BAD_COMMAND\"}");
	expect_receipt(w, "{\"t\":5,\"b\":1,\"do\":\"advance\"}",
		"{\"n\":2,\"t\":0,\"b\":0,\"do\":\"advance\",\"r\":\"BAD_TIME\"}");
	expect_receipt(w, "", "{\"n\":3,\"t\":0,\"b\":0,\"do\":\"\",\"r\":\"BAD_COMMAND\"}");
	expect_receipt(w, "{\"t\":9,\"b\":3,\"do\":\"genesis\"}",
		"{\"n\":4,\"t\":9,\"b\":3,\"do\":\"genesis\",\"r\":\"OK\","
		"\"ev\":[[\"Genesis\",\"seed\",9,3]]}");
	expect_field(w, "meta", 0, 0, "t0", "9");
	world_end(w);
}

static void a_log_without_genesis_starts_with_its_first_command(void **state)
{
	struct world *w = world_unstarted();

	(void)state;
	expect_receipt(w, "{\"t\":500,\"b\":0,\"do\":\"account.open\"}",
		"{\"n\":1,\"t\":500,\"b\":0,\"do\":\"account.open\",\"r\":\"OK\","
		"\"ev\":[[\"AccountOpened\",1]]}");
	expect_field(w, "meta", 0, 0, "t0", "500");
	expect_field(w, "meta", 0, 0, "b0", "0");
	expect_field(w, "meta", 0, 0, "era_end", "86900");
	expect_receipt(w, "{\"t\":504,\"b\":2,\"do\":\"advance\"}",
		"{\"n\":2,\"t\":504,\"b\":2,\"do\":\"advance\",\"r\":\"OK\"}");
	world_end(w);
}

static void a_refused_genesis_may_be_tried_again(void **state)
{
	struct world *w = world_unstarted();

	(void)state;
	CLAIM("GEN-01");
	refused(w, SPHERON_BAD_VALUE, "{'do':'genesis','profile':'docs-2025-08'}");
	refused(w, SPHERON_BAD_VALUE, "{'do':'genesis','profile':''}");
	refused(w, SPHERON_BAD_VALUE, "{'do':'genesis','params':{'nobody':1}}");
	refused(w, SPHERON_BAD_VALUE, "{'do':'genesis','params':{'era_s':599}}");
	expect_receipt(w, "{\"t\":9,\"do\":\"genesis\",\"params\":{\"era_s\":600,\"vote_s\":1}}",
		"{\"n\":5,\"t\":0,\"b\":0,\"do\":\"genesis\",\"r\":\"BAD_VALUE\"}");
	/* What was in bounds in a refused one did not stay. */
	ok(w, "{'do':'genesis'}");
	expect_field(w, "param", 2, 0, "value", "86400");
	expect_field(w, "meta", 0, 0, "t0", "1000000");
	world_end(w);
}

static void genesis_is_sent_by_account_zero(void **state)
{
	struct world *w = world_unstarted();

	(void)state;
	refused(w, SPHERON_BAD_COMMAND, "{'do':'genesis','from':1}");
	CLAIM("CMD-04");
	ok(w, "{'do':'genesis','from':0}");
	refused(w, SPHERON_BAD_COMMAND, "{'do':'genesis','from':1}");
	world_end(w);
}

static void genesis_obeys_the_tie_of_unbonding_to_voting(void **state)
{
	struct world *w = world_unstarted();

	(void)state;
	CLAIM("GOV-10");
	refused(w, SPHERON_BAD_VALUE, "{'do':'genesis','params':{'unbonding_s':259199}}");
	refused(w, SPHERON_BAD_VALUE, "{'do':'genesis','params':{'vote_s':1209601}}");
	refused(w, SPHERON_BAD_VALUE, "{'do':'genesis','params':{'vote_s':500,'unbonding_s':499}}");
	ok(w, "{'do':'genesis','params':{'vote_s':500,'unbonding_s':500}}");
	world_end(w);
}

static void no_rate_changes_inside_an_era(void **state)
{
	struct world *w = world_begin("'params':{'vote_s':1000}");
	uint32_t p = a_provider(w, 1, "");

	(void)state;
	CLAIM("PARAM-02");
	ok(w, "{'do':'trust.set','provider':%u,'tier':5}", p);
	carry(w, 2, "prov_cpu_base", "200000");
	at(w, 1000);
	ok(w, "{'do':'q.rate','kind':0,'id':%u}", p);
	expect_event(w, "['ProposalClosed',2,1]");
	expect_no_event(w, "ParamSet");
	expect_event(w, "['Answer','6400000']");
	/* The whole era counts at 0.1 points a thread, the next at 0.2. */
	at(w, 86400);
	ok(w, "{'do':'q.rate','kind':0,'id':%u}", p);
	expect_names(w, "EraNode ParamSet EraClosed Answer");
	expect_event(w, "['EraNode',0,1,1000000,'6400000','0','0','0',5,'0']");
	expect_event(w, "['ParamSet',_,'200000']");
	expect_event(w, "['Answer','12800000']");
	at(w, 172800);
	ok(w, "{'do':'advance'}");
	expect_event(w, "['EraNode',0,1,1000000,'12800000','0','0','0',5,'0']");
	world_end(w);
}

static void a_second_pending_value_replaces_the_first(void **state)
{
	struct world *w = world_begin("'params':{'vote_s':1000}");

	(void)state;
	a_provider(w, 1, "");
	CLAIM("PARAM-02");
	carry(w, 2, "cpu_tier_model", "1"); /* id 75 */
	carry(w, 3, "cpu_tier_model", "0");
	at(w, 1000);
	ok(w, "{'do':'advance'}");
	expect_field(w, "param", 75, 0, "pending", "1");
	expect_field(w, "param", 75, 0, "next", "0");
	carry(w, 4, "prov_gpu_base", "5"); /* id 60 */
	at(w, 2000);
	carry(w, 5, "prov_gpu_base", "6");
	at(w, 3000);
	ok(w, "{'do':'advance'}");
	expect_field(w, "param", 60, 0, "next", "6");
	at(w, 86400);
	ok(w, "{'do':'advance'}");
	expect_names(w, "EraNode ParamSet ParamSet EraClosed");
	expect_event(w, "['ParamSet',_,'6']");
	expect_event(w, "['ParamSet',_,'0']");
	expect_field(w, "param", 60, 0, "value", "6");
	expect_field(w, "param", 60, 0, "pending", "0");
	expect_field(w, "param", 60, 0, "next", "0");
	world_end(w);
}

static void a_class_n_parameter_works_from_the_second_it_is_set(void **state)
{
	struct world *w = world_begin("'params':{'vote_s':1000}");
	uint32_t p = a_provider(w, 1, "");

	(void)state;
	CLAIM("PARAM-02");
	carry(w, 2, "min_delegation", "1000000000000000");
	at(w, 999);
	refused(w, SPHERON_BAD_VALUE,
		"{'do':'deleg.add','from':1,'provider':%u,'amount':'1000000000000000'}", p);
	at(w, 1000);
	ok(w, "{'do':'deleg.add','from':1,'provider':%u,'amount':'1000000000000000'}", p);
	expect_names(w, "ParamSet ProposalClosed Delegated");
	world_end(w);
}

static void parameters_need_not_agree_with_each_other(void **state)
{
	struct world *w =
		world_begin("'params':{'min_blocks':1000000,'max_blocks':999999,"
			    "'gateway_default_bp':5000,'gateway_max_bp':300,'order_ttl_blocks':2,"
			    "'bid_window_blocks':10000}");
	uint32_t p = a_provider(w, 1, "'gateway':1");

	(void)state;
	an_account(w, 2);
	/* No duration fits between the bounds. */
	refused(w, SPHERON_BAD_VALUE,
		"{'do':'order.create','from':2,'max_price':'1000000000000','blocks':999999,'cpu':"
		"1}");
	refused(w, SPHERON_BAD_VALUE,
		"{'do':'order.create','from':2,'max_price':'1000000000000','blocks':1000000,'cpu':"
		"1}");
	expect_field(w, "provider", p, 0, "subnet_bp", "300");
	world_end(w);
}

static void a_deadline_that_was_set_keeps_its_time(void **state)
{
	struct world *w = world_begin("'params':{'vote_s':1000,'unbonding_s':5000}");
	uint32_t p = a_provider(w, 1, "");

	(void)state;
	CLAIM("PARAM-04");
	carry(w, 2, "unbonding_s", "1000");
	ok(w, "{'do':'stake.unbond','from':1,'provider':%u,'amount':'1000000000000000000'}", p);
	expect_event(w, "['UnbondStarted',1,1,1,'1000000000000000000',1005000]");
	at(w, 1000);
	ok(w, "{'do':'advance'}");
	expect_field(w, "unbond", 1, 0, "mature", "1005000");
	at(w, 4999);
	ok(w, "{'do':'advance'}");
	expect_record(w, "unbond", 1, 0, true);
	at(w, 5000);
	ok(w, "{'do':'advance'}");
	expect_event(w, "['UnbondPaid',1,1,'1000000000000000000']");
	world_end(w);
}

static void a_running_lease_keeps_its_fees_and_a_new_one_has_the_new(void **state)
{
	struct world *w = world_begin("'params':{'vote_s':1000,'matcher_mode':2}");
	uint32_t p = a_provider(w, 1, "");

	(void)state;
	CLAIM("PARAM-04");
	a_lease(w, 2, p, "");
	carry(w, 2, "protocol_fee_bp", "0");
	at(w, 1006);
	ok(w, "{'do':'advance'}");
	expect_field(w, "lease", 1, 0, "protocol_bp", "2000");
	a_lease(w, 2, p, "");
	expect_field(w, "lease", 2, 0, "protocol_bp", "0");
	at(w, 2006); /* all 1000 blocks of the first: 100000 units */
	ok(w, "{'do':'advance'}");
	expect_event(w, "['LeaseSettled',1,'100000','2000','20000','1000','0','79000']");
	at(w, 3012);
	ok(w, "{'do':'advance'}");
	expect_event(w, "['LeaseSettled',2,'100000','2000','0','1000','0','99000']");
	world_end(w);
}

static void an_open_challenge_keeps_its_penalty(void **state)
{
	struct world *w = world_begin("'params':{'vote_s':1000}");
	uint32_t p = a_provider(w, 1, "");

	(void)state;
	CLAIM("PARAM-04");
	a_rich_account(w, 2);
	ok(w, "{'do':'challenge.open','from':2,'provider':%u,'kind':0}", p);
	carry(w, 2, "challenge_penalty", "7");
	carry(w, 3, "judge_window_s", "1");
	at(w, 1000);
	ok(w, "{'do':'advance'}");
	expect_field(w, "challenge", 1, 0, "penalty", "10000000000000000000");
	at(w, 3600);
	ok(w, "{'do':'advance'}");
	expect_event(w, "['ChallengeClosed',1,3]");
	expect_event(
		w, "['Slashed',1,3,'10000000000000000000','10000000000000000000','0','0','0']");
	world_end(w);
}

static void an_order_keeps_the_matcher_of_its_window_close(void **state)
{
	struct world *w =
		world_begin("'params':{'vote_s':1000,'matcher_mode':1,'order_ttl_blocks':5000}");
	uint32_t p = a_provider(w, 1, "");

	(void)state;
	CLAIM("PARAM-04");
	carry(w, 2, "matcher_mode", "2");
	at(w, 990);
	an_order(w, 2, "");
	ok(w, "{'do':'bid.place','from':1,'order':1,'provider':%u,'price':'100000000000000'}", p);
	at(w, 996);
	ok(w, "{'do':'advance'}");
	expect_field(w, "order", 1, 0, "matcher", "1");
	at(w, 1000);
	ok(w, "{'do':'advance'}");
	expect_field(w, "order", 1, 0, "matcher", "1");
	ok(w, "{'do':'match.set','order':1,'bid':1}");
	world_end(w);
}

int test_genesis(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(genesis_sets_profile_clock_parameters_and_beacon),
		cmocka_unit_test(genesis_without_arguments_takes_the_defaults),
		cmocka_unit_test(genesis_comes_once),
		cmocka_unit_test(genesis_comes_before_any_other_command),
		cmocka_unit_test(malformed_and_mistimed_commands_start_nothing),
		cmocka_unit_test(a_log_without_genesis_starts_with_its_first_command),
		cmocka_unit_test(a_refused_genesis_may_be_tried_again),
		cmocka_unit_test(genesis_is_sent_by_account_zero),
		cmocka_unit_test(genesis_obeys_the_tie_of_unbonding_to_voting),
		cmocka_unit_test(no_rate_changes_inside_an_era),
		cmocka_unit_test(a_second_pending_value_replaces_the_first),
		cmocka_unit_test(a_class_n_parameter_works_from_the_second_it_is_set),
		cmocka_unit_test(parameters_need_not_agree_with_each_other),
		cmocka_unit_test(a_deadline_that_was_set_keeps_its_time),
		cmocka_unit_test(a_running_lease_keeps_its_fees_and_a_new_one_has_the_new),
		cmocka_unit_test(an_open_challenge_keeps_its_penalty),
		cmocka_unit_test(an_order_keeps_the_matcher_of_its_window_close),
	};

	return cmocka_run_group_tests_name("genesis", tests, NULL, NULL);
}
