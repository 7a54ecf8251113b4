/* Real states: fields, money, sets, events as they happen and what is counted of them. */

#include "tests/units/expr_ask.h"

#include "sim/expr/expr_parts.h"
#include "sim/player.h"
#include "tests/support/world.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SENTENCE(name) static void name(void **unused)

/* The context of a world that began at T0. */
static struct expr_context of(struct world *w)
{
	struct spheron *state = world_state(w);

	return (struct expr_context) { .state = state, .start_s = T0, .era_s = 86400,
		.now_ms = (spheron_clock(state).t - T0) * 1000 };
}

SENTENCE(money_of_a_provider_is_what_its_buckets_hold)
{
	struct world *w = world_begin("");
	uint32_t p = a_provider(w, 1, "");
	struct expr_context c;

	(void) unused;
	a_rich_account(w, 2);
	ok(w, "{'do':'deleg.add','from':2,'provider':%u,'amount':'5000000000000000000001'}", p);
	c = of(w);
	expect_true("provider(1).stake == 60_000 SPON", &c);
	expect_true("provider(1).pool == 5000.000000000000000001 SPON", &c);
	expect_true("provider(1).stake + provider(1).pool == 65_000 SPON + 1 SPON unit", &c);
	expect_true("bonded == provider(1).stake + provider(1).pool", &c);
	expect_true("sum(provider.stake + provider.pool) == bonded", &c);
	expect_true("provider(1).earned_usd == 0 and provider(1).accrued == 0", &c);
	expect_true("account(1).free_spon == 940_000 SPON", &c);
	expect_true("account(2).free_eth == 100 ETH and account(2).free_usd == 1_000_000 USD", &c);
	expect_true("minted.usd == 2_000_000 USD and minted.spon == 2_000_000 SPON", &c);
	expect_true("minted.spon == sum(account.free_spon) + bonded + foundation + treasury.spon + "
			"burned", &c);
	expect_true("delegation(1, 2).shares > 0 and delegation(1, 2).provider == 1", &c);
	expect_true("count(delegation) == 1 and sum(delegation.acct) == 2", &c);
	expect_true("not known(delegation(1, 3).shares)", &c);
	expect_shown("provider(2).stake", &c, "no value");
	expect_shown("provider(0).stake", &c, "no value");
	expect_shown("account(99).free_usd", &c, "no value");
	expect_shown("provider(1).stake", &c, "60000 SPON");
	c.subject = (struct expr_key) { 1, 0 };
	expect_true("provider.stake > 0", &c);
	c.subject.key = 2;
	expect_shown("provider.stake > 0", &c, "no value");
	world_end(w);
}

static void expect_money(const char *field, struct world *w, const char *name, uint64_t owner,
		unsigned token,
		const char *unit)
{
	struct expr_context c = of(w);
	char text[200];

	if (strcmp(bucket(w, name, owner, token), "0") == 0)
		fail_msg("%s is empty, which shows nothing", field);
	snprintf(text, sizeof text, "%s == %s %s", field, bucket(w, name, owner, token), unit);
	expect_true(text, &c);
}

