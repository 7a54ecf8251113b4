/* cheapest.c - finding the cheapest provider that can serve an order (market.search "cheapest").
 *
 * Providers stand in a row by price, and above the row is a tournament tree: each knot knows the most
 * free threads below it.  The first one in the row with enough of them is found by going down once, and
 * a change of one provider costs a climb that ends where nothing changes.
 *
 * A bid reserves nothing (BID-06), so the search keeps the threads of its own bids until they are
 * decided; otherwise two orders in the same window would go to a provider with room for one of them.
 *
 * Classes that search so ask the market price times a factor of their own (world_plan_make), which is
 * what the row is sorted by, then by number.
 */
#include "sim/world/inner.h"

#include "sim/player.h"

#include <stdlib.h>

struct priced {
	double factor;
	uint32_t provider;
};

static int by_price(const void *a, const void *b)
{
	const struct priced *x = a, *y = b;

	if (x->factor != y->factor)
		return x->factor < y->factor ? -1 : 1;
	return x->provider < y->provider ? -1 : x->provider > y->provider;
}

/* Free threads and one more, so that 0 is a provider that takes nothing now. */
static uint32_t room_of(const struct world *w, uint32_t i)
{
	const struct node *node = &w->cast.provider[i];
	uint32_t taken = node->used_cpu + w->cheapest.kept[i];

	if (node->status != SPHERON_ACTIVE || !node->up || node->paused || node->leaving || node->gone
			|| taken > node->cpu)
		return 0;
	return node->cpu - taken + 1;
}

void cheapest_update(struct world *w, uint32_t provider)
{
	struct cheapest *c = &w->cheapest;
	uint32_t at, room;

	if (c->stale || provider >= c->n)
		return;
	at = c->leaves + c->rank[provider];
	room = room_of(w, provider);
	c->room[at] = room;
	while (at > 1) {
		uint32_t other = c->room[at ^ 1];

		room = room > other ? room : other;
		at /= 2;
		if (c->room[at] == room)
			break;
		c->room[at] = room;
	}
}

static void sort_in(struct world *w)
{
	struct cheapest *c = &w->cheapest;
	uint32_t n = w->cast.n_providers;
	struct priced *row = must(malloc((n + 1) * sizeof *row));

	for (uint32_t i = 0; i < n; i++) {
		const struct provider *mind = &w->cast.provider_mind[i];
		const struct provider_class *class_ = &w->setup->providers[mind->class_];

		row[i] = (struct priced) { class_->low + (class_->high - class_->low) * mind->noise, i };
	}
	qsort(row, n, sizeof *row, by_price);
	for (c->leaves = 1; c->leaves < n; c->leaves *= 2)
		;
	c->room = must(realloc(c->room, 2 * (size_t) c->leaves * sizeof *c->room));
	c->who = must(realloc(c->who, (n + 1) * sizeof *c->who));
	c->rank = must(realloc(c->rank, (n + 1) * sizeof *c->rank));
	for (uint32_t k = 0; k < n; k++) {
		c->who[k] = row[k].provider;
		c->rank[row[k].provider] = k;
		c->room[c->leaves + k] = room_of(w, row[k].provider);
	}
	free(row);
	for (uint32_t k = n; k < c->leaves; k++)
		c->room[c->leaves + k] = 0;
	for (uint32_t at = c->leaves - 1; at > 0; at--)
		c->room[at] = c->room[2 * at] > c->room[2 * at + 1] ? c->room[2 * at]
				: c->room[2 * at + 1];
	c->n = n;
	c->stale = false;
}

void cheapest_enters(struct world *w)
{
	struct cheapest *c = &w->cheapest;

	c->kept = room_for(c->kept, sizeof *c->kept, w->cast.n_providers, &c->kept_room);
	c->kept[w->cast.n_providers - 1] = 0;
	c->stale = true;
}

void cheapest_keep(struct world *w, uint32_t provider, uint32_t threads, bool keep)
{
	uint32_t *kept = &w->cheapest.kept[provider];

	*kept = keep ? *kept + threads : *kept - threads;
	cheapest_update(w, provider);
}

uint32_t cheapest_next(struct world *w, uint32_t threads, uint32_t *rank)
{
	struct cheapest *c = &w->cheapest;
	uint32_t at;

	if (c->stale)
		sort_in(w);
	if (*rank >= c->n)
		return NOBODY;
	at = c->leaves + *rank;
	while (c->room[at] <= threads) { /* to the next subtree on the right that has enough */
		while (at & 1)
			at /= 2;
		if (at == 0)
			return NOBODY;
		at++;
	}
	while (at < c->leaves) {
		at *= 2;
		if (c->room[at] <= threads)
			at++;
	}
	*rank = at - c->leaves + 1;
	return c->who[at - c->leaves];
}

void cheapest_resume(struct world *w)
{
	struct cheapest *c = &w->cheapest;

	if (w->setup->market.search != SEARCH_CHEAPEST)
		return;
	c->kept = room_for(c->kept, sizeof *c->kept, w->cast.n_providers + 1, &c->kept_room);
	for (uint32_t i = 0; i < w->cast.n_providers; i++)
		c->kept[i] = 0;
	for (uint32_t slot = 0; slot < w->cast.n_deals; slot++) {
		const struct deal *d = &w->cast.deal[slot];

		if (d->stage == DEAL_MATCHING && d->bids && goes_to_cheapest(w, d))
			c->kept[d->bidder[0] - 1] += d->cpu;
	}
	c->stale = true;
}

void cheapest_free(struct world *w)
{
	free(w->cheapest.room);
	free(w->cheapest.who);
	free(w->cheapest.rank);
	free(w->cheapest.kept);
}
