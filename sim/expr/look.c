/* Looking at the world: fields of entities and events, globals, eras of metrics. */

#include "sim/coverage.h"
#include "sim/expr/expr_parts.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* ---- stored numbers ---- */

/* Hashes and buckets as text live until the sixteenth next one of the same thread. */
static char *text_room(size_t *size)
{
	static _Thread_local char room[16][72];
	static _Thread_local unsigned turn;

	*size = sizeof room[0];
	return room[turn++ % 16];
}

static const char *hex_text(const uint8_t *byte, size_t n)
{
	size_t size;
	char *text = text_room(&size);

	for (size_t i = 0; i < n; i++)
		snprintf(text + 2 * i, size - 2 * i, "%02x", byte[i]);
	return text;
}

static const char *bucket_text(const struct spheron_bucket *b)
{
	size_t size;
	char *text = text_room(&size);

	snprintf(text, size, "%s:%llu", spheron_bucket_text(b->name), (unsigned long long) b->owner);
	return text;
}

static const char *param_text(unsigned param)
{
	struct spheron_param_info info;
	size_t size;
	char *text;

	if (param >= SPHERON_PARAM_COUNT)
		return NULL;
	text = text_room(&size);
	spheron_param_info(param, &info);
	snprintf(text, size, "%s", info.name);
	return text;
}

/* The number as it is stored; false if it is none. */
static bool stored_number(const struct property *f, const void *at, struct spheron_u128 *u)
{
	const struct spheron_answer *answer = at;

	*u = (struct spheron_u128) { 0, 0 };
	switch (f->stored) {
	case STORED_u8:
	case STORED_profile:
		u->lo = *(const uint8_t *) at;
		return true;
	case STORED_u16:
	case STORED_param:
		u->lo = *(const uint16_t *) at;
		return true;
	case STORED_u32:
		u->lo = *(const uint32_t *) at;
		return true;
	case STORED_u64:
		u->lo = *(const uint64_t *) at;
		return true;
	case STORED_u128:
	case STORED_amount:
		*u = *(const struct spheron_u128 *) at;
		return true;
	case STORED_answer:
		*u = answer->number;
		return !answer->is_hash;
	case STORED_hex20:
	case STORED_hex32:
	case STORED_bucket:
	case STORED_MONEY:
	case STORED_DERIVED:
		break;
	}
	return false;
}

/* Beyond 2^127 only doubles reach. */
static struct expr_value wide_value(struct spheron_u128 u)
{
	if (u.hi >> 63)
		return value_double((double) u.hi * 18446744073709551616.0 + (double) u.lo);
	return value_whole((__int128) u.hi << 64 | u.lo, 0, 0);
}

static struct expr_value word_value(const struct words *w, uint64_t value)
{
	return value_of_text(value >= w->first && value - w->first < w->n ? w->word[value - w->first] : NULL);
}

/* What a stored number means. */
static struct expr_value meant_value(const struct property *f, struct spheron_u128 u, uint64_t start_s)
{
	struct factor factor;

	switch (f->how) {
	case HOW_BOOL:
		return value_truth(u.lo != 0);
	case HOW_WORD:
		return word_value(f->words, u.lo);
	case HOW_PARAM:
		return value_of_text(param_text((unsigned) u.lo));
	case HOW_TIER:
		return u.lo == UINT8_MAX ? value_none(EXPR_NUMBER) : value_whole((__int128) u.lo + 1, 0, 0);
	case HOW_MOMENT:
		return u.lo == 0 ? value_none(EXPR_NUMBER)
				 : value_whole((__int128) u.lo - (__int128) start_s, 0, 0);
	case HOW_UPTIME:
		if (u.lo == SPHERON_UPTIME_UNKNOWN)
			return value_none(EXPR_NUMBER);
		break;
	case HOW_COUNT:
	case HOW_SECONDS:
	case HOW_ERA:
	case HOW_BLOCK:
	case HOW_BP:
	case HOW_PPM:
	case HOW_PPM_YEAR:
	case HOW_MB:
	case HOW_GB:
	case HOW_MBPS:
	case HOW_SPON:
	case HOW_USD:
	case HOW_ETH:
	case HOW_TOKEN:
	case HOW_PRICE:
	case HOW_POINTS:
	case HOW_POINT_SECONDS:
	case HOW_TEXT:
	case HOW_COUNT_OF_ALL:
		break;
	}
	factor = how_factor(f->how);
	return factor_value(wide_value(u), &factor);
}

