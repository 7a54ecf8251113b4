#include "sim/suite/claims.h"

#include "sim/coverage.h"
#include "sim/player.h"
#include "sim/script.h"
#include "support/file.h"
#include "support/json.h"
#include "support/nearest.h"
#include "support/shell.h"
#include "support/talk.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const kind_texts[] = { "always", "never", "sometimes", "eventually", "at", "at_end",
	"mean", "prob", "paired", "golden", "invariant", "script" };

/* ---- what is wrong ---- */

static bool blame(struct suite_file *file, const struct test *t, const char *path, const char *shown,
		const char *why)
{
	struct form_fault fault;
	char line[FORM_FAULT_SIZE];

	form_blame_at(t->cell->resolved, path, why, &fault);
	snprintf(fault.path, sizeof fault.path, "%s", shown);
	form_fault_line(&fault, line);
	snprintf(file->fault, sizeof file->fault, "%.*s", (int) sizeof file->fault - 1, line);
	file->fault_line = fault.line;
	file->at = fault;
	return false;
}

/* "assert.3.prob.of". */
static bool blame_part(struct suite_file *file, const struct test *t, uint32_t i, const char *part,
		const char *why)
{
	char path[120], shown[250];

	snprintf(path, sizeof path, "assert.%u.%s", i, part);
	snprintf(shown, sizeof shown, "assert.%s.%s", t->scenario->assertion[i].id, part);
	return blame(file, t, path, shown, why);
}

static unsigned line_of(const struct test *t, uint32_t i, const char *part)
{
	struct form_fault fault;
	char path[120];

	snprintf(path, sizeof path, "assert.%u.%s", i, part);
	form_blame_at(t->cell->resolved, path, "", &fault);
	return fault.line;
}

unsigned claims_line(const struct test *test, const char *path)
{
	struct form_fault fault;

	form_blame_at(test->cell->resolved, path, "", &fault);
	return fault.line;
}

/* ---- expressions ---- */

static _Thread_local const struct setup *naming;

static const char *named_at(size_t i)
{
	return naming->script[i].as ? naming->script[i].as : "";
}

/* Somebody of whom nobody will ever have the name: provider('alpa'). */
static bool name_good(struct suite_file *file, const struct test *t, uint32_t i, const char *part,
		const char *entity, const char *name, size_t size)
{
	char text[80], why[400];
	ptrdiff_t near;

	naming = &t->cell->setup;
	snprintf(text, sizeof text, "%.*s", (int) size, name);
	for (uint32_t k = 0; k < naming->n_script; k++)
		if (strcmp(named_at(k), text) == 0)
			return script_name_is(naming, naming->n_script, text, entity, why, sizeof why)
					|| blame_part(file, t, i, part, why);
	near = nearest_name(text, named_at, naming->n_script);
	snprintf(why, sizeof why, "no step of the script gives the name \"%s\"%s%s%s", text,
			near >= 0 ? " (did you mean \"" : "", near >= 0 ? named_at((size_t) near) : "",
			near >= 0 ? "\"?)" : "");
	return blame_part(file, t, i, part, why);
}

/* Texts in the brackets right behind the name of an entity. */
static bool names_good(struct suite_file *file, const struct test *t, uint32_t i, const char *part,
		const char *text)
{
	bool entity = false, inside = false;
	char word[16] = "";

	for (size_t n; *text; text += n) {
		n = strspn(text, "abcdefghijklmnopqrstuvwxyz_");
		if (n > 0) {
			snprintf(word, sizeof word, "%.*s", n < sizeof word ? (int) n : 0, text);
			inside = false;
			entity = false;
#define IS_ENTITY(constant, name) entity |= strcmp(word, name) == 0;
			EXPR_ENTITIES(IS_ENTITY)
#undef IS_ENTITY
		} else if (*text == '\'' || *text == '"') {
			n = strcspn(text + 1, *text == '"' ? "\"" : "'") + 1;
			if (inside && !name_good(file, t, i, part, word, text + 1, n - 1))
				return false;
			n += text[n] != 0;
		} else {
			n = 1;
			inside = (*text == '(' && entity) || (inside && strchr(", ", *text));
			entity &= *text == ' ';
		}
	}
	return true;
}

