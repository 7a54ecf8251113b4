/* What the parts of a tree are: types, units, and whether they go together. */

#include "sim/expr/expr_parts.h"
#include "sim/unit.h"

#include <stdio.h>
#include <string.h>

const char *expr_describe(const struct term *n, char text[120])
{
	switch (n->type) {
	case EXPR_BOOL:
		return strcpy(text, "yes or no");
	case EXPR_TEXT:
		return strcpy(text, "a text");
	case EXPR_NUMBER:
		return unit_what(n->unit, text);
	}
	return text;
}

bool expr_want(struct checker *c, const struct term *n, enum expr_type type, const char *what)
{
	static const char *const types[] = { [EXPR_BOOL] = "a condition (yes or no)",
		[EXPR_NUMBER] = "a number", [EXPR_TEXT] = "a text" };
	char is[120];

	if (n->type == type)
		return true;
	return expr_refuse(c->fault, n->at, "%s takes %s, and this is %s", what, types[type],
			expr_describe(n, is));
}

/* "; write 1000 SPON" where a unit was forgotten. */
static void forgotten(const struct checker *c, const struct term *a, const struct term *b, char *text,
		size_t size)
{
	static const struct expr_unit plain = { { 0 } };
	const struct term *literal = a->op == OP_CONST && expr_same_unit(a->unit, plain) ? a : b;
	const struct term *other = literal == a ? b : a;
	char unit[60];

	text[0] = 0;
	if (literal->op != OP_CONST || !expr_same_unit(literal->unit, plain) || other->op == OP_CONST)
		return;
	unit_short(other->unit, other->hint, unit);
	if (unit[0] && !strchr(unit, ' '))
		snprintf(text, size, "; write %.*s %s", (int) (literal->size < 30 ? literal->size : 30),
				c->e->text + literal->at, unit);
}

/* Both count the same; a bare 0 counts what the other does. */
bool expr_unify(struct checker *c, struct term *a, struct term *b, const char *verb)
{
	char first[120], second[120], hint[120];

	if (a->any && !b->any)
		a->unit = b->unit;
	else if (b->any && !a->any)
		b->unit = a->unit;
	if (expr_same_unit(a->unit, b->unit))
		return true;
	forgotten(c, a, b, hint, sizeof hint);
	return expr_refuse(c->fault, b->at, "%s cannot be %s %s%s", expr_describe(a, first), verb,
			expr_describe(b, second), hint);
}

/* ---- comparisons ---- */

/* Numbers of things: nothing divides them, so no percentage is near them. */
static bool is_count(const struct term *n)
{
	static const struct expr_unit plain = { { 0 } };

	return expr_same_unit(n->unit, plain) && n->hint == HINT_NONE && n->exact && !n->any
			&& (n->op == OP_FIELD || n->op == OP_EVENT_FIELD || n->op == OP_TALLY
				|| n->op == OP_EACH);
}

/* Shares and counts are both plain numbers, but a share is not 95, and nobody counts 95 %. */
static bool check_share(struct checker *c, const struct term *literal, const struct term *other)
{
	const char *text = c->e->text + literal->at;
	int n = (int) (literal->size < 30 ? literal->size : 30);

	if (literal->op != OP_CONST || literal->any)
		return true;
	if (other->hint == HINT_SHARE && literal->hint == HINT_NONE && value_number(&literal->value) > 1)
		return expr_refuse(c->fault, literal->at, "a share cannot be compared with %.*s, of which 1 "
				"is all; write %.*s %%", n, text, n, text);
	if (literal->hint == HINT_SHARE && is_count(other))
		return expr_refuse(c->fault, literal->at, "a count cannot be compared with a share (%.*s)",
				n, text);
	return true;
}

static bool check_shares(struct checker *c, const struct term *a, const struct term *b)
{
	static const struct expr_unit plain = { { 0 } };

	return !expr_same_unit(a->unit, plain) || (check_share(c, a, b) && check_share(c, b, a));
}

static bool find_class(const struct checker *c, int kind, const char *name)
{
	const struct setup *s = c->setup;

	if (kind == EXPR_PROVIDER)
		for (uint32_t i = 0; i < s->n_providers; i++)
			if (strcmp(s->providers[i].name, name) == 0)
				return true;
	if (kind == EXPR_FIZZ)
		for (uint32_t i = 0; i < s->n_fizz; i++)
			if (strcmp(s->fizz[i].name, name) == 0)
				return true;
	return false;
}

#define CLASSES_MAX 64

