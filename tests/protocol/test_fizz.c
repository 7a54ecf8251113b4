/* Fizz nodes: registration, links, prices, capacity, leaving, failing eras (RULES.md 3.19). */

#include "tests/protocol/groups.h"
#include "tests/support/world.h"

#include <stdio.h>
#include <string.h>

#define SPON "000000000000000000"
#define TENANT 9

static void advance_to(struct world *w, uint64_t seconds)
{
	at(w, seconds);
	ok(w, "{'do':'advance'}");
}

/* Gateways 1 and 2 of accounts 1 and 2, and accounts 3 to 8. */
static struct world *scene(const char *params)
{
	struct world *w = world_begin(params);

	for (uint32_t acct = 1; acct <= 2; acct++)
		a_provider(w, acct, "'gateway':1");
	for (uint32_t acct = 3; acct <= 8; acct++)
		a_rich_account(w, acct);
	return w;
}

/* A Fizz lease of node 1 by the tenant, at once. */
static unsigned lease_now(struct world *w, unsigned gateway, const char *resources, unsigned gpu)
{
	char args[128];
	unsigned order;
	struct spheron_record meta;

	snprintf(args, sizeof args, "'select':1,'mode':0%s", resources);
	order = (unsigned) an_order(w, TENANT, args);
	spheron_find(world_state(w), SPHERON_RECORD_META, 0, 0, 0, &meta);
	ok(w, "{'do':'bid.place','from':%u,'order':%u,'provider':%u,'fizz':1,'gpu':%u,"
	      "'price':'100000000000000'}",
			gateway, order, gateway, gpu);
	ok(w, "{'do':'order.choose','from':9,'order':%u,'bid':%u}", order,
			(unsigned) meta.u.meta.next_bid);
	return order;
}

/* ---- registration ---- */

static void a_fizz_node_registers_with_a_gateway_for_a_fee(void **state)
{
	static const char *const fields[][2] = { { "owner", "3" }, { "gateway", "2" },
		{ "region", "7" }, { "cpu", "16" }, { "score", "5" }, { "cpu_model", "17" },
		{ "mem", "8" }, { "sto", "9" }, { "sto_tier", "2" }, { "down", "10" },
		{ "up_mbps", "11" }, { "status", "2" }, { "up", "1" }, { "vdown", "0" },
		{ "paused", "0" }, { "cooldown_until", "0" }, { "p_cpu", "1" }, { "p_mem", "2" },
		{ "p_sto", "3" }, { "p_gpu", "4" }, { "seen", "0" }, { "fails", "0" },
		{ "objected", "0" } };
	struct world *w = scene("");

	(void) state;
	CLAIM("FIZZ-01");
	CLAIM("FIZZ-04");
	at(w, 50);
	ok(w, "{'do':'fizz.register','from':3,'gateway':2,'region':7,'cpu':16,'score':5,"
	      "'cpu_model':17,'mem':8,'sto':9,'sto_tier':2,'down':10,'up':11,"
	      "'gpus':[[36,2,1600]],'p_cpu':1,'p_mem':2,'p_sto':3,'p_gpu':4}");
	expect_names(w, "FizzRegistered");
	expect_event(w, "['FizzRegistered',1,2,3]");
	for (unsigned i = 0; i < sizeof fields / sizeof fields[0]; i++)
		expect_field(w, "fizz", 1, 0, fields[i][0], fields[i][1]);
	expect_gpu_field(w, 1, 1, 36, "count", "2");
	expect_gpu_field(w, 1, 1, 36, "price", "1600");
	expect_field(w, "provider", 2, 0, "members", "1");
	expect_field(w, "provider", 1, 0, "members", "0");
	expect_bucket(w, "free", 3, 2, "99995000000000000000");
	expect_bucket(w, "treasury", 0, 2, "5000000000000000");
	world_end(w);
}

static void register_gives(struct world *w, enum spheron_result r, unsigned acct, const char *args)
{
	refused(w, r, "{'do':'fizz.register','from':%u,%s}", acct, args);
}