/* Of a long text only what is near. */
static void excerpt(const char *text, size_t offset, char *out, size_t size)
{
	size_t n = strlen(text), from = n > 200 && offset > 40 ? offset - 40 : 0;

	snprintf(out, size, "%s%.*s%s", from ? "..." : "", n > 200 ? 80 : 200, text + from,
			n > 200 && from + 80 < n ? "..." : "");
}

static struct expr *compile(struct suite_file *file, const struct test *t, uint32_t i, const char *part,
		const char *text, enum expr_place place, enum expr_type type)
{
	struct expr_fault fault;
	struct expr *e = expr_compile(text, place, &t->cell->setup, &fault);
	char why[800], is[120], near[220];

	excerpt(text, e ? 0 : fault.offset, near, sizeof near);
	if (!e) {
		snprintf(why, sizeof why, "%s (at character %zu of \"%s\")", fault.why,
				fault.offset + 1, near);
		blame_part(file, t, i, part, why);
		return NULL;
	}
	if (expr_type(e) == type && expr_constant(e)) {
		snprintf(why, sizeof why, "\"%s\" says nothing of the network, so no run could tell; name "
				"a metric, an entity, an event or a parameter", near);
		blame_part(file, t, i, part, why);
		expr_free(e);
		return NULL;
	}
	if (expr_type(e) == type && names_good(file, t, i, part, text))
		return e;
	if (expr_type(e) == type) {
		expr_free(e);
		return NULL;
	}
	expr_type_text(e, is);
	snprintf(why, sizeof why, "\"%s\" is %s; wanted is %s", near, is, type == EXPR_BOOL
			? "something that is true or not, \"x > 3\" for instance" : "a number");
	expr_free(e);
	blame_part(file, t, i, part, why);
	return NULL;
}

static bool bound(struct suite_file *file, const struct test *t, uint32_t i, const char *part,
		const struct expr *e, const char *text, double none, double *out)
{
	struct expr_fault fault;

	*out = none;
	if (!text || expr_literal(e, text, out, &fault))
		return true;
	return blame_part(file, t, i, part, fault.why);
}

/* ---- kinds of claims ---- */

static bool read_pace(struct suite_file *file, const struct test *t, uint32_t i, struct claim *c)
{
	const struct quantity_want want = unit_want(UNIT_DURATION);
	const char *every = c->a->every;
	struct quantity_fault fault;
	struct quantity_number q;
	char why[500];

	if (!every || strcmp(every, "change") == 0) {
		c->pace = PACE_CHANGE;
		return true;
	}
	if (expr_trigger(c->e) != EXPR_NONE)
		return blame_part(file, t, i, "every", "does not go with an event, which is looked at "
				"when it happens");
	if (strcmp(every, "era") == 0) {
		c->pace = PACE_ERA;
		return true;
	}
	if (!quantity_read(&unit_table, &want, every, strlen(every), &q, &fault) || q.lo < 1000) {
		snprintf(why, sizeof why, "\"%.60s\" is neither \"change\" nor \"era\" nor a duration of "
				"at least 1 s", every);
		return blame_part(file, t, i, "every", why);
	}
	c->pace = PACE_PERIOD;
	c->period_ms = q.lo;
	return true;
}

static bool running(struct suite_file *file, const struct test *t, uint32_t i, struct claim *c,
		const char *part, const char *text)
{
	c->text = text;
	c->e = compile(file, t, i, part, text, EXPR_RUNNING, EXPR_BOOL);
	return c->e && read_pace(file, t, i, c);
}

