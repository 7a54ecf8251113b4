/* What becomes of a registered provider (RULES.md 3.1): REG-07 to REG-12. */

#include "tests/protocol/groups.h"
#include "tests/support/world.h"

#include <string.h>

/* The usual attributes of a_provider(), for provider.attrs. */
#define USUAL                                                                                      \
	"'region':257,'score':30000,'mem':262144,'sto':4000,'sto_tier':1,'down':400,'up':300,"     \
	"'tokens':3"

/* A provider of account 1 that nobody has verified yet, staked and in tier Six. */
static uint32_t an_unverified_provider(struct world *w, const char *args)
{
	a_rich_account(w, 1);
	ok(w, "{'do':'provider.register','from':1,'region':257,%s}", args);
	ok(w, "{'do':'stake.add','from':1,'provider':1,'amount':'60000000000000000000000'}");
	ok(w, "{'do':'trust.set','provider':1,'tier':5}");
	return 1;
}

static void a_change_of_attributes_passes_at_once(void **state)
{
	struct world *w = world_begin("");
	uint32_t p = a_provider(w, 1, "");

	(void)state;
	CLAIM("REG-07");
	ok(w, "{'do':'trust.set','provider':%u,'tier':5}", p);
	at(w, 50);
	/* HPC, NVMe, Ultra High: 10 * 100000 * 2.0 * 1.1 * 1.2 * 1.0 = 2640000 */
	ok(w,
		"{'do':'provider.attrs','from':1,'provider':%u,'region':3,'cpu':10,'score':60000,"
		"'cpu_model':5,'mem':77,'sto':88,'sto_tier':2,'down':6000,'up':6001,'tokens':2,"
		"'gateway':1}",
		p);
	expect_names(w, "ProposalSubmitted AttributesSet ProposalClosed");
	expect_event(w, "['ProposalSubmitted',2,1,1000050]");
	expect_event(w, "['AttributesSet',1,3,4,'2640000']");
	expect_event(w, "['ProposalClosed',2,1]");
	expect_field(w, "provider", p, 0, "region", "3");
	expect_field(w, "provider", p, 0, "cpu", "10");
	expect_field(w, "provider", p, 0, "score", "60000");
	expect_field(w, "provider", p, 0, "cpu_model", "5");
	expect_field(w, "provider", p, 0, "mem", "77");
	expect_field(w, "provider", p, 0, "sto", "88");
	expect_field(w, "provider", p, 0, "sto_tier", "2");
	expect_field(w, "provider", p, 0, "down", "6000");
	expect_field(w, "provider", p, 0, "up_mbps", "6001");
	expect_field(w, "provider", p, 0, "tokens", "2");
	expect_field(w, "provider", p, 0, "gateway", "1");
	expect_field(w, "provider", p, 0, "up", "1");
	world_end(w);
}

static void attributes_left_out_fall_back_to_their_defaults(void **state)
{
	struct world *w = world_begin("");
	uint32_t p = a_provider(w, 1, "'gpus':[[36,2,1600],[40,1,5]],'gateway':1");

	(void)state;
	CLAIM("REG-07");
	ok(w, "{'do':'provider.attrs','from':1,'provider':%u,'region':257,'sto':1}", p);
	expect_field(w, "provider", p, 0, "cpu", "0");
	expect_field(w, "provider", p, 0, "tokens", "1");
	expect_field(w, "provider", p, 0, "gateway", "0");
	assert_int_equal(spheron_used(world_state(w), SPHERON_TABLE_GPU_LINES), 0);
	world_end(w);
}

