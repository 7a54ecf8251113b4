/* Whether the checks of RULES.md chapter 6 find what is broken.
 *
 * A check that never fails proves nothing, so each is given a state or a step damaged for it through
 * the internal layout, and must say which invariant that breaks and how.  Sound states and steps of
 * all kinds must pass. */

#include "protocol/invariants.h"
#include "tests/protocol/damage.h"
#include "tests/protocol/groups.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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
	world_end(everything);
	return 0;
}

/* ---- one state ---- */

/* A copy of everything with this damage must be found out. */
#define BREAKS(invariant, text, ...)                                                               \
	do {                                                                                       \
		struct spheron *st = copy_state(world_state(everything));                          \
                                                                                                   \
		__VA_ARGS__;                                                                       \
		expect_state(st, invariant, text);                                                 \
	} while (0)

static void money_comes_from_nowhere(void **state)
{
	(void) state;
	BREAKS("I1", "token 0: 21000000000000 minted, but all buckets hold 21000000000001",
			st->treasury[0].lo++);
	BREAKS("I1b", "token 0: 340282366920938463463374607431768211455 minted",
			st->token[0].minted = U128_MAX);
	BREAKS("I1b", "burned of 0 holds 340282366920938463463374607431768211455 of token 1",
			st->burned = U128_MAX);
}

static void a_cached_value_differs(void **state)
{
	(void) state;
	BREAKS("I2", "provider 1: used_cpu 9, but its leases use 8", P(1)->node.used_cpu++);
	BREAKS("I2", "Fizz node 1: used_cpu 9, but its leases use 8", F(1)->node.used_cpu++);
	BREAKS("I2", "provider 1: used_mem 1025, but its leases use 1024", P(1)->node.used_mem++);
	BREAKS("I2", "provider 1: used_sto 9, but its leases use 10", P(1)->node.used_sto--);
	BREAKS("I2", "provider 1: 2 GPUs of model 36 in use, but its leases use 1",
			gpu_at(st, P(1)->node.gpu)->used++);
	BREAKS("I2", "provider 1: leases 2, but there are 1", P(1)->node.leases++);
	BREAKS("I2", "provider 2: fleases 0, but there are 1", P(2)->fleases--);
	BREAKS("I2", "provider 2: members 2, but there are 1", P(2)->members++);
	BREAKS("I2", "provider 2: objections 0, but there are 1", P(2)->objections--);
	BREAKS("I2", "provider 2: subnet_next 2, but values pend", P(2)->subnet_next = 2);
	BREAKS("I2", "provider 3: subnet_next 0, but values pend", P(3)->next_cpu = 1);
	BREAKS("I2", "provider 1: holders 3, but there are 2", P(1)->holders++);
	BREAKS("I2", "provider 1: shares 1600000000000000000001, delegations hold 1600000000",
			P(1)->shares.lo++);
	BREAKS("I2", "provider 3: generation 1, but 0 ended", P(3)->gen = 1);
	BREAKS("I2", "provider 1: down_since 0, down under leases 1", P(1)->down_since = 0);
	BREAKS("I2", "provider 3: down_since 5, down under leases 0", P(3)->down_since = 5);
	BREAKS("I2", "provider 1: down_since 1086607, down under leases 1", P(1)->down_since++);
	BREAKS("I2", "provider 1: uptime 1000001 ppm, seen 1", P(1)->node.uptime_ppm = 1000001);
	BREAKS("I2", "Fizz node 1: uptime 1000000 ppm, seen 0", F(1)->node.seen = 0);
	BREAKS("I2", "but stakes and pools hold", M.bonded.lo++);
	BREAKS("I2", "council 2, but 1 have the role", M.council++);
	BREAKS("I2", "account 11: orders 4, but there are 3", A(11)->orders++);
	BREAKS("I2", "version 9 is demanded, but 2 is the newest", M.must = 9);
	BREAKS("I2", "era 1 ends at 1172800, not at 1172801", M.era_end++);
	BREAKS("I2", "block 43304 is not that of second 1086606", M.b++);
	BREAKS("I2", "ends at 1345806, the last one at 1", M.vote_end = 1);
	BREAKS("I2", "token 0 has 19 decimals", st->token[0].decimals = 19);
}

static void an_id_is_wrong(void **state)
{
	(void) state;
	BREAKS("I2", "order 2 exists, but 2 is the next", M.next_order = 2);
	BREAKS("I2", "bid 3 exists, but 1 is the next", M.next_bid = 1);
	BREAKS("I2", "unbond 1 exists, but 1 is the next", M.next_unbond = 1);
	BREAKS("I2", "proposal 7 exists, but 7 is the next", M.next_prop = 7);
	BREAKS("I2", "challenge 1 exists, but 1 is the next", M.next_challenge = 1);
	BREAKS("I2", "release 77 exists, but 3 is the next", R->version = 77);
	BREAKS("I2", "bid 7 0 is there twice", B(6)->id = 7);
	BREAKS("I13", "vote 7 2 is there twice", V(1)->acct = 2);
	BREAKS("I2", "there are more bid records than the 4 counted", st->table[T_BIDS].used--);
	BREAKS("I2", "provider 2 is there where 1 should be", P(1)->node.id = 2);
	BREAKS("I2", "provider 2: its owner 1 does not exist or has another one", P(2)->node.owner = 1);
	BREAKS("I2", "Fizz node 1: its owner 99 does not exist", F(1)->node.owner = 99);
	BREAKS("I2", "order 5: its tenant 99 is no account", O(5)->tenant = 99);
	BREAKS("I2", "gpu 1 1000 is there twice", gpu_at(st, P(1)->node.gpu)->model = 1000);
}

