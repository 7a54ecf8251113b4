#include "sim/suite/shrink_failure.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool failure_same(const struct failure *a, const struct failure *b)
{
	return a->kind == b->kind && strcmp(a->id, b->id) == 0 && strcmp(a->detail, b->detail) == 0;
}

/* ---- what kind of failure it is ---- */

/* "era 3: I1b: ..." and "at the end: I1b: ..." are named by the invariant; "era 3: provider 7 has status 1 on
 * the stage ..." by what is said, without its numbers. */
static void name_invariant(const char *fault, char *detail, size_t size)
{
	const char *at = strstr(fault, ": ");
	size_t n = 0;

	at = at ? at + 2 : fault;
	if (at[0] == 'I' && at[1] >= '0' && at[1] <= '9') {
		snprintf(detail, size, "%.*s", (int) strcspn(at, ":"), at);
		return;
	}
	for (; *at && n + 1 < size; at++)
		if (*at < '0' || *at > '9')
			detail[n++] = *at;
	detail[n] = 0;
}

static enum failure_kind kind_of_mean(const struct claim *c, const struct judged *d)
{
	if (d->mean.n == 0)
		return FAILS_UNASKED;
	return isfinite(c->low) && d->mean.mean < c->low ? FAILS_LOW
			: isfinite(c->high) && d->mean.mean > c->high ? FAILS_HIGH : FAILS_VIOLATED;
}

static enum failure_kind kind_of(const struct claim *c, const struct judged *d)
{
	switch (c->kind) {
	case CLAIM_ALWAYS:
	case CLAIM_NEVER:
	case CLAIM_EVENTUALLY:
	case CLAIM_AT:
	case CLAIM_AT_END:
		return d->has_moment ? FAILS_VIOLATED : FAILS_UNASKED;
	case CLAIM_SOMETIMES:
		return d->asked == 0 ? FAILS_UNASKED : d->count == 0 ? FAILS_NEVER : FAILS_SELDOM;
	case CLAIM_MEAN:
	case CLAIM_PAIRED:
		return kind_of_mean(c, d);
	case CLAIM_PROB:
		return d->prob.n == 0 ? FAILS_UNASKED : FAILS_VIOLATED;
	case CLAIM_GOLDEN:
		return FAILS_VIOLATED;
	case CLAIM_INVARIANT:
		return FAILS_BROKEN;
	case CLAIM_SCRIPT:
		return FAILS_ANSWER;
	}
	return FAILS_NOT;
}

/* Steps are named by what they do, since their numbers change when others are taken out. */
static void name_answer(const struct test *t, const struct world_surprise *s, char *detail, size_t size)
{
	const struct script_step *step = &t->cell->setup.script[s->step];

	enum spheron_result expected = (enum spheron_result) step->expect;

	snprintf(detail, size, "%u %s %s %s", step->verb, step->from ? step->from : "",
			spheron_result_name(expected), *s->why ? s->why : spheron_result_name(s->result));
}

/* ---- playing ---- */

struct playing {
	const struct test *test;
	const char *id;
	const struct failure *like;
	struct judge judge;
	struct world_surprise surprise;
	struct failed *out;
};

/* The claim as it stands, if it fails as asked. */
static bool takes(struct playing *p, uint32_t i)
{
	const struct claim *c = &p->test->claim[i];
	const struct judged *d = &p->judge.claim[i];
	struct failure f = { .kind = FAILS_NOT };

	if (!d->judged || d->verdict != VERDICT_FAIL || (p->id && strcmp(c->id, p->id) != 0))
		return false;
	if (c->kind == CLAIM_GOLDEN) {
		p->out->golden = true;
		return false;
	}
	f.kind = kind_of(c, d);
	snprintf(f.id, sizeof f.id, "%s", c->id);
	if (f.kind == FAILS_BROKEN)
		name_invariant(p->judge.fault, f.detail, sizeof f.detail);
	if (f.kind == FAILS_ANSWER)
		name_answer(p->test, &p->surprise, f.detail, sizeof f.detail);
	if (p->like && !failure_same(p->like, &f))
		return false;
	p->out->failure = f;
	p->out->kind_text = c->kind_text;
	p->out->over_runs = c->statistical || c->kind == CLAIM_SOMETIMES || f.kind == FAILS_UNASKED;
	return true;
}

