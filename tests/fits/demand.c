/* Orders: the trace demand_alibaba_gpu2023 from its day 115 on, read as a scenario would. */
#include "tests/fits/fits.h"
#include "tests/fits/orders.h"

#include "sim/trace_file.h"

#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#define DAYS   35
#define HOURS  (24 * DAYS)
#define DAY_S  86400.0

/* G2 and G3 are models that the trace does not disclose: by their machines an A10 and an A100. */
static const struct trace_mapped gpu_names[] = {
	{ TRACE_ROLE_GPU, "G2", "a10" },
	{ TRACE_ROLE_GPU, "G3", "a100-80g" },
};

struct trace *orders_load(void)
{
	struct trace_spec spec = { .name = "orders", .kind = TRACE_ORDERS,
		.file = data_path("demand_alibaba_gpu2023/pods.csv"),
		.from_given = true, .from_s = 115 * DAY_S, .until_given = true, .until_s = 150 * DAY_S,
		.zero_is_first = true, .mapped = gpu_names, .n_mapped = 2 };
	struct trace_fault fault;
	struct trace *t;

	spec.column[TRACE_ROLE_TIME].column = "submit_s";
	spec.column[TRACE_ROLE_START].column = "sched_s";
	spec.column[TRACE_ROLE_END].column = "end_s";
	spec.column[TRACE_ROLE_CPU] = (struct trace_column) { .column = "cpu_milli", .unit = "milli" };
	spec.column[TRACE_ROLE_MEM] = (struct trace_column) { .column = "mem_mib", .unit = "MiB" };
	spec.column[TRACE_ROLE_GPUS].column = "gpus";
	spec.column[TRACE_ROLE_SHARE].column = "gpu_milli";
	spec.column[TRACE_ROLE_GPU].column = "gpu_spec";
	spec.column[TRACE_ROLE_QUALITY].column = "qos";
	t = trace_load(&spec, NULL, &fault);
	if (!t) {
		fprintf(stderr, "fits: %s\n", fault.why);
		exit(2);
	}
	return t;
}

enum fitted_class class_of(const struct trace_order *o)
{
	return o->gpus == 0 ? FITTED_CPU : o->gpus > 1 ? FITTED_GPU_MANY
			: o->share_milli < 1000 ? FITTED_GPU_SHARE : FITTED_GPU_ONE;
}

/* ---- when they come ---- */

/* The part of counts an hour that neither the profiles nor Poisson explain, as the variances of two
 * factors of mean 1, of an hour and of a day: by moments. */
struct dispersion {
	double hour, day, both;
};

static struct dispersion dispersion_of(const double count[HOURS], const double expected[HOURS])
{
	double extra = 0, squares = 0, day_extra = 0, day_squares = 0, within = 0;
	struct dispersion d;

	for (int h = 0; h < HOURS; h++) {
		extra += pow(count[h] - expected[h], 2) - count[h];
		squares += expected[h] * expected[h];
	}
	for (int day = 0; day < DAYS; day++) {
		double n = 0, m = 0;

		for (int h = 24 * day; h < 24 * day + 24; h++) {
			n += count[h];
			m += expected[h];
			within += expected[h] * expected[h];
		}
		day_extra += pow(n - m, 2) - n;
		day_squares += m * m;
	}
	/* Hours: (1 + hour)(1 + day) = 1 + both.  Days: day + within / squares hour (1 + day). */
	d.both = extra / squares;
	d.day = (day_extra / day_squares - within / day_squares * d.both)
			/ (1 - within / day_squares);
	d.hour = (1 + d.both) / (1 + d.day) - 1;
	return d;
}

/* Profiles by hour and weekday from counts; what they expect of each hour. */
static void profiles(const double count[HOURS], double hour[24], double weekday[7],
		double expected[HOURS])
{
	double all = 0;

	for (int i = 0; i < 24; i++)
		hour[i] = 0;
	for (int i = 0; i < 7; i++)
		weekday[i] = 0;
	for (int h = 0; h < HOURS; h++) {
		all += count[h];
		hour[h % 24] += count[h] * 24;
		weekday[h / 24 % 7] += count[h] * 7;
	}
	for (int i = 0; i < 24; i++)
		hour[i] /= all;
	for (int i = 0; i < 7; i++)
		weekday[i] /= all;
	for (int h = 0; h < HOURS; h++)
		expected[h] = all / HOURS * hour[h % 24] * weekday[h / 24 % 7];
}

static void same_batches(const unsigned size[], unsigned most)
{
	char name[40];

	same("rows of batch sizes", most, (double) fitted_batches_n);
	for (unsigned i = 0; i < most && i < fitted_batches_n; i++) {
		snprintf(name, sizeof name, "batches of %u", i + 1);
		same(name, size[i + 1], fitted_batches[i].weight);
		same(name, i + 1, fitted_batches[i].size);
	}
}

