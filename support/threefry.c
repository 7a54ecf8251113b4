#include "support/threefry.h"

#include "support/wrap.h"

#define ROUNDS 20
#define PARITY UINT64_C(0x1bd11bdaa9fc1a22) /* of Threefish */

static const unsigned char turns[8][2] = {
	{ 14, 16 }, { 52, 57 }, { 23, 40 }, { 5, 37 }, { 25, 33 }, { 46, 12 }, { 58, 22 }, { 32, 32 },
};

WRAPS static void mix(uint64_t *a, uint64_t *b, unsigned turn)
{
	*a += *b;
	*b = (*b << turn | *b >> (64 - turn)) ^ *a;
}

WRAPS static void add_key(uint64_t x[4], const uint64_t schedule[5], unsigned nth)
{
	for (unsigned i = 0; i < 4; i++)
		x[i] += schedule[(nth + i) % 5];
	x[3] += nth;
}

void threefry(uint64_t out[4], const uint64_t key[4], const uint64_t counter[4])
{
	const uint64_t schedule[5] = { key[0], key[1], key[2], key[3],
		PARITY ^ key[0] ^ key[1] ^ key[2] ^ key[3] };
	uint64_t x[4] = { counter[0], counter[1], counter[2], counter[3] };

	add_key(x, schedule, 0);
	for (unsigned round = 0; round < ROUNDS; round += 2) {
		mix(&x[0], &x[1], turns[round % 8][0]);
		mix(&x[2], &x[3], turns[round % 8][1]);
		mix(&x[0], &x[3], turns[round % 8 + 1][0]);
		mix(&x[2], &x[1], turns[round % 8 + 1][1]);
		if (round % 4 == 2)
			add_key(x, schedule, round / 4 + 1);
	}
	for (unsigned i = 0; i < 4; i++)
		out[i] = x[i];
}
