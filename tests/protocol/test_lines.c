/* Reading back what the library writes - receipts, deadlines, events, records - and writing it into
 * too little room (spheron.h, "text").  Reading commands is test_encoding.c's. */

#include "tests/protocol/groups.h"
#include "tests/support/world.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LINE_ROOM 4096

/* A line told with ' for ". */
static size_t told(char *line, const char *text)
{
	size_t size = strlen(text);

	assert_true(size < LINE_ROOM);
	for (size_t i = 0; i <= size; i++)
		line[i] = (char) (text[i] == '\'' ? '"' : text[i]);
	return size;
}

static bool reads(const char *text)
{
	struct spheron_output out;
	char line[LINE_ROOM];

	return spheron_output_read(line, told(line, text), &out);
}

static bool record_reads(const char *text)
{
	struct spheron_record record;
	char line[LINE_ROOM];

	return spheron_record_read(line, told(line, text), &record);
}

/* ---- receipts and deadlines ---- */

static void a_receipt_reads_back(void **state)
{
	struct spheron_output out;
	struct spheron_event event;
	char line[LINE_ROOM];
	size_t size = told(line, "{'n':3,'t':1000000,'b':'18446744073709551615','do':'account.open',"
				 "'r':'OK','ev':[ ['AccountOpened',7] , ['RoleSet',7,'63'] ]}");

	(void) state;
	assert_true(spheron_output_read(line, size, &out));
	assert_false(out.is_due);
	assert_int_equal(out.receipt.n, 3);
	assert_int_equal(out.receipt.t, 1000000);
	assert_true(out.receipt.b == UINT64_MAX);
	assert_int_equal(out.receipt.verb, SPHERON_CMD_ACCOUNT_OPEN);
	assert_int_equal(out.receipt.result, SPHERON_OK);
	assert_true(spheron_event_next(&out, &event));
	assert_int_equal(event.kind, SPHERON_EVENT_ACCOUNT_OPENED);
	assert_int_equal(event.u.account_opened.acct, 7);
	assert_true(spheron_event_next(&out, &event));
	assert_int_equal(event.kind, SPHERON_EVENT_ROLE_SET);
	assert_int_equal(event.u.role_set.roles, 63);
	assert_false(spheron_event_next(&out, &event));
	assert_false(spheron_event_next(&out, &event));
}

static void a_receipt_may_name_no_command_and_have_no_events(void **state)
{
	struct spheron_output out;
	struct spheron_event event;
	char line[LINE_ROOM];

	(void) state;
	assert_true(spheron_output_read(line,
			told(line, "{'n':1,'t':0,'b':0,'do':'','r':'BAD_COMMAND'}"), &out));
	assert_int_equal(out.receipt.verb, SPHERON_VERB_COUNT);
	assert_int_equal(out.receipt.result, SPHERON_BAD_COMMAND);
	assert_false(spheron_event_next(&out, &event));
	assert_true(spheron_output_read(line,
			told(line, "{'n':1,'t':0,'b':0,'do':'','r':'OK','ev':[ ]}"), &out));
	assert_false(spheron_event_next(&out, &event));
}

static void a_deadline_reads_back(void **state)
{
	static const char *const names[] = { "era.close", "maint.end", "maint.start", "lease.expiry",
		"challenge.timeout", "vote.end", "unbond.mature", "task.deadline", "bid.close",
		"order.ttl", "task.forget" };
	struct spheron_output out;
	char text[LINE_ROOM], line[LINE_ROOM];

	(void) state;
	for (unsigned i = 0; i < sizeof names / sizeof names[0]; i++) {
		snprintf(text, sizeof text, "{'t':5,'b':6,'due':'%s','id':7,'ev':[]}", names[i]);
		assert_true(spheron_output_read(line, told(line, text), &out));
		assert_true(out.is_due);
		assert_int_equal(out.due.what, SPHERON_DUE_ERA_CLOSE + (int) i);
		assert_string_equal(spheron_due_name(out.due.what), names[i]);
		assert_int_equal(out.due.t, 5);
		assert_int_equal(out.due.b, 6);
		assert_int_equal(out.due.id, 7);
	}
}

