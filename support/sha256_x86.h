/* sha256_x86.h - the compression function of SHA-256 by the instructions that x86 processors have for it
 * (SHA extensions; Intel's instruction set reference: SHA256RNDS2, SHA256MSG1, SHA256MSG2).
 *
 * For sha256.c alone; `k` are the constants of the rounds.
 */
#ifndef SUPPORT_SHA256_X86_H
#define SUPPORT_SHA256_X86_H

#include <cpuid.h>
#include <immintrin.h>
#include <stdbool.h>
#include <stdint.h>

static inline bool sha256_x86_there(void)
{
	unsigned a, b, c, d;

	if (!__get_cpuid(1, &a, &b, &c, &d) || !(c & 1u << 19) || !(c & 1u << 9))
		return false; /* SSE4.1, SSSE3 */
	return __get_cpuid_count(7, 0, &a, &b, &c, &d) && b & 1u << 29;
}

/* Four rounds: the sums of constants and words are taken in pairs. */
#define SHA256_X86_QUAD(i)                                                                         \
	do {                                                                                       \
		kw = _mm_add_epi32(w[(i) & 3], _mm_loadu_si128((const __m128i *) (k + 4 * (i))));  \
		cdgh = _mm_sha256rnds2_epu32(cdgh, abef, kw);                                      \
		abef = _mm_sha256rnds2_epu32(abef, cdgh, _mm_shuffle_epi32(kw, 0x0e));             \
	} while (0)

/* And the next four words of the schedule before them. */
#define SHA256_X86_NEXT(i)                                                                         \
	do {                                                                                       \
		__m128i sum_ = _mm_sha256msg1_epu32(w[(i) & 3], w[((i) + 1) & 3]);                 \
                                                                                                   \
		sum_ = _mm_add_epi32(sum_, _mm_alignr_epi8(w[((i) + 3) & 3], w[((i) + 2) & 3], 4)); \
		w[(i) & 3] = _mm_sha256msg2_epu32(sum_, w[((i) + 3) & 3]);                         \
		SHA256_X86_QUAD(i);                                                                \
	} while (0)

__attribute__((target("sha,sse4.1,ssse3")))
static inline void sha256_x86(uint32_t state[8], const uint8_t block[64], const uint32_t k[64])
{
	const __m128i swap = _mm_set_epi64x(0x0c0d0e0f08090a0b, 0x0405060700010203);
	__m128i cdab = _mm_shuffle_epi32(_mm_loadu_si128((const __m128i *) state), 0xb1);
	__m128i efgh = _mm_shuffle_epi32(_mm_loadu_si128((const __m128i *) (state + 4)), 0x1b);
	__m128i abef = _mm_alignr_epi8(cdab, efgh, 8), cdgh = _mm_blend_epi16(efgh, cdab, 0xf0);
	__m128i abef_before = abef, cdgh_before = cdgh, kw, w[4];

	for (int i = 0; i < 4; i++)
		w[i] = _mm_shuffle_epi8(_mm_loadu_si128((const __m128i *) (block + 16 * i)), swap);
	SHA256_X86_QUAD(0);
	SHA256_X86_QUAD(1);
	SHA256_X86_QUAD(2);
	SHA256_X86_QUAD(3);
	SHA256_X86_NEXT(4);
	SHA256_X86_NEXT(5);
	SHA256_X86_NEXT(6);
	SHA256_X86_NEXT(7);
	SHA256_X86_NEXT(8);
	SHA256_X86_NEXT(9);
	SHA256_X86_NEXT(10);
	SHA256_X86_NEXT(11);
	SHA256_X86_NEXT(12);
	SHA256_X86_NEXT(13);
	SHA256_X86_NEXT(14);
	SHA256_X86_NEXT(15);
	abef = _mm_shuffle_epi32(_mm_add_epi32(abef, abef_before), 0x1b);
	cdgh = _mm_shuffle_epi32(_mm_add_epi32(cdgh, cdgh_before), 0xb1);
	_mm_storeu_si128((__m128i *) state, _mm_blend_epi16(abef, cdgh, 0xf0));
	_mm_storeu_si128((__m128i *) (state + 4), _mm_alignr_epi8(cdgh, abef, 8));
}

#endif
