/* progress.h - how far long work has come: a line that rewrites itself on a terminal, a plain line
 * now and then otherwise.  Short work says nothing.
 */
#ifndef SUPPORT_PROGRESS_H
#define SUPPORT_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

struct progress {
	const char *what;    /* "replaying" */
	const char *unit;    /* "commands" */
	double begun, shown; /* seconds of the monotonic clock */
	bool terminal, silent;
};

/* Silent shows nothing at all. */
void progress_begin(struct progress *p, const char *what, const char *unit, bool silent);

/* `done` units so far; `share` of all work done in 0 .. 1, negative if unknown.  Cheap enough to be
 * called every thousand units. */
void progress_show(struct progress *p, uint64_t done, double share);

/* Clears the line. */
void progress_end(struct progress *p);

#endif
