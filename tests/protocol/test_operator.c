/* Matchmaker operators: registration, tasks, attestations, disputes; the single matcher
 * (RULES.md 3.9). */

#include "tests/protocol/groups.h"
#include "tests/support/world.h"

#include <stdio.h>
#include <string.h>

#define ETH "000000000000000000"
#define PRICE "100000000000000"

/* Operators are accounts 11, 12, ...; this is one with so many wei. */
static void operator_of(struct world *w, uint32_t acct, const char *wei)
{
	a_rich_account(w, acct);
	ok(w, "{'do':'avs.register','from':%u,'amount':'%s'}", acct, wei);
}

static void advance_to(struct world *w, uint64_t seconds)
{
	at(w, seconds);
	ok(w, "{'do':'advance'}");
}

/* Order 1 of account 9 with bids 1 and 2 of providers 1 and 2; the dearer bid 2 has no score at
 * all, so that bid 1 is expected. */
static void two_bids(struct world *w)
{
	a_provider(w, 1, "");
	a_provider(w, 2, "");
	an_order(w, 9, "");
	ok(w, "{'do':'bid.place','from':1,'order':1,'provider':1,'price':'50000000000000'}");
	ok(w, "{'do':'bid.place','from':2,'order':1,'provider':2,'price':'" PRICE "'}");
}

#define BEST_PRICE                                                                                 \
	"'draw_mode':1,'w_region':0,'w_uptime':0,'w_reputation':0,'w_avail':0,'w_slashes':0,"      \
	"'w_stake':0,'w_random':0"

static struct world *world_of_tasks(const char *more)
{
	char args[512];

	snprintf(args, sizeof args, "'params':{" BEST_PRICE "%s}", more);
	return world_begin(args);
}

/* ---- registration ---- */

static void an_operator_restakes_at_least_the_minimum(void **state)
{
	struct world *w = world_begin("");

	(void) state;
	CLAIM("AVS-01");
	a_rich_account(w, 1);
	a_rich_account(w, 2);
	at(w, 9);
	refused(w, SPHERON_BAD_VALUE,
			"{'do':'avs.register','from':1,'amount':'999999999999999999'}");
	ok(w, "{'do':'avs.register','from':1,'amount':'1" ETH "'}");
	expect_names(w, "OperatorRegistered");
	expect_event(w, "['OperatorRegistered',1,'1" ETH "']");
	expect_bucket(w, "restaked", 1, 2, "1" ETH);
	expect_bucket(w, "free", 1, 2, "99" ETH);
	expect_field(w, "operator", 1, 0, "active", "1");
	expect_field(w, "operator", 1, 0, "since_b", "4");
	ok(w, "{'do':'avs.register','from':2,'amount':'100" ETH "'}"); /* all it has */
	expect_bucket(w, "free", 2, 2, "0");
	world_end(w);
}

static void registering_checks_amount_then_registration_then_funds(void **state)
{
	struct world *w = world_begin("'params':{'avs_min_stake':2}");

	(void) state;
	CLAIM("AVS-01");
	a_rich_account(w, 1);
	refused(w, SPHERON_NO_FUNDS,
			"{'do':'avs.register','from':1,'amount':'100000000000000000001'}");
	expect_record(w, "operator", 1, 0, false);
	ok(w, "{'do':'avs.register','from':1,'amount':'2'}");
	refused(w, SPHERON_BAD_VALUE, "{'do':'avs.register','from':1,'amount':'1'}");
	refused(w, SPHERON_DUPLICATE,
			"{'do':'avs.register','from':1,'amount':'100000000000000000001'}");
	world_end(w);
}

static void an_operator_that_leaves_has_its_stake_after_the_unbonding_time(void **state)
{
	struct world *w = world_begin("'params':{'avs_unbonding_s':700000}");

	(void) state;
	CLAIM("AVS-02");
	operator_of(w, 1, "3" ETH);
	refused(w, SPHERON_NOT_FOUND, "{'do':'avs.unregister','from':0}");
	at(w, 50);
	ok(w, "{'do':'avs.unregister','from':1}");
	expect_names(w, "OperatorLeft UnbondStarted");
	expect_event(w, "['OperatorLeft',1]");
	expect_event(w, "['UnbondStarted',1,0,1,'3" ETH "',1700050]");
	expect_field(w, "operator", 1, 0, "active", "0");
	expect_field(w, "unbond", 1, 0, "kind", "2");
	expect_field(w, "unbond", 1, 0, "provider", "0");
	expect_bucket(w, "restaked", 1, 2, "0");
	expect_bucket(w, "unbonding", 1, 2, "3" ETH);
	refused(w, SPHERON_NOT_FOUND, "{'do':'avs.unregister','from':1}");
	advance_to(w, 700049);
	expect_bucket(w, "free", 1, 2, "97" ETH);
	advance_to(w, 700050);
	expect_event(w, "['UnbondPaid',1,1,'3" ETH "']");
	expect_bucket(w, "free", 1, 2, "100" ETH);
	expect_record(w, "unbond", 1, 0, false);
	world_end(w);
}

