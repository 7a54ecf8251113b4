/* From text to a tree: words, numbers and signs, and what binds how strongly. */

#include "sim/expr/expr_parts.h"
#include "sim/player.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool expr_refuse(struct expr_fault *fault, size_t offset, const char *format, ...)
{
	va_list list;

	fault->offset = offset;
	va_start(list, format);
	vsnprintf(fault->why, sizeof fault->why, format, list);
	va_end(list);
	return false;
}

/* The second byte of a character in UTF-8, or a later one. */
static bool inside_character(char c)
{
	return ((unsigned char) c & 0xc0) == 0x80;
}

/* Length of the character at text if it may be shown: it is whole, and no control; else 0. */
static size_t whole_character(const char *text, size_t size)
{
	unsigned char first = (unsigned char) *text;
	size_t n = first < 0x80 ? 1 : first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3
			: first < 0xf5 ? 4 : 0;

	if (n == 1)
		return first >= ' ' && first <= '~';
	for (size_t i = 1; i < n; i++)
		if (i >= size || !inside_character(text[i]))
			return 0;
	return first == 0xc2 && (unsigned char) text[1] < 0xa0 ? 0 : n;
}

struct expr_quoted expr_quote(const char *text, size_t size)
{
	struct expr_quoted q;
	size_t n = size < 40 ? size : 40;

	while (n < size && n > 0 && inside_character(text[n]))
		n--;
	q.text[0] = '"';
	for (size_t i = 0, length; i < n; i += length ? length : 1) {
		length = whole_character(text + i, n - i);
		memcpy(q.text + i + 1, length ? text + i : "?", length ? length : 1);
	}
	strcpy(q.text + n + 1, n < size ? "...\"" : "\"");
	return q;
}

/* ---- words ---- */

enum sign {
	SIGN_END, SIGN_NUMBER, SIGN_TEXT, SIGN_NAME, SIGN_MEMBER, SIGN_AND, SIGN_OR, SIGN_NOT, SIGN_IN,
	SIGN_WHERE, SIGN_EQ, SIGN_NE, SIGN_LT, SIGN_LE, SIGN_GT, SIGN_GE, SIGN_ADD, SIGN_SUB, SIGN_MUL,
	SIGN_DIV, SIGN_OPEN, SIGN_CLOSE, SIGN_COMMA, SIGN_RANGE, SIGN_BAD
};

struct parser {
	struct expr *e;
	struct expr_fault *fault;
	const char *text;
	size_t size;
	enum sign sign;        /* what stands at `at`, `length` bytes long */
	size_t at, length;
	size_t begin;          /* of a name or text, without its quotes or point */
	size_t name_size;
	struct literal number;
	unsigned depth;
};

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static char look(const struct parser *p, size_t at)
{
	return at < p->size ? p->text[at] : 0;
}

static bool bad(struct parser *p, size_t at, const char *why)
{
	p->sign = SIGN_BAD;
	return expr_refuse(p->fault, at, "%s", why);
}

/* A name with its parts: "provider.stake", "params.gpu_mult.4". */
static size_t name_end(const struct parser *p, size_t at)
{
	for (;;) {
		while (is_letter(look(p, at)) || is_digit(look(p, at)))
			at++;
		if (look(p, at) != '.' || !(is_letter(look(p, at + 1)) || is_digit(look(p, at + 1))))
			return at;
		at++;
	}
}

static bool read_name(struct parser *p, size_t begin)
{
	static const struct {
		const char *word;
		enum sign sign;
	} keywords[] = { { "and", SIGN_AND }, { "or", SIGN_OR }, { "not", SIGN_NOT }, { "in", SIGN_IN },
		{ "where", SIGN_WHERE } };
	size_t end = name_end(p, begin);

	p->begin = begin;
	p->name_size = end - begin;
	p->length = end - p->at;
	for (size_t i = 0; i < sizeof keywords / sizeof *keywords; i++)
		if (strlen(keywords[i].word) == end - begin && p->sign == SIGN_NAME
				&& memcmp(keywords[i].word, p->text + begin, end - begin) == 0)
			p->sign = keywords[i].sign;
	return true;
}

