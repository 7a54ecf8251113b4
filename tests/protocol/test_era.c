/* The era close: pots, conversion, inflation, claims, order of effects (RULES.md LIVE-09..13). */

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

static struct world *short_eras(const char *more)
{
	char args[1024];

	snprintf(args, sizeof args, "'params':{'era_s':600,'cooldown_s':0%s}", more);
	return world_begin(args);
}

/* Provider `id` of account `id`: 6,400,000 micropoints an era at tier Six, twice that at One. */
static void earning_provider(struct world *w, unsigned id, unsigned tier)
{
	a_provider(w, id, "'gateway':1");
	ok(w, "{'do':'trust.set','provider':%u,'tier':%u}", id, tier);
}

static void fund(struct world *w, uint32_t acct, const char *amount)
{
	ok(w, "{'do':'pool.fund','from':%u,'amount':'%s'}", acct, amount);
}

/* ---- pots ---- */

static void anyone_may_fund_the_pool(void **state)
{
	struct world *w = world_begin("");

	(void) state;
	CLAIM("LIVE-09");
	a_rich_account(w, 1);
	an_account(w, 2);
	refused(w, SPHERON_BAD_VALUE, "{'do':'pool.fund','from':2,'amount':'0'}");
	refused(w, SPHERON_NO_FUNDS, "{'do':'pool.fund','from':2,'amount':'1'}");
	refused(w, SPHERON_NO_FUNDS, "{'do':'pool.fund','from':1,'amount':'1000001" SPON "'}");
	ok(w, "{'do':'pool.fund','from':1,'amount':'1000000" SPON "'}");
	expect_names(w, "Moved");
	expect_event(w, "['Moved','free:1','foundation:0',1,'1000000" SPON "']");
	expect_bucket(w, "foundation", 0, 1, "1000000" SPON);
	world_end(w);
}

static void a_pool_smaller_than_the_emission_is_shared_in_the_same_proportion(void **state)
{
	/* E = 1000 and 33.33 %: Ef = 333, Ep = 667. */
	static const struct {
		const char *pool, *closed;
	} cases[] = {
		{ "500", "['EraClosed',0,'6400000','333','40000000','166','0','1']" },
		{ "999", "['EraClosed',0,'6400000','666','40000000','332','0','1']" },
		{ "1000", "['EraClosed',0,'6400000','667','40000000','333','0','0']" },
		{ "5000", "['EraClosed',0,'6400000','667','40000000','333','0','4000']" },
	};

	(void) state;
	for (unsigned i = 0; i < 4; i++) {
		struct world *w = short_eras(",'emission_per_era':1000,'fizz_share_bp':3333");

		CLAIM("LIVE-09");
		earning_provider(w, 1, 5);
		a_fizz(w, 2, 1, "");
		ok(w, "{'do':'fizz.checks','gateway':1,'list':[[1,1,0,0,0,0]]}");
		fund(w, 1, cases[i].pool);
		advance_to(w, 600);
		expect_event(w, cases[i].closed);
		world_end(w);
	}
}

static void what_is_not_earned_stays_in_the_pool_and_in_no_later_pot(void **state)
{
	struct world *w = short_eras(",'emission_per_era':1000,'fizz_share_bp':0");

	(void) state;
	CLAIM("LIVE-09");
	earning_provider(w, 1, 6); /* no points in the first era */
	fund(w, 1, "5000");
	advance_to(w, 600);
	expect_event(w, "['EraClosed',0,'0','0','0','0','0','5000']");
	ok(w, "{'do':'trust.set','provider':1,'tier':5}");
	advance_to(w, 1200);
	expect_event(w, "['EraClosed',1,'6400000','1000','0','0','0','4000']");
	world_end(w);
}

/* ---- conversion ---- */

