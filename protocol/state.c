#include "protocol/state.h"

#include "protocol/layout.h"

#include <string.h>

/* Bytes a slot takes, and slots kept beyond the capacity asked for: a single command or deadline may
 * need that many of them at once (a misconduct verdict pays up to 32 harmed accounts). */
static const struct shape {
	uint16_t size, spare, capacity_default;
} shapes[N_TABLES] = {
	[T_ACCOUNTS] = { sizeof(struct account), 1, 64 },
	[T_PROVIDERS] = { sizeof(struct provider), 1, 16 },
	[T_FIZZ] = { sizeof(struct fizz), 1, 16 },
	[T_GPU_LINES] = { sizeof(struct gpu), SPHERON_GPU_LINES_MAX + 1, 32 },
	[T_PURSES] = { sizeof(struct purse), SPHERON_HARMED_MAX + 8, 128 },
	[T_TILLS] = { sizeof(struct till), 2 * SPHERON_TOKENS_MAX + 2, 32 },
	[T_ORDERS] = { sizeof(struct order), 1, 32 },
	[T_BIDS] = { sizeof(struct bid), 1, 64 },
	[T_DELEGATIONS] = { sizeof(struct delegation), 1, 32 },
	[T_POOLGENS] = { sizeof(struct poolgen), 1, 16 },
	[T_UNBONDINGS] = { sizeof(struct unbond), 1, 32 },
	[T_PROPOSALS] = { sizeof(struct proposal), 1, 8 },
	[T_VOTES] = { sizeof(struct vote), 1, 32 },
	[T_CHALLENGES] = { sizeof(struct challenge), 1, 16 },
	[T_OPERATORS] = { sizeof(struct oper), 1, 8 },
	[T_TASKS] = { sizeof(struct task), 1, 32 },
	[T_ATTESTS] = { sizeof(struct attest), 1, 64 },
	[T_RELEASES] = { sizeof(struct release), 1, 8 },
};

static const enum table_id indexed_table[N_INDEXES] = {
	[IX_ORDER] = T_ORDERS,
	[IX_BID] = T_BIDS,
	[IX_BID_OF] = T_BIDS,
	[IX_DELEGATION] = T_DELEGATIONS,
	[IX_POOLGEN] = T_POOLGENS,
	[IX_UNBOND] = T_UNBONDINGS,
	[IX_PROPOSAL] = T_PROPOSALS,
	[IX_VOTE] = T_VOTES,
	[IX_CHALLENGE] = T_CHALLENGES,
	[IX_TASK] = T_TASKS,
	[IX_ATTEST] = T_ATTESTS,
};

static const enum table_id handle_table[N_HANDLE_GROUPS] = {
	[H_ORDER] = T_ORDERS,
	[H_TTL] = T_ORDERS,
	[H_TASK] = T_TASKS,
	[H_UNBOND] = T_UNBONDINGS,
	[H_PROPOSAL] = T_PROPOSALS,
	[H_CHALLENGE] = T_CHALLENGES,
	[H_PROVIDER] = T_PROVIDERS,
	[H_FIZZ] = T_FIZZ,
};

static const char *const table_names[N_TABLES] = {
#define NAME(constant, member, what) #member,
	SPHERON_TABLES(NAME)
#undef NAME
};

const char *spheron_version(void)
{
	return SPHERON_VERSION;
}

const char *spheron_table_name(enum spheron_table table)
{
	return table_names[table];
}

static uint32_t *capacity_member(struct spheron_capacity *capacity, enum table_id id)
{
	uint32_t *const members[N_TABLES] = {
#define MEMBER(constant, member, what) &capacity->member,
		SPHERON_TABLES(MEMBER)
#undef MEMBER
	};

	return members[id];
}

/* ---- layout ---- */

static size_t reserve(size_t *end, size_t bytes)
{
	size_t offset = *end;

	*end = (offset + bytes + CACHE_LINE - 1) & ~(size_t) (CACHE_LINE - 1);
	return offset;
}

static uint32_t index_size(uint32_t capacity)
{
	uint64_t size = 8;

	while (size < (uint64_t) capacity + capacity / 2)
		size *= 2;
	return (uint32_t) size;
}

static void lay_out_tables(struct spheron *st, size_t *end)
{
	uint32_t widest = 0;

	for (unsigned i = 0; i < N_TABLES; i++) {
		uint32_t *asked = capacity_member(&st->capacity, (enum table_id) i);
		struct table *t = &st->table[i];

		if (*asked == 0)
			*asked = shapes[i].capacity_default;
		t->capacity = *asked + shapes[i].spare;
		t->offset = reserve(end, ((size_t) t->capacity + 1) * shapes[i].size);
		if (t->capacity > widest && i > T_FIZZ)
			widest = t->capacity;
	}
	st->lease_offset = reserve(end,
			((size_t) st->table[T_ORDERS].capacity + 1) * sizeof(struct lease));
	st->sort_offset = reserve(end, ((size_t) widest + 1) * sizeof(uint32_t));
}

static void lay_out_indexes(struct spheron *st, size_t *end)
{
	for (unsigned i = 0; i < N_INDEXES; i++) {
		uint32_t size = index_size(st->table[indexed_table[i]].capacity);

		st->index[i].mask = size - 1;
		st->index[i].offset = reserve(end, (size_t) size * sizeof(uint64_t));
	}
}

