/* Regions: where machines are, what power costs there; home computers. */
#include "tests/fits/fits.h"

#include "model/gpu_name.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_fit.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define REGIONS 32

/* The region of a country where offers are listed, and the column of power prices that stands for a
 * region.  The United States are three regions of the same size. */
static const struct country {
	const char *code, *region;
} countries[] = {
	{ "CA", "ca-central" }, { "GB", "eu-west" }, { "FR", "eu-west" }, { "NL", "eu-west" },
	{ "BE", "eu-west" }, { "IE", "eu-west" }, { "IS", "eu-west" }, { "LU", "eu-west" },
	{ "DE", "eu-central" }, { "AT", "eu-central" }, { "CH", "eu-central" }, { "PL", "eu-central" },
	{ "CZ", "eu-central" }, { "HU", "eu-central" }, { "SK", "eu-central" }, { "SI", "eu-central" },
	{ "SE", "eu-central" }, { "NO", "eu-central" }, { "FI", "eu-central" }, { "DK", "eu-central" },
	{ "EE", "eu-central" }, { "LV", "eu-central" }, { "UA", "eu-central" },
	{ "ES", "eu-south" }, { "PT", "eu-south" }, { "IT", "eu-south" }, { "BG", "eu-south" },
	{ "RO", "eu-south" }, { "HR", "eu-south" }, { "RS", "eu-south" }, { "MK", "eu-south" },
	{ "MT", "eu-south" }, { "TR", "eu-south" },
	{ "JP", "ap-northeast" }, { "KR", "ap-northeast" }, { "TW", "ap-northeast" },
	{ "CN", "ap-northeast" }, { "HK", "ap-southeast" }, { "SG", "ap-southeast" },
	{ "TH", "ap-southeast" }, { "VN", "ap-southeast" }, { "MY", "ap-southeast" },
	{ "IN", "ap-south" }, { "SA", "ap-south" }, { "AE", "ap-south" },
	{ "BR", "sa-east" }, { "CL", "sa-east" }, { "AU", "oc-east" }, { "ZA", "af-south" },
};

static const struct {
	const char *region, *power;
} power[] = {
	{ "us-east", "US-MIDA-PJM" }, { "us-central", "US-TEX-ERCO" }, { "us-west", "US-CAL-CISO" },
	{ "ca-central", "CA-ON" }, { "eu-west", "NL" }, { "eu-central", "DE-LU" }, { "eu-south", "ES" },
	{ "ap-northeast", "JP-TK" }, { "ap-southeast", "SG" }, { "ap-south", "IN-WE" },
	{ "sa-east", "BR-SP" }, { "oc-east", "AU-NSW" }, { "af-south", "ZA" },
};

static void add_country(const char *code, double gpus, double weight[REGIONS])
{
	for (size_t r = 0; strcmp(code, "US") == 0 && r < fitted_regions_n; r++)
		if (strncmp(fitted_regions[r].name, "us-", 3) == 0)
			weight[r] += gpus / 3;
	for (size_t i = 0; i < sizeof countries / sizeof *countries; i++)
		for (size_t r = 0; strcmp(code, countries[i].code) == 0 && r < fitted_regions_n; r++)
			if (strcmp(fitted_regions[r].name, countries[i].region) == 0)
				weight[r] += gpus;
}

/* Offers seen a day of all days, GPUs of data centres and of homes apart. */
static void same_weights(void)
{
	struct sheet *s = sheet_open("supply_vast_by_country2026/daily.csv");
	size_t gpu = sheet_column(s, "gpu"), country = sheet_column(s, "country");
	size_t type = sheet_column(s, "rental_type"), listed = sheet_column(s, "gpus_listed");
	double weight[2][REGIONS] = { 0 }, all[2] = { 0 };
	char name[80];

	for (size_t i = 0; i < s->rows; i++)
		if (strcmp(sheet_text(s, i, type), "on_demand") == 0)
			add_country(sheet_text(s, i, country), sheet_number(s, i, listed),
					weight[strncmp(sheet_text(s, i, gpu), "RTX", 3) == 0]);
	for (size_t r = 0; r < fitted_regions_n; r++) {
		all[0] += weight[0][r];
		all[1] += weight[1][r];
	}
	for (size_t r = 0; r < fitted_regions_n; r++) {
		snprintf(name, sizeof name, "%s, weight of data centres", fitted_regions[r].name);
		same(name, weight[0][r] / all[0], fitted_regions[r].supply_weight);
		snprintf(name, sizeof name, "%s, weight of homes", fitted_regions[r].name);
		same(name, weight[1][r] / all[1], fitted_regions[r].home_weight);
	}
	sheet_close(s);
}

