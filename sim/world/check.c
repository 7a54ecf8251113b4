/* check.c - is the cast what the records say, and are the protocol's invariants true? */
#include "sim/world/inner.h"

#include "sim/player.h"

#include <stdlib.h>
#include <string.h>

static bool differs(struct world *w, const char *what, uint32_t id, const char *field, uint64_t cast,
		uint64_t record)
{
	if (cast == record)
		return false;
	snprintf(w->fault, sizeof w->fault, "era %u: %s %u has %s %llu on the stage and %llu in the "
			"records", w->era, what, id, field, (unsigned long long) cast,
			(unsigned long long) record);
	return true;
}

#define SAME(field, cast, record) (!differs(w, what, id, field, cast, record))

static bool check_provider(struct world *w, uint32_t i)
{
	const struct node *n = &w->cast.provider[i];
	const char *what = "provider";
	uint32_t id = i + 1;
	struct spheron_record r;

	if (!spheron_find(w->state, SPHERON_RECORD_PROVIDER, id, 0, 0, &r))
		return SAME("records", 1, 0);
	return SAME("status", n->status, r.u.provider.status)
			&& SAME("leases", n->leases, r.u.provider.leases)
			&& SAME("threads in use", n->used_cpu, r.u.provider.used_cpu)
			&& SAME("memory in use", n->used_mem_mb, r.u.provider.used_mem)
			&& SAME("storage in use", n->used_sto_gb, r.u.provider.used_sto)
			&& SAME("link", n->up, r.u.provider.up) && SAME("tier", n->tier, r.u.provider.tier)
			&& (!n->seen || SAME("uptime", n->uptime_ppm, r.u.provider.uptime_ppm))
			&& SAME("members", n->members, r.u.provider.members)
			&& SAME("paused", n->paused, r.u.provider.paused);
}

static bool check_fizz(struct world *w, uint32_t i)
{
	const struct node *n = &w->cast.fizz[i];
	const char *what = "Fizz node";
	uint32_t id = i + 1;
	struct spheron_record r;

	if (!spheron_find(w->state, SPHERON_RECORD_FIZZ, id, 0, 0, &r))
		return SAME("records", 1, 0);
	return SAME("status", n->status, r.u.fizz.status) && SAME("leases", n->leases, r.u.fizz.leases)
			&& SAME("threads in use", n->used_cpu, r.u.fizz.used_cpu)
			&& SAME("memory in use", n->used_mem_mb, r.u.fizz.used_mem)
			&& SAME("link", n->up, r.u.fizz.up) && SAME("paused", n->paused, r.u.fizz.paused)
			&& (!n->seen || SAME("uptime", n->uptime_ppm, r.u.fizz.uptime_ppm))
			&& (n->gone || SAME("gateway", n->gateway, r.u.fizz.gateway));
}

static bool check_invariants(struct world *w)
{
	void *scratch = must(malloc(spheron_check_size(w->state)));
	struct spheron_violation violation;
	bool good = spheron_check(w->state, scratch, &violation);

	free(scratch);
	if (!good)
		snprintf(w->fault, sizeof w->fault, "era %u: %s: %s", w->era, violation.invariant,
				violation.text);
	return good;
}

bool world_check(struct world *w)
{
	for (uint32_t i = 0; i < w->cast.n_providers; i++)
		if (!w->cast.provider[i].stranger && !check_provider(w, i))
			return false;
	for (uint32_t i = 0; i < w->cast.n_fizz; i++)
		if (!w->cast.fizz[i].stranger && !check_fizz(w, i))
			return false;
	return check_invariants(w);
}
