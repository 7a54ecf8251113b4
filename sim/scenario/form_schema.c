#include "sim/scenario/form_schema.h"

#include "protocol/param.h"
#include "sim/scenario/form_law.h"
#include "sim/scenario/form_merge.h"
#include "sim/scenario/form_number.h"

#include <stdio.h>
#include <string.h>

#define NUMBER_PATTERN "([1-9][0-9]{0,2}(_[0-9]{3})+|0|[1-9][0-9]*)(\\.[0-9]+)?"

typedef struct form_node node; /* an object of the schema that is being made */

struct schema {
	struct form_arena arena;
	node *definitions;
	bool refers[UNIT_DIMENSION_COUNT + 1], laws[UNIT_DIMENSION_COUNT + 1];
};

/* ---- making objects ---- */

static node *put(struct schema *s, node *parent, const char *key, enum json_kind kind,
		const char *text)
{
	node *n = form_node_new(&s->arena, kind, NULL);

	n->key = key;
	n->text = text;
	if (parent)
		form_node_append(parent, n);
	return n;
}

static node *object(struct schema *s, node *parent, const char *key)
{
	return put(s, parent, key, JSON_OBJECT, NULL);
}

static node *array(struct schema *s, node *parent, const char *key)
{
	return put(s, parent, key, JSON_ARRAY, NULL);
}

static void string(struct schema *s, node *parent, const char *key, const char *text)
{
	put(s, parent, key, JSON_STRING, text);
}

static void number(struct schema *s, node *parent, const char *key, size_t n)
{
	put(s, parent, key, JSON_NUMBER, form_print(&s->arena, "%zu", n));
}

static void words(struct schema *s, node *parent, const char *key, const char *const *word)
{
	node *list = array(s, parent, key);

	for (; *word; word++)
		string(s, list, NULL, *word);
}

/* ---- quantities ---- */

static const char *dimension_key(struct schema *s, unsigned dimension)
{
	const char *name = unit_table.dimension[dimension].name;
	char *key;

	name += strncmp(name, "an ", 3) == 0 ? 3 : 2;
	key = form_copy(&s->arena, name, strlen(name));
	for (char *c = key; *c; c++)
		if (*c == ' ')
			*c = '-';
	return key;
}

static const char *pattern_of(struct schema *s, const struct quantity_want *want, bool sign)
{
	struct form_text t = { NULL, 0, 0 };
	const char *result;
	size_t n = 0;

	form_add(&t, sign ? "^-?" NUMBER_PATTERN : "^" NUMBER_PATTERN);
	for (size_t i = 0; i < unit_table.n_units; i++) {
		const struct quantity_unit *u = unit_table.unit + i;

		if (u->dimension != want->dimension || u->instead)
			continue;
		form_add(&t, n++ ? "|" : "( ?(");
		form_add(&t, u->name);
		form_add(&t, u->one ? "|" : "");
		form_add(&t, u->one ? u->one : "");
	}
	form_add(&t, !n ? "$" : want->plain ? "))?$" : "))$");
	result = form_copy(&s->arena, t.text, t.size);
	form_text_free(&t);
	return result;
}

static const char *units_of(struct schema *s, unsigned dimension)
{
	char units[300] = "";

	quantity_units(&unit_table, dimension, units, sizeof units);
	return form_print(&s->arena, "%s%s%s, like \"%s\"", unit_table.dimension[dimension].name,
			*units ? " in " : "", units, unit_table.dimension[dimension].example);
}

/* What a value of the want may be, as members of n. */
static void quantity(struct schema *s, node *n, const struct quantity_want *want, bool sign)
{
	node *either, *text;

	if (!want->plain) {
		string(s, n, "type", "string");
		string(s, n, "pattern", pattern_of(s, want, sign));
		return;
	}
	either = array(s, n, "anyOf");
	text = object(s, either, NULL);
	string(s, text, "type", want->plain == 1 && want->step == 1 ? "integer" : "number");
	if (!sign)
		number(s, text, "minimum", 0);
	text = object(s, either, NULL);
	string(s, text, "type", "string");
	string(s, text, "pattern", pattern_of(s, want, sign));
}

static const char *reference(struct schema *s, const char *key)
{
	return form_print(&s->arena, "#/$defs/%s", key);
}

/* A value of a dimension: a reference to its definition, which is made when first needed. */
static void dimension(struct schema *s, node *n, unsigned which)
{
	struct quantity_want want;
	const char *key;
	node *d;

	if (which == FORM_PLAIN) {
		string(s, n, "type", "number");
		return;
	}
	key = dimension_key(s, which);
	string(s, n, "$ref", reference(s, key));
	if (s->refers[which])
		return;
	s->refers[which] = true;
	want = unit_want((enum unit_dimension) which);
	d = object(s, s->definitions, key);
	string(s, d, "description", units_of(s, which));
	quantity(s, d, &want, false);
}

