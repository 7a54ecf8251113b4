/* Token prices, delegators, and home nodes that come where it pays. */
#include "tests/fits/fits.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_fit.h>
#include <gsl/gsl_min.h>
#include <gsl/gsl_multimin.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- tokens ---- */

static double median_of(struct sample *s)
{
	sample_sort(s);
	return quantile_of(s, .5);
}

/* Jumps are the days farther from the middle than FITTED_JUMP_AT robust deviations. */
static void fit_jumps(const struct sample *r, struct fitted_token *t)
{
	struct sample sorted = { 0 }, away = { 0 }, calm = { 0 }, jump = { 0 };
	double middle, robust;

	for (size_t i = 0; i < r->n; i++)
		sample_add(&sorted, r->x[i]);
	middle = median_of(&sorted);
	for (size_t i = 0; i < r->n; i++)
		sample_add(&away, fabs(r->x[i] - middle));
	robust = 1.4826 * median_of(&away);
	for (size_t i = 0; i < r->n; i++)
		sample_add(fabs(r->x[i] - middle) > FITTED_JUMP_AT * robust ? &jump : &calm, r->x[i]);
	t->calm_vol_day = sd_of(&calm);
	t->jumps_per_day = (double) jump.n / (double) r->n;
	t->jump_mean = mean_of(&jump);
	t->jump_sd = sd_of(&jump);
	sample_free(&sorted);
	sample_free(&away);
	sample_free(&calm);
	sample_free(&jump);
}

/* A hidden Markov chain of two normal laws with the same mean, by expectation and maximisation (Baum and
 * Welch), 500 rounds from quiet and wild days at half and twice the deviation. */
static void fit_regimes(const struct sample *r, struct fitted_token *t)
{
	size_t n = r->n;
	double (*ahead)[2] = calloc(n, sizeof *ahead), (*back)[2] = calloc(n, sizeof *back);
	double *scale = calloc(n, sizeof *scale);
	double m = mean_of(r), vol[2] = { sd_of(r) / 2, sd_of(r) * 2 }, stay[2] = { .95, .85 };
	double start[2] = { .5, .5 };

	for (int round = 0; round < 500; round++) {
		double move[2][2] = { { 1 - (1 - stay[0]), 1 - stay[0] }, { 1 - stay[1], stay[1] } };
		double in[2] = { 0 }, squares[2] = { 0 }, from[2] = { 0 }, kept[2] = { 0 };
		double density[2][2];

		for (size_t i = 0; i < n; i++) {
			for (int k = 0; k < 2; k++) {
				double before = i == 0 ? start[k] : ahead[i - 1][0] * move[0][k]
						+ ahead[i - 1][1] * move[1][k];

				ahead[i][k] = before * exp(-pow((r->x[i] - m) / vol[k], 2) / 2) / vol[k];
			}
			scale[i] = ahead[i][0] + ahead[i][1];
			ahead[i][0] /= scale[i];
			ahead[i][1] /= scale[i];
		}
		back[n - 1][0] = back[n - 1][1] = 1;
		for (size_t i = n - 1; i-- > 0;) {
			for (int k = 0; k < 2; k++)
				density[0][k] = exp(-pow((r->x[i + 1] - m) / vol[k], 2) / 2) / vol[k];
			for (int k = 0; k < 2; k++)
				back[i][k] = (move[k][0] * density[0][0] * back[i + 1][0]
						+ move[k][1] * density[0][1] * back[i + 1][1])
						/ scale[i + 1];
			for (int k = 0; k < 2; k++) {
				from[k] += ahead[i][k] * back[i][k];
				kept[k] += ahead[i][k] * move[k][k] * density[0][k] * back[i + 1][k]
						/ scale[i + 1];
			}
		}
		for (size_t i = 0; i < n; i++) {
			for (int k = 0; k < 2; k++) {
				in[k] += ahead[i][k] * back[i][k];
				squares[k] += ahead[i][k] * back[i][k] * pow(r->x[i] - m, 2);
			}
		}
		for (int k = 0; k < 2; k++) {
			vol[k] = sqrt(squares[k] / in[k]);
			stay[k] = kept[k] / from[k];
			start[k] = ahead[0][k] * back[0][k];
		}
	}
	t->quiet_vol_day = vol[0];
	t->wild_vol_day = vol[1];
	t->quiet_stay = stay[0];
	t->wild_stay = stay[1];
	free(ahead);
	free(back);
	free(scale);
}

static struct fitted_token token_of(const struct sheet *s, size_t column, const char *name)
{
	struct fitted_token t = { .name = name };
	struct sample r = { 0 };
	double highest = 0, before = NAN;

	for (size_t i = 0; i < s->rows; i++) {
		double x = sheet_number(s, i, column);

		/* A day without price parts two stretches. */
		if (x > 0 && before > 0)
			sample_add(&r, log(x / before));
		before = x;
		if (!(x > 0))
			continue;
		highest = fmax(highest, x);
		t.worst_drawdown = fmax(t.worst_drawdown, 1 - x / highest);
	}
	t.days = (uint32_t) r.n;
	t.drift_day = mean_of(&r);
	t.vol_day = sd_of(&r);
	fit_jumps(&r, &t);
	fit_regimes(&r, &t);
	sample_free(&r);
	return t;
}

