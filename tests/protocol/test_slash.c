/* Slashing at the era close and how a slash is shared out (RULES.md SLASH-01..04, 09, 10). */

#include "tests/protocol/groups.h"
#include "tests/support/world.h"

#include <openssl/bn.h>
#include <openssl/crypto.h>
#include <stdio.h>
#include <string.h>

#define SPON "000000000000000000"
#define TENANT 9
#define CHALLENGER 8

static void advance_to(struct world *w, uint64_t seconds)
{
	at(w, seconds);
	ok(w, "{'do':'advance'}");
}

/* A lease that starts now, since the tenant picks it itself. */
static unsigned lease_now(struct world *w, uint32_t owner, uint32_t provider, uint32_t fizz)
{
	unsigned order = (unsigned) an_order(w, TENANT,
			fizz ? "'select':1,'mode':0,'blocks':15768000"
			     : "'select':1,'blocks':15768000");
	struct spheron_record meta;

	spheron_find(world_state(w), SPHERON_RECORD_META, 0, 0, 0, &meta);
	ok(w, "{'do':'bid.place','from':%u,'order':%u,'provider':%u,'fizz':%u,"
	      "'price':'100000000000000'}",
			owner, order, provider, fizz);
	ok(w, "{'do':'order.choose','from':9,'order':%u,'bid':%u}", order,
			(unsigned) meta.u.meta.next_bid);
	return order;
}

static void link_goes(struct world *w, const char *way, unsigned owner, unsigned kind, unsigned id)
{
	ok(w, "{'do':'node.%s','from':%u,'kind':%u,'id':%u}", way, owner, kind, id);
}

/* Providers 1 and 2 at tiers Six and One: 6,400,000 and 12,800,000 points an era of 600 seconds, a
 * point worth 10 units.  The pool holds all that is ever wanted. */
static struct world *scene(const char *more)
{
	char args[512];
	struct world *w;

	snprintf(args, sizeof args, "'params':{'era_s':600,'cooldown_s':0,'point_value_prov':10,"
				    "'point_value_fizz':10%s}",
			more);
	w = world_begin(args);
	a_provider(w, 1, "'gateway':1");
	ok(w, "{'do':'trust.set','provider':1,'tier':5}");
	a_provider(w, 2, "");
	ok(w, "{'do':'trust.set','provider':2,'tier':0}");
	a_rich_account(w, CHALLENGER);
	ok(w, "{'do':'pool.fund','from':8,'amount':'100000" SPON "'}");
	return w;
}

/* Provider 1 is down for the first minute: 6,400,000 * 60 / 600 = 640,000 points are lost and
 * 5,760,000 earned. */
static void a_minute_down(struct world *w)
{
	link_goes(w, "down", 1, 0, 1);
	at(w, 60);
	link_goes(w, "up", 1, 0, 1);
}

/* ---- downtime ---- */

static void downtime_without_a_lease_costs_only_the_reward(void **state)
{
	struct world *w = scene("");

	(void) state;
	CLAIM("LIVE-12");
	a_minute_down(w);
	advance_to(w, 600);
	expect_no_event(w, "Slashed");
	expect_event(w, "['EraNode',0,1,900000,'5760000','57600000','0','0',5,'0']");
	expect_bucket(w, "stake", 1, 1, "60000" SPON);
	world_end(w);
}

static void downtime_under_a_lease_costs_what_it_would_have_earned(void **state)
{
	struct world *w = scene("");

	(void) state;
	CLAIM("SLASH-01");
	CLAIM("SLASH-02");
	lease_now(w, 1, 1, 0);
	a_minute_down(w);
	advance_to(w, 600);
	expect_names(w, "Slashed EraNode EraNode EraClosed");
	expect_event(w, "['Slashed',1,1,'6400000','6400000','0','0','0']");
	expect_event(w, "['EraNode',0,1,900000,'5760000','57600000','0','640000',5,'0']");
	expect_bucket(w, "stake", 1, 1, "59999999999999993600000");
	expect_field(w, "provider", 1, 0, "slashes", "1");
	expect_field(w, "provider", 1, 0, "slash_mark", "0");
	world_end(w);
}

