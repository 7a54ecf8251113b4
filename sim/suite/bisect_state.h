/* bisect_state.h - in what the states of two runs differ behind the command at which they part. */
#ifndef SIM_SUITE_BISECT_STATE_H
#define SIM_SUITE_BISECT_STATE_H

#include "sim/suite/bisect.h"

#include <stdio.h>

/* Plays both up to there once more: whom it concerns, and the fields of records that differ, those of whom it
 * concerns first.  Parameters are passed over if the setups differ. */
void bisect_state_show(const struct bisect *b, FILE *out);

#endif
