#include "sim/scenario/form_fill.h"

#include "sim/player.h"
#include "sim/scenario/form_document.h"
#include "sim/scenario/form_merge.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define KEYS_SHOWN 256

struct resolved {
	struct form_resolved open; /* what the caller sees, first */
	struct form_arena arena;
	struct form_node *root;
};

/* ---- keys ---- */

static bool unknown_key(struct form_fill *f, const struct form *form,
		const struct form_node *member, const struct form_path *path)
{
	const char *names[KEYS_SHOWN];
	struct form_path here = { path, member->key, 0 };
	char why[500];
	size_t n = 0;

	for (const struct form_row *r = form->rows; r->key && n < KEYS_SHOWN; r++)
		names[n++] = r->key;
	snprintf(why, sizeof why, "%s has no such key", form->name);
	form_suggest(member->key, names, n, why, sizeof why);
	return form_refuse_key(f->fault, member, &here, "%s", why);
}

static bool known_keys(struct form_fill *f, const struct form *form, const struct form_node *node,
		const struct form_path *path)
{
	for (const struct form_node *m = node ? node->first : NULL; m; m = m->next)
		if (!form_row_of(form, m->key))
			return unknown_key(f, form, m, path);
	return true;
}

static bool does_not_go(struct form_fill *f, const struct form *form, const struct form_row *row,
		const struct form_node *member, const struct form_path *path, const char *tag)
{
	struct form_path here = { path, member->key, 0 };

	return form_refuse_key(f->fault, member, &here,
			"this key does not go with %s \"%s\", only with "
			"%s",
			form->tag, tag, row->when);
}

static const char *example_of(const struct form_row *row, char text[120])
{
	switch (row->type) {
	case FORM_COUNT:
	case FORM_COUNT64:
		if (!row->dimension)
			return "; a count, 12 for instance";
		/* fall through */
	case FORM_QUANTITY:
	case FORM_AMOUNT:
	case FORM_LAW:
		snprintf(text, 120, "; %s, \"%s\" for instance",
				row->dimension == FORM_PLAIN
						? "a plain number"
						: unit_table.dimension[row->dimension].name,
				row->dimension == FORM_PLAIN
						? "0.35"
						: unit_table.dimension[row->dimension].example);
		break;
	case FORM_MS:
		return "; a duration, \"3 h\" for instance";
	case FORM_ENUM:
		snprintf(text, 120, "; \"%s\" for instance", row->words[0]);
		break;
	case FORM_NUMBER:
		return "; a plain number, 0.35 for instance";
	case FORM_BOOL:
		return "; true or false";
	case FORM_TEXT:
	case FORM_PATH:
		return "; a text in quotes";
	case FORM_OBJECT:
	case FORM_NAMED:
	case FORM_WEIGHTS:
	case FORM_PARAMS:
		return "; an object";
	case FORM_LIST:
	case FORM_NUMBERS:
	case FORM_SERIES:
	case FORM_TEXTS:
	case FORM_WORDS:
		return "; an array";
	case FORM_FREE:
	case FORM_TYPE_COUNT:
		return "";
	}
	return text;
}

static bool missing(struct form_fill *f, const struct form_row *row, struct form_spot spot)
{
	struct form_path here = { spot.path, row->key, 0 };
	char example[120];

	return form_refuse(f->fault, spot.node, &here, "missing%s", example_of(row, example));
}

/* ---- objects ---- */

/* What the member stands for, given or by fallback; *out NULL if it is left out. */
static bool value_of(struct form_fill *f, const struct form_row *row, struct form_spot object,
		const struct form_node **out)
{
	*out = form_member(object.node, row->key);
	if (*out)
		return true;
	if (row->required)
		return missing(f, row, object);
	if (row->fallback) {
		*out = form_fallback(f->arena, row, f->fault);
		return *out != NULL;
	}
	if (row->type == FORM_OBJECT && !row->given_offset) {
		struct form_node *empty = form_out(f, object, row->key);

		*out = empty;
		if (empty)
			empty->kind = JSON_OBJECT;
		return empty != NULL;
	}
	return true;
}

static bool fill_member(struct form_fill *f, const struct form_row *row, struct form_spot object,
		char *base)
{
	struct form_path here = { object.path, row->key, 0 };
	struct form_spot spot = { row, NULL, &here, NULL };

	if (!value_of(f, row, object, &spot.node))
		return false;
	if (row->given_offset)
		*(bool *) (base + row->given_offset) =
				spot.node && spot.node->source->origin != FORM_FROM_DEFAULT;
	if (!spot.node)
		return true;
	spot.out = form_out(f, spot, row->key);
	if (!spot.out || !form_fill_row(f, spot, base))
		return false;
	form_node_append(object.out, spot.out);
	return true;
}

