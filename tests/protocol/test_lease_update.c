/* Updating a lease: request, acceptance, renewal (RULES.md LEASE-06..08, 12, 13). */

#include "tests/protocol/groups.h"
#include "tests/support/world.h"

#include <stdio.h>
#include <string.h>

#define PRICE "100000000000000" /* 100 units a block */
#define TENANT 9

struct expected {
	const char *field, *value;
};

static void expect_fields(struct world *w, const char *record, uint64_t id,
		const struct expected *e)
{
	for (; e->field; e++)
		expect_field(w, record, id, 0, e->field, e->value);
}

static void advance_to(struct world *w, uint64_t seconds)
{
	at(w, seconds);
	ok(w, "{'do':'advance'}");
}

/* Lease 1 of provider 1 (account 1): 8 threads, 1000 blocks from block 3, second 6, on. */
static struct world *leased(const char *params, const char *provider, const char *order)
{
	char args[512];
	struct world *w;

	snprintf(args, sizeof args, "'params':{'matcher_mode':2%s}", params);
	w = world_begin(args);
	a_provider(w, 1, provider);
	a_lease(w, TENANT, 1, order);
	return w;
}

/* The same with Fizz node 1 (account 2) behind the gateway. */
static struct world *fizz_leased(const char *params, const char *fizz)
{
	char args[512];
	struct world *w;

	snprintf(args, sizeof args, "'params':{'matcher_mode':2%s}", params);
	w = world_begin(args);
	a_provider(w, 1, "'gateway':1");
	a_fizz(w, 2, 1, fizz);
	an_order(w, TENANT, "'mode':0,'blocks':5000");
	ok(w, "{'do':'bid.place','from':1,'order':1,'provider':1,'fizz':1,'price':'" PRICE "'}");
	advance_to(w, 6);
	return w;
}

static void request(struct world *w, enum spheron_result r, const char *price, const char *blocks,
		const char *resources)
{
	refused(w, r, "{'do':'lease.update_request','from':9,'lease':1,'max_price':'%s',"
		      "'blocks':%s,%s}",
			price, blocks, resources);
}

#define CPU(n) "'cpu':" n ",'mem':0,'sto':0,'gpus':0"

/* ---- request ---- */

static void a_request_is_stored_and_replaced_by_a_newer_one(void **state)
{
	static const struct expected first[] = { { "upd", "1" }, { "u_price", "5" },
		{ "u_blocks", "30" }, { "u_cpu", "1" }, { "u_mem", "2" }, { "u_sto", "3" },
		{ "u_gpus", "4" }, { "price", PRICE }, { "blocks", "1000" }, { NULL, NULL } };
	static const struct expected second[] = { { "upd", "1" }, { "u_price", "6" },
		{ "u_blocks", "31" }, { "u_cpu", "0" }, { "u_mem", "0" }, { "u_sto", "0" },
		{ "u_gpus", "1" }, { NULL, NULL } };
	struct world *w = leased("", "'gpus':[[36,2,1600]],'gateway':0", "'blocks':999");

	(void) state;
	CLAIM("LEASE-06");
	an_order(w, TENANT, "'gpus':1");
	ok(w, "{'do':'bid.place','from':1,'order':2,'provider':1,'gpu':36,'price':'" PRICE "'}");
	advance_to(w, 12);
	ok(w, "{'do':'lease.update_request','from':9,'lease':2,'max_price':'5','blocks':30,"
	      "'cpu':1,'mem':2,'sto':3,'gpus':4}");
	expect_names(w, "UpdateRequested");
	expect_event(w, "['UpdateRequested',2]");
	expect_fields(w, "lease", 2, first);
	ok(w, "{'do':'lease.update_accept','from':1,'lease':2}");
	expect_field(w, "lease", 2, 0, "upd", "2");
	/* A newer request has to be accepted anew. */
	ok(w, "{'do':'lease.update_request','from':9,'lease':2,'max_price':'6','blocks':31,"
	      "'cpu':0,'mem':0,'sto':0,'gpus':1}");
	expect_fields(w, "lease", 2, second);
	refused(w, SPHERON_NOT_ACCEPTED, "{'do':'lease.update','from':1,'lease':2,'price':'6'}");
	world_end(w);
}

