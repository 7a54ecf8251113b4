/* Calls: what goes over sets of entities, events or eras, and the few plain functions. */

#include "sim/expr/expr_parts.h"
#include "sim/player.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const char *const folds[] = { [BY_ALL] = "all", [BY_ANY] = "any", [BY_COUNT] = "count",
	[BY_SUM] = "sum", [BY_AVG] = "avg", [BY_MIN] = "min", [BY_MAX] = "max", [BY_FIRST] = "first",
	[BY_LAST] = "last" };
#define N_FOLDS ((int) (sizeof folds / sizeof *folds))

static const char *const functions[] = { "all", "any", "count", "sum", "avg", "min", "max", "first",
	"last", "abs", "if", "known", "usd", "spon", "eth", "provider", "fizz", "account", "lease", "order",
	"delegation", "unbonding", "proposal", "challenge", "operator", "task" };

static bool called(const struct expr *e, const struct term *call, const char *name)
{
	return call->size == strlen(name) && memcmp(e->text + call->at, name, call->size) == 0;
}

int expr_function(const struct expr *e, const struct term *call)
{
	for (int i = 0; i < N_FOLDS; i++)
		if (called(e, call, folds[i]))
			return i;
	return -1;
}

/* ---- what a call goes over ---- */

/* The event, or else the entities, that are named in what is summed up. */
static void look_for(const struct expr *e, int i, int *event, int *entity, bool *mixed)
{
	const struct term *n = i < 0 ? NULL : &e->node[i];
	int kind;

	if (!n)
		return;
	if (n->op == OP_NAME) {
		size_t part = expr_first_part(e, n);

		kind = event_find(e->text + n->at, part);
		if (kind >= 0)
			*event = kind;
		kind = part < n->size && metric_named(e->text + n->at, n->size) < 0
				? entity_find(e->text + n->at, part) : EXPR_NONE;
		if (kind >= 0 && *entity >= 0 && *entity != kind)
			*mixed = true;
		if (kind >= 0)
			*entity = kind;
		return;
	}
	if (n->op == OP_CALL && expr_function(e, n) >= 0)
		return;
	look_for(e, n->a, event, entity, mixed);
	look_for(e, n->b, event, entity, mixed);
	look_for(e, n->c, event, entity, mixed);
	if (n->op == OP_ARG)
		look_for(e, n->next, event, entity, mixed);
}

enum set expr_set_of(const struct expr *e, const struct term *call, int *kind)
{
	const struct term *arg, *body;
	int event = -1, entity = -1;
	bool mixed = false;

	*kind = -1;
	if (expr_function(e, call) < 0 || call->a < 0)
		return SET_NONE;
	arg = &e->node[call->a];
	if (arg->op != OP_ARG)
		return SET_NONE;
	body = &e->node[arg->a];
	if (body->op == OP_NAME && expr_first_part(e, body) == body->size) {
		*kind = entity_find(e->text + body->at, body->size);
		if (*kind >= 0)
			return SET_ENTITY;
	}
	if (body->op == OP_NAME && metric_named(e->text + body->at, body->size) >= 0) {
		*kind = metric_named(e->text + body->at, body->size);
		return SET_SERIES;
	}
	look_for(e, arg->a, &event, &entity, &mixed);
	*kind = event >= 0 ? event : entity;
	return event >= 0 ? SET_EVENT : mixed ? SET_MIXED : entity >= 0 ? SET_ENTITY : SET_NONE;
}

/* Is the first argument just the name of a set, so that the value stands in the second? */
static bool names_set(const struct expr *e, const struct term *arg, enum set set)
{
	const struct term *body = &e->node[arg->a];

	return body->op == OP_NAME && (set == SET_ENTITY || set == SET_EVENT)
			&& expr_first_part(e, body) == body->size;
}

/* ---- sets ---- */

