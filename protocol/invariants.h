/* invariants.h - what the three files of checks share.  Internal.
 *
 * Source: RULES.md chapter 6.  The checks read a state as anybody may, by records and buckets, and
 * have tables and formulas of their own: whatever they shared with the handlers, both would get
 * wrong together.  For the same reason they must survive any state: nothing here traps, divides by
 * zero or runs past its room because a record says something impossible.
 */
#ifndef PROTOCOL_INVARIANTS_H
#define PROTOCOL_INVARIANTS_H

#include "protocol/amount.h"
#include "protocol/spheron.h"

#include <string.h>

/* ---- arithmetic that cannot fail ----
 * What would not fit becomes the largest number, which no bucket or counter of a sound state is. */

static inline u128 plus(u128 a, u128 b)
{
	u128 sum;

	return u128_add_fits(a, b, &sum) ? sum : U128_MAX;
}

static inline u128 times(u128 a, uint64_t m)
{
	u128 product;

	return u128_mul_fits(a, m, &product) ? product : U128_MAX;
}

/* a - b, or 0. */
static inline u128 minus(u128 a, u128 b)
{
	return u128_lt(a, b) ? U128_ZERO : u128_sub(a, b);
}

/* floor(a * b / c), 0 if c is. */
static inline u128 muldiv(u128 a, u128 b, u128 c)
{
	return u128_is_zero(c) ? U128_ZERO : u128_muldiv_down(a, b, c);
}

/* The fee or share of an amount by a rate in basis points [NUM-05]. */
static inline u128 share_bp(u128 amount, uint64_t rate_bp)
{
	return u128_muldiv_down(amount, u128_of(rate_bp), u128_of(10000));
}

