/* Leases: beginning, ending, what they do to nodes and reputation (RULES.md 3.10). */

#include "tests/protocol/groups.h"
#include "tests/support/world.h"

#include <stdio.h>
#include <string.h>

#define PRICE "100000000000000" /* 100 units a block: 100,000 for 1000 blocks, locked 102,000 */
#define TENANT 9

static struct world *market(const char *more)
{
	char args[512];

	snprintf(args, sizeof args, "'params':{'matcher_mode':2%s}", more);
	return world_begin(args);
}

static void advance_to(struct world *w, uint64_t seconds)
{
	at(w, seconds);
	ok(w, "{'do':'advance'}");
}

/* A lease of Fizz node 1 (account 2) behind gateway 1 (account 1); the clock must stand at 0 and
 * stands at 6 then. */
static void a_fizz_lease(struct world *w, uint32_t tenant, const char *order, unsigned gpu)
{
	char args[256];
	uint64_t id;

	a_provider(w, 1, "'gateway':1,'gpus':[[36,2,1600]]");
	a_fizz(w, 2, 1, "'gpus':[[36,2,1600],[48,3,12000]]");
	snprintf(args, sizeof args, "'mode':0%s", order);
	id = an_order(w, tenant, args);
	ok(w, "{'do':'bid.place','from':1,'order':%u,'provider':1,'fizz':1,'gpu':%u,"
	      "'price':'" PRICE "'}",
			(unsigned) id, gpu);
	advance_to(w, 6);
	expect_record(w, "lease", id, 0, true);
}

struct expected {
	const char *field, *value;
};

static void expect_fields(struct world *w, const char *record, uint64_t id,
		const struct expected *e)
{
	for (; e->field; e++)
		expect_field(w, record, id, 0, e->field, e->value);
}

/* ---- beginning ---- */

static void a_match_makes_the_lease_of_the_order(void **state)
{
	static const struct expected lease[] = { { "tenant", "9" }, { "provider", "1" },
		{ "fizz", "0" }, { "token", "0" }, { "price", PRICE }, { "blocks", "1000" },
		{ "start_b", "8" }, { "start_t", "1000017" }, { "cpu", "8" }, { "mem", "5" },
		{ "sto", "6" }, { "gpu", "48" }, { "gpus", "2" }, { "user_bp", "200" },
		{ "protocol_bp", "2000" }, { "provider_bp", "100" }, { "gateway_bp", "0" },
		{ "stream", "0" }, { "settled", "0" }, { "upd", "0" }, { "u_price", "0" },
		{ "u_blocks", "0" }, { "u_cpu", "0" }, { "u_mem", "0" }, { "u_sto", "0" },
		{ "u_gpus", "0" }, { NULL, NULL } };
	struct world *w = market("");

	(void) state;
	CLAIM("LEASE-01");
	CLAIM("LEASE-03");
	a_provider(w, 1, "'gpus':[[36,2,1600],[48,3,12000]]");
	at(w, 3);
	an_order(w, TENANT, "");
	an_order(w, TENANT, "'select':1,'mem':5,'sto':6,'gpus':2");
	ok(w, "{'do':'bid.place','from':1,'order':2,'provider':1,'gpu':48,'price':'" PRICE "'}");
	at(w, 17); /* block 8 */
	ok(w, "{'do':'order.choose','from':9,'order':2,'bid':1}");
	expect_event(w, "['OrderMatched',2,1,1,0,'" PRICE "',1]");
	expect_event(w, "['LeaseCreated',2,9,1,0,'" PRICE "',1000,'102000',8,1008]");
	expect_fields(w, "lease", 2, lease);
	expect_field(w, "order", 2, 0, "state", "3");
	expect_record(w, "bid", 1, 0, false);
	world_end(w);
}

