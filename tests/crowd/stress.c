/* stress - millions of random commands with all invariants watched over.
 *
 *	stress [--commands N] [--from SEED] [--per-seed N] [--closely N]
 *
 * Each seed plays a log of its own.  Every 64th command all invariants are checked, every 512th the
 * steps of a command and its deadlines are judged one by one, and at these points the state is also
 * carried on twice: at once and in many small steps of the clock (I16), from a snapshot, and from its
 * own text.  Every eighth log is replayed from the start (I15) and ends with everybody leaving (I18).
 * A failure is shrunk to a short log under tests/regressions/.
 */
#include "sim/checker.h"
#include "sim/player.h"
#include "sim/saved.h"
#include "tests/crowd/crowd.h"
#include "tests/crowd/shrink.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LINE_ROOM (1u << 16)

struct settings {
	unsigned long long commands, from, per_seed, closely;
};

static void usage(void)
{
	puts("stress [--commands N] [--from SEED] [--per-seed N] [--closely N]\n"
	     "  --commands 1000000  commands in all\n"
	     "  --from 1            the first seed\n"
	     "  --per-seed 2500     commands a log\n"
	     "  --closely 64        check all invariants every so many commands");
	exit(2);
}

static struct settings read_arguments(int argc, char **argv)
{
	struct settings s = { 1000000, 1, 2500, 64 };

	for (int i = 1; i < argc; i++) {
		unsigned long long *value = strcmp(argv[i], "--commands") == 0 ? &s.commands
				: strcmp(argv[i], "--from") == 0               ? &s.from
				: strcmp(argv[i], "--per-seed") == 0           ? &s.per_seed
				: strcmp(argv[i], "--closely") == 0            ? &s.closely
									       : NULL;

		if (!value || i + 1 == argc)
			usage();
		*value = strtoull(argv[++i], NULL, 10);
	}
	return s;
}

/* ---- what is being played ---- */

struct run {
	struct player player;
	struct checker checker;
	struct crowd crowd;
	struct spheron_violation violation;
	char line[LINE_ROOM];
	size_t size;
	struct log log;
};

static bool broken(struct run *r, const char *invariant, const char *text)
{
	snprintf(r->violation.invariant, sizeof r->violation.invariant, "%s", invariant);
	snprintf(r->violation.text, sizeof r->violation.text, "%s", text);
	return false;
}

static bool same_hash(struct spheron *a, struct spheron *b)
{
	char x[65], y[65];

	state_hash(a, x);
	state_hash(b, y);
	return strcmp(x, y) == 0;
}

static struct spheron *apply_to(struct spheron *state, const struct spheron_command *command)
{
	while (spheron_apply(state, command, NULL) == SPHERON_FULL)
		state = state_grow(state);
	return state;
}

/* [I16] The same instant reached in small steps: at every deadline, just before, and between. */
static struct spheron *advance_in_steps(struct spheron *state, const struct spheron_command *to,
		struct pcg *rng)
{
	struct spheron_command step = { .b = spheron_clock(state).b, .has_b = to->has_b,
		.verb = SPHERON_CMD_ADVANCE };
	struct spheron_due due;

	for (unsigned i = 0; i < 40; i++) {
		uint64_t now = spheron_clock(state).t;

		if (now == 0 || now >= to->t)
			break;
		step.t = now + 1 + pcg_below(rng, to->t - now);
		if (spheron_next_due(state, &due) && due.t > now && due.t <= to->t
				&& pcg_below(rng, 2) == 0)
			step.t = due.t;
		/* With the explicit clock the new block comes with the last step only. */
		if (to->has_b && step.t == to->t)
			break;
		state = apply_to(state, &step);
	}
	return state;
}

/* The command reached in small steps, from a snapshot and from the text of the state: three ways to
 * the same state. */
static bool three_ways(struct run *r, struct spheron *before)
{
	const struct spheron_command *c = &r->player.command;
	struct saved_fault fault;
	size_t size;
	char *text = state_text(before, true, &size);
	struct spheron *steps = state_copy(before), *copy = state_copy(before);
	struct spheron *loaded = state_from_text(text, size, &fault);
	bool in_steps, from_copy, from_text = loaded != NULL;

	/* Mistimed commands and a genesis that comes late move no clock (TIME-05, CMD-04). */
	if (r->player.result != SPHERON_BAD_TIME && c->verb != SPHERON_CMD_GENESIS)
		steps = advance_in_steps(steps, c, &r->crowd.rng);
	steps = apply_to(steps, c);
	copy = apply_to(copy, c);
	in_steps = same_hash(steps, r->player.state);
	from_copy = same_hash(copy, r->player.state);
	if (loaded) {
		loaded = apply_to(loaded, c);
		from_text = same_hash(loaded, r->player.state);
	}
	free(steps);
	free(copy);
	free(loaded);
	free(text);
	if (!in_steps)
		return broken(r, "I16", "an advance in small steps ends elsewhere");
	if (!from_copy)
		return broken(r, "I15", "a snapshot goes on differently");
	return from_text || broken(r, "I15", "the state read from its own text goes on differently");
}