static void lost_points_are_worth_the_value_of_the_era_or_the_nominal_one(void **state)
{
	/* Earned 5,760,000 + 12,800,000 and lost 640,000: 19,200,000 points, 192,000,000 units. */
	static const struct {
		const char *params, *asked;
	} cases[] = {
		{ ",'emission_per_era':192000000,'fizz_share_bp':0", "6400000" },
		{ ",'emission_per_era':191999999,'fizz_share_bp':0", "6399999" },
		{ ",'emission_per_era':96000000,'fizz_share_bp':0", "3200000" },
		{ ",'emission_per_era':96000000,'fizz_share_bp':5000", "1600000" },
		{ ",'emission_per_era':96000000,'fizz_share_bp':0,'downtime_value':1", "6400000" },
		{ ",'emission_per_era':0,'downtime_floor_bp':3333", "2133120" },
		/* the floor is below the value of the era: no matter */
		{ ",'emission_per_era':96000000,'fizz_share_bp':0,'downtime_floor_bp':4999",
				"3200000" },
		{ ",'emission_per_era':96000000,'fizz_share_bp':0,'downtime_floor_bp':5001",
				"3200640" },
	};

	(void) state;
	for (unsigned i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct world *w = scene(cases[i].params);
		char event[128];

		CLAIM("SLASH-02");
		lease_now(w, 1, 1, 0);
		a_minute_down(w);
		advance_to(w, 600);
		snprintf(event, sizeof event, "['Slashed',1,1,'%s','%s','0','0','0']",
				cases[i].asked, cases[i].asked);
		expect_event(w, event);
		world_end(w);
	}
}

static void lost_points_of_all_providers_weigh_in_the_price(void **state)
{
	struct world *w = scene(",'emission_per_era':96000000,'fizz_share_bp':0");

	(void) state;
	CLAIM("SLASH-02");
	lease_now(w, 1, 1, 0);
	lease_now(w, 2, 2, 0);
	link_goes(w, "down", 2, 0, 2);
	a_minute_down(w);
	link_goes(w, "up", 2, 0, 2);
	advance_to(w, 600);
	/* S = 5.76 + 11.52, Sd = 0.64 + 1.28, together 19.2 as before. */
	expect_event(w, "['Slashed',1,1,'3200000','3200000','0','0','0']");
	expect_event(w, "['Slashed',2,1,'6400000','6400000','0','0','0']");
	world_end(w);
}

static void fractions_of_lost_points_are_dropped(void **state)
{
	struct world *w = scene("");

	(void) state;
	CLAIM("SLASH-02");
	lease_now(w, 1, 1, 0);
	link_goes(w, "down", 1, 0, 1);
	at(w, 1);
	link_goes(w, "up", 1, 0, 1);
	advance_to(w, 600);
	expect_event(w, "['Slashed',1,1,'106660','106660','0','0','0']"); /* 10666.67 points */
	world_end(w);
}

static void what_is_worth_nothing_is_no_slash(void **state)
{
	static const char *const params[] = { ",'slash_model':1", ",'emission_per_era':0" };

	(void) state;
	for (unsigned i = 0; i < 2; i++) {
		struct world *w = scene(params[i]);

		CLAIM("LIVE-12");
		lease_now(w, 1, 1, 0);
		a_minute_down(w);
		advance_to(w, 600);
		expect_no_event(w, "Slashed");
		expect_event(w, "['EraNode',0,1,900000,_,_,_,'640000',5,'0']");
		expect_field(w, "provider", 1, 0, "slashes", "0");
		expect_bucket(w, "stake", 1, 1, "60000" SPON);
		world_end(w);
	}
}