static void what_is_no_output_line_does_not_read(void **state)
{
	static const char *const lines[] = {
		"",
		"[1,2]",
		"{'n':1,'t':1,'b':1,'do':'','r':'OK'",
		"{'n':1,'n':1,'t':1,'b':1,'do':'','r':'OK'}",
		"{'n':1,'b':1,'do':'','r':'OK'}", /* no t */
		"{'n':1,'t':[],'b':1,'do':'','r':'OK'}",
		"{'n':1,'t':1,'do':'','r':'OK'}", /* no b */
		"{'n':1,'t':1,'b':'x','do':'','r':'OK'}",
		"{'t':1,'b':1,'do':'','r':'OK'}", /* no n */
		"{'n':9007199254740993,'t':1,'b':1,'do':'','r':'OK'}", /* above 2^53 */
		"{'n':1,'t':1,'b':1,'r':'OK'}",
		"{'n':1,'t':1,'b':1,'do':'no.such','r':'OK'}",
		"{'n':1,'t':1,'b':1,'do':7,'r':'OK'}",
		"{'n':1,'t':1,'b':1,'do':''}",
		"{'n':1,'t':1,'b':1,'do':'','r':0}",
		"{'n':1,'t':1,'b':1,'do':'','r':'FULL'}",
		"{'n':1,'t':1,'b':1,'do':'','r':'OK','ev':{}}",
		"{'t':1,'b':1,'due':'era.close','id':1}", /* deadlines always have events */
		"{'t':1,'b':1,'due':'era.close','ev':[]}",
		"{'t':1,'b':1,'due':'era.close','id':'x','ev':[]}",
		"{'t':1,'b':1,'due':'tea.time','id':1,'ev':[]}",
		"{'t':1,'b':1,'due':1,'id':1,'ev':[]}",
	};

	(void) state;
	for (unsigned i = 0; i < sizeof lines / sizeof lines[0]; i++)
		if (reads(lines[i]))
			fail_msg("read %s", lines[i]);
}

/* ---- events ---- */

static bool event_reads(const char *event)
{
	char text[LINE_ROOM];

	snprintf(text, sizeof text, "{'n':1,'t':1,'b':1,'do':'','r':'OK','ev':[%s]}", event);
	return reads(text);
}

#define HEX "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

static void events_read_back_if_every_field_is_right(void **state)
{
	static const char *const good[] = {
		"['AccountOpened',1]",
		"['Genesis','seed',1,2]",
		"['Genesis','docs-2025-07','1',2]",
		"['Moved','free:3','escrow:18446744073709551615',0,"
		"'340282366920938463463374607431768211455']",
		"['Moved','mint:0','burned:0',1,5]",
		"['BeaconSet','" HEX "']",
		"['ParamSet','cooldown_s','5']",
		"['ParamSet','gpu_mult.10','5']",
		"['Answer','12']",
		"['Answer','" HEX "']",
	};
	static const char *const bad[] = {
		"1",
		"[]",
		"[1]",
		"['AccountClosed',1]",
		"['AccountOpened']",
		"['AccountOpened',1,2]",
		"['AccountOpened',4294967296]",
		"['AccountOpened','']",
		"['AccountOpened',['1']]",
		"['Genesis','sead',1,2]",
		"['Genesis',1,1,2]",
		"['Genesis','a name that is longer than any profile has',1,2]",
		"['Moved',3,'free:3',0,'1']",
		"['Moved','free','free:3',0,'1']",
		"['Moved','','free:3',0,'1']",
		"['Moved',':','free:3',0,'1']",
		"['Moved','free:','free:3',0,'1']",
		"['Moved','free:x','free:3',0,'1']",
		"['Moved','free:18446744073709551616','free:3',0,'1']",
		"['Moved','fre:3','free:3',0,'1']",
		"['Moved','free:3','frei:3',0,'1']",
		"['Moved','freefreefreefreefreefreefreefreefreefreefreefreefree:3','free:3',0,'1']",
		"['Moved','free:3','free:3',0,'340282366920938463463374607431768211456']",
		"['Moved','free:3','free:3',0,10000000000000000000000000000000000000000000]",
		"['BeaconSet',1]",
		"['BeaconSet','0123']",
		"['BeaconSet','x123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef']",
		"['BeaconSet','0X23456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef']",
		"['BeaconSet','0g23456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef']",
		"['ParamSet','cooldown','5']",
		"['ParamSet','gpu_mult.11','5']",
		"['ParamSet',7,'5']",
		"['ParamSet','a name that is longer than any parameter has','5']",
		"['Answer',12]", /* an answer is text */
		"['Answer',[]]",
		"['Answer','x']",
	};

	(void) state;
	for (unsigned i = 0; i < sizeof good / sizeof good[0]; i++)
		if (!event_reads(good[i]))
			fail_msg("did not read %s", good[i]);
	for (unsigned i = 0; i < sizeof bad / sizeof bad[0]; i++)
		if (event_reads(bad[i]))
			fail_msg("read %s", bad[i]);
}

