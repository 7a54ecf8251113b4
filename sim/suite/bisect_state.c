#include "sim/suite/bisect_state.h"

#include "sim/cast.h"
#include "sim/player.h"
#include "support/json.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { FIELDS_MOST = 16, RECORD_TEXT = 4096, WHO_MOST = 16 };

/* ---- whom it concerns ---- */

/* Keys of events and commands, and the kind of record whose id they are. */
static const struct {
	const char *key;
	enum spheron_record_kind kind;
} ids[] = { { "provider", SPHERON_RECORD_PROVIDER }, { "gateway", SPHERON_RECORD_PROVIDER },
	{ "fizz", SPHERON_RECORD_FIZZ }, { "order", SPHERON_RECORD_ORDER }, { "bid", SPHERON_RECORD_BID },
	{ "lease", SPHERON_RECORD_LEASE }, { "unbond", SPHERON_RECORD_UNBOND },
	{ "prop", SPHERON_RECORD_PROPOSAL }, { "challenge", SPHERON_RECORD_CHALLENGE },
	{ "acct", SPHERON_RECORD_ACCOUNT }, { "tenant", SPHERON_RECORD_ACCOUNT },
	{ "from", SPHERON_RECORD_ACCOUNT }, { "owner", SPHERON_RECORD_ACCOUNT } };

struct who {
	enum spheron_record_kind kind;
	uint64_t id;
};

struct concerned {
	struct who who[WHO_MOST];
	size_t n;
};

static bool concerns(const struct concerned *c, enum spheron_record_kind kind, uint64_t id)
{
	for (size_t i = 0; i < c->n; i++)
		if (c->who[i].kind == kind && c->who[i].id == id)
			return true;
	return false;
}

static void add_who(struct concerned *c, enum spheron_record_kind kind, uint64_t id)
{
	if (id && c->n < WHO_MOST && !concerns(c, kind, id))
		c->who[c->n++] = (struct who) { kind, id };
}

static void gather(struct concerned *c, const struct json_value *object)
{
	struct json_walk walk = json_walk(object);
	struct json_value name, value;
	uint64_t id = 0, kind = UINT64_MAX;

	while (json_next(&walk, &name, &value)) {
		if (value.kind == JSON_OBJECT)
			gather(c, &value);
		if (value.kind != JSON_NUMBER)
			continue;
		for (size_t i = 0; i < sizeof ids / sizeof *ids; i++)
			if (name.size == strlen(ids[i].key) && memcmp(name.data, ids[i].key, name.size) == 0)
				add_who(c, ids[i].kind, strtoull(value.data, NULL, 10));
		if (name.size == 2 && memcmp(name.data, "id", 2) == 0)
			id = strtoull(value.data, NULL, 10);
		if (name.size == 4 && memcmp(name.data, "kind", 4) == 0)
			kind = strtoull(value.data, NULL, 10);
	}
	if (id && kind <= SPHERON_NODE_FIZZ)
		add_who(c, kind == SPHERON_NODE_FIZZ ? SPHERON_RECORD_FIZZ : SPHERON_RECORD_PROVIDER, id);
}

static void gather_lines(struct concerned *c, const struct bisect *b)
{
	for (int i = 0; i < 2; i++) {
		const char *lines[] = { b->side[i].line, b->side[i].step };

		for (int k = 0; k < 2; k++)
			if (lines[k]) {
				struct json_value root = json_root(lines[k], strlen(lines[k]));

				gather(c, &root);
			}
	}
}

static const char *class_of(const struct world *w, const struct setup *s, const struct who *who)
{
	const struct cast *cast = world_cast(w);

	if (who->kind == SPHERON_RECORD_PROVIDER && who->id <= cast->n_providers
			&& !cast->provider[who->id - 1].stranger)
		return s->providers[cast->provider[who->id - 1].class_].name;
	if (who->kind == SPHERON_RECORD_FIZZ && who->id <= cast->n_fizz && !cast->fizz[who->id - 1].stranger)
		return s->fizz[cast->fizz[who->id - 1].class_].name;
	return NULL;
}

