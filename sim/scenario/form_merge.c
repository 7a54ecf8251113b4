#include "sim/scenario/form_merge.h"

#include "protocol/param.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TOO_MANY "more than %u values; a scenario may not have more"

/* ---- places ---- */

const struct form_row *form_row_of(const struct form *form, const char *key)
{
	for (const struct form_row *r = form ? form->rows : NULL; r && r->key; r++)
		if (strcmp(r->key, key) == 0)
			return r;
	return NULL;
}

bool form_row_applies(const struct form_row *row, const char *word)
{
	size_t n = strlen(word);

	for (const char *at = row->when; at; at = strchr(at, ' ')) {
		at += *at == ' ';
		if (strncmp(at, word, n) == 0 && (at[n] == ' ' || at[n] == 0))
			return true;
	}
	return !row->when;
}

struct form_place form_place_below(struct form_place place, const char *key)
{
	struct form_place below = { NULL, NULL };

	if (place.form && key) {
		below.row = form_row_of(place.form, key);
		if (below.row && below.row->type == FORM_OBJECT)
			below.form = below.row->sub;
	} else if (place.row && !place.form && place.row->type == (key ? FORM_NAMED : FORM_LIST)) {
		below.form = place.row->sub;
	}
	return below;
}

static bool is_type(struct form_place place, enum form_type type)
{
	return place.row && !place.form && place.row->type == type;
}

/* Do dots in a key here belong to it? */
static bool keys_have_dots(struct form_place place)
{
	return is_type(place, FORM_PARAMS) || is_type(place, FORM_WEIGHTS);
}

const char *form_item_name(const struct form_node *item)
{
	static const char *const keys[] = { "name", "class", "id" };

	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
		const struct form_node *n =
				item->kind == JSON_OBJECT ? form_member(item, keys[i]) : NULL;

		if (n && n->kind == JSON_STRING && *n->text && !strpbrk(n->text, ".= \t\n") &&
				strspn(n->text, "0123456789") < strlen(n->text))
			return n->text;
	}
	return NULL;
}

struct form_node *form_fallback(
		struct form_arena *arena, const struct form_row *row, struct form_fault *fault)
{
	struct form_source *source = form_take(arena, sizeof *source);
	bool word = row->type == FORM_TEXT || row->type == FORM_PATH || row->type == FORM_ENUM;
	struct form_node *node;

	*source = (struct form_source){ FORM_FROM_DEFAULT, row->source, "" };
	if (!form_parse_value(arena, source, row->fallback, word, &node, fault))
		return NULL;
	node->key = row->key;
	return node;
}

/* ---- families of parameters ---- */

static struct form_node *unlink_member(struct form_node *object, const struct form_node *member)
{
	struct form_node *before = NULL, *n = object->first;

	for (; n != member; n = n->next)
		before = n;
	if (before)
		before->next = n->next;
	else
		object->first = n->next;
	if (object->last == n)
		object->last = before;
	object->count--;
	n->next = NULL;
	return n;
}

static size_t members_of_family(const char *name)
{
	char member[64];
	size_t n = 0;

	if (strlen(name) > 40)
		return 0;
	do
		snprintf(member, sizeof member, "%s.%zu", name, n++);
	while (spheron_param_find(member, strlen(member)) >= 0);
	return n - 1;
}

/* Puts the items of the array `family` into the object as members. */
static bool expand_family(struct form_arena *arena, struct form_node *object,
		struct form_node *family, const struct form_path *path, struct form_fault *fault)
{
	struct form_path here = { path, family->key, 0 };
	size_t n = members_of_family(family->key), i = 0;
	struct form_node *item, *next;

	if (n == 0)
		return true; /* whatever it is, it is looked at as a parameter */
	if (n != family->count)
		return form_refuse(fault, family, &here,
				"%u items; this family has %zu parameters, %s.0 to "
				"%s.%zu",
				family->count, n, family->key, family->key, n - 1);
	unlink_member(object, family);
	for (item = family->first; item; item = next, i++) {
		char *key = form_print(arena, "%s.%zu", family->key, i);

		next = item->next;
		item->next = NULL;
		if (form_member(object, key)) {
			here.name = key;
			return form_refuse_key(fault, form_member(object, key), &here,
					"this parameter is in the array \"%s\" as well; give it "
					"once",
					family->key);
		}
		item->key = key;
		item->key_line = family->key_line;
		item->key_column = family->key_column;
		form_node_append(object, item);
	}
	return true;
}

