/* stake.h - own stake, what it activates, and money on its way out.  Internal.
 *
 * Source: RULES.md STAKE-01..07, REG-11.
 */
#ifndef PROTOCOL_STAKE_H
#define PROTOCOL_STAKE_H

#include "protocol/state.h"

/* [STAKE-02] The own stake that makes a provider Active. */
u128 stake_required(const struct spheron *st, const struct provider *p);

/* Money into and out of the own stake or the pool of a provider (`bond` is &p->stake or &p->pool);
 * keeps the totals that votes and inflation need. */
void bond_put(struct spheron *st, struct provider *p, u128 *bond, u128 *from, u128 amount);
void bond_take(struct spheron *st, struct provider *p, u128 *bond, u128 *to, u128 amount);

/* Notes that `amount` is about to enter an unbonding entry of this account, kind and provider (0 for
 * operators) at now + `wait_s`: joins the entry of the same maturing era or makes one (STAKE-05),
 * emits UnbondStarted and returns the bucket the money belongs into. */
u128 *unbond_start(struct spheron *st, unsigned kind, uint32_t provider, uint32_t acct, u128 amount);

/* Room for an entry? */
bool unbond_room(struct spheron *st);

/* Deadline: the entry pays out and ends. */
void unbond_mature(struct spheron *st, uint32_t slot);

/* Puts the entry in this slot into index, list and deadlines; its record is set. */
void unbond_link(struct spheron *st, uint32_t slot);

#endif
