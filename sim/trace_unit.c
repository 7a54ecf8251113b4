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
	NUMBER(SPAN, "us", 1e-6, "s"),
	NUMBER(SPAN, "min", 60, "s"),
	NUMBER(SPAN, "h", 3600, "s"),
	NUMBER(SPAN, "d", 86400, "s"),
	NUMBER(SPAN, "weeks", 604800, "s"),
	{ MOMENT, "date", 1, TRACE_FORM_DATE, "s", "1970-01-01",
			"a date such as 2026-08-22 was expected" },
	{ MOMENT, "datetime", 1, TRACE_FORM_DATE, "s", "1970-01-01T00:00:00",
			"a moment such as 2026-08-22T17:30:00 was expected" },
	{ MOMENT, "month", 1, TRACE_FORM_DATE, "s", "1970-01", "a month such as 2026-08 was expected" },
	NUMBER(ROLE(CPU), "threads", 1, "threads"),
	NUMBER(ROLE(CPU), "milli", 1e-3, "threads"),
	NUMBER(ROLE(CPU), "%", 1e-2, "threads"),
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

/* Does the text begin as the form says, where d is any digit and T a T or a blank? */
static bool looks_like(const char *text, const char *form)
{
	for (; *form; text++, form++)
		if (*form == 'd' ? *text < '0' || *text > '9'
				: *form == 'T' ? *text != 'T' && *text != ' ' : *text != *form)
			return false;
	return true;
}

static int two_digits(const char *at)
{
	return (at[0] - '0') * 10 + at[1] - '0';
}

static bool read_day(const char *cell, int day, double *out)
{
	static const int length[] = { 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	int year = two_digits(cell) * 100 + two_digits(cell + 2), month = two_digits(cell + 5);

	if (month < 1 || month > 12 || day < 1 || day > length[month - 1])
		return false;
	if (month == 2 && day == 29 && (year % 4 != 0 || (year % 100 == 0 && year % 400 != 0)))
		return false;
	*out = 86400 * days_of(year, month, day);
	return true;
}

/* "17:30:00", with or without a fraction of the last second and a Z. */
static bool read_clock(const char *cell, double *out)
{
	int hour = two_digits(cell), minute = two_digits(cell + 3), second = two_digits(cell + 6);
	double part = 0, digit = 0.1;

	cell += 8;
	if (*cell == '.') {
		if (!looks_like(++cell, "d"))
			return false;
		for (; *cell >= '0' && *cell <= '9'; cell++, digit /= 10)
			part += digit * (*cell - '0');
	}
	if (*cell == 'Z')
		cell++;
	*out += hour * 3600 + minute * 60 + second + part;
	return !*cell && hour < 24 && minute < 60 && second < 60;
}

/* "2026-08", "2026-08-22" or "2026-08-22T17:30:00", by the unit's name. */
static bool read_date(const char *cell, const char *unit, double *out)
{
	if (strcmp(unit, "month") == 0)
		return looks_like(cell, "dddd-dd") && !cell[7] && read_day(cell, 1, out);
	if (strcmp(unit, "date") == 0)
		return looks_like(cell, "dddd-dd-dd") && !cell[10]
				&& read_day(cell, two_digits(cell + 8), out);
	return looks_like(cell, "dddd-dd-ddTdd:dd:dd") && read_day(cell, two_digits(cell + 8), out)
			&& read_clock(cell + 11, out);
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
		return read_date(cell, unit->name, out);
	case TRACE_FORM_FLAG:
		return read_flag(cell, out);
	case TRACE_FORM_TEXT:
		break;
	}
	*out = 0;
	return true;
}
