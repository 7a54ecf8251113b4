/* damage.h - a world in which each kind of record exists, and what is needed to damage it.
 *
 * A check that never fails proves nothing, so checks are given states and steps damaged for them
 * through the internal layout:
 *
 *	struct world *w = make_everything();
 *	struct spheron *st = copy_state(world_state(w));
 *	P(3)->node.wsec.lo++;                                provider 3 of st
 *	expect_state(st, "I21", "provider 3: ...");          frees st
 *
 *	step_begin(world_state(w));
 *	step_run("{'t':1086606,'do':'advance'}");            a sound step ...
 *	MISSTEP("I22", "provider 3: ...", P(3)->node.wsec.lo++);   ... and the same, damaged
 *	step_end();
 */
#ifndef TESTS_PROTOCOL_DAMAGE_H
#define TESTS_PROTOCOL_DAMAGE_H

#include "protocol/index.h"
#include "protocol/ledger.h"
#include "protocol/state.h"
#include "tests/support/world.h"

#include <stdlib.h>

/* The world; damage.c tells who is who. */
struct world *make_everything(void);

#define SPON_23 "'100000000000000000000000'"
#define SPON_21 "'1000000000000000000000'"

struct spheron *copy_state(const struct spheron *st);

/* A larger copy; the old one is freed. */
struct spheron *grow_state(struct spheron *st);

/* ---- one state ----
 * Records of the state `st`. */

#define P(id) provider_at(st, id)
#define F(id) fizz_at(st, id)
#define A(id) account_at(st, id)
#define O(id) (&order_at(st, order_find(st, id, 0))->rec)
#define L(id) lease_at(st, order_find(st, id, 0))
#define B(id) (&bid_at(st, bid_find(st, id, 0))->rec)
#define D(provider, acct) (&delegation_at(st, delegation_find(st, provider, acct))->rec)
#define U(slot) (&unbond_at(st, slot)->rec)
#define Q(id) (&proposal_at(st, proposal_find(st, id, 0))->rec)
#define V(acct) (&vote_at(st, vote_find(st, 7, acct))->rec)
#define H(id) (&challenge_at(st, challenge_find(st, id, 0))->rec)
#define T(order) (&task_at(st, task_find(st, order, 0))->rec)
#define R (&release_at(st, st->first_release)->rec)
#define OP(acct) oper_at(st, A(acct)->oper)
#define M st->meta
#define FREE(acct, t) purse_find(st, acct, t)->free

/* Fails unless a check did fail, for this invariant and with these words. */
void expect_broken(bool holds, const struct spheron_violation *v, const char *invariant,
		const char *text);

/* spheron_check() must find this; frees the state. */
void expect_state(struct spheron *st, const char *invariant, const char *text);

/* ---- one step ---- */

/* A step of a copy of a state, with the states before and after it. */
struct play {
	struct spheron *base, *before, *after;
	struct spheron_command command;
	struct spheron_event event[96];
	struct spheron_due due;
	struct spheron_step step;
	enum spheron_due_class wanted;
	bool recording;
};
extern struct play step_play;

/* Begins with a copy of this state. */
void step_begin(const struct spheron *st);
void step_end(void);

/* A command at the second at which everything stands; a deadline of this class, however long it takes;
 * the passage of time to this second.  The step must be sound. */
void step_run(const char *line);
void step_fire(enum spheron_due_class what);
void step_pass(uint64_t t);

/* The step as it is now must be sound. */
void expect_sound_step(void);

/* Does the step hold?  Applies a command, told with ' for ", to a state; the first event of a kind. */
bool step_holds(struct play *p, struct spheron_violation *v);
enum spheron_result step_apply(struct spheron **st, const char *line, bool record);
struct spheron_event *step_event(struct play *p, enum spheron_event_kind kind);

/* The step with this damage to `was`, `st` (after it) or an event must be found out. */
#define E(kind) step_event(&p, SPHERON_EVENT_##kind)->u
#define MISSTEP(invariant, message, ...)                                                           \
	do {                                                                                       \
		struct spheron *was = copy_state(step_play.before);                                \
		struct spheron *st = copy_state(step_play.after);                                  \
		struct spheron_violation v;                                                        \
		struct play p = step_play;                                                         \
                                                                                                   \
		p.before = was;                                                                    \
		p.after = st;                                                                      \
		__VA_ARGS__;                                                                       \
		expect_broken(step_holds(&p, &v), &v, invariant, message);                         \
		free(p.before);                                                                    \
		free(p.after);                                                                     \
	} while (0)

#endif
