/* offer.h - what an offer on an order meets, in words with the values of the state. */
#ifndef SIM_WHY_OFFER_H
#define SIM_WHY_OFFER_H

#include "sim/why/why.h"

struct offer {
	uint32_t provider, fizz; /* fizz 0: the provider itself */
	uint16_t gpu;
	wide price;
};

bool why_order(const struct spheron *state, uint64_t id, struct spheron_order_record *o);
bool why_bid(const struct spheron *state, uint64_t id, struct spheron_bid_record *b);

/* What node does the work of an offer: its kind and id. */
unsigned offer_kind(const struct offer *x);
uint32_t offer_node(const struct offer *x);

/* The obstacle in words: "F6: uptime 89.5 % of the provider, 95 % demanded".  NULL if there is
 * none. */
const char *offer_obstacle_words(const struct spheron *state, const struct spheron_order_record *o,
		const struct offer *x, enum spheron_obstacle obstacle);

/* The rule behind it. */
const char *offer_obstacle_rule(enum spheron_obstacle obstacle);

/* What does not fit: "16 threads wanted, 8 of 64 free". */
const char *capacity_words(const struct spheron *state, unsigned kind, uint32_t id, uint32_t cpu,
		uint32_t mem, uint32_t sto, uint16_t gpu, uint32_t gpus,
		const struct spheron_lease_record *freed);

#endif