static void a_home_machine_has_bounds(void **state)
{
	static const char *const good[] = { "'region':65535,'cpu':256",
		"'region':1,'cpu':1,'score':10000000,'mem':1073741824,'sto':1073741824,"
		"'sto_tier':2,'down':1000000,'up':1000000",
		"'region':1,'gpus':[[1,1,0],[76,6,10000000],[65535,1,0]]",
		"'region':1,'cpu':1,'cpu_model':4",
		"'region':1,'cpu':1,'p_cpu':1000000000000,'p_mem':1000000000000,"
		"'p_sto':1000000000000,'p_gpu':1000000000000" };
	static const char *const bad[] = { "'region':0,'cpu':1", "'region':1,'cpu':257",
		"'region':1,'sto':100,'mem':100", "'region':1,'cpu':1,'score':10000001",
		"'region':1,'cpu':1,'mem':1073741825", "'region':1,'cpu':1,'sto':1073741825",
		"'region':1,'cpu':1,'sto_tier':3", "'region':1,'cpu':1,'down':1000001",
		"'region':1,'cpu':1,'up':1000001", "'region':1,'cpu':1,'cpu_model':0",
		"'region':1,'cpu':1,'cpu_model':2", "'region':1,'cpu':1,'cpu_model':3",
		"'region':1,'cpu':1,'cpu_model':18", "'region':1,'gpus':[[36,9,0]]",
		"'region':1,'gpus':[[36,4,0],[37,5,0]]", "'region':1,'gpus':[[77,1,0]]",
		"'region':1,'gpus':[[999,1,0]]", "'region':1,'gpus':[[0,1,0]]",
		"'region':1,'gpus':[[37,1,0],[36,1,0]]", "'region':1,'gpus':[[36,1,0],[36,1,0]]",
		"'region':1,'gpus':[[36,0,0]]", "'region':1,'gpus':[[36,1,10000001]]",
		"'region':1,'cpu':1,'p_cpu':1000000000001",
		"'region':1,'cpu':1,'p_mem':1000000000001",
		"'region':1,'cpu':1,'p_sto':1000000000001",
		"'region':1,'cpu':1,'p_gpu':1000000000001" };
	struct world *w = scene("");
	char args[256];

	(void) state;
	CLAIM("FIZZ-01");
	for (unsigned i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		/* Gateway 99 does not exist, but the attributes are judged before it. */
		snprintf(args, sizeof args, "'gateway':99,%s", bad[i]);
		register_gives(w, SPHERON_BAD_VALUE, 3, args);
	}
	for (unsigned i = 0; i < sizeof good / sizeof good[0]; i++) {
		snprintf(args, sizeof args, "'gateway':1,%s", good[i]);
		register_gives(w, SPHERON_OK, 3 + i, args);
	}
	world_end(w);
}

static void a_home_machine_has_at_most_eight_lines_of_gpus(void **state)
{
	struct world *w = scene("'params':{'fizz_gpus_max':20}");

	(void) state;
	CLAIM("FIZZ-01");
	register_gives(w, SPHERON_BAD_VALUE, 3,
			"'gateway':1,'region':1,'gpus':[[1,1,0],[2,1,0],[3,1,0],[4,1,0],[5,1,0],"
			"[6,1,0],[7,1,0],[8,1,0],[9,1,0]]");
	register_gives(w, SPHERON_OK, 3,
			"'gateway':1,'region':1,'gpus':[[1,1,0],[2,1,0],[3,1,0],[4,1,0],[5,1,0],"
			"[6,1,0],[7,1,0],[8,13,0]]");
	register_gives(w, SPHERON_BAD_VALUE, 4,
			"'gateway':1,'region':1,'gpus':[[1,1,0],[2,20,0]]");
	world_end(w);
}

static void registering_checks_gateway_room_minimum_and_funds_in_turn(void **state)
{
	struct world *w = scene("'params':{'era_s':600,'subnet_max':1}");

	(void) state;
	CLAIM("FIZZ-02");
	CLAIM("FIZZ-03");
	an_account(w, 20); /* without money */
	a_provider(w, 10, "");
	ok(w, "{'do':'subnet.set','from':1,'provider':1,'gateway_bp':0,'min_cpu':16,"
	      "'min_mem':1000}");
	ok(w, "{'do':'fizz.register','from':3,'gateway':2,'region':1,'cpu':1}");
	ok(w, "{'do':'provider.suspend','provider':1}");
	at(w, 600);
	register_gives(w, SPHERON_NOT_FOUND, 3, "'gateway':4,'region':1,'cpu':1");
	register_gives(w, SPHERON_NOT_FOUND, 3, "'gateway':0,'region':1,'cpu':1");
	register_gives(w, SPHERON_NOT_LINKED, 3, "'gateway':3,'region':1,'cpu':1");
	register_gives(w, SPHERON_BAD_STATE, 3, "'gateway':1,'region':1,'cpu':1");
	register_gives(w, SPHERON_DUPLICATE, 3, "'gateway':2,'region':1,'cpu':1"); /* full, too */
	register_gives(w, SPHERON_LIMIT, 20, "'gateway':2,'region':1,'cpu':1");
	ok(w, "{'do':'provider.reinstate','provider':1}");
	register_gives(w, SPHERON_NO_CAPACITY, 20, "'gateway':1,'region':1,'cpu':15,'mem':1000");
	register_gives(w, SPHERON_NO_CAPACITY, 20, "'gateway':1,'region':1,'cpu':16,'mem':999");
	register_gives(w, SPHERON_NO_FUNDS, 20, "'gateway':1,'region':1,'cpu':16,'mem':1000");
	register_gives(w, SPHERON_OK, 4, "'gateway':1,'region':1,'cpu':16,'mem':1000");
	world_end(w);
}

