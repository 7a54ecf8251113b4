#include "protocol/param.h"

#include "protocol/amount.h"
#include "protocol/rule.h"

/* Numbers of the tables: N(n) as it stands, E(m, e) is m x 10^e, W(hi, lo) any other wide one. */
struct number {
	uint64_t lo, hi;
	uint8_t zeros;
};
#define N(n) { (n), 0, 0 }
#define E(m, e) { (m), 0, (e) }
#define W(hi, lo) { (lo), (hi), 0 }

static u128 number_value(struct number n)
{
	u128 v = { n.lo, n.hi };

	return n.zeros ? u128_mul(u128_power_of_ten(n.zeros), n.lo) : v;
}

struct limits {
	struct number min, max;
};

/* [PARAM-01] Bounds, one row a family. */
#define ROW(constant, min, max) [SPHERON_P_##constant] = { min, max }
static const struct limits limits[SPHERON_PARAM_COUNT] = {
	ROW(CLOCK_MODE, N(0), N(1)),
	ROW(BLOCK_TIME_MS, N(1), N(60000)),
	ROW(ERA_S, N(600), N(2592000)),
	ROW(SPON_MAX_SUPPLY, N(1), E(1, 30)),
	ROW(AUTO_APPROVE, N(0), N(1)),
	ROW(VOTE_MODE, N(0), N(1)),
	ROW(VOTE_S, N(60), N(2592000)),
	ROW(QUORUM_BP, N(0), N(5000)),
	ROW(MAJORITY_BP, N(0), N(9999)),
	ROW(PROPOSAL_DEPOSIT, N(0), E(1, 24)),
	ROW(REQUIRE_STAKE, N(0), N(1)),
	ROW(MIN_STAKE_CPU, N(0), E(1, 24)),
	ROW(MIN_STAKE_GPU, N(0), E(1, 24)),
	ROW(UNBONDING_S, N(60), N(7776000)),
	ROW(DELEG_CAP_X, N(0), N(1000)),
	ROW(MIN_DELEGATION, E(1, 15), E(1, 24)),
	ROW(COMMISSION_DEFAULT_BP, N(0), N(10000)),
	ROW(COMMISSION_STEP_BP, N(1), N(10000)),
	ROW(COMMISSION_MODE, N(0), N(1)),
	ROW(BID_WINDOW_BLOCKS, N(1), N(10000)),
	ROW(ORDER_TTL_BLOCKS, N(2), N(1000000)),
	ROW(MIN_BLOCKS, N(1), N(1000000)),
	ROW(MAX_BLOCKS, N(1), E(4, 9)),
	ROW(PRICE_MAX, N(1), E(1, 24)),
	ROW(MIN_DEPOSIT, N(0), E(1, 9)),
	ROW(MATCHER_MODE, N(0), N(2)),
	ROW(SELECT_MASK, N(1), N(3)),
	ROW(W_REGION, N(0), N(10000)),
	ROW(W_PRICE, N(0), N(10000)),
	ROW(W_UPTIME, N(0), N(10000)),
	ROW(W_REPUTATION, N(0), N(10000)),
	ROW(W_AVAIL, N(0), N(10000)),
	ROW(W_SLASHES, N(0), N(10000)),
	ROW(W_STAKE, N(0), N(10000)),
	ROW(W_RANDOM, N(0), N(10000)),
	ROW(DRAW_MODE, N(0), N(1)),
	ROW(DRAW_POWER, N(1), N(8)),
	ROW(ZONE_PPM, N(0), N(1000000)),
	ROW(UPTIME_INITIAL_PPM, N(0), N(1000000)),
	ROW(UPTIME_K, N(1), N(1000)),
	ROW(AVS_MIN_STAKE, N(1), E(1, 24)),
	ROW(AVS_QUORUM_BP, N(5001), N(10000)),
	ROW(AVS_RESPONSE_BLOCKS, N(1), N(10000)),
	ROW(AVS_DISPUTE_S, N(1), N(604800)),
	ROW(AVS_SLASH_BP, N(0), N(10000)),
	ROW(AVS_REWARD_BP, N(0), N(10000)),
	ROW(AVS_UNBONDING_S, N(604800), N(7776000)),
	ROW(SETTLE_MODE, N(0), N(1)),
	ROW(PROTOCOL_FEE_BP, N(0), N(5000)),
	ROW(USER_FEE_BP, N(0), N(2000)),
	ROW(PROVIDER_FEE_BP, N(0), N(2000)),
	ROW(USER_FEE_SPON_BP, N(0), N(2000)),
	ROW(PROVIDER_FEE_SPON_BP, N(0), N(2000)),
	ROW(FIZZ_FOUNDATION_BP, N(0), N(5000)),
	ROW(GATEWAY_DEFAULT_BP, N(0), N(5000)),
	ROW(GATEWAY_MAX_BP, N(0), N(5000)),
	ROW(PROV_GPU_BASE, N(0), E(1, 10)),
	ROW(PROV_CPU_BASE, N(0), E(1, 10)),
	ROW(FIZZ_GPU_BASE, N(0), E(1, 10)),
	ROW(FIZZ_CPU_BASE, N(0), E(1, 10)),
	ROW(GPU_MULT, N(0), N(1000000)),
	ROW(CPU_TIER_MODEL, N(0), N(1)),
	ROW(COMPUTE_MULT, N(0), N(1000000)),
	ROW(FIZZ_COMPUTE_MULT, N(0), N(1000000)),
	ROW(FIZZ_GP_MULT, N(0), N(1000000)),
	ROW(STORAGE_MULT, N(0), N(30000)),
	ROW(CONN_MULT, N(0), N(30000)),
	ROW(TRUST_MULT, N(0), N(100000)),
	ROW(TRUST_KEEP, N(0), N(1000000)),
	ROW(TRUST_SLASH, N(0), N(1000000)),
	ROW(TRUST_RISE, N(0), N(10000)),
	ROW(TRUST_FALL, N(0), N(10000)),
	ROW(TRUST_START, N(0), N(6)),
	ROW(TRUST_MIN_MEASURED_S, N(0), N(86400)),
	ROW(UPTIME_MODE, N(0), N(1)),
	ROW(POINTS_MODE, N(0), N(1)),
	ROW(ERA_THRESHOLD, N(0), N(1)),
	ROW(POINT_VALUE_PROV, N(0), E(1, 15)),
	ROW(POINT_VALUE_FIZZ, N(0), E(1, 15)),
	ROW(EMISSION_PER_ERA, N(0), E(1, 25)),
	ROW(FIZZ_SHARE_BP, N(0), N(10000)),
	ROW(INFLATION_BP, N(0), N(5000)),
	ROW(PROOF_W, N(0), N(10000)),
	ROW(PROOF_MAX, N(1), N(10000)),
	ROW(COOLDOWN_S, N(0), N(604800)),
	ROW(MAINT_COOLDOWN, N(0), N(1)),
	ROW(MAINT_NOTICE_S, N(1), N(604800)),
	ROW(MAINT_MAX_S, N(1), N(604800)),
	ROW(MAINT_BUDGET_S, N(0), N(2592000)),
	ROW(MAINT_PERIOD_ERAS, N(1), N(1000)),
	ROW(CHALLENGE_BOND, N(1), E(1, 24)),
	ROW(CHALLENGE_PENALTY, N(0), E(1, 24)),
	ROW(CHALLENGE_WINDOW_S, N(1), N(604800)),
	ROW(JUDGE_WINDOW_S, N(1), N(604800)),
	ROW(SLASH_MODEL, N(0), N(1)),
	ROW(SLASH_ORDER, N(0), N(1)),
	ROW(DOWNTIME_VALUE, N(0), N(1)),
	ROW(DOWNTIME_DEST, N(0), N(2)),
	ROW(SLASH_TRUST_FLOOR_BP, N(0), N(20000)),
	ROW(UPGRADE_SLASH_PPM, N(0), N(1000000)),
	ROW(UPGRADE_GRACE_ERAS, N(0), N(1000)),
	ROW(SLASH_DECAY_ERAS, N(1), N(10000)),
	ROW(FIZZ_SLASH_BP, N(0), N(10000)),
	ROW(FIZZ_FEE, N(0), E(1, 18)),
	ROW(SUBNET_MAX, N(1), N(1000000)),
	ROW(SUBNET_MIN_CPU_MAX, N(0), N(1024)),
	ROW(SUBNET_MIN_MEM_MAX, N(0), N(1073741824)),
	ROW(SUBNET_MIN_GPUS_MAX, N(0), N(64)),
	ROW(FIZZ_GATE_PPM, N(0), N(1000000)),
	ROW(FIZZ_FACTOR, N(0), N(1)),
	ROW(FIZZ_W_GPU, N(0), N(10000)),
	ROW(FIZZ_W_CPU, N(0), N(10000)),
	ROW(FIZZ_FAIL_ERAS, N(1), N(1000)),
	ROW(CHECKS_MAX, N(1), N(10000)),
	ROW(LEASED_REWARD_BP, N(0), N(10000)),
	ROW(CHALLENGE_GAP_S, N(0), N(2592000)),
	ROW(MIN_ORDER_PPM, N(0), E(1, 9)),
	ROW(ORDERS_MAX, N(1), N(1000000)),
	ROW(STEP_MAX_S, N(600), N(4294967296u)),
	ROW(FIZZ_CPU_MAX, N(1), N(65536)),
	ROW(FIZZ_GPUS_MAX, N(0), N(4096)),
	ROW(FIZZ_CHECKS_MIN, N(0), N(10000)),
	ROW(VERIFY_FIRST, N(0), N(1)),
	ROW(MISCONDUCT_QUORUM_BP, N(0), N(5000)),
	ROW(MISCONDUCT_MAJORITY_BP, N(0), N(9999)),
	ROW(AVS_FALLBACK, N(0), N(1)),
	ROW(DOWNTIME_FLOOR_BP, N(0), N(10000)),
	ROW(REP_MIN_GROSS_PPM, N(0), E(1, 9)),
	ROW(GPU_CLASS_MODE, N(0), N(1)),
	ROW(PROLONGED_S, N(600), N(2592000)),
	ROW(PROLONGED_PPM, N(0), N(1000000)),
};
#undef ROW

