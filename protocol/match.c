#include "protocol/match.h"

#include "protocol/apply.h"
#include "protocol/index.h"
#include "protocol/lease.h"
#include "protocol/operator.h"
#include "protocol/order.h"
#include "protocol/price.h"
#include "protocol/trust.h"
#include "support/sha256.h"

#include <string.h>

#define PPM UINT64_C(1000000)

static void put_le64(uint8_t *p, uint64_t v)
{
	for (unsigned i = 0; i < 8; i++)
		p[i] = (uint8_t) (v >> 8 * i);
}

static uint64_t get_le64(const uint8_t *p)
{
	uint64_t v = 0;

	for (unsigned i = 0; i < 8; i++)
		v |= (uint64_t) p[i] << 8 * i;
	return v;
}

/* [MATCH-08] */
static void match_seed(const struct spheron *st, const struct spheron_order_record *o,
		uint8_t seed[SHA256_SIZE])
{
	uint8_t message[64] = "spheron.match.v1";

	RULE("MATCH-08");
	memcpy(message + 16, st->meta.beacon.byte, 32);
	put_le64(message + 48, o->id);
	put_le64(message + 56, o->close_b);
	sha256_64(message, seed);
}

/* [MATCH-08] H64 of the draw. */
static uint64_t drawn_number(const uint8_t seed[SHA256_SIZE], uint64_t order)
{
	uint8_t block[64] = "spheron.draw.v1", digest[SHA256_SIZE];

	memcpy(block + 15, seed, 32);
	put_le64(block + 47, order);
	sha256_short(block, 55, digest);
	return get_le64(digest);
}

/* H64 of bids: their messages differ in their last 8 bytes only, the id. */
struct bid_numbers {
	struct sha256_begun begun;
	uint8_t block[64];
};

static void bid_numbers_begin(struct bid_numbers *numbers, const uint8_t seed[SHA256_SIZE])
{
	memcpy(numbers->block, "spheron.bid.v1", 14);
	memcpy(numbers->block + 14, seed, 32);
	sha256_begin_short(&numbers->begun, numbers->block);
}

/* [MATCH-08] */
static uint64_t bid_number(struct bid_numbers *numbers, uint64_t bid)
{
	uint8_t digest[SHA256_SIZE];

	put_le64(numbers->block + 46, bid);
	sha256_end_short(&numbers->begun, numbers->block, 54, digest);
	return get_le64(digest);
}

/* a x number / 2^64: the place in 0 .. a-1 that a uniform 64-bit number names. */
static uint64_t scaled_down(uint64_t number, uint64_t a)
{
	return u128_mul64x64(number, a).hi;
}

/* ---- the eight factors ---- */

struct factors {
	uint32_t region, price, uptime, reputation, avail, slashes, stake, random;
};

static uint32_t region_factor(const struct spheron *st, uint16_t wanted, uint16_t region)
{
	if (wanted == 0 || wanted == region)
		return PPM;
	return wanted / 256 == region / 256 ? (uint32_t) par(st, SPHERON_P_ZONE_PPM) : 0;
}

/* part / whole in ppm, rounded down; part <= whole. */
static uint32_t share_down(uint64_t part, uint64_t whole)
{
	return (uint32_t) (part * PPM / whole);
}

/* The scarcest of what the order asks for: free / total before it. */
static uint32_t avail_factor(const struct spheron *st, const struct spheron_order_record *o,
		const struct node *n, uint16_t gpu)
{
	uint32_t least = PPM, share;

	if (o->cpu && (share = share_down(n->cpu - n->used_cpu, n->cpu)) < least)
		least = share;
	if (o->mem && (share = share_down(n->mem - n->used_mem, n->mem)) < least)
		least = share;
	if (o->sto && (share = share_down(n->sto - n->used_sto, n->sto)) < least)
		least = share;
	if (o->gpus) {
		const struct gpu *line = gpu_line(st, n, gpu);

		share = share_down((uint64_t) line->count - line->used, line->count);
		if (share < least)
			least = share;
	}
	return least;
}

