/* again.h - a state that is written down and taken up again is the same state (D-24). */
#ifndef SIM_SUITE_AGAIN_H
#define SIM_SUITE_AGAIN_H

#include "protocol/spheron.h"

#include <stdbool.h>
#include <stddef.h>

/* Record by record into a state with room for one account, which grows as it has to (D-23).  False with what
 * is wrong in `why` if that is refused or has another hash. */
bool again_same(struct spheron *state, char *why, size_t size);

#endif
