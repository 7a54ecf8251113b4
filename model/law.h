/* law.h - a distribution as a scenario gives it: which one, with what parameters.
 *
 * Values have the unit of the field that the law stands in (seconds, SPON, USD an hour ...); shapes and
 * sigmas have none.  In a scenario a law is one quantity (always that) or an object:
 *
 *	"20min"                                                     constant    a
 *	{ "dist": "uniform", "low": "1h", "high": "3h" }            uniform     a low, b high
 *	{ "dist": "exponential", "mean": "2d" }                     exponential a mean
 *	{ "dist": "weibull", "scale": "30d", "shape": 0.8 }         weibull     a scale, b shape
 *	{ "dist": "lognormal", "median": "20min", "sigma": 1.0 }    lognormal   a median, b sigma
 *	{ "dist": "pareto", "min": "50 SPON", "alpha": 1.2 }        pareto      a min, b alpha
 *	{ "dist": "gamma", "mean": "2h", "shape": 3 }               gamma       a mean, b shape
 *	{ "dist": "table", "quantiles": ["1min", "5min", "9h"] }    table       quantile[0 .. n - 1]
 *
 * Any of them may have "at_least" and "at_most": values beyond are moved to the bound.  The quantiles of
 * a table belong to the probabilities 0, 1/(n-1), ... 1 and are interpolated.
 */
#ifndef MODEL_LAW_H
#define MODEL_LAW_H

#include "model/stream.h"

#include <stdint.h>

#define LAW_KINDS(X)                                                                               \
	X(CONSTANT, "constant")                                                                    \
	X(UNIFORM, "uniform")                                                                      \
	X(EXPONENTIAL, "exponential")                                                              \
	X(WEIBULL, "weibull")                                                                      \
	X(LOGNORMAL, "lognormal")                                                                  \
	X(PARETO, "pareto")                                                                        \
	X(GAMMA, "gamma")                                                                          \
	X(TABLE, "table")

enum law_kind {
#define LAW_ENUM(constant, text) LAW_##constant,
	LAW_KINDS(LAW_ENUM)
#undef LAW_ENUM
	LAW_KIND_COUNT
};

struct law {
	enum law_kind kind;
	double a, b;
	double min, max; /* -INFINITY and INFINITY if not given */
	const double *quantile;
	uint32_t n;
};

/* The value at probability 0 < u < 1. */
double law_at(const struct law *law, double u);

/* One value from exactly one number of the stream, growing with it. */
double law_draw(const struct law *law, struct stream *s);

/* The mean, bounds left out of account; INFINITY where there is none. */
double law_mean(const struct law *law);

/* Always the same value; a law without bounds. */
struct law law_constant(double value);

const char *law_kind_name(enum law_kind kind);

#endif
