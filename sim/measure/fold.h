/* fold.h - what one replication is worth knowing, folded together while it runs.
 *
 * A world makes a fold, tells it what happens, in the order of time, and gets an outcome at the end:
 *
 *	struct fold *f = fold_begin(setup, cast, &(struct fold_wants) { 0 });
 *	fold_entry(f, 0, node, kind)             for everybody there from the start
 *	... fold_event() and the others ...
 *	fold_era(f, &facts)                      once an era close, behind its events
 *	fold_end(f, now_ms, state, &outcome);    fold_free(f);
 *	... outcome ...                          fold_free_outcome(&outcome);
 *
 * Times are milliseconds from the start of the run and never go back: millisecond 0 is the protocol's
 * second start_s of the setup.  Era e covers [e, e + 1) era lengths; what happens exactly at its end,
 * its own close included, belongs to it if it is told before fold_era().
 *
 * Warm-up: single values ("run metrics") count what happens in eras that begin at or after warmup_s;
 * integrals over time begin there.  Series have every era.  A lease, outage or order counts where it is
 * decided, however early it began.
 *
 * Memory does not grow with the horizon but for the series (a row of doubles an era) and what
 * fold_wants asks for; it grows with nodes.  The cast is looked at in fold_era() and fold_end(), and
 * at nodes and deals that are handed over; it must stay where it is as a struct, its arrays may move.
 */
#ifndef SIM_MEASURE_FOLD_H
#define SIM_MEASURE_FOLD_H

#include "model/setup.h"
#include "protocol/spheron.h"
#include "sim/measure/metric.h"
#include "sim/cast.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

struct fold;

/* What else is kept. */
struct fold_wants {
	bool finals;                       /* a row for every node */
	bool event[SPHERON_EVENT_COUNT];   /* events of these kinds, whole */
};

struct fold *fold_begin(const struct setup *setup, const struct cast *cast,
		const struct fold_wants *wants);
void fold_free(struct fold *f);

/* ---- what the protocol says ---- */

/* Every event of the protocol, as it comes out.  Those that need more than themselves are told again,
 * by the functions below, right behind this call. */
void fold_event(struct fold *f, uint64_t now_ms, const struct spheron_event *event);

/* LeaseSettled, with the deal, which knows the token. */
void fold_settled(struct fold *f, uint64_t now_ms, const struct deal *deal,
		const struct spheron_event_lease_settled *event);

/* LeaseUpdated that renews a lease: `deal` still has the old price. */
void fold_renewed(struct fold *f, uint64_t now_ms, const struct deal *deal, double new_usd_hour);

/* ---- deals ---- */

/* A tenant's wish that does not even come to an attempt to order. */
void fold_unserved_wish(struct fold *f, uint64_t now_ms);

/* A tenant is about to order, for the first time or again (deal->tries): counts wishes.  Orders, bids
 * and what closed orders are counted from the protocol's events. */
void fold_order(struct fold *f, uint64_t now_ms, const struct deal *deal);

/* An attempt ended without a lease; abandoned: the tenant will not try again. */
void fold_lost(struct fold *f, uint64_t now_ms, const struct deal *deal, bool abandoned);

/* A lease begins, behind fold_event(LeaseCreated), with provider, fizz, usd_hour and bids of the deal
 * set; it ends, before the slot is freed, behind the LeaseSettled and LeaseClosed of its end. */
void fold_lease(struct fold *f, uint64_t now_ms, const struct deal *deal);
void fold_lease_end(struct fold *f, uint64_t now_ms, const struct deal *deal,
		enum spheron_lease_close reason);

/* A lease is down with its node, and up again.  deal->down_ms tells fold_lease_end() whether it ended
 * while down (not 0), and down_for_s whether it ever was: call before they are cleared. */
void fold_lease_down(struct fold *f, uint64_t now_ms, const struct deal *deal);
void fold_lease_up(struct fold *f, uint64_t now_ms, const struct deal *deal);

void fold_tenant_left(struct fold *f, uint64_t now_ms);

/* ---- nodes ---- */

/* A node has been registered (node->up tells whether it begins up), and has left for good. */
void fold_entry(struct fold *f, uint64_t now_ms, const struct node *node, enum spheron_node_kind kind);
void fold_exit(struct fold *f, uint64_t now_ms, const struct node *node, enum spheron_node_kind kind);

/* It goes down in truth, whatever the protocol knows, and comes back.  Being down already, or up, does
 * no harm. */
void fold_node_down(struct fold *f, uint64_t now_ms, const struct node *node,
		enum spheron_node_kind kind);
void fold_node_up(struct fold *f, uint64_t now_ms, const struct node *node,
		enum spheron_node_kind kind);

/* ---- what only the world knows ---- */

/* A proof was reported of a provider that was sound or not (`truth`), as passed or failed. */
void fold_proof(struct fold *f, uint64_t now_ms, bool truth, bool passed);

/* A challenge was decided, by judgement or because nobody answered. */
void fold_judged(struct fold *f, uint64_t now_ms, bool truth, bool passed);

/* ---- eras ---- */

struct era_facts {
	uint32_t era;                  /* that has just closed, from 0 */
	double token_usd;              /* price of SPON at its close, by which its SPON is valued */
	double market_level;
	const struct spheron *state;   /* behind the close; read only here */
};

