/* Lines of text (RULES.md chapter 5): ENC-01 to ENC-06. */

#include "tests/protocol/groups.h"
#include "tests/support/world.h"

#include <stdio.h>
#include <string.h>

/* The line gives just this receipt; # in it stands for the number of the line. */
static void gives(struct world *w, unsigned n, const char *line, const char *receipt)
{
	char wanted[4096];
	const char *mark = strchr(receipt, '#');

	if (mark)
		snprintf(wanted, sizeof wanted, "%.*s%u%s", (int)(mark - receipt), receipt, n,
			mark + 1);
	else
		snprintf(wanted, sizeof wanted, "%s", receipt);
	assert_string_equal(send_line(w, line, strlen(line)), wanted);
}

/* Each of the lines is malformed, and the receipts name this verb ("" for none). */
static void malformed(struct world *w, const char *verb, const char *const *lines, unsigned first)
{
	char receipt[256];

	snprintf(receipt, sizeof receipt,
		"{\"n\":#,\"t\":1000000,\"b\":0,\"do\":\"%s\",\"r\":\"BAD_COMMAND\"}", verb);
	for (; *lines; lines++)
		gives(w, first++, *lines, receipt);
}

/* Each of the lines is well formed and OK. */
static void accepted(struct world *w, const char *const *lines)
{
	for (; *lines; lines++)
		if (!strstr(send_line(w, *lines, strlen(*lines)), "\"r\":\"OK\""))
			fail_msg("%s gave %s", *lines, output(w));
}

static void white_space_and_the_order_of_keys_are_free(void **state)
{
	static const char *const lines[] = {
		"{\"t\":1000000,\"do\":\"advance\"}",
		"{\"do\":\"advance\",\"t\":1000000}",
		" \t\r\n{ \t\"t\" :\r1000000 \n,  \"do\"\t:\t\"advance\" } \t\r\n",
		"{\"b\":0,\"do\":\"advance\",\"from\":0,\"t\":1000000}",
		"{\"\\u0074\":1000000,\"d\\u006f\":\"adv\\u0061nc\\u0065\"}",
		NULL,
	};
	struct world *w = world_begin("");

	(void)state;
	CLAIM("ENC-01");
	accepted(w, lines);
	world_end(w);
}

static const char *const not_objects[] = {
	"",
	" ",
	"\t",
	"x",
	"advance",
	"\"advance\"",
	"1",
	"true",
	"null",
	"[]",
	"[{\"t\":1000000,\"do\":\"advance\"}]",
	"{",
	"}",
	"{\"t\":1000000,\"do\":\"advance\"",
	"{\"t\":1000000,\"do\":\"advance\"}}",
	"{\"t\":1000000,\"do\":\"advance\"},",
	"{\"t\":1000000,\"do\":\"advance\"} x",
	"{\"t\":1000000,\"do\":\"advance\"}{}",
	"{\"t\":1000000,\"do\":\"advance\",}",
	"{,\"t\":1000000,\"do\":\"advance\"}",
	"{\"t\":1000000 \"do\":\"advance\"}",
	"{\"t\" 1000000,\"do\":\"advance\"}",
	"{\"t\":,\"do\":\"advance\"}",
	"{t:1000000,\"do\":\"advance\"}",
	"{'t':1000000,'do':'advance'}",
	"{\"t\":1000000,\"do\":\"advance}",
	"{\"t\":1000000,\"do\":\"advance\",\"x\":[1,2}",
	"{\"t\":1000000,\"do\":\"advance\",\"x\":[1,]}",
	"{\"t\":1000000,\"do\":\"advance\",\"x\":truth}",
	"{\"t\":1000000,\"do\":\"advance\",\"x\":True}",
	"{\"t\":1000000,\"do\":\"advance\",\"x\":\"\\x\"}",
	"{\"t\":1000000,\"do\":\"advance\",\"x\":\"\\u12g4\"}",
	"{\"t\":1000000,\"do\":\"advance\",\"x\":\"\\u123\"}",
	"{\"t\":1000000,\"do\":\"advance\",\"x\":\"\x01\"}",
	"{\"t\":1000000,\"do\":\"advance\",\"x\":\"\t\"}",
	"{\"t\":1000000,\"do\":\"advance\",\"x\":01}",
	"{\"t\":01000000,\"do\":\"advance\"}",
	"{\"t\":00,\"do\":\"advance\"}",
	"{\"t\":0x10,\"do\":\"advance\"}",
	"/**/{\"t\":1000000,\"do\":\"advance\"}",
	"\xef\xbb\xbf{\"t\":1000000,\"do\":\"advance\"}",
	NULL,
};

