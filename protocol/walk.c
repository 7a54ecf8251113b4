/* All records and buckets in dump order, and what is made of them: bytes and the state hash.
 *
 * Source: RULES.md ENC-07, HASH-01, HASH-02. */

#include "protocol/apply.h"
#include "protocol/field.h"
#include "support/sha256.h"

#include <string.h>

/* A walk in progress. */
struct walk {
	struct spheron *st;
	spheron_visit *visit;
	void *ctx;
	struct spheron_record record; /* room for the one being visited */
};

/* ---- slots of a table in the order of their keys ---- */

/* The key of the record in a slot; a first part of 0 marks a free one. */
struct key {
	uint64_t first, second;
};

/* How the records of a table are compared and copied out. */
struct slots {
	struct key (*key)(const struct spheron *st, uint32_t slot);
	void (*copy)(const struct spheron *st, uint32_t slot, struct spheron_record *out);
};

#define SLOTS(name, first, second)                                                                 \
	static struct key name##_key(const struct spheron *st, uint32_t slot)                      \
	{                                                                                          \
		return (struct key) { name##_at(st, slot)->rec.first,                              \
			name##_at(st, slot)->rec.second };                                         \
	}                                                                                          \
	static void name##_copy(                                                                   \
			const struct spheron *st, uint32_t slot, struct spheron_record *out)       \
	{                                                                                          \
		out->u.name = name##_at(st, slot)->rec;                                            \
	}
SLOTS(order, id, state)
SLOTS(lease, id, fizz)
SLOTS(bid, id, eligible)
SLOTS(delegation, provider, acct)
SLOTS(poolgen, provider, gen)
SLOTS(unbond, id, kind)
SLOTS(proposal, id, kind)
SLOTS(vote, prop, acct)
SLOTS(challenge, id, kind)
SLOTS(task, order, state)
SLOTS(attest, order, acct)
SLOTS(release, version, due)
#undef SLOTS

/* The tables, by the kind of record they hold; leases lie beside orders. */
static const struct slots slots_of[SPHERON_RECORD_COUNT] = {
	[SPHERON_RECORD_ORDER] = { order_key, order_copy },
	[SPHERON_RECORD_LEASE] = { lease_key, lease_copy },
	[SPHERON_RECORD_BID] = { bid_key, bid_copy },
	[SPHERON_RECORD_DELEGATION] = { delegation_key, delegation_copy },
	[SPHERON_RECORD_POOLGEN] = { poolgen_key, poolgen_copy },
	[SPHERON_RECORD_UNBOND] = { unbond_key, unbond_copy },
	[SPHERON_RECORD_PROPOSAL] = { proposal_key, proposal_copy },
	[SPHERON_RECORD_VOTE] = { vote_key, vote_copy },
	[SPHERON_RECORD_CHALLENGE] = { challenge_key, challenge_copy },
	[SPHERON_RECORD_TASK] = { task_key, task_copy },
	[SPHERON_RECORD_ATTEST] = { attest_key, attest_copy },
	[SPHERON_RECORD_RELEASE] = { release_key, release_copy },
};

static const enum table_id table_of[SPHERON_RECORD_COUNT] = {
	[SPHERON_RECORD_ORDER] = T_ORDERS,
	[SPHERON_RECORD_LEASE] = T_ORDERS,
	[SPHERON_RECORD_BID] = T_BIDS,
	[SPHERON_RECORD_DELEGATION] = T_DELEGATIONS,
	[SPHERON_RECORD_POOLGEN] = T_POOLGENS,
	[SPHERON_RECORD_UNBOND] = T_UNBONDINGS,
	[SPHERON_RECORD_PROPOSAL] = T_PROPOSALS,
	[SPHERON_RECORD_VOTE] = T_VOTES,
	[SPHERON_RECORD_CHALLENGE] = T_CHALLENGES,
	[SPHERON_RECORD_TASK] = T_TASKS,
	[SPHERON_RECORD_ATTEST] = T_ATTESTS,
	[SPHERON_RECORD_RELEASE] = T_RELEASES,
};

