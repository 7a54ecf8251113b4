/* Refusals that concern who sends a command, and what it names. */

#include "sim/why/refusal.h"

#include "sim/why/words.h"

#include <inttypes.h>

enum { PROV = SPHERON_NODE_PROVIDER, FIZZ = SPHERON_NODE_FIZZ };

/* ---- what commands are about ---- */

/* Verb, member of the arguments. */
#define PROVIDER_VERBS(X)                                                                          \
	X(PROVIDER_ATTRS, provider_attrs.provider)                                                 \
	X(PROVIDER_COMMISSION, provider_commission.provider)                                       \
	X(PROVIDER_UPGRADE, provider_upgrade.provider)                                             \
	X(PROVIDER_SUSPEND, provider_suspend.provider)                                             \
	X(PROVIDER_REINSTATE, provider_reinstate.provider)                                         \
	X(PROVIDER_EXIT, provider_exit.provider)                                                   \
	X(TRUST_SET, trust_set.provider)                                                           \
	X(STAKE_ADD, stake_add.provider)                                                           \
	X(STAKE_UNBOND, stake_unbond.provider)                                                     \
	X(DELEG_ADD, deleg_add.provider)                                                           \
	X(DELEG_UNBOND, deleg_unbond.provider)                                                     \
	X(DELEG_CLAIM, deleg_claim.provider)                                                       \
	X(REWARD_CLAIM, reward_claim.provider)                                                     \
	X(MAINT_SCHEDULE, maint_schedule.provider)                                                 \
	X(MAINT_CANCEL, maint_cancel.provider)                                                     \
	X(MAINT_END, maint_end.provider)                                                           \
	X(BID_PLACE, bid_place.provider)                                                           \
	X(PROOF_REPORT, proof_report.provider)                                                     \
	X(FIZZ_CHECKS, fizz_checks.gateway)                                                        \
	X(CHALLENGE_OPEN, challenge_open.provider)                                                 \
	X(SUBNET_SET, subnet_set.provider)                                                         \
	X(Q_APR, q_apr.provider)

#define FIZZ_VERBS(X)                                                                              \
	X(FIZZ_CLAIM, fizz_claim.fizz)                                                             \
	X(FIZZ_RELINK, fizz_relink.fizz)                                                           \
	X(FIZZ_EVICT, fizz_evict.fizz)                                                             \
	X(FIZZ_PRICES, fizz_prices.fizz)                                                           \
	X(FIZZ_CAPACITY, fizz_capacity.fizz)                                                       \
	X(FIZZ_EXIT, fizz_exit.fizz)                                                               \
	X(SUBNET_OBJECT, subnet_object.fizz)

#define ORDER_VERBS(X)                                                                             \
	X(ORDER_CANCEL, order_cancel.order)                                                        \
	X(BID_PLACE, bid_place.order)                                                              \
	X(MATCH_SET, match_set.order)                                                              \
	X(ORDER_CHOOSE, order_choose.order)                                                        \
	X(AVS_ATTEST, avs_attest.order)

#define LEASE_VERBS(X)                                                                             \
	X(LEASE_CLOSE, lease_close.lease)                                                          \
	X(LEASE_SETTLE, lease_settle.lease)                                                        \
	X(LEASE_UPDATE_REQUEST, lease_update_request.lease)                                        \
	X(LEASE_UPDATE_ACCEPT, lease_update_accept.lease)                                          \
	X(LEASE_UPDATE, lease_update.lease)                                                        \
	X(LEASE_UPDATE_CANCEL, lease_update_cancel.lease)

#define IF_VERB(constant, member)                                                                  \
	if (c->verb == SPHERON_CMD_##constant) {                                                   \
		*id = c->u.member;                                                                 \
		return true;                                                                       \
	}

bool names_provider(const struct spheron_command *c, uint32_t *id)
{
	PROVIDER_VERBS(IF_VERB)
	return false;
}

bool names_fizz(const struct spheron_command *c, uint32_t *id)
{
	FIZZ_VERBS(IF_VERB)
	return false;
}

bool names_lease(const struct spheron_command *c, uint64_t *id)
{
	LEASE_VERBS(IF_VERB)
	return false;
}

bool names_order(const struct spheron_command *c, uint64_t *id)
{
	ORDER_VERBS(IF_VERB)
	return names_lease(c, id);
}

