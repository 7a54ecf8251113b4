/* What an entity is asked for: every field of its record, its money, and what follows from them. */

#include "sim/expr/expr_parts.h"

#include <string.h>

/* ---- words ---- */

#define WORDS(name, begins, says, ...)                                                             \
	static const char *const name##_list[] = { __VA_ARGS__ };                                  \
	const struct words name = { name##_list, sizeof name##_list / sizeof *name##_list, begins, says }

#include "sim/expr/words.h"

WORDS(words_status, 1, "status", "Registered", "Active", "Maintenance", "Suspended", "Deactivated");
WORDS(words_order_state, 0, "state of an order", "open", "provisioned", "closed", "matched");
WORDS(words_mode, 0, "mode", "fizz", "provider");
WORDS(words_select, 0, "way to select", "matchmaker", "tenant");
WORDS(words_matcher, 0, "matcher", "avs", "single", "automatic");
WORDS(words_token, 0, "token", "USD", "SPON", "ETH", "token 3", "token 4", "token 5", "token 6", "token 7");
WORDS(words_update, 0, "stage of an update", "none", "requested", "accepted");
WORDS(words_unbond, 0, "kind of unbonding", "stake", "delegation", "operator");
WORDS(words_proposal, 0, "kind of proposal", "register", "attributes", "param", "misconduct", "suspend",
	"reinstate", "release");
WORDS(words_outcome, 0, "outcome", "rejected", "passed", "no quorum", "not executable");
WORDS(words_vote_mode, 0, "mode of voting", "bonded", "council");
WORDS(words_choice, 0, "choice", "no", "yes", "abstain");
WORDS(words_proof, 0, "kind of proof", "cpu", "gpu", "uptime", "region");
WORDS(words_challenge, 0, "state of a challenge", "open", "responded", "passed", "failed", "void");
WORDS(words_task, 0, "state of a task", "running", "final", "expired", "void");
WORDS(words_node, 0, "kind of node", "provider", "fizz");
WORDS(words_slash, 1, "reason of a slash", "downtime", "upgrade", "challenge", "misconduct", "prolonged");
WORDS(words_order_close, 1, "reason why an order closed", "cancelled", "no bid", "expired", "no quorum",
	"unfunded", "lease ended");
WORDS(words_lease_close, 1, "reason why a lease closed", "tenant", "provider", "expired", "misconduct");
WORDS(words_provider_type, 0, "type of provider", "neither", "cpu", "gpu", "both");
#define PROFILE_WORD(constant, name) name,
WORDS(words_profile, 0, "profile", SPHERON_PROFILES(PROFILE_WORD));

/* ---- fields as they are stored ---- */

struct stored_row {
	const char *name;
	enum stored stored;
	uint16_t at;
	uint8_t token;
};

#define ROW(type, name) { #name, STORED_##type, offsetof(RECORD, name), 0 },
#define MONEY(name, bucket, token) { name, STORED_MONEY, SPHERON_##bucket, SPHERON_##token }
#define DERIVED(name, what) { name, STORED_DERIVED, DERIVED_##what, 0 }

#define RECORD struct spheron_provider_record
static const struct stored_row provider_rows[] = {
	SPHERON_REC_PROVIDER(ROW, ROW)
	MONEY("stake", STAKE, SPON), MONEY("pool", POOL, SPON), MONEY("accrued", ACCRUED, SPON),
	MONEY("delegator_accrued", DELEGATOR_ACCRUED, SPON), MONEY("earned_usd", EARNED, USD),
	MONEY("earned_spon", EARNED, SPON), DERIVED("cooldown", COOLDOWN),
	DERIVED("connected", CONNECTED), DERIVED("class", CLASS),
	DERIVED("cpu_proof_due", PROOF_CPU), DERIVED("gpu_proof_due", PROOF_GPU),
	DERIVED("uptime_proof_due", PROOF_UPTIME), DERIVED("region_proof_due", PROOF_REGION),
};
#undef RECORD
#define RECORD struct spheron_fizz_record
static const struct stored_row fizz_rows[] = {
	SPHERON_REC_FIZZ(ROW, ROW)
	MONEY("accrued", FIZZ_ACCRUED, SPON), MONEY("earned_usd", FIZZ_EARNED, USD),
	MONEY("earned_spon", FIZZ_EARNED, SPON), DERIVED("cooldown", COOLDOWN),
	DERIVED("connected", CONNECTED), DERIVED("class", CLASS),
};
#undef RECORD
#define RECORD struct spheron_account_record
static const struct stored_row account_rows[] = {
	SPHERON_REC_ACCOUNT(ROW)
	MONEY("free_spon", FREE, SPON), MONEY("free_usd", FREE, USD), MONEY("free_eth", FREE, ETH),
	MONEY("escrow_usd", ESCROW, USD), MONEY("escrow_spon", ESCROW, SPON),
};
#undef RECORD
#define RECORD struct spheron_lease_record
static const struct stored_row lease_rows[] = {
	SPHERON_REC_LEASE(ROW)
	{ "locked", STORED_MONEY, SPHERON_LOCKED, SPHERON_TOKENS_MAX },
};
#undef RECORD
#define RECORD struct spheron_order_record
static const struct stored_row order_rows[] = { SPHERON_REC_ORDER(ROW) };
#undef RECORD
#define RECORD struct spheron_delegation_record
static const struct stored_row delegation_rows[] = { SPHERON_REC_DELEGATION(ROW) };
#undef RECORD
#define RECORD struct spheron_unbond_record
static const struct stored_row unbonding_rows[] = {
	SPHERON_REC_UNBOND(ROW)
	MONEY("amount", UNBONDING, SPON), DERIVED("amount_eth", UNBOND_ETH),
};
#undef RECORD
#define RECORD struct spheron_proposal_record
static const struct stored_row proposal_rows[] = {
	SPHERON_REC_PROPOSAL(ROW)
	MONEY("deposit", PROPOSAL_DEPOSIT, SPON),
};
#undef RECORD
#define RECORD struct spheron_challenge_record
static const struct stored_row challenge_rows[] = {
	SPHERON_REC_CHALLENGE(ROW)
	MONEY("bond", CHALLENGE_BOND, SPON),
};
#undef RECORD
#define RECORD struct spheron_operator_record
static const struct stored_row operator_rows[] = {
	SPHERON_REC_OPERATOR(ROW)
	MONEY("restaked", RESTAKED, ETH),
};
#undef RECORD
#define RECORD struct spheron_task_record
static const struct stored_row task_rows[] = { SPHERON_REC_TASK(ROW) };
#undef RECORD

/* ---- what they mean ---- */

struct meaning {
	const char *name;
	enum how how;
	const struct words *words;
	const char *what;
};

/* What nodes of both kinds have. */
#define NODE_MEANINGS                                                                              \
	{ "id", HOW_COUNT, NULL, "its number, from 1" },                                           \
	{ "owner", HOW_COUNT, NULL, "account that registered it" },                                \
	{ "region", HOW_COUNT, NULL, "number of its region on the chain" },                        \
	{ "cpu", HOW_COUNT, NULL, "CPU threads" },                                                 \
	{ "score", HOW_COUNT, NULL, "score of its CPU" },                                          \
	{ "cpu_model", HOW_COUNT, NULL, "row of the table of CPU models, 0 none" },                \
	{ "mem", HOW_MB, NULL, "memory" },                                                         \
	{ "sto", HOW_GB, NULL, "storage" },                                                        \
	{ "sto_tier", HOW_COUNT, NULL, "0 none, 1 SSD, 2 NVMe" },                                  \
	{ "down", HOW_MBPS, NULL, "speed of its link, to it" },                                    \
	{ "up_mbps", HOW_MBPS, NULL, "speed of its link, from it" },                               \
	{ "used_cpu", HOW_COUNT, NULL, "CPU threads under leases" },                               \
	{ "used_mem", HOW_MB, NULL, "memory under leases" },                                       \
	{ "used_sto", HOW_GB, NULL, "storage under leases" },                                      \
	{ "status", HOW_WORD, &words_status, "its status" },                                       \
	{ "up", HOW_BOOL, NULL, "its link is up" },                                                \
	{ "vdown", HOW_BOOL, NULL, "taken down by a verifier" },                                   \
	{ "paused", HOW_BOOL, NULL, "paused by its owner" },                                       \
	{ "cooldown_until", HOW_MOMENT, NULL, "when its last cooldown ends or ended" },            \
	{ "measured_s", HOW_SECONDS, NULL, "measured in this era" },                               \
	{ "up_s", HOW_SECONDS, NULL, "up in this era" },                                           \
	{ "wsec", HOW_POINT_SECONDS, NULL, "rewarded in this era" },                               \
	{ "dsec", HOW_POINT_SECONDS, NULL, "lost under leases in this era" },                      \
	{ "uptime_ppm", HOW_PPM, NULL, "moving average of its uptime, no value until it is seen" }, \
	{ "seen", HOW_BOOL, NULL, "its uptime has been measured" },                                \
	{ "good", HOW_COUNT, NULL, "leases ended well" },                                          \
	{ "bad", HOW_COUNT, NULL, "leases broken by it" },                                         \
	{ "slashes", HOW_COUNT, NULL, "slashes that still count" },                                \
	{ "slash_mark", HOW_ERA, NULL, "era of the last slash or decay" },                         \
	{ "leases", HOW_COUNT, NULL, "leases running on it" },                                     \
	{ "points_total", HOW_POINTS, NULL, "points of all eras" },                                \
	{ "accrued", HOW_SPON, NULL, "liveness rewards not yet claimed" },                         \
	{ "earned_usd", HOW_USD, NULL, "lease income not yet withdrawn" },                         \
	{ "earned_spon", HOW_SPON, NULL, "lease income not yet withdrawn" },                       \
	{ "cooldown", HOW_BOOL, NULL, "it is in its cooldown now" },                               \
	{ "connected", HOW_BOOL, NULL, "up and not paused" },                                      \
	{ "class", HOW_TEXT, NULL, "name of its class in the scenario" }

static const struct meaning provider_means[] = {
	NODE_MEANINGS,
	{ "tokens", HOW_COUNT, NULL, "tokens that it takes, 1 for each bit" },
	{ "gateway", HOW_BOOL, NULL, "it is a gateway" },
	{ "tier", HOW_TIER, NULL, "trust tier, 1 (best) to 7" },
	{ "rise", HOW_ERA, NULL, "eras met in a row" },
	{ "fall", HOW_ERA, NULL, "eras missed in a row" },
	{ "region_bad", HOW_BOOL, NULL, "its last region proof failed" },
	{ "version", HOW_COUNT, NULL, "of its software" },
	{ "commission_bp", HOW_BP, NULL, "its commission" },
	{ "commission_era", HOW_ERA, NULL, "when it last changed" },
	{ "shares", HOW_COUNT, NULL, "of its delegators, all together" },
	{ "acc", HOW_COUNT, NULL, "reward per share, as the chain counts it" },
	{ "gen", HOW_COUNT, NULL, "generation of shares" },
	{ "holders", HOW_COUNT, NULL, "delegations" },
	{ "apr_ppm", HOW_PPM_YEAR, NULL, "APR of its delegators in the last era" },
	{ "fleases", HOW_COUNT, NULL, "leases of Fizz nodes through it" },
	{ "verified", HOW_COUNT, NULL, "1 CPU, 2 GPU, 3 both" },
	{ "down_since", HOW_MOMENT, NULL, "since when it is away from its leases" },
	{ "chal_from", HOW_MOMENT, NULL, "when it may be challenged again" },
	{ "m_start", HOW_MOMENT, NULL, "start of its maintenance, planned or running" },
	{ "m_end", HOW_MOMENT, NULL, "end of its maintenance" },
	{ "m_from", HOW_MOMENT, NULL, "begin of its budget's period" },
	{ "m_used", HOW_SECONDS, NULL, "maintenance of this period" },
	{ "m_next", HOW_SECONDS, NULL, "maintenance of the next period" },
	{ "subnet_bp", HOW_BP, NULL, "a gateway's fee" },
	{ "subnet_cpu", HOW_COUNT, NULL, "least threads of a member" },
	{ "subnet_mem", HOW_MB, NULL, "least memory of a member" },
	{ "subnet_gpus", HOW_COUNT, NULL, "least GPUs of a member" },
	{ "subnet_seq", HOW_COUNT, NULL, "how often its terms were set" },
	{ "objections", HOW_COUNT, NULL, "of members to the next terms" },
	{ "subnet_next", HOW_BOOL, NULL, "there are next terms" },
	{ "next_bp", HOW_BP, NULL, "fee of the next terms" },
	{ "next_cpu", HOW_COUNT, NULL, "least threads of the next terms" },
	{ "next_mem", HOW_MB, NULL, "least memory of the next terms" },
	{ "next_gpus", HOW_COUNT, NULL, "least GPUs of the next terms" },
	{ "members", HOW_COUNT, NULL, "Fizz nodes linked to it" },
	{ "ok0", HOW_COUNT, NULL, "CPU proofs passed in this era" },
	{ "n0", HOW_COUNT, NULL, "CPU proofs counted in this era" },
	{ "ok1", HOW_COUNT, NULL, "GPU proofs passed in this era" },
	{ "n1", HOW_COUNT, NULL, "GPU proofs counted in this era" },
	{ "ok2", HOW_COUNT, NULL, "uptime proofs passed in this era" },
	{ "n2", HOW_COUNT, NULL, "uptime proofs counted in this era" },
	{ "ok3", HOW_COUNT, NULL, "region proofs passed in this era" },
	{ "n3", HOW_COUNT, NULL, "region proofs counted in this era" },
	{ "stake", HOW_SPON, NULL, "its own stake" },
	{ "pool", HOW_SPON, NULL, "stake delegated to it" },
	{ "delegator_accrued", HOW_SPON, NULL, "rewards that its delegators have not yet claimed" },
	{ "cpu_proof_due", HOW_MOMENT, NULL, "when the CPU proof of this hour is due (PROOF-02)" },
	{ "gpu_proof_due", HOW_MOMENT, NULL, "when the GPU proof of this hour is due" },
	{ "uptime_proof_due", HOW_MOMENT, NULL, "when the uptime proof of this hour is due" },
	{ "region_proof_due", HOW_MOMENT, NULL, "when the region proof of this hour is due" },
};

static const struct meaning fizz_means[] = {
	NODE_MEANINGS,
	{ "gateway", HOW_COUNT, NULL, "provider that it is linked to, 0 none" },
	{ "p_cpu", HOW_USD, NULL, "its price of a thread and month" },
	{ "p_mem", HOW_USD, NULL, "its price of a GB of memory and month" },
	{ "p_sto", HOW_USD, NULL, "its price of a GB of storage and month" },
	{ "p_gpu", HOW_USD, NULL, "its price of a GPU and month" },
	{ "n", HOW_COUNT, NULL, "checks in this era" },
	{ "alive", HOW_COUNT, NULL, "checks that found it alive" },
	{ "sf0", HOW_PPM, NULL, "shortfalls of CPU found, summed" },
	{ "sf1", HOW_PPM, NULL, "shortfalls of memory found, summed" },
	{ "sf2", HOW_PPM, NULL, "shortfalls of storage found, summed" },
	{ "sf3", HOW_PPM, NULL, "shortfalls of GPUs found, summed" },
	{ "fails", HOW_ERA, NULL, "failing eras in a row" },
	{ "objected", HOW_COUNT, NULL, "terms of its gateway that it objected to" },
};

static const struct meaning account_means[] = {
	{ "id", HOW_COUNT, NULL, "its number, from 0" },
	{ "roles", HOW_COUNT, NULL, "1 admin, 2 verifier, 4 slasher, 8 matcher, 16 council, 32 minter" },
	{ "orders", HOW_COUNT, NULL, "open orders" },
	{ "free_spon", HOW_SPON, NULL, "free balance" },
	{ "free_usd", HOW_USD, NULL, "free balance" },
	{ "free_eth", HOW_ETH, NULL, "free balance" },
	{ "escrow_usd", HOW_USD, NULL, "escrow not locked by a lease" },
	{ "escrow_spon", HOW_SPON, NULL, "escrow not locked by a lease" },
};

/* What orders and leases want of a node. */
#define NEEDS                                                                                      \
	{ "id", HOW_COUNT, NULL, "its number" },                                                   \
	{ "tenant", HOW_COUNT, NULL, "account" },                                                  \
	{ "token", HOW_WORD, &words_token, "in which it is paid" },                                \
	{ "blocks", HOW_BLOCK, NULL, "duration" },                                                 \
	{ "cpu", HOW_COUNT, NULL, "CPU threads" },                                                 \
	{ "mem", HOW_MB, NULL, "memory" },                                                         \
	{ "sto", HOW_GB, NULL, "storage" },                                                        \
	{ "gpu", HOW_COUNT, NULL, "model of its GPUs, 0 any or none" },                            \
	{ "gpus", HOW_COUNT, NULL, "GPUs" }

static const struct meaning lease_means[] = {
	NEEDS,
	{ "provider", HOW_COUNT, NULL, "provider, or gateway of the Fizz node" },
	{ "fizz", HOW_COUNT, NULL, "Fizz node, 0 none" },
	{ "price", HOW_PRICE, NULL, "whole tokens a block" },
	{ "start_b", HOW_BLOCK, NULL, "block of its start" },
	{ "start_t", HOW_MOMENT, NULL, "its start" },
	{ "user_bp", HOW_BP, NULL, "fee rate" },
	{ "protocol_bp", HOW_BP, NULL, "fee rate" },
	{ "provider_bp", HOW_BP, NULL, "fee rate" },
	{ "gateway_bp", HOW_BP, NULL, "fee rate" },
	{ "stream", HOW_BOOL, NULL, "it is settled while it runs" },
	{ "settled", HOW_TOKEN, NULL, "gross already settled" },
	{ "upd", HOW_WORD, &words_update, "stage of its update" },
	{ "u_price", HOW_PRICE, NULL, "price of its update" },
	{ "u_blocks", HOW_BLOCK, NULL, "duration of its update" },
	{ "u_cpu", HOW_COUNT, NULL, "threads of its update" },
	{ "u_mem", HOW_MB, NULL, "memory of its update" },
	{ "u_sto", HOW_GB, NULL, "storage of its update" },
	{ "u_gpus", HOW_COUNT, NULL, "GPUs of its update" },
	{ "locked", HOW_TOKEN, NULL, "escrow locked by it" },
};

static const struct meaning order_means[] = {
	NEEDS,
	{ "state", HOW_WORD, &words_order_state, "its state" },
	{ "created_b", HOW_BLOCK, NULL, "block of its creation" },
	{ "close_b", HOW_BLOCK, NULL, "block at which its bid window closes" },
	{ "closed", HOW_BOOL, NULL, "its bid window has closed" },
	{ "ttl_b", HOW_BLOCK, NULL, "block at which it expires" },
	{ "expected", HOW_COUNT, NULL, "bid that should win, 0 none yet" },
	{ "matcher", HOW_WORD, &words_matcher, "who matches it" },
	{ "mode", HOW_WORD, &words_mode, "on what it is to run" },
	{ "select", HOW_WORD, &words_select, "who picks the bid" },
	{ "max_price", HOW_PRICE, NULL, "most that it pays, whole tokens a block" },
	{ "region", HOW_COUNT, NULL, "wanted, 0 any" },
	{ "strict", HOW_BOOL, NULL, "only that region" },
	{ "tiers", HOW_COUNT, NULL, "trust tiers admitted, a bit each" },
	{ "min_compute", HOW_COUNT, NULL, "least tier of compute" },
	{ "min_sto", HOW_COUNT, NULL, "least tier of storage" },
	{ "min_conn", HOW_COUNT, NULL, "least tier of the link" },
	{ "min_gpu", HOW_COUNT, NULL, "least tier of GPUs" },
	{ "min_uptime", HOW_PPM, NULL, "least uptime" },
	{ "min_rep", HOW_PPM, NULL, "least reputation" },
	{ "max_slashes", HOW_COUNT, NULL, "most slashes" },
	{ "desired", HOW_COUNT, NULL, "provider wished for, 0 none" },
};

static const struct meaning delegation_means[] = {
	{ "provider", HOW_COUNT, NULL, "to whom" },
	{ "acct", HOW_COUNT, NULL, "of whom" },
	{ "gen", HOW_COUNT, NULL, "generation of its shares" },
	{ "shares", HOW_COUNT, NULL, "shares of the pool" },
	{ "idx", HOW_COUNT, NULL, "reward per share up to which it was paid" },
};

static const struct meaning unbonding_means[] = {
	{ "id", HOW_COUNT, NULL, "its number" },
	{ "kind", HOW_WORD, &words_unbond, "what unbonds" },
	{ "provider", HOW_COUNT, NULL, "from whom, 0 of an operator" },
	{ "acct", HOW_COUNT, NULL, "to whom" },
	{ "mature", HOW_MOMENT, NULL, "when it is paid" },
	{ "amount", HOW_SPON, NULL, "of a stake or delegation" },
	{ "amount_eth", HOW_ETH, NULL, "of an operator" },
};

static const struct meaning proposal_means[] = {
	{ "id", HOW_COUNT, NULL, "its number" },
	{ "kind", HOW_WORD, &words_proposal, "what is proposed" },
	{ "acct", HOW_COUNT, NULL, "by whom" },
	{ "end", HOW_MOMENT, NULL, "end of the vote" },
	{ "vote_mode", HOW_WORD, &words_vote_mode, "who votes" },
	{ "quorum_bp", HOW_BP, NULL, "quorum" },
	{ "majority_bp", HOW_BP, NULL, "majority" },
	{ "total", HOW_COUNT, NULL, "power of all: 10^-18 SPON bonded, or accounts" },
	{ "yes", HOW_COUNT, NULL, "power for it" },
	{ "no", HOW_COUNT, NULL, "power against it" },
	{ "abstain", HOW_COUNT, NULL, "power of those who abstain" },
	{ "payload", HOW_TEXT, NULL, "hash of what it would do" },
	{ "deposit", HOW_SPON, NULL, "its deposit" },
};

static const struct meaning challenge_means[] = {
	{ "id", HOW_COUNT, NULL, "its number" },
	{ "provider", HOW_COUNT, NULL, "who is challenged" },
	{ "acct", HOW_COUNT, NULL, "by whom" },
	{ "kind", HOW_WORD, &words_proof, "what is to be proven" },
	{ "state", HOW_WORD, &words_challenge, "its state" },
	{ "deadline", HOW_MOMENT, NULL, "of the answer, or of the judgement" },
	{ "penalty", HOW_SPON, NULL, "if it fails" },
	{ "bond", HOW_SPON, NULL, "of who challenges" },
};

static const struct meaning operator_means[] = {
	{ "acct", HOW_COUNT, NULL, "its account" },
	{ "active", HOW_BOOL, NULL, "it takes part" },
	{ "since_b", HOW_BLOCK, NULL, "block since which it does" },
	{ "restaked", HOW_ETH, NULL, "its stake" },
};

static const struct meaning task_means[] = {
	{ "order", HOW_COUNT, NULL, "order to be matched" },
	{ "state", HOW_WORD, &words_task, "its state" },
	{ "expected", HOW_COUNT, NULL, "bid that should win" },
	{ "stake", HOW_ETH, NULL, "restaked by all operators when it was opened" },
	{ "opened_b", HOW_BLOCK, NULL, "block at which it was opened" },
	{ "deadline_b", HOW_BLOCK, NULL, "block of its deadline" },
	{ "forget_t", HOW_MOMENT, NULL, "when it is forgotten" },
};

/* ---- the kinds ---- */

#define KIND(record, keys, name)                                                                   \
	{ SPHERON_RECORD_##record, keys, name##_rows, sizeof name##_rows / sizeof *name##_rows,     \
		name##_means, sizeof name##_means / sizeof *name##_means }

static const struct kind {
	enum spheron_record_kind record;
	unsigned keys;
	const struct stored_row *row;
	size_t n_rows;
	const struct meaning *means;
	size_t n_means;
} kinds[EXPR_ENTITY_COUNT] = {
	[EXPR_PROVIDER] = KIND(PROVIDER, 1, provider),
	[EXPR_FIZZ] = KIND(FIZZ, 1, fizz),
	[EXPR_ACCOUNT] = KIND(ACCOUNT, 1, account),
	[EXPR_LEASE] = KIND(LEASE, 1, lease),
	[EXPR_ORDER] = KIND(ORDER, 1, order),
	[EXPR_DELEGATION] = KIND(DELEGATION, 2, delegation),
	[EXPR_UNBONDING] = KIND(UNBOND, 1, unbonding),
	[EXPR_PROPOSAL] = KIND(PROPOSAL, 1, proposal),
	[EXPR_CHALLENGE] = KIND(CHALLENGE, 1, challenge),
	[EXPR_OPERATOR] = KIND(OPERATOR, 1, operator),
	[EXPR_TASK] = KIND(TASK, 1, task),
};

enum spheron_record_kind entity_record(enum expr_entity kind)
{
	return kinds[kind].record;
}

unsigned entity_keys(enum expr_entity kind)
{
	return kinds[kind].keys;
}

size_t entity_n_fields(enum expr_entity kind)
{
	return kinds[kind].n_rows;
}

/* A field that nothing is said about is a plain number; tests see to it that there is none. */
void entity_field(enum expr_entity kind, size_t i, struct property *out)
{
	const struct kind *k = &kinds[kind];
	const struct stored_row *row = &k->row[i];

	*out = (struct property) { .name = row->name, .stored = row->stored, .at = row->at,
		.token = row->token };
	for (size_t j = 0; j < k->n_means; j++) {
		if (strcmp(k->means[j].name, row->name) != 0)
			continue;
		out->how = k->means[j].how;
		out->words = k->means[j].words;
		out->what = k->means[j].what;
	}
}

bool entity_field_find(enum expr_entity kind, const char *name, size_t size, struct property *out)
{
	const struct kind *k = &kinds[kind];

	for (size_t i = 0; i < k->n_rows; i++) {
		if (strlen(k->row[i].name) != size || memcmp(k->row[i].name, name, size) != 0)
			continue;
		entity_field(kind, i, out);
		return true;
	}
	return false;
}