static bool eventually(struct suite_file *file, const struct test *t, uint32_t i, struct claim *c)
{
	if (!running(file, t, i, c, "eventually", c->a->eventually))
		return false;
	c->within_ms = (uint64_t) (c->a->within_s * 1000);
	if (c->within_ms == 0)
		return blame_part(file, t, i, "within", "must be longer than nothing");
	if (c->a->after) {
		c->after = compile(file, t, i, "after", c->a->after, EXPR_RUNNING, EXPR_BOOL);
		if (!c->after)
			return false;
		if (expr_trigger(c->after) == EXPR_NONE)
			return blame_part(file, t, i, "after", "names no event; \"NodeDown\" for instance");
	}
	if (expr_subject(c->e) != EXPR_NONE && !c->after)
		return blame_part(file, t, i, "eventually", "of which of them? say any(...) or all(...), "
				"or give \"after\" an event that names one");
	if (!c->after && c->within_ms > t->cell->plan.horizon_ms)
		return blame_part(file, t, i, "within", "is longer than the run, which could not tell");
	return true;
}

static bool at(struct suite_file *file, const struct test *t, uint32_t i, struct claim *c)
{
	c->at_ms = (uint64_t) (c->a->at_s * 1000);
	if (c->at_ms >= t->cell->plan.horizon_ms)
		return blame_part(file, t, i, "at", "comes at or after the end of the run; use at_end");
	c->text = c->a->that;
	c->e = compile(file, t, i, "that", c->text, EXPR_RUNNING, EXPR_BOOL);
	if (c->e && expr_trigger(c->e) != EXPR_NONE)
		return blame_part(file, t, i, "that", "speaks of an event, and a moment has none; use "
				"count(...)");
	return c->e != NULL;
}

static bool ended(struct suite_file *file, const struct test *t, uint32_t i, struct claim *c,
		const char *part, const char *text, enum expr_type type)
{
	c->text = text;
	c->e = compile(file, t, i, part, text, EXPR_ENDED, type);
	if (c->e && expr_trigger(c->e) != EXPR_NONE)
		return blame_part(file, t, i, part, "speaks of an event, and the end has none; use "
				"count(...)");
	if (c->e && expr_subject(c->e) != EXPR_NONE && type == EXPR_NUMBER)
		return blame_part(file, t, i, part, "of which of them? say sum(...), avg(...) or the like");
	return c->e != NULL;
}

static bool mean(struct suite_file *file, const struct test *t, uint32_t i, struct claim *c)
{
	const struct scenario_mean *m = &c->a->mean;

	c->statistical = true;
	c->alpha = m->alpha;
	c->beta = m->beta;
	if (!ended(file, t, i, c, "mean.of", m->of, EXPR_NUMBER)
			|| !bound(file, t, i, "mean.at_least", c->e, m->at_least, -INFINITY, &c->low)
			|| !bound(file, t, i, "mean.at_most", c->e, m->at_most, INFINITY, &c->high))
		return false;
	return c->low < c->high || blame_part(file, t, i, "mean.at_most", "is not above at_least");
}

static bool prob(struct suite_file *file, const struct test *t, uint32_t i, struct claim *c)
{
	const struct scenario_prob *p = &c->a->prob;

	c->statistical = true;
	c->alpha = p->alpha;
	c->beta = p->beta;
	c->effect = p->margin;
	if (!ended(file, t, i, c, "prob.of", p->of, EXPR_BOOL))
		return false;
	if (expr_subject(c->e) != EXPR_NONE)
		return blame_part(file, t, i, "prob.of", "of which of them? say any(...) or all(...)");
	return true;
}

/* ---- the other setting of a pair ---- */

static char *set_text(const struct json_value *name, const struct json_value *value)
{
	size_t room = name->size + value->size + 8;
	char *text = must(malloc(room));

	snprintf(text, room, "%.*s=%s%.*s%s", (int) name->size, name->data,
			value->kind == JSON_STRING ? "\"" : "", (int) value->size, value->data,
			value->kind == JSON_STRING ? "\"" : "");
	return text;
}

