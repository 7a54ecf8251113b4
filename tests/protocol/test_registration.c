/* Registration of providers (RULES.md 3.1): REG-01 to REG-06 and REG-13. */

#include "tests/protocol/groups.h"
#include "tests/support/world.h"

#include <stdio.h>
#include <string.h>

#define ONE_GPU(line) "'region':1,'gpus':[" line "]"

/* A fresh account registers with these attributes, or is refused; provider 1, which exists, may
 * change to the same attributes, or is refused as well. */
static void fits(struct world *w, const char *args)
{
	ok(w, "{'do':'account.open'}");
	ok(w, "{'do':'provider.register','from':%u,%s}",
		spheron_used(world_state(w), SPHERON_TABLE_ACCOUNTS) - 1, args);
	ok(w, "{'do':'provider.attrs','from':1,'provider':1,%s}", args);
}

static void unfit(struct world *w, const char *args)
{
	refused(w, SPHERON_BAD_VALUE, "{'do':'provider.register','from':0,%s}", args);
	refused(w, SPHERON_BAD_VALUE, "{'do':'provider.attrs','from':1,'provider':1,%s}", args);
}

static struct world *a_world_of_providers(void)
{
	struct world *w = world_begin("");

	an_account(w, 1);
	ok(w, "{'do':'provider.register','from':1,'region':1,'cpu':1}");
	return w;
}

static void an_application_tells_what_the_provider_has(void **state)
{
	struct world *w = world_begin("");

	(void)state;
	an_account(w, 1);
	CLAIM("REG-01");
	CLAIM("REG-06");
	CLAIM("CMD-02");
	ok(w, "{'do':'provider.register','from':1,'region':514,'cpu':70,'score':51000,'cpu_model':"
	      "4,"
	      "'mem':1024,'sto':300,'sto_tier':2,'down':900,'up':800,"
	      "'gpus':[[36,2,1600],[51,4,30000]],'tokens':2,'gateway':1}");
	expect_field(w, "provider", 1, 0, "owner", "1");
	expect_field(w, "provider", 1, 0, "region", "514");
	expect_field(w, "provider", 1, 0, "cpu", "70");
	expect_field(w, "provider", 1, 0, "score", "51000");
	expect_field(w, "provider", 1, 0, "cpu_model", "4");
	expect_field(w, "provider", 1, 0, "mem", "1024");
	expect_field(w, "provider", 1, 0, "sto", "300");
	expect_field(w, "provider", 1, 0, "sto_tier", "2");
	expect_field(w, "provider", 1, 0, "down", "900");
	expect_field(w, "provider", 1, 0, "up_mbps", "800");
	expect_field(w, "provider", 1, 0, "tokens", "2");
	expect_field(w, "provider", 1, 0, "gateway", "1");
	expect_gpu_field(w, 0, 1, 36, "count", "2");
	expect_gpu_field(w, 0, 1, 36, "price", "1600");
	expect_gpu_field(w, 0, 1, 51, "count", "4");
	expect_gpu_field(w, 0, 1, 51, "price", "30000");
	expect_gpu_field(w, 0, 1, 51, "used", "0");
	world_end(w);
}

static void an_application_may_leave_out_what_it_has_none_of(void **state)
{
	struct world *w = world_begin("");

	(void)state;
	an_account(w, 1);
	CLAIM("CMD-02");
	ok(w, "{'do':'provider.register','from':1,'region':7,'sto':1}");
	expect_field(w, "provider", 1, 0, "cpu", "0");
	expect_field(w, "provider", 1, 0, "score", "0");
	expect_field(w, "provider", 1, 0, "cpu_model", "1");
	expect_field(w, "provider", 1, 0, "mem", "0");
	expect_field(w, "provider", 1, 0, "sto_tier", "0");
	expect_field(w, "provider", 1, 0, "down", "0");
	expect_field(w, "provider", 1, 0, "up_mbps", "0");
	expect_field(w, "provider", 1, 0, "tokens", "1");
	expect_field(w, "provider", 1, 0, "gateway", "0");
	world_end(w);
}