static void a_lease_reserves_what_the_order_asks_for(void **state)
{
	static const struct expected used[] = { { "used_cpu", "8" }, { "used_mem", "1000" },
		{ "used_sto", "100" }, { "leases", "1" }, { "fleases", "0" }, { NULL, NULL } };
	static const struct expected more[] = { { "used_cpu", "18" }, { "used_mem", "1001" },
		{ "used_sto", "100" }, { "leases", "2" }, { NULL, NULL } };
	struct world *w = market("");

	(void) state;
	CLAIM("LEASE-02");
	a_provider(w, 1, "'gpus':[[36,2,1600],[48,3,12000]]");
	an_order(w, TENANT, "'mem':1000,'sto':100,'gpus':3");
	ok(w, "{'do':'bid.place','from':1,'order':1,'provider':1,'gpu':48,'price':'" PRICE "'}");
	advance_to(w, 6);
	expect_fields(w, "provider", 1, used);
	expect_gpu_field(w, 0, 1, 48, "used", "3");
	expect_gpu_field(w, 0, 1, 36, "used", "0");
	a_lease(w, TENANT, 1, "'cpu':10,'mem':1");
	expect_fields(w, "provider", 1, more);
	world_end(w);
}

static void a_fizz_lease_counts_for_the_node_and_for_its_gateway(void **state)
{
	static const struct expected gateway[] = { { "used_cpu", "0" }, { "leases", "0" },
		{ "fleases", "1" }, { NULL, NULL } };
	static const struct expected node[] = { { "used_cpu", "8" }, { "used_mem", "7" },
		{ "used_sto", "6" }, { "leases", "1" }, { NULL, NULL } };
	static const struct expected lease[] = { { "provider", "1" }, { "fizz", "1" },
		{ "user_bp", "200" }, { "protocol_bp", "500" }, { "provider_bp", "0" },
		{ "gateway_bp", "200" }, { "gpu", "48" }, { "gpus", "3" }, { NULL, NULL } };
	struct world *w = market("");

	(void) state;
	CLAIM("LEASE-02");
	CLAIM("LEASE-03");
	a_fizz_lease(w, TENANT, ",'mem':7,'sto':6,'gpus':3", 48);
	expect_fields(w, "provider", 1, gateway);
	expect_fields(w, "fizz", 1, node);
	expect_fields(w, "lease", 1, lease);
	expect_gpu_field(w, 1, 1, 48, "used", "3");
	expect_gpu_field(w, 1, 1, 36, "used", "0");
	expect_gpu_field(w, 0, 1, 36, "used", "0");
	ok(w, "{'do':'lease.close','from':9,'lease':1}");
	expect_field(w, "provider", 1, 0, "fleases", "0");
	expect_field(w, "fizz", 1, 0, "leases", "0");
	expect_field(w, "fizz", 1, 0, "used_cpu", "0");
	expect_gpu_field(w, 1, 1, 48, "used", "0");
	world_end(w);
}

static void fees_are_those_of_the_token_and_of_the_moment(void **state)
{
	struct world *w = market(",'user_fee_spon_bp':7,'provider_fee_spon_bp':8,'user_fee_bp':9,"
				 "'provider_fee_bp':10,'protocol_fee_bp':11,'settle_mode':1,"
				 "'vote_mode':1,'vote_s':60,'proposal_deposit':0");
	static const struct expected usd[] = { { "user_bp", "9" }, { "provider_bp", "10" },
		{ "protocol_bp", "11" }, { "stream", "1" }, { NULL, NULL } };
	static const struct expected spon[] = { { "user_bp", "7" }, { "provider_bp", "8" },
		{ "protocol_bp", "11" }, { "stream", "1" }, { NULL, NULL } };
	static const struct expected later[] = { { "user_bp", "9" }, { "provider_bp", "10" },
		{ "protocol_bp", "12" }, { "stream", "1" }, { NULL, NULL } };

	(void) state;
	CLAIM("LEASE-03");
	a_provider(w, 1, "");
	ok(w, "{'do':'prop.submit','kind':2,'name':'protocol_fee_bp','value':'12'}");
	ok(w, "{'do':'prop.vote','prop':2,'choice':1}");
	a_lease(w, TENANT, 1, "");
	ok(w, "{'do':'escrow.deposit','from':9,'token':1,'amount':'1000000000000000000'}");
	a_lease(w, TENANT, 1, "'token':1");
	at(w, 60);
	a_lease(w, TENANT, 1, "");
	/* Running leases keep theirs. */
	expect_fields(w, "lease", 1, usd);
	expect_fields(w, "lease", 2, spon);
	expect_fields(w, "lease", 3, later);
	world_end(w);
}