static void checks_of_a_change_come_in_the_order_of_its_row(void **state)
{
	struct world *w = world_begin("'params':{'auto_approve':0,'vote_s':1000,'vote_mode':1}");

	(void)state;
	an_account(w, 1);
	ok(w, "{'do':'token.mint','token':1,'to':1,'amount':'200000000000000000000'}");
	ok(w, "{'do':'provider.register','from':1,'region':1,'cpu':1}");
	ok(w, "{'do':'prop.vote','prop':1,'choice':1}");
	at(w, 1000);
	CLAIM("REG-07");
	refused(w, SPHERON_NOT_FOUND, "{'do':'provider.attrs','from':1,'provider':2,'region':0}");
	refused(w, SPHERON_NOT_FOUND, "{'do':'provider.attrs','from':1,'provider':0,'region':0}");
	refused(w, SPHERON_NOT_ALLOWED, "{'do':'provider.attrs','from':0,'provider':1,'region':0}");
	refused(w, SPHERON_BAD_VALUE, "{'do':'provider.attrs','from':1,'provider':1,'region':0}");
	ok(w, "{'do':'provider.attrs','from':1,'provider':1,'region':2,'cpu':1}");
	ok(w, "{'do':'token.transfer','from':1,'token':1,'to':0,'amount':'100000000000000000000'}");
	refused(w, SPHERON_DUPLICATE,
		"{'do':'provider.attrs','from':1,'provider':1,'region':3,'cpu':1}");
	refused(w, SPHERON_BAD_VALUE, "{'do':'provider.attrs','from':1,'provider':1,'region':0}");
	at(w, 2000); /* no votes: the deposit is lost */
	refused(w, SPHERON_NO_FUNDS,
		"{'do':'provider.attrs','from':1,'provider':1,'region':3,'cpu':1}");
	expect_field(w, "provider", 1, 0, "region", "1");
	ok(w, "{'do':'provider.exit','from':1,'provider':1}");
	refused(w, SPHERON_BAD_STATE, "{'do':'provider.attrs','from':1,'provider':1,'region':0}");
	world_end(w);
}

static void a_change_under_vote_waits_for_it(void **state)
{
	struct world *w = world_begin("'params':{'vote_s':1000,'vote_mode':1}");
	uint32_t p = a_provider(w, 1, "");

	(void)state;
	ok(w, "{'do':'prop.submit','kind':2,'from':1,'name':'auto_approve','value':0}");
	ok(w, "{'do':'prop.vote','prop':2,'choice':1}");
	at(w, 1000);
	CLAIM("REG-07");
	ok(w, "{'do':'provider.attrs','from':1,'provider':%u,'cpu':32," USUAL "}", p);
	expect_names(w, "ParamSet ProposalClosed ProposalSubmitted");
	expect_event(w, "['ProposalSubmitted',3,1,1002000]");
	expect_field(w, "provider", p, 0, "cpu", "64");
	ok(w, "{'do':'prop.vote','prop':3,'choice':1}");
	at(w, 2000);
	ok(w, "{'do':'advance'}");
	expect_names(w, "AttributesSet ProposalClosed");
	expect_field(w, "provider", p, 0, "cpu", "32");
	/* The next one may come now. */
	ok(w, "{'do':'provider.attrs','from':1,'provider':%u,'cpu':31," USUAL "}", p);
	world_end(w);
}

static void attributes_change_in_every_status_but_the_last(void **state)
{
	struct world *w = world_begin("");
	uint32_t p = a_provider(w, 1, "");

	(void)state;
	CLAIM("REG-07");
	ok(w, "{'do':'maint.schedule','from':1,'provider':%u,'start':1003600,'dur':100}", p);
	at(w, 3600);
	ok(w, "{'do':'provider.attrs','from':1,'provider':%u,'cpu':63," USUAL "}", p);
	expect_field(w, "provider", p, 0, "status", "3");
	ok(w, "{'do':'provider.suspend','provider':%u}", p);
	ok(w, "{'do':'provider.attrs','from':1,'provider':%u,'cpu':62," USUAL "}", p);
	expect_field(w, "provider", p, 0, "status", "4");
	ok(w, "{'do':'provider.reinstate','provider':%u}", p);
	ok(w, "{'do':'stake.unbond','from':1,'provider':%u,'amount':'60000000000000000000000'}", p);
	ok(w, "{'do':'provider.attrs','from':1,'provider':%u,'cpu':61," USUAL "}", p);
	expect_field(w, "provider", p, 0, "status", "1");
	expect_field(w, "provider", p, 0, "cpu", "61");
	world_end(w);
}

/* Account 2 leases 8 threads, 1000 MB, 100 GB and two of the three GPUs of model 36. */
static uint32_t a_provider_in_use(struct world *w)
{
	uint32_t p = a_provider(w, 1, "'gpus':[[20,1,400],[36,3,1600]]");

	an_order(w, 2, "'cpu':8,'mem':1000,'sto':100,'gpu':36,'gpus':2");
	ok(w,
		"{'do':'bid.place','from':1,'order':1,'provider':%u,'gpu':36,"
		"'price':'100000000000000'}",
		p);
	at(w, 6);
	ok(w, "{'do':'advance'}");
	expect_record(w, "lease", 1, 0, true);
	return p;
}