/* Defaults of the profile `seed`; 164,271,047,227,926,078,028,747 is 24 % of the supply over 48
 * months of 30.4375 days. */
static const struct number seed_default[SPHERON_PARAM_COUNT] = {
	[SPHERON_P_CLOCK_MODE] = N(0),
	[SPHERON_P_BLOCK_TIME_MS] = N(2000),
	[SPHERON_P_ERA_S] = N(86400),
	[SPHERON_P_SPON_MAX_SUPPLY] = E(1, 27),
	[SPHERON_P_AUTO_APPROVE] = N(1),
	[SPHERON_P_VOTE_MODE] = N(0),
	[SPHERON_P_VOTE_S] = N(259200),
	[SPHERON_P_QUORUM_BP] = N(1000),
	[SPHERON_P_MAJORITY_BP] = N(5000),
	[SPHERON_P_PROPOSAL_DEPOSIT] = E(1, 20),
	[SPHERON_P_REQUIRE_STAKE] = N(1),
	[SPHERON_P_MIN_STAKE_CPU] = E(5, 20),
	[SPHERON_P_MIN_STAKE_GPU] = E(1, 21), E(25, 20), E(5, 21), E(1, 22), E(2, 22),
	[SPHERON_P_UNBONDING_S] = N(1209600),
	[SPHERON_P_DELEG_CAP_X] = N(10),
	[SPHERON_P_MIN_DELEGATION] = E(1, 18),
	[SPHERON_P_COMMISSION_DEFAULT_BP] = N(1000),
	[SPHERON_P_COMMISSION_STEP_BP] = N(100),
	[SPHERON_P_COMMISSION_MODE] = N(0),
	[SPHERON_P_BID_WINDOW_BLOCKS] = N(2),
	[SPHERON_P_ORDER_TTL_BLOCKS] = N(60),
	[SPHERON_P_MIN_BLOCKS] = N(30),
	[SPHERON_P_MAX_BLOCKS] = N(15768000),
	[SPHERON_P_PRICE_MAX] = E(1, 24),
	[SPHERON_P_MIN_DEPOSIT] = N(1000000),
	[SPHERON_P_MATCHER_MODE] = N(0),
	[SPHERON_P_SELECT_MASK] = N(3),
	[SPHERON_P_W_REGION] = N(1000),
	[SPHERON_P_W_PRICE] = N(3000),
	[SPHERON_P_W_UPTIME] = N(1500),
	[SPHERON_P_W_REPUTATION] = N(1000),
	[SPHERON_P_W_AVAIL] = N(500),
	[SPHERON_P_W_SLASHES] = N(1000),
	[SPHERON_P_W_STAKE] = N(1500),
	[SPHERON_P_W_RANDOM] = N(500),
	[SPHERON_P_DRAW_MODE] = N(0),
	[SPHERON_P_DRAW_POWER] = N(4),
	[SPHERON_P_ZONE_PPM] = N(500000),
	[SPHERON_P_UPTIME_INITIAL_PPM] = N(900000),
	[SPHERON_P_UPTIME_K] = N(8),
	[SPHERON_P_AVS_MIN_STAKE] = E(1, 18),
	[SPHERON_P_AVS_QUORUM_BP] = N(6700),
	[SPHERON_P_AVS_RESPONSE_BLOCKS] = N(5),
	[SPHERON_P_AVS_DISPUTE_S] = N(3600),
	[SPHERON_P_AVS_SLASH_BP] = N(5000),
	[SPHERON_P_AVS_REWARD_BP] = N(1000),
	[SPHERON_P_AVS_UNBONDING_S] = N(1209600),
	[SPHERON_P_SETTLE_MODE] = N(0),
	[SPHERON_P_PROTOCOL_FEE_BP] = N(2000),
	[SPHERON_P_USER_FEE_BP] = N(200),
	[SPHERON_P_PROVIDER_FEE_BP] = N(100),
	[SPHERON_P_USER_FEE_SPON_BP] = N(0),
	[SPHERON_P_PROVIDER_FEE_SPON_BP] = N(0),
	[SPHERON_P_FIZZ_FOUNDATION_BP] = N(500),
	[SPHERON_P_GATEWAY_DEFAULT_BP] = N(200),
	[SPHERON_P_GATEWAY_MAX_BP] = N(2000),
	[SPHERON_P_PROV_GPU_BASE] = N(20000000),
	[SPHERON_P_PROV_CPU_BASE] = N(100000),
	[SPHERON_P_FIZZ_GPU_BASE] = N(500000000),
	[SPHERON_P_FIZZ_CPU_BASE] = N(25000000),
	[SPHERON_P_GPU_MULT] = N(1000), N(2500), N(5000), N(7500), N(10000), N(15000), N(20000),
		N(30000), N(60000), N(120000), N(150000),
	[SPHERON_P_CPU_TIER_MODEL] = N(0),
	[SPHERON_P_COMPUTE_MULT] = N(0), N(5000), N(10000), N(20000),
	[SPHERON_P_FIZZ_COMPUTE_MULT] = N(0), N(1000), N(2000), N(4000),
	[SPHERON_P_FIZZ_GP_MULT] = N(2000),
	[SPHERON_P_STORAGE_MULT] = N(10000), N(10000), N(11000),
	[SPHERON_P_CONN_MULT] = N(9000), N(9000), N(10000), N(11000), N(12000),
	[SPHERON_P_TRUST_MULT] = N(20000), N(17000), N(15000), N(12000), N(11000), N(10000), N(0),
	[SPHERON_P_TRUST_KEEP] = N(990000), N(980000), N(970000), N(950000), N(900000),
		N(850000), N(750000),
	[SPHERON_P_TRUST_SLASH] = N(850000), N(800000), N(750000), N(700000), N(650000),
		N(600000), N(0),
	[SPHERON_P_TRUST_RISE] = N(0), N(30), N(23), N(17), N(11), N(5), N(3),
	[SPHERON_P_TRUST_FALL] = N(32), N(25), N(20), N(14), N(7), N(5), N(0),
	[SPHERON_P_TRUST_START] = N(6),
	[SPHERON_P_TRUST_MIN_MEASURED_S] = N(21600),
	[SPHERON_P_UPTIME_MODE] = N(0),
	[SPHERON_P_POINTS_MODE] = N(0),
	[SPHERON_P_ERA_THRESHOLD] = N(0),
	[SPHERON_P_POINT_VALUE_PROV] = E(1, 12),
	[SPHERON_P_POINT_VALUE_FIZZ] = E(4, 10),
	[SPHERON_P_EMISSION_PER_ERA] = W(0x22c9, 0x26bc847d3eb7fbcb),
	[SPHERON_P_FIZZ_SHARE_BP] = N(3000),
	[SPHERON_P_INFLATION_BP] = N(0),
	[SPHERON_P_PROOF_W] = N(2000), N(8000), N(0), N(0),
	[SPHERON_P_PROOF_MAX] = N(24),
	[SPHERON_P_COOLDOWN_S] = N(10800),
	[SPHERON_P_MAINT_COOLDOWN] = N(1),
	[SPHERON_P_MAINT_NOTICE_S] = N(3600),
	[SPHERON_P_MAINT_MAX_S] = N(43200),
	[SPHERON_P_MAINT_BUDGET_S] = N(86400),
	[SPHERON_P_MAINT_PERIOD_ERAS] = N(30),
	[SPHERON_P_CHALLENGE_BOND] = E(1, 19),
	[SPHERON_P_CHALLENGE_PENALTY] = E(1, 19),
	[SPHERON_P_CHALLENGE_WINDOW_S] = N(3600),
	[SPHERON_P_JUDGE_WINDOW_S] = N(3600),
	[SPHERON_P_SLASH_MODEL] = N(0),
	[SPHERON_P_SLASH_ORDER] = N(0),
	[SPHERON_P_DOWNTIME_VALUE] = N(0),
	[SPHERON_P_DOWNTIME_DEST] = N(0),
	[SPHERON_P_SLASH_TRUST_FLOOR_BP] = N(10000),
	[SPHERON_P_UPGRADE_SLASH_PPM] = N(1000),
	[SPHERON_P_UPGRADE_GRACE_ERAS] = N(7),
	[SPHERON_P_SLASH_DECAY_ERAS] = N(30),
	[SPHERON_P_FIZZ_SLASH_BP] = N(5000),
	[SPHERON_P_FIZZ_FEE] = E(5, 15),
	[SPHERON_P_SUBNET_MAX] = N(2000),
	[SPHERON_P_SUBNET_MIN_CPU_MAX] = N(32),
	[SPHERON_P_SUBNET_MIN_MEM_MAX] = N(131072),
	[SPHERON_P_SUBNET_MIN_GPUS_MAX] = N(8),
	[SPHERON_P_FIZZ_GATE_PPM] = N(500000),
	[SPHERON_P_FIZZ_FACTOR] = N(1),
	[SPHERON_P_FIZZ_W_GPU] = N(2000), N(1000), N(1000), N(6000),
	[SPHERON_P_FIZZ_W_CPU] = N(5000), N(2500), N(2500), N(0),
	[SPHERON_P_FIZZ_FAIL_ERAS] = N(5),
	[SPHERON_P_CHECKS_MAX] = N(240),
	[SPHERON_P_LEASED_REWARD_BP] = N(10000),
	[SPHERON_P_CHALLENGE_GAP_S] = N(86400),
	[SPHERON_P_MIN_ORDER_PPM] = N(10000),
	[SPHERON_P_ORDERS_MAX] = N(64),
	[SPHERON_P_STEP_MAX_S] = N(2592000),
	[SPHERON_P_FIZZ_CPU_MAX] = N(256),
	[SPHERON_P_FIZZ_GPUS_MAX] = N(8),
	[SPHERON_P_FIZZ_CHECKS_MIN] = N(1),
	[SPHERON_P_VERIFY_FIRST] = N(1),
	[SPHERON_P_MISCONDUCT_QUORUM_BP] = N(3333),
	[SPHERON_P_MISCONDUCT_MAJORITY_BP] = N(6667),
	[SPHERON_P_AVS_FALLBACK] = N(1),
	[SPHERON_P_DOWNTIME_FLOOR_BP] = N(0),
	[SPHERON_P_REP_MIN_GROSS_PPM] = N(1000000),
	[SPHERON_P_GPU_CLASS_MODE] = N(1),
	[SPHERON_P_PROLONGED_S] = N(86400),
	[SPHERON_P_PROLONGED_PPM] = N(1000),
};

