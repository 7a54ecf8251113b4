/* A radix heap whose small buckets are sorted.
 *
 * A key has eight digits of 8 bits: four of its time, one of its priority, three of its agent.  All
 * that waits beyond `last` lies in a bucket named by the highest digit in which it differs from
 * `last` and by the value of that digit.  The lowest bucket is next.  If it is small, or sorted
 * already as it often is when agents act in turn, it becomes the run that wakes are read from, and
 * `last` its last key; otherwise it is spread over lower buckets.  A key is thus moved twice or
 * three times, always between streams of blocks, where a heap would wait for memory at every level.
 * What comes in before `last` is kept in a small heap aside, and drawn back into the buckets
 * together with the run should that heap become large.
 *
 * A wake that is moved or cancelled stays where it lies: what is due for the agent no longer agrees
 * with it, and it is dropped when it comes out.  Keeping positions instead would cost a write to a
 * random place whenever a bucket is spread.  When there are as many of these as agents everything
 * is built again from what is due, so room for twice the agents suffices.
 */
#include "sim/calendar_radix.h"
#include "support/block.h"

#include <stdlib.h>
#include <string.h>

#define DIGIT_BITS RADIX_DIGIT_BITS
#define VALUES     RADIX_VALUES
#define DIGITS     RADIX_DIGITS
#define BLOCK      RADIX_BLOCK
#define TIME_SHIFT 32 /* of a key */
#define AGENT_MASK ((UINT64_C(1) << RADIX_AGENT_BITS) - 1)

#define WINDOW 64   /* keys of front that are read, at least, before the next are asked for */
#define SOON   2048 /* keys of the next bucket that are asked for as well */
#define SMALL  16   /* keys that are sorted by inserting them */
#define CELL   2    /* keys for which sorting by cells sets up one cell */
#define CROWD  32   /* keys in one cell, at most */
#define ASIDE  1024 /* keys that are kept aside without asking whether that is wise */

/* With fewer agents what is due is in the cache anyway. */
#define ASK_AGENTS 32768

/* ---- memory ---- */

static void forget_all(struct radix *r)
{
	r->at = r->end = r->front_end = r->front;
	r->run = NULL;
	r->aside_size = 0;
	r->aside_limit = ASIDE;
	r->last = 0;
	r->stale = 0;
	r->digits = r->far = 0;
	r->far_least = RADIX_NEVER;
	memset(r->values, 0, sizeof r->values);
	for (uint32_t b = 0; b < RADIX_BUCKETS; b++) {
		r->tail[b] = (struct radix_tail) { NULL, NULL };
		r->chain[b] = (struct radix_chain) { NULL, NULL, 0 };
	}
	r->free_block = NULL;
	r->used_blocks = 0;
}

struct radix *radix_new(void)
{
	struct radix *r = calloc(1, sizeof *r);

	if (r)
		forget_all(r);
	return r;
}

void radix_free(struct radix *r)
{
	if (!r)
		return;
	free(r->block);
	free(r->due);
	free(r->aside);
	free(r);
}

static void free_block(struct radix *r, struct radix_block *b)
{
	b->next = r->free_block;
	r->free_block = b;
}

/* Blocks that were free last are the ones still in the cache. */
static struct radix_block *take_block(struct radix *r)
{
	struct radix_block *b = r->free_block;

	if (!b)
		return &r->block[r->used_blocks++];
	r->free_block = b->next;
	return b;
}

/* Every bucket may have a block that is not full, the run has two, and one is being read. */
static size_t blocks_for(uint32_t agents)
{
	size_t keys = 2 * (size_t) agents + 1;

	return keys / BLOCK + (keys < RADIX_BUCKETS ? keys : RADIX_BUCKETS) + 4;
}

static uint32_t aside_for(uint32_t agents)
{
	return agents / 4 + ASIDE;
}

/* Starts again from what the agents know. */
static void sweep(struct radix *r)
{
	forget_all(r);
	for (uint32_t a = 0; a < r->agents; a++)
		if (r->due[a] != RADIX_NEVER)
			radix_insert(r, a, r->due[a]);
}