static void new_attributes_cover_what_leases_use(void **state)
{
	static const char *const too_little[] = {
		"'cpu':7,'mem':1000,'sto':100,'gpus':[[36,2,1]]",
		"'cpu':8,'mem':999,'sto':100,'gpus':[[36,2,1]]",
		"'cpu':8,'mem':1000,'sto':99,'gpus':[[36,2,1]]",
		"'cpu':8,'mem':1000,'sto':100,'gpus':[[36,1,1]]",
		"'cpu':8,'mem':1000,'sto':100,'gpus':[[37,2,1]]",
		"'cpu':8,'mem':1000,'sto':100",
	};
	struct world *w = world_begin("'params':{'matcher_mode':2}");
	uint32_t p = a_provider_in_use(w);

	(void)state;
	CLAIM("REG-08");
	for (unsigned i = 0; i < sizeof too_little / sizeof too_little[0]; i++)
		refused(w, SPHERON_NO_CAPACITY,
			"{'do':'provider.attrs','from':1,'provider':%u,'region':257,%s}", p,
			too_little[i]);
	ok(w,
		"{'do':'provider.attrs','from':1,'provider':%u,'region':257,'cpu':8,'mem':1000,"
		"'sto':100,'gpus':[[36,2,1]]}",
		p);
	expect_field(w, "provider", p, 0, "used_cpu", "8");
	expect_field(w, "provider", p, 0, "used_mem", "1000");
	expect_field(w, "provider", p, 0, "used_sto", "100");
	expect_gpu_field(w, 0, p, 36, "used", "2");
	ok(w, "{'do':'lease.close','from':2,'lease':1}");
	expect_gpu_field(w, 0, p, 36, "used", "0");
	expect_field(w, "provider", p, 0, "used_cpu", "0");
	world_end(w);
}

static void gpus_in_use_follow_their_model_to_another_line(void **state)
{
	struct world *w = world_begin("'params':{'matcher_mode':2}");
	uint32_t p = a_provider_in_use(w);

	(void)state;
	CLAIM("REG-08");
	expect_gpu_field(w, 0, p, 20, "used", "0");
	ok(w,
		"{'do':'provider.attrs','from':1,'provider':%u,'region':257,'cpu':8,'mem':1000,"
		"'sto':100,'gpus':[[1,1,1],[20,5,400],[36,4,9],[37,1,1]]}",
		p);
	expect_gpu_field(w, 0, p, 1, "used", "0");
	expect_gpu_field(w, 0, p, 20, "used", "0");
	expect_gpu_field(w, 0, p, 20, "count", "5");
	expect_gpu_field(w, 0, p, 36, "used", "2");
	expect_gpu_field(w, 0, p, 36, "count", "4");
	expect_gpu_field(w, 0, p, 36, "price", "9");
	expect_gpu_field(w, 0, p, 37, "used", "0");
	world_end(w);
}

static void a_gateway_with_members_remains_one(void **state)
{
	struct world *w = world_begin("");
	uint32_t p = a_provider(w, 1, "'gateway':1");
	uint32_t f = a_fizz(w, 2, p, "");

	(void)state;
	CLAIM("REG-08");
	refused(w, SPHERON_BAD_VALUE,
		"{'do':'provider.attrs','from':1,'provider':%u,'cpu':64," USUAL "}", p);
	ok(w, "{'do':'provider.attrs','from':1,'provider':%u,'cpu':64,'gateway':1," USUAL "}", p);
	ok(w, "{'do':'fizz.exit','from':2,'fizz':%u}", f);
	ok(w, "{'do':'provider.attrs','from':1,'provider':%u,'cpu':64," USUAL "}", p);
	expect_field(w, "provider", p, 0, "gateway", "0");
	world_end(w);
}

