/* libFuzzer target: bytes as a condition or number of an assertion.
 *
 * Whatever is admitted can be asked of an empty network, counted over events, shown and explained, and
 * means the same when it is compiled again; whatever is refused is refused in one line, at a place in
 * the text. */

#include "sim/expr/expr.h"
#include "sim/player.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void insist(bool true_of_all)
{
	if (!true_of_all)
		abort();
}

static void one_line(const struct expr_fault *fault, size_t size)
{
	insist(*fault->why && fault->offset <= size);
	for (const char *c = fault->why; *c; c++)
		insist((unsigned char) *c >= ' ' && *c != 0x7f);
}

static bool same(const struct expr_value *a, const struct expr_value *b)
{
	if (a->type != b->type || a->known != b->known || !a->known)
		return a->type == b->type && a->known == b->known;
	return a->type == EXPR_TEXT ? strcmp(a->text, b->text) == 0 : a->type == EXPR_BOOL
			? a->truth == b->truth : memcmp(&a->number, &b->number, sizeof a->number) == 0;
}

static struct expr_value ask(const struct expr *e, struct spheron *state)
{
	struct expr_tally *tally = expr_tally_new(e);
	struct spheron_event event = { .kind = SPHERON_EVENT_ERA_CLOSED };
	struct expr_context context = { .state = state, .start_s = 1, .era_s = 600, .now_ms = 5000,
		.tally = tally };
	struct expr_value value;
	char text[300];

	if (expr_trigger(e) != EXPR_NONE)
		event.kind = (enum spheron_event_kind) expr_trigger(e);
	context.event = &event;
	expr_count(e, tally, &context);
	value = expr_value(e, &context);
	expr_sides(e, &context, text, sizeof text);
	expr_tally_free(tally);
	return value;
}

static void check(const char *text, size_t size, enum expr_place place, struct spheron *state)
{
	struct expr_fault fault;
	struct expr *e = expr_compile(text, place, NULL, &fault), *again;
	struct expr_value first, second;
	char shown[EXPR_SHOWN_MAX];

	if (!e) {
		one_line(&fault, size);
		return;
	}
	again = expr_compile(text, place, NULL, &fault);
	insist(again && expr_type(again) == expr_type(e)
			&& expr_same_unit(expr_unit(again), expr_unit(e)));
	first = ask(e, state);
	second = ask(again, state);
	insist(first.type == expr_type(e) && same(&first, &second));
	expr_show(e, &first, shown);
	insist(strlen(shown) < sizeof shown);
	expr_free(e);
	expr_free(again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct spheron *state;
	char *text = must(malloc(size + 1));

	if (!state) {
		struct spheron_capacity capacity = { 0 };
		struct spheron_command command = { .t = 1, .verb = SPHERON_CMD_ADVANCE };

		state = must(spheron_init(state_memory(&capacity), &capacity));
		spheron_apply(state, &command, NULL);
	}
	memcpy(text, data, size);
	text[size] = 0;
	check(text, strlen(text), EXPR_RUNNING, state);
	check(text, strlen(text), EXPR_ENDED, state);
	free(text);
	return 0;
}