bool names_bid(const struct spheron_command *c, uint64_t *id)
{
	IF_VERB(MATCH_SET, match_set.bid)
	IF_VERB(ORDER_CHOOSE, order_choose.bid)
	IF_VERB(AVS_ATTEST, avs_attest.bid)
	return false;
}

bool names_node(const struct spheron_command *c, unsigned *kind, uint32_t *id)
{
#define IF_NODE(constant, member)                                                                  \
	if (c->verb == SPHERON_CMD_##constant) {                                                   \
		*kind = c->u.member.kind;                                                          \
		*id = c->u.member.id;                                                              \
		return true;                                                                       \
	}
	IF_NODE(NODE_DOWN, node_down)
	IF_NODE(NODE_UP, node_up)
	IF_NODE(NODE_PAUSE, node_pause)
	IF_NODE(NODE_RESUME, node_resume)
	IF_NODE(EARN_WITHDRAW, earn_withdraw)
	IF_NODE(SLASH_MISCONDUCT, slash_misconduct)
	IF_NODE(Q_RATE, q_rate)
#undef IF_NODE
	if (c->verb == SPHERON_CMD_PROP_SUBMIT &&
			c->u.prop_submit.kind == SPHERON_PROPOSE_MISCONDUCT) {
		*kind = c->u.prop_submit.fizz;
		*id = c->u.prop_submit.target;
		return true;
	}
	return false;
}

/* The account that is to receive something, or that a role is set of. */
static bool names_account(const struct spheron_command *c, uint32_t *id)
{
	IF_VERB(ROLE_SET, role_set.acct)
	IF_VERB(TOKEN_MINT, token_mint.to)
	IF_VERB(TOKEN_TRANSFER, token_transfer.to)
	IF_VERB(TREASURY_PAY, treasury_pay.to)
	return false;
}

/* ---- reading the state ---- */

bool is_account(const struct refused *x, uint32_t acct)
{
	return acct < spheron_used(x->state, SPHERON_TABLE_ACCOUNTS);
}

uint8_t roles_of(const struct refused *x, uint32_t acct)
{
	struct spheron_record r;

	return spheron_find(x->state, SPHERON_RECORD_ACCOUNT, acct, 0, 0, &r) ? r.u.account.roles
									      : 0;
}

bool why_lease(const struct spheron *state, uint64_t id, struct spheron_lease_record *l)
{
	struct spheron_record r;

	if (!spheron_find(state, SPHERON_RECORD_LEASE, id, 0, 0, &r))
		return false;
	*l = r.u.lease;
	return true;
}

bool why_challenge(const struct spheron *state, uint32_t id, struct spheron_challenge_record *c)
{
	struct spheron_record r;

	if (!spheron_find(state, SPHERON_RECORD_CHALLENGE, id, 0, 0, &r))
		return false;
	*c = r.u.challenge;
	return true;
}

bool why_proposal(const struct spheron *state, uint32_t id, struct spheron_proposal_record *p)
{
	struct spheron_record r;

	if (!spheron_find(state, SPHERON_RECORD_PROPOSAL, id, 0, 0, &r))
		return false;
	*p = r.u.proposal;
	return true;
}

wide param_wide(const struct refused *x, unsigned param)
{
	return spheron_param(x->state, param);
}

uint64_t param_of(const struct refused *x, unsigned param)
{
	return spheron_param(x->state, param).lo;
}

wide free_of(const struct refused *x, uint32_t acct, unsigned token)
{
	return spheron_bucket(x->state, SPHERON_FREE, acct, token);
}

uint64_t now_of(const struct refused *x)
{
	return spheron_clock(x->state).t;
}

bool order_of_command(const struct refused *x, struct spheron_order_record *o)
{
	uint64_t id;

	return names_order(x->c, &id) && why_order(x->state, id, o);
}

bool lease_of_command(const struct refused *x, struct spheron_lease_record *l)
{
	uint64_t id;

	return names_lease(x->c, &id) && why_lease(x->state, id, l);
}

/* ---- NOT_ALLOWED ---- */