/* The word that decides which rows apply; NULL if it is not there or not known, which its own row
 * complains about. */
static const char *tag_of(const struct form *form, const struct form_node *node)
{
	const struct form_row *row = form->tag ? form_row_of(form, form->tag) : NULL;
	const struct form_node *given = row && node ? form_member(node, row->key) : NULL;
	const char *word = given ? given->kind == JSON_STRING ? given->text : NULL
			   : row ? row->fallback
				 : NULL;

	for (size_t i = 0; word && row->words[i]; i++)
		if (strcmp(row->words[i], word) == 0)
			return word;
	return NULL;
}

/* Where a check's blame points: as much of the dotted path as somebody wrote. */
static const struct form_node *blamed(const struct form_node *object, const char *key)
{
	const struct form_node *at = object, *next, *written = object;
	char step[200];

	while (*key) {
		size_t n = strcspn(key, "."), i = 0;

		snprintf(step, sizeof step, "%.*s", (int) (n < sizeof step ? n : sizeof step - 1),
				key);
		if (at->kind == JSON_ARRAY) {
			size_t item = strtoul(step, NULL, 10);

			for (next = at->first; next && i < item; i++)
				next = next->next;
		} else {
			next = form_member(at, step);
		}
		if (!next)
			break;
		at = next;
		if (at->source->origin != FORM_FROM_DEFAULT)
			written = at;
		key += n + (key[n] == '.');
	}
	return written;
}

static bool passes_check(struct form_fill *f, const struct form *form, struct form_spot spot,
		const void *filled)
{
	struct form_blame blame = { "", "" };
	struct form_path here = { spot.path, NULL, 0 };

	if (!form->check || form->check(filled, &blame))
		return true;
	here.name = blame.key ? blame.key : "";
	return form_refuse(f->fault, blamed(spot.out, here.name), *here.name ? &here : spot.path,
			"%s", blame.why);
}

bool form_fill_object(
		struct form_fill *f, const struct form *form, struct form_spot spot, void *filled)
{
	const char *tag = tag_of(form, spot.node);

	if (!form_want_kind(f, spot, JSON_OBJECT, "an object"))
		return false;
	if (!known_keys(f, form, spot.node, spot.path))
		return false;
	for (const struct form_row *row = form->rows; row->key; row++) {
		if (row->when && (!tag || !form_row_applies(row, tag))) {
			const struct form_node *member =
					tag ? form_member(spot.node, row->key) : NULL;

			if (member)
				return does_not_go(f, form, row, member, spot.path, tag);
			continue;
		}
		if (!fill_member(f, row, spot, filled))
			return false;
	}
	return passes_check(f, form, spot, filled);
}

/* ---- lists ---- */

static bool too_many(struct form_fill *f, struct form_spot spot)
{
	size_t room = spot.row->room ? spot.row->room : 100000;

	return spot.node->count > room &&
	       !form_refuse(f->fault, spot.node, spot.path, "%u items; at most %zu are admitted",
			       spot.node->count, room);
}

/* A name of the writer's own can stand in a path. */
static bool good_name(
		struct form_fill *f, const struct form_node *node, const struct form_path *path)
{
	for (const char *c = node->key; *c; c++)
		if ((unsigned char) *c <= ' ' || (unsigned char) *c > '~' || strchr(".=\"\\", *c))
			return form_refuse_key(f->fault, node, path,
					"a name has letters, digits, - and _");
	return *node->key ||
	       form_refuse_key(f->fault, node, path, "a name has at least one letter");
}

static bool fill_list(struct form_fill *f, struct form_spot spot, char *base)
{
	bool named = spot.row->type == FORM_NAMED;
	const struct form *form = spot.row->sub;
	size_t i = 0;
	char *items;

	if (!form_want_kind(f, spot, named ? JSON_OBJECT : JSON_ARRAY,
			    named ? "an object of names and objects" : "an array of objects") ||
			too_many(f, spot))
		return false;
	items = form_take(f->arena, spot.node->count * form->size + 1);
	*(char **) (void *) (base + spot.row->offset) = items;
	*(uint32_t *) (void *) (base + spot.row->count_offset) = spot.node->count;
	for (const struct form_node *n = spot.node->first; n; n = n->next, i++) {
		struct form_path here = { spot.path, named ? n->key : form_item_name(n), i };
		struct form_spot item = { spot.row, n, &here, NULL };

		if (named && !good_name(f, n, &here))
			return false;
		if (named)
			*(const char **) (void *) (items + i * form->size + spot.row->name_offset) =
					n->key;
		item.out = form_out(f, item, named ? n->key : NULL);
		if (!item.out || !form_fill_object(f, form, item, items + i * form->size))
			return false;
		form_node_append(spot.out, item.out);
	}
	return true;
}