/* What makes no other setting: luck has to be the same for both, and the rest changes nothing. */
static bool against_good(struct suite_file *file, const struct test *t, uint32_t i,
		const struct json_value *path)
{
	static const char *const not[] = { "assert", "errors", "include", "limits", "matrix", "name",
		"profiles", "question", "random", "tags" };
	size_t n = 0;
	char why[200];

	while (n < path->size && path->data[n] != '.')
		n++;
	for (size_t k = 0; k < sizeof not / sizeof *not; k++)
		if (n == strlen(not[k]) && memcmp(path->data, not[k], n) == 0) {
			snprintf(why, sizeof why, "\"%s\" is no part of what is simulated, or of the luck "
					"that both share; \"params.cooldown_s\" for instance", not[k]);
			return blame_part(file, t, i, "paired.against", why);
		}
	return true;
}

/* Axes of the matrix are laid over options, so the cell of the arm is the one with the same label. */
static const struct cell *same_cell(const struct study *study, const struct test *t)
{
	return t->number < study->n_cells ? &study->cell[t->number] : NULL;
}

/* "--set params.x=1: what is wrong with it": nobody has typed that option. */
static const char *behind_option(const char *why)
{
	const char *colon = strncmp(why, "--set ", 6) == 0 ? strstr(why, ": ") : NULL;

	return colon ? colon + 2 : why;
}

static bool open_arm(struct suite_file *file, struct test *t, uint32_t i, const char *against,
		const struct claim_wishes *wishes, uint32_t *number)
{
	struct json_value all = json_root(against, strlen(against)), name, value;
	struct json_walk walk = json_walk(&all);
	struct arm *arm;
	char why[700];
	bool good;

	t->arm = must(realloc(t->arm, (t->n_arms + 1) * sizeof *t->arm));
	arm = &t->arm[t->n_arms++];
	*arm = (struct arm) { .set = must(calloc(wishes->n_sets + 65, sizeof *arm->set)) };
	for (size_t k = 0; k < wishes->n_sets; k++)
		arm->set[arm->n_sets++] = must(strdup(wishes->set[k]));
	for (size_t k = 0; k < 64 && json_next(&walk, &name, &value); k++) {
		if (!against_good(file, t, i, &name))
			return false;
		arm->set[arm->n_sets++] = set_text(&name, &value);
	}
	if (arm->n_sets == wishes->n_sets)
		return blame_part(file, t, i, "paired.against", "names nothing that is different");
	talk_into(why, sizeof why);
	good = study_open(&arm->study, file->path, (const char *const *) arm->set, arm->n_sets);
	talk_into(NULL, 0);
	if (!good)
		return blame_part(file, t, i, "paired.against", behind_option(why));
	arm->cell = same_cell(&arm->study, t);
	if (!arm->cell || arm->cell->plan.eras != t->cell->plan.eras)
		return blame_part(file, t, i, "paired.against", "changes the horizon or the matrix, so "
				"there are no pairs");
	if (strcmp(arm->cell->resolved->text, t->cell->resolved->text) == 0)
		return blame_part(file, t, i, "paired.against", "is what the scenario has already, so "
				"there is no difference to be seen");
	*number = t->n_arms;
	return true;
}

static bool paired(struct suite_file *file, struct test *t, uint32_t i, struct claim *c,
		const struct claim_wishes *wishes)
{
	const struct scenario_paired *p = &c->a->paired;

	c->statistical = true;
	c->alpha = p->alpha;
	c->beta = p->beta;
	if (!ended(file, t, i, c, "paired.of", p->of, EXPR_NUMBER)
			|| !bound(file, t, i, "paired.min_effect", c->e, p->min_effect, 0, &c->effect))
		return false;
	if (c->effect < 0)
		return blame_part(file, t, i, "paired.min_effect", "is negative; \"expect\" tells the "
				"direction");
	if (p->expect != PAIRED_SAME && !(c->effect > 0))
		c->effect = DBL_MIN; /* no difference at all is not "higher" */
	c->low = p->expect == PAIRED_HIGHER ? c->effect : p->expect == PAIRED_SAME ? -c->effect : -INFINITY;
	c->high = p->expect == PAIRED_LOWER ? -c->effect : p->expect == PAIRED_SAME ? c->effect : INFINITY;
	return open_arm(file, t, i, p->against, wishes, &c->arm);
}

