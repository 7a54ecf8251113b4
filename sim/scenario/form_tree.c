#include "sim/scenario/form_tree.h"

#include "sim/player.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BLOCK_SIZE  ((size_t) 64 << 10)
#define KEYS_MAX    4096 /* members of objects that may be open at once */
#define NUMBER_MAX  9007199254740992.0
#define NUMBER_TEXT "9007199254740992"

/* ---- memory ---- */

struct form_block {
	struct form_block *before;
	max_align_t first; /* and what follows */
};

void *form_take(struct form_arena *arena, size_t size)
{
	size_t step = _Alignof(max_align_t), need = (size + step - 1) / step * step;

	if (need > arena->room - arena->used) {
		size_t room = need > BLOCK_SIZE ? need : BLOCK_SIZE;
		struct form_block *block = must(calloc(1, sizeof *block + room));

		block->before = arena->block;
		arena->block = block;
		arena->room = room;
		arena->used = 0;
	}
	arena->used += need;
	return (char *) &arena->block->first + arena->used - need;
}

char *form_copy(struct form_arena *arena, const char *text, size_t size)
{
	char *copy = form_take(arena, size + 1);

	if (size)
		memcpy(copy, text, size);
	return copy;
}

char *form_print(struct form_arena *arena, const char *format, ...)
{
	va_list list, again;
	char *text;
	int n;

	va_start(list, format);
	va_copy(again, list);
	n = vsnprintf(NULL, 0, format, list);
	text = form_take(arena, (size_t) n + 1);
	vsnprintf(text, (size_t) n + 1, format, again);
	va_end(again);
	va_end(list);
	return text;
}

void form_arena_free(struct form_arena *arena)
{
	while (arena->block) {
		struct form_block *before = arena->block->before;

		free(arena->block);
		arena->block = before;
	}
	memset(arena, 0, sizeof *arena);
}

/* ---- nodes ---- */

struct form_node *form_node_new(
		struct form_arena *arena, enum json_kind kind, const struct form_node *like)
{
	struct form_node *node;

	if (arena->nodes == FORM_NODES_MAX)
		return NULL;
	arena->nodes++;
	node = form_take(arena, sizeof *node);
	if (like)
		*node = *like;
	node->kind = kind;
	node->first = node->last = node->next = NULL;
	node->count = 0;
	return node;
}

void form_node_append(struct form_node *parent, struct form_node *child)
{
	if (parent->last)
		parent->last->next = child;
	else
		parent->first = child;
	parent->last = child;
	parent->count++;
}

struct form_node *form_member(const struct form_node *object, const char *key)
{
	for (struct form_node *n = object ? object->first : NULL; n; n = n->next)
		if (n->key && strcmp(n->key, key) == 0)
			return n;
	return NULL;
}

struct form_node *form_node_copy(
		struct form_arena *arena, const struct form_node *node, const char *key)
{
	struct form_node *copy = form_node_new(arena, node->kind, node), *child;

	if (!copy)
		return NULL;
	copy->key = key;
	for (const struct form_node *n = node->first; n; n = n->next) {
		child = form_node_copy(arena, n, n->key);
		if (!child)
			return NULL;
		form_node_append(copy, child);
	}
	return copy;
}

bool form_copy_parts(struct form_arena *arena, const struct form_node *from, struct form_node *to,
		size_t depth)
{
	to->kind = from->kind;
	to->text = from->text;
	for (const struct form_node *n = from->first; n; n = n->next) {
		struct form_node *child = depth > 0 ? form_node_new(arena, n->kind, n) : NULL;

		if (!child || !form_copy_parts(arena, n, child, depth - 1))
			return false;
		form_node_append(to, child);
	}
	return true;
}

bool form_node_same(const struct form_node *a, const struct form_node *b)
{
	const struct form_node *p = a->first, *q;

	if (a->kind != b->kind || a->count != b->count ||
			(a->text && strcmp(a->text, b->text) != 0))
		return false;
	if (a->kind == JSON_OBJECT) {
		for (; p; p = p->next) {
			q = form_member(b, p->key);
			if (!q || !form_node_same(p, q))
				return false;
		}
		return true;
	}
	for (q = b->first; p; p = p->next, q = q->next)
		if (!form_node_same(p, q))
			return false;
	return true;
}

