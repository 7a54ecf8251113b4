/* command_replay_run.c - spheron-sim replay-run: what a run of a test was like at a moment. */
#include "sim/commands.h"

#include "sim/player.h"
#include "sim/suite/replay_show.h"
#include "sim/unit.h"
#include "support/nearest.h"
#include "support/options.h"
#include "support/talk.h"

#include <errno.h>
#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

enum { SETS_MAX = 256, LAST_FALLBACK = 20, LAST_MAX = 1000000 };

static const struct option_row rows[] = {
	{ "--run", "K", "which run, counted from 0; the first if not given" },
	{ "--until", "T", "up to which moment from the start, \"41 d\" or \"3723 s\"; its end if not given" },
	{ "--seed", "S", "seed, instead of random.seed" },
	{ "--cell", "I", "which cell of the matrix, counted from 0" },
	{ "--set", "PATH=VALUE", "another value: params.cooldown_s=1h; may be repeated" },
	{ "--focus", "WHO", "only events of one of them, and its state: \"provider 3\", "
			"\"delegation 3:17\"" },
	{ "--events", "GLOB", "only events of these names: Slashed, \"Lease*\"; may be repeated" },
	{ "--last", "N", "so many events before that moment; 20 if not given" },
	{ "--log", "FILE", "write the commands up to then, for replay and why" },
	{ "--json", NULL, "print it as JSON" },
	{ "--quiet", NULL, "no progress" },
	{ NULL, NULL, NULL },
};
enum { OPT_RUN, OPT_UNTIL, OPT_SEED, OPT_CELL, OPT_SET, OPT_FOCUS, OPT_EVENTS, OPT_LAST, OPT_LOG, OPT_JSON,
	OPT_QUIET };

struct wishes {
	const char *path, *until, *log, *set[SETS_MAX];
	size_t n_sets;
	char seed_set[64];
	uint64_t until_ms;
	uint32_t cell;
	bool json, any_events;
	struct replay_wishes replay;
};

/* ---- options ---- */

static bool add_set(struct wishes *w, const char *set)
{
	if (w->n_sets == SETS_MAX) {
		talk_error("--set: more than %d of them", SETS_MAX);
		return false;
	}
	w->set[w->n_sets++] = set;
	return true;
}

static bool read_number(const char *option, const char *text, uint64_t most, uint64_t *number)
{
	struct spheron_u128 wide;

	if (!spheron_decimal_read(text, strlen(text), &wide) || wide.hi || wide.lo > most) {
		talk_error("%s %s: a whole number up to %llu", option, text, (unsigned long long) most);
		return false;
	}
	*number = wide.lo;
	return true;
}

static bool read_until(struct wishes *w, const char *text)
{
	const struct quantity_want want = unit_want(UNIT_DURATION);
	struct quantity_fault fault;
	struct quantity_number q;

	if (!quantity_read(&unit_table, &want, text, strlen(text), &q, &fault)) {
		talk_error("--until %s: %s", text, fault.why);
		return false;
	}
	w->until = text;
	w->until_ms = q.hi ? UINT64_MAX : q.lo;
	return true;
}

static const char *event_name_at(size_t i)
{
	return spheron_event_name((enum spheron_event_kind) i);
}

static bool read_events(struct wishes *w, const char *glob)
{
	bool found = false;
	ptrdiff_t near;

	for (size_t k = 0; k < SPHERON_EVENT_COUNT; k++)
		if (fnmatch(glob, event_name_at(k), 0) == 0)
			found = w->replay.kind[k] = true;
	w->any_events = true;
	if (found)
		return true;
	near = nearest_name(glob, event_name_at, SPHERON_EVENT_COUNT);
	talk_error("--events %s: no event is called that%s%s%s", glob, near >= 0 ? "; did you mean " : "",
			near >= 0 ? event_name_at((size_t) near) : "", near >= 0 ? "?" : "");
	return false;
}

static bool take_number(struct wishes *w, int option, const char *value)
{
	uint64_t n;

	if (option == OPT_RUN && read_number("--run", value, UINT32_MAX, &n)) {
		w->replay.run = (uint32_t) n;
		return true;
	}
	if (option == OPT_CELL && read_number("--cell", value, UINT32_MAX, &n)) {
		w->cell = (uint32_t) n;
		return true;
	}
	if (option == OPT_LAST && read_number("--last", value, LAST_MAX, &n)) {
		w->replay.last = (size_t) n;
		return true;
	}
	if (option == OPT_SEED && read_number("--seed", value, UINT64_MAX, &n)) {
		snprintf(w->seed_set, sizeof w->seed_set, "random.seed=%s", value);
		return true;
	}
	return false;
}

static bool take_option(struct wishes *w, int option, const char *value)
{
	switch (option) {
	case OPT_RUN:
	case OPT_CELL:
	case OPT_LAST:
	case OPT_SEED:
		return take_number(w, option, value);
	case OPT_UNTIL:
		return read_until(w, value);
	case OPT_SET:
		return add_set(w, value);
	case OPT_FOCUS:
		return replay_focus_read(value, &w->replay.focus);
	case OPT_EVENTS:
		return read_events(w, value);
	case OPT_LOG:
		w->log = value;
		return true;
	case OPT_JSON:
		return w->json = true;
	case OPT_QUIET:
		return w->replay.quiet = true;
	case OPTION_ARGUMENT:
		if (w->path) {
			talk_error("one scenario at a time: %s and %s", w->path, value);
			return false;
		}
		w->path = value;
		return true;
	}
	return false;
}

