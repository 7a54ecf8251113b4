/* Proofs of providers and checks of Fizz nodes (RULES.md PROOF-01..05, 10). */

#include "tests/protocol/groups.h"
#include "tests/support/world.h"

#include <openssl/sha.h>
#include <stdio.h>
#include <string.h>

static void advance_to(struct world *w, uint64_t seconds)
{
	at(w, seconds);
	ok(w, "{'do':'advance'}");
}

static void report(struct world *w, enum spheron_result r, unsigned kind, unsigned pass)
{
	refused(w, r, "{'do':'proof.report','provider':1,'kind':%u,'pass':%u}", kind, pass);
}

/* ---- proofs ---- */

static void a_verifier_reports_the_result_of_a_proof(void **state)
{
	struct world *w = world_begin("");

	(void) state;
	CLAIM("PROOF-01");
	CLAIM("PROOF-03");
	a_provider(w, 1, "'gpus':[[36,2,1600]]"); /* one passed proof of CPU and GPU */
	for (unsigned kind = 0; kind < 4; kind++) {
		char event[40], field[8];

		report(w, SPHERON_OK, kind, 1);
		expect_names(w, "ProofReported");
		snprintf(event, sizeof event, "['ProofReported',1,%u,1]", kind);
		expect_event(w, event);
		report(w, SPHERON_OK, kind, 0);
		snprintf(event, sizeof event, "['ProofReported',1,%u,0]", kind);
		expect_event(w, event);
		snprintf(field, sizeof field, "ok%u", kind);
		expect_field(w, "provider", 1, 0, field, kind < 2 ? "2" : "1");
		snprintf(field, sizeof field, "n%u", kind);
		expect_field(w, "provider", 1, 0, field, kind < 2 ? "3" : "2");
	}
	world_end(w);
}

static void a_report_checks_sender_provider_values_status_and_number_in_turn(void **state)
{
	struct world *w = world_begin("'params':{'proof_max':2,'maint_notice_s':1}");

	(void) state;
	CLAIM("PROOF-03");
	a_provider(w, 1, "");
	an_account(w, 5);
	ok(w, "{'do':'role.set','acct':5,'roles':61}");
	refused(w, SPHERON_NOT_ALLOWED,
			"{'do':'proof.report','from':5,'provider':9,'kind':9,'pass':9}");
	refused(w, SPHERON_NOT_ALLOWED,
			"{'do':'proof.report','from':1,'provider':1,'kind':0,'pass':1}");
	refused(w, SPHERON_NOT_FOUND, "{'do':'proof.report','provider':9,'kind':9,'pass':9}");
	report(w, SPHERON_OK, 0, 1);
	ok(w, "{'do':'maint.schedule','from':1,'provider':1,'start':%u,'dur':10}", T0 + 1);
	at(w, 1);
	report(w, SPHERON_BAD_VALUE, 4, 0);
	report(w, SPHERON_BAD_VALUE, 0, 2);
	report(w, SPHERON_IN_MAINTENANCE, 0, 1);
	ok(w, "{'do':'provider.suspend','provider':1}");
	report(w, SPHERON_BAD_VALUE, 4, 0);
	report(w, SPHERON_BAD_STATE, 0, 1);
	ok(w, "{'do':'provider.exit','from':1,'provider':1}");
	report(w, SPHERON_BAD_STATE, 0, 1);
	world_end(w);
}

static void only_so_many_proofs_of_a_kind_count_in_an_era(void **state)
{
	struct world *w = world_begin("'params':{'era_s':600}");

	(void) state;
	CLAIM("PROOF-03");
	a_provider(w, 1, ""); /* the first of 24 */
	for (unsigned i = 1; i < 24; i++)
		report(w, SPHERON_OK, 0, i & 1);
	report(w, SPHERON_LIMIT, 0, 1);
	report(w, SPHERON_LIMIT, 0, 0);
	expect_field(w, "provider", 1, 0, "n0", "24");
	expect_field(w, "provider", 1, 0, "ok0", "13");
	report(w, SPHERON_OK, 3, 1);
	at(w, 600);
	report(w, SPHERON_OK, 0, 1);
	expect_field(w, "provider", 1, 0, "n0", "1");
	world_end(w);
}

