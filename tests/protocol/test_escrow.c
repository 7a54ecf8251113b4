/* Escrow, settlement and fees (RULES.md 3.11). */

#include "tests/protocol/groups.h"
#include "tests/support/world.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PRICE "100000000000000" /* 100 units a block */
#define TENANT 9
#define SPON "000000000000000000"

static void advance_to(struct world *w, uint64_t seconds)
{
	at(w, seconds);
	ok(w, "{'do':'advance'}");
}

static struct world *market(const char *more)
{
	char args[512];

	snprintf(args, sizeof args, "'params':{'matcher_mode':2%s}", more);
	return world_begin(args);
}

/* Lease 1 of provider 1 from block 3, second 6, on, at this price. */
static void leased(struct world *w, const char *price, const char *order)
{
	a_provider(w, 1, "");
	an_order(w, TENANT, order);
	ok(w, "{'do':'bid.place','from':1,'order':1,'provider':1,'price':'%s'}", price);
	advance_to(w, 6);
	expect_record(w, "lease", 1, 0, true);
}

static void fizz_leased(struct world *w, const char *price, const char *order)
{
	a_provider(w, 1, "'gateway':1");
	a_fizz(w, 2, 1, "");
	an_order(w, TENANT, order);
	ok(w, "{'do':'bid.place','from':1,'order':1,'provider':1,'fizz':1,'price':'%s'}", price);
	advance_to(w, 6);
	expect_record(w, "lease", 1, 0, true);
}

/* ---- deposits ---- */

static void a_deposit_is_at_least_one_whole_token(void **state)
{
	struct world *w = world_begin("");

	(void) state;
	CLAIM("ESCROW-01");
	a_rich_account(w, 1);
	refused(w, SPHERON_BAD_VALUE,
			"{'do':'escrow.deposit','from':1,'token':0,'amount':'999999'}");
	ok(w, "{'do':'escrow.deposit','from':1,'token':0,'amount':'1000000'}");
	expect_names(w, "Moved");
	expect_event(w, "['Moved','free:1','escrow:1',0,'1000000']");
	expect_bucket(w, "escrow", 1, 0, "1000000");
	expect_bucket(w, "free", 1, 0, "999999000000");
	refused(w, SPHERON_BAD_VALUE,
			"{'do':'escrow.deposit','from':1,'token':1,'amount':'999999999999999999'}");
	ok(w, "{'do':'escrow.deposit','from':1,'token':1,'amount':'1" SPON "'}");
	world_end(w);
}

static void a_deposit_is_never_nothing(void **state)
{
	struct world *w = world_begin("'params':{'min_deposit':0}");

	(void) state;
	CLAIM("ESCROW-01");
	a_rich_account(w, 1);
	refused(w, SPHERON_BAD_VALUE, "{'do':'escrow.deposit','from':1,'token':0,'amount':'0'}");
	ok(w, "{'do':'escrow.deposit','from':1,'token':0,'amount':'1'}");
	world_end(w);
	/* 2 ppm of a token without decimals is no whole unit, of one with six it is two. */
	w = world_begin("'params':{'min_deposit':2}");
	CLAIM("ESCROW-01");
	a_rich_account(w, 1);
	ok(w, "{'do':'token.add','decimals':0}");
	ok(w, "{'do':'token.mint','token':3,'to':1,'amount':'5'}");
	refused(w, SPHERON_BAD_VALUE, "{'do':'escrow.deposit','from':1,'token':3,'amount':'0'}");
	ok(w, "{'do':'escrow.deposit','from':1,'token':3,'amount':'1'}");
	refused(w, SPHERON_BAD_VALUE, "{'do':'escrow.deposit','from':1,'token':0,'amount':'1'}");
	ok(w, "{'do':'escrow.deposit','from':1,'token':0,'amount':'2'}");
	world_end(w);
}

static void a_deposit_checks_token_then_amount_then_funds(void **state)
{
	struct world *w = world_begin("");

	(void) state;
	CLAIM("ESCROW-01");
	a_rich_account(w, 1);
	an_account(w, 2);
	refused(w, SPHERON_BAD_TOKEN, "{'do':'escrow.deposit','from':2,'token':2,'amount':'0'}");
	refused(w, SPHERON_BAD_TOKEN, "{'do':'escrow.deposit','from':2,'token':3,'amount':'0'}");
	refused(w, SPHERON_BAD_VALUE, "{'do':'escrow.deposit','from':2,'token':0,'amount':'0'}");
	refused(w, SPHERON_NO_FUNDS,
			"{'do':'escrow.deposit','from':2,'token':0,'amount':'1000000'}");
	refused(w, SPHERON_NO_FUNDS,
			"{'do':'escrow.deposit','from':1,'token':0,'amount':'1000000000001'}");
	ok(w, "{'do':'escrow.deposit','from':1,'token':0,'amount':'1000000000000'}");
	world_end(w);
}

