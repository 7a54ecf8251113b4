/* Events (RULES.md 0.5, 4.2): EVENT-01 to EVENT-04, and queries (CMD-05). */

#include "tests/protocol/groups.h"
#include "tests/support/world.h"

#include <stdio.h>
#include <string.h>

/* The table of chapter 4.2; fields with * are decimal strings. */
static const struct row {
	const char *name, *fields;
} rows[] = {
	{ "Genesis", "profile t b" },
	{ "AccountOpened", "acct" },
	{ "RoleSet", "acct roles" },
	{ "TokenAdded", "token decimals" },
	{ "Moved", "from to token amount*" },
	{ "BeaconSet", "beacon" },
	{ "ReleaseSet", "version due_era" },
	{ "ProposalSubmitted", "prop kind end" },
	{ "Voted", "prop acct choice power*" },
	{ "ProposalClosed", "prop outcome" },
	{ "ParamSet", "name value*" },
	{ "ProviderRegistered", "provider owner proxy compute storage conn type" },
	{ "AttributesSet", "provider compute conn rate*" },
	{ "ProviderStatus", "provider status" },
	{ "CommissionSet", "provider bp" },
	{ "Upgraded", "provider version" },
	{ "TrustSet", "provider tier" },
	{ "Delegated", "provider acct amount* shares*" },
	{ "Undelegated", "provider acct shares* amount*" },
	{ "UnbondStarted", "unbond provider acct amount* mature" },
	{ "UnbondPaid", "unbond acct amount*" },
	{ "NodeDown", "kind id" },
	{ "NodeUp", "kind id cooldown_until" },
	{ "NodePaused", "kind id" },
	{ "NodeResumed", "kind id cooldown_until" },
	{ "MaintenanceScheduled", "provider start end" },
	{ "MaintenanceCancelled", "provider" },
	{ "MaintenanceStarted", "provider" },
	{ "MaintenanceEnded", "provider" },
	{ "OrderCreated", "order tenant mode max_price* blocks close_block" },
	{ "OrderClosed", "order reason" },
	{ "BidPlaced", "order bid provider fizz price*" },
	{ "Scored", "order bid region price uptime reputation avail slashes stake random "
		    "score weight" },
	{ "TaskOpened", "order expected stake* deadline" },
	{ "OrderMatched", "order bid provider fizz price* expected" },
	{ "LeaseCreated",
		"lease tenant provider fizz price* blocks locked* start_block end_block" },
	{ "LeaseSettled", "lease due* user_fee* protocol_fee* provider_fee* gateway* net*" },
	{ "LeaseClosed", "lease reason due* refund*" },
	{ "UpdateRequested", "lease" },
	{ "UpdateAccepted", "lease" },
	{ "UpdateCancelled", "lease" },
	{ "LeaseUpdated", "lease price* blocks locked* start_block end_block" },
	{ "OperatorRegistered", "acct stake*" },
	{ "OperatorLeft", "acct" },
	{ "Attested", "order acct bid stake*" },
	{ "TaskFinal", "order bid" },
	{ "TaskExpired", "order" },
	{ "OperatorSlashed", "acct amount* reward*" },
	{ "ProofReported", "provider kind pass" },
	{ "FizzChecked", "gateway count" },
	{ "ChallengeOpened", "challenge provider kind deadline" },
	{ "ChallengeResponded", "challenge deadline" },
	{ "ChallengeClosed", "challenge outcome" },
	{ "Slashed", "provider why asked* own* pool* unbonding* accrued*" },
	{ "Restitution", "acct amount*" },
	{ "FizzRegistered", "fizz gateway owner" },
	{ "FizzLinked", "fizz gateway" },
	{ "FizzPrices", "fizz" },
	{ "FizzCapacity", "fizz rate*" },
	{ "FizzStatus", "fizz status" },
	{ "FizzSlashed", "fizz amount*" },
	{ "FizzEvicted", "fizz gateway" },
	{ "SubnetSet", "provider gateway_bp min_cpu min_mem min_gpus" },
	{ "SubnetObjected", "provider fizz" },
	{ "SubnetDropped", "provider" },
	{ "PoolWiped", "provider gen" },
	{ "EraNode", "kind id uptime points* reward* to_delegators* slash_points* tier apr*" },
	{ "EraClosed", "era prov_points* prov_paid* fizz_points* fizz_paid* inflation* pool*" },
	{ "Answer", "value*" },
};

