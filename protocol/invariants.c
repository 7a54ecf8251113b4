/* The invariants that one state shows.
 *
 * Source: RULES.md chapter 6: I1 to I4, I8 to I11, I13, I17, I21, and of I12 what does not need two
 * states.  Records come one by one in dump order, so whatever a record refers to has been seen when
 * it comes; what they add up to is compared at the end. */

#include "protocol/invariants.h"

#define TIME_LIMIT (UINT64_C(1) << 40)
enum { PROV = SPHERON_NODE_PROVIDER, FIZZ = SPHERON_NODE_FIZZ };

/* ---- telling what is wrong ---- */

/* What a mark in a text stands for, NULL for an ordinary character. */
static const char *marked(char mark, const uint64_t *number, char digits[SPHERON_DECIMAL_SIZE])
{
	if (mark == '@')
		return *number == PROV ? "provider" : "Fizz node";
	if (mark == '$')
		return spheron_bucket_text((unsigned) *number);
	if (mark == '~')
		return spheron_record_name((enum spheron_record_kind) *number);
	if (mark == '&')
		return spheron_verb_name((enum spheron_verb) *number);
	if (mark == '%')
		return spheron_result_name((enum spheron_result) *number);
	if (mark != '#' && mark != '*')
		return NULL;
	spheron_decimal(digits, (u128) { number[0], mark == '*' ? number[1] : 0 });
	return digits;
}

bool broken(struct spheron_violation *v, const char *invariant, const char *text,
		const uint64_t *numbers)
{
	char digits[SPHERON_DECIMAL_SIZE];
	size_t n = 0;

	memset(v, 0, sizeof *v);
	for (unsigned i = 0; invariant[i]; i++)
		v->invariant[i] = invariant[i];
	for (; *text; text++) {
		const char *word = marked(*text, numbers, digits);

		if (!word) {
			v->text[n++] = *text;
			continue;
		}
		numbers += *text == '*' ? 2 : 1;
		while (*word)
			v->text[n++] = *word++;
	}
	return false;
}

/* ---- what every record has to pass ---- */

static uint64_t par(const struct check *c, unsigned param)
{
	return param_of(c->st, param);
}

/* Every record: none comes twice or has an id not given out, no more than the state counts. */
static bool next(struct check *c, enum spheron_record_kind kind, uint64_t key, uint64_t key2,
		uint64_t limit)
{
	bool ascends = c->kind != kind || c->key < key || (c->key == key && c->key2 < key2);

	MUST(ascends, kind == SPHERON_RECORD_VOTE ? "I13" : "I2", "~ # # is there twice", kind, key,
			key2);
	MUST(key < limit, "I2", "~ # exists, but # is the next", kind, key, limit);
	MUST(c->count[kind] < c->room[kind], "I2", "there are more ~ records than the # counted",
			kind, c->room[kind]);
	c->count[kind]++;
	c->kind = kind;
	c->key = key;
	c->key2 = key2;
	return true;
}

static bool is_account(const struct check *c, uint64_t id)
{
	return id < c->count[SPHERON_RECORD_ACCOUNT];
}

static bool is_provider(const struct check *c, uint64_t id)
{
	return id >= 1 && id <= c->count[SPHERON_RECORD_PROVIDER];
}

static bool is_fizz(const struct check *c, uint64_t id)
{
	return id >= 1 && id <= c->count[SPHERON_RECORD_FIZZ];
}

/* ---- meta, tokens, accounts ---- */