static void leaving_twice_in_an_era_makes_one_entry(void **state)
{
	struct world *w = world_begin("");

	(void) state;
	CLAIM("AVS-02");
	operator_of(w, 1, "3" ETH);
	ok(w, "{'do':'avs.unregister','from':1}");
	at(w, 21);
	ok(w, "{'do':'avs.register','from':1,'amount':'2" ETH "'}");
	expect_field(w, "operator", 1, 0, "since_b", "10");
	expect_field(w, "operator", 1, 0, "active", "1");
	at(w, 86399);
	ok(w, "{'do':'avs.unregister','from':1}");
	/* 14 days later is the same era of maturity: one entry, the later moment. */
	expect_event(w, "['UnbondStarted',1,0,1,'2" ETH "',2295999]");
	expect_bucket(w, "unbonding", 1, 2, "5" ETH);
	expect_field(w, "unbond", 1, 0, "mature", "2295999");
	/* Another operator has its own. */
	operator_of(w, 2, "1" ETH);
	ok(w, "{'do':'avs.unregister','from':2}");
	expect_event(w, "['UnbondStarted',2,0,2,'1" ETH "',2295999]");
	world_end(w);
}

static void an_operator_without_stake_left_may_leave(void **state)
{
	struct world *w = world_of_tasks(",'avs_slash_bp':10000,'avs_quorum_bp':10000");

	(void) state;
	CLAIM("AVS-02");
	operator_of(w, 11, "1" ETH);
	operator_of(w, 12, "1" ETH);
	two_bids(w);
	at(w, 6);
	ok(w, "{'do':'avs.attest','from':11,'order':1,'bid':2}");
	at(w, 16);
	ok(w, "{'do':'avs.dispute','from':9,'order':1,'operator':11}");
	expect_bucket(w, "restaked", 11, 2, "0");
	ok(w, "{'do':'avs.unregister','from':11}");
	expect_names(w, "OperatorLeft");
	expect_record(w, "unbond", 1, 0, false);
	world_end(w);
}

/* ---- tasks ---- */

static void the_window_close_opens_a_task_over_the_stake_of_active_operators(void **state)
{
	struct world *w = world_of_tasks("");

	(void) state;
	CLAIM("AVS-03");
	operator_of(w, 11, "5" ETH);
	operator_of(w, 12, "3" ETH);
	operator_of(w, 13, "2" ETH);
	ok(w, "{'do':'avs.unregister','from':12}");
	two_bids(w);
	advance_to(w, 6);
	expect_names(w, "Scored Scored TaskOpened");
	/* The window closed in block 3; five blocks to answer. */
	expect_event(w, "['TaskOpened',1,1,'7" ETH "',8]");
	static const char *const fields[][2] = { { "state", "0" }, { "expected", "1" },
		{ "stake", "7" ETH }, { "opened_b", "3" }, { "deadline_b", "8" },
		{ "forget_t", "0" } };
	for (unsigned i = 0; i < sizeof fields / sizeof fields[0]; i++)
		expect_field(w, "task", 1, 0, fields[i][0], fields[i][1]);
	world_end(w);
}

static void a_task_opens_without_any_operator_and_expires(void **state)
{
	struct world *w = world_of_tasks(",'avs_response_blocks':1");

	(void) state;
	CLAIM("AVS-03");
	CLAIM("AVS-06");
	two_bids(w);
	advance_to(w, 7);
	expect_event(w, "['TaskOpened',1,1,'0',4]");
	advance_to(w, 8);
	expect_names(w, "TaskExpired OrderMatched LeaseCreated");
	world_end(w);
}

