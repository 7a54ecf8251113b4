/* Scores, weights and the draw, reckoned again from the records (RULES.md MATCH-03..08).
 *
 * Random markets in small worlds: before each window close the test reads what the rules speak of
 * and reckons the Scored events and the winner with its own arithmetic.  Amounts of stake are
 * multiples of 10^15 units here, so that shares of them fit 64 bits when that factor is taken out.
 */

#include "tests/protocol/groups.h"
#include "tests/support/world.h"

#include <openssl/sha.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define WORLDS 20
#define ROUNDS 14
#define PROVIDERS 6
#define FIZZ 3
#define TENANT 20
#define ERA 600
#define BIDS_MAX 8

static uint64_t rng;

/* xorshift64*: any source of numbers will do. */
static uint32_t below(uint32_t n)
{
	rng ^= rng >> 12;
	rng ^= rng << 25;
	rng ^= rng >> 27;
	return (uint32_t) ((rng * 2685821657736338717u) >> 33) % n;
}

/* ---- the arithmetic of the rules ---- */

enum factor { REGION, PRICE, UPTIME, REPUTATION, AVAIL, SLASHES, STAKE, RANDOM, FACTORS };

struct scored {
	uint64_t bid, price, stake, factor[FACTORS], score, weight;
};

/* floor(x * m / 2^64) for m < 2^32. */
static uint64_t fraction(uint64_t x, uint64_t m)
{
	return ((x >> 32) * m + (((x & 0xffffffffu) * m) >> 32)) >> 32;
}

static size_t put(uint8_t *at, const void *bytes, size_t size)
{
	memcpy(at, bytes, size);
	return size;
}

static size_t put_u64(uint8_t *at, uint64_t v)
{
	for (unsigned i = 0; i < 8; i++)
		at[i] = (uint8_t) (v >> (8 * i));
	return 8;
}

static void match_seed(uint8_t seed[32], const uint8_t beacon[32], uint64_t order, uint64_t close_b)
{
	uint8_t text[80];
	size_t n = put(text, "spheron.match.v1", 16);

	n += put(text + n, beacon, 32);
	n += put_u64(text + n, order);
	n += put_u64(text + n, close_b);
	SHA256(text, n, seed);
}

static uint64_t h64(const char *tag, const uint8_t seed[32], uint64_t id)
{
	uint8_t text[80], hash[32];
	uint64_t v = 0;
	size_t n = put(text, tag, strlen(tag));

	n += put(text + n, seed, 32);
	n += put_u64(text + n, id);
	SHA256(text, n, hash);
	for (unsigned i = 8; i-- > 0;)
		v = v << 8 | hash[i];
	return v;
}

/* ---- reading the state ---- */

static struct spheron_record find(struct world *w, enum spheron_record_kind kind, uint64_t key,
		uint64_t key2, uint64_t key3)
{
	struct spheron_record r;

	if (!spheron_find(world_state(w), kind, key, key2, key3, &r))
		fail_msg("record %d %llu is missing", kind, (unsigned long long) key);
	return r;
}

static uint64_t param(struct world *w, unsigned p)
{
	return spheron_param(world_state(w), p).lo;
}

/* An amount of SPON in 10^15 units. */
static uint64_t milli(struct world *w, const char *name, uint32_t provider)
{
	char text[64];
	size_t n = (size_t) snprintf(text, sizeof text, "%s", bucket(w, name, provider, 1));

	if (strcmp(text, "0") == 0)
		return 0;
	assert_true(n > 15 && strcmp(text + n - 15, "000000000000000") == 0);
	text[n - 15] = 0;
	return strtoull(text, NULL, 10);
}

/* What the two kinds of node have in common. */
struct node {
	uint16_t region;
	uint64_t total[3], used[3], gpus, gpus_used;
	uint64_t uptime_ppm, good, bad, slashes;
	bool seen;
};

#define NODE_OF(n)                                                                                 \
	{ .region = (n).region, .total = { (n).cpu, (n).mem, (n).sto },                            \
	  .used = { (n).used_cpu, (n).used_mem, (n).used_sto }, .uptime_ppm = (n).uptime_ppm,      \
	  .good = (n).good, .bad = (n).bad, .slashes = (n).slashes, .seen = (n).seen != 0 }

static struct node node_of(struct world *w, const struct spheron_bid_record *bid)
{
	struct spheron_record p = find(w, SPHERON_RECORD_PROVIDER, bid->provider, 0, 0);
	struct node own = NODE_OF(p.u.provider);

