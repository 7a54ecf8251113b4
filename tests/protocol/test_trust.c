/* Trust tiers (RULES.md 3.13). */

#include "tests/protocol/groups.h"
#include "tests/support/world.h"

#include <stdio.h>
#include <string.h>

#define ERA 600

static void advance_to(struct world *w, uint64_t seconds)
{
	at(w, seconds);
	ok(w, "{'do':'advance'}");
}

/* Slashing is off, so that nothing but trust moves. */
static struct world *short_eras(const char *more)
{
	char args[512];

	snprintf(args, sizeof args, "'params':{'era_s':600,'cooldown_s':0,'slash_model':1%s}",
			more);
	return world_begin(args);
}

/* Lets era `era` pass with provider 1 connected in so many of its 600 seconds. */
static void era_with(struct world *w, unsigned era, unsigned up)
{
	at(w, (uint64_t) era * ERA);
	if (up < ERA) {
		ok(w, "{'do':'node.down','from':1,'kind':0,'id':1}");
		at(w, (uint64_t) era * ERA + ERA - up);
		if (up > 0)
			ok(w, "{'do':'node.up','from':1,'kind':0,'id':1}");
	}
	advance_to(w, (uint64_t) era * ERA + ERA);
	if (up == 0)
		ok(w, "{'do':'node.up','from':1,'kind':0,'id':1}");
}

static void expect_trust(struct world *w, const char *tier, const char *rise, const char *fall)
{
	expect_field(w, "provider", 1, 0, "tier", tier);
	expect_field(w, "provider", 1, 0, "rise", rise);
	expect_field(w, "provider", 1, 0, "fall", fall);
}

static void set_tier(struct world *w, unsigned tier)
{
	ok(w, "{'do':'trust.set','provider':1,'tier':%u}", tier);
}

static void a_provider_starts_in_tier_seven_which_earns_nothing(void **state)
{
	struct world *w = world_begin("");

	(void) state;
	CLAIM("TRUST-01");
	a_provider(w, 1, "");
	expect_trust(w, "6", "0", "0");
	ok(w, "{'do':'q.rate','kind':0,'id':1}");
	expect_event(w, "['Answer','0']");
	world_end(w);
	w = world_begin("'params':{'trust_start':2}");
	CLAIM("TRUST-01");
	a_provider(w, 1, "");
	expect_trust(w, "2", "0", "0");
	ok(w, "{'do':'q.rate','kind':0,'id':1}");
	expect_event(w, "['Answer','9600000']"); /* 6,400,000 * 1.5 */
	world_end(w);
}

static void an_era_is_met_only_above_the_limit_of_its_tier(void **state)
{
	/* Tier Six keeps above 850000: 510 of 600 seconds are exactly that. */
	static const struct {
		unsigned tier, up;
		const char *rise, *fall;
	} cases[] = { { 5, 511, "1", "0" }, { 5, 510, "0", "1" }, { 6, 451, "1", "0" },
		{ 6, 450, "0", "1" }, { 4, 541, "1", "0" }, { 4, 540, "0", "1" },
		{ 0, 595, "1", "0" }, { 0, 594, "0", "1" }, { 3, 570, "0", "1" },
		{ 2, 582, "0", "1" }, { 1, 588, "0", "1" }, { 1, 589, "1", "0" } };

	(void) state;
	for (unsigned i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct world *w = short_eras("");
		char tier[8];

		CLAIM("TRUST-02");
		CLAIM("TRUST-03");
		a_provider(w, 1, "");
		set_tier(w, cases[i].tier);
		era_with(w, 0, cases[i].up);
		snprintf(tier, sizeof tier, "%u", cases[i].tier);
		expect_trust(w, tier, cases[i].rise, cases[i].fall);
		world_end(w);
	}
}

static void an_unknown_uptime_leaves_the_counts(void **state)
{
	struct world *w = short_eras("");

	(void) state;
	CLAIM("TRUST-02");
	a_provider(w, 1, "");
	set_tier(w, 4);
	era_with(w, 0, 600);
	expect_trust(w, "4", "1", "0");
	at(w, 749); /* measured for 149 of 600 seconds: too short to tell */
	ok(w, "{'do':'node.down','from':1,'kind':0,'id':1}");
	ok(w, "{'do':'provider.suspend','provider':1}");
	advance_to(w, 1200);
	expect_event(w, "['EraNode',0,1,4294967295,_,_,_,_,4,_]");
	expect_trust(w, "4", "1", "0");
	world_end(w);
}

static void met_and_missed_eras_are_counted_in_a_row(void **state)
{
	struct world *w = short_eras("");

	(void) state;
	CLAIM("TRUST-03");
	a_provider(w, 1, "");
	set_tier(w, 4);
	era_with(w, 0, 600);
	era_with(w, 1, 600);
	expect_trust(w, "4", "2", "0");
	era_with(w, 2, 540); /* exactly 900000: a miss */
	expect_trust(w, "4", "0", "1");
	era_with(w, 3, 0);
	expect_trust(w, "4", "0", "2");
	era_with(w, 4, 541);
	expect_trust(w, "4", "1", "0");
	world_end(w);
}