static bool read_text(struct parser *p)
{
	char quote = p->text[p->at];
	size_t end = p->at + 1;

	while (end < p->size && p->text[end] != quote)
		end++;
	if (end == p->size)
		return bad(p, p->at, "this text has no end; a quote is missing");
	p->sign = SIGN_TEXT;
	p->begin = p->at + 1;
	p->name_size = end - p->at - 1;
	p->length = end + 1 - p->at;
	return true;
}

/* What word processors and textbooks write is no sign here, but it is clear what is meant. */
static bool bad_sign(struct parser *p)
{
	static const struct {
		const char *text, *instead;
	} foreign[] = { { "\xe2\x89\xa4", "<=" }, { "\xe2\x89\xa5", ">=" }, { "\xe2\x89\xa0", "!=" },
		{ "\xc3\x97", "*" }, { "\xc2\xb7", "*" }, { "\xc3\xb7", "/" }, { "\xe2\x88\x92", "-" },
		{ "\xe2\x80\x93", "-" }, { "\xc2\xac", "not" }, { "\xe2\x88\xa7", "and" },
		{ "\xe2\x88\xa8", "or" }, { "\xe2\x80\x98", "'" }, { "\xe2\x80\x99", "'" },
		{ "\xe2\x80\x9c", "'" }, { "\xe2\x80\x9d", "'" }, { "\xc2\xa0", "a plain blank" } };
	const char *text = p->text + p->at;
	const char *instead = NULL;
	size_t n = 1;

	while (p->at + n < p->size && inside_character(text[n]))
		n++;
	for (size_t i = 0; i < sizeof foreign / sizeof *foreign; i++)
		if (strlen(foreign[i].text) == n && memcmp(foreign[i].text, text, n) == 0)
			instead = foreign[i].instead;
	p->sign = SIGN_BAD;
	return expr_refuse(p->fault, p->at, "%s means nothing here%s%s", expr_quote(text, n).text,
			instead ? "; write " : "", instead ? instead : "");
}

static bool read_sign(struct parser *p)
{
	static const struct {
		const char *text;
		enum sign sign;
	} signs[] = { { "==", SIGN_EQ }, { "!=", SIGN_NE }, { "<=", SIGN_LE }, { ">=", SIGN_GE },
		{ "..", SIGN_RANGE }, { "<", SIGN_LT }, { ">", SIGN_GT }, { "+", SIGN_ADD },
		{ "-", SIGN_SUB }, { "*", SIGN_MUL }, { "/", SIGN_DIV }, { "(", SIGN_OPEN },
		{ ")", SIGN_CLOSE }, { ",", SIGN_COMMA } };
	static const struct {
		const char *text, *why;
	} mistakes[] = { { "=", "to compare, write == (equal) or one of != < <= > >=" },
		{ "&", "to join two conditions write and" }, { "|", "to join two conditions write or" },
		{ "!", "for the opposite of a condition write not" },
		{ "[", "there are no indexes; one entity of many is provider(3)" },
		{ ".", "a number has a digit on either side of its point: 0.5" },
		{ "%", "% is a unit and stands behind a number: 95 %" } };

	for (size_t i = 0; i < sizeof signs / sizeof *signs; i++) {
		size_t n = strlen(signs[i].text);

		if (n > p->size - p->at || memcmp(signs[i].text, p->text + p->at, n) != 0)
			continue;
		p->sign = signs[i].sign;
		p->length = n;
		return true;
	}
	for (size_t i = 0; i < sizeof mistakes / sizeof *mistakes; i++)
		if (p->text[p->at] == mistakes[i].text[0])
			return bad(p, p->at, mistakes[i].why);
	return bad_sign(p);
}

