/* table.h - how often each command came to each result, against the table of RULES.md 4.1. */
#ifndef TESTS_TABLE_H
#define TESTS_TABLE_H

#include "protocol/spheron.h"

struct table {
	unsigned long long count[SPHERON_VERB_COUNT + 1][SPHERON_RESULT_COUNT];
};

void table_count(struct table *t, enum spheron_verb verb, enum spheron_result result);

/* Adds what another table counted. */
void table_add(struct table *t, const struct table *other);

/* Prints it with the pairs that the text admits.  False if one of these has a zero, or if a pair
 * happened that is not admitted. */
bool table_print(const struct table *t, const char *rules_md);

#endif
