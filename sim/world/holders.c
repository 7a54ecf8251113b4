/* holders.c - delegators look for yield, holders vote, and the foundation follows a rule of its own. */
#include "sim/world/inner.h"

#include "sim/player.h"

#include <math.h>
#include <stdlib.h>

/* ---- delegators ---- */

static void joins(struct world *w, uint32_t i, uint32_t provider, double spon)
{
	struct holder *h = &w->holder[i];

	command_from(w, h->account, SPHERON_CMD_DELEG_ADD)->u.deleg_add =
			(struct spheron_args_stake) { provider, spon_units(spon) };
	if (carry_out(w) != SPHERON_OK)
		return;
	h = &w->holder[i];
	h->mind.provider = provider;
	h->mind.spon = h->mind.spon > spon ? h->mind.spon - spon : 0;
}

static void leaves(struct world *w, uint32_t i)
{
	struct holder *h = &w->holder[i];
	struct spheron_record r;

	if (!spheron_find(w->state, SPHERON_RECORD_DELEGATION, h->mind.provider, h->account, 0, &r))
		return;
	command_from(w, h->account, SPHERON_CMD_DELEG_UNBOND)->u.deleg_unbond =
			(struct spheron_args_deleg_unbond) { h->mind.provider,
				r.u.delegation.shares };
	if (carry_out(w) == SPHERON_OK)
		w->holder[i].mind.provider = 0;
}

/* Rewards are claimed at every look, before and not through what follows, and delegated again as far
 * as the holder compounds. */
static void claims(struct world *w, uint32_t i)
{
	const struct delegator_class *c = &w->setup->delegators[w->holder[i].mind.class_];
	struct holder *h = &w->holder[i];
	struct spheron_u128 before = spheron_bucket(w->state, SPHERON_FREE, h->account, SPHERON_SPON);
	double claimed;

	command_from(w, h->account, SPHERON_CMD_DELEG_CLAIM)->u.deleg_claim =
			(struct spheron_args_provider) { h->mind.provider };
	if (carry_out(w) != SPHERON_OK)
		return;
	claimed = (u128_double(spheron_bucket(w->state, SPHERON_FREE, h->account, SPHERON_SPON))
			- u128_double(before)) / SPON_UNITS;
	w->holder[i].mind.spon += claimed * c->compounds;
	if (pay_spon(w, w->holder[i].account, w->market, claimed * (1 - c->compounds)))
		w->sold_spon += claimed * (1 - c->compounds);
}

/* What delegating up to `spon` more to a provider would bring if its next era is like its last one
 * (DELEG-07, APR-02).  The APR that the protocol tells is 0 while nobody delegates, and nobody would ever
 * begin; and a large holder thins out a small pool, so nobody gives it more than it can bear at twice the
 * yield below which he would leave. */
static struct delegation_offer offer_of(const struct world *w, uint32_t provider, double spon,
		double least_apr)
{
	const struct node *node = &w->cast.provider[provider - 1];
	double cap = u128_double(spheron_param(w->state, SPHERON_P_DELEG_CAP_X));
	double own = bucket_spon(w, SPHERON_STAKE, provider);
	double pool = bucket_spon(w, SPHERON_POOL, provider);
	double yearly = (double) w->reward_spon[provider - 1] * YEAR_S * 1000 / (double) w->plan->era_ms;
	double part = (double) node->commission_bp / 10000, room = own * cap - pool, with;

	if (spheron_param(w->state, SPHERON_P_COMMISSION_MODE).lo)
		part = own + pool > 0 ? (1 - part) * (pool + spon) / (own + pool + spon) : 0;
	if (least_apr > 0 && yearly * part / (2 * least_apr) - pool < room)
		room = yearly * part / (2 * least_apr) - pool;
	room = room > 0 ? room : 0;
	with = pool + (spon < room ? spon : room);
	return (struct delegation_offer) { .provider = provider,
		.apr = with > 0 ? yearly * part / with : 0, .room_spon = room };
}

enum { OFFERS_MAX = 32 };

