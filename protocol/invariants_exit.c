/* What must hold in the end: of one state, when all its records have been seen; of an era, when it
 * closes; of everything, when everybody has left.
 *
 * Source: RULES.md chapter 6: the sums of I1, I2, I3, I8 to I11, I13, I17 and I21 for invariants.c,
 * I5 for invariants_step.c, and I18. */

#include "protocol/invariants.h"

#define PPM 1000000u
#define YEAR_S 31536000u
enum { PROV = SPHERON_NODE_PROVIDER, FIZZ = SPHERON_NODE_FIZZ };

/* ---- whose a bucket is ---- */

/* Does the entry with this id hold this token?  Entries and their buckets come by ascending ids. */
static bool is_entry(struct check *c, uint64_t id, unsigned token)
{
	uint32_t n = c->count[SPHERON_RECORD_UNBOND];
	uint64_t kind;

	while (c->filled < n && c->unbond[c->filled].id < id)
		c->filled++;
	if (c->filled == n || c->unbond[c->filled].id != id)
		return false;
	kind = c->unbond[c->filled].a >> ENTRY_KIND;
	return token == (kind == SPHERON_UNBOND_OPERATOR ? SPHERON_ETH : SPHERON_SPON);
}

/* Is there a record that this bucket belongs to, and is it of this token? */
static bool belongs(struct check *c, const struct spheron_bucket_record *b)
{
	unsigned only;
	enum spheron_record_kind kind = owner_of_bucket(b->name, &only);
	struct spheron_record r;

	if (b->token >= c->count[SPHERON_RECORD_TOKEN] || (only != EVERY_TOKEN && only != b->token))
		return false;
	if (kind == SPHERON_RECORD_META)
		return b->owner == 0;
	if (kind == SPHERON_RECORD_UNBOND)
		return is_entry(c, b->owner, b->token);
	return check_find(c, kind, b->owner, &r)
			&& (kind != SPHERON_RECORD_LEASE || r.u.lease.token == b->token);
}

