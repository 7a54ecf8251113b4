#include "model/trace.h"

#include "support/wrap.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A growing array. */
struct rows {
	void *data;
	size_t n, room, size;
};

/* Texts that have numbers. */
struct names {
	struct rows text; /* of char * */
	size_t *slot, n_slots;
};

struct trace {
	enum trace_kind kind;
	enum trace_untold untold;
	char *name;
	uint64_t id;
	double zero_s, from_s, until_s;
	struct rows rows;
	struct names entities, texts; /* texts has "" as number 0 */
	size_t *entity_first;        /* rows of an entity are [first[e], first[e + 1]) */
	uint64_t *machines_upto;     /* machines of all rows up to and with this one */
};

static const size_t row_size[TRACE_KIND_COUNT] = {
	[TRACE_ORDERS] = sizeof(struct trace_order),
	[TRACE_MACHINES] = sizeof(struct trace_machine),
	[TRACE_AVAILABILITY] = sizeof(struct trace_run),
	[TRACE_SERIES] = sizeof(struct trace_point),
};

/* ---- making one ---- */

static bool push(struct rows *r, const void *row)
{
	if (r->n == r->room) {
		size_t room = r->room ? 2 * r->room : 64;
		void *data = room > SIZE_MAX / r->size ? NULL : realloc(r->data, room * r->size);

		if (!data)
			return false;
		r->data = data;
		r->room = room;
	}
	memcpy((char *) r->data + r->n++ * r->size, row, r->size);
	return true;
}

/* FNV-1a. */
WRAPS static uint64_t hash_of(const char *text)
{
	uint64_t h = UINT64_C(0xcbf29ce484222325);

	for (; *text; text++)
		h = (h ^ (unsigned char) *text) * UINT64_C(0x100000001b3);
	return h;
}

bool trace_add_order(struct trace *t, const struct trace_order *order)
{
	assert(t->kind == TRACE_ORDERS && order->n_gpu <= TRACE_GPUS);
	return push(&t->rows, order);
}

bool trace_add_machine(struct trace *t, const struct trace_machine *machine)
{
	assert(t->kind == TRACE_MACHINES);
	return push(&t->rows, machine);
}

bool trace_add_run(struct trace *t, const struct trace_run *run)
{
	assert(t->kind == TRACE_AVAILABILITY && run->entity < t->entities.text.n);
	return push(&t->rows, run);
}

bool trace_add_point(struct trace *t, double at_s, double value)
{
	assert(t->kind == TRACE_SERIES);
	return push(&t->rows, &(struct trace_point) { at_s, value });
}

/* ---- texts by number ---- */

/* Numbers + 1 of texts by their hash, at most half full; 0 is free. */
static size_t *slot_of(const struct names *m, const char *text)
{
	size_t i = (size_t) hash_of(text) & (m->n_slots - 1);

	while (m->slot[i] && strcmp(((char **) m->text.data)[m->slot[i] - 1], text) != 0)
		i = (i + 1) & (m->n_slots - 1);
	return &m->slot[i];
}

static bool widen(struct names *m)
{
	size_t n = m->n_slots ? 2 * m->n_slots : 64;
	size_t *slot = calloc(n, sizeof *slot);

	if (!slot)
		return false;
	free(m->slot);
	m->slot = slot;
	m->n_slots = n;
	for (size_t i = 0; i < m->text.n; i++)
		*slot_of(m, ((char **) m->text.data)[i]) = i + 1;
	return true;
}

/* The number of a text, a new one if it was not known; false without memory or beyond `most`. */
static bool intern(struct names *m, const char *text, size_t most, size_t *number)
{
	size_t *slot;
	char *copy;

	if (2 * (m->text.n + 1) > m->n_slots && !widen(m))
		return false;
	slot = slot_of(m, text);
	if (*slot) {
		*number = *slot - 1;
		return true;
	}
	if (m->text.n >= most || !(copy = strdup(text)))
		return false;
	if (!push(&m->text, &copy)) {
		free(copy);
		return false;
	}
	*number = *slot = m->text.n;
	*number -= 1;
	return true;
}

