/* Gateway subnets: terms, objections, bare gateways (RULES.md 3.20). */

#include "tests/protocol/groups.h"
#include "tests/support/world.h"

#include <stdio.h>
#include <string.h>

#define SPON "000000000000000000"

static void advance_to(struct world *w, uint64_t seconds)
{
	at(w, seconds);
	ok(w, "{'do':'advance'}");
}

/* Gateway 1 of account 1 with `members` Fizz nodes 1, 2, ... of accounts 11, 12, ... */
static struct world *subnet(unsigned members, const char *more)
{
	char args[256];
	struct world *w;

	snprintf(args, sizeof args, "'params':{'era_s':600,'matcher_mode':2%s}", more);
	w = world_begin(args);
	a_provider(w, 1, "'gateway':1");
	for (unsigned i = 1; i <= members; i++)
		a_fizz(w, 10 + i, 1, "");
	return w;
}

static void set_gives(struct world *w, enum spheron_result r, const char *terms)
{
	refused(w, r, "{'do':'subnet.set','from':1,'provider':1,%s}", terms);
}

static void object_gives(struct world *w, enum spheron_result r, unsigned fizz)
{
	refused(w, r, "{'do':'subnet.object','from':%u,'fizz':%u}", 10 + fizz, fizz);
}

static void expect_gateway(struct world *w, const char *const fields[][2])
{
	for (; fields[0][0]; fields++)
		expect_field(w, "provider", 1, 0, fields[0][0], fields[0][1]);
}

/* ---- terms ---- */

static void terms_wait_for_the_next_era(void **state)
{
	static const char *const waiting[][2] = { { "subnet_bp", "200" }, { "subnet_cpu", "0" },
		{ "subnet_mem", "0" }, { "subnet_gpus", "0" }, { "subnet_next", "1" },
		{ "next_bp", "2000" }, { "next_cpu", "32" }, { "next_mem", "131072" },
		{ "next_gpus", "8" }, { "subnet_seq", "1" }, { "objections", "0" },
		{ NULL, NULL } };
	static const char *const applied[][2] = { { "subnet_bp", "2000" }, { "subnet_cpu", "32" },
		{ "subnet_mem", "131072" }, { "subnet_gpus", "8" }, { "subnet_next", "0" },
		{ "next_bp", "0" }, { "next_cpu", "0" }, { "next_mem", "0" }, { "next_gpus", "0" },
		{ "subnet_seq", "1" }, { NULL, NULL } };
	struct world *w = subnet(1, "");

	(void) state;
	CLAIM("GATE-01");
	CLAIM("GATE-02");
	CLAIM("GATE-03");
	set_gives(w, SPHERON_OK, "'gateway_bp':2000,'min_cpu':32,'min_mem':131072,'min_gpus':8");
	expect_names(w, "");
	expect_gateway(w, waiting);
	advance_to(w, 599);
	expect_gateway(w, waiting);
	advance_to(w, 600);
	expect_event(w, "['SubnetSet',1,2000,32,131072,8]");
	expect_gateway(w, applied);
	/* A member below the new minimum stays; nothing pends any more. */
	expect_field(w, "fizz", 1, 0, "gateway", "1");
	expect_field(w, "fizz", 1, 0, "status", "2");
	advance_to(w, 1200);
	expect_no_event(w, "SubnetSet");
	world_end(w);
}

static void terms_are_checked_for_provider_owner_gateway_and_bounds_in_turn(void **state)
{
	struct world *w = subnet(0, "");

	(void) state;
	CLAIM("GATE-01");
	CLAIM("GATE-02");
	a_provider(w, 2, "");
	refused(w, SPHERON_NOT_FOUND,
			"{'do':'subnet.set','from':1,'provider':3,'gateway_bp':2001}");
	refused(w, SPHERON_NOT_ALLOWED,
			"{'do':'subnet.set','from':1,'provider':2,'gateway_bp':2001}");
	refused(w, SPHERON_NOT_LINKED,
			"{'do':'subnet.set','from':2,'provider':2,'gateway_bp':2001}");
	set_gives(w, SPHERON_BAD_VALUE, "'gateway_bp':2001");
	set_gives(w, SPHERON_BAD_VALUE, "'gateway_bp':0,'min_cpu':33");
	set_gives(w, SPHERON_BAD_VALUE, "'gateway_bp':0,'min_mem':131073");
	set_gives(w, SPHERON_BAD_VALUE, "'gateway_bp':0,'min_gpus':9");
	set_gives(w, SPHERON_OK, "'gateway_bp':0");
	world_end(w);
}

