/* Records as they are read from outside: one by key, all in order, as bytes, as a hash.
 *
 * Source: RULES.md chapter 2.3, ENC-07, HASH-01..03. */

#include "protocol/apply.h"
#include "protocol/field.h"
#include "protocol/index.h"
#include "protocol/liveness.h"
#include "protocol/node.h"
#include "support/sha256.h"

#include <string.h>

/* ---- making records ---- */

/* The fields that nodes have in common come from the node, folded to now; the others are named one
 * by one. */
#define FROM_NODE(type, name) r->name = n.name;
#define NOTHING(type, name)

static void make_provider(const struct spheron *st, uint32_t id, struct spheron_provider_record *r)
{
	const struct provider *p = provider_at(st, id);
	struct node n;

	RULE("HASH-03");
	provider_folded(st, p, &n);
	*r = (struct spheron_provider_record) { .tokens = p->tokens, .gateway = p->gateway,
		.tier = p->tier, .rise = p->rise, .fall = p->fall, .region_bad = p->region_bad,
		.version = p->version, .commission_bp = p->commission_bp,
		.commission_era = p->commission_era, .shares = p->shares, .acc = p->acc,
		.gen = p->gen, .holders = p->holders, .apr_ppm = p->apr_ppm, .fleases = p->fleases,
		.verified = p->verified, .down_since = p->down_since, .chal_from = p->chal_from,
		.m_start = p->m_start, .m_end = p->m_end, .m_from = p->m_from, .m_used = p->m_used,
		.m_next = p->m_next, .subnet_bp = p->subnet_bp, .subnet_cpu = p->subnet_cpu,
		.subnet_mem = p->subnet_mem, .subnet_gpus = p->subnet_gpus,
		.subnet_seq = p->subnet_seq, .objections = p->objections,
		.subnet_next = p->subnet_next, .next_bp = p->next_bp, .next_cpu = p->next_cpu,
		.next_mem = p->next_mem, .next_gpus = p->next_gpus, .members = p->members,
		.ok0 = p->ok[0], .n0 = p->n[0], .ok1 = p->ok[1], .n1 = p->n[1], .ok2 = p->ok[2],
		.n2 = p->n[2], .ok3 = p->ok[3], .n3 = p->n[3] };
	SPHERON_REC_PROVIDER(FROM_NODE, NOTHING)
}

static void make_fizz(const struct spheron *st, uint32_t id, struct spheron_fizz_record *r)
{
	const struct fizz *f = fizz_at(st, id);
	struct node n;

	fizz_folded(st, f, &n);
	*r = (struct spheron_fizz_record) { .gateway = f->gateway, .p_cpu = f->p_cpu,
		.p_mem = f->p_mem, .p_sto = f->p_sto, .p_gpu = f->p_gpu, .n = f->n,
		.alive = f->alive, .sf0 = f->sf[0], .sf1 = f->sf[1], .sf2 = f->sf[2],
		.sf3 = f->sf[3], .fails = f->fails, .objected = f->objected };
	SPHERON_REC_FIZZ(FROM_NODE, NOTHING)
}

static void make_account(const struct spheron *st, uint32_t id, struct spheron_account_record *r)
{
	*r = (struct spheron_account_record) { id, account_at(st, id)->roles,
		account_at(st, id)->orders };
}

static void make_param(const struct spheron *st, uint16_t id, struct spheron_param_record *r)
{
	const struct parameter *p = &st->param[id];

	*r = (struct spheron_param_record) { id, p->value, p->pending, p->next };
}

static void make_gpu(unsigned kind, uint32_t id, const struct gpu *line,
		struct spheron_gpu_record *r)
{
	*r = (struct spheron_gpu_record) { (uint8_t) kind, id, line->model, line->count, line->price,
		line->used };
}

/* ---- one record ---- */

static bool find_gpu(const struct spheron *st, uint64_t kind, uint64_t id, uint64_t model,
		struct spheron_gpu_record *r)
{
	const struct node *n = kind <= SPHERON_NODE_FIZZ && id <= UINT32_MAX
			? node_find(st, (unsigned) kind, (uint32_t) id)
			: NULL;
	const struct gpu *line = n && model <= UINT16_MAX ? gpu_line(st, n, (uint16_t) model) : NULL;

	if (!line)
		return false;
	make_gpu((unsigned) kind, (uint32_t) id, line, r);
	return true;
}

static bool find_lease(const struct spheron *st, uint64_t id, struct spheron_lease_record *r)
{
	uint32_t slot = order_find(st, id, 0);

	if (!slot || order_at(st, slot)->rec.state != SPHERON_ORDER_MATCHED)
		return false;
	*r = lease_at(st, slot)->rec;
	return true;
}