#define TOKEN_NUMBERS 11

static void token_numbers(const struct fitted_token *t, double x[TOKEN_NUMBERS])
{
	const double all[TOKEN_NUMBERS] = { t->drift_day, t->vol_day, t->calm_vol_day,
		t->jumps_per_day, t->jump_mean, t->jump_sd, t->quiet_vol_day, t->wild_vol_day,
		t->quiet_stay, t->wild_stay, t->worst_drawdown };

	memcpy(x, all, sizeof all);
}

static void same_token(const char *name, double days, const double x[TOKEN_NUMBERS],
		const struct fitted_token *f)
{
	static const char *const what[TOKEN_NUMBERS] = { "drift", "vol", "calm vol", "jumps a day",
		"jump mean", "jump sd", "quiet vol", "wild vol", "quiet stay", "wild stay", "drawdown" };
	double written[TOKEN_NUMBERS];
	char text[60];

	show("\t{ \"%s\", %.0f, %.5f, %.4f, %.4f, %.4f, %.4f, %.4f, %.4f, %.4f, %.4f, %.4f, %.3f },",
			name, days, x[0], x[1], x[2], x[3], x[4], x[5], x[6], x[7], x[8], x[9], x[10]);
	token_numbers(f, written);
	for (size_t i = 0; !printing() && i < TOKEN_NUMBERS; i++) {
		snprintf(text, sizeof text, "%s, %s", name, what[i]);
		same(text, x[i], written[i]);
	}
	if (!printing())
		same("days of a token", days, f->days);
}

void fit_tokens(void)
{
	static const char *const columns[] = { "hnt", "akt", "fil", "lpt" };
	struct sheet *s = sheet_open("econ_depin_networks/token_prices_daily.csv");
	struct sample each[TOKEN_NUMBERS + 1] = { 0 };
	double x[TOKEN_NUMBERS];
	char column[16];

	same("tokens", 4, (double) fitted_tokens_n);
	for (size_t i = 0; i < 4; i++) {
		struct fitted_token t;

		snprintf(column, sizeof column, "%s_usd", columns[i]);
		t = token_of(s, sheet_column(s, column), columns[i]);
		token_numbers(&t, x);
		same_token(columns[i], t.days, x, &fitted_tokens[i < fitted_tokens_n ? i : 0]);
		for (size_t j = 0; j < TOKEN_NUMBERS; j++)
			sample_add(&each[j], x[j]);
		sample_add(&each[TOKEN_NUMBERS], t.days);
	}
	for (size_t j = 0; j < TOKEN_NUMBERS; j++)
		x[j] = median_of(&each[j]);
	same_token("middle", round(median_of(&each[TOKEN_NUMBERS])), x, &fitted_token);
	for (size_t j = 0; j <= TOKEN_NUMBERS; j++)
		sample_free(&each[j]);
	sheet_close(s);
}

/* ---- delegators ---- */

#define BANDS 6

struct bands {
	double n[BANDS], tokens[BANDS];
};

static const double band_from[BANDS] = { 0, 1, 10, 100, 1000, 10000 };

/* Of a lognormal law: minus the log likelihood of the numbers in the bands. */
static double unlikely(const gsl_vector *at, void *about)
{
	const struct bands *b = about;
	double mu = gsl_vector_get(at, 0), sigma = exp(gsl_vector_get(at, 1)), sum = 0;

	for (int i = 0; i < BANDS; i++) {
		double low = i == 0 ? 0 : gsl_cdf_ugaussian_P((log(band_from[i]) - mu) / sigma);
		double high = i + 1 == BANDS ? 1
				: gsl_cdf_ugaussian_P((log(band_from[i + 1]) - mu) / sigma);

		sum -= b->n[i] * log(fmax(high - low, 1e-300));
	}
	return sum;
}

static struct fitted_lognormal lognormal_of_bands(struct bands *b)
{
	gsl_multimin_fminimizer *m = gsl_multimin_fminimizer_alloc(gsl_multimin_fminimizer_nmsimplex2, 2);
	gsl_multimin_function f = { unlikely, 2, b };
	gsl_vector *at = gsl_vector_alloc(2), *step = gsl_vector_alloc(2);
	struct fitted_lognormal l = { 0 };
	double all = 0, upto = 0;

	gsl_vector_set(at, 0, 4);
	gsl_vector_set(at, 1, 1);
	gsl_vector_set_all(step, 1);
	gsl_multimin_fminimizer_set(m, &f, at, step);
	for (int i = 0; i < 500; i++)
		gsl_multimin_fminimizer_iterate(m);
	l.mu = gsl_vector_get(m->x, 0);
	l.sigma = exp(gsl_vector_get(m->x, 1));
	for (int i = 0; i < BANDS; i++)
		all += b->n[i];
	for (int i = 0; i + 1 < BANDS; i++) {
		upto += b->n[i];
		l.distance = fmax(l.distance, fabs(upto / all - gsl_cdf_ugaussian_P(
				(log(band_from[i + 1]) - l.mu) / l.sigma)));
	}
	gsl_multimin_fminimizer_free(m);
	gsl_vector_free(at);
	gsl_vector_free(step);
	return l;
}