static uint32_t compare(const struct world *w, uint32_t i, struct delegation_offer *offer)
{
	const struct holder *h = &w->holder[i];
	uint32_t n = 0, want = (uint32_t) w->setup->delegators[h->mind.class_].considers;
	struct stream s = luck_open(&w->luck, STREAM_DELEGATOR, i, FOR_CHOICE, h->mind.looks);

	want = want < OFFERS_MAX ? want : OFFERS_MAX;
	for (uint32_t k = 0; k < 2 * want && n < want && w->cast.n_providers; k++) {
		uint32_t p = (uint32_t) stream_below(&s, w->cast.n_providers);

		if (w->cast.provider[p].status == SPHERON_ACTIVE && !w->cast.provider[p].leaving)
			offer[n++] = offer_of(w, p + 1, h->mind.spon,
					w->setup->delegators[h->mind.class_].least_apr);
	}
	return n;
}

void holder_wakes(struct world *w, uint32_t i)
{
	struct holder *h = &w->holder[i];
	const struct delegator_class *c = &w->setup->delegators[h->mind.class_];
	struct delegation_offer offer[OFFERS_MAX], present = { 0, 0, 0 };
	uint32_t to = 0, n = compare(w, i, offer);
	double least = u128_double(spheron_param(w->state, SPHERON_P_MIN_DELEGATION)) / SPON_UNITS;

	if (h->mind.provider) {
		claims(w, i);
		present = offer_of(w, h->mind.provider, 0, c->least_apr);
	}
	switch (delegator_looks(&w->holder[i].mind, c, &w->luck, i, &present, offer, n, &to)) {
	case DELEGATOR_STAYS:
		if (present.provider && w->holder[i].mind.spon >= least
				&& present.room_spon >= w->holder[i].mind.spon)
			joins(w, i, present.provider, w->holder[i].mind.spon);
		break;
	case DELEGATOR_JOINS:
		if (n && w->holder[i].mind.spon >= least)
			joins(w, i, offer[to].provider, w->holder[i].mind.spon < offer[to].room_spon
					? w->holder[i].mind.spon : offer[to].room_spon);
		break;
	case DELEGATOR_MOVES:
	case DELEGATOR_LEAVES:
		leaves(w, i);
		break;
	}
	w->holder[i].mind.looks++;
	agent_wake_in(w, w->holder[i].agent, delegator_next_look_s(&w->holder[i].mind, c, &w->luck, i));
}

void holders_begin(struct world *w)
{
	uint32_t all = 0;

	for (uint32_t c = 0; c < w->setup->n_delegators; c++)
		all += w->setup->delegators[c].count;
	w->holder = must(calloc(all + 1u, sizeof *w->holder));
	for (uint16_t c = 0; c < w->setup->n_delegators; c++)
		for (uint32_t k = 0; k < w->setup->delegators[c].count; k++) {
			uint32_t i = w->n_holders;
			struct holder *h = &w->holder[i];

			delegator_make(&h->mind, &w->setup->delegators[c], c, &w->luck, i);
			open_account(w, &h->account);
			if (i == 0)
				w->first_holder = h->account;
			pay_spon(w, w->market, h->account, h->mind.spon);
			h->agent = agent_new(w, AGENT_DELEGATOR, i);
			agent_wake_in(w, h->agent, delegator_next_look_s(&h->mind,
					&w->setup->delegators[c], &w->luck, i));
			w->n_holders++;
		}
}

/* ---- votes ---- */

/* How often votes are cast: a few times while a proposal runs, at least every six hours. */
static double votes_every_s(const struct world *w)
{
	double vote_s = (double) spheron_param(w->state, SPHERON_P_VOTE_S).lo;

	return vote_s / 3 < 6 * 3600 ? vote_s / 3 : 6 * 3600;
}

/* A proposal has been submitted: from now on there are votes on it. */
void proposal_runs(struct world *w, uint32_t proposal, uint32_t entry)
{
	uint64_t vote_ms = spheron_param(w->state, SPHERON_P_VOTE_S).lo * 1000;

	w->proposal = room_for(w->proposal, sizeof *w->proposal, w->n_proposals + 1, &w->proposal_room);
	w->proposal[w->n_proposals++] = (struct live_proposal) { proposal, entry, w->now_ms,
		w->now_ms + vote_ms, w->now_ms };
	if (w->n_proposals == 1)
		agent_wake_in(w, w->votes_agent, votes_every_s(w));
}

