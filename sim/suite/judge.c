#include "sim/suite/judge.h"

#include "sim/player.h"
#include "sim/suite/golden.h"
#include "support/cut.h"

#include <math.h>
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
