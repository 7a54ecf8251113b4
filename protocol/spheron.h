/* spheron.h - libspheron: the Spheron compute protocol as a deterministic integer state machine.
 *
 * WHAT IT IS.  Commands go in, a result and events come out, and the same commands always give the
 * same results, events and state hash, on any machine.  The rules are in RULES.md, which this
 * library carries out to the last unit; ids such as STAKE-04 refer to it.
 *
 * WHAT IT IS NOT.  It reads no clock, opens no file, allocates nothing, keeps nothing outside the
 * memory it was given, and never uses floating point.
 *
 * HOW IT IS USED.
 *
 *	struct spheron_capacity cap = { .accounts = 1000, .providers = 100, ... };
 *	void *mem = malloc(spheron_size(&cap));
 *	struct spheron *net = spheron_init(mem, &cap);
 *
 *	struct spheron_command cmd = { .t = 1000000, .from = 0, .verb = SPHERON_CMD_GENESIS };
 *	cmd.u.genesis = ...;
 *	enum spheron_result r = spheron_apply(net, &cmd, &sink);
 *
 * Events arrive at the caller's sink while the command runs.  If a table is too small the answer is
 * SPHERON_FULL: nothing was judged, spheron_full() says which table; copy the state into a larger
 * block with spheron_copy() and apply the same command again.  Deadlines that fired before the table
 * filled up have fired and are not repeated (TIME-07 allows any division of an advance).
 *
 * A state is a block of bytes without pointers: spheron_copy() is also the snapshot.  One state may
 * be used by one thread at a time; different states are independent.
 *
 * The parts of the interface: number.h wide integers, result.h results, param.h parameters and
 * profiles, command.h commands, event.h events and deadlines, record.h records and enumerations,
 * this file everything that is done with them.
 */
#ifndef SPHERON_H
#define SPHERON_H

#include "command.h"
#include "event.h"
#include "number.h"
#include "param.h"
#include "record.h"
#include "result.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define SPHERON_VERSION_MAJOR 1
#define SPHERON_VERSION_MINOR 0
#define SPHERON_VERSION_PATCH 0
#define SPHERON_VERSION "1.0.0"

/* The version of the library that is linked, as SPHERON_VERSION was when it was built. */
const char *spheron_version(void);

/* ---- memory ---- */

/*      constant, member of struct spheron_capacity, what is counted */
#define SPHERON_TABLES(X)                                                                          \
	X(ACCOUNTS, accounts, "accounts, the system account among them")                           \
	X(PROVIDERS, providers, "providers, gateways among them")                                  \
	X(FIZZ, fizz, "Fizz nodes")                                                                \
	X(GPU_LINES, gpu_lines, "GPU lines of all nodes")                                          \
	X(PURSES, purses, "pairs of account and token with a balance")                             \
	X(TILLS, tills, "pairs of node and token with lease income")                               \
	X(ORDERS, orders, "orders, open or with a lease")                                          \
	X(BIDS, bids, "bids on open orders")                                                       \
	X(DELEGATIONS, delegations, "delegations")                                                 \
	X(POOLGENS, poolgens, "ended share generations")                                           \
	X(UNBONDINGS, unbondings, "unbonding entries")                                             \
	X(PROPOSALS, proposals, "running proposals")                                               \
	X(VOTES, votes, "votes on running proposals")                                              \
	X(CHALLENGES, challenges, "running challenges")                                            \
	X(OPERATORS, operators, "matchmaker operators")                                            \
	X(TASKS, tasks, "AVS tasks not yet forgotten")                                             \
	X(ATTESTS, attests, "attestations of these tasks")                                         \
	X(RELEASES, releases, "announced releases not yet due")

/* How many records of each kind a state has room for.  0 becomes a small default. */
struct spheron_capacity {
#define SPHERON_CAPACITY_MEMBER(constant, member, what) uint32_t member;
	SPHERON_TABLES(SPHERON_CAPACITY_MEMBER)
#undef SPHERON_CAPACITY_MEMBER
};

