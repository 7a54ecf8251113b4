/* owners.h - what the tests of providers and of Fizz hosts share: luck, laws, means of samples, a
 * network to register with.
 */
#ifndef TESTS_UNITS_OWNERS_H
#define TESTS_UNITS_OWNERS_H

#include "model/law.h"
#include "model/luck.h"
#include "protocol/spheron.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#define HOUR_S 3600.0
#define DAY_S  86400.0
#define YEAR_S (365 * DAY_S)

/* Whose numbers are drawn in these tests. */
extern const struct luck luck;

/* A law without bounds. */
struct law law(enum law_kind kind, double a, double b);

/* Values whose mean is known. */
struct sample {
	double n, sum, squares;
};

void sample_add(struct sample *s, double x);

/* The mean of the sample is this, within its own standard error (see statistics.h). */
void expect_mean(const char *what, const struct sample *s, double mean);

/* Not farther apart than that. */
void expect_near(double is, double expected, double within);

/* A network with accounts 1 .. nodes + 1, in which nobody needs stake; free() it. */
struct spheron *network(uint32_t nodes);

/* This account registers a provider, and is accepted. */
void expect_registered(
		struct spheron *net, uint32_t acct, const struct spheron_attr *attr, bool gateway);

#endif
