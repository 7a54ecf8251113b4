/* differ - the library against the naive implementation, command by command.
 *
 *	differ [--seeds N] [--from SEED] [--commands N] [--rules RULES.md]
 *
 * Plays the same random logs to both through the text encoding and compares every output line and,
 * after every command, the state hash.  Prints how often each command came to each result that
 * RULES.md 4.1 admits, and fails if one of these never happened.
 */
#include "sim/player.h"
#include "sim/saved.h"
#include "tests/crowd/crowd.h"
#include "tests/crowd/table.h"
#include "tests/oracle/oracle.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct settings {
	uint64_t seeds, from, commands;
	const char *rules;
	bool table;
};

static void usage(void)
{
	puts("differ [--seeds N] [--from SEED] [--commands N] [--rules FILE] [--no-table]\n"
	     "  --seeds 100      random logs to play\n"
	     "  --from 1         the first seed\n"
	     "  --commands 2000  commands a log\n"
	     "  --rules FILE     where the table of results is (protocol/RULES.md)");
	exit(2);
}

static struct settings read_arguments(int argc, char **argv)
{
	struct settings s = { 100, 1, 2000, "protocol/RULES.md", true };

	for (int i = 1; i < argc; i++) {
		bool value = i + 1 < argc;

		if (value && strcmp(argv[i], "--seeds") == 0)
			s.seeds = strtoull(argv[++i], NULL, 10);
		else if (value && strcmp(argv[i], "--from") == 0)
			s.from = strtoull(argv[++i], NULL, 10);
		else if (value && strcmp(argv[i], "--commands") == 0)
			s.commands = strtoull(argv[++i], NULL, 10);
		else if (value && strcmp(argv[i], "--rules") == 0)
			s.rules = argv[++i];
		else if (strcmp(argv[i], "--no-table") == 0)
			s.table = false;
		else
			usage();
	}
	return s;
}

/* Replaces the state by the one that the text describes. */
static void load(struct player *p, const char *text, size_t size)
{
	struct saved_fault fault;

	free(p->state);
	p->state = state_from_text(text, size, &fault);
	if (!p->state) {
		fprintf(stderr, "FAIL saved state, line %llu: %s %s\n", (unsigned long long) fault.line,
				fault.why, fault.violation.text);
		exit(1);
	}
}

/* Both lose most ids of the kinds that can run out (ID-05). */
static void use_up_ids(struct player *p, struct oracle *o)
{
	char *text, *changed, *rest;
	struct spheron_record meta;
	size_t size, head;

	text = state_text(p->state, true, &size);
	rest = memchr(text, '\n', size);
	spheron_record_read(text, (size_t) (rest - text), &meta);
	meta.u.meta.next_prop = UINT32_MAX - 12;
	meta.u.meta.next_unbond = UINT32_MAX - 20;
	meta.u.meta.next_challenge = UINT32_MAX - 6;
	oracle_set_next(o, 0, meta.u.meta.next_prop);
	oracle_set_next(o, 1, meta.u.meta.next_unbond);
	oracle_set_next(o, 2, meta.u.meta.next_challenge);
	changed = must(malloc(size + 1024));
	head = spheron_record_write(&meta, changed, 1024);
	size -= (size_t) (rest - text);
	memcpy(changed + head, rest, size);
	load(p, changed, head + size);
	free(changed);
	free(text);
}

/* The library's state goes through its own dump and back. */
static void save_and_load(struct player *p)
{
	size_t size;
	char *text = state_text(p->state, true, &size);

	load(p, text, size);
	free(text);
}

static bool fail(const struct player *p, uint64_t seed, uint64_t n, const char *line,
		const char *theirs, const char *what)
{
	fprintf(stderr, "FAIL %s seed=%llu command=%llu\n  %s\nlibrary:\n%snaive:\n%s", what,
			(unsigned long long) seed, (unsigned long long) n, line, p->out, theirs);
	return false;
}

/* One command to both. */
static bool play(struct player *p, struct oracle *o, const char *line, size_t size, uint64_t seed,
		uint64_t n)
{
	const char *theirs = oracle_line(o, line, size);
	char a[65], b[65];

	player_line(p, line, size);
	if (strcmp(p->out, theirs) != 0)
		return fail(p, seed, n, line, theirs, "receipt");
	if (spheron_clock(p->state).t == 0)
		return true;
	state_hash(p->state, a);
	oracle_hash(o, b);
	return strcmp(a, b) == 0 || fail(p, seed, n, line, theirs, "hash");
}

static bool play_seed(uint64_t seed, uint64_t commands, struct table *table)
{
	static struct spheron_command command;
	static char line[1 << 16];
	struct oracle *o = oracle_new();
	struct crowd crowd;
	struct player p;
	bool same = true;

	player_begin(&p, &small_state);
	crowd_begin(&crowd, seed);
	for (uint64_t n = 1; same && n <= commands; n++) {
		size_t size;

		crowd_next(&crowd, p.state, &command);
		size = spheron_command_write(&command, line, sizeof line / 2);
		if (pcg_below(&crowd.rng, 60) == 0)
			size = crowd_spoil(&crowd, line, size);
		line[size] = 0;
		same = play(&p, o, line, size, seed, n);
		table_count(table, p.command.verb, p.result);
		if (spheron_clock(p.state).t == 0)
			continue;
		if (crowd.late_ids && n == 200)
			use_up_ids(&p, o);
		else if (n % 500 == 0)
			save_and_load(&p);
	}
	player_end(&p);
	oracle_free(o);
	return same;
}

int main(int argc, char **argv)
{
	struct settings s = read_arguments(argc, argv);
	struct table table = { 0 };
	bool same = true;

	for (uint64_t i = 0; same && i < s.seeds; i++)
		same = play_seed(s.from + i, s.commands, &table);
	if (same && s.table)
		same = table_print(&table, s.rules);
	printf("differ: %llu logs of %llu commands from seed %llu: %s\n", (unsigned long long) s.seeds,
			(unsigned long long) s.commands, (unsigned long long) s.from,
			same ? "no difference" : "FAILED");
	return !same;
}
