#include "protocol/fizz.h"

#include "protocol/apply.h"
#include "protocol/gateway.h"
#include "protocol/liveness.h"
#include "protocol/node.h"

#include <string.h>

#define PRICE_MAX UINT64_C(1000000000000)

/* [FIZZ-01] A home machine: the bounds of REG-02 and a few more. */
static bool fizz_attr_valid(const struct spheron *st, const struct spheron_attr *a)
{
	uint32_t gpus;

	RULE("FIZZ-01");
	if (!attr_valid(a))
		return false;
	gpus = attr_gpus(a);
	return a->cpu + gpus >= 1 && a->cpu <= par(st, SPHERON_P_FIZZ_CPU_MAX)
			&& gpus <= par(st, SPHERON_P_FIZZ_GPUS_MAX);
}

bool fizz_prices_valid(uint64_t cpu, uint64_t mem, uint64_t sto, uint64_t gpu)
{
	RULE("FIZZ-04");
	return cpu <= PRICE_MAX && mem <= PRICE_MAX && sto <= PRICE_MAX && gpu <= PRICE_MAX;
}

static void set_prices(struct fizz *f, uint64_t cpu, uint64_t mem, uint64_t sto, uint64_t gpu)
{
	f->p_cpu = cpu;
	f->p_mem = mem;
	f->p_sto = sto;
	f->p_gpu = gpu;
}

static struct fizz *fizz_add(struct spheron *st, uint32_t owner)
{
	uint32_t id = ++st->n_fizz;
	struct fizz *f = fizz_at(st, id);

	memset(f, 0, sizeof *f);
	st->table[T_FIZZ].used++;
	st->table[T_FIZZ].top = id;
	f->node.id = id;
	f->node.owner = owner;
	f->node.folded_t = now_s(st);
	account_at(st, owner)->fizz = id;
	return f;
}

enum spheron_result command_fizz_register(struct spheron *st, uint32_t from,
		const struct spheron_args_fizz_register *a)
{
	u128 fee = par_amount(st, SPHERON_P_FIZZ_FEE);
	enum spheron_result r;
	struct fizz *f;

	REQUIRE(fizz_attr_valid(st, &a->attr) && fizz_prices_valid(a->p_cpu, a->p_mem, a->p_sto, a->p_gpu),
			BAD_VALUE);
	r = gateway_check(st, a->gateway);
	if (r != SPHERON_OK)
		return r;
	REQUIRE(account_at(st, from)->fizz == 0, DUPLICATE);
	r = gateway_admits(st, a->gateway, a->attr.cpu, a->attr.mem, attr_gpus(&a->attr));
	if (r != SPHERON_OK)
		return r;
	REQUIRE(u128_le(fee, free_balance(st, from, SPHERON_ETH)), NO_FUNDS);
	REQUIRE_ROOM(has_room(st, T_FIZZ, 1) && has_room(st, T_GPU_LINES, SPHERON_GPU_LINES_MAX)
			&& purse_room(st, from, SPHERON_ETH));

	money_move(free_bucket(st, from, SPHERON_ETH), &st->treasury[SPHERON_ETH], fee);
	f = fizz_add(st, from);
	f->node.status = SPHERON_ACTIVE;
	f->node.up = 1;
	gateway_join(st, f, a->gateway);
	set_prices(f, a->p_cpu, a->p_mem, a->p_sto, a->p_gpu);
	attr_set(st, &f->node, &a->attr);
	fizz_rate_update(st, f);
	EMIT(st, FIZZ_REGISTERED, fizz_registered, .fizz = f->node.id, .gateway = a->gateway,
			.owner = from);
	return SPHERON_OK;
}

static void set_status(struct spheron *st, struct fizz *f, uint8_t status)
{
	if (f->node.status == status)
		return;
	f->node.status = status;
	EMIT(st, FIZZ_STATUS, fizz_status, .fizz = f->node.id, .status = status);
}

static bool registered_or_active(const struct fizz *f)
{
	return f->node.status == SPHERON_REGISTERED || f->node.status == SPHERON_ACTIVE;
}