static void a_request_keeps_to_the_bounds_of_an_order(void **state)
{
	struct world *w = leased("", "", "");

	(void) state;
	CLAIM("LEASE-06");
	CLAIM("D-21");
	request(w, SPHERON_BAD_VALUE, "0", "30", CPU("1"));
	request(w, SPHERON_OK, "1", "30", CPU("1"));
	request(w, SPHERON_OK, "1000000000000000000000000", "30", CPU("1"));
	request(w, SPHERON_BAD_VALUE, "1000000000000000000000001", "30", CPU("1"));
	request(w, SPHERON_BAD_VALUE, "1", "29", CPU("1"));
	request(w, SPHERON_OK, "1", "15768000", CPU("1"));
	request(w, SPHERON_BAD_VALUE, "1", "15768001", CPU("1"));
	request(w, SPHERON_OK, "1", "30", CPU("65536"));
	request(w, SPHERON_BAD_VALUE, "1", "30", CPU("65537"));
	request(w, SPHERON_OK, "1", "30", "'cpu':0,'mem':1073741824,'sto':1,'gpus':0");
	request(w, SPHERON_BAD_VALUE, "1", "30", "'cpu':0,'mem':1073741824,'sto':0,'gpus':0");
	request(w, SPHERON_BAD_VALUE, "1", "30", "'cpu':1,'mem':1073741825,'sto':1,'gpus':0");
	request(w, SPHERON_OK, "1", "30", "'cpu':1,'mem':0,'sto':1073741824,'gpus':0");
	request(w, SPHERON_BAD_VALUE, "1", "30", "'cpu':1,'mem':0,'sto':1073741825,'gpus':0");
	/* A lease without GPUs stays one. */
	request(w, SPHERON_BAD_VALUE, "1", "30", "'cpu':1,'mem':0,'sto':0,'gpus':1");
	world_end(w);
}

static void a_lease_of_gpus_stays_one(void **state)
{
	struct world *w = world_begin("'params':{'matcher_mode':2}");

	(void) state;
	CLAIM("LEASE-06");
	a_provider(w, 1, "'gpus':[[36,2,1600]]");
	an_order(w, TENANT, "'gpus':1");
	ok(w, "{'do':'bid.place','from':1,'order':1,'provider':1,'gpu':36,'price':'" PRICE "'}");
	advance_to(w, 6);
	request(w, SPHERON_BAD_VALUE, "1", "30", CPU("1"));
	request(w, SPHERON_OK, "1", "30", "'cpu':0,'mem':0,'sto':0,'gpus':4096");
	request(w, SPHERON_BAD_VALUE, "1", "30", "'cpu':0,'mem':0,'sto':0,'gpus':4097");
	world_end(w);
}

static void only_the_tenant_requests(void **state)
{
	struct world *w = leased("", "", "");

	(void) state;
	CLAIM("LEASE-06");
	for (unsigned from = 0; from <= 1; from++)
		refused(w, SPHERON_NOT_ALLOWED,
				"{'do':'lease.update_request','from':%u,'lease':1,'max_price':'0',"
				"'blocks':0,'cpu':0,'mem':0,'sto':0,'gpus':0}",
				from);
	request(w, SPHERON_BAD_VALUE, "1", "0", CPU("1"));
	request(w, SPHERON_OK, "1", "30", CPU("1"));
	world_end(w);
}

/* ---- acceptance ---- */

static void the_provider_owner_accepts_once(void **state)
{
	struct world *w = leased("", "", "");

	(void) state;
	CLAIM("LEASE-07");
	refused(w, SPHERON_NOT_ALLOWED, "{'do':'lease.update_accept','from':9,'lease':1}");
	refused(w, SPHERON_NOT_ACCEPTED, "{'do':'lease.update_accept','from':1,'lease':1}");
	request(w, SPHERON_OK, "1", "30", CPU("1"));
	refused(w, SPHERON_NOT_ALLOWED, "{'do':'lease.update_accept','from':9,'lease':1}");
	refused(w, SPHERON_NOT_ALLOWED, "{'do':'lease.update_accept','from':0,'lease':1}");
	ok(w, "{'do':'lease.update_accept','from':1,'lease':1}");
	expect_names(w, "UpdateAccepted");
	expect_event(w, "['UpdateAccepted',1]");
	expect_field(w, "lease", 1, 0, "upd", "2");
	refused(w, SPHERON_DUPLICATE, "{'do':'lease.update_accept','from':1,'lease':1}");
	world_end(w);
}