SENTENCE(every_bucket_is_told_from_the_others)
{
	struct world *w = world_begin("'params':{'matcher_mode':2,'trust_start':0}");

	(void) unused;
	a_provider(w, 1, "'gateway':1");
	a_fizz(w, 2, 1, "");
	ok(w, "{'do':'pool.fund','from':2,'amount':'500000000000000000000000'}");
	ok(w, "{'do':'deleg.add','from':2,'provider':1,'amount':'7000000000000000000'}");
	ok(w, "{'do':'stake.unbond','from':1,'provider':1,'amount':'3000000000000000000'}");
	ok(w, "{'do':'escrow.deposit','from':2,'token':1,'amount':'2000000000000000000'}");
	a_lease(w, 3, 1, "");
	expect_money("usd(lease(1).locked)", w, "locked", 1, 0, "USD unit");
	wait_until(w, 86400);
	expect_money("provider(1).stake", w, "stake", 1, 1, "SPON unit");
	expect_money("provider(1).pool", w, "pool", 1, 1, "SPON unit");
	expect_money("provider(1).accrued", w, "accrued", 1, 1, "SPON unit");
	expect_money("provider(1).delegator_accrued", w, "delegator_accrued", 1, 1, "SPON unit");
	expect_money("provider(1).earned_usd", w, "earned", 1, 0, "USD unit");
	expect_money("unbonding(1).amount", w, "unbonding", 1, 1, "SPON unit");
	expect_money("account(3).escrow_usd", w, "escrow", 3, 0, "USD unit");
	expect_money("account(2).escrow_spon", w, "escrow", 2, 1, "SPON unit");
	expect_money("treasury.usd", w, "treasury", 0, 0, "USD unit");
	expect_money("foundation", w, "foundation", 0, 1, "SPON unit");
	world_end(w);
}

SENTENCE(fields_of_a_provider_have_their_units)
{
	struct world *w = world_begin("");
	struct expr_context c;

	(void) unused;
	a_provider(w, 1, "'gateway':1");
	a_fizz(w, 2, 1, "'p_cpu':1500000");
	c = of(w);
	c.subject.key = 1;
	expect_true("provider.status == 'Active' and provider.id == 1 and provider.owner == 1", &c);
	expect_true("provider.cpu == 64 and provider.mem == 262_144 MB and provider.sto == 4000 GB", &c);
	expect_true("provider.down == 400 Mbps and provider.up_mbps == 300 Mbps", &c);
	expect_true("provider.up and not provider.paused and provider.connected and provider.gateway", &c);
	expect_true("provider.tier == 7 and provider.commission_bp == 10 %", &c);
	expect_true("provider.commission_bp == params.commission_default_bp", &c);
	expect_true("provider.members == 1 and not provider.cooldown", &c);
	expect_shown("provider.cooldown_until", &c, "no value");
	expect_shown("provider.uptime_ppm", &c, "no value");
	expect_shown("provider.m_start", &c, "no value");
	expect_shown("provider.commission_bp", &c, "10 %");
	expect_true("fizz.gateway == 1 and fizz.p_cpu == 1.5 USD and fizz.status == 'Active'", &c);
	expect_true("params.cooldown_s == 3 h and params.era_s == 1 d and params.quorum_bp == 10 %", &c);
	expect_true("params.min_stake_gpu.4 == 20_000 SPON and params.fizz_fee == 0.005 ETH", &c);
	expect_true("params.inflation_bp == 0 %/year and params.point_value_prov == 1 SPON/point", &c);
	expect_true("params.unbonding_s == 2 weeks and params.bid_window_blocks == 2 blocks", &c);
	expect_true("params.price_max == 1_000_000 token/block and params.subnet_min_mem_max == 131_072 "
			"MB", &c);
	expect_true("time == 0 and era == 0", &c);
	world_end(w);
}

SENTENCE(moments_are_told_from_the_start_of_the_run)
{
	struct world *w = world_begin("");
	struct expr_context c;

	(void) unused;
	a_provider(w, 1, "");
	at(w, 3600);
	ok(w, "{'do':'node.down','from':1,'kind':0,'id':1}");
	at(w, 7200);
	ok(w, "{'do':'node.up','from':1,'kind':0,'id':1}");
	c = of(w);
	c.subject.key = 1;
	expect_true("time == 2 h", &c);
	expect_true("provider.cooldown_until == 5 h and provider.cooldown", &c);
	expect_true("provider.cooldown_until == time + params.cooldown_s", &c);
	expect_shown("provider.cooldown_until - time", &c, "3 h");
	expect_true("provider.up_s == 1 h and provider.measured_s == 2 h", &c);
	wait_until(w, 18000);
	c = of(w);
	c.subject.key = 1;
	expect_true("not provider.cooldown and provider.cooldown_until == time", &c);
	wait_until(w, 86400);
	c = of(w);
	c.subject.key = 1;
	expect_true("era == 1 eras and provider.seen", &c);
	expect_true("provider.uptime_ppm < 100 % and provider.uptime_ppm > 90 %", &c);
	world_end(w);
}

