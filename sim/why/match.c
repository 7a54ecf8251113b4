/* why match: plays the log and notes everything that concerns one order. */

#include "sim/why/match.h"

#include "sim/why/leaving.h"
#include "sim/why/words.h"
#include "support/talk.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

struct bid_story *match_bid(struct match *m, uint64_t id)
{
	for (size_t i = 0; i < m->n_bids; i++)
		if (m->bids[i].id == id)
			return &m->bids[i];
	return NULL;
}

/* ---- bids and attempts ---- */

static void add_attempt(struct attempt **list, size_t *n, size_t *room, struct attempt a)
{
	*list = grown(*list, room, *n, sizeof a);
	(*list)[(*n)++] = a;
}

static void on_bid(struct match *m, const struct spheron_event_bid_placed *e)
{
	struct spheron_bid_record r;
	struct bid_story *b;

	if (e->order != m->order)
		return;
	why_bid(m->play.player.state, e->bid, &r);
	m->bids = grown(m->bids, &m->bids_room, m->n_bids, sizeof *m->bids);
	b = &m->bids[m->n_bids++];
	memset(b, 0, sizeof *b);
	b->id = e->bid;
	b->line = m->play.player.lines;
	b->offer = (struct offer){ e->provider, e->fizz, r.gpu, e->price };
}

/* The order that a command is about, 0 if none, with the bid it names. */
static uint64_t order_of(const struct spheron_command *c, uint64_t *bid)
{
	*bid = 0;
	if (c->verb == SPHERON_CMD_BID_PLACE)
		return c->u.bid_place.order;
	if (c->verb == SPHERON_CMD_ORDER_CANCEL)
		return c->u.order_cancel.order;
	if (c->verb == SPHERON_CMD_MATCH_SET) {
		*bid = c->u.match_set.bid;
		return c->u.match_set.order;
	}
	if (c->verb == SPHERON_CMD_ORDER_CHOOSE) {
		*bid = c->u.order_choose.bid;
		return c->u.order_choose.order;
	}
	if (c->verb == SPHERON_CMD_AVS_ATTEST) {
		*bid = c->u.avs_attest.bid;
		return c->u.avs_attest.order;
	}
	return 0;
}

static void note_refusal(struct match *m)
{
	const struct player *p = &m->play.player;
	struct attempt a = { .line = p->lines,
		.acct = p->command.from,
		.verb = p->command.verb,
		.result = p->result };

	if (p->malformed || p->result == SPHERON_OK || order_of(&p->command, &a.bid) != m->order)
		return;
	add_attempt(&m->attempts, &m->n_attempts, &m->attempts_room, a);
}

/* ---- the window close ---- */

static void look_at_bid(struct match *m, struct bid_story *b)
{
	const struct spheron *state = m->play.player.state;
	enum spheron_obstacle o = spheron_explain_offer(state, m->order, b->offer.provider,
			b->offer.fizz, b->offer.gpu, b->offer.price);
	const char *text = offer_obstacle_words(state, &m->record, &b->offer, o);
	struct spheron_provider_record p;
	struct spheron_fizz_record f;

	free(b->obstacle);
	b->obstacle = NULL;
	if (text) {
		b->obstacle = must(malloc(strlen(text) + 1));
		strcpy(b->obstacle, text);
		b->obstacle_rule = offer_obstacle_rule(o);
	}
	why_provider(state, b->offer.provider, &p);
	b->slashes = p.slashes;
	b->region = p.region;
	if (b->offer.fizz && why_fizz(state, b->offer.fizz, &f)) {
		b->slashes += f.slashes;
		b->region = f.region;
	}
	b->bonded = wide_sum(
			why_spon(state, SPHERON_STAKE, p.id), why_spon(state, SPHERON_POOL, p.id));
}

static void look_at_close(struct match *m)
{
	const struct spheron *state = m->play.player.state;

	m->window_closed = true;
	m->closed_t = spheron_clock(state).t;
	why_order(state, m->order, &m->record);
	for (unsigned k = 0; k < FACTORS; k++)
		m->weight[k] = spheron_param(state, SPHERON_P_W_REGION + k).lo;
	m->draw_power = spheron_param(state, SPHERON_P_DRAW_POWER).lo;
	m->draw_mode = spheron_param(state, SPHERON_P_DRAW_MODE).lo;
	m->zone_ppm = spheron_param(state, SPHERON_P_ZONE_PPM).lo;
	m->record.matcher = (uint8_t) spheron_param(state, SPHERON_P_MATCHER_MODE).lo;
	spheron_explain_draw(state, m->order, &m->seed, &m->drawn);
	for (size_t i = 0; i < m->n_bids; i++)
		look_at_bid(m, &m->bids[i]);
}

