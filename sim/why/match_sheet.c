/* The story of an order in words. */

#include "sim/why/match.h"

#include "sim/why/words.h"

#include <inttypes.h>
#include <stdlib.h>

static const char *at_words(const struct match *m, uint64_t t, uint64_t line)
{
	return words("%s, line %" PRIu64, moment_words(m->play.player.state, t), line);
}

static const char *who_words(const struct offer *x)
{
	if (x->fizz)
		return words("Fizz %" PRIu32 " (gateway %" PRIu32 ")", x->fizz, x->provider);
	return words("provider %" PRIu32, x->provider);
}

/* ---- what was ordered ---- */

static const char *wanted_words(const struct spheron_order_record *o)
{
	const char *all = "";

	if (o->cpu)
		all = words("%" PRIu32 " threads", o->cpu);
	if (o->mem)
		all = words("%s%s%s MB memory", all, *all ? ", " : "", count_words(o->mem));
	if (o->sto)
		all = words("%s%s%s GB storage", all, *all ? ", " : "", count_words(o->sto));
	if (o->gpus)
		all = words("%s%s%u GPU%s: %s", all, *all ? ", " : "", o->gpus,
				o->gpus == 1 ? "" : "s", gpu_words(o->gpu));
	return all;
}

static const char *demand_words(const struct spheron_order_record *o)
{
	const char *all = o->region ? words("region %u%s", o->region,
						      o->strict ? " and no other" : "")
				    : "any region";

	if (o->tiers != 127)
		all = words("%s, trust tier bits %u", all, o->tiers);
	if (o->min_compute)
		all = words("%s, compute %s or better", all, compute_words(o->min_compute));
	if (o->min_sto)
		all = words("%s, storage %s or better", all, storage_words(o->min_sto));
	if (o->min_conn)
		all = words("%s, link %s or better", all, conn_words(o->min_conn));
	if (o->min_gpu)
		all = words("%s, GPU %s or better", all, gpu_tier_words(o->min_gpu));
	if (o->min_uptime)
		all = words("%s, uptime at least %s", all, ppm_words(o->min_uptime));
	if (o->min_rep)
		all = words("%s, reputation at least %s", all, ppm_words(o->min_rep));
	if (o->max_slashes != UINT32_MAX)
		all = words("%s, at most %" PRIu32 " slashes", all, o->max_slashes);
	if (o->desired)
		all = words("%s, provider %" PRIu32 " and no other", all, o->desired);
	return all;
}

static void order_section(const struct match *m, struct sheet *s)
{
	const struct spheron_order_record *o = &m->record;

	sheet_open(s, "order", "The order");
	sheet_fact(s, "tenant", raw_number(o->tenant), "ORDER-01", "made by",
			"account %" PRIu32 " (%s)", o->tenant,
			at_words(m, m->created_t, m->created_line));
	sheet_fact(s, "wanted", raw_shown, "ORDER-01", "wants", "%s on a %s", wanted_words(o),
			o->mode == SPHERON_MODE_FIZZ ? "Fizz node" : "provider");
	sheet_fact(s, "demands", raw_shown, "ORDER-01", "demands", "%s", demand_words(o));
	sheet_fact(s, "max_price", raw_amount(o->max_price), "BID-04", "pays at most",
			"%s for %s blocks",
			price_words(m->play.player.state, o->token, o->max_price),
			count_words(o->blocks));
	sheet_value(s, "blocks", raw_number(o->blocks));
	sheet_fact(s, "close_block", raw_number(o->close_b), "ORDER-05", "takes bids until",
			"the block before %s", count_words(o->close_b));
	sheet_close(s);
}

/* ---- the bids ---- */

static const struct sheet_column bid_columns[] = { { "bid", "bid", false }, { "who", "by", true },
	{ "price", "price/h", false }, { "region", "reg.", false },
	{ "price_factor", "price", false }, { "uptime", "upt.", false },
	{ "reputation", "rep.", false }, { "avail", "avail", false }, { "slashes", "slash", false },
	{ "stake", "stake", false }, { "random", "rand.", false }, { "score", "score", false },
	{ "weight", "weight", false }, { "stretch", "draw", true } };

