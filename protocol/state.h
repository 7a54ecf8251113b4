/* state.h - how the state lies in memory.  Internal.
 *
 * The whole state is one block of memory from the caller: this struct, then the tables, then the
 * hash indexes, then the deadlines.  There is no pointer inside, only offsets and slot numbers, so a
 * copy of the bytes is a copy of the state.  Each part begins at a multiple of 64 from the start of
 * the block, so they lie on cache lines if the caller's block does.
 *
 * Accounts, providers and Fizz nodes never leave the state (ID-04), so their ids are their places.
 * All other records live in slots 1 .. capacity of their table and are found by a hash index or by
 * the list of what they belong to; slot 0 means none.
 *
 * Nothing in this layout shows: records are written out in the order of their keys (ENC-07).
 */
#ifndef PROTOCOL_STATE_H
#define PROTOCOL_STATE_H

#include "protocol/amount.h"
#include "protocol/rule.h"
#include "protocol/spheron.h"

#include <stddef.h>

/* ---- records that never leave ---- */

struct account {
	uint32_t orders;   /* open orders (ORDER-07) */
	uint32_t provider; /* its provider, 0 none */
	uint32_t fizz;     /* its Fizz node, 0 none */
	uint32_t oper;     /* slot of its operator record */
	uint32_t purse;    /* first of its purses, one a token */
	uint32_t deleg;    /* first of its delegations */
	uint8_t roles;
	uint8_t applying; /* a REGISTER proposal of it runs (REG-03) */
};

/* What providers and Fizz nodes have in common.  Fields that are in the record of chapter 2.3 have
 * its names.
 *
 * A large network does not fit into the caches, so what a command costs is above all the number of
 * cache lines it needs.  Both structs around this one therefore consist of whole lines of 64 bytes,
 * each filled with what is used together, and begin with 40 bytes of their own; comments mark where
 * a line begins. */
struct node {
	/* The rest of the first line: whose it is, in what state, with the tiers of TIER-01 and TIER-03. */
	uint32_t id, owner;
	uint8_t status, up, vdown, paused;
	uint8_t compute, conn;
	uint16_t region;
	uint32_t leases, slashes;

	/* Line: what bids and leases look at. */
	uint32_t cpu, mem, sto;
	uint32_t used_cpu, used_mem, used_sto;
	uint32_t gpu;  /* first of its GPU lines */
	uint32_t gpus; /* GPUs of all lines */
	uint32_t uptime_ppm, good, bad;
	uint32_t lease; /* first of its leases: plain ones of a provider, those of a Fizz node */
	uint32_t till;  /* first of its tills, income by token */
	uint32_t score, slash_mark;
	uint8_t sto_tier, cpu_model, seen, unused_1;

	/* Line: what the era close needs, or downtime under leases. */
	u128 dsec, points_total;
	uint64_t srate; /* as rate, for downtime (LIVE-02) */
	uint64_t era_points; /* this and the next: during an era close */
	uint32_t era_uptime; /* SPHERON_UPTIME_UNKNOWN if it is */
	uint32_t down, up_mbps, unused_2;

	/* Line, with 16 bytes of the struct around: seconds that count, folded up to folded_t (LIVE-04). */
	u128 wsec;
	uint64_t folded_t, cooldown_until;
	uint64_t rate; /* micropoints of a whole era (LIVE-02, LIVE-03) */
	uint32_t measured_s, up_s;
};

struct provider {
	/* First line: all that a proof, a check of a bid or the fold of a linked Fizz node needs. */
	uint16_t ok[4], n[4]; /* ok0, n0 .. ok3, n3 by kind of proof */
	uint64_t active_s;    /* seconds Active up to active_from: what Fizz nodes measure against */
	uint64_t active_from; /* Active since, if it is */
	uint8_t tokens, gateway, tier, region_bad, verified, subnet_next;
	uint8_t changing; /* an ATTRIBUTES proposal of it runs (REG-07) */
	uint8_t unused_1;
	struct node node;
	uint64_t down_since;
	uint32_t fleases;
	uint32_t challenge; /* slot of its open challenge */

