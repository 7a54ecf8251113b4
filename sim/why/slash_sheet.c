/* The explanation of slashes in words. */

#include "sim/why/slash.h"

#include "sim/why/words.h"

#include <inttypes.h>

const char *slash_subject_words(enum slash_subject subject, uint32_t id)
{
	if (subject == SLASH_OPERATOR)
		return words("operator %" PRIu32, id);
	return node_words(subject == SLASH_FIZZ, id);
}

const char *slash_reason_words(const struct slash *s)
{
	return s->subject == SLASH_OPERATOR ? "dishonest attestation" : slash_words(s->why);
}

static unsigned token_of(const struct slash *s)
{
	return s->subject == SLASH_OPERATOR ? SPHERON_ETH : SPHERON_SPON;
}

static const char *money(const struct slash *s, wide v)
{
	return words("%s %s", decimal_words(v, 18, 6), token_words(token_of(s)));
}

static const char *when_words(const struct slashes *w, const struct slash *s)
{
	if (s->by_deadline)
		return words("%s, by a deadline before line %" PRIu64,
				s->why == SPHERON_SLASH_CHALLENGE ||
								s->why == SPHERON_SLASH_MISCONDUCT
						? moment_words(w->play.player.state, s->t)
						: words("close of era %" PRIu32, s->era),
				s->line);
	return words("%s, line %" PRIu64, moment_words(w->play.player.state, s->t), s->line);
}

/* ---- the list ---- */

void slash_list(const struct slashes *w, struct slash *const *chosen, size_t n, struct sheet *sheet)
{
	static const struct sheet_column columns[] = { { "number", "no.", false },
		{ "subject", "who", true }, { "why", "why", true }, { "when", "when", true },
		{ "taken", "taken", false }, { "token", "", true } };

	sheet_table(sheet, "slashes", columns, 6);
	for (size_t i = 0; i < n; i++) {
		const struct slash *s = chosen[i];

		sheet_cell(sheet, raw_number(i + 1), "%zu", i + 1);
		sheet_cell(sheet, raw_shown, "%s", slash_subject_words(s->subject, s->id));
		sheet_cell(sheet, raw_shown, "%s", slash_reason_words(s));
		sheet_cell(sheet, raw_shown, "%s", when_words(w, s));
		sheet_cell(sheet, raw_amount(s->taken), "%s", decimal_words(s->taken, 18, 6));
		sheet_cell(sheet, raw_shown, "%s", token_words(token_of(s)));
	}
}

/* ---- what triggered it ---- */

static uint64_t liable_seconds(const struct slash *s)
{
	uint64_t sum = 0;

	for (size_t i = 0; s->watch && i < s->watch->n; i++)
		sum += s->watch->stretches[i].liable ? s->watch->stretches[i].seconds : 0;
	return sum;
}

static void say_downtime(const struct slashes *w, const struct slash *s, struct sheet *sheet)
{
	uint64_t first = 0;

	for (size_t i = 0; s->watch && i < s->watch->n && !first; i++)
		first = s->watch->stretches[i].liable ? s->watch->stretches[i].first : 0;
	sheet_say(sheet,
			"It was not connected for %s of era %" PRIu32
			" while it held a lease, first at %s. Downtime under a lease costs "
			"collateral what "
			"the lost seconds would have earned (SLASH-01, SLASH-02).",
			span_words(liable_seconds(s)), s->era,
			moment_words(w->play.player.state, first));
}

static void say_challenge(const struct slashes *w, const struct slash *s, struct sheet *sheet)
{
	sheet_say(sheet,
			"Account %" PRIu32 " had opened %s challenge %" PRIu32
			"; %s (PROOF-09). The penalty was "
			"fixed when it was opened.",
			s->challenge.acct, proof_words(s->challenge.kind), s->challenge_id,
			s->by_deadline ? words("the provider did not respond until %s",
							 moment_words(w->play.player.state, s->t))
				       : words("account %" PRIu32 " judged it failed", s->sender));
}