bool radix_grow(struct radix *r, uint32_t agents)
{
	size_t n_blocks = blocks_for(agents);
	uint64_t *due = block_new(agents * sizeof *due);
	uint64_t *aside = block_new(aside_for(agents) * sizeof *aside);
	struct radix_block *blocks = block_new(n_blocks * sizeof *blocks);

	if (!due || !aside || !blocks) {
		free(due);
		free(aside);
		free(blocks);
		return false;
	}
	for (uint32_t a = 0; a < agents; a++)
		due[a] = a < r->agents ? r->due[a] : RADIX_NEVER;
	free(r->due);
	free(r->aside);
	free(r->block);
	r->due = due;
	r->aside = aside;
	r->aside_room = aside_for(agents);
	r->block = blocks;
	r->n_blocks = n_blocks;
	r->agents = agents;
	sweep(r);
	return true;
}

size_t radix_memory(const struct radix *r)
{
	return sizeof *r + r->n_blocks * sizeof *r->block + r->agents * sizeof *r->due +
	       r->aside_room * sizeof *r->aside;
}

/* ---- buckets ---- */

void radix_add_block(struct radix *r, uint32_t bucket, uint64_t key)
{
	struct radix_chain *c = &r->chain[bucket];
	struct radix_block *b = take_block(r);
	uint32_t value = bucket % VALUES;

	b->next = NULL;
	if (c->blocks++)
		c->last->next = b;
	else
		c->first = b;
	c->last = b;
	b->key[0] = key;
	r->tail[bucket] = (struct radix_tail) { b->key + 1, b->key + BLOCK };
	if (bucket < RADIX_NEAR) {
		r->digits |= 1u << bucket / VALUES;
		r->values[bucket / VALUES][value / 64] |= UINT64_C(1) << value % 64;
	}
}

/* Keys in the last block of a bucket. */
static uint32_t used_of(const struct radix *r, uint32_t bucket)
{
	return (uint32_t) (BLOCK - (r->tail[bucket].end - r->tail[bucket].to));
}

static uint32_t size_of(const struct radix *r, uint32_t bucket)
{
	uint32_t blocks = r->chain[bucket].blocks;

	return blocks ? (blocks - 1) * BLOCK + used_of(r, bucket) : 0;
}

/* What was in a bucket, which is empty then. */
struct taken {
	struct radix_block *first, *last;
	uint32_t size, used;
};

static struct taken take(struct radix *r, uint32_t bucket)
{
	struct radix_chain *c = &r->chain[bucket];
	struct taken t = { c->first, c->last, size_of(r, bucket), used_of(r, bucket) };
	uint32_t digit = bucket / VALUES, value = bucket % VALUES;
	uint64_t *v = r->values[digit];

	c->blocks = 0;
	r->tail[bucket] = (struct radix_tail) { NULL, NULL };
	if (bucket >= RADIX_NEAR) {
		r->far &= ~(1u << (bucket - RADIX_NEAR));
		return t;
	}
	v[value / 64] &= ~(UINT64_C(1) << value % 64);
	if (!(v[0] | v[1] | v[2] | v[3]))
		r->digits &= ~(1u << digit);
	return t;
}

static uint32_t keys_in(const struct taken *t, const struct radix_block *b)
{
	return b == t->last ? t->used : BLOCK;
}

/* The lowest bucket; there is one. */
static uint32_t lowest(const struct radix *r)
{
	unsigned digit = (unsigned) __builtin_ctz(r->digits), word = 0;

	while (!r->values[digit][word])
		word++;
	return digit * VALUES + word * 64 + (unsigned) __builtin_ctzll(r->values[digit][word]);
}

static void add_all(struct radix *r, const struct taken *t)
{
	for (struct radix_block *b = t->first, *next; b; b = next) {
		uint32_t keys = keys_in(t, b);

		next = b->next;
		for (uint32_t i = 0; i < keys; i++)
			radix_add(r, b->key[i]);
		free_block(r, b);
	}
}

/* What is aside is a binary heap. */
static void rise(uint64_t *heap, uint32_t i, uint64_t key)
{
	for (; i && key < heap[(i - 1) / 2]; i = (i - 1) / 2)
		heap[i] = heap[(i - 1) / 2];
	heap[i] = key;
}

/* ---- the run ---- */

