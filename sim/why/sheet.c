#include "sim/why/sheet.h"

#include "sim/player.h"
#include "sim/why/sheet_node.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

struct raw raw_number(uint64_t v)
{
	return (struct raw){ .kind = RAW_NUMBER, .value = { v, 0 } };
}

struct raw raw_amount(struct spheron_u128 v)
{
	return (struct raw){ .kind = RAW_AMOUNT, .value = v };
}

struct raw raw_minus(struct spheron_u128 v)
{
	bool zero = (v.lo | v.hi) == 0;

	return (struct raw){ .kind = zero ? RAW_AMOUNT : RAW_MINUS, .value = v };
}

struct raw raw_text(const char *constant)
{
	return (struct raw){ .kind = RAW_TEXT, .text = constant };
}

struct raw raw_bool(bool v)
{
	return (struct raw){ .kind = RAW_BOOL, .value = { v, 0 } };
}

struct sheet *sheet_new(void)
{
	return must(calloc(1, sizeof(struct sheet)));
}

void sheet_free(struct sheet *s)
{
	for (size_t i = 0; i < s->n; i++) {
		free(s->node[i].text);
		free(s->node[i].label);
		free(s->node[i].columns);
	}
	free(s->node);
	free(s);
}

static struct sheet_node *add(struct sheet *s, enum sheet_kind kind, const char *key)
{
	struct sheet_node *node;

	if (s->n == s->room) {
		s->room = s->room * 2 + 64;
		s->node = must(realloc(s->node, s->room * sizeof *s->node));
	}
	node = &s->node[s->n++];
	*node = (struct sheet_node){ .kind = kind, .key = key };
	return node;
}

static char *printed(const char *format, va_list args)
{
	va_list again;
	int n;
	char *text;

	va_copy(again, args);
	n = vsnprintf(NULL, 0, format, again);
	va_end(again);
	text = must(malloc((size_t) n + 1));
	vsnprintf(text, (size_t) n + 1, format, args);
	return text;
}

void sheet_open(struct sheet *s, const char *key, const char *title, ...)
{
	struct sheet_node *node = add(s, SHEET_OPEN, key);
	va_list args;

	va_start(args, title);
	node->text = printed(title, args);
	va_end(args);
}

void sheet_list(struct sheet *s, const char *key)
{
	add(s, SHEET_LIST, key);
}

void sheet_close(struct sheet *s)
{
	add(s, SHEET_CLOSE, NULL);
}

void sheet_say(struct sheet *s, const char *format, ...)
{
	struct sheet_node *node = add(s, SHEET_SAY, NULL);
	va_list args;

	va_start(args, format);
	node->text = printed(format, args);
	va_end(args);
}

void sheet_fact(struct sheet *s, const char *key, struct raw raw, const char *rules,
		const char *label, const char *format, ...)
{
	struct sheet_node *node = add(s, SHEET_FACT, key);
	va_list args;

	node->raw = raw;
	node->rules = rules;
	node->label = must(malloc(strlen(label) + 1));
	strcpy(node->label, label);
	va_start(args, format);
	node->text = printed(format, args);
	va_end(args);
}

void sheet_value(struct sheet *s, const char *key, struct raw raw)
{
	add(s, SHEET_VALUE, key)->raw = raw;
}

void sheet_table(struct sheet *s, const char *key, const struct sheet_column *columns, unsigned n)
{
	struct sheet_node *node = add(s, SHEET_TABLE, key);

	node->columns = must(malloc(n * sizeof *columns));
	memcpy(node->columns, columns, n * sizeof *columns);
	node->n_columns = n;
}

void sheet_cell(struct sheet *s, struct raw raw, const char *format, ...)
{
	struct sheet_node *node = add(s, SHEET_CELL, NULL);
	va_list args;

	node->raw = raw;
	va_start(args, format);
	node->text = printed(format, args);
	va_end(args);
}

void sheet_total(struct sheet *s)
{
	add(s, SHEET_TOTAL, NULL);
}
