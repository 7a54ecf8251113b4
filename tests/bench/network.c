#include "tests/bench/network.h"

#include "protocol/amount.h"
#include "support/block.h"
#include "support/talk.h"
#include "support/wrap.h"

#include <stdlib.h>
#include <string.h>

/* ---- odds and ends ---- */

static void no_memory(size_t bytes)
{
	talk_error("out of memory: %zu bytes wanted; ask for fewer nodes with --nodes", bytes);
	exit(70);
}

void *memory(size_t bytes)
{
	return more_memory(NULL, bytes);
}

void *more_memory(void *old, size_t bytes)
{
	void *p = realloc(old, bytes ? bytes : 1);

	if (!p) {
		talk_error(
			"out of memory: %zu bytes wanted; ask for fewer nodes with --nodes", bytes);
		exit(70);
	}
	return p;
}

void *block_for(const struct spheron_capacity *capacity)
{
	void *p = block_new(spheron_size(capacity));

	if (!p)
		no_memory(spheron_size(capacity));
	return p;
}

struct spheron_u128 units(uint64_t mantissa, unsigned zeros)
{
	return u128_mul(u128_power_of_ten(zeros), mantissa);
}

WRAPS uint64_t mixed(uint64_t a, uint64_t b)
{
	uint64_t h = a * UINT64_C(0x9e3779b97f4a7c15) + b;

	h = (h ^ h >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	h = (h ^ h >> 27) * UINT64_C(0x94d049bb133111eb);
	return h ^ h >> 31;
}

/* ---- machines ---- */

uint16_t gpu_model(unsigned k)
{
	/* rtx3060 rtx3080 rtx3090 rtx4090 a10 l40s a100-80g h100 */
	static const uint16_t model[MODELS] = { 16, 26, 34, 36, 38, 46, 50, 51 };

	return model[k % MODELS];
}

uint16_t region(unsigned k)
{
	/* eight zones of five regions */
	k %= REGIONS;
	return (uint16_t) ((1 + k / 5) * 256 + 1 + k % 5);
}

uint32_t gateway_id(uint32_t k)
{
	return 1 + 10 * k;
}

/* `pick` of them from model number `from` on, ascending. */
static void set_gpus(struct spheron_attr *a, unsigned from, unsigned pick, uint16_t count)
{
	a->gpus.count = 0;
	for (unsigned i = 0; i < pick && from + i < MODELS; i++)
		a->gpus.item[a->gpus.count++] =
			(struct spheron_gpu_line) { gpu_model(from + i), count, 1600 };
}

void machine_of_provider(uint32_t provider, struct spheron_attr *a)
{
	uint64_t dice = mixed(provider, 1);
	uint32_t cpu = 16u << dice % 4;

	*a = (struct spheron_attr) { .region = region((unsigned) (dice >> 4) % REGIONS),
		.cpu = cpu,
		.score = 12000 + (uint32_t) (dice >> 10) % 50000,
		.cpu_model = 1,
		.mem = cpu * 4096,
		.sto = cpu * 100,
		.sto_tier = 1 + (dice >> 26 & 1),
		.down = 300 + (uint32_t) (dice >> 27) % 2000,
		.up = 300 + (uint32_t) (dice >> 38) % 2000 };
	/* three in five have GPUs, one in eight of them two models */
	if ((dice >> 50) % 5 < 3)
		set_gpus(a, (unsigned) (dice >> 53) % MODELS, (dice >> 56) % 8 ? 1 : 2,
			(uint16_t) (1u << (dice >> 60) % 4));
}

void machine_of_fizz(uint32_t fizz, struct spheron_attr *a)
{
	uint64_t dice = mixed(fizz, 2);
	uint32_t cpu = 4u << dice % 3;

	*a = (struct spheron_attr) { .region = region((unsigned) (dice >> 4) % REGIONS),
		.cpu = cpu,
		.score = 5000 + (uint32_t) (dice >> 10) % 20000,
		.cpu_model = 1,
		.mem = cpu * 2048,
		.sto = cpu * 50,
		.sto_tier = 1 + (dice >> 26 & 1),
		.down = 50 + (uint32_t) (dice >> 27) % 500,
		.up = 20 + (uint32_t) (dice >> 38) % 300 };
	/* two in five have a GPU */
	if ((dice >> 50) % 5 < 2)
		set_gpus(a, (unsigned) (dice >> 53) % 5, 1, 1);
}

uint32_t owner_of_provider(const struct network *net, uint32_t provider)
{
	return net->first_owner + provider - 1;
}

uint32_t owner_of_fizz(const struct network *net, uint32_t fizz)
{
	return net->first_host + fizz - 1;
}

/* ---- sizes ---- */

static void count_people(struct network *net, uint32_t nodes)
{
	net->nodes = nodes;
	net->providers = nodes / 11 > 0 ? nodes / 11 : 1;
	net->fizz = nodes - net->providers;
	net->gateways = (net->providers + 9) / 10;
	net->tenants = nodes / 27 + 4;
	net->delegators = net->providers * 2;
	net->first_tenant = 1 + VERIFIERS + OPERATORS;
	net->first_owner = net->first_tenant + net->tenants;
	net->first_delegator = net->first_owner + net->providers;
	net->first_host = net->first_delegator + net->delegators;
	net->accounts = net->first_host + net->fizz;
}

/* A twentieth more than `n`, and a few. */
static uint32_t with_room(uint32_t n)
{
	return n + n / 20 + 64;
}

/* Tables for this population and a market of 20,000 orders a day in the reference network: leases
 * last under eight hours on average, tasks are kept for an hour, orders stand open for half a
 * minute. */
static void size_tables(struct network *net)
{
	uint32_t orders_a_day = (uint32_t) ((uint64_t) net->nodes * 20000 / REFERENCE_NODES);
	uint32_t tasks = with_room(orders_a_day / 20);
	uint32_t open = orders_a_day / 600 + 64;

	net->capacity = (struct spheron_capacity) {
		.accounts = with_room(net->accounts),
		.providers = with_room(net->providers),
		.fizz = with_room(net->fizz),
		/* 0.68 lines a provider, 0.4 a Fizz node, and what new attributes need meanwhile */
		.gpu_lines = with_room(net->providers * 7 / 10 + net->fizz * 2 / 5) + 64,
		/* a host: its fee, its rewards, income of the few that have some */
		.purses = with_room(net->accounts - net->fizz + net->tenants + net->providers +
				    net->fizz * 9 / 5),
		.tills = with_room(net->providers * 2 + net->fizz / 3),
		.orders = with_room(orders_a_day * 3 / 10),
		.bids = open * 12,
		.delegations = with_room(net->delegators * 2),
		.unbondings = with_room(net->providers / 4),
		.poolgens = 64,
		.proposals = 32,
		.votes = net->providers / 10 + 256,
		.challenges = net->providers / 50 + 64,
		.operators = OPERATORS,
		.tasks = tasks,
		.attests = tasks * OPERATORS,
		.releases = 16,
	};
}

/* Which gateway each home is linked to: any, as they came. */
static void link_members(struct network *net)
{
	uint32_t *fill;

	net->gateway_of = memory((net->fizz + 1) * sizeof *net->gateway_of);
	net->member = memory((net->fizz + 1) * sizeof *net->member);
	net->member_from = memory((net->gateways + 2) * sizeof *net->member_from);
	memset(net->member_from, 0, (net->gateways + 2) * sizeof *net->member_from);
	fill = net->member_from + 1;
	for (uint32_t id = 1; id <= net->fizz; id++) {
		uint32_t k = (uint32_t) (mixed(id, 3) % net->gateways);

		net->gateway_of[id] = gateway_id(k);
		fill[k]++;
	}
	for (uint32_t k = 0; k < net->gateways; k++)
		net->member_from[k + 1] += net->member_from[k];
	for (uint32_t id = net->fizz; id > 0; id--)
		net->member[--fill[(net->gateway_of[id] - 1) / 10]] = id;
	/* filling moved each end to its beginning: shift back */
	memmove(net->member_from, net->member_from + 1, net->gateways * sizeof *fill);
	net->member_from[net->gateways] = net->fizz;
}

/* ---- the founding ---- */

static struct spheron_command cmd;

static void say(struct network *net, uint32_t from, enum spheron_verb verb)
{
	enum spheron_result r;

	cmd.t = T0;
	cmd.from = from;
	cmd.verb = verb;
	cmd.has_b = 0;
	while ((r = spheron_apply(net->state, &cmd, NULL)) == SPHERON_FULL) {
		struct spheron *old = net->state;

		spheron_grown(old, &net->capacity);
		net->state = spheron_copy(block_for(&net->capacity), &net->capacity, old);
		free(old);
	}
	net->commands++;
	if (r != SPHERON_OK) {
		talk_error("the founding of the network was refused: %s by account %u: %s",
			spheron_verb_name(verb), from, spheron_result_meaning(r));
		exit(70);
	}
}

static void mint(struct network *net, uint32_t to, uint8_t token, struct spheron_u128 amount)
{
	cmd.u.token_mint = (struct spheron_args_token_move) { token, to, amount };
	say(net, 0, SPHERON_CMD_TOKEN_MINT);
}

static void set_parameter(const char *name, struct spheron_u128 value)
{
	struct spheron_settings *s = &cmd.u.genesis.params;

	s->item[s->count].param = (uint16_t) spheron_param_find(name, strlen(name));
	s->item[s->count++].value = value;
}

static void genesis(struct network *net, bool short_lived)
{
	memset(&cmd, 0, sizeof cmd);
	cmd.u.genesis.profile = (struct spheron_text) { "seed", 4, 0 };
	/* large fleets of GPUs need more stake than the seed supply has; settlement as a stream */
	set_parameter("spon_max_supply", units(1, 30));
	set_parameter("settle_mode", units(1, 0));
	if (short_lived) {
		set_parameter("bid_window_blocks", units(100, 0));
		set_parameter("order_ttl_blocks", units(60, 0));
	}
	say(net, 0, SPHERON_CMD_GENESIS);
}

static void found_services(struct network *net)
{
	static const uint8_t stake[OPERATORS] = { 40, 25, 15, 12, 8 };

	for (uint32_t id = 1; id <= VERIFIERS; id++) {
		cmd.u.role_set = (struct spheron_args_role_set) { id, 2 };
		say(net, 0, SPHERON_CMD_ROLE_SET);
	}
	for (uint32_t k = 0; k < OPERATORS; k++) {
		mint(net, 1 + VERIFIERS + k, SPHERON_ETH, units(stake[k], 18));
		cmd.u.avs_register.amount = units(stake[k], 18);
		say(net, 1 + VERIFIERS + k, SPHERON_CMD_AVS_REGISTER);
	}
	mint(net, 0, SPHERON_SPON, units(1, 28));
	cmd.u.pool_fund.amount = units(1, 28);
	say(net, 0, SPHERON_CMD_POOL_FUND);
}

static void found_tenant(struct network *net, uint32_t acct)
{
	mint(net, acct, SPHERON_USD, units(2, 13));
	cmd.u.escrow_deposit = (struct spheron_args_escrow) { SPHERON_USD, units(1, 13) };
	say(net, acct, SPHERON_CMD_ESCROW_DEPOSIT);
	mint(net, acct, SPHERON_SPON, units(2, 24));
	cmd.u.escrow_deposit = (struct spheron_args_escrow) { SPHERON_SPON, units(1, 24) };
	say(net, acct, SPHERON_CMD_ESCROW_DEPOSIT);
}

static void report_proof(struct network *net, uint32_t provider, uint8_t kind)
{
	cmd.u.proof_report = (struct spheron_args_proof) { provider, kind, 1 };
	say(net, 0, SPHERON_CMD_PROOF_REPORT);
}

/* Own stake a fifth above what is required, and a tier of trust as a network of some age has it. */
static void found_provider(struct network *net, uint32_t id)
{
	static const uint8_t tier[8] = { 0, 1, 2, 3, 3, 4, 5, 6 };
	struct spheron_args_register *a = &cmd.u.provider_register;
	uint32_t owner = owner_of_provider(net, id);
	struct spheron_u128 stake;
	bool has_gpus;

	machine_of_provider(id, &a->attr);
	has_gpus = a->attr.gpus.count > 0;
	a->tokens = 3;
	a->gateway = id % 10 == 1;
	say(net, owner, SPHERON_CMD_PROVIDER_REGISTER);
	stake = u128_div_down(u128_mul(spheron_explain_stake(net->state, id), 12), 10);
	mint(net, owner, SPHERON_SPON, u128_mul(stake, 2));
	cmd.u.stake_add = (struct spheron_args_stake) { id, stake };
	say(net, owner, SPHERON_CMD_STAKE_ADD);
	report_proof(net, id, SPHERON_PROOF_CPU);
	if (has_gpus)
		report_proof(net, id, SPHERON_PROOF_GPU);
	cmd.u.trust_set = (struct spheron_args_trust_set) { id, tier[mixed(id, 4) % 8] };
	say(net, 0, SPHERON_CMD_TRUST_SET);
}

static void found_delegator(struct network *net, uint32_t acct)
{
	mint(net, acct, SPHERON_SPON, units(1000, 18));
	for (unsigned k = 0; k < 2; k++) {
		/* never the same one twice */
		uint32_t provider =
			(uint32_t) (mixed(acct, 5) % net->providers + k) % net->providers;

		cmd.u.deleg_add = (struct spheron_args_stake) { 1 + provider, units(100, 18) };
		say(net, acct, SPHERON_CMD_DELEG_ADD);
	}
}

static void found_fizz(struct network *net, uint32_t id)
{
	struct spheron_args_fizz_register *a = &cmd.u.fizz_register;
	uint32_t host = owner_of_fizz(net, id);

	mint(net, host, SPHERON_ETH, units(1, 16));
	machine_of_fizz(id, &a->attr);
	a->gateway = net->gateway_of[id];
	/* micro-USD a month: a dollar a thread, 20 cents a GB of memory, 1 cent of storage, 45 a
	 * GPU */
	a->p_cpu = 1000000;
	a->p_mem = 200000;
	a->p_sto = 10000;
	a->p_gpu = 45000000;
	say(net, host, SPHERON_CMD_FIZZ_REGISTER);
}

void network_begin(struct network *net, uint32_t nodes, bool short_lived)
{
	memset(net, 0, sizeof *net);
	count_people(net, nodes);
	size_tables(net);
	link_members(net);
	net->state = spheron_init(block_for(&net->capacity), &net->capacity);
	genesis(net, short_lived);
	for (uint32_t id = 1; id < net->accounts; id++)
		say(net, 0, SPHERON_CMD_ACCOUNT_OPEN);
	found_services(net);
	for (uint32_t k = 0; k < net->tenants; k++)
		found_tenant(net, net->first_tenant + k);
	for (uint32_t id = 1; id <= net->providers; id++)
		found_provider(net, id);
	for (uint32_t k = 0; k < net->delegators; k++)
		found_delegator(net, net->first_delegator + k);
	for (uint32_t id = 1; id <= net->fizz; id++)
		found_fizz(net, id);
}

void network_end(struct network *net)
{
	free(net->gateway_of);
	free(net->member);
	free(net->member_from);
	free(net->state);
}
