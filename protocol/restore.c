/* A state from its records.
 *
 * Source: RULES.md chapter 2.3, ENC-07.  Records come in dump order, so what one refers to is there
 * already.  Everything that a wrong record could make the library trip over later is refused here:
 * ids out of range, values out of bounds, deadlines that have passed. */

#include "protocol/apply.h"
#include "protocol/clock.h"
#include "protocol/deadline.h"
#include "protocol/delegation.h"
#include "protocol/field.h"
#include "protocol/fizz.h"
#include "protocol/governance.h"
#include "protocol/index.h"
#include "protocol/lease.h"
#include "protocol/liveness.h"
#include "protocol/node.h"
#include "protocol/operator.h"
#include "protocol/order.h"
#include "protocol/provider.h"
#include "protocol/release.h"
#include "protocol/stake.h"
#include "protocol/tier.h"

#define CHECK(condition)                                                                           \
	do {                                                                                       \
		if (!(condition))                                                                  \
			return SPHERON_RESTORE_BAD;                                                \
	} while (0)
#define CHECK_ROOM(table, n)                                                                       \
	do {                                                                                       \
		if (!has_room(st, table, n))                                                       \
			return SPHERON_RESTORE_FULL;                                               \
	} while (0)

/* No deadline of any rule lies further ahead. */
#define LATEST (UINT64_C(1) << 48)

/* No log has as many commands about one record, so what they count stays below (D-24). */
#define COUNT_MAX (UINT32_C(1) << 31)

struct spheron *spheron_restore(void *mem, const struct spheron_capacity *capacity)
{
	struct spheron *st = spheron_init(mem, capacity);

	clock_set_parameters(st, SPHERON_PROFILE_SEED);
	return st;
}

static bool in_future(const struct spheron *st, uint64_t second)
{
	return second > now_s(st) && second < LATEST;
}

/* ---- what comes first ---- */

static enum spheron_restored restore_meta(struct spheron *st, const struct spheron_meta_record *r)
{
	CHECK(!st->started && r->t >= r->t0 && r->t0 >= 1 && r->t < TIME_LIMIT && r->b >= r->b0);
	CHECK(r->b < LATEST && r->era_end > r->t && r->era_end < LATEST && r->vote_end < LATEST);
	CHECK(!u128_is_zero(r->conv_den) && r->next_order >= 1 && r->next_bid >= 1);
	CHECK(r->next_unbond >= 1 && r->next_prop >= 1 && r->next_challenge >= 1);
	CHECK(r->version >= 1 && r->must >= 1 && r->must <= r->version);
	st->meta = *r;
	st->started = 1;
	return SPHERON_RESTORED;
}

static bool within(u128 value, const struct spheron_param_info *info)
{
	return u128_le(info->min, value) && u128_le(value, info->max);
}

static enum spheron_restored restore_param(struct spheron *st, const struct spheron_param_record *r)
{
	struct spheron_param_info info;

	CHECK(r->id == st->restored.params && r->id < SPHERON_PARAM_COUNT && r->pending <= 1);
	spheron_param_info(r->id, &info);
	CHECK(within(r->value, &info));
	CHECK(r->pending ? within(r->next, &info) : u128_is_zero(r->next));
	st->param[r->id] = (struct parameter) { r->value, r->next, r->pending };
	st->pending += r->pending;
	st->restored.params++;
	return SPHERON_RESTORED;
}

static enum spheron_restored restore_token(struct spheron *st, const struct spheron_token_record *r)
{
	CHECK(r->id == st->n_tokens && r->id < SPHERON_TOKENS_MAX && r->decimals <= 18 && r->pay <= 1);
	CHECK(u128_le(r->minted, u128_power_of_ten(30)));
	st->token[st->n_tokens++] = *r;
	return SPHERON_RESTORED;
}

static enum spheron_restored restore_account(struct spheron *st,
		const struct spheron_account_record *r)
{
	struct account *a = account_at(st, st->n_accounts);

	CHECK(r->id == st->n_accounts && r->roles <= SPHERON_ROLES_ALL);
	CHECK_ROOM(T_ACCOUNTS, 1);
	*a = (struct account) { .roles = r->roles, .orders = r->orders };
	st->table[T_ACCOUNTS].used++;
	st->table[T_ACCOUNTS].top = st->n_accounts++;
	return SPHERON_RESTORED;
}

