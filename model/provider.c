#include "model/provider.h"

#include "model/draw.h"
#include "model/fitted.h"

#include <math.h>
#include <string.h>

#define YEAR_S  (365 * 86400.0)
#define MONTH_S (30 * 86400.0)

/* Bounds of REG-02. */
#define THREADS_MAX 65536u
#define SCORE_MAX   10000000u
#define SIZE_MAX_   (1u << 30)
#define MBPS_MAX    1000000u
#define COUNT_MAX   4096u
#define PRICE_MAX   10000000u

/* Of one provider: kinds of GPUs that are told apart, and machines. */
#define MODELS_MAX   128
#define MACHINES_MAX 65536u

#define ASK_LEAST_USD_HOUR 1e-6

const char *bid_policy_name(enum bid_policy policy)
{
	static const char *const names[] = {
#define NAME(constant, text, what) text,
		BID_POLICIES(NAME)
#undef NAME
	};

	return names[policy];
}

/* ---- birth ---- */

static double region_weight(const double weight[REGIONS_MAX], bool homes, size_t i, bool fitted)
{
	if (fitted)
		return homes ? fitted_regions[i].home_weight : fitted_regions[i].supply_weight;
	return fmax(weight[i], 0);
}

uint16_t region_pick(const double weight[REGIONS_MAX], bool homes, double u)
{
	size_t n = fitted_regions_n < REGIONS_MAX ? fitted_regions_n : REGIONS_MAX, last = 0;
	double sum = 0;
	bool fitted;

	for (size_t i = 0; i < n; i++)
		sum += fmax(weight[i], 0);
	fitted = !(sum > 0);
	for (size_t i = 0; fitted && i < n; i++)
		sum += region_weight(weight, homes, i, true);
	u *= sum;
	for (size_t i = 0; i < n; i++) {
		double w = region_weight(weight, homes, i, fitted);

		if (!(w > 0))
			continue;
		last = i;
		if (u < w)
			break;
		u -= w;
	}
	return (uint16_t) last;
}

/* What machines add up to. */
struct fleet {
	uint64_t threads, score, mem_mb, sto_gb, nvme_gb;
	double down_mbps, up_mbps, idle_w, busy_w, price_usd, use_w, value_hour;
	uint32_t machines, models;
	struct {
		uint16_t model;
		uint32_t count, price_usd;
	} gpu[MODELS_MAX];
};

static double less(double a, double most)
{
	return a < most ? a : most;
}

/* Where this model stands among the models of the fleet, or would. */
static uint32_t fleet_model(const struct fleet *f, uint16_t model)
{
	uint32_t i = 0;

	while (i < f->models && f->gpu[i].model < model)
		i++;
	return i;
}

static bool model_valid(uint32_t model)
{
	return (model >= 1 && model <= 76) || (model >= 1000 && model <= 65535);
}

static bool fleet_gpus(struct fleet *f, const struct machine *m)
{
	const struct gpu_market *g = hardware_gpu((uint16_t) m->gpu);
	uint32_t i = fleet_model(f, (uint16_t) m->gpu);

	if (i == f->models || f->gpu[i].model != m->gpu) {
		if (f->models == MODELS_MAX || m->gpus > COUNT_MAX)
			return false;
		memmove(&f->gpu[i + 1], &f->gpu[i], (f->models - i) * sizeof f->gpu[0]);
		f->models++;
		f->gpu[i].model = (uint16_t) m->gpu;
		f->gpu[i].count = 0;
		f->gpu[i].price_usd = g ? (uint32_t) less(g->new_usd, PRICE_MAX) : 0;
	}
	if (f->gpu[i].count + m->gpus > COUNT_MAX)
		return false;
	f->gpu[i].count += m->gpus;
	return true;
}

/* False if the fleet would be larger than a provider may register.  There are kinds of machines
 * that never would, so their number has a bound as well. */