/* [TIME-03, TIME-09] */
static bool take_meta(struct check *c, const struct spheron_record *r)
{
	const struct spheron_meta_record *m = &r->u.meta;
	uint64_t era_s = par(c, SPHERON_P_ERA_S), block_ms = par(c, SPHERON_P_BLOCK_TIME_MS);
	uint64_t from;

	c->meta = *m;
	MUST(m->t0 <= m->t && m->b0 <= m->b && m->t < TIME_LIMIT && m->b < TIME_LIMIT && era_s > 0
					&& block_ms > 0,
			"I12", "the clock reads # and #, but began at # and #", m->t, m->b, m->t0,
			m->b0);
	from = m->t0 + m->era * era_s;
	MUST(m->era_end == from + era_s, "I2", "era # ends at #, not at #", m->era, from + era_s,
			m->era_end);
	MUST(from <= m->t && m->t < m->era_end, "I12", "second # is not in era #, from # to #",
			m->t, m->era, from, m->era_end);
	c->elapsed_s = m->t - from;
	MUST(par(c, SPHERON_P_CLOCK_MODE) == 1 || m->b - m->b0 == (m->t - m->t0) * 1000 / block_ms,
			"I2", "block # is not that of second #", m->b, m->t);
	MUST(m->must <= m->version, "I2", "version # is demanded, but # is the newest", m->must,
			m->version);
	return true;
}

/* [TOKEN-02, TOKEN-03] */
static bool take_token(struct check *c, const struct spheron_record *r)
{
	const struct spheron_token_record *t = &r->u.token;
	u128 most = t->id == SPHERON_SPON ? spheron_param(c->st, SPHERON_P_SPON_MAX_SUPPLY)
					  : u128_power_of_ten(30);

	if (!next(c, SPHERON_RECORD_TOKEN, t->id, 0, SPHERON_TOKENS_MAX))
		return false;
	MUST(t->decimals <= 18, "I2", "token # has # decimals", t->id, t->decimals);
	MUST(u128_le(t->minted, most), "I1b", "token #: * minted, but * is the most", t->id,
			WIDE(t->minted), WIDE(most));
	c->token[t->id] = (struct token_sum) { .minted = t->minted, .pay = t->pay,
		.unit = u128_power_of_ten(18u - t->decimals) };
	return true;
}

/* [ACCT-02] */
static bool take_account(struct check *c, const struct spheron_record *r)
{
	const struct spheron_account_record *a = &r->u.account;

	if (!next(c, SPHERON_RECORD_ACCOUNT, a->id, 0, c->room[SPHERON_RECORD_ACCOUNT]))
		return false;
	c->account[a->id].told_orders = a->orders;
	c->council += (a->roles & SPHERON_ROLE_COUNCIL) != 0;
	MUST(a->roles <= SPHERON_ROLES_ALL && (a->id > 0 || a->roles == SPHERON_ROLES_ALL), "I12",
			"account # has roles #", a->id, a->roles);
	return true;
}

/* ---- nodes, as they come ---- */

/* [REG-03, FIZZ-01] One of each kind an account, ever. */
static bool take_node(struct check *c, unsigned kind, enum spheron_record_kind record, uint32_t id,
		uint32_t owner)
{
	if (!next(c, record, id, 0, UINT64_MAX))
		return false;
	MUST(id == c->count[record], "I2", "@ # is there where # should be", kind, id,
			c->count[record]);
	MUST(is_account(c, owner) && c->account[owner].owns[kind]++ == 0, "I2",
			"@ #: its owner # does not exist or has another one", kind, id, owner);
	return true;
}

static bool take_provider(struct check *c, const struct spheron_record *r)
{
	const struct spheron_provider_record *p = &r->u.provider;
	struct provider_sum *sum;

	if (!take_node(c, PROV, SPHERON_RECORD_PROVIDER, p->id, p->owner))
		return false;
	sum = &c->provider[p->id];
	sum->gen = p->gen;
	sum->shares = p->shares;
	sum->acc = p->acc;
	sum->pool = spheron_bucket(c->st, SPHERON_POOL, p->id, SPHERON_SPON);
	sum->subnet_seq = p->subnet_seq;
	sum->pends = p->subnet_next;
	sum->takes_members = p->gateway == 1 && p->status != SPHERON_DEACTIVATED;
	return true;
}

/* [FIZZ-04, FIZZ-08, FIZZ-11, GATE-05] Registered means evicted; who has not left and has a gateway
 * is its member. */