static void what_is_not_a_json_object_names_no_command(void **state)
{
	struct world *w = world_unstarted();

	(void)state;
	CLAIM("ENC-01");
	CLAIM("ENC-04");
	gives(w, 1, "{\"t\":1000000,\"do\":\"advance\"}",
		"{\"n\":1,\"t\":1000000,\"b\":0,\"do\":\"advance\",\"r\":\"OK\"}");
	malformed(w, "", not_objects, 2);
	world_end(w);
}

static void a_key_that_stands_twice_names_no_command(void **state)
{
	static const char *const lines[] = {
		"{\"t\":1000000,\"t\":1000000,\"do\":\"advance\"}",
		"{\"t\":1000000,\"do\":\"advance\",\"do\":\"advance\"}",
		"{\"t\":1000000,\"do\":\"advance\",\"x\":1,\"x\":1}",
		"{\"t\":1000000,\"do\":\"advance\",\"from\":0,\"\\u0066rom\":0}",
		"{\"t\":1000000,\"do\":\"genesis\",\"params\":{\"era_s\":600,\"era_s\":600}}",
		"{\"t\":1000000,\"do\":\"advance\",\"x\":[{\"a\":1,\"b\":2,\"a\":3}]}",
		NULL,
	};
	struct world *w = world_unstarted();

	(void)state;
	CLAIM("ENC-01");
	gives(w, 1, "{\"t\":1000000,\"do\":\"advance\"}",
		"{\"n\":1,\"t\":1000000,\"b\":0,\"do\":\"advance\",\"r\":\"OK\"}");
	malformed(w, "", lines, 2);
	world_end(w);
}

static void fractions_exponents_signs_and_other_alphabets_name_no_command(void **state)
{
	static const char *const lines[] = {
		"{\"t\":1000000.0,\"do\":\"advance\"}",
		"{\"t\":1e6,\"do\":\"advance\"}",
		"{\"t\":1E6,\"do\":\"advance\"}",
		"{\"t\":1000000e0,\"do\":\"advance\"}",
		"{\"t\":-1,\"do\":\"advance\"}",
		"{\"t\":1000000,\"from\":-0,\"do\":\"advance\"}",
		"{\"t\":+1,\"do\":\"advance\"}",
		"{\"t\":1000000,\"from\":0.0,\"do\":\"advance\"}",
		"{\"t\":1000000,\"do\":\"advance\",\"x\":[[-1]]}",
		"{\"t\":1000000,\"do\":\"advance\",\"x\":\"\xc3\xa9\"}",
		"{\"t\":1000000,\"do\":\"advance\",\"\xc3\xa9\":1}",
		"{\"t\":1000000,\"do\":\"adv\xc3\xa1nce\"}",
		"{\"t\":1000000,\"do\":\"advance\",\"x\":\"\x80\"}",
		"{\"t\":1000000,\"do\":\"advance\"}\xc2\xa0",
		NULL,
	};
	struct world *w = world_unstarted();

	(void)state;
	CLAIM("ENC-01");
	gives(w, 1, "{\"t\":1000000,\"do\":\"advance\"}",
		"{\"n\":1,\"t\":1000000,\"b\":0,\"do\":\"advance\",\"r\":\"OK\"}");
	malformed(w, "", lines, 2);
	world_end(w);
}

static void an_object_that_names_no_command_shows_none(void **state)
{
	static const char *const lines[] = {
		"{}",
		"{\"t\":1000000}",
		"{\"t\":1000000,\"do\":\"\"}",
		"{\"t\":1000000,\"do\":\"Advance\"}",
		"{\"t\":1000000,\"do\":\"advance \"}",
		"{\"t\":1000000,\"do\":\"adv\"}",
		"{\"t\":1000000,\"do\":1}",
		"{\"t\":1000000,\"do\":null}",
		"{\"t\":1000000,\"do\":[\"advance\"]}",
		"{\"t\":1000000,\"Do\":\"advance\"}",
		"{\"t\":1000000,\"do\":\"advance\\u0000\"}",
		NULL,
	};
	struct world *w = world_unstarted();

	(void)state;
	CLAIM("ENC-04");
	gives(w, 1, "{\"t\":1000000,\"do\":\"advance\"}",
		"{\"n\":1,\"t\":1000000,\"b\":0,\"do\":\"advance\",\"r\":\"OK\"}");
	malformed(w, "", lines, 2);
	world_end(w);
}

