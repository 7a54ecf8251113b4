/* Runs the worked examples of RULES.md chapter 7 (vectors.json) through the text encoding.
 *
 *	vectors [FILE]
 *	vectors --logs FOLDER [FILE]     only writes the command log of each, FOLDER/V01.log ...
 *
 * Every command must give OK unless an expectation says otherwise; every expectation is judged; every
 * rule that an example is about must have been reached by it.  Nothing is skipped: an expectation of
 * an unknown kind is a failure.
 */
#include "protocol/field.h"
#include "sim/player.h"
#include "support/file.h"
#include "support/json.h"
#include "support/sha256.h"
#include "tests/support/marks.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define STEPS_MAX 512
#define TEXT_MAX (1u << 20)

/* What an example came to, command by command. */
struct played {
	struct spheron *state[STEPS_MAX + 1]; /* after the n-th command */
	enum spheron_result result[STEPS_MAX + 1];
	size_t text_end[STEPS_MAX + 1]; /* of the output up to there */
	unsigned n;
	char *text; /* all output */
};

static unsigned failures, expectations;
static const char *vector_id;
static size_t vector_id_size;

static void failed(const char *what, const struct json_value *expectation)
{
	printf("FAIL %.*s: %s", (int) vector_id_size, vector_id, what);
	if (expectation)
		printf(": %.*s", (int) expectation->size, expectation->data);
	putchar('\n');
	failures++;
}

static struct json_value member(const struct json_value *object, const char *name)
{
	struct json_walk walk = json_walk(object);
	struct json_value key, value;

	while (json_next(&walk, &key, &value))
		if (key.size == strlen(name) && memcmp(key.data, name, key.size) == 0)
			return value;
	printf("FAIL: no member %s\n", name);
	exit(1);
}

/* ---- playing ---- */

static void play(struct played *p, const struct json_value *commands)
{
	struct spheron_capacity capacity = { 0 };
	struct json_walk walk = json_walk(commands);
	struct json_value command;
	struct player player;
	size_t size = 0;

	player_begin(&player, &capacity);
	p->n = 0;
	while (json_next(&walk, NULL, &command)) {
		player_line(&player, command.data, command.size);
		if (++p->n > STEPS_MAX || size + player.out_size > TEXT_MAX) {
			puts("FAIL: example too long for the runner");
			exit(1);
		}
		memcpy(p->text + size, player.out, player.out_size);
		size += player.out_size;
		p->text_end[p->n] = size;
		p->result[p->n] = player.result;
		p->state[p->n] = state_copy(player.state);
	}
	player_end(&player);
}

static void forget(struct played *p)
{
	for (unsigned i = 1; i <= p->n; i++)
		free(p->state[i]);
}

/* ---- judging ---- */

static bool is_text(const struct json_value *v, const char *text)
{
	return v->kind == JSON_STRING && v->size == strlen(text) && memcmp(v->data, text, v->size) == 0;
}

static uint64_t number(const struct json_value *v)
{
	struct spheron_u128 n = { 0, 0 };

	spheron_decimal_read(v->data, v->size, &n);
	return n.lo;
}

static bool same_value(const struct json_value *a, const struct json_value *b)
{
	return a->kind == b->kind && a->size == b->size && memcmp(a->data, b->data, a->size) == 0;
}

/* Is the event of this name, with these fields (null matches any; no list matches all)? */
static bool event_matches(const struct json_value *event, const struct json_value *name,
		const struct json_value *fields)
{
	struct json_walk of_event = json_walk(event), wanted;
	struct json_value item, want;

	json_next(&of_event, NULL, &item);
	if (!same_value(&item, name))
		return false;
	if (!fields)
		return true;
	for (wanted = json_walk(fields); json_next(&wanted, NULL, &want);)
		if (!json_next(&of_event, NULL, &item)
				|| (want.kind != JSON_NULL && !same_value(&want, &item)))
			return false;
	return !json_next(&of_event, NULL, &item);
}

