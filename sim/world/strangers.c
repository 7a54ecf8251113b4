/* strangers.c - nodes from outside: they have a place on the stage and play no part. */
#include "sim/world/inner.h"

static void provider_stands_by(struct world *w)
{
	struct spheron_record r;
	uint32_t i = w->cast.n_providers;
	struct node *node;

	grow_providers(w);
	w->cast.provider_mind[i] = (struct provider) { 0 };
	node = &w->cast.provider[i];
	*node = (struct node) { .stranger = true, .gone = true, .leaving = true, .up = true,
		.entered_era = w->era };
	if (spheron_find(w->state, SPHERON_RECORD_PROVIDER, i + 1u, 0, 0, &r)) {
		node->owner = r.u.provider.owner;
		node->status = r.u.provider.status;
		node->tier = r.u.provider.tier;
		node->cpu = r.u.provider.cpu;
		node->mem_mb = r.u.provider.mem;
	}
	w->cast.n_providers++;
}

static void fizz_stands_by(struct world *w)
{
	struct spheron_record r;
	uint32_t i = w->cast.n_fizz;
	struct node *node;

	grow_fizz(w);
	w->cast.fizz_mind[i] = (struct fizz) { 0 };
	node = &w->cast.fizz[i];
	*node = (struct node) { .stranger = true, .gone = true, .leaving = true, .up = true,
		.entered_era = w->era };
	if (spheron_find(w->state, SPHERON_RECORD_FIZZ, i + 1u, 0, 0, &r)) {
		node->owner = r.u.fizz.owner;
		node->status = r.u.fizz.status;
		node->gateway = r.u.fizz.gateway;
		node->cpu = r.u.fizz.cpu;
		node->mem_mb = r.u.fizz.mem;
	}
	w->cast.n_fizz++;
}

void strangers_settle(struct world *w)
{
	while (w->cast.n_providers < spheron_used(w->state, SPHERON_TABLE_PROVIDERS)
			&& !review_awaits(w, w->cast.n_providers + 1))
		provider_stands_by(w);
	while (w->cast.n_fizz < spheron_used(w->state, SPHERON_TABLE_FIZZ))
		fizz_stands_by(w);
}