/* ---- ending ---- */

static void a_lease_ends_by_itself_in_its_end_block(void **state)
{
	struct world *w = market("");

	(void) state;
	CLAIM("LEASE-04");
	CLAIM("LEASE-09");
	a_provider(w, 1, "");
	a_lease(w, TENANT, 1, "");
	/* Blocks 3 to 1003: it ends in second 2006. */
	advance_to(w, 2005);
	expect_record(w, "lease", 1, 0, true);
	advance_to(w, 2006);
	expect_names(w, "LeaseSettled LeaseClosed");
	expect_event(w, "['LeaseSettled',1,'100000','2000','20000','1000','0','79000']");
	expect_event(w, "['LeaseClosed',1,3,'100000','0']");
	assert_non_null(strstr(output(w), "\"due\":\"lease.expiry\",\"id\":1,"));
	expect_record(w, "lease", 1, 0, false);
	expect_record(w, "order", 1, 0, false);
	expect_bucket(w, "locked", 1, 0, "0");
	expect_field(w, "provider", 1, 0, "used_cpu", "0");
	expect_field(w, "provider", 1, 0, "leases", "0");
	refused(w, SPHERON_ENDED, "{'do':'lease.close','from':9,'lease':1}");
	world_end(w);
}

static void in_the_second_of_its_end_a_lease_can_no_longer_be_closed(void **state)
{
	struct world *w = market("");

	(void) state;
	CLAIM("LEASE-04");
	a_provider(w, 1, "");
	a_lease(w, TENANT, 1, "");
	at(w, 2006);
	refused(w, SPHERON_ENDED, "{'do':'lease.close','from':9,'lease':1}");
	expect_event(w, "['LeaseClosed',1,3,'100000','0']");
	world_end(w);
}

static void a_tenant_pays_for_the_blocks_elapsed(void **state)
{
	struct world *w = market("");

	(void) state;
	CLAIM("LEASE-05");
	CLAIM("LEASE-09");
	a_provider(w, 1, "");
	a_lease(w, TENANT, 1, "");
	at(w, 27); /* block 13: ten have elapsed */
	ok(w, "{'do':'lease.close','from':9,'lease':1}");
	expect_names(w, "LeaseSettled LeaseClosed");
	expect_event(w, "['LeaseSettled',1,'1000','20','200','10','0','790']");
	/* 102,000 - 1,000 - 20 */
	expect_event(w, "['LeaseClosed',1,1,'1000','100980']");
	expect_bucket(w, "escrow", 9, 0, "99999998980");
	expect_bucket(w, "earned", 1, 0, "790");
	expect_bucket(w, "treasury", 0, 0, "230");
	expect_field(w, "provider", 1, 0, "bad", "0");
	expect_field(w, "provider", 1, 0, "good", "0");
	/* Its deadline has gone with it. */
	advance_to(w, 3000);
	assert_null(strstr(output(w), "\"due\""));
	world_end(w);
}

static void a_lease_closed_in_its_first_block_costs_nothing(void **state)
{
	struct world *w = market("");

	(void) state;
	CLAIM("LEASE-05");
	CLAIM("LEASE-11");
	a_provider(w, 1, "");
	a_lease(w, TENANT, 1, "");
	at(w, 7);
	ok(w, "{'do':'lease.close','from':9,'lease':1}");
	expect_names(w, "LeaseClosed");
	expect_event(w, "['LeaseClosed',1,1,'0','102000']");
	expect_bucket(w, "escrow", 9, 0, "100000000000");
	a_lease(w, TENANT, 1, "");
	at(w, 15); /* block 7, one after the start in block 6 */
	ok(w, "{'do':'lease.close','from':9,'lease':2}");
	expect_event(w, "['LeaseClosed',2,1,'100','101898']");
	world_end(w);
}

