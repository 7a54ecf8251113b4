/* fold - what is folded together while a run goes on, against sums over everything that was kept.
 *
 * A small world of chance happens twice: it is told to a fold, and written down.  At the end each
 * indicator is computed from what was written down, as its row in the table says, era by era and for
 * the whole run.  A second world is the protocol itself, playing the log of a small network.
 */
#include "sim/measure/fold.h"

#include "sim/measure/concentration.h"
#include "sim/measure/histogram.h"
#include "sim/player.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

enum { PROVIDERS = 30, FIZZ = 60, DEALS = 80, ERAS = 44, WARM = 8, ERA_MS = 1000000, LATE = ERAS - 30 };
enum { P = SPHERON_NODE_PROVIDER, F = SPHERON_NODE_FIZZ };
#define START_S 1000000

static uint64_t random_state;

static uint64_t luck(uint64_t n)
{
	random_state ^= random_state << 13;
	random_state ^= random_state >> 7;
	random_state ^= random_state << 17;
	return random_state % n;
}

/* ---- what is written down ---- */

struct span {
	uint64_t from, to;
	int kind;
	double height, other;
	bool flag;
};

struct spans {
	struct span *at;
	size_t n, room;
};

enum tally { WANTED, ORDERED, LEASED, LEASED_FIZZ, LEASED_SPON, LOST, GIVEN_UP, UNSERVED, BIDS, NO_BID, EXPIRED,
	TO_MARKET, TO_BUDGET, ENDED, COMPLETED, INTERRUPTED, BROKEN, RENEWED, LEFT, PAID_USD, PAID_SPON,
	FEES_USD, FEES_SPON, ENTRIES, EXITS = ENTRIES + 2, EXITS_OLD = EXITS + 2, RETURNS,
	OUTAGE_S = RETURNS + 2, COOLDOWN_S = OUTAGE_S + 2, UPTIME = COOLDOWN_S + 2, UPTIME_N = UPTIME + 2,
	REWARD = UPTIME_N + 2, MINTED = REWARD + 2, FOUND, SOUND, FALSE_FAIL, FAULTY, MISSED, JUDGED, FALSELY,
	SLASHES, SLASHED, COLLATERAL, LEASE_INCOME, REWARD_INCOME = LEASE_INCOME + 2,
	COST = REWARD_INCOME + 2, GPU_PROFIT = COST + 2, SPENT, FEES, LOSING, THERE = LOSING + 2,
	TALLIES = THERE + 2 };

struct book {
	double tally[ERAS][TALLIES];
	double *wait[ERAS], length[4000], repair[4000], delay[4000];
	size_t n_wait[ERAS], n_length, n_repair, n_delay;
	struct spans there, up, leased, down, rate, maintenance;
	double peak[ERAS][REGIONS_MAX];
	double token[ERAS], gpus[ERAS], threads[ERAS][2];
	double late_income[2][FIZZ], late_cost[2][FIZZ], late_eras[2][FIZZ], late_leases[PROVIDERS];
	uint32_t entered[2][FIZZ], left[2][FIZZ];
};

static struct book book;
static struct setup setup;
static struct provider_class provider_class;
static struct fizz_class fizz_class;
static struct cast cast;
static struct fold *fold;
static struct spheron *state;
static uint64_t now;
static uint32_t era;
static bool present[2][FIZZ], in_maintenance[PROVIDERS], found[PROVIDERS];
static uint64_t changed[2][FIZZ], entered_ms[2][FIZZ];
static uint64_t down_from[DEALS], rate_from[DEALS], maintained_from[PROVIDERS];

static void note(struct spans *s, uint64_t from, uint64_t to, int kind, double height, double other,
		bool flag)
{
	if (s->n == s->room)
		s->at = realloc(s->at, (s->room = s->room * 2 + 64) * sizeof *s->at);
	s->at[s->n++] = (struct span) { from, to, kind, height, other, flag };
}

/* Height times seconds of what overlaps the eras [a, b). */
static double area(const struct spans *s, uint32_t a, uint32_t b, int kind, bool other, int flag)
{
	uint64_t from = (uint64_t) a * ERA_MS, to = (uint64_t) b * ERA_MS;
	double sum = 0;

	for (size_t i = 0; i < s->n; i++) {
		const struct span *x = &s->at[i];
		uint64_t low = x->from > from ? x->from : from, high = x->to < to ? x->to : to;

		if ((kind < 0 || x->kind == kind) && (flag < 0 || x->flag == flag) && high > low)
			sum += (other ? x->other : x->height) * (double) (high - low) / 1000;
	}
	return sum;
}

static double *tally(void)
{
	return book.tally[era];
}

/* ---- the world of chance ---- */

static struct node *node_of(int kind, uint32_t i)
{
	return kind == P ? &cast.provider[i] : &cast.fizz[i];
}

static double gpus_of(const struct node *n)
{
	return n->gpu_lines ? cast.gpu[n->gpu].count : 0;
}

static void look_at_regions(void)
{
	for (uint16_t r = 0; r < 4; r++) {
		double there = 0, down = 0;

		for (uint32_t i = 0; i < PROVIDERS; i++) {
			there += present[P][i] && cast.provider[i].region == r;
			down += present[P][i] && cast.provider[i].region == r && !cast.provider[i].up;
		}
		if (there >= 5 && down / there > book.peak[era][r])
			book.peak[era][r] = down / there;
	}
}

static void enter(int kind, uint32_t i)
{
	struct node *n = node_of(kind, i);

	if (present[kind][i] || n->gone)
		return;
	n->up = luck(2);
	n->status = luck(5) ? SPHERON_ACTIVE : SPHERON_REGISTERED;
	present[kind][i] = true;
	changed[kind][i] = entered_ms[kind][i] = now;
	book.entered[kind][i] = era;
	book.left[kind][i] = UINT32_MAX;
	tally()[ENTRIES + kind]++;
	fold_entry(fold, now, n, (enum spheron_node_kind) kind);
}

static void switch_node(int kind, uint32_t i)
{
	struct node *n = node_of(kind, i);

	if (!present[kind][i])
		return;
	if (n->up) {
		n->up = false;
		if (kind == P)
			found[i] = false;
		note(&book.up, changed[kind][i], now, kind, 1, 0, false);
		fold_node_down(fold, now, n, (enum spheron_node_kind) kind);
		/* Once more does no harm. */
		fold_node_down(fold, now, n, (enum spheron_node_kind) kind);
	} else {
		struct spheron_event e = { .kind = SPHERON_EVENT_NODE_UP,
			.u.node_up = { (uint8_t) kind, i + 1, START_S + now / 1000 + luck(50) } };
		double outage = (double) (now - changed[kind][i]) / 1000;

		n->up = true;
		tally()[FOUND] += kind == P && found[i];
		tally()[RETURNS + kind]++;
		tally()[OUTAGE_S + kind] += outage;
		tally()[COOLDOWN_S + kind] += (double) (e.u.node_up.cooldown_until - START_S - now / 1000);
		if (kind == P && era >= WARM)
			book.repair[book.n_repair++] = outage / 3600;
		fold_event(fold, now, &e);
		fold_node_up(fold, now, n, (enum spheron_node_kind) kind);
	}
	changed[kind][i] = now;
}