/* Log likelihood of a Pareto tail from 100 tokens, whose numbers are known by bands: its derivative is
 * not needed, a search is good enough for two or three digits. */
static double tail_shape_of(const struct bands *b)
{
	double best = -INFINITY, shape = 0;

	for (double a = .05; a < 3; a += .0005) {
		double q = pow(10, -a), sum = b->n[3] * log(1 - q) + b->n[4] * (log(q) + log(1 - q))
				+ b->n[5] * 2 * log(q);

		if (sum > best) {
			best = sum;
			shape = a;
		}
	}
	return shape;
}

/* The mean of a Pareto law from 10,000 that is cut at `until`, minus what is measured. */
struct tail {
	double shape, mean;
};

static double mean_gap(double log_until, const void *about)
{
	const struct tail *t = about;
	double low = 10000, high = exp(log_until), a = t->shape;
	double mass = 1 - pow(low / high, a);

	return a * pow(low, a) * (pow(high, 1 - a) - pow(low, 1 - a)) / (1 - a) / mass - t->mean;
}

void fit_delegators(void)
{
	struct sheet *s = sheet_open("econ_livepeer/delegators_monthly_2022_2026.csv");
	static const char *const names[BANDS] = { "lt1", "1_10", "10_100", "100_1k", "1k_10k", "ge10k" };
	struct bands b = { { 0 }, { 0 } };
	struct fitted_lognormal l;
	struct tail tail;
	double all = 0, tokens = 0, until = 0;
	char column[20];

	/* The last whole month. */
	for (int i = 0; i < BANDS; i++) {
		snprintf(column, sizeof column, "n_%s", names[i]);
		b.n[i] = sheet_number(s, s->rows - 1, sheet_column(s, column));
		snprintf(column, sizeof column, "lpt_%s", names[i]);
		b.tokens[i] = sheet_number(s, s->rows - 1, sheet_column(s, column));
		all += b.n[i];
		tokens += b.tokens[i];
	}
	show("  month %s", sheet_text(s, s->rows - 1, sheet_column(s, "month")));
	l = lognormal_of_bands(&b);
	same("delegators, mu", l.mu, fitted_delegators.stake.mu);
	same("delegators, sigma", l.sigma, fitted_delegators.stake.sigma);
	same("delegators, distance", l.distance, fitted_delegators.stake.distance);
	show("  mean of that lognormal %.4g", exp(l.mu + l.sigma * l.sigma / 2));
	tail = (struct tail) { tail_shape_of(&b), b.tokens[5] / b.n[5] };
	same("delegators, shape of the tail", tail.shape, fitted_delegators.tail_shape);
	until = exp(root_of(mean_gap, &tail, log(20000), log(1e9)));
	same("delegators, end of the tail in 1,000", until / 1000, fitted_delegators.tail_until / 1000);
	same("delegators, mean", tokens / all, fitted_delegators.mean_tokens);
	for (int i = 0; i < BANDS; i++) {
		same("delegators, part of a band", b.n[i] / all, fitted_delegators.band[i].part);
		same("delegators, tokens of a band", b.tokens[i] / b.n[i],
				fitted_delegators.band[i].mean_tokens);
	}
	sheet_close(s);
}

/* ---- home nodes ---- */

void fit_entry(void)
{
	struct sheet *s = sheet_open("econ_depin_networks/helium_monthly.csv");
	size_t nodes = sheet_column(s, "hotspots"), usd = sheet_column(s, "usd_per_hotspot_month");
	struct sample x = { 0 }, y = { 0 };
	double c0, c1, c00, c01, c11, squares, all = 0, m;

	/* From 2020 on: before, the network had fewer than 2,500 nodes. */
	for (size_t i = 1; i < s->rows; i++) {
		if (strcmp(sheet_text(s, i, sheet_column(s, "month")), "2020-01") < 0)
			continue;
		sample_add(&x, log(sheet_number(s, i - 1, usd)));
		sample_add(&y, log(sheet_number(s, i, nodes) / sheet_number(s, i - 1, nodes)));
	}
	gsl_fit_linear(x.x, 1, y.x, 1, x.n, &c0, &c1, &c00, &c01, &c11, &squares);
	m = mean_of(&y);
	for (size_t i = 0; i < y.n; i++)
		all += pow(y.x[i] - m, 2);
	same("entry, elasticity", c1, fitted_entry.elasticity);
	show("  95 %% in [%.3g, %.3g], n %zu", c1 - 2.02 * sqrt(c11), c1 + 2.02 * sqrt(c11), x.n);
	same("entry, USD a month", exp((log(1.1) - c0) / c1), fitted_entry.hurdle_usd_month);
	same("entry, r2", 1 - squares / all, fitted_entry.r2);
	sample_free(&x);
	sample_free(&y);
	sheet_close(s);
}