static void comments(struct schema *s, node *n)
{
	node *patterns = object(s, n, "patternProperties");

	put(s, patterns, "^\\$(comment|schema)$", JSON_TRUE, NULL);
	put(s, n, "additionalProperties", JSON_FALSE, NULL);
}

static void plain_bound(struct schema *s, node *n, const char *key, const char *bound)
{
	char why[FORM_WHY_SIZE], text[FORM_NUMBER_SIZE];
	struct form_number value;

	if (!bound || !form_number_read(FORM_PLAIN, true, true, bound, &value, why))
		return;
	form_number_write(FORM_PLAIN, value, text);
	put(s, n, key, JSON_NUMBER, form_copy(&s->arena, text, strlen(text)));
}

/* No key is required: another layer may have it. */
static void law_kind(struct schema *s, node *n, unsigned which, enum law_kind kind)
{
	node *keys, *key;

	string(s, n, "type", "object");
	keys = object(s, n, "properties");
	string(s, object(s, keys, "dist"), "const", form_law_name(kind));
	for (size_t i = 0; i < FORM_LAW_PARAMS; i++) {
		const struct form_law_param *p = &form_law_params[kind][i];

		if (!p->key)
			continue;
		key = object(s, keys, p->key);
		string(s, key, "description", p->help);
		dimension(s, key, p->scaled ? which : FORM_PLAIN);
		if (!p->scaled) {
			plain_bound(s, key, "minimum", p->min);
			plain_bound(s, key, "maximum", p->max);
		}
	}
	if (kind == LAW_TABLE) {
		key = object(s, keys, "quantiles");
		string(s, key, "type", "array");
		number(s, key, "minItems", 2);
		dimension(s, object(s, key, "items"), which);
	}
	dimension(s, object(s, keys, "at_least"), which);
	dimension(s, object(s, keys, "at_most"), which);
	comments(s, n);
}

static void law(struct schema *s, node *n, unsigned row_dimension)
{
	unsigned which = form_law_dimension(row_dimension);
	const char *key = form_print(&s->arena, "law-%s",
			which == FORM_PLAIN ? "number" : dimension_key(s, which));
	node *either;

	string(s, n, "$ref", reference(s, key));
	if (s->laws[which])
		return;
	s->laws[which] = true;
	either = array(s, object(s, s->definitions, key), "anyOf");
	dimension(s, object(s, either, NULL), which);
	for (int kind = 0; kind < LAW_KIND_COUNT; kind++)
		law_kind(s, object(s, either, NULL), which, (enum law_kind) kind);
}

/* ---- parameters ---- */

static void param(struct schema *s, node *n, unsigned i, const struct spheron_param_info *info)
{
	struct quantity_want want = unit_of_param(i);
	char low[FORM_NUMBER_SIZE], high[FORM_NUMBER_SIZE];

	form_steps_write(&want, want.min, low);
	form_steps_write(&want, want.max, high);
	string(s, n, "description",
			form_print(&s->arena,
					"%s (%s), from %s to %s; a number without unit "
					"counts %s",
					info->name, units_of(s, want.dimension), low, high,
					info->unit));
	if (strcmp(info->unit, "bool") == 0) {
		node *either = array(s, n, "enum");

		put(s, either, NULL, JSON_FALSE, NULL);
		put(s, either, NULL, JSON_TRUE, NULL);
		put(s, either, NULL, JSON_NUMBER, "0");
		put(s, either, NULL, JSON_NUMBER, "1");
		put(s, either, NULL, JSON_STRING, "0");
		put(s, either, NULL, JSON_STRING, "1");
		return;
	}
	quantity(s, n, &want, false);
}

static void params(struct schema *s, node *n)
{
	struct spheron_param_info info;
	node *keys;

	string(s, n, "$ref", reference(s, "params"));
	if (form_member(s->definitions, "params"))
		return;
	n = object(s, s->definitions, "params");
	string(s, n, "type", "object");
	keys = object(s, n, "properties");
	for (unsigned i = 0; i < SPHERON_PARAM_COUNT; i++) {
		const char *dot, *family;

		spheron_param_info(i, &info);
		param(s, object(s, keys, form_copy(&s->arena, info.name, strlen(info.name))), i,
				&info);
		dot = strchr(info.name, '.');
		if (!dot || strcmp(dot, ".0") != 0)
			continue;
		family = form_copy(&s->arena, info.name, (size_t) (dot - info.name));
		string(s, object(s, keys, family), "type", "array");
	}
	comments(s, n);
}

