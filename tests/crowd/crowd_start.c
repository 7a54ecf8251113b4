/* The setting of a random log: profile, parameters, clock. */

#include "tests/crowd/crowd_parts.h"

#include "tests/crowd/crowd_look.h"

#include <string.h>

static void set(struct spheron_settings *s, unsigned id, u128 value)
{
	for (uint32_t i = 0; i < s->count; i++)
		if (s->item[i].param == id) {
			s->item[i].value = value;
			return;
		}
	s->item[s->count].param = (uint16_t) id;
	s->item[s->count++].value = value;
}

/* Caps, windows and eras so small that they are met all the time. */
static void tighten(struct crowd *c, struct spheron_settings *s)
{
	static const struct {
		uint16_t id;
		uint64_t low, span;
	} tight[] = {
		{ SPHERON_P_ERA_S, 600, 900 },
		{ SPHERON_P_VOTE_S, 60, 240 },
		{ SPHERON_P_UNBONDING_S, 300, 900 },
		{ SPHERON_P_AVS_DISPUTE_S, 1, 600 },
		{ SPHERON_P_AVS_RESPONSE_BLOCKS, 1, 3 },
		{ SPHERON_P_BID_WINDOW_BLOCKS, 1, 4 },
		{ SPHERON_P_ORDER_TTL_BLOCKS, 8, 60 },
		{ SPHERON_P_MIN_BLOCKS, 1, 3 },
		{ SPHERON_P_MIN_ORDER_PPM, 0, 3 },
		{ SPHERON_P_MIN_DEPOSIT, 0, 1000 },
		{ SPHERON_P_ORDERS_MAX, 1, 4 },
		{ SPHERON_P_PROOF_MAX, 1, 5 },
		{ SPHERON_P_CHECKS_MAX, 1, 6 },
		{ SPHERON_P_SUBNET_MAX, 1, 4 },
		{ SPHERON_P_DELEG_CAP_X, 1, 3 },
		{ SPHERON_P_COOLDOWN_S, 0, 300 },
		{ SPHERON_P_MAINT_NOTICE_S, 1, 60 },
		{ SPHERON_P_MAINT_MAX_S, 50, 300 },
		{ SPHERON_P_MAINT_BUDGET_S, 100, 300 },
		{ SPHERON_P_MAINT_PERIOD_ERAS, 1, 3 },
		{ SPHERON_P_CHALLENGE_WINDOW_S, 5, 60 },
		{ SPHERON_P_JUDGE_WINDOW_S, 5, 60 },
		{ SPHERON_P_CHALLENGE_GAP_S, 0, 60 },
		{ SPHERON_P_UPGRADE_GRACE_ERAS, 0, 2 },
		{ SPHERON_P_SLASH_DECAY_ERAS, 1, 4 },
		{ SPHERON_P_FIZZ_FAIL_ERAS, 1, 2 },
		{ SPHERON_P_PROLONGED_S, 600, 600 },
		{ SPHERON_P_UPTIME_K, 1, 4 },
		{ SPHERON_P_TRUST_MIN_MEASURED_S, 0, 300 },
		{ SPHERON_P_REP_MIN_GROSS_PPM, 0, 3 },
	};

	for (size_t i = 0; i < sizeof tight / sizeof tight[0]; i++)
		set(s, tight[i].id, wide(tight[i].low + below(c, tight[i].span + 1)));
	for (unsigned tier = 0; tier < 7; tier++) {
		set(s, SPHERON_P_TRUST_RISE + tier, wide(below(c, 4)));
		set(s, SPHERON_P_TRUST_FALL + tier, wide(below(c, 4)));
	}
	set(s, SPHERON_P_MIN_STAKE_CPU, tens(below(c, 3), 18));
}

/* Modes and switches thrown at random. */
static void throw_switches(struct crowd *c, struct spheron_settings *s)
{
	static const uint16_t switches[] = { SPHERON_P_AUTO_APPROVE, SPHERON_P_VOTE_MODE,
		SPHERON_P_REQUIRE_STAKE, SPHERON_P_COMMISSION_MODE, SPHERON_P_MATCHER_MODE,
		SPHERON_P_SELECT_MASK, SPHERON_P_DRAW_MODE, SPHERON_P_SETTLE_MODE,
		SPHERON_P_CPU_TIER_MODEL, SPHERON_P_UPTIME_MODE, SPHERON_P_POINTS_MODE,
		SPHERON_P_ERA_THRESHOLD, SPHERON_P_MAINT_COOLDOWN, SPHERON_P_SLASH_MODEL,
		SPHERON_P_SLASH_ORDER, SPHERON_P_DOWNTIME_VALUE, SPHERON_P_DOWNTIME_DEST,
		SPHERON_P_FIZZ_FACTOR, SPHERON_P_VERIFY_FIRST, SPHERON_P_AVS_FALLBACK,
		SPHERON_P_GPU_CLASS_MODE };

	for (size_t i = 0; i < sizeof switches / sizeof switches[0]; i++) {
		struct spheron_param_info info;

		if (!chance(c, 40))
			continue;
		spheron_param_info(switches[i], &info);
		set(s, switches[i], wide(info.min.lo + below(c, info.max.lo - info.min.lo + 1)));
	}
}

/* Some parameters at one of their bounds. */
static void to_bounds(struct crowd *c, struct spheron_settings *s, unsigned percent)
{
	for (unsigned i = 0; i < SPHERON_PARAM_COUNT; i++) {
		struct spheron_param_info info;

		if (!chance(c, percent) || i == SPHERON_P_CLOCK_MODE || i == SPHERON_P_SPON_MAX_SUPPLY)
			continue;
		spheron_param_info(i, &info);
		set(s, i, chance(c, 50) ? info.min : info.max);
	}
}

static u128 setting(const struct spheron_settings *s, unsigned id, enum spheron_profile profile)
{
	for (uint32_t i = 0; i < s->count; i++)
		if (s->item[i].param == id)
			return s->item[i].value;
	return spheron_param_default(profile, id);
}

void crowd_genesis(struct crowd *c, struct spheron_command *out)
{
	static const char *const names[] = { "seed", "docs-2025-07", "testnet-2025-03" };
	struct spheron_args_genesis *g = &out->u.genesis;
	struct spheron_settings *s = &g->params;
	unsigned profile = (unsigned) (below(c, 4) % 3);

	*out = (struct spheron_command) { .t = 1 + below(c, 2000000), .verb = SPHERON_CMD_GENESIS };
	s->count = s->unknown = 0;
	g->profile = (struct spheron_text) { names[profile], strlen(names[profile]), 0 };
	for (unsigned i = 0; i < 32; i++)
		g->beacon.byte[i] = (uint8_t) below(c, 256);
	if (!chance(c, 10))
		tighten(c, s);
	if (!chance(c, 20))
		throw_switches(c, s);
	if (chance(c, 50))
		to_bounds(c, s, chance(c, 30) ? 20 : 4);
	set(s, SPHERON_P_CLOCK_MODE, wide(c->explicit_clock));
	if (chance(c, 3))
		set(s, (unsigned) below(c, SPHERON_PARAM_COUNT), tens(1, 38));
	/* A setting that GOV-10 refuses would leave nothing to see. */
	if (setting(s, SPHERON_P_UNBONDING_S, profile).lo < setting(s, SPHERON_P_VOTE_S, profile).lo
			&& !chance(c, 3))
		set(s, SPHERON_P_UNBONDING_S, setting(s, SPHERON_P_VOTE_S, profile));
	if (chance(c, 30)) {
		out->has_b = 1;
		out->b = below(c, 1000);
	}
}