/* Events of the output up to the n-th command that match. */
static unsigned count_events(const struct played *p, unsigned n, const struct json_value *name,
		const struct json_value *fields)
{
	const char *line = p->text, *end = p->text + p->text_end[n];
	unsigned count = 0;

	while (line < end) {
		const char *lf = memchr(line, '\n', (size_t) (end - line));
		struct json_value root = json_root(line, (size_t) (lf - line)), key, list, event;
		struct json_walk members = json_walk(&root), events;

		while (json_next(&members, &key, &list)) {
			if (!is_text(&key, "ev"))
				continue;
			for (events = json_walk(&list); json_next(&events, NULL, &event);)
				count += event_matches(&event, name, fields);
		}
		line = lf + 1;
	}
	return count;
}

static bool judge_bucket(struct spheron *state, struct json_walk *rest)
{
	struct json_value name, owner, token, amount;
	char text[SPHERON_DECIMAL_SIZE];
	unsigned bucket = 0;

	json_next(rest, NULL, &name);
	json_next(rest, NULL, &owner);
	json_next(rest, NULL, &token);
	json_next(rest, NULL, &amount);
	while (bucket < SPHERON_BUCKET_COUNT && !is_text(&name, spheron_bucket_text(bucket)))
		bucket++;
	if (bucket == SPHERON_BUCKET_COUNT)
		return false;
	spheron_decimal(text, spheron_bucket(state, bucket, number(&owner), (unsigned) number(&token)));
	return is_text(&amount, text);
}

/* The value of a field as expectations write it. */
static void field_text(const struct spheron_record *r, const struct field *f, char *text)
{
	const void *at = (const char *) &r->u + f->offset;

	if (f->type == FIELD_u128)
		spheron_decimal(text, *(const struct spheron_u128 *) at);
	else if (f->type == FIELD_hex32)
		sha256_hex(text, at, 32);
	else
		spheron_decimal(text, (struct spheron_u128) { field_number(at,
				(enum field_type) f->type), 0 });
}

static bool judge_field(struct spheron *state, struct json_walk *rest)
{
	struct json_value record, keys, name, value, item;
	uint64_t key[3] = { 0, 0, 0 };
	struct spheron_record r;
	struct json_walk walk;
	unsigned kind = 0, n = 0;
	struct fields f;
	char text[80];

	json_next(rest, NULL, &record);
	json_next(rest, NULL, &keys);
	json_next(rest, NULL, &name);
	json_next(rest, NULL, &value);
	while (kind < SPHERON_RECORD_COUNT
			&& !is_text(&record, spheron_record_name((enum spheron_record_kind) kind)))
		kind++;
	for (walk = json_walk(&keys); n < 3 && json_next(&walk, NULL, &item);)
		key[n++] = number(&item);
	if (kind == SPHERON_RECORD_COUNT
			|| !spheron_find(state, (enum spheron_record_kind) kind, key[0], key[1], key[2],
					&r))
		return false;
	f = record_fields(r.kind);
	for (unsigned i = 0; i < f.count; i++) {
		if (!is_text(&name, f.at[i].name))
			continue;
		field_text(&r, &f.at[i], text);
		return value.size == strlen(text) && memcmp(value.data, text, value.size) == 0;
	}
	return false;
}

static bool judge(const struct played *p, const struct json_value *expectation)
{
	struct json_walk walk = json_walk(expectation);
	struct json_value n, kind, a, b;
	char hex[65];
	unsigned step;

	json_next(&walk, NULL, &n);
	json_next(&walk, NULL, &kind);
	step = (unsigned) number(&n);
	if (step < 1 || step > p->n)
		return false;
	if (is_text(&kind, "bucket"))
		return judge_bucket(p->state[step], &walk);
	if (is_text(&kind, "field"))
		return judge_field(p->state[step], &walk);
	json_next(&walk, NULL, &a);
	if (is_text(&kind, "result"))
		return is_text(&a, spheron_result_name(p->result[step]));
	if (is_text(&kind, "hash")) {
		state_hash(p->state[step], hex);
		return is_text(&a, hex);
	}
	json_next(&walk, NULL, &b);
	if (is_text(&kind, "event"))
		return count_events(p, step, &a, &b) > 0;
	if (is_text(&kind, "count"))
		return count_events(p, step, &a, NULL) == number(&b);
	return false;
}