static void bid_row(const struct match *m, const struct bid_story *b, struct sheet *s)
{
	sheet_cell(s, raw_number(b->id), "%" PRIu64, b->id);
	sheet_cell(s, raw_shown, "%s", who_words(&b->offer));
	sheet_cell(s, raw_amount(b->offer.price), "%s",
			hourly_words(m->play.player.state, b->offer.price));
	for (unsigned k = 0; k < FACTORS; k++)
		sheet_cell(s, raw_number(b->factor[k]), "%s",
				decimal_words(wide_of(b->factor[k]), 6, 3));
	sheet_cell(s, raw_number(b->score), "%s", decimal_words(wide_of(b->score), 6, 6));
	sheet_cell(s, raw_number(b->weight), "%s", count_words(b->weight));
	if (m->draw_mode == 0)
		sheet_cell(s, raw_shown, "%" PRIu64 "..%" PRIu64, b->from, b->to - 1);
	else
		sheet_cell(s, raw_none, "-");
}

static void weights_fact(const struct match *m, struct sheet *s)
{
	static const char *const names[FACTORS] = { "region", "price", "uptime", "reputation",
		"avail", "slashes", "stake", "random" };
	const char *all = "";

	for (unsigned k = 0; k < FACTORS; k++)
		all = words("%s%s%s %s", all, k ? ", " : "", names[k], bp_words(m->weight[k]));
	sheet_say(s,
			"Scores are the average of eight factors, weighted %s (MATCH-03, "
			"MATCH-04); the weight "
			"in the draw is the score to the power of %" PRIu64 ", in ppm (MATCH-05).",
			all, m->draw_power);
}

static unsigned count_eligible(const struct match *m)
{
	unsigned n = 0;

	for (size_t i = 0; i < m->n_bids; i++)
		n += m->bids[i].eligible;
	return n;
}

static void ineligible_bids(const struct match *m, struct sheet *s)
{
	static const struct sheet_column columns[] = { { "bid", "bid", false },
		{ "who", "by", true }, { "obstacle", "not eligible because of", true },
		{ "rules", "rule", true } };

	if (count_eligible(m) == m->n_bids)
		return;
	sheet_table(s, "ineligible", columns, 4);
	for (size_t i = 0; i < m->n_bids; i++) {
		const struct bid_story *b = &m->bids[i];

		if (b->eligible)
			continue;
		sheet_cell(s, raw_number(b->id), "%" PRIu64, b->id);
		sheet_cell(s, raw_shown, "%s", who_words(&b->offer));
		sheet_cell(s, raw_shown, "%s", b->obstacle ? b->obstacle : "?");
		sheet_cell(s, raw_shown, "%s", b->obstacle_rule);
	}
}

/* Bids of an order whose window has not closed. */
static void unscored_bids(const struct match *m, struct sheet *s)
{
	static const struct sheet_column columns[] = { { "bid", "bid", false },
		{ "who", "by", true }, { "price", "price/h", false }, { "line", "line", false } };

	sheet_table(s, "bids", columns, 4);
	for (size_t i = 0; i < m->n_bids; i++) {
		const struct bid_story *b = &m->bids[i];

		sheet_cell(s, raw_number(b->id), "%" PRIu64, b->id);
		sheet_cell(s, raw_shown, "%s", who_words(&b->offer));
		sheet_cell(s, raw_amount(b->offer.price), "%s",
				hourly_words(m->play.player.state, b->offer.price));
		sheet_cell(s, raw_number(b->line), "%" PRIu64, b->line);
	}
	sheet_say(s, "No score exists, since the window had not closed (MATCH-12).");
}

static void refused_attempts(const struct match *m, struct sheet *s)
{
	static const struct sheet_column columns[] = { { "line", "line", false },
		{ "acct", "account", false }, { "command", "refused", true },
		{ "result", "result", true }, { "meaning", "meaning", true } };

	if (m->n_attempts == 0)
		return;
	sheet_table(s, "refused", columns, 5);
	for (size_t i = 0; i < m->n_attempts; i++) {
		const struct attempt *a = &m->attempts[i];

		sheet_cell(s, raw_number(a->line), "%" PRIu64, a->line);
		sheet_cell(s, raw_number(a->acct), "%" PRIu32, a->acct);
		sheet_cell(s, raw_shown, "%s", spheron_verb_name(a->verb));
		sheet_cell(s, raw_shown, "%s", spheron_result_name(a->result));
		sheet_cell(s, raw_shown, "%s", spheron_result_meaning(a->result));
	}
	sheet_say(s, "Ask: spheron-sim why refusal --line %" PRIu64 " %s", m->attempts[0].line,
			m->play.why->path);
}