static bool take_fizz(struct check *c, const struct spheron_record *r)
{
	const struct spheron_fizz_record *f = &r->u.fizz;
	struct provider_sum *p;

	if (!take_node(c, FIZZ, SPHERON_RECORD_FIZZ, f->id, f->owner))
		return false;
	MUST(f->status != SPHERON_MAINTENANCE
					&& (f->status != SPHERON_REGISTERED || f->gateway == 0)
					&& (f->status != SPHERON_ACTIVE || f->gateway != 0),
			"I12", "Fizz node # has status # and gateway #", f->id, f->status,
			f->gateway);
	c->fizz[f->id].gateway = f->gateway;
	if (f->gateway == 0)
		return true;
	MUST(is_provider(c, f->gateway), "I12", "Fizz node #: there is no provider #", f->id,
			f->gateway);
	p = &c->provider[f->gateway];
	if (f->status == SPHERON_DEACTIVATED)
		return true;
	p->members++;
	p->objections += p->pends && f->objected == p->subnet_seq;
	MUST(p->takes_members, "I12", "Fizz node #: provider # is no gateway", f->id, f->gateway);
	return true;
}

static bool take_gpu(struct check *c, const struct spheron_record *r)
{
	const struct spheron_gpu_record *g = &r->u.gpu;
	uint32_t at = c->count[SPHERON_RECORD_GPU];
	struct node_sum *sum = g->kind == PROV ? &c->provider[g->id].node : &c->fizz[g->id].node;
	unsigned tier = gpu_tier_of(c->st, g->kind, g), class = tier >= 8 ? 4 : tier / 2;
	u128 stake = times(spheron_param(c->st, SPHERON_P_MIN_STAKE_GPU + class), g->count);

	if (!next(c, SPHERON_RECORD_GPU, (uint64_t) g->kind << 32 | g->id, g->model, UINT64_MAX))
		return false;
	MUST(g->used <= g->count, "I10", "@ #: # GPUs of model # in use of #", g->kind, g->id,
			g->used, g->model, g->count);
	c->line[at] = (struct line_sum) { .model = g->model, .told = g->used };
	if (sum->lines++ == 0)
		sum->line = at;
	sum->gpus += g->count;
	if (g->kind == PROV)
		c->provider[g->id].gpu_stake = plus(c->provider[g->id].gpu_stake, stake);
	return true;
}

/* ---- orders and bids ---- */

/* [MATCH-09, MATCH-10, AVS-03] What the window close left behind. */
static bool order_matching(const struct check *c, const struct spheron_order_record *o)
{
	bool waits = o->closed && o->select == SPHERON_SELECT_MATCHMAKER;
	struct spheron_record b, t;

	MUST(o->closed || (o->expected == 0 && o->matcher == 0), "I12",
			"order #: bid # is expected before the window closed", o->id, o->expected);
	MUST(!waits || (o->expected != 0 && o->matcher <= 1), "I12",
			"order # is still open after its window closed, bid #, matcher #", o->id,
			o->expected, o->matcher);
	MUST(!waits || o->matcher == 1
					|| (check_find(c, SPHERON_RECORD_TASK, o->id, &t)
							&& t.u.task.state == SPHERON_TASK_RUNNING),
			"I17", "order # waits for a task that does not run", o->id);
	MUST(o->expected == 0
					|| (check_find(c, SPHERON_RECORD_BID, o->expected, &b)
							&& b.u.bid.order == o->id
							&& b.u.bid.eligible),
			"I12", "order #: the bid # it expects is none of its eligible ones", o->id,
			o->expected);
	return true;
}

/* [ORDER-05] */
static bool take_order(struct check *c, const struct spheron_record *r)
{
	const struct spheron_order_record *o = &r->u.order;

	if (!next(c, SPHERON_RECORD_ORDER, o->id, 0, c->meta.next_order))
		return false;
	MUST(is_account(c, o->tenant), "I2", "order #: its tenant # is no account", o->id,
			o->tenant);
	MUST(o->state == SPHERON_ORDER_OPEN || o->state == SPHERON_ORDER_MATCHED, "I12",
			"order # has state #", o->id, o->state);
	if (o->state == SPHERON_ORDER_MATCHED) {
		c->matched++;
		return true;
	}
	c->account[o->tenant].orders++;
	MUST(o->ttl_b > c->meta.b, "I12", "order # lives until block #, now is #", o->id, o->ttl_b,
			c->meta.b);
	MUST(o->closed == (o->close_b <= c->meta.b), "I12",
			"order #: closed #, its window closes in block #, now is #", o->id,
			o->closed, o->close_b, c->meta.b);
	return order_matching(c, o);
}