/* ---- nodes ---- */

#define TO_NODE(type, name) n->name = r->name;
#define NOTHING(type, name)

/* The fields that providers and Fizz nodes have in common, checked as attributes are. */
static bool node_valid(const struct spheron *st, const struct node *n)
{
	struct spheron_attr a = { .region = n->region, .cpu = n->cpu, .score = n->score,
		.cpu_model = n->cpu_model, .mem = n->mem, .sto = n->sto, .sto_tier = n->sto_tier,
		.down = n->down, .up = n->up_mbps };

	return attr_valid(&a) && is_account(st, n->owner) && n->status >= SPHERON_REGISTERED
			&& n->status <= SPHERON_DEACTIVATED && n->up <= 1 && n->vdown <= 1
			&& n->paused <= 1 && n->seen <= 1 && n->used_cpu <= n->cpu
			&& n->used_mem <= n->mem && n->used_sto <= n->sto
			&& n->cooldown_until < LATEST && n->uptime_ppm <= 1000000
			&& n->good < COUNT_MAX && n->bad < COUNT_MAX && n->slashes < COUNT_MAX
			&& n->slash_mark <= st->meta.era
			&& n->points_total.hi <= UINT32_MAX; /* 2^32 eras of 2^64 micropoints */
}

static void node_ready(const struct spheron *st, struct node *n)
{
	n->compute = tier_compute(n->cpu, n->score);
	n->conn = tier_connectivity(n->down, n->up_mbps);
	n->folded_t = now_s(st);
	n->leases = 0; /* counted again as leases come */
}

static void provider_own_fields(struct provider *p, const struct spheron_provider_record *r)
{
	p->tokens = r->tokens;
	p->gateway = r->gateway;
	p->tier = r->tier;
	p->rise = r->rise;
	p->fall = r->fall;
	p->region_bad = r->region_bad;
	p->version = r->version;
	p->commission_bp = r->commission_bp;
	p->commission_era = r->commission_era;
	p->shares = r->shares;
	p->acc = r->acc;
	p->gen = r->gen;
	p->apr_ppm = r->apr_ppm;
	p->verified = r->verified;
	p->down_since = r->down_since;
	p->chal_from = r->chal_from;
	p->m_start = r->m_start;
	p->m_end = r->m_end;
	p->m_from = r->m_from;
	p->m_used = r->m_used;
	p->m_next = r->m_next;
	p->subnet_bp = r->subnet_bp;
	p->subnet_cpu = r->subnet_cpu;
	p->subnet_mem = r->subnet_mem;
	p->subnet_gpus = r->subnet_gpus;
	p->subnet_seq = r->subnet_seq;
	p->objections = r->objections;
	p->subnet_next = r->subnet_next;
	p->next_bp = r->next_bp;
	p->next_cpu = r->next_cpu;
	p->next_mem = r->next_mem;
	p->next_gpus = r->next_gpus;
	p->members = r->members;
	p->ok[0] = r->ok0;
	p->n[0] = r->n0;
	p->ok[1] = r->ok1;
	p->n[1] = r->n1;
	p->ok[2] = r->ok2;
	p->n[2] = r->n2;
	p->ok[3] = r->ok3;
	p->n[3] = r->n3;
}

static bool provider_valid(const struct spheron *st, const struct spheron_provider_record *r)
{
	bool running = r->status == SPHERON_MAINTENANCE;

	if (r->tokens == 0 || r->tokens >> st->n_tokens || r->gateway > 1 || r->tier > 6
			|| r->region_bad > 1 || r->subnet_next > 1 || r->verified > 3
			|| r->commission_bp > 10000 || r->subnet_bp > 5000 || r->next_bp > 5000)
		return false;
	if (r->down_since > now_s(st) || r->m_from > now_s(st) || r->chal_from >= LATEST)
		return false;
	if (r->gen >= COUNT_MAX || r->subnet_seq >= COUNT_MAX)
		return false;
	if (r->ok0 > r->n0 || r->ok1 > r->n1 || r->ok2 > r->n2 || r->ok3 > r->n3)
		return false;
	if (r->m_start == 0)
		return r->m_end == 0 && !running;
	return r->m_end > r->m_start && in_future(st, running ? r->m_end : r->m_start);
}