static void of_a_fizz_lease_only_the_fizz_owner_accepts(void **state)
{
	struct world *w = fizz_leased("", "");

	(void) state;
	CLAIM("LEASE-07");
	request(w, SPHERON_OK, PRICE, "30", CPU("1"));
	refused(w, SPHERON_NOT_ALLOWED, "{'do':'lease.update_accept','from':1,'lease':1}");
	refused(w, SPHERON_NOT_ALLOWED, "{'do':'lease.update_accept','from':9,'lease':1}");
	ok(w, "{'do':'lease.update_accept','from':2,'lease':1}");
	world_end(w);
}

/* ---- renewal ---- */

static void an_update_settles_the_old_term_and_begins_a_new_one(void **state)
{
	static const struct expected lease[] = { { "price", "160000000000000" },
		{ "blocks", "500" }, { "start_b", "253" }, { "start_t", "1000507" },
		{ "cpu", "24" }, { "mem", "7" }, { "sto", "6" }, { "upd", "0" },
		{ "u_price", "0" }, { "u_blocks", "0" }, { "u_cpu", "0" }, { "u_mem", "0" },
		{ "u_sto", "0" }, { "u_gpus", "0" }, { NULL, NULL } };
	static const struct expected used[] = { { "used_cpu", "24" }, { "used_mem", "7" },
		{ "used_sto", "6" }, { "leases", "1" }, { "good", "0" }, { "bad", "0" },
		{ NULL, NULL } };
	struct world *w = leased("", "", "");

	(void) state;
	CLAIM("LEASE-08");
	at(w, 8);
	request(w, SPHERON_OK, "200000000000000", "500", "'cpu':24,'mem':7,'sto':6,'gpus':0");
	ok(w, "{'do':'lease.update_accept','from':1,'lease':1}");
	at(w, 507); /* block 253: 250 of the old blocks have elapsed */
	ok(w, "{'do':'lease.update','from':1,'lease':1,'price':'160000000000000'}");
	expect_names(w, "LeaseSettled LeaseUpdated");
	expect_event(w, "['LeaseSettled',1,'25000','500','5000','250','0','19750']");
	/* 500 * 160 = 80,000, and 1,600 */
	expect_event(w, "['LeaseUpdated',1,'160000000000000',500,'81600',253,753]");
	expect_fields(w, "lease", 1, lease);
	expect_fields(w, "provider", 1, used);
	/* 10^11 - 25,500 - 81,600 */
	expect_bucket(w, "escrow", 9, 0, "99999892900");
	expect_bucket(w, "locked", 1, 0, "81600");
	expect_bucket(w, "earned", 1, 0, "19750");
	expect_bucket(w, "treasury", 0, 0, "5750");
	/* It ends with the new term: block 753, second 1506. */
	advance_to(w, 1505);
	expect_record(w, "lease", 1, 0, true);
	advance_to(w, 1506);
	expect_event(w, "['LeaseClosed',1,3,'80000','0']");
	advance_to(w, 2100);
	assert_null(strstr(output(w), "\"due\""));
	world_end(w);
}

static void an_update_may_outlast_the_old_end(void **state)
{
	struct world *w = leased("", "", "");

	(void) state;
	CLAIM("LEASE-08");
	request(w, SPHERON_OK, PRICE, "2000", CPU("8"));
	ok(w, "{'do':'lease.update_accept','from':1,'lease':1}");
	at(w, 7); /* still the first block */
	ok(w, "{'do':'lease.update','from':1,'lease':1,'price':'" PRICE "'}");
	expect_names(w, "LeaseUpdated"); /* nothing was due */
	expect_event(w, "['LeaseUpdated',1,'" PRICE "',2000,'204000',3,2003]");
	advance_to(w, 4005);
	expect_record(w, "lease", 1, 0, true);
	advance_to(w, 4006);
	expect_event(w, "['LeaseClosed',1,3,'200000','0']");
	world_end(w);
}

