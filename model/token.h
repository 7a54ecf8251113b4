/* token.h - the price of SPON in USD, one step an era.
 *
 * `drift` is that of the log price, so the mean price grows by drift + vol^2 / 2 a year (and what jumps
 * add); drift = -vol^2 / 2 makes it a martingale.  Steps may have any length: the law of the price at a
 * time does not depend on how it was divided, but for REGIME, whose mood changes between steps only.
 *
 *	CONSTANT  start_usd
 *	GBM       log price: drift dt + vol dW
 *	JUMP      the same, and Poisson(jumps_year) jumps of normal size (jump_mean, jump_sd) (Merton 1976)
 *	REGIME    log price: drift dt + calm_vol or wild_vol dW; stays are exponential (a Markov chain with
 *	          the exact chances of its step); it begins in the mood that is likelier
 *	SERIES    the value of a trace at the time of the scenario, stepwise; the last one after its end
 *	POOL      USD and SPON with a constant product: what is sold goes in as SPON, what is bought as USD;
 *	          others trade at random with the yearly volatility `noise`, and along `drift`
 *
 * The price is never below floor_usd; the process goes on unseen below it, so that another floor leaves
 * everything else in place.
 */
#ifndef MODEL_TOKEN_H
#define MODEL_TOKEN_H

#include "model/luck.h"
#include "model/trace.h"

#include <stdbool.h>

#define TOKEN_MODELS(X)                                                                            \
	X(CONSTANT, "constant")                                                                    \
	X(GBM, "gbm")                                                                              \
	X(JUMP, "jump-diffusion")                                                                  \
	X(REGIME, "regime")                                                                        \
	X(SERIES, "series")                                                                        \
	X(POOL, "pool")

enum token_model {
#define TOKEN_MODEL_ENUM(constant, text) TOKEN_##constant,
	TOKEN_MODELS(TOKEN_MODEL_ENUM)
#undef TOKEN_MODEL_ENUM
	TOKEN_MODEL_COUNT
};

struct token_setup {
	uint32_t model;         /* enum token_model */
	double start_usd, floor_usd;
	double drift, vol;      /* a year, of the log price */
	double jumps_year, jump_mean, jump_sd;   /* JUMP: sizes in log price */
	double calm_vol, wild_vol, calm_s, wild_s; /* REGIME: volatilities and mean lengths of stay */
	double pool_usd;        /* POOL: USD beside SPON worth as much at the start */
	double noise;           /* POOL: trade of others, yearly volatility it would cause */
	const char *series;     /* SERIES: a trace, scaled to start at start_usd if that is not 0 */
};

struct token {
	double usd;             /* price now: the process times `factor`, but not below the floor */
	double process_usd;
	double pool_usd, pool_spon;
	bool wild;
	double factor;          /* of shocks by events, kept apart from the process */
	double floor_usd;
};

void token_start(struct token *t, const struct token_setup *setup, const struct trace *series);

/* One era later: `era` (from 0) ends, in which sold_spon were sold and tokens for bought_usd bought, both
 * evenly over it; they move the price in POOL only. */
void token_step(struct token *t, const struct token_setup *setup, const struct trace *series,
		const struct luck *luck, uint32_t era, double era_s, double sold_spon,
		double bought_usd);

/* A shock: the price is multiplied, from now on; by > 0. */
void token_shock(struct token *t, double by);

const char *token_model_name(enum token_model model);

#endif
