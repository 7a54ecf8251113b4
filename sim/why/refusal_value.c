/* BAD_VALUE: which argument lies outside which bounds. */

#include "sim/why/refusal.h"

#include "sim/why/words.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define SIZE_MAX_UNITS (1u << 30)

/* ---- amounts ---- */

static const char *zero(struct refused *x, wide amount, const char *rule)
{
	BECAUSE(wide_is_zero(amount), 1, rule, "the amount is 0");
	return NULL;
}

static const char *deposit(struct refused *x)
{
	const struct spheron_args_escrow *a = &x->c->u.escrow_deposit;
	wide least = wide_share(wide_power_of_ten(token_decimals(x->state, a->token)),
			param_wide(x, SPHERON_P_MIN_DEPOSIT), wide_of(1000000));
	const char *why = zero(x, a->amount, "ESCROW-01");

	if (why)
		return why;
	BECAUSE(wide_compare(a->amount, least) < 0, 1, "ESCROW-01",
			"%s is below the least deposit of %s",
			exact_words(x->state, a->token, a->amount),
			exact_money_words(x->state, a->token, least));
	return NULL;
}

static const char *unbonding(
		struct refused *x, wide amount, wide held, const char *what, const char *rule)
{
	wide least = param_wide(x, SPHERON_P_MIN_DELEGATION);
	const char *why = zero(x, amount, rule);

	if (why)
		return why;
	BECAUSE(wide_compare(amount, least) < 0 && wide_compare(amount, held) < 0, 1, rule,
			"%s is less than the least part of %s and not all %s of the %s",
			exact_words(x->state, SPHERON_SPON, amount),
			exact_words(x->state, SPHERON_SPON, least),
			exact_words(x->state, SPHERON_SPON, held), what);
	return NULL;
}

static const char *delegating(struct refused *x)
{
	const struct spheron_args_stake *a = &x->c->u.deleg_add;
	wide least = param_wide(x, SPHERON_P_MIN_DELEGATION), pool, shares;
	struct spheron_provider_record p;

	BECAUSE(wide_compare(a->amount, least) < 0, 1, "DELEG-01",
			"%s is below the least delegation of %s",
			exact_words(x->state, SPHERON_SPON, a->amount),
			exact_money_words(x->state, SPHERON_SPON, least));
	if (!why_provider(x->state, a->provider, &p))
		return NULL;
	pool = why_spon(x->state, SPHERON_POOL, a->provider);
	shares = wide_is_zero(p.shares) ? a->amount : wide_share(a->amount, p.shares, pool);
	BECAUSE(wide_compare(shares, least) < 0, 2, "DELEG-02",
			"it would buy %s shares, the least is %s",
			exact_words(x->state, SPHERON_SPON, shares),
			exact_words(x->state, SPHERON_SPON, least));
	return NULL;
}

static wide shares_held(const struct refused *x, uint32_t provider)
{
	struct spheron_record r;

	if (!spheron_find(x->state, SPHERON_RECORD_DELEGATION, provider, x->c->from, 0, &r))
		return wide_of(0);
	return r.u.delegation.shares;
}

static const char *amounts(struct refused *x)
{
	const struct spheron_command *c = x->c;

	if (c->verb == SPHERON_CMD_TOKEN_MINT)
		return zero(x, c->u.token_mint.amount, "TOKEN-03");
	if (c->verb == SPHERON_CMD_TOKEN_TRANSFER)
		return zero(x, c->u.token_transfer.amount, "TOKEN-04");
	if (c->verb == SPHERON_CMD_TREASURY_PAY)
		return zero(x, c->u.treasury_pay.amount, "CMD-01");
	if (c->verb == SPHERON_CMD_POOL_FUND)
		return zero(x, c->u.pool_fund.amount, "CMD-01");
	if (c->verb == SPHERON_CMD_STAKE_ADD)
		return zero(x, c->u.stake_add.amount, "CMD-01");
	if (c->verb == SPHERON_CMD_ESCROW_WITHDRAW)
		return zero(x, c->u.escrow_withdraw.amount, "ESCROW-02");
	if (c->verb == SPHERON_CMD_ESCROW_DEPOSIT)
		return deposit(x);
	if (c->verb == SPHERON_CMD_DELEG_ADD)
		return delegating(x);
	if (c->verb == SPHERON_CMD_STAKE_UNBOND)
		return unbonding(x, c->u.stake_unbond.amount,
				why_spon(x->state, SPHERON_STAKE, c->u.stake_unbond.provider),
				"stake", "STAKE-04");
	if (c->verb == SPHERON_CMD_DELEG_UNBOND)
		return unbonding(x, c->u.deleg_unbond.shares,
				shares_held(x, c->u.deleg_unbond.provider), "shares", "DELEG-04");
	if (c->verb == SPHERON_CMD_AVS_REGISTER)
		BECAUSE(wide_compare(c->u.avs_register.amount,
					param_wide(x, SPHERON_P_AVS_MIN_STAKE)) < 0,
				1, "AVS-01", "%s is below the least stake of %s",
				exact_words(x->state, SPHERON_ETH, c->u.avs_register.amount),
				exact_money_words(x->state, SPHERON_ETH,
						param_wide(x, SPHERON_P_AVS_MIN_STAKE)));
	return NULL;
}

