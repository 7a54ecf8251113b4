#include "protocol/provider.h"

#include "protocol/apply.h"
#include "protocol/deadline.h"
#include "protocol/governance.h"
#include "protocol/liveness.h"
#include "protocol/node.h"
#include "protocol/stake.h"
#include "protocol/tier.h"
#include "support/sha256.h"

#include <string.h>

bool provider_attr_valid(const struct spheron *st, const struct spheron_attr *a, uint8_t tokens,
		uint8_t gateway)
{
	if (!attr_valid(a) || gateway > 1 || tokens == 0)
		return false;
	for (uint8_t token = 0; token < SPHERON_TOKENS_MAX; token++)
		if ((tokens >> token & 1) && !is_paying(st, token))
			return false;
	RULE("GATE-06");
	return gateway == 1 || a->cpu > 0 || a->gpus.count > 0 || a->sto > 0;
}

/* ---- status ---- */

void provider_note_stretch(const struct spheron *st, struct provider *p)
{
	const struct node *n = &p->node;
	bool down = !node_connected(n) && n->leases + p->fleases > 0
			&& (n->status == SPHERON_REGISTERED || n->status == SPHERON_ACTIVE
					|| n->status == SPHERON_SUSPENDED);

	RULE("SLASH-10");
	if (!down)
		p->down_since = 0;
	else if (p->down_since == 0)
		p->down_since = now_s(st);
}

void provider_set_status(struct spheron *st, struct provider *p, uint8_t status)
{
	u128 bonded = u128_add(p->stake, p->pool);

	provider_fold(st, p);
	if (p->node.status == SPHERON_ACTIVE) {
		p->active_s += now_s(st) - p->active_from;
		st->active_bonded = u128_sub(st->active_bonded, bonded);
	}
	p->node.status = status;
	if (status == SPHERON_ACTIVE) {
		p->active_from = now_s(st);
		st->active_bonded = u128_add(st->active_bonded, bonded);
	}
	provider_note_stretch(st, p);
}

void provider_change_status(struct spheron *st, struct provider *p, uint8_t status)
{
	if (p->node.status == status)
		return;
	provider_set_status(st, p, status);
	EMIT(st, PROVIDER_STATUS, provider_status, .provider = p->node.id, .status = status);
}

uint8_t provider_status_by_stake(const struct spheron *st, const struct provider *p)
{
	RULE("REG-11");
	RULE("STAKE-02");
	RULE("STAKE-03");
	if (par(st, SPHERON_P_REQUIRE_STAKE) == 0 || u128_le(stake_required(st, p), p->stake))
		return SPHERON_ACTIVE;
	return SPHERON_REGISTERED;
}

void provider_reactivate(struct spheron *st, struct provider *p)
{
	if (p->node.status == SPHERON_REGISTERED || p->node.status == SPHERON_ACTIVE)
		provider_change_status(st, p, provider_status_by_stake(st, p));
}

void provider_leave_maintenance(struct spheron *st, struct provider *p)
{
	RULE("EVENT-03");
	if (p->node.status == SPHERON_MAINTENANCE)
		EMIT(st, MAINTENANCE_ENDED, maintenance_ended, .provider = p->node.id);
	BRANCH_IF(p->node.status != SPHERON_MAINTENANCE && p->m_start != 0, "maintenance.dropped",
			"scheduled, and dropped as the provider was suspended or left");
	p->m_start = p->m_end = 0;
	deadline_clear(st, H_PROVIDER, p->node.id);
}

bool provider_may_suspend(const struct provider *p)
{
	return p->node.status <= SPHERON_MAINTENANCE;
}

void provider_suspend(struct spheron *st, struct provider *p)
{
	RULE("REG-09");
	BRANCH_IF(p->node.status == SPHERON_MAINTENANCE, "maintenance.ended.by-suspension",
			"a verifier or a vote suspended the provider during it");
	provider_leave_maintenance(st, p);
	provider_change_status(st, p, SPHERON_SUSPENDED);
}

void provider_reinstate(struct spheron *st, struct provider *p)
{
	RULE("REG-09");
	provider_change_status(st, p, provider_status_by_stake(st, p));
}

/* ---- registration ---- */

bool provider_room(struct spheron *st)
{
	return has_room(st, T_PROVIDERS, 1) && has_room(st, T_GPU_LINES, SPHERON_GPU_LINES_MAX);
}

/* [REG-06] The address of the provider's own contract record. */
static struct spheron_hex20 proxy_address(uint32_t id)
{
	uint8_t message[64] = "spheron.proxy.v1", digest[SHA256_SIZE];
	struct spheron_hex20 proxy;

	for (unsigned i = 0; i < 4; i++)
		message[16 + i] = (uint8_t) (id >> 8 * i);
	sha256_short(message, 20, digest);
	memcpy(proxy.byte, digest, sizeof proxy.byte);
	return proxy;
}