static void unlocked_escrow_comes_back_at_any_time(void **state)
{
	struct world *w = market("");

	(void) state;
	CLAIM("ESCROW-02");
	leased(w, PRICE, "");
	/* 102,000 of 10^11 are locked. */
	refused(w, SPHERON_NO_ESCROW,
			"{'do':'escrow.withdraw','from':9,'token':0,'amount':'99999898001'}");
	ok(w, "{'do':'escrow.withdraw','from':9,'token':0,'amount':'1'}");
	expect_names(w, "Moved");
	expect_event(w, "['Moved','escrow:9','free:9',0,'1']");
	ok(w, "{'do':'escrow.withdraw','from':9,'token':0,'amount':'99999897999'}");
	expect_bucket(w, "escrow", 9, 0, "0");
	expect_bucket(w, "locked", 1, 0, "102000");
	expect_bucket(w, "free", 9, 0, "999999898000");
	world_end(w);
}

static void a_withdrawal_checks_token_then_amount_then_escrow(void **state)
{
	struct world *w = world_begin("");

	(void) state;
	CLAIM("ESCROW-02");
	a_rich_account(w, 1);
	refused(w, SPHERON_BAD_TOKEN, "{'do':'escrow.withdraw','from':1,'token':3,'amount':'0'}");
	refused(w, SPHERON_BAD_VALUE, "{'do':'escrow.withdraw','from':1,'token':0,'amount':'0'}");
	refused(w, SPHERON_NO_ESCROW, "{'do':'escrow.withdraw','from':1,'token':0,'amount':'1'}");
	/* ETH exists, but none of it can be in escrow. */
	refused(w, SPHERON_BAD_VALUE, "{'do':'escrow.withdraw','from':1,'token':2,'amount':'0'}");
	refused(w, SPHERON_NO_ESCROW, "{'do':'escrow.withdraw','from':1,'token':2,'amount':'1'}");
	ok(w, "{'do':'escrow.deposit','from':1,'token':0,'amount':'1000000'}");
	ok(w, "{'do':'escrow.withdraw','from':1,'token':0,'amount':'1000000'}");
	world_end(w);
}

/* ---- the lock ---- */

static void cost_and_fee_of_the_lock_are_each_rounded_down(void **state)
{
	struct world *w = market(",'user_fee_bp':333");

	(void) state;
	CLAIM("ESCROW-03");
	CLAIM("ESCROW-04");
	/* 1000 * 10049999999999 / 10^12 = 10,049.999; 10,049 * 333 / 10,000 = 334.6. */
	leased(w, "10049999999999", "");
	expect_bucket(w, "locked", 1, 0, "10383");
	expect_bucket(w, "escrow", 9, 0, "99999989617");
	world_end(w);
}

static void the_lock_is_of_the_bid_and_not_of_the_highest_price(void **state)
{
	struct world *w = market("");

	(void) state;
	CLAIM("ESCROW-04");
	leased(w, "50000000000000", "");
	expect_event(w, "['LeaseCreated',1,9,1,0,'50000000000000',1000,'51000',3,1003]");
	expect_bucket(w, "locked", 1, 0, "51000");
	world_end(w);
}

static void a_lease_is_paid_to_its_end_whatever_its_tenant_withdraws(void **state)
{
	struct world *w = market("");

	(void) state;
	CLAIM("ESCROW-08");
	leased(w, PRICE, "");
	ok(w, "{'do':'escrow.withdraw','from':9,'token':0,'amount':'99999898000'}");
	ok(w, "{'do':'token.transfer','from':9,'token':0,'to':1,'amount':'999999898000'}");
	advance_to(w, 2006);
	expect_event(w, "['LeaseClosed',1,3,'100000','0']");
	expect_bucket(w, "earned", 1, 0, "79000");
	expect_bucket(w, "escrow", 9, 0, "0");
	world_end(w);
}

/* ---- settling ---- */