static void other_malformed_lines_show_their_verb(void **state)
{
	static const char *const lines[] = {
		"{\"t\":1000000,\"do\":\"prop.submit\"}", /* no kind */
		"{\"do\":\"prop.submit\",\"kind\":2}",    /* no t */
		"{\"t\":0,\"do\":\"prop.submit\",\"kind\":2}",
		"{\"t\":1000000,\"do\":\"prop.submit\",\"kind\":2,\"x\":1}",
		"{\"t\":1000000,\"do\":\"prop.submit\",\"kind\":2,\"Name\":\"a\"}",
		"{\"t\":1000000,\"do\":\"prop.submit\",\"kind\":2,\"\":1}",
		"{\"t\":1000000,\"do\":\"prop.submit\",\"kind\":true}",
		"{\"t\":1000000,\"do\":\"prop.submit\",\"kind\":false}",
		"{\"t\":1000000,\"do\":\"prop.submit\",\"kind\":null}",
		"{\"t\":1000000,\"do\":\"prop.submit\",\"kind\":[2]}",
		"{\"t\":1000000,\"do\":\"prop.submit\",\"kind\":{}}",
		"{\"t\":1000000,\"do\":\"prop.submit\",\"kind\":2,\"name\":5}",
		"{\"t\":1000000,\"do\":\"prop.submit\",\"kind\":2,\"name\":[]}",
		"{\"t\":1000000,\"do\":\"prop.submit\",\"kind\":2,\"name\":null}",
		"{\"t\":1000000,\"do\":\"prop.submit\",\"kind\":2,\"name\":\"\\n\"}",
		"{\"t\":1000000,\"do\":\"prop.submit\",\"kind\":2,\"name\":\"\\u001f\"}",
		"{\"t\":1000000,\"do\":\"prop.submit\",\"kind\":2,\"name\":\"\\u007f\"}",
		"{\"t\":1000000,\"do\":\"prop.submit\",\"kind\":2,\"name\":\"\x7f\"}",
		"{\"t\":1000000,\"do\":\"prop.submit\",\"kind\":2,\"name\":\"\\u00e9\"}",
		"{\"t\":1000000,\"do\":\"prop.submit\",\"kind\":2,\"name\":\"\\ud83d\\ude00\"}",
		"{\"t\":1000000,\"do\":\"prop.submit\",\"kind\":\"-1\"}",
		"{\"t\":1000000,\"do\":\"prop.submit\",\"kind\":\"01\"}",
		"{\"t\":1000000,\"do\":\"prop.submit\",\"kind\":\"\"}",
		"{\"t\":1000000,\"do\":\"prop.submit\",\"kind\":\" 2\"}",
		"{\"t\":1000000,\"do\":\"prop.submit\",\"kind\":\"2.0\"}",
		"{\"t\":1000000,\"do\":\"prop.submit\",\"kind\":\"0x2\"}",
		"{\"t\":1000000,\"do\":\"prop.submit\",\"kind\":\"2\\u0000\"}",
		"{\"t\":\"01000000\",\"do\":\"prop.submit\",\"kind\":2}",
		"{\"t\":1000000,\"from\":4294967296,\"do\":\"prop.submit\",\"kind\":2}",
		"{\"t\":1000000,\"from\":\"x\",\"do\":\"prop.submit\",\"kind\":2}",
		"{\"t\":1000000,\"from\":null,\"do\":\"prop.submit\",\"kind\":2}",
		"{\"t\":1000000,\"b\":null,\"do\":\"prop.submit\",\"kind\":2}",
		"{\"t\":1000000,\"b\":1099511627776,\"do\":\"prop.submit\",\"kind\":2}",
		"{\"t\":1099511627776,\"do\":\"prop.submit\",\"kind\":2}",
		NULL,
	};
	struct world *w = world_unstarted();

	(void)state;
	CLAIM("ENC-03");
	CLAIM("ENC-04");
	CLAIM("D-22");
	gives(w, 1, "{\"t\":1000000,\"do\":\"advance\"}",
		"{\"n\":1,\"t\":1000000,\"b\":0,\"do\":\"advance\",\"r\":\"OK\"}");
	malformed(w, "prop.submit", lines, 2);
	world_end(w);
}

