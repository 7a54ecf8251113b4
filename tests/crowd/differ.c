/* differ - the library against the naive implementation, command by command.
 *
 *	differ [--seeds N] [--from SEED] [--commands N] [--rules RULES.md]
 *	differ --log FILE...
 *
 * Plays the same random logs to both through the text encoding and compares every output line and,
 * after every command, the state hash.  Prints how often each command came to each result that
 * RULES.md 4.1 admits, and fails if one of these never happened.  A log that makes a difference is
 * shrunk to a short one under tests/regressions/; --log plays such files again.
 */
#include "sim/player.h"
#include "sim/saved.h"
#include "tests/crowd/crowd.h"
#include "tests/crowd/shrink.h"
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
	     "differ --log FILE...\n"
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

/* ---- one log ---- */

/* Both sides of the comparison. */
struct pair {
	struct player player;
	struct oracle *oracle;
	const char *theirs; /* output of the last command */
	const char *what;   /* differed */
};

static void pair_begin(struct pair *two)
{
	player_begin(&two->player, &small_state);
	two->oracle = oracle_new();
}

static void pair_end(struct pair *two)
{
	player_end(&two->player);
	oracle_free(two->oracle);
}

/* One command to both. */
static bool play(struct pair *two, const char *line, size_t size)
{
	char a[65], b[65];

	two->theirs = oracle_line(two->oracle, line, size);
	player_line(&two->player, line, size);
	two->what = "receipt";
	if (strcmp(two->player.out, two->theirs) != 0)
		return false;
	if (spheron_clock(two->player.state).t == 0)
		return true;
	state_hash(two->player.state, a);
	oracle_hash(two->oracle, b);
	two->what = "hash";
	return strcmp(a, b) == 0;
}

/* How many commands of a log both agree on; all if they agree to its end. */
static size_t agreement(const struct log *l, bool tell)
{
	struct pair two;
	size_t n = 0;

	pair_begin(&two);
	while (n < l->n && play(&two, l->line[n], l->size[n]))
		n++;
	if (n < l->n && tell)
		printf("different %s after command %zu\n  %.*s\nlibrary:\n%snaive:\n%s", two.what, n + 1,
				(int) l->size[n], l->line[n], two.player.out, two.theirs);
	pair_end(&two);
	return n;
}

static bool log_differs(const struct log *l, void *arg)
{
	(void) arg;
	return agreement(l, false) < l->n;
}

static bool play_file(const char *path)
{
	struct log l = { 0 };
	bool same;

	log_read(&l, path);
	same = agreement(&l, true) == l.n;
	printf("%s: %zu commands: %s\n", path, l.n, same ? "no difference" : "FAILED");
	log_free(&l);
	return same;
}

/* ---- a random log ---- */

static void report(struct log *l, uint64_t seed)
{
	char name[64];

	printf("FAIL seed=%llu command=%zu\n", (unsigned long long) seed, l->n);
	snprintf(name, sizeof name, "differ-%llu", (unsigned long long) seed);
	if (!log_differs(l, NULL)) {
		puts("no difference when the library keeps its state; it is in saving or loading it");
		return;
	}
	shrink_and_save(l, log_differs, NULL, name);
	agreement(l, true);
}

static bool play_seed(uint64_t seed, uint64_t commands, struct table *table)
{
	static struct spheron_command command;
	static char line[1 << 16];
	struct log l = { 0 };
	struct crowd crowd;
	struct pair two;
	bool same = true;

	pair_begin(&two);
	crowd_begin(&crowd, seed);
	for (uint64_t n = 1; same && n <= commands; n++) {
		struct player *p = &two.player;
		size_t size;

		crowd_next(&crowd, p->state, &command);
		size = spheron_command_write(&command, line, sizeof line / 2);
		if (pcg_below(&crowd.rng, 60) == 0)
			size = crowd_spoil(&crowd, line, size);
		line[size] = 0;
		log_add(&l, line, size);
		same = play(&two, line, size);
		table_count(table, p->command.verb, p->result);
		if (spheron_clock(p->state).t == 0)
			continue;
		if (crowd.late_ids && n == 200)
			use_up_ids(p, two.oracle);
		else if (n % 500 == 0)
			save_and_load(p);
	}
	pair_end(&two);
	if (!same)
		report(&l, seed);
	log_free(&l);
	return same;
}

static bool play_files(int n, char **path)
{
	bool same = true;

	for (int i = 0; i < n; i++)
		same = play_file(path[i]) && same;
	return same;
}

int main(int argc, char **argv)
{
	struct settings s;
	struct table table = { 0 };
	bool same = true;

	if (argc > 1 && strcmp(argv[1], "--log") == 0)
		return !play_files(argc - 2, argv + 2);
	s = read_arguments(argc, argv);
	for (uint64_t i = 0; same && i < s.seeds; i++)
		same = play_seed(s.from + i, s.commands, &table);
	if (same && s.table)
		same = table_print(&table, s.rules);
	printf("differ: %llu logs of %llu commands from seed %llu: %s\n", (unsigned long long) s.seeds,
			(unsigned long long) s.commands, (unsigned long long) s.from,
			same ? "no difference" : "FAILED");
	return !same;
}
