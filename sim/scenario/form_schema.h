/* form_schema.h - a form as JSON Schema (draft 2020-12), for editors and other programs.
 *
 * The schema says which keys there are, what they mean, their units, fallbacks and, for plain
 * numbers, bounds.  Bounds of quantities with units, and what only a whole scenario can be asked
 * (missing keys may be in a file that it includes), are left to the reader.
 */
#ifndef SIM_SCENARIO_FORM_SCHEMA_H
#define SIM_SCENARIO_FORM_SCHEMA_H

#include "sim/scenario/form.h"

/* The caller frees. */
char *form_schema(const struct form *form);

#endif
