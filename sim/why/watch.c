#include "sim/why/watch.h"

#include "sim/why/words.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { PROV = SPHERON_NODE_PROVIDER };

void watch_begin(struct watch *w, unsigned kind, uint32_t id, uint32_t era)
{
	*w = (struct watch){ .kind = kind, .id = id, .era = era };
}

void watch_free(struct watch *w)
{
	free(w->stretches);
}

/* ---- what a second is at present ---- */

uint64_t liable_rate(const struct spheron *state, unsigned kind, uint32_t id)
{
	uint64_t floor_bp = spheron_param(state, SPHERON_P_SLASH_TRUST_FLOOR_BP).lo, trust_bp;
	struct spheron_rate r;
	wide points;

	spheron_explain_rate(state, kind, id, &r);
	if (kind != PROV)
		return r.rate;
	trust_bp = r.trust_bp > floor_bp ? r.trust_bp : floor_bp;
	points = wide_times(wide_times(wide_sum(r.gpu, r.cpu), r.storage_bp), r.conn_bp);
	return wide_share(points, wide_of(trust_bp), wide_power_of_ten(16)).lo;
}

static void reward_now(struct watch *w, const struct spheron *state, uint32_t leases)
{
	uint64_t bp = spheron_param(state, SPHERON_P_LEASED_REWARD_BP).lo;
	struct spheron_rate r;

	spheron_explain_rate(state, w->kind, w->id, &r);
	w->now.what = leases && bp != 10000 ? SECOND_LEASED : SECOND_REWARDED;
	w->now.rate = w->now.what == SECOND_LEASED ? wide_bp(wide_of(r.rate), bp).lo : r.rate;
}

static bool is_verified(const struct spheron *state, const struct spheron_provider_record *p)
{
	struct spheron_rate r;

	if (spheron_param(state, SPHERON_P_VERIFY_FIRST).lo == 0)
		return true;
	spheron_explain_rate(state, SPHERON_NODE_PROVIDER, p->id, &r);
	return (p->cpu == 0 || (p->verified & 1)) && (r.gpus == 0 || (p->verified & 2));
}

static enum second by_status(uint8_t status)
{
	switch ((enum spheron_status) status) {
	case SPHERON_REGISTERED:
		return SECOND_REGISTERED;
	case SPHERON_MAINTENANCE:
		return SECOND_MAINTENANCE;
	case SPHERON_SUSPENDED:
		return SECOND_SUSPENDED;
	case SPHERON_DEACTIVATED:
		return SECOND_GONE;
	case SPHERON_ACTIVE:
		break;
	}
	return SECOND_REWARDED;
}

static void look_at_provider(struct watch *w, const struct spheron *state)
{
	struct spheron_provider_record p;
	bool connected, counts;

	w->there = why_provider(state, w->id, &p);
	if (!w->there)
		return;
	connected = p.up && !p.paused;
	counts = p.status == SPHERON_REGISTERED || p.status == SPHERON_ACTIVE ||
		 p.status == SPHERON_SUSPENDED;
	w->cooldown_until = p.cooldown_until;
	w->now = (struct stretch){ .what = by_status(p.status) };
	if (!connected && counts) {
		w->now.what = p.status == SPHERON_SUSPENDED ? SECOND_SUSPENDED : SECOND_DOWN;
		w->now.liable = p.leases + p.fleases > 0;
		w->now.liable_rate = w->now.liable ? liable_rate(state, PROV, w->id) : 0;
	} else if (p.status == SPHERON_ACTIVE && !is_verified(state, &p)) {
		w->now.what = SECOND_UNVERIFIED;
	} else if (p.status == SPHERON_ACTIVE) {
		reward_now(w, state, p.leases);
	}
}

static void look_at_fizz(struct watch *w, const struct spheron *state)
{
	struct spheron_provider_record g;
	struct spheron_fizz_record f;

	w->there = why_fizz(state, w->id, &f);
	if (!w->there)
		return;
	w->cooldown_until = f.cooldown_until;
	w->now = (struct stretch){ .what = by_status(f.status) };
	if (f.status != SPHERON_ACTIVE)
		return;
	if (!f.up || f.paused) {
		w->now.what = SECOND_DOWN;
		w->now.liable = f.leases > 0;
		w->now.liable_rate = w->now.liable ? liable_rate(state, w->kind, w->id) : 0;
	} else if (!why_provider(state, f.gateway, &g) || g.status != SPHERON_ACTIVE) {
		w->now.what = SECOND_GATEWAY;
	} else {
		reward_now(w, state, f.leases);
	}
}

/* ---- time passes ---- */

static void add_seconds(
		struct watch *w, const struct stretch *what, uint64_t from, uint64_t seconds)
{
	struct stretch *s;

	if (seconds == 0)
		return;
	wide_add_to(&w->rewarded, wide_times(wide_of(what->rate), seconds));
	wide_add_to(&w->lost, wide_times(wide_of(what->liable_rate), seconds));
	for (size_t i = 0; i < w->n; i++) {
		s = &w->stretches[i];
		if (s->what == what->what && s->liable == what->liable && s->rate == what->rate &&
				s->liable_rate == what->liable_rate) {
			s->seconds += seconds;
			return;
		}
	}
	if (w->n == w->room) {
		w->room = w->room * 2 + 8;
		w->stretches = must(realloc(w->stretches, w->room * sizeof *w->stretches));
	}
	s = &w->stretches[w->n++];
	*s = *what;
	s->seconds = seconds;
	s->first = from;
}

