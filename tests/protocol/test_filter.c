/* The hard filters F1..F9 and free capacity: judged when bidding, at the window close and when the
 * lease is made (RULES.md 3.8). */

#include "tests/protocol/groups.h"
#include "tests/support/world.h"

#include <stdio.h>
#include <string.h>

#define PRICE "10000000000000"

/* One filter of one order.  What spoils it and what repairs it are commands, parted by semicolons,
 * or members that new attributes replace. */
struct filter_case {
	const char *name, *order, *spoil, *repair;
	uint16_t gpu;
	enum spheron_result bidding, creation; /* FILTERED where not told */
};

struct kind {
	const char *usual; /* attributes of the node */
	const char *change; /* the command that replaces them */
	const char *order;
	uint32_t fizz;
	void (*people)(struct world *w);
};

static bool told(const char *args, const char *key, size_t size)
{
	for (const char *p = args; (p = strstr(p, key)) != NULL; p++)
		if (p[size] == '\'')
			return true;
	return false;
}

/* Writes the usual members that args do not replace, then args. */
static void merge(char *text, size_t size, const char *usual, const char *args)
{
	size_t n = 0;

	while (*usual) {
		size_t member = strcspn(usual, ";"), key = strcspn(usual + 1, "'") + 1;
		char name[32];

		snprintf(name, sizeof name, "%.*s", (int) key, usual);
		if (!told(args, name, key))
			n += (size_t) snprintf(
					text + n, size - n, ",%.*s", (int) member, usual);
		usual += member + (usual[member] == ';');
	}
	snprintf(text + n, size - n, "%s%s", *args ? "," : "", args);
}

static void act(struct world *w, const struct kind *k, const char *deed)
{
	char text[1024];

	if (*deed != '{') {
		merge(text, sizeof text, k->usual, deed);
		ok(w, "%s%s}", k->change, text);
		return;
	}
	while (*deed) {
		size_t n = strcspn(deed, ";");

		ok(w, "%.*s", (int) n, deed);
		deed += n + (deed[n] == ';');
	}
}

#define GPUS "'gpus':[[36,2,1600],[1000,1,2000]]"

/* Required stake: 500 for 64 threads, 2 x 5,000 and 5,000 for three Medium GPUs: 15,500 SPON. */
static void a_lone_provider(struct world *w)
{
	a_provider(w, 1, GPUS);
	ok(w, "{'do':'trust.set','provider':1,'tier':5}");
}

static void a_subnet(struct world *w)
{
	a_provider(w, 1, GPUS ",'gateway':1");
	a_fizz(w, 2, 1, GPUS ",'cpu':64,'score':30000");
}

static const struct kind provider = {
	"'region':257;'cpu':64;'score':30000;'mem':262144;'sto':4000;'sto_tier':1;'down':400;"
	"'up':300;'tokens':3;" GPUS,
	"{'do':'provider.attrs','from':1,'provider':1", "", 0, a_lone_provider
};
static const struct kind fizz = {
	"'region':257;'cpu':64;'score':30000;'mem':32768;'sto':500;'sto_tier':1;'down':400;"
	"'up':300;" GPUS,
	"{'do':'fizz.capacity','from':2,'fizz':1", ",'mode':0", 1, a_subnet
};

#define STAKE_LEAVES                                                                               \
	"{'do':'stake.unbond','from':1,'provider':1,'amount':'44500000000000000000001'}"
#define STAKE_RETURNS "{'do':'stake.add','from':1,'provider':1,'amount':'1'}"
#define SUSPEND "{'do':'provider.suspend','provider':1}"
#define REINSTATE "{'do':'provider.reinstate','provider':1}"
#define CHALLENGE_FAILS                                                                            \
	"{'do':'challenge.open','from':4,'provider':1,'kind':0};"                                  \
	"{'do':'challenge.respond','from':1,'challenge':1};"                                       \
	"{'do':'challenge.judge','challenge':1,'pass':0}"