/* [BID-02, BID-04, MATCH-02] */
static bool take_bid(struct check *c, const struct spheron_record *r)
{
	const struct spheron_bid_record *b = &r->u.bid;
	struct spheron_record found;
	const struct spheron_order_record *o = &found.u.order;

	if (!next(c, SPHERON_RECORD_BID, b->id, 0, c->meta.next_bid))
		return false;
	MUST(check_find(c, SPHERON_RECORD_ORDER, b->order, &found)
					&& o->state == SPHERON_ORDER_OPEN,
			"I12", "bid #: order # is not open", b->id, b->order);
	MUST(is_provider(c, b->provider) && (b->fizz == 0 || is_fizz(c, b->fizz))
					&& (b->fizz == 0) == (o->mode == SPHERON_MODE_PROVIDER),
			"I11", "bid # on an order of mode #: provider #, Fizz node #", b->id,
			o->mode, b->provider, b->fizz);
	MUST(u128_le(b->price, o->max_price) && !u128_is_zero(b->price), "I11",
			"bid #: price *, the order pays at most *", b->id, WIDE(b->price),
			WIDE(o->max_price));
	MUST(b->eligible <= o->closed, "I12",
			"bid # is eligible before the window of order # closed", b->id, b->order);
	c->bid[c->count[SPHERON_RECORD_BID] - 1] = (struct entry) { b->order, b->provider, b->id };
	return true;
}

/* ---- leases ---- */

static bool lease_of_order(const struct check *c, const struct spheron_lease_record *l)
{
	struct spheron_record found;
	const struct spheron_order_record *o = &found.u.order;

	MUST(check_find(c, SPHERON_RECORD_ORDER, l->id, &found)
					&& o->state == SPHERON_ORDER_MATCHED,
			"I11", "lease # has no matched order", l->id);
	MUST(l->tenant == o->tenant && l->token == o->token
					&& l->token < c->count[SPHERON_RECORD_TOKEN],
			"I11", "lease #: tenant #, token #, its order has # and #", l->id,
			l->tenant, l->token, o->tenant, o->token);
	MUST((l->fizz == 0) == (o->mode == SPHERON_MODE_PROVIDER), "I11",
			"lease # of mode # has Fizz node #", l->id, o->mode, l->fizz);
	MUST((l->gpus > 0) == (o->gpus > 0) && (l->gpu > 0) == (l->gpus > 0)
					&& (o->gpu == 0 || o->gpu == l->gpu),
			"I11", "lease #: # GPUs of model #, its order wants # of #", l->id, l->gpus,
			l->gpu, o->gpus, o->gpu);
	MUST(!u128_is_zero(l->price) && u128_le(l->price, u128_power_of_ten(24)), "I11",
			"lease # has price *", l->id, WIDE(l->price));
	MUST(l->start_b >= o->created_b && l->start_b <= c->meta.b && l->start_t <= c->meta.t,
			"I12", "lease # began in block # at #, its order in block #", l->id,
			l->start_b, l->start_t, o->created_b);
	return true;
}

/* [LEASE-04, LEASE-06] Its end, and the stage of an update. */
static bool lease_runs(const struct check *c, const struct spheron_lease_record *l)
{
	bool asked = !u128_is_zero(l->u_price) && l->u_blocks > 0;
	bool empty = u128_is_zero(l->u_price)
			&& (l->u_blocks | l->u_cpu | l->u_mem | l->u_sto | l->u_gpus) == 0;

	MUST(l->blocks > c->meta.b - l->start_b, "I12", "lease # of # blocks from # on, now is #",
			l->id, l->blocks, l->start_b, c->meta.b);
	MUST(l->upd <= SPHERON_UPDATE_ACCEPTED && (l->upd == SPHERON_UPDATE_NONE ? empty : asked),
			"I12", "lease #: update stage #, price * for # blocks", l->id, l->upd,
			WIDE(l->u_price), l->u_blocks);
	return true;
}

