#include "sim/suite/shrink_tree.h"

#include "sim/player.h"
#include "sim/scenario/form_document.h"
#include "sim/scenario/form_merge.h"
#include "sim/unit.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* ---- parts ---- */

static uint32_t add_part(struct shrink_tree *t, struct shrink_part part)
{
	if (t->n_parts == t->room_parts) {
		t->room_parts = t->room_parts ? 2 * t->room_parts : 256;
		t->part = must(realloc(t->part, t->room_parts * sizeof *t->part));
	}
	t->part[t->n_parts] = part;
	return t->n_parts++;
}

uint32_t shrink_tree_member(const struct shrink_tree *t, uint32_t part, const char *key)
{
	for (uint32_t i = part + 1; i < t->part[part].end; i = t->part[i].end)
		if (t->part[i].key && strcmp(t->part[i].key, key) == 0)
			return i;
	return 0;
}

uint32_t shrink_tree_at(const struct shrink_tree *t, const char *const *keys)
{
	uint32_t part = 0;

	for (size_t k = 0; keys[k]; k++)
		if (!(part = shrink_tree_member(t, part, keys[k])))
			return 0;
	return part;
}

void shrink_tree_stays(struct shrink_tree *t, uint32_t part)
{
	for (uint32_t i = part; i < t->part[part].end; i++)
		t->part[i].stays = true;
	for (uint32_t i = part; i != 0; i = t->part[i].up)
		t->part[i].stays = true;
}

bool shrink_tree_there(const struct shrink_tree *t, uint32_t part)
{
	for (; part != 0; part = t->part[part].up)
		if (t->now.gone[part])
			return false;
	return true;
}

/* ---- reading ---- */

struct reading {
	struct shrink_tree *t;
	const struct form_document *document;
	const char *to;
};

/* A file named in the scenario, seen from where the smaller one will be. */
static const char *moved(const struct reading *r, const struct form_node *node)
{
	struct form_arena *arena = &r->t->arena;
	const char *seen, *from = r->document->directory;
	char here[4096];

	if (!*node->text || *node->text == '/')
		return node->text;
	seen = form_print(arena, "%s%s", node->source->directory, node->text);
	if (*seen == '/' || strcmp(from, r->to) == 0)
		return seen;
	if (*from == '/' || !getcwd(here, sizeof here))
		return form_print(arena, "%s%s", from, seen);
	return form_print(arena, "%s/%s%s", here, from, seen);
}

static void add_missing(struct reading *r, uint32_t up, const struct form_node *node, const char *key)
{
	struct shrink_part *above = &r->t->part[up];
	struct shrink_part part = { .key = key, .kind = JSON_NULL, .up = up, .depth = above->depth + 1 };
	uint32_t i;

	if (form_member(node, key) || form_member(node, "trace"))
		return;
	i = add_part(r->t, part);
	r->t->part[i].end = i + 1;
}

static bool is_class_of_demand(const struct shrink_tree *t, uint32_t part)
{
	uint32_t list = t->part[part].up;

	return t->part[part].depth == 3 && t->part[list].key && strcmp(t->part[list].key, "demand") == 0
			&& strcmp(t->part[t->part[list].up].key, "population") == 0;
}

static void read_parts(struct reading *r, const struct form_node *node, struct form_place place, uint32_t up,
		uint32_t depth)
{
	struct shrink_part part = { .key = node->key, .text = node->text, .kind = node->kind, .up = up,
		.depth = depth };
	uint32_t i;

	if (place.row && place.row->type == FORM_PATH && node->kind == JSON_STRING)
		part.text = moved(r, node);
	i = add_part(r->t, part);
	for (const struct form_node *n = node->first; n; n = n->next)
		read_parts(r, n, form_place_below(place, n->key), i, depth + 1);
	if (node->kind == JSON_OBJECT && is_class_of_demand(r->t, i)) {
		add_missing(r, i, node, "orders");
		add_missing(r, i, node, "tenants");
	}
	r->t->part[i].end = r->t->n_parts;
}

