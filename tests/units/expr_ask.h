/* expr_ask.h - asking expressions in tests. */
#ifndef TESTS_EXPR_ASK_H
#define TESTS_EXPR_ASK_H

#include "sim/expr/expr.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* Compiled, or the test fails with what was said. */
struct expr *compiled(const char *text, enum expr_place place);
struct expr *compiled_for(const char *text, enum expr_place place, const struct setup *setup);

/* What it is in a context (NULL: an empty state), as people read it. */
const char *shown(const char *text, enum expr_place place, const struct expr_context *context);

/* EXPR_RUNNING. */
void expect_shown(const char *text, const struct expr_context *context, const char *value);
void expect_true(const char *text, const struct expr_context *context);

/* It is refused with these words, at the place where `mark` (a part of the text) begins; NULL: at its
 * end. */
void expect_refused(const char *text, enum expr_place place, const char *mark, const char *why);
void expect_refused_for(const char *text, const struct setup *setup, const char *mark, const char *why);

/* A state that has not started. */
struct spheron *empty_state(void);

extern const struct CMUnitTest expr_language_tests[], expr_name_tests[], expr_state_tests[],
		expr_decimal_tests[];
extern const size_t expr_language_n, expr_name_n, expr_state_n, expr_decimal_n;

#endif