static bool golden(struct claim *c)
{
	c->text = c->a->golden.file;
	return true;
}

static bool invariant(struct test *t, struct claim *c)
{
	static const char *const text[] = { "every invariant of the protocol holds at each era close",
		"every invariant of the protocol holds at the end",
		"every invariant of the protocol holds after every step" };

	c->text = text[c->a->invariant];
	c->invariant = true;
	t->end_invariants |= c->a->invariant == INVARIANT_END;
	t->step_invariants |= c->a->invariant == INVARIANT_STEP;
	return true;
}

/* ---- a test ---- */

static enum claim_kind kind_of(const struct scenario_assert *a)
{
	return a->always ? CLAIM_ALWAYS : a->never ? CLAIM_NEVER : a->sometimes ? CLAIM_SOMETIMES
			: a->eventually ? CLAIM_EVENTUALLY : a->at_given ? CLAIM_AT : a->at_end ? CLAIM_AT_END
			: a->mean.given ? CLAIM_MEAN : a->prob.given ? CLAIM_PROB
			: a->paired.given ? CLAIM_PAIRED : a->golden.given ? CLAIM_GOLDEN : CLAIM_INVARIANT;
}

static bool read_claim(struct suite_file *file, struct test *t, uint32_t i, struct claim *c,
		const struct claim_wishes *wishes)
{
	const struct scenario_assert *a = &t->scenario->assertion[i];

	*c = (struct claim) { .kind = kind_of(a), .id = a->id, .a = a,
		.min_count = a->count_given ? a->min_count : 1, .allow_empty = a->allow_empty,
		.invariant = a->level == LEVEL_INVARIANT };
	c->kind_text = kind_texts[c->kind];
	c->line = line_of(t, i, c->kind_text);
	switch (c->kind) {
	case CLAIM_ALWAYS:
		return running(file, t, i, c, "always", a->always);
	case CLAIM_NEVER:
		return running(file, t, i, c, "never", a->never);
	case CLAIM_SOMETIMES:
		return running(file, t, i, c, "sometimes", a->sometimes);
	case CLAIM_EVENTUALLY:
		return eventually(file, t, i, c);
	case CLAIM_AT:
		return at(file, t, i, c);
	case CLAIM_AT_END:
		return ended(file, t, i, c, "at_end", a->at_end, EXPR_BOOL);
	case CLAIM_MEAN:
		return mean(file, t, i, c);
	case CLAIM_PROB:
		return prob(file, t, i, c);
	case CLAIM_PAIRED:
		return paired(file, t, i, c, wishes);
	case CLAIM_GOLDEN:
		return golden(c);
	case CLAIM_INVARIANT:
		return invariant(t, c);
	case CLAIM_SCRIPT:
		break;
	}
	return false;
}

static bool ids_differ(struct suite_file *file, const struct test *t)
{
	const struct scenario *s = t->scenario;

	for (uint32_t i = 0; i < s->n_assertions; i++)
		for (uint32_t k = 0; k < i; k++)
			if (strcmp(s->assertion[i].id, s->assertion[k].id) == 0)
				return blame_part(file, t, i, "id", "another assertion is called that, too");
	return true;
}

/* ---- profiles and errors ---- */

static const struct scenario_profile *profile_of(const struct scenario *s, const char *name)
{
	for (uint32_t i = 0; name && i < s->n_profiles; i++)
		if (strcmp(s->profile[i].name, name) == 0)
			return &s->profile[i];
	return NULL;
}

static void apply_limits(struct scenario_limits *to, const struct scenario_limits *from)
{
	if (from->wall_given)
		to->wall_s = from->wall_s;
	if (from->memory_given)
		to->memory_mb = from->memory_mb;
	if (from->events_given)
		to->events = from->events;
	if (from->undecided_given)
		to->on_undecided = from->on_undecided;
}