/* The role that a command needs, 0 if it needs none. */
static uint8_t role_needed(enum spheron_verb verb, const char **rule)
{
	static const struct {
		enum spheron_verb verb;
		enum spheron_role role;
		const char *rule;
	} needs[] = {
		{ SPHERON_CMD_ACCOUNT_OPEN, SPHERON_ROLE_ADMIN, "ACCT-01" },
		{ SPHERON_CMD_ROLE_SET, SPHERON_ROLE_ADMIN, "ACCT-02" },
		{ SPHERON_CMD_TOKEN_ADD, SPHERON_ROLE_ADMIN, "TOKEN-02" },
		{ SPHERON_CMD_TREASURY_PAY, SPHERON_ROLE_ADMIN, "FEE-06" },
		{ SPHERON_CMD_RELEASE_SET, SPHERON_ROLE_ADMIN, "UPG-01" },
		{ SPHERON_CMD_TOKEN_MINT, SPHERON_ROLE_MINTER, "TOKEN-03" },
		{ SPHERON_CMD_BEACON_SET, SPHERON_ROLE_VERIFIER, "MATCH-08" },
		{ SPHERON_CMD_PROVIDER_SUSPEND, SPHERON_ROLE_VERIFIER, "REG-09" },
		{ SPHERON_CMD_PROVIDER_REINSTATE, SPHERON_ROLE_VERIFIER, "REG-09" },
		{ SPHERON_CMD_TRUST_SET, SPHERON_ROLE_VERIFIER, "TRUST-06" },
		{ SPHERON_CMD_PROOF_REPORT, SPHERON_ROLE_VERIFIER, "PROOF-01" },
		{ SPHERON_CMD_FIZZ_CHECKS, SPHERON_ROLE_VERIFIER, "PROOF-05" },
		{ SPHERON_CMD_CHALLENGE_JUDGE, SPHERON_ROLE_VERIFIER, "PROOF-08" },
		{ SPHERON_CMD_MATCH_SET, SPHERON_ROLE_MATCHER, "AVS-09" },
		{ SPHERON_CMD_SLASH_MISCONDUCT, SPHERON_ROLE_SLASHER, "SLASH-05" },
	};

	for (unsigned i = 0; i < sizeof needs / sizeof needs[0]; i++) {
		if (needs[i].verb == verb) {
			*rule = needs[i].rule;
			return (uint8_t) needs[i].role;
		}
	}
	return 0;
}

static const char *not_owner(struct refused *x, const char *what, uint32_t owner, const char *rule)
{
	BECAUSE(owner != x->c->from, 1, rule, "%s belongs to account %" PRIu32 ", not to %" PRIu32,
			what, owner, x->c->from);
	return NULL;
}

static uint32_t node_owner(const struct refused *x, unsigned kind, uint32_t id, bool *vdown)
{
	struct spheron_provider_record p;
	struct spheron_fizz_record f;

	if (kind == PROV && why_provider(x->state, id, &p)) {
		*vdown = p.vdown;
		return p.owner;
	}
	if (kind == FIZZ && why_fizz(x->state, id, &f)) {
		*vdown = f.vdown;
		return f.owner;
	}
	*vdown = false;
	return UINT32_MAX;
}

static const char *not_allowed_on_node(struct refused *x, unsigned kind, uint32_t id)
{
	bool others = x->c->verb == SPHERON_CMD_NODE_DOWN || x->c->verb == SPHERON_CMD_NODE_UP,
	     vdown;
	bool verifier = roles_of(x, x->c->from) & SPHERON_ROLE_VERIFIER;
	uint32_t owner = node_owner(x, kind, id, &vdown);

	if (x->c->verb == SPHERON_CMD_EARN_WITHDRAW)
		return not_owner(x, node_words(kind, id), owner, "FEE-05");
	BECAUSE(owner != x->c->from && !(others && verifier), 1, "COOL-01",
			"%s belongs to account %" PRIu32 ", not to %" PRIu32 "%s",
			node_words(kind, id), owner, x->c->from,
			others ? ", which is no VERIFIER either" : "");
	BECAUSE(vdown && x->c->verb == SPHERON_CMD_NODE_UP && !verifier, 1, "COOL-08",
			"a verifier took the link of %s down, so only a verifier may bring it up",
			node_words(kind, id));
	return NULL;
}