static void the_minimum_of_gpus_counts_all_models(void **state)
{
	struct world *w = scene("'params':{'era_s':600}");

	(void) state;
	CLAIM("FIZZ-03");
	ok(w, "{'do':'subnet.set','from':1,'provider':1,'gateway_bp':0,'min_gpus':3}");
	at(w, 599);
	register_gives(w, SPHERON_OK, 3, "'gateway':1,'region':1,'cpu':1"); /* not yet */
	at(w, 600);
	register_gives(w, SPHERON_NO_CAPACITY, 4, "'gateway':1,'region':1,'gpus':[[36,2,0]]");
	register_gives(w, SPHERON_OK, 4, "'gateway':1,'region':1,'gpus':[[36,2,0],[51,1,0]]");
	world_end(w);
}

static void an_account_has_one_fizz_node_ever(void **state)
{
	struct world *w = scene("'params':{'fizz_fee':0}");

	(void) state;
	CLAIM("FIZZ-01");
	register_gives(w, SPHERON_OK, 3, "'gateway':1,'region':1,'cpu':1");
	expect_bucket(w, "free", 3, 2, "100" SPON);
	ok(w, "{'do':'fizz.exit','from':3,'fizz':1}");
	register_gives(w, SPHERON_DUPLICATE, 3, "'gateway':1,'region':1,'cpu':1");
	/* A provider's account may have one as well. */
	register_gives(w, SPHERON_OK, 1, "'gateway':2,'region':1,'cpu':1");
	world_end(w);
}

static void a_registered_gateway_takes_no_nodes(void **state)
{
	struct world *w = scene("");

	(void) state;
	CLAIM("FIZZ-02");
	ok(w, "{'do':'stake.unbond','from':1,'provider':1,'amount':'60000" SPON "'}");
	register_gives(w, SPHERON_BAD_STATE, 3, "'gateway':1,'region':1,'cpu':1");
	ok(w, "{'do':'node.down','from':2,'kind':0,'id':2}"); /* its link does not matter */
	register_gives(w, SPHERON_OK, 3, "'gateway':2,'region':1,'cpu':1");
	world_end(w);
}

/* ---- relinking ---- */

static void a_node_moves_to_another_gateway(void **state)
{
	struct world *w = scene("");

	(void) state;
	CLAIM("FIZZ-05");
	a_fizz(w, 10, 1, "");
	ok(w, "{'do':'fizz.relink','from':10,'fizz':1,'gateway':2}");
	expect_names(w, "FizzLinked"); /* it was Active and is */
	expect_event(w, "['FizzLinked',1,2]");
	expect_field(w, "fizz", 1, 0, "gateway", "2");
	expect_field(w, "provider", 1, 0, "members", "0");
	expect_field(w, "provider", 2, 0, "members", "1");
	ok(w, "{'do':'fizz.evict','from':2,'fizz':1}");
	ok(w, "{'do':'fizz.relink','from':10,'fizz':1,'gateway':2}");
	expect_names(w, "FizzLinked FizzStatus");
	expect_event(w, "['FizzStatus',1,2]");
	expect_field(w, "provider", 2, 0, "members", "1");
	world_end(w);
}