static const struct filter_case provider_cases[] = {
	{ "F1 down", "", "{'do':'node.down','from':1,'kind':0,'id':1}",
			"{'do':'node.up','from':1,'kind':0,'id':1}", 0, 0, 0 },
	{ "F1 paused", "", "{'do':'node.pause','from':1,'kind':0,'id':1}",
			"{'do':'node.resume','from':1,'kind':0,'id':1}", 0, 0, 0 },
	{ "F1 Registered", "", STAKE_LEAVES, STAKE_RETURNS, 0, SPHERON_BAD_STATE, 0 },
	{ "F1 Suspended", "", SUSPEND, REINSTATE, 0, SPHERON_BAD_STATE, 0 },
	{ "F1 token", "", "'tokens':2", "'tokens':1", 0, SPHERON_BAD_TOKEN, 0 },
	{ "F2 strict", ",'region':257,'strict':1", "'region':258", "'region':257", 0, 0, 0 },
	{ "F2 proof", ",'region':1", "{'do':'proof.report','provider':1,'kind':3,'pass':0}",
			"{'do':'proof.report','provider':1,'kind':3,'pass':1}", 0, 0, 0 },
	{ "F3", ",'tiers':32", "{'do':'trust.set','provider':1,'tier':4}",
			"{'do':'trust.set','provider':1,'tier':5}", 0, 0, 0 },
	{ "F4 compute", ",'min_compute':2", "'cpu':48,'score':19999", "'cpu':48,'score':20000", 0,
			0, 0 },
	{ "F4 storage", ",'min_sto':1", "'sto_tier':0", "'sto_tier':1", 0, 0, 0 },
	{ "F4 link", ",'min_conn':2", "'up':74", "'up':75", 0, 0, 0 },
	{ "F4 GPU", ",'gpus':1,'min_gpu':4", "'gpus':[[36,2,1600],[1000,1,1999]]", GPUS, 1000, 0,
			0 },
	{ "F5 line", ",'gpus':1,'gpu':36", "'gpus':[[1000,1,2000]]", GPUS, 36, 0, 0 },
	{ "F5 any", ",'gpus':1", "'gpus':[[36,2,1600]]", GPUS, 1000, 0, 0 },
	/* Tier Six: (500000 + 166666) / 2; tier Seven 250000. */
	{ "F7", ",'min_rep':333333", "{'do':'trust.set','provider':1,'tier':6}",
			"{'do':'trust.set','provider':1,'tier':5}", 0, 0, 0 },
	{ "F8", ",'max_slashes':0", CHALLENGE_FAILS, NULL, 0, 0, 0 },
	{ "cpu", ",'cpu':64", "'cpu':63", "'cpu':64", 0, SPHERON_NO_CAPACITY, SPHERON_NO_CAPACITY },
	{ "mem", ",'mem':262144", "'mem':262143", "'mem':262144", 0, SPHERON_NO_CAPACITY,
			SPHERON_NO_CAPACITY },
	{ "sto", ",'sto':4000", "'sto':3999", "'sto':4000", 0, SPHERON_NO_CAPACITY,
			SPHERON_NO_CAPACITY },
	{ "GPUs", ",'gpus':2", "'gpus':[[36,1,1600],[1000,1,2000]]", GPUS, 36, SPHERON_NO_CAPACITY,
			SPHERON_NO_CAPACITY },
};

