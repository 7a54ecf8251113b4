/* Values of single rows: numbers, words, texts, parameters. */
#include "sim/scenario/form_fill.h"

#include "protocol/param.h"
#include "support/nearest.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ROOM_MAX  100000 /* items of a list without a limit of its own */
#define WORDS_MAX 64

/* ---- helpers ---- */

struct form_node *form_out(struct form_fill *f, struct form_spot spot, const char *key)
{
	struct form_node *out = form_node_new(f->arena, JSON_STRING, spot.node);

	if (out) {
		out->key = key;
		out->text = NULL;
	} else {
		form_refuse(f->fault, spot.node, spot.path,
				"more than %u values with their fallbacks; a scenario may not have "
				"more",
				FORM_NODES_MAX);
	}
	return out;
}

bool form_want_kind(
		struct form_fill *f, struct form_spot spot, enum json_kind kind, const char *wanted)
{
	spot.out->kind = kind;
	if (spot.node->kind == kind)
		return true;
	return form_refuse(f->fault, spot.node, spot.path, "%s; %s belongs here",
			form_kind_name(spot.node->kind), wanted);
}

static _Thread_local const char *const *names_searched;

static const char *name_at(size_t i)
{
	return names_searched[i];
}

void form_suggest(const char *word, const char *const *names, size_t n, char *text, size_t size)
{
	size_t used = strlen(text), i;
	ptrdiff_t near;

	names_searched = names;
	near = nearest_name(word, name_at, n);
	if (near >= 0) {
		snprintf(text + used, size - used, " (did you mean \"%s\"?)", names[near]);
		return;
	}
	for (i = 0; i < n && used + 60 < size; i++)
		used += (size_t) snprintf(text + used, size - used, "%s%s",
				i ? ", " : "; there are ", names[i]);
	if (i < n)
		snprintf(text + used, size - used, " ...");
}

static size_t count_words(const char *const *words)
{
	size_t n = 0;

	while (words && words[n])
		n++;
	return n;
}

/* The number of a word, or -1 after a fault. */
static ptrdiff_t find_word(struct form_fill *f, struct form_spot spot, const char *word, bool key)
{
	char why[500];

	for (size_t i = 0; spot.row->words[i]; i++)
		if (strcmp(spot.row->words[i], word) == 0)
			return (ptrdiff_t) i;
	snprintf(why, sizeof why, "\"%s\" is not known here", form_quote(word).text);
	form_suggest(word, spot.row->words, count_words(spot.row->words), why, sizeof why);
	if (key)
		form_refuse_key(f->fault, spot.node, spot.path, "%s", why);
	else
		form_refuse(f->fault, spot.node, spot.path, "%s", why);
	return -1;
}

/* ---- numbers ---- */

/* False if the value lies on the wrong side of a bound, side -1 for the smallest. */
static bool within(struct form_fill *f, struct form_spot spot, unsigned dimension,
		struct form_number number, const char *bound, int side)
{
	char why[FORM_WHY_SIZE], text[FORM_NUMBER_SIZE];
	struct form_number edge;

	if (!bound)
		return true;
	if (!form_number_read(dimension, true, false, bound, &edge, why))
		return form_refuse(f->fault, spot.node, spot.path, "the table's bound %s: %s",
				bound, why);
	if (form_number_compare(number, edge) * side <= 0)
		return true;
	form_number_write(dimension, edge, text);
	return form_refuse(f->fault, spot.node, spot.path, "%s is too %s; the %s admitted is %s",
			form_quote(spot.node->text).text, side < 0 ? "small" : "large",
			side < 0 ? "smallest" : "largest", text);
}

/* Numbers of this dimension are written without a unit, at least as well. */
static bool may_be_bare(unsigned dimension)
{
	return dimension == FORM_PLAIN || unit_want((enum unit_dimension) dimension).plain != 0;
}

bool form_fill_number(struct form_fill *f, struct form_spot spot, unsigned dimension,
		struct form_number *number)
{
	bool plain = dimension == FORM_PLAIN, bare = spot.node->kind == JSON_NUMBER;
	const struct form_row *row = spot.row;
	char why[FORM_WHY_SIZE], text[FORM_NUMBER_SIZE];

