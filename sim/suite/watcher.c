#include "sim/suite/watcher.h"

#include "sim/checker.h"
#include "sim/coverage.h"
#include "sim/player.h"
#include "sim/suite/event_words.h"
#include "sim/suite/touched.h"
#include "support/cut.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { DIRTY_MAX = 64, LOOK_EVERY = 256, WORDS_SHOWN = 200 };

/* Something has to come true until then; of somebody, or of all. */
struct pending {
	struct expr_key key;
	uint64_t from_ms, until_ms;
	char who[100];
};

/* A claim as this run goes on. */
struct live {
	const struct claim *claim;
	struct sighting *sighting;
	struct expr_tally *tally, *after_tally;
	int trigger, subject, after;
	struct pending *pending;
	size_t n_pending, pending_room;
	uint64_t next_ms;              /* of claims that look at moments */
};

struct dirty {
	enum expr_entity kind;
	struct expr_key key;
};

struct watcher {
	const struct test *test;
	uint32_t arm;
	const struct cell *cell;
	const struct run_limits *limits;
	struct world_watch watch;
	struct world *world;
	struct live *live;             /* of the claims that this arm is asked about */
	uint32_t n_live;
	struct sighting *sighting;     /* [n_claims] */
	bool concerned[SPHERON_EVENT_COUNT]; /* some claim counts it or is asked at it */
	uint32_t subjects;             /* bits of the kinds that claims are asked of at changes */
	struct dirty dirty[DIRTY_MAX];
	uint32_t n_dirty;
	bool changed;                  /* since claims about everything were asked */
	bool any_change;               /* some claim is asked at changes */
	struct fingerprint print;
	struct expr_names names;
	uint64_t looks;
	enum run_end halted;
};

double watch_clock(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double) t.tv_sec + (double) t.tv_nsec * 1e-9;
}

/* ---- what expressions look at ---- */

static bool named(const void *ctx, const char *name, uint64_t *id)
{
	const struct watcher *w = ctx;

	return world_named(w->world, name, id);
}

static struct expr_context look(const struct watcher *w, uint64_t now_ms)
{
	return (struct expr_context) { .setup = &w->cell->setup, .cast = world_cast(w->world),
		.state = world_state(w->world), .now_ms = now_ms,
		.start_s = (uint64_t) w->cell->setup.start_s, .series = world_series(w->world),
		.era_s = (double) w->cell->plan.era_ms / 1000, .names = &w->names };
}

/* "provider 93 (dc-gpu)". */
static void add_who(const struct watcher *w, char *who, size_t size, enum expr_entity kind,
		struct expr_key key)
{
	const struct cast *cast = world_cast(w->world);
	const struct setup *s = &w->cell->setup;
	const struct node *node = kind == EXPR_PROVIDER && key.key <= cast->n_providers && key.key
			? &cast->provider[key.key - 1] : kind == EXPR_FIZZ && key.key <= cast->n_fizz
			&& key.key ? &cast->fizz[key.key - 1] : NULL;
	char text[64], class_[80] = "";
	size_t n = strlen(who);

	expr_entity_text(kind, key, text);
	if (node && !node->stranger)
		cut_text(class_, sizeof class_, " (%.70s)", kind == EXPR_PROVIDER
				? s->providers[node->class_].name : s->fizz[node->class_].name);
	cut_text(who + n, size - n, "%s%s%s", n ? ", " : "", text, class_);
}

static void who_of_event(const struct watcher *w, char *who, size_t size, const struct spheron_event *event)
{
	static const enum expr_entity kinds[] = { EXPR_PROVIDER, EXPR_FIZZ, EXPR_LEASE, EXPR_ORDER,
		EXPR_ACCOUNT };
	struct expr_key key;

	*who = 0;
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (expr_named(event, kinds[i], &key) && !(kinds[i] == EXPR_ORDER && strstr(who, "lease")))
			add_who(w, who, size, kinds[i], key);
}

/* ---- violations ---- */

