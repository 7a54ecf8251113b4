/* match.h - the story of one order: bids, filters, scores, draw, and who decided. */
#ifndef SIM_WHY_MATCH_H
#define SIM_WHY_MATCH_H

#include "sim/why/offer.h"

#define FACTORS 8

/* A bid that was placed. */
struct bid_story {
	uint64_t id, line;
	struct offer offer;
	bool eligible;
	char *obstacle; /* at the window close, NULL: none */
	const char *obstacle_rule;
	uint32_t factor[FACTORS]; /* of an eligible bid */
	uint32_t score, weight;
	uint64_t from, to; /* its stretch of the draw: from <= r < to */
	wide bonded;       /* stake + pool behind it */
	uint64_t slashes;
	uint16_t region;
};

/* A command on the order that was refused, or an attestation. */
struct attempt {
	uint64_t line, bid;
	uint32_t acct;
	wide stake;
	enum spheron_verb verb;
	enum spheron_result result;
};

struct match {
	struct why_play play;
	uint64_t order;
	struct spheron_order_record record; /* as it was made; as its window closed */
	uint64_t created_line, created_t, closed_t;
	bool created, window_closed;
	struct bid_story *bids;
	size_t n_bids, bids_room;
	struct attempt *attempts;
	size_t n_attempts, attempts_room;
	struct attempt *attests;
	size_t n_attests, attests_room;

	/* of the window close */
	uint64_t weight[FACTORS], draw_power, draw_mode;
	uint64_t zone_ppm;
	struct spheron_hex32 seed;
	uint64_t drawn, total_weight, r, computed;
	struct spheron_event_task_opened task;
	uint64_t quorum_bp;
	bool task_opened, task_final, task_expired;

	/* the end */
	bool matched, ended;
	uint64_t end_line, end_t, winner, expected;
	uint32_t decided_by; /* the sender, of match.set and order.choose */
	enum spheron_verb decided_with;
	bool by_deadline;
	enum spheron_due_class deadline;
	uint8_t reason; /* of an order that closed without a match */
	struct spheron_event_lease_created lease;

	const char *difference;
	wide computed_value, ledger_value;
};

/* Scores and draws again and compares; false if something differs. */
bool match_compute(struct match *m);

void match_compose(const struct match *m, struct sheet *s);

struct bid_story *match_bid(struct match *m, uint64_t id);

#endif
