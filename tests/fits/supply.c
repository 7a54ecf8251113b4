/* Machines of professional providers, GPUs and their prices. */
#include "tests/fits/fits.h"

#include "model/gpu_name.h"

#include <gsl/gsl_fit.h>
#include <gsl/gsl_multifit.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- machines ---- */

static unsigned machine_gpu(const char *name)
{
	return strcmp(name, "G2") == 0 ? gpu_named("a10")
			: strcmp(name, "G3") == 0 ? gpu_named("a100-80g") : gpu_named(name);
}

/* Machines of the same model and number of GPUs stand together in a row; without GPUs, those of up to 48
 * threads and the others. */
static bool belongs(const struct fitted_machine *m, double threads, unsigned gpus, unsigned gpu)
{
	return m->gpus == gpus && m->gpu == gpu
			&& (gpus > 0 || (m->threads <= 48) == (threads <= 48));
}

void fit_machines(void)
{
	struct sheet *s = sheet_open("demand_alibaba_gpu2023/nodes.csv");
	size_t cpu = sheet_column(s, "cpu_milli"), mem = sheet_column(s, "mem_mib");
	size_t gpus = sheet_column(s, "gpus"), model = sheet_column(s, "gpu_model");
	double left = (double) s->rows;
	char name[60];

	for (size_t r = 0; r < fitted_machines_n; r++) {
		const struct fitted_machine *m = &fitted_machines[r];
		double n = 0, threads = 0, mb = 0;

		for (size_t i = 0; i < s->rows; i++) {
			unsigned g = (unsigned) sheet_number(s, i, gpus);

			if (!belongs(m, sheet_number(s, i, cpu) / 1000, g,
					    g ? machine_gpu(sheet_text(s, i, model)) : 0))
				continue;
			n++;
			threads += sheet_number(s, i, cpu) / 1000;
			mb += sheet_number(s, i, mem) * 1.048576;
		}
		left -= n;
		snprintf(name, sizeof name, "machines, row %zu, weight", r);
		same(name, n, m->weight);
		snprintf(name, sizeof name, "machines, row %zu, threads", r);
		same(name, round(threads / n), m->threads);
		snprintf(name, sizeof name, "machines, row %zu, memory", r);
		same(name, round(mb / n), m->mem_mb);
	}
	same("machines in no row", left, 0);
	sheet_close(s);
}

/* ---- GPUs ---- */

struct offers {
	struct sample firm, home;
};

static struct offers offers[GPU_NAMES + 1];

static unsigned offered(const char *name, double vram_gb)
{
	if (strcmp(name, "a100") == 0)
		return gpu_named(vram_gb > 40 ? "a100-80g" : "a100-sxm-40g");
	return gpu_named(name);
}

static void collect_offers(void)
{
	struct sheet *s = sheet_open("supply_gpu_prices2026/offers_latest.csv");
	size_t gpu = sheet_column(s, "gpu"), kind = sheet_column(s, "kind");
	size_t vram = sheet_column(s, "vram_gb"), usd = sheet_column(s, "usd_gpu_h");

	for (size_t i = 0; i < s->rows; i++) {
		unsigned id = offered(sheet_text(s, i, gpu), sheet_number(s, i, vram));
		const char *k = sheet_text(s, i, kind);

		if (strcmp(k, "on-demand") == 0 || strcmp(k, "secure") == 0)
			sample_add(&offers[id].firm, sheet_number(s, i, usd));
		else if (strcmp(k, "spot") == 0 || strcmp(k, "community") == 0)
			sample_add(&offers[id].home, sheet_number(s, i, usd));
	}
	for (size_t id = 0; id <= GPU_NAMES; id++) {
		sample_sort(&offers[id].firm);
		sample_sort(&offers[id].home);
	}
	sheet_close(s);
}

static double median_of(struct sample *s)
{
	sample_sort(s);
	return quantile_of(s, .5);
}

/* log USD = a + b log memory + c log board power + d (sold to homes), least squares over the models with
 * firm offers. */