/* Goes on to the next word.  False with the fault set if there is none. */
static bool next(struct parser *p)
{
	struct expr_fault wrong;
	char c;

	for (p->at += p->length; p->at < p->size; p->at++)
		if (!strchr(" \t\r\n", p->text[p->at]) || p->text[p->at] == 0)
			break;
	p->length = 0;
	p->sign = SIGN_END;
	if (p->at >= p->size)
		return true;
	c = p->text[p->at];
	if (is_digit(c)) {
		p->sign = SIGN_NUMBER;
		p->length = literal_read(p->text + p->at, p->size - p->at, &p->number, &wrong);
		return p->length > 0 || bad(p, p->at + wrong.offset, wrong.why);
	}
	if (is_letter(c)) {
		p->sign = SIGN_NAME;
		return read_name(p, p->at);
	}
	if (c == '.' && is_letter(look(p, p->at + 1))) {
		p->sign = SIGN_MEMBER;
		return read_name(p, p->at + 1);
	}
	return c == '"' || c == '\'' ? read_text(p) : read_sign(p);
}

/* ---- nodes ---- */

int expr_node(struct expr *e, enum op op, size_t at)
{
	if (e->n_nodes == e->room) {
		e->room = e->room ? e->room * 2 : 32;
		e->node = must(realloc(e->node, (size_t) e->room * sizeof *e->node));
	}
	e->node[e->n_nodes] = (struct term) { .op = op, .a = -1, .b = -1, .c = -1, .next = -1, .at = at,
		.class_of = EXPR_NONE };
	return e->n_nodes++;
}

/* A node above others; -1 if one of them is missing or the tree grows too high. */
static int above(struct parser *p, enum op op, size_t at, int a, int b)
{
	unsigned depth = 0;
	int n;

	if (a < 0)
		return -1;
	depth = p->e->node[a].depth;
	if (b >= 0 && p->e->node[b].depth > depth)
		depth = p->e->node[b].depth;
	if (depth + 1 > EXPR_DEPTH_MAX) {
		bad(p, at, "this is too long or too deeply nested; make two assertions of it");
		return -1;
	}
	n = expr_node(p->e, op, at);
	p->e->node[n].a = a;
	p->e->node[n].b = b;
	p->e->node[n].depth = (uint16_t) (depth + 1);
	return n;
}

static int parse_or(struct parser *p);
static int parse_sum(struct parser *p);

/* What is missing here, said with what stands here instead. */
static int missing(struct parser *p, const char *what)
{
	if (p->sign == SIGN_BAD)
		return -1;
	if (p->sign == SIGN_END)
		expr_refuse(p->fault, p->size, "%s is missing at the end", what);
	else
		expr_refuse(p->fault, p->at, "%s is missing before %s", what,
				expr_quote(p->text + p->at, p->length).text);
	p->sign = SIGN_BAD;
	return -1;
}

static bool take(struct parser *p, enum sign sign, const char *what)
{
	if (p->sign != sign)
		return missing(p, what) >= 0;
	return next(p);
}

static bool word_is(const struct parser *p, const char *word)
{
	return p->sign == SIGN_NAME && p->name_size == strlen(word)
			&& memcmp(p->text + p->begin, word, p->name_size) == 0;
}

/* "last 30 d", "from 10 d to 20 d" behind a comma.  0: none stands here, -1: a wrong one. */
static int parse_window(struct parser *p)
{
	size_t at = p->at;
	enum window_kind kind = word_is(p, "last") ? WINDOW_LAST
			: word_is(p, "first") ? WINDOW_FIRST : WINDOW_FROM;
	size_t behind = p->at + p->length;
	int n, from, to = -1;

	while (look(p, behind) == ' ')
		behind++;
	if ((kind == WINDOW_FROM && !word_is(p, "from")) || look(p, behind) == '(')
		return 0;
	if (!next(p) || (from = parse_sum(p)) < 0)
		return -1;
	if (kind == WINDOW_FROM) {
		if (!word_is(p, "to"))
			return missing(p, "\"to\", as in from 10 d to 20 d,");
		if (!next(p) || (to = parse_sum(p)) < 0)
			return -1;
	}
	n = above(p, OP_WINDOW, at, from, to);
	if (n >= 0)
		p->e->node[n].window = kind;
	return n;
}

