/* Time (RULES.md 0.3). */

#include "tests/protocol/groups.h"
#include "tests/support/world.h"

#include <stdio.h>
#include <string.h>

/* What the receipt of the line says: "OK", "BAD_TIME", ... */
static void expect_line(struct world *w, const char *line, const char *result)
{
	char part[64];
	const char *receipt = send_line(w, line, strlen(line));

	snprintf(part, sizeof part, "\"r\":\"%s\"", result);
	if (!strstr(receipt, part))
		fail_msg("%s gave %s, not %s", line, receipt, result);
}

/* The deadline lines of the last output are just these, in this order: "era.close 0 vote.end 1". */
static void expect_dues(struct world *w, const char *wanted)
{
	char found[1024] = "";

	for (const char *p = output(w); (p = strstr(p, "\"due\":\"")) != NULL; p++) {
		char what[32];
		unsigned long long id;

		assert_int_equal(sscanf(p, "\"due\":\"%31[a-z.]\",\"id\":%llu", what, &id), 2);
		snprintf(found + strlen(found), sizeof found - strlen(found), "%s%s %llu",
			*found ? " " : "", what, id);
	}
	assert_string_equal(found, wanted);
}

/* A piece of the last output. */
static void expect_output(struct world *w, const char *part)
{
	if (!strstr(output(w), part))
		fail_msg("no %s in\n%s", part, output(w));
}

static void expect_clock(struct world *w, uint64_t t, uint64_t b)
{
	struct spheron_clock clock = spheron_clock(world_state(w));

	assert_int_equal(clock.t, t);
	assert_int_equal(clock.b, b);
}

static void time_and_block_stay_below_two_to_the_40(void **state)
{
	struct world *w = world_unstarted();

	(void)state;
	CLAIM("TIME-01");
	expect_line(w, "{\"t\":0,\"do\":\"advance\"}", "BAD_COMMAND");
	expect_line(w, "{\"t\":1099511627776,\"do\":\"advance\"}", "BAD_COMMAND");
	expect_line(w, "{\"t\":1,\"b\":1099511627776,\"do\":\"advance\"}", "BAD_COMMAND");
	/* One less is a block, only not the one of the start. */
	expect_line(w, "{\"t\":1,\"b\":1099511627775,\"do\":\"advance\"}", "BAD_TIME");
	expect_clock(w, 0, 0);
	expect_line(w, "{\"t\":1099511627775,\"do\":\"advance\"}", "OK");
	expect_clock(w, 1099511627775, 0);
	world_end(w);

	w = world_unstarted();
	CLAIM("TIME-01");
	expect_line(w, "{\"t\":1,\"b\":1099511627776,\"do\":\"genesis\"}", "BAD_COMMAND");
	expect_line(w, "{\"t\":1,\"b\":1099511627775,\"do\":\"genesis\"}", "OK");
	expect_clock(w, 1, 1099511627775);
	world_end(w);
}

static void time_does_not_go_back(void **state)
{
	struct world *w = world_begin("");

	(void)state;
	CLAIM("TIME-01");
	at(w, 100);
	ok(w, "{'do':'advance'}");
	at(w, 99);
	refused(w, SPHERON_BAD_TIME, "{'do':'account.open'}");
	expect_clock(w, T0 + 100, 50);
	at(w, 100);
	ok(w, "{'do':'account.open'}");
	world_end(w);
}

static void something_until_an_instant_no_longer_holds_at_it(void **state)
{
	struct world *w = world_begin("'params':{'vote_s':1000}");

	(void)state;
	CLAIM("TIME-02");
	a_provider(w, 1, "");
	ok(w, "{'do':'prop.submit','from':1,'kind':2,'name':'draw_mode','value':1}");
	ok(w, "{'do':'prop.submit','from':1,'kind':2,'name':'draw_mode','value':1}");
	/* The vote is [0, 1000). */
	at(w, 999);
	ok(w, "{'do':'prop.vote','from':1,'prop':2,'choice':1}");
	at(w, 1000);
	refused(w, SPHERON_ENDED, "{'do':'prop.vote','from':1,'prop':3,'choice':1}");
	world_end(w);
}