static void leave(int kind, uint32_t i)
{
	struct node *n = node_of(kind, i);

	if (!present[kind][i] || luck(40))
		return;
	if (n->up)
		note(&book.up, changed[kind][i], now, kind, 1, 0, false);
	note(&book.there, entered_ms[kind][i], now, kind, 1, 0, book.entered[kind][i] == 0);
	present[kind][i] = false;
	n->gone = true;
	n->status = SPHERON_DEACTIVATED;
	book.left[kind][i] = era;
	tally()[EXITS + kind]++;
	tally()[EXITS_OLD] += book.entered[kind][i] == 0;
	fold_exit(fold, now, n, (enum spheron_node_kind) kind);
}

static void order(struct deal *d)
{
	struct spheron_event closed = { .kind = SPHERON_EVENT_ORDER_CLOSED };
	struct spheron_event created = { .kind = SPHERON_EVENT_ORDER_CREATED };
	struct spheron_event bid = { .kind = SPHERON_EVENT_BID_PLACED };

	d->tries = (uint8_t) luck(3);
	d->ordered_ms = now;
	d->is_fizz = luck(2);
	d->cpu = (uint32_t) (1 + luck(16));
	d->gpus = (uint16_t) (luck(2) ? luck(4) : 0);
	d->bids = (uint8_t) luck(6);
	d->token = luck(4) == 0 ? SPHERON_SPON : SPHERON_USD;
	d->market_usd_hour = 0.1 + (double) luck(1000) / 100;
	d->max_usd_hour = d->market_usd_hour * 1.5;
	d->usd_hour = d->market_usd_hour * (0.5 + (double) luck(100) / 100);
	d->closes_early = luck(3) == 0;
	d->down_ms = d->down_for_s = 0;
	tally()[WANTED] += d->tries == 0;
	fold_order(fold, now, d);
	tally()[ORDERED]++;
	fold_event(fold, now, &created);
	for (int i = 0; i < d->bids; i++)
		fold_event(fold, now, &bid);
	tally()[BIDS] += d->bids;
	if (luck(4))
		d->stage = DEAL_MATCHING;
	else {
		bool given_up = luck(2);

		closed.u.order_closed.reason = luck(2) ? SPHERON_ORDER_NO_BID : SPHERON_ORDER_EXPIRED;
		tally()[closed.u.order_closed.reason == SPHERON_ORDER_NO_BID ? NO_BID : EXPIRED]++;
		tally()[LOST]++;
		tally()[GIVEN_UP] += given_up;
		fold_event(fold, now, &closed);
		fold_lost(fold, now, d, given_up);
	}
}

static void lease(struct deal *d, size_t slot)
{
	d->stage = DEAL_LEASED;
	d->provider = (uint32_t) (1 + luck(PROVIDERS));
	d->fizz = d->is_fizz ? (uint32_t) (1 + luck(FIZZ)) : 0;
	d->began_ms = rate_from[slot] = now;
	book.wait[era] = realloc(book.wait[era], (book.n_wait[era] + 1) * sizeof(double));
	book.wait[era][book.n_wait[era]++] = (double) (now - d->ordered_ms) / 1000;
	tally()[LEASED]++;
	tally()[LEASED_FIZZ] += d->fizz != 0;
	tally()[LEASED_SPON] += d->token == SPHERON_SPON;
	tally()[TO_MARKET] += d->usd_hour / d->market_usd_hour;
	tally()[TO_BUDGET] += d->usd_hour / d->max_usd_hour;
	if (era >= LATE)
		book.late_leases[d->provider - 1]++;
	fold_lease(fold, now, d);
}

static struct spheron_u128 money(double units)
{
	return (struct spheron_u128) { (uint64_t) units, 0 };
}

/* Base units of SPON below 18 of them fit 64 bits. */
static void settle(const struct deal *d)
{
	double unit = d->token == SPHERON_SPON ? 1e18 : 1e6, due = (double) (1 + luck(9));
	struct spheron_event_lease_settled s = { .due = money(due * unit),
		.user_fee = money(due * unit / 8), .protocol_fee = money(due * unit / 4),
		.provider_fee = money(due * unit / 16), .net = money(due * unit * 11 / 16) };
	bool spon = d->token == SPHERON_SPON;

	tally()[spon ? PAID_SPON : PAID_USD] += due * 9 / 8;
	tally()[spon ? FEES_SPON : FEES_USD] += due * 7 / 16;
	fold_settled(fold, now, d, &s);
}

static void write_lease(const struct deal *d, size_t slot, uint64_t to)
{
	int kind = d->fizz ? F : P;

	note(&book.rate, rate_from[slot], to, d->gpus ? 1 : 0, d->usd_hour, d->cpu, false);
	note(&book.leased, d->began_ms, to, kind, d->cpu, d->gpus, false);
	if (d->down_ms)
		note(&book.down, down_from[slot], to, kind, 1, 0, false);
}

static void end_lease(struct deal *d, size_t slot)
{
	enum spheron_lease_close why = (enum spheron_lease_close) (1 + luck(4));

	settle(d);
	tally()[ENDED]++;
	tally()[COMPLETED] += why == SPHERON_LEASE_EXPIRED
			|| (why == SPHERON_LEASE_TENANT && d->closes_early);
	tally()[INTERRUPTED] += d->down_ms || d->down_for_s;
	tally()[BROKEN] += why == SPHERON_LEASE_PROVIDER || why == SPHERON_LEASE_MISCONDUCT;
	if (era >= WARM && now > d->began_ms)
		book.length[book.n_length++] = (double) (now - d->began_ms) / 3.6e6;
	write_lease(d, slot, now);
	fold_lease_end(fold, now, d, why);
	d->stage = DEAL_FREE;
}

static void lease_changes(struct deal *d, size_t slot)
{
	double price = d->usd_hour * 1.25;

	if (d->down_ms) {
		note(&book.down, down_from[slot], now, d->fizz ? F : P, 1, 0, false);
		fold_lease_up(fold, now, d);
		d->down_for_s += 1;
		d->down_ms = 0;
	} else if (luck(2)) {
		d->down_ms = down_from[slot] = now;
		fold_lease_down(fold, now, d);
	} else {
		tally()[RENEWED]++;
		note(&book.rate, rate_from[slot], now, d->gpus ? 1 : 0, d->usd_hour, d->cpu, false);
		rate_from[slot] = now;
		fold_renewed(fold, now, d, price);
		d->usd_hour = price;
	}
}

static void maintain(uint32_t i)
{
	struct spheron_event e = { 0 };

	in_maintenance[i] = !in_maintenance[i];
	if (in_maintenance[i]) {
		e.kind = SPHERON_EVENT_MAINTENANCE_STARTED;
		e.u.maintenance_started.provider = i + 1;
		maintained_from[i] = now;
	} else {
		e.kind = SPHERON_EVENT_MAINTENANCE_ENDED;
		e.u.maintenance_ended.provider = i + 1;
		note(&book.maintenance, maintained_from[i], now, P, 1, 0, false);
	}
	fold_event(fold, now, &e);
}

static void check(void)
{
	struct spheron_event proof = { .kind = SPHERON_EVENT_PROOF_REPORTED };
	bool truth = luck(2), passed = luck(2);
	uint32_t i = (uint32_t) luck(PROVIDERS);

	tally()[truth ? SOUND : FAULTY]++;
	tally()[FALSE_FAIL] += truth && !passed;
	tally()[MISSED] += !truth && passed;
	proof.u.proof_reported.provider = i + 1;
	proof.u.proof_reported.pass = passed;
	if (!passed && present[P][i] && !cast.provider[i].up && !found[i]) {
		found[i] = true;
		if (era >= WARM)
			book.delay[book.n_delay++] = (double) (now - changed[P][i]) / 3.6e6;
	}
	fold_event(fold, now, &proof);
	fold_proof(fold, now, truth, passed);
	truth = luck(2), passed = luck(2);
	tally()[JUDGED] += !passed;
	tally()[FALSELY] += truth && !passed;
	fold_judged(fold, now, truth, passed);
}