/* [REG-13] 1 CPU, 2 GPU, 3 both, 0 neither. */
static uint8_t provider_type(const struct node *n)
{
	return (uint8_t) ((n->cpu > 0 ? 1 : 0) + (n->gpus > 0 ? 2 : 0));
}

static struct provider *provider_add(struct spheron *st)
{
	uint32_t id = ++st->n_providers;
	struct provider *p = provider_at(st, id);

	memset(p, 0, sizeof *p);
	st->table[T_PROVIDERS].used++;
	st->table[T_PROVIDERS].top = id;
	p->node.id = id;
	return p;
}

void provider_create(struct spheron *st, uint32_t owner, const struct spheron_attr *a, uint8_t tokens,
		uint8_t gateway)
{
	struct provider *p = provider_add(st);
	struct node *n = &p->node;
	uint64_t bp = par(st, SPHERON_P_GATEWAY_DEFAULT_BP);

	RULE("REG-01");
	RULE("REG-06");
	RULE("COOL-07");
	RULE("TRUST-01");
	account_at(st, owner)->provider = n->id;
	n->owner = owner;
	n->status = SPHERON_REGISTERED;
	n->up = 1;
	n->folded_t = now_s(st);
	p->tokens = tokens;
	p->gateway = gateway;
	p->tier = (uint8_t) par(st, SPHERON_P_TRUST_START);
	p->version = st->meta.version;
	p->commission_bp = (uint16_t) par(st, SPHERON_P_COMMISSION_DEFAULT_BP);
	if (bp > par(st, SPHERON_P_GATEWAY_MAX_BP))
		bp = par(st, SPHERON_P_GATEWAY_MAX_BP);
	p->subnet_bp = (uint16_t) bp;
	p->m_from = era_start(st);
	attr_set(st, n, a);
	provider_rate_update(st, p);
	RULE("REG-13");
	EMIT(st, PROVIDER_REGISTERED, provider_registered, .provider = n->id, .owner = owner,
			.proxy = proxy_address(n->id), .compute = n->compute,
			.storage = tier_storage(n->sto, n->sto_tier), .conn = n->conn,
			.type = provider_type(n));
	provider_reactivate(st, p);
}

enum spheron_result command_provider_register(struct spheron *st, uint32_t from,
		const struct spheron_args_register *a)
{
	struct account *acct = account_at(st, from);
	struct payload payload = { .tokens = a->tokens, .gateway = a->gateway };

	RULE("REG-03");
	REQUIRE(provider_attr_valid(st, &a->attr, a->tokens, a->gateway), BAD_VALUE);
	REQUIRE(acct->provider == 0 && !acct->applying, DUPLICATE);
	if (par(st, SPHERON_P_AUTO_APPROVE)) {
		RULE("REG-04");
		RULE("GOV-01");
		REQUIRE_ROOM(provider_room(st));
		proposal_pass_at_once_begin(st, SPHERON_PROPOSE_REGISTER);
		provider_create(st, from, &a->attr, a->tokens, a->gateway);
		proposal_pass_at_once_end(st);
		return SPHERON_OK;
	}
	RULE("REG-05");
	REQUIRE(proposal_affordable(st, from), NO_FUNDS);
	REQUIRE_ROOM(proposal_room(st));

	payload.u.attr = a->attr;
	proposal_open(st, SPHERON_PROPOSE_REGISTER, from, &payload, SPHERON_CMD_PROVIDER_REGISTER, a);
	acct->applying = 1;
	return SPHERON_OK;
}

/* ---- attributes ---- */

enum spheron_result provider_attrs_check(const struct spheron *st, const struct provider *p,
		const struct spheron_attr *a, uint8_t tokens, uint8_t gateway)
{
	RULE("REG-07");
	REQUIRE(p->node.status != SPHERON_DEACTIVATED, BAD_STATE);
	REQUIRE(provider_attr_valid(st, a, tokens, gateway), BAD_VALUE);
	REQUIRE(gateway || p->members == 0, BAD_VALUE);
	return SPHERON_OK;
}

void provider_attrs_change(struct spheron *st, struct provider *p, const struct spheron_attr *a,
		uint8_t tokens, uint8_t gateway)
{
	struct node *n = &p->node;

	provider_fold(st, p);
	if (a->cpu != n->cpu || a->score != n->score)
		p->verified &= (uint8_t) ~1u;
	if (!attr_same_gpus(st, n, a))
		p->verified &= (uint8_t) ~2u;
	p->tokens = tokens;
	p->gateway = gateway;
	attr_set(st, n, a);
	provider_rate_update(st, p);
	EMIT(st, ATTRIBUTES_SET, attributes_set, .provider = n->id, .compute = n->compute,
			.conn = n->conn, .rate = u128_of(n->rate));
	provider_reactivate(st, p);
}

