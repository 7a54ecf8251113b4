#include "model/fizz.h"

#include "model/draw.h"
#include "model/fitted.h"

#include <gsl/gsl_sf_gamma.h>
#include <math.h>
#include <string.h>

#define YEAR_S  (365 * 86400.0)
#define DAY_S   86400.0
#define HOUR_S  3600.0
#define MONTH_H 720.0 /* of FIZZ-06: 2,592,000,000 ms */

/* Bounds of FIZZ-01 and FIZZ-04. */
#define THREADS_MAX 256u
#define GPUS_MAX    8u
#define SIZE_MAX_   (1u << 30)
#define SCORE_MAX   10000000u
#define MBPS_MAX    1e6
#define MICRO_MAX   1e12

/* Of a diurnal host's time off, what is not by the clock. */
#define FAULTS_OF_OFF 0.1

/* Occasions of the days' hours of sleep, and of the state at the start, beside those that are
 * links. */
#define DAYS  (UINT64_C(1) << 40)
#define START (UINT64_C(1) << 41)

/* Assumed weights, and so 1 change a day and host on average: see the tests. */
static const double habits[FIZZ_HABIT_COUNT] = {
	[FIZZ_ALWAYS] = 0.5,
	[FIZZ_DIURNAL] = 0.2,
	[FIZZ_CASUAL] = 0.3,
};

/* Lines of homes, Mbps down and up, as sold; how often is assumed. */
static const struct line {
	double part;
	uint32_t down, up;
} lines[] = {
	{ 0.15, 50, 10 },
	{ 0.25, 100, 40 },
	{ 0.25, 250, 50 },
	{ 0.10, 500, 100 },
	{ 0.10, 500, 500 },
	{ 0.15, 1000, 1000 },
};

const char *fizz_habit_name(enum fizz_habit habit)
{
	static const char *const names[] = {
#define NAME(constant, text, what) text,
		FIZZ_HABITS(NAME)
#undef NAME
	};

	return names[habit];
}

/* ---- laws ---- */

static bool given(const struct law *law)
{
	return law->kind != LAW_CONSTANT || law->a > 0;
}

/* Fitted ones have a scale of 1, which the host's own scale makes good. */
static double session_s(const struct fizz_class *c, double u)
{
	if (given(&c->session_s))
		return fmax(law_at(&c->session_s, u), 0);
	return pow(-log1p(-u), 1 / fitted_home_faults.up_shape);
}

static double gap_s(const struct fizz_class *c, double u)
{
	if (given(&c->gap_s))
		return fmax(law_at(&c->gap_s, u), 0);
	return pow(-log1p(-u), 1 / fitted_home_faults.down_shape);
}

/* With bounds: the integral of the quantiles, at points that lie denser towards both ends, where
 * tails are. */
#define POINTS 256
static double mean_s(const struct law *law, double shape)
{
	double sum = 0;

	if (!given(law))
		return gsl_sf_gamma(1 + 1 / shape);
	if (law->kind == LAW_CONSTANT || (isinf(law->min) && isinf(law->max)))
		return law_mean(law);
	for (unsigned i = 0; i < POINTS; i++) {
		double v = (i + 0.5) / POINTS, u = v * v * v * (10 - v * (15 - 6 * v));

		sum += law_at(law, u) * 30 * v * v * (1 - v) * (1 - v);
	}
	return sum / POINTS;
}

/* ---- birth ---- */

/* The part of the hosts, in order of availability, that u is in. */
static enum fizz_habit habit_at(const struct fizz_class *c, double u)
{
	const double *w = c->habit;
	double sum = 0;

	for (unsigned i = 0; i < FIZZ_HABIT_COUNT; i++)
		sum += fmax(w[i], 0);
	if (!(sum > 0)) {
		w = habits;
		sum = 1;
	}
	u *= sum;
	if (u < w[FIZZ_CASUAL])
		return FIZZ_CASUAL;
	return u < w[FIZZ_CASUAL] + w[FIZZ_DIURNAL] ? FIZZ_DIURNAL : FIZZ_ALWAYS;
}