enum { NIGHTLY_TIMES = 10 };

static void settle_budget(struct test *t, const char *name, double *alpha, double *beta)
{
	const struct scenario *s = t->scenario;
	const struct scenario_profile *p = profile_of(s, name);

	t->runs = s->setup.runs;
	t->max_runs = s->max_runs;
	t->limits = s->limits;
	*alpha = s->alpha;
	*beta = s->beta;
	if (name && !p && strcmp(name, "nightly") == 0)
		t->max_runs = t->max_runs < UINT32_MAX / NIGHTLY_TIMES ? t->max_runs * NIGHTLY_TIMES
				: t->max_runs;
	if (p && p->runs_given)
		t->runs = p->runs;
	if (p && p->max_given)
		t->max_runs = p->max_runs;
	if (p && p->alpha_given)
		*alpha = p->alpha;
	if (p && p->beta_given)
		*beta = p->beta;
	if (p)
		apply_limits(&t->limits, &p->limits);
	t->max_runs = t->max_runs < t->runs ? t->runs : t->max_runs;
}

/* What the file admits is shared by its claims about chance, in all cells; those that ask for their own
 * part have it, as long as there is that much. */
static bool share_out(struct suite_file *file, struct test *t, double family, size_t cells, bool is_beta)
{
	double asked = 0, each;
	uint32_t rest = 0, last = 0, without = 0;
	char why[300];

	for (uint32_t i = 0; i < t->n_claims; i++) {
		double own = is_beta ? t->claim[i].beta : t->claim[i].alpha;

		if (!t->claim[i].statistical)
			continue;
		asked += own;
		last = own > 0 ? i : last;
		without = own > 0 || rest ? without : i;
		rest += !(own > 0);
	}
	if (asked * (double) cells > family * 1.0000001) {
		snprintf(why, sizeof why, "the claims of this file ask for %.4g %% together, and "
				"errors.%s admits %.4g %%", 100 * asked * (double) cells,
				is_beta ? "beta" : "alpha", 100 * family);
		return blame_part(file, t, last, t->claim[last].kind_text, why);
	}
	each = decide_share(family / (double) cells - asked, rest ? rest : 1);
	snprintf(why, sizeof why, "nothing is left for it of the %.4g %% that errors.%s admits; the others "
			"ask "
			"for all of that", 100 * family, is_beta ? "beta" : "alpha");
	if (rest && !(each > 0))
		return blame_part(file, t, without, t->claim[without].kind_text, why);
	for (uint32_t i = 0; i < t->n_claims; i++) {
		struct claim *c = &t->claim[i];

		if (c->statistical && is_beta && !(c->beta > 0))
			c->beta = each;
		if (c->statistical && !is_beta && !(c->alpha > 0))
			c->alpha = each;
	}
	return true;
}

/* A claim that could not pass though every run spoke for it would only ever be undecided. */
static bool can_pass(struct suite_file *file, const struct test *t, uint32_t i)
{
	const struct claim *c = &t->claim[i];
	struct decide_prob d;
	char why[300];

	if (c->kind != CLAIM_PROB)
		return true;
	decide_prob_begin(&d, c->a->prob.least_given ? c->a->prob.at_least : c->a->prob.at_most, c->effect,
			c->a->prob.most_given, c->alpha, c->beta);
	if (decide_prob_fewest(&d) <= t->max_runs)
		return true;
	snprintf(why, sizeof why, "cannot pass in %u runs, it takes at least %llu: raise random.max_runs, or "
			"widen the margin", t->max_runs, (unsigned long long) decide_prob_fewest(&d));
	return blame_part(file, t, i, "prob", why);
}

/* ---- a file ---- */

