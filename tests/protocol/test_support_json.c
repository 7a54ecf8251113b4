/* The strict reader of JSON (support/json.h). */

#include "support/json.h"
#include "tests/protocol/groups.h"
#include "tests/support/world.h"

#include <stdlib.h>
#include <string.h>

#define KEYS 64

/* Checks a copy of exactly that size, so that a sanitizer sees a byte read too many. */
static bool check_bytes(
	const char *text, size_t size, unsigned strictness, size_t n_keys, struct json_fault *fault)
{
	struct json_key keys[KEYS];
	char *copy = malloc(size ? size : 1);
	bool fine;

	assert_non_null(copy);
	memcpy(copy, text, size);
	fine = json_check(copy, size, strictness, keys, n_keys, fault);
	if (!fine) {
		assert_true(fault->offset <= size);
		assert_non_null(fault->why);
	}
	free(copy);
	return fine;
}

static void expect(const char *text, unsigned strictness, bool wanted)
{
	struct json_fault fault;

	if (check_bytes(text, strlen(text), strictness, KEYS, &fault) != wanted)
		fail_msg("%s is %saccepted", text, wanted ? "not " : "");
}

static void expect_all(const char *const *texts, unsigned strictness, bool wanted)
{
	for (; *texts; texts++)
		expect(*texts, strictness, wanted);
}

static void well_formed_text_is_accepted(void **state)
{
	static const char *const texts[] = { "0", "-0", "7", "-12", "1.5", "0.0", "-0.25", "1e5",
		"1E5", "1e+5", "1e-5", "12.75e-03", "true", "false", "null", "\"\"", "\"a b\"",
		"[]", "{}", " [ ] ", "\t{\r}\n", "[1,2,3]", "[[],[[]],{}]", "{\"a\":1}", "{\"\":0}",
		" { \"a\" : [ 1 , { \"b\" : null } ] , \"c\" : \"d\" } ",
		"\"\\\" \\\\ \\/ \\b \\f \\n \\r \\t \\u0000 \\uFFFF \\uabCD\"", "\"\x7f\"",
		"[true,false,null,\"x\",-1.5e7]", NULL };

	(void)state;
	expect_all(texts, JSON_PLAIN, true);
}

static void anything_else_is_refused(void **state)
{
	static const char *const texts[] = { "", " ", "x", "tru", "truex", "True", "nul", "falsee",
		"nan", "01", "-01", "00", "-", "+1", "1.", ".5", "1.e5", "1e", "1e+", "1e5.5",
		"0x1", "1 2", "1,", "--1", "1-", "\"", "\"a", "\"\\", "\"\\\"", "\"\\x\"",
		"\"\\u\"", "\"\\u12\"", "\"\\u12g4\"", "\"\\U1234\"", "\"\n\"", "\"\t\"",
		"\"\x1f\"", "'a'", "[", "]", "[1", "[1,", "[1,]", "[,1]", "[,]", "[1 2]", "[1}",
		"[1:2]", "{", "}", "{1:2}", "{\"a\"}", "{\"a\":}", "{\"a\":1", "{\"a\":1,",
		"{\"a\":1,}", "{,\"a\":1}", "{\"a\" 1}", "{\"a\",1}", "{a:1}", "{\"a\":1]",
		"{\"a\":1 \"b\":2}", "{\"a\":1;\"b\":2}", "{true:1}", "{[]:1}", "{\"a\":1}}",
		"{}{}", "[][]", "{} x", "[]]", "/**/1", "1//", "\v1",
		"\xef\xbb\xbf"
		"1",
		"{\"a\"\"b\":1}", NULL };

	(void)state;
	expect_all(texts, JSON_PLAIN, false);
}

static void a_byte_zero_is_no_white_space_and_no_character(void **state)
{
	struct json_fault fault;

	(void)state;
	assert_false(check_bytes("1\0", 2, JSON_PLAIN, KEYS, &fault));
	assert_false(check_bytes("\0"
				 "1",
		2, JSON_PLAIN, KEYS, &fault));
	assert_false(check_bytes("\"\0\"", 3, JSON_PLAIN, KEYS, &fault));
	assert_false(check_bytes("[1\0]", 4, JSON_PLAIN, KEYS, &fault));
}

