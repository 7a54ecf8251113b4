#include "sim/why/offer.h"

#include "sim/why/words.h"

#include <inttypes.h>
#include <string.h>

enum { PROV = SPHERON_NODE_PROVIDER, FIZZ = SPHERON_NODE_FIZZ };

bool why_order(const struct spheron *state, uint64_t id, struct spheron_order_record *o)
{
	struct spheron_record r;

	if (!spheron_find(state, SPHERON_RECORD_ORDER, id, 0, 0, &r))
		return false;
	*o = r.u.order;
	return true;
}

bool why_bid(const struct spheron *state, uint64_t id, struct spheron_bid_record *b)
{
	struct spheron_record r;

	if (!spheron_find(state, SPHERON_RECORD_BID, id, 0, 0, &r))
		return false;
	*b = r.u.bid;
	return true;
}

unsigned offer_kind(const struct offer *x)
{
	return x->fizz ? FIZZ : PROV;
}

uint32_t offer_node(const struct offer *x)
{
	return x->fizz ? x->fizz : x->provider;
}

/* What both kinds of nodes have, of one of them. */
struct machine {
	const char *name;
	uint16_t region;
	uint32_t cpu, mem, sto, used_cpu, used_mem, used_sto;
	uint8_t status, up, paused, seen;
	uint32_t uptime_ppm, good, bad, slashes;
};

#define MACHINE_OF(r, text)                                                                        \
	{                                                                                          \
		text, (r).region, (r).cpu, (r).mem, (r).sto, (r).used_cpu, (r).used_mem,           \
				(r).used_sto, (r).status, (r).up, (r).paused, (r).seen,            \
				(r).uptime_ppm, (r).good, (r).bad, (r).slashes                     \
	}

static struct machine machine_of(const struct spheron *state, unsigned kind, uint32_t id)
{
	struct spheron_provider_record p;
	struct spheron_fizz_record f;

	memset(&p, 0, sizeof p);
	memset(&f, 0, sizeof f);
	if (kind == PROV) {
		why_provider(state, id, &p);
		return (struct machine) MACHINE_OF(p, node_words(kind, id));
	}
	why_fizz(state, id, &f);
	return (struct machine) MACHINE_OF(f, node_words(kind, id));
}

/* ---- capacity ---- */

static const char *short_of(
		const char *all, const char *unit, uint64_t wanted, uint64_t free, uint64_t total)
{
	if (wanted <= free)
		return all;
	return words("%s%s%s %s wanted, %s of %s free", all, *all ? "; " : "", count_words(wanted),
			unit, count_words(free), count_words(total));
}

const char *capacity_words(const struct spheron *state, unsigned kind, uint32_t id, uint32_t cpu,
		uint32_t mem, uint32_t sto, uint16_t gpu, uint32_t gpus,
		const struct spheron_lease_record *freed)
{
	static const struct spheron_lease_record nothing;
	struct machine m = machine_of(state, kind, id);
	struct spheron_record g;
	const char *all = "";

	if (!freed)
		freed = &nothing;
	all = short_of(all, "threads", cpu, m.cpu - m.used_cpu + freed->cpu, m.cpu);
	all = short_of(all, "MB of memory", mem, m.mem - m.used_mem + freed->mem, m.mem);
	all = short_of(all, "GB of storage", sto, m.sto - m.used_sto + freed->sto, m.sto);
	if (gpus && spheron_find(state, SPHERON_RECORD_GPU, kind, id, gpu, &g))
		all = short_of(all, gpu_words(gpu), gpus,
				(uint64_t) g.u.gpu.count - g.u.gpu.used + freed->gpus,
				g.u.gpu.count);
	return *all ? all : NULL;
}

/* ---- the filters ---- */

static const char *link_words(const struct spheron *state, const struct spheron_order_record *o,
		const struct offer *x)
{
	struct machine m = machine_of(state, offer_kind(x), offer_node(x));
	struct spheron_provider_record p;
	struct spheron_fizz_record f;

	why_provider(state, x->provider, &p);
	if (m.status != SPHERON_ACTIVE)
		return words("%s is %s, not Active", m.name, status_words(m.status));
	if (p.status != SPHERON_ACTIVE)
		return words("provider %" PRIu32 " is %s, not Active", p.id,
				status_words(p.status));
	if (!m.up)
		return words("%s is not connected", m.name);
	if (m.paused)
		return words("%s is paused", m.name);
	if (x->fizz && why_fizz(state, x->fizz, &f) && f.gateway != x->provider)
		return words("Fizz node %" PRIu32 " belongs to gateway %" PRIu32
			     ", not to %" PRIu32,
				x->fizz, f.gateway, x->provider);
	return words("provider %" PRIu32 " does not accept %s", p.id, token_words(o->token));
}

static const char *region_words(const struct spheron *state, const struct spheron_order_record *o,
		const struct offer *x)
{
	struct machine m = machine_of(state, offer_kind(x), offer_node(x));

	if (o->strict && m.region != o->region)
		return words("region %u of %s is not the region %u that the order insists on",
				m.region, m.name, o->region);
	return words("the last region proof of provider %" PRIu32 " failed", x->provider);
}

static const char *trust_list(unsigned tiers)
{
	const char *all = "";

	for (unsigned i = 0; i < 7; i++)
		if (tiers >> i & 1)
			all = words("%s%s%s", all, *all ? ", " : "", trust_words(i));
	return all;
}

