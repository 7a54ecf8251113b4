/* Proposals and votes (3.2), release announcements (UPG-01). */
#include "state.h"

#include <string.h>

/* REG-03, REG-07 */
bool oracle_proposal_running(const struct oracle *o, int kind, u32 acct)
{
	foreach (struct proposal, p, o->proposals)
		if (p->kind == kind && p->acct == acct)
			return true;
	return false;
}

/* UPG-01: current < version <= current + 1,000 and < 2^32 */
bool oracle_release_ok(const struct oracle *o, u128 version)
{
	return version > o->version && version <= (u128)o->version + 1000 && version <= UINT32_MAX;
}

/* UPG-01 */
void oracle_run_release(struct oracle *o, u32 version)
{
	struct release *r = oracle_alloc(sizeof *r);

	*r = (struct release){ version, o->era + (u32)oracle_param(o, P_upgrade_grace_eras) };
	o->version = version;
	oracle_vec_push(&o->releases, r);
	EVENT(o, "ReleaseSet", N(version), N(r->due));
}

/* UPG-01 */
enum result oracle_do_release_set(struct oracle *o, const struct command *c)
{
	u128 version = oracle_num(c, "version");

	if (!oracle_has_role(o, c->from, ADMIN))
		return NOT_ALLOWED;
	if (!oracle_release_ok(o, version))
		return BAD_VALUE;
	oracle_run_release(o, (u32)version);
	return OK;
}

/* GOV-04, GOV-10: known, not of class G, within bounds, unbonding_s >= vote_s afterwards */
static bool param_change_ok(const struct oracle *o, const char *name, u128 value)
{
	const struct param_info *info = oracle_param_info();
	int id = oracle_param_find(name);

	if (id < 0 || info[id].class == 'G' || value < info[id].min || value > info[id].max)
		return false;
	if (id == P_unbonding_s)
		return value >= oracle_param(o, P_vote_s);
	if (id == P_vote_s)
		return oracle_param(o, P_unbonding_s) >= value;
	return true;
}

/* GOV-09, PARAM-02 */
static void run_param(struct oracle *o, const char *name, u128 value)
{
	int id = oracle_param_find(name);

	if (oracle_param_info()[id].class == 'N') {
		o->param[id].value = value;
		EVENT(o, "ParamSet", S(name), D(value));
	} else {
		o->param[id].pending = 1;
		o->param[id].next = value;
	}
}

/* GOV-03, GOV-04 on submission */
static enum result check_submit(const struct oracle *o, const struct command *c)
{
	u128 kind = oracle_num(c, "kind"), target = oracle_num(c, "target"),
	     value = oracle_num(c, "value");
	u128 fizz = oracle_num(c, "fizz");

	switch ((int)kind) {
	case PROP_PARAM:
		return param_change_ok(o, oracle_arg(c, "name")->text, value) ? OK : BAD_VALUE;
	case PROP_MISCONDUCT:
		if (oracle_num(c, "bp") > 10000 || fizz > 1 ||
			!oracle_harmed_ok(o, oracle_arg(c, "harmed")))
			return BAD_VALUE;
		return oracle_node(o, fizz, target) ? OK : NOT_FOUND;
	case PROP_SUSPEND:
	case PROP_REINSTATE:
		return oracle_provider(o, target) ? OK : NOT_FOUND;
	case PROP_RELEASE:
		return oracle_release_ok(o, value) ? OK : BAD_VALUE;
	default:
		return BAD_VALUE;
	}
}

/* GOV-02 */
enum result oracle_do_prop_submit(struct oracle *o, const struct command *c)
{
	enum result r = check_submit(o, c);

	if (r != OK)
		return r;
	if (oracle_balance(o, FREE, c->from, SPON) < oracle_param(o, P_proposal_deposit))
		return NO_FUNDS;
	oracle_open_proposal(o, (int)oracle_num(c, "kind"), c);
	return OK;
}

/* GOV-02, GOV-07, GOV-11 */
void oracle_open_proposal(struct oracle *o, int kind, const struct command *c)
{
	struct proposal *p = oracle_alloc(sizeof *p);
	bool misconduct = kind == PROP_MISCONDUCT;

	p->id = o->next_prop++;
	p->kind = (u8)kind;
	p->acct = c->from;
	p->end = o->t + (u64)oracle_param(o, P_vote_s);
	p->vote_mode = (u8)oracle_param(o, P_vote_mode);
	p->quorum_bp = (u16)oracle_param(o, misconduct ? P_misconduct_quorum_bp : P_quorum_bp);
	p->majority_bp =
		(u16)oracle_param(o, misconduct ? P_misconduct_majority_bp : P_majority_bp);
	p->total = p->vote_mode == 0 ? oracle_total_bonded(o) : oracle_count_council(o);
	oracle_command_payload(c, p->payload);
	p->args = oracle_command_copy(c);
	oracle_vec_push(&o->proposals, p);
	if (p->end > o->vote_end)
		o->vote_end = p->end;
	oracle_move(o, FREE, c->from, PROPOSAL_DEPOSIT, p->id, SPON,
		oracle_param(o, P_proposal_deposit));
	EVENT(o, "ProposalSubmitted", N(p->id), N(p->kind), N(p->end));
}

/* GOV-08: the checks of the execution */
static bool executable(const struct oracle *o, int kind, const struct command *c)
{
	const struct provider *p;

	switch (kind) {
	case PROP_REGISTER:
		return oracle_check_register(o, c) == OK;
	case PROP_ATTRIBUTES:
		return oracle_check_attrs(o, oracle_provider(o, oracle_num(c, "provider")), c) ==
		       OK;
	case PROP_SUSPEND:
		p = oracle_provider(o, oracle_num(c, "target"));
		return p->node.status <= MAINTENANCE;
	case PROP_REINSTATE:
		p = oracle_provider(o, oracle_num(c, "target"));
		return p->node.status == SUSPENDED;
	default:
		return check_submit(o, c) == OK;
	}
}