/* ---- from text ---- */

/* Where something stands in a text.  Columns count characters. */
struct spot {
	const char *at;
	uint32_t line, column;
};

static void go_to(struct spot *spot, const char *to)
{
	for (; spot->at < to; spot->at++) {
		if (*spot->at == '\n') {
			spot->line++;
			spot->column = 1;
		} else if (((unsigned char) *spot->at & 0xc0) != 0x80) {
			spot->column++;
		}
	}
}

/* A reader of text that json_check() admitted. */
struct parse {
	struct form_arena *arena;
	const struct form_source *source;
	const char *at, *end;
	struct spot spot;
	struct form_fault *fault;
};

static bool refuse_at(struct parse *p, const char *at, const char *format, ...)
		__attribute__((format(printf, 3, 4)));
static bool refuse_at(struct parse *p, const char *at, const char *format, ...)
{
	va_list list;

	if (at < p->spot.at)
		p->spot = (struct spot){ p->end, 0, 0 };
	go_to(&p->spot, at);
	form_refuse_source(p->fault, p->source, "%s", "");
	va_start(list, format);
	vsnprintf(p->fault->why, sizeof p->fault->why, format, list);
	va_end(list);
	if (p->source->origin == FORM_FROM_FILE) {
		p->fault->line = p->spot.line;
		p->fault->column = p->spot.column;
	}
	return false;
}

static void pass_space(struct parse *p)
{
	while (p->at < p->end && strchr(" \t\n\r", *p->at) && *p->at)
		p->at++;
}

static void add_utf8(char **out, uint32_t c)
{
	if (c < 0x80) {
		*(*out)++ = (char) c;
		return;
	}
	if (c < 0x800) {
		*(*out)++ = (char) (0xc0 | c >> 6);
	} else {
		if (c < 0x10000) {
			*(*out)++ = (char) (0xe0 | c >> 12);
		} else {
			*(*out)++ = (char) (0xf0 | c >> 18);
			*(*out)++ = (char) (0x80 | (c >> 12 & 0x3f));
		}
		*(*out)++ = (char) (0x80 | (c >> 6 & 0x3f));
	}
	*(*out)++ = (char) (0x80 | (c & 0x3f));
}

/* One escaped character at *at, perhaps a pair of surrogates; 0 if it is none that texts may have.
 */
static uint32_t escaped(const char **at, const char *end)
{
	uint32_t c = json_unit(at), low;

	if (c < 0xd800 || c > 0xdfff)
		return c;
	if (c > 0xdbff || end - *at < 6 || (*at)[0] != '\\' || (*at)[1] != 'u')
		return 0;
	low = json_unit(at);
	return low < 0xdc00 || low > 0xdfff ? 0 : 0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00);
}

/* The string whose opening quote is at p->at, decoded. */
static bool parse_string(struct parse *p, const char **out)
{
	const char *begin = ++p->at, *end = begin;
	char *text;

	while (*end != '"')
		end += *end == '\\' ? 2 : 1;
	*out = text = form_take(p->arena, (size_t) (end - begin) + 1);
	while (p->at < end) {
		uint32_t c;

		if (*p->at != '\\') {
			*text++ = *p->at++;
			continue;
		}
		begin = p->at;
		c = escaped(&p->at, end);
		if (c == 0)
			return refuse_at(p, begin,
					"this escape is no character of a text; NUL and halves of "
					"pairs are none");
		add_utf8(&text, c);
	}
	p->at = end + 1;
	return true;
}

static bool parse_number(struct parse *p, const char **out)
{
	const char *begin = p->at;
	double value;

	while (p->at < p->end && *p->at && strchr("+-.eE0123456789", *p->at))
		p->at++;
	*out = form_copy(p->arena, begin, (size_t) (p->at - begin));
	value = strtod(*out, NULL);
	if ((value < NUMBER_MAX && value > -NUMBER_MAX) || strcmp(*out, NUMBER_TEXT) == 0)
		return true;
	return refuse_at(p, begin,
			"%s is beyond 2^53, where plain numbers lose digits; write it in quotes",
			form_quote(*out).text);
}