static void plain_attributes_have_bounds(void **state)
{
	struct world *w = a_world_of_providers();

	(void)state;
	CLAIM("REG-02");
	unfit(w, "'region':0,'cpu':1");
	fits(w, "'region':65535,'cpu':1");
	unfit(w, "'region':1,'cpu':65537");
	fits(w, "'region':1,'cpu':65536");
	unfit(w, "'region':1,'cpu':1,'score':10000001");
	fits(w, "'region':1,'cpu':1,'score':10000000");
	unfit(w, "'region':1,'cpu':1,'mem':1073741825");
	fits(w, "'region':1,'cpu':1,'mem':1073741824");
	unfit(w, "'region':1,'sto':1073741825");
	fits(w, "'region':1,'sto':1073741824");
	unfit(w, "'region':1,'cpu':1,'sto_tier':3");
	fits(w, "'region':1,'cpu':1,'sto_tier':2");
	unfit(w, "'region':1,'cpu':1,'down':1000001");
	fits(w, "'region':1,'cpu':1,'down':1000000");
	unfit(w, "'region':1,'cpu':1,'up':1000001");
	fits(w, "'region':1,'cpu':1,'up':1000000");
	unfit(w, "'region':1,'cpu':1,'gateway':2");
	world_end(w);
}

static void the_cpu_model_is_a_row_of_the_table(void **state)
{
	struct world *w = a_world_of_providers();

	(void)state;
	CLAIM("REG-02");
	for (unsigned model = 0; model <= 20; model++) {
		char args[64];

		snprintf(args, sizeof args, "'region':1,'cpu':1,'cpu_model':%u", model);
		if (model == 1 || (model >= 4 && model <= 17))
			fits(w, args);
		else
			unfit(w, args);
	}
	unfit(w, "'region':1,'cpu':1,'cpu_model':255");
	world_end(w);
}

static void gpu_lines_have_bounds(void **state)
{
	struct world *w = a_world_of_providers();

	(void)state;
	CLAIM("REG-02");
	unfit(w, ONE_GPU("[0,1,1]"));
	fits(w, ONE_GPU("[1,1,1]"));
	fits(w, ONE_GPU("[76,1,1]"));
	unfit(w, ONE_GPU("[77,1,1]"));
	unfit(w, ONE_GPU("[999,1,1]"));
	fits(w, ONE_GPU("[1000,1,1]"));
	fits(w, ONE_GPU("[65535,1,1]"));
	unfit(w, ONE_GPU("[1,0,1]"));
	fits(w, ONE_GPU("[1,4096,1]"));
	unfit(w, ONE_GPU("[1,4097,1]"));
	fits(w, ONE_GPU("[1,1,0]"));
	fits(w, ONE_GPU("[1,1,10000000]"));
	unfit(w, ONE_GPU("[1,1,10000001]"));
	/* A wrong second line is a wrong list. */
	unfit(w, ONE_GPU("[1,1,1],[2,0,1]"));
	world_end(w);
}

static void gpu_models_ascend_in_at_most_eight_lines(void **state)
{
	struct world *w = a_world_of_providers();

	(void)state;
	CLAIM("REG-02");
	unfit(w, ONE_GPU("[5,1,1],[5,1,1]"));
	unfit(w, ONE_GPU("[6,1,1],[5,1,1]"));
	unfit(w, ONE_GPU("[5,1,1],[7,1,1],[6,1,1]"));
	fits(w, ONE_GPU("[5,1,1],[6,1,1]"));
	fits(w, ONE_GPU("[1,1,1],[2,1,1],[3,1,1],[4,1,1],[5,1,1],[6,1,1],[7,1,1],[8,1,1]"));
	unfit(w,
		ONE_GPU("[1,1,1],[2,1,1],[3,1,1],[4,1,1],[5,1,1],[6,1,1],[7,1,1],[8,1,1],[9,1,1]"));
	world_end(w);
}

static void a_provider_has_threads_gpus_or_storage_unless_it_is_a_gateway(void **state)
{
	struct world *w = a_world_of_providers();

	(void)state;
	CLAIM("REG-02");
	unfit(w, "'region':1");
	unfit(w, "'region':1,'mem':100,'score':5,'down':9,'up':9");
	fits(w, "'region':1,'cpu':1");
	fits(w, "'region':1,'sto':1");
	fits(w, ONE_GPU("[1,1,1]"));
	fits(w, "'region':1,'gateway':1");
	world_end(w);
}

