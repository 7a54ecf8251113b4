/* verifier.h - who checks that nodes are what they say: proofs of providers, checks of Fizz nodes,
 * judgements of challenges, disputes of wrong matches. */
#ifndef MODEL_VERIFIER_H
#define MODEL_VERIFIER_H

#include "model/law.h"
#include "model/luck.h"

#include <stdbool.h>

struct verifier_setup {
	double proofs_day;       /* of each kind a provider has, a day */
	double checks_day;       /* of a Fizz node, a day */
	double first_after_s;    /* a new provider's first proofs */
	double false_fail;       /* chance that a good proof is reported as failed */
	double false_pass;       /* chance that a bad one passes */
	double judge_after_s;    /* challenges */
	double judges;           /* part of the challenges it judges in time */
	double responds;         /* part that a healthy provider answers in time */
	double disputes;         /* part of wrong attestations that it disputes */
	double misses;           /* part of the real faults that a check does not see */
};

/* Result of one proof of a provider: true as reported, given what is true. */
bool verifier_reports(const struct verifier_setup *v, const struct luck *luck, uint32_t provider,
		uint64_t occasion, bool truth);

/* Measured shortfall (ppm) of a Fizz node with that mean shortfall at a check, 0 .. 1: nothing with the
 * chance `misses`, else uniform with that mean and as wide as 0 and 1 allow (one number). */
uint32_t verifier_shortfall_ppm(const struct verifier_setup *v, double mean, struct stream *s);

#endif