/* ---- sizes ---- */

/* What a size is if nothing says it. */
static uint64_t fallback_of(const struct shrink_tree *t, uint32_t part, enum shrink_size_kind kind,
		uint64_t value)
{
	const struct shrink_part *p = &t->part[part];

	if (p->kind == JSON_NULL)
		return value;
	return kind == SIZE_WARMUP_ERAS ? 0 : kind == SIZE_RUNS || strcmp(p->key, "times") == 0 ? 1
			: UINT64_MAX;
}

static void add_size(struct shrink_tree *t, uint32_t part, enum shrink_size_kind kind, uint64_t value,
		uint64_t least)
{
	struct shrink_part *p = &t->part[part];

	if (part == 0)
		return;
	t->size = must(realloc(t->size, (t->n_sizes + 1) * sizeof *t->size));
	t->size[t->n_sizes++] = (struct shrink_size) { .part = part, .kind = kind, .value = value,
		.least = least, .fallback = fallback_of(t, part, kind, value) };
	p->sized = true;
}

/* The item of that number of a list of the population. */
static uint32_t class_at(const struct shrink_tree *t, const char *list, uint32_t number)
{
	uint32_t i = shrink_tree_at(t, (const char *[]) { "population", list, NULL });
	uint32_t item = i + 1;

	for (uint32_t k = 0; i && k < number && item < t->part[i].end; k++)
		item = t->part[item].end;
	return i && item < t->part[i].end ? item : 0;
}

static void add_count(struct shrink_tree *t, const char *list, uint32_t number, const char *key,
		uint64_t value)
{
	uint32_t item = class_at(t, list, number);

	if (item)
		add_size(t, shrink_tree_member(t, item, key), SIZE_COUNT, value,
				strcmp(key, "tenants") == 0);
}

/* Machines of a provider, if they are so many and not drawn from a law. */
static void add_machines(struct shrink_tree *t, uint32_t number)
{
	uint32_t item = class_at(t, "providers", number);
	uint32_t part = item ? shrink_tree_member(t, item, "machines") : 0;
	char *end;
	unsigned long long n;

	if (!part || t->part[part].kind != JSON_NUMBER)
		return;
	n = strtoull(t->part[part].text, &end, 10);
	if (!*end && n > 1)
		add_size(t, part, SIZE_COUNT, n, 1);
}

static void size_population(struct shrink_tree *t, const struct setup *s)
{
	uint32_t scaled = t->n_sizes;

	for (uint32_t i = 0; i < s->n_providers; i++)
		add_count(t, "providers", i, "count", s->providers[i].count);
	for (uint32_t i = 0; i < s->n_fizz; i++)
		add_count(t, "fizz", i, "count", s->fizz[i].count);
	for (uint32_t i = 0; i < s->n_delegators; i++)
		add_count(t, "delegators", i, "count", s->delegators[i].count);
	for (uint32_t i = 0; i < s->n_demand; i++) {
		uint32_t item = class_at(t, "demand", i);

		add_count(t, "demand", i, "tenants", s->demand[i].tenants);
		add_size(t, shrink_tree_member(t, item, "orders"), SIZE_A_DAY,
				(uint64_t) ceil(s->demand[i].orders_day), 0);
	}
	while (scaled < t->n_sizes)
		t->size[scaled++].scaled = true;
	for (uint32_t i = 0; i < s->n_operators; i++)
		add_count(t, "operators", i, "count", s->operators[i].count);
	for (uint32_t i = 0; i < s->n_providers; i++)
		add_machines(t, i);
}

