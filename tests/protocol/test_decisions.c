/* What this project decided where the text was silent (RULES.md chapter 9), as far as no other group
 * shows it. */

#include "tests/protocol/groups.h"
#include "tests/support/world.h"

#include <stdio.h>
#include <string.h>

/* `open` so many times, then `close` as often, inside the value of an unknown argument. */
static size_t nested(char *line, unsigned depth)
{
	size_t n = (size_t) sprintf(line, "{\"t\":1000000,\"do\":\"advance\",\"x\":");

	memset(line + n, '[', depth);
	memset(line + n + depth, ']', depth);
	n += 2 * depth;
	line[n++] = '}';
	return n;
}

/* An object with so many members that no command knows. */
static size_t many_members(char *line, unsigned members)
{
	size_t n = (size_t) sprintf(line, "{\"t\":1000000,\"do\":\"advance\"");

	for (unsigned i = 2; i < members; i++)
		n += (size_t) sprintf(line + n, ",\"x%u\":1", i);
	line[n++] = '}';
	return n;
}

static void expect_malformed(struct world *w, const char *line, size_t size, const char *verb)
{
	const char *receipt = send_line(w, line, size);
	char start[64];

	snprintf(start, sizeof start, "\"do\":\"%s\",\"r\":\"BAD_COMMAND\"}", verb);
	if (!strstr(receipt, start))
		fail_msg("%zu bytes of line gave %s", size, receipt);
}

static void a_line_deeper_or_wider_than_any_command_is_read_as_no_object(void **state)
{
	static char line[1u << 16];
	struct world *w = world_begin("");

	(void) state;
	CLAIM("D-02");
	expect_malformed(w, line, nested(line, 999), "advance");
	expect_malformed(w, line, nested(line, 1000), "");
	expect_malformed(w, line, many_members(line, 4096), "advance");
	expect_malformed(w, line, many_members(line, 4097), "");
	world_end(w);
}

static void a_late_genesis_is_refused_before_the_clock_is_looked_at(void **state)
{
	struct world *w = world_begin("");
	static const char earlier[] = "{\"t\":1,\"b\":77,\"do\":\"genesis\"}";
	static const char later[] = "{\"t\":1000500,\"do\":\"genesis\"}";

	(void) state;
	CLAIM("D-03");
	assert_non_null(strstr(send_line(w, earlier, sizeof earlier - 1), "\"r\":\"BAD_STATE\""));
	/* Nothing advances either. */
	assert_non_null(strstr(send_line(w, later, sizeof later - 1), "\"t\":1000000,"));
	assert_int_equal(spheron_clock(world_state(w)).t, 1000000);
	world_end(w);
}

static void a_node_that_leaves_keeps_the_number_of_its_gateway(void **state)
{
	struct world *w = world_begin("");

	(void) state;
	CLAIM("D-04");
	a_provider(w, 1, "'gateway':1");
	a_fizz(w, 2, 1, "");
	ok(w, "{'do':'subnet.set','from':1,'provider':1,'gateway_bp':9}");
	ok(w, "{'do':'subnet.object','from':2,'fizz':1}");
	ok(w, "{'do':'fizz.exit','from':2,'fizz':1}");
	expect_field(w, "fizz", 1, 0, "gateway", "1");
	expect_field(w, "fizz", 1, 0, "objected", "1");
	expect_field(w, "provider", 1, 0, "members", "0");
	expect_field(w, "provider", 1, 0, "objections", "0");
	world_end(w);
}

static void an_evicted_node_is_told_that_it_has_no_gateway_already(void **state)
{
	struct world *w = world_begin("");

	(void) state;
	CLAIM("D-05");
	a_provider(w, 1, "'gateway':1");
	a_fizz(w, 2, 1, "");
	ok(w, "{'do':'fizz.evict','from':1,'fizz':1}");
	refused(w, SPHERON_BAD_STATE, "{'do':'fizz.relink','from':2,'fizz':1,'gateway':0}");
	refused(w, SPHERON_NOT_FOUND, "{'do':'fizz.relink','from':2,'fizz':1,'gateway':9}");
	world_end(w);
}

static void reward_and_inflation_reach_the_shares_one_after_the_other(void **state)
{
	struct world *w = world_begin("'params':{'point_value_prov':1,'prov_cpu_base':100001,"
				      "'commission_default_bp':3334,'trust_start':5,'inflation_bp':3}");

	(void) state;
	CLAIM("D-07");
	a_provider(w, 1, "");
	a_rich_account(w, 2);
	a_rich_account(w, 3);
	ok(w, "{'do':'pool.fund','from':1,'amount':'1000000000'}");
	ok(w, "{'do':'deleg.add','from':2,'provider':1,'amount':'3000000000000000000'}");
	wait_until(w, 86400);
	/* Three whole shares get 2133781 of the reward and 123281507157518 of the inflation: a third of
	 * each rounded down, which is one less than a third of both. */
	expect_bucket(w, "delegator_accrued", 1, 1, "123281509291299");
	expect_field(w, "provider", 1, 0, "acc", "41093836430432");
	world_end(w);
}

