/* The numbers that were compared, for those who ask why something was not so. */

#include "sim/expr/expr_parts.h"

#include <stdio.h>
#include <string.h>

enum { SIDES_MAX = 8 };

struct sides {
	struct run *r;
	char *text;
	size_t size;
	int n;
};

static void add(struct sides *s, const char *part)
{
	size_t used = strlen(s->text);

	if (used < s->size && s->n < SIDES_MAX)
		snprintf(s->text + used, s->size - used, "%s%s", used ? "; " : "", part);
	s->n++;
}

static void value_of(struct sides *s, int node, char text[EXPR_SHOWN_MAX])
{
	const struct term *n = &s->r->e->node[node];
	struct expr_value v = expr_eval(s->r, node);

	if (!v.known)
		strcpy(text, "no value");
	else if (v.type == EXPR_NUMBER)
		number_show(&v, n->unit, n->hint, text);
	else if (v.type == EXPR_TEXT)
		snprintf(text, EXPR_SHOWN_MAX, "'%.*s'", EXPR_SHOWN_MAX - 3, v.text);
	else
		strcpy(text, v.truth ? "yes" : "no");
}

static void compared(struct sides *s, const struct term *n, const char *sign)
{
	char left[EXPR_SHOWN_MAX], right[EXPR_SHOWN_MAX], part[2 * EXPR_SHOWN_MAX + 8];

	value_of(s, n->a, left);
	value_of(s, n->b, right);
	snprintf(part, sizeof part, "%s %s %s", left, sign, right);
	add(s, part);
}

static void within(struct sides *s, const struct term *n)
{
	char value[EXPR_SHOWN_MAX], low[EXPR_SHOWN_MAX], high[EXPR_SHOWN_MAX],
			part[3 * EXPR_SHOWN_MAX + 12];

	value_of(s, n->c, value);
	value_of(s, n->a, low);
	value_of(s, n->b, high);
	snprintf(part, sizeof part, "%s in %s .. %s", value, low, high);
	add(s, part);
}

static void look_at(struct sides *s, int node)
{
	const struct term *n = &s->r->e->node[node];
	static const char *const signs[] = { "==", "!=", "<", "<=", ">", ">=" };
	char part[EXPR_SHOWN_MAX + 80], value[EXPR_SHOWN_MAX];

	if (n->op == OP_AND || n->op == OP_OR) {
		look_at(s, n->a);
		look_at(s, n->b);
	} else if (n->op == OP_NOT) {
		look_at(s, n->a);
	} else if (n->op >= OP_EQ && n->op <= OP_GE) {
		compared(s, n, signs[n->op - OP_EQ]);
	} else if (n->op == OP_IN) {
		within(s, n);
	} else if (n->op == OP_FIELD || n->op == OP_EVENT_FIELD) {
		value_of(s, node, value);
		snprintf(part, sizeof part, "%s: %s", n->field.name, value);
		add(s, part);
	}
}

void expr_sides(const struct expr *e, const struct expr_context *context, char *text, size_t size)
{
	struct run r = { .e = e, .c = context };
	struct sides s = { &r, text, size, 0 };

	*text = 0;
	look_at(&s, e->root);
}