	/* Line: its buckets. */
	u128 stake, pool, accrued, delegator_accrued;

	/* The rest. */
	u128 shares, acc, apr_ppm;
	uint64_t chal_from;
	uint32_t m_used, m_next;
	uint64_t m_start, m_end, m_from;
	uint32_t version, commission_era, gen, holders, members;
	uint32_t subnet_cpu, subnet_mem, subnet_seq, objections, next_cpu, next_mem;
	uint32_t unbond; /* first of its unbonding entries of kinds 0 and 1 */
	uint16_t rise, fall, commission_bp;
	uint16_t subnet_bp, subnet_gpus, next_bp, next_gpus;
	uint16_t unused_2[21];
};

struct fizz {
	/* First line: all that a check (PROOF-05) needs. */
	uint64_t sf[4]; /* sf0 .. sf3 */
	uint32_t gateway;
	uint16_t n, alive;
	struct node node;
	uint64_t gateway_s; /* Active seconds of its gateway at folded_t */
	uint32_t next_cooling, previous_cooling; /* list: of cooldowns (deadline.h) */

	/* Line: its prices, and the rest. */
	uint64_t p_cpu, p_mem, p_sto, p_gpu;
	u128 accrued;
	uint32_t objected;
	uint16_t fails;
	uint16_t unused[5];
};

#define CACHE_LINE 64
_Static_assert(sizeof(struct provider) % CACHE_LINE == 0, "providers are whole cache lines");
_Static_assert(sizeof(struct fizz) % CACHE_LINE == 0, "Fizz nodes are whole cache lines");
_Static_assert(offsetof(struct provider, node.cpu) == CACHE_LINE
				&& offsetof(struct provider, stake) == 4 * CACHE_LINE,
		"the parts of a provider begin on cache lines");
_Static_assert(offsetof(struct fizz, node.cpu) == CACHE_LINE
				&& offsetof(struct fizz, p_cpu) == 4 * CACHE_LINE,
		"the parts of a Fizz node begin on cache lines");

/* ---- records in slots ----
 * Each begins with `next`, which links free slots and otherwise the list named there. */

struct purse { /* list: of its account */
	uint32_t next;
	uint8_t token;
	u128 free, escrow;
};

struct till { /* list: of its node */
	uint32_t next;
	uint8_t token;
	u128 amount;
};

struct gpu { /* list: of its node, ascending models */
	uint32_t next;
	uint32_t price;
	uint16_t model, count, used;
};

struct order { /* list: none */
	uint32_t next;
	uint32_t first_bid, last_bid; /* ascending ids */
	uint32_t n_bids;
	uint32_t task; /* slot of its task while it runs */
	struct spheron_order_record rec;
};

/* The lease of the order in the same slot, live if its id is not 0. */
struct lease {
	uint32_t next, previous; /* list: of its node */
	u128 locked;
	struct spheron_lease_record rec;
};

struct bid { /* list: of its order */
	uint32_t next;
	uint32_t weight; /* from the window close */
	u128 attested;   /* weight attested to it */
	struct spheron_bid_record rec;
};

struct delegation { /* list: of its account */
	uint32_t next, previous;
	struct spheron_delegation_record rec;
};

struct poolgen { /* list: none */
	uint32_t next;
	struct spheron_poolgen_record rec;
};

struct unbond { /* list: of its provider, or of its operator */
	uint32_t next, previous;
	uint64_t key, key2; /* what entries merge by (STAKE-05): kind and era, provider and account */
	u128 amount;
	struct spheron_unbond_record rec;
};

/* What a proposal executes when it passes (GOV-08). */
struct payload {
	uint32_t target;
	uint16_t param, bp;
	uint8_t fizz, tokens, gateway;
	u128 value;
	union {
		struct spheron_attr attr;
		struct spheron_harmed harmed;
	} u;
};

struct proposal { /* list: none */
	uint32_t next;
	uint32_t first_vote;
	uint8_t terms_missing; /* while a state is rebuilt from its records */
	u128 deposit;
	struct spheron_proposal_record rec;
	struct payload payload;
};

