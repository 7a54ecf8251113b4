/* More steps for spheron_check_step() (RULES.md chapter 6), sound ones of every kind and damaged ones:
 * what test_invariants.c shows of one record or event, of its others. */

#include "protocol/invariants.h"
#include "tests/protocol/damage.h"
#include "tests/protocol/groups.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FUND "{'t':1086606,'from':10,'do':'pool.fund','amount':5}"

static struct world *everything;

static int begin_group(void **state)
{
	(void) state;
	everything = make_everything();
	return 0;
}

static int end_group(void **state)
{
	(void) state;
	step_end();
	world_end(everything);
	return 0;
}

static void begin(void)
{
	step_begin(world_state(everything));
}

/* A sound command. */
static void sound(const char *line)
{
	begin();
	step_run(line);
	assert_int_equal(step_play.step.result, SPHERON_OK);
}

/* The first event of a kind of the step as it was. */
#define E_KIND(kind) step_event(&step_play, SPHERON_EVENT_##kind)->u

/* What comes before the step to be judged. */
static void first(const char *line)
{
	assert_int_equal(step_apply(&step_play.base, line, false), SPHERON_OK);
}

/* ---- sound steps ---- */

static void commands_that_move_bonds_are_sound(void **state)
{
	(void) state;
	sound("{'t':1086606,'from':11,'do':'deleg.add','provider':1,'amount':" SPON_21 "}");
	sound("{'t':1086606,'from':10,'do':'deleg.unbond','provider':1,'shares':" SPON_21 "}");
	sound("{'t':1086606,'from':3,'do':'provider.exit','provider':3}");
	sound("{'t':1086606,'from':3,'do':'stake.add','provider':3,'amount':'1'}");
	sound("{'t':1086606,'from':3,'do':'reward.claim','provider':3}");
	sound("{'t':1086606,'from':13,'do':'avs.unregister'}");
	MISSTEP("I7", "entry 5 matures at", was->param[SPHERON_P_AVS_UNBONDING_S].value.lo++);
}

static void an_update_of_a_lease_is_sound(void **state)
{
	(void) state;
	begin();
	first("{'t':1086606,'from':1,'do':'lease.update_accept','lease':1}");
	step_run("{'t':1086606,'from':1,'do':'lease.update','lease':1,'price':'60000000000000'}");
	assert_int_equal(step_play.step.result, SPHERON_OK);
	MISSTEP("I11", "lease 1: 1000 blocks at 50000000000000 became 499", L(1)->rec.blocks--);
	MISSTEP("I11", "became 500 at 60000000000001", L(1)->rec.price.lo++);
	MISSTEP("I11", "became 500 at 60000000000000",
			lease_at(was, order_find(was, 1, 0))->rec.upd = 1);
	sound("{'t':1086606,'from':10,'do':'lease.update_cancel','lease':1}");
	MISSTEP("I11", "lease 1: 1000 blocks at", L(1)->rec.start_b++);
	MISSTEP("I11", "became 1000 at 50000000000001", L(1)->rec.price.lo++);
	sound("{'t':1086606,'from':1,'do':'lease.update_accept','lease':1}");
	MISSTEP("I12", "lease 1: update stage 0 became 2",
			lease_at(was, order_find(was, 1, 0))->rec.upd = 0);
}

static void the_end_of_a_task_is_sound(void **state)
{
	(void) state;
	begin();
	step_fire(SPHERON_DUE_TASK_FORGET);
	MISSTEP("I12", "task 4 went without a cause",
			task_at(was, task_find(was, 4, 0))->rec.state = SPHERON_TASK_RUNNING);
	MISSTEP("I12", "task 4 went without a cause", p.due.id = 5, p.step.due = &p.due);
}

static void a_passed_challenge_is_sound(void **state)
{
	(void) state;
	sound("{'t':1086606,'do':'challenge.judge','challenge':2,'pass':1}");
	MISSTEP("I12", "challenge 2 went without a cause", p.command.verb = SPHERON_CMD_ADVANCE,
			p.step.command = &p.command);
}

/* ---- what came, stayed and went ---- */

