/* why slash: which slashes were asked about, and the playing that watches their eras. */

#include "sim/why/slash.h"

#include "sim/why/words.h"
#include "support/talk.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* More than this many are listed, not explained. */
#define EXPLAINED_MAX 12

/* ---- which ---- */

static bool concerns(const struct why *w, const struct slash *s)
{
	if (!w->provider.given && !w->fizz.given && !w->oper.given)
		return true;
	switch (s->subject) {
	case SLASH_PROVIDER:
		return w->provider.given && w->provider.value == s->id;
	case SLASH_FIZZ:
		return w->fizz.given && w->fizz.value == s->id;
	case SLASH_OPERATOR:
		break;
	}
	return w->oper.given && w->oper.value == s->id;
}

static size_t choose(const struct slashes *w, struct slash **chosen)
{
	size_t n = 0;

	for (size_t i = 0; i < w->n; i++)
		if (concerns(w->play.why, &w->all[i]))
			chosen[n++] = &w->all[i];
	return n;
}

static bool counted_before(const struct slashes *w, size_t i)
{
	for (size_t k = 0; k < i; k++)
		if (w->all[k].subject == w->all[i].subject && w->all[k].id == w->all[i].id)
			return true;
	return false;
}

/* "provider 2 (2), Fizz node 1 (1)" */
static const char *slashed_words(const struct slashes *w)
{
	const char *all = "";
	unsigned named = 0;

	for (size_t i = 0; i < w->n; i++) {
		unsigned times = 0;

		if (counted_before(w, i))
			continue;
		if (named++ == 8)
			return words("%s and others", all);
		for (size_t k = i; k < w->n; k++)
			times += w->all[k].subject == w->all[i].subject &&
				 w->all[k].id == w->all[i].id;
		all = words("%s%s%s (%u)", all, *all ? ", " : "",
				slash_subject_words(w->all[i].subject, w->all[i].id), times);
	}
	return all;
}

static int nothing_chosen(const struct slashes *w)
{
	const struct why *why = w->play.why;
	const char *whose = why->provider.given ? words("provider %" PRIu64, why->provider.value)
			    : why->fizz.given   ? words("Fizz node %" PRIu64, why->fizz.value)
			    : why->oper.given   ? words("operator %" PRIu64, why->oper.value)
						: NULL;

	if (why_no_such_node(why, w->play.player.state))
		return EXIT_NOTHING;
	if (w->n == 0)
		talk_error("%s: nobody was slashed", why->name);
	else if (whose)
		talk_error("no slash of %s; slashes: %s", whose, slashed_words(w));
	return EXIT_NOTHING;
}

/* ---- the eras of downtime, watched in a second playing ---- */

struct watchers {
	struct why_play play;
	struct slash **chosen;
	size_t n;
};

static void each(struct watchers *w, void (*what)(struct watch *, const struct spheron *))
{
	for (size_t i = 0; i < w->n; i++)
		if (w->chosen[i]->watch)
			what(w->chosen[i]->watch, w->play.player.state);
}

static void on_due_begin(void *ctx, const struct spheron_due *due)
{
	struct watchers *w = ctx;

	for (size_t i = 0; i < w->n; i++)
		if (w->chosen[i]->watch)
			watch_due_begin(w->chosen[i]->watch, w->play.player.state, due);
}

static void on_event(void *ctx, const struct spheron_event *event)
{
	struct watchers *w = ctx;

	for (size_t i = 0; i < w->n; i++)
		if (w->chosen[i]->watch)
			watch_event(w->chosen[i]->watch, event);
}

static void on_due_end(void *ctx)
{
	each(ctx, watch_due_end);
}

static void watch_eras(const struct why *why, struct slash **chosen, size_t n)
{
	static struct spheron_sink sink = { NULL, on_due_begin, on_event, on_due_end };
	struct watchers *w = must(calloc(1, sizeof *w));

	w->chosen = chosen;
	w->n = n;
	for (size_t i = 0; i < n; i++) {
		struct slash *s = chosen[i];

		if (s->why != SPHERON_SLASH_DOWNTIME)
			continue;
		s->watch = must(calloc(1, sizeof *s->watch));
		watch_begin(s->watch, s->subject == SLASH_FIZZ, s->id, s->era);
	}
	sink.ctx = w;
	why_play_begin(&w->play, why, &sink);
	while (why_play_next(&w->play)) {
		each(w, watch_boundary);
		why_play_judge(&w->play);
		each(w, watch_boundary);
	}
	why_play_end(&w->play);
	free(w);
}

/* ---- the answer ---- */

static int explain(const struct slashes *w, struct slash **chosen, size_t n, struct sheet *sheet)
{
	const struct why *why = w->play.why;
	size_t from = 0, to = n;

	if (why->number.given && why->number.value > n) {
		talk_error("there is no slash %" PRIu64 " of these; there %s %zu",
				why->number.value, n == 1 ? "is" : "are", n);
		return EXIT_NOTHING;
	}
	if (why->number.given) {
		from = (size_t) why->number.value - 1;
		to = from + 1;
	}
	sheet_open(sheet, NULL, "%zu slash%s in %s", n, n == 1 ? "" : "es", why->name);
	if (n > 1)
		slash_list(w, chosen, n, sheet);
	if (to - from > EXPLAINED_MAX) {
		sheet_say(sheet, "Too many to explain at once: choose one with --number K.");
	} else {
		watch_eras(why, chosen + from, to - from);
		for (size_t i = from; i < to; i++)
			if (chosen[i]->watch &&
					!wide_equal(chosen[i]->watch->lost, chosen[i]->dsec))
				return why_disagrees(why,
						"micropoint seconds of downtime under leases",
						chosen[i]->watch->lost, chosen[i]->dsec);
		sheet_list(sheet, "explained");
		for (size_t i = from; i < to; i++)
			slash_compose(w, chosen[i], sheet);
		sheet_close(sheet);
	}
	sheet_close(sheet);
	return EXIT_OK;
}

int why_slash(const struct why *why, struct sheet *sheet)
{
	struct slashes *w = must(calloc(1, sizeof *w));
	int status = slashes_find(w, why);
	struct slash **chosen = must(calloc(w->n + 1, sizeof *chosen));
	size_t n = choose(w, chosen);

	if (status == EXIT_OK && !why_play_started(&w->play))
		status = EXIT_NOTHING;
	else if (status == EXIT_OK && n == 0)
		status = nothing_chosen(w);
	else if (status == EXIT_OK)
		status = explain(w, chosen, n, sheet);
	free(chosen);
	slashes_free(w);
	free(w);
	return status;
}