static const struct filter_case fizz_cases[] = {
	{ "F1 down", "", "{'do':'node.down','from':2,'kind':1,'id':1}",
			"{'do':'node.up','from':2,'kind':1,'id':1}", 0, 0, 0 },
	{ "F1 paused", "", "{'do':'node.pause','from':2,'kind':1,'id':1}",
			"{'do':'node.resume','from':2,'kind':1,'id':1}", 0, 0, 0 },
	{ "F1 gateway Registered", "", STAKE_LEAVES, STAKE_RETURNS, 0, SPHERON_BAD_STATE, 0 },
	{ "F1 gateway Suspended", "", SUSPEND, REINSTATE, 0, SPHERON_BAD_STATE, 0 },
	{ "F1 evicted", "", "{'do':'fizz.evict','from':1,'fizz':1}",
			"{'do':'fizz.relink','from':2,'fizz':1,'gateway':1}", 0,
			SPHERON_NOT_LINKED, 0 },
	{ "F1 Suspended", "", "{'do':'slash.misconduct','kind':1,'id':1,'bp':0}", NULL, 0,
			SPHERON_BAD_STATE, 0 },
	{ "F1 token", "",
			"{'do':'provider.attrs','from':1,'provider':1,'region':257,'cpu':64,"
			"'gateway':1,'tokens':2}",
			"{'do':'provider.attrs','from':1,'provider':1,'region':257,'cpu':64,"
			"'gateway':1,'tokens':1}",
			0, SPHERON_BAD_TOKEN, 0 },
	{ "F2 strict", ",'region':257,'strict':1", "'region':258", "'region':257", 0, 0, 0 },
	{ "F4 compute", ",'min_compute':2", "'cpu':48,'score':19999", "'cpu':48,'score':20000", 0,
			0, 0 },
	{ "F4 storage", ",'min_sto':1", "'sto_tier':0", "'sto_tier':1", 0, 0, 0 },
	{ "F4 link", ",'min_conn':2", "'up':74", "'up':75", 0, 0, 0 },
	{ "F4 GPU", ",'gpus':1,'min_gpu':4", "'gpus':[[36,2,1600],[1000,1,1999]]", GPUS, 1000, 0,
			0 },
	{ "F5 line", ",'gpus':1,'gpu':36", "'gpus':[[1000,1,2000]]", GPUS, 36, 0, 0 },
	{ "F8 of the gateway", ",'max_slashes':0", CHALLENGE_FAILS, NULL, 0, 0, 0 },
	{ "cpu", ",'cpu':64", "'cpu':63", "'cpu':64", 0, SPHERON_NO_CAPACITY, SPHERON_NO_CAPACITY },
	{ "mem", ",'mem':32768", "'mem':32767", "'mem':32768", 0, SPHERON_NO_CAPACITY,
			SPHERON_NO_CAPACITY },
	{ "sto", ",'sto':500", "'sto':499", "'sto':500", 0, SPHERON_NO_CAPACITY,
			SPHERON_NO_CAPACITY },
	{ "GPUs", ",'gpus':2", "'gpus':[[36,1,1600],[1000,1,2000]]", GPUS, 36, SPHERON_NO_CAPACITY,
			SPHERON_NO_CAPACITY },
};

#define PROVIDER_CASES (sizeof provider_cases / sizeof provider_cases[0])
#define FIZZ_CASES (sizeof fizz_cases / sizeof fizz_cases[0])

/* The node, somebody who challenges it, and the order. */
static struct world *scene(const struct kind *k, const struct filter_case *c, const char *more)
{
	struct world *w = world_begin("'params':{'matcher_mode':1}");
	char order[256];

	print_message("      %s\n", c->name);
	k->people(w);
	a_rich_account(w, 4);
	snprintf(order, sizeof order, "%s%s%s", k->order, c->order, more);
	an_order(w, 3, *order ? order + 1 : order);
	return w;
}

static void bid_gives(struct world *w, const struct kind *k, const struct filter_case *c,
		enum spheron_result r)
{
	refused(w, r, "{'do':'bid.place','from':1,'order':1,'provider':1,'fizz':%u,'gpu':%u,"
		      "'price':'" PRICE "'}",
			k->fizz, c->gpu);
}

static enum spheron_result or_filtered(enum spheron_result r)
{
	return r ? r : SPHERON_FILTERED;
}

static void judge_when_bidding(const struct kind *k, const struct filter_case *c)
{
	struct world *w = scene(k, c, "");

	/* A bid for a node that is gone does not get as far as the filters. */
	if (c->repair || !c->bidding)
		CLAIM("BID-06");
	act(w, k, c->spoil);
	bid_gives(w, k, c, or_filtered(c->bidding));
	if (c->repair) {
		act(w, k, c->repair);
		bid_gives(w, k, c, SPHERON_OK);
	}
	world_end(w);
}

static void judge_at_the_close(const struct kind *k, const struct filter_case *c)
{
	struct world *w = scene(k, c, "");

	CLAIM("MATCH-02");
	bid_gives(w, k, c, SPHERON_OK);
	at(w, 5);
	act(w, k, c->spoil);
	at(w, 6);
	ok(w, "{'do':'advance'}");
	expect_event(w, "['OrderClosed',1,2]");
	world_end(w);
	if (!c->repair)
		return;
	w = scene(k, c, "");
	bid_gives(w, k, c, SPHERON_OK);
	at(w, 5);
	act(w, k, c->spoil);
	act(w, k, c->repair);
	at(w, 6);
	ok(w, "{'do':'advance'}");
	expect_field(w, "bid", 1, 0, "eligible", "1");
	expect_field(w, "order", 1, 0, "expected", "1");
	world_end(w);
}

