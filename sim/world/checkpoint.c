/* checkpoint.c - a world into a file and out of it again.
 *
 * The file is the memory of the world: the struct, then each array behind its pointers, then the wakes
 * and the measurement.  What follows from the plan alone is made anew.  Such a file belongs to the same
 * program on the same kind of machine and to the same scenario; `mark` says which.
 */
#include "sim/world/inner.h"

#include "sim/player.h"

#include <stdlib.h>
#include <string.h>

static const char magic[16] = "spheron-world-1";

struct head {
	char magic[16], mark[72];
	uint64_t size_of_world, size_of_deal, size_of_node, state_bytes, log_bytes;
	struct spheron_capacity capacity;
};

static bool put(FILE *f, const void *data, size_t size)
{
	return size == 0 || fwrite(data, 1, size, f) == size;
}

static bool get(FILE *f, void *data, size_t size)
{
	return size == 0 || fread(data, 1, size, f) == size;
}

/* Every array of a world: its pointer, how many are in use.  Rooms become what is in use. */
#define WORLD_ARRAYS(X)                                                                            \
	X(w->cast.provider, w->cast.n_providers)                                                   \
	X(w->cast.provider_mind, w->cast.n_providers)                                              \
	X(w->cast.subnet, w->cast.n_providers)                                                     \
	X(w->cast.fizz, w->cast.n_fizz)                                                            \
	X(w->cast.fizz_mind, w->cast.n_fizz)                                                       \
	X(w->cast.fizz_price, w->cast.n_fizz)                                                      \
	X(w->cast.gpu, w->cast.n_gpu)                                                              \
	X(w->cast.deal, w->cast.n_deals)                                                           \
	X(w->orders.order, w->orders.room)                                                         \
	X(w->orders.slot, w->orders.room)                                                          \
	X(w->agent, w->n_agents)                                                                   \
	X(w->holder, w->n_holders)                                                                 \
	X(w->challenge, w->n_challenges)                                                           \
	X(w->proposal, w->n_proposals)                                                             \
	X(w->review, w->n_reviews)                                                                 \
	X(w->entry, w->n_entries)                                                                  \
	X(w->script_id, w->setup->n_script)                                                        \
	X(w->timeline, w->n_timeline)                                                              \
	X(w->gateway, w->n_gateways)                                                               \
	X(w->reward_spon, w->cast.n_providers)                                                             \
	X(w->fizz_waiting, w->setup->n_fizz)                                                       \
	X(w->demand, w->setup->n_demand)

/* ---- saving ---- */

static bool save_lists(const struct world *w, FILE *f)
{
	for (uint32_t i = 0; i < w->cast.n_providers; i++)
		if (!put(f, w->cast.subnet[i].fizz, w->cast.subnet[i].n * sizeof(uint32_t)))
			return false;
	for (size_t i = 0; i < (size_t) w->index.keys * 2 * REGIONS_MAX; i++) {
		const struct shelf *s = &w->index.shelf[i];

		if (!put(f, &s->n, sizeof s->n) || !put(f, s->node, s->n * sizeof *s->node)
				|| !put(f, s->size, s->n * sizeof *s->size))
			return false;
	}
	for (uint32_t c = 0; c < w->setup->n_demand; c++)
		if (!put(f, w->demand[c].left_until_ms, w->setup->demand[c].tenants
				* sizeof(uint64_t)))
			return false;
	return true;
}

static bool save_wakes(const struct world *w, FILE *f)
{
	for (uint32_t a = 0; a < w->n_agents; a++) {
		struct wake wake = { .time_ms = UINT64_MAX };

		calendar_find(w->calendar, a, &wake);
		if (!put(f, &wake.time_ms, sizeof wake.time_ms))
			return false;
	}
	return true;
}

bool world_save(const struct world *w, const char *mark, FILE *f)
{
	struct head head = { .size_of_world = sizeof *w, .size_of_deal = sizeof(struct deal),
		.size_of_node = sizeof(struct node) };
	bool good = true;

	memcpy(head.magic, magic, sizeof magic);
	snprintf(head.mark, sizeof head.mark, "%s", mark);
	spheron_capacity(w->state, &head.capacity);
	head.state_bytes = spheron_size(&head.capacity);
	if (w->log && fflush(w->log) == 0)
		head.log_bytes = (uint64_t) ftell(w->log);
	good = put(f, &head, sizeof head) && put(f, w, sizeof *w)
			&& put(f, w->state, head.state_bytes);
#define SAVE(array, n) good = good && put(f, array, (size_t) (n) * sizeof *(array));
	WORLD_ARRAYS(SAVE)
#undef SAVE
	return good && save_lists(w, f) && save_wakes(w, f) && fold_save(w->fold, f);
}

/* ---- loading ---- */

