/* era.h - the close of an era: points, pots, rewards, slashes, trust.  Internal.
 *
 * Source: RULES.md LIVE-09..13, APR-01..03, SLASH-02, SLASH-09, SLASH-10.
 */
#ifndef PROTOCOL_ERA_H
#define PROTOCOL_ERA_H

#include "protocol/state.h"

/* Room for what the slashes of an era close may make. */
bool era_close_room(struct spheron *st);

/* Deadline: closes the running era and begins the next (LIVE-12). */
void era_close(struct spheron *st);

#endif