static bool fleet_add(struct fleet *f, const struct machine *m)
{
	if (f->machines == MACHINES_MAX || f->threads + m->threads > THREADS_MAX ||
			f->mem_mb + m->mem_mb > SIZE_MAX_ || f->sto_gb + m->sto_gb > SIZE_MAX_)
		return false;
	if (m->gpus && model_valid(m->gpu) && !fleet_gpus(f, m))
		return false;
	f->machines++;
	f->threads += m->threads;
	f->score += (uint64_t) m->threads * m->score;
	f->mem_mb += m->mem_mb;
	f->sto_gb += m->sto_gb;
	f->nvme_gb += m->nvme ? m->sto_gb : 0;
	f->down_mbps = fmax(f->down_mbps, m->down_mbps);
	f->up_mbps = fmax(f->up_mbps, m->up_mbps);
	f->idle_w += m->idle_w;
	f->busy_w += fmax(m->busy_w, m->idle_w);
	f->price_usd += m->price_usd;
	f->use_w += hardware_use_w(m->threads, (uint16_t) m->gpu, m->gpus);
	f->value_hour += hardware_usd_hour(
			m->threads, m->mem_mb, m->sto_gb, (uint16_t) m->gpu, (uint16_t) m->gpus);
	return true;
}

/* The rarest of more models than a provider may name; of equals the one with the higher number. */
static void fleet_drop_rarest(struct fleet *f)
{
	uint32_t rarest = 0;

	for (uint32_t i = 1; i < f->models; i++)
		if (f->gpu[i].count <= f->gpu[rarest].count)
			rarest = i;
	f->models--;
	memmove(&f->gpu[rarest], &f->gpu[rarest + 1], (f->models - rarest) * sizeof f->gpu[0]);
}

static void fleet_attr(struct fleet *f, struct spheron_attr *attr, uint16_t region)
{
	uint64_t score = f->threads ? f->score / f->threads : 0;

	while (f->models > SPHERON_GPU_LINES_MAX)
		fleet_drop_rarest(f);
	memset(attr, 0, sizeof *attr);
	attr->region = fitted_regions[region].id;
	attr->cpu = (uint32_t) f->threads;
	attr->score = score < SCORE_MAX ? (uint32_t) score : SCORE_MAX;
	attr->cpu_model = 1;
	attr->mem = (uint32_t) f->mem_mb;
	attr->sto = (uint32_t) f->sto_gb;
	attr->sto_tier = f->sto_gb == 0 ? 0 : f->nvme_gb == f->sto_gb ? 2 : 1;
	attr->down = (uint32_t) less(f->down_mbps, MBPS_MAX);
	attr->up = (uint32_t) less(f->up_mbps, MBPS_MAX);
	attr->gpus.count = f->models;
	for (uint32_t i = 0; i < f->models; i++)
		attr->gpus.item[i] = (struct spheron_gpu_line) { f->gpu[i].model,
			(uint16_t) f->gpu[i].count, f->gpu[i].price_usd };
}

/* How many comes first, then one number for each machine: a class that buys more of them leaves the
 * first ones as they were. */
static void fleet_draw(struct fleet *f, const struct provider_class *c, struct stream *s)
{
	double wanted = law_draw(&c->machines, s);
	const struct machine *list = c->machine;
	uint32_t n = c->n_machine;

	if (!list || n == 0)
		list = hardware_list((enum machine_list) c->list, &n);
	if (n == 0)
		return;
	do {
		if (!fleet_add(f, &list[hardware_pick(list, n, stream_unit(s))]))
			break;
	} while (f->machines + 0.5 < wanted);
}

static void traits(struct provider *p, const struct provider_class *c, const struct luck *luck,
		uint32_t id)
{
	struct stream s = luck_open(luck, STREAM_PROVIDER, id, FOR_TRAITS, 0);
	double sigma = c->unequal;

	p->noise = stream_unit(&s);
	p->spare = 2 * stream_unit(&s);
	p->phase = stream_unit(&s);
	p->declares = draw_chance(&s, c->declares);
	p->up_factor = draw_lognormal(&s, -sigma * sigma / 2, sigma);
}

static double overhead_hour(const struct provider_class *c, const struct fleet *f)
{
	double capital = c->life_s > 0 ? f->price_usd / (c->life_s / 3600) : 0;

	return capital + c->overhead_usd_hour * f->machines;
}