#define N_ROWS (sizeof rows / sizeof rows[0])

/* Fields that are text though they have no *. */
static bool is_text(const char *field)
{
	return strcmp(field, "profile") == 0 || strcmp(field, "from") == 0 ||
	       strcmp(field, "to") == 0 || strcmp(field, "beacon") == 0 ||
	       strcmp(field, "name") == 0 || strcmp(field, "proxy") == 0;
}

/* Checks the fields of one event, which begin at p with a comma, and returns what is behind them.
 */
static const char *check_fields(const struct row *row, const char *p)
{
	const char *f = row->fields;
	char field[32];
	int used;

	for (; sscanf(f, " %31s%n", field, &used) == 1; f += used) {
		bool star = field[strlen(field) - 1] == '*';

		if (*p++ != ',')
			fail_msg("%s has no %s", row->name, field);
		if (star || is_text(field)) {
			if (*p++ != '"')
				fail_msg("%s: %s is no string", row->name, field);
			if (star && strcmp(row->name, "Answer") != 0)
				p += strspn(p, "0123456789");
			else
				p += strcspn(p, "\"");
			if (*p++ != '"')
				fail_msg("%s: %s is no decimal", row->name, field);
		} else if (strspn(p, "0123456789") == 0) {
			fail_msg("%s: %s is no number", row->name, field);
		} else {
			p += strspn(p, "0123456789");
		}
	}
	if (*p != ']')
		fail_msg("%s has more fields than %s", row->name, row->fields);
	return p;
}

/* Checks every event of the last output by the table and notes which occurred. */
static void check_events(struct world *w, bool *seen)
{
	for (const char *p = output(w); (p = strstr(p, "[\"")) != NULL;) {
		char name[40];
		unsigned i = 0;

		assert_int_equal(sscanf(p, "[\"%39[A-Za-z]\"", name), 1);
		while (i < N_ROWS && strcmp(rows[i].name, name) != 0)
			i++;
		if (i == N_ROWS)
			fail_msg("the table has no %s", name);
		seen[i] = true;
		p = check_fields(&rows[i], p + 3 + strlen(name));
	}
}

