/* Numbers as they are written, with their units: "12_500", "95 %", "3 h", "1000 SPON/era". */

#include "sim/expr/expr_parts.h"
#include "sim/unit.h"
#include "support/nearest.h"

#include <stdio.h>
#include <string.h>

static bool digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

/* How long the number at text[0 .. size) is; a point belongs to it if a digit follows. */
static size_t number_size(const char *text, size_t size)
{
	size_t n = 0;

	while (n < size && (digit(text[n]) || text[n] == '_'))
		n++;
	if (n + 1 < size && text[n] == '.' && digit(text[n + 1]))
		for (n++; n < size && (digit(text[n]) || text[n] == '_'); n++)
			;
	return n;
}

/* Reads the digits; the rules about them are those of all quantities. */
static bool read_digits(const char *text, size_t size, struct expr_value *out, struct expr_fault *fault)
{
	const char *point = memchr(text, '.', size);
	size_t behind = point ? size - (size_t) (point - text) - 1 : 0;
	struct quantity_want want = { .dimension = UNIT_COUNT, .step = 1, .plain = 1 };
	struct quantity_fault wrong;
	struct quantity_number n;
	__int128 whole;
	uint8_t scale = 0;

	for (; scale < 18 && scale < behind; scale++)
		want.plain *= 10;
	if (!quantity_read(&unit_table, &want, text, size, &n, &wrong))
		return strstr(wrong.why, "multiple")
				? expr_refuse(fault, 0, "a number has 18 digits behind its point at most")
				: expr_refuse(fault, wrong.offset, "%s", wrong.why);
	if (n.hi >> 63)
		return expr_refuse(fault, 0, "%s is too large", expr_quote(text, size).text);
	whole = (__int128) n.hi << 64 | n.lo;
	for (; scale > 0 && whole % 10 == 0; scale--)
		whole /= 10;
	*out = value_whole(whole, scale, 0);
	return true;
}

/* ---- units ---- */

/* Does a word begin there, and end where the word ends? */
static bool matches(const char *text, size_t size, const char *word)
{
	size_t n = strlen(word);
	char last = word[n - 1], next;

	if (n > size || memcmp(text, word, n) != 0)
		return false;
	next = n < size ? text[n] : 0;
	return !(letter(last) || digit(last)) || !(letter(next) || digit(next));
}

/* The unit with the longest name that stands there; *length is 0 if there is none. */
static const struct quantity_unit *longest(const char *text, size_t size, bool mistakes, size_t *length)
{
	const struct quantity_unit *best = NULL;

	*length = 0;
	for (size_t i = 0; i < unit_table.n_units; i++) {
		const struct quantity_unit *u = unit_table.unit + i;
		const char *name[2] = { u->name, u->one };

		if ((u->instead != NULL) != mistakes)
			continue;
		for (int j = 0; j < 2; j++) {
			if (!name[j] || strlen(name[j]) <= *length || !matches(text, size, name[j]))
				continue;
			best = u;
			*length = strlen(name[j]);
		}
	}
	return best;
}

/* What a unit may be divided by, as in "SPON/era"; in bases of the language, inverted. */
static const struct {
	const char *name;
	struct factor factor;
} divisors[] = {
	{ "ms", { { { [EXPR_TIME] = -1 } }, 1000, 0, 0, HINT_NONE } },
	{ "s", { { { [EXPR_TIME] = -1 } }, 1, 0, 0, HINT_NONE } },
	{ "min", { { { [EXPR_TIME] = -1 } }, 27594, 1, 1, HINT_NONE } },
	{ "h", { { { [EXPR_TIME] = -1 } }, 4599, 2, 1, HINT_HOUR } },
	{ "d", { { { [EXPR_TIME] = -1 } }, 191625, 5, 1, HINT_DAY } },
	{ "week", { { { [EXPR_TIME] = -1 } }, 27375, 5, 1, HINT_DAY } },
	{ "year", { { { [EXPR_TIME] = -1 } }, 525, 5, 1, HINT_YEAR } },
	{ "era", { { { [EXPR_ERA] = -1 } }, 1, 0, 0, HINT_NONE } },
	{ "block", { { { [EXPR_BLOCK] = -1 } }, 1, 0, 0, HINT_NONE } },
	{ "point", { { { [EXPR_POINT] = -1 } }, 1, 0, 0, HINT_NONE } },
	{ "SPON", { { { [EXPR_SPON] = -1 } }, 1, 0, 0, HINT_NONE } },
	{ "GPU", { { { 0 } }, 1, 0, 0, HINT_NONE } },
	{ "thread", { { { 0 } }, 1, 0, 0, HINT_NONE } },
};

