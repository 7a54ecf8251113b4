/* Scoring of bids, the draw, and who matches (MATCH-02..12, AVS-09). */
#include "state.h"

#include <openssl/sha.h>
#include <stdlib.h>

/* H64 (MATCH-08): first 8 bytes, little endian, of SHA-256(tag || seed || u64le(m)) */
u64 oracle_h64(const char *tag, const u8 seed[32], u64 m)
{
	struct oracle_buf b = { 0 };
	u8 digest[32];
	u64 h = 0;

	oracle_buf_str(&b, tag);
	oracle_buf_bytes(&b, seed, 32);
	for (int i = 0; i < 8; i++)
		oracle_buf_char(&b, (char)(m >> (8 * i)));
	SHA256((const unsigned char *)b.data, b.len, digest);
	oracle_buf_free(&b);
	for (int i = 7; i >= 0; i--)
		h = h << 8 | digest[i];
	return h;
}

/* MATCH-08: SHA-256("spheron.match.v1" || beacon || u64le(order id) || u64le(close_b)) */
static void match_seed(const struct oracle *o, const struct order *r, u8 seed[32])
{
	struct oracle_buf b = { 0 };

	oracle_buf_str(&b, "spheron.match.v1");
	oracle_buf_bytes(&b, o->beacon, 32);
	for (int i = 0; i < 8; i++)
		oracle_buf_char(&b, (char)(r->id >> (8 * i)));
	for (int i = 0; i < 8; i++)
		oracle_buf_char(&b, (char)(r->close_b >> (8 * i)));
	SHA256((const unsigned char *)b.data, b.len, seed);
	oracle_buf_free(&b);
}

enum { F_REGION, F_PRICE, F_UPTIME, F_REPUTATION, F_AVAIL, F_SLASHES, F_STAKE, F_RANDOM, FACTORS };

struct scored {
	struct bid *bid;
	u128 factor[FACTORS], score, weight, bonded;
};

/* MATCH-03: region */
static u128 region_factor(const struct oracle *o, const struct order *r, const struct node *n)
{
	if (r->region == 0 || r->region == n->region)
		return 1000000;
	return r->region / 256 == n->region / 256 ? oracle_param(o, P_zone_ppm) : 0;
}

/* MATCH-03: the least free share over what the order asks for */
static u128 avail_factor(const struct order *r, struct node *n, u16 model)
{
	const struct gpu *line = oracle_gpu_line(n, model);
	u128 least = 1000000;

	if (r->cpu > 0)
		least = oracle_min(least, (u128)(n->cpu - n->used_cpu) * 1000000 / n->cpu);
	if (r->mem > 0)
		least = oracle_min(least, (u128)(n->mem - n->used_mem) * 1000000 / n->mem);
	if (r->sto > 0)
		least = oracle_min(least, (u128)(n->sto - n->used_sto) * 1000000 / n->sto);
	if (r->gpus > 0)
		least = oracle_min(least, (u128)(line->count - line->used) * 1000000 / line->count);
	return least;
}

/* MATCH-03 without the stake factor's divisor, which needs all bids */
static void fill_factors(const struct oracle *o, const struct order *r, const u8 seed[32],
	u128 largest, struct scored *s)
{
	struct node *n = oracle_bid_node(o, s->bid);

	s->factor[F_REGION] = region_factor(o, r, n);
	s->factor[F_PRICE] = (r->max_price - s->bid->price) * 1000000 / r->max_price;
	s->factor[F_UPTIME] = oracle_uptime_of(o, n);
	s->factor[F_REPUTATION] = oracle_reputation_of(o, n);
	s->factor[F_AVAIL] = avail_factor(r, n, s->bid->gpu);
	s->factor[F_SLASHES] = 1000000 / ((u128)1 + oracle_slashes_of_bid(o, s->bid));
	s->factor[F_STAKE] = largest > 0 ? oracle_muldiv(s->bonded, 1000000, largest) : 0;
	s->factor[F_RANDOM] = (u128)oracle_h64("spheron.bid.v1", seed, s->bid->id) * 1000000 >> 64;
}

/* MATCH-04, MATCH-05 */
static void fill_weight(const struct oracle *o, struct scored *s)
{
	static const int param[FACTORS] = {
		P_w_region,
		P_w_price,
		P_w_uptime,
		P_w_reputation,
		P_w_avail,
		P_w_slashes,
		P_w_stake,
		P_w_random,
	};
	u128 sum = 0, weights = 0;

	for (int k = 0; k < FACTORS; k++) {
		sum += oracle_param(o, param[k]) * s->factor[k];
		weights += oracle_param(o, param[k]);
	}
	s->score = weights > 0 ? sum / weights : 0;
	s->weight = s->score;
	for (u128 i = 1; i < oracle_param(o, P_draw_power); i++)
		s->weight = s->weight * s->score / 1000000;
	s->weight = oracle_max(s->weight, 1);
}

/* MATCH-09 */
static void tell_score(struct oracle *o, const struct scored *s)
{
	const u128 *f = s->factor;

	EVENT(o, "Scored", N(s->bid->order), N(s->bid->id), N(f[F_REGION]), N(f[F_PRICE]),
		N(f[F_UPTIME]), N(f[F_REPUTATION]), N(f[F_AVAIL]), N(f[F_SLASHES]), N(f[F_STAKE]),
		N(f[F_RANDOM]), N(s->score), N(s->weight));
}