static void at_close_nothing_is_settled_before(void **state)
{
	struct world *w = market("");

	(void) state;
	CLAIM("ESCROW-06");
	leased(w, PRICE, "");
	at(w, 100);
	refused(w, SPHERON_DISABLED, "{'do':'lease.settle','from':9,'lease':1}");
	refused(w, SPHERON_DISABLED, "{'do':'lease.settle','from':1,'lease':1}");
	refused(w, SPHERON_NOT_ALLOWED, "{'do':'lease.settle','from':0,'lease':1}");
	expect_bucket(w, "earned", 1, 0, "0");
	ok(w, "{'do':'lease.close','from':9,'lease':1}");
	world_end(w);
}

static void a_stream_is_settled_by_whoever_takes_part(void **state)
{
	struct world *w = market(",'settle_mode':1");

	(void) state;
	CLAIM("ESCROW-07");
	leased(w, PRICE, "");
	refused(w, SPHERON_NOTHING, "{'do':'lease.settle','from':9,'lease':1}"); /* block 0 */
	at(w, 9);
	refused(w, SPHERON_NOT_ALLOWED, "{'do':'lease.settle','from':0,'lease':1}");
	ok(w, "{'do':'lease.settle','from':9,'lease':1}");
	expect_names(w, "LeaseSettled");
	expect_event(w, "['LeaseSettled',1,'100','2','20','1','0','79']");
	expect_field(w, "lease", 1, 0, "settled", "100");
	expect_bucket(w, "locked", 1, 0, "101898");
	refused(w, SPHERON_NOTHING, "{'do':'lease.settle','from':1,'lease':1}");
	at(w, 10);
	ok(w, "{'do':'lease.settle','from':1,'lease':1}");
	expect_field(w, "lease", 1, 0, "settled", "200");
	advance_to(w, 2006);
	/* The close settles what is left and carries the gross of the whole term. */
	expect_event(w, "['LeaseSettled',1,'99800','1996','19960','998','0','78842']");
	expect_event(w, "['LeaseClosed',1,3,'100000','0']");
	expect_bucket(w, "earned", 1, 0, "79000");
	expect_bucket(w, "treasury", 0, 0, "23000");
	world_end(w);
}

static void a_fizz_stream_is_settled_by_tenant_gateway_or_node(void **state)
{
	struct world *w = market(",'settle_mode':1");

	(void) state;
	CLAIM("ESCROW-07");
	fizz_leased(w, PRICE, "'mode':0");
	for (unsigned i = 0; i < 3; i++) {
		static const unsigned from[] = { 1, 2, 9 };

		at(w, 8 + 2 * i);
		ok(w, "{'do':'lease.settle','from':%u,'lease':1}", from[i]);
		expect_event(w, "['LeaseSettled',1,'100','2','5','0','2','93']");
	}
	at(w, 20);
	refused(w, SPHERON_NOT_ALLOWED, "{'do':'lease.settle','from':0,'lease':1}");
	world_end(w);
}

static void the_settle_mode_is_that_of_the_start_of_the_lease(void **state)
{
	struct world *w = market(",'settle_mode':1,'vote_mode':1,'vote_s':60,'proposal_deposit':0");

	(void) state;
	CLAIM("ESCROW-07");
	ok(w, "{'do':'prop.submit','kind':2,'name':'settle_mode','value':'0'}");
	ok(w, "{'do':'prop.vote','prop':1,'choice':1}");
	leased(w, PRICE, "");
	at(w, 60);
	ok(w, "{'do':'lease.settle','from':9,'lease':1}");
	a_lease(w, TENANT, 1, "");
	at(w, 80);
	refused(w, SPHERON_DISABLED, "{'do':'lease.settle','from':9,'lease':2}");
	world_end(w);
}

static void a_settlement_that_leaves_nothing_less_than_nothing_waits(void **state)
{
	/* One unit a block, half to the protocol and a fifth to the provider fee: from 9 to 10
	 * units both fees step up, which is more than the one unit that is new. */
	struct world *w = market(",'settle_mode':1,'min_order_ppm':0,'user_fee_bp':0,"
				 "'protocol_fee_bp':5000,'provider_fee_bp':2000");

	(void) state;
	CLAIM("D-01");
	leased(w, "1000000000000", "'blocks':40");
	at(w, 24);
	ok(w, "{'do':'lease.settle','from':9,'lease':1}");
	expect_event(w, "['LeaseSettled',1,'9','0','4','1','0','4']");
	at(w, 26);
	refused(w, SPHERON_NOTHING, "{'do':'lease.settle','from':9,'lease':1}");
	expect_field(w, "lease", 1, 0, "settled", "9");
	at(w, 28);
	ok(w, "{'do':'lease.settle','from':9,'lease':1}");
	expect_event(w, "['LeaseSettled',1,'2','0','1','1','0','0']");
	world_end(w);
}