static void the_price_of_downtime_goes_where_the_parameter_says(void **state)
{
	static const char *const bucket_name[] = { "foundation", "burned", "treasury" };

	(void) state;
	for (unsigned dest = 0; dest < 3; dest++) {
		char params[64];
		struct world *w;

		/* Nothing is earned, so that the pool keeps its 100,000 SPON. */
		snprintf(params, sizeof params, ",'emission_per_era':0,'downtime_value':1,"
						"'downtime_dest':%u",
				dest);
		w = scene(params);
		CLAIM("SLASH-02");
		lease_now(w, 1, 1, 0);
		a_minute_down(w);
		advance_to(w, 600);
		expect_bucket(w, bucket_name[dest], 0, 1,
				dest ? "6400000" : "100000000000000006400000");
		world_end(w);
	}
}

/* ---- sharing a slash out ---- */

static uint64_t rng;

static unsigned below(unsigned n)
{
	rng = rng * 6364136223846793005u + 1442695040888963407u;
	return (unsigned) (rng >> 33) % n;
}

/* Amounts in decimal, reckoned without any bound. */
struct amounts {
	BN_CTX *ctx;
	BIGNUM *stake, *pool, *entry[3], *k, *x, *own, *part[4], *sum;
};

static BIGNUM *read_bucket(struct world *w, const char *name, uint64_t owner)
{
	BIGNUM *n = NULL;

	assert_true(BN_dec2bn(&n, bucket(w, name, owner, 1)) > 0);
	return n;
}

/* floor(x * bucket / k) */
static BIGNUM *share(struct amounts *a, const BIGNUM *x, const BIGNUM *of, const BIGNUM *k)
{
	BIGNUM *n = BN_new();

	BN_mul(n, x, of, a->ctx);
	if (!BN_is_zero(k))
		BN_div(n, NULL, n, k, a->ctx);
	return n;
}

static const BIGNUM *smaller(const BIGNUM *a, const BIGNUM *b)
{
	return BN_cmp(a, b) < 0 ? a : b;
}

/* SLASH-03 as it stands. */
static void share_out(struct amounts *a, const BIGNUM *asked, bool own_first)
{
	const BIGNUM *bucket_of[4] = { a->pool, a->entry[0], a->entry[1], a->entry[2] };
	BIGNUM *base, *rest;

	a->k = BN_dup(a->stake);
	for (unsigned i = 0; i < 4; i++)
		BN_add(a->k, a->k, bucket_of[i]);
	a->x = BN_dup(smaller(asked, a->k));
	base = BN_dup(a->k);
	rest = BN_dup(a->x);
	if (own_first) {
		a->own = BN_dup(smaller(a->stake, a->x));
		BN_sub(rest, a->x, a->own);
		BN_sub(base, a->k, a->stake);
	}
	a->sum = BN_new();
	for (unsigned i = 0; i < 4; i++) {
		a->part[i] = share(a, rest, bucket_of[i], base);
		BN_add(a->sum, a->sum, a->part[i]);
	}
	if (!own_first) {
		BN_sub(rest, a->x, a->sum);
		a->own = BN_dup(smaller(a->stake, rest));
	}
	BN_add(a->sum, a->sum, a->own);
	assert_true(BN_cmp(a->sum, a->x) <= 0);
	BN_free(base);
	BN_free(rest);
}

static void expect_fall(struct world *w, const char *name, uint64_t owner, const BIGNUM *before,
		const BIGNUM *by)
{
	BIGNUM *left = BN_new();
	char *text;

	BN_sub(left, before, by);
	text = BN_bn2dec(left);
	expect_bucket(w, name, owner, 1, text);
	OPENSSL_free(text);
	BN_free(left);
}

static void expect_shared_out(struct world *w, struct amounts *a, const BIGNUM *asked)
{
	char event[256];
	char *text[4];

	expect_fall(w, "stake", 1, a->stake, a->own);
	expect_fall(w, "pool", 1, a->pool, a->part[0]);
	for (unsigned i = 0; i < 3; i++)
		expect_fall(w, "unbonding", i + 1, a->entry[i], a->part[i + 1]);
	BN_add(a->part[1], a->part[1], a->part[2]);
	BN_add(a->part[1], a->part[1], a->part[3]);
	text[0] = BN_bn2dec(asked);
	text[1] = BN_bn2dec(a->own);
	text[2] = BN_bn2dec(a->part[0]);
	text[3] = BN_bn2dec(a->part[1]);
	snprintf(event, sizeof event, "['Slashed',1,1,'%s','%s','%s','%s','0']", text[0], text[1],
			text[2], text[3]);
	expect_event(w, event);
	for (unsigned i = 0; i < 4; i++)
		OPENSSL_free(text[i]);
	text[0] = BN_bn2dec(a->sum);
	expect_bucket(w, "foundation", 0, 1, text[0]); /* all of it arrives there */
	OPENSSL_free(text[0]);
}

