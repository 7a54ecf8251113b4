/* What orders ask for: some 8,000 of them by 24 rows. */
#include "tests/fits/orders.h"
#include "tests/fits/fits.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define KINDS 2000
#define ROWS  24
#define SEED_SHARE 0.002 /* a group of orders with a larger part has a row of its own */
#define SEED_MANY  5     /* as has one of several GPUs with so many orders */

/* Orders that ask for the same. */
struct kind {
	double threads, mem_mb, share;
	unsigned gpus, gpu, class;
	unsigned n, best_effort;
	int row;
};

struct row {
	double threads, mem_mb, share;
	unsigned gpus, gpu, class, n, best_effort;
	size_t seed;
};

static struct kind kind[KINDS];
static size_t kinds;

static void count(const struct trace *t, const struct trace_order *o)
{
	struct kind k = { .threads = o->threads, .mem_mb = o->mem_mb, .gpus = o->gpus,
		.gpu = o->n_gpu ? o->gpu[0] : 0, .class = class_of(o),
		.share = class_of(o) == FITTED_GPU_SHARE ? o->share_milli : 1000, .row = -1 };
	size_t i = 0;

	while (i < kinds && !(kind[i].threads == k.threads && kind[i].mem_mb == k.mem_mb
			&& kind[i].gpus == k.gpus && kind[i].gpu == k.gpu && kind[i].share == k.share))
		i++;
	if (i == kinds) {
		if (kinds == KINDS)
			exit(2);
		kind[kinds++] = k;
	}
	kind[i].n++;
	kind[i].best_effort += strcmp(trace_text(t, o->quality), "BE") == 0;
}

static bool same_group(const struct kind *a, const struct kind *b)
{
	return a->class == b->class && a->gpus == b->gpus && a->gpu == b->gpu;
}

/* Steps of the logarithm; another model or number of GPUs is far. */
static double distance(const struct kind *a, const struct kind *b)
{
	double d = fabs(log(fmax(a->threads, 1) / fmax(b->threads, 1)))
			+ fabs(log(fmax(a->mem_mb, 1) / fmax(b->mem_mb, 1)))
			+ fabs(log(fmax(a->share, 1) / fmax(b->share, 1)));

	return d + (a->gpu != b->gpu ? 5 : 0) + (a->gpus != b->gpus ? 20 : 0)
			+ (a->class != b->class ? 100 : 0);
}

static void assign(struct row *row, size_t n)
{
	for (size_t i = 0; i < kinds; i++) {
		double best = INFINITY;

		for (size_t r = 0; r < n; r++) {
			double d = distance(&kind[i], &kind[row[r].seed]);

			if (d < best) {
				best = d;
				kind[i].row = (int) r;
			}
		}
	}
}

/* Seeds: the most frequent kind of each large group, then whatever is farthest from its row, weighted
 * by how many ask for it. */
static size_t choose(struct row *row, double all)
{
	size_t n = 0;

	for (size_t i = 0; i < kinds; i++) {
		double group = 0;
		bool first = true;

		for (size_t j = 0; j < kinds; j++) {
			if (!same_group(&kind[i], &kind[j]))
				continue;
			group += kind[j].n;
			if (kind[j].n > kind[i].n || (kind[j].n == kind[i].n && j < i))
				first = false;
		}
		if (first && n < ROWS && (group >= SEED_SHARE * all
				|| (kind[i].class == FITTED_GPU_MANY && group >= SEED_MANY)))
			row[n++].seed = i;
	}
	while (n < ROWS) {
		double best = 0;
		size_t at = 0;

		assign(row, n);
		for (size_t i = 0; i < kinds; i++) {
			double d = kind[i].n * distance(&kind[i], &kind[row[kind[i].row].seed]);

			if (d > best) {
				best = d;
				at = i;
			}
		}
		row[n++].seed = at;
	}
	assign(row, n);
	return n;
}

