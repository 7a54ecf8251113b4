/* liveness.h - seconds that count, and what they are worth.  Internal.
 *
 * Source: RULES.md LIVE-01..04, REG-12, COOL-03.  Counters are sums over seconds with the values in
 * force in that second.  They are folded lazily: whoever is about to change a value that they depend
 * on folds first.
 */
#ifndef PROTOCOL_LIVENESS_H
#define PROTOCOL_LIVENESS_H

#include "protocol/state.h"

/* Brings the counters up to now.  Must come before any change of status, link, cooldown, leases,
 * rates or verification of the node (for a Fizz node also of its gateway link). */
void provider_fold(struct spheron *st, struct provider *p);
void fizz_fold(struct spheron *st, struct fizz *f);
void node_fold(struct spheron *st, unsigned kind, uint32_t id);

/* The same on a copy that is handed out (HASH-03). */
void provider_folded(const struct spheron *st, const struct provider *p, struct node *copy);
void fizz_folded(const struct spheron *st, const struct fizz *f, struct node *copy);

/* [LIVE-02, LIVE-03] Recomputes the rates after a change of attributes, trust tier or parameters. */
void provider_rate_update(const struct spheron *st, struct provider *p);
void fizz_rate_update(const struct spheron *st, struct fizz *f);

/* [REG-12] Has a proof of each resource kind it owns been passed (or is none asked for)? */
bool provider_verified(const struct spheron *st, const struct provider *p);

/* Seconds that a provider has been Active, up to now. */
uint64_t provider_active_s(const struct spheron *st, const struct provider *p);

#endif
