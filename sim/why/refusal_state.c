/* Refusals because of the status that something is in, or of time. */

#include "sim/why/refusal.h"

#include "sim/why/words.h"

#include <inttypes.h>

enum { PROV = SPHERON_NODE_PROVIDER, FIZZ = SPHERON_NODE_FIZZ };

static const char *is_status(struct refused *x, unsigned nth, const char *rule, unsigned kind,
		uint32_t id, unsigned status, const char *needed)
{
	return because(x, nth, rule,
			words("%s is %s; %s", node_words(kind, id), status_words(status), needed));
}

/* ---- BAD_STATE ---- */

/* Which statuses of a provider a command admits, as bits, with words for them. */
static unsigned statuses_admitted(enum spheron_verb verb, const char **rule, const char **needed)
{
	static const struct {
		enum spheron_verb verb;
		unsigned bits;
		const char *rule, *needed;
	} rows[] = {
		{ SPHERON_CMD_PROVIDER_ATTRS, 0x1e, "REG-07",
				"only a Deactivated provider may not" },
		{ SPHERON_CMD_PROVIDER_COMMISSION, 0x1e, "DELEG-06",
				"only a Deactivated provider may not" },
		{ SPHERON_CMD_PROVIDER_UPGRADE, 0x1e, "UPG-02",
				"only a Deactivated provider may not" },
		{ SPHERON_CMD_PROVIDER_SUSPEND, 0x0e, "REG-09",
				"Registered, Active or in Maintenance is needed" },
		{ SPHERON_CMD_PROVIDER_REINSTATE, 0x10, "REG-09", "Suspended is needed" },
		{ SPHERON_CMD_PROVIDER_EXIT, 0x16, "REG-10",
				"Registered, Active or Suspended is needed" },
		{ SPHERON_CMD_STAKE_ADD, 0x1e, "STAKE-01", "only a Deactivated provider may not" },
		{ SPHERON_CMD_DELEG_ADD, 0x0e, "DELEG-01",
				"Registered, Active or in Maintenance is needed" },
		{ SPHERON_CMD_MAINT_SCHEDULE, 0x06, "MAINT-01", "Registered or Active is needed" },
		{ SPHERON_CMD_MAINT_END, 0x08, "MAINT-05", "it is not in Maintenance Mode" },
		{ SPHERON_CMD_PROOF_REPORT, 0x0e, "PROOF-03", "Registered or Active is needed" },
		{ SPHERON_CMD_CHALLENGE_OPEN, 0x0e, "PROOF-06", "Registered or Active is needed" },
	};

	for (unsigned i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		if (rows[i].verb == verb) {
			*rule = rows[i].rule;
			*needed = rows[i].needed;
			return rows[i].bits;
		}
	}
	return 0;
}

static const char *provider_bad_state(struct refused *x, const struct spheron_provider_record *p)
{
	const char *rule = "", *needed = "";
	unsigned bits = statuses_admitted(x->c->verb, &rule, &needed);

	if (bits && !(bits >> p->status & 1))
		return is_status(x, 1, rule, PROV, p->id, p->status, needed);
	if (x->c->verb == SPHERON_CMD_MAINT_CANCEL) {
		BECAUSE(p->status == SPHERON_MAINTENANCE, 1, "MAINT-04",
				"the maintenance of provider %" PRIu32 " is already running",
				p->id);
		BECAUSE(p->m_start == 0, 1, "MAINT-04",
				"provider %" PRIu32 " has no maintenance scheduled", p->id);
	}
	return NULL;
}

