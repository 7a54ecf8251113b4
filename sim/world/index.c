/* index.c - by which orders and those who can serve them find each other.
 *
 * Nodes stand on shelves: one for each kind of node, region and GPU model, one for any GPU, one for
 * threads; the best equipped first, so that those who are large enough for an order are the beginning of
 * a shelf.  A bidder for an order is drawn from those beginnings, all of them equally likely, and costs
 * the same whether there are ten providers or a million.
 *
 * A node stays on its shelves when it goes down or is full, since that changes all the time; whoever
 * draws looks at that.  One that has left is taken off when many have (index_prune).
 */
#include "sim/world/inner.h"

#include "sim/player.h"
#include "support/wrap.h"

#include <stdlib.h>
#include <string.h>

static struct shelf *shelf_at(const struct index *x, bool fizz, uint32_t key, uint32_t region)
{
	return &x->shelf[((fizz ? x->keys : 0) + key) * REGIONS_MAX + region];
}

/* GPUs of RULES.md TIER-05 have numbers below 256, each a key of its own; the others share one. */
static uint32_t key_of(uint16_t model)
{
	return SHELF_MODELS + (model < 256 ? model : 0u);
}

void index_begin(struct world *w)
{
	w->kept = must(calloc(REACHES_KEPT, sizeof *w->kept));
	w->index.keys = SHELF_MODELS + 256;
	w->index.shelf = must(calloc((size_t) w->index.keys * 2 * REGIONS_MAX,
			sizeof *w->index.shelf));
}

void index_free(struct world *w)
{
	for (size_t i = 0; w->index.shelf && i < (size_t) w->index.keys * 2 * REGIONS_MAX; i++) {
		free(w->index.shelf[i].node);
		free(w->index.shelf[i].size);
	}
	free(w->index.shelf);
	free(w->kept);
}

/* How many of a shelf are at least that large. */
static uint32_t large_enough(const struct shelf *s, uint32_t size)
{
	uint32_t low = 0, high = s->n;

	while (low < high) {
		uint32_t middle = low + (high - low) / 2;

		if (s->size[middle] >= size)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* Behind those of the same size, so that a shelf does not depend on more than the order of entry. */
static void put(struct shelf *s, uint32_t node, uint32_t size)
{
	uint32_t at = large_enough(s, size);

	if (s->n == s->room) {
		s->room = s->room ? s->room * 2 : 4;
		s->node = must(realloc(s->node, s->room * sizeof *s->node));
		s->size = must(realloc(s->size, s->room * sizeof *s->size));
	}
	memmove(s->node + at + 1, s->node + at, (s->n - at) * sizeof *s->node);
	memmove(s->size + at + 1, s->size + at, (s->n - at) * sizeof *s->size);
	s->node[at] = node;
	s->size[at] = size;
	s->n++;
}

static void shelve(struct world *w, const struct node *node, bool fizz, uint32_t i)
{
	uint32_t gpus = 0;

	w->index.version++;
	if (node->cpu)
		put(shelf_at(&w->index, fizz, SHELF_CPU, node->region), i, node->cpu);
	for (uint32_t k = 0; k < node->gpu_lines; k++) {
		const struct node_gpu *gpu = &w->cast.gpu[node->gpu + k];

		put(shelf_at(&w->index, fizz, key_of(gpu->model), node->region), i, gpu->count);
		gpus = gpus > gpu->count ? gpus : gpu->count;
	}
	if (gpus)
		put(shelf_at(&w->index, fizz, SHELF_ANY_GPU, node->region), i, gpus);
}

void index_provider(struct world *w, uint32_t i)
{
	shelve(w, &w->cast.provider[i], false, i);
}

void index_fizz(struct world *w, uint32_t i)
{
	shelve(w, &w->cast.fizz[i], true, i);
}

void index_prune(struct world *w)
{
	w->index.version++;
	for (uint32_t i = 0; i < w->index.keys * 2 * REGIONS_MAX; i++) {
		struct shelf *s = &w->index.shelf[i];
		const struct node *nodes = i < w->index.keys * REGIONS_MAX ? w->cast.provider
				: w->cast.fizz;
		uint32_t kept = 0;

		for (uint32_t k = 0; k < s->n; k++)
			if (!nodes[s->node[k]].gone) {
				s->node[kept] = s->node[k];
				s->size[kept++] = s->size[k];
			}
		s->n = kept;
	}
}

static void look(const struct index *x, bool fizz, uint32_t key, uint32_t size, uint32_t from,
		uint32_t until, struct reach *reach)
{
	reach->all = reach->shelves = 0;
	for (uint32_t r = from; r < until; r++) {
		const struct shelf *s = shelf_at(x, fizz, key, r);
		uint32_t n = s->n ? large_enough(s, size) : 0;

		if (n) {
			reach->shelf[reach->shelves] = s;
			reach->upto[reach->shelves++] = reach->all += n;
		}
	}
}

WRAPS static size_t place_of(uint64_t about)
{
	return (size_t) (about * UINT64_C(0x9e3779b97f4a7c15) >> 55) % REACHES_KEPT;
}

void index_look(struct world *w, const struct deal *d, struct reach *reach)
{
	uint32_t key = d->gpus == 0 ? SHELF_CPU : d->gpu ? key_of(d->gpu) : SHELF_ANY_GPU;
	uint32_t size = d->gpus ? d->gpus : d->cpu;
	uint32_t from = d->strict ? d->region : 0;
	uint32_t until = d->strict ? d->region + 1u : REGIONS_MAX;
	uint64_t about = (uint64_t) size << 32 | (uint64_t) key << 16 | (uint64_t) until << 8
			| (uint64_t) d->strict << 1 | d->is_fizz;
	struct reach_kept *kept = &w->kept[place_of(about)];

	if (kept->about != about || kept->version != w->index.version) {
		look(&w->index, d->is_fizz, key, size, from, until, &kept->reach);
		kept->about = about;
		kept->version = w->index.version;
	}
	*reach = kept->reach;
}

const uint32_t *index_draw(const struct reach *reach, struct stream *s)
{
	uint32_t pick = (uint32_t) stream_below(s, reach->all), i = 0;

	while (pick >= reach->upto[i])
		i++;
	return &reach->shelf[i]->node[pick - (i ? reach->upto[i - 1] : 0)];
}