static void size_all(struct shrink_tree *t, const struct setup *s)
{
	double era_s = (double) t->now.era_ms / 1000;
	uint32_t script = shrink_tree_at(t, (const char *[]) { "script", NULL }), step = script + 1;

	add_size(t, shrink_tree_at(t, (const char *[]) { "time", "horizon", NULL }), SIZE_ERAS,
			(uint64_t) ceil(s->horizon_s / era_s), 1);
	add_size(t, shrink_tree_at(t, (const char *[]) { "time", "warmup", NULL }), SIZE_WARMUP_ERAS,
			(uint64_t) ceil(s->warmup_s / era_s), 0);
	add_size(t, shrink_tree_at(t, (const char *[]) { "random", "runs", NULL }), SIZE_RUNS, s->runs, 1);
	size_population(t, s);
	for (uint32_t i = 0; script && i < s->n_script; i++, step = t->part[step].end)
		add_size(t, shrink_tree_member(t, step, "times"), SIZE_COUNT, s->script[i].times, 1);
}

/* ---- a tree ---- */

bool shrink_tree_read(struct shrink_tree *t, const struct form_document *document, size_t cell,
		const struct scenario *scenario, const char *to, uint64_t era_ms, struct form_fault *fault)
{
	struct reading r = { t, document, to };
	struct form_node *root;

	*t = (struct shrink_tree) { .now.era_ms = era_ms };
	root = form_node_copy(&t->arena, document->root, NULL);
	if (!root || !form_matrix_apply(document, cell, &t->arena, &root, fault))
		return root != NULL || form_refuse(fault, document->root, NULL, "too large");
	read_parts(&r, root, (struct form_place) { document->form, NULL }, 0, 0);
	t->part[0].stays = true;
	size_all(t, &scenario->setup);
	t->now.gone = must(calloc(t->n_parts, sizeof *t->now.gone));
	t->now.value = must(calloc(t->n_sizes + 1u, sizeof *t->now.value));
	for (uint32_t i = 0; i < t->n_sizes; i++)
		t->now.value[i] = t->size[i].value;
	return true;
}

void shrink_tree_free(struct shrink_tree *t)
{
	shrink_state_free(&t->now);
	free(t->part);
	free(t->size);
	form_arena_free(&t->arena);
}

struct shrink_state shrink_state_keep(const struct shrink_tree *t)
{
	struct shrink_state s = { must(malloc(t->n_parts * sizeof *s.gone + 1)),
		must(malloc(t->n_sizes * sizeof *s.value + 1)), t->now.era_ms };

	memcpy(s.gone, t->now.gone, t->n_parts * sizeof *s.gone);
	memcpy(s.value, t->now.value, t->n_sizes * sizeof *s.value);
	return s;
}

void shrink_state_back(struct shrink_tree *t, const struct shrink_state *state)
{
	memcpy(t->now.gone, state->gone, t->n_parts * sizeof *state->gone);
	memcpy(t->now.value, state->value, t->n_sizes * sizeof *state->value);
	t->now.era_ms = state->era_ms;
}

void shrink_state_free(struct shrink_state *state)
{
	free(state->gone);
	free(state->value);
}

/* ---- what goes together ---- */

static bool is_item_of(const struct shrink_tree *t, uint32_t part, const char *list, uint32_t depth)
{
	const struct shrink_part *p = &t->part[part];

	return p->depth == depth && !p->key && t->part[p->up].key && strcmp(t->part[p->up].key, list) == 0;
}

static const char *text_of(const struct shrink_tree *t, uint32_t part, const char *key)
{
	uint32_t i = shrink_tree_member(t, part, key);

	return i && shrink_tree_there(t, i) && t->part[i].kind == JSON_STRING ? t->part[i].text : NULL;
}

/* Some item of the list still has this text under the key. */
static bool has_text(const struct shrink_tree *t, uint32_t list, const char *key, const char *text)
{
	for (uint32_t i = list + 1; i < t->part[list].end; i = t->part[i].end) {
		const char *other = shrink_tree_there(t, i) ? text_of(t, i, key) : NULL;

		if (other && strcmp(other, text) == 0)
			return true;
	}
	return false;
}