static void the_counts_stop_at_65535(void **state)
{
	struct world *w = short_eras(",'trust_rise.6':0,'trust_fall.5':0");

	(void) state;
	CLAIM("TRUST-03");
	a_provider(w, 1, "");
	a_provider(w, 2, "");
	ok(w, "{'do':'trust.set','provider':2,'tier':5}");
	ok(w, "{'do':'node.down','from':2,'kind':0,'id':2}");
	for (unsigned era = 0; era < 65534; era += 1500)
		advance_to(w, (uint64_t) (era + 1500 < 65534 ? era + 1500 : 65534) * ERA);
	expect_field(w, "provider", 1, 0, "rise", "65534");
	expect_field(w, "provider", 2, 0, "fall", "65534");
	for (unsigned era = 65535; era <= 65537; era++) {
		advance_to(w, (uint64_t) era * ERA);
		expect_field(w, "provider", 1, 0, "rise", "65535");
		expect_field(w, "provider", 2, 0, "fall", "65535");
	}
	world_end(w);
}

static void enough_met_eras_in_a_row_raise_the_tier(void **state)
{
	static const char *const tier[] = { "6", "6", "5", "5", "5", "5", "5", "4" };
	static const char *const rise[] = { "1", "2", "0", "1", "2", "3", "4", "0" };
	struct world *w = short_eras("");

	(void) state;
	CLAIM("TRUST-04");
	a_provider(w, 1, "");
	/* Three eras from Seven to Six, five more to Five. */
	for (unsigned era = 0; era < 8; era++) {
		char event[64];

		era_with(w, era, 600);
		expect_trust(w, tier[era], rise[era], "0");
		snprintf(event, sizeof event, "['EraNode',0,1,1000000,_,_,_,_,%s,_]", tier[era]);
		expect_event(w, event);
	}
	world_end(w);
}

static void enough_missed_eras_in_a_row_lower_the_tier(void **state)
{
	static const char *const tier[] = { "4", "4", "4", "4", "4", "4", "5", "5", "5", "5", "5",
		"6" };
	static const char *const fall[] = { "1", "2", "3", "4", "5", "6", "0", "1", "2", "3", "4",
		"0" };
	struct world *w = short_eras("");

	(void) state;
	CLAIM("TRUST-04");
	a_provider(w, 1, "");
	set_tier(w, 4);
	/* Seven from Five to Six, five more to Seven. */
	for (unsigned era = 0; era < 12; era++) {
		era_with(w, era, 300);
		expect_trust(w, tier[era], "0", fall[era]);
	}
	world_end(w);
}

static void each_tier_has_lengths_of_its_own(void **state)
{
	static const unsigned rise[7] = { 0, 30, 23, 17, 11, 5, 3 };
	static const unsigned fall[7] = { 32, 25, 20, 14, 7, 5, 0 };

	(void) state;
	for (unsigned tier = 0; tier < 7; tier++)
		for (unsigned up = 0; up <= 1; up++) {
			unsigned needed = up ? rise[tier] : fall[tier];
			struct world *w = short_eras("");
			char text[8];

			CLAIM("TRUST-04");
			a_provider(w, 1, "");
			set_tier(w, tier);
			if (!up)
				ok(w, "{'do':'node.down','from':1,'kind':0,'id':1}");
			snprintf(text, sizeof text, "%u", tier);
			advance_to(w, (needed ? needed - 1 : 40) * ERA);
			expect_field(w, "provider", 1, 0, "tier", text);
			advance_to(w, (needed ? needed : 41) * ERA);
			snprintf(text, sizeof text, "%u",
					!needed ? tier : up ? tier - 1 : tier + 1);
			expect_field(w, "provider", 1, 0, "tier", text);
			world_end(w);
		}
}

static void tier_one_never_rises_and_tier_seven_never_falls(void **state)
{
	struct world *w = short_eras(",'trust_rise.0':1,'trust_fall.6':1");

	(void) state;
	CLAIM("TRUST-04");
	a_provider(w, 1, "");
	era_with(w, 0, 0);
	expect_field(w, "provider", 1, 0, "tier", "6");
	set_tier(w, 0);
	era_with(w, 1, 600);
	expect_field(w, "provider", 1, 0, "tier", "0");
	world_end(w);
}

static void a_length_of_0_never_moves_the_tier(void **state)
{
	struct world *w = short_eras(",'trust_rise.3':0,'trust_fall.3':0");

	(void) state;
	CLAIM("TRUST-04");
	a_provider(w, 1, "");
	set_tier(w, 3);
	advance_to(w, 40 * ERA);
	expect_trust(w, "3", "40", "0");
	ok(w, "{'do':'node.down','from':1,'kind':0,'id':1}");
	advance_to(w, 80 * ERA);
	expect_trust(w, "3", "0", "40");
	world_end(w);
}

