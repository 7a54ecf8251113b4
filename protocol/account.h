/* account.h - accounts.  Internal. */
#ifndef PROTOCOL_ACCOUNT_H
#define PROTOCOL_ACCOUNT_H

#include "protocol/state.h"

/* Makes the next account (ID-01) and returns its id.  The caller made sure of the room. */
uint32_t account_make(struct spheron *st, uint8_t roles);

#endif