bool trace_intern_entity(struct trace *t, const char *text, uint32_t *entity)
{
	size_t number = 0;
	bool done = intern(&t->entities, text, UINT32_MAX, &number);

	*entity = (uint32_t) number;
	return done;
}

bool trace_intern_text(struct trace *t, const char *text, uint16_t *quality)
{
	size_t number = 0;
	bool done = intern(&t->texts, text, UINT16_MAX, &number);

	*quality = (uint16_t) number;
	return done;
}

struct trace *trace_new(enum trace_kind kind, const char *name)
{
	struct trace *t = calloc(1, sizeof *t);
	uint16_t none;

	if (!t)
		return NULL;
	t->kind = kind;
	t->name = strdup(name);
	t->id = hash_of(name);
	t->rows.size = row_size[kind];
	t->entities.text.size = t->texts.text.size = sizeof(char *);
	if (!t->name || !trace_intern_text(t, "", &none)) {
		trace_free(t);
		return NULL;
	}
	return t;
}

/* ---- in order ---- */

static double time_of(const struct trace *t, size_t i)
{
	switch (t->kind) {
	case TRACE_ORDERS:
		return trace_order(t, i)->at_s;
	case TRACE_AVAILABILITY:
		return trace_run(t, i)->start_s;
	case TRACE_SERIES:
		return trace_point(t, i)->at_s;
	case TRACE_MACHINES:
	case TRACE_KIND_COUNT:
		break;
	}
	return 0;
}

void trace_set_untold(struct trace *t, enum trace_untold untold)
{
	t->untold = untold;
}

void trace_set_zero(struct trace *t, double zero_s)
{
	t->zero_s = zero_s;
}

/* To the trace's own clock. */
static void shift(struct trace *t, size_t i)
{
	void *row = (char *) t->rows.data + i * t->rows.size;

	switch (t->kind) {
	case TRACE_ORDERS:
		((struct trace_order *) row)->at_s -= t->zero_s;
		break;
	case TRACE_AVAILABILITY:
		((struct trace_run *) row)->start_s -= t->zero_s;
		((struct trace_run *) row)->end_s -= t->zero_s;
		break;
	case TRACE_SERIES:
		((struct trace_point *) row)->at_s -= t->zero_s;
		break;
	case TRACE_MACHINES:
	case TRACE_KIND_COUNT:
		break;
	}
}

/* Runs are cut to the window, the others are in it or not. */
static bool keeps(struct trace *t, size_t i)
{
	struct trace_run *run = (struct trace_run *) t->rows.data + i;
	double at_s = time_of(t, i);

	if (t->kind == TRACE_MACHINES)
		return true;
	if (t->kind != TRACE_AVAILABILITY)
		return at_s >= t->from_s && at_s < t->until_s;
	run->start_s = fmax(run->start_s, t->from_s);
	run->end_s = fmin(run->end_s, t->until_s);
	return run->start_s < run->end_s;
}

/* One key to sort by: runs by entity first.  `at` keeps rows of the same time in place. */
struct place {
	double time;
	uint32_t entity;
	size_t at;
};

static int compare_places(const void *a, const void *b)
{
	const struct place *x = a, *y = b;

	if (x->entity != y->entity)
		return x->entity < y->entity ? -1 : 1;
	if (x->time != y->time)
		return x->time < y->time ? -1 : 1;
	return x->at < y->at ? -1 : x->at > y->at;
}

