/* Time, deadlines and the judging of lines (chapter 0.3, RES-01, ENC-04, ENC-05). */
#include "state.h"

#include <stdlib.h>
#include <string.h>

enum deadline_class {
	ERA_CLOSE = 1,
	MAINT_END,
	MAINT_START,
	LEASE_EXPIRY,
	CHALLENGE_TIMEOUT,
	VOTE_END,
	UNBOND_MATURE,
	TASK_DEADLINE,
	BID_CLOSE,
	ORDER_TTL,
	TASK_FORGET
};

static const char *const class_text[] = {
	"",
	"era.close",
	"maint.end",
	"maint.start",
	"lease.expiry",
	"challenge.timeout",
	"vote.end",
	"unbond.mature",
	"task.deadline",
	"bid.close",
	"order.ttl",
	"task.forget",
};

struct deadline {
	u64 second;
	int class;
	u64 id;
	void *record;
};

/* The instant a command moves the clock to. */
struct instant {
	u64 t, b;
};

static bool derived(const struct oracle *o)
{
	return oracle_param(o, P_clock_mode) == 0;
}

/* B(t) (TIME-03) */
u64 oracle_block_at(const struct oracle *o, u64 t)
{
	return (u64)(o->b0 + (u128)(t - o->t0) * 1000 / oracle_param(o, P_block_time_ms));
}

/* Y (APR-01) */
u128 oracle_eras_per_year(const struct oracle *o)
{
	return YEAR_S / oracle_param(o, P_era_s);
}

/* First second of the running era (TIME-09) */
u64 oracle_era_start(const struct oracle *o)
{
	return o->t0 + (u64)(o->era * oracle_param(o, P_era_s));
}

/* The second in which block deadline d falls due; UINT64_MAX if not by this command (TIME-04). */
static u64 due_second(const struct oracle *o, struct instant to, u64 d)
{
	if (derived(o))
		return (u64)(o->t0 +
			     oracle_div_up(
				     (u128)(d - o->b0) * oracle_param(o, P_block_time_ms), 1000));
	return to.b >= d ? to.t : UINT64_MAX;
}

/* Keeps the earlier of *best and the given deadline, by (second, class, id) (TIME-06). */
static void consider(struct deadline *best, u64 second, int class, u64 id, void *record)
{
	if (second > best->second)
		return;
	if (second == best->second && class > best->class)
		return;
	if (second == best->second && class == best->class && id >= best->id)
		return;
	*best = (struct deadline){ second, class, id, record };
}

static void consider_maintenance(const struct oracle *o, struct deadline *best)
{
	foreach (struct provider, p, o->providers) {
		if (p->node.status == MAINTENANCE)
			consider(best, p->m_end, MAINT_END, p->node.id, p);
		else if (p->m_start > 0)
			consider(best, p->m_start, MAINT_START, p->node.id, p);
	}
}

static void consider_orders(const struct oracle *o, struct deadline *best, struct instant to)
{
	foreach (struct order, r, o->orders) {
		if (r->state != ORDER_OPEN)
			continue;
		if (!r->closed)
			consider(best, due_second(o, to, r->close_b), BID_CLOSE, r->id, r);
		consider(best, due_second(o, to, r->ttl_b), ORDER_TTL, r->id, r);
	}
	foreach (struct task, k, o->tasks) {
		if (k->state == TASK_RUNNING)
			consider(
				best, due_second(o, to, k->deadline_b), TASK_DEADLINE, k->order, k);
		else
			consider(best, k->forget_t, TASK_FORGET, k->order, k);
	}
	foreach (struct lease, l, o->leases)
		consider(best, due_second(o, to, l->start_b + l->blocks), LEASE_EXPIRY, l->id, l);
}

/* The next deadline of all, found by looking at every record. */
static struct deadline next_deadline(const struct oracle *o, struct instant to)
{
	struct deadline best = { UINT64_MAX, TASK_FORGET + 1, 0, NULL };

	consider(&best, o->era_end, ERA_CLOSE, o->era, NULL);
	consider_maintenance(o, &best);
	consider_orders(o, &best, to);
	foreach (struct challenge, c, o->challenges)
		consider(&best, c->deadline, CHALLENGE_TIMEOUT, c->id, c);
	foreach (struct proposal, p, o->proposals)
		consider(&best, p->end, VOTE_END, p->id, p);
	foreach (struct unbond, u, o->unbonds)
		consider(&best, u->mature, UNBOND_MATURE, u->id, u);
	return best;
}

/* LIVE-01: counters grow whenever the clock moves. TIME-07: the reading of the clock. */
static void set_clock(struct oracle *o, u64 t, u64 b)
{
	oracle_accumulate(o, o->t, t);
	o->t = t;
	o->b = b;
}

static void fire(struct oracle *o, struct deadline d)
{
	switch (d.class) {
	case ERA_CLOSE:
		oracle_era_close(o);
		break;
	case MAINT_END:
		oracle_do_maintenance_end(o, d.record);
		break;
	case MAINT_START:
		oracle_do_maintenance_start(o, d.record);
		break;
	case LEASE_EXPIRY:
		oracle_end_lease(o, d.record, EXPIRED);
		break;
	case CHALLENGE_TIMEOUT:
		oracle_challenge_timeout(o, d.record);
		break;
	case VOTE_END:
		oracle_vote_end(o, d.record);
		break;
	case UNBOND_MATURE:
		oracle_unbond_mature(o, d.record);
		break;
	case TASK_DEADLINE:
		oracle_task_deadline(o, d.record);
		break;
	case BID_CLOSE:
		oracle_window_close(o, d.record);
		break;
	case ORDER_TTL:
		oracle_close_order(o, d.record, TIME_TO_LIVE);
		break;
	case TASK_FORGET:
		oracle_task_forget(o, d.record);
		break;
	default:
		abort();
	}
}