static void something_ended_is_left(void **state)
{
	(void) state;
	BREAKS("I3", "delegation of 10 to 1 has no shares", D(1, 10)->shares = U128_ZERO);
	BREAKS("I3", "delegation of 10 to 99: one of them does not exist", D(1, 10)->provider = 99);
	BREAKS("I3", "delegation of 10 to 1: its generation 7 did not end", D(1, 10)->gen = 7);
	BREAKS("I3", "generation 0 of provider 4 did not end", P(4)->gen = D(4, 12)->gen = 0);
	BREAKS("I3", "entry 1 of kind 3: provider 0, account 12", U(1)->kind = 3);
	BREAKS("I3", "entry 2 of kind 0: provider 99, account 1", U(2)->provider = 99);
	BREAKS("I3", "operator 12 has left, but 5 are restaked", OP(12)->restaked.lo = 5);
	BREAKS("I3", "attestation of 12 on order 4: no such operator or task",
			task_unindex(st, task_find(st, 4, 0)));
	BREAKS("I3", "escrow of 11 holds 5 of token 2, which pays no leases",
			purse_at(st, A(11)->purse)->token = 2, purse_at(st, A(11)->purse)->escrow.lo = 5);
}

/* Buckets that no layout can hold, because they lie in the records they belong to. */
static void a_bucket_belongs_to_nothing(void **state)
{
	static const struct spheron_bucket_record bad[] = {
		{ SPHERON_FREE, 99, 0, { 1, 0 } },
		{ SPHERON_LOCKED, 4, 0, { 1, 0 } },
		{ SPHERON_LOCKED, 1, 1, { 1, 0 } },
		{ SPHERON_STAKE, 1, 0, { 1, 0 } },
		{ SPHERON_UNBONDING, 99, 1, { 1, 0 } },
		{ SPHERON_UNBONDING, 0, 1, { 1, 0 } },
		{ SPHERON_UNBONDING, 1, 1, { 1, 0 } },
		{ SPHERON_FIZZ_EARNED, 4, 0, { 1, 0 } },
		{ SPHERON_CHALLENGE_BOND, 3, 1, { 1, 0 } },
		{ SPHERON_PROPOSAL_DEPOSIT, 1, 1, { 1, 0 } },
		{ SPHERON_RESTAKED, 1, 2, { 1, 0 } },
		{ SPHERON_TREASURY, 1, 0, { 1, 0 } },
		{ SPHERON_TREASURY, 0, 7, { 1, 0 } },
	};
	struct spheron *st = copy_state(world_state(everything));
	void *scratch = malloc(spheron_check_size(st));
	struct spheron_violation v;

	(void) state;
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		struct spheron_record r = { .kind = SPHERON_RECORD_BUCKET, .u.bucket = bad[i] };
		struct check *c = check_begin(st, scratch, &v);

		assert_true(spheron_walk(st, check_record, c));
		/* The buckets of entries come by ascending ids, so this one would have come before. */
		c->filled = 0;
		expect_broken(check_record(c, &r), &v, "I3", "but there is no such bucket");
	}
	free(scratch);
	free(st);
}

static void a_lock_does_not_cover(void **state)
{
	(void) state;
	BREAKS("I4", "may still be due", L(1)->locked.lo++);
	BREAKS("I4", "may still be due", L(2)->rec.user_bp--);
	BREAKS("I4", "lease 1: 5000000 settled, but 2650 is due", L(1)->rec.settled.lo = 5000000);
	BREAKS("I4", "lease 1: 2500 settled, but 2650 is due", L(1)->rec.stream = 0);
}

static void delegators_claim_too_much(void **state)
{
	(void) state;
	BREAKS("I8", "delegation of 10 to 1: claimed up to 340282366", D(1, 10)->idx = U128_MAX);
	BREAKS("I8", "provider 1: 1600000000000000000000 shares, but the pool holds 0",
			P(1)->pool = U128_ZERO);
	BREAKS("I8", "provider 1: 800000000000000000000 shares are worth 3200000000000000000000, the po",
			P(1)->shares = u128_div_down(P(1)->shares, 2));
	BREAKS("I8", "provider 1: delegators may claim", P(1)->delegator_accrued = U128_ZERO);
	BREAKS("I8", "provider 3: 7 for delegators, it has none", P(3)->delegator_accrued.lo = 7);
}

static void a_status_does_not_fit_the_stake(void **state)
{
	(void) state;
	BREAKS("I9", "provider 3 of status 1 has stake 60000000000000000000000, 500000000000000000000",
			P(3)->node.status = SPHERON_REGISTERED);
	/* [STAKE-02] 64 threads, two rtx4090 and three of a model of 900 USD. */
	BREAKS("I9", "provider 1 of status 2 has stake 1, 13500000000000000000000 is required",
			P(1)->stake = u128_of(1));
	BREAKS("I9", "provider 2 of status 2 has stake 1, 500000000000000000000 is required",
			P(2)->node.cpu = 0, P(2)->stake = u128_of(1));
}

