/* files.h - which files a list of paths means: files themselves, and every *.json below a folder. */
#ifndef SIM_SUITE_FILES_H
#define SIM_SUITE_FILES_H

#include <stdbool.h>
#include <stddef.h>

struct found_file {
	char *path;
	bool named; /* given by itself, not found in a folder */
};

/* In the order of the list, those of a folder by name; each once.  Folders and files whose names begin
 * with a dot are passed over, and so are files that say of themselves to be golden results.  False if a
 * path is not there; that has been said. */
bool files_of(const char *const *paths, size_t n, struct found_file **out, size_t *n_out);
void files_free(struct found_file *files, size_t n);

/* The same, paths only. */
bool files_find(const char *const *paths, size_t n, char ***out, size_t *n_out);

#endif
