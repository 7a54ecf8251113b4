/* network.h - the population that the benchmark runs on.
 *
 * The shape is that of the reference network: 5,000 providers to 50,000 Fizz hosts, so one node in
 * eleven is a provider; every tenth provider is a gateway of a hundred homes.  Four delegations a
 * provider, one tenant for 27 nodes (10 orders a day each), eight verifiers, five matchmaker
 * operators.  What a machine looks like follows from its id alone, so nothing of it is stored here.
 */
#ifndef TESTS_BENCH_NETWORK_H
#define TESTS_BENCH_NETWORK_H

#include "protocol/spheron.h"

/* The second of the genesis, the length of an era, and of a block in milliseconds (profile seed).
 */
enum { T0 = 1000000, ERA_S = 86400, BLOCK_MS = 2000 };

enum { VERIFIERS = 8, OPERATORS = 5, REGIONS = 40, MODELS = 8 };

/* The nodes of the reference network, of which rates are told (stream.c). */
#define REFERENCE_NODES 55000u

struct network {
	uint32_t nodes, providers, fizz, gateways, tenants, delegators;
	/* first account of each kind of people; the system is 0, then verifiers and operators */
	uint32_t first_tenant, first_owner, first_delegator, first_host;
	uint32_t accounts;
	uint32_t *gateway_of;  /* provider id, by Fizz id */
	uint32_t *member;      /* Fizz ids by gateway, ascending */
	uint32_t *member_from; /* gateway k has member[member_from[k]] up to member_from[k + 1] */
	struct spheron_capacity capacity;
	struct spheron *state;
	uint64_t commands; /* that made the population */
};

/* A network just founded: all nodes registered, staked, verified, delegated to.  With `short_lived`
 * orders end by their time to live and are never matched, which is what the plain version knows. */
void network_begin(struct network *net, uint32_t nodes, bool short_lived);
void network_end(struct network *net);

/* The owners, the id of gateway k, and what machines are. */
uint32_t owner_of_provider(const struct network *net, uint32_t provider);
uint32_t owner_of_fizz(const struct network *net, uint32_t fizz);
uint32_t gateway_id(uint32_t k);
void machine_of_provider(uint32_t provider, struct spheron_attr *attr);
void machine_of_fizz(uint32_t fizz, struct spheron_attr *attr);

/* The k-th of the popular GPU models, and of the regions. */
uint16_t gpu_model(unsigned k);
uint16_t region(unsigned k);

/* mantissa x 10^zeros. */
struct spheron_u128 units(uint64_t mantissa, unsigned zeros);

/* A well-mixed number of two; the same on every machine. */
uint64_t mixed(uint64_t a, uint64_t b);

/* Memory, or the end of the program with a clear line. */
void *memory(size_t bytes);
void *more_memory(void *old, size_t bytes);

/* The same for a state, aligned to a cache line: what the library lays out by lines stays so. */
void *block_for(const struct spheron_capacity *capacity);

#endif