typedef struct key key_of(const struct spheron *st, uint32_t slot);

static bool before(const struct spheron *st, key_of *key, uint32_t a, uint32_t b)
{
	struct key x = key(st, a), y = key(st, b);

	return x.first < y.first || (x.first == y.first && x.second < y.second);
}

static void sift(const struct spheron *st, key_of *key, uint32_t *slot, uint32_t i, uint32_t n)
{
	uint32_t moving = slot[i];

	for (;;) {
		uint32_t child = 2 * i + 1;

		if (child >= n)
			break;
		if (child + 1 < n && before(st, key, slot[child], slot[child + 1]))
			child++;
		if (!before(st, key, moving, slot[child]))
			break;
		slot[i] = slot[child];
		i = child;
	}
	slot[i] = moving;
}

/* Heapsort: in place, and never slow. */
static void sort_slots(const struct spheron *st, key_of *key, uint32_t *slot, uint32_t n)
{
	for (uint32_t i = n / 2; i > 0; i--)
		sift(st, key, slot, i - 1, n);
	for (uint32_t i = n; i > 1; i--) {
		uint32_t last = slot[i - 1];

		slot[i - 1] = slot[0];
		slot[0] = last;
		sift(st, key, slot, 0, i - 1);
	}
}

/* The slots that hold a record of this kind, sorted; *n is their number.  Valid until the next
 * call. */
static const uint32_t *sorted_slots(struct spheron *st, enum spheron_record_kind kind, uint32_t *n)
{
	uint32_t *slot = at_offset(st, st->sort_offset);
	key_of *key = slots_of[kind].key;

	*n = 0;
	for (uint32_t i = 1; i <= st->table[table_of[kind]].top; i++)
		if (key(st, i).first != 0)
			slot[(*n)++] = i;
	sort_slots(st, key, slot, *n);
	return slot;
}

/* ---- visiting ---- */

static bool visit_found(struct walk *w, enum spheron_record_kind kind, uint64_t key)
{
	return !spheron_find(w->st, kind, key, 0, 0, &w->record) || w->visit(w->ctx, &w->record);
}

static bool visit_range(struct walk *w, enum spheron_record_kind kind, uint64_t first, uint64_t end)
{
	for (uint64_t id = first; id < end; id++)
		if (!visit_found(w, kind, id))
			return false;
	return true;
}

static bool visit_gpus_of(struct walk *w, unsigned kind, const struct node *n)
{
	for (uint32_t slot = n->gpu; slot; slot = gpu_at(w->st, slot)->next) {
		const struct gpu *line = gpu_at(w->st, slot);

		w->record.kind = SPHERON_RECORD_GPU;
		w->record.u.gpu = (struct spheron_gpu_record) { (uint8_t) kind, n->id, line->model,
			line->count, line->price, line->used };
		if (!w->visit(w->ctx, &w->record))
			return false;
	}
	return true;
}

static bool visit_gpus(struct walk *w)
{
	const struct spheron *st = w->st;

	for (uint32_t id = 1; id <= st->n_providers; id++)
		if (!visit_gpus_of(w, SPHERON_NODE_PROVIDER, &provider_at(st, id)->node))
			return false;
	for (uint32_t id = 1; id <= st->n_fizz; id++)
		if (!visit_gpus_of(w, SPHERON_NODE_FIZZ, &fizz_at(st, id)->node))
			return false;
	return true;
}

static bool visit_slots(struct walk *w, enum spheron_record_kind kind)
{
	uint32_t n;
	const uint32_t *slot = sorted_slots(w->st, kind, &n);

	for (uint32_t i = 0; i < n; i++) {
		w->record.kind = kind;
		slots_of[kind].copy(w->st, slot[i], &w->record);
		if (!w->visit(w->ctx, &w->record))
			return false;
	}
	return true;
}

/* ---- buckets ---- */

