#include "support/threefry.h"

#include "support/wrap.h"

#define PARITY UINT64_C(0x1bd11bdaa9fc1a22) /* of Threefish */

WRAPS static inline void mix(uint64_t *a, uint64_t *b, unsigned turn)
{
	*a += *b;
	*b = (*b << turn | *b >> (64 - turn)) ^ *a;
}

WRAPS static inline void add_key(uint64_t x[4], const uint64_t schedule[5], unsigned nth)
{
	x[0] += schedule[nth % 5];
	x[1] += schedule[(nth + 1) % 5];
	x[2] += schedule[(nth + 2) % 5];
	x[3] += schedule[(nth + 3) % 5] + nth;
}

/* The turns of a word repeat after eight rounds. */
static inline void four_rounds(uint64_t x[4])
{
	mix(&x[0], &x[1], 14);
	mix(&x[2], &x[3], 16);
	mix(&x[0], &x[3], 52);
	mix(&x[2], &x[1], 57);
	mix(&x[0], &x[1], 23);
	mix(&x[2], &x[3], 40);
	mix(&x[0], &x[3], 5);
	mix(&x[2], &x[1], 37);
}

static inline void four_other_rounds(uint64_t x[4])
{
	mix(&x[0], &x[1], 25);
	mix(&x[2], &x[3], 33);
	mix(&x[0], &x[3], 46);
	mix(&x[2], &x[1], 12);
	mix(&x[0], &x[1], 58);
	mix(&x[2], &x[3], 22);
	mix(&x[0], &x[3], 32);
	mix(&x[2], &x[1], 32);
}

void threefry(uint64_t out[4], const uint64_t key[4], const uint64_t counter[4])
{
	const uint64_t schedule[5] = { key[0], key[1], key[2], key[3],
		PARITY ^ key[0] ^ key[1] ^ key[2] ^ key[3] };
	uint64_t x[4] = { counter[0], counter[1], counter[2], counter[3] };

	add_key(x, schedule, 0);
	four_rounds(x);
	add_key(x, schedule, 1);
	four_other_rounds(x);
	add_key(x, schedule, 2);
	four_rounds(x);
	add_key(x, schedule, 3);
	four_other_rounds(x);
	add_key(x, schedule, 4);
	four_rounds(x);
	add_key(x, schedule, 5);
	for (unsigned i = 0; i < 4; i++)
		out[i] = x[i];
}