/* A class must be one of the scenario. */
static bool check_class(struct checker *c, const struct term *literal, int kind)
{
	const char *name[CLASSES_MAX] = { NULL };
	size_t n = 0;
	const struct setup *s = c->setup;

	if (!s || find_class(c, kind, literal->value.text))
		return true;
	if (kind == EXPR_PROVIDER)
		for (uint32_t i = 0; i < s->n_providers && n < CLASSES_MAX; i++)
			name[n++] = s->providers[i].name;
	if (kind == EXPR_FIZZ)
		for (uint32_t i = 0; i < s->n_fizz && n < CLASSES_MAX; i++)
			name[n++] = s->fizz[i].name;
	return expr_refuse(c->fault, literal->at, "no class of %s is called %s here%s",
			kind == EXPR_PROVIDER ? "providers" : "Fizz nodes",
			expr_quote(literal->value.text, literal->size).text,
			suggest_among(literal->value.text, literal->size, name, n).text);
}

/* A literal beside a text that is one of few words must be one of them. */
static bool check_word(struct checker *c, const struct term *literal, const struct term *other)
{
	const struct words *w = other->words;
	char list[200] = "";
	size_t n = 0;

	if (literal->op != OP_CONST)
		return true;
	if (other->class_of != EXPR_NONE)
		return check_class(c, literal, other->class_of);
	if (!w)
		return true;
	for (unsigned i = 0; i < w->n; i++) {
		if (strcmp(w->word[i], literal->value.text) == 0)
			return true;
		if (n < sizeof list)
			n += (size_t) snprintf(list + n, sizeof list - n, "%s%s", i > 0 ? ", " : "",
					w->word[i]);
	}
	return expr_refuse(c->fault, literal->at, "%s is no %s%s; there are %s",
			expr_quote(literal->value.text, literal->size).text, w->what,
			suggest_among(literal->value.text, literal->size, w->word, w->n).text, list);
}

static bool check_exact(struct checker *c, const struct term *n, const struct term *side)
{
	if (side->exact || side->any)
		return true;
	return expr_refuse(c->fault, side->at, "%s needs exact numbers, and this one is measured or "
			"divided; write x in a..b or abs(a - b) < x", n->op == OP_EQ ? "==" : "!=");
}

static bool check_comparison(struct checker *c, struct term *n)
{
	struct term *a = &c->e->node[n->a], *b = &c->e->node[n->b];
	bool equality = n->op == OP_EQ || n->op == OP_NE;
	char first[120], second[120];

	n->type = EXPR_BOOL;
	if (a->type != b->type)
		return expr_refuse(c->fault, b->at, "%s cannot be compared with %s",
				expr_describe(a, first), expr_describe(b, second));
	if (a->type == EXPR_NUMBER)
		return expr_unify(c, a, b, "compared with") && check_shares(c, a, b)
				&& (!equality || (check_exact(c, n, a) && check_exact(c, n, b)));
	if (!equality)
		return expr_refuse(c->fault, n->at, "%s has no order; compare it with == or !=",
				expr_describe(a, first));
	return a->type == EXPR_BOOL || (check_word(c, a, b) && check_word(c, b, a));
}

/* Between 500 and 0 there is nothing. */
static bool check_order(struct checker *c, const struct term *low, const struct term *high)
{
	if (low->op != OP_CONST || high->op != OP_CONST || value_compare(&low->value, &high->value) <= 0)
		return true;
	return expr_refuse(c->fault, low->at, "nothing lies in this range: its first end is above its "
			"second");
}

static bool check_range(struct checker *c, struct term *n)
{
	struct term *low = &c->e->node[n->a], *high = &c->e->node[n->b], *x = &c->e->node[n->c];

	n->type = EXPR_BOOL;
	return expr_want(c, x, EXPR_NUMBER, "in") && expr_want(c, low, EXPR_NUMBER, "in")
			&& expr_want(c, high, EXPR_NUMBER, "in") && expr_unify(c, x, low, "compared with")
			&& expr_unify(c, x, high, "compared with")
			&& expr_unify(c, low, high, "compared with") && check_shares(c, x, low)
			&& check_shares(c, x, high) && check_order(c, low, high);
}

/* ---- arithmetic ---- */

static bool check_arithmetic(struct checker *c, struct term *n)
{
	static const struct expr_unit plain = { { 0 } };
	struct term *a = &c->e->node[n->a], *b = &c->e->node[n->b];
	const char *sign = n->op == OP_ADD ? "+" : n->op == OP_SUB ? "-" : n->op == OP_MUL ? "*" : "/";

	if (!expr_want(c, a, EXPR_NUMBER, sign) || !expr_want(c, b, EXPR_NUMBER, sign))
		return false;
	n->type = EXPR_NUMBER;
	n->exact = (a->exact || a->any) && (b->exact || b->any) && n->op != OP_DIV;
	if (n->op == OP_ADD || n->op == OP_SUB) {
		if (n->op == OP_ADD ? !expr_unify(c, b, a, "added to")
				    : !expr_unify(c, b, a, "subtracted from"))
			return false;
		n->unit = a->unit;
		n->hint = a->hint != HINT_NONE ? a->hint : b->hint;
		return true;
	}
	n->unit = unit_times(a->unit, b->unit, n->op == OP_MUL ? 1 : -1);
	if (!expr_same_unit(a->unit, plain) && expr_same_unit(b->unit, plain))
		n->hint = a->hint;
	else if (expr_same_unit(a->unit, plain) && !expr_same_unit(b->unit, plain) && n->op == OP_MUL)
		n->hint = b->hint;
	return true;
}

