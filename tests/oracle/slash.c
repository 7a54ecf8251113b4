/* Taking collateral (SLASH-03, 04) and misconduct (SLASH-05..08). */
#include "state.h"

#include <stdlib.h>

/* An unbonding entry that is liable for the provider: kinds 0 and 1 (STAKE-05) */
static bool liable(const struct unbond *u, const struct provider *p)
{
	return u->kind != UNBOND_OPERATOR && u->provider == p->node.id;
}

/* K (SLASH-03) */
u128 oracle_collateral(const struct oracle *o, const struct provider *p)
{
	u128 sum = oracle_balance(o, STAKE, p->node.id, SPON) +
		   oracle_balance(o, POOL, p->node.id, SPON);

	foreach (struct unbond, u, o->unbonds)
		if (liable(u, p))
			sum += oracle_balance(o, UNBONDING, u->id, SPON);
	return sum;
}

/* Who gives how much; entry[i] belongs to o->unbonds.item[i]. */
struct parts {
	u128 own, pool, entries;
	u128 *entry;
};

/* part = muldiv(x, bucket, k) of pool and entries (SLASH-03) */
static void share_out(
	const struct oracle *o, const struct provider *p, u128 x, u128 k, struct parts *s)
{
	if (k == 0)
		return;
	s->pool = oracle_muldiv(x, oracle_balance(o, POOL, p->node.id, SPON), k);
	foreach (struct unbond, u, o->unbonds) {
		if (!liable(u, p))
			continue;
		s->entry[u_i] = oracle_muldiv(x, oracle_balance(o, UNBONDING, u->id, SPON), k);
		s->entries += s->entry[u_i];
	}
}

/* SLASH-03; s->entry is the caller's to free. */
static struct parts divide(
	const struct oracle *o, const struct provider *p, u128 asked, bool own_first)
{
	struct parts s = { 0, 0, 0, oracle_alloc(o->unbonds.n * sizeof(u128)) };
	u128 stake = oracle_balance(o, STAKE, p->node.id, SPON);
	u128 k = oracle_collateral(o, p);
	u128 x = oracle_min(asked, k);

	if (own_first) {
		s.own = oracle_min(stake, x);
		share_out(o, p, x - s.own, k - stake, &s);
	} else {
		share_out(o, p, x, k, &s);
		s.own = oracle_min(stake, x - s.pool - s.entries);
	}
	return s;
}

static void collect(struct oracle *o, const struct provider *p, const struct parts *s,
	struct place own_to, struct place delegated_to)
{
	oracle_move(o, STAKE, p->node.id, own_to.name, own_to.owner, SPON, s->own);
	oracle_move(o, POOL, p->node.id, delegated_to.name, delegated_to.owner, SPON, s->pool);
	foreach (struct unbond, u, o->unbonds) {
		struct place to = u->kind == UNBOND_OWN ? own_to : delegated_to;

		oracle_move(o, UNBONDING, u->id, to.name, to.owner, SPON, s->entry[u_i]);
	}
}

/* SLASH-03, SLASH-04, DELEG-10: Slashed, PoolWiped, then REG-11. own_to gets what came from own
 * stake and entries of kind 0, delegated_to what came from delegators; they differ for challenges
 * only (PROOF-09). */
void oracle_slash(struct oracle *o, struct provider *p, int why, u128 asked, bool own_first,
	struct place own_to, struct place delegated_to)
{
	struct parts s = divide(o, p, asked, own_first);

	if (s.own + s.pool + s.entries > 0) {
		collect(o, p, &s, own_to, delegated_to);
		p->node.slashes++;
		p->node.slash_mark = o->era;
		EVENT(o, "Slashed", N(p->node.id), N((u128)why), D(asked), D(s.own), D(s.pool),
			D(s.entries), D(0));
		oracle_end_generation_if_empty(o, p);
		oracle_reevaluate(o, p);
	}
	free(s.entry);
}

/* SLASH-02: destination of downtime slashes */
struct place oracle_downtime_place(const struct oracle *o)
{
	static const enum bucket_name to[] = { FOUNDATION, BURNED, TREASURY };

	return (struct place){ to[oracle_param(o, P_downtime_dest)], 0 };
}

/* SLASH-07: form of the list of harmed accounts */
bool oracle_harmed_ok(const struct oracle *o, const struct arg *harmed)
{
	if (harmed->rows > 32)
		return false;
	for (size_t i = 0; i < harmed->rows; i++) {
		const u128 *h = harmed->row[i];

		if (i > 0 && h[0] <= harmed->row[i - 1][0])
			return false;
		if (h[1] < 1 || h[1] > oracle_pow10(30) || !oracle_account(o, h[0]))
			return false;
	}
	return true;
}

