/* What events tell: their fields, and whom they name. */

#include "sim/expr/expr_parts.h"
#include "sim/expr/words.h"

#include <string.h>

/* ---- fields as they are stored ---- */

struct stored_row {
	const char *name;
	enum stored stored;
	uint16_t at;
};

/* One function an event, so that EVENT may be another type in each. */
#define ROW(type, name) { #name, STORED_##type, offsetof(EVENT, name) },
#define ROWS_OF(constant, text, member)                                                            \
	static const struct stored_row *rows_of_##member(size_t *n)                                \
	{                                                                                          \
		typedef struct spheron_event_##member EVENT;                                       \
		static const struct stored_row rows[] = { SPHERON_EV_##constant(ROW) };            \
                                                                                                   \
		*n = sizeof rows / sizeof *rows;                                                   \
		return rows;                                                                       \
	}
SPHERON_EVENTS(ROWS_OF)
#undef ROWS_OF
#undef ROW

static const struct stored_row *rows_of(enum spheron_event_kind kind, size_t *n)
{
	static const struct stored_row *(*const functions[SPHERON_EVENT_COUNT])(size_t *) = {
#define ROWS_OF(constant, text, member) rows_of_##member,
		SPHERON_EVENTS(ROWS_OF)
#undef ROWS_OF
	};

	return functions[kind](n);
}

/* ---- what they mean ---- */

#define ANY_EVENT SPHERON_EVENT_COUNT

struct meaning {
	enum spheron_event_kind kind; /* or ANY_EVENT */
	const char *name;
	enum how how;
	const struct words *words;
	const char *what;
};

#define OF(event, name, how, what) { SPHERON_EVENT_##event, name, HOW_##how, NULL, what }
#define WORD(event, name, words, what) { SPHERON_EVENT_##event, name, HOW_WORD, &words, what }
#define ALL(name, how, what) { ANY_EVENT, name, HOW_##how, NULL, what }

/* The first that fits counts. */
static const struct meaning means[] = {
	WORD(GENESIS, "profile", words_profile, "profile"),
	OF(GENESIS, "t", MOMENT, "second at which the chain begins"),
	OF(GENESIS, "b", BLOCK, "its first block"),
	OF(ROLE_SET, "roles", COUNT, "1 admin, 2 verifier, 4 slasher, 8 matcher, 16 council, 32 minter"),
	OF(TOKEN_ADDED, "decimals", COUNT, "digits behind the point"),
	{ ANY_EVENT, "token", HOW_WORD, &words_token, "which token" },
	OF(MOVED, "from", TEXT, "bucket, such as free:3"),
	OF(MOVED, "to", TEXT, "bucket, such as treasury:0"),
	OF(MOVED, "amount", TOKEN, "how much"),
	OF(BEACON_SET, "beacon", TEXT, "the beacon"),
	ALL("version", COUNT, "of the provider software"),
	OF(RELEASE_SET, "due_era", ERA, "era from which it is due"),
	WORD(PROPOSAL_SUBMITTED, "kind", words_proposal, "what is proposed"),
	OF(PROPOSAL_SUBMITTED, "end", MOMENT, "end of the vote"),
	WORD(VOTED, "choice", words_choice, "the vote"),
	OF(VOTED, "power", COUNT, "10^-18 SPON bonded, or 1 a council account"),
	WORD(PROPOSAL_CLOSED, "outcome", words_outcome, "what came of it"),
	OF(PARAM_SET, "name", PARAM, "parameter"),
	OF(PARAM_SET, "value", COUNT, "in the parameter's own unit"),
	OF(PROVIDER_REGISTERED, "proxy", TEXT, "address of its contract"),
	ALL("compute", COUNT, "tier: 0 none, 1 Basic, 2 General, 3 HPC"),
	OF(PROVIDER_REGISTERED, "storage", COUNT, "tier: 0 none, 1 SSD, 2 NVMe"),
	ALL("conn", COUNT, "tier: 0 none, 1 Low to 4 Ultra High"),
	WORD(PROVIDER_REGISTERED, "type", words_provider_type, "what it has"),
	ALL("rate", POINTS, "points of a whole era"),
	ALL("status", COUNT, ""),
	OF(COMMISSION_SET, "bp", BP, "its commission"),
	OF(TRUST_SET, "tier", TIER, "trust tier, 1 (best) to 7"),
	OF(DELEGATED, "amount", SPON, "put into the pool"),
	OF(UNDELEGATED, "amount", SPON, "taken out of the pool"),
	ALL("shares", COUNT, "shares of the pool"),
	OF(UNBOND_STARTED, "amount", SPON, "of a stake or delegation; no value of an operator's ETH"),
	OF(UNBOND_STARTED, "mature", MOMENT, "when it is paid"),
	OF(UNBOND_PAID, "amount", TOKEN, "SPON, or ETH of an operator"),
	WORD(NODE_DOWN, "kind", words_node, "provider or Fizz node"),
	WORD(NODE_UP, "kind", words_node, "provider or Fizz node"),
	WORD(NODE_PAUSED, "kind", words_node, "provider or Fizz node"),
	WORD(NODE_RESUMED, "kind", words_node, "provider or Fizz node"),
	WORD(ERA_NODE, "kind", words_node, "provider or Fizz node"),
	ALL("cooldown_until", MOMENT, "when its cooldown ends"),
	OF(MAINTENANCE_SCHEDULED, "start", MOMENT, "its start"),
	OF(MAINTENANCE_SCHEDULED, "end", MOMENT, "its end"),
	WORD(ORDER_CREATED, "mode", words_mode, "on what it is to run"),
	OF(ORDER_CREATED, "max_price", PRICE, "most that it pays, whole tokens a block"),
	ALL("blocks", BLOCK, "duration"),
	OF(ORDER_CREATED, "close_block", BLOCK, "at which its bid window closes"),
	WORD(ORDER_CLOSED, "reason", words_order_close, "why"),
	OF(SCORED, "region", PPM, "part of the score"),
	OF(SCORED, "price", PPM, "part of the score"),
	OF(SCORED, "uptime", PPM, "part of the score"),
	OF(SCORED, "reputation", PPM, "part of the score"),
	OF(SCORED, "avail", PPM, "part of the score"),
	OF(SCORED, "slashes", PPM, "part of the score"),
	OF(SCORED, "stake", PPM, "part of the score"),
	OF(SCORED, "random", PPM, "part of the score"),
	OF(SCORED, "score", PPM, "the score"),
	OF(SCORED, "weight", COUNT, "in the draw"),
	ALL("price", PRICE, "whole tokens a block"),
	OF(TASK_OPENED, "stake", ETH, "restaked by all operators"),
	OF(TASK_OPENED, "deadline", BLOCK, "block until which they answer"),
	ALL("expected", COUNT, "bid that should win"),
	ALL("locked", TOKEN, "escrow locked"),
	ALL("start_block", BLOCK, "first block"),
	ALL("end_block", BLOCK, "block at which it ends"),
	ALL("due", TOKEN, "gross for what has passed"),
	ALL("user_fee", TOKEN, "on top, to the treasury"),
	ALL("protocol_fee", TOKEN, "of the gross, to the treasury"),
	ALL("provider_fee", TOKEN, "of the gross, to the treasury"),
	OF(LEASE_SETTLED, "gateway", TOKEN, "of the gross, to the gateway"),
	ALL("net", TOKEN, "of the gross, to who provides it"),
	WORD(LEASE_CLOSED, "reason", words_lease_close, "why"),
	ALL("refund", TOKEN, "back into escrow"),
	ALL("stake", ETH, "restaked"),
	OF(OPERATOR_SLASHED, "amount", ETH, "taken from what was restaked"),
	OF(OPERATOR_SLASHED, "reward", ETH, "of it, to the accuser"),
	WORD(PROOF_REPORTED, "kind", words_proof, "what was to be proven"),
	OF(PROOF_REPORTED, "pass", BOOL, "it passed"),
	OF(FIZZ_CHECKED, "count", COUNT, "nodes checked"),
	WORD(CHALLENGE_OPENED, "kind", words_proof, "what is to be proven"),
	ALL("deadline", MOMENT, "of the answer, or of the judgement"),
	WORD(CHALLENGE_CLOSED, "outcome", words_challenge, "what came of it"),
	WORD(SLASHED, "why", words_slash, "reason"),
	OF(SLASHED, "asked", SPON, "what was to be slashed"),
	OF(SLASHED, "own", SPON, "taken from its own stake"),
	OF(SLASHED, "pool", SPON, "taken from its delegators"),
	OF(SLASHED, "unbonding", SPON, "taken from what unbonds"),
	OF(SLASHED, "accrued", SPON, "taken from accrued rewards"),
	OF(RESTITUTION, "amount", SPON, "paid to who was harmed"),
	OF(FIZZ_SLASHED, "amount", SPON, "taken from accrued rewards"),
	OF(SUBNET_SET, "gateway_bp", BP, "fee of the gateway"),
	OF(SUBNET_SET, "min_cpu", COUNT, "least threads of a member"),
	OF(SUBNET_SET, "min_mem", MB, "least memory of a member"),
	OF(SUBNET_SET, "min_gpus", COUNT, "least GPUs of a member"),
	OF(POOL_WIPED, "gen", COUNT, "generation of shares that ended"),
	OF(ERA_NODE, "uptime", UPTIME, "of the era; no value if it is not known"),
	OF(ERA_NODE, "points", POINTS, "points that count"),
	OF(ERA_NODE, "reward", SPON, "liveness reward, that of delegators included"),
	OF(ERA_NODE, "to_delegators", SPON, "for its delegators"),
	OF(ERA_NODE, "slash_points", POINTS, "points lost under leases"),
	OF(ERA_NODE, "tier", TIER, "trust tier of a provider, 1 (best) to 7"),
	OF(ERA_NODE, "apr", PPM_YEAR, "APR of its delegators"),
	OF(ERA_CLOSED, "era", ERA, "the era, from 0"),
	OF(ERA_CLOSED, "prov_points", POINTS, "points of all providers"),
	OF(ERA_CLOSED, "prov_paid", SPON, "rewards of all providers"),
	OF(ERA_CLOSED, "fizz_points", POINTS, "points of all Fizz nodes"),
	OF(ERA_CLOSED, "fizz_paid", SPON, "rewards of all Fizz nodes"),
	OF(ERA_CLOSED, "inflation", SPON, "minted"),
	OF(ERA_CLOSED, "pool", SPON, "foundation pool behind the close"),
	OF(ANSWER, "value", COUNT, "what a query answered"),
	ALL("provider", COUNT, "number of the provider"),
	ALL("fizz", COUNT, "number of the Fizz node, 0 none"),
	ALL("gateway", COUNT, "number of the provider that is its gateway"),
	ALL("lease", COUNT, "number of the lease"),
	ALL("order", COUNT, "number of the order"),
	ALL("bid", COUNT, "number of the bid"),
	ALL("acct", COUNT, "number of the account"),
	ALL("tenant", COUNT, "number of the tenant's account"),
	ALL("owner", COUNT, "number of the owner's account"),
	ALL("unbond", COUNT, "number of the unbonding entry"),
	ALL("prop", COUNT, "number of the proposal"),
	ALL("challenge", COUNT, "number of the challenge"),
	ALL("id", COUNT, "number of the node"),
};

size_t event_n_fields(enum spheron_event_kind kind)
{
	size_t n;

	rows_of(kind, &n);
	return n;
}

void event_field(enum spheron_event_kind kind, size_t i, struct property *out)
{
	size_t n;
	const struct stored_row *row = rows_of(kind, &n) + i;

	*out = (struct property) { .name = row->name, .stored = row->stored, .at = row->at };
	for (size_t j = 0; j < sizeof means / sizeof *means && !out->what; j++) {
		if ((means[j].kind != kind && means[j].kind != ANY_EVENT)
				|| strcmp(means[j].name, row->name) != 0)
			continue;
		out->how = means[j].how;
		out->words = means[j].words;
		out->what = means[j].what;
	}
	if (strcmp(row->name, "status") == 0) {
		out->how = HOW_WORD;
		out->words = &words_status;
		out->what = "its new status";
	}
}

bool event_field_find(enum spheron_event_kind kind, const char *name, size_t size, struct property *out)
{
	size_t n;
	const struct stored_row *row = rows_of(kind, &n);

	for (size_t i = 0; i < n; i++) {
		if (strlen(row[i].name) != size || memcmp(row[i].name, name, size) != 0)
			continue;
		event_field(kind, i, out);
		return true;
	}
	return false;
}

int event_find(const char *name, size_t size)
{
	for (int i = 0; i < SPHERON_EVENT_COUNT; i++) {
		const char *text = spheron_event_name((enum spheron_event_kind) i);

		if (strlen(text) == size && memcmp(text, name, size) == 0)
			return i;
	}
	return -1;
}

/* ---- whom an event names ---- */

/* Fields that hold a key of an entity, in the order in which they are looked for. */
static const struct {
	enum expr_entity kind;
	const char *field;
} keys[] = {
	{ EXPR_PROVIDER, "provider" }, { EXPR_PROVIDER, "gateway" }, { EXPR_FIZZ, "fizz" },
	{ EXPR_LEASE, "lease" }, { EXPR_ORDER, "order" }, { EXPR_ORDER, "lease" },
	{ EXPR_ACCOUNT, "acct" }, { EXPR_ACCOUNT, "tenant" }, { EXPR_ACCOUNT, "owner" },
	{ EXPR_UNBONDING, "unbond" }, { EXPR_PROPOSAL, "prop" }, { EXPR_CHALLENGE, "challenge" },
};

/* The events of operators and their tasks. */
static bool about_operator(enum spheron_event_kind kind)
{
	return kind == SPHERON_EVENT_OPERATOR_REGISTERED || kind == SPHERON_EVENT_OPERATOR_LEFT
			|| kind == SPHERON_EVENT_ATTESTED || kind == SPHERON_EVENT_OPERATOR_SLASHED;
}

static bool about_task(enum spheron_event_kind kind)
{
	return kind == SPHERON_EVENT_TASK_OPENED || kind == SPHERON_EVENT_TASK_FINAL
			|| kind == SPHERON_EVENT_TASK_EXPIRED || kind == SPHERON_EVENT_ATTESTED;
}

static bool about_delegation(enum spheron_event_kind kind)
{
	return kind == SPHERON_EVENT_DELEGATED || kind == SPHERON_EVENT_UNDELEGATED;
}

static bool about_node(enum spheron_event_kind kind)
{
	return kind == SPHERON_EVENT_NODE_DOWN || kind == SPHERON_EVENT_NODE_UP
			|| kind == SPHERON_EVENT_NODE_PAUSED || kind == SPHERON_EVENT_NODE_RESUMED
			|| kind == SPHERON_EVENT_ERA_NODE;
}

/* A field that holds an id; fields of this name that are money do not count. */
static const struct stored_row *id_field(enum spheron_event_kind kind, const char *name)
{
	size_t n;
	const struct stored_row *row = rows_of(kind, &n);

	for (size_t i = 0; i < n; i++)
		if ((row[i].stored == STORED_u32 || row[i].stored == STORED_u64)
				&& strcmp(row[i].name, name) == 0)
			return row + i;
	return NULL;
}

static bool number_in(const struct spheron_event *event, const char *name, uint64_t *number)
{
	const struct stored_row *row = id_field(event->kind, name);
	const char *at = (const char *) &event->u;

	if (!row)
		return false;
	*number = row->stored == STORED_u64 ? *(const uint64_t *) (const void *) (at + row->at)
			: *(const uint32_t *) (const void *) (at + row->at);
	return true;
}

bool event_names(enum spheron_event_kind kind, enum expr_entity entity)
{
	if (entity == EXPR_DELEGATION)
		return about_delegation(kind);
	if (entity == EXPR_OPERATOR)
		return about_operator(kind);
	if (entity == EXPR_TASK)
		return about_task(kind);
	if ((entity == EXPR_PROVIDER || entity == EXPR_FIZZ) && about_node(kind))
		return true;
	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
		if (keys[i].kind == entity && id_field(kind, keys[i].field))
			return true;
	return false;
}

static bool node_named(const struct spheron_event *event, enum expr_entity kind, struct expr_key *key)
{
	const struct spheron_event_node_down *node = &event->u.node_down;
	unsigned is = node->kind;

	/* The kind and number come first in all of these. */
	key->key = node->id;
	return is == (kind == EXPR_FIZZ ? SPHERON_NODE_FIZZ : SPHERON_NODE_PROVIDER) && node->id != 0;
}

bool expr_named(const struct spheron_event *event, enum expr_entity kind, struct expr_key *key)
{
	*key = (struct expr_key) { 0, 0 };
	if (!event_names(event->kind, kind))
		return false;
	if (about_node(event->kind))
		return node_named(event, kind, key);
	if (kind == EXPR_OPERATOR)
		return number_in(event, "acct", &key->key);
	if (kind == EXPR_TASK)
		return number_in(event, "order", &key->key);
	if (kind == EXPR_DELEGATION)
		return number_in(event, "provider", &key->key) && number_in(event, "acct", &key->key2);
	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
		if (keys[i].kind == kind && number_in(event, keys[i].field, &key->key))
			return key->key != 0 || kind == EXPR_ACCOUNT;
	return false;
}
