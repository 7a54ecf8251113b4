#include "tests/bench/plain.h"

#include "protocol/amount.h"
#include "tests/bench/network.h"
#include "tests/bench/plain_map.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

__extension__ typedef unsigned __int128 wide;

struct purse {
	struct purse *next;
	uint8_t token;
	wide escrow;
};

struct account {
	uint32_t id, orders;
	uint8_t roles;
	struct purse *purse;
};

struct line {
	struct line *next;
	uint16_t model, count, used;
	uint32_t price;
};

/* A provider (kind 0) or a Fizz node. */
struct node {
	unsigned kind;
	uint32_t id, owner;
	uint8_t status, up, vdown, paused, compute, conn, sto_tier;
	uint16_t region;
	uint32_t cpu, mem, sto, used_cpu, used_mem, used_sto;
	struct line *line;
	uint32_t gpus, uptime_ppm, good, bad, slashes, seen;
	uint64_t folded_t, cooldown_until, rate;
	uint32_t measured_s, up_s;
	wide wsec;
	struct timer *cooldown;
	/* of a provider */
	uint8_t tokens, tier, region_bad, verified;
	uint16_t ok[4], n[4];
	/* of a Fizz node */
	struct node *gateway;
	uint64_t p_cpu, p_mem, p_sto, p_gpu, sf[4];
	uint32_t checks, alive;
};

struct bid {
	struct bid *next;
	uint64_t id;
	uint32_t provider, fizz;
	uint16_t gpu;
	wide price;
	uint64_t t;
};

struct order {
	uint64_t id, created_b, close_b, ttl_b;
	struct account *tenant;
	struct spheron_args_order_create terms;
	struct bid *first, *last;
	struct timer *close, *ttl;
	bool closed;
};

/* What the rules need of the parameters. */
struct terms {
	uint64_t block_time_ms, bid_window, order_ttl, min_blocks, max_blocks, select_mask,
		orders_max;
	uint64_t min_order_ppm, user_fee_bp, user_fee_spon_bp, uptime_initial, proof_max,
		checks_max;
	uint64_t cooldown_s, step_max_s;
	wide price_max;
	wide whole[SPHERON_TOKENS_MAX], fraction[SPHERON_TOKENS_MAX]; /* 10^d and 10^(18-d) */
	uint8_t pays[SPHERON_TOKENS_MAX];
	unsigned tokens;
};

struct plain {
	uint64_t t, b, t0, b0, next_order, next_bid;
	struct terms terms;
	struct map account, provider, fizz, order;
	struct map bid_of; /* by order and provider */
	struct timers timers;
	uint64_t accounts, providers, fizzes;
};

enum { OF_LINK = 0, OF_WINDOW = SPHERON_DUE_BID_CLOSE, OF_LIFE = SPHERON_DUE_ORDER_TTL };

#define CHECK(condition, result)                                                                   \
	do {                                                                                       \
		if (!(condition))                                                                  \
			return SPHERON_##result;                                                   \
	} while (0)

static wide wide_of(struct spheron_u128 v)
{
	return (wide) v.hi << 64 | v.lo;
}

/* ---- time ---- */

static bool connected(const struct node *n)
{
	return n->up && !n->paused;
}

static bool verified(const struct node *n)
{
	return (n->cpu == 0 || (n->verified & 1)) && (n->gpus == 0 || (n->verified & 2));
}

/* Counts the seconds since the last time: measured, up, rewarded. */
static void fold(struct plain *p, struct node *n)
{
	uint64_t dt = p->t - n->folded_t;
	uint64_t from = n->cooldown_until > n->folded_t ? n->cooldown_until : n->folded_t;
	bool earns = n->kind == SPHERON_NODE_PROVIDER ? verified(n)
						      : n->gateway->status == SPHERON_ACTIVE;

	if (dt == 0)
		return;
	if (n->status == SPHERON_REGISTERED || n->status == SPHERON_ACTIVE) {
		n->measured_s += (uint32_t) dt;
		if (connected(n))
			n->up_s += (uint32_t) dt;
	}
	if (n->status == SPHERON_ACTIVE && connected(n) && earns && p->t > from)
		n->wsec += (wide) n->rate * (p->t - from);
	n->folded_t = p->t;
}

