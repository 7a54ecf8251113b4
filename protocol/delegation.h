/* delegation.h - stake of others behind a provider.  Internal.
 *
 * Source: RULES.md DELEG-01..10.  A pool is divided into shares; rewards are counted per share, so
 * that an era close never looks at delegators.  When a slash empties a pool, its share generation
 * ends and a new one begins.
 */
#ifndef PROTOCOL_DELEGATION_H
#define PROTOCOL_DELEGATION_H

#include "protocol/state.h"

/* [DELEG-05] What shares are worth now, rounded down; 0 for those of an ended generation. */
u128 shares_value_down(const struct spheron *st, const struct delegation *d);

/* [DELEG-07] The part of a liveness reward that goes to the delegators, rounded down. */
u128 delegators_part_down(const struct spheron *st, const struct provider *p, u128 reward);

/* [DELEG-08] Credits money that has just entered delegator_accrued to the shares. */
void delegators_credit(struct provider *p, u128 amount);

/* [DELEG-10] Ends the share generation of a pool that a slash left without money. */
void pool_end_generation(struct spheron *st, struct provider *p);

/* Puts the delegation in this slot into its index and list; its record is set. */
void delegation_link(struct spheron *st, uint32_t slot);

#endif