static void broken(struct live *l, uint64_t at_ms, const char *who, const char *what)
{
	struct sighting *s = l->sighting;

	if (s->broken)
		return;
	s->broken = true;
	s->at_ms = at_ms;
	cut_text(s->who, sizeof s->who, "%s", who);
	cut_text(s->what, sizeof s->what, "%s", what);
}

/* What was there when a claim was not kept: the event, or the numbers that were compared. */
static void violated(struct watcher *w, struct live *l, const struct expr_context *context)
{
	char who[100] = "", what[300] = "", sides[300], words[EVENT_WORDS_MAX];
	bool holds = l->claim->kind == CLAIM_NEVER, several;

	if (l->sighting->broken)
		return;
	if (context->event) {
		who_of_event(w, who, sizeof who, context->event);
		event_words(context, words, sizeof words);
		cut_text(what, WORDS_SHOWN, "%s", words);
	} else if (l->subject != EXPR_NONE) {
		add_who(w, who, sizeof who, (enum expr_entity) l->subject, context->subject);
	}
	expr_sides(l->claim->e, context, sides, sizeof sides);
	several = strstr(sides, "; ") != NULL;
	cut_text(what + strlen(what), sizeof what - strlen(what), "%s%s%s%s",
			*what && *sides ? ", where " : "", !holds && several ? "not all so: " : "", sides,
			!holds && *sides && !several ? " is not so" : "");
	broken(l, context->now_ms, who, what);
}

/* ---- eventually ---- */

static void expire(struct live *l, uint64_t now_ms)
{
	size_t kept = 0;

	for (size_t i = 0; i < l->n_pending; i++) {
		struct pending *p = &l->pending[i];

		if (p->until_ms >= now_ms) {
			l->pending[kept++] = *p;
			continue;
		}
		l->sighting->asked++;
		broken(l, p->until_ms, p->who, "it had not come true until then");
	}
	l->n_pending = kept;
}

static void fulfil(struct live *l, const struct expr_context *context)
{
	size_t kept = 0;

	for (size_t i = 0; i < l->n_pending; i++) {
		struct pending *p = &l->pending[i];

		if (l->subject != EXPR_NONE && (p->key.key != context->subject.key
				|| p->key.key2 != context->subject.key2))
			l->pending[kept++] = *p;
		else
			l->sighting->asked++;
	}
	l->n_pending = kept;
}

static void begins_to_wait(struct watcher *w, struct live *l, const struct expr_context *context)
{
	struct pending p = { .from_ms = context->now_ms,
		.until_ms = context->now_ms + l->claim->within_ms };

	if (context->event && l->subject != EXPR_NONE && !expr_named(context->event,
			(enum expr_entity) l->subject, &p.key))
		return;
	if (context->event)
		who_of_event(w, p.who, sizeof p.who, context->event);
	if (l->n_pending == l->pending_room) {
		l->pending_room = 2 * l->pending_room + 4;
		l->pending = must(realloc(l->pending, l->pending_room * sizeof *l->pending));
	}
	l->pending[l->n_pending++] = p;
}

/* ---- asking ---- */

static void ask(struct watcher *w, struct live *l, struct expr_context *context)
{
	struct expr_value v;

	if (l->claim->kind == CLAIM_EVENTUALLY) {
		expire(l, context->now_ms);
		if (l->n_pending == 0)
			return;
	} else if (l->sighting->broken) {
		return;
	}
	context->tally = l->tally;
	v = expr_value(l->claim->e, context);
	if (!v.known)
		return;
	switch (l->claim->kind) {
	case CLAIM_ALWAYS:
	case CLAIM_AT:
	case CLAIM_AT_END:
		l->sighting->asked++;
		if (!v.truth)
			violated(w, l, context);
		break;
	case CLAIM_NEVER:
		l->sighting->asked++;
		if (v.truth)
			violated(w, l, context);
		break;
	case CLAIM_SOMETIMES:
		l->sighting->asked++;
		l->sighting->count += v.truth;
		break;
	case CLAIM_EVENTUALLY:
		if (v.truth)
			fulfil(l, context);
		break;
	case CLAIM_MEAN:
	case CLAIM_PROB:
	case CLAIM_PAIRED:
		l->sighting->asked++;
		l->sighting->known = true;
		l->sighting->truth = v.truth;
		l->sighting->value = v.number;
		break;
	case CLAIM_GOLDEN:
	case CLAIM_INVARIANT:
	case CLAIM_SCRIPT:
		break;
	}
}