static uint64_t order_and_provider(uint64_t order, uint32_t provider)
{
	return order << 24 ^ provider;
}

static void order_end(struct plain *p, struct order *o)
{
	if (o->close)
		timer_drop(&p->timers, o->close);
	if (o->ttl)
		timer_drop(&p->timers, o->ttl);
	while (o->first) {
		struct bid *b = o->first;

		o->first = b->next;
		map_remove(&p->bid_of, order_and_provider(o->id, b->provider));
		free(b);
	}
	o->tenant->orders--;
	map_remove(&p->order, o->id);
	free(o);
}

static void fire(struct plain *p, const struct timer *t)
{
	struct node *n = t->subject;
	struct order *o = t->subject;

	if (t->class == OF_LINK) {
		n->cooldown = NULL;
		fold(p, n);
	} else if (t->class == OF_LIFE) {
		o->ttl = NULL;
		order_end(p, o);
	} else {
		o->close = NULL;
		o->closed = true;
	}
}

static uint64_t block_at(const struct plain *p, uint64_t t)
{
	return p->b0 + (t - p->t0) * 1000 / p->terms.block_time_ms;
}

static uint64_t second_at(const struct plain *p, uint64_t b)
{
	return p->t0 + ((b - p->b0) * p->terms.block_time_ms + 999) / 1000;
}

static void advance(struct plain *p, uint64_t t)
{
	while (p->timers.n > 0 && p->timers.at[0]->t <= t) {
		struct timer *first = p->timers.at[0], copy = *first;

		timer_drop(&p->timers, first);
		p->t = copy.t;
		p->b = block_at(p, copy.t);
		fire(p, &copy);
	}
	p->t = t;
	p->b = block_at(p, t);
}

/* ---- verification and links ---- */

static bool is_verifier(const struct account *a)
{
	return (a->roles & SPHERON_ROLE_VERIFIER) != 0;
}

static enum spheron_result proof_report(
	struct plain *p, const struct account *from, const struct spheron_args_proof *a)
{
	struct node *n;

	CHECK(is_verifier(from), NOT_ALLOWED);
	n = map_get(&p->provider, a->provider);
	CHECK(n, NOT_FOUND);
	CHECK(a->kind <= 3 && a->pass <= 1, BAD_VALUE);
	CHECK(n->status <= SPHERON_MAINTENANCE, BAD_STATE);
	CHECK(n->status != SPHERON_MAINTENANCE, IN_MAINTENANCE);
	CHECK(n->n[a->kind] < p->terms.proof_max, LIMIT);

	n->n[a->kind]++;
	if (a->pass)
		n->ok[a->kind]++;
	if (a->kind == SPHERON_PROOF_REGION)
		n->region_bad = !a->pass;
	if (a->pass && ((a->kind == SPHERON_PROOF_CPU && n->cpu > 0) ||
			       (a->kind == SPHERON_PROOF_GPU && n->gpus > 0))) {
		fold(p, n);
		n->verified |= (uint8_t) (1u << a->kind);
	}
	return SPHERON_OK;
}

static enum spheron_result fizz_checks(
	struct plain *p, const struct account *from, const struct spheron_args_fizz_checks *a)
{
	const struct spheron_checks *list = &a->list;

