#include "model/token.h"

#include "model/draw.h"

#include <math.h>

#define YEAR_S (365 * 86400.0)

const char *token_model_name(enum token_model model)
{
	static const char *const names[] = {
#define TOKEN_MODEL_NAME(constant, text) text,
		TOKEN_MODELS(TOKEN_MODEL_NAME)
#undef TOKEN_MODEL_NAME
	};

	return names[model];
}

static void show(struct token *t)
{
	t->usd = fmax(t->floor_usd, t->process_usd * t->factor);
}

void token_shock(struct token *t, double by)
{
	t->factor *= by;
	show(t);
}

/* ---- one era of each model ---- */

/* A jump of each size on its own is as likely as their sum drawn at once: n normal sizes are one
 * with n times the mean and the variance.  The sum's own number comes first, so that another rate
 * of jumps leaves it in place. */
static double jumps(const struct token_setup *setup, struct stream *s, double years)
{
	double z = draw_normal(s, 0, 1);
	double n = (double) draw_poisson(s, setup->jumps_year * years);

	return n * setup->jump_mean + sqrt(n) * setup->jump_sd * z;
}

/* P(wild after the step) of the chain that leaves its moods at rates of 1 / calm_s, 1 / wild_s. */
static double becomes_wild(const struct token_setup *setup, bool wild, double era_s)
{
	double both, mixed, settled;

	if (setup->calm_s <= 0 || setup->wild_s <= 0)
		return setup->wild_s > 0;
	both = 1 / setup->calm_s + 1 / setup->wild_s;
	mixed = -expm1(-both * era_s);
	settled = setup->wild_s / (setup->calm_s + setup->wild_s);
	return wild ? 1 - (1 - settled) * mixed : settled * mixed;
}

/* SPON that comes in at a steady rate takes out USD at the price of the moment, and USD the other
 * way: with x y = k the pool's USD follow dy/dt = bought - sold y^2 / k, whose solution after one
 * unit of time this is.  Who comes first within the era makes no difference, and two halves are the
 * whole. */
static void trade(struct token *t, double sold_spon, double bought_usd)
{
	double k = t->pool_usd * t->pool_spon, rate = sqrt(sold_spon * bought_usd / k);
	double time = rate > 1e-8 ? tanh(rate) / rate : 1;

	t->pool_usd = (t->pool_usd + bought_usd * time) /
		      (1 + sold_spon * (t->pool_usd / k) * time);
	t->pool_spon = k / t->pool_usd;
}

/* What others trade moves the log price by so much. */
static void push(struct token *t, double log_price)
{
	t->pool_usd *= exp(log_price / 2);
	t->pool_spon *= exp(-log_price / 2);
}

static double series_usd(const struct token_setup *setup, const struct trace *series, double at_s)
{
	double from_s = trace_from_s(series), first = trace_value(series, from_s, TRACE_STEP);
	double scale = setup->start_usd > 0 && first > 0 ? setup->start_usd / first : 1;

	return scale * trace_value(series, from_s + at_s, TRACE_STEP);
}

/* ---- all of them ---- */

void token_start(struct token *t, const struct token_setup *setup, const struct trace *series)
{
	*t = (struct token){
		.process_usd = setup->start_usd, .factor = 1, .floor_usd = setup->floor_usd
	};
	switch ((enum token_model) setup->model) {
	case TOKEN_SERIES:
		if (series)
			t->process_usd = series_usd(setup, series, 0);
		break;
	case TOKEN_POOL:
		t->pool_usd = setup->pool_usd;
		t->pool_spon = setup->pool_usd / setup->start_usd;
		break;
	case TOKEN_REGIME:
		t->wild = setup->wild_s > setup->calm_s;
		break;
	case TOKEN_CONSTANT:
	case TOKEN_GBM:
	case TOKEN_JUMP:
	case TOKEN_MODEL_COUNT:
		break;
	}
	show(t);
}

void token_step(struct token *t, const struct token_setup *setup, const struct trace *series,
		const struct luck *luck, uint32_t era, double era_s, double sold_spon,
		double bought_usd)
{
	double years = era_s / YEAR_S;
	struct stream price = luck_open(luck, STREAM_TOKEN, 0, FOR_PRICE, era);
	struct stream jump = luck_open(luck, STREAM_TOKEN, 0, FOR_JUMP, era);
	struct stream mood = luck_open(luck, STREAM_TOKEN, 0, FOR_REGIME, era);
	double z = sqrt(years) * draw_normal(&price, 0, 1), drift = setup->drift * years;

	switch ((enum token_model) setup->model) {
	case TOKEN_GBM:
		t->process_usd *= exp(drift + setup->vol * z);
		break;
	case TOKEN_JUMP:
		t->process_usd *= exp(drift + setup->vol * z + jumps(setup, &jump, years));
		break;
	case TOKEN_REGIME:
		t->process_usd *= exp(drift + (t->wild ? setup->wild_vol : setup->calm_vol) * z);
		t->wild = stream_inner_unit(&mood) > 1 - becomes_wild(setup, t->wild, era_s);
		break;
	case TOKEN_SERIES:
		if (series)
			t->process_usd = series_usd(setup, series, (era + 1.0) * era_s);
		break;
	case TOKEN_POOL:
		push(t, drift + setup->noise * z);
		trade(t, sold_spon, bought_usd / t->factor);
		t->process_usd = t->pool_usd / t->pool_spon;
		break;
	case TOKEN_CONSTANT:
	case TOKEN_MODEL_COUNT:
		break;
	}
	show(t);
}