static void slash(void)
{
	struct spheron_event e = { .kind = SPHERON_EVENT_SLASHED };

	e.u.slashed.provider = (uint32_t) (1 + luck(PROVIDERS));
	e.u.slashed.why = (uint8_t) (1 + luck(5));
	e.u.slashed.own = money(5e17);
	e.u.slashed.pool = money(0);
	e.u.slashed.unbonding = money(25e16);
	e.u.slashed.accrued = money(e.u.slashed.why == SPHERON_SLASH_MISCONDUCT ? 1e18 : 0);
	tally()[SLASHES]++;
	tally()[COLLATERAL] += 0.75;
	tally()[SLASHED] += e.u.slashed.why == SPHERON_SLASH_MISCONDUCT ? 1.75 : 0.75;
	fold_event(fold, now, &e);
}

static void something_happens(void)
{
	size_t slot = luck(DEALS);
	struct deal *d = &cast.deal[slot];
	int kind = (int) luck(2);
	uint32_t i = (uint32_t) luck(kind == P ? PROVIDERS : FIZZ);

	switch (luck(8)) {
	case 0:
		enter(kind, i);
		break;
	case 1:
		switch_node(kind, i);
		break;
	case 2:
		leave(kind, i);
		break;
	case 3:
		check();
		if (luck(4) == 0)
			slash();
		break;
	case 4:
		maintain((uint32_t) luck(PROVIDERS));
		break;
	case 5:
		if (luck(30) == 0) {
			tally()[LEFT]++;
			fold_tenant_left(fold, now);
		}
		tally()[UNSERVED] += 1;
		fold_unserved_wish(fold, now);
		break;
	default:
		if (d->stage == DEAL_FREE)
			order(d);
		else if (d->stage == DEAL_MATCHING)
			lease(d, slot);
		else if (luck(3))
			lease_changes(d, slot);
		else
			end_lease(d, slot);
	}
	look_at_regions();
}

static void tell_node(int kind, uint32_t i)
{
	struct node *n = node_of(kind, i);
	struct spheron_event e = { .kind = SPHERON_EVENT_ERA_NODE };
	double *t = tally();

	n->lease_usd = n->reward_usd = n->cost_usd = 0;
	if (!present[kind][i])
		return;
	n->lease_usd = (float) luck(1000) / 8;
	n->reward_usd = (float) luck(500) / 8;
	n->cost_usd = (float) luck(1400) / 8;
	e.u.era_node.kind = (uint8_t) kind;
	e.u.era_node.id = i + 1;
	e.u.era_node.uptime = luck(4) ? (uint32_t) luck(1000001) : SPHERON_UPTIME_UNKNOWN;
	e.u.era_node.points = money((double) luck(2));
	e.u.era_node.reward = money((double) luck(9) * 1e18);
	t[UPTIME + kind] += e.u.era_node.uptime == SPHERON_UPTIME_UNKNOWN ? 0 : e.u.era_node.uptime / 1e6;
	t[UPTIME_N + kind] += e.u.era_node.uptime != SPHERON_UPTIME_UNKNOWN;
	t[REWARD + kind] += (double) e.u.era_node.reward.lo / 1e18;
	t[LEASE_INCOME + kind] += n->lease_usd;
	t[REWARD_INCOME + kind] += n->reward_usd;
	t[COST + kind] += n->cost_usd;
	t[LOSING + kind] += n->cost_usd > n->lease_usd + n->reward_usd;
	t[THERE + kind]++;
	if (kind == P && gpus_of(n) > 0)
		t[GPU_PROFIT] += n->lease_usd + n->reward_usd - n->cost_usd;
	if (era >= LATE) {
		book.late_income[kind][i] += n->lease_usd + n->reward_usd;
		book.late_cost[kind][i] += n->cost_usd;
		book.late_eras[kind][i]++;
	}
	if (n->status == SPHERON_ACTIVE) {
		book.gpus[era] += gpus_of(n);
		book.threads[era][kind] += n->cpu;
	}
	fold_event(fold, now, &e);
}

static void close_era(void)
{
	struct spheron_event closed = { .kind = SPHERON_EVENT_ERA_CLOSED,
		.u.era_closed = { .era = era, .inflation = money(2e18) } };
	struct era_facts facts = { era, 0.5 + (double) luck(100) / 50, 1.25, state };
	double *t = tally();

	now = ((uint64_t) era + 1) * ERA_MS;
	for (uint32_t i = 0; i < PROVIDERS; i++)
		tell_node(P, i);
	for (uint32_t i = 0; i < FIZZ; i++)
		tell_node(F, i);
	t[MINTED] += 2;
	t[SPENT] = t[PAID_USD] + t[PAID_SPON] * facts.token_usd;
	t[FEES] = t[FEES_USD] + t[FEES_SPON] * facts.token_usd;
	book.token[era] = facts.token_usd;
	fold_event(fold, now, &closed);
	fold_era(fold, &facts);
	era++;
	if (era < ERAS)
		look_at_regions();
}

/* What still goes on at the end is written down up to it. */
static void close_book(void)
{
	for (size_t slot = 0; slot < DEALS; slot++)
		if (cast.deal[slot].stage == DEAL_LEASED)
			write_lease(&cast.deal[slot], slot, now);
	for (int kind = 0; kind < 2; kind++) {
		for (uint32_t i = 0; i < (kind == P ? PROVIDERS : FIZZ); i++) {
			if (!present[kind][i])
				continue;
			note(&book.there, entered_ms[kind][i], now, kind, 1, 0, book.entered[kind][i] == 0);
			if (node_of(kind, i)->up)
				note(&book.up, changed[kind][i], now, kind, 1, 0, false);
		}
	}
	for (uint32_t i = 0; i < PROVIDERS; i++)
		if (in_maintenance[i])
			note(&book.maintenance, maintained_from[i], now, P, 1, 0, false);
}

static void dress(struct node *n, uint32_t i)
{
	n->cpu = 4 + i % 7;
	n->region = i % 4;
	n->gpu_lines = i % 3 == 0;
	n->gpu = i;
	n->gateway = 1 + i % 5;
	cast.gpu[i].count = (uint16_t) (1 + i % 8);
}

static void make_cast(void)
{
	memset(&cast, 0, sizeof cast);
	cast.setup = &setup;
	cast.provider = calloc(PROVIDERS, sizeof *cast.provider);
	cast.fizz = calloc(FIZZ, sizeof *cast.fizz);
	cast.provider_mind = calloc(PROVIDERS, sizeof *cast.provider_mind);
	cast.gpu = calloc(FIZZ, sizeof *cast.gpu);
	cast.deal = calloc(DEALS, sizeof *cast.deal);
	cast.n_providers = PROVIDERS;
	cast.n_fizz = FIZZ;
	for (uint32_t i = 0; i < PROVIDERS; i++) {
		dress(&cast.provider[i], i);
		cast.provider_mind[i].capital = i % 4 ? 100.0 * i : 0;
	}
	for (uint32_t i = 0; i < FIZZ; i++)
		dress(&cast.fizz[i], i);
}