static void on_scored(struct match *m, const struct spheron_event_scored *e)
{
	const uint32_t factor[FACTORS] = { e->region, e->price, e->uptime, e->reputation, e->avail,
		e->slashes, e->stake, e->random };
	struct bid_story *b = match_bid(m, e->bid);

	if (e->order != m->order || !b)
		return;
	b->eligible = true;
	memcpy(b->factor, factor, sizeof factor);
	b->score = e->score;
	b->weight = e->weight;
}

/* ---- deciding ---- */

static void ends(struct match *m)
{
	m->ended = true;
	m->end_line = m->play.player.lines;
	m->end_t = spheron_clock(m->play.player.state).t;
	m->decided_by = m->play.player.command.from;
	m->decided_with = m->play.player.command.verb;
}

static void on_matched(struct match *m, const struct spheron_event_order_matched *e)
{
	if (e->order != m->order)
		return;
	m->matched = true;
	m->winner = e->bid;
	m->expected = e->expected;
	ends(m);
}

static void on_attested(struct match *m, const struct spheron_event_attested *e)
{
	if (e->order == m->order)
		add_attempt(&m->attests, &m->n_attests, &m->attests_room,
				(struct attempt){ .line = m->play.player.lines,
						.bid = e->bid,
						.acct = e->acct,
						.stake = e->stake });
}

static void on_task(struct match *m, const struct spheron_event *event)
{
	if (event->kind == SPHERON_EVENT_TASK_OPENED && event->u.task_opened.order == m->order) {
		m->task_opened = true;
		m->task = event->u.task_opened;
	} else if (event->kind == SPHERON_EVENT_TASK_FINAL &&
			event->u.task_final.order == m->order) {
		m->task_final = true;
		m->quorum_bp = spheron_param(m->play.player.state, SPHERON_P_AVS_QUORUM_BP).lo;
	} else if (event->kind == SPHERON_EVENT_TASK_EXPIRED &&
			event->u.task_expired.order == m->order) {
		m->task_expired = true;
	}
}

static void on_event(void *ctx, const struct spheron_event *event)
{
	struct match *m = ctx;

	if (event->kind == SPHERON_EVENT_ORDER_CREATED &&
			event->u.order_created.order == m->order) {
		m->created = true;
		m->created_line = m->play.player.lines;
		m->created_t = spheron_clock(m->play.player.state).t;
		why_order(m->play.player.state, m->order, &m->record);
	} else if (event->kind == SPHERON_EVENT_BID_PLACED) {
		on_bid(m, &event->u.bid_placed);
	} else if (event->kind == SPHERON_EVENT_SCORED) {
		on_scored(m, &event->u.scored);
	} else if (event->kind == SPHERON_EVENT_ORDER_MATCHED) {
		on_matched(m, &event->u.order_matched);
	} else if (event->kind == SPHERON_EVENT_LEASE_CREATED &&
			event->u.lease_created.lease == m->order) {
		m->lease = event->u.lease_created;
	} else if (event->kind == SPHERON_EVENT_ORDER_CLOSED &&
			event->u.order_closed.order == m->order) {
		m->reason = event->u.order_closed.reason;
		ends(m);
	} else if (event->kind == SPHERON_EVENT_ATTESTED) {
		on_attested(m, &event->u.attested);
	} else {
		on_task(m, event);
	}
}

static void on_due_begin(void *ctx, const struct spheron_due *due)
{
	struct match *m = ctx;

	if (m->ended)
		return;
	m->by_deadline = true;
	m->deadline = due->what;
	if (m->created && due->what == SPHERON_DUE_BID_CLOSE && due->id == m->order)
		look_at_close(m);
}

static void on_due_end(void *ctx)
{
	struct match *m = ctx;

	if (!m->ended)
		m->by_deadline = false;
}

/* ---- computing it again ---- */

static bool same(struct match *m, const char *what, wide computed, wide ledger)
{
	if (wide_equal(computed, ledger))
		return true;
	m->difference = what;
	m->computed_value = computed;
	m->ledger_value = ledger;
	return false;
}

/* [MATCH-03] Those factors that follow from what was seen before the close. */
static bool check_factors(struct match *m, const struct bid_story *b, wide largest)
{
	const struct spheron_order_record *o = &m->record;
	wide price = wide_share(
			wide_less(o->max_price, b->offer.price), wide_of(1000000), o->max_price);
	wide stake = wide_is_zero(largest) ? largest
					   : wide_share(b->bonded, wide_of(1000000), largest);
	uint64_t region = o->region == 0 || o->region == b->region ? 1000000
			  : o->region / 256 == b->region / 256     ? m->zone_ppm
								   : 0;

	return same(m, "region factor", wide_of(region), wide_of(b->factor[0])) &&
	       same(m, "price factor", price, wide_of(b->factor[1])) &&
	       same(m, "slashes factor", wide_of(1000000 / (1 + b->slashes)),
			       wide_of(b->factor[5])) &&
	       same(m, "stake factor", stake, wide_of(b->factor[6]));
}

