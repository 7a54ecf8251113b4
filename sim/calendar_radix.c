/* A radix heap with small buckets sorted.
 *
 * A wake is a number of 26 hexadecimal digits: 16 of its time, 10 of its priority and agent.  All
 * that is pending beyond `last` lies in a bucket named by the highest digit in which it differs
 * from `last` and by the value of that digit; what is not beyond it lies sorted in `front`.  When
 * front is empty, the lowest bucket is next: sorted into front if it is one block long, otherwise
 * spread over lower buckets.  A wake is thus moved a few times, always between streams of blocks,
 * where a heap would wait for memory at every level.
 *
 * A wake that is moved or cancelled stays where it lies: what the agent itself says is due no
 * longer agrees with it, and it is dropped when it reaches the front.  Keeping positions instead
 * would cost a write to a random place whenever a bucket is spread.  When half of all entries may
 * be such remains they are swept out, so room for twice the agents suffices.
 */
#include "sim/calendar_part.h"

#include <stdlib.h>
#include <string.h>

#define DIGIT_BITS  4
#define VALUES      (1u << DIGIT_BITS)
#define RANK_DIGITS ((RANK_BITS + DIGIT_BITS - 1) / DIGIT_BITS)
#define DIGITS      (RANK_DIGITS + (63 + DIGIT_BITS - 1) / DIGIT_BITS)

#define BLOCK 63 /* entries; 1 KiB with the link */
#define FRONT (2 * BLOCK)
#define SOON  32 /* blocks; what comes out within so many is asked for ahead */
#define NONE  UINT32_MAX
#define NEVER UINT64_MAX

struct block {
	_Alignas(16) uint32_t next;
	struct entry entry[BLOCK];
};

/* A chain of full blocks behind one that has `used` entries.  An empty bucket looks like a full
 * block that isn't there, so that adding an entry needs one test only. */
struct bucket {
	uint32_t block, used;
};

struct radix {
	struct entry last;
	uint32_t head, tail;  /* of front */
	uint64_t digits;      /* bit d: a bucket of digit d has entries */
	uint32_t values[DIGITS]; /* bit v: bucket[d][v] has entries */
	struct bucket bucket[DIGITS][VALUES];
	struct entry front[FRONT];
	struct block *block;
	uint32_t n_blocks, used_blocks; /* there are, and have ever been used */
	uint32_t free_block;            /* the first of those used and free again */
	struct entry *due; /* of each agent; its time is NEVER if it has none */
	uint32_t agents, pending;
	uint64_t entries, entries_max; /* those of the past included */
	uint64_t now_ms;
};

/* ---- memory ---- */

static void empty_bucket(struct radix *r, unsigned d, unsigned v)
{
	r->bucket[d][v] = (struct bucket) { NONE, BLOCK };
	r->values[d] &= ~(1u << v);
	if (!r->values[d])
		r->digits &= ~(UINT64_C(1) << d);
}

struct radix *radix_new(void)
{
	struct radix *r = calloc(1, sizeof *r);

	if (!r)
		return NULL;
	for (unsigned d = 0; d < DIGITS; d++)
		for (unsigned v = 0; v < VALUES; v++)
			empty_bucket(r, d, v);
	r->free_block = NONE;
	return r;
}

void radix_free(struct radix *r)
{
	if (!r)
		return;
	free(r->block);
	free(r->due);
	free(r);
}

static void free_block(struct radix *r, uint32_t b)
{
	r->block[b].next = r->free_block;
	r->free_block = b;
}

/* Blocks that were free last are the ones still in the cache. */
static uint32_t take_block(struct radix *r)
{
	uint32_t b = r->free_block;

	if (b == NONE)
		return r->used_blocks++;
	r->free_block = r->block[b].next;
	return b;
}

/* Every bucket may have a block that is not full, and one more is being read. */
static uint64_t blocks_for(uint64_t entries)
{
	return entries / BLOCK + DIGITS * VALUES + 2;
}

static uint64_t entries_for(uint32_t agents)
{
	return 2 * (uint64_t) agents + BLOCK;
}

bool radix_grow(struct radix *r, uint32_t agents)
{
	uint64_t n_blocks = blocks_for(entries_for(agents));
	struct entry *due = realloc(r->due, (agents + (size_t) 1) * sizeof *due);
	struct block *block;

	if (!due)
		return false;
	r->due = due;
	block = realloc(r->block, n_blocks * sizeof *block);
	if (!block)
		return false;
	r->block = block;
	for (uint32_t a = r->agents; a < agents; a++)
		due[a] = (struct entry) { NEVER, a };
	r->n_blocks = (uint32_t) n_blocks;
	r->entries_max = entries_for(agents);
	r->agents = agents;
	return true;
}