/* Every command is OK unless expected otherwise. */
static void judge_results(const struct played *p, const struct json_value *list)
{
	for (unsigned step = 1; step <= p->n; step++) {
		struct json_walk walk = json_walk(list);
		struct json_value expectation;
		bool expected = p->result[step] == SPHERON_OK;

		while (!expected && json_next(&walk, NULL, &expectation)) {
			struct json_walk parts = json_walk(&expectation);
			struct json_value n, kind;

			json_next(&parts, NULL, &n);
			json_next(&parts, NULL, &kind);
			expected = number(&n) == step && is_text(&kind, "result");
		}
		if (!expected) {
			printf("command %u gave %s\n", step, spheron_result_name(p->result[step]));
			failed("a command was refused", NULL);
		}
	}
}

static void run_vector(struct played *p, const struct json_value *vector)
{
	struct json_value id = member(vector, "id"), rules = member(vector, "rules"),
			  commands = member(vector, "commands"), list = member(vector, "expect"), item;
	unsigned long before[64];
	struct json_walk walk;
	unsigned n = 0;

	vector_id = id.data;
	vector_id_size = id.size;
	for (walk = json_walk(&rules); n < 64 && json_next(&walk, NULL, &item); n++)
		before[n] = marks_count_span(item.data, item.size);
	play(p, &commands);
	judge_results(p, &list);
	for (walk = json_walk(&list); json_next(&walk, NULL, &item); expectations++)
		if (!judge(p, &item))
			failed("not as expected", &item);
	n = 0;
	for (walk = json_walk(&rules); n < 64 && json_next(&walk, NULL, &item); n++) {
		bool reached = marks_count_span(item.data, item.size) > before[n];

		marks_report(item.data, item.size, vector_id, vector_id_size, reached);
		if (!reached)
			failed("the code of a rule did not run", &item);
	}
	forget(p);
}

/* The commands of an example as a log of its own. */
static bool save_log(const char *folder, const struct json_value *vector)
{
	struct json_value id = member(vector, "id"), commands = member(vector, "commands"), command;
	struct json_walk walk = json_walk(&commands);
	char path[512];
	FILE *f;

	snprintf(path, sizeof path, "%s/%.*s.log", folder, (int) id.size, id.data);
	f = fopen(path, "w");
	if (!f)
		return false;
	while (json_next(&walk, NULL, &command))
		fprintf(f, "%.*s\n", (int) command.size, command.data);
	return fclose(f) == 0;
}

static void run_all(const struct json_value *list)
{
	struct played *p = must(calloc(1, sizeof *p));
	struct json_walk walk = json_walk(list);
	struct json_value vector;
	unsigned cases = 0;

	p->text = must(malloc(TEXT_MAX));
	for (; json_next(&walk, NULL, &vector); cases++)
		run_vector(p, &vector);
	printf("vectors: %u cases, %u expectations, %u failed, 0 skipped\n", cases, expectations,
			failures);
	free(p->text);
	free(p);
}

int main(int argc, char **argv)
{
	static struct json_key keys[4096];
	bool save = argc >= 3 && strcmp(argv[1], "--logs") == 0;
	int file = save ? 3 : 1;
	const char *path = argc > file ? argv[file] : "tests/vectors/vectors.json";
	struct json_value root, list, vector;
	struct json_fault fault;
	struct json_walk walk;
	size_t size;
	char *text = file_read(path, 1u << 26, &size);

	if (!text || !json_check(text, size, JSON_PLAIN, keys, 4096, &fault)) {
		puts("vectors: no such file, or not JSON");
		return 1;
	}
	root = json_root(text, size);
	list = member(&root, "vectors");
	if (!save)
		run_all(&list);
	for (walk = json_walk(&list); save && json_next(&walk, NULL, &vector);)
		failures += !save_log(argv[2], &vector);
	free(text);
	return failures != 0;
}
