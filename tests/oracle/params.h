/* Chapter 1: the parameter table, row by row (name, family size, defaults of profile `seed`, min,
 * max, class), and its profiles. Numbers may be written as in the specification, "5*10^20"; the
 * members of a family are separated by ';'. */
#ifndef ORACLE_PARAMS_H
#define ORACLE_PARAMS_H

#include "num.h"

#define ORACLE_PARAM_TABLE(X)                                                                      \
	X(clock_mode, 1, "0", "0", "1", 'G')                                                       \
	X(block_time_ms, 1, "2000", "1", "60000", 'G')                                             \
	X(era_s, 1, "86400", "600", "2592000", 'G')                                                \
	X(spon_max_supply, 1, "10^27", "1", "10^30", 'G')                                          \
	X(auto_approve, 1, "1", "0", "1", 'N')                                                     \
	X(vote_mode, 1, "0", "0", "1", 'N')                                                        \
	X(vote_s, 1, "259200", "60", "2592000", 'N')                                               \
	X(quorum_bp, 1, "1000", "0", "5000", 'N')                                                  \
	X(majority_bp, 1, "5000", "0", "9999", 'N')                                                \
	X(proposal_deposit, 1, "10^20", "0", "10^24", 'N')                                         \
	X(require_stake, 1, "1", "0", "1", 'E')                                                    \
	X(min_stake_cpu, 1, "5*10^20", "0", "10^24", 'E')                                          \
	X(min_stake_gpu, 5, "10^21;25*10^20;5*10^21;10^22;2*10^22", "0", "10^24", 'E')             \
	X(unbonding_s, 1, "1209600", "60", "7776000", 'N')                                         \
	X(deleg_cap_x, 1, "10", "0", "1000", 'N')                                                  \
	X(min_delegation, 1, "10^18", "10^15", "10^24", 'N')                                       \
	X(commission_default_bp, 1, "1000", "0", "10000", 'N')                                     \
	X(commission_step_bp, 1, "100", "1", "10000", 'N')                                         \
	X(commission_mode, 1, "0", "0", "1", 'E')                                                  \
	X(bid_window_blocks, 1, "2", "1", "10000", 'N')                                            \
	X(order_ttl_blocks, 1, "60", "2", "1000000", 'N')                                          \
	X(min_blocks, 1, "30", "1", "1000000", 'N')                                                \
	X(max_blocks, 1, "15768000", "1", "4*10^9", 'N')                                           \
	X(price_max, 1, "10^24", "1", "10^24", 'N')                                                \
	X(min_deposit, 1, "1000000", "0", "10^9", 'N')                                             \
	X(matcher_mode, 1, "0", "0", "2", 'N')                                                     \
	X(select_mask, 1, "3", "1", "3", 'N')                                                      \
	X(w_region, 1, "1000", "0", "10000", 'N')                                                  \
	X(w_price, 1, "3000", "0", "10000", 'N')                                                   \
	X(w_uptime, 1, "1500", "0", "10000", 'N')                                                  \
	X(w_reputation, 1, "1000", "0", "10000", 'N')                                              \
	X(w_avail, 1, "500", "0", "10000", 'N')                                                    \
	X(w_slashes, 1, "1000", "0", "10000", 'N')                                                 \
	X(w_stake, 1, "1500", "0", "10000", 'N')                                                   \
	X(w_random, 1, "500", "0", "10000", 'N')                                                   \
	X(draw_mode, 1, "0", "0", "1", 'N')                                                        \
	X(draw_power, 1, "4", "1", "8", 'N')                                                       \
	X(zone_ppm, 1, "500000", "0", "1000000", 'N')                                              \
	X(uptime_initial_ppm, 1, "900000", "0", "1000000", 'N')                                    \
	X(uptime_k, 1, "8", "1", "1000", 'N')                                                      \
	X(avs_min_stake, 1, "10^18", "1", "10^24", 'N')                                            \
	X(avs_quorum_bp, 1, "6700", "5001", "10000", 'N')                                          \
	X(avs_response_blocks, 1, "5", "1", "10000", 'N')                                          \
	X(avs_dispute_s, 1, "3600", "1", "604800", 'N')                                            \
	X(avs_slash_bp, 1, "5000", "0", "10000", 'N')                                              \
	X(avs_reward_bp, 1, "1000", "0", "10000", 'N')                                             \
	X(avs_unbonding_s, 1, "1209600", "604800", "7776000", 'N')                                 \
	X(settle_mode, 1, "0", "0", "1", 'N')                                                      \
	X(protocol_fee_bp, 1, "2000", "0", "5000", 'N')                                            \
	X(user_fee_bp, 1, "200", "0", "2000", 'N')                                                 \
	X(provider_fee_bp, 1, "100", "0", "2000", 'N')                                             \
	X(user_fee_spon_bp, 1, "0", "0", "2000", 'N')                                              \
	X(provider_fee_spon_bp, 1, "0", "0", "2000", 'N')                                          \
	X(fizz_foundation_bp, 1, "500", "0", "5000", 'N')                                          \
	X(gateway_default_bp, 1, "200", "0", "5000", 'N')                                          \
	X(gateway_max_bp, 1, "2000", "0", "5000", 'N')                                             \
	X(prov_gpu_base, 1, "20000000", "0", "10^10", 'E')                                         \
	X(prov_cpu_base, 1, "100000", "0", "10^10", 'E')                                           \
	X(fizz_gpu_base, 1, "500000000", "0", "10^10", 'E')                                        \
	X(fizz_cpu_base, 1, "25000000", "0", "10^10", 'E')                                         \
	X(gpu_mult, 11, "1000;2500;5000;7500;10000;15000;20000;30000;60000;120000;150000", "0",    \
		"1000000", 'E')                                                                    \
	X(cpu_tier_model, 1, "0", "0", "1", 'E')                                                   \
	X(compute_mult, 4, "0;5000;10000;20000", "0", "1000000", 'E')                              \
	X(fizz_compute_mult, 4, "0;1000;2000;4000", "0", "1000000", 'E')                           \
	X(fizz_gp_mult, 1, "2000", "0", "1000000", 'E')                                            \
	X(storage_mult, 3, "10000;10000;11000", "0", "30000", 'E')                                 \
	X(conn_mult, 5, "9000;9000;10000;11000;12000", "0", "30000", 'E')                          \
	X(trust_mult, 7, "20000;17000;15000;12000;11000;10000;0", "0", "100000", 'E')              \
	X(trust_keep, 7, "990000;980000;970000;950000;900000;850000;750000", "0", "1000000", 'E')  \
	X(trust_slash, 7, "850000;800000;750000;700000;650000;600000;0", "0", "1000000", 'E')      \
	X(trust_rise, 7, "0;30;23;17;11;5;3", "0", "10000", 'E')                                   \
	X(trust_fall, 7, "32;25;20;14;7;5;0", "0", "10000", 'E')                                   \
	X(trust_start, 1, "6", "0", "6", 'N')                                                      \
	X(trust_min_measured_s, 1, "21600", "0", "86400", 'E')                                     \
	X(uptime_mode, 1, "0", "0", "1", 'E')                                                      \
	X(points_mode, 1, "0", "0", "1", 'E')                                                      \
	X(era_threshold, 1, "0", "0", "1", 'E')                                                    \
	X(point_value_prov, 1, "10^12", "0", "10^15", 'E')                                         \
	X(point_value_fizz, 1, "4*10^10", "0", "10^15", 'E')                                       \
	X(emission_per_era, 1, "164271047227926078028747", "0", "10^25", 'E')                      \
	X(fizz_share_bp, 1, "3000", "0", "10000", 'E')                                             \
	X(inflation_bp, 1, "0", "0", "5000", 'E')                                                  \
	X(proof_w, 4, "2000;8000;0;0", "0", "10000", 'E')                                          \
	X(proof_max, 1, "24", "1", "10000", 'E')                                                   \
	X(cooldown_s, 1, "10800", "0", "604800", 'N')                                              \
	X(maint_cooldown, 1, "1", "0", "1", 'N')                                                   \
	X(maint_notice_s, 1, "3600", "1", "604800", 'N')                                           \
	X(maint_max_s, 1, "43200", "1", "604800", 'N')                                             \
	X(maint_budget_s, 1, "86400", "0", "2592000", 'N')                                         \
	X(maint_period_eras, 1, "30", "1", "1000", 'N')                                            \
	X(challenge_bond, 1, "10^19", "1", "10^24", 'N')                                           \
	X(challenge_penalty, 1, "10^19", "0", "10^24", 'N')                                        \
	X(challenge_window_s, 1, "3600", "1", "604800", 'N')                                       \
	X(judge_window_s, 1, "3600", "1", "604800", 'N')                                           \
	X(slash_model, 1, "0", "0", "1", 'E')                                                      \
	X(slash_order, 1, "0", "0", "1", 'E')                                                      \
	X(downtime_value, 1, "0", "0", "1", 'E')                                                   \
	X(downtime_dest, 1, "0", "0", "2", 'E')                                                    \
	X(slash_trust_floor_bp, 1, "10000", "0", "20000", 'E')                                     \
	X(upgrade_slash_ppm, 1, "1000", "0", "1000000", 'E')                                       \
	X(upgrade_grace_eras, 1, "7", "0", "1000", 'N')                                            \
	X(slash_decay_eras, 1, "30", "1", "10000", 'E')                                            \
	X(fizz_slash_bp, 1, "5000", "0", "10000", 'E')                                             \
	X(fizz_fee, 1, "5*10^15", "0", "10^18", 'N')                                               \
	X(subnet_max, 1, "2000", "1", "1000000", 'N')                                              \
	X(subnet_min_cpu_max, 1, "32", "0", "1024", 'N')                                           \
	X(subnet_min_mem_max, 1, "131072", "0", "1073741824", 'N')                                 \
	X(subnet_min_gpus_max, 1, "8", "0", "64", 'N')                                             \
	X(fizz_gate_ppm, 1, "500000", "0", "1000000", 'E')                                         \
	X(fizz_factor, 1, "1", "0", "1", 'E')                                                      \
	X(fizz_w_gpu, 4, "2000;1000;1000;6000", "0", "10000", 'E')                                 \
	X(fizz_w_cpu, 4, "5000;2500;2500;0", "0", "10000", 'E')                                    \
	X(fizz_fail_eras, 1, "5", "1", "1000", 'E')                                                \
	X(checks_max, 1, "240", "1", "10000", 'E')                                                 \
	X(leased_reward_bp, 1, "10000", "0", "10000", 'E')                                         \
	X(challenge_gap_s, 1, "86400", "0", "2592000", 'N')                                        \
	X(min_order_ppm, 1, "10000", "0", "10^9", 'N')                                             \
	X(orders_max, 1, "64", "1", "1000000", 'N')                                                \
	X(step_max_s, 1, "2592000", "600", "4294967296", 'G')                                      \
	X(fizz_cpu_max, 1, "256", "1", "65536", 'N')                                               \
	X(fizz_gpus_max, 1, "8", "0", "4096", 'N')                                                 \
	X(fizz_checks_min, 1, "1", "0", "10000", 'E')                                              \
	X(verify_first, 1, "1", "0", "1", 'E')                                                     \
	X(misconduct_quorum_bp, 1, "3333", "0", "5000", 'N')                                       \
	X(misconduct_majority_bp, 1, "6667", "0", "9999", 'N')                                     \
	X(avs_fallback, 1, "1", "0", "1", 'N')                                                     \
	X(downtime_floor_bp, 1, "0", "0", "10000", 'E')                                            \
	X(rep_min_gross_ppm, 1, "1000000", "0", "10^9", 'N')                                       \
	X(gpu_class_mode, 1, "1", "0", "1", 'E')                                                   \
	X(prolonged_s, 1, "86400", "600", "2592000", 'E')                                          \
	X(prolonged_ppm, 1, "1000", "0", "1000000", 'E')

/* Ids are row numbers with families expanded (PARAM-05): P_name is the first member of a family. */
enum param_id {
#define X(name, count, defaults, min, max, class) P_##name, P_##name##_last = P_##name + (count)-1,
	ORACLE_PARAM_TABLE(X)
#undef X
		P_COUNT
};

struct param_info {
	char name[32]; /* with the family suffix, e.g. gpu_mult.4 */
	u128 initial;  /* default of profile seed */
	u128 min, max;
	char class; /* G, N or E (PARAM-02) */
};

/* All P_COUNT rows; made on first use. */
const struct param_info *oracle_param_info(void);
/* Row number of a name, or -1. */
int oracle_param_find(const char *name);
/* Fills value[P_COUNT] with the defaults of a profile; false if there is no such profile. */
bool oracle_param_profile(const char *profile, u128 *value);

#endif
