/* events.c - what the protocol says has happened, told to the measurement and then to the part of the
 * cast that it concerns.  Nothing here gives commands: the protocol is in the middle of one. */
#include "sim/world/inner.h"

typedef void concern(struct world *w, const struct spheron_event *e);

/* NULL for one that the script has registered and that is not on stage yet. */
static struct node *any_node(struct world *w, uint8_t kind, uint32_t id)
{
	if (kind == SPHERON_NODE_PROVIDER)
		return id <= w->cast.n_providers ? &w->cast.provider[id - 1] : NULL;
	return id <= w->cast.n_fizz ? &w->cast.fizz[id - 1] : NULL;
}

/* ---- nodes ---- */

static void provider_status(struct world *w, const struct spheron_event *e)
{
	uint32_t id = e->u.provider_status.provider;

	if (id > w->cast.n_providers)
		return;
	w->cast.provider[id - 1].status = e->u.provider_status.status;
	room_changed(w, id - 1);
}

static void fizz_status(struct world *w, const struct spheron_event *e)
{
	uint32_t id = e->u.fizz_status.fizz;
	struct node *node;

	if (id > w->cast.n_fizz)
		return;
	node = &w->cast.fizz[id - 1];
	node->status = e->u.fizz_status.status;
	if (node->status == SPHERON_DEACTIVATED)
		subnet_remove(w, node->gateway, id);
}

static void fizz_evicted(struct world *w, const struct spheron_event *e)
{
	if (e->u.fizz_evicted.fizz > w->cast.n_fizz)
		return;
	w->cast.fizz[e->u.fizz_evicted.fizz - 1].gateway = 0;
	subnet_remove(w, e->u.fizz_evicted.gateway, e->u.fizz_evicted.fizz);
}

static void node_paused(struct world *w, const struct spheron_event *e)
{
	struct node *node = any_node(w, e->u.node_paused.kind, e->u.node_paused.id);

	if (!node)
		return;
	node->paused = true;
	if (e->u.node_paused.kind == SPHERON_NODE_PROVIDER)
		room_changed(w, e->u.node_paused.id - 1);
}

static void node_resumed(struct world *w, const struct spheron_event *e)
{
	struct node *node = any_node(w, e->u.node_resumed.kind, e->u.node_resumed.id);

	if (!node)
		return;
	node->paused = false;
	if (e->u.node_resumed.kind == SPHERON_NODE_PROVIDER)
		room_changed(w, e->u.node_resumed.id - 1);
}

static void era_node(struct world *w, const struct spheron_event *e)
{
	const struct spheron_event_era_node *n = &e->u.era_node;
	double spon = u128_double(n->reward) / SPON_UNITS;
	struct node *node = any_node(w, n->kind, n->id);

	if (!node)
		return;
	if (n->kind == SPHERON_NODE_PROVIDER)
		w->reward_spon[n->id - 1] = (float) spon;
	spon -= u128_double(n->to_delegators) / SPON_UNITS;
	node->reward_usd = (float) (spon * w->token.usd);
	if (n->uptime != SPHERON_UPTIME_UNKNOWN) { /* LIVE-13 */
		uint64_t k = spheron_param(w->state, SPHERON_P_UPTIME_K).lo;

		node->uptime_ppm = node->seen ? (uint32_t) ((node->uptime_ppm * (k - 1) + n->uptime) / k)
				: n->uptime;
		node->seen = true;
	}
	if (n->kind == SPHERON_NODE_PROVIDER)
		node->tier = n->tier;
}

/* ---- orders and leases ---- */

static void order_created(struct world *w, const struct spheron_event *e)
{
	if (w->deal_now) {
		w->cast.deal[w->deal_now - 1].order = e->u.order_created.order;
		order_put(w, e->u.order_created.order, w->deal_now - 1);
	}
}

static void order_closed(struct world *w, const struct spheron_event *e)
{
	uint32_t slot = order_slot(w, e->u.order_closed.order);

	if (slot)
		order_lost(w, slot - 1, e->u.order_closed.reason);
}

