/* golden_file.c - golden files as JSON, read strictly and written whole. */
#include "sim/suite/golden_parts.h"

#include "sim/player.h"
#include "sim/scenario/form_tree.h"
#include "support/file.h"
#include "support/json.h"
#include "support/talk.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { FILE_MAX = 4 << 20, KEYS_MAX = 4096 };

/* ---- facts ---- */

void golden_fact_add(struct golden_facts *facts, enum golden_part part, const char *name,
		const char *value)
{
	struct golden_fact *f;

	if (facts->n == facts->room) {
		facts->room = 2 * facts->room + 32;
		facts->fact = must(realloc(facts->fact, facts->room * sizeof *facts->fact));
	}
	f = &facts->fact[facts->n++];
	*f = (struct golden_fact) { .part = part };
	snprintf(f->name, sizeof f->name, "%s", name);
	snprintf(f->value, sizeof f->value, "%s", value);
}

const struct golden_fact *golden_fact_find(const struct golden_facts *facts, enum golden_part part,
		const char *name)
{
	for (size_t i = 0; i < facts->n; i++)
		if (facts->fact[i].part == part && strcmp(facts->fact[i].name, name) == 0)
			return &facts->fact[i];
	return NULL;
}

/* ---- reading ---- */

struct reading {
	struct golden_file *file;
	const char *path, *text;
};

static bool bad(struct reading *r, const char *at, const char *why)
{
	unsigned line = 1;

	for (const char *p = r->text; p < at; p++)
		line += *p == '\n';
	r->file->state = GOLDEN_UNREADABLE;
	snprintf(r->file->fault, sizeof r->file->fault, "%.200s:%u: %.150s", r->path, line, why);
	return false;
}

static bool is_key(const struct json_value *key, const char *name)
{
	return key->size == strlen(name) && memcmp(key->data, name, key->size) == 0;
}

/* A short text without escapes; what names, amounts and hashes are. */
static bool read_text(struct reading *r, const struct json_value *v, char *text, size_t size)
{
	ptrdiff_t n = v->kind == JSON_STRING ? json_decode(v, text, size - 1) : -1;

	if (n < 0)
		return bad(r, v->data, "is to be a short text");
	text[n] = 0;
	return true;
}

static bool read_count(struct reading *r, const struct json_value *v, uint64_t most, uint64_t *count)
{
	struct spheron_u128 wide;

	if (v->kind != JSON_NUMBER || !spheron_decimal_read(v->data, v->size, &wide) || wide.hi
			|| wide.lo > most)
		return bad(r, v->data, "is to be a whole number");
	*count = wide.lo;
	return true;
}

static bool read_hash(struct reading *r, const struct json_value *v, char *text, size_t size)
{
	if (!read_text(r, v, text, size))
		return false;
	if (strlen(text) != 64 || strspn(text, "0123456789abcdef") != 64)
		return bad(r, v->data, "is to be a SHA-256, 64 hex digits");
	return true;
}

static bool read_value(struct reading *r, enum golden_part part, const struct json_value *v, char *value,
		size_t size)
{
	struct spheron_u128 amount;

	switch (part) {
	case GOLDEN_MONEY:
		if (!read_text(r, v, value, size))
			return false;
		return spheron_decimal_read(value, strlen(value), &amount) || bad(r, v->data, "is to be an "
				"amount in base units as a text, \"120000000\" for instance");
	case GOLDEN_METRIC:
		if ((v->kind != JSON_NUMBER && v->kind != JSON_NULL) || v->size >= size)
			return bad(r, v->data, "is to be a number, or null");
		snprintf(value, size, "%.*s", (int) v->size, v->data);
		return true;
	case GOLDEN_FINGERPRINT:
		return read_hash(r, v, value, size);
	}
	return false;
}

static bool read_facts(struct reading *r, enum golden_part part, const struct json_value *v)
{
	struct json_walk walk = json_walk(v);
	struct json_value key, item;
	char name[80], value[72];

	if (v->kind != JSON_OBJECT)
		return bad(r, v->data, "is to be an object of names and values");
	while (json_next(&walk, &key, &item)) {
		if (!read_text(r, &key, name, sizeof name)
				|| !read_value(r, part, &item, value, sizeof value))
			return false;
		golden_fact_add(&r->file->facts, part, name, value);
	}
	return true;
}