static u128 bonded_of(const struct spheron *st, uint32_t provider)
{
	const struct provider *p = provider_at(st, provider);

	return u128_add(p->stake, p->pool);
}

/* [MATCH-03] */
static struct factors factors_of(const struct spheron *st, const struct spheron_order_record *o,
		const struct spheron_bid_record *b, u128 largest_bonded,
		struct bid_numbers *numbers)
{
	const struct provider *p = provider_at(st, b->provider);
	const struct node *n = node_of(st, b->provider, b->fizz);
	struct factors f;

	RULE("MATCH-03");
	f.region = region_factor(st, o->region, n->region);
	f.price = (uint32_t) u128_muldiv_down(
			u128_sub(o->max_price, b->price), u128_of(PPM), o->max_price)
				  .lo;
	f.uptime = uptime_of(st, n);
	f.reputation = reputation_of(n, b->fizz ? -1 : p->tier);
	f.avail = avail_factor(st, o, n, b->gpu);
	f.slashes = (uint32_t) (PPM / (1 + offer_slashes(st, b->provider, b->fizz)));
	f.stake = 0;
	if (!u128_is_zero(largest_bonded))
		f.stake = (uint32_t) u128_muldiv_down(
				bonded_of(st, b->provider), u128_of(PPM), largest_bonded)
					  .lo;
	f.random = (uint32_t) scaled_down(bid_number(numbers, b->id), PPM);
	return f;
}

/* [MATCH-04] */
static uint32_t score_of(const struct spheron *st, const struct factors *f)
{
	const uint32_t factor[8] = { f->region, f->price, f->uptime, f->reputation, f->avail,
		f->slashes, f->stake, f->random };
	uint64_t sum = 0, weights = 0;

	RULE("MATCH-04");
	for (unsigned k = 0; k < 8; k++) {
		uint64_t w = par(st, SPHERON_P_W_REGION + k);

		sum += w * factor[k];
		weights += w;
	}
	return weights ? (uint32_t) (sum / weights) : 0;
}

/* [MATCH-05] */
static uint32_t weight_of(const struct spheron *st, uint32_t score)
{
	uint64_t w = score;

	RULE("MATCH-05");
	for (uint64_t i = 1; i < par(st, SPHERON_P_DRAW_POWER); i++)
		w = w * score / PPM;
	return w > 1 ? (uint32_t) w : 1;
}

/* ---- choosing ---- */

/* The best bid so far under MATCH-07. */
struct best {
	uint32_t slot, score;
	u128 price, bonded;
};

/* [MATCH-07] Higher score, then lower price, then larger stake + pool; bids come by ascending id. */
static bool better(const struct best *a, const struct best *b)
{
	if (a->score != b->score)
		return a->score > b->score;
	if (!u128_eq(a->price, b->price))
		return u128_lt(a->price, b->price);
	return u128_lt(b->bonded, a->bonded);
}

/* [MATCH-06] The bid whose stretch of the summed weights holds r. */
static uint32_t draw(const struct spheron *st, uint32_t first_bid, uint64_t total, uint64_t x)
{
	uint64_t r = scaled_down(x, total), sum = 0;
	uint32_t slot = first_bid;

	RULE("MATCH-06");
	for (;; slot = bid_at(st, slot)->next) {
		const struct bid *b = bid_at(st, slot);

		if (b->rec.eligible)
			sum += b->weight;
		if (sum > r)
			return slot;
	}
}

static void emit_scored(struct spheron *st, const struct bid *b, const struct factors *f,
		uint32_t score)
{
	EMIT(st, SCORED, scored, .order = b->rec.order, .bid = b->rec.id, .region = f->region,
			.price = f->price, .uptime = f->uptime, .reputation = f->reputation,
			.avail = f->avail, .slashes = f->slashes, .stake = f->stake,
			.random = f->random, .score = score, .weight = b->weight);
}

