/* decide.h - when enough has been seen of what is left to chance: sequential tests with declared errors.
 *
 * A claim is looked at while runs come in, in the order of their numbers.  Each look answers PASS, FAIL
 * or UNDECIDED; the first answer that is not UNDECIDED stands.  alpha bounds the probability that a
 * true claim fails, beta that a false one passes, whenever one stops to look: no number of looks makes
 * them larger.  Between true and false lies the indifference zone, where either answer is good.
 *
 * Nothing here knows what the numbers are.
 *
 * ---- for those who write claims ----
 *
 * "The pool lasts in at least 99 % of futures" can't be seen, only guessed from runs, and a guess may
 * err in two ways.  alpha is how often a claim that holds may fail all the same: the false alarms.  beta
 * is how often one that does not hold may pass: the bugs that slip through.  0.01 for both is usual.
 *
 * No number of runs tells 99 % from 98.9999 %.  The margin says how near it need not be told: with
 * 0.005 the zone goes from 98.5 to 99.5 %; what holds in 99.5 % passes but for alpha, what holds in
 * 98.5 % fails but for beta, and between them the odds go gradually from one to the other.  Half the
 * margin costs up to four times the runs; errors of a tenth cost half as many again, or twice.
 *
 * The budget is the most runs there may be.  If it is spent before either error is small enough the
 * answer is UNDECIDED: not a weak pass and not a weak fail, but "these runs can't tell".  Budgets never
 * make errors larger; a small one makes UNDECIDED frequent.  Ask decide_prob_expected() for what is
 * needed, and decide_prob_fewest() whether the budget can pass it at all.
 *
 * Runs that "at least p" takes on average where it is true (P at the upper end of the zone), with
 * alpha = beta = 0.01, and for 0.05 and 0.001 about 0.6 and 1.5 times as many:
 *
 *	p        margin 0.05   0.02    0.01    0.005
 *	0.9           89      534    2087    8241
 *	0.95         104*     293    1131    4414
 *	0.99         102*     276*    552*    990
 *	0.999         91*     240*    501*   1056*
 *
 * (* : the zone ends halfway to 1, see below.)  What must always hold, p = 1, takes 90, 228, 459 and
 * 919 runs, and fails with the first that does not.
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
 * these two, with the thresholds 1/alpha and beta, which keep both errors by Ville's inequality,
 * exactly, for any budget.  At most is the mirror image of at least.
 *
 * The zone goes no farther than halfway to 0 and to 1: "at least 0.95" with a margin of 0.05 is true
 * from 0.975 on, because from 1 on it would fail with the first run in which it does not happen, though
 * it happens in 99 of 100.  That promises more, and takes more runs, than the margin asks for.  Where p
 * itself is 1 (at most: 0) a single run to the contrary does decide.  At least 0 and at most 1 are
 * always true and pass with the first run.
 *
 * Callers see to it that 0 <= p <= 1, margin > 0, and alpha and beta are between 0 and 0.5.
 */
struct decide_prob {
	double p, margin, alpha, beta;
	bool at_most;                  /* instead of at least */
	double true_at, false_at;      /* the ends of the zone */
	double step_hit, step_miss;    /* what a run adds to the evidence */
	double fails_from, passes_to;  /* thresholds of the evidence */
	uint64_t n, hits;              /* seen so far, after the decision too */
	double evidence;               /* log of the likelihood ratio, for "false" when positive */
	enum verdict verdict;          /* as it stands; looks after the decision change nothing */
	uint64_t decided_at;           /* n when it was decided, 0 not yet */
};

void decide_prob_begin(struct decide_prob *d, double p, double margin, bool at_most, double alpha,
		double beta);
void decide_prob_add(struct decide_prob *d, bool hit);

/* How many runs it takes on average if the truth is at the end of the zone where the claim is true: by
 * Wald's formula, which leaves out by how much the last run oversteps a threshold.  It is up to a
 * third too low where a few runs decide. */
double decide_prob_expected(const struct decide_prob *d);

/* Fewer runs than these can't pass it, not even if all of them speak for it. */
uint64_t decide_prob_fewest(const struct decide_prob *d);

/* Clopper and Pearson's interval of a probability, at 1 - alpha: for those who look once.  At the
 * moment of a decision it is only a description. */
void decide_prob_interval(uint64_t n, uint64_t hits, double alpha, double *from, double *to);

