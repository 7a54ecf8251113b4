#include "model/hardware.h"

#include "model/fitted.h"
#include "model/gpu_name.h"

#include <math.h>
#include <stddef.h>

#define HOUR_S 3600.0
#define MODELS (GPU_NAMES + 1)

/* Of the board power: idle (assumed), and under load, where 0.6 to 0.95 are common. */
#define GPU_IDLE 0.06
#define GPU_BUSY 0.80

/* Assumed, by what is on sale: watts of a server and of each thread, idle and added by work; USD of
 * a server without GPUs, of a thread and a GB; benchmark score; GB of storage for a thread. */
#define SERVER_IDLE_W 60.0
#define THREAD_IDLE_W 2.0
#define THREAD_USE_W  2.5
#define SERVER_USD    2000.0
#define THREAD_USD    60.0
#define MEMORY_GB_USD 3.0
#define SERVER_SCORE  12000u
#define THREAD_SCORE  500u
#define THREAD_STO_GB 20u

/* Machines that data centres offer beside those of the fitted inventory, which is of 2023 and has
 * no newer GPUs; their part of all machines is assumed. */
struct server {
	double part;
	uint32_t threads, mem_gb, sto_gb;
	uint16_t gpu, gpus;
};

static const struct server newer[] = {
	{ 0.060, 192, 1536, 8000, 51, 8 }, /* h100 */
	{ 0.015, 192, 2048, 8000, 70, 8 }, /* h200 */
	{ 0.040, 128, 1024, 8000, 50, 8 }, /* a100-80g */
	{ 0.020, 64, 512, 4000, 50, 4 },
	{ 0.040, 128, 768, 4000, 46, 8 }, /* l40s */
	{ 0.030, 64, 512, 4000, 45, 8 },  /* rtxa6000 */
	{ 0.030, 96, 512, 4000, 40, 8 },  /* l4 */
	{ 0.060, 64, 256, 4000, 0, 0 },
	{ 0.060, 128, 512, 8000, 0, 0 },
	{ 0.045, 256, 1024, 16000, 0, 0 },
};

/* What small companies and enthusiasts put into a rack or a cellar; assumed. */
static const struct server workshop[] = {
	{ 22, 32, 128, 2000, 36, 1 }, /* rtx4090 */
	{ 16, 48, 128, 2000, 36, 2 },
	{ 10, 64, 256, 4000, 36, 4 },
	{ 14, 24, 64, 1000, 34, 1 }, /* rtx3090 */
	{ 10, 32, 128, 2000, 34, 4 },
	{ 5, 48, 128, 2000, 66, 2 }, /* rtx5090 */
	{ 5, 32, 128, 2000, 37, 4 }, /* rtxa5000 */
	{ 5, 48, 256, 4000, 45, 4 }, /* rtxa6000 */
	{ 5, 16, 64, 1000, 24, 1 },  /* rtxa4000 */
	{ 8, 32, 128, 4000, 0, 0 },
};

/* A gateway needs a good line and hardly a machine; assumed. */
static const struct server gateway[] = {
	{ 3, 8, 32, 200, 0, 0 },
	{ 1, 16, 64, 500, 0, 0 },
};

#define COUNT(array) (sizeof(array) / sizeof *(array))
#define ROOM         256

static struct gpu_market market[MODELS];
static double cheapest_usd, middle_usd;
static struct machine datacentre_list[ROOM], workshop_list[COUNT(workshop)], home_list[ROOM],
		gateway_list[COUNT(gateway)];
static uint32_t datacentre_n, home_n;