	if (bid->fizz) {
		struct spheron_record f = find(w, SPHERON_RECORD_FIZZ, bid->fizz, 0, 0);
		struct node n = NODE_OF(f.u.fizz);

		n.slashes += own.slashes;
		own = n;
	}
	if (bid->gpu) {
		struct spheron_record g = find(w, SPHERON_RECORD_GPU, bid->fizz != 0,
				bid->fizz ? bid->fizz : bid->provider, bid->gpu);

		own.gpus = g.u.gpu.count;
		own.gpus_used = g.u.gpu.used;
	}
	return own;
}

/* ---- factors ---- */

static uint64_t avail_factor(const struct node *n, const struct spheron_order_record *o)
{
	const uint64_t want[3] = { o->cpu, o->mem, o->sto };
	uint64_t least = UINT64_MAX;

	for (unsigned i = 0; i < 3; i++) {
		uint64_t share = want[i] ? (n->total[i] - n->used[i]) * 1000000 / n->total[i]
					 : UINT64_MAX;

		least = share < least ? share : least;
	}
	if (o->gpus) {
		uint64_t share = (n->gpus - n->gpus_used) * 1000000 / n->gpus;

		least = share < least ? share : least;
	}
	return least;
}

static struct scored factors_of(struct world *w, const struct spheron_order_record *o,
		const struct spheron_bid_record *bid, const uint8_t seed[32])
{
	struct node n = node_of(w, bid);
	uint64_t l = (n.good + 1) * 1000000 / (n.good + n.bad + 2);
	uint64_t tier = find(w, SPHERON_RECORD_PROVIDER, bid->provider, 0, 0).u.provider.tier;
	struct scored s = { .bid = bid->id, .price = bid->price.lo };

	s.factor[REGION] = o->region == 0 || o->region == n.region ? 1000000
			: o->region / 256 == n.region / 256 ? param(w, SPHERON_P_ZONE_PPM) : 0;
	s.factor[PRICE] = (o->max_price.lo - bid->price.lo) * 1000000 / o->max_price.lo;
	s.factor[UPTIME] = n.seen ? n.uptime_ppm : param(w, SPHERON_P_UPTIME_INITIAL_PPM);
	s.factor[REPUTATION] = bid->fizz ? l : (l + (6 - tier) * 1000000 / 6) / 2;
	s.factor[AVAIL] = avail_factor(&n, o);
	s.factor[SLASHES] = 1000000 / (1 + n.slashes);
	s.factor[RANDOM] = fraction(h64("spheron.bid.v1", seed, bid->id), 1000000);
	s.stake = milli(w, "stake", bid->provider) + milli(w, "pool", bid->provider);
	return s;
}

static void score_all(struct world *w, struct scored *s, unsigned n)
{
	static const unsigned names[FACTORS] = { SPHERON_P_W_REGION, SPHERON_P_W_PRICE,
		SPHERON_P_W_UPTIME, SPHERON_P_W_REPUTATION, SPHERON_P_W_AVAIL, SPHERON_P_W_SLASHES,
		SPHERON_P_W_STAKE, SPHERON_P_W_RANDOM };
	uint64_t largest = 0;

	for (unsigned i = 0; i < n; i++)
		largest = s[i].stake > largest ? s[i].stake : largest;
	for (unsigned i = 0; i < n; i++) {
		uint64_t sum = 0, weights = 0;

		s[i].factor[STAKE] = largest ? s[i].stake * 1000000 / largest : 0;
		for (unsigned k = 0; k < FACTORS; k++) {
			sum += param(w, names[k]) * s[i].factor[k];
			weights += param(w, names[k]);
		}
		s[i].score = weights ? sum / weights : 0;
		s[i].weight = s[i].score;
		for (uint64_t k = 1; k < param(w, SPHERON_P_DRAW_POWER); k++)
			s[i].weight = s[i].weight * s[i].score / 1000000;
		s[i].weight = s[i].weight ? s[i].weight : 1;
	}
}

/* ---- who wins ---- */

static uint64_t drawn(const struct scored *s, unsigned n, const uint8_t seed[32], uint64_t order)
{
	uint64_t sum = 0, r;

	for (unsigned i = 0; i < n; i++)
		sum += s[i].weight;
	r = fraction(h64("spheron.draw.v1", seed, order), sum);
	sum = 0;
	for (unsigned i = 0; i < n; i++) {
		sum += s[i].weight;
		if (sum > r)
			return s[i].bid;
	}
	fail_msg("nobody is drawn");
	return 0;
}

