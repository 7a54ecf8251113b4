#include "sim/scenario/form_number.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define PLACES     22 /* digits behind the point of a plain number */
#define DIGITS_MAX 39
#define EXACT_MAX  (UINT64_C(1) << 53)

static const struct quantity_number one_plain = { UINT64_C(1864712049423024128), 542 }; /* 10^22 */

/* ---- plain numbers ---- */

static const char *example_of(unsigned dimension)
{
	return dimension == FORM_PLAIN ? "0.35" : unit_table.dimension[dimension].example;
}

/* The digits of a decimal number as a whole number of 10^-PLACES. */
struct decimal {
	char digit[DIGITS_MAX + 1];
	size_t n;
	int places; /* behind the point */
};

/* Takes digits, the zeros at the front left out; false if there are none or too many. */
static bool take_digits(struct decimal *d, const char **at, bool fraction)
{
	const char *begin = *at;

	for (; (**at >= '0' && **at <= '9') || (**at == '_' && *at > begin); ++*at) {
		if (**at == '_')
			continue;
		d->places += fraction;
		if (d->n == 0 && **at == '0')
			continue;
		if (d->n == DIGITS_MAX)
			return false;
		d->digit[d->n++] = **at;
	}
	return *at > begin;
}

/* The exponent behind "e", as JSON has it. */
static bool take_exponent(struct decimal *d, const char **at)
{
	bool minus = **at == '-';
	int exponent = 0;

	if (minus || **at == '+')
		++*at;
	if (**at < '0' || **at > '9')
		return false;
	for (; **at >= '0' && **at <= '9'; ++*at)
		exponent = exponent < 1000 ? 10 * exponent + (**at - '0') : exponent;
	d->places += minus ? exponent : -exponent;
	return true;
}

static bool read_plain(const char *text, struct quantity_number *out, char why[FORM_WHY_SIZE])
{
	struct decimal d = { .n = 0 };
	struct spheron_u128 value = { 0, 0 };
	bool good = take_digits(&d, &text, false);

	if (good && *text == '.') {
		text++;
		good = take_digits(&d, &text, true);
	}
	if (good && (*text == 'e' || *text == 'E')) {
		text++;
		good = take_exponent(&d, &text);
	}
	while (d.n > 0 && d.digit[d.n - 1] == '0') {
		d.n--;
		d.places--;
	}
	if (!good || *text) {
		snprintf(why, FORM_WHY_SIZE, "this is no plain number; %s is one",
				example_of(FORM_PLAIN));
		return false;
	}
	for (; d.n > 0 && d.places < PLACES && d.n < DIGITS_MAX; d.places++)
		d.digit[d.n++] = '0';
	if (d.n > 0 && (d.places != PLACES || !spheron_decimal_read(d.digit, d.n, &value))) {
		snprintf(why, FORM_WHY_SIZE,
				"a number has at most %d digits behind the point and is at most "
				"2^53",
				PLACES);
		return false;
	}
	*out = (struct quantity_number){ value.lo, value.hi };
	return true;
}

static void write_plain(struct quantity_number n, char text[FORM_NUMBER_SIZE])
{
	char digits[SPHERON_DECIMAL_SIZE], padded[SPHERON_DECIMAL_SIZE + PLACES + 1];
	size_t size = spheron_decimal(digits, (struct spheron_u128){ n.lo, n.hi }), whole;

	memset(padded, '0', PLACES + 1);
	if (size > PLACES)
		memcpy(padded, digits, size + 1);
	else
		memcpy(padded + PLACES + 1 - size, digits, size + 1);
	whole = strlen(padded) - PLACES;
	for (size = whole + PLACES; size > whole && padded[size - 1] == '0'; size--)
		padded[size - 1] = 0;
	snprintf(text, FORM_NUMBER_SIZE, "%.*s%s%s", (int) whole, padded, size > whole ? "." : "",
			padded + whole);
}

/* ---- quantities ---- */

bool form_number_read(unsigned dimension, bool sign, bool bare, const char *text,
		struct form_number *out, char why[FORM_WHY_SIZE])
{
	struct quantity_want want;
	struct quantity_fault fault;

	*out = (struct form_number){ .negative = *text == '-' &&
						 (sign || dimension == FORM_PLAIN) };
	if (dimension == FORM_PLAIN && out->negative && !sign) {
		snprintf(why, FORM_WHY_SIZE, "a negative number is not admitted here");
		return false;
	}
	text += out->negative;
	if (dimension == FORM_PLAIN) {
		if (!read_plain(text, &out->steps, why))
			return false;
	} else {
		want = unit_want((enum unit_dimension) dimension);
		if (!quantity_read(&unit_table, &want, text, strlen(text), &out->steps, &fault)) {
			snprintf(why, FORM_WHY_SIZE, "%s%s", fault.why,
					bare && want.plain == 0 ? ", in quotes" : "");
			return false;
		}
	}
	if (out->steps.lo == 0 && out->steps.hi == 0)
		out->negative = false;
	return true;
}

