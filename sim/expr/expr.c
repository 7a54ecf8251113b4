/* Compiling, asking and counting: the way in. */

#include "sim/expr/expr.h"

#include "sim/expr/expr_parts.h"
#include "sim/player.h"

#include <stdlib.h>
#include <string.h>

struct expr *expr_compile(const char *text, enum expr_place place, const struct setup *setup,
		struct expr_fault *fault)
{
	size_t size = strlen(text);
	struct expr *e;

	if (size > EXPR_TEXT_MAX) {
		expr_refuse(fault, EXPR_TEXT_MAX, "this is longer than %d bytes; make several assertions "
				"of it",
				EXPR_TEXT_MAX);
		return NULL;
	}
	e = must(calloc(1, sizeof *e));
	e->text = must(malloc(2 * (size + 1)));
	memcpy(e->text, text, size + 1);
	e->literals = e->text + size + 1;
	memcpy(e->literals, text, size + 1);
	e->size = size;
	e->place = place;
	e->trigger = e->subject = EXPR_NONE;
	e->root = expr_parse(e, fault);
	if (e->root >= 0 && expr_check(e, setup, fault))
		return e;
	if (fault->offset > size)
		fault->offset = size;
	expr_free(e);
	return NULL;
}

void expr_free(struct expr *e)
{
	if (!e)
		return;
	free(e->text);
	free(e->node);
	free(e->tally);
	free(e);
}

static const struct term *root(const struct expr *e)
{
	return &e->node[e->root];
}

enum expr_type expr_type(const struct expr *e)
{
	return root(e)->type;
}

struct expr_unit expr_unit(const struct expr *e)
{
	return root(e)->unit;
}

bool expr_exact(const struct expr *e)
{
	return root(e)->exact || root(e)->type != EXPR_NUMBER;
}

int expr_trigger(const struct expr *e)
{
	return e->trigger;
}

bool expr_constant(const struct expr *e)
{
	for (int i = 0; i < e->n_nodes; i++)
		if (e->node[i].op >= OP_METRIC && e->node[i].op <= OP_EACH)
			return false;
	return true;
}

bool expr_lone_event(const struct expr *e)
{
	return root(e)->op == OP_EVENT;
}

int expr_subject(const struct expr *e)
{
	return e->subject;
}

void expr_type_text(const struct expr *e, char text[120])
{
	expr_describe(root(e), text);
}

/* ---- asking ---- */

static void begin(struct run *r, const struct expr *e, const struct expr_context *context)
{
	r->e = e;
	r->c = context;
	for (int i = 0; i < e->n_slots; i++)
		r->bound[i].state = BOUND_NOT_YET;
}

struct expr_value expr_value(const struct expr *e, const struct expr_context *context)
{
	struct run r;
	struct expr_value v;

	begin(&r, e, context);
	v = expr_eval(&r, e->root);
	if (v.type == EXPR_NUMBER && v.exact)
		v.number = value_number(&v);
	return v;
}

/* ---- counting ---- */

struct expr_tally *expr_tally_new(const struct expr *e)
{
	struct expr_tally *tally;

	if (e->n_tallies == 0)
		return NULL;
	tally = must(calloc(1, sizeof *tally + (size_t) e->n_tallies * sizeof *tally->cell));
	tally->n = (size_t) e->n_tallies;
	return tally;
}

void expr_tally_free(struct expr_tally *tally)
{
	free(tally);
}

bool expr_counts(const struct expr *e, enum spheron_event_kind kind)
{
	return e->counts[kind];
}

static void count_one(struct run *r, const struct term *n, struct gathered *cell)
{
	struct expr_value v;

	if (n->b >= 0) {
		v = expr_eval(r, n->b);
		if (!v.known || !v.truth)
			return;
	}
	if (n->a < 0) {
		cell->n++;
		return;
	}
	v = expr_eval(r, n->a);
	if (v.known)
		gather(cell, n->by, &v);
}

void expr_count(const struct expr *e, struct expr_tally *tally, const struct expr_context *context)
{
	struct run r;

	if (!tally || !context->event || !e->counts[context->event->kind])
		return;
	begin(&r, e, context);
	for (int i = 0; i < e->n_tallies; i++) {
		const struct term *n = &e->node[e->tally[i]];

		if (n->number == (int) context->event->kind)
			count_one(&r, n, &tally->cell[i]);
	}
}