void provider_make(struct provider *p, struct spheron_attr *attr, const struct provider_class *c,
		uint16_t class_, const struct luck *luck, uint32_t id, const struct machine *given,
		uint32_t n_given)
{
	struct stream where = luck_open(luck, STREAM_PROVIDER, id, FOR_PLACE, 0);
	struct stream which = luck_open(luck, STREAM_PROVIDER, id, FOR_HARDWARE, 0);
	struct fleet f = { 0 };

	memset(p, 0, sizeof *p);
	p->class_ = class_;
	p->region = region_pick(c->region, false, stream_unit(&where));
	for (uint32_t i = 0; i < n_given; i++)
		if (!fleet_add(&f, &given[i]))
			break;
	if (n_given == 0)
		fleet_draw(&f, c, &which);
	traits(p, c, luck, id);
	p->machines = f.machines;
	p->power_usd_kwh = fitted_regions[p->region].industry_usd_kwh * c->power_factor;
	p->cost_hour = f.idle_w / 1000 * p->power_usd_kwh + overhead_hour(c, &f);
	p->busy_hour = (f.busy_w - f.idle_w) / 1000 * p->power_usd_kwh;
	p->capital = f.price_usd;
	p->margin = c->margin;
	p->value_hour = f.value_hour;
	p->watt_hour = f.use_w > 0 ? p->busy_hour / f.use_w : 0;
	fleet_attr(&f, attr, p->region);
}

/* ---- faults ---- */

double provider_up_s(const struct provider *p, const struct provider_class *c,
		const struct luck *luck, uint32_t id)
{
	struct stream s = luck_open(luck, STREAM_PROVIDER, id, FOR_UPTIME, p->links);

	return fmax(law_draw(&c->up_s, &s), 0) * p->up_factor;
}

double provider_repair_s(const struct provider *p, const struct provider_class *c,
		const struct luck *luck, uint32_t id)
{
	struct stream s = luck_open(luck, STREAM_PROVIDER, id, FOR_REPAIR, p->links);

	return fmax(law_draw(&c->repair_s, &s), 0);
}

/* Each of n is lost with the same chance: binomial, from one number by going up its distribution.
 */
static uint32_t lost_of(uint32_t n, double loss, double u)
{
	double chance = pow(1 - loss, n);
	uint32_t lost = 0;

	while (lost < n && u >= chance) {
		u -= chance;
		chance *= (double) (n - lost) / (lost + 1) * (loss / (1 - loss));
		lost++;
	}
	return lost;
}

/* In parts so small that none of their chances is too small for a double. */
uint32_t provider_gpus_lost(const struct provider_class *c, const struct luck *luck, uint32_t id,
		uint32_t era, double era_s, uint32_t n)
{
	double rate = c->gpu_loss_year * era_s / YEAR_S, loss = -expm1(-rate);
	uint32_t lost = 0;
	struct stream s;

	if (n == 0 || !(loss > 0))
		return 0;
	if (loss > 0.999)
		return n;
	s = luck_open(luck, STREAM_PROVIDER, id, FOR_HARDWARE_LOSS, era);
	for (uint32_t rest = n, part; rest; rest -= part) {
		part = rest * rate <= 500 ? rest : (uint32_t) (500 / rate);
		lost += lost_of(part, loss, stream_unit(&s));
	}
	return lost;
}

/* Interval k has its maintenance at (phase + jitter / 4) / 1.25 of it, jitter uniform in 0 .. 1. */
bool provider_maintains(const struct provider *p, const struct provider_class *c,
		const struct luck *luck, uint32_t id, uint32_t era, double era_s, double *start_s,
		double *length_s)
{
	double every = c->maintenance_every_s, begin = era * era_s, end = begin + era_s;

	if (!(every > 0))
		return false;
	for (double k = floor(begin / every); k * every < end; k++) {
		double earliest = every * (k + p->phase / 1.25), at;
		struct stream s;

		if (earliest >= end || earliest + every / 5 < begin)
			continue;
		s = luck_open(luck, STREAM_PROVIDER, id, FOR_MAINTENANCE, (uint64_t) k);
		at = earliest + stream_unit(&s) * every / 5;
		if (at < begin || at >= end)
			continue;
		*start_s = at - begin;
		*length_s = fmax(law_draw(&c->maintenance_s, &s), 0);
		return true;
	}
	return false;
}

double provider_upgrade_s(const struct provider_class *c, const struct luck *luck, uint32_t id,
		uint32_t release)
{
	struct stream s = luck_open(luck, STREAM_PROVIDER, id, FOR_UPGRADE, release);

	return fmax(law_draw(&c->upgrade_lag_s, &s), 0);
}

/* ---- bids ---- */

double provider_marginal_usd_hour(const struct provider *p, const struct wish *wish)
{
	return hardware_use_w(wish->cpu, wish->gpu, wish->gpus) * p->watt_hour;
}

/* The part of all it has that the wish is. */
static double standing_cost(const struct provider *p, const struct wish *wish)
{
	double worth = hardware_usd_hour(
			wish->cpu, wish->mem_mb, wish->sto_gb, wish->gpu, wish->gpus);

	return p->value_hour > 0 ? p->cost_hour * (worth / p->value_hour) : 0;
}