	if (!bare && (plain || spot.node->kind != JSON_STRING)) {
		const struct quantity_dimension *d = unit_table.dimension + (plain ? 0 : dimension);

		return form_refuse(f->fault, spot.node, spot.path,
				"%s; %s, %s%s%s for instance, belongs here",
				form_kind_name(spot.node->kind), plain ? "a plain number" : d->name,
				may_be_bare(dimension) ? "" : "\"", plain ? "0.35" : d->example,
				may_be_bare(dimension) ? "" : "\"");
	}
	if (!form_number_read(dimension, row->min && *row->min == '-', bare, spot.node->text,
			    number, why))
		return form_refuse(f->fault, spot.node, spot.path, "%s", why);
	if (!within(f, spot, dimension, *number, row->min, -1) ||
			!within(f, spot, dimension, *number, row->max, 1))
		return false;
	spot.out->kind = form_number_write(dimension, *number, text) ? JSON_NUMBER : JSON_STRING;
	spot.out->text = form_copy(f->arena, text, strlen(text));
	return true;
}

static bool fill_quantity(
		struct form_fill *f, struct form_spot spot, unsigned dimension, double *at)
{
	struct form_number number;

	if (!form_fill_number(f, spot, dimension, &number))
		return false;
	*at = form_number_double(dimension, number);
	return true;
}

static unsigned counting(unsigned dimension)
{
	return dimension ? dimension : UNIT_COUNT;
}

/* A whole number up to `most`. */
static bool fill_whole(struct form_fill *f, struct form_spot spot, unsigned dimension,
		uint64_t most, uint64_t *at)
{
	char text[FORM_NUMBER_SIZE];
	struct form_number number;

	if (!form_fill_number(f, spot, dimension, &number))
		return false;
	if (number.negative || number.steps.hi || number.steps.lo > most) {
		form_number_write(dimension, (struct form_number){ false, { most, 0 } }, text);
		return form_refuse(f->fault, spot.node, spot.path,
				"%s is too large; the largest admitted is %s",
				form_quote(spot.node->text).text, text);
	}
	*at = number.steps.lo;
	return true;
}

static bool fill_count(struct form_fill *f, struct form_spot spot, uint32_t *at)
{
	uint64_t n;

	if (!fill_whole(f, spot, counting(spot.row->dimension), UINT32_MAX, &n))
		return false;
	*at = (uint32_t) n;
	return true;
}

static bool fill_amount(struct form_fill *f, struct form_spot spot, struct spheron_u128 *at)
{
	struct form_number number;

	if (!form_fill_number(f, spot, spot.row->dimension, &number))
		return false;
	*at = (struct spheron_u128){ number.steps.lo, number.steps.hi };
	return true;
}

/* ---- words and texts ---- */

static bool fill_bool(struct form_fill *f, struct form_spot spot, bool *at)
{
	enum json_kind kind = spot.node->kind;

	if (kind != JSON_TRUE && kind != JSON_FALSE)
		return form_refuse(f->fault, spot.node, spot.path, "%s; true or false belongs here",
				form_kind_name(kind));
	spot.out->kind = kind;
	*at = kind == JSON_TRUE;
	return true;
}

static bool fill_enum(struct form_fill *f, struct form_spot spot, uint32_t *at)
{
	ptrdiff_t word;

	if (!form_want_kind(f, spot, JSON_STRING, "a name in quotes"))
		return false;
	word = find_word(f, spot, spot.node->text, false);
	*at = (uint32_t) word;
	spot.out->text = spot.node->text;
	return word >= 0;
}

static bool fill_text(struct form_fill *f, struct form_spot spot, const char **at)
{
	const struct form_row *row = spot.row;
	size_t n;

	if (!form_want_kind(f, spot, JSON_STRING, "a text in quotes"))
		return false;
	n = strlen(spot.node->text);
	if (row->min && n < strtoul(row->min, NULL, 10))
		return form_refuse(f->fault, spot.node, spot.path,
				"\"%s\" is too short; a text of %s or more bytes belongs here",
				form_quote(spot.node->text).text, row->min);
	if (row->max && n > strtoul(row->max, NULL, 10))
		return form_refuse(f->fault, spot.node, spot.path,
				"the text is too long; at most %s bytes belong here", row->max);
	spot.out->text = *at = spot.node->text;
	return true;
}