/* One argument: a value, a set ("provider where up"), or a window. */
static int parse_argument(struct parser *p, bool first)
{
	size_t at = p->at;
	int value, where = -1, n;

	if (!first && p->sign == SIGN_NAME) {
		n = parse_window(p);
		if (n != 0)
			return n;
	}
	value = parse_or(p);
	if (value < 0)
		return -1;
	if (p->sign == SIGN_WHERE && (!next(p) || (where = parse_or(p)) < 0))
		return -1;
	return above(p, OP_ARG, at, value, where);
}

/* The arguments behind a name, in a chain; -2 if there are none, -1 if they are wrong. */
static int parse_arguments(struct parser *p, uint16_t *depth)
{
	int head = -2, tail = -1;

	*depth = 0;
	if (!take(p, SIGN_OPEN, "("))
		return -1;
	for (int count = 0; p->sign != SIGN_CLOSE || count > 0; count++) {
		int n;

		if (count == EXPR_ARGS_MAX) {
			bad(p, p->at, "these are more arguments than anything takes");
			return -1;
		}
		n = parse_argument(p, count == 0);
		if (n < 0)
			return -1;
		if (p->e->node[n].depth > *depth)
			*depth = p->e->node[n].depth;
		if (tail >= 0)
			p->e->node[tail].next = n;
		else
			head = n;
		tail = n;
		if (p->sign != SIGN_COMMA)
			break;
		if (!next(p))
			return -1;
	}
	return take(p, SIGN_CLOSE, ")") ? head : -1;
}

static int parse_call(struct parser *p, size_t at, size_t name_size)
{
	uint16_t depth;
	int n, args = parse_arguments(p, &depth);

	if (args == -1)
		return -1;
	if (depth + 2 > EXPR_DEPTH_MAX) {
		bad(p, at, "this is too deeply nested");
		return -1;
	}
	n = expr_node(p->e, OP_CALL, at);
	p->e->node[n].size = name_size;
	p->e->node[n].a = args < 0 ? -1 : args;
	p->e->node[n].depth = (uint16_t) (depth + 1);
	if (p->sign != SIGN_MEMBER)
		return n;
	n = above(p, OP_MEMBER, p->begin, n, -1);
	if (n < 0)
		return -1;
	p->e->node[n].size = p->name_size;
	return next(p) ? n : -1;
}

static int parse_name(struct parser *p)
{
	size_t at = p->at, size = p->name_size;
	bool yes = word_is(p, "true"), constant = yes || word_is(p, "false");
	int n;

	if (!next(p))
		return -1;
	if (!constant && p->sign == SIGN_OPEN)
		return parse_call(p, at, size);
	n = expr_node(p->e, constant ? OP_CONST : OP_NAME, at);
	p->e->node[n].size = size;
	if (constant)
		p->e->node[n].value = value_truth(yes);
	return n;
}

static int parse_leaf(struct parser *p)
{
	size_t at = p->at, length = p->length;
	int n;

	if (p->sign == SIGN_NUMBER) {
		n = expr_node(p->e, OP_CONST, at);
		p->e->node[n].size = length;
		p->e->node[n].value = p->number.value;
		p->e->node[n].unit = p->number.unit;
		p->e->node[n].hint = p->number.hint;
		p->e->node[n].any = p->number.any;
		return next(p) ? n : -1;
	}
	if (p->sign == SIGN_TEXT) {
		n = expr_node(p->e, OP_CONST, p->begin);
		p->e->node[n].size = p->name_size;
		p->e->node[n].value = value_of_text("");
		return next(p) ? n : -1;
	}
	if (p->sign == SIGN_OPEN) {
		if (!next(p) || (n = parse_or(p)) < 0)
			return -1;
		return take(p, SIGN_CLOSE, ")") ? n : -1;
	}
	return p->sign == SIGN_NAME ? parse_name(p) : missing(p, "a value");
}

/* Counts how deep the parser itself has gone: a bracket is two steps, for what stands in it is a
 * condition first and then a value. */
static bool enter(struct parser *p)
{
	if (++p->depth <= 2 * EXPR_DEPTH_MAX)
		return true;
	return bad(p, p->at, "this is too deeply nested");
}

static int parse_unary(struct parser *p)
{
	size_t at = p->at;
	int n = -1;

	if (!enter(p))
		return -1;
	if (p->sign != SIGN_SUB)
		n = parse_leaf(p);
	else if (next(p))
		n = above(p, OP_NEG, at, parse_unary(p), -1);
	p->depth--;
	return n;
}

