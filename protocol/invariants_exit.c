/* What must hold in the end: of money and nodes, when all records have been seen, and of a whole
 * state, when everybody has left it.
 *
 * Source: RULES.md chapter 6: the sums of I1, I2, I3, I8 to I11, I13, I17 and I21 for invariants.c,
 * and I18. */

#include "protocol/invariants.h"

#define PPM 1000000u
enum { PROV = SPHERON_NODE_PROVIDER, FIZZ = SPHERON_NODE_FIZZ };

/* ---- whose a bucket is ---- */

#define ANY_TOKEN (-1)

/* [LEDGER-01] The records that buckets belong to, and the only token they may hold. */
static const struct {
	enum spheron_record_kind owner;
	int token;
} owners[SPHERON_BUCKET_COUNT] = {
	[SPHERON_FREE] = { SPHERON_RECORD_ACCOUNT, ANY_TOKEN },
	[SPHERON_ESCROW] = { SPHERON_RECORD_ACCOUNT, ANY_TOKEN },
	[SPHERON_LOCKED] = { SPHERON_RECORD_LEASE, ANY_TOKEN },
	[SPHERON_STAKE] = { SPHERON_RECORD_PROVIDER, SPHERON_SPON },
	[SPHERON_POOL] = { SPHERON_RECORD_PROVIDER, SPHERON_SPON },
	[SPHERON_UNBONDING] = { SPHERON_RECORD_UNBOND, ANY_TOKEN },
	[SPHERON_ACCRUED] = { SPHERON_RECORD_PROVIDER, SPHERON_SPON },
	[SPHERON_DELEGATOR_ACCRUED] = { SPHERON_RECORD_PROVIDER, SPHERON_SPON },
	[SPHERON_EARNED] = { SPHERON_RECORD_PROVIDER, ANY_TOKEN },
	[SPHERON_FIZZ_ACCRUED] = { SPHERON_RECORD_FIZZ, SPHERON_SPON },
	[SPHERON_FIZZ_EARNED] = { SPHERON_RECORD_FIZZ, ANY_TOKEN },
	[SPHERON_CHALLENGE_BOND] = { SPHERON_RECORD_CHALLENGE, SPHERON_SPON },
	[SPHERON_PROPOSAL_DEPOSIT] = { SPHERON_RECORD_PROPOSAL, SPHERON_SPON },
	[SPHERON_RESTAKED] = { SPHERON_RECORD_OPERATOR, SPHERON_ETH },
	[SPHERON_TREASURY] = { SPHERON_RECORD_META, ANY_TOKEN },
	[SPHERON_FOUNDATION] = { SPHERON_RECORD_META, SPHERON_SPON },
	[SPHERON_BURNED] = { SPHERON_RECORD_META, SPHERON_SPON },
};

