/* saved.h - a state as text: its dump, and what its running proposals would execute.
 *
 * The dump is that of RULES.md ENC-07, a record a line.  A saved state adds the commands that made
 * its running proposals, in the order of their ids, because the dump has only their hashes
 * (HASH-04).  A dump without running proposals is a saved state already.
 */
#ifndef SIM_SAVED_H
#define SIM_SAVED_H

#include "protocol/spheron.h"

/* The text, which the caller frees.  `with_terms` adds the commands of running proposals. */
char *state_text(struct spheron *state, bool with_terms, size_t *size);

/* Why a text is no saved state. */
struct saved_fault {
	uint64_t line; /* from 1; 0 if the whole does not fit together */
	const char *why;
	struct spheron_violation violation; /* an invariant that is broken, "" if it is not that */
};

/* The state that a text describes, or NULL with *fault set.  All invariants hold in it. */
struct spheron *state_from_text(const char *text, size_t size, struct saved_fault *fault);

#endif
