#include "protocol/tier.h"

uint8_t tier_compute(uint32_t cpu, uint32_t score)
{
	RULE("TIER-01");
	if (cpu == 0)
		return COMPUTE_NONE;
	if (score > 50000)
		return COMPUTE_HPC;
	return cpu <= 48 && score < 20000 ? COMPUTE_BASIC : COMPUTE_GENERAL;
}

uint8_t tier_storage(uint32_t sto, uint8_t sto_tier)
{
	RULE("TIER-02");
	return sto == 0 ? 0 : sto_tier;
}

uint8_t tier_connectivity(uint32_t down, uint32_t up)
{
	RULE("TIER-03");
	if (down == 0 || up == 0)
		return CONN_NONE;
	if (down < 100 || up < 75)
		return CONN_LOW;
	if (down < 500 || up < 400)
		return CONN_MEDIUM;
	return down > 5000 && up > 5000 ? CONN_ULTRA : CONN_HIGH;
}

#define MODELS_LISTED 76
#define MODEL_RTX5090 66

/* [TIER-05] Tier of each listed model by its on-chain resource id. */
static const uint8_t listed_tier[MODELS_LISTED + 1] = {
	/*  0 */ 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
	/* 10 */ 0, 0, 0, 1, 1, 1, 1, 1, 1, 1,
	/* 20 */ 1, 1, 1, 1, 1, 2, 2, 2, 2, 2,
	/* 30 */ 2, 2, 3, 3, 3, 3, 4, 4, 4, 4,
	/* 40 */ 4, 4, 4, 5, 5, 5, 6, 6, 7, 7,
	/* 50 */ 8, 9, 0, 0, 0, 0, 2, 1, 0, 4,
	/* 60 */ 0, 4, 1, 4, 3, 2, 5, 4, 4, 9,
	/* 70 */ 10, 10, 4, 4, 5, 6, 3,
};

bool gpu_model_valid(uint16_t model)
{
	return (model >= 1 && model <= MODELS_LISTED) || model >= 1000;
}

/* [TIER-06] */
static uint8_t tier_of_price(uint32_t price)
{
	RULE("TIER-06");
	if (price < 1000)
		return 1;
	if (price < 2000)
		return 3;
	if (price < 5000)
		return 4;
	if (price <= 7500)
		return 5;
	return price <= 15000 ? 7 : 8;
}

uint8_t tier_gpu(const struct spheron *st, unsigned kind, uint16_t model, uint32_t price)
{
	RULE("TIER-05");
	if (model > MODELS_LISTED || par(st, SPHERON_P_GPU_CLASS_MODE) == 0)
		return tier_of_price(price);
	if (kind == SPHERON_NODE_FIZZ && model == MODEL_RTX5090)
		return 4;
	return listed_tier[model];
}

uint8_t gpu_class(uint8_t tier)
{
	return tier >= 8 ? 4 : tier / 2;
}

/* [TIER-07] In bp by model id; `gp` (1) has a parameter of its own, 2 and 3 are no models. */
static const uint16_t cpu_mult[] = { 0, 0, 0, 0, 2500, 5000, 7500, 5000, 2500, 2000, 7500, 1000,
	2500, 2000, 5000, 5000, 7500, 10000 };

bool cpu_model_valid(uint8_t model)
{
	RULE("TIER-07");
	return model == 1 || (model < sizeof cpu_mult / sizeof cpu_mult[0] && cpu_mult[model] != 0);
}

uint64_t cpu_model_mult(const struct spheron *st, uint8_t model)
{
	return model == 1 ? par(st, SPHERON_P_FIZZ_GP_MULT) : cpu_mult[model];
}
