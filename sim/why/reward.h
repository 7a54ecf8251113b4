/* reward.h - one node's reward in one era: what was true when the era closed, and what the
 * close did. */
#ifndef SIM_WHY_REWARD_H
#define SIM_WHY_REWARD_H

#include "sim/why/watch.h"

struct reward {
	struct why_play play;
	struct watch watch;
	unsigned kind;
	uint32_t id, era;
	bool existed;         /* the node was there when the era closed */
	bool closed, counted; /* the close fired; it had an EraNode */

	/* just before the close */
	struct spheron_u128 param[SPHERON_PARAM_COUNT];
	struct spheron_points points;
	struct spheron_rate rate;
	struct spheron_era plan;
	struct spheron_provider_record provider;
	struct spheron_fizz_record fizz;
	struct spheron_gpu_record gpu[SPHERON_GPU_LINES_MAX];
	unsigned n_gpus;
	uint64_t begins, ends;
	wide stake, pool, foundation, accrued_before, others_before;
	const char *no_points, *no_points_rules;
	char no_points_text[256];

	/* by the close */
	struct spheron_event_era_node node;
	wide accrued_after, others_after, slashed;

	/* computed a second time */
	wide base, scaled, after_proofs, total, commission, others, inflation, inflation_others,
			kept;
	const char *difference; /* what was computed otherwise than the ledger has it, or NULL */
	wide computed, ledger;
};

uint64_t reward_param(const struct reward *r, unsigned param);

/* Computes everything again and compares; false if something differs. */
bool reward_compute(struct reward *r);

void reward_compose(const struct reward *r, struct sheet *s);

#endif