	CHECK(is_verifier(from), NOT_ALLOWED);
	CHECK(map_get(&p->provider, a->gateway), NOT_FOUND);
	CHECK(list->count >= 1 && list->count <= SPHERON_CHECKS_MAX, BAD_VALUE);
	for (uint32_t i = 0; i < list->count; i++) {
		CHECK(list->item[i].alive <= 1, BAD_VALUE);
		CHECK(i == 0 || list->item[i].fizz > list->item[i - 1].fizz, BAD_VALUE);
		for (unsigned k = 0; k < 4; k++)
			CHECK(list->item[i].shortfall[k] <= 1000000, BAD_VALUE);
	}
	for (uint32_t i = 0; i < list->count; i++) {
		const struct node *n = map_get(&p->fizz, list->item[i].fizz);

		CHECK(n, NOT_FOUND);
		CHECK(n->gateway->id == a->gateway, NOT_LINKED);
		CHECK(n->status == SPHERON_ACTIVE, BAD_STATE);
		CHECK(n->checks < p->terms.checks_max, LIMIT);
	}
	for (uint32_t i = 0; i < list->count; i++) {
		struct node *n = map_get(&p->fizz, list->item[i].fizz);

		n->checks++;
		if (!list->item[i].alive)
			continue;
		n->alive++;
		for (unsigned k = 0; k < 4; k++)
			n->sf[k] += list->item[i].shortfall[k];
	}
	return SPHERON_OK;
}

static struct node *node_get(const struct plain *p, const struct spheron_args_node *a)
{
	return map_get(a->kind ? &p->fizz : &p->provider, a->id);
}

static enum spheron_result node_down(
	struct plain *p, const struct account *from, const struct spheron_args_node *a)
{
	struct node *n;

	CHECK(a->kind <= 1, BAD_VALUE);
	n = node_get(p, a);
	CHECK(n, NOT_FOUND);
	CHECK(n->owner == from->id || is_verifier(from), NOT_ALLOWED);
	CHECK(n->status != SPHERON_DEACTIVATED, BAD_STATE);
	CHECK(n->up, DUPLICATE);

	fold(p, n);
	n->up = 0;
	n->vdown = n->owner != from->id;
	return SPHERON_OK;
}

static enum spheron_result node_up(
	struct plain *p, const struct account *from, const struct spheron_args_node *a)
{
	struct node *n;

	CHECK(a->kind <= 1, BAD_VALUE);
	n = node_get(p, a);
	CHECK(n, NOT_FOUND);
	CHECK(n->owner == from->id || is_verifier(from), NOT_ALLOWED);
	CHECK(!n->vdown || is_verifier(from), NOT_ALLOWED);
	CHECK(n->status != SPHERON_DEACTIVATED, BAD_STATE);
	CHECK(!n->up, DUPLICATE);

	fold(p, n);
	n->up = 1;
	n->vdown = 0;
	if (!connected(n))
		return SPHERON_OK;
	n->cooldown_until = p->t + p->terms.cooldown_s;
	if (n->kind == SPHERON_NODE_FIZZ) {
		if (n->cooldown)
			timer_drop(&p->timers, n->cooldown);
		n->cooldown = timer_new(&p->timers, n->cooldown_until, OF_LINK, n->id, n);
	}
	return SPHERON_OK;
}

/* ---- orders ---- */

static wide cost(const struct plain *p, uint8_t token, wide price, uint64_t blocks)
{
	return price * blocks / p->terms.fraction[token];
}

static wide lock(const struct plain *p, uint8_t token, wide price, uint64_t blocks)
{
	wide c = cost(p, token, price, blocks);
	uint64_t bp = token == SPHERON_SPON ? p->terms.user_fee_spon_bp : p->terms.user_fee_bp;

	return c + c * bp / 10000;
}

static bool price_admitted(const struct plain *p, uint8_t token, wide price, uint64_t blocks)
{
	wide floor = p->terms.whole[token] * p->terms.min_order_ppm / 1000000;

	return cost(p, token, price, blocks) >= (floor > 1 ? floor : 1);
}

static bool model_exists(uint16_t model)
{
	return (model >= 1 && model <= 76) || model >= 1000;
}

static bool order_valid(const struct plain *p, const struct spheron_args_order_create *a)
{
	wide max_price = wide_of(a->max_price);

	if (a->mode > 1 || a->select > 1 || a->strict > 1 || a->tiers < 1 || a->tiers > 127)
		return false;
	if (a->gpu != 0 && (!model_exists(a->gpu) || a->gpus == 0))
		return false;
	if (a->strict == 1 && a->region == 0)
		return false;
	if (a->min_compute > 3 || a->min_sto > 2 || a->min_conn > 4 || a->min_gpu > 10)
		return false;
	if (a->min_uptime > 1000000 || a->min_rep > 1000000)
		return false;
	if (max_price == 0 || max_price > p->terms.price_max || a->blocks < p->terms.min_blocks ||
		a->blocks > p->terms.max_blocks)
		return false;
	if (a->cpu > 65536 || a->mem > 1u << 30 || a->sto > 1u << 30 || a->gpus > 4096)
		return false;
	return a->cpu > 0 || a->gpus > 0 || a->sto > 0;
}