/* ENC-02: plain integers are numbers, strings above 2^53. */
static void put_number(struct oracle_buf *b, u64 v)
{
	bool quoted = v > (u64)1 << 53;

	oracle_buf_str(b, quoted ? "\"" : "");
	oracle_buf_decimal(b, v);
	oracle_buf_str(b, quoted ? "\"" : "");
}

/* ENC-05 */
static void put_deadline_line(struct oracle *o, struct deadline d)
{
	oracle_buf_str(&o->out, "{\"t\":");
	put_number(&o->out, o->t);
	oracle_buf_str(&o->out, ",\"b\":");
	put_number(&o->out, o->b);
	oracle_buf_str(&o->out, ",\"due\":\"");
	oracle_buf_str(&o->out, class_text[d.class]);
	oracle_buf_str(&o->out, "\",\"id\":");
	put_number(&o->out, d.id);
	oracle_buf_str(&o->out, ",\"ev\":[");
	oracle_buf_str(&o->out, o->events.data);
	oracle_buf_str(&o->out, "]}\n");
}

/* TIME-05..07: fires everything due at or before t, in order, then reads (t, b). */
static void advance(struct oracle *o, struct instant to)
{
	u64 old_b = o->b;

	for (;;) {
		struct deadline d = next_deadline(o, to);
		u64 b = to.b;

		if (d.second > to.t)
			break;
		if (derived(o))
			b = oracle_block_at(o, d.second);
		else if (d.second < to.t)
			b = old_b;
		set_clock(o, d.second, b);
		oracle_buf_clear(&o->events);
		fire(o, d);
		oracle_judge_down_since(o);
		put_deadline_line(o, d);
	}
	set_clock(o, to.t, to.b);
	oracle_buf_clear(&o->events);
}

/* TIME-01, TIME-03, TIME-10: may the clock go to the command's (t, b)? Says which b that is. */
static bool clock_admits(const struct oracle *o, const struct command *c, u64 *b)
{
	if (!o->started) {
		*b = 0; /* profile seed: derived, b0 = 0 at t0 = t (GEN-01) */
		return !c->has_b || c->b == 0;
	}
	if (c->t < o->t || c->t - o->t > oracle_param(o, P_step_max_s))
		return false;
	if (derived(o)) {
		*b = oracle_block_at(o, c->t);
		return !c->has_b || c->b == *b;
	}
	*b = c->b;
	return c->has_b && (c->b == o->b || c->b == o->b + 1);
}

/* ID-05 */
static bool ids_exhausted(const struct oracle *o, unsigned creates)
{
	return ((creates & CREATES_PROPOSAL) && o->next_prop == UINT32_MAX) ||
	       ((creates & CREATES_UNBONDING) && o->next_unbond == UINT32_MAX) ||
	       ((creates & CREATES_CHALLENGE) && o->next_challenge == UINT32_MAX);
}

/* RES-01 */
static enum result judge(struct oracle *o, const struct command *c)
{
	struct instant to = { c->t, 0 };
	enum result r;

	if (strcmp(c->verb->name, "genesis") == 0)
		return c->verb->run(o, c); /* CMD-04: no advance */
	if (!clock_admits(o, c, &to.b))
		return BAD_TIME;
	if (!o->started)
		oracle_start(o, to.t, to.b);
	advance(o, to);
	if (!oracle_account(o, c->from))
		return NO_ACCOUNT;
	if (ids_exhausted(o, c->verb->creates))
		return LIMIT;
	r = c->verb->run(o, c);
	oracle_judge_down_since(o);
	return r;
}

/* ENC-04 */
static void put_receipt(struct oracle *o, const char *verb, enum result r)
{
	oracle_buf_str(&o->out, "{\"n\":");
	put_number(&o->out, o->n);
	oracle_buf_str(&o->out, ",\"t\":");
	put_number(&o->out, o->t);
	oracle_buf_str(&o->out, ",\"b\":");
	put_number(&o->out, o->b);
	oracle_buf_str(&o->out, ",\"do\":\"");
	oracle_buf_str(&o->out, verb);
	oracle_buf_str(&o->out, "\",\"r\":\"");
	oracle_buf_str(&o->out, oracle_result_name(r));
	oracle_buf_char(&o->out, '"');
	if (r == OK && o->events.len > 0) {
		oracle_buf_str(&o->out, ",\"ev\":[");
		oracle_buf_str(&o->out, o->events.data);
		oracle_buf_char(&o->out, ']');
	}
	oracle_buf_str(&o->out, "}\n");
}

const char *oracle_line(struct oracle *o, const char *line, size_t len)
{
	const char *verb;
	struct command *c = oracle_command_parse(line, len, &verb);
	enum result r = BAD_COMMAND;

	o->n++;
	oracle_buf_clear(&o->out);
	oracle_buf_clear(&o->events);
	if (c)
		r = judge(o, c);
	if (r != OK && o->events.len > 0)
		abort(); /* a refused command has no effects (RES-01) */
	put_receipt(o, verb, r);
	oracle_command_free(c);
	return o->out.data;
}