static void a_slashed_operator_below_the_minimum_has_no_weight(void **state)
{
	struct world *w = world_of_tasks(",'avs_min_stake':'2000000000000000000'");

	(void) state;
	CLAIM("AVS-10");
	operator_of(w, 11, "4" ETH);
	operator_of(w, 12, "3999999999999999997");
	two_bids(w);
	at(w, 6);
	for (unsigned i = 11; i <= 12; i++)
		ok(w, "{'do':'avs.attest','from':%u,'order':1,'bid':2}", i);
	/* Half is taken, rounded down: 2 ETH stay, which are enough, and one unit less. */
	for (unsigned i = 11; i <= 12; i++)
		ok(w, "{'do':'avs.dispute','from':9,'order':1,'operator':%u}", i);
	expect_bucket(w, "restaked", 11, 2, "2" ETH);
	expect_bucket(w, "restaked", 12, 2, "1999999999999999999");
	an_order(w, 9, "");
	ok(w, "{'do':'bid.place','from':1,'order':2,'provider':1,'price':'50000000000000'}");
	advance_to(w, 12);
	expect_event(w, "['TaskOpened',2,3,'2" ETH "',11]");
	/* Both may attest, but one of them counts nothing. */
	ok(w, "{'do':'avs.attest','from':12,'order':2,'bid':3}");
	expect_names(w, "Attested");
	expect_event(w, "['Attested',2,12,3,'0']");
	ok(w, "{'do':'avs.attest','from':11,'order':2,'bid':3}");
	expect_event(w, "['Attested',2,11,3,'2" ETH "']");
	expect_event(w, "['TaskFinal',2,3]");
	world_end(w);
}

static void weights_follow_the_minimum_as_it_is_now(void **state)
{
	static const char *const least[] = { "2" ETH, "1" ETH };
	static const char *const stake[] = { "5" ETH, "6" ETH };
	struct world *w = world_of_tasks(",'vote_mode':1,'vote_s':60,'proposal_deposit':0");

	(void) state;
	CLAIM("AVS-10");
	operator_of(w, 11, "1" ETH);
	operator_of(w, 12, "5" ETH);
	a_provider(w, 1, "");
	for (unsigned i = 0; i < 2; i++) {
		char event[64];

		at(w, 100 * i);
		ok(w, "{'do':'prop.submit','kind':2,'name':'avs_min_stake','value':'%s'}", least[i]);
		ok(w, "{'do':'prop.vote','prop':%u,'choice':1}", i + 2);
		at(w, 100 * i + 60);
		an_order(w, 9, "");
		ok(w, "{'do':'bid.place','from':1,'order':%u,'provider':1,'price':'" PRICE "'}",
				i + 1);
		advance_to(w, 100 * i + 66);
		snprintf(event, sizeof event, "['TaskOpened',%u,%u,'%s',_]", i + 1, i + 1, stake[i]);
		expect_event(w, event);
		ok(w, "{'do':'avs.attest','from':11,'order':%u,'bid':%u}", i + 1, i + 1);
		snprintf(event, sizeof event, "['Attested',%u,11,%u,'%s']", i + 1, i + 1,
				i ? "1" ETH : "0");
		expect_event(w, event);
	}
	world_end(w);
}

static void many_operators_weigh_what_they_have_together(void **state)
{
	struct world *w = world_of_tasks("");

	(void) state;
	CLAIM("AVS-03");
	for (unsigned i = 11; i <= 22; i++)
		operator_of(w, i, "2" ETH);
	ok(w, "{'do':'avs.unregister','from':13}");
	ok(w, "{'do':'avs.unregister','from':19}");
	ok(w, "{'do':'avs.register','from':13,'amount':'7" ETH "'}");
	two_bids(w);
	advance_to(w, 6);
	expect_event(w, "['TaskOpened',1,1,'27" ETH "',8]");
	world_end(w);
}

static void no_weight_at_all_is_no_quorum(void **state)
{
	struct world *w = world_of_tasks(",'avs_slash_bp':10000");

	(void) state;
	CLAIM("AVS-05");
	CLAIM("D-18");
	operator_of(w, 11, "1" ETH);
	two_bids(w);
	at(w, 6);
	ok(w, "{'do':'avs.attest','from':11,'order':1,'bid':2}");
	ok(w, "{'do':'avs.dispute','from':9,'order':1,'operator':11}");
	an_order(w, 9, "");
	ok(w, "{'do':'bid.place','from':1,'order':2,'provider':1,'price':'50000000000000'}");
	at(w, 12);
	/* 0 of 0 is not a quorum. */
	ok(w, "{'do':'avs.attest','from':11,'order':2,'bid':3}");
	expect_event(w, "['Attested',2,11,3,'0']");
	expect_no_event(w, "TaskFinal");
	expect_field(w, "task", 2, 0, "stake", "0");
	expect_field(w, "task", 2, 0, "state", "0");
	world_end(w);
}

/* ---- attesting ---- */