static bool uses(const struct shrink_tree *t, uint32_t step, const char *name)
{
	const char *from = text_of(t, step, "from");
	uint32_t with = shrink_tree_member(t, step, "with");

	if (from && strcmp(from, name) == 0)
		return true;
	for (uint32_t i = with; with && i < t->part[with].end; i++)
		if (t->part[i].kind == JSON_STRING && t->part[i].text[0] == '$'
				&& strcmp(t->part[i].text + 1, name) == 0)
			return true;
	return false;
}

static void drop_steps_with(struct shrink_tree *t, uint32_t script, const char *name)
{
	if (has_text(t, script, "as", name))
		return;
	for (uint32_t i = script + 1; i < t->part[script].end; i = t->part[i].end)
		if (!t->now.gone[i] && uses(t, i, name))
			shrink_tree_drop(t, i);
}

static void drop_events_of(struct shrink_tree *t, const char *class_)
{
	uint32_t events = shrink_tree_at(t, (const char *[]) { "events", NULL });
	uint32_t list = shrink_tree_at(t, (const char *[]) { "population", "providers", NULL });

	if (!events || has_text(t, list, "class", class_))
		return;
	for (uint32_t i = events + 1; i < t->part[events].end; i = t->part[i].end) {
		const char *of = text_of(t, i, "class");

		if (of && strcmp(of, class_) == 0)
			t->now.gone[i] = true;
	}
}

void shrink_tree_drop(struct shrink_tree *t, uint32_t part)
{
	const char *name = NULL;
	uint32_t up = t->part[part].up;

	if (t->now.gone[part] || t->part[part].stays)
		return;
	if (is_item_of(t, part, "script", 2)) {
		name = text_of(t, part, "as");
		t->now.gone[part] = true;
		if (name)
			drop_steps_with(t, up, name);
	} else if (is_item_of(t, part, "providers", 3)) {
		name = text_of(t, part, "class");
		t->now.gone[part] = true;
		if (name)
			drop_events_of(t, name);
	}
	t->now.gone[part] = true;
}

bool shrink_tree_unscale(struct shrink_tree *t, double scale)
{
	uint32_t part = shrink_tree_at(t, (const char *[]) { "population", "scale", NULL });

	if (!part || !shrink_tree_there(t, part))
		return false;
	t->now.gone[part] = true;
	for (uint32_t i = 0; i < t->n_sizes; i++) {
		double n = floor((double) t->now.value[i] * scale + 0.5);

		if (t->size[i].scaled && t->now.value[i] > 0 && n < 1e12)
			t->now.value[i] = n < 1 ? 1 : (uint64_t) n;
	}
	return true;
}

/* ---- writing ---- */

static const struct shrink_size *size_of(const struct shrink_tree *t, uint32_t part, uint64_t *value)
{
	for (uint32_t i = 0; i < t->n_sizes; i++)
		if (t->size[i].part == part) {
			*value = t->now.value[i];
			return &t->size[i];
		}
	return NULL;
}

static bool has_parts(const struct shrink_part *p)
{
	return p->kind == JSON_OBJECT || p->kind == JSON_ARRAY;
}

/* Not gone, and not merely the shell of parts that are. */
static bool is_written(const struct shrink_tree *t, uint32_t part)
{
	const struct shrink_part *p = &t->part[part];
	uint64_t value;
	const struct shrink_size *s;

	if (t->now.gone[part])
		return false;
	s = p->sized ? size_of(t, part, &value) : NULL;
	if (s && value == s->fallback)
		return false;
	if (p->stays || !has_parts(p) || p->end == part + 1)
		return true;
	for (uint32_t i = part + 1; i < p->end; i = t->part[i].end)
		if (is_written(t, i))
			return true;
	return false;
}

