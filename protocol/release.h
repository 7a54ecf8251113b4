/* release.h - announced versions and who is late.  Internal.
 *
 * Source: RULES.md UPG-01..04.
 */
#ifndef PROTOCOL_RELEASE_H
#define PROTOCOL_RELEASE_H

#include "protocol/state.h"

/* [UPG-01] May this version be announced now? */
bool release_valid(const struct spheron *st, u128 version);

/* Puts the release in this slot at the end of the list. */
void release_append(struct spheron *st, uint32_t slot);

/* Announces it, with its event.  There is room for the record. */
void release_announce(struct spheron *st, uint32_t version);

/* [UPG-03] Start of an era close: releases that fall due raise `must`. */
void releases_fall_due(struct spheron *st);

/* [UPG-03] The version that every provider must have at an era close now. */
uint32_t version_demanded(const struct spheron *st);

/* [UPG-03] Is the provider late if that version is demanded? */
bool provider_late(const struct provider *p, uint32_t must);

#endif
