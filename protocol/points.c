#include "protocol/points.h"

#include "protocol/liveness.h"
#include "protocol/release.h"

#define PPM 1000000u
#define UNKNOWN SPHERON_UPTIME_UNKNOWN

/* part / whole in ppm, rounded down; part <= whole. */
static uint32_t share_down(uint64_t part, uint64_t whole)
{
	return (uint32_t) (part * PPM / whole);
}

/* [LIVE-06] Weighted success of the proofs of the era; UNKNOWN if no proof with weight counted. */
static uint32_t proof_success(const struct spheron *st, const struct provider *p)
{
	uint64_t sum = 0, weights = 0;

	RULE("LIVE-06");
	for (unsigned k = 0; k < 4; k++) {
		uint64_t w = par(st, SPHERON_P_PROOF_W + k);

		if (p->n[k] == 0)
			continue;
		sum += w * share_down(p->ok[k], p->n[k]);
		weights += w;
	}
	return weights ? (uint32_t) (sum / weights) : UNKNOWN;
}

/* [LIVE-06] */
static uint32_t provider_uptime(const struct spheron *st, const struct node *n, uint32_t success)
{
	uint64_t least = par(st, SPHERON_P_ERA_S) / 4;

	if (par(st, SPHERON_P_TRUST_MIN_MEASURED_S) < least)
		least = par(st, SPHERON_P_TRUST_MIN_MEASURED_S);
	if (n->measured_s == 0 || n->measured_s < least)
		return UNKNOWN;
	return par(st, SPHERON_P_UPTIME_MODE) == 1 ? success : share_down(n->up_s, n->measured_s);
}

/* [LIVE-05] */
static u128 provider_base(const struct spheron *st, const struct provider *p, const struct node *n)
{
	if (par(st, SPHERON_P_POINTS_MODE) == 0)
		return u128_div_down(n->wsec, par(st, SPHERON_P_ERA_S));
	RULE("D-10");
	if (n->measured_s > 0 && n->status == SPHERON_ACTIVE && provider_verified(st, p))
		return u128_of(n->rate);
	return U128_ZERO;
}

/* [LIVE-05] Failed proofs, or in uptime_mode 1 a poor uptime, cost points. */
static u128 provider_scaled(const struct spheron *st, const struct spheron_points *o)
{
	uint32_t ppm = o->success_ppm;

	RULE("LIVE-05");
	RULE("PROOF-10");
	if (par(st, SPHERON_P_UPTIME_MODE) == 1)
		ppm = par(st, SPHERON_P_POINTS_MODE) == 0 ? o->uptime_ppm : UNKNOWN;
	return ppm == UNKNOWN ? o->base : u128_ppm_down(o->base, ppm);
}

void points_of_provider(const struct spheron *st, const struct provider *p, const struct node *n,
		uint32_t must, struct spheron_points *o)
{
	*o = (struct spheron_points) { .rate = n->rate, .wsec = n->wsec, .dsec = n->dsec,
		.measured_s = n->measured_s, .up_s = n->up_s };
	o->success_ppm = proof_success(st, p);
	o->uptime_ppm = provider_uptime(st, n, o->success_ppm);
	o->base = provider_base(st, p, n);
	o->scaled = provider_scaled(st, o);
	RULE("LIVE-07");
	if (provider_late(p, must))
		o->no_points = SPHERON_POINTS_LATE;
	else if (par(st, SPHERON_P_ERA_THRESHOLD) && o->uptime_ppm != UNKNOWN
			&& o->uptime_ppm < par(st, SPHERON_P_TRUST_SLASH + p->tier))
		o->no_points = SPHERON_POINTS_THRESHOLD;
	o->points = o->no_points ? U128_ZERO : o->scaled;
}

/* [LIVE-06] */
static uint32_t fizz_uptime(const struct spheron *st, const struct fizz *f, const struct node *n)
{
	if (n->measured_s == 0)
		return UNKNOWN;
	if (par(st, SPHERON_P_UPTIME_MODE) == 0)
		return share_down(n->up_s, n->measured_s);
	return f->n ? share_down(f->alive, f->n) : UNKNOWN;
}

/* [LIVE-05] */
static u128 fizz_base(const struct spheron *st, const struct fizz *f, const struct node *n)
{
	if (par(st, SPHERON_P_POINTS_MODE) == 0)
		return u128_div_down(n->wsec, par(st, SPHERON_P_ERA_S));
	if (n->measured_s > 0 && n->status == SPHERON_ACTIVE
			&& provider_at(st, f->gateway)->node.status == SPHERON_ACTIVE)
		return u128_of(n->rate);
	return U128_ZERO;
}

/* [LIVE-08] Share of points lost by measured shortfall. */
static uint32_t fizz_loss(const struct spheron *st, const struct fizz *f, const struct node *n)
{
	unsigned weights = n->gpus ? SPHERON_P_FIZZ_W_GPU : SPHERON_P_FIZZ_W_CPU;
	uint64_t sum = 0;

	if (par(st, SPHERON_P_FIZZ_FACTOR) == 0 || f->alive == 0)
		return 0;
	for (unsigned d = 0; d < 4; d++)
		sum += par(st, weights + d) * (f->sf[d] / f->alive);
	sum /= 10000;
	return sum < PPM ? (uint32_t) sum : PPM;
}

void points_of_fizz(const struct spheron *st, const struct fizz *f, const struct node *n,
		struct spheron_points *o)
{
	RULE("LIVE-08");
	*o = (struct spheron_points) { .rate = n->rate, .wsec = n->wsec, .dsec = n->dsec,
		.measured_s = n->measured_s, .up_s = n->up_s, .success_ppm = UNKNOWN,
		.checks = f->n, .alive = f->alive };
	o->uptime_ppm = fizz_uptime(st, f, n);
	o->loss_ppm = fizz_loss(st, f, n);
	o->base = fizz_base(st, f, n);
	o->scaled = o->base;
	if (f->n > 0)
		o->scaled = u128_muldiv_down(o->base, u128_of(f->alive), u128_of(f->n));
	if (f->n < par(st, SPHERON_P_FIZZ_CHECKS_MIN))
		o->no_points = SPHERON_POINTS_FEW_CHECKS;
	else if (o->uptime_ppm != UNKNOWN && o->uptime_ppm < par(st, SPHERON_P_FIZZ_GATE_PPM))
		o->no_points = SPHERON_POINTS_GATE;
	o->points = o->no_points ? U128_ZERO : u128_ppm_down(o->scaled, PPM - o->loss_ppm);
}
