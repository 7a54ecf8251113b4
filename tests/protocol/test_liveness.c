/* Which seconds of an era count, at which rate (RULES.md LIVE-01..04).  What becomes of them at the
 * era close is in test_points.c. */

#include "tests/protocol/groups.h"
#include "tests/support/world.h"

#include <stdio.h>
#include <string.h>

#define TENANT 9
#define RATE_PROVIDER "6400000" /* the usual 64 threads at tier Six, 1.0 */
#define RATE_FIZZ "40000000" /* 16 threads at the Basic tier */

static void advance_to(struct world *w, uint64_t seconds)
{
	at(w, seconds);
	ok(w, "{'do':'advance'}");
}

/* Provider 1 of account 1 at tier Six, a gateway; its Fizz node 1 of account 2; the tenant. */
static struct world *scene(const char *params)
{
	char args[1024];
	struct world *w;

	snprintf(args, sizeof args, "'params':{'slash_model':1%s}", params);
	w = world_begin(args);
	a_provider(w, 1, "'gateway':1");
	a_fizz(w, 2, 1, "");
	ok(w, "{'do':'trust.set','provider':1,'tier':5}");
	a_rich_account(w, TENANT);
	return w;
}

/* A lease that starts now, since the tenant picks it itself. */
static unsigned lease_now(struct world *w, uint32_t fizz)
{
	unsigned order = (unsigned) an_order(w, TENANT,
			fizz ? "'select':1,'mode':0,'blocks':15768000"
			     : "'select':1,'blocks':15768000");
	struct spheron_record meta;

	spheron_find(world_state(w), SPHERON_RECORD_META, 0, 0, 0, &meta);
	ok(w, "{'do':'bid.place','from':1,'order':%u,'provider':1,'fizz':%u,"
	      "'price':'100000000000000'}",
			order, fizz);
	ok(w, "{'do':'order.choose','from':9,'order':%u,'bid':%u}", order,
			(unsigned) meta.u.meta.next_bid);
	return order;
}

static void expect_counters(struct world *w, const char *record, const char *measured,
		const char *up, const char *wsec, const char *dsec)
{
	expect_field(w, record, 1, 0, "measured_s", measured);
	expect_field(w, record, 1, 0, "up_s", up);
	expect_field(w, record, 1, 0, "wsec", wsec);
	expect_field(w, record, 1, 0, "dsec", dsec);
}

/* ---- providers ---- */

static void an_active_connected_verified_provider_earns_its_rate_every_second(void **state)
{
	struct world *w = scene("");

	(void) state;
	CLAIM("LIVE-01");
	advance_to(w, 1);
	expect_counters(w, "provider", "1", "1", "6400000", "0");
	advance_to(w, 100);
	expect_counters(w, "provider", "100", "100", "640000000", "0");
	world_end(w);
}

static void a_registered_provider_is_measured_but_earns_nothing(void **state)
{
	struct world *w = scene("");

	(void) state;
	CLAIM("LIVE-01");
	at(w, 10);
	ok(w, "{'do':'stake.unbond','from':1,'provider':1,'amount':'59500000000000000000001'}");
	at(w, 30);
	ok(w, "{'do':'stake.add','from':1,'provider':1,'amount':'1'}");
	advance_to(w, 35);
	expect_counters(w, "provider", "35", "35", "96000000", "0"); /* 15 s */
	world_end(w);
}

static void a_suspended_provider_is_not_measured(void **state)
{
	struct world *w = scene("");

	(void) state;
	CLAIM("LIVE-01");
	at(w, 10);
	ok(w, "{'do':'provider.suspend','provider':1}");
	at(w, 30);
	ok(w, "{'do':'provider.reinstate','provider':1}");
	advance_to(w, 35);
	expect_counters(w, "provider", "15", "15", "96000000", "0");
	world_end(w);
}