static void a_new_region_does_not_clear_a_failed_region_proof(void **state)
{
	struct world *w = world_begin("");
	uint32_t p = a_provider(w, 1, "");

	(void)state;
	CLAIM("REG-08");
	ok(w, "{'do':'proof.report','provider':%u,'kind':3,'pass':0}", p);
	ok(w, "{'do':'provider.attrs','from':1,'provider':%u,'region':5,'cpu':64}", p);
	expect_field(w, "provider", p, 0, "region_bad", "1");
	ok(w, "{'do':'proof.report','provider':%u,'kind':3,'pass':1}", p);
	expect_field(w, "provider", p, 0, "region_bad", "0");
	world_end(w);
}

static void new_attributes_leave_the_subnet_as_it_is(void **state)
{
	struct world *w = world_begin("");
	uint32_t p = a_provider(w, 1, "'gateway':1");

	(void)state;
	ok(w, "{'do':'subnet.set','from':1,'provider':%u,'gateway_bp':300,'min_cpu':4}", p);
	wait_until(w, 86400);
	CLAIM("REG-08");
	ok(w, "{'do':'provider.attrs','from':1,'provider':%u,'cpu':64," USUAL "}", p);
	expect_field(w, "provider", p, 0, "subnet_bp", "300");
	expect_field(w, "provider", p, 0, "subnet_cpu", "4");
	world_end(w);
}

static void a_verifier_suspends_and_reinstates(void **state)
{
	struct world *w = world_begin("");
	uint32_t p = a_provider(w, 1, "");

	(void)state;
	CLAIM("REG-09");
	refused(w, SPHERON_NOT_ALLOWED, "{'do':'provider.suspend','from':1,'provider':9}");
	refused(w, SPHERON_NOT_FOUND, "{'do':'provider.suspend','provider':2}");
	refused(w, SPHERON_BAD_STATE, "{'do':'provider.reinstate','provider':%u}", p);
	ok(w, "{'do':'provider.suspend','provider':%u}", p);
	expect_names(w, "ProviderStatus");
	expect_event(w, "['ProviderStatus',1,4]");
	refused(w, SPHERON_BAD_STATE, "{'do':'provider.suspend','provider':%u}", p);
	refused(w, SPHERON_NOT_ALLOWED, "{'do':'provider.reinstate','from':1,'provider':9}");
	refused(w, SPHERON_NOT_FOUND, "{'do':'provider.reinstate','provider':2}");
	ok(w, "{'do':'provider.reinstate','provider':%u}", p);
	expect_names(w, "ProviderStatus");
	expect_event(w, "['ProviderStatus',1,2]");
	/* Registered ones too; without stake they come back as such. */
	ok(w, "{'do':'stake.unbond','from':1,'provider':%u,'amount':'60000000000000000000000'}", p);
	ok(w, "{'do':'provider.suspend','provider':%u}", p);
	ok(w, "{'do':'provider.reinstate','provider':%u}", p);
	expect_event(w, "['ProviderStatus',1,1]");
	ok(w, "{'do':'provider.exit','from':1,'provider':%u}", p);
	refused(w, SPHERON_BAD_STATE, "{'do':'provider.suspend','provider':%u}", p);
	refused(w, SPHERON_BAD_STATE, "{'do':'provider.reinstate','provider':%u}", p);
	world_end(w);
}

static void a_suspension_ends_a_running_maintenance_and_drops_a_scheduled_one(void **state)
{
	struct world *w = world_begin("");
	uint32_t p = a_provider(w, 1, "");

	(void)state;
	CLAIM("REG-09");
	CLAIM("EVENT-03");
	ok(w, "{'do':'maint.schedule','from':1,'provider':%u,'start':1003600,'dur':100}", p);
	ok(w, "{'do':'provider.suspend','provider':%u}", p);
	expect_names(w, "ProviderStatus");
	expect_field(w, "provider", p, 0, "m_start", "0");
	expect_field(w, "provider", p, 0, "m_end", "0");
	ok(w, "{'do':'provider.reinstate','provider':%u}", p);
	ok(w, "{'do':'maint.schedule','from':1,'provider':%u,'start':1003600,'dur':100}", p);
	at(w, 3650);
	ok(w, "{'do':'provider.suspend','provider':%u}", p);
	expect_names(w, "MaintenanceStarted ProviderStatus MaintenanceEnded ProviderStatus");
	expect_event(w, "['ProviderStatus',1,4]");
	expect_field(w, "provider", p, 0, "m_end", "0");
	ok(w, "{'do':'provider.reinstate','provider':%u}", p);
	at(w, 4000);
	ok(w, "{'do':'advance'}"); /* the end of the old maintenance does not fire */
	expect_names(w, "");
	assert_null(strstr(output(w), "due"));
	world_end(w);
}

