/* era.c - the end of an era: the books are made up, and everybody who decides slowly decides.
 *
 * One sweep over all nodes in the order of their numbers, once an era, instead of an event for each of
 * them: costs and income of the era, giving up, stake, claims, maintenance, upgrades, newcomers.
 */
#include "sim/world/inner.h"

#include <math.h>

/* Sums of a class over the era that ended, by which others decide whether to come. */
struct class_books {
	double income, costs, capital;
	uint32_t nodes;
};

static double era_h(const struct world *w)
{
	return (double) w->plan->era_ms / 3.6e6;
}

static double era_s(const struct world *w)
{
	return (double) w->plan->era_ms / 1000.0;
}

/* Everybody does monthly work on a day of the month of his own. */
static bool is_day_of(const struct world *w, uint32_t id)
{
	return (id + w->era) % MONTH_ERAS == 0;
}

/* ---- costs ---- */

static double part_in_use(const struct node *node)
{
	return node->cpu ? (double) node->used_cpu / (double) node->cpu : 0;
}

static void provider_costs(struct world *w, uint32_t i)
{
	struct node *node = &w->cast.provider[i];
	const struct provider *mind = &w->cast.provider_mind[i];

	node->cost_usd = (float) (era_h(w) * (mind->cost_hour
			+ mind->busy_hour * w->power_scale * part_in_use(node)));
}

static void fizz_costs(struct world *w, uint32_t i)
{
	struct node *node = &w->cast.fizz[i];
	const struct fizz *mind = &w->cast.fizz_mind[i];
	double up = node->up ? 1 : 0;

	node->cost_usd = (float) (era_h(w) * w->power_scale * up * ((double) mind->idle_usd_hour
			+ (double) mind->busy_usd_hour * part_in_use(node)));
}

static void costs(struct world *w)
{
	for (uint32_t i = 0; i < w->cast.n_providers; i++)
		if (!w->cast.provider[i].gone)
			provider_costs(w, i);
	for (uint32_t i = 0; i < w->cast.n_fizz; i++)
		if (!w->cast.fizz[i].gone)
			fizz_costs(w, i);
}

/* ---- claims ---- */

static void sell(struct world *w, uint32_t owner, double spon, double part)
{
	if (pay_spon(w, owner, w->market, spon * part))
		w->sold_spon += spon * part;
}

static void withdraw(struct world *w, uint32_t owner, enum spheron_node_kind kind, uint32_t id,
		double sells)
{
	enum spheron_bucket_name name = kind == SPHERON_NODE_PROVIDER ? SPHERON_EARNED
			: SPHERON_FIZZ_EARNED;
	static const enum spheron_token tokens[] = { SPHERON_USD, SPHERON_SPON };

	for (unsigned k = 0; k < 2; k++) {
		struct spheron_u128 amount = spheron_bucket(w->state, name, id, tokens[k]);

		if (u128_is_zero(amount))
			continue;
		command_from(w, owner, SPHERON_CMD_EARN_WITHDRAW)->u.earn_withdraw =
				(struct spheron_args_earn) { (uint8_t) kind, id,
					(uint8_t) tokens[k] };
		carry_out(w);
		if (tokens[k] == SPHERON_SPON)
			sell(w, owner, u128_double(amount) / SPON_UNITS, sells);
	}
}

static void provider_claims(struct world *w, uint32_t i, const struct provider_class *c)
{
	uint32_t owner = w->cast.provider[i].owner;
	double spon = bucket_spon(w, SPHERON_ACCRUED, i + 1);

	if (spon > 0) {
		command_from(w, owner, SPHERON_CMD_REWARD_CLAIM)->u.reward_claim =
				(struct spheron_args_provider) { i + 1 };
		carry_out(w);
		sell(w, owner, spon, c->sells);
	}
	withdraw(w, owner, SPHERON_NODE_PROVIDER, i + 1, c->sells);
}

static void fizz_claims(struct world *w, uint32_t i, const struct fizz_class *c)
{
	uint32_t owner = w->cast.fizz[i].owner;
	double spon = bucket_spon(w, SPHERON_FIZZ_ACCRUED, i + 1);

	if (spon > 0) {
		command_from(w, owner, SPHERON_CMD_FIZZ_CLAIM)->u.fizz_claim =
				(struct spheron_args_fizz) { i + 1 };
		carry_out(w);
		sell(w, owner, spon, c->sells);
	}
	withdraw(w, owner, SPHERON_NODE_FIZZ, i + 1, c->sells);
}

/* ---- providers ---- */

