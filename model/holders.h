/* holders.h - those who hold tokens: delegators, matchmaker operators, voters. */
#ifndef MODEL_HOLDERS_H
#define MODEL_HOLDERS_H

#include "model/law.h"
#include "model/luck.h"

#include <stdbool.h>

struct delegator_class {
	const char *name;
	uint32_t count;
	struct law stake_spon;
	double looks_every_s;    /* mean time between looks at the market (inertia) */
	double chases;           /* how strongly a higher APR is preferred: weight = APR ^ chases */
	double least_apr;        /* below it a delegation is withdrawn, a year, part of 1 */
	double considers;        /* how many providers are compared at a look */
	double compounds;        /* part of the claimed rewards that is delegated again; the rest is sold */
	double votes;            /* turnout, part of 1 */
	const char *series;      /* total stake follows a trace instead (backtests) */
};

struct delegator {
	uint16_t class_;
	double spon;             /* free to be delegated */
	uint32_t provider;       /* to whom, 0 nobody */
	uint32_t looks;
};

/* A delegator as born, with its stake in hand; seconds until it looks at the market again, `d->looks` is
 * the occasion (INFINITY if it never does). */
void delegator_make(struct delegator *d, const struct delegator_class *c, uint16_t class_,
		const struct luck *luck, uint32_t id);
double delegator_next_look_s(const struct delegator *d, const struct delegator_class *c,
		const struct luck *luck, uint32_t id);

/* One provider that is compared. */
struct delegation_offer {
	uint32_t provider;
	double apr;              /* a year, part of 1, as the protocol tells it */
	double room_spon;        /* that its pool still takes */
};

enum delegator_does { DELEGATOR_STAYS, DELEGATOR_JOINS, DELEGATOR_MOVES, DELEGATOR_LEAVES };

/* What a look comes to; `present` is where it is now (provider 0: nowhere), offers[] what it compares;
 * *to is the offer taken by JOINS and MOVES.
 *
 * Of the offers that pay least_apr and have room, one is picked with a chance proportional to
 * APR ^ chases, where an offer with too little room counts with what it would pay on all that is in hand.
 * Whoever is nowhere joins it.  Whoever is somewhere moves if it pays a tenth more than where it is
 * (assumed: what is unbonding earns nothing for two weeks), or if where it is pays less than least_apr;
 * without such an offer it leaves in that case, and stays in all others.
 *
 * A delegator's streams: FOR_STAKE (occasion 0 its birth, 1 + looks the pick) and FOR_INERTIA. */
enum delegator_does delegator_looks(const struct delegator *d, const struct delegator_class *c,
		const struct luck *luck, uint32_t id, const struct delegation_offer *present,
		const struct delegation_offer *offer, uint32_t n, uint32_t *to);

struct operator_class {
	const char *name;
	uint32_t count;
	struct law stake_eth;
	double answers;          /* part of the tasks it answers at all (lazy: few) */
	double honest;           /* part of the answers that are the expected bid */
	struct law latency_s;
};

/* Does it answer this order's task, after how long, and with the bid that scoring expects?  Three numbers
 * of one stream for each operator and order. */
bool operator_answers(const struct operator_class *c, const struct luck *luck, uint32_t id,
		uint64_t order, double *after_s, bool *honest);

struct voter_setup {
	double provider_turnout;
	double approval;         /* mean support of a proposal that its entry in the timeline does not give */
	struct law delay_s;      /* from submission to a vote */
};

/* Does this account vote on the proposal, when and what (enum spheron_vote_choice)?  An approval below 0
 * is one that was not given. */
bool voter_votes(const struct voter_setup *v, double turnout, double approval, const struct luck *luck,
		uint32_t account, uint32_t proposal, double *after_s, uint8_t *choice);

#endif