static void free_amounts(struct amounts *a)
{
	BN_free(a->stake);
	BN_free(a->pool);
	for (unsigned i = 0; i < 3; i++)
		BN_free(a->entry[i]);
	for (unsigned i = 0; i < 4; i++)
		BN_free(a->part[i]);
	BN_free(a->k);
	BN_free(a->x);
	BN_free(a->own);
	BN_free(a->sum);
	BN_CTX_free(a->ctx);
}

/* Own stake, a pool of two delegators, and an entry of each of the three on its way out. */
static struct world *collateral(bool own_first, const char *value)
{
	char args[256];
	struct world *w;

	snprintf(args, sizeof args,
			"'params':{'era_s':600,'require_stake':0,'min_delegation':1000000000000000,"
			"'downtime_value':1,'point_value_prov':'%s','slash_order':%u}",
			value, own_first);
	w = world_begin(args);
	for (uint32_t acct = 1; acct <= 3; acct++)
		a_rich_account(w, acct);
	ok(w, "{'do':'provider.register','from':1,'region':1,'cpu':64,'score':30000,'mem':9999,"
	      "'sto':99,'sto_tier':1,'down':400,'up':300}");
	ok(w, "{'do':'stake.add','from':1,'provider':1,'amount':'%u%09u'}",
			3000000 + below(9000000), below(1000000000));
	ok(w, "{'do':'stake.unbond','from':1,'provider':1,'amount':'%u%09u'}",
			1000000 + below(1000000), below(1000000000));
	for (uint32_t acct = 2; acct <= 3; acct++) {
		ok(w, "{'do':'deleg.add','from':%u,'provider':1,'amount':'%u%09u'}", acct,
				3000000 + below(3000000), below(1000000000));
		ok(w, "{'do':'deleg.unbond','from':%u,'provider':1,'shares':'%u%09u'}", acct,
				1000000 + below(1000000), below(1000000000));
	}
	return w;
}

static void a_slash_takes_what_is_asked_and_leaves_rounding_with_its_owner(void **state)
{
	(void) state;
	rng = 99;
	for (unsigned i = 0; i < 48; i++) {
		struct amounts a = { .ctx = BN_CTX_new() };
		BIGNUM *asked = NULL;
		char value[32];
		struct world *w;

		/* One second down is 10,666 points; K is about 10^16. */
		snprintf(value, sizeof value, "%u%0*u", 1 + below(30), i / 2 % 12, 0u);
		w = collateral(i & 1, value);
		CLAIM("SLASH-03");
		lease_now(w, 1, 1, 0);
		link_goes(w, "down", 1, 0, 1);
		at(w, 1);
		link_goes(w, "up", 1, 0, 1);
		a.stake = read_bucket(w, "stake", 1);
		a.pool = read_bucket(w, "pool", 1);
		for (unsigned k = 0; k < 3; k++)
			a.entry[k] = read_bucket(w, "unbonding", k + 1);
		BN_dec2bn(&asked, value);
		BN_mul_word(asked, 10666);
		share_out(&a, asked, i & 1);
		at(w, 600);
		ok(w, "{'do':'advance'}");
		expect_shared_out(w, &a, asked);
		expect_field(w, "provider", 1, 0, "slashes", "1");
		BN_free(asked);
		free_amounts(&a);
		world_end(w);
	}
}

