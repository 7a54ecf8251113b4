#include "sim/suite/judge.h"

#include "sim/player.h"
#include "sim/suite/golden.h"
#include "sim/suite/reports.h"
#include "support/cut.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Means of fewer runs are not looked at: each look costs a part of the error that is admitted. */
enum { FIRST_LOOK = 32 };

/* ---- beginning ---- */

static void begin_claim(struct judge *j, uint32_t i)
{
	const struct claim *c = &j->test->claim[i];
	struct judged *d = &j->claim[i];

	if (c->kind == CLAIM_PROB)
		decide_prob_begin(&d->prob, c->a->prob.least_given ? c->a->prob.at_least
				: c->a->prob.at_most, c->effect, c->a->prob.most_given, c->alpha, c->beta);
	if (c->kind == CLAIM_MEAN || c->kind == CLAIM_PAIRED)
		decide_mean_begin(&d->mean, c->low, c->high, c->alpha, c->beta,
				j->test->runs > FIRST_LOOK ? j->test->runs : FIRST_LOOK,
				j->test->max_runs);
	if (c->kind == CLAIM_GOLDEN && !j->golden)
		j->golden = golden_new(j->test);
}

void judge_begin(struct judge *j, const struct test *test)
{
	*j = (struct judge) { .test = test, .claim = must(calloc(test->n_claims + 1u, sizeof *j->claim)) };
	for (uint32_t i = 0; i < test->n_claims; i++)
		begin_claim(j, i);
}

void judge_free(struct judge *j)
{
	golden_free(j->golden);
	free(j->claim);
}

/* ---- one run ---- */

static void decide(struct judged *d, enum verdict verdict)
{
	if (!d->judged) {
		d->judged = true;
		d->verdict = verdict;
	}
}

static void fails_at(struct judged *d, uint32_t run, uint64_t at_ms, const char *who, const char *what)
{
	if (d->judged)
		return;
	decide(d, VERDICT_FAIL);
	d->has_moment = true;
	d->run = run;
	d->at_ms = at_ms;
	cut_text(d->who, sizeof d->who, "%s", who);
	cut_text(d->what, sizeof d->what, "%s", what);
}

static void add_script(struct judged *d, const struct test *t, const struct run_seen *seen)
{
	const struct world_surprise *s = &seen->result.surprise;
	const struct script_step *step;
	char what[300], path[40];

	d->asked += t->cell->setup.n_script;
	if (!seen->kept || !seen->result.surprised)
		return;
	step = &t->cell->setup.script[s->step];
	if (*s->why)
		cut_text(what, sizeof what, "script.%u: %s", s->step, s->why);
	else
		cut_text(what, sizeof what, "script.%u was answered %s (%s) instead of %s", s->step,
				spheron_result_name(s->result), spheron_result_meaning(s->result),
				spheron_result_name((enum spheron_result) step->expect));
	snprintf(path, sizeof path, "script.%u", s->step);
	d->line = d->judged ? d->line : claims_line(t, path);
	fails_at(d, seen->run, s->at_ms, step->from ? step->from : "the system account", what);
}

static void add_claim(struct judge *j, uint32_t i, const struct run_seen *seen)
{
	const struct claim *c = &j->test->claim[i];
	const struct sighting *s = &seen->sighting[i];
	struct judged *d = &j->claim[i];

	if (c->kind == CLAIM_SOMETIMES && d->judged)
		return;
	d->asked += s->asked;
	if (c->kind == CLAIM_NEVER && expr_lone_event(c->e))
		d->asked++; /* that nothing of the kind happens is itself what is asked */
	d->count += s->count;
	switch (c->kind) {
	case CLAIM_ALWAYS:
	case CLAIM_NEVER:
	case CLAIM_EVENTUALLY:
	case CLAIM_AT:
	case CLAIM_AT_END:
		if (s->broken)
			fails_at(d, seen->run, s->at_ms, s->who, s->what);
		break;
	case CLAIM_SOMETIMES:
		/* Runs that other claims ask for don't count: a verdict hangs on its own claim alone. */
		if (d->count >= c->min_count)
			decide(d, VERDICT_PASS);
		else if (j->runs >= j->test->runs)
			decide(d, VERDICT_FAIL);
		break;
	case CLAIM_MEAN:
		decide_mean_add(&d->mean, s->known ? s->value : NAN);
		break;
	case CLAIM_PROB:
		if (s->known)
			decide_prob_add(&d->prob, s->truth);
		break;
	case CLAIM_PAIRED:
		decide_mean_add(&d->mean, s->known ? s->value - seen->other[i] : NAN);
		break;
	case CLAIM_GOLDEN:
		break;
	case CLAIM_SCRIPT:
		add_script(d, j->test, seen);
		break;
	case CLAIM_INVARIANT:
		d->asked++;
		break;
	}
	if (c->statistical && !d->judged) {
		enum verdict v = c->kind == CLAIM_PROB ? d->prob.verdict : d->mean.verdict;

		if (v != VERDICT_UNDECIDED)
			decide(d, v);
	}
}

/* ---- is it enough? ---- */

static bool wants_more(const struct judge *j)
{
	for (uint32_t i = 0; i < j->test->n_claims; i++)
		if (j->test->claim[i].statistical && !j->claim[i].judged)
			return true;
	return false;
}