static void points_are_worth_their_value_while_the_pot_suffices(void **state)
{
	/* 6,400,000 points at 10 units want 64,000,000. */
	static const struct {
		const char *emission, *num, *den, *node;
	} cases[] = {
		{ "64000000", "10", "1", "['EraNode',0,1,1000000,'6400000','64000000','0','0',5,"
					 "'0']" },
		{ "63999999", "63999999", "6400000",
				"['EraNode',0,1,1000000,'6400000','63999999','0','0',5,'0']" },
		{ "70000000", "10", "1", "['EraNode',0,1,1000000,'6400000','64000000','0','0',5,"
					 "'0']" },
	};

	(void) state;
	for (unsigned i = 0; i < 3; i++) {
		char params[128];
		struct world *w;

		snprintf(params, sizeof params,
				",'point_value_prov':10,'fizz_share_bp':0,'emission_per_era':%s",
				cases[i].emission);
		w = short_eras(params);
		CLAIM("LIVE-10");
		earning_provider(w, 1, 5);
		expect_field(w, "meta", 0, 0, "conv_num", "10");
		expect_field(w, "meta", 0, 0, "conv_den", "1");
		fund(w, 1, "1000" SPON);
		advance_to(w, 600);
		expect_event(w, cases[i].node);
		expect_field(w, "meta", 0, 0, "conv_num", cases[i].num);
		expect_field(w, "meta", 0, 0, "conv_den", cases[i].den);
		world_end(w);
	}
}

static void a_pot_that_does_not_suffice_is_shared_by_points_rounded_down(void **state)
{
	struct world *w = short_eras(",'emission_per_era':1000,'fizz_share_bp':0");

	(void) state;
	CLAIM("LIVE-10");
	earning_provider(w, 1, 5);
	earning_provider(w, 2, 0);
	earning_provider(w, 3, 6);
	fund(w, 1, "1000");
	advance_to(w, 600);
	/* 6.4 and 12.8 of 19.2 points: 333.3 and 666.7; one unit stays. */
	expect_event(w, "['EraNode',0,1,1000000,'6400000','333','0','0',5,'0']");
	expect_event(w, "['EraNode',0,2,1000000,'12800000','666','0','0',0,'0']");
	expect_event(w, "['EraNode',0,3,1000000,'0','0','0','0',6,'0']");
	expect_event(w, "['EraClosed',0,'19200000','999','0','0','0','1']");
	expect_bucket(w, "accrued", 1, 1, "333");
	expect_bucket(w, "accrued", 2, 1, "666");
	expect_bucket(w, "foundation", 0, 1, "1");
	expect_field(w, "meta", 0, 0, "conv_num", "1000");
	expect_field(w, "meta", 0, 0, "conv_den", "19200000");
	expect_field(w, "provider", 1, 0, "points_total", "6400000");
	advance_to(w, 1200); /* the pool is empty: nothing, but the points are counted */
	expect_field(w, "provider", 1, 0, "points_total", "12800000");
	world_end(w);
}

static void fizz_nodes_have_a_pot_and_a_value_of_their_own(void **state)
{
	struct world *w = short_eras(",'emission_per_era':1000000000,'fizz_share_bp':5000,"
				     "'point_value_fizz':3,'point_value_prov':1");

	(void) state;
	CLAIM("LIVE-10");
	earning_provider(w, 1, 5);
	a_fizz(w, 2, 1, "");
	a_fizz(w, 3, 1, "'score':20000");
	ok(w, "{'do':'fizz.checks','gateway':1,'list':[[1,1,0,0,0,0],[2,1,0,0,0,0]]}");
	fund(w, 1, "1000000000");
	advance_to(w, 600);
	/* 120,000,000 points at 3 are within 500,000,000. */
	expect_event(w, "['EraNode',1,1,1000000,'40000000','120000000','0','0',255,'0']");
	expect_event(w, "['EraNode',1,2,1000000,'80000000','240000000','0','0',255,'0']");
	expect_event(w, "['EraClosed',0,'6400000','6400000','120000000','360000000','0',"
			"'633600000']");
	expect_bucket(w, "fizz_accrued", 1, 1, "120000000");
	expect_field(w, "meta", 0, 0, "conv_num", "1");
	/* The rest of the pool, 633,600,000, is less than the emission: half of it is the pot,
	 * and the nodes share it 1 : 2. */
	ok(w, "{'do':'fizz.checks','gateway':1,'list':[[1,1,0,0,0,0],[2,1,0,0,0,0]]}");
	advance_to(w, 1200);
	expect_event(w, "['EraNode',1,1,1000000,'40000000','105600000','0','0',255,'0']");
	expect_event(w, "['EraNode',1,2,1000000,'80000000','211200000','0','0',255,'0']");
	world_end(w);
}

