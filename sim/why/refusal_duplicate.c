/* Refusals because something exists already. */

#include "sim/why/refusal.h"

#include "sim/why/words.h"

#include <inttypes.h>

enum { PROV = SPHERON_NODE_PROVIDER, FIZZ = SPHERON_NODE_FIZZ };

static const char *node_duplicate(struct refused *x, unsigned kind, uint32_t id)
{
	struct spheron_provider_record p;
	struct spheron_fizz_record f;
	bool up, paused;

	if (kind == PROV && why_provider(x->state, id, &p)) {
		up = p.up;
		paused = p.paused;
	} else if (kind == FIZZ && why_fizz(x->state, id, &f)) {
		up = f.up;
		paused = f.paused;
	} else {
		return NULL;
	}
	BECAUSE(x->c->verb == SPHERON_CMD_NODE_DOWN && !up, 1, "COOL-01",
			"its link is down already");
	BECAUSE(x->c->verb == SPHERON_CMD_NODE_UP && up, 1, "COOL-02", "its link is up already");
	BECAUSE(x->c->verb == SPHERON_CMD_NODE_PAUSE && paused, 1, "COOL-01",
			"it is paused already");
	BECAUSE(x->c->verb == SPHERON_CMD_NODE_RESUME && !paused, 1, "COOL-02", "it is not paused");
	return NULL;
}

static const char *register_duplicate(struct refused *x)
{
	uint32_t n = spheron_used(x->state, SPHERON_TABLE_PROVIDERS);
	struct spheron_proposal_record prop;
	struct spheron_provider_record p;
	uint32_t next = why_meta(x->state).next_prop;

	for (uint32_t id = 1; id <= n; id++)
		BECAUSE(why_provider(x->state, id, &p) && p.owner == x->c->from, 1, "REG-03",
				"account %" PRIu32 " has provider %" PRIu32 " already", x->c->from,
				id);
	if (spheron_used(x->state, SPHERON_TABLE_PROPOSALS) == 0)
		return NULL;
	for (uint32_t id = next > 100000 ? next - 100000 : 1; id < next; id++)
		BECAUSE(why_proposal(x->state, id, &prop) &&
						prop.kind == SPHERON_PROPOSE_REGISTER &&
						prop.acct == x->c->from,
				1, "REG-03",
				"proposal %" PRIu32 " to register it is being voted on", id);
	return NULL;
}

static const char *attrs_duplicate(struct refused *x)
{
	uint32_t next = why_meta(x->state).next_prop, target = x->c->u.provider_attrs.provider;
	static struct spheron_command terms;
	struct spheron_param_info name;

	for (uint32_t id = next > 100000 ? next - 100000 : 1; id < next; id++)
		BECAUSE(spheron_terms(x->state, id, &terms, &name) &&
						terms.verb == SPHERON_CMD_PROVIDER_ATTRS &&
						terms.u.provider_attrs.provider == target,
				1, "REG-07",
				"proposal %" PRIu32 " on its attributes is being voted on", id);
	return NULL;
}

static const char *fizz_register_duplicate(struct refused *x)
{
	uint32_t n = spheron_used(x->state, SPHERON_TABLE_FIZZ);
	struct spheron_fizz_record f;

	for (uint32_t id = 1; id <= n; id++)
		BECAUSE(why_fizz(x->state, id, &f) && f.owner == x->c->from, 1, "FIZZ-01",
				"account %" PRIu32 " has Fizz node %" PRIu32 " already", x->c->from,
				id);
	return NULL;
}

static const char *bid_duplicate(struct refused *x)
{
	const struct spheron_args_bid_place *a = &x->c->u.bid_place;
	uint64_t next = why_meta(x->state).next_bid;
	struct spheron_bid_record b;

	/* Bids of an open order are among the latest. */
	for (uint64_t id = next; id-- > 1;)
		BECAUSE(why_bid(x->state, id, &b) && b.order == a->order &&
						b.provider == a->provider,
				1, "BID-03",
				"provider %" PRIu32 " has bid on order %" PRIu64
				" already (bid %" PRIu64 ")",
				a->provider, a->order, id);
	return NULL;
}