/* ---- one command ---- */

static bool play(struct run *r, unsigned long long n, const struct settings *s)
{
	bool closely = n % (s->closely * 8) == 0;
	struct spheron *before;
	bool good;

	player_read(&r->player, r->line, r->size);
	r->checker.level = closely ? CHECK_EVERY : CHECK_NOT;
	before = closely ? state_copy(r->player.state) : NULL;
	good = checker_play(&r->checker, &r->player, &r->violation);
	if (good && closely && !r->player.malformed && spheron_clock(before).t != 0)
		good = three_ways(r, before);
	free(before);
	if (good && n % s->closely == 0)
		good = checker_holds(&r->checker, r->player.state, &r->violation);
	return good;
}

/* ---- a log played again ---- */

/* Does the log break an invariant when every step is judged? */
static bool log_fails(const struct log *l, void *arg)
{
	struct spheron_violation v;
	struct checker checker;
	struct player player;
	bool good = true;

	(void) arg;
	player_begin(&player, &small_state);
	checker_begin(&checker, CHECK_EVERY);
	for (size_t i = 0; good && i < l->n; i++) {
		player_read(&player, l->line[i], l->size[i]);
		good = checker_play(&checker, &player, &v);
	}
	good = good && checker_end(&checker, &player, &v);
	checker_free(&checker);
	player_end(&player);
	return !good;
}

/* [I15] The log from the start gives the same state, however much room there was. */
static bool replays(struct run *r)
{
	struct spheron_capacity roomy = { .accounts = 300, .orders = 300, .bids = 3000 };
	struct player again;
	bool same;

	player_begin(&again, &roomy);
	for (size_t i = 0; i < r->log.n; i++)
		player_line(&again, r->log.line[i], r->log.size[i]);
	same = same_hash(again.state, r->player.state);
	player_end(&again);
	return same || broken(r, "I15", "the log replayed from the start ends elsewhere");
}

static void report(struct run *r, unsigned long long seed, unsigned long long n)
{
	char name[64];

	printf("FAIL %s seed=%llu command=%llu: %s\n", r->violation.invariant, seed, n,
			r->violation.text);
	snprintf(name, sizeof name, "stress-%llu", seed);
	if (log_fails(&r->log, NULL))
		shrink_and_save(&r->log, log_fails, NULL, name);
	else
		puts("does not fail when every step is judged; play the seed again to see it");
}

static bool play_seed(struct run *r, unsigned long long seed, const struct settings *s)
{
	static struct spheron_command command;
	unsigned long long n = 0;
	bool good = true;

	player_begin(&r->player, &small_state);
	checker_begin(&r->checker, CHECK_NOT);
	crowd_begin(&r->crowd, seed);
	while (good && n < s->per_seed) {
		crowd_next(&r->crowd, r->player.state, &command);
		r->size = spheron_command_write(&command, r->line, LINE_ROOM);
		log_add(&r->log, r->line, r->size);
		good = play(r, ++n, s);
	}
	if (good && seed % 8 == 0)
		good = replays(r);
	if (good && seed % 8 == 0) {
		r->checker.level = CHECK_END;
		good = checker_end(&r->checker, &r->player, &r->violation);
	}
	if (!good)
		report(r, seed, n);
	log_free(&r->log);
	checker_free(&r->checker);
	player_end(&r->player);
	return good;
}

int main(int argc, char **argv)
{
	struct settings s = read_arguments(argc, argv);
	struct run *r = must(calloc(1, sizeof *r));
	unsigned long long seeds = (s.commands + s.per_seed - 1) / s.per_seed, done = 0;
	bool good = true;

	while (good && done < seeds) {
		good = play_seed(r, s.from + done, &s);
		done++;
	}
	printf("stress: %llu commands in %llu logs from seed %llu: %s\n", done * s.per_seed, done, s.from,
			good ? "all invariants hold" : "FAILED");
	free(r);
	return !good;
}
