/* Proofs, checks and challenges (3.14). */
#include "state.h"

/* PROOF-03, PROOF-04, REG-12 */
enum result oracle_do_proof_report(struct oracle *o, const struct command *c)
{
	struct provider *p = oracle_provider(o, oracle_num(c, "provider"));
	u128 kind = oracle_num(c, "kind"), pass = oracle_num(c, "pass");

	if (!oracle_has_role(o, c->from, VERIFIER))
		return NOT_ALLOWED;
	if (!p)
		return NOT_FOUND;
	if (kind > PROOF_REGION || pass > 1)
		return BAD_VALUE;
	if (p->node.status == SUSPENDED || p->node.status == DEACTIVATED)
		return BAD_STATE;
	if (p->node.status == MAINTENANCE)
		return IN_MAINTENANCE;
	if (p->proof_n[kind] >= oracle_param(o, P_proof_max))
		return LIMIT;
	p->proof_n[kind]++;
	p->proof_ok[kind] += (u16)pass;
	if (kind == PROOF_CPU && pass && p->node.cpu > 0)
		p->verified |= 1;
	if (kind == PROOF_GPU && pass && oracle_gpu_count(&p->node) > 0)
		p->verified |= 2;
	if (kind == PROOF_REGION)
		p->region_bad = !pass;
	EVENT(o, "ProofReported", N(p->node.id), N(kind), N(pass));
	return OK;
}

/* Columns of a `checks` row: fizz, alive, four shortfalls (ENC-03) */
enum { CHECK_FIZZ, CHECK_ALIVE, CHECK_SHORTFALL };

/* PROOF-05: form of the list */
static bool checks_ok(const struct arg *list)
{
	if (list->rows < 1 || list->rows > 64)
		return false;
	for (size_t i = 0; i < list->rows; i++) {
		const u128 *row = list->row[i];

		if (i > 0 && row[CHECK_FIZZ] <= list->row[i - 1][CHECK_FIZZ])
			return false;
		if (row[CHECK_ALIVE] > 1)
			return false;
		for (int d = 0; d < 4; d++)
			if (row[CHECK_SHORTFALL + d] > 1000000)
				return false;
	}
	return true;
}

/* PROOF-05: one entry */
static enum result check_entry(const struct oracle *o, const u128 *row, u128 gateway)
{
	const struct fizz *f = oracle_fizz(o, row[CHECK_FIZZ]);

	if (!f)
		return NOT_FOUND;
	if (f->gateway != gateway)
		return NOT_LINKED;
	if (f->node.status != ACTIVE)
		return BAD_STATE;
	return f->n < oracle_param(o, P_checks_max) ? OK : LIMIT;
}

/* PROOF-05 */
enum result oracle_do_fizz_checks(struct oracle *o, const struct command *c)
{
	u128 gateway = oracle_num(c, "gateway");
	const struct arg *list = oracle_arg(c, "list");

	if (!oracle_has_role(o, c->from, VERIFIER))
		return NOT_ALLOWED;
	if (!oracle_provider(o, gateway))
		return NOT_FOUND;
	if (!checks_ok(list))
		return BAD_VALUE;
	for (size_t i = 0; i < list->rows; i++) {
		enum result r = check_entry(o, list->row[i], gateway);

		if (r != OK)
			return r;
	}
	for (size_t i = 0; i < list->rows; i++) {
		struct fizz *f = oracle_fizz(o, list->row[i][CHECK_FIZZ]);

		f->n++;
		if (list->row[i][CHECK_ALIVE] == 0)
			continue;
		f->alive++;
		for (int d = 0; d < 4; d++)
			f->shortfall[d] += (u64)list->row[i][CHECK_SHORTFALL + d];
	}
	EVENT(o, "FizzChecked", N(gateway), N(list->rows));
	return OK;
}

static bool has_open_challenge(const struct oracle *o, u32 provider)
{
	foreach (struct challenge, h, o->challenges)
		if (h->provider == provider)
			return true;
	return false;
}

/* PROOF-06, PROOF-11 */
enum result oracle_do_challenge_open(struct oracle *o, const struct command *c)
{
	const struct provider *p = oracle_provider(o, oracle_num(c, "provider"));
	u128 kind = oracle_num(c, "kind"), bond = oracle_param(o, P_challenge_bond);
	struct challenge *h;