static double clamp(double x, double low, double high)
{
	return x < low ? low : x > high ? high : x;
}

static double scale(double wanted, double mean)
{
	return isfinite(wanted) && isfinite(mean) && mean > 0 ? wanted / mean : 1;
}

/* From when to when it sleeps: around half past three by its own clock. */
static void sleep_h(struct fizz *f, double off, double u)
{
	double middle_h = 3.5 + 4 * (u - 0.5) - fitted_regions[f->region].clock_min / 60.0;

	f->off_h = (float) (24 * off);
	f->off_at_h = (float) fmod(middle_h - 12 * off + 48, 24);
}

static void make_habit(struct fizz *f, const struct fizz_class *c, double u, double night_u)
{
	double a = given(&c->availability)
				   ? law_at(&c->availability, u)
				   : fitted_quantile_at(fitted_home_availability, FITTED_RANKS, u);
	double up = mean_s(&c->session_s, fitted_home_faults.up_shape);
	double gap = mean_s(&c->gap_s, fitted_home_faults.down_shape);
	double cycle = up + gap, faultless;

	if (!given(&c->session_s) || !given(&c->gap_s))
		cycle = fitted_home_faults.cycle_h * HOUR_S;
	a = clamp(a, 0.001, 1);
	f->availability = (float) a;
	f->habit = (uint8_t) habit_at(c, u);
	f->up_scale = f->gap_scale = 1;
	/* Fitted gaps of always-on and diurnal hosts are those of a host with the mean
	 * availability. */
	if (!given(&c->gap_s))
		f->gap_scale = (float) (cycle / gap *
					(1 - fitted_quantile_mean(fitted_home_availability,
							     FITTED_RANKS)));
	switch ((enum fizz_habit) f->habit) {
	case FIZZ_ALWAYS:
		f->up_scale = (float) scale(a / (1 - a) * gap * f->gap_scale, up);
		break;
	case FIZZ_CASUAL:
		f->up_scale = (float) scale(a * cycle, up);
		f->gap_scale = (float) scale((1 - a) * cycle, gap);
		break;
	case FIZZ_DIURNAL:
		faultless = 1 - FAULTS_OF_OFF * (1 - a);
		sleep_h(f, 1 - a / faultless, night_u);
		f->up_scale = (float) (faultless / (1 - faultless) * gap * f->gap_scale);
		break;
	case FIZZ_HABIT_COUNT:
		break;
	}
}

static void make_attr(struct spheron_attr *attr, const struct machine *m, uint16_t region,
		bool home, double u)
{
	const struct gpu_market *g = hardware_gpu((uint16_t) m->gpu);
	bool listed = (m->gpu >= 1 && m->gpu <= 76) || (m->gpu >= 1000 && m->gpu <= 65535);
	unsigned i = 0;

	memset(attr, 0, sizeof *attr);
	attr->region = fitted_regions[region].id;
	attr->cpu = m->threads < THREADS_MAX ? m->threads : THREADS_MAX;
	attr->score = m->score < SCORE_MAX ? m->score : SCORE_MAX;
	attr->cpu_model = 1;
	attr->mem = m->mem_mb < SIZE_MAX_ ? m->mem_mb : SIZE_MAX_;
	attr->sto = m->sto_gb < SIZE_MAX_ ? m->sto_gb : SIZE_MAX_;
	attr->sto_tier = attr->sto == 0 ? 0 : m->nvme ? 2 : 1;
	for (; i + 1 < sizeof lines / sizeof *lines && u >= lines[i].part; i++)
		u -= lines[i].part;
	attr->down = home ? lines[i].down : (uint32_t) clamp(m->down_mbps, 0, MBPS_MAX);
	attr->up = home ? lines[i].up : (uint32_t) clamp(m->up_mbps, 0, MBPS_MAX);
	if (!listed || m->gpus == 0)
		return;
	attr->gpus.count = 1;
	attr->gpus.item[0] = (struct spheron_gpu_line) { (uint16_t) m->gpu,
		(uint16_t) (m->gpus < GPUS_MAX ? m->gpus : GPUS_MAX),
		g ? (uint32_t) g->new_usd : 0 };
}