enum spheron_table {
#define SPHERON_TABLE_ENUM(constant, member, what) SPHERON_TABLE_##constant,
	SPHERON_TABLES(SPHERON_TABLE_ENUM)
#undef SPHERON_TABLE_ENUM
	SPHERON_TABLE_COUNT
};

/* "gpu_lines" and the like. */
const char *spheron_table_name(enum spheron_table table);

struct spheron;

/* Bytes that a state of this capacity needs. */
size_t spheron_size(const struct spheron_capacity *capacity);

/* Makes an empty state in `mem`, spheron_size(capacity) bytes aligned for uint64_t; aligned to 64
 * bytes they are fastest, since records then begin on cache lines.  Until a genesis or another
 * command starts it, its clock stands at (0, 0) (GEN-01). */
struct spheron *spheron_init(void *mem, const struct spheron_capacity *capacity);

/* Copies a state into `mem`, spheron_size(capacity) bytes.  The capacity is the state's own for a
 * snapshot, larger to grow.  NULL, with `mem` unusable, if the records do not fit. */
struct spheron *spheron_copy(void *mem, const struct spheron_capacity *capacity,
		const struct spheron *state);

/* The capacity of a state, and how many records of a kind it holds now. */
void spheron_capacity(const struct spheron *state, struct spheron_capacity *capacity);
uint32_t spheron_used(const struct spheron *state, enum spheron_table table);

/* The table that made the last spheron_apply() answer SPHERON_FULL. */
enum spheron_table spheron_full(const struct spheron *state);

/* Doubles the one table that was full; what a caller without an opinion copies with. */
void spheron_grown(const struct spheron *state, struct spheron_capacity *capacity);

/* Bytes in use by records, indexes and deadlines, the unused room of the tables left out. */
size_t spheron_bytes_used(const struct spheron *state);

/* ---- commands ---- */

/* Where events go.  Events of a deadline stand between due_begin and due_end, those of the command
 * itself follow.  Any member may be NULL.  The functions may read the state, never change it. */
struct spheron_sink {
	void *ctx;
	void (*due_begin)(void *ctx, const struct spheron_due *due);
	void (*event)(void *ctx, const struct spheron_event *event);
	void (*due_end)(void *ctx);
};

/* Advances the clock to the command's (t, b), firing all deadlines due, then judges and carries out
 * the command (RES-01).  `sink` may be NULL. */
enum spheron_result spheron_apply(struct spheron *state, const struct spheron_command *command,
		const struct spheron_sink *sink);

/* The clock as it stands.  Both are 0 before the state has started. */
struct spheron_clock {
	uint64_t t, b;
};
struct spheron_clock spheron_clock(const struct spheron *state);

/* The deadline that fires next if time goes on without commands, with its second and, for the derived
 * clock, its block.  With the explicit clock deadlines in blocks have no second yet and are not
 * looked at.  False before the start. */
bool spheron_next_due(const struct spheron *state, struct spheron_due *due);

/* A command about this node will probably follow: has the processor fetch what such commands look at
 * first, so that others may be worked on meanwhile.  Changes nothing; a node that is not there is no
 * fault.  Worth it in states that are larger than the processor's caches. */
void spheron_expect(const struct spheron *state, enum spheron_node_kind kind, uint32_t id);

/* ---- reading the state ---- */

/* The record with this key (chapter 2.3: the leading id fields; a GPU line by kind, id and model;
 * meta has none).  Unused keys are 0.  False if there is none. */
bool spheron_find(const struct spheron *state, enum spheron_record_kind kind, uint64_t key,
		uint64_t key2, uint64_t key3, struct spheron_record *record);

/* The amount in a bucket, 0 if there is no such bucket. */
struct spheron_u128 spheron_bucket(const struct spheron *state, unsigned name, uint64_t owner,
		unsigned token);

/* A parameter as it is in force; 0 before the start. */
struct spheron_u128 spheron_param(const struct spheron *state, unsigned param);