static void say_verdict(const struct slash *s, struct sheet *sheet)
{
	sheet_say(sheet,
			"%s found misconduct and set %s of its money to be taken (SLASH-05, "
			"SLASH-08).",
			s->prop ? words("Vote on proposal %" PRIu32, s->prop)
				: words("Account %" PRIu32 ", a SLASHER,", s->sender),
			bp_words(s->bp));
}

static void say_trigger(const struct slashes *w, const struct slash *s, struct sheet *sheet)
{
	if (s->subject == SLASH_OPERATOR) {
		sheet_say(sheet,
				"It attested bid %" PRIu64 " of order %" PRIu64
				", but scoring expects bid %" PRIu64 " (why match --order %" PRIu64
				"). Account %" PRIu32 " disputed the attestation (AVS-07).",
				s->attested, s->order, s->expected, s->order, s->accuser);
		return;
	}
	switch ((enum spheron_slash_reason) s->why) {
	case SPHERON_SLASH_DOWNTIME:
		say_downtime(w, s, sheet);
		break;
	case SPHERON_SLASH_UPGRADE:
		sheet_say(sheet,
				"It still ran version %" PRIu32 " at the close of era %" PRIu32
				", where version %" PRIu32 " was due (UPG-03).",
				s->version, s->era, s->must);
		break;
	case SPHERON_SLASH_CHALLENGE:
		say_challenge(w, s, sheet);
		break;
	case SPHERON_SLASH_MISCONDUCT:
		say_verdict(s, sheet);
		break;
	case SPHERON_SLASH_PROLONGED:
		sheet_say(sheet,
				"It had been down under leases for %s without a break when era "
				"%" PRIu32 " closed (SLASH-10).",
				span_words(s->down_for_s), s->era);
		break;
	}
}

/* ---- the formula ---- */

static void downtime_facts(const struct slash *s, struct sheet *sheet)
{
	static const char *const keys[] = { "liable_seconds", "liable_seconds_2",
		"liable_seconds_3", "liable_seconds_4" };
	bool full = wide_equal(s->den, wide_of(1));
	wide price = wide_share(s->lost_points, s->num, s->den);

	for (size_t i = 0, k = 0; s->watch && i < s->watch->n && k < 4; i++) {
		const struct stretch *t = &s->watch->stretches[i];

		if (t->liable)
			sheet_fact(sheet, keys[k++], raw_number(t->seconds), "SLASH-01, LIVE-02",
					"seconds down under a lease",
					"%s s x %s points of a whole era", count_words(t->seconds),
					points_words(wide_of(t->liable_rate)));
	}
	sheet_fact(sheet, "lost_points", raw_amount(s->lost_points), "SLASH-02", "points they lost",
			"%s / %s = %s", units_words(s->dsec), count_words(s->era_s),
			points_words(s->lost_points));
	sheet_fact(sheet, "price", raw_amount(price), "SLASH-02", "worth in that era", "%s%s",
			money(s, price),
			full ? " (full value of a point)" : " (the pot's share of a point)");
	if (s->floor_bp)
		sheet_fact(sheet, "floor_bp", raw_number(s->floor_bp), "SLASH-02", "but at least",
				"%s of the full value", bp_words(s->floor_bp));
	if (s->subject == SLASH_FIZZ)
		sheet_fact(sheet, "fizz_slash_bp", raw_number(s->fizz_bp), "SLASH-09",
				"a Fizz node pays", "%s of that, at most what it has accrued",
				bp_words(s->fizz_bp));
}