/* "/era" at once behind a unit. */
static size_t read_divisor(const char *text, size_t size, struct literal *out)
{
	if (size == 0 || text[0] != '/')
		return 0;
	for (size_t i = 0; i < sizeof divisors / sizeof *divisors; i++) {
		const struct factor *f = &divisors[i].factor;

		if (!matches(text + 1, size - 1, divisors[i].name))
			continue;
		out->value = factor_value(out->value, f);
		out->unit = unit_times(out->unit, f->unit, 1);
		if (f->hint != HINT_NONE)
			out->hint = f->hint;
		return 1 + strlen(divisors[i].name);
	}
	return 0;
}

static bool keyword(const char *text, size_t size)
{
	static const char *const words[] = { "and", "or", "not", "in", "where", "to" };

	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (matches(text, size, words[i]))
			return true;
	return false;
}

static const char *unit_name(size_t i)
{
	return unit_table.unit[i].name;
}

/* A word behind a number that is no unit; the right one is told as for quantities. */
static bool refuse_unit(const char *text, size_t number, size_t word, size_t end, struct expr_fault *fault)
{
	struct quantity_want want = { .step = 1 };
	struct quantity_fault wrong;
	struct quantity_number n;
	char copy[64], slice[128];
	size_t length;
	const struct quantity_unit *u = longest(text + word, end - word, true, &length);
	ptrdiff_t near = -1;

	if (!u && end - word < sizeof copy) {
		memcpy(copy, text + word, end - word);
		copy[end - word] = 0;
		near = nearest_name(copy, unit_name, unit_table.n_units);
		u = near >= 0 ? unit_table.unit + near : NULL;
	}
	if (u && number + (end - word) + 2 < sizeof slice) {
		snprintf(slice, sizeof slice, "%.*s %.*s", (int) number, text, (int) (end - word),
				text + word);
		want.dimension = u->dimension;
		if (!quantity_read(&unit_table, &want, slice, strlen(slice), &n, &wrong))
			return expr_refuse(fault, word, "%s", wrong.why);
	}
	return expr_refuse(fault, word, "no unit is called %s; units are those of scenario files, such as "
			"s, h, d, SPON, USD, %%, %%/year or eras", expr_quote(text + word,
			end - word).text);
}

static bool read_unit(const char *text, size_t size, size_t number, size_t *at, struct literal *out,
		struct expr_fault *fault)
{
	size_t blank = number, length, end;
	const struct quantity_unit *u;
	struct expr_value one;
	struct factor f;

	while (blank < size && (text[blank] == ' ' || text[blank] == '\t'))
		blank++;
	u = longest(text + blank, size - blank, false, &length);
	if (u) {
		f = unit_factor(u->dimension);
		one = value_stripped(factor_value(value_whole((int64_t) u->num, 0, 0), &f));
		out->value = value_multiply(out->value, one);
		out->unit = f.unit;
		out->hint = f.hint;
		out->any = false;
		*at = blank + length;
		*at += read_divisor(text + *at, size - *at, out);
		return true;
	}
	*at = number;
	if (blank == size || keyword(text + blank, size - blank)
			|| (!letter(text[blank]) && text[blank] != '%' && text[blank] != '$'))
		return true;
	for (end = blank; end < size && (letter(text[end]) || digit(text[end]) || text[end] == '%'
				|| text[end] == '$' || (text[end] == '/' && end + 1 < size
				&& letter(text[end + 1]))); end++)
		;
	return refuse_unit(text, number, blank, end, fault);
}

size_t literal_read(const char *text, size_t size, struct literal *out, struct expr_fault *fault)
{
	size_t n = number_size(text, size), at = 0;

	*out = (struct literal) { .hint = HINT_NONE };
	if (n + 1 < size && (text[n] == 'e' || text[n] == 'E')
			&& (digit(text[n + 1]) || text[n + 1] == '-' || text[n + 1] == '+')) {
		expr_refuse(fault, n, "a number has no exponent; write all of its digits");
		return 0;
	}
	if (!read_digits(text, n, &out->value, fault))
		return 0;
	out->any = out->value.whole == 0;
	if (!read_unit(text, size, n, &at, out, fault))
		return 0;
	if (!out->value.exact) {
		expr_refuse(fault, 0, "%s is too large", expr_quote(text, at).text);
		return 0;
	}
	return at;
}
