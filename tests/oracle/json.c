/* Strict JSON reader for command lines (ENC-01, ENC-04). */
#include "json.h"

#include <stdlib.h>
#include <string.h>

/* Deeper nesting than any command needs; such a line is malformed anyway. */
#define MAX_DEPTH 1000

struct reader {
	const unsigned char *p, *end;
	bool printable;
	int depth;
};

static struct json *read_value(struct reader *r);

void oracle_json_free(struct json *j)
{
	if (!j)
		return;
	for (size_t i = 0; i < j->n; i++) {
		oracle_json_free(j->child[i]);
		if (j->key)
			oracle_json_free(j->key[i]);
	}
	free(j->child);
	free(j->key);
	free(j->text);
	free(j);
}

static struct json *new_node(enum json_type type)
{
	struct json *j = oracle_alloc(sizeof *j);

	j->type = type;
	return j;
}

static void append(struct json *j, struct json *key, struct json *child)
{
	j->child = realloc(j->child, (j->n + 1) * sizeof *j->child);
	if (!j->child)
		abort();
	j->child[j->n] = child;
	if (key) {
		j->key = realloc(j->key, (j->n + 1) * sizeof *j->key);
		if (!j->key)
			abort();
		j->key[j->n] = key;
	}
	j->n++;
}

static void skip_space(struct reader *r)
{
	while (r->p < r->end && (*r->p == ' ' || *r->p == '\t' || *r->p == '\r' || *r->p == '\n'))
		r->p++;
}

/* Eats c (after white space) if it comes next. */
static bool next_is(struct reader *r, char c)
{
	skip_space(r);
	if (r->p < r->end && *r->p == (unsigned char)c) {
		r->p++;
		return true;
	}
	return false;
}

static int hex_digit(unsigned char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

/* One decoded UTF-16 unit, in the three-byte form beyond ASCII: only equality of keys depends on
 * it. */
static void put_unit(struct reader *r, struct oracle_buf *b, unsigned unit)
{
	if (unit < 0x20 || unit > 0x7e)
		r->printable = false;
	if (unit < 0x80) {
		oracle_buf_char(b, (char)unit);
		return;
	}
	oracle_buf_char(b, (char)(0xe0 | unit >> 12));
	oracle_buf_char(b, (char)(0x80 | (unit >> 6 & 63)));
	oracle_buf_char(b, (char)(0x80 | (unit & 63)));
}

/* After a backslash. */
static bool read_escape(struct reader *r, struct oracle_buf *b)
{
	static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";
	unsigned unit = 0;
	const char *known;

	if (r->p == r->end)
		return false;
	if (*r->p != 'u') {
		known = *r->p ? strchr(from, *r->p) : NULL;
		if (!known)
			return false;
		r->p++;
		put_unit(r, b, (unsigned char)to[known - from]);
		return true;
	}
	r->p++;
	for (int i = 0; i < 4; i++) {
		int d = r->p < r->end ? hex_digit(*r->p) : -1;

		if (d < 0)
			return false;
		unit = unit << 4 | (unsigned)d;
		r->p++;
	}
	put_unit(r, b, unit);
	return true;
}

/* After the opening quote. JSON admits no raw control characters inside strings. */
static struct json *read_string(struct reader *r)
{
	struct oracle_buf b = { 0 };
	bool ok = true;

	oracle_buf_clear(&b);
	while (ok && r->p < r->end && *r->p != '"') {
		unsigned char c = *r->p++;

		if (c == '\\')
			ok = read_escape(r, &b);
		else if (c < 0x20 || c > 0x7f)
			ok = false;
		else
			put_unit(r, &b, c);
	}
	if (!ok || r->p == r->end) {
		oracle_buf_free(&b);
		return NULL;
	}
	r->p++;
	struct json *j = new_node(J_STRING);
	j->text = b.data;
	j->len = b.len;
	return j;
}

/* Digits only: signs, fractions and exponents end the reading of the line, and so do leading zeros,
 * which JSON forbids. */
static struct json *read_number(struct reader *r)
{
	struct oracle_buf b = { 0 };

	oracle_buf_clear(&b);
	while (r->p < r->end && *r->p >= '0' && *r->p <= '9')
		oracle_buf_char(&b, (char)*r->p++);
	bool continues = r->p < r->end && (*r->p == '.' || *r->p == 'e' || *r->p == 'E');
	if (b.len == 0 || (b.len > 1 && b.data[0] == '0') || continues) {
		oracle_buf_free(&b);
		return NULL;
	}
	struct json *j = new_node(J_NUMBER);
	j->text = b.data;
	j->len = b.len;
	return j;
}

static bool has_key(const struct json *object, const struct json *key)
{
	for (size_t i = 0; i < object->n; i++)
		if (object->key[i]->len == key->len &&
			memcmp(object->key[i]->text, key->text, key->len) == 0)
			return true;
	return false;
}

/* One "key":value of an object. */
static bool read_member(struct reader *r, struct json *object)
{
	struct json *key = next_is(r, '"') ? read_string(r) : NULL;
	struct json *value = NULL;

	if (key && !has_key(object, key) && next_is(r, ':'))
		value = read_value(r);
	if (!value) {
		oracle_json_free(key);
		return false;
	}
	append(object, key, value);
	return true;
}

/* After the opening bracket of an object or array. */
static struct json *read_container(struct reader *r, enum json_type type)
{
	struct json *j = new_node(type);
	char close = type == J_OBJECT ? '}' : ']';
	bool ok = true;

	if (next_is(r, close))
		return j;
	do {
		if (type == J_OBJECT) {
			ok = read_member(r, j);
		} else {
			struct json *value = read_value(r);

			if (value)
				append(j, NULL, value);
			ok = value != NULL;
		}
	} while (ok && next_is(r, ','));
	if (ok && next_is(r, close))
		return j;
	oracle_json_free(j);
	return NULL;
}

static struct json *read_word(struct reader *r)
{
	static const char *const words[] = { "true", "false", "null" };

	for (int i = 0; i < 3; i++) {
		size_t len = strlen(words[i]);

		if ((size_t)(r->end - r->p) >= len && memcmp(r->p, words[i], len) == 0) {
			r->p += len;
			return new_node(J_OTHER);
		}
	}
	return NULL;
}

static struct json *read_value(struct reader *r)
{
	struct json *j;

	skip_space(r);
	if (r->p == r->end || r->depth == MAX_DEPTH)
		return NULL;
	r->depth++;
	if (next_is(r, '"'))
		j = read_string(r);
	else if (next_is(r, '{'))
		j = read_container(r, J_OBJECT);
	else if (next_is(r, '['))
		j = read_container(r, J_ARRAY);
	else if (*r->p >= '0' && *r->p <= '9')
		j = read_number(r);
	else
		j = read_word(r);
	r->depth--;
	return j;
}

/* ENC-01, ENC-04 */
struct json *oracle_json_parse(const char *line, size_t len, bool *printable)
{
	struct reader r = { (const unsigned char *)line, (const unsigned char *)line + len, true,
		0 };
	struct json *j = read_value(&r);

	skip_space(&r);
	if (j && (j->type != J_OBJECT || r.p != r.end)) {
		oracle_json_free(j);
		j = NULL;
	}
	*printable = r.printable;
	return j;
}

struct json *oracle_json_member(const struct json *object, const char *name)
{
	size_t len = strlen(name);

	for (size_t i = 0; i < object->n; i++)
		if (object->key[i]->len == len && memcmp(object->key[i]->text, name, len) == 0)
			return object->child[i];
	return NULL;
}