static void same_power(void)
{
	struct sheet *s = sheet_open("supply_power_prices/annual.csv");
	struct sheet *hourly = sheet_open("supply_power_prices/hourly_2024.csv");
	size_t region = sheet_column(s, "region"), year = sheet_column(s, "year");
	char name[80];

	for (size_t r = 0; r < fitted_regions_n; r++) {
		const struct fitted_region *f = &fitted_regions[r];
		const char *column = "";
		double sum = 0, n = 0;

		for (size_t i = 0; i < sizeof power / sizeof *power; i++)
			if (strcmp(power[i].region, f->name) == 0)
				column = power[i].power;
		for (size_t i = 0; i < hourly->rows; i++) {
			double x = sheet_number(hourly, i, sheet_column(hourly, column));

			if (isnan(x))
				continue;
			sum += x / 1000;
			n++;
		}
		snprintf(name, sizeof name, "%s, power for industry", f->name);
		same(name, sum / n + FITTED_GRID_USD_KWH, f->industry_usd_kwh);
		for (size_t i = 0; i < s->rows; i++) {
			if (strcmp(sheet_text(s, i, region), column) != 0
					|| sheet_number(s, i, year) != 2024)
				continue;
			snprintf(name, sizeof name, "%s, at night", f->name);
			same(name, sheet_number(s, i, sheet_column(s, "night_ratio")),
					f->night_ratio);
			snprintf(name, sizeof name, "%s, in the evening", f->name);
			same(name, sheet_number(s, i, sheet_column(s, "evening_ratio")),
					f->evening_ratio);
		}
	}
	sheet_close(s);
	sheet_close(hourly);
}

static void same_latency(void)
{
	struct sheet *s = sheet_open("net_regions/rtt_pairs.csv");
	size_t rtt = sheet_column(s, "rtt_median_ms"), far = sheet_column(s, "dist_km");
	struct sample x = { 0 }, y = { 0 };
	double c0, c1, c00, c01, c11, squares;

	for (size_t i = 0; i < s->rows; i++) {
		sample_add(&x, sheet_number(s, i, far));
		sample_add(&y, sheet_number(s, i, rtt));
	}
	gsl_fit_linear(x.x, 1, y.x, 1, x.n, &c0, &c1, &c00, &c01, &c11, &squares);
	same("round trip, intercept", c0, fitted_latency.intercept_ms);
	same("round trip, ms a km times 1000", 1000 * c1, 1000 * fitted_latency.slope_ms_km);
	same("round trip, residual", sqrt(squares / (double) (x.n - 2)), fitted_latency.residual_ms);
	sample_free(&x);
	sample_free(&y);
	sheet_close(s);
}

void fit_regions(void)
{
	for (size_t r = 0; r < fitted_regions_n; r++)
		same("zone of a region", fitted_regions[r].id % 256 > 0 && fitted_regions[r].id / 256 > 0
				&& fitted_regions[r].id / 256 < 7, 1);
	same_weights();
	same_power();
	same_latency();
}

/* ---- homes ---- */

#define GROUPS 12
#define RHO    0.6 /* rank correlation of a GPU with the rest of its computer: the survey's README */

/* The survey's GPUs stand for the nearest model of these, the weakest group first; what is not
 * on the list (other makers, laptops, the processor's own) is no GPU that the chain knows. */
static const struct group {
	const char *stands, *members;
} groups[GROUPS] = {
	{ "", "" },
	{ "gtx1650", "gtx1050 gtx1050ti gtx1650 gtx1650ti rtx2050" },
	{ "gtx1660super", "gtx1060 gtx1070 gtx1070ti gtx1080 gtx1080ti gtx1660 gtx1660ti gtx1660super" },
	{ "rtx3050", "rtx3050 rtx3050ti rtx4050" },
	{ "rtx2060", "rtx2060 rtx2060super rtx2070 rtx2080 rtx2080super" },
	{ "rtx3060", "rtx3060 rtx3060ti" },
	{ "rtx4060", "rtx4060 rtx4060ti" },
	{ "rtx3070", "rtx3070 rtx3070ti rtx2080ti" },
	{ "rtx4070", "rtx4070 rtx4070super rtx5060ti" },
	{ "rtx3080", "rtx3080 rtx3080ti rtx3090 rtx3090ti" },
	{ "rtx4080", "rtx4070ti rtx4070tisuper rtx4080 rtx4080super rtx5070ti rtx5080" },
	{ "rtx4090", "rtx4090 rtx5090" },
};

static size_t group_of(const char *name)
{
	const char *known = gpu_name(gpu_named(name));
	char word[40];

	if (!known)
		return 0;
	for (size_t g = 1; g < GROUPS; g++) {
		const char *at = groups[g].members;
		int n;

		for (; sscanf(at, "%39s%n", word, &n) == 1; at += n)
			if (strcmp(word, known) == 0)
				return g;
	}
	return 0;
}

/* A margin: values with their shares, from the smallest. */
struct margin {
	double value[64], share[64], all;
	size_t n;
};

static void margin_add(struct margin *m, double value, double share)
{
	size_t i = m->n++;

	for (; i > 0 && m->value[i - 1] > value; i--) {
		m->value[i] = m->value[i - 1];
		m->share[i] = m->share[i - 1];
	}
	m->value[i] = value;
	m->share[i] = share;
	m->all += share;
}