static const char *tier_words(const struct spheron *state, const struct spheron_order_record *o,
		const struct offer *x)
{
	struct spheron_rate r;
	struct spheron_record g;

	spheron_explain_rate(state, (enum spheron_node_kind) offer_kind(x), offer_node(x), &r);
	if (r.compute < o->min_compute)
		return words("compute tier %s, at least %s demanded", compute_words(r.compute),
				compute_words(o->min_compute));
	if (r.storage < o->min_sto)
		return words("storage tier %s, at least %s demanded", storage_words(r.storage),
				storage_words(o->min_sto));
	if (r.conn < o->min_conn)
		return words("link tier %s, at least %s demanded", conn_words(r.conn),
				conn_words(o->min_conn));
	if (!spheron_find(state, SPHERON_RECORD_GPU, offer_kind(x), offer_node(x), x->gpu, &g))
		return "its tiers are too low";
	return words("%s is of tier %s, at least %s demanded", gpu_words(x->gpu),
			gpu_tier_words(spheron_explain_gpu(state,
					(enum spheron_node_kind) offer_kind(x), x->gpu,
					g.u.gpu.price)),
			gpu_tier_words(o->min_gpu));
}

static const char *gpu_filter_words(const struct spheron *state,
		const struct spheron_order_record *o, const struct offer *x)
{
	struct spheron_record g;

	if (x->gpu == 0)
		return words("the order wants %u GPUs, the bid names no model", o->gpus);
	if (!spheron_find(state, SPHERON_RECORD_GPU, offer_kind(x), offer_node(x), x->gpu, &g))
		return words("%s has no %s", node_words(offer_kind(x), offer_node(x)),
				gpu_words(x->gpu));
	return words("the order wants %s, the bid offers %s", gpu_words(o->gpu), gpu_words(x->gpu));
}

/* [MATCH-01] */
static uint64_t reputation_of(const struct spheron *state, const struct offer *x)
{
	struct machine m = machine_of(state, offer_kind(x), offer_node(x));
	uint64_t l = ((uint64_t) m.good + 1) * 1000000 / ((uint64_t) m.good + m.bad + 2);
	struct spheron_provider_record p;

	if (x->fizz || !why_provider(state, x->provider, &p))
		return l;
	return (l + (6 - (uint64_t) p.tier) * 1000000 / 6) / 2;
}

static const char *history_words(const struct spheron *state, const struct spheron_order_record *o,
		const struct offer *x, enum spheron_obstacle obstacle)
{
	struct machine m = machine_of(state, offer_kind(x), offer_node(x));
	struct spheron_provider_record p;
	uint64_t slashes = m.slashes;

	if (obstacle == SPHERON_F6_UPTIME)
		return words("uptime %s, at least %s demanded",
				ppm_words(m.seen ? m.uptime_ppm
						 : spheron_param(state,
								   SPHERON_P_UPTIME_INITIAL_PPM)
										.lo),
				ppm_words(o->min_uptime));
	if (obstacle == SPHERON_F7_REPUTATION)
		return words("reputation %s (%" PRIu32 " good and %" PRIu32
			     " bad leases), at least %s demanded",
				ppm_words(reputation_of(state, x)), m.good, m.bad,
				ppm_words(o->min_rep));
	if (obstacle == SPHERON_F8_SLASHES) {
		if (x->fizz && why_provider(state, x->provider, &p))
			slashes += p.slashes;
		return words("slashed %" PRIu64 " times, at most %" PRIu32 " admitted", slashes,
				o->max_slashes);
	}
	return words("the tenant wants provider %" PRIu32, o->desired);
}

static const char *escrow_words(const struct spheron *state, const struct spheron_order_record *o,
		const struct offer *x)
{
	wide lock = spheron_explain_lock(state, o->token, x->price, o->blocks);

	return words("the tenant's unlocked escrow %s does not cover the %s to be locked",
			exact_words(state, o->token,
					spheron_bucket(state, SPHERON_ESCROW, o->tenant, o->token)),
			exact_money_words(state, o->token, lock));
}

const char *offer_obstacle_rule(enum spheron_obstacle obstacle)
{
	if (obstacle == SPHERON_UNFUNDED)
		return "MATCH-02, ESCROW-03";
	return "BID-06";
}

const char *offer_obstacle_words(const struct spheron *state, const struct spheron_order_record *o,
		const struct offer *x, enum spheron_obstacle obstacle)
{
	struct spheron_provider_record p;
	const char *why;

	switch (obstacle) {
	case SPHERON_NO_OBSTACLE:
		return NULL;
	case SPHERON_F1_LINK:
		return words("F1 link: %s", link_words(state, o, x));
	case SPHERON_F2_REGION:
		return words("F2 region: %s", region_words(state, o, x));
	case SPHERON_F3_TRUST:
		why_provider(state, x->provider, &p);
		return words("F3 trust: tier %s, wanted %s", trust_words(p.tier),
				trust_list(o->tiers));
	case SPHERON_F4_TIERS:
		return words("F4 tiers: %s", tier_words(state, o, x));
	case SPHERON_F5_GPU:
		return words("F5 GPU: %s", gpu_filter_words(state, o, x));
	case SPHERON_F6_UPTIME:
		return words("F6 uptime: %s", history_words(state, o, x, obstacle));
	case SPHERON_F7_REPUTATION:
		return words("F7 reputation: %s", history_words(state, o, x, obstacle));
	case SPHERON_F8_SLASHES:
		return words("F8 slashes: %s", history_words(state, o, x, obstacle));
	case SPHERON_F9_WISH:
		return words("F9 wish: %s", history_words(state, o, x, obstacle));
	case SPHERON_CAPACITY:
		why = capacity_words(state, offer_kind(x), offer_node(x), o->cpu, o->mem, o->sto,
				x->gpu, o->gpus, NULL);
		return words("capacity: %s", why ? why : "?");
	case SPHERON_UNFUNDED:
		break;
	}
	return words("escrow: %s", escrow_words(state, o, x));
}
