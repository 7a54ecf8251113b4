#include "support/csv.h"

#include "support/nearest.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool refuse(struct csv_fault *fault, uint64_t line, const char *format, ...)
		__attribute__((format(printf, 3, 4)));

static bool refuse(struct csv_fault *fault, uint64_t line, const char *format, ...)
{
	va_list args;

	fault->line = line;
	va_start(args, format);
	vsnprintf(fault->why, sizeof fault->why, format, args);
	va_end(args);
	/* What a file says is not sent to a terminal as it stands. */
	for (char *c = fault->why; *c; c++)
		if (*c < ' ' || *c > '~')
			*c = '?';
	return false;
}

/* Cuts the line at c->at off its end and moves behind it; NULL if it is not as it should be. */
static char *take_line(struct csv *c, struct csv_fault *fault)
{
	char *line = c->at, *end = memchr(line, '\n', (size_t) (c->end - line));
	bool whole = end, crlf;

	if (!whole)
		end = c->end;
	c->at = whole ? end + 1 : end;
	crlf = end > line && end[-1] == '\r';
	if (crlf)
		end--;
	if (c->line == 1)
		c->crlf = crlf;
	if (whole && crlf != c->crlf) {
		refuse(fault, c->line, "ends with %s, the header with %s", crlf ? "CRLF" : "LF",
				crlf ? "LF" : "CRLF");
		return NULL;
	}
	for (char *at = line; at < end; at++) {
		if ((unsigned char) *at < ' ' && *at != '\t') {
			refuse(fault, c->line, "has a control character, byte %td is 0x%02x",
					at - line + 1, (unsigned char) *at);
			return NULL;
		}
	}
	*end = 0;
	return line;
}

/* Cuts a line at its commas; the number of fields, which may be beyond the room for them. */
static size_t split(char *line, const char **field)
{
	size_t n = 0;

	for (;;) {
		char *comma = strchr(line, ',');

		if (n < CSV_COLUMNS_MAX)
			field[n] = line;
		n++;
		if (!comma)
			return n;
		*comma = 0;
		line = comma + 1;
	}
}

static bool unquoted(const struct csv *c, const char *const *field, size_t n,
		struct csv_fault *fault)
{
	for (size_t i = 0; i < n && i < CSV_COLUMNS_MAX; i++)
		if (field[i][0] == '"')
			return refuse(fault, c->line, "field %zu is quoted; only plain fields are read, "
					"without quotation marks", i + 1);
	return true;
}

static bool good_names(const struct csv *c, struct csv_fault *fault)
{
	for (size_t i = 0; i < c->columns; i++) {
		if (!c->name[i][0])
			return refuse(fault, 1, "column %zu has no name", i + 1);
		for (size_t j = 0; j < i; j++)
			if (strcmp(c->name[i], c->name[j]) == 0)
				return refuse(fault, 1, "columns %zu and %zu are both called \"%.40s\"",
						j + 1, i + 1, c->name[i]);
	}
	return true;
}

bool csv_open(struct csv *c, char *text, size_t size, struct csv_fault *fault)
{
	char *line;

	memset(c, 0, sizeof *c);
	memset(fault, 0, sizeof *fault);
	c->at = text;
	c->end = text + size;
	if (size >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0)
		c->at += 3;
	if (c->at == c->end)
		return refuse(fault, 0, "is empty, a header line was expected");
	c->line = 1;
	line = take_line(c, fault);
	if (!line)
		return false;
	c->columns = split(line, c->name);
	if (c->columns > CSV_COLUMNS_MAX)
		return refuse(fault, 1, "has %zu columns, at most %d are read", c->columns,
				CSV_COLUMNS_MAX);
	return unquoted(c, c->name, c->columns, fault) && good_names(c, fault);
}

bool csv_next(struct csv *c, struct csv_fault *fault)
{
	char *line;
	size_t n;

	if (c->at == c->end)
		return false;
	c->line++;
	line = take_line(c, fault);
	if (!line)
		return false;
	if (!*line && c->columns > 1)
		return refuse(fault, c->line, "is empty");
	n = split(line, c->cell);
	/* Commas within quotation marks are miscounted, so those come first. */
	if (!unquoted(c, c->cell, n, fault))
		return false;
	if (n != c->columns)
		return refuse(fault, c->line, "has %zu field%s, the header has %zu", n,
				n == 1 ? "" : "s", c->columns);
	return true;
}

ptrdiff_t csv_column(const struct csv *c, const char *name)
{
	for (size_t i = 0; i < c->columns; i++)
		if (strcmp(c->name[i], name) == 0)
			return (ptrdiff_t) i;
	return -1;
}

/* As nearest_name() asks for it: without a place to hand over which file is meant. */
static _Thread_local const struct csv *asked;

static const char *name_at(size_t i)
{
	return asked->name[i];
}

const char *csv_nearest(const struct csv *c, const char *name)
{
	ptrdiff_t i;

	asked = c;
	i = nearest_name(name, name_at, c->columns);
	return i >= 0 ? c->name[i] : NULL;
}

bool csv_number(const char *cell, double *value)
{
	char *end;

	/* What strtod takes besides: blanks, hexadecimal digits, "inf" and "nan". */
	if (!*cell || cell[strspn(cell, "0123456789+-.eE")])
		return false;
	*value = strtod(cell, &end);
	return !*end && isfinite(*value);
}