static void an_update_that_breaks_several_rules_reports_the_first(void **state)
{
	struct world *w = leased("", "", "");

	(void) state;
	CLAIM("LEASE-08");
	CLAIM("LEASE-12");
	refused(w, SPHERON_NOT_ALLOWED, "{'do':'lease.update','from':9,'lease':1,'price':'0'}");
	refused(w, SPHERON_NOT_ACCEPTED, "{'do':'lease.update','from':1,'lease':1,'price':'0'}");
	request(w, SPHERON_OK, "1000000000000000", "30", CPU("65"));
	refused(w, SPHERON_NOT_ACCEPTED, "{'do':'lease.update','from':1,'lease':1,'price':'0'}");
	ok(w, "{'do':'lease.update_accept','from':1,'lease':1}");
	refused(w, SPHERON_BAD_VALUE, "{'do':'lease.update','from':1,'lease':1,'price':'0'}");
	refused(w, SPHERON_PRICE_HIGH,
			"{'do':'lease.update','from':1,'lease':1,'price':'1000000000000001'}");
	/* 30 * 333333333333333 / 10^12 = 9,999: below the floor of 10,000. */
	refused(w, SPHERON_PRICE_LOW,
			"{'do':'lease.update','from':1,'lease':1,'price':'333333333333333'}");
	refused(w, SPHERON_NO_CAPACITY,
			"{'do':'lease.update','from':1,'lease':1,'price':'333333333333334'}");
	request(w, SPHERON_OK, PRICE, "3000", CPU("64"));
	ok(w, "{'do':'lease.update_accept','from':1,'lease':1}");
	/* 306,000 to lock, 102,000 come back, so 204,000 are needed. */
	ok(w, "{'do':'escrow.withdraw','from':9,'token':0,'amount':'99999694001'}");
	refused(w, SPHERON_NO_ESCROW,
			"{'do':'lease.update','from':1,'lease':1,'price':'" PRICE "'}");
	expect_bucket(w, "locked", 1, 0, "102000");
	world_end(w);
}

static void escrow_and_the_refund_of_the_old_lock_just_cover_the_new_one(void **state)
{
	static const struct {
		const char *leaving;
		enum spheron_result r;
	} cases[] = { { "99999692980", SPHERON_OK }, { "99999692981", SPHERON_NO_ESCROW } };

	(void) state;
	/* After ten blocks 102,000 - 1,020 come back, so of 99,999,898,000 in escrow 205,020 must
	 * have stayed. */
	for (unsigned i = 0; i < 2; i++) {
		struct world *w = leased("", "", "");

		CLAIM("LEASE-06");
		if (cases[i].r == SPHERON_OK)
			CLAIM("LEASE-08");
		request(w, SPHERON_OK, PRICE, "3000", CPU("64"));
		ok(w, "{'do':'lease.update_accept','from':1,'lease':1}");
		ok(w, "{'do':'escrow.withdraw','from':9,'token':0,'amount':'%s'}",
				cases[i].leaving);
		at(w, 27); /* block 13 */
		refused(w, cases[i].r,
				"{'do':'lease.update','from':1,'lease':1,'price':'" PRICE "'}");
		expect_bucket(w, "escrow", 9, 0, i ? "205019" : "0");
		expect_bucket(w, "locked", 1, 0, i ? "102000" : "306000");
		world_end(w);
	}
}

static void resources_must_fit_when_the_old_ones_are_released(void **state)
{
	static const struct {
		const char *resources;
		enum spheron_result r;
	} cases[] = {
		{ "'cpu':25,'mem':0,'sto':0,'gpus':1", SPHERON_NO_CAPACITY },
		{ "'cpu':24,'mem':162145,'sto':0,'gpus':1", SPHERON_NO_CAPACITY },
		{ "'cpu':24,'mem':162144,'sto':1001,'gpus':1", SPHERON_NO_CAPACITY },
		{ "'cpu':24,'mem':162144,'sto':1000,'gpus':3", SPHERON_NO_CAPACITY },
		{ "'cpu':24,'mem':162144,'sto':1000,'gpus':2", SPHERON_OK },
	};
	struct world *w = world_begin("'params':{'matcher_mode':2}");

	(void) state;
	CLAIM("LEASE-08");
	a_provider(w, 1, "'gpus':[[36,4,1600]]");
	/* Left beside the other lease: 64 - 40 threads, 162,144 MB, 1000 GB, two GPUs. */
	an_order(w, TENANT, "'cpu':8,'mem':100,'sto':100,'gpus':1");
	an_order(w, TENANT, "'cpu':40,'mem':100000,'sto':3000,'gpus':2");
	for (unsigned i = 1; i <= 2; i++)
		ok(w, "{'do':'bid.place','from':1,'order':%u,'provider':1,'gpu':36,"
		      "'price':'" PRICE "'}",
				i);
	advance_to(w, 6);
	for (unsigned i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		request(w, SPHERON_OK, PRICE, "1000", cases[i].resources);
		ok(w, "{'do':'lease.update_accept','from':1,'lease':1}");
		refused(w, cases[i].r, "{'do':'lease.update','from':1,'lease':1,"
				       "'price':'" PRICE "'}");
	}
	expect_field(w, "provider", 1, 0, "used_cpu", "64");
	expect_field(w, "provider", 1, 0, "used_mem", "262144");
	expect_field(w, "provider", 1, 0, "used_sto", "4000");
	expect_gpu_field(w, 0, 1, 36, "used", "4");
	world_end(w);
}

