/* Tables, too, can be wrong: what a form says about itself is checked as scenarios are. */
#include "sim/scenario/form_fill.h"
#include "sim/scenario/form_merge.h"

#include "sim/player.h"

#include <stdlib.h>
#include <string.h>

#define WORDS_MAX 32

struct table_check {
	struct form_fill f;
	const struct form *form;
	const struct form_row *row;
	const struct form_path *path;
};

static bool refuse(struct table_check *c, const char *why)
{
	static const struct form_source source = { FORM_FROM_OPTION, "table", "" };
	static const struct form_node node = { .source = &source };

	return form_refuse(c->f.fault, &node, c->path, "%s", why);
}

static bool has_sub(enum form_type type)
{
	return type == FORM_OBJECT || type == FORM_LIST || type == FORM_NAMED;
}

static bool has_words(enum form_type type)
{
	return type == FORM_ENUM || type == FORM_WORDS || type == FORM_WEIGHTS;
}

static bool counts(enum form_type type)
{
	return type == FORM_LIST || type == FORM_NAMED || type == FORM_SERIES || type == FORM_TEXTS;
}

static bool good_words(struct table_check *c)
{
	size_t n = 0;

	for (; c->row->words[n]; n++)
		for (size_t i = 0; i < n; i++)
			if (strcmp(c->row->words[i], c->row->words[n]) == 0)
				return refuse(c, "a word twice");
	if (n == 0 || (c->row->type == FORM_WORDS && n > WORDS_MAX))
		return refuse(c, "no words, or more than a mask has bits");
	return true;
}

/* Words of `when` are words of the tag. */
static bool good_when(struct table_check *c)
{
	const struct form_row *tag = c->form->tag ? form_row_of(c->form, c->form->tag) : NULL;
	size_t spaces = 0, found = 0;

	if (!c->row->when)
		return true;
	if (!tag || tag->type != FORM_ENUM)
		return refuse(c, "\"when\" without a tag that is an ENUM row of the form");
	for (const char *p = c->row->when; *p; p++)
		spaces += *p == ' ';
	for (size_t i = 0; tag->words[i]; i++)
		found += form_row_applies(c->row, tag->words[i]);
	return found == spaces + 1 || refuse(c, "\"when\" has a word that the tag has not");
}

static bool good_shape(struct table_check *c)
{
	const struct form_row *r = c->row;

	if (r->type >= FORM_TYPE_COUNT || r->offset >= c->form->size ||
			r->count_offset >= c->form->size || r->given_offset >= c->form->size)
		return refuse(c, "a type that there is not, or an offset outside of the struct");
	if (has_sub(r->type) != (r->sub != NULL))
		return refuse(c, "\"sub\" goes with OBJECT, LIST and NAMED");
	if (has_words(r->type) != (r->words != NULL))
		return refuse(c, "\"words\" go with ENUM, WORDS and WEIGHTS");
	if (r->words && !good_words(c))
		return false;
	if (counts(r->type) && r->count_offset == r->offset)
		return refuse(c, "\"count_offset\" is that of the member itself");
	if (r->type == FORM_NUMBERS && r->room == 0)
		return refuse(c, "\"room\" says how many numbers there are");
	if (r->dimension > FORM_PLAIN)
		return refuse(c, "a dimension that there is not");
	if (r->fallback && (r->required || r->given_offset))
		return refuse(c, "a fallback, and \"required\" or \"given_offset\"");
	for (const struct form_row *o = c->form->rows; o != r; o++)
		if (strcmp(o->key, r->key) == 0)
			return refuse(c, "a key twice");
	return good_when(c);
}

static bool is_plain(const struct form_row *row)
{
	return row->type == FORM_NUMBER ||
	       (row->type == FORM_QUANTITY && row->dimension == FORM_PLAIN) ||
	       (row->type == FORM_LAW &&
			       (row->dimension == FORM_PLAIN || row->dimension == UNIT_COUNT));
}

/* The bounds are read when a value is; without a fallback, the bounds themselves are the values. */
static bool good_values(struct table_check *c)
{
	char *scratch = form_take(c->f.arena, c->form->size);
	const char *texts[] = { c->row->fallback, c->row->min, c->row->max };
	bool length = c->row->type == FORM_TEXT || c->row->type == FORM_PATH;

	for (size_t i = 0; i < (length || c->row->type >= FORM_OBJECT ? 1 : 3); i++) {
		struct form_row row = *c->row;
		struct form_spot spot = { &row, NULL, c->path, NULL };
		struct form_node *value;

		row.fallback = texts[i];
		if (!texts[i])
			continue;
		spot.node = value = form_fallback(c->f.arena, &row, c->f.fault);
		if (value && i > 0 && is_plain(&row))
			value->kind = JSON_NUMBER; /* bounds may have a _ */
		spot.out = value ? form_out(&c->f, spot, row.key) : NULL;
		if (!spot.out || !form_fill_row(&c->f, spot, scratch))
			return false;
	}
	return true;
}

static bool good_form(struct form_fill f, const struct form *form, const struct form_path *path)
{
	for (const struct form_row *r = form->rows; r->key; r++) {
		struct form_path here = { path, r->key, 0 };
		struct table_check c = { f, form, r, &here };

		if (!good_shape(&c) || !good_values(&c))
			return false;
		if (r->sub && !good_form(f, r->sub, &here))
			return false;
	}
	return true;
}

bool form_table_good(const struct form *form, struct form_fault *fault)
{
	struct form_arena arena = { NULL, 0, 0, 0 };
	bool good = good_form((struct form_fill){ &arena, "", fault }, form, NULL);

	form_arena_free(&arena);
	return good;
}