/* Children of entry i of a heap are those from 4 i + 1 on; the first entry lies at the end of a cache
 * line, so that four that are compared with each other fill one. */
static size_t reserve_heap(size_t *end, uint32_t capacity)
{
	const size_t front = CACHE_LINE - sizeof(struct deadline);

	return front + reserve(end, front + (size_t) capacity * sizeof(struct deadline));
}

static void lay_out_deadlines(struct spheron *st, size_t *end)
{
	uint32_t handles = 0, in_blocks = 0, in_seconds = 0;

	for (unsigned i = 0; i < N_HANDLE_GROUPS; i++) {
		st->handle_base[i] = handles;
		in_seconds = handles;
		handles += st->table[handle_table[i]].capacity + 1;
		if (i == H_TASK)
			in_blocks = handles;
	}
	st->position_offset = reserve(end, (size_t) handles * sizeof(uint32_t));
	st->heap[HEAP_BLOCKS].offset = reserve_heap(end, in_blocks);
	st->heap[HEAP_SECONDS].offset = reserve_heap(end, in_seconds);
	st->heap[HEAP_COOLDOWNS].offset = reserve_heap(end, handles - in_seconds);
}

/* Fills in capacities and offsets of an otherwise empty header; returns the size of the block.  The
 * parts that must start out zero are the last ones, from the first index on. */
static size_t lay_out(struct spheron *st, const struct spheron_capacity *capacity)
{
	size_t end = 0;

	st->capacity = *capacity;
	reserve(&end, sizeof *st);
	lay_out_tables(st, &end);
	lay_out_indexes(st, &end);
	lay_out_deadlines(st, &end);
	return end;
}

size_t spheron_size(const struct spheron_capacity *capacity)
{
	struct spheron st;

	memset(&st, 0, sizeof st);
	return lay_out(&st, capacity);
}

static void clear_lookups(struct spheron *st)
{
	for (unsigned i = 0; i < N_INDEXES; i++)
		memset(at_offset(st, st->index[i].offset), 0,
				((size_t) st->index[i].mask + 1) * sizeof(uint64_t));
	memset(at_offset(st, st->position_offset), 0,
			st->heap[HEAP_BLOCKS].offset - st->position_offset);
}

struct spheron *spheron_init(void *mem, const struct spheron_capacity *capacity)
{
	struct spheron *st = mem;

	memset(st, 0, sizeof *st);
	st->size = lay_out(st, capacity);
	clear_lookups(st);
	return st;
}

void spheron_capacity(const struct spheron *st, struct spheron_capacity *capacity)
{
	*capacity = st->capacity;
}

uint32_t spheron_used(const struct spheron *st, enum spheron_table table)
{
	return st->table[table].used;
}

enum spheron_table spheron_full(const struct spheron *st)
{
	return (enum spheron_table) (st->full - 1);
}

void spheron_grown(const struct spheron *st, struct spheron_capacity *capacity)
{
	uint32_t *member;

	*capacity = st->capacity;
	if (st->full == 0)
		return;
	RULE("D-23");
	member = capacity_member(capacity, (enum table_id) (st->full - 1));
	*member = *member > UINT32_MAX / 4 ? UINT32_MAX / 2 : *member * 2;
}

size_t spheron_bytes_used(const struct spheron *st)
{
	size_t bytes = sizeof *st;

	for (unsigned i = 0; i < N_TABLES; i++)
		bytes += (size_t) st->table[i].used * shapes[i].size;
	bytes += (size_t) st->table[T_ORDERS].used * sizeof(struct lease);
	for (unsigned i = 0; i < N_INDEXES; i++)
		bytes += (size_t) st->table[indexed_table[i]].used * sizeof(uint64_t) * 3 / 2;
	for (unsigned i = 0; i < N_HANDLE_GROUPS; i++)
		bytes += (size_t) st->table[handle_table[i]].used * sizeof(uint32_t);
	for (unsigned i = 0; i < N_HEAPS; i++)
		bytes += (size_t) st->heap[i].size * sizeof(struct deadline);
	return bytes;
}

/* ---- slots ---- */

size_t slot_size(enum table_id id)
{
	return shapes[id].size;
}

static char *slot_bytes(struct spheron *st, enum table_id id, uint32_t slot)
{
	return (char *) at_offset(st, st->table[id].offset) + (size_t) slot * shapes[id].size;
}

uint32_t slot_take(struct spheron *st, enum table_id id)
{
	struct table *t = &st->table[id];
	uint32_t slot = t->free;

	u128_prove(t->used < t->capacity);
	t->used++;
	if (slot) {
		/* slot_give() left it all zero but for the link. */
		memcpy(&t->free, slot_bytes(st, id, slot), sizeof t->free);
		memset(slot_bytes(st, id, slot), 0, sizeof t->free);
		return slot;
	}
	slot = ++t->top;
	memset(slot_bytes(st, id, slot), 0, shapes[id].size);
	return slot;
}

void slot_give(struct spheron *st, enum table_id id, uint32_t slot)
{
	struct table *t = &st->table[id];
	char *bytes = slot_bytes(st, id, slot);

	memset(bytes, 0, shapes[id].size);
	memcpy(bytes, &t->free, sizeof t->free);
	t->free = slot;
	t->used--;
}
