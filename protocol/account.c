/* Accounts, roles, tokens, and the commands that only move money between them. */
#include "protocol/account.h"

#include "protocol/apply.h"

uint32_t account_make(struct spheron *st, uint8_t roles)
{
	uint32_t id = st->n_accounts++;

	RULE("ID-01");
	RULE("ACCT-01");
	*account_at(st, id) = (struct account) { .roles = roles };
	st->table[T_ACCOUNTS].used++;
	st->table[T_ACCOUNTS].top = id;
	return id;
}

enum spheron_result command_account_open(struct spheron *st, uint32_t from,
		const struct spheron_args_none *a)
{
	uint32_t id;

	(void) a;
	REQUIRE(has_role(st, from, SPHERON_ROLE_ADMIN), NOT_ALLOWED);
	REQUIRE_ROOM(has_room(st, T_ACCOUNTS, 1));

	id = account_make(st, 0);
	EMIT(st, ACCOUNT_OPENED, account_opened, .acct = id);
	return SPHERON_OK;
}

enum spheron_result command_role_set(struct spheron *st, uint32_t from,
		const struct spheron_args_role_set *a)
{
	struct account *acct;

	RULE("ACCT-02");
	RULE("CMD-03");
	REQUIRE(has_role(st, from, SPHERON_ROLE_ADMIN), NOT_ALLOWED);
	REQUIRE(is_account(st, a->acct), NOT_FOUND);
	REQUIRE(a->acct != 0 && a->roles <= SPHERON_ROLES_ALL, BAD_VALUE);

	acct = account_at(st, a->acct);
	st->meta.council -= (acct->roles & SPHERON_ROLE_COUNCIL) != 0;
	acct->roles = a->roles;
	st->meta.council += (acct->roles & SPHERON_ROLE_COUNCIL) != 0;
	EMIT(st, ROLE_SET, role_set, .acct = a->acct, .roles = a->roles);
	return SPHERON_OK;
}

enum spheron_result command_token_add(struct spheron *st, uint32_t from,
		const struct spheron_args_token_add *a)
{
	uint8_t id = st->n_tokens;

	RULE("TOKEN-02");
	REQUIRE(has_role(st, from, SPHERON_ROLE_ADMIN), NOT_ALLOWED);
	REQUIRE(a->decimals <= 18 && a->pay <= 1, BAD_VALUE);
	REQUIRE(id < SPHERON_TOKENS_MAX, LIMIT);

	st->token[id] = (struct spheron_token_record) { id, a->decimals, a->pay, U128_ZERO };
	st->n_tokens++;
	EMIT(st, TOKEN_ADDED, token_added, .token = id, .decimals = a->decimals);
	return SPHERON_OK;
}

enum spheron_result command_token_mint(struct spheron *st, uint32_t from,
		const struct spheron_args_token_move *a)
{
	RULE("TOKEN-03");
	RULE("CMD-01");
	REQUIRE(has_role(st, from, SPHERON_ROLE_MINTER), NOT_ALLOWED);
	REQUIRE(is_token(st, a->token), BAD_TOKEN);
	REQUIRE(is_account(st, a->to), NOT_FOUND);
	REQUIRE(!u128_is_zero(a->amount), BAD_VALUE);
	REQUIRE(money_may_mint(st, a->token, a->amount), LIMIT);
	REQUIRE_ROOM(purse_room(st, a->to, a->token));

	money_mint(st, a->token, free_bucket(st, a->to, a->token), a->amount);
	emit_moved(st, SPHERON_BUCKET_MINT, 0, SPHERON_FREE, a->to, a->token, a->amount);
	return SPHERON_OK;
}

enum spheron_result command_token_transfer(struct spheron *st, uint32_t from,
		const struct spheron_args_token_move *a)
{
	RULE("TOKEN-04");
	REQUIRE(is_token(st, a->token), BAD_TOKEN);
	REQUIRE(is_account(st, a->to), NOT_FOUND);
	REQUIRE(!u128_is_zero(a->amount), BAD_VALUE);
	REQUIRE(u128_le(a->amount, free_balance(st, from, a->token)), NO_FUNDS);
	REQUIRE_ROOM(purse_room(st, a->to, a->token));

	money_move(free_bucket(st, from, a->token), free_bucket(st, a->to, a->token), a->amount);
	emit_moved(st, SPHERON_FREE, from, SPHERON_FREE, a->to, a->token, a->amount);
	return SPHERON_OK;
}

/* [LIVE-09] Anyone may fund the pool that pays liveness rewards. */
enum spheron_result command_pool_fund(struct spheron *st, uint32_t from,
		const struct spheron_args_amount *a)
{
	RULE("LIVE-09");
	REQUIRE(!u128_is_zero(a->amount), BAD_VALUE);
	REQUIRE(u128_le(a->amount, free_balance(st, from, SPHERON_SPON)), NO_FUNDS);

	money_move(free_bucket(st, from, SPHERON_SPON), &st->foundation, a->amount);
	emit_moved(st, SPHERON_FREE, from, SPHERON_FOUNDATION, 0, SPHERON_SPON, a->amount);
	return SPHERON_OK;
}

enum spheron_result command_treasury_pay(struct spheron *st, uint32_t from,
		const struct spheron_args_token_move *a)
{
	RULE("FEE-06");
	REQUIRE(has_role(st, from, SPHERON_ROLE_ADMIN), NOT_ALLOWED);
	REQUIRE(is_token(st, a->token), BAD_TOKEN);
	REQUIRE(is_account(st, a->to), NOT_FOUND);
	REQUIRE(!u128_is_zero(a->amount), BAD_VALUE);
	REQUIRE(u128_le(a->amount, st->treasury[a->token]), NO_FUNDS);
	REQUIRE_ROOM(purse_room(st, a->to, a->token));

	money_move(&st->treasury[a->token], free_bucket(st, a->to, a->token), a->amount);
	emit_moved(st, SPHERON_TREASURY, 0, SPHERON_FREE, a->to, a->token, a->amount);
	return SPHERON_OK;
}

/* [MATCH-08] The public randomness that draws are seeded with. */
enum spheron_result command_beacon_set(struct spheron *st, uint32_t from,
		const struct spheron_args_beacon *a)
{
	RULE("MATCH-08");
	REQUIRE(has_role(st, from, SPHERON_ROLE_VERIFIER), NOT_ALLOWED);

	st->meta.beacon = a->beacon;
	EMIT(st, BEACON_SET, beacon_set, .beacon = a->beacon);
	return SPHERON_OK;
}
