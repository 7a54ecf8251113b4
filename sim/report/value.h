/* value.h - how numbers look on the page: those of show.h, with rates a year and
 * probabilities as parts of 100. */
#ifndef SIM_REPORT_VALUE_H
#define SIM_REPORT_VALUE_H

#include "sim/measure/show.h"
#include "sim/report/page.h"

#include <stdbool.h>

/* "43.12 %", "1,204", "–" without a value. */
void value_text(char text[SHOW_NUMBER], double value, const char *unit);

/* What stands behind it in a table: "USD/d", "a year"; "" if the number has said it or has none. */
const char *value_unit(const char *unit);

/* "42.10 % to 44.20 %"; "" without an interval. */
#define VALUE_INTERVAL 80
void value_interval(char text[VALUE_INTERVAL], const struct summary *s, const char *unit);

/* Is it shown in parts of 100? */
bool value_percent(const char *unit);

/* An interval that a difference is clear of zero by. */
bool value_clear(const struct summary *s);

#endif