static uint64_t best(const struct scored *s, unsigned n)
{
	const struct scored *top = &s[0];

	for (unsigned i = 1; i < n; i++) {
		if (s[i].score != top->score)
			top = s[i].score > top->score ? &s[i] : top;
		else if (s[i].price != top->price)
			top = s[i].price < top->price ? &s[i] : top;
		else
			top = s[i].stake > top->stake ? &s[i] : top;
	}
	return top->bid;
}

/* ---- random markets ---- */

/* Sends a command that may be refused. */
static void perhaps(struct world *w, uint64_t t, const char *format, ...)
		__attribute__((format(printf, 3, 4)));
static void perhaps(struct world *w, uint64_t t, const char *format, ...)
{
	char told[1024], line[1100];
	va_list args;
	int n;

	va_start(args, format);
	vsnprintf(told, sizeof told, format, args);
	va_end(args);
	n = snprintf(line, sizeof line, "{'t':%u,%s", (unsigned) (T0 + t), told);
	for (char *p = line; *p; p++)
		if (*p == '\'')
			*p = '"';
	send_line(w, line, (size_t) n);
}

static struct world *a_random_world(void)
{
	struct world *w;
	char params[1024];
	unsigned none = below(8) == 0 ? 0 : 1;

	snprintf(params, sizeof params,
			"'params':{'matcher_mode':2,'era_s':%u,'require_stake':0,'slash_model':1,"
			"'min_order_ppm':0,'rep_min_gross_ppm':0,'challenge_gap_s':0,"
			"'min_delegation':1000000000000000,'draw_mode':%u,'draw_power':%u,"
			"'zone_ppm':%u,'uptime_initial_ppm':%u,'w_region':%u,'w_price':%u,"
			"'w_uptime':%u,'w_reputation':%u,'w_avail':%u,'w_slashes':%u,'w_stake':%u,"
			"'w_random':%u}",
			ERA, below(2), 1 + below(8), below(1000001), below(1000001),
			none * below(10001), none * below(10001), none * below(10001),
			none * below(10001), none * below(10001), none * below(10001),
			none * below(10001), none * below(10001));
	w = world_begin(params);
	return w;
}

static const unsigned regions[] = { 257, 258, 513, 700 };
static const char *const lines[] = { "[[36,4,1600]]", "[[12,2,300],[36,2,1600]]",
	"[[36,1,1600],[51,3,30000]]" };

static void populate(struct world *w)
{
	char args[256];
	bool poor = below(6) == 0;

	for (uint32_t p = 1; p <= PROVIDERS; p++) {
		a_rich_account(w, p);
		snprintf(args, sizeof args,
				"'region':%u,'cpu':%u,'score':30000,'mem':%u,'sto':%u,'sto_tier':1,"
				"'down':400,'up':300,'gateway':%u,'gpus':%s",
				regions[below(4)], 40 + below(100), 50000 + below(90000),
				500 + below(3000), p <= 2 ? 1 : 0, lines[below(3)]);
		ok(w, "{'do':'provider.register','from':%u,%s}", p, args);
		if (poor)
			continue;
		if (below(5))
			ok(w, "{'do':'stake.add','from':%u,'provider':%u,"
			      "'amount':'%u000000000000000'}",
					p, p, 1000 + below(1000000));
		perhaps(w, 0, "'from':%u,'do':'deleg.add','provider':%u,'amount':'%u000000000000000"
			      "'}",
				p, p, 1 + below(1000000));
	}
	for (uint32_t f = 1; f <= FIZZ; f++) {
		snprintf(args, sizeof args, "'region':%u,'cpu':%u,'gpus':%s", regions[below(4)],
				20 + below(40), lines[below(3)]);
		a_fizz(w, PROVIDERS + f, 1 + below(2), args);
	}
	a_rich_account(w, TENANT);
	ok(w, "{'do':'escrow.deposit','from':%u,'token':0,'amount':'1000000000000'}", TENANT);
}