static void show_who(const struct concerned *c, const struct world *w, const struct setup *s, FILE *out)
{
	for (size_t i = 0; i < c->n; i++) {
		const char *class_ = class_of(w, s, &c->who[i]);

		fprintf(out, "%s%s %" PRIu64 "%s%s%s", i ? ", " : "who         ",
				spheron_record_name(c->who[i].kind), c->who[i].id, class_ ? " (" : "",
				class_ ? class_ : "", class_ ? ")" : "");
	}
	fputs(c->n ? "\n" : "", out);
}

/* ---- records ---- */

struct record {
	enum spheron_record_kind kind;
	uint64_t key[3];
	char *text;
};

struct records {
	struct record *record;
	size_t n, room;
	bool params;
};

/* How many of its fields are its key (ENC-07). */
static size_t keys_of(enum spheron_record_kind kind)
{
	switch (kind) {
	case SPHERON_RECORD_META:
		return 0;
	case SPHERON_RECORD_GPU:
	case SPHERON_RECORD_BUCKET:
		return 3;
	case SPHERON_RECORD_DELEGATION:
	case SPHERON_RECORD_POOLGEN:
	case SPHERON_RECORD_VOTE:
	case SPHERON_RECORD_ATTEST:
		return 2;
	case SPHERON_RECORD_PARAM:
	case SPHERON_RECORD_TOKEN:
	case SPHERON_RECORD_ACCOUNT:
	case SPHERON_RECORD_PROVIDER:
	case SPHERON_RECORD_FIZZ:
	case SPHERON_RECORD_ORDER:
	case SPHERON_RECORD_BID:
	case SPHERON_RECORD_LEASE:
	case SPHERON_RECORD_UNBOND:
	case SPHERON_RECORD_PROPOSAL:
	case SPHERON_RECORD_CHALLENGE:
	case SPHERON_RECORD_OPERATOR:
	case SPHERON_RECORD_TASK:
	case SPHERON_RECORD_RELEASE:
	case SPHERON_RECORD_COUNT:
		break;
	}
	return 1;
}

/* Behind the kind and the key of a record. */
static struct json_walk fields_of(const struct record *r, uint64_t key[3])
{
	struct json_value root = json_root(r->text, strlen(r->text)), name, value;
	struct json_walk walk = json_walk(&root);

	json_next(&walk, &name, &value);
	for (size_t i = 0; i < keys_of(r->kind) && json_next(&walk, &name, &value); i++)
		key[i] = strtoull(value.data, NULL, 10);
	return walk;
}

static bool take(void *ctx, const struct spheron_record *record)
{
	struct records *all = ctx;
	struct record *r;
	char text[RECORD_TEXT];
	size_t n;

	if (record->kind == SPHERON_RECORD_PARAM && !all->params)
		return true;
	if (all->n == all->room) {
		all->room = all->room ? 2 * all->room : 1024;
		all->record = must(realloc(all->record, all->room * sizeof *all->record));
	}
	r = &all->record[all->n++];
	n = spheron_record_write(record, text, sizeof text);
	*r = (struct record) { .kind = record->kind, .text = must(strndup(text, n)) };
	fields_of(r, r->key);
	return true;
}

static int by_key(const void *a, const void *b)
{
	const struct record *x = a, *y = b;

	if (x->kind != y->kind)
		return x->kind < y->kind ? -1 : 1;
	for (int i = 0; i < 3; i++)
		if (x->key[i] != y->key[i])
			return x->key[i] < y->key[i] ? -1 : 1;
	return 0;
}

static void records_free(struct records *all)
{
	for (size_t i = 0; i < all->n; i++)
		free(all->record[i].text);
	free(all->record);
}

/* ---- differences ---- */

struct showing {
	const struct concerned *concerned;
	bool of_concerned;             /* only those, or only the others */
	unsigned shown, left;
	FILE *out;
};

static const char *bucket_text(uint64_t name)
{
	static const char *const texts[] = {
#define BUCKET_TEXT(number, constant, text) text,
		SPHERON_BUCKETS(BUCKET_TEXT)
#undef BUCKET_TEXT
	};

	return name < sizeof texts / sizeof *texts ? texts[name] : "?";
}