/* ---- records ---- */

static void records_read_back_if_every_field_is_there_once(void **state)
{
	(void) state;
	assert_true(record_reads("{'k':'account','id':1,'roles':2,'orders':3}"));
	assert_true(record_reads(" {'orders':'3', 'id':1, 'k':'account', 'roles':2}"));
	assert_false(record_reads("{'k':'account','id':1,'roles':2}"));
	assert_false(record_reads("{'k':'account','id':1,'roles':2,'orders':3,'more':4}"));
	assert_false(record_reads("{'k':'account','id':1,'roles':2,'roles':2,'orders':3}"));
	assert_false(record_reads("{'k':'account','id':1,'roles':256,'orders':3}"));
	assert_false(record_reads("{'k':'account','id':1,'roles':{},'orders':3}"));
	assert_false(record_reads("{'k':'person','id':1,'roles':2,'orders':3}"));
	assert_false(record_reads("{'k':3,'id':1,'roles':2,'orders':3}"));
	assert_false(record_reads("{'id':1,'roles':2,'orders':3}"));
	assert_false(record_reads("['account',1,2,3]"));
	assert_false(record_reads("{'k':'account'"));
}

/* ---- too little room ---- */

/* Every writer puts as much as fits, with a NUL behind it, and says how long the whole is. */
#define FITS_ANYWHERE(write, ...)                                                                  \
	do {                                                                                       \
		char whole[LINE_ROOM], part[LINE_ROOM];                                            \
		size_t length = write(__VA_ARGS__, whole, sizeof whole);                           \
                                                                                                   \
		assert_int_equal(strlen(whole), length);                                           \
		for (size_t room = 0; room <= length + 1; room++) {                                \
			size_t fits = room > length ? length : room ? room - 1 : 0;                \
                                                                                                   \
			memset(part, 'x', sizeof part);                                            \
			assert_int_equal(write(__VA_ARGS__, part, room), length);                  \
			assert_memory_equal(part, whole, fits);                                    \
			if (room > 0)                                                              \
				assert_int_equal(part[fits], 0);                                   \
			assert_int_equal(part[room], 'x');                                         \
		}                                                                                  \
	} while (0)