/* A provider that may not bid for want of stake buys what is missing, if it can afford it. */
static void stakes_again(struct world *w, uint32_t i, const struct provider_class *c)
{
	const struct node *node = &w->cast.provider[i];
	double required = u128_double(spheron_explain_stake(w->state, i + 1)) / SPON_UNITS;
	double missing = provider_stake_spon(&w->cast.provider_mind[i], c, required)
			- bucket_spon(w, SPHERON_STAKE, i + 1);

	if (missing > 0 && affords_stake(w, i, missing))
		stake(w, node->owner, i + 1, missing);
}

static void sets_commission(struct world *w, uint32_t i, const struct provider_class *c)
{
	struct node *node = &w->cast.provider[i];
	uint32_t step = (uint32_t) spheron_param(w->state, SPHERON_P_COMMISSION_STEP_BP).lo;
	uint32_t want = (uint32_t) (c->commission * 10000 + 0.5), now = node->commission_bp;
	uint32_t next = want > now ? (want - now > step ? now + step : want)
			: now - want > step ? now - step : want;

	if (next == now)
		return;
	command_from(w, node->owner, SPHERON_CMD_PROVIDER_COMMISSION)->u.provider_commission =
			(struct spheron_args_commission) { i + 1, (uint16_t) next };
	if (carry_out(w) == SPHERON_OK)
		w->cast.provider[i].commission_bp = (uint16_t) next;
}

static void upgrades(struct world *w, uint32_t i, const struct provider_class *c)
{
	const struct node *node = &w->cast.provider[i];

	if (node->version >= w->release || (double) (w->now_ms - w->release_ms) / 1000.0
			< provider_upgrade_s(c, &w->luck, i, w->release))
		return;
	command_from(w, node->owner, SPHERON_CMD_PROVIDER_UPGRADE)->u.provider_upgrade =
			(struct spheron_args_upgrade) { i + 1, w->release };
	if (carry_out(w) == SPHERON_OK)
		w->cast.provider[i].version = w->release;
}

/* GPUs die for ever; what is left is registered anew. */
static void loses_gpus(struct world *w, uint32_t i, const struct provider_class *c)
{
	struct node *node = &w->cast.provider[i];
	uint32_t idle = 0, lost;
	struct spheron_attr attr;

	for (uint32_t k = 0; k < node->gpu_lines; k++)
		idle += w->cast.gpu[node->gpu + k].count - w->cast.gpu[node->gpu + k].used;
	lost = provider_gpus_lost(c, &w->luck, i, w->era, era_s(w), idle);
	if (lost == 0)
		return;
	attr_of_provider(w, i, &attr);
	for (uint32_t k = 0; k < node->gpu_lines && lost; k++) {
		struct node_gpu *gpu = &w->cast.gpu[node->gpu + k];
		uint32_t most = (uint32_t) (gpu->count - gpu->used);
		uint32_t here = most < lost ? most : lost;

		here = here == gpu->count ? here - 1 : here; /* a line keeps one */
		attr.gpus.item[k].count = (uint16_t) (attr.gpus.item[k].count - here);
		lost -= here;
	}
	command_from(w, node->owner, SPHERON_CMD_PROVIDER_ATTRS)->u.provider_attrs =
			(struct spheron_args_attrs) { .provider = i + 1, .attr = attr,
				.tokens = c->takes_spon ? 3 : 1, .gateway = c->gateway };
	if (carry_out(w) != SPHERON_OK || !spheron_param(w->state, SPHERON_P_AUTO_APPROVE).lo)
		return;
	node = &w->cast.provider[i];
	for (uint32_t k = 0; k < node->gpu_lines; k++)
		w->cast.gpu[node->gpu + k].count = attr.gpus.item[k].count;
}

static void provider_leaves(struct world *w, uint32_t i)
{
	struct node *node = &w->cast.provider[i];

	if (node->leases || node->members || node->status == SPHERON_MAINTENANCE)
		return;
	command_from(w, node->owner, SPHERON_CMD_PROVIDER_EXIT)->u.provider_exit =
			(struct spheron_args_provider) { i + 1 };
	if (carry_out(w) != SPHERON_OK)
		return;
	node = &w->cast.provider[i];
	node->gone = true;
	fold_exit(w->fold, w->now_ms, node, SPHERON_NODE_PROVIDER);
	agent_sleep(w, node->agent);
	agent_sleep(w, node->errand);
	agent_sleep(w, node->work);
	agent_sleep(w, node->checks);
}

static void plans_work(struct world *w, uint32_t i, const struct provider_class *c)
{
	double start_s, length_s;
	const struct provider *mind = &w->cast.provider_mind[i];

	if (provider_maintains(mind, c, &w->luck, i, w->era, era_s(w), &start_s, &length_s))
		work_planned(w, i, start_s, length_s, mind->declares);
}