/* A story in which every event occurs: seconds after T0 and what happens then. */
static const struct chapter {
	unsigned second;
	const char *command;
} story[] = {
	{ 0, "'do':'role.set','acct':3,'roles':2" },
	{ 0, "'do':'token.add','decimals':2" },
	{ 0, "'do':'beacon.set','beacon':"
	     "'00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff'" },
	{ 0, "'do':'q.state'" },
	{ 0, "'do':'provider.register','from':1,'region':257,'cpu':64,'gateway':1" },
	{ 0, "'do':'provider.register','from':2,'region':257,'cpu':64,'gateway':1" },
	{ 0, "'do':'stake.add','from':1,'provider':1,'amount':'600000000000000000000'" },
	{ 0, "'do':'stake.add','from':2,'provider':2,'amount':'600000000000000000000'" },
	{ 0, "'do':'provider.attrs','from':1,'provider':1,'region':257,'cpu':63,'gateway':1" },
	{ 0, "'do':'provider.commission','from':1,'provider':1,'bp':999" },
	{ 0, "'do':'release.set','version':2" },
	{ 0, "'do':'provider.upgrade','from':1,'provider':1,'version':2" },
	{ 0, "'do':'trust.set','provider':1,'tier':5" },
	{ 0, "'do':'deleg.add','from':3,'provider':1,'amount':'3000000000000000000'" },
	{ 0, "'do':'deleg.unbond','from':3,'provider':1,'shares':'1000000000000000000'" },
	{ 0, "'do':'prop.submit','from':3,'kind':2,'name':'maint_notice_s','value':1" },
	{ 0, "'do':'prop.vote','prop':4,'choice':1" },
	{ 0, "'do':'node.down','from':1,'kind':0,'id':1" },
	{ 0, "'do':'node.up','from':1,'kind':0,'id':1" },
	{ 0, "'do':'node.pause','from':1,'kind':0,'id':1" },
	{ 0, "'do':'node.resume','from':1,'kind':0,'id':1" },
	{ 0, "'do':'maint.schedule','from':1,'provider':1,'start':1010000,'dur':5" },
	{ 0, "'do':'maint.cancel','from':1,'provider':1" },
	{ 100, "'do':'maint.schedule','from':1,'provider':1,'start':1000200,'dur':5" },
	{ 300, "'do':'proof.report','provider':1,'kind':0,'pass':1" },
	{ 300, "'do':'fizz.register','from':3,'gateway':1,'region':257,'cpu':8" },
	{ 300, "'do':'fizz.register','from':4,'gateway':1,'region':257,'cpu':8" },
	{ 300, "'do':'fizz.prices','from':3,'fizz':1,'p_cpu':1,'p_mem':0,'p_sto':0,'p_gpu':0" },
	{ 300, "'do':'fizz.capacity','from':3,'fizz':1,'region':257,'cpu':9" },
	{ 300, "'do':'fizz.checks','gateway':1,'list':[[1,1,0,0,0,0],[2,0,0,0,0,0]]" },
	{ 300, "'do':'fizz.evict','from':1,'fizz':1" },
	{ 300, "'do':'fizz.relink','from':3,'fizz':1,'gateway':2" },
	{ 300, "'do':'subnet.set','from':1,'provider':1,'gateway_bp':5" },
	{ 300, "'do':'subnet.object','from':4,'fizz':2" },
	{ 300, "'do':'subnet.set','from':2,'provider':2,'gateway_bp':6" },
	{ 300, "'do':'slash.misconduct','kind':1,'id':1" },
	{ 300, "'do':'avs.register','from':3,'amount':'5000000000000000000'" },
	{ 300, "'do':'avs.register','from':4,'amount':'1000000000000000000'" },
	{ 300, "'do':'escrow.deposit','from':5,'token':0,'amount':'100000000'" },
	{ 302, "'do':'order.create','from':5,'max_price':'100000000000000','blocks':1000,'cpu':8" },
	{ 302, "'do':'order.create','from':5,'max_price':'100000000000000','blocks':1000,'cpu':8" },
	{ 302, "'do':'order.create','from':5,'max_price':'100000000000000','blocks':1000,'cpu':8" },
	{ 302, "'do':'bid.place','from':1,'order':1,'provider':1,'price':'100000000000000'" },
	{ 302, "'do':'bid.place','from':2,'order':1,'provider':2,'price':'90000000000000'" },
	{ 302, "'do':'bid.place','from':2,'order':2,'provider':2,'price':'90000000000000'" },
	{ 308, "'do':'avs.attest','from':4,'order':1,'bid':1" },
	{ 308, "'do':'avs.attest','from':3,'order':1,'bid':2" },
	{ 318, "'do':'avs.dispute','from':5,'order':1,'operator':3" },
	{ 318, "'do':'avs.unregister','from':3" },
	{ 320, "'do':'lease.update_request','from':5,'lease':1,'max_price':'100000000000000',"
	       "'blocks':2000,'cpu':8,'mem':0,'sto':0,'gpus':0" },
	{ 320, "'do':'lease.update_cancel','from':5,'lease':1" },
	{ 320, "'do':'lease.update_request','from':5,'lease':1,'max_price':'100000000000000',"
	       "'blocks':2000,'cpu':8,'mem':0,'sto':0,'gpus':0" },
	{ 320, "'do':'lease.update_accept','from':2,'lease':1" },
	{ 320, "'do':'lease.update','from':2,'lease':1,'price':'100000000000000'" },
	{ 330, "'do':'lease.close','from':5,'lease':1" },
	{ 330, "'do':'challenge.open','from':5,'provider':1,'kind':0" },
	{ 330, "'do':'challenge.respond','from':1,'challenge':1" },
	{ 330, "'do':'challenge.judge','challenge':1,'pass':0" },
	{ 330, "'do':'deleg.add','from':3,'provider':2,'amount':'3000000000000000000'" },
	{ 400, "'do':'advance'" },
	{ 1000, "'do':'advance'" },
	{ 3000, "'do':'slash.misconduct','kind':0,'id':2,'harmed':[[5,7]]" },
	{ 86400, "'do':'advance'" },
	{ 1300000, "'do':'advance'" },
};

