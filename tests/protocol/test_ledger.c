/* Tokens, buckets, accounts and roles (RULES.md 0.4, 0.5). */

#include "tests/protocol/groups.h"
#include "tests/support/world.h"

#include <string.h>

static void three_tokens_exist_from_the_start(void **state)
{
	struct world *w = world_unstarted();

	(void)state;
	CLAIM("TOKEN-01");
	ok(w, "{'do':'genesis'}");
	expect_field(w, "token", 0, 0, "decimals", "6");
	expect_field(w, "token", 0, 0, "pay", "1");
	expect_field(w, "token", 1, 0, "decimals", "18");
	expect_field(w, "token", 1, 0, "pay", "1");
	expect_field(w, "token", 2, 0, "decimals", "18");
	expect_field(w, "token", 2, 0, "pay", "0");
	expect_record(w, "token", 3, 0, false);
	a_rich_account(w, 1);
	ok(w, "{'do':'escrow.deposit','from':1,'token':0,'amount':'1000000'}");
	ok(w, "{'do':'escrow.deposit','from':1,'token':1,'amount':'1000000000000000000'}");
	refused(w, SPHERON_BAD_TOKEN,
		"{'do':'escrow.deposit','from':1,'token':2,'amount':'1000000000000000000'}");
	world_end(w);
}

static void a_token_is_added_with_at_most_18_decimals(void **state)
{
	struct world *w = world_begin("");

	(void)state;
	CLAIM("TOKEN-02");
	refused(w, SPHERON_BAD_VALUE, "{'do':'token.add','decimals':19}");
	refused(w, SPHERON_BAD_VALUE, "{'do':'token.add','decimals':6,'pay':2}");
	ok(w, "{'do':'token.add','decimals':18,'pay':0}");
	expect_event(w, "['TokenAdded',3,18]");
	expect_field(w, "token", 3, 0, "pay", "0");
	expect_field(w, "token", 3, 0, "minted", "0");
	ok(w, "{'do':'token.add','decimals':0}");
	expect_event(w, "['TokenAdded',4,0]");
	expect_field(w, "token", 4, 0, "decimals", "0");
	expect_field(w, "token", 4, 0, "pay", "1");
	/* Only what pays may be deposited: 10^0 * 1000000 / 1000000 = 1 unit is enough. */
	ok(w, "{'do':'token.mint','token':3,'to':0,'amount':'1000000000000000000'}");
	ok(w, "{'do':'token.mint','token':4,'to':0,'amount':'1'}");
	refused(w, SPHERON_BAD_TOKEN,
		"{'do':'escrow.deposit','token':3,'amount':'1000000000000000000'}");
	ok(w, "{'do':'escrow.deposit','token':4,'amount':'1'}");
	world_end(w);
}

static void at_most_eight_tokens_exist(void **state)
{
	struct world *w = world_begin("");

	(void)state;
	CLAIM("TOKEN-02");
	an_account(w, 1);
	for (unsigned id = 3; id < 8; id++)
		ok(w, "{'do':'token.add','decimals':6}");
	expect_event(w, "['TokenAdded',7,6]");
	refused(w, SPHERON_LIMIT, "{'do':'token.add','decimals':6}");
	/* NOT_ALLOWED, BAD_VALUE, LIMIT: the first that fails. */
	refused(w, SPHERON_BAD_VALUE, "{'do':'token.add','decimals':19}");
	refused(w, SPHERON_NOT_ALLOWED, "{'do':'token.add','from':1,'decimals':19}");
	expect_record(w, "token", 8, 0, false);
	world_end(w);
}

static void minting_brings_tokens_in_from_outside(void **state)
{
	struct world *w = world_begin("");

	(void)state;
	an_account(w, 1);
	CLAIM("TOKEN-03");
	ok(w, "{'do':'token.mint','token':2,'to':1,'amount':'1'}");
	expect_event(w, "['Moved','mint:0','free:1',2,'1']");
	expect_names(w, "Moved");
	expect_bucket(w, "free", 1, 2, "1");
	expect_field(w, "token", 2, 0, "minted", "1");
	ok(w, "{'do':'token.mint','token':2,'to':1,'amount':'41'}");
	expect_bucket(w, "free", 1, 2, "42");
	expect_field(w, "token", 2, 0, "minted", "42");
	expect_field(w, "token", 1, 0, "minted", "0");
	world_end(w);
}

