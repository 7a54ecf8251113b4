/* Records the slashes of a log as they happen. */

#include "sim/why/slash.h"

#include "sim/why/words.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { PROV = SPHERON_NODE_PROVIDER, FIZZ = SPHERON_NODE_FIZZ };

void slashes_free(struct slashes *w)
{
	for (size_t i = 0; i < w->n; i++) {
		free(w->all[i].losses);
		if (w->all[i].watch)
			watch_free(w->all[i].watch);
		free(w->all[i].watch);
	}
	free(w->all);
	free(w->holders);
	free(w->held[0]);
	free(w->held[1]);
	leavings_free(&w->leavings);
	why_play_end(&w->play);
}

/* ---- before ---- */

static struct held *held_of(struct slashes *w, unsigned kind, uint32_t id)
{
	w->held[kind] = grown(w->held[kind], &w->room[kind], id, sizeof *w->held[kind]);
	return &w->held[kind][id];
}

static void look_at(struct slashes *w, unsigned kind, uint32_t id)
{
	const struct spheron *state = w->play.player.state;
	struct held *h = held_of(w, kind, id);

	memset(h, 0, sizeof *h);
	spheron_explain_points(state, (enum spheron_node_kind) kind, id, &h->points);
	h->accrued = why_spon(state, kind == PROV ? SPHERON_ACCRUED : SPHERON_FIZZ_ACCRUED, id);
	if (kind == PROV) {
		h->stake = why_spon(state, SPHERON_STAKE, id);
		h->pool = why_spon(state, SPHERON_POOL, id);
	}
}

static void look_at_challenge(struct slashes *w, uint32_t id)
{
	struct spheron_record r;

	if (!spheron_find(w->play.player.state, SPHERON_RECORD_CHALLENGE, id, 0, 0, &r))
		return;
	w->challenge_id = id;
	w->challenge = r.u.challenge;
	look_at(w, PROV, r.u.challenge.provider);
}

static void look_at_verdict(struct slashes *w, unsigned kind, uint32_t id, uint32_t bp,
		const struct spheron_harmed *harmed)
{
	struct spheron_points p;

	if (kind > FIZZ || !spheron_explain_points(w->play.player.state,
					   (enum spheron_node_kind) kind, id, &p))
		return;
	w->verdict_bp = bp;
	w->harmed = *harmed;
	look_at(w, kind, id);
}

static void look_at_vote(struct slashes *w, uint32_t prop)
{
	struct spheron_command *terms = must(calloc(1, sizeof *terms));
	const struct spheron_args_prop_submit *a = &terms->u.prop_submit;
	struct spheron_param_info name;

	if (spheron_terms(w->play.player.state, prop, terms, &name) &&
			terms->verb == SPHERON_CMD_PROP_SUBMIT &&
			a->kind == SPHERON_PROPOSE_MISCONDUCT) {
		w->prop = prop;
		look_at_verdict(w, a->fizz, a->target, a->bp, &a->harmed);
	}
	free(terms);
}

static void look_at_close(struct slashes *w)
{
	const struct spheron *state = w->play.player.state;

	spheron_explain_era(state, &w->plan);
	w->foundation = why_spon(state, SPHERON_FOUNDATION, 0);
	w->treasury = why_spon(state, SPHERON_TREASURY, 0);
	w->burned = why_spon(state, SPHERON_BURNED, 0);
	w->paid = wide_of(0);
	w->first_of_close = w->n;
	for (uint32_t id = 1; id <= spheron_used(state, SPHERON_TABLE_PROVIDERS); id++)
		look_at(w, PROV, id);
	for (uint32_t id = 1; id <= spheron_used(state, SPHERON_TABLE_FIZZ); id++)
		look_at(w, FIZZ, id);
}

static void look_at_command(struct slashes *w)
{
	const struct spheron_command *c = &w->play.player.command;
	const struct spheron *state = w->play.player.state;

	w->challenge_id = w->prop = 0;
	w->verdict_from = c->from;
	if (c->verb == SPHERON_CMD_CHALLENGE_JUDGE) {
		look_at_challenge(w, c->u.challenge_judge.challenge);
	} else if (c->verb == SPHERON_CMD_SLASH_MISCONDUCT) {
		look_at_verdict(w, c->u.slash_misconduct.kind, c->u.slash_misconduct.id,
				c->u.slash_misconduct.bp, &c->u.slash_misconduct.harmed);
	} else if (c->verb == SPHERON_CMD_AVS_DISPUTE) {
		w->restaked = spheron_bucket(
				state, SPHERON_RESTAKED, c->u.avs_dispute.operator_, SPHERON_ETH);
		w->treasury_eth = spheron_bucket(state, SPHERON_TREASURY, 0, SPHERON_ETH);
	}
}

