/* why reward: plays the log up to an era close, looks around just before it, and computes what it
 * will do from what it sees. */

#include "sim/why/reward.h"

#include "sim/why/books.h"
#include "sim/why/words.h"
#include "support/talk.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

enum { PROV = SPHERON_NODE_PROVIDER, FIZZ = SPHERON_NODE_FIZZ };

uint64_t reward_param(const struct reward *r, unsigned param)
{
	return r->param[param].lo;
}

/* ---- looking around ---- */

static void look_at_gpus(struct reward *r, const struct spheron *state)
{
	uint32_t seen = 0;

	for (uint32_t model = 1; model <= UINT16_MAX && seen < r->rate.gpus; model++) {
		struct spheron_record found;

		if (!spheron_find(state, SPHERON_RECORD_GPU, r->kind, r->id, model, &found))
			continue;
		r->gpu[r->n_gpus++] = found.u.gpu;
		seen += found.u.gpu.count;
	}
}

static void look_around(struct reward *r, const struct spheron *state)
{
	struct spheron_meta_record m = why_meta(state);
	const char *why;

	r->existed = spheron_explain_points(state, r->kind, r->id, &r->points);
	if (!r->existed)
		return;
	for (unsigned i = 0; i < SPHERON_PARAM_COUNT; i++)
		r->param[i] = spheron_param(state, i);
	r->ends = m.era_end;
	r->begins = m.era_end - reward_param(r, SPHERON_P_ERA_S);
	spheron_explain_rate(state, r->kind, r->id, &r->rate);
	spheron_explain_era(state, &r->plan);
	why_provider(state, r->id, &r->provider);
	why_fizz(state, r->id, &r->fizz);
	look_at_gpus(r, state);
	r->foundation = why_spon(state, SPHERON_FOUNDATION, 0);
	if (r->kind == PROV) {
		r->stake = why_spon(state, SPHERON_STAKE, r->id);
		r->pool = why_spon(state, SPHERON_POOL, r->id);
		r->others_before = why_spon(state, SPHERON_DELEGATOR_ACCRUED, r->id);
	}
	r->accrued_before = why_spon(
			state, r->kind == PROV ? SPHERON_ACCRUED : SPHERON_FIZZ_ACCRUED, r->id);
	why = why_no_points(state, r->kind, r->id, &r->points, &r->no_points_rules);
	if (why) {
		snprintf(r->no_points_text, sizeof r->no_points_text, "%s", why);
		r->no_points = r->no_points_text;
	}
}

static void on_due_begin(void *ctx, const struct spheron_due *due)
{
	struct reward *r = ctx;

	watch_due_begin(&r->watch, r->play.player.state, due);
	if (due->what == SPHERON_DUE_ERA_CLOSE && due->id == r->era)
		look_around(r, r->play.player.state);
}

static void on_event(void *ctx, const struct spheron_event *event)
{
	struct reward *r = ctx;
	const struct spheron_event_era_node *e = &event->u.era_node;

	watch_event(&r->watch, event);
	if (!r->watch.closing || !r->watch.done || r->closed)
		return;
	if (event->kind == SPHERON_EVENT_FIZZ_SLASHED && r->kind == FIZZ &&
			event->u.fizz_slashed.fizz == r->id)
		r->slashed = event->u.fizz_slashed.amount;
	if (event->kind != SPHERON_EVENT_ERA_NODE || e->kind != r->kind || e->id != r->id)
		return;
	r->counted = true;
	r->node = *e;
	r->accrued_after = why_spon(r->play.player.state,
			r->kind == PROV ? SPHERON_ACCRUED : SPHERON_FIZZ_ACCRUED, r->id);
	if (r->kind == PROV)
		r->others_after = why_spon(r->play.player.state, SPHERON_DELEGATOR_ACCRUED, r->id);
}

static void on_due_end(void *ctx)
{
	struct reward *r = ctx;

	watch_due_end(&r->watch, r->play.player.state);
	r->closed = r->closed || r->watch.done;
}

/* Plays until the era has closed. */
static void play(struct reward *r, const struct why *w)
{
	static struct spheron_sink watch = { NULL, on_due_begin, on_event, on_due_end };
	struct player *p = &r->play.player;

	watch.ctx = r;
	watch_begin(&r->watch, r->kind, r->id, r->era);
	why_play_begin(&r->play, w, &watch);
	while (!r->closed && why_play_next(&r->play)) {
		watch_boundary(&r->watch, p->state);
		why_play_judge(&r->play);
		watch_boundary(&r->watch, p->state);
	}
}

/* ---- computing it again ---- */

static bool differs(struct reward *r, const char *what, wide computed, wide ledger)
{
	if (wide_equal(computed, ledger))
		return false;
	r->difference = what;
	r->computed = computed;
	r->ledger = ledger;
	return true;
}

/* [LIVE-05] */
static wide base_points(const struct reward *r)
{
	if (reward_param(r, SPHERON_P_POINTS_MODE) == 0)
		return wide_share(r->watch.rewarded, wide_of(1),
				wide_of(reward_param(r, SPHERON_P_ERA_S)));
	return r->points.base;
}