static const char *fizz_bad_state(struct refused *x, const struct spheron_fizz_record *f)
{
	enum spheron_verb verb = x->c->verb;
	bool early = f->status == SPHERON_REGISTERED || f->status == SPHERON_ACTIVE;

	if (verb == SPHERON_CMD_FIZZ_RELINK) {
		BECAUSE(early && f->gateway == x->c->u.fizz_relink.gateway, 1, "FIZZ-05",
				"gateway %" PRIu32 " is its gateway already", f->gateway);
		if (!early)
			return is_status(x, 1, "FIZZ-05", FIZZ, f->id, f->status,
					"Registered or Active is needed");
	}
	if ((verb == SPHERON_CMD_FIZZ_PRICES || verb == SPHERON_CMD_FIZZ_CAPACITY) && !early)
		return is_status(x, 1, verb == SPHERON_CMD_FIZZ_PRICES ? "FIZZ-04" : "FIZZ-07",
				FIZZ, f->id, f->status, "Registered or Active is needed");
	if (verb == SPHERON_CMD_FIZZ_EVICT && f->status != SPHERON_ACTIVE &&
			f->status != SPHERON_SUSPENDED)
		return is_status(x, 1, "FIZZ-11", FIZZ, f->id, f->status,
				"Active or Suspended is needed");
	if (verb == SPHERON_CMD_FIZZ_EXIT && f->status == SPHERON_DEACTIVATED)
		return is_status(x, 1, "FIZZ-08", FIZZ, f->id, f->status, "it has left already");
	if (verb == SPHERON_CMD_SUBNET_OBJECT) {
		BECAUSE(f->gateway == 0, 1, "GATE-05", "Fizz node %" PRIu32 " has no gateway",
				f->id);
		if (f->status == SPHERON_DEACTIVATED)
			return is_status(x, 1, "GATE-05", FIZZ, f->id, f->status, "it has left");
	}
	return NULL;
}

/* The gateway that a Fizz node wants to join. */
static const char *gateway_bad_state(struct refused *x)
{
	bool relink = x->c->verb == SPHERON_CMD_FIZZ_RELINK;
	uint32_t id = relink ? x->c->u.fizz_relink.gateway : x->c->u.fizz_register.gateway;
	struct spheron_provider_record g;

	if (why_provider(x->state, id, &g) && g.status != SPHERON_ACTIVE)
		return is_status(x, relink ? 2 : 1, "FIZZ-02", PROV, id, g.status,
				"a gateway must be Active");
	return NULL;
}

/* What keeps a Registered provider from being Active. */
static const char *stake_lacking(const struct refused *x, const struct spheron_provider_record *p)
{
	if (p->status != SPHERON_REGISTERED)
		return "";
	return words(" (own stake %s of %s needed)",
			spon_words(x, why_spon(x->state, SPHERON_STAKE, p->id)),
			spon_words(x, spheron_explain_stake(x->state, p->id)));
}

static const char *bid_bad_state(struct refused *x, const struct spheron_order_record *o)
{
	const struct spheron_args_bid_place *a = &x->c->u.bid_place;
	struct spheron_provider_record p;
	struct spheron_fizz_record f;

	BECAUSE(o->state != SPHERON_ORDER_OPEN, 1, "BID-01", "order %" PRIu64 " is matched already",
			o->id);
	if (why_provider(x->state, a->provider, &p) && p.status != SPHERON_ACTIVE)
		return is_status(x, 2, "BID-01", PROV, p.id, p.status,
				words("only Active providers bid%s", stake_lacking(x, &p)));
	if (why_fizz(x->state, a->fizz, &f) && f.status != SPHERON_ACTIVE)
		return is_status(x, 3, "BID-02", FIZZ, f.id, f.status,
				"the Fizz node must be Active");
	return NULL;
}

static const char *node_bad_state(struct refused *x, unsigned kind, uint32_t id)
{
	struct spheron_provider_record p;
	struct spheron_fizz_record f;
	unsigned status = 0;

	if (kind == PROV && why_provider(x->state, id, &p))
		status = p.status;
	else if (kind == FIZZ && why_fizz(x->state, id, &f))
		status = f.status;
	if (status == SPHERON_DEACTIVATED)
		return is_status(x, 1, "COOL-01", kind, id, status, "it has left for good");
	return NULL;
}

static const char *challenge_bad_state(struct refused *x)
{
	bool judge = x->c->verb == SPHERON_CMD_CHALLENGE_JUDGE;
	uint32_t id = judge ? x->c->u.challenge_judge.challenge
			    : x->c->u.challenge_respond.challenge;
	struct spheron_challenge_record c;

	if (!why_challenge(x->state, id, &c))
		return NULL;
	BECAUSE(judge && c.state != SPHERON_CHALLENGE_RESPONDED, 1, "PROOF-08",
			"the provider has not responded to challenge %" PRIu32 " yet", id);
	BECAUSE(!judge && c.state != SPHERON_CHALLENGE_OPEN, 1, "PROOF-07",
			"challenge %" PRIu32 " has been responded to already", id);
	return NULL;
}

