/* The explanation of a reward in words. */

#include "sim/why/reward.h"

#include "sim/why/words.h"

#include <inttypes.h>
#include <stdio.h>

enum { PROV = SPHERON_NODE_PROVIDER, FIZZ = SPHERON_NODE_FIZZ };

static const char *spon(wide v)
{
	return words("%s SPON", decimal_words(v, 18, 6));
}

/* ---- the rate ---- */

static void gpu_fact(const struct reward *r, unsigned i, struct sheet *s)
{
	static const char *const keys[SPHERON_GPU_LINES_MAX] = { "gpu_1", "gpu_2", "gpu_3", "gpu_4",
		"gpu_5", "gpu_6", "gpu_7", "gpu_8" };
	const struct spheron_gpu_record *g = &r->gpu[i];
	uint64_t base = reward_param(
			r, r->kind == PROV ? SPHERON_P_PROV_GPU_BASE : SPHERON_P_FIZZ_GPU_BASE);
	unsigned tier = spheron_explain_gpu(
			r->play.player.state, (enum spheron_node_kind) r->kind, g->model, g->price);
	uint64_t mult = reward_param(r, SPHERON_P_GPU_MULT + tier);
	wide points = wide_share(
			wide_times(wide_of(base), mult), wide_of(g->count), wide_of(10000));

	sheet_fact(s, keys[i], raw_amount(points),
			r->kind == PROV ? "LIVE-02, TIER-05" : "LIVE-03, TIER-05",
			words("%u x %s, tier %s", g->count, gpu_words(g->model),
					gpu_tier_words(tier)),
			"%u x %s points x %s = %s", g->count, points_words(wide_of(base)),
			factor_words(mult), points_words(points));
}

static void cpu_fact(const struct reward *r, struct sheet *s)
{
	uint32_t cpu = r->kind == PROV ? r->provider.cpu : r->fizz.cpu;
	uint32_t score = r->kind == PROV ? r->provider.score : r->fizz.score;
	uint64_t base = reward_param(
			r, r->kind == PROV ? SPHERON_P_PROV_CPU_BASE : SPHERON_P_FIZZ_CPU_BASE);
	bool by_model = reward_param(r, SPHERON_P_CPU_TIER_MODEL) == 1;
	wide units = wide_times(wide_of(base), cpu),
	     points = wide_share(r->rate.cpu, wide_of(1), wide_of(10000));
	uint64_t mult = wide_is_zero(units) ? 0 : wide_share(r->rate.cpu, wide_of(1), units).lo;

	sheet_fact(s, "cpu", raw_amount(points),
			r->kind == PROV ? "LIVE-02, TIER-01" : "LIVE-03, TIER-01",
			by_model ? words("%" PRIu32 " threads, CPU model table", cpu)
				 : words("%" PRIu32 " threads, score %s: %s", cpu,
						   count_words(score),
						   compute_words(r->rate.compute)),
			"%" PRIu32 " x %s points x %s = %s", cpu, points_words(wide_of(base)),
			factor_words(mult), points_words(points));
	sheet_value(s, "compute_mult_bp", raw_number(mult));
}

static void rate_section(const struct reward *r, struct sheet *s)
{
	sheet_open(s, "rate", "1. Its rate: the points of a whole era");
	for (unsigned i = 0; i < r->n_gpus; i++)
		gpu_fact(r, i, s);
	if (r->kind == FIZZ ? r->fizz.cpu : r->provider.cpu)
		cpu_fact(r, s);
	if (r->kind == PROV) {
		sheet_fact(s, "storage_mult_bp", raw_number(r->rate.storage_bp), "TIER-02, TIER-04",
				words("storage tier %s", storage_words(r->rate.storage)), "x %s",
				factor_words(r->rate.storage_bp));
		sheet_fact(s, "conn_mult_bp", raw_number(r->rate.conn_bp), "TIER-03, TIER-04",
				words("link tier %s", conn_words(r->rate.conn)), "x %s",
				factor_words(r->rate.conn_bp));
		sheet_fact(s, "trust_mult_bp", raw_number(r->rate.trust_bp), "TRUST-01",
				words("trust tier %s", trust_words(r->provider.tier)), "x %s",
				factor_words(r->rate.trust_bp));
	}
	sheet_fact(s, "rate", raw_number(r->rate.rate), r->kind == PROV ? "LIVE-02" : "LIVE-03",
			"rate when the era closed", "%s points",
			points_words(wide_of(r->rate.rate)));
	sheet_close(s);
}