static void a_challenge_gap_ends_at_its_last_second(void **state)
{
	struct world *w = world_begin("'params':{'challenge_gap_s':500,'challenge_window_s':10}");
	uint32_t p = a_provider(w, 1, "");

	(void)state;
	CLAIM("TIME-02");
	ok(w, "{'do':'challenge.open','from':1,'provider':%u,'kind':0}", p);
	at(w, 10); /* unanswered: failed, and a gap of 500 s begins */
	ok(w, "{'do':'advance'}");
	expect_dues(w, "challenge.timeout 1");
	at(w, 509);
	refused(w, SPHERON_TOO_SOON, "{'do':'challenge.open','from':1,'provider':%u,'kind':0}", p);
	at(w, 510);
	ok(w, "{'do':'challenge.open','from':1,'provider':%u,'kind':0}", p);
	world_end(w);
}

static void a_derived_block_is_a_function_of_the_second(void **state)
{
	struct world *w = world_unstarted();

	(void)state;
	CLAIM("TIME-03");
	expect_line(w,
		"{\"t\":1000,\"b\":77,\"do\":\"genesis\",\"params\":{\"block_time_ms\":3000}}",
		"OK");
	/* B(t) = 77 + (t - 1000) / 3 */
	expect_line(w, "{\"t\":1002,\"do\":\"advance\"}", "OK");
	expect_clock(w, 1002, 77);
	expect_line(w, "{\"t\":1003,\"do\":\"advance\"}", "OK");
	expect_clock(w, 1003, 78);
	expect_line(w, "{\"t\":1008,\"b\":79,\"do\":\"advance\"}", "OK");
	expect_line(w, "{\"t\":1009,\"b\":79,\"do\":\"advance\"}", "BAD_TIME");
	expect_line(w, "{\"t\":1009,\"b\":81,\"do\":\"advance\"}", "BAD_TIME");
	expect_clock(w, 1008, 79);
	expect_line(w, "{\"t\":1009,\"b\":80,\"do\":\"advance\"}", "OK");
	expect_clock(w, 1009, 80);
	world_end(w);
}

static void several_blocks_may_lie_in_one_derived_second(void **state)
{
	struct world *w = world_begin("'params':{'block_time_ms':400}");

	(void)state;
	CLAIM("TIME-03");
	at(w, 1); /* 1000 / 400 = 2 */
	ok(w, "{'do':'advance'}");
	expect_clock(w, T0 + 1, 2);
	at(w, 2);
	ok(w, "{'do':'advance'}");
	expect_clock(w, T0 + 2, 5);
	at(w, 7); /* 7000 / 400 = 17.5 */
	ok(w, "{'do':'advance'}");
	expect_clock(w, T0 + 7, 17);
	world_end(w);
}

static void explicit_blocks_come_one_by_one(void **state)
{
	struct world *w = world_begin("'b':10,'params':{'clock_mode':1}");

	(void)state;
	CLAIM("TIME-03");
	refused(w, SPHERON_BAD_TIME, "{'do':'advance'}");
	at_block(w, 10);
	ok(w, "{'do':'advance'}");
	at_block(w, 9);
	refused(w, SPHERON_BAD_TIME, "{'do':'advance'}");
	at_block(w, 12);
	refused(w, SPHERON_BAD_TIME, "{'do':'advance'}");
	at_block(w, 11);
	ok(w, "{'do':'advance'}");
	expect_clock(w, T0, 11);
	at(w, 50); /* the same block may last */
	ok(w, "{'do':'advance'}");
	expect_clock(w, T0 + 50, 11);
	at(w, 49);
	at_block(w, 12);
	refused(w, SPHERON_BAD_TIME, "{'do':'advance'}");
	world_end(w);
}

static void a_block_deadline_falls_due_in_the_first_second_that_has_the_block(void **state)
{
	struct world *w = world_begin("'b':5,'params':{'block_time_ms':1500}");

	(void)state;
	CLAIM("TIME-04");
	an_order(w, 1, "");
	expect_event(w, "['OrderCreated',1,1,1,'100000000000000',1000,8]");
	/* Block 8 is three after b0: ceil(3 * 1.5) = 5 seconds. */
	at(w, 4);
	ok(w, "{'do':'advance'}");
	expect_clock(w, T0 + 4, 7);
	expect_dues(w, "");
	at(w, 5);
	ok(w, "{'do':'advance'}");
	expect_output(w, "{\"t\":1000005,\"b\":8,\"due\":\"bid.close\",\"id\":1,");
	world_end(w);
}