static void in_maintenance_no_second_counts(void **state)
{
	struct world *w = scene(",'maint_notice_s':1,'cooldown_s':0");

	(void) state;
	CLAIM("LIVE-01");
	lease_now(w, 0);
	ok(w, "{'do':'maint.schedule','from':1,'provider':1,'start':%u,'dur':20}", T0 + 10);
	at(w, 15);
	ok(w, "{'do':'node.down','from':1,'kind':0,'id':1}");
	at(w, 25);
	ok(w, "{'do':'node.up','from':1,'kind':0,'id':1}");
	advance_to(w, 35);
	expect_counters(w, "provider", "15", "15", "96000000", "0");
	world_end(w);
}

static void a_provider_that_left_counts_no_more(void **state)
{
	struct world *w = world_begin("'params':{'era_s':86400}");

	(void) state;
	CLAIM("LIVE-01");
	a_provider(w, 1, "");
	ok(w, "{'do':'trust.set','provider':1,'tier':5}");
	at(w, 10);
	ok(w, "{'do':'provider.exit','from':1,'provider':1}");
	advance_to(w, 100);
	expect_counters(w, "provider", "10", "10", "64000000", "0");
	world_end(w);
}

static void without_a_link_seconds_are_measured_but_not_up(void **state)
{
	struct world *w = scene(",'cooldown_s':0");

	(void) state;
	CLAIM("LIVE-01");
	at(w, 10);
	ok(w, "{'do':'node.down','from':1,'kind':0,'id':1}");
	at(w, 15);
	ok(w, "{'do':'node.pause','from':1,'kind':0,'id':1}");
	at(w, 20);
	ok(w, "{'do':'node.up','from':1,'kind':0,'id':1}"); /* still paused */
	at(w, 30);
	ok(w, "{'do':'node.resume','from':1,'kind':0,'id':1}");
	advance_to(w, 35);
	expect_counters(w, "provider", "35", "15", "96000000", "0");
	world_end(w);
}

static void seconds_in_cooldown_are_up_but_not_rewarded(void **state)
{
	struct world *w = scene(",'cooldown_s':10");

	(void) state;
	CLAIM("LIVE-01");
	at(w, 5);
	ok(w, "{'do':'node.pause','from':1,'kind':0,'id':1}");
	at(w, 7);
	ok(w, "{'do':'node.resume','from':1,'kind':0,'id':1}");
	advance_to(w, 17);
	expect_counters(w, "provider", "17", "15", "32000000", "0");
	advance_to(w, 18); /* second 17 earns again */
	expect_counters(w, "provider", "18", "16", "38400000", "0");
	world_end(w);
}

static void an_unverified_provider_earns_nothing_unless_the_parameter_says_so(void **state)
{
	(void) state;
	for (unsigned first = 0; first <= 1; first++) {
		struct world *w = world_begin(first ? "" : "'params':{'verify_first':0}");

		CLAIM("LIVE-01");
		a_rich_account(w, 1);
		ok(w, "{'do':'provider.register','from':1,'region':1,'cpu':64,'score':30000,"
		      "'sto':1,'sto_tier':1,'down':400,'up':300}");
		ok(w, "{'do':'stake.add','from':1,'provider':1,'amount':'500000000000000000000'}");
		ok(w, "{'do':'trust.set','provider':1,'tier':5}");
		advance_to(w, 10);
		expect_counters(w, "provider", "10", "10", first ? "0" : "64000000", "0");
		ok(w, "{'do':'proof.report','provider':1,'kind':0,'pass':1}");
		advance_to(w, 15);
		expect_counters(w, "provider", "15", "15", first ? "32000000" : "96000000", "0");
		world_end(w);
	}
}