struct asking {
	struct watcher *w;
	struct live *l;
	struct expr_context *context;
};

static bool ask_one(void *ctx, struct expr_key key)
{
	struct asking *a = ctx;

	a->context->subject = key;
	ask(a->w, a->l, a->context);
	return true;
}

/* Everybody whom a claim is about. */
static void ask_all(struct watcher *w, struct live *l, struct expr_context *context)
{
	struct asking a = { w, l, context };

	if (l->subject == EXPR_NONE) {
		ask(w, l, context);
	} else if (l->claim->kind == CLAIM_EVENTUALLY) {
		for (size_t i = l->n_pending; i > 0; i--)
			if (i <= l->n_pending)
				ask_one(&a, l->pending[i - 1].key);
	} else {
		expr_each(context->state, (enum expr_entity) l->subject, ask_one, &a);
	}
}

/* ---- what the world tells ---- */

static void halt(struct watcher *w, enum run_end why)
{
	if (w->halted == RUN_DONE)
		w->halted = why;
	world_halt(w->world);
}

static void mind_limits(struct watcher *w)
{
	const struct run_limits *l = w->limits;

	if (l->events && world_events(w->world) > l->events)
		halt(w, RUN_OVER_EVENTS);
	if (++w->looks % LOOK_EVERY)
		return;
	if (l->stop && *l->stop)
		halt(w, RUN_STOPPED);
	else if (isfinite(l->until) && watch_clock() > l->until)
		halt(w, RUN_OVER_WALL);
	else if (l->memory_bytes && world_bytes(w->world) > l->memory_bytes)
		halt(w, RUN_OVER_MEMORY);
}

static void touch(void *ctx, enum expr_entity kind, struct expr_key key)
{
	struct watcher *w = ctx;

	if (!(w->subjects >> kind & 1) || w->n_dirty > DIRTY_MAX)
		return;
	for (uint32_t i = 0; i < w->n_dirty; i++)
		if (w->dirty[i].kind == kind && w->dirty[i].key.key == key.key
				&& w->dirty[i].key.key2 == key.key2)
			return;
	if (w->n_dirty < DIRTY_MAX)
		w->dirty[w->n_dirty] = (struct dirty) { kind, key };
	w->n_dirty++; /* beyond the most: everybody is asked */
}

static void on_event(void *ctx, uint64_t now_ms, const struct spheron_event *event)
{
	struct watcher *w = ctx;
	struct expr_context context;

	w->changed = true;
	if (w->print.wanted)
		fingerprint_event(&w->print, now_ms, event);
	if (w->subjects && w->n_dirty <= DIRTY_MAX)
		touched_by(event, world_state(w->world), w->subjects, touch, w);
	if (!w->concerned[event->kind])
		return;
	context = look(w, now_ms);
	context.event = event;
	for (uint32_t i = 0; i < w->n_live; i++) {
		struct live *l = &w->live[i];
		struct expr_value v;

		if (l->tally && expr_counts(l->claim->e, event->kind)) {
			context.tally = l->tally;
			expr_count(l->claim->e, l->tally, &context);
		}
		if (l->after_tally && expr_counts(l->claim->after, event->kind)) {
			context.tally = l->after_tally;
			expr_count(l->claim->after, l->after_tally, &context);
		}
		if (l->trigger == (int) event->kind)
			ask(w, l, &context);
		if (l->after != (int) event->kind)
			continue;
		context.tally = l->after_tally;
		v = expr_value(l->claim->after, &context);
		if (v.known && v.truth)
			begins_to_wait(w, l, &context);
	}
}