static void regress(double coefficient[4])
{
	size_t n = 0, used = 0;
	gsl_matrix *x, *covariance = gsl_matrix_alloc(4, 4);
	gsl_vector *y, *c = gsl_vector_alloc(4);
	gsl_multifit_linear_workspace *work;
	double residual;

	for (size_t i = 0; i < fitted_gpus_n; i++)
		n += offers[fitted_gpus[i].gpu].firm.n > 0;
	x = gsl_matrix_alloc(n, 4);
	y = gsl_vector_alloc(n);
	work = gsl_multifit_linear_alloc(n, 4);
	for (size_t i = 0; i < fitted_gpus_n; i++) {
		const struct fitted_gpu *g = &fitted_gpus[i];

		if (!offers[g->gpu].firm.n)
			continue;
		gsl_matrix_set(x, used, 0, 1);
		gsl_matrix_set(x, used, 1, log(g->vram_gb));
		gsl_matrix_set(x, used, 2, log(g->board_w));
		gsl_matrix_set(x, used, 3, g->home);
		gsl_vector_set(y, used++, log(quantile_of(&offers[g->gpu].firm, .5)));
	}
	gsl_multifit_linear(x, y, c, covariance, &residual, work);
	for (size_t i = 0; i < 4; i++)
		coefficient[i] = gsl_vector_get(c, i);
	show("  log USD/h = %.4g + %.4g log GB + %.4g log W + %.4g home; residual sd %.3g, n %zu",
			coefficient[0], coefficient[1], coefficient[2], coefficient[3],
			sqrt(residual / (double) (n - 4)), n);
	gsl_multifit_linear_free(work);
	gsl_matrix_free(x);
	gsl_matrix_free(covariance);
	gsl_vector_free(y);
	gsl_vector_free(c);
}

/* What is known of a model's price; what isn't follows from the regression and from the middle ratios. */
static void price_of(const struct fitted_gpu *g, const double coefficient[4], double home_ratio,
		const double spread[2], double usd[4])
{
	struct sample *firm = &offers[g->gpu].firm, *home = &offers[g->gpu].home;

	usd[0] = firm->n ? quantile_of(firm, .5) : home->n ? quantile_of(home, .5) / home_ratio
			: exp(coefficient[0] + coefficient[1] * log(g->vram_gb)
					+ coefficient[2] * log(g->board_w)
					+ coefficient[3] * g->home);
	usd[1] = firm->n > 2 ? quantile_of(firm, .25) : usd[0] * spread[0];
	usd[2] = firm->n > 2 ? quantile_of(firm, .75) : usd[0] * spread[1];
	usd[3] = home->n ? quantile_of(home, .5) : usd[0] * home_ratio;
}

/* Facts of the makers' data sheets. */
static void same_facts(void)
{
	struct sheet *s = sheet_open("supply_gpu_catalog/gpus.csv");
	size_t gpu = sheet_column(s, "gpu"), vram = sheet_column(s, "vram_gb");
	size_t power = sheet_column(s, "tdp_w"), released = sheet_column(s, "released");
	char name[60];

	for (size_t i = 0; i < s->rows; i++) {
		const char *text = sheet_text(s, i, gpu);
		const struct fitted_gpu *g = fitted_gpu((uint16_t) gpu_named(text));

		/* One on-chain id for three forms of it: the SXM one counts. */
		if (!g || strcmp(text, "h100-pcie") == 0 || strcmp(text, "h100-nvl") == 0
				|| strcmp(text, "a100-pcie-80") == 0)
			continue;
		snprintf(name, sizeof name, "%s, memory", g->name);
		same(name, sheet_number(s, i, vram), g->vram_gb);
		snprintf(name, sizeof name, "%s, board power", g->name);
		same(name, sheet_number(s, i, power), g->board_w);
		snprintf(name, sizeof name, "%s, year", g->name);
		same(name, atoi(sheet_text(s, i, released)), g->released);
	}
	sheet_close(s);
}

