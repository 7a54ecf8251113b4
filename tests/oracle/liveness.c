/* Link state, cooldown (3.17), Maintenance Mode (3.16) and the counters of LIVE-01. */
#include "state.h"

/* 2.2: connected = up and not paused */
bool oracle_connected(const struct node *n)
{
	return n->up && !n->paused;
}

/* REG-12: what it does not own needs no proof. */
bool oracle_verified(const struct oracle *o, const struct provider *p)
{
	u8 needed = (p->node.cpu > 0 ? 1 : 0) | (oracle_gpu_count(&p->node) > 0 ? 2 : 0);

	return oracle_param(o, P_verify_first) == 0 || (p->verified & needed) == needed;
}

/* LIVE-01, FIZZ-12 */
bool oracle_gateway_active(const struct oracle *o, const struct fizz *f)
{
	const struct provider *g = oracle_provider(o, f->gateway);

	return g && g->node.status == ACTIVE;
}

/* LIVE-01: rate * leased_reward_bp / 10000 while the node holds a lease */
static u128 earned_rate(const struct oracle *o, const struct node *n, u128 rate)
{
	return n->leases > 0 ? rate * oracle_param(o, P_leased_reward_bp) / 10000 : rate;
}

static bool liable_status(u8 status)
{
	return status == REGISTERED || status == ACTIVE || status == SUSPENDED;
}

/* LIVE-01 for one provider over seconds s in which nothing changes; `cool` = they lie in its
 * cooldown. */
static void add_provider_seconds(struct oracle *o, struct provider *p, u64 s, bool cool)
{
	struct node *n = &p->node;
	bool connected = oracle_connected(n);

	if (n->status == REGISTERED || n->status == ACTIVE) {
		n->measured_s += (u32)s;
		n->up_s += connected ? (u32)s : 0;
	}
	if (n->status == ACTIVE && connected && !cool && oracle_verified(o, p))
		n->wsec += earned_rate(o, n, oracle_provider_rate(o, p)) * s;
	if (liable_status(n->status) && !connected && n->leases + (u64)p->fleases > 0)
		n->dsec += oracle_provider_srate(o, p) * s;
}

/* LIVE-01 for one Fizz node */
static void add_fizz_seconds(struct oracle *o, struct fizz *f, u64 s, bool cool)
{
	struct node *n = &f->node;
	bool connected = oracle_connected(n);

	if (n->status != ACTIVE)
		return;
	n->measured_s += (u32)s;
	n->up_s += connected ? (u32)s : 0;
	if (connected && !cool && oracle_gateway_active(o, f))
		n->wsec += earned_rate(o, n, oracle_fizz_rate(o, f)) * s;
	if (!connected && n->leases > 0)
		n->dsec += oracle_fizz_rate(o, f) * s;
}

/* Seconds of [from, to) before t. */
static u64 seconds_before(u64 from, u64 to, u64 t)
{
	if (t <= from)
		return 0;
	return t < to ? t - from : to - from;
}

/* LIVE-01, LIVE-04: the clock goes from one instant to the next; only a cooldown can end in between
 * (COOL-03). */
void oracle_accumulate(struct oracle *o, u64 from, u64 to)
{
	if (from == to)
		return;
	foreach (struct provider, p, o->providers) {
		u64 cool = seconds_before(from, to, p->node.cooldown_until);

		add_provider_seconds(o, p, cool, true);
		add_provider_seconds(o, p, to - from - cool, false);
	}
	foreach (struct fizz, f, o->fizzes) {
		u64 cool = seconds_before(from, to, f->node.cooldown_until);

		add_fizz_seconds(o, f, cool, true);
		add_fizz_seconds(o, f, to - from - cool, false);
	}
}

/* SLASH-10: after every command and every deadline */
void oracle_judge_down_since(struct oracle *o)
{
	foreach (struct provider, p, o->providers) {
		const struct node *n = &p->node;
		bool is_down = !oracle_connected(n) && n->leases + (u64)p->fleases > 0 &&
			       liable_status(n->status);

		if (!is_down)
			p->down_since = 0;
		else if (p->down_since == 0)
			p->down_since = o->t;
	}
}