static void formula(const struct slashes *w, const struct slash *s, struct sheet *sheet)
{
	const char *rules = s->subject == SLASH_OPERATOR         ? "AVS-08"
			    : s->why == SPHERON_SLASH_MISCONDUCT ? "SLASH-05"
			    : s->subject == SLASH_FIZZ           ? "SLASH-09"
								 : "SLASH-03";
	wide k = { 0, 0 };

	for (unsigned i = 0; i < s->n_losses; i++)
		wide_add_to(&k, s->losses[i].had);
	if (s->why == SPHERON_SLASH_DOWNTIME)
		downtime_facts(s, sheet);
	if (s->why == SPHERON_SLASH_UPGRADE || s->why == SPHERON_SLASH_PROLONGED)
		sheet_fact(sheet, "ppm", raw_number(s->ppm),
				s->why == SPHERON_SLASH_UPGRADE ? "UPG-03" : "SLASH-10",
				"share of the collateral", "%s of %s", ppm_words(s->ppm),
				money(s, k));
	if (s->why == SPHERON_SLASH_MISCONDUCT)
		sheet_fact(sheet, "bp", raw_number(s->bp), "SLASH-05", "share of each bucket", "%s",
				bp_words(s->bp));
	if (s->subject == SLASH_OPERATOR)
		sheet_fact(sheet, "slash_bp", raw_number(s->slash_bp), "AVS-08",
				"share of each bucket", "%s", bp_words(s->slash_bp));
	sheet_fact(sheet, "asked", raw_amount(s->asked), rules, "asked", "%s", money(s, s->asked));
	sheet_fact(sheet, "had", raw_amount(k), rules, "it could be taken from", "%s", money(s, k));
	sheet_fact(sheet, "taken", raw_amount(s->taken), rules, "taken", "%s",
			total_words(w->play.player.state, token_of(s), s->taken));
}

/* ---- who lost ---- */

static const char *loss_words(const struct slash *s, const struct loss *l)
{
	switch (l->from) {
	case LOSS_OWN:
		return "own stake";
	case LOSS_POOL:
		return "delegated stake";
	case LOSS_ENTRY:
		return words("unbonding entry %" PRIu32 " of account %" PRIu32 " (%s)", l->entry,
				l->acct,
				l->entry_kind == SPHERON_UNBOND_DELEGATION ? "delegation"
									   : "own stake");
	case LOSS_ACCRUED:
		return "unclaimed rewards";
	case LOSS_RESTAKED:
		break;
	}
	return words("restaked by account %" PRIu32, s->id);
}

static void loss_row(struct sheet *sheet, const char *whose, wide had, wide lost)
{
	sheet_cell(sheet, raw_shown, "%s", whose);
	sheet_cell(sheet, raw_amount(had), "%s", decimal_words(had, 18, 6));
	sheet_cell(sheet, raw_amount(lost), "%s", decimal_words(lost, 18, 6));
	sheet_cell(sheet, raw_amount(wide_less(had, lost)), "%s",
			decimal_words(wide_less(had, lost), 18, 6));
}

static void losers(const struct slash *s, struct sheet *sheet)
{
	static const struct sheet_column columns[] = { { "whose", "who lost", true },
		{ "had", "had", false }, { "lost", "lost", false }, { "has", "has", false } };
	wide had = { 0, 0 };

	sheet_table(sheet, "losses", columns, 4);
	for (unsigned i = 0; i < s->n_losses; i++) {
		const struct loss *l = &s->losses[i];

		if (wide_is_zero(l->had))
			continue;
		loss_row(sheet, loss_words(s, l), l->had, l->lost);
		wide_add_to(&had, l->had);
		for (unsigned k = 0; l->from == LOSS_POOL && k < s->n_shares; k++)
			loss_row(sheet, words("  of it account %" PRIu32, s->shares[k].acct),
					s->shares[k].of, s->shares[k].amount);
	}
	sheet_total(sheet);
	loss_row(sheet, "total", had, s->taken);
	if (s->more_shares)
		sheet_say(sheet, "and %u more delegators, each in proportion to its shares.",
				s->more_shares);
	if (s->n_losses > 1)
		sheet_say(sheet,
				s->own_first ? "Own stake pays first, the rest in proportion "
					       "(SLASH-03)."
				: s->subject == SLASH_PROVIDER && s->why != SPHERON_SLASH_MISCONDUCT
						? "All in proportion to what they have; the owner "
						  "bears the rounding (SLASH-03)."
						: "Each bucket loses the same share, rounded "
						  "down.");
}

