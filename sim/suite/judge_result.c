/* judge_result.c - what is told of a test: what was expected, what was observed, when, of whom. */
#include "sim/suite/judge.h"

#include "sim/player.h"
#include "sim/suite/reports.h"
#include "support/cut.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static void tell_expected(const struct judge *j, uint32_t i, char *text, size_t size)
{
	const struct claim *c = &j->test->claim[i];
	char low[EXPR_SHOWN_MAX] = "", high[EXPR_SHOWN_MAX] = "";
	const char *of = c->text ? c->text : "";

	if (c->e && (c->kind == CLAIM_MEAN || c->kind == CLAIM_PAIRED)) {
		expr_show_number(c->e, isfinite(c->low) ? c->low : 0, low);
		expr_show_number(c->e, isfinite(c->high) ? c->high : 0, high);
	}
	switch (c->kind) {
	case CLAIM_ALWAYS:
	case CLAIM_AT_END:
	case CLAIM_SCRIPT:
	case CLAIM_INVARIANT:
		cut_text(text, size, "%s", of);
		return;
	case CLAIM_NEVER:
		cut_text(text, size, "never %s", of);
		return;
	case CLAIM_SOMETIMES:
		if (c->min_count > 1)
			cut_text(text, size, "at least %u times %s", c->min_count, of);
		else
			cut_text(text, size, "at least once %s", of);
		return;
	case CLAIM_EVENTUALLY:
		report_duration(low, c->within_ms);
		cut_text(text, size, "%s within %s%s%s", of, low, c->after ? " after " : "",
				c->after ? c->a->after : "");
		return;
	case CLAIM_AT:
		cut_text(text, size, "at %s %s", report_duration(low, c->at_ms), of);
		return;
	case CLAIM_MEAN:
		cut_text(text, size, "mean of %s%s%s%s%s", of, isfinite(c->low) ? " at least " : "",
				isfinite(c->low) ? low : "", isfinite(c->high) ? " at most " : "",
				isfinite(c->high) ? high : "");
		return;
	case CLAIM_PROB:
		cut_text(text, size, "P(%s) %s %g %% (either verdict is good from %.4g to %.4g %%)", of,
				c->a->prob.least_given ? "at least" : "at most",
				100 * (c->a->prob.least_given ? c->a->prob.at_least
					: c->a->prob.at_most),
				100 * fmin(j->claim[i].prob.false_at, j->claim[i].prob.true_at),
				100 * fmax(j->claim[i].prob.false_at, j->claim[i].prob.true_at));
		return;
	case CLAIM_PAIRED:
		expr_show_number(c->e, c->effect, high);
		cut_text(text, size, "%s %s under %s%s%s", of, c->a->paired.expect == PAIRED_HIGHER
				? "higher than" : c->a->paired.expect == PAIRED_LOWER ? "lower than"
				: "the same as", c->a->paired.against, !c->a->paired.min_effect ? ""
				: c->a->paired.expect == PAIRED_SAME ? ", to within " : ", by at least ",
				c->a->paired.min_effect ? high : "");
		return;
	case CLAIM_GOLDEN:
		cut_text(text, size, "the same as in %s", of);
		return;
	}
}

static void tell_mean(const struct claim *c, const struct decide_mean *m, char *text, size_t size)
{
	char mean[EXPR_SHOWN_MAX], low[EXPR_SHOWN_MAX], high[EXPR_SHOWN_MAX];
	double from, to;

	expr_show_number(c->e, m->mean, mean);
	if (!decide_mean_interval(m, &from, &to)) {
		if (m->n == 0)
			cut_text(text, size, "no value in %llu run%s", (unsigned long long) m->missing,
					m->missing == 1 ? "" : "s");
		else
			cut_text(text, size, "%s in %llu run%s (%llu without a value)", mean,
					(unsigned long long) m->n, m->n == 1 ? "" : "s",
					(unsigned long long) m->missing);
		return;
	}
	expr_show_number(c->e, from, low);
	expr_show_number(c->e, to, high);
	cut_text(text, size, "%s%s in the mean of %llu runs (%s to %s)",
			c->kind == CLAIM_PAIRED ? "a difference of " : "", mean, (unsigned long long) m->n,
			low, high);
}

