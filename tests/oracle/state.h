/* The complete state (chapter 2) and everything the topic files share. */
#ifndef ORACLE_STATE_H
#define ORACLE_STATE_H

#include "command.h"
#include "num.h"
#include "oracle.h"
#include "params.h"

/* ---- 0.4, 0.5, 2.1: enumerations ---- */

enum { USD = 0, SPON = 1, ETH = 2 };

enum bucket_name {
	FREE,
	ESCROW,
	LOCKED,
	STAKE,
	POOL,
	UNBONDING,
	ACCRUED,
	DELEGATOR_ACCRUED,
	EARNED,
	FIZZ_ACCRUED,
	FIZZ_EARNED,
	CHALLENGE_BOND,
	PROPOSAL_DEPOSIT,
	RESTAKED,
	TREASURY,
	FOUNDATION,
	BURNED
};

enum {
	ADMIN = 1,
	VERIFIER = 2,
	SLASHER = 4,
	MATCHER = 8,
	COUNCIL = 16,
	MINTER = 32,
	ALL_ROLES = 63
};

enum { REGISTERED = 1, ACTIVE = 2, MAINTENANCE = 3, SUSPENDED = 4, DEACTIVATED = 5 };
enum { ORDER_OPEN = 0, ORDER_MATCHED = 3 };
enum { MODE_FIZZ = 0, MODE_PROVIDER = 1 };
enum { KIND_PROVIDER = 0, KIND_FIZZ = 1 };
enum { BY_MATCHMAKER = 0, BY_TENANT = 1 };
enum close_reason_order {
	CANCELLED = 1,
	NO_BID = 2,
	TIME_TO_LIVE = 3,
	NO_QUORUM = 4,
	NOT_PLACED = 5
};
enum close_reason_lease {
	BY_TENANT_CLOSE = 1,
	BY_PROVIDER_CLOSE = 2,
	EXPIRED = 3,
	MISCONDUCT_CLOSE = 4
};
enum {
	PROP_REGISTER,
	PROP_ATTRIBUTES,
	PROP_PARAM,
	PROP_MISCONDUCT,
	PROP_SUSPEND,
	PROP_REINSTATE,
	PROP_RELEASE
};
enum { OUTCOME_REJECTED, OUTCOME_PASSED, OUTCOME_NO_QUORUM, OUTCOME_NOT_EXECUTABLE };
enum { VOTE_NO, VOTE_YES, VOTE_ABSTAIN };
enum { UNBOND_OWN, UNBOND_DELEGATION, UNBOND_OPERATOR };
enum { CHALLENGE_OPEN, CHALLENGE_RESPONDED, CHALLENGE_PASSED, CHALLENGE_FAILED, CHALLENGE_VOID };
enum { TASK_RUNNING, TASK_FINAL, TASK_EXPIRED, TASK_VOID };
enum { PROOF_CPU, PROOF_GPU, PROOF_UPTIME, PROOF_REGION };
enum { SLASH_DOWNTIME = 1, SLASH_UPGRADE, SLASH_CHALLENGE, SLASH_MISCONDUCT, SLASH_PROLONGED };

#define MAX_TOKENS     8
#define MAX_GPU_LINES  8
#define UNKNOWN_UPTIME UINT32_MAX
#define YEAR_S         31536000

/* ---- 2.3: records ---- */

struct param {
	u128 value, next;
	u8 pending;
};

struct token {
	u8 decimals, pay;
	u128 minted;
};

struct account {
	u32 id;
	u8 roles;
};

struct gpu {
	u16 model, count, used;
	u32 price;
};

/* What provider and Fizz records have in common. */
struct node {
	u8 kind;
	u32 id, owner;
	u16 region;
	u32 cpu, score;
	u8 cpu_model;
	u32 mem, sto;
	u8 sto_tier;
	u32 down, up_mbps;
	u32 used_cpu, used_mem, used_sto;
	u8 status, up, vdown, paused;
	u64 cooldown_until;
	u32 measured_s, up_s;
	u128 wsec, dsec;
	u32 uptime_ppm;
	u8 seen;
	u32 good, bad, slashes, slash_mark, leases;
	u128 points_total;
	int gpu_lines;
	struct gpu gpu[MAX_GPU_LINES];
};

