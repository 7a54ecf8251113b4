#include "support/sha256.h"

#include "support/wrap.h"

#include <string.h>

static const uint32_t K[64] = {
	0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
	0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
	0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
	0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
	0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
	0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
	0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
	0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
};

static inline uint32_t rotate(uint32_t x, unsigned n)
{
	return x >> n | x << (32 - n);
}

static inline uint32_t load_be32(const uint8_t *p)
{
	return (uint32_t) p[0] << 24 | (uint32_t) p[1] << 16 | (uint32_t) p[2] << 8 | p[3];
}

static inline void store_be32(uint8_t *p, uint32_t v)
{
	p[0] = (uint8_t) (v >> 24);
	p[1] = (uint8_t) (v >> 16);
	p[2] = (uint8_t) (v >> 8);
	p[3] = (uint8_t) v;
}

/* The functions of FIPS 180-4 in the forms that take the fewest operations: one "and" for the choice,
 * and a majority that uses again, as `y`, what the round before found of the same two words: its
 * a ^ b is this round's b ^ c. */
#define SIGMA_A(x) (rotate(x, 2) ^ rotate(x, 13) ^ rotate(x, 22))
#define SIGMA_E(x) (rotate(x, 6) ^ rotate(x, 11) ^ rotate(x, 25))
#define SIGMA_0(x) (rotate(rotate(x, 11) ^ (x), 7) ^ (x) >> 3)
#define SIGMA_1(x) (rotate(rotate(x, 2) ^ (x), 17) ^ (x) >> 10)

/* One round on eight names instead of eight moves: the caller turns the names.  `kw` is the sum of
 * the round's constant and its word of the schedule. */
#define ROUND(a, b, c, d, e, f, g, h, kw)                                                          \
	do {                                                                                       \
		uint32_t t1_ = h + SIGMA_E(e) + (((f ^ g) & e) ^ g) + (kw);                        \
		uint32_t x_ = a ^ b;                                                               \
                                                                                                   \
		d += t1_;                                                                          \
		h = t1_ + SIGMA_A(a) + (b ^ (x_ & y));                                             \
		y = x_;                                                                            \
	} while (0)

#define ROUND_0(i, W) ROUND(a, b, c, d, e, f, g, h, W(i))
#define ROUND_1(i, W) ROUND(h, a, b, c, d, e, f, g, W(i))
#define ROUND_2(i, W) ROUND(g, h, a, b, c, d, e, f, W(i))
#define ROUND_3(i, W) ROUND(f, g, h, a, b, c, d, e, W(i))
#define ROUND_4(i, W) ROUND(e, f, g, h, a, b, c, d, W(i))
#define ROUND_5(i, W) ROUND(d, e, f, g, h, a, b, c, W(i))
#define ROUND_6(i, W) ROUND(c, d, e, f, g, h, a, b, W(i))
#define ROUND_7(i, W) ROUND(b, c, d, e, f, g, h, a, W(i))

#define EIGHT(i, W)                                                                                \
	ROUND_0((i), W);                                                                           \
	ROUND_1((i) + 1, W);                                                                       \
	ROUND_2((i) + 2, W);                                                                       \
	ROUND_3((i) + 3, W);                                                                       \
	ROUND_4((i) + 4, W);                                                                       \
	ROUND_5((i) + 5, W);                                                                       \
	ROUND_6((i) + 6, W);                                                                       \
	ROUND_7((i) + 7, W)

/* The message schedule in a ring of sixteen words: those of the block first, then
 * each from four earlier ones. */
#define LOAD(i) (K[i] + (w[i] = load_be32(block + 4 * (i))))
#define NEXT(i)                                                                                    \
	(K[i] + (w[(i) & 15] += SIGMA_0(w[((i) + 1) & 15]) + w[((i) + 9) & 15]                     \
				+ SIGMA_1(w[((i) + 14) & 15])))

/* Names for the eight words of a state, and y for its first round. */
#define TAKE_STATE(v)                                                                              \
	uint32_t a = (v)[0], b = (v)[1], c = (v)[2], d = (v)[3];                                   \
	uint32_t e = (v)[4], f = (v)[5], g = (v)[6], h = (v)[7], y = b ^ c

#define ADD_STATE(v)                                                                               \
	do {                                                                                       \
		(v)[0] += a;                                                                       \
		(v)[1] += b;                                                                       \
		(v)[2] += c;                                                                       \
		(v)[3] += d;                                                                       \
		(v)[4] += e;                                                                       \
		(v)[5] += f;                                                                       \
		(v)[6] += g;                                                                       \
		(v)[7] += h;                                                                       \
	} while (0)

/* Processors with instructions for SHA-256 do it in a third of the time.  Which of two functions is
 * called is decided by the loader, before anything runs, so that nothing has to be remembered here; and
 * only where it can be: the code for general registers alone is always there. */