static void a_price_of_one_to_the_limit_of_the_request_is_admitted(void **state)
{
	struct world *w = leased(",'min_order_ppm':0", "", "");

	(void) state;
	CLAIM("LEASE-08");
	request(w, SPHERON_OK, "33333333335", "30", CPU("8"));
	ok(w, "{'do':'lease.update_accept','from':1,'lease':1}");
	refused(w, SPHERON_PRICE_HIGH,
			"{'do':'lease.update','from':1,'lease':1,'price':'33333333336'}");
	/* One unit in all is the least: 30 * 33333333334 > 10^12. */
	refused(w, SPHERON_PRICE_LOW,
			"{'do':'lease.update','from':1,'lease':1,'price':'33333333333'}");
	ok(w, "{'do':'lease.update','from':1,'lease':1,'price':'33333333335'}");
	expect_event(w, "['LeaseUpdated',1,'33333333335',30,'1',3,33]");
	world_end(w);
}

/* Council proposals of account 0 that pass in second 60. */
static void change_later(struct world *w, const char *const change[][2], unsigned n)
{
	for (unsigned i = 0; i < n; i++) {
		struct spheron_record meta;

		spheron_find(world_state(w), SPHERON_RECORD_META, 0, 0, 0, &meta);
		ok(w, "{'do':'prop.submit','kind':2,'name':'%s','value':'%s'}", change[i][0],
				change[i][1]);
		ok(w, "{'do':'prop.vote','prop':%u,'choice':1}", meta.u.meta.next_prop);
	}
}

#define COUNCIL ",'vote_mode':1,'vote_s':60,'proposal_deposit':0"

static void a_renewed_lease_has_the_fees_and_the_settle_mode_of_the_day(void **state)
{
	static const char *const change[][2] = { { "user_fee_bp", "300" },
		{ "protocol_fee_bp", "1000" }, { "provider_fee_bp", "50" },
		{ "settle_mode", "1" } };
	static const struct expected lease[] = { { "user_bp", "300" }, { "protocol_bp", "1000" },
		{ "provider_bp", "50" }, { "gateway_bp", "0" }, { "stream", "1" },
		{ "settled", "0" }, { NULL, NULL } };
	struct world *w = leased(COUNCIL, "", "");

	(void) state;
	CLAIM("LEASE-08");
	CLAIM("LEASE-03");
	change_later(w, change, 4);
	request(w, SPHERON_OK, PRICE, "1000", CPU("8"));
	ok(w, "{'do':'lease.update_accept','from':1,'lease':1}");
	advance_to(w, 66);
	at(w, 206);
	ok(w, "{'do':'lease.update','from':1,'lease':1,'price':'" PRICE "'}");
	/* The old term under the old rates, the lock under the new ones. */
	expect_event(w, "['LeaseSettled',1,'10000','200','2000','100','0','7900']");
	expect_event(w, "['LeaseUpdated',1,'" PRICE "',1000,'103000',103,1103]");
	expect_fields(w, "lease", 1, lease);
	at(w, 226);
	ok(w, "{'do':'lease.settle','from':9,'lease':1}");
	expect_event(w, "['LeaseSettled',1,'1000','30','100','5','0','895']");
	/* A second renewal starts a new count. */
	request(w, SPHERON_OK, PRICE, "1000", CPU("8"));
	ok(w, "{'do':'lease.update_accept','from':1,'lease':1}");
	at(w, 246);
	ok(w, "{'do':'lease.update','from':1,'lease':1,'price':'" PRICE "'}");
	expect_event(w, "['LeaseSettled',1,'1000','30','100','5','0','895']");
	expect_field(w, "lease", 1, 0, "settled", "0");
	expect_bucket(w, "locked", 1, 0, "103000");
	world_end(w);
}