static void the_projected_apr_does_not_know_of_the_supply_cap(void **state)
{
	struct world *w = world_begin("'params':{'trust_start':5,'inflation_bp':365,"
				      "'spon_max_supply':'2000000000000000000000000'}");

	(void) state;
	CLAIM("D-08");
	a_provider(w, 1, "");
	a_rich_account(w, 2);
	ok(w, "{'do':'deleg.add','from':2,'provider':1,'amount':'3000000000000000000'}");
	/* The cap is reached, so no inflation will be paid.  Of 2 * 10^20 the pool would get 3 parts in
	 * 60003, 9999500024998750, and 0.64 SPON of the reward: times 365 / 3 SPON. */
	ok(w, "{'do':'q.apr','provider':1}");
	expect_event(w, "['Answer','79083272']");
	wait_until(w, 86400);
	expect_field(w, "token", 1, 0, "minted", "2000000000000000000000000");
	world_end(w);
}

/* Kind 6 has no use for a harmed list, so its length is no fault; its hash covers all of it. */
static void an_unused_list_may_be_long_and_is_hashed_whole(void **state)
{
	char list[2048] = "", payload[2][128];
	struct spheron_record record;

	(void) state;
	for (unsigned i = 0; i < 40; i++)
		snprintf(list + strlen(list), sizeof list - strlen(list), "%s[%u,1]", i ? "," : "", i);
	for (unsigned k = 0; k < 2; k++) {
		struct world *w = world_begin("'params':{'auto_approve':0,'proposal_deposit':0}");

		CLAIM("D-14");
		a_rich_account(w, 1);
		ok(w, "{'do':'prop.submit','from':1,'kind':6,'value':2,'harmed':[%s,[%u,1]]}", list,
				50 + k);
		assert_true(spheron_find(world_state(w), SPHERON_RECORD_PROPOSAL, 1, 0, 0, &record));
		memcpy(payload[k], &record.u.proposal.payload, 32);
		world_end(w);
	}
	/* They differ beyond the thirty-second entry only. */
	assert_memory_not_equal(payload[0], payload[1], 32);
}

static void nobody_objects_when_nothing_pends(void **state)
{
	struct world *w = world_begin("'params':{'era_s':600}");

	(void) state;
	CLAIM("D-15");
	a_provider(w, 1, "'gateway':1");
	a_fizz(w, 2, 1, "");
	ok(w, "{'do':'subnet.set','from':1,'provider':1,'gateway_bp':9}");
	ok(w, "{'do':'subnet.object','from':2,'fizz':1}");
	at(w, 600);
	ok(w, "{'do':'advance'}");
	expect_event(w, "['SubnetDropped',1]");
	expect_field(w, "provider", 1, 0, "objections", "0");
	expect_field(w, "fizz", 1, 0, "objected", "1");
	world_end(w);
}

static void a_penalty_of_nothing_is_told_all_the_same(void **state)
{
	struct world *w = world_begin("'params':{'matcher_mode':0,'avs_slash_bp':0,'avs_min_stake':1}");

	(void) state;
	CLAIM("D-20");
	a_provider(w, 1, "");
	a_provider(w, 2, "");
	a_rich_account(w, 3);
	ok(w, "{'do':'avs.register','from':3,'amount':'1000'}");
	an_order(w, 4, "");
	ok(w, "{'do':'bid.place','from':1,'order':1,'provider':1,'price':'50000000000000'}");
	ok(w, "{'do':'bid.place','from':2,'order':1,'provider':2,'price':'90000000000000'}");
	wait_until(w, 6);
	expect_field(w, "task", 1, 0, "expected", "2");
	ok(w, "{'do':'avs.attest','from':3,'order':1,'bid':1}");
	ok(w, "{'do':'avs.dispute','from':4,'order':1,'operator':3}");
	expect_event(w, "['OperatorSlashed',3,'0','0']");
	expect_field(w, "attest", 1, 3, "slashed", "1");
	refused(w, SPHERON_DUPLICATE, "{'do':'avs.dispute','from':4,'order':1,'operator':3}");
	world_end(w);
}

int test_decisions(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_line_deeper_or_wider_than_any_command_is_read_as_no_object),
		cmocka_unit_test(a_late_genesis_is_refused_before_the_clock_is_looked_at),
		cmocka_unit_test(a_node_that_leaves_keeps_the_number_of_its_gateway),
		cmocka_unit_test(an_evicted_node_is_told_that_it_has_no_gateway_already),
		cmocka_unit_test(reward_and_inflation_reach_the_shares_one_after_the_other),
		cmocka_unit_test(the_projected_apr_does_not_know_of_the_supply_cap),
		cmocka_unit_test(an_unused_list_may_be_long_and_is_hashed_whole),
		cmocka_unit_test(nobody_objects_when_nothing_pends),
		cmocka_unit_test(a_penalty_of_nothing_is_told_all_the_same),
	};

	return cmocka_run_group_tests_name("decisions", tests, NULL, NULL);
}