/* The value at rank u. */
static double margin_at(const struct margin *m, double u)
{
	double upto = 0;

	for (size_t i = 0; i < m->n; i++) {
		upto += m->share[i] / m->all;
		if (u < upto)
			return m->value[i];
	}
	return m->value[m->n - 1];
}

/* "100 GB to 249 GB": its geometric middle; "1 TB to 2 TB" likewise. */
static double disk_gb(const char *name)
{
	double low, high;
	char unit[3], to[3];

	if (sscanf(name, "%lf %2s to %lf %2s", &low, unit, &high, to) == 4)
		return sqrt(low * high) * (strcmp(unit, "TB") == 0 ? 1000 : 1);
	return strcmp(name, "Above 4 TB") == 0 ? 5000 : strcmp(name, "Less than 10 GB") == 0 ? 5 : 0;
}

struct homes {
	double group[GROUPS];
	struct margin ram, cores, disk, score;
};

static void read_survey(struct homes *h)
{
	struct sheet *s = sheet_open("supply_home_pc_steam/latest.csv");
	size_t category = sheet_column(s, "category"), name = sheet_column(s, "name");
	size_t share = sheet_column(s, "share");

	for (size_t i = 0; i < s->rows; i++) {
		const char *c = sheet_text(s, i, category), *n = sheet_text(s, i, name);
		double x = sheet_number(s, i, share), value;

		if (x <= 0)
			continue;
		if (strcmp(c, "gpu") == 0)
			h->group[group_of(n)] += x;
		else if (strcmp(c, "ram") == 0 && sscanf(n, "%lf GB", &value) == 1)
			margin_add(&h->ram, value, x);
		else if (strcmp(c, "cpu_cores") == 0 && sscanf(n, "%lf", &value) == 1)
			margin_add(&h->cores, value, x);
		else if (strcmp(c, "free_disk") == 0 && disk_gb(n) > 0)
			margin_add(&h->disk, disk_gb(n), x);
	}
	sheet_close(s);
}

/* Scores of the processors that people own, in 40 steps of rank. */
static void read_scores(struct homes *h)
{
	struct sheet *s = sheet_open("supply_cpu_scores/cpu_scores.csv");
	size_t name = sheet_column(s, "name"), score = sheet_column(s, "cpu_score");
	size_t users = sheet_column(s, "bench_users");
	double all = 0, upto = 0;
	int step = 0;

	for (int pass = 0; pass < 2; pass++) {
		for (size_t i = s->rows; i-- > 0;) {
			const char *n = sheet_text(s, i, name);
			double x = sheet_number(s, i, users);

			if (strstr(n, "EPYC") || strstr(n, "Xeon") || strstr(n, "Threadripper"))
				continue;
			if (pass == 0)
				all += x;
			else
				upto += x;
			for (; pass == 1 && step < 40 && upto / all > (step + .5) / 40; step++)
				margin_add(&h->score, sheet_number(s, i, score), 1);
		}
	}
	sheet_close(s);
}

/* The rest of a computer whose GPU is at rank `middle`: at the lower or the upper quartile of what goes
 * with it, by a Gaussian copula. */
static double rank_of(double middle, int upper)
{
	double z = gsl_cdf_ugaussian_Pinv(middle);

	return gsl_cdf_ugaussian_P(RHO * z
			+ sqrt(1 - RHO * RHO) * gsl_cdf_ugaussian_Pinv(upper ? .75 : .25));
}

void fit_homes(void)
{
	struct homes h = { 0 };
	double all = 0, upto = 0;
	char name[60];

	read_survey(&h);
	read_scores(&h);
	for (size_t g = 0; g < GROUPS; g++)
		all += h.group[g];
	same("rows of homes", 2 * GROUPS, (double) fitted_homes_n);
	for (size_t g = 0; g < GROUPS; g++) {
		double middle = (upto + h.group[g] / 2) / all;

		upto += h.group[g];
		for (int upper = 0; upper < 2; upper++) {
			size_t r = 2 * g + (size_t) upper;
			double u = rank_of(middle, upper);
			const struct fitted_home *f = &fitted_homes[r < fitted_homes_n ? r : 0];
			const double derived[] = { round(5000 * h.group[g] / all),
				2 * margin_at(&h.cores, u), round(margin_at(&h.ram, u) * 1073.741824),
				round(margin_at(&h.disk, u)), margin_at(&h.score, u),
				gpu_named(groups[g].stands) };
			const double written[] = { f->weight, f->threads, f->mem_mb, f->sto_gb,
				f->score, f->gpu };

			show("\t{ %.0f, %.0f, %.0f, %.0f, %.0f, %.0f, %u, %u },", derived[0],
					derived[1], derived[2], derived[3], derived[5], derived[4],
					f->idle_w, f->cpu_w);
			for (size_t i = 0; !printing() && i < 6; i++) {
				snprintf(name, sizeof name, "homes, row %zu, column %zu", r, i);
				same(name, derived[i], written[i]);
			}
		}
	}
}
