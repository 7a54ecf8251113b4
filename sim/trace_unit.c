#include "sim/trace_unit.h"

#include "support/csv.h"

#include <stdio.h>
#include <string.h>

#define ROLE(role) (1u << TRACE_ROLE_##role)
#define MOMENT     (ROLE(TIME) | ROLE(START) | ROLE(END))
#define SPAN       (MOMENT | ROLE(DURATION))
#define COUNTED    (ROLE(GPUS) | ROLE(COUNT))
#define TEXT       (ROLE(GPU) | ROLE(QUALITY) | ROLE(ENTITY))

#define NUMBER(roles, name, factor, base)                                                          \
	{                                                                                          \
		roles, name, factor, TRACE_FORM_NUMBER, base, "0", "a number was expected"         \
	}

/* Each role's first unit is the one that need not be named. */
static const struct trace_unit units[] = {
	NUMBER(SPAN, "s", 1, "s"),
	NUMBER(SPAN, "ms", 1e-3, "s"),
	NUMBER(SPAN, "min", 60, "s"),
	NUMBER(SPAN, "h", 3600, "s"),
	NUMBER(SPAN, "d", 86400, "s"),
	NUMBER(SPAN, "weeks", 604800, "s"),
	{ MOMENT, "date", 1, TRACE_FORM_DATE, "s", "1970-01-01",
			"a date such as 2026-08-22 was expected" },
	{ MOMENT, "month", 1, TRACE_FORM_DATE, "s", "1970-01", "a month such as 2026-08 was expected" },
	NUMBER(ROLE(CPU), "threads", 1, "threads"),
	NUMBER(ROLE(CPU), "milli", 1e-3, "threads"),
	NUMBER(ROLE(MEM), "MB", 1, "MB"),
	NUMBER(ROLE(MEM), "MiB", 1.048576, "MB"),
	NUMBER(ROLE(MEM), "KB", 1e-3, "MB"),
	NUMBER(ROLE(MEM), "KiB", 1.024e-3, "MB"),
	NUMBER(ROLE(MEM), "GB", 1e3, "MB"),
	NUMBER(ROLE(MEM), "GiB", 1073.741824, "MB"),
	NUMBER(ROLE(MEM), "TB", 1e6, "MB"),
	NUMBER(ROLE(MEM), "TiB", 1099511.627776, "MB"),
	NUMBER(ROLE(MEM), "B", 1e-6, "MB"),
	NUMBER(ROLE(STO), "GB", 1, "GB"),
	NUMBER(ROLE(STO), "GiB", 1.073741824, "GB"),
	NUMBER(ROLE(STO), "MB", 1e-3, "GB"),
	NUMBER(ROLE(STO), "MiB", 1.048576e-3, "GB"),
	NUMBER(ROLE(STO), "TB", 1e3, "GB"),
	NUMBER(ROLE(STO), "TiB", 1099.511627776, "GB"),
	NUMBER(COUNTED, "count", 1, ""),
	NUMBER(ROLE(SHARE), "milli", 1, "thousandths of a GPU"),
	NUMBER(ROLE(SHARE), "part", 1000, "thousandths of a GPU"),
	NUMBER(ROLE(SHARE), "%", 10, "thousandths of a GPU"),
	{ TEXT, "text", 1, TRACE_FORM_TEXT, "", "", "" },
	{ ROLE(UP), "flag", 1, TRACE_FORM_FLAG, "", "0",
			"1 or 0, up or down, true or false, yes or no was expected" },
	NUMBER(ROLE(VALUE), "plain", 1, ""),
	NUMBER(ROLE(VALUE), "milli", 1e-3, ""),
	NUMBER(ROLE(VALUE), "%", 1e-2, ""),
	NUMBER(ROLE(VALUE), "USD", 1, "USD"),
	NUMBER(ROLE(VALUE), "SPON", 1, "SPON"),
	NUMBER(ROLE(VALUE), "USD/kWh", 1, "USD/kWh"),
	NUMBER(ROLE(VALUE), "USD/MWh", 1e-3, "USD/kWh"),
	NUMBER(ROLE(VALUE), "USD/gpu-hour", 1, "USD/gpu-hour"),
};

#define UNITS (sizeof units / sizeof *units)

const struct trace_unit *trace_unit(enum trace_role role, const char *name)
{
	for (size_t i = 0; i < UNITS; i++)
		if ((units[i].roles >> role & 1) && (!name || strcmp(name, units[i].name) == 0))
			return &units[i];
	return NULL;
}

const char *trace_units(enum trace_role role)
{
	static _Thread_local char text[120];
	size_t n = 0, left = 0;

	for (size_t i = 0; i < UNITS; i++)
		left += units[i].roles >> role & 1;
	text[0] = 0;
	for (size_t i = 0; i < UNITS; i++) {
		if (!(units[i].roles >> role & 1))
			continue;
		left--;
		n += (size_t) snprintf(text + n, sizeof text - n, "%s%s", units[i].name,
				left > 1 ? ", " : left == 1 ? " or " : "");
	}
	return text;
}

/* Days from 1970-01-01 (Howard Hinnant, "chrono-compatible low-level date algorithms"). */
static double days_of(int year, int month, int day)
{
	int y = month <= 2 ? year - 1 : year, era = (y >= 0 ? y : y - 399) / 400;
	int of_era = y - era * 400, of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;

	return era * 146097.0 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

/* "2026-08-22" or, for a month, "2026-08". */
static bool read_date(const char *cell, bool month_only, double *out)
{
	static const int length[] = { 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	const char *form = month_only ? "dddd-dd" : "dddd-dd-dd";
	int year, month, day = 1;
	size_t i;

	for (i = 0; form[i]; i++)
		if (form[i] == 'd' ? cell[i] < '0' || cell[i] > '9' : cell[i] != form[i])
			return false;
	if (cell[i])
		return false;
	year = (cell[0] - '0') * 1000 + (cell[1] - '0') * 100 + (cell[2] - '0') * 10 + cell[3] - '0';
	month = (cell[5] - '0') * 10 + cell[6] - '0';
	if (!month_only)
		day = (cell[8] - '0') * 10 + cell[9] - '0';
	if (month < 1 || month > 12 || day < 1 || day > length[month - 1])
		return false;
	if (month == 2 && day == 29 && (year % 4 != 0 || (year % 100 == 0 && year % 400 != 0)))
		return false;
	*out = 86400 * days_of(year, month, day);
	return true;
}

static bool read_flag(const char *cell, double *out)
{
	static const char *const yes[] = { "up", "true", "yes", "UP", "True", "TRUE", "online" };
	static const char *const no[] = { "down", "false", "no", "DOWN", "False", "FALSE", "offline" };

	for (size_t i = 0; i < sizeof yes / sizeof *yes; i++) {
		if (strcmp(cell, yes[i]) == 0 || strcmp(cell, no[i]) == 0) {
			*out = strcmp(cell, yes[i]) == 0;
			return true;
		}
	}
	return csv_number(cell, out) && *out >= 0;
}

bool trace_unit_read(const struct trace_unit *unit, const char *cell, double *out)
{
	switch (unit->form) {
	case TRACE_FORM_NUMBER:
		if (!csv_number(cell, out))
			return false;
		*out *= unit->factor;
		return true;
	case TRACE_FORM_DATE:
		return read_date(cell, strcmp(unit->name, "month") == 0, out);
	case TRACE_FORM_FLAG:
		return read_flag(cell, out);
	case TRACE_FORM_TEXT:
		break;
	}
	*out = 0;
	return true;
}