static void a_slash_above_all_collateral_takes_all_of_it(void **state)
{
	struct world *w = collateral(false, "1000000000000000"); /* 10^15: asks for 1.07 * 10^19 */

	(void) state;
	CLAIM("SLASH-03");
	lease_now(w, 1, 1, 0);
	link_goes(w, "down", 1, 0, 1);
	at(w, 1);
	link_goes(w, "up", 1, 0, 1);
	advance_to(w, 600);
	expect_bucket(w, "stake", 1, 1, "0");
	expect_bucket(w, "pool", 1, 1, "0");
	for (unsigned i = 1; i <= 3; i++)
		expect_bucket(w, "unbonding", i, 1, "0");
	expect_names(w, "Slashed PoolWiped EraNode EraClosed");
	expect_event(w, "['Slashed',1,1,'10666000000000000000',_,_,_,'0']");
	world_end(w);
}

static void entries_of_others_and_of_operators_are_no_collateral(void **state)
{
	struct world *w = scene(",'downtime_value':1,'slash_order':0");

	(void) state;
	CLAIM("SLASH-03");
	ok(w, "{'do':'stake.unbond','from':2,'provider':2,'amount':'20000" SPON "'}");
	ok(w, "{'do':'avs.register','from':1,'amount':'1" SPON "'}");
	ok(w, "{'do':'avs.unregister','from':1}");
	lease_now(w, 1, 1, 0);
	a_minute_down(w);
	advance_to(w, 600);
	expect_event(w, "['Slashed',1,1,'6400000','6400000','0','0','0']");
	expect_bucket(w, "unbonding", 1, 1, "20000" SPON);
	expect_bucket(w, "unbonding", 2, 2, "1" SPON);
	world_end(w);
}

/* ---- what a slash leaves behind ---- */

static void challenge_fails(struct world *w, unsigned id)
{
	ok(w, "{'do':'challenge.open','from':8,'provider':1,'kind':0}");
	ok(w, "{'do':'challenge.respond','from':1,'challenge':%u}", id);
	ok(w, "{'do':'challenge.judge','challenge':%u,'pass':0}", id);
}

static void expect_slashes(struct world *w, const char *slashes, const char *mark)
{
	expect_field(w, "provider", 1, 0, "slashes", slashes);
	expect_field(w, "provider", 1, 0, "slash_mark", mark);
}

static void slashes_are_forgotten_one_by_one(void **state)
{
	struct world *w = scene(",'slash_decay_eras':2,'challenge_gap_s':0");

	(void) state;
	CLAIM("SLASH-04");
	advance_to(w, 600); /* era 1 */
	challenge_fails(w, 1);
	challenge_fails(w, 2);
	expect_slashes(w, "2", "1");
	advance_to(w, 1800); /* closed eras 1 and 2: 2 - 1 < 2 */
	expect_slashes(w, "2", "1");
	advance_to(w, 2400); /* era 3: 3 - 1 */
	expect_slashes(w, "1", "3");
	advance_to(w, 3000);
	expect_slashes(w, "1", "3");
	/* A new slash begins the time anew. */
	challenge_fails(w, 3); /* in era 5 */
	expect_slashes(w, "2", "5");
	advance_to(w, 4200);
	expect_slashes(w, "2", "5");
	advance_to(w, 4800);
	expect_slashes(w, "1", "7");
	advance_to(w, 6000);
	expect_slashes(w, "0", "9");
	advance_to(w, 7200);
	expect_slashes(w, "0", "9");
	world_end(w);
}

