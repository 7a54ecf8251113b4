/* Records by id (ID-01, ID-02) and the cached fields of 2.3, recounted each time. */
#include "state.h"

u128 oracle_param(const struct oracle *o, int id)
{
	return o->param[id].value;
}

/* ID-02: what using an id without a record gives. */
enum result oracle_gone(u128 id, u128 next)
{
	return id >= 1 && id < next ? ENDED : NOT_FOUND;
}

struct account *oracle_account(const struct oracle *o, u128 id)
{
	return id < o->accounts.n ? o->accounts.item[id] : NULL;
}

bool oracle_has_role(const struct oracle *o, u32 acct, u8 role)
{
	return (oracle_account(o, acct)->roles & role) != 0;
}

struct provider *oracle_provider(const struct oracle *o, u128 id)
{
	return id >= 1 && id <= o->providers.n ? o->providers.item[id - 1] : NULL;
}

struct provider *oracle_provider_of(const struct oracle *o, u32 acct)
{
	foreach (struct provider, p, o->providers)
		if (p->node.owner == acct)
			return p;
	return NULL;
}

struct fizz *oracle_fizz(const struct oracle *o, u128 id)
{
	return id >= 1 && id <= o->fizzes.n ? o->fizzes.item[id - 1] : NULL;
}

struct node *oracle_node(const struct oracle *o, u128 kind, u128 id)
{
	if (kind == KIND_PROVIDER) {
		struct provider *p = oracle_provider(o, id);

		return p ? &p->node : NULL;
	}
	struct fizz *f = oracle_fizz(o, id);

	return f ? &f->node : NULL;
}

struct order *oracle_order(const struct oracle *o, u128 id)
{
	foreach (struct order, r, o->orders)
		if (r->id == id)
			return r;
	return NULL;
}

struct bid *oracle_bid(const struct oracle *o, u64 order, u128 id)
{
	foreach (struct bid, bid, o->bids)
		if (bid->id == id && bid->order == order)
			return bid;
	return NULL;
}

struct lease *oracle_lease(const struct oracle *o, u128 id)
{
	foreach (struct lease, l, o->leases)
		if (l->id == id)
			return l;
	return NULL;
}

struct delegation *oracle_delegation(const struct oracle *o, u32 provider, u32 acct)
{
	foreach (struct delegation, d, o->delegations)
		if (d->provider == provider && d->acct == acct)
			return d;
	return NULL;
}

struct proposal *oracle_proposal(const struct oracle *o, u128 id)
{
	foreach (struct proposal, p, o->proposals)
		if (p->id == id)
			return p;
	return NULL;
}

struct challenge *oracle_challenge(const struct oracle *o, u128 id)
{
	foreach (struct challenge, c, o->challenges)
		if (c->id == id)
			return c;
	return NULL;
}

struct task *oracle_task(const struct oracle *o, u128 order)
{
	foreach (struct task, k, o->tasks)
		if (k->order == order)
			return k;
	return NULL;
}

struct attest *oracle_attest(const struct oracle *o, u64 order, u128 acct)
{
	foreach (struct attest, a, o->attests)
		if (a->order == order && a->acct == acct)
			return a;
	return NULL;
}

struct operator* oracle_operator(const struct oracle *o, u32 acct)
{
	foreach (struct operator, op, o->operators)
		if (op->acct == acct)
			return op;
	return NULL;
}

/* account.orders */
u32 oracle_count_open_orders(const struct oracle *o, u32 tenant)
{
	u32 n = 0;

	foreach (struct order, r, o->orders)
		if (r->tenant == tenant && r->state == ORDER_OPEN)
			n++;
	return n;
}

/* meta.council */
u32 oracle_count_council(const struct oracle *o)
{
	u32 n = 0;

	foreach (struct account, a, o->accounts)
		if (a->roles & COUNCIL)
			n++;
	return n;
}

/* meta.bonded: all own stakes and all pools */
u128 oracle_total_bonded(const struct oracle *o)
{
	u128 sum = 0;

	foreach (struct bucket, k, o->buckets)
		if (k->name == STAKE || k->name == POOL)
			sum += k->amount;
	return sum;
}

/* provider.holders: delegations of any generation */
u32 oracle_count_holders(const struct oracle *o, u32 provider)
{
	u32 n = 0;

	foreach (struct delegation, d, o->delegations)
		if (d->provider == provider)
			n++;
	return n;
}

/* provider.members: Fizz nodes linked to it that have not left (FIZZ-04, FIZZ-08, FIZZ-11) */
u32 oracle_count_members(const struct oracle *o, u32 provider)
{
	u32 n = 0;

	foreach (struct fizz, f, o->fizzes)
		if (f->gateway == provider && f->node.status != DEACTIVATED)
			n++;
	return n;
}

/* provider.objections: members that objected to the pending subnet values; 0 while none pend
 * (GATE-05) */
u32 oracle_count_objections(const struct oracle *o, const struct provider *p)
{
	u32 n = 0;

	if (!p->subnet_next)
		return 0;
	foreach (struct fizz, f, o->fizzes)
		if (f->gateway == p->node.id && f->node.status != DEACTIVATED &&
			f->objected == p->subnet_seq)
			n++;
	return n;
}
