/* Who fails when, for how long. */
#include "tests/fits/fits.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- professional machines ---- */

#define SYSTEMS 64

struct node {
	double first_min, last_min, outages;
	size_t system;
};

static struct node *nodes;
static size_t n_nodes;

static void read_nodes(void)
{
	struct sheet *s = sheet_open("avail_lanl_fta/nodes.csv");

	n_nodes = s->rows;
	nodes = calloc(n_nodes, sizeof *nodes);
	for (size_t i = 0; i < s->rows; i++)
		nodes[i] = (struct node) { sheet_number(s, i, sheet_column(s, "first_min")),
			sheet_number(s, i, sheet_column(s, "last_min")),
			sheet_number(s, i, sheet_column(s, "outages")),
			(size_t) sheet_number(s, i, sheet_column(s, "system")) % SYSTEMS };
	sheet_close(s);
}

/* Outages of a node are more unequal than Poisson: the variance of its own rate over the common one, or
 * over that of its system, by moments over nodes seen for half a year at least. */
static double inequality(bool of_systems)
{
	double outages[SYSTEMS] = { 0 }, time[SYSTEMS] = { 0 }, extra = 0, squares = 0;

	for (size_t i = 0; i < n_nodes; i++) {
		double t = nodes[i].last_min - nodes[i].first_min;
		size_t s = of_systems ? nodes[i].system : 0;

		if (t < 182 * 1440.0)
			continue;
		outages[s] += nodes[i].outages;
		time[s] += t;
	}
	for (size_t i = 0; i < n_nodes; i++) {
		size_t s = of_systems ? nodes[i].system : 0;
		double t = nodes[i].last_min - nodes[i].first_min, m = t * outages[s] / time[s];

		if (t < 182 * 1440.0)
			continue;
		extra += pow(nodes[i].outages - m, 2) - nodes[i].outages;
		squares += m * m;
	}
	return extra / squares;
}

/* Times up between the outages of each node, in hours; each over the mean of its node as well, for nodes
 * of ten or more. */
static void up_times(struct sample *up, struct sample *own, struct sample *down)
{
	struct sheet *s = sheet_open("avail_lanl_fta/outages.csv");
	size_t node = sheet_column(s, "node"), start = sheet_column(s, "start_min");
	size_t length = sheet_column(s, "dur_min");
	size_t first = 0;

	for (size_t i = 0; i <= s->rows; i++) {
		if (i < s->rows)
			sample_add(down, sheet_number(s, i, length) / 60);
		if (i < s->rows && sheet_number(s, i, node) == sheet_number(s, first, node))
			continue;
		for (size_t j = first + 1, from = up->n; j <= i; j++) {
			double gap = j < i ? sheet_number(s, j, start) - sheet_number(s, j - 1, start)
					- sheet_number(s, j - 1, length) : 0;

			if (gap > 0)
				sample_add(up, gap / 60);
			if (j == i && up->n - from >= 9) {
				struct sample mine = { up->x + from, up->n - from, 0 };
				double mean = mean_of(&mine);

				for (size_t k = 0; k < mine.n; k++)
					sample_add(own, mine.x[k] / mean);
			}
		}
		first = i;
	}
	sheet_close(s);
}

static double shape_of(struct sample *s)
{
	return weibull_of(s, NULL).shape;
}

static double mu_of(struct sample *s)
{
	return lognormal_of(s).mu;
}

static double sigma_of(struct sample *s)
{
	return lognormal_of(s).sigma;
}

