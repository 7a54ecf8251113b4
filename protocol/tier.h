/* tier.h - what class of machine a node is.  Internal.
 *
 * Source: RULES.md TIER-01..07.
 */
#ifndef PROTOCOL_TIER_H
#define PROTOCOL_TIER_H

#include "protocol/state.h"

enum { COMPUTE_NONE, COMPUTE_BASIC, COMPUTE_GENERAL, COMPUTE_HPC };
enum { CONN_NONE, CONN_LOW, CONN_MEDIUM, CONN_HIGH, CONN_ULTRA };

/* [TIER-01] Compute tier of so many threads with this benchmark score. */
uint8_t tier_compute(uint32_t cpu, uint32_t score);

/* [TIER-02] Storage tier: the declared one, None without storage. */
uint8_t tier_storage(uint32_t sto, uint8_t sto_tier);

/* [TIER-03] Connectivity tier by download and upload in Mbps. */
uint8_t tier_connectivity(uint32_t down, uint32_t up);

/* Is this a GPU model id (REG-02)? */
bool gpu_model_valid(uint16_t model);

/* [TIER-05, TIER-06] GPU tier 0..10 of a model with this declared price in USD; kind 0 provider,
 * 1 Fizz. */
uint8_t tier_gpu(const struct spheron *st, unsigned kind, uint16_t model, uint32_t price);

/* GPU class 0..4 of a GPU tier (chapter 2.1). */
uint8_t gpu_class(uint8_t tier);

/* [TIER-07] Is this a CPU model, and what it multiplies Fizz points by, in bp. */
bool cpu_model_valid(uint8_t model);
uint64_t cpu_model_mult(const struct spheron *st, uint8_t model);

#endif
