#include "protocol/tier.h"

uint8_t tier_compute(uint32_t cpu, uint32_t score)
{
	RULE("TIER-01");
	BRANCH_IF(cpu == 0, "tier.compute.none", "no threads");
	BRANCH_IF(cpu > 0 && score > 50000, "tier.compute.hpc", "a score above 50,000");
	BRANCH_IF(cpu > 0 && cpu <= 48 && score < 20000, "tier.compute.basic",
			"at most 48 threads and a score below 20,000");
	BRANCH_IF(cpu > 0 && score <= 50000 && (cpu > 48 || score >= 20000), "tier.compute.general",
			"all between Basic and HPC");
	if (cpu == 0)
		return COMPUTE_NONE;
	if (score > 50000)
		return COMPUTE_HPC;
	return cpu <= 48 && score < 20000 ? COMPUTE_BASIC : COMPUTE_GENERAL;
}

uint8_t tier_storage(uint32_t sto, uint8_t sto_tier)
{
	RULE("TIER-02");
	BRANCH_IF(sto == 0 || sto_tier == 0, "tier.storage.none", "no storage, or of no declared kind");
	BRANCH_IF(sto > 0 && sto_tier == 1, "tier.storage.ssd", "storage declared as SSD");
	BRANCH_IF(sto > 0 && sto_tier == 2, "tier.storage.nvme", "storage declared as NVMe");
	return sto == 0 ? 0 : sto_tier;
}

uint8_t tier_connectivity(uint32_t down, uint32_t up)
{
	RULE("TIER-03");
	if (down == 0 || up == 0) {
		BRANCH("tier.connectivity.none", "no bandwidth in one direction");
		return CONN_NONE;
	}
	if (down < 100 || up < 75) {
		BRANCH("tier.connectivity.low", "less than 100 Mbps down or 75 up");
		return CONN_LOW;
	}
	if (down < 500 || up < 400) {
		BRANCH("tier.connectivity.medium", "less than 500 Mbps down or 400 up");
		return CONN_MEDIUM;
	}
	BRANCH_IF(down > 5000 && up > 5000, "tier.connectivity.ultra-high", "more than 5 Gbps both ways");
	BRANCH_IF(down <= 5000 || up <= 5000, "tier.connectivity.high", "from Medium up to 5 Gbps");
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
	if (price < 1000) {
		BRANCH("tier.gpu-by-price.entry-2", "below 1,000 USD");
		return 1;
	}
	if (price < 2000) {
		BRANCH("tier.gpu-by-price.low-2", "from 1,000 to below 2,000 USD");
		return 3;
	}
	if (price < 5000) {
		BRANCH("tier.gpu-by-price.medium-1", "from 2,000 to below 5,000 USD");
		return 4;
	}
	if (price <= 7500) {
		BRANCH("tier.gpu-by-price.medium-2", "from 5,000 to 7,500 USD");
		return 5;
	}
	BRANCH_IF(price <= 15000, "tier.gpu-by-price.high-2", "above 7,500, up to 15,000 USD");
	BRANCH_IF(price > 15000, "tier.gpu-by-price.ultra-high-1", "above 15,000 USD");
	return price <= 15000 ? 7 : 8;
}

static uint8_t tier_of_listed(uint16_t model)
{
	uint8_t tier = listed_tier[model];

	BRANCH_IF(tier == 0, "tier.gpu-by-model.entry-1", "a listed model such as the gtx1080");
	BRANCH_IF(tier == 1, "tier.gpu-by-model.entry-2", "a listed model such as the rtx3070");
	BRANCH_IF(tier == 2, "tier.gpu-by-model.low-1", "a listed model such as the rtx3080");
	BRANCH_IF(tier == 3, "tier.gpu-by-model.low-2", "a listed model such as the rtx3090");
	BRANCH_IF(tier == 4, "tier.gpu-by-model.medium-1", "a listed model such as the rtx4090");
	BRANCH_IF(tier == 5, "tier.gpu-by-model.medium-2", "a listed model such as the rtxa6000");
	BRANCH_IF(tier == 6, "tier.gpu-by-model.high-1", "a listed model such as the l40s");
	BRANCH_IF(tier == 7, "tier.gpu-by-model.high-2", "a listed model such as the a100-sxm-40g");
	BRANCH_IF(tier == 8, "tier.gpu-by-model.ultra-high-1", "the a100-80g");
	BRANCH_IF(tier == 9, "tier.gpu-by-model.ultra-high-2", "a listed model such as the h100");
	BRANCH_IF(tier == 10, "tier.gpu-by-model.ultra-high-3", "a listed model such as the h200");
	return tier;
}

uint8_t tier_gpu(const struct spheron *st, unsigned kind, uint16_t model, uint32_t price)
{
	RULE("TIER-05");
	BRANCH_IF(model <= MODELS_LISTED && par(st, SPHERON_P_GPU_CLASS_MODE) == 0,
			"tier.gpu-by-price.listed-model", "the price counts although the model is listed");
	if (model > MODELS_LISTED || par(st, SPHERON_P_GPU_CLASS_MODE) == 0)
		return tier_of_price(price);
	if (kind == SPHERON_NODE_FIZZ && model == MODEL_RTX5090) {
		BRANCH("tier.gpu-by-model.rtx5090-at-home", "Medium 1 in a Fizz node, elsewhere Medium 2");
		return 4;
	}
	return tier_of_listed(model);
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
	BRANCH_IF(model == 1, "tier.cpu-by-model.general-purpose", "any CPU but Apple's, in a Fizz node");
	BRANCH_IF(model != 1, "tier.cpu-by-model.listed", "one of Apple's, in a Fizz node");
	return model == 1 ? par(st, SPHERON_P_FIZZ_GP_MULT) : cpu_mult[model];
}