#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define WATCHED 1 /* what watches a program is not ready while it is loaded */
#endif
#endif
#if defined(__x86_64__) && defined(__SSE2__) && defined(__GLIBC__) && !defined(WATCHED)
#define BY_LOADER 1
#include "support/sha256_x86.h"
#define CHOSEN(plain) __attribute__((ifunc("choose_" #plain)))
#else
#define BY_LOADER 0
#endif

/* Sums modulo 2^32 are the algorithm, not an accident. */
WRAPS static void compress_plain(uint32_t state[8], const uint8_t block[64])
{
	uint32_t w[16];
	TAKE_STATE(state);

	EIGHT(0, LOAD);
	EIGHT(8, LOAD);
	for (unsigned i = 16; i < 64; i += 16) {
		EIGHT(i, NEXT);
		EIGHT(i + 8, NEXT);
	}
	ADD_STATE(state);
}

#if BY_LOADER
/* Called by the loader, which not every compiler counts. */
#define USED __attribute__((used))

static void compress_x86(uint32_t state[8], const uint8_t block[64])
{
	sha256_x86(state, block, K);
}

USED static void (*choose_compress(void))(uint32_t *, const uint8_t *)
{
	return sha256_x86_there() ? compress_x86 : compress_plain;
}

static void compress(uint32_t state[8], const uint8_t block[64]) CHOSEN(compress);
#else
#define compress compress_plain
#endif

/* The second block of a message of 64 bytes is nothing but padding, so its schedule is known: K[i]
 * plus word i of the schedule of 0x80, zeros and the size, 512 bits. */
static const uint32_t AFTER_64[64] = {
	0xc28a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
	0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf374,
	0x649b69c1, 0xf0fe4786, 0x0fe1edc6, 0x240cf254, 0x4fe9346f, 0x6cc984be, 0x61b9411e, 0x16f988fa,
	0xf2c65152, 0xa88e5a6d, 0xb019fc65, 0xb9d99ec7, 0x9a1231c3, 0xe70eeaa0, 0xfdb1232b, 0xc7353eb0,
	0x3069bad5, 0xcb976d5f, 0x5a0f118f, 0xdc1eeefd, 0x0a35b689, 0xde0b7a04, 0x58f4ca9d, 0xe15d5b16,
	0x007f3e86, 0x37088980, 0xa507ea32, 0x6fab9537, 0x17406110, 0x0d8cd6f1, 0xcdaa3b6d, 0xc0bbbe37,
	0x83613bda, 0xdb48a363, 0x0b02e931, 0x6fd15ca7, 0x521afaca, 0x31338431, 0x6ed41a95, 0x6d437890,
	0xc39c91f2, 0x9eccabbd, 0xb5c9a0e6, 0x532fb63c, 0xd2c741c6, 0x07237ea3, 0xa4954b68, 0x4c191d76,
};

#define KNOWN(i) AFTER_64[i]

WRAPS static void compress_after_64(uint32_t state[8])
{
	TAKE_STATE(state);

	for (unsigned i = 0; i < 64; i += 16) {
		EIGHT(i, KNOWN);
		EIGHT(i + 8, KNOWN);
	}
	ADD_STATE(state);
}

static const uint32_t FIRST[8] = { 0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f,
	0x9b05688c, 0x1f83d9ab, 0x5be0cd19 };

static void start(uint32_t state[8])
{
	memcpy(state, FIRST, sizeof FIRST);
}

void sha256_init(struct sha256 *s)
{
	start(s->state);
	s->size = 0;
}

void sha256_add(struct sha256 *s, const void *data, size_t size)
{
	const uint8_t *p = data;
	size_t used = s->size & 63;

	s->size += size;
	if (used) {
		size_t room = 64 - used;

		if (size < room) {
			memcpy(s->block + used, p, size);
			return;
		}
		memcpy(s->block + used, p, room);
		compress(s->state, s->block);
		p += room;
		size -= room;
	}
	for (; size >= 64; p += 64, size -= 64)
		compress(s->state, p);
	if (size)
		memcpy(s->block, p, size);
}

static void store_digest(uint8_t digest[SHA256_SIZE], const uint32_t state[8])
{
	for (unsigned i = 0; i < 8; i++)
		store_be32(digest + 4 * i, state[i]);
}

/* What stands behind a message whose end leaves room for it in its last block. */
static void pad(uint8_t block[64], size_t used, uint64_t size)
{
	memset(block + used, 0, 56 - used);
	store_be32(block + 56, (uint32_t) (size >> 29));
	store_be32(block + 60, (uint32_t) (size << 3));
}

static void finish(uint32_t state[8], uint8_t block[64], size_t used, uint64_t size,
		uint8_t digest[SHA256_SIZE])
{
	block[used++] = 0x80;
	if (used > 56) {
		memset(block + used, 0, 64 - used);
		compress(state, block);
		used = 0;
	}
	pad(block, used, size);
	compress(state, block);
	store_digest(digest, state);
}