bool form_fill_row(struct form_fill *f, struct form_spot spot, char *base)
{
	if (spot.row->type == FORM_LIST || spot.row->type == FORM_NAMED)
		return fill_list(f, spot, base);
	if (spot.row->type == FORM_OBJECT)
		return form_fill_object(f, spot.row->sub, spot, base + spot.row->offset);
	return form_fill_value(f, spot, base);
}

/* ---- documents ---- */

/* The matrix remains in the text of the whole. */
static bool keep_matrix(struct form_fill *f, const struct form_document *d, struct form_node *root)
{
	struct form_node *copy;

	if (!d->matrix)
		return true;
	copy = form_node_new(f->arena, d->matrix->kind, d->matrix);
	if (!copy || !form_copy_parts(f->arena, d->matrix, copy, JSON_DEPTH_MAX - 1))
		return form_refuse(f->fault, d->matrix, NULL, "nested too deep or too large");
	form_node_append(root, copy);
	return true;
}

static bool resolve(struct resolved *r, const struct form_document *d, size_t cell,
		struct form_fault *fault)
{
	struct form_fill f = { &r->arena, d->directory, fault };
	struct form_node *tree = d->root;
	struct form_spot spot = { NULL, NULL, NULL, NULL };
	struct form_text text = { NULL, 0, 0 };
	void *value = form_take(&r->arena, d->form->size);

	if (cell != FORM_WHOLE && d->axes) {
		tree = form_node_copy(&r->arena, tree, NULL);
		r->arena.nodes = 0;
		if (!tree || !form_matrix_apply(d, cell, &r->arena, &tree, fault))
			return false;
	}
	spot.node = tree;
	r->root = spot.out = form_out(&f, spot, NULL);
	if (!form_fill_object(&f, d->form, spot, value))
		return false;
	if (cell == FORM_WHOLE && !keep_matrix(&f, d, r->root))
		return false;
	form_write(&text, r->root);
	r->open = (struct form_resolved){ value, text.text, text.size };
	return true;
}

struct form_resolved *form_resolve(
		const struct form_document *document, size_t cell, struct form_fault *fault)
{
	struct resolved *r = must(calloc(1, sizeof *r));

	if (resolve(r, document, cell, fault))
		return &r->open;
	form_release(&r->open);
	return NULL;
}

void form_release(struct form_resolved *resolved)
{
	struct resolved *r = (struct resolved *) resolved;

	if (!r)
		return;
	free((char *) r->open.text);
	form_arena_free(&r->arena);
	free(r);
}

void form_blame_at(const struct form_resolved *resolved, const char *path, const char *why,
		struct form_fault *fault)
{
	struct form_path here = { NULL, path, 0 };

	form_refuse(fault, blamed(((const struct resolved *) resolved)->root, path), &here, "%s", why);
}

/* ---- origins ---- */

static void add_origin(struct form_text *t, const struct form_node *node)
{
	const struct form_source *s = node->source;
	char place[40];

	form_add(t, "   # ");
	if (s->origin == FORM_FROM_DEFAULT) {
		form_add(t, s->name ? "default, from " : "default");
		form_add(t, s->name ? s->name : "");
	} else {
		form_add(t, s->name);
	}
	snprintf(place, sizeof place, ":%u", node->line);
	form_add(t, s->origin == FORM_FROM_FILE ? place : "");
	form_add(t, "\n");
}

static bool is_leaf(const struct form_node *node)
{
	if (node->kind != JSON_OBJECT && node->kind != JSON_ARRAY)
		return true;
	for (const struct form_node *n = node->first; n; n = n->next)
		if (node->kind == JSON_OBJECT || n->kind == JSON_OBJECT || n->kind == JSON_ARRAY)
			return false;
	return true;
}

static void add_lines(
		struct form_text *t, const struct form_node *node, const struct form_path *path)
{
	char name[1000];
	size_t i = 0;

	if (is_leaf(node)) {
		form_path_text(path, name, sizeof name);
		form_add(t, name);
		form_add(t, " = ");
		form_write_line(t, node);
		add_origin(t, node);
		return;
	}
	for (const struct form_node *n = node->first; n; n = n->next, i++) {
		struct form_path here = { path, n->key ? n->key : form_item_name(n), i };

		add_lines(t, n, &here);
	}
}

char *form_origins(const struct form_resolved *resolved)
{
	struct form_text t = { NULL, 0, 0 };

	form_add(&t, "");
	add_lines(&t, ((const struct resolved *) resolved)->root, NULL);
	return t.text;
}