/* ---- a slash ---- */

static struct slash *new_slash(
		struct slashes *w, enum slash_subject subject, uint32_t id, unsigned why)
{
	const struct spheron *state = w->play.player.state;
	struct slash *s;

	w->all = grown(w->all, &w->slashes_room, w->n, sizeof *w->all);
	s = &w->all[w->n++];
	memset(s, 0, sizeof *s);
	s->subject = subject;
	s->id = id;
	s->number = (uint32_t) w->n;
	s->why = why;
	s->era = why_meta(state).era;
	s->t = spheron_clock(state).t;
	s->line = w->line;
	s->by_deadline = w->in_due;
	s->era_s = spheron_param(state, SPHERON_P_ERA_S).lo;
	s->own_first = why == SPHERON_SLASH_CHALLENGE ||
		       spheron_param(state, SPHERON_P_SLASH_ORDER).lo == 1;
	return s;
}

static struct loss *add_loss(struct slash *s, enum loss_from from, wide had, wide now)
{
	struct loss *l;

	s->losses = must(realloc(s->losses, (s->n_losses + 1) * sizeof *s->losses));
	l = &s->losses[s->n_losses++];
	*l = (struct loss){ .from = from, .had = had, .lost = wide_less(had, now) };
	wide_add_to(&s->taken, l->lost);
	return l;
}

static void add_entries(struct slashes *w, struct slash *s, bool is_operator)
{
	uint32_t id = leavings_first(&w->leavings, is_operator, s->id);

	for (; id; id = leavings_entry(&w->leavings, id)->next) {
		const struct leaving *u = leavings_entry(&w->leavings, id);
		wide had = u->amount;
		struct loss *l;

		leavings_lost(&w->leavings, w->play.player.state, id);
		l = add_loss(s, LOSS_ENTRY, had, u->amount);
		l->entry = id;
		l->acct = u->acct;
		l->entry_kind = u->kind;
	}
}

static int by_acct(const void *a, const void *b)
{
	const struct share *x = a, *y = b;

	return (x->acct > y->acct) - (x->acct < y->acct);
}

/* What the slash took from the first delegators of the pool. */
static void add_shares(struct slashes *w, struct slash *s, wide had, wide now)
{
	const struct spheron *state = w->play.player.state;
	struct spheron_provider_record p;
	uint32_t last = UINT32_MAX;

	if (wide_equal(had, now) || !why_provider(state, s->id, &p))
		return;
	qsort(w->holders, w->n_holders, sizeof *w->holders, by_acct);
	for (size_t i = 0; i < w->n_holders; i++) {
		struct spheron_record d;
		struct share *share;

		if (w->holders[i].of.lo != s->id || w->holders[i].acct == last)
			continue;
		last = w->holders[i].acct;
		if (!spheron_find(state, SPHERON_RECORD_DELEGATION, s->id, last, 0, &d) ||
				d.u.delegation.gen != p.gen)
			continue;
		if (s->n_shares == SHARES_SHOWN) {
			s->more_shares++;
			continue;
		}
		share = &s->shares[s->n_shares++];
		share->acct = last;
		share->of = wide_share(d.u.delegation.shares, had, p.shares);
		share->amount = wide_less(
				share->of, wide_share(d.u.delegation.shares, now, p.shares));
	}
}

static void add_collateral(struct slashes *w, struct slash *s)
{
	const struct spheron *state = w->play.player.state;
	struct held *h = held_of(w, PROV, s->id);
	wide stake = why_spon(state, SPHERON_STAKE, s->id),
	     pool = why_spon(state, SPHERON_POOL, s->id);

	add_loss(s, LOSS_OWN, h->stake, stake);
	add_loss(s, LOSS_POOL, h->pool, pool);
	add_shares(w, s, h->pool, pool);
	add_entries(w, s, false);
	h->stake = stake;
	h->pool = pool;
}

