/* token.h - the price of SPON in USD, one step an era. */
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
	double usd;             /* price now */
	double pool_usd, pool_spon;
	bool wild;
	double factor;          /* of shocks by events, kept apart from the process */
};

void token_start(struct token *t, const struct token_setup *setup, const struct trace *series);

/* One era later: rewards worth `sold_spon` were sold and tokens for `bought_usd` bought in it (they move
 * the price in POOL only). */
void token_step(struct token *t, const struct token_setup *setup, const struct trace *series,
		const struct luck *luck, uint32_t era, double era_s, double sold_spon,
		double bought_usd);

/* A shock: the price is multiplied, from now on. */
void token_shock(struct token *t, double by);

#endif