static void fit_titan(const char *batch, const struct fitted_gpu_loss *f)
{
	struct sheet *s = sheet_open("avail_titan_gpu/gpu_lifetimes.csv");
	size_t which = sheet_column(s, "batch"), years = sheet_column(s, "years");
	size_t dead = sheet_column(s, "dead");
	bool *censored = calloc(s->rows, sizeof *censored);
	struct sample x = { 0 };
	struct fitted_weibull w;
	double deaths = 0;
	char name[60];

	for (size_t i = 0; i < s->rows; i++) {
		if (strcmp(sheet_text(s, i, which), batch) != 0 || sheet_number(s, i, years) <= 0)
			continue;
		censored[x.n] = sheet_number(s, i, dead) == 0;
		deaths += !censored[x.n];
		sample_add(&x, sheet_number(s, i, years));
	}
	w = weibull_of(&x, censored);
	snprintf(name, sizeof name, "GPUs, %s, shape", batch);
	same(name, w.shape, f->life_y.shape);
	snprintf(name, sizeof name, "GPUs, %s, scale", batch);
	same(name, w.scale, f->life_y.scale);
	snprintf(name, sizeof name, "GPUs, %s, loss in 1,000 a year", batch);
	same(name, 1000 * deaths / (mean_of(&x) * (double) x.n), 1000 * f->per_gpu_year);
	show("  %g deaths: 95 %% of the rate in [%.3g, %.3g] of it", deaths,
			gsl_cdf_chisq_Pinv(.025, 2 * deaths) / 2 / deaths,
			gsl_cdf_chisq_Pinv(.975, 2 * deaths + 2) / 2 / deaths);
	free(censored);
	sample_free(&x);
	sheet_close(s);
}

/* The location with most reports whose name is one place. */
static void fit_incidents(void)
{
	struct sheet *s = sheet_open("avail_cloud_outages/incidents_2018_2020.csv");
	size_t place = sheet_column(s, "location"), length = sheet_column(s, "dur_min");
	size_t start = sheet_column(s, "start_min");
	struct sample hours = { 0 };
	struct fitted_lognormal l;
	double virginia = 0, until = 0;

	for (size_t i = 0; i < s->rows; i++) {
		sample_add(&hours, sheet_number(s, i, length) / 60);
		virginia += strcmp(sheet_text(s, i, place), "N. Virginia") == 0;
		until = fmax(until, sheet_number(s, i, start));
	}
	show("  %g reports of N. Virginia in %g days", virginia, until / 1440);
	same("incidents of a location and year", virginia / (until / 1440 / 365),
			fitted_incidents.per_location_year);
	show_interval("mu", &hours, mu_of);
	show_interval("sigma", &hours, sigma_of);
	l = lognormal_of(&hours);
	same("incidents, mu", l.mu, fitted_incidents.mu);
	same("incidents, sigma", l.sigma, fitted_incidents.sigma);
	same("incidents, distance", l.distance, fitted_incidents.distance);
	sample_free(&hours);
	sheet_close(s);
}

static void fit_spot(void)
{
	struct sheet *s = sheet_open("avail_spot_aws2023/v100_1node_9zones.csv");
	size_t zone = sheet_column(s, "zone_type"), length = sheet_column(s, "dur_s");
	size_t up = sheet_column(s, "nodes_up");
	struct sample x[2] = { 0 };
	struct fitted_weibull w[2];
	double time[2] = { 0 };

	for (size_t i = 0; i < s->rows; i++) {
		bool is_up = sheet_number(s, i, up) > 0;
		bool edge = i == 0 || i + 1 == s->rows
				|| strcmp(sheet_text(s, i, zone), sheet_text(s, i - 1, zone)) != 0
				|| strcmp(sheet_text(s, i, zone), sheet_text(s, i + 1, zone)) != 0;

		time[is_up] += sheet_number(s, i, length);
		/* The first and the last run of a zone are cut. */
		if (!edge)
			sample_add(&x[is_up], sheet_number(s, i, length) / 3600);
	}
	w[0] = weibull_of(&x[0], NULL);
	w[1] = weibull_of(&x[1], NULL);
	same("spot, up, shape", w[1].shape, fitted_spot.up_h.shape);
	same("spot, up, scale", w[1].scale, fitted_spot.up_h.scale);
	same("spot, down, shape", w[0].shape, fitted_spot.down_h.shape);
	same("spot, down, scale", w[0].scale, fitted_spot.down_h.scale);
	same("spot, part up", time[1] / (time[0] + time[1]), fitted_spot.availability);
	sample_free(&x[0]);
	sample_free(&x[1]);
	sheet_close(s);
}