/* ---- rebuilding a state from its records ----
 *
 *	struct spheron *net = spheron_restore(mem, &capacity);
 *	for each line of a dump:  spheron_restore_record(net, &record)
 *	for each running proposal, ascending ids:  spheron_restore_terms(net, id, &command)
 *	spheron_restore_end(net)
 *
 * A dump says everything but what a running proposal would execute, of which it has the hash only
 * (HASH-04); that part travels as the command that made it.  References and bounds are checked as
 * records come; whether the whole is a state that the rules can reach is for spheron_check().
 */

enum spheron_restored {
	SPHERON_RESTORED = 0,
	SPHERON_RESTORE_BAD, /* out of order, twice, out of bounds, or refers to nothing */
	SPHERON_RESTORE_FULL /* spheron_full() names the table; begin again with a larger state */
};

struct spheron *spheron_restore(void *mem, const struct spheron_capacity *capacity);
enum spheron_restored spheron_restore_record(struct spheron *state,
		const struct spheron_record *record);
enum spheron_restored spheron_restore_terms(struct spheron *state, uint32_t prop,
		const struct spheron_command *command);

/* Derives everything that is not in records.  The state is then ready for commands. */
enum spheron_restored spheron_restore_end(struct spheron *state);

/* What a running proposal would execute, as a command; arguments it has no use for are left at their
 * defaults.  A parameter's name is put into `name`, which the command then points to.  False if there
 * is no such proposal. */
bool spheron_terms(const struct spheron *state, uint32_t prop, struct spheron_command *command,
		struct spheron_param_info *name);

/* ---- explaining ----
 *
 * What the rules make of the state at this very moment, by the same code that decides.  Ask in
 * due_begin of an era.close to explain that close, in due_begin of a bid.close to explain that match.
 */

/* The rate of a node, factor by factor (LIVE-02, LIVE-03). */
struct spheron_rate {
	struct spheron_u128 gpu, cpu; /* G and C: micropoints x 10^4 */
	uint64_t storage_bp, conn_bp, trust_bp; /* of a provider; 10000 for Fizz nodes */
	uint64_t rate;                /* micropoints of a whole era */
	uint32_t gpus;                /* how many it has, of all models */
	uint8_t compute, storage, conn; /* tiers */
};
bool spheron_explain_rate(const struct spheron *state, enum spheron_node_kind kind, uint32_t id,
		struct spheron_rate *rate);

/* The tier of a GPU model on such a node, for a declared unit price in USD (TIER-05, TIER-06). */
uint8_t spheron_explain_gpu(const struct spheron *state, enum spheron_node_kind kind, uint16_t model,
		uint32_t price);

/* The first obstacle that a bid meets now: filters F1..F9 of BID-06, capacity, or the tenant's
 * escrow. */
enum spheron_obstacle {
	SPHERON_NO_OBSTACLE,
	SPHERON_F1_LINK,
	SPHERON_F2_REGION,
	SPHERON_F3_TRUST,
	SPHERON_F4_TIERS,
	SPHERON_F5_GPU,
	SPHERON_F6_UPTIME,
	SPHERON_F7_REPUTATION,
	SPHERON_F8_SLASHES,
	SPHERON_F9_WISH,
	SPHERON_CAPACITY,
	SPHERON_UNFUNDED
};
enum spheron_obstacle spheron_explain_offer(const struct spheron *state, uint64_t order,
		uint32_t provider, uint32_t fizz, uint16_t gpu, struct spheron_u128 price);

/* What an order locks at a price under the fee rates in force (ESCROW-03; 2^128 - 1 for a token, price
 * or duration that no order can have), the least price per block that a Fizz node asks for an order
 * (FIZZ-06), the stake that makes a provider Active (STAKE-02). */
struct spheron_u128 spheron_explain_lock(const struct spheron *state, unsigned token,
		struct spheron_u128 price, uint64_t blocks);
struct spheron_u128 spheron_explain_ask(const struct spheron *state, uint64_t order, uint32_t fizz);
struct spheron_u128 spheron_explain_stake(const struct spheron *state, uint32_t provider);

