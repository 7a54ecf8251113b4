/* timeline.c - what the scenario says will happen, at its time. */
#include "sim/world/inner.h"

#include "sim/player.h"

#include <stdlib.h>
#include <string.h>

static int by_time(const void *a, const void *b)
{
	const struct timeline_due *x = a, *y = b;

	if (x->at_ms != y->at_ms)
		return x->at_ms < y->at_ms ? -1 : 1;
	if (x->ends != y->ends) /* what ends makes room for what begins */
		return x->ends ? -1 : 1;
	return x->entry < y->entry ? -1 : x->entry > y->entry;
}

bool timeline_begin(struct world *w)
{
	w->timeline = must(calloc(2 * (size_t) w->setup->n_timeline + 1, sizeof *w->timeline));
	for (uint32_t i = 0; i < w->setup->n_timeline; i++) {
		const struct timeline_entry *e = &w->setup->timeline[i];
		uint64_t at_ms = (uint64_t) draw_ms(e->at_s);

		w->timeline[w->n_timeline++] = (struct timeline_due) { at_ms, i, false };
		if (e->for_s > 0)
			w->timeline[w->n_timeline++] = (struct timeline_due) {
				at_ms + (uint64_t) draw_ms(e->for_s), i, true };
	}
	qsort(w->timeline, w->n_timeline, sizeof *w->timeline, by_time);
	if (w->n_timeline)
		agent_wake(w, w->timeline_agent, w->timeline[0].at_ms);
	return true;
}

/* Every provider that an entry means: of its class, from the first one named, so many. */
static void each_provider(struct world *w, const struct timeline_entry *e,
		void (*what)(struct world *w, uint32_t i, const struct timeline_entry *e, bool ends),
		bool ends)
{
	uint32_t at = 0, n = w->cast.n_providers;

	for (uint32_t i = 0; i < n; i++) {
		if (e->class_ && strcmp(e->class_, w->setup->providers[
				w->cast.provider[i].class_].name) != 0)
			continue;
		if (at >= e->first && (e->count == 0 || at < e->first + e->count))
			what(w, i, e, ends);
		at++;
	}
}

static void region_outage(struct world *w, const struct timeline_entry *e, bool ends)
{
	for (uint32_t i = 0; i < w->cast.n_providers; i++)
		if (w->cast.provider[i].region == e->region)
			(ends ? node_comes_up : node_goes_down)(w, SPHERON_NODE_PROVIDER, i, DOWN_EVENT);
	for (uint32_t i = 0; i < w->cast.n_fizz; i++)
		if (w->cast.fizz[i].region == e->region)
			(ends ? node_comes_up : node_goes_down)(w, SPHERON_NODE_FIZZ, i, DOWN_EVENT);
}

static void link_down(struct world *w, uint32_t i, const struct timeline_entry *e, bool ends)
{
	(void) e;
	(ends ? node_comes_up : node_goes_down)(w, SPHERON_NODE_PROVIDER, i, DOWN_EVENT);
}

static void maintains(struct world *w, uint32_t i, const struct timeline_entry *e, bool ends)
{
	double notice_s = (double) spheron_param(w->state, SPHERON_P_MAINT_NOTICE_S).lo;

	if (!ends)
		work_planned(w, i, notice_s + 1, e->for_s, true);
}

static void is_caught(struct world *w, uint32_t i, const struct timeline_entry *e, bool ends)
{
	if (!ends)
		is_guilty(w, i, e->share);
}

/* Demand changes from the next arrival on, which is drawn anew with the same luck. */
static void demand_scales(struct world *w, double by)
{
	for (uint32_t c = 0; c < w->setup->n_demand; c++)
		w->demand[c].scale *= by;
}

static void release(struct world *w)
{
	command_from(w, 0, SPHERON_CMD_RELEASE_SET)->u.release_set =
			(struct spheron_args_version) { w->release + 1 };
	carry_out(w);
}

static void happens(struct world *w, const struct timeline_due *due)
{
	const struct timeline_entry *e = &w->setup->timeline[due->entry];
	uint64_t until_ms = due->at_ms + (uint64_t) draw_ms(e->for_s);
	double by = due->ends ? 1 / e->by : e->by;

	switch ((enum event_does) e->does) {
	case DO_REGION_OUTAGE:
		region_outage(w, e, due->ends);
		break;
	case DO_VERIFIER_OUTAGE:
		if (!due->ends)
			w->verifier_out_until_ms = until_ms;
		break;
	case DO_OPERATOR_OUTAGE:
		if (!due->ends)
			w->operators_out_until_ms = until_ms;
		break;
	case DO_PRICE_SCALE:
		token_shock(&w->token, by);
		break;
	case DO_DEMAND_SCALE:
		demand_scales(w, by);
		break;
	case DO_POWER_SCALE:
		w->power_scale *= by;
		break;
	case DO_PARAMS_SET:
		if (!due->ends)
			proposal_begins(w, due->entry);
		break;
	case DO_RELEASE:
		if (!due->ends)
			release(w);
		break;
	case DO_MISCONDUCT:
		each_provider(w, e, is_caught, due->ends);
		break;
	case DO_LINK_DOWN:
		each_provider(w, e, link_down, due->ends);
		break;
	case DO_MAINTENANCE:
		each_provider(w, e, maintains, due->ends);
		break;
	case DO_POOL_FUND:
		if (!due->ends)
			fund_pool(w, e->amount, true);
		break;
	case DO_COUNT:
		break;
	}
}

void timeline_wakes(struct world *w)
{
	while (w->timeline_at < w->n_timeline && w->timeline[w->timeline_at].at_ms <= w->now_ms)
		happens(w, &w->timeline[w->timeline_at++]);
	if (w->timeline_at < w->n_timeline)
		agent_wake(w, w->timeline_agent, w->timeline[w->timeline_at].at_ms);
}