static void writers_write_what_fits(void **state)
{
	static const char events[] = "[\"AccountOpened\",7]";
	struct spheron_event event = { .kind = SPHERON_EVENT_MOVED,
		.u.moved = { { 0, 1 }, { 1, UINT64_MAX }, 1, { 5, 5 } } };
	struct spheron_receipt receipt = { 1, 2, 3, SPHERON_CMD_ACCOUNT_OPEN, SPHERON_OK };
	struct spheron_due due = { 1, 2, SPHERON_DUE_ERA_CLOSE, 3 };
	struct spheron_record record = { .kind = SPHERON_RECORD_VOTE,
		.u.vote = { 1, 2, 1, { 6, 6 } } };
	static struct spheron_command command = { .t = 5, .b = 6, .has_b = 1,
		.verb = SPHERON_CMD_BEACON_SET };

	(void) state;
	FITS_ANYWHERE(spheron_event_write, &event);
	FITS_ANYWHERE(spheron_receipt_write, &receipt, events, sizeof events - 1);
	FITS_ANYWHERE(spheron_receipt_write, &receipt, NULL, 0);
	FITS_ANYWHERE(spheron_due_write, &due, events, sizeof events - 1);
	FITS_ANYWHERE(spheron_record_write, &record);
	FITS_ANYWHERE(spheron_command_write, &command);
}

/* ---- commands that did not come from text ---- */

static void a_genesis_may_name_its_profile_plainly(void **state)
{
	struct world *w = world_unstarted();
	static struct spheron_command c = { .t = T0, .verb = SPHERON_CMD_GENESIS };

	(void) state;
	CLAIM("GEN-01");
	c.u.genesis.profile = (struct spheron_text) { "no-such-profile", 15, 0 };
	assert_int_equal(spheron_apply(world_state(w), &c, NULL), SPHERON_BAD_VALUE);
	c.u.genesis.profile = (struct spheron_text) { "docs-2025-07", 12, 0 };
	assert_int_equal(spheron_apply(world_state(w), &c, NULL), SPHERON_OK);
	expect_field(w, "param", SPHERON_P_MATCHER_MODE, 0, "value", "1");
	world_end(w);
}

/* A harmed list beyond what a rule admits, of a caller who kept no text of it, is written as far as it
 * is known. */
static void a_long_list_without_its_text_is_written_as_far_as_it_goes(void **state)
{
	static struct spheron_command c = { .t = T0, .verb = SPHERON_CMD_SLASH_MISCONDUCT }, again;
	struct spheron_fault fault;
	char line[LINE_ROOM];
	size_t size;

	(void) state;
	c.u.slash_misconduct.harmed.count = SPHERON_HARMED_MAX + 1;
	for (uint32_t i = 0; i < SPHERON_HARMED_MAX; i++)
		c.u.slash_misconduct.harmed.item[i] = (struct spheron_harm) { i, { i + 1, 0 } };
	size = spheron_command_write(&c, line, sizeof line);
	assert_true(spheron_command_read(line, size, &again, &fault));
	assert_int_equal(again.u.slash_misconduct.harmed.count, SPHERON_HARMED_MAX);
	for (uint32_t i = 0; i < SPHERON_HARMED_MAX; i++)
		assert_int_equal(again.u.slash_misconduct.harmed.item[i].loss.lo, i + 1);
}

/* [HASH-04] A proposal that keeps a list has to keep all of it, for its hash. */
static void a_proposal_with_a_long_list_needs_its_text(void **state)
{
	struct world *w = world_begin("");
	static struct spheron_command c = { .t = T0, .verb = SPHERON_CMD_PROP_SUBMIT };

	(void) state;
	a_rich_account(w, 1);
	c.from = 1;
	c.u.prop_submit.kind = SPHERON_PROPOSE_RELEASE;
	c.u.prop_submit.value = (struct spheron_u128) { 2, 0 };
	c.u.prop_submit.harmed.count = SPHERON_HARMED_MAX + 1;
	assert_int_equal(spheron_apply(world_state(w), &c, NULL), SPHERON_BAD_VALUE);
	c.u.prop_submit.harmed.count = SPHERON_HARMED_MAX;
	assert_int_equal(spheron_apply(world_state(w), &c, NULL), SPHERON_OK);
	world_end(w);
}