static void the_minted_total_stays_within_ten_to_the_thirty(void **state)
{
	struct world *w = world_begin("");

	(void)state;
	CLAIM("TOKEN-03");
	refused(w, SPHERON_LIMIT,
		"{'do':'token.mint','token':0,'to':0,'amount':'1000000000000000000000000000001'}");
	ok(w, "{'do':'token.mint','token':0,'to':0,'amount':'999999999999999999999999999999'}");
	refused(w, SPHERON_LIMIT, "{'do':'token.mint','token':0,'to':0,'amount':'2'}");
	ok(w, "{'do':'token.mint','token':0,'to':0,'amount':'1'}");
	refused(w, SPHERON_LIMIT, "{'do':'token.mint','token':0,'to':0,'amount':'1'}");
	/* A sum that would wrap is over the limit as well. */
	refused(w, SPHERON_LIMIT,
		"{'do':'token.mint','token':0,'to':0,"
		"'amount':'340282366920938463463374607431768211455'}");
	expect_field(w, "token", 0, 0, "minted", "1000000000000000000000000000000");
	world_end(w);
}

static void spon_stops_at_its_own_maximum(void **state)
{
	struct world *w = world_begin("'params':{'spon_max_supply':1000}");

	(void)state;
	CLAIM("TOKEN-03");
	ok(w, "{'do':'token.mint','token':1,'to':0,'amount':'999'}");
	refused(w, SPHERON_LIMIT, "{'do':'token.mint','token':1,'to':0,'amount':'2'}");
	ok(w, "{'do':'token.mint','token':1,'to':0,'amount':'1'}");
	/* Only SPON. */
	ok(w, "{'do':'token.mint','token':2,'to':0,'amount':'1001'}");
	world_end(w);
}

static void checks_of_a_mint_come_in_the_order_of_its_row(void **state)
{
	struct world *w = world_begin("");

	(void)state;
	an_account(w, 1);
	CLAIM("CMD-01");
	CLAIM("RES-01");
	refused(w, SPHERON_NOT_ALLOWED,
		"{'do':'token.mint','from':1,'token':9,'to':99,'amount':'0'}");
	refused(w, SPHERON_BAD_TOKEN, "{'do':'token.mint','token':3,'to':99,'amount':'0'}");
	refused(w, SPHERON_NOT_FOUND, "{'do':'token.mint','token':1,'to':2,'amount':'0'}");
	refused(w, SPHERON_BAD_VALUE, "{'do':'token.mint','token':1,'to':1,'amount':'0'}");
	ok(w, "{'do':'token.mint','token':1,'to':1,'amount':'1'}");
	world_end(w);
}

static void a_transfer_moves_free_balance(void **state)
{
	struct world *w = world_begin("");

	(void)state;
	an_account(w, 2);
	ok(w, "{'do':'token.mint','token':2,'to':1,'amount':'10'}");
	CLAIM("TOKEN-04");
	refused(w, SPHERON_NO_FUNDS,
		"{'do':'token.transfer','from':1,'token':2,'to':2,'amount':'11'}");
	ok(w, "{'do':'token.transfer','from':1,'token':2,'to':2,'amount':'3'}");
	expect_event(w, "['Moved','free:1','free:2',2,'3']");
	expect_bucket(w, "free", 1, 2, "7");
	expect_bucket(w, "free", 2, 2, "3");
	ok(w, "{'do':'token.transfer','from':1,'token':2,'to':2,'amount':'7'}");
	expect_bucket(w, "free", 1, 2, "0");
	expect_bucket(w, "free", 2, 2, "10");
	expect_field(w, "token", 2, 0, "minted", "10");
	world_end(w);
}

static void sending_to_oneself_moves_nothing(void **state)
{
	struct world *w = world_begin("");

	(void)state;
	an_account(w, 1);
	ok(w, "{'do':'token.mint','token':2,'to':1,'amount':'10'}");
	CLAIM("TOKEN-04");
	ok(w, "{'do':'token.transfer','from':1,'token':2,'to':1,'amount':'10'}");
	expect_event(w, "['Moved','free:1','free:1',2,'10']");
	expect_bucket(w, "free", 1, 2, "10");
	refused(w, SPHERON_NO_FUNDS,
		"{'do':'token.transfer','from':1,'token':2,'to':1,'amount':'11'}");
	world_end(w);
}