/* An invariant that nobody asked for. */
static bool takes_fault(struct playing *p)
{
	struct failure f = { FAILS_BROKEN, "protocol", "" };

	if (!p->judge.broken || (p->id && strcmp(p->id, f.id) != 0))
		return false;
	name_invariant(p->judge.fault, f.detail, sizeof f.detail);
	if (p->like && !failure_same(p->like, &f))
		return false;
	p->out->failure = f;
	p->out->kind_text = "invariant";
	return true;
}

static bool found(struct playing *p)
{
	for (uint32_t i = 0; i < p->test->n_claims; i++)
		if (takes(p, i))
			return true;
	return takes_fault(p);
}

/* False when there is no more to be played. */
static bool play_run(struct playing *p, uint32_t run, const struct run_limits *limits)
{
	struct run_seen *seen = run_watched(p->test, run, limits);

	if (seen->end == RUN_STOPPED || seen->end == RUN_OVER_WALL) {
		p->out->stopped = true;
		run_seen_free(seen);
		return false;
	}
	if (seen->kept && seen->result.surprised && p->surprise.at_ms == 0 && p->surprise.step == 0)
		p->surprise = seen->result.surprise;
	judge_add(&p->judge, seen);
	return true;
}

static void measure(const struct test *t, struct shrink_extent *e)
{
	const struct setup *s = &t->cell->setup;
	double orders = 0;

	*e = (struct shrink_extent) { .eras = t->cell->plan.eras, .era_ms = t->cell->plan.era_ms,
		.horizon_ms = t->cell->plan.horizon_ms };
	for (uint32_t i = 0; i < s->n_providers; i++)
		e->providers += s->providers[i].count;
	for (uint32_t i = 0; i < s->n_fizz; i++)
		e->fizz += s->fizz[i].count;
	for (uint32_t i = 0; i < s->n_delegators; i++)
		e->holders += s->delegators[i].count;
	for (uint32_t i = 0; i < s->n_demand; i++)
		orders += s->demand[i].orders_day;
	e->orders_day = (uint64_t) ceil(orders);
}

static void tell(struct playing *p)
{
	struct test_result *r = judge_result(&p->judge);
	uint32_t passed = 0;

	for (size_t i = 0; i < r->n_assertions; i++) {
		const struct assertion_result *a = &r->assertion[i];

		passed += a->judged && a->verdict == VERDICT_PASS;
		if (strcmp(a->id, p->out->failure.id) != 0 || a->verdict != VERDICT_FAIL)
			continue;
		p->out->has_moment = a->has_moment;
		p->out->run = a->run;
		p->out->at_ms = a->at_ms;
		snprintf(p->out->who, sizeof p->out->who, "%s", a->who);
		snprintf(p->out->observed, sizeof p->out->observed, "%s", a->observed);
		snprintf(p->out->expected, sizeof p->out->expected, "%s", a->expected);
	}
	if (p->out->failure.kind == FAILS_BROKEN) {
		p->out->has_moment = true;
		p->out->run = p->judge.fault_run;
		snprintf(p->out->observed, sizeof p->out->observed, "%.299s", p->judge.fault);
	}
	p->out->runs = r->runs;
	if (p->out->failure.kind == FAILS_NOT && *r->message)
		snprintf(p->out->why_not, sizeof p->out->why_not, "%.299s", r->message);
	else if (p->out->failure.kind == FAILS_NOT)
		snprintf(p->out->why_not, sizeof p->out->why_not, "%u of %zu assertions pass in %u run%s",
				passed, r->n_assertions, r->runs, r->runs == 1 ? "" : "s");
	test_result_free(r);
}

void failure_find(const struct test *test, const char *id, const struct failure *like, uint32_t run,
		const struct run_limits *limits, struct failed *out)
{
	struct playing p = { .test = test, .id = id, .like = like, .out = out };

	*out = (struct failed) { .kind_text = "" };
	measure(test, &out->extent);
	judge_begin(&p.judge, test);
	if (run != ALL_RUNS) {
		play_run(&p, run, limits);
		found(&p);
	} else {
		for (uint32_t r = 0; !judge_done(&p.judge) && play_run(&p, r, limits) && !found(&p); r++)
			;
	}
	tell(&p);
	judge_free(&p.judge);
}
