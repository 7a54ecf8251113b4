#include "tests/support/marks.h"

#include "protocol/rule.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define RULES_MAX 512

static struct {
	const char *id;
	unsigned long count;
} reached[RULES_MAX];

static unsigned long *counter(const char *rule)
{
	unsigned hash = 5381, i;

	for (const char *p = rule; *p; p++)
		hash = hash * 33 + (unsigned char) *p;
	for (i = hash % RULES_MAX; reached[i].id; i = (i + 1) % RULES_MAX)
		if (strcmp(reached[i].id, rule) == 0)
			return &reached[i].count;
	reached[i].id = rule;
	return &reached[i].count;
}

void spheron_rule_reached(const char *id)
{
	++*counter(id);
}

unsigned long marks_count(const char *rule)
{
	return *counter(rule);
}

void marks_claim(const char *rule, const char *file, int line, bool was_reached)
{
	const char *report = getenv("RULES_REPORT");
	FILE *f = report ? fopen(report, "a") : NULL;

	if (f) {
		fprintf(f, "claim %s %s %s:%d\n", rule, was_reached ? "reached" : "missed", file,
				line);
		fclose(f);
	}
	if (!was_reached)
		fail_msg("%s:%d claims %s, whose code did not run", file, line, rule);
}