/* ---- rows ---- */

static void form_object(struct schema *s, node *n, const struct form *form, bool whole);

/* Keys that cannot be with this word of the tag; without the tag another layer may have it. */
static void tag_word(struct schema *s, node *all, const struct form *form, const char *word)
{
	node *rule = NULL, *then = NULL, *when;

	for (const struct form_row *r = form->rows; r->key; r++) {
		if (form_row_applies(r, word))
			continue;
		if (!rule) {
			rule = object(s, all, NULL);
			when = object(s, rule, "if");
			string(s, object(s, object(s, when, "properties"), form->tag), "const",
					word);
			string(s, array(s, when, "required"), NULL, form->tag);
			then = object(s, object(s, rule, "then"), "properties");
		}
		put(s, then, r->key, JSON_FALSE, NULL);
	}
}

static void tags(struct schema *s, node *n, const struct form *form)
{
	const struct form_row *row = form->tag ? form_row_of(form, form->tag) : NULL;
	node *all;

	if (!row)
		return;
	all = array(s, n, "allOf");
	for (size_t i = 0; row->words[i]; i++)
		tag_word(s, all, form, row->words[i]);
	if (!all->first)
		put(s, all, NULL, JSON_TRUE, NULL);
}

/* An array, or what appends to one. */
static node *items(struct schema *s, node *n, const struct form_row *row)
{
	node *either = array(s, n, "anyOf"), *list = object(s, either, NULL), *more, *item;

	string(s, list, "type", "array");
	item = object(s, list, "items");
	if (row->room)
		number(s, list, row->type == FORM_NUMBERS ? "minItems" : "maxItems", row->room);
	if (row->type == FORM_NUMBERS)
		number(s, list, "maxItems", row->room);
	more = object(s, either, NULL);
	string(s, more, "type", "object");
	string(s, object(s, object(s, more, "properties"), "$append"), "type", "array");
	string(s, array(s, more, "required"), NULL, "$append");
	put(s, more, "additionalProperties", JSON_FALSE, NULL);
	return item;
}

static void plain_number(struct schema *s, node *n, const struct form_row *row)
{
	string(s, n, "type", "number");
	plain_bound(s, n, "minimum", row->min ? row->min : "0");
	plain_bound(s, n, "maximum", row->max);
}

static void several(struct schema *s, node *n, const struct form_row *row)
{
	node *inner;

	switch (row->type) {
	case FORM_LIST:
		form_object(s, items(s, n, row), row->sub, true);
		break;
	case FORM_NAMED:
		string(s, n, "type", "object");
		put(s, object(s, n, "properties"), "$comment", JSON_TRUE, NULL);
		string(s, object(s, n, "propertyNames"), "pattern", "^[^.= \"\\\\]+$");
		inner = object(s, n, "additionalProperties");
		form_object(s, inner, row->sub, false);
		break;
	case FORM_NUMBERS:
		plain_number(s, items(s, n, row), row);
		break;
	case FORM_SERIES:
		dimension(s, items(s, n, row), row->dimension);
		break;
	case FORM_TEXTS:
		string(s, items(s, n, row), "type", "string");
		break;
	case FORM_WORDS:
		words(s, items(s, n, row), "enum", row->words);
		break;
	case FORM_WEIGHTS:
		string(s, n, "type", "object");
		inner = object(s, n, "properties");
		for (size_t i = 0; row->words[i]; i++)
			plain_number(s, object(s, inner, row->words[i]), row);
		comments(s, n);
		break;
	case FORM_QUANTITY:
	case FORM_MS:
	case FORM_COUNT:
	case FORM_COUNT64:
	case FORM_AMOUNT:
	case FORM_NUMBER:
	case FORM_BOOL:
	case FORM_ENUM:
	case FORM_TEXT:
	case FORM_PATH:
	case FORM_LAW:
	case FORM_FREE:
	case FORM_OBJECT:
	case FORM_PARAMS:
	case FORM_TYPE_COUNT:
		break;
	}
}

