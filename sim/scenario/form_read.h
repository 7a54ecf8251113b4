/* form_read.h - reading scenarios: layers of files and options, checked against a form.
 *
 *	struct form_fault fault;
 *	struct form_document *d = form_open(&scenario_form, "x.json", sets, n_sets, &fault);
 *
 *	for (size_t i = 0; d && i < form_cells(d); i++) {
 *		struct form_resolved *r = form_resolve(d, i, &fault);
 *		const struct scenario *s = r->value;
 *		...
 *		form_release(r);
 *	}
 *
 * Layers, each over the one before: the fallbacks of the tables; the files named by "include", in
 * their order and each with its own includes; the file; options "path=value".  Objects merge,
 * whatever else replaces what was there, { "$append": [ ... ] } appends to it.  A path names members
 * by key and items by number or by their "name", "class" or "id".  A value is JSON if it is that,
 * else a string.
 *
 * "matrix": { "axes": { path: [ value, ... ] }, "exclude": [ { path: value, ... } ] } makes a cell
 * of each combination of values that no item of exclude matches, the last axis fastest; its values
 * are laid over everything else.
 *
 * Everything is returned, nothing is printed.  Several threads may resolve a document at once.
 */
#ifndef SIM_SCENARIO_FORM_READ_H
#define SIM_SCENARIO_FORM_READ_H

#include "sim/scenario/form.h"

#include <stdbool.h>
#include <stddef.h>

#define FORM_FILE_MAX  (64u << 20) /* bytes in a file */
#define FORM_CELLS_MAX 100000

/* What is wrong, and where. */
struct form_fault {
	char file[300];        /* or the option: "--set market.x=5" */
	unsigned line, column; /* from 1; 0: the file as a whole, or an option */
	char path[300];        /* "population.providers.dc.count", may be empty */
	char why[700];         /* what is wrong; what would be right */
};

/* "file:line:column: path: why", without a line feed. */
#define FORM_FAULT_SIZE 1400
void form_fault_line(const struct form_fault *fault, char text[FORM_FAULT_SIZE]);

struct form_document;

/* Reads the file ("-": standard input) with its includes and lays the options "path=value" over it.
 * NULL with *fault set if that can't be.  What the values are is looked at by form_resolve(). */
struct form_document *form_open(const struct form *form, const char *path, const char *const *sets,
		size_t n_sets, struct form_fault *fault);

/* The same from a text; what it includes is looked for from the current directory on. */
struct form_document *form_open_text(const struct form *form, const char *name, const char *text,
		size_t size, const char *const *sets, size_t n_sets, struct form_fault *fault);

void form_close(struct form_document *document);

/* How many cells there are, at least 1; without a matrix it is 1. */
size_t form_cells(const struct form_document *document);

/* "params.cooldown_s=3h market.volatility=0.5", or "" without a matrix. */
const char *form_cell_label(const struct form_document *document, size_t cell);

/* The document itself, for its text: the matrix is not applied but remains in the text. */
#define FORM_WHOLE SIZE_MAX

struct form_resolved {
	const void *value; /* the struct of the form */
	const char *text;  /* a scenario file that resolves to the same text, whole; with a NUL */
	size_t size;       /* of the text */
};

/* One cell, filled in and checked; NULL with *fault set.  It shares texts with the document, which
 * must be closed after it. */
struct form_resolved *form_resolve(
		const struct form_document *document, size_t cell, struct form_fault *fault);

void form_release(struct form_resolved *resolved);

/* Lines "path = value   # origin", one for each value; the caller frees. */
char *form_origins(const struct form_resolved *resolved);

/* A fault of something that was found out behind the reader's back: the place at which the path, or as
 * much of it as somebody wrote, stands. */
void form_blame_at(const struct form_resolved *resolved, const char *path, const char *why,
		struct form_fault *fault);

/* False if a table is at fault: a fallback or bound is not what its row admits, or offsets don't
 * fit. */
bool form_table_good(const struct form *form, struct form_fault *fault);

#endif
