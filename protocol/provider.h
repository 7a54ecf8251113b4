/* provider.h - the record of a provider, its status and its attributes.  Internal.
 *
 * Source: RULES.md REG-01..13, chapter 2.2.
 */
#ifndef PROTOCOL_PROVIDER_H
#define PROTOCOL_PROVIDER_H

#include "protocol/state.h"

/* [REG-02] Are these attributes, tokens and gateway flag admitted for a provider? */
bool provider_attr_valid(const struct spheron *st, const struct spheron_attr *a, uint8_t tokens,
		uint8_t gateway);

/* [REG-06] Makes the provider of `owner`, with its events.  Room was made sure of by
 * provider_room(). */
void provider_create(struct spheron *st, uint32_t owner, const struct spheron_attr *a, uint8_t tokens,
		uint8_t gateway);
bool provider_room(struct spheron *st);

/* [REG-07, REG-08] The checks of a change of attributes that depend on the state, and the change
 * with its events. */
enum spheron_result provider_attrs_check(const struct spheron *st, const struct provider *p,
		const struct spheron_attr *a, uint8_t tokens, uint8_t gateway);
void provider_attrs_change(struct spheron *st, struct provider *p, const struct spheron_attr *a,
		uint8_t tokens, uint8_t gateway);

/* Gives it a status, without event; counters are folded, totals and stretch follow. */
void provider_set_status(struct spheron *st, struct provider *p, uint8_t status);

/* The same with ProviderStatus if it differs. */
void provider_change_status(struct spheron *st, struct provider *p, uint8_t status);

/* [REG-11] The status by its stake, for one that is Registered, Active or leaves another status. */
uint8_t provider_status_by_stake(const struct spheron *st, const struct provider *p);

/* [REG-11] Re-evaluates it if it is Registered or Active. */
void provider_reactivate(struct spheron *st, struct provider *p);

/* [SLASH-10] Begins or ends the stretch of downtime under leases; after every change of link, status
 * or leases. */
void provider_note_stretch(const struct spheron *st, struct provider *p);

/* [REG-09] Suspends and reinstates; the status was checked. */
void provider_suspend(struct spheron *st, struct provider *p);
void provider_reinstate(struct spheron *st, struct provider *p);
bool provider_may_suspend(const struct provider *p);

/* Ends a running maintenance without a status of its own, drops a scheduled one (REG-09, REG-10,
 * SLASH-06, EVENT-03). */
void provider_leave_maintenance(struct spheron *st, struct provider *p);

/* First second of the running era. */
static inline uint64_t era_start(const struct spheron *st)
{
	return st->meta.era_end - par(st, SPHERON_P_ERA_S);
}

#endif
