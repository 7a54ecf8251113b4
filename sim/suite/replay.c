#include "sim/suite/replay.h"

#include "sim/player.h"
#include "sim/suite/touched.h"
#include "support/nearest.h"
#include "support/progress.h"
#include "support/talk.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { SHOW_EVERY = 1024 };

/* ---- whom it is about ---- */

static const char *const entities[] = {
#define ENTITY_NAME(constant, text) text,
	EXPR_ENTITIES(ENTITY_NAME)
#undef ENTITY_NAME
};

static const enum spheron_record_kind records[] = { [EXPR_PROVIDER] = SPHERON_RECORD_PROVIDER,
	[EXPR_FIZZ] = SPHERON_RECORD_FIZZ, [EXPR_ACCOUNT] = SPHERON_RECORD_ACCOUNT,
	[EXPR_LEASE] = SPHERON_RECORD_LEASE, [EXPR_ORDER] = SPHERON_RECORD_ORDER,
	[EXPR_DELEGATION] = SPHERON_RECORD_DELEGATION, [EXPR_UNBONDING] = SPHERON_RECORD_UNBOND,
	[EXPR_PROPOSAL] = SPHERON_RECORD_PROPOSAL, [EXPR_CHALLENGE] = SPHERON_RECORD_CHALLENGE,
	[EXPR_OPERATOR] = SPHERON_RECORD_OPERATOR, [EXPR_TASK] = SPHERON_RECORD_TASK };

_Static_assert(sizeof records / sizeof *records == EXPR_ENTITY_COUNT, "every entity has a record");

const char *replay_entity_name(size_t kind)
{
	return entities[kind];
}

enum spheron_record_kind replay_record_kind(enum expr_entity kind)
{
	return records[kind];
}

static bool read_number(const char **at, uint64_t *number)
{
	const char *p = *at;

	*number = 0;
	for (; *p >= '0' && *p <= '9'; p++) {
		uint64_t digit = (uint64_t) (*p - '0');

		if (*number > (UINT64_MAX - digit) / 10)
			return false;
		*number = *number * 10 + digit;
	}
	if (p == *at)
		return false;
	*at = p;
	return true;
}

bool replay_focus_read(const char *text, struct replay_focus *focus)
{
	size_t n = strcspn(text, " ");
	const char *at = text + n + strspn(text + n, " ");
	char word[40];
	ptrdiff_t near;

	snprintf(word, sizeof word, "%.*s", (int) (n < 39 ? n : 39), text);
	focus->kind = EXPR_NONE;
	for (int k = 0; k < EXPR_ENTITY_COUNT; k++)
		if (strcmp(word, entities[k]) == 0)
			focus->kind = k;
	if (focus->kind == EXPR_NONE) {
		near = nearest_name(word, replay_entity_name, EXPR_ENTITY_COUNT);
		talk_error("--focus %s: a kind of entity and its number, \"provider 3\" for instance%s%s%s",
				text, near >= 0 ? "; did you mean " : "", near >= 0 ? entities[near] : "",
				near >= 0 ? "?" : "");
		return false;
	}
	focus->key = (struct expr_key) { 0, 0 };
	if (read_number(&at, &focus->key.key)
			&& (focus->kind != EXPR_DELEGATION || (*at++ == ':' && read_number(&at,
			&focus->key.key2))) && at[strspn(at, " ")] == 0)
		return true;
	talk_error("--focus %s: %s", text, focus->kind == EXPR_DELEGATION ? "a delegation is told by the "
			"numbers of its provider and account, \"delegation 3:17\" for instance"
			: "behind the kind of entity there is to be its number, \"provider 3\" for instance");
	return false;
}

bool replay_owns(const struct replay_focus *focus, unsigned bucket, uint64_t owner)
{
	if (bucket >= SPHERON_BUCKET_COUNT || owner != focus->key.key)
		return false;
	return touched_owner(bucket) == focus->kind
			|| (bucket == SPHERON_RESTAKED && focus->kind == EXPR_OPERATOR);
}

bool replay_concerns(const struct replay_focus *focus, const struct spheron_event *event)
{
	const struct spheron_event_moved *m = &event->u.moved;
	struct expr_key key;

	if (focus->kind == EXPR_NONE)
		return true;
	if (event->kind == SPHERON_EVENT_MOVED && (replay_owns(focus, m->from.name, m->from.owner)
			|| replay_owns(focus, m->to.name, m->to.owner)))
		return true;
	return expr_named(event, (enum expr_entity) focus->kind, &key) && key.key == focus->key.key
			&& key.key2 == focus->key.key2;
}

/* ---- the run ---- */

struct play {
	struct replay *r;
	const struct world_watch *under; /* of the claims */
	uint64_t next_ms;                /* moment that the claims wait for */
	struct progress progress;
	uint64_t commands;
};

