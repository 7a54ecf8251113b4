#include "sim/why/leaving.h"

#include <stdlib.h>
#include <string.h>

void leavings_free(struct leavings *l)
{
	free(l->entry);
	free(l->first[0]);
	free(l->first[1]);
}

void *grown(void *array, size_t *room, size_t wanted, size_t item)
{
	size_t larger = wanted * 2 + 16;

	if (wanted < *room)
		return array;
	array = must(realloc(array, larger * item));
	memset((char *) array + *room * item, 0, (larger - *room) * item);
	*room = larger;
	return array;
}

static unsigned list_of(const struct leaving *u)
{
	return u->kind == SPHERON_UNBOND_OPERATOR;
}

static void link_entry(struct leavings *l, uint32_t id)
{
	struct leaving *u = &l->entry[id];
	unsigned list = list_of(u);

	l->first[list] = grown(l->first[list], &l->n_first[list], u->owner, sizeof *l->first[list]);
	u->next = l->first[list][u->owner];
	l->first[list][u->owner] = id;
}

static void unlink_entry(struct leavings *l, uint32_t id)
{
	struct leaving *u = &l->entry[id];
	uint32_t *link = &l->first[list_of(u)][u->owner];

	while (*link != id)
		link = &l->entry[*link].next;
	*link = u->next;
	u->living = false;
}

static void started(struct leavings *l, const struct spheron *state,
		const struct spheron_event_unbond_started *e)
{
	struct spheron_record r;
	struct leaving *u;

	l->entry = grown(l->entry, &l->room, e->unbond, sizeof *l->entry);
	u = &l->entry[e->unbond];
	if (!u->living && spheron_find(state, SPHERON_RECORD_UNBOND, e->unbond, 0, 0, &r)) {
		*u = (struct leaving){ .kind = r.u.unbond.kind, .acct = e->acct, .living = true };
		u->owner = u->kind == SPHERON_UNBOND_OPERATOR ? e->acct : e->provider;
		link_entry(l, e->unbond);
	}
	wide_add_to(&u->amount, e->amount);
}

void leavings_event(
		struct leavings *l, const struct spheron *state, const struct spheron_event *event)
{
	if (event->kind == SPHERON_EVENT_UNBOND_STARTED)
		started(l, state, &event->u.unbond_started);
	else if (event->kind == SPHERON_EVENT_UNBOND_PAID &&
			event->u.unbond_paid.unbond < l->room &&
			l->entry[event->u.unbond_paid.unbond].living)
		unlink_entry(l, event->u.unbond_paid.unbond);
}

const struct leaving *leavings_entry(const struct leavings *l, uint32_t id)
{
	return id < l->room ? &l->entry[id] : NULL;
}

uint32_t leavings_first(const struct leavings *l, bool is_operator, uint32_t owner)
{
	return owner < l->n_first[is_operator] ? l->first[is_operator][owner] : 0;
}

wide leavings_lost(struct leavings *l, const struct spheron *state, uint32_t id)
{
	struct leaving *u = &l->entry[id];
	unsigned token = u->kind == SPHERON_UNBOND_OPERATOR ? SPHERON_ETH : SPHERON_SPON;
	wide now = spheron_bucket(state, SPHERON_UNBONDING, id, token),
	     lost = wide_less(u->amount, now);

	u->amount = now;
	return lost;
}
