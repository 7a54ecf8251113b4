/* everything.h - a world in which each kind of record exists, in the middle of things. */
#ifndef TESTS_PROTOCOL_EVERYTHING_H
#define TESTS_PROTOCOL_EVERYTHING_H

#include "tests/support/world.h"

/* Made in test_invariants.c, which tells who is who. */
struct world *make_everything(void);

#endif
