/* books.h - books of what every node earned and lost, kept while a log is played, and compared
 * with the ledger.
 *
 * An entry is one line of a node's statement.  Beside the entries each node has running sums of all
 * that went in and out of its buckets; at every era close and at the end the buckets must hold just
 * that.
 */
#ifndef SIM_WHY_BOOKS_H
#define SIM_WHY_BOOKS_H

#include "sim/why/leaving.h"

struct entry {
	uint32_t era;
	uint8_t token;
	bool minus;
	wide own, others; /* of the node's owner; of its delegators */
	char *what;       /* in words */
	const char *rules;
};

/* Money that came and went. */
struct flow {
	wide in, out;
};

/* Of one provider or Fizz node. */
struct book {
	struct entry *entries;
	size_t n, room;
	bool there;                                /* registered so far */
	wide reward_own, reward_others, inflation; /* SPON; inflation is part of the first two */
	wide gross[SPHERON_TOKENS_MAX], fees[SPHERON_TOKENS_MAX], income[SPHERON_TOKENS_MAX];
	wide slashed_own, slashed_others, bonds_won;
	uint32_t slashes;
	/* what its buckets must hold */
	struct flow accrued, others_accrued, stake, pool, unbonding, earned[SPHERON_TOKENS_MAX];
	/* before the era close in progress */
	wide accrued_before, others_before, bonded_before, pool_before;
	struct spheron_points points;
	char *no_reward; /* why it has no points, NULL if it has some */
	const char *no_reward_rules;
	bool active_before;
	size_t closing_from; /* its first entry of this close */
};

/* A challenge, by id. */
struct bonded {
	uint32_t provider, acct;
	uint8_t kind;
	wide bond;
};

struct books {
	struct why_play play;
	struct book *of[2]; /* by kind and id */
	size_t n[2], room[2];
	struct leavings leavings;
	struct bonded *challenges;
	size_t challenges_room;

	/* of the deadline or command in progress */
	const struct spheron_due *due;
	struct spheron_due due_copy;
	struct spheron_era era_plan;
	wide foundation_before, to_foundation;
	uint64_t settled_lease;
	struct {
		struct book *book;
		size_t entry;
	} settled[2]; /* entries of the lease just settled: node, gateway */
	wide settled_due, settled_fees;

	uint32_t eras_closed, checks, last_slashed, first_slashed;
	uint64_t first_order, refusals, last_refusal;
	bool any_slash;
	wide paid[2], minted;
	int status;
};

/* Plays the whole log; an exit status. */
int books_keep(struct books *b, const struct why *w);
void books_free(struct books *b);

/* The book of a node, made if there is none yet. */
struct book *book_of(struct books *b, unsigned kind, uint32_t id);

/* Compares every bucket of every node with the books; an exit status. */
int books_agree(struct books *b);

/* Notes a difference, unless one was found already. */
void books_compare(struct books *b, const char *what, wide computed, wide ledger);

/* Adds a line of a statement. */
struct entry *book_enter(struct books *b, struct book *book, unsigned token, const char *what,
		const char *rules);

/* Slashes, challenges and unbonding, in losses.c. */
void books_unbond_started(struct books *b, const struct spheron_event_unbond_started *e);
void books_unbond_paid(struct books *b, const struct spheron_event_unbond_paid *e);
void books_slashed(struct books *b, const struct spheron_event_slashed *e);
void books_fizz_slashed(struct books *b, const struct spheron_event_fizz_slashed *e);
void books_challenge_opened(struct books *b, const struct spheron_event_challenge_opened *e);
void books_challenge_closed(struct books *b, const struct spheron_event_challenge_closed *e);

/* Era closes, in closes.c. */
void books_era_begins_to_close(struct books *b);
void books_era_node(struct books *b, const struct spheron_event_era_node *e);
void books_era_closed(struct books *b, const struct spheron_event_era_closed *e);

/* Why a node has no points at an era close, in words, with the rules; NULL if it has some.  Asked
 * while the close is about to fire. */
const char *why_no_points(const struct spheron *state, unsigned kind, uint32_t id,
		const struct spheron_points *points, const char **rules);

#endif