static void a_registered_provider_is_proven_too(void **state)
{
	struct world *w = world_begin("");

	(void) state;
	CLAIM("PROOF-03");
	a_rich_account(w, 1);
	ok(w, "{'do':'provider.register','from':1,'region':1,'cpu':8}");
	expect_field(w, "provider", 1, 0, "status", "1");
	report(w, SPHERON_OK, 0, 1);
	world_end(w);
}

static void a_region_proof_marks_the_region_and_clears_the_mark(void **state)
{
	struct world *w = world_begin("");

	(void) state;
	CLAIM("PROOF-04");
	a_provider(w, 1, "");
	for (unsigned kind = 0; kind < 3; kind++)
		report(w, SPHERON_OK, kind, 0);
	expect_field(w, "provider", 1, 0, "region_bad", "0");
	report(w, SPHERON_OK, 3, 0);
	expect_field(w, "provider", 1, 0, "region_bad", "1");
	for (unsigned kind = 0; kind < 3; kind++)
		report(w, SPHERON_OK, kind, 1);
	expect_field(w, "provider", 1, 0, "region_bad", "1");
	/* A change of the declared region does not clear it. */
	ok(w, "{'do':'provider.attrs','from':1,'provider':1,'region':258,'cpu':64}");
	expect_field(w, "provider", 1, 0, "region_bad", "1");
	report(w, SPHERON_OK, 3, 1);
	expect_field(w, "provider", 1, 0, "region_bad", "0");
	world_end(w);
}

static void a_failed_report_slashes_nothing(void **state)
{
	struct world *w = world_begin("'params':{'era_s':600}");

	(void) state;
	CLAIM("PROOF-01");
	a_provider(w, 1, "");
	ok(w, "{'do':'trust.set','provider':1,'tier':5}");
	for (unsigned i = 0; i < 3; i++)
		report(w, SPHERON_OK, 0, 0);
	advance_to(w, 600);
	/* One of four passed: a quarter of the points, and that is all. */
	expect_event(w, "['EraNode',0,1,1000000,'1600000',_,_,_,_,_]");
	expect_no_event(w, "Slashed");
	expect_bucket(w, "stake", 1, 1, "60000000000000000000000");
	expect_field(w, "provider", 1, 0, "slashes", "0");
	world_end(w);
}

/* ---- the schedule ---- */

static size_t put_u32(uint8_t *at, uint32_t v)
{
	for (unsigned i = 0; i < 4; i++)
		at[i] = (uint8_t) (v >> (8 * i));
	return 4;
}

static uint64_t scheduled(const uint8_t beacon[32], uint32_t provider, uint32_t era, uint32_t hour,
		uint8_t kind)
{
	uint8_t text[80], hash[32];
	uint64_t x = 0;
	size_t n = 16;

	memcpy(text, "spheron.proof.v1", 16);
	memcpy(text + n, beacon, 32);
	n += 32;
	n += put_u32(text + n, provider);
	n += put_u32(text + n, era);
	n += put_u32(text + n, hour);
	text[n++] = kind;
	SHA256(text, n, hash);
	for (unsigned i = 8; i-- > 0;)
		x = x << 8 | hash[i];
	/* floor(x * 3600 / 2^64) in two halves */
	return hour * 3600ull + (((x >> 32) * 3600 + (((x & 0xffffffffu) * 3600) >> 32)) >> 32);
}

static void proofs_are_due_at_a_random_second_of_every_hour(void **state)
{
	struct world *w = world_begin("");
	struct spheron_hex32 beacon;
	uint32_t x = 1;
	unsigned early = 0;

	(void) state;
	CLAIM("PROOF-02");
	for (unsigned i = 0; i < 500; i++) {
		uint32_t provider, era, hour;
		uint64_t due;

		for (unsigned k = 0; k < 32; k++)
			beacon.byte[k] = (uint8_t) ((x = x * 1664525u + 1013904223u) >> 24);
		provider = x >> 3;
		era = (x >> 20) * 7;
		hour = x % 720;
		due = spheron_proof_due(&beacon, provider, era, hour,
				(enum spheron_proof_kind) (i % 4));
		assert_true(due == scheduled(beacon.byte, provider, era, hour, i % 4));
		assert_true(due / 3600 == hour);
		early += due % 3600 < 1800;
	}
	assert_true(early > 200 && early < 300);
	world_end(w);
}