static void more_is_used_than_there_is(void **state)
{
	(void) state;
	BREAKS("I10", "provider 1: 8 of 7 CPU in use", P(1)->node.cpu = 7);
	BREAKS("I10", "Fizz node 1: 8 of 7 CPU in use", F(1)->node.cpu = 7);
	BREAKS("I10", "provider 1: 1024 of 7 MB used", P(1)->node.mem = 7);
	BREAKS("I10", "provider 1: 10 of 7 GB used", P(1)->node.sto = 7);
	BREAKS("I10", "provider 1: 3 GPUs of model 36 in use of 2", gpu_at(st, P(1)->node.gpu)->used = 3);
	BREAKS("I10", "lease 1: its node has no GPUs of model 37", L(1)->rec.gpu = 37);
}

static void order_and_lease_differ(void **state)
{
	(void) state;
	BREAKS("I11", "lease 1 has no matched order", order_unindex(st, order_find(st, 1, 0)));
	BREAKS("I11", "lease 1: tenant 11, token 0, its order has 10 and 0", L(1)->rec.tenant = 11);
	BREAKS("I11", "lease 1: tenant 10, token 7, its order has 10 and 7",
			L(1)->rec.token = O(1)->token = 7);
	BREAKS("I11", "lease 1 of mode 0 has Fizz node 0", O(1)->mode = 0);
	BREAKS("I11", "lease 1: 0 GPUs of model 36, its order wants 1 of 0", L(1)->rec.gpus = 0);
	BREAKS("I11", "lease 1 has price 0", L(1)->rec.price = U128_ZERO);
	BREAKS("I11", "lease 2: provider 1 and Fizz node 1 do not belong together", L(2)->rec.provider = 1);
	BREAKS("I11", "lease 1: provider 99 and Fizz node 0 do not", L(1)->rec.provider = 99);
	BREAKS("I11", "3 orders are matched, 2 leases run", O(6)->state = 3, A(11)->orders--);
	BREAKS("I11", "bid 6 on an order of mode 1: provider 99", B(6)->provider = 99);
	BREAKS("I11", "bid 6 on an order of mode 1: provider 1, Fizz node 1", B(6)->fizz = 1);
	BREAKS("I11", "bid 6: price 50000000000000, the order pays at most 5", O(5)->max_price = u128_of(5));
	BREAKS("I11", "bids 6 and 7 are both of provider 1 on order 5", B(7)->provider = 1);
}

static void something_is_past_its_deadline(void **state)
{
	(void) state;
	BREAKS("I12", "the clock reads 1086606 and 43303, but began at 2000000 and 0", M.t0 = 2000000);
	BREAKS("I12", "second 1086606 is not in era 2, from 1172800 to 1259200",
			M.era = 2, M.era_end = 1259200);
	BREAKS("I12", "second 1086606 is not in era 0, from 1000000 to 1086400",
			M.era = 0, M.era_end = 1086400);
	BREAKS("I12", "order 5 lives until block 43303, now is 43303", O(5)->ttl_b = 43303);
	BREAKS("I12", "order 5: closed 0, its window closes in block 43303", O(5)->close_b = 43303);
	BREAKS("I12", "lease 1 of 53 blocks from 43250 on, now is 43303", L(1)->rec.blocks = 53);
	BREAKS("I12", "lease 1 began in block 43304 at 1086500", L(1)->rec.start_b = 43304);
	BREAKS("I12", "entry 2 matures at 1086606, now is 1086606", U(2)->mature = 1086606);
	BREAKS("I12", "proposal 7 of kind 2 ends at 1086606", Q(7)->end = 1086606);
	BREAKS("I12", "challenge 1 in state 0 runs out at 1086606", H(1)->deadline = 1086606);
	BREAKS("I12", "task 3 in state 0: deadline in block 43303", T(3)->deadline_b = 43303);
	BREAKS("I12", "task 4 in state 3: deadline in block 43308, forgotten at 1086606",
			T(4)->forget_t = 1086606);
	BREAKS("I12", "release 2 was due in era 0, now is 1", R->due = 0);
	BREAKS("I12", "provider 3 of status 2: maintenance from 1086606 to", P(3)->m_start = 1086606);
	BREAKS("I12", "provider 6 of status 3: maintenance from 1084000 to 1086606", P(6)->m_end = 1086606);
	BREAKS("I12", "provider 6 of status 2: maintenance from 1084000", P(6)->node.status = 2);
	BREAKS("I12", "provider 4 of status 4: maintenance from 2000000 to 0",
			P(4)->node.status = 4, P(4)->m_start = 2000000);
}

