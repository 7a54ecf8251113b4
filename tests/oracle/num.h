/* Integers, decimal text and growable memory: nothing here knows the protocol. */
#ifndef ORACLE_NUM_H
#define ORACLE_NUM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef uint8_t u8;
typedef uint16_t u16;
typedef uint32_t u32;
typedef uint64_t u64;
typedef unsigned __int128 u128;

#define ORACLE_U128_MAX (~(u128)0)

/* floor(a*b/c); *fits says whether the quotient fits u128 (the value is 2^128 - 1 if not). c > 0.
 */
u128 oracle_muldiv_checked(u128 a, u128 b, u128 c, bool *fits);
/* floor(a*b/c), 2^128 - 1 if that does not fit (NUM-03). c > 0. */
u128 oracle_muldiv(u128 a, u128 b, u128 c);
/* -1, 0, 1 as a*b <, =, > c*d, exactly (NUM-03). */
int oracle_compare_products(u128 a, u128 b, u128 c, u128 d);
/* 10^n, n <= 38. */
u128 oracle_pow10(unsigned n);
/* ceil(a / b). */
u128 oracle_div_up(u128 a, u128 b);
u128 oracle_min(u128 a, u128 b);
u128 oracle_max(u128 a, u128 b);

/* Decimal text of v; buf holds at least 40 bytes. Returns the length. */
size_t oracle_decimal(u128 v, char *buf);
/* Strict decimal text: digits only, no leading zero, fits u128. */
bool oracle_parse_decimal(const char *s, size_t len, u128 *out);

/* Growable text; always NUL-terminated. */
struct oracle_buf {
	char *data;
	size_t len, cap;
};
void oracle_buf_bytes(struct oracle_buf *b, const void *p, size_t n);
void oracle_buf_str(struct oracle_buf *b, const char *s);
void oracle_buf_char(struct oracle_buf *b, char c);
void oracle_buf_decimal(struct oracle_buf *b, u128 v);
void oracle_buf_clear(struct oracle_buf *b);
void oracle_buf_free(struct oracle_buf *b);

/* Growable array of pointers to records, in canonical order. */
struct oracle_vec {
	void **item;
	size_t n, cap;
};
void oracle_vec_insert(struct oracle_vec *v, size_t pos, void *record);
void oracle_vec_push(struct oracle_vec *v, void *record);
/* Takes the record out and frees it. */
void oracle_vec_delete(struct oracle_vec *v, size_t pos);
void oracle_vec_delete_record(struct oracle_vec *v, const void *record);
void oracle_vec_free(struct oracle_vec *v);

void *oracle_alloc(size_t size);
void *oracle_copy(const void *p, size_t size);
void oracle_hex(const u8 *bytes, size_t n, char *out);

#endif