static void make_market(void)
{
	double price[MODELS];
	uint32_t n = 0;

	for (size_t i = 0; i < fitted_gpus_n; i++) {
		const struct fitted_gpu *g = &fitted_gpus[i];
		uint32_t at = n;

		if (g->gpu >= MODELS || market[g->gpu].name)
			continue;
		market[g->gpu] = (struct gpu_market) { g->gpu, g->name, g->usd_h, g->board_w,
			g->vram_gb, g->price_usd };
		for (; at > 0 && price[at - 1] > g->usd_h; at--)
			price[at] = price[at - 1];
		price[at] = g->usd_h;
		n++;
	}
	cheapest_usd = n ? price[0] : 0;
	middle_usd = n ? price[n / 2] : 0;
}

const struct gpu_market *hardware_gpu(uint16_t model)
{
	return model < MODELS && market[model].name ? &market[model] : NULL;
}

uint16_t hardware_gpu_named(const char *name)
{
	return (uint16_t) gpu_named(name);
}

const char *hardware_gpu_name(uint16_t model)
{
	return gpu_name(model);
}

static double board_w(uint32_t gpu)
{
	const struct gpu_market *g = hardware_gpu((uint16_t) gpu);

	return gpu == 0 ? 0 : g ? g->board_w : 200;
}

static double gpu_usd(uint16_t gpu)
{
	const struct gpu_market *g = hardware_gpu(gpu);

	return g ? g->usd_hour : gpu == 0 ? middle_usd : cheapest_usd;
}

double hardware_usd_hour(
		uint32_t cpu, uint32_t mem_mb, uint32_t sto_gb, uint16_t gpu, uint16_t gpus)
{
	double usd = cpu * HARDWARE_THREAD_USD_HOUR + mem_mb * (HARDWARE_GB_USD_HOUR / 1024) +
		     sto_gb * HARDWARE_STO_USD_HOUR;

	return gpus ? usd + gpus * gpu_usd(gpu) : usd;
}

double hardware_use_w(uint32_t threads, uint16_t gpu, uint32_t gpus)
{
	double w = threads * THREAD_USE_W;

	return gpus ? w + gpus * board_w(gpu) * (GPU_BUSY - GPU_IDLE) : w;
}

struct machine hardware_server(
		uint32_t threads, uint32_t mem_mb, uint32_t sto_gb, uint16_t gpu, uint16_t gpus)
{
	const struct gpu_market *g = hardware_gpu(gpu);
	const char *name = gpus ? gpu_name(gpu) : "cpu";
	double idle_w = SERVER_IDLE_W + threads * THREAD_IDLE_W + gpus * board_w(gpu) * GPU_IDLE;
	double mbps = gpus >= 8 || threads >= 128 ? 10000 : 1000;

	return (struct machine) {
		.name = name ? name : "gpu",
		.weight = 1,
		.threads = threads,
		.score = threads ? SERVER_SCORE + threads * THREAD_SCORE : 0,
		.mem_mb = mem_mb,
		.sto_gb = sto_gb ? sto_gb : threads * THREAD_STO_GB,
		.nvme = 1,
		.down_mbps = mbps,
		.up_mbps = mbps,
		.gpu = gpus ? gpu : 0,
		.gpus = gpu ? gpus : 0,
		.idle_w = idle_w,
		.busy_w = idle_w + hardware_use_w(threads, gpu, gpus),
		.price_usd = SERVER_USD + threads * THREAD_USD + mem_mb / 1024.0 * MEMORY_GB_USD +
			     (g ? gpus * g->new_usd : 0),
	};
}

static struct machine bought(const struct server *s, double weight)
{
	struct machine m =
			hardware_server(s->threads, s->mem_gb * 1024, s->sto_gb, s->gpu, s->gpus);

	m.weight = weight;
	return m;
}