/* ---- the era ---- */

static void era_section(const struct reward *r, struct sheet *s)
{
	const struct spheron *state = r->play.player.state;

	sheet_open(s, "era", "2. Its era, second by second (%s to %s)", count_words(r->begins),
			count_words(r->ends));
	watch_table(&r->watch, state, s);
	if (watch_seconds(&r->watch) < r->ends - r->begins)
		sheet_say(s, "It was registered during the era, so it has fewer than %s seconds.",
				count_words(r->ends - r->begins));
	sheet_close(s);
}

/* ---- points ---- */

static void base_fact(const struct reward *r, struct sheet *s)
{
	if (reward_param(r, SPHERON_P_POINTS_MODE) == 0)
		sheet_fact(s, "base", raw_amount(r->base), "LIVE-05", "micropoint seconds / era",
				"%s / %s = %s points", units_words(r->watch.rewarded),
				count_words(reward_param(r, SPHERON_P_ERA_S)),
				points_words(r->base));
	else
		sheet_fact(s, "base", raw_amount(r->base), "LIVE-05",
				"whole era or nothing (points_mode 1)", "%s points",
				points_words(r->base));
}

static void uptime_fact(const struct reward *r, struct sheet *s)
{
	if (r->points.uptime_ppm == SPHERON_UPTIME_UNKNOWN)
		sheet_fact(s, "uptime_ppm", raw_none, "LIVE-06", "uptime of the era",
				"unknown: measured %s only", span_words(r->points.measured_s));
	else if (reward_param(r, SPHERON_P_UPTIME_MODE) == 0)
		sheet_fact(s, "uptime_ppm", raw_number(r->points.uptime_ppm), "LIVE-06",
				"uptime of the era", "%s s up / %s s measured = %s",
				count_words(r->points.up_s), count_words(r->points.measured_s),
				ppm_words(r->points.uptime_ppm));
	else
		sheet_fact(s, "uptime_ppm", raw_number(r->points.uptime_ppm), "LIVE-06",
				"uptime of the era", "%s, by proofs and checks",
				ppm_words(r->points.uptime_ppm));
}

static void proofs_fact(const struct reward *r, struct sheet *s)
{
	const struct spheron_provider_record *p = &r->provider;
	const uint16_t ok[4] = { p->ok0, p->ok1, p->ok2, p->ok3 },
		       n[4] = { p->n0, p->n1, p->n2, p->n3 };
	const char *list = "";

	for (unsigned k = 0; k < 4; k++)
		if (n[k])
			list = words("%s%s%s %u of %u (weight %s)", list, *list ? ", " : "",
					proof_words(k), ok[k], n[k],
					bp_words(reward_param(r, SPHERON_P_PROOF_W + k)));
	sheet_fact(s, "proofs", raw_shown, "PROOF-03", "proofs passed in the era", "%s",
			*list ? list : "none reported");
	if (r->points.success_ppm != SPHERON_UPTIME_UNKNOWN)
		sheet_fact(s, "proof_success_ppm", raw_number(r->points.success_ppm),
				"LIVE-05, LIVE-06", "their weighted success", "%s: %s points",
				ppm_words(r->points.success_ppm), points_words(r->scaled));
}

static void checks_facts(const struct reward *r, struct sheet *s)
{
	sheet_fact(s, "checks", raw_number(r->points.checks), "LIVE-08, PROOF-05",
			"checks of the era passed", "%" PRIu32 " of %" PRIu32 ": %s points",
			r->points.alive, r->points.checks, points_words(r->scaled));
	sheet_value(s, "checks_passed", raw_number(r->points.alive));
	sheet_fact(s, "loss_ppm", raw_number(r->points.loss_ppm), "LIVE-08",
			"measured shortfall of capacity", "%s less", ppm_words(r->points.loss_ppm));
}