static inline uint64_t smaller(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

static inline uint64_t larger(uint64_t a, uint64_t b)
{
	return a < b ? b : a;
}

/* A parameter that fits 64 bits. */
static inline uint64_t param_of(const struct spheron *st, unsigned param)
{
	return spheron_param(st, param).lo;
}

/* ---- telling what is wrong ---- */

/* Fills in the violation and returns false.  In the text # stands for the next number, * for the
 * next amount (two numbers), and @ $ ~ & % for the name of the node kind, bucket, record kind,
 * command or result of the next number. */
bool broken(struct spheron_violation *violation, const char *invariant, const char *text,
		const uint64_t *numbers);

/* An amount in a list of numbers. */
#define WIDE(amount) (amount).lo, (amount).hi

/* What must hold, or else which invariant is broken and how.  `c` is the check in progress. */
#define MUST(holds, invariant, text, ...)                                                          \
	do {                                                                                       \
		if (!(holds))                                                                      \
			return broken(c->violation, invariant, text,                               \
					(const uint64_t[]) { __VA_ARGS__ });                       \
	} while (0)

/* ---- rules told once more ---- */

/* The fields that providers and Fizz nodes have in common. */
#define COMMON_MEMBER(type, name) SPHERON_TYPE_##type name;
#define COMMON_COPY(type, name) common->name = record->name;
#define COMMON_NONE(type, name)
struct common {
	SPHERON_REC_PROVIDER(COMMON_MEMBER, COMMON_NONE)
};

static inline void common_of_provider(const struct spheron_provider_record *record,
		struct common *common)
{
	SPHERON_REC_PROVIDER(COMMON_COPY, COMMON_NONE)
}

static inline void common_of_fizz(const struct spheron_fizz_record *record, struct common *common)
{
	SPHERON_REC_FIZZ(COMMON_COPY, COMMON_NONE)
}

static inline void common_of(unsigned kind, const struct spheron_record *record,
		struct common *common)
{
	if (kind == SPHERON_NODE_PROVIDER)
		common_of_provider(&record->u.provider, common);
	else
		common_of_fizz(&record->u.fizz, common);
}

/* [TIER-01] */
static inline unsigned compute_tier_of(const struct common *n)
{
	if (n->cpu == 0)
		return 0;
	if (n->score > 50000)
		return 3;
	return n->cpu <= 48 && n->score < 20000 ? 1 : 2;
}

/* [TIER-03] The worse direction decides. */
static inline unsigned connectivity_tier_of(const struct common *n)
{
	if (n->down == 0 || n->up_mbps == 0)
		return 0;
	if (n->down < 100 || n->up_mbps < 75)
		return 1;
	if (n->down < 500 || n->up_mbps < 400)
		return 2;
	return n->down > 5000 && n->up_mbps > 5000 ? 4 : 3;
}

/* [TIER-05, TIER-06] The tier of a GPU line, 0..10. */
static inline unsigned gpu_tier_of(
		const struct spheron *st, unsigned kind, const struct spheron_gpu_record *line)
{
	/* From this model on, this tier; up to this price in USD, this tier. */
	static const uint8_t models[][2] = { { 1, 0 }, { 13, 1 }, { 25, 2 }, { 32, 3 }, { 36, 4 },
		{ 43, 5 }, { 46, 6 }, { 48, 7 }, { 50, 8 }, { 51, 9 }, { 52, 0 }, { 56, 2 },
		{ 57, 1 }, { 58, 0 }, { 59, 4 }, { 60, 0 }, { 61, 4 }, { 62, 1 }, { 63, 4 },
		{ 64, 3 }, { 65, 2 }, { 66, 5 }, { 67, 4 }, { 69, 9 }, { 70, 10 }, { 72, 4 },
		{ 74, 5 }, { 75, 6 }, { 76, 3 }, { 77, 0 } };
	static const uint32_t prices[][2] = { { 999, 1 }, { 1999, 3 }, { 4999, 4 }, { 7500, 5 },
		{ 15000, 7 }, { UINT32_MAX, 8 } };
	unsigned i = 0;

	if (line->model > 76 || param_of(st, SPHERON_P_GPU_CLASS_MODE) == 0) {
		while (line->price > prices[i][0])
			i++;
		return prices[i][1];
	}
	if (kind == SPHERON_NODE_FIZZ && line->model == 66)
		return 4;
	while (line->model >= models[i + 1][0])
		i++;
	return models[i][1];
}

/* [LIVE-02, LIVE-03] What GPUs add to a rate before its division. */
static inline u128 gpu_points_of(
		const struct spheron *st, unsigned kind, uint64_t count, uint64_t mult_bp)
{
	uint64_t base = param_of(st, kind == SPHERON_NODE_PROVIDER ? SPHERON_P_PROV_GPU_BASE
								   : SPHERON_P_FIZZ_GPU_BASE);

	return times(times(u128_of(count), base), mult_bp);
}

/* Threads and the multipliers of a rate in basis points; a Fizz node has only `compute`. */
struct factors {
	uint64_t cpu, compute, storage, conn, trust;
};

/* [LIVE-02, LIVE-03] Micropoints of a whole era. */
static inline u128 rate_of(
		const struct spheron *st, unsigned kind, u128 gpu_points, const struct factors *f)
{
	bool fizz = kind == SPHERON_NODE_FIZZ;
	uint64_t base = param_of(st, fizz ? SPHERON_P_FIZZ_CPU_BASE : SPHERON_P_PROV_CPU_BASE);
	u128 points = plus(gpu_points, times(times(u128_of(f->cpu), base), f->compute));

	if (fizz)
		return u128_div_down(points, 10000);
	return u128_div_down(times(times(times(points, f->storage), f->conn), f->trust),
			UINT64_C(10000000000000000));
}

/* [TIER-07] In basis points; model 1 has a parameter of its own. */
static inline uint64_t cpu_model_bp(const struct spheron *st, unsigned model)
{
	static const uint16_t bp[18] = { [4] = 2500,
		[5] = 5000,
		[6] = 7500,
		[7] = 5000,
		[8] = 2500,
		[9] = 2000,
		[10] = 7500,
		[11] = 1000,
		[12] = 2500,
		[13] = 2000,
		[14] = 5000,
		[15] = 5000,
		[16] = 7500,
		[17] = 10000 };

	return model == 1 ? param_of(st, SPHERON_P_FIZZ_GP_MULT) : bp[model % 18];
}

/* [LIVE-02, LIVE-03] The rate of a node in trust tier `trust`. */
static inline u128 node_rate_of(const struct spheron *st, unsigned kind, const struct common *n,
		unsigned trust, u128 gpu_points)
{
	bool models = param_of(st, SPHERON_P_CPU_TIER_MODEL) == 1;
	unsigned tier = compute_tier_of(n), storage = n->sto > 0 ? n->sto_tier : 0;
	struct factors f = { .cpu = n->cpu,
		.storage = param_of(st, SPHERON_P_STORAGE_MULT + storage),
		.conn = param_of(st, SPHERON_P_CONN_MULT + connectivity_tier_of(n)),
		.trust = param_of(st, SPHERON_P_TRUST_MULT + trust) };

	if (kind == SPHERON_NODE_PROVIDER)
		f.compute = models ? 10000 : param_of(st, SPHERON_P_COMPUTE_MULT + tier);
	else
		f.compute = models ? cpu_model_bp(st, n->cpu_model)
				   : param_of(st, SPHERON_P_FIZZ_COMPUTE_MULT + tier);
	return rate_of(st, kind, gpu_points, &f);
}

static inline uint64_t largest_of(const struct spheron *st, unsigned first, unsigned last)
{
	uint64_t most = 0;

	for (unsigned i = first; i <= last; i++)
		most = larger(most, param_of(st, i));
	return most;
}

/* The rate of a node that owns all that registration admits (REG-02, FIZZ-01) in the best tiers,
 * with a trust multiplier of at least `trust`.  Parameters of rates change only with the era,
 * attributes and tiers may do so at any time: this is what can be proved of the counters of an era
 * (I21). */
static inline u128 rate_bound(const struct spheron *st, unsigned kind, uint64_t trust)
{
	bool models = param_of(st, SPHERON_P_CPU_TIER_MODEL) == 1, fizz = kind == SPHERON_NODE_FIZZ;
	uint64_t gpu = largest_of(st, SPHERON_P_GPU_MULT, SPHERON_P_LAST_GPU_MULT);
	struct factors f = { .cpu = 65536,
		.storage = largest_of(st, SPHERON_P_STORAGE_MULT, SPHERON_P_LAST_STORAGE_MULT),
		.conn = largest_of(st, SPHERON_P_CONN_MULT, SPHERON_P_LAST_CONN_MULT),
		.trust = largest_of(st, SPHERON_P_TRUST_MULT, SPHERON_P_LAST_TRUST_MULT) };

	f.trust = larger(f.trust, trust);
	if (models)
		f.compute = fizz ? larger(10000, param_of(st, SPHERON_P_FIZZ_GP_MULT)) : 10000;
	else if (fizz)
		f.compute = largest_of(
				st, SPHERON_P_FIZZ_COMPUTE_MULT, SPHERON_P_LAST_FIZZ_COMPUTE_MULT);
	else
		f.compute = largest_of(st, SPHERON_P_COMPUTE_MULT, SPHERON_P_LAST_COMPUTE_MULT);
	return rate_of(st, kind, gpu_points_of(st, kind, fizz ? 4096 : 8 * 4096, gpu), &f);
}

/* [DELEG-08] What shares may claim for the growth of `acc` since `idx`. */
static inline u128 claim_of(u128 shares, u128 acc, u128 idx)
{
	return u128_muldiv_down(shares, minus(acc, idx), u128_of(UINT64_C(1000000000000000000)));
}

/* [LEDGER-01] The records that own buckets of this name, and the token if they hold only one. */
#define EVERY_TOKEN 255
static inline enum spheron_record_kind owner_of_bucket(unsigned name, unsigned *token)
{
	static const uint8_t owners[SPHERON_BUCKET_COUNT][2] = {
		[SPHERON_FREE] = { SPHERON_RECORD_ACCOUNT, EVERY_TOKEN },
		[SPHERON_ESCROW] = { SPHERON_RECORD_ACCOUNT, EVERY_TOKEN },
		[SPHERON_LOCKED] = { SPHERON_RECORD_LEASE, EVERY_TOKEN },
		[SPHERON_STAKE] = { SPHERON_RECORD_PROVIDER, SPHERON_SPON },
		[SPHERON_POOL] = { SPHERON_RECORD_PROVIDER, SPHERON_SPON },
		[SPHERON_UNBONDING] = { SPHERON_RECORD_UNBOND, EVERY_TOKEN },
		[SPHERON_ACCRUED] = { SPHERON_RECORD_PROVIDER, SPHERON_SPON },
		[SPHERON_DELEGATOR_ACCRUED] = { SPHERON_RECORD_PROVIDER, SPHERON_SPON },
		[SPHERON_EARNED] = { SPHERON_RECORD_PROVIDER, EVERY_TOKEN },
		[SPHERON_FIZZ_ACCRUED] = { SPHERON_RECORD_FIZZ, SPHERON_SPON },
		[SPHERON_FIZZ_EARNED] = { SPHERON_RECORD_FIZZ, EVERY_TOKEN },
		[SPHERON_CHALLENGE_BOND] = { SPHERON_RECORD_CHALLENGE, SPHERON_SPON },
		[SPHERON_PROPOSAL_DEPOSIT] = { SPHERON_RECORD_PROPOSAL, SPHERON_SPON },
		[SPHERON_RESTAKED] = { SPHERON_RECORD_OPERATOR, SPHERON_ETH },
		[SPHERON_TREASURY] = { SPHERON_RECORD_META, EVERY_TOKEN },
		[SPHERON_FOUNDATION] = { SPHERON_RECORD_META, SPHERON_SPON },
		[SPHERON_BURNED] = { SPHERON_RECORD_META, SPHERON_SPON },
	};

	*token = owners[name][1];
	return (enum spheron_record_kind) owners[name][0];
}

/* ---- the check of one state, in parts ----
 * Records come one by one in dump order; a test may send some of its own. */

struct account_sum {
	uint32_t orders, told_orders;
	uint8_t owns[2]; /* nodes by kind */
};

/* What leases use of a node, and where its GPU lines are. */
struct node_sum {
	uint64_t cpu, mem, sto;
	uint32_t leases, gpus, line, lines;
};

struct provider_sum {
	struct node_sum node;
	uint32_t fleases, members, objections, holders, generations, challenges;
	uint32_t gen, subnet_seq;
	uint8_t pends, takes_members; /* subnet values pend; it is a gateway that has not left */
	u128 pool, shares, acc;       /* as told */
	u128 held, worth, claims;     /* sums over delegations */
	u128 gpu_stake;               /* what its GPUs require (STAKE-02) */
};

struct fizz_sum {
	struct node_sum node;
	uint32_t gateway;
};

struct line_sum {
	uint32_t model, told, used;
};

/* Something that exists once only, by a and b.  Of an unbonding entry a is the kind and the era in
 * which it matures, b provider and account. */
#define ENTRY_KIND 56
struct entry {
	uint64_t a, b, id;
};

static inline bool entry_before(const struct entry *x, const struct entry *y)
{
	return x->a < y->a || (x->a == y->a && x->b < y->b);
}

/* Heapsort: the first half of the rounds makes the heap, the others take the last one out of it. */
static inline void entries_sort(struct entry *e, uint32_t n)
{
	uint32_t half = n / 2;

	while (n > 1) {
		struct entry moving = half > 0 ? e[half - 1] : e[n - 1];
		uint32_t i, child;

		if (half > 0)
			half--;
		else
			e[--n] = e[0];
		for (i = half; (child = 2 * i + 1) < n; i = child) {
			if (child + 1 < n && entry_before(&e[child], &e[child + 1]))
				child++;
			if (!entry_before(&moving, &e[child]))
				break;
			e[i] = e[child];
		}
		e[i] = moving;
	}
}

/* The first of two entries with the same a and b, NULL if there are none. */
static inline const struct entry *entry_twice(struct entry *e, uint32_t n)
{
	entries_sort(e, n);
	for (uint32_t i = 1; i < n; i++)
		if (!entry_before(&e[i - 1], &e[i]))
			return &e[i - 1];
	return NULL;
}

struct tally {
	uint32_t id;
	u128 told[3], counted[3]; /* by choice */
};

struct token_sum {
	u128 minted, total, unit; /* unit: a price of 10^18 in base units (PRICE-02) */
	uint8_t pay;
};

struct check {
	struct spheron_violation *violation;
	const struct spheron *st;
	struct spheron_meta_record meta;
	uint64_t elapsed_s;             /* seconds of the era so far */
	u128 rate_max[2], srate_max[2]; /* of any node under the parameters in force */
	u128 bonded;
	uint32_t council, matched;
	uint32_t tallied, filled; /* place of the proposal whose votes, entry whose bucket come */

	/* How many records of a kind came and may come, and the key of the last one. */
	uint32_t count[SPHERON_RECORD_COUNT], room[SPHERON_RECORD_COUNT];
	enum spheron_record_kind kind;
	uint64_t key, key2;

	struct token_sum token[SPHERON_TOKENS_MAX];
	struct account_sum *account;
	struct provider_sum *provider; /* by id */
	struct fizz_sum *fizz;         /* by id */
	struct line_sum *line;
	struct entry *bid, *unbond;
	struct tally *tally;
};

/* The record with this key of the state that is checked. */
static inline bool check_find(const struct check *c, enum spheron_record_kind kind, uint64_t key,
		struct spheron_record *record)
{
	return spheron_find(c->st, kind, key, 0, 0, record);
}

/* Begins a check in `scratch` (spheron_check_size() bytes) of a state that has started. */
struct check *check_begin(
		const struct spheron *st, void *scratch, struct spheron_violation *violation);

/* Takes the next record; false if it breaks an invariant.  A spheron_visit. */
bool check_record(void *check, const struct spheron_record *record);

/* A bucket, and what all records together must fulfil after the last one (invariants_exit.c). */
bool check_bucket(struct check *c, const struct spheron_record *record);
bool check_end(struct check *c);

/* ---- the check of a step, in parts ---- */

/* What events say was taken from a provider, and what left its entries by kind; place 0 is for
 * entries of operators. */
struct loss {
	u128 own, pool, unbonding, accrued;
	u128 entries[2];
	uint32_t times;
};

/* An unbonding entry and its bucket. */
struct held {
	struct spheron_unbond_record rec;
	u128 amount;
};

struct helds {
	struct held *at;
	uint32_t n, room, filled; /* filled: up to here with amounts */
};

/* The GPU lines of a node. */
struct gpus {
	u128 points;
	uint64_t lines;
};

struct change {
	struct spheron_violation *violation;
	struct spheron *before, *after;
	const struct spheron_step *step;
	struct spheron_meta_record was, is;
	uint32_t nodes[2]; /* before, by kind */
	struct loss *loss;
	struct gpus *gpus[2]; /* by kind and id */
	struct helds old, now;

	/* Sums over the events. */
	u128 points[2], reward[2];    /* EraNode by kind */
	u128 downtime, late, verdict; /* slashed for downtime, late upgrades, misconduct */
	u128 penalty;                 /* delegators' part of a challenge penalty */
	u128 restituted, fees;        /* to the harmed; of SPON leases to the treasury */
	uint32_t paid;                /* UnbondPaid */
};

/* Was the step this command, carried out; this deadline; anything at all? */
static inline bool ran(const struct change *c, enum spheron_verb verb)
{
	return c->step->command && c->step->result == SPHERON_OK && c->step->command->verb == verb;
}

static inline bool fired(const struct change *c, enum spheron_due_class what)
{
	return c->step->due && c->step->due->what == what;
}

static inline bool fired_for(const struct change *c, enum spheron_due_class what, uint64_t id)
{
	return fired(c, what) && c->step->due->id == id;
}

static inline bool acts(const struct change *c)
{
	return c->step->command || c->step->due;
}

/* What a bucket held before, in SPON. */
static inline u128 was_in(const struct change *c, enum spheron_bucket_name name, uint64_t owner)
{
	return spheron_bucket(c->before, name, owner, SPHERON_SPON);
}

/* One step makes or ends at most one node or entry, so the counts of either state will do. */
#define NODES_MORE 2u
#define ENTRIES_MORE 1u

static inline size_t change_room(uint32_t providers, uint32_t fizz, uint32_t entries)
{
	return (providers + (size_t) NODES_MORE) * (sizeof(struct loss) + sizeof(struct gpus))
			+ (fizz + (size_t) NODES_MORE) * sizeof(struct gpus)
			+ 2 * (entries + (size_t) ENTRIES_MORE) * sizeof(struct held);
}

/* Bytes of room that spheron_check_step() needs for a step from or to this state. */
static inline size_t step_room(const struct spheron *st)
{
	return change_room(spheron_used(st, SPHERON_TABLE_PROVIDERS),
			spheron_used(st, SPHERON_TABLE_FIZZ),
			spheron_used(st, SPHERON_TABLE_UNBONDINGS));
}

static inline uint32_t fewer(const struct change *c, enum spheron_table table)
{
	return (uint32_t) smaller(spheron_used(c->before, table), spheron_used(c->after, table));
}

static inline void change_begin(struct change *c, void *scratch)
{
	uint32_t providers = fewer(c, SPHERON_TABLE_PROVIDERS), fizz = fewer(c, SPHERON_TABLE_FIZZ);
	uint32_t entries = fewer(c, SPHERON_TABLE_UNBONDINGS);

	memset(scratch, 0, change_room(providers, fizz, entries));
	c->loss = scratch;
	c->gpus[SPHERON_NODE_PROVIDER] = (struct gpus *) (c->loss + providers + NODES_MORE);
	c->gpus[SPHERON_NODE_FIZZ] = c->gpus[SPHERON_NODE_PROVIDER] + providers + NODES_MORE;
	c->old.at = (struct held *) (c->gpus[SPHERON_NODE_FIZZ] + fizz + NODES_MORE);
	c->now.at = c->old.at + entries + ENTRIES_MORE;
	c->old.room = c->now.room = entries + ENTRIES_MORE;
}

/* A bucket must hold what it held, more `in` and less `out`. */
static inline bool moved(const struct change *c, const char *invariant,
		enum spheron_bucket_name name, uint64_t owner, unsigned token, u128 in, u128 out)
{
	u128 was = spheron_bucket(c->before, name, owner, token);
	u128 is = spheron_bucket(c->after, name, owner, token);

	MUST(u128_eq(plus(is, out), plus(was, in)), invariant,
			"$ of # held * of token #, * came and * went, now it holds *", name, owner,
			WIDE(was), token, WIDE(in), WIDE(out), WIDE(is));
	return true;
}

/* The same in SPON, one way only. */
static inline bool came(const struct change *c, const char *invariant,
		enum spheron_bucket_name name, uint64_t owner, u128 in)
{
	return moved(c, invariant, name, owner, SPHERON_SPON, in, U128_ZERO);
}

static inline bool went(const struct change *c, const char *invariant,
		enum spheron_bucket_name name, uint64_t owner, u128 out)
{
	return moved(c, invariant, name, owner, SPHERON_SPON, U128_ZERO, out);
}

/* Statuses as bits, NEW before the first one; a cause that does not exist, and any cause at all. */
enum { NEW = 1, REG = 2, ACT = 4, MNT = 8, SUS = 16, DEA = 32 };
#define NONE 255
#define ANY 254

/* [2.2] Is there an edge between the statuses that this step may follow?  Edges have the deadline
 * and the command that follow them. */
static inline bool may(const struct change *c, unsigned kind, unsigned from, unsigned to)
{
	static const struct {
		uint8_t kind, from, to, due, verb;
	} edges[] = {
		{ SPHERON_NODE_PROVIDER, NEW, REG | ACT, SPHERON_DUE_VOTE_END,
				SPHERON_CMD_PROVIDER_REGISTER },
		{ SPHERON_NODE_PROVIDER, REG | ACT, REG | ACT, ANY, NONE },
		{ SPHERON_NODE_PROVIDER, REG | ACT, MNT, SPHERON_DUE_MAINT_START, NONE },
		{ SPHERON_NODE_PROVIDER, MNT, REG | ACT, SPHERON_DUE_MAINT_END,
				SPHERON_CMD_MAINT_END },
		{ SPHERON_NODE_PROVIDER, REG | ACT | MNT, SUS, SPHERON_DUE_VOTE_END,
				SPHERON_CMD_PROVIDER_SUSPEND },
		{ SPHERON_NODE_PROVIDER, REG | ACT | MNT, SUS, NONE, SPHERON_CMD_SLASH_MISCONDUCT },
		{ SPHERON_NODE_PROVIDER, SUS, REG | ACT, SPHERON_DUE_VOTE_END,
				SPHERON_CMD_PROVIDER_REINSTATE },
		{ SPHERON_NODE_PROVIDER, REG | ACT | SUS, DEA, NONE, SPHERON_CMD_PROVIDER_EXIT },
		{ SPHERON_NODE_FIZZ, NEW, ACT, NONE, SPHERON_CMD_FIZZ_REGISTER },
		{ SPHERON_NODE_FIZZ, ACT, REG, NONE, SPHERON_CMD_FIZZ_EVICT },
		{ SPHERON_NODE_FIZZ, REG, ACT, NONE, SPHERON_CMD_FIZZ_RELINK },
		{ SPHERON_NODE_FIZZ, REG | ACT, SUS, SPHERON_DUE_VOTE_END,
				SPHERON_CMD_SLASH_MISCONDUCT },
		{ SPHERON_NODE_FIZZ, REG | ACT | SUS, DEA, NONE, SPHERON_CMD_FIZZ_EXIT },
	};

	if (from > SPHERON_DEACTIVATED || to > SPHERON_DEACTIVATED)
		return false;
	for (unsigned i = 0; i < sizeof edges / sizeof edges[0]; i++) {
		if (edges[i].kind != kind || !(edges[i].from >> from & 1)
				|| !(edges[i].to >> to & 1))
			continue;
		if ((edges[i].due == ANY && acts(c))
				|| fired(c, (enum spheron_due_class) edges[i].due)
				|| ran(c, (enum spheron_verb) edges[i].verb))
			return true;
	}
	return false;
}

/* [LIVE-09, LIVE-10] The foundation pool, and the rewards of an era close (invariants_exit.c). */
bool foundation_holds(const struct change *c);

#endif
