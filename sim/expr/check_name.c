/* Names in a tree: whose field, which metric, parameter or event. */

#include "sim/expr/expr_parts.h"
#include "sim/unit.h"

#include <stdio.h>
#include <string.h>

size_t expr_first_part(const struct expr *e, const struct term *n)
{
	const char *point = memchr(e->text + n->at, '.', n->size);

	return point ? (size_t) (point - (e->text + n->at)) : n->size;
}

int expr_slot(struct checker *c, enum slot_source source, enum expr_entity kind, size_t at)
{
	struct expr *e = c->e;
	bool shared = source == SLOT_SUBJECT || source == SLOT_EVENT;

	for (int i = 0; shared && i < e->n_slots; i++)
		if (e->slot[i].source == source && e->slot[i].kind == kind)
			return i;
	if (e->n_slots == EXPR_SLOTS_MAX) {
		expr_refuse(c->fault, at, "this speaks of more than %d entities or sets; make two "
				"assertions of it", EXPR_SLOTS_MAX);
		return -1;
	}
	e->slot[e->n_slots] = (struct slot) { source, kind };
	return e->n_slots++;
}

/* "a provider and an account" that an event names. */
static const char *named_by(enum spheron_event_kind event, char text[200])
{
	size_t n = 0;

	text[0] = 0;
	for (int i = 0; i < EXPR_ENTITY_COUNT && n < 150; i++) {
		const char *name = entity_name((enum expr_entity) i);

		if (event_names(event, (enum expr_entity) i))
			n += (size_t) snprintf(text + n, 200 - n, "%s%s %s", n > 0 ? ", " : "",
					strchr("aou", name[0]) ? "an" : "a", name);
	}
	if (n == 0)
		strcpy(text, "nobody");
	return text;
}

static bool subject_of(struct checker *c, enum expr_entity kind, size_t at)
{
	if (c->e->subject != EXPR_NONE && c->e->subject != (int) kind)
		return expr_refuse(c->fault, at, "this speaks of every %s and of every %s; take one kind, "
				"and all(), any(), count() and the like for the others",
				entity_name((enum expr_entity) c->e->subject), entity_name(kind));
	c->e->subject = (int) kind;
	return true;
}

/* Who is meant by "provider" here: that of the brackets, whom the event names, or the subject. */
static int whose(struct checker *c, enum expr_entity kind, size_t at)
{
	int event = c->e->trigger;
	char text[200];

	for (int i = c->n_scopes; i-- > c->first_scope; ) {
		if (!c->scope[i].event && c->scope[i].kind == (int) kind)
			return c->scope[i].slot;
		if (c->scope[i].event) {
			event = c->scope[i].kind;
			break;
		}
	}
	if (event == EXPR_NONE)
		return subject_of(c, kind, at) ? expr_slot(c, SLOT_SUBJECT, kind, at) : -1;
	if (event_names((enum spheron_event_kind) event, kind))
		return expr_slot(c, SLOT_EVENT, kind, at);
	expr_refuse(c->fault, at, "%s names no %s; it names %s",
			spheron_event_name((enum spheron_event_kind) event), entity_name(kind),
			named_by((enum spheron_event_kind) event, text));
	return -1;
}

/* What a node is that shows a field. */
static void become_field(struct term *n, enum op op, const struct property *f)
{
	struct factor factor = how_factor(f->how);

	n->op = op;
	n->field = *f;
	n->type = how_type(f->how);
	n->unit = factor.unit;
	n->hint = factor.hint;
	n->exact = true;
	n->words = f->words;
	n->computed = f->how == HOW_TEXT;
}

bool expr_check_field(struct checker *c, struct term *n, enum expr_entity kind, int slot,
		const char *name, size_t size)
{
	struct property f;

	if (slot < 0)
		return false;
	if (!entity_field_find(kind, name, size, &f))
		return expr_refuse(c->fault, n->at, "%s has no field %s%s", entity_name(kind),
				expr_quote(name, size).text, suggest_field(kind, name, size).text);
	become_field(n, OP_FIELD, &f);
	n->slot = slot;
	n->number = (int) kind;
	if (f.stored == STORED_DERIVED && f.at == DERIVED_CLASS)
		n->class_of = (int8_t) kind;
	return true;
}

static bool check_event_field(struct checker *c, struct term *n, enum spheron_event_kind kind,
		const char *name, size_t size)
{
	struct property f;

	if (!event_field_find(kind, name, size, &f))
		return expr_refuse(c->fault, n->at, "%s has no field %s%s", spheron_event_name(kind),
				expr_quote(name, size).text, suggest_event_field(kind, name, size).text);
	become_field(n, OP_EVENT_FIELD, &f);
	n->number = (int) kind;
	return true;
}

/* A name without a point, within brackets that go over a set. */
static bool in_scope(struct checker *c, struct term *n, bool *found)
{
	const char *name = c->e->text + n->at;
	struct property f;

	*found = true;
	for (int i = c->n_scopes; i-- > c->first_scope; ) {
		const struct scope *s = &c->scope[i];

		if (s->event && event_field_find((enum spheron_event_kind) s->kind, name, n->size, &f))
			return check_event_field(c, n, (enum spheron_event_kind) s->kind, name, n->size);
		if (!s->event && entity_field_find((enum expr_entity) s->kind, name, n->size, &f))
			return expr_check_field(c, n, (enum expr_entity) s->kind, s->slot, name, n->size);
	}
	*found = false;
	return true;
}