static void bids_section(const struct match *m, struct sheet *s)
{
	sheet_open(s, "bids", "The bids: %zu placed%s", m->n_bids,
			m->window_closed ? words(", %u eligible when the window closed (%s)",
							   count_eligible(m),
							   moment_words(m->play.player.state,
									   m->closed_t))
					 : "");
	if (m->n_bids == 0)
		sheet_say(s, "Nobody bid.");
	else if (!m->window_closed)
		unscored_bids(m, s);
	if (count_eligible(m)) {
		sheet_table(s, "scored", bid_columns, sizeof bid_columns / sizeof bid_columns[0]);
		for (size_t i = 0; i < m->n_bids; i++)
			if (m->bids[i].eligible)
				bid_row(m, &m->bids[i], s);
		weights_fact(m, s);
	}
	ineligible_bids(m, s);
	refused_attempts(m, s);
	sheet_close(s);
}

/* ---- the draw ---- */

static const char *hex_words(const struct spheron_hex32 *h)
{
	const char *all = "";

	for (unsigned i = 0; i < 32; i++)
		all = words("%s%02x", all, h->byte[i]);
	return all;
}

static void draw_section(const struct match *m, struct sheet *s)
{
	if (count_eligible(m) == 0)
		return;
	sheet_open(s, "draw", m->draw_mode ? "The best score" : "The draw");
	if (m->draw_mode) {
		sheet_say(s, "The highest score wins, then the lower price, then the larger stake, "
			     "then the "
			     "lower id (MATCH-07).");
	} else {
		sheet_fact(s, "seed", raw_shown, "MATCH-08", "seed, from the beacon", "%s",
				hex_words(&m->seed));
		sheet_fact(s, "drawn", raw_number(m->drawn), "MATCH-06", "number drawn from it",
				"%" PRIu64, m->drawn);
		sheet_fact(s, "total_weight", raw_number(m->total_weight), "MATCH-06",
				"sum of weights", "%s", count_words(m->total_weight));
		sheet_fact(s, "r", raw_number(m->r), "MATCH-06", "place in it",
				"number x sum / 2^64 = %s", count_words(m->r));
	}
	sheet_fact(s, "expected", raw_number(m->computed), "MATCH-09", "expected to win",
			"bid %" PRIu64, m->computed);
	sheet_close(s);
}

/* ---- who decided ---- */

static void operators(const struct match *m, struct sheet *s)
{
	static const struct sheet_column columns[] = { { "acct", "operator", false },
		{ "bid", "attested bid", false }, { "stake", "ETH", false },
		{ "line", "line", false } };

	sheet_say(s,
			"Matchmaker operators with %s ETH behind them were to attest the winner "
			"before block "
			"%s (AVS-03).",
			decimal_words(m->task.stake, 18, 6), count_words(m->task.deadline));
	if (m->n_attests) {
		sheet_table(s, "attestations", columns, 4);
		for (size_t i = 0; i < m->n_attests; i++) {
			const struct attempt *a = &m->attests[i];

			sheet_cell(s, raw_number(a->acct), "%" PRIu32, a->acct);
			sheet_cell(s, raw_number(a->bid), "%" PRIu64, a->bid);
			sheet_cell(s, raw_amount(a->stake), "%s", decimal_words(a->stake, 18, 6));
			sheet_cell(s, raw_number(a->line), "%" PRIu64, a->line);
		}
	}
	if (m->task_final)
		sheet_say(s, "The weights for bid %" PRIu64 " reached the quorum of %s (AVS-05).",
				m->matched ? m->winner : m->attests[m->n_attests - 1].bid,
				bp_words(m->quorum_bp));
	if (m->task_expired)
		sheet_say(s, m->matched ? "No quorum in time, so the state machine took the "
					  "expected bid (AVS-06)."
					: "No quorum in time (AVS-06).");
}

static void say_decider(const struct match *m, struct sheet *s)
{
	if (m->by_deadline && m->deadline == SPHERON_DUE_BID_CLOSE)
		sheet_say(s, "Matching is automatic (matcher_mode 2): the expected bid was taken "
			     "at once "
			     "(MATCH-10).");
	else if (!m->by_deadline && m->decided_with == SPHERON_CMD_MATCH_SET)
		sheet_say(s,
				"The single matcher, account %" PRIu32 ", set bid %" PRIu64
				" on line %" PRIu64 "; expected was bid %" PRIu64
				" (AVS-09: any bid that still passes the filters is accepted).",
				m->decided_by, m->winner, m->end_line, m->expected);
	else if (!m->by_deadline && m->decided_with == SPHERON_CMD_ORDER_CHOOSE)
		sheet_say(s,
				"The tenant, account %" PRIu32 ", chose bid %" PRIu64
				" on line %" PRIu64 "%s (MATCH-12).",
				m->decided_by, m->winner, m->end_line,
				m->expected ? words("; expected was bid %" PRIu64, m->expected)
					    : ", before the window closed");
}

