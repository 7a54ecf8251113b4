#include "tests/support/player.h"

#include "support/sha256.h"

#include <stdlib.h>
#include <string.h>

void *must(void *memory)
{
	if (!memory) {
		fputs("out of memory\n", stderr);
		exit(70);
	}
	return memory;
}

struct spheron *state_copy(const struct spheron *state)
{
	struct spheron_capacity capacity;

	spheron_capacity(state, &capacity);
	return must(spheron_copy(must(malloc(spheron_size(&capacity))), &capacity, state));
}

struct spheron *state_grow(struct spheron *state)
{
	struct spheron_capacity capacity;
	struct spheron *larger;

	spheron_grown(state, &capacity);
	larger = must(spheron_copy(must(malloc(spheron_size(&capacity))), &capacity, state));
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

void player_begin(struct player *p)
{
	struct spheron_capacity small;
	uint32_t *count = (uint32_t *) &small;

	for (size_t i = 0; i < sizeof small / sizeof *count; i++)
		count[i] = 1;
	memset(p, 0, sizeof *p);
	p->state = spheron_init(must(malloc(spheron_size(&small))), &small);
}

void player_end(struct player *p)
{
	free(p->state);
	free(p->out);
	free(p->events);
}

static void reserve(char **text, size_t *room, size_t size)
{
	if (size <= *room)
		return;
	*room = size * 2;
	*text = must(realloc(*text, *room));
}

static void on_due_begin(void *ctx, const struct spheron_due *due)
{
	struct player *p = ctx;

	p->due = *due;
	p->events_size = 0;
}

static void on_event(void *ctx, const struct spheron_event *event)
{
	struct player *p = ctx;

	reserve(&p->events, &p->events_room, p->events_size + SPHERON_EVENT_TEXT_MAX + 1);
	if (p->events_size)
		p->events[p->events_size++] = ',';
	p->events_size += spheron_event_write(
			event, p->events + p->events_size, SPHERON_EVENT_TEXT_MAX);
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

	p->dues++;
	reserve(&p->out, &p->out_room, p->out_size + p->events_size + 256);
	end_line(p, spheron_due_write(&p->due, p->events, p->events_size, p->out + p->out_size,
			p->events_size + 256));
	p->events_size = 0;
}

enum spheron_result player_apply(struct player *p, const struct spheron_command *command,
		const struct spheron_sink *sink)
{
	while ((p->result = spheron_apply(p->state, command, sink)) == SPHERON_FULL)
		p->state = state_grow(p->state);
	return p->result;
}

void player_line(struct player *p, const char *line, size_t size)
{
	struct spheron_sink sink = { p, on_due_begin, on_event, on_due_end };
	struct spheron_receipt receipt = { .n = ++p->lines };
	struct spheron_fault fault;
	struct spheron_clock clock;

	p->out_size = p->events_size = 0;
	p->result = SPHERON_BAD_COMMAND;
	if (spheron_command_read(line, size, &p->command, &fault))
		player_apply(p, &p->command, &sink);
	clock = spheron_clock(p->state);
	receipt.t = clock.t;
	receipt.b = clock.b;
	receipt.verb = p->command.verb;
	receipt.result = p->result;
	reserve(&p->out, &p->out_room, p->out_size + p->events_size + 256);
	end_line(p, spheron_receipt_write(&receipt, p->events, p->events_size, p->out + p->out_size,
			p->events_size + 256));
}

/* ---- saving and loading ---- */

struct saving {
	struct spheron *state;
	char *text;
	size_t size, room;
};

static void save_line(struct saving *s, size_t size)
{
	s->size += size;
	s->text[s->size++] = '\n';
}

static bool save_record(void *ctx, const struct spheron_record *record)
{
	struct saving *s = ctx;

	reserve(&s->text, &s->room, s->size + 8192);
	save_line(s, spheron_record_write(record, s->text + s->size, 8192));
	return true;
}

char *state_save(struct spheron *state, size_t *size)
{
	struct saving s = { .state = state };
	struct spheron_command *terms = must(malloc(sizeof *terms));
	struct spheron_param_info name;
	struct spheron_record r;

	spheron_walk(state, save_record, &s);
	spheron_find(state, SPHERON_RECORD_META, 0, 0, 0, &r);
	for (uint64_t id = 1, left = spheron_used(state, SPHERON_TABLE_PROPOSALS); left > 0; id++) {
		/* Ids of late-id worlds are far apart: jump to where they begin. */
		if (id == 100000)
			id = UINT32_MAX - 100000;
		if (!spheron_terms(state, (uint32_t) id, terms, &name))
			continue;
		reserve(&s.text, &s.room, s.size + 16384);
		save_line(&s, spheron_command_write(terms, s.text + s.size, 16384));
		left--;
	}
	free(terms);
	*size = s.size;
	return s.text;
}

/* The next running proposal above this id. */
static uint32_t next_proposal(const struct spheron *state, uint32_t id)
{
	struct spheron_record r;

	do
		id = id == 100000 ? UINT32_MAX - 100000 : id + 1;
	while (!spheron_find(state, SPHERON_RECORD_PROPOSAL, id, 0, 0, &r) && id < UINT32_MAX);
	return id;
}

static enum spheron_restored load_into(struct spheron *state, const char *text, size_t size)
{
	struct spheron_command *terms = must(malloc(sizeof *terms));
	enum spheron_restored r = SPHERON_RESTORED;
	struct spheron_record record;
	struct spheron_fault fault;
	uint32_t prop = 0;

	for (const char *line = text; line < text + size && r == SPHERON_RESTORED;) {
		const char *end = memchr(line, '\n', (size_t) (text + size - line));
		size_t n = (size_t) (end - line);

		if (spheron_record_read(line, n, &record)) {
			r = spheron_restore_record(state, &record);
		} else if (spheron_command_read(line, n, terms, &fault)) {
			prop = next_proposal(state, prop);
			r = spheron_restore_terms(state, prop, terms);
		} else {
			r = SPHERON_RESTORE_BAD;
		}
		if (r == SPHERON_RESTORE_BAD)
			fprintf(stderr, "refused: %.*s\n", (int) n, line);
		line = end + 1;
	}
	free(terms);
	return r == SPHERON_RESTORED ? spheron_restore_end(state) : r;
}

struct spheron *state_load(const char *text, size_t size)
{
	struct spheron_capacity capacity = { 0 };

	for (;;) {
		struct spheron *state = spheron_restore(must(malloc(spheron_size(&capacity))), &capacity);
		enum spheron_restored r = load_into(state, text, size);

		if (r == SPHERON_RESTORED)
			return state;
		if (r == SPHERON_RESTORE_FULL)
			spheron_grown(state, &capacity);
		free(state);
		if (r == SPHERON_RESTORE_BAD)
			return NULL;
	}
}
