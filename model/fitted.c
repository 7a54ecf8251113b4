#include "model/fitted.h"

#include <assert.h>
#include <math.h>

/* Straight in the logarithm where there is one: what is measured here spans decades. */
static double between(double a, double b, double part)
{
	if (part <= 0)
		return a;
	if (part >= 1)
		return b;
	if (a > 0 && b > 0)
		return a * pow(b / a, part);
	return a + (b - a) * part;
}

double fitted_quantile_at(const struct fitted_quantile *table, size_t n, double u)
{
	size_t i = 1;

	assert(n > 1);
	while (i < n - 1 && u > table[i].p)
		i++;
	return between(table[i - 1].value, table[i].value,
			(u - table[i - 1].p) / (table[i].p - table[i - 1].p));
}

/* The mean of a piece straight in the logarithm is (b - a) / log(b / a). */
double fitted_quantile_mean(const struct fitted_quantile *table, size_t n)
{
	double sum = 0;

	assert(n > 1);
	for (size_t i = 1; i < n; i++) {
		double a = table[i - 1].value, b = table[i].value, p = table[i].p - table[i - 1].p;

		if (a > 0 && b > 0 && fabs(b / a - 1) > 1e-9)
			sum += p * (b - a) / log(b / a);
		else
			sum += p * (a + b) / 2;
	}
	return sum;
}

const struct fitted_gpu *fitted_gpu(uint16_t gpu)
{
	for (size_t i = 0; i < fitted_gpus_n; i++)
		if (fitted_gpus[i].gpu == gpu)
			return &fitted_gpus[i];
	return NULL;
}