static void delegators_have_their_part_of_the_reward(void **state)
{
	struct world *w = short_eras(",'emission_per_era':1000,'fizz_share_bp':0");

	(void) state;
	CLAIM("LIVE-10");
	earning_provider(w, 1, 5);
	ok(w, "{'do':'deleg.add','from':1,'provider':1,'amount':'1" SPON "'}");
	fund(w, 1, "999");
	advance_to(w, 600);
	/* 10 % of 999, rounded down; the provider keeps 900.  99 * 52560 * 10^6 / 10^18 = 0 ppm. */
	expect_event(w, "['EraNode',0,1,1000000,'6400000','999','99','0',5,'0']");
	expect_bucket(w, "accrued", 1, 1, "900");
	expect_bucket(w, "delegator_accrued", 1, 1, "99");
	world_end(w);
}

/* ---- inflation ---- */

/* Three accounts with 10^24 units each; providers 1 and 2 Active with 60,000 SPON, 30,000 delegated
 * to the first, provider 3 short of stake. */
static struct world *inflating(const char *more)
{
	char params[256];
	struct world *w;

	snprintf(params, sizeof params, ",'inflation_bp':5000,'emission_per_era':0%s", more);
	w = short_eras(params);
	for (unsigned p = 1; p <= 3; p++)
		earning_provider(w, p, 6);
	ok(w, "{'do':'deleg.add','from':3,'provider':1,'amount':'30000" SPON "'}");
	ok(w, "{'do':'stake.unbond','from':3,'provider':3,'amount':'59600" SPON "'}");
	return w;
}

/* I = 3 * 10^24 / 2 / 52560 = 28538812785388127853 a year's 52,560th; A = 150,000 SPON. */
static void inflation_goes_to_active_stake_own_and_delegated(void **state)
{
	struct world *w = inflating("");

	(void) state;
	CLAIM("LIVE-10");
	advance_to(w, 600);
	/* 3/5 of it is 17123287671232876711, of which a third for the delegators. */
	expect_event(w, "['EraNode',0,1,1000000,'0','0','5707762557077625570','0',6,'9999999']");
	expect_event(w, "['EraNode',0,2,1000000,'0','0','0','0',6,'0']");
	expect_bucket(w, "accrued", 1, 1, "11415525114155251141");
	expect_bucket(w, "delegator_accrued", 1, 1, "5707762557077625570");
	expect_bucket(w, "accrued", 2, 1, "11415525114155251141");
	expect_bucket(w, "accrued", 3, 1, "0");
	/* Only what was paid is minted: a unit less than I. */
	expect_event(w, "['EraClosed',0,'0','0','0','0','28538812785388127852','0']");
	expect_field(w, "token", 1, 0, "minted", "3000028538812785388127852");
	world_end(w);
}

static void inflation_that_would_pass_the_supply_cap_is_not_paid(void **state)
{
	/* The cap is held against I, not against the parts. */
	static const char *const cap[] = { "3000028538812785388127853",
		"3000028538812785388127852" };

	(void) state;
	for (unsigned i = 0; i < 2; i++) {
		char params[64];
		struct world *w;

		snprintf(params, sizeof params, ",'spon_max_supply':'%s'", cap[i]);
		w = inflating(params);
		CLAIM("LIVE-10");
		if (i == 1)
			CLAIM("D-17");
		advance_to(w, 600);
		expect_field(w, "token", 1, 0, "minted",
				i ? "3000000000000000000000000" : "3000028538812785388127852");
		expect_event(w, i ? "['EraClosed',0,'0','0','0','0','0','0']"
				  : "['EraClosed',0,'0','0','0','0','28538812785388127852','0']");
		world_end(w);
	}
}