static enum spheron_restored restore_provider(struct spheron *st,
		const struct spheron_provider_record *r)
{
	struct provider *p = provider_at(st, st->n_providers + 1);
	struct node *n = &p->node;

	CHECK_ROOM(T_PROVIDERS, 1);
	*p = (struct provider) { .node = { .status = 0 } };
	SPHERON_REC_PROVIDER(TO_NODE, NOTHING)
	provider_own_fields(p, r);
	CHECK(n->id == st->n_providers + 1 && node_valid(st, n) && provider_valid(st, r));
	CHECK(account_at(st, n->owner)->provider == 0);
	node_ready(st, n);
	account_at(st, n->owner)->provider = n->id;
	st->n_providers = n->id;
	st->table[T_PROVIDERS].used++;
	st->table[T_PROVIDERS].top = n->id;
	p->active_from = now_s(st);
	st->pools += !u128_is_zero(p->shares);
	st->subnets_pending += p->subnet_next;
	if (p->m_start)
		deadline_at_second(st, n->status == SPHERON_MAINTENANCE ? SPHERON_DUE_MAINT_END
									 : SPHERON_DUE_MAINT_START,
				H_PROVIDER, n->id, n->id,
				n->status == SPHERON_MAINTENANCE ? p->m_end : p->m_start);
	return SPHERON_RESTORED;
}

/* A check adds at most a u32 to each sum, and only one that was passed. */
static bool shortfalls_valid(const struct fizz *f)
{
	for (unsigned d = 0; d < 4; d++)
		if (f->sf[d] > f->alive * (uint64_t) UINT32_MAX)
			return false;
	return f->alive <= f->n;
}

static enum spheron_restored restore_fizz(struct spheron *st, const struct spheron_fizz_record *r)
{
	struct fizz *f = fizz_at(st, st->n_fizz + 1);
	struct node *n = &f->node;

	CHECK_ROOM(T_FIZZ, 1);
	*f = (struct fizz) { .gateway = r->gateway, .p_cpu = r->p_cpu, .p_mem = r->p_mem,
		.p_sto = r->p_sto, .p_gpu = r->p_gpu, .n = r->n, .alive = r->alive,
		.sf = { r->sf0, r->sf1, r->sf2, r->sf3 }, .fails = r->fails,
		.objected = r->objected };
	SPHERON_REC_FIZZ(TO_NODE, NOTHING)
	CHECK(n->id == st->n_fizz + 1 && node_valid(st, n) && n->status != SPHERON_MAINTENANCE);
	CHECK(f->gateway == 0 ? n->status != SPHERON_ACTIVE : is_provider(st, f->gateway));
	CHECK(fizz_prices_valid(f->p_cpu, f->p_mem, f->p_sto, f->p_gpu) && shortfalls_valid(f));
	CHECK(account_at(st, n->owner)->fizz == 0);
	node_ready(st, n);
	account_at(st, n->owner)->fizz = n->id;
	st->n_fizz = n->id;
	st->table[T_FIZZ].used++;
	st->table[T_FIZZ].top = n->id;
	cooldown_end_wait(st, f);
	return SPHERON_RESTORED;
}

static enum spheron_restored restore_gpu(struct spheron *st, const struct spheron_gpu_record *r)
{
	struct node *n = node_find(st, r->kind, r->id);
	struct gpu *last = NULL;
	uint32_t slot, lines = 1;

	CHECK(r->kind <= SPHERON_NODE_FIZZ && n && gpu_model_valid(r->model));
	CHECK(r->count >= 1 && r->count <= 4096 && r->used <= r->count && r->price <= 10000000);
	for (uint32_t at = n->gpu; at; at = last->next, lines++)
		last = gpu_at(st, at);
	CHECK(lines <= SPHERON_GPU_LINES_MAX);
	CHECK_ROOM(T_GPU_LINES, 1);
	slot = slot_take(st, T_GPU_LINES);
	*gpu_at(st, slot) = (struct gpu) { 0, r->price, r->model, r->count, r->used };
	*(last ? &last->next : &n->gpu) = slot;
	n->gpus += r->count;
	return SPHERON_RESTORED;
}

/* ---- the market ---- */

static enum spheron_restored restore_order(struct spheron *st, const struct spheron_order_record *r)
{
	bool open = r->state == SPHERON_ORDER_OPEN;
	uint32_t slot;