static bool is_concerned(const struct showing *s, const struct record *r)
{
	return concerns(s->concerned, r->kind, r->key[0])
			|| (r->kind == SPHERON_RECORD_TASK
				&& concerns(s->concerned, SPHERON_RECORD_ORDER, r->key[0]));
}

static void show_name(const struct record *r, FILE *out)
{
	if (r->kind == SPHERON_RECORD_BUCKET) {
		fprintf(out, "  bucket %s:%" PRIu64 " of token %" PRIu64 "  ", bucket_text(r->key[0]),
				r->key[1], r->key[2]);
		return;
	}
	fprintf(out, "  %s", spheron_record_name(r->kind));
	for (size_t i = 0; i < keys_of(r->kind); i++)
		fprintf(out, "%c%" PRIu64, i ? ':' : ' ', r->key[i]);
	fputs("  ", out);
}

static void show_field(struct showing *s, const struct record *r, const char *text)
{
	if (s->shown == FIELDS_MOST) {
		s->left++;
		return;
	}
	s->shown++;
	show_name(r, s->out);
	fprintf(s->out, "%s\n", text);
}

/* One of the two may not be there. */
static void show_difference(struct showing *s, const struct record *x, const struct record *y)
{
	struct json_walk a, b;
	struct json_value name, value, other;
	uint64_t key[3];
	char text[400];

	if (is_concerned(s, x ? x : y) != s->of_concerned || (x && y && strcmp(x->text, y->text) == 0))
		return;
	if (!x || !y) {
		show_field(s, x ? x : y, x ? "there | not there" : "not there | there");
		return;
	}
	a = fields_of(x, key);
	b = fields_of(y, key);
	while (json_next(&a, &name, &value) && json_next(&b, &name, &other)) {
		if (value.size == other.size && memcmp(value.data, other.data, value.size) == 0)
			continue;
		snprintf(text, sizeof text, "%.*s %.*s | %.*s", (int) name.size, name.data, (int) value.size,
				value.data, (int) other.size, other.data);
		show_field(s, x, text);
	}
}

static void show_all(struct showing *s, const struct records *x, const struct records *y)
{
	size_t i = 0, k = 0;

	while (i < x->n || k < y->n) {
		int order = i == x->n ? 1 : k == y->n ? -1 : by_key(&x->record[i], &y->record[k]);

		show_difference(s, order <= 0 ? &x->record[i] : NULL, order >= 0 ? &y->record[k] : NULL);
		i += order <= 0;
		k += order >= 0;
	}
}

static struct tape *play_to(const struct bisect *b, int side)
{
	struct tape *s = tape_of_world(b->side[side].cell, b->run, b->lines);

	while (tape_line(s))
		;
	return s;
}

void bisect_state_show(const struct bisect *b, FILE *out)
{
	struct tape *tape[2] = { play_to(b, 0), play_to(b, 1) };
	struct records all[2] = { { .params = !b->any_genesis }, { .params = !b->any_genesis } };
	struct concerned c = { .n = 0 };
	struct showing s = { .concerned = &c, .out = out };

	gather_lines(&c, b);
	show_who(&c, tape_world(tape[0]), &b->side[0].cell->setup, out);
	for (int i = 0; i < 2; i++) {
		spheron_walk(world_state(tape_world(tape[i])), take, &all[i]);
		if (all[i].n)
			qsort(all[i].record, all[i].n, sizeof *all[i].record, by_key);
	}
	fprintf(out, "state behind it, %s | %s\n", b->side[0].label, b->side[1].label);
	for (int k = 1; k >= 0; k--) {
		s.of_concerned = k;
		show_all(&s, &all[0], &all[1]);
	}
	if (s.left)
		fprintf(out, "  and %u more\n", s.left);
	else if (s.shown == 0)
		fputs("  no difference\n", out);
	for (int i = 0; i < 2; i++) {
		records_free(&all[i]);
		tape_close(tape[i]);
	}
}