static uint32_t *list_of(FILE *f, uint32_t n, bool *good)
{
	uint32_t *list = n ? must(malloc(n * sizeof *list)) : NULL;

	*good = *good && get(f, list, n * sizeof *list);
	return list;
}

static bool load_lists(struct world *w, FILE *f)
{
	bool good = true;

	for (uint32_t i = 0; i < w->cast.n_providers; i++) {
		w->cast.subnet[i].fizz = list_of(f, w->cast.subnet[i].n, &good);
		w->cast.subnet[i].room = w->cast.subnet[i].n;
	}
	index_begin(w);
	for (size_t i = 0; good && i < (size_t) w->index.keys * 2 * REGIONS_MAX; i++) {
		struct shelf *s = &w->index.shelf[i];

		good = get(f, &s->n, sizeof s->n);
		s->room = s->n;
		s->node = list_of(f, good ? s->n : 0, &good);
		s->size = list_of(f, good ? s->n : 0, &good);
	}
	for (uint32_t c = 0; c < w->setup->n_demand; c++) {
		size_t n = w->setup->demand[c].tenants;

		w->demand[c].left_until_ms = must(calloc(n + 1, sizeof(uint64_t)));
		good = good && get(f, w->demand[c].left_until_ms, n * sizeof(uint64_t));
	}
	return good;
}

static bool load_wakes(struct world *w, FILE *f)
{
	w->calendar = must(calendar_new(CALENDAR_DEFAULT, (uint32_t) w->n_agents + 1024));
	for (uint32_t a = 0; a < w->n_agents; a++) {
		uint64_t at_ms;

		if (!get(f, &at_ms, sizeof at_ms))
			return false;
		if (at_ms != UINT64_MAX)
			calendar_wake(w->calendar, a, at_ms, (uint8_t) w->agent[a].kind);
	}
	return true;
}

static void make_plans(struct world *w)
{
	for (uint32_t c = 0; c < w->setup->n_demand; c++) {
		const char *name = w->setup->demand[c].trace;

		w->demand[c].plan = must(demand_plan_make(&w->setup->demand[c], c,
				name ? setup_trace(w->setup, name) : NULL, &w->luck));
	}
}

/* Pointers as they were when the world was saved are worth nothing. */
static bool load_arrays(struct world *w, FILE *f)
{
	bool good = true;

#define LOAD(array, n)                                                                             \
	(array) = must(malloc((size_t) (n) * sizeof *(array) + 1));                                \
	good = good && get(f, array, (size_t) (n) * sizeof *(array));
	WORLD_ARRAYS(LOAD)
#undef LOAD
	w->cast.provider_room = w->cast.n_providers;
	w->cast.fizz_room = w->cast.n_fizz;
	w->cast.gpu_room = w->cast.n_gpu;
	w->cast.deal_room = w->cast.n_deals;
	w->agent_room = w->n_agents;
	w->challenge_room = w->n_challenges;
	w->proposal_room = w->n_proposals;
	w->review_room = w->n_reviews;
	w->entry_room = w->n_entries;
	w->gateway_room = w->n_gateways;
	return good;
}

bool world_is_of(FILE *f, const char *mark)
{
	struct head head;
	bool good = get(f, &head, sizeof head);

	rewind(f);
	return good && memcmp(head.magic, magic, sizeof magic) == 0 && strcmp(head.mark, mark) == 0
			&& head.size_of_world == sizeof(struct world);
}

bool world_log_bytes(FILE *f, uint64_t *bytes)
{
	struct head head;
	bool good = get(f, &head, sizeof head);

	rewind(f);
	*bytes = good ? head.log_bytes : 0;
	return good;
}

struct world *world_load(const struct world_plan *plan, uint32_t replication, const char *mark,
		FILE *log, FILE *f)
{
	struct head head;
	struct world *w = must(calloc(1, sizeof *w));
	bool good = get(f, &head, sizeof head) && memcmp(head.magic, magic, sizeof magic) == 0
			&& strcmp(head.mark, mark) == 0 && head.size_of_world == sizeof *w
			&& head.size_of_deal == sizeof(struct deal)
			&& head.size_of_node == sizeof(struct node) && get(f, w, sizeof *w);

	if (!good || w->luck.replication != replication) {
		free(w);
		return NULL;
	}
	w->plan = plan;
	w->setup = w->cast.setup = plan->setup;
	w->log = log;
	w->watch = NULL;
	script_resume(w);
	memset(w->bidding, 0, sizeof w->bidding);
	w->cheapest = (struct cheapest) { 0 };
	w->state = must(state_memory(&head.capacity));
	good = get(f, w->state, head.state_bytes) && load_arrays(w, f) && load_lists(w, f)
			&& load_wakes(w, f);
	make_plans(w);
	w->fold = good ? fold_load(plan->setup, &w->cast, f) : NULL;
	if (!w->fold) {
		world_free(w);
		return NULL;
	}
	cheapest_resume(w);
	profile_begin();
	return w;
}