static wide escrow_of(const struct account *a, uint8_t token)
{
	for (const struct purse *q = a->purse; q; q = q->next)
		if (q->token == token)
			return q->escrow;
	return 0;
}

static enum spheron_result order_create(
	struct plain *p, struct account *from, const struct spheron_args_order_create *a)
{
	struct order *o;

	CHECK(order_valid(p, a), BAD_VALUE);
	CHECK(p->terms.select_mask >> a->select & 1, DISABLED);
	CHECK(a->token < p->terms.tokens && p->terms.pays[a->token], BAD_TOKEN);
	CHECK(price_admitted(p, a->token, wide_of(a->max_price), a->blocks), PRICE_LOW);
	CHECK(from->orders < p->terms.orders_max, LIMIT);
	CHECK(lock(p, a->token, wide_of(a->max_price), a->blocks) <= escrow_of(from, a->token),
		NO_ESCROW);

	o = memory(sizeof *o);
	*o = (struct order) {
		.id = p->next_order++, .created_b = p->b, .tenant = from, .terms = *a
	};
	o->close_b = p->b + p->terms.bid_window + 1;
	o->ttl_b = p->b + p->terms.order_ttl;
	o->close = timer_new(&p->timers, second_at(p, o->close_b), OF_WINDOW, o->id, o);
	o->ttl = timer_new(&p->timers, second_at(p, o->ttl_b), OF_LIFE, o->id, o);
	map_put(&p->order, o->id, o);
	from->orders++;
	return SPHERON_OK;
}

/* ---- bids ---- */

static const struct line *line_of(const struct node *n, uint16_t model)
{
	for (const struct line *l = n->line; l; l = l->next)
		if (l->model == model)
			return l;
	return NULL;
}

/* The tiers of the models in use here (TIER-05). */
static unsigned gpu_tier(uint16_t model)
{
	static const struct {
		uint16_t model, tier;
	} tiers[] = { { 16, 1 }, { 26, 2 }, { 34, 3 }, { 36, 4 }, { 38, 4 }, { 46, 6 }, { 50, 8 },
		{ 51, 9 } };

	for (unsigned i = 0; i < sizeof tiers / sizeof tiers[0]; i++)
		if (tiers[i].model == model)
			return tiers[i].tier;
	return 0;
}

static uint32_t reputation(const struct node *n)
{
	uint64_t leases = (n->good + UINT64_C(1)) * 1000000 / ((uint64_t) n->good + n->bad + 2);

	if (n->kind == SPHERON_NODE_FIZZ)
		return (uint32_t) leases;
	return (uint32_t) ((leases + (6u - n->tier) * UINT64_C(1000000) / 6) / 2);
}

/* F1 to F3, F9: who it is and where. */
static bool side_fits(const struct spheron_args_order_create *o, const struct node *provider,
	const struct node *n)
{
	bool home = n != provider;

	if (provider->status != SPHERON_ACTIVE || n->status != SPHERON_ACTIVE || !connected(n))
		return false;
	if ((home && n->gateway != provider) || !(provider->tokens >> o->token & 1))
		return false;
	if (o->strict && n->region != o->region)
		return false;
	if (!home && o->region > 0 && provider->region_bad)
		return false;
	if (!home && !(o->tiers >> provider->tier & 1))
		return false;
	return o->desired == 0 || o->desired == provider->id;
}