static void at_a_close_the_provider_fee_gives_way(void **state)
{
	struct world *w = market(",'settle_mode':1,'min_order_ppm':0,'user_fee_bp':0,"
				 "'protocol_fee_bp':5000,'provider_fee_bp':2000");

	(void) state;
	CLAIM("D-01");
	leased(w, "1000000000000", "'blocks':40");
	at(w, 24);
	ok(w, "{'do':'lease.settle','from':9,'lease':1}");
	at(w, 26);
	ok(w, "{'do':'lease.close','from':9,'lease':1}");
	expect_event(w, "['LeaseSettled',1,'1','0','1','0','0','0']");
	expect_event(w, "['LeaseClosed',1,1,'10','30']");
	expect_bucket(w, "earned", 1, 0, "4");
	expect_bucket(w, "treasury", 0, 0, "6");
	world_end(w);
}

static void at_a_renewal_it_gives_way_too(void **state)
{
	struct world *w = market(",'settle_mode':1,'min_order_ppm':0,'user_fee_bp':0,"
				 "'protocol_fee_bp':5000,'provider_fee_bp':2000");

	(void) state;
	CLAIM("D-01");
	leased(w, "1000000000000", "'blocks':40");
	ok(w, "{'do':'lease.update_request','from':9,'lease':1,'max_price':'1000000000000',"
	      "'blocks':50,'cpu':8,'mem':0,'sto':0,'gpus':0}");
	ok(w, "{'do':'lease.update_accept','from':1,'lease':1}");
	at(w, 24);
	ok(w, "{'do':'lease.settle','from':9,'lease':1}");
	at(w, 26);
	ok(w, "{'do':'lease.update','from':1,'lease':1,'price':'1000000000000'}");
	expect_event(w, "['LeaseSettled',1,'1','0','1','0','0','0']");
	expect_event(w, "['LeaseUpdated',1,'1000000000000',50,'50',13,63]");
	expect_bucket(w, "locked", 1, 0, "50");
	world_end(w);
}

static void of_a_fizz_lease_the_gateway_part_gives_way(void **state)
{
	struct world *w = market(",'settle_mode':1,'min_order_ppm':0,'user_fee_bp':0,"
				 "'fizz_foundation_bp':5000,'gateway_default_bp':2000");

	(void) state;
	CLAIM("D-01");
	fizz_leased(w, "1000000000000", "'mode':0,'blocks':40");
	at(w, 24);
	ok(w, "{'do':'lease.settle','from':2,'lease':1}");
	expect_event(w, "['LeaseSettled',1,'9','0','4','0','1','4']");
	at(w, 26);
	refused(w, SPHERON_NOTHING, "{'do':'lease.settle','from':2,'lease':1}");
	ok(w, "{'do':'lease.close','from':9,'lease':1}");
	expect_event(w, "['LeaseSettled',1,'1','0','1','0','0','0']");
	world_end(w);
}

/* ---- any division of a term ---- */

static uint64_t rng;

static unsigned below(unsigned n)
{
	rng = rng * 6364136223846793005u + 1442695040888963407u;
	return (unsigned) (rng >> 33) % n;
}

struct outcome {
	char earned[40], fizz_earned[40], treasury[40], escrow[40];
};

