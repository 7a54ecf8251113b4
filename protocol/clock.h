/* clock.h - time, and what falls due while it passes.  Internal.
 *
 * Source: RULES.md TIME-01..10, GEN-01.
 */
#ifndef PROTOCOL_CLOCK_H
#define PROTOCOL_CLOCK_H

#include "protocol/state.h"

/* [TIME-01] Times and blocks of commands lie below this. */
#define TIME_LIMIT (UINT64_C(1) << 40)

/* [TIME-03, TIME-10] Is the command's clock admitted? */
bool clock_admits(const struct spheron *st, const struct spheron_command *c);

/* [TIME-05..07] Moves the clock to second t and, with the explicit clock, block b, firing what falls
 * due.  False if a table is too small for the next deadline; the clock then stands at the last one
 * that fired, and the same advance may be asked for again. */
bool clock_advance(struct spheron *st, uint64_t t, uint64_t b);

/* The id that a deadline goes by in its output line (ENC-05). */
struct due_entry;
uint64_t due_id(const struct spheron *st, const struct due_entry *d);

/* [GEN-01] The parameters of a profile; then, with all parameters set, the start: system account,
 * tokens, clock. */
void clock_set_parameters(struct spheron *st, enum spheron_profile profile);
void clock_start(struct spheron *st, uint64_t t, uint64_t b);

#endif