static void ask_for(const struct radix *r, const uint64_t *key, const uint64_t *end)
{
	for (; key < end; key++)
		__builtin_prefetch(&r->due[*key & AGENT_MASK], 1);
}

/* No window is short, so that there is time to ask while it is read. */
static const uint64_t *window_end(const uint64_t *from, const uint64_t *end)
{
	return end - from < 2 * WINDOW ? end : from + WINDOW;
}

/* What is due for each agent lies at random places in memory; asked for while the piece before is
 * read, it has come when the wake comes out. */
static void ask_ahead(const struct radix *r)
{
	if (r->agents < ASK_AGENTS)
		return;
	if (r->run && r->run->next) {
		const struct radix_block *b = r->run->next;

		ask_for(r, b->key, b->key + (b->next ? BLOCK : r->run_used));
	} else if (!r->run && r->end != r->front_end) {
		ask_for(r, r->end, window_end(r->end, r->front_end));
	} else if (r->digits) {
		uint32_t bucket = lowest(r);

		if (size_of(r, bucket) > SOON)
			return;
		for (const struct radix_block *b = r->chain[bucket].first; b; b = b->next)
			ask_for(r, b->key, b->next ? b->key + BLOCK : r->tail[bucket].to);
	}
}

static void read_block(struct radix *r, struct radix_block *b)
{
	r->run = b;
	r->at = b->key;
	r->end = b->key + (b->next ? BLOCK : r->run_used);
	ask_ahead(r);
}

static void read_front(struct radix *r, const uint64_t *from, const uint64_t *end)
{
	r->at = from;
	r->front_end = end;
	r->end = window_end(from, end);
	ask_ahead(r);
}

/* The next piece of the run; false if there is none. */
static bool read_on(struct radix *r)
{
	if (r->run) {
		struct radix_block *done = r->run;

		r->run = done->next;
		free_block(r, done);
		if (r->run) {
			read_block(r, r->run);
			return true;
		}
		r->at = r->end = r->front_end = r->front;
		return false;
	}
	if (r->end == r->front_end)
		return false;
	read_front(r, r->end, r->front_end);
	return true;
}

static inline void sink_into(uint64_t *first, uint64_t *place, uint64_t key)
{
	for (; place > first && key < place[-1]; place--)
		*place = place[-1];
	*place = key;
}

/* Small buckets that follow each other are taken together. */
static void run_of_small(struct radix *r, uint32_t bucket)
{
	uint64_t *front = r->front;
	uint32_t n = 0;

	do {
		struct taken t = take(r, bucket);
		uint64_t *own = front + n;

		for (uint32_t i = 0; i < t.size; i++)
			sink_into(own, own + i, t.first->key[i]);
		n += t.size;
		free_block(r, t.first);
		bucket = r->digits ? lowest(r) : bucket;
	} while (r->digits && n + size_of(r, bucket) <= SMALL);
	r->last = front[n - 1];
	read_front(r, front, front + n);
}

static void ask_for_block(const struct radix_block *b)
{
	for (uint32_t i = 0; i < BLOCK; i += 8)
		__builtin_prefetch(&b->key[i]);
}

static bool is_sorted(const struct taken *t)
{
	uint64_t before = 0;

	for (const struct radix_block *b = t->first; b; b = b->next) {
		uint32_t keys = keys_in(t, b);

		if (b->next && b->next->next)
			ask_for_block(b->next->next);
		for (uint32_t i = 0; i < keys; i++) {
			if (b->key[i] < before)
				return false;
			before = b->key[i];
		}
	}
	return true;
}

/* The bits in which some keys differ. */
static uint64_t difference(const struct taken *t)
{
	uint64_t first = t->first->key[0], differ = 0;

	for (const struct radix_block *b = t->first; b; b = b->next) {
		uint32_t keys = keys_in(t, b);

		if (b->next && b->next->next)
			ask_for_block(b->next->next);
		for (uint32_t i = 0; i < keys; i++)
			differ |= b->key[i] ^ first;
	}
	return differ;
}

/* Are most keys of this time, and few before it?  The last block is asked first: in most buckets it
 * says no. */
