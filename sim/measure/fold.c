#include "sim/measure/fold_parts.h"

#include "sim/player.h"

#include <stdlib.h>
#include <string.h>

const struct fold_total_row fold_total_rows[TOTAL_COUNT] = {
#define FOLD_TOTAL_ROW(constant, name, token, what) { name, SPHERON_##token, what },
	FOLD_TOTALS(FOLD_TOTAL_ROW)
#undef FOLD_TOTAL_ROW
};

/* ---- memory ---- */

/* An array with room for `need` elements, new ones zero. */
void *track_room(void *array, size_t size, size_t need, size_t *room)
{
	size_t more = *room < 64 ? 64 : *room;
	char *grown;

	if (need <= *room)
		return array;
	while (more < need)
		more *= 2;
	grown = must(realloc(array, more * size));
	memset(grown + *room * size, 0, (more - *room) * size);
	*room = more;
	return grown;
}

struct node_track *track_of(struct fold *f, enum spheron_node_kind kind, uint32_t id)
{
	f->a.node[kind] = track_room(f->a.node[kind], sizeof **f->a.node, id, &f->node_room[kind]);
	if (id > f->n_node[kind])
		f->n_node[kind] = id;
	return &f->a.node[kind][id - 1];
}

struct provider_track *provider_track_of(struct fold *f, uint32_t id)
{
	f->a.provider = track_room(f->a.provider, sizeof *f->a.provider, id, &f->provider_room);
	return &f->a.provider[id - 1];
}

/* NULL if nobody wants to know. */
struct final_track *final_track_of(struct fold *f, enum spheron_node_kind kind, uint32_t id)
{
	if (!f->wants.finals)
		return NULL;
	f->a.final[kind] = track_room(f->a.final[kind], sizeof **f->a.final, id, &f->final_room[kind]);
	return &f->a.final[kind][id - 1];
}

double units(struct spheron_u128 amount, double unit)
{
	return ((double) amount.hi * 0x1p64 + (double) amount.lo) * unit;
}

/* ---- levels ---- */

/* A moment before the last one changes the height and adds nothing: deadlines of a second may be told
 * behind what happened within it. */
void level_to(struct level_state *l, uint64_t now_ms, double height)
{
	if (now_ms > l->since_ms) {
		l->area += l->height * (double) (now_ms - l->since_ms);
		l->since_ms = now_ms;
	}
	l->height = height;
}

void level_by(struct level_state *l, uint64_t now_ms, double change)
{
	level_to(l, now_ms, l->height + change);
}

/* ---- begin and end ---- */

static uint64_t param_of(const struct setup *setup, unsigned param)
{
	return setup->params[param].given
			? setup->params[param].value.lo
			: spheron_param_default((enum spheron_profile) setup->profile, param).lo;
}

void era_begins(struct fold *f)
{
	f->counts = (uint64_t) f->era * f->era_ms >= f->warmup_ms;
	f->late = f->counts && f->era >= f->late_from;
}

struct fold *fold_begin(const struct setup *setup, const struct cast *cast,
		const struct fold_wants *wants)
{
	struct fold *f = must(calloc(1, sizeof *f));

	f->setup = setup;
	f->cast = cast;
	f->wants = *wants;
	f->era_ms = param_of(setup, SPHERON_P_ERA_S) * 1000;
	f->warmup_ms = (uint64_t) llround(setup->warmup_s * 1000);
	f->eras = (uint32_t) ((uint64_t) llround(setup->horizon_s * 1000) / f->era_ms);
	f->warmup_eras = (uint32_t) ((f->warmup_ms + f->era_ms - 1) / f->era_ms);
	f->late_from = f->eras > METRIC_LATE_ERAS ? f->eras - METRIC_LATE_ERAS : 0;
	f->commission_bp = (uint16_t) param_of(setup, SPHERON_P_COMMISSION_DEFAULT_BP);
	f->late_pool = NAN;
	f->a.series = track_room(NULL, SERIES_COUNT * sizeof(double), f->eras + 1, &f->series_room);
	era_begins(f);
	return f;
}

void fold_free(struct fold *f)
{
	if (!f)
		return;
	for (int k = 0; k < 2; k++) {
		free(f->a.node[k]);
		free(f->a.final[k]);
	}
	free(f->a.provider);
	free(f->a.series);
	free(f->a.operators);
	free(f->a.operator_exits);
	free(f->a.event);
	free(f->a.text);
	free(f->a.scratch);
	free(f);
}

/* ---- nodes ---- */

static uint32_t id_of(const struct fold *f, const struct node *node, enum spheron_node_kind kind)
{
	const struct node *first = kind == SPHERON_NODE_PROVIDER ? f->cast->provider : f->cast->fizz;

	return (uint32_t) (node - first) + 1;
}

static void cohort_by(struct fold *f, uint64_t now_ms, const struct node_track *t, double change)
{
	level_by(&f->level[t->entered_era == 0 ? LEVEL_FOUNDERS : LEVEL_NEWCOMERS], now_ms, change);
}