static void a_state_is_none(void **state)
{
	(void) state;
	BREAKS("I12", "account 0 has roles 1", A(0)->roles = 1);
	BREAKS("I12", "provider 4 has status 6", P(4)->node.status = 6);
	BREAKS("I12", "provider 3: up 1, taken down by a verifier 1, paused 0", P(3)->node.vdown = 1);
	BREAKS("I12", "Fizz node 2 has status 1 and gateway 2", F(2)->gateway = 2);
	BREAKS("I12", "Fizz node 1 has status 3 and gateway 2", F(1)->node.status = 3);
	BREAKS("I12", "Fizz node 1 has status 2 and gateway 0", F(1)->gateway_s = F(1)->gateway = 0);
	BREAKS("I12", "Fizz node 3: there is no provider 99", F(3)->gateway = 99);
	BREAKS("I12", "Fizz node 1: provider 2 is no gateway", P(2)->gateway = 0);
	BREAKS("I12", "provider 1 has left with 1 leases", P(1)->node.status = 5);
	BREAKS("I12", "provider 4 has left with stake 1000000000000000000000", P(4)->node.status = 5);
	BREAKS("I12", "provider 2 has left with 1 Fizz leases",
			F(1)->node.status = P(2)->node.status = 5, P(2)->stake = U128_ZERO,
			P(2)->members = P(2)->objections = 0);
	BREAKS("I12", "order 5 has state 2", O(5)->state = 2);
	BREAKS("I12", "order 5: bid 6 is expected before the window closed", O(5)->expected = 6);
	BREAKS("I12", "order 3 is still open after its window closed, bid 0", O(3)->expected = 0);
	BREAKS("I12", "order 3: the bid 6 it expects is none of its eligible ones", O(3)->expected = 6);
	BREAKS("I12", "bid 6: order 1 is not open", B(6)->order = 1);
	BREAKS("I12", "bid 6 is eligible before the window of order 5 closed", B(6)->eligible = 1);
	BREAKS("I12", "lease 1: update stage 0, price 60000000000000 for 500", L(1)->rec.upd = 0);
	BREAKS("I12", "lease 2: update stage 1, price 0 for 0 blocks", L(2)->rec.upd = 1);
	BREAKS("I12", "proposal 7 of kind 7", Q(7)->kind = 7);
	BREAKS("I12", "challenge 1 in state 2", H(1)->state = 2);
	BREAKS("I12", "challenge 2: provider 1 does not exist or has another one", H(2)->provider = 1);
	BREAKS("I12", "task 4 in state 4", T(4)->state = 4);
}

static void votes_do_not_add_up(void **state)
{
	(void) state;
	BREAKS("I13", "for choice 1, but votes sum to 60000000000000000000001", V(2)->power.lo++);
	BREAKS("I13", "vote 0 of 1 on proposal 9, which does not run", V(1)->prop = 9);
	BREAKS("I13", "vote 3 of 1 on proposal 7", V(1)->choice = 3);
}

static void a_task_or_an_entry_is_one_too_many(void **state)
{
	(void) state;
	BREAKS("I17", "order 3 waits for a task that does not run", T(3)->state = 1);
	BREAKS("I17", "task 4 runs, but its order is not open or expects another bid",
			T(4)->state = 0, T(4)->forget_t = 0);
	BREAKS("I17", "entries 2 and 4 should be one",
			U(4)->provider = U(2)->provider, U(4)->acct = U(2)->acct);
}

static void counters_of_the_era_are_too_large(void **state)
{
	(void) state;
	BREAKS("I21", "provider 3: up 206 of 207 s measured in an era of 206 s", P(3)->node.measured_s++);
	BREAKS("I21", "Fizz node 1: up 207 of 206 s measured", F(1)->node.up_s++);
	BREAKS("I21", "provider 3: 18446744073709551616000000 micropoint seconds in 206 s",
			P(3)->node.wsec = (u128) { 0, 1000000 });
	BREAKS("I21", "micropoint seconds in 206 s at a rate of at most 31375360000000",
			F(1)->node.wsec = (u128) { 0, 1000000 });
	BREAKS("I21", "micropoint seconds lost in 0 s at a rate of at most", P(3)->node.dsec.lo = 1);
	BREAKS("I21", "provider 3: more proofs passed than counted", P(3)->ok[1] = 1);
	BREAKS("I21", "Fizz node 1: alive in 2 of 1 checks", F(1)->alive++);
}

/* ---- the same, of other records and from other sides ---- */

static void the_clock_reads_nonsense(void **state)
{
	(void) state;
	BREAKS("I12", "the clock reads 1086606 and 43303, but began at 1000000 and 43304", M.b0 = 43304);
	BREAKS("I12", "the clock reads 1099511627776 and", M.t = UINT64_C(1) << 40);
	BREAKS("I12", "the clock reads 1086606 and 1099511627776", M.b = UINT64_C(1) << 40);
	BREAKS("I12", "the clock reads 1086606 and 43303", st->param[SPHERON_P_ERA_S].value.lo = 0);
	BREAKS("I12", "the clock reads", st->param[SPHERON_P_BLOCK_TIME_MS].value.lo = 0);
}

static void more_records_come_than_are_counted(void **state)
{
	(void) state;
	BREAKS("I2", "token 0 0 is there twice", st->token[2].id = 0);
	BREAKS("I2", "account 14 exists, but 14 is the next", st->table[T_ACCOUNTS].used--);
	BREAKS("I2", "more provider records than the 5", st->table[T_PROVIDERS].used--);
	BREAKS("I2", "more fizz records than the 2", st->table[T_FIZZ].used--);
	BREAKS("I2", "more delegation records than the", st->table[T_DELEGATIONS].used--);
	BREAKS("I2", "more poolgen records than the 0", st->table[T_POOLGENS].used--);
	BREAKS("I2", "more operator records than the 2", st->table[T_OPERATORS].used--);
	BREAKS("I2", "more task records than the 1", st->table[T_TASKS].used--);
	BREAKS("I2", "more attest records than the", st->table[T_ATTESTS].used--);
}