static void cheats(struct world *w, uint32_t i, const struct provider_class *c)
{
	struct stream s;

	if (!(c->misconduct_year > 0))
		return;
	s = luck_open(&w->luck, STREAM_PROVIDER, i, FOR_VERDICT, w->era);
	if (draw_chance(&s, c->misconduct_year * era_s(w) / YEAR_S))
		is_guilty(w, i, 1);
}

static void provider_decides(struct world *w, uint32_t i, struct class_books *books)
{
	struct node *node = &w->cast.provider[i];
	const struct provider_class *c = &w->setup->providers[node->class_];
	double income = (double) node->lease_usd + (double) node->reward_usd;

	books->income += income;
	books->costs += (double) node->cost_usd;
	books->capital += w->cast.provider_mind[i].capital;
	books->nodes++;
	if (provider_gives_up(&w->cast.provider_mind[i], c, income, (double) node->cost_usd, era_s(w))
			&& !c->gateway)
		node->leaving = true;
	node->lease_usd = node->reward_usd = 0;
	if (is_day_of(w, i))
		provider_claims(w, i, c);
	if (node->leaving) {
		provider_leaves(w, i);
		return;
	}
	if (node->status == SPHERON_REGISTERED)
		stakes_again(w, i, c);
	sets_commission(w, i, c);
	upgrades(w, i, c);
	loses_gpus(w, i, c);
	plans_work(w, i, c);
	cheats(w, i, c);
}

/* ---- Fizz hosts ---- */

static void fizz_leaves(struct world *w, uint32_t i)
{
	struct node *node = &w->cast.fizz[i];

	if (node->leases)
		return;
	command_from(w, node->owner, SPHERON_CMD_FIZZ_EXIT)->u.fizz_exit =
			(struct spheron_args_fizz) { i + 1 };
	if (carry_out(w) != SPHERON_OK)
		return;
	node = &w->cast.fizz[i];
	node->gone = true;
	fold_exit(w->fold, w->now_ms, node, SPHERON_NODE_FIZZ);
	agent_sleep(w, node->agent);
}

/* Paused for failing eras (FIZZ-09): the owner looks in the next day. */
static void resumes(struct world *w, uint32_t i)
{
	struct node *node = &w->cast.fizz[i];

	command_from(w, node->owner, SPHERON_CMD_NODE_RESUME)->u.node_resume =
			(struct spheron_args_node) { SPHERON_NODE_FIZZ, i + 1 };
	carry_out(w);
}

/* A gateway that is not Active earns its members nothing (FIZZ-12): move to the next one that has
 * room. */
static void relinks(struct world *w, uint32_t i)
{
	const struct node *node = &w->cast.fizz[i];
	uint32_t gateway = gateway_with_room(w, i, node->links_moved + 1u);

	if (gateway == 0 || gateway == node->gateway || node->leases)
		return;
	command_from(w, node->owner, SPHERON_CMD_FIZZ_RELINK)->u.fizz_relink =
			(struct spheron_args_relink) { i + 1, gateway };
	if (carry_out(w) == SPHERON_OK)
		w->cast.fizz[i].links_moved++;
}

static bool gateway_is_idle(const struct world *w, const struct node *node)
{
	return node->gateway == 0 || w->cast.provider[node->gateway - 1].status == SPHERON_REGISTERED
			|| w->cast.provider[node->gateway - 1].status == SPHERON_SUSPENDED
			|| w->cast.provider[node->gateway - 1].status == SPHERON_DEACTIVATED;
}

static void fizz_decides(struct world *w, uint32_t i, struct class_books *books)
{
	struct node *node = &w->cast.fizz[i];
	const struct fizz_class *c = &w->setup->fizz[node->class_];
	double income = (double) node->lease_usd + (double) node->reward_usd;

	books->income += income;
	books->costs += (double) node->cost_usd;
	books->nodes++;
	if (fizz_gives_up(&w->cast.fizz_mind[i], c, income, (double) node->cost_usd, era_s(w)))
		node->leaving = true;
	node->lease_usd = node->reward_usd = 0;
	if (is_day_of(w, i))
		fizz_claims(w, i, c);
	if (node->leaving) {
		fizz_leaves(w, i);
		return;
	}
	if (node->paused)
		resumes(w, i);
	if (gateway_is_idle(w, node))
		relinks(w, i);
}

/* ---- coming ---- */

static void decide_to_come(struct world *w, uint16_t class_, uint32_t n, double delay_s)
{
	if (n == 0)
		return;
	w->entry = room_for(w->entry, sizeof *w->entry, w->n_entries + 1, &w->entry_room);
	w->entry[w->n_entries++] = (struct entry_due) {
		.era = w->era + (uint32_t) (delay_s / era_s(w)), .class_ = class_,
		.n = (uint16_t) (n < UINT16_MAX ? n : UINT16_MAX) };
}