static void one(struct schema *s, node *n, const struct form_row *row)
{
	struct quantity_want want;

	switch (row->type) {
	case FORM_QUANTITY:
	case FORM_AMOUNT:
		if (!row->min || *row->min != '-' || row->dimension == FORM_PLAIN) {
			dimension(s, n, row->dimension);
			break;
		}
		want = unit_want((enum unit_dimension) row->dimension);
		quantity(s, n, &want, true);
		break;
	case FORM_MS:
		dimension(s, n, UNIT_DURATION);
		break;
	case FORM_COUNT:
	case FORM_COUNT64:
		dimension(s, n, row->dimension ? row->dimension : UNIT_COUNT);
		break;
	case FORM_NUMBER:
		plain_number(s, n, row);
		break;
	case FORM_BOOL:
		string(s, n, "type", "boolean");
		break;
	case FORM_ENUM:
		words(s, n, "enum", row->words);
		break;
	case FORM_TEXT:
	case FORM_PATH:
		string(s, n, "type", "string");
		break;
	case FORM_LAW:
		law(s, n, row->dimension);
		break;
	case FORM_FREE:
		break;
	case FORM_OBJECT:
		form_object(s, n, row->sub, false);
		break;
	case FORM_PARAMS:
		params(s, n);
		break;
	case FORM_LIST:
	case FORM_NAMED:
	case FORM_NUMBERS:
	case FORM_SERIES:
	case FORM_TEXTS:
	case FORM_WORDS:
	case FORM_WEIGHTS:
	case FORM_TYPE_COUNT:
		several(s, n, row);
		break;
	}
}

/* What a row means, with its bounds and where its fallback is from. */
static const char *description(struct schema *s, const struct form_row *row)
{
	const char *low = row->min ? form_print(&s->arena, ", from %s", row->min) : "";
	const char *high = row->max ? form_print(&s->arena, "%s %s", row->min ? " to" : ", up to",
						      row->max)
				    : "";

	return form_print(&s->arena, "%s%s%s%s%s%s%s%s", row->help ? row->help : row->key, low,
			high, row->required ? "; required" : "",
			row->when ? form_print(&s->arena, "; with %s", row->when) : "",
			row->source ? " (fallback from " : "", row->source ? row->source : "",
			row->source ? ")" : "");
}

static void property(struct schema *s, node *keys, const struct form_row *row)
{
	node *n = object(s, keys, row->key), *fallback;
	struct form_fault fault;

	string(s, n, "description", description(s, row));
	one(s, n, row);
	if (row->fallback && (fallback = form_fallback(&s->arena, row, &fault))) {
		fallback->key = "default";
		form_node_append(n, fallback);
	}
}

/* An object of a form; one that no other layer completes (`whole`) must have what is required. */
static void form_object(struct schema *s, node *n, const struct form *form, bool whole)
{
	node *keys, *required = NULL;

	string(s, n, "type", "object");
	keys = object(s, n, "properties");
	for (const struct form_row *r = form->rows; r->key; r++)
		property(s, keys, r);
	for (const struct form_row *r = form->rows; whole && r->key; r++) {
		if (!r->required || r->when)
			continue;
		required = required ? required : array(s, n, "required");
		string(s, required, NULL, r->key);
	}
	comments(s, n);
	tags(s, n, form);
}

/* ---- the whole ---- */

static void top_keys(struct schema *s, node *keys)
{
	node *include = object(s, keys, "include"), *matrix = object(s, keys, "matrix"), *inner;

	string(s, include, "description",
			"files whose values are laid below those of this one, in order; "
			"their names are relative to this file");
	string(s, include, "type", "array");
	string(s, object(s, include, "items"), "type", "string");
	string(s, matrix, "description", "a cell for each combination of the values of all axes");
	string(s, matrix, "type", "object");
	inner = object(s, matrix, "properties");
	keys = object(s, inner, "axes");
	string(s, keys, "description", "paths, each with the values that it takes");
	string(s, keys, "type", "object");
	include = object(s, keys, "additionalProperties");
	words(s, include, "type", (const char *const[]){ "array", "string", NULL });
	keys = object(s, inner, "exclude");
	string(s, keys, "description", "combinations that are left out");
	string(s, keys, "type", "array");
	string(s, object(s, keys, "items"), "type", "object");
	comments(s, matrix);
}

char *form_schema(const struct form *form)
{
	struct schema s = { .definitions = NULL };
	struct form_text t = { NULL, 0, 0 };
	node *root = object(&s, NULL, NULL);

	s.definitions = object(&s, NULL, "$defs");
	string(&s, root, "$schema", "https://json-schema.org/draft/2020-12/schema");
	string(&s, root, "title", form->name);
	if (form->help)
		string(&s, root, "description", form->help);
	form_object(&s, root, form, false);
	top_keys(&s, form_member(root, "properties"));
	form_node_append(root, s.definitions);
	form_write(&t, root);
	form_arena_free(&s.arena);
	return t.text;
}
