/* Arithmetic of chapter 0.1, decimal text, memory. */
#include "num.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct wide {
	u128 high, low;
};

/* Schoolbook product of four 64-bit halves. (NUM-03) */
static struct wide multiply(u128 a, u128 b)
{
	u128 mask = UINT64_MAX;
	u128 a1 = a >> 64, a0 = a & mask, b1 = b >> 64, b0 = b & mask;
	u128 low = a0 * b0;
	u128 mid1 = a1 * b0;
	u128 mid2 = a0 * b1;
	u128 middle = (low >> 64) + (mid1 & mask) + (mid2 & mask);
	struct wide r;

	r.low = (middle << 64) | (low & mask);
	r.high = a1 * b1 + (mid1 >> 64) + (mid2 >> 64) + (middle >> 64);
	return r;
}

/* Long division bit by bit: 256 steps of shift and subtract. (NUM-03) */
u128 oracle_muldiv_checked(u128 a, u128 b, u128 c, bool *fits)
{
	struct wide p = multiply(a, b);
	u128 rest = 0, quotient = 0;
	bool overflow = false;

	if (c == 0)
		abort();
	if (p.high == 0) {
		*fits = true;
		return p.low / c;
	}
	for (int i = 255; i >= 0; i--) {
		u128 bit = (i >= 128 ? p.high >> (i - 128) : p.low >> i) & 1;
		bool carry = rest >> 127;

		rest = (rest << 1) | bit;
		if (quotient >> 127)
			overflow = true;
		quotient <<= 1;
		if (carry || rest >= c) {
			rest -= c;
			quotient |= 1;
		}
	}
	*fits = !overflow;
	return overflow ? ORACLE_U128_MAX : quotient;
}

/* NUM-03 */
u128 oracle_muldiv(u128 a, u128 b, u128 c)
{
	bool fits;

	return oracle_muldiv_checked(a, b, c, &fits);
}

/* NUM-03 */
int oracle_compare_products(u128 a, u128 b, u128 c, u128 d)
{
	struct wide x = multiply(a, b), y = multiply(c, d);

	if (x.high != y.high)
		return x.high < y.high ? -1 : 1;
	if (x.low != y.low)
		return x.low < y.low ? -1 : 1;
	return 0;
}

u128 oracle_pow10(unsigned n)
{
	u128 r = 1;

	while (n-- > 0)
		r *= 10;
	return r;
}

u128 oracle_div_up(u128 a, u128 b)
{
	return a / b + (a % b != 0);
}

u128 oracle_min(u128 a, u128 b)
{
	return a < b ? a : b;
}

u128 oracle_max(u128 a, u128 b)
{
	return a > b ? a : b;
}

size_t oracle_decimal(u128 v, char *buf)
{
	char reversed[40];
	size_t n = 0;

	do {
		reversed[n++] = (char)('0' + (int)(v % 10));
		v /= 10;
	} while (v > 0);
	for (size_t i = 0; i < n; i++)
		buf[i] = reversed[n - 1 - i];
	buf[n] = 0;
	return n;
}

/* ENC-02: no sign, no leading zero, nothing but digits. */
bool oracle_parse_decimal(const char *s, size_t len, u128 *out)
{
	u128 v = 0;

	if (len == 0 || (len > 1 && s[0] == '0'))
		return false;
	for (size_t i = 0; i < len; i++) {
		if (s[i] < '0' || s[i] > '9')
			return false;
		u128 digit = (u128)(s[i] - '0');
		if (v > (ORACLE_U128_MAX - digit) / 10)
			return false;
		v = v * 10 + digit;
	}
	*out = v;
	return true;
}

void oracle_buf_bytes(struct oracle_buf *b, const void *p, size_t n)
{
	if (b->len + n + 1 > b->cap) {
		b->cap = (b->len + n + 1) * 2;
		b->data = realloc(b->data, b->cap);
		if (!b->data)
			abort();
	}
	if (n > 0)
		memcpy(b->data + b->len, p, n);
	b->len += n;
	b->data[b->len] = 0;
}

void oracle_buf_str(struct oracle_buf *b, const char *s)
{
	oracle_buf_bytes(b, s, strlen(s));
}

void oracle_buf_char(struct oracle_buf *b, char c)
{
	oracle_buf_bytes(b, &c, 1);
}

void oracle_buf_decimal(struct oracle_buf *b, u128 v)
{
	char text[40];
	size_t n = oracle_decimal(v, text);

	oracle_buf_bytes(b, text, n);
}

void oracle_buf_clear(struct oracle_buf *b)
{
	b->len = 0;
	oracle_buf_bytes(b, "", 0);
}

void oracle_buf_free(struct oracle_buf *b)
{
	free(b->data);
	memset(b, 0, sizeof *b);
}

void oracle_vec_insert(struct oracle_vec *v, size_t pos, void *record)
{
	if (v->n == v->cap) {
		v->cap = v->cap * 2 + 8;
		v->item = realloc(v->item, v->cap * sizeof *v->item);
		if (!v->item)
			abort();
	}
	for (size_t i = v->n; i > pos; i--)
		v->item[i] = v->item[i - 1];
	v->item[pos] = record;
	v->n++;
}

void oracle_vec_push(struct oracle_vec *v, void *record)
{
	oracle_vec_insert(v, v->n, record);
}

void oracle_vec_delete(struct oracle_vec *v, size_t pos)
{
	free(v->item[pos]);
	for (size_t i = pos; i + 1 < v->n; i++)
		v->item[i] = v->item[i + 1];
	v->n--;
}

void oracle_vec_delete_record(struct oracle_vec *v, const void *record)
{
	size_t i = 0;

	while (v->item[i] != record)
		i++;
	oracle_vec_delete(v, i);
}

void oracle_vec_free(struct oracle_vec *v)
{
	for (size_t i = 0; i < v->n; i++)
		free(v->item[i]);
	free(v->item);
	memset(v, 0, sizeof *v);
}

void *oracle_alloc(size_t size)
{
	void *p = calloc(1, size > 0 ? size : 1);

	if (!p)
		abort();
	return p;
}

void *oracle_copy(const void *p, size_t size)
{
	void *q = oracle_alloc(size);

	if (size > 0)
		memcpy(q, p, size);
	return q;
}

void oracle_hex(const u8 *bytes, size_t n, char *out)
{
	static const char digits[] = "0123456789abcdef";

	for (size_t i = 0; i < n; i++) {
		out[2 * i] = digits[bytes[i] >> 4];
		out[2 * i + 1] = digits[bytes[i] & 15];
	}
	out[2 * n] = 0;
}