static void every_event_has_the_fields_of_the_table(void **state)
{
	struct world *w = world_unstarted();
	bool seen[N_ROWS] = { false };

	(void)state;
	CLAIM("EVENT-04");
	CLAIM("ENC-06");
	/* The dishonest operator attests bid 2 of order 1; with best scores bid 1 is expected. */
	ok(w, "{'do':'genesis','params':{'vote_mode':1,'vote_s':100,'w_random':0,'draw_mode':1,"
	      "'w_price':0,'w_stake':0}}");
	check_events(w, seen);
	for (uint32_t acct = 1; acct <= 5; acct++) {
		a_rich_account(w, acct);
		check_events(w, seen);
	}
	ok(w, "{'do':'account.open'}");
	check_events(w, seen);
	for (unsigned i = 0; i < sizeof story / sizeof story[0]; i++) {
		at(w, story[i].second);
		ok(w, "{%s}", story[i].command);
		check_events(w, seen);
	}
	for (unsigned i = 0; i < N_ROWS; i++)
		if (!seen[i])
			fail_msg("%s did not occur", rows[i].name);
	world_end(w);
}

static void the_names_of_events_are_those_of_the_table(void **state)
{
	(void)state;
	assert_int_equal(SPHERON_EVENT_COUNT, N_ROWS);
	for (unsigned i = 0; i < N_ROWS; i++)
		assert_string_equal(spheron_event_name((enum spheron_event_kind)i), rows[i].name);
}

static void moved_is_for_commands_that_only_move_money(void **state)
{
	struct world *w = world_begin("");
	uint32_t p = a_provider(w, 1, "'gateway':1");

	(void)state;
	a_rich_account(w, 2);
	CLAIM("EVENT-01");
	/* Each of these moves money, for a purpose of its own. */
	ok(w, "{'do':'deleg.add','from':2,'provider':%u,'amount':'3000000000000000000'}", p);
	expect_names(w, "Delegated");
	ok(w, "{'do':'deleg.unbond','from':2,'provider':%u,'shares':'1000000000000000000'}", p);
	expect_names(w, "Undelegated UnbondStarted");
	ok(w, "{'do':'stake.unbond','from':1,'provider':%u,'amount':'1000000000000000000'}", p);
	expect_names(w, "UnbondStarted");
	ok(w, "{'do':'fizz.register','from':2,'gateway':%u,'region':1,'cpu':1}", p);
	expect_names(w, "FizzRegistered");
	ok(w, "{'do':'avs.register','from':2,'amount':'1000000000000000000'}");
	expect_names(w, "OperatorRegistered");
	ok(w, "{'do':'challenge.open','from':2,'provider':%u,'kind':0}", p);
	expect_names(w, "ChallengeOpened");
	ok(w, "{'do':'prop.submit','from':2,'kind':4,'target':%u}", p);
	expect_names(w, "ProposalSubmitted");
	world_end(w);
}

static void events_stand_in_the_order_of_their_effects(void **state)
{
	struct world *w = world_begin("'params':{'matcher_mode':2,'maint_notice_s':1}");
	uint32_t p = a_provider(w, 1, "");

	(void)state;
	a_lease(w, 2, p, "");
	ok(w, "{'do':'deleg.add','from':2,'provider':%u,'amount':'3000000000000000000'}", p);
	ok(w, "{'do':'maint.schedule','from':1,'provider':%u,'start':1000100,'dur':1000}", p);
	CLAIM("EVENT-01");
	at(w, 200);
	ok(w, "{'do':'slash.misconduct','kind':0,'id':%u,'harmed':[[2,1],[3,1]]}",
		(an_account(w, 3), p));
	expect_names(w, "Slashed PoolWiped Restitution Restitution MaintenanceEnded ProviderStatus "
			"LeaseSettled LeaseClosed");
	world_end(w);
}

static void a_status_event_tells_of_a_change_only(void **state)
{
	struct world *w = world_begin("");
	uint32_t p = a_provider(w, 1, "");

	(void)state;
	CLAIM("EVENT-01");
	ok(w, "{'do':'stake.add','from':1,'provider':%u,'amount':'1'}", p);
	expect_names(w, "Moved");
	ok(w, "{'do':'stake.unbond','from':1,'provider':%u,'amount':'60000000000000000000001'}", p);
	expect_names(w, "UnbondStarted ProviderStatus");
	ok(w, "{'do':'stake.add','from':1,'provider':%u,'amount':'1'}", p);
	expect_names(w, "Moved");
	world_end(w);
}