static void attesting_is_for_active_operators_on_running_tasks(void **state)
{
	struct world *w = world_of_tasks(",'avs_dispute_s':100");

	(void) state;
	CLAIM("AVS-04");
	operator_of(w, 11, "1" ETH);
	operator_of(w, 12, "1" ETH);
	operator_of(w, 13, "8" ETH);
	ok(w, "{'do':'avs.unregister','from':12}");
	two_bids(w);
	refused(w, SPHERON_NOT_FOUND, "{'do':'avs.attest','from':9,'order':1,'bid':1}");
	refused(w, SPHERON_NOT_FOUND, "{'do':'avs.attest','from':12,'order':1,'bid':1}");
	refused(w, SPHERON_NOT_FOUND, "{'do':'avs.attest','from':11,'order':1,'bid':1}"); /* open */
	refused(w, SPHERON_NOT_FOUND, "{'do':'avs.attest','from':11,'order':2,'bid':1}");
	refused(w, SPHERON_NOT_FOUND, "{'do':'avs.attest','from':11,'order':0,'bid':1}");
	an_order(w, 9, "");
	ok(w, "{'do':'order.cancel','from':9,'order':2}");
	refused(w, SPHERON_ENDED, "{'do':'avs.attest','from':11,'order':2,'bid':1}");
	refused(w, SPHERON_NOT_FOUND, "{'do':'avs.attest','from':12,'order':2,'bid':1}");
	at(w, 6);
	ok(w, "{'do':'avs.attest','from':13,'order':1,'bid':1}"); /* quorum */
	refused(w, SPHERON_WINDOW_CLOSED, "{'do':'avs.attest','from':11,'order':1,'bid':99}");
	refused(w, SPHERON_WINDOW_CLOSED, "{'do':'avs.attest','from':13,'order':1,'bid':1}");
	/* Forgotten: the order, matched, is still there; then it is not. */
	at(w, 106);
	refused(w, SPHERON_NOT_FOUND, "{'do':'avs.attest','from':11,'order':1,'bid':1}");
	advance_to(w, 2006);
	expect_record(w, "order", 1, 0, false);
	refused(w, SPHERON_ENDED, "{'do':'avs.attest','from':11,'order':1,'bid':1}");
	world_end(w);
}

static void who_registered_in_the_block_of_the_task_is_too_late_for_it(void **state)
{
	struct world *w = world_of_tasks("");

	(void) state;
	CLAIM("AVS-04");
	two_bids(w);
	for (uint32_t i = 11; i <= 14; i++)
		a_rich_account(w, i);
	at(w, 5); /* block 2 */
	ok(w, "{'do':'avs.register','from':11,'amount':'5" ETH "'}");
	ok(w, "{'do':'avs.register','from':14,'amount':'5" ETH "'}");
	at(w, 6); /* block 3, in which the window has closed */
	ok(w, "{'do':'avs.register','from':12,'amount':'5" ETH "'}");
	at(w, 8);
	ok(w, "{'do':'avs.register','from':13,'amount':'5" ETH "'}");
	expect_field(w, "task", 1, 0, "stake", "10" ETH);
	refused(w, SPHERON_TOO_SOON, "{'do':'avs.attest','from':12,'order':1,'bid':99}");
	refused(w, SPHERON_TOO_SOON, "{'do':'avs.attest','from':13,'order':1,'bid':1}");
	ok(w, "{'do':'avs.attest','from':11,'order':1,'bid':1}");
	/* Leaving and coming back makes an operator new. */
	ok(w, "{'do':'avs.unregister','from':11}");
	ok(w, "{'do':'avs.register','from':11,'amount':'5" ETH "'}");
	refused(w, SPHERON_TOO_SOON, "{'do':'avs.attest','from':11,'order':1,'bid':1}");
	world_end(w);
}

static void an_operator_attests_one_eligible_bid_of_the_order(void **state)
{
	struct world *w = world_of_tasks("");

	(void) state;
	CLAIM("AVS-04");
	operator_of(w, 11, "5" ETH);
	operator_of(w, 12, "5" ETH);
	two_bids(w);
	a_provider(w, 3, "");
	ok(w, "{'do':'bid.place','from':3,'order':1,'provider':3,'price':'" PRICE "'}");
	an_order(w, 9, "");
	ok(w, "{'do':'bid.place','from':1,'order':2,'provider':1,'price':'" PRICE "'}");
	ok(w, "{'do':'node.down','from':3,'kind':0,'id':3}"); /* bid 3 is not eligible */
	at(w, 7);
	refused(w, SPHERON_FILTERED, "{'do':'avs.attest','from':11,'order':1,'bid':3}");
	refused(w, SPHERON_FILTERED, "{'do':'avs.attest','from':11,'order':1,'bid':4}");
	refused(w, SPHERON_FILTERED, "{'do':'avs.attest','from':11,'order':1,'bid':5}");
	refused(w, SPHERON_FILTERED, "{'do':'avs.attest','from':11,'order':1,'bid':0}");
	ok(w, "{'do':'avs.attest','from':11,'order':1,'bid':2}");
	expect_names(w, "Attested");
	expect_event(w, "['Attested',1,11,2,'5" ETH "']");
	expect_field(w, "attest", 1, 11, "bid", "2");
	expect_field(w, "attest", 1, 11, "stake", "5" ETH);
	expect_field(w, "attest", 1, 11, "slashed", "0");
	refused(w, SPHERON_DUPLICATE, "{'do':'avs.attest','from':11,'order':1,'bid':1}");
	refused(w, SPHERON_DUPLICATE, "{'do':'avs.attest','from':11,'order':1,'bid':99}");
	/* Another task is another matter, and a bid that went down since stays attestable. */
	ok(w, "{'do':'avs.attest','from':11,'order':2,'bid':4}");
	ok(w, "{'do':'node.down','from':1,'kind':0,'id':1}");
	ok(w, "{'do':'avs.attest','from':12,'order':1,'bid':1}");
	world_end(w);
}

