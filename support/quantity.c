#include "support/quantity.h"

#include "support/nearest.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define WORD_MAX     63 /* longer words are nobody's unit */
#define QUOTE_MAX    40 /* characters of the text in a message */
#define FRACTION_MAX 38 /* digits behind the point that are written */

/* ---- numbers of 128 bits ---- */

int quantity_compare(struct quantity_number a, struct quantity_number b)
{
	if (a.hi != b.hi)
		return a.hi < b.hi ? -1 : 1;
	return a.lo < b.lo ? -1 : a.lo > b.lo;
}

/* *n = *n * by + plus; false, with *n spoiled, if that does not fit. */
static bool multiply(struct quantity_number *n, uint64_t by, uint64_t plus)
{
	uint64_t limb[4] = { (uint32_t) n->lo, n->lo >> 32, (uint32_t) n->hi, n->hi >> 32 };
	uint64_t half[2] = { (uint32_t) by, by >> 32 };
	uint64_t out[6] = { (uint32_t) plus, plus >> 32 };

	for (int j = 0; j < 2; j++) {
		uint64_t carry = 0;

		for (int i = 0; i < 4; i++) {
			uint64_t sum = limb[i] * half[j] + out[i + j] + carry;

			out[i + j] = (uint32_t) sum;
			carry = sum >> 32;
		}
		out[j + 4] += carry;
	}
	n->lo = out[1] << 32 | out[0];
	n->hi = out[3] << 32 | out[2];
	return out[4] == 0 && out[5] == 0;
}

/* *n = floor(*n / by); returns the remainder.  by >= 1. */
static uint64_t divide(struct quantity_number *n, uint64_t by)
{
	struct quantity_number quotient = { 0, 0 };
	uint64_t rest = 0;

	if (n->hi == 0) { /* nearly always */
		rest = n->lo % by;
		n->lo /= by;
		return rest;
	}
	for (int bit = 127; bit >= 0; bit--) {
		uint64_t word = bit >= 64 ? n->hi : n->lo;
		bool carry = rest >> 63;

		rest = rest << 1 | (word >> (bit & 63) & 1);
		if (!carry && rest < by)
			continue;
		rest = carry ? rest + (UINT64_MAX - by + 1) : rest - by;
		*(bit >= 64 ? &quotient.hi : &quotient.lo) |= UINT64_C(1) << (bit & 63);
	}
	*n = quotient;
	return rest;
}

static uint64_t common(uint64_t a, uint64_t b)
{
	while (b) {
		uint64_t rest = a % b;

		a = b;
		b = rest;
	}
	return a;
}

/* Divides the product *a * *b by `by`; false if it leaves a remainder.  What `by` has in common with
 * *b is taken from there, the rest must divide *a, so that the product itself is never needed. */
static bool divide_product(struct quantity_number *a, uint64_t *b, uint64_t by)
{
	uint64_t shared = common(*b, by);

	*b /= shared;
	return by == shared || divide(a, by / shared) == 0;
}

/* ---- messages ---- */

/* One reading: `at` goes through the text, `digits` and `fraction` are what the number consists of. */
struct reader {
	const struct quantity_table *table;
	const struct quantity_want *want;
	const char *text;
	size_t size, at;
	struct quantity_number digits;
	size_t fraction; /* how many of the digits stand behind the point */
	struct quantity_fault *fault;
};

__attribute__((format(printf, 3, 4))) static bool refuse(struct reader *r, size_t offset,
		const char *format, ...)
{
	va_list list;

	r->fault->offset = offset;
	va_start(list, format);
	vsnprintf(r->fault->why, sizeof r->fault->why, format, list);
	va_end(list);
	return false;
}

struct quoted {
	char text[QUOTE_MAX + 4];
};

static struct quoted quote(const char *text, size_t size)
{
	struct quoted q;
	size_t n = size < QUOTE_MAX ? size : QUOTE_MAX;

	for (size_t i = 0; i < n; i++)
		q.text[i] = text[i] >= ' ' && text[i] <= '~' ? text[i] : '?';
	memcpy(q.text + n, "...", 4);
	if (n == size)
		q.text[n] = 0;
	return q;
}

static const struct quantity_dimension *wanted(const struct reader *r)
{
	return &r->table->dimension[r->want->dimension];
}

