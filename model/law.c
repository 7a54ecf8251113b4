#include "model/law.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_sf_gamma.h>
#include <math.h>

const char *law_kind_name(enum law_kind kind)
{
	static const char *const names[] = {
#define LAW_NAME(constant, text) text,
		LAW_KINDS(LAW_NAME)
#undef LAW_NAME
	};

	return names[kind];
}

struct law law_constant(double value)
{
	return (struct law) { .kind = LAW_CONSTANT, .a = value, .min = -INFINITY, .max = INFINITY };
}

static double table_at(const struct law *law, double u)
{
	double at = u * (double) (law->n - 1);
	uint32_t i = (uint32_t) at;

	if (i + 1 >= law->n)
		return law->quantile[law->n - 1];
	return law->quantile[i] + (law->quantile[i + 1] - law->quantile[i]) * (at - (double) i);
}

static double unbounded(const struct law *law, double u)
{
	switch (law->kind) {
	case LAW_CONSTANT:
		return law->a;
	case LAW_UNIFORM:
		return law->a + (law->b - law->a) * u;
	case LAW_EXPONENTIAL:
		return -law->a * log1p(-u);
	case LAW_WEIBULL:
		return law->a * pow(-log1p(-u), 1.0 / law->b);
	case LAW_LOGNORMAL:
		return law->a * exp(law->b * gsl_cdf_ugaussian_Pinv(u));
	case LAW_PARETO:
		return law->a * pow(1.0 - u, -1.0 / law->b);
	case LAW_GAMMA:
		return gsl_cdf_gamma_Pinv(u, law->b, law->a / law->b);
	case LAW_TABLE:
		return table_at(law, u);
	case LAW_KIND_COUNT:
		break;
	}
	return 0;
}

double law_at(const struct law *law, double u)
{
	double value = unbounded(law, u);

	return value < law->min ? law->min : value > law->max ? law->max : value;
}

double law_draw(const struct law *law, struct stream *s)
{
	return law_at(law, stream_inner_unit(s));
}

static double table_mean(const struct law *law)
{
	double sum = 0;

	for (uint32_t i = 0; i + 1 < law->n; i++)
		sum += (law->quantile[i] + law->quantile[i + 1]) / 2;
	return law->n > 1 ? sum / (double) (law->n - 1) : law->quantile[0];
}

double law_mean(const struct law *law)
{
	switch (law->kind) {
	case LAW_CONSTANT:
	case LAW_EXPONENTIAL:
	case LAW_GAMMA:
		return law->a;
	case LAW_UNIFORM:
		return (law->a + law->b) / 2;
	case LAW_WEIBULL:
		return law->a * gsl_sf_gamma(1.0 + 1.0 / law->b);
	case LAW_LOGNORMAL:
		return law->a * exp(law->b * law->b / 2);
	case LAW_PARETO:
		return law->b > 1 ? law->a * law->b / (law->b - 1) : INFINITY;
	case LAW_TABLE:
		return table_mean(law);
	case LAW_KIND_COUNT:
		break;
	}
	return 0;
}