static const char *not_allowed_on_lease(struct refused *x, const struct spheron_lease_record *l)
{
	enum spheron_verb verb = x->c->verb;
	bool vdown, by_tenant = verb == SPHERON_CMD_LEASE_UPDATE_REQUEST ||
				verb == SPHERON_CMD_LEASE_UPDATE_CANCEL;
	uint32_t provider = node_owner(x, PROV, l->provider, &vdown);
	uint32_t fizz = l->fizz ? node_owner(x, FIZZ, l->fizz, &vdown) : provider;
	uint32_t from = x->c->from;

	if (by_tenant)
		return not_owner(x, words("lease %" PRIu64, l->id), l->tenant,
				verb == SPHERON_CMD_LEASE_UPDATE_REQUEST ? "LEASE-06" : "LEASE-13");
	if (verb == SPHERON_CMD_LEASE_UPDATE_ACCEPT)
		return not_owner(x, words("the node of lease %" PRIu64, l->id), fizz, "LEASE-07");
	BECAUSE(from != provider && from != fizz &&
					(verb == SPHERON_CMD_LEASE_UPDATE || from != l->tenant),
			1,
			verb == SPHERON_CMD_LEASE_UPDATE  ? "LEASE-08"
			: verb == SPHERON_CMD_LEASE_CLOSE ? "LEASE-05"
							  : "ESCROW-07",
			"account %" PRIu32 " has no part in lease %" PRIu64 ": tenant %" PRIu32
			", provider's owner %" PRIu32 "%s",
			from, l->id, l->tenant, provider,
			l->fizz ? words(", Fizz node's owner %" PRIu32, fizz) : "");
	return NULL;
}

static const char *not_allowed_on_fizz(struct refused *x, uint32_t id)
{
	struct spheron_provider_record g;
	struct spheron_fizz_record f;

	if (!why_fizz(x->state, id, &f))
		return NULL;
	if (x->c->verb != SPHERON_CMD_FIZZ_EVICT)
		return not_owner(x, node_words(FIZZ, id), f.owner, "ACCT-03");
	BECAUSE(f.gateway == 0, 1, "FIZZ-11",
			"Fizz node %" PRIu32 " has no gateway that could evict it", id);
	if (!why_provider(x->state, f.gateway, &g))
		return NULL;
	BECAUSE(g.owner != x->c->from, 1, "FIZZ-11",
			"its gateway %" PRIu32 " belongs to account %" PRIu32 ", not to %" PRIu32,
			f.gateway, g.owner, x->c->from);
	return NULL;
}

const char *refused_not_allowed(struct refused *x)
{
	struct spheron_challenge_record challenge;
	struct spheron_provider_record p;
	struct spheron_order_record o;
	struct spheron_lease_record l;
	const char *rule = "";
	uint8_t role = role_needed(x->c->verb, &rule);
	unsigned kind;
	uint32_t id;

	if (role) {
		BECAUSE(!(roles_of(x, x->c->from) & role), 1, rule,
				"account %" PRIu32 " has %s, but %s is needed", x->c->from,
				roles_words(roles_of(x, x->c->from)), roles_words(role));
		return NULL;
	}
	if (names_node(x->c, &kind, &id))
		return not_allowed_on_node(x, kind, id);
	if (lease_of_command(x, &l))
		return not_allowed_on_lease(x, &l);
	if (names_fizz(x->c, &id))
		return not_allowed_on_fizz(x, id);
	if (x->c->verb == SPHERON_CMD_CHALLENGE_RESPOND &&
			why_challenge(x->state, x->c->u.challenge_respond.challenge, &challenge) &&
			why_provider(x->state, challenge.provider, &p))
		return not_owner(x, node_words(PROV, p.id), p.owner, "PROOF-07");
	if (names_provider(x->c, &id) && why_provider(x->state, id, &p))
		return not_owner(x, node_words(PROV, id), p.owner, "ACCT-03");
	if (order_of_command(x, &o))
		return not_owner(x, words("order %" PRIu64, o.id), o.tenant,
				x->c->verb == SPHERON_CMD_ORDER_CANCEL ? "ORDER-06" : "MATCH-12");
	return NULL;
}

/* ---- NOT_FOUND ---- */

static const char *no_such_provider(struct refused *x, unsigned nth, uint32_t id)
{
	uint32_t n = spheron_used(x->state, SPHERON_TABLE_PROVIDERS);

	BECAUSE(id == 0 || id > n, nth, "ID-02", "provider %" PRIu32 " does not exist; %s", id,
			known_words("provider", "providers", 1, n));
	return NULL;
}