	CHECK(r->id >= 1 && r->id < st->meta.next_order);
	CHECK(open || r->state == SPHERON_ORDER_MATCHED);
	CHECK(is_account(st, r->tenant) && is_paying(st, r->token) && r->mode <= 1 && r->select <= 1);
	CHECK(!u128_is_zero(r->max_price) && u128_le(r->max_price, u128_power_of_ten(24)));
	CHECK(r->blocks >= 1 && r->blocks <= UINT64_C(4000000000) && r->closed <= 1 && r->matcher <= 2);
	CHECK(!open || r->ttl_b > now_block(st));
	CHECK(!open || r->closed || r->close_b > now_block(st));
	CHECK(r->close_b < LATEST && r->ttl_b < LATEST && r->cpu <= 65536 && r->mem <= 1u << 30
			&& r->sto <= 1u << 30 && r->gpus <= 4096);
	CHECK_ROOM(T_ORDERS, 1);
	slot = slot_take(st, T_ORDERS);
	lease_at(st, slot)->rec.id = 0;
	order_at(st, slot)->rec = *r;
	order_index(st, slot);
	if (!open)
		return SPHERON_RESTORED;
	deadline_at_block(st, SPHERON_DUE_ORDER_TTL, H_TTL, slot, r->id, r->ttl_b);
	if (!r->closed)
		deadline_at_block(st, SPHERON_DUE_BID_CLOSE, H_ORDER, slot, r->id, r->close_b);
	return SPHERON_RESTORED;
}

/* A provider, and behind it a Fizz node or none, of a bid or lease. */
static bool parties_valid(const struct spheron *st, uint32_t provider, uint32_t fizz)
{
	return is_provider(st, provider) && (fizz == 0 || is_fizz(st, fizz));
}

static enum spheron_restored restore_bid(struct spheron *st, const struct spheron_bid_record *r)
{
	uint32_t order_slot = order_find(st, r->order, 0), slot;
	const struct order *o = order_at(st, order_slot);

	CHECK(r->id >= 1 && r->id < st->meta.next_bid && order_slot && r->eligible <= 1);
	CHECK(o->rec.state == SPHERON_ORDER_OPEN && !bid_of_find(st, r->order, r->provider));
	CHECK(parties_valid(st, r->provider, r->fizz));
	CHECK(!u128_is_zero(r->price) && u128_le(r->price, o->rec.max_price));
	CHECK_ROOM(T_BIDS, 1);
	slot = slot_take(st, T_BIDS);
	bid_at(st, slot)->rec = *r;
	bid_link(st, order_slot, slot);
	return SPHERON_RESTORED;
}

static enum spheron_restored restore_lease(struct spheron *st, const struct spheron_lease_record *r)
{
	uint32_t slot = order_find(st, r->id, 0);
	struct lease *l = lease_at(st, slot);
	struct node *n;

	CHECK(slot && order_at(st, slot)->rec.state == SPHERON_ORDER_MATCHED);
	CHECK(is_account(st, r->tenant) && parties_valid(st, r->provider, r->fizz));
	CHECK(is_paying(st, r->token) && u128_le(r->price, u128_power_of_ten(24)));
	CHECK(r->blocks >= 1 && r->blocks <= UINT64_C(4000000000) && r->start_b <= now_block(st)
			&& r->start_b + r->blocks > now_block(st));
	CHECK(r->user_bp <= 2000 && r->protocol_bp <= 5000 && r->provider_bp <= 2000
			&& r->gateway_bp <= 5000 && r->stream <= 1 && r->upd <= SPHERON_UPDATE_ACCEPTED);
	CHECK((r->fizz ? r->provider_bp : r->gateway_bp) == 0);
	CHECK(u128_le(r->u_price, u128_power_of_ten(24)) && r->u_blocks <= UINT64_C(4000000000));
	n = node_of(st, r->provider, r->fizz);
	CHECK(r->cpu <= n->used_cpu && r->mem <= n->used_mem && r->sto <= n->used_sto);
	CHECK(r->gpus == 0 || (gpu_line(st, n, r->gpu) && gpu_line(st, n, r->gpu)->used >= r->gpus));
	*l = (struct lease) { .rec = *r };
	CHECK(lease_settled_valid(st, &l->rec));
	lease_link(st, slot);
	n->leases++;
	if (r->fizz)
		provider_at(st, r->provider)->fleases++;
	return SPHERON_RESTORED;
}