/* ---- buckets ---- */

static void add_block(struct radix *r, unsigned d, unsigned v)
{
	struct bucket *b = &r->bucket[d][v];
	uint32_t fresh = take_block(r);

	r->block[fresh].next = b->block;
	*b = (struct bucket) { fresh, 0 };
	r->values[d] |= 1u << v;
	r->digits |= UINT64_C(1) << d;
}

/* The highest digit that is not 0; the lowest one if all are. */
static inline unsigned top_digit(uint64_t difference)
{
	return (63 - (unsigned) __builtin_clzll(difference | 1)) / DIGIT_BITS;
}

static inline unsigned value_of(uint64_t number, unsigned digit)
{
	return (unsigned) (number >> (digit * DIGIT_BITS)) & (VALUES - 1);
}

static inline void add(struct radix *r, struct entry e)
{
	uint64_t difference = e.time_ms ^ r->last.time_ms;
	unsigned d, v;
	struct bucket *b;

	if (difference) {
		d = top_digit(difference);
		v = value_of(e.time_ms, d);
		d += RANK_DIGITS;
	} else {
		d = top_digit(e.rank ^ r->last.rank);
		v = value_of(e.rank, d);
	}
	b = &r->bucket[d][v];
	if (b->used == BLOCK)
		add_block(r, d, v);
	r->block[b->block].entry[b->used++] = e;
}

static struct entry least_of(const struct radix *r, struct bucket b)
{
	struct entry least = r->block[b.block].entry[0];

	while (b.block != NONE) {
		const struct block *k = &r->block[b.block];

		for (uint32_t i = 0; i < b.used; i++)
			if (is_before(k->entry[i], least))
				least = k->entry[i];
		b = (struct bucket) { k->next, BLOCK };
	}
	return least;
}

static bool is_soon(const struct radix *r, struct bucket b)
{
	uint32_t block = b.block;

	for (unsigned i = 0; i < SOON && block != NONE; i++)
		block = r->block[block].next;
	return block == NONE;
}

/* What is due for each agent lies at random places in memory; asked for here, it has come when the
 * wake comes out. */
static void ask_ahead(const struct radix *r, struct bucket b)
{
	while (b.block != NONE) {
		const struct block *k = &r->block[b.block];

		for (uint32_t i = 0; i < b.used; i++)
			__builtin_prefetch(&r->due[entry_agent(k->entry[i])], 1);
		b = (struct bucket) { k->next, BLOCK };
	}
}

/* Adds everything in the bucket again, now that `last` is another. */
static void spread(struct radix *r, struct bucket b)
{
	while (b.block != NONE) {
		uint32_t next = r->block[b.block].next;

		for (uint32_t i = 0; i < b.used; i++)
			add(r, r->block[b.block].entry[i]);
		free_block(r, b.block);
		b = (struct bucket) { next, BLOCK };
	}
}

/* The lowest digit has nothing below it by which its entries could differ: they are one wake, asked
 * for again and again. */
static struct bucket keep_one(struct radix *r, struct bucket b)
{
	uint32_t next = r->block[b.block].next;

	r->entries -= b.used - 1;
	b.used = 1;
	r->block[b.block].next = NONE;
	while (next != NONE) {
		uint32_t block = next;

		next = r->block[block].next;
		free_block(r, block);
		r->entries -= BLOCK;
	}
	return b;
}

/* ---- front ---- */

static void sort_into_front(struct radix *r, struct bucket b)
{
	const struct entry *from = r->block[b.block].entry;

	for (uint32_t i = 0; i < b.used; i++) {
		struct entry e = from[i];
		uint32_t at = i;

		for (; at && is_before(e, r->front[at - 1]); at--)
			r->front[at] = r->front[at - 1];
		r->front[at] = e;
	}
	r->head = 0;
	r->tail = b.used;
	r->last = r->front[b.used - 1];
	free_block(r, b.block);
}

static bool fill_front(struct radix *r)
{
	while (r->digits) {
		unsigned d = (unsigned) __builtin_ctzll(r->digits);
		unsigned v = (unsigned) __builtin_ctz(r->values[d]);
		struct bucket b = r->bucket[d][v];

		empty_bucket(r, d, v);
		if (d == 0)
			b = keep_one(r, b);
		if (r->block[b.block].next == NONE) {
			sort_into_front(r, b);
			return true;
		}
		if (is_soon(r, b))
			ask_ahead(r, b);
		r->last = least_of(r, b);
		spread(r, b);
	}
	return false;
}