static const char *checks_bad_state(struct refused *x)
{
	const struct spheron_checks *list = &x->c->u.fizz_checks.list;
	struct spheron_fizz_record f;

	for (uint32_t i = 0; i < list->count && i < SPHERON_CHECKS_MAX; i++)
		if (why_fizz(x->state, list->item[i].fizz, &f) && f.status != SPHERON_ACTIVE)
			return is_status(x, 1, "PROOF-05", FIZZ, f.id, f.status,
					"only Active nodes are checked");
	return NULL;
}

const char *refused_bad_state(struct refused *x)
{
	enum spheron_verb verb = x->c->verb;
	struct spheron_provider_record p;
	struct spheron_order_record o;
	struct spheron_fizz_record f;
	const char *why;
	unsigned kind;
	uint32_t id;

	BECAUSE(verb == SPHERON_CMD_GENESIS && spheron_clock(x->state).t != 0, 1, "GEN-01",
			"the log has started already, at t %" PRIu64, why_meta(x->state).t0);
	if (verb == SPHERON_CMD_BID_PLACE && order_of_command(x, &o))
		return bid_bad_state(x, &o);
	if (verb == SPHERON_CMD_FIZZ_CHECKS)
		return checks_bad_state(x);
	if (verb == SPHERON_CMD_CHALLENGE_JUDGE || verb == SPHERON_CMD_CHALLENGE_RESPOND)
		return challenge_bad_state(x);
	if (names_node(x->c, &kind, &id))
		return node_bad_state(x, kind, id);
	if (names_fizz(x->c, &id) && why_fizz(x->state, id, &f)) {
		why = fizz_bad_state(x, &f);
		return why || verb != SPHERON_CMD_FIZZ_RELINK ? why : gateway_bad_state(x);
	}
	if (verb == SPHERON_CMD_FIZZ_REGISTER)
		return gateway_bad_state(x);
	if (names_provider(x->c, &id) && why_provider(x->state, id, &p))
		return provider_bad_state(x, &p);
	if (order_of_command(x, &o))
		BECAUSE(o.state != SPHERON_ORDER_OPEN, 1,
				verb == SPHERON_CMD_ORDER_CANCEL ? "ORDER-06" : "AVS-09",
				"order %" PRIu64 " is matched already", o.id);
	return NULL;
}

/* ---- modes, windows, links ---- */

const char *refused_disabled(struct refused *x)
{
	struct spheron_order_record o;
	struct spheron_lease_record l;
	uint8_t select;

	if (x->c->verb == SPHERON_CMD_ORDER_CREATE) {
		select = x->c->u.order_create.select;
		BECAUSE(!(param_of(x, SPHERON_P_SELECT_MASK) >> select & 1), 1, "ORDER-03",
				"select_mask %" PRIu64
				" does not admit orders in which the %s picks",
				param_of(x, SPHERON_P_SELECT_MASK),
				select ? "tenant" : "matchmaker");
	}
	if (order_of_command(x, &o) && x->c->verb == SPHERON_CMD_MATCH_SET) {
		BECAUSE(o.matcher != 1, 1, "AVS-09",
				"when the window closed the matcher mode was %u (%s), not 1",
				o.matcher, o.matcher ? "automatic" : "operators");
		BECAUSE(o.select != SPHERON_SELECT_MATCHMAKER, 1, "AVS-09",
				"the tenant picks the winner of this order");
	}
	if (order_of_command(x, &o) && x->c->verb == SPHERON_CMD_ORDER_CHOOSE)
		BECAUSE(o.select != SPHERON_SELECT_TENANT, 1, "MATCH-12",
				"the order left the choice to the matchmaker");
	if (lease_of_command(x, &l))
		BECAUSE(!l.stream, 1, "ESCROW-06",
				"the lease settles when it closes (settle_mode 0)");
	return NULL;
}

const char *refused_in_maintenance(struct refused *x)
{
	struct spheron_provider_record p;
	uint32_t id;

	if (names_provider(x->c, &id) && why_provider(x->state, id, &p))
		BECAUSE(p.status == SPHERON_MAINTENANCE, 1, "MAINT-03",
				"provider %" PRIu32 " is in Maintenance Mode until %s", id,
				moment_words(x->state, p.m_end));
	return NULL;
}