void fit_failures(void)
{
	struct sample up = { 0 }, own = { 0 }, down = { 0 };
	struct fitted_weibull w;
	double unequal;

	read_nodes();
	up_times(&up, &own, &down);
	w = weibull_of(&up, NULL);
	show_interval("shape of times up", &up, shape_of);
	same("times up, shape", w.shape, fitted_failures.up_h.shape);
	same("times up, scale", w.scale, fitted_failures.up_h.scale);
	show_interval("shape of times up of one node", &own, shape_of);
	same("times up of one node, shape", weibull_of(&own, NULL).shape, fitted_failures.own_shape);
	same("times up, mean", mean_of(&up), fitted_failures.mean_up_h);
	show_interval("mu of repairs", &down, mu_of);
	show_interval("sigma of repairs", &down, sigma_of);
	same("repairs, mu", lognormal_of(&down).mu, fitted_failures.repair_mu);
	same("repairs, sigma", lognormal_of(&down).sigma, fitted_failures.repair_sigma);
	same("repairs, distance", lognormal_of(&down).distance, fitted_failures.repair_distance);
	unequal = inequality(true);
	same("machines of a site, gamma shape", 1 / unequal, fitted_failures.machines_shape);
	same("machines of a site, sigma", sqrt(log(1 + unequal)), fitted_failures.machines_sigma);
	unequal = inequality(false);
	same("all machines, gamma shape", 1 / unequal, fitted_failures.sites_shape);
	same("all machines, sigma", sqrt(log(1 + unequal)), fitted_failures.sites_sigma);
	same("part down in 1,000", 1000 * mean_of(&down) / (mean_of(&up) + mean_of(&down)),
			1000 * (1 - fitted_failures.availability));
	fit_titan("new", &fitted_gpu_loss_good);
	fit_titan("old", &fitted_gpu_loss_bad);
	fit_incidents();
	fit_spot();
	sample_free(&up);
	sample_free(&own);
	sample_free(&down);
	free(nodes);
}

/* ---- homes ---- */

struct beta {
	double a, b;
};

static double beta_cdf(double x, const void *law)
{
	const struct beta *b = law;

	return gsl_cdf_beta_P(x, b->a, b->b);
}

/* Shapes and lengths of what desktop computers do: the middle of two systems. */
static void fit_home_shapes(void)
{
	struct sheet *s = sheet_open("avail_fta_params/params.csv");
	size_t trace = sheet_column(s, "trace"), state = sheet_column(s, "state");
	size_t shape = sheet_column(s, "weibull_shape"), mean = sheet_column(s, "exp_mean_h");
	double up = 0, down = 0, cycle[2] = { 0 };

	for (size_t i = 0; i < s->rows; i++) {
		bool skype = strcmp(sheet_text(s, i, trace), "skype06") == 0;

		if (!skype && strcmp(sheet_text(s, i, trace), "microsoft99") != 0)
			continue;
		*(strcmp(sheet_text(s, i, state), "up") == 0 ? &up : &down)
				+= sheet_number(s, i, shape) / 2;
		cycle[skype] += sheet_number(s, i, mean);
	}
	same("homes, shape of times up", up, fitted_home_faults.up_shape);
	same("homes, shape of times down", down, fitted_home_faults.down_shape);
	same("homes, hours of a cycle", sqrt(cycle[0] * cycle[1]), fitted_home_faults.cycle_h);
	sheet_close(s);
}

static double average_of(struct sample *s)
{
	return mean_of(s);
}

void fit_home_faults(void)
{
	struct sheet *s = sheet_open("avail_p2p_pivx2021/nodes.csv");
	size_t good = sheet_column(s, "good"), month = sheet_column(s, "r30d");
	struct sample x = { 0 };
	double m, v;
	struct beta b;

	for (size_t i = 0; i < s->rows; i++)
		if (sheet_number(s, i, good) == 1)
			sample_add(&x, sheet_number(s, i, month) / 100);
	m = mean_of(&x);
	v = sd_of(&x) * sd_of(&x);
	b.a = m * (m * (1 - m) / v - 1);
	b.b = (1 - m) * (m * (1 - m) / v - 1);
	same_quantiles("homes, availability", &x, fitted_home_availability);
	show_interval("mean availability", &x, average_of);
	show("  mean %.4g, of the table %.4g", m,
			fitted_quantile_mean(fitted_home_availability, FITTED_RANKS));
	same("homes, availability, beta a", b.a, fitted_home_faults.beta_a);
	same("homes, availability, beta b", b.b, fitted_home_faults.beta_b);
	same("homes, availability, distance", distance_of(&x, beta_cdf, &b),
			fitted_home_faults.beta_distance);
	sample_free(&x);
	sheet_close(s);
	fit_home_shapes();
}