static void the_bounds_of_terms_are_parameters(void **state)
{
	struct world *w = subnet(0, ",'gateway_max_bp':100,'subnet_min_cpu_max':1,"
				    "'subnet_min_mem_max':2,'subnet_min_gpus_max':0");

	(void) state;
	CLAIM("GATE-02");
	/* The share that a new provider has is within the bound, too. */
	expect_field(w, "provider", 1, 0, "subnet_bp", "100");
	set_gives(w, SPHERON_BAD_VALUE, "'gateway_bp':101");
	set_gives(w, SPHERON_BAD_VALUE, "'gateway_bp':100,'min_cpu':2");
	set_gives(w, SPHERON_BAD_VALUE, "'gateway_bp':100,'min_mem':3");
	set_gives(w, SPHERON_BAD_VALUE, "'gateway_bp':100,'min_gpus':1");
	set_gives(w, SPHERON_OK, "'gateway_bp':100,'min_cpu':1,'min_mem':2,'min_gpus':0");
	world_end(w);
}

static void running_leases_keep_their_share(void **state)
{
	struct world *w = subnet(1, "");

	(void) state;
	CLAIM("GATE-03");
	at(w, 590);
	set_gives(w, SPHERON_OK, "'gateway_bp':1000");
	an_order(w, 9, "'mode':0");
	ok(w, "{'do':'bid.place','from':1,'order':1,'provider':1,'fizz':1,"
	      "'price':'100000000000000'}");
	advance_to(w, 596); /* still the old era */
	expect_field(w, "lease", 1, 0, "gateway_bp", "200");
	at(w, 604);
	an_order(w, 9, "'mode':0");
	ok(w, "{'do':'bid.place','from':1,'order':2,'provider':1,'fizz':1,"
	      "'price':'100000000000000'}");
	advance_to(w, 610);
	expect_field(w, "lease", 1, 0, "gateway_bp", "200");
	expect_field(w, "lease", 2, 0, "gateway_bp", "1000");
	world_end(w);
}

static void a_second_set_replaces_the_first(void **state)
{
	struct world *w = subnet(1, "");

	(void) state;
	CLAIM("GATE-04");
	set_gives(w, SPHERON_OK, "'gateway_bp':1000,'min_cpu':5,'min_mem':6,'min_gpus':7");
	set_gives(w, SPHERON_OK, "'gateway_bp':300,'min_cpu':1");
	expect_field(w, "provider", 1, 0, "subnet_seq", "2");
	advance_to(w, 600);
	expect_names(w, "EraNode EraNode SubnetSet EraClosed");
	expect_event(w, "['SubnetSet',1,300,1,0,0]");
	world_end(w);
}

static void terms_are_set_in_any_status(void **state)
{
	struct world *w = subnet(0, ",'maint_notice_s':1");

	(void) state;
	CLAIM("GATE-04");
	ok(w, "{'do':'maint.schedule','from':1,'provider':1,'start':%u,'dur':10}", T0 + 5);
	at(w, 5);
	set_gives(w, SPHERON_OK, "'gateway_bp':1");
	at(w, 15);
	ok(w, "{'do':'stake.unbond','from':1,'provider':1,'amount':'60000" SPON "'}");
	set_gives(w, SPHERON_OK, "'gateway_bp':2");
	ok(w, "{'do':'provider.suspend','provider':1}");
	set_gives(w, SPHERON_OK, "'gateway_bp':3");
	ok(w, "{'do':'provider.exit','from':1,'provider':1}");
	set_gives(w, SPHERON_OK, "'gateway_bp':4");
	advance_to(w, 600);
	expect_event(w, "['SubnetSet',1,4,0,0,0]");
	world_end(w);
}

/* ---- objections ---- */