static void checks_of_a_transfer_come_in_the_order_of_its_row(void **state)
{
	struct world *w = world_begin("");

	(void)state;
	an_account(w, 1);
	CLAIM("TOKEN-04");
	refused(w, SPHERON_BAD_TOKEN,
		"{'do':'token.transfer','from':1,'token':3,'to':9,'amount':'0'}");
	refused(w, SPHERON_NOT_FOUND,
		"{'do':'token.transfer','from':1,'token':0,'to':2,'amount':'0'}");
	refused(w, SPHERON_BAD_VALUE,
		"{'do':'token.transfer','from':1,'token':0,'to':0,'amount':'0'}");
	refused(w, SPHERON_NO_FUNDS,
		"{'do':'token.transfer','from':1,'token':0,'to':0,'amount':'1'}");
	world_end(w);
}

static void anyone_may_fund_the_foundation_pool(void **state)
{
	struct world *w = world_begin("");

	(void)state;
	an_account(w, 1);
	ok(w, "{'do':'token.mint','token':1,'to':1,'amount':'10'}");
	refused(w, SPHERON_BAD_VALUE, "{'do':'pool.fund','from':1,'amount':'0'}");
	refused(w, SPHERON_NO_FUNDS, "{'do':'pool.fund','from':1,'amount':'11'}");
	ok(w, "{'do':'pool.fund','from':1,'amount':'10'}");
	expect_event(w, "['Moved','free:1','foundation:0',1,'10']");
	expect_bucket(w, "foundation", 0, 1, "10");
	expect_bucket(w, "free", 1, 1, "0");
	world_end(w);
}

struct sums {
	unsigned __int128 token[SPHERON_TOKENS_MAX], minted[SPHERON_TOKENS_MAX];
	unsigned names; /* bit by bucket name */
};

static bool sum_up(void *ctx, const struct spheron_record *r)
{
	struct sums *sums = ctx;
	const struct spheron_bucket_record *b = &r->u.bucket;
	const struct spheron_token_record *t = &r->u.token;

	if (r->kind == SPHERON_RECORD_BUCKET) {
		sums->token[b->token] += (unsigned __int128)b->amount.hi << 64 | b->amount.lo;
		sums->names |= 1u << b->name;
	} else if (r->kind == SPHERON_RECORD_TOKEN) {
		sums->minted[t->id] = (unsigned __int128)t->minted.hi << 64 | t->minted.lo;
	}
	return true;
}

/* Everything that was minted lies in some bucket. */
static unsigned expect_all_in_buckets(struct world *w)
{
	struct sums sums;

	memset(&sums, 0, sizeof sums);
	assert_true(spheron_walk(world_state(w), sum_up, &sums));
	for (unsigned i = 0; i < SPHERON_TOKENS_MAX; i++)
		assert_true(sums.token[i] == sums.minted[i]);
	return sums.names;
}

static void money_moves_between_buckets_and_is_never_destroyed(void **state)
{
	struct world *w = world_begin("'params':{'downtime_dest':1,'matcher_mode':2}");
	uint32_t p = a_provider(w, 1, "'gateway':1");
	uint32_t f = a_fizz(w, 2, p, "");

	(void)state;
	CLAIM("LEDGER-01");
	a_rich_account(w, 4);
	ok(w, "{'do':'pool.fund','from':4,'amount':'1000000000000000000000'}");
	ok(w, "{'do':'trust.set','provider':%u,'tier':5}", p);
	ok(w, "{'do':'deleg.add','from':4,'provider':%u,'amount':'1000000000000000000'}", p);
	ok(w, "{'do':'fizz.checks','gateway':%u,'list':[[%u,1,0,0,0,0]]}", p, f);
	ok(w, "{'do':'avs.register','from':2,'amount':'1000000000000000000'}");
	a_lease(w, 3, p, "'blocks':50000");
	ok(w, "{'do':'node.down','from':1,'kind':0,'id':%u}", p);
	at(w, 3606);
	ok(w, "{'do':'node.up','from':1,'kind':0,'id':%u}", p);
	at(w, 86400);
	ok(w, "{'do':'advance'}");
	expect_event(w, "['Slashed',1,1,_,_,_,'0','0']");
	ok(w, "{'do':'stake.unbond','from':1,'provider':%u,'amount':'1000000000000000000'}", p);
	ok(w, "{'do':'challenge.open','from':4,'provider':%u,'kind':0}", p);
	ok(w, "{'do':'prop.submit','from':4,'kind':4,'target':%u}", p);
	/* All but earned and fizz_earned. */
	assert_int_equal(expect_all_in_buckets(w), 0x1ffff & ~(1u << 8) & ~(1u << 10));
	ok(w, "{'do':'lease.close','from':3,'lease':1}");
	assert_int_equal(expect_all_in_buckets(w), 0x1ffff & ~(1u << 2) & ~(1u << 10));
	world_end(w);
}

