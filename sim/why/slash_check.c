/* Computes slashes a second time. */

#include "sim/why/slash.h"

#include "sim/why/words.h"

#include <inttypes.h>

static bool same(struct slashes *w, const struct slash *s, const char *what, wide computed,
		wide ledger)
{
	if (wide_equal(computed, ledger))
		return true;
	why_disagrees(w->play.why,
			words("slash %" PRIu32 " (%s), %s", s->number,
					slash_subject_words(s->subject, s->id), what),
			computed, ledger);
	return false;
}

static wide least(wide a, wide b)
{
	return wide_compare(a, b) < 0 ? a : b;
}

static wide collateral(const struct slash *s)
{
	wide k = { 0, 0 };

	for (unsigned i = 0; i < s->n_losses; i++)
		if (s->losses[i].from != LOSS_ACCRUED)
			wide_add_to(&k, s->losses[i].had);
	return k;
}

/* [SLASH-02] */
static wide downtime(const struct slash *s)
{
	wide price = wide_share(s->lost_points, s->num, s->den);
	wide floor = wide_share(
			s->lost_points, wide_times(s->point_value, s->floor_bp), wide_of(10000));

	return wide_compare(price, floor) < 0 ? floor : price;
}

/* [SLASH-02, SLASH-05, SLASH-09, SLASH-10, PROOF-09, UPG-03] */
static wide asked(const struct slash *s)
{
	wide sum = { 0, 0 };

	if (s->subject == SLASH_FIZZ && s->why == SPHERON_SLASH_DOWNTIME)
		return least(wide_bp(downtime(s), s->fizz_bp), s->losses[0].had);
	switch ((enum spheron_slash_reason) s->why) {
	case SPHERON_SLASH_DOWNTIME:
		return downtime(s);
	case SPHERON_SLASH_UPGRADE:
	case SPHERON_SLASH_PROLONGED:
		return wide_ppm(collateral(s), s->ppm);
	case SPHERON_SLASH_CHALLENGE:
		return s->challenge.penalty;
	case SPHERON_SLASH_MISCONDUCT:
		break;
	}
	for (unsigned i = 0; i < s->n_losses; i++)
		wide_add_to(&sum, wide_bp(s->losses[i].had, s->bp));
	return sum;
}

/* [SLASH-03] What a bucket other than own stake loses. */
static wide part(const struct slash *s, const struct loss *l, wide x)
{
	wide k = collateral(s), own = s->losses[0].had, rest;

	if (!s->own_first)
		return wide_share(x, l->had, k);
	rest = wide_less(x, least(own, x));
	return wide_is_zero(rest) ? rest : wide_share(rest, l->had, wide_less(k, own));
}

static bool check_parts(struct slashes *w, const struct slash *s, wide x)
{
	wide others = { 0, 0 }, own = s->losses[0].had;

	for (unsigned i = 1; i < s->n_losses; i++) {
		wide p = part(s, &s->losses[i], x);

		wide_add_to(&others, p);
		if (!same(w, s, "part of a bucket", p, s->losses[i].lost))
			return false;
	}
	own = least(own, s->own_first ? x : wide_less(x, others));
	return same(w, s, "part of own stake", own, s->losses[0].lost);
}

static bool check_rates(struct slashes *w, const struct slash *s, uint64_t bp)
{
	for (unsigned i = 0; i < s->n_losses; i++)
		if (!same(w, s, "part of a bucket", wide_bp(s->losses[i].had, bp),
				    s->losses[i].lost))
			return false;
	return true;
}

/* [SLASH-07] */
static bool check_restitution(struct slashes *w, const struct slash *s)
{
	wide losses = { 0, 0 };

	for (unsigned i = 0; i < s->n_harmed; i++)
		wide_add_to(&losses, s->harmed[i].of);
	for (unsigned i = 0; i < s->n_harmed; i++) {
		wide due = s->harmed[i].of;

		if (wide_compare(losses, s->taken) > 0)
			due = wide_share(s->taken, due, losses);
		if (!same(w, s, "restitution", due, s->harmed[i].amount))
			return false;
	}
	return true;
}

/* [AVS-08] */
static bool check_operator(struct slashes *w, const struct slash *s)
{
	wide now = spheron_bucket(w->play.player.state, SPHERON_TREASURY, 0, SPHERON_ETH);

	return check_rates(w, s, s->slash_bp) && same(w, s, "amount", s->taken, s->asked) &&
	       same(w, s, "reward of the accuser", wide_bp(s->taken, s->reward_bp), s->reward) &&
	       same(w, s, "treasury in ETH",
			       wide_sum(w->treasury_eth, wide_less(s->taken, s->reward)), now);
}

bool slash_check(struct slashes *w, const struct slash *s)
{
	wide x = asked(s);

	if (s->subject == SLASH_OPERATOR)
		return check_operator(w, s);
	if (!same(w, s, "amount asked", x, s->asked))
		return false;
	if (s->why == SPHERON_SLASH_MISCONDUCT)
		return check_rates(w, s, s->bp) && check_restitution(w, s);
	if (s->subject == SLASH_FIZZ)
		return same(w, s, "amount", x, s->taken);
	return check_parts(w, s, least(x, collateral(s)));
}