static void more_than_half_of_the_members_drop_pending_terms(void **state)
{
	static const struct {
		unsigned members, objections;
		bool dropped;
	} cases[] = { { 1, 0, false }, { 1, 1, true }, { 2, 1, false }, { 2, 2, true },
		{ 3, 1, false }, { 3, 2, true }, { 4, 2, false } };
	static const char *const dropped[][2] = { { "subnet_bp", "200" }, { "subnet_next", "0" },
		{ "next_bp", "0" }, { "next_cpu", "0" }, { "next_mem", "0" }, { "next_gpus", "0" },
		{ "objections", "0" }, { NULL, NULL } };

	(void) state;
	for (unsigned i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct world *w = subnet(cases[i].members, "");
		char event[40];

		CLAIM("GATE-03");
		if (cases[i].objections)
			CLAIM("GATE-05");
		set_gives(w, SPHERON_OK, "'gateway_bp':9,'min_cpu':1,'min_mem':2,'min_gpus':3");
		for (unsigned fizz = 1; fizz <= cases[i].objections; fizz++) {
			object_gives(w, SPHERON_OK, fizz);
			expect_names(w, "SubnetObjected");
			snprintf(event, sizeof event, "['SubnetObjected',1,%u]", fizz);
			expect_event(w, event);
			expect_field(w, "fizz", fizz, 0, "objected", "1");
		}
		advance_to(w, 600);
		if (cases[i].dropped) {
			expect_event(w, "['SubnetDropped',1]");
			expect_no_event(w, "SubnetSet");
			expect_gateway(w, dropped);
		} else {
			expect_no_event(w, "SubnetDropped");
			expect_event(w, "['SubnetSet',1,9,1,2,3]");
		}
		world_end(w);
	}
}

static void objecting_checks_node_owner_link_terms_and_repetition_in_turn(void **state)
{
	struct world *w = subnet(4, "");

	(void) state;
	CLAIM("GATE-05");
	refused(w, SPHERON_NOT_FOUND, "{'do':'subnet.object','from':11,'fizz':9}");
	refused(w, SPHERON_NOT_ALLOWED, "{'do':'subnet.object','from':1,'fizz':1}");
	ok(w, "{'do':'fizz.evict','from':1,'fizz':2}");
	object_gives(w, SPHERON_BAD_STATE, 2);
	ok(w, "{'do':'fizz.exit','from':13,'fizz':3}");
	object_gives(w, SPHERON_BAD_STATE, 3);
	object_gives(w, SPHERON_NOTHING, 1);
	set_gives(w, SPHERON_OK, "'gateway_bp':9");
	object_gives(w, SPHERON_BAD_STATE, 2);
	object_gives(w, SPHERON_OK, 1);
	object_gives(w, SPHERON_DUPLICATE, 1);
	expect_field(w, "provider", 1, 0, "objections", "1");
	/* A suspended member has a say, too. */
	ok(w, "{'do':'slash.misconduct','kind':1,'id':4,'bp':0}");
	object_gives(w, SPHERON_OK, 4);
	expect_field(w, "provider", 1, 0, "objections", "2");
	at(w, 600);
	object_gives(w, SPHERON_NOTHING, 1);
	world_end(w);
}

static void new_terms_start_without_objections(void **state)
{
	struct world *w = subnet(2, "");

	(void) state;
	CLAIM("GATE-05");
	set_gives(w, SPHERON_OK, "'gateway_bp':9");
	object_gives(w, SPHERON_OK, 1);
	object_gives(w, SPHERON_OK, 2);
	set_gives(w, SPHERON_OK, "'gateway_bp':10");
	expect_field(w, "provider", 1, 0, "objections", "0");
	object_gives(w, SPHERON_OK, 1);
	expect_field(w, "fizz", 1, 0, "objected", "2");
	expect_field(w, "fizz", 2, 0, "objected", "1");
	expect_field(w, "provider", 1, 0, "objections", "1");
	advance_to(w, 600);
	expect_event(w, "['SubnetSet',1,10,0,0,0]");
	world_end(w);
}

