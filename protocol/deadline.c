#include "protocol/deadline.h"

/* Heaps with four children a node: half the depth of a binary heap, and the children of a node lie
 * in one cache line.  position[handle] is 0, or the number of the heap in the two upper bits and the
 * place in it + 1 in the others. */

#define HEAP_SHIFT 30
#define PLACE_MASK ((1u << HEAP_SHIFT) - 1)
#define CHILDREN 4

static struct deadline *entries(const struct spheron *st, unsigned which)
{
	return at_offset(st, st->heap[which].offset);
}

static uint32_t *positions(const struct spheron *st)
{
	return at_offset(st, st->position_offset);
}

/* Ids that are alive together lie within 2^31 of each other, so the low halves compare as
 * distances. */
static bool earlier(const struct deadline *a, const struct deadline *b)
{
	if (a->key != b->key)
		return a->key < b->key;
	if (a->id < b->id)
		return b->id - a->id <= UINT32_MAX / 2 + 1;
	return a->id - b->id > UINT32_MAX / 2;
}

static void place(const struct spheron *st, unsigned which, uint32_t i, struct deadline d)
{
	entries(st, which)[i] = d;
	positions(st)[d.handle] = (i + 1) | which << HEAP_SHIFT;
}

static uint32_t sift_up(struct spheron *st, unsigned which, uint32_t i, struct deadline d)
{
	const struct deadline *e = entries(st, which);

	while (i > 0 && earlier(&d, &e[(i - 1) / CHILDREN])) {
		place(st, which, i, e[(i - 1) / CHILDREN]);
		i = (i - 1) / CHILDREN;
	}
	return i;
}

static uint32_t sift_down(struct spheron *st, unsigned which, uint32_t i, struct deadline d)
{
	const struct deadline *e = entries(st, which);
	uint32_t size = st->heap[which].size;

	for (;;) {
		uint64_t child = (uint64_t) i * CHILDREN + 1;
		uint32_t least;

		if (child >= size)
			return i;
		least = (uint32_t) child;
		for (uint64_t k = child + 1; k < child + CHILDREN && k < size; k++)
			if (earlier(&e[k], &e[least]))
				least = (uint32_t) k;
		if (!earlier(&e[least], &d))
			return i;
		place(st, which, i, e[least]);
		i = least;
	}
}

/* Puts d at place i or wherever the order wants it from there. */
static void settle(struct spheron *st, unsigned which, uint32_t i, struct deadline d)
{
	uint32_t up = sift_up(st, which, i, d);

	RULE("COST-01");
	place(st, which, up == i ? sift_down(st, which, i, d) : up, d);
}

static void drop(struct spheron *st, uint32_t handle)
{
	uint32_t position = positions(st)[handle];
	unsigned which = position >> HEAP_SHIFT;
	uint32_t i = (position & PLACE_MASK) - 1;
	uint32_t last = --st->heap[which].size;

	positions(st)[handle] = 0;
	if (i != last)
		settle(st, which, i, entries(st, which)[last]);
}

static void set(struct spheron *st, unsigned which, uint64_t when, unsigned class, uint32_t handle,
		uint64_t id)
{
	struct deadline d = { when << 4 | class, (uint32_t) id, handle };

	if (positions(st)[handle])
		drop(st, handle);
	settle(st, which, st->heap[which].size++, d);
}

void deadline_at_second(struct spheron *st, unsigned class, enum handle_group group, uint32_t slot,
		uint64_t id, uint64_t second)
{
	RULE("TIME-08");
	u128_prove(second > now_s(st));
	set(st, HEAP_SECONDS, second, class, st->handle_base[group] + slot, id);
}

void deadline_at_block(struct spheron *st, unsigned class, enum handle_group group, uint32_t slot,
		uint64_t id, uint64_t block)
{
	uint32_t handle = st->handle_base[group] + slot;

	RULE("TIME-04");
	if (par(st, SPHERON_P_CLOCK_MODE) == 0)
		set(st, HEAP_SECONDS, second_of_block(st, block), class, handle, id);
	else
		set(st, HEAP_BLOCKS, block, class, handle, id);
}

void deadline_clear(struct spheron *st, enum handle_group group, uint32_t slot)
{
	uint32_t handle = st->handle_base[group] + slot;

	if (positions(st)[handle])
		drop(st, handle);
}

void deadline_expect(const struct spheron *st)
{
	uint32_t handle = entries(st, HEAP_SECONDS)[0].handle, slot;

	if (st->heap[HEAP_SECONDS].size == 0 || handle >= st->handle_base[H_TTL])
		return;
	slot = handle - st->handle_base[H_ORDER];
	for (size_t line = 0; line < sizeof(struct order); line += CACHE_LINE)
		__builtin_prefetch((const char *) order_at(st, slot) + line);
	for (size_t line = 0; line < sizeof(struct lease); line += CACHE_LINE)
		__builtin_prefetch((const char *) lease_at(st, slot) + line);
}

/* ---- cooldowns ---- */