static void under_a_lease_the_rate_is_scaled_and_rounded_down(void **state)
{
	struct world *w = world_begin("'params':{'leased_reward_bp':3333,'prov_cpu_base':123457}");
	unsigned lease;

	(void) state;
	CLAIM("LIVE-01");
	/* One thread at 1.0 everywhere: 123457; times 0.3333: 41148.2. */
	a_provider(w, 1, "'cpu':1,'gateway':1");
	a_fizz(w, 2, 1, "");
	ok(w, "{'do':'trust.set','provider':1,'tier':5}");
	a_rich_account(w, TENANT);
	at(w, 10);
	lease_now(w, 1); /* a Fizz lease is not its own */
	at(w, 20);
	ok(w, "{'do':'order.create','from':9,'max_price':'100000000000000','blocks':1000,'cpu':1,"
	      "'select':1}");
	lease = 2;
	ok(w, "{'do':'bid.place','from':1,'order':2,'provider':1,'price':'100000000000000'}");
	ok(w, "{'do':'order.choose','from':9,'order':2,'bid':2}");
	expect_counters(w, "provider", "20", "20", "2469140", "0");
	advance_to(w, 30);
	expect_counters(w, "provider", "30", "30", "2880620", "0"); /* + 10 * 41148 */
	ok(w, "{'do':'lease.close','from':9,'lease':%u}", lease);
	advance_to(w, 31);
	expect_counters(w, "provider", "31", "31", "3004077", "0");
	/* The Fizz node: 40,000,000 alone, 13,332,000 under its lease. */
	expect_field(w, "fizz", 1, 0, "wsec", "679972000"); /* 10 * 40000000 + 21 * 13332000 */
	world_end(w);
}

static void only_downtime_under_leases_is_charged(void **state)
{
	struct world *w = scene(",'cooldown_s':0");
	unsigned lease;

	(void) state;
	CLAIM("LIVE-01");
	at(w, 10);
	ok(w, "{'do':'node.down','from':1,'kind':0,'id':1}");
	at(w, 15);
	expect_counters(w, "provider", "10", "10", "64000000", "0");
	lease = lease_now(w, 1); /* the node behind it is up: a lease through it begins */
	advance_to(w, 18);
	expect_counters(w, "provider", "18", "10", "64000000", "19200000");
	ok(w, "{'do':'lease.close','from':9,'lease':%u}", lease);
	advance_to(w, 25);
	expect_counters(w, "provider", "25", "10", "64000000", "19200000");
	ok(w, "{'do':'node.up','from':1,'kind':0,'id':1}");
	lease_now(w, 0);
	advance_to(w, 30); /* connected under a lease */
	expect_counters(w, "provider", "30", "15", "96000000", "19200000");
	ok(w, "{'do':'node.pause','from':1,'kind':0,'id':1}");
	advance_to(w, 32); /* and not */
	expect_counters(w, "provider", "32", "15", "96000000", "32000000");
	world_end(w);
}

static void downtime_is_charged_while_registered_active_or_suspended(void **state)
{
	struct world *w = scene(",'require_stake':1");

	(void) state;
	CLAIM("LIVE-01");
	lease_now(w, 0);
	/* A failed challenge takes more than the stake, so the provider is Registered. */
	ok(w, "{'do':'node.down','from':1,'kind':0,'id':1}");
	advance_to(w, 3);
	expect_counters(w, "provider", "3", "0", "0", "19200000");
	ok(w, "{'do':'provider.suspend','provider':1}");
	advance_to(w, 5);
	expect_counters(w, "provider", "3", "0", "0", "32000000");
	world_end(w);
	w = world_begin("'params':{'challenge_penalty':'60000000000000000000000'}");
	CLAIM("LIVE-01");
	a_provider(w, 1, "'gateway':1");
	ok(w, "{'do':'trust.set','provider':1,'tier':5}");
	a_rich_account(w, TENANT);
	lease_now(w, 0);
	ok(w, "{'do':'challenge.open','from':9,'provider':1,'kind':0}");
	ok(w, "{'do':'challenge.respond','from':1,'challenge':1}");
	ok(w, "{'do':'challenge.judge','challenge':1,'pass':0}");
	expect_field(w, "provider", 1, 0, "status", "1");
	ok(w, "{'do':'node.down','from':1,'kind':0,'id':1}");
	advance_to(w, 4);
	expect_counters(w, "provider", "4", "0", "0", "25600000");
	world_end(w);
}

static void downtime_is_priced_at_the_floor_of_the_trust_multiplier(void **state)
{
	static const struct {
		unsigned tier;
		const char *dsec;
	} cases[] = { { 6, "9600000" }, { 5, "9600000" }, { 2, "9600000" }, { 1, "10880000" } };

	(void) state;
	for (unsigned i = 0; i < 4; i++) {
		struct world *w = scene(",'slash_trust_floor_bp':15000");

		CLAIM("LIVE-01");
		CLAIM("LIVE-02");
		lease_now(w, 0);
		ok(w, "{'do':'trust.set','provider':1,'tier':%u}", cases[i].tier);
		ok(w, "{'do':'node.down','from':1,'kind':0,'id':1}");
		advance_to(w, 1);
		expect_field(w, "provider", 1, 0, "dsec", cases[i].dsec);
		world_end(w);
	}
}

