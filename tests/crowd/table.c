#include "tests/crowd/table.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void table_count(struct table *t, enum spheron_verb verb, enum spheron_result result)
{
	t->count[verb][result]++;
}

void table_add(struct table *t, const struct table *other)
{
	for (unsigned v = 0; v <= SPHERON_VERB_COUNT; v++)
		for (unsigned r = 0; r < SPHERON_RESULT_COUNT; r++)
			t->count[v][r] += other->count[v][r];
}

/* Which results a command may come to. */
struct admitted {
	bool pair[SPHERON_VERB_COUNT][SPHERON_RESULT_COUNT];
};

static int verb_named(const char *name, size_t size)
{
	for (unsigned v = 0; v < SPHERON_VERB_COUNT; v++) {
		const char *text = spheron_verb_name((enum spheron_verb) v);

		if (strlen(text) == size && memcmp(text, name, size) == 0)
			return (int) v;
	}
	return -1;
}

static int result_named(const char *name, size_t size)
{
	for (unsigned r = 0; r < SPHERON_RESULT_COUNT; r++) {
		const char *text = spheron_result_name((enum spheron_result) r);

		if (strlen(text) == size && memcmp(text, name, size) == 0)
			return (int) r;
	}
	return -1;
}

/* One row of 4.1: | `verb` | sender | arguments | codes | events | rules | */
static void read_row(struct admitted *a, const char *row)
{
	const char *bar[6] = { row };
	int verb;

	for (unsigned i = 1; i < 6; i++) {
		bar[i] = strchr(bar[i - 1] + 1, '|');
		if (!bar[i])
			return;
	}
	if (bar[0][2] != '`')
		return;
	verb = verb_named(bar[0] + 3, (size_t) (strchr(bar[0] + 3, '`') - bar[0] - 3));
	if (verb < 0)
		return;
	for (const char *p = bar[3] + 1; p < bar[4];) {
		size_t n = strcspn(p, " |");
		int result = result_named(p, n);

		if (result >= 0)
			a->pair[verb][result] = true;
		p += n + 1;
	}
}

/* [4.1] Common to all: BAD_COMMAND, BAD_TIME, NO_ACCOUNT and LIMIT by ID-05; a genesis has no clock
 * and no sender to check (CMD-04). */
static void admit_common(struct admitted *a)
{
	static const enum spheron_verb limited[] = { SPHERON_CMD_PROVIDER_REGISTER,
		SPHERON_CMD_PROVIDER_ATTRS, SPHERON_CMD_PROP_SUBMIT, SPHERON_CMD_STAKE_UNBOND,
		SPHERON_CMD_DELEG_UNBOND, SPHERON_CMD_PROVIDER_EXIT, SPHERON_CMD_AVS_UNREGISTER,
		SPHERON_CMD_CHALLENGE_OPEN };

	for (unsigned v = 0; v < SPHERON_VERB_COUNT; v++) {
		a->pair[v][SPHERON_OK] = a->pair[v][SPHERON_BAD_COMMAND] = true;
		if (v != SPHERON_CMD_GENESIS)
			a->pair[v][SPHERON_BAD_TIME] = a->pair[v][SPHERON_NO_ACCOUNT] = true;
	}
	for (size_t i = 0; i < sizeof limited / sizeof limited[0]; i++)
		a->pair[limited[i]][SPHERON_LIMIT] = true;
}

static bool read_rules(struct admitted *a, const char *rules_md)
{
	FILE *f = fopen(rules_md, "r");
	char line[4096];

	if (!f) {
		fprintf(stderr, "cannot read %s\n", rules_md);
		return false;
	}
	while (fgets(line, sizeof line, f))
		if (line[0] == '|')
			read_row(a, line);
	fclose(f);
	return true;
}

bool table_print(const struct table *t, const char *rules_md)
{
	struct admitted a = { 0 };
	unsigned pairs = 0, zeros = 0, strange = 0;
	unsigned long long all = 0, accepted = 0;

	admit_common(&a);
	if (!read_rules(&a, rules_md))
		return false;
	for (unsigned v = 0; v < SPHERON_VERB_COUNT; v++) {
		printf("%-22s", spheron_verb_name((enum spheron_verb) v));
		for (unsigned r = 0; r < SPHERON_RESULT_COUNT; r++) {
			unsigned long long n = t->count[v][r];

			all += n;
			accepted += r == SPHERON_OK ? n : 0;
			pairs += a.pair[v][r];
			zeros += a.pair[v][r] && n == 0;
			strange += !a.pair[v][r] && n > 0;
			if (a.pair[v][r] || n > 0)
				printf(" %s%s %llu", !a.pair[v][r] ? "NOT ADMITTED " : n ? "" : "NEVER ",
						spheron_result_name((enum spheron_result) r), n);
		}
		putchar('\n');
	}
	printf("%u pairs of command and result, %u never happened, %u not admitted; %llu commands, "
	       "%llu %% accepted\n",
			pairs, zeros, strange, all, all ? accepted * 100 / all : 0);
	return zeros == 0 && strange == 0;
}