/* F4 to F8: what it is and how it did. */
static bool machine_fits(const struct plain *p, const struct spheron_args_order_create *o,
	const struct node *provider, const struct node *n, uint16_t gpu)
{
	uint32_t uptime = n->seen ? n->uptime_ppm : (uint32_t) p->terms.uptime_initial;
	uint64_t slashes = provider->slashes + (n != provider ? (uint64_t) n->slashes : 0);

	if (n->compute < o->min_compute || n->conn < o->min_conn ||
		(n->sto ? n->sto_tier : 0) < o->min_sto)
		return false;
	if (o->gpus &&
		(!line_of(n, gpu) || gpu_tier(gpu) < o->min_gpu || (o->gpu && o->gpu != gpu)))
		return false;
	return uptime >= o->min_uptime && reputation(n) >= o->min_rep && slashes <= o->max_slashes;
}

static bool room_for(const struct spheron_args_order_create *o, const struct node *n, uint16_t gpu)
{
	const struct line *l = o->gpus ? line_of(n, gpu) : NULL;

	return o->cpu <= n->cpu - n->used_cpu && o->mem <= n->mem - n->used_mem &&
	       o->sto <= n->sto - n->used_sto && (!l || o->gpus <= l->count - l->used);
}

static wide ask_of(
	const struct plain *p, const struct node *n, const struct spheron_args_order_create *o)
{
	uint64_t blocks_a_month = UINT64_C(2592000000) / p->terms.block_time_ms;
	wide month = (wide) o->cpu * n->p_cpu + (wide) o->mem * n->p_mem / 1024 +
		     (wide) o->sto * n->p_sto + (wide) o->gpus * n->p_gpu;

	return (month * 1000000000000u + blocks_a_month - 1) / blocks_a_month;
}

static enum spheron_result bid_check(const struct plain *p, const struct account *from,
	const struct spheron_args_bid_place *a, const struct order *o)
{
	const struct spheron_args_order_create *want = &o->terms;
	const struct node *provider = map_get(&p->provider, a->provider), *n = provider;
	wide price = wide_of(a->price);

	CHECK(!o->closed, WINDOW_CLOSED);
	CHECK(provider, NOT_FOUND);
	CHECK(provider->owner == from->id, NOT_ALLOWED);
	CHECK(provider->status != SPHERON_MAINTENANCE, IN_MAINTENANCE);
	CHECK(provider->status == SPHERON_ACTIVE, BAD_STATE);
	CHECK((want->mode == SPHERON_MODE_PROVIDER) == (a->fizz == 0), BAD_VALUE);
	CHECK(price > 0 && (want->gpus > 0 || a->gpu == 0), BAD_VALUE);
	if (a->fizz) {
		n = map_get(&p->fizz, a->fizz);
		CHECK(n, NOT_FOUND);
		CHECK(n->gateway == provider, NOT_LINKED);
		CHECK(n->status == SPHERON_ACTIVE, BAD_STATE);
	}
	CHECK(!map_get(&p->bid_of, order_and_provider(o->id, a->provider)), DUPLICATE);
	CHECK(provider->tokens >> want->token & 1, BAD_TOKEN);
	CHECK(price <= wide_of(want->max_price), PRICE_HIGH);
	CHECK(price_admitted(p, want->token, price, want->blocks), PRICE_LOW);
	CHECK(!a->fizz || ask_of(p, n, want) <= price, PRICE_LOW);
	CHECK(side_fits(want, provider, n) && machine_fits(p, want, provider, n, a->gpu), FILTERED);
	CHECK(room_for(want, n, a->gpu), NO_CAPACITY);
	return SPHERON_OK;
}

static enum spheron_result bid_place(
	struct plain *p, const struct account *from, const struct spheron_args_bid_place *a)
{
	struct order *o = map_get(&p->order, a->order);
	enum spheron_result r;
	struct bid *b;

	if (!o)
		return a->order >= 1 && a->order < p->next_order ? SPHERON_ENDED
								 : SPHERON_NOT_FOUND;
	r = bid_check(p, from, a, o);
	if (r != SPHERON_OK)
		return r;

	b = memory(sizeof *b);
	*b = (struct bid) { NULL, p->next_bid++, a->provider, a->fizz, a->gpu, wide_of(a->price),
		p->t };
	if (o->last)
		o->last->next = b;
	else
		o->first = b;
	o->last = b;
	map_put(&p->bid_of, order_and_provider(o->id, a->provider), b);
	return SPHERON_OK;
}

