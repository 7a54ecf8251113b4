/* governance.h - proposals and votes.  Internal.
 *
 * Source: RULES.md GOV-01..11, REG-04, REG-05, REG-07.
 */
#ifndef PROTOCOL_GOVERNANCE_H
#define PROTOCOL_GOVERNANCE_H

#include "protocol/state.h"

/* A proposal that passes without a vote (REG-04): its events around those of its execution. */
void proposal_pass_at_once_begin(struct spheron *st, enum spheron_proposal_kind kind);
void proposal_pass_at_once_end(struct spheron *st);

/* [GOV-02] Can the account pay the deposit? */
bool proposal_affordable(const struct spheron *st, uint32_t acct);
bool proposal_room(struct spheron *st);

/* [GOV-02, GOV-07] Takes the deposit and puts the proposal to the vote.  `verb` and `args` are the
 * command that made it, of which the record keeps the hash (HASH-04). */
void proposal_open(struct spheron *st, enum spheron_proposal_kind kind, uint32_t acct,
		const struct payload *payload, enum spheron_verb verb, const void *args);

/* Takes what a proposal executes from the command that made it, when a state is rebuilt.  False if it
 * is not such a command or breaks the bounds of one. */
bool proposal_set_terms(struct spheron *st, uint32_t slot, const struct spheron_command *c);

/* Room for whatever the execution of a proposal may make. */
bool proposal_end_room(struct spheron *st);

/* Deadline: counts, returns or forfeits the deposit, executes if it passed. */
void proposal_end(struct spheron *st, uint32_t slot);

#endif
