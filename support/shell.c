#include "support/shell.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* What every shell takes as it stands. */
#define PLAIN "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./=,:+%@"

struct shell_line shell_line(char *text, size_t size)
{
	*text = 0;
	return (struct shell_line) { .text = text, .size = size };
}

static void put(struct shell_line *line, const char *text, size_t n)
{
	if (line->cut || n >= line->size - line->used) {
		line->cut = true;
		*line->text = 0;
		return;
	}
	memcpy(line->text + line->used, text, n);
	line->used += n;
	line->text[line->used] = 0;
}

void shell_add(struct shell_line *line, const char *format, ...)
{
	char text[400];
	va_list args;
	int n;

	va_start(args, format);
	n = vsnprintf(text, sizeof text, format, args);
	va_end(args);
	put(line, text, n < 0 || (size_t) n >= sizeof text ? line->size : (size_t) n);
}

void shell_quoted(struct shell_line *line, const char *word)
{
	put(line, " '", 2);
	for (size_t n; *word; word += n) {
		n = strcspn(word, "'");
		put(line, word, n);
		if (word[n] == '\'') {
			put(line, "'\\''", 4);
			n++;
		}
	}
	put(line, "'", 1);
}

void shell_word(struct shell_line *line, const char *word)
{
	if (!*word || word[strspn(word, PLAIN)]) {
		shell_quoted(line, word);
		return;
	}
	put(line, " ", 1);
	put(line, word, strlen(word));
}
