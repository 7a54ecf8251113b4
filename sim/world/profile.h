/* profile.h - where the time of a world goes: protocol, model, calendar, measurement, the rest.
 *
 * Only in programs built with SPHERON_PROFILE (make V=profile); in others nothing of this is left.
 * There the calls with which a world leaves itself are given a stopwatch here, all in one place, so that
 * who calls need not know.  What is called from within a part and leaves it again, as the events of the
 * protocol do, is taken off: the five shares are exclusive and sum up to all.
 *
 * Included last by inner.h, because it gives new meanings to names that must have been declared.
 */
#ifndef SIM_WORLD_PROFILE_H
#define SIM_WORLD_PROFILE_H

#include "sim/world/profile_part.h"

#ifdef SPHERON_PROFILE

/* The stopwatch of this thread begins at zero; what it shows, in seconds, the cost of looking at it
 * taken off. */
void profile_begin(void);
void profile_show(double seconds[PROFILE_PARTS]);

/* Returns the part that was under way, for profile_leave(). */
enum profile_part profile_enter(enum profile_part part);
void profile_leave(enum profile_part before);

#define PROFILED(part, call)                                                                       \
	__extension__({                                                                            \
		enum profile_part before_ = profile_enter(part);                                   \
		__typeof__(call) answer_ = (call);                                                 \
		profile_leave(before_);                                                            \
		answer_;                                                                           \
	})
#define PROFILED_VOID(part, call)                                                                  \
	__extension__({                                                                            \
		enum profile_part before_ = profile_enter(part);                                   \
		(call);                                                                            \
		profile_leave(before_);                                                            \
	})

#define spheron_apply(...)   PROFILED(PROFILE_PROTOCOL, spheron_apply(__VA_ARGS__))
#define spheron_find(...)    PROFILED(PROFILE_PROTOCOL, spheron_find(__VA_ARGS__))
#define spheron_bucket(...)  PROFILED(PROFILE_PROTOCOL, spheron_bucket(__VA_ARGS__))

#define calendar_next(...)   PROFILED(PROFILE_CALENDAR, calendar_next(__VA_ARGS__))
#define calendar_wake(...)   PROFILED_VOID(PROFILE_CALENDAR, calendar_wake(__VA_ARGS__))
#define calendar_cancel(...) PROFILED_VOID(PROFILE_CALENDAR, calendar_cancel(__VA_ARGS__))