/* What the formula of its reason works with. */
static void add_formula(struct slashes *w, struct slash *s, unsigned kind)
{
	const struct spheron *state = w->play.player.state;
	const struct held *h = held_of(w, kind, s->id);
	struct spheron_provider_record p;

	s->dsec = h->points.dsec;
	s->lost_points = wide_share(s->dsec, wide_of(1), wide_of(s->era_s));
	s->num = w->plan.lost_num[kind];
	s->den = w->plan.lost_den[kind];
	s->point_value = spheron_param(state,
			kind == PROV ? SPHERON_P_POINT_VALUE_PROV : SPHERON_P_POINT_VALUE_FIZZ);
	s->floor_bp = spheron_param(state, SPHERON_P_DOWNTIME_FLOOR_BP).lo;
	s->fizz_bp = spheron_param(state, SPHERON_P_FIZZ_SLASH_BP).lo;
	s->challenge = w->challenge;
	s->challenge_id = w->challenge_id;
	s->bp = w->verdict_bp;
	s->prop = w->prop;
	s->sender = w->verdict_from;
	s->must = w->plan.must;
	s->ppm = spheron_param(state, s->why == SPHERON_SLASH_UPGRADE ? SPHERON_P_UPGRADE_SLASH_PPM
								      : SPHERON_P_PROLONGED_PPM)
				 .lo;
	if (kind == PROV && why_provider(state, s->id, &p)) {
		s->version = p.version;
		s->down_for_s = p.down_since ? s->t - p.down_since : 0;
	}
}

static unsigned downtime_bucket(const struct spheron *state)
{
	static const unsigned buckets[] = { SPHERON_FOUNDATION, SPHERON_BURNED, SPHERON_TREASURY };

	return buckets[spheron_param(state, SPHERON_P_DOWNTIME_DEST).lo % 3];
}

static void on_slashed(struct slashes *w, const struct spheron_event_slashed *e)
{
	const struct spheron *state = w->play.player.state;
	struct slash *s = new_slash(w, SLASH_PROVIDER, e->provider, e->why);

	s->asked = e->asked;
	add_formula(w, s, PROV);
	add_collateral(w, s);
	s->to = e->why == SPHERON_SLASH_UPGRADE ? SPHERON_TREASURY : downtime_bucket(state);
	if (e->why != SPHERON_SLASH_MISCONDUCT)
		return;
	add_loss(s, LOSS_ACCRUED, held_of(w, PROV, e->provider)->accrued,
			why_spon(state, SPHERON_ACCRUED, e->provider));
	w->verdict = s;
}

static void on_fizz_slashed(struct slashes *w, const struct spheron_event_fizz_slashed *e)
{
	bool at_close = w->in_due && w->due.what == SPHERON_DUE_ERA_CLOSE;
	const struct spheron *state = w->play.player.state;
	struct held *h = held_of(w, FIZZ, e->fizz);
	struct slash *s = new_slash(w, SLASH_FIZZ, e->fizz,
			at_close ? SPHERON_SLASH_DOWNTIME : SPHERON_SLASH_MISCONDUCT);
	wide had = h->accrued;

	if (at_close)
		had = wide_sum(had,
				wide_share(h->points.points, w->plan.num[FIZZ], w->plan.den[FIZZ]));
	s->asked = e->amount;
	add_formula(w, s, FIZZ);
	add_loss(s, LOSS_ACCRUED, had, why_spon(state, SPHERON_FIZZ_ACCRUED, e->fizz));
	s->to = downtime_bucket(state);
	if (!at_close)
		w->verdict = s;
}

static void on_restitution(struct slashes *w, const struct spheron_event_restitution *e)
{
	struct slash *s = w->verdict;

	if (!s || s->n_harmed == SPHERON_HARMED_MAX)
		return;
	for (uint32_t i = 0; i < w->harmed.count && i < SPHERON_HARMED_MAX; i++)
		if (w->harmed.item[i].acct == e->acct)
			s->harmed[s->n_harmed] = (struct share){ e->acct, w->harmed.item[i].loss,
				e->amount };
	s->n_harmed++;
}

static void on_operator_slashed(struct slashes *w, const struct spheron_event_operator_slashed *e)
{
	const struct spheron_args_dispute *a = &w->play.player.command.u.avs_dispute;
	const struct spheron *state = w->play.player.state;
	struct slash *s = new_slash(w, SLASH_OPERATOR, e->acct, 0);
	struct spheron_record r;

	s->asked = e->amount;
	s->reward = e->reward;
	s->accuser = w->play.player.command.from;
	s->order = a->order;
	if (spheron_find(state, SPHERON_RECORD_ATTEST, a->order, e->acct, 0, &r))
		s->attested = r.u.attest.bid;
	if (spheron_find(state, SPHERON_RECORD_TASK, a->order, 0, 0, &r))
		s->expected = r.u.task.expected;
	s->slash_bp = spheron_param(state, SPHERON_P_AVS_SLASH_BP).lo;
	s->reward_bp = spheron_param(state, SPHERON_P_AVS_REWARD_BP).lo;
	add_loss(s, LOSS_RESTAKED, w->restaked,
			spheron_bucket(state, SPHERON_RESTAKED, e->acct, SPHERON_ETH));
	add_entries(w, s, true);
}