/* ---- checks ---- */

/* Gateway 1 of account 1 with Fizz nodes 1, 2 and 3 of accounts 2, 3 and 4; gateway 2 of account 5
 * with Fizz node 4 of account 6. */
static struct world *subnets(const char *params)
{
	struct world *w = world_begin(params);

	a_provider(w, 1, "'gateway':1");
	for (uint32_t acct = 2; acct <= 4; acct++)
		a_fizz(w, acct, 1, "");
	a_provider(w, 5, "'gateway':1");
	a_fizz(w, 6, 2, "");
	return w;
}

static void checks_give(struct world *w, enum spheron_result r, const char *list)
{
	refused(w, r, "{'do':'fizz.checks','gateway':1,'list':%s}", list);
}

static void a_gateway_passes_on_the_checks_of_its_nodes(void **state)
{
	static const char *const first[][2] = { { "n", "2" }, { "alive", "2" },
		{ "sf0", "1000001" }, { "sf1", "4" }, { "sf2", "6" }, { "sf3", "1000004" } };
	static const char *const second[][2] = { { "n", "1" }, { "alive", "0" }, { "sf0", "0" },
		{ "sf1", "0" }, { "sf2", "0" }, { "sf3", "0" } };
	struct world *w = subnets("");

	(void) state;
	CLAIM("PROOF-05");
	checks_give(w, SPHERON_OK, "[[1,1,1,2,3,4],[3,0,5,6,7,8]]");
	expect_names(w, "FizzChecked");
	expect_event(w, "['FizzChecked',1,2]");
	checks_give(w, SPHERON_OK, "[[1,1,1000000,2,3,1000000]]");
	expect_event(w, "['FizzChecked',1,1]");
	for (unsigned i = 0; i < 6; i++) {
		expect_field(w, "fizz", 1, 0, first[i][0], first[i][1]);
		expect_field(w, "fizz", 3, 0, second[i][0], second[i][1]);
	}
	expect_field(w, "fizz", 2, 0, "n", "0");
	world_end(w);
}

static void a_list_of_checks_has_a_form(void **state)
{
	static const char *const bad[] = { "[]", "[[2,1,0,0,0,0],[1,1,0,0,0,0]]",
		"[[1,1,0,0,0,0],[1,1,0,0,0,0]]", "[[1,2,0,0,0,0]]", "[[1,1,1000001,0,0,0]]",
		"[[1,1,0,1000001,0,0]]", "[[1,1,0,0,1000001,0]]", "[[1,1,0,0,0,1000001]]",
		"[[1,0,0,0,0,1000001]]", "[[1,1,0,0,0,0],[2,1,0,0,0,0],[3,2,0,0,0,0]]" };
	struct world *w = subnets("");

	(void) state;
	CLAIM("PROOF-05");
	for (unsigned i = 0; i < sizeof bad / sizeof bad[0]; i++)
		checks_give(w, SPHERON_BAD_VALUE, bad[i]);
	expect_field(w, "fizz", 1, 0, "n", "0");
	checks_give(w, SPHERON_OK, "[[1,1,1000000,1000000,1000000,1000000]]");
	world_end(w);
}

static void a_list_has_at_most_64_checks(void **state)
{
	struct world *w = subnets("");
	char list[2048] = "[[1,1,0,0,0,0]";

	(void) state;
	CLAIM("PROOF-05");
	for (unsigned i = 2; i <= 64; i++)
		snprintf(list + strlen(list), sizeof list - strlen(list), ",[%u,1,0,0,0,0]",
				i < 4 ? i : i + 100);
	/* 64 entries are well formed: the fourth is simply not there. */
	strcat(list, "]");
	checks_give(w, SPHERON_NOT_FOUND, list);
	list[strlen(list) - 1] = 0;
	strcat(list, ",[999,1,0,0,0,0]]");
	checks_give(w, SPHERON_BAD_VALUE, list);
	checks_give(w, SPHERON_OK, "[[1,1,0,0,0,0]]");
	world_end(w);
}