bool form_prepare(struct form_arena *arena, struct form_node *node, struct form_place place,
		const struct form_path *path, struct form_fault *fault)
{
	struct form_node *next;
	size_t i = 0;

	for (struct form_node *n = node->first; n; n = next, i++) {
		struct form_path here = { path, n->key, i };

		next = n->next;
		if (is_type(place, FORM_PARAMS) && n->key && n->kind == JSON_ARRAY) {
			if (!expand_family(arena, node, n, path, fault))
				return false;
		} else if (place.form || place.row) {
			if (!form_prepare(arena, n, form_place_below(place, n->key), &here, fault))
				return false;
		}
	}
	return true;
}

/* ---- merging ---- */

static struct form_node *appended(const struct form_node *node)
{
	return node->kind == JSON_OBJECT ? form_member(node, "$append") : NULL;
}

static void replace(struct form_node *object, struct form_node *old, struct form_node *new)
{
	struct form_node **link = &object->first;

	while (*link != old)
		link = &(*link)->next;
	*link = new;
	new->next = old->next;
	if (object->last == old)
		object->last = new;
}

static bool settle(struct form_arena *arena, struct form_node **node, struct form_place place,
		const struct form_path *path, struct form_fault *fault);

/* What an object with "$append" makes of the array *base. */
static bool append(struct form_arena *arena, struct form_node **base, struct form_node *over,
		struct form_place place, const struct form_path *path, struct form_fault *fault)
{
	struct form_node *more = appended(over), *next;

	if (over->count > 1)
		return form_refuse(fault, over, path,
				"other keys beside \"$append\"; it stands alone");
	if (more->kind != JSON_ARRAY)
		return form_refuse(fault, more, path, "\"$append\" is %s; an array belongs here",
				form_kind_name(more->kind));
	if (!*base && place.row && place.row->fallback)
		if (!(*base = form_fallback(arena, place.row, fault)))
			return false;
	if (!*base) {
		more->key = over->key;
		*base = more;
		return settle(arena, base, place, path, fault);
	}
	if ((*base)->kind != JSON_ARRAY)
		return form_refuse(fault, over, path,
				"\"$append\" to %s; only an array can be appended to",
				form_kind_name((*base)->kind));
	if (!settle(arena, &more, place, path, fault))
		return false;
	for (struct form_node *n = more->first; n; n = next) {
		next = n->next;
		n->next = NULL;
		form_node_append(*base, n);
	}
	(*base)->source = over->source;
	(*base)->line = more->line;
	(*base)->column = more->column;
	return true;
}

/* A value that has nothing below it: what appends in it, appends to fallbacks. */
static bool settle(struct form_arena *arena, struct form_node **node, struct form_place place,
		const struct form_path *path, struct form_fault *fault)
{
	struct form_node *next;
	size_t i = 0;

	if (appended(*node)) {
		struct form_node *base = NULL, *over = *node;

		*node = NULL;
		next = over->next;
		if (!append(arena, &base, over, place, path, fault))
			return false;
		base->key = over->key;
		*node = base;
		return true;
	}
	for (struct form_node **link = &(*node)->first; *link; link = &(*link)->next, i++) {
		struct form_path here = { path, (*link)->key, i };
		struct form_node *now = *link;

		next = now->next;
		if (!settle(arena, &now, form_place_below(place, now->key), &here, fault))
			return false;
		now->next = next;
		if (*link == (*node)->last)
			(*node)->last = now;
		*link = now;
	}
	return true;
}

/* Takes away what another tag has no use for; all of a law. */
static void change_tag(
		struct form_node *base, const struct form_node *over, struct form_place place)
{
	bool law = is_type(place, FORM_LAW);
	const char *tag = law ? "dist" : place.form ? place.form->tag : NULL;
	const struct form_node *old = tag ? form_member(base, tag) : NULL;
	const struct form_node *new = tag ? form_member(over, tag) : NULL;
	struct form_node *next;

