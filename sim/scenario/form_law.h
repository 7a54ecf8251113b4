/* form_law.h - how each kind of law (model/law.h) is written in a scenario. */
#ifndef SIM_SCENARIO_FORM_LAW_H
#define SIM_SCENARIO_FORM_LAW_H

#include "model/law.h"

#include <stdbool.h>

#define FORM_LAW_PARAMS 2

struct form_law_param {
	const char *key;       /* NULL: no such parameter */
	bool scaled;           /* has the dimension of the row; others are plain numbers */
	bool positive;         /* must be more than 0 */
	const char *min, *max; /* of a plain one */
	const char *help;
};

/* The parameters a and b; of a table none, its "quantiles" are an array. */
extern const struct form_law_param form_law_params[LAW_KIND_COUNT][FORM_LAW_PARAMS];

/* "weibull" ...: law_kind_name(), without the numerics behind it. */
const char *form_law_name(enum law_kind kind);

/* The dimension in which a law's scaled parameters are written, by that of the row. */
unsigned form_law_dimension(unsigned dimension);

#endif