void fizz_make(struct fizz *f, struct spheron_attr *attr, const struct fizz_class *c,
		uint16_t class_, const struct luck *luck, uint32_t id)
{
	struct stream where = luck_open(luck, STREAM_FIZZ, id, FOR_PLACE, 0);
	struct stream which = luck_open(luck, STREAM_FIZZ, id, FOR_HARDWARE, 0);
	struct stream s = luck_open(luck, STREAM_FIZZ, id, FOR_TRAITS, 0);
	bool home = !c->machine || c->n_machine == 0;
	const struct machine *m = c->machine;
	uint32_t n = c->n_machine;
	double usd_kwh, u;

	if (home)
		m = hardware_list(MACHINES_HOME, &n);
	m += hardware_pick(m, n, stream_unit(&which));
	memset(f, 0, sizeof *f);
	f->class_ = class_;
	f->region = region_pick(c->region, true, stream_unit(&where));
	make_attr(attr, m, f->region, home, stream_unit(&which));
	u = stream_inner_unit(&s);
	make_habit(f, c, u, stream_unit(&s));
	f->taste = (float) draw_uniform(&s, 0.8, 1.2);
	f->shortfall = (float) fmin(c->shortfall * draw_exponential(&s, 1), 0.9);
	usd_kwh = fitted_regions[f->region].home_usd_kwh * c->power_factor;
	f->idle_usd_hour = (float) (m->idle_w / 1000 * usd_kwh * c->power_share);
	f->busy_usd_hour = (float) (fmax(m->busy_w - m->idle_w, 0) / 1000 * usd_kwh);
}

static uint64_t micro(double usd_hour, double factor)
{
	return (uint64_t) llround(clamp(usd_hour * MONTH_H * 1e6 * factor, 0, MICRO_MAX));
}

void fizz_prices(const struct fizz *f, const struct fizz_class *c, const struct spheron_attr *attr,
		uint64_t *p_cpu, uint64_t *p_mem, uint64_t *p_sto, uint64_t *p_gpu)
{
	double factor = c->price_factor * f->taste, usd = 0, gpus = 0;

	for (uint32_t i = 0; i < attr->gpus.count; i++) {
		const struct spheron_gpu_line *line = &attr->gpus.item[i];

		usd += hardware_usd_hour(0, 0, 0, line->model, line->count);
		gpus += line->count;
	}
	*p_cpu = micro(HARDWARE_THREAD_USD_HOUR, factor);
	*p_mem = micro(HARDWARE_GB_USD_HOUR, factor);
	*p_sto = micro(HARDWARE_STO_USD_HOUR, factor);
	*p_gpu = gpus > 0 ? micro(usd / gpus, factor) : 0;
}

/* ---- up and down ---- */

/* When it goes to sleep and wakes on this day (day 0 contains off_at_h of the first day), up to an
 * hour earlier or later, each by itself; never so much that nights meet or vanish. */
static void night(const struct fizz *f, const struct luck *luck, uint32_t id, double day,
		double *sleeps_s, double *wakes_s)
{
	struct stream s = luck_open(luck, STREAM_FIZZ, id, FOR_UPTIME, DAYS + (uint64_t) (day + 1));
	double late_h = fmin(1, fmin(f->off_h, 24 - f->off_h) / 4);
	double at_h = day * 24 + f->off_at_h;

	*sleeps_s = (at_h + late_h * (2 * stream_unit(&s) - 1)) * HOUR_S;
	*wakes_s = (at_h + f->off_h + late_h * (2 * stream_unit(&s) - 1)) * HOUR_S;
}

/* The first night that ends after now, or (`asleep` false) the first that begins after now; a
 * second is allowed for what milliseconds were rounded to.  Day -1 is the night before the first
 * midnight.  The search begins with the first day that could be it. */
static double next_night(const struct fizz *f, const struct luck *luck, uint32_t id, double now_s,
		bool asleep, double *sleeps_s, double *wakes_s)
{
	double day = ceil((now_s / HOUR_S - f->off_at_h - (asleep ? f->off_h + 1 : 1)) / 24);

	for (day = fmax(day, -1);; day++) {
		night(f, luck, id, day, sleeps_s, wakes_s);
		if ((asleep ? *wakes_s : *sleeps_s) > now_s + 1)
			return day;
	}
}