/* A step is over: the state is whole again. */
static void on_step(struct watcher *w, uint64_t now_ms)
{
	struct expr_context context;

	mind_limits(w);
	if (!w->changed)
		return;
	w->changed = false;
	if (!w->any_change) {
		w->n_dirty = 0;
		return;
	}
	context = look(w, now_ms);
	for (uint32_t i = 0; i < w->n_live; i++) {
		struct live *l = &w->live[i];

		if (l->trigger != EXPR_NONE || l->claim->pace != PACE_CHANGE
				|| l->claim->kind > CLAIM_EVENTUALLY)
			continue;
		if (l->subject == EXPR_NONE || w->n_dirty > DIRTY_MAX) {
			ask_all(w, l, &context);
			continue;
		}
		for (uint32_t k = 0; k < w->n_dirty; k++)
			if ((int) w->dirty[k].kind == l->subject) {
				context.subject = w->dirty[k].key;
				ask(w, l, &context);
			}
	}
	w->n_dirty = 0;
}

static void on_deadline(void *ctx, uint64_t now_ms, const struct spheron_due *due)
{
	struct watcher *w = ctx;

	if (w->print.wanted)
		fingerprint_deadline(&w->print, due);
	on_step(w, now_ms);
}

static void on_command(void *ctx, uint64_t now_ms, const struct spheron_command *command,
		enum spheron_result result)
{
	(void) command;
	(void) result;
	on_step(ctx, now_ms);
}

static void on_era(void *ctx, uint64_t now_ms)
{
	struct watcher *w = ctx;
	struct expr_context context = look(w, now_ms);

	if (w->print.wanted)
		fingerprint_era(&w->print, world_state(w->world));
	for (uint32_t i = 0; i < w->n_live; i++) {
		struct live *l = &w->live[i];

		if (l->trigger == EXPR_NONE && l->claim->kind <= CLAIM_EVENTUALLY
				&& l->claim->pace != PACE_PERIOD)
			ask_all(w, l, &context);
		else if (l->claim->kind == CLAIM_EVENTUALLY)
			expire(l, now_ms);
	}
}

static uint64_t next_moment(const struct watcher *w)
{
	uint64_t next = UINT64_MAX;

	for (uint32_t i = 0; i < w->n_live; i++)
		if (w->live[i].next_ms < next)
			next = w->live[i].next_ms;
	return next;
}

static uint64_t on_moment(void *ctx, uint64_t now_ms)
{
	struct watcher *w = ctx;
	struct expr_context context = look(w, now_ms);

	for (uint32_t i = 0; i < w->n_live; i++) {
		struct live *l = &w->live[i];

		if (l->next_ms > now_ms)
			continue;
		ask_all(w, l, &context);
		l->next_ms = l->claim->kind == CLAIM_AT ? UINT64_MAX : l->next_ms + l->claim->period_ms;
	}
	return next_moment(w);
}

/* ---- beginning and end ---- */

static void concern(struct watcher *w, struct live *l)
{
	for (int k = 0; k < SPHERON_EVENT_COUNT; k++)
		w->concerned[k] |= l->trigger == k || l->after == k
				|| expr_counts(l->claim->e, (enum spheron_event_kind) k)
				|| (l->claim->after && expr_counts(l->claim->after,
					(enum spheron_event_kind) k));
	if (l->trigger == EXPR_NONE && l->claim->pace == PACE_CHANGE && l->claim->kind <= CLAIM_EVENTUALLY) {
		w->any_change = true;
		if (l->subject != EXPR_NONE)
			w->subjects |= 1u << l->subject;
	}
}