static bool enter(struct checker *c, const struct term *call, struct scope scope)
{
	if (c->n_scopes == EXPR_SCOPES_MAX)
		return expr_refuse(c->fault, call->at, "this is too deeply nested");
	c->scope[c->n_scopes++] = scope;
	return true;
}

/* What is asked of each one: the value, and which of them count.  Left in call->a and call->b. */
static bool check_parts(struct checker *c, struct term *call, enum fold_by by, enum set set)
{
	const struct term *first = &c->e->node[call->a];
	const struct term *second = first->next < 0 ? NULL : &c->e->node[first->next];
	bool named = names_set(c->e, first, set);
	const char *name = folds[by];

	if (second && (second->next >= 0 || second->op != OP_ARG || second->b >= 0))
		return expr_refuse(c->fault, second->at, "%s() takes a set and a value: %s(provider where "
				"up, ...)", name, name);
	if (by == BY_COUNT && (!named || second))
		return expr_refuse(c->fault, call->at, "count() counts a set: count(provider), "
				"count(provider where up), count(Slashed where why == 'downtime')");
	if (by != BY_COUNT && named && !second)
		return expr_refuse(c->fault, call->at, "%s() needs a value of each: %s", name,
				by == BY_ALL || by == BY_ANY ? "all(provider, up)" : "sum(provider.stake)");
	if (second && !named)
		return expr_refuse(c->fault, second->at, "%s() takes one value here", name);
	call->b = first->b;
	call->a = by == BY_COUNT ? -1 : second ? second->a : first->a;
	return true;
}

static bool check_each_value(struct checker *c, struct term *call, enum fold_by by)
{
	const struct term *value = call->a < 0 ? NULL : &c->e->node[call->a];
	bool condition = by == BY_ALL || by == BY_ANY;
	char what[40];

	if (call->b >= 0 && (!expr_check_node(c, call->b)
				|| !expr_want(c, &c->e->node[call->b], EXPR_BOOL, "where")))
		return false;
	if (value && !expr_check_node(c, call->a))
		return false;
	strcpy(what, folds[by]);
	strcat(what, "()");
	if (value && !expr_want(c, value, condition ? EXPR_BOOL : EXPR_NUMBER, what))
		return false;
	call->type = condition ? EXPR_BOOL : EXPR_NUMBER;
	call->exact = by != BY_AVG && (!value || value->exact);
	if (value && !condition) {
		call->unit = value->unit;
		call->hint = value->hint;
	}
	return true;
}

static bool check_entities(struct checker *c, struct term *call, enum fold_by by, int kind)
{
	struct scope scope = { .kind = kind };
	bool right;

	if (by == BY_FIRST || by == BY_LAST)
		return expr_refuse(c->fault, call->at, "%s() looks at eras of a metric or at events; "
				"entities have no order", folds[by]);
	if (!check_parts(c, call, by, SET_ENTITY))
		return false;
	scope.slot = expr_slot(c, SLOT_EACH, (enum expr_entity) kind, call->at);
	if (scope.slot < 0 || !enter(c, call, scope))
		return false;
	right = check_each_value(c, call, by);
	c->n_scopes--;
	call->op = OP_EACH;
	call->by = by;
	call->number = kind;
	call->slot = scope.slot;
	return right;
}

/* Within brackets that count events only these events are seen: what is counted is the same whoever
 * asks. */
static bool check_events(struct checker *c, struct term *call, enum fold_by by, int kind)
{
	struct expr *e = c->e;
	int first = c->first_scope;
	bool right;

	for (int i = c->first_scope; i < c->n_scopes; i++)
		if (c->scope[i].event)
			return expr_refuse(c->fault, call->at, "events cannot be counted within brackets "
					"that count events");
	if (by == BY_ALL || by == BY_ANY)
		return expr_refuse(c->fault, call->at, "%s() goes over entities; of events write count(%s "
				"where ...) %s 0", folds[by],
				spheron_event_name((enum spheron_event_kind) kind),
				by == BY_ALL ? "==" : ">");
	if (!check_parts(c, call, by, SET_EVENT)
			|| !enter(c, call, (struct scope) { .event = true, .kind = kind }))
		return false;
	c->first_scope = c->n_scopes - 1;
	right = check_each_value(c, call, by);
	c->first_scope = first;
	c->n_scopes--;
	call->op = OP_TALLY;
	call->by = by;
	call->number = kind;
	call->slot = e->n_tallies;
	e->tally = must(realloc(e->tally, (size_t) (e->n_tallies + 1) * sizeof *e->tally));
	e->tally[e->n_tallies++] = (int) (call - e->node);
	e->counts[kind] = true;
	return right;
}