enum spheron_result command_provider_attrs(struct spheron *st, uint32_t from,
		const struct spheron_args_attrs *a)
{
	struct payload payload = { .target = a->provider, .tokens = a->tokens, .gateway = a->gateway };
	enum spheron_result r;
	struct provider *p;

	REQUIRE(is_provider(st, a->provider), NOT_FOUND);
	p = provider_at(st, a->provider);
	REQUIRE(p->node.owner == from, NOT_ALLOWED);
	r = provider_attrs_check(st, p, &a->attr, a->tokens, a->gateway);
	if (r != SPHERON_OK)
		return r;
	REQUIRE(!p->changing, DUPLICATE);
	REQUIRE(attr_covers(st, &p->node, &a->attr), NO_CAPACITY);
	if (par(st, SPHERON_P_AUTO_APPROVE)) {
		REQUIRE_ROOM(has_room(st, T_GPU_LINES, SPHERON_GPU_LINES_MAX));
		proposal_pass_at_once_begin(st, SPHERON_PROPOSE_ATTRIBUTES);
		provider_attrs_change(st, p, &a->attr, a->tokens, a->gateway);
		proposal_pass_at_once_end(st);
		return SPHERON_OK;
	}
	REQUIRE(proposal_affordable(st, from), NO_FUNDS);
	REQUIRE_ROOM(proposal_room(st));

	payload.u.attr = a->attr;
	proposal_open(st, SPHERON_PROPOSE_ATTRIBUTES, from, &payload, SPHERON_CMD_PROVIDER_ATTRS, a);
	p->changing = 1;
	return SPHERON_OK;
}

/* ---- other commands ---- */

enum spheron_result command_provider_commission(struct spheron *st, uint32_t from,
		const struct spheron_args_commission *a)
{
	struct provider *p;
	unsigned step;

	RULE("DELEG-06");
	REQUIRE(is_provider(st, a->provider), NOT_FOUND);
	p = provider_at(st, a->provider);
	REQUIRE(p->node.owner == from, NOT_ALLOWED);
	REQUIRE(p->node.status != SPHERON_DEACTIVATED, BAD_STATE);
	REQUIRE(a->bp <= 10000, BAD_VALUE);
	REQUIRE(p->commission_era != st->meta.era + 1, TOO_SOON);
	step = a->bp > p->commission_bp ? a->bp - p->commission_bp : p->commission_bp - a->bp;
	REQUIRE(step <= par(st, SPHERON_P_COMMISSION_STEP_BP), LIMIT);

	p->commission_bp = a->bp;
	p->commission_era = st->meta.era + 1;
	EMIT(st, COMMISSION_SET, commission_set, .provider = a->provider, .bp = a->bp);
	return SPHERON_OK;
}

enum spheron_result command_provider_suspend(struct spheron *st, uint32_t from,
		const struct spheron_args_provider *a)
{
	REQUIRE(has_role(st, from, SPHERON_ROLE_VERIFIER), NOT_ALLOWED);
	REQUIRE(is_provider(st, a->provider), NOT_FOUND);
	REQUIRE(provider_may_suspend(provider_at(st, a->provider)), BAD_STATE);

	provider_suspend(st, provider_at(st, a->provider));
	return SPHERON_OK;
}

enum spheron_result command_provider_reinstate(struct spheron *st, uint32_t from,
		const struct spheron_args_provider *a)
{
	REQUIRE(has_role(st, from, SPHERON_ROLE_VERIFIER), NOT_ALLOWED);
	REQUIRE(is_provider(st, a->provider), NOT_FOUND);
	REQUIRE(provider_at(st, a->provider)->node.status == SPHERON_SUSPENDED, BAD_STATE);

	provider_reinstate(st, provider_at(st, a->provider));
	return SPHERON_OK;
}

enum spheron_result command_provider_exit(struct spheron *st, uint32_t from,
		const struct spheron_args_provider *a)
{
	struct provider *p;
	u128 stake;

	RULE("REG-10");
	RULE("ID-04");
	REQUIRE(is_provider(st, a->provider), NOT_FOUND);
	p = provider_at(st, a->provider);
	REQUIRE(p->node.owner == from, NOT_ALLOWED);
	REQUIRE(p->node.status != SPHERON_MAINTENANCE && p->node.status != SPHERON_DEACTIVATED,
			BAD_STATE);
	REQUIRE(p->node.leases + p->fleases + p->members == 0, HAS_LEASES);
	REQUIRE_ROOM(unbond_room(st));

	provider_leave_maintenance(st, p);
	provider_change_status(st, p, SPHERON_DEACTIVATED);
	stake = p->stake;
	if (!u128_is_zero(stake))
		bond_take(st, p, &p->stake,
				unbond_start(st, SPHERON_UNBOND_STAKE, a->provider, from, stake),
				stake);
	return SPHERON_OK;
}