static void a_renewed_fizz_lease_has_the_gateway_share_of_the_day(void **state)
{
	static const char *const change[][2] = { { "fizz_foundation_bp", "600" } };
	struct world *w = fizz_leased(COUNCIL ",'era_s':600", "");

	(void) state;
	CLAIM("LEASE-08");
	CLAIM("LEASE-03");
	change_later(w, change, 1);
	ok(w, "{'do':'subnet.set','from':1,'provider':1,'gateway_bp':700}");
	request(w, SPHERON_OK, PRICE, "1000", CPU("8"));
	ok(w, "{'do':'lease.update_accept','from':2,'lease':1}");
	at(w, 606); /* 300 blocks later, in the next era */
	ok(w, "{'do':'lease.update','from':2,'lease':1,'price':'" PRICE "'}");
	expect_event(w, "['LeaseSettled',1,'30000','600','1500','0','600','27900']");
	expect_field(w, "lease", 1, 0, "gateway_bp", "700");
	expect_field(w, "lease", 1, 0, "protocol_bp", "600");
	expect_field(w, "lease", 1, 0, "provider_bp", "0");
	expect_bucket(w, "earned", 1, 0, "600");
	expect_bucket(w, "fizz_earned", 1, 0, "27900");
	world_end(w);
}

static void of_a_fizz_lease_either_owner_applies_the_update(void **state)
{
	(void) state;
	for (unsigned owner = 1; owner <= 2; owner++) {
		struct world *w = fizz_leased("", "");

		CLAIM("LEASE-08");
		request(w, SPHERON_OK, PRICE, "1000", CPU("16"));
		ok(w, "{'do':'lease.update_accept','from':2,'lease':1}");
		refused(w, SPHERON_NOT_ALLOWED,
				"{'do':'lease.update','from':9,'lease':1,'price':'" PRICE "'}");
		refused(w, SPHERON_NOT_ALLOWED,
				"{'do':'lease.update','from':0,'lease':1,'price':'" PRICE "'}");
		ok(w, "{'do':'lease.update','from':%u,'lease':1,'price':'" PRICE "'}", owner);
		expect_field(w, "fizz", 1, 0, "used_cpu", "16");
		expect_field(w, "fizz", 1, 0, "leases", "1");
		expect_field(w, "provider", 1, 0, "fleases", "1");
		world_end(w);
	}
}

static void an_update_price_meets_what_the_fizz_node_asks_now(void **state)
{
	struct world *w = fizz_leased("", "'p_cpu':2000000");

	(void) state;
	CLAIM("LEASE-12");
	request(w, SPHERON_OK, PRICE, "1000", CPU("16"));
	ok(w, "{'do':'lease.update_accept','from':2,'lease':1}");
	/* 16 threads: 32,000,000 * 10^12 / 1,296,000 = 24691358024691.36 */
	refused(w, SPHERON_PRICE_LOW,
			"{'do':'lease.update','from':2,'lease':1,'price':'24691358024691'}");
	ok(w, "{'do':'fizz.prices','from':2,'fizz':1,'p_cpu':4000000,'p_mem':0,'p_sto':0,"
	      "'p_gpu':0}");
	/* Twice that: 49382716049382.72 */
	refused(w, SPHERON_PRICE_LOW,
			"{'do':'lease.update','from':2,'lease':1,'price':'49382716049382'}");
	ok(w, "{'do':'lease.update','from':2,'lease':1,'price':'49382716049383'}");
	world_end(w);
}

/* ---- taking back ---- */

