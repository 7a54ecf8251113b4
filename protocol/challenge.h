/* challenge.h - tenants who doubt a provider.  Internal.
 *
 * Source: RULES.md PROOF-06..11.
 */
#ifndef PROTOCOL_CHALLENGE_H
#define PROTOCOL_CHALLENGE_H

#include "protocol/state.h"

/* Deadline: nobody responded, or nobody judged. */
void challenge_timeout(struct spheron *st, uint32_t slot);

#endif
