#include "support/pcg.h"

#include "support/wide.h"

/* Multiplier of the reference: 47026247687942121848144207491837523525. */
#define MULT_HI UINT64_C(2549297995355413924)
#define MULT_LO UINT64_C(4865540595714422341)

/* Low 128 bits of a product.  Everything here is modulo 2^128 on purpose. */
WRAPS static void multiply(uint64_t *hi, uint64_t *lo, uint64_t by_hi, uint64_t by_lo)
{
	uint64_t low, carried = wide_product(*lo, by_lo, &low);

	*hi = carried + *hi * by_lo + *lo * by_hi;
	*lo = low;
}

WRAPS static void add(uint64_t *hi, uint64_t *lo, uint64_t by_hi, uint64_t by_lo)
{
	*lo += by_lo;
	*hi += by_hi + (*lo < by_lo);
}

static void step(struct pcg *g)
{
	multiply(&g->state_hi, &g->state_lo, MULT_HI, MULT_LO);
	add(&g->state_hi, &g->state_lo, g->inc_hi, g->inc_lo);
}

void pcg_seed(struct pcg *g, uint64_t state_hi, uint64_t state_lo, uint64_t stream_hi,
		uint64_t stream_lo)
{
	g->state_hi = g->state_lo = 0;
	g->inc_hi = stream_hi << 1 | stream_lo >> 63;
	g->inc_lo = stream_lo << 1 | 1;
	step(g);
	add(&g->state_hi, &g->state_lo, state_hi, state_lo);
	step(g);
}

WRAPS uint64_t pcg_next(struct pcg *g)
{
	uint64_t folded;
	unsigned turn;

	step(g);
	folded = g->state_hi ^ g->state_lo;
	turn = (unsigned) (g->state_hi >> 58);
	return folded >> turn | folded << (-turn & 63);
}

/* Values below 2^64 mod bound are drawn again, so that every remainder is as likely. */
WRAPS uint64_t pcg_below(struct pcg *g, uint64_t bound)
{
	uint64_t threshold = (UINT64_C(0) - bound) % bound, r;

	do
		r = pcg_next(g);
	while (r < threshold);
	return r % bound;
}

/* F. Brown, "Random Number Generation with Arbitrary Stride" (1994): the step to the power of n by
 * squaring. */
void pcg_advance(struct pcg *g, uint64_t draws)
{
	uint64_t mult_hi = MULT_HI, mult_lo = MULT_LO, plus_hi = g->inc_hi, plus_lo = g->inc_lo;
	uint64_t all_mult_hi = 0, all_mult_lo = 1, all_plus_hi = 0, all_plus_lo = 0;

	for (; draws > 0; draws >>= 1) {
		uint64_t hi = mult_hi, lo = mult_lo;

		if (draws & 1) {
			multiply(&all_mult_hi, &all_mult_lo, mult_hi, mult_lo);
			multiply(&all_plus_hi, &all_plus_lo, mult_hi, mult_lo);
			add(&all_plus_hi, &all_plus_lo, plus_hi, plus_lo);
		}
		add(&hi, &lo, 0, 1);
		multiply(&plus_hi, &plus_lo, hi, lo);
		multiply(&mult_hi, &mult_lo, mult_hi, mult_lo);
	}
	multiply(&g->state_hi, &g->state_lo, all_mult_hi, all_mult_lo);
	add(&g->state_hi, &g->state_lo, all_plus_hi, all_plus_lo);
}