void quantity_units(const struct quantity_table *table, unsigned dimension, char *text, size_t size)
{
	const char *name[2] = { NULL, NULL }; /* the last two, not yet written */
	size_t n = strlen(text);

	for (size_t i = 0; i <= table->n_units; i++) {
		const struct quantity_unit *u = table->unit + i;
		bool end = i == table->n_units;

		if (!end && (u->dimension != dimension || u->instead))
			continue;
		if (name[0])
			n += (size_t) snprintf(text + n, size - n, "%s%s", name[0],
					end && name[1] ? " or " : name[1] ? ", " : "");
		if (n >= size)
			return;
		name[0] = name[1];
		name[1] = end ? NULL : u->name;
	}
	if (name[0])
		snprintf(text + n, size - n, "%s", name[0]);
}

/* "given in s or h" or, where there are none, "given without a unit". */
static const char *ways(const struct reader *r, char text[200])
{
	strcpy(text, "given in ");
	quantity_units(r->table, r->want->dimension, text, 200);
	if (text[9] == 0)
		strcpy(text, "given without a unit");
	return text;
}

/* ---- the number ---- */

static char look(const struct reader *r, size_t ahead)
{
	return r->at + ahead < r->size ? r->text[r->at + ahead] : 0;
}

static bool digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool read_start(struct reader *r)
{
	char c = look(r, 0);

	if (r->size == 0)
		return refuse(r, 0, "nothing is given; %s is written like %s", wanted(r)->name,
				wanted(r)->example);
	if (c == ' ' || c == '\t')
		return refuse(r, 0, "a blank before the number; it begins with a digit");
	if (c == '-' || c == '+')
		return refuse(r, 0, "a quantity has no sign; it begins with a digit");
	if (c == '.')
		return refuse(r, 0, "a digit is missing before the point; write 0.5, not .5");
	if (!digit(c))
		return refuse(r, 0, "\"%s\" does not begin with a number; %s is written like %s",
				quote(r->text, r->size).text, wanted(r)->name, wanted(r)->example);
	if (c == '0' && (digit(look(r, 1)) || look(r, 1) == '_'))
		return refuse(r, 0, "a number begins with 0 only if the point follows");
	return true;
}

static bool take_digit(struct reader *r)
{
	if (!multiply(&r->digits, 10, (uint64_t) (look(r, 0) - '0')))
		return refuse(r, 0, "the number has too many digits; 2^128 - 1 is the largest");
	r->at++;
	return true;
}

/* Digits before the point: all in one, or in groups of three behind one of up to three. */
static bool read_whole(struct reader *r)
{
	size_t group = 0;
	bool grouped = false;

	for (;;) {
		if (digit(look(r, 0))) {
			group++;
			if (!take_digit(r))
				return false;
			continue;
		}
		if (grouped ? group != 3 : look(r, 0) == '_' && group > 3)
			break;
		if (look(r, 0) != '_')
			return true;
		grouped = true;
		group = 0;
		r->at++;
	}
	return refuse(r, r->at, "a _ parts groups of three digits, as in 12_500");
}

/* Zeros at the end of a fraction say nothing and are not counted. */
static bool read_fraction(struct reader *r)
{
	size_t end, last;

	r->at++;
	if (!digit(look(r, 0)))
		return refuse(r, r->at, "a digit is missing behind the point; write 1.5 or 1");
	for (end = last = r->at; end < r->size && digit(r->text[end]); end++)
		if (r->text[end] != '0')
			last = end + 1;
	r->fraction = last - r->at;
	while (r->at < last)
		if (!take_digit(r))
			return false;
	r->at = end;
	if (look(r, 0) == '_')
		return refuse(r, r->at, "a _ parts digits before the point only");
	if (look(r, 0) == '.')
		return refuse(r, r->at, "a second point; a number has one at most");
	return true;
}

static bool read_number(struct reader *r)
{
	if (!read_start(r) || !read_whole(r) || (look(r, 0) == '.' && !read_fraction(r)))
		return false;
	if (look(r, 0) == ',')
		return refuse(r, r->at,
				"a number has no comma; write 1.5 for a fraction, 12_500 for thousands");
	if ((look(r, 0) == 'e' || look(r, 0) == 'E')
			&& (digit(look(r, 1)) || look(r, 1) == '+' || look(r, 1) == '-'))
		return refuse(r, r->at, "a number has no exponent; write all of its digits");
	return true;
}

/* ---- the unit ---- */

/* nearest_name() asks for names by number alone. */
static _Thread_local const struct quantity_unit *candidate[64];

static const char *candidate_name(size_t i)
{
	return candidate[i]->name;
}

static bool same(const char *name, const char *word, size_t size)
{
	return name && strlen(name) == size && memcmp(name, word, size) == 0;
}

