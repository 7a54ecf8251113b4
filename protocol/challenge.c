#include "protocol/challenge.h"

#include "protocol/apply.h"
#include "protocol/deadline.h"
#include "protocol/index.h"
#include "protocol/slash.h"

#define KIND_MAX SPHERON_PROOF_REGION

static void set_deadline(struct spheron *st, uint32_t slot, uint64_t window_s)
{
	struct challenge *c = challenge_at(st, slot);

	c->rec.deadline = now_s(st) + window_s;
	deadline_at_second(st, SPHERON_DUE_CHALLENGE_TIMEOUT, H_CHALLENGE, slot, c->rec.id,
			c->rec.deadline);
}

enum spheron_result command_challenge_open(struct spheron *st, uint32_t from,
		const struct spheron_args_challenge_open *a)
{
	u128 bond = par_amount(st, SPHERON_P_CHALLENGE_BOND);
	struct challenge *c;
	struct provider *p;
	uint32_t slot;

	RULE("PROOF-06");
	REQUIRE(is_provider(st, a->provider), NOT_FOUND);
	p = provider_at(st, a->provider);
	REQUIRE(a->kind <= KIND_MAX, BAD_VALUE);
	REQUIRE_BRANCH(p->node.status != SPHERON_MAINTENANCE, IN_MAINTENANCE,
			"maintenance.spares.new-challenge", "nobody may challenge the provider during it");
	REQUIRE(p->node.status <= SPHERON_ACTIVE, BAD_STATE);
	REQUIRE(p->challenge == 0, DUPLICATE);
	RULE("PROOF-11");
	REQUIRE_BRANCH(now_s(st) >= p->chal_from, TOO_SOON, "slash.challenge.too-soon",
			"a challenge soon after a failed one is refused");
	REQUIRE(u128_le(bond, free_balance(st, from, SPHERON_SPON)), NO_FUNDS);
	REQUIRE_ROOM(has_room(st, T_CHALLENGES, 1));

	slot = slot_take(st, T_CHALLENGES);
	c = challenge_at(st, slot);
	c->rec.id = st->meta.next_challenge++;
	c->rec.provider = a->provider;
	c->rec.acct = from;
	c->rec.kind = a->kind;
	c->rec.state = SPHERON_CHALLENGE_OPEN;
	c->rec.penalty = par_amount(st, SPHERON_P_CHALLENGE_PENALTY);
	challenge_index(st, slot);
	p->challenge = slot;
	money_move(free_bucket(st, from, SPHERON_SPON), &c->bond, bond);
	set_deadline(st, slot, par(st, SPHERON_P_CHALLENGE_WINDOW_S));
	EMIT(st, CHALLENGE_OPENED, challenge_opened, .challenge = c->rec.id,
			.provider = a->provider, .kind = a->kind, .deadline = c->rec.deadline);
	return SPHERON_OK;
}

enum spheron_result command_challenge_respond(struct spheron *st, uint32_t from,
		const struct spheron_args_challenge *a)
{
	uint32_t slot = challenge_find(st, a->challenge, 0);
	struct challenge *c = challenge_at(st, slot);

	RULE("PROOF-07");
	if (!slot)
		return missing(a->challenge, st->meta.next_challenge);
	REQUIRE(provider_at(st, c->rec.provider)->node.owner == from, NOT_ALLOWED);
	REQUIRE(c->rec.state == SPHERON_CHALLENGE_OPEN, BAD_STATE);

	c->rec.state = SPHERON_CHALLENGE_RESPONDED;
	set_deadline(st, slot, par(st, SPHERON_P_JUDGE_WINDOW_S));
	EMIT(st, CHALLENGE_RESPONDED, challenge_responded, .challenge = c->rec.id,
			.deadline = c->rec.deadline);
	return SPHERON_OK;
}

/* [PROOF-09] What a failed challenge costs the provider; `c` is a copy. */
static void challenge_penalty(struct spheron *st, const struct spheron_challenge_record *c)
{
	struct provider *p = provider_at(st, c->provider);

	RULE("PROOF-09");
	RULE("PROOF-10");
	p->chal_from = now_s(st) + par(st, SPHERON_P_CHALLENGE_GAP_S);
	slash_for_challenge(st, p, c->penalty, c->acct);
}

/* Ends the challenge: the bond goes to `bond_to`, a region verdict is noted, a failure is
 * punished. */
static void challenge_close(struct spheron *st, uint32_t slot, enum spheron_challenge_state outcome)
{
	struct challenge *c = challenge_at(st, slot);
	struct spheron_challenge_record rec = c->rec;
	struct provider *p = provider_at(st, rec.provider);
	uint32_t bond_to = outcome == SPHERON_CHALLENGE_PASSED ? p->node.owner : rec.acct;

	RULE("PROOF-08");
	money_move_all(&c->bond, free_bucket(st, bond_to, SPHERON_SPON));
	challenge_unindex(st, slot);
	deadline_clear(st, H_CHALLENGE, slot);
	slot_give(st, T_CHALLENGES, slot);
	p->challenge = 0;
	if (rec.kind == SPHERON_PROOF_REGION && outcome != SPHERON_CHALLENGE_VOID)
		p->region_bad = outcome == SPHERON_CHALLENGE_FAILED;
	EMIT(st, CHALLENGE_CLOSED, challenge_closed, .challenge = rec.id,
			.outcome = (uint8_t) outcome);
	if (outcome == SPHERON_CHALLENGE_FAILED)
		challenge_penalty(st, &rec);
}

enum spheron_result command_challenge_judge(struct spheron *st, uint32_t from,
		const struct spheron_args_judge *a)
{
	uint32_t slot = challenge_find(st, a->challenge, 0);
	const struct challenge *c = challenge_at(st, slot);

	REQUIRE(has_role(st, from, SPHERON_ROLE_VERIFIER), NOT_ALLOWED);
	if (!slot)
		return missing(a->challenge, st->meta.next_challenge);
	RULE("D-13");
	REQUIRE(a->pass <= 1, BAD_VALUE);
	REQUIRE(c->rec.state == SPHERON_CHALLENGE_RESPONDED, BAD_STATE);
	REQUIRE_ROOM(slash_room(st, 2));

	BRANCH_IF(a->pass, "slash.challenge.passed", "judged as met; the bond goes to the provider");
	BRANCH_IF(!a->pass, "slash.challenge.failed", "judged as not met");
	challenge_close(st, slot, a->pass ? SPHERON_CHALLENGE_PASSED : SPHERON_CHALLENGE_FAILED);
	return SPHERON_OK;
}

void challenge_timeout(struct spheron *st, uint32_t slot)
{
	const struct challenge *c = challenge_at(st, slot);
	bool unanswered = c->rec.state == SPHERON_CHALLENGE_OPEN;

	BRANCH_IF(!unanswered, "slash.challenge.not-judged", "answered, nobody judged it in time: void");
	if (provider_at(st, c->rec.provider)->node.status == SPHERON_MAINTENANCE) {
		BRANCH("maintenance.spares.open-challenge", "a challenge that ran out during it is void");
		unanswered = false;
	}
	BRANCH_IF(unanswered, "slash.challenge.unanswered", "not answered in time: failed");
	challenge_close(st, slot, unanswered ? SPHERON_CHALLENGE_FAILED : SPHERON_CHALLENGE_VOID);
}