static void strings_may_be_escaped_and_are_written_plainly(void **state)
{
	static const char line[] =
		"{\"t\":1000000,\"do\":\"prop.submit\",\"kind\":2,"
		"\"name\":\"\\u0041 \\\"q\\\" \\\\ \\/ ~\\u007e \\u005c\\u0022\"}";
	struct spheron_command c;
	struct spheron_fault fault;
	char text[256];

	(void)state;
	assert_true(spheron_command_read(line, sizeof line - 1, &c, &fault));
	spheron_command_write(&c, text, sizeof text);
	assert_string_equal(text, "{\"t\":1000000,\"from\":0,\"do\":\"prop.submit\",\"kind\":2,"
				  "\"name\":\"A \\\"q\\\" \\\\ / ~~ \\\\\\\"\"}");
}

static void integers_come_as_numbers_or_as_strings(void **state)
{
	static const char *const lines[] = {
		"{\"t\":\"1000000\",\"from\":\"0\",\"b\":\"0\",\"do\":\"advance\"}",
		"{\"t\":1000000,\"do\":\"token.mint\",\"token\":\"2\",\"to\":\"0\",\"amount\":5}",
		"{\"t\":1000000,\"do\":\"token.mint\",\"token\":2,\"to\":0,\"amount\":\"5\"}",
		"{\"t\":1000000,\"do\":\"token.mint\",\"token\":2,\"to\":0,\"amount\":"
		"9007199254740992}",
		"{\"t\":1000000,\"do\":\"token.mint\",\"token\":2,\"to\":0,\"amount\":"
		"\"9007199254740993\"}",
		"{\"t\":1000000,\"do\":\"provider.register\",\"region\":\"1\",\"cpu\":\"1\","
		"\"gpus\":[[\"1\",\"2\",\"3\"]]}",
		NULL,
	};
	struct world *w = world_begin("");

	(void)state;
	CLAIM("ENC-02");
	accepted(w, lines);
	expect_field(w, "token", 2, 0, "minted", "18014398509481995");
	expect_gpu_field(w, 0, 1, 1, "price", "3");
	gives(w, 8,
		"{\"t\":1000000,\"do\":\"token.mint\",\"token\":2,\"to\":0,"
		"\"amount\":9007199254740993}",
		"{\"n\":8,\"t\":1000000,\"b\":0,\"do\":\"token.mint\",\"r\":\"BAD_COMMAND\"}");
	world_end(w);
}

static void large_numbers_are_written_as_strings(void **state)
{
	struct world *w = world_begin("");
	struct spheron_record r = { .kind = SPHERON_RECORD_BUCKET };
	char text[256];

	(void)state;
	CLAIM("ENC-02");
	r.u.bucket.owner = (uint64_t)1 << 53;
	spheron_record_write(&r, text, sizeof text);
	assert_string_equal(text,
		"{\"k\":\"bucket\",\"name\":0,\"owner\":9007199254740992,\"token\":0,"
		"\"amount\":\"0\"}");
	r.u.bucket.owner++;
	r.u.bucket.amount = (struct spheron_u128){ UINT64_MAX, UINT64_MAX };
	spheron_record_write(&r, text, sizeof text);
	assert_string_equal(text,
		"{\"k\":\"bucket\",\"name\":0,\"owner\":\"9007199254740993\",\"token\":0,"
		"\"amount\":\"340282366920938463463374607431768211455\"}");
	world_end(w);
}