static void relinking_checks_node_owner_state_leases_and_gateway_in_turn(void **state)
{
	struct world *w = scene("'params':{'era_s':600,'subnet_max':1}");
	unsigned lease;

	(void) state;
	CLAIM("FIZZ-05");
	a_fizz(w, 10, 1, "");
	a_provider(w, 11, "");             /* no gateway */
	a_provider(w, 12, "'gateway':1"); /* full */
	a_fizz(w, 13, 4, "");
	ok(w, "{'do':'subnet.set','from':2,'provider':2,'gateway_bp':0,'min_cpu':17}");
	at(w, 600);
	lease = lease_now(w, 1, "", 0);
	refused(w, SPHERON_NOT_FOUND, "{'do':'fizz.relink','from':10,'fizz':3,'gateway':99}");
	refused(w, SPHERON_NOT_ALLOWED, "{'do':'fizz.relink','from':1,'fizz':1,'gateway':99}");
	refused(w, SPHERON_BAD_STATE, "{'do':'fizz.relink','from':10,'fizz':1,'gateway':1}");
	refused(w, SPHERON_HAS_LEASES, "{'do':'fizz.relink','from':10,'fizz':1,'gateway':99}");
	ok(w, "{'do':'lease.close','from':9,'lease':%u}", lease);
	refused(w, SPHERON_BAD_STATE, "{'do':'fizz.relink','from':10,'fizz':1,'gateway':1}");
	refused(w, SPHERON_NOT_FOUND, "{'do':'fizz.relink','from':10,'fizz':1,'gateway':99}");
	refused(w, SPHERON_NOT_FOUND, "{'do':'fizz.relink','from':10,'fizz':1,'gateway':0}");
	refused(w, SPHERON_NOT_LINKED, "{'do':'fizz.relink','from':10,'fizz':1,'gateway':3}");
	ok(w, "{'do':'provider.suspend','provider':4}");
	refused(w, SPHERON_BAD_STATE, "{'do':'fizz.relink','from':10,'fizz':1,'gateway':4}");
	ok(w, "{'do':'provider.reinstate','provider':4}");
	refused(w, SPHERON_LIMIT, "{'do':'fizz.relink','from':10,'fizz':1,'gateway':4}");
	refused(w, SPHERON_NO_CAPACITY, "{'do':'fizz.relink','from':10,'fizz':1,'gateway':2}");
	ok(w, "{'do':'fizz.capacity','from':10,'fizz':1,'region':1,'cpu':17}");
	ok(w, "{'do':'fizz.relink','from':10,'fizz':1,'gateway':2}");
	ok(w, "{'do':'fizz.exit','from':10,'fizz':1}");
	refused(w, SPHERON_BAD_STATE, "{'do':'fizz.relink','from':10,'fizz':1,'gateway':1}");
	world_end(w);
}

/* ---- prices ---- */

static void prices_are_set_by_an_active_or_evicted_node(void **state)
{
	struct world *w = scene("");

	(void) state;
	CLAIM("FIZZ-04");
	a_fizz(w, 10, 1, "");
	refused(w, SPHERON_NOT_FOUND, "{'do':'fizz.prices','from':10,'fizz':2,'p_cpu':1,'p_mem':1,"
				      "'p_sto':1,'p_gpu':1000000000001}");
	refused(w, SPHERON_NOT_ALLOWED, "{'do':'fizz.prices','from':1,'fizz':1,'p_cpu':1,"
					"'p_mem':1,'p_sto':1,'p_gpu':1000000000001}");
	ok(w, "{'do':'fizz.prices','from':10,'fizz':1,'p_cpu':1000000000000,'p_mem':2,'p_sto':3,"
	      "'p_gpu':4}");
	expect_names(w, "FizzPrices");
	expect_event(w, "['FizzPrices',1]");
	expect_field(w, "fizz", 1, 0, "p_cpu", "1000000000000");
	expect_field(w, "fizz", 1, 0, "p_mem", "2");
	expect_field(w, "fizz", 1, 0, "p_sto", "3");
	expect_field(w, "fizz", 1, 0, "p_gpu", "4");
	ok(w, "{'do':'fizz.evict','from':1,'fizz':1}");
	for (unsigned i = 0; i < 4; i++)
		refused(w, SPHERON_BAD_VALUE,
				"{'do':'fizz.prices','from':10,'fizz':1,'p_cpu':%s,'p_mem':%s,"
				"'p_sto':%s,'p_gpu':%s}",
				i == 0 ? "1000000000001" : "0", i == 1 ? "1000000000001" : "0",
				i == 2 ? "1000000000001" : "0", i == 3 ? "1000000000001" : "0");
	ok(w, "{'do':'fizz.prices','from':10,'fizz':1,'p_cpu':0,'p_mem':0,'p_sto':0,'p_gpu':0}");
	ok(w, "{'do':'fizz.exit','from':10,'fizz':1}");
	refused(w, SPHERON_BAD_STATE, "{'do':'fizz.prices','from':10,'fizz':1,"
				      "'p_cpu':1000000000001,'p_mem':0,'p_sto':0,'p_gpu':0}");
	world_end(w);
}