int form_number_compare(struct form_number a, struct form_number b)
{
	if (a.negative != b.negative)
		return a.negative ? -1 : 1;
	return a.negative ? quantity_compare(b.steps, a.steps) : quantity_compare(a.steps, b.steps);
}

bool form_steps_write(const struct quantity_want *want, struct quantity_number n,
		char text[FORM_NUMBER_SIZE])
{
	size_t size = quantity_write(&unit_table, want, n, text);

	return strspn(text, "0123456789") == size && n.hi == 0 && n.lo <= EXACT_MAX;
}

bool form_number_write(unsigned dimension, struct form_number n, char text[FORM_NUMBER_SIZE])
{
	struct quantity_want want;

	if (n.negative)
		*text++ = '-';
	if (dimension == FORM_PLAIN) {
		write_plain(n.steps, text);
		return true;
	}
	want = unit_want((enum unit_dimension) dimension);
	return form_steps_write(&want, n.steps, text) && !n.negative;
}

/* ---- doubles ---- */

/* How many steps are one of what models count. */
static struct quantity_number steps_in_one(unsigned dimension)
{
	static const uint64_t kilo = 1000, mega = 1000000, tera = UINT64_C(1000000000000),
			      exa = UINT64_C(1000000000000000000);

	if (dimension == FORM_PLAIN)
		return one_plain;
	switch ((enum unit_dimension) dimension) {
	case UNIT_DURATION:
	case UNIT_POWER:
		return (struct quantity_number){ kilo, 0 };
	case UNIT_USD:
	case UNIT_RATIO:
	case UNIT_YEARLY:
	case UNIT_USD_HOUR:
	case UNIT_USD_GPU_HOUR:
	case UNIT_USD_THREAD_HOUR:
	case UNIT_USD_GB_HOUR:
	case UNIT_SPON_HOUR:
	case UNIT_SPON_GPU_HOUR:
	case UNIT_ENERGY_PRICE:
	case UNIT_POINTS:
	case UNIT_PART_OF_TOKEN:
		return (struct quantity_number){ mega, 0 };
	case UNIT_TOKEN_PRICE:
	case UNIT_POINT_VALUE:
		return (struct quantity_number){ tera, 0 };
	case UNIT_SPON:
	case UNIT_ETH:
	case UNIT_STAKE_PER_GPU:
	case UNIT_BLOCK_PRICE:
		return (struct quantity_number){ exa, 0 };
	case UNIT_FREQUENCY: /* of one a day */
		return (struct quantity_number){ UNIT_OFTEN / 24, 0 };
	case UNIT_DATA:
	case UNIT_BANDWIDTH:
	case UNIT_COUNT:
	case UNIT_THREADS:
	case UNIT_GPUS:
	case UNIT_BLOCKS:
	case UNIT_ERAS:
	case UNIT_DIMENSION_COUNT:
		break;
	}
	return (struct quantity_number){ 1, 0 };
}

static struct quantity_number twice(struct quantity_number n, unsigned plus)
{
	return (struct quantity_number){ n.lo << 1 | plus, n.hi << 1 | n.lo >> 63 };
}

static struct quantity_number minus(struct quantity_number a, struct quantity_number b)
{
	return (struct quantity_number){ a.lo >= b.lo ? a.lo - b.lo
						      : UINT64_MAX - (b.lo - a.lo) + 1,
		a.hi - b.hi - (a.lo < b.lo) };
}

static unsigned bit_of(struct quantity_number n, int bit)
{
	return bit < 0 ? 0 : (unsigned) ((bit >= 64 ? n.hi : n.lo) >> (bit & 63) & 1);
}

/* Long division, a bit at a time, until the quotient has 63 bits, 10 more than a double; of what is
 * left it matters only whether it is 0. */
double form_ratio(struct quantity_number a, struct quantity_number b)
{
	struct quantity_number rest = { 0, 0 };
	uint64_t quotient = 0, cut;
	int bit = 128;
	bool more;

	if (a.lo == 0 && a.hi == 0)
		return 0;
	while (quotient < UINT64_C(1) << 62) {
		rest = twice(rest, bit_of(a, --bit));
		quotient <<= 1;
		if (quantity_compare(rest, b) >= 0) {
			rest = minus(rest, b);
			quotient |= 1;
		}
	}
	more = rest.lo || rest.hi;
	for (int below = bit - 1; below >= 0; below--)
		more |= bit_of(a, below);
	cut = (quotient & 0x3ff) | more;
	quotient >>= 10;
	if (cut > 0x200 || (cut == 0x200 && (quotient & 1)))
		quotient++;
	return ldexp((double) quotient, bit + 10);
}

double form_number_double(unsigned dimension, struct form_number n)
{
	double value = form_ratio(n.steps, steps_in_one(dimension));

	return n.negative ? -value : value;
}
