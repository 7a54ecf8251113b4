/* How a command is judged (RULES.md 0.5): RES-01, RES-02 and the table of results. */

#include "tests/protocol/groups.h"
#include "tests/support/world.h"

#include <stdio.h>
#include <string.h>

static const char *const names[] = { "OK", "BAD_COMMAND", "BAD_TIME", "NO_ACCOUNT", "NOT_ALLOWED",
	"NOT_FOUND", "ENDED", "DISABLED", "BAD_VALUE", "BAD_TOKEN", "BAD_STATE", "DUPLICATE",
	"LIMIT", "IN_MAINTENANCE", "TOO_SOON", "WINDOW_CLOSED", "WINDOW_OPEN", "HAS_LEASES",
	"NOT_LINKED", "PRICE_HIGH", "PRICE_LOW", "FILTERED", "NO_CAPACITY", "NO_FUNDS", "NO_ESCROW",
	"NO_STAKE", "NOT_ACCEPTED", "NOTHING", "HONEST", "OVERFLOW" };

static void expect_line(struct world *w, const char *line, const char *result)
{
	char part[64];

	snprintf(part, sizeof part, "\"r\":\"%s\"", result);
	if (!strstr(send_line(w, line, strlen(line)), part))
		fail_msg("%s gave %s, not %s", line, output(w), result);
}

static void results_have_the_numbers_and_names_of_the_table(void **state)
{
	(void)state;
	assert_int_equal(SPHERON_RESULT_COUNT, 30);
	for (unsigned i = 0; i < 30; i++)
		assert_string_equal(spheron_result_name((enum spheron_result)i), names[i]);
	assert_int_equal(SPHERON_OVERFLOW, 29);
	assert_int_equal(SPHERON_BAD_VALUE, 8);
	assert_int_equal(SPHERON_NO_STAKE, 25);
}

static void form_clock_sender_and_rights_are_judged_in_this_order(void **state)
{
	struct world *w = world_begin("");

	(void)state;
	an_account(w, 1);
	CLAIM("RES-01");
	/* Malformed, in the past, from nobody, by somebody who may not, of something that is not.
	 */
	expect_line(w, "{\"t\":999999,\"from\":9,\"do\":\"release.set\",\"version\":0,\"x\":1}",
		"BAD_COMMAND");
	expect_line(
		w, "{\"t\":999999,\"from\":9,\"do\":\"release.set\",\"version\":0}", "BAD_TIME");
	expect_line(
		w, "{\"t\":1000000,\"from\":9,\"do\":\"release.set\",\"version\":0}", "NO_ACCOUNT");
	expect_line(w, "{\"t\":1000000,\"from\":1,\"do\":\"release.set\",\"version\":0}",
		"NOT_ALLOWED");
	expect_line(
		w, "{\"t\":1000000,\"from\":0,\"do\":\"release.set\",\"version\":0}", "BAD_VALUE");
	expect_line(w, "{\"t\":1000000,\"from\":0,\"do\":\"release.set\",\"version\":2}", "OK");
	world_end(w);
}

static void even_an_advance_needs_a_sender(void **state)
{
	struct world *w = world_begin("");

	(void)state;
	an_account(w, 1);
	CLAIM("RES-01");
	ok(w, "{'do':'advance','from':1}");
	refused(w, SPHERON_NO_ACCOUNT, "{'do':'advance','from':2}");
	refused(w, SPHERON_NO_ACCOUNT, "{'do':'q.state','from':4294967295}");
	world_end(w);
}

static void a_sender_may_be_opened_by_the_command_before(void **state)
{
	struct world *w = world_begin("");

	(void)state;
	CLAIM("RES-01");
	refused(w, SPHERON_NO_ACCOUNT, "{'do':'pool.fund','from':1,'amount':0}");
	ok(w, "{'do':'account.open'}");
	refused(w, SPHERON_BAD_VALUE, "{'do':'pool.fund','from':1,'amount':0}");
	world_end(w);
}

