/* sha256.h - SHA-256 (FIPS 180-4), without heap, tables in memory or any other dependency.
 *
 * Checked in the tests against the published examples and against OpenSSL.
 */
#ifndef SUPPORT_SHA256_H
#define SUPPORT_SHA256_H

#include <stddef.h>
#include <stdint.h>

#define SHA256_SIZE 32

struct sha256 {
	uint32_t state[8];
	uint64_t size; /* bytes taken in so far */
	uint8_t block[64];
};

void sha256_init(struct sha256 *s);
void sha256_add(struct sha256 *s, const void *data, size_t size);
void sha256_end(struct sha256 *s, uint8_t digest[SHA256_SIZE]);

/* The digest of one piece of data. */
void sha256(const void *data, size_t size, uint8_t digest[SHA256_SIZE]);

/* The digest of exactly 64 bytes, in less time. */
void sha256_64(const uint8_t message[64], uint8_t digest[SHA256_SIZE]);

/* For messages of at most 55 bytes: one compression of a block that the caller fills, padded here. */
void sha256_short(uint8_t block[64], size_t size, uint8_t digest[SHA256_SIZE]);

/* The same for several messages that agree in their first 44 bytes, all of them longer: what those
 * bytes decide is worked out once.  The block at the end is the whole message, those bytes included.  It
 * is what a match spends on each bid. */
#define SHA256_BEGUN 44

struct sha256_begun {
	uint32_t state[8], w[SHA256_BEGUN / 4];
};

void sha256_begin_short(struct sha256_begun *s, const uint8_t block[SHA256_BEGUN]);
void sha256_end_short(const struct sha256_begun *s, uint8_t block[64], size_t size,
		uint8_t digest[SHA256_SIZE]);

/* "hex" of n bytes: 2n lower-case digits and a final NUL. */
void sha256_hex(char *text, const uint8_t *bytes, size_t n);

#endif
