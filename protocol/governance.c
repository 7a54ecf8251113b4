#include "protocol/governance.h"

#include "protocol/apply.h"
#include "protocol/codec.h"
#include "protocol/deadline.h"
#include "protocol/delegation.h"
#include "protocol/index.h"
#include "protocol/node.h"
#include "protocol/operator.h"
#include "protocol/provider.h"
#include "protocol/release.h"
#include "protocol/slash.h"
#include "protocol/text.h"

/* ---- beginning ---- */

void proposal_pass_at_once_begin(struct spheron *st, enum spheron_proposal_kind kind)
{
	EMIT(st, PROPOSAL_SUBMITTED, proposal_submitted, .prop = st->meta.next_prop,
			.kind = (uint8_t) kind, .end = now_s(st));
}

void proposal_pass_at_once_end(struct spheron *st)
{
	EMIT(st, PROPOSAL_CLOSED, proposal_closed, .prop = st->meta.next_prop,
			.outcome = SPHERON_PROPOSAL_PASSED);
	st->meta.next_prop++;
}

bool proposal_affordable(const struct spheron *st, uint32_t acct)
{
	RULE("GOV-02");
	return u128_le(par_amount(st, SPHERON_P_PROPOSAL_DEPOSIT),
			free_balance(st, acct, SPHERON_SPON));
}

bool proposal_room(struct spheron *st)
{
	return has_room(st, T_PROPOSALS, 1) && has_room(st, T_PURSES, 1);
}

/* [GOV-07, GOV-11] The terms a vote is counted by, fixed on submission. */
static void set_terms(const struct spheron *st, struct spheron_proposal_record *r)
{
	bool misconduct_rules = r->kind == SPHERON_PROPOSE_MISCONDUCT;

	RULE("GOV-11");
	r->vote_mode = (uint8_t) par(st, SPHERON_P_VOTE_MODE);
	r->quorum_bp = (uint16_t) par(st, misconduct_rules ? SPHERON_P_MISCONDUCT_QUORUM_BP
							    : SPHERON_P_QUORUM_BP);
	r->majority_bp = (uint16_t) par(st, misconduct_rules ? SPHERON_P_MISCONDUCT_MAJORITY_BP
							      : SPHERON_P_MAJORITY_BP);
	r->total = r->vote_mode ? u128_of(st->meta.council) : st->meta.bonded;
}

void proposal_open(struct spheron *st, enum spheron_proposal_kind kind, uint32_t acct,
		const struct payload *payload, enum spheron_verb verb, const void *args)
{
	uint32_t slot = slot_take(st, T_PROPOSALS);
	struct proposal *p = proposal_at(st, slot);
	struct spheron_proposal_record *r = &p->rec;

	RULE("PARAM-04");
	p->payload = *payload;
	r->id = st->meta.next_prop++;
	r->kind = (uint8_t) kind;
	r->acct = acct;
	r->end = now_s(st) + par(st, SPHERON_P_VOTE_S);
	set_terms(st, r);
	arguments_hash(verb, args, r->payload.byte);
	proposal_index(st, slot);
	money_move(free_bucket(st, acct, SPHERON_SPON), &p->deposit,
			par_amount(st, SPHERON_P_PROPOSAL_DEPOSIT));
	if (r->end > st->meta.vote_end)
		st->meta.vote_end = r->end;
	deadline_at_second(st, SPHERON_DUE_VOTE_END, H_PROPOSAL, slot, r->id, r->end);
	EMIT(st, PROPOSAL_SUBMITTED, proposal_submitted, .prop = r->id, .kind = r->kind,
			.end = r->end);
}

/* ---- what a proposal may say (GOV-04), judged on submission and again on execution (GOV-08) ---- */

static bool param_admitted(const struct spheron *st, unsigned param, u128 value)
{
	struct spheron_param_info info;

	spheron_param_info(param, &info);
	if (info.when == SPHERON_CLASS_G || u128_lt(value, info.min) || u128_lt(info.max, value))
		return false;
	RULE("GOV-10");
	if (param == SPHERON_P_UNBONDING_S)
		return value.lo >= par(st, SPHERON_P_VOTE_S);
	return param != SPHERON_P_VOTE_S || value.lo <= par(st, SPHERON_P_UNBONDING_S);
}