static uint64_t rng;

static unsigned below(unsigned n)
{
	rng = rng * 6364136223846793005u + 1442695040888963407u;
	return (unsigned) (rng >> 33) % n;
}

/* Prices of a few dollars, so that the ask fits 64 bits. */
static void one_ask(struct world *w, unsigned block_ms)
{
	uint64_t p_cpu = below(20000), p_mem = below(20000), p_sto = below(200);
	uint64_t p_gpu = below(100000);
	uint64_t cpu = 1 + below(16), mem = below(4000), sto = below(100), gpus = below(3);
	uint64_t month = 2592000000u / block_ms;
	uint64_t all = cpu * p_cpu + mem * p_mem / 1024 + sto * p_sto + gpus * p_gpu;
	unsigned long long ask = (all * 1000000000000u + month - 1) / month;
	char args[256];
	unsigned order;

	if (ask < 2000000000) /* below the value floor anyway */
		return;
	ok(w, "{'do':'fizz.prices','from':10,'fizz':1,'p_cpu':%u,'p_mem':%u,'p_sto':%u,'p_gpu':%u}",
			(unsigned) p_cpu, (unsigned) p_mem, (unsigned) p_sto, (unsigned) p_gpu);
	snprintf(args, sizeof args, "'mode':0,'cpu':%u,'mem':%u,'sto':%u,'gpus':%u", (unsigned) cpu,
			(unsigned) mem, (unsigned) sto, (unsigned) gpus);
	order = (unsigned) an_order(w, TENANT, args);
	for (unsigned i = 0; i < 2; i++)
		refused(w, i ? SPHERON_OK : SPHERON_PRICE_LOW,
				"{'do':'bid.place','from':1,'order':%u,'provider':1,'fizz':1,"
				"'gpu':%u,'price':'%llu'}",
				order, gpus ? 36 : 0, ask - 1 + i);
	ok(w, "{'do':'order.cancel','from':9,'order':%u}", order);
}

static void a_bid_is_no_lower_than_what_the_node_asks_for_a_month(void **state)
{
	static const unsigned block_ms[] = { 2000, 250, 7000 };

	(void) state;
	rng = 3;
	for (unsigned i = 0; i < 3; i++) {
		char params[64];
		struct world *w;

		snprintf(params, sizeof params, "'params':{'block_time_ms':%u,'min_order_ppm':0}",
				block_ms[i]);
		w = scene(params);
		CLAIM("FIZZ-06");
		a_fizz(w, 10, 1, "'gpus':[[36,2,1600]]");
		for (unsigned k = 0; k < 40; k++)
			one_ask(w, block_ms[i]);
		world_end(w);
	}
}

static void the_memory_term_of_an_ask_is_floored_by_itself(void **state)
{
	struct world *w = scene("'params':{'min_order_ppm':0}");

	(void) state;
	CLAIM("FIZZ-06");
	/* 1023 MB at 3000 are 2997.07, that is 2997; with one thread at 3: 3000 / 1296000. */
	a_fizz(w, 10, 1, "'p_cpu':3,'p_mem':3000");
	an_order(w, TENANT, "'mode':0,'cpu':1,'mem':1023");
	refused(w, SPHERON_PRICE_LOW, "{'do':'bid.place','from':1,'order':1,'provider':1,'fizz':1,"
				      "'price':'2314814814'}");
	ok(w, "{'do':'bid.place','from':1,'order':1,'provider':1,'fizz':1,'price':'2314814815'}");
	world_end(w);
}

/* ---- capacity ---- */

