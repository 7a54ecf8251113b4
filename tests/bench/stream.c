#include "tests/bench/stream.h"

#include "support/talk.h"
#include "tests/bench/plan.h"

#include <stdlib.h>
#include <string.h>

#define MILLION UINT64_C(1000000)

/* ---- plans: a heap by (second, order of planning) ---- */

static bool sooner(const struct plan *a, const struct plan *b)
{
	return a->t != b->t ? a->t < b->t : a->order < b->order;
}

void plan_add(
	struct stream *s, uint64_t delay_s, enum intent intent, uint64_t id, uint32_t x, uint16_t y)
{
	struct plan p = { s->now + delay_s, id, s->planned++, x, y, (uint8_t) intent };
	uint32_t i = s->plans++;

	if (s->plans > s->plans_room) {
		s->plans_room = s->plans_room * 2 + 1024;
		s->plan = more_memory(s->plan, s->plans_room * sizeof *s->plan);
	}
	for (; i > 0 && sooner(&p, &s->plan[(i - 1) / 2]); i = (i - 1) / 2)
		s->plan[i] = s->plan[(i - 1) / 2];
	s->plan[i] = p;
}

static struct plan plan_take(struct stream *s)
{
	struct plan first = s->plan[0], last = s->plan[--s->plans];
	uint32_t i = 0;

	for (;;) {
		uint32_t child = 2 * i + 1;

		if (child >= s->plans)
			break;
		if (child + 1 < s->plans && sooner(&s->plan[child + 1], &s->plan[child]))
			child++;
		if (!sooner(&s->plan[child], &last))
			break;
		s->plan[i] = s->plan[child];
		i = child;
	}
	s->plan[i] = last;
	return first;
}

/* ---- leases that run ---- */

struct agreement *agreement_of(const struct stream *s, uint64_t order)
{
	uint32_t place = s->place[order & s->place_mask];

	return place && s->lease[place - 1].id == order ? &s->lease[place - 1] : NULL;
}

static void lease_made(struct stream *s, const struct spheron_event_lease_created *e)
{
	if (s->leases == s->leases_room) {
		s->leases_room = s->leases_room * 2 + 1024;
		s->lease = more_memory(s->lease, s->leases_room * sizeof *s->lease);
	}
	s->lease[s->leases] = (struct agreement) { e->lease, e->tenant, e->provider, e->fizz };
	s->place[e->lease & s->place_mask] = ++s->leases;
	/* a quarter is closed early by the tenant, one in 200 broken by the provider */
	if (chance(s, 25))
		plan_add(s, 60 + below(s, e->blocks * BLOCK_MS / 1000), TO_CLOSE, e->lease, 0, 0);
	else if (below(s, 200) == 0)
		plan_add(s, 60 + below(s, e->blocks * BLOCK_MS / 1000), TO_CLOSE, e->lease, 1, 0);
}

static void lease_gone(struct stream *s, uint64_t id)
{
	struct agreement *a = agreement_of(s, id), *last = &s->lease[s->leases - 1];

	if (!a)
		return;
	s->place[last->id & s->place_mask] = (uint32_t) (a - s->lease) + 1;
	s->place[id & s->place_mask] = 0;
	*a = *last;
	s->leases--;
}

/* ---- what happened, and what people make of it ---- */

/* Three to eleven bids in the seconds before the window closes; a tenth of the tenants choose
 * themselves. */
static void order_made(struct stream *s, uint64_t order)
{
	uint32_t bids = 3 + (uint32_t) below(s, 9);

	for (uint32_t k = 0; k < bids; k++)
		plan_add(s, below(s, 4), TO_BID, order, k, (uint16_t) bids);
	plan_add(s, 8 + below(s, 20), TO_CHOOSE, order, 0, 0);
}

static void node_paused(struct stream *s, uint8_t kind, uint32_t id)
{
	(kind ? s->fizz_is : s->provider_is)[id] |= PAUSED;
	plan_add(s, 1800 + below(s, 14400), TO_RESUME, id, kind, 0);
}

static void provider_status(struct stream *s, const struct spheron_event_provider_status *e)
{
	uint8_t *is = &s->provider_is[e->provider];

	*is &= (uint8_t) ~(BUSY | GONE);
	if (e->status == SPHERON_MAINTENANCE)
		*is |= BUSY;
	else if (e->status == SPHERON_SUSPENDED || e->status == SPHERON_DEACTIVATED)
		*is |= GONE;
}

static void challenge_opened(struct stream *s, const struct spheron_event_challenge_opened *e)
{
	if (chance(s, 95))
		plan_add(s, 30 + below(s, 1200), TO_RESPOND, e->challenge, e->provider, 0);
}

