/* scale.h - a smaller (or larger) network of the same kind.
 *
 * population.scale multiplies all that makes a network large: nodes, tenants, delegators, orders, and the
 * money that is meant for all of them together (the reward pool, the emission, what circulates, the
 * token's pool).  What concerns one of them stays as it is.  Operators do not get fewer: a quorum of one
 * is another thing than a quorum of seven.
 */
#ifndef SIM_RUN_SCALE_H
#define SIM_RUN_SCALE_H

#include "model/setup.h"

#include <stdbool.h>
#include <stddef.h>

/* False, with a line in `why`, if the protocol has no room for so much money. */
bool scale_setup(struct setup *setup, char *why, size_t size);

#endif
