/* Ids (RULES.md 0.2). */

#include "protocol/state.h"
#include "tests/protocol/groups.h"
#include "tests/support/world.h"

static void ids_are_given_from_one_on_in_order_of_creation(void **state)
{
	struct world *w = world_begin("'params':{'auto_approve':1,'matcher_mode':2}");

	(void)state;
	CLAIM("ID-01");
	expect_field(w, "meta", 0, 0, "next_order", "1");
	expect_field(w, "meta", 0, 0, "next_bid", "1");
	expect_field(w, "meta", 0, 0, "next_unbond", "1");
	expect_field(w, "meta", 0, 0, "next_prop", "1");
	expect_field(w, "meta", 0, 0, "next_challenge", "1");
	ok(w, "{'do':'account.open'}");
	expect_event(w, "['AccountOpened',1]");
	ok(w, "{'do':'account.open'}");
	expect_event(w, "['AccountOpened',2]");
	assert_int_equal(a_provider(w, 1, ""), 1);
	assert_int_equal(a_provider(w, 2, ""), 2);
	assert_int_equal(an_order(w, 3, ""), 1);
	assert_int_equal(an_order(w, 3, ""), 2);
	ok(w, "{'do':'bid.place','from':2,'order':2,'provider':2,'price':'100000000000000'}");
	expect_event(w, "['BidPlaced',2,1,2,0,'100000000000000']");
	ok(w, "{'do':'bid.place','from':1,'order':1,'provider':1,'price':'100000000000000'}");
	expect_event(w, "['BidPlaced',1,2,1,0,'100000000000000']");
	expect_field(w, "meta", 0, 0, "next_order", "3");
	expect_field(w, "meta", 0, 0, "next_bid", "3");
	/* The two registrations were proposals 1 and 2. */
	expect_field(w, "meta", 0, 0, "next_prop", "3");
	world_end(w);
}

static void account_zero_is_there_from_the_start_with_every_role(void **state)
{
	struct world *w = world_begin("");

	(void)state;
	CLAIM("ID-01");
	expect_field(w, "account", 0, 0, "roles", "63");
	expect_record(w, "account", 1, 0, false);
	refused(w, SPHERON_NO_ACCOUNT, "{'do':'advance','from':1}");
	ok(w, "{'do':'account.open'}");
	ok(w, "{'do':'advance','from':1}");
	expect_field(w, "account", 1, 0, "roles", "0");
	refused(w, SPHERON_NO_ACCOUNT, "{'do':'advance','from':2}");
	world_end(w);
}

static void a_refused_command_uses_up_no_id(void **state)
{
	struct world *w = world_begin("");

	(void)state;
	an_account(w, 1);
	CLAIM("ID-01");
	refused(w, SPHERON_BAD_VALUE, "{'do':'provider.register','from':1,'region':0,'cpu':1}");
	refused(w, SPHERON_NO_ESCROW,
		"{'do':'order.create','from':1,'max_price':'100000000000000','blocks':1000,'cpu':"
		"1}");
	expect_field(w, "meta", 0, 0, "next_prop", "1");
	expect_field(w, "meta", 0, 0, "next_order", "1");
	ok(w, "{'do':'account.open'}");
	expect_event(w, "['AccountOpened',2]");
	world_end(w);
}

static void an_ended_record_gives_ended_and_an_id_never_given_not_found(void **state)
{
	struct world *w = world_begin("'params':{'matcher_mode':2}");
	uint32_t p = a_provider(w, 1, "");
	uint64_t order = an_order(w, 2, "");

	(void)state;
	CLAIM("ID-02");
	refused(w, SPHERON_NOT_FOUND, "{'do':'order.cancel','from':2,'order':0}");
	refused(w, SPHERON_NOT_FOUND, "{'do':'order.cancel','from':2,'order':2}");
	refused(w, SPHERON_NOT_FOUND,
		"{'do':'order.cancel','from':2,'order':'18446744073709551615'}");
	ok(w, "{'do':'order.cancel','from':2,'order':%u}", (unsigned)order);
	refused(w, SPHERON_ENDED, "{'do':'order.cancel','from':2,'order':1}");
	refused(w, SPHERON_ENDED, "{'do':'lease.close','from':2,'lease':1}");
	refused(w, SPHERON_ENDED, "{'do':'bid.place','from':1,'order':1,'provider':%u,'price':'1'}",
		p);
	/* Its id is not given again. */
	assert_int_equal(a_lease(w, 2, p, ""), 2);
	refused(w, SPHERON_NOT_FOUND, "{'do':'lease.close','from':2,'lease':3}");
	refused(w, SPHERON_NOT_FOUND, "{'do':'lease.close','from':2,'lease':0}");
	ok(w, "{'do':'lease.close','from':2,'lease':2}");
	refused(w, SPHERON_ENDED, "{'do':'lease.close','from':2,'lease':2}");
	refused(w, SPHERON_ENDED, "{'do':'order.cancel','from':2,'order':2}");
	world_end(w);
}