static void no_counter_goes_back(void **state)
{
	(void) state;
	sound(FUND);
	MISSTEP("I20", "the clock went from second 1086606, block 43303 to 1086606, 43302", M.b--);
	MISSTEP("I20", "the clock went", M.t0--);
	MISSTEP("I20", "the clock went", M.b0++);
	MISSTEP("I20", "the next order, bid, entry were 8, 9, 5, now 8, 8, 5", M.next_bid--);
	MISSTEP("I20", "the next order, bid, entry were 8, 9, 5, now 8, 9, 4", M.next_unbond--);
	MISSTEP("I20", "the next proposal, challenge were 8, 3, now 7, 3", M.next_prop--);
	MISSTEP("I20", "version, must, vote_end were 2, 1, 1345806, now 2, 0", M.must--);
	MISSTEP("I20", "version, must, vote_end were 2, 1, 1345806, now 2, 1, 1345805", M.vote_end--);
	MISSTEP("I20", "provider 1: generation 0 became 0, version 1 became", P(1)->version--);
	MISSTEP("I12", "provider 3: status 9 became 2", provider_at(was, 3)->node.status = 9);
	MISSTEP("I12", "challenge 2 went without a cause",
			challenge_unindex(st, challenge_find(st, 2, 0)));
}

static void nothing_happens_in_the_passage_of_time(void **state)
{
	(void) state;
	begin();
	step_pass(1086607);
	MISSTEP("I20", "order 6 came, but 8 was the next", order_unindex(was, order_find(was, 6, 0)));
	MISSTEP("I12", "provider 3: status 2 became 1", P(3)->node.status = SPHERON_REGISTERED);
	MISSTEP("I12", "provider 3: status 2 became 3", P(3)->node.status = SPHERON_MAINTENANCE);
	MISSTEP("I22", "Fizz node 1: wsec", fizz_at(was, 1)->gateway = 0, /* earns nothing without */
			fizz_at(was, 1)->node.folded_t = was->meta.t);
	/* Behind a gateway that is not Active a Fizz node earns nothing. */
	begin();
	first("{'t':1086606,'do':'provider.suspend','provider':2}");
	step_pass(1086607);
	MISSTEP("I22", "Fizz node 1: wsec 111240000000 became 111240000001", F(1)->node.wsec.lo++);
}

static void a_lease_is_its_bid_on_the_terms_of_its_order(void **state)
{
	(void) state;
	sound("{'t':1086606,'from':10,'do':'order.choose','order':7,'bid':8}");
	MISSTEP("I20", "lease 7 came, but its order was not open", was->meta.next_order = 7,
			order_unindex(was, order_find(was, 7, 0)));
	MISSTEP("I11", "lease 7 came of bid 3, which is not one on its order",
			E(ORDER_MATCHED).order_matched.bid = 3);
	MISSTEP("I11", "lease 7: 1000 blocks at 50000000000001", L(7)->rec.price.lo++);
	MISSTEP("I11", "lease 7: 1000 blocks at 50000000000000, the bid was 50000000000000, the order",
			order_at(was, order_find(was, 7, 0))->rec.max_price = u128_of(5));
	MISSTEP("I11", "lease 7: node or resources", L(7)->rec.provider = 1);
	MISSTEP("I11", "lease 7: node or resources", L(7)->rec.fizz = 1);
	MISSTEP("I11", "lease 7: node or resources", L(7)->rec.gpu = 36);
	MISSTEP("I11", "lease 7: node or resources", L(7)->rec.mem = 1);
	MISSTEP("I11", "lease 7: node or resources", L(7)->rec.sto = 1);
	MISSTEP("I11", "lease 7: node or resources", L(7)->rec.gpus = 1);
}

/* ---- entries ---- */

static void an_entry_is_told_paid_and_kept_as_it_is(void **state)
{
	(void) state;
	sound("{'t':1086606,'from':3,'do':'stake.unbond','provider':3,'amount':" SPON_21 "}");
	MISSTEP("I7", "entry 5 grew by 1000000000000000000000, events tell of 0",
			E(UNBOND_STARTED).unbond_started.unbond = 99);
	MISSTEP("I7", "entry 5 grew by 1000000000000000000000, events tell of 0",
			E(UNBOND_STARTED).unbond_started.mature++);
	sound(FUND);
	MISSTEP("I7", "entry 2 of 1 matured at 2296206, now it is of 1 at 2296205", U(2)->mature--);
	MISSTEP("I7", "entry 2 of 1 matured", U(2)->kind = SPHERON_UNBOND_DELEGATION);
	MISSTEP("I7", "entry 2 of 1 matured", unbond_at(was, 2)->rec.provider = 99);
	MISSTEP("I7", "entry 4 went at 1086606", U(4)->id = 0, st->table[T_UNBONDINGS].used--);
	begin();
	step_fire(SPHERON_DUE_UNBOND_MATURE);
	MISSTEP("I7", "entry 1 of 1000000000000000000 for 12 went, 2 events",
			p.event[p.step.n_events++] = p.event[0]);
	MISSTEP("I7", "for 12 went, 1 events", p.event[p.step.n_events++] =
			(struct spheron_event) { .kind = SPHERON_EVENT_ACCOUNT_OPENED });
	MISSTEP("I7", "for 12 went, 1 events", E(UNBOND_PAID).unbond_paid.unbond++);
	MISSTEP("I7", "for 12 went, 1 events", E(UNBOND_PAID).unbond_paid.acct++);
	MISSTEP("I7", "for 12 went, 1 events", E(UNBOND_PAID).unbond_paid.amount.lo++);
}