/* ---- orders, bids, leases ---- */

static const char *terms(struct refused *x, wide max_price, uint64_t blocks, uint32_t cpu,
		uint32_t mem, uint32_t sto, uint32_t gpus)
{
	uint64_t least = param_of(x, SPHERON_P_MIN_BLOCKS),
		 most = param_of(x, SPHERON_P_MAX_BLOCKS);

	BECAUSE(wide_is_zero(max_price), 1, "ORDER-02", "the highest price is 0");
	BECAUSE(wide_compare(max_price, param_wide(x, SPHERON_P_PRICE_MAX)) > 0, 1, "ORDER-02",
			"price %s a block, at most %s", units_words(max_price),
			units_words(param_wide(x, SPHERON_P_PRICE_MAX)));
	BECAUSE(blocks < least || blocks > most, 1, "ORDER-02", "%s blocks: %s to %s are possible",
			count_words(blocks), count_words(least), count_words(most));
	BECAUSE(cpu > 65536, 1, "ORDER-02", "%" PRIu32 " threads, at most 65,536", cpu);
	BECAUSE(mem > SIZE_MAX_UNITS || sto > SIZE_MAX_UNITS, 1, "ORDER-02",
			"memory or storage above 2^30");
	BECAUSE(gpus > 4096, 1, "ORDER-02", "%" PRIu32 " GPUs, at most 4,096", gpus);
	BECAUSE(cpu == 0 && sto == 0 && gpus == 0, 1, "ORDER-02",
			"it wants no threads, storage or GPUs");
	return NULL;
}

static const char *order_create(struct refused *x)
{
	const struct spheron_args_order_create *a = &x->c->u.order_create;

	BECAUSE(a->mode > 1 || a->select > 1 || a->strict > 1, 1, "ORDER-02",
			"mode, select and strict are 0 or 1");
	BECAUSE(a->tiers < 1 || a->tiers > 127, 1, "ORDER-02", "tiers %u: 1 to 127", a->tiers);
	BECAUSE(a->gpu != 0 && !gpu_model_exists(a->gpu), 1, "ORDER-02",
			"no GPU model has number %u", a->gpu);
	BECAUSE(a->gpu != 0 && a->gpus == 0, 1, "ORDER-02",
			"a GPU model is named, but no GPUs are wanted");
	BECAUSE(a->strict == 1 && a->region == 0, 1, "ORDER-02",
			"strict about its region, but names none");
	BECAUSE(a->min_compute > 3 || a->min_sto > 2 || a->min_conn > 4 || a->min_gpu > 10, 1,
			"ORDER-02", "a tier is demanded that does not exist");
	BECAUSE(a->min_uptime > 1000000 || a->min_rep > 1000000, 1, "ORDER-02",
			"an uptime or reputation above 1,000,000 ppm is demanded");
	return terms(x, a->max_price, a->blocks, a->cpu, a->mem, a->sto, a->gpus);
}