static bool visit_bucket(struct walk *w, unsigned name, uint64_t owner, unsigned token, u128 amount)
{
	if (u128_is_zero(amount))
		return true;
	w->record.kind = SPHERON_RECORD_BUCKET;
	w->record.u.bucket = (struct spheron_bucket_record) { (uint8_t) name, owner, (uint8_t) token,
		amount };
	return w->visit(w->ctx, &w->record);
}

/* Buckets whose owners are numbered through: all tokens of each. */
static bool visit_buckets_of_range(struct walk *w, unsigned name, uint64_t first, uint64_t end)
{
	for (uint64_t owner = first; owner < end; owner++)
		for (unsigned token = 0; token < w->st->n_tokens; token++)
			if (!visit_bucket(w, name, owner, token,
					    spheron_bucket(w->st, name, owner, token)))
				return false;
	return true;
}

/* A bucket of a record in a slot, and its token. */
static u128 bucket_in_slot(const struct spheron *st, enum spheron_record_kind kind, uint32_t slot,
		unsigned *token)
{
	*token = SPHERON_SPON;
	if (kind == SPHERON_RECORD_LEASE) {
		*token = lease_at(st, slot)->rec.token;
		return lease_at(st, slot)->locked;
	}
	if (kind == SPHERON_RECORD_UNBOND) {
		if (unbond_at(st, slot)->rec.kind == SPHERON_UNBOND_OPERATOR)
			*token = SPHERON_ETH;
		return unbond_at(st, slot)->amount;
	}
	return kind == SPHERON_RECORD_CHALLENGE ? challenge_at(st, slot)->bond
						: proposal_at(st, slot)->deposit;
}

static bool visit_buckets_in_slots(struct walk *w, unsigned name, enum spheron_record_kind kind)
{
	uint32_t n;
	const uint32_t *slot = sorted_slots(w->st, kind, &n);

	for (uint32_t i = 0; i < n; i++) {
		unsigned token;
		u128 amount = bucket_in_slot(w->st, kind, slot[i], &token);

		if (!visit_bucket(w, name, slots_of[kind].key(w->st, slot[i]).first, token, amount))
			return false;
	}
	return true;
}

static bool visit_buckets_named(struct walk *w, enum spheron_bucket_name name)
{
	const struct spheron *st = w->st;

	switch (name) {
	case SPHERON_FREE:
	case SPHERON_ESCROW:
	case SPHERON_RESTAKED:
		return visit_buckets_of_range(w, name, 0, st->n_accounts);
	case SPHERON_LOCKED:
		return visit_buckets_in_slots(w, name, SPHERON_RECORD_LEASE);
	case SPHERON_UNBONDING:
		return visit_buckets_in_slots(w, name, SPHERON_RECORD_UNBOND);
	case SPHERON_CHALLENGE_BOND:
		return visit_buckets_in_slots(w, name, SPHERON_RECORD_CHALLENGE);
	case SPHERON_PROPOSAL_DEPOSIT:
		return visit_buckets_in_slots(w, name, SPHERON_RECORD_PROPOSAL);
	case SPHERON_FIZZ_ACCRUED:
	case SPHERON_FIZZ_EARNED:
		return visit_buckets_of_range(w, name, 1, (uint64_t) st->n_fizz + 1);
	case SPHERON_TREASURY:
	case SPHERON_FOUNDATION:
	case SPHERON_BURNED:
		return visit_buckets_of_range(w, name, 0, 1);
	case SPHERON_STAKE:
	case SPHERON_POOL:
	case SPHERON_ACCRUED:
	case SPHERON_DELEGATOR_ACCRUED:
	case SPHERON_EARNED:
	case SPHERON_BUCKET_COUNT:
		break;
	}
	return visit_buckets_of_range(w, name, 1, (uint64_t) st->n_providers + 1);
}

static bool visit_buckets(struct walk *w)
{
	for (unsigned name = 0; name < SPHERON_BUCKET_COUNT; name++)
		if (!visit_buckets_named(w, (enum spheron_bucket_name) name))
			return false;
	return true;
}

