/* decide.h - luck for the tests of decisions, and the question whether a promise about errors was kept.
 *
 * Seeds are fixed, so a test passes always or never.
 */
#ifndef TESTS_UNITS_DECIDE_H
#define TESTS_UNITS_DECIDE_H

#include "sim/decide/decide.h"
#include "support/pcg.h"

/* Uniform in (0, 1), and standard normal. */
double decide_uniform(struct pcg *g);
double decide_normal(struct pcg *g);

/* So many errors in so many tries are no reason to say that they are more frequent than `rate`: as many
 * come by luck with a probability above 1e-4. */
bool rate_kept(unsigned errors, unsigned tries, double rate);
/* The same for less frequent. */
bool rate_reached(unsigned errors, unsigned tries, double rate);

/* The sequential test of a probability, computed and not drawn: over all counts that are possible if P is
 * `truth`. */
struct decide_exact {
	double pass, fail, runs; /* probabilities of verdicts, and the mean number of runs */
};
struct decide_exact decide_exactly(const struct decide_prob *d, double truth);

/* The tests of declared errors; how many failed. */
int decide_calibration(void);

/* Prints the table of measured errors of means, as in the header. */
void decide_print_measured(void);

#endif