static void somebody_does_not_exist(void **state)
{
	(void) state;
	BREAKS("I3", "delegation of 99 to 1: one of them does not exist", D(1, 10)->acct = 99);
	BREAKS("I3", "generation 0 of provider 99 did not end", poolgen_at(st, 1)->rec.provider = 99,
			D(4, 10)->gen = D(4, 11)->gen = 1);
	BREAKS("I3", "entry 2 of kind 0: provider 1, account 99", U(2)->acct = 99);
	BREAKS("I3", "entry 1 of kind 2: provider 1, account 12", U(1)->provider = 1);
	BREAKS("I3", "attestation of 1 on order 3: no such operator or task",
			attest_at(st, attest_find(st, 3, 14))->rec.acct = 1);
	BREAKS("I11", "bid 6 on an order of mode 1: provider 1, Fizz node 99", B(6)->fizz = 99);
	BREAKS("I11", "bid 6 on an order of mode 1: provider 0", B(6)->provider = 0);
	BREAKS("I12", "bid 6: order 5 is not open", order_unindex(st, order_find(st, 5, 0)));
	BREAKS("I12", "challenge 1: provider 99 does not exist", H(1)->provider = 99);
	BREAKS("I13", "vote 0 of 1 on proposal 5, which does not run", V(1)->prop = 5);
	BREAKS("I17", "order 3 waits for a task that does not run",
			task_unindex(st, task_find(st, 3, 0)));
	BREAKS("I17", "task 3 runs, but its order is not open or expects another bid",
			T(3)->expected = 99);
	BREAKS("I17", "task 1 runs, but its order is not open",
			*T(4) = (struct spheron_task_record) { .order = 1, .deadline_b = 50000 });
}

static void a_value_is_none(void **state)
{
	(void) state;
	BREAKS("I12", "account 5 has roles 64", A(5)->roles = 64);
	BREAKS("I12", "provider 4 has status 0", P(4)->node.status = 0);
	BREAKS("I12", "provider 3: up 1, taken down by a verifier 0, paused 2", P(3)->node.paused = 2);
	BREAKS("I12", "order 3 is still open after its window closed, bid 4, matcher 2",
			O(3)->matcher = 2);
	BREAKS("I11", "bid 6: price 0, the order", B(6)->price = U128_ZERO);
	BREAKS("I11", "lease 1 has no matched order",
			O(1)->state = 0, O(1)->ttl_b = O(1)->close_b = 50000);
	BREAKS("I11", "lease 1 has price 1000000000000000000000000000000",
			L(1)->rec.price = u128_power_of_ten(30));
	BREAKS("I12", "lease 1: update stage 3", L(1)->rec.upd = 3);
	BREAKS("I12", "provider 1 of status 2: maintenance from 0 to 5", P(1)->m_end = 5);
	BREAKS("I12", "provider 6 of status 3: maintenance from 0 to", P(6)->m_start = 0);
	BREAKS("I12", "provider 6 of status 3: maintenance from 1086607", P(6)->m_start = 1086607);
	BREAKS("I12", "provider 3 of status 2: maintenance from 1095000 to 1095000",
			P(3)->m_end = P(3)->m_start);
	BREAKS("I9", "340282366920938463463374607431768211455 is required",
			st->param[SPHERON_P_MIN_STAKE_CPU].value = U128_MAX,
			P(1)->node.cpu = 128);
	for (unsigned kind = 0; kind < 4; kind++)
		BREAKS("I21", "provider 3: more proofs passed than counted", P(3)->ok[kind] = 9);
}

/* ---- one step ---- */

#define FUND "{'t':1086606,'from':10,'do':'pool.fund','amount':5}"

static void a_status_moves_where_no_edge_is(void **state)
{
	(void) state;
	step_begin(world_state(everything));
	step_run(FUND);
	MISSTEP("I12", "provider 3: status 2 became 4", P(3)->node.status = 4);
	MISSTEP("I12", "provider 3: status 2 became 9", P(3)->node.status = 9);
	MISSTEP("I12", "provider 5: status 5 became 2", P(5)->node.status = 2);
	MISSTEP("I12", "provider 6: status 0 became 3", was->n_providers--, was->table[T_PROVIDERS].used--);
	MISSTEP("I12", "Fizz node 1: status 2 became 4", F(1)->node.status = 4);
	MISSTEP("I12", "Fizz node 2: status 1 became 2", F(2)->node.status = 2,
			F(2)->gateway_s = 0);
	MISSTEP("I12", "order 1: state 3 became 0", O(1)->state = 0);
	MISSTEP("I12", "bid 3: state 1 became 0", B(3)->eligible = 0);
	MISSTEP("I12", "challenge 2: state 1 became 0", H(2)->state = 0);
	MISSTEP("I12", "task 4: state 3 became 1", T(4)->state = 1);
	MISSTEP("I12", "lease 2: update stage 0 became 2", L(2)->rec.upd = 2);
	MISSTEP("I12", "bid 6 went without a cause", bid_unindex(st, bid_find(st, 6, 0)));
	MISSTEP("I12", "proposal 7 went", proposal_unindex(st, proposal_find(st, 7, 0)));
	MISSTEP("I12", "challenge 1 went", challenge_unindex(st, challenge_find(st, 1, 0)));
	MISSTEP("I12", "task 4 went", task_unindex(st, task_find(st, 4, 0)));
	MISSTEP("I12", "release 2 went", st->first_release = 0);
	MISSTEP("I11", "lease 1: 1000 blocks at 50000000000000 became 1001", L(1)->rec.blocks++);
	step_begin(world_state(everything));
	step_run("{'t':1086606,'from':11,'do':'order.cancel','order':5}");
	MISSTEP("I12", "order 6 has ended, but is there", E(ORDER_CLOSED).order_closed.order = 6);
	step_begin(world_state(everything));
	step_fire(SPHERON_DUE_VOTE_END);
	MISSTEP("I12", "proposal 7 has ended, but is there",
			proposal_at(st, 1)->rec = proposal_at(was, 1)->rec, proposal_index(st, 1));
}

