/* golden_parts.h - golden results as a list of facts, and the files they are kept in; golden.h is for
 * those who only judge.
 *
 * A fact is a name and a value as text.  What was measured and what a file says are both such lists, so
 * that comparing them is the same for a test, for "golden update" and for "golden diff".
 */
#ifndef SIM_SUITE_GOLDEN_PARTS_H
#define SIM_SUITE_GOLDEN_PARTS_H

#include "sim/suite/golden.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* ---- facts ---- */

enum golden_part { GOLDEN_MONEY, GOLDEN_METRIC, GOLDEN_FINGERPRINT };

struct golden_fact {
	enum golden_part part;
	char name[80];                 /* "lease.gross USD", "market.fill_rate", "ledger" */
	char value[72];                /* base units; a number or "null"; hex */
};

struct golden_facts {
	struct golden_fact *fact;
	size_t n, room;
};
void golden_fact_add(struct golden_facts *facts, enum golden_part part, const char *name,
		const char *value);
const struct golden_fact *golden_fact_find(const struct golden_facts *facts, enum golden_part part,
		const char *name);

/* ---- files ---- */

enum golden_state { GOLDEN_MISSING, GOLDEN_UNREADABLE, GOLDEN_READ };

struct golden_file {
	enum golden_state state;
	char fault[400];               /* why it is not GOLDEN_READ, in one line */
	uint64_t seed;
	uint32_t runs;
	char scenario_sha256[65];
	struct golden_facts facts;
	char *whys;                    /* items of its "why" as JSON, ready to be written again */
};
void golden_file_read(struct golden_file *file, const char *path);
void golden_file_free(struct golden_file *file);

/* Writes a file with what `now` says (its reasons left aside), the reasons of `old`, and one more.
 * Folders on the way are made.  False if that failed, said. */
bool golden_file_write(const char *path, const char *scenario, const struct golden_file *now,
		const struct golden_file *old, const char *why, const char *date);

/* Can it stand in a file?  It is UTF-8 then. */
bool golden_why_good(const char *why);

/* ---- what changes ---- */

/* The file of a claim, seen from the current directory: that of the assertion, with ".cell3" in front
 * of ".json" if the scenario has a matrix. */
const char *golden_path(const struct golden *g, uint32_t claim);
const struct golden_file *golden_old(const struct golden *g, uint32_t claim);

/* Can the file of a claim be made?  Patterns name indicators, and what is there can be read; what is
 * wrong has been said. */
bool golden_can_write(const struct golden *g, uint32_t claim);

/* Calls `tell` for each thing that golden_write() would change, in the order of the file; `before` or
 * `after` is NULL where there is nothing.  Returns how many there are; nothing is let pass here. */
typedef void golden_change(void *ctx, const char *what, const char *before, const char *after);
size_t golden_changes(struct golden *g, uint32_t claim, golden_change *tell, void *ctx);

#endif