static void one_deed(struct world *w, uint64_t t)
{
	uint32_t p = 1 + below(PROVIDERS), f = 1 + below(FIZZ);
	struct spheron_record meta = find(w, SPHERON_RECORD_META, 0, 0, 0);

	switch (below(6)) {
	case 0:
		perhaps(w, t, "'do':'node.down','kind':0,'id':%u}", p);
		break;
	case 1:
		perhaps(w, t, "'do':'node.up','kind':0,'id':%u}", p);
		break;
	case 2:
		perhaps(w, t, "'do':'node.down','kind':1,'id':%u}", f);
		perhaps(w, t, "'do':'node.up','kind':1,'id':%u}", 1 + below(FIZZ));
		break;
	case 3:
		perhaps(w, t, "'do':'trust.set','provider':%u,'tier':%u}", p, below(7));
		break;
	case 4:
		perhaps(w, t, "'from':%u,'do':'challenge.open','provider':%u,'kind':0}", TENANT, p);
		perhaps(w, t, "'from':%u,'do':'challenge.respond','challenge':%u}", p,
				meta.u.meta.next_challenge);
		perhaps(w, t, "'do':'challenge.judge','challenge':%u,'pass':0}",
				meta.u.meta.next_challenge);
		break;
	default: /* whoever may: owner (bad) or tenant */
		perhaps(w, t, "'from':%u,'do':'lease.close','lease':%u}",
				below(2) ? p : TENANT,
				1 + below((uint32_t) meta.u.meta.next_order));
		break;
	}
}

/* Life between two orders: links come and go, tiers change, leases break. */
static void live(struct world *w, unsigned round)
{
	static const char digits[] = "0123456789abcdef";
	uint64_t t = (uint64_t) round * ERA;
	unsigned n = 4 + below(4);
	char beacon[65] = "";

	for (unsigned i = 0; i < n; i++) {
		t += below(60);
		one_deed(w, t);
	}
	for (unsigned i = 0; i < 64; i++)
		beacon[i] = digits[below(16)];
	perhaps(w, t, "'do':'beacon.set','beacon':'%s'}", beacon);
}

/* Puts up an order, has everybody bid who can; returns the order's id, or 0.  Durations are odd, so
 * that no lease ends in the second of a window close, which comes every 300 blocks. */
static uint64_t trade(struct world *w, uint64_t t)
{
	struct spheron_record meta = find(w, SPHERON_RECORD_META, 0, 0, 0);
	unsigned mode = below(3) != 0, gpus = below(2);
	uint64_t order = meta.u.meta.next_order;
	uint32_t price = 1000 + below(100000);

	perhaps(w, t, "'from':%u,'do':'order.create','mode':%u,'max_price':'%u00000000',"
		      "'blocks':%u,'region':%u,'cpu':%u,'mem':%u,'sto':%u,'gpus':%u,'gpu':%u}",
			TENANT, mode, price, 31 + 2 * below(300), below(4) ? regions[below(4)] : 0,
			1 + below(10), below(2) * 1000, below(2) * 50, gpus,
			gpus && below(2) ? 36 : 0);
	for (uint32_t i = 1; i <= (mode ? PROVIDERS : FIZZ); i++) {
		uint32_t p = mode ? i : find(w, SPHERON_RECORD_FIZZ, i, 0, 0).u.fizz.gateway;

		perhaps(w, t, "'from':%u,'do':'bid.place','order':%u,'provider':%u,'fizz':%u,"
			      "'gpu':%u,'price':'%u00000000'}",
				p, (unsigned) order, p, mode ? 0 : i, gpus ? 36 : 0,
				price - below(3) * below(price / 2));
	}
	if (!spheron_find(world_state(w), SPHERON_RECORD_ORDER, order, 0, 0, &meta))
		return 0;
	return order;
}

static unsigned collect(struct world *w, uint64_t order, struct scored *s, const uint8_t seed[32])
{
	struct spheron_order_record o = find(w, SPHERON_RECORD_ORDER, order, 0, 0).u.order;
	uint64_t next = find(w, SPHERON_RECORD_META, 0, 0, 0).u.meta.next_bid;
	struct spheron_record r;
	unsigned n = 0;

	for (uint64_t id = 1; id < next; id++)
		if (spheron_find(world_state(w), SPHERON_RECORD_BID, id, 0, 0, &r)
				&& r.u.bid.order == order) {
			assert_true(n < BIDS_MAX);
			s[n++] = factors_of(w, &o, &r.u.bid, seed);
		}
	return n;
}

