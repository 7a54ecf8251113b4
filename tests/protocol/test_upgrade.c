/* Releases and late upgrades (RULES.md 3.18). */

#include "protocol/state.h"
#include "tests/protocol/groups.h"
#include "tests/support/world.h"

#define RELEASE "{'do':'release.set','version':%u}"
#define UPGRADE "{'do':'provider.upgrade','from':1,'provider':1,'version':%u}"

static void close_era(struct world *w, unsigned era)
{
	at(w, 86400ull * (era + 1));
	ok(w, "{'do':'advance'}");
}

static void a_release_is_announced_with_its_due_era(void **state)
{
	struct world *w = world_begin("");

	(void)state;
	an_account(w, 1);
	CLAIM("UPG-01");
	expect_field(w, "meta", 0, 0, "version", "1");
	ok(w, RELEASE, 2);
	expect_names(w, "ReleaseSet");
	expect_event(w, "['ReleaseSet',2,7]"); /* era 0 and seven eras of grace */
	expect_field(w, "release", 2, 0, "due", "7");
	expect_field(w, "meta", 0, 0, "version", "2");
	close_era(w, 0);
	ok(w, RELEASE, 9);
	expect_event(w, "['ReleaseSet',9,8]");
	expect_field(w, "meta", 0, 0, "version", "9");
	expect_record(w, "release", 2, 0, true);
	world_end(w);
}

static void a_release_is_newer_by_at_most_a_thousand(void **state)
{
	struct world *w = world_begin("");

	(void)state;
	an_account(w, 1);
	CLAIM("UPG-01");
	refused(w, SPHERON_NOT_ALLOWED, "{'do':'release.set','from':1,'version':0}");
	refused(w, SPHERON_BAD_VALUE, RELEASE, 0);
	refused(w, SPHERON_BAD_VALUE, RELEASE, 1);
	refused(w, SPHERON_BAD_VALUE, RELEASE, 1002);
	ok(w, RELEASE, 1001);
	refused(w, SPHERON_BAD_VALUE, RELEASE, 1001);
	refused(w, SPHERON_BAD_VALUE, RELEASE, 2002);
	ok(w, RELEASE, 2001);
	world_state(w)->meta.version = UINT32_MAX - 1;
	refused(w, SPHERON_BAD_VALUE, RELEASE, UINT32_MAX - 1);
	ok(w, RELEASE, UINT32_MAX);
	refused(w, SPHERON_BAD_VALUE, RELEASE, UINT32_MAX);
	world_end(w);
}

static void a_provider_upgrades_to_a_release_that_exists(void **state)
{
	struct world *w = world_begin("");

	(void)state;
	a_provider(w, 1, "");
	ok(w, RELEASE, 5);
	CLAIM("UPG-02");
	refused(w, SPHERON_NOT_FOUND,
		"{'do':'provider.upgrade','from':1,'provider':2,'version':0}");
	refused(w, SPHERON_NOT_ALLOWED,
		"{'do':'provider.upgrade','from':0,'provider':1,'version':0}");
	refused(w, SPHERON_BAD_VALUE, UPGRADE, 0);
	refused(w, SPHERON_BAD_VALUE, UPGRADE, 1);
	refused(w, SPHERON_BAD_VALUE, UPGRADE, 6);
	ok(w, UPGRADE, 4); /* any version up to the current one */
	expect_names(w, "Upgraded");
	expect_event(w, "['Upgraded',1,4]");
	expect_field(w, "provider", 1, 0, "version", "4");
	refused(w, SPHERON_BAD_VALUE, UPGRADE, 4);
	ok(w, "{'do':'provider.suspend','provider':1}");
	ok(w, UPGRADE, 5);
	ok(w, "{'do':'provider.exit','from':1,'provider':1}");
	refused(w, SPHERON_BAD_STATE, UPGRADE, 0);
	world_end(w);
}

static void a_new_provider_has_the_current_release(void **state)
{
	struct world *w = world_begin("");

	(void)state;
	an_account(w, 1);
	ok(w, RELEASE, 5);
	ok(w, "{'do':'provider.register','from':1,'region':1,'cpu':1}");
	expect_field(w, "provider", 1, 0, "version", "5");
	world_end(w);
}

static void a_late_provider_loses_points_and_collateral_each_era(void **state)
{
	struct world *w = world_begin("'params':{'upgrade_grace_eras':1,'trust_start':5}");

	(void)state;
	a_provider(w, 1, "");
	a_rich_account(w, 2);
	ok(w, "{'do':'deleg.add','from':2,'provider':1,'amount':'3000000000000000000'}");
	ok(w, "{'do':'stake.unbond','from':1,'provider':1,'amount':'1000000000000000000'}");
	CLAIM("UPG-01");
	CLAIM("UPG-03");
	ok(w, RELEASE, 2);
	close_era(w, 0);
	expect_no_event(w, "Slashed");
	expect_event(w, "['EraNode',0,1,1000000,'6400000',_,_,'0',5,_]");
	expect_field(w, "meta", 0, 0, "must", "1");
	close_era(w, 1);
	expect_field(w, "meta", 0, 0, "must", "2");
	expect_record(w, "release", 2, 0, false);
	expect_event(w, "['EraNode',0,1,1000000,'0','0','0','0',5,'0']");
	/* K = 59999 + 3 + 1 SPON: 60.003 of it, from each bucket a thousandth. */
	expect_event(w, "['Slashed',1,2,'60003000000000000000','59999000000000000000',"
			"'3000000000000000','1000000000000000','0']");
	expect_bucket(w, "treasury", 0, 1, "60003000000000000000");
	expect_field(w, "provider", 1, 0, "slashes", "1");
	close_era(w, 2);
	/* A thousandth of the remaining 59942997 * 10^15. */
	expect_event(w, "['Slashed',1,2,'59942997000000000000',_,_,_,'0']");
	ok(w, UPGRADE, 2);
	close_era(w, 3);
	expect_no_event(w, "Slashed");
	expect_event(w, "['EraNode',0,1,1000000,'6400000',_,_,'0',5,_]");
	world_end(w);
}

