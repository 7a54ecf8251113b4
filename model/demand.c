#include "model/demand.h"

#include "model/draw.h"
#include "model/fitted.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdlib.h>

#define HOUR_S 3600.0
#define DAY_S  86400.0
#define YEAR_S (365 * DAY_S)
#define WEEK_H 168
#define PI     3.14159265358979323846

/* No batch is larger: a heavy tail would otherwise have one that fills any market. */
#define BATCH_MAX 10000

/* What a home can offer, so that only such orders are placed with Fizz nodes: FIZZ-01 allows more,
 * but the homes of fitted_homes have hardly more. */
#define HOME_CPU  32
#define HOME_MB   65536
#define HOME_GPUS 1

/* GB of storage where rows do not tell: lognormal, median 40 GB, between 5 GB and 2 TB.  Assumed:
 * no trace at hand has it. */
static const struct law storage_gb = {
	.kind = LAW_LOGNORMAL, .a = 40, .b = 1, .min = 5, .max = 2000
};

/* One row with its piece [after the row before, to) of all weights. */
struct ready_row {
	double to;
	struct demand_row row;
	uint8_t class;
};

/* The piece of all weights that a class of durations has, and how durations go with size in it. */
struct ready_class {
	double from, to;
	double rho; /* correlation of two normal numbers, one for the size and one for the duration
		     */
};

struct demand_plan {
	const struct demand_class *c;
	struct luck luck;
	uint32_t class_;
	/* arrivals */
	double week[WEEK_H]; /* arrivals a second expected, growth aside */
	double batch_mean;
	double now_h, now_level; /* levels of the hour that was asked for last */
	double day_d, day_level;
	/* orders */
	struct ready_row *row;
	uint32_t n_row;
	struct ready_class class[FITTED_CLASSES];
	double region[REGIONS_MAX]; /* running sums, the last is 1 */
	uint32_t regions;
	double fizz; /* chance of an order that a home can serve */
	/* a trace */
	const struct trace *trace;
	struct trace_walk arrivals, orders;
	double trace_rate;
	uint64_t told; /* the arrival whose time is told_s, UINT64_MAX none */
	double told_s;
	uint64_t shown; /* the order that `show` is, UINT64_MAX none */
	const struct trace_order *show;
};

static struct stream of_class(
		const struct demand_plan *plan, enum stream_purpose purpose, uint64_t occasion)
{
	return luck_open(&plan->luck, STREAM_TENANT, plan->class_, purpose, occasion);
}

static struct stream of_order(const struct demand_plan *plan, uint64_t n,
		enum stream_purpose purpose, uint64_t occasion)
{
	return luck_open(&plan->luck, STREAM_ORDER, demand_order_id(plan->class_, n), purpose,
			occasion);
}

/* ---- batches ---- */

static bool left_out(const struct law *law)
{
	return law->kind == LAW_CONSTANT && law->a == 0;
}

static uint32_t batch_of(const struct law *law, double u)
{
	double size = ceil(law_at(law, u));

	return size < 1 ? 1 : size > BATCH_MAX ? BATCH_MAX : (uint32_t) size;
}

static uint32_t fitted_batch_of(double u)
{
	double all = 0, to = 0;

	for (size_t i = 0; i < fitted_batches_n; i++)
		all += fitted_batches[i].weight;
	for (size_t i = 0; i < fitted_batches_n; i++) {
		to += fitted_batches[i].weight;
		if (u * all < to)
			return fitted_batches[i].size;
	}
	return 1;
}

/* P(batch > k), by bisection of the rank. */
static double beyond(const struct law *law, uint32_t k)
{
	double low = 0, high = 1;

	for (int i = 0; i < 45; i++) {
		double middle = (low + high) / 2;

		if (batch_of(law, middle) > k)
			high = middle;
		else
			low = middle;
	}
	return 1 - high;
}

/* The sum of P(batch > k) over all k; from 64 on over stretches on which it hardly bends. */
static double mean_batch(const struct law *law)
{
	double mean = 1, sum = 0, all = 0;

	if (left_out(law)) {
		for (size_t i = 0; i < fitted_batches_n; i++) {
			sum += (double) fitted_batches[i].size * fitted_batches[i].weight;
			all += fitted_batches[i].weight;
		}
		return sum / all;
	}
	for (uint32_t k = 1, step = 1; k < BATCH_MAX; k += step) {
		double part = beyond(law, k);

		if (part < 1e-12)
			break;
		step = k < 64 ? 1 : k / 64;
		if (step > BATCH_MAX - k)
			step = BATCH_MAX - k;
		mean += step * (step == 1 ? part : (part + beyond(law, k + step - 1)) / 2);
	}
	return mean;
}

