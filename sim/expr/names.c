/* Everything that has a name, and what somebody meant who misspelt one. */

#include "sim/expr/expr_parts.h"
#include "sim/unit.h"
#include "support/nearest.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const entity_names[EXPR_ENTITY_COUNT] = {
#define NAME(constant, text) text,
	EXPR_ENTITIES(NAME)
#undef NAME
};

static bool same(const char *name, const char *text, size_t size)
{
	return strlen(name) == size && memcmp(name, text, size) == 0;
}

const char *entity_name(enum expr_entity kind)
{
	return entity_names[kind];
}

int entity_find(const char *name, size_t size)
{
	for (int i = 0; i < EXPR_ENTITY_COUNT; i++)
		if (same(entity_names[i], name, size))
			return i;
	return EXPR_NONE;
}

const struct global_row global_rows[GLOBAL_COUNT] = {
	[GLOBAL_TIME] = { "time", "since the start of the run", HOW_MOMENT },
	[GLOBAL_ERA] = { "era", "number of the running era of the chain, from 0", HOW_ERA },
	[GLOBAL_TREASURY_USD] = { "treasury.usd", "treasury", HOW_USD },
	[GLOBAL_TREASURY_SPON] = { "treasury.spon", "treasury", HOW_SPON },
	[GLOBAL_TREASURY_ETH] = { "treasury.eth", "treasury", HOW_ETH },
	[GLOBAL_FOUNDATION] = { "foundation", "pool that pays liveness rewards", HOW_SPON },
	[GLOBAL_BURNED] = { "burned", "out of circulation", HOW_SPON },
	[GLOBAL_MINTED_USD] = { "minted.usd", "all that was ever minted", HOW_USD },
	[GLOBAL_MINTED_SPON] = { "minted.spon", "all that was ever minted", HOW_SPON },
	[GLOBAL_MINTED_ETH] = { "minted.eth", "all that was ever minted", HOW_ETH },
	[GLOBAL_BONDED] = { "bonded", "all own stakes and pools", HOW_SPON },
};

int global_find(const char *name, size_t size)
{
	for (int i = 0; i < GLOBAL_COUNT; i++)
		if (same(global_rows[i].name, name, size))
			return i;
	return -1;
}

int metric_named(const char *name, size_t size)
{
	for (int i = 0; i < METRIC_COUNT; i++)
		if (same(metric_rows[i].name, name, size))
			return i;
	return -1;
}

/* ---- what stored numbers count in ---- */

struct factor how_factor(enum how how)
{
	static const struct factor plain = { .num = 1 };
	static const struct factor bp = { .num = 1, .scale = 4, .hint = HINT_SHARE };
	static const struct factor gb = { { { [EXPR_DATA] = 1 } }, 1000, 0, 0, HINT_NONE };
	static const struct factor token = { { { [EXPR_TOKEN] = 1 } }, 1, 0, 0, HINT_NONE };
	static const struct factor seconds = { { { [EXPR_TIME] = 1 } }, 1, 0, 0, HINT_NONE };
	static const struct factor point_seconds = { { { [EXPR_TIME] = 1, [EXPR_POINT] = 1 } }, 1, 6, 0,
		HINT_NONE };

	switch (how) {
	case HOW_COUNT:
	case HOW_BOOL:
	case HOW_WORD:
	case HOW_TIER:
	case HOW_PARAM:
	case HOW_TEXT:
	case HOW_COUNT_OF_ALL:
		return plain;
	case HOW_SECONDS:
	case HOW_MOMENT:
		return seconds;
	case HOW_ERA:
		return unit_factor(UNIT_ERAS);
	case HOW_BLOCK:
		return unit_factor(UNIT_BLOCKS);
	case HOW_BP:
		return bp;
	case HOW_PPM:
	case HOW_UPTIME:
		return unit_factor(UNIT_RATIO);
	case HOW_PPM_YEAR:
		return unit_factor(UNIT_YEARLY);
	case HOW_MB:
		return unit_factor(UNIT_DATA);
	case HOW_GB:
		return gb;
	case HOW_MBPS:
		return unit_factor(UNIT_BANDWIDTH);
	case HOW_SPON:
		return unit_factor(UNIT_SPON);
	case HOW_USD:
		return unit_factor(UNIT_USD);
	case HOW_ETH:
		return unit_factor(UNIT_ETH);
	case HOW_TOKEN:
		return token;
	case HOW_PRICE:
		return unit_factor(UNIT_BLOCK_PRICE);
	case HOW_POINTS:
		return unit_factor(UNIT_POINTS);
	case HOW_POINT_SECONDS:
		return point_seconds;
	}
	return plain;
}