static void bid_placed(struct world *w, const struct spheron_event *e)
{
	struct deal *d = w->deal_now ? &w->cast.deal[w->deal_now - 1] : NULL;

	if (!d || d->order != e->u.bid_placed.order)
		return;
	if (d->bids == 0 || u128_double(e->u.bid_placed.price) < d->best) {
		d->bid = e->u.bid_placed.bid;
		d->best = u128_double(e->u.bid_placed.price);
	}
	d->bidder[d->bids++] = e->u.bid_placed.provider;
}

static void task_opened(struct world *w, const struct spheron_event *e)
{
	uint32_t slot = order_slot(w, e->u.task_opened.order);

	if (slot)
		w->cast.deal[slot - 1].expected = e->u.task_opened.expected;
}

static void lease_created(struct world *w, const struct spheron_event *e)
{
	uint32_t slot = order_slot(w, e->u.lease_created.lease);

	if (slot)
		lease_began(w, slot - 1, &e->u.lease_created);
}

/* A lease of a script: nobody's deal, but money all the same.  It is still on record here. */
static void settled_outside(struct world *w, const struct spheron_event_lease_settled *s)
{
	struct deal outside = { .order = s->lease };
	struct spheron_record r;

	if (!spheron_find(w->state, SPHERON_RECORD_LEASE, s->lease, 0, 0, &r))
		return;
	outside.token = r.u.lease.token;
	if (outside.token <= SPHERON_SPON)
		fold_settled(w->fold, w->event_ms, &outside, s);
}

static void lease_settled(struct world *w, const struct spheron_event *e)
{
	const struct spheron_event_lease_settled *s = &e->u.lease_settled;
	uint32_t slot = order_slot(w, s->lease);
	const struct deal *d;
	double usd;

	if (!slot) {
		settled_outside(w, s);
		return;
	}
	d = &w->cast.deal[slot - 1];
	usd = d->token == SPHERON_SPON ? w->token.usd / SPON_UNITS : 1 / USD_UNITS;
	fold_settled(w->fold, w->event_ms, d, s);
	deal_node(w, d)->lease_usd += (float) (u128_double(s->net) * usd);
	if (d->fizz)
		w->cast.provider[d->provider - 1].lease_usd += (float) (u128_double(s->gateway) * usd);
}

static void lease_closed(struct world *w, const struct spheron_event *e)
{
	uint32_t slot = order_slot(w, e->u.lease_closed.lease);

	if (slot)
		lease_ended(w, slot - 1, &e->u.lease_closed);
}

static void lease_updated(struct world *w, const struct spheron_event *e)
{
	uint32_t slot = order_slot(w, e->u.lease_updated.lease);

	if (slot)
		lease_renewed(w, slot - 1, &e->u.lease_updated);
}

/* ---- the numbers that were given ---- */

static void account_opened(struct world *w, const struct spheron_event *e)
{
	w->made = e->u.account_opened.acct;
}

static void provider_registered(struct world *w, const struct spheron_event *e)
{
	w->made = e->u.provider_registered.provider;
	review_passed(w, e->u.provider_registered.owner, w->made);
}

static void fizz_registered(struct world *w, const struct spheron_event *e)
{
	w->made = e->u.fizz_registered.fizz;
	subnet_add(w, e->u.fizz_registered.gateway, w->made);
}

static void fizz_linked(struct world *w, const struct spheron_event *e)
{
	struct node *node = any_node(w, SPHERON_NODE_FIZZ, e->u.fizz_linked.fizz);

	if (!node)
		return;
	if (node->gateway)
		subnet_remove(w, node->gateway, e->u.fizz_linked.fizz);
	node->gateway = e->u.fizz_linked.gateway;
	subnet_add(w, node->gateway, e->u.fizz_linked.fizz);
}

static void challenge_opened(struct world *w, const struct spheron_event *e)
{
	w->made = e->u.challenge_opened.challenge;
}

static void challenge_closed(struct world *w, const struct spheron_event *e)
{
	for (size_t i = 0; i < w->n_challenges; i++)
		if (w->challenge[i].stage && w->challenge[i].id == e->u.challenge_closed.challenge) {
			w->challenge[i].stage = 0;
			if (e->u.challenge_closed.outcome != SPHERON_CHALLENGE_VOID)
				fold_judged(w->fold, w->event_ms, w->challenge[i].truth,
						e->u.challenge_closed.outcome
						== SPHERON_CHALLENGE_PASSED);
		}
}