/* ---- delegation ---- */

static enum spheron_restored restore_delegation(struct spheron *st,
		const struct spheron_delegation_record *r)
{
	uint32_t slot;

	CHECK(is_provider(st, r->provider) && is_account(st, r->acct) && !u128_is_zero(r->shares));
	CHECK(r->gen <= provider_at(st, r->provider)->gen);
	CHECK_ROOM(T_DELEGATIONS, 1);
	slot = slot_take(st, T_DELEGATIONS);
	delegation_at(st, slot)->rec = *r;
	delegation_link(st, slot);
	return SPHERON_RESTORED;
}

static enum spheron_restored restore_poolgen(struct spheron *st,
		const struct spheron_poolgen_record *r)
{
	uint32_t slot;

	CHECK(is_provider(st, r->provider) && r->gen < provider_at(st, r->provider)->gen);
	CHECK_ROOM(T_POOLGENS, 1);
	slot = slot_take(st, T_POOLGENS);
	poolgen_at(st, slot)->rec = *r;
	poolgen_index(st, slot);
	return SPHERON_RESTORED;
}

static enum spheron_restored restore_unbond(struct spheron *st, const struct spheron_unbond_record *r)
{
	bool of_operator = r->kind == SPHERON_UNBOND_OPERATOR;
	uint32_t slot;

	CHECK(r->id >= 1 && r->id < st->meta.next_unbond && r->kind <= SPHERON_UNBOND_OPERATOR);
	CHECK(is_account(st, r->acct) && in_future(st, r->mature));
	CHECK(of_operator ? r->provider == 0 : is_provider(st, r->provider));
	CHECK_ROOM(T_UNBONDINGS, 1);
	/* Entries come before operators, whose lists they hang in; see restore_operator(). */
	slot = slot_take(st, T_UNBONDINGS);
	unbond_at(st, slot)->rec = *r;
	if (!of_operator)
		unbond_link(st, slot);
	return SPHERON_RESTORED;
}

/* ---- governance ---- */

static enum spheron_restored restore_proposal(struct spheron *st,
		const struct spheron_proposal_record *r)
{
	uint32_t slot;

	CHECK(r->id >= 1 && r->id < st->meta.next_prop && r->kind <= SPHERON_PROPOSE_RELEASE);
	CHECK(is_account(st, r->acct) && in_future(st, r->end) && r->vote_mode <= 1);
	CHECK(r->quorum_bp <= 5000 && r->majority_bp <= 9999);
	CHECK_ROOM(T_PROPOSALS, 1);
	slot = slot_take(st, T_PROPOSALS);
	proposal_at(st, slot)->rec = *r;
	proposal_at(st, slot)->terms_missing = 1;
	proposal_index(st, slot);
	deadline_at_second(st, SPHERON_DUE_VOTE_END, H_PROPOSAL, slot, r->id, r->end);
	return SPHERON_RESTORED;
}

static enum spheron_restored restore_vote(struct spheron *st, const struct spheron_vote_record *r)
{
	uint32_t prop_slot = proposal_find(st, r->prop, 0), slot;

	CHECK(prop_slot && is_account(st, r->acct) && r->choice <= SPHERON_VOTE_ABSTAIN);
	CHECK_ROOM(T_VOTES, 1);
	slot = slot_take(st, T_VOTES);
	vote_at(st, slot)->rec = *r;
	vote_at(st, slot)->next = proposal_at(st, prop_slot)->first_vote;
	proposal_at(st, prop_slot)->first_vote = slot;
	vote_index(st, slot);
	return SPHERON_RESTORED;
}

static enum spheron_restored restore_challenge(struct spheron *st,
		const struct spheron_challenge_record *r)
{
	struct provider *p = provider_at(st, r->provider);
	uint32_t slot;

	CHECK(r->id >= 1 && r->id < st->meta.next_challenge && is_provider(st, r->provider));
	CHECK(is_account(st, r->acct) && r->kind <= SPHERON_PROOF_REGION && p->challenge == 0);
	CHECK(r->state <= SPHERON_CHALLENGE_RESPONDED && in_future(st, r->deadline));
	CHECK_ROOM(T_CHALLENGES, 1);
	slot = slot_take(st, T_CHALLENGES);
	challenge_at(st, slot)->rec = *r;
	challenge_index(st, slot);
	p->challenge = slot;
	deadline_at_second(st, SPHERON_DUE_CHALLENGE_TIMEOUT, H_CHALLENGE, slot, r->id, r->deadline);
	return SPHERON_RESTORED;
}