/* The same bid at the hands of the matcher (verb match.set) or of the tenant (order.choose). */
static void judge_at_creation(const struct kind *k, const struct filter_case *c, const char *verb,
		uint32_t from, const char *more)
{
	struct world *w = scene(k, c, more);

	CLAIM("MATCH-11");
	bid_gives(w, k, c, SPHERON_OK);
	at(w, 7);
	act(w, k, c->spoil);
	refused(w, or_filtered(c->creation), "{'do':'%s','from':%u,'order':1,'bid':1}", verb, from);
	expect_record(w, "bid", 1, 0, true);
	if (c->repair) {
		act(w, k, c->repair);
		ok(w, "{'do':'%s','from':%u,'order':1,'bid':1}", verb, from);
		expect_names(w, "OrderMatched LeaseCreated");
	}
	world_end(w);
}

static void a_provider_that_meets_no_filter_cannot_bid(void **state)
{
	(void) state;
	for (unsigned i = 0; i < PROVIDER_CASES; i++)
		judge_when_bidding(&provider, &provider_cases[i]);
}

static void a_fizz_node_that_meets_no_filter_cannot_be_bid_for(void **state)
{
	(void) state;
	for (unsigned i = 0; i < FIZZ_CASES; i++)
		judge_when_bidding(&fizz, &fizz_cases[i]);
}

static void a_bid_that_fails_a_filter_since_is_not_eligible_at_the_close(void **state)
{
	(void) state;
	for (unsigned i = 0; i < PROVIDER_CASES; i++)
		judge_at_the_close(&provider, &provider_cases[i]);
	for (unsigned i = 0; i < FIZZ_CASES; i++)
		judge_at_the_close(&fizz, &fizz_cases[i]);
}

static void the_matcher_cannot_set_a_bid_that_fails_a_filter_since(void **state)
{
	(void) state;
	for (unsigned i = 0; i < PROVIDER_CASES; i++)
		judge_at_creation(&provider, &provider_cases[i], "match.set", 0, "");
	for (unsigned i = 0; i < FIZZ_CASES; i++)
		judge_at_creation(&fizz, &fizz_cases[i], "match.set", 0, "");
}

static void the_tenant_cannot_choose_a_bid_that_fails_a_filter_since(void **state)
{
	(void) state;
	for (unsigned i = 0; i < PROVIDER_CASES; i++)
		judge_at_creation(&provider, &provider_cases[i], "order.choose", 3, ",'select':1");
	for (unsigned i = 0; i < FIZZ_CASES; i++)
		judge_at_creation(&fizz, &fizz_cases[i], "order.choose", 3, ",'select':1");
}

/* ---- what the filters leave alone, and their other boundaries ---- */

static uint64_t order_of(struct world *w, const char *args)
{
	return an_order(w, 9, args);
}

static void bid_for(struct world *w, enum spheron_result r, uint64_t order, uint32_t node)
{
	refused(w, r, "{'do':'bid.place','from':1,'order':%u,'provider':1,'fizz':%u,"
		      "'price':'" PRICE "'}",
			(unsigned) order, node);
}

static void a_bad_region_proof_matters_only_to_provider_orders_with_a_region(void **state)
{
	struct world *w = world_begin("");

	(void) state;
	CLAIM("BID-06");
	a_subnet(w);
	ok(w, "{'do':'proof.report','provider':1,'kind':3,'pass':0}");
	bid_for(w, SPHERON_FILTERED, order_of(w, "'region':257"), 0);
	bid_for(w, SPHERON_FILTERED, order_of(w, "'region':999"), 0);
	bid_for(w, SPHERON_OK, order_of(w, "'region':0"), 0);
	bid_for(w, SPHERON_OK, order_of(w, "'region':257,'strict':1,'mode':0"), 1);
	world_end(w);
}

