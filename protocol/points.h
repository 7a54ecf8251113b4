/* points.h - what a node's era is worth.  Internal.
 *
 * Source: RULES.md LIVE-05..08.
 */
#ifndef PROTOCOL_POINTS_H
#define PROTOCOL_POINTS_H

#include "protocol/state.h"

/* The points of a provider, or of a Fizz node, for an era that closes now.  `n` is its node folded
 * to now (its own or a copy), `must` the version demanded. */
void points_of_provider(const struct spheron *st, const struct provider *p, const struct node *n,
		uint32_t must, struct spheron_points *out);
void points_of_fizz(const struct spheron *st, const struct fizz *f, const struct node *n,
		struct spheron_points *out);

#endif
