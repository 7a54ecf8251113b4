/* coverage.h - which rules of the protocol, and which of its branches, were reached.
 *
 * WHAT IT IS FOR.  A suite of scenarios is to say which rules of RULES.md its worlds have carried
 * out, and which ways out of slashing, cooldowns, tiers and maintenance they have taken.  Counting
 * that costs time, so the program holds the protocol library twice: as it is sold, spheron_apply()
 * and its like, which knows nothing of coverage, and once more with a mark at every rule
 * (protocol/rule.h), under the names declared below.
 *
 * HOW IT IS USED.  A world that is to be covered calls spheron_marked_apply() where it would call
 * spheron_apply().  Both do the same: results, events, states and hashes are equal to the last byte,
 * and a state may go from one to the other between any two calls.
 *
 *	coverage_reset();
 *	... worlds, on as many threads as you like, call spheron_marked_apply() ...
 *	for (size_t i = 0; i < coverage_rules(); i++)
 *		if (!coverage_reached(i))
 *			printf("never reached: %s\n", coverage_rule(i));
 *
 * WHAT COUNTS.  Marks belong to the program, not to a world: what any thread reaches is reached.  A
 * rule is reached when code that cites it runs, also if the command is then refused.  Rules are
 * reached through the entry that carries them out: deciding through applying, encodings through
 * reading and writing.  Whoever only asks (spheron_explain_..., spheron_find, spheron_check_...) has
 * not carried out what the answer follows from, and calls the plain library.
 */
#ifndef SIM_COVERAGE_H
#define SIM_COVERAGE_H

#include "protocol/spheron.h"

#include <stdbool.h>
#include <stddef.h>

/* ---- the library with marks ----
 *
 * Every function of spheron.h exists with marks; these are the ones worth calling for them. */

/* Nearly all rules, and all branches. */
extern __typeof__(spheron_apply) spheron_marked_apply;

/* How commands are read, and what is said of those that are none: ENC-01, ENC-03, ENC-04, D-02,
 * D-22. */
extern __typeof__(spheron_command_read) spheron_marked_command_read;

/* How events, receipts and deadlines are written, and read back: EVENT-04; ENC-05 is the deadlines. */
extern __typeof__(spheron_event_write) spheron_marked_event_write;
extern __typeof__(spheron_event_next) spheron_marked_event_next;
extern __typeof__(spheron_output_read) spheron_marked_output_read;
extern __typeof__(spheron_receipt_write) spheron_marked_receipt_write;
extern __typeof__(spheron_due_write) spheron_marked_due_write;

/* What to do when a table is full (D-23), and taking a dump up again (D-24). */
extern __typeof__(spheron_grown) spheron_marked_grown;
extern __typeof__(spheron_restore) spheron_marked_restore;
extern __typeof__(spheron_restore_record) spheron_marked_restore_record;
extern __typeof__(spheron_restore_terms) spheron_marked_restore_terms;
extern __typeof__(spheron_restore_end) spheron_marked_restore_end;

/* When a proof is due (PROOF-02). */
extern __typeof__(spheron_proof_due) spheron_marked_proof_due;

/* Dumps and hashes, as the command q.state reaches them too: ENC-07, HASH-01, HASH-02, HASH-03; and
 * how commands and records are written: ENC-02, ENC-06. */
extern __typeof__(spheron_walk) spheron_marked_walk;
extern __typeof__(spheron_hash) spheron_marked_hash;
extern __typeof__(spheron_command_write) spheron_marked_command_write;
extern __typeof__(spheron_record_write) spheron_marked_record_write;
extern __typeof__(spheron_record_read) spheron_marked_record_read;
extern __typeof__(spheron_record_bytes) spheron_marked_record_bytes;

/* Checks look at a state as others do, and the last one plays commands of its own on a copy, so that
 * with it everybody leaves and is paid: what they reach no world has.  For coverage of worlds call
 * the plain ones. */
extern __typeof__(spheron_check) spheron_marked_check;
extern __typeof__(spheron_check_step) spheron_marked_check_step;
extern __typeof__(spheron_check_exit) spheron_marked_check_exit;

/* ---- what was reached ----
 *
 * Rules and branches are numbered from 0 in ascending order of their names, each once, however many
 * places of the code cite it. */

size_t coverage_rules(void);
const char *coverage_rule(size_t i); /* "STAKE-04" */
bool coverage_reached(size_t i);

size_t coverage_branches(void);
const char *coverage_branch(size_t i);         /* "slash.upgrade.late" */
const char *coverage_branch_meaning(size_t i); /* in one line of plain words */
bool coverage_branch_reached(size_t i);

/* Nothing is reached yet.  Not while worlds are running. */
void coverage_reset(void);

/* ---- sets: keeping it, and putting parts of a suite together ----
 *
 *	struct coverage_set set;
 *
 *	coverage_set_begin(&set);
 *	coverage_set_take(&set);                   what this program has reached
 *	coverage_set_read(&set, "shard-1.txt")     and what others had, who wrote it with
 *	coverage_set_write(&set, "all.txt")
 *	coverage_set_end(&set);
 */

struct coverage_set {
	bool *rule, *branch; /* reached or not, by number */
};

/* Empty; gives its memory back. */
void coverage_set_begin(struct coverage_set *set);
void coverage_set_end(struct coverage_set *set);

/* Adds what this program has reached by now; adds another set. */
void coverage_set_take(struct coverage_set *set);
void coverage_set_merge(struct coverage_set *set, const struct coverage_set *other);

/* How many rules, how many branches are in it. */
size_t coverage_set_rules(const struct coverage_set *set);
size_t coverage_set_branches(const struct coverage_set *set);

/* Writes it as text: a line each, sorted, the same bytes for the same set.
 *
 *	branch slash.upgrade.late missed
 *	rule STAKE-04 reached
 *
 * False if that failed; the reason has been said and no half of a file is left. */
bool coverage_set_write(const struct coverage_set *set, const char *path);

/* Adds what a file says was reached.  The file must speak of every rule and every branch of this
 * program once, in any order: one that was cut off, or comes from another version, is refused.
 * False then; the reason has been said and the set is as it was. */
bool coverage_set_read(struct coverage_set *set, const char *path);

#endif
