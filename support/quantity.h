/* quantity.h - numbers with units, read and written exactly.
 *
 *	3h    1.5 d    1000 SPON    0.74 USD/gpu-hour    95 %    12_500 MB
 *
 * A quantity is a decimal number, at most one blank, and the name of a unit.  It is read into a whole
 * number of the steps in which the caller counts (3 h counted in seconds is 10800) or refused: nothing
 * is rounded and nothing passes through floating point.
 *
 * The number has no sign, no exponent, no comma and no superfluous zero before it; the point has a
 * digit on either side; a _ may part thousands.  Blanks before and after are refused, names of units
 * are told apart by case.  The digits, the unit's size in steps and the result must each fit 128 bits.
 *
 * Which units there are is the caller's: units belong to dimensions, a dimension has a base in which
 * all of its units are given as fractions, and a want says which dimension is expected and what a step
 * is.  Nothing here takes memory or remembers anything.
 */
#ifndef SUPPORT_QUANTITY_H
#define SUPPORT_QUANTITY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct quantity_number {
	uint64_t lo, hi;
};

/* One of it is num / den bases of its dimension.  `one` is how the name is written behind a lone 1,
 * if otherwise; both are read with any number.  With `instead`, this is no unit but a frequent mistake,
 * for which the unit of that name is suggested. */
struct quantity_unit {
	unsigned dimension;
	const char *name, *one;
	uint64_t num, den;
	const char *instead;
};

struct quantity_dimension {
	const char *name;    /* with its article: "a duration" */
	const char *example; /* "3 h" */
};

/* In messages the units of a dimension come in the order of the table. */
struct quantity_table {
	const struct quantity_dimension *dimension;
	size_t n_dimensions;
	const struct quantity_unit *unit;
	size_t n_units;
};

/* What is expected in one place. */
struct quantity_want {
	unsigned dimension;
	uint64_t step;    /* bases in one step of the result */
	uint64_t plain;   /* bases in a number without unit; 0: a unit is required */
	bool bounded;     /* only min <= result <= max, in steps, is admitted */
	struct quantity_number min, max;
};

struct quantity_fault {
	size_t offset; /* of the byte where it went wrong */
	char why[400]; /* what is wrong and what would be right; printable ASCII */
};

/* True and *out if the text is such a quantity; otherwise *fault, with *out untouched. */
bool quantity_read(const struct quantity_table *table, const struct quantity_want *want,
		const char *text, size_t size, struct quantity_number *out,
		struct quantity_fault *fault);

/* Room for any text that quantity_write() makes, if no unit's name is longer than 40 letters. */
#define QUANTITY_TEXT_SIZE 96

/* Writes a result in the unit that needs the fewest characters before its name, where those of a whole
 * part beyond nine count twice, and in the largest of several: 10800 s are "3 h", 5400 s "90 min".
 * Zero is written in steps if a unit is one step.  If no unit gives a finite decimal the number of
 * steps stands alone.  What was written reads back as the same result; in that last case by a want
 * whose numbers without unit are steps.  Returns the length. */
size_t quantity_write(const struct quantity_table *table, const struct quantity_want *want,
		struct quantity_number value, char text[QUANTITY_TEXT_SIZE]);

/* Appends the units of a dimension, "ms, s, min, h, d or weeks", to text of `size` bytes in all; cuts
 * what does not fit. */
void quantity_units(const struct quantity_table *table, unsigned dimension, char *text, size_t size);

int quantity_compare(struct quantity_number a, struct quantity_number b);

#endif