/* Too much has come in before `last`: draws it back to the middle of front and returns the upper
 * half to the buckets.  Of what is there already, only what agreed with the old `last` down to the
 * digit in which the new one differs has to be looked at again. */
static void draw_back(struct radix *r)
{
	struct entry old = r->last;
	uint32_t middle = r->head + (r->tail - r->head) / 2, end = r->tail;
	unsigned below;

	r->last = r->front[middle - 1];
	r->tail = middle;
	below = old.time_ms != r->last.time_ms
			? RANK_DIGITS + top_digit(old.time_ms ^ r->last.time_ms)
			: top_digit(old.rank ^ r->last.rank);
	for (uint64_t digits = r->digits & ((UINT64_C(1) << below) - 1); digits;
			digits &= digits - 1) {
		unsigned d = (unsigned) __builtin_ctzll(digits);

		while (r->values[d]) {
			unsigned v = (unsigned) __builtin_ctz(r->values[d]);
			struct bucket b = r->bucket[d][v];

			empty_bucket(r, d, v);
			spread(r, b);
		}
	}
	for (uint32_t i = middle; i < end; i++)
		add(r, r->front[i]);
}

/* Room for one more in front; false if e belongs into a bucket after all. */
static bool make_room(struct radix *r, struct entry e)
{
	if (r->tail < FRONT)
		return true;
	if (r->head < FRONT / 2) {
		draw_back(r);
		return !is_before(r->last, e);
	}
	memmove(r->front, r->front + r->head, (r->tail - r->head) * sizeof r->front[0]);
	r->tail -= r->head;
	r->head = 0;
	return true;
}

static void insert(struct radix *r, struct entry e)
{
	uint32_t at;

	if (is_before(r->last, e) || !make_room(r, e)) {
		add(r, e);
		return;
	}
	for (at = r->tail++; at > r->head && is_before(e, r->front[at - 1]); at--)
		r->front[at] = r->front[at - 1];
	r->front[at] = e;
}

/* ---- wakes ---- */

static inline bool is_same(struct entry a, struct entry b)
{
	return a.time_ms == b.time_ms && a.rank == b.rank;
}

/* Starts again from what the agents know. */
static void sweep(struct radix *r)
{
	for (unsigned d = 0; d < DIGITS; d++)
		for (unsigned v = 0; v < VALUES; v++)
			empty_bucket(r, d, v);
	r->free_block = NONE;
	r->used_blocks = 0;
	r->head = r->tail = 0;
	r->last = (struct entry) { r->now_ms, 0 };
	for (uint32_t a = 0; a < r->agents; a++)
		if (r->due[a].time_ms != NEVER)
			insert(r, r->due[a]);
	r->entries = r->pending;
}

void radix_put(struct radix *r, struct entry e)
{
	uint32_t agent = entry_agent(e);

	if (r->due[agent].time_ms == NEVER)
		r->pending++;
	else if (is_same(r->due[agent], e))
		return;
	r->due[agent] = e;
	if (r->entries == r->entries_max) {
		sweep(r);
		return;
	}
	r->entries++;
	insert(r, e);
}

bool radix_cut(struct radix *r, uint32_t agent)
{
	if (r->due[agent].time_ms == NEVER)
		return false;
	r->due[agent].time_ms = NEVER;
	r->pending--;
	return true;
}

bool radix_next(struct radix *r, uint64_t horizon_ms, struct entry *next)
{
	while (r->head < r->tail || fill_front(r)) {
		struct entry e = r->front[r->head];
		uint32_t agent = entry_agent(e);

		if (is_same(r->due[agent], e)) {
			if (e.time_ms > horizon_ms)
				return false;
			r->head++;
			r->entries--;
			r->pending--;
			r->due[agent].time_ms = NEVER;
			r->now_ms = e.time_ms;
			*next = e;
			return true;
		}
		r->head++;
		r->entries--;
	}
	return false;
}

bool radix_find(const struct radix *r, uint32_t agent, struct entry *e)
{
	if (r->due[agent].time_ms == NEVER)
		return false;
	*e = r->due[agent];
	return true;
}

uint32_t radix_size(const struct radix *r)
{
	return r->pending;
}

size_t radix_memory(const struct radix *r)
{
	return sizeof *r + r->n_blocks * sizeof *r->block +
	       (r->agents + (size_t) 1) * sizeof *r->due;
}