static void expect_scored(struct world *w, uint64_t order, const struct scored *s)
{
	char text[256];

	snprintf(text, sizeof text, "['Scored',%llu,%llu,%llu,%llu,%llu,%llu,%llu,%llu,%llu,%llu,"
				    "%llu,%llu]",
			(unsigned long long) order, (unsigned long long) s->bid,
			(unsigned long long) s->factor[REGION],
			(unsigned long long) s->factor[PRICE],
			(unsigned long long) s->factor[UPTIME],
			(unsigned long long) s->factor[REPUTATION],
			(unsigned long long) s->factor[AVAIL],
			(unsigned long long) s->factor[SLASHES],
			(unsigned long long) s->factor[STAKE],
			(unsigned long long) s->factor[RANDOM], (unsigned long long) s->score,
			(unsigned long long) s->weight);
	expect_event(w, text);
}

/* Returns how many bids were scored. */
static unsigned check_close(struct world *w, uint64_t order)
{
	struct spheron_order_record o = find(w, SPHERON_RECORD_ORDER, order, 0, 0).u.order;
	struct spheron_record meta = find(w, SPHERON_RECORD_META, 0, 0, 0);
	struct scored s[BIDS_MAX];
	char matched[64];
	uint8_t seed[32];
	uint64_t winner;
	unsigned n;

	perhaps(w, meta.u.meta.t - T0 + 5, "'do':'advance'}");
	match_seed(seed, meta.u.meta.beacon.byte, order, o.close_b);
	n = collect(w, order, s, seed);
	score_all(w, s, n);
	perhaps(w, meta.u.meta.t - T0 + 6, "'do':'advance'}");
	if (n == 0)
		return 0;
	for (unsigned i = 0; i < n; i++)
		expect_scored(w, order, &s[i]);
	winner = param(w, SPHERON_P_DRAW_MODE) ? best(s, n) : drawn(s, n, seed, order);
	snprintf(matched, sizeof matched, "['OrderMatched',%u,%u,_,_,_,%u]", (unsigned) order,
			(unsigned) winner, (unsigned) winner);
	expect_event(w, matched);
	return n;
}

static void scores_weights_and_draws_follow_from_the_state_at_the_close(void **state)
{
	unsigned orders = 0, bids = 0;

	(void) state;
	rng = 20250701;
	for (unsigned i = 0; i < WORLDS; i++) {
		struct world *w = a_random_world();

		CLAIM("MATCH-03");
		CLAIM("MATCH-04");
		CLAIM("MATCH-05");
		CLAIM("MATCH-08");
		if (param(w, SPHERON_P_DRAW_MODE))
			CLAIM("MATCH-07");
		else
			CLAIM("MATCH-06");
		populate(w);
		for (unsigned round = 0; round < ROUNDS; round++) {
			uint64_t order;
			unsigned n;

			live(w, round);
			order = trade(w, (uint64_t) round * ERA + ERA - 12);
			n = order ? check_close(w, order) : 0;
			orders += n > 0;
			bids += n;
		}
		world_end(w);
	}
	print_message("      %u orders with %u bids\n", orders, bids);
	assert_true(orders > 200 && bids > 500);
}

/* ---- fixed numbers ---- */

static void a_zone_is_256_regions(void **state)
{
	struct world *w = world_begin("'params':{'matcher_mode':1,'zone_ppm':345678}");

	(void) state;
	CLAIM("MATCH-03");
	a_provider(w, 1, "'region':512");
	a_provider(w, 2, "'region':767");
	a_provider(w, 3, "'region':768");
	a_provider(w, 4, "'region':511");
	an_order(w, 5, "'region':512");
	for (unsigned p = 1; p <= 4; p++)
		ok(w, "{'do':'bid.place','from':%u,'order':1,'provider':%u,"
		      "'price':'100000000000000'}",
				p, p);
	at(w, 6);
	ok(w, "{'do':'advance'}");
	expect_event(w, "['Scored',1,1,1000000,0,_,_,_,_,_,_,_,_]");
	expect_event(w, "['Scored',1,2,345678,0,_,_,_,_,_,_,_,_]");
	expect_event(w, "['Scored',1,3,0,0,_,_,_,_,_,_,_,_]");
	expect_event(w, "['Scored',1,4,0,0,_,_,_,_,_,_,_,_]");
	world_end(w);
}

#define BEACON_7 "0000000000000000000000000000000000000000000000000000000000000007"

