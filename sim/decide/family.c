#include "sim/decide/decide.h"

#include <math.h>

const char *verdict_text(enum verdict verdict)
{
	switch (verdict) {
	case VERDICT_UNDECIDED:
		return "UNDECIDED";
	case VERDICT_PASS:
		return "PASS";
	case VERDICT_FAIL:
		return "FAIL";
	}
	return "?";
}

double decide_share(double family, uint32_t m)
{
	return m > 1 ? family / m : family;
}

double decide_any(const double *alpha, size_t n)
{
	double none = 0;

	/* In logarithms: a million errors of a millionth are not lost beside 1. */
	for (size_t i = 0; i < n; i++)
		none += log1p(-alpha[i]);
	return -expm1(none);
}

double decide_any_at_most(const double *alpha, size_t n)
{
	double sum = 0;

	for (size_t i = 0; i < n; i++)
		sum += alpha[i];
	return fmin(sum, 1);
}