bool spheron_walk(struct spheron *st, spheron_visit *visit, void *ctx)
{
	struct walk w = { .st = st, .visit = visit, .ctx = ctx };

	RULE("ENC-07");
	return visit_found(&w, SPHERON_RECORD_META, 0)
			&& visit_range(&w, SPHERON_RECORD_PARAM, 0, SPHERON_PARAM_COUNT)
			&& visit_range(&w, SPHERON_RECORD_TOKEN, 0, st->n_tokens)
			&& visit_range(&w, SPHERON_RECORD_ACCOUNT, 0, st->n_accounts)
			&& visit_range(&w, SPHERON_RECORD_PROVIDER, 1,
					(uint64_t) st->n_providers + 1)
			&& visit_range(&w, SPHERON_RECORD_FIZZ, 1, (uint64_t) st->n_fizz + 1)
			&& visit_gpus(&w) && visit_slots(&w, SPHERON_RECORD_ORDER)
			&& visit_slots(&w, SPHERON_RECORD_BID)
			&& visit_slots(&w, SPHERON_RECORD_LEASE)
			&& visit_slots(&w, SPHERON_RECORD_DELEGATION)
			&& visit_slots(&w, SPHERON_RECORD_POOLGEN)
			&& visit_slots(&w, SPHERON_RECORD_UNBOND)
			&& visit_slots(&w, SPHERON_RECORD_PROPOSAL)
			&& visit_slots(&w, SPHERON_RECORD_VOTE)
			&& visit_slots(&w, SPHERON_RECORD_CHALLENGE)
			&& visit_range(&w, SPHERON_RECORD_OPERATOR, 0, st->n_accounts)
			&& visit_slots(&w, SPHERON_RECORD_TASK)
			&& visit_slots(&w, SPHERON_RECORD_ATTEST)
			&& visit_slots(&w, SPHERON_RECORD_RELEASE)
			&& visit_buckets(&w);
}

/* ---- bytes ---- */

static uint8_t *put_le(uint8_t *p, uint64_t v, unsigned bytes)
{
	for (unsigned i = 0; i < bytes; i++)
		*p++ = (uint8_t) (v >> 8 * i);
	return p;
}

/* One field, little endian at its width. */
static uint8_t *put_field(uint8_t *p, const void *at, enum field_type type)
{
	const u128 *wide = at;

	if (type == FIELD_hex32) {
		memcpy(p, at, 32);
		return p + 32;
	}
	if (type == FIELD_u128)
		return put_le(put_le(p, wide->lo, 8), wide->hi, 8);
	return put_le(p, field_number(at, type), field_width(type));
}

size_t spheron_record_bytes(const struct spheron_record *record, uint8_t bytes[SPHERON_RECORD_BYTES])
{
	struct fields f = record_fields(record->kind);
	const char *body = (const char *) &record->u;
	uint8_t *p = bytes;

	RULE("HASH-01");
	*p++ = (uint8_t) record->kind;
	for (unsigned i = 0; i < f.count; i++)
		p = put_field(p, body + f.at[i].offset, (enum field_type) f.at[i].type);
	return (size_t) (p - bytes);
}

static bool hash_record(void *ctx, const struct spheron_record *record)
{
	uint8_t bytes[SPHERON_RECORD_BYTES];

	sha256_add(ctx, bytes, spheron_record_bytes(record, bytes));
	return true;
}

void spheron_hash(struct spheron *st, uint8_t hash[32])
{
	struct sha256 s;

	RULE("HASH-02");
	sha256_init(&s);
	spheron_walk(st, hash_record, &s);
	sha256_end(&s, hash);
}

enum spheron_result command_q_state(struct spheron *st, uint32_t from,
		const struct spheron_args_none *a)
{
	struct spheron_answer answer = { .is_hash = 1 };

	(void) from;
	(void) a;
	spheron_hash(st, answer.hash.byte);
	EMIT(st, ANSWER, answer, .value = answer);
	return SPHERON_OK;
}