/* The largest share of a region's providers that was down at once. */
void region_peak(struct region_track *r)
{
	double share = r->there >= REGION_LEAST ? (double) r->down / r->there : 0;

	if (share > r->peak)
		r->peak = share;
}

static void region_by(struct fold *f, const struct node *node, enum spheron_node_kind kind, int there,
		int down)
{
	struct region_track *r = &f->region[node->region];

	if (kind == SPHERON_NODE_FIZZ)
		return;
	r->there += there;
	r->down += down;
	region_peak(r);
}

void fold_entry(struct fold *f, uint64_t now_ms, const struct node *node, enum spheron_node_kind kind)
{
	struct node_track *t = track_of(f, kind, id_of(f, node, kind));

	if (t->there)
		return;
	t->entered = t->there = true;
	t->up = node->up;
	t->since_ms = t->entered_ms = now_ms;
	t->entered_era = f->era;
	t->exit_era = NO_ERA;
	if (kind == SPHERON_NODE_PROVIDER)
		provider_track_of(f, id_of(f, node, kind));
	final_track_of(f, kind, id_of(f, node, kind));
	f->now.sum[SUM_ENTRIES + kind] += now_ms > 0; /* founders have not come */
	level_by(&f->level[LEVEL_NODES + kind], now_ms, 1);
	level_by(&f->level[LEVEL_UP + kind], now_ms, t->up ? 1 : 0);
	cohort_by(f, now_ms, t, 1);
	region_by(f, node, kind, 1, t->up ? 0 : 1);
}

/* Time up since the last change goes to the node's final row. */
static void up_until(struct fold *f, uint64_t now_ms, struct node_track *t, uint32_t id,
		enum spheron_node_kind kind)
{
	struct final_track *final = t->up ? final_track_of(f, kind, id) : NULL;
	uint64_t from_ms = t->since_ms > f->warmup_ms ? t->since_ms : f->warmup_ms;

	if (final && now_ms > from_ms)
		final->up_s += (double) (now_ms - from_ms) / 1000;
}

void fold_exit(struct fold *f, uint64_t now_ms, const struct node *node, enum spheron_node_kind kind)
{
	uint32_t id = id_of(f, node, kind);
	struct node_track *t = track_of(f, kind, id);

	if (!t->there)
		return;
	up_until(f, now_ms, t, id, kind);
	f->now.sum[SUM_EXITS + kind]++;
	f->now.sum[t->entered_era == 0 ? SUM_EXITS_FOUNDERS : SUM_EXITS_NEWCOMERS]++;
	level_by(&f->level[LEVEL_NODES + kind], now_ms, -1);
	level_by(&f->level[LEVEL_UP + kind], now_ms, t->up ? -1 : 0);
	cohort_by(f, now_ms, t, -1);
	region_by(f, node, kind, -1, t->up ? 0 : -1);
	t->there = t->up = false;
	t->exit_era = f->era;
	t->since_ms = now_ms;
}

void fold_node_down(struct fold *f, uint64_t now_ms, const struct node *node,
		enum spheron_node_kind kind)
{
	uint32_t id = id_of(f, node, kind);
	struct node_track *t = track_of(f, kind, id);

	if (!t->there || !t->up)
		return;
	up_until(f, now_ms, t, id, kind);
	t->up = t->found = false;
	t->since_ms = now_ms;
	level_by(&f->level[LEVEL_UP + kind], now_ms, -1);
	region_by(f, node, kind, 0, 1);
}

void fold_node_up(struct fold *f, uint64_t now_ms, const struct node *node, enum spheron_node_kind kind)
{
	struct node_track *t = track_of(f, kind, id_of(f, node, kind));
	double outage_s = now_ms > t->since_ms ? (double) (now_ms - t->since_ms) / 1000 : 0;

	if (!t->there || t->up)
		return;
	t->up = true;
	t->since_ms = now_ms;
	f->now.sum[SUM_FOUND] += t->found;
	f->now.sum[SUM_RETURNS + kind]++;
	f->now.sum[SUM_OUTAGE_S + kind] += outage_s;
	if (kind == SPHERON_NODE_PROVIDER && f->counts)
		histogram_add(&f->repair, outage_s / 3600, 1);
	level_by(&f->level[LEVEL_UP + kind], now_ms, 1);
	region_by(f, node, kind, 0, -1);
}

/* ---- deals ---- */

void fold_unserved_wish(struct fold *f, uint64_t now_ms)
{
	(void) now_ms;
	f->now.sum[SUM_UNSERVED]++;
}

void fold_order(struct fold *f, uint64_t now_ms, const struct deal *deal)
{
	(void) now_ms;
	f->now.sum[SUM_WANTED] += deal->tries == 0;
}

void fold_lost(struct fold *f, uint64_t now_ms, const struct deal *deal, bool abandoned)
{
	(void) now_ms;
	(void) deal;
	f->now.sum[SUM_ABANDONED] += abandoned;
}

static enum spheron_node_kind kind_of(const struct deal *deal)
{
	return deal->fizz ? SPHERON_NODE_FIZZ : SPHERON_NODE_PROVIDER;
}