static void a_block_deadline_may_show_a_later_block_of_its_second(void **state)
{
	struct world *w = world_begin("'params':{'block_time_ms':400}");

	(void)state;
	CLAIM("TIME-04");
	CLAIM("TIME-07");
	an_order(w, 1, ""); /* closes in block 3: ceil(1.2) = 2, where B = 5 */
	at(w, 1);
	ok(w, "{'do':'advance'}");
	expect_dues(w, "");
	at(w, 30);
	ok(w, "{'do':'advance'}");
	expect_output(w, "{\"t\":1000002,\"b\":5,\"due\":\"bid.close\",\"id\":1,");
	world_end(w);
}

static void an_explicit_block_deadline_fires_when_the_block_comes(void **state)
{
	struct world *w = world_begin("'params':{'clock_mode':1}");

	(void)state;
	CLAIM("TIME-04");
	at_block(w, 0);
	an_order(w, 1, "");
	at(w, 1000);
	at_block(w, 1);
	ok(w, "{'do':'advance'}");
	at_block(w, 2);
	ok(w, "{'do':'advance'}");
	expect_dues(w, "");
	at(w, 1017);
	at_block(w, 3);
	refused(w, SPHERON_NOT_FOUND, "{'do':'order.cancel','from':1,'order':2}");
	expect_output(w, "{\"t\":1001017,\"b\":3,\"due\":\"bid.close\",\"id\":1,");
	world_end(w);
}

static void a_refused_command_advances_and_changes_nothing_else(void **state)
{
	struct world *w = world_begin("");

	(void)state;
	CLAIM("TIME-05");
	an_order(w, 1, "");
	at(w, 6);
	refused(w, SPHERON_NO_ACCOUNT, "{'do':'account.open','from':9}");
	expect_clock(w, T0 + 6, 3);
	expect_dues(w, "bid.close 1");
	expect_record(w, "account", 2, 0, false);
	world_end(w);
}

static void malformed_and_mistimed_commands_do_not_advance(void **state)
{
	struct world *w = world_begin("");

	(void)state;
	CLAIM("TIME-05");
	an_order(w, 1, "");
	expect_line(w, "{\"t\":1000006,\"do\":\"advance\",\"x\":1}", "BAD_COMMAND");
	expect_clock(w, T0, 0);
	expect_line(w, "{\"t\":1000006,\"b\":4,\"do\":\"advance\"}", "BAD_TIME");
	expect_clock(w, T0, 0);
	expect_dues(w, "");
	expect_record(w, "order", 1, 0, true);
	world_end(w);
}

static void the_advance_comes_before_the_judgement(void **state)
{
	struct world *w = world_begin("");

	(void)state;
	CLAIM("TIME-05");
	an_order(w, 1, "");
	at(w, 5);
	ok(w, "{'do':'order.create','from':1,'max_price':'100000000000000','blocks':1000,'cpu':1}");
	/* At 6 the first order has closed by the time that the command is judged. */
	at(w, 6);
	refused(w, SPHERON_ENDED, "{'do':'order.cancel','from':1,'order':1}");
	ok(w, "{'do':'order.cancel','from':1,'order':2}");
	world_end(w);
}