static void without_strict_another_region_is_admitted(void **state)
{
	struct world *w = world_begin("");

	(void) state;
	CLAIM("BID-06");
	a_subnet(w);
	bid_for(w, SPHERON_OK, order_of(w, "'region':999"), 0);
	bid_for(w, SPHERON_FILTERED, order_of(w, "'region':999,'strict':1"), 0);
	bid_for(w, SPHERON_OK, order_of(w, "'region':999,'mode':0"), 1);
	bid_for(w, SPHERON_FILTERED, order_of(w, "'region':999,'mode':0,'strict':1"), 1);
	world_end(w);
}

static void each_bit_of_tiers_admits_one_trust_tier_of_a_provider(void **state)
{
	struct world *w = world_begin("");
	char with[32], without[32];

	(void) state;
	CLAIM("BID-06");
	a_subnet(w);
	for (unsigned tier = 0; tier <= 6; tier++) {
		ok(w, "{'do':'trust.set','provider':1,'tier':%u}", tier);
		snprintf(with, sizeof with, "'tiers':%u", 1u << tier);
		snprintf(without, sizeof without, "'tiers':%u", 127u ^ 1u << tier);
		bid_for(w, SPHERON_OK, order_of(w, with), 0);
		bid_for(w, SPHERON_FILTERED, order_of(w, without), 0);
	}
	/* Fizz nodes have no trust tier, and the one of their gateway does not count. */
	bid_for(w, SPHERON_OK, order_of(w, "'tiers':1,'mode':0"), 1);
	world_end(w);
}

static void the_link_of_the_gateway_does_not_matter_to_a_fizz_bid(void **state)
{
	struct world *w = world_begin("");

	(void) state;
	CLAIM("BID-06");
	a_subnet(w);
	ok(w, "{'do':'node.down','from':1,'kind':0,'id':1}");
	bid_for(w, SPHERON_FILTERED, order_of(w, ""), 0);
	bid_for(w, SPHERON_OK, order_of(w, "'mode':0"), 1);
	world_end(w);
}

static void the_tiers_are_those_of_the_node_itself(void **state)
{
	struct world *w = world_begin("");

	(void) state;
	CLAIM("BID-06");
	/* General, NVMe, High and an h100 (tier 9) in front; Basic, SSD, Medium and an rtx5090
	 * behind it, which is Medium 1 (tier 4) in a Fizz node and Medium 2 in a provider. */
	a_provider(w, 1, "'gateway':1,'sto_tier':2,'down':500,'up':400,"
			 "'gpus':[[51,1,25000],[66,1,2500]]");
	a_fizz(w, 2, 1, "'gpus':[[66,1,2500]]");
	bid_for(w, SPHERON_OK, order_of(w, "'min_compute':2,'min_sto':2,'min_conn':3"), 0);
	bid_for(w, SPHERON_FILTERED, order_of(w, "'min_compute':3"), 0);
	bid_for(w, SPHERON_FILTERED, order_of(w, "'min_conn':4"), 0);
	bid_for(w, SPHERON_OK, order_of(w, "'min_compute':1,'min_sto':1,'min_conn':2,'mode':0"), 1);
	bid_for(w, SPHERON_FILTERED, order_of(w, "'min_compute':2,'mode':0"), 1);
	bid_for(w, SPHERON_FILTERED, order_of(w, "'min_sto':2,'mode':0"), 1);
	bid_for(w, SPHERON_FILTERED, order_of(w, "'min_conn':3,'mode':0"), 1);
	/* min_gpu does not matter to an order without GPUs. */
	bid_for(w, SPHERON_OK, order_of(w, "'min_gpu':10"), 0);
	static const struct {
		const char *order;
		unsigned node, gpu;
		enum spheron_result r;
	} gpus[] = { { "'gpus':1,'min_gpu':9", 0, 51, SPHERON_OK },
		{ "'gpus':1,'min_gpu':10", 0, 51, SPHERON_FILTERED },
		{ "'gpus':1,'min_gpu':5", 0, 66, SPHERON_OK },
		{ "'gpus':1,'min_gpu':6", 0, 66, SPHERON_FILTERED },
		{ "'gpus':1,'min_gpu':4,'mode':0", 1, 66, SPHERON_OK },
		{ "'gpus':1,'min_gpu':5,'mode':0", 1, 66, SPHERON_FILTERED } };
	for (unsigned i = 0; i < sizeof gpus / sizeof gpus[0]; i++)
		refused(w, gpus[i].r, "{'do':'bid.place','from':1,'order':%u,'provider':1,"
				      "'fizz':%u,'gpu':%u,'price':'" PRICE "'}",
				(unsigned) order_of(w, gpus[i].order), gpus[i].node, gpus[i].gpu);
	world_end(w);
}

