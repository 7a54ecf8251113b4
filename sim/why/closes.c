/* The books' side of era closes: what every node should get by the library's own plan and by a
 * second computation, against what its buckets got. */

#include "sim/why/books.h"

#include "sim/why/words.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { PROV = SPHERON_NODE_PROVIDER, FIZZ = SPHERON_NODE_FIZZ };

/* ---- why there are no points ---- */

static const char *by_rule(const char **rules, const char *rule, const char *why)
{
	*rules = rule;
	return why;
}

/* What kept a node from having a single rewarded second (LIVE-01), as it stands at the close. */
static const char *idle_provider(const struct spheron *st, const struct spheron_provider_record *p,
		const char **rules)
{
	if (p->status == SPHERON_REGISTERED)
		return by_rule(rules, "STAKE-03",
				words("Registered, not Active: own stake %s of %s needed",
						amount_words(st, SPHERON_SPON,
								why_spon(st, SPHERON_STAKE, p->id)),
						amount_words(st, SPHERON_SPON,
								spheron_explain_stake(st, p->id))));
	if (p->status != SPHERON_ACTIVE)
		return by_rule(rules, p->status == SPHERON_MAINTENANCE ? "MAINT-03" : "LIVE-01",
				words("status %s", status_words(p->status)));
	if (!p->up || p->paused)
		return by_rule(rules, "LIVE-01", p->up ? "paused" : "not connected");
	if (p->cooldown_until > spheron_clock(st).t)
		return by_rule(rules, "COOL-03", "cooling down after a reconnect");
	return by_rule(rules, "REG-12", "no passed proof yet of what it owns");
}

static const char *idle_fizz(
		const struct spheron *st, const struct spheron_fizz_record *f, const char **rules)
{
	struct spheron_provider_record g;

	if (f->status != SPHERON_ACTIVE)
		return by_rule(rules, "LIVE-01", words("status %s", status_words(f->status)));
	if (!f->up || f->paused)
		return by_rule(rules, "LIVE-01", f->up ? "paused" : "not connected");
	if (f->cooldown_until > spheron_clock(st).t)
		return by_rule(rules, "COOL-03", "cooling down after a reconnect");
	if (why_provider(st, f->gateway, &g) && g.status != SPHERON_ACTIVE)
		return by_rule(rules, "FIZZ-12",
				words("its gateway is %s", status_words(g.status)));
	return by_rule(rules, "LIVE-01", "no rewarded second");
}

static const char *lost_points(
		const struct spheron *st, const struct spheron_points *o, const char **rules)
{
	switch (o->no_points) {
	case SPHERON_POINTS_COUNT:
		break;
	case SPHERON_POINTS_LATE:
		return by_rule(rules, "UPG-03", "runs an older version than is demanded");
	case SPHERON_POINTS_THRESHOLD:
		return by_rule(rules, "LIVE-07",
				words("uptime %s is below what its trust tier needs",
						ppm_words(o->uptime_ppm)));
	case SPHERON_POINTS_FEW_CHECKS:
		return by_rule(rules, "LIVE-08",
				words("%" PRIu32 " checks in the era, at least %" PRIu64 " needed",
						o->checks,
						spheron_param(st, SPHERON_P_FIZZ_CHECKS_MIN).lo));
	case SPHERON_POINTS_GATE:
		return by_rule(rules, "LIVE-08",
				words("uptime %s is below the gate of %s", ppm_words(o->uptime_ppm),
						ppm_words(spheron_param(st, SPHERON_P_FIZZ_GATE_PPM)
										.lo)));
	}
	return NULL;
}

static bool has_machine(const struct spheron *st, unsigned kind, uint32_t id)
{
	struct spheron_rate r;

	return spheron_explain_rate(st, kind, id, &r) &&
	       !(wide_is_zero(r.gpu) && wide_is_zero(r.cpu));
}

const char *why_no_points(const struct spheron *st, unsigned kind, uint32_t id,
		const struct spheron_points *o, const char **rules)
{
	const char *why = lost_points(st, o, rules);
	struct spheron_provider_record p;
	struct spheron_fizz_record f;

	if (!wide_is_zero(o->points))
		return NULL;
	if (why)
		return why;
	if (kind == PROV)
		why_provider(st, id, &p);
	if (o->rate == 0 && !has_machine(st, kind, id))
		return by_rule(rules, kind == PROV ? "GATE-06" : "LIVE-03",
				kind == PROV && p.gateway
						? "a bare gateway has no machine that earns points"
						: "no machine that earns points");
	if (o->rate == 0 && kind == PROV &&
			spheron_param(st, SPHERON_P_TRUST_MULT + p.tier).lo == 0)
		return by_rule(rules, "TRUST-01",
				words("trust tier %s earns nothing", trust_words(p.tier)));
	if (o->rate == 0)
		return by_rule(rules, kind == PROV ? "LIVE-02" : "LIVE-03",
				"the multipliers of its tiers are 0");
	if (!wide_is_zero(o->base))
		return by_rule(rules, kind == PROV ? "LIVE-05" : "LIVE-08",
				kind == PROV ? "every proof of the era failed"
					     : "every check of the era failed");
	if (!wide_is_zero(o->wsec))
		return by_rule(rules, "LIVE-05", "less than a millionth of a point");
	if (kind == PROV)
		return idle_provider(st, &p, rules);
	why_fizz(st, id, &f);
	return idle_fizz(st, &f, rules);
}