static void tokens_are_a_mask_of_tokens_that_pay(void **state)
{
	struct world *w = a_world_of_providers();

	(void)state;
	CLAIM("REG-02");
	unfit(w, "'region':1,'cpu':1,'tokens':0");
	unfit(w, "'region':1,'cpu':1,'tokens':4"); /* ETH does not pay */
	unfit(w, "'region':1,'cpu':1,'tokens':7");
	unfit(w, "'region':1,'cpu':1,'tokens':8"); /* there is no token 3 */
	unfit(w, "'region':1,'cpu':1,'tokens':128");
	fits(w, "'region':1,'cpu':1,'tokens':2");
	fits(w, "'region':1,'cpu':1,'tokens':3");
	ok(w, "{'do':'token.add','decimals':2,'pay':0}");
	unfit(w, "'region':1,'cpu':1,'tokens':9");
	ok(w, "{'do':'token.add','decimals':2}");
	fits(w, "'region':1,'cpu':1,'tokens':17");
	world_end(w);
}

static void an_account_has_one_provider_ever(void **state)
{
	struct world *w = world_begin("");
	uint32_t p = a_provider(w, 1, "");

	(void)state;
	CLAIM("REG-03");
	refused(w, SPHERON_DUPLICATE, "{'do':'provider.register','from':1,'region':1,'cpu':1}");
	/* BAD_VALUE, DUPLICATE: the first that fails. */
	refused(w, SPHERON_BAD_VALUE, "{'do':'provider.register','from':1,'region':0,'cpu':1}");
	ok(w, "{'do':'provider.exit','from':1,'provider':%u}", p);
	refused(w, SPHERON_DUPLICATE, "{'do':'provider.register','from':1,'region':1,'cpu':1}");
	world_end(w);
}

static void an_application_under_vote_counts_as_a_provider(void **state)
{
	struct world *w = world_begin("'params':{'auto_approve':0,'vote_s':1000}");

	(void)state;
	a_rich_account(w, 1);
	an_account(w, 2);
	CLAIM("REG-03");
	ok(w, "{'do':'provider.register','from':1,'region':1,'cpu':1}");
	refused(w, SPHERON_DUPLICATE, "{'do':'provider.register','from':1,'region':1,'cpu':1}");
	/* DUPLICATE before NO_FUNDS. */
	ok(w, "{'do':'token.transfer','from':1,'token':1,'to':2,'amount':'999900000000000000000000'"
	      "}");
	refused(w, SPHERON_DUPLICATE, "{'do':'provider.register','from':1,'region':1,'cpu':1}");
	at(w, 1000); /* nobody voted */
	refused(w, SPHERON_NO_FUNDS, "{'do':'provider.register','from':1,'region':1,'cpu':1}");
	expect_event(w, "['ProposalClosed',1,2]");
	ok(w, "{'do':'provider.register','from':2,'region':1,'cpu':1}");
	world_end(w);
}

static void an_application_passes_at_once_and_needs_no_deposit(void **state)
{
	struct world *w = world_begin("");

	(void)state;
	an_account(w, 1);
	CLAIM("REG-04");
	CLAIM("GOV-01");
	at(w, 77);
	ok(w, "{'do':'provider.register','from':1,'region':1,'cpu':1}");
	expect_names(w, "ProposalSubmitted ProviderRegistered ProposalClosed");
	expect_event(w, "['ProposalSubmitted',1,0,1000077]");
	expect_event(w, "['ProposalClosed',1,1]");
	expect_record(w, "proposal", 1, 0, false);
	expect_field(w, "meta", 0, 0, "vote_end", "0"); /* it was not voted on */
	world_end(w);
}

static void a_provider_that_needs_no_stake_is_active_at_once(void **state)
{
	struct world *w = world_begin("'params':{'require_stake':0}");

	(void)state;
	an_account(w, 1);
	CLAIM("REG-04");
	CLAIM("REG-11");
	ok(w, "{'do':'provider.register','from':1,'region':1,'cpu':1}");
	expect_names(w, "ProposalSubmitted ProviderRegistered ProviderStatus ProposalClosed");
	expect_event(w, "['ProviderStatus',1,2]");
	world_end(w);
}