uint32_t demand_batch(const struct demand_plan *plan, uint64_t arrival)
{
	struct stream s;

	if (plan->trace)
		return 1;
	if (plan->c->batch.kind == LAW_CONSTANT && !left_out(&plan->c->batch))
		return batch_of(&plan->c->batch, 0.5);
	s = of_class(plan, FOR_BATCH, arrival);
	if (left_out(&plan->c->batch))
		return fitted_batch_of(stream_inner_unit(&s));
	return batch_of(&plan->c->batch, stream_inner_unit(&s));
}

/* ---- rates ---- */

static bool all_zero(const double *x, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (x[i] != 0)
			return false;
	return true;
}

static void make_week(struct demand_plan *plan)
{
	const struct demand_class *c = plan->c;
	const double *hour = all_zero(c->hour, 24) ? fitted_hour_profile : c->hour;
	const double *day = all_zero(c->day, 7) ? fitted_weekday_profile : c->day;
	double sum = 0;

	for (int h = 0; h < WEEK_H; h++)
		sum += plan->week[h] = hour[h % 24] * day[h / 24];
	for (int h = 0; h < WEEK_H; h++)
		plan->week[h] *= WEEK_H / sum * c->orders_day / plan->batch_mean / DAY_S;
}

static double level(const struct demand_plan *plan, double variance, uint64_t occasion)
{
	struct stream s = of_class(plan, FOR_REGIME, occasion);

	return variance > 0 ? draw_gamma(&s, 1 / variance, variance) : 1;
}

/* The level of an hour is its own times its day's. */
static double level_of_hour(struct demand_plan *plan, double hour)
{
	double day = floor(hour / 24);
	uint64_t occasion = (uint64_t) day * 25;

	if (hour == plan->now_h)
		return plan->now_level;
	if (day != plan->day_d) {
		plan->day_level = level(plan, plan->c->dispersion, occasion);
		plan->day_d = day;
	}
	plan->now_level = plan->day_level *
			  level(plan, plan->c->hour_dispersion,
					  occasion + 1 + (uint64_t) (hour - day * 24));
	plan->now_h = hour;
	return plan->now_level;
}

/* Growth is that of the middle of the hour, so that a rate is constant within each. */
static double expected_arrivals(const struct demand_plan *plan, double hour)
{
	double per_s = plan->week[(uint64_t) hour % WEEK_H];

	if (plan->c->growth_year != 0)
		per_s *= pow(1 + plan->c->growth_year, (hour + 0.5) * HOUR_S / YEAR_S);
	return per_s;
}

double demand_expected_rate(const struct demand_plan *plan, double at_s)
{
	if (plan->trace)
		return plan->trace_rate;
	return expected_arrivals(plan, floor(at_s / HOUR_S)) * plan->batch_mean;
}

double demand_rate(struct demand_plan *plan, double at_s)
{
	double expected = demand_expected_rate(plan, at_s);

	return plan->trace ? expected : expected * level_of_hour(plan, floor(at_s / HOUR_S));
}

static double next_of_trace_s(struct demand_plan *plan, uint64_t arrival)
{
	const struct trace_order *order;

	if (arrival != plan->told) {
		plan->told = arrival;
		if (!trace_walk_to(&plan->arrivals, arrival) ||
				!trace_walk_next(&plan->arrivals, &plan->told_s, &order))
			plan->told_s = INFINITY;
	}
	return plan->told_s;
}

double demand_next_s(struct demand_plan *plan, uint64_t arrival, double from_s, double scale,
		double until_s)
{
	struct stream s;
	double left, at_s = from_s, hour = floor(from_s / HOUR_S);

	if (plan->trace) {
		at_s = next_of_trace_s(plan, arrival);
		return at_s < until_s ? fmax(at_s, from_s) : INFINITY;
	}
	if (!(plan->c->orders_day * scale > 0))
		return INFINITY;
	s = of_class(plan, FOR_ARRIVAL, arrival);
	left = -log1p(-stream_inner_unit(&s));
	for (; at_s < until_s; hour++) {
		double end_s = (hour + 1) * HOUR_S;
		double per_s = expected_arrivals(plan, hour) * level_of_hour(plan, hour) * scale;
		double expected = per_s * (end_s - at_s);

		if (left < expected) {
			at_s += left / per_s;
			return at_s < until_s ? at_s : INFINITY;
		}
		left -= expected;
		at_s = end_s;
	}
	return INFINITY;
}