/* In the struct from the current directory, in the text from that of the scenario. */
static bool fill_path(struct form_fill *f, struct form_spot spot, const char **at)
{
	const char *text;

	if (!fill_text(f, spot, &text))
		return false;
	if (*text && *text != '/')
		text = form_print(f->arena, "%s%s", spot.node->source->directory, text);
	spot.out->text = text;
	*at = *text && *text != '/' ? form_print(f->arena, "%s%s", f->directory, text) : text;
	return true;
}

static bool fill_free(struct form_fill *f, struct form_spot spot, const char **at)
{
	struct form_text t = { NULL, 0, 0 };
	size_t depth = 0;

	for (const struct form_path *p = spot.path; p; p = p->up)
		depth++;
	if (!form_copy_parts(f->arena, spot.node, spot.out, JSON_DEPTH_MAX - depth))
		return form_refuse(f->fault, spot.node, spot.path,
				"nested too deep or too large; %d levels are admitted",
				JSON_DEPTH_MAX);
	form_write_line(&t, spot.out);
	*at = form_copy(f->arena, t.text, t.size);
	form_text_free(&t);
	return true;
}

/* ---- several ---- */

static bool want_items(struct form_fill *f, struct form_spot spot, const char *what)
{
	size_t room = spot.row->room ? spot.row->room : ROOM_MAX;

	if (!form_want_kind(f, spot, JSON_ARRAY, what))
		return false;
	if (spot.node->count > room)
		return form_refuse(f->fault, spot.node, spot.path,
				"%u items; at most %zu are admitted", spot.node->count, room);
	return true;
}

/* Calls fill(f, item's spot, number of the item) for each. */
struct items {
	bool (*fill)(struct form_fill *f, struct form_spot spot, char *at);
	char *at;
	size_t size;
};

static bool fill_items(struct form_fill *f, struct form_spot spot, struct items items)
{
	size_t i = 0;

	for (const struct form_node *n = spot.node->first; n; n = n->next, i++) {
		struct form_path here = { spot.path, NULL, i };
		struct form_spot item = { spot.row, n, &here, NULL };

		item.out = form_out(f, item, NULL);
		if (!item.out || !items.fill(f, item, items.at + i * items.size))
			return false;
		form_node_append(spot.out, item.out);
	}
	return true;
}

static bool item_plain(struct form_fill *f, struct form_spot spot, char *at)
{
	return fill_quantity(f, spot, FORM_PLAIN, (double *) (void *) at);
}

static bool item_quantity(struct form_fill *f, struct form_spot spot, char *at)
{
	return fill_quantity(f, spot, spot.row->dimension, (double *) (void *) at);
}

static bool item_text(struct form_fill *f, struct form_spot spot, char *at)
{
	return fill_text(f, spot, (const char **) (void *) at);
}

static bool fill_numbers(struct form_fill *f, struct form_spot spot, char *at)
{
	if (!form_want_kind(f, spot, JSON_ARRAY, "an array of plain numbers"))
		return false;
	if (spot.node->count != spot.row->room)
		return form_refuse(f->fault, spot.node, spot.path, "%u numbers; %zu belong here",
				spot.node->count, spot.row->room);
	return fill_items(f, spot, (struct items){ item_plain, at, sizeof(double) });
}

static bool fill_series(struct form_fill *f, struct form_spot spot, char *base)
{
	double *values;

	if (!want_items(f, spot, "an array of numbers or quantities"))
		return false;
	values = form_take(f->arena, spot.node->count * sizeof *values + 1);
	*(const double **) (void *) (base + spot.row->offset) = values;
	*(uint32_t *) (void *) (base + spot.row->count_offset) = spot.node->count;
	return fill_items(
			f, spot, (struct items){ item_quantity, (char *) values, sizeof *values });
}