static bool sort(struct trace *t)
{
	size_t n = t->rows.n, size = t->rows.size;
	struct place *place = malloc((n + 1) * sizeof *place);
	char *sorted = malloc((n + 1) * size);

	if (place && sorted) {
		for (size_t i = 0; i < n; i++)
			place[i] = (struct place) { time_of(t, i),
				t->kind == TRACE_AVAILABILITY ? trace_run(t, i)->entity : 0, i };
		qsort(place, n, sizeof *place, compare_places);
		for (size_t i = 0; i < n; i++)
			memcpy(sorted + i * size, (char *) t->rows.data + place[i].at * size, size);
		free(t->rows.data);
		t->rows.data = sorted;
		t->rows.room = n + 1;
		sorted = NULL;
	}
	free(sorted);
	free(place);
	return place && !sorted;
}

/* Where each entity's runs begin; overlapping ones are cut. */
static bool index_entities(struct trace *t)
{
	struct trace_run *run = t->rows.data;
	size_t i = 0;

	for (size_t j = 1; j < t->rows.n; j++)
		if (run[j].entity == run[j - 1].entity)
			run[j - 1].end_s = fmin(run[j - 1].end_s, run[j].start_s);

	t->entity_first = malloc((t->entities.text.n + 1) * sizeof *t->entity_first);
	if (!t->entity_first)
		return false;
	for (size_t e = 0; e <= t->entities.text.n; e++) {
		while (i < t->rows.n && trace_run(t, i)->entity < e)
			i++;
		t->entity_first[e] = i;
	}
	return true;
}

static bool index_machines(struct trace *t)
{
	uint64_t sum = 0;

	t->machines_upto = malloc((t->rows.n + 1) * sizeof *t->machines_upto);
	for (size_t i = 0; t->machines_upto && i < t->rows.n; i++)
		t->machines_upto[i] = sum += trace_machine(t, i)->count;
	return t->machines_upto;
}

bool trace_finish(struct trace *t, double from_s, double until_s)
{
	size_t kept = 0, size = t->rows.size;

	t->from_s = from_s - t->zero_s;
	t->until_s = until_s - t->zero_s;
	for (size_t i = 0; i < t->rows.n; i++) {
		shift(t, i);
		if (keeps(t, i))
			memmove((char *) t->rows.data + kept++ * size,
					(char *) t->rows.data + i * size, size);
	}
	t->rows.n = kept;
	if (t->kind == TRACE_MACHINES)
		return index_machines(t);
	return sort(t) && (t->kind != TRACE_AVAILABILITY || index_entities(t));
}

static void free_names(struct names *m)
{
	for (size_t i = 0; i < m->text.n; i++)
		free(((char **) m->text.data)[i]);
	free(m->text.data);
	free(m->slot);
}

void trace_free(struct trace *t)
{
	if (!t)
		return;
	free_names(&t->entities);
	free_names(&t->texts);
	free(t->rows.data);
	free(t->entity_first);
	free(t->machines_upto);
	free(t->name);
	free(t);
}

/* ---- reading one ---- */

enum trace_kind trace_kind(const struct trace *t)
{
	return t->kind;
}

const char *trace_kind_name(enum trace_kind kind)
{
	static const char *const names[] = {
#define KIND_NAME(constant, text) text,
		TRACE_KIND_LIST(KIND_NAME)
#undef KIND_NAME
	};

	return kind < TRACE_KIND_COUNT ? names[kind] : NULL;
}

const char *trace_name(const struct trace *t)
{
	return t->name;
}

uint64_t trace_id(const struct trace *t)
{
	return t->id;
}

size_t trace_size(const struct trace *t)
{
	return t->rows.n;
}

double trace_from_s(const struct trace *t)
{
	return t->from_s;
}

double trace_until_s(const struct trace *t)
{
	return t->until_s;
}

const struct trace_order *trace_order(const struct trace *t, size_t i)
{
	assert(t->kind == TRACE_ORDERS && i < t->rows.n);
	return (const struct trace_order *) t->rows.data + i;
}

const struct trace_machine *trace_machine(const struct trace *t, size_t i)
{
	assert(t->kind == TRACE_MACHINES && i < t->rows.n);
	return (const struct trace_machine *) t->rows.data + i;
}