/* ---- rows ---- */

static uint8_t class_of(const struct demand_row *row)
{
	return row->gpus == 0 ? FITTED_CPU : row->gpus == 1 ? FITTED_GPU_ONE : FITTED_GPU_MANY;
}

static bool fits_home(uint32_t cpu, uint32_t mem_mb, uint32_t gpu, uint32_t gpus)
{
	const struct fitted_gpu *known = gpus > 0 && gpu > 0 ? fitted_gpu((uint16_t) gpu) : NULL;

	return cpu <= HOME_CPU && mem_mb <= HOME_MB && gpus <= HOME_GPUS && (!known || known->home);
}

/* By class, then by size: where a number falls within its class is the rank of the order's size. */
static int by_size(const void *a, const void *b)
{
	const struct ready_row *x = a, *y = b;

	if (x->class != y->class)
		return x->class < y->class ? -1 : 1;
	if (x->row.cpu != y->row.cpu)
		return x->row.cpu < y->row.cpu ? -1 : 1;
	if (x->row.mem_mb != y->row.mem_mb)
		return x->row.mem_mb < y->row.mem_mb ? -1 : 1;
	return x->to < y->to ? -1 : x->to > y->to; /* until it is a sum: the place in the list */
}

/* A part of a GPU becomes any GPU, the smallest that is offered: the chain has no shares. */
static void copy_fitted(struct ready_row *to, const struct fitted_order *from)
{
	to->row = (struct demand_row){ .weight = from->weight,
		.cpu = from->threads,
		.mem_mb = from->mem_mb,
		.gpus = from->gpus,
		.gpu = from->share_milli < 1000 ? 0 : from->gpu };
	to->class = from->class;
}

static bool make_rows(struct demand_plan *plan)
{
	const struct demand_class *c = plan->c;
	double all = 0, home = 0, sum = 0;

	plan->n_row = c->n_row ? c->n_row : (uint32_t) fitted_orders_n;
	plan->row = calloc(plan->n_row, sizeof *plan->row);
	if (!plan->row)
		return false;
	for (uint32_t i = 0; i < plan->n_row; i++) {
		struct ready_row *r = &plan->row[i];

		if (c->n_row) {
			r->row = c->row[i];
			r->class = class_of(&r->row);
		} else {
			copy_fitted(r, &fitted_orders[i]);
		}
		r->to = i;
		all += r->row.weight;
		if (fits_home(r->row.cpu, r->row.mem_mb, r->row.gpu, r->row.gpus))
			home += r->row.weight;
	}
	qsort(plan->row, plan->n_row, sizeof *plan->row, by_size);
	for (uint32_t i = 0; i < plan->n_row; i++) {
		struct ready_row *r = &plan->row[i];
		struct ready_class *k = &plan->class[r->class];

		if (k->to == 0)
			k->from = sum / all;
		sum += r->row.weight;
		r->to = k->to = i + 1 < plan->n_row ? sum / all : 1;
	}
	plan->fizz = home > 0 ? fmin(1, c->fizz * all / home) : 0;
	return true;
}

/* Spearman's correlation of two normals with correlation rho is 6 / pi asin(rho / 2).  Orders of
 * the same size share a rank, which takes away the part sqrt(1 - sum of cubes of their shares) of
 * it: as much is added here. */
static void make_classes(struct demand_plan *plan)
{
	double cubes[FITTED_CLASSES] = { 0 }, from = 0;

	for (uint32_t i = 0; i < plan->n_row; i++) {
		const struct ready_row *r = &plan->row[i];
		const struct ready_class *k = &plan->class[r->class];

		if (i + 1 < plan->n_row && r[1].class == r->class && r[1].row.cpu == r->row.cpu)
			continue;
		cubes[r->class] += pow((r->to - from) / (k->to - k->from), 3);
		from = r->to;
	}
	for (int k = 0; k < FITTED_CLASSES; k++) {
		double spearman = fitted_demand.size_with_duration[k] /
				  sqrt(1 - fmin(cubes[k], 0.99));

		plan->class[k].rho = fmax(-1, fmin(1, 2 * sin(PI / 6 * spearman)));
	}
}