static void a_suspended_provider_neither_bids_nor_earns_nor_is_measured(void **state)
{
	struct world *w = world_begin("'params':{'matcher_mode':2}");
	uint32_t p = a_provider(w, 1, "");

	(void)state;
	ok(w, "{'do':'trust.set','provider':%u,'tier':5}", p);
	a_lease(w, 2, p, "");
	an_order(w, 2, "");
	CLAIM("REG-09");
	at(w, 100);
	ok(w, "{'do':'provider.suspend','provider':%u}", p);
	an_order(w, 2, "");
	refused(w, SPHERON_BAD_STATE,
		"{'do':'bid.place','from':1,'order':3,'provider':%u,'price':'100000000000000'}", p);
	at(w, 300);
	ok(w, "{'do':'provider.reinstate','provider':%u}", p);
	expect_field(w, "provider", p, 0, "measured_s", "100");
	expect_field(w, "provider", p, 0, "up_s", "100");
	expect_field(w, "provider", p, 0, "wsec", "640000000"); /* 100 s * 6400000 */
	expect_record(w, "lease", 1, 0, true);
	at(w, 310);
	ok(w, "{'do':'advance'}");
	expect_field(w, "provider", p, 0, "wsec", "704000000");
	at(w, 2006); /* the lease runs to its end as if nothing had happened */
	ok(w, "{'do':'advance'}");
	expect_event(w, "['LeaseClosed',1,3,'100000','0']");
	world_end(w);
}

static void an_exit_unbonds_the_whole_stake(void **state)
{
	struct world *w = world_begin("");
	uint32_t p = a_provider(w, 1, "");

	(void)state;
	CLAIM("REG-10");
	refused(w, SPHERON_NOT_FOUND, "{'do':'provider.exit','from':1,'provider':2}");
	refused(w, SPHERON_NOT_ALLOWED, "{'do':'provider.exit','from':0,'provider':%u}", p);
	ok(w, "{'do':'maint.schedule','from':1,'provider':%u,'start':1003600,'dur':100}", p);
	ok(w, "{'do':'provider.exit','from':1,'provider':%u}", p);
	expect_names(w, "ProviderStatus UnbondStarted");
	expect_event(w, "['ProviderStatus',1,5]");
	expect_event(w, "['UnbondStarted',1,1,1,'60000000000000000000000',2209600]");
	expect_bucket(w, "stake", p, 1, "0");
	expect_bucket(w, "unbonding", 1, 1, "60000000000000000000000");
	expect_field(w, "meta", 0, 0, "bonded", "0");
	expect_field(w, "provider", p, 0, "m_start", "0");
	refused(w, SPHERON_BAD_STATE, "{'do':'provider.exit','from':1,'provider':%u}", p);
	at(w, 4000);
	ok(w, "{'do':'advance'}"); /* no maintenance any more */
	expect_no_event(w, "MaintenanceStarted");
	world_end(w);
}

static void an_exit_without_stake_makes_no_entry(void **state)
{
	struct world *w = world_begin("");

	(void)state;
	an_account(w, 1);
	ok(w, "{'do':'provider.register','from':1,'region':1,'cpu':1}");
	CLAIM("REG-10");
	ok(w, "{'do':'provider.exit','from':1,'provider':1}");
	expect_names(w, "ProviderStatus");
	expect_field(w, "meta", 0, 0, "next_unbond", "1");
	world_end(w);
}

