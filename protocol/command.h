/* command.h - everything a sender can ask of the protocol.
 *
 * Source: RULES.md chapter 4.1 (one line here is one row there) and CMD-02.  The lists below make the
 * argument structs, the text encoding and the field tables; a test holds them against the text.
 * R(type, name) is a required argument, D(type, name, default) an optional one.  A name that ends
 * in an underscore has none in text (`operator` is a word of C++).
 */
#ifndef SPHERON_COMMAND_H
#define SPHERON_COMMAND_H

#include "number.h"
#include "param.h"

#ifdef __cplusplus
extern "C" {
#endif

/* 32 bytes that are 64 lower-case hex digits in text. */
struct spheron_hex32 {
	uint8_t byte[32];
};

/* A string argument, printable ASCII, not copied.  With `escaped` set it is the inside of a JSON
 * string as it stood in the line, escapes and all; the text of a caller of its own has it 0. */
struct spheron_text {
	const char *data;
	size_t size;
	uint8_t escaped;
};

/* One GPU line of a node: model by on-chain resource id, GPUs of it, declared unit price in USD. */
struct spheron_gpu_line {
	uint16_t model, count;
	uint32_t price;
};
#define SPHERON_GPU_LINES_MAX 8

/* One harmed party of a misconduct verdict: its account and its loss in SPON units. */
struct spheron_harm {
	uint32_t acct;
	struct spheron_u128 loss;
};
#define SPHERON_HARMED_MAX 32

/* One checked Fizz node: was it alive, and by how much did it fall short (ppm: CPU, RAM, storage,
 * GPU). */
struct spheron_check {
	uint32_t fizz;
	uint8_t alive;
	uint32_t shortfall[4];
};
#define SPHERON_CHECKS_MAX 64

/* A list keeps its true length in `count`; items beyond the most that a rule admits are not kept,
 * such a command is refused with BAD_VALUE anyway.  (A proposal that has no use for its harmed list is
 * not, so the text of that list is kept for the hash of HASH-04.) */
struct spheron_gpus {
	uint32_t count;
	struct spheron_gpu_line item[SPHERON_GPU_LINES_MAX];
};
struct spheron_harmed {
	uint32_t count;
	struct spheron_harm item[SPHERON_HARMED_MAX];
	struct spheron_text json; /* of a list read from text: all of it as it stood there */
};
struct spheron_checks {
	uint32_t count;
	struct spheron_check item[SPHERON_CHECKS_MAX];
};

/* Parameter values of a genesis.  `unknown` counts names that are no parameter (BAD_VALUE). */
struct spheron_settings {
	uint32_t count, unknown;
	struct {
		uint16_t param;
		struct spheron_u128 value;
	} item[SPHERON_PARAM_COUNT];
};

/* ATTR of CMD-02: what a node says of itself. */
#define SPHERON_ATTR_FIELDS(R, D)                                                                  \
	R(u16, region)                                                                             \
	D(u32, cpu, 0)                                                                             \
	D(u32, score, 0)                                                                           \
	D(u8, cpu_model, 1)                                                                        \
	D(u32, mem, 0)                                                                             \
	D(u32, sto, 0)                                                                             \
	D(u8, sto_tier, 0)                                                                         \
	D(u32, down, 0)                                                                            \
	D(u32, up, 0)                                                                              \
	D(gpus, gpus, 0)

#define SPHERON_ARGS_none(R, D)
#define SPHERON_ARGS_genesis(R, D)                                                                 \
	D(str, profile, 0) D(params, params, 0) D(hex32, beacon, 0)
#define SPHERON_ARGS_role_set(R, D) R(u32, acct) R(u8, roles)
#define SPHERON_ARGS_token_add(R, D) R(u8, decimals) D(u8, pay, 1)
#define SPHERON_ARGS_token_move(R, D) R(u8, token) R(u32, to) R(u128, amount)
#define SPHERON_ARGS_amount(R, D) R(u128, amount)
#define SPHERON_ARGS_beacon(R, D) R(hex32, beacon)
#define SPHERON_ARGS_version(R, D) R(u32, version)
#define SPHERON_ARGS_escrow(R, D) R(u8, token) R(u128, amount)
#define SPHERON_ARGS_register(R, D) R(attr, attr) D(u8, tokens, 1) D(u8, gateway, 0)
#define SPHERON_ARGS_attrs(R, D) R(u32, provider) R(attr, attr) D(u8, tokens, 1) D(u8, gateway, 0)
#define SPHERON_ARGS_commission(R, D) R(u32, provider) R(u16, bp)
#define SPHERON_ARGS_upgrade(R, D) R(u32, provider) R(u32, version)
#define SPHERON_ARGS_provider(R, D) R(u32, provider)
#define SPHERON_ARGS_trust_set(R, D) R(u32, provider) R(u8, tier)
#define SPHERON_ARGS_prop_submit(R, D)                                                             \
	R(u8, kind)                                                                                \
	D(str, name, 0)                                                                            \
	D(u128, value, 0) D(u32, target, 0) D(u8, fizz, 0) D(u16, bp, 10000) D(harmed, harmed, 0)
#define SPHERON_ARGS_prop_vote(R, D) R(u32, prop) R(u8, choice)
#define SPHERON_ARGS_stake(R, D) R(u32, provider) R(u128, amount)
#define SPHERON_ARGS_deleg_unbond(R, D) R(u32, provider) R(u128, shares)
#define SPHERON_ARGS_fizz(R, D) R(u32, fizz)
#define SPHERON_ARGS_earn(R, D) R(u8, kind) R(u32, id) R(u8, token)
#define SPHERON_ARGS_node(R, D) R(u8, kind) R(u32, id)
#define SPHERON_ARGS_maint(R, D) R(u32, provider) R(u64, start) R(u32, dur)
#define SPHERON_ARGS_order_create(R, D)                                                            \
	D(u8, mode, 1)                                                                             \
	D(u8, select, 0)                                                                           \
	D(u8, token, 0)                                                                            \
	R(u128, max_price)                                                                         \
	R(u64, blocks)                                                                             \
	D(u16, region, 0)                                                                          \
	D(u8, strict, 0)                                                                           \
	D(u8, tiers, 127)                                                                          \
	D(u32, cpu, 0)                                                                             \
	D(u32, mem, 0)                                                                             \
	D(u32, sto, 0)                                                                             \
	D(u16, gpu, 0)                                                                             \
	D(u16, gpus, 0)                                                                            \
	D(u8, min_compute, 0)                                                                      \
	D(u8, min_sto, 0)                                                                          \
	D(u8, min_conn, 0)                                                                         \
	D(u8, min_gpu, 0)                                                                          \
	D(u32, min_uptime, 0)                                                                      \
	D(u32, min_rep, 0)                                                                         \
	D(u32, max_slashes, UINT32_MAX)                                                            \
	D(u32, desired, 0)
#define SPHERON_ARGS_order(R, D) R(u64, order)
#define SPHERON_ARGS_bid_place(R, D)                                                               \
	R(u64, order) R(u32, provider) D(u32, fizz, 0) D(u16, gpu, 0) R(u128, price)
#define SPHERON_ARGS_order_bid(R, D) R(u64, order) R(u64, bid)
#define SPHERON_ARGS_dispute(R, D) R(u64, order) R(u32, operator_)
#define SPHERON_ARGS_lease(R, D) R(u64, lease)
#define SPHERON_ARGS_update_request(R, D)                                                          \
	R(u64, lease)                                                                              \
	R(u128, max_price) R(u64, blocks) R(u32, cpu) R(u32, mem) R(u32, sto) R(u16, gpus)
#define SPHERON_ARGS_update(R, D) R(u64, lease) R(u128, price)
#define SPHERON_ARGS_proof(R, D) R(u32, provider) R(u8, kind) R(u8, pass)
#define SPHERON_ARGS_fizz_checks(R, D) R(u32, gateway) R(checks, list)
#define SPHERON_ARGS_challenge_open(R, D) R(u32, provider) R(u8, kind)
#define SPHERON_ARGS_challenge(R, D) R(u32, challenge)
#define SPHERON_ARGS_judge(R, D) R(u32, challenge) R(u8, pass)
#define SPHERON_ARGS_misconduct(R, D)                                                              \
	R(u8, kind) R(u32, id) D(u16, bp, 10000) D(harmed, harmed, 0)
#define SPHERON_ARGS_fizz_register(R, D)                                                           \
	R(u32, gateway)                                                                            \
	R(attr, attr) D(u64, p_cpu, 0) D(u64, p_mem, 0) D(u64, p_sto, 0) D(u64, p_gpu, 0)
#define SPHERON_ARGS_relink(R, D) R(u32, fizz) R(u32, gateway)
#define SPHERON_ARGS_fizz_prices(R, D)                                                             \
	R(u32, fizz) R(u64, p_cpu) R(u64, p_mem) R(u64, p_sto) R(u64, p_gpu)
#define SPHERON_ARGS_fizz_capacity(R, D) R(u32, fizz) R(attr, attr)
#define SPHERON_ARGS_subnet(R, D)                                                                  \
	R(u32, provider) R(u16, gateway_bp) D(u32, min_cpu, 0) D(u32, min_mem, 0) D(u16, min_gpus, 0)
#define SPHERON_ARGS_hourly(R, D) R(u128, hourly)

/*      constant, text, member and handler, arguments */
#define SPHERON_COMMANDS(X)                                                                        \
	X(GENESIS, "genesis", genesis, genesis)                                                    \
	X(ADVANCE, "advance", advance, none)                                                       \
	X(ACCOUNT_OPEN, "account.open", account_open, none)                                        \
	X(ROLE_SET, "role.set", role_set, role_set)                                                \
	X(TOKEN_ADD, "token.add", token_add, token_add)                                            \
	X(TOKEN_MINT, "token.mint", token_mint, token_move)                                        \
	X(TOKEN_TRANSFER, "token.transfer", token_transfer, token_move)                            \
	X(POOL_FUND, "pool.fund", pool_fund, amount)                                               \
	X(TREASURY_PAY, "treasury.pay", treasury_pay, token_move)                                  \
	X(BEACON_SET, "beacon.set", beacon_set, beacon)                                            \
	X(RELEASE_SET, "release.set", release_set, version)                                        \
	X(ESCROW_DEPOSIT, "escrow.deposit", escrow_deposit, escrow)                                \
	X(ESCROW_WITHDRAW, "escrow.withdraw", escrow_withdraw, escrow)                             \
	X(PROVIDER_REGISTER, "provider.register", provider_register, register)                     \
	X(PROVIDER_ATTRS, "provider.attrs", provider_attrs, attrs)                                 \
	X(PROVIDER_COMMISSION, "provider.commission", provider_commission, commission)             \
	X(PROVIDER_UPGRADE, "provider.upgrade", provider_upgrade, upgrade)                         \
	X(PROVIDER_SUSPEND, "provider.suspend", provider_suspend, provider)                        \
	X(PROVIDER_REINSTATE, "provider.reinstate", provider_reinstate, provider)                  \
	X(PROVIDER_EXIT, "provider.exit", provider_exit, provider)                                 \
	X(TRUST_SET, "trust.set", trust_set, trust_set)                                            \
	X(PROP_SUBMIT, "prop.submit", prop_submit, prop_submit)                                    \
	X(PROP_VOTE, "prop.vote", prop_vote, prop_vote)                                            \
	X(STAKE_ADD, "stake.add", stake_add, stake)                                                \
	X(STAKE_UNBOND, "stake.unbond", stake_unbond, stake)                                       \
	X(DELEG_ADD, "deleg.add", deleg_add, stake)                                                \
	X(DELEG_UNBOND, "deleg.unbond", deleg_unbond, deleg_unbond)                                \
	X(DELEG_CLAIM, "deleg.claim", deleg_claim, provider)                                       \
	X(REWARD_CLAIM, "reward.claim", reward_claim, provider)                                    \
	X(FIZZ_CLAIM, "fizz.claim", fizz_claim, fizz)                                              \
	X(EARN_WITHDRAW, "earn.withdraw", earn_withdraw, earn)                                     \
	X(NODE_DOWN, "node.down", node_down, node)                                                 \
	X(NODE_UP, "node.up", node_up, node)                                                       \
	X(NODE_PAUSE, "node.pause", node_pause, node)                                              \
	X(NODE_RESUME, "node.resume", node_resume, node)                                           \
	X(MAINT_SCHEDULE, "maint.schedule", maint_schedule, maint)                                 \
	X(MAINT_CANCEL, "maint.cancel", maint_cancel, provider)                                    \
	X(MAINT_END, "maint.end", maint_end, provider)                                             \
	X(ORDER_CREATE, "order.create", order_create, order_create)                                \
	X(ORDER_CANCEL, "order.cancel", order_cancel, order)                                       \
	X(BID_PLACE, "bid.place", bid_place, bid_place)                                            \
	X(MATCH_SET, "match.set", match_set, order_bid)                                            \
	X(ORDER_CHOOSE, "order.choose", order_choose, order_bid)                                   \
	X(AVS_REGISTER, "avs.register", avs_register, amount)                                      \
	X(AVS_UNREGISTER, "avs.unregister", avs_unregister, none)                                  \
	X(AVS_ATTEST, "avs.attest", avs_attest, order_bid)                                         \
	X(AVS_DISPUTE, "avs.dispute", avs_dispute, dispute)                                        \
	X(LEASE_CLOSE, "lease.close", lease_close, lease)                                          \
	X(LEASE_SETTLE, "lease.settle", lease_settle, lease)                                       \
	X(LEASE_UPDATE_REQUEST, "lease.update_request", lease_update_request, update_request)      \
	X(LEASE_UPDATE_ACCEPT, "lease.update_accept", lease_update_accept, lease)                  \
	X(LEASE_UPDATE, "lease.update", lease_update, update)                                      \
	X(LEASE_UPDATE_CANCEL, "lease.update_cancel", lease_update_cancel, lease)                  \
	X(PROOF_REPORT, "proof.report", proof_report, proof)                                       \
	X(FIZZ_CHECKS, "fizz.checks", fizz_checks, fizz_checks)                                    \
	X(CHALLENGE_OPEN, "challenge.open", challenge_open, challenge_open)                        \
	X(CHALLENGE_RESPOND, "challenge.respond", challenge_respond, challenge)                    \
	X(CHALLENGE_JUDGE, "challenge.judge", challenge_judge, judge)                              \
	X(SLASH_MISCONDUCT, "slash.misconduct", slash_misconduct, misconduct)                      \
	X(FIZZ_REGISTER, "fizz.register", fizz_register, fizz_register)                            \
	X(FIZZ_RELINK, "fizz.relink", fizz_relink, relink)                                         \
	X(FIZZ_EVICT, "fizz.evict", fizz_evict, fizz)                                              \
	X(FIZZ_PRICES, "fizz.prices", fizz_prices, fizz_prices)                                    \
	X(FIZZ_CAPACITY, "fizz.capacity", fizz_capacity, fizz_capacity)                            \
	X(FIZZ_EXIT, "fizz.exit", fizz_exit, fizz)                                                 \
	X(SUBNET_SET, "subnet.set", subnet_set, subnet)                                            \
	X(SUBNET_OBJECT, "subnet.object", subnet_object, fizz)                                     \
	X(Q_PRICE, "q.price", q_price, hourly)                                                     \
	X(Q_RATE, "q.rate", q_rate, node)                                                          \
	X(Q_APR, "q.apr", q_apr, provider)                                                         \
	X(Q_STATE, "q.state", q_state, none)

/* What each command is checked for, in the order of judgement, and the rules behind it: constant,
 * results, rules (chapter 4.1). */
#define SPHERON_CHECKS(X)                                                                          \
	X(GENESIS, "BAD_STATE BAD_VALUE", "GEN-01")                                                \
	X(ADVANCE, "", "TIME-05")                                                                  \
	X(ACCOUNT_OPEN, "NOT_ALLOWED", "ACCT-01")                                                  \
	X(ROLE_SET, "NOT_ALLOWED NOT_FOUND BAD_VALUE", "ACCT-02")                                  \
	X(TOKEN_ADD, "NOT_ALLOWED BAD_VALUE LIMIT", "TOKEN-02")                                    \
	X(TOKEN_MINT, "NOT_ALLOWED BAD_TOKEN NOT_FOUND BAD_VALUE LIMIT", "TOKEN-03")               \
	X(TOKEN_TRANSFER, "BAD_TOKEN NOT_FOUND BAD_VALUE NO_FUNDS", "TOKEN-04")                    \
	X(POOL_FUND, "BAD_VALUE NO_FUNDS", "LIVE-09")                                              \
	X(TREASURY_PAY, "NOT_ALLOWED BAD_TOKEN NOT_FOUND BAD_VALUE NO_FUNDS", "FEE-06")            \
	X(BEACON_SET, "NOT_ALLOWED", "MATCH-08")                                                   \
	X(RELEASE_SET, "NOT_ALLOWED BAD_VALUE", "UPG-01")                                          \
	X(ESCROW_DEPOSIT, "BAD_TOKEN BAD_VALUE NO_FUNDS", "ESCROW-01")                             \
	X(ESCROW_WITHDRAW, "BAD_TOKEN BAD_VALUE NO_ESCROW", "ESCROW-02")                           \
	X(PROVIDER_REGISTER, "BAD_VALUE DUPLICATE NO_FUNDS", "REG-01..06")                         \
	X(PROVIDER_ATTRS,                                                                          \
			"NOT_FOUND NOT_ALLOWED BAD_STATE BAD_VALUE DUPLICATE NO_CAPACITY NO_FUNDS",\
			"REG-07,08")                                                               \
	X(PROVIDER_COMMISSION,                                                                     \
			"NOT_FOUND NOT_ALLOWED BAD_STATE BAD_VALUE TOO_SOON LIMIT", "DELEG-06")    \
	X(PROVIDER_UPGRADE, "NOT_FOUND NOT_ALLOWED BAD_STATE BAD_VALUE", "UPG-02")                 \
	X(PROVIDER_SUSPEND, "NOT_ALLOWED NOT_FOUND BAD_STATE", "REG-09")                           \
	X(PROVIDER_REINSTATE, "NOT_ALLOWED NOT_FOUND BAD_STATE", "REG-09")                         \
	X(PROVIDER_EXIT, "NOT_FOUND NOT_ALLOWED BAD_STATE HAS_LEASES", "REG-10")                   \
	X(TRUST_SET, "NOT_ALLOWED NOT_FOUND BAD_VALUE", "TRUST-06")                                \
	X(PROP_SUBMIT, "BAD_VALUE NOT_FOUND NO_FUNDS", "GOV-01..04")                               \
	X(PROP_VOTE, "NOT_FOUND ENDED BAD_VALUE DUPLICATE NO_STAKE", "GOV-05,06")                  \
	X(STAKE_ADD, "NOT_FOUND NOT_ALLOWED BAD_STATE BAD_VALUE NO_FUNDS", "STAKE-01")             \
	X(STAKE_UNBOND, "NOT_FOUND NOT_ALLOWED BAD_VALUE NO_STAKE HAS_LEASES", "STAKE-04,07")      \
	X(DELEG_ADD,                                                                               \
			"NOT_FOUND BAD_STATE BAD_VALUE NO_FUNDS OVERFLOW BAD_VALUE LIMIT",         \
			"DELEG-01..03")                                                            \
	X(DELEG_UNBOND, "NOT_FOUND BAD_VALUE NO_STAKE", "DELEG-04,05")                             \
	X(DELEG_CLAIM, "NOT_FOUND NO_STAKE NOTHING", "DELEG-08")                                   \
	X(REWARD_CLAIM, "NOT_FOUND NOT_ALLOWED NOTHING", "LIVE-11")                                \
	X(FIZZ_CLAIM, "NOT_FOUND NOT_ALLOWED NOTHING", "LIVE-11")                                  \
	X(EARN_WITHDRAW, "BAD_VALUE NOT_FOUND NOT_ALLOWED BAD_TOKEN NOTHING", "FEE-05")            \
	X(NODE_DOWN, "BAD_VALUE NOT_FOUND NOT_ALLOWED BAD_STATE DUPLICATE", "COOL-01")             \
	X(NODE_UP, "BAD_VALUE NOT_FOUND NOT_ALLOWED BAD_STATE DUPLICATE", "COOL-02")               \
	X(NODE_PAUSE, "BAD_VALUE NOT_FOUND NOT_ALLOWED BAD_STATE DUPLICATE", "COOL-01")            \
	X(NODE_RESUME, "BAD_VALUE NOT_FOUND NOT_ALLOWED BAD_STATE DUPLICATE", "COOL-02")           \
	X(MAINT_SCHEDULE,                                                                          \
			"NOT_FOUND NOT_ALLOWED BAD_STATE DUPLICATE BAD_VALUE TOO_SOON LIMIT",      \
			"MAINT-01,02")                                                             \
	X(MAINT_CANCEL, "NOT_FOUND NOT_ALLOWED BAD_STATE", "MAINT-04")                             \
	X(MAINT_END, "NOT_FOUND NOT_ALLOWED BAD_STATE", "MAINT-05")                                \
	X(ORDER_CREATE,                                                                            \
			"BAD_VALUE DISABLED BAD_TOKEN PRICE_LOW LIMIT NO_ESCROW",                  \
			"ORDER-01..04,07")                                                         \
	X(ORDER_CANCEL, "NOT_FOUND ENDED NOT_ALLOWED BAD_STATE", "ORDER-06")                       \
	X(BID_PLACE,                                                                               \
			"NOT_FOUND ENDED BAD_STATE WINDOW_CLOSED NOT_FOUND NOT_ALLOWED "           \
			"IN_MAINTENANCE BAD_STATE BAD_VALUE NOT_FOUND NOT_LINKED BAD_STATE "       \
			"DUPLICATE BAD_TOKEN PRICE_HIGH PRICE_LOW FILTERED NO_CAPACITY",           \
			"BID-01..06")                                                              \
	X(MATCH_SET,                                                                               \
			"NOT_ALLOWED NOT_FOUND ENDED BAD_STATE WINDOW_OPEN DISABLED NOT_FOUND "    \
			"FILTERED NO_CAPACITY NO_ESCROW", "AVS-09")                                \
	X(ORDER_CHOOSE,                                                                            \
			"NOT_FOUND ENDED NOT_ALLOWED BAD_STATE DISABLED NOT_FOUND FILTERED "       \
			"NO_CAPACITY NO_ESCROW", "MATCH-12")                                       \
	X(AVS_REGISTER, "BAD_VALUE DUPLICATE NO_FUNDS", "AVS-01")                                  \
	X(AVS_UNREGISTER, "NOT_FOUND", "AVS-02")                                                   \
	X(AVS_ATTEST,                                                                              \
			"NOT_FOUND NOT_FOUND ENDED WINDOW_CLOSED TOO_SOON DUPLICATE FILTERED",     \
			"AVS-04,05")                                                               \
	X(AVS_DISPUTE, "NOT_FOUND WINDOW_OPEN NOT_FOUND DUPLICATE HONEST", "AVS-07")               \
	X(LEASE_CLOSE, "NOT_FOUND ENDED NOT_ALLOWED", "LEASE-05")                                  \
	X(LEASE_SETTLE, "NOT_FOUND ENDED NOT_ALLOWED DISABLED NOTHING", "ESCROW-07")               \
	X(LEASE_UPDATE_REQUEST, "NOT_FOUND ENDED NOT_ALLOWED BAD_VALUE", "LEASE-06")               \
	X(LEASE_UPDATE_ACCEPT, "NOT_FOUND ENDED NOT_ALLOWED NOT_ACCEPTED DUPLICATE", "LEASE-07")   \
	X(LEASE_UPDATE,                                                                            \
			"NOT_FOUND ENDED NOT_ALLOWED NOT_ACCEPTED BAD_VALUE PRICE_HIGH "           \
			"PRICE_LOW NO_CAPACITY NO_ESCROW", "LEASE-08,12")                          \
	X(LEASE_UPDATE_CANCEL, "NOT_FOUND ENDED NOT_ALLOWED NOT_ACCEPTED", "LEASE-13")             \
	X(PROOF_REPORT,                                                                            \
			"NOT_ALLOWED NOT_FOUND BAD_VALUE BAD_STATE IN_MAINTENANCE LIMIT",          \
			"PROOF-01..04")                                                            \
	X(FIZZ_CHECKS,                                                                             \
			"NOT_ALLOWED NOT_FOUND BAD_VALUE NOT_FOUND NOT_LINKED BAD_STATE LIMIT",    \
			"PROOF-05")                                                                \
	X(CHALLENGE_OPEN,                                                                          \
			"NOT_FOUND BAD_VALUE IN_MAINTENANCE BAD_STATE DUPLICATE TOO_SOON NO_FUNDS",\
			"PROOF-06,11")                                                             \
	X(CHALLENGE_RESPOND, "NOT_FOUND ENDED NOT_ALLOWED BAD_STATE", "PROOF-07")                  \
	X(CHALLENGE_JUDGE, "NOT_ALLOWED NOT_FOUND ENDED BAD_VALUE BAD_STATE", "PROOF-08,09")       \
	X(SLASH_MISCONDUCT, "NOT_ALLOWED BAD_VALUE NOT_FOUND", "SLASH-05..08")                     \
	X(FIZZ_REGISTER,                                                                           \
			"BAD_VALUE NOT_FOUND NOT_LINKED BAD_STATE DUPLICATE LIMIT NO_CAPACITY "    \
			"NO_FUNDS", "FIZZ-01..04")                                                 \
	X(FIZZ_RELINK,                                                                             \
			"NOT_FOUND NOT_ALLOWED BAD_STATE HAS_LEASES NOT_FOUND NOT_LINKED "         \
			"BAD_STATE LIMIT NO_CAPACITY", "FIZZ-05")                                  \
	X(FIZZ_EVICT, "NOT_FOUND NOT_ALLOWED BAD_STATE HAS_LEASES", "FIZZ-11")                     \
	X(FIZZ_PRICES, "NOT_FOUND NOT_ALLOWED BAD_STATE BAD_VALUE", "FIZZ-06")                     \
	X(FIZZ_CAPACITY, "NOT_FOUND NOT_ALLOWED BAD_STATE BAD_VALUE NO_CAPACITY", "FIZZ-07")       \
	X(FIZZ_EXIT, "NOT_FOUND NOT_ALLOWED BAD_STATE HAS_LEASES", "FIZZ-08")                      \
	X(SUBNET_SET, "NOT_FOUND NOT_ALLOWED NOT_LINKED BAD_VALUE", "GATE-01..04")                 \
	X(SUBNET_OBJECT, "NOT_FOUND NOT_ALLOWED BAD_STATE NOTHING DUPLICATE", "GATE-05")           \
	X(Q_PRICE, "OVERFLOW", "PRICE-03")                                                         \
	X(Q_RATE, "BAD_VALUE NOT_FOUND", "LIVE-02")                                                \
	X(Q_APR, "NOT_FOUND", "APR-03")                                                            \
	X(Q_STATE, "", "HASH-03")

enum spheron_verb {
#define SPHERON_VERB_ENUM(constant, text, member, args) SPHERON_CMD_##constant,
	SPHERON_COMMANDS(SPHERON_VERB_ENUM)
#undef SPHERON_VERB_ENUM
	SPHERON_VERB_COUNT
};

/* The C type of each type word of the lists. */
#define SPHERON_TYPE_u8 uint8_t
#define SPHERON_TYPE_u16 uint16_t
#define SPHERON_TYPE_u32 uint32_t
#define SPHERON_TYPE_u64 uint64_t
#define SPHERON_TYPE_u128 struct spheron_u128
#define SPHERON_TYPE_hex32 struct spheron_hex32
#define SPHERON_TYPE_str struct spheron_text
#define SPHERON_TYPE_gpus struct spheron_gpus
#define SPHERON_TYPE_attr struct spheron_attr
#define SPHERON_TYPE_harmed struct spheron_harmed
#define SPHERON_TYPE_checks struct spheron_checks
#define SPHERON_TYPE_params struct spheron_settings

#define SPHERON_MEMBER_R(type, name) SPHERON_TYPE_##type name;
#define SPHERON_MEMBER_D(type, name, value) SPHERON_TYPE_##type name;

struct spheron_attr {
	SPHERON_ATTR_FIELDS(SPHERON_MEMBER_R, SPHERON_MEMBER_D)
};

/* The arguments of each shape: struct spheron_args_stake and so on. */
struct spheron_args_none {
	char unused;
};
#define SPHERON_ARGS_STRUCT(shape)                                                                 \
	struct spheron_args_##shape {                                                              \
		SPHERON_ARGS_##shape(SPHERON_MEMBER_R, SPHERON_MEMBER_D)                           \
	}
