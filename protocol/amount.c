#include "protocol/amount.h"

/* Long division in 32-bit digits, least significant digit first (Knuth, TAOCP volume 2, algorithm
 * 4.3.1 D).  Digits keep every step inside 64 bits, which is what makes 32-bit builds the same
 * program. */

#define DIGITS_128 4
#define DIGITS_256 8

struct wide {
	uint32_t digit[DIGITS_256];
};

static void put128(uint32_t *digit, u128 a)
{
	digit[0] = (uint32_t) a.lo;
	digit[1] = (uint32_t) (a.lo >> 32);
	digit[2] = (uint32_t) a.hi;
	digit[3] = (uint32_t) (a.hi >> 32);
}

static u128 get128(const uint32_t *digit)
{
	return (u128) { (uint64_t) digit[1] << 32 | digit[0], (uint64_t) digit[3] << 32 | digit[2] };
}

static struct wide multiply(u128 a, u128 b)
{
	struct wide w = { { 0 } };
	uint32_t x[DIGITS_128], y[DIGITS_128];

	put128(x, a);
	put128(y, b);
	for (unsigned i = 0; i < DIGITS_128; i++) {
		uint64_t carry = 0;

		for (unsigned j = 0; j < DIGITS_128; j++) {
			carry += (uint64_t) x[i] * y[j] + w.digit[i + j];
			w.digit[i + j] = (uint32_t) carry;
			carry >>= 32;
		}
		w.digit[i + DIGITS_128] = (uint32_t) carry;
	}
	return w;
}

/* Of n digits that are not all 0. */
static unsigned significant(const uint32_t *digit, unsigned n)
{
	while (digit[n - 1] == 0)
		n--;
	return n;
}

/* Divides n digits of u in place by one digit. */
static uint32_t divide_by_digit(uint32_t *u, unsigned n, uint32_t d)
{
	uint64_t rest = 0;

	for (; n > 0; n--) {
		rest = rest << 32 | u[n - 1];
		u[n - 1] = (uint32_t) (rest / d);
		rest %= d;
	}
	return (uint32_t) rest;
}

/* u[0..n] -= q * v[0..n-1]; true if it went below zero. */
static bool subtract_multiple(uint32_t *u, const uint32_t *v, unsigned n, uint64_t q)
{
	uint64_t carry = 0, borrow = 0;

	for (unsigned i = 0; i <= n; i++) {
		uint64_t take;

		carry += i < n ? q * v[i] : 0;
		take = (uint32_t) carry + borrow;
		carry >>= 32;
		borrow = take > u[i];
		u[i] = (uint32_t) ((borrow << 32) + u[i] - take);
	}
	return borrow;
}

static void add_back(uint32_t *u, const uint32_t *v, unsigned n)
{
	uint64_t carry = 0;

	for (unsigned i = 0; i < n; i++) {
		carry += (uint64_t) u[i] + v[i];
		u[i] = (uint32_t) carry;
		carry >>= 32;
	}
	u[n] = (uint32_t) (u[n] + carry);
}

/* One digit of the quotient: u has n+1 digits from here on, v has n >= 2 and its top bit set. */
static uint32_t quotient_digit(uint32_t *u, const uint32_t *v, unsigned n)
{
	uint64_t top = (uint64_t) u[n] << 32 | u[n - 1];
	uint64_t q = top / v[n - 1], rest = top % v[n - 1];

	while (q > UINT32_MAX || q * v[n - 2] > (rest << 32 | u[n - 2])) {
		q--;
		rest += v[n - 1];
		if (rest > UINT32_MAX)
			break;
	}
	if (subtract_multiple(u, v, n, q)) {
		add_back(u, v, n);
		q--;
	}
	return (uint32_t) q;
}

static void shift_left(uint32_t *digit, unsigned n, unsigned bits)
{
	if (bits == 0)
		return;
	for (unsigned i = n - 1; i > 0; i--)
		digit[i] = digit[i] << bits | digit[i - 1] >> (32 - bits);
	digit[0] <<= bits;
}