static void nobody_leaves_from_maintenance_or_with_leases_or_members(void **state)
{
	struct world *w = world_begin("'params':{'matcher_mode':2}");
	uint32_t p = a_provider(w, 1, "'gateway':1");
	uint32_t f = a_fizz(w, 2, p, "");

	(void)state;
	CLAIM("REG-10");
	refused(w, SPHERON_HAS_LEASES, "{'do':'provider.exit','from':1,'provider':%u}", p);
	ok(w, "{'do':'fizz.exit','from':2,'fizz':%u}", f);
	a_lease(w, 3, p, "");
	refused(w, SPHERON_HAS_LEASES, "{'do':'provider.exit','from':1,'provider':%u}", p);
	ok(w, "{'do':'maint.schedule','from':1,'provider':%u,'start':1003606,'dur':100}", p);
	ok(w, "{'do':'lease.close','from':3,'lease':1}");
	at(w, 3606);
	refused(w, SPHERON_BAD_STATE, "{'do':'provider.exit','from':1,'provider':%u}", p);
	ok(w, "{'do':'provider.suspend','provider':%u}", p);
	ok(w, "{'do':'provider.exit','from':1,'provider':%u}", p); /* from Suspended it may */
	expect_event(w, "['ProviderStatus',1,5]");
	world_end(w);
}

static void activation_is_a_matter_of_own_stake(void **state)
{
	struct world *w = world_begin("");

	(void)state;
	a_rich_account(w, 1);
	ok(w, "{'do':'provider.register','from':1,'region':1,'cpu':64}");
	CLAIM("REG-11");
	CLAIM("STAKE-01");
	ok(w, "{'do':'stake.add','from':1,'provider':1,'amount':'499999999999999999999'}");
	expect_names(w, "Moved");
	expect_field(w, "provider", 1, 0, "status", "1");
	ok(w, "{'do':'stake.add','from':1,'provider':1,'amount':'1'}");
	expect_names(w, "Moved ProviderStatus");
	expect_event(w, "['ProviderStatus',1,2]");
	ok(w, "{'do':'stake.add','from':1,'provider':1,'amount':'1000000000000000000'}");
	expect_names(w, "Moved");
	/* One thread more is a second started 64, and needs another 500 SPON. */
	ok(w, "{'do':'provider.attrs','from':1,'provider':1,'region':1,'cpu':65}");
	expect_names(w, "ProposalSubmitted AttributesSet ProviderStatus ProposalClosed");
	expect_event(w, "['ProviderStatus',1,1]");
	ok(w, "{'do':'provider.attrs','from':1,'provider':1,'region':1,'cpu':64}");
	expect_event(w, "['ProviderStatus',1,2]");
	ok(w, "{'do':'stake.unbond','from':1,'provider':1,'amount':'1000000000000000000'}");
	expect_names(w, "UnbondStarted");
	ok(w, "{'do':'stake.unbond','from':1,'provider':1,'amount':'1000000000000000000'}");
	expect_names(w, "UnbondStarted ProviderStatus");
	expect_event(w, "['ProviderStatus',1,1]");
	world_end(w);
}

static void activation_is_judged_again_at_the_era_close(void **state)
{
	struct world *w = world_begin("'params':{'vote_s':1000}");

	(void)state;
	a_provider(w, 1, "");
	ok(w, "{'do':'prop.submit','from':1,'kind':2,'name':'min_stake_cpu',"
	      "'value':'60000000000000000000001'}");
	ok(w, "{'do':'prop.vote','from':1,'prop':2,'choice':1}");
	CLAIM("REG-11");
	at(w, 86399);
	ok(w, "{'do':'advance'}");
	expect_field(w, "provider", 1, 0, "status", "2");
	at(w, 86400);
	ok(w, "{'do':'advance'}");
	expect_names(w, "EraNode ParamSet ProviderStatus EraClosed");
	expect_event(w, "['ProviderStatus',1,1]");
	world_end(w);
}

static void stake_does_not_lift_a_suspension(void **state)
{
	struct world *w = world_begin("");
	uint32_t p = a_provider(w, 1, "");

	(void)state;
	ok(w, "{'do':'stake.unbond','from':1,'provider':%u,'amount':'60000000000000000000000'}", p);
	ok(w, "{'do':'provider.suspend','provider':%u}", p);
	CLAIM("REG-11");
	ok(w, "{'do':'stake.add','from':1,'provider':%u,'amount':'60000000000000000000000'}", p);
	expect_names(w, "Moved");
	expect_field(w, "provider", p, 0, "status", "4");
	wait_until(w, 86400);
	expect_field(w, "provider", p, 0, "status", "4");
	ok(w, "{'do':'provider.reinstate','provider':%u}", p);
	expect_event(w, "['ProviderStatus',1,2]");
	world_end(w);
}