/* [ESCROW-03, ESCROW-05] What is locked is what all blocks cost, less what was settled. */
static bool lease_locked(const struct check *c, const struct spheron_lease_record *l)
{
	uint64_t elapsed = smaller(c->meta.b - l->start_b, l->blocks);
	u128 all = muldiv(l->price, u128_of(l->blocks), c->token[l->token].unit);
	u128 due = muldiv(l->price, u128_of(elapsed), c->token[l->token].unit);
	u128 locked = spheron_bucket(c->st, SPHERON_LOCKED, l->id, l->token);
	u128 wanted = minus(plus(all, share_bp(all, l->user_bp)),
			plus(l->settled, share_bp(l->settled, l->user_bp)));

	MUST(u128_le(l->settled, due) && (l->stream || u128_is_zero(l->settled)), "I4",
			"lease #: * settled, but * is due", l->id, WIDE(l->settled), WIDE(due));
	MUST(u128_eq(locked, wanted), "I4", "lease #: * locked, but * may still be due", l->id,
			WIDE(locked), WIDE(wanted));
	return true;
}

static struct line_sum *line_of(const struct check *c, const struct node_sum *n, uint32_t model)
{
	for (uint32_t i = n->line; i < n->line + n->lines; i++)
		if (c->line[i].model == model)
			return &c->line[i];
	return NULL;
}

/* [LEASE-02, FIZZ-10] Adds up what leases use of their nodes. */
static bool lease_uses(struct check *c, const struct spheron_lease_record *l)
{
	bool linked = is_fizz(c, l->fizz) && c->fizz[l->fizz].gateway == l->provider;
	struct line_sum *line;
	struct node_sum *n;

	MUST(is_provider(c, l->provider) && (l->fizz == 0 || linked), "I11",
			"lease #: provider # and Fizz node # do not belong together", l->id,
			l->provider, l->fizz);
	n = l->fizz ? &c->fizz[l->fizz].node : &c->provider[l->provider].node;
	c->provider[l->provider].fleases += l->fizz != 0;
	n->leases++;
	n->cpu += l->cpu;
	n->mem += l->mem;
	n->sto += l->sto;
	if (l->gpus == 0)
		return true;
	line = line_of(c, n, l->gpu);
	MUST(line, "I10", "lease #: its node has no GPUs of model #", l->id, l->gpu);
	line->used += l->gpus;
	return true;
}

static bool take_lease(struct check *c, const struct spheron_record *r)
{
	const struct spheron_lease_record *l = &r->u.lease;

	return next(c, SPHERON_RECORD_LEASE, l->id, 0, c->meta.next_order) && lease_of_order(c, l)
			&& lease_runs(c, l) && lease_locked(c, l) && lease_uses(c, l);
}

/* ---- delegations, entries ---- */

/* [DELEG-08, DELEG-10] What a delegation holds, is worth and may claim. */
static bool take_delegation(struct check *c, const struct spheron_record *r)
{
	const struct spheron_delegation_record *d = &r->u.delegation;
	struct provider_sum *p;
	struct spheron_record ended;
	u128 acc;

	if (!next(c, SPHERON_RECORD_DELEGATION, d->provider, d->acct, UINT64_MAX))
		return false;
	MUST(is_provider(c, d->provider) && is_account(c, d->acct), "I3",
			"delegation of # to #: one of them does not exist", d->acct, d->provider);
	MUST(!u128_is_zero(d->shares), "I3", "delegation of # to # has no shares", d->acct,
			d->provider);
	p = &c->provider[d->provider];
	p->holders++;
	acc = p->acc;
	if (d->gen == p->gen) {
		p->held = plus(p->held, d->shares);
		p->worth = plus(p->worth, muldiv(d->shares, p->pool, p->shares));
	} else {
		MUST(spheron_find(c->st, SPHERON_RECORD_POOLGEN, d->provider, d->gen, 0, &ended),
				"I3", "delegation of # to #: its generation # did not end", d->acct,
				d->provider, d->gen);
		acc = ended.u.poolgen.acc;
	}
	MUST(u128_le(d->idx, acc), "I8", "delegation of # to #: claimed up to *, of *", d->acct,
			d->provider, WIDE(d->idx), WIDE(acc));
	p->claims = plus(p->claims, claim_of(d->shares, acc, d->idx));
	return true;
}

