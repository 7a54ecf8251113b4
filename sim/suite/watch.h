/* watch.h - doing something again whenever files change, for people who edit scenarios. */
#ifndef SIM_SUITE_WATCH_H
#define SIM_SUITE_WATCH_H

#include <stddef.h>

/* Calls `again` with all paths first; then, until Ctrl-C, with the scenario files that have changed, or
 * with all paths if something else did that they may be made of: an included file, a trace, a golden
 * result.  Returns 130. */
int watch_files(const char *const *path, size_t n,
		int (*again)(void *ctx, const char *const *path, size_t n), void *ctx);

#endif
