/* Buckets (LEDGER-01), tokens (TOKEN-01..04), escrow (ESCROW-01, 02) and prices (PRICE-02, 04). */
#include "state.h"

#include <stdlib.h>

static int compare(const struct bucket *k, enum bucket_name name, u64 owner, u8 token)
{
	if (k->name != name)
		return k->name < name ? -1 : 1;
	if (k->owner != owner)
		return k->owner < owner ? -1 : 1;
	if (k->token != token)
		return k->token < token ? -1 : 1;
	return 0;
}

/* Position of the bucket, or of the place where it would stand. */
static size_t position(
	const struct oracle *o, enum bucket_name name, u64 owner, u8 token, bool *found)
{
	size_t i = 0;

	while (i < o->buckets.n && compare(o->buckets.item[i], name, owner, token) < 0)
		i++;
	*found = i < o->buckets.n && compare(o->buckets.item[i], name, owner, token) == 0;
	return i;
}

u128 oracle_balance(const struct oracle *o, enum bucket_name name, u64 owner, u8 token)
{
	bool found;
	size_t i = position(o, name, owner, token, &found);
	const struct bucket *k = found ? o->buckets.item[i] : NULL;

	return k ? k->amount : 0;
}

void oracle_credit(struct oracle *o, enum bucket_name name, u64 owner, u8 token, u128 amount)
{
	bool found;
	size_t i = position(o, name, owner, token, &found);

	if (amount == 0)
		return;
	if (!found) {
		struct bucket *fresh = oracle_alloc(sizeof *fresh);

		*fresh = (struct bucket){ (u8)name, owner, token, 0 };
		oracle_vec_insert(&o->buckets, i, fresh);
	}
	((struct bucket *)o->buckets.item[i])->amount += amount;
}

/* A bucket never goes below zero: whoever asks for more has made an error. Empty buckets are not
 * kept (ENC-07). */
void oracle_debit(struct oracle *o, enum bucket_name name, u64 owner, u8 token, u128 amount)
{
	bool found;
	size_t i = position(o, name, owner, token, &found);
	struct bucket *k;

	if (amount == 0)
		return;
	k = found ? o->buckets.item[i] : NULL;
	if (!k || k->amount < amount)
		abort();
	k->amount -= amount;
	if (k->amount == 0)
		oracle_vec_delete(&o->buckets, i);
}

void oracle_move(struct oracle *o, enum bucket_name from, u64 from_owner, enum bucket_name to,
	u64 to_owner, u8 token, u128 amount)
{
	oracle_debit(o, from, from_owner, token, amount);
	oracle_credit(o, to, to_owner, token, amount);
}

/* PRICE-02 */
u128 oracle_cost(const struct oracle *o, u8 token, u128 price, u64 blocks)
{
	return price * blocks / oracle_pow10(18u - o->token[token].decimals);
}

/* PRICE-04 */
bool oracle_price_admitted(const struct oracle *o, u8 token, u128 price, u64 blocks)
{
	u128 whole = oracle_pow10(o->token[token].decimals);
	u128 floor = oracle_max(1, oracle_param(o, P_min_order_ppm) * whole / 1000000);

	return oracle_cost(o, token, price, blocks) >= floor;
}

/* FEE-02 */
u16 oracle_user_bp(const struct oracle *o, u8 token)
{
	return (u16)oracle_param(o, token == SPON ? P_user_fee_spon_bp : P_user_fee_bp);
}

/* ESCROW-03, under present fee rates */
u128 oracle_lock(const struct oracle *o, u8 token, u128 price, u64 blocks)
{
	u128 cost = oracle_cost(o, token, price, blocks);

	return cost + cost * oracle_user_bp(o, token) / 10000;
}

/* CMD-01 */
static bool token_exists(const struct oracle *o, u128 token)
{
	return token < (u128)o->tokens;
}

/* TOKEN-02 */
enum result oracle_do_token_add(struct oracle *o, const struct command *c)
{
	u128 decimals = oracle_num(c, "decimals"), pay = oracle_num(c, "pay");

	if (!oracle_has_role(o, c->from, ADMIN))
		return NOT_ALLOWED;
	if (decimals > 18 || pay > 1)
		return BAD_VALUE;
	if (o->tokens == MAX_TOKENS)
		return LIMIT;
	o->token[o->tokens] = (struct token){ (u8)decimals, (u8)pay, 0 };
	EVENT(o, "TokenAdded", N((u128)o->tokens), N(decimals));
	o->tokens++;
	return OK;
}

/* TOKEN-03 */
enum result oracle_do_token_mint(struct oracle *o, const struct command *c)
{
	u128 token = oracle_num(c, "token"), to = oracle_num(c, "to"),
	     amount = oracle_num(c, "amount");
	u128 cap = oracle_pow10(30);
	char text[24] = "free:";

	if (!oracle_has_role(o, c->from, MINTER))
		return NOT_ALLOWED;
	if (!token_exists(o, token))
		return BAD_TOKEN;
	if (!oracle_account(o, to))
		return NOT_FOUND;
	if (amount == 0)
		return BAD_VALUE;
	if (token == SPON)
		cap = oracle_min(cap, oracle_param(o, P_spon_max_supply));
	if (amount > cap || o->token[token].minted > cap - amount)
		return LIMIT;
	o->token[token].minted += amount;
	oracle_credit(o, FREE, (u64)to, (u8)token, amount);
	oracle_decimal(to, text + 5);
	EVENT(o, "Moved", S("mint:0"), S(text), N(token), D(amount));
	return OK;
}

