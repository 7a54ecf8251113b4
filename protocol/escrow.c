/* Escrow of tenants, and the income of nodes.
 *
 * Source: RULES.md ESCROW-01, ESCROW-02, FEE-05. */

#include "protocol/apply.h"
#include "protocol/node.h"
#include "protocol/price.h"

enum spheron_result command_escrow_deposit(struct spheron *st, uint32_t from,
		const struct spheron_args_escrow *a)
{
	u128 least;

	RULE("ESCROW-01");
	REQUIRE(is_paying(st, a->token), BAD_TOKEN);
	least = whole_token_ppm_down(st, a->token, par(st, SPHERON_P_MIN_DEPOSIT));
	REQUIRE(!u128_is_zero(a->amount) && u128_le(least, a->amount), BAD_VALUE);
	REQUIRE(u128_le(a->amount, free_balance(st, from, a->token)), NO_FUNDS);

	money_move(free_bucket(st, from, a->token), escrow_bucket(st, from, a->token), a->amount);
	emit_moved(st, SPHERON_FREE, from, SPHERON_ESCROW, from, a->token, a->amount);
	return SPHERON_OK;
}

enum spheron_result command_escrow_withdraw(struct spheron *st, uint32_t from,
		const struct spheron_args_escrow *a)
{
	RULE("ESCROW-02");
	REQUIRE(is_token(st, a->token), BAD_TOKEN);
	REQUIRE(!u128_is_zero(a->amount), BAD_VALUE);
	REQUIRE(u128_le(a->amount, escrow_balance(st, from, a->token)), NO_ESCROW);

	money_move(escrow_bucket(st, from, a->token), free_bucket(st, from, a->token), a->amount);
	emit_moved(st, SPHERON_ESCROW, from, SPHERON_FREE, from, a->token, a->amount);
	return SPHERON_OK;
}

enum spheron_result command_earn_withdraw(struct spheron *st, uint32_t from,
		const struct spheron_args_earn *a)
{
	struct node *n;
	struct till *till;
	u128 amount;

	RULE("FEE-05");
	REQUIRE(a->kind <= SPHERON_NODE_FIZZ, BAD_VALUE);
	n = node_find(st, a->kind, a->id);
	REQUIRE(n, NOT_FOUND);
	REQUIRE(n->owner == from, NOT_ALLOWED);
	REQUIRE(is_token(st, a->token), BAD_TOKEN);
	till = till_find(st, n, a->token);
	REQUIRE(till && !u128_is_zero(till->amount), NOTHING);
	REQUIRE_ROOM(purse_room(st, from, a->token));

	amount = money_move_all(&till->amount, free_bucket(st, from, a->token));
	emit_moved(st, a->kind == SPHERON_NODE_FIZZ ? SPHERON_FIZZ_EARNED : SPHERON_EARNED, a->id,
			SPHERON_FREE, from, a->token, amount);
	return SPHERON_OK;
}
