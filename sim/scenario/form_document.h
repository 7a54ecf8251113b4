/* form_document.h - what a document consists of; form_read.h is for its users. */
#ifndef SIM_SCENARIO_FORM_DOCUMENT_H
#define SIM_SCENARIO_FORM_DOCUMENT_H

#include "sim/scenario/form_tree.h"

struct form_axis {
	const char *path;
	const struct form_node *const *value;
	size_t n;
	const struct form_axis *next;
};

struct form_document {
	const struct form *form;
	struct form_arena arena;
	const char *directory;    /* of the file, "" or ending with a slash */
	struct form_node *root;   /* merged, without "include" and "matrix" */
	struct form_node *matrix; /* or NULL */
	const struct form_axis *axes;
	size_t n_cells;
	const size_t *cell;       /* numbers of the combinations that were not excluded */
	const char *const *label; /* of each cell */
};

/* Reads the matrix into axes and cells; sets n_cells to 1 without one. */
bool form_matrix_read(struct form_document *document, struct form_fault *fault);

/* Lays the values of a cell over a tree. */
bool form_matrix_apply(const struct form_document *document, size_t cell, struct form_arena *arena,
		struct form_node **root, struct form_fault *fault);

/* Is it an axis that this path, or one below or above it, is set by? */
bool form_matrix_has(const struct form_document *document, const char *path);

#endif