static bool alike(const char *a, const char *b)
{
	for (; *a && *b; a++, b++)
		if (tolower((unsigned char) *a) != tolower((unsigned char) *b))
			return false;
	return *a == *b;
}

/* The unit that somebody who wrote this word for the wanted dimension may have meant, or NULL. */
static const char *meant(const struct reader *r, const char *word, size_t size)
{
	char copy[WORD_MAX + 1];
	ptrdiff_t near = -1, exact = -1;
	size_t n = 0;

	if (size > WORD_MAX || memchr(word, 0, size))
		return NULL;
	memcpy(copy, word, size);
	copy[size] = 0;
	for (size_t i = 0; i < r->table->n_units && n < sizeof candidate / sizeof *candidate; i++) {
		if (r->table->unit[i].dimension != r->want->dimension)
			continue;
		if (near < 0 && alike(r->table->unit[i].name, copy))
			near = (ptrdiff_t) n;
		if (strcmp(r->table->unit[i].name, copy) == 0)
			exact = (ptrdiff_t) n;
		candidate[n++] = r->table->unit + i;
	}
	if (exact >= 0)
		near = exact;
	if (near < 0)
		near = nearest_name(copy, candidate_name, n);
	if (near < 0)
		return NULL;
	return candidate[near]->instead ? candidate[near]->instead : candidate[near]->name;
}

static bool refuse_unit(struct reader *r, const char *word, size_t size,
		const struct quantity_unit *other)
{
	const char *near = other ? NULL : meant(r, word, size);
	char text[200];

	if (other)
		return refuse(r, r->at, "%s cannot be given as %s (%s); it is %s, like %s", wanted(r)->name,
				r->table->dimension[other->dimension].name, quote(r->text, r->size).text,
				ways(r, text), wanted(r)->example);
	return refuse(r, r->at, "no unit is called \"%s\"%s%s%s; %s is %s", quote(word, size).text,
			near ? " (did you mean " : "", near ? near : "", near ? "?)" : "",
			wanted(r)->name, ways(r, text));
}

/* Finds the unit behind the number; a number without one gets *plain filled. */
static const struct quantity_unit *read_unit(struct reader *r, struct quantity_unit *plain)
{
	const struct quantity_unit *other = NULL;
	const char *word;
	char text[200];
	size_t size;

	if (r->text[r->size - 1] == ' ' || r->text[r->size - 1] == '\t')
		return refuse(r, r->size - 1, "a blank at the end"), NULL;
	if (look(r, 0) == ' ')
		r->at++;
	if (look(r, 0) == ' ' || look(r, 0) == '\t')
		return refuse(r, r->at, "one blank at most parts number and unit"), NULL;
	word = r->text + r->at;
	size = r->size - r->at;
	if (size == 0 && r->want->plain) {
		*plain = (struct quantity_unit) { .num = r->want->plain, .den = 1 };
		return plain;
	}
	if (size == 0)
		return refuse(r, r->at, "%s lacks a unit; %s is %s", quote(r->text, r->size).text,
				wanted(r)->name, ways(r, text)), NULL;
	for (size_t i = 0; i < r->table->n_units; i++) {
		const struct quantity_unit *u = r->table->unit + i;

		if (!same(u->name, word, size) && !same(u->one, word, size))
			continue;
		if (u->dimension == r->want->dimension && !u->instead)
			return u;
		if (u->dimension != r->want->dimension && !other)
			other = u;
	}
	return refuse_unit(r, word, size, other), NULL;
}

/* ---- both ---- */

static bool refuse_bound(struct reader *r, const char *which, const char *most,
		struct quantity_number bound)
{
	char text[QUANTITY_TEXT_SIZE];

	quantity_write(r->table, r->want, bound, text);
	return refuse(r, 0, "%s is too %s; the %s admitted is %s", quote(r->text, r->size).text,
			which, most, text);
}

/* From the unit as written to steps; false if that does not come out even. */
static bool convert(struct reader *r, uint64_t *factor, uint64_t den)
{
	char text[QUANTITY_TEXT_SIZE];
	bool whole = divide_product(&r->digits, factor, den)
			&& divide_product(&r->digits, factor, r->want->step);

	for (size_t i = 0; whole && i < r->fraction; i++)
		whole = divide_product(&r->digits, factor, 10);
	if (whole)
		return true;
	quantity_write(r->table, r->want, (struct quantity_number) { 1, 0 }, text);
	return refuse(r, 0, "%s is no multiple of the smallest step, %s",
			quote(r->text, r->size).text, text);
}