static void nothing_of_a_refused_command_is_written(void **state)
{
	struct world *w = world_begin("'params':{'matcher_mode':2}");
	uint32_t p = a_provider(w, 1, "");
	uint8_t before[32], after[32];

	(void)state;
	an_order(w, 2, "");
	ok(w, "{'do':'provider.attrs','from':1,'provider':%u,'region':257,'cpu':7}", p);
	spheron_hash(world_state(w), before);
	CLAIM("RES-01");
	/* Each fails only at its last check. */
	refused(w, SPHERON_LIMIT,
		"{'do':'deleg.add','from':1,'provider':%u,'amount':'600000000000000000000001'}", p);
	refused(w, SPHERON_NO_CAPACITY,
		"{'do':'bid.place','from':1,'order':1,'provider':%u,'price':'100000000000000'}", p);
	refused(w, SPHERON_NO_ESCROW,
		"{'do':'order.create','from':1,'max_price':'100000000000000','blocks':1000,'cpu':"
		"1}");
	refused(w, SPHERON_NO_FUNDS, "{'do':'pool.fund','from':0,'amount':1}");
	refused(w, SPHERON_LIMIT, "{'do':'provider.commission','from':1,'provider':1,'bp':1101}");
	spheron_hash(world_state(w), after);
	assert_memory_equal(before, after, 32);
	world_end(w);
}

static void a_code_may_stand_twice_in_a_row(void **state)
{
	struct world *w = world_begin("");
	uint32_t p = a_provider(w, 1, "'gateway':1");
#define BID "{'do':'bid.place','from':1,'order':%u,'provider':%u,'fizz':%u,'price':%u}"

	(void)state;
	an_order(w, 2, "'mode':0");
	CLAIM("RES-02");
	CLAIM("RES-01");
	/* NOT_FOUND for the order, the provider and the Fizz node, others between them. */
	refused(w, SPHERON_NOT_FOUND, BID, 2, 9, 9, 0);
	refused(w, SPHERON_NOT_FOUND, BID, 1, 9, 9, 0);
	refused(w, SPHERON_NOT_ALLOWED,
		"{'do':'bid.place','from':2,'order':1,'provider':1,'fizz':9,'price':0}");
	ok(w, "{'do':'provider.suspend','provider':%u}", p);
	refused(w, SPHERON_BAD_STATE, BID, 1, p, 9, 0);
	ok(w, "{'do':'provider.reinstate','provider':%u}", p);
	refused(w, SPHERON_BAD_VALUE, BID, 1, p, 9, 0);
	refused(w, SPHERON_NOT_FOUND, BID, 1, p, 9, 1);
	a_fizz(w, 3, p, "");
	ok(w, "{'do':'fizz.evict','from':1,'fizz':1}");
	refused(w, SPHERON_NOT_LINKED, BID, 1, p, 1, 1);
	world_end(w);
}

static void every_refusal_leaves_the_clock_where_the_command_put_it(void **state)
{
	struct world *w = world_begin("");

	(void)state;
	CLAIM("RES-01");
	at(w, 86400);
	refused(w, SPHERON_NOT_FOUND, "{'do':'provider.suspend','provider':1}");
	expect_names(w, "EraClosed");
	expect_field(w, "meta", 0, 0, "t", "1086400");
	expect_field(w, "meta", 0, 0, "era", "1");
	world_end(w);
}

int test_judgement(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(results_have_the_numbers_and_names_of_the_table),
		cmocka_unit_test(form_clock_sender_and_rights_are_judged_in_this_order),
		cmocka_unit_test(even_an_advance_needs_a_sender),
		cmocka_unit_test(a_sender_may_be_opened_by_the_command_before),
		cmocka_unit_test(nothing_of_a_refused_command_is_written),
		cmocka_unit_test(a_code_may_stand_twice_in_a_row),
		cmocka_unit_test(every_refusal_leaves_the_clock_where_the_command_put_it),
	};

	return cmocka_run_group_tests_name("judgement", tests, NULL, NULL);
}
