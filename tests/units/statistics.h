/* statistics.h - what the tests of random numbers ask of a sample.
 *
 * Seeds are fixed, so a test passes always or never.  Each question is asked at a level of ALPHA: a
 * right program with another seed would fail it once in a million times.
 */
#ifndef TESTS_UNITS_STATISTICS_H
#define TESTS_UNITS_STATISTICS_H

#include <stddef.h>
#include <stdint.h>

#define ALPHA 1e-6

/* The sum is chi-square with as many degrees of freedom, on both sides. */
void expect_chi_square(const char *what, double sum, double freedom);

/* Counts that are expected to be equal. */
void expect_even(const char *what, const unsigned *count, size_t n);

/* A standard normal. */
void expect_normal(const char *what, double z);

/* Sorts x and compares it with a distribution (Kolmogorov and Smirnov). */
void expect_distribution(const char *what, double *x, size_t n, double (*cdf)(double));

#endif