/* One of each class falls due at T0 + 1200, made in another order than that of the classes. */
static void make_all_deadlines(struct world *w)
{
	a_provider(w, 1, "'gpus':[[36,1,1600]]");
	a_provider(w, 2, "");
	a_provider(w, 3, "");
	at(w, 3);
	ok(w, "{'do':'maint.schedule','from':2,'provider':2,'start':1001000,'dur':200}");
	ok(w, "{'do':'maint.schedule','from':3,'provider':3,'start':1001200,'dur':10}");
	at(w, 200); /* order 1: a lease from 200 to 1200 */
	an_order(w, 4, "'select':1,'cpu':1,'blocks':1000");
	ok(w, "{'do':'bid.place','from':1,'order':1,'provider':1,'price':'100000000000000'}");
	ok(w, "{'do':'order.choose','from':4,'order':1,'bid':1}");
	at(w, 1060); /* order 2: its task is void from 1100 on */
	an_order(w, 4, "'cpu':1");
	ok(w, "{'do':'bid.place','from':1,'order':2,'provider':1,'price':'100000000000000'}");
	at(w, 1100);
	ok(w, "{'do':'order.cancel','from':4,'order':2}");
	ok(w, "{'do':'prop.submit','from':4,'kind':4,'target':1}");
	ok(w, "{'do':'prop.submit','from':4,'kind':4,'target':1}");
	ok(w, "{'do':'stake.unbond','from':1,'provider':1,'amount':'1000000000000000000'}");
	ok(w, "{'do':'challenge.open','from':4,'provider':1,'kind':0}");
	at(w, 1140); /* order 3 lives until 1200 */
	an_order(w, 4, "'select':1,'cpu':1");
	at(w, 1147); /* order 4: its task runs from 1150 to 1200 */
	an_order(w, 4, "'cpu':1");
	ok(w, "{'do':'bid.place','from':1,'order':4,'provider':1,'price':'100000000000000'}");
	at(w, 1197); /* order 5: bids until 1200 */
	an_order(w, 4, "'cpu':1");
}

static void deadlines_of_one_second_fire_by_class_and_then_by_id(void **state)
{
	struct world *w =
		world_begin("'params':{'era_s':600,'block_time_ms':1000,"
			    "'min_blocks':1,'vote_s':100,'unbonding_s':100,'maint_notice_s':1,"
			    "'challenge_window_s':100,'avs_response_blocks':50,'avs_dispute_s':100,"
			    "'order_ttl_blocks':60}");

	(void)state;
	CLAIM("TIME-06");
	CLAIM("TIME-09");
	make_all_deadlines(w);
	at(w, 1199);
	ok(w, "{'do':'advance'}");
	expect_dues(w, "");
	at(w, 1200);
	ok(w, "{'do':'advance'}");
	expect_dues(w, "era.close 1 maint.end 2 maint.start 3 lease.expiry 1 challenge.timeout 1 "
		       "vote.end 4 vote.end 5 unbond.mature 1 task.deadline 4 bid.close 5 "
		       "order.ttl 3 task.forget 2");
	world_end(w);
}

static void an_earlier_second_comes_before_an_earlier_class(void **state)
{
	struct world *w = world_begin("'params':{'era_s':600,'vote_s':100,'unbonding_s':100}");

	(void)state;
	a_provider(w, 1, "");
	CLAIM("TIME-06");
	at(w, 499);
	ok(w, "{'do':'prop.submit','from':1,'kind':4,'target':1}");
	at(w, 500);
	ok(w, "{'do':'prop.submit','from':1,'kind':4,'target':1}");
	at(w, 501);
	ok(w, "{'do':'prop.submit','from':1,'kind':4,'target':1}");
	at(w, 700);
	ok(w, "{'do':'advance'}");
	expect_dues(w, "vote.end 2 era.close 0 vote.end 3 vote.end 4");
	world_end(w);
}

static void a_deadline_reads_its_own_second_for_now(void **state)
{
	struct world *w = world_begin("'params':{'matcher_mode':2}");
	uint32_t p = a_provider(w, 1, "");

	(void)state;
	CLAIM("TIME-07");
	an_order(w, 2, "");
	ok(w, "{'do':'bid.place','from':1,'order':1,'provider':%u,'price':'100000000000000'}", p);
	at(w, 5000); /* the window closes at 6 in block 3, the lease ends in block 1003 */
	ok(w, "{'do':'advance'}");
	expect_output(w, "{\"t\":1000006,\"b\":3,\"due\":\"bid.close\",\"id\":1,");
	expect_event(w, "['LeaseCreated',1,2,1,0,_,1000,_,3,1003]");
	expect_output(w, "{\"t\":1002006,\"b\":1003,\"due\":\"lease.expiry\",\"id\":1,");
	expect_event(w, "['LeaseClosed',1,3,'100000','0']");
	expect_clock(w, T0 + 5000, 2500);
	world_end(w);
}