static void a_node_changes_its_capacity(void **state)
{
	struct world *w = scene("'params':{'era_s':600}");

	(void) state;
	CLAIM("FIZZ-07");
	a_fizz(w, 10, 1, "'gpus':[[36,2,1600]]");
	refused(w, SPHERON_NOT_FOUND, "{'do':'fizz.capacity','from':10,'fizz':2,'region':0}");
	refused(w, SPHERON_NOT_ALLOWED, "{'do':'fizz.capacity','from':1,'fizz':1,'region':0}");
	refused(w, SPHERON_BAD_VALUE, "{'do':'fizz.capacity','from':10,'fizz':1,'region':0}");
	refused(w, SPHERON_BAD_VALUE,
			"{'do':'fizz.capacity','from':10,'fizz':1,'region':1,'cpu':257}");
	refused(w, SPHERON_BAD_VALUE,
			"{'do':'fizz.capacity','from':10,'fizz':1,'region':1,'sto':10}");
	/* The minimum of the subnet is not judged again. */
	ok(w, "{'do':'subnet.set','from':1,'provider':1,'gateway_bp':0,'min_cpu':16}");
	advance_to(w, 600);
	ok(w, "{'do':'fizz.capacity','from':10,'fizz':1,'region':300,'cpu':8,'score':20000,"
	      "'cpu_model':1,'mem':4,'sto':5,'sto_tier':2,'down':6,'up':7,'gpus':[[51,1,9]]}");
	expect_names(w, "FizzCapacity");
	/* 500 * 12 points for the h100, 25 * 8 * 0.2 for the threads. */
	expect_event(w, "['FizzCapacity',1,'6040000000']");
	static const char *const fields[][2] = { { "region", "300" }, { "cpu", "8" },
		{ "score", "20000" }, { "mem", "4" }, { "sto", "5" }, { "sto_tier", "2" },
		{ "down", "6" }, { "up_mbps", "7" } };
	for (unsigned i = 0; i < sizeof fields / sizeof fields[0]; i++)
		expect_field(w, "fizz", 1, 0, fields[i][0], fields[i][1]);
	expect_gpu_field(w, 1, 1, 51, "count", "1");
	/* The new rate counts from this second on. */
	advance_to(w, 601);
	expect_field(w, "fizz", 1, 0, "wsec", "6040000000");
	ok(w, "{'do':'fizz.evict','from':1,'fizz':1}");
	ok(w, "{'do':'fizz.capacity','from':10,'fizz':1,'region':1,'cpu':1}");
	ok(w, "{'do':'fizz.exit','from':10,'fizz':1}");
	refused(w, SPHERON_BAD_STATE, "{'do':'fizz.capacity','from':10,'fizz':1,'region':0}");
	world_end(w);
}

static void a_smaller_capacity_still_covers_what_leases_use(void **state)
{
	static const struct {
		const char *attrs;
		enum spheron_result r;
	} cases[] = {
		{ "'cpu':7,'mem':100,'sto':50,'gpus':[[36,1,0]]", SPHERON_NO_CAPACITY },
		{ "'cpu':8,'mem':99,'sto':50,'gpus':[[36,1,0]]", SPHERON_NO_CAPACITY },
		{ "'cpu':8,'mem':100,'sto':49,'gpus':[[36,1,0]]", SPHERON_NO_CAPACITY },
		{ "'cpu':8,'mem':100,'sto':50,'gpus':[[51,2,0]]", SPHERON_NO_CAPACITY },
		{ "'cpu':8,'mem':100,'sto':50", SPHERON_NO_CAPACITY },
		{ "'cpu':8,'mem':100,'sto':50,'gpus':[[12,1,0],[36,1,0]]", SPHERON_OK },
	};
	struct world *w = scene("");

	(void) state;
	CLAIM("FIZZ-07");
	a_fizz(w, 10, 1, "'gpus':[[36,2,1600]]");
	lease_now(w, 1, ",'cpu':8,'mem':100,'sto':50,'gpus':1", 36);
	for (unsigned i = 0; i < sizeof cases / sizeof cases[0]; i++)
		refused(w, cases[i].r, "{'do':'fizz.capacity','from':10,'fizz':1,'region':1,%s}",
				cases[i].attrs);
	/* What is in use goes with the model. */
	expect_gpu_field(w, 1, 1, 36, "used", "1");
	expect_gpu_field(w, 1, 1, 12, "used", "0");
	world_end(w);
}

/* ---- leaving ---- */

