/* file.h - reading files whole or by lines, writing them whole or not at all. */
#ifndef SUPPORT_FILE_H
#define SUPPORT_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* All of a file, with a NUL behind it that `size` does not count; the caller frees.  NULL if it can't
 * be read or has more than `limit` bytes; the reason has been said then. */
char *file_read(const char *path, size_t limit, size_t *size);

/* Writes a file under another name beside it and then gives it its own, so that nobody ever sees half
 * of it.  A device or pipe is written into instead.  False if that failed; the reason has been said
 * and nothing was left behind. */
bool file_write(const char *path, const char *text, size_t size);

/* Lines of a file or, for "-", of standard input. */
struct lines {
	FILE *file;
	const char *name; /* for messages */
	char *line;       /* the current one, without its LF */
	size_t size, room;
	uint64_t number;  /* of it, from 1 */
	uint64_t bytes, all_bytes; /* read, and in the file (0: unknown) */
};

/* False if it can't be opened; the reason has been said. */
bool lines_open(struct lines *l, const char *path);

/* False at the end. */
bool lines_next(struct lines *l);

/* False if reading had failed; the reason has been said. */
bool lines_close(struct lines *l);

#endif