void sha256_end(struct sha256 *s, uint8_t digest[SHA256_SIZE])
{
	finish(s->state, s->block, s->size & 63, s->size, digest);
}

void sha256(const void *data, size_t size, uint8_t digest[SHA256_SIZE])
{
	struct sha256 s;

	sha256_init(&s);
	sha256_add(&s, data, size);
	sha256_end(&s, digest);
}

void sha256_short(uint8_t block[64], size_t size, uint8_t digest[SHA256_SIZE])
{
	uint32_t state[8];

	start(state);
	finish(state, block, size, size, digest);
}

void sha256_64(const uint8_t message[64], uint8_t digest[SHA256_SIZE])
{
	uint32_t state[8];

	start(state);
	compress(state, message);
	compress_after_64(state);
	store_digest(digest, state);
}

/* ---- short messages with the same beginning ----
 * Eleven words decide eleven rounds, and of the words 16 to 25 of the schedule all but what later
 * words add. */

WRAPS void sha256_begin_short(struct sha256_begun *s, const uint8_t block[SHA256_BEGUN])
{
	uint32_t *w = s->w;
	TAKE_STATE(FIRST);

	EIGHT(0, LOAD);
	ROUND_0(8, LOAD);
	ROUND_1(9, LOAD);
	ROUND_2(10, LOAD);
	s->state[0] = a;
	s->state[1] = b;
	s->state[2] = c;
	s->state[3] = d;
	s->state[4] = e;
	s->state[5] = f;
	s->state[6] = g;
	s->state[7] = h;
	for (unsigned i = 0; i < 10; i++)
		w[i] += SIGMA_0(w[i + 1]) + (i < 2 ? w[i + 9] : 0);
}

/* NEXT where its first two sums, or its first one, have been made already. */
#define NEXT_OF_TWO(i) (K[i] + (w[(i) & 15] += SIGMA_1(w[((i) + 14) & 15])))
#define NEXT_OF_ONE(i)                                                                             \
	(K[i] + (w[(i) & 15] += w[((i) + 9) & 15] + SIGMA_1(w[((i) + 14) & 15])))

WRAPS static void rest_plain(const struct sha256_begun *s, uint32_t state[8],
		const uint8_t block[64])
{
	uint32_t w[16];
	TAKE_STATE(s->state);

	memcpy(w, s->w, sizeof s->w);
	y = g ^ h; /* the names have turned by eleven */
	ROUND_3(11, LOAD);
	ROUND_4(12, LOAD);
	ROUND_5(13, LOAD);
	ROUND_6(14, LOAD);
	ROUND_7(15, LOAD);
	ROUND_0(16, NEXT_OF_TWO);
	ROUND_1(17, NEXT_OF_TWO);
	ROUND_2(18, NEXT_OF_ONE);
	ROUND_3(19, NEXT_OF_ONE);
	ROUND_4(20, NEXT_OF_ONE);
	ROUND_5(21, NEXT_OF_ONE);
	ROUND_6(22, NEXT_OF_ONE);
	ROUND_7(23, NEXT_OF_ONE);
	ROUND_0(24, NEXT_OF_ONE);
	ROUND_1(25, NEXT_OF_ONE);
	ROUND_2(26, NEXT);
	ROUND_3(27, NEXT);
	ROUND_4(28, NEXT);
	ROUND_5(29, NEXT);
	ROUND_6(30, NEXT);
	ROUND_7(31, NEXT);
	for (unsigned i = 32; i < 64; i += 16) {
		EIGHT(i, NEXT);
		EIGHT(i + 8, NEXT);
	}
	ADD_STATE(state);
}

#if BY_LOADER
static void rest_x86(const struct sha256_begun *s, uint32_t state[8], const uint8_t block[64])
{
	(void) s;
	sha256_x86(state, block, K);
}

USED static void (*choose_rest(void))(const struct sha256_begun *, uint32_t *, const uint8_t *)
{
	return sha256_x86_there() ? rest_x86 : rest_plain;
}

static void compress_rest(const struct sha256_begun *s, uint32_t state[8], const uint8_t block[64])
		CHOSEN(rest);
#else
#define compress_rest rest_plain
#endif

void sha256_end_short(const struct sha256_begun *s, uint8_t block[64], size_t size,
		uint8_t digest[SHA256_SIZE])
{
	uint32_t state[8];

	start(state);
	block[size] = 0x80;
	pad(block, size + 1, size);
	compress_rest(s, state, block);
	store_digest(digest, state);
}

void sha256_hex(char *text, const uint8_t *bytes, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		text[2 * i] = "0123456789abcdef"[bytes[i] >> 4];
		text[2 * i + 1] = "0123456789abcdef"[bytes[i] & 15];
	}
	text[2 * n] = 0;
}