static void hex_is_64_lower_case_digits(void **state)
{
#define HEX63       "00112233445566778899aabbccddeeff00112233445566778899aabbccddeef"
#define BEACON(hex) "{\"t\":1000000,\"do\":\"beacon.set\",\"beacon\":" hex "}"
	static const char *const lines[] = { BEACON("\"" HEX63 "\""), BEACON("\"" HEX63 "00\""),
		BEACON("\"" HEX63 "F\""), BEACON("\"" HEX63 "g\""), BEACON("\"" HEX63 " \""),
		BEACON("\"" HEX63 "/\""), BEACON("\"" HEX63 ":\""), BEACON("\"" HEX63 "`\""),
		BEACON("\"\""), BEACON("5"), BEACON("null"), BEACON("[]"), NULL };
	struct world *w = world_unstarted();

	(void)state;
	gives(w, 1, "{\"t\":1000000,\"do\":\"advance\"}",
		"{\"n\":1,\"t\":1000000,\"b\":0,\"do\":\"advance\",\"r\":\"OK\"}");
	CLAIM("ENC-02");
	malformed(w, "beacon.set", lines, 2);
	gives(w, 14, BEACON("\"" HEX63 "0\""),
		"{\"n\":14,\"t\":1000000,\"b\":0,\"do\":\"beacon.set\",\"r\":\"OK\","
		"\"ev\":[[\"BeaconSet\",\"" HEX63 "0\"]]}");
	/* Escapes are decoded first. */
	gives(w, 15,
		BEACON("\"\\u0030"
		       "0112233445566778899aabbccddeeff00112233445566778899aabbccddeef"
		       "0\""),
		"{\"n\":15,\"t\":1000000,\"b\":0,\"do\":\"beacon.set\",\"r\":\"OK\","
		"\"ev\":[[\"BeaconSet\",\"" HEX63 "0\"]]}");
	expect_field(w, "meta", 0, 0, "beacon", HEX63 "0");
	world_end(w);
}

static void gpu_lists_have_three_numbers_a_line(void **state)
{
#define GPUS(list) "{\"t\":1000000,\"do\":\"provider.register\",\"region\":1,\"gpus\":" list "}"
	static const char *const lines[] = { GPUS("1"), GPUS("{}"), GPUS("\"[]\""), GPUS("[1]"),
		GPUS("[1,2,3]"), GPUS("[[]]"), GPUS("[[1,2]]"), GPUS("[[1,2,3,4]]"),
		GPUS("[[1,2,[3]]]"), GPUS("[[1,2,3],5]"), GPUS("[[65536,1,1]]"),
		GPUS("[[1,65536,1]]"), GPUS("[[1,1,4294967296]]"), GPUS("[[1,1,null]]"),
		GPUS("[{\"a\":1}]"), GPUS("null"),
		/* Also in a list that is too long anyway, behind what is kept of it. */
		GPUS("[[1,1,1],[2,1,1],[3,1,1],[4,1,1],[5,1,1],[6,1,1],[7,1,1],[8,1,1],[9,1]]"),
		NULL };
	struct world *w = world_unstarted();

	(void)state;
	CLAIM("ENC-03");
	gives(w, 1, "{\"t\":1000000,\"do\":\"advance\"}",
		"{\"n\":1,\"t\":1000000,\"b\":0,\"do\":\"advance\",\"r\":\"OK\"}");
	malformed(w, "provider.register", lines, 2);
	/* Within the widths it is a matter of bounds. */
	gives(w, 19, GPUS("[[65535,65535,4294967295]]"),
		"{\"n\":19,\"t\":1000000,\"b\":0,\"do\":\"provider.register\",\"r\":\"BAD_"
		"VALUE\"}");
	gives(w, 20, GPUS("[[65535,4096,10000000]]"),
		"{\"n\":20,\"t\":1000000,\"b\":0,\"do\":\"provider.register\",\"r\":\"OK\",\"ev\":["
		"[\"ProposalSubmitted\",1,0,1000000],[\"ProviderRegistered\",1,0,"
		"\"4af8afe8df2c94ba7f60f8604b219546233c61e7\",0,0,0,2],[\"ProposalClosed\",1,1]]}");
	world_end(w);
}

