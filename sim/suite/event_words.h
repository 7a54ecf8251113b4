/* event_words.h - an event for people: "Slashed provider 3, why downtime, asked 12.5 SPON, ...". */
#ifndef SIM_SUITE_EVENT_WORDS_H
#define SIM_SUITE_EVENT_WORDS_H

#include "sim/expr/expr.h"
#include "support/json.h"

/* The fields of an event one by one: what they are called, and the value as it stands in a receipt. */
struct event_walk {
	char text[SPHERON_EVENT_TEXT_MAX];
	struct json_walk walk;
	const char *names;
	char name[40];
	struct json_value value;
};
void event_walk_begin(struct event_walk *f, const struct spheron_event *event);
bool event_walk_next(struct event_walk *f);

/* Names and values as assertions see them, with their units, and as in a receipt where those have none.
 * context->event is the event. */
void event_words(const struct expr_context *context, char *text, size_t size);

/* No text is longer. */
#define EVENT_WORDS_MAX 2048

#endif