	if (!new || new->kind != JSON_STRING || (!old && !law) || (old && form_node_same(old, new)))
		return;
	for (struct form_node *n = base->first; n; n = next) {
		const struct form_row *row = form_row_of(place.form, n->key);

		next = n->next;
		if (law || (row && !form_row_applies(row, new->text)))
			unlink_member(base, n);
	}
}

static bool merge_objects(struct form_arena *arena, struct form_node *base, struct form_node *over,
		struct form_place place, const struct form_path *path, struct form_fault *fault)
{
	struct form_node *next;

	change_tag(base, over, place);
	for (struct form_node *n = over->first; n; n = next) {
		struct form_node *old = form_member(base, n->key), *now = old;
		struct form_path here = { path, n->key, 0 };

		next = n->next;
		n->next = NULL;
		if (!form_merge(arena, &now, n, form_place_below(place, n->key), &here, fault))
			return false;
		if (!old)
			form_node_append(base, now);
		else if (now != old)
			replace(base, old, now);
	}
	return true;
}

bool form_merge(struct form_arena *arena, struct form_node **base, struct form_node *over,
		struct form_place place, const struct form_path *path, struct form_fault *fault)
{
	if (appended(over)) {
		const char *key = over->key;

		if (!append(arena, base, over, place, path, fault))
			return false;
		(*base)->key = key;
		return true;
	}
	if (*base && (*base)->kind == JSON_OBJECT && over->kind == JSON_OBJECT)
		return merge_objects(arena, *base, over, place, path, fault);
	*base = over;
	return settle(arena, base, place, path, fault);
}

/* ---- paths ---- */

/* A walk along the text of a path. */
struct walk {
	struct form_arena *arena;
	const struct form_node *value; /* for the place in messages */
	struct form_fault *fault;
	const char *whole;
};

static bool refuse(struct walk *w, const char *end, const char *format, const char *about)
		__attribute__((format(printf, 3, 0)));
static bool refuse(struct walk *w, const char *end, const char *format, const char *about)
{
	char so_far[200];
	struct form_path path = { NULL, so_far, 0 };
	size_t n = (size_t) (end - w->whole);

	while (n > 0 && w->whole[n - 1] == '.')
		n--;
	snprintf(so_far, sizeof so_far, "%.*s", (int) (n < 150 ? n : 150), w->whole);
	return form_refuse(w->fault, w->value, n ? &path : NULL, format, form_quote(about).text);
}

/* The item of a list that a step names, by number or name; NULL after a fault. */
static struct form_node *item_of(
		struct walk *w, const struct form_node *list, const char *step, const char *end)
{
	bool number = strspn(step, "0123456789") == strlen(step);
	size_t n = number ? strtoul(step, NULL, 10) : 0, i = 0;
	char names[200] = "";

	for (struct form_node *item = list->first; item; item = item->next, i++) {
		const char *name = form_item_name(item);

		if (number ? i == n : name && strcmp(name, step) == 0)
			return item;
		if (name && strlen(names) + strlen(name) + 3 < sizeof names) {
			strcat(names, *names ? ", " : "");
			strcat(names, name);
		}
	}
	if (!*names)
		snprintf(names, sizeof names, "%u, counted from 0", list->count);
	refuse(w, end, "no such item; there are %s", names);
	return NULL;
}

/* The object or array behind a key, made if it is not there yet; NULL after a fault. */
static struct form_node *member_of(struct walk *w, struct form_node *object, const char *step,
		const char *end, struct form_place below)
{
	struct form_node *child = form_member(object, step);

	if (!child) {
		if (below.row && below.row->fallback)
			child = form_fallback(w->arena, below.row, w->fault);
		else if (is_type(below, FORM_LIST))
			refuse(w, end, "there are no items to choose from%s", "");
		else
			child = form_node_new(w->arena, JSON_OBJECT, w->value);
		if (!child)
			return NULL;
		child->key = form_copy(w->arena, step, strlen(step));
		form_node_append(object, child);
	}
	if (child->kind == JSON_OBJECT || child->kind == JSON_ARRAY)
		return child;
	refuse(w, end, "this is %s and has no parts; set it as a whole",
			form_kind_name(child->kind));
	return NULL;
}