static void a_provider_that_closes_breaks_the_lease(void **state)
{
	struct world *w = market("");

	(void) state;
	CLAIM("LEASE-05");
	CLAIM("LEASE-09");
	a_provider(w, 1, "");
	a_lease(w, TENANT, 1, "");
	at(w, 1806); /* block 903: nine tenths have elapsed, but not for the one who breaks it */
	ok(w, "{'do':'lease.close','from':1,'lease':1}");
	expect_event(w, "['LeaseClosed',1,2,'90000','10200']");
	expect_field(w, "provider", 1, 0, "bad", "1");
	expect_field(w, "provider", 1, 0, "good", "0");
	expect_no_event(w, "OrderClosed");
	world_end(w);
}

static void whoever_is_tenant_and_owner_closes_as_tenant(void **state)
{
	struct world *w = market("");

	(void) state;
	CLAIM("LEASE-05");
	a_provider(w, 1, "");
	a_lease(w, 1, 1, "");
	ok(w, "{'do':'lease.close','from':1,'lease':1}");
	expect_event(w, "['LeaseClosed',1,1,'0','102000']");
	expect_field(w, "provider", 1, 0, "bad", "0");
	world_end(w);
}

static void a_tenant_who_owns_the_fizz_node_or_its_gateway_closes_as_tenant(void **state)
{
	(void) state;
	for (unsigned tenant = 1; tenant <= 2; tenant++) {
		struct world *w = market("");
		char close[64];

		CLAIM("LEASE-05");
		a_fizz_lease(w, tenant, "", 0);
		snprintf(close, sizeof close, "{'do':'lease.close','from':%u,'lease':1}", tenant);
		ok(w, "%s", close);
		expect_event(w, "['LeaseClosed',1,1,'0','102000']");
		expect_field(w, "fizz", 1, 0, "bad", "0");
		world_end(w);
	}
}

static void nobody_else_closes_a_lease(void **state)
{
	struct world *w = market("");

	(void) state;
	CLAIM("LEASE-05");
	a_provider(w, 1, "");
	a_provider(w, 2, "");
	a_lease(w, TENANT, 1, "");
	refused(w, SPHERON_NOT_ALLOWED, "{'do':'lease.close','from':2,'lease':1}");
	refused(w, SPHERON_NOT_ALLOWED, "{'do':'lease.close','from':0,'lease':1}");
	at(w, 8);
	ok(w, "{'do':'lease.close','from':1,'lease':1}");
	world_end(w);
}

static void both_owners_of_a_fizz_lease_may_close_it_and_the_node_is_to_blame(void **state)
{
	(void) state;
	for (unsigned owner = 1; owner <= 2; owner++) {
		struct world *w = market("");

		CLAIM("LEASE-05");
		CLAIM("LEASE-09");
		a_fizz_lease(w, TENANT, "", 0);
		refused(w, SPHERON_NOT_ALLOWED, "{'do':'lease.close','from':0,'lease':1}");
		ok(w, "{'do':'lease.close','from':%u,'lease':1}", owner);
		expect_event(w, "['LeaseClosed',1,2,'0','102000']");
		expect_field(w, "fizz", 1, 0, "bad", "1");
		expect_field(w, "provider", 1, 0, "bad", "0");
		world_end(w);
	}
}

static void misconduct_breaks_a_lease_and_settles_it(void **state)
{
	struct world *w = market("");

	(void) state;
	CLAIM("LEASE-09");
	a_provider(w, 1, "");
	a_lease(w, TENANT, 1, "");
	at(w, 8);
	ok(w, "{'do':'slash.misconduct','kind':0,'id':1,'bp':0}");
	expect_event(w, "['LeaseSettled',1,'100','2','20','1','0','79']");
	expect_event(w, "['LeaseClosed',1,4,'100','101898']");
	expect_field(w, "provider", 1, 0, "bad", "1");
	expect_field(w, "provider", 1, 0, "leases", "0");
	world_end(w);
}