const char *shrink_duration(char text[QUANTITY_TEXT_SIZE], uint64_t ms)
{
	const struct quantity_want want = unit_want(UNIT_DURATION);

	quantity_write(&unit_table, &want, (struct quantity_number) { ms, 0 }, text);
	return text;
}

/* A size that is not as it was; false: it is, and stands as it stood. */
static bool write_size(const struct shrink_tree *t, struct form_arena *arena, uint32_t part,
		struct form_node *node)
{
	uint64_t value;
	const struct shrink_size *s = size_of(t, part, &value);
	char text[QUANTITY_TEXT_SIZE + 8];

	if (!s || value == s->value)
		return false;
	node->kind = s->kind == SIZE_COUNT || s->kind == SIZE_RUNS ? JSON_NUMBER : JSON_STRING;
	if (s->kind == SIZE_ERAS || s->kind == SIZE_WARMUP_ERAS)
		shrink_duration(text, value * t->now.era_ms);
	else
		snprintf(text, sizeof text, s->kind == SIZE_A_DAY ? "%llu /d" : "%llu",
				(unsigned long long) value);
	node->text = form_copy(arena, text, strlen(text));
	return true;
}

static struct form_node *node_of(const struct shrink_tree *t, struct form_arena *arena, uint32_t part)
{
	const struct shrink_part *p = &t->part[part];
	struct form_node *node = form_node_new(arena, p->kind, NULL);

	must(node);
	node->key = p->key;
	node->text = p->text;
	if (p->sized && write_size(t, arena, part, node))
		return node;
	for (uint32_t i = part + 1; i < p->end; i = t->part[i].end)
		if (is_written(t, i))
			form_node_append(node, node_of(t, arena, i));
	return node;
}

uint32_t shrink_tree_values(const struct shrink_tree *t)
{
	uint32_t n = 0;

	for (uint32_t i = 1; i < t->n_parts; i++)
		n += (!has_parts(&t->part[i]) || t->part[i].end == i + 1) && shrink_tree_there(t, i)
				&& is_written(t, i);
	return n;
}

/* The text of a member, in front of the others if it is new. */
static void put_text(struct form_arena *arena, struct form_node *object, const char *key, enum json_kind kind,
		const char *text)
{
	struct form_node *node = form_member(object, key);

	if (!node) {
		node = must(form_node_new(arena, kind, NULL));
		node->key = key;
		node->next = object->first;
		object->first = node;
		object->last = object->last ? object->last : node;
	}
	node->kind = kind;
	node->text = text;
}

static void put_seed(struct form_arena *arena, struct form_node *root, const char *seed)
{
	struct form_node *random = form_member(root, "random");

	if (!random) {
		random = must(form_node_new(arena, JSON_OBJECT, NULL));
		random->key = "random";
		form_node_append(root, random);
	}
	put_text(arena, random, "seed", JSON_NUMBER, seed);
}

/* Members of the file in the order of the tables, whichever file they are from. */
static void put_in_order(struct form_node *root)
{
	struct form_node *n = root->first, *next;

	for (root->first = root->last = NULL; n; n = next) {
		const struct form_row *row = form_row_of(&scenario_form, n->key);
		struct form_node **at = &root->first;

		next = n->next;
		while (*at && form_row_of(&scenario_form, (*at)->key) <= row)
			at = &(*at)->next;
		n->next = *at;
		*at = n;
	}
}

char *shrink_tree_write(const struct shrink_tree *t, const char *comment, size_t *size)
{
	struct form_arena arena = { 0 };
	struct form_text text = { NULL, 0, 0 };
	struct form_node *root = node_of(t, &arena, 0);

	if (t->seed)
		put_seed(&arena, root, t->seed);
	if (t->name)
		put_text(&arena, root, "name", JSON_STRING, t->name);
	put_in_order(root);
	if (comment)
		put_text(&arena, root, "$comment", JSON_STRING, comment);
	form_write(&text, root);
	form_arena_free(&arena);
	*size = text.size;
	return text.text;
}