static void text_that_ends_too_early_is_refused_at_every_place(void **state)
{
	static const char text[] =
		"{\"a\":[1,-2.5e+3,true,false,null,\"\\u0041\\n\xc3\xa9\"],\"b\":{\"c\":{}}}";
	struct json_fault fault;

	(void)state;
	assert_true(check_bytes(text, sizeof text - 1, JSON_PLAIN, KEYS, &fault));
	for (size_t size = 0; size < sizeof text - 1; size++)
		assert_false(check_bytes(text, size, JSON_PLAIN, KEYS, &fault));
}

static void a_key_stands_only_once_in_an_object(void **state)
{
	static const char *const twice[] = { "{\"a\":1,\"a\":2}", "{\"a\":1,\"b\":2,\"a\":3}",
		"{\"\":1,\"\":2}", "{\"a\":1,\"\\u0061\":2}", "{\"\\u002f\":1,\"\\/\":2}",
		"{\"\\n\":1,\"\\u000A\":2}", "[{\"x\":{\"a\":1,\"b\":{},\"a\":2}}]",
		"{\"b\":{\"a\":1},\"b\":2}", NULL };
	static const char *const once[] = { "{\"a\":{\"a\":{\"a\":1}}}", "[{\"a\":1},{\"a\":2}]",
		"{\"a\":1,\"A\":2}", "{\"a\":{\"b\":1},\"b\":{\"a\":1}}",
		"{\"a\":1,\"a \":2,\"aa\":3}", "{\"\\\\u0061\":1,\"a\":2}",
		"{\"a\":[{\"b\":1},{\"b\":2}],\"b\":3}", NULL };

	(void)state;
	expect_all(twice, JSON_PLAIN, false);
	expect_all(once, JSON_PLAIN, true);
}

static void unsigned_strictness_admits_only_digits(void **state)
{
	static const char *const refused_texts[] = { "-1", "-0", "1.0", "0.5", "1e5", "1E5", "0e0",
		"[1,-1]", "{\"a\":1.5}", NULL };
	static const char *const fine[] = { "0", "1", "18446744073709551616", "\"-1\"",
		"\"1.5e-3\"", "{\"-1\":2}", NULL };

	(void)state;
	expect_all(refused_texts, JSON_UNSIGNED, false);
	expect_all(refused_texts, JSON_PLAIN, true);
	expect_all(refused_texts, JSON_ASCII, true);
	expect_all(fine, JSON_UNSIGNED | JSON_ASCII, true);
}

static void utf8_is_checked_or_refused_altogether(void **state)
{
	static const char *const valid[] = { "\"\xc2\x80\"", "\"\xdf\xbf\"", "\"\xe0\xa0\x80\"",
		"\"\xed\x9f\xbf\"", "\"\xee\x80\x80\"", "\"\xef\xbf\xbf\"", "\"\xf0\x90\x80\x80\"",
		"\"\xf4\x8f\xbf\xbf\"", "{\"\xc3\xa9\":\"\xc3\xa9\"}", NULL };
	static const char *const invalid[] = { "\"\x80\"", "\"\xbf\"", "\"\xc0\x80\"",
		"\"\xc1\xbf\"", "\"\xc2\"", "\"\xc2 \"", "\"\xe0\x9f\xbf\"", "\"\xe1\x80\"",
		"\"\xed\xa0\x80\"", "\"\xf0\x8f\xbf\xbf\"", "\"\xf1\x80\x80\"",
		"\"\xf4\x90\x80\x80\"", "\"\xf5\x80\x80\x80\"", "\"\xff\"", "\"\xfe\"", "\xc3\xa9",
		"[\xc2\xa0]", NULL };

	(void)state;
	expect_all(valid, JSON_PLAIN, true);
	expect_all(valid, JSON_ASCII, false);
	expect_all(invalid, JSON_PLAIN, false);
	expect_all(invalid, JSON_ASCII, false);
}