/* ---- Fizz nodes ---- */

static void a_fizz_node_earns_while_it_and_its_gateway_are_active(void **state)
{
	struct world *w = scene("");

	(void) state;
	CLAIM("FIZZ-12");
	advance_to(w, 10);
	expect_counters(w, "fizz", "10", "10", "400000000", "0");
	/* The link of the gateway does not matter, its status does. */
	ok(w, "{'do':'node.down','from':1,'kind':0,'id':1}");
	advance_to(w, 20);
	expect_counters(w, "fizz", "20", "20", "800000000", "0");
	ok(w, "{'do':'provider.suspend','provider':1}");
	advance_to(w, 30);
	expect_counters(w, "fizz", "30", "30", "800000000", "0");
	ok(w, "{'do':'provider.reinstate','provider':1}");
	ok(w, "{'do':'fizz.evict','from':1,'fizz':1}"); /* Registered: not measured */
	advance_to(w, 40);
	expect_counters(w, "fizz", "30", "30", "800000000", "0");
	ok(w, "{'do':'fizz.relink','from':2,'fizz':1,'gateway':1}");
	advance_to(w, 41);
	expect_counters(w, "fizz", "31", "31", "840000000", "0");
	world_end(w);
}

static void a_fizz_node_is_charged_for_downtime_under_its_own_leases(void **state)
{
	struct world *w = scene(",'cooldown_s':0");

	(void) state;
	CLAIM("LIVE-01");
	lease_now(w, 0); /* the gateway's */
	ok(w, "{'do':'node.down','from':2,'kind':1,'id':1}");
	advance_to(w, 10);
	expect_counters(w, "fizz", "10", "0", "0", "0");
	ok(w, "{'do':'node.up','from':2,'kind':1,'id':1}");
	lease_now(w, 1);
	ok(w, "{'do':'node.pause','from':2,'kind':1,'id':1}");
	advance_to(w, 13);
	expect_counters(w, "fizz", "13", "0", "0", "120000000");
	expect_field(w, "provider", 1, 0, "dsec", "0"); /* it is connected itself */
	/* Also while the gateway is suspended; not when it is itself. */
	ok(w, "{'do':'provider.suspend','provider':1}");
	advance_to(w, 14);
	expect_counters(w, "fizz", "14", "0", "0", "160000000");
	world_end(w);
}

/* ---- rates ---- */

static void expect_rate(struct world *w, unsigned kind, const char *rate)
{
	char answer[64];

	ok(w, "{'do':'q.rate','from':9,'kind':%u,'id':1}", kind);
	snprintf(answer, sizeof answer, "['Answer','%s']", rate);
	expect_event(w, answer);
}

static void the_rate_of_a_provider_is_one_floor_over_all_multipliers(void **state)
{
	static const char *const params[] = { "'prov_gpu_base':20000001,'prov_cpu_base':100003",
		"'prov_gpu_base':20000001,'prov_cpu_base':100003,'cpu_tier_model':1" };
	/* G = 20000001 * 10000, C = 33 * 100003 * 20000 (HPC), or * 10000 by model; times 11000
	 * (NVMe) * 9000 (Low) * 17000 (tier Two) / 10^16: 44768134.9 and 39214068.3.  Flooring
	 * step by step would lose one more. */
	static const char *const rate[] = { "44768134", "39214068" };

	(void) state;
	for (unsigned i = 0; i < 2; i++) {
		struct world *w;
		char args[128];

		snprintf(args, sizeof args, "'params':{%s}", params[i]);
		w = world_begin(args);
		CLAIM("LIVE-02");
		a_provider(w, 1, "'cpu':33,'score':50001,'sto_tier':2,'down':99,"
				 "'gpus':[[36,1,1600]]");
		a_rich_account(w, TENANT);
		expect_rate(w, 0, "0"); /* tier Seven */
		ok(w, "{'do':'trust.set','provider':1,'tier':1}");
		expect_rate(w, 0, rate[i]);
		world_end(w);
	}
}