/* ---- claims ---- */

static void rewards_are_claimed_by_their_owner_in_any_status(void **state)
{
	struct world *w = short_eras("");

	(void) state;
	CLAIM("LIVE-11");
	earning_provider(w, 1, 5);
	a_fizz(w, 2, 1, "");
	ok(w, "{'do':'fizz.checks','gateway':1,'list':[[1,1,0,0,0,0]]}");
	fund(w, 2, "100000" SPON);
	refused(w, SPHERON_NOT_FOUND, "{'do':'reward.claim','from':2,'provider':2}");
	refused(w, SPHERON_NOT_ALLOWED, "{'do':'reward.claim','from':2,'provider':1}");
	refused(w, SPHERON_NOTHING, "{'do':'reward.claim','from':1,'provider':1}");
	refused(w, SPHERON_NOT_FOUND, "{'do':'fizz.claim','from':1,'fizz':2}");
	refused(w, SPHERON_NOT_ALLOWED, "{'do':'fizz.claim','from':1,'fizz':1}");
	refused(w, SPHERON_NOTHING, "{'do':'fizz.claim','from':2,'fizz':1}");
	advance_to(w, 600);
	ok(w, "{'do':'fizz.exit','from':2,'fizz':1}");
	ok(w, "{'do':'fizz.claim','from':2,'fizz':1}");
	expect_names(w, "Moved");
	/* 40 points at 0.04 SPON */
	expect_event(w, "['Moved',_,'free:2',1,'1600000000000000000']");
	expect_bucket(w, "fizz_accrued", 1, 1, "0");
	refused(w, SPHERON_NOTHING, "{'do':'fizz.claim','from':2,'fizz':1}");
	ok(w, "{'do':'provider.exit','from':1,'provider':1}");
	ok(w, "{'do':'reward.claim','from':1,'provider':1}");
	expect_names(w, "Moved");
	expect_event(w, "['Moved','accrued:1','free:1',1,'6400000000000000000']");
	expect_bucket(w, "accrued", 1, 1, "0");
	refused(w, SPHERON_NOTHING, "{'do':'reward.claim','from':1,'provider':1}");
	world_end(w);
}

/* ---- order of effects ---- */

/* Lets a parameter of class E wait for the next close, by a vote of the council in second 60. */
static void pend(struct world *w, const char *name, const char *value)
{
	struct spheron_record meta;

	spheron_find(world_state(w), SPHERON_RECORD_META, 0, 0, 0, &meta);
	ok(w, "{'do':'prop.submit','kind':2,'name':'%s','value':'%s'}", name, value);
	ok(w, "{'do':'prop.vote','prop':%u,'choice':1}", meta.u.meta.next_prop);
}

/* Provider 1, a gateway, is down under a lease and late; provider 2 is neither; the Fizz node of
 * account 3 was down for a part of the era under a lease. */
static struct world *an_eventful_era(void)
{
	struct world *w = world_begin("'params':{'era_s':1300,'prolonged_s':600,"
				      "'upgrade_grace_eras':0,'vote_mode':1,'vote_s':60,"
				      "'proposal_deposit':0}");

	earning_provider(w, 1, 5);
	earning_provider(w, 2, 5);
	a_fizz(w, 3, 1, "");
	fund(w, 2, "100000" SPON);
	ok(w, "{'do':'fizz.checks','gateway':1,'list':[[1,1,0,0,0,0]]}");
	pend(w, "inflation_bp", "1");
	pend(w, "min_stake_cpu", "1000000" SPON);
	ok(w, "{'do':'release.set','version':2}");
	ok(w, "{'do':'provider.upgrade','from':2,'provider':2,'version':2}");
	ok(w, "{'do':'subnet.set','from':1,'provider':1,'gateway_bp':300,'min_cpu':4}");
	for (unsigned fizz = 0; fizz <= 1; fizz++) {
		unsigned order = (unsigned) an_order(w, 9,
				fizz ? "'select':1,'mode':0,'blocks':5000"
				     : "'select':1,'blocks':5000");

		ok(w, "{'do':'bid.place','from':1,'order':%u,'provider':1,'fizz':%u,"
		      "'price':'100000000000000'}",
				order, fizz);
		ok(w, "{'do':'order.choose','from':9,'order':%u,'bid':%u}", order, order);
	}
	at(w, 10);
	ok(w, "{'do':'node.down','from':1,'kind':0,'id':1}");
	at(w, 1000);
	ok(w, "{'do':'node.down','from':3,'kind':1,'id':1}");
	return w;
}

