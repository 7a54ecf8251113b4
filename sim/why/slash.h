/* slash.h - every slash of a log: what triggered it, what it asked, who lost how much, who got
 * it. */
#ifndef SIM_WHY_SLASH_H
#define SIM_WHY_SLASH_H

#include "sim/why/leaving.h"
#include "sim/why/watch.h"

enum slash_subject { SLASH_PROVIDER, SLASH_FIZZ, SLASH_OPERATOR };

/* One bucket that money was taken from. */
enum loss_from { LOSS_OWN, LOSS_POOL, LOSS_ENTRY, LOSS_ACCRUED, LOSS_RESTAKED };
struct loss {
	enum loss_from from;
	uint32_t entry, acct; /* of an unbonding entry */
	uint8_t entry_kind;
	wide had, lost;
};

/* A delegator's part of what the pool lost, or a harmed party. */
struct share {
	uint32_t acct;
	wide of; /* what the shares were worth; the loss that was claimed */
	wide amount;
};
#define SHARES_SHOWN 8

struct slash {
	enum slash_subject subject;
	uint32_t id, era, number; /* number: from 1 in the order of the log */
	unsigned why;             /* enum spheron_slash_reason, 0 for an operator */
	uint64_t t, line;
	bool by_deadline;
	wide asked, taken;
	struct loss *losses;
	unsigned n_losses;
	struct share shares[SHARES_SHOWN > SPHERON_HARMED_MAX ? SHARES_SHOWN : SPHERON_HARMED_MAX];
	unsigned n_shares, more_shares;
	bool own_first;
	unsigned to; /* bucket that gets it, of downtime and late upgrades */

	/* downtime */
	wide dsec, lost_points, num, den, point_value;
	uint64_t floor_bp, fizz_bp, era_s;
	/* of collateral */
	uint64_t ppm, down_for_s;
	uint32_t version, must;
	/* a challenge */
	struct spheron_challenge_record challenge;
	uint32_t challenge_id;
	wide to_challenger, to_pool;
	/* a verdict */
	uint32_t prop, sender, bp;
	struct share harmed[SPHERON_HARMED_MAX];
	unsigned n_harmed;
	/* a dishonest attestation */
	uint64_t order, attested, expected;
	uint32_t accuser;
	uint64_t slash_bp, reward_bp;
	wide reward;

	struct watch *watch; /* the era of downtime, in the second playing */
};

/* What was in a node's buckets before the deadline or command in progress. */
struct held {
	wide stake, pool, accrued, reward;
	struct spheron_points points;
};

struct slashes {
	struct why_play play;
	struct leavings leavings;
	struct held *held[2];
	size_t room[2];
	struct share *holders; /* delegations ever made: acct, and in `of` the provider */
	size_t n_holders, holders_room;
	struct slash *all;
	size_t n, slashes_room;

	/* of the deadline or command in progress */
	struct spheron_due due;
	bool in_due;
	uint64_t line;
	struct spheron_era plan;
	struct spheron_challenge_record challenge;
	uint32_t challenge_id, prop, verdict_from, verdict_bp;
	struct spheron_harmed harmed;
	struct slash *verdict; /* whose restitution follows */
	wide restaked, treasury_eth;
	wide foundation, treasury, burned, paid;
	size_t first_of_close;
	int status;
};

/* Plays the log and records all slashes; an exit status. */
int slashes_find(struct slashes *w, const struct why *why);
void slashes_free(struct slashes *w);

/* Computes a slash again and compares; false, after saying so, if something differs. */
bool slash_check(struct slashes *w, const struct slash *s);

/* The explanation of one slash; the list of several. */
void slash_compose(const struct slashes *w, const struct slash *s, struct sheet *sheet);
void slash_list(const struct slashes *w, struct slash *const *chosen, size_t n,
		struct sheet *sheet);

/* "provider 2" or "operator 17"; "downtime under a lease" or "dishonest attestation". */
const char *slash_subject_words(enum slash_subject subject, uint32_t id);
const char *slash_reason_words(const struct slash *s);

#endif