/* ---- operators ---- */

static enum spheron_restored restore_operator(struct spheron *st,
		const struct spheron_operator_record *r)
{
	uint32_t slot;

	CHECK(is_account(st, r->acct) && r->active <= 1);
	CHECK_ROOM(T_OPERATORS, 1);
	slot = slot_take(st, T_OPERATORS);
	oper_at(st, slot)->rec = *r;
	operator_link(st, slot);
	for (uint32_t u = 1; u <= st->table[T_UNBONDINGS].top; u++)
		if (unbond_at(st, u)->rec.kind == SPHERON_UNBOND_OPERATOR
				&& unbond_at(st, u)->rec.acct == r->acct)
			unbond_link(st, u);
	return SPHERON_RESTORED;
}

static enum spheron_restored restore_task(struct spheron *st, const struct spheron_task_record *r)
{
	bool running = r->state == SPHERON_TASK_RUNNING;
	uint32_t order_slot = order_find(st, r->order, 0), slot;

	CHECK(r->order >= 1 && r->order < st->meta.next_order && r->state <= SPHERON_TASK_VOID);
	CHECK(r->deadline_b < LATEST);
	CHECK(running ? r->deadline_b > now_block(st) : in_future(st, r->forget_t));
	CHECK(!running || (order_slot && order_at(st, order_slot)->rec.state == SPHERON_ORDER_OPEN));
	CHECK(!running || bid_find(st, r->expected, 0));
	CHECK_ROOM(T_TASKS, 1);
	slot = slot_take(st, T_TASKS);
	task_at(st, slot)->rec = *r;
	task_index(st, slot);
	if (running) {
		order_at(st, order_slot)->task = slot;
		deadline_at_block(st, SPHERON_DUE_TASK_DEADLINE, H_TASK, slot, r->order,
				r->deadline_b);
	} else {
		deadline_at_second(st, SPHERON_DUE_TASK_FORGET, H_TASK, slot, r->order, r->forget_t);
	}
	return SPHERON_RESTORED;
}

static enum spheron_restored restore_attest(struct spheron *st, const struct spheron_attest_record *r)
{
	uint32_t task_slot = task_find(st, r->order, 0), bid_slot = bid_find(st, r->bid, 0), slot;
	u128 sum;

	CHECK(task_slot && is_account(st, r->acct) && account_at(st, r->acct)->oper);
	CHECK(r->slashed <= 1);
	CHECK_ROOM(T_ATTESTS, 1);
	if (bid_slot && bid_at(st, bid_slot)->rec.order == r->order) {
		CHECK(u128_add_fits(bid_at(st, bid_slot)->attested, r->stake, &sum));
		bid_at(st, bid_slot)->attested = sum;
	}
	slot = slot_take(st, T_ATTESTS);
	attest_at(st, slot)->rec = *r;
	attest_link(st, task_slot, slot);
	return SPHERON_RESTORED;
}

static enum spheron_restored restore_release(struct spheron *st,
		const struct spheron_release_record *r)
{
	uint32_t slot;

	CHECK(r->version >= 1 && r->version <= st->meta.version && r->due >= st->meta.era);
	CHECK_ROOM(T_RELEASES, 1);
	slot = slot_take(st, T_RELEASES);
	release_at(st, slot)->rec = *r;
	release_append(st, slot);
	return SPHERON_RESTORED;
}

/* ---- buckets ---- */

static u128 *unbonding_bucket(struct spheron *st, uint32_t id, uint8_t token)
{
	for (uint32_t slot = 1; slot <= st->table[T_UNBONDINGS].top; slot++) {
		struct unbond *u = unbond_at(st, slot);
		bool of_operator = u->rec.kind == SPHERON_UNBOND_OPERATOR;

		if (u->rec.id == id && token == (of_operator ? SPHERON_ETH : SPHERON_SPON))
			return &u->amount;
	}
	return NULL;
}