/* The entry with this id, NULL if there is none; they came by ascending ids. */
static const struct entry *entry_of(const struct check *c, uint64_t id)
{
	uint32_t low = 0, high = c->count[SPHERON_RECORD_UNBOND];

	while (low < high) {
		uint32_t middle = low + (high - low) / 2;

		if (c->unbond[middle].id == id)
			return &c->unbond[middle];
		if (c->unbond[middle].id < id)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

/* Is there a record that this bucket belongs to, and is it of this token? */
static bool belongs(const struct check *c, const struct spheron_bucket_record *b)
{
	enum spheron_record_kind kind = owners[b->name].owner;
	const struct entry *e;
	struct spheron_record r;

	if (owners[b->name].token != ANY_TOKEN && owners[b->name].token != b->token)
		return false;
	if (kind == SPHERON_RECORD_META)
		return b->owner == 0;
	if (kind == SPHERON_RECORD_LEASE)
		return check_find(c, kind, b->owner, &r) && r.u.lease.token == b->token;
	if (kind != SPHERON_RECORD_UNBOND)
		return check_find(c, kind, b->owner, &r);
	e = entry_of(c, b->owner);
	return e
	       && b->token
				  == (e->a >> ENTRY_KIND == SPHERON_UNBOND_OPERATOR ? SPHERON_ETH
										    : SPHERON_SPON);
}

bool check_bucket(struct check *c, const struct spheron_record *r)
{
	const struct spheron_bucket_record *b = &r->u.bucket;
	struct token_sum *t = &c->token[b->token];

	MUST(belongs(c, b), "I3", "$ of # holds * of token #, but there is no such bucket", b->name,
			b->owner, WIDE(b->amount), b->token);
	MUST(b->name != SPHERON_ESCROW || t->pay, "I3",
			"escrow of # holds * of token #, which pays no leases", b->owner,
			WIDE(b->amount), b->token);
	MUST(u128_le(b->amount, t->minted), "I1b", "$ of # holds * of token #, * are minted",
			b->name, b->owner, WIDE(b->amount), b->token, WIDE(t->minted));
	t->total = plus(t->total, b->amount);
	return true;
}

/* ---- nodes, at the end ---- */

/* [LEASE-02] Used resources equal those of leases, and fit. */
static bool node_uses(const struct check *c, unsigned kind, const struct common *n,
		const struct node_sum *s)
{
	for (uint32_t i = s->line; i < s->line + s->lines; i++)
		MUST(c->line[i].told == c->line[i].used, "I2",
				"@ #: # GPUs of model # in use, but its leases use #", kind, n->id,
				c->line[i].told, c->line[i].model, c->line[i].used);
	MUST(n->used_cpu == s->cpu, "I2", "@ #: used_cpu #, but its leases use #", kind, n->id,
			n->used_cpu, s->cpu);
	MUST(n->used_mem == s->mem, "I2", "@ #: used_mem #, but its leases use #", kind, n->id,
			n->used_mem, s->mem);
	MUST(n->used_sto == s->sto, "I2", "@ #: used_sto #, but its leases use #", kind, n->id,
			n->used_sto, s->sto);
	MUST(n->leases == s->leases, "I2", "@ #: leases #, but there are #", kind, n->id, n->leases,
			s->leases);
	MUST(n->used_cpu <= n->cpu, "I10", "@ #: # threads in use of #", kind, n->id, n->used_cpu,
			n->cpu);
	MUST(n->used_mem <= n->mem, "I10", "@ #: # MB in use of #", kind, n->id, n->used_mem,
			n->mem);
	MUST(n->used_sto <= n->sto, "I10", "@ #: # GB in use of #", kind, n->id, n->used_sto,
			n->sto);
	return true;
}

/* [LIVE-01] Seconds of the era and what they earned: rewarded seconds are up seconds, lost ones are
 * not, and no node of whatever attributes and tier earns more than rate_max. */
static bool node_counts(const struct check *c, unsigned kind, const struct common *n)
{
	uint64_t down_s = c->elapsed_s - smaller(c->elapsed_s, n->up_s);

	MUST(n->up_s <= n->measured_s && n->measured_s <= c->elapsed_s, "I21",
			"@ #: up # of # s measured in an era of # s", kind, n->id, n->up_s,
			n->measured_s, c->elapsed_s);
	MUST(u128_le(n->wsec, times(c->rate_max[kind], n->up_s)), "I21",
			"@ #: * micropoint seconds in # s at a rate of at most *", kind, n->id,
			WIDE(n->wsec), n->up_s, WIDE(c->rate_max[kind]));
	MUST(u128_le(n->dsec, times(c->srate_max[kind], down_s)), "I21",
			"@ #: * micropoint seconds lost in # s at a rate of at most *", kind, n->id,
			WIDE(n->dsec), down_s, WIDE(c->srate_max[kind]));
	return true;
}

static bool node_ends(const struct check *c, unsigned kind, const struct common *n,
		const struct node_sum *s)
{
	MUST(n->status >= SPHERON_REGISTERED && n->status <= SPHERON_DEACTIVATED, "I12",
			"@ # has status #", kind, n->id, n->status);
	MUST(n->up + n->vdown <= 1 && n->paused <= 1, "I12",
			"@ #: up #, taken down by a verifier #, paused #", kind, n->id, n->up,
			n->vdown, n->paused);
	MUST(n->uptime_ppm <= (n->seen ? PPM : 0), "I2", "@ #: uptime # ppm, seen #", kind, n->id,
			n->uptime_ppm, n->seen);
	MUST(n->status != SPHERON_DEACTIVATED || n->leases == 0, "I12",
			"@ # has left with # leases", kind, n->id, n->leases);
	return node_uses(c, kind, n, s) && node_counts(c, kind, n);
}

/* [MAINT-05, MAINT-06] Scheduled maintenance lies ahead, a running one around now. */
static bool maintenance_ends(const struct check *c, const struct spheron_provider_record *p)
{
	bool holds = p->m_start == 0 && p->m_end == 0;

	if (p->status == SPHERON_MAINTENANCE)
		holds = p->m_start > 0 && p->m_start <= c->meta.t && c->meta.t < p->m_end;
	else if (p->m_start > 0 && p->status <= SPHERON_ACTIVE)
		holds = c->meta.t < p->m_start && p->m_start < p->m_end;
	MUST(holds, "I12", "provider # of status #: maintenance from # to #, now is #", p->id,
			p->status, p->m_start, p->m_end, c->meta.t);
	return true;
}

/* [REG-11, STAKE-02] */
static bool stake_ends(struct check *c, const struct spheron_provider_record *p,
		const struct provider_sum *s)
{
	u128 stake = spheron_bucket(c->st, SPHERON_STAKE, p->id, SPHERON_SPON);
	uint64_t started = ((uint64_t) p->cpu + 63) / 64;
	u128 required = times(spheron_param(c->st, SPHERON_P_MIN_STAKE_CPU),
			p->cpu == 0 && s->node.gpus == 0 ? 1 : started);
	bool enough;

	required = plus(required, s->gpu_stake);
	enough = param_of(c->st, SPHERON_P_REQUIRE_STAKE) == 0 || u128_le(required, stake);
	c->bonded = plus(c->bonded, plus(stake, s->pool));
	MUST(p->status > SPHERON_ACTIVE || enough == (p->status == SPHERON_ACTIVE), "I9",
			"provider # of status # has stake *, * is required", p->id, p->status,
			WIDE(stake), WIDE(required));
	MUST(p->status != SPHERON_DEACTIVATED || u128_is_zero(stake), "I12",
			"provider # has left with stake *", p->id, WIDE(stake));
	return true;
}

/* [DELEG-02, DELEG-05, DELEG-08, DELEG-10] */
static bool pool_ends(const struct check *c, const struct spheron_provider_record *p,
		const struct provider_sum *s)
{
	u128 accrued = spheron_bucket(c->st, SPHERON_DELEGATOR_ACCRUED, p->id, SPHERON_SPON);

	MUST(u128_eq(p->shares, s->held), "I2", "provider #: shares *, delegations hold *", p->id,
			WIDE(p->shares), WIDE(s->held));
	MUST(p->holders == s->holders, "I2", "provider #: holders #, but there are #", p->id,
			p->holders, s->holders);
	MUST(p->gen == s->generations, "I2", "provider #: generation #, but # ended", p->id, p->gen,
			s->generations);
	MUST(u128_le(s->worth, s->pool) && u128_is_zero(s->pool) == u128_is_zero(p->shares), "I8",
			"provider #: * shares are worth *, the pool holds *", p->id,
			WIDE(p->shares), WIDE(s->worth), WIDE(s->pool));
	MUST(u128_le(s->claims, accrued), "I8", "provider #: delegators may claim *, * is there",
			p->id, WIDE(s->claims), WIDE(accrued));
	MUST(s->holders > 0 || u128_is_zero(accrued), "I8",
			"provider #: * for delegators, it has none", p->id, WIDE(accrued));
	return true;
}

/* [LEASE-02, FIZZ-04, GATE-03, GATE-05, SLASH-10] */
static bool counts_end(const struct check *c, const struct spheron_provider_record *p,
		const struct provider_sum *s)
{
	bool down = (!p->up || p->paused) && p->leases + (uint64_t) p->fleases > 0
		    && (p->status <= SPHERON_ACTIVE || p->status == SPHERON_SUSPENDED);
	bool pends = (p->next_bp | p->next_cpu | p->next_mem | p->next_gpus) != 0;

	MUST(p->fleases == s->fleases, "I2", "provider #: fleases #, but there are #", p->id,
			p->fleases, s->fleases);
	MUST(p->members == s->members, "I2", "provider #: members #, but there are #", p->id,
			p->members, s->members);
	MUST(p->objections == s->objections, "I2", "provider #: objections #, but there are #",
			p->id, p->objections, s->objections);
	MUST(p->subnet_next == 1 || (p->subnet_next == 0 && !pends), "I2",
			"provider #: subnet_next #, but values pend", p->id, p->subnet_next);
	MUST(down == (p->down_since > 0) && p->down_since <= c->meta.t, "I2",
			"provider #: down_since #, down under leases #, now is #", p->id,
			p->down_since, down, c->meta.t);
	MUST(p->status != SPHERON_DEACTIVATED || p->fleases == 0, "I12",
			"provider # has left with # Fizz leases", p->id, p->fleases);
	MUST(p->ok0 <= p->n0 && p->ok1 <= p->n1 && p->ok2 <= p->n2 && p->ok3 <= p->n3, "I21",
			"provider #: more proofs passed than counted", p->id);
	return true;
}

static bool provider_ends(struct check *c, const struct spheron_provider_record *p)
{
	const struct provider_sum *s = &c->provider[p->id];
	struct common n;

	common_of_provider(p, &n);
	return node_ends(c, PROV, &n, &s->node) && maintenance_ends(c, p) && stake_ends(c, p, s)
	       && pool_ends(c, p, s) && counts_end(c, p, s);
}

static bool fizz_ends(const struct check *c, const struct spheron_fizz_record *f)
{
	struct common n;

	common_of_fizz(f, &n);
	MUST(f->alive <= f->n, "I21", "Fizz node #: alive in # of # checks", f->id, f->alive, f->n);
	return node_ends(c, FIZZ, &n, &c->fizz[f->id].node);
}

/* ---- the end ---- */

static bool before(const struct entry *x, const struct entry *y)
{
	return x->a < y->a || (x->a == y->a && x->b < y->b);
}

static void sift(struct entry *e, uint32_t i, uint32_t n)
{
	struct entry moving = e[i];

	for (uint32_t child = 2 * i + 1; child < n; child = 2 * i + 1) {
		if (child + 1 < n && before(&e[child], &e[child + 1]))
			child++;
		if (!before(&moving, &e[child]))
			break;
		e[i] = e[child];
		i = child;
	}
	e[i] = moving;
}

/* Sorts entries; the first of two with the same a and b, NULL if there are none. */
static const struct entry *twice(struct entry *e, uint32_t n)
{
	for (uint32_t i = n / 2; i > 0; i--)
		sift(e, i - 1, n);
	for (uint32_t i = n; i > 1; i--) {
		struct entry last = e[i - 1];

		e[i - 1] = e[0];
		e[0] = last;
		sift(e, 0, i - 1);
	}
	for (uint32_t i = 1; i < n; i++)
		if (!before(&e[i - 1], &e[i]))
			return &e[i - 1];
	return NULL;
}

static bool singles_end(struct check *c)
{
	const struct entry *bid = twice(c->bid, c->count[SPHERON_RECORD_BID]);
	const struct entry *entry = twice(c->unbond, c->count[SPHERON_RECORD_UNBOND]);

	MUST(!bid, "I11", "bids # and # are both of provider # on order #", bid[0].id, bid[1].id,
			bid->b, bid->a);
	MUST(!entry, "I17", "entries # and # should be one", entry[0].id, entry[1].id);
	return true;
}

static bool totals_end(const struct check *c)
{
	const struct spheron_meta_record *m = &c->meta;

	for (uint32_t i = 0; i < c->count[SPHERON_RECORD_TOKEN]; i++)
		MUST(u128_eq(c->token[i].total, c->token[i].minted), "I1",
				"token #: * minted, but all buckets hold *", i,
				WIDE(c->token[i].minted), WIDE(c->token[i].total));
	for (uint32_t i = 0; i < c->count[SPHERON_RECORD_ACCOUNT]; i++)
		MUST(c->account[i].told_orders == c->account[i].orders, "I2",
				"account #: orders #, but there are #", i,
				c->account[i].told_orders, c->account[i].orders);
	for (uint32_t i = 0; i < 3 * c->count[SPHERON_RECORD_PROPOSAL]; i++) {
		const struct tally *t = &c->tally[i / 3];

		MUST(u128_eq(t->told[i % 3], t->counted[i % 3]), "I13",
				"proposal #: * for choice #, but votes sum to *", t->id,
				WIDE(t->told[i % 3]), i % 3, WIDE(t->counted[i % 3]));
	}
	MUST(c->matched == c->count[SPHERON_RECORD_LEASE], "I11",
			"# orders are matched, # leases run", c->matched,
			c->count[SPHERON_RECORD_LEASE]);
	MUST(u128_eq(m->bonded, c->bonded), "I2", "bonded *, but stakes and pools hold *",
			WIDE(m->bonded), WIDE(c->bonded));
	MUST(m->council == c->council, "I2", "council #, but # have the role", m->council,
			c->council);
	return true;
}

bool check_end(struct check *c)
{
	struct spheron_record r;

	for (uint32_t id = 1; id <= c->count[SPHERON_RECORD_PROVIDER]; id++)
		if (check_find(c, SPHERON_RECORD_PROVIDER, id, &r)
				&& !provider_ends(c, &r.u.provider))
			return false;
	for (uint32_t id = 1; id <= c->count[SPHERON_RECORD_FIZZ]; id++)
		if (check_find(c, SPHERON_RECORD_FIZZ, id, &r) && !fizz_ends(c, &r.u.fizz))
			return false;
	return totals_end(c) && singles_end(c);
}