static void rewards_begin_with_a_passed_proof_of_what_is_owned(void **state)
{
	struct world *w = world_begin("");
	uint32_t p = an_unverified_provider(w, "'cpu':64,'score':30000,'sto':1,'sto_tier':1,"
					       "'down':100,'up':100,'gpus':[[36,1,1600]]");

	(void)state;
	CLAIM("REG-12");
	at(w, 100);
	ok(w, "{'do':'proof.report','provider':%u,'kind':0,'pass':1}", p);
	expect_field(w, "provider", p, 0, "verified", "1");
	at(w, 200);
	ok(w, "{'do':'proof.report','provider':%u,'kind':1,'pass':0}", p);
	ok(w, "{'do':'proof.report','provider':%u,'kind':2,'pass':1}", p);
	ok(w, "{'do':'proof.report','provider':%u,'kind':3,'pass':1}", p);
	expect_field(w, "provider", p, 0, "verified", "1");
	at(w, 300);
	ok(w, "{'do':'proof.report','provider':%u,'kind':1,'pass':1}", p);
	expect_field(w, "provider", p, 0, "verified", "3");
	expect_field(w, "provider", p, 0, "wsec", "0");
	expect_field(w, "provider", p, 0, "up_s", "300");
	at(w, 310);
	ok(w, "{'do':'q.rate','kind':0,'id':%u}", p);
	/* 64 * 0.1 points and a GPU of Medium 1 at 20 points. */
	expect_event(w, "['Answer','26400000']");
	expect_field(w, "provider", p, 0, "wsec", "264000000");
	world_end(w);
}

static void what_a_provider_does_not_own_needs_no_proof(void **state)
{
	struct world *w = world_begin("");
	uint32_t p = an_unverified_provider(w, "'sto':1,'sto_tier':1,'down':100,'up':100,"
					       "'gpus':[[36,1,1600]]");

	(void)state;
	CLAIM("REG-12");
	ok(w, "{'do':'proof.report','provider':%u,'kind':0,'pass':1}", p);
	expect_field(w, "provider", p, 0, "verified", "0"); /* no CPU, no bit */
	at(w, 10);
	ok(w, "{'do':'proof.report','provider':%u,'kind':1,'pass':1}", p);
	expect_field(w, "provider", p, 0, "verified", "2");
	at(w, 20);
	ok(w, "{'do':'advance'}");
	expect_field(w, "provider", p, 0, "wsec", "200000000");
	world_end(w);
}

static void a_change_of_hardware_needs_a_new_proof(void **state)
{
	struct world *w = world_begin("");
	uint32_t p = a_provider(w, 1, "'gpus':[[36,1,1600]]");
#define KEPT  "{'do':'provider.attrs','from':1,'provider':%u," USUAL ",'gateway':1,'cpu_model':4,"
#define PROOF "{'do':'proof.report','provider':%u,'kind':%u,'pass':1}"

	(void)state;
	CLAIM("REG-12");
	expect_field(w, "provider", p, 0, "verified", "3");
	ok(w, KEPT "'cpu':64,'gpus':[[36,1,1600]]}", p); /* neither changes */
	expect_field(w, "provider", p, 0, "verified", "3");
	ok(w, KEPT "'cpu':63,'gpus':[[36,1,1600]]}", p);
	expect_field(w, "provider", p, 0, "verified", "2");
	ok(w, PROOF, p, 0);
	ok(w,
		"{'do':'provider.attrs','from':1,'provider':%u,'region':257,'cpu':63,'score':29999,"
		"'gpus':[[36,1,1600]]}",
		p);
	expect_field(w, "provider", p, 0, "verified", "2");
	ok(w, PROOF, p, 0);
	ok(w,
		"{'do':'provider.attrs','from':1,'provider':%u,'region':257,'cpu':63,'score':29999,"
		"'gpus':[[36,1,1601]]}",
		p);
	expect_field(w, "provider", p, 0, "verified", "1");
	ok(w, PROOF, p, 1);
	ok(w,
		"{'do':'provider.attrs','from':1,'provider':%u,'region':257,'cpu':63,'score':29999,"
		"'gpus':[[36,2,1601]]}",
		p);
	expect_field(w, "provider", p, 0, "verified", "1");
	ok(w, PROOF, p, 1);
	ok(w,
		"{'do':'provider.attrs','from':1,'provider':%u,'region':257,'cpu':63,'score':29999,"
		"'gpus':[[36,2,1601],[40,1,1]]}",
		p);
	expect_field(w, "provider", p, 0, "verified", "1");
	ok(w, PROOF, p, 1);
	ok(w,
		"{'do':'provider.attrs','from':1,'provider':%u,'region':257,'cpu':63,'score':29999,"
		"'gpus':[[36,2,1601]]}",
		p);
	expect_field(w, "provider", p, 0, "verified", "1");
	ok(w, "{'do':'trust.set','provider':%u,'tier':5}", p);
	at(w, 10); /* and until then it earns nothing */
	ok(w, "{'do':'advance'}");
	expect_field(w, "provider", p, 0, "wsec", "0");
	world_end(w);
}