static void make_datacentre(void)
{
	double fitted = 0, part = 0;

	for (size_t i = 0; i < COUNT(newer); i++)
		part += newer[i].part;
	for (size_t i = 0; i < fitted_machines_n; i++)
		fitted += fitted_machines[i].weight;
	for (size_t i = 0; i < fitted_machines_n && datacentre_n < ROOM - COUNT(newer); i++) {
		const struct fitted_machine *f = &fitted_machines[i];
		struct machine *m = &datacentre_list[datacentre_n++];
		double gpus_usd;

		*m = hardware_server(f->threads, f->mem_mb, f->sto_gb, f->gpu, f->gpus);
		gpus_usd = hardware_gpu(f->gpu) ? f->gpus * hardware_gpu(f->gpu)->new_usd : 0;
		m->weight = f->weight / fitted * (1 - part);
		m->score = f->score;
		m->price_usd = f->price_usd + gpus_usd;
		m->idle_w = f->idle_w + f->gpus * board_w(f->gpu) * GPU_IDLE;
		m->busy_w = m->idle_w + hardware_use_w(f->threads, f->gpu, f->gpus);
	}
	for (size_t i = 0; i < COUNT(newer); i++)
		datacentre_list[datacentre_n++] = bought(&newer[i], newer[i].part);
}

/* Homes have their machines anyway, so they cost nothing to have. */
static void make_homes(void)
{
	for (size_t i = 0; i < fitted_homes_n && home_n < ROOM; i++) {
		const struct fitted_home *f = &fitted_homes[i];
		const char *name = f->gpu ? gpu_name(f->gpu) : "cpu";
		double idle_w = f->idle_w + board_w(f->gpu) * GPU_IDLE;

		home_list[home_n++] = (struct machine) {
			.name = name ? name : "gpu",
			.weight = f->weight,
			.threads = f->threads,
			.score = f->score,
			.mem_mb = f->mem_mb,
			.sto_gb = f->sto_gb,
			.nvme = 1,
			.gpu = f->gpu,
			.gpus = f->gpu ? 1 : 0,
			.idle_w = idle_w,
			.busy_w = idle_w + f->cpu_w + board_w(f->gpu) * (GPU_BUSY - GPU_IDLE),
		};
	}
}

/* Before main() begins, so that nothing here changes while threads read it. */
__attribute__((constructor)) static void make_lists(void)
{
	make_market();
	make_datacentre();
	make_homes();
	for (size_t i = 0; i < COUNT(workshop); i++)
		workshop_list[i] = bought(&workshop[i], workshop[i].part);
	for (size_t i = 0; i < COUNT(gateway); i++) {
		gateway_list[i] = bought(&gateway[i], gateway[i].part);
		gateway_list[i].price_usd /= 3; /* a used or a small machine, not a server */
		gateway_list[i].idle_w /= 2;
	}
}

const struct machine *hardware_list(enum machine_list list, uint32_t *n)
{
	switch (list) {
	case MACHINES_DATACENTRE:
		*n = datacentre_n;
		return datacentre_list;
	case MACHINES_WORKSHOP:
		*n = COUNT(workshop);
		return workshop_list;
	case MACHINES_HOME:
		*n = home_n;
		return home_list;
	case MACHINES_GATEWAY:
		*n = COUNT(gateway);
		return gateway_list;
	case MACHINES_LISTS:
		break;
	}
	*n = 0;
	return NULL;
}

uint32_t hardware_pick(const struct machine *list, uint32_t n, double u)
{
	double sum = 0;
	uint32_t last = 0;

	for (uint32_t i = 0; i < n; i++)
		sum += fmax(list[i].weight, 0);
	u *= sum;
	for (uint32_t i = 0; i < n; i++) {
		if (!(list[i].weight > 0))
			continue;
		last = i;
		if (u < list[i].weight)
			return i;
		u -= list[i].weight;
	}
	return last;
}

double hardware_power_usd_hour(const struct machine *m, double busy, double usd_per_kwh)
{
	return (m->idle_w + (m->busy_w - m->idle_w) * busy) / 1000 * usd_per_kwh;
}

double hardware_capital_usd_hour(const struct machine *m, double life_s)
{
	return life_s > 0 ? m->price_usd / (life_s / HOUR_S) : 0;
}