static enum spheron_result check_payload(const struct spheron *st, enum spheron_proposal_kind kind,
		const struct payload *p)
{
	const struct provider *target;

	switch (kind) {
	case SPHERON_PROPOSE_REGISTER:
		return SPHERON_OK;
	case SPHERON_PROPOSE_ATTRIBUTES: {
		enum spheron_result r;

		target = provider_at(st, p->target);
		r = provider_attrs_check(st, target, &p->u.attr, p->tokens, p->gateway);
		if (r == SPHERON_OK && !attr_covers(st, &target->node, &p->u.attr))
			r = SPHERON_NO_CAPACITY;
		return r;
	}
	case SPHERON_PROPOSE_PARAM:
		REQUIRE(param_admitted(st, p->param, p->value), BAD_VALUE);
		return SPHERON_OK;
	case SPHERON_PROPOSE_MISCONDUCT:
		REQUIRE(p->bp <= 10000 && p->fizz <= 1 && harmed_valid(st, &p->u.harmed), BAD_VALUE);
		REQUIRE(node_find(st, p->fizz, p->target), NOT_FOUND);
		return SPHERON_OK;
	case SPHERON_PROPOSE_RELEASE:
		REQUIRE(release_valid(st, p->value), BAD_VALUE);
		return SPHERON_OK;
	case SPHERON_PROPOSE_SUSPEND:
	case SPHERON_PROPOSE_REINSTATE:
		break;
	}
	REQUIRE(is_provider(st, p->target), NOT_FOUND);
	return SPHERON_OK;
}

/* What a proposal of these arguments executes; false if it names no parameter. */
static bool payload_of(const struct spheron_args_prop_submit *a, struct payload *payload)
{
	int param = a->kind == SPHERON_PROPOSE_PARAM ? text_param(&a->name) : 0;

	*payload = (struct payload) { .target = a->target, .bp = a->bp, .fizz = a->fizz,
		.value = a->value };
	if (param < 0 || (a->harmed.count > SPHERON_HARMED_MAX && !a->harmed.json.data))
		return false;
	payload->param = (uint16_t) param;
	if (a->kind == SPHERON_PROPOSE_MISCONDUCT) {
		payload->u.harmed = a->harmed;
		payload->u.harmed.json = (struct spheron_text) { NULL, 0, 0 };
	}
	return true;
}

enum spheron_result command_prop_submit(struct spheron *st, uint32_t from,
		const struct spheron_args_prop_submit *a)
{
	enum spheron_proposal_kind kind = (enum spheron_proposal_kind) a->kind;
	struct payload payload;
	enum spheron_result r;

	RULE("GOV-03");
	REQUIRE(a->kind >= SPHERON_PROPOSE_PARAM && a->kind <= SPHERON_PROPOSE_RELEASE, BAD_VALUE);
	RULE("GOV-04");
	REQUIRE(payload_of(a, &payload), BAD_VALUE);
	RULE("D-09");
	r = check_payload(st, kind, &payload);
	if (r != SPHERON_OK)
		return r;
	REQUIRE(proposal_affordable(st, from), NO_FUNDS);
	REQUIRE_ROOM(proposal_room(st));

	proposal_open(st, kind, from, &payload, SPHERON_CMD_PROP_SUBMIT, a);
	return SPHERON_OK;
}

/* ---- voting ---- */

/* [GOV-05] */
static u128 voting_power(const struct spheron *st, uint32_t acct, uint8_t vote_mode)
{
	const struct account *a = account_at(st, acct);
	u128 power = U128_ZERO;

	RULE("GOV-05");
	if (vote_mode == 1)
		return u128_of((a->roles & SPHERON_ROLE_COUNCIL) != 0);
	if (a->provider)
		power = provider_at(st, a->provider)->stake;
	for (uint32_t slot = a->deleg; slot; slot = delegation_at(st, slot)->next)
		power = u128_add(power, shares_value_down(st, delegation_at(st, slot)));
	return power;
}