/* n times `open`, then n times `close`. */
static bool check_nested(size_t n, const char *open, const char *close)
{
	static char text[8192];
	struct json_fault fault;
	size_t size = 0;

	for (size_t i = 0; i < n; i++) {
		memcpy(text + size, open, strlen(open));
		size += strlen(open);
	}
	for (size_t i = 0; i < n; i++)
		text[size++] = *close;
	return check_bytes(text, size, JSON_PLAIN, KEYS, &fault);
}

static void nesting_is_bounded(void **state)
{
	(void)state;
	assert_true(check_nested(JSON_DEPTH_MAX, "[", "]"));
	assert_false(check_nested(JSON_DEPTH_MAX + 1, "[", "]"));
	assert_true(check_nested(JSON_DEPTH_MAX, " [ ", "]"));
	assert_false(check_nested(4000, "[", "]"));
}

static void open_members_are_bounded(void **state)
{
	static const struct {
		const char *text;
		size_t n_keys; /* as many are needed at a time */
	} rows[] = { { "{}", 0 }, { "[1,[2]]", 0 }, { "{\"a\":1}", 1 },
		{ "{\"a\":1,\"b\":2,\"c\":3}", 3 }, { "{\"a\":{\"b\":{\"c\":{}}}}", 3 },
		{ "{\"a\":{\"x\":1,\"y\":2},\"b\":3}", 3 },
		{ "[{\"a\":1},{\"b\":1},{\"c\":1}]", 1 },
		{ "{\"a\":[{\"x\":1,\"y\":1},{\"z\":1}]}", 3 },
		{ "{\"a\":{\"x\":1,\"y\":2},\"b\":3,\"c\":4,\"d\":5}", 4 } };

	(void)state;
	for (unsigned i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct json_fault fault;
		size_t size = strlen(rows[i].text);

		assert_true(check_bytes(rows[i].text, size, JSON_PLAIN, rows[i].n_keys, &fault));
		if (rows[i].n_keys > 0)
			assert_false(check_bytes(
				rows[i].text, size, JSON_PLAIN, rows[i].n_keys - 1, &fault));
	}
}

static void expect_fault(const char *text, size_t offset)
{
	struct json_fault fault;

	assert_false(check_bytes(text, strlen(text), JSON_ASCII | JSON_UNSIGNED, KEYS, &fault));
	if (fault.offset != offset)
		fail_msg("%s: fault at %zu (%s), not %zu", text, fault.offset, fault.why, offset);
}

static void a_fault_tells_where_it_is(void **state)
{
	(void)state;
	expect_fault("", 0);
	expect_fault("  x", 2);
	expect_fault("[1,2,]", 5);
	expect_fault("{\"a\":1,}", 7);
	expect_fault("{\"a\" 1}", 5);
	expect_fault("[1] 2", 4);
	expect_fault("[-1]", 1);
	expect_fault("{\"a\":1.5}", 6);
}

static struct json_value root_of(const char *text)
{
	struct json_key keys[KEYS];
	struct json_fault fault;

	assert_true(json_check(text, strlen(text), JSON_PLAIN, keys, KEYS, &fault));
	return json_root(text, strlen(text));
}

static void expect_span(const struct json_value *v, enum json_kind kind, const char *span)
{
	assert_int_equal(v->kind, kind);
	assert_int_equal(v->size, strlen(span));
	assert_memory_equal(v->data, span, v->size);
}

static void the_root_is_found_behind_white_space(void **state)
{
	struct json_value v;

	(void)state;
	v = root_of(" \t\r\n -12.5e3 ");
	expect_span(&v, JSON_NUMBER, "-12.5e3");
	v = root_of("7");
	expect_span(&v, JSON_NUMBER, "7");
	v = root_of(" true");
	expect_span(&v, JSON_TRUE, "true");
	v = root_of("false");
	expect_span(&v, JSON_FALSE, "false");
	v = root_of("null ");
	expect_span(&v, JSON_NULL, "null");
	v = root_of(" \"a\\\"b\" ");
	expect_span(&v, JSON_STRING, "a\\\"b");
	v = root_of(" [1, [2] ] ");
	expect_span(&v, JSON_ARRAY, "[1, [2] ]");
	v = root_of("{\"a\":{}}");
	expect_span(&v, JSON_OBJECT, "{\"a\":{}}");
}

