/* decide.h - when enough has been seen of what is left to chance: sequential tests with declared errors.
 *
 * A claim is looked at while runs come in, in the order of their numbers.  Each look answers PASS, FAIL
 * or UNDECIDED; the first answer that is not UNDECIDED stands.  alpha bounds the probability that a
 * true claim fails, beta that a false one passes, whenever one stops to look: no number of looks makes
 * them larger.  Between true and false lies the indifference zone, where either answer is good.
 *
 * Nothing here knows what the numbers are.
 */
#ifndef SIM_DECIDE_DECIDE_H
#define SIM_DECIDE_DECIDE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum verdict { VERDICT_UNDECIDED, VERDICT_PASS, VERDICT_FAIL };
const char *verdict_text(enum verdict verdict); /* "PASS", "FAIL", "UNDECIDED" */

/* ---- a probability ----
 *
 * "It happens with probability at least p" (or at most).  True from p + margin on (at most: p - margin
 * and below), false from p - margin on (p + margin).  Wald's sequential probability ratio test between
 * these two, with the thresholds 1/alpha and beta, which keep both errors by Ville's inequality.
 * Clipped to [0, 1] where the zone leaves it.
 */
struct decide_prob {
	double p, margin, alpha, beta;
	bool at_most;                  /* instead of at least */
	uint64_t n, hits;              /* seen so far */
	double evidence;               /* log of the likelihood ratio, for "false" when positive */
	enum verdict verdict;          /* as it stands; looks after the decision change nothing */
	uint64_t decided_at;           /* n when it was decided, 0 not yet */
};

void decide_prob_begin(struct decide_prob *d, double p, double margin, bool at_most, double alpha,
		double beta);
void decide_prob_add(struct decide_prob *d, bool hit);

/* How many runs it takes on average if the truth is at the end of the zone where the claim is true. */
double decide_prob_expected(const struct decide_prob *d);

/* ---- a mean ----
 *
 * "The mean lies within [low, high]" (either may be infinite).  Looks are at min, 2 min, 4 min, ... and
 * max runs, K in all; each takes alpha/K (to fail) and beta/K (to pass) by Student's t.  PASS if the
 * interval lies within, FAIL if it lies outside, otherwise more is to be seen.  Values that are NAN are
 * left out and counted as missing.
 */
struct decide_mean {
	double low, high, alpha, beta;
	uint64_t min, max;
	uint32_t looks;                /* K */
	uint64_t n, missing;           /* n: values that are there */
	double mean, squares;          /* Welford's */
	double from, to;               /* the interval at the level by which it fails, at the last look */
	enum verdict verdict;
	uint64_t decided_at;
};

void decide_mean_begin(struct decide_mean *d, double low, double high, double alpha, double beta,
		uint64_t min, uint64_t max);
/* The next value; looks when one is due, counted by runs added, missing ones included. */
void decide_mean_add(struct decide_mean *d, double value);
/* The interval of what has been seen, at the level 1 - alpha/K; false if fewer than 2 values. */
bool decide_mean_interval(const struct decide_mean *d, double *from, double *to);

/* Clopper and Pearson's interval of a probability, at 1 - alpha. */
void decide_prob_interval(uint64_t n, uint64_t hits, double alpha, double *from, double *to);

/* ---- families ----
 *
 * The part of a family's error that each of m claims gets, so that the probability of any error is at
 * most the family's (Bonferroni); and the probability that any of n independent claims with these
 * errors fails though all are true, which is at most their sum.
 */
double decide_share(double family, uint32_t m);
double decide_any(const double *alpha, size_t n);

#endif
