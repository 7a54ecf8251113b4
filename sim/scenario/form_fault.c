/* Faults, and how places are named in them. */
#include "sim/scenario/form_tree.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define QUOTE_MAX 60 /* bytes of a text that are quoted */

/* Zero-width characters, ends of lines, and marks that change the direction of what follows: in
 * U+2000 to U+207F, of which most are dashes and quotes. */
static bool hidden(const unsigned char *text)
{
	return text[0] == 0xe2 && ((text[1] == 0x80 && ((text[2] >= 0x8b && text[2] <= 0x8f)
			|| (text[2] >= 0xa8 && text[2] <= 0xae))) || (text[1] == 0x81 && text[2] >= 0xa0));
}

/* Length of the UTF-8 character at text if it is one that may be shown, else 0. */
static size_t shown(const unsigned char *text)
{
	size_t n = *text < 0xc0 ? 1 : *text < 0xe0 ? 2 : *text < 0xf0 ? 3 : 4;

	if (*text < 0x80)
		return *text >= ' ' && *text != 0x7f;
	if (n == 1 || (text[0] == 0xc2 && text[1] < 0xa0) || hidden(text)) /* C1 controls */
		return 0;
	for (size_t i = 1; i < n; i++)
		if ((text[i] & 0xc0) != 0x80)
			return 0;
	return n;
}

/* Copies what may be shown of `text` in at most `room` bytes; true if that was all. */
static bool show(char *out, const char *text, size_t room)
{
	size_t used = 0;

	while (*text) {
		size_t n = shown((const unsigned char *) text);

		if (used + (n ? n : 1) > room)
			break;
		if (n == 0)
			out[used++] = '?';
		for (size_t i = 0; i < n; i++)
			out[used++] = text[i];
		text += n ? n : 1;
	}
	out[used] = 0;
	return *text == 0;
}

struct form_quoted form_quote(const char *text)
{
	struct form_quoted q;

	if (!show(q.text, text, QUOTE_MAX))
		strcat(q.text, "...");
	return q;
}

static void add_step(const struct form_path *path, char *text, size_t size)
{
	size_t n;

	if (!path)
		return;
	add_step(path->up, text, size);
	n = strlen(text);
	if (path->name)
		snprintf(text + n, size - n, "%s%s", n ? "." : "", path->name);
	else
		snprintf(text + n, size - n, "%s%zu", n ? "." : "", path->item);
}

void form_path_text(const struct form_path *path, char *text, size_t size)
{
	*text = 0;
	add_step(path, text, size);
}

const char *form_kind_name(enum json_kind kind)
{
	switch (kind) {
	case JSON_OBJECT:
		return "an object";
	case JSON_ARRAY:
		return "an array";
	case JSON_STRING:
		return "a string";
	case JSON_NUMBER:
		return "a number";
	case JSON_TRUE:
		return "true";
	case JSON_FALSE:
		return "false";
	case JSON_NULL:
		return "null";
	}
	return "nothing";
}

static void refuse(struct form_fault *fault, const struct form_source *source, uint32_t line,
		uint32_t column, const struct form_path *path, const char *format, va_list list)
{
	char whole[1000];

	memset(fault, 0, sizeof *fault);
	show(fault->file, source->name ? source->name : "", sizeof fault->file - 1);
	if (source->origin == FORM_FROM_DEFAULT)
		strcpy(fault->file, "default");
	if (source->origin == FORM_FROM_FILE) {
		fault->line = line;
		fault->column = column;
	}
	form_path_text(path, whole, sizeof whole);
	show(fault->path, whole, sizeof fault->path - 1);
	vsnprintf(whole, sizeof whole, format, list);
	show(fault->why, whole, sizeof fault->why - 1);
}

bool form_refuse(struct form_fault *fault, const struct form_node *node,
		const struct form_path *path, const char *format, ...)
{
	va_list list;

	va_start(list, format);
	refuse(fault, node->source, node->line, node->column, path, format, list);
	va_end(list);
	return false;
}

bool form_refuse_key(struct form_fault *fault, const struct form_node *node,
		const struct form_path *path, const char *format, ...)
{
	bool key = node->key_line > 0;
	va_list list;

	va_start(list, format);
	refuse(fault, node->source, key ? node->key_line : node->line,
			key ? node->key_column : node->column, path, format, list);
	va_end(list);
	return false;
}

bool form_refuse_source(
		struct form_fault *fault, const struct form_source *source, const char *format, ...)
{
	va_list list;

	va_start(list, format);
	refuse(fault, source, 0, 0, NULL, format, list);
	va_end(list);
	return false;
}

void form_fault_line(const struct form_fault *fault, char text[FORM_FAULT_SIZE])
{
	char place[40] = "";

	if (fault->line)
		snprintf(place, sizeof place, ":%u:%u", fault->line, fault->column);
	snprintf(text, FORM_FAULT_SIZE, "%s%s: %s%s%s", fault->file, place, fault->path,
			*fault->path ? ": " : "", fault->why);
}