struct provider {
	struct node node;
	u8 tokens, gateway;
	u8 tier;
	u16 rise, fall;
	u8 region_bad;
	u32 version;
	u16 commission_bp;
	u32 commission_era;
	u128 shares, acc;
	u32 gen;
	u128 apr_ppm;
	u32 fleases;
	u8 verified;
	u64 down_since, chal_from, m_start, m_end, m_from;
	u32 m_used, m_next;
	u16 subnet_bp;
	u32 subnet_cpu, subnet_mem;
	u16 subnet_gpus;
	u32 subnet_seq;
	u8 subnet_next;
	u16 next_bp;
	u32 next_cpu, next_mem;
	u16 next_gpus;
	u16 proof_ok[4], proof_n[4];
};

struct fizz {
	struct node node;
	u32 gateway;
	u64 p_cpu, p_mem, p_sto, p_gpu;
	u16 n, alive;
	u64 shortfall[4];
	u16 fails;
	u32 objected;
};

struct order {
	u64 id;
	u32 tenant;
	u8 state;
	u64 created_b, close_b;
	u8 closed;
	u64 ttl_b, expected;
	u8 matcher, mode, select, token;
	u128 max_price;
	u64 blocks;
	u16 region;
	u8 strict, tiers;
	u32 cpu, mem, sto;
	u16 gpu, gpus;
	u8 min_compute, min_sto, min_conn, min_gpu;
	u32 min_uptime, min_rep, max_slashes, desired;
};

struct bid {
	u64 id, order;
	u32 provider, fizz;
	u16 gpu;
	u128 price;
	u64 t;
	u8 eligible;
};

struct lease {
	u64 id;
	u32 tenant, provider, fizz;
	u8 token;
	u128 price;
	u64 blocks, start_b, start_t;
	u32 cpu, mem, sto;
	u16 gpu, gpus;
	u16 user_bp, protocol_bp, provider_bp, gateway_bp;
	u8 stream;
	u128 settled;
	u8 upd;
	u128 u_price;
	u64 u_blocks;
	u32 u_cpu, u_mem, u_sto;
	u16 u_gpus;
};

struct delegation {
	u32 provider, acct, gen;
	u128 shares, idx;
};

struct poolgen {
	u32 provider, gen;
	u128 acc;
};

struct unbond {
	u32 id;
	u8 kind;
	u32 provider, acct;
	u64 mature;
};

struct proposal {
	u32 id;
	u8 kind;
	u32 acct;
	u64 end;
	u8 vote_mode;
	u16 quorum_bp, majority_bp;
	u128 total, yes, no, abstain;
	u8 payload[32];
	struct command *args; /* for the execution; not hashed (2.3) */
};

struct vote {
	u32 prop, acct;
	u8 choice;
	u128 power;
};

struct challenge {
	u32 id, provider, acct;
	u8 kind, state;
	u64 deadline;
	u128 penalty;
};

struct operator
{
	u32 acct;
	u8 active;
	u64 since_b;
};

struct task {
	u64 order;
	u8 state;
	u64 expected;
	u128 stake;
	u64 opened_b, deadline_b, forget_t;
};

struct attest {
	u64 order;
	u32 acct;
	u64 bid;
	u128 stake;
	u8 slashed;
};

struct release {
	u32 version, due;
};

struct bucket {
	u8 name;
	u64 owner;
	u8 token;
	u128 amount;
};

struct oracle {
	bool started; /* the clock runs (GEN-01) */
	u64 n;        /* command lines so far */

	u64 t, b, t0, b0;
	u32 era;
	u64 era_end;
	u8 beacon[32];
	u32 version, must;
	u64 vote_end;
	u128 conv_num, conv_den;
	u64 next_order, next_bid;
	u32 next_unbond, next_prop, next_challenge;

	struct param param[P_COUNT];
	int tokens;
	struct token token[MAX_TOKENS];
	/* Records in canonical order. */
	struct oracle_vec accounts, providers, fizzes, orders, bids, leases, delegations, poolgens,
		unbonds, proposals, votes, challenges, operators, tasks, attests, releases, buckets;