/* ---- slashes and verdicts ---- */

static void a_penalty_goes_to_the_challenger_and_the_foundation(void **state)
{
	(void) state;
	begin();
	/* Own stake pays first; let it not suffice. */
	provider_at(step_play.base, 1)->stake = (u128) { UINT64_C(6000000000000000000), 0 };
	step_fire(SPHERON_DUE_CHALLENGE_TIMEOUT); /* nobody answered challenge 1 */
	assert_int_equal(E_KIND(CHALLENGE_CLOSED).challenge_closed.outcome, SPHERON_CHALLENGE_FAILED);
	MISSTEP("I5", "foundation of 0 held", E(CHALLENGE_CLOSED).challenge_closed.challenge = 99);
	MISSTEP("I6", "free of 11 held", challenge_at(was, challenge_find(was, 1, 0))->rec.provider = 99);
	MISSTEP("I6", "slashed: provider 0, there are 6", E(SLASHED).slashed.provider = 0);
}

static void an_operator_is_slashed_by_a_dispute_only(void **state)
{
	(void) state;
	begin();
	task_at(step_play.base, task_find(step_play.base, 4, 0))->rec.expected = 99;
	step_run("{'t':1086606,'from':11,'do':'avs.dispute','order':4,'operator':12}");
	MISSTEP("I6", "operator 12: slashed 500000000000000000", p.command.verb = SPHERON_CMD_ADVANCE,
			p.step.command = &p.command);
	MISSTEP("I6", "operator 12: slashed 500000000000000000, 50000000000000000 of it for the accuser, "
		      "1500000000000000000 from entries",
			unbond_at(was, 1)->amount = u128_add(unbond_at(was, 1)->amount,
					(u128) { UINT64_C(1000000000000000000), 0 }));
}

/* Account 3 proposes the verdict on provider 1, which harmed it and account 4; a lease in SPON ends by
 * it. */
static struct world *a_court(void)
{
	struct world *w = world_begin("'params':{'matcher_mode':2}");

	a_provider(w, 1, "");
	a_provider(w, 2, "");
	a_rich_account(w, 4);
	a_rich_account(w, 3);
	ok(w, "{'do':'escrow.deposit','from':4,'token':1,'amount':" SPON_21 "}");
	ok(w, "{'do':'order.create','from':4,'token':1,'max_price':'100000000000000','blocks':1000000,"
	      "'cpu':8}");
	ok(w, "{'do':'bid.place','from':1,'order':1,'provider':1,'price':'100000000000000'}");
	at(w, 6);
	ok(w, "{'do':'advance'}");
	expect_record(w, "lease", 1, 0, true);
	ok(w, "{'do':'prop.submit','from':3,'kind':3,'target':1,'bp':5000,'harmed':[[3,'1000'],[4,'7']]}");
	ok(w, "{'do':'prop.vote','from':2,'prop':3,'choice':1}");
	return w;
}

static void a_verdict_by_vote_is_sound(void **state)
{
	struct world *w = a_court();

	(void) state;
	step_begin(world_state(w));
	step_fire(SPHERON_DUE_VOTE_END);
	assert_int_equal(E_KIND(PROPOSAL_CLOSED).proposal_closed.outcome, SPHERON_PROPOSAL_PASSED);
	MISSTEP("I6", "free of 3 held", FREE(3, 1).lo++);
	MISSTEP("I6", "free of 4 held", FREE(4, 1).lo++);
	MISSTEP("I6", "free of 3 held", proposal_at(was, proposal_find(was, 3, 0))->rec.acct = 4);
	MISSTEP("I6", "treasury of 0 held", st->treasury[1].lo++);
	MISSTEP("I6", "treasury of 0 held", E(LEASE_SETTLED).lease_settled.lease = 99);
	MISSTEP("I6", "treasury of 0 held", E(LEASE_SETTLED).lease_settled.protocol_fee.lo++);
	step_end();
	world_end(w);
}

