/* refusal.h - which check of a command failed, in words with the values of the state.
 *
 * For every result there is a function that looks at the state as it was when the command was
 * judged, asks the conditions of the command's row (RULES.md 4.1) in their order, and words the
 * first one that does not hold.  It decides for itself: if none fails although the library refused,
 * the two disagree, and that is an error.
 */
#ifndef SIM_WHY_REFUSAL_H
#define SIM_WHY_REFUSAL_H

#include "sim/why/offer.h"

struct refused {
	const struct spheron *state;
	const struct spheron_command *c;
	unsigned nth;     /* which of equal codes in the row, from 1 */
	const char *rule; /* behind the check that failed */
};

/* Notes which check it was and returns its words. */
const char *because(struct refused *x, unsigned nth, const char *rule, const char *text);
#define BECAUSE(condition, nth, rule, ...)                                                         \
	do {                                                                                       \
		if (condition)                                                                     \
			return because(x, nth, rule, words(__VA_ARGS__));                          \
	} while (0)

/* One function a result; NULL if no condition fails. */
const char *refused_not_allowed(struct refused *x);
const char *refused_not_found(struct refused *x);
const char *refused_ended(struct refused *x);
const char *refused_disabled(struct refused *x);
const char *refused_bad_value(struct refused *x);
const char *refused_bad_token(struct refused *x);
const char *refused_bad_state(struct refused *x);
const char *refused_duplicate(struct refused *x);
const char *refused_limit(struct refused *x);
const char *refused_in_maintenance(struct refused *x);
const char *refused_too_soon(struct refused *x);
const char *refused_window_closed(struct refused *x);
const char *refused_window_open(struct refused *x);
const char *refused_has_leases(struct refused *x);
const char *refused_not_linked(struct refused *x);
const char *refused_price_high(struct refused *x);
const char *refused_price_low(struct refused *x);
const char *refused_filtered(struct refused *x);
const char *refused_no_capacity(struct refused *x);
const char *refused_no_funds(struct refused *x);
const char *refused_no_escrow(struct refused *x);
const char *refused_no_stake(struct refused *x);
const char *refused_not_accepted(struct refused *x);
const char *refused_nothing(struct refused *x);
const char *refused_honest(struct refused *x);
const char *refused_overflow(struct refused *x);

/* ---- what commands are about ---- */

/* The id that a command names of a kind of record; false if it names none. */
bool names_provider(const struct spheron_command *c, uint32_t *id);
bool names_fizz(const struct spheron_command *c, uint32_t *id);
bool names_order(const struct spheron_command *c, uint64_t *id); /* orders, and leases */
bool names_lease(const struct spheron_command *c, uint64_t *id);
bool names_node(const struct spheron_command *c, unsigned *kind, uint32_t *id);
bool names_bid(const struct spheron_command *c, uint64_t *id);

bool is_account(const struct refused *x, uint32_t acct);
uint8_t roles_of(const struct refused *x, uint32_t acct);
bool why_lease(const struct spheron *state, uint64_t id, struct spheron_lease_record *l);
bool why_challenge(const struct spheron *state, uint32_t id, struct spheron_challenge_record *c);
bool why_proposal(const struct spheron *state, uint32_t id, struct spheron_proposal_record *p);
uint64_t param_of(const struct refused *x, unsigned param);
wide param_wide(const struct refused *x, unsigned param);
wide free_of(const struct refused *x, uint32_t acct, unsigned token);
uint64_t now_of(const struct refused *x);

/* An amount of SPON. */
const char *spon_words(const struct refused *x, wide v);

/* The order of a command, if it is there. */
bool order_of_command(const struct refused *x, struct spheron_order_record *o);
bool lease_of_command(const struct refused *x, struct spheron_lease_record *l);

/* Attributes: what a command says of a node; the GPUs in it. */
const struct spheron_attr *attr_of(const struct spheron_command *c);
uint32_t attr_gpu_count(const struct spheron_attr *a);
bool gpu_model_exists(unsigned model);

/* Which bound attributes break: of REG-02, of FIZZ-01, of FIZZ-04. */
const char *refused_provider_attributes(
		struct refused *x, const struct spheron_attr *a, uint8_t tokens, uint8_t gateway);
const char *refused_fizz_attributes(struct refused *x, const struct spheron_attr *a);
const char *refused_fizz_prices(
		struct refused *x, uint64_t cpu, uint64_t mem, uint64_t sto, uint64_t gpu);

#endif