static void ends_claim(struct judge *j, uint32_t i)
{
	const struct claim *c = &j->test->claim[i];
	struct judged *d = &j->claim[i];
	uint64_t seed;

	if (d->judged)
		return;
	switch (c->kind) {
	case CLAIM_ALWAYS:
	case CLAIM_NEVER:
	case CLAIM_EVENTUALLY:
	case CLAIM_AT:
	case CLAIM_AT_END:
		decide(d, d->asked || c->allow_empty ? VERDICT_PASS : VERDICT_FAIL);
		if (!d->asked)
			cut_text(d->note, sizeof d->note, "there was nothing to ask it of%s", c->allow_empty
					? ", which it allows" : "; \"allow_empty\": true if that is meant");
		break;
	case CLAIM_SOMETIMES:
		decide(d, VERDICT_FAIL);
		break;
	case CLAIM_MEAN:
	case CLAIM_PROB:
	case CLAIM_PAIRED:
		if ((c->kind == CLAIM_PROB ? d->prob.n : d->mean.n) == 0) {
			decide(d, c->allow_empty ? VERDICT_PASS : VERDICT_FAIL);
			cut_text(d->note, sizeof d->note, "no run had a value%s", c->allow_empty
					? ", which it allows" : "; \"allow_empty\": true if that is meant");
		} else {
			decide(d, VERDICT_UNDECIDED);
			cut_text(d->note, sizeof d->note, "the budget of %u runs is used up; "
					"random.max_runs raises it", j->test->max_runs);
		}
		break;
	case CLAIM_GOLDEN:
		if (j->test->other_seed && golden_of_other_seed(j->golden, i, &seed)) {
			d->passed_over = true;
			cut_text(d->note, sizeof d->note, "not compared: the golden result is of seed %llu",
					(unsigned long long) seed);
			break;
		}
		decide(d, golden_verdict(j->golden, i, d->observed, sizeof d->observed, d->note,
				sizeof d->note));
		break;
	case CLAIM_INVARIANT:
	case CLAIM_SCRIPT:
		decide(d, VERDICT_PASS);
		break;
	}
}

static void over_limit(struct judge *j, const struct run_seen *seen)
{
	const struct scenario_limits *l = &j->test->limits;
	char text[200] = "";

	if (seen->end == RUN_OVER_WALL)
		cut_text(text, sizeof text, "limits.wall: more than %g s on the wall", l->wall_s);
	else if (seen->end == RUN_OVER_MEMORY)
		cut_text(text, sizeof text, "limits.memory: a run takes more than %llu MB (%llu MB)",
				(unsigned long long) l->memory_mb,
				(unsigned long long) (seen->bytes / 1000000));
	else
		cut_text(text, sizeof text, "limits.events: more than %llu events",
				(unsigned long long) l->events);
	cut_text(j->message, sizeof j->message, "%s in run %u; %u runs were finished before", text,
			seen->run, j->runs);
	j->error = TEST_OVER_LIMIT;
	j->done = true;
}

/* An invariant that breaks ends everything: nothing that follows from such a state is worth anything. */
static void breaks(struct judge *j, const struct run_seen *seen)
{
	j->broken = j->done = true;
	j->fault_run = seen->run;
	cut_text(j->fault, sizeof j->fault, "%s", seen->fault);
	for (uint32_t i = 0; i < j->test->n_claims; i++)
		if (j->test->claim[i].kind == CLAIM_INVARIANT)
			fails_at(&j->claim[i], seen->run, 0, "", seen->fault);
}

void judge_add(struct judge *j, struct run_seen *seen)
{
	const struct scenario_limits *l = &j->test->limits;

	j->seconds += seen->seconds;
	j->bytes = seen->bytes > j->bytes ? seen->bytes : j->bytes;
	if (!j->done && l->events && seen->end == RUN_DONE && j->events + seen->events > l->events)
		seen->end = RUN_OVER_EVENTS;
	j->events += j->done ? 0 : seen->events;
	if (j->done || seen->end == RUN_STOPPED) {
		run_seen_free(seen);
		return;
	}
	if (seen->end == RUN_BROKEN) {
		breaks(j, seen);
	} else if (seen->end != RUN_DONE) {
		over_limit(j, seen);
	} else {
		j->runs++;
		for (uint32_t i = 0; i < j->test->n_claims; i++)
			add_claim(j, i, seen);
		if (j->golden)
			golden_add(j->golden, seen);
		j->done = j->runs >= j->test->max_runs || (j->runs >= j->test->runs && !wants_more(j));
		for (uint32_t i = 0; j->done && i < j->test->n_claims; i++)
			ends_claim(j, i);
	}
	run_seen_free(seen);
}

bool judge_done(const struct judge *j)
{
	return j->done;
}

uint32_t judge_wants(const struct judge *j, uint32_t ahead)
{
	uint32_t most = j->runs < j->test->max_runs - (ahead < j->test->max_runs ? ahead : 0)
			? j->runs + ahead : j->test->max_runs;

	if (j->done)
		return 0;
	return j->runs < j->test->runs ? j->test->runs : wants_more(j) ? most : j->test->runs;
}

void judge_stop(struct judge *j, enum test_error error, const char *message)
{
	if (j->done)
		return;
	j->done = true;
	j->error = error;
	cut_text(j->message, sizeof j->message, "%s", message);
}

/* ---- what is told of it ---- */

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