#define delegator_looks(...)        PROFILED(PROFILE_MODEL, delegator_looks(__VA_ARGS__))
#define delegator_next_look_s(...)  PROFILED(PROFILE_MODEL, delegator_next_look_s(__VA_ARGS__))
#define demand_batch(...)           PROFILED(PROFILE_MODEL, demand_batch(__VA_ARGS__))
#define demand_next_s(...)          PROFILED(PROFILE_MODEL, demand_next_s(__VA_ARGS__))
#define demand_order(...)           PROFILED_VOID(PROFILE_MODEL, demand_order(__VA_ARGS__))
#define demand_retries(...)         PROFILED(PROFILE_MODEL, demand_retries(__VA_ARGS__))
#define draw_poisson(...)           PROFILED(PROFILE_MODEL, draw_poisson(__VA_ARGS__))
#define fizz_gap_s(...)             PROFILED(PROFILE_MODEL, fizz_gap_s(__VA_ARGS__))
#define fizz_gives_up(...)          PROFILED(PROFILE_MODEL, fizz_gives_up(__VA_ARGS__))
#define fizz_make(...)              PROFILED_VOID(PROFILE_MODEL, fizz_make(__VA_ARGS__))
#define fizz_newcomers(...)         PROFILED(PROFILE_MODEL, fizz_newcomers(__VA_ARGS__))
#define fizz_up_s(...)              PROFILED(PROFILE_MODEL, fizz_up_s(__VA_ARGS__))
#define hardware_usd_hour(...)      PROFILED(PROFILE_MODEL, hardware_usd_hour(__VA_ARGS__))
#define luck_open(...)              PROFILED(PROFILE_MODEL, luck_open(__VA_ARGS__))
#define operator_answers(...)       PROFILED(PROFILE_MODEL, operator_answers(__VA_ARGS__))
#define provider_ask(...)           PROFILED(PROFILE_MODEL, provider_ask(__VA_ARGS__))
#define provider_gives_up(...)      PROFILED(PROFILE_MODEL, provider_gives_up(__VA_ARGS__))
#define provider_gpus_lost(...)     PROFILED(PROFILE_MODEL, provider_gpus_lost(__VA_ARGS__))
#define provider_learn(...)         PROFILED_VOID(PROFILE_MODEL, provider_learn(__VA_ARGS__))
#define provider_maintains(...)     PROFILED(PROFILE_MODEL, provider_maintains(__VA_ARGS__))
#define provider_make(...)          PROFILED_VOID(PROFILE_MODEL, provider_make(__VA_ARGS__))
#define provider_newcomers(...)     PROFILED(PROFILE_MODEL, provider_newcomers(__VA_ARGS__))
#define provider_repair_s(...)      PROFILED(PROFILE_MODEL, provider_repair_s(__VA_ARGS__))
#define provider_up_s(...)          PROFILED(PROFILE_MODEL, provider_up_s(__VA_ARGS__))
#define token_step(...)             PROFILED_VOID(PROFILE_MODEL, token_step(__VA_ARGS__))
#define verifier_reports(...)       PROFILED(PROFILE_MODEL, verifier_reports(__VA_ARGS__))
#define verifier_shortfall_ppm(...) PROFILED(PROFILE_MODEL, verifier_shortfall_ppm(__VA_ARGS__))
#define voter_votes(...)            PROFILED(PROFILE_MODEL, voter_votes(__VA_ARGS__))

#define fold_entry(...)        PROFILED_VOID(PROFILE_RECORDER, fold_entry(__VA_ARGS__))
#define fold_era(...)          PROFILED_VOID(PROFILE_RECORDER, fold_era(__VA_ARGS__))
#define fold_event(...)        PROFILED_VOID(PROFILE_RECORDER, fold_event(__VA_ARGS__))
#define fold_exit(...)         PROFILED_VOID(PROFILE_RECORDER, fold_exit(__VA_ARGS__))
#define fold_lease(...)        PROFILED_VOID(PROFILE_RECORDER, fold_lease(__VA_ARGS__))
#define fold_lease_down(...)   PROFILED_VOID(PROFILE_RECORDER, fold_lease_down(__VA_ARGS__))
#define fold_lease_end(...)    PROFILED_VOID(PROFILE_RECORDER, fold_lease_end(__VA_ARGS__))
#define fold_lease_up(...)     PROFILED_VOID(PROFILE_RECORDER, fold_lease_up(__VA_ARGS__))
#define fold_lost(...)         PROFILED_VOID(PROFILE_RECORDER, fold_lost(__VA_ARGS__))
#define fold_node_down(...)    PROFILED_VOID(PROFILE_RECORDER, fold_node_down(__VA_ARGS__))
#define fold_node_up(...)      PROFILED_VOID(PROFILE_RECORDER, fold_node_up(__VA_ARGS__))
#define fold_order(...)        PROFILED_VOID(PROFILE_RECORDER, fold_order(__VA_ARGS__))
#define fold_proof(...)        PROFILED_VOID(PROFILE_RECORDER, fold_proof(__VA_ARGS__))
#define fold_renewed(...)      PROFILED_VOID(PROFILE_RECORDER, fold_renewed(__VA_ARGS__))
#define fold_settled(...)      PROFILED_VOID(PROFILE_RECORDER, fold_settled(__VA_ARGS__))

#else

static inline void profile_begin(void)
{
}

static inline void profile_show(double seconds[PROFILE_PARTS])
{
	for (int p = 0; p < PROFILE_PARTS; p++)
		seconds[p] = 0;
}

static inline enum profile_part profile_enter(enum profile_part part)
{
	return part;
}

static inline void profile_leave(enum profile_part before)
{
	(void) before;
}

#endif

#endif
