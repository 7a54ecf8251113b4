/* golden.h - results that are to stay as they were, in a file that says since when and why.
 *
 * A golden file is JSON:
 *
 *	{ "kind": "golden", "format": 1, "scenario": "fees/split", "why": [ { "date": "2026-11-21",
 *	  "why": "first" } ], "seed": 1, "runs": 4, "scenario_sha256": "...",
 *	  "money": { "lease.gross USD": "120000000", ... },         sums over the runs, in base units
 *	  "metrics": { "market.fill_rate": 0.93, ... },             means over the runs
 *	  "fingerprints": { "ledger": "...", "market": "...", "everything": "..." } }
 *
 * It is compared over as many runs as it is of.  Money has to be the same to the unit, fingerprints
 * to the byte, indicators within the tolerances of the assertion.  spheron-sim golden update makes it.
 */
#ifndef SIM_SUITE_GOLDEN_H
#define SIM_SUITE_GOLDEN_H

#include "sim/suite/watcher.h"

struct golden;

/* Reads the files of all golden claims of a test.  Those that can't be read make their claims fail. */
struct golden *golden_new(const struct test *test);
void golden_free(struct golden *g); /* NULL does no harm */

/* The next run, in order. */
void golden_add(struct golden *g, const struct run_seen *seen);

/* How a claim ends: PASS or FAIL with what differs in `observed` (the first difference, and how many
 * more there are) and what to do in `note`. */
enum verdict golden_verdict(struct golden *g, uint32_t claim, char *observed, size_t observed_size,
		char *note, size_t note_size);

/* The seed that the golden result of a claim is of, if it is not the one of this test. */
bool golden_of_other_seed(const struct golden *g, uint32_t claim, uint64_t *seed);

/* Writes the file of a claim anew, with the reason behind those it has; false if that failed, said. */
bool golden_write(struct golden *g, uint32_t claim, const char *why, const char *date);

#endif