static bool take_poolgen(struct check *c, const struct spheron_record *r)
{
	const struct spheron_poolgen_record *g = &r->u.poolgen;

	if (!next(c, SPHERON_RECORD_POOLGEN, g->provider, g->gen, UINT64_MAX))
		return false;
	MUST(is_provider(c, g->provider) && g->gen < c->provider[g->provider].gen, "I3",
			"generation # of provider # did not end", g->gen, g->provider);
	c->provider[g->provider].generations++;
	return true;
}

/* [STAKE-05, AVS-02] */
static bool take_unbond(struct check *c, const struct spheron_record *r)
{
	const struct spheron_unbond_record *u = &r->u.unbond;
	bool of_operator = u->kind == SPHERON_UNBOND_OPERATOR;
	uint64_t era;

	if (!next(c, SPHERON_RECORD_UNBOND, u->id, 0, c->meta.next_unbond))
		return false;
	MUST(u->mature > c->meta.t, "I12", "entry # matures at #, now is #", u->id, u->mature,
			c->meta.t);
	MUST(u->kind <= SPHERON_UNBOND_OPERATOR && is_account(c, u->acct)
					&& (of_operator ? u->provider == 0
							: is_provider(c, u->provider)),
			"I3", "entry # of kind #: provider #, account #", u->id, u->kind,
			u->provider, u->acct);
	era = (u->mature - c->meta.t0) / par(c, SPHERON_P_ERA_S);
	c->unbond[c->count[SPHERON_RECORD_UNBOND] - 1] =
			(struct entry) { (uint64_t) u->kind << ENTRY_KIND | era,
				(uint64_t) u->provider << 32 | u->acct, u->id };
	return true;
}

/* ---- proposals, challenges ---- */

/* [GOV-02, STAKE-05] */
static bool take_proposal(struct check *c, const struct spheron_record *r)
{
	const struct spheron_proposal_record *p = &r->u.proposal;

	if (!next(c, SPHERON_RECORD_PROPOSAL, p->id, 0, c->meta.next_prop))
		return false;
	MUST(p->end > c->meta.t && p->kind <= SPHERON_PROPOSE_RELEASE, "I12",
			"proposal # of kind # ends at #, now is #", p->id, p->kind, p->end,
			c->meta.t);
	MUST(p->end <= c->meta.vote_end, "I2", "proposal # ends at #, the last one at #", p->id,
			p->end, c->meta.vote_end);
	c->tally[c->count[SPHERON_RECORD_PROPOSAL] - 1] =
			(struct tally) { .id = p->id, .told = { p->no, p->yes, p->abstain } };
	return true;
}

/* Votes come by ascending proposals. */
static bool take_vote(struct check *c, const struct spheron_record *r)
{
	const struct spheron_vote_record *v = &r->u.vote;
	uint32_t proposals = c->count[SPHERON_RECORD_PROPOSAL];
	struct tally *t;

	if (!next(c, SPHERON_RECORD_VOTE, v->prop, v->acct, UINT64_MAX))
		return false;
	while (c->tallied < proposals && c->tally[c->tallied].id < v->prop)
		c->tallied++;
	t = &c->tally[c->tallied];
	MUST(c->tallied < proposals && t->id == v->prop && v->choice <= SPHERON_VOTE_ABSTAIN, "I13",
			"vote # of # on proposal #, which does not run", v->choice, v->acct,
			v->prop);
	t->counted[v->choice] = plus(t->counted[v->choice], v->power);
	return true;
}

/* [PROOF-06, PROOF-07] */
static bool take_challenge(struct check *c, const struct spheron_record *r)
{
	const struct spheron_challenge_record *h = &r->u.challenge;

	if (!next(c, SPHERON_RECORD_CHALLENGE, h->id, 0, c->meta.next_challenge))
		return false;
	MUST(h->deadline > c->meta.t && h->state <= SPHERON_CHALLENGE_RESPONDED, "I12",
			"challenge # in state # runs out at #, now is #", h->id, h->state,
			h->deadline, c->meta.t);
	MUST(is_provider(c, h->provider) && c->provider[h->provider].challenges++ == 0, "I12",
			"challenge #: provider # does not exist or has another one", h->id,
			h->provider);
	return true;
}

