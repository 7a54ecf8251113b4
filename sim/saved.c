#include "sim/saved.h"

#include "sim/player.h"

#include <stdlib.h>
#include <string.h>

#define RECORD_MAX 8192
#define TERMS_MAX 16384

/* ---- writing ---- */

struct saving {
	struct spheron *state;
	bool with_terms;
	char *text, *terms; /* lines of records, and of terms to follow them */
	size_t size, room, terms_size, terms_room;
	struct spheron_command command;
};

static void add_terms(struct saving *s, uint32_t prop)
{
	struct spheron_param_info name;

	spheron_terms(s->state, prop, &s->command, &name);
	buffer_reserve(&s->terms, &s->terms_room, s->terms_size + TERMS_MAX + 1);
	s->terms_size += spheron_command_write(&s->command, s->terms + s->terms_size, TERMS_MAX);
	s->terms[s->terms_size++] = '\n';
}

static bool add_record(void *ctx, const struct spheron_record *record)
{
	struct saving *s = ctx;

	buffer_reserve(&s->text, &s->room, s->size + RECORD_MAX + 1);
	s->size += spheron_record_write(record, s->text + s->size, RECORD_MAX);
	s->text[s->size++] = '\n';
	if (s->with_terms && record->kind == SPHERON_RECORD_PROPOSAL)
		add_terms(s, record->u.proposal.id);
	return true;
}

char *state_text(struct spheron *state, bool with_terms, size_t *size)
{
	struct saving *s = must(calloc(1, sizeof *s));
	char *text;

	s->state = state;
	s->with_terms = with_terms;
	spheron_walk(state, add_record, s);
	buffer_reserve(&s->text, &s->room, s->size + s->terms_size + 1);
	if (s->terms_size)
		memcpy(s->text + s->size, s->terms, s->terms_size);
	*size = s->size + s->terms_size;
	s->text[*size] = 0;
	text = s->text;
	free(s->terms);
	free(s);
	return text;
}

/* ---- reading ---- */

struct loading {
	struct spheron *state;
	uint32_t *props; /* ids of the proposals read, in order */
	size_t n_props, props_room, n_terms;
	struct spheron_record record;
	struct spheron_command command;
};

static void note_proposal(struct loading *l, uint32_t id)
{
	if (l->n_props == l->props_room) {
		l->props_room = l->props_room * 2 + 16;
		l->props = must(realloc(l->props, l->props_room * sizeof *l->props));
	}
	l->props[l->n_props++] = id;
}

/* One line: a record, or the terms of the next proposal. */
static enum spheron_restored load_line(struct loading *l, const char *line, size_t size,
		struct saved_fault *fault)
{
	struct spheron_fault bad;

	if (spheron_record_read(line, size, &l->record)) {
		fault->why = "this record does not fit what came before it, or breaks a bound";
		if (l->record.kind == SPHERON_RECORD_PROPOSAL)
			note_proposal(l, l->record.u.proposal.id);
		return spheron_restore_record(l->state, &l->record);
	}
	fault->why = "neither a record nor a command";
	if (!spheron_command_read(line, size, &l->command, &bad))
		return SPHERON_RESTORE_BAD;
	fault->why = "this command is not what made a running proposal";
	if (l->n_terms == l->n_props)
		return SPHERON_RESTORE_BAD;
	return spheron_restore_terms(l->state, l->props[l->n_terms++], &l->command);
}

static enum spheron_restored load_lines(struct loading *l, const char *text, size_t size,
		struct saved_fault *fault)
{
	enum spheron_restored r;

	fault->line = 0;
	for (const char *line = text; line < text + size;) {
		const char *end = memchr(line, '\n', (size_t) (text + size - line));

		if (!end)
			end = text + size;
		fault->line++;
		r = load_line(l, line, (size_t) (end - line), fault);
		if (r != SPHERON_RESTORED)
			return r;
		line = end + 1;
	}
	fault->line = 0;
	fault->why = "the records are not a whole state (a running proposal needs the command that made "
		     "it)";
	return spheron_restore_end(l->state);
}

static bool holds_together(struct spheron *state, struct saved_fault *fault)
{
	void *scratch = must(malloc(spheron_check_size(state)));
	bool good = spheron_check(state, scratch, &fault->violation);

	fault->why = "an invariant is broken";
	free(scratch);
	return good;
}

struct spheron *state_from_text(const char *text, size_t size, struct saved_fault *fault)
{
	struct spheron_capacity capacity = { 0 };
	struct loading *l = must(calloc(1, sizeof *l));
	enum spheron_restored r;

	memset(fault, 0, sizeof *fault);
	do {
		/* Begun again with a larger table each time one was full. */
		free(l->state);
		l->state = spheron_restore(state_memory(&capacity), &capacity);
		l->n_props = l->n_terms = 0;
		r = load_lines(l, text, size, fault);
		if (r == SPHERON_RESTORE_FULL)
			spheron_grown(l->state, &capacity);
	} while (r == SPHERON_RESTORE_FULL);
	if (r != SPHERON_RESTORED || !holds_together(l->state, fault)) {
		free(l->state);
		l->state = NULL;
	}
	struct spheron *state = l->state;

	free(l->props);
	free(l);
	return state;
}