/* Entries and releases have no index of their own; nobody asks for them in a hurry. */
static bool find_unbond(const struct spheron *st, uint64_t id, struct spheron_unbond_record *r)
{
	for (uint32_t slot = 1; slot <= st->table[T_UNBONDINGS].top; slot++) {
		if (id == 0 || unbond_at(st, slot)->rec.id != id)
			continue;
		*r = unbond_at(st, slot)->rec;
		return true;
	}
	return false;
}

static bool find_release(const struct spheron *st, uint64_t version, struct spheron_release_record *r)
{
	for (uint32_t slot = st->first_release; slot; slot = release_at(st, slot)->next) {
		if (release_at(st, slot)->rec.version != version)
			continue;
		*r = release_at(st, slot)->rec;
		return true;
	}
	return false;
}

static bool find_operator(const struct spheron *st, uint64_t acct, struct spheron_operator_record *r)
{
	uint32_t slot = acct < st->n_accounts ? account_at(st, (uint32_t) acct)->oper : 0;

	if (slot)
		*r = oper_at(st, slot)->rec;
	return slot;
}

static bool find_bucket(const struct spheron *st, uint64_t name, uint64_t owner, uint64_t token,
		struct spheron_bucket_record *r)
{
	u128 amount = U128_ZERO;

	if (name < SPHERON_BUCKET_COUNT && token < st->n_tokens)
		amount = spheron_bucket(st, (unsigned) name, owner, (unsigned) token);
	*r = (struct spheron_bucket_record) { (uint8_t) name, owner, (uint8_t) token, amount };
	return !u128_is_zero(amount);
}

/* Finds by an index and copies the record out. */
#define FROM_INDEX(name, member)                                                                   \
	do {                                                                                       \
		uint32_t slot_ = name##_find(st, key, key2);                                       \
                                                                                                   \
		if (slot_)                                                                         \
			out->u.member = name##_at(st, slot_)->rec;                                 \
		return slot_;                                                                      \
	} while (0)

/* Kinds whose ids are places in an array. */
static bool find_dense(const struct spheron *st, uint64_t key, struct spheron_record *out)
{
	if (out->kind == SPHERON_RECORD_META) {
		out->u.meta = st->meta;
		return st->started;
	}
	if (out->kind == SPHERON_RECORD_PARAM && key < SPHERON_PARAM_COUNT) {
		make_param(st, (uint16_t) key, &out->u.param);
		return true;
	}
	if (out->kind == SPHERON_RECORD_TOKEN && key < st->n_tokens) {
		out->u.token = st->token[key];
		return true;
	}
	if (out->kind == SPHERON_RECORD_ACCOUNT && key < st->n_accounts) {
		make_account(st, (uint32_t) key, &out->u.account);
		return true;
	}
	if (out->kind == SPHERON_RECORD_PROVIDER && key >= 1 && key <= st->n_providers) {
		make_provider(st, (uint32_t) key, &out->u.provider);
		return true;
	}
	if (out->kind == SPHERON_RECORD_FIZZ && key >= 1 && key <= st->n_fizz) {
		make_fizz(st, (uint32_t) key, &out->u.fizz);
		return true;
	}
	return false;
}

bool spheron_find(const struct spheron *st, enum spheron_record_kind kind, uint64_t key,
		uint64_t key2, uint64_t key3, struct spheron_record *out)
{
	out->kind = kind;
	switch (kind) {
	case SPHERON_RECORD_META:
	case SPHERON_RECORD_PARAM:
	case SPHERON_RECORD_TOKEN:
	case SPHERON_RECORD_ACCOUNT:
	case SPHERON_RECORD_PROVIDER:
	case SPHERON_RECORD_FIZZ:
		return find_dense(st, key, out);
	case SPHERON_RECORD_GPU:
		return find_gpu(st, key, key2, key3, &out->u.gpu);
	case SPHERON_RECORD_ORDER:
		FROM_INDEX(order, order);
	case SPHERON_RECORD_BID:
		FROM_INDEX(bid, bid);
	case SPHERON_RECORD_LEASE:
		return find_lease(st, key, &out->u.lease);
	case SPHERON_RECORD_DELEGATION:
		FROM_INDEX(delegation, delegation);
	case SPHERON_RECORD_POOLGEN:
		FROM_INDEX(poolgen, poolgen);
	case SPHERON_RECORD_UNBOND:
		return find_unbond(st, key, &out->u.unbond);
	case SPHERON_RECORD_PROPOSAL:
		FROM_INDEX(proposal, proposal);
	case SPHERON_RECORD_VOTE:
		FROM_INDEX(vote, vote);
	case SPHERON_RECORD_CHALLENGE:
		FROM_INDEX(challenge, challenge);
	case SPHERON_RECORD_OPERATOR:
		return find_operator(st, key, &out->u.oper);
	case SPHERON_RECORD_TASK:
		FROM_INDEX(task, task);
	case SPHERON_RECORD_ATTEST:
		FROM_INDEX(attest, attest);
	case SPHERON_RECORD_RELEASE:
		return find_release(st, key, &out->u.release);
	case SPHERON_RECORD_BUCKET:
		return find_bucket(st, key, key2, key3, &out->u.bucket);
	case SPHERON_RECORD_COUNT:
		break;
	}
	return false;
}