static void a_slash_below_the_required_stake_costs_the_status(void **state)
{
	struct world *w = scene(",'downtime_value':1,'downtime_dest':1");

	(void) state;
	CLAIM("SLASH-04");
	/* 6,400,000 units above the 500 SPON that 64 threads need, less one. */
	ok(w, "{'do':'stake.unbond','from':1,'provider':1,'amount':'59499999999999993600001'}");
	lease_now(w, 1, 1, 0);
	a_minute_down(w);
	advance_to(w, 600);
	/* Pro rata over stake and the entry: own stake loses just a little of it. */
	expect_names(w, "Slashed EraNode EraNode EraClosed");
	world_end(w);
	w = scene(",'downtime_value':1,'slash_order':1");
	CLAIM("SLASH-04");
	ok(w, "{'do':'stake.unbond','from':1,'provider':1,'amount':'59499999999999993600001'}");
	lease_now(w, 1, 1, 0);
	a_minute_down(w);
	advance_to(w, 600);
	expect_names(w, "Slashed ProviderStatus EraNode EraNode EraClosed");
	expect_event(w, "['ProviderStatus',1,1]");
	expect_bucket(w, "stake", 1, 1, "499999999999999999999");
	world_end(w);
	w = scene(",'downtime_value':1,'slash_order':1");
	CLAIM("SLASH-04");
	ok(w, "{'do':'stake.unbond','from':1,'provider':1,'amount':'59499999999999993600000'}");
	lease_now(w, 1, 1, 0);
	a_minute_down(w);
	advance_to(w, 600);
	expect_names(w, "Slashed EraNode EraNode EraClosed"); /* exactly enough */
	world_end(w);
}

/* ---- Fizz nodes ---- */

/* Fizz node 1 of account 3 behind gateway 1, under a lease and down for the first minute: 4,000,000
 * points are lost, 36,000,000 earned if all checks are passed. */
static void a_fizz_minute_down(struct world *w, unsigned alive, unsigned dead)
{
	a_fizz(w, 3, 1, "");
	for (unsigned i = 0; i < alive + dead; i++)
		ok(w, "{'do':'fizz.checks','gateway':1,'list':[[1,%u,0,0,0,0]]}", i < alive);
	lease_now(w, 1, 1, 1);
	link_goes(w, "down", 3, 1, 1);
	at(w, 60);
	link_goes(w, "up", 3, 1, 1);
	advance_to(w, 600);
}

static void a_fizz_node_pays_a_part_of_the_rule_out_of_its_rewards(void **state)
{
	static const struct {
		const char *params;
		unsigned alive, dead;
		const char *slashed, *left;
	} cases[] = {
		{ "", 1, 0, "20000000", "340000000" },
		{ ",'fizz_slash_bp':10000", 1, 0, "40000000", "320000000" },
		/* (36 + 4) * 10^6 points at 10 are just in the pot, or one unit above it */
		{ ",'emission_per_era':400000000,'fizz_share_bp':10000", 1, 0, "20000000",
				"340000000" },
		{ ",'emission_per_era':399999999,'fizz_share_bp':10000", 1, 0, "19999999",
				"340000001" },
		/* half the pot: 200,000,000 / 40,000,000 a point; all of it is earned by one */
		{ ",'emission_per_era':200000000,'fizz_share_bp':10000", 1, 0, "10000000",
				"190000000" },
		{ ",'emission_per_era':200000000,'fizz_share_bp':10000,'downtime_value':1", 1, 0,
				"20000000", "180000000" },
		{ ",'emission_per_era':200000000,'fizz_share_bp':10000,'downtime_floor_bp':9000",
				1, 0, "18000000", "182000000" },
		/* one check in a hundred: 360,000 points earn 3,600,000, which is not enough */
		{ "", 1, 99, "3600000", "0" },
	};

	(void) state;
	for (unsigned i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct world *w = scene(cases[i].params);
		char event[64];

		CLAIM("SLASH-09");
		a_fizz_minute_down(w, cases[i].alive, cases[i].dead);
		snprintf(event, sizeof event, "['FizzSlashed',1,'%s']", cases[i].slashed);
		expect_event(w, event);
		expect_bucket(w, "fizz_accrued", 1, 1, cases[i].left);
		expect_field(w, "fizz", 1, 0, "slashes", "1");
		expect_field(w, "provider", 1, 0, "slashes", "0");
		expect_bucket(w, "stake", 1, 1, "60000" SPON);
		world_end(w);
	}
}

static void a_fizz_node_without_rewards_or_under_another_model_is_not_slashed(void **state)
{
	static const char *const params[] = { ",'slash_model':1", ",'fizz_slash_bp':0",
		",'emission_per_era':0,'downtime_value':1" };

	(void) state;
	for (unsigned i = 0; i < 3; i++) {
		struct world *w = scene(params[i]);

		CLAIM("LIVE-12");
		a_fizz_minute_down(w, 1, 0);
		expect_no_event(w, "FizzSlashed");
		expect_field(w, "fizz", 1, 0, "slashes", "0");
		expect_event(w, "['EraNode',1,1,900000,'36000000',_,'0','4000000',255,'0']");
		world_end(w);
	}
}