static bool is_mostly_at(const struct taken *t, uint64_t time)
{
	uint32_t same = 0, before = 0;

	for (uint32_t i = 0; i < t->used; i++)
		same += t->last->key[i] >> TIME_SHIFT == time;
	if (same <= t->used / 2)
		return false;
	same = 0;
	for (const struct radix_block *b = t->first; b; b = b->next) {
		uint32_t keys = keys_in(t, b);

		for (uint32_t i = 0; i < keys; i++) {
			same += b->key[i] >> TIME_SHIFT == time;
			before += b->key[i] >> TIME_SHIFT < time;
		}
	}
	return same < t->size && same > t->size / 2 && before <= ASIDE / 2;
}

/* Most of what comes in for one time comes in order, and a few others are between: those before go
 * aside, those after to the buckets, and the keys of that time are left. */
static struct taken pick_time(struct radix *r, const struct taken *t, uint64_t time)
{
	struct taken kept = { t->first, t->first, 0, 0 };
	struct radix_block *b, *next;

	r->last = time << TIME_SHIFT;
	for (b = t->first; b; b = b->next) {
		uint32_t keys = keys_in(t, b);

		for (uint32_t i = 0; i < keys; i++) {
			uint64_t key = b->key[i];

			if (key >> TIME_SHIFT != time) {
				if (key < r->last)
					rise(r->aside, r->aside_size++, key);
				else
					radix_add(r, key);
				continue;
			}
			if (kept.used == BLOCK) {
				kept.last = kept.last->next;
				kept.used = 0;
			}
			kept.last->key[kept.used++] = key;
			kept.size++;
		}
	}
	for (b = kept.last->next; b; b = next) {
		next = b->next;
		free_block(r, b);
	}
	kept.last->next = NULL;
	return kept;
}

/* Sorts into front by counting keys in cells, as many that they hold few; false if one would hold a
 * crowd, and nothing has happened. */
static bool run_of_cells(struct radix *r, const struct taken *t, uint64_t differ)
{
	unsigned top = 64 - (unsigned) __builtin_clzll(differ);
	unsigned bits = 31 - (unsigned) __builtin_clz(t->size / CELL), shift;
	uint16_t place[RADIX_FRONT / CELL], sum = 0;
	uint64_t mask;

	bits = bits < top ? bits : top;
	shift = top - bits;
	mask = (UINT64_C(1) << bits) - 1;
	memset(place, 0, sizeof place[0] << bits);
	for (const struct radix_block *b = t->first; b; b = b->next)
		for (uint32_t i = 0, n = keys_in(t, b); i < n; i++)
			place[b->key[i] >> shift & mask]++;
	for (uint32_t c = 0; c <= mask; c++) {
		uint16_t n = place[c];

		if (n > CROWD)
			return false;
		place[c] = sum;
		sum = (uint16_t) (sum + n);
	}
	for (struct radix_block *b = t->first, *next; b; b = next) {
		for (uint32_t i = 0, n = keys_in(t, b); i < n; i++)
			r->front[place[b->key[i] >> shift & mask]++] = b->key[i];
		next = b->next;
		free_block(r, b);
	}
	for (uint32_t i = 1; i < t->size; i++)
		sink_into(r->front, r->front + i, r->front[i]);
	r->last = r->front[t->size - 1];
	if (r->agents >= ASK_AGENTS)
		ask_for(r, r->front, window_end(r->front, r->front + t->size));
	read_front(r, r->front, r->front + t->size);
	return true;
}

/* Of few agents not too many may be taken at once, or most of what comes in would come in before
 * the last of them. */
static uint32_t front_room(const struct radix *r)
{
	uint32_t part = radix_pending(r) / 4;

	return part < 2 * SMALL ? 2 * SMALL : part > RADIX_FRONT ? RADIX_FRONT : part;
}

static void run_of_sorted(struct radix *r, const struct taken *t)
{
	r->last = t->last->key[t->used - 1];
	r->run_used = t->used;
	read_block(r, t->first);
}