static bool parse_value(
		struct parse *p, const char *key, struct spot key_at, struct form_node **out);

/* The members or items of *parent behind the opening bracket. */
static bool parse_parts(struct parse *p, struct form_node *parent)
{
	char close = parent->kind == JSON_OBJECT ? '}' : ']';
	struct form_node *child;

	for (pass_space(p); *p->at != close; pass_space(p)) {
		const char *key = NULL;
		struct spot key_at = { NULL, 0, 0 };

		if (*p->at == ',') {
			p->at++;
			pass_space(p);
		}
		if (parent->kind == JSON_OBJECT) {
			go_to(&p->spot, p->at);
			key_at = p->spot;
			if (!parse_string(p, &key))
				return false;
			pass_space(p);
			p->at++;
			pass_space(p);
		}
		if (!parse_value(p, key, key_at, &child))
			return false;
		if (!key || (strcmp(key, "$comment") != 0 && strcmp(key, "$schema") != 0))
			form_node_append(parent, child);
	}
	p->at++;
	return true;
}

static enum json_kind kind_at(char c)
{
	switch (c) {
	case '{':
		return JSON_OBJECT;
	case '[':
		return JSON_ARRAY;
	case '"':
		return JSON_STRING;
	case 't':
		return JSON_TRUE;
	case 'f':
		return JSON_FALSE;
	case 'n':
		return JSON_NULL;
	}
	return JSON_NUMBER;
}

static bool parse_value(
		struct parse *p, const char *key, struct spot key_at, struct form_node **out)
{
	struct form_node *node = form_node_new(p->arena, kind_at(*p->at), NULL);

	if (!(*out = node))
		return refuse_at(p, p->at, "more than %u values; a scenario may not have more",
				FORM_NODES_MAX);
	go_to(&p->spot, p->at);
	node->key = key;
	node->source = p->source;
	node->line = p->spot.line;
	node->column = p->spot.column;
	node->key_line = key_at.line;
	node->key_column = key_at.column;
	switch (node->kind) {
	case JSON_OBJECT:
	case JSON_ARRAY:
		p->at++;
		return parse_parts(p, node);
	case JSON_STRING:
		return parse_string(p, &node->text);
	case JSON_NUMBER:
		return parse_number(p, &node->text);
	case JSON_TRUE:
	case JSON_NULL:
		p->at += 4;
		return true;
	case JSON_FALSE:
		p->at += 5;
		return true;
	}
	return true;
}

/* ---- what is no JSON ---- */

/* The opening quote of the string that ends just before `at`. */
static const char *string_begin(const char *text, const char *at)
{
	for (at -= 2; at > text; at--) {
		const char *slash = at;

		while (slash > text && slash[-1] == '\\')
			slash--;
		if (*at == '"' && (at - slash) % 2 == 0)
			break;
	}
	return at;
}

static bool begins(const struct parse *p, const char *at, const char *word)
{
	size_t n = strlen(word);

	return (size_t) (p->end - at) >= n && memcmp(at, word, n) == 0;
}

/* What would be right instead of what json_check() found. */
static const struct {
	const char *why, *right;
} remedies[] = {
	{ "not a JSON value", "write \"3 h\", 0.5, true, [ ... ] or { ... } for instance" },
	{ "leading zero in a number", "a number begins with 0 only if the point follows" },
	{ "a key belongs here", "keys stand in \"double quotes\"" },
	{ "invalid UTF-8", "save it as UTF-8" },
	{ "control character in a string", "write \\n or \\t" },
	{ "unknown escape in a string", "write \\\\ for a backslash" },
	{ "text ends inside a string", "its closing quote is missing" },
	{ "text ends too early", "a closing bracket is missing" },
	{ "something follows the value", "it ends with the bracket that it begins with" },
	{ "nested too deep", "1000 levels are admitted" },
	{ "too many members", "4096 keys are admitted in an object and those around it" },
};