static int parse_product(struct parser *p)
{
	int n = parse_unary(p);

	while (n >= 0 && (p->sign == SIGN_MUL || p->sign == SIGN_DIV)) {
		enum op op = p->sign == SIGN_MUL ? OP_MUL : OP_DIV;
		size_t at = p->at;
		int right = next(p) ? parse_unary(p) : -1;

		n = right < 0 ? -1 : above(p, op, at, n, right);
	}
	return n;
}

static int parse_sum(struct parser *p)
{
	int n = parse_product(p);

	while (n >= 0 && (p->sign == SIGN_ADD || p->sign == SIGN_SUB)) {
		enum op op = p->sign == SIGN_ADD ? OP_ADD : OP_SUB;
		size_t at = p->at;
		int right = next(p) ? parse_product(p) : -1;

		n = right < 0 ? -1 : above(p, op, at, n, right);
	}
	return n;
}

static bool compares(enum sign sign)
{
	return (sign >= SIGN_EQ && sign <= SIGN_GE) || sign == SIGN_IN;
}

static int parse_comparison(struct parser *p)
{
	int n = parse_sum(p), left = n, low, high;
	enum sign sign = p->sign;
	size_t at = p->at;

	if (n < 0 || !compares(sign))
		return n;
	if (!next(p) || (low = parse_sum(p)) < 0)
		return -1;
	if (sign == SIGN_IN) {
		if (!take(p, SIGN_RANGE, "..") || (high = parse_sum(p)) < 0)
			return -1;
		n = above(p, OP_IN, at, low, high);
		if (n < 0)
			return -1;
		p->e->node[n].c = left;
		if (p->e->node[left].depth >= p->e->node[n].depth)
			p->e->node[n].depth = (uint16_t) (p->e->node[left].depth + 1);
	} else {
		n = above(p, (enum op) (OP_EQ + (sign - SIGN_EQ)), at, n, low);
	}
	if (n >= 0 && compares(p->sign)) {
		bad(p, p->at, "comparisons do not follow one another; write x in a..b, or join two with "
				"and");
		return -1;
	}
	return n;
}

static int parse_not(struct parser *p)
{
	size_t at = p->at;
	int n = -1;

	if (!enter(p))
		return -1;
	if (p->sign != SIGN_NOT)
		n = parse_comparison(p);
	else if (next(p))
		n = above(p, OP_NOT, at, parse_not(p), -1);
	p->depth--;
	return n;
}

static int parse_and(struct parser *p)
{
	int n = parse_not(p);

	while (n >= 0 && p->sign == SIGN_AND) {
		size_t at = p->at;
		int right = next(p) ? parse_not(p) : -1;

		n = right < 0 ? -1 : above(p, OP_AND, at, n, right);
	}
	return n;
}

static int parse_or(struct parser *p)
{
	int n = parse_and(p);

	while (n >= 0 && p->sign == SIGN_OR) {
		size_t at = p->at;
		int right = next(p) ? parse_and(p) : -1;

		n = right < 0 ? -1 : above(p, OP_OR, at, n, right);
	}
	return n;
}

int expr_parse(struct expr *e, struct expr_fault *fault)
{
	struct parser p = { .e = e, .fault = fault, .text = e->text, .size = e->size };
	int n = next(&p) ? parse_or(&p) : -1;

	if (n < 0)
		return -1;
	if (p.sign == SIGN_WHERE)
		bad(&p, p.at, "where stands within brackets, as in count(provider where up)");
	else if (p.sign == SIGN_TEXT || p.sign == SIGN_NUMBER || p.sign == SIGN_NAME || p.sign == SIGN_NOT
			|| p.sign == SIGN_OPEN)
		missing(&p, "and, or, a comparison or an operator");
	else if (p.sign == SIGN_CLOSE)
		bad(&p, p.at, "no ( belongs to this )");
	else if (p.sign != SIGN_END)
		missing(&p, "a value");
	return p.sign == SIGN_END ? n : -1;
}
