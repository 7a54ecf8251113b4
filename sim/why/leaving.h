/* leaving.h - stake on its way out: the unbonding entries of providers and operators, with the
 * amounts as last seen, so that one can tell what a slash took from each.
 *
 * The library finds an entry by its id; this finds those of an owner.
 */
#ifndef SIM_WHY_LEAVING_H
#define SIM_WHY_LEAVING_H

#include "sim/why/why.h"

/* An entry, by id. */
struct leaving {
	uint32_t owner; /* provider, or account of an operator */
	uint32_t acct;  /* who will be paid */
	uint32_t next;  /* next living entry of the owner, 0: none */
	uint8_t kind;   /* enum spheron_unbond_kind */
	bool living;
	wide amount;
};

struct leavings {
	struct leaving *entry;
	size_t room;
	uint32_t *first[2]; /* of a provider; of an operator */
	size_t n_first[2];
};

void leavings_free(struct leavings *l);

/* To be called with every event. */
void leavings_event(
		struct leavings *l, const struct spheron *state, const struct spheron_event *event);

/* The entry of this id that lives or has just ended; NULL for an id never seen. */
const struct leaving *leavings_entry(const struct leavings *l, uint32_t id);

/* The first living entry of a provider, or (is_operator) of an operator; 0 if there is none. */
uint32_t leavings_first(const struct leavings *l, bool is_operator, uint32_t owner);

/* What an entry has lost since it was last seen. */
wide leavings_lost(struct leavings *l, const struct spheron *state, uint32_t id);

/* An array of zeros that holds at least item `wanted`; *room is its length. */
void *grown(void *array, size_t *room, size_t wanted, size_t item);

#endif
