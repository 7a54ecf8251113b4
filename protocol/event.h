/* event.h - everything the protocol says has happened.
 *
 * Source: RULES.md chapter 4.2 (one line here is one row there), EVENT-01..04.  The lists make the
 * structs, the text encoding and the field tables; a test holds them against the text.
 */
#ifndef SPHERON_EVENT_H
#define SPHERON_EVENT_H

#include "command.h"
#include "number.h"

#ifdef __cplusplus
extern "C" {
#endif

/* A bucket by name number and owner (LEDGER-01), as `Moved` shows it: "free:3".  255 is the source
 * of minted tokens, "mint:0" (TOKEN-03). */
struct spheron_bucket {
	uint8_t name;
	uint64_t owner;
};
#define SPHERON_BUCKET_MINT 255

struct spheron_hex20 {
	uint8_t byte[20];
};

/* What a query answers: a number, or (is_hash 1) the state hash. */
struct spheron_answer {
	uint8_t is_hash;
	struct spheron_u128 number;
	struct spheron_hex32 hash;
};

/* Type words besides those of command.h.  `amount` is a u128 that is money, a price, shares, points
 * or power: chapter 4.2 marks it with a star and text shows it as a decimal string. */
#define SPHERON_TYPE_amount struct spheron_u128
#define SPHERON_TYPE_hex20 struct spheron_hex20
#define SPHERON_TYPE_bucket struct spheron_bucket
#define SPHERON_TYPE_profile uint8_t
#define SPHERON_TYPE_param uint16_t
#define SPHERON_TYPE_answer struct spheron_answer

#define SPHERON_EV_GENESIS(F) F(profile, profile) F(u64, t) F(u64, b)
#define SPHERON_EV_ACCOUNT_OPENED(F) F(u32, acct)
#define SPHERON_EV_ROLE_SET(F) F(u32, acct) F(u8, roles)
#define SPHERON_EV_TOKEN_ADDED(F) F(u8, token) F(u8, decimals)
#define SPHERON_EV_MOVED(F) F(bucket, from) F(bucket, to) F(u8, token) F(amount, amount)
#define SPHERON_EV_BEACON_SET(F) F(hex32, beacon)
#define SPHERON_EV_RELEASE_SET(F) F(u32, version) F(u32, due_era)
#define SPHERON_EV_PROPOSAL_SUBMITTED(F) F(u32, prop) F(u8, kind) F(u64, end)
#define SPHERON_EV_VOTED(F) F(u32, prop) F(u32, acct) F(u8, choice) F(amount, power)
#define SPHERON_EV_PROPOSAL_CLOSED(F) F(u32, prop) F(u8, outcome)
#define SPHERON_EV_PARAM_SET(F) F(param, name) F(amount, value)
#define SPHERON_EV_PROVIDER_REGISTERED(F)                                                          \
	F(u32, provider) F(u32, owner) F(hex20, proxy) F(u8, compute) F(u8, storage) F(u8, conn)   \
	F(u8, type)
#define SPHERON_EV_ATTRIBUTES_SET(F) F(u32, provider) F(u8, compute) F(u8, conn) F(amount, rate)
#define SPHERON_EV_PROVIDER_STATUS(F) F(u32, provider) F(u8, status)
#define SPHERON_EV_COMMISSION_SET(F) F(u32, provider) F(u16, bp)
#define SPHERON_EV_UPGRADED(F) F(u32, provider) F(u32, version)
#define SPHERON_EV_TRUST_SET(F) F(u32, provider) F(u8, tier)
#define SPHERON_EV_DELEGATED(F) F(u32, provider) F(u32, acct) F(amount, amount) F(amount, shares)
#define SPHERON_EV_UNDELEGATED(F) F(u32, provider) F(u32, acct) F(amount, shares) F(amount, amount)
#define SPHERON_EV_UNBOND_STARTED(F)                                                               \
	F(u32, unbond) F(u32, provider) F(u32, acct) F(amount, amount) F(u64, mature)
#define SPHERON_EV_UNBOND_PAID(F) F(u32, unbond) F(u32, acct) F(amount, amount)
#define SPHERON_EV_NODE_DOWN(F) F(u8, kind) F(u32, id)
#define SPHERON_EV_NODE_UP(F) F(u8, kind) F(u32, id) F(u64, cooldown_until)
#define SPHERON_EV_NODE_PAUSED(F) F(u8, kind) F(u32, id)
#define SPHERON_EV_NODE_RESUMED(F) F(u8, kind) F(u32, id) F(u64, cooldown_until)
#define SPHERON_EV_MAINTENANCE_SCHEDULED(F) F(u32, provider) F(u64, start) F(u64, end)
#define SPHERON_EV_MAINTENANCE_CANCELLED(F) F(u32, provider)
#define SPHERON_EV_MAINTENANCE_STARTED(F) F(u32, provider)
#define SPHERON_EV_MAINTENANCE_ENDED(F) F(u32, provider)
#define SPHERON_EV_ORDER_CREATED(F)                                                                \
	F(u64, order) F(u32, tenant) F(u8, mode) F(amount, max_price) F(u64, blocks)               \
	F(u64, close_block)
#define SPHERON_EV_ORDER_CLOSED(F) F(u64, order) F(u8, reason)
#define SPHERON_EV_BID_PLACED(F)                                                                   \
	F(u64, order) F(u64, bid) F(u32, provider) F(u32, fizz) F(amount, price)
#define SPHERON_EV_SCORED(F)                                                                       \
	F(u64, order) F(u64, bid) F(u32, region) F(u32, price) F(u32, uptime) F(u32, reputation)   \
	F(u32, avail) F(u32, slashes) F(u32, stake) F(u32, random) F(u32, score) F(u32, weight)
#define SPHERON_EV_TASK_OPENED(F) F(u64, order) F(u64, expected) F(amount, stake) F(u64, deadline)
#define SPHERON_EV_ORDER_MATCHED(F)                                                                \
	F(u64, order) F(u64, bid) F(u32, provider) F(u32, fizz) F(amount, price) F(u64, expected)
#define SPHERON_EV_LEASE_CREATED(F)                                                                \
	F(u64, lease) F(u32, tenant) F(u32, provider) F(u32, fizz) F(amount, price) F(u64, blocks) \
	F(amount, locked) F(u64, start_block) F(u64, end_block)
#define SPHERON_EV_LEASE_SETTLED(F)                                                                \
	F(u64, lease) F(amount, due) F(amount, user_fee) F(amount, protocol_fee)                   \
	F(amount, provider_fee) F(amount, gateway) F(amount, net)
#define SPHERON_EV_LEASE_CLOSED(F) F(u64, lease) F(u8, reason) F(amount, due) F(amount, refund)
#define SPHERON_EV_UPDATE_REQUESTED(F) F(u64, lease)
#define SPHERON_EV_UPDATE_ACCEPTED(F) F(u64, lease)
#define SPHERON_EV_UPDATE_CANCELLED(F) F(u64, lease)
#define SPHERON_EV_LEASE_UPDATED(F)                                                                \
	F(u64, lease) F(amount, price) F(u64, blocks) F(amount, locked) F(u64, start_block)        \
	F(u64, end_block)
#define SPHERON_EV_OPERATOR_REGISTERED(F) F(u32, acct) F(amount, stake)
#define SPHERON_EV_OPERATOR_LEFT(F) F(u32, acct)
#define SPHERON_EV_ATTESTED(F) F(u64, order) F(u32, acct) F(u64, bid) F(amount, stake)
#define SPHERON_EV_TASK_FINAL(F) F(u64, order) F(u64, bid)
#define SPHERON_EV_TASK_EXPIRED(F) F(u64, order)
#define SPHERON_EV_OPERATOR_SLASHED(F) F(u32, acct) F(amount, amount) F(amount, reward)
#define SPHERON_EV_PROOF_REPORTED(F) F(u32, provider) F(u8, kind) F(u8, pass)
#define SPHERON_EV_FIZZ_CHECKED(F) F(u32, gateway) F(u32, count)
#define SPHERON_EV_CHALLENGE_OPENED(F) F(u32, challenge) F(u32, provider) F(u8, kind) F(u64, deadline)
#define SPHERON_EV_CHALLENGE_RESPONDED(F) F(u32, challenge) F(u64, deadline)
#define SPHERON_EV_CHALLENGE_CLOSED(F) F(u32, challenge) F(u8, outcome)
#define SPHERON_EV_SLASHED(F)                                                                      \
	F(u32, provider) F(u8, why) F(amount, asked) F(amount, own) F(amount, pool)                \
	F(amount, unbonding) F(amount, accrued)
#define SPHERON_EV_RESTITUTION(F) F(u32, acct) F(amount, amount)
#define SPHERON_EV_FIZZ_REGISTERED(F) F(u32, fizz) F(u32, gateway) F(u32, owner)
#define SPHERON_EV_FIZZ_LINKED(F) F(u32, fizz) F(u32, gateway)
#define SPHERON_EV_FIZZ_PRICES(F) F(u32, fizz)
#define SPHERON_EV_FIZZ_CAPACITY(F) F(u32, fizz) F(amount, rate)
#define SPHERON_EV_FIZZ_STATUS(F) F(u32, fizz) F(u8, status)
#define SPHERON_EV_FIZZ_SLASHED(F) F(u32, fizz) F(amount, amount)
#define SPHERON_EV_FIZZ_EVICTED(F) F(u32, fizz) F(u32, gateway)
#define SPHERON_EV_SUBNET_SET(F)                                                                   \
	F(u32, provider) F(u16, gateway_bp) F(u32, min_cpu) F(u32, min_mem) F(u16, min_gpus)
#define SPHERON_EV_SUBNET_OBJECTED(F) F(u32, provider) F(u32, fizz)
#define SPHERON_EV_SUBNET_DROPPED(F) F(u32, provider)
#define SPHERON_EV_POOL_WIPED(F) F(u32, provider) F(u32, gen)
#define SPHERON_EV_ERA_NODE(F)                                                                     \
	F(u8, kind) F(u32, id) F(u32, uptime) F(amount, points) F(amount, reward)                  \
	F(amount, to_delegators) F(amount, slash_points) F(u8, tier) F(amount, apr)
#define SPHERON_EV_ERA_CLOSED(F)                                                                   \
	F(u32, era) F(amount, prov_points) F(amount, prov_paid) F(amount, fizz_points)             \
	F(amount, fizz_paid) F(amount, inflation) F(amount, pool)
#define SPHERON_EV_ANSWER(F) F(answer, value)

/*      constant, name, member */
#define SPHERON_EVENTS(X)                                                                          \
	X(GENESIS, Genesis, genesis)                                                               \
	X(ACCOUNT_OPENED, AccountOpened, account_opened)                                           \
	X(ROLE_SET, RoleSet, role_set)                                                             \
	X(TOKEN_ADDED, TokenAdded, token_added)                                                    \
	X(MOVED, Moved, moved)                                                                     \
	X(BEACON_SET, BeaconSet, beacon_set)                                                       \
	X(RELEASE_SET, ReleaseSet, release_set)                                                    \
	X(PROPOSAL_SUBMITTED, ProposalSubmitted, proposal_submitted)                               \
	X(VOTED, Voted, voted)                                                                     \
	X(PROPOSAL_CLOSED, ProposalClosed, proposal_closed)                                        \
	X(PARAM_SET, ParamSet, param_set)                                                          \
	X(PROVIDER_REGISTERED, ProviderRegistered, provider_registered)                            \
	X(ATTRIBUTES_SET, AttributesSet, attributes_set)                                           \
	X(PROVIDER_STATUS, ProviderStatus, provider_status)                                        \
	X(COMMISSION_SET, CommissionSet, commission_set)                                           \
	X(UPGRADED, Upgraded, upgraded)                                                            \
	X(TRUST_SET, TrustSet, trust_set)                                                          \
	X(DELEGATED, Delegated, delegated)                                                         \
	X(UNDELEGATED, Undelegated, undelegated)                                                   \
	X(UNBOND_STARTED, UnbondStarted, unbond_started)                                           \
	X(UNBOND_PAID, UnbondPaid, unbond_paid)                                                    \
	X(NODE_DOWN, NodeDown, node_down)                                                          \
	X(NODE_UP, NodeUp, node_up)                                                                \
	X(NODE_PAUSED, NodePaused, node_paused)                                                    \
	X(NODE_RESUMED, NodeResumed, node_resumed)                                                 \
	X(MAINTENANCE_SCHEDULED, MaintenanceScheduled, maintenance_scheduled)                      \
	X(MAINTENANCE_CANCELLED, MaintenanceCancelled, maintenance_cancelled)                      \
	X(MAINTENANCE_STARTED, MaintenanceStarted, maintenance_started)                            \
	X(MAINTENANCE_ENDED, MaintenanceEnded, maintenance_ended)                                  \
	X(ORDER_CREATED, OrderCreated, order_created)                                              \
	X(ORDER_CLOSED, OrderClosed, order_closed)                                                 \
	X(BID_PLACED, BidPlaced, bid_placed)                                                       \
	X(SCORED, Scored, scored)                                                                  \
	X(TASK_OPENED, TaskOpened, task_opened)                                                    \
	X(ORDER_MATCHED, OrderMatched, order_matched)                                              \
	X(LEASE_CREATED, LeaseCreated, lease_created)                                              \
	X(LEASE_SETTLED, LeaseSettled, lease_settled)                                              \
	X(LEASE_CLOSED, LeaseClosed, lease_closed)                                                 \
	X(UPDATE_REQUESTED, UpdateRequested, update_requested)                                     \
	X(UPDATE_ACCEPTED, UpdateAccepted, update_accepted)                                        \
	X(UPDATE_CANCELLED, UpdateCancelled, update_cancelled)                                     \
	X(LEASE_UPDATED, LeaseUpdated, lease_updated)                                              \
	X(OPERATOR_REGISTERED, OperatorRegistered, operator_registered)                            \
	X(OPERATOR_LEFT, OperatorLeft, operator_left)                                              \
	X(ATTESTED, Attested, attested)                                                            \
	X(TASK_FINAL, TaskFinal, task_final)                                                       \
	X(TASK_EXPIRED, TaskExpired, task_expired)                                                 \
	X(OPERATOR_SLASHED, OperatorSlashed, operator_slashed)                                     \
	X(PROOF_REPORTED, ProofReported, proof_reported)                                           \
	X(FIZZ_CHECKED, FizzChecked, fizz_checked)                                                 \
	X(CHALLENGE_OPENED, ChallengeOpened, challenge_opened)                                     \
	X(CHALLENGE_RESPONDED, ChallengeResponded, challenge_responded)                            \
	X(CHALLENGE_CLOSED, ChallengeClosed, challenge_closed)                                     \
	X(SLASHED, Slashed, slashed)                                                               \
	X(RESTITUTION, Restitution, restitution)                                                   \
	X(FIZZ_REGISTERED, FizzRegistered, fizz_registered)                                        \
	X(FIZZ_LINKED, FizzLinked, fizz_linked)                                                    \
	X(FIZZ_PRICES, FizzPrices, fizz_prices)                                                    \
	X(FIZZ_CAPACITY, FizzCapacity, fizz_capacity)                                              \
	X(FIZZ_STATUS, FizzStatus, fizz_status)                                                    \
	X(FIZZ_SLASHED, FizzSlashed, fizz_slashed)                                                 \
	X(FIZZ_EVICTED, FizzEvicted, fizz_evicted)                                                 \
	X(SUBNET_SET, SubnetSet, subnet_set)                                                       \
	X(SUBNET_OBJECTED, SubnetObjected, subnet_objected)                                        \
	X(SUBNET_DROPPED, SubnetDropped, subnet_dropped)                                           \
	X(POOL_WIPED, PoolWiped, pool_wiped)                                                       \
	X(ERA_NODE, EraNode, era_node)                                                             \
	X(ERA_CLOSED, EraClosed, era_closed)                                                       \
	X(ANSWER, Answer, answer)

enum spheron_event_kind {
#define SPHERON_EVENT_ENUM(constant, name, member) SPHERON_EVENT_##constant,
	SPHERON_EVENTS(SPHERON_EVENT_ENUM)
#undef SPHERON_EVENT_ENUM
	SPHERON_EVENT_COUNT
};

/* struct spheron_event_lease_created and so on, fields as listed above. */
#define SPHERON_EVENT_MEMBER(type, name) SPHERON_TYPE_##type name;
#define SPHERON_EVENT_STRUCT(constant, name, member)                                               \
	struct spheron_event_##member {                                                            \
		SPHERON_EV_##constant(SPHERON_EVENT_MEMBER)                                        \
	};
