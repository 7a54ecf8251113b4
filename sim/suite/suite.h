/* suite.h - many scenario tests: opened, chosen from, run on all processors, judged in order. */
#ifndef SIM_SUITE_SUITE_H
#define SIM_SUITE_SUITE_H

#include "sim/names.h"
#include "sim/suite/claims.h"
#include "sim/suite/files.h"
#include "sim/suite/result.h"

#include <stdbool.h>

/* What is asked for. */
struct suite_wishes {
	const char *const *path;
	size_t n_paths;
	const char *const *filter;     /* globs over names and files; none: all */
	size_t n_filters;
	const char *tags;              /* "pr,cooldown,-slow"; NULL: all */
	uint32_t shard, shards;        /* from 1; 0: no shards */
	const char *record;            /* file with what failed last */
	bool rerun_failed, fail_fast, quiet;
	int jobs;
	struct claim_wishes claims;
};

struct suite_entry {
	struct suite_file *file;
	struct test *test;             /* NULL: the file is at fault */
	struct test_result *result;    /* once it has ended */
};

struct suite {
	const struct suite_wishes *wishes;
	struct suite_file *file;
	size_t n_files, n_left_out;    /* left out: files without assertions, found in folders */
	struct suite_entry *entry;     /* chosen */
	size_t n_entries, n_not_chosen;
};

/* Reads all files and chooses.  EXIT_OK, EXIT_BAD_INPUT or EXIT_NOTHING, the reason has been said. */
int suite_open(struct suite *s, const struct suite_wishes *wishes);
void suite_close(struct suite *s);

/* Runs what was chosen; `tell` gets each result in the order of the suite, as soon as all before it have
 * ended.  *stopped: by --fail-fast or a signal, whose number is returned (0: none). */
int suite_run(struct suite *s, void (*tell)(void *ctx, const struct test_result *result), void *ctx,
		bool *stopped);

/* What failed, for --rerun-failed.  False if it can't be written; only said if `aloud`. */
bool suite_record(const struct suite *s, bool aloud);

#endif