	if (!p)
		return NOT_FOUND;
	if (kind > PROOF_REGION)
		return BAD_VALUE;
	if (p->node.status == MAINTENANCE)
		return IN_MAINTENANCE;
	if (p->node.status != REGISTERED && p->node.status != ACTIVE)
		return BAD_STATE;
	if (has_open_challenge(o, p->node.id))
		return DUPLICATE;
	if (o->t < p->chal_from)
		return TOO_SOON;
	if (oracle_balance(o, FREE, c->from, SPON) < bond)
		return NO_FUNDS;
	h = oracle_alloc(sizeof *h);
	h->id = o->next_challenge++;
	h->provider = p->node.id;
	h->acct = c->from;
	h->kind = (u8)kind;
	h->state = CHALLENGE_OPEN;
	h->deadline = o->t + (u64)oracle_param(o, P_challenge_window_s);
	h->penalty = oracle_param(o, P_challenge_penalty);
	oracle_vec_push(&o->challenges, h);
	oracle_move(o, FREE, c->from, CHALLENGE_BOND, h->id, SPON, bond);
	EVENT(o, "ChallengeOpened", N(h->id), N(h->provider), N(h->kind), N(h->deadline));
	return OK;
}

/* PROOF-07 */
enum result oracle_do_challenge_respond(struct oracle *o, const struct command *c)
{
	u128 id = oracle_num(c, "challenge");
	struct challenge *h = oracle_challenge(o, id);

	if (!h)
		return oracle_gone(id, o->next_challenge);
	if (oracle_provider(o, h->provider)->node.owner != c->from)
		return NOT_ALLOWED;
	if (h->state != CHALLENGE_OPEN)
		return BAD_STATE;
	h->state = CHALLENGE_RESPONDED;
	h->deadline = o->t + (u64)oracle_param(o, P_judge_window_s);
	EVENT(o, "ChallengeResponded", N(h->id), N(h->deadline));
	return OK;
}

/* PROOF-08, PROOF-09, PROOF-11: bond, event, consequences */
static void finish(struct oracle *o, struct challenge *h, int outcome)
{
	struct provider *p = oracle_provider(o, h->provider);
	u32 bond_to = outcome == CHALLENGE_PASSED ? p->node.owner : h->acct;
	struct place challenger = { FREE, h->acct }, foundation = { FOUNDATION, 0 };

	oracle_move(o, CHALLENGE_BOND, h->id, FREE, bond_to, SPON,
		oracle_balance(o, CHALLENGE_BOND, h->id, SPON));
	EVENT(o, "ChallengeClosed", N(h->id), N((u128)outcome));
	if (outcome != CHALLENGE_VOID && h->kind == PROOF_REGION)
		p->region_bad = outcome == CHALLENGE_FAILED;
	if (outcome == CHALLENGE_FAILED) {
		p->chal_from = o->t + (u64)oracle_param(o, P_challenge_gap_s);
		oracle_slash(o, p, SLASH_CHALLENGE, h->penalty, true, challenger, foundation);
	}
	oracle_vec_delete_record(&o->challenges, h);
}

/* PROOF-08 */
enum result oracle_do_challenge_judge(struct oracle *o, const struct command *c)
{
	u128 id = oracle_num(c, "challenge"), pass = oracle_num(c, "pass");
	struct challenge *h = oracle_challenge(o, id);

	if (!oracle_has_role(o, c->from, VERIFIER))
		return NOT_ALLOWED;
	if (!h)
		return oracle_gone(id, o->next_challenge);
	if (pass > 1)
		return BAD_VALUE;
	if (h->state != CHALLENGE_RESPONDED)
		return BAD_STATE;
	finish(o, h, pass ? CHALLENGE_PASSED : CHALLENGE_FAILED);
	return OK;
}

/* PROOF-08, PROOF-09: unanswered fails, unjudged is void, and so is any deadline in Maintenance
 * Mode. */
void oracle_challenge_timeout(struct oracle *o, struct challenge *h)
{
	bool spared = oracle_provider(o, h->provider)->node.status == MAINTENANCE;

	finish(o, h, h->state == CHALLENGE_OPEN && !spared ? CHALLENGE_FAILED : CHALLENGE_VOID);
}
