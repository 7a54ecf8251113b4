#include "protocol/ledger.h"

#include "protocol/emit.h"

u128 money_move_all(u128 *from, u128 *to)
{
	u128 amount = *from;

	money_move(from, to, amount);
	return amount;
}

struct purse *purse_find(const struct spheron *st, uint32_t acct, uint8_t token)
{
	for (uint32_t slot = account_at(st, acct)->purse; slot; slot = purse_at(st, slot)->next)
		if (purse_at(st, slot)->token == token)
			return purse_at(st, slot);
	return NULL;
}

bool purse_room(struct spheron *st, uint32_t acct, uint8_t token)
{
	return purse_find(st, acct, token) || has_room(st, T_PURSES, 1);
}

u128 free_balance(const struct spheron *st, uint32_t acct, uint8_t token)
{
	const struct purse *p = purse_find(st, acct, token);

	return p ? p->free : U128_ZERO;
}

u128 escrow_balance(const struct spheron *st, uint32_t acct, uint8_t token)
{
	const struct purse *p = purse_find(st, acct, token);

	return p ? p->escrow : U128_ZERO;
}

static struct purse *purse_make(struct spheron *st, uint32_t acct, uint8_t token)
{
	struct purse *p = purse_find(st, acct, token);

	if (!p) {
		uint32_t slot = slot_take(st, T_PURSES);

		p = purse_at(st, slot);
		p->token = token;
		p->next = account_at(st, acct)->purse;
		account_at(st, acct)->purse = slot;
	}
	return p;
}

u128 *free_bucket(struct spheron *st, uint32_t acct, uint8_t token)
{
	return &purse_make(st, acct, token)->free;
}

u128 *escrow_bucket(struct spheron *st, uint32_t acct, uint8_t token)
{
	return &purse_make(st, acct, token)->escrow;
}

struct till *till_find(const struct spheron *st, const struct node *node, uint8_t token)
{
	for (uint32_t slot = node->till; slot; slot = till_at(st, slot)->next)
		if (till_at(st, slot)->token == token)
			return till_at(st, slot);
	return NULL;
}

u128 *till_bucket(struct spheron *st, struct node *node, uint8_t token)
{
	struct till *t = till_find(st, node, token);

	if (!t) {
		uint32_t slot = slot_take(st, T_TILLS);

		t = till_at(st, slot);
		t->token = token;
		t->next = node->till;
		node->till = slot;
	}
	return &t->amount;
}

bool money_may_mint(const struct spheron *st, uint8_t token, u128 amount)
{
	u128 most = token == SPHERON_SPON ? par_amount(st, SPHERON_P_SPON_MAX_SUPPLY)
					  : u128_power_of_ten(30);
	u128 sum;

	RULE("TOKEN-03");
	return u128_add_fits(st->token[token].minted, amount, &sum) && u128_le(sum, most);
}

void money_mint(struct spheron *st, uint8_t token, u128 *to, u128 amount)
{
	st->token[token].minted = u128_add(st->token[token].minted, amount);
	*to = u128_add(*to, amount);
}

void emit_moved(struct spheron *st, unsigned from, uint64_t from_owner, unsigned to,
		uint64_t to_owner, uint8_t token, u128 amount)
{
	RULE("EVENT-02");
	EMIT(st, MOVED, moved, .from = { (uint8_t) from, from_owner },
			.to = { (uint8_t) to, to_owner }, .token = token, .amount = amount);
}