static void what_came_was_there_before(void **state)
{
	(void) state;
	step_begin(world_state(everything));
	step_run(FUND);
	MISSTEP("I20", "the clock went from second 1086606, block 43303 to 1086605", M.t--);
	MISSTEP("I20", "era 1 became 2", M.era++);
	MISSTEP("I20", "the next order, bid, entry were 8, 9, 5, now 7, 9, 5", M.next_order--);
	MISSTEP("I20", "the next proposal, challenge were 8, 3, now 8, 2", M.next_challenge--);
	MISSTEP("I20", "version, must, vote_end were 2, 1, 1345806, now 1, 1", M.version--);
	MISSTEP("I20", "of 15 records of table 0 14 are left", st->table[T_ACCOUNTS].used--);
	MISSTEP("I20", "provider 1: generation 9 became 0", provider_at(was, 1)->gen = 9);
	MISSTEP("I20", "order 6 came, but 8 was the next", order_unindex(was, order_find(was, 6, 0)));
	MISSTEP("I20", "bid 6 came, but 9 was the next", bid_unindex(was, bid_find(was, 6, 0)));
	MISSTEP("I20", "proposal 7 came, but 8", proposal_unindex(was, proposal_find(was, 7, 0)));
	MISSTEP("I20", "challenge 1 came, but 3", challenge_unindex(was, challenge_find(was, 1, 0)));
	MISSTEP("I20", "task 3 came", task_unindex(was, task_find(was, 3, 0)));
	MISSTEP("I20", "release 2 came, but 3 was the next", was->first_release = 0);
	MISSTEP("I20", "entry 2 came, 5 was the next", unbond_at(was, 2)->rec.id = 0);
	MISSTEP("I20", "several unbonding entries came or went", st->table[T_UNBONDINGS].used = 2);
	step_begin(world_state(everything));
	step_run("{'t':1086606,'from':10,'do':'order.choose','order':7,'bid':8}");
	MISSTEP("I20", "lease 7 came, but its order was not open", st = was, O(7)->state = 1);
	MISSTEP("I11", "lease 7 came of bid 0", E(ORDER_MATCHED).order_matched.order = 9);
	MISSTEP("I11", "lease 7: 1001 blocks at 50000000000000", L(7)->rec.blocks++);
	MISSTEP("I11", "lease 7: node or resources are not those of bid 8", L(7)->rec.cpu++);
}

static void an_entry_matures_early_or_twice(void **state)
{
	(void) state;
	step_begin(world_state(everything));
	step_run(FUND);
	MISSTEP("I7", "entry 2 of 1 matured at 2296206, now it is of 3", U(2)->acct = 3);
	MISSTEP("I7", "0 entries went, 1 events", p.event[0].kind = SPHERON_EVENT_UNBOND_PAID);
	step_begin(world_state(everything));
	step_run("{'t':1086606,'from':1,'do':'stake.unbond','provider':1,'amount':" SPON_21 "}");
	MISSTEP("I7", "entry 2 grew by 1000000000000000000000, events tell of 5",
			E(UNBOND_STARTED).unbond_started.amount = u128_of(5));
	MISSTEP("I7", "entry 2 matures at 2296206, 2296207 is the earliest",
			was->param[SPHERON_P_UNBONDING_S].value.lo++);
	step_begin(world_state(everything));
	step_fire(SPHERON_DUE_UNBOND_MATURE);
	MISSTEP("I7", "entry 1 went at 2296206, it matures at 2296207", unbond_at(was, 1)->rec.mature++);
	MISSTEP("I7", "entry 1 went at", p.due.id = 9, p.step.due = &p.due);
	MISSTEP("I7", "entry 1 of 1000000000000000000 for 12 went, 0 events", p.step.n_events = 0);
	MISSTEP("I7", "free of 12 held", FREE(12, 2).lo++);
}

static void a_slash_takes_or_brings_too_much(void **state)
{
	(void) state;
	step_begin(world_state(everything));
	step_run("{'t':1086606,'do':'slash.misconduct','kind':0,'id':1,'bp':5000,"
		 "'harmed':[[3," SPON_21 "]]}");
	MISSTEP("I6", "slashed: provider 99, there are 6", E(SLASHED).slashed.provider = 99);
	MISSTEP("I6", "provider 1: 1 asked", E(SLASHED).slashed.asked = u128_of(1));
	MISSTEP("I6", "provider 1: slashes 0 became 2, events tell of 1", P(1)->node.slashes++);
	MISSTEP("I6", "left its entries", E(SLASHED).slashed.unbonding.lo--);
	MISSTEP("I6", "stake of 1 held", E(SLASHED).slashed.own.lo--);
	MISSTEP("I6", "pool of 1 held", E(SLASHED).slashed.pool.lo--);
	MISSTEP("I6", "accrued of 1 held", P(1)->accrued.lo++);
	MISSTEP("I6", "free of 3 held", E(RESTITUTION).restitution.amount.lo--);
	MISSTEP("I6", "treasury of 0 held", st->treasury[1].lo++);
	MISSTEP("I6", "burned of 0 held", st->burned.lo++);
	MISSTEP("I6", "36893488147419103232000 restituted of", FREE(3, 1) = purse_find(was, 3, 1)->free,
			E(RESTITUTION).restitution.amount = (u128) { 0, 2000 }, FREE(3, 1).hi += 2000);
	step_begin(world_state(everything));
	step_run("{'t':1086606,'do':'slash.misconduct','kind':1,'id':1,'bp':5000}");
	MISSTEP("I6", "fizz_accrued of 1 held", F(1)->accrued.lo++);
	step_begin(world_state(everything));
	step_run("{'t':1086606,'do':'challenge.judge','challenge':2,'pass':0}");
	MISSTEP("I6", "free of 11 held", FREE(11, 1).lo++);
	MISSTEP("I5", "foundation of 0 held", st->foundation.lo++);
	MISSTEP("I12", "challenge 1 has ended, but is there",
			E(CHALLENGE_CLOSED).challenge_closed.challenge = 1);
	step_begin(world_state(everything));
	task_at(step_play.base, task_find(step_play.base, 4, 0))->rec.expected = 99;
	step_run("{'t':1086606,'from':11,'do':'avs.dispute','order':4,'operator':12}");
	MISSTEP("I6", "operator 12: slashed 500000000000000000, 500000000000000001 of",
			E(OPERATOR_SLASHED).operator_slashed.reward.lo = 500000000000000001);
	MISSTEP("I6", "restaked of 12 held 0", E(OPERATOR_SLASHED).operator_slashed.amount.lo++);
	MISSTEP("I6", "free of 11 held", FREE(11, 2).lo++);
	MISSTEP("I6", "treasury of 0 held", st->treasury[2].lo++);
}