static const char *challenge_duplicate(struct refused *x)
{
	uint32_t next = why_meta(x->state).next_challenge,
		 provider = x->c->u.challenge_open.provider;
	struct spheron_challenge_record c;

	for (uint32_t id = next; id-- > 1;)
		BECAUSE(why_challenge(x->state, id, &c) && c.provider == provider, 1, "PROOF-06",
				"challenge %" PRIu32 " of provider %" PRIu32 " is still open", id,
				provider);
	return NULL;
}

static const char *avs_duplicate(struct refused *x)
{
	const struct spheron_command *c = x->c;
	struct spheron_record r;

	BECAUSE(c->verb == SPHERON_CMD_AVS_REGISTER &&
					spheron_find(x->state, SPHERON_RECORD_OPERATOR, c->from, 0,
							0, &r) &&
					r.u.oper.active,
			1, "AVS-01", "account %" PRIu32 " is an active operator already", c->from);
	BECAUSE(c->verb == SPHERON_CMD_AVS_ATTEST &&
					spheron_find(x->state, SPHERON_RECORD_ATTEST,
							c->u.avs_attest.order, c->from, 0, &r),
			1, "AVS-04",
			"operator %" PRIu32 " has attested bid %" PRIu64 " of this order already",
			c->from, r.u.attest.bid);
	BECAUSE(c->verb == SPHERON_CMD_AVS_DISPUTE &&
					spheron_find(x->state, SPHERON_RECORD_ATTEST,
							c->u.avs_dispute.order,
							c->u.avs_dispute.operator_, 0, &r) &&
					r.u.attest.slashed,
			1, "AVS-07",
			"operator %" PRIu32 " has been slashed for this attestation already",
			c->u.avs_dispute.operator_);
	return NULL;
}

const char *refused_duplicate(struct refused *x)
{
	enum spheron_verb verb = x->c->verb;
	struct spheron_provider_record p, g;
	struct spheron_fizz_record f;
	struct spheron_lease_record l;
	struct spheron_record r;
	unsigned kind;
	uint32_t id;

	if (verb == SPHERON_CMD_PROVIDER_REGISTER)
		return register_duplicate(x);
	if (verb == SPHERON_CMD_PROVIDER_ATTRS)
		return attrs_duplicate(x);
	if (verb == SPHERON_CMD_FIZZ_REGISTER)
		return fizz_register_duplicate(x);
	if (verb == SPHERON_CMD_BID_PLACE)
		return bid_duplicate(x);
	if (verb == SPHERON_CMD_CHALLENGE_OPEN)
		return challenge_duplicate(x);
	if (names_node(x->c, &kind, &id))
		return node_duplicate(x, kind, id);
	if (verb == SPHERON_CMD_PROP_VOTE)
		BECAUSE(spheron_find(x->state, SPHERON_RECORD_VOTE, x->c->u.prop_vote.prop,
					x->c->from, 0, &r),
				1, "GOV-05",
				"account %" PRIu32 " has voted on proposal %" PRIu32 " already",
				x->c->from, x->c->u.prop_vote.prop);
	if (verb == SPHERON_CMD_MAINT_SCHEDULE &&
			why_provider(x->state, x->c->u.maint_schedule.provider, &p))
		BECAUSE(p.m_start != 0, 1, "MAINT-01",
				"a maintenance is scheduled already, %s to %s",
				moment_words(x->state, p.m_start), moment_words(x->state, p.m_end));
	if (verb == SPHERON_CMD_LEASE_UPDATE_ACCEPT && lease_of_command(x, &l))
		BECAUSE(l.upd == SPHERON_UPDATE_ACCEPTED, 1, "LEASE-07",
				"the update has been accepted already");
	if (verb == SPHERON_CMD_SUBNET_OBJECT &&
			why_fizz(x->state, x->c->u.subnet_object.fizz, &f) &&
			why_provider(x->state, f.gateway, &g))
		BECAUSE(g.subnet_next && f.objected == g.subnet_seq, 1, "GATE-05",
				"Fizz node %" PRIu32 " has objected to these values already", f.id);
	return avs_duplicate(x);
}
