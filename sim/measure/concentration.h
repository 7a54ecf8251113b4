/* concentration.h - how unequally something is shared out. */
#ifndef SIM_MEASURE_CONCENTRATION_H
#define SIM_MEASURE_CONCENTRATION_H

#include <stddef.h>

struct concentration {
	double gini;     /* 0: all have the same, (n - 1) / n: one has all */
	double hhi;      /* sum of squared shares, 1/n to 1 */
	double nakamoto; /* least number of holders with more than half */
};

/* Of amounts >= 0, which are put into rising order; all NAN without any or if they sum to 0. */
struct concentration concentration_of(double *amount, size_t n);

/* The ceil(q n)-th smallest of n > 0 values in rising order. */
double ranked(const double *rising, size_t n, double q);

/* Puts values in rising order; none is NAN. */
void rank(double *value, size_t n);

#endif
