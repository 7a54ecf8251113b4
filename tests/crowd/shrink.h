/* shrink.h - makes a failing log short.
 *
 * Takes away ever smaller pieces of a log as long as what is left still fails, and saves the rest
 * where it can be played again by name.
 */
#ifndef TESTS_SHRINK_H
#define TESTS_SHRINK_H

#include <stdbool.h>
#include <stddef.h>

/* A log in memory: lines without LF. */
struct log {
	char **line;
	size_t *size;
	size_t n, room;
};

void log_add(struct log *l, const char *line, size_t size);
void log_free(struct log *l);

/* Reads a log file; exits with a message if it can't. */
void log_read(struct log *l, const char *path);

/* Does this log fail (in the way that is being looked for)? */
typedef bool fails(const struct log *l, void *arg);

/* Shortens the log, which fails, and writes it to tests/regressions/NAME.log, or to NAME.log in the
 * folder that REGRESSIONS names.  Prints where. */
void shrink_and_save(struct log *l, fails *check, void *arg, const char *name);

#endif