static void an_explicit_deadline_before_t_reads_the_old_block(void **state)
{
	struct world *w = world_begin("'b':40,'params':{'clock_mode':1,'era_s':600}");

	(void)state;
	CLAIM("TIME-07");
	at_block(w, 41);
	at(w, 600); /* due at t itself: the new block */
	ok(w, "{'do':'advance'}");
	expect_output(w, "{\"t\":1000600,\"b\":41,\"due\":\"era.close\",\"id\":0,");
	at_block(w, 42);
	at(w, 1201); /* due a second before it: the old one */
	ok(w, "{'do':'advance'}");
	expect_output(w, "{\"t\":1001200,\"b\":41,\"due\":\"era.close\",\"id\":1,");
	expect_clock(w, T0 + 1201, 42);
	world_end(w);
}

/* A lease, a vote, a challenge and three eras; `step` is the length of the advances. */
static void live_through(uint64_t step, uint8_t hash[32])
{
	struct world *w = world_begin("'params':{'era_s':600,'vote_s':500,'matcher_mode':2,"
				      "'block_time_ms':700}");
	uint32_t p = a_provider(w, 1, "");

	ok(w, "{'do':'trust.set','provider':%u,'tier':2}", p);
	ok(w, "{'do':'deleg.add','from':1,'provider':%u,'amount':'3000000000000000000'}", p);
	an_order(w, 2, "");
	ok(w, "{'do':'bid.place','from':1,'order':1,'provider':%u,'price':'100000000000000'}", p);
	ok(w, "{'do':'prop.submit','from':1,'kind':2,'name':'draw_mode','value':1}");
	ok(w, "{'do':'prop.vote','from':1,'prop':2,'choice':1}");
	ok(w, "{'do':'challenge.open','from':2,'provider':%u,'kind':0}", p);
	at(w, 100);
	ok(w, "{'do':'node.down','from':1,'kind':0,'id':%u}", p);
	for (uint64_t s = 100; s < 2000; s += step) {
		at(w, s);
		ok(w, "{'do':'advance'}");
	}
	at(w, 2000);
	ok(w, "{'do':'advance'}");
	spheron_hash(world_state(w), hash);
	world_end(w);
}

static void one_long_advance_equals_any_division_of_it(void **state)
{
	uint8_t one[32], many[32];
	static const uint64_t step[] = { 1, 7, 300, 601 };

	(void)state;
	live_through(5000, one);
	for (unsigned i = 0; i < sizeof step / sizeof step[0]; i++) {
		live_through(step[i], many);
		assert_memory_equal(one, many, 32);
	}
}

static void a_deadline_is_later_than_the_command_that_creates_it(void **state)
{
	struct world *w = world_begin(
		"'params':{'block_time_ms':1,'bid_window_blocks':1,"
		"'order_ttl_blocks':2,'challenge_window_s':1,'matcher_mode':2,'min_blocks':1}");
	uint32_t p = a_provider(w, 1, "");

	(void)state;
	CLAIM("TIME-08");
	/* Even with a thousand blocks in a second the window of two closes in the next second. */
	an_order(w, 2, "");
	expect_record(w, "order", 1, 0, true);
	ok(w, "{'do':'bid.place','from':1,'order':1,'provider':%u,'price':'100000000000000'}", p);
	ok(w, "{'do':'challenge.open','from':2,'provider':%u,'kind':0}", p);
	ok(w, "{'do':'advance'}");
	expect_dues(w, "");
	at(w, 1);
	ok(w, "{'do':'advance'}");
	expect_dues(w, "challenge.timeout 1 bid.close 1");
	/* The lease of 1000 blocks that this made in block 1000 ends in block 2000. */
	at(w, 2);
	ok(w, "{'do':'advance'}");
	expect_dues(w, "lease.expiry 1");
	world_end(w);
}

