/* param.h - the parameters of the protocol: names, numbers, bounds, profiles.
 *
 * Source: RULES.md chapter 1 (PARAM-01..05), which gives every default, bound and meaning.  A test
 * holds this table against that text.  A family `x.0 ... x.n` is n+1 parameters; ids are rows
 * counted from 0 with families expanded and are part of the published encodings.
 */
#ifndef SPHERON_PARAM_H
#define SPHERON_PARAM_H

#include "number.h"

#include <stdbool.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/* G is fixed at genesis, N changes at once when a proposal passes, E waits for the next era close
 * (PARAM-02). */
enum spheron_param_class { SPHERON_CLASS_G, SPHERON_CLASS_N, SPHERON_CLASS_E };

/*      constant, name, members of the family, class, unit */
#define SPHERON_PARAMS(X)                                                                          \
	X(CLOCK_MODE, clock_mode, 1, G, "enum")                                                    \
	X(BLOCK_TIME_MS, block_time_ms, 1, G, "ms")                                                \
	X(ERA_S, era_s, 1, G, "s")                                                                 \
	X(SPON_MAX_SUPPLY, spon_max_supply, 1, G, "SPON unit")                                     \
	X(AUTO_APPROVE, auto_approve, 1, N, "bool")                                                \
	X(VOTE_MODE, vote_mode, 1, N, "enum")                                                      \
	X(VOTE_S, vote_s, 1, N, "s")                                                               \
	X(QUORUM_BP, quorum_bp, 1, N, "bp")                                                        \
	X(MAJORITY_BP, majority_bp, 1, N, "bp")                                                    \
	X(PROPOSAL_DEPOSIT, proposal_deposit, 1, N, "SPON unit")                                   \
	X(REQUIRE_STAKE, require_stake, 1, E, "bool")                                              \
	X(MIN_STAKE_CPU, min_stake_cpu, 1, E, "SPON unit")                                         \
	X(MIN_STAKE_GPU, min_stake_gpu, 5, E, "SPON unit per GPU")                                 \
	X(UNBONDING_S, unbonding_s, 1, N, "s")                                                     \
	X(DELEG_CAP_X, deleg_cap_x, 1, N, "times")                                                 \
	X(MIN_DELEGATION, min_delegation, 1, N, "SPON unit")                                       \
	X(COMMISSION_DEFAULT_BP, commission_default_bp, 1, N, "bp")                                \
	X(COMMISSION_STEP_BP, commission_step_bp, 1, N, "bp")                                      \
	X(COMMISSION_MODE, commission_mode, 1, E, "enum")                                          \
	X(BID_WINDOW_BLOCKS, bid_window_blocks, 1, N, "blocks")                                    \
	X(ORDER_TTL_BLOCKS, order_ttl_blocks, 1, N, "blocks")                                      \
	X(MIN_BLOCKS, min_blocks, 1, N, "blocks")                                                  \
	X(MAX_BLOCKS, max_blocks, 1, N, "blocks")                                                  \
	X(PRICE_MAX, price_max, 1, N, "price")                                                     \
	X(MIN_DEPOSIT, min_deposit, 1, N, "ppm of a whole token")                                  \
	X(MATCHER_MODE, matcher_mode, 1, N, "enum")                                                \
	X(SELECT_MASK, select_mask, 1, N, "bits")                                                  \
	X(W_REGION, w_region, 1, N, "bp")                                                          \
	X(W_PRICE, w_price, 1, N, "bp")                                                            \
	X(W_UPTIME, w_uptime, 1, N, "bp")                                                          \
	X(W_REPUTATION, w_reputation, 1, N, "bp")                                                  \
	X(W_AVAIL, w_avail, 1, N, "bp")                                                            \
	X(W_SLASHES, w_slashes, 1, N, "bp")                                                        \
	X(W_STAKE, w_stake, 1, N, "bp")                                                            \
	X(W_RANDOM, w_random, 1, N, "bp")                                                          \
	X(DRAW_MODE, draw_mode, 1, N, "enum")                                                      \
	X(DRAW_POWER, draw_power, 1, N, "count")                                                   \
	X(ZONE_PPM, zone_ppm, 1, N, "ppm")                                                         \
	X(UPTIME_INITIAL_PPM, uptime_initial_ppm, 1, N, "ppm")                                     \
	X(UPTIME_K, uptime_k, 1, N, "count")                                                       \
	X(AVS_MIN_STAKE, avs_min_stake, 1, N, "ETH unit")                                          \
	X(AVS_QUORUM_BP, avs_quorum_bp, 1, N, "bp")                                                \
	X(AVS_RESPONSE_BLOCKS, avs_response_blocks, 1, N, "blocks")                                \
	X(AVS_DISPUTE_S, avs_dispute_s, 1, N, "s")                                                 \
	X(AVS_SLASH_BP, avs_slash_bp, 1, N, "bp")                                                  \
	X(AVS_REWARD_BP, avs_reward_bp, 1, N, "bp")                                                \
	X(AVS_UNBONDING_S, avs_unbonding_s, 1, N, "s")                                             \
	X(SETTLE_MODE, settle_mode, 1, N, "enum")                                                  \
	X(PROTOCOL_FEE_BP, protocol_fee_bp, 1, N, "bp")                                            \
	X(USER_FEE_BP, user_fee_bp, 1, N, "bp")                                                    \
	X(PROVIDER_FEE_BP, provider_fee_bp, 1, N, "bp")                                            \
	X(USER_FEE_SPON_BP, user_fee_spon_bp, 1, N, "bp")                                          \
	X(PROVIDER_FEE_SPON_BP, provider_fee_spon_bp, 1, N, "bp")                                  \
	X(FIZZ_FOUNDATION_BP, fizz_foundation_bp, 1, N, "bp")                                      \
	X(GATEWAY_DEFAULT_BP, gateway_default_bp, 1, N, "bp")                                      \
	X(GATEWAY_MAX_BP, gateway_max_bp, 1, N, "bp")                                              \
	X(PROV_GPU_BASE, prov_gpu_base, 1, E, "micropoint")                                        \
	X(PROV_CPU_BASE, prov_cpu_base, 1, E, "micropoint")                                        \
	X(FIZZ_GPU_BASE, fizz_gpu_base, 1, E, "micropoint")                                        \
	X(FIZZ_CPU_BASE, fizz_cpu_base, 1, E, "micropoint")                                        \
	X(GPU_MULT, gpu_mult, 11, E, "bp")                                                         \
	X(CPU_TIER_MODEL, cpu_tier_model, 1, E, "enum")                                            \
	X(COMPUTE_MULT, compute_mult, 4, E, "bp")                                                  \
	X(FIZZ_COMPUTE_MULT, fizz_compute_mult, 4, E, "bp")                                        \
	X(FIZZ_GP_MULT, fizz_gp_mult, 1, E, "bp")                                                  \
	X(STORAGE_MULT, storage_mult, 3, E, "bp")                                                  \
	X(CONN_MULT, conn_mult, 5, E, "bp")                                                        \
	X(TRUST_MULT, trust_mult, 7, E, "bp")                                                      \
	X(TRUST_KEEP, trust_keep, 7, E, "ppm")                                                     \
	X(TRUST_SLASH, trust_slash, 7, E, "ppm")                                                   \
	X(TRUST_RISE, trust_rise, 7, E, "eras")                                                    \
	X(TRUST_FALL, trust_fall, 7, E, "eras")                                                    \
	X(TRUST_START, trust_start, 1, N, "tier index")                                            \
	X(TRUST_MIN_MEASURED_S, trust_min_measured_s, 1, E, "s")                                   \
	X(UPTIME_MODE, uptime_mode, 1, E, "enum")                                                  \
	X(POINTS_MODE, points_mode, 1, E, "enum")                                                  \
	X(ERA_THRESHOLD, era_threshold, 1, E, "bool")                                              \
	X(POINT_VALUE_PROV, point_value_prov, 1, E, "SPON unit per micropoint")                    \
	X(POINT_VALUE_FIZZ, point_value_fizz, 1, E, "SPON unit per micropoint")                    \
	X(EMISSION_PER_ERA, emission_per_era, 1, E, "SPON unit")                                   \
	X(FIZZ_SHARE_BP, fizz_share_bp, 1, E, "bp")                                                \
	X(INFLATION_BP, inflation_bp, 1, E, "bp per year")                                         \
	X(PROOF_W, proof_w, 4, E, "bp")                                                            \
	X(PROOF_MAX, proof_max, 1, E, "count")                                                     \
	X(COOLDOWN_S, cooldown_s, 1, N, "s")                                                       \
	X(MAINT_COOLDOWN, maint_cooldown, 1, N, "bool")                                            \
	X(MAINT_NOTICE_S, maint_notice_s, 1, N, "s")                                               \
	X(MAINT_MAX_S, maint_max_s, 1, N, "s")                                                     \
	X(MAINT_BUDGET_S, maint_budget_s, 1, N, "s")                                               \
	X(MAINT_PERIOD_ERAS, maint_period_eras, 1, N, "eras")                                      \
	X(CHALLENGE_BOND, challenge_bond, 1, N, "SPON unit")                                       \
	X(CHALLENGE_PENALTY, challenge_penalty, 1, N, "SPON unit")                                 \
	X(CHALLENGE_WINDOW_S, challenge_window_s, 1, N, "s")                                       \
	X(JUDGE_WINDOW_S, judge_window_s, 1, N, "s")                                               \
	X(SLASH_MODEL, slash_model, 1, E, "enum")                                                  \
	X(SLASH_ORDER, slash_order, 1, E, "enum")                                                  \
	X(DOWNTIME_VALUE, downtime_value, 1, E, "enum")                                            \
	X(DOWNTIME_DEST, downtime_dest, 1, E, "enum")                                              \
	X(SLASH_TRUST_FLOOR_BP, slash_trust_floor_bp, 1, E, "bp")                                  \
	X(UPGRADE_SLASH_PPM, upgrade_slash_ppm, 1, E, "ppm")                                       \
	X(UPGRADE_GRACE_ERAS, upgrade_grace_eras, 1, N, "eras")                                    \
	X(SLASH_DECAY_ERAS, slash_decay_eras, 1, E, "eras")                                        \
	X(FIZZ_SLASH_BP, fizz_slash_bp, 1, E, "bp")                                                \
	X(FIZZ_FEE, fizz_fee, 1, N, "ETH unit")                                                    \
	X(SUBNET_MAX, subnet_max, 1, N, "count")                                                   \
	X(SUBNET_MIN_CPU_MAX, subnet_min_cpu_max, 1, N, "threads")                                 \
	X(SUBNET_MIN_MEM_MAX, subnet_min_mem_max, 1, N, "MB")                                      \
	X(SUBNET_MIN_GPUS_MAX, subnet_min_gpus_max, 1, N, "count")                                 \
	X(FIZZ_GATE_PPM, fizz_gate_ppm, 1, E, "ppm")                                               \
	X(FIZZ_FACTOR, fizz_factor, 1, E, "bool")                                                  \
	X(FIZZ_W_GPU, fizz_w_gpu, 4, E, "bp")                                                      \
	X(FIZZ_W_CPU, fizz_w_cpu, 4, E, "bp")                                                      \
	X(FIZZ_FAIL_ERAS, fizz_fail_eras, 1, E, "eras")                                            \
	X(CHECKS_MAX, checks_max, 1, E, "count")                                                   \
	X(LEASED_REWARD_BP, leased_reward_bp, 1, E, "bp")                                          \
	X(CHALLENGE_GAP_S, challenge_gap_s, 1, N, "s")                                             \
	X(MIN_ORDER_PPM, min_order_ppm, 1, N, "ppm of a whole token")                              \
	X(ORDERS_MAX, orders_max, 1, N, "count")                                                   \
	X(STEP_MAX_S, step_max_s, 1, G, "s")                                                       \
	X(FIZZ_CPU_MAX, fizz_cpu_max, 1, N, "threads")                                             \
	X(FIZZ_GPUS_MAX, fizz_gpus_max, 1, N, "count")                                             \
	X(FIZZ_CHECKS_MIN, fizz_checks_min, 1, E, "count")                                         \
	X(VERIFY_FIRST, verify_first, 1, E, "bool")                                                \
	X(MISCONDUCT_QUORUM_BP, misconduct_quorum_bp, 1, N, "bp")                                  \
	X(MISCONDUCT_MAJORITY_BP, misconduct_majority_bp, 1, N, "bp")                              \
	X(AVS_FALLBACK, avs_fallback, 1, N, "bool")                                                \
	X(DOWNTIME_FLOOR_BP, downtime_floor_bp, 1, E, "bp")                                        \
	X(REP_MIN_GROSS_PPM, rep_min_gross_ppm, 1, N, "ppm of a whole token")                      \
	X(GPU_CLASS_MODE, gpu_class_mode, 1, E, "enum")                                            \
	X(PROLONGED_S, prolonged_s, 1, E, "s")                                                     \
	X(PROLONGED_PPM, prolonged_ppm, 1, E, "ppm")

