#include "sim/report/value.h"

#include <math.h>
#include <string.h>

bool value_percent(const char *unit)
{
	return strcmp(unit, "share") == 0 || strcmp(unit, "1/year") == 0
			|| strcmp(unit, METRIC_PROBABILITY) == 0;
}

void value_text(char text[SHOW_NUMBER], double value, const char *unit)
{
	if (isnan(value))
		strcpy(text, "\xe2\x80\x93");
	else
		show_number(text, value, value_percent(unit) ? "share" : unit);
	if (text[0] == '-') {
		char digits[SHOW_NUMBER];

		snprintf(digits, sizeof digits, "%s", text + 1);
		snprintf(text, SHOW_NUMBER, "\xe2\x88\x92%.28s", digits);
	}
}

const char *value_unit(const char *unit)
{
	if (strcmp(unit, "ratio") == 0 || strcmp(unit, "0 to 1") == 0
			|| strcmp(unit, METRIC_PROBABILITY) == 0)
		return "";
	return strcmp(unit, "1/year") == 0 ? "a year" : show_unit(unit);
}

void value_interval(char text[VALUE_INTERVAL], const struct summary *s, const char *unit)
{
	char low[SHOW_NUMBER], high[SHOW_NUMBER];

	text[0] = 0;
	if (s->n == 0 || isnan(s->low) || isnan(s->high))
		return;
	value_text(low, s->low, unit);
	value_text(high, s->high, unit);
	snprintf(text, VALUE_INTERVAL, "%s to %s", low, high);
}

bool value_clear(const struct summary *s)
{
	return s->n > 1 && !isnan(s->low) && (s->low > 0 || s->high < 0);
}