static void each_tier_of_a_provider_has_its_multiplier(void **state)
{
	static const struct {
		const char *attrs, *rate;
	} cases[] = {
		{ "'cpu':64,'score':50000", "6400000" }, /* General */
		{ "'cpu':64,'score':50001", "12800000" }, /* HPC: 2.0 */
		{ "'cpu':48,'score':19999", "2400000" }, /* Basic: 0.5 */
		{ "'cpu':0,'score':60000", "0" }, /* None */
		{ "'sto_tier':2", "7040000" }, /* NVMe: 1.1 */
		{ "'sto':0,'sto_tier':2", "6400000" }, /* no storage, 1.0 */
		{ "'down':0", "5760000" }, /* no link: 0.9 */
		{ "'down':500,'up':400", "7040000" }, /* High: 1.1 */
		{ "'down':5001,'up':5001", "7680000" }, /* Ultra High: 1.2 */
		{ "'gpus':[[1,1,1],[36,2,1600]]", "48400000" }, /* + 2,000,000 + 2 * 20,000,000 */
	};

	(void) state;
	for (unsigned i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct world *w = world_begin("");

		CLAIM("LIVE-02");
		a_provider(w, 1, cases[i].attrs);
		ok(w, "{'do':'trust.set','provider':1,'tier':5}");
		a_rich_account(w, TENANT);
		expect_rate(w, 0, cases[i].rate);
		world_end(w);
	}
}

static void the_rate_of_a_fizz_node_has_no_trust_storage_or_link(void **state)
{
	static const struct {
		const char *params, *fizz, *rate;
	} cases[] = {
		{ "", "'sto_tier':2,'down':9000,'up':9000", "40000000" },
		{ "", "'score':20000", "80000000" }, /* General: 0.2 */
		{ "", "'score':50001", "160000000" }, /* HPC: 0.4 */
		{ "", "'cpu':0,'gpus':[[66,1,2500]]", "500000000" }, /* Medium 1 here */
		/* (2 * 10000 + 2500) * 500000003 + 17 * 2000 * 25000001, over 10000: .15 */
		{ "'fizz_gpu_base':500000003,'fizz_cpu_base':25000001",
				"'cpu':17,'score':20000,'gpus':[[22,1,400],[36,2,1600]]",
				"1210000010" },
		{ "'fizz_gpu_base':500000003,'fizz_cpu_base':25000001,'cpu_tier_model':1",
				"'cpu':17,'cpu_model':16,'gpus':[[22,1,400],[36,2,1600]]",
				"1443750019" }, /* m4-pro 0.75; floors .5 */
		{ "'cpu_tier_model':1,'fizz_gp_mult':1234", "'cpu_model':1", "49360000" },
	};

	(void) state;
	for (unsigned i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct world *w;
		char args[128];

		snprintf(args, sizeof args, "'params':{%s}", cases[i].params);
		w = world_begin(args);
		CLAIM("LIVE-03");
		a_provider(w, 1, "'gateway':1");
		a_fizz(w, 2, 1, cases[i].fizz);
		a_rich_account(w, TENANT);
		expect_rate(w, 1, cases[i].rate);
		world_end(w);
	}
}

/* ---- second by second ---- */

static uint64_t rng;

static unsigned below(unsigned n)
{
	rng = rng * 6364136223846793005u + 1442695040888963407u;
	return (unsigned) (rng >> 33) % n;
}

#define ERA 86400
#define COOLDOWN 1000
#define LEASED_BP 2500

struct counted {
	bool up, paused;
	uint64_t cooldown_until, measured, up_s, wsec, dsec;
	unsigned lease[2], leases;
};

/* What the rules say of one gateway and one Fizz node, counted in seconds. */
struct count {
	uint64_t now, m_start, m_end; /* in seconds after T0; 0 no maintenance */
	bool suspended;
	unsigned tier;
	struct counted node[2]; /* provider, Fizz node */
};

static bool connected(const struct counted *n)
{
	return n->up && !n->paused;
}