/* Runs a lease for `last` of 1000 blocks, settled in between as often as told, and closes it. */
static struct outcome run(const char *params, const char *price, bool fizz, unsigned last,
		unsigned cuts)
{
	struct world *w = market(params);
	struct outcome out;
	unsigned block = 0;

	CLAIM("ESCROW-05");
	if (fizz)
		fizz_leased(w, price, "'mode':0");
	else
		leased(w, price, "");
	for (unsigned i = 0; i < cuts; i++) {
		char line[100];
		int n;

		/* The last part is more than one unit, so it never has to give way. */
		block += 1 + below((last - 3 - block) / (cuts - i));
		at(w, 6 + 2 * block);
		n = snprintf(line, sizeof line,
				"{\"t\":%u,\"from\":9,\"do\":\"lease.settle\",\"lease\":1}",
				T0 + 6 + 2 * block);
		send_line(w, line, (size_t) n); /* refused if it leaves less than nothing */
	}
	at(w, 6 + 2 * last);
	if (last < 1000)
		ok(w, "{'do':'lease.close','from':9,'lease':1}");
	else
		ok(w, "{'do':'advance'}");
	snprintf(out.earned, sizeof out.earned, "%s", bucket(w, "earned", 1, 0));
	snprintf(out.fizz_earned, sizeof out.fizz_earned, "%s", bucket(w, "fizz_earned", 1, 0));
	snprintf(out.treasury, sizeof out.treasury, "%s", bucket(w, "treasury", 0, 0));
	snprintf(out.escrow, sizeof out.escrow, "%s", bucket(w, "escrow", TENANT, 0));
	world_end(w);
	return out;
}

static void any_division_of_a_term_sums_to_its_settlement_at_once(void **state)
{
	(void) state;
	rng = 5;
	for (unsigned i = 0; i < 24; i++) {
		char params[256], price[40];
		unsigned last = i % 3 ? 100 + below(900) : 1000;
		bool fizz = i % 2;
		struct outcome once, often;

		snprintf(params, sizeof params,
				",'settle_mode':1,'min_order_ppm':0,'user_fee_bp':%u,"
				"'protocol_fee_bp':%u,'provider_fee_bp':%u,"
				"'fizz_foundation_bp':%u,'gateway_default_bp':%u",
				below(2001), below(5001), below(2001), below(5001), below(2001));
		snprintf(price, sizeof price, "%u%06u", 1000000 + below(1 << (i + 3)),
				below(1000000));
		once = run(params, price, fizz, last, 0);
		often = run(params, price, fizz, last, 2 + below(20));
		assert_string_equal(once.earned, often.earned);
		assert_string_equal(once.fizz_earned, often.fizz_earned);
		assert_string_equal(once.treasury, often.treasury);
		assert_string_equal(once.escrow, often.escrow);
	}
}

/* ---- fees ---- */

static void every_fee_is_a_floor_of_the_gross(void **state)
{
	struct world *w = market(",'user_fee_bp':333,'protocol_fee_bp':1111,'provider_fee_bp':77");

	(void) state;
	CLAIM("FEE-01");
	leased(w, "12345678901234", "");
	advance_to(w, 2006);
	/* Of 12,345: 411.08, 1371.5, 95.05, and 12,345 - 1371 - 95. */
	expect_event(w, "['LeaseSettled',1,'12345','411','1371','95','0','10879']");
	expect_bucket(w, "earned", 1, 0, "10879");
	expect_bucket(w, "treasury", 0, 0, "1877");
	/* 12,345 + 411 were locked, and all of it was due. */
	expect_bucket(w, "escrow", 9, 0, "99999987244");
	world_end(w);
}

static void spon_pays_fees_of_its_own(void **state)
{
	static const char *const params[] = { "",
		",'user_fee_spon_bp':100,'provider_fee_spon_bp':50" };
	static const char *const settled[] = {
		"['LeaseSettled',1,'100000000000000000','0','20000000000000000','0','0',"
		"'80000000000000000']",
		"['LeaseSettled',1,'100000000000000000','1000000000000000','20000000000000000',"
		"'500000000000000','0','79500000000000000']" };

	(void) state;
	for (unsigned i = 0; i < 2; i++) {
		struct world *w = market(params[i]);

		CLAIM("FEE-02");
		a_rich_account(w, TENANT);
		ok(w, "{'do':'escrow.deposit','from':9,'token':1,'amount':'1" SPON "'}");
		leased(w, PRICE, "'token':1");
		advance_to(w, 2006);
		expect_event(w, settled[i]);
		world_end(w);
	}
}

