/* bisect.h - where two runs part: the first line of their streams (bisect_stream.h) that differs. */
#ifndef SIM_SUITE_BISECT_H
#define SIM_SUITE_BISECT_H

#include "sim/suite/bisect_stream.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

/* One of the two. */
struct bisect_side {
	const char *label;             /* "scenario", "--against-set params.cooldown_s=1h" */
	const struct cell *cell;       /* of this program; NULL: the program below */
	char *const *argv;
	char *line, *step;             /* its first line that differs (NULL: it has ended), and the command or
	                                  deadline that it belongs to (NULL: the line is one itself) */
};

struct bisect {
	struct bisect_side side[2];
	uint32_t run;
	bool any_genesis;              /* setups differ: genesis and the state at the end need not agree */

	/* What was found. */
	bool differ, failed;           /* failed: a program has; it has been said */
	uint64_t events, lines;        /* that agree; number of the line that differs, from 1 */
	char *common;                  /* the last event that agrees, or NULL */
	uint32_t era[2];               /* from which era on ledger and market have other fingerprints; 0:
	                                  they have not */
};

/* Compares until both have ended, or until all is known of how they part. */
void bisect_find(struct bisect *b);
void bisect_show(const struct bisect *b, FILE *out);
void bisect_free(struct bisect *b);

#endif