/* All cooldowns last equally long, so the one that begins ends last: it goes to the end of a list
 * that ascends by cooldown_until, linked in the records.  Only after a vote for shorter cooldowns,
 * and in a state rebuilt from its records, may one end before the last of the list; such ends wait
 * in the heap. */

static void cooling_append(struct spheron *st, struct fizz *f)
{
	uint32_t last = st->last_cooling;

	*(last ? &fizz_at(st, last)->next_cooling : &st->first_cooling) = f->node.id;
	f->previous_cooling = last;
	st->last_cooling = f->node.id;
}

static void cooling_remove(struct spheron *st, struct fizz *f)
{
	uint32_t next = f->next_cooling, previous = f->previous_cooling;

	*(previous ? &fizz_at(st, previous)->next_cooling : &st->first_cooling) = next;
	*(next ? &fizz_at(st, next)->previous_cooling : &st->last_cooling) = previous;
	f->next_cooling = f->previous_cooling = 0;
}

void cooldown_end_wait(struct spheron *st, struct fizz *f)
{
	uint32_t last;

	RULE("COST-01");
	if (f->previous_cooling || st->first_cooling == f->node.id)
		cooling_remove(st, f);
	else if (st->heap[HEAP_COOLDOWNS].size)
		deadline_clear(st, H_FIZZ, f->node.id);
	if (f->node.cooldown_until <= now_s(st))
		return;
	last = st->last_cooling;
	if (last && fizz_at(st, last)->node.cooldown_until > f->node.cooldown_until)
		set(st, HEAP_COOLDOWNS, f->node.cooldown_until, 0,
				st->handle_base[H_FIZZ] + f->node.id, f->node.id);
	else
		cooling_append(st, f);
}

struct fizz *cooldown_end_take(struct spheron *st, uint64_t t)
{
	const struct deadline *top = &entries(st, HEAP_COOLDOWNS)[0];
	struct fizz *f;

	if (st->first_cooling) {
		f = fizz_at(st, st->first_cooling);
		if (f->node.cooldown_until <= t) {
			cooling_remove(st, f);
			return f;
		}
	}
	if (st->heap[HEAP_COOLDOWNS].size == 0 || top->key >> 4 > t)
		return NULL;
	f = fizz_at(st, top->id);
	drop(st, top->handle);
	return f;
}

/* ---- what is due ---- */

static uint32_t slot_of(const struct spheron *st, uint32_t handle)
{
	unsigned group = N_HANDLE_GROUPS - 1;

	while (handle < st->handle_base[group])
		group--;
	return handle - st->handle_base[group];
}

/* The entry to fire before the era close and with those of seconds, if one of blocks is due.  Blocks
 * come one by one, so it falls due now and not before. */
static bool block_due(const struct spheron *st, uint64_t t, uint64_t b, struct deadline *now)
{
	const struct deadline *top = &entries(st, HEAP_BLOCKS)[0];

	if (st->heap[HEAP_BLOCKS].size == 0 || top->key >> 4 > b)
		return false;
	*now = (struct deadline) { t << 4 | (top->key & 15), top->id, top->handle };
	return true;
}

/* [TIME-06] Ascending (due second, class, id). */
void deadline_first(const struct spheron *st, uint64_t t, uint64_t b, struct due_entry *first)
{
	struct deadline best = { st->meta.era_end << 4 | SPHERON_DUE_ERA_CLOSE, 0, UINT32_MAX }, now;
	const struct deadline *top = &entries(st, HEAP_SECONDS)[0];

	RULE("TIME-06");
	RULE("TIME-09");
	if (st->heap[HEAP_SECONDS].size && top->key < best.key)
		best = *top;
	if (block_due(st, t, b, &now) && earlier(&now, &best))
		best = now;
	first->second = best.key >> 4;
	first->class = best.key & 15;
	first->handle = best.handle;
	first->slot = best.handle == UINT32_MAX ? 0 : slot_of(st, best.handle);
}

void deadline_taken(struct spheron *st, const struct due_entry *due)
{
	if (due->handle != UINT32_MAX)
		drop(st, due->handle);
}

uint64_t block_of_second(const struct spheron *st, uint64_t t)
{
	RULE("TIME-03");
	return st->meta.b0 + (t - st->meta.t0) * 1000 / par(st, SPHERON_P_BLOCK_TIME_MS);
}

uint64_t second_of_block(const struct spheron *st, uint64_t b)
{
	uint64_t ms = (b - st->meta.b0) * par(st, SPHERON_P_BLOCK_TIME_MS);

	return st->meta.t0 + (ms + 999) / 1000;
}

void deadlines_copy(struct spheron *st, const struct spheron *from)
{
	for (unsigned which = 0; which < N_HEAPS; which++) {
		uint32_t size = from->heap[which].size;

		st->heap[which].size = size;
		for (uint32_t i = 0; i < size; i++) {
			struct deadline d = entries(from, which)[i];
			unsigned group = N_HANDLE_GROUPS - 1;

			while (d.handle < from->handle_base[group])
				group--;
			d.handle = st->handle_base[group] + d.handle - from->handle_base[group];
			place(st, which, i, d);
		}
	}
}
