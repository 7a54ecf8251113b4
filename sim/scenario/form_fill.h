/* form_fill.h - from trees to structs: what the parts of the filler share.
 *
 * Every function looks at one value `node` of the row, puts what it means where `at` points, and
 * what the resolved text shall say into `out`, which begins as a string without text.  False after
 * a fault.
 */
#ifndef SIM_SCENARIO_FORM_FILL_H
#define SIM_SCENARIO_FORM_FILL_H

#include "sim/scenario/form_number.h"
#include "sim/scenario/form_tree.h"

struct form_fill {
	struct form_arena *arena;
	const char *directory; /* of the scenario, for FORM_PATH */
	struct form_fault *fault;
};

struct form_spot {
	const struct form_row *row;
	const struct form_node *node;
	const struct form_path *path;
	struct form_node *out;
};

/* The struct of a form from an object (NULL: from fallbacks alone). */
bool form_fill_object(
		struct form_fill *f, const struct form *form, struct form_spot spot, void *filled);

/* A row's value in the struct at `base`. */
bool form_fill_row(struct form_fill *f, struct form_spot spot, char *base);

bool form_fill_value(struct form_fill *f, struct form_spot spot, char *base);
bool form_fill_law(struct form_fill *f, struct form_spot spot, void *at);

/* A number of a dimension within the bounds of the row; its text goes to out. */
bool form_fill_number(struct form_fill *f, struct form_spot spot, unsigned dimension,
		struct form_number *number);

/* What a new part of out is: like the node, with a key.  NULL after a fault. */
struct form_node *form_out(struct form_fill *f, struct form_spot spot, const char *key);

bool form_want_kind(struct form_fill *f, struct form_spot spot, enum json_kind kind,
		const char *wanted);

/* ", did you mean ...": appended to `text`, and which names there are if none is near. */
void form_suggest(const char *word, const char *const *names, size_t n, char *text, size_t size);

#endif