static void proposal_submitted(struct world *w, const struct spheron_event *e)
{
	w->made = e->u.proposal_submitted.prop;
}

static void proposal_closed(struct world *w, const struct spheron_event *e)
{
	review_ended(w, e->u.proposal_closed.prop);
}

static void release_set(struct world *w, const struct spheron_event *e)
{
	w->release = e->u.release_set.version;
	w->release_ms = w->now_ms;
}

static void unbond_paid(struct world *w, const struct spheron_event *e)
{
	uint32_t acct = e->u.unbond_paid.acct;

	if (acct >= w->first_holder && acct - w->first_holder < w->n_holders)
		w->holder[acct - w->first_holder].mind.spon +=
				u128_double(e->u.unbond_paid.amount) / SPON_UNITS;
}

/* Only a verifier sets it, and none of those here does: it comes from a script. */
static void trust_set(struct world *w, const struct spheron_event *e)
{
	struct node *node = any_node(w, SPHERON_NODE_PROVIDER, e->u.trust_set.provider);

	if (node)
		node->tier = e->u.trust_set.tier;
}

static concern *const concerned[SPHERON_EVENT_COUNT] = {
	[SPHERON_EVENT_ACCOUNT_OPENED] = account_opened,
	[SPHERON_EVENT_BID_PLACED] = bid_placed,
	[SPHERON_EVENT_CHALLENGE_CLOSED] = challenge_closed,
	[SPHERON_EVENT_CHALLENGE_OPENED] = challenge_opened,
	[SPHERON_EVENT_ERA_NODE] = era_node,
	[SPHERON_EVENT_FIZZ_EVICTED] = fizz_evicted,
	[SPHERON_EVENT_FIZZ_LINKED] = fizz_linked,
	[SPHERON_EVENT_FIZZ_REGISTERED] = fizz_registered,
	[SPHERON_EVENT_FIZZ_STATUS] = fizz_status,
	[SPHERON_EVENT_LEASE_CLOSED] = lease_closed,
	[SPHERON_EVENT_LEASE_CREATED] = lease_created,
	[SPHERON_EVENT_LEASE_SETTLED] = lease_settled,
	[SPHERON_EVENT_LEASE_UPDATED] = lease_updated,
	[SPHERON_EVENT_NODE_PAUSED] = node_paused,
	[SPHERON_EVENT_NODE_RESUMED] = node_resumed,
	[SPHERON_EVENT_ORDER_CLOSED] = order_closed,
	[SPHERON_EVENT_ORDER_CREATED] = order_created,
	[SPHERON_EVENT_PROPOSAL_CLOSED] = proposal_closed,
	[SPHERON_EVENT_PROPOSAL_SUBMITTED] = proposal_submitted,
	[SPHERON_EVENT_PROVIDER_REGISTERED] = provider_registered,
	[SPHERON_EVENT_PROVIDER_STATUS] = provider_status,
	[SPHERON_EVENT_RELEASE_SET] = release_set,
	[SPHERON_EVENT_TASK_OPENED] = task_opened,
	[SPHERON_EVENT_TRUST_SET] = trust_set,
	[SPHERON_EVENT_UNBOND_PAID] = unbond_paid,
};

void world_due(void *ctx, const struct spheron_due *due)
{
	struct world *w = ctx;

	w->event_ms = (due->t - w->start_s) * 1000;
	w->due = *due;
}

void world_due_end(void *ctx)
{
	struct world *w = ctx;

	if (w->watch && w->watch->deadline)
		w->watch->deadline(w->watch->ctx, w->event_ms, &w->due);
	w->event_ms = w->now_ms;
}

void world_event(void *ctx, const struct spheron_event *event)
{
	struct world *w = ctx;
	enum profile_part before = profile_enter(PROFILE_WORLD);

	w->events++;
	fold_event(w->fold, w->event_ms, event);
	if (concerned[event->kind])
		concerned[event->kind](w, event);
	script_event(w, event);
	if (w->watch && w->watch->event)
		w->watch->event(w->watch->ctx, w->event_ms, event);
	profile_leave(before);
}