void fit_arrivals(void)
{
	static double orders[HOURS], batches[HOURS], expected[HOURS];
	double hour[24], weekday[7];
	struct trace *t = orders_load();
	unsigned size[64] = { 0 }, most = 0, n_batches = 0, run = 0;
	struct dispersion d;
	char name[40];

	for (size_t i = 0; i < trace_size(t); i++) {
		double at_s = trace_order(t, i)->at_s;

		orders[(int) (at_s / 3600)]++;
		run++;
		if (i + 1 == trace_size(t)
				|| floor(trace_order(t, i + 1)->at_s / 60) > floor(at_s / 60)) {
			batches[(int) (at_s / 3600)]++;
			n_batches++;
			size[run]++;
			most = run > most ? run : most;
			run = 0;
		}
	}
	same("orders a day", (double) trace_size(t) / DAYS, fitted_demand.orders_per_day);
	same("batches a day", (double) n_batches / DAYS, fitted_demand.batches_per_day);
	same_batches(size, most);
	profiles(orders, hour, weekday, expected);
	same("size of orders an hour", 1 / dispersion_of(orders, expected).both,
			fitted_demand.count_size);
	profiles(batches, hour, weekday, expected);
	d = dispersion_of(batches, expected);
	same("size of an hour's level", 1 / d.hour, fitted_demand.hour_size);
	same("size of a day's level", 1 / d.day, fitted_demand.day_size);
	for (int i = 0; i < 24; i++) {
		snprintf(name, sizeof name, "hour %d", i);
		same(name, hour[i], fitted_hour_profile[i]);
	}
	for (int i = 0; i < 7; i++) {
		snprintf(name, sizeof name, "weekday %d", i);
		same(name, weekday[i], fitted_weekday_profile[i]);
	}
	trace_free(t);
}

/* ---- how long they run ---- */

static double pareto_cdf(double x, const void *law)
{
	const struct fitted_tail *t = law;

	return 1 - pow(t->from_s / x, t->shape);
}

static double shape_of(struct sample *beyond)
{
	struct sample logs = { 0 };
	double shape;

	for (size_t i = 0; i < beyond->n; i++)
		sample_add(&logs, log(beyond->x[i]));
	shape = 1 / mean_of(&logs);
	sample_free(&logs);
	return shape;
}

/* Hill's estimate from the longest twentieth. */
static void fit_tail(const struct sample *sorted)
{
	struct fitted_tail t = { .from_s = quantile_of(sorted, .95) };
	struct sample ratio = { 0 }, beyond = { 0 };

	for (size_t i = 0; i < sorted->n; i++) {
		if (sorted->x[i] <= t.from_s)
			continue;
		sample_add(&beyond, sorted->x[i]);
		sample_add(&ratio, sorted->x[i] / t.from_s);
	}
	t.shape = shape_of(&ratio);
	t.distance = distance_of(&beyond, pareto_cdf, &t);
	same("longest durations, from", t.from_s, fitted_duration_tail.from_s);
	same("longest durations, shape", t.shape, fitted_duration_tail.shape);
	same("longest durations, distance", t.distance, fitted_duration_tail.distance);
	show_interval("shape", &ratio, shape_of);
	sample_free(&ratio);
	sample_free(&beyond);
}

/* Orders that never began have no duration; those of no second count as one. */
void fit_durations(void)
{
	static const char *const names[] = { "CPU", "shared GPU", "one GPU", "several GPUs", "all" };
	struct sample s[FITTED_CLASSES + 1] = { 0 }, threads[FITTED_CLASSES] = { 0 };
	struct trace *t = orders_load();
	char name[80];

	for (size_t i = 0; i < trace_size(t); i++) {
		const struct trace_order *o = trace_order(t, i);
		double x = fmax(o->duration_s, 1);

		if (!o->placed)
			continue;
		sample_add(&s[class_of(o)], x);
		sample_add(&s[FITTED_CLASSES], x);
		sample_add(&threads[class_of(o)], o->threads);
	}
	for (unsigned c = 0; c <= FITTED_CLASSES; c++) {
		const struct fitted_lognormal *l = c < FITTED_CLASSES ? &fitted_duration_lognormal[c]
				: &fitted_duration_all_lognormal;
		struct fitted_lognormal now;

		if (c < FITTED_CLASSES) {
			double *work = malloc(2 * s[c].n * sizeof *work);

			snprintf(name, sizeof name, "threads with duration, %s", names[c]);
			same(name, gsl_stats_spearman(threads[c].x, 1, s[c].x, 1, s[c].n, work),
					fitted_demand.size_with_duration[c]);
			free(work);
		}
		now = lognormal_of(&s[c]);
		snprintf(name, sizeof name, "log duration, mu, %s", names[c]);
		same(name, now.mu, l->mu);
		snprintf(name, sizeof name, "log duration, sigma, %s", names[c]);
		same(name, now.sigma, l->sigma);
		snprintf(name, sizeof name, "log duration, distance, %s", names[c]);
		same(name, now.distance, l->distance);
		snprintf(name, sizeof name, "duration, %s", names[c]);
		same_quantiles(name, &s[c], c < FITTED_CLASSES ? fitted_duration_s[c]
				: fitted_duration_all_s);
		show("  mean %.5g s, of the table %.5g s", mean_of(&s[c]), fitted_quantile_mean(
				c < FITTED_CLASSES ? fitted_duration_s[c] : fitted_duration_all_s,
				FITTED_RANKS));
		if (c == FITTED_CLASSES)
			fit_tail(&s[c]);
		sample_free(&s[c]);
		if (c < FITTED_CLASSES)
			sample_free(&threads[c]);
	}
	trace_free(t);
}