static void trouble_of_the_provider_does_not_end_a_lease_or_make_it_cheaper(void **state)
{
	struct world *w = market("");

	(void) state;
	CLAIM("LEASE-04");
	a_provider(w, 1, "");
	a_lease(w, TENANT, 1, "'blocks':5000");
	at(w, 10);
	ok(w, "{'do':'node.down','from':1,'kind':0,'id':1}");
	ok(w, "{'do':'node.pause','from':1,'kind':0,'id':1}");
	ok(w, "{'do':'maint.schedule','from':1,'provider':1,'start':%u,'dur':600}", T0 + 3610);
	at(w, 3700); /* in Maintenance */
	expect_record(w, "lease", 1, 0, true);
	ok(w, "{'do':'provider.suspend','provider':1}");
	at(w, 4000);
	ok(w, "{'do':'provider.reinstate','provider':1}");
	advance_to(w, 10006);
	/* 5000 blocks at 100: nothing is taken off. */
	expect_event(w, "['LeaseSettled',1,'500000','10000','100000','5000','0','395000']");
	expect_event(w, "['LeaseClosed',1,3,'500000','0']");
	world_end(w);
}

static void the_tenant_of_a_provider_in_trouble_may_close(void **state)
{
	struct world *w = market("");

	(void) state;
	CLAIM("LEASE-10");
	a_provider(w, 1, "");
	a_lease(w, TENANT, 1, "");
	at(w, 10);
	ok(w, "{'do':'provider.suspend','provider':1}");
	at(w, 20);
	ok(w, "{'do':'lease.close','from':9,'lease':1}");
	expect_event(w, "['LeaseClosed',1,1,'700','101286']"); /* 102,000 - 700 - 14 */
	world_end(w);
}

static void the_id_of_an_open_order_is_no_lease_yet(void **state)
{
	static const char *const command[] = { "'do':'lease.close','lease':%u",
		"'do':'lease.settle','lease':%u", "'do':'lease.update_accept','lease':%u",
		"'do':'lease.update','lease':%u,'price':'1'",
		"'do':'lease.update_cancel','lease':%u",
		"'do':'lease.update_request','lease':%u,'max_price':'1','blocks':30,'cpu':1,"
		"'mem':0,'sto':0,'gpus':0" };
	static const struct {
		unsigned id;
		enum spheron_result r;
	} cases[] = { { 0, SPHERON_NOT_FOUND }, { 1, SPHERON_ENDED }, { 2, SPHERON_NOT_FOUND },
		{ 3, SPHERON_ENDED }, { 4, SPHERON_NOT_FOUND } };
	struct world *w = market("");

	(void) state;
	CLAIM("LEASE-11");
	a_provider(w, 1, "");
	a_lease(w, TENANT, 1, "");
	ok(w, "{'do':'lease.close','from':9,'lease':1}");
	an_order(w, TENANT, "");
	an_order(w, TENANT, "");
	ok(w, "{'do':'order.cancel','from':9,'order':3}"); /* never was a lease, but it ended */
	for (unsigned i = 0; i < sizeof command / sizeof command[0]; i++)
		for (unsigned k = 0; k < sizeof cases / sizeof cases[0]; k++) {
			char text[256], id[16];
			const char *mark = strstr(command[i], "%u");

			snprintf(id, sizeof id, "%u", cases[k].id);
			snprintf(text, sizeof text, "%.*s%s%s", (int) (mark - command[i]),
					command[i], id, mark + 2);
			refused(w, cases[k].r, "{'from':9,%s}", text);
		}
	world_end(w);
}

/* ---- good leases ---- */