static const char *bid_place(struct refused *x)
{
	const struct spheron_args_bid_place *a = &x->c->u.bid_place;
	struct spheron_order_record o;

	if (!order_of_command(x, &o))
		return NULL;
	BECAUSE(o.mode == SPHERON_MODE_PROVIDER && a->fizz != 0, 1, "BID-02",
			"the order wants a provider, but the bid is for Fizz node %" PRIu32,
			a->fizz);
	BECAUSE(o.mode == SPHERON_MODE_FIZZ && a->fizz == 0, 1, "BID-02",
			"the order wants a Fizz node, but the bid names none");
	BECAUSE(wide_is_zero(a->price), 1, "BID-04", "the price is 0");
	BECAUSE(o.gpus == 0 && a->gpu != 0, 1, "BID-05",
			"it offers a GPU although the order wants none");
	return NULL;
}

static const char *update_request(struct refused *x)
{
	const struct spheron_args_update_request *a = &x->c->u.lease_update_request;
	const char *why = terms(x, a->max_price, a->blocks, a->cpu, a->mem, a->sto, a->gpus);
	struct spheron_lease_record l;

	if (why || !lease_of_command(x, &l))
		return why;
	BECAUSE((a->gpus > 0) != (l.gpus > 0), 1, "LEASE-06",
			"the lease has %u GPUs and would have %u: with or without GPUs cannot "
			"change",
			l.gpus, a->gpus);
	return NULL;
}

/* ---- governance ---- */

static const char *harmed(struct refused *x, const struct spheron_harmed *h)
{
	wide most = wide_power_of_ten(30);

	BECAUSE(h->count > SPHERON_HARMED_MAX, 1, "SLASH-07",
			"%" PRIu32 " harmed accounts, at most %d", h->count, SPHERON_HARMED_MAX);
	for (uint32_t i = 0; i < h->count; i++) {
		const struct spheron_harm *item = &h->item[i];

		BECAUSE(i > 0 && item->acct <= item[-1].acct, 1, "SLASH-07",
				"harmed accounts must ascend: %" PRIu32 " after %" PRIu32,
				item->acct, item[-1].acct);
		BECAUSE(!is_account(x, item->acct), 1, "SLASH-07",
				"harmed account %" PRIu32 " does not exist", item->acct);
		BECAUSE(wide_is_zero(item->loss) || wide_compare(item->loss, most) > 0, 1,
				"SLASH-07", "the loss of account %" PRIu32 " is not 1 to 10^30",
				item->acct);
	}
	return NULL;
}

static const char *release(struct refused *x, wide version)
{
	uint32_t now = why_meta(x->state).version;

	BECAUSE(version.hi || version.lo > UINT32_MAX || version.lo <= now ||
					version.lo - now > 1000,
			1, "UPG-01",
			"version %s: from %" PRIu64 " to %" PRIu64 " may follow version %" PRIu32,
			units_words(version), (uint64_t) now + 1, (uint64_t) now + 1000, now);
	return NULL;
}

static const char *param_change(struct refused *x)
{
	const struct spheron_args_prop_submit *a = &x->c->u.prop_submit;
	struct spheron_param_info info;
	char name[64];
	int param;

	snprintf(name, sizeof name, "%.*s", (int) (a->name.size < 63 ? a->name.size : 63),
			a->name.data ? a->name.data : "");
	param = spheron_param_find(name, strlen(name));
	BECAUSE(param < 0, 1, "GOV-04", "no parameter is called \"%s\"", name);
	spheron_param_info((unsigned) param, &info);
	BECAUSE(info.when == SPHERON_CLASS_G, 1, "PARAM-02", "%s is fixed at genesis", name);
	BECAUSE(wide_compare(a->value, info.min) < 0 || wide_compare(a->value, info.max) > 0, 1,
			"PARAM-01", "%s = %s lies outside %s to %s %s", name, units_words(a->value),
			units_words(info.min), units_words(info.max), info.unit);
	BECAUSE(param == SPHERON_P_UNBONDING_S && a->value.lo < param_of(x, SPHERON_P_VOTE_S), 1,
			"GOV-10", "unbonding_s %s would fall below vote_s %s",
			units_words(a->value), count_words(param_of(x, SPHERON_P_VOTE_S)));
	BECAUSE(param == SPHERON_P_VOTE_S && a->value.lo > param_of(x, SPHERON_P_UNBONDING_S), 1,
			"GOV-10", "vote_s %s would pass unbonding_s %s", units_words(a->value),
			count_words(param_of(x, SPHERON_P_UNBONDING_S)));
	return NULL;
}