enum spheron_result plain_apply(struct plain *p, const struct spheron_command *c)
{
	struct account *from;

	CHECK(c->t >= p->t && c->t - p->t <= p->terms.step_max_s, BAD_TIME);
	advance(p, c->t);
	from = map_get(&p->account, c->from);
	CHECK(from, NO_ACCOUNT);
	if (c->verb == SPHERON_CMD_PROOF_REPORT)
		return proof_report(p, from, &c->u.proof_report);
	if (c->verb == SPHERON_CMD_FIZZ_CHECKS)
		return fizz_checks(p, from, &c->u.fizz_checks);
	if (c->verb == SPHERON_CMD_NODE_DOWN)
		return node_down(p, from, &c->u.node_down);
	if (c->verb == SPHERON_CMD_NODE_UP)
		return node_up(p, from, &c->u.node_up);
	if (c->verb == SPHERON_CMD_ORDER_CREATE)
		return order_create(p, from, &c->u.order_create);
	if (c->verb == SPHERON_CMD_BID_PLACE)
		return bid_place(p, from, &c->u.bid_place);
	return c->verb == SPHERON_CMD_ADVANCE ? SPHERON_OK : SPHERON_BAD_COMMAND;
}

/* ---- taking a population over ---- */

static uint64_t parameter(const struct spheron *st, const char *name)
{
	return spheron_param(st, (unsigned) spheron_param_find(name, strlen(name))).lo;
}

static void take_terms(struct terms *t, const struct spheron *st)
{
	struct spheron_record r;

	t->block_time_ms = parameter(st, "block_time_ms");
	t->bid_window = parameter(st, "bid_window_blocks");
	t->order_ttl = parameter(st, "order_ttl_blocks");
	t->min_blocks = parameter(st, "min_blocks");
	t->max_blocks = parameter(st, "max_blocks");
	t->select_mask = parameter(st, "select_mask");
	t->orders_max = parameter(st, "orders_max");
	t->min_order_ppm = parameter(st, "min_order_ppm");
	t->user_fee_bp = parameter(st, "user_fee_bp");
	t->user_fee_spon_bp = parameter(st, "user_fee_spon_bp");
	t->uptime_initial = parameter(st, "uptime_initial_ppm");
	t->proof_max = parameter(st, "proof_max");
	t->checks_max = parameter(st, "checks_max");
	t->cooldown_s = parameter(st, "cooldown_s");
	t->step_max_s = parameter(st, "step_max_s");
	t->price_max = wide_of(spheron_param(st, SPHERON_P_PRICE_MAX));
	for (; spheron_find(st, SPHERON_RECORD_TOKEN, t->tokens, 0, 0, &r); t->tokens++) {
		t->whole[t->tokens] = wide_of(units(1, r.u.token.decimals));
		t->fraction[t->tokens] = wide_of(units(1, 18u - r.u.token.decimals));
		t->pays[t->tokens] = r.u.token.pay;
	}
}

static void take_account(struct plain *p, const struct spheron *st, uint32_t id)
{
	struct account *a = memory(sizeof *a);
	struct spheron_record r;

	spheron_find(st, SPHERON_RECORD_ACCOUNT, id, 0, 0, &r);
	*a = (struct account) { .id = id, .roles = r.u.account.roles };
	for (unsigned token = 0; token < p->terms.tokens; token++) {
		wide escrow = wide_of(spheron_bucket(st, SPHERON_ESCROW, id, token));
		struct purse *q;

		if (!escrow)
			continue;
		q = memory(sizeof *q);
		*q = (struct purse) { a->purse, (uint8_t) token, escrow };
		a->purse = q;
	}
	map_put(&p->account, id, a);
}

static void take_lines(struct node *n, const struct spheron_attr *attr)
{
	for (uint32_t i = attr->gpus.count; i > 0; i--) {
		const struct spheron_gpu_line *from = &attr->gpus.item[i - 1];
		struct line *l = memory(sizeof *l);

		*l = (struct line) { n->line, from->model, from->count, 0, from->price };
		n->line = l;
		n->gpus += from->count;
	}
}