static void lists_of_harmed_and_checks_have_their_own_widths(void **state)
{
#define HARMED(list)                                                                               \
	"{\"t\":1000000,\"do\":\"slash.misconduct\",\"kind\":0,\"id\":1,\"harmed\":" list "}"
#define CHECKS(list) "{\"t\":1000000,\"do\":\"fizz.checks\",\"gateway\":1,\"list\":" list "}"
	static const char *const harmed[] = { HARMED("[[1]]"), HARMED("[[1,2,3]]"),
		HARMED("[[4294967296,1]]"),
		HARMED("[[1,\"340282366920938463463374607431768211456\"]]"), HARMED("[1,2]"),
		HARMED("{}"), NULL };
	static const char *const checks[] = { CHECKS("[[1,1,0,0,0]]"), CHECKS("[[1,1,0,0,0,0,0]]"),
		CHECKS("[[4294967296,1,0,0,0,0]]"), CHECKS("[[1,256,0,0,0,0]]"),
		CHECKS("[[1,1,4294967296,0,0,0]]"), CHECKS("[[1,1,0,4294967296,0,0]]"),
		CHECKS("[[1,1,0,0,4294967296,0]]"), CHECKS("[[1,1,0,0,0,4294967296]]"), CHECKS("5"),
		NULL };
	struct world *w = world_unstarted();

	(void)state;
	CLAIM("ENC-03");
	gives(w, 1, "{\"t\":1000000,\"do\":\"advance\"}",
		"{\"n\":1,\"t\":1000000,\"b\":0,\"do\":\"advance\",\"r\":\"OK\"}");
	malformed(w, "slash.misconduct", harmed, 2);
	malformed(w, "fizz.checks", checks, 8);
	/* NOT_FOUND is judged on what is well formed. */
	gives(w, 17, CHECKS("[[4294967295,255,4294967295,4294967295,4294967295,4294967295]]"),
		"{\"n\":17,\"t\":1000000,\"b\":0,\"do\":\"fizz.checks\",\"r\":\"NOT_FOUND\"}");
	gives(w, 18, HARMED("[[4294967295,\"340282366920938463463374607431768211455\"]]"),
		"{\"n\":18,\"t\":1000000,\"b\":0,\"do\":\"slash.misconduct\",\"r\":\"BAD_VALUE\"}");
	world_end(w);
}

static void parameters_of_a_genesis_are_an_object_of_numbers(void **state)
{
#define PARAMS(object) "{\"t\":1000000,\"do\":\"genesis\",\"params\":" object "}"
	static const char *const lines[] = { PARAMS("[]"), PARAMS("1"), PARAMS("null"),
		PARAMS("\"\""), PARAMS("{\"era_s\":null}"), PARAMS("{\"era_s\":\"x\"}"),
		PARAMS("{\"era_s\":[600]}"),
		PARAMS("{\"era_s\":\"340282366920938463463374607431768211456\"}"),
		PARAMS("{\"nobody\":\"340282366920938463463374607431768211456\"}"), NULL };
	struct world *w = world_begin("");

	(void)state;
	CLAIM("ENC-03");
	malformed(w, "genesis", lines, 2);
	/* An unknown name is not malformed (GEN-01); here it only comes too late. */
	gives(w, 11, PARAMS("{\"nobody\":1}"),
		"{\"n\":11,\"t\":1000000,\"b\":0,\"do\":\"genesis\",\"r\":\"BAD_STATE\"}");
	world_end(w);
}

static void receipts_count_lines_and_tell_the_clock_after_the_command(void **state)
{
	struct world *w = world_unstarted();

	(void)state;
	CLAIM("ENC-04");
	gives(w, 1, "", "{\"n\":1,\"t\":0,\"b\":0,\"do\":\"\",\"r\":\"BAD_COMMAND\"}");
	gives(w, 2, "{\"t\":1000000,\"b\":7,\"do\":\"genesis\"}",
		"{\"n\":2,\"t\":1000000,\"b\":7,\"do\":\"genesis\",\"r\":\"OK\","
		"\"ev\":[[\"Genesis\",\"seed\",1000000,7]]}");
	gives(w, 3, "{\"t\":1000010,\"do\":\"account.open\",\"from\":3}",
		"{\"n\":3,\"t\":1000010,\"b\":12,\"do\":\"account.open\",\"r\":\"NO_ACCOUNT\"}");
	gives(w, 4, "{\"t\":1000009,\"do\":\"account.open\"}",
		"{\"n\":4,\"t\":1000010,\"b\":12,\"do\":\"account.open\",\"r\":\"BAD_TIME\"}");
	gives(w, 5, "{\"t\":1000020,\"do\":\"advance\"}",
		"{\"n\":5,\"t\":1000020,\"b\":17,\"do\":\"advance\",\"r\":\"OK\"}");
	gives(w, 6, "{\"t\":1000020,\"do\":\"account.open\"}",
		"{\"n\":6,\"t\":1000020,\"b\":17,\"do\":\"account.open\",\"r\":\"OK\","
		"\"ev\":[[\"AccountOpened\",1]]}");
	world_end(w);
}