/* ---- eras of a metric ---- */

/* A bound of a window: a duration or a number of eras, as written. */
static bool check_bound(struct checker *c, struct term *call, int i, bool first)
{
	static const struct expr_unit time = { { [EXPR_TIME] = 1 } }, era = { { [EXPR_ERA] = 1 } };
	struct term *n = i < 0 ? NULL : &c->e->node[i];
	bool eras;

	if (!n)
		return true;
	if (!expr_check_node(c, i))
		return false;
	eras = expr_same_unit(n->unit, era);
	if (n->op != OP_CONST || n->type != EXPR_NUMBER
			|| !(n->any || eras || expr_same_unit(n->unit, time)))
		return expr_refuse(c->fault, n->at, "a window is given in time or eras: last 30 d, first "
				"10 eras, from 10 d to 20 d");
	if (!first && !n->any && eras != call->window_eras)
		return expr_refuse(c->fault, n->at, "a window is given in time or in eras, not in both");
	if (!n->any)
		call->window_eras = eras;
	return true;
}

/* "last 0 d", "from 20 d to 10 d". */
static bool window_is_empty(const struct checker *c, const struct term *call)
{
	double a = value_number(&c->e->node[call->a].value);

	return call->window == WINDOW_FROM ? !(a < value_number(&c->e->node[call->b].value)) : !(a > 0);
}

static bool check_series(struct checker *c, struct term *call, enum fold_by by, int metric)
{
	struct term *arg = &c->e->node[call->a];
	const struct term *window = arg->next < 0 ? NULL : &c->e->node[arg->next];
	struct term *value = &c->e->node[arg->a];

	if (by == BY_ALL || by == BY_ANY || by == BY_COUNT)
		return expr_refuse(c->fault, call->at, "%s() goes over entities; of a metric's eras there "
				"are avg, min, max, sum, first and last", folds[by]);
	if (c->e->place != EXPR_ENDED)
		return expr_refuse(c->fault, call->at, "%s() of a metric looks over the eras of a whole "
				"run; use it in at_end", folds[by]);
	if (metric_rows[metric].series < 0)
		return expr_refuse(c->fault, value->at, "%s has no values of single eras to look over",
				metric_rows[metric].name);
	if (arg->b >= 0)
		return expr_refuse(c->fault, c->e->node[arg->b].at, "eras have no fields to choose by; a "
				"window is given as in avg(x, last 30 d)");
	if (window && (window->op != OP_WINDOW || window->next >= 0))
		return expr_refuse(c->fault, window->at, "a window is given as last 30 d, first 30 d or "
				"from 10 d to 20 d");
	if (!expr_check_node(c, arg->a))
		return false;
	call->window = window ? window->window : WINDOW_WARM;
	call->a = window ? window->a : -1;
	call->b = window ? window->b : -1;
	if (!check_bound(c, call, call->a, true) || !check_bound(c, call, call->b,
				call->a < 0 || c->e->node[call->a].any))
		return false;
	if (window && window_is_empty(c, call))
		return expr_refuse(c->fault, window->at, "there is nothing in this window: it is to end "
				"behind its begin");
	call->op = OP_SERIES;
	call->type = EXPR_NUMBER;
	call->by = by;
	call->number = metric;
	call->factor = value->factor;
	call->unit = value->unit;
	call->hint = value->hint;
	return true;
}