static bool check_metric(struct checker *c, struct term *n, int metric)
{
	struct factor f;

	if (c->e->place == EXPR_RUNNING && metric_rows[metric].series < 0)
		return expr_refuse(c->fault, n->at, "%s has no value for single eras, only one of a whole "
				"run; use it in at_end", metric_rows[metric].name);
	if (!metric_factor((unsigned) metric, &f))
		return expr_refuse(c->fault, n->at, "the unit of %s is not known",
				metric_rows[metric].name);
	n->op = OP_METRIC;
	n->type = EXPR_NUMBER;
	n->number = metric;
	n->factor = f;
	n->unit = f.unit;
	n->hint = f.hint;
	return true;
}

static bool check_param(struct checker *c, struct term *n)
{
	const char *name = c->e->text + n->at + 7;
	int param = spheron_param_find(name, n->size - 7);
	struct quantity_want want;
	struct factor f;

	if (param < 0)
		return expr_refuse(c->fault, n->at, "no parameter is called %s%s",
				expr_quote(name, n->size - 7).text,
				suggest_param(c->e->text + n->at, n->size).text);
	want = unit_of_param((unsigned) param);
	f = unit_factor(want.dimension);
	f.num *= (int64_t) want.step;
	n->factor = f;
	n->op = OP_PARAM;
	n->type = EXPR_NUMBER;
	n->number = param;
	n->unit = f.unit;
	n->hint = f.hint;
	n->exact = true;
	return true;
}

static bool check_global(struct term *n, int global)
{
	struct factor f = how_factor(global_rows[global].how);

	n->op = OP_GLOBAL;
	n->type = EXPR_NUMBER;
	n->number = global;
	n->unit = f.unit;
	n->hint = f.hint;
	n->exact = true;
	return true;
}

/* Within brackets that count events there are no others. */
static bool only_event(struct checker *c, const struct term *n, int event)
{
	for (int i = c->n_scopes; i-- > c->first_scope; )
		if (c->scope[i].event && c->scope[i].kind != event)
			return expr_refuse(c->fault, n->at, "%s and %s never happen together",
					spheron_event_name((enum spheron_event_kind) event),
					spheron_event_name((enum spheron_event_kind) c->scope[i].kind));
	return true;
}

static bool check_event(struct checker *c, struct term *n, int event)
{
	n->op = OP_EVENT;
	n->type = EXPR_BOOL;
	n->number = event;
	return only_event(c, n, event);
}

/* "provider.stake" or "Slashed.own"; *found is false if the first part is neither. */
static bool check_dotted(struct checker *c, struct term *n, bool *found)
{
	const char *name = c->e->text + n->at;
	size_t part = expr_first_part(c->e, n);
	const char *rest = name + part + 1;
	size_t size = n->size - part - 1;
	int entity = entity_find(name, part), event = event_find(name, part);
	struct property f;

	*found = true;
	if (event >= 0)
		return only_event(c, n, event)
				&& check_event_field(c, n, (enum spheron_event_kind) event, rest, size);
	*found = entity >= 0 && entity_field_find((enum expr_entity) entity, rest, size, &f);
	if (*found)
		return expr_check_field(c, n, (enum expr_entity) entity,
				whose(c, (enum expr_entity) entity, n->at), rest, size);
	return true;
}

static bool refuse_name(struct checker *c, const struct term *n)
{
	const char *name = c->e->text + n->at;
	size_t part = expr_first_part(c->e, n);
	int entity = entity_find(name, part);
	struct suggestion s = suggest(name, n->size);
	struct property f;

	if (entity >= 0 && part == n->size) {
		entity_field((enum expr_entity) entity, 0, &f);
		return expr_refuse(c->fault, n->at, "%s is a kind of entity; name a field of it, such as "
				"%s.%s, or go over all of them: count(%s)",
				entity_name((enum expr_entity) entity),
				entity_name((enum expr_entity) entity), f.name,
				entity_name((enum expr_entity) entity));
	}
	if (entity >= 0)
		return expr_refuse(c->fault, n->at, "%s has no field %s%s",
				entity_name((enum expr_entity) entity),
				expr_quote(name + part + 1, n->size - part - 1).text, s.text);
	for (int i = c->n_scopes; i-- > c->first_scope && !s.text[0]; )
		s = c->scope[i].event ? suggest_event_field((enum spheron_event_kind) c->scope[i].kind,
				name,
				n->size) : suggest_field((enum expr_entity) c->scope[i].kind, name,
						n->size);
	return expr_refuse(c->fault, n->at, "nothing is called %s%s", expr_quote(name, n->size).text,
			s.text);
}

bool expr_check_name(struct checker *c, struct term *n)
{
	const char *name = c->e->text + n->at;
	size_t part = expr_first_part(c->e, n);
	bool found = false, right = true;
	int number;

	if (part == n->size)
		right = in_scope(c, n, &found);
	else
		right = check_dotted(c, n, &found);
	if (found || !right)
		return right;
	if (n->size > 7 && memcmp(name, "params.", 7) == 0)
		return check_param(c, n);
	number = global_find(name, n->size);
	if (number >= 0)
		return check_global(n, number);
	number = event_find(name, n->size);
	if (number >= 0)
		return check_event(c, n, number);
	number = metric_named(name, n->size);
	return number >= 0 ? check_metric(c, n, number) : refuse_name(c, n);
}
