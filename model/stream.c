#include "model/stream.h"

#include "support/threefry.h"
#include "support/wide.h"

#include <limits.h>
#include <stddef.h>

/* The default sequence of the C++ library, 6364136223846793005 * 2^64 + 1442695040888963407,
 * without its last bit, which pcg_seed() adds. */
#define SEQUENCE_HI (UINT64_C(6364136223846793005) >> 1)
#define SEQUENCE_LO (UINT64_C(6364136223846793005) << 63 | UINT64_C(1442695040888963407) >> 1)

void stream_open(struct stream *s, const struct stream_key *key)
{
	const uint64_t run[4] = { key->seed, key->replication, 0, 0 };
	const uint64_t who[4] = { (uint64_t) key->kind << 32 | (uint32_t) key->purpose, key->id,
		key->occasion, 0 };
	uint64_t words[4];

	threefry(words, run, who);
	pcg_seed(&s->pcg, words[0], words[1], words[2], words[3]);
}

uint64_t stream_next(struct stream *s)
{
	return pcg_next(&s->pcg);
}

/* D. Lemire, "Fast Random Integer Generation in an Interval" (2019).  Of the 2^64 numbers that are
 * spread over bound results, the 2^64 mod bound that would make some likelier are drawn again. */
WRAPS uint64_t stream_below(struct stream *s, uint64_t bound)
{
	uint64_t low, high = wide_product(pcg_next(&s->pcg), bound, &low);

	if (low < bound) {
		uint64_t surplus = (UINT64_C(0) - bound) % bound;

		while (low < surplus)
			high = wide_product(pcg_next(&s->pcg), bound, &low);
	}
	return high;
}

double stream_unit(struct stream *s)
{
	return stream_unit_of(pcg_next(&s->pcg));
}

double stream_inner_unit(struct stream *s)
{
	return stream_inner_unit_of(pcg_next(&s->pcg));
}

/* ---- as GSL wants it ---- */

static void gsl_set(void *state, unsigned long seed)
{
	pcg_seed(state, 0, seed, SEQUENCE_HI, SEQUENCE_LO);
}

static unsigned long gsl_get(void *state)
{
	return (unsigned long) (pcg_next(state) >> (64 - CHAR_BIT * sizeof(unsigned long)));
}

static double gsl_get_double(void *state)
{
	return stream_unit_of(pcg_next(state));
}

static const gsl_rng_type pcg64 = {
	.name = "pcg64",
	.max = ULONG_MAX,
	.min = 0,
	.size = sizeof(struct pcg),
	.set = gsl_set,
	.get = gsl_get,
	.get_double = gsl_get_double,
};

const gsl_rng_type *const stream_gsl_type = &pcg64;

/* ---- names ---- */

const char *stream_kind_name(enum stream_kind kind)
{
	switch (kind) {
#define KIND(number, name, text) \
	case STREAM_##name: \
		return text;
		STREAM_KINDS(KIND)
#undef KIND
	}
	return NULL;
}

const char *stream_purpose_name(enum stream_purpose purpose)
{
	switch (purpose) {
#define PURPOSE(number, name, text, what) \
	case FOR_##name: \
		return text;
		STREAM_PURPOSES(PURPOSE)
#undef PURPOSE
	}
	return NULL;
}

const char *stream_purpose_text(enum stream_purpose purpose)
{
	switch (purpose) {
#define PURPOSE(number, name, text, what) \
	case FOR_##name: \
		return what;
		STREAM_PURPOSES(PURPOSE)
#undef PURPOSE
	}
	return NULL;
}