/* ---- before ---- */

static void note_before(struct books *b, unsigned kind, uint32_t id)
{
	const struct spheron *st = b->play.player.state;
	struct book *book = book_of(b, kind, id);
	struct spheron_provider_record p;
	const char *why;

	book->closing_from = book->n;
	spheron_explain_points(st, kind, id, &book->points);
	free(book->no_reward);
	book->no_reward = NULL;
	why = why_no_points(st, kind, id, &book->points, &book->no_reward_rules);
	if (why) {
		book->no_reward = must(malloc(strlen(why) + 1));
		strcpy(book->no_reward, why);
	}
	if (kind == FIZZ) {
		book->accrued_before = why_spon(st, SPHERON_FIZZ_ACCRUED, id);
		return;
	}
	why_provider(st, id, &p);
	book->active_before = p.status == SPHERON_ACTIVE;
	book->accrued_before = why_spon(st, SPHERON_ACCRUED, id);
	book->others_before = why_spon(st, SPHERON_DELEGATOR_ACCRUED, id);
	book->pool_before = why_spon(st, SPHERON_POOL, id);
	book->bonded_before = wide_sum(book->pool_before, why_spon(st, SPHERON_STAKE, id));
}

void books_era_begins_to_close(struct books *b)
{
	const struct spheron *st = b->play.player.state;

	spheron_explain_era(st, &b->era_plan);
	b->foundation_before = why_spon(st, SPHERON_FOUNDATION, 0);
	b->to_foundation = wide_of(0);
	for (uint32_t id = 1; id <= spheron_used(st, SPHERON_TABLE_PROVIDERS); id++)
		note_before(b, PROV, id);
	for (uint32_t id = 1; id <= spheron_used(st, SPHERON_TABLE_FIZZ); id++)
		note_before(b, FIZZ, id);
}

/* ---- each node ---- */

/* The rewarded time of an era in which the rate did not change; the whole era if it did, or if
 * points do not go by seconds (LIVE-05). */
static uint64_t rewarded_s(const struct spheron_points *o, uint64_t era_s, bool by_seconds)
{
	wide s;

	if (o->rate == 0 || !by_seconds)
		return era_s;
	s = wide_share(o->wsec, wide_of(1), wide_of(o->rate));
	return wide_equal(wide_times(s, o->rate), o->wsec) ? s.lo : era_s;
}

static const char *reward_words(const struct books *b, const struct book *book,
		const struct spheron_event_era_node *e)
{
	uint64_t era_s = spheron_param(b->play.player.state, SPHERON_P_ERA_S).lo;
	const struct spheron_points *o = &book->points;
	const char *text = words("reward: %s points", decimal_words(e->points, 6, 2));
	uint64_t rewarded = rewarded_s(o, era_s,
			spheron_param(b->play.player.state, SPHERON_P_POINTS_MODE).lo == 0);

	if (rewarded < era_s)
		text = words("%s in %s", text, span_words(rewarded - rewarded % 60));
	if (e->uptime < 1000000)
		text = words("%s, up %s", text, ppm_words(e->uptime / 100 * 100));
	if (o->success_ppm < 1000000)
		text = words("%s, %s of proofs passed", text, ppm_words(o->success_ppm));
	if (o->checks > o->alive)
		text = words("%s, %" PRIu32 " of %" PRIu32 " checks passed", text, o->alive,
				o->checks);
	if (o->loss_ppm)
		text = words("%s, short by %s", text, ppm_words(o->loss_ppm));
	return text;
}

static void enter_reward(struct books *b, struct book *book, const struct spheron_event_era_node *e,
		wide to_delegators)
{
	struct entry *entry;

	if (wide_is_zero(e->points)) {
		book_enter(b, book, SPHERON_SPON,
				words("no reward: %s", book->no_reward ? book->no_reward : "?"),
				book->no_reward_rules ? book->no_reward_rules : "");
		return;
	}
	entry = book_enter(b, book, SPHERON_SPON, reward_words(b, book, e), "LIVE-10");
	entry->own = wide_less(e->reward, to_delegators);
	entry->others = to_delegators;
}