static void begin_claim(struct watcher *w, uint32_t i)
{
	const struct claim *c = &w->test->claim[i];
	struct live *l;

	if (w->arm != 0 && c->arm != w->arm)
		return;
	if (c->kind == CLAIM_GOLDEN && w->arm == 0 && !w->print.wanted)
		fingerprint_begin(&w->print);
	if (!c->e)
		return;
	l = &w->live[w->n_live++];
	*l = (struct live) { .claim = c, .sighting = &w->sighting[i], .tally = expr_tally_new(c->e),
		.after_tally = c->after ? expr_tally_new(c->after) : NULL, .trigger = expr_trigger(c->e),
		.subject = expr_subject(c->e), .after = c->after ? expr_trigger(c->after) : EXPR_NONE,
		.next_ms = c->kind == CLAIM_AT ? c->at_ms
			: c->pace == PACE_PERIOD ? c->period_ms : UINT64_MAX };
	concern(w, l);
	if (c->kind == CLAIM_EVENTUALLY && !c->after) {
		struct expr_context context = { 0 };

		begins_to_wait(w, l, &context);
	}
}

struct watcher *watcher_new(const struct test *test, uint32_t arm, const struct run_limits *limits)
{
	struct watcher *w = must(calloc(1, sizeof *w));

	w->test = test;
	w->arm = arm;
	w->cell = arm ? test->arm[arm - 1].cell : test->cell;
	w->limits = limits;
	w->names = (struct expr_names) { named, w };
	w->live = must(calloc(test->n_claims + 1u, sizeof *w->live));
	w->sighting = must(calloc(test->n_claims + 1u, sizeof *w->sighting));
	for (uint32_t i = 0; i < test->n_claims; i++)
		begin_claim(w, i);
	w->watch = (struct world_watch) { .ctx = w, .event = on_event, .deadline = on_deadline,
		.command = on_command, .era = on_era, .moment = on_moment,
		.first_moment_ms = next_moment(w) };
	return w;
}

void watcher_free(struct watcher *w)
{
	for (uint32_t i = 0; i < w->n_live; i++) {
		expr_tally_free(w->live[i].tally);
		expr_tally_free(w->live[i].after_tally);
		free(w->live[i].pending);
	}
	free(w->live);
	free(w->sighting);
	free(w);
}

const struct world_watch *watcher_watch(struct watcher *w)
{
	return &w->watch;
}

struct world **watcher_world(struct watcher *w)
{
	return &w->world;
}

enum run_end watcher_why_halted(const struct watcher *w)
{
	return w->halted;
}

static void end_claims(struct watcher *w, const struct world_result *result)
{
	struct expr_context context = look(w, w->cell->plan.horizon_ms);

	context.outcome = &result->outcome;
	for (uint32_t i = 0; i < w->n_live; i++) {
		struct live *l = &w->live[i];

		switch (l->claim->kind) {
		case CLAIM_EVENTUALLY:
			expire(l, w->cell->plan.horizon_ms + 1); /* nothing comes any more */
			break;
		case CLAIM_AT_END:
		case CLAIM_MEAN:
		case CLAIM_PROB:
		case CLAIM_PAIRED:
			ask_all(w, l, &context);
			break;
		case CLAIM_ALWAYS:
		case CLAIM_NEVER:
		case CLAIM_SOMETIMES:
		case CLAIM_AT:
		case CLAIM_GOLDEN:
		case CLAIM_INVARIANT:
		case CLAIM_SCRIPT:
			break;
		}
	}
}

void watcher_end(struct watcher *w, const struct world_result *result, struct run_seen *seen)
{
	if (result)
		end_claims(w, result);
	if (w->arm == 0) {
		memcpy(seen->sighting, w->sighting, w->test->n_claims * sizeof *w->sighting);
		if (w->print.wanted && result)
			fingerprint_end(&w->print, world_state(w->world));
		seen->print = w->print;
		return;
	}
	for (uint32_t i = 0; i < w->test->n_claims; i++)
		if (w->test->claim[i].arm == w->arm && w->sighting[i].known)
			seen->other[i] = w->sighting[i].value;
}
