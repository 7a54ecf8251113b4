#include "protocol/maintenance.h"

#include "protocol/apply.h"
#include "protocol/deadline.h"
#include "protocol/liveness.h"
#include "protocol/node.h"
#include "protocol/provider.h"

#define START_AHEAD_MAX_S 2592000u

/* [MAINT-02] The budget of a provider as of now: the period, and what is scheduled in it and in the
 * next one. */
struct budget {
	uint64_t from, length;
	uint32_t used, next;
};

static struct budget budget_now(const struct spheron *st, const struct provider *p)
{
	uint64_t length = par(st, SPHERON_P_MAINT_PERIOD_ERAS) * par(st, SPHERON_P_ERA_S);
	struct budget b = { p->m_from, length, p->m_used, p->m_next };

	RULE("MAINT-02");
	if (now_s(st) >= b.from + 2 * length) {
		BRANCH("maintenance.budget.fresh", "two periods or more went by: the budget is whole again");
		b.from = era_start(st);
		b.used = b.next = 0;
	} else if (now_s(st) >= b.from + length) {
		BRANCH("maintenance.budget.next-period",
				"a new period begins with what was scheduled ahead for it");
		b.from += length;
		b.used = b.next;
		b.next = 0;
	}
	return b;
}

static void budget_store(struct provider *p, const struct budget *b)
{
	p->m_from = b->from;
	p->m_used = b->used;
	p->m_next = b->next;
}

/* The sum that a maintenance starting then counts in. */
static uint32_t *budget_sum(struct budget *b, uint64_t start)
{
	return start < b->from + b->length ? &b->used : &b->next;
}

enum spheron_result command_maint_schedule(struct spheron *st, uint32_t from,
		const struct spheron_args_maint *a)
{
	struct provider *p;
	struct budget b;
	uint64_t ahead;
	uint32_t *sum;

	RULE("MAINT-01");
	REQUIRE(is_provider(st, a->provider), NOT_FOUND);
	p = provider_at(st, a->provider);
	REQUIRE(p->node.owner == from, NOT_ALLOWED);
	REQUIRE_BRANCH(p->node.status == SPHERON_REGISTERED || p->node.status == SPHERON_ACTIVE, BAD_STATE,
			"maintenance.refused.status", "asked for while in one, suspended or gone");
	REQUIRE_BRANCH(p->m_start == 0, DUPLICATE, "maintenance.refused.scheduled-already",
			"asked for while one is scheduled");
	b = budget_now(st, p);
	ahead = b.length < START_AHEAD_MAX_S ? b.length : START_AHEAD_MAX_S;
	REQUIRE_BRANCH(a->dur >= 1 && a->dur <= par(st, SPHERON_P_MAINT_MAX_S), BAD_VALUE,
			"maintenance.refused.length", "of no length, or longer than one may be");
	REQUIRE_BRANCH(a->start <= now_s(st) + ahead, BAD_VALUE, "maintenance.refused.too-far",
			"more than a period or 30 days ahead");
	REQUIRE_BRANCH(a->start >= now_s(st) + par(st, SPHERON_P_MAINT_NOTICE_S), TOO_SOON,
			"maintenance.refused.notice", "too short a notice");
	sum = budget_sum(&b, a->start);
	REQUIRE_BRANCH((uint64_t) *sum + a->dur <= par(st, SPHERON_P_MAINT_BUDGET_S), LIMIT,
			"maintenance.refused.budget", "more than is left of the budget of the period");
	BRANCH_IF(sum == &b.used, "maintenance.scheduled.this-period", "scheduled, in the running period");
	BRANCH_IF(sum == &b.next, "maintenance.scheduled.next-period", "scheduled, in the next period");

	*sum += a->dur;
	budget_store(p, &b);
	p->m_start = a->start;
	p->m_end = a->start + a->dur;
	deadline_at_second(st, SPHERON_DUE_MAINT_START, H_PROVIDER, a->provider, a->provider,
			p->m_start);
	EMIT(st, MAINTENANCE_SCHEDULED, maintenance_scheduled, .provider = a->provider,
			.start = p->m_start, .end = p->m_end);
	return SPHERON_OK;
}

enum spheron_result command_maint_cancel(struct spheron *st, uint32_t from,
		const struct spheron_args_provider *a)
{
	struct provider *p;
	struct budget b;

	RULE("MAINT-04");
	REQUIRE(is_provider(st, a->provider), NOT_FOUND);
	p = provider_at(st, a->provider);
	REQUIRE(p->node.owner == from, NOT_ALLOWED);
	REQUIRE_BRANCH(p->m_start != 0 && p->node.status != SPHERON_MAINTENANCE, BAD_STATE,
			"maintenance.refused.cancelling", "cancelled although it runs or none is scheduled");

	b = budget_now(st, p);
	BRANCH_IF(p->m_start - now_s(st) < par(st, SPHERON_P_MAINT_NOTICE_S), "maintenance.cancelled.late",
			"too late for its seconds to come back");
	if (p->m_start - now_s(st) >= par(st, SPHERON_P_MAINT_NOTICE_S)) {
		BRANCH("maintenance.cancelled.in-time", "its seconds are back in the budget");
		uint32_t *sum = budget_sum(&b, p->m_start);
		uint32_t dur = (uint32_t) (p->m_end - p->m_start);

		*sum = *sum > dur ? *sum - dur : 0;
	}
	budget_store(p, &b);
	p->m_start = p->m_end = 0;
	deadline_clear(st, H_PROVIDER, a->provider);
	EMIT(st, MAINTENANCE_CANCELLED, maintenance_cancelled, .provider = a->provider);
	return SPHERON_OK;
}

void maintenance_start(struct spheron *st, uint32_t provider)
{
	struct provider *p = provider_at(st, provider);

	RULE("MAINT-03");
	RULE("MAINT-06");
	RULE("MAINT-07");
	deadline_at_second(st, SPHERON_DUE_MAINT_END, H_PROVIDER, provider, provider, p->m_end);
	BRANCH_IF(p->node.leases + p->fleases == 0, "maintenance.started.idle",
			"the provider entered without a lease");
	BRANCH_IF(p->node.leases + p->fleases > 0, "maintenance.started.under-lease",
			"the provider entered with leases, which go on");
	EMIT(st, MAINTENANCE_STARTED, maintenance_started, .provider = provider);
	provider_change_status(st, p, SPHERON_MAINTENANCE);
}

void maintenance_end(struct spheron *st, uint32_t provider)
{
	struct provider *p = provider_at(st, provider);

	RULE("MAINT-05");
	BRANCH_IF(now_s(st) == p->m_end, "maintenance.ended.by-time", "at the second it was scheduled to");
	BRANCH_IF(now_s(st) < p->m_end, "maintenance.ended.early", "by the provider, ahead of time");
	BRANCH_IF(!node_connected(&p->node), "maintenance.ended.still-down",
			"over, and the provider not back: from now on it is ordinary downtime");
	provider_leave_maintenance(st, p);
	provider_change_status(st, p, provider_status_by_stake(st, p));
}

enum spheron_result command_maint_end(struct spheron *st, uint32_t from,
		const struct spheron_args_provider *a)
{
	const struct provider *p;

	REQUIRE(is_provider(st, a->provider), NOT_FOUND);
	p = provider_at(st, a->provider);
	REQUIRE(p->node.owner == from, NOT_ALLOWED);
	REQUIRE(p->node.status == SPHERON_MAINTENANCE, BAD_STATE);

	maintenance_end(st, a->provider);
	return SPHERON_OK;
}