static void the_objection_of_a_member_goes_when_it_goes(void **state)
{
	static const char *const way[] = { "{'do':'fizz.evict','from':1,'fizz':1}",
		"{'do':'fizz.exit','from':11,'fizz':1}",
		"{'do':'fizz.relink','from':11,'fizz':1,'gateway':2}" };

	(void) state;
	for (unsigned i = 0; i < 3; i++) {
		struct world *w = subnet(2, "");

		CLAIM("GATE-05");
		a_provider(w, 2, "'gateway':1");
		set_gives(w, SPHERON_OK, "'gateway_bp':9");
		object_gives(w, SPHERON_OK, 1);
		ok(w, "%s", way[i]);
		expect_field(w, "provider", 1, 0, "objections", "0");
		expect_field(w, "provider", 2, 0, "objections", "0");
		if (i != 1)
			expect_field(w, "fizz", 1, 0, "objected", "0");
		/* Back again, it has not objected yet. */
		if (i != 1) {
			ok(w, "{'do':'fizz.relink','from':11,'fizz':1,'gateway':1}");
			expect_field(w, "provider", 1, 0, "objections", "0");
			object_gives(w, SPHERON_OK, 1);
			expect_field(w, "provider", 1, 0, "objections", "1");
		}
		world_end(w);
	}
}

static void members_are_counted_at_the_era_close(void **state)
{
	struct world *w = subnet(2, "");

	(void) state;
	CLAIM("GATE-05");
	CLAIM("GATE-03");
	set_gives(w, SPHERON_OK, "'gateway_bp':9");
	object_gives(w, SPHERON_OK, 1);
	/* One of two is not more than half, but one of one is. */
	ok(w, "{'do':'fizz.exit','from':12,'fizz':2}");
	advance_to(w, 600);
	expect_event(w, "['SubnetDropped',1]");
	set_gives(w, SPHERON_OK, "'gateway_bp':10");
	object_gives(w, SPHERON_OK, 1);
	a_fizz(w, 13, 1, "");
	advance_to(w, 1200);
	expect_event(w, "['SubnetSet',1,10,0,0,0]");
	world_end(w);
}

/* ---- bare gateways ---- */

static void a_bare_gateway_needs_the_stake_of_64_threads_and_earns_its_share(void **state)
{
	struct world *w = world_begin("'params':{'era_s':600,'matcher_mode':2}");

	(void) state;
	CLAIM("GATE-06");
	a_rich_account(w, 1);
	refused(w, SPHERON_BAD_VALUE, "{'do':'provider.register','from':1,'region':1}");
	ok(w, "{'do':'provider.register','from':1,'region':1,'gateway':1}");
	ok(w, "{'do':'stake.add','from':1,'provider':1,'amount':'499999999999999999999'}");
	expect_field(w, "provider", 1, 0, "status", "1");
	ok(w, "{'do':'stake.add','from':1,'provider':1,'amount':'1'}");
	expect_event(w, "['ProviderStatus',1,2]");
	ok(w, "{'do':'trust.set','provider':1,'tier':0}");
	ok(w, "{'do':'q.rate','kind':0,'id':1}");
	expect_event(w, "['Answer','0']");
	a_fizz(w, 11, 1, "");
	an_order(w, 9, "'mode':0");
	ok(w, "{'do':'bid.place','from':1,'order':1,'provider':1,'fizz':1,"
	      "'price':'100000000000000'}");
	advance_to(w, 6);
	advance_to(w, 2006);
	expect_bucket(w, "earned", 1, 0, "2000"); /* 2 % of 100,000 */
	expect_bucket(w, "accrued", 1, 1, "0");
	world_end(w);
}

int test_gateway(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(terms_wait_for_the_next_era),
		cmocka_unit_test(terms_are_checked_for_provider_owner_gateway_and_bounds_in_turn),
		cmocka_unit_test(the_bounds_of_terms_are_parameters),
		cmocka_unit_test(running_leases_keep_their_share),
		cmocka_unit_test(a_second_set_replaces_the_first),
		cmocka_unit_test(terms_are_set_in_any_status),
		cmocka_unit_test(more_than_half_of_the_members_drop_pending_terms),
		cmocka_unit_test(objecting_checks_node_owner_link_terms_and_repetition_in_turn),
		cmocka_unit_test(new_terms_start_without_objections),
		cmocka_unit_test(the_objection_of_a_member_goes_when_it_goes),
		cmocka_unit_test(members_are_counted_at_the_era_close),
		cmocka_unit_test(a_bare_gateway_needs_the_stake_of_64_threads_and_earns_its_share),
	};

	return cmocka_run_group_tests_name("gateway", tests, NULL, NULL);
}
