/* match.h - the window close: scores, the draw, and the lease that comes of it.  Internal.
 *
 * Source: RULES.md MATCH-01..12, AVS-09.
 */
#ifndef PROTOCOL_MATCH_H
#define PROTOCOL_MATCH_H

#include "protocol/state.h"

/* Deadline: the bid window of an order closes. */
void window_close(struct spheron *st, uint32_t order_slot);

/* [MATCH-11] May this bid of this OPEN order become a lease now?  FILTERED, NO_CAPACITY or NO_ESCROW
 * if not. */
enum spheron_result match_check(const struct spheron *st, uint32_t order_slot, uint32_t bid_slot);

/* [MATCH-11] What the state machine does itself: the lease, or OrderClosed(5). */
void match_or_close(struct spheron *st, uint32_t order_slot, uint32_t bid_slot);

#endif