static void a_walk_goes_through_the_members_of_an_object(void **state)
{
	struct json_value root =
		root_of(" { \"a\" : 1 ,\"}\\\"\":\"]}\\\\\", \"c\":[ {\"d\":2} , \"]\" ],"
			"\"e\":{\"f\":{}} ,\"g\":null}");
	struct json_walk walk = json_walk(&root);
	struct json_value key, value;

	(void)state;
	assert_true(json_next(&walk, &key, &value));
	expect_span(&key, JSON_STRING, "a");
	expect_span(&value, JSON_NUMBER, "1");
	assert_true(json_next(&walk, &key, &value));
	expect_span(&key, JSON_STRING, "}\\\"");
	expect_span(&value, JSON_STRING, "]}\\\\");
	assert_true(json_next(&walk, &key, &value));
	expect_span(&key, JSON_STRING, "c");
	expect_span(&value, JSON_ARRAY, "[ {\"d\":2} , \"]\" ]");
	assert_true(json_next(&walk, &key, &value));
	expect_span(&value, JSON_OBJECT, "{\"f\":{}}");
	assert_true(json_next(&walk, &key, &value));
	expect_span(&key, JSON_STRING, "g");
	expect_span(&value, JSON_NULL, "null");
	assert_false(json_next(&walk, &key, &value));
	assert_false(json_next(&walk, &key, &value));
}

static void a_walk_goes_through_the_items_of_an_array(void **state)
{
	struct json_value root = root_of("[ 1,[2,[3]] , {\"a\":[4]},true,\"x,y\" ]");
	struct json_walk walk = json_walk(&root);
	struct json_value value;

	(void)state;
	assert_true(json_next(&walk, NULL, &value));
	expect_span(&value, JSON_NUMBER, "1");
	assert_true(json_next(&walk, NULL, &value));
	expect_span(&value, JSON_ARRAY, "[2,[3]]");
	assert_true(json_next(&walk, NULL, &value));
	expect_span(&value, JSON_OBJECT, "{\"a\":[4]}");
	assert_true(json_next(&walk, NULL, &value));
	expect_span(&value, JSON_TRUE, "true");
	assert_true(json_next(&walk, NULL, &value));
	expect_span(&value, JSON_STRING, "x,y");
	assert_false(json_next(&walk, NULL, &value));
}

static void a_walk_through_nothing_ends_at_once(void **state)
{
	static const char *const texts[] = { "[]", "[ ]", "{}", "{ \t}" };

	(void)state;
	for (unsigned i = 0; i < 4; i++) {
		struct json_value root = root_of(texts[i]), key, value;
		struct json_walk walk = json_walk(&root);

		assert_false(json_next(&walk, &key, &value));
	}
}

static void units_are_decoded_one_by_one(void **state)
{
	static const uint32_t wanted[] = { 'a', '"', '\\', '/', 8, 12, 10, 13, 9, 0x41, 0xabcd,
		0xffff, 0, 0xd83d, 0xde00, 0xc3, 0xa9, 'z' };
	static const char inside[] =
		"a\\\"\\\\\\/\\b\\f\\n\\r\\t\\u0041\\uAbCd\\uffff\\u0000\\ud83d\\ude00"
		"\xc3\xa9z";
	const char *p = inside;

	(void)state;
	for (unsigned i = 0; i < sizeof wanted / sizeof wanted[0]; i++)
		assert_int_equal(json_unit(&p), wanted[i]);
	assert_ptr_equal(p, inside + sizeof inside - 1);
}

static void expect_decoded(const char *text, size_t room, const char *wanted)
{
	struct json_value v = root_of(text);
	char out[16] = "###############";
	ptrdiff_t n = json_decode(&v, out, room);

	if (!wanted) {
		assert_int_equal(n, -1);
		return;
	}
	assert_int_equal(n, strlen(wanted));
	assert_memory_equal(out, wanted, (size_t)n);
	assert_int_equal(out[room], '#'); /* never beyond the room */
}

