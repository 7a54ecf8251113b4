/* backtest.c - Livepeer's rule of inflation, driven by what was really staked.
 *
 * The foundation looks at the bonding rate once an era, which stands for a round.  While less than the
 * target is bonded the inflation of a round rises by a constant step, while more is, it falls by it
 * (Livepeer's Minter contract).  What comes out is proposed as the protocol's `inflation_bp`, a rate a
 * year, and the foundation, which sits on the council, votes for it: with params.vote_mode 1 and nobody
 * else on the council it has passed vote_s later and holds from the next era on.  If something else
 * changes the parameter, the rule goes on from there.
 *
 * What is bonded follows the trace: the first provider owns a stake of that part of all SPON.
 */
#include "sim/world/inner.h"

#include "sim/player.h"

/* LIP-40 made the step a sixth of what it was (3,000 to 500 billionths of the supply a round), in force
 * from August 2020 on. */
static const double smaller_from_s = 1596240000; /* 2020-08-01 UTC */
static const double smaller_by = 6;

static double spon_minted(const struct world *w)
{
	struct spheron_record r;

	return spheron_find(w->state, SPHERON_RECORD_TOKEN, SPHERON_SPON, 0, 0, &r)
			? u128_double(r.u.token.minted) / SPON_UNITS : 0;
}

static double spon_bonded(const struct world *w)
{
	struct spheron_record r;

	return spheron_find(w->state, SPHERON_RECORD_META, 0, 0, 0, &r)
			? u128_double(r.u.meta.bonded) / SPON_UNITS : 0;
}

/* ---- the stake ---- */

/* What it was paid goes to the market first, from which stakes are bought. */
static void empty_pockets(struct world *w, uint32_t owner)
{
	if (bucket_spon(w, SPHERON_ACCRUED, 1) > 0) {
		command_from(w, owner, SPHERON_CMD_REWARD_CLAIM)->u.reward_claim =
				(struct spheron_args_provider) { 1 };
		carry_out(w);
	}
	pay_spon(w, owner, w->market, bucket_spon(w, SPHERON_FREE, owner));
}

static void follow_stake(struct world *w, double rate)
{
	uint32_t owner = w->cast.provider[0].owner;
	double more = rate * spon_minted(w) - spon_bonded(w);
	double least = u128_double(spheron_param(w->state, SPHERON_P_MIN_DELEGATION)) / SPON_UNITS;

	empty_pockets(w, owner);
	if (more >= least) {
		stake(w, owner, 1, more);
	} else if (-more >= least) {
		command_from(w, owner, SPHERON_CMD_STAKE_UNBOND)->u.stake_unbond =
				(struct spheron_args_stake) { 1, spon_units(-more) };
		carry_out(w);
	}
}

/* ---- the rule ---- */

static void propose(struct world *w, uint64_t bp)
{
	static const char name[] = "inflation_bp";
	double deposit = u128_double(spheron_param(w->state, SPHERON_P_PROPOSAL_DEPOSIT)) / SPON_UNITS;

	pay_spon(w, w->market, 0, deposit);
	command_from(w, 0, SPHERON_CMD_PROP_SUBMIT)->u.prop_submit = (struct spheron_args_prop_submit) {
		.kind = SPHERON_PROPOSE_PARAM, .name = { name, sizeof name - 1, 0 },
		.value = { bp, 0 } };
	if (carry_out(w) != SPHERON_OK)
		return;
	command_from(w, 0, SPHERON_CMD_PROP_VOTE)->u.prop_vote =
			(struct spheron_args_prop_vote) { w->made, SPHERON_VOTE_YES };
	carry_out(w);
}

/* Called at every era close.  `inflation` is the rate as the rule has it, part of 1 a year, of which the
 * parameter shows whole basis points, at most the 5,000 that the protocol admits. */
void livepeer_rule(struct world *w)
{
	const struct foundation_setup *f = &w->setup->foundation;
	const struct trace *rates = f->livepeer ? setup_trace(w->setup, f->livepeer) : NULL;
	uint64_t bp = spheron_param(w->state, SPHERON_P_INFLATION_BP).lo, next;
	double at_s = (double) w->start_s + now_s(w), step;

	if (!rates || w->cast.n_providers == 0)
		return;
	follow_stake(w, trace_value(rates, at_s, TRACE_STEP));
	if (bp != w->inflation_bp)
		w->inflation = (double) bp / 10000;
	step = at_s < smaller_from_s ? f->change_era : f->change_era / smaller_by;
	w->inflation += spon_bonded(w) < f->target_rate * spon_minted(w) ? step : -step;
	w->inflation = w->inflation < 0 ? 0 : w->inflation;
	next = w->inflation < 0.5 ? (uint64_t) (w->inflation * 10000 + 0.5) : 5000;
	w->inflation_bp = next;
	if (next != bp)
		propose(w, next);
}
