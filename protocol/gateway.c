#include "protocol/gateway.h"

#include "protocol/apply.h"
#include "protocol/liveness.h"

enum spheron_result gateway_check(const struct spheron *st, uint32_t gateway)
{
	const struct provider *p;

	RULE("FIZZ-02");
	REQUIRE(is_provider(st, gateway), NOT_FOUND);
	p = provider_at(st, gateway);
	REQUIRE(p->gateway, NOT_LINKED);
	REQUIRE(p->node.status == SPHERON_ACTIVE, BAD_STATE);
	return SPHERON_OK;
}

enum spheron_result gateway_admits(const struct spheron *st, uint32_t gateway, uint32_t cpu,
		uint32_t mem, uint32_t gpus)
{
	const struct provider *p = provider_at(st, gateway);

	REQUIRE(p->members < par(st, SPHERON_P_SUBNET_MAX), LIMIT);
	RULE("FIZZ-03");
	REQUIRE(cpu >= p->subnet_cpu && mem >= p->subnet_mem && gpus >= p->subnet_gpus, NO_CAPACITY);
	return SPHERON_OK;
}

/* [GATE-05] Does the node's objection count against the values that pend now? */
static bool objects(const struct provider *p, const struct fizz *f)
{
	return p->subnet_next && f->objected == p->subnet_seq;
}

void gateway_join(struct spheron *st, struct fizz *f, uint32_t gateway)
{
	struct provider *p = provider_at(st, gateway);

	f->gateway = gateway;
	f->objected = 0;
	f->gateway_s = provider_active_s(st, p);
	p->members++;
}

void gateway_leave(struct spheron *st, const struct fizz *f)
{
	struct provider *p = provider_at(st, f->gateway);

	p->members--;
	if (objects(p, f))
		p->objections--;
}

void subnet_decide(struct spheron *st, struct provider *p)
{
	if (!p->subnet_next)
		return;
	RULE("GATE-03");
	RULE("D-15");
	if (2 * (uint64_t) p->objections > p->members) {
		EMIT(st, SUBNET_DROPPED, subnet_dropped, .provider = p->node.id);
	} else {
		p->subnet_bp = p->next_bp;
		p->subnet_cpu = p->next_cpu;
		p->subnet_mem = p->next_mem;
		p->subnet_gpus = p->next_gpus;
		EMIT(st, SUBNET_SET, subnet_set, .provider = p->node.id, .gateway_bp = p->subnet_bp,
				.min_cpu = p->subnet_cpu, .min_mem = p->subnet_mem,
				.min_gpus = p->subnet_gpus);
	}
	p->subnet_next = 0;
	p->objections = 0;
	st->subnets_pending--;
	p->next_bp = p->next_gpus = 0;
	p->next_cpu = p->next_mem = 0;
}

enum spheron_result command_subnet_set(struct spheron *st, uint32_t from,
		const struct spheron_args_subnet *a)
{
	struct provider *p;

	RULE("GATE-01");
	REQUIRE(is_provider(st, a->provider), NOT_FOUND);
	p = provider_at(st, a->provider);
	REQUIRE(p->node.owner == from, NOT_ALLOWED);
	REQUIRE(p->gateway, NOT_LINKED);
	RULE("GATE-02");
	REQUIRE(a->gateway_bp <= par(st, SPHERON_P_GATEWAY_MAX_BP)
					&& a->min_cpu <= par(st, SPHERON_P_SUBNET_MIN_CPU_MAX)
					&& a->min_mem <= par(st, SPHERON_P_SUBNET_MIN_MEM_MAX)
					&& a->min_gpus <= par(st, SPHERON_P_SUBNET_MIN_GPUS_MAX),
			BAD_VALUE);

	RULE("GATE-04");
	st->subnets_pending += !p->subnet_next;
	p->subnet_next = 1;
	p->next_bp = a->gateway_bp;
	p->next_cpu = a->min_cpu;
	p->next_mem = a->min_mem;
	p->next_gpus = a->min_gpus;
	p->subnet_seq++;
	p->objections = 0;
	return SPHERON_OK;
}

enum spheron_result command_subnet_object(struct spheron *st, uint32_t from,
		const struct spheron_args_fizz *a)
{
	struct provider *p;
	struct fizz *f;

	RULE("GATE-05");
	REQUIRE(is_fizz(st, a->fizz), NOT_FOUND);
	f = fizz_at(st, a->fizz);
	REQUIRE(f->node.owner == from, NOT_ALLOWED);
	REQUIRE(f->gateway != 0 && f->node.status != SPHERON_DEACTIVATED, BAD_STATE);
	p = provider_at(st, f->gateway);
	REQUIRE(p->subnet_next, NOTHING);
	REQUIRE(!objects(p, f), DUPLICATE);

	f->objected = p->subnet_seq;
	p->objections++;
	EMIT(st, SUBNET_OBJECTED, subnet_objected, .provider = f->gateway, .fizz = a->fizz);
	return SPHERON_OK;
}
