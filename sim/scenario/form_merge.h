/* form_merge.h - laying one tree over another, and values at the ends of dotted paths.
 *
 * Which objects merge how depends on what the tables say about the place: a tag that changes takes
 * what belonged to the old one away, a family of parameters becomes its members, fallbacks are
 * there to be appended to.
 */
#ifndef SIM_SCENARIO_FORM_MERGE_H
#define SIM_SCENARIO_FORM_MERGE_H

#include "sim/scenario/form_tree.h"

/* A place in a scenario: an object of a form, or the value of a row; neither where anything may
 * stand. */
struct form_place {
	const struct form *form;
	const struct form_row *row;
};

/* What stands behind this key of an object there (NULL: an item of an array). */
struct form_place form_place_below(struct form_place place, const char *key);

/* The row of that key, or NULL. */
const struct form_row *form_row_of(const struct form *form, const char *key);

/* Is this word one of those in a row's `when`? */
bool form_row_applies(const struct form_row *row, const char *word);

/* Makes a layer ready: families of parameters become their members.  Changes it. */
bool form_prepare(struct form_arena *arena, struct form_node *node, struct form_place place,
		const struct form_path *path, struct form_fault *fault);

/* Lays `over`, which is ready, over *base (NULL: nothing there yet) and uses both up. */
bool form_merge(struct form_arena *arena, struct form_node **base, struct form_node *over,
		struct form_place place, const struct form_path *path, struct form_fault *fault);

/* Lays a value over the place that a path names in *root. */
bool form_set(struct form_arena *arena, struct form_node **root, const struct form *form,
		const char *path, const struct form_node *value, struct form_fault *fault);

/* The same for an option "path=value", whose source names the option in messages. */
bool form_set_option(struct form_arena *arena, struct form_node **root, const struct form *form,
		const char *assignment, const struct form_source *source, struct form_fault *fault);

/* The value that a row's fallback describes; the row has one. */
struct form_node *form_fallback(
		struct form_arena *arena, const struct form_row *row, struct form_fault *fault);

/* An item's own name: its "name", "class" or "id"; NULL if it has none that can stand in a path. */
const char *form_item_name(const struct form_node *item);

#endif