static void on_delegated(struct slashes *w, const struct spheron_event_delegated *e)
{
	w->holders = grown(w->holders, &w->holders_room, w->n_holders, sizeof *w->holders);
	w->holders[w->n_holders++] = (struct share){ .acct = e->acct, .of = wide_of(e->provider) };
}

/* ---- watching ---- */

static void on_event(void *ctx, const struct spheron_event *event)
{
	struct slashes *w = ctx;

	leavings_event(&w->leavings, w->play.player.state, event);
	if (event->kind == SPHERON_EVENT_SLASHED)
		on_slashed(w, &event->u.slashed);
	else if (event->kind == SPHERON_EVENT_FIZZ_SLASHED)
		on_fizz_slashed(w, &event->u.fizz_slashed);
	else if (event->kind == SPHERON_EVENT_RESTITUTION)
		on_restitution(w, &event->u.restitution);
	else if (event->kind == SPHERON_EVENT_OPERATOR_SLASHED)
		on_operator_slashed(w, &event->u.operator_slashed);
	else if (event->kind == SPHERON_EVENT_DELEGATED)
		on_delegated(w, &event->u.delegated);
	else if (event->kind == SPHERON_EVENT_ERA_CLOSED)
		w->paid = wide_sum(event->u.era_closed.prov_paid, event->u.era_closed.fizz_paid);
}

static void on_due_begin(void *ctx, const struct spheron_due *due)
{
	struct slashes *w = ctx;

	w->due = *due;
	w->in_due = true;
	w->verdict = NULL;
	w->challenge_id = w->prop = 0;
	if (due->what == SPHERON_DUE_ERA_CLOSE)
		look_at_close(w);
	else if (due->what == SPHERON_DUE_CHALLENGE_TIMEOUT)
		look_at_challenge(w, (uint32_t) due->id);
	else if (due->what == SPHERON_DUE_VOTE_END)
		look_at_vote(w, (uint32_t) due->id);
}

static void compare(struct slashes *w, const char *what, wide computed, wide ledger)
{
	if (w->status == EXIT_OK && !wide_equal(computed, ledger))
		w->status = why_disagrees(w->play.why, what, computed, ledger);
}

/* Did all that was slashed at this close arrive? */
static void check_close(struct slashes *w)
{
	const struct spheron *state = w->play.player.state;
	wide foundation = wide_less(w->foundation, w->paid);

	for (size_t i = w->first_of_close; i < w->n; i++)
		wide_add_to(w->all[i].to == SPHERON_FOUNDATION     ? &foundation
				: w->all[i].to == SPHERON_TREASURY ? &w->treasury
								   : &w->burned,
				w->all[i].taken);
	compare(w, "foundation pool after the slashes of an era close", foundation,
			why_spon(state, SPHERON_FOUNDATION, 0));
	compare(w, "treasury after the slashes of an era close", w->treasury,
			why_spon(state, SPHERON_TREASURY, 0));
	compare(w, "burned after the slashes of an era close", w->burned,
			why_spon(state, SPHERON_BURNED, 0));
}

static void on_due_end(void *ctx)
{
	struct slashes *w = ctx;

	if (w->due.what == SPHERON_DUE_ERA_CLOSE)
		check_close(w);
	w->in_due = false;
}

int slashes_find(struct slashes *w, const struct why *why)
{
	static struct spheron_sink watch = { NULL, on_due_begin, on_event, on_due_end };
	size_t checked = 0;

	watch.ctx = w;
	w->line = 1;
	why_play_begin(&w->play, why, &watch);
	while (w->status == EXIT_OK && why_play_next(&w->play)) {
		w->line = w->play.player.lines;
		w->verdict = NULL;
		if (!w->play.player.malformed)
			look_at_command(w);
		why_play_judge(&w->play);
		w->line = w->play.player.lines + 1;
		for (; checked < w->n; checked++)
			if (!slash_check(w, &w->all[checked]))
				w->status = EXIT_INTERNAL;
	}
	return w->status;
}