/* ---- eras ---- */

static void every_sum_of_an_era_is_compared(void **state)
{
	(void) state;
	begin();
	first("{'t':1086606,'from':1,'do':'node.up','kind':0,'id':1}");
	step_fire(SPHERON_DUE_ERA_CLOSE);
	MISSTEP("I5", "era 1 closed without EraClosed", p.step.n_events = 0);
	MISSTEP("I5", "era 1: EraClosed of era 1", E(ERA_CLOSED).era_closed.prov_points.lo++);
	MISSTEP("I5", "era 1: EraClosed of era 1", E(ERA_CLOSED).era_closed.fizz_points.lo++);
	MISSTEP("I5", "era 1: EraClosed of era 1", E(ERA_CLOSED).era_closed.pool.lo++);
	MISSTEP("I5", "paid, EraClosed says", E(ERA_CLOSED).era_closed.fizz_paid.lo++);
	MISSTEP("I5", "not by 1000000000000 / 5", M.conv_den = u128_of(5));
	MISSTEP("I5", "are minted", st->token[1].minted.lo++);
}

/* The close under other parameters and with another pool. */
static void an_era_closes_soundly_in_other_worlds(void **state)
{
	(void) state;
	begin();
	step_play.base->param[SPHERON_P_COMMISSION_MODE].value.lo = 1;
	step_fire(SPHERON_DUE_ERA_CLOSE);
	MISSTEP("I5", "told for delegators", was->param[SPHERON_P_COMMISSION_MODE].value.lo = 0);
	begin(); /* a pool larger than the emission */
	step_play.base->foundation = u128_power_of_ten(25);
	step_fire(SPHERON_DUE_ERA_CLOSE);
	begin(); /* no room for inflation below the cap */
	step_play.base->param[SPHERON_P_SPON_MAX_SUPPLY].value =
			step_play.base->token[SPHERON_SPON].minted;
	step_fire(SPHERON_DUE_ERA_CLOSE);
	assert_true(u128_is_zero(E_KIND(ERA_CLOSED).era_closed.inflation));
	begin(); /* a Fizz node neglects its lease */
	first("{'t':1086606,'from':7,'do':'node.down','kind':1,'id':1}");
	step_fire(SPHERON_DUE_ERA_CLOSE);
	assert_int_equal(E_KIND(FIZZ_SLASHED).fizz_slashed.fizz, 1);
	MISSTEP("I5", "fizz_accrued of 1 held", E(FIZZ_SLASHED).fizz_slashed.amount.lo--);
}

/* ---- the last delegator ---- */

/* Provider 4 owes its delegators seven units more than their shares can claim. */
static void dust(void)
{
	provider_at(step_play.base, 4)->delegator_accrued =
			u128_add(provider_at(step_play.base, 4)->delegator_accrued, u128_of(7));
}

static void dust_of_the_last_delegator_goes_to_the_foundation(void **state)
{
	(void) state;
	begin(); /* of the running generation */
	first("{'t':1086606,'from':10,'do':'deleg.unbond','provider':4,'shares':" SPON_21 "}");
	first("{'t':1086606,'from':11,'do':'deleg.unbond','provider':4,'shares':" SPON_21 "}");
	dust();
	step_run("{'t':1086606,'from':12,'do':'deleg.unbond','provider':4,'shares':" SPON_21 "}");
	assert_int_equal(step_play.step.result, SPHERON_OK);
	MISSTEP("I5", "foundation of 0 held", st->foundation.lo--);
	MISSTEP("I5", "foundation of 0 held", p.command.from = 99, p.step.command = &p.command);
	MISSTEP("I5", "foundation of 0 held", p.command.u.deleg_unbond.provider = 99,
			p.step.command = &p.command);
	MISSTEP("I5", "foundation of 0 held", P(4)->holders = 1);
	begin(); /* of one that ended */
	first("{'t':1086606,'from':12,'do':'deleg.unbond','provider':4,'shares':" SPON_21 "}");
	first("{'t':1086606,'from':11,'do':'deleg.unbond','provider':4,'shares':" SPON_21 "}");
	dust();
	step_run("{'t':1086606,'from':10,'do':'deleg.unbond','provider':4,'shares':" SPON_21 "}");
	assert_int_equal(step_play.step.result, SPHERON_OK);
	MISSTEP("I5", "foundation of 0 held", st->foundation.lo--);
}

