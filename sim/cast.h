/* cast.h - who is on the stage: every node and every deal as the world keeps them beside the protocol's
 * state, because behaviours and measurements look at them far more often than they change.
 *
 * What is here about the protocol follows its events; world_check() compares it with the records.
 * Nodes are found by protocol id - 1, their numbers in a scenario are the same.  Behaviours keep what
 * is private to them in struct provider and struct fizz.
 */
#ifndef SIM_CAST_H
#define SIM_CAST_H

#include "model/fizz.h"
#include "model/setup.h"
#include "protocol/spheron.h"

#include <stdbool.h>
#include <stdint.h>

/* GPUs of one model in a node. */
struct node_gpu {
	uint16_t model, count, used;
};

/* A provider or Fizz node.  `used` counts what leases hold.  What every bid looks at comes first and fits
 * a cache line. */
struct node {
	uint32_t cpu, mem_mb, sto_gb;
	uint32_t used_cpu, used_mem_mb, used_sto_gb;
	uint32_t uptime_ppm;           /* as filter F6 and scoring take it (MATCH-01) */
	uint32_t gateway;              /* protocol id, of a Fizz node; 0 none */
	uint32_t gpu;                  /* first of its lines in cast.gpu */
	uint32_t owner;                /* account */
	uint16_t class_, region;       /* indexes of the setup and of the regions */
	uint8_t gpu_lines;
	uint8_t status;                /* enum spheron_status */
	bool up, paused;
	bool leaving, gone;            /* takes no more orders; has left */
	uint8_t down_for;              /* what keeps it down: bits of enum node_down */
	bool seen;                     /* uptime_ppm is measured */
	bool stranger;                 /* registered by a script: nobody of a class, does nothing by itself */

	uint32_t leases;
	uint32_t deal;                 /* first of its leases: slot + 1, 0 none */
	uint32_t agent, errand, checks, work; /* who wakes for its link, proofs, subnet, maintenance */
	uint64_t work_until_ms;        /* of maintenance under way or planned */
	uint32_t version;
	uint16_t commission_bp;
	uint8_t tier;                  /* of trust, of a provider */
	uint8_t links_moved;           /* times it changed its gateway */
	uint32_t entered_era, members; /* members: of a gateway, Fizz nodes linked to it */
	/* of the running era, USD: folded into the month of the behaviours at its end */
	float lease_usd, reward_usd, cost_usd;
};

enum node_down { DOWN_FAULT = 1, DOWN_INCIDENT = 2, DOWN_EVENT = 4, DOWN_WORK = 8 };

/* The Fizz nodes of a gateway, protocol ids, ascending. */
struct subnet {
	uint32_t *fizz;
	uint32_t n, room;
};

/* How far a deal is, which is what its next wake is for. */
enum deal_stage {
	DEAL_FREE,     /* the slot is not in use */
	DEAL_BIDDING,  /* bids come */
	DEAL_MATCHING, /* the window closes, operators answer */
	DEAL_RETRYING, /* it was not served and will be ordered again */
	DEAL_LEASED,
	DEAL_OVER      /* the lease has ended badly and the tenant thinks about it */
};

#define DEAL_BIDDERS 12
#define SEATS_MAX 32     /* operators */

/* An order and the lease it becomes: one slot for its whole life. */
struct deal {
	uint64_t order;                /* id of order and lease */
	uint64_t n;                    /* which order of its class */
	uint64_t bid, expected;        /* the cheapest bid; the one that scoring expects */
	uint64_t ordered_ms, placed_ms, closes_ms; /* first and last placed; its window closes */
	uint64_t began_ms, wanted_ms;  /* of the lease; the whole duration */
	uint64_t down_ms;              /* since when its node is down, 0 if it is not */
	uint32_t answered, wrong;      /* operators that have attested; wrongly: a bit each */
	double market_usd_hour;        /* what such resources cost when it was placed */
	double max_usd_hour, usd_hour; /* most it pays, and what it pays (a lease) */
	double best;                   /* price of the cheapest bid, as the protocol counts */
	uint32_t agent;
	uint32_t class_, tenant;       /* of the setup's demand; account */
	uint32_t provider, fizz;       /* protocol ids, of a lease; fizz 0: the provider itself */
	uint32_t cpu, mem_mb, sto_gb;
	uint32_t next, previous;       /* deals of the same node; slot + 1 */
	uint32_t bidder[DEAL_BIDDERS]; /* providers, protocol ids */
	uint8_t answer[SEATS_MAX];     /* blocks until each operator answers; ANSWER_WRONG added */
	uint32_t down_for_s;           /* in all, as lease */
	float early;                   /* part of the duration after which it is closed */
	float min_uptime;
	uint16_t gpu, gpus, region;    /* index of the region */
	uint8_t stage, bids, tries, token;
	bool is_fizz, choose, extends, closes_early, strict;
};

struct cast {
	const struct setup *setup;
	struct node *provider, *fizz;
	struct provider *provider_mind;
	struct subnet *subnet;         /* of each provider */
	struct fizz *fizz_mind;
	uint32_t (*fizz_price)[4];     /* micro-USD a month: thread, GB of memory, GB of storage, GPU */
	struct node_gpu *gpu;
	struct deal *deal;
	uint32_t n_providers, n_fizz, n_gpu, n_deals;
	size_t provider_room, fizz_room, gpu_room, deal_room;
};

#endif