enum spheron_result command_prop_vote(struct spheron *st, uint32_t from,
		const struct spheron_args_prop_vote *a)
{
	uint32_t prop_slot = proposal_find(st, a->prop, 0), slot;
	struct proposal *p = proposal_at(st, prop_slot);
	struct vote *v;
	u128 power, *sum;

	if (!prop_slot)
		return missing(a->prop, st->meta.next_prop);
	REQUIRE(a->choice <= SPHERON_VOTE_ABSTAIN, BAD_VALUE);
	REQUIRE(!vote_find(st, a->prop, from), DUPLICATE);
	power = voting_power(st, from, p->rec.vote_mode);
	REQUIRE(!u128_is_zero(power), NO_STAKE);
	REQUIRE_ROOM(has_room(st, T_VOTES, 1));

	slot = slot_take(st, T_VOTES);
	v = vote_at(st, slot);
	v->rec = (struct spheron_vote_record) { a->prop, from, a->choice, power };
	v->next = p->first_vote;
	p->first_vote = slot;
	vote_index(st, slot);
	sum = a->choice == SPHERON_VOTE_YES ? &p->rec.yes
			: a->choice == SPHERON_VOTE_NO ? &p->rec.no
						       : &p->rec.abstain;
	*sum = u128_add(*sum, power);
	EMIT(st, VOTED, voted, .prop = a->prop, .acct = from, .choice = a->choice, .power = power);
	return SPHERON_OK;
}

/* ---- the end ---- */

/* [GOV-07] */
static enum spheron_proposal_outcome count_votes(const struct spheron_proposal_record *r)
{
	u128 decided = u128_add(r->yes, r->no), all = u128_add(decided, r->abstain);

	RULE("GOV-07");
	if (u128_is_zero(all)
			|| u128_cmp_products(all, u128_of(10000), u128_of(r->quorum_bp), r->total) < 0)
		return SPHERON_PROPOSAL_NO_QUORUM;
	if (u128_cmp_products(r->yes, u128_of(10000), u128_of(r->majority_bp), decided) > 0)
		return SPHERON_PROPOSAL_PASSED;
	return SPHERON_PROPOSAL_REJECTED;
}

/* [GOV-09, PARAM-02] */
static void execute_param(struct spheron *st, uint16_t param, u128 value)
{
	struct parameter *parameter = &st->param[param];
	struct spheron_param_info info;

	RULE("PARAM-02");
	RULE("PARAM-03");
	spheron_param_info(param, &info);
	if (info.when == SPHERON_CLASS_E) {
		st->pending += !parameter->pending;
		parameter->pending = 1;
		parameter->next = value;
		return;
	}
	RULE("GOV-09");
	parameter->value = value;
	if (param == SPHERON_P_AVS_MIN_STAKE)
		operators_reweigh(st);
	EMIT(st, PARAM_SET, param_set, .name = param, .value = value);
}

/* Carries it out if its checks still hold [GOV-08]. */
static bool execute(struct spheron *st, const struct spheron_proposal_record *r,
		const struct payload *p)
{
	enum spheron_proposal_kind kind = (enum spheron_proposal_kind) r->kind;

	RULE("GOV-08");
	if (check_payload(st, kind, p) != SPHERON_OK)
		return false;
	switch (kind) {
	case SPHERON_PROPOSE_REGISTER:
		provider_create(st, r->acct, &p->u.attr, p->tokens, p->gateway);
		return true;
	case SPHERON_PROPOSE_ATTRIBUTES:
		provider_attrs_change(st, provider_at(st, p->target), &p->u.attr, p->tokens,
				p->gateway);
		return true;
	case SPHERON_PROPOSE_PARAM:
		execute_param(st, p->param, p->value);
		return true;
	case SPHERON_PROPOSE_MISCONDUCT:
		misconduct(st, p->fizz, p->target, p->bp, &p->u.harmed);
		return true;
	case SPHERON_PROPOSE_SUSPEND:
		if (!provider_may_suspend(provider_at(st, p->target)))
			return false;
		provider_suspend(st, provider_at(st, p->target));
		return true;
	case SPHERON_PROPOSE_REINSTATE:
		if (provider_at(st, p->target)->node.status != SPHERON_SUSPENDED)
			return false;
		provider_reinstate(st, provider_at(st, p->target));
		return true;
	case SPHERON_PROPOSE_RELEASE:
		break;
	}
	release_announce(st, (uint32_t) p->value.lo);
	return true;
}

bool proposal_end_room(struct spheron *st)
{
	return provider_room(st) && misconduct_room(st) && has_room(st, T_RELEASES, 1);
}

static void votes_leave(struct spheron *st, struct proposal *p)
{
	for (uint32_t slot = p->first_vote; slot;) {
		uint32_t next = vote_at(st, slot)->next;

		vote_unindex(st, slot);
		slot_give(st, T_VOTES, slot);
		slot = next;
	}
}

/* What a running proposal keeps others from doing (REG-03, REG-07). */
static void release_applicant(struct spheron *st, const struct proposal *p)
{
	if (p->rec.kind == SPHERON_PROPOSE_REGISTER)
		account_at(st, p->rec.acct)->applying = 0;
	else if (p->rec.kind == SPHERON_PROPOSE_ATTRIBUTES)
		provider_at(st, p->payload.target)->changing = 0;
}