static void ended_proposals_and_challenges_are_told_from_unknown_ones(void **state)
{
	struct world *w = world_begin("");
	uint32_t p = a_provider(w, 1, "");

	(void)state;
	CLAIM("ID-02");
	/* Proposal 1 was the registration, passed and gone. */
	refused(w, SPHERON_ENDED, "{'do':'prop.vote','from':1,'prop':1,'choice':1}");
	refused(w, SPHERON_NOT_FOUND, "{'do':'prop.vote','from':1,'prop':2,'choice':1}");
	refused(w, SPHERON_NOT_FOUND, "{'do':'prop.vote','from':1,'prop':0,'choice':1}");
	refused(w, SPHERON_NOT_FOUND, "{'do':'prop.vote','from':1,'prop':4294967295,'choice':1}");
	a_rich_account(w, 2);
	refused(w, SPHERON_NOT_FOUND, "{'do':'challenge.judge','challenge':1,'pass':1}");
	ok(w, "{'do':'challenge.open','from':2,'provider':%u,'kind':0}", p);
	ok(w, "{'do':'challenge.respond','from':1,'challenge':1}");
	ok(w, "{'do':'challenge.judge','challenge':1,'pass':1}");
	refused(w, SPHERON_ENDED, "{'do':'challenge.judge','challenge':1,'pass':1}");
	refused(w, SPHERON_ENDED, "{'do':'challenge.respond','from':1,'challenge':1}");
	refused(w, SPHERON_NOT_FOUND, "{'do':'challenge.respond','from':1,'challenge':0}");
	refused(w, SPHERON_NOT_FOUND, "{'do':'challenge.respond','from':1,'challenge':2}");
	world_end(w);
}

static void a_lease_has_the_id_of_its_order_and_a_plain_one_no_fizz_node(void **state)
{
	struct world *w = world_begin("'params':{'matcher_mode':2}");
	uint32_t p = a_provider(w, 1, "");

	(void)state;
	CLAIM("ID-03");
	an_order(w, 2, "");
	an_order(w, 2, "");
	assert_int_equal(a_lease(w, 2, p, ""), 3);
	expect_event(w, "['LeaseCreated',3,2,1,0,_,1000,_,3,1003]");
	expect_field(w, "lease", 3, 0, "fizz", "0");
	expect_record(w, "lease", 1, 0, false);
	world_end(w);
}

static void a_fizz_lease_names_its_fizz_node(void **state)
{
	struct world *w = world_begin("'params':{'matcher_mode':2}");
	uint32_t p = a_provider(w, 1, "'gateway':1");
	uint32_t f = a_fizz(w, 2, p, "");

	(void)state;
	CLAIM("ID-03");
	an_order(w, 3, "'mode':0");
	ok(w,
		"{'do':'bid.place','from':1,'order':1,'provider':%u,'fizz':%u,"
		"'price':'100000000000000'}",
		p, f);
	expect_event(w, "['BidPlaced',1,1,1,1,'100000000000000']");
	at(w, 6);
	ok(w, "{'do':'advance'}");
	expect_field(w, "lease", 1, 0, "fizz", "1");
	expect_field(w, "lease", 1, 0, "provider", "1");
	world_end(w);
}

static void providers_nodes_and_operators_stay_when_they_leave(void **state)
{
	struct world *w = world_begin("");
	uint32_t p = a_provider(w, 1, "'gateway':1");
	uint32_t f = a_fizz(w, 2, p, "");

	(void)state;
	ok(w, "{'do':'fizz.exit','from':2,'fizz':%u}", f);
	expect_field(w, "fizz", f, 0, "status", "5");
	ok(w, "{'do':'provider.exit','from':1,'provider':%u}", p);
	expect_field(w, "provider", p, 0, "status", "5");
	ok(w, "{'do':'avs.register','from':2,'amount':'1000000000000000000'}");
	ok(w, "{'do':'avs.unregister','from':2}");
	expect_field(w, "operator", 2, 0, "active", "0");
	expect_record(w, "account", 2, 0, true);
	world_end(w);
}

static void what_ends_leaves_the_state(void **state)
{
	struct world *w = world_begin("'params':{'matcher_mode':2}");
	uint32_t p = a_provider(w, 1, "");
	uint64_t lease = a_lease(w, 2, p, "");

	(void)state;
	CLAIM("ID-04");
	expect_record(w, "order", lease, 0, true);
	expect_record(w, "bid", 1, 0, false); /* left with the match */
	ok(w, "{'do':'lease.close','from':2,'lease':1}");
	expect_record(w, "lease", lease, 0, false);
	expect_record(w, "order", lease, 0, false);
	ok(w, "{'do':'deleg.add','from':2,'provider':%u,'amount':'1000000000000000000'}", p);
	ok(w, "{'do':'deleg.unbond','from':2,'provider':%u,'shares':'1000000000000000000'}", p);
	expect_record(w, "delegation", p, 2, false);
	expect_record(w, "unbond", 1, 0, true);
	wait_until(w, 1209599 + 6);
	expect_record(w, "unbond", 1, 0, true);
	wait_until(w, 1209600 + 6);
	expect_record(w, "unbond", 1, 0, false);
	world_end(w);
}

