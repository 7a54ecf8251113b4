/* suite_report_example.h - results of suites that nobody has run, for tests of the reports. */
#ifndef TESTS_UNITS_SUITE_REPORT_EXAMPLE_H
#define TESTS_UNITS_SUITE_REPORT_EXAMPLE_H

#include "sim/suite/reports.h"

/* An empty suite of fixed seeds; what is added to it is freed with it. */
struct suite_result *suite_new(void);
void suite_free(struct suite_result *suite);
struct test_result *suite_add(struct suite_result *suite, const char *file, const char *name,
		const char *cell);
/* Judged, with texts that say what it is; until the next one is added to the same test. */
struct assertion_result *test_add(struct test_result *test, const char *id, const char *kind,
		enum verdict verdict);
/* An error before any of the assertions was judged. */
void test_fail(struct test_result *test, enum test_error error, const char *message);

/* Three tests: one passes, one breaks an invariant, one is undecided. */
struct suite_result *example_three(void);
/* Texts that are hard to write: quotes, angles, line ends, control bytes, broken UTF-8, percent. */
struct suite_result *example_nasty(void);
/* Twelve failures with two of any other kind, in a bad order, and eleven warnings. */
struct suite_result *example_many(void);

struct example {
	const char *name;
	struct suite_result *(*make)(void);
};
extern const struct example examples[];
extern const size_t n_examples;

/* Anything, of the nasty texts; the same for the same number. */
struct suite_result *example_random(unsigned number);

#endif