static void a_new_tier_counts_from_the_next_era_on(void **state)
{
	struct world *w = short_eras(",'trust_rise.5':1");

	(void) state;
	CLAIM("TRUST-05");
	a_provider(w, 1, "");
	set_tier(w, 5);
	advance_to(w, 600);
	expect_event(w, "['EraNode',0,1,1000000,'6400000',_,_,_,4,_]");
	advance_to(w, 1200);
	expect_event(w, "['EraNode',0,1,1000000,'7040000',_,_,_,4,_]"); /* 1.1 */
	world_end(w);
}

static void a_verifier_sets_the_tier_and_the_rate_follows_at_once(void **state)
{
	struct world *w = short_eras("");

	(void) state;
	CLAIM("TRUST-06");
	a_provider(w, 1, "");
	set_tier(w, 4);
	era_with(w, 0, 600);
	expect_trust(w, "4", "1", "0");
	at(w, 900);
	set_tier(w, 0);
	expect_names(w, "TrustSet");
	expect_event(w, "['TrustSet',1,0]");
	expect_trust(w, "0", "0", "0");
	/* Half an era at 1.1 and half at 2.0. */
	advance_to(w, 1200);
	expect_event(w, "['EraNode',0,1,1000000,'9920000',_,_,_,0,_]");
	world_end(w);
}

static void setting_the_tier_checks_sender_provider_and_tier_in_turn(void **state)
{
	struct world *w = world_begin("");

	(void) state;
	CLAIM("TRUST-06");
	a_provider(w, 1, "");
	an_account(w, 5);
	ok(w, "{'do':'role.set','acct':5,'roles':61}"); /* all but VERIFIER */
	refused(w, SPHERON_NOT_ALLOWED, "{'do':'trust.set','from':5,'provider':9,'tier':7}");
	refused(w, SPHERON_NOT_ALLOWED, "{'do':'trust.set','from':1,'provider':1,'tier':5}");
	ok(w, "{'do':'role.set','acct':5,'roles':2}");
	refused(w, SPHERON_NOT_FOUND, "{'do':'trust.set','from':5,'provider':9,'tier':7}");
	refused(w, SPHERON_BAD_VALUE, "{'do':'trust.set','from':5,'provider':1,'tier':7}");
	ok(w, "{'do':'trust.set','from':5,'provider':1,'tier':6}");
	ok(w, "{'do':'trust.set','from':5,'provider':1,'tier':0}");
	world_end(w);
}

static void the_tier_is_set_in_any_status(void **state)
{
	struct world *w = world_begin("'params':{'maint_notice_s':1}");

	(void) state;
	CLAIM("TRUST-06");
	a_provider(w, 1, "");
	ok(w, "{'do':'maint.schedule','from':1,'provider':1,'start':%u,'dur':9}", T0 + 1);
	at(w, 1);
	set_tier(w, 1);
	ok(w, "{'do':'provider.suspend','provider':1}");
	set_tier(w, 2);
	ok(w, "{'do':'provider.exit','from':1,'provider':1}");
	set_tier(w, 3);
	expect_field(w, "provider", 1, 0, "tier", "3");
	world_end(w);
}

static void fizz_nodes_have_no_trust_tier(void **state)
{
	struct world *w = world_begin("'params':{'era_s':600,'matcher_mode':1}");

	(void) state;
	CLAIM("TRUST-07");
	a_provider(w, 1, "'gateway':1");
	a_fizz(w, 2, 1, "");
	ok(w, "{'do':'trust.set','provider':1,'tier':0}");
	an_order(w, 9, "'mode':0");
	ok(w, "{'do':'bid.place','from':1,'order':1,'provider':1,'fizz':1,"
	      "'price':'100000000000000'}");
	/* Its reputation is that of its leases alone: 1 of 2. */
	advance_to(w, 6);
	expect_event(w, "['Scored',1,1,_,_,_,500000,_,_,_,_,_,_]");
	advance_to(w, 600);
	expect_event(w, "['EraNode',1,1,_,_,_,_,_,255,'0']");
	world_end(w);
}

int test_trust(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_provider_starts_in_tier_seven_which_earns_nothing),
		cmocka_unit_test(an_era_is_met_only_above_the_limit_of_its_tier),
		cmocka_unit_test(an_unknown_uptime_leaves_the_counts),
		cmocka_unit_test(met_and_missed_eras_are_counted_in_a_row),
		cmocka_unit_test(the_counts_stop_at_65535),
		cmocka_unit_test(enough_met_eras_in_a_row_raise_the_tier),
		cmocka_unit_test(enough_missed_eras_in_a_row_lower_the_tier),
		cmocka_unit_test(each_tier_has_lengths_of_its_own),
		cmocka_unit_test(tier_one_never_rises_and_tier_seven_never_falls),
		cmocka_unit_test(a_length_of_0_never_moves_the_tier),
		cmocka_unit_test(a_new_tier_counts_from_the_next_era_on),
		cmocka_unit_test(a_verifier_sets_the_tier_and_the_rate_follows_at_once),
		cmocka_unit_test(setting_the_tier_checks_sender_provider_and_tier_in_turn),
		cmocka_unit_test(the_tier_is_set_in_any_status),
		cmocka_unit_test(fizz_nodes_have_no_trust_tier),
	};

	return cmocka_run_group_tests_name("trust", tests, NULL, NULL);
}
