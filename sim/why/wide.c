#include "sim/why/wide.h"

int wide_compare(wide a, wide b)
{
	if (a.hi != b.hi)
		return a.hi < b.hi ? -1 : 1;
	if (a.lo != b.lo)
		return a.lo < b.lo ? -1 : 1;
	return 0;
}

bool wide_equal(wide a, wide b)
{
	return wide_compare(a, b) == 0;
}

wide wide_sum(wide a, wide b)
{
	wide s;
	uint64_t carry = __builtin_add_overflow(a.lo, b.lo, &s.lo);
	bool over = __builtin_add_overflow(a.hi, b.hi, &s.hi);

	if (over | __builtin_add_overflow(s.hi, carry, &s.hi))
		return WIDE_MAX;
	return s;
}

/* a - b modulo 2^128. */
static wide difference(wide a, wide b)
{
	wide d;
	uint64_t borrow = __builtin_sub_overflow(a.lo, b.lo, &d.lo);

	(void) __builtin_sub_overflow(a.hi, b.hi, &d.hi);
	(void) __builtin_sub_overflow(d.hi, borrow, &d.hi);
	return d;
}

wide wide_less(wide a, wide b)
{
	return wide_compare(a, b) < 0 ? WIDE_MAX : difference(a, b);
}

void wide_add_to(wide *sum, wide a)
{
	*sum = wide_sum(*sum, a);
}

/* ---- products: eight digits of 32 bits, lowest first ---- */

#define DIGITS 8

struct product {
	uint32_t digit[DIGITS];
};

static uint32_t digit_of(wide a, unsigned i)
{
	return (uint32_t) ((i < 2 ? a.lo : a.hi) >> (i % 2 * 32));
}

static struct product multiply(wide a, wide b)
{
	struct product p = { { 0 } };

	for (unsigned i = 0; i < 4; i++) {
		uint64_t carry = 0;

		for (unsigned j = 0; j < 4; j++) {
			carry += (uint64_t) digit_of(a, i) * digit_of(b, j) + p.digit[i + j];
			p.digit[i + j] = (uint32_t) carry;
			carry >>= 32;
		}
		p.digit[i + 4] = (uint32_t) carry;
	}
	return p;
}

static bool bit_of(const struct product *p, unsigned i)
{
	return p->digit[i / 32] >> i % 32 & 1;
}

wide wide_share(wide a, wide b, wide c)
{
	struct product p = multiply(a, b);
	wide rest = { 0, 0 }, quotient = { 0, 0 };

	if (wide_is_zero(c))
		return WIDE_MAX;
	for (unsigned i = 32 * DIGITS; i > 0; i--) {
		bool over = rest.hi >> 63;

		if (quotient.hi >> 63)
			return WIDE_MAX;
		quotient = (wide){ quotient.lo << 1, quotient.hi << 1 | quotient.lo >> 63 };
		rest = (wide){ rest.lo << 1 | bit_of(&p, i - 1), rest.hi << 1 | rest.lo >> 63 };
		if (over || wide_compare(rest, c) >= 0) {
			/* With a bit shifted out the difference is still right in 128 bits. */
			rest = difference(rest, c);
			quotient.lo |= 1;
		}
	}
	return quotient;
}

wide wide_times(wide a, uint64_t b)
{
	return wide_share(a, wide_of(b), wide_of(1));
}

wide wide_bp(wide a, uint64_t rate_bp)
{
	return wide_share(a, wide_of(rate_bp), wide_of(10000));
}

wide wide_ppm(wide a, uint64_t rate_ppm)
{
	return wide_share(a, wide_of(rate_ppm), wide_of(1000000));
}

wide wide_power_of_ten(unsigned n)
{
	wide v = wide_of(1);

	for (; n > 0; n--)
		v = wide_times(v, 10);
	return v;
}