/* EXIT_OK to go on, EXIT_BAD_INPUT, or -1 after --help. */
static int read_options(struct wishes *w, int argc, char **argv)
{
	struct options o = { .program = "spheron-sim replay-run",
		.examples = "  spheron-sim replay-run tests/fees.json --run 17 --until '41 d'\n"
			"  spheron-sim replay-run fees.json --run 17 --until '63 min' --focus 'fizz 3'\n"
			"  spheron-sim replay-run tests/fees.json --events 'Slashed' --last 100\n"
			"  spheron-sim replay-run tests/fees.json --until '3 d' --log run.log\n"
			"  spheron-sim why slash run.log\n",
		.usage = "SCENARIO", .rows = rows, .argc = argc, .argv = argv };
	int option;

	w->replay.focus.kind = EXPR_NONE;
	w->replay.last = LAST_FALLBACK;
	while ((option = options_next(&o)) != OPTION_END) {
		if (option == OPTION_HELP)
			return -1;
		if (option == OPTION_BAD || !take_option(w, option, o.value))
			return EXIT_BAD_INPUT;
	}
	if (!w->path) {
		talk_error("which scenario? (spheron-sim replay-run --help)");
		return EXIT_BAD_INPUT;
	}
	for (size_t k = 0; !w->any_events && k < SPHERON_EVENT_COUNT; k++)
		w->replay.kind[k] = true;
	return *w->seed_set && !add_set(w, w->seed_set) ? EXIT_BAD_INPUT : EXIT_OK;
}

/* ---- the run ---- */

/* A scenario without assertions has runs, too. */
static bool choose_test(const struct wishes *w, const struct suite_file *file, struct test *plain,
		const struct test **test)
{
	if (w->cell >= file->study.n_cells) {
		talk_error("--cell %u: %s has %zu cell%s, counted from 0", w->cell, w->path,
				file->study.n_cells, file->study.n_cells == 1 ? "" : "s");
		return false;
	}
	*plain = (struct test) { .file = file, .number = w->cell, .cell = &file->study.cell[w->cell],
		.scenario = file->study.cell[w->cell].resolved->value };
	*test = file->n_tests ? &file->test[w->cell] : plain;
	return true;
}

static bool settle_until(struct wishes *w)
{
	uint64_t horizon_ms = w->replay.test->cell->plan.horizon_ms;
	char time[REPLAY_TIME];

	w->replay.until_ms = w->until ? w->until_ms : horizon_ms;
	if (w->replay.until_ms <= horizon_ms)
		return true;
	talk_error("--until %s: the run ends before, at %llu s (%s)", w->until,
			(unsigned long long) (horizon_ms / 1000), replay_time(time, horizon_ms));
	return false;
}

static bool close_log(const struct wishes *w)
{
	bool good;

	if (!w->replay.log)
		return true;
	good = !ferror(w->replay.log);
	good = fclose(w->replay.log) == 0 && good;
	if (!good)
		talk_error("%s: %s", w->log, strerror(errno));
	return good;
}

static int status_of(const struct replay *r)
{
	char who[64];

	if (*r->fault)
		return EXIT_BROKEN;
	if (r->wishes->focus.kind == EXPR_NONE || r->n_events || replay_there(r))
		return EXIT_OK;
	expr_entity_text((enum expr_entity) r->wishes->focus.kind, r->wishes->focus.key, who);
	talk_error("--focus %s: there was none up to that moment", who);
	return EXIT_NOTHING;
}

static int simulate(struct wishes *w)
{
	struct replay r;
	int status;

	if (w->log && !(w->replay.log = fopen(w->log, "w"))) {
		talk_error("%s: %s", w->log, strerror(errno));
		return EXIT_INTERNAL;
	}
	replay_run(&r, &w->replay);
	status = status_of(&r);
	if (status != EXIT_NOTHING)
		w->json ? replay_json(&r) : replay_show(&r);
	if (!close_log(w))
		status = EXIT_INTERNAL;
	replay_free(&r);
	return status;
}

int command_replay_run(int argc, char **argv)
{
	struct wishes w = { 0 };
	struct claim_wishes wishes = { 0 };
	struct suite_file file;
	struct test plain;
	int status = read_options(&w, argc, argv);

	if (status != EXIT_OK)
		return status < 0 ? EXIT_OK : status;
	wishes = (struct claim_wishes) { .set = w.set, .n_sets = w.n_sets };
	claims_open(&file, w.path, false, &wishes);
	if (*file.fault) {
		talk_error("%s", file.fault);
		status = EXIT_BAD_INPUT;
	} else if (!choose_test(&w, &file, &plain, &w.replay.test) || !settle_until(&w)) {
		status = EXIT_BAD_INPUT;
	} else {
		status = simulate(&w);
	}
	claims_close(&file);
	return status;
}