static void the_tenant_takes_a_request_back_at_any_stage(void **state)
{
	static const struct expected none[] = { { "upd", "0" }, { "u_price", "0" },
		{ "u_blocks", "0" }, { "u_cpu", "0" }, { "u_mem", "0" }, { "u_sto", "0" },
		{ "u_gpus", "0" }, { NULL, NULL } };
	struct world *w = leased("", "", "");

	(void) state;
	CLAIM("LEASE-13");
	refused(w, SPHERON_NOT_ACCEPTED, "{'do':'lease.update_cancel','from':9,'lease':1}");
	refused(w, SPHERON_NOT_ALLOWED, "{'do':'lease.update_cancel','from':1,'lease':1}");
	request(w, SPHERON_OK, PRICE, "30", "'cpu':1,'mem':2,'sto':3,'gpus':0");
	refused(w, SPHERON_NOT_ALLOWED, "{'do':'lease.update_cancel','from':1,'lease':1}");
	ok(w, "{'do':'lease.update_cancel','from':9,'lease':1}");
	expect_names(w, "UpdateCancelled");
	expect_event(w, "['UpdateCancelled',1]");
	expect_fields(w, "lease", 1, none);
	refused(w, SPHERON_NOT_ACCEPTED, "{'do':'lease.update_accept','from':1,'lease':1}");
	request(w, SPHERON_OK, PRICE, "30", "'cpu':1,'mem':2,'sto':3,'gpus':0");
	ok(w, "{'do':'lease.update_accept','from':1,'lease':1}");
	ok(w, "{'do':'lease.update_cancel','from':9,'lease':1}");
	expect_fields(w, "lease", 1, none);
	refused(w, SPHERON_NOT_ACCEPTED, "{'do':'lease.update','from':1,'lease':1,'price':'1'}");
	world_end(w);
}

/* ---- reputation ---- */

static void only_the_last_term_makes_a_lease_good(void **state)
{
	/* 1000 blocks at 10^15 are one credit, at 10^14 a tenth of one. */
	static const struct {
		const char *price, *good;
	} cases[] = { { "100000000000000", "0" }, { "1000000000000000", "1" } };

	(void) state;
	for (unsigned i = 0; i < 2; i++) {
		struct world *w = world_begin("'params':{'matcher_mode':2}");

		CLAIM("LEASE-14");
		a_provider(w, 1, "");
		an_order(w, TENANT, "'max_price':'1000000000000000'");
		ok(w, "{'do':'bid.place','from':1,'order':1,'provider':1,'price':'%s'}",
				i ? "100000000000000" : "1000000000000000");
		advance_to(w, 6);
		request(w, SPHERON_OK, "1000000000000000", "1000", CPU("8"));
		ok(w, "{'do':'lease.update_accept','from':1,'lease':1}");
		at(w, 2004);
		ok(w, "{'do':'lease.update','from':1,'lease':1,'price':'%s'}", cases[i].price);
		advance_to(w, 4004);
		expect_record(w, "lease", 1, 0, false);
		expect_field(w, "provider", 1, 0, "good", cases[i].good);
		world_end(w);
	}
}

int test_lease_update(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_request_is_stored_and_replaced_by_a_newer_one),
		cmocka_unit_test(a_request_keeps_to_the_bounds_of_an_order),
		cmocka_unit_test(a_lease_of_gpus_stays_one),
		cmocka_unit_test(only_the_tenant_requests),
		cmocka_unit_test(the_provider_owner_accepts_once),
		cmocka_unit_test(of_a_fizz_lease_only_the_fizz_owner_accepts),
		cmocka_unit_test(an_update_settles_the_old_term_and_begins_a_new_one),
		cmocka_unit_test(an_update_may_outlast_the_old_end),
		cmocka_unit_test(an_update_that_breaks_several_rules_reports_the_first),
		cmocka_unit_test(escrow_and_the_refund_of_the_old_lock_just_cover_the_new_one),
		cmocka_unit_test(resources_must_fit_when_the_old_ones_are_released),
		cmocka_unit_test(a_price_of_one_to_the_limit_of_the_request_is_admitted),
		cmocka_unit_test(a_renewed_lease_has_the_fees_and_the_settle_mode_of_the_day),
		cmocka_unit_test(a_renewed_fizz_lease_has_the_gateway_share_of_the_day),
		cmocka_unit_test(of_a_fizz_lease_either_owner_applies_the_update),
		cmocka_unit_test(an_update_price_meets_what_the_fizz_node_asks_now),
		cmocka_unit_test(the_tenant_takes_a_request_back_at_any_stage),
		cmocka_unit_test(only_the_last_term_makes_a_lease_good),
	};

	return cmocka_run_group_tests_name("lease_update", tests, NULL, NULL);
}
