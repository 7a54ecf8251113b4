/* lease.h - a provider's resources bound to a tenant for a number of blocks.  Internal.
 *
 * Source: RULES.md LEASE-01..14, ESCROW-03..08, FEE-01..04.
 *
 *	ACTIVE --tenant, provider, expiry, misconduct--> gone;  ACTIVE --update--> ACTIVE, renewed
 */
#ifndef PROTOCOL_LEASE_H
#define PROTOCOL_LEASE_H

#include "protocol/state.h"

/* [LEASE-01] Turns an OPEN order and one of its bids, which passed match_check(), into a lease. */
void lease_create(struct spheron *st, uint32_t order_slot, uint32_t bid_slot);

/* [LEASE-09] Settles, refunds, releases; order and lease leave. */
void lease_end(struct spheron *st, uint32_t slot, enum spheron_lease_close reason);

/* Ends all leases of a node by ascending id. */
void leases_end_all(struct spheron *st, struct node *n, enum spheron_lease_close reason);

/* Deadline: the end block is reached. */
void lease_expire(struct spheron *st, uint32_t slot);

/* Can this much of the term's gross have been settled by now? */
bool lease_settled_valid(const struct spheron *st, const struct spheron_lease_record *l);

/* Hangs the lease in this slot into the list of its node and sets its deadline. */
void lease_link(struct spheron *st, uint32_t slot);

#endif
