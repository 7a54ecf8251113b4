#include "protocol/trust.h"

#include "protocol/apply.h"
#include "protocol/liveness.h"

#define TIER_WORST 6

static uint16_t count_up(uint16_t n)
{
	return n == UINT16_MAX ? n : (uint16_t) (n + 1);
}

static void move_tier(struct provider *p, int by)
{
	p->tier = (uint8_t) (p->tier + by);
	p->rise = p->fall = 0;
	BRANCH_IF(by < 0 && p->tier == 5, "trust.rise.to-six", "rose from tier Seven to Six");
	BRANCH_IF(by < 0 && p->tier == 4, "trust.rise.to-five", "rose from tier Six to Five");
	BRANCH_IF(by < 0 && p->tier == 3, "trust.rise.to-four", "rose from tier Five to Four");
	BRANCH_IF(by < 0 && p->tier == 2, "trust.rise.to-three", "rose from tier Four to Three");
	BRANCH_IF(by < 0 && p->tier == 1, "trust.rise.to-two", "rose from tier Three to Two");
	BRANCH_IF(by < 0 && p->tier == 0, "trust.rise.to-one", "rose from tier Two to One");
	BRANCH_IF(by > 0 && p->tier == 1, "trust.fall.to-two", "fell from tier One to Two");
	BRANCH_IF(by > 0 && p->tier == 2, "trust.fall.to-three", "fell from tier Two to Three");
	BRANCH_IF(by > 0 && p->tier == 3, "trust.fall.to-four", "fell from tier Three to Four");
	BRANCH_IF(by > 0 && p->tier == 4, "trust.fall.to-five", "fell from tier Four to Five");
	BRANCH_IF(by > 0 && p->tier == 5, "trust.fall.to-six", "fell from tier Five to Six");
	BRANCH_IF(by > 0 && p->tier == 6, "trust.fall.to-seven", "fell from tier Six to Seven");
}

bool trust_count_era(const struct spheron *st, struct provider *p, uint32_t uptime_ppm)
{
	uint64_t rise = par(st, SPHERON_P_TRUST_RISE + p->tier);
	uint64_t fall = par(st, SPHERON_P_TRUST_FALL + p->tier);

	RULE("TRUST-02");
	RULE("TRUST-03");
	if (uptime_ppm > par(st, SPHERON_P_TRUST_KEEP + p->tier)) {
		BRANCH("trust.era.met", "uptime above what the tier demands");
		p->rise = count_up(p->rise);
		p->fall = 0;
	} else {
		BRANCH("trust.era.missed", "uptime not above what the tier demands");
		p->fall = count_up(p->fall);
		p->rise = 0;
	}
	RULE("TRUST-04");
	RULE("TRUST-05");
	BRANCH_IF(p->rise > 0 && p->tier == 0, "trust.keep.best", "tier One can't rise");
	BRANCH_IF(p->fall > 0 && p->tier == TIER_WORST, "trust.keep.worst", "tier Seven can't fall");
	BRANCH_IF(p->rise > 0 && p->tier > 0 && (rise == 0 || p->rise < rise), "trust.keep.on-the-way-up",
			"met, and not yet often enough to rise");
	BRANCH_IF(p->fall > 0 && p->tier < TIER_WORST && (fall == 0 || p->fall < fall),
			"trust.keep.on-the-way-down", "missed, and not yet often enough to fall");
	if (rise > 0 && p->rise >= rise && p->tier > 0)
		move_tier(p, -1);
	else if (fall > 0 && p->fall >= fall && p->tier < TIER_WORST)
		move_tier(p, 1);
	else
		return false;
	return true;
}

void uptime_average(const struct spheron *st, struct node *n, uint32_t uptime_ppm)
{
	uint64_t k = par(st, SPHERON_P_UPTIME_K);

	RULE("LIVE-13");
	if (n->seen)
		n->uptime_ppm = (uint32_t) ((n->uptime_ppm * (k - 1) + uptime_ppm) / k);
	else
		n->uptime_ppm = uptime_ppm;
	n->seen = 1;
}

uint32_t uptime_of(const struct spheron *st, const struct node *n)
{
	RULE("MATCH-01");
	return n->seen ? n->uptime_ppm : (uint32_t) par(st, SPHERON_P_UPTIME_INITIAL_PPM);
}

uint32_t reputation_of(const struct node *n, int tier)
{
	uint64_t leases = (n->good + UINT64_C(1)) * 1000000
			/ ((uint64_t) n->good + n->bad + 2);

	RULE("TRUST-07");
	if (tier < 0)
		return (uint32_t) leases;
	return (uint32_t) ((leases + (uint64_t) (TIER_WORST - tier) * 1000000 / TIER_WORST) / 2);
}

enum spheron_result command_trust_set(struct spheron *st, uint32_t from,
		const struct spheron_args_trust_set *a)
{
	struct provider *p;

	RULE("TRUST-06");
	REQUIRE(has_role(st, from, SPHERON_ROLE_VERIFIER), NOT_ALLOWED);
	REQUIRE(is_provider(st, a->provider), NOT_FOUND);
	REQUIRE(a->tier <= TIER_WORST, BAD_VALUE);

	p = provider_at(st, a->provider);
	provider_fold(st, p);
	p->tier = a->tier;
	p->rise = p->fall = 0;
	provider_rate_update(st, p);
	EMIT(st, TRUST_SET, trust_set, .provider = a->provider, .tier = a->tier);
	return SPHERON_OK;
}