static uint64_t cost_of(const struct test *t)
{
	const struct setup *s = &t->cell->setup;
	double nodes = 20, orders = 0;

	for (uint32_t c = 0; c < s->n_providers; c++)
		nodes += s->providers[c].count;
	for (uint32_t c = 0; c < s->n_fizz; c++)
		nodes += s->fizz[c].count;
	for (uint32_t c = 0; c < s->n_demand; c++)
		orders += s->demand[c].orders_day;
	return (uint64_t) ((nodes + orders) * s->horizon_s / 86400 * t->runs * (1 + t->n_arms)) + 1;
}

/* Steps of a script are a claim by themselves: each is answered as expected. */
static void claim_script(struct test *t)
{
	t->claim[t->n_claims++] = (struct claim) { .kind = CLAIM_SCRIPT, .id = "script",
		.kind_text = "script", .text = "every step is answered as expected" };
}

/* A run ends with an era.  Elsewhere what is left of the horizon is let go; here somebody might count on
 * it. */
static bool whole_eras(struct suite_file *file, const struct test *t)
{
	uint64_t asked_ms = (uint64_t) (t->cell->setup.horizon_s * 1000 + 0.5);
	double era_s = (double) t->cell->plan.era_ms / 1000;
	char why[300];

	if (asked_ms == t->cell->plan.horizon_ms)
		return true;
	snprintf(why, sizeof why, "is no whole number of eras of %g s: the run would end at %g s, after %u "
			"of them", era_s, (double) t->cell->plan.horizon_ms / 1000, t->cell->plan.eras);
	return blame(file, t, "time.horizon", "time.horizon", why);
}

/* --tags parts its words at commas and takes those behind a minus for others that are not wanted. */
static bool tags_good(struct suite_file *file, const struct test *t)
{
	for (uint32_t i = 0; i < t->scenario->n_tags; i++) {
		const char *tag = t->scenario->tags[i];
		char path[40];

		snprintf(path, sizeof path, "tags.%u", i);
		if (!*tag || *tag == '-' || strpbrk(tag, ", \t\n"))
			return blame(file, t, path, path, "--tags could never name it; a tag is one word, "
					"without commas and without a minus at its begin");
	}
	return true;
}

static bool make_test(struct suite_file *file, struct test *t, uint32_t cell,
		const struct claim_wishes *wishes)
{
	double alpha, beta;

	t->file = file;
	t->number = cell;
	t->other_seed = wishes->other_seed;
	t->cell = &file->study.cell[cell];
	t->scenario = t->cell->resolved->value;
	t->claim = must(calloc(t->scenario->n_assertions + 1u, sizeof *t->claim));
	settle_budget(t, wishes->profile, &alpha, &beta);
	if (!tags_good(file, t) || !whole_eras(file, t) || !ids_differ(file, t))
		return false;
	for (uint32_t i = 0; i < t->scenario->n_assertions; i++) {
		t->n_claims++;
		if (!read_claim(file, t, i, &t->claim[i], wishes))
			return false;
	}
	if (!share_out(file, t, alpha, file->study.n_cells, false)
			|| !share_out(file, t, beta, file->study.n_cells, true))
		return false;
	for (uint32_t i = 0; i < t->n_claims; i++)
		if (!can_pass(file, t, i))
			return false;
	if (t->cell->setup.n_script)
		claim_script(t);
	t->cost = cost_of(t);
	return true;
}

static bool marked(struct world_plan *plan)
{
	plan->apply = spheron_marked_apply;
	plan->read = spheron_marked_command_read;
	return true;
}

/* "x.json:12:3: ..." */
static unsigned line_in(const char *fault, const char *path)
{
	size_t n = strlen(path);

	return strncmp(fault, path, n) == 0 && fault[n] == ':' ? (unsigned) strtoul(fault + n + 1, NULL, 10)
			: 0;
}

