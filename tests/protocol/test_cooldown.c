/* Link state and the reconnect cooldown (RULES.md 3.17). */

#include "tests/protocol/groups.h"
#include "tests/support/world.h"

static void every_reconnect_starts_the_full_cooldown_anew(void **state)
{
	struct world *w = world_begin("");
	uint32_t p = a_provider(w, 1, "");

	(void) state;
	CLAIM("COOL-01");
	CLAIM("COOL-02");
	CLAIM("COOL-04");
	at(w, 10000);
	ok(w, "{'do':'node.down','from':1,'kind':0,'id':%u}", p);
	at(w, 10001);
	ok(w, "{'do':'node.up','from':1,'kind':0,'id':%u}", p);
	expect_event(w, "['NodeUp',0,1,1020801]");
	/* Half way through it a second gap, however short, starts it again. */
	at(w, 15000);
	ok(w, "{'do':'node.down','from':1,'kind':0,'id':%u}", p);
	at(w, 15001);
	ok(w, "{'do':'node.up','from':1,'kind':0,'id':%u}", p);
	expect_event(w, "['NodeUp',0,1,1025801]");
	expect_field(w, "provider", p, 0, "cooldown_until", "1025801");
	world_end(w);
}

static void a_link_taken_down_by_a_verifier_comes_up_only_by_one(void **state)
{
	struct world *w = world_begin("");
	uint32_t p = a_provider(w, 1, "");

	(void) state;
	CLAIM("COOL-08");
	ok(w, "{'do':'node.down','kind':0,'id':%u}", p);
	expect_field(w, "provider", p, 0, "vdown", "1");
	refused(w, SPHERON_NOT_ALLOWED, "{'do':'node.up','from':1,'kind':0,'id':%u}", p);
	ok(w, "{'do':'node.up','kind':0,'id':%u}", p);
	expect_field(w, "provider", p, 0, "vdown", "0");
	world_end(w);
}

int test_cooldown(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_reconnect_starts_the_full_cooldown_anew),
		cmocka_unit_test(a_link_taken_down_by_a_verifier_comes_up_only_by_one),
	};

	return cmocka_run_group_tests_name("cooldown", tests, NULL, NULL);
}