static void on_event(void *ctx, const struct spheron_event *e)
{
	struct stream *s = ctx;

	if (e->kind == SPHERON_EVENT_ORDER_CREATED)
		order_made(s, e->u.order_created.order);
	else if (e->kind == SPHERON_EVENT_TASK_OPENED)
		for (uint32_t k = 0; k < OPERATORS; k++)
			plan_add(s, 1 + below(s, 6), TO_ATTEST, e->u.task_opened.order, k, 0);
	else if (e->kind == SPHERON_EVENT_LEASE_CREATED)
		lease_made(s, &e->u.lease_created);
	else if (e->kind == SPHERON_EVENT_LEASE_CLOSED)
		lease_gone(s, e->u.lease_closed.lease);
	else if (e->kind == SPHERON_EVENT_NODE_PAUSED)
		node_paused(s, e->u.node_paused.kind, e->u.node_paused.id);
	else if (e->kind == SPHERON_EVENT_PROVIDER_STATUS)
		provider_status(s, &e->u.provider_status);
	else if (e->kind == SPHERON_EVENT_CHALLENGE_OPENED)
		challenge_opened(s, &e->u.challenge_opened);
	else if (e->kind == SPHERON_EVENT_CHALLENGE_RESPONDED)
		plan_add(
			s, 30 + below(s, 1200), TO_JUDGE, e->u.challenge_responded.challenge, 0, 0);
	else if (e->kind == SPHERON_EVENT_ACCOUNT_OPENED)
		plan_add(s, 60, TO_FUND, e->u.account_opened.acct, 0, 0);
}

/* ---- the stream ---- */

static void note(uint32_t **list, uint32_t *n, uint32_t id)
{
	/* doubles at each power of two */
	if (*n == 0 || (*n & (*n - 1)) == 0)
		*list = more_memory(*list, (*n ? *n * 2 : 1) * sizeof **list);
	(*list)[(*n)++] = id;
}

static void note_provider(struct stream *s, uint32_t id)
{
	struct spheron_attr a;

	machine_of_provider(id, &a);
	for (unsigned k = 0; k < REGIONS; k++)
		if (region(k) == a.region)
			note(&s->in_region[k], &s->n_in_region[k], id);
	for (unsigned i = 0; i < a.gpus.count; i++)
		for (unsigned k = 0; k < MODELS; k++)
			if (gpu_model(k) == a.gpus.item[i].model)
				note(&s->with_gpu[k], &s->n_with_gpu[k], id);
}

/* Room in the arrays by id for those who join later. */
static uint8_t *zeros(size_t n)
{
	uint8_t *p = memory(n * 2 + 4096);

	memset(p, 0, n * 2 + 4096);
	return p;
}

void stream_begin(struct stream *s, struct network *net, uint64_t seed, uint64_t from_s)
{
	uint32_t ring = 1u << 14;

	memset(s, 0, sizeof *s);
	s->net = net;
	pcg_seed(&s->rng, 0, seed, 0, 7);
	/* ids of orders that live at the same time: those of nine days */
	while (ring < net->nodes * 4)
		ring *= 2;
	s->place = memory(ring * sizeof *s->place);
	memset(s->place, 0, ring * sizeof *s->place);
	s->place_mask = ring - 1;
	s->provider_is = zeros(net->providers);
	s->fizz_is = zeros(net->fizz);
	for (uint32_t id = 1; id <= net->providers; id++)
		note_provider(s, id);
	s->now = T0 + from_s;
	s->next_us = s->now * MILLION;
	s->era_end = T0 + ERA_S;
	for (unsigned phase = 0; phase < N_PHASES; phase++) {
		s->weight[phase] = habit_weight((enum phase) phase);
		s->gap_us[phase] =
			ERA_S * MILLION * REFERENCE_NODES / s->weight[phase] / net->nodes;
	}
}

void stream_phase(struct stream *s, enum phase phase)
{
	s->phase = phase;
}

void stream_end(struct stream *s)
{
	for (unsigned k = 0; k < MODELS; k++)
		free(s->with_gpu[k]);
	for (unsigned k = 0; k < REGIONS; k++)
		free(s->in_region[k]);
	free(s->plan);
	free(s->lease);
	free(s->place);
	free(s->provider_is);
	free(s->fizz_is);
}

/* The end of an era is a command of its own, so that its cost can be told apart. */
static bool era_ends_before(struct stream *s, uint64_t t, struct spheron_command *out)
{
	if (t < s->era_end)
		return false;
	out->verb = SPHERON_CMD_ADVANCE;
	out->from = 0;
	s->closing = s->now >= s->era_end - 1;
	s->now = s->closing ? s->era_end : s->era_end - 1;
	if (s->closing)
		s->era_end += ERA_S;
	return true;
}

static bool act(struct stream *s, struct spheron_command *out)
{
	uint64_t t = s->next_us / MILLION;
	bool planned = s->plans > 0 && s->plan[0].t <= t;
	struct plan p;

	if (planned)
		t = s->plan[0].t > s->now ? s->plan[0].t : s->now;
	if (era_ends_before(s, t, out))
		return true;
	s->now = t;
	if (!planned) {
		s->next_us += s->gap_us[s->phase];
		return habit_say(s, out);
	}
	p = plan_take(s);
	return plan_say(s, &p, out);
}

void stream_next(struct stream *s, struct spheron_command *out, enum spheron_result *result,
	bool *closes_era)
{
	struct spheron_sink sink = { .ctx = s, .event = on_event };
	struct network *net = s->net;

	s->closing = false;
	while (!act(s, out))
		s->skipped++;
	out->t = s->now;
	out->has_b = 0;
	while ((*result = spheron_apply(net->state, out, &sink)) == SPHERON_FULL) {
		struct spheron *old = net->state;

		spheron_grown(old, &net->capacity);
		net->state = spheron_copy(block_for(&net->capacity), &net->capacity, old);
		free(old);
	}
	*closes_era = s->closing;
}