bool check_bucket(struct check *c, const struct spheron_record *r)
{
	const struct spheron_bucket_record *b = &r->u.bucket;
	struct token_sum *t;

	MUST(belongs(c, b), "I3", "$ of # holds * of token #, but there is no such bucket", b->name,
			b->owner, WIDE(b->amount), b->token);
	t = &c->token[b->token];
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
	MUST(n->used_cpu <= n->cpu, "I10", "@ #: # of # CPU in use", kind, n->id, n->used_cpu,
			n->cpu);
	MUST(n->used_mem <= n->mem, "I10", "@ #: # of # MB used", kind, n->id, n->used_mem, n->mem);
	MUST(n->used_sto <= n->sto, "I10", "@ #: # of # GB used", kind, n->id, n->used_sto, n->sto);
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

	MUST(u128_le(s->worth, s->pool), "I8", "provider #: * shares are worth *, the pool holds *",
			p->id, WIDE(p->shares), WIDE(s->worth), WIDE(s->pool));
	MUST(u128_is_zero(s->pool) == u128_is_zero(p->shares), "I8",
			"provider #: * shares, but the pool holds *", p->id, WIDE(p->shares),
			WIDE(s->pool));
	MUST(u128_eq(p->shares, s->held), "I2", "provider #: shares *, delegations hold *", p->id,
			WIDE(p->shares), WIDE(s->held));
	MUST(p->holders == s->holders, "I2", "provider #: holders #, but there are #", p->id,
			p->holders, s->holders);
	MUST(p->gen == s->generations, "I2", "provider #: generation #, but # ended", p->id, p->gen,
			s->generations);
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

static bool singles_end(struct check *c)
{
	const struct entry *bid = entry_twice(c->bid, c->count[SPHERON_RECORD_BID]);
	const struct entry *entry = entry_twice(c->unbond, c->count[SPHERON_RECORD_UNBOND]);

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

/* ---- the foundation pool and the end of an era: I5 ---- */

static u128 bonded_of(const struct change *c, uint32_t provider)
{
	return plus(was_in(c, SPHERON_STAKE, provider), was_in(c, SPHERON_POOL, provider));
}

/* [LIVE-09, LIVE-10] Pots and what a point is worth, from the state before the close. */
struct pots {
	u128 pot[2], num[2], den[2];
	u128 minted, inflation, active; /* inflation and active: I and A */
};

static void set_pots(const struct change *c, struct pots *p)
{
	u128 e = spheron_param(c->before, SPHERON_P_EMISSION_PER_ERA);
	u128 f = was_in(c, SPHERON_FOUNDATION, 0);

	p->pot[FIZZ] = share_bp(e, param_of(c->before, SPHERON_P_FIZZ_SHARE_BP));
	p->pot[PROV] = minus(e, p->pot[FIZZ]);
	for (unsigned kind = PROV; kind <= FIZZ; kind++) {
		u128 value = spheron_param(c->before, kind == PROV ? SPHERON_P_POINT_VALUE_PROV
								   : SPHERON_P_POINT_VALUE_FIZZ);

		if (u128_lt(f, e))
			p->pot[kind] = muldiv(f, p->pot[kind], e);
		p->num[kind] = value;
		p->den[kind] = u128_of(1);
		if (u128_cmp_products(c->points[kind], value, p->pot[kind], u128_of(1)) > 0) {
			p->num[kind] = p->pot[kind];
			p->den[kind] = c->points[kind];
		}
	}
}

/* [LIVE-10, APR-01] */
static void set_inflation(const struct change *c, struct pots *p)
{
	u128 cap = spheron_param(c->before, SPHERON_P_SPON_MAX_SUPPLY);
	struct spheron_record r;

	spheron_find(c->before, SPHERON_RECORD_TOKEN, SPHERON_SPON, 0, 0, &r);
	p->minted = r.u.token.minted;
	p->inflation = share_bp(p->minted, param_of(c->before, SPHERON_P_INFLATION_BP));
	p->inflation = muldiv(p->inflation, u128_of(1),
			u128_of(YEAR_S / larger(1, param_of(c->before, SPHERON_P_ERA_S))));
	if (u128_lt(cap, plus(p->minted, p->inflation)))
		p->inflation = U128_ZERO;
	p->active = U128_ZERO;
	for (uint32_t id = 1; id <= c->nodes[PROV]; id++) {
		spheron_find(c->before, SPHERON_RECORD_PROVIDER, id, 0, 0, &r);
		if (r.u.provider.status == SPHERON_ACTIVE)
			p->active = plus(p->active, bonded_of(c, id));
	}
}

/* [DELEG-07] */
static u128 delegators_part(const struct change *c, const struct spheron_provider_record *p,
		u128 reward)
{
	u128 pool = was_in(c, SPHERON_POOL, p->id), commission = share_bp(reward, p->commission_bp);

	if (u128_is_zero(pool))
		return U128_ZERO;
	if (param_of(c->before, SPHERON_P_COMMISSION_MODE) == 0)
		return commission;
	return muldiv(minus(reward, commission), pool, bonded_of(c, p->id));
}

/* [LIVE-10, EVENT-02] One provider: the part of its delegators in reward and inflation, and that
 * both parts arrived.  Adds up the inflation paid. */
static bool provider_paid(const struct change *c, const struct pots *pots,
		const struct spheron_event_era_node *e, u128 *inflated)
{
	u128 part = U128_ZERO, due;
	struct spheron_record r;

	MUST(spheron_find(c->before, SPHERON_RECORD_PROVIDER, e->id, 0, 0, &r), "I5",
			"EraNode of provider #, which does not exist", e->id);
	if (r.u.provider.status == SPHERON_ACTIVE)
		part = muldiv(pots->inflation, bonded_of(c, e->id), pots->active);
	*inflated = plus(*inflated, part);
	due = plus(delegators_part(c, &r.u.provider, e->reward),
			muldiv(part, was_in(c, SPHERON_POOL, e->id), bonded_of(c, e->id)));
	MUST(u128_eq(e->to_delegators, due), "I5", "provider #: * told for delegators, * are due",
			e->id, WIDE(e->to_delegators), WIDE(due));
	return came(c, "I5", SPHERON_DELEGATOR_ACCRUED, e->id, due)
			&& came(c, "I5", SPHERON_ACCRUED, e->id, minus(plus(e->reward, part), due));
}

/* [LIVE-10, SLASH-09] The reward of every node by its points; FizzSlashed precedes its EraNode. */
static bool nodes_paid(const struct change *c, const struct pots *pots, u128 *inflated)
{
	u128 slashed = U128_ZERO;

	for (uint32_t i = 0; i < c->step->n_events; i++) {
		const struct spheron_event_era_node *e = &c->step->events[i].u.era_node;
		unsigned kind = e->kind == PROV ? PROV : FIZZ;
		u128 due;

		if (c->step->events[i].kind == SPHERON_EVENT_FIZZ_SLASHED)
			slashed = c->step->events[i].u.fizz_slashed.amount;
		if (c->step->events[i].kind != SPHERON_EVENT_ERA_NODE)
			continue;
		due = muldiv(e->points, pots->num[kind], pots->den[kind]);
		MUST(u128_eq(e->reward, due), "I5", "@ #: reward * for * points, * is due", kind,
				e->id, WIDE(e->reward), WIDE(e->points), WIDE(due));
		if (kind == PROV ? !provider_paid(c, pots, e, inflated)
				 : !moved(c, "I5", SPHERON_FIZZ_ACCRUED, e->id,
						  SPHERON_SPON, due, slashed))
			return false;
		slashed = U128_ZERO;
	}
	return true;
}

/* [EVENT-02] The sums of EraClosed, and what stays in the state. */
static bool era_told(const struct change *c, const struct pots *pots, u128 inflated)
{
	const struct spheron_event_era_closed *e =
			&c->step->events[c->step->n_events - 1].u.era_closed;
	u128 pool = spheron_bucket(c->after, SPHERON_FOUNDATION, 0, SPHERON_SPON), minted;
	struct spheron_record t;

	MUST(e->era == c->was.era && u128_eq(e->prov_points, c->points[PROV])
					&& u128_eq(e->fizz_points, c->points[FIZZ])
					&& u128_eq(e->pool, pool),
			"I5", "era #: EraClosed of era # with * and * points, pool *", c->was.era,
			e->era, WIDE(e->prov_points), WIDE(e->fizz_points), WIDE(e->pool));
	MUST(u128_eq(e->prov_paid, c->reward[PROV]) && u128_eq(e->fizz_paid, c->reward[FIZZ]), "I5",
			"era #: * and * paid, EraClosed says * and *", c->was.era,
			WIDE(c->reward[PROV]), WIDE(c->reward[FIZZ]), WIDE(e->prov_paid),
			WIDE(e->fizz_paid));
	MUST(u128_eq(c->is.conv_num, pots->num[PROV]) && u128_eq(c->is.conv_den, pots->den[PROV]),
			"I5", "points convert by * / *, not by * / *", WIDE(pots->num[PROV]),
			WIDE(pots->den[PROV]), WIDE(c->is.conv_num), WIDE(c->is.conv_den));
	spheron_find(c->after, SPHERON_RECORD_TOKEN, SPHERON_SPON, 0, 0, &t);
	minted = minus(t.u.token.minted, pots->minted);
	MUST(u128_eq(inflated, e->inflation) && u128_eq(inflated, minted)
					&& u128_le(inflated, pots->inflation),
			"I5", "inflation * of at most *, EraClosed says *, * are minted",
			WIDE(inflated), WIDE(pots->inflation), WIDE(e->inflation), WIDE(minted));
	return true;
}

static bool era_pays(const struct change *c)
{
	uint32_t n = c->step->n_events;
	u128 inflated = U128_ZERO;
	struct pots pots;

	MUST(n > 0 && c->step->events[n - 1].kind == SPHERON_EVENT_ERA_CLOSED, "I5",
			"era # closed without EraClosed", c->was.era);
	set_pots(c, &pots);
	set_inflation(c, &pots);
	for (unsigned kind = PROV; kind <= FIZZ; kind++)
		MUST(u128_le(c->reward[kind], pots.pot[kind]), "I5", "@s: * paid out of a pot of *",
				kind, WIDE(c->reward[kind]), WIDE(pots.pot[kind]));
	return nodes_paid(c, &pots, &inflated) && era_told(c, &pots, inflated);
}

/* [DELEG-05] What the last holder leaves behind: what was there, less its own claim. */
static u128 last_dust(const struct change *c)
{
	uint32_t id = c->step->command->u.deleg_unbond.provider, from = c->step->command->from;
	struct spheron_record p, d, g;
	u128 acc;

	if (!spheron_find(c->after, SPHERON_RECORD_PROVIDER, id, 0, 0, &p)
			|| p.u.provider.holders > 0
			|| !spheron_find(c->before, SPHERON_RECORD_DELEGATION, id, from, 0, &d))
		return U128_ZERO;
	acc = p.u.provider.acc;
	if (spheron_find(c->before, SPHERON_RECORD_POOLGEN, id, d.u.delegation.gen, 0, &g))
		acc = g.u.poolgen.acc;
	return minus(was_in(c, SPHERON_DELEGATOR_ACCRUED, id),
			claim_of(d.u.delegation.shares, acc, d.u.delegation.idx));
}

/* The pool falls by rewards and rises by what is said to go there, by nothing else. */
bool foundation_holds(const struct change *c)
{
	bool close = fired(c, SPHERON_DUE_ERA_CLOSE);
	u128 in = c->penalty;

	if (close && param_of(c->before, SPHERON_P_DOWNTIME_DEST) == 0)
		in = plus(in, c->downtime);
	if (ran(c, SPHERON_CMD_POOL_FUND))
		in = plus(in, c->step->command->u.pool_fund.amount);
	if (ran(c, SPHERON_CMD_DELEG_UNBOND))
		in = plus(in, last_dust(c));
	return (!close || era_pays(c))
			&& moved(c, "I5", SPHERON_FOUNDATION, 0, SPHERON_SPON, in,
					plus(c->reward[PROV], c->reward[FIZZ]));
}

/* ---- the end of everything: I18 ---- */

/* One command of an exit; the amount is also the shares of deleg.unbond. */
struct move {
	enum spheron_verb verb;
	uint32_t from;
	uint64_t id;
	uint8_t kind, token;
	u128 amount;
};

#define MOVES 64

/* What may be done at a time: a node cannot leave under a lease, nor a gateway with members. */
enum stage { CONTRACTS, FIZZ_NODES, PROVIDERS, INCOME };

struct leaving {
	struct spheron_violation *violation;
	struct spheron **state;
	struct spheron *(*grow)(struct spheron *full);
	enum stage stage;
	struct move move[MOVES]; /* found by a walk, to be made after it */
	uint32_t moves;
	uint64_t last; /* the latest second at which an era, entry, vote or challenge ends */
};

static void add(struct leaving *c, enum spheron_verb verb, uint32_t from, uint64_t id)
{
	c->move[c->moves++] = (struct move) { .verb = verb, .from = from, .id = id };
}

static void end_contract(struct leaving *c, const struct spheron_record *r)
{
	const struct spheron_delegation_record *d = &r->u.delegation;

	if (r->kind == SPHERON_RECORD_ORDER && r->u.order.state == SPHERON_ORDER_OPEN)
		add(c, SPHERON_CMD_ORDER_CANCEL, r->u.order.tenant, r->u.order.id);
	if (r->kind == SPHERON_RECORD_LEASE)
		add(c, SPHERON_CMD_LEASE_CLOSE, r->u.lease.tenant, r->u.lease.id);
	if (r->kind == SPHERON_RECORD_OPERATOR && r->u.oper.active)
		add(c, SPHERON_CMD_AVS_UNREGISTER, r->u.oper.acct, 0);
	if (r->kind != SPHERON_RECORD_DELEGATION)
		return;
	add(c, SPHERON_CMD_DELEG_UNBOND, d->acct, d->provider);
	c->move[c->moves - 1].amount = d->shares;
}

/* How what a bucket holds is taken out, SPHERON_VERB_COUNT if it needs no command. */
static enum spheron_verb taking(unsigned name)
{
	if (name == SPHERON_ESCROW)
		return SPHERON_CMD_ESCROW_WITHDRAW;
	if (name == SPHERON_EARNED || name == SPHERON_FIZZ_EARNED)
		return SPHERON_CMD_EARN_WITHDRAW;
	if (name == SPHERON_ACCRUED)
		return SPHERON_CMD_REWARD_CLAIM;
	return name == SPHERON_FIZZ_ACCRUED ? SPHERON_CMD_FIZZ_CLAIM : SPHERON_VERB_COUNT;
}

static void take_out(struct leaving *c, const struct spheron_bucket_record *b)
{
	bool of_fizz = b->name == SPHERON_FIZZ_EARNED || b->name == SPHERON_FIZZ_ACCRUED;
	uint32_t from = (uint32_t) b->owner;
	struct spheron_record r;

	if (taking(b->name) == SPHERON_VERB_COUNT)
		return;
	if (of_fizz && spheron_find(*c->state, SPHERON_RECORD_FIZZ, b->owner, 0, 0, &r))
		from = r.u.fizz.owner;
	else if (b->name != SPHERON_ESCROW
			&& spheron_find(*c->state, SPHERON_RECORD_PROVIDER, b->owner, 0, 0, &r))
		from = r.u.provider.owner;
	add(c, taking(b->name), from, b->owner);
	c->move[c->moves - 1].kind = of_fizz;
	c->move[c->moves - 1].token = b->token;
	c->move[c->moves - 1].amount = b->amount;
}

static void leave(struct leaving *c, const struct spheron_record *r)
{
	const struct spheron_provider_record *p = &r->u.provider;
	const struct spheron_fizz_record *f = &r->u.fizz;

	if (c->stage == FIZZ_NODES) {
		if (r->kind == SPHERON_RECORD_FIZZ && f->status != SPHERON_DEACTIVATED)
			add(c, SPHERON_CMD_FIZZ_EXIT, f->owner, f->id);
	} else if (r->kind == SPHERON_RECORD_PROVIDER) {
		if (p->status == SPHERON_MAINTENANCE)
			add(c, SPHERON_CMD_MAINT_END, p->owner, p->id);
		else if (p->status != SPHERON_DEACTIVATED)
			add(c, SPHERON_CMD_PROVIDER_EXIT, p->owner, p->id);
	}
}

static bool find_moves(void *ctx, const struct spheron_record *r)
{
	struct leaving *c = ctx;

	if (c->stage == CONTRACTS)
		end_contract(c, r);
	else if (c->stage != INCOME)
		leave(c, r);
	else if (r->kind == SPHERON_RECORD_BUCKET)
		take_out(c, &r->u.bucket);
	return c->moves < MOVES;
}

/* The arguments, which begin with the id wherever there is one. */
static void fill(struct spheron_command *cmd, const struct move *m)
{
	uint32_t id = (uint32_t) m->id;

	if (m->verb == SPHERON_CMD_LEASE_CLOSE || m->verb == SPHERON_CMD_ORDER_CANCEL)
		cmd->u.lease_close.lease = m->id;
	else if (m->verb == SPHERON_CMD_DELEG_UNBOND)
		cmd->u.deleg_unbond = (struct spheron_args_deleg_unbond) { id, m->amount };
	else if (m->verb == SPHERON_CMD_ESCROW_WITHDRAW)
		cmd->u.escrow_withdraw = (struct spheron_args_escrow) { m->token, m->amount };
	else if (m->verb == SPHERON_CMD_EARN_WITHDRAW)
		cmd->u.earn_withdraw = (struct spheron_args_earn) { m->kind, id, m->token };
	else
		cmd->u.provider_exit.provider = id;
}

/* Makes a move `ahead` seconds later; nobody may be refused. */
static bool make(struct leaving *c, const struct move *m, uint64_t ahead)
{
	struct spheron_clock clock = spheron_clock(*c->state);
	struct spheron_command cmd = { .t = clock.t + ahead, .from = m->from, .verb = m->verb };
	enum spheron_result r;

	/* The explicit clock wants a block with each command.  Once contracts have ended no
	 * deadline is in blocks, so none has to pass. */
	cmd.has_b = param_of(*c->state, SPHERON_P_CLOCK_MODE) == 1;
	cmd.b = clock.b;
	fill(&cmd, m);
	while ((r = spheron_apply(*c->state, &cmd, NULL)) == SPHERON_FULL) {
		struct spheron *roomy = c->grow(*c->state);

		MUST(roomy, "I18", "no room to let everybody leave, second #", clock.t);
		*c->state = roomy;
	}
	MUST(r == SPHERON_OK, "I18", "& of # by account # is refused with %", m->verb, m->id,
			m->from, r);
	return true;
}

/* Makes all moves of a stage, as many at a time as there is room for. */
static bool make_all(struct leaving *c, enum stage stage)
{
	c->stage = stage;
	do {
		c->moves = 0;
		spheron_walk(*c->state, find_moves, c);
		for (uint32_t i = 0; i < c->moves; i++)
			if (!make(c, &c->move[i], 0))
				return false;
	} while (c->moves > 0);
	return true;
}

static bool find_last(void *ctx, const struct spheron_record *r)
{
	struct leaving *c = ctx;

	if (r->kind == SPHERON_RECORD_META)
		c->last = r->u.meta.era_end;
	if (r->kind == SPHERON_RECORD_UNBOND)
		c->last = larger(c->last, r->u.unbond.mature);
	if (r->kind == SPHERON_RECORD_PROPOSAL)
		c->last = larger(c->last, r->u.proposal.end);
	if (r->kind == SPHERON_RECORD_CHALLENGE)
		c->last = larger(c->last, r->u.challenge.deadline);
	return true;
}

/* Waits until everything that runs has ended, the era among it: then its last rewards are there. */
static bool wait_for_all(struct leaving *c)
{
	uint64_t step_max = param_of(*c->state, SPHERON_P_STEP_MAX_S), now;
	struct move m = { .verb = SPHERON_CMD_ADVANCE };

	spheron_walk(*c->state, find_last, c);
	while ((now = spheron_clock(*c->state).t) < c->last)
		if (!make(c, &m, smaller(c->last - now, step_max)))
			return false;
	return true;
}

/* [LEDGER-01] Dust is what rounding left, and it has its places: the foundation pool gets what the
 * last delegator left (DELEG-05), the treasury what a restitution left (SLASH-07).  Nowhere else
 * may a unit remain. */
static bool nothing_is_left(void *ctx, const struct spheron_record *r)
{
	const struct spheron_bucket_record *b = &r->u.bucket;
	struct leaving *c = ctx;
	bool stays = b->name == SPHERON_FREE || b->name == SPHERON_TREASURY
			|| b->name == SPHERON_FOUNDATION || b->name == SPHERON_BURNED;

	MUST(r->kind != SPHERON_RECORD_BUCKET || stays, "I18",
			"everybody has left, but $ of # holds * of token #", b->name, b->owner,
			WIDE(b->amount), b->token);
	return true;
}

bool spheron_check_exit(struct spheron **copy, struct spheron *(*grow)(struct spheron *full),
		struct spheron_violation *violation)
{
	struct leaving c = { .violation = violation, .state = copy, .grow = grow };

	if (spheron_clock(*copy).t == 0)
		return true;
	/* Twice, because a vote that ends in between may admit another provider (REG-05). */
	for (unsigned round = 0; round < 2; round++)
		if (!make_all(&c, CONTRACTS) || !make_all(&c, FIZZ_NODES)
				|| !make_all(&c, PROVIDERS) || !wait_for_all(&c)
				|| !make_all(&c, INCOME))
			return false;
	return spheron_walk(*copy, nothing_is_left, &c);
}