/* SLASH-07: pays out the seized sum, which has left its buckets already. */
static void restitute(struct oracle *o, u128 seized, const struct arg *harmed)
{
	u128 losses = 0, rest = seized;

	for (size_t i = 0; i < harmed->rows; i++)
		losses += harmed->row[i][1];
	for (size_t i = 0; i < harmed->rows; i++) {
		u128 acct = harmed->row[i][0], loss = harmed->row[i][1];
		u128 amount = losses <= seized ? loss : oracle_muldiv(seized, loss, losses);

		oracle_credit(o, FREE, (u64)acct, SPON, amount);
		rest -= amount;
		EVENT(o, "Restitution", N(acct), D(amount));
	}
	oracle_credit(o, TREASURY, 0, SPON, rest);
}

/* Takes bucket * bp / 10000 out of a bucket (SLASH-05, SLASH-08). */
static u128 seize(struct oracle *o, enum bucket_name name, u64 owner, u128 bp)
{
	u128 part = oracle_muldiv(oracle_balance(o, name, owner, SPON), bp, 10000);

	oracle_debit(o, name, owner, SPON, part);
	return part;
}

/* SLASH-06, SLASH-08: the node's own leases end, by ascending id. For a provider these are its
 * plain leases. */
static void end_leases_of(struct oracle *o, u32 provider, u32 fizz)
{
	size_t i = 0;

	while (i < o->leases.n) {
		struct lease *l = o->leases.item[i];

		if (l->fizz == fizz && (fizz > 0 || l->provider == provider))
			oracle_end_lease(o, l, MISCONDUCT_CLOSE);
		else
			i++;
	}
}

/* SLASH-05, SLASH-06 */
void oracle_provider_misconduct(
	struct oracle *o, struct provider *p, u128 bp, const struct arg *harmed)
{
	u32 id = p->node.id;
	u128 own = seize(o, STAKE, id, bp), pool = seize(o, POOL, id, bp), entries = 0;
	u128 accrued = seize(o, ACCRUED, id, bp), sum;

	foreach (struct unbond, u, o->unbonds)
		if (liable(u, p))
			entries += seize(o, UNBONDING, u->id, bp);
	sum = own + pool + entries + accrued;
	p->node.wsec = 0;
	p->node.slashes++;
	p->node.slash_mark = o->era;
	EVENT(o, "Slashed", N(id), N(SLASH_MISCONDUCT), D(sum), D(own), D(pool), D(entries),
		D(accrued));
	oracle_end_generation_if_empty(o, p);
	restitute(o, sum, harmed);
	oracle_drop_maintenance(o, p);
	if (p->node.status != DEACTIVATED)
		oracle_set_provider_status(o, p, SUSPENDED);
	end_leases_of(o, id, 0);
}

/* SLASH-08, SLASH-04 */
void oracle_fizz_misconduct(struct oracle *o, struct fizz *f, u128 bp, const struct arg *harmed)
{
	u128 sum = seize(o, FIZZ_ACCRUED, f->node.id, bp);

	f->node.wsec = 0;
	f->node.slashes++;
	f->node.slash_mark = o->era;
	EVENT(o, "FizzSlashed", N(f->node.id), D(sum));
	restitute(o, sum, harmed);
	if (f->node.status != DEACTIVATED)
		oracle_set_fizz_status(o, f, SUSPENDED);
	end_leases_of(o, 0, f->node.id);
}

/* SLASH-05..08 */
enum result oracle_do_slash_misconduct(struct oracle *o, const struct command *c)
{
	u128 kind = oracle_num(c, "kind"), id = oracle_num(c, "id"), bp = oracle_num(c, "bp");
	const struct arg *harmed = oracle_arg(c, "harmed");

	if (!oracle_has_role(o, c->from, SLASHER))
		return NOT_ALLOWED;
	if (kind > KIND_FIZZ || bp > 10000 || !oracle_harmed_ok(o, harmed))
		return BAD_VALUE;
	if (!oracle_node(o, kind, id))
		return NOT_FOUND;
	if (kind == KIND_PROVIDER)
		oracle_provider_misconduct(o, oracle_provider(o, id), bp, harmed);
	else
		oracle_fizz_misconduct(o, oracle_fizz(o, id), bp, harmed);
	return OK;
}