/* [MATCH-04, MATCH-05] */
static bool check_score(struct match *m, const struct bid_story *b)
{
	uint64_t sum = 0, weights = 0, w;

	for (unsigned k = 0; k < FACTORS; k++) {
		sum += m->weight[k] * b->factor[k];
		weights += m->weight[k];
	}
	sum = weights ? sum / weights : 0;
	w = sum;
	for (uint64_t i = 1; i < m->draw_power; i++)
		w = w * sum / 1000000;
	return same(m, "score", wide_of(sum), wide_of(b->score)) &&
	       same(m, "weight of the draw", wide_of(w ? w : 1), wide_of(b->weight));
}

/* [MATCH-07] */
static bool better(const struct bid_story *a, const struct bid_story *b)
{
	int price = wide_compare(a->offer.price, b->offer.price);

	if (a->score != b->score)
		return a->score > b->score;
	if (price != 0)
		return price < 0;
	return wide_compare(a->bonded, b->bonded) > 0;
}

/* [MATCH-06, MATCH-07] */
static void choose(struct match *m)
{
	const struct bid_story *best = NULL;

	m->r = wide_share(wide_of(m->drawn), wide_of(m->total_weight), (wide){ 0, 1 }).lo;
	for (size_t i = 0; i < m->n_bids; i++) {
		const struct bid_story *b = &m->bids[i];

		if (!b->eligible)
			continue;
		if (m->draw_mode == 0 && b->from <= m->r && m->r < b->to)
			m->computed = b->id;
		if (!best || better(b, best))
			best = b;
	}
	if (m->draw_mode == 1 && best)
		m->computed = best->id;
}

bool match_compute(struct match *m)
{
	wide largest = { 0, 0 };
	struct spheron_order_record now;

	if (!m->window_closed)
		return true;
	for (size_t i = 0; i < m->n_bids; i++) {
		struct bid_story *b = &m->bids[i];

		if (!same(m, "eligible", wide_of(b->obstacle == NULL), wide_of(b->eligible)))
			return false;
		if (!b->eligible)
			continue;
		b->from = m->total_weight;
		m->total_weight += b->weight;
		b->to = m->total_weight;
		if (wide_compare(b->bonded, largest) > 0)
			largest = b->bonded;
	}
	for (size_t i = 0; i < m->n_bids; i++)
		if (m->bids[i].eligible && !(check_factors(m, &m->bids[i], largest) &&
							   check_score(m, &m->bids[i])))
			return false;
	choose(m);
	if (m->matched)
		return same(m, "expected bid", wide_of(m->computed), wide_of(m->expected));
	if (why_order(m->play.player.state, m->order, &now))
		return same(m, "expected bid", wide_of(m->computed), wide_of(now.expected));
	return true;
}

/* ---- the question ---- */

static int answer(struct match *m, const struct why *w, struct sheet *s)
{
	uint64_t next = why_meta(m->play.player.state).next_order;

	if (!why_play_started(&m->play))
		return EXIT_NOTHING;
	if (!m->created) {
		talk_error("order %" PRIu64 " does not exist; %s", m->order,
				known_words("order", "orders", 1, next - 1));
		return EXIT_NOTHING;
	}
	if (!match_compute(m))
		return why_disagrees(w, words("order %" PRIu64 ", %s", m->order, m->difference),
				m->computed_value, m->ledger_value);
	match_compose(m, s);
	return EXIT_OK;
}

static void match_free(struct match *m)
{
	for (size_t i = 0; i < m->n_bids; i++)
		free(m->bids[i].obstacle);
	free(m->bids);
	free(m->attempts);
	free(m->attests);
	why_play_end(&m->play);
	free(m);
}

int why_match(const struct why *w, struct sheet *s)
{
	static struct spheron_sink watch = { NULL, on_due_begin, on_event, on_due_end };
	struct match *m;
	int status;

	if (!w->order.given) {
		talk_error("which order? --order N");
		return EXIT_BAD_INPUT;
	}
	m = must(calloc(1, sizeof *m));
	m->order = w->order.value;
	watch.ctx = m;
	why_play_begin(&m->play, w, &watch);
	while (why_play_next(&m->play)) {
		why_play_judge(&m->play);
		note_refusal(m);
	}
	status = answer(m, w, s);
	match_free(m);
	return status;
}
