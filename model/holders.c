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

/* What a year there brings for each SPON in hand, part of 1: the APR, on as much as there is room
 * for; -1 if it is no offer. */
static double worth(const struct delegator *d, const struct delegator_class *c,
		const struct delegation_offer *present, const struct delegation_offer *offer)
{
	if (offer->provider == 0 || offer->provider == present->provider ||
			offer->apr < c->least_apr || offer->room_spon <= 0)
		return -1;
	return offer->room_spon < d->spon ? offer->apr * offer->room_spon / d->spon : offer->apr;
}

/* Relative to the best, so that no power vanishes. */
static double weight(double worth_of, double best, double chases)
{
	return worth_of < 0 ? 0 : best > 0 ? pow(worth_of / best, chases) : 1;
}

/* The offer at rank u of the weights; n if there is none. */
static uint32_t pick(const struct delegator *d, const struct delegator_class *c,
		const struct delegation_offer *present, const struct delegation_offer *offer,
		uint32_t n, double u)
{
	double best = -1, all = 0, to = 0;
	uint32_t last = n;

	for (uint32_t i = 0; i < n; i++)
		best = fmax(best, worth(d, c, present, &offer[i]));
	for (uint32_t i = 0; i < n; i++)
		all += weight(worth(d, c, present, &offer[i]), best, c->chases);
	for (uint32_t i = 0; i < n && !(u * all < to); i++) {
		double part = weight(worth(d, c, present, &offer[i]), best, c->chases);

		to += part;
		if (part > 0)
			last = i;
	}
	return last;
}

enum delegator_does delegator_looks(const struct delegator *d, const struct delegator_class *c,
		const struct luck *luck, uint32_t id, const struct delegation_offer *present,
		const struct delegation_offer *offer, uint32_t n, uint32_t *to)
{
	struct stream s = luck_open(luck, STREAM_DELEGATOR, id, FOR_STAKE, d->looks + UINT64_C(1));
	uint32_t taken = pick(d, c, present, offer, n, stream_unit(&s));
	bool bad = present->apr < c->least_apr;

	*to = taken < n ? taken : 0;
	if (present->provider == 0)
		return taken < n ? DELEGATOR_JOINS : DELEGATOR_STAYS;
	if (taken < n && (bad || worth(d, c, present, &offer[taken]) > WORTH_MOVING * present->apr))
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
