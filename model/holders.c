#include "model/holders.h"

#include "model/draw.h"
#include "protocol/spheron.h"

#include <math.h>

/* By how much an offer has to pay more to be worth two weeks without rewards. */
#define WORTH_MOVING 1.1

/* ---- delegators ---- */

void delegator_make(struct delegator *d, const struct delegator_class *c, uint16_t class_,
		const struct luck *luck, uint32_t id)
{
	struct stream s = luck_open(luck, STREAM_DELEGATOR, id, FOR_STAKE, 0);

	*d = (struct delegator){ .class_ = class_, .spon = law_draw(&c->stake_spon, &s) };
}

double delegator_next_look_s(const struct delegator *d, const struct delegator_class *c,
		const struct luck *luck, uint32_t id)
{
	struct stream s = luck_open(luck, STREAM_DELEGATOR, id, FOR_INERTIA, d->looks);

	return c->looks_every_s > 0 ? draw_exponential(&s, c->looks_every_s) : INFINITY;
}

static bool acceptable(const struct delegator *d, const struct delegator_class *c,
		const struct delegation_offer *present, const struct delegation_offer *offer)
{
	return offer->provider != 0 && offer->provider != present->provider &&
	       offer->apr >= c->least_apr && offer->room_spon > 0 && offer->room_spon >= d->spon;
}

/* The offer at rank u of the weights; n if none is acceptable.  Relative to the best, so that no
 * power of them vanishes. */
static uint32_t pick(const struct delegator *d, const struct delegator_class *c,
		const struct delegation_offer *present, const struct delegation_offer *offer,
		uint32_t n, double u)
{
	double best = 0, all = 0, to = 0;
	uint32_t last = n;

	for (uint32_t i = 0; i < n; i++)
		if (acceptable(d, c, present, &offer[i]))
			best = fmax(best, offer[i].apr);
	for (uint32_t i = 0; i < n; i++)
		if (acceptable(d, c, present, &offer[i]))
			all += best > 0 ? pow(fmax(offer[i].apr, 0) / best, c->chases) : 1;
	for (uint32_t i = 0; i < n; i++) {
		if (!acceptable(d, c, present, &offer[i]))
			continue;
		to += best > 0 ? pow(fmax(offer[i].apr, 0) / best, c->chases) : 1;
		last = i;
		if (u * all < to)
			break;
	}
	return last;
}

enum delegator_does delegator_looks(const struct delegator *d, const struct delegator_class *c,
		const struct luck *luck, uint32_t id, const struct delegation_offer *present,
		const struct delegation_offer *offer, uint32_t n, uint32_t *to)
{
	struct stream s = luck_open(luck, STREAM_DELEGATOR, id, FOR_CHOICE, d->looks);
	uint32_t taken = pick(d, c, present, offer, n, stream_unit(&s));
	bool bad = present->apr < c->least_apr;

	*to = taken < n ? taken : 0;
	if (present->provider == 0)
		return taken < n ? DELEGATOR_JOINS : DELEGATOR_STAYS;
	if (taken < n && (bad || offer[taken].apr > WORTH_MOVING * present->apr))
		return DELEGATOR_MOVES;
	return bad ? DELEGATOR_LEAVES : DELEGATOR_STAYS;
}

/* ---- operators and voters ---- */

bool operator_answers(const struct operator_class *c, const struct luck *luck, uint32_t id,
		uint64_t order, double *after_s, bool *honest)
{
	struct stream s = luck_open(luck, STREAM_MATCHER, id, FOR_HONESTY, order);
	bool answers = draw_chance(&s, c->answers);

	*honest = draw_chance(&s, c->honest);
	*after_s = law_draw(&c->latency_s, &s);
	return answers;
}

bool voter_votes(const struct voter_setup *v, double turnout, double approval,
		const struct luck *luck, uint32_t account, uint32_t proposal, double *after_s,
		uint8_t *choice)
{
	struct stream s = luck_open(luck, STREAM_VOTER, account, FOR_VOTE, proposal);
	bool votes = draw_chance(&s, turnout);
	bool yes = draw_chance(&s, approval < 0 ? v->approval : approval);

	*choice = yes ? SPHERON_VOTE_YES : SPHERON_VOTE_NO;
	*after_s = law_draw(&v->delay_s, &s);
	return votes;
}