static double diurnal_up_s(
		const struct fizz *f, const struct luck *luck, uint32_t id, double now_s, double u)
{
	double sleeps_s, wakes_s, faultless_s = -f->up_scale * log1p(-u);

	next_night(f, luck, id, now_s, false, &sleeps_s, &wakes_s);
	return fmin(faultless_s, sleeps_s - now_s);
}

static double fault_s(const struct fizz *f, const struct fizz_class *c, const struct luck *luck,
		uint32_t id)
{
	struct stream s = luck_open(luck, STREAM_FIZZ, id, FOR_REPAIR, f->links);

	return f->gap_scale * gap_s(c, stream_inner_unit(&s));
}

/* Asleep it comes back in the morning.  A fault is repaired while the host would be on: nights
 * within are added. */
static double diurnal_gap_s(const struct fizz *f, const struct fizz_class *c,
		const struct luck *luck, uint32_t id, double now_s)
{
	double sleeps_s, wakes_s, at_s = now_s, gap;
	double day = next_night(f, luck, id, now_s, true, &sleeps_s, &wakes_s);

	if (sleeps_s <= now_s + 1)
		return wakes_s - now_s;
	gap = fault_s(f, c, luck, id);
	while (sleeps_s < at_s + gap) {
		gap -= sleeps_s - at_s;
		at_s = wakes_s;
		night(f, luck, id, ++day, &sleeps_s, &wakes_s);
	}
	return at_s + gap - now_s;
}

bool fizz_starts_up(const struct fizz *f, const struct fizz_class *c, const struct luck *luck,
		uint32_t id)
{
	struct stream s = luck_open(luck, STREAM_FIZZ, id, FOR_UPTIME, START);
	double sleeps_s, wakes_s, a = f->availability;

	(void) c;
	if (f->habit != FIZZ_DIURNAL)
		return draw_chance(&s, a);
	next_night(f, luck, id, 0, true, &sleeps_s, &wakes_s);
	return sleeps_s > 1 && draw_chance(&s, 1 - FAULTS_OF_OFF * (1 - a));
}

double fizz_up_s(const struct fizz *f, const struct fizz_class *c, const struct luck *luck,
		uint32_t id, double now_s)
{
	struct stream s;
	double u;

	if (f->availability >= 1)
		return INFINITY;
	s = luck_open(luck, STREAM_FIZZ, id, FOR_UPTIME, f->links);
	u = stream_inner_unit(&s);
	if (f->habit == FIZZ_DIURNAL)
		return diurnal_up_s(f, luck, id, now_s, u);
	return f->up_scale * session_s(c, u);
}

double fizz_gap_s(const struct fizz *f, const struct fizz_class *c, const struct luck *luck,
		uint32_t id, double now_s)
{
	return f->habit == FIZZ_DIURNAL ? diurnal_gap_s(f, c, luck, id, now_s)
					: fault_s(f, c, luck, id);
}

/* ---- staying and coming ---- */

bool fizz_gives_up(struct fizz *f, const struct fizz_class *c, double income, double costs,
		double era_s)
{
	struct account_month a = { f->income, f->costs, f->lost_s };
	bool gives_up = account_gives_up(&a, income, costs, era_s, c->exit_after_s);

	f->income = (float) a.income;
	f->costs = (float) a.costs;
	f->lost_s = (float) a.lost_s;
	return gives_up;
}

uint32_t fizz_newcomers(const struct fizz_class *c, const struct luck *luck, uint16_t class_,
		uint32_t era, double era_s, double income_ratio)
{
	double above = c->entry_ratio > 0 ? income_ratio / c->entry_ratio - 1 : income_ratio;

	if (!(above > 0))
		return 0;
	return newcomers_drawn(luck, STREAM_FIZZ, class_, era,
			c->count * c->entry_year * (era_s / YEAR_S) * fmin(above, NEWCOMERS_MOST));
}
