/* Tiers (3.3), required stake (STAKE-02) and liveness rates (LIVE-02, LIVE-03). */
#include "state.h"

/* TIER-05: tier of GPU models 1..76. */
static const u8 gpu_table[77] = {
	0,                                                               /* no model 0 */
	0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,                              /* 1-12 */
	1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,                              /* 13-24 */
	2, 2, 2, 2, 2, 2, 2,                                             /* 25-31 */
	3, 3, 3, 3,                                                      /* 32-35 */
	4, 4, 4, 4, 4, 4, 4,                                             /* 36-42 */
	5, 5, 5,                                                         /* 43-45 */
	6, 6,                                                            /* 46-47 */
	7, 7,                                                            /* 48-49 */
	8,                                                               /* 50 */
	9,                                                               /* 51 */
	0, 0, 0, 0,                                                      /* 52-55 */
	2, 1, 0, 4, 0, 4, 1, 4, 3, 2, 5, 4, 4, 9, 10, 10, 4, 4, 5, 6, 3, /* 56-76 */
};

#define RTX5090 66

/* TIER-01 */
u8 oracle_compute_tier(const struct node *n)
{
	if (n->cpu == 0)
		return 0;
	if (n->score > 50000)
		return 3;
	if (n->cpu <= 48 && n->score < 20000)
		return 1;
	return 2;
}

/* TIER-02 */
u8 oracle_storage_tier(const struct node *n)
{
	return n->sto == 0 ? 0 : n->sto_tier;
}

/* TIER-03 */
u8 oracle_conn_tier(const struct node *n)
{
	if (n->down == 0 || n->up_mbps == 0)
		return 0;
	if (n->down < 100 || n->up_mbps < 75)
		return 1;
	if (n->down < 500 || n->up_mbps < 400)
		return 2;
	if (n->down > 5000 && n->up_mbps > 5000)
		return 4;
	return 3;
}

/* TIER-06 */
static u8 tier_by_price(u32 price)
{
	if (price < 1000)
		return 1;
	if (price < 2000)
		return 3;
	if (price < 5000)
		return 4;
	if (price <= 7500)
		return 5;
	if (price <= 15000)
		return 7;
	return 8;
}

/* TIER-05, TIER-06 */
u8 oracle_gpu_tier(const struct oracle *o, u8 kind, u16 model, u32 price)
{
	if (oracle_param(o, P_gpu_class_mode) == 0 || model > 76)
		return tier_by_price(price);
	if (kind == KIND_FIZZ && model == RTX5090)
		return 4;
	return gpu_table[model];
}

/* 2.1: GPU class of a tier */
static u8 gpu_class(u8 tier)
{
	return tier >= 8 ? 4 : tier / 2;
}

/* REG-02, ORDER-02 */
bool oracle_gpu_model_valid(u128 model)
{
	return (model >= 1 && model <= 76) || (model >= 1000 && model <= 65535);
}

/* TIER-07: gp is 1, the others 4..17. */
bool oracle_cpu_model_known(u128 model)
{
	return model == 1 || (model >= 4 && model <= 17);
}

/* TIER-07 */
static u128 cpu_model_mult(const struct oracle *o, u8 model)
{
	static const u32 mult[18] = {
		0,
		0,
		0,
		0,
		2500,
		5000,
		7500,
		5000,
		2500,
		2000,
		7500,
		1000,
		2500,
		2000,
		5000,
		5000,
		7500,
		10000,
	};

	return model == 1 ? oracle_param(o, P_fizz_gp_mult) : mult[model];
}

u32 oracle_gpu_count(const struct node *n)
{
	u32 sum = 0;

	for (int i = 0; i < n->gpu_lines; i++)
		sum += n->gpu[i].count;
	return sum;
}