static void an_optional_number_is_left_out_only_if_all_of_it_is_its_default(void **state)
{
	static struct spheron_command c = { .t = T0, .verb = SPHERON_CMD_PROP_SUBMIT }, again;
	struct spheron_fault fault;
	char line[LINE_ROOM];
	size_t size;

	(void) state;
	c.u.prop_submit.bp = 10000;
	c.u.prop_submit.value = (struct spheron_u128) { 0, 1 }; /* 2^64 */
	size = spheron_command_write(&c, line, sizeof line);
	assert_non_null(strstr(line, ",\"value\":\"18446744073709551616\"}"));
	assert_true(spheron_command_read(line, size, &again, &fault));
	assert_int_equal(again.u.prop_submit.value.hi, 1);
	c.u.prop_submit.value.hi = 0;
	spheron_command_write(&c, line, sizeof line);
	assert_null(strstr(line, "value"));
}

static bool command_reads(const char *text)
{
	static struct spheron_command c;
	struct spheron_fault fault;
	char line[LINE_ROOM];

	return spheron_command_read(line, told(line, text), &c, &fault);
}

/* [ENC-03] */
static void members_have_the_names_of_the_table_and_no_others(void **state)
{
	static const char genesis[] = "{'t':1,'do':'genesis','params':{%s}}";
	char text[LINE_ROOM];

	(void) state;
	assert_true(command_reads("{'t':1,'do':'provider.register','region':1}"));
	assert_false(command_reads("{'t':1,'do':'provider.register','region':1,'attr':1}"));
	assert_false(command_reads("{'t':1,'do':'advance','region':1}"));
	snprintf(text, sizeof text, genesis, "'a name that is longer than any parameter has':1");
	assert_true(command_reads(text)); /* well formed; the genesis is refused for it */
	snprintf(text, sizeof text, genesis, "'tab\\there':1");
	assert_false(command_reads(text));
	snprintf(text, sizeof text, genesis, "'cooldown_s':'x'");
	assert_false(command_reads(text));
}

/* [PARAM-05] */
static void members_of_a_family_are_numbered(void **state)
{
	(void) state;
	assert_int_equal(spheron_param_find("gpu_mult.0", 10), SPHERON_P_GPU_MULT);
	assert_int_equal(spheron_param_find("gpu_mult.10", 11), SPHERON_P_GPU_MULT + 10);
	assert_int_equal(spheron_param_find("gpu_mult.11", 11), -1);
	assert_int_equal(spheron_param_find("gpu_mult.00", 11), -1);
	assert_int_equal(spheron_param_find("gpu_mult.", 9), -1);
	assert_int_equal(spheron_param_find("gpu_mult", 8), -1);
	assert_int_equal(spheron_param_find("gpu_mult.x", 10), -1);
	assert_int_equal(spheron_param_find("gpu_mult:1", 10), -1);
	assert_int_equal(spheron_param_find("gpu_mult.18446744073709551616", 29), -1);
	assert_int_equal(spheron_param_find("gpu_mult.4294967296", 19), -1);
}

int test_lines(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_receipt_reads_back),
		cmocka_unit_test(a_receipt_may_name_no_command_and_have_no_events),
		cmocka_unit_test(a_deadline_reads_back),
		cmocka_unit_test(what_is_no_output_line_does_not_read),
		cmocka_unit_test(events_read_back_if_every_field_is_right),
		cmocka_unit_test(records_read_back_if_every_field_is_there_once),
		cmocka_unit_test(writers_write_what_fits),
		cmocka_unit_test(a_genesis_may_name_its_profile_plainly),
		cmocka_unit_test(a_long_list_without_its_text_is_written_as_far_as_it_goes),
		cmocka_unit_test(a_proposal_with_a_long_list_needs_its_text),
		cmocka_unit_test(an_optional_number_is_left_out_only_if_all_of_it_is_its_default),
		cmocka_unit_test(members_have_the_names_of_the_table_and_no_others),
		cmocka_unit_test(members_of_a_family_are_numbered),
	};

	return cmocka_run_group_tests_name("lines", tests, NULL, NULL);
}