static const char *prop_submit(struct refused *x)
{
	const struct spheron_args_prop_submit *a = &x->c->u.prop_submit;

	BECAUSE(a->kind < SPHERON_PROPOSE_PARAM || a->kind > SPHERON_PROPOSE_RELEASE, 1, "GOV-03",
			"kind %u: proposals of kinds 2 to 6 may be submitted", a->kind);
	if (a->kind == SPHERON_PROPOSE_PARAM)
		return param_change(x);
	if (a->kind == SPHERON_PROPOSE_RELEASE)
		return release(x, a->value);
	BECAUSE(a->kind == SPHERON_PROPOSE_MISCONDUCT && a->bp > 10000, 1, "GOV-04",
			"%u bp, at most 10,000", a->bp);
	BECAUSE(a->kind == SPHERON_PROPOSE_MISCONDUCT && a->fizz > 1, 1, "GOV-04",
			"fizz %u: 0 or 1", a->fizz);
	return a->kind == SPHERON_PROPOSE_MISCONDUCT ? harmed(x, &a->harmed) : NULL;
}

static const char *genesis(struct refused *x)
{
	const struct spheron_args_genesis *a = &x->c->u.genesis;
	struct spheron_param_info info;

	BECAUSE(a->profile.size && spheron_profile_find(a->profile.data, a->profile.size) < 0, 1,
			"GEN-01", "no profile is called \"%.*s\"", (int) a->profile.size,
			a->profile.data);
	BECAUSE(a->params.unknown, 1, "GEN-01", "%" PRIu32 " names are no parameters",
			a->params.unknown);
	for (uint32_t i = 0; i < a->params.count; i++) {
		wide value = a->params.item[i].value;

		spheron_param_info(a->params.item[i].param, &info);
		BECAUSE(wide_compare(value, info.min) < 0 || wide_compare(value, info.max) > 0, 1,
				"PARAM-01", "%s = %s lies outside %s to %s %s", info.name,
				units_words(value), units_words(info.min), units_words(info.max),
				info.unit);
	}
	return because(x, 1, "GOV-10", "unbonding_s would be less than vote_s");
}

/* ---- the rest ---- */

static const char *kinds(struct refused *x)
{
	const struct spheron_command *c = x->c;
	unsigned kind;
	uint32_t id;

	if (c->verb != SPHERON_CMD_PROP_SUBMIT && names_node(c, &kind, &id))
		BECAUSE(kind > SPHERON_NODE_FIZZ, 1, "COOL-01",
				"kind %u: 0 is a provider, 1 a Fizz node", kind);
	if (c->verb == SPHERON_CMD_SLASH_MISCONDUCT) {
		BECAUSE(c->u.slash_misconduct.bp > 10000, 1, "SLASH-05", "%u bp, at most 10,000",
				c->u.slash_misconduct.bp);
		return harmed(x, &c->u.slash_misconduct.harmed);
	}
	if (c->verb == SPHERON_CMD_PROOF_REPORT)
		BECAUSE(c->u.proof_report.kind > SPHERON_PROOF_REGION || c->u.proof_report.pass > 1,
				1, "PROOF-03", "kind %u, pass %u: kinds are 0 to 3, pass 0 or 1",
				c->u.proof_report.kind, c->u.proof_report.pass);
	if (c->verb == SPHERON_CMD_CHALLENGE_OPEN)
		BECAUSE(c->u.challenge_open.kind > SPHERON_PROOF_REGION, 1, "PROOF-06",
				"kind %u: kinds of proofs are 0 to 3", c->u.challenge_open.kind);
	if (c->verb == SPHERON_CMD_CHALLENGE_JUDGE)
		BECAUSE(c->u.challenge_judge.pass > 1, 1, "PROOF-08", "pass %u: 0 or 1",
				c->u.challenge_judge.pass);
	if (c->verb == SPHERON_CMD_PROP_VOTE)
		BECAUSE(c->u.prop_vote.choice > SPHERON_VOTE_ABSTAIN, 1, "GOV-05",
				"choice %u: 0 is no, 1 yes, 2 abstain", c->u.prop_vote.choice);
	if (c->verb == SPHERON_CMD_TRUST_SET)
		BECAUSE(c->u.trust_set.tier > 6, 1, "TRUST-06", "tier %u: 0 (One) to 6 (Seven)",
				c->u.trust_set.tier);
	return NULL;
}

