#include "support/json.h"

#include "support/wrap.h"

#include <string.h>

/* A reader that moves through unchecked text.  `why` is set at the first fault. */
struct reader {
	const char *at, *end;
	unsigned strictness;
	const char *why;
	struct json_key *keys;
	size_t n_keys, used_keys;
};

static bool fail(struct reader *r, const char *why)
{
	r->why = why;
	return false;
}

static bool is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static int hex_digit(char c)
{
	if (is_digit(c))
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

static void skip_space(struct reader *r)
{
	while (r->at < r->end && is_space(*r->at))
		r->at++;
}

static bool check_escape(struct reader *r)
{
	if (r->at == r->end)
		return fail(r, "text ends inside a string");
	switch (*r->at++) {
	case '"':
	case '\\':
	case '/':
	case 'b':
	case 'f':
	case 'n':
	case 'r':
	case 't':
		return true;
	case 'u':
		for (int i = 0; i < 4; i++, r->at++)
			if (r->at == r->end || hex_digit(*r->at) < 0)
				return fail(r, "\\u needs four hex digits");
		return true;
	default:
		return fail(r, "unknown escape in a string");
	}
}

/* The length of the UTF-8 sequence at p, or 0 if it is not one (RFC 3629). */
static unsigned utf8_length(const char *p, const char *end)
{
	const unsigned char *u = (const unsigned char *) p;
	size_t left = (size_t) (end - p);
	unsigned n = u[0] >= 0xc2 && u[0] <= 0xdf ? 2 : u[0] >= 0xe0 && u[0] <= 0xef ? 3
			: u[0] >= 0xf0 && u[0] <= 0xf4                          ? 4
										: 0;

	if (n == 0 || left < n)
		return 0;
	for (unsigned i = 1; i < n; i++)
		if ((u[i] & 0xc0) != 0x80)
			return 0;
	if ((u[0] == 0xe0 && u[1] < 0xa0) || (u[0] == 0xed && u[1] > 0x9f)
			|| (u[0] == 0xf0 && u[1] < 0x90) || (u[0] == 0xf4 && u[1] > 0x8f))
		return 0;
	return n;
}

/* A string whose opening quote is at r->at; *inside is what stands between the quotes. */
static bool check_string(struct reader *r, struct json_value *inside)
{
	inside->kind = JSON_STRING;
	inside->data = ++r->at;
	while (r->at < r->end) {
		char c = *r->at;

		if (c == '"') {
			inside->size = (size_t) (r->at++ - inside->data);
			return true;
		}
		if ((unsigned char) c < 0x20)
			return fail(r, "control character in a string");
		if ((unsigned char) c >= 0x80) {
			unsigned n = utf8_length(r->at, r->end);

			if (r->strictness & JSON_ASCII)
				return fail(r, "byte outside ASCII");
			if (n == 0)
				return fail(r, "invalid UTF-8");
			r->at += n;
			continue;
		}
		r->at++;
		if (c == '\\' && !check_escape(r))
			return false;
	}
	return fail(r, "text ends inside a string");
}

static bool check_digits(struct reader *r)
{
	if (r->at == r->end || !is_digit(*r->at))
		return fail(r, "a digit belongs here");
	while (r->at < r->end && is_digit(*r->at))
		r->at++;
	return true;
}

static bool check_number(struct reader *r)
{
	bool plain = r->strictness & JSON_UNSIGNED;

	if (*r->at == '-') {
		if (plain)
			return fail(r, "a sign is not admitted");
		r->at++;
	}
	if (r->at < r->end && *r->at == '0') {
		r->at++;
		if (r->at < r->end && is_digit(*r->at))
			return fail(r, "leading zero in a number");
	} else if (!check_digits(r)) {
		return false;
	}
	if (r->at < r->end && *r->at == '.') {
		if (plain)
			return fail(r, "a fraction is not admitted");
		r->at++;
		if (!check_digits(r))
			return false;
	}
	if (r->at < r->end && (*r->at == 'e' || *r->at == 'E')) {
		if (plain)
			return fail(r, "an exponent is not admitted");
		r->at++;
		if (r->at < r->end && (*r->at == '+' || *r->at == '-'))
			r->at++;
		if (!check_digits(r))
			return false;
	}
	return true;
}

static bool check_word(struct reader *r, const char *word, size_t n)
{
	if ((size_t) (r->end - r->at) < n || memcmp(r->at, word, n) != 0)
		return fail(r, "not a JSON value");
	r->at += n;
	return true;
}

/* FNV-1a over decoded units, so that "a" and "\u0061" are the same key. */
WRAPS static uint32_t key_hash(const struct json_value *key)
{
	uint32_t hash = 2166136261u;
	const char *end = key->data + key->size;

	for (const char *p = key->data; p < end;)
		hash = (hash ^ json_unit(&p)) * 16777619u;
	return hash;
}

static bool same_key(const struct json_key *a, const struct json_value *b)
{
	const char *p = a->data, *q = b->data;
	const char *p_end = p + a->size, *q_end = q + b->size;

	while (p < p_end && q < q_end)
		if (json_unit(&p) != json_unit(&q))
			return false;
	return p == p_end && q == q_end;
}

/* Notes the key of an object whose keys begin at `first`. */
static bool note_key(struct reader *r, size_t first, const struct json_value *key)
{
	uint32_t hash = key_hash(key);

	for (size_t i = first; i < r->used_keys; i++)
		if (r->keys[i].hash == hash && same_key(&r->keys[i], key))
			return fail(r, "the same key twice");
	if (r->used_keys == r->n_keys)
		return fail(r, "too many members");
	r->keys[r->used_keys++] = (struct json_key) { key->data, (uint32_t) key->size, hash };
	return true;
}

/* An open object or array while checking: where its keys begin. */
struct frame {
	uint32_t object, first_key;
};

/* A key and its colon. */
static bool check_key(struct reader *r, const struct frame *frame)
{
	struct json_value key;

	skip_space(r);
	if (r->at == r->end || *r->at != '"')
		return fail(r, "a key belongs here");
	if (!check_string(r, &key) || !note_key(r, frame->first_key, &key))
		return false;
	skip_space(r);
	if (r->at == r->end || *r->at != ':')
		return fail(r, "a colon belongs here");
	r->at++;
	return true;
}

/* A value that has no parts. */
static bool check_scalar(struct reader *r)
{
	struct json_value inside;

	switch (*r->at) {
	case '"':
		return check_string(r, &inside);
	case 't':
		return check_word(r, "true", 4);
	case 'f':
		return check_word(r, "false", 5);
	case 'n':
		return check_word(r, "null", 4);
	default:
		if (*r->at != '-' && !is_digit(*r->at))
			return fail(r, "not a JSON value");
		return check_number(r);
	}
}

/* Closes as many frames as end here and steps over the comma behind them.  True with *depth above 0
 * if another value follows. */
static bool check_between(struct reader *r, struct frame *frames, size_t *depth)
{
	while (*depth > 0) {
		struct frame *top = &frames[*depth - 1];

		skip_space(r);
		if (r->at == r->end)
			return fail(r, "text ends too early");
		if (*r->at == ',') {
			r->at++;
			return top->object ? check_key(r, top) : true;
		}
		if (*r->at != (top->object ? '}' : ']'))
			return fail(r, "a comma or a closing bracket belongs here");
		r->at++;
		r->used_keys = top->first_key;
		--*depth;
	}
	return true;
}

/* Opens an object or array.  *empty tells that it closed at once. */
static bool check_open(struct reader *r, struct frame *frames, size_t *depth, bool *empty)
{
	bool object = *r->at == '{';

	if (*depth == JSON_DEPTH_MAX)
		return fail(r, "nested too deep");
	r->at++;
	frames[*depth] = (struct frame) { object, (uint32_t) r->used_keys };
	skip_space(r);
	*empty = r->at < r->end && *r->at == (object ? '}' : ']');
	if (*empty) {
		r->at++;
		return true;
	}
	++*depth;
	return object ? check_key(r, &frames[*depth - 1]) : true;
}

static bool check_value(struct reader *r)
{
	struct frame frames[JSON_DEPTH_MAX];
	size_t depth = 0;

	do {
		skip_space(r);
		if (r->at == r->end)
			return fail(r, "text ends too early");
		if (*r->at == '{' || *r->at == '[') {
			bool empty;

			if (!check_open(r, frames, &depth, &empty))
				return false;
			if (!empty)
				continue;
		} else if (!check_scalar(r)) {
			return false;
		}
		if (!check_between(r, frames, &depth))
			return false;
	} while (depth > 0);
	return true;
}

bool json_check(const char *text, size_t size, unsigned strictness, struct json_key *keys,
		size_t n_keys, struct json_fault *fault)
{
	struct reader r = { text, text + size, strictness, NULL, keys, n_keys, 0 };

	if (check_value(&r)) {
		skip_space(&r);
		if (r.at == r.end)
			return true;
		r.why = (r.strictness & JSON_ASCII) && (unsigned char) *r.at >= 0x80
				? "byte outside ASCII"
				: "something follows the value";
	}
	fault->offset = (size_t) (r.at - text);
	fault->why = r.why;
	return false;
}

/* ---- walking checked text ---- */

static const char *pass_space(const char *p)
{
	while (is_space(*p))
		p++;
	return p;
}

/* The end of the string whose inside begins at p: its closing quote. */
static const char *string_end(const char *p)
{
	while (*p != '"')
		p += *p == '\\' ? 2 : 1;
	return p;
}

/* The value at p; *next is set behind it.  A number or word never reaches the end of the text
 * unless it is the root, hence `end`. */
static struct json_value value_at(const char *p, const char *end, const char **next)
{
	struct json_value v = { JSON_NULL, p, 0 };
	int depth = 0;

	switch (*p) {
	case '"':
		v.kind = JSON_STRING;
		v.data = p + 1;
		v.size = (size_t) (string_end(v.data) - v.data);
		*next = v.data + v.size + 1;
		return v;
	case '{':
	case '[':
		v.kind = *p == '{' ? JSON_OBJECT : JSON_ARRAY;
		do {
			if (*p == '"')
				p = string_end(p + 1);
			else if (*p == '{' || *p == '[')
				depth++;
			else if (*p == '}' || *p == ']')
				depth--;
			p++;
		} while (depth > 0);
		break;
	default:
		v.kind = *p == 't' ? JSON_TRUE : *p == 'f' ? JSON_FALSE : *p == 'n' ? JSON_NULL
										    : JSON_NUMBER;
		while (p < end && !is_space(*p) && *p != ',' && *p != '}' && *p != ']')
			p++;
		break;
	}
	v.size = (size_t) (p - v.data);
	*next = p;
	return v;
}

struct json_value json_root(const char *text, size_t size)
{
	const char *next;

	return value_at(pass_space(text), text + size, &next);
}

struct json_walk json_walk(const struct json_value *value)
{
	struct json_walk walk = { value->data + 1, value->data + value->size - 1,
		value->kind == JSON_OBJECT };

	return walk;
}

bool json_next(struct json_walk *walk, struct json_value *key, struct json_value *value)
{
	const char *p = pass_space(walk->at);

	if (*p == ',')
		p = pass_space(p + 1);
	if (p >= walk->end)
		return false;
	if (walk->object) {
		*key = value_at(p, walk->end, &p);
		p = pass_space(p);
		p = pass_space(p + 1);
	}
	*value = value_at(p, walk->end, &walk->at);
	return true;
}

/* The character behind a backslash, at *p. */
static uint32_t escaped_unit(const char **p)
{
	char c = *(*p)++;
	uint32_t unit = 0;

	switch (c) {
	case 'b':
		return '\b';
	case 'f':
		return '\f';
	case 'n':
		return '\n';
	case 'r':
		return '\r';
	case 't':
		return '\t';
	case 'u':
		for (int i = 0; i < 4; i++)
			unit = unit << 4 | (uint32_t) hex_digit(*(*p)++);
		return unit;
	default:
		return (unsigned char) c;
	}
}

uint32_t json_unit(const char **at)
{
	unsigned char c = (unsigned char) *(*at)++;

	return c == '\\' ? escaped_unit(at) : c;
}

ptrdiff_t json_decode(const struct json_value *string, char *out, size_t size)
{
	const char *p = string->data, *end = p + string->size;
	size_t n = 0;

	while (p < end) {
		uint32_t c = json_unit(&p);

		if (c < 0x20 || c > 0x7e || n == size)
			return -1;
		out[n++] = (char) c;
	}
	return (ptrdiff_t) n;
}