/* ---- plain functions ---- */

/* Unpacks and checks exactly n arguments into call->a, b and c. */
static bool arguments(struct checker *c, struct term *call, int n, const char *usage)
{
	int value[3] = { -1, -1, -1 }, count = 0;

	for (int i = call->a; i >= 0; i = c->e->node[i].next) {
		const struct term *arg = &c->e->node[i];

		if (count == n || arg->op != OP_ARG || arg->b >= 0)
			return expr_refuse(c->fault, arg->at, "write %s", usage);
		value[count++] = arg->a;
	}
	if (count < n)
		return expr_refuse(c->fault, call->at, "write %s", usage);
	for (int i = 0; i < n; i++)
		if (!expr_check_node(c, value[i]))
			return false;
	call->a = value[0];
	call->b = value[1];
	call->c = value[2];
	return true;
}

static bool check_if(struct checker *c, struct term *call)
{
	struct term *yes, *no;
	char first[120], second[120];

	if (!arguments(c, call, 3, "if(condition, value, other value)"))
		return false;
	yes = &c->e->node[call->b];
	no = &c->e->node[call->c];
	if (!expr_want(c, &c->e->node[call->a], EXPR_BOOL, "if()"))
		return false;
	if (yes->type != no->type)
		return expr_refuse(c->fault, no->at, "both values of if() must be of one type; these are "
				"%s and %s", expr_describe(yes, first), expr_describe(no, second));
	if (yes->type == EXPR_NUMBER && !expr_unify(c, yes, no, "an alternative to"))
		return false;
	call->op = OP_IF;
	call->type = yes->type;
	call->unit = yes->unit;
	call->hint = yes->hint != HINT_NONE ? yes->hint : no->hint;
	call->exact = (yes->exact || yes->any) && (no->exact || no->any);
	call->any = yes->any && no->any;
	call->words = yes->words == no->words ? yes->words : NULL;
	call->computed = yes->computed || no->computed;
	return true;
}

static bool check_abs(struct checker *c, struct term *call)
{
	const struct term *x;

	if (!arguments(c, call, 1, "abs(number)"))
		return false;
	x = &c->e->node[call->a];
	call->op = OP_ABS;
	call->type = EXPR_NUMBER;
	call->unit = x->unit;
	call->hint = x->hint;
	call->exact = x->exact;
	call->any = x->any;
	return expr_want(c, x, EXPR_NUMBER, "abs()");
}

static bool check_of_token(struct checker *c, struct term *call, enum spheron_token token)
{
	static const struct expr_unit base = { { [EXPR_TOKEN] = 1 } };
	static const struct expr_unit of[] = { [SPHERON_USD] = { { [EXPR_USD] = 1 } },
		[SPHERON_SPON] = { { [EXPR_SPON] = 1 } }, [SPHERON_ETH] = { { [EXPR_ETH] = 1 } } };
	const struct term *x;
	char is[120];

	if (!arguments(c, call, 1, "usd(lease.locked), spon(lease.locked) or eth(UnbondPaid.amount)"))
		return false;
	x = &c->e->node[call->a];
	if (x->type != EXPR_NUMBER || (!x->any && !expr_same_unit(x->unit, base)))
		return expr_refuse(c->fault, x->at, "usd(), spon() and eth() take an amount of a token "
				"that only the record knows, such as lease.locked, and this is %s",
				expr_describe(x, is));
	call->op = OP_OF_TOKEN;
	call->type = EXPR_NUMBER;
	call->unit = of[token];
	call->number = (int) token;
	call->exact = x->exact;
	return true;
}

static bool check_known(struct checker *c, struct term *call)
{
	if (!arguments(c, call, 1, "known(value)"))
		return false;
	call->op = OP_KNOWN;
	call->type = EXPR_BOOL;
	return true;
}

/* ---- one of many: provider(3).stake ---- */