static void points_section(const struct reward *r, struct sheet *s)
{
	sheet_open(s, "points", "3. Its points");
	base_fact(r, s);
	uptime_fact(r, s);
	if (r->kind == PROV)
		proofs_fact(r, s);
	else
		checks_facts(r, s);
	if (r->no_points)
		sheet_fact(s, "no_points", raw_shown, r->no_points_rules, "no points because", "%s",
				r->no_points);
	sheet_fact(s, "points", raw_amount(r->after_proofs),
			r->kind == PROV ? "LIVE-05, LIVE-07" : "LIVE-08", "points that count", "%s",
			points_words(r->after_proofs));
	sheet_close(s);
}

/* ---- SPON ---- */

static void pot_facts(const struct reward *r, struct sheet *s)
{
	wide emission = r->param[SPHERON_P_EMISSION_PER_ERA];
	uint64_t fizz_bp = reward_param(r, SPHERON_P_FIZZ_SHARE_BP);
	bool short_of = wide_compare(r->foundation, emission) < 0;

	sheet_fact(s, "emission", raw_amount(emission), "LIVE-09", "emission of an era", "%s",
			spon(emission));
	sheet_fact(s, "foundation", raw_amount(r->foundation), "LIVE-09", "foundation pool before",
			"%s%s", spon(r->foundation), short_of ? ", less than the emission" : "");
	sheet_fact(s, "pot", raw_amount(r->plan.pot[r->kind]), "LIVE-09",
			r->kind == PROV ? "pot of all providers" : "pot of all Fizz nodes",
			"%s (%s of %s)", spon(r->plan.pot[r->kind]),
			bp_words(r->kind == PROV ? 10000 - fizz_bp : fizz_bp),
			short_of ? "the pool" : "the emission");
}

static void worth_facts(const struct reward *r, struct sheet *s)
{
	wide value = r->param[r->kind == PROV ? SPHERON_P_POINT_VALUE_PROV
					      : SPHERON_P_POINT_VALUE_FIZZ];
	wide sum = r->plan.points[r->kind];
	bool full = wide_equal(r->plan.den[r->kind], wide_of(1)) &&
		    wide_equal(r->plan.num[r->kind], value);

	sheet_fact(s, "sum_of_points", raw_amount(sum), "LIVE-10",
			r->kind == PROV ? "points of all providers" : "points of all Fizz nodes",
			"%s", points_words(sum));
	sheet_fact(s, "point_value", raw_amount(value), "LIVE-10", "full value of a point", "%s",
			spon(wide_times(value, 1000000)));
	sheet_fact(s, "conversion_num", raw_amount(r->plan.num[r->kind]), "LIVE-10",
			"worth in this era", "%s",
			full ? "the full value, since the pot suffices"
			     : words("a share of the pot, which does not suffice: %s a point",
					       spon(wide_share(wide_times(r->plan.num[r->kind],
									       1000000),
							       wide_of(1), r->plan.den[r->kind]))));
	sheet_value(s, "conversion_den", raw_amount(r->plan.den[r->kind]));
	sheet_fact(s, "reward", raw_amount(r->total), "LIVE-10", "its reward", "%s points: %s",
			points_words(r->after_proofs), spon(r->total));
}

static void spon_section(const struct reward *r, struct sheet *s)
{
	sheet_open(s, "spon", "4. What they are worth");
	pot_facts(r, s);
	worth_facts(r, s);
	sheet_close(s);
}

/* ---- who gets it ---- */

static void commission_fact(const struct reward *r, struct sheet *s)
{
	bool kept = reward_param(r, SPHERON_P_COMMISSION_MODE) == 1;

	if (wide_is_zero(r->pool))
		sheet_fact(s, "to_delegators", raw_amount(wide_of(0)), "DELEG-07",
				"to its delegators", "nothing: nobody has delegated to it");
	else if (kept)
		sheet_fact(s, "to_delegators", raw_amount(r->others), "DELEG-07",
				"to its delegators",
				"%s after a commission of %s is kept, by their part of the stake: "
				"%s",
				spon(wide_less(r->total, r->commission)),
				bp_words(r->provider.commission_bp), spon(r->others));
	else
		sheet_fact(s, "to_delegators", raw_amount(r->others), "DELEG-07",
				"to its delegators", "%s of it: %s",
				bp_words(r->provider.commission_bp), spon(r->others));
}