static const char *maintenance_too_soon(struct refused *x)
{
	uint64_t notice = param_of(x, SPHERON_P_MAINT_NOTICE_S), now = now_of(x);
	uint64_t start = x->c->u.maint_schedule.start;

	BECAUSE(start < now + notice, 1, "MAINT-01",
			"it would start %s; at least %s of notice is needed",
			start < now ? "in the past" : words("in %s", span_words(start - now)),
			span_words(notice));
	return NULL;
}

const char *refused_too_soon(struct refused *x)
{
	enum spheron_verb verb = x->c->verb;
	struct spheron_provider_record p;
	struct spheron_record task, oper;
	uint32_t id;

	if (verb == SPHERON_CMD_MAINT_SCHEDULE)
		return maintenance_too_soon(x);
	if (verb == SPHERON_CMD_PROVIDER_COMMISSION && names_provider(x->c, &id) &&
			why_provider(x->state, id, &p))
		BECAUSE(p.commission_era == why_meta(x->state).era + 1, 1, "DELEG-06",
				"its commission was changed in this era already (now %s)",
				bp_words(p.commission_bp));
	if (verb == SPHERON_CMD_CHALLENGE_OPEN && names_provider(x->c, &id) &&
			why_provider(x->state, id, &p))
		BECAUSE(now_of(x) < p.chal_from, 1, "PROOF-11",
				"it failed a challenge; the next may be opened at %s, in %s",
				moment_words(x->state, p.chal_from),
				span_words(p.chal_from - now_of(x)));
	if (verb == SPHERON_CMD_AVS_ATTEST &&
			spheron_find(x->state, SPHERON_RECORD_TASK, x->c->u.avs_attest.order, 0, 0,
					&task) &&
			spheron_find(x->state, SPHERON_RECORD_OPERATOR, x->c->from, 0, 0, &oper))
		BECAUSE(oper.u.oper.since_b >= task.u.task.opened_b, 1, "AVS-04",
				"the operator registered in block %" PRIu64
				", not before the task opened in block %" PRIu64,
				oper.u.oper.since_b, task.u.task.opened_b);
	return NULL;
}

const char *refused_window_closed(struct refused *x)
{
	static const char *const states[] = { "running", "final", "expired", "void" };
	struct spheron_order_record o;
	struct spheron_record task;

	if (x->c->verb == SPHERON_CMD_BID_PLACE && order_of_command(x, &o))
		BECAUSE(o.closed, 1, "BID-01",
				"the bid window of order %" PRIu64 " closed at block %" PRIu64,
				o.id, o.close_b);
	if (x->c->verb == SPHERON_CMD_AVS_ATTEST &&
			spheron_find(x->state, SPHERON_RECORD_TASK, x->c->u.avs_attest.order, 0, 0,
					&task))
		BECAUSE(task.u.task.state != SPHERON_TASK_RUNNING, 1, "AVS-04",
				"the task of this order is %s", states[task.u.task.state & 3]);
	return NULL;
}

const char *refused_window_open(struct refused *x)
{
	struct spheron_order_record o;
	struct spheron_record task;

	if (order_of_command(x, &o))
		BECAUSE(!o.closed, 1, "AVS-09",
				"bids are taken until block %" PRIu64 ", it is block %" PRIu64,
				o.close_b, spheron_clock(x->state).b);
	if (x->c->verb == SPHERON_CMD_AVS_DISPUTE &&
			spheron_find(x->state, SPHERON_RECORD_TASK, x->c->u.avs_dispute.order, 0, 0,
					&task))
		BECAUSE(task.u.task.state == SPHERON_TASK_RUNNING, 1, "AVS-07",
				"the task is still running, until block %" PRIu64,
				task.u.task.deadline_b);
	return NULL;
}