/* The seed of an order's draw and the number drawn from it (MATCH-06, MATCH-08). */
bool spheron_explain_draw(const struct spheron *state, uint64_t order, struct spheron_hex32 *seed,
		uint64_t *drawn);

/* Why a node has no points although it was there (0 none). */
enum spheron_no_points {
	SPHERON_POINTS_COUNT = 0,
	SPHERON_POINTS_LATE,       /* UPG-03, LIVE-07 */
	SPHERON_POINTS_THRESHOLD,  /* LIVE-07: uptime below trust_slash */
	SPHERON_POINTS_FEW_CHECKS, /* LIVE-08 */
	SPHERON_POINTS_GATE        /* LIVE-08: uptime below fizz_gate_ppm */
};

/* The points of one node, factor by factor (LIVE-05..08). */
struct spheron_points {
	uint64_t rate;             /* micropoints of a whole era now */
	struct spheron_u128 wsec;  /* micropoint seconds rewarded */
	struct spheron_u128 dsec;  /* and lost under leases */
	uint32_t measured_s, up_s;
	uint32_t uptime_ppm;       /* SPHERON_UPTIME_UNKNOWN if it is */
	uint32_t success_ppm;      /* of proofs; SPHERON_UPTIME_UNKNOWN without any that count */
	uint32_t checks, alive;    /* of a Fizz node */
	uint32_t loss_ppm;         /* by measured shortfall of a Fizz node */
	struct spheron_u128 base;  /* before scaling */
	struct spheron_u128 scaled; /* by proofs, uptime or checks */
	enum spheron_no_points no_points;
	struct spheron_u128 points; /* what counts */
};

/* Sums, pots and conversions (LIVE-09, LIVE-10, SLASH-02); index 0 providers, 1 Fizz nodes. */
struct spheron_era {
	struct spheron_u128 points[2], lost[2], pot[2];
	struct spheron_u128 num[2], den[2];             /* conversion of points */
	struct spheron_u128 lost_num[2], lost_den[2];   /* conversion of lost points */
	struct spheron_u128 inflation;                  /* I of LIVE-10, 0 if the cap forbids it */
	struct spheron_u128 active_bonded;              /* A of LIVE-10 */
	uint32_t must;                                  /* version demanded */
};

bool spheron_explain_points(const struct spheron *state, enum spheron_node_kind kind, uint32_t id,
		struct spheron_points *points);
void spheron_explain_era(const struct spheron *state, struct spheron_era *era);

/* [PROOF-02] The second of the era at which the proof of a kind is due in an hour of it, with the
 * beacon in force at the start of that hour. */
uint64_t spheron_proof_due(const struct spheron_hex32 *beacon, uint32_t provider, uint32_t era,
		uint32_t hour, enum spheron_proof_kind kind);

/* Visits all records and non-zero buckets in dump order (ENC-07) until `visit` returns false; false
 * then.  Not const, because it sorts in room that belongs to the state. */
typedef bool spheron_visit(void *ctx, const struct spheron_record *record);
bool spheron_walk(struct spheron *state, spheron_visit *visit, void *ctx);

/* The state hash (HASH-02). */
void spheron_hash(struct spheron *state, uint8_t hash[32]);

/* Room for one record in the binary form of HASH-01. */
#define SPHERON_RECORD_BYTES 640

/* The binary form of one record; returns its length. */
size_t spheron_record_bytes(const struct spheron_record *record,
		uint8_t bytes[SPHERON_RECORD_BYTES]);

/* ---- checking (RULES.md chapter 6) ----
 *
 * Invariants are recomputed from records and buckets as they are read from outside; nothing here
 * trusts a total that the library keeps.
 */

/* The first invariant found broken. */
struct spheron_violation {
	char invariant[4]; /* "I1b" */
	char text[252];    /* what is wrong, with the entities and the numbers */
};

/* Bytes of room that the checks below need for this state. */
size_t spheron_check_size(const struct spheron *state);