/* ---- operators, tasks, releases ---- */

static bool take_operator(struct check *c, const struct spheron_record *r)
{
	const struct spheron_operator_record *o = &r->u.oper;
	u128 restaked = spheron_bucket(c->st, SPHERON_RESTAKED, o->acct, SPHERON_ETH);

	if (!next(c, SPHERON_RECORD_OPERATOR, o->acct, 0, UINT64_MAX))
		return false;
	MUST(o->active || u128_is_zero(restaked), "I3", "operator # has left, but * are restaked",
			o->acct, WIDE(restaked));
	return true;
}

/* [AVS-03, AVS-06] */
static bool take_task(struct check *c, const struct spheron_record *r)
{
	const struct spheron_task_record *t = &r->u.task;
	bool runs = t->state == SPHERON_TASK_RUNNING;
	struct spheron_record o;

	if (!next(c, SPHERON_RECORD_TASK, t->order, 0, c->meta.next_order))
		return false;
	MUST(t->state <= SPHERON_TASK_VOID
					&& (runs ? t->deadline_b > c->meta.b && t->forget_t == 0
						 : t->forget_t > c->meta.t),
			"I12", "task # in state #: deadline in block #, forgotten at #", t->order,
			t->state, t->deadline_b, t->forget_t);
	if (!runs)
		return true;
	MUST(check_find(c, SPHERON_RECORD_ORDER, t->order, &o)
					&& o.u.order.state == SPHERON_ORDER_OPEN
					&& o.u.order.expected == t->expected,
			"I17", "task # runs, but its order is not open or expects another bid",
			t->order);
	return true;
}

static bool take_attest(struct check *c, const struct spheron_record *r)
{
	const struct spheron_attest_record *a = &r->u.attest;
	struct spheron_record found;

	if (!next(c, SPHERON_RECORD_ATTEST, a->order, a->acct, c->meta.next_order))
		return false;
	MUST(check_find(c, SPHERON_RECORD_OPERATOR, a->acct, &found)
					&& check_find(c, SPHERON_RECORD_TASK, a->order, &found),
			"I3", "attestation of # on order #: no such operator or task", a->acct,
			a->order);
	return true;
}

/* [UPG-03] A release leaves at the close of the era in which it is due. */
static bool take_release(struct check *c, const struct spheron_record *r)
{
	const struct spheron_release_record *l = &r->u.release;

	if (!next(c, SPHERON_RECORD_RELEASE, l->version, 0, (uint64_t) c->meta.version + 1))
		return false;
	MUST(l->due >= c->meta.era, "I12", "release # was due in era #, now is #", l->version,
			l->due, c->meta.era);
	return true;
}

/* ---- beginning ---- */

#define NO_TABLE (-1)

