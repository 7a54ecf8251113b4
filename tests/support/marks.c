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
	size_t size;
	unsigned long count;
} reached[RULES_MAX];

static unsigned long *counter(const char *rule, size_t size)
{
	unsigned hash = 5381, i;

	for (size_t k = 0; k < size; k++)
		hash = (hash * 33 + (unsigned char) rule[k]) % RULES_MAX;
	for (i = hash % RULES_MAX; reached[i].id; i = (i + 1) % RULES_MAX)
		if (reached[i].size == size && memcmp(reached[i].id, rule, size) == 0)
			return &reached[i].count;
	reached[i].id = rule;
	reached[i].size = size;
	return &reached[i].count;
}

void spheron_rule_reached(const char *id)
{
	++*counter(id, strlen(id));
}

unsigned long marks_count(const char *rule)
{
	return *counter(rule, strlen(rule));
}

unsigned long marks_count_span(const char *rule, size_t size)
{
	return *counter(rule, size);
}

void marks_report(const char *rule, size_t size, const char *who, size_t who_size, bool was_reached)
{
	const char *report = getenv("RULES_REPORT");
	FILE *f = report ? fopen(report, "a") : NULL;

	if (!f)
		return;
	fprintf(f, "claim %.*s %s %.*s\n", (int) size, rule, was_reached ? "reached" : "missed",
			(int) who_size, who);
	fclose(f);
}

void marks_claim(const char *rule, const char *file, int line, bool was_reached)
{
	char who[256];
	int n = snprintf(who, sizeof who, "%s:%d", file, line);

	marks_report(rule, strlen(rule), who, (size_t) n, was_reached);
	if (!was_reached)
		fail_msg("%s claims %s, whose code did not run", who, rule);
}