const struct trace_run *trace_run(const struct trace *t, size_t i)
{
	assert(t->kind == TRACE_AVAILABILITY && i < t->rows.n);
	return (const struct trace_run *) t->rows.data + i;
}

const struct trace_point *trace_point(const struct trace *t, size_t i)
{
	assert(t->kind == TRACE_SERIES && i < t->rows.n);
	return (const struct trace_point *) t->rows.data + i;
}

size_t trace_first_at(const struct trace *t, double at_s)
{
	size_t low = 0, high = t->rows.n;

	assert(t->kind == TRACE_ORDERS || t->kind == TRACE_SERIES);
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (time_of(t, middle) < at_s)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

const char *trace_text(const struct trace *t, uint16_t quality)
{
	assert(quality < t->texts.text.n);
	return ((char **) t->texts.text.data)[quality];
}

const char *trace_entity(const struct trace *t, uint32_t entity)
{
	assert(entity < t->entities.text.n);
	return ((char **) t->entities.text.data)[entity];
}

uint32_t trace_entities(const struct trace *t)
{
	return (uint32_t) t->entities.text.n;
}

size_t trace_runs_of(const struct trace *t, uint32_t entity, size_t *first)
{
	assert(t->kind == TRACE_AVAILABILITY && entity < t->entities.text.n);
	*first = t->entity_first[entity];
	return t->entity_first[entity + 1] - *first;
}

const struct trace_run *trace_run_at(const struct trace *t, uint32_t entity, double at_s)
{
	size_t first, n = trace_runs_of(t, entity, &first);
	size_t low = first, high = first + n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (trace_run(t, middle)->start_s <= at_s)
			low = middle + 1;
		else
			high = middle;
	}
	return low > first ? trace_run(t, low - 1) : NULL;
}

bool trace_run_up(const struct trace *t, uint32_t entity, double at_s, double *until_s)
{
	size_t first, n = trace_runs_of(t, entity, &first);
	const struct trace_run *run = trace_run_at(t, entity, at_s);
	size_t next = run ? (size_t) (run - trace_run(t, 0)) + 1 : first;

	if (run && at_s < run->end_s) {
		*until_s = run->end_s;
		return run->up;
	}
	*until_s = next < first + n ? trace_run(t, next)->start_s : INFINITY;
	if (t->untold == TRACE_UNTOLD_HOLD && n > 0)
		return run ? run->up : trace_run(t, first)->up;
	return t->untold == TRACE_UNTOLD_UP;
}

uint64_t trace_machines(const struct trace *t)
{
	return t->rows.n ? t->machines_upto[t->rows.n - 1] : 0;
}

const struct trace_machine *trace_machine_dealt(const struct trace *t, uint64_t i)
{
	size_t low = 0, high = t->rows.n - 1;
	uint64_t all = trace_machines(t);

	assert(all > 0);
	i %= all;
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (t->machines_upto[middle] <= i)
			low = middle + 1;
		else
			high = middle;
	}
	return trace_machine(t, low);
}

/* ---- a series at any time ---- */

double trace_value(const struct trace *t, double at_s, enum trace_between between)
{
	size_t next = trace_first_at(t, at_s);
	const struct trace_point *a, *b;

	assert(t->rows.n > 0);
	if (next < t->rows.n && trace_point(t, next)->at_s == at_s) {
		/* Of several at the same time the last one holds. */
		while (next + 1 < t->rows.n && trace_point(t, next + 1)->at_s == at_s)
			next++;
		return trace_point(t, next)->value;
	}
	if (next == 0)
		return trace_point(t, 0)->value;
	a = trace_point(t, next - 1);
	if (next == t->rows.n || between == TRACE_STEP)
		return a->value;
	b = trace_point(t, next);
	return a->value + (b->value - a->value) * (at_s - a->at_s) / (b->at_s - a->at_s);
}
