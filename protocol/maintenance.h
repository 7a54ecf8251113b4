/* maintenance.h - planned absence.  Internal.
 *
 * Source: RULES.md MAINT-01..07.
 */
#ifndef PROTOCOL_MAINTENANCE_H
#define PROTOCOL_MAINTENANCE_H

#include "protocol/state.h"

/* Deadlines of the provider with this id. */
void maintenance_start(struct spheron *st, uint32_t provider);
void maintenance_end(struct spheron *st, uint32_t provider);

#endif