/* Who takes the records of a kind, and which table of the state holds them. */
static const struct {
	bool (*take)(struct check *c, const struct spheron_record *r);
	int table;
} kinds[SPHERON_RECORD_COUNT] = {
	[SPHERON_RECORD_META] = { take_meta, NO_TABLE },
	[SPHERON_RECORD_PARAM] = { NULL, NO_TABLE },
	[SPHERON_RECORD_TOKEN] = { take_token, NO_TABLE },
	[SPHERON_RECORD_ACCOUNT] = { take_account, SPHERON_TABLE_ACCOUNTS },
	[SPHERON_RECORD_PROVIDER] = { take_provider, SPHERON_TABLE_PROVIDERS },
	[SPHERON_RECORD_FIZZ] = { take_fizz, SPHERON_TABLE_FIZZ },
	[SPHERON_RECORD_GPU] = { take_gpu, SPHERON_TABLE_GPU_LINES },
	[SPHERON_RECORD_ORDER] = { take_order, SPHERON_TABLE_ORDERS },
	[SPHERON_RECORD_BID] = { take_bid, SPHERON_TABLE_BIDS },
	[SPHERON_RECORD_LEASE] = { take_lease, SPHERON_TABLE_ORDERS },
	[SPHERON_RECORD_DELEGATION] = { take_delegation, SPHERON_TABLE_DELEGATIONS },
	[SPHERON_RECORD_POOLGEN] = { take_poolgen, SPHERON_TABLE_POOLGENS },
	[SPHERON_RECORD_UNBOND] = { take_unbond, SPHERON_TABLE_UNBONDINGS },
	[SPHERON_RECORD_PROPOSAL] = { take_proposal, SPHERON_TABLE_PROPOSALS },
	[SPHERON_RECORD_VOTE] = { take_vote, SPHERON_TABLE_VOTES },
	[SPHERON_RECORD_CHALLENGE] = { take_challenge, SPHERON_TABLE_CHALLENGES },
	[SPHERON_RECORD_OPERATOR] = { take_operator, SPHERON_TABLE_OPERATORS },
	[SPHERON_RECORD_TASK] = { take_task, SPHERON_TABLE_TASKS },
	[SPHERON_RECORD_ATTEST] = { take_attest, SPHERON_TABLE_ATTESTS },
	[SPHERON_RECORD_RELEASE] = { take_release, SPHERON_TABLE_RELEASES },
	[SPHERON_RECORD_BUCKET] = { check_bucket, NO_TABLE },
};

bool check_record(void *check, const struct spheron_record *record)
{
	return !kinds[record->kind].take || kinds[record->kind].take(check, record);
}

/* The next n things of this size in `room`, which is NULL to count bytes only. */
static void *place(char *room, size_t *used, size_t n, size_t size)
{
	size_t at = *used;

	*used += (n * size + 7) & ~(size_t) 7;
	return room ? room + at : NULL;
}

static size_t lay_out(struct check *c, const struct spheron *st, char *room)
{
	size_t used = sizeof *c;

	for (unsigned i = 0; i < SPHERON_RECORD_COUNT; i++) {
		int table = kinds[i].table;

		c->room[i] = table == NO_TABLE ? SPHERON_TOKENS_MAX
					       : spheron_used(st, (enum spheron_table) table);
	}
	c->account = place(room, &used, c->room[SPHERON_RECORD_ACCOUNT], sizeof *c->account);
	c->provider = place(room, &used, c->room[SPHERON_RECORD_PROVIDER] + (size_t) 1,
			sizeof *c->provider);
	c->fizz = place(room, &used, c->room[SPHERON_RECORD_FIZZ] + (size_t) 1, sizeof *c->fizz);
	c->line = place(room, &used, c->room[SPHERON_RECORD_GPU], sizeof *c->line);
	c->bid = place(room, &used, c->room[SPHERON_RECORD_BID], sizeof *c->bid);
	c->unbond = place(room, &used, c->room[SPHERON_RECORD_UNBOND], sizeof *c->unbond);
	c->tally = place(room, &used, c->room[SPHERON_RECORD_PROPOSAL] + (size_t) 1,
			sizeof *c->tally);
	return used;
}

size_t spheron_check_size(const struct spheron *st)
{
	struct check c;

	return larger(lay_out(&c, st, NULL), step_room(st));
}

struct check *check_begin(const struct spheron *st, void *scratch,
		struct spheron_violation *violation)
{
	struct check *c = scratch, places;

	memset(scratch, 0, lay_out(&places, st, NULL));
	lay_out(c, st, scratch);
	c->st = st;
	c->violation = violation;
	c->kind = SPHERON_RECORD_COUNT;
	for (unsigned kind = PROV; kind <= FIZZ; kind++) {
		c->rate_max[kind] = rate_bound(st, kind, 0);
		c->srate_max[kind] = rate_bound(st, kind, par(c, SPHERON_P_SLASH_TRUST_FLOOR_BP));
	}
	return c;
}

bool spheron_check(struct spheron *st, void *scratch, struct spheron_violation *violation)
{
	struct check *c;

	/* Before the start there are no records. */
	if (spheron_clock(st).t == 0)
		return true;
	c = check_begin(st, scratch, violation);
	return spheron_walk(st, check_record, c) && check_end(c);
}