static bool check_sides(struct checker *c, struct term *n)
{
	const char *word = n->op == OP_AND ? "and" : "or";

	n->type = EXPR_BOOL;
	return expr_want(c, &c->e->node[n->a], EXPR_BOOL, word)
			&& expr_want(c, &c->e->node[n->b], EXPR_BOOL, word);
}

static bool check_one(struct checker *c, struct term *n)
{
	const struct term *a = &c->e->node[n->a];

	if (n->op == OP_NOT) {
		n->type = EXPR_BOOL;
		return expr_want(c, a, EXPR_BOOL, "not");
	}
	n->type = EXPR_NUMBER;
	n->unit = a->unit;
	n->exact = a->exact;
	n->any = a->any;
	n->hint = a->hint;
	return expr_want(c, a, EXPR_NUMBER, "-");
}

/* A text stands in the tree as written; it gets an end of its own. */
static void check_constant(struct checker *c, struct term *n)
{
	n->type = n->value.type;
	n->exact = true;
	if (n->type != EXPR_TEXT)
		return;
	c->e->literals[n->at + n->size] = 0;
	n->value.text = c->e->literals + n->at;
}

static bool check_children(struct checker *c, const struct term *n)
{
	return (n->c < 0 || expr_check_node(c, n->c)) && (n->a < 0 || expr_check_node(c, n->a))
			&& (n->b < 0 || expr_check_node(c, n->b));
}

bool expr_check_node(struct checker *c, int i)
{
	struct term *n = &c->e->node[i];

	switch (n->op) {
	case OP_CONST:
		check_constant(c, n);
		return true;
	case OP_NAME:
		return expr_check_name(c, n);
	case OP_CALL:
	case OP_MEMBER:
		return expr_check_call(c, n);
	case OP_WINDOW:
	case OP_ARG:
		return expr_refuse(c->fault, n->at, "this stands in the wrong place");
	case OP_EQ:
	case OP_NE:
	case OP_LT:
	case OP_LE:
	case OP_GT:
	case OP_GE:
		return check_children(c, n) && check_comparison(c, n);
	case OP_IN:
		return check_children(c, n) && check_range(c, n);
	case OP_ADD:
	case OP_SUB:
	case OP_MUL:
	case OP_DIV:
		return check_children(c, n) && check_arithmetic(c, n);
	case OP_AND:
	case OP_OR:
		return check_children(c, n) && check_sides(c, n);
	case OP_NEG:
	case OP_NOT:
		return check_children(c, n) && check_one(c, n);
	case OP_METRIC:
	case OP_PARAM:
	case OP_GLOBAL:
	case OP_FIELD:
	case OP_EVENT:
	case OP_EVENT_FIELD:
	case OP_TALLY:
	case OP_SERIES:
	case OP_EACH:
	case OP_ABS:
	case OP_IF:
	case OP_KNOWN:
	case OP_OF_TOKEN:
		break;
	}
	return true;
}

/* ---- the trigger ---- */

/* The event that is named outside of what counts events; false if there are two. */
static bool find_trigger(struct expr *e, int i, struct expr_fault *fault)
{
	const struct term *n = i < 0 ? NULL : &e->node[i];
	int kind;

	if (!n)
		return true;
	if (n->op == OP_NAME) {
		kind = event_find(e->text + n->at, expr_first_part(e, n));
		if (kind < 0)
			return true;
		if (e->trigger != EXPR_NONE && e->trigger != kind)
			return expr_refuse(fault, n->at, "%s and %s never happen together; one of them "
					"may be counted: count(%s)",
					spheron_event_name((enum spheron_event_kind) e->trigger),
					spheron_event_name((enum spheron_event_kind) kind),
					spheron_event_name((enum spheron_event_kind) kind));
		e->trigger = kind;
		return true;
	}
	if (n->op == OP_CALL && expr_set_of(e, n, &kind) == SET_EVENT)
		return true;
	return find_trigger(e, n->a, fault) && find_trigger(e, n->b, fault)
			&& find_trigger(e, n->c, fault)
			&& (n->op != OP_ARG || find_trigger(e, n->next, fault));
}

bool expr_check(struct expr *e, const struct setup *setup, struct expr_fault *fault)
{
	struct checker c = { .e = e, .setup = setup, .fault = fault };

	return find_trigger(e, e->root, fault) && expr_check_node(&c, e->root);
}