static void a_lease_that_ran_nine_tenths_is_good(void **state)
{
	static const struct {
		unsigned seconds; /* after the start */
		const char *good;
	} cases[] = { { 1799, "0" }, { 1800, "1" }, { 2000, "1" } };

	(void) state;
	for (unsigned i = 0; i < 3; i++) {
		struct world *w = market(",'rep_min_gross_ppm':0");

		CLAIM("LEASE-14");
		a_provider(w, 1, "");
		a_lease(w, TENANT, 1, "");
		at(w, 6 + cases[i].seconds); /* 899, 900 or all 1000 blocks */
		if (i < 2)
			ok(w, "{'do':'lease.close','from':9,'lease':1}");
		else
			ok(w, "{'do':'advance'}");
		expect_field(w, "provider", 1, 0, "good", cases[i].good);
		expect_field(w, "provider", 1, 0, "bad", "0");
		world_end(w);
	}
}

static void nine_tenths_of_a_duration_of_odd_length_are_rounded_up(void **state)
{
	/* 0.9 * 37 = 33.3: 34 blocks are needed. */
	(void) state;
	for (unsigned blocks = 33; blocks <= 34; blocks++) {
		struct world *w = market(",'rep_min_gross_ppm':0,'min_order_ppm':0");

		CLAIM("LEASE-14");
		a_provider(w, 1, "");
		a_lease(w, TENANT, 1, "'blocks':37");
		at(w, 6 + 2 * blocks);
		ok(w, "{'do':'lease.close','from':9,'lease':1}");
		expect_field(w, "provider", 1, 0, "good", blocks == 34 ? "1" : "0");
		world_end(w);
	}
}

/* Runs a lease of 1000 blocks at this price to its end or for so many blocks. */
static void run_priced(struct world *w, unsigned token, const char *price, unsigned blocks)
{
	char args[128];

	a_provider(w, 1, "");
	a_rich_account(w, TENANT);
	ok(w, "{'do':'escrow.deposit','from':9,'token':1,'amount':'100000000000000000000'}");
	snprintf(args, sizeof args, "'token':%u,'max_price':'%s'", token, price);
	an_order(w, TENANT, args);
	ok(w, "{'do':'bid.place','from':1,'order':1,'provider':1,'price':'%s'}", price);
	advance_to(w, 6);
	at(w, 6 + 2 * blocks);
	if (blocks < 1000)
		ok(w, "{'do':'lease.close','from':9,'lease':1}");
	else
		ok(w, "{'do':'advance'}");
	expect_record(w, "lease", 1, 0, false);
}

static void a_good_lease_has_a_least_gross(void **state)
{
	static const struct {
		unsigned token;
		const char *price;
		unsigned blocks;
		const char *good;
	} cases[] = {
		{ 0, "1000000000000000", 1000, "1" }, /* exactly one credit */
		{ 0, "999999999999999", 1000, "0" }, /* 999,999 units */
		{ 0, "1111111111111112", 900, "1" }, /* 900 blocks: 1,000,000.0008 */
		{ 0, "1111111111111111", 900, "0" }, /* 999,999.9999 */
		{ 1, "1000000000000000", 1000, "1" }, /* exactly one SPON */
		{ 1, "999999999999999", 1000, "0" },
	};

	(void) state;
	for (unsigned i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct world *w = market("");

		CLAIM("LEASE-14");
		run_priced(w, cases[i].token, cases[i].price, cases[i].blocks);
		expect_field(w, "provider", 1, 0, "good", cases[i].good);
		world_end(w);
	}
}

static void leasing_from_oneself_gives_no_reputation(void **state)
{
	struct world *w = market(",'rep_min_gross_ppm':0");

	(void) state;
	CLAIM("LEASE-14");
	a_provider(w, 1, "");
	a_lease(w, 1, 1, "");
	advance_to(w, 2006);
	expect_event(w, "['LeaseClosed',1,3,'100000','0']");
	expect_field(w, "provider", 1, 0, "good", "0");
	world_end(w);
}