const char *refused_has_leases(struct refused *x)
{
	struct spheron_provider_record p;
	struct spheron_fizz_record f;
	wide stake, needed;
	uint32_t id;

	if (names_fizz(x->c, &id) && why_fizz(x->state, id, &f))
		BECAUSE(f.leases > 0, 1,
				x->c->verb == SPHERON_CMD_FIZZ_EXIT ? "FIZZ-08" : "FIZZ-05",
				"Fizz node %" PRIu32 " holds %" PRIu32 " leases", id, f.leases);
	if (!names_provider(x->c, &id) || !why_provider(x->state, id, &p))
		return NULL;
	if (x->c->verb == SPHERON_CMD_PROVIDER_EXIT) {
		BECAUSE(p.leases + p.fleases > 0, 1, "REG-10",
				"it holds %" PRIu32 " leases and %" PRIu32
				" through its Fizz nodes",
				p.leases, p.fleases);
		BECAUSE(p.members > 0, 1, "REG-10", "%" PRIu32 " Fizz nodes are linked to it",
				p.members);
		return NULL;
	}
	stake = why_spon(x->state, SPHERON_STAKE, id);
	needed = spheron_explain_stake(x->state, id);
	BECAUSE(p.leases + p.fleases > 0 &&
					wide_compare(wide_less(stake, x->c->u.stake_unbond.amount),
							needed) < 0,
			1, "STAKE-07",
			"while leases run own stake may not fall below %s; %s less %s would leave "
			"%s",
			exact_money_words(x->state, SPHERON_SPON, needed),
			exact_words(x->state, SPHERON_SPON, stake),
			exact_words(x->state, SPHERON_SPON, x->c->u.stake_unbond.amount),
			exact_words(x->state, SPHERON_SPON,
					wide_less(stake, x->c->u.stake_unbond.amount)));
	return NULL;
}

static const char *fizz_not_linked(
		struct refused *x, uint32_t fizz, uint32_t gateway, const char *rule)
{
	struct spheron_fizz_record f;

	if (why_fizz(x->state, fizz, &f))
		BECAUSE(f.gateway != gateway, 1, rule,
				"Fizz node %" PRIu32 " %s, not behind provider %" PRIu32, fizz,
				f.gateway ? words("is behind gateway %" PRIu32, f.gateway)
					  : "has no gateway now",
				gateway);
	return NULL;
}

const char *refused_not_linked(struct refused *x)
{
	const struct spheron_command *c = x->c;
	struct spheron_provider_record p;
	const char *why = NULL;
	uint32_t id = 0;

	if (c->verb == SPHERON_CMD_BID_PLACE)
		return fizz_not_linked(x, c->u.bid_place.fizz, c->u.bid_place.provider, "BID-02");
	if (c->verb == SPHERON_CMD_FIZZ_CHECKS) {
		for (uint32_t i = 0;
				!why && i < c->u.fizz_checks.list.count && i < SPHERON_CHECKS_MAX;
				i++)
			why = fizz_not_linked(x, c->u.fizz_checks.list.item[i].fizz,
					c->u.fizz_checks.gateway, "PROOF-05");
		return why;
	}
	if (c->verb == SPHERON_CMD_SUBNET_SET)
		id = c->u.subnet_set.provider;
	else
		id = c->verb == SPHERON_CMD_FIZZ_RELINK ? c->u.fizz_relink.gateway
							: c->u.fizz_register.gateway;
	if (why_provider(x->state, id, &p))
		BECAUSE(!p.gateway, 1, c->verb == SPHERON_CMD_SUBNET_SET ? "GATE-01" : "FIZZ-02",
				"provider %" PRIu32 " is no gateway", id);
	return NULL;
}

const char *refused_not_accepted(struct refused *x)
{
	enum spheron_verb verb = x->c->verb;
	struct spheron_lease_record l;

	if (!lease_of_command(x, &l))
		return NULL;
	BECAUSE(l.upd == SPHERON_UPDATE_NONE, 1,
			verb == SPHERON_CMD_LEASE_UPDATE_CANCEL ? "LEASE-13"
			: verb == SPHERON_CMD_LEASE_UPDATE      ? "LEASE-08"
								: "LEASE-07",
			"the tenant has not requested an update of lease %" PRIu64, l.id);
	BECAUSE(verb == SPHERON_CMD_LEASE_UPDATE && l.upd != SPHERON_UPDATE_ACCEPTED, 1, "LEASE-08",
			"the update that was requested has not been accepted");
	return NULL;
}

const char *refused_honest(struct refused *x)
{
	const struct spheron_args_dispute *a = &x->c->u.avs_dispute;
	struct spheron_record task, attest;

	if (spheron_find(x->state, SPHERON_RECORD_TASK, a->order, 0, 0, &task) &&
			spheron_find(x->state, SPHERON_RECORD_ATTEST, a->order, a->operator_, 0,
					&attest))
		BECAUSE(attest.u.attest.bid == task.u.task.expected, 1, "AVS-07",
				"operator %" PRIu32 " attested bid %" PRIu64
				", which is the bid that scoring expects",
				a->operator_, attest.u.attest.bid);
	return NULL;
}