/* Shared end of the plain payments: move and say so. */
static enum result pay(struct oracle *o, enum bucket_name from, u64 from_owner, enum bucket_name to,
	u64 to_owner, u8 token, u128 amount)
{
	oracle_move(o, from, from_owner, to, to_owner, token, amount);
	oracle_event_moved(o, from, from_owner, to, to_owner, token, amount);
	return OK;
}

/* TOKEN-04 */
enum result oracle_do_token_transfer(struct oracle *o, const struct command *c)
{
	u128 token = oracle_num(c, "token"), to = oracle_num(c, "to"),
	     amount = oracle_num(c, "amount");

	if (!token_exists(o, token))
		return BAD_TOKEN;
	if (!oracle_account(o, to))
		return NOT_FOUND;
	if (amount == 0)
		return BAD_VALUE;
	if (oracle_balance(o, FREE, c->from, (u8)token) < amount)
		return NO_FUNDS;
	return pay(o, FREE, c->from, FREE, (u64)to, (u8)token, amount);
}

/* LIVE-09 */
enum result oracle_do_pool_fund(struct oracle *o, const struct command *c)
{
	u128 amount = oracle_num(c, "amount");

	if (amount == 0)
		return BAD_VALUE;
	if (oracle_balance(o, FREE, c->from, SPON) < amount)
		return NO_FUNDS;
	return pay(o, FREE, c->from, FOUNDATION, 0, SPON, amount);
}

/* FEE-06 */
enum result oracle_do_treasury_pay(struct oracle *o, const struct command *c)
{
	u128 token = oracle_num(c, "token"), to = oracle_num(c, "to"),
	     amount = oracle_num(c, "amount");

	if (!oracle_has_role(o, c->from, ADMIN))
		return NOT_ALLOWED;
	if (!token_exists(o, token))
		return BAD_TOKEN;
	if (!oracle_account(o, to))
		return NOT_FOUND;
	if (amount == 0)
		return BAD_VALUE;
	if (oracle_balance(o, TREASURY, 0, (u8)token) < amount)
		return NO_FUNDS;
	return pay(o, TREASURY, 0, FREE, (u64)to, (u8)token, amount);
}

/* ESCROW-01 */
enum result oracle_do_escrow_deposit(struct oracle *o, const struct command *c)
{
	u128 token = oracle_num(c, "token"), amount = oracle_num(c, "amount");

	if (!token_exists(o, token) || !o->token[token].pay)
		return BAD_TOKEN;
	if (amount == 0 || amount < oracle_param(o, P_min_deposit) *
					    oracle_pow10(o->token[token].decimals) / 1000000)
		return BAD_VALUE;
	if (oracle_balance(o, FREE, c->from, (u8)token) < amount)
		return NO_FUNDS;
	return pay(o, FREE, c->from, ESCROW, c->from, (u8)token, amount);
}

/* ESCROW-02: a token that does not pay leases never has escrow, hence NO_ESCROW. */
enum result oracle_do_escrow_withdraw(struct oracle *o, const struct command *c)
{
	u128 token = oracle_num(c, "token"), amount = oracle_num(c, "amount");

	if (!token_exists(o, token))
		return BAD_TOKEN;
	if (amount == 0)
		return BAD_VALUE;
	if (oracle_balance(o, ESCROW, c->from, (u8)token) < amount)
		return NO_ESCROW;
	return pay(o, ESCROW, c->from, FREE, c->from, (u8)token, amount);
}

/* LIVE-11 */
enum result oracle_do_reward_claim(struct oracle *o, const struct command *c)
{
	struct provider *p = oracle_provider(o, oracle_num(c, "provider"));
	u128 amount;

	if (!p)
		return NOT_FOUND;
	if (p->node.owner != c->from)
		return NOT_ALLOWED;
	amount = oracle_balance(o, ACCRUED, p->node.id, SPON);
	if (amount == 0)
		return NOTHING;
	return pay(o, ACCRUED, p->node.id, FREE, c->from, SPON, amount);
}

/* LIVE-11 */
enum result oracle_do_fizz_claim(struct oracle *o, const struct command *c)
{
	struct fizz *f = oracle_fizz(o, oracle_num(c, "fizz"));
	u128 amount;

	if (!f)
		return NOT_FOUND;
	if (f->node.owner != c->from)
		return NOT_ALLOWED;
	amount = oracle_balance(o, FIZZ_ACCRUED, f->node.id, SPON);
	if (amount == 0)
		return NOTHING;
	return pay(o, FIZZ_ACCRUED, f->node.id, FREE, c->from, SPON, amount);
}

/* FEE-05 */
enum result oracle_do_earn_withdraw(struct oracle *o, const struct command *c)
{
	u128 kind = oracle_num(c, "kind"), id = oracle_num(c, "id"), token = oracle_num(c, "token");
	enum bucket_name from = kind == KIND_PROVIDER ? EARNED : FIZZ_EARNED;
	struct node *n;
	u128 amount;

	if (kind > KIND_FIZZ)
		return BAD_VALUE;
	n = oracle_node(o, kind, id);
	if (!n)
		return NOT_FOUND;
	if (n->owner != c->from)
		return NOT_ALLOWED;
	if (!token_exists(o, token))
		return BAD_TOKEN;
	amount = oracle_balance(o, from, n->id, (u8)token);
	if (amount == 0)
		return NOTHING;
	return pay(o, from, n->id, FREE, c->from, (u8)token, amount);
}
