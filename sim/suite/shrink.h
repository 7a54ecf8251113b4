/* shrink.h - from a scenario whose test fails to the smallest one that can be found in which the same
 * assertion still fails in the same way.
 *
 * Delta debugging: parts are taken out in halves, quarters and so on down to single ones, the coarse before
 * the fine; sizes are divided and then searched in two halves; both over and over until nothing changes any
 * more.  Nothing is left to chance, so the same file always comes to the same result, unless time runs out.
 */
#ifndef SIM_SUITE_SHRINK_H
#define SIM_SUITE_SHRINK_H

#include "sim/suite/shrink_failure.h"
#include "sim/suite/shrink_tree.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct shrink_wishes {
	const char *path, *to;         /* the scenario; where the smaller one will be */
	const char *const *set;
	size_t n_sets;
	const char *id;                /* of the assertion; NULL: the first that fails */
	uint32_t run, cell;            /* ALL_RUNS, ALL_CELLS: look for it */
	double budget_s;
	bool quiet;
	const volatile int *stop;      /* not 0: come to an end */
};
#define ALL_CELLS UINT32_MAX

struct shrunk {
	struct failed before, after;   /* how it failed, how it fails now */
	uint32_t values_before, values_after;
	uint64_t tries;                /* tests that were played */
	bool ended;                    /* by budget or signal, before nothing more could be taken out */
	bool reseeded;                 /* has another seed, for its run 0 to fail */
	char *text;                    /* the file; the caller frees */
	size_t size;
};

/* EXIT_OK with a text; EXIT_NOTHING, EXIT_BAD_INPUT or others, the reason has been said. */
int shrink(const struct shrink_wishes *wishes, struct shrunk *out);

#endif