static void make_regions(struct demand_plan *plan)
{
	bool fitted = all_zero(plan->c->region, REGIONS_MAX);
	double sum = 0;

	for (uint32_t i = 0; i < REGIONS_MAX; i++) {
		double weight = fitted ? i < fitted_regions_n ? fitted_regions[i].demand_weight : 0
				       : plan->c->region[i];

		sum += weight;
		plan->region[i] = sum;
		if (weight > 0)
			plan->regions = i + 1;
	}
	for (uint32_t i = 0; i < REGIONS_MAX; i++)
		plan->region[i] /= sum;
}

/* ---- traces ---- */

static bool home_order(const struct trace_order *order)
{
	return fits_home(order->threads, order->mem_mb,
			order->share_milli >= 1000 && order->n_gpu ? order->gpu[0] : 0,
			order->gpus);
}

/* Whole days keep their hours; shorter blocks begin at full hours at least. */
static double block_step_s(double block_s)
{
	return fmod(block_s, DAY_S) == 0 ? DAY_S : HOUR_S;
}

static void make_trace(struct demand_plan *plan)
{
	const struct demand_class *c = plan->c;
	struct trace_resample how = { .trace = plan->trace,
		.from_s = c->trace_from_s,
		.block_s = c->resample_s,
		.align_s = block_step_s(c->resample_s),
		.seed = plan->luck.seed,
		.replication = plan->luck.replication };
	double length_s = trace_until_s(plan->trace) - c->trace_from_s;
	size_t first = trace_first_at(plan->trace, c->trace_from_s),
	       n = trace_size(plan->trace) - first;
	size_t home = 0;

	for (size_t i = 0; i < n; i++)
		home += home_order(trace_order(plan->trace, first + i));
	plan->fizz = home ? fmin(1, c->fizz * (double) n / (double) home) : 0;
	plan->trace_rate = length_s > 0 ? (double) n / length_s : 0;
	trace_walk_open(&plan->arrivals, &how);
	trace_walk_open(&plan->orders, &how);
	plan->told = plan->shown = UINT64_MAX;
}

/* ---- plans ---- */

struct demand_plan *demand_plan_make(const struct demand_class *c, uint32_t class_,
		const struct trace *trace, const struct luck *luck)
{
	struct demand_plan *plan = calloc(1, sizeof *plan);

	if (!plan)
		return NULL;
	plan->c = c;
	plan->class_ = class_;
	plan->luck = *luck;
	plan->trace = trace;
	plan->now_h = plan->day_d = -1;
	plan->batch_mean = trace ? 1 : mean_batch(&c->batch);
	make_week(plan);
	make_regions(plan);
	if (!make_rows(plan)) {
		demand_plan_free(plan);
		return NULL;
	}
	make_classes(plan);
	if (trace)
		make_trace(plan);
	return plan;
}

void demand_plan_free(struct demand_plan *plan)
{
	if (!plan)
		return;
	free(plan->row);
	free(plan);
}

/* ---- orders ---- */

/* One number for each, always all of them, in this order; new ones go to the end. */
enum trait {
	OF_TENANT,
	OF_REGION,
	OF_ROW,
	OF_DURATION,
	OF_BUDGET,
	OF_FIZZ,
	OF_CHOOSE,
	OF_SPON,
	OF_STRICT,
	OF_EARLY,
	OF_EARLY_AT,
	OF_EXTENDS,
	OF_STORAGE,
	OF_MODEL,
	TRAITS
};

static const struct ready_row *row_at(const struct demand_plan *plan, double u)
{
	uint32_t first = 0, last = plan->n_row - 1; /* the answer is one of these */

	while (first < last) {
		uint32_t middle = first + (last - first) / 2;

		if (plan->row[middle].to > u)
			last = middle;
		else
			first = middle + 1;
	}
	return &plan->row[first];
}

/* The rank of a duration, given that of the size within its class and a number of its own: normal
 * numbers with correlation rho, so both ranks stay uniform. */
static double duration_rank(const struct ready_class *k, double row_u, double u)
{
	double size = (row_u - k->from) / (k->to - k->from);

	if (k->rho == 0 || !(size > 0 && size < 1))
		return u;
	return gsl_cdf_ugaussian_P(k->rho * gsl_cdf_ugaussian_Pinv(size) +
				   sqrt(1 - k->rho * k->rho) * gsl_cdf_ugaussian_Pinv(u));
}