static void accounts_are_opened_by_an_admin(void **state)
{
	struct world *w = world_begin("");

	(void)state;
	CLAIM("ACCT-01");
	ok(w, "{'do':'account.open'}");
	expect_event(w, "['AccountOpened',1]");
	expect_names(w, "AccountOpened");
	ok(w, "{'do':'role.set','acct':1,'roles':62}");
	refused(w, SPHERON_NOT_ALLOWED, "{'do':'account.open','from':1}");
	ok(w, "{'do':'role.set','acct':1,'roles':1}");
	ok(w, "{'do':'account.open','from':1}");
	expect_event(w, "['AccountOpened',2]");
	expect_field(w, "account", 2, 0, "roles", "0");
	expect_field(w, "account", 2, 0, "orders", "0");
	world_end(w);
}

static void roles_replace_the_bits_of_an_account(void **state)
{
	struct world *w = world_begin("");

	(void)state;
	an_account(w, 1);
	CLAIM("ACCT-02");
	CLAIM("CMD-03");
	ok(w, "{'do':'role.set','acct':1,'roles':35}");
	expect_event(w, "['RoleSet',1,35]");
	expect_field(w, "account", 1, 0, "roles", "35");
	ok(w, "{'do':'role.set','acct':1,'roles':4}");
	expect_field(w, "account", 1, 0, "roles", "4");
	refused(w, SPHERON_NOT_ALLOWED, "{'do':'role.set','from':1,'acct':99,'roles':64}");
	refused(w, SPHERON_NOT_FOUND, "{'do':'role.set','acct':2,'roles':64}");
	refused(w, SPHERON_BAD_VALUE, "{'do':'role.set','acct':1,'roles':64}");
	ok(w, "{'do':'role.set','acct':1,'roles':63}");
	expect_field(w, "account", 1, 0, "roles", "63");
	world_end(w);
}

static void account_zero_keeps_all_roles(void **state)
{
	struct world *w = world_begin("");

	(void)state;
	an_account(w, 1);
	CLAIM("ACCT-02");
	refused(w, SPHERON_BAD_VALUE, "{'do':'role.set','acct':0,'roles':63}");
	refused(w, SPHERON_BAD_VALUE, "{'do':'role.set','acct':0,'roles':1}");
	ok(w, "{'do':'role.set','acct':1,'roles':1}");
	refused(w, SPHERON_BAD_VALUE, "{'do':'role.set','from':1,'acct':0,'roles':0}");
	expect_field(w, "account", 0, 0, "roles", "63");
	world_end(w);
}

/* Tries a command of each role: "1" where it got past the role. */
static void expect_powers(struct world *w, unsigned roles, const char *powers)
{
	static const char *const tried[] = {
		"{'do':'release.set','from':1,'version':0}",          /* ADMIN: BAD_VALUE */
		"{'do':'provider.suspend','from':1,'provider':9}",    /* VERIFIER: NOT_FOUND */
		"{'do':'slash.misconduct','from':1,'kind':2,'id':9}", /* SLASHER: BAD_VALUE */
		"{'do':'match.set','from':1,'order':9,'bid':9}",      /* MATCHER: NOT_FOUND */
		"{'do':'token.mint','from':1,'token':9,'to':0,'amount':'1'}", /* MINTER: BAD_TOKEN
									       */
	};
	static const enum spheron_result passed[] = { SPHERON_BAD_VALUE, SPHERON_NOT_FOUND,
		SPHERON_BAD_VALUE, SPHERON_NOT_FOUND, SPHERON_BAD_TOKEN };

	ok(w, "{'do':'role.set','acct':1,'roles':%u}", roles);
	for (unsigned i = 0; i < 5; i++)
		refused(w, powers[i] == '1' ? passed[i] : SPHERON_NOT_ALLOWED, "%s", tried[i]);
}