static void rate_by(struct fold *f, uint64_t now_ms, const struct deal *deal, double usd_hour)
{
	level_by(&f->level[deal->gpus ? LEVEL_GPU_USD : LEVEL_CPU_USD], now_ms, usd_hour);
}

/* What a lease holds is added or taken away. */
static void held_by(struct fold *f, uint64_t now_ms, const struct deal *deal, double sign)
{
	enum spheron_node_kind kind = kind_of(deal);

	level_by(&f->level[LEVEL_LEASES + kind], now_ms, sign);
	level_by(&f->level[LEVEL_THREADS + kind], now_ms, sign * deal->cpu);
	level_by(&f->level[LEVEL_GPUS + kind], now_ms, sign * deal->gpus);
	if (!deal->gpus)
		level_by(&f->level[LEVEL_CPU_THREADS], now_ms, sign * deal->cpu);
	rate_by(f, now_ms, deal, sign * deal->usd_hour);
}

static void lease_counts(struct fold *f, const struct deal *deal)
{
	enum spheron_node_kind kind = kind_of(deal);
	struct final_track *final;

	final = final_track_of(f, kind, deal->fizz ? deal->fizz : deal->provider);
	if (final && f->counts)
		final->leases++;
	if (deal->provider && f->late)
		provider_track_of(f, deal->provider)->late_leases++;
}

void fold_lease(struct fold *f, uint64_t now_ms, const struct deal *deal)
{
	double *sum = f->now.sum;
	double wait_s = now_ms > deal->ordered_ms ? (double) (now_ms - deal->ordered_ms) / 1000 : 0;

	sum[SUM_LEASES]++;
	sum[SUM_LEASES_FIZZ] += deal->fizz != 0;
	sum[SUM_LEASES_SPON] += deal->token == SPHERON_SPON;
	if (deal->market_usd_hour > 0) {
		sum[SUM_TO_MARKET] += deal->usd_hour / deal->market_usd_hour;
		sum[SUM_TO_MARKET_N]++;
	}
	if (deal->max_usd_hour > 0) {
		sum[SUM_TO_BUDGET] += deal->usd_hour / deal->max_usd_hour;
		sum[SUM_TO_BUDGET_N]++;
	}
	histogram_add(&f->now.wait, wait_s, 1);
	if (f->counts)
		histogram_add(&f->run.wait, wait_s, 1);
	held_by(f, now_ms, deal, 1);
	lease_counts(f, deal);
}

void fold_lease_end(struct fold *f, uint64_t now_ms, const struct deal *deal,
		enum spheron_lease_close reason)
{
	double *sum = f->now.sum;
	bool planned = reason == SPHERON_LEASE_EXPIRED
			|| (reason == SPHERON_LEASE_TENANT && deal->closes_early);

	sum[SUM_ENDED]++;
	sum[SUM_COMPLETED] += planned;
	sum[SUM_INTERRUPTED] += deal->down_ms != 0 || deal->down_for_s != 0;
	sum[SUM_BROKEN] += reason == SPHERON_LEASE_PROVIDER || reason == SPHERON_LEASE_MISCONDUCT;
	if (f->counts && now_ms > deal->began_ms)
		histogram_add(&f->length, (double) (now_ms - deal->began_ms) / 3.6e6, 1);
	if (deal->down_ms)
		level_by(&f->level[LEVEL_LEASES_DOWN + kind_of(deal)], now_ms, -1);
	held_by(f, now_ms, deal, -1);
}

void fold_lease_down(struct fold *f, uint64_t now_ms, const struct deal *deal)
{
	level_by(&f->level[LEVEL_LEASES_DOWN + kind_of(deal)], now_ms, 1);
}

void fold_lease_up(struct fold *f, uint64_t now_ms, const struct deal *deal)
{
	level_by(&f->level[LEVEL_LEASES_DOWN + kind_of(deal)], now_ms, -1);
}

void fold_renewed(struct fold *f, uint64_t now_ms, const struct deal *deal, double new_usd_hour)
{
	f->now.sum[SUM_RENEWED]++;
	rate_by(f, now_ms, deal, new_usd_hour - deal->usd_hour);
}

void fold_tenant_left(struct fold *f, uint64_t now_ms)
{
	(void) now_ms;
	f->now.sum[SUM_TENANTS_LEFT]++;
}

/* ---- what only the world knows ---- */

void fold_proof(struct fold *f, uint64_t now_ms, bool truth, bool passed)
{
	(void) now_ms;
	f->now.sum[truth ? SUM_PROOFS_SOUND : SUM_PROOFS_FAULTY]++;
	if (truth != passed)
		f->now.sum[truth ? SUM_FALSE_FAILS : SUM_MISSED]++;
}

void fold_judged(struct fold *f, uint64_t now_ms, bool truth, bool passed)
{
	(void) now_ms;
	f->now.sum[SUM_JUDGED_FAILED] += !passed;
	f->now.sum[SUM_JUDGED_FALSELY] += !passed && truth;
}

const double *fold_series(const struct fold *f)
{
	return f->era > 0 && f->a.series ? f->a.series + (size_t) (f->era - 1) * SERIES_COUNT : NULL;
}