static void an_era_closes_step_by_step(void **state)
{
	struct world *w = an_eventful_era();
	const char *down, *prolonged, *late;

	(void) state;
	CLAIM("LIVE-12");
	advance_to(w, 1299);
	expect_field(w, "meta", 0, 0, "era", "0");
	advance_to(w, 1300);
	expect_names(w, "Slashed Slashed Slashed EraNode EraNode FizzSlashed EraNode ParamSet "
			"ParamSet SubnetSet ProviderStatus ProviderStatus EraClosed");
	down = strstr(output(w), "[\"Slashed\",1,1,");
	prolonged = strstr(output(w), "[\"Slashed\",1,5,");
	late = strstr(output(w), "[\"Slashed\",1,2,");
	assert_true(down && prolonged && late && down < prolonged && prolonged < late);
	/* Parameters by id, whatever the order of their proposals. */
	down = strstr(output(w), "[\"ParamSet\",\"min_stake_cpu\",\"1000000" SPON "\"]");
	late = strstr(output(w), "[\"ParamSet\",\"inflation_bp\",\"1\"]");
	assert_true(down && late && down < late);
	expect_event(w, "['SubnetSet',1,300,4,0,0]");
	expect_event(w, "['ProviderStatus',1,1]");
	expect_event(w, "['ProviderStatus',2,1]");
	assert_non_null(strstr(output(w), "\"due\":\"era.close\",\"id\":0,"));
	world_end(w);
}

static void after_the_close_an_era_begins_from_nothing(void **state)
{
	static const char *const counters[][2] = { { "provider", "measured_s" },
		{ "provider", "up_s" }, { "provider", "wsec" }, { "provider", "dsec" },
		{ "provider", "ok0" }, { "provider", "n0" }, { "provider", "subnet_next" },
		{ "provider", "next_bp" }, { "provider", "next_cpu" }, { "fizz", "measured_s" },
		{ "fizz", "up_s" }, { "fizz", "wsec" }, { "fizz", "dsec" }, { "fizz", "n" },
		{ "fizz", "alive" }, { "fizz", "sf0" } };
	struct world *w = an_eventful_era();

	(void) state;
	CLAIM("LIVE-12");
	for (unsigned kind = 0; kind < 4; kind++)
		ok(w, "{'do':'proof.report','provider':1,'kind':%u,'pass':1}", kind);
	at(w, 1000);
	ok(w, "{'do':'node.up','from':3,'kind':1,'id':1}");
	ok(w, "{'do':'fizz.checks','gateway':1,'list':[[1,1,1,2,3,4]]}");
	expect_field(w, "fizz", 1, 0, "sf3", "4");
	advance_to(w, 1300);
	for (unsigned i = 0; i < sizeof counters / sizeof counters[0]; i++)
		expect_field(w, counters[i][0], 1, 0, counters[i][1], "0");
	for (unsigned kind = 1; kind < 4; kind++) {
		char field[8];

		snprintf(field, sizeof field, "ok%u", kind);
		expect_field(w, "provider", 1, 0, field, "0");
		snprintf(field, sizeof field, "n%u", kind);
		expect_field(w, "provider", 1, 0, field, "0");
		snprintf(field, sizeof field, "sf%u", kind);
		expect_field(w, "fizz", 1, 0, field, "0");
	}
	expect_field(w, "meta", 0, 0, "era", "1");
	expect_field(w, "meta", 0, 0, "era_end", "1002600");
	world_end(w);
}