/* ---- a mean ----
 *
 * "The mean lies within [low, high]" (either may be infinite).  Looks are at min, 2 min, 4 min, ... and
 * max runs, K in all; at each alpha/K is the probability that the interval by which it fails misses the
 * mean, and beta/K that the one by which it passes does on a given side.  PASS if the interval lies
 * within, FAIL if it lies outside, otherwise more is to be seen.  Values that are NAN are left out and
 * counted as missing.  min is 2 if it is less.  There is no zone: a mean near an end of the band stays
 * UNDECIDED for long.
 *
 * What is promised.  Intervals are Student's, so the errors hold if values are normal, and nearly if
 * there are many.  A long tail breaks Student's promise when there are few values (the mean of a
 * lognormal with sigma 1 is missed ten times as often as one in a hundred), therefore
 *
 * - an end that Hall's transformation, which accounts for skewness, puts farther out is put there;
 * - values whose tail shows in few of them (5 skewness^2 > n, as if fewer than about five values told
 *   of it) wait for a later look; at the last one they are judged by the empirical Bernstein bound
 *   over the range that has been seen, if that is wider;
 * - values that are all equal have no spread to judge by.  They are judged by the value itself, but
 *   only after as many runs (90 for 1 %) as would have shown, but for the error allowed, something else
 *   that comes in one run of 20; or at the last look, whatever max is.
 *
 * Measured at the very edge of a band, where errors are largest, as a multiple of what is declared (the
 * worse of alpha and beta, of both edges; max 400, 20,000 suites each):
 *
 *	                                        min 10        min 50
 *	                                     0.05   0.01   0.05   0.01
 *	normal                               0.65   0.68   0.81   0.96
 *	even between two ends                0.59   0.67   0.70   0.69
 *	exponential                          1.28   2.01   0.90   1.25
 *	lognormal, sigma 0.5                 1.23   1.94   0.94   1.28
 *	lognormal, sigma 1                   2.22   4.89   1.47   2.27
 *	0 but for 20 %, else exponential     0.35   0.28   0.59   0.39
 *	0 but for 5 %, else exponential      0.07   0.04   0.25   0.01
 *	1 but for 5 %, else 0                0.07   0.03   0.20   0.06
 *
 * So for money and waiting times, which have long tails, take min 50 or more, or a tenth of the error.
 * Something rare and large that no run has shown is in no interval.  For how often something happens,
 * claim a probability, whose errors are exact.
 */
struct decide_mean {
	double low, high, alpha, beta;
	uint64_t min, max;
	uint32_t looks;                /* K */
	uint64_t next;                 /* the run of the next look, 0 none */
	uint64_t n, missing;           /* n: values that are there */
	double mean, squares, cubes;   /* the mean, and sums of powers of distances from it */
	double least, most;            /* of the values; least > most: none yet */
	double from, to;               /* the interval at the level by which it fails, at the last look */
	enum verdict verdict;
	uint64_t decided_at;           /* by runs added, missing ones included */
};

void decide_mean_begin(struct decide_mean *d, double low, double high, double alpha, double beta,
		uint64_t min, uint64_t max);
/* The next value; looks when one is due, counted by runs added, missing ones included.  What comes after
 * max is counted and not looked at.  Beyond 1e100 the third power is too large: they count as lopsided;
 * beyond 1e150, or infinite, as without bounds. */
void decide_mean_add(struct decide_mean *d, double value);
/* The interval of what has been seen, at the level 1 - alpha/K; false if fewer than 2 values. */
bool decide_mean_interval(const struct decide_mean *d, double *from, double *to);
/* Whether all values that are there are the same, so that the interval is that value alone. */
bool decide_mean_equal(const struct decide_mean *d);

/* ---- families ----
 *
 * The part of a family's error that each of m claims gets, so that the probability of any error is at
 * most the family's (Bonferroni), however they hang together; m = 0 counts as 1.
 */
double decide_share(double family, uint32_t m);

/* The probability that any of n independent claims with these errors fails though all are true.  Claims
 * about the same runs are not independent, nor are those of files that share a seed: see below.  It
 * says nothing of UNDECIDED, which is up to the budgets. */
double decide_any(const double *alpha, size_t n);

/* What that is at most, however they hang together: the sum, and 1. */
double decide_any_at_most(const double *alpha, size_t n);

#endif