/* The fields that the records of both kinds have in common. */
#define TAKE(n, r)                                                                                 \
	do {                                                                                       \
		(n)->id = (r)->id;                                                                 \
		(n)->owner = (r)->owner;                                                           \
		(n)->status = (r)->status;                                                         \
		(n)->up = (r)->up;                                                                 \
		(n)->region = (r)->region;                                                         \
		(n)->cpu = (r)->cpu;                                                               \
		(n)->mem = (r)->mem;                                                               \
		(n)->sto = (r)->sto;                                                               \
		(n)->sto_tier = (r)->sto_tier;                                                     \
	} while (0)

static void take_rate(struct plain *p, const struct spheron *st, struct node *n)
{
	struct spheron_rate rate;

	spheron_explain_rate(st, (enum spheron_node_kind) n->kind, n->id, &rate);
	n->rate = rate.rate;
	n->compute = rate.compute;
	n->conn = rate.conn;
	n->folded_t = p->t;
}

static void take_provider(struct plain *p, const struct spheron *st, uint32_t id)
{
	struct node *n = memory(sizeof *n);
	struct spheron_attr attr;
	struct spheron_record r;

	memset(n, 0, sizeof *n);
	spheron_find(st, SPHERON_RECORD_PROVIDER, id, 0, 0, &r);
	TAKE(n, &r.u.provider);
	n->kind = SPHERON_NODE_PROVIDER;
	n->tokens = r.u.provider.tokens;
	n->tier = r.u.provider.tier;
	n->verified = r.u.provider.verified;
	n->ok[0] = r.u.provider.ok0;
	n->ok[1] = r.u.provider.ok1;
	n->n[0] = r.u.provider.n0;
	n->n[1] = r.u.provider.n1;
	machine_of_provider(id, &attr);
	take_lines(n, &attr);
	take_rate(p, st, n);
	map_put(&p->provider, id, n);
}

static void take_fizz(struct plain *p, const struct spheron *st, uint32_t id)
{
	struct node *n = memory(sizeof *n);
	struct spheron_attr attr;
	struct spheron_record r;

	memset(n, 0, sizeof *n);
	spheron_find(st, SPHERON_RECORD_FIZZ, id, 0, 0, &r);
	TAKE(n, &r.u.fizz);
	n->kind = SPHERON_NODE_FIZZ;
	n->gateway = map_get(&p->provider, r.u.fizz.gateway);
	n->p_cpu = r.u.fizz.p_cpu;
	n->p_mem = r.u.fizz.p_mem;
	n->p_sto = r.u.fizz.p_sto;
	n->p_gpu = r.u.fizz.p_gpu;
	machine_of_fizz(id, &attr);
	take_lines(n, &attr);
	take_rate(p, st, n);
	map_put(&p->fizz, id, n);
}

struct plain *plain_new(const struct spheron *st)
{
	struct plain *p = memory(sizeof *p);
	struct spheron_record meta;

	memset(p, 0, sizeof *p);
	spheron_find(st, SPHERON_RECORD_META, 0, 0, 0, &meta);
	p->t = meta.u.meta.t;
	p->b = meta.u.meta.b;
	p->t0 = meta.u.meta.t0;
	p->b0 = meta.u.meta.b0;
	p->next_order = meta.u.meta.next_order;
	p->next_bid = meta.u.meta.next_bid;
	take_terms(&p->terms, st);
	map_init(&p->account);
	map_init(&p->provider);
	map_init(&p->fizz);
	map_init(&p->order);
	map_init(&p->bid_of);
	p->accounts = spheron_used(st, SPHERON_TABLE_ACCOUNTS);
	p->providers = spheron_used(st, SPHERON_TABLE_PROVIDERS);
	p->fizzes = spheron_used(st, SPHERON_TABLE_FIZZ);
	for (uint32_t id = 0; id < p->accounts; id++)
		take_account(p, st, id);
	for (uint32_t id = 1; id <= p->providers; id++)
		take_provider(p, st, id);
	for (uint32_t id = 1; id <= p->fizzes; id++)
		take_fizz(p, st, id);
	return p;
}