static void newcomers(struct world *w, const struct class_books *providers,
		const struct class_books *fizz)
{
	size_t kept = 0;

	for (uint16_t c = 0; c < w->setup->n_providers; c++) {
		const struct class_books *b = &providers[c];
		double yearly = b->capital > 0 ? (b->income - b->costs) / b->capital
				* YEAR_S / era_s(w) : 0;

		decide_to_come(w, c, provider_newcomers(&w->setup->providers[c], &w->luck, c, w->era,
				era_s(w), yearly), w->setup->providers[c].entry_delay_s);
	}
	for (size_t i = 0; i < w->n_entries; i++) {
		if (w->entry[i].era > w->era) {
			w->entry[kept++] = w->entry[i];
			continue;
		}
		for (uint32_t k = 0; k < w->entry[i].n; k++)
			provider_enters(w, w->entry[i].class_);
	}
	w->n_entries = kept;
	for (uint16_t c = 0; c < w->setup->n_fizz; c++) {
		double ratio = fizz[c].costs > 0 ? fizz[c].income / fizz[c].costs : 0;
		uint32_t n = fizz_newcomers(&w->setup->fizz[c], &w->luck, c, w->era, era_s(w), ratio);

		n += w->fizz_waiting[c];
		w->fizz_waiting[c] = 0;
		for (uint32_t k = 0; k < n; k++)
			if (!fizz_enters(w, c)) {
				w->fizz_waiting[c] = n - k;
				break;
			}
	}
}

/* ---- the foundation and the market ---- */

static void foundation(struct world *w)
{
	const struct foundation_setup *f = &w->setup->foundation;
	double back = bucket_spon(w, SPHERON_TREASURY, 0) * f->treasury_pays;

	if (back > 0) {
		command_from(w, 0, SPHERON_CMD_TREASURY_PAY)->u.treasury_pay =
				(struct spheron_args_token_move) { SPHERON_SPON, 0,
					spon_units(back) };
		carry_out(w);
		fund_pool(w, back, false);
	}
	if (f->refill_spon_era > 0)
		fund_pool(w, f->refill_spon_era, true);
	livepeer_rule(w);
}

/* Market prices wander, and follow what is paid here as far as this network is the market. */
static void market_moves(struct world *w)
{
	const struct market_setup *m = &w->setup->market;
	struct stream s = luck_open(&w->luck, STREAM_WORLD, 0, FOR_PRICE, w->era);
	double step = m->level_vol_year * sqrt(era_s(w) / YEAR_S);
	double noise = draw_normal(&s, 0, 1);

	if (step > 0)
		w->level *= exp(step * noise - step * step / 2);
	if (w->listed > 0)
		w->level *= 1 + m->follow * (w->paid / w->listed - 1);
	w->paid = w->listed = 0;
	token_step(&w->token, &w->setup->token, setup_trace(w->setup, w->setup->token.series),
			&w->luck, w->era, era_s(w), w->sold_spon, w->bought_usd);
	w->sold_spon = w->bought_usd = 0;
}

void beacon_wakes(struct world *w)
{
	struct stream s = luck_open(&w->luck, STREAM_WORLD, 0, FOR_CHOICE, w->now_ms);
	struct spheron_args_beacon args;

	for (int i = 0; i < 32; i++)
		args.beacon.byte[i] = (uint8_t) (stream_next(&s) >> 56);
	command_from(w, 0, SPHERON_CMD_BEACON_SET)->u.beacon_set = args;
	carry_out(w);
	agent_wake_in(w, w->beacon_agent, 3600);
}

enum { CLASSES_MAX = 256 };

void era_wakes(struct world *w)
{
	struct class_books providers[CLASSES_MAX] = { { 0 } }, fizz[CLASSES_MAX] = { { 0 } };
	struct era_facts facts = { .era = w->era };

	advance(w);
	strangers_settle(w);
	costs(w);
	facts.token_usd = w->token.usd;
	facts.market_level = w->level;
	facts.state = w->state;
	fold_era(w->fold, &facts);
	market_moves(w);
	for (uint32_t i = 0; i < w->cast.n_providers; i++)
		if (!w->cast.provider[i].gone)
			provider_decides(w, i, &providers[w->cast.provider[i].class_]);
	for (uint32_t i = 0; i < w->cast.n_fizz; i++)
		if (!w->cast.fizz[i].gone)
			fizz_decides(w, i, &fizz[w->cast.fizz[i].class_]);
	w->era++;
	newcomers(w, providers, fizz);
	foundation(w);
	if (w->era % MONTH_ERAS == 0)
		index_prune(w);
	if (w->plan->check)
		world_check(w);
	agent_wake(w, w->era_agent, (uint64_t) (w->era + 1) * w->plan->era_ms);
}