static enum spheron_status status(const struct count *c)
{
	if (c->suspended)
		return SPHERON_SUSPENDED;
	return c->m_end && c->now >= c->m_start && c->now < c->m_end ? SPHERON_MAINTENANCE
								     : SPHERON_ACTIVE;
}

static uint64_t leased_rate(const struct counted *n, uint64_t rate)
{
	return n->leases ? rate * LEASED_BP / 10000 : rate;
}

static void count_second(struct count *c)
{
	static const uint64_t mult[7] = { 20000, 17000, 15000, 12000, 11000, 10000, 0 };
	struct counted *p = &c->node[0], *f = &c->node[1];
	bool active = status(c) == SPHERON_ACTIVE;
	uint64_t rate = 640 * mult[c->tier], srate = c->tier == 6 ? 6400000 : rate;

	if (active) {
		p->measured++;
		p->up_s += connected(p);
		if (connected(p) && c->now >= p->cooldown_until)
			p->wsec += leased_rate(p, rate);
	}
	if (status(c) != SPHERON_MAINTENANCE && !connected(p) && p->leases + f->leases > 0)
		p->dsec += srate;
	f->measured++;
	f->up_s += connected(f);
	if (connected(f) && active && c->now >= f->cooldown_until)
		f->wsec += leased_rate(f, 40000000);
	if (!connected(f) && f->leases > 0)
		f->dsec += 40000000;
	c->now++;
}

static void expect_count(struct world *w, const struct count *c)
{
	static const char *const record[] = { "provider", "fizz" };

	for (unsigned k = 0; k < 2; k++) {
		const struct counted *n = &c->node[k];
		char text[4][32];

		snprintf(text[0], 32, "%llu", (unsigned long long) n->measured);
		snprintf(text[1], 32, "%llu", (unsigned long long) n->up_s);
		snprintf(text[2], 32, "%llu", (unsigned long long) n->wsec);
		snprintf(text[3], 32, "%llu", (unsigned long long) n->dsec);
		expect_counters(w, record[k], text[0], text[1], text[2], text[3]);
	}
}

/* The close pays what was counted: points, uptime, lost points; then the count starts anew. */
static void close_era(struct world *w, struct count *c)
{
	for (unsigned k = 0; k < 2; k++) {
		struct counted *n = &c->node[k];
		/* A provider needs a quarter of a day for a known uptime. */
		bool known = n->measured >= (k ? 1 : 21600);
		char event[128];

		snprintf(event, sizeof event, "['EraNode',%u,1,%llu,'%llu',_,_,'%llu',_,_]", k,
				known ? (unsigned long long) (n->up_s * 1000000 / n->measured)
				      : 4294967295u,
				(unsigned long long) (n->wsec / ERA),
				(unsigned long long) (n->dsec / ERA));
		expect_event(w, event);
		n->measured = n->up_s = n->wsec = n->dsec = 0;
	}
}

static void count_until(struct world *w, struct count *c, uint64_t seconds)
{
	while (c->now < seconds) {
		count_second(c);
		if (c->now % ERA == 0) {
			advance_to(w, c->now);
			close_era(w, c);
		}
		if (c->m_end && c->now >= c->m_end)
			c->m_start = c->m_end = 0;
	}
	advance_to(w, seconds);
}

static void toggle_link(struct world *w, struct count *c, unsigned k, bool pause)
{
	static const char *const verb[2][2] = { { "up", "down" }, { "pause", "resume" } };
	struct counted *n = &c->node[k];
	bool *flag = pause ? &n->paused : &n->up;

	ok(w, "{'do':'node.%s','from':%u,'kind':%u,'id':1}", verb[pause][*flag], k + 1, k);
	*flag = !*flag;
	if (connected(n))
		n->cooldown_until = c->now + COOLDOWN;
}

static void begin_or_end_a_lease(struct world *w, struct count *c, unsigned k)
{
	struct counted *n = &c->node[k];

	if (n->leases == 2 || (n->leases && below(3) == 0))
		ok(w, "{'do':'lease.close','from':9,'lease':%u}", n->lease[--n->leases]);
	else if (connected(n) && status(c) == SPHERON_ACTIVE)
		n->lease[n->leases++] = lease_now(w, k);
}

