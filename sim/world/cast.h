/* cast.h - who is on the stage: every node and every deal as the world keeps them beside the protocol's
 * state, because behaviours and measurements look at them far more often than they change.
 *
 * What is here about the protocol follows its events; world_check() compares it with the records.
 * Nodes are found by protocol id - 1, their numbers in a scenario are the same.  Behaviours keep what
 * is private to them in struct provider and struct fizz.
 */
#ifndef SIM_WORLD_CAST_H
#define SIM_WORLD_CAST_H

#include "model/fizz.h"
#include "model/setup.h"
#include "protocol/spheron.h"

#include <stdbool.h>
#include <stdint.h>

/* GPUs of one model in a node. */
struct node_gpu {
	uint16_t model, count, used;
};

/* A provider or Fizz node.  `used` counts what leases hold. */
struct node {
	uint32_t owner;                /* account */
	uint32_t gateway;              /* protocol id, of a Fizz node; 0 none */
	uint32_t gpu;                  /* first of its lines in cast.gpu */
	uint32_t cpu, mem_mb, sto_gb;
	uint32_t used_cpu, used_mem_mb, used_sto_gb;
	uint32_t leases;
	uint16_t class_, region;       /* indexes of the setup and of the regions */
	uint8_t gpu_lines, gpu_room;
	uint8_t status;                /* enum spheron_status */
	bool up, paused, gone;         /* gone: has left and does not act any more */
	uint8_t down_for;              /* what keeps it down: bits of enum node_down */
	uint32_t entered_era;
	/* of the running era, USD: folded into the month of the behaviours at its end */
	float lease_usd, reward_usd, cost_usd;
};

enum node_down { DOWN_FAULT = 1, DOWN_INCIDENT = 2, DOWN_EVENT = 4 };

/* An order and the lease it becomes: one slot for its whole life. */
struct deal {
	uint64_t order;                /* id of order and lease, 0: the slot is free */
	uint64_t n;                    /* which order of its class */
	double market_usd_hour;        /* what such resources cost when it was placed */
	double max_usd_hour, usd_hour; /* most it pays, and what it pays (a lease) */
	uint64_t ordered_ms, began_ms, wanted_ms; /* wanted: the whole duration */
	uint64_t down_ms;              /* since when its node is down, 0 if it is not */
	uint32_t down_for_ms;          /* total, as lease */
	uint32_t class_, tenant;       /* of the setup's demand; account */
	uint32_t provider, fizz;       /* protocol ids, of a lease; fizz 0: the provider itself */
	uint32_t cpu, mem_mb, sto_gb;
	uint32_t next, previous;       /* deals of the same node; slot + 1 */
	uint16_t gpu, gpus, region, bids;
	uint8_t tries, token;
	bool is_fizz, choose, extends, closes_early, leased;
};

struct cast {
	const struct setup *setup;
	struct node *provider, *fizz;
	struct provider *provider_mind;
	struct fizz *fizz_mind;
	struct node_gpu *gpu;
	struct deal *deal;
	uint32_t n_providers, n_fizz, n_gpu, n_deals; /* in use, and below these rooms */
	uint32_t provider_room, fizz_room, gpu_room, deal_room;
};

#endif