/* The seconds up to t, of which the first may lie in a cooldown. */
static void pass(struct watch *w, uint64_t t)
{
	bool earning = w->now.what == SECOND_REWARDED || w->now.what == SECOND_LEASED;
	uint64_t end = w->cooldown_until < t ? w->cooldown_until : t;

	if (earning && end > w->since) {
		struct stretch cooling = { .what = SECOND_COOLDOWN };

		add_seconds(w, &cooling, w->since, end - w->since);
		w->since = end;
	}
	add_seconds(w, &w->now, w->since, t - w->since);
	w->since = t;
}

void watch_boundary(struct watch *w, const struct spheron *state)
{
	uint64_t t = spheron_clock(state).t;

	if (w->done || t == 0)
		return;
	if (w->there && t > w->since)
		pass(w, t);
	w->since = t;
	if (w->kind == PROV)
		look_at_provider(w, state);
	else
		look_at_fizz(w, state);
}

/* A verdict of misconduct takes what the era has earned so far (SLASH-06, SLASH-08). */
void watch_event(struct watch *w, const struct spheron_event *event)
{
	bool verdict = w->kind == PROV ? event->kind == SPHERON_EVENT_SLASHED &&
							 event->u.slashed.provider == w->id &&
							 event->u.slashed.why ==
									 SPHERON_SLASH_MISCONDUCT
				       : event->kind == SPHERON_EVENT_FIZZ_SLASHED &&
							 event->u.fizz_slashed.fizz == w->id;

	if (!verdict || w->done || w->closing)
		return;
	w->rewarded = wide_of(0);
	for (size_t i = 0; i < w->n; i++) {
		if (w->stretches[i].rate == 0)
			continue;
		w->stretches[i].what = SECOND_FORFEITED;
		w->stretches[i].rate = 0;
	}
}

void watch_due_begin(struct watch *w, const struct spheron *state, const struct spheron_due *due)
{
	watch_boundary(w, state);
	w->closing = due->what == SPHERON_DUE_ERA_CLOSE;
	if (w->closing && due->id == w->era)
		w->done = true;
}

void watch_due_end(struct watch *w, const struct spheron *state)
{
	watch_boundary(w, state);
	if (w->closing && !w->done) {
		w->n = 0;
		w->rewarded = w->lost = wide_of(0);
	}
	w->closing = false;
}

/* ---- as a table ---- */

static const struct {
	const char *what, *rules;
} seconds_of[SECOND_COUNT] = {
	[SECOND_REWARDED] = { "Active, connected, verified: rewarded", "LIVE-01" },
	[SECOND_LEASED] = { "rewarded in part, since a lease runs", "LIVE-01" },
	[SECOND_DOWN] = { "not connected", "COOL-01" },
	[SECOND_COOLDOWN] = { "cooling down after a reconnect", "COOL-03" },
	[SECOND_UNVERIFIED] = { "no passed proof yet of what it owns", "REG-12" },
	[SECOND_REGISTERED] = { "Registered only, not Active", "STAKE-03" },
	[SECOND_MAINTENANCE] = { "in Maintenance Mode", "MAINT-03" },
	[SECOND_SUSPENDED] = { "Suspended", "REG-09" },
	[SECOND_GATEWAY] = { "its gateway was not Active", "FIZZ-12" },
	[SECOND_GONE] = { "Deactivated", "REG-10" },
	[SECOND_FORFEITED] = { "forfeited by a verdict of misconduct", "SLASH-06" },
};

void watch_table(const struct watch *w, const struct spheron *state, struct sheet *s)
{
	static const struct sheet_column columns[] = { { "seconds", "seconds", false },
		{ "first", "from", true }, { "what", "the node was", true },
		{ "rate", "rate in points\nof a whole era", false },
		{ "micropoint_seconds", "micropoint seconds\n(seconds x rate)", false },
		{ "rules", "rule", true } };

	sheet_table(s, "seconds", columns, 6);
	for (size_t i = 0; i < w->n; i++) {
		const struct stretch *t = &w->stretches[i];

		sheet_cell(s, raw_number(t->seconds), "%s", count_words(t->seconds));
		sheet_cell(s, raw_number(t->first), "%s", moment_words(state, t->first));
		sheet_cell(s, raw_shown, "%s%s", seconds_of[t->what].what,
				t->liable ? " under a lease" : "");
		sheet_cell(s, raw_number(t->rate), "%s",
				t->rate ? points_words(wide_of(t->rate)) : "-");
		sheet_cell(s, raw_amount(wide_times(wide_of(t->rate), t->seconds)), "%s",
				t->rate ? units_words(wide_times(wide_of(t->rate), t->seconds))
					: "-");
		sheet_cell(s, raw_shown, "%s", t->liable ? "SLASH-01" : seconds_of[t->what].rules);
	}
	sheet_total(s);
	sheet_cell(s, raw_number(watch_seconds(w)), "%s", count_words(watch_seconds(w)));
	sheet_cell(s, raw_none, "%s", "");
	sheet_cell(s, raw_text("total"), "total");
	sheet_cell(s, raw_none, "%s", "");
	sheet_cell(s, raw_amount(w->rewarded), "%s", units_words(w->rewarded));
	sheet_cell(s, raw_none, "%s", "");
}

uint64_t watch_seconds(const struct watch *w)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < w->n; i++)
		sum += w->stretches[i].seconds;
	return sum;
}