static void an_era_lasts_until_the_first_deadline_of_its_end_second(void **state)
{
	struct world *w = world_begin("'params':{'era_s':1000,'vote_s':400}");

	(void)state;
	a_rich_account(w, 1);
	CLAIM("TIME-09");
	expect_field(w, "meta", 0, 0, "era_end", "1001000");
	at(w, 600);
	ok(w, "{'do':'prop.submit','from':1,'kind':2,'name':'draw_mode','value':1}");
	at(w, 999);
	ok(w, "{'do':'advance'}");
	expect_dues(w, "");
	expect_field(w, "meta", 0, 0, "era", "0");
	at(w, 1000);
	ok(w, "{'do':'advance'}");
	expect_dues(w, "era.close 0 vote.end 1");
	expect_field(w, "meta", 0, 0, "era", "1");
	expect_field(w, "meta", 0, 0, "era_end", "1002000");
	at(w, 4321);
	ok(w, "{'do':'advance'}");
	expect_dues(w, "era.close 1 era.close 2 era.close 3");
	expect_field(w, "meta", 0, 0, "era_end", "1005000");
	world_end(w);
}

static void one_command_moves_the_clock_at_most_the_longest_step(void **state)
{
	struct world *w = world_begin("'params':{'step_max_s':700}");

	(void)state;
	CLAIM("TIME-10");
	at(w, 701);
	refused(w, SPHERON_BAD_TIME, "{'do':'advance'}");
	expect_clock(w, T0, 0);
	at(w, 700);
	ok(w, "{'do':'advance'}");
	at(w, 1401);
	refused(w, SPHERON_BAD_TIME, "{'do':'advance'}");
	at(w, 1400);
	ok(w, "{'do':'advance'}");
	expect_clock(w, T0 + 1400, 700);
	world_end(w);
}

static void the_first_command_may_come_at_any_time(void **state)
{
	struct world *w = world_unstarted();

	(void)state;
	/* Beyond one step of 2,592,000 s from 0, with or without genesis. */
	expect_line(w, "{\"t\":500000000000,\"do\":\"genesis\"}", "OK");
	CLAIM("TIME-10");
	expect_line(w, "{\"t\":500002592001,\"do\":\"advance\"}", "BAD_TIME");
	expect_line(w, "{\"t\":500002592000,\"do\":\"advance\"}", "OK");
	world_end(w);
	w = world_unstarted();
	expect_line(w, "{\"t\":500000000000,\"do\":\"account.open\"}", "OK");
	world_end(w);
}

int test_clock(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(time_and_block_stay_below_two_to_the_40),
		cmocka_unit_test(time_does_not_go_back),
		cmocka_unit_test(something_until_an_instant_no_longer_holds_at_it),
		cmocka_unit_test(a_challenge_gap_ends_at_its_last_second),
		cmocka_unit_test(a_derived_block_is_a_function_of_the_second),
		cmocka_unit_test(several_blocks_may_lie_in_one_derived_second),
		cmocka_unit_test(explicit_blocks_come_one_by_one),
		cmocka_unit_test(a_block_deadline_falls_due_in_the_first_second_that_has_the_block),
		cmocka_unit_test(a_block_deadline_may_show_a_later_block_of_its_second),
		cmocka_unit_test(an_explicit_block_deadline_fires_when_the_block_comes),
		cmocka_unit_test(a_refused_command_advances_and_changes_nothing_else),
		cmocka_unit_test(malformed_and_mistimed_commands_do_not_advance),
		cmocka_unit_test(the_advance_comes_before_the_judgement),
		cmocka_unit_test(deadlines_of_one_second_fire_by_class_and_then_by_id),
		cmocka_unit_test(an_earlier_second_comes_before_an_earlier_class),
		cmocka_unit_test(a_deadline_reads_its_own_second_for_now),
		cmocka_unit_test(an_explicit_deadline_before_t_reads_the_old_block),
		cmocka_unit_test(one_long_advance_equals_any_division_of_it),
		cmocka_unit_test(a_deadline_is_later_than_the_command_that_creates_it),
		cmocka_unit_test(an_era_lasts_until_the_first_deadline_of_its_end_second),
		cmocka_unit_test(one_command_moves_the_clock_at_most_the_longest_step),
		cmocka_unit_test(the_first_command_may_come_at_any_time),
	};

	return cmocka_run_group_tests_name("clock", tests, NULL, NULL);
}
