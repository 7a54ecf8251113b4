#include "tests/units/statistics.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_sort.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

void expect_chi_square(const char *what, double sum, double freedom)
{
	double above = gsl_cdf_chisq_Q(sum, freedom), below = gsl_cdf_chisq_P(sum, freedom);

	if (!(above > ALPHA / 2 && below > ALPHA / 2))
		fail_msg("%s: chi-square %g with %g degrees of freedom (p %g)", what, sum, freedom,
				fmin(above, below));
}

void expect_even(const char *what, const unsigned *count, size_t n)
{
	double all = 0, sum = 0;

	for (size_t i = 0; i < n; i++)
		all += count[i];
	for (size_t i = 0; i < n; i++)
		sum += pow(count[i] - all / (double) n, 2) / (all / (double) n);
	expect_chi_square(what, sum, (double) n - 1);
}

void expect_normal(const char *what, double z)
{
	if (!(2 * gsl_cdf_ugaussian_Q(fabs(z)) > ALPHA))
		fail_msg("%s: %g standard errors away", what, z);
}

void expect_distribution(const char *what, double *x, size_t n, double (*cdf)(double))
{
	double count = (double) n, farthest = 0, limit = sqrt(-log(ALPHA / 2) / 2);

	gsl_sort(x, 1, n);
	for (size_t i = 0; i < n; i++) {
		double p = cdf(x[i]);

		farthest = fmax(farthest, (double) (i + 1) / count - p);
		farthest = fmax(farthest, p - (double) i / count);
	}
	if (!(farthest * sqrt(count) < limit))
		fail_msg("%s: %g away from its distribution, %g allowed", what, farthest,
				limit / sqrt(count));
}