static void a_parameter_of_rates_takes_effect_with_the_next_era(void **state)
{
	struct world *w = short_eras(",'vote_mode':1,'vote_s':60,'proposal_deposit':0");

	(void) state;
	CLAIM("LIVE-12");
	earning_provider(w, 1, 5);
	pend(w, "prov_cpu_base", "200000");
	advance_to(w, 599);
	ok(w, "{'do':'q.rate','kind':0,'id':1}");
	expect_event(w, "['Answer','6400000']");
	advance_to(w, 600);
	expect_event(w, "['EraNode',0,1,1000000,'6400000',_,_,_,_,_]");
	ok(w, "{'do':'q.rate','kind':0,'id':1}");
	expect_event(w, "['Answer','12800000']");
	advance_to(w, 1200);
	expect_event(w, "['EraNode',0,1,1000000,'12800000',_,_,_,_,_]");
	world_end(w);
}

static void a_parameter_of_fizz_rates_takes_effect_with_the_next_era(void **state)
{
	struct world *w = short_eras(",'vote_mode':1,'vote_s':60,'proposal_deposit':0");

	(void) state;
	CLAIM("LIVE-12");
	earning_provider(w, 1, 5);
	a_fizz(w, 2, 1, "");
	pend(w, "fizz_cpu_base", "50000000");
	advance_to(w, 599);
	ok(w, "{'do':'q.rate','kind':1,'id':1}");
	expect_event(w, "['Answer','40000000']");
	advance_to(w, 600);
	ok(w, "{'do':'q.rate','kind':1,'id':1}");
	expect_event(w, "['Answer','80000000']");
	advance_to(w, 610);
	expect_field(w, "fizz", 1, 0, "wsec", "800000000");
	world_end(w);
}

static void stake_is_judged_at_the_close_with_the_new_parameters(void **state)
{
	struct world *w = short_eras(",'vote_mode':1,'vote_s':60,'proposal_deposit':0,"
				     "'require_stake':1");

	(void) state;
	CLAIM("LIVE-12");
	a_rich_account(w, 1);
	ok(w, "{'do':'provider.register','from':1,'region':1,'cpu':1}");
	expect_field(w, "provider", 1, 0, "status", "1");
	pend(w, "require_stake", "0");
	advance_to(w, 599);
	expect_field(w, "provider", 1, 0, "status", "1");
	advance_to(w, 600);
	expect_names(w, "EraNode ParamSet ProviderStatus EraClosed");
	expect_event(w, "['ProviderStatus',1,2]");
	world_end(w);
}

static void who_has_left_is_skipped_but_for_its_pending_terms(void **state)
{
	struct world *w = short_eras("");

	(void) state;
	CLAIM("LIVE-12");
	earning_provider(w, 1, 5);
	fund(w, 1, "100000" SPON);
	at(w, 300);
	ok(w, "{'do':'provider.exit','from':1,'provider':1}");
	ok(w, "{'do':'subnet.set','from':1,'provider':1,'gateway_bp':7}");
	advance_to(w, 600);
	/* It is paid for the part of the era that it was there. */
	expect_event(w, "['EraNode',0,1,1000000,'3200000','3200000000000000000','0','0',5,'0']");
	expect_event(w, "['SubnetSet',1,7,0,0,0]");
	ok(w, "{'do':'subnet.set','from':1,'provider':1,'gateway_bp':8}");
	advance_to(w, 1200);
	expect_names(w, "SubnetSet EraClosed");
	expect_event(w, "['SubnetSet',1,8,0,0,0]");
	world_end(w);
}

static void a_fizz_node_that_left_is_skipped_too(void **state)
{
	struct world *w = short_eras("");

	(void) state;
	CLAIM("LIVE-12");
	a_provider(w, 1, "'gateway':1");
	a_fizz(w, 2, 1, "");
	at(w, 1);
	ok(w, "{'do':'fizz.exit','from':2,'fizz':1}");
	advance_to(w, 600);
	expect_names(w, "EraNode EraNode EraClosed");
	advance_to(w, 1200);
	expect_names(w, "EraNode EraClosed");
	world_end(w);
}

