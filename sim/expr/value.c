/* Evaluating a tree. */

#include "sim/expr/expr_parts.h"

#include <math.h>
#include <string.h>

/* ---- conditions: no, yes, not known ---- */

static struct expr_value eval_and(struct run *r, const struct term *n)
{
	struct expr_value a = expr_eval(r, n->a), b;

	if (a.known && !a.truth)
		return a;
	b = expr_eval(r, n->b);
	if (b.known && !b.truth)
		return b;
	return a.known ? b : a;
}

static struct expr_value eval_or(struct run *r, const struct term *n)
{
	struct expr_value a = expr_eval(r, n->a), b;

	if (a.known && a.truth)
		return a;
	b = expr_eval(r, n->b);
	if (b.known && b.truth)
		return b;
	return a.known ? b : a;
}

static bool holds(enum op op, int order)
{
	return (order < 0 && (op == OP_LT || op == OP_LE || op == OP_NE))
			|| (order > 0 && (op == OP_GT || op == OP_GE || op == OP_NE))
			|| (order == 0 && (op == OP_EQ || op == OP_LE || op == OP_GE));
}

static struct expr_value eval_comparison(struct run *r, const struct term *n)
{
	struct expr_value a = expr_eval(r, n->a), b;
	int order = 0;

	if (!a.known)
		return value_none(EXPR_BOOL);
	b = expr_eval(r, n->b);
	if (!b.known)
		return value_none(EXPR_BOOL);
	switch (a.type) {
	case EXPR_BOOL:
		order = a.truth != b.truth;
		break;
	case EXPR_NUMBER:
		order = value_compare(&a, &b);
		break;
	case EXPR_TEXT:
		order = strcmp(a.text, b.text);
		break;
	}
	return value_truth(holds(n->op, order));
}

/* Outside of one known bound is outside, whatever the other may be. */
static struct expr_value eval_range(struct run *r, const struct term *n)
{
	struct expr_value x = expr_eval(r, n->c), low, high;

	if (!x.known)
		return value_none(EXPR_BOOL);
	low = expr_eval(r, n->a);
	if (low.known && value_compare(&x, &low) < 0)
		return value_truth(false);
	high = expr_eval(r, n->b);
	if (high.known && value_compare(&x, &high) > 0)
		return value_truth(false);
	return low.known && high.known ? value_truth(true) : value_none(EXPR_BOOL);
}

/* ---- numbers ---- */

static struct expr_value eval_arithmetic(struct run *r, const struct term *n)
{
	struct expr_value a = expr_eval(r, n->a), b;

	if (!a.known)
		return a;
	b = expr_eval(r, n->b);
	if (!b.known)
		return b;
	if (n->op == OP_ADD)
		a = value_add(a, b);
	else if (n->op == OP_SUB)
		a = value_add(a, value_negate(b));
	else if (n->op == OP_MUL)
		a = value_multiply(a, b);
	else
		a = value_divide(a, b);
	return a.exact || isfinite(a.number) ? a : value_none(EXPR_NUMBER);
}

static struct expr_value eval_negated(struct run *r, const struct term *n)
{
	struct expr_value a = expr_eval(r, n->a);

	if (!a.known)
		return a;
	if (n->op == OP_NOT)
		return value_truth(!a.truth);
	if (n->op == OP_ABS && (a.exact ? a.whole >= 0 : a.number >= 0))
		return a;
	return value_negate(a);
}

static struct expr_value eval_of_token(struct run *r, const struct term *n)
{
	static const struct factor of[] = { [SPHERON_USD] = { .num = 1, .scale = 6 },
		[SPHERON_SPON] = { .num = 1, .scale = 18 }, [SPHERON_ETH] = { .num = 1, .scale = 18 } };
	struct expr_value a = expr_eval(r, n->a);

	return a.known ? factor_value(a, &of[n->number]) : a;
}

static struct expr_value measured(double number, const struct factor *f)
{
	return isfinite(number) ? factor_value(value_double(number), f) : value_none(EXPR_NUMBER);
}

static struct expr_value eval_metric(const struct run *r, const struct term *n)
{
	const struct expr_context *c = r->c;

	if (c->outcome)
		return measured(c->outcome->value[n->number], &n->factor);
	if (r->e->place == EXPR_ENDED || !c->series)
		return value_none(EXPR_NUMBER);
	return measured(c->series[metric_rows[n->number].series], &n->factor);
}

static struct expr_value eval_param(const struct run *r, const struct term *n)
{
	struct spheron_u128 u = spheron_param(r->c->state, (unsigned) n->number);

	if (!spheron_clock(r->c->state).t)
		return value_none(EXPR_NUMBER);
	return factor_value(value_whole((__int128) u.hi << 64 | u.lo, 0, 0), &n->factor);
}

/* ---- sums ---- */