enum spheron_result command_fizz_relink(struct spheron *st, uint32_t from,
		const struct spheron_args_relink *a)
{
	enum spheron_result r;
	struct fizz *f;

	RULE("FIZZ-05");
	RULE("D-05");
	REQUIRE(is_fizz(st, a->fizz), NOT_FOUND);
	f = fizz_at(st, a->fizz);
	REQUIRE(f->node.owner == from, NOT_ALLOWED);
	REQUIRE(registered_or_active(f) && f->gateway != a->gateway, BAD_STATE);
	REQUIRE(f->node.leases == 0, HAS_LEASES);
	r = gateway_check(st, a->gateway);
	if (r == SPHERON_OK)
		r = gateway_admits(st, a->gateway, f->node.cpu, f->node.mem, f->node.gpus);
	if (r != SPHERON_OK)
		return r;

	fizz_fold(st, f);
	if (f->gateway)
		gateway_leave(st, f);
	gateway_join(st, f, a->gateway);
	EMIT(st, FIZZ_LINKED, fizz_linked, .fizz = a->fizz, .gateway = a->gateway);
	set_status(st, f, SPHERON_ACTIVE);
	return SPHERON_OK;
}

enum spheron_result command_fizz_evict(struct spheron *st, uint32_t from,
		const struct spheron_args_fizz *a)
{
	uint32_t gateway;
	struct fizz *f;

	RULE("FIZZ-11");
	REQUIRE(is_fizz(st, a->fizz), NOT_FOUND);
	f = fizz_at(st, a->fizz);
	gateway = f->gateway;
	REQUIRE(gateway != 0 && provider_at(st, gateway)->node.owner == from, NOT_ALLOWED);
	REQUIRE(f->node.status == SPHERON_ACTIVE || f->node.status == SPHERON_SUSPENDED, BAD_STATE);
	REQUIRE(f->node.leases == 0, HAS_LEASES);

	fizz_fold(st, f);
	gateway_leave(st, f);
	f->gateway = f->objected = 0;
	EMIT(st, FIZZ_EVICTED, fizz_evicted, .fizz = a->fizz, .gateway = gateway);
	if (f->node.status == SPHERON_ACTIVE)
		set_status(st, f, SPHERON_REGISTERED);
	return SPHERON_OK;
}

enum spheron_result command_fizz_prices(struct spheron *st, uint32_t from,
		const struct spheron_args_fizz_prices *a)
{
	struct fizz *f;

	REQUIRE(is_fizz(st, a->fizz), NOT_FOUND);
	f = fizz_at(st, a->fizz);
	REQUIRE(f->node.owner == from, NOT_ALLOWED);
	REQUIRE(registered_or_active(f), BAD_STATE);
	REQUIRE(fizz_prices_valid(a->p_cpu, a->p_mem, a->p_sto, a->p_gpu), BAD_VALUE);

	set_prices(f, a->p_cpu, a->p_mem, a->p_sto, a->p_gpu);
	EMIT(st, FIZZ_PRICES, fizz_prices, .fizz = a->fizz);
	return SPHERON_OK;
}

enum spheron_result command_fizz_capacity(struct spheron *st, uint32_t from,
		const struct spheron_args_fizz_capacity *a)
{
	struct fizz *f;

	RULE("FIZZ-07");
	REQUIRE(is_fizz(st, a->fizz), NOT_FOUND);
	f = fizz_at(st, a->fizz);
	REQUIRE(f->node.owner == from, NOT_ALLOWED);
	REQUIRE(registered_or_active(f), BAD_STATE);
	REQUIRE(fizz_attr_valid(st, &a->attr), BAD_VALUE);
	REQUIRE(attr_covers(st, &f->node, &a->attr), NO_CAPACITY);
	REQUIRE_ROOM(has_room(st, T_GPU_LINES, SPHERON_GPU_LINES_MAX));

	fizz_fold(st, f);
	attr_set(st, &f->node, &a->attr);
	fizz_rate_update(st, f);
	EMIT(st, FIZZ_CAPACITY, fizz_capacity, .fizz = a->fizz, .rate = u128_of(f->node.rate));
	return SPHERON_OK;
}

enum spheron_result command_fizz_exit(struct spheron *st, uint32_t from,
		const struct spheron_args_fizz *a)
{
	struct fizz *f;

	RULE("FIZZ-08");
	REQUIRE(is_fizz(st, a->fizz), NOT_FOUND);
	f = fizz_at(st, a->fizz);
	REQUIRE(f->node.owner == from, NOT_ALLOWED);
	REQUIRE(f->node.status != SPHERON_DEACTIVATED, BAD_STATE);
	REQUIRE(f->node.leases == 0, HAS_LEASES);

	RULE("D-04");
	fizz_fold(st, f);
	if (f->gateway)
		gateway_leave(st, f);
	set_status(st, f, SPHERON_DEACTIVATED);
	return SPHERON_OK;
}