static void make_setup(void)
{
	memset(&setup, 0, sizeof setup);
	provider_class = (struct provider_class) { .name = "any", .life_s = 1e8 };
	fizz_class = (struct fizz_class) { .name = "home" };
	setup.providers = &provider_class;
	setup.fizz = &fizz_class;
	setup.n_providers = setup.n_fizz = 1;
	setup.horizon_s = ERAS * ERA_MS / 1000;
	setup.warmup_s = WARM * ERA_MS / 1000 - 300; /* counts from the next whole era on */
	setup.start_s = START_S;
	setup.params[SPHERON_P_ERA_S].given = true;
	setup.params[SPHERON_P_ERA_S].value.lo = ERA_MS / 1000;
}

static struct player player;

static void play_line(const char *line)
{
	player_line(&player, line, strlen(line));
}

static void begin_world(uint64_t seed, const struct fold_wants *wants)
{
	struct spheron_capacity capacity = { 0 };

	random_state = seed * UINT64_C(0x9e3779b97f4a7c15);
	memset(&book, 0, sizeof book);
	memset(present, 0, sizeof present);
	memset(in_maintenance, 0, sizeof in_maintenance);
	memset(found, 0, sizeof found);
	now = era = 0;
	make_setup();
	make_cast();
	player_begin(&player, &capacity);
	play_line("{\"t\":1000000,\"do\":\"genesis\",\"profile\":\"seed\",\"beacon\":\""
		  "d9b1141cf5617cdf8983ffe545c8e84e5bba76cdb59d2646d942b0fec9442c36\"}");
	assert_int_equal(player.result, SPHERON_OK);
	state = player.state;
	fold = fold_begin(&setup, &cast, wants);
	for (uint32_t i = 0; i < PROVIDERS * 3 / 4; i++)
		enter(P, i);
	for (uint32_t i = 0; i < FIZZ / 2; i++)
		enter(F, i);
	look_at_regions();
}

static void live_an_era(void)
{
	while (now + 4000 < ((uint64_t) era + 1) * ERA_MS) {
		now += 1 + luck(8000);
		if (now >= ((uint64_t) era + 1) * ERA_MS)
			now = ((uint64_t) era + 1) * ERA_MS - 1;
		something_happens();
	}
	close_era();
}

static void end_world(struct outcome *out)
{
	close_book();
	fold_end(fold, now, state, out);
	fold_free(fold);
	player_end(&player);
}

static void free_world(void)
{
	struct spans *all[] = { &book.there, &book.up, &book.leased, &book.down, &book.rate,
		&book.maintenance };

	for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
		free(all[i]->at);
	for (int e = 0; e < ERAS; e++)
		free(book.wait[e]);
	free(cast.provider);
	free(cast.fizz);
	free(cast.provider_mind);
	free(cast.gpu);
	free(cast.deal);
}

/* ---- the slow way ---- */

static double sum(uint32_t a, uint32_t b, unsigned what)
{
	double total = 0;

	for (uint32_t e = a; e < b; e++)
		total += book.tally[e][what];
	return total;
}

static double over(double part, double whole)
{
	return whole > 0 ? part / whole : NAN;
}

static void expect(const char *where, const double *value, enum metric m, double should, double relative)
{
	if (isnan(should) && isnan(value[m]))
		return;
	if (!(fabs(value[m] - should) <= relative * fabs(should) + 1e-9))
		fail_msg("%s: %s is %.12g, should be %.12g", where, metric_rows[m].name, value[m], should);
}

#define EXACT 1e-9

static double waited(uint32_t a, uint32_t b, double q)
{
	static double x[20000];
	size_t n = 0;

	for (uint32_t e = a; e < b; e++)
		for (size_t i = 0; i < book.n_wait[e]; i++)
			x[n++] = book.wait[e][i];
	rank(x, n);
	return n ? ranked(x, n, q) : NAN;
}

/* Everything that can be said of any eras [a, b). */
static void expect_market(const char *in, const double *v, uint32_t a, uint32_t b)
{
	double days = (b - a) * (ERA_MS / 1000) / 86400.0, room_gpu = 0, room[2] = { 0, 0 };
	double decided = sum(a, b, LEASED) + sum(a, b, LOST);
	double threads[2] = { area(&book.leased, a, b, P, false, -1), area(&book.leased, a, b, F, false, -1) };

	for (uint32_t e = a; e < b; e++) {
		room_gpu += book.gpus[e] * ERA_MS / 1000;
		for (int k = 0; k < 2; k++)
			room[k] += book.threads[e][k] * ERA_MS / 1000;
	}
	expect(in, v, METRIC_MARKET_WANTED, (sum(a, b, WANTED) + sum(a, b, UNSERVED)) / days, EXACT);
	expect(in, v, METRIC_MARKET_ORDERS, sum(a, b, ORDERED) / days, EXACT);
	expect(in, v, METRIC_MARKET_LEASES, sum(a, b, LEASED) / days, EXACT);
	expect(in, v, METRIC_MARKET_FILL, over(sum(a, b, LEASED), decided), EXACT);
	expect(in, v, METRIC_MARKET_WAIT_P50, waited(a, b, 0.5), HISTOGRAM_ERROR);
	expect(in, v, METRIC_MARKET_WAIT_P95, waited(a, b, 0.95), HISTOGRAM_ERROR);
	expect(in, v, METRIC_MARKET_BIDS, over(sum(a, b, BIDS), sum(a, b, ORDERED)), EXACT);
	expect(in, v, METRIC_MARKET_USE_GPU, over(area(&book.leased, a, b, -1, true, -1), room_gpu), EXACT);
	expect(in, v, METRIC_MARKET_USE_CPU, over(threads[P] + threads[F], room[P] + room[F]), EXACT);
	expect(in, v, METRIC_MARKET_USE_PROVIDERS, over(threads[P], room[P]), EXACT);
	expect(in, v, METRIC_MARKET_USE_FIZZ, over(threads[F], room[F]), EXACT);
	expect(in, v, METRIC_MARKET_PRICE_GPU, over(area(&book.rate, a, b, 1, false, -1),
			area(&book.leased, a, b, -1, true, -1)), EXACT);
	expect(in, v, METRIC_MARKET_PRICE_CPU, over(area(&book.rate, a, b, 0, false, -1),
			area(&book.rate, a, b, 0, true, -1)), EXACT);
	expect(in, v, METRIC_MARKET_TO_MARKET, over(sum(a, b, TO_MARKET), sum(a, b, LEASED)), EXACT);
	expect(in, v, METRIC_MARKET_SPENT, sum(a, b, SPENT) / days, EXACT);
	expect(in, v, METRIC_MARKET_FIZZ, over(sum(a, b, LEASED_FIZZ), sum(a, b, LEASED)), EXACT);
	expect(in, v, METRIC_MARKET_LEFT, sum(a, b, LEFT), EXACT);
}

/* Leases have a height of 1 here. */
static double leases_in(uint32_t a, uint32_t b, int kind)
{
	double total = 0;

	for (size_t i = 0; i < book.leased.n; i++) {
		struct spans one = { &book.leased.at[i], 1, 1 };

		total += area(&one, a, b, kind, false, -1) / book.leased.at[i].height;
	}
	return total;
}