/* A row is the mean of those that it stands for, with GPUs as its seed has them. */
static void average(struct row *row, size_t n)
{
	for (size_t r = 0; r < n; r++) {
		const struct kind *seed = &kind[row[r].seed];
		double log_share = 0;

		row[r].gpus = seed->gpus;
		row[r].gpu = seed->gpu;
		row[r].class = seed->class;
		for (size_t i = 0; i < kinds; i++) {
			if (kind[i].row != (int) r)
				continue;
			row[r].n += kind[i].n;
			row[r].best_effort += kind[i].best_effort;
			row[r].threads += kind[i].n * kind[i].threads;
			row[r].mem_mb += kind[i].n * kind[i].mem_mb;
			log_share += kind[i].n * kind[i].share;
		}
		row[r].threads = round(row[r].threads / row[r].n);
		row[r].mem_mb = round(row[r].mem_mb / row[r].n / 64) * 64;
		row[r].share = round(log_share / row[r].n / 10) * 10;
	}
}

static int by_class(const void *a, const void *b)
{
	const struct row *x = a, *y = b;

	if (x->class != y->class)
		return x->class < y->class ? -1 : 1;
	return x->n != y->n ? (x->n > y->n ? -1 : 1) : x->seed < y->seed ? -1 : 1;
}

static void same_row(const struct row *r, const struct fitted_order *f, size_t number)
{
	static const char *const class[] = { "FITTED_CPU", "FITTED_GPU_SHARE", "FITTED_GPU_ONE",
		"FITTED_GPU_MANY" };
	const double derived[] = { r->n, r->threads, r->mem_mb, r->gpus, r->gpu, r->share, r->class,
		round(100.0 * r->best_effort / r->n) };
	const double constant[] = { f->weight, f->threads, f->mem_mb, f->gpus, f->gpu, f->share_milli,
		f->class, f->best_effort_pct };
	static const char *const what[] = { "weight", "threads", "memory", "GPUs", "GPU", "share",
		"class", "best effort" };
	char name[60];

	if (printing()) {
		show("\t{ %u, %.0f, %.0f, %u, %u, %.0f, %s, %.0f },", r->n, r->threads, r->mem_mb,
				r->gpus, r->gpu, r->share, class[r->class],
				100.0 * r->best_effort / r->n);
		return;
	}
	for (size_t i = 0; i < 8; i++) {
		snprintf(name, sizeof name, "orders, row %zu, %s", number, what[i]);
		same(name, derived[i], constant[i]);
	}
}

void fit_orders(void)
{
	struct row row[ROWS] = { 0 };
	struct trace *t = orders_load();
	double threads = 0, mem = 0, gpus = 0, of_threads = 0, of_mem = 0, of_gpus = 0;
	size_t n;

	for (size_t i = 0; i < trace_size(t); i++)
		count(t, trace_order(t, i));
	n = choose(row, (double) trace_size(t));
	average(row, n);
	qsort(row, n, sizeof *row, by_class);
	same("rows of orders", (double) n, (double) fitted_orders_n);
	for (size_t r = 0; r < n && r < (printing() ? n : fitted_orders_n); r++) {
		same_row(&row[r], &fitted_orders[r < fitted_orders_n ? r : 0], r);
		of_threads += row[r].n * row[r].threads;
		of_mem += row[r].n * row[r].mem_mb;
		of_gpus += row[r].n * row[r].gpus * row[r].share;
	}
	for (size_t i = 0; i < kinds; i++) {
		threads += kind[i].n * kind[i].threads;
		mem += kind[i].n * kind[i].mem_mb;
		gpus += kind[i].n * kind[i].gpus * kind[i].share;
	}
	/* The rows ask together for what the orders do. */
	same("threads of all rows", of_threads / threads, 1);
	same("memory of all rows", of_mem / mem, 1);
	same("GPUs of all rows", of_gpus / gpus, 1);
	trace_free(t);
}