static void without_auto_approval_an_application_is_voted_on(void **state)
{
	struct world *w = world_begin("'params':{'auto_approve':0,'vote_s':1000,'vote_mode':1}");

	(void)state;
	an_account(w, 1);
	CLAIM("REG-05");
	CLAIM("GOV-02");
	refused(w, SPHERON_NO_FUNDS, "{'do':'provider.register','from':1,'region':1,'cpu':1}");
	ok(w, "{'do':'token.mint','token':1,'to':1,'amount':'100000000000000000000'}");
	ok(w, "{'do':'provider.register','from':1,'region':9,'cpu':1}");
	expect_names(w, "ProposalSubmitted");
	expect_event(w, "['ProposalSubmitted',1,0,1001000]");
	expect_record(w, "provider", 1, 0, false);
	expect_bucket(w, "proposal_deposit", 1, 1, "100000000000000000000");
	expect_bucket(w, "free", 1, 1, "0");
	ok(w, "{'do':'prop.vote','prop':1,'choice':1}"); /* the only member of the council */
	at(w, 999);
	ok(w, "{'do':'advance'}");
	expect_record(w, "provider", 1, 0, false);
	at(w, 1000);
	ok(w, "{'do':'advance'}");
	expect_names(w, "ProviderRegistered ProposalClosed");
	expect_event(w, "['ProposalClosed',1,1]");
	expect_field(w, "provider", 1, 0, "region", "9");
	expect_field(w, "provider", 1, 0, "owner", "1");
	expect_bucket(w, "free", 1, 1, "100000000000000000000");
	world_end(w);
}

static void a_rejected_applicant_gets_no_provider_and_may_apply_again(void **state)
{
	struct world *w = world_begin("'params':{'auto_approve':0,'vote_s':1000,'vote_mode':1}");

	(void)state;
	a_rich_account(w, 1);
	CLAIM("REG-05");
	ok(w, "{'do':'provider.register','from':1,'region':1,'cpu':1}");
	ok(w, "{'do':'prop.vote','prop':1,'choice':0}");
	at(w, 1000);
	ok(w, "{'do':'provider.register','from':1,'region':1,'cpu':1}");
	expect_names(w, "ProposalClosed ProposalSubmitted");
	expect_event(w, "['ProposalClosed',1,0]");
	expect_record(w, "provider", 1, 0, false);
	ok(w, "{'do':'prop.vote','prop':2,'choice':1}");
	at(w, 2000);
	ok(w, "{'do':'advance'}");
	expect_event(w, "['ProviderRegistered',1,1,_,1,0,0,1]");
	world_end(w);
}

static void the_contract_record_of_a_provider_is_a_hash_of_its_id(void **state)
{
	struct world *w = world_begin("");

	(void)state;
	an_account(w, 3);
	CLAIM("REG-06");
	/* The first 20 bytes of SHA-256("spheron.proxy.v1" || u32le(id)). */
	ok(w, "{'do':'provider.register','from':3,'region':1,'cpu':1}");
	expect_event(
		w, "['ProviderRegistered',1,3,'4af8afe8df2c94ba7f60f8604b219546233c61e7',1,0,0,1]");
	ok(w, "{'do':'provider.register','from':1,'region':1,'cpu':1}");
	expect_event(
		w, "['ProviderRegistered',2,1,'c4ee7f153aa385c5210d95a2ca4993561e3be1a3',1,0,0,1]");
	ok(w, "{'do':'provider.register','from':2,'region':1,'cpu':1}");
	expect_event(
		w, "['ProviderRegistered',3,2,'77ea4b5533e6db75afdce0d91b6dd64dd166d16f',1,0,0,1]");
	world_end(w);
}

static void expect_zero(struct world *w, uint32_t p, const char *const *fields)
{
	for (; *fields; fields++)
		expect_field(w, "provider", p, 0, *fields, "0");
}

static void a_provider_starts_registered_linked_and_running(void **state)
{
	static const char *const zero[] = { "used_cpu", "used_mem", "used_sto", "vdown", "paused",
		"cooldown_until", "measured_s", "up_s", "wsec", "dsec", "uptime_ppm", "seen",
		"good", "bad", "slashes", "slash_mark", "leases", "points_total", "rise", "fall",
		"region_bad", "commission_era", "shares", "acc", "gen", "holders", "apr_ppm",
		"fleases", "verified", "down_since", "chal_from", "m_start", "m_end", "m_used",
		"m_next", "subnet_cpu", "subnet_mem", "subnet_gpus", "subnet_seq", "objections",
		"subnet_next", "next_bp", "next_cpu", "next_mem", "next_gpus", "members", "ok0",
		"n0", "ok1", "n1", "ok2", "n2", "ok3", "n3", NULL };
	struct world *w = world_begin("");

	(void)state;
	an_account(w, 1);
	CLAIM("REG-06");
	at(w, 86400 + 500);
	ok(w, "{'do':'provider.register','from':1,'region':1,'cpu':1}");
	expect_field(w, "provider", 1, 0, "status", "1");
	expect_field(w, "provider", 1, 0, "up", "1");
	expect_field(w, "provider", 1, 0, "tier", "6");
	expect_field(w, "provider", 1, 0, "version", "1");
	expect_field(w, "provider", 1, 0, "commission_bp", "1000");
	expect_field(w, "provider", 1, 0, "subnet_bp", "200");
	expect_field(w, "provider", 1, 0, "m_from", "1086400"); /* MAINT-02: start of this era */
	expect_zero(w, 1, zero);
	world_end(w);
}