static void inflation_facts(const struct reward *r, struct sheet *s)
{
	if (wide_is_zero(r->plan.inflation))
		return;
	sheet_fact(s, "inflation", raw_amount(r->inflation), "LIVE-10", "its part of the inflation",
			"%s x %s / %s = %s", spon(r->plan.inflation),
			decimal_words(wide_sum(r->stake, r->pool), 18, 2),
			decimal_words(r->plan.active_bonded, 18, 2), spon(r->inflation));
	sheet_fact(s, "inflation_to_delegators", raw_amount(r->inflation_others), "LIVE-10",
			"of that to its delegators", "%s", spon(r->inflation_others));
}

static void split_section(const struct reward *r, struct sheet *s)
{
	sheet_open(s, "split", "5. Who gets it");
	if (r->kind == PROV) {
		commission_fact(r, s);
		inflation_facts(r, s);
	}
	sheet_fact(s, "kept", raw_amount(r->kept),
			r->kind == PROV ? "DELEG-07, ACCT-03" : "ACCT-03", "to its owner", "%s",
			spon(r->kept));
	sheet_close(s);
}

static void ledger_fact(struct sheet *s, const char *key, const char *label, wide before,
		wide after, wide slashed)
{
	const char *out = wide_is_zero(slashed)
					  ? ""
					  : words(" after a slash of %s out of it", spon(slashed));
	char units[SPHERON_DECIMAL_SIZE];
	wide came = wide_less(wide_sum(after, slashed), before);

	spheron_decimal(units, came);
	sheet_fact(s, key, raw_amount(came), "LEDGER-01", label, "%s to %s%s: %s more, as computed",
			decimal_words(before, 18, 6), decimal_words(after, 18, 6), out, units);
}

static void ledger_section(const struct reward *r, struct sheet *s)
{
	sheet_open(s, "ledger", "6. In the ledger (base units)");
	ledger_fact(s, "accrued", r->kind == PROV ? "bucket accrued" : "bucket fizz_accrued",
			r->accrued_before, r->accrued_after, r->slashed);
	if (r->kind == PROV)
		ledger_fact(s, "delegator_accrued", "bucket delegator_accrued", r->others_before,
				r->others_after, wide_of(0));
	sheet_close(s);
}

/* ---- all of it ---- */

static void summary(const struct reward *r, struct sheet *s)
{
	wide others = wide_sum(r->others, r->inflation_others);

	if (!r->counted)
		sheet_say(s, "It had left before the era began, so it had no part in it "
			     "(LIVE-12).");
	else if (r->no_points)
		sheet_say(s, "No reward: %s (%s).", r->no_points, r->no_points_rules);
	else
		sheet_say(s, "%s points brought %s: %s to its owner%s.",
				points_words(r->after_proofs),
				spon(wide_sum(r->total, r->inflation)),
				decimal_words(r->kept, 18, 6),
				wide_is_zero(others)
						? ""
						: words(" and %s to its delegators",
								  decimal_words(others, 18, 6)));
}

void reward_compose(const struct reward *r, struct sheet *s)
{
	sheet_open(s, NULL, "Reward of %s in era %" PRIu32, node_words(r->kind, r->id), r->era);
	sheet_value(s, "kind", raw_text(r->kind == PROV ? "provider" : "fizz"));
	sheet_value(s, "id", raw_number(r->id));
	sheet_value(s, "era_number", raw_number(r->era));
	summary(r, s);
	if (r->counted) {
		rate_section(r, s);
		era_section(r, s);
		points_section(r, s);
		spon_section(r, s);
		split_section(r, s);
		ledger_section(r, s);
	}
	sheet_close(s);
}