static void say_no_match(const struct match *m, struct sheet *s)
{
	static const char *const rules[] = { "", "ORDER-06", "MATCH-02", "ORDER-05", "AVS-06",
		"MATCH-11", "LEASE-09" };

	if (!m->ended && !m->window_closed)
		sheet_say(s, "No match yet: the order was open and its window not closed when the "
			     "log "
			     "ended.");
	else if (!m->ended)
		sheet_say(s, "No match yet: when the log ended the order was waiting for %s.",
				m->record.select == SPHERON_SELECT_TENANT
						? "its tenant to choose a bid (MATCH-12)"
				: m->record.matcher == 1 ? "the single matcher (AVS-09)"
							 : "the operators (AVS-03)");
	else
		sheet_say(s, "No match: the order closed at %s because %s (reason %u, %s).",
				moment_words(m->play.player.state, m->end_t),
				order_end_words(m->reason), m->reason,
				m->reason < 7 ? rules[m->reason] : "");
	if (m->ended && m->reason == SPHERON_ORDER_NO_BID && m->n_bids == 0)
		sheet_say(s, "Nobody had bid at all.");
}

static void loser_row(const struct match *m, const struct bid_story *b, struct sheet *s)
{
	const char *why;

	if (m->window_closed && !b->eligible)
		why = words("not eligible: %s", b->obstacle ? b->obstacle : "?");
	else if (!m->window_closed)
		why = "the tenant chose another";
	else if (b->id == m->computed)
		why = "expected, but another was chosen";
	else if (m->draw_mode == 0)
		why = words("%s of the weights; the draw fell on bid %" PRIu64,
				ppm_words(wide_share(wide_of(b->weight), wide_of(1000000),
						wide_of(m->total_weight))
								.lo),
				m->computed);
	else
		why = words("score %s, bid %" PRIu64 " ranked higher",
				decimal_words(wide_of(b->score), 6, 6), m->computed);
	sheet_cell(s, raw_number(b->id), "%" PRIu64, b->id);
	sheet_cell(s, raw_shown, "%s", who_words(&b->offer));
	sheet_cell(s, raw_shown, "%s", why);
}

static void losers(const struct match *m, struct sheet *s)
{
	static const struct sheet_column columns[] = { { "bid", "bid", false },
		{ "who", "by", true }, { "why", "lost because", true } };

	if (m->n_bids < 2)
		return;
	sheet_table(s, "losers", columns, 3);
	for (size_t i = 0; i < m->n_bids; i++)
		if (m->bids[i].id != m->winner)
			loser_row(m, &m->bids[i], s);
}

static void outcome_section(const struct match *m, struct sheet *s)
{
	const struct spheron *state = m->play.player.state;

	sheet_open(s, "outcome", "The outcome");
	sheet_value(s, "matched", raw_bool(m->matched));
	sheet_value(s, "winner", m->matched ? raw_number(m->winner) : raw_none);
	if (m->task_opened)
		operators(m, s);
	if (!m->matched) {
		say_no_match(m, s);
	} else {
		say_decider(m, s);
		sheet_fact(s, "price", raw_amount(m->lease.price), "LEASE-01", "lease",
				"bid %" PRIu64 " at %s for %s blocks", m->winner,
				price_words(state, m->record.token, m->lease.price),
				count_words(m->lease.blocks));
		sheet_fact(s, "locked", raw_amount(m->lease.locked), "ESCROW-03, ESCROW-04",
				"locked from the tenant's escrow", "%s",
				money_words(state, m->record.token, m->lease.locked));
		losers(m, s);
	}
	sheet_close(s);
}

static const char *headline(struct match *m)
{
	const struct bid_story *b = m->matched ? match_bid(m, m->winner) : NULL;

	if (b)
		return words("matched with bid %" PRIu64 " of %s", b->id, who_words(&b->offer));
	return m->ended ? words("no match, %s", order_end_words(m->reason)) : "not matched yet";
}

void match_compose(const struct match *m, struct sheet *s)
{
	struct match copy = *m;

	sheet_open(s, NULL, "Order %" PRIu64 ": %s", m->order, headline(&copy));
	sheet_value(s, "order_id", raw_number(m->order));
	order_section(m, s);
	bids_section(m, s);
	draw_section(m, s);
	outcome_section(m, s);
	sheet_close(s);
}
