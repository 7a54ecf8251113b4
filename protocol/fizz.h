/* fizz.h - Fizz nodes: home machines behind a gateway.  Internal.
 *
 * Source: RULES.md FIZZ-01..12.
 */
#ifndef PROTOCOL_FIZZ_H
#define PROTOCOL_FIZZ_H

#include "protocol/state.h"

/* [FIZZ-04] Are these monthly prices in millionths of a USD admitted? */
bool fizz_prices_valid(uint64_t cpu, uint64_t mem, uint64_t sto, uint64_t gpu);

#endif