struct expr_value stored_value(const struct property *f, const char *at, uint64_t start_s)
{
	const void *place = at;
	struct spheron_u128 u;

	if (f->stored == STORED_hex20)
		return value_of_text(hex_text(place, 20));
	if (f->stored == STORED_hex32)
		return value_of_text(hex_text(place, 32));
	if (f->stored == STORED_bucket)
		return value_of_text(bucket_text(place));
	return stored_number(f, place, &u) ? meant_value(f, u, start_s) : value_none(how_type(f->how));
}

/* ---- entities ---- */

/* Numbers and names of ENTITY(...); false if there is no such number or name. */
static bool given_key(struct run *r, int node, uint64_t *key)
{
	struct expr_value v = expr_eval(r, node);
	const struct expr_names *names = r->c->names;

	if (!v.known)
		return false;
	if (v.type == EXPR_TEXT)
		return names && names->id(names->ctx, v.text, key);
	if (!v.exact || v.whole < 0 || v.whole > (__int128) UINT64_MAX)
		return false;
	while (v.scale > 0 && v.whole % 10 == 0) {
		v.whole /= 10;
		v.scale--;
	}
	*key = (uint64_t) v.whole;
	return v.scale == 0 && v.per == 0;
}

/* Who is in a slot, if that is not known yet; of ENTITY(...) it is asked each time. */
static void find_whom(struct run *r, const struct term *n, struct bound *b)
{
	const struct slot *slot = &r->e->slot[n->slot];
	bool somebody = true;

	b->key = (struct expr_key) { 0, 0 };
	switch (slot->source) {
	case SLOT_SUBJECT:
		b->key = r->c->subject;
		break;
	case SLOT_EVENT:
		somebody = r->c->event && expr_named(r->c->event, slot->kind, &b->key);
		break;
	case SLOT_GIVEN:
		somebody = given_key(r, n->a, &b->key.key)
				&& (entity_keys(slot->kind) < 2 || given_key(r, n->b, &b->key.key2));
		break;
	case SLOT_EACH:
		somebody = false;
		break;
	}
	b->state = somebody ? BOUND_KEY : BOUND_NOBODY;
}

/* Is there somebody in the slot?  What money needs is looked up at less cost than a record. */
static bool is_there(struct run *r, const struct term *n, struct bound *b, bool record)
{
	enum expr_entity kind = r->e->slot[n->slot].kind;
	const struct spheron *state = r->c->state;

	if (b->state == BOUND_NOT_YET || r->e->slot[n->slot].source == SLOT_GIVEN)
		find_whom(r, n, b);
	if (b->state == BOUND_KEY && !record && kind == EXPR_PROVIDER)
		return b->key.key >= 1 && b->key.key <= spheron_used(state, SPHERON_TABLE_PROVIDERS);
	if (b->state == BOUND_KEY && !record && kind == EXPR_FIZZ)
		return b->key.key >= 1 && b->key.key <= spheron_used(state, SPHERON_TABLE_FIZZ);
	if (b->state == BOUND_KEY && !record && kind == EXPR_ACCOUNT)
		return b->key.key < spheron_used(state, SPHERON_TABLE_ACCOUNTS);
	if (b->state == BOUND_KEY)
		b->state = spheron_find(state, entity_record(kind), b->key.key, b->key.key2, 0, &b->record)
				? BOUND_RECORD : BOUND_ABSENT;
	return b->state == BOUND_RECORD;
}

static struct expr_value money_value(struct run *r, const struct term *n, const struct bound *b)
{
	unsigned token = n->field.token;
	uint64_t owner = b->key.key;

	if (token == SPHERON_TOKENS_MAX)
		token = b->record.u.lease.token;
	if (n->field.at == SPHERON_UNBONDING && b->record.u.unbond.kind == SPHERON_UNBOND_OPERATOR)
		return value_none(EXPR_NUMBER);
	return meant_value(&n->field, spheron_bucket(r->c->state, n->field.at, owner, token), 0);
}

static struct expr_value class_value(const struct run *r, enum expr_entity kind, uint64_t id)
{
	const struct cast *cast = r->c->cast;
	const struct setup *setup = r->c->setup;
	uint32_t n = !cast ? 0 : kind == EXPR_PROVIDER ? cast->n_providers : cast->n_fizz;
	uint32_t class_;