/* I1 to I4, I8 to I11, I13, I17, I21 and the part of I12 that one state shows.  O(n log n).  False,
 * with *violation set, if one is broken.  `scratch` is aligned for uint64_t. */
bool spheron_check(struct spheron *state, void *scratch, struct spheron_violation *violation);

/* What happened between two states: one deadline fired, or one command was judged, at the clock at
 * which both stand; or (neither) time passed without either. */
struct spheron_step {
	const struct spheron_due *due;         /* the deadline, or NULL */
	const struct spheron_command *command; /* the command, or NULL */
	enum spheron_result result;            /* of the command */
	const struct spheron_event *events;
	uint32_t n_events;
};

/* I5, I6, I7, I12 (statuses move along the drawn edges), I14, I20, I22: what a step may change. */
bool spheron_check_step(struct spheron *before, struct spheron *after,
		const struct spheron_step *step, void *scratch,
		struct spheron_violation *violation);

/* I18, on a copy that is spent for it: ends all leases, unbonds, withdraws and claims everything and
 * waits; then only treasury, foundation, burned and named dust may hold money.  `grow` is called with
 * a state that is full and returns a larger copy of it (freeing the old one), or NULL to give up.
 * The state left over is returned in *copy. */
bool spheron_check_exit(struct spheron **copy, struct spheron *(*grow)(struct spheron *full),
		struct spheron_violation *violation);

/* ---- text (RULES.md chapter 5) ----
 *
 * Everything is one JSON object a line.  Writers put at most `size` bytes into `text`, with a final
 * NUL, and return how long the whole is without it; a result of `size` or more was cut off.  Readers
 * take text that need not end in NUL.
 */

/* What is wrong with a line, and where. */
struct spheron_fault {
	size_t offset;   /* from the first byte of the line */
	const char *why; /* a phrase for a human */
	char key[24];    /* the member concerned, "" if none */
};

/* Reads one line of a command log.  False, with *fault set, if it is malformed (BAD_COMMAND);
 * command->verb is then the verb that the receipt names, SPHERON_VERB_COUNT for none (ENC-04).
 * String arguments point into the line. */
bool spheron_command_read(const char *line, size_t size, struct spheron_command *command,
		struct spheron_fault *fault);

/* Writes a command; optional arguments that have their default are left out. */
size_t spheron_command_write(const struct spheron_command *command, char *text, size_t size);

/* Writes one event, as it stands between the brackets of "ev". */
size_t spheron_event_write(const struct spheron_event *event, char *text, size_t size);

/* No event is longer. */
#define SPHERON_EVENT_TEXT_MAX 512

struct spheron_receipt {
	uint64_t n; /* command line, from 1 */
	uint64_t t, b;
	enum spheron_verb verb; /* SPHERON_VERB_COUNT: none */
	enum spheron_result result;
};

/* Write a receipt line and a deadline line, without LF.  `events` are event texts with commas
 * between them. */
size_t spheron_receipt_write(const struct spheron_receipt *receipt, const char *events,
		size_t events_size, char *text, size_t size);
size_t spheron_due_write(const struct spheron_due *due, const char *events, size_t events_size,
		char *text, size_t size);

/* A line of output that was read back: a receipt, or (is_due) a deadline line. */
struct spheron_output {
	uint8_t is_due;
	struct spheron_receipt receipt;
	struct spheron_due due;
	const char *events; /* not yet read: hand to spheron_event_next() */
	const char *end;
};

/* Reads a receipt or deadline line; false if it is none. */
bool spheron_output_read(const char *line, size_t size, struct spheron_output *output);

/* Reads the next of its events; false after the last. */
bool spheron_event_next(struct spheron_output *output, struct spheron_event *event);

/* Writes and reads a line of a state dump (ENC-07). */
size_t spheron_record_write(const struct spheron_record *record, char *text, size_t size);
bool spheron_record_read(const char *line, size_t size, struct spheron_record *record);

#ifdef __cplusplus
}
#endif

#endif