/* A network with a lease on each of two providers. */
static struct world *leased(void)
{
	struct world *w = world_begin("'params':{'matcher_mode':2}");

	a_provider(w, 1, "");
	a_provider(w, 2, "'region':513");
	a_lease(w, 3, 1, "");
	a_lease(w, 4, 2, "'blocks':2000");
	return w;
}

SENTENCE(leases_and_orders_are_asked_by_number_and_through_each_other)
{
	struct world *w = leased();
	struct expr_context c = of(w);
	char text[200];

	(void) unused;
	expect_true("count(lease) == 2 and count(order) == 2", &c);
	expect_true("lease(1).provider == 1 and lease(2).provider == 2 and lease(1).fizz == 0", &c);
	expect_true("lease(1).price == 0.0001 token/block and lease(2).blocks == 2000 blocks", &c);
	expect_true("lease(1).token == 'USD' and order(1).state == 'matched'", &c);
	expect_true("order(1).mode == 'provider' and order(1).select == 'matchmaker'", &c);
	expect_true("provider(lease(2).provider).region == 513", &c);
	expect_true("provider(lease(2).provider - 1).region == 257", &c);
	snprintf(text, sizeof text, "usd(lease(1).locked) == %s USD unit", bucket(w, "locked", 1, 0));
	expect_true(text, &c);
	expect_true("usd(lease(1).locked) == 1 USD unit * 102000", &c);
	expect_true("sum(lease, usd(locked)) == sum(usd(lease.locked) where true)", &c);
	expect_true("all(lease, provider(lease.provider).leases == 1)", &c);
	expect_true("count(provider where any(lease, lease.provider == provider.id and blocks > 1000 "
			"blocks)) == 1",
			&c);
	expect_true("max(lease.blocks) == 2000 blocks and min(lease.blocks) == 1000 blocks", &c);
	expect_true("avg(lease.blocks) in 1499.9 blocks..1500.1 blocks", &c);
	expect_shown("lease(99).price", &c, "no value");
	expect_shown("lease(1).start_t", &c, "6 s");
	c.subject.key = 2;
	expect_true("lease.tenant == 4 and account(lease.tenant).orders == 0", &c);
	world_end(w);
}

SENTENCE(sets_are_counted_summed_and_judged_with_what_is_not_known)
{
	struct world *w = leased();
	struct expr_context c = of(w);

	(void) unused;
	expect_true("count(provider) == 2 and count(provider where region == 257) == 1", &c);
	expect_true("sum(provider.stake where region == 513) == 60_000 SPON", &c);
	expect_true("sum(provider where region == 513, stake + pool) == 60_000 SPON", &c);
	expect_true("all(provider, status == 'Active') and any(provider, region == 513)", &c);
	expect_shown("all(provider where region == 1, status == 'Suspended')", &c, "no value");
	expect_shown("all(task, state == 'final')", &c, "no value");
	expect_shown("any(task, state == 'final')", &c, "no");
	expect_true("not any(provider where region == 1, true)", &c);
	expect_shown("all(provider, uptime_ppm > 50 %)", &c, "no value");
	expect_shown("all(provider, uptime_ppm > 50 % and id == 99)", &c, "no");
	expect_shown("any(provider, uptime_ppm > 50 %)", &c, "no value");
	expect_shown("any(provider, uptime_ppm > 50 % or id == 2)", &c, "yes");
	expect_shown("count(provider where uptime_ppm > 50 %)", &c, "0");
	expect_shown("sum(provider.uptime_ppm)", &c, "0 %");
	expect_shown("avg(provider.uptime_ppm)", &c, "no value");
	expect_shown("min(provider.stake where region == 1)", &c, "no value");
	expect_shown("sum(provider.stake where region == 1)", &c, "0 SPON");
	expect_true("count(account) == 5 and count(fizz) == 0 and count(task) == 0", &c);
	expect_true("sum(account.id) == 10 and count(operator) == 0", &c);
	world_end(w);
}

