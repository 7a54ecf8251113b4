/* node.h - what providers and Fizz nodes have in common: attributes and free resources.  Internal.
 *
 * Source: RULES.md REG-02, REG-08, LEASE-02, BID-06 (capacity).
 */
#ifndef PROTOCOL_NODE_H
#define PROTOCOL_NODE_H

#include "protocol/state.h"

/* What an order, lease or update takes of a node: threads, MB, GB, GPUs of one model. */
struct need {
	uint32_t cpu, mem, sto;
	uint16_t gpu, gpus;
};

/* [REG-02] Are the attributes within their bounds?  (What differs by kind is the caller's.) */
bool attr_valid(const struct spheron_attr *a);

/* GPUs of all lines. */
uint32_t attr_gpus(const struct spheron_attr *a);

/* [REG-08] Do they cover what leases use on the node? */
bool attr_covers(const struct spheron *st, const struct node *n, const struct spheron_attr *a);

/* Are the GPU lines of the node just these? */
bool attr_same_gpus(const struct spheron *st, const struct node *n, const struct spheron_attr *a);

/* Gives the node these attributes; `used` GPU counts follow the model.  Room for the lines was made
 * sure of. */
void attr_set(struct spheron *st, struct node *n, const struct spheron_attr *a);

/* The GPU line of a model, NULL if the node has none. */
struct gpu *gpu_line(const struct spheron *st, const struct node *n, uint16_t model);

/* Up and not paused. */
static inline bool node_connected(const struct node *n)
{
	return n->up && !n->paused;
}

/* [BID-06] Are the resources free, when `freed` (may be NULL) is given back first?  The node has a
 * line of the GPU model if GPUs are wanted. */
bool node_fits(const struct spheron *st, const struct node *n, const struct need *need,
		const struct need *freed);

/* [LEASE-02] Takes and gives back the resources of a lease. */
void node_reserve(const struct spheron *st, struct node *n, const struct need *need);
void node_release(const struct spheron *st, struct node *n, const struct need *need);

/* The node of a lease or bid: the Fizz node if there is one, else the provider. */
static inline struct node *node_of(const struct spheron *st, uint32_t provider, uint32_t fizz)
{
	return fizz ? &fizz_at(st, fizz)->node : &provider_at(st, provider)->node;
}

/* A node by kind and id, NULL if there is none. */
struct node *node_find(const struct spheron *st, unsigned kind, uint32_t id);

#endif
