/* csv.h - a strict reader of plain CSV: a header line, commas, one row a line.
 *
 * Fields are what stands between commas, blanks and all; there is no quoting, and a field that begins
 * with a quotation mark is refused rather than guessed at.  Refused as well, each with its line: a row
 * with more or fewer fields than the header, an empty line between rows, a column without name or with
 * another's, a control character.  Lines end with LF or CRLF, all of them alike; the last may lack it.
 *
 * The text is the caller's and is cut into strings in place; nothing is allocated.
 *
 *	struct csv csv;
 *
 *	if (!csv_open(&csv, text, size, &fault))
 *		...
 *	while (csv_next(&csv, &fault))
 *		use(csv.line, csv.cell[3]);
 *	if (fault.why[0])
 *		...
 */
#ifndef SUPPORT_CSV_H
#define SUPPORT_CSV_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define CSV_COLUMNS_MAX 256

struct csv {
	char *at, *end;
	uint64_t line;   /* of the row just read, from 1; the header is 1 */
	bool crlf;
	size_t columns;
	const char *name[CSV_COLUMNS_MAX]; /* of the header */
	const char *cell[CSV_COLUMNS_MAX]; /* of the row */
};

struct csv_fault {
	uint64_t line;   /* 0: the text as a whole */
	char why[240];   /* "" if nothing is wrong; printable ASCII */
};

/* Reads the header.  text[size] must be writable. */
bool csv_open(struct csv *c, char *text, size_t size, struct csv_fault *fault);

/* The next row; false at the end and at a fault. */
bool csv_next(struct csv *c, struct csv_fault *fault);

/* The number of a column, -1 if there is none of that name; the name nearest to it, NULL if none is
 * near. */
ptrdiff_t csv_column(const struct csv *c, const char *name);
const char *csv_nearest(const struct csv *c, const char *name);

/* A decimal number, such as -1.5 or 2e6, and nothing else; false also if it is not finite. */
bool csv_number(const char *cell, double *value);

#endif