void fit_gpus(void)
{
	struct sample ratio = { 0 }, low = { 0 }, high = { 0 };
	double coefficient[4], home_ratio, spread[2];
	char name[60];

	same_facts();
	collect_offers();
	regress(coefficient);
	for (size_t i = 0; i < fitted_gpus_n; i++) {
		struct offers *o = &offers[fitted_gpus[i].gpu];

		if (o->firm.n && o->home.n)
			sample_add(&ratio, quantile_of(&o->home, .5) / quantile_of(&o->firm, .5));
		if (o->firm.n > 2) {
			sample_add(&low, quantile_of(&o->firm, .25) / quantile_of(&o->firm, .5));
			sample_add(&high, quantile_of(&o->firm, .75) / quantile_of(&o->firm, .5));
		}
	}
	home_ratio = median_of(&ratio);
	show("homes ask %.3g of firm offers", home_ratio);
	show_interval("homes", &ratio, median_of);
	spread[0] = median_of(&low);
	spread[1] = median_of(&high);
	show("quartiles %.3g and %.3g of the median", spread[0], spread[1]);
	for (size_t i = 0; i < fitted_gpus_n; i++) {
		const struct fitted_gpu *g = &fitted_gpus[i];
		double usd[4];

		price_of(g, coefficient, home_ratio, spread, usd);
		show("\t{ %u, \"%s\", %.4g, %.4g, %.4g, %.4g, %zu, %zu, %u, %u, %u, %u, %u },", g->gpu,
				g->name, usd[0], usd[1], usd[2], usd[3], offers[g->gpu].firm.n,
				offers[g->gpu].home.n, g->vram_gb, g->board_w, g->released, g->price_usd,
				g->home);
		if (printing())
			continue;
		same_text("name of a GPU", gpu_name(g->gpu) ? gpu_name(g->gpu) : "none", g->name);
		snprintf(name, sizeof name, "%s, firm offers", g->name);
		same(name, (double) offers[g->gpu].firm.n, g->offers);
		snprintf(name, sizeof name, "%s, home offers", g->name);
		same(name, (double) offers[g->gpu].home.n, g->home_offers);
		snprintf(name, sizeof name, "%s, USD an hour", g->name);
		same(name, usd[0], g->usd_h);
		snprintf(name, sizeof name, "%s, lower quartile", g->name);
		same(name, usd[1], g->q25_usd_h);
		snprintf(name, sizeof name, "%s, upper quartile", g->name);
		same(name, usd[2], g->q75_usd_h);
		snprintf(name, sizeof name, "%s, homes", g->name);
		same(name, usd[3], g->home_usd_h);
	}
	for (size_t id = 0; id <= GPU_NAMES; id++) {
		if (id && offers[id].firm.n && !fitted_gpu((uint16_t) id))
			show("  not in the table: %s, %zu offers, median %.4g", gpu_name((unsigned) id),
					offers[id].firm.n, quantile_of(&offers[id].firm, .5));
		sample_free(&offers[id].firm);
		sample_free(&offers[id].home);
	}
	sample_free(&ratio);
	sample_free(&low);
	sample_free(&high);
}

/* ---- how prices move ---- */

/* Regression of the log median on itself a day before, over all pairs that are a day apart to half an
 * hour; the pull follows from the slope, the rest from what is left. */
static void walk_of(const struct sample *t_s, const struct sample *x, double *pull, double *vol)
{
	struct sample from = { 0 }, to = { 0 };
	double c0, c1, c00, c01, c11, squares;
	size_t j = 0;

	for (size_t i = 0; i < x->n; i++) {
		while (j < x->n && t_s->x[j] < t_s->x[i] + 86400 - 900)
			j++;
		if (j == x->n)
			break;
		if (t_s->x[j] > t_s->x[i] + 86400 + 900)
			continue;
		sample_add(&from, x->x[i]);
		sample_add(&to, x->x[j]);
	}
	gsl_fit_linear(from.x, 1, to.x, 1, from.n, &c0, &c1, &c00, &c01, &c11, &squares);
	*pull = -log(fmin(fmax(c1, 0.05), 0.98));
	/* Over a day: squares / n = vol^2 (1 - exp(-2 pull)) / (2 pull). */
	*vol = sqrt(squares / (double) from.n * 2 * *pull / (1 - exp(-2 * *pull)));
	sample_free(&from);
	sample_free(&to);
}

void fit_price_walks(void)
{
	struct sheet *s = sheet_open("supply_gpu_market2025/price_stock_30min.csv");
	size_t t = sheet_column(s, "t_s"), gpu = sheet_column(s, "gpu");
	size_t median = sheet_column(s, "median");
	struct sample pulls = { 0 }, vols = { 0 };
	char name[80];

	for (size_t r = 0; r < fitted_price_walks_n; r++) {
		const struct fitted_price_walk *w = &fitted_price_walks[r];
		struct sample t_s = { 0 }, x = { 0 };
		double pull, vol;

		for (size_t i = 0; i < s->rows; i++) {
			if (strcmp(sheet_text(s, i, gpu), w->name) != 0)
				continue;
			sample_add(&t_s, sheet_number(s, i, t));
			sample_add(&x, log(sheet_number(s, i, median)));
		}
		walk_of(&t_s, &x, &pull, &vol);
		snprintf(name, sizeof name, "%s, pull", w->name);
		same(name, pull, w->pull_per_day);
		snprintf(name, sizeof name, "%s, vol", w->name);
		same(name, vol, w->vol_per_sqrt_day);
		same("on-chain id of its name", gpu_named(w->name), w->gpu);
		sample_add(&pulls, pull);
		sample_add(&vols, vol);
		sample_free(&t_s);
		sample_free(&x);
	}
	same("middle pull", median_of(&pulls), fitted_price_walk.pull_per_day);
	same("middle vol", median_of(&vols), fitted_price_walk.vol_per_sqrt_day);
	sample_free(&pulls);
	sample_free(&vols);
	sheet_close(s);
}
