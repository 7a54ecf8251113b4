/* price.h - prices, costs, fees and what an order locks.  Internal.
 *
 * Source: RULES.md PRICE-01..04, ESCROW-03, LEASE-03, FEE-01..04, FIZZ-06.  A price is 18-decimal
 * fixed point of one whole payment token per block, whatever the token's decimals.
 */
#ifndef PROTOCOL_PRICE_H
#define PROTOCOL_PRICE_H

#include "protocol/state.h"

/* [PRICE-02] Base units of the token for `blocks` blocks, rounded down.  price <= price_max, blocks
 * <= max_blocks at their highest bounds, so nothing overflows. */
u128 price_cost_down(const struct spheron *st, uint8_t token, u128 price, uint64_t blocks);

/* Parts per million of one whole token in its base units, rounded down. */
u128 whole_token_ppm_down(const struct spheron *st, uint8_t token, uint64_t ppm);

/* [PRICE-04] Is it worth enough for so many blocks? */
bool price_admitted(const struct spheron *st, uint8_t token, u128 price, uint64_t blocks);

/* [ESCROW-03] What a lease at this price locks under the fee rates in force. */
u128 price_lock(const struct spheron *st, uint8_t token, u128 price, uint64_t blocks);

/* [FIZZ-06] The least price per block that a Fizz node's configuration admits, rounded up. */
struct fizz;
u128 price_ask_up(const struct spheron *st, const struct fizz *f, uint32_t cpu, uint32_t mem,
		uint32_t sto, uint32_t gpus);

/* [LEASE-03] Writes the fee rates of a new term into a lease whose token, provider and fizz are
 * set. */
void price_fee_rates(const struct spheron *st, struct spheron_lease_record *lease);

#endif