/* ---- one bucket ---- */

static u128 till_amount(const struct spheron *st, const struct node *n, uint8_t token)
{
	const struct till *t = till_find(st, n, token);

	return t ? t->amount : U128_ZERO;
}

/* A bucket that only one token has. */
static u128 only(unsigned token, unsigned wanted, u128 amount)
{
	return token == wanted ? amount : U128_ZERO;
}

/* One of the buckets of a provider, which are SPON but for its income. */
static u128 provider_bucket(const struct spheron *st, unsigned name, uint32_t id, uint8_t token)
{
	const struct provider *p = provider_at(st, id);

	if (name == SPHERON_STAKE)
		return only(token, SPHERON_SPON, p->stake);
	if (name == SPHERON_POOL)
		return only(token, SPHERON_SPON, p->pool);
	if (name == SPHERON_ACCRUED)
		return only(token, SPHERON_SPON, p->accrued);
	if (name == SPHERON_DELEGATOR_ACCRUED)
		return only(token, SPHERON_SPON, p->delegator_accrued);
	return till_amount(st, &p->node, token);
}

static u128 lease_bucket(const struct spheron *st, uint64_t id, uint8_t token)
{
	uint32_t slot = order_find(st, id, 0);
	const struct lease *l = lease_at(st, slot);

	if (!slot || order_at(st, slot)->rec.state != SPHERON_ORDER_MATCHED)
		return U128_ZERO;
	return only(token, l->rec.token, l->locked);
}

static u128 unbond_bucket(const struct spheron *st, uint64_t id, uint8_t token)
{
	for (uint32_t slot = 1; slot <= st->table[T_UNBONDINGS].top; slot++) {
		const struct unbond *u = unbond_at(st, slot);

		if (id != 0 && u->rec.id == id)
			return only(token, u->rec.kind == SPHERON_UNBOND_OPERATOR ? SPHERON_ETH
										  : SPHERON_SPON,
					u->amount);
	}
	return U128_ZERO;
}

static u128 operator_bucket(const struct spheron *st, uint32_t acct, uint8_t token)
{
	uint32_t slot = account_at(st, acct)->oper;

	return slot ? only(token, SPHERON_ETH, oper_at(st, slot)->restaked) : U128_ZERO;
}

u128 spheron_bucket(const struct spheron *st, unsigned name, uint64_t owner, unsigned token_number)
{
	uint8_t token = (uint8_t) token_number;
	bool acct = owner < st->n_accounts, provider = owner >= 1 && owner <= st->n_providers;
	bool fizz = owner >= 1 && owner <= st->n_fizz;
	uint32_t id = (uint32_t) owner, slot;

	if (token_number >= st->n_tokens)
		return U128_ZERO;
	switch ((enum spheron_bucket_name) name) {
	case SPHERON_FREE:
		return acct ? free_balance(st, id, token) : U128_ZERO;
	case SPHERON_ESCROW:
		return acct ? escrow_balance(st, id, token) : U128_ZERO;
	case SPHERON_LOCKED:
		return lease_bucket(st, owner, token);
	case SPHERON_STAKE:
	case SPHERON_POOL:
	case SPHERON_ACCRUED:
	case SPHERON_DELEGATOR_ACCRUED:
	case SPHERON_EARNED:
		return provider ? provider_bucket(st, name, id, token) : U128_ZERO;
	case SPHERON_UNBONDING:
		return unbond_bucket(st, owner, token);
	case SPHERON_FIZZ_ACCRUED:
		return fizz ? only(token, SPHERON_SPON, fizz_at(st, id)->accrued) : U128_ZERO;
	case SPHERON_FIZZ_EARNED:
		return fizz ? till_amount(st, &fizz_at(st, id)->node, token) : U128_ZERO;
	case SPHERON_CHALLENGE_BOND:
		slot = challenge_find(st, owner, 0);
		return slot ? only(token, SPHERON_SPON, challenge_at(st, slot)->bond) : U128_ZERO;
	case SPHERON_PROPOSAL_DEPOSIT:
		slot = proposal_find(st, owner, 0);
		return slot ? only(token, SPHERON_SPON, proposal_at(st, slot)->deposit) : U128_ZERO;
	case SPHERON_RESTAKED:
		return acct ? operator_bucket(st, id, token) : U128_ZERO;
	case SPHERON_TREASURY:
		return owner == 0 ? st->treasury[token] : U128_ZERO;
	case SPHERON_FOUNDATION:
		return owner == 0 ? only(token, SPHERON_SPON, st->foundation) : U128_ZERO;
	case SPHERON_BURNED:
		return owner == 0 ? only(token, SPHERON_SPON, st->burned) : U128_ZERO;
	case SPHERON_BUCKET_COUNT:
		break;
	}
	return U128_ZERO;
}