/* w / d for any d > 0, quotient in 8 digits. */
static struct wide divide(const struct wide *w, u128 d)
{
	struct wide q = { { 0 } };
	uint32_t u[DIGITS_256 + 1], v[DIGITS_128];
	unsigned m, n, bits;

	for (unsigned i = 0; i < DIGITS_256; i++)
		u[i] = w->digit[i];
	u[DIGITS_256] = 0;
	put128(v, d);
	n = significant(v, DIGITS_128);
	m = significant(u, DIGITS_256);
	if (n == 1) {
		divide_by_digit(u, m, v[0]);
		for (unsigned i = 0; i < m; i++)
			q.digit[i] = u[i];
		return q;
	}
	bits = (unsigned) __builtin_clz(v[n - 1]);
	shift_left(v, n, bits);
	shift_left(u, m + 1, bits);
	for (unsigned i = m + 1; i > n; i--)
		q.digit[i - 1 - n] = quotient_digit(u + i - 1 - n, v, n);
	return q;
}

/* ---- the same with 64-bit words, where numbers are short ---- */

/* One 32-bit digit of a quotient, as in quotient_digit(): top and next are divided by d, with
 * top < d and d's top bit set. */
static uint64_t short_digit(uint64_t top, uint32_t next, uint64_t d, uint64_t *rest)
{
	uint64_t high = d >> 32, low = (uint32_t) d, q = top / high, r = top % high;

	while (q > UINT32_MAX || q * low > (r << 32 | next)) {
		q--;
		r += high;
		if (r > UINT32_MAX)
			break;
	}
	/* If r has outgrown its 32 bits, the shift loses 2^64 and the difference borrows it back: the
	 * true rest is below d. */
	(void) __builtin_sub_overflow(r << 32 | next, q * low, rest);
	return q;
}

/* The upper 64 of 128 bits hi, lo shifted left by 0 to 63. */
static uint64_t shifted(uint64_t hi, uint64_t lo, unsigned bits)
{
	return hi << bits | lo >> 1 >> (63 - bits);
}

/* a / d for d > a.hi: the quotient fits 64 bits. */
static uint64_t divide_to_64(u128 a, uint64_t d, uint64_t *rest)
{
	unsigned bits;
	uint64_t high, low;

	if (a.hi == 0) {
		*rest = a.lo % d;
		return a.lo / d;
	}
	bits = (unsigned) __builtin_clzll(d);
	d <<= bits;
	a = (u128) { a.lo << bits, shifted(a.hi, a.lo, bits) };
	high = short_digit(a.hi, (uint32_t) (a.lo >> 32), d, rest);
	low = short_digit(*rest, (uint32_t) a.lo, d, rest);
	*rest >>= bits;
	return high << 32 | low;
}

/* 192 bits. */
struct product {
	u128 high;
	uint64_t low;
};

static struct product multiply_by_64(u128 a, uint64_t m)
{
	u128 low = u128_mul64x64(a.lo, m);

	return (struct product) { u128_add(u128_mul64x64(a.hi, m), u128_of(low.hi)), low.lo };
}

/* a * b, one of which has no more than 64 bits. */
static struct product multiply_short(u128 a, u128 b)
{
	return a.hi == 0 ? multiply_by_64(b, a.lo) : multiply_by_64(a, b.lo);
}

static bool product_lt(const struct product *a, const struct product *b)
{
	return u128_lt(a->high, b->high) || (u128_eq(a->high, b->high) && a->low < b->low);
}

/* p / c for c > p.high, so that the quotient fits 64 bits, and c of more than 64 bits.  The first 64
 * bits of c alone, rounded down, give a quotient that is never too small and at most 2 too large
 * (Knuth, 4.3.1 theorems A and B, for digits of 64 bits). */