static void a_quorum_is_reached_exactly_at_its_share_of_the_stake(void **state)
{
	/* 6.7 of 10 ETH are 67 %; one unit less is not. */
	static const char *const stakes[2][2] = { { "6700000000000000000", "3300000000000000000" },
		{ "6699999999999999999", "3300000000000000001" } };

	(void) state;
	for (unsigned i = 0; i < 2; i++) {
		struct world *w = world_of_tasks("");

		CLAIM("AVS-05");
		operator_of(w, 11, stakes[i][0]);
		operator_of(w, 12, stakes[i][1]);
		two_bids(w);
		advance_to(w, 9);
		ok(w, "{'do':'avs.attest','from':11,'order':1,'bid':2}");
		if (i == 1) {
			expect_names(w, "Attested");
			expect_field(w, "task", 1, 0, "state", "0");
			world_end(w);
			continue;
		}
		expect_names(w, "Attested TaskFinal OrderMatched LeaseCreated");
		expect_event(w, "['TaskFinal',1,2]");
		expect_event(w, "['OrderMatched',1,2,2,0,'" PRICE "',1]");
		expect_event(w, "['LeaseCreated',1,9,2,0,'" PRICE "',1000,'102000',4,1004]");
		expect_field(w, "task", 1, 0, "state", "1");
		expect_field(w, "task", 1, 0, "forget_t", "1003609");
		/* The deadline of a final task does not fire. */
		advance_to(w, 100);
		assert_null(strstr(output(w), "\"due\""));
		world_end(w);
	}
}

static void weights_for_different_bids_do_not_add_up(void **state)
{
	struct world *w = world_of_tasks("");

	(void) state;
	CLAIM("AVS-05");
	operator_of(w, 11, "5" ETH);
	operator_of(w, 12, "3" ETH);
	operator_of(w, 13, "2" ETH);
	two_bids(w);
	at(w, 6);
	ok(w, "{'do':'avs.attest','from':11,'order':1,'bid':1}");
	ok(w, "{'do':'avs.attest','from':12,'order':1,'bid':2}");
	expect_no_event(w, "TaskFinal");
	ok(w, "{'do':'avs.attest','from':13,'order':1,'bid':1}"); /* 7 of 10 */
	expect_event(w, "['TaskFinal',1,1]");
	world_end(w);
}

static void a_final_bid_that_cannot_be_placed_any_more_ends_the_order(void **state)
{
	struct world *w = world_of_tasks("");

	(void) state;
	CLAIM("AVS-05");
	CLAIM("MATCH-11");
	operator_of(w, 11, "5" ETH);
	two_bids(w);
	at(w, 6);
	ok(w, "{'do':'node.pause','from':1,'kind':0,'id':1}");
	ok(w, "{'do':'avs.attest','from':11,'order':1,'bid':1}");
	expect_names(w, "Attested TaskFinal OrderClosed");
	expect_event(w, "['OrderClosed',1,5]");
	expect_record(w, "order", 1, 0, false);
	expect_record(w, "bid", 2, 0, false);
	expect_field(w, "task", 1, 0, "state", "1");
	world_end(w);
}

/* ---- without quorum ---- */

static void without_quorum_the_expected_bid_gets_the_lease(void **state)
{
	struct world *w = world_of_tasks("");

	(void) state;
	CLAIM("AVS-06");
	operator_of(w, 11, "5" ETH);
	operator_of(w, 12, "5" ETH);
	two_bids(w);
	at(w, 15); /* the last second of block 7 */
	ok(w, "{'do':'avs.attest','from':11,'order':1,'bid':2}");
	at(w, 16);
	refused(w, SPHERON_WINDOW_CLOSED, "{'do':'avs.attest','from':12,'order':1,'bid':2}");
	expect_names(w, "TaskExpired OrderMatched LeaseCreated");
	expect_event(w, "['TaskExpired',1]");
	expect_event(w, "['OrderMatched',1,1,1,0,'50000000000000',1]");
	expect_field(w, "task", 1, 0, "state", "2");
	expect_field(w, "task", 1, 0, "forget_t", "1003616");
	world_end(w);
}

