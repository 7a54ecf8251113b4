/* slash.h - taking money for what went wrong.  Internal.
 *
 * Source: RULES.md SLASH-01..10, PROOF-09, UPG-03.
 */
#ifndef PROTOCOL_SLASH_H
#define PROTOCOL_SLASH_H

#include "protocol/state.h"

/* Room for what a slash may make: an ended share generation and so many purses. */
bool slash_room(struct spheron *st, uint32_t purses);

/* Room for a misconduct verdict: purses of the harmed, tills of the leases that end. */
bool misconduct_room(struct spheron *st);

/* [SLASH-03, SLASH-04] Takes `asked` from the collateral of a provider, or what there is, into a
 * bucket, by `slash_order`.  Nothing happens if that comes to nothing. */
void slash_collateral(struct spheron *st, struct provider *p, enum spheron_slash_reason why,
		u128 asked, u128 *to);

/* [PROOF-09] The same with own stake first; what came from the owner goes to the challenger. */
void slash_for_challenge(struct spheron *st, struct provider *p, u128 asked, uint32_t challenger);

/* Own stake, pool and unbonding entries of a provider: its collateral K. */
u128 collateral_of(const struct spheron *st, const struct provider *p);

/* [SLASH-02] Where money slashed for downtime goes. */
u128 *downtime_bucket(struct spheron *st);

/* [SLASH-09] Takes up to `asked` from the unclaimed rewards of a Fizz node. */
void slash_fizz_downtime(struct spheron *st, struct fizz *f, u128 asked);

/* [SLASH-04] End of an era: a slash long ago is forgotten. */
void slash_decay(const struct spheron *st, struct node *n);

/* [SLASH-07] Is this a list of harmed parties? */
bool harmed_valid(const struct spheron *st, const struct spheron_harmed *harmed);

/* [SLASH-05..08] The verdict; its arguments were checked. */
void misconduct(struct spheron *st, unsigned kind, uint32_t id, uint32_t bp,
		const struct spheron_harmed *harmed);

#endif