static void on_event(void *ctx, uint64_t now_ms, const struct spheron_event *event)
{
	struct play *p = ctx;
	struct replay *r = p->r;
	const struct replay_wishes *w = r->wishes;

	p->under->event(p->under->ctx, now_ms, event);
	if (!w->kind[event->kind] || !replay_concerns(&w->focus, event))
		return;
	if (w->last)
		r->event[r->n_events % w->last] = (struct replay_event) { now_ms, *event };
	r->n_events++;
}

static void on_deadline(void *ctx, uint64_t now_ms, const struct spheron_due *due)
{
	struct play *p = ctx;

	p->under->deadline(p->under->ctx, now_ms, due);
}

static void on_command(void *ctx, uint64_t now_ms, const struct spheron_command *command,
		enum spheron_result result)
{
	struct play *p = ctx;

	p->under->command(p->under->ctx, now_ms, command, result);
	if (++p->commands % SHOW_EVERY == 0)
		progress_show(&p->progress, p->commands, p->r->wishes->until_ms ? (double) now_ms
				/ (double) p->r->wishes->until_ms : 0);
}

static void on_era(void *ctx, uint64_t now_ms)
{
	struct play *p = ctx;

	p->under->era(p->under->ctx, now_ms);
}

static uint64_t on_moment(void *ctx, uint64_t now_ms)
{
	struct play *p = ctx;
	uint64_t until_ms = p->r->wishes->until_ms;

	if (p->next_ms <= now_ms)
		p->next_ms = p->under->moment(p->under->ctx, now_ms);
	if (until_ms <= now_ms)
		world_halt(p->r->world);
	return p->next_ms < until_ms ? p->next_ms : until_ms;
}

static bool wants_check(const struct test *test)
{
	for (uint32_t i = 0; i < test->n_claims; i++)
		if (test->claim[i].kind == CLAIM_INVARIANT)
			return true;
	return false;
}

static void check(struct replay *r)
{
	struct spheron *state = world_state(r->world);
	void *scratch = must(malloc(spheron_check_size(state)));
	struct spheron_violation violation;

	if (world_fault(r->world))
		snprintf(r->fault, sizeof r->fault, "%s", world_fault(r->world));
	else if (!spheron_check(state, scratch, &violation))
		snprintf(r->fault, sizeof r->fault, "%s: %s", violation.invariant, violation.text);
	free(scratch);
}

static void simulate(struct replay *r, const struct run_limits *limits)
{
	const struct test *test = r->wishes->test;
	struct play p = { .r = r };
	struct world_watch watch;

	r->watcher = watcher_new(test, 0, limits);
	p.under = watcher_watch(r->watcher);
	p.next_ms = p.under->first_moment_ms;
	r->plan = test->cell->plan;
	r->plan.check = wants_check(test);
	watch = (struct world_watch) { .ctx = &p, .event = on_event, .deadline = on_deadline,
		.command = on_command, .era = on_era, .moment = on_moment,
		.first_moment_ms = p.next_ms < r->wishes->until_ms ? p.next_ms : r->wishes->until_ms };
	progress_begin(&p.progress, "simulating", "commands", r->wishes->quiet);
	r->world = world_new_watched(&r->plan, r->wishes->run, r->wishes->log, &watch,
			watcher_world(r->watcher));
	while (!world_ended(r->world) && !world_halted(r->world))
		world_run_era(r->world);
	progress_end(&p.progress);
	r->now_ms = world_now_ms(r->world);
	check(r);
	r->ended = !world_halted(r->world) && !world_fault(r->world);
	if (r->ended)
		world_result(r->world, &r->result);
	watcher_end(r->watcher, r->ended ? &r->result : NULL, &r->seen);
	r->surprised = world_surprised(r->world, &r->surprise);
}

void replay_run(struct replay *r, const struct replay_wishes *wishes)
{
	const struct run_limits limits = { .until = INFINITY };
	uint32_t n = wishes->test->n_claims;

	*r = (struct replay) { .wishes = wishes };
	r->event = must(calloc(wishes->last + 1, sizeof *r->event));
	r->seen.run = wishes->run;
	r->seen.sighting = must(calloc(n + 1u, sizeof *r->seen.sighting));
	r->seen.other = must(calloc(n + 1u, sizeof *r->seen.other));
	simulate(r, &limits);
}

void replay_free(struct replay *r)
{
	if (r->ended)
		fold_free_outcome(&r->result.outcome);
	if (r->world)
		world_free(r->world);
	if (r->watcher)
		watcher_free(r->watcher);
	free(r->event);
	free(r->seen.sighting);
	free(r->seen.other);
}

size_t replay_kept(const struct replay *r)
{
	return r->n_events < r->wishes->last ? (size_t) r->n_events : r->wishes->last;
}

const struct replay_event *replay_event_at(const struct replay *r, size_t i)
{
	return &r->event[r->n_events <= r->wishes->last ? i
			: (size_t) ((r->n_events + i) % r->wishes->last)];
}