static void each_role_admits_to_its_own_commands_only(void **state)
{
	struct world *w = world_begin("");

	(void)state;
	an_account(w, 1);
	CLAIM("ACCT-02");
	expect_powers(w, 0, "00000");
	expect_powers(w, 1, "10000");
	expect_powers(w, 2, "01000");
	expect_powers(w, 4, "00100");
	expect_powers(w, 8, "00010");
	expect_powers(w, 16, "00000");
	expect_powers(w, 32, "00001");
	expect_powers(w, 63, "11111");
	world_end(w);
}

static void the_council_is_counted(void **state)
{
	struct world *w = world_begin("");

	(void)state;
	an_account(w, 2);
	expect_field(w, "meta", 0, 0, "council", "1"); /* account 0 */
	CLAIM("ACCT-02");
	ok(w, "{'do':'role.set','acct':1,'roles':16}");
	expect_field(w, "meta", 0, 0, "council", "2");
	ok(w, "{'do':'role.set','acct':1,'roles':17}");
	expect_field(w, "meta", 0, 0, "council", "2");
	ok(w, "{'do':'role.set','acct':2,'roles':47}"); /* all but COUNCIL */
	expect_field(w, "meta", 0, 0, "council", "2");
	ok(w, "{'do':'role.set','acct':1,'roles':1}");
	expect_field(w, "meta", 0, 0, "council", "1");
	world_end(w);
}

static void the_account_that_registered_a_provider_receives_its_rewards_and_income(void **state)
{
	struct world *w = world_begin("'params':{'matcher_mode':2}");
	uint32_t p = a_provider(w, 1, "");

	(void)state;
	CLAIM("ACCT-03");
	a_rich_account(w, 2);
	ok(w, "{'do':'pool.fund','from':2,'amount':'1000000000000000000000'}");
	ok(w, "{'do':'trust.set','provider':%u,'tier':5}", p);
	a_lease(w, 3, p, "");
	wait_until(w, 86400);
	/* 64 threads * 0.1 points at multiplier 1 for a whole era: 6.4 points, 6.4 SPON. */
	expect_bucket(w, "accrued", p, 1, "6400000000000000000");
	refused(w, SPHERON_NOT_ALLOWED, "{'do':'reward.claim','from':2,'provider':%u}", p);
	refused(w, SPHERON_NOT_ALLOWED, "{'do':'reward.claim','from':0,'provider':%u}", p);
	ok(w, "{'do':'reward.claim','from':1,'provider':%u}", p);
	expect_event(w, "['Moved','accrued:1','free:1',1,'6400000000000000000']");
	/* Of 100000 units 20 % and 1 % are fees. */
	refused(w, SPHERON_NOT_ALLOWED,
		"{'do':'earn.withdraw','from':3,'kind':0,'id':%u,'token':0}", p);
	ok(w, "{'do':'earn.withdraw','from':1,'kind':0,'id':%u,'token':0}", p);
	expect_event(w, "['Moved','earned:1','free:1',0,'79000']");
	world_end(w);
}

int test_ledger(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(three_tokens_exist_from_the_start),
		cmocka_unit_test(a_token_is_added_with_at_most_18_decimals),
		cmocka_unit_test(at_most_eight_tokens_exist),
		cmocka_unit_test(minting_brings_tokens_in_from_outside),
		cmocka_unit_test(the_minted_total_stays_within_ten_to_the_thirty),
		cmocka_unit_test(spon_stops_at_its_own_maximum),
		cmocka_unit_test(checks_of_a_mint_come_in_the_order_of_its_row),
		cmocka_unit_test(a_transfer_moves_free_balance),
		cmocka_unit_test(sending_to_oneself_moves_nothing),
		cmocka_unit_test(checks_of_a_transfer_come_in_the_order_of_its_row),
		cmocka_unit_test(anyone_may_fund_the_foundation_pool),
		cmocka_unit_test(money_moves_between_buckets_and_is_never_destroyed),
		cmocka_unit_test(accounts_are_opened_by_an_admin),
		cmocka_unit_test(roles_replace_the_bits_of_an_account),
		cmocka_unit_test(account_zero_keeps_all_roles),
		cmocka_unit_test(each_role_admits_to_its_own_commands_only),
		cmocka_unit_test(the_council_is_counted),
		cmocka_unit_test(
			the_account_that_registered_a_provider_receives_its_rewards_and_income),
	};

	return cmocka_run_group_tests_name("ledger", tests, NULL, NULL);
}
