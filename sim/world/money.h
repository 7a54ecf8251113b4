/* money.h - between the whole numbers of the protocol and the doubles in which behaviours think.
 *
 * Behaviours decide in doubles; what they decide becomes a whole number here, once, by rounding down,
 * and from then on it is the protocol's.
 */
#ifndef SIM_WORLD_MONEY_H
#define SIM_WORLD_MONEY_H

#include "protocol/spheron.h"

#define SPON_UNITS 1e18
#define ETH_UNITS  1e18
#define USD_UNITS  1e6

static inline struct spheron_u128 u128_of(double value)
{
	struct spheron_u128 out = { 0, 0 };

	if (value >= 1) {
		out.hi = (uint64_t) (value * 0x1p-64);
		out.lo = (uint64_t) (value - (double) out.hi * 0x1p64);
	}
	return out;
}

static inline double u128_double(struct spheron_u128 value)
{
	return (double) value.hi * 0x1p64 + (double) value.lo;
}

static inline bool u128_is_zero(struct spheron_u128 value)
{
	return value.lo == 0 && value.hi == 0;
}

static inline struct spheron_u128 u128_small(uint64_t value)
{
	return (struct spheron_u128) { value, 0 };
}

static inline bool u128_less(struct spheron_u128 a, struct spheron_u128 b)
{
	return a.hi != b.hi ? a.hi < b.hi : a.lo < b.lo;
}

#endif