/* Reasons are kept as they stand. */
static bool read_whys(struct reading *r, const struct json_value *v)
{
	struct json_walk walk = json_walk(v);
	struct form_text t = { 0 };
	struct json_value item, key, member;

	if (v->kind != JSON_ARRAY)
		return bad(r, v->data, "is to be an array of { \"date\", \"why\" }");
	while (json_next(&walk, NULL, &item)) {
		struct json_value date = { 0 }, why = { 0 };
		struct json_walk inner = json_walk(&item);
		bool known = item.kind == JSON_OBJECT;

		while (known && json_next(&inner, &key, &member)) {
			known = is_key(&key, "date") || is_key(&key, "why");
			*(is_key(&key, "date") ? &date : &why) = member;
		}
		if (!known || !date.data || !why.data || date.kind != JSON_STRING
				|| why.kind != JSON_STRING) {
			form_text_free(&t);
			return bad(r, item.data, "is to be { \"date\": \"...\", \"why\": \"...\" }");
		}
		form_add(&t, t.size ? ",\n\t\t{ \"date\": \"" : "\t\t{ \"date\": \"");
		form_add_size(&t, date.data, date.size);
		form_add(&t, "\", \"why\": \"");
		form_add_size(&t, why.data, why.size);
		form_add(&t, "\" }");
	}
	r->file->whys = t.text;
	return true;
}

enum member { MEMBER_KIND, MEMBER_FORMAT, MEMBER_SCENARIO, MEMBER_WHY, MEMBER_SEED, MEMBER_RUNS,
	MEMBER_SHA, MEMBER_MONEY, MEMBER_METRICS, MEMBER_FINGERPRINTS, MEMBERS };
static const char *const members[MEMBERS] = { "kind", "format", "scenario", "why", "seed", "runs",
	"scenario_sha256", "money", "metrics", "fingerprints" };

static bool read_member(struct reading *r, enum member member, const struct json_value *v)
{
	char text[20];
	uint64_t n;

	switch (member) {
	case MEMBER_KIND:
		return (read_text(r, v, text, sizeof text) && strcmp(text, "golden") == 0)
				|| bad(r, v->data, "is not of kind \"golden\"");
	case MEMBER_FORMAT:
		return (read_count(r, v, UINT32_MAX, &n) && n == 1)
				|| bad(r, v->data, "is not of format 1, which is all that is known here");
	case MEMBER_SCENARIO:
		return v->kind == JSON_STRING || bad(r, v->data, "is to be the name of a scenario");
	case MEMBER_WHY:
		return read_whys(r, v);
	case MEMBER_SEED:
		return read_count(r, v, UINT64_MAX, &r->file->seed);
	case MEMBER_RUNS:
		if (!read_count(r, v, 1000000, &n) || n == 0)
			return bad(r, v->data, "is to be how many runs it is of");
		r->file->runs = (uint32_t) n;
		return true;
	case MEMBER_SHA:
		return read_hash(r, v, r->file->scenario_sha256, sizeof r->file->scenario_sha256);
	case MEMBER_MONEY:
		return read_facts(r, GOLDEN_MONEY, v);
	case MEMBER_METRICS:
		return read_facts(r, GOLDEN_METRIC, v);
	case MEMBER_FINGERPRINTS:
		return read_facts(r, GOLDEN_FINGERPRINT, v);
	case MEMBERS:
		break;
	}
	return false;
}

static bool read_all(struct reading *r, size_t size)
{
	struct json_key *keys = must(malloc(KEYS_MAX * sizeof *keys));
	struct json_fault fault;
	bool good = json_check(r->text, size, JSON_PLAIN, keys, KEYS_MAX, &fault), there[MEMBERS] = { 0 };
	struct json_value root, key, value;
	struct json_walk walk;
	char why[120];

	free(keys);
	if (!good)
		return bad(r, r->text + fault.offset, fault.why);
	root = json_root(r->text, size);
	if (root.kind != JSON_OBJECT)
		return bad(r, r->text, "is not a golden file, which is an object");
	walk = json_walk(&root);
	while (json_next(&walk, &key, &value)) {
		int m = 0;

		while (m < MEMBERS && !is_key(&key, members[m]))
			m++;
		if (m == MEMBERS)
			return bad(r, key.data, "a golden file has no such member");
		if (!read_member(r, (enum member) m, &value))
			return false;
		there[m] = true;
	}
	for (int m = 0; m < MEMBERS; m++)
		if (!there[m]) {
			snprintf(why, sizeof why, "\"%s\" is missing", members[m]);
			return bad(r, r->text, why);
		}
	return true;
}