static void a_pot_is_what_the_pool_holds_at_the_start_of_the_close(void **state)
{
	/* The downtime slash of this close goes back to the pool after the pots are reckoned. */
	struct world *w = short_eras(",'emission_per_era':1000,'fizz_share_bp':0,"
				     "'downtime_value':1,'point_value_prov':1");

	(void) state;
	CLAIM("LIVE-09");
	CLAIM("LIVE-12");
	earning_provider(w, 1, 5);
	an_order(w, 9, "'select':1");
	ok(w, "{'do':'bid.place','from':1,'order':1,'provider':1,'price':'100000000000000'}");
	ok(w, "{'do':'order.choose','from':9,'order':1,'bid':1}");
	fund(w, 1, "600");
	ok(w, "{'do':'node.down','from':1,'kind':0,'id':1}");
	at(w, 3);
	ok(w, "{'do':'node.up','from':1,'kind':0,'id':1}");
	advance_to(w, 600);
	/* 600 are paid, the 3 * 6,400,000 / 600 = 32,000 units of the slash are left. */
	expect_event(w, "['EraClosed',0,'6368000','600','0','0','0','32000']");
	world_end(w);
}

static void a_long_silence_costs_only_the_deadlines_in_it(void **state)
{
	struct world *w = world_begin("'params':{'matcher_mode':2,'min_order_ppm':0}");
	unsigned deadlines = 0;

	(void) state;
	CLAIM("COST-01");
	a_provider(w, 1, "");
	a_lease(w, 9, 1, "");
	an_order(w, 9, "");
	/* Thirty days at once: an order without a bid, a lease that ends, thirty eras. */
	advance_to(w, 30 * 86400);
	for (const char *p = output(w); (p = strstr(p, "\"due\":")) != NULL; p++)
		deadlines++;
	assert_int_equal(deadlines, 32);
	world_end(w);
}

/* ---- uptime average ---- */

static void uptime_is_a_moving_average_over_eras(void **state)
{
	struct world *w = short_eras("");

	(void) state;
	CLAIM("LIVE-13");
	a_provider(w, 1, "'gateway':1");
	a_fizz(w, 2, 1, "");
	at(w, 300);
	for (unsigned kind = 0; kind < 2; kind++)
		ok(w, "{'do':'node.down','from':%u,'kind':%u,'id':1}", kind + 1, kind);
	advance_to(w, 599);
	expect_field(w, "provider", 1, 0, "seen", "0");
	expect_field(w, "provider", 1, 0, "uptime_ppm", "0");
	advance_to(w, 600);
	expect_field(w, "provider", 1, 0, "seen", "1");
	expect_field(w, "provider", 1, 0, "uptime_ppm", "500000");
	expect_field(w, "fizz", 1, 0, "seen", "1");
	expect_field(w, "fizz", 1, 0, "uptime_ppm", "500000");
	for (unsigned kind = 0; kind < 2; kind++)
		ok(w, "{'do':'node.up','from':%u,'kind':%u,'id':1}", kind + 1, kind);
	advance_to(w, 1200);
	/* (500000 * 7 + 1000000) / 8, then (562500 * 7 + 1000000) / 8 = 617187.5 */
	expect_field(w, "provider", 1, 0, "uptime_ppm", "562500");
	expect_field(w, "fizz", 1, 0, "uptime_ppm", "562500");
	advance_to(w, 1800);
	expect_field(w, "provider", 1, 0, "uptime_ppm", "617187");
	/* An era without measurement changes nothing. */
	ok(w, "{'do':'provider.suspend','provider':1}");
	advance_to(w, 2400);
	expect_field(w, "provider", 1, 0, "uptime_ppm", "617187");
	world_end(w);
}