/* What is there to be included says so at its top; what includes it does not become one by that. */
static bool is_fragment(const char *path)
{
	enum { KEYS = 4096 };
	struct json_key *keys = must(calloc(KEYS, sizeof *keys));
	struct json_value all, name, value;
	struct json_fault fault;
	struct json_walk walk;
	char *text, why[300];
	bool is = false;
	size_t size = 0;

	talk_into(why, sizeof why);
	text = file_read(path, 64u << 20, &size);
	talk_into(NULL, 0);
	if (text && json_check(text, size, JSON_PLAIN, keys, KEYS, &fault)) {
		all = json_root(text, size);
		walk = json_walk(&all);
		while (all.kind == JSON_OBJECT && !is && json_next(&walk, &name, &value))
			is = name.size == 4 && memcmp(name.data, "kind", 4) == 0 && value.size == 8
				&& memcmp(value.data, "fragment", 8) == 0;
	}
	free(keys);
	free(text);
	return is;
}

void claims_open(struct suite_file *file, const char *path, bool named, const struct claim_wishes *wishes)
{
	const struct scenario *s;

	*file = (struct suite_file) { .path = must(strdup(path)) };
	if (is_fragment(path)) {
		file->left_out = !named;
		if (named)
			snprintf(file->fault, sizeof file->fault, "%s: kind: a fragment is there to be "
					"included; it is no test by itself", path);
		return;
	}
	file->set = wishes->set;
	file->n_sets = wishes->n_sets;
	talk_into(file->fault, sizeof file->fault);
	file->opened = study_open(&file->study, path, wishes->set, wishes->n_sets);
	talk_into(NULL, 0);
	if (!file->opened) {
		file->fault_line = line_in(file->fault, path);
		return;
	}
	s = file->study.cell[0].resolved->value;
	if (s->n_assertions == 0 && s->setup.n_script == 0) {
		file->left_out = !named;
		if (named)
			snprintf(file->fault, sizeof file->fault, "%s: assert: missing; a test has "
					"assertions or a script", path);
		return;
	}
	file->test = must(calloc(file->study.n_cells, sizeof *file->test));
	for (uint32_t i = 0; i < file->study.n_cells; i++) {
		file->n_tests++;
		if (!make_test(file, &file->test[i], i, wishes))
			return;
		marked(&file->study.cell[i].plan);
		for (uint32_t k = 0; k < file->test[i].n_arms; k++)
			marked((struct world_plan *) (uintptr_t) &file->test[i].arm[k].cell->plan);
	}
}

static void close_test(struct test *t)
{
	for (uint32_t i = 0; i < t->n_claims; i++) {
		expr_free(t->claim[i].e);
		expr_free(t->claim[i].after);
	}
	free(t->claim);
	for (uint32_t k = 0; k < t->n_arms; k++) {
		study_close(&t->arm[k].study);
		for (size_t i = 0; i < t->arm[k].n_sets; i++)
			free(t->arm[k].set[i]);
		free(t->arm[k].set);
	}
	free(t->arm);
}

void claims_close(struct suite_file *file)
{
	for (size_t i = 0; i < file->n_tests; i++)
		close_test(&file->test[i]);
	free(file->test);
	study_close(&file->study);
	free(file->path);
}

void claims_replay(const struct test *test, uint64_t seed, uint32_t run, uint64_t at_ms, const char *who,
		char *text, size_t size)
{
	const struct suite_file *file = test->file;
	struct shell_line line = shell_line(text, size);
	size_t named = strcspn(who, ",(");
	uint64_t until_s = at_ms / 1000 + 1, end_s = test->cell->plan.horizon_ms / 1000;

	until_s = until_s < end_s ? until_s : end_s;
	while (named > 0 && who[named - 1] == ' ')
		named--;
	shell_add(&line, "spheron-sim replay-run");
	shell_quoted(&line, file->path);
	for (size_t i = 0; i < file->n_sets; i++)
		if (strncmp(file->set[i], "random.seed=", 12) != 0) {
			shell_add(&line, " --set");
			shell_word(&line, file->set[i]);
		}
	if (file->study.n_cells > 1)
		shell_add(&line, " --cell %u", test->number);
	shell_add(&line, " --seed %llu --run %u --until '%llu s'", (unsigned long long) seed, run,
			(unsigned long long) until_s);
	if (named)
		shell_add(&line, " --focus '%.*s'", (int) named, who);
}