static void expect_service(const char *in, const double *v, uint32_t a, uint32_t b)
{
	double leases[2] = { leases_in(a, b, P), leases_in(a, b, F) };
	double down[2] = { area(&book.down, a, b, P, false, -1), area(&book.down, a, b, F, false, -1) };
	double there[2] = { area(&book.there, a, b, P, false, -1), area(&book.there, a, b, F, false, -1) };

	expect(in, v, METRIC_SLA_LEASES, 1 - over(down[P] + down[F], leases[P] + leases[F]), EXACT);
	expect(in, v, METRIC_SLA_LEASES_PROVIDERS, 1 - over(down[P], leases[P]), EXACT);
	expect(in, v, METRIC_SLA_LEASES_FIZZ, 1 - over(down[F], leases[F]), EXACT);
	expect(in, v, METRIC_SLA_PROVIDERS, over(area(&book.up, a, b, P, false, -1), there[P]), EXACT);
	expect(in, v, METRIC_SLA_FIZZ, over(area(&book.up, a, b, F, false, -1), there[F]), EXACT);
	expect(in, v, METRIC_SUPPLY_COOLDOWN_PROVIDERS, over(sum(a, b, COOLDOWN_S + P), there[P]), EXACT);
	expect(in, v, METRIC_SUPPLY_COOLDOWN_FIZZ, over(sum(a, b, COOLDOWN_S + F), there[F]), EXACT);
	expect(in, v, METRIC_SUPPLY_PROVIDER_ENTRIES, sum(a, b, ENTRIES + P), EXACT);
	expect(in, v, METRIC_SUPPLY_FIZZ_EXITS, sum(a, b, EXITS + F), EXACT);
}

static void expect_money(const char *in, const double *v, uint32_t a, uint32_t b)
{
	static const enum metric income[2] = { METRIC_PROVIDER_INCOME, METRIC_FIZZ_INCOME };
	static const enum metric cost[2] = { METRIC_PROVIDER_COST, METRIC_FIZZ_COST };
	static const enum metric margin[2] = { METRIC_PROVIDER_MARGIN, METRIC_FIZZ_MARGIN };
	static const enum metric liveness[2] = { METRIC_PROVIDER_LIVENESS, METRIC_FIZZ_LIVENESS };
	double eras = b - a, rewards_usd = sum(a, b, REWARD_INCOME + P) + sum(a, b, REWARD_INCOME + F);

	for (int k = 0; k < 2; k++) {
		double all = sum(a, b, LEASE_INCOME + (unsigned) k) + sum(a, b, REWARD_INCOME + (unsigned) k);
		double node_days = area(&book.there, a, b, k, false, -1) / 86400;

		expect(in, v, income[k], over(all, node_days), EXACT);
		expect(in, v, cost[k], over(sum(a, b, COST + (unsigned) k), node_days), EXACT);
		expect(in, v, margin[k], over(all - sum(a, b, COST + (unsigned) k), all), EXACT);
		expect(in, v, liveness[k], over(sum(a, b, REWARD_INCOME + (unsigned) k), all), EXACT);
	}
	expect(in, v, METRIC_TOKEN_REWARDS, (sum(a, b, REWARD + P) + sum(a, b, REWARD + F)) / eras, EXACT);
	expect(in, v, METRIC_TOKEN_REWARDS_USD, rewards_usd / eras, EXACT);
	expect(in, v, METRIC_TOKEN_MINTED, sum(a, b, MINTED) / eras, EXACT);
	expect(in, v, METRIC_TOKEN_FEES, sum(a, b, FEES) / eras, EXACT);
	expect(in, v, METRIC_TOKEN_COVERAGE, over(sum(a, b, FEES), rewards_usd), EXACT);
	expect(in, v, METRIC_SLASH_TOTAL, sum(a, b, SLASHED) / eras, EXACT);
}

static void worlds_of_chance_fold_to_what_was_written_down(void **unused)
{
	(void) unused;
	for (uint64_t seed = 1; seed <= 12; seed++) {
		double value[METRIC_COUNT];
		struct outcome out;
		char in[40];

		begin_world(seed, &(struct fold_wants) { 0 });
		while (era < ERAS)
			live_an_era();
		end_world(&out);
		assert_int_equal(out.n_eras, ERAS);
		assert_int_equal(out.warmup_eras, WARM);
		expect_market("the run", out.value, WARM, ERAS);
		expect_service("the run", out.value, WARM, ERAS);
		expect_money("the run", out.value, WARM, ERAS);
		for (uint32_t e = 0; e < ERAS; e++) {
			for (int m = 0; m < METRIC_COUNT; m++)
				value[m] = NAN;
			for (int i = 0; i < SERIES_COUNT; i++)
				value[metric_of_series[i]] = out.series[e * SERIES_COUNT + (uint32_t) i];
			snprintf(in, sizeof in, "era %u of world %u", e, (unsigned) seed);
			expect_market(in, value, e, e + 1);
			expect_service(in, value, e, e + 1);
			expect_money(in, value, e, e + 1);
		}
		fold_free_outcome(&out);
		free_world();
	}
}

/* ---- what is only said of a whole run ---- */

static void expect_orders(const double *v)
{
	double decided = sum(WARM, ERAS, LEASED) + sum(WARM, ERAS, LOST), ended = sum(WARM, ERAS, ENDED);
	double leased = sum(WARM, ERAS, LEASED);

	expect("run", v, METRIC_MARKET_WISHES, leased / (leased + sum(WARM, ERAS, GIVEN_UP)
			+ sum(WARM, ERAS, UNSERVED)), EXACT);
	expect("run", v, METRIC_MARKET_NO_BID, sum(WARM, ERAS, NO_BID) / decided, EXACT);
	expect("run", v, METRIC_MARKET_EXPIRED, sum(WARM, ERAS, EXPIRED) / decided, EXACT);
	expect("run", v, METRIC_MARKET_UNFUNDED, 0, EXACT);
	expect("run", v, METRIC_MARKET_TO_BUDGET, sum(WARM, ERAS, TO_BUDGET) / leased, EXACT);
	expect("run", v, METRIC_MARKET_COMPLETED, sum(WARM, ERAS, COMPLETED) / ended, EXACT);
	expect("run", v, METRIC_MARKET_EXTENDED, sum(WARM, ERAS, RENEWED) / leased, EXACT);
	expect("run", v, METRIC_MARKET_SPON, sum(WARM, ERAS, LEASED_SPON) / leased, EXACT);
	rank(book.length, book.n_length);
	expect("run", v, METRIC_MARKET_LENGTH_P50, ranked(book.length, book.n_length, 0.5), HISTOGRAM_ERROR);
	expect("run", v, METRIC_SLA_INTERRUPTED, sum(WARM, ERAS, INTERRUPTED) / ended, EXACT);
	expect("run", v, METRIC_SLA_BROKEN, sum(WARM, ERAS, BROKEN) / ended, EXACT);
}