/* [DELEG-07] The delegators' part of a reward. */
static wide delegators_part(struct books *b, uint32_t id, const struct book *book, wide reward)
{
	const struct spheron *st = b->play.player.state;
	struct spheron_provider_record p;
	wide commission;

	why_provider(st, id, &p);
	commission = wide_bp(reward, p.commission_bp);
	if (wide_is_zero(book->pool_before))
		return wide_of(0);
	if (spheron_param(st, SPHERON_P_COMMISSION_MODE).lo == 0)
		return commission;
	return wide_share(wide_less(reward, commission), book->pool_before, book->bonded_before);
}

static void enter_inflation(struct books *b, struct book *book, wide part, wide pool_part)
{
	struct entry *entry;

	if (wide_is_zero(part))
		return;
	entry = book_enter(b, book, SPHERON_SPON, "its part of the inflation", "LIVE-10");
	entry->own = wide_less(part, pool_part);
	entry->others = pool_part;
	wide_add_to(&book->inflation, part);
	wide_add_to(&b->minted, part);
}

static void close_provider(struct books *b, const struct spheron_event_era_node *e, wide reward)
{
	const struct spheron *st = b->play.player.state;
	struct book *book = book_of(b, PROV, e->id);
	wide others = delegators_part(b, e->id, book, reward), part = { 0, 0 },
	     pool_part = { 0, 0 };
	wide own, got, got_others;

	if (book->active_before && !wide_is_zero(book->bonded_before)) {
		part = wide_share(b->era_plan.inflation, book->bonded_before,
				b->era_plan.active_bonded);
		pool_part = wide_share(part, book->pool_before, book->bonded_before);
	}
	enter_reward(b, book, e, others);
	enter_inflation(b, book, part, pool_part);
	own = wide_sum(wide_less(reward, others), wide_less(part, pool_part));
	others = wide_sum(others, pool_part);
	got = wide_less(why_spon(st, SPHERON_ACCRUED, e->id), book->accrued_before);
	got_others = wide_less(why_spon(st, SPHERON_DELEGATOR_ACCRUED, e->id), book->others_before);
	books_compare(b, words("provider %" PRIu32 ", reward kept", e->id), own, got);
	books_compare(b, words("provider %" PRIu32 ", reward of its delegators", e->id), others,
			got_others);
	books_compare(b, words("provider %" PRIu32 ", EraNode to_delegators", e->id), others,
			e->to_delegators);
	wide_add_to(&book->reward_own, own);
	wide_add_to(&book->reward_others, others);
	wide_add_to(&book->accrued.in, own);
	wide_add_to(&book->others_accrued.in, others);
}

static void close_fizz(struct books *b, const struct spheron_event_era_node *e, wide reward)
{
	struct book *book = book_of(b, FIZZ, e->id);

	enter_reward(b, book, e, wide_of(0));
	wide_add_to(&book->reward_own, reward);
	wide_add_to(&book->accrued.in, reward);
	/* A slash of the same close is in `out` already. */
	books_compare(b, words("Fizz node %" PRIu32 ", rewards less claims and slashes", e->id),
			wide_less(book->accrued.in, book->accrued.out),
			why_spon(b->play.player.state, SPHERON_FIZZ_ACCRUED, e->id));
}

/* Slashes of a close come before its EraNode; in the statement the reward stands first.  Entries
 * from `begun` on go before the others of this close. */
static void reward_first(struct book *book, size_t begun)
{
	size_t n = book->n - begun, slashes = begun - book->closing_from;
	struct entry moved[2];

	if (n == 0 || n > 2 || slashes == 0)
		return;
	memcpy(moved, &book->entries[begun], n * sizeof *moved);
	memmove(&book->entries[book->closing_from + n], &book->entries[book->closing_from],
			slashes * sizeof *book->entries);
	memcpy(&book->entries[book->closing_from], moved, n * sizeof *moved);
}

void books_era_node(struct books *b, const struct spheron_event_era_node *e)
{
	struct book *book = book_of(b, e->kind, e->id);
	size_t begun = book->n;
	wide reward;

	books_compare(b, words("%s, points", node_words(e->kind, e->id)), book->points.points,
			e->points);
	reward = wide_share(e->points, b->era_plan.num[e->kind], b->era_plan.den[e->kind]);
	books_compare(b, words("%s, reward", node_words(e->kind, e->id)), reward, e->reward);
	wide_add_to(&b->paid[e->kind], reward);
	if (e->kind == PROV)
		close_provider(b, e, reward);
	else
		close_fizz(b, e, reward);
	reward_first(book, begun);
}

void books_era_closed(struct books *b, const struct spheron_event_era_closed *e)
{
	wide left = wide_less(b->foundation_before, wide_sum(e->prov_paid, e->fizz_paid));
	wide ledger = why_spon(b->play.player.state, SPHERON_FOUNDATION, 0);

	b->eras_closed++;
	books_compare(b, words("foundation pool after era %" PRIu32, e->era),
			wide_sum(left, b->to_foundation), ledger);
	books_compare(b, words("EraClosed pool of era %" PRIu32, e->era), e->pool, ledger);
}