/* Scores the eligible bids and returns the slot of the one expected to win [MATCH-09]. */
static uint32_t score_and_choose(struct spheron *st, const struct order *o, u128 largest_bonded)
{
	struct best best = { 0, 0, U128_ZERO, U128_ZERO };
	uint8_t seed[SHA256_SIZE];
	struct bid_numbers numbers;
	uint64_t total = 0;

	RULE("MATCH-09");
	match_seed(st, &o->rec, seed);
	bid_numbers_begin(&numbers, seed);
	for (uint32_t slot = o->first_bid; slot; slot = bid_at(st, slot)->next) {
		struct bid *b = bid_at(st, slot);
		struct factors f;
		struct best this;

		if (!b->rec.eligible)
			continue;
		f = factors_of(st, &o->rec, &b->rec, largest_bonded, &numbers);
		this = (struct best) { slot, score_of(st, &f), b->rec.price,
			bonded_of(st, b->rec.provider) };
		b->weight = weight_of(st, this.score);
		total += b->weight;
		if (best.slot == 0 || better(&this, &best))
			best = this;
		emit_scored(st, b, &f, this.score);
	}
	RULE("MATCH-07");
	if (par(st, SPHERON_P_DRAW_MODE) == 1)
		return best.slot;
	return draw(st, o->first_bid, total, drawn_number(seed, o->rec.id));
}

/* [MATCH-02] Marks the eligible bids; returns how many, and the largest stake + pool behind one. */
static uint32_t mark_eligible(struct spheron *st, const struct order *o, u128 *largest_bonded)
{
	u128 escrow = escrow_balance(st, o->rec.tenant, o->rec.token);
	uint32_t n = 0;

	RULE("MATCH-02");
	*largest_bonded = U128_ZERO;
	for (uint32_t slot = o->first_bid; slot; slot = bid_at(st, slot)->next) {
		struct spheron_bid_record *b = &bid_at(st, slot)->rec;

		if (offer_admitted(st, &o->rec, b->provider, b->fizz, b->gpu) != SPHERON_OK)
			continue;
		if (u128_lt(escrow, price_lock(st, o->rec.token, b->price, o->rec.blocks)))
			continue;
		b->eligible = 1;
		n++;
		*largest_bonded = u128_max(*largest_bonded, bonded_of(st, b->provider));
	}
	return n;
}

/* The bidders of an order lie far apart in memory.  Asking for all of them before judging the first
 * lets their cache lines arrive together instead of one after the other.  A hint only. */
static void bidders_ahead(const struct spheron *st, const struct order *o)
{
	for (uint32_t slot = o->first_bid; slot; slot = bid_at(st, slot)->next) {
		const struct spheron_bid_record *b = &bid_at(st, slot)->rec;
		const struct node *n = node_of(st, b->provider, b->fizz);
		const struct provider *p = provider_at(st, b->provider);

		__builtin_prefetch(&n->status);
		__builtin_prefetch(&n->cpu);
		__builtin_prefetch(&p->tier);
		__builtin_prefetch(&p->stake);
	}
}

void window_close(struct spheron *st, uint32_t order_slot)
{
	struct order *o = order_at(st, order_slot);
	u128 largest_bonded;
	uint32_t winner;

	RULE("MATCH-10");
	o->rec.closed = 1;
	o->rec.matcher = (uint8_t) par(st, SPHERON_P_MATCHER_MODE);
	bidders_ahead(st, o);
	if (mark_eligible(st, o, &largest_bonded) == 0) {
		if (o->rec.select == SPHERON_SELECT_MATCHMAKER)
			order_close(st, order_slot, SPHERON_ORDER_NO_BID);
		return;
	}
	winner = score_and_choose(st, o, largest_bonded);
	o->rec.expected = bid_at(st, winner)->rec.id;
	if (o->rec.select == SPHERON_SELECT_TENANT)
		return;
	if (o->rec.matcher == 2)
		match_or_close(st, order_slot, winner);
	else if (o->rec.matcher == 0)
		task_open(st, order_slot);
}