static void expect_nodes(const double *v)
{
	double there[2] = { area(&book.there, WARM, ERAS, P, false, -1),
		area(&book.there, WARM, ERAS, F, false, -1) };
	double down = area(&book.down, WARM, ERAS, -1, false, -1);
	double leases = leases_in(WARM, ERAS, P) + leases_in(WARM, ERAS, F);
	double exits = sum(WARM, ERAS, EXITS + P) + sum(WARM, ERAS, EXITS + F);

	expect("run", v, METRIC_SLA_OUTAGE, down / 60 / (leases / 2592000), EXACT);
	expect("run", v, METRIC_SLA_MTTR_PROVIDERS,
			sum(WARM, ERAS, OUTAGE_S + P) / 3600 / sum(WARM, ERAS, RETURNS + P), EXACT);
	expect("run", v, METRIC_SLA_MTTR_FIZZ,
			sum(WARM, ERAS, OUTAGE_S + F) / 3600 / sum(WARM, ERAS, RETURNS + F), EXACT);
	rank(book.repair, book.n_repair);
	expect("run", v, METRIC_SLA_MTTR_PROVIDERS_P95, ranked(book.repair, book.n_repair, 0.95),
			HISTOGRAM_ERROR);
	expect("run", v, METRIC_SLA_MAINTENANCE,
			area(&book.maintenance, WARM, ERAS, -1, false, -1) / there[P], EXACT);
	expect("run", v, METRIC_SLA_UPTIME_PROVIDERS,
			sum(WARM, ERAS, UPTIME + P) / sum(WARM, ERAS, UPTIME_N + P), EXACT);
	expect("run", v, METRIC_SUPPLY_RETURNS_FIZZ, sum(WARM, ERAS, RETURNS + F) / (there[F] / 2592000),
			EXACT);
	expect("run", v, METRIC_SUPPLY_EXITS_FOUNDERS, over(sum(WARM, ERAS, EXITS_OLD),
			area(&book.there, WARM, ERAS, -1, false, 1) / 31536000), EXACT);
	expect("run", v, METRIC_SUPPLY_EXITS_NEWCOMERS, over(exits - sum(WARM, ERAS, EXITS_OLD),
			area(&book.there, WARM, ERAS, -1, false, 0) / 31536000), EXACT);
	expect("run", v, METRIC_SLASH_COUNT, sum(WARM, ERAS, SLASHES) / (there[P] / 31536000), EXACT);
}

/* The largest share of a region that was down at once; regions lose and gain providers. */
static void expect_regions(const double *v)
{
	static double x[ERAS * 4];
	size_t n = 0;

	for (uint32_t e = WARM; e < ERAS; e++) {
		for (uint16_t r = 0; r < 4; r++) {
			uint32_t there = 0;

			for (uint32_t i = 0; i < PROVIDERS; i++)
				there += cast.provider[i].region == r && book.entered[P][i] <= e
						&& (present[P][i] || book.left[P][i] > e);
			if (there >= 5)
				x[n++] = book.peak[e][r];
		}
	}
	rank(x, n);
	expect("run", v, METRIC_SLA_REGIONAL, n ? ranked(x, n, 0.99) : NAN, HISTOGRAM_ERROR);
}

static void expect_late(const double *v)
{
	static const enum metric profit[2] = { METRIC_PROVIDER_PROFIT_P10, METRIC_FIZZ_PROFIT_P10 };
	static const enum metric losing[2] = { METRIC_PROVIDER_LOSING, METRIC_FIZZ_LOSING };
	double x[FIZZ], months[PROVIDERS], never = 0, paying = 0;
	size_t n_months = 0;

	for (int k = 0; k < 2; k++) {
		size_t n = 0, bad = 0;

		for (uint32_t i = 0; i < (k == P ? PROVIDERS : FIZZ); i++) {
			if (book.late_eras[k][i] == 0)
				continue;
			x[n] = (book.late_income[k][i] - book.late_cost[k][i])
					/ (book.late_eras[k][i] * ERA_MS / 1000 / 86400);
			bad += x[n++] < 0;
		}
		rank(x, n);
		expect("run", v, profit[k], ranked(x, n, 0.1), EXACT);
		expect("run", v, profit[k] + 1, ranked(x, n, 0.5), EXACT);
		expect("run", v, profit[k] + 2, ranked(x, n, 0.9), EXACT);
		expect("run", v, losing[k], (double) bad / (double) n, EXACT);
	}
	for (uint32_t i = 0; i < PROVIDERS; i++) {
		double capital = cast.provider_mind[i].capital, cash;

		if (book.late_eras[P][i] == 0 || capital == 0)
			continue;
		/* What a month leaves, with the part of the costs that is written off on machines. */
		cash = (book.late_income[P][i] - book.late_cost[P][i])
				/ (book.late_eras[P][i] * ERA_MS / 1000 / 2592000)
				+ capital / 1e8 * 2592000;
		paying++;
		never += cash <= 0;
		months[n_months++] = cash > 0 ? capital / cash : 1e300;
	}
	rank(months, n_months);
	expect("run", v, METRIC_PROVIDER_NO_PAYBACK, never / paying, EXACT);
	for (int i = 0; i < 3; i++) {
		double at = ranked(months, n_months, i == 0 ? 0.1 : i == 1 ? 0.5 : 0.9);

		expect("run", v, METRIC_PROVIDER_PAYBACK_P10 + (unsigned) i, at > 1e299 ? NAN : at, EXACT);
	}
	expect("run", v, METRIC_PROVIDER_BREAK_EVEN, fmax(0, sum(LATE, ERAS, COST + P)
			- sum(LATE, ERAS, LEASE_INCOME + P)) / sum(LATE, ERAS, REWARD + P), EXACT);
	expect("run", v, METRIC_PROVIDER_MARGIN_GPU, sum(WARM, ERAS, GPU_PROFIT)
			/ (area(&book.leased, WARM, ERAS, P, true, -1) / 3600), EXACT);
}

static void expect_shares(const double *v)
{
	double income[PROVIDERS], leases[PROVIDERS], region[4] = { 0 }, gateway[5] = { 0 };
	struct concentration c;
	size_t n = 0;

	for (uint32_t i = 0; i < PROVIDERS; i++) {
		if (book.late_eras[P][i] == 0)
			continue;
		leases[n] = book.late_leases[i];
		income[n++] = book.late_income[P][i];
	}
	c = concentration_of(income, n);
	expect("run", v, METRIC_REVENUE_GINI, c.gini, EXACT);
	expect("run", v, METRIC_REVENUE_NAKAMOTO, c.nakamoto, EXACT);
	c = concentration_of(leases, n);
	expect("run", v, METRIC_LEASES_HHI, c.hhi, EXACT);
	for (int k = 0; k < 2; k++) {
		for (uint32_t i = 0; i < (k == P ? PROVIDERS : FIZZ); i++) {
			if (!present[k][i] || node_of(k, i)->status != SPHERON_ACTIVE)
				continue;
			region[node_of(k, i)->region] += node_of(k, i)->cpu;
			if (k == F)
				gateway[node_of(k, i)->gateway - 1]++;
		}
	}
	expect("run", v, METRIC_REGION_HHI, concentration_of(region, 4).hhi, EXACT);
	expect("run", v, METRIC_GATEWAY_NAKAMOTO, concentration_of(gateway, 5).nakamoto, EXACT);
}

static void expect_rest(const double *v)
{
	double top = 0, fall = 0;

	for (uint32_t e = WARM; e < ERAS; e++) {
		top = fmax(top, book.token[e]);
		fall = fmax(fall, 1 - book.token[e] / top);
	}
	expect("run", v, METRIC_TOKEN_DRAWDOWN, fall, EXACT);
	expect("run", v, METRIC_SECURITY_FALSE_FAIL, sum(WARM, ERAS, FALSE_FAIL) / sum(WARM, ERAS, SOUND), EXACT);
	expect("run", v, METRIC_SECURITY_MISSED, sum(WARM, ERAS, MISSED) / sum(WARM, ERAS, FAULTY), EXACT);
	expect("run", v, METRIC_SECURITY_FALSE_SLASH, sum(WARM, ERAS, FALSELY) / sum(WARM, ERAS, JUDGED), EXACT);
	rank(book.delay, book.n_delay);
	expect("run", v, METRIC_SECURITY_FOUND, sum(WARM, ERAS, FOUND) / sum(WARM, ERAS, RETURNS + P), EXACT);
	expect("run", v, METRIC_SECURITY_DELAY_P95, ranked(book.delay, book.n_delay, 0.95), HISTOGRAM_ERROR);
	/* The whole run is shorter than 30 days. */
	assert_true(isnan(v[METRIC_SUPPLY_FIZZ_KEPT_30]));
	expect("run", v, METRIC_SUPPLY_SURVIVAL, (book.threads[ERAS - 1][P] + book.threads[ERAS - 1][F])
			/ (book.threads[WARM][P] + book.threads[WARM][F]), EXACT);
	/* Nothing of this is in this world. */
	assert_true(isnan(v[METRIC_DELEGATORS_RETURN]) && isnan(v[METRIC_STAKE_GINI]));
	assert_true(isnan(v[METRIC_SECURITY_AVS]) && isnan(v[METRIC_SECURITY_TASKS]));
	assert_true(v[METRIC_TOKEN_EMPTY] == 1);
}