static void without_quorum_and_fallback_the_order_closes(void **state)
{
	struct world *w = world_of_tasks(",'avs_fallback':0");

	(void) state;
	CLAIM("AVS-06");
	two_bids(w);
	advance_to(w, 15);
	expect_field(w, "task", 1, 0, "state", "0");
	advance_to(w, 16);
	expect_names(w, "TaskExpired OrderClosed");
	expect_event(w, "['OrderClosed',1,4]");
	expect_record(w, "order", 1, 0, false);
	expect_field(w, "task", 1, 0, "state", "2");
	world_end(w);
}

static void a_fallback_that_cannot_be_funded_ends_the_order(void **state)
{
	struct world *w = world_of_tasks("");

	(void) state;
	CLAIM("AVS-06");
	CLAIM("MATCH-11");
	two_bids(w);
	at(w, 10);
	ok(w, "{'do':'escrow.withdraw','from':9,'token':0,'amount':'99999949001'}");
	advance_to(w, 16);
	expect_names(w, "TaskExpired OrderClosed");
	expect_event(w, "['OrderClosed',1,5]");
	world_end(w);
}

static void a_task_whose_order_ends_first_is_void_and_forgotten_later(void **state)
{
	struct world *w = world_of_tasks(",'order_ttl_blocks':4,'avs_dispute_s':100");

	(void) state;
	CLAIM("AVS-06");
	operator_of(w, 11, "5" ETH);
	operator_of(w, 12, "5" ETH);
	two_bids(w);
	at(w, 7);
	ok(w, "{'do':'avs.attest','from':11,'order':1,'bid':1}");
	advance_to(w, 8); /* block 4 */
	expect_event(w, "['OrderClosed',1,3]");
	expect_field(w, "task", 1, 0, "state", "3");
	expect_field(w, "task", 1, 0, "forget_t", "1000108");
	refused(w, SPHERON_WINDOW_CLOSED, "{'do':'avs.attest','from':12,'order':1,'bid':1}");
	/* Its deadline of second 16 is void with it; in second 108 it is forgotten. */
	advance_to(w, 107);
	assert_null(strstr(output(w), "\"due\""));
	expect_record(w, "attest", 1, 11, true);
	advance_to(w, 108);
	assert_non_null(strstr(output(w), "\"task.forget\",\"id\":1,"));
	expect_record(w, "task", 1, 0, false);
	expect_record(w, "attest", 1, 11, false);
	refused(w, SPHERON_ENDED, "{'do':'avs.attest','from':12,'order':1,'bid':1}");
	world_end(w);
}

/* ---- disputes ---- */

static void a_dishonest_attestation_is_slashed_once(void **state)
{
	struct world *w = world_of_tasks("");

	(void) state;
	CLAIM("AVS-07");
	CLAIM("AVS-08");
	operator_of(w, 11, "7" ETH);
	operator_of(w, 12, "3" ETH);
	two_bids(w);
	refused(w, SPHERON_NOT_FOUND, "{'do':'avs.dispute','from':9,'order':1,'operator':11}");
	at(w, 6);
	ok(w, "{'do':'avs.attest','from':12,'order':1,'bid':2}");
	refused(w, SPHERON_WINDOW_OPEN, "{'do':'avs.dispute','from':9,'order':1,'operator':12}");
	refused(w, SPHERON_WINDOW_OPEN, "{'do':'avs.dispute','from':9,'order':1,'operator':99}");
	ok(w, "{'do':'avs.attest','from':11,'order':1,'bid':1}");
	refused(w, SPHERON_NOT_FOUND, "{'do':'avs.dispute','from':9,'order':1,'operator':99}");
	refused(w, SPHERON_HONEST, "{'do':'avs.dispute','from':9,'order':1,'operator':11}");
	ok(w, "{'do':'avs.dispute','from':9,'order':1,'operator':12}");
	expect_names(w, "OperatorSlashed");
	expect_event(w, "['OperatorSlashed',12,'1500000000000000000','150000000000000000']");
	expect_bucket(w, "restaked", 12, 2, "1500000000000000000");
	expect_bucket(w, "free", 9, 2, "100150000000000000000");
	expect_bucket(w, "treasury", 0, 2, "1350000000000000000");
	expect_field(w, "attest", 1, 12, "slashed", "1");
	refused(w, SPHERON_DUPLICATE, "{'do':'avs.dispute','from':9,'order':1,'operator':12}");
	expect_bucket(w, "restaked", 11, 2, "7" ETH);
	world_end(w);
}