/* The next run from the buckets; false if there is nothing in them. */
static bool fill(struct radix *r)
{
	while (r->digits) {
		uint32_t bucket = lowest(r);
		struct taken t;
		uint64_t time, differ;

		if (size_of(r, bucket) <= SMALL) {
			run_of_small(r, bucket);
			return true;
		}
		t = take(r, bucket);
		time = t.last->key[t.used / 2] >> TIME_SHIFT;
		if (!is_sorted(&t) && !r->aside_size && is_mostly_at(&t, time))
			t = pick_time(r, &t, time);
		if (is_sorted(&t)) {
			run_of_sorted(r, &t);
			return true;
		}
		differ = difference(&t);
		if (t.size <= front_room(r) && run_of_cells(r, &t, differ))
			return true;
		/* Above the first bit in which some differ all agree; none is before this. */
		r->last = t.first->key[0] & ~(UINT64_MAX >> __builtin_clzll(differ));
		add_all(r, &t);
	}
	return false;
}

/* ---- later epochs ---- */

void radix_add_far(struct radix *r, uint64_t key, uint64_t due)
{
	uint64_t difference = due >> RADIX_EPOCH_SHIFT ^ r->epoch;
	unsigned bit = 63 - (unsigned) __builtin_clzll(difference);
	uint32_t bucket = RADIX_NEAR + bit;

	if (r->tail[bucket].to == r->tail[bucket].end)
		radix_add_block(r, bucket, key);
	else
		*r->tail[bucket].to++ = key;
	r->far |= 1u << bit;
	if (due < r->far_least)
		r->far_least = due;
}

/* What is due, if this key of the bucket stands for it. */
static uint64_t due_far(const struct radix *r, uint64_t key, uint64_t epoch, unsigned bit)
{
	uint64_t due = r->due[key & AGENT_MASK];
	bool is_here = (due >> RADIX_EPOCH_SHIFT ^ epoch) >> bit == 1;

	return is_here && due << RADIX_AGENT_BITS >> RADIX_AGENT_BITS == key >> RADIX_AGENT_BITS
			       ? due
			       : RADIX_NEVER;
}

static uint64_t least_far(const struct radix *r, unsigned bit)
{
	uint32_t bucket = RADIX_NEAR + bit;
	uint64_t least = RADIX_NEVER;

	for (const struct radix_block *b = r->chain[bucket].first; b; b = b->next) {
		const uint64_t *end = b->next ? b->key + BLOCK : r->tail[bucket].to;

		for (const uint64_t *key = b->key; key < end; key++) {
			uint64_t due = due_far(r, *key, r->epoch, bit);

			least = due < least ? due : least;
		}
	}
	return least;
}

static void spread_far(struct radix *r, unsigned bit, uint64_t epoch)
{
	struct taken t = take(r, RADIX_NEAR + bit);
	uint64_t before = r->epoch;

	r->epoch = epoch;
	r->last = 0;
	r->far_least = 0;
	for (struct radix_block *b = t.first, *next; b; b = next) {
		uint32_t keys = keys_in(&t, b);

		for (uint32_t i = 0; i < keys; i++) {
			uint64_t due = due_far(r, b->key[i], before, bit);

			if (due == RADIX_NEVER)
				r->stale--;
			else
				radix_insert(r, (uint32_t) (b->key[i] & AGENT_MASK), due);
		}
		next = b->next;
		free_block(r, b);
	}
}

/* Goes to the epoch of the next wake, but only if that is not after the horizon: it comes out then,
 * and the present is in its epoch, too. */
static bool open_epoch(struct radix *r, uint64_t horizon_ms)
{
	while (r->far && r->far_least >> 8 <= horizon_ms) {
		unsigned bit = (unsigned) __builtin_ctz(r->far);
		uint64_t least = least_far(r, bit);

		if (least == RADIX_NEVER) {
			spread_far(r, bit, r->epoch);
			continue;
		}
		r->far_least = least;
		if (least >> 8 > horizon_ms)
			return false;
		spread_far(r, bit, least >> RADIX_EPOCH_SHIFT);
		return true;
	}
	return false;
}

/* ---- aside ---- */

static void take_aside(struct radix *r)
{
	uint32_t size = --r->aside_size, i = 0;
	uint64_t *heap = r->aside;

	/* The hole goes down to the end, where the last key most likely belongs. */
	for (uint32_t child = 1; child < size; child = 2 * i + 1) {
		child += (child + 1 < size) & (heap[child + 1] < heap[child]);
		heap[i] = heap[child];
		i = child;
	}
	rise(heap, i, heap[size]);
}