void proposal_begins(struct world *w, uint32_t entry)
{
	const struct timeline_entry *e = &w->setup->timeline[entry];
	double deposit = u128_double(spheron_param(w->state, SPHERON_P_PROPOSAL_DEPOSIT)) / SPON_UNITS;

	for (unsigned p = 0; p < SPHERON_PARAM_COUNT; p++) {
		struct spheron_args_prop_submit *args;
		struct spheron_param_info info;

		if (!e->set[p].given)
			continue;
		pay_spon(w, w->market, 0, deposit);
		spheron_param_info(p, &info);
		args = &command_from(w, 0, SPHERON_CMD_PROP_SUBMIT)->u.prop_submit;
		*args = (struct spheron_args_prop_submit) { .kind = SPHERON_PROPOSE_PARAM,
			.name = { info.name, 0, 0 }, .value = e->set[p].value, .bp = 10000 };
		while (info.name[args->name.size])
			args->name.size++;
		if (carry_out(w) == SPHERON_OK)
			proposal_runs(w, w->made, entry);
	}
}

static void may_vote(struct world *w, const struct live_proposal *p, uint32_t account, double turnout)
{
	const struct voter_setup *v = &w->setup->voters;
	double support = p->entry == PROPOSAL_OF_NEWCOMER ? -1 : w->setup->timeline[p->entry].support;
	double after_s;
	uint64_t at_ms;
	uint8_t choice;

	if (!voter_votes(v, turnout, support >= 0 ? support : v->approval, &w->luck, account, p->id,
			&after_s, &choice))
		return;
	at_ms = p->from_ms + (uint64_t) draw_ms(after_s);
	if (at_ms < p->seen_ms || at_ms >= w->now_ms)
		return;
	command_from(w, account, SPHERON_CMD_PROP_VOTE)->u.prop_vote =
			(struct spheron_args_prop_vote) { p->id, choice };
	carry_out(w);
}

/* Where the council votes, the foundation's account sits on it and never stays away. */
static void cast_votes(struct world *w, const struct live_proposal *p)
{
	if (spheron_param(w->state, SPHERON_P_VOTE_MODE).lo == 1) {
		may_vote(w, p, 0, 1);
		return;
	}
	for (uint32_t i = 0; i < w->cast.n_providers; i++)
		if (!w->cast.provider[i].stranger)
			may_vote(w, p, w->cast.provider[i].owner, w->setup->voters.provider_turnout);
	for (uint32_t i = 0; i < w->n_holders; i++)
		if (w->holder[i].mind.provider)
			may_vote(w, p, w->holder[i].account, w->setup->delegators[
					w->holder[i].mind.class_].votes);
}

/* The second before the end of a vote is the last one in which votes count; at the end comes on stage
 * whom it lets in. */
static uint64_t next_look_ms(const struct world *w, const struct live_proposal *p)
{
	return w->now_ms + 1000 < p->until_ms ? p->until_ms - 1000 : p->until_ms;
}

/* Votes that fell since the last time are cast; who has nothing bonded is refused and knows it. */
void votes_wake(struct world *w)
{
	uint64_t next_ms = w->now_ms + (uint64_t) draw_ms(votes_every_s(w));
	size_t kept = 0;

	advance(w);
	reviews_settle(w);
	for (size_t k = 0; k < w->n_proposals; k++) {
		struct live_proposal p = w->proposal[k];

		if (w->now_ms >= p.until_ms)
			continue;
		cast_votes(w, &p);
		p.seen_ms = w->now_ms;
		next_ms = next_ms < next_look_ms(w, &p) ? next_ms : next_look_ms(w, &p);
		w->proposal[kept++] = p;
	}
	w->n_proposals = kept;
	if (kept)
		agent_wake(w, w->votes_agent, next_ms);
}

/* ---- misconduct ---- */

/* Tenants of the provider are made good out of what is slashed, as far as it goes (SLASH-07). */
void is_guilty(struct world *w, uint32_t i, double share)
{
	struct spheron_args_misconduct *args = &command_from(w, 0,
			SPHERON_CMD_SLASH_MISCONDUCT)->u.slash_misconduct;

	if (w->cast.provider[i].gone)
		return;
	args->kind = SPHERON_NODE_PROVIDER;
	args->id = i + 1;
	args->bp = (uint16_t) (share * 10000 + 0.5);
	args->harmed.count = 0;
	args->harmed.json = (struct spheron_text) { NULL, 0, 0 };
	carry_out(w);
}
