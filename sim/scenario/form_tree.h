/* form_tree.h - JSON text as a tree whose values remember where they are from.
 *
 * The text is checked strictly first (support/json.h) and then copied into nodes: an object's
 * members and an array's items are lists.  "$comment" and "$schema" are left out.  Trees, texts and
 * all else that belongs together lies in one arena and is freed as a whole.
 */
#ifndef SIM_SCENARIO_FORM_TREE_H
#define SIM_SCENARIO_FORM_TREE_H

#include "sim/scenario/form_read.h"

#include "support/json.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Values in all layers of a scenario together, and in what they come to. */
#define FORM_NODES_MAX  (UINT32_C(1) << 21)
#define FORM_QUOTE_SIZE 96

/* ---- memory ---- */

struct form_block;

struct form_arena {
	struct form_block *block;
	size_t used, room, nodes;
};

/* Zeroed, aligned for anything; ends the program if there is none. */
void *form_take(struct form_arena *arena, size_t size);
char *form_copy(struct form_arena *arena, const char *text, size_t size);
char *form_print(struct form_arena *arena, const char *format, ...)
		__attribute__((format(printf, 2, 3)));
void form_arena_free(struct form_arena *arena);

/* ---- nodes ---- */

enum form_origin { FORM_FROM_DEFAULT, FORM_FROM_FILE, FORM_FROM_OPTION };

struct form_source {
	enum form_origin origin;
	const char *name; /* of the file; the whole option; what a default is cited from, or NULL */
	const char *directory; /* of the file, seen from the scenario's: "" or ending with a slash */
};

struct form_node {
	const char *key;  /* of a member, else NULL; UTF-8 */
	const char *text; /* of a string, decoded; of a number, as it stands */
	struct form_node *first, *last, *next;
	const struct form_source *source;
	uint32_t line, column, key_line, key_column, count;
	enum json_kind kind;
};

/* Reads a text.  False with *fault set, which names the source and the place. */
bool form_parse(struct form_arena *arena, const struct form_source *source, const char *text,
		size_t size, struct form_node **out, struct form_fault *fault);

/* A value as in an option or a table: JSON if it is that, else a string.  With `word` only what is
 * in quotes is JSON. */
bool form_parse_value(struct form_arena *arena, const struct form_source *source, const char *text,
		bool word, struct form_node **out, struct form_fault *fault);

/* A new value; counts it.  NULL if there are more than FORM_NODES_MAX. */
struct form_node *form_node_new(
		struct form_arena *arena, enum json_kind kind, const struct form_node *like);

/* A value and all in it once more, with another key; shares their texts.  NULL if there are too
 * many. */
struct form_node *form_node_copy(
		struct form_arena *arena, const struct form_node *node, const char *key);

/* The parts of `from`, texts and all, into `to`, which takes its kind; false if they are too many
 * or nested deeper than `depth`. */
bool form_copy_parts(struct form_arena *arena, const struct form_node *from, struct form_node *to,
		size_t depth);

void form_node_append(struct form_node *parent, struct form_node *child);
struct form_node *form_member(const struct form_node *object, const char *key);

/* Are the two the same JSON value as written? */
bool form_node_same(const struct form_node *a, const struct form_node *b);

/* ---- paths and faults ---- */

/* The way from the root to a value, on the stack of whoever walks there. */
struct form_path {
	const struct form_path *up;
	const char *name; /* NULL: the item of that number */
	size_t item;
};

/* "population.providers.dc.count"; cut if there is no room. */
void form_path_text(const struct form_path *path, char *text, size_t size);

/* "object", "string" ... with its article. */
const char *form_kind_name(enum json_kind kind);

/* A text for a message: in one line, without control characters, not too long. */
struct form_quoted {
	char text[FORM_QUOTE_SIZE];
};
struct form_quoted form_quote(const char *text);

/* Sets *fault, with the place of the value or of its key, and returns false. */
bool form_refuse(struct form_fault *fault, const struct form_node *node,
		const struct form_path *path, const char *format, ...)
		__attribute__((format(printf, 4, 5)));
bool form_refuse_key(struct form_fault *fault, const struct form_node *node,
		const struct form_path *path, const char *format, ...)
		__attribute__((format(printf, 4, 5)));

/* The same without a place. */
bool form_refuse_source(struct form_fault *fault, const struct form_source *source,
		const char *format, ...) __attribute__((format(printf, 3, 4)));

/* ---- text ---- */

/* A growing text. */
struct form_text {
	char *text; /* ends with NUL */
	size_t size, room;
};
void form_add(struct form_text *t, const char *text);
void form_add_size(struct form_text *t, const char *text, size_t size);
void form_text_free(struct form_text *t);
void form_add_string(struct form_text *t, const char *text); /* as a JSON string */

/* A value as JSON: in one line, or short values in one line and long ones in several. */
void form_write_line(struct form_text *t, const struct form_node *node);
void form_write(struct form_text *t, const struct form_node *node);

#endif
