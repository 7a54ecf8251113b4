#include "protocol/liveness.h"

#include "protocol/apply.h"
#include "protocol/node.h"
#include "protocol/tier.h"

bool provider_verified(const struct spheron *st, const struct provider *p)
{
	RULE("REG-12");
	if (par(st, SPHERON_P_VERIFY_FIRST) == 0)
		return true;
	return (p->node.cpu == 0 || (p->verified & 1)) && (p->node.gpus == 0 || (p->verified & 2));
}

uint64_t provider_active_s(const struct spheron *st, const struct provider *p)
{
	uint64_t s = p->active_s;

	if (p->node.status == SPHERON_ACTIVE)
		s += now_s(st) - p->active_from;
	return s;
}

/* Adds rate x seconds to a sum of micropoint seconds. */
static void add_seconds(u128 *sum, uint64_t rate, uint64_t seconds)
{
	*sum = u128_add(*sum, u128_mul64x64(rate, seconds));
}

/* [LIVE-01] What a rewarded second is worth now: less under a lease if the parameter says so. */
static uint64_t rate_in_force(const struct spheron *st, const struct node *n)
{
	uint64_t bp = par(st, SPHERON_P_LEASED_REWARD_BP);

	if (n->leases == 0 || bp == 10000)
		return n->rate;
	return u128_bp_down(u128_of(n->rate), bp).lo;
}

/* [COOL-03] Of the seconds since the last fold, those after the cooldown. */
static uint64_t seconds_after_cooldown(const struct spheron *st, const struct node *n)
{
	uint64_t from = n->cooldown_until > n->folded_t ? n->cooldown_until : n->folded_t;

	RULE("COOL-03");
	BRANCH_IF(from == n->cooldown_until && now_s(st) <= from, "cooldown.reward.withheld",
			"connected seconds of a provider that all fell into its cooldown");
	BRANCH_IF(from == n->cooldown_until && now_s(st) > from, "cooldown.reward.resumed",
			"a cooldown of a provider ended; what followed is rewarded");
	return now_s(st) > from ? now_s(st) - from : 0;
}

static void fold_measured(struct node *n, uint64_t dt, bool connected)
{
	n->measured_s += (uint32_t) dt;
	if (connected)
		n->up_s += (uint32_t) dt;
}

/* `n` is the node of p or a copy of it. */
static void fold_provider_node(const struct spheron *st, const struct provider *p, struct node *n)
{
	uint64_t dt = now_s(st) - n->folded_t;
	bool connected = node_connected(n);

	RULE("LIVE-01");
	RULE("LIVE-04");
	if (dt == 0)
		return;
	if (n->status == SPHERON_REGISTERED || n->status == SPHERON_ACTIVE)
		fold_measured(n, dt, connected);
	if (connected) {
		if (n->status == SPHERON_ACTIVE && provider_verified(st, p))
			add_seconds(&n->wsec, rate_in_force(st, n), seconds_after_cooldown(st, n));
	} else if (n->leases + p->fleases > 0
			&& (n->status == SPHERON_REGISTERED || n->status == SPHERON_ACTIVE
					|| n->status == SPHERON_SUSPENDED)) {
		add_seconds(&n->dsec, n->srate, dt);
	}
	n->folded_t = now_s(st);
}

/* A Fizz node is rewarded only while its gateway is Active.  The gateway counts its Active seconds,
 * so the difference between two readings is what the node needs; a reading is taken at the end of
 * the cooldown too, hence no fold has a cooldown end inside. */
static void fold_fizz_node(const struct spheron *st, const struct fizz *f, struct node *n)
{
	uint64_t dt = now_s(st) - n->folded_t;
	bool connected = node_connected(n);

	RULE("FIZZ-12");
	if (dt == 0)
		return;
	if (n->status == SPHERON_ACTIVE) {
		fold_measured(n, dt, connected);
		BRANCH_IF(connected && n->cooldown_until > n->folded_t, "cooldown.reward.fizz-withheld",
				"connected seconds of a Fizz node in its cooldown");
		if (connected && n->cooldown_until <= n->folded_t) {
			const struct provider *g = provider_at(st, f->gateway);

			add_seconds(&n->wsec, rate_in_force(st, n),
					provider_active_s(st, g) - f->gateway_s);
		} else if (!connected && n->leases > 0) {
			add_seconds(&n->dsec, n->srate, dt);
		}
	}
	n->folded_t = now_s(st);
}

void provider_fold(struct spheron *st, struct provider *p)
{
	fold_provider_node(st, p, &p->node);
}

void fizz_fold(struct spheron *st, struct fizz *f)
{
	fold_fizz_node(st, f, &f->node);
	if (f->gateway)
		f->gateway_s = provider_active_s(st, provider_at(st, f->gateway));
}

void node_fold(struct spheron *st, unsigned kind, uint32_t id)
{
	if (kind == SPHERON_NODE_PROVIDER)
		provider_fold(st, provider_at(st, id));
	else
		fizz_fold(st, fizz_at(st, id));
}

void provider_folded(const struct spheron *st, const struct provider *p, struct node *copy)
{
	*copy = p->node;
	fold_provider_node(st, p, copy);
}