static void the_length_of_the_average_is_a_parameter(void **state)
{
	static const struct {
		const char *k, *uptime;
	} cases[] = { { "1", "1000000" }, { "3", "666666" } };

	(void) state;
	for (unsigned i = 0; i < 2; i++) {
		char params[32];
		struct world *w;

		snprintf(params, sizeof params, ",'uptime_k':%s", cases[i].k);
		w = short_eras(params);
		CLAIM("LIVE-13");
		a_provider(w, 1, "");
		at(w, 300);
		ok(w, "{'do':'node.down','from':1,'kind':0,'id':1}");
		at(w, 600);
		ok(w, "{'do':'node.up','from':1,'kind':0,'id':1}");
		advance_to(w, 1200);
		expect_field(w, "provider", 1, 0, "uptime_ppm", cases[i].uptime);
		world_end(w);
	}
}

/* It was Suspended all through this era, so nothing was measured, and it left before the close; but
 * for an hour of the era its tenant had to do without it. */
static void who_left_pays_for_what_it_lost_in_the_same_era(void **state)
{
	struct world *w = world_begin("'params':{'matcher_mode':2}");

	(void) state;
	CLAIM("LIVE-12");
	CLAIM("REG-09");
	a_provider(w, 1, "");
	a_lease(w, 9, 1, "'blocks':100000");
	ok(w, "{'do':'pool.fund','from':9,'amount':'100000000000000000000000'}");
	at(w, 80000);
	ok(w, "{'do':'provider.suspend','provider':1}");
	wait_until(w, 86400);
	at(w, 86500);
	ok(w, "{'do':'node.down','from':1,'kind':0,'id':1}");
	at(w, 90100);
	ok(w, "{'do':'lease.close','from':9,'lease':1}");
	ok(w, "{'do':'provider.exit','from':1,'provider':1}");
	expect_field(w, "provider", 1, 0, "measured_s", "0");
	at(w, 172800);
	ok(w, "{'do':'advance'}");
	/* All of it from the entry that its stake has become. */
	expect_event(w, "['Slashed',1,1,'266666000000000000','0','0','266666000000000000','0']");
	expect_event(w, "['EraNode',0,1,4294967295,'0','0','0','266666',_,_]");
	at(w, 259200);
	ok(w, "{'do':'advance'}");
	expect_no_event(w, "EraNode");
	world_end(w);
}

int test_era(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(anyone_may_fund_the_pool),
		cmocka_unit_test(a_pool_smaller_than_the_emission_is_shared_in_the_same_proportion),
		cmocka_unit_test(what_is_not_earned_stays_in_the_pool_and_in_no_later_pot),
		cmocka_unit_test(points_are_worth_their_value_while_the_pot_suffices),
		cmocka_unit_test(a_pot_that_does_not_suffice_is_shared_by_points_rounded_down),
		cmocka_unit_test(fizz_nodes_have_a_pot_and_a_value_of_their_own),
		cmocka_unit_test(delegators_have_their_part_of_the_reward),
		cmocka_unit_test(inflation_goes_to_active_stake_own_and_delegated),
		cmocka_unit_test(inflation_that_would_pass_the_supply_cap_is_not_paid),
		cmocka_unit_test(rewards_are_claimed_by_their_owner_in_any_status),
		cmocka_unit_test(an_era_closes_step_by_step),
		cmocka_unit_test(after_the_close_an_era_begins_from_nothing),
		cmocka_unit_test(a_parameter_of_rates_takes_effect_with_the_next_era),
		cmocka_unit_test(a_parameter_of_fizz_rates_takes_effect_with_the_next_era),
		cmocka_unit_test(stake_is_judged_at_the_close_with_the_new_parameters),
		cmocka_unit_test(who_left_pays_for_what_it_lost_in_the_same_era),
		cmocka_unit_test(who_has_left_is_skipped_but_for_its_pending_terms),
		cmocka_unit_test(a_fizz_node_that_left_is_skipped_too),
		cmocka_unit_test(a_pot_is_what_the_pool_holds_at_the_start_of_the_close),
		cmocka_unit_test(a_long_silence_costs_only_the_deadlines_in_it),
		cmocka_unit_test(uptime_is_a_moving_average_over_eras),
		cmocka_unit_test(the_length_of_the_average_is_a_parameter),
	};

	return cmocka_run_group_tests_name("era", tests, NULL, NULL);
}