static void a_node_leaves_when_it_has_no_leases(void **state)
{
	struct world *w = scene("");
	unsigned lease;

	(void) state;
	CLAIM("FIZZ-08");
	a_fizz(w, 10, 1, "");
	lease = lease_now(w, 1, "", 0);
	refused(w, SPHERON_NOT_FOUND, "{'do':'fizz.exit','from':10,'fizz':2}");
	refused(w, SPHERON_NOT_ALLOWED, "{'do':'fizz.exit','from':1,'fizz':1}");
	refused(w, SPHERON_HAS_LEASES, "{'do':'fizz.exit','from':10,'fizz':1}");
	ok(w, "{'do':'lease.close','from':9,'lease':%u}", lease);
	ok(w, "{'do':'fizz.exit','from':10,'fizz':1}");
	expect_names(w, "FizzStatus");
	expect_event(w, "['FizzStatus',1,5]");
	expect_field(w, "provider", 1, 0, "members", "0");
	expect_bucket(w, "treasury", 0, 2, "5000000000000000"); /* no refund */
	refused(w, SPHERON_BAD_STATE, "{'do':'fizz.exit','from':10,'fizz':1}");
	world_end(w);
}

static void an_evicted_node_may_leave_too(void **state)
{
	struct world *w = scene("");

	(void) state;
	CLAIM("FIZZ-08");
	a_fizz(w, 10, 1, "");
	a_fizz(w, 11, 1, "");
	ok(w, "{'do':'fizz.evict','from':1,'fizz':1}");
	expect_field(w, "provider", 1, 0, "members", "1");
	ok(w, "{'do':'fizz.exit','from':10,'fizz':1}");
	expect_field(w, "provider", 1, 0, "members", "1"); /* it counted no more */
	world_end(w);
}

static void a_gateway_evicts_an_idle_node(void **state)
{
	struct world *w = scene("");
	unsigned lease;

	(void) state;
	CLAIM("FIZZ-11");
	a_fizz(w, 10, 1, "");
	lease = lease_now(w, 1, "", 0);
	refused(w, SPHERON_NOT_FOUND, "{'do':'fizz.evict','from':1,'fizz':2}");
	refused(w, SPHERON_NOT_ALLOWED, "{'do':'fizz.evict','from':2,'fizz':1}");
	refused(w, SPHERON_NOT_ALLOWED, "{'do':'fizz.evict','from':10,'fizz':1}");
	refused(w, SPHERON_HAS_LEASES, "{'do':'fizz.evict','from':1,'fizz':1}");
	ok(w, "{'do':'lease.close','from':9,'lease':%u}", lease);
	ok(w, "{'do':'fizz.evict','from':1,'fizz':1}");
	expect_names(w, "FizzEvicted FizzStatus");
	expect_event(w, "['FizzEvicted',1,1]");
	expect_event(w, "['FizzStatus',1,1]");
	expect_field(w, "fizz", 1, 0, "gateway", "0");
	expect_field(w, "provider", 1, 0, "members", "0");
	refused(w, SPHERON_NOT_ALLOWED, "{'do':'fizz.evict','from':1,'fizz':1}");
	/* One that left is none of its gateway's business. */
	a_fizz(w, 11, 1, "");
	ok(w, "{'do':'fizz.exit','from':11,'fizz':2}");
	refused(w, SPHERON_BAD_STATE, "{'do':'fizz.evict','from':1,'fizz':2}");
	world_end(w);
}

/* ---- failing eras ---- */

static void too_many_failing_eras_pause_a_node(void **state)
{
	struct world *w = scene("'params':{'era_s':600,'fizz_fail_eras':2}");

	(void) state;
	CLAIM("FIZZ-09");
	a_fizz(w, 10, 1, "");
	ok(w, "{'do':'node.down','from':10,'kind':1,'id':1}");
	advance_to(w, 600);
	expect_field(w, "fizz", 1, 0, "fails", "1");
	/* Exactly half an era is enough, and ends the row. */
	at(w, 900);
	ok(w, "{'do':'node.up','from':10,'kind':1,'id':1}");
	advance_to(w, 1200);
	expect_field(w, "fizz", 1, 0, "fails", "0");
	ok(w, "{'do':'node.down','from':10,'kind':1,'id':1}");
	at(w, 1501);
	ok(w, "{'do':'node.up','from':10,'kind':1,'id':1}");
	advance_to(w, 1800);
	expect_field(w, "fizz", 1, 0, "fails", "1");
	ok(w, "{'do':'node.down','from':10,'kind':1,'id':1}");
	advance_to(w, 2400);
	expect_field(w, "fizz", 1, 0, "fails", "2");
	expect_field(w, "fizz", 1, 0, "paused", "0");
	at(w, 2999);
	ok(w, "{'do':'node.up','from':10,'kind':1,'id':1}");
	advance_to(w, 3000);
	expect_names(w, "EraNode EraNode NodePaused EraNode EraClosed");
	expect_event(w, "['NodePaused',1,1]");
	expect_field(w, "fizz", 1, 0, "paused", "1");
	expect_field(w, "fizz", 1, 0, "fails", "0");
	ok(w, "{'do':'node.resume','from':10,'kind':1,'id':1}");
	expect_event(w, "['NodeResumed',1,1,1013800]"); /* a cooldown of three hours follows */
	world_end(w);
}