static void execute(struct oracle *o, int kind, const struct command *c)
{
	switch (kind) {
	case PROP_REGISTER:
		oracle_run_register(o, c->from, c);
		break;
	case PROP_ATTRIBUTES:
		oracle_run_attrs(o, oracle_provider(o, oracle_num(c, "provider")), c);
		break;
	case PROP_PARAM:
		run_param(o, oracle_arg(c, "name")->text, oracle_num(c, "value"));
		break;
	case PROP_MISCONDUCT:
		if (oracle_num(c, "fizz") == KIND_PROVIDER)
			oracle_provider_misconduct(o, oracle_provider(o, oracle_num(c, "target")),
				oracle_num(c, "bp"), oracle_arg(c, "harmed"));
		else
			oracle_fizz_misconduct(o, oracle_fizz(o, oracle_num(c, "target")),
				oracle_num(c, "bp"), oracle_arg(c, "harmed"));
		break;
	case PROP_SUSPEND:
		oracle_run_suspend(o, oracle_provider(o, oracle_num(c, "target")));
		break;
	case PROP_REINSTATE:
		oracle_run_reinstate(o, oracle_provider(o, oracle_num(c, "target")));
		break;
	case PROP_RELEASE:
		oracle_run_release(o, (u32)oracle_num(c, "value"));
		break;
	}
}

/* REG-04, REG-07: automatic approval, without deposit or record */
void oracle_pass_at_once(struct oracle *o, int kind, const struct command *c)
{
	u32 id = o->next_prop++;

	EVENT(o, "ProposalSubmitted", N(id), N((u128)kind), N(o->t));
	execute(o, kind, c);
	EVENT(o, "ProposalClosed", N(id), N(OUTCOME_PASSED));
}

/* GOV-05 */
static u128 voting_power(const struct oracle *o, u32 acct, u8 vote_mode)
{
	const struct provider *own = oracle_provider_of(o, acct);
	u128 power = 0;

	if (vote_mode == 1)
		return oracle_has_role(o, acct, COUNCIL) ? 1 : 0;
	if (own)
		power += oracle_balance(o, STAKE, own->node.id, SPON);
	foreach (struct delegation, d, o->delegations)
		if (d->acct == acct)
			power += oracle_share_value(o, d);
	return power;
}

/* The vote of an account on a proposal, or NULL; *pos is its place. */
static struct vote *find_vote(const struct oracle *o, u32 prop, u32 acct, size_t *pos)
{
	*pos = 0;
	foreach (struct vote, v, o->votes) {
		if (v->prop == prop && v->acct == acct)
			return v;
		if (v->prop < prop || (v->prop == prop && v->acct < acct))
			*pos = v_i + 1;
	}
	return NULL;
}

/* GOV-05 */
enum result oracle_do_prop_vote(struct oracle *o, const struct command *c)
{
	u128 id = oracle_num(c, "prop"), choice = oracle_num(c, "choice"), power;
	struct proposal *p = oracle_proposal(o, id);
	struct vote *v;
	size_t pos;

	if (!p)
		return oracle_gone(id, o->next_prop);
	if (choice > VOTE_ABSTAIN)
		return BAD_VALUE;
	if (find_vote(o, p->id, c->from, &pos))
		return DUPLICATE;
	power = voting_power(o, c->from, p->vote_mode);
	if (power == 0)
		return NO_STAKE;
	v = oracle_alloc(sizeof *v);
	*v = (struct vote){ p->id, c->from, (u8)choice, power };
	oracle_vec_insert(&o->votes, pos, v);
	if (choice == VOTE_YES)
		p->yes += power;
	else if (choice == VOTE_NO)
		p->no += power;
	else
		p->abstain += power;
	EVENT(o, "Voted", N(p->id), N(c->from), N(choice), D(power));
	return OK;
}

/* GOV-07 */
static int count_votes(const struct proposal *p)
{
	u128 all = p->yes + p->no + p->abstain;

	if (all == 0 || oracle_compare_products(all, 10000, p->quorum_bp, p->total) < 0)
		return OUTCOME_NO_QUORUM;
	if (oracle_compare_products(p->yes, 10000, p->majority_bp, p->yes + p->no) > 0)
		return OUTCOME_PASSED;
	return OUTCOME_REJECTED;
}

static void delete_votes(struct oracle *o, u32 prop)
{
	size_t i = 0;

	while (i < o->votes.n) {
		const struct vote *v = o->votes.item[i];

		if (v->prop == prop)
			oracle_vec_delete(&o->votes, i);
		else
			i++;
	}
}

/* GOV-07, GOV-08: deposit, then execution, then ProposalClosed */
void oracle_vote_end(struct oracle *o, struct proposal *p)
{
	int outcome = count_votes(p);
	u128 deposit = oracle_balance(o, PROPOSAL_DEPOSIT, p->id, SPON);

	if (outcome == OUTCOME_NO_QUORUM)
		oracle_move(o, PROPOSAL_DEPOSIT, p->id, TREASURY, 0, SPON, deposit);
	else
		oracle_move(o, PROPOSAL_DEPOSIT, p->id, FREE, p->acct, SPON, deposit);
	if (outcome == OUTCOME_PASSED) {
		if (executable(o, p->kind, p->args))
			execute(o, p->kind, p->args);
		else
			outcome = OUTCOME_NOT_EXECUTABLE;
	}
	EVENT(o, "ProposalClosed", N(p->id), N((u128)outcome));
	delete_votes(o, p->id);
	oracle_command_free(p->args);
	oracle_vec_delete_record(&o->proposals, p);
}