/* The last output contains this event; unlike expect_event() it reads _ as what it is. */
static void expect_moved(
	struct world *w, const char *from, const char *to, unsigned token, const char *amount)
{
	char event[160];

	snprintf(event, sizeof event, "[\"Moved\",\"%s\",\"%s\",%u,\"%s\"]", from, to, token,
		amount);
	if (!strstr(output(w), event))
		fail_msg("no %s in\n%s", event, output(w));
}

static void moved_names_the_buckets(void **state)
{
	struct world *w = world_begin("");
	uint32_t p = a_provider(w, 1, "'gateway':1");

	(void)state;
	a_fizz(w, 2, p, ""); /* its fee of 0.005 ETH is the treasury's */
	CLAIM("EVENT-02");
	ok(w, "{'do':'treasury.pay','token':2,'to':2,'amount':'5000000000000000'}");
	expect_moved(w, "treasury:0", "free:2", 2, "5000000000000000");
	ok(w, "{'do':'escrow.deposit','from':2,'token':0,'amount':'1000000'}");
	expect_moved(w, "free:2", "escrow:2", 0, "1000000");
	ok(w, "{'do':'escrow.withdraw','from':2,'token':0,'amount':'999999'}");
	expect_moved(w, "escrow:2", "free:2", 0, "999999");
	ok(w, "{'do':'stake.add','from':1,'provider':1,'amount':'3'}");
	expect_moved(w, "free:1", "stake:1", 1, "3");
	ok(w, "{'do':'pool.fund','from':2,'amount':'1000000000000000000000'}");
	expect_moved(w, "free:2", "foundation:0", 1, "1000000000000000000000");
	ok(w, "{'do':'fizz.checks','gateway':1,'list':[[1,1,0,0,0,0]]}");
	wait_until(w, 86400);
	/* 16 threads at 2.5 points for 0.04 SPON each. */
	ok(w, "{'do':'fizz.claim','from':2,'fizz':1}");
	expect_moved(w, "fizz_accrued:1", "free:2", 1, "1600000000000000000");
	world_end(w);
}

static void an_unknown_uptime_is_the_largest_u32(void **state)
{
	struct world *w = world_begin("");

	(void)state;
	at(w, 64801); /* 21599 s are left to be measured, one too few */
	a_provider(w, 1, "'gateway':1");
	a_fizz(w, 2, 1, "");
	ok(w, "{'do':'stake.unbond','from':1,'provider':1,'amount':'60000000000000000000000'}");
	at(w, 86400);
	CLAIM("EVENT-04");
	ok(w, "{'do':'advance'}");
	expect_event(w, "['EraNode',0,1,4294967295,'0','0','0','0',6,'0']");
	expect_event(w, "['EraNode',1,1,1000000,'0','0','0','0',255,'0']");
	world_end(w);
}

static void the_era_event_sums_up_both_kinds_of_nodes(void **state)
{
	struct world *w = world_begin("'params':{'trust_start':5,'inflation_bp':365}");

	(void)state;
	a_provider(w, 1, "'gateway':1");
	a_provider(w, 2, "");
	a_fizz(w, 3, 1, "");
	ok(w, "{'do':'pool.fund','from':3,'amount':'1000000000000000000000'}");
	ok(w, "{'do':'fizz.checks','gateway':1,'list':[[1,1,0,0,0,0]]}");
	at(w, 86400);
	CLAIM("EVENT-04");
	ok(w, "{'do':'advance'}");
	/* Two times 6.4 SPON for providers, 1.6 for 40 points of the Fizz node; 3 * 10^24 units are
	 * minted, a ten-thousandth of which is the inflation; 1000 - 12.8 - 1.6 SPON remain. */
	expect_event(w, "['EraClosed',0,'12800000','12800000000000000000','40000000',"
			"'1600000000000000000','300000000000000000000','985600000000000000000']");
	expect_names(w, "EraNode EraNode EraNode EraClosed");
	world_end(w);
}