static void uptime_is_the_initial_value_until_an_era_was_measured(void **state)
{
	struct world *w = world_begin("");

	(void) state;
	CLAIM("BID-06");
	CLAIM("MATCH-01");
	a_subnet(w);
	bid_for(w, SPHERON_OK, order_of(w, "'min_uptime':900000"), 0);
	bid_for(w, SPHERON_FILTERED, order_of(w, "'min_uptime':900001"), 0);
	bid_for(w, SPHERON_OK, order_of(w, "'min_uptime':900000,'mode':0"), 1);
	bid_for(w, SPHERON_FILTERED, order_of(w, "'min_uptime':900001,'mode':0"), 1);
	world_end(w);
}

/* Both nodes are up for 300 of the 600 seconds of the era: 500000 ppm after it. */
static void half_an_era_down(struct world *w)
{
	a_subnet(w);
	ok(w, "{'do':'node.down','from':1,'kind':0,'id':1}");
	ok(w, "{'do':'node.down','from':2,'kind':1,'id':1}");
	at(w, 300);
	ok(w, "{'do':'node.up','from':1,'kind':0,'id':1}");
	ok(w, "{'do':'node.up','from':2,'kind':1,'id':1}");
	at(w, 590);
}

static void uptime_is_judged_again_at_the_window_close(void **state)
{
	struct world *w = world_begin("'params':{'matcher_mode':1,'era_s':600,"
				      "'bid_window_blocks':10}");

	(void) state;
	CLAIM("BID-06");
	CLAIM("MATCH-02");
	half_an_era_down(w);
	bid_for(w, SPHERON_OK, order_of(w, "'min_uptime':500000"), 0);
	bid_for(w, SPHERON_OK, order_of(w, "'min_uptime':500001"), 0);
	bid_for(w, SPHERON_OK, order_of(w, "'min_uptime':500000,'mode':0"), 1);
	bid_for(w, SPHERON_OK, order_of(w, "'min_uptime':500001,'mode':0"), 1);
	at(w, 615);
	ok(w, "{'do':'advance'}");
	expect_field(w, "bid", 1, 0, "eligible", "1");
	expect_event(w, "['OrderClosed',2,2]");
	expect_field(w, "bid", 3, 0, "eligible", "1");
	expect_event(w, "['OrderClosed',4,2]");
	world_end(w);
}

static void uptime_is_judged_again_when_the_lease_is_made(void **state)
{
	struct world *w = world_begin("'params':{'matcher_mode':1,'era_s':600}");

	(void) state;
	CLAIM("BID-06");
	CLAIM("MATCH-11");
	half_an_era_down(w);
	bid_for(w, SPHERON_OK, order_of(w, "'min_uptime':500000"), 0);
	bid_for(w, SPHERON_OK, order_of(w, "'min_uptime':500001"), 0);
	bid_for(w, SPHERON_OK, order_of(w, "'min_uptime':500000,'mode':0"), 1);
	bid_for(w, SPHERON_OK, order_of(w, "'min_uptime':500001,'mode':0"), 1);
	at(w, 599); /* the windows closed at 598 */
	ok(w, "{'do':'advance'}");
	for (unsigned i = 1; i <= 4; i++)
		expect_field(w, "bid", i, 0, "eligible", "1");
	at(w, 600);
	refused(w, SPHERON_FILTERED, "{'do':'match.set','order':2,'bid':2}");
	refused(w, SPHERON_FILTERED, "{'do':'match.set','order':4,'bid':4}");
	ok(w, "{'do':'match.set','order':1,'bid':1}");
	ok(w, "{'do':'match.set','order':3,'bid':3}");
	world_end(w);
}

