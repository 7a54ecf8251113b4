#include "tests/units/chance.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

struct book book;
struct setup setup;
struct cast cast;
struct fold *fold;
struct player player;
uint64_t now;
uint32_t era;
bool present[2][FIZZ];

static struct provider_class provider_class;
static struct fizz_class fizz_class;
static bool in_maintenance[PROVIDERS], found[PROVIDERS];
static uint64_t changed[2][FIZZ], entered_ms[2][FIZZ];
static uint64_t down_from[DEALS], rate_from[DEALS], maintained_from[PROVIDERS];

static uint64_t random_state;

static uint64_t luck(uint64_t n)
{
	random_state ^= random_state << 13;
	random_state ^= random_state >> 7;
	random_state ^= random_state << 17;
	return random_state % n;
}

/* ---- what is written down ---- */

static void note(struct spans *s, uint64_t from, uint64_t to, int kind, double height, double other,
		bool flag)
{
	if (s->n == s->room)
		s->at = realloc(s->at, (s->room = s->room * 2 + 64) * sizeof *s->at);
	s->at[s->n++] = (struct span) { from, to, kind, height, other, flag };
}

double area(const struct spans *s, uint32_t a, uint32_t b, int kind, bool other, int flag)
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

struct node *node_of(int kind, uint32_t i)
{
	return kind == P ? &cast.provider[i] : &cast.fizz[i];
}

double gpus_of(const struct node *n)
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
	if (now > 0)
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
	struct era_facts facts = { era, 0.5 + (double) luck(100) / 50, 1.25, player.state };
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

void make_cast(void)
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

void make_setup(void)
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

void play_line(const char *line)
{
	player_line(&player, line, strlen(line));
}

void begin_world(uint64_t seed, const struct fold_wants *wants)
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
	fold = fold_begin(&setup, &cast, wants);
	for (uint32_t i = 0; i < PROVIDERS * 3 / 4; i++)
		enter(P, i);
	for (uint32_t i = 0; i < FIZZ / 2; i++)
		enter(F, i);
	look_at_regions();
}

void live_an_era(void)
{
	while (now + 4000 < ((uint64_t) era + 1) * ERA_MS) {
		now += 1 + luck(8000);
		if (now >= ((uint64_t) era + 1) * ERA_MS)
			now = ((uint64_t) era + 1) * ERA_MS - 1;
		something_happens();
	}
	close_era();
}

void end_world(struct outcome *out)
{
	close_book();
	fold_end(fold, now, player.state, out);
	fold_free(fold);
	player_end(&player);
}

void free_world(void)
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