/* Checks common to the four link commands: kind, existence, sender, status (COOL-01). */
static enum result check_link(
	const struct oracle *o, const struct command *c, bool verifier_too, struct node **out)
{
	u128 kind = oracle_num(c, "kind");
	struct node *n;

	if (kind > KIND_FIZZ)
		return BAD_VALUE;
	n = *out = oracle_node(o, kind, oracle_num(c, "id"));
	if (!n)
		return NOT_FOUND;
	if (n->owner != c->from && !(verifier_too && oracle_has_role(o, c->from, VERIFIER)))
		return NOT_ALLOWED;
	return OK;
}

/* COOL-01, COOL-08 */
enum result oracle_do_node_down(struct oracle *o, const struct command *c)
{
	struct node *n;
	enum result r = check_link(o, c, true, &n);

	if (r != OK)
		return r;
	if (n->status == DEACTIVATED)
		return BAD_STATE;
	if (!n->up)
		return DUPLICATE;
	n->up = 0;
	n->vdown = oracle_has_role(o, c->from, VERIFIER) && n->owner != c->from;
	EVENT(o, "NodeDown", N(n->kind), N(n->id));
	return OK;
}

/* COOL-02, COOL-05: after up or resume, a connected node has reconnected. */
static void reconnect(struct oracle *o, struct node *n)
{
	if (!oracle_connected(n))
		return;
	if (n->status == MAINTENANCE && oracle_param(o, P_maint_cooldown) == 0)
		return;
	n->cooldown_until = o->t + (u64)oracle_param(o, P_cooldown_s);
}

/* COOL-02, COOL-08 */
enum result oracle_do_node_up(struct oracle *o, const struct command *c)
{
	struct node *n;
	enum result r = check_link(o, c, true, &n);

	if (r != OK)
		return r;
	if (n->vdown && !oracle_has_role(o, c->from, VERIFIER))
		return NOT_ALLOWED;
	if (n->status == DEACTIVATED)
		return BAD_STATE;
	if (n->up)
		return DUPLICATE;
	n->up = 1;
	n->vdown = 0;
	reconnect(o, n);
	EVENT(o, "NodeUp", N(n->kind), N(n->id), N(n->cooldown_until));
	return OK;
}

/* COOL-01 */
enum result oracle_do_node_pause(struct oracle *o, const struct command *c)
{
	struct node *n;
	enum result r = check_link(o, c, false, &n);

	if (r != OK)
		return r;
	if (n->status == DEACTIVATED)
		return BAD_STATE;
	if (n->paused)
		return DUPLICATE;
	n->paused = 1;
	EVENT(o, "NodePaused", N(n->kind), N(n->id));
	return OK;
}

/* COOL-02 */
enum result oracle_do_node_resume(struct oracle *o, const struct command *c)
{
	struct node *n;
	enum result r = check_link(o, c, false, &n);

	if (r != OK)
		return r;
	if (n->status == DEACTIVATED)
		return BAD_STATE;
	if (!n->paused)
		return DUPLICATE;
	n->paused = 0;
	reconnect(o, n);
	EVENT(o, "NodeResumed", N(n->kind), N(n->id), N(n->cooldown_until));
	return OK;
}

/* What MAINT-02 makes of m_from, m_used and m_next before they are used. */
struct budget {
	u64 from, length;
	u32 used, next;
};

/* MAINT-02 */
static struct budget present_budget(const struct oracle *o, const struct provider *p)
{
	u64 length = (u64)(oracle_param(o, P_maint_period_eras) * oracle_param(o, P_era_s));
	struct budget k = { p->m_from, length, p->m_used, p->m_next };

	if (o->t >= k.from + 2 * length) {
		k.from = oracle_era_start(o);
		k.used = k.next = 0;
	} else if (o->t >= k.from + length) {
		k.from += length;
		k.used = k.next;
		k.next = 0;
	}
	return k;
}