static void a_whole_run_is_told_as_the_table_says(void **unused)
{
	(void) unused;
	for (uint64_t seed = 100; seed < 112; seed++) {
		struct outcome out;

		begin_world(seed, &(struct fold_wants) { 0 });
		while (era < ERAS)
			live_an_era();
		end_world(&out);
		expect_orders(out.value);
		expect_nodes(out.value);
		expect_regions(out.value);
		expect_late(out.value);
		expect_shares(out.value);
		expect_rest(out.value);
		fold_free_outcome(&out);
		free_world();
	}
}

/* ---- checkpoints, finals, events ---- */

static void same_outcome(const struct outcome *a, const struct outcome *b)
{
	assert_memory_equal(a->value, b->value, sizeof a->value);
	assert_int_equal(a->n_eras, b->n_eras);
	assert_memory_equal(a->series, b->series, a->n_eras * SERIES_COUNT * sizeof *a->series);
	assert_memory_equal(a->events, b->events, sizeof a->events);
	assert_memory_equal(a->total, b->total, sizeof a->total);
	assert_int_equal(a->n_final, b->n_final);
	assert_memory_equal(a->final, b->final, a->n_final * sizeof *a->final);
	assert_int_equal(a->n_event, b->n_event);
	for (size_t i = 0; i < a->n_event; i++)
		assert_memory_equal(a->text + a->event[i].text, b->text + b->event[i].text,
				a->event[i].size);
}

static const struct fold_wants everything = { .finals = true,
	.event = { [SPHERON_EVENT_SLASHED] = true } };

static void live(struct outcome *out, uint32_t stop)
{
	begin_world(7, &everything);
	while (era < ERAS) {
		if (era == stop) {
			FILE *file = tmpfile();

			assert_true(fold_save(fold, file));
			fold_free(fold);
			rewind(file);
			fold = fold_load(&setup, &cast, file);
			assert_non_null(fold);
			assert_int_equal(fgetc(file), EOF);
			fclose(file);
		}
		live_an_era();
	}
	end_world(out);
}

static void a_saved_fold_goes_on_as_if_nothing_had_happened(void **unused)
{
	struct outcome whole, resumed;

	(void) unused;
	live(&whole, ERAS);
	free_world();
	for (uint32_t stop = 0; stop < ERAS; stop += 13) {
		live(&resumed, stop);
		same_outcome(&whole, &resumed);
		fold_free_outcome(&resumed);
		free_world();
	}
	fold_free_outcome(&whole);
}

static void half_a_checkpoint_is_refused(void **unused)
{
	FILE *file = tmpfile();
	long size;

	(void) unused;
	begin_world(3, &everything);
	live_an_era();
	assert_true(fold_save(fold, file));
	size = ftell(file);
	for (long cut = 0; cut < size; cut += size / 17 + 1) {
		char *text = malloc((size_t) cut + 1);
		FILE *half = tmpfile();

		rewind(file);
		assert_int_equal(fread(text, 1, (size_t) cut, file), cut);
		assert_int_equal(fwrite(text, 1, (size_t) cut, half), cut);
		rewind(half);
		assert_null(fold_load(&setup, &cast, half));
		fclose(half);
		free(text);
	}
	fclose(file);
	fold_free(fold);
	player_end(&player);
	free_world();
}

static void finals_add_up_to_the_run(void **unused)
{
	double lease[2] = { 0, 0 }, cost[2] = { 0, 0 }, there[2] = { 0, 0 }, up[2] = { 0, 0 }, n = 0;
	struct outcome out;

	(void) unused;
	live(&out, ERAS);
	for (size_t i = 0; i < out.n_final; i++) {
		lease[out.final[i].kind] += out.final[i].lease_usd;
		cost[out.final[i].kind] += out.final[i].cost_usd;
		there[out.final[i].kind] += out.final[i].there_s;
		up[out.final[i].kind] += out.final[i].up_s;
		n += out.final[i].leases;
	}
	assert_true(n == sum(WARM, ERAS, LEASED));
	for (int k = 0; k < 2; k++) {
		/* The warm-up ends 300 s before an era here; finals count from its very end. */
		double missed = area(&book.there, WARM - 1, WARM, k, false, -1);

		assert_true(fabs(lease[k] - sum(WARM, ERAS, LEASE_INCOME + (unsigned) k)) < 1e-6);
		assert_true(fabs(cost[k] - sum(WARM, ERAS, COST + (unsigned) k)) < 1e-6);
		assert_true(there[k] >= area(&book.there, WARM, ERAS, k, false, -1) - 1e-6);
		assert_true(there[k] <= area(&book.there, WARM, ERAS, k, false, -1) + missed);
		assert_true(up[k] >= area(&book.up, WARM, ERAS, k, false, -1) - 1e-6);
		assert_true(up[k] <= there[k]);
	}
	assert_int_equal(out.n_event, out.events[SPHERON_EVENT_SLASHED]);
	assert_true(out.n_event > 0 && memcmp(out.text + out.event[0].text, "[\"Slashed\"", 10) == 0);
	fold_free_outcome(&out);
	free_world();
}

static void a_run_that_stops_in_its_warm_up_has_nothing_to_say(void **unused)
{
	struct outcome out;

	(void) unused;
	begin_world(5, &(struct fold_wants) { 0 });
	while (era < WARM / 2)
		live_an_era();
	end_world(&out);
	assert_int_equal(out.n_eras, WARM / 2);
	assert_int_equal(out.warmup_eras, WARM / 2);
	assert_true(isnan(out.value[METRIC_MARKET_FILL]) && isnan(out.value[METRIC_TOKEN_EMPTY]));
	assert_true(isnan(out.value[METRIC_PROVIDER_PROFIT_P50]));
	assert_true(out.value[METRIC_SUPPLY_PROVIDERS] > 0);
	assert_true(!isnan(out.series[metric_rows[METRIC_MARKET_FILL].series]));
	fold_free_outcome(&out);
	free_world();
}

static void totals_are_exact_beyond_64_bits(void **unused)
{
	const struct spheron_u128 huge = { UINT64_MAX - 2, 7 };
	struct spheron_event e = { .kind = SPHERON_EVENT_RESTITUTION, .u.restitution = { 1, huge } };
	struct outcome out;

	(void) unused;
	begin_world(5, &(struct fold_wants) { 0 });
	for (int i = 0; i < 1000; i++)
		fold_event(fold, 5, &e);
	end_world(&out);
	/* 1000 (8 * 2^64 - 3) = 7999 * 2^64 + (2^64 - 3000). */
	assert_int_equal(out.total[TOTAL_RESTITUTION].hi, 7999);
	assert_true(out.total[TOTAL_RESTITUTION].lo == UINT64_MAX - 2999);
	fold_free_outcome(&out);
	free_world();
}