static void deadline_lines_stand_before_the_receipt(void **state)
{
	struct world *w = world_begin("'params':{'matcher_mode':2}");

	(void)state;
	CLAIM("ENC-05");
	an_order(w, 1, "");
	an_order(w, 1, "");
	at(w, 10);
	refused(w, SPHERON_NOT_ALLOWED, "{'do':'account.open','from':1}");
	assert_string_equal(output(w),
		"{\"t\":1000006,\"b\":3,\"due\":\"bid.close\",\"id\":1,"
		"\"ev\":[[\"OrderClosed\",1,2]]}\n"
		"{\"t\":1000006,\"b\":3,\"due\":\"bid.close\",\"id\":2,"
		"\"ev\":[[\"OrderClosed\",2,2]]}\n"
		"{\"n\":13,\"t\":1000010,\"b\":5,\"do\":\"account.open\",\"r\":\"NOT_ALLOWED\"}\n");
	world_end(w);
}

static void a_deadline_without_events_shows_an_empty_list(void **state)
{
	struct world *w = world_begin("'params':{'avs_dispute_s':100}");
	uint32_t p = a_provider(w, 1, "");

	(void)state;
	CLAIM("ENC-05");
	CLAIM("ENC-06");
	an_order(w, 1, "");
	ok(w, "{'do':'bid.place','from':1,'order':1,'provider':%u,'price':'100000000000000'}", p);
	at(w, 6);
	ok(w, "{'do':'order.cancel','from':1,'order':1}");
	at(w, 106);
	ok(w, "{'do':'advance'}");
	assert_string_equal(output(w),
		"{\"t\":1000106,\"b\":53,\"due\":\"task.forget\",\"id\":1,\"ev\":[]}\n"
		"{\"n\":16,\"t\":1000106,\"b\":53,\"do\":\"advance\",\"r\":\"OK\"}\n");
	world_end(w);
}

static void events_list_their_fields_amounts_as_strings(void **state)
{
	struct world *w = world_begin("");

	(void)state;
	CLAIM("ENC-06");
	ok(w, "{'do':'token.mint','token':0,'to':0,'amount':'12'}");
	assert_string_equal(output(w),
		"{\"n\":2,\"t\":1000000,\"b\":0,\"do\":\"token.mint\",\"r\":\"OK\","
		"\"ev\":[[\"Moved\",\"mint:0\",\"free:0\",0,\"12\"]]}\n");
	ok(w, "{'do':'q.state'}");
	assert_non_null(strstr(output(w), "\"ev\":[[\"Answer\",\""));
	ok(w, "{'do':'provider.register','region':1,'cpu':1}");
	ok(w, "{'do':'provider.attrs','provider':1,'region':1,'cpu':2}");
	assert_string_equal(output(w),
		"{\"n\":5,\"t\":1000000,\"b\":0,\"do\":\"provider.attrs\",\"r\":\"OK\","
		"\"ev\":[[\"ProposalSubmitted\",2,1,1000000],[\"AttributesSet\",1,1,0,\"0\"],"
		"[\"ProposalClosed\",2,1]]}\n");
	world_end(w);
}

int test_encoding(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(white_space_and_the_order_of_keys_are_free),
		cmocka_unit_test(what_is_not_a_json_object_names_no_command),
		cmocka_unit_test(a_key_that_stands_twice_names_no_command),
		cmocka_unit_test(fractions_exponents_signs_and_other_alphabets_name_no_command),
		cmocka_unit_test(an_object_that_names_no_command_shows_none),
		cmocka_unit_test(other_malformed_lines_show_their_verb),
		cmocka_unit_test(strings_may_be_escaped_and_are_written_plainly),
		cmocka_unit_test(integers_come_as_numbers_or_as_strings),
		cmocka_unit_test(large_numbers_are_written_as_strings),
		cmocka_unit_test(hex_is_64_lower_case_digits),
		cmocka_unit_test(gpu_lists_have_three_numbers_a_line),
		cmocka_unit_test(lists_of_harmed_and_checks_have_their_own_widths),
		cmocka_unit_test(parameters_of_a_genesis_are_an_object_of_numbers),
		cmocka_unit_test(receipts_count_lines_and_tell_the_clock_after_the_command),
		cmocka_unit_test(deadline_lines_stand_before_the_receipt),
		cmocka_unit_test(a_deadline_without_events_shows_an_empty_list),
		cmocka_unit_test(events_list_their_fields_amounts_as_strings),
	};

	return cmocka_run_group_tests_name("encoding", tests, NULL, NULL);
}