static bool take_key(void *ctx, struct expr_key key)
{
	struct expr_key *last = ctx;

	assert_true(key.key > last->key || (key.key == last->key && key.key2 > last->key2));
	*last = key;
	return true;
}

static bool take_one(void *ctx, struct expr_key key)
{
	(void) key;
	++*(int *) ctx;
	return false;
}

SENTENCE(entities_come_in_the_order_of_their_keys)
{
	struct world *w = leased();
	struct expr_key last = { 0, 0 };
	int seen = 0;
	char text[64];

	(void) unused;
	for (uint32_t acct = 4; acct > 2; acct--)
		for (uint32_t p = 2; p > 0; p--)
			ok(w, "{'do':'deleg.add','from':%u,'provider':%u,'amount':'1000000000000000000'}",
					acct, p);
	assert_true(expr_each(world_state(w), EXPR_DELEGATION, take_key, &last));
	assert_true(last.key == 2 && last.key2 == 4);
	last = (struct expr_key) { 0, 0 };
	assert_true(expr_each(world_state(w), EXPR_LEASE, take_key, &last));
	assert_int_equal(last.key, 2);
	assert_false(expr_each(world_state(w), EXPR_PROVIDER, take_one, &seen));
	assert_int_equal(seen, 1);
	expr_entity_text(EXPR_DELEGATION, (struct expr_key) { 3, 17 }, text);
	assert_string_equal(text, "delegation 3:17");
	expr_entity_text(EXPR_PROVIDER, (struct expr_key) { 12, 0 }, text);
	assert_string_equal(text, "provider 12");
	world_end(w);
}

SENTENCE(classes_come_from_the_cast)
{
	struct provider_class classes[] = { { .name = "home" }, { .name = "dc" } };
	struct node nodes[2] = { { .class_ = 1 }, { .class_ = 0 } };
	struct setup setup = { .providers = classes, .n_providers = 2 };
	struct cast cast = { .setup = &setup, .provider = nodes, .n_providers = 2 };
	struct world *w = leased();
	struct expr_context c = of(w);

	(void) unused;
	expect_shown("provider(1).class", &c, "no value");
	c.setup = &setup;
	c.cast = &cast;
	expect_shown("provider(1).class", &c, "dc");
	expect_shown("provider(2).class", &c, "home");
	expect_true("count(provider where class == 'dc') == 1", &c);
	expect_true("all(provider where class == 'home', region == 513)", &c);
	world_end(w);
}

static bool named_alpha(const void *ctx, const char *name, uint64_t *id)
{
	(void) ctx;
	*id = 2;
	return strcmp(name, "alpha") == 0;
}

SENTENCE(names_of_a_script_stand_for_numbers)
{
	struct expr_names names = { named_alpha, NULL };
	struct world *w = leased();
	struct expr_context c = of(w);

	(void) unused;
	expect_shown("provider('alpha').region", &c, "no value");
	c.names = &names;
	expect_true("provider('alpha').region == 513", &c);
	expect_shown("provider('beta').region", &c, "no value");
	world_end(w);
}

/* ---- events ---- */