/* STAKE-02 */
u128 oracle_required_stake(const struct oracle *o, const struct provider *p)
{
	const struct node *n = &p->node;
	u128 per_cpu = oracle_param(o, P_min_stake_cpu);
	u128 sum = per_cpu * oracle_div_up(n->cpu, 64);

	for (int i = 0; i < n->gpu_lines; i++) {
		u8 tier = oracle_gpu_tier(o, KIND_PROVIDER, n->gpu[i].model, n->gpu[i].price);

		sum += n->gpu[i].count * oracle_param(o, P_min_stake_gpu + gpu_class(tier));
	}
	return n->cpu == 0 && oracle_gpu_count(n) == 0 ? per_cpu : sum;
}

/* G of LIVE-02 and LIVE-03, in 10^-4 micropoints */
static u128 gpu_points(const struct oracle *o, const struct node *n, int base)
{
	u128 sum = 0;

	for (int i = 0; i < n->gpu_lines; i++) {
		u8 tier = oracle_gpu_tier(o, n->kind, n->gpu[i].model, n->gpu[i].price);

		sum += n->gpu[i].count * oracle_param(o, base) * oracle_param(o, P_gpu_mult + tier);
	}
	return sum;
}

/* LIVE-02 with the trust multiplier given */
static u128 provider_rate_with(const struct oracle *o, const struct provider *p, u128 trust)
{
	const struct node *n = &p->node;
	u128 mult = oracle_param(o, P_compute_mult + oracle_compute_tier(n));
	u128 sum = gpu_points(o, n, P_prov_gpu_base);

	if (oracle_param(o, P_cpu_tier_model) == 1)
		mult = 10000;
	sum += n->cpu * oracle_param(o, P_prov_cpu_base) * mult;
	sum *= oracle_param(o, P_storage_mult + oracle_storage_tier(n));
	sum *= oracle_param(o, P_conn_mult + oracle_conn_tier(n));
	return sum * trust / oracle_pow10(16);
}

/* rate (LIVE-02) */
u128 oracle_provider_rate(const struct oracle *o, const struct provider *p)
{
	return provider_rate_with(o, p, oracle_param(o, P_trust_mult + p->tier));
}

/* srate (LIVE-02) */
u128 oracle_provider_srate(const struct oracle *o, const struct provider *p)
{
	u128 trust = oracle_max(
		oracle_param(o, P_trust_mult + p->tier), oracle_param(o, P_slash_trust_floor_bp));

	return provider_rate_with(o, p, trust);
}

/* rate = srate (LIVE-03) */
u128 oracle_fizz_rate(const struct oracle *o, const struct fizz *f)
{
	const struct node *n = &f->node;
	u128 mult = oracle_param(o, P_fizz_compute_mult + oracle_compute_tier(n));

	if (oracle_param(o, P_cpu_tier_model) == 1)
		mult = cpu_model_mult(o, n->cpu_model);
	return (gpu_points(o, n, P_fizz_gpu_base) +
		       n->cpu * oracle_param(o, P_fizz_cpu_base) * mult) /
	       10000;
}

/* CMD-05 */
enum result oracle_do_q_rate(struct oracle *o, const struct command *c)
{
	u128 kind = oracle_num(c, "kind"), id = oracle_num(c, "id");

	if (kind > KIND_FIZZ)
		return BAD_VALUE;
	if (!oracle_node(o, kind, id))
		return NOT_FOUND;
	if (kind == KIND_PROVIDER)
		EVENT(o, "Answer", D(oracle_provider_rate(o, oracle_provider(o, id))));
	else
		EVENT(o, "Answer", D(oracle_fizz_rate(o, oracle_fizz(o, id))));
	return OK;
}

/* PRICE-03: the product must fit u128, checked before it is made. */
enum result oracle_do_q_price(struct oracle *o, const struct command *c)
{
	u128 hourly = oracle_num(c, "hourly");
	u128 factor = oracle_pow10(12) * oracle_param(o, P_block_time_ms);

	if (hourly > (ORACLE_U128_MAX - 1800000) / factor)
		return OVERFLOW;
	EVENT(o, "Answer", D((hourly * factor + 1800000) / 3600000));
	return OK;
}
