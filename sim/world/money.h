/* money.h - between the whole numbers of the protocol and the doubles in which behaviours think.
 *
 * Behaviours decide in doubles; what they decide becomes a whole number here, once, by rounding down,
 * and from then on it is the protocol's.
 */
#ifndef SIM_WORLD_MONEY_H
#define SIM_WORLD_MONEY_H

#include "protocol/spheron.h"
#include "support/wrap.h"

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

/* Units of an amount of whole tokens: a whole number of tokens, up to 2^63 of them, is met exactly. */
WRAPS static inline struct spheron_u128 units_of(double tokens, uint64_t in_one)
{
	uint64_t whole = tokens < 1 ? 0 : tokens < 0x1p63 ? (uint64_t) tokens : UINT64_C(1) << 63;
	uint64_t part = tokens > 0 ? (uint64_t) ((tokens - (double) whole) * (double) in_one) : 0;
	uint64_t low = (uint32_t) whole * (in_one & UINT32_MAX);
	uint64_t mid = (whole >> 32) * (in_one & UINT32_MAX) + (low >> 32);
	uint64_t mid2 = (uint32_t) whole * (in_one >> 32) + (uint32_t) mid;
	struct spheron_u128 out = { mid2 << 32 | (uint32_t) low,
		(whole >> 32) * (in_one >> 32) + (mid >> 32) + (mid2 >> 32) };

	out.lo += part;
	out.hi += out.lo < part;
	return out;
}

static inline struct spheron_u128 spon_units(double spon)
{
	return units_of(spon, UINT64_C(1000000000000000000));
}

static inline struct spheron_u128 usd_units(double usd)
{
	return units_of(usd, 1000000);
}

static inline double u128_double(struct spheron_u128 value)
{
	return (double) value.hi * 0x1p64 + (double) value.lo;
}

static inline bool u128_is_zero(struct spheron_u128 value)
{
	return value.lo == 0 && value.hi == 0;
}

#endif