/* MATCH-06: weighted draw */
static const struct scored *draw(
	const struct order *r, const u8 seed[32], const struct scored *s, size_t n)
{
	u128 total = 0, running = 0, mark;

	for (size_t i = 0; i < n; i++)
		total += s[i].weight;
	mark = (u128)oracle_h64("spheron.draw.v1", seed, r->id) * total >> 64;
	for (size_t i = 0; i < n; i++) {
		running += s[i].weight;
		if (running > mark)
			return &s[i];
	}
	abort();
}

/* MATCH-07: is a better than b, b having the lower bid id? */
static bool is_better(const struct scored *a, const struct scored *b)
{
	if (a->score != b->score)
		return a->score > b->score;
	if (a->bid->price != b->bid->price)
		return a->bid->price < b->bid->price;
	return a->bonded > b->bonded;
}

static const struct scored *best(const struct scored *s, size_t n)
{
	const struct scored *winner = s;

	for (size_t i = 1; i < n; i++)
		if (is_better(&s[i], winner))
			winner = &s[i];
	return winner;
}

/* MATCH-02: the eligible bids by ascending id; returns how many. */
static size_t find_eligible(const struct oracle *o, const struct order *r, struct scored *s)
{
	u128 escrow = oracle_balance(o, ESCROW, r->tenant, r->token);
	size_t n = 0;

	foreach (struct bid, bid, o->bids) {
		if (bid->order != r->id)
			continue;
		bid->eligible = oracle_filters_ok(o, r, bid) && oracle_capacity_ok(o, r, bid) &&
				oracle_lock(o, r->token, bid->price, r->blocks) <= escrow;
		if (bid->eligible) {
			s[n].bid = bid;
			s[n].bonded = oracle_balance(o, STAKE, bid->provider, SPON) +
				      oracle_balance(o, POOL, bid->provider, SPON);
			n++;
		}
	}
	return n;
}

/* MATCH-03..09: scores all eligible bids and stores the winner as `expected`. */
static struct bid *score(struct oracle *o, struct order *r, struct scored *s, size_t n)
{
	const struct scored *winner;
	u128 largest = 0;
	u8 seed[32];

	match_seed(o, r, seed);
	for (size_t i = 0; i < n; i++)
		largest = oracle_max(largest, s[i].bonded);
	for (size_t i = 0; i < n; i++) {
		fill_factors(o, r, seed, largest, &s[i]);
		fill_weight(o, &s[i]);
		tell_score(o, &s[i]);
	}
	winner = oracle_param(o, P_draw_mode) == 0 ? draw(r, seed, s, n) : best(s, n);
	r->expected = winner->bid->id;
	return winner->bid;
}

/* MATCH-11: the state machine itself creates the lease, or closes the order. */
void oracle_create_lease_or_close(struct oracle *o, struct order *r, struct bid *bid)
{
	if (oracle_check_lease(o, r, bid) == OK)
		oracle_create_lease(o, r, bid);
	else
		oracle_close_order(o, r, NOT_PLACED);
}

/* MATCH-02, MATCH-09, MATCH-10, AVS-03 */
void oracle_window_close(struct oracle *o, struct order *r)
{
	struct scored *s = oracle_alloc(o->bids.n * sizeof *s);
	size_t n = find_eligible(o, r, s);
	struct bid *expected = NULL;

	r->closed = 1;
	r->matcher = (u8)oracle_param(o, P_matcher_mode);
	if (n > 0)
		expected = score(o, r, s, n);
	free(s);
	if (r->select == BY_TENANT)
		return;
	if (!expected)
		oracle_close_order(o, r, NO_BID);
	else if (r->matcher == 2)
		oracle_create_lease_or_close(o, r, expected);
	else if (r->matcher == 0)
		oracle_open_task(o, r);
}

/* AVS-09 */
enum result oracle_do_match_set(struct oracle *o, const struct command *c)
{
	u128 id = oracle_num(c, "order");
	struct order *r = oracle_order(o, id);
	struct bid *bid = r ? oracle_bid(o, r->id, oracle_num(c, "bid")) : NULL;
	enum result result;

	if (!oracle_has_role(o, c->from, MATCHER))
		return NOT_ALLOWED;
	if (!r)
		return oracle_gone(id, o->next_order);
	if (r->state != ORDER_OPEN)
		return BAD_STATE;
	if (!r->closed)
		return WINDOW_OPEN;
	if (r->matcher != 1 || r->select != BY_MATCHMAKER)
		return DISABLED;
	if (!bid)
		return NOT_FOUND;
	result = oracle_check_lease(o, r, bid);
	if (result == OK)
		oracle_create_lease(o, r, bid);
	return result;
}

/* MATCH-12 */
enum result oracle_do_order_choose(struct oracle *o, const struct command *c)
{
	u128 id = oracle_num(c, "order");
	struct order *r = oracle_order(o, id);
	struct bid *bid = r ? oracle_bid(o, r->id, oracle_num(c, "bid")) : NULL;
	enum result result;

	if (!r)
		return oracle_gone(id, o->next_order);
	if (r->tenant != c->from)
		return NOT_ALLOWED;
	if (r->state != ORDER_OPEN)
		return BAD_STATE;
	if (r->select != BY_TENANT)
		return DISABLED;
	if (!bid)
		return NOT_FOUND;
	result = oracle_check_lease(o, r, bid);
	if (result == OK)
		oracle_create_lease(o, r, bid);
	return result;
}
