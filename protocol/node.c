#include "protocol/node.h"

#include "protocol/apply.h"
#include "protocol/tier.h"

#define CPU_MAX 65536u
#define SCORE_MAX 10000000u
#define SIZE_MAX_MB (1u << 30)
#define SPEED_MAX_MBPS 1000000u
#define GPU_COUNT_MAX 4096u
#define GPU_PRICE_MAX_USD 10000000u

static bool gpus_valid(const struct spheron_gpus *gpus)
{
	if (gpus->count > SPHERON_GPU_LINES_MAX)
		return false;
	for (uint32_t i = 0; i < gpus->count; i++) {
		const struct spheron_gpu_line *line = &gpus->item[i];

		if (!gpu_model_valid(line->model) || (i > 0 && line->model <= line[-1].model))
			return false;
		if (line->count < 1 || line->count > GPU_COUNT_MAX || line->price > GPU_PRICE_MAX_USD)
			return false;
	}
	return true;
}

bool attr_valid(const struct spheron_attr *a)
{
	RULE("REG-02");
	RULE("CMD-02");
	return a->region >= 1 && a->cpu <= CPU_MAX && a->score <= SCORE_MAX
			&& cpu_model_valid(a->cpu_model) && a->mem <= SIZE_MAX_MB
			&& a->sto <= SIZE_MAX_MB && a->sto_tier <= 2 && a->down <= SPEED_MAX_MBPS
			&& a->up <= SPEED_MAX_MBPS && gpus_valid(&a->gpus);
}

uint32_t attr_gpus(const struct spheron_attr *a)
{
	uint32_t sum = 0;

	for (uint32_t i = 0; i < a->gpus.count; i++)
		sum += a->gpus.item[i].count;
	return sum;
}

/* GPUs of this model in the attributes. */
static uint32_t gpus_of_model(const struct spheron_attr *a, uint16_t model)
{
	for (uint32_t i = 0; i < a->gpus.count; i++)
		if (a->gpus.item[i].model == model)
			return a->gpus.item[i].count;
	return 0;
}

bool attr_covers(const struct spheron *st, const struct node *n, const struct spheron_attr *a)
{
	RULE("REG-08");
	if (n->used_cpu > a->cpu || n->used_mem > a->mem || n->used_sto > a->sto)
		return false;
	for (uint32_t slot = n->gpu; slot; slot = gpu_at(st, slot)->next) {
		const struct gpu *line = gpu_at(st, slot);

		if (line->used > gpus_of_model(a, line->model))
			return false;
	}
	return true;
}

bool attr_same_gpus(const struct spheron *st, const struct node *n, const struct spheron_attr *a)
{
	uint32_t slot = n->gpu;

	for (uint32_t i = 0; i < a->gpus.count; i++, slot = gpu_at(st, slot)->next) {
		const struct spheron_gpu_line *b = &a->gpus.item[i];
		const struct gpu *line = gpu_at(st, slot);

		if (slot == 0 || line->model != b->model || line->count != b->count
				|| line->price != b->price)
			return false;
	}
	return slot == 0;
}

static uint16_t used_of_model(const struct spheron *st, const struct node *n, uint16_t model)
{
	const struct gpu *line = gpu_line(st, n, model);

	return line ? line->used : 0;
}

/* New lines are made before the old ones go, since `used` moves from these to those; the spare slots
 * of the table allow for both. */
static void gpus_set(struct spheron *st, struct node *n, const struct spheron_gpus *gpus)
{
	uint32_t first = 0, last = 0, old = n->gpu;

	n->gpus = 0;
	for (uint32_t i = 0; i < gpus->count; i++) {
		const struct spheron_gpu_line *from = &gpus->item[i];
		uint32_t slot = slot_take(st, T_GPU_LINES);

		*gpu_at(st, slot) = (struct gpu) { 0, from->price, from->model, from->count,
			used_of_model(st, n, from->model) };
		n->gpus += from->count;
		if (last)
			gpu_at(st, last)->next = slot;
		else
			first = slot;
		last = slot;
	}
	while (old) {
		uint32_t next = gpu_at(st, old)->next;

		slot_give(st, T_GPU_LINES, old);
		old = next;
	}
	n->gpu = first;
}

void attr_set(struct spheron *st, struct node *n, const struct spheron_attr *a)
{
	n->region = a->region;
	n->cpu = a->cpu;
	n->score = a->score;
	n->cpu_model = a->cpu_model;
	n->mem = a->mem;
	n->sto = a->sto;
	n->sto_tier = a->sto_tier;
	n->down = a->down;
	n->up_mbps = a->up;
	n->compute = tier_compute(a->cpu, a->score);
	n->conn = tier_connectivity(a->down, a->up);
	gpus_set(st, n, &a->gpus);
}

struct gpu *gpu_line(const struct spheron *st, const struct node *n, uint16_t model)
{
	for (uint32_t slot = n->gpu; slot; slot = gpu_at(st, slot)->next)
		if (gpu_at(st, slot)->model == model)
			return gpu_at(st, slot);
	return NULL;
}

static const struct need nothing;

bool node_fits(const struct spheron *st, const struct node *n, const struct need *need,
		const struct need *freed)
{
	const struct gpu *line;

	if (!freed)
		freed = &nothing;
	if (need->cpu > n->cpu - n->used_cpu + freed->cpu
			|| need->mem > n->mem - n->used_mem + freed->mem
			|| need->sto > n->sto - n->used_sto + freed->sto)
		return false;
	if (need->gpus == 0)
		return true;
	line = gpu_line(st, n, need->gpu);
	return need->gpus <= line->count - line->used + freed->gpus;
}

void node_reserve(const struct spheron *st, struct node *n, const struct need *need)
{
	RULE("LEASE-02");
	n->used_cpu += need->cpu;
	n->used_mem += need->mem;
	n->used_sto += need->sto;
	if (need->gpus) {
		struct gpu *line = gpu_line(st, n, need->gpu);

		line->used = (uint16_t) (line->used + need->gpus);
	}
}

void node_release(const struct spheron *st, struct node *n, const struct need *need)
{
	n->used_cpu -= need->cpu;
	n->used_mem -= need->mem;
	n->used_sto -= need->sto;
	if (need->gpus) {
		struct gpu *line = gpu_line(st, n, need->gpu);

		line->used = (uint16_t) (line->used - need->gpus);
	}
}

struct node *node_find(const struct spheron *st, unsigned kind, uint32_t id)
{
	if (kind == SPHERON_NODE_PROVIDER)
		return is_provider(st, id) ? &provider_at(st, id)->node : NULL;
	return is_fizz(st, id) ? &fizz_at(st, id)->node : NULL;
}
