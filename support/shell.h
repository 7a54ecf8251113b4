/* shell.h - words of command lines that people copy into their shell. */
#ifndef SUPPORT_SHELL_H
#define SUPPORT_SHELL_H

#include <stdbool.h>
#include <stddef.h>

/* A command that grows word by word in room of a fixed size. */
struct shell_line {
	char *text;
	size_t size, used;
	bool cut; /* something did not fit; the text is empty then, for half a command does harm */
};

struct shell_line shell_line(char *text, size_t size);

/* As it stands: options and what needs no quotes. */
void shell_add(struct shell_line *line, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* A blank and one word, which the shell will read as it is; in quotes if it must be. */
void shell_word(struct shell_line *line, const char *word);

/* The same, in quotes in any case. */
void shell_quoted(struct shell_line *line, const char *word);

#endif
