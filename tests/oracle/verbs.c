/* The commands of chapter 4.1 with their arguments as the table there has them. Common to all and
 * not repeated here: t, b, from, do (ENC-03). */
#include "command.h"
#include "state.h"

#include <stddef.h>

/* CMD-02 */
#define ATTR                                                                                       \
	"region:u16, cpu:u32=0, score:u32=0, cpu_model:u8=1, mem:u32=0, sto:u32=0, "               \
	"sto_tier:u8=0, down:u32=0, up:u32=0, "                                                    \
	"gpus:gpus=[]"

const struct verb oracle_verbs[] = {
	{ "genesis", "profile:str=seed, params:params={}, beacon:hex32=0", oracle_do_genesis, 0 },
	{ "advance", "", oracle_do_advance, 0 },
	{ "account.open", "", oracle_do_account_open, 0 },
	{ "role.set", "acct:u32, roles:u8", oracle_do_role_set, 0 },
	{ "token.add", "decimals:u8, pay:u8=1", oracle_do_token_add, 0 },
	{ "token.mint", "token:u8, to:u32, amount:u128", oracle_do_token_mint, 0 },
	{ "token.transfer", "token:u8, to:u32, amount:u128", oracle_do_token_transfer, 0 },
	{ "pool.fund", "amount:u128", oracle_do_pool_fund, 0 },
	{ "treasury.pay", "token:u8, to:u32, amount:u128", oracle_do_treasury_pay, 0 },
	{ "beacon.set", "beacon:hex32", oracle_do_beacon_set, 0 },
	{ "release.set", "version:u32", oracle_do_release_set, 0 },
	{ "escrow.deposit", "token:u8, amount:u128", oracle_do_escrow_deposit, 0 },
	{ "escrow.withdraw", "token:u8, amount:u128", oracle_do_escrow_withdraw, 0 },
	{ "provider.register", ATTR ", tokens:u8=1, gateway:u8=0", oracle_do_provider_register,
		CREATES_PROPOSAL },
	{ "provider.attrs", "provider:u32, " ATTR ", tokens:u8=1, gateway:u8=0",
		oracle_do_provider_attrs, CREATES_PROPOSAL },
	{ "provider.commission", "provider:u32, bp:u16", oracle_do_provider_commission, 0 },
	{ "provider.upgrade", "provider:u32, version:u32", oracle_do_provider_upgrade, 0 },
	{ "provider.suspend", "provider:u32", oracle_do_provider_suspend, 0 },
	{ "provider.reinstate", "provider:u32", oracle_do_provider_reinstate, 0 },
	{ "provider.exit", "provider:u32", oracle_do_provider_exit, CREATES_UNBONDING },
	{ "trust.set", "provider:u32, tier:u8", oracle_do_trust_set, 0 },
	{ "prop.submit",
		"kind:u8, name:str=\"\", value:u128=0, target:u32=0, fizz:u8=0, bp:u16=10000, "
		"harmed:harmed=[]",
		oracle_do_prop_submit, CREATES_PROPOSAL },
	{ "prop.vote", "prop:u32, choice:u8", oracle_do_prop_vote, 0 },
	{ "stake.add", "provider:u32, amount:u128", oracle_do_stake_add, 0 },
	{ "stake.unbond", "provider:u32, amount:u128", oracle_do_stake_unbond, CREATES_UNBONDING },
	{ "deleg.add", "provider:u32, amount:u128", oracle_do_deleg_add, 0 },
	{ "deleg.unbond", "provider:u32, shares:u128", oracle_do_deleg_unbond, CREATES_UNBONDING },
	{ "deleg.claim", "provider:u32", oracle_do_deleg_claim, 0 },
	{ "reward.claim", "provider:u32", oracle_do_reward_claim, 0 },
	{ "fizz.claim", "fizz:u32", oracle_do_fizz_claim, 0 },
	{ "earn.withdraw", "kind:u8, id:u32, token:u8", oracle_do_earn_withdraw, 0 },
	{ "node.down", "kind:u8, id:u32", oracle_do_node_down, 0 },
	{ "node.up", "kind:u8, id:u32", oracle_do_node_up, 0 },
	{ "node.pause", "kind:u8, id:u32", oracle_do_node_pause, 0 },
	{ "node.resume", "kind:u8, id:u32", oracle_do_node_resume, 0 },
	{ "maint.schedule", "provider:u32, start:u64, dur:u32", oracle_do_maint_schedule, 0 },
	{ "maint.cancel", "provider:u32", oracle_do_maint_cancel, 0 },
	{ "maint.end", "provider:u32", oracle_do_maint_end, 0 },
	{ "order.create",
		"mode:u8=1, select:u8=0, token:u8=0, max_price:u128, blocks:u64, region:u16=0, "
		"strict:u8=0, "
		"tiers:u8=127, cpu:u32=0, mem:u32=0, sto:u32=0, gpu:u16=0, gpus:u16=0, "
		"min_compute:u8=0, min_sto:u8=0, "
		"min_conn:u8=0, min_gpu:u8=0, min_uptime:u32=0, min_rep:u32=0, "
		"max_slashes:u32=4294967295, "
		"desired:u32=0",
		oracle_do_order_create, 0 },
	{ "order.cancel", "order:u64", oracle_do_order_cancel, 0 },
	{ "bid.place", "order:u64, provider:u32, fizz:u32=0, gpu:u16=0, price:u128",
		oracle_do_bid_place, 0 },
	{ "match.set", "order:u64, bid:u64", oracle_do_match_set, 0 },
	{ "order.choose", "order:u64, bid:u64", oracle_do_order_choose, 0 },
	{ "avs.register", "amount:u128", oracle_do_avs_register, 0 },
	{ "avs.unregister", "", oracle_do_avs_unregister, CREATES_UNBONDING },
	{ "avs.attest", "order:u64, bid:u64", oracle_do_avs_attest, 0 },
	{ "avs.dispute", "order:u64, operator:u32", oracle_do_avs_dispute, 0 },
	{ "lease.close", "lease:u64", oracle_do_lease_close, 0 },
	{ "lease.settle", "lease:u64", oracle_do_lease_settle, 0 },
	{ "lease.update_request",
		"lease:u64, max_price:u128, blocks:u64, cpu:u32, mem:u32, sto:u32, gpus:u16",
		oracle_do_lease_update_request, 0 },
	{ "lease.update_accept", "lease:u64", oracle_do_lease_update_accept, 0 },
	{ "lease.update", "lease:u64, price:u128", oracle_do_lease_update, 0 },
	{ "lease.update_cancel", "lease:u64", oracle_do_lease_update_cancel, 0 },
	{ "proof.report", "provider:u32, kind:u8, pass:u8", oracle_do_proof_report, 0 },
	{ "fizz.checks", "gateway:u32, list:checks", oracle_do_fizz_checks, 0 },
	{ "challenge.open", "provider:u32, kind:u8", oracle_do_challenge_open, CREATES_CHALLENGE },
	{ "challenge.respond", "challenge:u32", oracle_do_challenge_respond, 0 },
	{ "challenge.judge", "challenge:u32, pass:u8", oracle_do_challenge_judge, 0 },
	{ "slash.misconduct", "kind:u8, id:u32, bp:u16=10000, harmed:harmed=[]",
		oracle_do_slash_misconduct, 0 },
	{ "fizz.register",
		"gateway:u32, " ATTR ", p_cpu:u64=0, p_mem:u64=0, p_sto:u64=0, p_gpu:u64=0",
		oracle_do_fizz_register, 0 },
	{ "fizz.relink", "fizz:u32, gateway:u32", oracle_do_fizz_relink, 0 },
	{ "fizz.evict", "fizz:u32", oracle_do_fizz_evict, 0 },
	{ "fizz.prices", "fizz:u32, p_cpu:u64, p_mem:u64, p_sto:u64, p_gpu:u64",
		oracle_do_fizz_prices, 0 },
	{ "fizz.capacity", "fizz:u32, " ATTR, oracle_do_fizz_capacity, 0 },
	{ "fizz.exit", "fizz:u32", oracle_do_fizz_exit, 0 },
	{ "subnet.set",
		"provider:u32, gateway_bp:u16, min_cpu:u32=0, min_mem:u32=0, min_gpus:u16=0",
		oracle_do_subnet_set, 0 },
	{ "subnet.object", "fizz:u32", oracle_do_subnet_object, 0 },
	{ "q.price", "hourly:u128", oracle_do_q_price, 0 },
	{ "q.rate", "kind:u8, id:u32", oracle_do_q_rate, 0 },
	{ "q.apr", "provider:u32", oracle_do_q_apr, 0 },
	{ "q.state", "", oracle_do_q_state, 0 },
	{ NULL, NULL, NULL, 0 },
};
