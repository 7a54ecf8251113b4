/* record.h - the records that make up the state, as anybody may read them.
 *
 * Source: RULES.md chapter 2.3 (one list here is one row there), with its notes on fields.  These
 * lists are at once the structs below, the state dump in text and the bytes that are hashed
 * (ENC-07, HASH-01); a test holds them against the text.
 *
 * A record handed out is a copy with its liveness counters folded to now (HASH-03).  Money is not
 * in records but in buckets (LEDGER-01), which are listed as records of their own.
 */
#ifndef SPHERON_RECORD_H
#define SPHERON_RECORD_H

#include "command.h"
#include "number.h"

#ifdef __cplusplus
extern "C" {
#endif

/* In the two node records N(type, name) marks what providers and Fizz nodes have in common. */
#define SPHERON_REC_META(F)                                                                        \
	F(u64, t) F(u64, b) F(u64, t0) F(u64, b0) F(u32, era) F(u64, era_end) F(hex32, beacon)     \
	F(u32, version) F(u32, must) F(u64, vote_end) F(u128, bonded) F(u32, council)              \
	F(u128, conv_num) F(u128, conv_den) F(u64, next_order) F(u64, next_bid)                    \
	F(u32, next_unbond) F(u32, next_prop) F(u32, next_challenge)
#define SPHERON_REC_PARAM(F) F(u16, id) F(u128, value) F(u8, pending) F(u128, next)
#define SPHERON_REC_TOKEN(F) F(u8, id) F(u8, decimals) F(u8, pay) F(u128, minted)
#define SPHERON_REC_ACCOUNT(F) F(u32, id) F(u8, roles) F(u32, orders)
#define SPHERON_REC_PROVIDER(N, F)                                                                 \
	N(u32, id) N(u32, owner) F(u8, tokens) F(u8, gateway) N(u16, region) N(u32, cpu)           \
	N(u32, score) N(u8, cpu_model) N(u32, mem) N(u32, sto) N(u8, sto_tier) N(u32, down)        \
	N(u32, up_mbps) N(u32, used_cpu) N(u32, used_mem) N(u32, used_sto) N(u8, status)           \
	N(u8, up) N(u8, vdown) N(u8, paused) N(u64, cooldown_until) N(u32, measured_s)             \
	N(u32, up_s) N(u128, wsec) N(u128, dsec) N(u32, uptime_ppm) N(u8, seen) N(u32, good)       \
	N(u32, bad) N(u32, slashes) N(u32, slash_mark) N(u32, leases) N(u128, points_total)        \
	F(u8, tier) F(u16, rise) F(u16, fall) F(u8, region_bad) F(u32, version)                    \
	F(u16, commission_bp) F(u32, commission_era) F(u128, shares) F(u128, acc) F(u32, gen)      \
	F(u32, holders) F(u128, apr_ppm) F(u32, fleases) F(u8, verified) F(u64, down_since)        \
	F(u64, chal_from) F(u64, m_start) F(u64, m_end) F(u64, m_from) F(u32, m_used)              \
	F(u32, m_next) F(u16, subnet_bp) F(u32, subnet_cpu) F(u32, subnet_mem)                     \
	F(u16, subnet_gpus) F(u32, subnet_seq) F(u32, objections) F(u8, subnet_next)               \
	F(u16, next_bp) F(u32, next_cpu) F(u32, next_mem) F(u16, next_gpus) F(u32, members)        \
	F(u16, ok0) F(u16, n0) F(u16, ok1) F(u16, n1) F(u16, ok2) F(u16, n2) F(u16, ok3)           \
	F(u16, n3)
#define SPHERON_REC_FIZZ(N, F)                                                                     \
	N(u32, id) N(u32, owner) F(u32, gateway) N(u16, region) N(u32, cpu) N(u32, score)          \
	N(u8, cpu_model) N(u32, mem) N(u32, sto) N(u8, sto_tier) N(u32, down) N(u32, up_mbps)      \
	N(u32, used_cpu) N(u32, used_mem) N(u32, used_sto) N(u8, status) N(u8, up) N(u8, vdown)    \
	N(u8, paused) N(u64, cooldown_until) N(u32, measured_s) N(u32, up_s) N(u128, wsec)         \
	N(u128, dsec) N(u32, uptime_ppm) N(u8, seen) N(u32, good) N(u32, bad) N(u32, slashes)      \
	N(u32, slash_mark) N(u32, leases) N(u128, points_total) F(u64, p_cpu) F(u64, p_mem)        \
	F(u64, p_sto) F(u64, p_gpu) F(u16, n) F(u16, alive) F(u64, sf0) F(u64, sf1) F(u64, sf2)    \
	F(u64, sf3) F(u16, fails) F(u32, objected)
#define SPHERON_REC_GPU(F)                                                                         \
	F(u8, kind) F(u32, id) F(u16, model) F(u16, count) F(u32, price) F(u16, used)
#define SPHERON_REC_ORDER(F)                                                                       \
	F(u64, id) F(u32, tenant) F(u8, state) F(u64, created_b) F(u64, close_b) F(u8, closed)     \
	F(u64, ttl_b) F(u64, expected) F(u8, matcher) F(u8, mode) F(u8, select) F(u8, token)       \
	F(u128, max_price) F(u64, blocks) F(u16, region) F(u8, strict) F(u8, tiers) F(u32, cpu)    \
	F(u32, mem) F(u32, sto) F(u16, gpu) F(u16, gpus) F(u8, min_compute) F(u8, min_sto)         \
	F(u8, min_conn) F(u8, min_gpu) F(u32, min_uptime) F(u32, min_rep) F(u32, max_slashes)      \
	F(u32, desired)
#define SPHERON_REC_BID(F)                                                                         \
	F(u64, id) F(u64, order) F(u32, provider) F(u32, fizz) F(u16, gpu) F(u128, price)          \
	F(u64, t) F(u8, eligible)
#define SPHERON_REC_LEASE(F)                                                                       \
	F(u64, id) F(u32, tenant) F(u32, provider) F(u32, fizz) F(u8, token) F(u128, price)        \
	F(u64, blocks) F(u64, start_b) F(u64, start_t) F(u32, cpu) F(u32, mem) F(u32, sto)         \
	F(u16, gpu) F(u16, gpus) F(u16, user_bp) F(u16, protocol_bp) F(u16, provider_bp)           \
	F(u16, gateway_bp) F(u8, stream) F(u128, settled) F(u8, upd) F(u128, u_price)              \
	F(u64, u_blocks) F(u32, u_cpu) F(u32, u_mem) F(u32, u_sto) F(u16, u_gpus)
#define SPHERON_REC_DELEGATION(F)                                                                  \
	F(u32, provider) F(u32, acct) F(u32, gen) F(u128, shares) F(u128, idx)
#define SPHERON_REC_POOLGEN(F) F(u32, provider) F(u32, gen) F(u128, acc)
#define SPHERON_REC_UNBOND(F)                                                                      \
	F(u32, id) F(u8, kind) F(u32, provider) F(u32, acct) F(u64, mature)
#define SPHERON_REC_PROPOSAL(F)                                                                    \
	F(u32, id) F(u8, kind) F(u32, acct) F(u64, end) F(u8, vote_mode) F(u16, quorum_bp)         \
	F(u16, majority_bp) F(u128, total) F(u128, yes) F(u128, no) F(u128, abstain)               \
	F(hex32, payload)
#define SPHERON_REC_VOTE(F) F(u32, prop) F(u32, acct) F(u8, choice) F(u128, power)
#define SPHERON_REC_CHALLENGE(F)                                                                   \
	F(u32, id) F(u32, provider) F(u32, acct) F(u8, kind) F(u8, state) F(u64, deadline)         \
	F(u128, penalty)
#define SPHERON_REC_OPERATOR(F) F(u32, acct) F(u8, active) F(u64, since_b)
#define SPHERON_REC_TASK(F)                                                                        \
	F(u64, order) F(u8, state) F(u64, expected) F(u128, stake) F(u64, opened_b)                \
	F(u64, deadline_b) F(u64, forget_t)
#define SPHERON_REC_ATTEST(F)                                                                      \
	F(u64, order) F(u32, acct) F(u64, bid) F(u128, stake) F(u8, slashed)
#define SPHERON_REC_RELEASE(F) F(u32, version) F(u32, due)
#define SPHERON_REC_BUCKET(F) F(u8, name) F(u64, owner) F(u8, token) F(u128, amount)

/*      number, constant, name, member of the union below */
#define SPHERON_RECORDS(X)                                                                         \
	X(0, META, meta, meta)                                                                     \
	X(1, PARAM, param, param)                                                                  \
	X(2, TOKEN, token, token)                                                                  \
	X(3, ACCOUNT, account, account)                                                            \
	X(4, PROVIDER, provider, provider)                                                         \
	X(5, FIZZ, fizz, fizz)                                                                     \
	X(6, GPU, gpu, gpu)                                                                        \
	X(7, ORDER, order, order)                                                                  \
	X(8, BID, bid, bid)                                                                        \
	X(9, LEASE, lease, lease)                                                                  \
	X(10, DELEGATION, delegation, delegation)                                                  \
	X(11, POOLGEN, poolgen, poolgen)                                                           \
	X(12, UNBOND, unbond, unbond)                                                              \
	X(13, PROPOSAL, proposal, proposal)                                                        \
	X(14, VOTE, vote, vote)                                                                    \
	X(15, CHALLENGE, challenge, challenge)                                                     \
	X(16, OPERATOR, operator, oper)                                                            \
	X(17, TASK, task, task)                                                                    \
	X(18, ATTEST, attest, attest)                                                              \
	X(19, RELEASE, release, release)                                                           \
	X(20, BUCKET, bucket, bucket)

enum spheron_record_kind {
#define SPHERON_RECORD_ENUM(number, constant, name, member) SPHERON_RECORD_##constant = (number),
	SPHERON_RECORDS(SPHERON_RECORD_ENUM)
#undef SPHERON_RECORD_ENUM
	SPHERON_RECORD_COUNT
};

/* struct spheron_lease_record and so on. */
#define SPHERON_RECORD_FIELD(type, name) SPHERON_TYPE_##type name;
struct spheron_meta_record {
	SPHERON_REC_META(SPHERON_RECORD_FIELD)
};
struct spheron_param_record {
	SPHERON_REC_PARAM(SPHERON_RECORD_FIELD)
};
struct spheron_token_record {
	SPHERON_REC_TOKEN(SPHERON_RECORD_FIELD)
};
struct spheron_account_record {
	SPHERON_REC_ACCOUNT(SPHERON_RECORD_FIELD)
};
struct spheron_provider_record {
	SPHERON_REC_PROVIDER(SPHERON_RECORD_FIELD, SPHERON_RECORD_FIELD)
};
struct spheron_fizz_record {
	SPHERON_REC_FIZZ(SPHERON_RECORD_FIELD, SPHERON_RECORD_FIELD)
};
struct spheron_gpu_record {
	SPHERON_REC_GPU(SPHERON_RECORD_FIELD)
};
struct spheron_order_record {
	SPHERON_REC_ORDER(SPHERON_RECORD_FIELD)
};
struct spheron_bid_record {
	SPHERON_REC_BID(SPHERON_RECORD_FIELD)
};
struct spheron_lease_record {
	SPHERON_REC_LEASE(SPHERON_RECORD_FIELD)
};
struct spheron_delegation_record {
	SPHERON_REC_DELEGATION(SPHERON_RECORD_FIELD)
};
struct spheron_poolgen_record {
	SPHERON_REC_POOLGEN(SPHERON_RECORD_FIELD)
};
struct spheron_unbond_record {
	SPHERON_REC_UNBOND(SPHERON_RECORD_FIELD)
};
struct spheron_proposal_record {
	SPHERON_REC_PROPOSAL(SPHERON_RECORD_FIELD)
};
struct spheron_vote_record {
	SPHERON_REC_VOTE(SPHERON_RECORD_FIELD)
};
struct spheron_challenge_record {
	SPHERON_REC_CHALLENGE(SPHERON_RECORD_FIELD)
};
struct spheron_operator_record {
	SPHERON_REC_OPERATOR(SPHERON_RECORD_FIELD)
};
struct spheron_task_record {
	SPHERON_REC_TASK(SPHERON_RECORD_FIELD)
};
struct spheron_attest_record {
	SPHERON_REC_ATTEST(SPHERON_RECORD_FIELD)
};
struct spheron_release_record {
	SPHERON_REC_RELEASE(SPHERON_RECORD_FIELD)
};
struct spheron_bucket_record {
	SPHERON_REC_BUCKET(SPHERON_RECORD_FIELD)
};

struct spheron_record {
	enum spheron_record_kind kind;
	union {
#define SPHERON_RECORD_UNION(number, constant, name, member)                                       \
	struct spheron_##name##_record member;
		SPHERON_RECORDS(SPHERON_RECORD_UNION)
#undef SPHERON_RECORD_UNION
	} u;
};

/* "provider" and the like. */
const char *spheron_record_name(enum spheron_record_kind kind);

/* Buckets of the ledger (LEDGER-01): number, constant, name. */
#define SPHERON_BUCKETS(X)                                                                         \
	X(0, FREE, "free")                                                                         \
	X(1, ESCROW, "escrow")                                                                     \
	X(2, LOCKED, "locked")                                                                     \
	X(3, STAKE, "stake")                                                                       \
	X(4, POOL, "pool")                                                                         \
	X(5, UNBONDING, "unbonding")                                                               \
	X(6, ACCRUED, "accrued")                                                                   \
	X(7, DELEGATOR_ACCRUED, "delegator_accrued")                                               \
	X(8, EARNED, "earned")                                                                     \
	X(9, FIZZ_ACCRUED, "fizz_accrued")                                                         \
	X(10, FIZZ_EARNED, "fizz_earned")                                                          \
	X(11, CHALLENGE_BOND, "challenge_bond")                                                    \
	X(12, PROPOSAL_DEPOSIT, "proposal_deposit")                                                \
	X(13, RESTAKED, "restaked")                                                                \
	X(14, TREASURY, "treasury")                                                                \
	X(15, FOUNDATION, "foundation")                                                            \
	X(16, BURNED, "burned")

enum spheron_bucket_name {
#define SPHERON_BUCKET_ENUM(number, constant, text) SPHERON_##constant = (number),
	SPHERON_BUCKETS(SPHERON_BUCKET_ENUM)
#undef SPHERON_BUCKET_ENUM
	SPHERON_BUCKET_COUNT
};

/* "free" and the like, "mint" for SPHERON_BUCKET_MINT. */
const char *spheron_bucket_text(unsigned name);

/* Values of the enumerations of chapter 2.1. */
enum spheron_status {
	SPHERON_REGISTERED = 1,
	SPHERON_ACTIVE = 2,
	SPHERON_MAINTENANCE = 3,
	SPHERON_SUSPENDED = 4,
	SPHERON_DEACTIVATED = 5
};
enum spheron_node_kind { SPHERON_NODE_PROVIDER = 0, SPHERON_NODE_FIZZ = 1 };
enum spheron_order_state { SPHERON_ORDER_OPEN = 0, SPHERON_ORDER_MATCHED = 3 };
enum spheron_mode { SPHERON_MODE_FIZZ = 0, SPHERON_MODE_PROVIDER = 1 };
enum spheron_select { SPHERON_SELECT_MATCHMAKER = 0, SPHERON_SELECT_TENANT = 1 };
enum spheron_order_close {
	SPHERON_ORDER_CANCELLED = 1,
	SPHERON_ORDER_NO_BID = 2,
	SPHERON_ORDER_EXPIRED = 3,
	SPHERON_ORDER_NO_QUORUM = 4,
	SPHERON_ORDER_UNFUNDED = 5,
	SPHERON_ORDER_LEASE_ENDED = 6
};
enum spheron_lease_close {
	SPHERON_LEASE_TENANT = 1,
	SPHERON_LEASE_PROVIDER = 2,
	SPHERON_LEASE_EXPIRED = 3,
	SPHERON_LEASE_MISCONDUCT = 4
};
enum spheron_update_stage { SPHERON_UPDATE_NONE, SPHERON_UPDATE_REQUESTED, SPHERON_UPDATE_ACCEPTED };
enum spheron_proposal_kind {
	SPHERON_PROPOSE_REGISTER,
	SPHERON_PROPOSE_ATTRIBUTES,
	SPHERON_PROPOSE_PARAM,
	SPHERON_PROPOSE_MISCONDUCT,
	SPHERON_PROPOSE_SUSPEND,
	SPHERON_PROPOSE_REINSTATE,
	SPHERON_PROPOSE_RELEASE
};
enum spheron_proposal_outcome {
	SPHERON_PROPOSAL_REJECTED,
	SPHERON_PROPOSAL_PASSED,
	SPHERON_PROPOSAL_NO_QUORUM,
	SPHERON_PROPOSAL_NOT_EXECUTABLE
};
enum spheron_vote_choice { SPHERON_VOTE_NO, SPHERON_VOTE_YES, SPHERON_VOTE_ABSTAIN };
enum spheron_unbond_kind { SPHERON_UNBOND_STAKE, SPHERON_UNBOND_DELEGATION, SPHERON_UNBOND_OPERATOR };
enum spheron_challenge_state {
	SPHERON_CHALLENGE_OPEN,
	SPHERON_CHALLENGE_RESPONDED,
	SPHERON_CHALLENGE_PASSED,
	SPHERON_CHALLENGE_FAILED,
	SPHERON_CHALLENGE_VOID
};
enum spheron_task_state {
	SPHERON_TASK_RUNNING,
	SPHERON_TASK_IS_FINAL,
	SPHERON_TASK_IS_EXPIRED,
	SPHERON_TASK_VOID
};
enum spheron_proof_kind {
	SPHERON_PROOF_CPU,
	SPHERON_PROOF_GPU,
	SPHERON_PROOF_UPTIME,
	SPHERON_PROOF_REGION
};
enum spheron_slash_reason {
	SPHERON_SLASH_DOWNTIME = 1,
	SPHERON_SLASH_UPGRADE = 2,
	SPHERON_SLASH_CHALLENGE = 3,
	SPHERON_SLASH_MISCONDUCT = 4,
	SPHERON_SLASH_PROLONGED = 5
};
enum spheron_role {
	SPHERON_ROLE_ADMIN = 1,
	SPHERON_ROLE_VERIFIER = 2,
	SPHERON_ROLE_SLASHER = 4,
	SPHERON_ROLE_MATCHER = 8,
	SPHERON_ROLE_COUNCIL = 16,
	SPHERON_ROLE_MINTER = 32,
	SPHERON_ROLES_ALL = 63
};

/* Tokens that exist from the start (TOKEN-01). */
enum spheron_token { SPHERON_USD = 0, SPHERON_SPON = 1, SPHERON_ETH = 2, SPHERON_TOKENS_MAX = 8 };

#ifdef __cplusplus
}
#endif

#endif