static void one_deed(struct world *w, struct count *c)
{
	unsigned deed = below(12), k = below(2);

	if (deed < 4) {
		toggle_link(w, c, k, deed & 1);
	} else if (deed < 7) {
		begin_or_end_a_lease(w, c, k);
	} else if (deed < 9) {
		c->tier = below(7);
		ok(w, "{'do':'trust.set','provider':1,'tier':%u}", c->tier);
	} else if (deed < 10 && !c->m_end && status(c) == SPHERON_ACTIVE) {
		c->m_start = c->now + 1 + below(1500);
		c->m_end = c->m_start + 1 + below(3000);
		ok(w, "{'do':'maint.schedule','from':1,'provider':1,'start':%u,'dur':%u}",
				T0 + (unsigned) c->m_start, (unsigned) (c->m_end - c->m_start));
	} else if (deed == 10 && (c->suspended || below(4) == 0)) {
		ok(w, "{'do':'provider.%s','provider':1}", c->suspended ? "reinstate" : "suspend");
		c->suspended = !c->suspended;
		c->m_start = c->m_end = 0;
	}
}

/* Trust does not move by itself, and lost points do not cost stake. */
#define STILL                                                                                      \
	",'leased_reward_bp':2500,'cooldown_s':1000,'maint_notice_s':1,'maint_budget_s':2592000,"  \
	"'fizz_gate_ppm':0,'fizz_checks_min':0,'trust_rise.1':0,'trust_rise.2':0,"                 \
	"'trust_rise.3':0,'trust_rise.4':0,'trust_rise.5':0,'trust_rise.6':0,'trust_fall.0':0,"    \
	"'trust_fall.1':0,'trust_fall.2':0,'trust_fall.3':0,'trust_fall.4':0,'trust_fall.5':0"

static void counters_are_the_sums_over_single_seconds(void **state)
{
	(void) state;
	for (unsigned run = 0; run < 4; run++) {
		struct world *w = scene(STILL);
		struct count c = { .tier = 5, .node = { { .up = true }, { .up = true } } };

		CLAIM("LIVE-01");
		CLAIM("LIVE-04");
		rng = 1000 + run;
		for (unsigned i = 0; i < 200; i++) {
			count_until(w, &c, c.now + below(1800));
			one_deed(w, &c);
			expect_count(w, &c);
		}
		assert_true(c.now > 90000);
		world_end(w);
	}
}

int test_liveness(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_active_connected_verified_provider_earns_its_rate_every_second),
		cmocka_unit_test(a_registered_provider_is_measured_but_earns_nothing),
		cmocka_unit_test(a_suspended_provider_is_not_measured),
		cmocka_unit_test(in_maintenance_no_second_counts),
		cmocka_unit_test(a_provider_that_left_counts_no_more),
		cmocka_unit_test(without_a_link_seconds_are_measured_but_not_up),
		cmocka_unit_test(seconds_in_cooldown_are_up_but_not_rewarded),
		cmocka_unit_test(an_unverified_provider_earns_nothing_unless_the_parameter_says_so),
		cmocka_unit_test(under_a_lease_the_rate_is_scaled_and_rounded_down),
		cmocka_unit_test(only_downtime_under_leases_is_charged),
		cmocka_unit_test(downtime_is_charged_while_registered_active_or_suspended),
		cmocka_unit_test(downtime_is_priced_at_the_floor_of_the_trust_multiplier),
		cmocka_unit_test(a_fizz_node_earns_while_it_and_its_gateway_are_active),
		cmocka_unit_test(a_fizz_node_is_charged_for_downtime_under_its_own_leases),
		cmocka_unit_test(the_rate_of_a_provider_is_one_floor_over_all_multipliers),
		cmocka_unit_test(each_tier_of_a_provider_has_its_multiplier),
		cmocka_unit_test(the_rate_of_a_fizz_node_has_no_trust_storage_or_link),
		cmocka_unit_test(counters_are_the_sums_over_single_seconds),
	};

	return cmocka_run_group_tests_name("liveness", tests, NULL, NULL);
}