static void decoding_admits_printable_ascii_that_fits(void **state)
{
	(void)state;
	expect_decoded("\"\"", 0, "");
	expect_decoded("\"a\"", 0, NULL);
	expect_decoded("\"abc\"", 3, "abc");
	expect_decoded("\"abc\"", 2, NULL);
	expect_decoded("\"\\u0020\\u007e\\/\\\\\\\"\"", 5, " ~/\\\"");
	expect_decoded("\"\\u001f\"", 9, NULL);
	expect_decoded("\"\\u007f\"", 9, NULL);
	expect_decoded("\"\x7f\"", 9, NULL);
	expect_decoded("\"\\n\"", 9, NULL);
	expect_decoded("\"\\u00e9\"", 9, NULL);
	expect_decoded("\"\xc3\xa9\"", 9, NULL);
	expect_decoded("\"\\u0141\"", 9, NULL);
}

/* Walks through everything below the value; all of it lies within the text. */
static unsigned count_values(const struct json_value *v, const char *text, size_t size)
{
	struct json_walk walk;
	struct json_value key, value;
	unsigned n = 1;

	assert_true(v->data >= text && v->data + v->size <= text + size);
	if (v->kind != JSON_OBJECT && v->kind != JSON_ARRAY)
		return 1;
	walk = json_walk(v);
	while (json_next(&walk, &key, &value))
		n += count_values(&value, text, size);
	return n;
}

static void damaged_text_is_refused_or_can_be_walked(void **state)
{
	static const char text[] =
		"{\"t\":1000000,\"do\":\"x\",\"l\":[[1,2,3],[\"4\",\"\\u0035\"]],"
		"\"o\":{\"a\":{},\"b\":[null,true]}}";
	static const char splice[] = "{}[]\",:\\0-1.eu \n\x80tn";
	struct json_key keys[KEYS];
	unsigned accepted = 0;

	(void)state;
	assert_int_equal(count_values(&(struct json_value){ JSON_OBJECT, text, sizeof text - 1 },
				 text, sizeof text - 1),
		16);
	for (size_t at = 0; at < sizeof text - 1; at++)
		for (size_t i = 0; i < sizeof splice - 1; i++) {
			struct json_value root;
			struct json_fault fault;
			char copy[sizeof text];

			memcpy(copy, text, sizeof text);
			copy[at] = splice[i];
			if (!json_check(copy, sizeof text - 1, JSON_PLAIN, keys, KEYS, &fault))
				continue;
			root = json_root(copy, sizeof text - 1);
			count_values(&root, copy, sizeof text - 1);
			accepted++;
		}
	assert_true(accepted > 50);
}

int test_support_json(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(well_formed_text_is_accepted),
		cmocka_unit_test(anything_else_is_refused),
		cmocka_unit_test(a_byte_zero_is_no_white_space_and_no_character),
		cmocka_unit_test(text_that_ends_too_early_is_refused_at_every_place),
		cmocka_unit_test(a_key_stands_only_once_in_an_object),
		cmocka_unit_test(unsigned_strictness_admits_only_digits),
		cmocka_unit_test(utf8_is_checked_or_refused_altogether),
		cmocka_unit_test(nesting_is_bounded),
		cmocka_unit_test(open_members_are_bounded),
		cmocka_unit_test(a_fault_tells_where_it_is),
		cmocka_unit_test(the_root_is_found_behind_white_space),
		cmocka_unit_test(a_walk_goes_through_the_members_of_an_object),
		cmocka_unit_test(a_walk_goes_through_the_items_of_an_array),
		cmocka_unit_test(a_walk_through_nothing_ends_at_once),
		cmocka_unit_test(units_are_decoded_one_by_one),
		cmocka_unit_test(decoding_admits_printable_ascii_that_fits),
		cmocka_unit_test(damaged_text_is_refused_or_can_be_walked),
	};

	return cmocka_run_group_tests_name("support_json", tests, NULL, NULL);
}
