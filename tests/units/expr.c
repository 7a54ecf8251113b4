/* The language of assertions: all parts of its tests, and how they ask. */

#include "tests/units/expr_ask.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct spheron *empty_state(void)
{
	static _Alignas(64) char memory[1 << 20];
	static struct spheron *state;
	struct spheron_capacity small = { 0 };

	assert_true(spheron_size(&small) <= sizeof memory);
	if (!state)
		state = spheron_init(memory, &small);
	return state;
}

struct expr *compiled_for(const char *text, enum expr_place place, const struct setup *setup)
{
	struct expr_fault fault;
	struct expr *e = expr_compile(text, place, setup, &fault);

	if (!e)
		fail_msg("%s\n  at %zu: %s", text, fault.offset, fault.why);
	return e;
}

struct expr *compiled(const char *text, enum expr_place place)
{
	return compiled_for(text, place, NULL);
}

const char *shown(const char *text, enum expr_place place, const struct expr_context *context)
{
	static char out[EXPR_SHOWN_MAX];
	struct expr_context nothing = { .state = empty_state() };
	struct expr *e = compiled(text, place);
	struct expr_value v = expr_value(e, context ? context : &nothing);

	assert_int_equal(v.type, expr_type(e));
	expr_show(e, &v, out);
	expr_free(e);
	return out;
}

void expect_shown(const char *text, const struct expr_context *context, const char *value)
{
	const char *is = shown(text, EXPR_RUNNING, context);

	if (strcmp(is, value) != 0)
		fail_msg("%s is %s, not %s", text, is, value);
}

void expect_true(const char *text, const struct expr_context *context)
{
	expect_shown(text, context, "yes");
}

static void check_refusal(const char *text, enum expr_place place, const struct setup *setup,
		const char *mark, const char *why)
{
	struct expr_fault fault = { 0 };
	struct expr *e = expr_compile(text, place, setup, &fault);
	const char *at = mark ? strstr(text, mark) : text + strlen(text);

	if (e)
		fail_msg("%s is admitted", text);
	assert_non_null(at);
	if (strcmp(fault.why, why) != 0)
		fail_msg("%s\n  says:     %s\n  expected: %s", text, fault.why, why);
	if (fault.offset != (size_t) (at - text))
		fail_msg("%s: the fault is at %zu, not at %zu", text, fault.offset, (size_t) (at - text));
}

void expect_refused(const char *text, enum expr_place place, const char *mark, const char *why)
{
	check_refusal(text, place, NULL, mark, why);
}

void expect_refused_for(const char *text, const struct setup *setup, const char *mark, const char *why)
{
	check_refusal(text, EXPR_RUNNING, setup, mark, why);
}

int main(void)
{
	int failed = 0;

	failed += _cmocka_run_group_tests("language", expr_language_tests, expr_language_n, NULL, NULL);
	failed += _cmocka_run_group_tests("decimals", expr_decimal_tests, expr_decimal_n, NULL, NULL);
	failed += _cmocka_run_group_tests("names", expr_name_tests, expr_name_n, NULL, NULL);
	failed += _cmocka_run_group_tests("states", expr_state_tests, expr_state_n, NULL, NULL);
	return failed;
}
