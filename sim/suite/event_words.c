#include "sim/suite/event_words.h"

#include "support/cut.h"

#include <stdio.h>
#include <string.h>

/* Names of an event's fields, in their order, with a blank behind each. */
static const char *const fields[SPHERON_EVENT_COUNT] = {
#define FIELD_NAME(type, name) #name " "
#define FIELD_NAMES(constant, text, member) [SPHERON_EVENT_##constant] = "" SPHERON_EV_##constant(FIELD_NAME),
	SPHERON_EVENTS(FIELD_NAMES)
#undef FIELD_NAMES
#undef FIELD_NAME
};

void event_walk_begin(struct event_walk *f, const struct spheron_event *event)
{
	size_t n = spheron_event_write(event, f->text, sizeof f->text);
	struct json_value all = json_root(f->text, n);

	f->walk = json_walk(&all);
	f->names = fields[event->kind];
	json_next(&f->walk, NULL, &f->value);
}

bool event_walk_next(struct event_walk *f)
{
	size_t n = strcspn(f->names, " ");

	if (!json_next(&f->walk, NULL, &f->value))
		return false;
	snprintf(f->name, sizeof f->name, "%.*s", (int) n, f->names);
	f->names += f->names[n] ? n + 1 : n;
	return true;
}

/* False if assertions can't see it. */
static bool in_words(const struct expr_context *context, const char *field, char text[EXPR_SHOWN_MAX])
{
	struct expr_fault fault;
	struct expr_value v = { 0 };
	struct expr *expr;
	char name[120];

	snprintf(name, sizeof name, "%s.%s", spheron_event_name(context->event->kind), field);
	expr = expr_compile(name, EXPR_RUNNING, context->setup, &fault);
	if (expr)
		v = expr_value(expr, context);
	if (v.known)
		expr_show(expr, &v, text);
	expr_free(expr);
	return v.known;
}

void event_words(const struct expr_context *context, char *text, size_t size)
{
	char words[EXPR_SHOWN_MAX];
	struct event_walk f;
	const char *before = " ";
	size_t n;

	cut_text(text, size, "%s", spheron_event_name(context->event->kind));
	event_walk_begin(&f, context->event);
	for (; event_walk_next(&f); before = ", ") {
		n = strlen(text);
		if (in_words(context, f.name, words))
			cut_text(text + n, size - n, "%s%s %s", before, f.name, words);
		else
			cut_text(text + n, size - n, "%s%s %.*s", before, f.name, (int) f.value.size,
					f.value.data);
	}
}