static void a_task_may_be_disputed_until_it_is_forgotten(void **state)
{
	struct world *w = world_of_tasks("");

	(void) state;
	CLAIM("AVS-07");
	operator_of(w, 11, "7" ETH);
	operator_of(w, 12, "2" ETH);
	two_bids(w);
	at(w, 6);
	ok(w, "{'do':'avs.attest','from':12,'order':1,'bid':2}");
	ok(w, "{'do':'avs.attest','from':11,'order':1,'bid':2}");
	at(w, 3605);
	/* Dishonest although the majority was, too. */
	ok(w, "{'do':'avs.dispute','from':9,'order':1,'operator':11}");
	at(w, 3606);
	refused(w, SPHERON_NOT_FOUND, "{'do':'avs.dispute','from':9,'order':1,'operator':12}");
	expect_bucket(w, "restaked", 12, 2, "2" ETH);
	world_end(w);
}

static void a_slash_takes_from_stake_and_its_unbonding_each_rounded_down(void **state)
{
	struct world *w = world_of_tasks("");

	(void) state;
	CLAIM("AVS-08");
	operator_of(w, 11, "2000000000000000003");
	operator_of(w, 12, "6" ETH);
	two_bids(w);
	at(w, 6);
	ok(w, "{'do':'avs.attest','from':11,'order':1,'bid':2}");
	ok(w, "{'do':'avs.attest','from':12,'order':1,'bid':1}");
	ok(w, "{'do':'avs.unregister','from':11}");
	ok(w, "{'do':'avs.register','from':11,'amount':'1000000000000000005'}");
	ok(w, "{'do':'avs.unregister','from':12}"); /* liable for nothing here */
	/* Not an operator's own money, though it is in the same kind of bucket. */
	ok(w, "{'do':'stake.unbond','from':1,'provider':1,'amount':'1" ETH "'}");
	ok(w, "{'do':'avs.dispute','from':9,'order':1,'operator':11}");
	/* Half of 1000000000000000005 and of 2000000000000000003, each floored: 500000000000000002
	 * + 1000000000000000001; a tenth of the sum for the accuser. */
	expect_event(w, "['OperatorSlashed',11,'1500000000000000003','150000000000000000']");
	expect_bucket(w, "restaked", 11, 2, "500000000000000003");
	expect_bucket(w, "unbonding", 1, 2, "1000000000000000002");
	expect_bucket(w, "unbonding", 2, 2, "6" ETH);
	expect_bucket(w, "treasury", 0, 2, "1350000000000000003");
	world_end(w);
}

static void slash_and_reward_are_parameters(void **state)
{
	struct world *w = world_of_tasks(",'avs_slash_bp':1,'avs_reward_bp':9999,"
					 "'avs_min_stake':1,'avs_fallback':0");

	(void) state;
	CLAIM("AVS-08");
	operator_of(w, 11, "99999");
	operator_of(w, 12, "1" ETH);
	two_bids(w);
	at(w, 6);
	ok(w, "{'do':'avs.attest','from':11,'order':1,'bid':2}");
	at(w, 16);
	/* 99999 / 10000 = 9; 9 * 9999 / 10000 = 8.  Even the operator may accuse itself. */
	ok(w, "{'do':'avs.dispute','from':11,'order':1,'operator':11}");
	expect_event(w, "['OperatorSlashed',11,'9','8']");
	expect_bucket(w, "treasury", 0, 2, "1");
	world_end(w);
}

/* ---- the single matcher ---- */