/* The last id of a kind that is ever given is 2^32 - 2; no command gets a world there. */
static void no_proposal_is_made_when_its_ids_are_used_up(void **state)
{
	struct world *w = world_begin("");
	uint32_t p = a_provider(w, 1, "");

	(void)state;
	CLAIM("ID-05");
	an_account(w, 3);
	world_state(w)->meta.next_prop = UINT32_MAX - 1;
	ok(w, "{'do':'provider.register','from':2,'region':1,'cpu':1}");
	expect_event(w, "['ProposalSubmitted',4294967294,0,1000000]");
	expect_field(w, "meta", 0, 0, "next_prop", "4294967295");
	/* Judged before anything else of the command, but after the sender. */
	refused(w, SPHERON_LIMIT, "{'do':'provider.register','from':3,'region':0}");
	refused(w, SPHERON_LIMIT, "{'do':'provider.attrs','from':3,'provider':99,'region':1}");
	refused(w, SPHERON_LIMIT, "{'do':'prop.submit','from':1,'kind':9}");
	refused(w, SPHERON_NO_ACCOUNT, "{'do':'prop.submit','from':4,'kind':9}");
	/* Others do not care, and the other kinds of ids neither. */
	ok(w, "{'do':'stake.unbond','from':1,'provider':%u,'amount':'1000000000000000000'}", p);
	ok(w, "{'do':'challenge.open','from':1,'provider':%u,'kind':0}", p);
	ok(w, "{'do':'account.open'}");
	world_end(w);
}

static void no_unbonding_starts_when_its_ids_are_used_up(void **state)
{
	struct world *w = world_begin("");
	uint32_t p = a_provider(w, 1, "");

	(void)state;
	CLAIM("ID-05");
	ok(w, "{'do':'deleg.add','from':1,'provider':%u,'amount':'2000000000000000000'}", p);
	world_state(w)->meta.next_unbond = UINT32_MAX - 1;
	ok(w, "{'do':'stake.unbond','from':1,'provider':%u,'amount':'1000000000000000000'}", p);
	expect_event(w, "['UnbondStarted',4294967294,1,1,'1000000000000000000',2209600]");
	refused(w, SPHERON_LIMIT, "{'do':'stake.unbond','from':1,'provider':99,'amount':'0'}");
	refused(w, SPHERON_LIMIT, "{'do':'deleg.unbond','from':1,'provider':99,'shares':'0'}");
	refused(w, SPHERON_LIMIT, "{'do':'provider.exit','from':1,'provider':99}");
	refused(w, SPHERON_LIMIT, "{'do':'avs.unregister','from':1}");
	refused(w, SPHERON_NO_ACCOUNT, "{'do':'avs.unregister','from':9}");
	ok(w, "{'do':'deleg.add','from':1,'provider':%u,'amount':'2000000000000000000'}", p);
	ok(w, "{'do':'challenge.open','from':1,'provider':%u,'kind':0}", p);
	ok(w, "{'do':'prop.submit','from':1,'kind':4,'target':%u}", p);
	world_end(w);
}

static void no_challenge_opens_when_its_ids_are_used_up(void **state)
{
	struct world *w = world_begin("");
	uint32_t p = a_provider(w, 1, "");

	(void)state;
	CLAIM("ID-05");
	world_state(w)->meta.next_challenge = UINT32_MAX - 1;
	ok(w, "{'do':'challenge.open','from':1,'provider':%u,'kind':0}", p);
	expect_event(w, "['ChallengeOpened',4294967294,1,0,1003600]");
	refused(w, SPHERON_LIMIT, "{'do':'challenge.open','from':1,'provider':99,'kind':9}");
	refused(w, SPHERON_NO_ACCOUNT, "{'do':'challenge.open','from':9,'provider':99,'kind':9}");
	ok(w, "{'do':'challenge.respond','from':1,'challenge':4294967294}");
	world_end(w);
}

int test_ids(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ids_are_given_from_one_on_in_order_of_creation),
		cmocka_unit_test(account_zero_is_there_from_the_start_with_every_role),
		cmocka_unit_test(a_refused_command_uses_up_no_id),
		cmocka_unit_test(an_ended_record_gives_ended_and_an_id_never_given_not_found),
		cmocka_unit_test(ended_proposals_and_challenges_are_told_from_unknown_ones),
		cmocka_unit_test(a_lease_has_the_id_of_its_order_and_a_plain_one_no_fizz_node),
		cmocka_unit_test(a_fizz_lease_names_its_fizz_node),
		cmocka_unit_test(providers_nodes_and_operators_stay_when_they_leave),
		cmocka_unit_test(what_ends_leaves_the_state),
		cmocka_unit_test(no_proposal_is_made_when_its_ids_are_used_up),
		cmocka_unit_test(no_unbonding_starts_when_its_ids_are_used_up),
		cmocka_unit_test(no_challenge_opens_when_its_ids_are_used_up),
	};

	return cmocka_run_group_tests_name("ids", tests, NULL, NULL);
}