static void a_broken_lease_costs_reputation_of_its_node(void **state)
{
	struct world *w = world_begin("'params':{'matcher_mode':2}");

	(void) state;
	CLAIM("BID-06");
	CLAIM("MATCH-01");
	a_subnet(w);
	bid_for(w, SPHERON_OK, order_of(w, "'mode':0,'min_rep':500000"), 1);
	bid_for(w, SPHERON_FILTERED, order_of(w, "'mode':0,'min_rep':500001"), 1);
	at(w, 6);
	bid_for(w, SPHERON_OK, order_of(w, "'mode':0,'min_rep':500000"), 1);
	ok(w, "{'do':'lease.close','from':2,'lease':1}");
	/* L = (0 + 1) * 10^6 / (0 + 1 + 2) for the node; the gateway broke nothing:
	 * (500000 + 0) / 2. */
	bid_for(w, SPHERON_OK, order_of(w, "'mode':0,'min_rep':333333"), 1);
	bid_for(w, SPHERON_FILTERED, order_of(w, "'mode':0,'min_rep':333334"), 1);
	bid_for(w, SPHERON_OK, order_of(w, "'min_rep':250000"), 0);
	bid_for(w, SPHERON_FILTERED, order_of(w, "'min_rep':250001"), 0);
	at(w, 12);
	ok(w, "{'do':'advance'}");
	expect_event(w, "['OrderClosed',3,2]"); /* the bid of second 6 */
	world_end(w);
}

static void slashes_of_node_and_gateway_may_equal_the_limit(void **state)
{
	struct world *w = world_begin("");

	(void) state;
	CLAIM("BID-06");
	a_subnet(w);
	a_rich_account(w, 4);
	bid_for(w, SPHERON_OK, order_of(w, "'max_slashes':0"), 0);
	act(w, &provider, CHALLENGE_FAILS);
	bid_for(w, SPHERON_FILTERED, order_of(w, "'max_slashes':0"), 0);
	bid_for(w, SPHERON_OK, order_of(w, "'max_slashes':1"), 0);
	bid_for(w, SPHERON_FILTERED, order_of(w, "'max_slashes':0,'mode':0"), 1);
	bid_for(w, SPHERON_OK, order_of(w, "'max_slashes':1,'mode':0"), 1);
	world_end(w);
}

/* A node that lost its reward to downtime under a lease has a slash of its own. */
static void a_slash_of_the_fizz_node_adds_to_those_of_its_gateway(void **state)
{
	struct world *w = world_begin("'params':{'era_s':600,'matcher_mode':2}");

	(void) state;
	CLAIM("BID-06");
	a_subnet(w);
	a_rich_account(w, 4);
	ok(w, "{'do':'pool.fund','from':4,'amount':'100000000000000000000000'}");
	ok(w, "{'do':'fizz.checks','gateway':1,'list':[[1,1,0,0,0,0]]}");
	bid_for(w, SPHERON_OK, order_of(w, "'mode':0"), 1);
	at(w, 590);
	ok(w, "{'do':'node.down','from':2,'kind':1,'id':1}");
	at(w, 600);
	ok(w, "{'do':'node.up','from':2,'kind':1,'id':1}");
	expect_field(w, "fizz", 1, 0, "slashes", "1");
	expect_field(w, "provider", 1, 0, "slashes", "0");
	act(w, &provider, CHALLENGE_FAILS);
	bid_for(w, SPHERON_FILTERED, order_of(w, "'max_slashes':1,'mode':0"), 1);
	bid_for(w, SPHERON_OK, order_of(w, "'max_slashes':2,'mode':0"), 1);
	/* Those of the node are not the gateway's. */
	bid_for(w, SPHERON_OK, order_of(w, "'max_slashes':1"), 0);
	world_end(w);
}

static void the_tenant_may_wish_for_one_provider(void **state)
{
	struct world *w = world_begin("");

	(void) state;
	CLAIM("BID-06");
	a_subnet(w);
	bid_for(w, SPHERON_OK, order_of(w, "'desired':1"), 0);
	bid_for(w, SPHERON_FILTERED, order_of(w, "'desired':2"), 0);
	bid_for(w, SPHERON_OK, order_of(w, "'desired':0"), 0);
	/* Of a Fizz bid the wish is about the gateway. */
	bid_for(w, SPHERON_OK, order_of(w, "'desired':1,'mode':0"), 1);
	bid_for(w, SPHERON_FILTERED, order_of(w, "'desired':2,'mode':0"), 1);
	world_end(w);
}