static uint64_t divide_product(const struct product *p, u128 c)
{
	unsigned bits = (unsigned) __builtin_clzll(c.hi);
	uint64_t d = shifted(c.hi, c.lo, bits), q = UINT64_MAX, rest;
	u128 top = { shifted(p->high.lo, p->low, bits), shifted(p->high.hi, p->high.lo, bits) };
	struct product back;

	if (top.hi < d)
		q = divide_to_64(top, d, &rest);
	back = multiply_by_64(c, q);
	while (product_lt(p, &back))
		back = multiply_by_64(c, --q);
	return q;
}

u128 u128_div_down(u128 a, uint64_t d)
{
	uint64_t rest;
	u128 q;

	RULE("NUM-01");
	RULE("NUM-04");
	q.hi = a.hi / d;
	q.lo = divide_to_64((u128) { a.lo, a.hi % d }, d, &rest);
	return q;
}

u128 u128_div_up(u128 a, uint64_t d)
{
	return u128_div_down(u128_add(a, u128_of(d - 1)), d);
}

u128 u128_muldiv_down(u128 a, u128 b, u128 c)
{
	struct wide w, q;

	RULE("NUM-03");
	if (a.hi == 0 || b.hi == 0) {
		struct product p = multiply_short(a, b);
		u128 quotient = U128_ZERO;
		uint64_t rest;

		if (u128_lt(p.high, c) && c.hi != 0)
			return u128_of(divide_product(&p, c));
		if (c.hi == 0 && p.high.hi < c.lo) {
			quotient.hi = divide_to_64(p.high, c.lo, &rest);
			quotient.lo = divide_to_64((u128) { p.low, rest }, c.lo, &rest);
			return quotient;
		}
	}
	w = multiply(a, b);
	q = divide(&w, c);
	if (significant(q.digit, DIGITS_256) > DIGITS_128)
		return U128_MAX;
	return get128(q.digit);
}

int u128_cmp_products(u128 a, u128 b, u128 c, u128 d)
{
	struct wide x, y;

	if ((a.hi == 0 || b.hi == 0) && (c.hi == 0 || d.hi == 0)) {
		struct product p = multiply_short(a, b), q = multiply_short(c, d);

		return product_lt(&p, &q) ? -1 : product_lt(&q, &p);
	}
	x = multiply(a, b);
	y = multiply(c, d);
	for (unsigned i = DIGITS_256; i > 0; i--)
		if (x.digit[i - 1] != y.digit[i - 1])
			return x.digit[i - 1] < y.digit[i - 1] ? -1 : 1;
	return 0;
}

u128 u128_power_of_ten(unsigned n)
{
	u128 power = u128_of(1);

	for (; n > 0; n--)
		power = u128_mul(power, 10);
	return power;
}

size_t spheron_decimal(char text[SPHERON_DECIMAL_SIZE], u128 value)
{
	char reversed[SPHERON_DECIMAL_SIZE];
	uint32_t digit[DIGITS_128];
	size_t n = 0;

	while (value.hi != 0) {
		uint32_t group;

		/* Nine decimal digits at a time; of 2^64 or more there are others left. */
		put128(digit, value);
		group = divide_by_digit(digit, DIGITS_128, 1000000000);
		value = get128(digit);
		for (unsigned i = 0; i < 9; i++, group /= 10)
			reversed[n++] = (char) ('0' + group % 10);
	}
	do {
		reversed[n++] = (char) ('0' + value.lo % 10);
		value.lo /= 10;
	} while (value.lo != 0);
	for (size_t i = 0; i < n; i++)
		text[i] = reversed[n - 1 - i];
	text[n] = 0;
	return n;
}

bool spheron_decimal_read(const char *text, size_t size, u128 *out)
{
	u128 value = U128_ZERO;

	if (size == 0 || (size > 1 && text[0] == '0'))
		return false;
	for (size_t i = 0; i < size; i++) {
		if (text[i] < '0' || text[i] > '9')
			return false;
		if (!u128_mul_fits(value, 10, &value)
				|| !u128_add_fits(value, u128_of((uint64_t) (text[i] - '0')), &value))
			return false;
	}
	*out = value;
	return true;
}