static void an_era_pays_wrongly(void **state)
{
	(void) state;
	step_begin(world_state(everything));
	step_fire(SPHERON_DUE_ERA_CLOSE);
	MISSTEP("I5", "providers: 340282366920938463463374607431768211455 paid out of a pot of",
			E(ERA_NODE).era_node.reward = U128_MAX);
	MISSTEP("I5", "provider 1: reward", E(ERA_NODE).era_node.reward.lo++);
	MISSTEP("I5", "EraNode of provider 99, which does not exist", E(ERA_NODE).era_node.id = 99);
	MISSTEP("I5", "provider 1: 5 told for delegators", E(ERA_NODE).era_node.to_delegators = u128_of(5));
	MISSTEP("I5", "delegator_accrued of 1 held", P(1)->delegator_accrued.lo++);
	MISSTEP("I5", "accrued of 2 held", P(2)->accrued.lo++);
	MISSTEP("I5", "fizz_accrued of 1 held", F(1)->accrued.lo++);
	MISSTEP("I5", "era 1 closed without EraClosed", p.step.n_events--);
	MISSTEP("I5", "era 1: EraClosed of era 2", E(ERA_CLOSED).era_closed.era++);
	MISSTEP("I5", "paid, EraClosed says", E(ERA_CLOSED).era_closed.prov_paid.lo++);
	MISSTEP("I5", "points convert by 1000000000000 / 1, not by 5 / 1", M.conv_num = u128_of(5));
	MISSTEP("I5", "EraClosed says 5", E(ERA_CLOSED).era_closed.inflation = u128_of(5));
	MISSTEP("I5", "foundation of 0 held", st->foundation.lo++, E(ERA_CLOSED).era_closed.pool.lo++);
	MISSTEP("I6", "treasury of 0 held", st->treasury[1].lo++);
}

static void a_refusal_leaves_traces(void **state)
{
	(void) state;
	step_begin(world_state(everything));
	step_run("{'t':1086606,'from':10,'do':'pool.fund','amount':0}");
	MISSTEP("I14", "pool.fund was refused with BAD_VALUE, but changed the state", st->foundation.lo++);
	MISSTEP("I14", "pool.fund was refused with BAD_VALUE, but emitted 1 events", p.step.n_events = 1);
	/* What is mistimed does not advance, so there is nothing to compare with. */
	step_play.step.result = SPHERON_BAD_TIME;
	step_play.after->meta.t++;
	expect_sound_step();
}

static void a_second_is_rewarded_that_does_not_count(void **state)
{
	(void) state;
	step_begin(world_state(everything));
	step_run(FUND);
	MISSTEP("I22", "provider 3: wsec 0 became 1 in no time", P(3)->node.wsec.lo = 1);
	step_begin(world_state(everything));
	step_pass(1086607);
	MISSTEP("I22", "provider 1: wsec", P(1)->node.wsec.lo++);
	MISSTEP("I22", "Fizz node 1: wsec", F(1)->node.wsec.lo++);
	MISSTEP("I12", "order 6 went without a cause", order_unindex(st, order_find(st, 6, 0)));
	step_begin(world_state(everything));
	step_apply(&step_play.base, "{'t':1086606,'from':1,'do':'node.up','kind':0,'id':1}", false);
	step_pass(1086607);
	MISSTEP("I22", "0 s of 1 count", P(1)->node.wsec.lo++);
	step_end();
}

/* Nodes of all tiers; what they earn in ten seconds is computed twice. */
static void rates_of(const char *args, const char *cpu_model)
{
	static const char *const machines[] = { "'cpu':0,'score':60000,'down':0",
		"'score':60000,'up':74", "'cpu':40,'score':9,'down':499", "'sto':0,'down':6000,'up':6000",
		"'down':6000,'up':5000,'gpus':[[66,1,0],[1000,1,15000],[1001,1,15001]]" };
	struct world *w = world_begin(args);
	char member[64];

	snprintf(member, sizeof member, "'cpu_model':%s,'gpus':[[66,1,0]]", cpu_model);
	for (uint32_t acct = 1; acct <= 5; acct++) {
		a_provider(w, acct, machines[acct - 1]);
		ok(w, "{'do':'trust.set','provider':%u,'tier':%u}", acct, acct - 1);
	}
	ok(w, "{'do':'provider.attrs','from':2,'provider':2,'region':1,'gateway':1}");
	a_fizz(w, 6, 2, member);
	step_end();
	step_play.base = copy_state(world_state(w));
	step_pass(1000010);
	step_end();
	world_end(w);
}

