/* Trees as JSON text. */
#include "sim/scenario/form_tree.h"

#include "sim/player.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LINE_MAX_SIZE 88 /* longer objects and arrays take a line for each part */

void form_add_size(struct form_text *t, const char *text, size_t size)
{
	buffer_reserve(&t->text, &t->room, t->size + size + 1);
	memcpy(t->text + t->size, text, size);
	t->size += size;
	t->text[t->size] = 0;
}

void form_add(struct form_text *t, const char *text)
{
	form_add_size(t, text, strlen(text));
}

void form_add_string(struct form_text *t, const char *text)
{
	static const char plain[] = "\"\\\b\f\n\r\t", letter[] = "\"\\bfnrt";
	const char *begin = text;
	char escape[8];

	form_add_size(t, "\"", 1);
	for (; *text; text++) {
		const char *found = strchr(plain, *text);

		if (!found && (unsigned char) *text >= 0x20)
			continue;
		form_add_size(t, begin, (size_t) (text - begin));
		begin = text + 1;
		if (found)
			snprintf(escape, sizeof escape, "\\%c", letter[found - plain]);
		else
			snprintf(escape, sizeof escape, "\\u%04x", (unsigned) *text);
		form_add(t, escape);
	}
	form_add_size(t, begin, (size_t) (text - begin));
	form_add_size(t, "\"", 1);
}

void form_text_free(struct form_text *t)
{
	free(t->text);
	memset(t, 0, sizeof *t);
}

static void write_scalar(struct form_text *t, const struct form_node *node)
{
	if (node->kind == JSON_STRING)
		form_add_string(t, node->text);
	else
		form_add(t, node->kind == JSON_NUMBER ? node->text : form_kind_name(node->kind));
}

static bool has_parts(const struct form_node *node)
{
	return node->kind == JSON_OBJECT || node->kind == JSON_ARRAY;
}

void form_write_line(struct form_text *t, const struct form_node *node)
{
	bool object = node->kind == JSON_OBJECT;

	if (!has_parts(node)) {
		write_scalar(t, node);
		return;
	}
	form_add(t, object ? "{" : "[");
	for (const struct form_node *n = node->first; n; n = n->next) {
		form_add(t, n == node->first ? object ? " " : "" : ", ");
		if (object) {
			form_add_string(t, n->key);
			form_add(t, ": ");
		}
		form_write_line(t, n);
	}
	form_add(t, object ? node->first ? " }" : "}" : "]");
}

/* About how many characters a value takes in one line, counted no further than `most`. */
static size_t length(const struct form_node *node, size_t most)
{
	size_t n = 4 + (node->text ? strlen(node->text) : 0);

	for (const struct form_node *c = node->first; c && n <= most; c = c->next)
		n += (c->key ? strlen(c->key) + 4 : 0) + length(c, most - n);
	return n;
}

static void indent(struct form_text *t, size_t depth)
{
	form_add(t, "\n");
	for (size_t i = 0; i < depth; i++)
		form_add(t, "  ");
}

static void write_part(struct form_text *t, const struct form_node *node, size_t depth)
{
	bool object = node->kind == JSON_OBJECT;

	if (!has_parts(node) || (depth > 0 && length(node, LINE_MAX_SIZE) <= LINE_MAX_SIZE)) {
		form_write_line(t, node);
		return;
	}
	form_add(t, object ? "{" : "[");
	for (const struct form_node *n = node->first; n; n = n->next) {
		form_add(t, n == node->first ? "" : ",");
		indent(t, depth + 1);
		if (object) {
			form_add_string(t, n->key);
			form_add(t, ": ");
		}
		write_part(t, n, depth + 1);
	}
	if (node->first)
		indent(t, depth);
	form_add(t, object ? "}" : "]");
}

void form_write(struct form_text *t, const struct form_node *node)
{
	write_part(t, node, 0);
	form_add(t, "\n");
}
