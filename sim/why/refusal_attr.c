/* What nodes say of themselves, and where it lies outside the bounds. */

#include "sim/why/refusal.h"

#include "sim/why/words.h"

#include <inttypes.h>

#define SIZE_MAX_UNITS (1u << 30)

const struct spheron_attr *attr_of(const struct spheron_command *c)
{
	if (c->verb == SPHERON_CMD_PROVIDER_REGISTER)
		return &c->u.provider_register.attr;
	if (c->verb == SPHERON_CMD_PROVIDER_ATTRS)
		return &c->u.provider_attrs.attr;
	if (c->verb == SPHERON_CMD_FIZZ_REGISTER)
		return &c->u.fizz_register.attr;
	return &c->u.fizz_capacity.attr;
}

uint32_t attr_gpu_count(const struct spheron_attr *a)
{
	uint32_t sum = 0;

	for (uint32_t i = 0; i < a->gpus.count && i < SPHERON_GPU_LINES_MAX; i++)
		sum += a->gpus.item[i].count;
	return sum;
}

bool gpu_model_exists(unsigned model)
{
	return (model >= 1 && model <= 76) || model >= 1000;
}

/* [TIER-07] */
static bool cpu_model_exists(unsigned model)
{
	return model == 1 || (model >= 4 && model <= 17);
}

static const char *gpu_lines(struct refused *x, const struct spheron_gpus *gpus)
{
	BECAUSE(gpus->count > SPHERON_GPU_LINES_MAX, 1, "REG-02",
			"%" PRIu32 " GPU lines, at most %d", gpus->count, SPHERON_GPU_LINES_MAX);
	for (uint32_t i = 0; i < gpus->count; i++) {
		const struct spheron_gpu_line *g = &gpus->item[i];

		BECAUSE(!gpu_model_exists(g->model), 1, "REG-02",
				"GPU model %u: models are 1 to 76 and from 1000 on", g->model);
		BECAUSE(i > 0 && g->model <= g[-1].model, 1, "REG-02",
				"GPU models must ascend: %u after %u", g->model, g[-1].model);
		BECAUSE(g->count < 1 || g->count > 4096, 1, "REG-02",
				"%u GPUs of model %u: 1 to 4,096 are possible", g->count, g->model);
		BECAUSE(g->price > 10000000, 1, "REG-02",
				"GPU price %" PRIu32 " USD, at most 10,000,000", g->price);
	}
	return NULL;
}

static const char *attributes(struct refused *x, const struct spheron_attr *a)
{
	BECAUSE(a->region < 1, 1, "REG-02", "region 0: regions are 1 to 65,535");
	BECAUSE(a->cpu > 65536, 1, "REG-02", "%" PRIu32 " threads, at most 65,536", a->cpu);
	BECAUSE(a->score > 10000000, 1, "REG-02", "score %" PRIu32 ", at most 10,000,000",
			a->score);
	BECAUSE(!cpu_model_exists(a->cpu_model), 1, "REG-02", "no CPU model has number %u",
			a->cpu_model);
	BECAUSE(a->mem > SIZE_MAX_UNITS, 1, "REG-02", "%" PRIu32 " MB of memory, at most 2^30",
			a->mem);
	BECAUSE(a->sto > SIZE_MAX_UNITS, 1, "REG-02", "%" PRIu32 " GB of storage, at most 2^30",
			a->sto);
	BECAUSE(a->sto_tier > 2, 1, "REG-02", "storage tier %u, at most 2", a->sto_tier);
	BECAUSE(a->down > 1000000 || a->up > 1000000, 1, "REG-02",
			"link of %" PRIu32 "/%" PRIu32 " Mbps, at most 1,000,000", a->down, a->up);
	return gpu_lines(x, &a->gpus);
}

const char *refused_provider_attributes(
		struct refused *x, const struct spheron_attr *a, uint8_t tokens, uint8_t gateway)
{
	const char *why = attributes(x, a);
	struct spheron_record t;

	if (why)
		return why;
	BECAUSE(gateway > 1, 1, "REG-02", "gateway %u: 0 or 1", gateway);
	BECAUSE(tokens == 0, 1, "REG-02", "no token is accepted");
	for (unsigned token = 0; token < SPHERON_TOKENS_MAX; token++)
		BECAUSE((tokens >> token & 1) && (!spheron_find(x->state, SPHERON_RECORD_TOKEN,
								  token, 0, 0, &t) ||
								 !t.u.token.pay),
				1, "REG-02", "token %u in the mask %u does not pay leases", token,
				tokens);
	BECAUSE(gateway == 0 && a->cpu == 0 && a->gpus.count == 0 && a->sto == 0, 1,
			"REG-02, GATE-06",
			"no threads, GPUs or storage: only a gateway may have nothing");
	return NULL;
}

const char *refused_fizz_attributes(struct refused *x, const struct spheron_attr *a)
{
	const char *why = attributes(x, a);
	uint32_t gpus = attr_gpu_count(a);

	if (why)
		return why;
	BECAUSE(a->cpu + gpus == 0, 1, "FIZZ-01", "neither threads nor GPUs");
	BECAUSE(a->cpu > param_of(x, SPHERON_P_FIZZ_CPU_MAX), 1, "FIZZ-01",
			"%" PRIu32 " threads are no home machine, at most %" PRIu64, a->cpu,
			param_of(x, SPHERON_P_FIZZ_CPU_MAX));
	BECAUSE(gpus > param_of(x, SPHERON_P_FIZZ_GPUS_MAX), 1, "FIZZ-01",
			"%" PRIu32 " GPUs are no home machine, at most %" PRIu64, gpus,
			param_of(x, SPHERON_P_FIZZ_GPUS_MAX));
	return NULL;
}

const char *refused_fizz_prices(
		struct refused *x, uint64_t cpu, uint64_t mem, uint64_t sto, uint64_t gpu)
{
	uint64_t most = UINT64_C(1000000000000);

	BECAUSE(cpu > most || mem > most || sto > most || gpu > most, 1, "FIZZ-04",
			"a monthly price above 10^12 micro-USD");
	return NULL;
}