enum expr_type how_type(enum how how)
{
	if (how == HOW_BOOL)
		return EXPR_BOOL;
	return how == HOW_WORD || how == HOW_PARAM || how == HOW_TEXT ? EXPR_TEXT : EXPR_NUMBER;
}

/* ---- misspelt ---- */

#define NAMES_MAX  2000
#define NAME_BYTES 64

/* nearest_name() asks for names by number alone. */
static _Thread_local const char *const *candidates;

static const char *candidate(size_t i)
{
	return candidates[i];
}

static bool alike(const char *a, const char *b)
{
	for (; *a && *b; a++, b++)
		if ((*a | 32) != (*b | 32))
			return false;
	return *a == *b;
}

struct suggestion suggest_among(const char *word, size_t size, const char *const *name, size_t n)
{
	struct suggestion s = { "" };
	char copy[NAME_BYTES];
	ptrdiff_t near = -1;

	if (size >= sizeof copy)
		return s;
	memcpy(copy, word, size);
	copy[size] = 0;
	for (size_t i = 0; i < n && near < 0; i++)
		if (alike(copy, name[i]))
			near = (ptrdiff_t) i;
	candidates = name;
	if (near < 0)
		near = nearest_name(copy, candidate, n);
	if (near >= 0)
		snprintf(s.text, sizeof s.text, " (did you mean %s?)", name[near]);
	return s;
}

/* Names that are put together only to be compared. */
struct made {
	char text[NAMES_MAX][NAME_BYTES];
	const char *name[NAMES_MAX];
	size_t n;
};

static void make(struct made *m, const char *first, const char *point, const char *second)
{
	if (m->n == NAMES_MAX)
		return;
	snprintf(m->text[m->n], NAME_BYTES, "%s%s%s", first, point, second);
	m->name[m->n] = m->text[m->n];
	m->n++;
}

static void make_params(struct made *m)
{
	struct spheron_param_info info;

	for (unsigned i = 0; i < SPHERON_PARAM_COUNT; i++) {
		spheron_param_info(i, &info);
		make(m, "params", ".", info.name);
	}
}

static void make_fields(struct made *m)
{
	struct property f;

	for (int kind = 0; kind < EXPR_ENTITY_COUNT; kind++)
		for (size_t i = 0; i < entity_n_fields((enum expr_entity) kind); i++) {
			entity_field((enum expr_entity) kind, i, &f);
			make(m, entity_names[kind], ".", f.name);
		}
	for (int kind = 0; kind < SPHERON_EVENT_COUNT; kind++) {
		const char *event = spheron_event_name((enum spheron_event_kind) kind);

		make(m, event, "", "");
		for (size_t i = 0; i < event_n_fields((enum spheron_event_kind) kind); i++) {
			event_field((enum spheron_event_kind) kind, i, &f);
			make(m, event, ".", f.name);
		}
	}
}

struct suggestion suggest(const char *word, size_t size)
{
	struct made *m = calloc(1, sizeof *m);
	struct suggestion s = { "" };

	if (!m)
		return s;
	for (int i = 0; i < GLOBAL_COUNT; i++)
		make(m, global_rows[i].name, "", "");
	for (int i = 0; i < EXPR_ENTITY_COUNT; i++)
		make(m, entity_names[i], "", "");
	for (int i = 0; i < METRIC_COUNT; i++)
		make(m, metric_rows[i].name, "", "");
	make_fields(m);
	make_params(m);
	s = suggest_among(word, size, m->name, m->n);
	free(m);
	return s;
}

struct suggestion suggest_param(const char *word, size_t size)
{
	struct made *m = calloc(1, sizeof *m);
	struct suggestion s = { "" };

	if (!m)
		return s;
	make_params(m);
	s = suggest_among(word, size, m->name, m->n);
	free(m);
	return s;
}

#define FIELDS_MAX 120

struct suggestion suggest_field(enum expr_entity kind, const char *word, size_t size)
{
	const char *name[FIELDS_MAX];
	size_t n = entity_n_fields(kind);
	struct property f;

	for (size_t i = 0; i < n && i < FIELDS_MAX; i++) {
		entity_field(kind, i, &f);
		name[i] = f.name;
	}
	return suggest_among(word, size, name, n < FIELDS_MAX ? n : FIELDS_MAX);
}

struct suggestion suggest_event_field(enum spheron_event_kind kind, const char *word, size_t size)
{
	const char *name[FIELDS_MAX];
	size_t n = event_n_fields(kind);
	struct property f;

	for (size_t i = 0; i < n && i < FIELDS_MAX; i++) {
		event_field(kind, i, &f);
		name[i] = f.name;
	}
	return suggest_among(word, size, name, n < FIELDS_MAX ? n : FIELDS_MAX);
}