SENTENCE(an_event_is_asked_of_whom_it_names)
{
	struct world *w = leased();
	struct expr_context c = of(w);
	struct spheron_event slashed = { .kind = SPHERON_EVENT_SLASHED, .u.slashed = { .provider = 2,
		.why = SPHERON_SLASH_DOWNTIME, .asked = { 5000000000000000000u, 0 },
		.own = { 4000000000000000000u, 0 } } };
	struct spheron_event node = { .kind = SPHERON_EVENT_ERA_NODE, .u.era_node = { .kind = 0, .id = 1,
		.uptime = SPHERON_UPTIME_UNKNOWN, .tier = 255, .apr = { 50000, 0 } } };
	struct spheron_event other = { .kind = SPHERON_EVENT_LEASE_CLOSED };

	(void) unused;
	c.event = &slashed;
	expect_true("Slashed and Slashed.own <= Slashed.asked", &c);
	expect_true("Slashed.why == 'downtime' and Slashed.own == 4 SPON", &c);
	expect_true("Slashed.own > 0 and provider.region == 513 and provider.id == Slashed.provider", &c);
	expect_true("Slashed.pool == 0 and provider.leases == 1", &c);
	c.event = &node;
	expect_shown("EraNode.uptime", &c, "no value");
	expect_shown("EraNode.tier", &c, "no value");
	expect_true("EraNode.apr == 5 %/year and EraNode.kind == 'provider' and provider.region == 257",
			&c);
	expect_shown("EraNode.apr > 0 and fizz.up", &c, "no value");
	c.event = &other;
	expect_shown("Slashed", &c, "no");
	expect_shown("Slashed.own", &c, "no value");
	c.event = NULL;
	expect_shown("Slashed", &c, "no");
	expect_shown("Slashed.own > 0 and provider.up", &c, "no value");
	world_end(w);
}

SENTENCE(texts_of_events_are_words)
{
	struct spheron_event e = { .kind = SPHERON_EVENT_MOVED, .u.moved = { .from = { SPHERON_FREE, 3 },
		.to = { SPHERON_TREASURY, 0 }, .token = SPHERON_SPON, .amount = { 7, 0 } } };
	struct expr_context c = { .state = empty_state(), .event = &e };

	(void) unused;
	expect_true("Moved.from == 'free:3' and Moved.to == 'treasury:0' and Moved.token == 'SPON'", &c);
	expect_true("spon(Moved.amount) == 7 SPON unit", &c);
	e = (struct spheron_event) { .kind = SPHERON_EVENT_PARAM_SET,
		.u.param_set = { .name = SPHERON_P_COOLDOWN_S, .value = { 60, 0 } } };
	expect_true("ParamSet.name == 'cooldown_s' and ParamSet.value == 60", &c);
	e = (struct spheron_event) { .kind = SPHERON_EVENT_LEASE_CLOSED, .u.lease_closed = { .lease = 1,
		.reason = SPHERON_LEASE_MISCONDUCT, .due = { UINT64_MAX, UINT64_MAX } } };
	expect_true("LeaseClosed.reason == 'misconduct' and LeaseClosed.refund == 0", &c);
	expect_true("LeaseClosed.due > LeaseClosed.refund", &c);
	e.u.lease_closed.reason = 77;
	expect_shown("LeaseClosed.reason", &c, "no value");
	e = (struct spheron_event) { .kind = SPHERON_EVENT_BEACON_SET,
		.u.beacon_set = { .beacon = { { 0xab, 1 } } } };
	expect_shown("BeaconSet.beacon", &c,
			"ab01000000000000000000000000000000000000000000000000000000000000");
	e = (struct spheron_event) { .kind = SPHERON_EVENT_UNBOND_STARTED,
		.u.unbond_started = { .unbond = 1, .provider = 0, .acct = 1, .amount = { 5, 0 } } };
	expect_shown("UnbondStarted.amount", &c, "no value");
	e.u.unbond_started.provider = 4;
	expect_true("UnbondStarted.amount == 5 SPON unit", &c);
}

static void happens(const struct expr *e, struct expr_tally *tally, struct expr_context *c,
		uint32_t provider,
		unsigned why, uint64_t own)
{
	struct spheron_event event = { .kind = SPHERON_EVENT_SLASHED, .u.slashed = { .provider = provider,
		.why = (uint8_t) why, .own = { own, 0 } } };

	c->event = &event;
	expr_count(e, tally, c);
	c->event = NULL;
}