static void what_runs_on_a_node_is_not_free(void **state)
{
	struct world *w = world_begin("'params':{'matcher_mode':2}");

	(void) state;
	CLAIM("BID-06");
	a_subnet(w);
	order_of(w, "'cpu':8,'mem':1000,'sto':100,'gpus':1");
	order_of(w, "'cpu':8,'mem':1000,'sto':100,'gpus':1,'mode':0");
	for (unsigned i = 0; i < 2; i++)
		ok(w, "{'do':'bid.place','from':1,'order':%u,'provider':1,'fizz':%u,'gpu':36,"
		      "'price':'" PRICE "'}",
				i + 1, i);
	at(w, 6);
	/* Left: 56 threads, 261144 and 31768 MB, 3900 and 400 GB. */
	bid_for(w, SPHERON_OK, order_of(w, "'cpu':56,'mem':261144,'sto':3900"), 0);
	bid_for(w, SPHERON_NO_CAPACITY, order_of(w, "'cpu':57"), 0);
	bid_for(w, SPHERON_NO_CAPACITY, order_of(w, "'mem':261145"), 0);
	bid_for(w, SPHERON_NO_CAPACITY, order_of(w, "'sto':3901"), 0);
	bid_for(w, SPHERON_OK, order_of(w, "'cpu':56,'mem':31768,'sto':400,'mode':0"), 1);
	bid_for(w, SPHERON_NO_CAPACITY, order_of(w, "'cpu':57,'mode':0"), 1);
	bid_for(w, SPHERON_NO_CAPACITY, order_of(w, "'mem':31769,'mode':0"), 1);
	bid_for(w, SPHERON_NO_CAPACITY, order_of(w, "'sto':401,'mode':0"), 1);
	for (unsigned i = 0; i < 2; i++) {
		const char *want = i ? "'gpus':2,'mode':0" : "'gpus':2";
		const char *less = i ? "'gpus':1,'mode':0" : "'gpus':1";

		refused(w, SPHERON_NO_CAPACITY,
				"{'do':'bid.place','from':1,'order':%u,'provider':1,"
				"'fizz':%u,'gpu':36,'price':'" PRICE "'}",
				(unsigned) order_of(w, want), i);
		ok(w, "{'do':'bid.place','from':1,'order':%u,'provider':1,'fizz':%u,'gpu':36,"
		      "'price':'" PRICE "'}",
				(unsigned) order_of(w, less), i);
	}
	world_end(w);
}

int test_filter(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_provider_that_meets_no_filter_cannot_bid),
		cmocka_unit_test(a_fizz_node_that_meets_no_filter_cannot_be_bid_for),
		cmocka_unit_test(a_bid_that_fails_a_filter_since_is_not_eligible_at_the_close),
		cmocka_unit_test(the_matcher_cannot_set_a_bid_that_fails_a_filter_since),
		cmocka_unit_test(the_tenant_cannot_choose_a_bid_that_fails_a_filter_since),
		cmocka_unit_test(a_bad_region_proof_matters_only_to_provider_orders_with_a_region),
		cmocka_unit_test(without_strict_another_region_is_admitted),
		cmocka_unit_test(each_bit_of_tiers_admits_one_trust_tier_of_a_provider),
		cmocka_unit_test(the_link_of_the_gateway_does_not_matter_to_a_fizz_bid),
		cmocka_unit_test(the_tiers_are_those_of_the_node_itself),
		cmocka_unit_test(uptime_is_the_initial_value_until_an_era_was_measured),
		cmocka_unit_test(uptime_is_judged_again_at_the_window_close),
		cmocka_unit_test(uptime_is_judged_again_when_the_lease_is_made),
		cmocka_unit_test(a_broken_lease_costs_reputation_of_its_node),
		cmocka_unit_test(slashes_of_node_and_gateway_may_equal_the_limit),
		cmocka_unit_test(a_slash_of_the_fizz_node_adds_to_those_of_its_gateway),
		cmocka_unit_test(the_tenant_may_wish_for_one_provider),
		cmocka_unit_test(what_runs_on_a_node_is_not_free),
	};

	return cmocka_run_group_tests_name("filter", tests, NULL, NULL);
}
