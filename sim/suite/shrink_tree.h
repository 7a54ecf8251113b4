/* shrink_tree.h - a scenario file as parts that can be taken out one by one, and written without them.
 *
 * The parts are those of the file with all that it includes, options and one cell of its matrix; what the
 * tables fall back to is no part, so taking a part out means falling back to that.  Parts stand in the order
 * of the file, each in front of the parts that it consists of; part 0 is all of it.
 *
 * Some parts are sizes: how many there are of a class, for how long it runs.  They are made smaller and not
 * taken out, since what they fall back to may be larger.
 */
#ifndef SIM_SUITE_SHRINK_TREE_H
#define SIM_SUITE_SHRINK_TREE_H

#include "sim/scenario/form_tree.h"
#include "sim/scenario/scenario.h"
#include "support/quantity.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct shrink_part {
	const char *key;               /* of a member; NULL: an item of a list, or part 0 */
	const char *text;              /* of a string or a number */
	enum json_kind kind;
	uint32_t up, end, depth;       /* the part that it belongs to; the first behind what belongs to it */
	bool stays;                    /* is not to be taken out */
	bool sized;                    /* is a size, below */
};

enum shrink_size_kind { SIZE_ERAS, SIZE_WARMUP_ERAS, SIZE_COUNT, SIZE_A_DAY, SIZE_RUNS };

struct shrink_size {
	uint32_t part;
	enum shrink_size_kind kind;
	uint64_t value, least;
	bool scaled;                   /* population.scale applies to it */
	uint64_t fallback;             /* what it is where nothing says it; UINT64_MAX: none */
};

/* What may change: all of a state can be kept and taken up again. */
struct shrink_state {
	bool *gone;                    /* [parts] */
	uint64_t *value;               /* [sizes] */
	uint64_t era_ms;               /* that times are said with */
};

struct shrink_tree {
	struct form_arena arena;
	struct shrink_part *part;
	uint32_t n_parts, room_parts;
	struct shrink_size *size;
	uint32_t n_sizes;
	struct shrink_state now;
	const char *name, *seed;       /* that it is written with instead of its own; NULL: its own */
};

/* Takes the parts of one cell of a document.  `scenario` is the same cell, filled in.  Names of files are
 * changed from those seen from the file to those seen from a file in the directory `to` ("" or ending with a
 * slash).  False, with *fault set, if it is too large. */
bool shrink_tree_read(struct shrink_tree *t, const struct form_document *document, size_t cell,
		const struct scenario *scenario, const char *to, uint64_t era_ms, struct form_fault *fault);
void shrink_tree_free(struct shrink_tree *t);

/* The part at a path of keys from part 0 on, ended by NULL; 0 if there is none. */
uint32_t shrink_tree_at(const struct shrink_tree *t, const char *const *keys);

/* The member of a part; 0 if it has none of that key. */
uint32_t shrink_tree_member(const struct shrink_tree *t, uint32_t part, const char *key);

/* It and all it consists of stay, and so do those that it belongs to. */
void shrink_tree_stays(struct shrink_tree *t, uint32_t part);

/* Is it written: neither it nor one that it belongs to is gone? */
bool shrink_tree_there(const struct shrink_tree *t, uint32_t part);

/* Takes a part out, and with it what can't be without it: steps of the script that use the name it gives,
 * events of the class it is. */
void shrink_tree_drop(struct shrink_tree *t, uint32_t part);

/* Takes population.scale out and makes everybody as many as they are with it; false if there is none. */
bool shrink_tree_unscale(struct shrink_tree *t, double scale);

/* Numbers, texts and other values that are written. */
uint32_t shrink_tree_values(const struct shrink_tree *t);

/* The file as it is now; the caller frees.  `comment` may be NULL. */
char *shrink_tree_write(const struct shrink_tree *t, const char *comment, size_t *size);

/* "3 d", as it would stand in a file. */
const char *shrink_duration(char text[QUANTITY_TEXT_SIZE], uint64_t ms);

/* A copy of the state, and back to it. */
struct shrink_state shrink_state_keep(const struct shrink_tree *t);
void shrink_state_back(struct shrink_tree *t, const struct shrink_state *state);
void shrink_state_free(struct shrink_state *state);

#endif