static bool fill_texts(struct form_fill *f, struct form_spot spot, char *base)
{
	const char **texts;

	if (!want_items(f, spot, "an array of texts"))
		return false;
	texts = form_take(f->arena, spot.node->count * sizeof *texts + 1);
	*(const char ***) (void *) (base + spot.row->offset) = texts;
	*(uint32_t *) (void *) (base + spot.row->count_offset) = spot.node->count;
	return fill_items(f, spot, (struct items){ item_text, (char *) texts, sizeof *texts });
}

static bool fill_words(struct form_fill *f, struct form_spot spot, uint32_t *at)
{
	const struct form_node *first[WORDS_MAX / 2] = { NULL };

	if (!form_want_kind(f, spot, JSON_ARRAY, "an array of names"))
		return false;
	for (const struct form_node *n = spot.node->first; n; n = n->next) {
		struct form_spot item = { spot.row, n, spot.path, spot.out };
		ptrdiff_t word;

		if (n->kind != JSON_STRING)
			return form_refuse(f->fault, n, spot.path,
					"%s; a name in quotes belongs here",
					form_kind_name(n->kind));
		word = find_word(f, item, n->text, false);
		if (word < 0)
			return false;
		if (first[word])
			return form_refuse(f->fault, n, spot.path, "\"%s\" a second time", n->text);
		first[word] = n;
	}
	*at = 0;
	for (size_t i = 0; spot.row->words[i]; i++) {
		struct form_node *out;

		if (!first[i])
			continue;
		*at |= UINT32_C(1) << i;
		out = form_out(f, spot, NULL);
		if (!out)
			return false;
		out->text = spot.row->words[i];
		form_node_append(spot.out, out);
	}
	return true;
}

/* In the order of the words; values of 0 count as given. */
static bool fill_weights(struct form_fill *f, struct form_spot spot, double *at)
{
	double sum = 0;

	if (!form_want_kind(f, spot, JSON_OBJECT, "an object of names and weights"))
		return false;
	for (const struct form_node *n = spot.node->first; n; n = n->next) {
		struct form_path here = { spot.path, n->key, 0 };
		struct form_spot key = { spot.row, n, &here, NULL };

		if (find_word(f, key, n->key, true) < 0)
			return false;
	}
	for (size_t i = 0; spot.row->words[i]; i++) {
		const struct form_node *n = form_member(spot.node, spot.row->words[i]);
		struct form_path here = { spot.path, spot.row->words[i], 0 };
		struct form_spot member = { spot.row, n, &here, NULL };

		at[i] = 0;
		if (!n)
			continue;
		member.out = form_out(f, member, spot.row->words[i]);
		if (!member.out || !fill_quantity(f, member, FORM_PLAIN, &at[i]))
			return false;
		sum += at[i];
		form_node_append(spot.out, member.out);
	}
	if (!(sum > 0))
		return form_refuse(f->fault, spot.node, spot.path,
				"all weights are 0; at least one is more than that");
	return true;
}

/* ---- parameters of the protocol ---- */

static bool unknown_param(struct form_fill *f, struct form_spot spot)
{
	static _Thread_local struct spheron_param_info info[SPHERON_PARAM_COUNT];
	const char *names[SPHERON_PARAM_COUNT];
	char why[300];

	for (unsigned i = 0; i < SPHERON_PARAM_COUNT; i++) {
		spheron_param_info(i, &info[i]);
		names[i] = info[i].name;
	}
	snprintf(why, sizeof why, "%s.0", form_quote(spot.node->key).text);
	if (spheron_param_find(why, strlen(why)) >= 0)
		return form_refuse(f->fault, spot.node, spot.path,
				"%s; an array for the whole family belongs here, or name one, "
				"\"%s\"",
				form_kind_name(spot.node->kind), form_quote(why).text);
	snprintf(why, sizeof why, "no parameter of the protocol has this name");
	form_suggest(spot.node->key, names, SPHERON_PARAM_COUNT, why, sizeof why);
	return form_refuse_key(f->fault, spot.node, spot.path, "%s", why);
}

static bool fill_param(
		struct form_fill *f, struct form_spot spot, unsigned param, struct form_param *at)
{
	struct quantity_want want = unit_of_param(param);
	enum json_kind kind = spot.node->kind;
	struct spheron_param_info info;
	struct quantity_number value = { kind == JSON_TRUE, 0 };
	struct quantity_fault fault;
	char text[FORM_NUMBER_SIZE];