void gather(struct gathered *g, enum fold_by by, const struct expr_value *v)
{
	if (g->n++ == 0) {
		g->value = *v;
		return;
	}
	switch (by) {
	case BY_SUM:
	case BY_AVG:
		g->value = value_add(g->value, *v);
		break;
	case BY_MIN:
		if (value_compare(v, &g->value) < 0)
			g->value = *v;
		break;
	case BY_MAX:
		if (value_compare(v, &g->value) > 0)
			g->value = *v;
		break;
	case BY_LAST:
		g->value = *v;
		break;
	case BY_FIRST:
	case BY_ALL:
	case BY_ANY:
	case BY_COUNT:
		break;
	}
}

struct expr_value gathered_value(const struct gathered *g, enum fold_by by)
{
	if (by == BY_COUNT)
		return value_whole((__int128) g->n, 0, 0);
	if (g->n == 0)
		return by == BY_SUM ? value_whole(0, 0, 0) : value_none(EXPR_NUMBER);
	if (by == BY_AVG)
		return value_divide(g->value, value_whole((__int128) g->n, 0, 0));
	return g->value;
}

/* all() and any() over some of unknown answer. */
struct each {
	struct run *r;
	const struct term *n;
	struct gathered g;
	bool decided, unknown, somebody;
};

static bool visit_each(void *ctx, struct expr_key key)
{
	struct each *each = ctx;
	const struct term *n = each->n;
	struct expr_value v;

	each->r->bound[n->slot].state = BOUND_KEY;
	each->r->bound[n->slot].key = key;
	if (n->b >= 0) {
		v = expr_eval(each->r, n->b);
		if (!v.known || !v.truth)
			return true;
	}
	if (n->a < 0) {
		each->g.n++;
		return true;
	}
	v = expr_eval(each->r, n->a);
	if (n->by != BY_ALL && n->by != BY_ANY) {
		if (v.known)
			gather(&each->g, n->by, &v);
		return true;
	}
	each->somebody = true;
	each->unknown |= !v.known;
	each->decided = v.known && v.truth == (n->by == BY_ANY);
	return !each->decided;
}

static struct expr_value eval_each(struct run *r, const struct term *n)
{
	struct each each = { .r = r, .n = n };

	expr_each(r->c->state, (enum expr_entity) n->number, visit_each, &each);
	if (n->by != BY_ALL && n->by != BY_ANY)
		return gathered_value(&each.g, n->by);
	/* That all of nobody are well shows nothing; that somebody is, is not so. */
	if ((each.unknown && !each.decided) || (n->by == BY_ALL && !each.somebody))
		return value_none(EXPR_BOOL);
	return value_truth((n->by == BY_ANY) == each.decided);
}

static struct expr_value eval_tally(const struct run *r, const struct term *n)
{
	static const struct gathered nothing;
	const struct expr_tally *tally = r->c->tally;

	return gathered_value(tally ? &tally->cell[n->slot] : &nothing, n->by);
}

static struct expr_value eval_if(struct run *r, const struct term *n)
{
	struct expr_value c = expr_eval(r, n->a);

	return c.known ? expr_eval(r, c.truth ? n->b : n->c) : value_none(n->type);
}

/* ---- all ---- */

static bool happens(const struct run *r, const struct term *n)
{
	return r->c->event && (int) r->c->event->kind == n->number;
}

struct expr_value expr_eval(struct run *r, int node)
{
	const struct term *n = &r->e->node[node];

	switch (n->op) {
	case OP_CONST:
		return n->value;
	case OP_METRIC:
		return eval_metric(r, n);
	case OP_PARAM:
		return eval_param(r, n);
	case OP_GLOBAL:
		return global_value(r, (enum global) n->number);
	case OP_FIELD:
		return field_value(r, n);
	case OP_EVENT:
		return value_truth(happens(r, n));
	case OP_EVENT_FIELD:
		return happens(r, n) ? event_value(r, &n->field, r->c->event) : value_none(n->type);
	case OP_TALLY:
		return eval_tally(r, n);
	case OP_SERIES:
		return series_value(r, n);
	case OP_EACH:
		return eval_each(r, n);
	case OP_NEG:
	case OP_NOT:
	case OP_ABS:
		return eval_negated(r, n);
	case OP_AND:
		return eval_and(r, n);
	case OP_OR:
		return eval_or(r, n);
	case OP_EQ:
	case OP_NE:
	case OP_LT:
	case OP_LE:
	case OP_GT:
	case OP_GE:
		return eval_comparison(r, n);
	case OP_IN:
		return eval_range(r, n);
	case OP_ADD:
	case OP_SUB:
	case OP_MUL:
	case OP_DIV:
		return eval_arithmetic(r, n);
	case OP_IF:
		return eval_if(r, n);
	case OP_KNOWN:
		return value_truth(expr_eval(r, n->a).known);
	case OP_OF_TOKEN:
		return eval_of_token(r, n);
	case OP_NAME:
	case OP_CALL:
	case OP_MEMBER:
	case OP_ARG:
	case OP_WINDOW:
		break;
	}
	return value_none(n->type);
}
