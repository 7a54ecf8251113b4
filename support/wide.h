/* wide.h - the whole product of two words, by one instruction where the compiler knows it. */
#ifndef SUPPORT_WIDE_H
#define SUPPORT_WIDE_H

#include "support/wrap.h"

#include <stdint.h>

/* The upper word of a * b; the lower one goes to *low. */
#ifdef __SIZEOF_INT128__
static inline uint64_t wide_product(uint64_t a, uint64_t b, uint64_t *low)
{
	__extension__ unsigned __int128 product = (unsigned __int128) a * b;

	*low = (uint64_t) product;
	return (uint64_t) (product >> 64);
}
#else
WRAPS static inline uint64_t wide_product(uint64_t a, uint64_t b, uint64_t *low)
{
	uint64_t al = (uint32_t) a, ah = a >> 32, bl = (uint32_t) b, bh = b >> 32;
	uint64_t least = al * bl, one = ah * bl, two = al * bh;
	uint64_t middle = (least >> 32) + (uint32_t) one + (uint32_t) two;

	*low = middle << 32 | (uint32_t) least;
	return ah * bh + (one >> 32) + (two >> 32) + (middle >> 32);
}
#endif

#endif
