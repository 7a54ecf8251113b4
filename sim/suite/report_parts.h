/* report_parts.h - what the reports have in common: their points, and text made safe for a format. */
#ifndef SIM_SUITE_REPORT_PARTS_H
#define SIM_SUITE_REPORT_PARTS_H

#include "sim/suite/reports.h"

#include <stdio.h>

/* ---- points ---- */

/* From good to bad; the order of annotations is the other way round. */
enum point_state {
	POINT_PASSED,
	POINT_SKIPPED, /* not judged, because of an error that has its own point */
	POINT_WARNED,
	POINT_UNDECIDED,
	POINT_GOLDEN,
	POINT_FAILED,
	POINT_BROKEN,
	POINT_ERROR,
	POINT_STATES
};
const char *point_state_text(enum point_state state); /* "passed", ..., as in reports.h */

struct point {
	enum point_state state;
	const struct test_result *test;           /* NULL: of the suite as a whole */
	const struct assertion_result *assertion; /* NULL: of the test, or the suite, as a whole */
	const char *name;                         /* the assertion's id, or "over a limit" */
	const char *type;                         /* of a failure or error */
	const char *meaning;                      /* in words, for the exit status */
	int exit;                                 /* status that it asks for */
	char message[1400];                       /* all of it in a line */
};

/* Points of a test, or of the whole suite in its order; the caller frees. */
size_t test_points(const struct test_result *test, struct point **points);
size_t suite_points(const struct suite_result *suite, struct point **points);

/* The worst of them, the first if there are several; NULL if there are none. */
const struct point *points_worst(const struct point *points, size_t n);

/* Facts about a point, one after the other: "expected", "observed", "first" (run, moment, who), "seed",
 * "note", "replay"; only those that are known. */
typedef void point_fact(void *to, const char *label, const char *value);
void point_facts(const struct point *point, point_fact *fact, void *to);

/* The same as lines "label     value", after the place "FILE:LINE  assert "id" (kind)". */
void point_block(FILE *out, const struct point *point);
void point_place(FILE *out, const struct point *point);

bool is_bad(enum point_state state); /* neither passed nor to be passed over */

/* ---- words of the suite ---- */

void put_test_name(FILE *out, const struct test_result *test); /* name and cell, not yet made safe */
void put_totals(FILE *out, const struct suite_result *suite);   /* "3 tests: 1 passed, 2 failed" */
void put_flake_rate(FILE *out, const struct suite_result *suite);
void put_seeds(FILE *out, const struct suite_result *suite);    /* "profile pr, seed 7" */
/* "262/277: never reached A, B, ... (n more)", in so many columns if it can be. */
void put_coverage(FILE *out, size_t n, size_t reached, const char *const *missed, size_t columns);
void put_count(FILE *out, uint64_t n);                          /* 2,000 */
size_t statistical_assertions(const struct suite_result *suite);

/* ---- text made safe ---- */

/* The next character and how many bytes it takes; U+FFFD for a byte that begins none.  0 at the end. */
size_t utf8_next(const char *text, uint32_t *character);
size_t utf8_columns(const char *text);

enum text_way {
	TEXT_LINE,       /* one line for a terminal: no control characters */
	TEXT_LINES,      /* line feeds are kept */
	TEXT_XML,        /* between tags */
	TEXT_ATTRIBUTE,  /* of XML, between the quotes */
	TEXT_JSON,       /* between the quotes */
	TEXT_YAML,       /* the same of YAML */
	TEXT_TAP,        /* description of a test point */
	TEXT_COMMAND,    /* message of a workflow command */
	TEXT_PROPERTY,   /* property of one */
	TEXT_MARKDOWN    /* in a cell of a table, or anywhere in a line */
};
void put_text(FILE *out, enum text_way way, const char *text);

/* What `write` writes into a string that the caller frees. */
char *to_string(void (*write)(FILE *out, const void *of), const void *of);

#endif
