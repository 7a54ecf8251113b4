#include "sim/measure/concentration.h"

#include <math.h>
#include <stdlib.h>

static int compare(const void *a, const void *b)
{
	double x = *(const double *) a, y = *(const double *) b;

	return (x > y) - (x < y);
}

void rank(double *value, size_t n)
{
	if (n > 1)
		qsort(value, n, sizeof *value, compare);
}

double ranked(const double *rising, size_t n, double q)
{
	double at = ceil(q * (double) n);

	return rising[at < 1 ? 0 : at >= (double) n ? n - 1 : (size_t) at - 1];
}

struct concentration concentration_of(double *amount, size_t n)
{
	struct concentration c = { NAN, NAN, NAN };
	double sum = 0, weighted = 0, squares = 0, held = 0;
	size_t holders = 0;

	rank(amount, n);
	for (size_t i = 0; i < n; i++) {
		sum += amount[i];
		weighted += (double) (i + 1) * amount[i];
		squares += amount[i] * amount[i];
	}
	if (!(sum > 0))
		return c;
	/* Twice the area between the diagonal and the Lorenz curve. */
	c.gini = 2 * weighted / ((double) n * sum) - ((double) n + 1) / (double) n;
	if (c.gini < 0)
		c.gini = 0;
	c.hhi = squares / (sum * sum);
	while (holders < n && !(held > sum / 2))
		held += amount[n - 1 - holders++];
	c.nakamoto = (double) holders;
	return c;
}
