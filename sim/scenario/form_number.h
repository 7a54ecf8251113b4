/* form_number.h - the numbers of scenarios: exact as long as they are checked, then one rounding.
 *
 * A value is a sign and a whole number of steps: those of its dimension (sim/unit.h), or 10^-22 for
 * plain numbers.  The double made from it is the nearest one (ties to even), computed with
 * integers, so that every compiler gets the same.
 */
#ifndef SIM_SCENARIO_FORM_NUMBER_H
#define SIM_SCENARIO_FORM_NUMBER_H

#include "sim/scenario/form.h"

struct form_number {
	bool negative; /* never of 0 */
	struct quantity_number steps;
};

/* Reads a value of a dimension, or of FORM_PLAIN, as it stands in a file; a minus sign is read only
 * with `sign`.  With `bare` the text is a number without quotes.  False with the reason in why. */
#define FORM_WHY_SIZE 500
bool form_number_read(unsigned dimension, bool sign, bool bare, const char *text,
		struct form_number *out, char why[FORM_WHY_SIZE]);

int form_number_compare(struct form_number a, struct form_number b);

/* In the unit in which models count it (form.h). */
double form_number_double(unsigned dimension, struct form_number n);

/* Writes it in the one way that resolved scenarios have; true if it stands without quotes. */
#define FORM_NUMBER_SIZE (QUANTITY_TEXT_SIZE + 4)
bool form_number_write(unsigned dimension, struct form_number n, char text[FORM_NUMBER_SIZE]);

/* The same for a number of steps of any want: bare if it has no unit and is at most 2^53. */
bool form_steps_write(const struct quantity_want *want, struct quantity_number n,
		char text[FORM_NUMBER_SIZE]);

/* The double nearest to a / b, b > 0. */
double form_ratio(struct quantity_number a, struct quantity_number b);

#endif