static void slashes_of_a_fizz_node_are_forgotten_too(void **state)
{
	struct world *w = scene(",'slash_decay_eras':1");

	(void) state;
	CLAIM("SLASH-09");
	CLAIM("D-12");
	advance_to(w, 600);
	a_fizz(w, 3, 1, "");
	ok(w, "{'do':'fizz.checks','gateway':1,'list':[[1,1,0,0,0,0]]}");
	lease_now(w, 1, 1, 1);
	link_goes(w, "down", 3, 1, 1);
	at(w, 660);
	link_goes(w, "up", 3, 1, 1);
	advance_to(w, 1200);
	expect_field(w, "fizz", 1, 0, "slashes", "1");
	expect_field(w, "fizz", 1, 0, "slash_mark", "1");
	advance_to(w, 1800);
	expect_field(w, "fizz", 1, 0, "slashes", "0");
	expect_field(w, "fizz", 1, 0, "slash_mark", "2");
	world_end(w);
}

static void the_price_of_fizz_downtime_goes_to_the_same_place(void **state)
{
	struct world *w = scene(",'downtime_dest':2");

	(void) state;
	CLAIM("SLASH-09");
	a_fizz_minute_down(w, 1, 0);
	expect_bucket(w, "treasury", 0, 1, "20000000");
	world_end(w);
}

/* ---- prolonged downtime ---- */

static void expect_since(struct world *w, const char *since)
{
	expect_field(w, "provider", 1, 0, "down_since", since);
}

static void a_stretch_of_downtime_runs_while_leases_do(void **state)
{
	struct world *w = scene(",'maint_notice_s':1");
	unsigned lease;

	(void) state;
	CLAIM("SLASH-10");
	a_fizz(w, 3, 1, "");
	at(w, 10);
	link_goes(w, "down", 1, 0, 1);
	expect_since(w, "0"); /* no lease */
	at(w, 20);
	lease = lease_now(w, 1, 1, 1); /* through the gateway */
	expect_since(w, "1000020");
	at(w, 30);
	link_goes(w, "pause", 1, 0, 1);
	ok(w, "{'do':'provider.suspend','provider':1}");
	expect_since(w, "1000020");
	ok(w, "{'do':'provider.reinstate','provider':1}");
	link_goes(w, "up", 1, 0, 1); /* paused as yet */
	expect_since(w, "1000020");
	at(w, 40);
	link_goes(w, "resume", 1, 0, 1);
	expect_since(w, "0");
	at(w, 50);
	link_goes(w, "pause", 1, 0, 1);
	expect_since(w, "1000050");
	ok(w, "{'do':'maint.schedule','from':1,'provider':1,'start':%u,'dur':10}", T0 + 60);
	at(w, 60);
	ok(w, "{'do':'advance'}");
	expect_since(w, "0");
	advance_to(w, 70); /* still paused after it */
	expect_since(w, "1000070");
	ok(w, "{'do':'lease.close','from':9,'lease':%u}", lease);
	expect_since(w, "0");
	world_end(w);
}