static double more(double a, double least)
{
	return a > least ? a : least;
}

double provider_ask(const struct provider *p, const struct provider_class *c,
		const struct wish *wish, double used, struct stream *s)
{
	double marginal = provider_marginal_usd_hour(p, wish), ask = 0;

	switch ((enum bid_policy) c->policy) {
	case BID_COST_PLUS:
		ask = more((standing_cost(p, wish) + marginal) * (1 + p->margin * (0.5 + p->noise)),
				marginal);
		break;
	case BID_SCALE:
		ask = more((standing_cost(p, wish) + marginal) * (1 + p->margin * used), marginal);
		break;
	case BID_RANDOM:
		ask = wish->market_usd_hour * draw_uniform(s, c->low, c->high);
		break;
	case BID_MARKET:
		ask = more(wish->market_usd_hour * (c->low + (c->high - c->low) * p->noise),
				marginal);
		break;
	case BID_LEARNING:
		ask = more((standing_cost(p, wish) + marginal) * (1 + p->margin), marginal);
		break;
	case BID_POLICY_COUNT:
		break;
	}
	return more(ask, ASK_LEAST_USD_HOUR);
}

void provider_learn(struct provider *p, const struct provider_class *c, bool won)
{
	double price = 1 + p->margin;

	if (c->policy != BID_LEARNING)
		return;
	p->margin = (won ? price * (1 + c->learning) : price / (1 + c->learning / 4)) - 1;
	if (c->high > c->low)
		p->margin = p->margin < c->low ? c->low : p->margin > c->high ? c->high : p->margin;
}

/* ---- money ---- */

double provider_stake_spon(
		const struct provider *p, const struct provider_class *c, double required)
{
	double spare = c->stake_factor - 1;

	return required * (spare > 0 ? 1 + spare * p->spare : fmax(c->stake_factor, 0));
}

bool account_gives_up(struct account_month *a, double income, double costs, double era_s,
		double exit_after_s)
{
	double kept = exp(-era_s / MONTH_S);

	a->income = a->income * kept + income;
	a->costs = a->costs * kept + costs;
	a->lost_s = a->income < a->costs ? a->lost_s + era_s : 0;
	return exit_after_s > 0 && a->lost_s >= exit_after_s;
}

bool provider_gives_up(struct provider *p, const struct provider_class *c, double income,
		double costs, double era_s)
{
	struct account_month a = { p->income, p->costs, p->lost_s };
	/* The patience of each is its own, once again as long as the class says on average or half. */
	double patience_s = c->exit_after_s * (0.5 + p->noise);
	double sunk = c->life_s > 0 ? c->sunk * p->capital * era_s / c->life_s : 0;
	bool gives_up = account_gives_up(&a, income, costs > sunk ? costs - sunk : 0, era_s,
			patience_s);

	p->income = a.income;
	p->costs = a.costs;
	p->lost_s = a.lost_s;
	return gives_up;
}

/* ---- coming ---- */

/* Small means go up the distribution from one number; a class is not an agent, so its stream is
 * beyond the ids of agents. */
uint32_t newcomers_drawn(const struct luck *luck, enum stream_kind kind, uint16_t class_,
		uint32_t era, double mean)
{
	uint32_t n = 0;
	double u, chance;
	struct stream s;

	if (!(mean > 0))
		return 0;
	s = luck_open(luck, kind, UINT64_C(1) << 32 | class_, FOR_ENTRY, era);
	if (mean > 100)
		return (uint32_t) fmin((double) draw_poisson(&s, fmin(mean, 1e9)), 1e9);
	u = stream_unit(&s);
	chance = exp(-mean);
	while (u >= chance && n < 1000) {
		u -= chance;
		n++;
		chance *= mean / n;
	}
	return n;
}

uint32_t provider_newcomers(const struct provider_class *c, const struct luck *luck,
		uint16_t class_, uint32_t era, double era_s, double yearly_return)
{
	double above = yearly_return - c->entry_return;
	double span = c->entry_return < 1 ? 1 - c->entry_return : 1;
	double response = fmin(above / span, NEWCOMERS_MOST);

	if (!(above > 0))
		return 0;
	return newcomers_drawn(luck, STREAM_PROVIDER, class_, era,
			c->count * c->entry_year * (era_s / YEAR_S) * response);
}