bool quantity_read(const struct quantity_table *table, const struct quantity_want *want,
		const char *text, size_t size, struct quantity_number *out,
		struct quantity_fault *fault)
{
	struct reader r = { .table = table, .want = want, .text = text, .size = size, .fault = fault };
	struct quantity_number most = { UINT64_MAX, UINT64_MAX };
	const struct quantity_unit *unit;
	struct quantity_unit plain;
	uint64_t factor;

	if (!read_number(&r) || !(unit = read_unit(&r, &plain)))
		return false;
	factor = unit->num;
	if (!convert(&r, &factor, unit->den))
		return false;
	if (want->bounded)
		most = want->max;
	if (!multiply(&r.digits, factor, 0) || quantity_compare(r.digits, most) > 0)
		return refuse_bound(&r, "large", "largest", most);
	if (want->bounded && quantity_compare(r.digits, want->min) < 0)
		return refuse_bound(&r, "small", "smallest", want->min);
	*out = r.digits;
	return true;
}

/* ---- writing ---- */

/* A number in one unit: digits / 10^fraction. */
struct written {
	struct quantity_number digits;
	unsigned fraction;
};

/* value * step * den / num as a decimal in lowest terms; false if it has no end or does not fit. */
static bool express(struct quantity_number value, uint64_t step, uint64_t num, uint64_t den,
		struct written *w)
{
	struct quantity_number quotient = value;
	unsigned twos = 0, fives = 0;
	uint64_t shared;

	shared = common(step, num);
	step /= shared;
	num /= shared;
	shared = common(den, num);
	den /= shared;
	num /= shared;
	shared = common(divide(&quotient, num), num);
	w->digits = value;
	divide(&w->digits, shared);
	for (num /= shared; num % 2 == 0; num /= 2)
		twos++;
	for (; num % 5 == 0; num /= 5)
		fives++;
	w->fraction = twos > fives ? twos : fives;
	if (num != 1 || w->fraction > FRACTION_MAX || !multiply(&w->digits, step, 0)
			|| !multiply(&w->digits, den, 0))
		return false;
	for (; twos < w->fraction; twos++)
		if (!multiply(&w->digits, 2, 0))
			return false;
	for (; fives < w->fraction; fives++)
		if (!multiply(&w->digits, 5, 0))
			return false;
	return true;
}

static size_t spell(struct written w, char text[QUANTITY_TEXT_SIZE])
{
	char reversed[QUANTITY_TEXT_SIZE];
	size_t n = 0, length;

	for (unsigned i = 0; w.digits.lo || w.digits.hi || i <= w.fraction; i++) {
		if (i > 0 && i == w.fraction)
			reversed[n++] = '.';
		reversed[n++] = (char) ('0' + divide(&w.digits, 10));
	}
	for (length = 0; n > 0; length++)
		text[length] = reversed[--n];
	text[length] = 0;
	return length;
}

/* Is a larger than b?  Both are units of one dimension. */
static bool larger(const struct quantity_unit *a, const struct quantity_unit *b)
{
	struct quantity_number x = { a->num, 0 }, y = { b->num, 0 };

	multiply(&x, b->den, 0);
	multiply(&y, a->den, 0);
	return quantity_compare(x, y) > 0;
}

/* How hard a number is to read: its characters, and again those before the point beyond nine. */
static size_t effort(const char *text)
{
	size_t whole = strcspn(text, ".");

	return strlen(text) + (whole > 9 ? whole - 9 : 0);
}

size_t quantity_write(const struct quantity_table *table, const struct quantity_want *want,
		struct quantity_number value, char text[QUANTITY_TEXT_SIZE])
{
	const struct quantity_unit *best = NULL;
	size_t best_effort = 0, now, length;
	bool zero = value.lo == 0 && value.hi == 0;
	struct written w;

	for (size_t i = 0; i < table->n_units; i++) {
		const struct quantity_unit *u = table->unit + i;

		if (u->dimension != want->dimension || u->instead
				|| !express(value, want->step, u->num, u->den, &w))
			continue;
		spell(w, text);
		now = effort(text);
		if (zero ? !best || (u->num == want->step && u->den == 1)
			 : !best || now < best_effort || (now == best_effort && larger(u, best))) {
			best = u;
			best_effort = now;
		}
	}
	w = (struct written) { .digits = value };
	if (best)
		express(value, want->step, best->num, best->den, &w);
	length = spell(w, text);
	if (best)
		length += (size_t) snprintf(text + length, QUANTITY_TEXT_SIZE - length, " %.40s",
				best->one && strcmp(text, "1") == 0 ? best->one : best->name);
	return length;
}