void proposal_end(struct spheron *st, uint32_t slot)
{
	struct proposal *p = proposal_at(st, slot);
	enum spheron_proposal_outcome outcome = count_votes(&p->rec);

	release_applicant(st, p);
	money_move_all(&p->deposit, outcome == SPHERON_PROPOSAL_NO_QUORUM
					? &st->treasury[SPHERON_SPON]
					: free_bucket(st, p->rec.acct, SPHERON_SPON));
	if (outcome == SPHERON_PROPOSAL_PASSED && !execute(st, &p->rec, &p->payload))
		outcome = SPHERON_PROPOSAL_NOT_EXECUTABLE;
	EMIT(st, PROPOSAL_CLOSED, proposal_closed, .prop = p->rec.id, .outcome = (uint8_t) outcome);
	votes_leave(st, p);
	proposal_unindex(st, slot);
	slot_give(st, T_PROPOSALS, slot);
}

/* ---- rebuilding ---- */

static bool set_attribute_terms(struct spheron *st, struct proposal *p, const struct spheron_attr *a,
		uint8_t tokens, uint8_t gateway)
{
	p->payload.u.attr = *a;
	p->payload.tokens = tokens;
	p->payload.gateway = gateway;
	return provider_attr_valid(st, a, tokens, gateway);
}

bool proposal_set_terms(struct spheron *st, uint32_t slot, const struct spheron_command *c)
{
	const struct spheron_args_prop_submit *a = &c->u.prop_submit;
	struct proposal *p = proposal_at(st, slot);
	enum spheron_proposal_kind kind = (enum spheron_proposal_kind) p->rec.kind;

	if (kind == SPHERON_PROPOSE_REGISTER) {
		account_at(st, p->rec.acct)->applying = 1;
		return c->verb == SPHERON_CMD_PROVIDER_REGISTER
				&& set_attribute_terms(st, p, &c->u.provider_register.attr,
						c->u.provider_register.tokens,
						c->u.provider_register.gateway);
	}
	if (kind == SPHERON_PROPOSE_ATTRIBUTES) {
		p->payload.target = c->u.provider_attrs.provider;
		if (c->verb != SPHERON_CMD_PROVIDER_ATTRS || !is_provider(st, p->payload.target))
			return false;
		provider_at(st, p->payload.target)->changing = 1;
		return set_attribute_terms(st, p, &c->u.provider_attrs.attr,
				c->u.provider_attrs.tokens, c->u.provider_attrs.gateway);
	}
	if (c->verb != SPHERON_CMD_PROP_SUBMIT || a->kind != kind)
		return false;
	return payload_of(a, &p->payload);
}

bool spheron_terms(const struct spheron *st, uint32_t prop, struct spheron_command *c,
		struct spheron_param_info *name)
{
	uint32_t slot = proposal_find(st, prop, 0);
	const struct proposal *p = proposal_at(st, slot);
	const struct payload *from = &p->payload;

	if (!slot)
		return false;
	c->t = p->rec.end;
	c->b = 0;
	c->has_b = 0;
	c->from = p->rec.acct;
	if (p->rec.kind == SPHERON_PROPOSE_REGISTER) {
		c->verb = SPHERON_CMD_PROVIDER_REGISTER;
		c->u.provider_register = (struct spheron_args_register) { from->u.attr, from->tokens,
			from->gateway };
	} else if (p->rec.kind == SPHERON_PROPOSE_ATTRIBUTES) {
		c->verb = SPHERON_CMD_PROVIDER_ATTRS;
		c->u.provider_attrs = (struct spheron_args_attrs) { from->target, from->u.attr,
			from->tokens, from->gateway };
	} else {
		c->verb = SPHERON_CMD_PROP_SUBMIT;
		c->u.prop_submit = (struct spheron_args_prop_submit) { .kind = p->rec.kind,
			.value = from->value, .target = from->target, .fizz = from->fizz,
			.bp = from->bp };
		if (p->rec.kind == SPHERON_PROPOSE_MISCONDUCT)
			c->u.prop_submit.harmed = from->u.harmed;
		if (p->rec.kind == SPHERON_PROPOSE_PARAM) {
			spheron_param_info(from->param, name);
			c->u.prop_submit.name = (struct spheron_text) { name->name,
				text_length(name->name), 0 };
		}
	}
	return true;
}
