/* wide.h - arithmetic on amounts for explanations.
 *
 * A second computation of what the protocol library has done, so it shares no code with it. Nothing
 * here wraps: a sum that does not fit becomes 2^128 - 1, which no ledger holds, so the comparison
 * that follows fails instead of agreeing by accident.
 */
#ifndef SIM_WHY_WIDE_H
#define SIM_WHY_WIDE_H

#include "protocol/number.h"

typedef struct spheron_u128 wide;

#define WIDE_MAX ((wide){ UINT64_MAX, UINT64_MAX })

static inline wide wide_of(uint64_t v)
{
	return (wide){ v, 0 };
}

static inline bool wide_is_zero(wide a)
{
	return (a.lo | a.hi) == 0;
}

/* -1, 0 or 1 as a is less than, equal to or more than b. */
int wide_compare(wide a, wide b);
bool wide_equal(wide a, wide b);

wide wide_sum(wide a, wide b);

/* a - b, or 2^128 - 1 if b is more than a. */
wide wide_less(wide a, wide b);

/* a * b / c, rounded down, by a 256-bit product; 2^128 - 1 if it does not fit or c is 0. */
wide wide_share(wide a, wide b, wide c);
wide wide_times(wide a, uint64_t b);

/* a * rate / 10000 and a * rate / 1000000, rounded down. */
wide wide_bp(wide a, uint64_t rate_bp);
wide wide_ppm(wide a, uint64_t rate_ppm);

wide wide_power_of_ten(unsigned n);

/* *sum += a */
void wide_add_to(wide *sum, wide a);

#endif