/* lease_usd, reward_usd and cost_usd of the cast's nodes are those of this era, not yet cleared. */
void fold_era(struct fold *f, const struct era_facts *facts);

/* [SERIES_COUNT] of the era that closed last; NULL before the first has. */
const double *fold_series(const struct fold *f);

/* ---- the outcome ---- */

/* Money that passed, in whole units of its token. */
#define FOLD_TOTALS(X)                                                                             \
	X(GROSS_USD, "lease.gross", USD, "due for leases, before fees")                            \
	X(GROSS_SPON, "lease.gross", SPON, "due for leases, before fees")                          \
	X(USER_FEE_USD, "lease.user_fee", USD, "on top, to the treasury")                          \
	X(USER_FEE_SPON, "lease.user_fee", SPON, "on top, to the treasury")                        \
	X(PROTOCOL_FEE_USD, "lease.protocol_fee", USD, "of the gross, to the treasury")            \
	X(PROTOCOL_FEE_SPON, "lease.protocol_fee", SPON, "of the gross, to the treasury")          \
	X(PROVIDER_FEE_USD, "lease.provider_fee", USD, "of the gross, to the treasury")            \
	X(PROVIDER_FEE_SPON, "lease.provider_fee", SPON, "of the gross, to the treasury")          \
	X(GATEWAY_USD, "lease.gateway", USD, "of the gross, to gateways")                          \
	X(GATEWAY_SPON, "lease.gateway", SPON, "of the gross, to gateways")                        \
	X(NET_USD, "lease.net", USD, "of the gross, to providers and Fizz nodes")                  \
	X(NET_SPON, "lease.net", SPON, "of the gross, to providers and Fizz nodes")                \
	X(REWARD_PROVIDERS, "reward.providers", SPON, "liveness rewards, that of delegators included") \
	X(REWARD_DELEGATORS, "reward.delegators", SPON, "received by delegators, inflation included") \
	X(REWARD_FIZZ, "reward.fizz", SPON, "liveness rewards")                                    \
	X(INFLATION, "reward.inflation", SPON, "minted at era closes")                             \
	X(SLASH_DOWNTIME, "slash.downtime", SPON, "from collateral")                               \
	X(SLASH_UPGRADE, "slash.upgrade", SPON, "from collateral")                                 \
	X(SLASH_CHALLENGE, "slash.challenge", SPON, "from collateral")                             \
	X(SLASH_MISCONDUCT, "slash.misconduct", SPON, "from collateral and accrued rewards")       \
	X(SLASH_PROLONGED, "slash.prolonged", SPON, "from collateral")                             \
	X(SLASH_FIZZ, "slash.fizz", SPON, "from accrued rewards of Fizz nodes")                    \
	X(SLASH_OPERATORS, "slash.operators", ETH, "from restaked ETH")                            \
	X(RESTITUTION, "slash.restitution", SPON, "paid to those harmed by misconduct")            \
	X(DELEGATED, "stake.delegated", SPON, "put into pools")                                    \
	X(UNDELEGATED, "stake.undelegated", SPON, "taken out of pools")

enum fold_total {
#define FOLD_TOTAL_ENUM(constant, name, token, what) TOTAL_##constant,
	FOLD_TOTALS(FOLD_TOTAL_ENUM)
#undef FOLD_TOTAL_ENUM
	TOTAL_COUNT
};

struct fold_total_row {
	const char *name;
	enum spheron_token token;
	const char *what;
};
extern const struct fold_total_row fold_total_rows[TOTAL_COUNT];

/* A node at the end.  Sums are those after the warm-up. */
struct final_row {
	enum spheron_node_kind kind;
	uint32_t id, owner, gateway, entered_era, exit_era; /* exit_era UINT32_MAX: it is still there */
	uint16_t class_, region;
	uint8_t status, tier;              /* tier 255: none, or not known */
	uint32_t threads, gpus, leases;    /* leases: begun */
	double lease_usd, reward_usd, cost_usd;
	double there_s, up_s;
	double slashed_spon;
	double stake_spon, pool_spon;      /* at the end; 0 for Fizz nodes */
};

struct recorded_event {
	uint64_t at_ms;
	uint32_t kind;                     /* enum spheron_event_kind */
	size_t text, size;                 /* in outcome.text: as it stands in a receipt */
};

struct outcome {
	double value[METRIC_COUNT];        /* NAN: no observation */
	uint32_t n_eras, warmup_eras;      /* eras closed; those of them that the warm-up covers */
	double *series;                    /* [n_eras][SERIES_COUNT] */
	uint64_t events[SPHERON_EVENT_COUNT];      /* of the whole run */
	struct spheron_u128 total[TOTAL_COUNT];    /* of the whole run, exact */
	struct final_row *final;
	size_t n_final;
	struct recorded_event *event;
	size_t n_event;
	char *text;
};

/* The run ends, here and now; `state` is as it is then.  Fills *out, which the caller owns. */
void fold_end(struct fold *f, uint64_t now_ms, const struct spheron *state, struct outcome *out);
void fold_free_outcome(struct outcome *out);

/* ---- checkpoints ---- */

/* Writes all of a fold; makes one again for the same setup and wants, and a cast as it was.  False or
 * NULL if the file would not take or give it; nothing has been said. */
bool fold_save(const struct fold *f, FILE *file);
struct fold *fold_load(const struct setup *setup, const struct cast *cast, FILE *file);

#endif
