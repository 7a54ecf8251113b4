/* The books' side of slashes, of stake on its way out, and of challenges. */

#include "sim/why/books.h"

#include "sim/why/words.h"

#include <inttypes.h>

enum { PROV = SPHERON_NODE_PROVIDER, FIZZ = SPHERON_NODE_FIZZ };

/* ---- stake and delegations on their way out ---- */

void books_unbond_started(struct books *b, const struct spheron_event_unbond_started *e)
{
	const struct leaving *u = leavings_entry(&b->leavings, e->unbond);
	struct book *book;

	if (!u || u->kind == SPHERON_UNBOND_OPERATOR)
		return;
	book = book_of(b, PROV, e->provider);
	wide_add_to(u->kind == SPHERON_UNBOND_STAKE ? &book->stake.out : &book->pool.out,
			e->amount);
	wide_add_to(&book->unbonding.in, e->amount);
}

void books_unbond_paid(struct books *b, const struct spheron_event_unbond_paid *e)
{
	const struct leaving *u = leavings_entry(&b->leavings, e->unbond);

	if (u && u->kind != SPHERON_UNBOND_OPERATOR)
		wide_add_to(&book_of(b, PROV, u->owner)->unbonding.out, e->amount);
}

/* What a slash has just taken from the entries of a provider: own stake, and delegators'. */
static void entries_lost(struct books *b, uint32_t provider, wide *own, wide *others)
{
	uint32_t id = leavings_first(&b->leavings, false, provider);

	*own = *others = wide_of(0);
	for (; id; id = leavings_entry(&b->leavings, id)->next)
		wide_add_to(leavings_entry(&b->leavings, id)->kind == SPHERON_UNBOND_STAKE ? own
											   : others,
				leavings_lost(&b->leavings, b->play.player.state, id));
}

/* ---- slashes ---- */

static const char *slash_cause(struct books *b, const struct spheron_event_slashed *e)
{
	const struct book *book = book_of(b, PROV, e->provider);
	const struct spheron *state = b->play.player.state;
	struct spheron_provider_record p;

	switch ((enum spheron_slash_reason) e->why) {
	case SPHERON_SLASH_DOWNTIME:
		return words("slash: down under a lease, %s points lost",
				decimal_words(wide_share(book->points.dsec, wide_of(1),
							      spheron_param(state,
									      SPHERON_P_ERA_S)),
						6, 2));
	case SPHERON_SLASH_UPGRADE:
		why_provider(state, e->provider, &p);
		return words("slash: runs version %" PRIu32 " where %" PRIu32 " is due", p.version,
				b->era_plan.must);
	case SPHERON_SLASH_CHALLENGE:
		return "slash: failed a challenge";
	case SPHERON_SLASH_MISCONDUCT:
		return "slash: verdict of misconduct";
	case SPHERON_SLASH_PROLONGED:
		break;
	}
	return "slash: down for too long under leases";
}

static const char *slash_rules(unsigned why)
{
	static const char *const rules[] = { "", "SLASH-02", "UPG-03", "PROOF-09", "SLASH-05",
		"SLASH-10" };

	return why < 6 ? rules[why] : "";
}

void books_slashed(struct books *b, const struct spheron_event_slashed *e)
{
	struct book *book = book_of(b, PROV, e->provider);
	wide own_entries, others_entries;
	struct entry *entry;

	entries_lost(b, e->provider, &own_entries, &others_entries);
	books_compare(b, words("slash of provider %" PRIu32 ", unbonding part", e->provider),
			wide_sum(own_entries, others_entries), e->unbonding);
	entry = book_enter(b, book, SPHERON_SPON, slash_cause(b, e), slash_rules(e->why));
	entry->minus = true;
	entry->own = wide_sum(wide_sum(e->own, own_entries), e->accrued);
	entry->others = wide_sum(e->pool, others_entries);
	wide_add_to(&book->slashed_own, entry->own);
	wide_add_to(&book->slashed_others, entry->others);
	wide_add_to(&book->stake.out, e->own);
	wide_add_to(&book->pool.out, e->pool);
	wide_add_to(&book->unbonding.out, e->unbonding);
	wide_add_to(&book->accrued.out, e->accrued);
	book->slashes++;
	b->any_slash = true;
	b->last_slashed = e->provider;
	if (!b->first_slashed)
		b->first_slashed = e->provider;
	if (b->due && b->due->what == SPHERON_DUE_ERA_CLOSE && e->why != SPHERON_SLASH_UPGRADE &&
			spheron_param(b->play.player.state, SPHERON_P_DOWNTIME_DEST).lo == 0)
		wide_add_to(&b->to_foundation, wide_sum(wide_sum(e->own, e->pool), e->unbonding));
}

void books_fizz_slashed(struct books *b, const struct spheron_event_fizz_slashed *e)
{
	bool at_close = b->due && b->due->what == SPHERON_DUE_ERA_CLOSE;
	struct book *book = book_of(b, FIZZ, e->fizz);
	struct entry *entry = book_enter(b, book, SPHERON_SPON,
			at_close ? "slash: down under a lease" : "slash: verdict of misconduct",
			at_close ? "SLASH-09" : "SLASH-08");

	entry->minus = true;
	entry->own = e->amount;
	wide_add_to(&book->slashed_own, e->amount);
	wide_add_to(&book->accrued.out, e->amount);
	book->slashes++;
	b->any_slash = true;
	if (at_close && spheron_param(b->play.player.state, SPHERON_P_DOWNTIME_DEST).lo == 0)
		wide_add_to(&b->to_foundation, e->amount);
}

/* ---- challenges ---- */

void books_challenge_opened(struct books *b, const struct spheron_event_challenge_opened *e)
{
	b->challenges = grown(
			b->challenges, &b->challenges_room, e->challenge, sizeof *b->challenges);
	b->challenges[e->challenge] = (struct bonded){ .provider = e->provider,
		.kind = e->kind,
		.bond = why_spon(b->play.player.state, SPHERON_CHALLENGE_BOND, e->challenge) };
}

/* A provider that passes a challenge wins the bond. */
void books_challenge_closed(struct books *b, const struct spheron_event_challenge_closed *e)
{
	const struct bonded *c;
	struct entry *entry;
	struct book *book;

	if (e->outcome != SPHERON_CHALLENGE_PASSED || e->challenge >= b->challenges_room)
		return;
	c = &b->challenges[e->challenge];
	book = book_of(b, PROV, c->provider);
	entry = book_enter(b, book, SPHERON_SPON,
			words("passed a %s challenge: its bond", proof_words(c->kind)), "PROOF-08");
	entry->own = c->bond;
	wide_add_to(&book->bonds_won, c->bond);
}
