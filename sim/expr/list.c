/* Every name there is, for people. */

#include "sim/expr/expr_parts.h"
#include "sim/unit.h"

#include <stdio.h>
#include <string.h>

struct list {
	void (*line)(void *ctx, const char *text);
	void *ctx;
};

static void say(const struct list *l, const char *name, const char *unit, const char *what)
{
	char text[700];

	snprintf(text, sizeof text, "%-34s %-12s %s", name, unit, what);
	for (size_t n = strlen(text); n > 0 && text[n - 1] == ' '; n--)
		text[n - 1] = 0;
	l->line(l->ctx, text);
}

static void head(const struct list *l, const char *text)
{
	l->line(l->ctx, "");
	l->line(l->ctx, text);
}

static void say_field(const struct list *l, const char *owner, const struct property *f)
{
	struct factor factor = how_factor(f->how);
	char name[80], unit[60], what[300];
	size_t n;

	snprintf(name, sizeof name, "  %s.%s", owner, f->name);
	n = (size_t) snprintf(what, sizeof what, "%s", f->what ? f->what : "");
	for (unsigned i = 0; f->words && i < f->words->n && n < sizeof what; i++)
		n += (size_t) snprintf(what + n, sizeof what - n, "%s'%s'", i > 0 ? ", " : ": ",
				f->words->word[i]);
	switch (how_type(f->how)) {
	case EXPR_BOOL:
		strcpy(unit, "yes/no");
		break;
	case EXPR_TEXT:
		strcpy(unit, "text");
		break;
	case EXPR_NUMBER:
		unit_short(factor.unit, factor.hint, unit);
		break;
	}
	say(l, name, unit, what);
}

static void list_fields(const struct list *l)
{
	struct property f;

	for (int kind = 0; kind < EXPR_ENTITY_COUNT; kind++) {
		head(l, entity_name((enum expr_entity) kind));
		for (size_t i = 0; i < entity_n_fields((enum expr_entity) kind); i++) {
			entity_field((enum expr_entity) kind, i, &f);
			say_field(l, entity_name((enum expr_entity) kind), &f);
		}
	}
	head(l, "events");
	for (int kind = 0; kind < SPHERON_EVENT_COUNT; kind++) {
		const char *event = spheron_event_name((enum spheron_event_kind) kind);
		char name[80];

		snprintf(name, sizeof name, "  %s", event);
		say(l, name, "yes/no", "it happens now");
		for (size_t i = 0; i < event_n_fields((enum spheron_event_kind) kind); i++) {
			event_field((enum spheron_event_kind) kind, i, &f);
			say_field(l, event, &f);
		}
	}
}

static void list_globals(const struct list *l)
{
	head(l, "of the whole network");
	for (int i = 0; i < GLOBAL_COUNT; i++) {
		struct factor f = how_factor(global_rows[i].how);
		char name[80], unit[60];

		snprintf(name, sizeof name, "  %s", global_rows[i].name);
		say(l, name, unit_short(f.unit, f.hint, unit), global_rows[i].what);
	}
}

static void list_metrics(const struct list *l)
{
	head(l, "metrics (those without an e have a value at the end only)");
	for (int i = 0; i < METRIC_COUNT; i++) {
		char name[80], what[600];

		snprintf(name, sizeof name, "%s %s", metric_rows[i].series >= 0 ? "e" : " ",
				metric_rows[i].name);
		snprintf(what, sizeof what, "%s: %s", metric_rows[i].population, metric_rows[i].estimator);
		say(l, name, metric_rows[i].unit, what);
	}
}

static void list_params(const struct list *l)
{
	struct spheron_param_info info;

	head(l, "parameters as they are in force");
	for (unsigned i = 0; i < SPHERON_PARAM_COUNT; i++) {
		struct factor f = unit_factor(unit_of_param(i).dimension);
		char name[80], unit[60], what[80];

		spheron_param_info(i, &info);
		snprintf(name, sizeof name, "  params.%s", info.name);
		snprintf(what, sizeof what, "on the chain in %s", info.unit);
		say(l, name, unit_short(f.unit, f.hint, unit), what);
	}
}

void expr_list_names(void (*line)(void *ctx, const char *text), void *ctx)
{
	struct list l = { line, ctx };

	list_globals(&l);
	list_fields(&l);
	list_metrics(&l);
	list_params(&l);
}