/* The sum a maintenance starting at `start` counts in. */
static u32 *budget_sum(struct budget *k, u64 start)
{
	return start < k->from + k->length ? &k->used : &k->next;
}

static void store_budget(struct provider *p, const struct budget *k)
{
	p->m_from = k->from;
	p->m_used = k->used;
	p->m_next = k->next;
}

/* MAINT-01, MAINT-02 */
enum result oracle_do_maint_schedule(struct oracle *o, const struct command *c)
{
	struct provider *p = oracle_provider(o, oracle_num(c, "provider"));
	u64 start = (u64)oracle_num(c, "start"), dur = (u64)oracle_num(c, "dur");
	struct budget k;
	u32 *sum;

	if (!p)
		return NOT_FOUND;
	if (p->node.owner != c->from)
		return NOT_ALLOWED;
	if (p->node.status != REGISTERED && p->node.status != ACTIVE)
		return BAD_STATE;
	if (p->m_start > 0)
		return DUPLICATE;
	k = present_budget(o, p);
	if (dur < 1 || dur > oracle_param(o, P_maint_max_s) ||
		start > o->t + oracle_min(k.length, 2592000))
		return BAD_VALUE;
	if (start < o->t + oracle_param(o, P_maint_notice_s))
		return TOO_SOON;
	sum = budget_sum(&k, start);
	if (*sum + dur > oracle_param(o, P_maint_budget_s))
		return LIMIT;
	*sum += (u32)dur;
	store_budget(p, &k);
	p->m_start = start;
	p->m_end = start + dur;
	EVENT(o, "MaintenanceScheduled", N(p->node.id), N(p->m_start), N(p->m_end));
	return OK;
}

/* MAINT-04 */
enum result oracle_do_maint_cancel(struct oracle *o, const struct command *c)
{
	struct provider *p = oracle_provider(o, oracle_num(c, "provider"));
	struct budget k;

	if (!p)
		return NOT_FOUND;
	if (p->node.owner != c->from)
		return NOT_ALLOWED;
	if (p->m_start == 0 || p->node.status == MAINTENANCE)
		return BAD_STATE;
	k = present_budget(o, p);
	if (p->m_start - o->t >= oracle_param(o, P_maint_notice_s)) {
		u32 *sum = budget_sum(&k, p->m_start);
		u64 dur = p->m_end - p->m_start;

		*sum = *sum > dur ? *sum - (u32)dur : 0;
	}
	store_budget(p, &k);
	p->m_start = p->m_end = 0;
	EVENT(o, "MaintenanceCancelled", N(p->node.id));
	return OK;
}

/* MAINT-05 */
enum result oracle_do_maint_end(struct oracle *o, const struct command *c)
{
	struct provider *p = oracle_provider(o, oracle_num(c, "provider"));

	if (!p)
		return NOT_FOUND;
	if (p->node.owner != c->from)
		return NOT_ALLOWED;
	if (p->node.status != MAINTENANCE)
		return BAD_STATE;
	oracle_do_maintenance_end(o, p);
	return OK;
}

/* MAINT-06 */
void oracle_do_maintenance_start(struct oracle *o, struct provider *p)
{
	EVENT(o, "MaintenanceStarted", N(p->node.id));
	oracle_set_provider_status(o, p, MAINTENANCE);
}

/* MAINT-05: Registered or Active again by REG-11 */
void oracle_do_maintenance_end(struct oracle *o, struct provider *p)
{
	p->m_start = p->m_end = 0;
	EVENT(o, "MaintenanceEnded", N(p->node.id));
	oracle_set_provider_status(o, p, oracle_status_by_stake(o, p));
}

/* REG-09, REG-10, SLASH-06: a running maintenance ends, a scheduled one is dropped without event
 * (EVENT-03). */
bool oracle_drop_maintenance(struct oracle *o, struct provider *p)
{
	bool running = p->node.status == MAINTENANCE;

	p->m_start = p->m_end = 0;
	if (running)
		EVENT(o, "MaintenanceEnded", N(p->node.id));
	return running;
}
