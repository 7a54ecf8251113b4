/* Exact decimals: whole / (10^scale EXPR_PER^per), and doubles where these do not reach. */

#include "sim/expr/expr_parts.h"

#include <string.h>

#define SCALE_MAX 60
#define PER_MAX   6

struct expr_value value_whole(__int128 whole, uint8_t scale, uint8_t per)
{
	return (struct expr_value) { .type = EXPR_NUMBER, .known = true, .exact = true, .whole = whole,
		.scale = scale, .per = per };
}

struct expr_value value_double(double number)
{
	return (struct expr_value) { .type = EXPR_NUMBER, .known = true, .number = number };
}

struct expr_value value_truth(bool truth)
{
	return (struct expr_value) { .type = EXPR_BOOL, .known = true, .exact = true, .truth = truth };
}

struct expr_value value_of_text(const char *text)
{
	return (struct expr_value) { .type = EXPR_TEXT, .known = text != NULL, .exact = true,
		.text = text };
}

struct expr_value value_none(enum expr_type type)
{
	return (struct expr_value) { .type = type };
}

double value_number(const struct expr_value *v)
{
	double number, ten = 1;
	unsigned scale = v->scale;

	if (!v->exact)
		return v->number;
	number = (double) v->whole;
	for (; scale > 22; scale -= 22)
		number /= 1e22;
	for (; scale > 0; scale--)
		ten *= 10;
	number /= ten;
	for (unsigned i = 0; i < v->per; i++)
		number /= EXPR_PER;
	return number;
}

/* *whole times 10^tens EXPR_PER^pers; false, with *whole spoiled, if it does not fit. */
static bool raise(__int128 *whole, unsigned tens, unsigned pers)
{
	bool fits = true;

	if (*whole == 0)
		return true;
	for (; tens >= 18 && fits; tens -= 18)
		fits = !__builtin_mul_overflow(*whole, (__int128) 1000000000000000000, whole);
	for (; tens > 0 && fits; tens--)
		fits = !__builtin_mul_overflow(*whole, (__int128) 10, whole);
	for (; pers > 0 && fits; pers--)
		fits = !__builtin_mul_overflow(*whole, (__int128) EXPR_PER, whole);
	return fits;
}

/* Zeros at the end say nothing. */
static void strip(struct expr_value *v)
{
	while (v->scale > 0 && v->whole % 10 == 0) {
		v->whole /= 10;
		v->scale--;
	}
	while (v->per > 0 && v->whole % EXPR_PER == 0) {
		v->whole /= EXPR_PER;
		v->per--;
	}
}

struct expr_value value_stripped(struct expr_value v)
{
	strip(&v);
	return v;
}

/* Both with the same scale and per; false if that does not fit. */
static bool align_once(struct expr_value *a, struct expr_value *b)
{
	uint8_t scale = a->scale > b->scale ? a->scale : b->scale;
	uint8_t per = a->per > b->per ? a->per : b->per;

	if (!raise(&a->whole, (unsigned) (scale - a->scale), (unsigned) (per - a->per))
			|| !raise(&b->whole, (unsigned) (scale - b->scale), (unsigned) (per - b->per)))
		return false;
	a->scale = b->scale = scale;
	a->per = b->per = per;
	return true;
}

static bool align(struct expr_value *a, struct expr_value *b)
{
	struct expr_value x = *a, y = *b;

	if (a->scale == b->scale && a->per == b->per)
		return true;
	if (align_once(a, b))
		return true;
	strip(&x);
	strip(&y);
	*a = x;
	*b = y;
	if (align_once(&x, &y)) {
		*a = x;
		*b = y;
		return true;
	}
	return false;
}

struct expr_value value_negate(struct expr_value a)
{
	__int128 whole;

	if (a.exact && !__builtin_sub_overflow((__int128) 0, a.whole, &whole))
		return value_whole(whole, a.scale, a.per);
	return value_double(-value_number(&a));
}

struct expr_value value_add(struct expr_value a, struct expr_value b)
{
	double sum = 0;
	struct expr_value x = a, y = b;
	__int128 whole;

	if (a.exact && b.exact && align(&x, &y) && !__builtin_add_overflow(x.whole, y.whole, &whole))
		return value_whole(whole, x.scale, x.per);
	sum = value_number(&a) + value_number(&b);
	return value_double(sum);
}

struct expr_value value_multiply(struct expr_value a, struct expr_value b)
{
	struct expr_value x = a, y = b;
	__int128 whole;

	if (!a.exact || !b.exact)
		return value_double(value_number(&a) * value_number(&b));
	if (__builtin_mul_overflow(x.whole, y.whole, &whole) || x.scale + y.scale > SCALE_MAX
			|| x.per + y.per > PER_MAX) {
		strip(&x);
		strip(&y);
		if (__builtin_mul_overflow(x.whole, y.whole, &whole) || x.scale + y.scale > SCALE_MAX
				|| x.per + y.per > PER_MAX)
			return value_double(value_number(&a) * value_number(&b));
	}
	return value_whole(whole, (uint8_t) (x.scale + y.scale), (uint8_t) (x.per + y.per));
}

/* Nothing divided by nothing, or anything by it, has no value. */
struct expr_value value_divide(struct expr_value a, struct expr_value b)
{
	double by = value_number(&b);

	return by == 0 ? value_none(EXPR_NUMBER) : value_double(value_number(&a) / by);
}

static int sign(__int128 whole)
{
	return whole < 0 ? -1 : whole > 0;
}

/* One that outgrows 128 bits when its digits are aligned with the other's is larger than it. */
static bool outgrown(struct expr_value a, const struct expr_value *b)
{
	return a.scale <= b->scale && a.per <= b->per
			&& !raise(&a.whole, (unsigned) (b->scale - a.scale), (unsigned) (b->per - a.per));
}

int value_compare(const struct expr_value *a, const struct expr_value *b)
{
	struct expr_value x = *a, y = *b;
	double p, q;

	if (a->exact && b->exact) {
		if (sign(a->whole) != sign(b->whole))
			return sign(a->whole) < sign(b->whole) ? -1 : 1;
		if (align(&x, &y))
			return x.whole < y.whole ? -1 : x.whole > y.whole;
		if (outgrown(x, &y))
			return sign(x.whole);
		if (outgrown(y, &x))
			return -sign(y.whole);
	}
	p = value_number(a);
	q = value_number(b);
	return p < q ? -1 : p > q;
}

/* 10^shift: to the left, digits behind the point grow fewer. */
bool value_spell(const struct expr_value *v, int shift, char *text, size_t size)
{
	struct expr_value x = *v;
	unsigned __int128 left;
	char reversed[120];
	size_t n = 0, length = 0, skip = 0;
	int scale;

	strip(&x);
	if (!x.exact || x.per > 0)
		return false;
	if (x.whole == 0)
		shift = 0;
	left = x.whole < 0 ? ~(unsigned __int128) x.whole + 1 : (unsigned __int128) x.whole;
	for (scale = x.scale - shift; scale < 0; scale++)
		reversed[n++] = '0';
	for (int i = 0; left > 0 || i <= scale; i++) {
		if (i > 0 && i == scale)
			reversed[n++] = '.';
		reversed[n++] = (char) ('0' + (int) (left % 10));
		left /= 10;
	}
	if (x.whole < 0)
		reversed[n++] = '-';
	reversed[n] = 0;
	if (scale > 0)
		skip = strspn(reversed, "0");
	skip += scale > 0 && reversed[skip] == '.';
	if (n - skip >= size)
		return false;
	while (n > skip)
		text[length++] = reversed[--n];
	text[length] = 0;
	return true;
}