static void a_good_fizz_lease_has_a_tenant_who_owns_neither_node_nor_gateway(void **state)
{
	static const uint32_t tenant[] = { 1, 2, 9 };
	static const char *const good[] = { "0", "0", "1" };

	(void) state;
	for (unsigned i = 0; i < 3; i++) {
		struct world *w = market(",'rep_min_gross_ppm':0");

		CLAIM("LEASE-14");
		a_fizz_lease(w, tenant[i], "", 0);
		advance_to(w, 2006);
		expect_field(w, "fizz", 1, 0, "good", good[i]);
		expect_field(w, "provider", 1, 0, "good", "0");
		world_end(w);
	}
}

/* Leases may begin in another order than their orders did; they end by ascending ids all the same. */
static void misconduct_ends_leases_by_ascending_ids(void **state)
{
	static const unsigned chosen[] = { 2, 1, 4, 3, 5 };
	struct world *w = market("");
	char receipt[64];
	const char *at_id;

	(void)state;
	CLAIM("SLASH-05");
	a_provider(w, 1, "");
	for (unsigned i = 1; i <= 5; i++) {
		an_order(w, TENANT, "'select':1");
		ok(w, "{'do':'bid.place','from':1,'order':%u,'provider':1,'price':'" PRICE "'}", i);
	}
	for (unsigned i = 0; i < 5; i++)
		ok(w, "{'do':'order.choose','from':9,'order':%u,'bid':%u}", chosen[i], chosen[i]);
	ok(w, "{'do':'slash.misconduct','kind':0,'id':1}");
	at_id = output(w);
	for (unsigned i = 1; i <= 5; i++) {
		snprintf(receipt, sizeof receipt, "[\"LeaseClosed\",%u,4", i);
		at_id = strstr(at_id, receipt);
		assert_non_null(at_id);
	}
	world_end(w);
}

int test_lease(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_match_makes_the_lease_of_the_order),
		cmocka_unit_test(a_lease_reserves_what_the_order_asks_for),
		cmocka_unit_test(a_fizz_lease_counts_for_the_node_and_for_its_gateway),
		cmocka_unit_test(fees_are_those_of_the_token_and_of_the_moment),
		cmocka_unit_test(a_lease_ends_by_itself_in_its_end_block),
		cmocka_unit_test(in_the_second_of_its_end_a_lease_can_no_longer_be_closed),
		cmocka_unit_test(a_tenant_pays_for_the_blocks_elapsed),
		cmocka_unit_test(a_lease_closed_in_its_first_block_costs_nothing),
		cmocka_unit_test(a_provider_that_closes_breaks_the_lease),
		cmocka_unit_test(whoever_is_tenant_and_owner_closes_as_tenant),
		cmocka_unit_test(a_tenant_who_owns_the_fizz_node_or_its_gateway_closes_as_tenant),
		cmocka_unit_test(nobody_else_closes_a_lease),
		cmocka_unit_test(both_owners_of_a_fizz_lease_may_close_it_and_the_node_is_to_blame),
		cmocka_unit_test(misconduct_breaks_a_lease_and_settles_it),
		cmocka_unit_test(misconduct_ends_leases_by_ascending_ids),
		cmocka_unit_test(trouble_of_the_provider_does_not_end_a_lease_or_make_it_cheaper),
		cmocka_unit_test(the_tenant_of_a_provider_in_trouble_may_close),
		cmocka_unit_test(the_id_of_an_open_order_is_no_lease_yet),
		cmocka_unit_test(a_lease_that_ran_nine_tenths_is_good),
		cmocka_unit_test(nine_tenths_of_a_duration_of_odd_length_are_rounded_up),
		cmocka_unit_test(a_good_lease_has_a_least_gross),
		cmocka_unit_test(leasing_from_oneself_gives_no_reputation),
		cmocka_unit_test(a_good_fizz_lease_has_a_tenant_who_owns_neither_node_nor_gateway),
	};

	return cmocka_run_group_tests_name("lease", tests, NULL, NULL);
}