static const char *checks(struct refused *x)
{
	const struct spheron_checks *list = &x->c->u.fizz_checks.list;

	BECAUSE(list->count < 1 || list->count > SPHERON_CHECKS_MAX, 1, "PROOF-05",
			"%" PRIu32 " entries: 1 to %d are possible", list->count,
			SPHERON_CHECKS_MAX);
	for (uint32_t i = 0; i < list->count; i++) {
		const struct spheron_check *c = &list->item[i];

		BECAUSE(c->alive > 1, 1, "PROOF-05", "alive %u: 0 or 1", c->alive);
		BECAUSE(i > 0 && c->fizz <= c[-1].fizz, 1, "PROOF-05",
				"Fizz nodes must ascend: %" PRIu32 " after %" PRIu32, c->fizz,
				c[-1].fizz);
		for (unsigned k = 0; k < 4; k++)
			BECAUSE(c->shortfall[k] > 1000000, 1, "PROOF-05",
					"a shortfall of %" PRIu32 " ppm, at most 1,000,000",
					c->shortfall[k]);
	}
	return NULL;
}

static const char *subnet(struct refused *x)
{
	const struct spheron_args_subnet *a = &x->c->u.subnet_set;

	BECAUSE(a->gateway_bp > param_of(x, SPHERON_P_GATEWAY_MAX_BP), 1, "GATE-02",
			"a share of %s, at most %s", bp_words(a->gateway_bp),
			bp_words(param_of(x, SPHERON_P_GATEWAY_MAX_BP)));
	BECAUSE(a->min_cpu > param_of(x, SPHERON_P_SUBNET_MIN_CPU_MAX) ||
					a->min_mem > param_of(x, SPHERON_P_SUBNET_MIN_MEM_MAX) ||
					a->min_gpus > param_of(x, SPHERON_P_SUBNET_MIN_GPUS_MAX),
			1, "GATE-02",
			"the least machine may be at most %" PRIu64 " threads, %" PRIu64
			" MB and %" PRIu64 " GPUs",
			param_of(x, SPHERON_P_SUBNET_MIN_CPU_MAX),
			param_of(x, SPHERON_P_SUBNET_MIN_MEM_MAX),
			param_of(x, SPHERON_P_SUBNET_MIN_GPUS_MAX));
	return NULL;
}

static const char *maintenance(struct refused *x)
{
	const struct spheron_args_maint *a = &x->c->u.maint_schedule;
	uint64_t ahead = param_of(x, SPHERON_P_MAINT_PERIOD_ERAS) * param_of(x, SPHERON_P_ERA_S);

	if (ahead > 2592000)
		ahead = 2592000;
	BECAUSE(a->dur < 1 || a->dur > param_of(x, SPHERON_P_MAINT_MAX_S), 1, "MAINT-01",
			"%s: a maintenance takes 1 s to %s", span_words(a->dur),
			span_words(param_of(x, SPHERON_P_MAINT_MAX_S)));
	BECAUSE(a->start > now_of(x) + ahead, 1, "MAINT-01",
			"it would start in %s, at most %s ahead", span_words(a->start - now_of(x)),
			span_words(ahead));
	return NULL;
}