static void a_matcher_sets_any_bid_of_an_order_whose_window_closed(void **state)
{
	struct world *w = world_of_tasks(",'matcher_mode':1");

	(void) state;
	CLAIM("AVS-09");
	two_bids(w);
	an_account(w, 20);
	ok(w, "{'do':'role.set','acct':20,'roles':55}"); /* all but MATCHER */
	refused(w, SPHERON_NOT_ALLOWED, "{'do':'match.set','from':20,'order':99,'bid':1}");
	ok(w, "{'do':'role.set','acct':20,'roles':8}");
	refused(w, SPHERON_NOT_FOUND, "{'do':'match.set','from':20,'order':99,'bid':1}");
	an_order(w, 9, "");
	ok(w, "{'do':'order.cancel','from':9,'order':2}");
	refused(w, SPHERON_ENDED, "{'do':'match.set','from':20,'order':2,'bid':1}");
	an_order(w, 9, "'select':1");
	at(w, 5);
	refused(w, SPHERON_WINDOW_OPEN, "{'do':'match.set','from':20,'order':1,'bid':9}");
	refused(w, SPHERON_WINDOW_OPEN, "{'do':'match.set','from':20,'order':3,'bid':9}");
	at(w, 6);
	refused(w, SPHERON_DISABLED, "{'do':'match.set','from':20,'order':3,'bid':9}");
	refused(w, SPHERON_NOT_FOUND, "{'do':'match.set','from':20,'order':1,'bid':9}");
	refused(w, SPHERON_NOT_FOUND, "{'do':'match.set','from':20,'order':1,'bid':0}");
	ok(w, "{'do':'match.set','from':20,'order':1,'bid':2}");
	expect_names(w, "OrderMatched LeaseCreated");
	expect_event(w, "['OrderMatched',1,2,2,0,'" PRICE "',1]");
	refused(w, SPHERON_BAD_STATE, "{'do':'match.set','from':20,'order':1,'bid':9}");
	world_end(w);
}

static void a_bid_that_was_not_eligible_may_be_set_once_it_is(void **state)
{
	struct world *w = world_of_tasks(",'matcher_mode':1");

	(void) state;
	CLAIM("AVS-09");
	two_bids(w);
	ok(w, "{'do':'node.pause','from':2,'kind':0,'id':2}");
	at(w, 6);
	refused(w, SPHERON_FILTERED, "{'do':'match.set','order':1,'bid':2}");
	expect_field(w, "bid", 2, 0, "eligible", "0");
	ok(w, "{'do':'node.resume','from':2,'kind':0,'id':2}");
	ok(w, "{'do':'match.set','order':1,'bid':2}");
	world_end(w);
}

static void a_matcher_has_no_say_in_an_order_of_the_operators(void **state)
{
	struct world *w = world_of_tasks("");

	(void) state;
	CLAIM("AVS-09");
	two_bids(w);
	at(w, 6);
	refused(w, SPHERON_DISABLED, "{'do':'match.set','order':1,'bid':9}");
	world_end(w);
}

int test_operator(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_operator_restakes_at_least_the_minimum),
		cmocka_unit_test(registering_checks_amount_then_registration_then_funds),
		cmocka_unit_test(an_operator_that_leaves_has_its_stake_after_the_unbonding_time),
		cmocka_unit_test(leaving_twice_in_an_era_makes_one_entry),
		cmocka_unit_test(an_operator_without_stake_left_may_leave),
		cmocka_unit_test(the_window_close_opens_a_task_over_the_stake_of_active_operators),
		cmocka_unit_test(a_task_opens_without_any_operator_and_expires),
		cmocka_unit_test(a_slashed_operator_below_the_minimum_has_no_weight),
		cmocka_unit_test(weights_follow_the_minimum_as_it_is_now),
		cmocka_unit_test(many_operators_weigh_what_they_have_together),
		cmocka_unit_test(no_weight_at_all_is_no_quorum),
		cmocka_unit_test(attesting_is_for_active_operators_on_running_tasks),
		cmocka_unit_test(who_registered_in_the_block_of_the_task_is_too_late_for_it),
		cmocka_unit_test(an_operator_attests_one_eligible_bid_of_the_order),
		cmocka_unit_test(a_quorum_is_reached_exactly_at_its_share_of_the_stake),
		cmocka_unit_test(weights_for_different_bids_do_not_add_up),
		cmocka_unit_test(a_final_bid_that_cannot_be_placed_any_more_ends_the_order),
		cmocka_unit_test(without_quorum_the_expected_bid_gets_the_lease),
		cmocka_unit_test(without_quorum_and_fallback_the_order_closes),
		cmocka_unit_test(a_fallback_that_cannot_be_funded_ends_the_order),
		cmocka_unit_test(a_task_whose_order_ends_first_is_void_and_forgotten_later),
		cmocka_unit_test(a_dishonest_attestation_is_slashed_once),
		cmocka_unit_test(a_task_may_be_disputed_until_it_is_forgotten),
		cmocka_unit_test(a_slash_takes_from_stake_and_its_unbonding_each_rounded_down),
		cmocka_unit_test(slash_and_reward_are_parameters),
		cmocka_unit_test(a_matcher_sets_any_bid_of_an_order_whose_window_closed),
		cmocka_unit_test(a_bid_that_was_not_eligible_may_be_set_once_it_is),
		cmocka_unit_test(a_matcher_has_no_say_in_an_order_of_the_operators),
	};

	return cmocka_run_group_tests_name("operator", tests, NULL, NULL);
}