enum spheron_result match_check(const struct spheron *st, uint32_t order_slot, uint32_t bid_slot)
{
	const struct spheron_order_record *o = &order_at(st, order_slot)->rec;
	const struct spheron_bid_record *b = &bid_at(st, bid_slot)->rec;
	enum spheron_result r = offer_admitted(st, o, b->provider, b->fizz, b->gpu);

	RULE("MATCH-11");
	if (r != SPHERON_OK)
		return r;
	REQUIRE(u128_le(price_lock(st, o->token, b->price, o->blocks),
				escrow_balance(st, o->tenant, o->token)),
			NO_ESCROW);
	return SPHERON_OK;
}

void match_or_close(struct spheron *st, uint32_t order_slot, uint32_t bid_slot)
{
	if (match_check(st, order_slot, bid_slot) == SPHERON_OK)
		lease_create(st, order_slot, bid_slot);
	else
		order_close(st, order_slot, SPHERON_ORDER_UNFUNDED);
}

bool spheron_explain_draw(const struct spheron *st, uint64_t order, struct spheron_hex32 *seed,
		uint64_t *drawn)
{
	uint32_t slot = order_find(st, order, 0);

	if (!slot)
		return false;
	match_seed(st, &order_at(st, slot)->rec, seed->byte);
	*drawn = drawn_number(seed->byte, order);
	return true;
}

/* ---- commands ---- */

/* The slot of this bid if it is one of this order's. */
static uint32_t bid_of_order(const struct spheron *st, uint64_t bid, uint64_t order)
{
	uint32_t slot = bid_find(st, bid, 0);

	return slot && bid_at(st, slot)->rec.order == order ? slot : 0;
}

/* [AVS-09] The single matcher takes any bid that holds. */
enum spheron_result command_match_set(struct spheron *st, uint32_t from,
		const struct spheron_args_order_bid *a)
{
	uint32_t order_slot = order_find(st, a->order, 0), bid_slot;
	const struct spheron_order_record *o = &order_at(st, order_slot)->rec;
	enum spheron_result r;

	RULE("AVS-09");
	REQUIRE(has_role(st, from, SPHERON_ROLE_MATCHER), NOT_ALLOWED);
	if (!order_slot)
		return missing(a->order, st->meta.next_order);
	REQUIRE(o->state == SPHERON_ORDER_OPEN, BAD_STATE);
	REQUIRE(o->closed, WINDOW_OPEN);
	REQUIRE(o->matcher == 1 && o->select == SPHERON_SELECT_MATCHMAKER, DISABLED);
	bid_slot = bid_of_order(st, a->bid, a->order);
	REQUIRE(bid_slot, NOT_FOUND);
	r = match_check(st, order_slot, bid_slot);
	if (r != SPHERON_OK)
		return r;

	lease_create(st, order_slot, bid_slot);
	return SPHERON_OK;
}

/* [MATCH-12] The tenant takes any bid of its own order. */
enum spheron_result command_order_choose(struct spheron *st, uint32_t from,
		const struct spheron_args_order_bid *a)
{
	uint32_t order_slot = order_find(st, a->order, 0), bid_slot;
	const struct spheron_order_record *o = &order_at(st, order_slot)->rec;
	enum spheron_result r;

	RULE("MATCH-10");
	RULE("MATCH-12");
	if (!order_slot)
		return missing(a->order, st->meta.next_order);
	REQUIRE(o->tenant == from, NOT_ALLOWED);
	REQUIRE(o->state == SPHERON_ORDER_OPEN, BAD_STATE);
	REQUIRE(o->select == SPHERON_SELECT_TENANT, DISABLED);
	bid_slot = bid_of_order(st, a->bid, a->order);
	REQUIRE(bid_slot, NOT_FOUND);
	r = match_check(st, order_slot, bid_slot);
	if (r != SPHERON_OK)
		return r;

	lease_create(st, order_slot, bid_slot);
	return SPHERON_OK;
}