/* Buckets with one token each, NULL if there is no such owner. */
static u128 *bucket_in_record(struct spheron *st, const struct spheron_bucket_record *r, uint8_t token)
{
	uint32_t id = (uint32_t) r->owner, slot;
	bool spon = token == SPHERON_SPON;

	switch ((enum spheron_bucket_name) r->name) {
	case SPHERON_LOCKED:
		slot = order_find(st, r->owner, 0);
		return slot && lease_at(st, slot)->rec.id && lease_at(st, slot)->rec.token == token
				? &lease_at(st, slot)->locked
				: NULL;
	case SPHERON_STAKE:
		return spon && is_provider(st, id) ? &provider_at(st, id)->stake : NULL;
	case SPHERON_POOL:
		return spon && is_provider(st, id) ? &provider_at(st, id)->pool : NULL;
	case SPHERON_ACCRUED:
		return spon && is_provider(st, id) ? &provider_at(st, id)->accrued : NULL;
	case SPHERON_DELEGATOR_ACCRUED:
		return spon && is_provider(st, id) ? &provider_at(st, id)->delegator_accrued : NULL;
	case SPHERON_UNBONDING:
		return unbonding_bucket(st, id, token);
	case SPHERON_FIZZ_ACCRUED:
		return spon && is_fizz(st, id) ? &fizz_at(st, id)->accrued : NULL;
	case SPHERON_CHALLENGE_BOND:
		slot = challenge_find(st, id, 0);
		return spon && slot ? &challenge_at(st, slot)->bond : NULL;
	case SPHERON_PROPOSAL_DEPOSIT:
		slot = proposal_find(st, id, 0);
		return spon && slot ? &proposal_at(st, slot)->deposit : NULL;
	case SPHERON_RESTAKED:
		slot = is_account(st, id) ? account_at(st, id)->oper : 0;
		return token == SPHERON_ETH && slot ? &oper_at(st, slot)->restaked : NULL;
	case SPHERON_TREASURY:
		return id == 0 ? &st->treasury[token] : NULL;
	case SPHERON_FOUNDATION:
		return spon && id == 0 ? &st->foundation : NULL;
	case SPHERON_BURNED:
		return spon && id == 0 ? &st->burned : NULL;
	case SPHERON_FREE:
	case SPHERON_ESCROW:
	case SPHERON_EARNED:
	case SPHERON_FIZZ_EARNED:
	case SPHERON_BUCKET_COUNT:
		break;
	}
	return NULL;
}

static enum spheron_restored restore_bucket(struct spheron *st, const struct spheron_bucket_record *r)
{
	uint32_t id = (uint32_t) r->owner;
	u128 *amount;

	CHECK(is_token(st, r->token) && (r->owner <= UINT32_MAX || r->name == SPHERON_LOCKED));
	CHECK(!u128_is_zero(r->amount) && u128_le(r->amount, st->token[r->token].minted));
	if (r->name == SPHERON_FREE || r->name == SPHERON_ESCROW) {
		CHECK(is_account(st, id));
		CHECK_ROOM(T_PURSES, 1);
		amount = r->name == SPHERON_FREE ? free_bucket(st, id, r->token)
						 : escrow_bucket(st, id, r->token);
	} else if (r->name == SPHERON_EARNED || r->name == SPHERON_FIZZ_EARNED) {
		struct node *n = node_find(st, r->name == SPHERON_FIZZ_EARNED, id);

		CHECK(n);
		CHECK_ROOM(T_TILLS, 1);
		amount = till_bucket(st, n, r->token);
	} else {
		amount = bucket_in_record(st, r, r->token);
	}
	CHECK(amount);
	*amount = r->amount;
	return SPHERON_RESTORED;
}

/* [ENC-07] How many of its first fields are the key of a record. */
static const uint8_t key_fields[SPHERON_RECORD_COUNT] = {
	[SPHERON_RECORD_PARAM] = 1,
	[SPHERON_RECORD_TOKEN] = 1,
	[SPHERON_RECORD_ACCOUNT] = 1,
	[SPHERON_RECORD_PROVIDER] = 1,
	[SPHERON_RECORD_FIZZ] = 1,
	[SPHERON_RECORD_GPU] = 3,
	[SPHERON_RECORD_ORDER] = 1,
	[SPHERON_RECORD_BID] = 1,
	[SPHERON_RECORD_LEASE] = 1,
	[SPHERON_RECORD_DELEGATION] = 2,
	[SPHERON_RECORD_POOLGEN] = 2,
	[SPHERON_RECORD_UNBOND] = 1,
	[SPHERON_RECORD_PROPOSAL] = 1,
	[SPHERON_RECORD_VOTE] = 2,
	[SPHERON_RECORD_CHALLENGE] = 1,
	[SPHERON_RECORD_OPERATOR] = 1,
	[SPHERON_RECORD_TASK] = 1,
	[SPHERON_RECORD_ATTEST] = 2,
	[SPHERON_RECORD_RELEASE] = 1,
	[SPHERON_RECORD_BUCKET] = 3,
};