SPHERON_ARGS_STRUCT(genesis);
SPHERON_ARGS_STRUCT(role_set);
SPHERON_ARGS_STRUCT(token_add);
SPHERON_ARGS_STRUCT(token_move);
SPHERON_ARGS_STRUCT(amount);
SPHERON_ARGS_STRUCT(beacon);
SPHERON_ARGS_STRUCT(version);
SPHERON_ARGS_STRUCT(escrow);
SPHERON_ARGS_STRUCT(register);
SPHERON_ARGS_STRUCT(attrs);
SPHERON_ARGS_STRUCT(commission);
SPHERON_ARGS_STRUCT(upgrade);
SPHERON_ARGS_STRUCT(provider);
SPHERON_ARGS_STRUCT(trust_set);
SPHERON_ARGS_STRUCT(prop_submit);
SPHERON_ARGS_STRUCT(prop_vote);
SPHERON_ARGS_STRUCT(stake);
SPHERON_ARGS_STRUCT(deleg_unbond);
SPHERON_ARGS_STRUCT(fizz);
SPHERON_ARGS_STRUCT(earn);
SPHERON_ARGS_STRUCT(node);
SPHERON_ARGS_STRUCT(maint);
SPHERON_ARGS_STRUCT(order_create);
SPHERON_ARGS_STRUCT(order);
SPHERON_ARGS_STRUCT(bid_place);
SPHERON_ARGS_STRUCT(order_bid);
SPHERON_ARGS_STRUCT(dispute);
SPHERON_ARGS_STRUCT(lease);
SPHERON_ARGS_STRUCT(update_request);
SPHERON_ARGS_STRUCT(update);
SPHERON_ARGS_STRUCT(proof);
SPHERON_ARGS_STRUCT(fizz_checks);
SPHERON_ARGS_STRUCT(challenge_open);
SPHERON_ARGS_STRUCT(challenge);
SPHERON_ARGS_STRUCT(judge);
SPHERON_ARGS_STRUCT(misconduct);
SPHERON_ARGS_STRUCT(fizz_register);
SPHERON_ARGS_STRUCT(relink);
SPHERON_ARGS_STRUCT(fizz_prices);
SPHERON_ARGS_STRUCT(fizz_capacity);
SPHERON_ARGS_STRUCT(subnet);
SPHERON_ARGS_STRUCT(hourly);

/* A command.  `t` is in seconds, 1 <= t < 2^40; `b` a block number < 2^40, ignored unless `has_b` is
 * 1.  Only the member of `u` that the verb names is read. */
struct spheron_command {
	uint64_t t, b;
	uint32_t from;
	uint8_t has_b;
	enum spheron_verb verb;
	union {
#define SPHERON_ARGS_MEMBER(constant, text, member, shape) struct spheron_args_##shape member;
		SPHERON_COMMANDS(SPHERON_ARGS_MEMBER)
#undef SPHERON_ARGS_MEMBER
	} u;
};

/* "order.create" and the like. */
const char *spheron_verb_name(enum spheron_verb verb);

/* Its checks in the order of judgement, "BAD_VALUE DISABLED ..."; the rules behind them. */
const char *spheron_verb_checks(enum spheron_verb verb);
const char *spheron_verb_rules(enum spheron_verb verb);

#ifdef __cplusplus
}
#endif

#endif