static void a_match_shows_the_expected_bid_once_there_is_one(void **state)
{
	struct world *w = world_begin("'params':{'matcher_mode':1}");
	uint32_t p = a_provider(w, 1, "");

	(void)state;
	an_order(w, 2, "'select':1");
	an_order(w, 2, "");
	for (unsigned order = 1; order <= 2; order++)
		ok(w,
			"{'do':'bid.place','from':1,'order':%u,'provider':%u,"
			"'price':'100000000000000'}",
			order, p);
	CLAIM("EVENT-04");
	ok(w, "{'do':'order.choose','from':2,'order':1,'bid':1}");
	expect_event(w, "['OrderMatched',1,1,1,0,'100000000000000',0]");
	at(w, 6);
	ok(w, "{'do':'match.set','order':2,'bid':2}");
	expect_event(w, "['OrderMatched',2,2,1,0,'100000000000000',2]");
	world_end(w);
}

static void a_slash_tells_what_was_asked_and_what_came_from_accrued(void **state)
{
	struct world *w = world_begin("'params':{'trust_start':5,'challenge_window_s':1,"
				      "'challenge_penalty':'99999000000000000000000'}");

	(void)state;
	a_provider(w, 1, "");
	ok(w, "{'do':'pool.fund','from':1,'amount':'1000000000000000000000'}");
	wait_until(w, 86400);
	CLAIM("EVENT-04");
	ok(w, "{'do':'slash.misconduct','kind':0,'id':1,'bp':5000}");
	expect_event(w,
		"['Slashed',1,4,'30003200000000000000000','30000000000000000000000','0','0',"
		"'3200000000000000000']");
	ok(w, "{'do':'provider.reinstate','provider':1}");
	ok(w, "{'do':'challenge.open','from':1,'provider':1,'kind':0}");
	at(w, 86401);
	ok(w, "{'do':'advance'}");
	expect_event(w,
		"['Slashed',1,3,'99999000000000000000000','30000000000000000000000','0','0',"
		"'0']");
	world_end(w);
}

static void queries_change_nothing(void **state)
{
	struct world *w = world_begin("");
	uint32_t p = a_provider(w, 1, "'gateway':1");
	uint8_t before[32], after[32];

	(void)state;
	a_fizz(w, 2, p, "");
	ok(w, "{'do':'trust.set','provider':%u,'tier':5}", p);
	spheron_hash(world_state(w), before);
	CLAIM("CMD-05");
	refused(w, SPHERON_BAD_VALUE, "{'do':'q.rate','kind':2,'id':9}");
	refused(w, SPHERON_NOT_FOUND, "{'do':'q.rate','kind':0,'id':2}");
	refused(w, SPHERON_NOT_FOUND, "{'do':'q.rate','kind':1,'id':2}");
	refused(w, SPHERON_NOT_FOUND, "{'do':'q.rate','kind':0,'id':0}");
	ok(w, "{'do':'q.rate','from':2,'kind':0,'id':%u}", p);
	expect_event(w, "['Answer','6400000']");
	ok(w, "{'do':'q.rate','kind':1,'id':1}");
	expect_event(w, "['Answer','40000000']");
	ok(w, "{'do':'q.price','from':2,'hourly':1000000}");
	expect_event(w, "['Answer','555555555555556']");
	ok(w, "{'do':'q.apr','from':2,'provider':%u}", p);
	expect_event(w, "['Answer','0']");
	ok(w, "{'do':'q.state','from':2}");
	refused(w, SPHERON_NO_ACCOUNT, "{'do':'q.state','from':3}");
	spheron_hash(world_state(w), after);
	assert_memory_equal(before, after, 32);
	world_end(w);
}

int test_events(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_event_has_the_fields_of_the_table),
		cmocka_unit_test(the_names_of_events_are_those_of_the_table),
		cmocka_unit_test(moved_is_for_commands_that_only_move_money),
		cmocka_unit_test(events_stand_in_the_order_of_their_effects),
		cmocka_unit_test(a_status_event_tells_of_a_change_only),
		cmocka_unit_test(moved_names_the_buckets),
		cmocka_unit_test(an_unknown_uptime_is_the_largest_u32),
		cmocka_unit_test(the_era_event_sums_up_both_kinds_of_nodes),
		cmocka_unit_test(a_match_shows_the_expected_bid_once_there_is_one),
		cmocka_unit_test(a_slash_tells_what_was_asked_and_what_came_from_accrued),
		cmocka_unit_test(queries_change_nothing),
	};

	return cmocka_run_group_tests_name("events", tests, NULL, NULL);
}