static unsigned top_digit(uint64_t difference)
{
	return (63 - (unsigned) __builtin_clzll(difference | 1)) / DIGIT_BITS;
}

/* The first key of the run and of those aside. */
static uint64_t first_key(const struct radix *r)
{
	return r->at != r->end && *r->at < r->aside[0] ? *r->at : r->aside[0];
}

/* Draws `last` back to the present, and returns the run and what was aside to the buckets.  Of what
 * is in them already, only what agreed with the old `last` down to the digit in which the new one
 * differs has to be looked at again. */
static void draw_back(struct radix *r)
{
	uint64_t last = first_key(r);
	uint32_t below = (1u << top_digit(last ^ r->last)) - 1;

	r->last = last;
	while (r->digits & below) {
		struct taken t = take(r, lowest(r));

		add_all(r, &t);
	}
	do
		for (; r->at != r->end; r->at++)
			radix_add(r, *r->at);
	while (read_on(r));
	for (uint32_t i = 0; i < r->aside_size; i++)
		radix_add(r, r->aside[i]);
	r->aside_size = 0;
	r->aside_limit = ASIDE;
}

/* Is there at most four times as much to move as has come in for it? */
static bool is_worth_it(const struct radix *r)
{
	uint32_t below = (1u << top_digit(first_key(r) ^ r->last)) - 1;
	uint64_t keys = 0;

	for (const struct radix_block *b = r->run ? r->run->next : NULL; b; b = b->next)
		keys += BLOCK;
	keys += (uint64_t) ((r->run ? r->end : r->front_end) - r->at);
	for (unsigned digit = 0; digit < DIGITS; digit++)
		for (uint32_t v = 0; (r->digits & below) >> digit & 1 && v < VALUES; v++)
			keys += size_of(r, digit * VALUES + v);
	return keys <= 4 * (uint64_t) r->aside_size;
}

void radix_add_aside(struct radix *r, uint64_t key)
{
	if (r->aside_size == r->aside_limit) {
		if (r->at == r->end)
			read_on(r);
		if (r->aside_limit == r->aside_room || is_worth_it(r))
			draw_back(r);
		else
			r->aside_limit = r->aside_limit < r->aside_room / 2 ? 2 * r->aside_limit
									    : r->aside_room;
		if (key > r->last) {
			radix_add(r, key);
			return;
		}
	}
	rise(r->aside, r->aside_size++, key);
}

/* ---- wakes ---- */

/* The agent had a wake, which is left where it lies. */
void radix_move(struct radix *r, uint32_t agent, uint64_t due)
{
	if (r->due[agent] == due)
		return;
	r->due[agent] = due;
	if (r->stale++ == r->agents)
		sweep(r);
	else
		radix_insert(r, agent, due);
}

bool radix_cut(struct radix *r, uint32_t agent)
{
	if (r->due[agent] == RADIX_NEVER)
		return false;
	r->due[agent] = RADIX_NEVER;
	r->gone++;
	if (r->stale++ == r->agents)
		sweep(r);
	return true;
}

/* The piece of the run being read has ended. */
static bool advance(struct radix *r, uint64_t horizon_ms)
{
	if (read_on(r) || r->aside_size)
		return true;
	r->aside_limit = ASIDE;
	return fill(r) || (open_epoch(r, horizon_ms) && (r->aside_size || fill(r)));
}

bool radix_next_of_any(struct radix *r, uint64_t horizon_ms, struct wake *next)
{
	while (r->at != r->end || advance(r, horizon_ms)) {
		bool aside = r->aside_size && (r->at == r->end || r->aside[0] < *r->at);
		uint64_t key = aside ? r->aside[0] : *r->at;
		uint64_t due = r->epoch << RADIX_EPOCH_SHIFT | key >> RADIX_AGENT_BITS;
		uint32_t agent = (uint32_t) (key & AGENT_MASK);
		bool is_due = r->due[agent] == due;

		if (is_due && due >> 8 > horizon_ms)
			return false;
		if (aside)
			take_aside(r);
		else
			r->at++;
		if (is_due) {
			r->due[agent] = RADIX_NEVER;
			r->gone++;
			*next = (struct wake) { due >> 8, agent, (uint8_t) due };
			return true;
		}
		r->stale--;
	}
	return false;
}
