/* spheron-sim replay - plays a command log (RULES.md chapter 5). */

#include "sim/commands.h"

#include "sim/checker.h"
#include "sim/player.h"
#include "sim/saved.h"
#include "sim/setting.h"
#include "support/file.h"
#include "support/options.h"
#include "support/progress.h"
#include "support/talk.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct replay {
	const char *log, *dump, *save, *load;
	struct setting setting;
	enum check_level check;
	uint64_t hash_every;
	bool hash, quiet, strict;

	struct player player;
	struct lines lines;
	uint64_t accepted, refused, malformed;
};

enum { O_PROFILE, O_PARAMS, O_SET, O_DUMP, O_HASH, O_HASH_EVERY, O_CHECK, O_QUIET, O_STRICT, O_LOAD,
	O_SAVE };

static const struct option_row rows[] = {
	[O_PROFILE] = { "--profile", "NAME", "start with this profile whatever the log says" },
	[O_PARAMS] = { "--params", "FILE.json", "start with these parameters: {\"name\":number,...}" },
	[O_SET] = { "--set", "NAME=VALUE", "start with this parameter; may be repeated" },
	[O_DUMP] = { "--dump", "FILE", "write the state after the last command, a record a line" },
	[O_HASH] = { "--hash", NULL, "print the state hash after the last command" },
	[O_HASH_EVERY] = { "--hash-every", "N", "print it after every N commands" },
	[O_CHECK] = { "--check", "end|block|every", "check all invariants: at the end, whenever the "
						     "block changes, after every command" },
	[O_QUIET] = { "--quiet", NULL, "print no receipts and deadlines" },
	[O_STRICT] = { "--strict", NULL, "stop at the first malformed line, with status 2" },
	[O_LOAD] = { "--load", "FILE", "begin with the state of a --dump or --save" },
	[O_SAVE] = { "--save", "FILE", "like --dump, with what running proposals would execute" },
	{ NULL, NULL, NULL },
};

static const char examples[] =
		"  spheron-sim replay scenarios/small-network.log\n"
		"  spheron-sim replay --quiet --hash --check every LOG    is this log sound?\n"
		"  spheron-sim replay --set cooldown_s=600 --dump STATE LOG\n"
		"  producer | spheron-sim replay --hash-every 1000 -\n";

/* ---- options ---- */

static bool read_count(const char *text, uint64_t *count)
{
	struct spheron_u128 v;

	if (!spheron_decimal_read(text, strlen(text), &v) || v.hi || v.lo == 0) {
		talk_error("--hash-every takes a count from 1, not %s", text);
		return false;
	}
	*count = v.lo;
	return true;
}

static bool set_log(struct replay *r, const char *path)
{
	if (r->log) {
		talk_error("one log at a time: %s or %s", r->log, path);
		return false;
	}
	r->log = path;
	return true;
}

static bool take_option(struct replay *r, int option, const char *value)
{
	switch (option) {
	case O_PROFILE:
		return setting_profile(&r->setting, value);
	case O_PARAMS:
		return setting_file(&r->setting, value);
	case O_SET:
		return setting_assignment(&r->setting, value);
	case O_DUMP:
		r->dump = value;
		return true;
	case O_HASH:
		r->hash = true;
		return true;
	case O_HASH_EVERY:
		return read_count(value, &r->hash_every);
	case O_CHECK:
		return check_level_named(value, &r->check);
	case O_QUIET:
		r->quiet = true;
		return true;
	case O_STRICT:
		r->strict = true;
		return true;
	case O_LOAD:
		r->load = value;
		return true;
	case O_SAVE:
		r->save = value;
		return true;
	case OPTION_ARGUMENT:
		return set_log(r, value);
	}
	return false;
}

/* ---- before ---- */

static bool load_state(struct replay *r)
{
	struct saved_fault fault;
	size_t size;
	char *text = file_read(r->load, SIZE_MAX / 4, &size);

	if (!text)
		return false;
	free(r->player.state);
	r->player.state = state_from_text(text, size, &fault);
	free(text);
	if (r->player.state)
		return true;
	if (fault.line)
		talk_error("%s:%llu: %s", r->load, (unsigned long long) fault.line, fault.why);
	else
		talk_error("%s: %s%s%s%s%s", r->load, fault.why,
				fault.violation.invariant[0] ? ": " : "", fault.violation.invariant,
				fault.violation.invariant[0] ? ", " : "", fault.violation.text);
	return false;
}

/* ---- one command ---- */

static void print_hash(struct replay *r)
{
	char hex[65];

	state_hash(r->player.state, hex);
	printf("{\"n\":%llu,\"hash\":\"%s\"}\n", (unsigned long long) r->player.lines, hex);
}

