/* submit.c - commands: from a decision to the protocol's answer. */
#include "sim/world/inner.h"

#include "sim/player.h"

#include <string.h>

struct spheron_command *command_from(struct world *w, uint32_t from, enum spheron_verb verb)
{
	w->command.from = from;
	w->command.verb = verb;
	return &w->command;
}

static void log_command(struct world *w)
{
	char text[8192];
	size_t size = spheron_command_write(&w->command, text, sizeof text);

	if (size < sizeof text) {
		fwrite(text, 1, size, w->log);
		putc('\n', w->log);
	}
}

enum spheron_result carry_out_then(struct world *w)
{
	const struct spheron_sink sink = { .ctx = w, .due_begin = world_due, .event = world_event,
		.due_end = world_due_end };
	enum spheron_result result;

	w->event_ms = w->now_ms;
	while ((result = w->plan->apply ? w->plan->apply(w->state, &w->command, &sink)
			: spheron_apply(w->state, &w->command, &sink)) == SPHERON_FULL)
		w->state = state_grow(w->state);
	w->commands++;
	w->refused += result != SPHERON_OK;
	if (w->log)
		log_command(w);
	if (w->watch && w->watch->command)
		w->watch->command(w->watch->ctx, w->now_ms, &w->command, result);
	return result;
}

enum spheron_result carry_out(struct world *w)
{
	w->command.t = w->start_s + w->now_ms / 1000;
	w->command.has_b = 0;
	return carry_out_then(w);
}

void advance(struct world *w)
{
	if (spheron_clock(w->state).t < w->start_s + w->now_ms / 1000) {
		command_from(w, 0, SPHERON_CMD_ADVANCE);
		carry_out(w);
	}
}

enum spheron_result open_account(struct world *w, uint32_t *account)
{
	enum spheron_result result;

	command_from(w, 0, SPHERON_CMD_ACCOUNT_OPEN);
	result = carry_out(w);
	*account = w->made;
	return result;
}

void mint(struct world *w, uint32_t to, enum spheron_token token, struct spheron_u128 amount)
{
	command_from(w, 0, SPHERON_CMD_TOKEN_MINT)->u.token_mint =
			(struct spheron_args_token_move) { (uint8_t) token, to, amount };
	carry_out(w);
}

bool pay_spon(struct world *w, uint32_t from, uint32_t to, double spon)
{
	struct spheron_u128 amount = spon_units(spon);

	if (u128_is_zero(amount) || from == to)
		return false;
	command_from(w, from, SPHERON_CMD_TOKEN_TRANSFER)->u.token_transfer =
			(struct spheron_args_token_move) { SPHERON_SPON, to, amount };
	return carry_out(w) == SPHERON_OK;
}

double bucket_spon(const struct world *w, enum spheron_bucket_name name, uint64_t owner)
{
	return u128_double(spheron_bucket(w->state, name, owner, SPHERON_SPON)) / SPON_UNITS;
}