/* ---- refusals and the start ---- */

static void what_cannot_be_compared_is_let_pass(void **state)
{
	(void) state;
	begin();
	step_run("{'t':1086606,'from':10,'do':'pool.fund','amount':0}");
	step_play.step.result = SPHERON_BAD_COMMAND;
	expect_sound_step();
	MISSTEP("I14", "pool.fund was refused with BAD_COMMAND, but changed the state",
			st->foundation.lo++);
	step_play.after->meta.b++; /* a malformed command does not advance, so this is another one */
	expect_sound_step();
	sound(FUND);
	step_play.after->started = 0;
	expect_sound_step();
}

/* ---- nobody can leave ---- */

static struct spheron *no_more(struct spheron *st)
{
	(void) st;
	return NULL;
}

static void expect_stuck(struct spheron *st, const char *says)
{
	struct spheron_violation v;

	expect_broken(spheron_check_exit(&st, no_more, &v), &v, "I18", says);
	free(st);
}

static struct spheron *roomy_copy(void)
{
	struct spheron_capacity capacity;

	for (unsigned i = 0; i < SPHERON_TABLE_COUNT; i++)
		((uint32_t *) &capacity)[i] = 200;
	return spheron_copy(malloc(spheron_size(&capacity)), &capacity, world_state(everything));
}

static void each_stage_of_leaving_may_fail(void **state)
{
	struct spheron *st = roomy_copy();
	struct world *w;

	(void) state;
	F(2)->node.leases = 1;
	expect_stuck(st, "fizz.exit of 2 by account 8 is refused with HAS_LEASES");
	st = roomy_copy();
	P(3)->fleases = 1;
	expect_stuck(st, "provider.exit of 3 by account 3 is refused with HAS_LEASES");
	st = roomy_copy(); /* an entry that matures needs room for a purse */
	st->table[T_PURSES].capacity = st->table[T_PURSES].used;
	expect_stuck(st, "no room to let everybody leave");
	/* Income of somebody who never had money of this kind needs one as well. */
	w = world_begin("'params':{'require_stake':0,'settle_mode':1,'matcher_mode':2}");
	an_account(w, 1);
	ok(w, "{'do':'provider.register','from':1,'region':1,'cpu':8}");
	a_rich_account(w, 2);
	ok(w, "{'do':'escrow.deposit','from':2,'token':0,'amount':'100000000000'}");
	ok(w, "{'do':'order.create','from':2,'max_price':'100000000000000','blocks':1000,'cpu':8}");
	ok(w, "{'do':'bid.place','from':1,'order':1,'provider':1,'price':'100000000000000'}");
	wait_until(w, 100);
	ok(w, "{'do':'lease.settle','from':2,'lease':1}");
	st = copy_state(world_state(w));
	st->table[T_PURSES].capacity = st->table[T_PURSES].used;
	expect_stuck(st, "no room to let everybody leave");
	world_end(w);
}

int test_steps(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(commands_that_move_bonds_are_sound),
		cmocka_unit_test(an_update_of_a_lease_is_sound),
		cmocka_unit_test(the_end_of_a_task_is_sound),
		cmocka_unit_test(a_passed_challenge_is_sound),
		cmocka_unit_test(no_counter_goes_back),
		cmocka_unit_test(nothing_happens_in_the_passage_of_time),
		cmocka_unit_test(a_lease_is_its_bid_on_the_terms_of_its_order),
		cmocka_unit_test(an_entry_is_told_paid_and_kept_as_it_is),
		cmocka_unit_test(a_penalty_goes_to_the_challenger_and_the_foundation),
		cmocka_unit_test(an_operator_is_slashed_by_a_dispute_only),
		cmocka_unit_test(a_verdict_by_vote_is_sound),
		cmocka_unit_test(every_sum_of_an_era_is_compared),
		cmocka_unit_test(an_era_closes_soundly_in_other_worlds),
		cmocka_unit_test(dust_of_the_last_delegator_goes_to_the_foundation),
		cmocka_unit_test(what_cannot_be_compared_is_let_pass),
		cmocka_unit_test(each_stage_of_leaving_may_fail),
	};

	return cmocka_run_group_tests_name("steps", tests, begin_group, end_group);
}