static void what_a_provider_starts_with_are_parameters(void **state)
{
	struct world *w = world_begin("'params':{'trust_start':2,'commission_default_bp':77,"
				      "'gateway_default_bp':500,'gateway_max_bp':499}");

	(void)state;
	an_account(w, 2);
	ok(w, "{'do':'release.set','version':8}");
	CLAIM("REG-06");
	ok(w, "{'do':'provider.register','from':1,'region':1,'cpu':1}");
	expect_field(w, "provider", 1, 0, "tier", "2");
	expect_field(w, "provider", 1, 0, "commission_bp", "77");
	expect_field(w, "provider", 1, 0, "version", "8");
	expect_field(w, "provider", 1, 0, "subnet_bp", "499");
	ok(w, "{'do':'provider.register','from':2,'region':1,'gateway':1}");
	expect_field(w, "provider", 2, 0, "subnet_bp", "499");
	world_end(w);
}

static void the_event_tells_tiers_and_type(void **state)
{
	struct world *w = world_begin("");

	(void)state;
	an_account(w, 5);
	CLAIM("REG-13");
	/* HPC, NVMe, Ultra High; CPU and GPU. */
	ok(w, "{'do':'provider.register','from':1,'region':1,'cpu':8,'score':50001,'sto':1,"
	      "'sto_tier':2,'down':5001,'up':5001,'gpus':[[1,1,1]]}");
	expect_event(w, "['ProviderRegistered',1,1,_,3,2,4,3]");
	/* Basic, SSD, Low; CPU. */
	ok(w, "{'do':'provider.register','from':2,'region':1,'cpu':8,'score':100,'sto':1,"
	      "'sto_tier':1,'down':10,'up':10}");
	expect_event(w, "['ProviderRegistered',2,2,_,1,1,1,1]");
	/* GPU only; NVMe declared without storage counts as none. */
	ok(w, "{'do':'provider.register','from':3,'region':1,'score':60000,'sto_tier':2,'down':100,"
	      "'up':75,'gpus':[[1,1,1]]}");
	expect_event(w, "['ProviderRegistered',3,3,_,0,0,2,2]");
	/* Neither: storage, or a bare gateway. */
	ok(w, "{'do':'provider.register','from':4,'region':1,'sto':1,'sto_tier':1}");
	expect_event(w, "['ProviderRegistered',4,4,_,0,1,0,0]");
	ok(w, "{'do':'provider.register','from':5,'region':1,'gateway':1,'down':500,'up':400}");
	expect_event(w, "['ProviderRegistered',5,5,_,0,0,3,0]");
	world_end(w);
}

int test_registration(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_application_tells_what_the_provider_has),
		cmocka_unit_test(an_application_may_leave_out_what_it_has_none_of),
		cmocka_unit_test(plain_attributes_have_bounds),
		cmocka_unit_test(the_cpu_model_is_a_row_of_the_table),
		cmocka_unit_test(gpu_lines_have_bounds),
		cmocka_unit_test(gpu_models_ascend_in_at_most_eight_lines),
		cmocka_unit_test(a_provider_has_threads_gpus_or_storage_unless_it_is_a_gateway),
		cmocka_unit_test(tokens_are_a_mask_of_tokens_that_pay),
		cmocka_unit_test(an_account_has_one_provider_ever),
		cmocka_unit_test(an_application_under_vote_counts_as_a_provider),
		cmocka_unit_test(an_application_passes_at_once_and_needs_no_deposit),
		cmocka_unit_test(a_provider_that_needs_no_stake_is_active_at_once),
		cmocka_unit_test(without_auto_approval_an_application_is_voted_on),
		cmocka_unit_test(a_rejected_applicant_gets_no_provider_and_may_apply_again),
		cmocka_unit_test(the_contract_record_of_a_provider_is_a_hash_of_its_id),
		cmocka_unit_test(a_provider_starts_registered_linked_and_running),
		cmocka_unit_test(what_a_provider_starts_with_are_parameters),
		cmocka_unit_test(the_event_tells_tiers_and_type),
	};

	return cmocka_run_group_tests_name("registration", tests, NULL, NULL);
}