static void a_challenge_is_no_verification(void **state)
{
	struct world *w = world_begin("");
	uint32_t p = an_unverified_provider(w, "'cpu':64");

	(void)state;
	ok(w, "{'do':'challenge.open','from':1,'provider':%u,'kind':0}", p);
	ok(w, "{'do':'challenge.respond','from':1,'challenge':1}");
	ok(w, "{'do':'challenge.judge','challenge':1,'pass':1}");
	expect_field(w, "provider", p, 0, "verified", "0");
	world_end(w);
}

static void without_verify_first_rewards_need_no_proof(void **state)
{
	struct world *w = world_begin("'params':{'verify_first':0}");
	uint32_t p = an_unverified_provider(w, "'cpu':64,'score':30000,'down':100,'up':100");

	(void)state;
	CLAIM("REG-12");
	at(w, 10);
	ok(w, "{'do':'advance'}");
	expect_field(w, "provider", p, 0, "verified", "0");
	expect_field(w, "provider", p, 0, "wsec", "64000000");
	world_end(w);
}

static void an_unverified_provider_bids_and_leases(void **state)
{
	struct world *w = world_begin("'params':{'matcher_mode':2}");
	uint32_t p = an_unverified_provider(w, "'cpu':64");

	(void)state;
	a_lease(w, 2, p, "");
	expect_field(w, "provider", p, 0, "leases", "1");
	expect_field(w, "provider", p, 0, "verified", "0");
	world_end(w);
}

int test_attributes(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_change_of_attributes_passes_at_once),
		cmocka_unit_test(attributes_left_out_fall_back_to_their_defaults),
		cmocka_unit_test(checks_of_a_change_come_in_the_order_of_its_row),
		cmocka_unit_test(a_change_under_vote_waits_for_it),
		cmocka_unit_test(attributes_change_in_every_status_but_the_last),
		cmocka_unit_test(new_attributes_cover_what_leases_use),
		cmocka_unit_test(gpus_in_use_follow_their_model_to_another_line),
		cmocka_unit_test(a_gateway_with_members_remains_one),
		cmocka_unit_test(a_new_region_does_not_clear_a_failed_region_proof),
		cmocka_unit_test(new_attributes_leave_the_subnet_as_it_is),
		cmocka_unit_test(a_verifier_suspends_and_reinstates),
		cmocka_unit_test(a_suspension_ends_a_running_maintenance_and_drops_a_scheduled_one),
		cmocka_unit_test(a_suspended_provider_neither_bids_nor_earns_nor_is_measured),
		cmocka_unit_test(an_exit_unbonds_the_whole_stake),
		cmocka_unit_test(an_exit_without_stake_makes_no_entry),
		cmocka_unit_test(nobody_leaves_from_maintenance_or_with_leases_or_members),
		cmocka_unit_test(activation_is_a_matter_of_own_stake),
		cmocka_unit_test(activation_is_judged_again_at_the_era_close),
		cmocka_unit_test(stake_does_not_lift_a_suspension),
		cmocka_unit_test(rewards_begin_with_a_passed_proof_of_what_is_owned),
		cmocka_unit_test(what_a_provider_does_not_own_needs_no_proof),
		cmocka_unit_test(a_change_of_hardware_needs_a_new_proof),
		cmocka_unit_test(a_challenge_is_no_verification),
		cmocka_unit_test(without_verify_first_rewards_need_no_proof),
		cmocka_unit_test(an_unverified_provider_bids_and_leases),
	};

	return cmocka_run_group_tests_name("attributes", tests, NULL, NULL);
}