static const char *no_such_fizz(struct refused *x, unsigned nth, uint32_t id)
{
	uint32_t n = spheron_used(x->state, SPHERON_TABLE_FIZZ);

	BECAUSE(id == 0 || id > n, nth, "ID-02", "Fizz node %" PRIu32 " does not exist; %s", id,
			known_words("Fizz node", "Fizz nodes", 1, n));
	return NULL;
}

static const char *never_given(
		struct refused *x, const char *one, const char *many, uint64_t id, uint64_t next)
{
	BECAUSE(id == 0 || id >= next, 1, "ID-02", "%s %" PRIu64 " was never given out; %s", one,
			id,
			next == 1 ? words("there have been no %s", many)
				  : words("%s 1 to %" PRIu64 " were", many, next - 1));
	return NULL;
}

static const char *order_not_found(struct refused *x, uint64_t id)
{
	struct spheron_order_record o;
	uint64_t lease;

	BECAUSE(names_lease(x->c, &lease) && why_order(x->state, id, &o) &&
					o.state == SPHERON_ORDER_OPEN,
			1, "LEASE-11", "order %" PRIu64 " has no lease yet", id);
	return never_given(x, "order", "orders", id, why_meta(x->state).next_order);
}

static const char *bid_not_found(struct refused *x, uint64_t order, uint64_t bid)
{
	struct spheron_bid_record b;

	BECAUSE(!why_bid(x->state, bid, &b) || b.order != order,
			x->c->verb == SPHERON_CMD_AVS_ATTEST ? 1 : 2, "MATCH-12",
			"bid %" PRIu64 " is no bid on order %" PRIu64, bid, order);
	return NULL;
}

static const char *operator_not_found(struct refused *x, uint32_t acct)
{
	struct spheron_record r;

	BECAUSE(!spheron_find(x->state, SPHERON_RECORD_OPERATOR, acct, 0, 0, &r) ||
					!r.u.oper.active,
			1, "AVS-02", "account %" PRIu32 " is no active matchmaker operator", acct);
	return NULL;
}

static const char *avs_not_found(struct refused *x)
{
	const struct spheron_command *c = x->c;
	struct spheron_record r;
	const char *why;

	if (c->verb == SPHERON_CMD_AVS_UNREGISTER)
		return operator_not_found(x, c->from);
	if (c->verb == SPHERON_CMD_AVS_ATTEST) {
		why = operator_not_found(x, c->from);
		if (why)
			return why;
		BECAUSE(spheron_find(x->state, SPHERON_RECORD_ORDER, c->u.avs_attest.order, 0, 0,
					&r),
				2, "AVS-04", "order %" PRIu64 " has no task to attest",
				c->u.avs_attest.order);
		why = never_given(x, "order", "orders", c->u.avs_attest.order,
				why_meta(x->state).next_order);
		x->nth = 2;
		return why;
	}
	BECAUSE(!spheron_find(x->state, SPHERON_RECORD_TASK, c->u.avs_dispute.order, 0, 0, &r), 1,
			"AVS-07", "order %" PRIu64 " has no task, or it is forgotten",
			c->u.avs_dispute.order);
	BECAUSE(!spheron_find(x->state, SPHERON_RECORD_ATTEST, c->u.avs_dispute.order,
				c->u.avs_dispute.operator_, 0, &r),
			2, "AVS-07",
			"account %" PRIu32 " has made no attestation for order %" PRIu64,
			c->u.avs_dispute.operator_, c->u.avs_dispute.order);
	return NULL;
}

static const char *checks_not_found(struct refused *x)
{
	const struct spheron_checks *list = &x->c->u.fizz_checks.list;
	const char *why = no_such_provider(x, 1, x->c->u.fizz_checks.gateway);

	for (uint32_t i = 0; !why && i < list->count && i < SPHERON_CHECKS_MAX; i++)
		why = no_such_fizz(x, 2, list->item[i].fizz);
	return why;
}

static const char *bid_place_not_found(struct refused *x)
{
	const struct spheron_args_bid_place *a = &x->c->u.bid_place;
	struct spheron_order_record o;
	const char *why = NULL;

	if (!why_order(x->state, a->order, &o))
		return order_not_found(x, a->order);
	why = no_such_provider(x, 2, a->provider);
	return why ? why : no_such_fizz(x, 3, a->fizz);
}