/* [LIVE-05, LIVE-07] */
static wide provider_points(struct reward *r)
{
	uint32_t ppm = SPHERON_UPTIME_UNKNOWN;

	if (reward_param(r, SPHERON_P_UPTIME_MODE) == 0)
		ppm = r->points.success_ppm;
	else if (reward_param(r, SPHERON_P_POINTS_MODE) == 0)
		ppm = r->points.uptime_ppm;
	r->scaled = ppm == SPHERON_UPTIME_UNKNOWN ? r->base : wide_ppm(r->base, ppm);
	return r->points.no_points ? wide_of(0) : r->scaled;
}

/* [LIVE-08] */
static wide fizz_points(struct reward *r)
{
	r->scaled = r->base;
	if (r->points.checks)
		r->scaled = wide_share(
				r->base, wide_of(r->points.alive), wide_of(r->points.checks));
	if (r->points.no_points)
		return wide_of(0);
	return wide_ppm(r->scaled, 1000000 - r->points.loss_ppm);
}

/* [DELEG-07, LIVE-10] */
static void split(struct reward *r)
{
	wide bonded = wide_sum(r->stake, r->pool);

	r->commission = wide_bp(r->total, r->provider.commission_bp);
	if (!wide_is_zero(r->pool)) {
		r->others = r->commission;
		if (reward_param(r, SPHERON_P_COMMISSION_MODE) == 1)
			r->others = wide_share(wide_less(r->total, r->commission), r->pool, bonded);
	}
	if (r->provider.status == SPHERON_ACTIVE && !wide_is_zero(bonded)) {
		r->inflation = wide_share(r->plan.inflation, bonded, r->plan.active_bonded);
		r->inflation_others = wide_share(r->inflation, r->pool, bonded);
	}
}

bool reward_compute(struct reward *r)
{
	wide got;

	r->base = base_points(r);
	if (differs(r, "micropoint seconds of the era", r->watch.rewarded, r->points.wsec) ||
			differs(r, "micropoint seconds lost under leases", r->watch.lost,
					r->points.dsec))
		return false;
	r->after_proofs = r->kind == PROV ? provider_points(r) : fizz_points(r);
	if (!r->counted)
		return true;
	r->total = wide_share(r->after_proofs, r->plan.num[r->kind], r->plan.den[r->kind]);
	if (r->kind == PROV)
		split(r);
	r->kept = wide_sum(wide_less(r->total, r->others),
			wide_less(r->inflation, r->inflation_others));
	got = wide_less(wide_sum(r->accrued_after, r->slashed), r->accrued_before);
	return !differs(r, "points", r->after_proofs, r->node.points) &&
	       !differs(r, "reward", r->total, r->node.reward) &&
	       !differs(r, "reward kept", r->kept, got) &&
	       !differs(r, "reward of delegators", wide_sum(r->others, r->inflation_others),
			       wide_less(r->others_after, r->others_before));
}

/* ---- the question ---- */

/* Plays the log once to learn what there is to be asked about. */
static int prepare(struct reward *r, const struct why *w)
{
	struct why_play *all = must(calloc(1, sizeof *all));
	struct spheron_meta_record m;
	int status = EXIT_NOTHING;

	why_play_begin(all, w, NULL);
	why_play_all(all);
	m = why_meta(all->player.state);
	if (why_play_started(all) && !why_no_such_node(w, all->player.state))
		status = EXIT_OK;
	if (status == EXIT_OK && m.era == 0) {
		talk_error("no era has closed: the log ends at %s, era 0 closes at t %" PRIu64,
				moment_words(all->player.state, m.t), m.era_end);
		status = EXIT_NOTHING;
	} else if (status == EXIT_OK && w->era.given && w->era.value >= m.era) {
		talk_error("era %" PRIu64 " has not closed: the log ends at %s; %s", w->era.value,
				moment_words(all->player.state, m.t),
				m.era == 1 ? "only era 0 has"
					   : words("eras 0 to %" PRIu32 " have", m.era - 1));
		status = EXIT_NOTHING;
	}
	r->era = w->era.given || m.era == 0 ? (uint32_t) w->era.value : m.era - 1;
	r->kind = w->fizz.given ? FIZZ : PROV;
	r->id = (uint32_t) (w->fizz.given ? w->fizz.value : w->provider.value);
	why_play_end(all);
	free(all);
	return status;
}

static int answer(struct reward *r, const struct why *w, struct sheet *s)
{
	play(r, w);
	if (!r->existed) {
		talk_error("%s did not exist yet when era %" PRIu32 " closed; ask for a later era",
				node_words(r->kind, r->id), r->era);
		return EXIT_NOTHING;
	}
	if (!reward_compute(r))
		return why_disagrees(w,
				words("%s, era %" PRIu32 ", %s", node_words(r->kind, r->id), r->era,
						r->difference),
				r->computed, r->ledger);
	reward_compose(r, s);
	return EXIT_OK;
}

int why_reward(const struct why *w, struct sheet *s)
{
	struct reward *r;
	int status;

	if (w->provider.given && w->fizz.given) {
		talk_error("one node at a time: --provider or --fizz");
		return EXIT_BAD_INPUT;
	}
	if (!w->provider.given && !w->fizz.given) {
		talk_error("whose reward? --provider N or --fizz N");
		return EXIT_BAD_INPUT;
	}
	r = must(calloc(1, sizeof *r));
	status = prepare(r, w);
	if (status == EXIT_OK) {
		status = answer(r, w, s);
		why_play_end(&r->play);
		watch_free(&r->watch);
	}
	free(r);
	return status;
}
