/* names.h - which of many names are asked for: names and globs on a command line. */
#ifndef SIM_NAMES_H
#define SIM_NAMES_H

#include <stdbool.h>
#include <stddef.h>

#define NAMES_MAX 64

struct names {
	const char *asked[NAMES_MAX]; /* none: all */
	size_t n;
	const char *(*source)(size_t i); /* what there is */
	size_t n_source;
};

/* False if there are too many; said. */
bool names_add(struct names *names, const char *asked);

bool names_match(const struct names *names, const char *name);

/* Does each of them match something?  If not, that has been said, with the nearest name. */
bool names_found(const struct names *names);

#endif
