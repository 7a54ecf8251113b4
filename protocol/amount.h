/* amount.h - exact arithmetic on unsigned 128-bit amounts.
 *
 * Source: RULES.md NUM-01..04.  Amounts, prices, points and shares are counted in base units and
 * never wrap.  Two kinds of operations: those that may not fit return bool and leave the judgement
 * to the caller; those whose result is proven to fit by the bounds of chapter 1 return the value and
 * stop the program if the proof was wrong, because a wrapped balance would be money from nowhere.
 *
 * Every division says in its name which way it rounds.
 */
#ifndef PROTOCOL_AMOUNT_H
#define PROTOCOL_AMOUNT_H

#include "protocol/number.h"
#include "protocol/rule.h"

typedef struct spheron_u128 u128;

#define U128_ZERO ((u128) { 0, 0 })
#define U128_MAX ((u128) { UINT64_MAX, UINT64_MAX })

/* What is proven never to happen.  No symbol, no message: the library has no way to print. */
static inline void u128_prove(bool holds)
{
	if (!holds)
		__builtin_trap();
}

static inline u128 u128_of(uint64_t v)
{
	return (u128) { v, 0 };
}

static inline bool u128_is_zero(u128 a)
{
	return (a.lo | a.hi) == 0;
}

static inline bool u128_eq(u128 a, u128 b)
{
	return a.lo == b.lo && a.hi == b.hi;
}

static inline bool u128_lt(u128 a, u128 b)
{
	return a.hi < b.hi || (a.hi == b.hi && a.lo < b.lo);
}

static inline bool u128_le(u128 a, u128 b)
{
	return !u128_lt(b, a);
}

static inline u128 u128_min(u128 a, u128 b)
{
	return u128_lt(a, b) ? a : b;
}

static inline u128 u128_max(u128 a, u128 b)
{
	return u128_lt(a, b) ? b : a;
}

/* *out = a + b, false if it does not fit. */
static inline bool u128_add_fits(u128 a, u128 b, u128 *out)
{
	u128 sum;
	uint64_t carry = __builtin_add_overflow(a.lo, b.lo, &sum.lo);
	bool over = __builtin_add_overflow(a.hi, b.hi, &sum.hi);

	if (over | __builtin_add_overflow(sum.hi, carry, &sum.hi))
		return false;
	*out = sum;
	return true;
}

static inline u128 u128_add(u128 a, u128 b)
{
	u128 sum = U128_ZERO;

	u128_prove(u128_add_fits(a, b, &sum));
	return sum;
}

/* a - b, with a >= b. */
static inline u128 u128_sub(u128 a, u128 b)
{
	u128 rest;
	uint64_t borrow = __builtin_sub_overflow(a.lo, b.lo, &rest.lo);
	bool under = __builtin_sub_overflow(a.hi, b.hi, &rest.hi);

	u128_prove(!(under | __builtin_sub_overflow(rest.hi, borrow, &rest.hi)));
	return rest;
}

/* The whole product of two 64-bit numbers. */
static inline u128 u128_mul64x64(uint64_t a, uint64_t b)
{
	uint64_t al = (uint32_t) a, ah = a >> 32, bl = (uint32_t) b, bh = b >> 32;
	uint64_t low = al * bl, one = al * bh, two = ah * bl, high = ah * bh;
	uint64_t mid = (low >> 32) + (uint32_t) one + (uint32_t) two;

	return (u128) { mid << 32 | (uint32_t) low,
		high + (one >> 32) + (two >> 32) + (mid >> 32) };
}

/* *out = a * m, false if it does not fit. */
static inline bool u128_mul_fits(u128 a, uint64_t m, u128 *out)
{
	u128 low = u128_mul64x64(a.lo, m), high = u128_mul64x64(a.hi, m);

	return high.hi == 0 && u128_add_fits(low, (u128) { 0, high.lo }, out);
}

static inline u128 u128_mul(u128 a, uint64_t m)
{
	u128 product = U128_ZERO;

	u128_prove(u128_mul_fits(a, m, &product));
	return product;
}

/* floor(a / d), d > 0. */
u128 u128_div_down(u128 a, uint64_t d);

/* ceil(a / d), d > 0. */
u128 u128_div_up(u128 a, uint64_t d);

/* floor(a * b / c) by a 256-bit product, c > 0; a quotient above 2^128 - 1 becomes 2^128 - 1
 * [NUM-03]. */
u128 u128_muldiv_down(u128 a, u128 b, u128 c);

/* The product of a and b compared with the product of c and d, exactly: -1, 0 or 1 [NUM-03]. */
int u128_cmp_products(u128 a, u128 b, u128 c, u128 d);

/* The share of `a` that a rate in basis points or parts per million names, rounded down.  a <= 10^34
 * or so: the product must fit. */
static inline u128 u128_bp_down(u128 a, uint64_t rate_bp)
{
	RULE("NUM-05");
	return u128_div_down(u128_mul(a, rate_bp), 10000);
}

static inline u128 u128_ppm_down(u128 a, uint64_t rate_ppm)
{
	return u128_div_down(u128_mul(a, rate_ppm), 1000000);
}

/* 10^n, n <= 38. */
u128 u128_power_of_ten(unsigned n);

#endif