static const char *relink_not_found(struct refused *x)
{
	const char *why = no_such_fizz(x, 1, x->c->u.fizz_relink.fizz);

	return why ? why : no_such_provider(x, 2, x->c->u.fizz_relink.gateway);
}

static const char *target_not_found(struct refused *x)
{
	unsigned kind;
	uint32_t id;

	if (names_node(x->c, &kind, &id))
		return kind == FIZZ ? no_such_fizz(x, 1, id) : no_such_provider(x, 1, id);
	return no_such_provider(x, 1, x->c->u.prop_submit.target);
}

const char *refused_not_found(struct refused *x)
{
	struct spheron_meta_record m = why_meta(x->state);
	const struct spheron_command *c = x->c;
	uint64_t order, bid;
	uint32_t id;
	struct spheron_order_record o;

	if (names_account(c, &id)) {
		uint32_t n = spheron_used(x->state, SPHERON_TABLE_ACCOUNTS);

		BECAUSE(id >= n, 1, "CMD-03",
				"account %" PRIu32 " does not exist; accounts 0 to %" PRIu32 " do",
				id, n - 1);
	}
	if (c->verb == SPHERON_CMD_AVS_ATTEST || c->verb == SPHERON_CMD_AVS_UNREGISTER ||
			c->verb == SPHERON_CMD_AVS_DISPUTE)
		return avs_not_found(x);
	if (c->verb == SPHERON_CMD_BID_PLACE)
		return bid_place_not_found(x);
	if (c->verb == SPHERON_CMD_FIZZ_CHECKS)
		return checks_not_found(x);
	if (c->verb == SPHERON_CMD_FIZZ_RELINK)
		return relink_not_found(x);
	if (c->verb == SPHERON_CMD_FIZZ_REGISTER)
		return no_such_provider(x, 1, c->u.fizz_register.gateway);
	if (c->verb == SPHERON_CMD_PROP_VOTE)
		return never_given(x, "proposal", "proposals", c->u.prop_vote.prop, m.next_prop);
	if (c->verb == SPHERON_CMD_CHALLENGE_RESPOND)
		return never_given(x, "challenge", "challenges", c->u.challenge_respond.challenge,
				m.next_challenge);
	if (c->verb == SPHERON_CMD_CHALLENGE_JUDGE)
		return never_given(x, "challenge", "challenges", c->u.challenge_judge.challenge,
				m.next_challenge);
	if (names_order(c, &order)) {
		if (names_bid(c, &bid) && why_order(x->state, order, &o))
			return bid_not_found(x, order, bid);
		return order_not_found(x, order);
	}
	if (names_provider(c, &id))
		return no_such_provider(x, 1, id);
	if (names_fizz(c, &id))
		return no_such_fizz(x, 1, id);
	return target_not_found(x);
}

/* ---- ENDED ---- */

const char *refused_ended(struct refused *x)
{
	struct spheron_meta_record m = why_meta(x->state);
	const struct spheron_command *c = x->c;
	struct spheron_record r;
	uint64_t order;

	if (names_order(c, &order)) {
		bool lease = names_lease(c, &order);

		BECAUSE(order > 0 && order < m.next_order &&
						!spheron_find(x->state, SPHERON_RECORD_ORDER, order,
								0, 0, &r),
				1, "ID-02", "%s %" PRIu64 " existed and has ended",
				lease ? "lease" : "order", order);
		return NULL;
	}
	if (c->verb == SPHERON_CMD_PROP_VOTE) {
		uint32_t id = c->u.prop_vote.prop;

		BECAUSE(id > 0 && id < m.next_prop &&
						!spheron_find(x->state, SPHERON_RECORD_PROPOSAL, id,
								0, 0, &r),
				1, "ID-02", "proposal %" PRIu32 " has been decided", id);
		return NULL;
	}
	if (c->verb == SPHERON_CMD_CHALLENGE_RESPOND || c->verb == SPHERON_CMD_CHALLENGE_JUDGE) {
		uint32_t id = c->verb == SPHERON_CMD_CHALLENGE_RESPOND
					      ? c->u.challenge_respond.challenge
					      : c->u.challenge_judge.challenge;

		BECAUSE(id > 0 && id < m.next_challenge &&
						!spheron_find(x->state, SPHERON_RECORD_CHALLENGE,
								id, 0, 0, &r),
				1, "ID-02", "challenge %" PRIu32 " has been closed", id);
	}
	return NULL;
}