static const char *remedy_of(const char *why)
{
	for (size_t i = 0; i < sizeof remedies / sizeof *remedies; i++)
		if (strcmp(remedies[i].why, why) == 0)
			return remedies[i].right;
	return NULL;
}

static bool refuse_key_again(struct parse *p, const char *text, const char *at)
{
	struct form_text key = { NULL, 0, 0 };
	const char *begin = string_begin(text, at);

	form_add_size(&key, begin + 1, (size_t) (at - begin) - 2);
	refuse_at(p, begin, "the key \"%s\" a second time; an object has each key once",
			form_quote(key.text).text);
	form_text_free(&key);
	return false;
}

/* In the words of somebody who writes scenarios, where the mistake is a frequent one. */
static bool refuse_json(struct parse *p, const char *text, const struct json_fault *fault)
{
	const char *at = text + fault->offset, *before = at, *why, *right;

	while (before > text && strchr(" \t\n\r", before[-1]))
		before--;
	if (before == text && at == p->end)
		return refuse_at(p, text, "there is nothing in it; a scenario is one JSON object");
	if (begins(p, text, "\xef\xbb\xbf"))
		return refuse_at(p, text, "a byte order mark; save it as UTF-8 without one");
	if (begins(p, text, "\xff\xfe") || begins(p, text, "\xfe\xff"))
		return refuse_at(p, text, "this is UTF-16; save it as UTF-8");
	if (before == text && at > text)
		before = at;
	if (at < p->end && (*at == '}' || *at == ']') && before > text && before[-1] == ',')
		return refuse_at(p, before - 1, "nothing follows this comma; take it away");
	if (begins(p, at, "//") || begins(p, at, "/*") || begins(p, at, "#"))
		return refuse_at(p, at, "JSON has no comments; write \"$comment\": \"...\"");
	if (begins(p, at, "NaN") || begins(p, at, "Inf") || begins(p, at, "-Inf"))
		return refuse_at(p, at, "JSON has no such number; a finite one belongs here");
	if (begins(p, at, "'"))
		return refuse_at(p, at, "strings stand in \"double quotes\"");
	if (strcmp(fault->why, "the same key twice") == 0)
		return refuse_key_again(p, text, at);
	why = at == p->end && strcmp(fault->why, "text ends inside a string") != 0
			      ? "text ends too early"
			      : fault->why;
	right = remedy_of(why);
	return refuse_at(p, at, "%s%s%s", why, right ? "; " : "", right ? right : "");
}

static bool check(struct parse *p, const char *text, size_t size)
{
	struct json_key *keys = must(malloc(KEYS_MAX * sizeof *keys));
	struct json_fault fault;
	bool good = json_check(text, size, JSON_PLAIN, keys, KEYS_MAX, &fault);

	free(keys);
	return good || refuse_json(p, text, &fault);
}

bool form_parse(struct form_arena *arena, const struct form_source *source, const char *text,
		size_t size, struct form_node **out, struct form_fault *fault)
{
	struct parse p = { arena, source, text, text + size, { text, 1, 1 }, fault };

	if (!check(&p, text, size))
		return false;
	pass_space(&p);
	return parse_value(&p, NULL, p.spot, out);
}

bool form_parse_value(struct form_arena *arena, const struct form_source *source, const char *text,
		bool word, struct form_node **out, struct form_fault *fault)
{
	struct form_text quoted = { NULL, 0, 0 };
	struct form_fault not_json;
	bool good;

	if ((!word || *text == '"') &&
			form_parse(arena, source, text, strlen(text), out, &not_json))
		return true;
	/* What opens like JSON was meant to be JSON. */
	if (strchr("{[\"", *text) && *text && !word) {
		*fault = not_json;
		return false;
	}
	form_add_string(&quoted, text);
	good = form_parse(arena, source, quoted.text, quoted.size, out, fault);
	free(quoted.text);
	return good;
}