/* The last step: the value as the only member of a layer of its own. */
static bool set_member(
		struct walk *w, struct form_node *object, const char *key, struct form_place place)
{
	struct form_node *layer = form_node_new(w->arena, JSON_OBJECT, w->value);
	struct form_node *copy = form_node_copy(w->arena, w->value, key);
	char before[200];
	struct form_path path = { NULL, before, 0 };
	size_t n = strlen(w->whole) - strlen(key);

	if (!layer || !copy)
		return form_refuse(w->fault, w->value, NULL, TOO_MANY, FORM_NODES_MAX);
	snprintf(before, sizeof before, "%.*s", (int) (n > 150 ? 150 : n ? n - 1 : 0), w->whole);
	copy->next = NULL;
	form_node_append(layer, copy);
	return form_prepare(w->arena, layer, place, *before ? &path : NULL, w->fault) &&
	       form_merge(w->arena, &object, layer, place, *before ? &path : NULL, w->fault);
}

/* The item takes the value's place, or its members the value's. */
static bool set_item(struct walk *w, struct form_node *list, struct form_node *item,
		struct form_place place)
{
	struct form_node *now = item, *copy = form_node_copy(w->arena, w->value, NULL);
	struct form_path path = { NULL, w->whole, 0 };

	if (!copy)
		return form_refuse(w->fault, w->value, NULL, TOO_MANY, FORM_NODES_MAX);
	copy->next = NULL;
	if (!form_prepare(w->arena, copy, place, &path, w->fault) ||
			!form_merge(w->arena, &now, copy, place, &path, w->fault))
		return false;
	if (now != item)
		replace(list, item, now);
	return true;
}

bool form_set(struct form_arena *arena, struct form_node **root, const struct form *form,
		const char *path, const struct form_node *value, struct form_fault *fault)
{
	struct walk w = { arena, value, fault, path };
	struct form_place place = { form, NULL };
	struct form_node *at = *root;
	char step[200];

	for (;;) {
		size_t n = at->kind == JSON_OBJECT && keys_have_dots(place) ? strlen(path)
									    : strcspn(path, ".");
		const char *end = path + n;
		struct form_place below;
		struct form_node *next;

		if (n == 0 || n >= sizeof step)
			return refuse(&w, end,
					"\"%s\" is no path; names are parted by points, "
					"as in time.horizon",
					w.whole);
		snprintf(step, sizeof step, "%.*s", (int) n, path);
		below = form_place_below(place, at->kind == JSON_OBJECT ? step : NULL);
		if (at->kind == JSON_OBJECT && !*end)
			return set_member(&w, at, end - n, place);
		next = at->kind == JSON_OBJECT ? member_of(&w, at, step, end, below)
					       : item_of(&w, at, step, end);
		if (!next)
			return false;
		if (!*end)
			return set_item(&w, at, next, below);
		if (next->kind != JSON_OBJECT && next->kind != JSON_ARRAY)
			return refuse(&w, end, "this is %s and has no parts; set it as a whole",
					form_kind_name(next->kind));
		at = next;
		place = below;
		path = end + 1;
	}
}

/* What a path leads to as far as the tables know it; NULL if they do not. */
static const struct form_row *row_at(const struct form *form, const char *path)
{
	struct form_place place = { form, NULL };
	char step[200];

	while (*path) {
		size_t n = strcspn(path, ".");
		bool item = is_type(place, FORM_LIST);

		if (n >= sizeof step)
			return NULL;
		snprintf(step, sizeof step, "%.*s", (int) n, path);
		place = form_place_below(place, item ? NULL : step);
		path += n + (path[n] == '.');
	}
	return place.row;
}

bool form_set_option(struct form_arena *arena, struct form_node **root, const struct form *form,
		const char *assignment, const struct form_source *source, struct form_fault *fault)
{
	const char *equals = strchr(assignment, '=');
	const struct form_row *row;
	struct form_node *value;
	char *path;
	bool word;

	if (!equals || equals == assignment)
		return form_refuse_source(fault, source,
				"write it as path=value, time.horizon=30d for instance");
	path = form_copy(arena, assignment, (size_t) (equals - assignment));
	row = row_at(form, path);
	word = row && (row->type == FORM_TEXT || row->type == FORM_PATH || row->type == FORM_ENUM);
	return form_parse_value(arena, source, equals + 1, word, &value, fault) &&
	       form_set(arena, root, form, path, value, fault);
}