static void a_stretch_above_the_limit_costs_a_share_of_the_collateral(void **state)
{
	/* Eras of 1000 seconds, so down from 399 is 601 seconds at the close. */
	static const unsigned since[] = { 400, 399 };

	(void) state;
	for (unsigned i = 0; i < 2; i++) {
		struct world *w = world_begin("'params':{'era_s':1000,'prolonged_s':600,"
					      "'prolonged_ppm':3000,'slash_order':1,"
					      "'emission_per_era':0,'downtime_dest':2}");

		CLAIM("SLASH-01");
		if (i)
			CLAIM("SLASH-10");
		a_provider(w, 1, "");
		ok(w, "{'do':'stake.unbond','from':1,'provider':1,'amount':'20000" SPON "'}");
		lease_now(w, 1, 1, 0);
		at(w, since[i]);
		link_goes(w, "down", 1, 0, 1);
		advance_to(w, 1000);
		if (i) {
			/* 0.3 % of all 60,000, own stake first */
			expect_event(w, "['Slashed',1,5,'180" SPON "','180" SPON "','0','0','0']");
			expect_bucket(w, "treasury", 0, 1, "180" SPON);
			/* the stretch goes on: once more at the next close, of what is left */
			advance_to(w, 2000);
			expect_event(w, "['Slashed',1,5,'179460000000000000000',_,_,_,'0']");
		} else {
			expect_no_event(w, "Slashed");
		}
		world_end(w);
	}
}

static void prolonged_downtime_is_charged_after_plain_downtime(void **state)
{
	struct world *w = world_begin("'params':{'era_s':1000,'prolonged_s':600,'cooldown_s':0,"
				      "'downtime_value':1,'point_value_prov':'1000000000000000'}");

	(void) state;
	CLAIM("SLASH-10");
	a_provider(w, 1, "");
	lease_now(w, 1, 1, 0);
	link_goes(w, "down", 1, 0, 1);
	advance_to(w, 1000);
	/* 6,400,000 points at 10^15 are 6,400 SPON, a thousandth of the other 53,600 is 53.6. */
	expect_event(w, "['Slashed',1,1,'6400" SPON "','6400" SPON "','0','0','0']");
	expect_event(w, "['Slashed',1,5,'53600000000000000000','53600000000000000000','0','0',"
			"'0']");
	expect_field(w, "provider", 1, 0, "slashes", "2");
	world_end(w);
}

static void era_points_only_spare_prolonged_downtime_too(void **state)
{
	struct world *w = world_begin("'params':{'era_s':1000,'prolonged_s':600,'slash_model':1}");

	(void) state;
	CLAIM("LIVE-12");
	a_provider(w, 1, "");
	lease_now(w, 1, 1, 0);
	link_goes(w, "down", 1, 0, 1);
	advance_to(w, 3000);
	expect_no_event(w, "Slashed");
	world_end(w);
}

int test_slash(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(downtime_without_a_lease_costs_only_the_reward),
		cmocka_unit_test(downtime_under_a_lease_costs_what_it_would_have_earned),
		cmocka_unit_test(lost_points_are_worth_the_value_of_the_era_or_the_nominal_one),
		cmocka_unit_test(lost_points_of_all_providers_weigh_in_the_price),
		cmocka_unit_test(fractions_of_lost_points_are_dropped),
		cmocka_unit_test(what_is_worth_nothing_is_no_slash),
		cmocka_unit_test(the_price_of_downtime_goes_where_the_parameter_says),
		cmocka_unit_test(a_slash_takes_what_is_asked_and_leaves_rounding_with_its_owner),
		cmocka_unit_test(a_slash_above_all_collateral_takes_all_of_it),
		cmocka_unit_test(entries_of_others_and_of_operators_are_no_collateral),
		cmocka_unit_test(slashes_are_forgotten_one_by_one),
		cmocka_unit_test(a_slash_below_the_required_stake_costs_the_status),
		cmocka_unit_test(a_fizz_node_pays_a_part_of_the_rule_out_of_its_rewards),
		cmocka_unit_test(a_fizz_node_without_rewards_or_under_another_model_is_not_slashed),
		cmocka_unit_test(slashes_of_a_fizz_node_are_forgotten_too),
		cmocka_unit_test(the_price_of_fizz_downtime_goes_to_the_same_place),
		cmocka_unit_test(a_stretch_of_downtime_runs_while_leases_do),
		cmocka_unit_test(a_stretch_above_the_limit_costs_a_share_of_the_collateral),
		cmocka_unit_test(prolonged_downtime_is_charged_after_plain_downtime),
		cmocka_unit_test(era_points_only_spare_prolonged_downtime_too),
	};

	return cmocka_run_group_tests_name("slash", tests, NULL, NULL);
}