static void expect_counted(struct world *w, const char *text, const char *value)
{
	struct expr *e = compiled(text, EXPR_RUNNING);
	struct expr_tally *tally = expr_tally_new(e);
	struct expr_context c = of(w);
	struct spheron_event other = { .kind = SPHERON_EVENT_GENESIS };
	struct expr_value v;
	char is[EXPR_SHOWN_MAX];

	assert_true(expr_counts(e, SPHERON_EVENT_SLASHED) && !expr_counts(e, SPHERON_EVENT_GENESIS));
	happens(e, tally, &c, 1, SPHERON_SLASH_DOWNTIME, 5);
	happens(e, tally, &c, 2, SPHERON_SLASH_UPGRADE, 7);
	happens(e, tally, &c, 2, SPHERON_SLASH_DOWNTIME, 1);
	happens(e, tally, &c, 9, SPHERON_SLASH_DOWNTIME, 3);
	c.event = &other;
	expr_count(e, tally, &c);
	c.event = NULL;
	c.tally = tally;
	v = expr_value(e, &c);
	expr_show(e, &v, is);
	if (strcmp(is, value) != 0)
		fail_msg("%s is %s, not %s", text, is, value);
	expr_tally_free(tally);
	expr_free(e);
}

SENTENCE(events_are_counted_with_whom_they_name)
{
	struct world *w = leased();
	struct expr *e = compiled("count(Slashed) == 0", EXPR_RUNNING);
	struct expr_context c = of(w);

	(void) unused;
	expect_counted(w, "count(Slashed)", "4");
	expect_counted(w, "count(Slashed where why == 'downtime')", "3");
	expect_counted(w, "count(Slashed where Slashed.why == 'downtime' and provider.region == 513)", "1");
	expect_counted(w, "count(Slashed where provider == 2)", "2");
	expect_counted(w, "count(Slashed where provider(Slashed.provider).region == 257)", "1");
	expect_counted(w, "sum(Slashed.own) / 1 SPON unit", "16");
	expect_counted(w, "sum(Slashed.own + Slashed.pool where why == 'downtime') / 1 SPON unit", "9");
	expect_counted(w, "sum(Slashed where why == 'downtime', own) == 9 SPON unit", "yes");
	expect_counted(w, "min(Slashed.own) == 1 SPON unit and max(Slashed.own) == 7 SPON unit", "yes");
	expect_counted(w, "first(Slashed.own) == 5 SPON unit and last(Slashed.own) == 3 SPON unit", "yes");
	expect_counted(w, "avg(Slashed.own) / 1 SPON unit", "4");
	expect_counted(w, "last(Slashed.provider where why == 'upgrade')", "2");
	expect_counted(w, "sum(Slashed.own where why == 'misconduct')", "0 SPON");
	expect_counted(w, "max(Slashed.own where why == 'misconduct')", "no value");
	expect_counted(w, "count(Slashed where all(provider, stake > 0))", "4");
	expect_counted(w, "all(provider, count(Slashed) == 4)", "yes");
	/* Nothing has been counted yet, or there is nothing to count. */
	expect_shown("count(Slashed)", &c, "0");
	expr_free(e);
	e = compiled("provider.up", EXPR_RUNNING);
	assert_null(expr_tally_new(e));
	expr_tally_free(NULL);
	expr_free(e);
	expr_free(NULL);
	world_end(w);
}

/* ---- while a command runs ---- */

struct inside {
	struct spheron *state;
	struct expr *e;
	int asked, held;
};

static void ask_inside(void *ctx, const struct spheron_event *event)
{
	struct inside *in = ctx;
	struct expr_context c = { .state = in->state, .start_s = T0, .event = event };
	struct expr_value v = expr_value(in->e, &c);

	in->asked++;
	in->held += v.known && v.truth;
}