struct vote { /* list: of its proposal */
	uint32_t next;
	struct spheron_vote_record rec;
};

struct challenge { /* list: none */
	uint32_t next;
	u128 bond;
	struct spheron_challenge_record rec;
};

struct oper { /* list: all of them, newest first */
	uint32_t next;
	uint32_t unbond; /* first of its unbonding entries of kind 2 */
	u128 restaked;
	struct spheron_operator_record rec;
};

struct task { /* list: none */
	uint32_t next;
	uint32_t first_attest;
	struct spheron_task_record rec;
};

struct attest { /* list: of its task */
	uint32_t next;
	struct spheron_attest_record rec;
};

struct release { /* list: all of them, ascending versions */
	uint32_t next;
	struct spheron_release_record rec;
};

/* ---- tables ---- */

enum table_id {
#define TABLE_ENUM(constant, name, text) T_##constant,
	SPHERON_TABLES(TABLE_ENUM)
#undef TABLE_ENUM
	N_TABLES
};

/* `top` slots were ever in use; the free ones among them hang in a list. */
struct table {
	size_t offset;
	uint32_t capacity, used, top, free;
};

/* ---- hash indexes (index.h) ---- */

enum index_id {
	IX_ORDER,      /* id */
	IX_BID,        /* id */
	IX_BID_OF,     /* order, provider */
	IX_DELEGATION, /* provider, account */
	IX_POOLGEN,    /* provider, generation */
	IX_UNBOND,     /* kind and maturing era, provider and account */
	IX_PROPOSAL,   /* id */
	IX_VOTE,       /* proposal, account */
	IX_CHALLENGE,  /* id */
	IX_TASK,       /* order */
	IX_ATTEST,     /* order, account */
	N_INDEXES
};

/* 64-bit entries, (hash << 32 | slot), 0 empty; linear probing; never more than two thirds full. */
struct index {
	size_t offset;
	uint32_t mask;
};

/* ---- deadlines ---- */

/* A deadline sorts by (when, class) and then by id.  `when` is the due second, or the block in the
 * heap of blocks that the explicit clock needs (TIME-04).  Of the id the low half is enough: two
 * records that live at the same time are never 2^31 creations apart. */
struct deadline {
	uint64_t key; /* when << 4 | class */
	uint32_t id;
	uint32_t handle;
};

/* Each record that can have a deadline owns a handle; the groups are numbered through. */
enum handle_group {
	H_ORDER, /* its window close, then the end of its lease */
	H_TTL,
	H_TASK, /* up to here the deadlines are in blocks */
	H_UNBOND,
	H_PROPOSAL,
	H_CHALLENGE,
	H_PROVIDER, /* start or end of its maintenance */
	H_FIZZ, /* end of its cooldown, in a list or in a heap of its own */
	N_HANDLE_GROUPS
};

struct heap {
	size_t offset;
	uint32_t size;
};

enum { HEAP_SECONDS, HEAP_BLOCKS, HEAP_COOLDOWNS, N_HEAPS };

/* ---- all of it ---- */

struct parameter {
	u128 value, next;
	uint8_t pending;
};

struct spheron {
	size_t size; /* of the whole block */
	struct spheron_capacity capacity;
	const struct spheron_sink *sink; /* of the running command only */

	uint8_t started, profile;
	uint8_t n_tokens;
	uint8_t full; /* the table that was full, + 1 */
	uint32_t n_accounts, n_providers, n_fizz;
	uint32_t operators;                    /* first of all operators */
	uint32_t first_release, last_release; /* ascending versions */
	uint32_t first_cooling, last_cooling; /* Fizz nodes by ascending ends of cooldowns */

	/* Totals that follow from records, kept so that no command is linear. */
	u128 active_bonded;    /* stake + pool over Active providers (LIVE-10) */
	u128 operator_weight;  /* sum of AVS-10 over active operators */
	uint32_t pools;        /* providers whose pool has shares */
	uint32_t pending;      /* parameters waiting for the era close */
	uint32_t subnets_pending; /* providers whose subnet values wait for it */