static void checks_are_judged_entry_by_entry(void **state)
{
	struct world *w = subnets("'params':{'checks_max':2}");

	(void) state;
	CLAIM("PROOF-05");
	an_account(w, 8);
	ok(w, "{'do':'role.set','acct':8,'roles':61}");
	refused(w, SPHERON_NOT_ALLOWED, "{'do':'fizz.checks','from':8,'gateway':9,'list':[]}");
	refused(w, SPHERON_NOT_FOUND, "{'do':'fizz.checks','gateway':9,'list':[]}");
	/* The whole list is well formed before any entry is looked up. */
	checks_give(w, SPHERON_BAD_VALUE, "[[1,1,0,0,0,0],[9,1,0,0,0,0],[10,2,0,0,0,0]]");
	checks_give(w, SPHERON_NOT_FOUND, "[[1,1,0,0,0,0],[9,1,0,0,0,0]]");
	checks_give(w, SPHERON_NOT_LINKED, "[[4,1,0,0,0,0],[9,1,0,0,0,0]]");
	ok(w, "{'do':'slash.misconduct','kind':1,'id':2,'bp':0}");
	checks_give(w, SPHERON_BAD_STATE, "[[2,1,0,0,0,0],[4,1,0,0,0,0]]");
	ok(w, "{'do':'fizz.evict','from':1,'fizz':3}");
	checks_give(w, SPHERON_NOT_LINKED, "[[3,1,0,0,0,0]]");
	checks_give(w, SPHERON_OK, "[[1,1,0,0,0,0]]");
	checks_give(w, SPHERON_OK, "[[1,0,0,0,0,0]]");
	checks_give(w, SPHERON_LIMIT, "[[1,0,0,0,0,0],[2,1,0,0,0,0]]");
	/* Nothing of a refused list counts, not even what stood before. */
	checks_give(w, SPHERON_BAD_STATE, "[[2,1,0,0,0,0]]");
	expect_field(w, "fizz", 1, 0, "n", "2");
	world_end(w);
}

static void checks_are_counted_per_era(void **state)
{
	struct world *w = subnets("'params':{'checks_max':1,'era_s':600}");

	(void) state;
	CLAIM("PROOF-05");
	checks_give(w, SPHERON_OK, "[[1,1,0,0,0,0]]");
	checks_give(w, SPHERON_LIMIT, "[[1,1,0,0,0,0]]");
	at(w, 600);
	checks_give(w, SPHERON_OK, "[[1,1,0,0,0,0]]");
	world_end(w);
}

static void the_status_of_the_gateway_does_not_matter_to_checks(void **state)
{
	struct world *w = subnets("");

	(void) state;
	CLAIM("PROOF-05");
	ok(w, "{'do':'provider.suspend','provider':1}");
	ok(w, "{'do':'node.down','from':1,'kind':0,'id':1}");
	checks_give(w, SPHERON_OK, "[[1,1,0,0,0,0]]");
	world_end(w);
}

int test_proof(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_verifier_reports_the_result_of_a_proof),
		cmocka_unit_test(a_report_checks_sender_provider_values_status_and_number_in_turn),
		cmocka_unit_test(only_so_many_proofs_of_a_kind_count_in_an_era),
		cmocka_unit_test(a_registered_provider_is_proven_too),
		cmocka_unit_test(a_region_proof_marks_the_region_and_clears_the_mark),
		cmocka_unit_test(a_failed_report_slashes_nothing),
		cmocka_unit_test(proofs_are_due_at_a_random_second_of_every_hour),
		cmocka_unit_test(a_gateway_passes_on_the_checks_of_its_nodes),
		cmocka_unit_test(a_list_of_checks_has_a_form),
		cmocka_unit_test(a_list_has_at_most_64_checks),
		cmocka_unit_test(checks_are_judged_entry_by_entry),
		cmocka_unit_test(checks_are_counted_per_era),
		cmocka_unit_test(the_status_of_the_gateway_does_not_matter_to_checks),
	};

	return cmocka_run_group_tests_name("proof", tests, NULL, NULL);
}