	if (!setup || id < 1 || id > n
			|| (kind == EXPR_PROVIDER ? cast->provider : cast->fizz)[id - 1].stranger)
		return value_none(EXPR_TEXT);
	class_ = kind == EXPR_PROVIDER ? cast->provider[id - 1].class_ : cast->fizz[id - 1].class_;
	if (kind == EXPR_PROVIDER)
		return value_of_text(class_ < setup->n_providers ? setup->providers[class_].name : NULL);
	return value_of_text(class_ < setup->n_fizz ? setup->fizz[class_].name : NULL);
}

/* In the hour of the era that runs now, by the beacon that is in force now. */
static struct expr_value proof_due(const struct run *r, uint32_t provider, enum spheron_proof_kind kind)
{
	struct spheron_record meta;
	uint64_t begin_s, now_s = spheron_clock(r->c->state).t;

	if (!spheron_find(r->c->state, SPHERON_RECORD_META, 0, 0, 0, &meta))
		return value_none(EXPR_NUMBER);
	begin_s = meta.u.meta.t0 + meta.u.meta.era * spheron_param(r->c->state, SPHERON_P_ERA_S).lo;
	begin_s += spheron_marked_proof_due(&meta.u.meta.beacon, provider, meta.u.meta.era,
			(uint32_t) ((now_s - begin_s) / 3600), kind);
	return value_whole((__int128) begin_s - (__int128) r->c->start_s, 0, 0);
}

static struct expr_value derived_value(struct run *r, const struct term *n, const struct bound *b)
{
	const struct spheron_provider_record *provider = &b->record.u.provider;
	const struct spheron_fizz_record *fizz = &b->record.u.fizz;
	enum expr_entity kind = r->e->slot[n->slot].kind;
	bool is_fizz = kind == EXPR_FIZZ;

	switch ((enum derived) n->field.at) {
	case DERIVED_COOLDOWN:
		return value_truth((is_fizz ? fizz->cooldown_until : provider->cooldown_until)
				> spheron_clock(r->c->state).t);
	case DERIVED_CONNECTED:
		return value_truth(is_fizz ? fizz->up && !fizz->paused : provider->up && !provider->paused);
	case DERIVED_CLASS:
		return class_value(r, kind, b->key.key);
	case DERIVED_UNBOND_ETH:
		if (b->record.u.unbond.kind != SPHERON_UNBOND_OPERATOR)
			return value_none(EXPR_NUMBER);
		return meant_value(&n->field, spheron_bucket(r->c->state, SPHERON_UNBONDING, b->key.key,
				SPHERON_ETH), 0);
	case DERIVED_PROOF_CPU:
	case DERIVED_PROOF_GPU:
	case DERIVED_PROOF_UPTIME:
	case DERIVED_PROOF_REGION:
		return proof_due(r, provider->id,
				(enum spheron_proof_kind) (n->field.at - DERIVED_PROOF_CPU));
	}
	return value_none(n->type);
}

/* A node whose uptime was never measured has 0 there, which says nothing. */
static bool unmeasured(const struct run *r, const struct term *n, const struct bound *b)
{
	enum expr_entity kind = r->e->slot[n->slot].kind;

	return (kind == EXPR_PROVIDER && n->field.at == offsetof(struct spheron_provider_record, uptime_ppm)
			       && !b->record.u.provider.seen)
			|| (kind == EXPR_FIZZ
					&& n->field.at == offsetof(struct spheron_fizz_record, uptime_ppm)
					&& !b->record.u.fizz.seen);
}

struct expr_value field_value(struct run *r, const struct term *n)
{
	struct bound *b = &r->bound[n->slot];
	bool money = n->field.stored == STORED_MONEY;

	if (!is_there(r, n, b, !money))
		return value_none(n->type);
	if (money)
		return money_value(r, n, b);
	if (n->field.stored == STORED_DERIVED)
		return derived_value(r, n, b);
	if (unmeasured(r, n, b))
		return value_none(EXPR_NUMBER);
	return stored_value(&n->field, (const char *) &b->record.u + n->field.at, r->c->start_s);
}

/* ---- events ---- */

/* What an operator unbonds is ETH. */
struct expr_value event_value(const struct run *r, const struct property *f,
		const struct spheron_event *event)
{
	if (event->kind == SPHERON_EVENT_UNBOND_STARTED && event->u.unbond_started.provider == 0
			&& f->at == offsetof(struct spheron_event_unbond_started, amount))
		return value_none(EXPR_NUMBER);
	return stored_value(f, (const char *) &event->u + f->at, r->c->start_s);
}

/* ---- globals ---- */

