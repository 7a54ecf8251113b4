/* hardware.h - machines as they are bought and switched on, and what they cost to own and to run.
 *
 * GPUs have the protocol's numbers (RULES.md TIER-05).  Money is USD, power W, memory MB, storage GB.
 *
 * A machine draws its idle power always, and in proportion to what is in use the rest up to its busy
 * power; both include its GPUs.
 */
#ifndef MODEL_HARDWARE_H
#define MODEL_HARDWARE_H

#include "protocol/spheron.h"

#include <stdint.h>

/* One kind of machine. */
struct machine {
	const char *name;
	double weight;      /* how often, among the others of its list */
	uint32_t threads, score, mem_mb, sto_gb;
	uint32_t nvme;      /* 1: NVMe, 0: SSD */
	double down_mbps, up_mbps;
	uint32_t gpu, gpus; /* model, 0 none */
	double idle_w, busy_w;
	double price_usd;   /* new; 0: it is there anyway, as in a home */
};

/* What the market knows about a GPU model: rental price of an hour, board power, memory. */
struct gpu_market {
	uint16_t model;
	const char *name;
	double usd_hour, board_w, vram_gb, new_usd;
};

/* NULL for a model nobody rents out. */
const struct gpu_market *hardware_gpu(uint16_t model);

/* The model of a name as in RULES.md ("rtx4090", "a100-80g"); 0 if there is none. */
uint16_t hardware_gpu_named(const char *name);
const char *hardware_gpu_name(uint16_t model);

/* Market prices of an hour of a thread, a GB of memory and a GB of storage: what Akash's providers ask
 * unless they decide otherwise, USD 1.60, 0.80 and 0.02 a month of 730.5 h (its price script, which sets
 * them by the price of a Hetzner CPX51). */
#define HARDWARE_THREAD_USD_HOUR (1.60 / 730.5)
#define HARDWARE_GB_USD_HOUR     (0.80 / 730.5)
#define HARDWARE_STO_USD_HOUR    (0.02 / 730.5)

/* What an hour of these resources costs on the open market, by which tenants set their budgets: GPUs at
 * their rental price, and per thread, GB of memory and GB of storage.  Any model (0) costs as much as the
 * middle one of all, a model nobody rents out as much as the cheapest. */
double hardware_usd_hour(uint32_t cpu, uint32_t mem_mb, uint32_t sto_gb, uint16_t gpu, uint16_t gpus);

/* Lists that a class without a list of its own uses: machines of data centres, of small professional
 * providers, of homes. */
enum machine_list { MACHINES_DATACENTRE, MACHINES_WORKSHOP, MACHINES_HOME, MACHINES_GATEWAY, MACHINES_LISTS };
const struct machine *hardware_list(enum machine_list list, uint32_t *n);

/* Which of a list, from one number 0 <= u < 1. */
uint32_t hardware_pick(const struct machine *list, uint32_t n, double u);

/* A server of that size, as one would buy it: everything else is estimated (traces of machines tell no
 * more).  Its name is that of its GPUs. */
struct machine hardware_server(uint32_t threads, uint32_t mem_mb, uint32_t sto_gb, uint16_t gpu,
		uint16_t gpus);

/* W that are added when so much of a server is in use. */
double hardware_use_w(uint32_t threads, uint16_t gpu, uint32_t gpus);

/* USD an hour: electricity of a machine that is busy for that part of its capacity; its price spread
 * over its life. */
double hardware_power_usd_hour(const struct machine *m, double busy, double usd_per_kwh);
double hardware_capital_usd_hour(const struct machine *m, double life_s);

#endif