/* Expressions that go over leases and delegations sort in the state's own room; that changes nothing. */
SENTENCE(the_state_may_be_gone_over_while_an_event_is_told)
{
	struct world *w = leased();
	struct inside in = { .state = state_copy(world_state(w)) };
	struct spheron *plain = state_copy(world_state(w));
	struct spheron_sink sink = { .ctx = &in, .event = ask_inside };
	struct spheron_command advance = { .t = T0 + 5 * 86400, .verb = SPHERON_CMD_ADVANCE };
	char asked[65], unasked[65];

	(void) unused;
	in.e = compiled("count(lease) + count(order) + count(delegation) + count(unbonding) + "
			"count(proposal) + count(challenge) + count(task) <= 4 and not any(lease, "
			"not provider(lease.provider).up)",
			EXPR_RUNNING);
	assert_int_equal(spheron_apply(in.state, &advance, &sink), SPHERON_OK);
	assert_int_equal(spheron_apply(plain, &advance, NULL), SPHERON_OK);
	assert_true(in.asked > 10 && in.held == in.asked);
	state_hash(in.state, asked);
	state_hash(plain, unasked);
	assert_string_equal(asked, unasked);
	expr_free(in.e);
	free(in.state);
	free(plain);
	world_end(w);
}

struct counting {
	struct spheron *state;
	struct expr *e;
	struct expr_tally *tally;
};

static void count_inside(void *ctx, const struct spheron_event *event)
{
	struct counting *in = ctx;

	expr_count(in->e, in->tally, &(struct expr_context) { .state = in->state, .event = event });
}

/* What leases pay is settled while they are still there to tell in which token. */
SENTENCE(income_is_counted_as_it_is_settled)
{
	struct world *w = leased();
	struct counting in = { .state = state_copy(world_state(w)) };
	struct spheron_sink sink = { .ctx = &in, .event = count_inside };
	struct spheron_command advance = { .t = T0 + 86400, .verb = SPHERON_CMD_ADVANCE };
	struct expr_context c = { .state = in.state, .start_s = T0 };

	(void) unused;
	in.e = compiled("sum(usd(LeaseSettled.net) where lease.token == 'USD') == sum(provider.earned_usd) "
			"and sum(provider.earned_usd) > 0.2 USD "
			"and count(LeaseClosed where reason == 'expired') == 2 "
			"and sum(usd(LeaseSettled.net) where lease.token == 'SPON') == 0", EXPR_RUNNING);
	in.tally = expr_tally_new(in.e);
	assert_int_equal(spheron_apply(in.state, &advance, &sink), SPHERON_OK);
	c.tally = in.tally;
	{
		char sides[300];
		struct expr_value v = expr_value(in.e, &c);

		expr_sides(in.e, &c, sides, sizeof sides);
		if (!v.known || !v.truth)
			fail_msg("%s", sides);
	}
	expr_tally_free(in.tally);
	expr_free(in.e);
	free(in.state);
	world_end(w);
}

struct asking {
	const struct expr_context *context;
	enum expr_entity kind;
};

/* A field is asked of one entity; moments and the like may have no value, what is stored as it is has. */
static bool ask_all_fields(void *ctx, struct expr_key key)
{
	const struct asking *asking = ctx;
	struct expr_context asked = *asking->context;
	enum expr_entity kind = asking->kind;

	asked.subject = key;
	for (size_t i = 0; i < entity_n_fields(kind); i++) {
		struct property f;
		char text[80], shows[EXPR_SHOWN_MAX];
		struct expr *e;
		struct expr_value v;

		entity_field(kind, i, &f);
		snprintf(text, sizeof text, "%s.%s", entity_name(kind), f.name);
		e = compiled(text, EXPR_RUNNING);
		v = expr_value(e, &asked);
		assert_int_equal(v.type, expr_type(e));
		expr_show(e, &v, shows);
		if (!v.known && f.how != HOW_MOMENT && f.stored != STORED_DERIVED
				&& strcmp(f.name, "uptime_ppm") != 0 && strcmp(text,
						"unbonding.amount") != 0)
			fail_msg("%s has no value", text);
		expr_free(e);
	}
	return true;
}