static void every_other_token_pays_the_usual_fees(void **state)
{
	struct world *w = market(",'user_fee_spon_bp':1,'provider_fee_spon_bp':1");

	(void) state;
	CLAIM("FEE-02");
	a_rich_account(w, TENANT);
	ok(w, "{'do':'token.add','decimals':8}");
	ok(w, "{'do':'token.mint','token':3,'to':9,'amount':'1000000000'}");
	ok(w, "{'do':'escrow.deposit','from':9,'token':3,'amount':'1000000000'}");
	a_provider(w, 1, "'tokens':8");
	an_order(w, TENANT, "'token':3");
	ok(w, "{'do':'bid.place','from':1,'order':1,'provider':1,'price':'" PRICE "'}");
	advance_to(w, 6);
	/* Eight decimals: 10^14 * 1000 / 10^10. */
	expect_bucket(w, "locked", 1, 3, "10200000");
	advance_to(w, 2006);
	expect_event(w, "['LeaseSettled',1,'10000000','200000','2000000','100000','0','7900000']");
	expect_bucket(w, "earned", 1, 3, "7900000");
	expect_bucket(w, "treasury", 0, 3, "2300000");
	world_end(w);
}

static void liveness_rewards_pay_no_fee(void **state)
{
	struct world *w = world_begin("'params':{'era_s':600}");

	(void) state;
	CLAIM("FEE-03");
	/* At tier One: 64 threads of 0.1 points at 1.0, link Medium, SSD, trust 2.0: 12.8 points
	 * an era. */
	a_provider(w, 1, "");
	ok(w, "{'do':'trust.set','provider':1,'tier':0}");
	ok(w, "{'do':'pool.fund','from':1,'amount':'100000" SPON "'}");
	advance_to(w, 600);
	expect_bucket(w, "accrued", 1, 1, "12800000000000000000");
	expect_bucket(w, "treasury", 0, 1, "0");
	ok(w, "{'do':'reward.claim','from':1,'provider':1}");
	expect_event(w, "['Moved','accrued:1','free:1',1,'12800000000000000000']");
	expect_bucket(w, "treasury", 0, 1, "0");
	world_end(w);
}

static void a_fizz_lease_pays_foundation_gateway_and_node(void **state)
{
	struct world *w = market(",'user_fee_bp':333,'fizz_foundation_bp':555,"
				 "'gateway_default_bp':222,'provider_fee_bp':2000");

	(void) state;
	CLAIM("FEE-04");
	fizz_leased(w, "12345678901234", "'mode':0");
	advance_to(w, 2006);
	/* Of 12,345: 411.08, 685.1, no provider fee, 274.05, and 12,345 - 685 - 274. */
	expect_event(w, "['LeaseSettled',1,'12345','411','685','0','274','11386']");
	expect_bucket(w, "treasury", 0, 0, "1096");
	expect_bucket(w, "earned", 1, 0, "274");
	expect_bucket(w, "fizz_earned", 1, 0, "11386");
	world_end(w);
}

static void the_owner_withdraws_all_that_was_earned(void **state)
{
	struct world *w = market("");

	(void) state;
	CLAIM("FEE-05");
	fizz_leased(w, PRICE, "'mode':0");
	advance_to(w, 2006);
	ok(w, "{'do':'earn.withdraw','from':1,'kind':0,'id':1,'token':0}");
	expect_names(w, "Moved");
	expect_event(w, "['Moved','earned:1','free:1',0,'2000']");
	expect_bucket(w, "free", 1, 0, "1000000002000");
	expect_bucket(w, "earned", 1, 0, "0");
	refused(w, SPHERON_NOTHING, "{'do':'earn.withdraw','from':1,'kind':0,'id':1,'token':0}");
	ok(w, "{'do':'earn.withdraw','from':2,'kind':1,'id':1,'token':0}");
	expect_event(w, "['Moved',_,'free:2',0,'93000']");
	expect_bucket(w, "free", 2, 0, "1000000093000");
	expect_bucket(w, "fizz_earned", 1, 0, "0");
	refused(w, SPHERON_NOTHING, "{'do':'earn.withdraw','from':2,'kind':1,'id':1,'token':0}");
	world_end(w);
}

static void withdrawing_checks_kind_node_owner_token_and_income_in_turn(void **state)
{
	struct world *w = market("");

	(void) state;
	fizz_leased(w, PRICE, "'mode':0");
	refused(w, SPHERON_BAD_VALUE, "{'do':'earn.withdraw','from':9,'kind':2,'id':9,'token':9}");
	refused(w, SPHERON_NOT_FOUND, "{'do':'earn.withdraw','from':9,'kind':0,'id':9,'token':9}");
	refused(w, SPHERON_NOT_FOUND, "{'do':'earn.withdraw','from':9,'kind':1,'id':9,'token':9}");
	refused(w, SPHERON_NOT_ALLOWED,
			"{'do':'earn.withdraw','from':2,'kind':0,'id':1,'token':9}");
	refused(w, SPHERON_NOT_ALLOWED,
			"{'do':'earn.withdraw','from':1,'kind':1,'id':1,'token':9}");
	refused(w, SPHERON_BAD_TOKEN, "{'do':'earn.withdraw','from':1,'kind':0,'id':1,'token':3}");
	refused(w, SPHERON_NOTHING, "{'do':'earn.withdraw','from':1,'kind':0,'id':1,'token':0}");
	refused(w, SPHERON_NOTHING, "{'do':'earn.withdraw','from':1,'kind':0,'id':1,'token':2}");
	world_end(w);
}