static const char *provider_values(struct refused *x)
{
	const struct spheron_command *c = x->c;
	struct spheron_provider_record p;
	const char *why;

	if (c->verb == SPHERON_CMD_PROVIDER_REGISTER)
		return refused_provider_attributes(x, &c->u.provider_register.attr,
				c->u.provider_register.tokens, c->u.provider_register.gateway);
	if (c->verb == SPHERON_CMD_PROVIDER_ATTRS) {
		why = refused_provider_attributes(x, &c->u.provider_attrs.attr,
				c->u.provider_attrs.tokens, c->u.provider_attrs.gateway);
		if (!why && why_provider(x->state, c->u.provider_attrs.provider, &p))
			BECAUSE(!c->u.provider_attrs.gateway && p.members > 0, 1, "REG-08",
					"%" PRIu32 " Fizz nodes are linked, so it stays a gateway",
					p.members);
		return why;
	}
	if (c->verb == SPHERON_CMD_PROVIDER_COMMISSION)
		BECAUSE(c->u.provider_commission.bp > 10000, 1, "DELEG-06", "%u bp, at most 10,000",
				c->u.provider_commission.bp);
	if (c->verb == SPHERON_CMD_PROVIDER_UPGRADE &&
			why_provider(x->state, c->u.provider_upgrade.provider, &p))
		BECAUSE(c->u.provider_upgrade.version <= p.version ||
						c->u.provider_upgrade.version >
								why_meta(x->state).version,
				1, "UPG-02",
				"version %" PRIu32 ": it runs %" PRIu32
				", the current release is %" PRIu32,
				c->u.provider_upgrade.version, p.version,
				why_meta(x->state).version);
	return NULL;
}

static const char *fizz_values(struct refused *x)
{
	const struct spheron_args_fizz_register *a = &x->c->u.fizz_register;
	const struct spheron_args_fizz_prices *p = &x->c->u.fizz_prices;
	const char *why;

	if (x->c->verb == SPHERON_CMD_FIZZ_REGISTER) {
		why = refused_fizz_attributes(x, &a->attr);
		return why ? why : refused_fizz_prices(x, a->p_cpu, a->p_mem, a->p_sto, a->p_gpu);
	}
	if (x->c->verb == SPHERON_CMD_FIZZ_CAPACITY)
		return refused_fizz_attributes(x, &x->c->u.fizz_capacity.attr);
	if (x->c->verb == SPHERON_CMD_FIZZ_PRICES)
		return refused_fizz_prices(x, p->p_cpu, p->p_mem, p->p_sto, p->p_gpu);
	return NULL;
}

static const char *admin_values(struct refused *x)
{
	const struct spheron_command *c = x->c;

	if (c->verb == SPHERON_CMD_ROLE_SET) {
		BECAUSE(c->u.role_set.acct == 0, 1, "ACCT-02", "account 0 keeps all roles");
		BECAUSE(c->u.role_set.roles > SPHERON_ROLES_ALL, 1, "ACCT-02",
				"roles %u, at most 63", c->u.role_set.roles);
	}
	if (c->verb == SPHERON_CMD_TOKEN_ADD)
		BECAUSE(c->u.token_add.decimals > 18 || c->u.token_add.pay > 1, 1, "TOKEN-02",
				"%u decimals, pay %u: at most 18, and 0 or 1",
				c->u.token_add.decimals, c->u.token_add.pay);
	if (c->verb == SPHERON_CMD_RELEASE_SET)
		return release(x, wide_of(c->u.release_set.version));
	if (c->verb == SPHERON_CMD_GENESIS)
		return genesis(x);
	return NULL;
}

const char *refused_bad_value(struct refused *x)
{
	static const char *(*const families[])(struct refused *) = { amounts, kinds,
		provider_values, fizz_values, admin_values };
	enum spheron_verb verb = x->c->verb;
	const char *why = NULL;

	if (verb == SPHERON_CMD_ORDER_CREATE)
		return order_create(x);
	if (verb == SPHERON_CMD_BID_PLACE)
		return bid_place(x);
	if (verb == SPHERON_CMD_LEASE_UPDATE_REQUEST)
		return update_request(x);
	if (verb == SPHERON_CMD_LEASE_UPDATE)
		BECAUSE(wide_is_zero(x->c->u.lease_update.price), 1, "LEASE-08", "the price is 0");
	if (verb == SPHERON_CMD_PROP_SUBMIT)
		return prop_submit(x);
	if (verb == SPHERON_CMD_FIZZ_CHECKS)
		return checks(x);
	if (verb == SPHERON_CMD_SUBNET_SET)
		return subnet(x);
	if (verb == SPHERON_CMD_MAINT_SCHEDULE)
		return maintenance(x);
	for (unsigned i = 0; !why && i < sizeof families / sizeof families[0]; i++)
		why = families[i](x);
	return why;
}