/* ---- who got it ---- */

static void gain(struct sheet *sheet, const struct slash *s, const char *key, const char *who,
		wide v, const char *rules)
{
	if (!wide_is_zero(v))
		sheet_fact(sheet, key, raw_amount(v), rules, who, "%s", money(s, v));
}

static void challenge_gains(const struct slash *s, struct sheet *sheet)
{
	wide own = { 0, 0 }, others = { 0, 0 };

	for (unsigned i = 0; i < s->n_losses; i++) {
		const struct loss *l = &s->losses[i];
		bool is_own = l->from == LOSS_OWN ||
			      (l->from == LOSS_ENTRY && l->entry_kind == SPHERON_UNBOND_STAKE);

		wide_add_to(is_own ? &own : &others, l->lost);
	}
	gain(sheet, s, "to_challenger",
			words("to the challenger, account %" PRIu32, s->challenge.acct), own,
			"PROOF-09");
	gain(sheet, s, "to_foundation", "to the foundation pool (the delegators' part)", others,
			"PROOF-09");
}

static void verdict_gains(const struct slash *s, struct sheet *sheet)
{
	static const struct sheet_column columns[] = { { "acct", "harmed account", false },
		{ "loss", "loss in SPON", false }, { "amount", "restituted", false } };
	wide rest = s->taken;

	if (s->n_harmed)
		sheet_table(sheet, "restitution", columns, 3);
	for (unsigned i = 0; i < s->n_harmed; i++) {
		const struct share *h = &s->harmed[i];

		rest = wide_less(rest, h->amount);
		sheet_cell(sheet, raw_number(h->acct), "%" PRIu32, h->acct);
		sheet_cell(sheet, raw_amount(h->of), "%s", decimal_words(h->of, 18, 6));
		sheet_cell(sheet, raw_amount(h->amount), "%s", decimal_words(h->amount, 18, 6));
	}
	gain(sheet, s, "to_treasury", "to the treasury", rest, "SLASH-07");
}

static void winners(const struct slash *s, struct sheet *sheet)
{
	static const char *const places[SPHERON_BUCKET_COUNT] = { [SPHERON_TREASURY] =
										  "to the treasury",
		[SPHERON_FOUNDATION] = "back to the foundation pool",
		[SPHERON_BURNED] = "burned, out of circulation" };

	if (s->subject == SLASH_OPERATOR) {
		gain(sheet, s, "to_accuser", words("to the accuser, account %" PRIu32, s->accuser),
				s->reward, "AVS-08");
		gain(sheet, s, "to_treasury", "to the treasury", wide_less(s->taken, s->reward),
				"AVS-08");
	} else if (s->why == SPHERON_SLASH_CHALLENGE) {
		challenge_gains(s, sheet);
	} else if (s->why == SPHERON_SLASH_MISCONDUCT) {
		verdict_gains(s, sheet);
	} else {
		gain(sheet, s, "to", places[s->to], s->taken,
				s->why == SPHERON_SLASH_UPGRADE ? "UPG-03" : "SLASH-02");
	}
}

void slash_compose(const struct slashes *w, const struct slash *s, struct sheet *sheet)
{
	sheet_open(sheet, NULL, "Slash of %s: %s (%s)", slash_subject_words(s->subject, s->id),
			slash_reason_words(s), when_words(w, s));
	sheet_value(sheet, "subject",
			raw_text(s->subject == SLASH_OPERATOR      ? "operator"
					: s->subject == SLASH_FIZZ ? "fizz"
								   : "provider"));
	sheet_value(sheet, "id", raw_number(s->id));
	sheet_value(sheet, "era", raw_number(s->era));
	sheet_value(sheet, "t", raw_number(s->t));
	sheet_value(sheet, "line", raw_number(s->line));
	say_trigger(w, s, sheet);
	formula(w, s, sheet);
	losers(s, sheet);
	winners(s, sheet);
	sheet_close(sheet);
}