static struct expr_value money_of(const struct run *r, unsigned name, unsigned token)
{
	static const uint8_t scale[] = { [SPHERON_USD] = 6, [SPHERON_SPON] = 18, [SPHERON_ETH] = 18 };
	struct spheron_u128 u = spheron_bucket(r->c->state, name, 0, token);

	return factor_value(wide_value(u), &(struct factor) { .num = 1, .scale = scale[token] });
}

static struct expr_value minted(const struct run *r, unsigned token)
{
	static const uint8_t scale[] = { [SPHERON_USD] = 6, [SPHERON_SPON] = 18, [SPHERON_ETH] = 18 };
	struct spheron_record record;

	if (!spheron_find(r->c->state, SPHERON_RECORD_TOKEN, token, 0, 0, &record))
		return value_none(EXPR_NUMBER);
	return factor_value(wide_value(record.u.token.minted),
			&(struct factor) { .num = 1, .scale = scale[token] });
}

static struct expr_value meta_value(const struct run *r, enum global global)
{
	struct spheron_record record;

	if (!spheron_find(r->c->state, SPHERON_RECORD_META, 0, 0, 0, &record))
		return value_none(EXPR_NUMBER);
	if (global == GLOBAL_ERA)
		return value_whole(record.u.meta.era, 0, 0);
	return factor_value(wide_value(record.u.meta.bonded), &(struct factor) { .num = 1, .scale = 18 });
}

struct expr_value global_value(const struct run *r, enum global global)
{
	switch (global) {
	case GLOBAL_TIME:
		return value_whole((__int128) r->c->now_ms, 3, 0);
	case GLOBAL_ERA:
	case GLOBAL_BONDED:
		return meta_value(r, global);
	case GLOBAL_TREASURY_USD:
		return money_of(r, SPHERON_TREASURY, SPHERON_USD);
	case GLOBAL_TREASURY_SPON:
		return money_of(r, SPHERON_TREASURY, SPHERON_SPON);
	case GLOBAL_TREASURY_ETH:
		return money_of(r, SPHERON_TREASURY, SPHERON_ETH);
	case GLOBAL_FOUNDATION:
		return money_of(r, SPHERON_FOUNDATION, SPHERON_SPON);
	case GLOBAL_BURNED:
		return money_of(r, SPHERON_BURNED, SPHERON_SPON);
	case GLOBAL_MINTED_USD:
		return minted(r, SPHERON_USD);
	case GLOBAL_MINTED_SPON:
		return minted(r, SPHERON_SPON);
	case GLOBAL_MINTED_ETH:
		return minted(r, SPHERON_ETH);
	case GLOBAL_COUNT:
		break;
	}
	return value_none(EXPR_NUMBER);
}

/* ---- eras of a metric ---- */

/* Bounds of a window in eras; an era counts if all of it lies within. */
static void window(const struct run *r, const struct term *n, uint32_t *first, uint32_t *end)
{
	const struct outcome *o = r->c->outcome;
	double era = n->window_eras ? 1 : r->c->era_s, from = 0, to = (double) o->n_eras;
	double a = n->a < 0 ? 0 : value_number(&r->e->node[n->a].value) / era;
	double b = n->b < 0 ? 0 : value_number(&r->e->node[n->b].value) / era;

	switch (n->window) {
	case WINDOW_WARM:
		from = (double) o->warmup_eras;
		break;
	case WINDOW_LAST:
		from = to - a;
		break;
	case WINDOW_FIRST:
		to = a;
		break;
	case WINDOW_FROM:
		from = a;
		to = b;
		break;
	}
	/* Whole eras come out whole, however they were written. */
	from = ceil(from - 1e-9);
	to = floor(to + 1e-9);
	*first = from <= 0 ? 0 : from >= (double) o->n_eras ? o->n_eras : (uint32_t) from;
	*end = to <= 0 ? 0 : to >= (double) o->n_eras ? o->n_eras : (uint32_t) to;
}

struct expr_value series_value(const struct run *r, const struct term *n)
{
	const struct outcome *o = r->c->outcome;
	struct gathered g = { 0 };
	uint32_t first, end;

	if (!o || !o->series || !(r->c->era_s > 0))
		return value_none(EXPR_NUMBER);
	window(r, n, &first, &end);
	for (uint32_t era = first; era < end; era++) {
		double x = o->series[(size_t) era * SERIES_COUNT + (size_t) metric_rows[n->number].series];
		struct expr_value v;

		if (!isfinite(x))
			continue;
		v = factor_value(value_double(x), &n->factor);
		gather(&g, n->by, &v);
	}
	return gathered_value(&g, n->by);
}