static bool check_key(struct checker *c, const struct term *key)
{
	static const struct expr_unit plain = { { 0 } };
	char is[120];

	if (key->type == EXPR_TEXT && key->op == OP_CONST)
		return true;
	if (key->type == EXPR_NUMBER && key->exact && expr_same_unit(key->unit, plain))
		return true;
	return expr_refuse(c->fault, key->at, "an entity is named by its number or by a name in quotes, "
			"and this is %s", expr_describe(key, is));
}

static bool check_member(struct checker *c, struct term *n)
{
	struct term *call = &c->e->node[n->a];
	int kind = entity_find(c->e->text + call->at, call->size);
	unsigned keys;
	int slot;

	if (kind < 0)
		return expr_refuse(c->fault, call->at, "what %s gives has no fields; entities have: "
				"provider(3)%.*s",
				expr_quote(c->e->text + call->at, call->size).text,
				(int) (n->size < 40 ? n->size + 1 : 40), c->e->text + n->at - 1);
	keys = entity_keys((enum expr_entity) kind);
	if (!arguments(c, call, (int) keys, keys == 2 ? "delegation(3, 17).field, a provider and an account"
				: "provider(3).field or provider('name').field"))
		return false;
	if (!check_key(c, &c->e->node[call->a])
			|| (keys == 2 && !check_key(c, &c->e->node[call->b])))
		return false;
	slot = expr_slot(c, SLOT_GIVEN, (enum expr_entity) kind, call->at);
	n->a = call->a;
	n->b = call->b;
	return expr_check_field(c, n, (enum expr_entity) kind, slot, c->e->text + n->at, n->size);
}

/* ---- all of them ---- */

static bool check_fold(struct checker *c, struct term *call, enum fold_by by)
{
	int kind;

	if (call->a < 0)
		return expr_refuse(c->fault, call->at, "%s() of what? it goes over entities, events or "
				"the eras of a metric", folds[by]);
	switch (expr_set_of(c->e, call, &kind)) {
	case SET_ENTITY:
		return check_entities(c, call, by, kind);
	case SET_EVENT:
		return check_events(c, call, by, kind);
	case SET_SERIES:
		return check_series(c, call, by, kind);
	case SET_MIXED:
		return expr_refuse(c->fault, call->at, "%s() goes over one kind of entity; say which: "
				"%s(provider, ...)", folds[by], folds[by]);
	case SET_NONE:
		break;
	}
	if (!expr_check_node(c, c->e->node[call->a].a))
		return false;
	return expr_refuse(c->fault, call->at, "%s() goes over entities, events or the eras of a metric, "
			"and this names none", folds[by]);
}

bool expr_check_call(struct checker *c, struct term *call)
{
	const struct expr *e = c->e;
	int by, entity;

	if (call->op == OP_MEMBER)
		return check_member(c, call);
	by = expr_function(e, call);
	if (by >= 0)
		return check_fold(c, call, (enum fold_by) by);
	if (called(e, call, "abs"))
		return check_abs(c, call);
	if (called(e, call, "if"))
		return check_if(c, call);
	if (called(e, call, "known"))
		return check_known(c, call);
	if (called(e, call, "usd"))
		return check_of_token(c, call, SPHERON_USD);
	if (called(e, call, "spon"))
		return check_of_token(c, call, SPHERON_SPON);
	if (called(e, call, "eth"))
		return check_of_token(c, call, SPHERON_ETH);
	entity = entity_find(e->text + call->at, call->size);
	if (entity >= 0)
		return expr_refuse(c->fault, call->at, "name a field of this %s, as in %s(3).%s",
				entity_name((enum expr_entity) entity),
						entity_name((enum expr_entity) entity),
				entity == EXPR_OPERATOR ? "restaked" : "id");
	return expr_refuse(c->fault, call->at, "no function is called %s%s",
			expr_quote(e->text + call->at, call->size).text,
			suggest_among(e->text + call->at, call->size, functions,
					sizeof functions / sizeof *functions).text);
}
