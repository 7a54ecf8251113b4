/* trust.h - the seven trust tiers and the averages behind reputation.  Internal.
 *
 * Source: RULES.md TRUST-01..07, LIVE-13, MATCH-01.
 */
#ifndef PROTOCOL_TRUST_H
#define PROTOCOL_TRUST_H

#include "protocol/state.h"

/* [TRUST-02..05] An era with this known uptime: counts it; true if that changed the tier. */
bool trust_count_era(const struct spheron *st, struct provider *p, uint32_t uptime_ppm);

/* [LIVE-13] Takes a known era uptime into the moving average. */
void uptime_average(const struct spheron *st, struct node *n, uint32_t uptime_ppm);

/* [MATCH-01] uptime(N) and rep(N) in ppm; `tier` is the trust tier of a provider, -1 for Fizz. */
uint32_t uptime_of(const struct spheron *st, const struct node *n);
uint32_t reputation_of(const struct node *n, int tier);

#endif