static void node_free(struct node *n)
{
	while (n->line) {
		struct line *l = n->line;

		n->line = l->next;
		free(l);
	}
	free(n);
}

static void account_free(struct account *a)
{
	while (a->purse) {
		struct purse *q = a->purse;

		a->purse = q->next;
		free(q);
	}
	free(a);
}

void plain_free(struct plain *p)
{
	for (uint64_t id = 1; id < p->next_order; id++)
		if (map_get(&p->order, id))
			order_end(p, map_get(&p->order, id));
	for (uint64_t id = 0; id < p->accounts; id++)
		account_free(map_get(&p->account, id));
	for (uint64_t id = 1; id <= p->providers; id++)
		node_free(map_get(&p->provider, id));
	for (uint64_t id = 1; id <= p->fizzes; id++)
		node_free(map_get(&p->fizz, id));
	map_free(&p->account);
	map_free(&p->provider);
	map_free(&p->fizz);
	map_free(&p->order);
	map_free(&p->bid_of);
	timers_free(&p->timers);
	free(p);
}

/* ---- the comparison ---- */

#define SAME_LINK(n, r)                                                                            \
	((n)->up == (r)->up && (n)->vdown == (r)->vdown && (n)->measured_s == (r)->measured_s &&   \
		(n)->up_s == (r)->up_s && (n)->wsec == wide_of((r)->wsec) &&                       \
		(n)->cooldown_until == (r)->cooldown_until)

static bool same_provider(struct plain *p, const struct spheron *st, uint32_t id)
{
	struct node *n = map_get(&p->provider, id);
	const struct spheron_provider_record *r;
	struct spheron_record record;

	spheron_find(st, SPHERON_RECORD_PROVIDER, id, 0, 0, &record);
	r = &record.u.provider;
	fold(p, n);
	return SAME_LINK(n, r) && n->region_bad == r->region_bad && n->verified == r->verified &&
	       n->ok[0] == r->ok0 && n->n[0] == r->n0 && n->ok[1] == r->ok1 && n->n[1] == r->n1 &&
	       n->ok[2] == r->ok2 && n->n[2] == r->n2 && n->ok[3] == r->ok3 && n->n[3] == r->n3;
}

static bool same_fizz(struct plain *p, const struct spheron *st, uint32_t id)
{
	struct node *n = map_get(&p->fizz, id);
	const struct spheron_fizz_record *r;
	struct spheron_record record;

	spheron_find(st, SPHERON_RECORD_FIZZ, id, 0, 0, &record);
	r = &record.u.fizz;
	fold(p, n);
	return SAME_LINK(n, r) && n->checks == r->n && n->alive == r->alive && n->sf[0] == r->sf0 &&
	       n->sf[1] == r->sf1 && n->sf[2] == r->sf2 && n->sf[3] == r->sf3;
}

static bool same_orders(const struct plain *p, const struct spheron *st)
{
	struct spheron_record r;

	spheron_find(st, SPHERON_RECORD_META, 0, 0, 0, &r);
	return p->next_order == r.u.meta.next_order && p->next_bid == r.u.meta.next_bid &&
	       p->t == r.u.meta.t && p->b == r.u.meta.b &&
	       p->order.n == spheron_used(st, SPHERON_TABLE_ORDERS) &&
	       p->bid_of.n == spheron_used(st, SPHERON_TABLE_BIDS);
}

bool plain_agrees(struct plain *p, const struct spheron *st, char what[80])
{
	for (uint32_t id = 1; id <= p->providers; id++)
		if (!same_provider(p, st, id)) {
			snprintf(what, 80, "provider %u", id);
			return false;
		}
	for (uint32_t id = 1; id <= p->fizzes; id++)
		if (!same_fizz(p, st, id)) {
			snprintf(what, 80, "Fizz node %u", id);
			return false;
		}
	snprintf(what, 80, "orders and bids");
	return same_orders(p, st);
}