/* ---- who stayed ---- */

static void retention_counts_those_who_could_have_stayed(void **unused)
{
	struct era_facts facts = { 0, 1, 1, NULL };
	struct outcome out;

	(void) unused;
	begin_world(9, &(struct fold_wants) { 0 });
	fold_free(fold);
	memset(cast.fizz, 0, FIZZ * sizeof *cast.fizz);
	setup.params[SPHERON_P_ERA_S].value.lo = 86400;
	setup.horizon_s = 100 * 86400;
	setup.warmup_s = 0;
	fold = fold_begin(&setup, &cast, &(struct fold_wants) { 0 });
	facts.state = state;
	for (uint32_t day = 0; day < 100; day++) {
		uint64_t ms = day * UINT64_C(86400000);

		/* Two come on each of the first 30 days; the first of a pair leaves after 29. */
		if (day < 30) {
			fold_entry(fold, ms, &cast.fizz[2 * day], SPHERON_NODE_FIZZ);
			fold_entry(fold, ms, &cast.fizz[2 * day + 1], SPHERON_NODE_FIZZ);
		}
		if (day >= 29 && day < 59)
			fold_exit(fold, ms, &cast.fizz[2 * (day - 29)], SPHERON_NODE_FIZZ);
		facts.era = day;
		fold_era(fold, &facts);
	}
	fold_end(fold, 100 * UINT64_C(86400000), state, &out);
	assert_true(out.value[METRIC_SUPPLY_FIZZ_KEPT_30] == 0.5);
	/* Those of the first 11 days could have stayed for 90. */
	assert_true(out.value[METRIC_SUPPLY_FIZZ_KEPT_90] == 0.5);
	assert_true(isnan(out.value[METRIC_SUPPLY_PROVIDERS_KEPT_30]));
	fold_free_outcome(&out);
	fold_free(fold);
	player_end(&player);
	free_world();
}

/* ---- the protocol itself ---- */

static double spon(struct spheron_u128 amount)
{
	return ((double) amount.hi * 0x1p64 + (double) amount.lo) / 1e18;
}

static double in_bucket(unsigned name, uint64_t owner)
{
	return spon(spheron_bucket(player.state, name, owner, SPHERON_SPON));
}

static double slashed_in_all, rewards_in_all;

static void on_event(void *ctx, const struct spheron_event *e)
{
	uint64_t ms = (spheron_clock(player.state).t - START_S) * 1000;
	struct era_facts facts = { era, 2, 1, player.state };

	(void) ctx;
	fold_event(fold, ms, e);
	if (e->kind == SPHERON_EVENT_PROVIDER_REGISTERED) {
		cast.provider[cast.n_providers++].status = SPHERON_REGISTERED;
		fold_entry(fold, ms, &cast.provider[cast.n_providers - 1], SPHERON_NODE_PROVIDER);
	}
	if (e->kind == SPHERON_EVENT_PROVIDER_STATUS)
		cast.provider[e->u.provider_status.provider - 1].status = e->u.provider_status.status;
	if (e->kind == SPHERON_EVENT_SLASHED)
		slashed_in_all += spon(e->u.slashed.own) + spon(e->u.slashed.pool)
				+ spon(e->u.slashed.unbonding) + spon(e->u.slashed.accrued);
	if (e->kind == SPHERON_EVENT_FIZZ_SLASHED)
		slashed_in_all += spon(e->u.fizz_slashed.amount);
	if (e->kind == SPHERON_EVENT_ERA_NODE)
		rewards_in_all += spon(e->u.era_node.reward);
	if (e->kind == SPHERON_EVENT_ERA_CLOSED) {
		fold_era(fold, &facts);
		era++;
	}
}

static void play_small_network(void)
{
	static const struct spheron_sink sink = { NULL, NULL, on_event, NULL };
	FILE *log = fopen("scenarios/small-network.log", "r");
	static char line[1 << 16];

	assert_non_null(log);
	player.also = &sink;
	while (fgets(line, sizeof line, log)) {
		line[strcspn(line, "\n")] = 0;
		play_line(line);
	}
	fclose(log);
}

static void the_protocol_is_read_as_it_stands(void **unused)
{
	struct spheron_capacity capacity = { 0 };
	double stake[8], bonded = 0, delegated = 0;
	struct concentration c;
	struct outcome out;
	size_t n = 0;

	(void) unused;
	make_setup();
	make_cast();
	setup.params[SPHERON_P_ERA_S].given = false;
	setup.warmup_s = 0;
	setup.horizon_s = 100 * 86400;
	cast.n_providers = cast.n_fizz = 0;
	era = 0;
	slashed_in_all = rewards_in_all = 0;
	player_begin(&player, &capacity);
	fold = fold_begin(&setup, &cast, &(struct fold_wants) { 0 });
	play_small_network();
	/* One more era, so that what is read was so at a close. */
	play_line("{\"t\":1345600,\"do\":\"advance\"}");
	fold_end(fold, era * UINT64_C(86400000), player.state, &out);
	assert_int_equal(out.n_eras, 4);
	for (uint32_t i = 1; i <= cast.n_providers; i++) {
		double own = in_bucket(SPHERON_STAKE, i), pool = in_bucket(SPHERON_POOL, i);

		bonded += own + pool;
		delegated += pool;
		if (cast.provider[i - 1].status == SPHERON_ACTIVE)
			stake[n++] = own + pool;
	}
	c = concentration_of(stake, n);
	expect("log", out.value, METRIC_STAKE_GINI, c.gini, EXACT);
	expect("log", out.value, METRIC_STAKE_NAKAMOTO, c.nakamoto, EXACT);
	expect("log", out.value, METRIC_SUPPLY_PROVIDERS, (double) n, EXACT);
	expect("log", out.value, METRIC_DELEGATORS_SPON, delegated, EXACT);
	expect("log", out.value, METRIC_SECURITY_VOTES, bonded * 2, EXACT);
	expect("log", out.value, METRIC_TOKEN_POOL, in_bucket(SPHERON_FOUNDATION, 0), EXACT);
	expect("log", out.value, METRIC_TOKEN_REWARDS, rewards_in_all / 4, EXACT);
	expect("log", out.value, METRIC_SLASH_TOTAL, slashed_in_all / 4, EXACT);
	assert_true(bonded > 0 && delegated > 0 && slashed_in_all > 0 && rewards_in_all > 0);
	assert_true(out.value[METRIC_DELEGATORS_APR_P50] > 0);
	assert_true(out.value[METRIC_DELEGATORS_COMMISSION] > 0);
	fold_free_outcome(&out);
	fold_free(fold);
	player_end(&player);
	memset(&book, 0, sizeof book);
	free_world();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(worlds_of_chance_fold_to_what_was_written_down),
		cmocka_unit_test(a_whole_run_is_told_as_the_table_says),
		cmocka_unit_test(a_saved_fold_goes_on_as_if_nothing_had_happened),
		cmocka_unit_test(half_a_checkpoint_is_refused),
		cmocka_unit_test(finals_add_up_to_the_run),
		cmocka_unit_test(a_run_that_stops_in_its_warm_up_has_nothing_to_say),
		cmocka_unit_test(totals_are_exact_beyond_64_bits),
		cmocka_unit_test(retention_counts_those_who_could_have_stayed),
		cmocka_unit_test(the_protocol_is_read_as_it_stands),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
