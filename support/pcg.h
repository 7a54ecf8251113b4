/* pcg.h - PCG random numbers: 128-bit linear congruential state, 64-bit xorshift-low output, random
 * rotation (PCG XSL RR 128/64, M. O'Neill 2014), with a stream of its own for every sequence number.
 *
 * Checked in the tests against the published outputs of the generator.  Written in 64-bit halves, so
 * that 32-bit and big-endian builds draw the same numbers.
 */
#ifndef SUPPORT_PCG_H
#define SUPPORT_PCG_H

#include <stdint.h>

struct pcg {
	uint64_t state_hi, state_lo;
	uint64_t inc_hi, inc_lo; /* odd: the stream */
};

/* Starts at a 128-bit state in a 128-bit stream, as pcg64_srandom_r() of the reference does. */
void pcg_seed(struct pcg *g, uint64_t state_hi, uint64_t state_lo, uint64_t stream_hi,
		uint64_t stream_lo);

/* Uniform in 0 .. 2^64 - 1. */
uint64_t pcg_next(struct pcg *g);

/* Uniform in 0 .. bound - 1, without bias; bound > 0. */
uint64_t pcg_below(struct pcg *g, uint64_t bound);

/* Moves the generator ahead by as many draws. */
void pcg_advance(struct pcg *g, uint64_t draws);

#endif