static void take_row(struct order_wish *w, const struct demand_plan *plan, const double *u)
{
	const struct ready_row *r = row_at(plan, u[OF_ROW]);

	w->cpu = r->row.cpu;
	w->mem_mb = r->row.mem_mb;
	w->sto_gb = r->row.sto_gb;
	w->gpu = (uint16_t) r->row.gpu;
	w->gpus = (uint16_t) r->row.gpus;
	if (left_out(&plan->c->duration_s))
		w->duration_s = fitted_quantile_at(fitted_duration_s[r->class], FITTED_RANKS,
				duration_rank(&plan->class[r->class], u[OF_ROW], u[OF_DURATION]));
	else
		w->duration_s = law_at(&plan->c->duration_s, u[OF_DURATION]);
}

static bool take_trace(struct order_wish *w, struct demand_plan *plan, uint64_t n, const double *u)
{
	const struct trace_order *order;
	double at_s;

	if (n != plan->shown) {
		plan->shown = UINT64_MAX;
		if (!trace_walk_to(&plan->orders, n) ||
				!trace_walk_next(&plan->orders, &at_s, &plan->show))
			return false;
		plan->shown = n;
	}
	order = plan->show;
	w->cpu = order->threads;
	w->mem_mb = order->mem_mb;
	w->sto_gb = order->sto_gb;
	w->gpus = order->gpus;
	w->gpu = order->share_milli < 1000 || !order->n_gpu
				 ? 0
				 : order->gpu[(uint32_t) (u[OF_MODEL] * order->n_gpu)];
	w->duration_s = order->duration_s;
	return true;
}

static uint16_t region_at(const struct demand_plan *plan, double u)
{
	uint32_t i = 0;

	while (i + 1 < plan->regions && plan->region[i] <= u)
		i++;
	return (uint16_t) i;
}

void demand_order(struct order_wish *w, struct demand_plan *plan, uint64_t n)
{
	const struct demand_class *c = plan->c;
	struct stream s = of_order(plan, n, FOR_TRAITS, 0);
	double u[TRAITS];

	for (int i = 0; i < TRAITS; i++)
		u[i] = stream_inner_unit(&s);
	if (!plan->trace || !take_trace(w, plan, n, u))
		take_row(w, plan, u);
	if (w->sto_gb == 0 && (plan->trace || plan->c->n_row == 0))
		w->sto_gb = (uint32_t) law_at(&storage_gb, u[OF_STORAGE]);
	w->tenant = (uint32_t) (u[OF_TENANT] * c->tenants);
	w->region = region_at(plan, u[OF_REGION]);
	w->fizz = u[OF_FIZZ] < plan->fizz && fits_home(w->cpu, w->mem_mb, w->gpu, w->gpus);
	w->choose = u[OF_CHOOSE] < c->choose;
	w->spon = u[OF_SPON] < c->spon;
	w->strict = u[OF_STRICT] < c->strict;
	w->closes_early = u[OF_EARLY] < c->closes_early;
	w->early_s = u[OF_EARLY_AT] * w->duration_s;
	w->extends = u[OF_EXTENDS] < c->extends;
	w->budget = law_at(&c->budget, u[OF_BUDGET]);
	w->min_uptime = c->min_uptime;
}

/* A try follows each with the same chance r / (1 + r), so r follow on average. */
bool demand_retries(const struct demand_plan *plan, uint64_t n, uint32_t tries, double *after_s)
{
	struct stream s = of_order(plan, n, FOR_RETRY, tries);
	bool again = draw_chance(&s, plan->c->retries / (1 + plan->c->retries));

	*after_s = law_draw(&plan->c->retry_s, &s);
	return again;
}

bool demand_leaves(const struct demand_plan *plan, uint64_t n)
{
	struct stream s = of_order(plan, n, FOR_CHURN, 0);

	return draw_chance(&s, plan->c->leaves);
}

double demand_replaced_s(const struct demand_plan *plan, uint64_t n)
{
	struct stream s = of_order(plan, n, FOR_CHURN, 1);

	return law_draw(&plan->c->replaced_s, &s);
}

bool demand_challenges(const struct demand_plan *plan, uint64_t n)
{
	struct stream s = of_order(plan, n, FOR_CHALLENGE, 0);

	return draw_chance(&s, plan->c->challenges);
}