static void an_admin_pays_out_of_the_treasury(void **state)
{
	struct world *w = market("");

	(void) state;
	CLAIM("FEE-06");
	leased(w, PRICE, "");
	advance_to(w, 2006);
	an_account(w, 20);
	ok(w, "{'do':'role.set','acct':20,'roles':62}"); /* all but ADMIN */
	refused(w, SPHERON_NOT_ALLOWED,
			"{'do':'treasury.pay','from':20,'token':9,'to':99,'amount':'0'}");
	ok(w, "{'do':'role.set','acct':20,'roles':1}");
	refused(w, SPHERON_BAD_TOKEN,
			"{'do':'treasury.pay','from':20,'token':3,'to':99,'amount':'0'}");
	refused(w, SPHERON_NOT_FOUND,
			"{'do':'treasury.pay','from':20,'token':0,'to':99,'amount':'0'}");
	refused(w, SPHERON_BAD_VALUE,
			"{'do':'treasury.pay','from':20,'token':0,'to':20,'amount':'0'}");
	/* 2,000 + 20,000 + 1,000 are there. */
	refused(w, SPHERON_NO_FUNDS,
			"{'do':'treasury.pay','from':20,'token':0,'to':20,'amount':'23001'}");
	ok(w, "{'do':'treasury.pay','from':20,'token':0,'to':20,'amount':'23000'}");
	expect_names(w, "Moved");
	expect_event(w, "['Moved','treasury:0','free:20',0,'23000']");
	expect_bucket(w, "treasury", 0, 0, "0");
	expect_bucket(w, "free", 20, 0, "23000");
	world_end(w);
}

int test_escrow(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_deposit_is_at_least_one_whole_token),
		cmocka_unit_test(a_deposit_is_never_nothing),
		cmocka_unit_test(a_deposit_checks_token_then_amount_then_funds),
		cmocka_unit_test(unlocked_escrow_comes_back_at_any_time),
		cmocka_unit_test(a_withdrawal_checks_token_then_amount_then_escrow),
		cmocka_unit_test(cost_and_fee_of_the_lock_are_each_rounded_down),
		cmocka_unit_test(the_lock_is_of_the_bid_and_not_of_the_highest_price),
		cmocka_unit_test(a_lease_is_paid_to_its_end_whatever_its_tenant_withdraws),
		cmocka_unit_test(at_close_nothing_is_settled_before),
		cmocka_unit_test(a_stream_is_settled_by_whoever_takes_part),
		cmocka_unit_test(a_fizz_stream_is_settled_by_tenant_gateway_or_node),
		cmocka_unit_test(the_settle_mode_is_that_of_the_start_of_the_lease),
		cmocka_unit_test(a_settlement_that_leaves_nothing_less_than_nothing_waits),
		cmocka_unit_test(at_a_close_the_provider_fee_gives_way),
		cmocka_unit_test(at_a_renewal_it_gives_way_too),
		cmocka_unit_test(of_a_fizz_lease_the_gateway_part_gives_way),
		cmocka_unit_test(any_division_of_a_term_sums_to_its_settlement_at_once),
		cmocka_unit_test(every_fee_is_a_floor_of_the_gross),
		cmocka_unit_test(spon_pays_fees_of_its_own),
		cmocka_unit_test(every_other_token_pays_the_usual_fees),
		cmocka_unit_test(liveness_rewards_pay_no_fee),
		cmocka_unit_test(a_fizz_lease_pays_foundation_gateway_and_node),
		cmocka_unit_test(the_owner_withdraws_all_that_was_earned),
		cmocka_unit_test(withdrawing_checks_kind_node_owner_token_and_income_in_turn),
		cmocka_unit_test(an_admin_pays_out_of_the_treasury),
	};

	return cmocka_run_group_tests_name("escrow", tests, NULL, NULL);
}