/* What the other profiles change.  A row holds for all members of its family. */
struct change {
	uint16_t param;
	uint16_t members;
	struct number docs_2025_07, testnet_2025_03;
};
#define BOTH(constant, members, value) { SPHERON_P_##constant, members, N(value), N(value) }
#define EACH(constant, docs, testnet) { SPHERON_P_##constant, 1, docs, testnet }
static const struct change changes[] = {
	BOTH(REQUIRE_STAKE, 1, 0),
	BOTH(MATCHER_MODE, 1, 1),
	BOTH(SELECT_MASK, 1, 1),
	EACH(GATEWAY_DEFAULT_BP, N(200), N(500)),
	BOTH(CPU_TIER_MODEL, 1, 1),
	BOTH(COMPUTE_MULT, 4, 10000),
	EACH(FIZZ_GP_MULT, N(2000), N(10000)),
	BOTH(STORAGE_MULT, 3, 10000),
	BOTH(CONN_MULT, 5, 10000),
	BOTH(UPTIME_MODE, 1, 1),
	BOTH(POINTS_MODE, 1, 1),
	BOTH(ERA_THRESHOLD, 1, 1),
	BOTH(SLASH_MODEL, 1, 1),
	EACH(FIZZ_FEE, N(0), E(5, 15)),
	EACH(FIZZ_FACTOR, N(1), N(0)),
};