void golden_file_read(struct golden_file *file, const char *path)
{
	struct reading r = { file, path, NULL };
	struct stat st;
	size_t size = 0;
	char *text;

	*file = (struct golden_file) { .state = GOLDEN_UNREADABLE };
	if (stat(path, &st) != 0 && (errno == ENOENT || errno == ENOTDIR)) {
		file->state = GOLDEN_MISSING;
		snprintf(file->fault, sizeof file->fault, "%.200s: there is no such file", path);
		return;
	}
	talk_into(file->fault, sizeof file->fault);
	text = file_read(path, FILE_MAX, &size);
	talk_into(NULL, 0);
	if (!text)
		return;
	r.text = text;
	if (read_all(&r, size))
		file->state = GOLDEN_READ;
	free(text);
}

void golden_file_free(struct golden_file *file)
{
	free(file->facts.fact);
	free(file->whys);
}

/* ---- writing ---- */

static void add_number(struct form_text *t, const char *key, uint64_t value)
{
	char text[80];

	snprintf(text, sizeof text, "\t\"%s\": %llu,\n", key, (unsigned long long) value);
	form_add(t, text);
}

static void add_text(struct form_text *t, const char *key, const char *value)
{
	form_add(t, "\t\"");
	form_add(t, key);
	form_add(t, "\": ");
	form_add_string(t, value);
	form_add(t, ",\n");
}

static void add_facts(struct form_text *t, const char *key, const struct golden_facts *facts,
		enum golden_part part, const char *behind)
{
	const char *before = "\n";

	form_add(t, "\t\"");
	form_add(t, key);
	form_add(t, "\": {");
	for (size_t i = 0; i < facts->n; i++) {
		const struct golden_fact *f = &facts->fact[i];

		if (f->part != part)
			continue;
		form_add(t, before);
		form_add(t, "\t\t");
		form_add_string(t, f->name);
		form_add(t, ": ");
		if (part == GOLDEN_METRIC)
			form_add(t, f->value);
		else
			form_add_string(t, f->value);
		before = ",\n";
	}
	form_add(t, *before == ',' ? "\n\t}" : "}");
	form_add(t, behind);
}

static void add_whys(struct form_text *t, const char *whys, const char *why, const char *date)
{
	form_add(t, "\t\"why\": [\n");
	if (whys) {
		form_add(t, whys);
		form_add(t, ",\n");
	}
	form_add(t, "\t\t{ \"date\": ");
	form_add_string(t, date);
	form_add(t, ", \"why\": ");
	form_add_string(t, why);
	form_add(t, " }\n\t],\n");
}

/* Whether folders are there or can't be made is seen when the file is written. */
static void make_folders(const char *path)
{
	char *folder = must(strdup(path));

	for (char *p = folder + 1; *folder && *p; p++)
		if (*p == '/') {
			*p = 0;
			mkdir(folder, 0777);
			*p = '/';
		}
	free(folder);
}

bool golden_file_write(const char *path, const char *scenario, const struct golden_file *now,
		const struct golden_file *old, const char *why, const char *date)
{
	struct form_text t = { 0 };
	bool done;

	form_add(&t, "{\n\t\"kind\": \"golden\",\n");
	add_number(&t, "format", 1);
	add_text(&t, "scenario", scenario);
	add_whys(&t, old->whys, why, date);
	add_number(&t, "seed", now->seed);
	add_number(&t, "runs", now->runs);
	add_text(&t, "scenario_sha256", now->scenario_sha256);
	add_facts(&t, "money", &now->facts, GOLDEN_MONEY, ",\n");
	add_facts(&t, "metrics", &now->facts, GOLDEN_METRIC, ",\n");
	add_facts(&t, "fingerprints", &now->facts, GOLDEN_FINGERPRINT, "\n}\n");
	make_folders(path);
	done = file_write(path, t.text, t.size);
	form_text_free(&t);
	return done;
}

bool golden_why_good(const char *why)
{
	struct form_text t = { 0 };
	struct json_key key;
	struct json_fault fault;
	bool good;

	form_add_string(&t, why);
	good = json_check(t.text, t.size, JSON_PLAIN, &key, 1, &fault);
	form_text_free(&t);
	return good;
}