/* [ENC-07] Does a record stand behind the one before it?  None does twice then.  Remembers it. */
static bool follows(struct spheron *st, const struct spheron_record *record)
{
	bool behind = record->kind > st->restored.kind;
	struct fields f;

	if ((unsigned) record->kind >= SPHERON_RECORD_COUNT)
		return true; /* no record at all; the caller says so */
	f = record_fields(record->kind);
	st->restored.kind = (uint8_t) record->kind;
	for (unsigned i = 0; i < key_fields[record->kind]; i++) {
		const void *at = (const char *) &record->u + f.at[i].offset;
		uint64_t key = field_number(at, (enum field_type) f.at[i].type);

		if (!behind && key < st->restored.key[i])
			return false;
		behind = behind || key > st->restored.key[i];
		st->restored.key[i] = key;
	}
	return behind;
}

enum spheron_restored spheron_restore_record(struct spheron *st, const struct spheron_record *record)
{
	if (record->kind != SPHERON_RECORD_META)
		CHECK(st->started && follows(st, record));
	switch (record->kind) {
#define RESTORE(number, constant, name, member)                                                    \
	case SPHERON_RECORD_##constant:                                                            \
		return restore_##name(st, &record->u.member);
		SPHERON_RECORDS(RESTORE)
#undef RESTORE
	case SPHERON_RECORD_COUNT:
		break;
	}
	return SPHERON_RESTORE_BAD;
}

enum spheron_restored spheron_restore_terms(struct spheron *st, uint32_t prop,
		const struct spheron_command *command)
{
	uint32_t slot = proposal_find(st, prop, 0);

	CHECK(slot && proposal_at(st, slot)->terms_missing);
	CHECK(proposal_set_terms(st, slot, command));
	proposal_at(st, slot)->terms_missing = 0;
	return SPHERON_RESTORED;
}

/* ---- the end ---- */

static enum spheron_restored derive_totals(struct spheron *st)
{
	u128 sum;

	for (uint32_t id = 1; id <= st->n_providers; id++) {
		struct provider *p = provider_at(st, id);

		provider_rate_update(st, p);
		CHECK(u128_is_zero(p->pool) == u128_is_zero(p->shares));
		if (p->node.status != SPHERON_ACTIVE)
			continue;
		CHECK(u128_add_fits(st->active_bonded, p->stake, &sum));
		CHECK(u128_add_fits(sum, p->pool, &st->active_bonded));
	}
	for (uint32_t id = 1; id <= st->n_fizz; id++)
		fizz_rate_update(st, fizz_at(st, id));
	operators_reweigh(st);
	return SPHERON_RESTORED;
}

enum spheron_restored spheron_restore_end(struct spheron *st)
{
	RULE("D-24");
	CHECK(st->restored.params == SPHERON_PARAM_COUNT && st->n_accounts >= 1 && st->n_tokens >= 3);
	CHECK(par(st, SPHERON_P_CLOCK_MODE) == 1 || now_block(st) == block_of_second(st, now_s(st)));
	for (uint32_t slot = 1; slot <= st->table[T_PROPOSALS].top; slot++)
		CHECK(!proposal_at(st, slot)->terms_missing);
	for (uint32_t slot = 1; slot <= st->table[T_ORDERS].top; slot++)
		CHECK(order_at(st, slot)->rec.state != SPHERON_ORDER_MATCHED
				|| lease_at(st, slot)->rec.id != 0);
	for (uint32_t slot = 1; slot <= st->table[T_UNBONDINGS].top; slot++)
		CHECK(unbond_at(st, slot)->rec.kind != SPHERON_UNBOND_OPERATOR
				|| account_at(st, unbond_at(st, slot)->rec.acct)->oper);
	return derive_totals(st);
}