static void a_node_that_is_paused_already_is_not_paused_again(void **state)
{
	struct world *w = scene("'params':{'era_s':600,'fizz_fail_eras':1}");

	(void) state;
	CLAIM("FIZZ-09");
	a_fizz(w, 10, 1, "");
	ok(w, "{'do':'node.pause','from':10,'kind':1,'id':1}");
	advance_to(w, 600);
	expect_field(w, "fizz", 1, 0, "fails", "1");
	advance_to(w, 1200);
	expect_no_event(w, "NodePaused");
	expect_field(w, "fizz", 1, 0, "fails", "0");
	world_end(w);
}

static void an_era_without_measurement_does_not_count(void **state)
{
	struct world *w = scene("'params':{'era_s':600}");

	(void) state;
	CLAIM("FIZZ-09");
	a_fizz(w, 10, 1, "");
	ok(w, "{'do':'node.down','from':10,'kind':1,'id':1}");
	advance_to(w, 600);
	ok(w, "{'do':'fizz.evict','from':1,'fizz':1}");
	advance_to(w, 1200);
	expect_field(w, "fizz", 1, 0, "fails", "1");
	world_end(w);
}

/* ---- gateway and node ---- */

static void downtime_of_the_gateway_is_its_own(void **state)
{
	struct world *w = scene("'params':{'era_s':600,'cooldown_s':0,'downtime_value':1,"
				"'point_value_prov':10,'emission_per_era':0}");

	(void) state;
	CLAIM("FIZZ-10");
	CLAIM("SLASH-02");
	a_fizz(w, 10, 1, "");
	lease_now(w, 1, "", 0);
	ok(w, "{'do':'node.down','from':1,'kind':0,'id':1}");
	advance_to(w, 600);
	/* A whole era of its own rate, tier Seven priced at 1.0. */
	expect_event(w, "['Slashed',1,1,'64000000','64000000','0','0','0']");
	expect_event(w, "['EraNode',1,1,1000000,'0','0','0','0',255,'0']"); /* no checks */
	expect_no_event(w, "FizzSlashed");
	expect_field(w, "fizz", 1, 0, "slashes", "0");
	world_end(w);
}

int test_fizz(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_fizz_node_registers_with_a_gateway_for_a_fee),
		cmocka_unit_test(a_home_machine_has_bounds),
		cmocka_unit_test(a_home_machine_has_at_most_eight_lines_of_gpus),
		cmocka_unit_test(registering_checks_gateway_room_minimum_and_funds_in_turn),
		cmocka_unit_test(the_minimum_of_gpus_counts_all_models),
		cmocka_unit_test(an_account_has_one_fizz_node_ever),
		cmocka_unit_test(a_registered_gateway_takes_no_nodes),
		cmocka_unit_test(a_node_moves_to_another_gateway),
		cmocka_unit_test(relinking_checks_node_owner_state_leases_and_gateway_in_turn),
		cmocka_unit_test(prices_are_set_by_an_active_or_evicted_node),
		cmocka_unit_test(a_bid_is_no_lower_than_what_the_node_asks_for_a_month),
		cmocka_unit_test(the_memory_term_of_an_ask_is_floored_by_itself),
		cmocka_unit_test(a_node_changes_its_capacity),
		cmocka_unit_test(a_smaller_capacity_still_covers_what_leases_use),
		cmocka_unit_test(a_node_leaves_when_it_has_no_leases),
		cmocka_unit_test(an_evicted_node_may_leave_too),
		cmocka_unit_test(a_gateway_evicts_an_idle_node),
		cmocka_unit_test(too_many_failing_eras_pause_a_node),
		cmocka_unit_test(a_node_that_is_paused_already_is_not_paused_again),
		cmocka_unit_test(an_era_without_measurement_does_not_count),
		cmocka_unit_test(downtime_of_the_gateway_is_its_own),
	};

	return cmocka_run_group_tests_name("fizz", tests, NULL, NULL);
}