	struct oracle_buf out;    /* deadline lines and the receipt of the present line */
	struct oracle_buf events; /* events of the present command or deadline, comma-separated */
};

/* Walking a vector: foreach (struct order, x, o->orders) { ... x->id ... }. Leave it by `return`
 * only: these are two loops, so `break` acts like `continue`. The body must not add to or take from
 * the vector. */
#define foreach(type, x, vec)                                                                      \
	for (size_t x##_i = 0; x##_i < (vec).n; x##_i++)                                           \
		for (type *x = (vec).item[x##_i]; x; x = NULL)

/* ---- dump.c, event.c ---- */

struct field {
	char kind; /* 'n' number, 'd' decimal string, 's' text */
	u128 number;
	const char *text;
};
#define N(v) ((struct field){ 'n', (v), NULL })
#define D(v) ((struct field){ 'd', (v), NULL })
#define S(v) ((struct field){ 's', 0, (v) })
#define EVENT(o, name, ...)                                                                        \
	oracle_event(o, name, (struct field[]){ __VA_ARGS__ },                                     \
		sizeof((struct field[]){ __VA_ARGS__ }) / sizeof(struct field))
void oracle_event(struct oracle *o, const char *name, const struct field *field, size_t n);
/* Moved with bucket texts "name:owner" (EVENT-02). */
void oracle_event_moved(struct oracle *o, enum bucket_name from, u64 from_owner,
	enum bucket_name to, u64 to_owner, u8 token, u128 amount);
const char *oracle_bucket_text(enum bucket_name name);

/* ---- clock.c ---- */

u64 oracle_block_at(const struct oracle *o, u64 t);
u128 oracle_eras_per_year(const struct oracle *o);
u64 oracle_era_start(const struct oracle *o);

/* ---- ledger.c ---- */

u128 oracle_balance(const struct oracle *o, enum bucket_name name, u64 owner, u8 token);
void oracle_credit(struct oracle *o, enum bucket_name name, u64 owner, u8 token, u128 amount);
void oracle_debit(struct oracle *o, enum bucket_name name, u64 owner, u8 token, u128 amount);
void oracle_move(struct oracle *o, enum bucket_name from, u64 from_owner, enum bucket_name to,
	u64 to_owner, u8 token, u128 amount);
u128 oracle_cost(const struct oracle *o, u8 token, u128 price, u64 blocks);
bool oracle_price_admitted(const struct oracle *o, u8 token, u128 price, u64 blocks);
u128 oracle_lock(const struct oracle *o, u8 token, u128 price, u64 blocks);
u16 oracle_user_bp(const struct oracle *o, u8 token);

/* ---- find.c: records by id, parameters ---- */

u128 oracle_param(const struct oracle *o, int id);
struct account *oracle_account(const struct oracle *o, u128 id);
bool oracle_has_role(const struct oracle *o, u32 acct, u8 role);
struct provider *oracle_provider(const struct oracle *o, u128 id);
struct provider *oracle_provider_of(const struct oracle *o, u32 acct);
struct fizz *oracle_fizz(const struct oracle *o, u128 id);
struct node *oracle_node(const struct oracle *o, u128 kind, u128 id);
struct order *oracle_order(const struct oracle *o, u128 id);
struct bid *oracle_bid(const struct oracle *o, u64 order, u128 id);
struct lease *oracle_lease(const struct oracle *o, u128 id);
struct delegation *oracle_delegation(const struct oracle *o, u32 provider, u32 acct);
struct proposal *oracle_proposal(const struct oracle *o, u128 id);
struct challenge *oracle_challenge(const struct oracle *o, u128 id);
struct task *oracle_task(const struct oracle *o, u128 order);
struct attest *oracle_attest(const struct oracle *o, u64 order, u128 acct);
struct operator* oracle_operator(const struct oracle *o, u32 acct);
enum result oracle_gone(u128 id, u128 next);
/* Cached fields of 2.3, always recounted. */
u32 oracle_count_open_orders(const struct oracle *o, u32 tenant);
u32 oracle_count_council(const struct oracle *o);
u128 oracle_total_bonded(const struct oracle *o);
u32 oracle_count_holders(const struct oracle *o, u32 provider);
u32 oracle_count_members(const struct oracle *o, u32 provider);
u32 oracle_count_objections(const struct oracle *o, const struct provider *p);

/* ---- tiers.c ---- */

u8 oracle_compute_tier(const struct node *n);
u8 oracle_storage_tier(const struct node *n);
u8 oracle_conn_tier(const struct node *n);
u8 oracle_gpu_tier(const struct oracle *o, u8 kind, u16 model, u32 price);
bool oracle_cpu_model_known(u128 model);
bool oracle_gpu_model_valid(u128 model);
u32 oracle_gpu_count(const struct node *n);
u128 oracle_required_stake(const struct oracle *o, const struct provider *p);
u128 oracle_provider_rate(const struct oracle *o, const struct provider *p);
u128 oracle_provider_srate(const struct oracle *o, const struct provider *p);
u128 oracle_fizz_rate(const struct oracle *o, const struct fizz *f);

/* ---- liveness.c ---- */

bool oracle_connected(const struct node *n);
bool oracle_verified(const struct oracle *o, const struct provider *p);
bool oracle_gateway_active(const struct oracle *o, const struct fizz *f);
void oracle_accumulate(struct oracle *o, u64 from, u64 to);
void oracle_judge_down_since(struct oracle *o);
void oracle_do_maintenance_start(struct oracle *o, struct provider *p);
void oracle_do_maintenance_end(struct oracle *o, struct provider *p);
bool oracle_drop_maintenance(struct oracle *o, struct provider *p);

/* ---- provider.c ---- */

bool oracle_attr_ok(const struct command *c);
void oracle_set_attr(struct node *n, const struct command *c);
bool oracle_attr_covers_use(const struct node *n, const struct command *c);
void oracle_set_provider_status(struct oracle *o, struct provider *p, u8 status);
u8 oracle_status_by_stake(const struct oracle *o, const struct provider *p);
void oracle_reevaluate(struct oracle *o, struct provider *p);
enum result oracle_check_register(const struct oracle *o, const struct command *c);
void oracle_run_register(struct oracle *o, u32 acct, const struct command *c);
enum result oracle_check_attrs(
	const struct oracle *o, const struct provider *p, const struct command *c);
void oracle_run_attrs(struct oracle *o, struct provider *p, const struct command *c);
void oracle_run_suspend(struct oracle *o, struct provider *p);
void oracle_run_reinstate(struct oracle *o, struct provider *p);

/* ---- governance.c ---- */

bool oracle_proposal_running(const struct oracle *o, int kind, u32 acct);
void oracle_open_proposal(struct oracle *o, int kind, const struct command *c);
void oracle_pass_at_once(struct oracle *o, int kind, const struct command *c);
void oracle_vote_end(struct oracle *o, struct proposal *p);
bool oracle_release_ok(const struct oracle *o, u128 version);
void oracle_run_release(struct oracle *o, u32 version);

/* ---- stake.c ---- */

void oracle_start_unbonding(struct oracle *o, u8 kind, u32 provider, u32 acct,
	enum bucket_name from, u64 from_owner, u128 amount);
void oracle_unbond_mature(struct oracle *o, struct unbond *u);
u128 oracle_share_value(const struct oracle *o, const struct delegation *d);
void oracle_end_generation_if_empty(struct oracle *o, struct provider *p);
u128 oracle_delegators_part(const struct oracle *o, const struct provider *p, u128 reward);
void oracle_reward_delegators(struct oracle *o, struct provider *p, u128 amount);

/* ---- order.c ---- */

bool oracle_terms_ok(const struct oracle *o, const struct command *c);
u128 oracle_uptime_of(const struct oracle *o, const struct node *n);
u128 oracle_reputation_of(const struct oracle *o, const struct node *n);
u64 oracle_slashes_of_bid(const struct oracle *o, const struct bid *bid);
bool oracle_filters_ok(const struct oracle *o, const struct order *r, const struct bid *bid);
bool oracle_capacity_ok(const struct oracle *o, const struct order *r, const struct bid *bid);
struct gpu *oracle_gpu_line(struct node *n, u16 model);
struct node *oracle_bid_node(const struct oracle *o, const struct bid *bid);
u128 oracle_ask(const struct oracle *o, const struct fizz *f, u32 cpu, u32 mem, u32 sto, u16 gpus);
void oracle_close_order(struct oracle *o, struct order *r, enum close_reason_order reason);
void oracle_delete_bids(struct oracle *o, u64 order);

/* ---- match.c ---- */

void oracle_window_close(struct oracle *o, struct order *r);
void oracle_create_lease_or_close(struct oracle *o, struct order *r, struct bid *bid);
u64 oracle_h64(const char *tag, const u8 seed[32], u64 m);

/* ---- avs.c ---- */

void oracle_open_task(struct oracle *o, const struct order *r);
void oracle_void_task(struct oracle *o, u64 order);
void oracle_task_deadline(struct oracle *o, struct task *k);
void oracle_task_forget(struct oracle *o, struct task *k);

/* ---- lease.c ---- */

enum result oracle_check_lease(
	const struct oracle *o, const struct order *r, const struct bid *bid);
void oracle_create_lease(struct oracle *o, struct order *r, struct bid *bid);
void oracle_end_lease(struct oracle *o, struct lease *l, enum close_reason_lease reason);

/* ---- challenge.c ---- */

void oracle_challenge_timeout(struct oracle *o, struct challenge *c);

/* ---- slash.c ---- */

struct place {
	enum bucket_name name;
	u64 owner;
};
u128 oracle_collateral(const struct oracle *o, const struct provider *p);
void oracle_slash(struct oracle *o, struct provider *p, int why, u128 asked, bool own_first,
	struct place own_to, struct place delegated_to);
struct place oracle_downtime_place(const struct oracle *o);
bool oracle_harmed_ok(const struct oracle *o, const struct arg *harmed);
void oracle_provider_misconduct(
	struct oracle *o, struct provider *p, u128 bp, const struct arg *harmed);
void oracle_fizz_misconduct(struct oracle *o, struct fizz *f, u128 bp, const struct arg *harmed);

/* ---- fizz.c ---- */

void oracle_set_fizz_status(struct oracle *o, struct fizz *f, u8 status);

/* ---- era.c ---- */

void oracle_era_close(struct oracle *o);
u128 oracle_inflation(const struct oracle *o);
u128 oracle_active_bonded(const struct oracle *o);

/* ---- genesis.c ---- */

void oracle_start(struct oracle *o, u64 t, u64 b);

/* ---- the verbs of 4.1 ---- */

enum result oracle_do_genesis(struct oracle *o, const struct command *c);
enum result oracle_do_advance(struct oracle *o, const struct command *c);
enum result oracle_do_account_open(struct oracle *o, const struct command *c);
enum result oracle_do_role_set(struct oracle *o, const struct command *c);
enum result oracle_do_token_add(struct oracle *o, const struct command *c);
enum result oracle_do_token_mint(struct oracle *o, const struct command *c);
enum result oracle_do_token_transfer(struct oracle *o, const struct command *c);
enum result oracle_do_pool_fund(struct oracle *o, const struct command *c);
enum result oracle_do_treasury_pay(struct oracle *o, const struct command *c);
enum result oracle_do_beacon_set(struct oracle *o, const struct command *c);
enum result oracle_do_release_set(struct oracle *o, const struct command *c);
enum result oracle_do_escrow_deposit(struct oracle *o, const struct command *c);
enum result oracle_do_escrow_withdraw(struct oracle *o, const struct command *c);
enum result oracle_do_provider_register(struct oracle *o, const struct command *c);
enum result oracle_do_provider_attrs(struct oracle *o, const struct command *c);
enum result oracle_do_provider_commission(struct oracle *o, const struct command *c);
enum result oracle_do_provider_upgrade(struct oracle *o, const struct command *c);
enum result oracle_do_provider_suspend(struct oracle *o, const struct command *c);
enum result oracle_do_provider_reinstate(struct oracle *o, const struct command *c);
enum result oracle_do_provider_exit(struct oracle *o, const struct command *c);
enum result oracle_do_trust_set(struct oracle *o, const struct command *c);
enum result oracle_do_prop_submit(struct oracle *o, const struct command *c);
enum result oracle_do_prop_vote(struct oracle *o, const struct command *c);
enum result oracle_do_stake_add(struct oracle *o, const struct command *c);
enum result oracle_do_stake_unbond(struct oracle *o, const struct command *c);
enum result oracle_do_deleg_add(struct oracle *o, const struct command *c);
enum result oracle_do_deleg_unbond(struct oracle *o, const struct command *c);
enum result oracle_do_deleg_claim(struct oracle *o, const struct command *c);
enum result oracle_do_reward_claim(struct oracle *o, const struct command *c);
enum result oracle_do_fizz_claim(struct oracle *o, const struct command *c);
enum result oracle_do_earn_withdraw(struct oracle *o, const struct command *c);
enum result oracle_do_node_down(struct oracle *o, const struct command *c);
enum result oracle_do_node_up(struct oracle *o, const struct command *c);
enum result oracle_do_node_pause(struct oracle *o, const struct command *c);
enum result oracle_do_node_resume(struct oracle *o, const struct command *c);
enum result oracle_do_maint_schedule(struct oracle *o, const struct command *c);
enum result oracle_do_maint_cancel(struct oracle *o, const struct command *c);
enum result oracle_do_maint_end(struct oracle *o, const struct command *c);
enum result oracle_do_order_create(struct oracle *o, const struct command *c);
enum result oracle_do_order_cancel(struct oracle *o, const struct command *c);
enum result oracle_do_bid_place(struct oracle *o, const struct command *c);
enum result oracle_do_match_set(struct oracle *o, const struct command *c);
enum result oracle_do_order_choose(struct oracle *o, const struct command *c);
enum result oracle_do_avs_register(struct oracle *o, const struct command *c);
enum result oracle_do_avs_unregister(struct oracle *o, const struct command *c);
enum result oracle_do_avs_attest(struct oracle *o, const struct command *c);
enum result oracle_do_avs_dispute(struct oracle *o, const struct command *c);
enum result oracle_do_lease_close(struct oracle *o, const struct command *c);
enum result oracle_do_lease_settle(struct oracle *o, const struct command *c);
enum result oracle_do_lease_update_request(struct oracle *o, const struct command *c);
enum result oracle_do_lease_update_accept(struct oracle *o, const struct command *c);
enum result oracle_do_lease_update(struct oracle *o, const struct command *c);
enum result oracle_do_lease_update_cancel(struct oracle *o, const struct command *c);
enum result oracle_do_proof_report(struct oracle *o, const struct command *c);
enum result oracle_do_fizz_checks(struct oracle *o, const struct command *c);
enum result oracle_do_challenge_open(struct oracle *o, const struct command *c);
enum result oracle_do_challenge_respond(struct oracle *o, const struct command *c);
enum result oracle_do_challenge_judge(struct oracle *o, const struct command *c);
enum result oracle_do_slash_misconduct(struct oracle *o, const struct command *c);
enum result oracle_do_fizz_register(struct oracle *o, const struct command *c);
enum result oracle_do_fizz_relink(struct oracle *o, const struct command *c);
enum result oracle_do_fizz_evict(struct oracle *o, const struct command *c);
enum result oracle_do_fizz_prices(struct oracle *o, const struct command *c);
enum result oracle_do_fizz_capacity(struct oracle *o, const struct command *c);
enum result oracle_do_fizz_exit(struct oracle *o, const struct command *c);
enum result oracle_do_subnet_set(struct oracle *o, const struct command *c);
enum result oracle_do_subnet_object(struct oracle *o, const struct command *c);
enum result oracle_do_q_price(struct oracle *o, const struct command *c);
enum result oracle_do_q_rate(struct oracle *o, const struct command *c);
enum result oracle_do_q_apr(struct oracle *o, const struct command *c);
enum result oracle_do_q_state(struct oracle *o, const struct command *c);

#endif