static void tell_observed(const struct judge *j, uint32_t i, char *text, size_t size)
{
	const struct claim *c = &j->test->claim[i];
	const struct judged *d = &j->claim[i];
	uint32_t runs = c->kind == CLAIM_SOMETIMES && j->runs > j->test->runs ? j->test->runs : j->runs;
	double from, to;

	if (*d->observed) {
		cut_text(text, size, "%s", d->observed);
	} else if (c->kind == CLAIM_PROB && d->prob.n == 0) {
		cut_text(text, size, "no value in %u run%s", j->runs, j->runs == 1 ? "" : "s");
	} else if (c->kind == CLAIM_PROB) {
		decide_prob_interval(d->prob.n, d->prob.hits, c->alpha < c->beta ? c->alpha : c->beta,
				&from, &to);
		cut_text(text, size, "%.4g %% of %llu runs (%.4g to %.4g %%)", 100
				* (double) d->prob.hits / (double) d->prob.n,
				(unsigned long long) d->prob.n, 100 * from, 100 * to);
	} else if (c->kind == CLAIM_MEAN || c->kind == CLAIM_PAIRED) {
		tell_mean(c, &d->mean, text, size);
	} else if (d->asked == 0 && c->kind != CLAIM_GOLDEN && !*d->what) {
		cut_text(text, size, "it was never asked, in %u run%s", j->runs, j->runs == 1 ? "" : "s");
	} else if (c->kind == CLAIM_SOMETIMES) {
		cut_text(text, size, "true %llu of the %llu times that it was asked, in %u run%s",
				(unsigned long long) d->count, (unsigned long long) d->asked, runs,
				runs == 1 ? "" : "s");
	} else if (d->verdict == VERDICT_FAIL && *d->what) {
		cut_text(text, size, "%s", d->what);
	} else {
		cut_text(text, size, "held each of the %llu times that it was asked, in %u run%s",
				(unsigned long long) d->asked, j->runs, j->runs == 1 ? "" : "s");
	}
}

static void fill_assertion(struct judge *j, uint32_t i, struct assertion_result *a)
{
	const struct claim *c = &j->test->claim[i];
	const struct judged *d = &j->claim[i];

	*a = (struct assertion_result) { .id = c->id, .kind = c->kind_text, .text = c->text,
		.line = d->line ? d->line : c->line, .verdict = d->verdict, .judged = d->judged,
		.passed_over = d->passed_over, .invariant = c->invariant,
		.golden = c->kind == CLAIM_GOLDEN, .statistical = c->statistical, .alpha = c->alpha,
		.beta = c->beta, .seed = j->test->cell->setup.seed, .has_moment = d->has_moment,
		.run = d->run, .at_ms = d->at_ms,
		.seen = c->kind == CLAIM_PROB ? d->prob.n : c->kind == CLAIM_MEAN
			|| c->kind == CLAIM_PAIRED ? d->mean.n : d->asked };
	tell_expected(j, i, a->expected, sizeof a->expected);
	tell_observed(j, i, a->observed, sizeof a->observed);
	cut_text(a->note, sizeof a->note, "%s", d->note);
	cut_text(a->who, sizeof a->who, "%s", d->who);
	if (d->verdict == VERDICT_PASS || d->passed_over)
		return;
	claims_replay(j->test, a->seed, d->run, d->has_moment ? d->at_ms
			: j->test->cell->plan.horizon_ms - 1, c->kind == CLAIM_SCRIPT ? "" : d->who,
			a->replay, sizeof a->replay);
}

/* A run that breaks the protocol without anybody having asked. */
static void fill_fault(struct judge *j, struct assertion_result *a)
{
	*a = (struct assertion_result) { .id = "protocol", .kind = "invariant", .text = "the invariants of "
		"the protocol hold", .verdict = VERDICT_FAIL, .judged = true, .invariant = true,
		.seed = j->test->cell->setup.seed, .has_moment = true, .run = j->fault_run };
	cut_text(a->expected, sizeof a->expected, "%s", a->text);
	cut_text(a->observed, sizeof a->observed, "%.299s", j->fault);
	claims_replay(j->test, a->seed, j->fault_run, j->test->cell->plan.horizon_ms - 1, "", a->replay,
			sizeof a->replay);
}

static bool has_invariant(const struct test *t)
{
	for (uint32_t i = 0; i < t->n_claims; i++)
		if (t->claim[i].kind == CLAIM_INVARIANT)
			return true;
	return false;
}

static enum verdict verdict_of(const struct test_result *r)
{
	enum verdict all = VERDICT_PASS;

	for (size_t i = 0; i < r->n_assertions; i++) {
		if (r->assertion[i].judged && r->assertion[i].verdict == VERDICT_FAIL)
			return VERDICT_FAIL;
		if (!r->assertion[i].passed_over && (!r->assertion[i].judged
				|| r->assertion[i].verdict == VERDICT_UNDECIDED))
			all = VERDICT_UNDECIDED;
	}
	return all;
}

static void own(char **to, const char *text)
{
	free(*to);
	*to = must(strdup(text ? text : ""));
}

struct test_result *judge_result(struct judge *j)
{
	const struct test *t = j->test;
	struct test_result *r = test_result_new(t->file->path);
	bool fault = j->broken && !has_invariant(t);

	own(&r->name, t->cell->setup.name);
	own(&r->question, t->cell->setup.question);
	own(&r->cell, t->cell->label);
	r->error = j->error;
	cut_text(r->message, sizeof r->message, "%s", j->message);
	r->undecided_passes = t->limits.on_undecided != 0;
	r->runs = j->runs;
	r->events = j->events;
	r->seconds = j->seconds;
	r->n_assertions = t->n_claims + fault;
	r->assertion = must(calloc(r->n_assertions + 1, sizeof *r->assertion));
	for (uint32_t i = 0; i < t->n_claims; i++)
		fill_assertion(j, i, &r->assertion[i]);
	if (fault)
		fill_fault(j, &r->assertion[t->n_claims]);
	r->verdict = verdict_of(r);
	return r;
}