static void who_upgrades_in_the_last_second_is_not_late(void **state)
{
	struct world *w = world_begin("'params':{'upgrade_grace_eras':0,'trust_start':5}");

	(void)state;
	a_provider(w, 1, "");
	a_provider(w, 2, "");
	ok(w, RELEASE, 3);
	at(w, 86399);
	ok(w, UPGRADE, 3);
	ok(w, "{'do':'provider.upgrade','from':2,'provider':2,'version':2}");
	CLAIM("UPG-03");
	close_era(w, 0);
	expect_event(w, "['EraNode',0,1,1000000,'6400000',_,_,'0',5,_]");
	expect_event(w, "['Slashed',2,2,_,_,_,_,'0']"); /* version 2 is older than 3 */
	expect_names(w, "EraNode Slashed EraNode EraClosed");
	world_end(w);
}

static void a_suspended_provider_is_late_too(void **state)
{
	struct world *w = world_begin("'params':{'upgrade_grace_eras':0}");

	(void)state;
	a_provider(w, 1, "");
	a_provider(w, 2, "");
	ok(w, RELEASE, 2);
	ok(w, "{'do':'provider.suspend','provider':1}");
	ok(w, "{'do':'provider.exit','from':2,'provider':2}"); /* but not one that left */
	CLAIM("UPG-03");
	close_era(w, 0);
	expect_event(
		w, "['Slashed',1,2,'60000000000000000000','60000000000000000000','0','0','0']");
	expect_bucket(w, "unbonding", 1, 1, "60000000000000000000000");
	world_end(w);
}

static void a_later_release_does_not_move_an_earlier_one(void **state)
{
	struct world *w = world_begin("'params':{'upgrade_grace_eras':2,'trust_start':5}");

	(void)state;
	a_provider(w, 1, "");
	CLAIM("UPG-04");
	ok(w, RELEASE, 2); /* due at the close of era 2 */
	close_era(w, 0);
	ok(w, RELEASE, 3); /* due at the close of era 3 */
	ok(w, RELEASE, 4);
	close_era(w, 1);
	expect_no_event(w, "Slashed");
	close_era(w, 2);
	expect_event(w, "['Slashed',1,2,_,_,_,_,_]");
	expect_field(w, "meta", 0, 0, "must", "2");
	expect_record(w, "release", 2, 0, false);
	expect_field(w, "release", 3, 0, "due", "3");
	ok(w, UPGRADE, 2);
	close_era(w, 3); /* both at once: the highest counts */
	expect_field(w, "meta", 0, 0, "must", "4");
	expect_record(w, "release", 3, 0, false);
	expect_record(w, "release", 4, 0, false);
	expect_event(w, "['Slashed',1,2,_,_,_,_,_]");
	world_end(w);
}

static void an_older_release_that_falls_due_later_demands_nothing_less(void **state)
{
	struct world *w = world_begin("'params':{'upgrade_grace_eras':3,'vote_s':1000}");

	(void)state;
	a_provider(w, 1, "");
	ok(w, RELEASE, 2); /* due in era 3 */
	ok(w, "{'do':'prop.submit','from':1,'kind':2,'name':'upgrade_grace_eras','value':0}");
	ok(w, "{'do':'prop.vote','from':1,'prop':2,'choice':1}");
	at(w, 1000);
	ok(w, RELEASE, 3); /* due in era 0 */
	expect_event(w, "['ReleaseSet',3,0]");
	CLAIM("UPG-03");
	close_era(w, 0);
	expect_field(w, "meta", 0, 0, "must", "3");
	expect_record(w, "release", 2, 0, true);
	close_era(w, 1);
	close_era(w, 2);
	close_era(w, 3);
	expect_field(w, "meta", 0, 0, "must", "3");
	expect_record(w, "release", 2, 0, false);
	world_end(w);
}

int test_upgrade(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_release_is_announced_with_its_due_era),
		cmocka_unit_test(a_release_is_newer_by_at_most_a_thousand),
		cmocka_unit_test(a_provider_upgrades_to_a_release_that_exists),
		cmocka_unit_test(a_new_provider_has_the_current_release),
		cmocka_unit_test(a_late_provider_loses_points_and_collateral_each_era),
		cmocka_unit_test(who_upgrades_in_the_last_second_is_not_late),
		cmocka_unit_test(a_suspended_provider_is_late_too),
		cmocka_unit_test(a_later_release_does_not_move_an_earlier_one),
		cmocka_unit_test(an_older_release_that_falls_due_later_demands_nothing_less),
	};

	return cmocka_run_group_tests_name("upgrade", tests, NULL, NULL);
}