	spheron_param_info(param, &info);
	if ((kind == JSON_TRUE || kind == JSON_FALSE) && strcmp(info.unit, "bool") == 0) {
		;
	} else if (kind != JSON_STRING && kind != JSON_NUMBER) {
		return form_refuse(f->fault, spot.node, spot.path,
				"%s; %s, \"%s\" for instance, belongs here", form_kind_name(kind),
				unit_table.dimension[want.dimension].name,
				unit_table.dimension[want.dimension].example);
	} else if (!quantity_read(&unit_table, &want, spot.node->text, strlen(spot.node->text),
				   &value, &fault)) {
		return form_refuse(f->fault, spot.node, spot.path, "%s", fault.why);
	}
	at->given = true;
	at->value = (struct spheron_u128){ value.lo, value.hi };
	spot.out->kind = form_steps_write(&want, value, text) ? JSON_NUMBER : JSON_STRING;
	spot.out->text = form_copy(f->arena, text, strlen(text));
	return true;
}

static bool fill_params(struct form_fill *f, struct form_spot spot, struct form_param *at)
{
	const struct form_node *given[SPHERON_PARAM_COUNT] = { NULL };
	struct spheron_param_info info;

	if (!form_want_kind(f, spot, JSON_OBJECT, "an object of parameters of the protocol"))
		return false;
	for (const struct form_node *n = spot.node->first; n; n = n->next) {
		struct form_path here = { spot.path, n->key, 0 };
		int param = spheron_param_find(n->key, strlen(n->key));

		if (param < 0)
			return unknown_param(f, (struct form_spot){ spot.row, n, &here, NULL });
		given[param] = n;
	}
	for (unsigned i = 0; i < SPHERON_PARAM_COUNT; i++) {
		struct form_path here = { spot.path, given[i] ? given[i]->key : NULL, 0 };
		struct form_spot member = { spot.row, given[i], &here, NULL };

		if (!given[i])
			continue;
		spheron_param_info(i, &info);
		member.out = form_out(f, member, form_copy(f->arena, info.name, strlen(info.name)));
		if (!member.out || !fill_param(f, member, i, &at[i]))
			return false;
		form_node_append(spot.out, member.out);
	}
	return true;
}

/* ---- all of them ---- */

bool form_fill_value(struct form_fill *f, struct form_spot spot, char *base)
{
	const struct form_row *row = spot.row;
	void *at = base + row->offset;

	switch (row->type) {
	case FORM_QUANTITY:
		return fill_quantity(f, spot, row->dimension, at);
	case FORM_NUMBER:
		return fill_quantity(f, spot, FORM_PLAIN, at);
	case FORM_MS:
		return fill_whole(f, spot, UNIT_DURATION, INT64_MAX, at);
	case FORM_COUNT:
		return fill_count(f, spot, at);
	case FORM_COUNT64:
		return fill_whole(f, spot, counting(row->dimension), UINT64_MAX, at);
	case FORM_AMOUNT:
		return fill_amount(f, spot, at);
	case FORM_BOOL:
		return fill_bool(f, spot, at);
	case FORM_ENUM:
		return fill_enum(f, spot, at);
	case FORM_TEXT:
		return fill_text(f, spot, at);
	case FORM_PATH:
		return fill_path(f, spot, at);
	case FORM_LAW:
		return form_fill_law(f, spot, at);
	case FORM_FREE:
		return fill_free(f, spot, at);
	case FORM_NUMBERS:
		return fill_numbers(f, spot, at);
	case FORM_SERIES:
		return fill_series(f, spot, base);
	case FORM_TEXTS:
		return fill_texts(f, spot, base);
	case FORM_WORDS:
		return fill_words(f, spot, at);
	case FORM_WEIGHTS:
		return fill_weights(f, spot, at);
	case FORM_PARAMS:
		return fill_params(f, spot, at);
	case FORM_OBJECT:
	case FORM_LIST:
	case FORM_NAMED:
	case FORM_TYPE_COUNT:
		break;
	}
	return form_fill_row(f, spot, base);
}