enum spheron_param {
#define SPHERON_PARAM_ENUM(constant, name, members, when, unit)                                    \
	SPHERON_P_##constant, SPHERON_P_LAST_##constant = SPHERON_P_##constant + (members) - 1,
	SPHERON_PARAMS(SPHERON_PARAM_ENUM)
#undef SPHERON_PARAM_ENUM
	SPHERON_PARAM_COUNT
};

/* Named sets of defaults (chapter 1, "Profiles"). */
#define SPHERON_PROFILES(X)                                                                        \
	X(SEED, "seed")                                                                            \
	X(DOCS_2025_07, "docs-2025-07")                                                            \
	X(TESTNET_2025_03, "testnet-2025-03")

enum spheron_profile {
#define SPHERON_PROFILE_ENUM(constant, name) SPHERON_PROFILE_##constant,
	SPHERON_PROFILES(SPHERON_PROFILE_ENUM)
#undef SPHERON_PROFILE_ENUM
	SPHERON_PROFILE_COUNT
};

struct spheron_param_info {
	char name[32]; /* with the member, as in "gpu_mult.4" */
	const char *unit;
	enum spheron_param_class when;
	struct spheron_u128 min, max;
};

/* Fills *info for 0 <= param < SPHERON_PARAM_COUNT. */
void spheron_param_info(unsigned param, struct spheron_param_info *info);

/* The number of the parameter of this name (`size` characters), or -1. */
int spheron_param_find(const char *name, size_t size);

/* The value a profile gives it. */
struct spheron_u128 spheron_param_default(enum spheron_profile profile, unsigned param);

/* The name of a profile, and the profile of a name (-1 if there is none). */
const char *spheron_profile_name(enum spheron_profile profile);
int spheron_profile_find(const char *name, size_t size);

#ifdef __cplusplus
}
#endif

#endif