struct family {
	const char *name, *unit;
	uint16_t first, members;
	enum spheron_param_class when;
};

static const struct family families[] = {
#define FAMILY(constant, name, members, when, unit)                                                \
	{ #name, unit, SPHERON_P_##constant, members, SPHERON_CLASS_##when },
	SPHERON_PARAMS(FAMILY)
#undef FAMILY
};
#define N_FAMILIES (sizeof families / sizeof families[0])

static const struct family *family_of(unsigned param)
{
	const struct family *f = families;

	while (param >= (unsigned) f->first + f->members)
		f++;
	return f;
}

void spheron_param_info(unsigned param, struct spheron_param_info *info)
{
	const struct family *f = family_of(param);
	const struct limits *bounds = &limits[f->first];
	size_t n = 0;

	RULE("PARAM-01");
	RULE("PARAM-05");
	for (const char *p = f->name; *p; p++)
		info->name[n++] = *p;
	if (f->members > 1) {
		unsigned member = param - f->first;

		info->name[n++] = '.';
		if (member >= 10)
			info->name[n++] = (char) ('0' + member / 10);
		info->name[n++] = (char) ('0' + member % 10);
	}
	info->name[n] = 0;
	info->unit = f->unit;
	info->when = f->when;
	info->min = number_value(bounds->min);
	info->max = number_value(bounds->max);
}

/* The member that ".7" or ".10" names, or -1. */
static int member_of(const char *suffix, size_t size)
{
	u128 v;

	if (size < 2 || suffix[0] != '.' || !spheron_decimal_read(suffix + 1, size - 1, &v))
		return -1;
	return v.hi == 0 && v.lo < SPHERON_PARAM_COUNT ? (int) v.lo : -1;
}

int spheron_param_find(const char *name, size_t size)
{
	for (size_t i = 0; i < N_FAMILIES; i++) {
		const struct family *f = &families[i];
		size_t n = 0;
		int member;

		while (n < size && f->name[n] && f->name[n] == name[n])
			n++;
		if (f->name[n])
			continue;
		if (n == size)
			member = f->members == 1 ? 0 : -1;
		else
			member = f->members > 1 ? member_of(name + n, size - n) : -1;
		if (member >= 0 && member < f->members)
			return f->first + member;
	}
	return -1;
}

u128 spheron_param_default(enum spheron_profile profile, unsigned param)
{
	for (size_t i = 0; i < sizeof changes / sizeof changes[0]; i++) {
		const struct change *c = &changes[i];

		if (profile == SPHERON_PROFILE_SEED || param < c->param
				|| param >= (unsigned) c->param + c->members)
			continue;
		return number_value(profile == SPHERON_PROFILE_DOCS_2025_07 ? c->docs_2025_07
									    : c->testnet_2025_03);
	}
	return number_value(seed_default[param]);
}

static const char *const profile_names[SPHERON_PROFILE_COUNT] = {
#define NAME(constant, name) name,
	SPHERON_PROFILES(NAME)
#undef NAME
};

const char *spheron_profile_name(enum spheron_profile profile)
{
	return profile_names[profile];
}

int spheron_profile_find(const char *name, size_t size)
{
	for (int i = 0; i < SPHERON_PROFILE_COUNT; i++) {
		size_t n = 0;

		while (profile_names[i][n] && n < size && profile_names[i][n] == name[n])
			n++;
		if (n == size && profile_names[i][n] == 0)
			return i;
	}
	return -1;
}