SENTENCE(every_kind_of_entity_can_be_gone_over)
{
	struct world *w = leased();
	int known = 0;

	(void) unused;
	a_fizz(w, 5, 0 + a_provider(w, 6, "'gateway':1"), "");
	ok(w, "{'do':'deleg.add','from':3,'provider':1,'amount':'1000000000000000000'}");
	ok(w, "{'do':'stake.unbond','from':2,'provider':2,'amount':'1000000000000000000'}");
	ok(w, "{'do':'challenge.open','from':3,'provider':1,'kind':0}");
	ok(w, "{'do':'avs.register','from':3,'amount':'2000000000000000000'}");
	ok(w, "{'do':'prop.submit','from':1,'kind':2,'name':'cooldown_s','value':'60'}");
	for (int kind = 0; kind < EXPR_ENTITY_COUNT; kind++) {
		static const char *const names[] = {
#define NAME(constant, text) text,
			EXPR_ENTITIES(NAME)
#undef NAME
		};
		char text[200];
		struct expr_context c = of(w);

		if (kind == EXPR_TASK)
			continue;
		snprintf(text, sizeof text, "count(%s) > 0", names[kind]);
		expect_true(text, &c);
		assert_true(expr_each(c.state, (enum expr_entity) kind, ask_all_fields,
				&(struct asking) { &c, (enum expr_entity) kind }));
		known++;
	}
	assert_int_equal(known, EXPR_ENTITY_COUNT - 1);
	{
		struct expr_context c = of(w);

		expect_true("unbonding(1).amount == 1 SPON and unbonding(1).kind == 'stake'", &c);
		expect_true("unbonding(1).mature - time == params.unbonding_s", &c);
		expect_shown("unbonding(1).amount_eth", &c, "no value");
		expect_true("challenge(1).bond == params.challenge_bond and challenge(1).state == "
				"'open'", &c);
		expect_true("challenge(1).kind == 'cpu' and challenge(1).deadline > time", &c);
		expect_true("operator(3).restaked == 2 ETH and operator(3).active", &c);
		expect_true("any(proposal, kind == 'param' and deposit == params.proposal_deposit)", &c);
		expect_true("all(proposal, vote_mode == 'bonded' and end - time == params.vote_s)", &c);
		expect_true("sum(operator.restaked) == 2 ETH and sum(unbonding.amount) == 1 SPON", &c);
		expect_true("sum(challenge.bond) == 10 SPON and count(challenge where provider == 1) == "
				"1", &c);
	}
	world_end(w);
}

const struct CMUnitTest expr_state_tests[] = {
	cmocka_unit_test(money_of_a_provider_is_what_its_buckets_hold),
	cmocka_unit_test(every_bucket_is_told_from_the_others),
	cmocka_unit_test(fields_of_a_provider_have_their_units),
	cmocka_unit_test(moments_are_told_from_the_start_of_the_run),
	cmocka_unit_test(leases_and_orders_are_asked_by_number_and_through_each_other),
	cmocka_unit_test(sets_are_counted_summed_and_judged_with_what_is_not_known),
	cmocka_unit_test(entities_come_in_the_order_of_their_keys),
	cmocka_unit_test(classes_come_from_the_cast),
	cmocka_unit_test(names_of_a_script_stand_for_numbers),
	cmocka_unit_test(an_event_is_asked_of_whom_it_names),
	cmocka_unit_test(texts_of_events_are_words),
	cmocka_unit_test(events_are_counted_with_whom_they_name),
	cmocka_unit_test(the_state_may_be_gone_over_while_an_event_is_told),
	cmocka_unit_test(income_is_counted_as_it_is_settled),
	cmocka_unit_test(every_kind_of_entity_can_be_gone_over),
};
const size_t expr_state_n = sizeof expr_state_tests / sizeof *expr_state_tests;