static void complain(const struct replay *r)
{
	const struct spheron_fault *f = &r->player.fault;

	talk_error("%s:%llu:%zu: %s%s%s%s", r->lines.name, (unsigned long long) r->lines.number,
			f->offset + 1, f->key[0] ? "\"" : "", f->key, f->key[0] ? "\": " : "", f->why);
}

static void count(struct replay *r)
{
	if (r->player.malformed)
		r->malformed++;
	else if (r->player.result == SPHERON_OK)
		r->accepted++;
	else
		r->refused++;
}

static bool broken(const struct replay *r, const struct spheron_violation *v)
{
	talk_error("%s:%llu: %s is broken after command %llu: %s", r->lines.name,
			(unsigned long long) r->lines.number, v->invariant,
			(unsigned long long) r->player.lines, v->text);
	return false;
}

/* Plays one line; an exit status, EXIT_OK to go on. */
static int play(struct replay *r, struct checker *checker)
{
	struct spheron_violation violation;

	if (!player_read(&r->player, r->lines.line, r->lines.size)) {
		complain(r);
		if (r->strict)
			return EXIT_BAD_INPUT;
	}
	if (!setting_start(&r->setting, &r->player))
		return EXIT_BAD_INPUT;
	if (!checker_play(checker, &r->player, &violation))
		return broken(r, &violation) ? EXIT_OK : EXIT_BROKEN;
	count(r);
	if (!r->quiet)
		fwrite(r->player.out, 1, r->player.out_size, stdout);
	if (r->hash_every && r->player.lines % r->hash_every == 0)
		print_hash(r);
	return EXIT_OK;
}

static int play_all(struct replay *r, struct checker *checker)
{
	struct progress progress;
	int status = EXIT_OK;

	progress_begin(&progress, "replaying", "commands", false);
	while (status == EXIT_OK && !ferror(stdout) && lines_next(&r->lines)) {
		status = play(r, checker);
		if (r->lines.number % 1024 == 0)
			progress_show(&progress, r->lines.number,
					r->lines.all_bytes ? (double) r->lines.bytes
									/ (double) r->lines.all_bytes
							   : -1.0);
	}
	progress_end(&progress);
	return status;
}

/* ---- after ---- */

static bool write_state(struct replay *r, const char *path, bool with_terms)
{
	size_t size;
	char *text = state_text(r->player.state, with_terms, &size);
	bool written = file_write(path, text, size);

	free(text);
	return written;
}

static int finish(struct replay *r, struct checker *checker)
{
	struct spheron_violation violation;

	if (!checker_end(checker, &r->player, &violation)) {
		broken(r, &violation);
		return EXIT_BROKEN;
	}
	if (r->hash)
		print_hash(r);
	if ((r->dump && !write_state(r, r->dump, false))
			|| (r->save && !write_state(r, r->save, true)))
		return EXIT_INTERNAL;
	return EXIT_OK;
}

static int flush_output(int status)
{
	if (fflush(stdout) == 0 && !ferror(stdout))
		return status;
	/* Whoever reads from a pipe may have seen enough. */
	if (errno != EPIPE)
		talk_error("standard output: %s", strerror(errno));
	return status == EXIT_OK ? EXIT_INTERNAL : status;
}

static int run(struct replay *r)
{
	struct spheron_capacity capacity = { 0 };
	struct checker checker;
	int status;

	player_begin(&r->player, &capacity);
	if (r->load && !load_state(r))
		return EXIT_BAD_INPUT;
	if (!lines_open(&r->lines, r->log))
		return EXIT_BAD_INPUT;
	checker_begin(&checker, r->check);
	status = play_all(r, &checker);
	if (!lines_close(&r->lines) && status == EXIT_OK)
		status = EXIT_BAD_INPUT;
	if (status == EXIT_OK)
		status = finish(r, &checker);
	checker_free(&checker);
	if (!r->quiet && status == EXIT_OK)
		talk("%llu commands: %llu accepted, %llu refused, %llu malformed",
				(unsigned long long) r->player.lines, (unsigned long long) r->accepted,
				(unsigned long long) r->refused, (unsigned long long) r->malformed);
	return flush_output(status);
}

int command_replay(int argc, char **argv)
{
	struct options options = { .program = "spheron-sim replay", .examples = examples,
		.usage = "[FILE|-]", .rows = rows, .argc = argc, .argv = argv };
	struct replay *r = must(calloc(1, sizeof *r));
	int option, status;

	while ((option = options_next(&options)) != OPTION_END) {
		if (option == OPTION_HELP || !take_option(r, option, options.value)) {
			free(r);
			return option == OPTION_HELP ? EXIT_OK : EXIT_BAD_INPUT;
		}
	}
	if (!r->log)
		r->log = "-";
	status = run(r);
	player_end(&r->player);
	free(r);
	return status;
}