	/* While a state is rebuilt: the record that came last, and how many parameters did. */
	struct {
		uint64_t key[3];
		uint16_t params;
		uint8_t kind;
	} restored;

	u128 treasury[SPHERON_TOKENS_MAX], foundation, burned;
	struct spheron_meta_record meta;
	struct spheron_token_record token[SPHERON_TOKENS_MAX];
	struct parameter param[SPHERON_PARAM_COUNT];

	struct table table[N_TABLES];
	struct index index[N_INDEXES];
	struct heap heap[N_HEAPS];
	uint32_t handle_base[N_HANDLE_GROUPS];
	size_t lease_offset;    /* of struct lease, by slot of the order */
	size_t position_offset; /* of uint32_t by handle: its heap and its place there + 1, 0 none */
	size_t sort_offset;     /* of uint32_t: room to sort slots when writing out */
};

/* ---- getting at it ---- */

static inline void *at_offset(const struct spheron *st, size_t offset)
{
	/* Readers get a const state and promise to write nothing. */
	return (char *) (uintptr_t) st + offset;
}

#define SLOT_ACCESS(type, name, id)                                                                \
	static inline struct type *name(const struct spheron *st, uint32_t slot)                   \
	{                                                                                          \
		return (struct type *) at_offset(st, st->table[id].offset) + slot;                 \
	}
SLOT_ACCESS(account, account_at, T_ACCOUNTS)
SLOT_ACCESS(provider, provider_at, T_PROVIDERS)
SLOT_ACCESS(fizz, fizz_at, T_FIZZ)
SLOT_ACCESS(purse, purse_at, T_PURSES)
SLOT_ACCESS(till, till_at, T_TILLS)
SLOT_ACCESS(gpu, gpu_at, T_GPU_LINES)
SLOT_ACCESS(order, order_at, T_ORDERS)
SLOT_ACCESS(bid, bid_at, T_BIDS)
SLOT_ACCESS(delegation, delegation_at, T_DELEGATIONS)
SLOT_ACCESS(poolgen, poolgen_at, T_POOLGENS)
SLOT_ACCESS(unbond, unbond_at, T_UNBONDINGS)
SLOT_ACCESS(proposal, proposal_at, T_PROPOSALS)
SLOT_ACCESS(vote, vote_at, T_VOTES)
SLOT_ACCESS(challenge, challenge_at, T_CHALLENGES)
SLOT_ACCESS(oper, oper_at, T_OPERATORS)
SLOT_ACCESS(task, task_at, T_TASKS)
SLOT_ACCESS(attest, attest_at, T_ATTESTS)
SLOT_ACCESS(release, release_at, T_RELEASES)
#undef SLOT_ACCESS

static inline struct lease *lease_at(const struct spheron *st, uint32_t slot)
{
	return (struct lease *) at_offset(st, st->lease_offset) + slot;
}

/* The value of a parameter: those that fit 64 bits, and the amounts. */
static inline uint64_t par(const struct spheron *st, unsigned param)
{
	return st->param[param].value.lo;
}

static inline u128 par_amount(const struct spheron *st, unsigned param)
{
	return st->param[param].value;
}

static inline uint64_t now_s(const struct spheron *st)
{
	return st->meta.t;
}

static inline uint64_t now_block(const struct spheron *st)
{
	return st->meta.b;
}

/* ---- slots ---- */

/* Can `n` more records be made in this table?  If not, the table is remembered for spheron_full(). */
static inline bool has_room(struct spheron *st, enum table_id id, uint32_t n)
{
	const struct table *t = &st->table[id];

	if (t->capacity - t->used >= n)
		return true;
	st->full = (uint8_t) (id + 1);
	return false;
}

/* A free slot; the caller made sure that there is one. */
uint32_t slot_take(struct spheron *st, enum table_id id);
void slot_give(struct spheron *st, enum table_id id, uint32_t slot);

#endif
