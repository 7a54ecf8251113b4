/* ledger.h - where money lies and how it moves.  Internal.
 *
 * Source: RULES.md LEDGER-01.  A bucket is a u128 inside the record that owns it; money leaves one
 * and enters another in the same breath.  Purses (free and escrow of an account in one token) and
 * tills (lease income of a node in one token) are made when first needed and then stay.
 */
#ifndef PROTOCOL_LEDGER_H
#define PROTOCOL_LEDGER_H

#include "protocol/state.h"

/* Moves `amount` from one bucket to another.  The caller has checked that it is there. */
static inline void money_move(u128 *from, u128 *to, u128 amount)
{
	RULE("LEDGER-01");
	*from = u128_sub(*from, amount);
	*to = u128_add(*to, amount);
}

/* Moves all of it and returns how much that was. */
u128 money_move_all(u128 *from, u128 *to);

/* The purse of an account in a token, NULL if it never had one. */
struct purse *purse_find(const struct spheron *st, uint32_t acct, uint8_t token);

/* Is there one, or room to make it?  Must be asked before the functions below write. */
bool purse_room(struct spheron *st, uint32_t acct, uint8_t token);

/* Balances, 0 without a purse. */
u128 free_balance(const struct spheron *st, uint32_t acct, uint8_t token);
u128 escrow_balance(const struct spheron *st, uint32_t acct, uint8_t token);

/* The bucket itself; makes the purse or till if there is none. */
u128 *free_bucket(struct spheron *st, uint32_t acct, uint8_t token);
u128 *escrow_bucket(struct spheron *st, uint32_t acct, uint8_t token);
u128 *till_bucket(struct spheron *st, struct node *node, uint8_t token);

/* The till of a node, NULL if it never had one. */
struct till *till_find(const struct spheron *st, const struct node *node, uint8_t token);

/* Minting is the only source of money (TOKEN-03, LIVE-10). */
void money_mint(struct spheron *st, uint8_t token, u128 *to, u128 amount);

/* [TOKEN-03] May `amount` more be minted? */
bool money_may_mint(const struct spheron *st, uint8_t token, u128 amount);

/* Is this a token, and does it pay leases (ESCROW-01, ORDER-04)? */
static inline bool is_token(const struct spheron *st, uint8_t token)
{
	return token < st->n_tokens;
}

static inline bool is_paying(const struct spheron *st, uint8_t token)
{
	return is_token(st, token) && st->token[token].pay;
}

/* Reports a command whose only purpose is to move money. */
void emit_moved(struct spheron *st, unsigned from, uint64_t from_owner, unsigned to,
		uint64_t to_owner, uint8_t token, u128 amount);

#endif