SPHERON_EVENTS(SPHERON_EVENT_STRUCT)
#undef SPHERON_EVENT_STRUCT

struct spheron_event {
	enum spheron_event_kind kind;
	union {
#define SPHERON_EVENT_UNION(constant, name, member) struct spheron_event_##member member;
		SPHERON_EVENTS(SPHERON_EVENT_UNION)
#undef SPHERON_EVENT_UNION
	} u;
};

/* EraNode.uptime of a node whose uptime of the era is unknown (EVENT-02). */
#define SPHERON_UPTIME_UNKNOWN UINT32_MAX

/* "LeaseCreated" and the like. */
const char *spheron_event_name(enum spheron_event_kind kind);

/* The deadlines of the protocol in the order in which they fire within a second (TIME-06); the texts
 * are those of ENC-05. */
#define SPHERON_DUES(X)                                                                            \
	X(1, ERA_CLOSE, "era.close")                                                               \
	X(2, MAINT_END, "maint.end")                                                               \
	X(3, MAINT_START, "maint.start")                                                           \
	X(4, LEASE_EXPIRY, "lease.expiry")                                                         \
	X(5, CHALLENGE_TIMEOUT, "challenge.timeout")                                               \
	X(6, VOTE_END, "vote.end")                                                                 \
	X(7, UNBOND_MATURE, "unbond.mature")                                                       \
	X(8, TASK_DEADLINE, "task.deadline")                                                       \
	X(9, BID_CLOSE, "bid.close")                                                               \
	X(10, ORDER_TTL, "order.ttl")                                                              \
	X(11, TASK_FORGET, "task.forget")

enum spheron_due_class {
#define SPHERON_DUE_ENUM(number, constant, text) SPHERON_DUE_##constant = (number),
	SPHERON_DUES(SPHERON_DUE_ENUM)
#undef SPHERON_DUE_ENUM
};

/* A deadline that fires: the clock as it reads then (TIME-07), what it is and of which record. */
struct spheron_due {
	uint64_t t, b;
	enum spheron_due_class what;
	uint64_t id;
};

/* "lease.expiry" and the like. */
const char *spheron_due_name(enum spheron_due_class what);

#ifdef __cplusplus
}
#endif

#endif