void fizz_folded(const struct spheron *st, const struct fizz *f, struct node *copy)
{
	*copy = f->node;
	fold_fizz_node(st, f, copy);
}

/* ---- rates ---- */

/* Sum over GPU lines of count x base x multiplier of the tier. */
static u128 gpu_points(const struct spheron *st, const struct node *n, unsigned kind, uint64_t base)
{
	u128 sum = U128_ZERO;

	for (uint32_t slot = n->gpu; slot; slot = gpu_at(st, slot)->next) {
		const struct gpu *line = gpu_at(st, slot);
		uint8_t tier = tier_gpu(st, kind, line->model, line->price);
		uint64_t mult = par(st, SPHERON_P_GPU_MULT + tier);

		sum = u128_add(sum, u128_mul(u128_mul64x64(base, mult), line->count));
	}
	return sum;
}

/* [LIVE-02] The factors of a provider's rate but for trust. */
static struct spheron_rate provider_factors(const struct spheron *st, const struct provider *p)
{
	const struct node *n = &p->node;
	struct spheron_rate r = { .compute = n->compute, .conn = n->conn,
		.storage = tier_storage(n->sto, n->sto_tier) };
	uint64_t compute = par(st, SPHERON_P_COMPUTE_MULT + n->compute);

	RULE("LIVE-02");
	RULE("TIER-04");
	if (par(st, SPHERON_P_CPU_TIER_MODEL) == 1)
		compute = 10000;
	r.gpu = gpu_points(st, n, SPHERON_NODE_PROVIDER, par(st, SPHERON_P_PROV_GPU_BASE));
	r.cpu = u128_mul(u128_mul64x64(par(st, SPHERON_P_PROV_CPU_BASE), compute), n->cpu);
	r.storage_bp = par(st, SPHERON_P_STORAGE_MULT + r.storage);
	r.conn_bp = par(st, SPHERON_P_CONN_MULT + n->conn);
	r.trust_bp = par(st, SPHERON_P_TRUST_MULT + p->tier);
	return r;
}

/* Multipliers are bp; four of them and the one floor at the end make the 10^16 of LIVE-02. */
static uint64_t rate_down(const struct spheron_rate *r, uint64_t trust_bp)
{
	u128 points = u128_mul(u128_mul(u128_add(r->gpu, r->cpu), r->storage_bp), r->conn_bp);

	return u128_div_down(u128_mul(points, trust_bp), UINT64_C(10000000000000000)).lo;
}

void provider_rate_update(const struct spheron *st, struct provider *p)
{
	struct spheron_rate r = provider_factors(st, p);
	uint64_t floor = par(st, SPHERON_P_SLASH_TRUST_FLOOR_BP);

	p->node.rate = rate_down(&r, r.trust_bp);
	p->node.srate = rate_down(&r, r.trust_bp > floor ? r.trust_bp : floor);
}

/* [LIVE-03] */
static struct spheron_rate fizz_factors(const struct spheron *st, const struct fizz *f)
{
	const struct node *n = &f->node;
	struct spheron_rate r = { .compute = n->compute, .conn = n->conn,
		.storage = tier_storage(n->sto, n->sto_tier), .storage_bp = 10000, .conn_bp = 10000,
		.trust_bp = 10000 };
	uint64_t mult = par(st, SPHERON_P_CPU_TIER_MODEL) == 1
			? cpu_model_mult(st, n->cpu_model)
			: par(st, SPHERON_P_FIZZ_COMPUTE_MULT + n->compute);

	RULE("LIVE-03");
	r.gpu = gpu_points(st, n, SPHERON_NODE_FIZZ, par(st, SPHERON_P_FIZZ_GPU_BASE));
	r.cpu = u128_mul(u128_mul64x64(par(st, SPHERON_P_FIZZ_CPU_BASE), mult), n->cpu);
	return r;
}

void fizz_rate_update(const struct spheron *st, struct fizz *f)
{
	struct spheron_rate r = fizz_factors(st, f);

	f->node.rate = f->node.srate = u128_div_down(u128_add(r.gpu, r.cpu), 10000).lo;
}

bool spheron_explain_rate(const struct spheron *st, enum spheron_node_kind kind, uint32_t id,
		struct spheron_rate *rate)
{
	const struct node *n = node_find(st, kind, id);

	if (!n)
		return false;
	*rate = kind == SPHERON_NODE_PROVIDER ? provider_factors(st, provider_at(st, id))
					      : fizz_factors(st, fizz_at(st, id));
	rate->rate = n->rate;
	rate->gpus = n->gpus;
	return true;
}

uint8_t spheron_explain_gpu(const struct spheron *st, enum spheron_node_kind kind, uint16_t model,
		uint32_t price)
{
	return tier_gpu(st, kind, model, price);
}

enum spheron_result command_q_rate(struct spheron *st, uint32_t from,
		const struct spheron_args_node *a)
{
	const struct node *n;

	(void) from;
	RULE("CMD-05");
	REQUIRE(a->kind <= SPHERON_NODE_FIZZ, BAD_VALUE);
	n = node_find(st, a->kind, a->id);
	REQUIRE(n, NOT_FOUND);

	EMIT(st, ANSWER, answer, .value = { .number = u128_of(n->rate) });
	return SPHERON_OK;
}