static void with_usual_weights_a_bid_scores_what_its_factors_say(void **state)
{
	struct world *w = world_begin("'params':{'matcher_mode':1},'beacon':'" BEACON_7 "'");

	(void) state;
	CLAIM("MATCH-03");
	CLAIM("MATCH-04");
	CLAIM("MATCH-05");
	a_provider(w, 1, "");
	a_provider(w, 2, "");
	ok(w, "{'do':'stake.add','from':2,'provider':2,'amount':'30000000000000000000000'}");
	at(w, 2);
	an_order(w, 3, "'cpu':8");
	ok(w, "{'do':'bid.place','from':1,'order':1,'provider':1,'price':'70000000000000'}");
	ok(w, "{'do':'bid.place','from':2,'order':1,'provider':2,'price':'66666666666667'}");
	at(w, 8);
	ok(w, "{'do':'advance'}");
	/* Order 1 that closes in block 4 under beacon 7: the random factors are those of V56.  Bid
	 * 1: 1000 * 1000000 + 3000 * 300000 + 1500 * 900000 + 1000 * 250000 + 500 * 1000000 + 1000
	 * * 1000000 + 1500 * 666666 + 500 * 353534, over 10000: 617676; times itself: 381523, 235657,
	 * 145559. */
	expect_event(w, "['Scored',1,1,1000000,300000,900000,250000,1000000,1000000,666666,353534,"
			"617676,145559]");
	/* Bid 2: price 333333.33, stake 1, random 454144: 682707; 466088, 318201, 217238. */
	expect_event(w, "['Scored',1,2,1000000,333333,900000,250000,1000000,1000000,1000000,"
			"454144,682707,217238]");
	world_end(w);
}

static void the_beacon_counts_as_it_is_at_the_window_close(void **state)
{
	static const char *const when[] = { "", "before", "during" };
	char found[3][32];

	(void) state;
	for (unsigned i = 0; i < 3; i++) {
		struct world *w = world_begin("'params':{'matcher_mode':1}");
		const char *scored;

		CLAIM("MATCH-08");
		a_provider(w, 1, "");
		for (unsigned k = 0; k < 2; k++) {
			if (strcmp(when[i], k ? "during" : "before") == 0)
				ok(w, "{'do':'beacon.set','beacon':'%064u'}", 7u);
			if (k == 0)
				an_order(w, 2, "");
		}
		ok(w, "{'do':'bid.place','from':1,'order':1,'provider':1,"
		      "'price':'100000000000000'}");
		at(w, 6);
		/* Set in the second of the close it comes too late: the deadline is first. */
		ok(w, "{'do':'beacon.set','beacon':'%064u'}", 9u);
		scored = strstr(output(w), "[\"Scored\"");
		assert_non_null(scored);
		snprintf(found[i], sizeof found[i], "%.31s",
				scored + strlen("[\"Scored\",1,1,1000000,0,900000,250000,"
						  "1000000,1000000,1000000,"));
		world_end(w);
	}
	assert_string_not_equal(found[0], found[1]);
	assert_string_equal(found[1], found[2]);
}

static void the_largest_stake_is_sought_among_the_eligible_bids(void **state)
{
	struct world *w = world_begin("'params':{'matcher_mode':1}");

	(void) state;
	CLAIM("MATCH-03");
	for (unsigned p = 1; p <= 3; p++)
		a_provider(w, p, "");
	ok(w, "{'do':'stake.add','from':2,'provider':2,'amount':'20000000000000000000000'}");
	ok(w, "{'do':'stake.add','from':3,'provider':3,'amount':'60000000000000000000000'}");
	an_order(w, 4, "");
	for (unsigned p = 1; p <= 3; p++)
		ok(w, "{'do':'bid.place','from':%u,'order':1,'provider':%u,"
		      "'price':'100000000000000'}",
				p, p);
	/* The richest is down at the close, and so no measure for the others. */
	ok(w, "{'do':'node.down','from':3,'kind':0,'id':3}");
	at(w, 6);
	ok(w, "{'do':'advance'}");
	expect_names(w, "Scored Scored");
	expect_event(w, "['Scored',1,1,_,_,_,_,_,_,750000,_,_,_]");
	expect_event(w, "['Scored',1,2,_,_,_,_,_,_,1000000,_,_,_]");
	world_end(w);
}

int test_score(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(scores_weights_and_draws_follow_from_the_state_at_the_close),
		cmocka_unit_test(a_zone_is_256_regions),
		cmocka_unit_test(with_usual_weights_a_bid_scores_what_its_factors_say),
		cmocka_unit_test(the_beacon_counts_as_it_is_at_the_window_close),
		cmocka_unit_test(the_largest_stake_is_sought_among_the_eligible_bids),
	};

	return cmocka_run_group_tests_name("score", tests, NULL, NULL);
}
