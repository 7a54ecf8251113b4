/* marks.h - which rules the code under test has reached.
 *
 * The library is built with SPHERON_RULE_MARKS for the tests, so every RULE("...") line in it calls
 * spheron_rule_reached().  With RULES_REPORT set to a file name, each claim is written there as
 * "claim ID reached|missed FILE:LINE" for `make check-rules`.
 */
#ifndef TESTS_MARKS_H
#define TESTS_MARKS_H

#include <stdbool.h>
#include <stddef.h>

/* How often the code of a rule was reached so far. */
unsigned long marks_count(const char *rule);

/* The same for an id that does not end in NUL. */
unsigned long marks_count_span(const char *rule, size_t size);

/* Writes a claim to the report. */
void marks_report(const char *rule, size_t size, const char *who, size_t who_size, bool reached);

/* A test that claimed the rule has ended.  A claim that was not reached fails the test. */
void marks_claim(const char *rule, const char *file, int line, bool reached);

#endif
