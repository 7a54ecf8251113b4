#include "sim/player.h"

#include "support/block.h"
#include "support/sha256.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Longer than any receipt or deadline line without its events. */
#define HEAD_MAX 256

void *must(void *memory)
{
	if (!memory) {
		fputs("spheron: out of memory\n", stderr);
		exit(70);
	}
	return memory;
}

void buffer_reserve(char **buffer, size_t *room, size_t size)
{
	if (size <= *room)
		return;
	*room = size * 2;
	*buffer = must(realloc(*buffer, *room));
}

/* ---- states ---- */

void *state_memory(const struct spheron_capacity *capacity)
{
	return must(block_new(spheron_size(capacity)));
}

static struct spheron *copy_with(const struct spheron *state, const struct spheron_capacity *capacity)
{
	return must(spheron_copy(state_memory(capacity), capacity, state));
}

struct spheron *state_copy(const struct spheron *state)
{
	struct spheron_capacity capacity;

	spheron_capacity(state, &capacity);
	return copy_with(state, &capacity);
}

struct spheron *state_grow(struct spheron *state)
{
	struct spheron_capacity capacity;
	struct spheron *larger;

	spheron_grown(state, &capacity);
	larger = copy_with(state, &capacity);
	free(state);
	return larger;
}

void state_hash(struct spheron *state, char hex[65])
{
	uint8_t hash[32];

	spheron_hash(state, hash);
	sha256_hex(hex, hash, sizeof hash);
}

/* ---- playing ---- */

void player_begin(struct player *p, const struct spheron_capacity *capacity)
{
	memset(p, 0, sizeof *p);
	p->state = spheron_init(state_memory(capacity), capacity);
}

void player_end(struct player *p)
{
	free(p->state);
	free(p->out);
	free(p->events);
}

static void on_due_begin(void *ctx, const struct spheron_due *due)
{
	struct player *p = ctx;

	p->due = *due;
	p->events_size = 0;
	if (p->also && p->also->due_begin)
		p->also->due_begin(p->also->ctx, due);
}

static void on_event(void *ctx, const struct spheron_event *event)
{
	struct player *p = ctx;

	buffer_reserve(&p->events, &p->events_room, p->events_size + SPHERON_EVENT_TEXT_MAX + 1);
	if (p->events_size)
		p->events[p->events_size++] = ',';
	p->events_size += spheron_event_write(
			event, p->events + p->events_size, SPHERON_EVENT_TEXT_MAX);
	if (p->also && p->also->event)
		p->also->event(p->also->ctx, event);
}

static void end_line(struct player *p, size_t size)
{
	p->out_size += size;
	p->out[p->out_size++] = '\n';
	p->out[p->out_size] = 0;
}

static void on_due_end(void *ctx)
{
	struct player *p = ctx;

	buffer_reserve(&p->out, &p->out_room, p->out_size + p->events_size + HEAD_MAX);
	end_line(p, spheron_due_write(&p->due, p->events, p->events_size, p->out + p->out_size,
			p->events_size + HEAD_MAX));
	p->events_size = 0;
	if (p->also && p->also->due_end)
		p->also->due_end(p->also->ctx);
}

bool player_read(struct player *p, const char *line, size_t size)
{
	p->out_size = 0;
	p->lines++;
	p->malformed = !spheron_command_read(line, size, &p->command, &p->fault);
	return !p->malformed;
}

static enum spheron_result apply(struct player *p, const struct spheron_command *command)
{
	struct spheron_sink sink = { p, on_due_begin, on_event, on_due_end };
	enum spheron_result result;

	p->events_size = 0;
	while ((result = spheron_apply(p->state, command, &sink)) == SPHERON_FULL)
		p->state = state_grow(p->state);
	return result;
}

void player_advance(struct player *p)
{
	struct spheron_command advance = { .t = p->command.t, .b = p->command.b,
		.has_b = p->command.has_b, .verb = SPHERON_CMD_ADVANCE };

	if (!p->malformed && p->command.verb != SPHERON_CMD_GENESIS
			&& spheron_clock(p->state).t != 0)
		apply(p, &advance);
}

void player_apply(struct player *p)
{
	struct spheron_receipt receipt = { .n = p->lines, .verb = p->command.verb };
	struct spheron_clock clock;

	p->events_size = 0;
	p->result = p->malformed ? SPHERON_BAD_COMMAND : apply(p, &p->command);
	clock = spheron_clock(p->state);
	receipt.t = clock.t;
	receipt.b = clock.b;
	receipt.result = p->result;
	buffer_reserve(&p->out, &p->out_room, p->out_size + p->events_size + HEAD_MAX);
	end_line(p, spheron_receipt_write(&receipt, p->events, p->events_size, p->out + p->out_size,
			p->events_size + HEAD_MAX));
}

void player_line(struct player *p, const char *line, size_t size)
{
	player_read(p, line, size);
	player_apply(p);
}