static void rates_agree(void **state)
{
	(void) state;
	rates_of("", "1");
	rates_of("'profile':'docs-2025-07','params':{'leased_reward_bp':5000,'verify_first':0}", "1");
	rates_of("'profile':'docs-2025-07','params':{'gpu_class_mode':0}", "5");
}

/* ---- everybody leaves ---- */

static bool leaves(struct spheron **st, struct spheron *(*more)(struct spheron *), const char *says)
{
	struct spheron_violation v;
	bool holds = spheron_check_exit(st, more, &v);

	if (!holds && (!says || strcmp(v.invariant, "I18") != 0 || !strstr(v.text, says)))
		fail_msg("%s: %s", v.invariant, v.text);
	return holds;
}

static struct spheron *no_more(struct spheron *st)
{
	(void) st;
	return NULL;
}

static void everybody_can_leave_with_everything(void **state)
{
	struct spheron *st = copy_state(world_state(everything));
	struct world *w;

	(void) state;
	assert_true(leaves(&st, grow_state, NULL));
	free(st);
	/* Nobody to leave, and nothing to check before the start. */
	w = world_unstarted();
	st = copy_state(world_state(w));
	assert_true(leaves(&st, grow_state, NULL));
	step_end();
	step_play.before = copy_state(st);
	step_play.after = copy_state(st);
	expect_sound_step();
	step_end();
	free(st);
	world_end(w);
	/* With the explicit clock, and a provider that only a vote admits, after the first round. */
	w = world_begin("'params':{'clock_mode':1,'auto_approve':0,'require_stake':0,'verify_first':0,"
			"'trust_start':0,'proposal_deposit':1}");
	at_block(w, 1);
	a_rich_account(w, 1);
	ok(w, "{'do':'pool.fund','from':1,'amount':" SPON_23 "}");
	ok(w, "{'do':'provider.register','from':1,'region':1,'cpu':64,'score':60000,'down':500,'up':500}");
	ok(w, "{'do':'token.mint','token':1,'to':0,'amount':5}");
	st = copy_state(world_state(w));
	/* Nobody with a stake can vote yet, so the vote is decided here. */
	proposal_at(st, 1)->rec.yes = u128_of(1);
	assert_true(leaves(&st, grow_state, NULL));
	free(st);
	world_end(w);
}

static void somebody_cannot_leave(void **state)
{
	struct spheron *st = copy_state(world_state(everything));

	(void) state;
	OP(12)->restaked.lo = 7;
	assert_false(leaves(&st, grow_state, "everybody has left, but restaked of 12 holds 7 of token 2"));
	free(st);
	st = copy_state(world_state(everything));
	M.next_unbond = UINT32_MAX;
	assert_false(leaves(&st, grow_state, "deleg.unbond of 1 by account 10 is refused with LIMIT"));
	free(st);
	st = copy_state(world_state(everything));
	st->table[T_UNBONDINGS].capacity = st->table[T_UNBONDINGS].used;
	assert_false(leaves(&st, no_more, "no room to let everybody leave, second 1086606"));
	free(st);
}

int test_invariants(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(money_comes_from_nowhere),
		cmocka_unit_test(a_cached_value_differs),
		cmocka_unit_test(an_id_is_wrong),
		cmocka_unit_test(something_ended_is_left),
		cmocka_unit_test(a_bucket_belongs_to_nothing),
		cmocka_unit_test(a_lock_does_not_cover),
		cmocka_unit_test(delegators_claim_too_much),
		cmocka_unit_test(a_status_does_not_fit_the_stake),
		cmocka_unit_test(more_is_used_than_there_is),
		cmocka_unit_test(order_and_lease_differ),
		cmocka_unit_test(something_is_past_its_deadline),
		cmocka_unit_test(a_state_is_none),
		cmocka_unit_test(votes_do_not_add_up),
		cmocka_unit_test(a_task_or_an_entry_is_one_too_many),
		cmocka_unit_test(counters_of_the_era_are_too_large),
		cmocka_unit_test(the_clock_reads_nonsense),
		cmocka_unit_test(more_records_come_than_are_counted),
		cmocka_unit_test(somebody_does_not_exist),
		cmocka_unit_test(a_value_is_none),
		cmocka_unit_test(a_status_moves_where_no_edge_is),
		cmocka_unit_test(what_came_was_there_before),
		cmocka_unit_test(an_entry_matures_early_or_twice),
		cmocka_unit_test(a_slash_takes_or_brings_too_much),
		cmocka_unit_test(an_era_pays_wrongly),
		cmocka_unit_test(a_refusal_leaves_traces),
		cmocka_unit_test(a_second_is_rewarded_that_does_not_count),
		cmocka_unit_test(rates_agree),
		cmocka_unit_test(everybody_can_leave_with_everything),
		cmocka_unit_test(somebody_cannot_leave),
	};

	return cmocka_run_group_tests_name("invariants", tests, begin_group, end_group);
}
