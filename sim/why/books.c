#include "sim/why/books.h"

#include "sim/why/words.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PROV = SPHERON_NODE_PROVIDER, FIZZ = SPHERON_NODE_FIZZ };

struct book *book_of(struct books *b, unsigned kind, uint32_t id)
{
	if (id >= b->room[kind]) {
		size_t room = (size_t) id * 2 + 16;

		b->of[kind] = must(realloc(b->of[kind], room * sizeof *b->of[kind]));
		memset(b->of[kind] + b->room[kind], 0,
				(room - b->room[kind]) * sizeof *b->of[kind]);
		b->room[kind] = room;
	}
	if (id >= b->n[kind])
		b->n[kind] = (size_t) id + 1;
	b->of[kind][id].there = true;
	return &b->of[kind][id];
}

static void empty_book(struct book *book)
{
	for (size_t i = 0; i < book->n; i++)
		free(book->entries[i].what);
	free(book->entries);
	free(book->no_reward);
}

void books_free(struct books *b)
{
	for (unsigned kind = 0; kind < 2; kind++) {
		for (size_t id = 0; id < b->n[kind]; id++)
			empty_book(&b->of[kind][id]);
		free(b->of[kind]);
	}
	leavings_free(&b->leavings);
	free(b->challenges);
	why_play_end(&b->play);
}

struct entry *book_enter(struct books *b, struct book *book, unsigned token, const char *what,
		const char *rules)
{
	struct entry *e;

	if (book->n == book->room) {
		book->room = book->room * 2 + 8;
		book->entries = must(realloc(book->entries, book->room * sizeof *book->entries));
	}
	e = &book->entries[book->n++];
	*e = (struct entry){ .era = why_meta(b->play.player.state).era,
		.token = (uint8_t) token,
		.rules = rules,
		.what = must(malloc(strlen(what) + 1)) };
	strcpy(e->what, what);
	return e;
}

void books_compare(struct books *b, const char *what, wide computed, wide ledger)
{
	b->checks++;
	if (b->status == EXIT_OK && !wide_equal(computed, ledger))
		b->status = why_disagrees(b->play.why, what, computed, ledger);
}

/* ---- leases ---- */

static void rename_entry(struct books *b, unsigned i, const char *what)
{
	struct entry *e;

	if (!b->settled[i].book)
		return;
	e = &b->settled[i].book->entries[b->settled[i].entry];
	e->what = must(realloc(e->what, strlen(what) + 1));
	strcpy(e->what, what);
}

/* What the entries of the lease just settled say; `how` it ended, or what else made it settle. */
static void describe_settled(struct books *b, const char *how)
{
	unsigned token = b->settled[0].book->entries[b->settled[0].entry].token;
	unsigned decimals = token_decimals(b->play.player.state, token);

	rename_entry(b, 0,
			words("lease %" PRIu64 " %s: %s due, %s fees", b->settled_lease, how,
					decimal_words(b->settled_due, decimals, 2),
					decimal_words(b->settled_fees, decimals, 2)));
	rename_entry(b, 1, words("gateway's share of lease %" PRIu64, b->settled_lease));
}

static void enter_income(struct books *b, unsigned i, struct book *book, unsigned token,
		wide amount, const char *rules)
{
	struct entry *e = book_enter(b, book, token, "", rules);

	e->own = amount;
	b->settled[i].book = book;
	b->settled[i].entry = book->n - 1;
	wide_add_to(&book->income[token], amount);
	wide_add_to(&book->earned[token].in, amount);
}

static void on_lease_settled(struct books *b, const struct spheron_event_lease_settled *e)
{
	const struct spheron_lease_record *l;
	struct spheron_record r;
	struct book *book;

	if (!spheron_find(b->play.player.state, SPHERON_RECORD_LEASE, e->lease, 0, 0, &r))
		return;
	l = &r.u.lease;
	b->settled_lease = e->lease;
	b->settled_due = e->due;
	b->settled_fees = wide_sum(wide_sum(e->protocol_fee, e->provider_fee), e->gateway);
	b->settled[1].book = NULL;
	if (l->fizz)
		enter_income(b, 1, book_of(b, PROV, l->provider), l->token, e->gateway, "FEE-04");
	book = book_of(b, l->fizz ? FIZZ : PROV, l->fizz ? l->fizz : l->provider);
	enter_income(b, 0, book, l->token, e->net, l->fizz ? "FEE-04" : "FEE-01");
	wide_add_to(&book->gross[l->token], e->due);
	wide_add_to(&book->fees[l->token], b->settled_fees);
	describe_settled(b, "paid for so far");
}

static void on_lease_ended(struct books *b, uint64_t lease, const char *how)
{
	if (b->settled[0].book && b->settled_lease == lease)
		describe_settled(b, how);
	b->settled[0].book = b->settled[1].book = NULL;
}

/* ---- moves of money ---- */

static void on_moved(struct books *b, const struct spheron_event_moved *e)
{
	uint32_t from = (uint32_t) e->from.owner, to = (uint32_t) e->to.owner;

	if (e->from.name == SPHERON_ACCRUED)
		wide_add_to(&book_of(b, PROV, from)->accrued.out, e->amount);
	else if (e->from.name == SPHERON_FIZZ_ACCRUED)
		wide_add_to(&book_of(b, FIZZ, from)->accrued.out, e->amount);
	else if (e->from.name == SPHERON_EARNED)
		wide_add_to(&book_of(b, PROV, from)->earned[e->token].out, e->amount);
	else if (e->from.name == SPHERON_FIZZ_EARNED)
		wide_add_to(&book_of(b, FIZZ, from)->earned[e->token].out, e->amount);
	else if (e->to.name == SPHERON_STAKE)
		wide_add_to(&book_of(b, PROV, to)->stake.in, e->amount);
}

static void on_fizz_registered(struct books *b, const struct spheron_event_fizz_registered *e)
{
	wide fee = spheron_param(b->play.player.state, SPHERON_P_FIZZ_FEE);
	struct book *book = book_of(b, FIZZ, e->fizz);
	struct entry *entry;

	if (wide_is_zero(fee))
		return;
	entry = book_enter(b, book, SPHERON_ETH, "registration fee", "FIZZ-01");
	entry->minus = true;
	entry->own = fee;
	wide_add_to(&book->fees[SPHERON_ETH], fee);
}

/* ---- watching ---- */

static void on_event(void *ctx, const struct spheron_event *event)
{
	struct books *b = ctx;

	leavings_event(&b->leavings, b->play.player.state, event);
	if (event->kind == SPHERON_EVENT_PROVIDER_REGISTERED)
		book_of(b, PROV, event->u.provider_registered.provider);
	else if (event->kind == SPHERON_EVENT_FIZZ_REGISTERED)
		on_fizz_registered(b, &event->u.fizz_registered);
	else if (event->kind == SPHERON_EVENT_MOVED)
		on_moved(b, &event->u.moved);
	else if (event->kind == SPHERON_EVENT_LEASE_SETTLED)
		on_lease_settled(b, &event->u.lease_settled);
	else if (event->kind == SPHERON_EVENT_LEASE_CLOSED)
		on_lease_ended(b, event->u.lease_closed.lease,
				lease_end_words(event->u.lease_closed.reason));
	else if (event->kind == SPHERON_EVENT_LEASE_UPDATED)
		on_lease_ended(b, event->u.lease_updated.lease, "renewed");
	else if (event->kind == SPHERON_EVENT_DELEGATED)
		wide_add_to(&book_of(b, PROV, event->u.delegated.provider)->pool.in,
				event->u.delegated.amount);
	else if (event->kind == SPHERON_EVENT_UNBOND_STARTED)
		books_unbond_started(b, &event->u.unbond_started);
	else if (event->kind == SPHERON_EVENT_UNBOND_PAID)
		books_unbond_paid(b, &event->u.unbond_paid);
	else if (event->kind == SPHERON_EVENT_SLASHED)
		books_slashed(b, &event->u.slashed);
	else if (event->kind == SPHERON_EVENT_FIZZ_SLASHED)
		books_fizz_slashed(b, &event->u.fizz_slashed);
	else if (event->kind == SPHERON_EVENT_CHALLENGE_OPENED)
		books_challenge_opened(b, &event->u.challenge_opened);
	else if (event->kind == SPHERON_EVENT_CHALLENGE_CLOSED)
		books_challenge_closed(b, &event->u.challenge_closed);
	else if (event->kind == SPHERON_EVENT_ERA_NODE)
		books_era_node(b, &event->u.era_node);
	else if (event->kind == SPHERON_EVENT_ERA_CLOSED)
		books_era_closed(b, &event->u.era_closed);
	else if (event->kind == SPHERON_EVENT_ORDER_MATCHED && b->first_order == 0)
		b->first_order = event->u.order_matched.order;
}

static void on_due_begin(void *ctx, const struct spheron_due *due)
{
	struct books *b = ctx;

	b->due_copy = *due;
	b->due = &b->due_copy;
	if (due->what == SPHERON_DUE_ERA_CLOSE)
		books_era_begins_to_close(b);
}

static void on_due_end(void *ctx)
{
	struct books *b = ctx;

	b->due = NULL;
}

/* ---- claims of delegators, which some commands pay without an event (DELEG-08) ---- */

static uint32_t claims_from(const struct spheron_command *c)
{
	if (c->verb == SPHERON_CMD_DELEG_ADD)
		return c->u.deleg_add.provider;
	if (c->verb == SPHERON_CMD_DELEG_UNBOND)
		return c->u.deleg_unbond.provider;
	if (c->verb == SPHERON_CMD_DELEG_CLAIM)
		return c->u.deleg_claim.provider;
	return 0;
}

static void judge(struct books *b)
{
	struct player *p = &b->play.player;
	uint32_t provider = p->malformed ? 0 : claims_from(&p->command);
	wide before = { 0, 0 }, after;

	if (provider)
		before = why_spon(p->state, SPHERON_DELEGATOR_ACCRUED, provider);
	why_play_judge(&b->play);
	if (!p->malformed && p->result != SPHERON_OK) {
		b->refusals++;
		b->last_refusal = p->lines;
	}
	if (!provider || p->result != SPHERON_OK)
		return;
	after = why_spon(p->state, SPHERON_DELEGATOR_ACCRUED, provider);
	wide_add_to(&book_of(b, PROV, provider)->others_accrued.out, wide_less(before, after));
}

int books_keep(struct books *b, const struct why *w)
{
	static struct spheron_sink watch = { NULL, on_due_begin, on_event, on_due_end };

	watch.ctx = b;
	why_play_begin(&b->play, w, &watch);
	while (why_play_next(&b->play))
		judge(b);
	return b->status;
}

/* ---- at the end ---- */

static void compare_flow(struct books *b, unsigned kind, uint32_t id, unsigned bucket,
		unsigned token, const struct flow *flow)
{
	wide ledger = spheron_bucket(b->play.player.state, bucket, id, token);

	books_compare(b,
			words("%s, bucket %s in %s", node_words(kind, id),
					spheron_bucket_text(bucket), token_words(token)),
			wide_less(flow->in, flow->out), ledger);
}

static void compare_unbonding(struct books *b, uint32_t id, const struct book *book)
{
	wide ledger = { 0, 0 };
	uint32_t u = leavings_first(&b->leavings, false, id);

	for (; u; u = leavings_entry(&b->leavings, u)->next)
		wide_add_to(&ledger, why_spon(b->play.player.state, SPHERON_UNBONDING, u));
	books_compare(b, words("provider %" PRIu32 ", unbonding", id),
			wide_less(book->unbonding.in, book->unbonding.out), ledger);
}

static void compare_provider(struct books *b, uint32_t id)
{
	const struct book *book = &b->of[PROV][id];

	compare_flow(b, PROV, id, SPHERON_ACCRUED, SPHERON_SPON, &book->accrued);
	compare_flow(b, PROV, id, SPHERON_DELEGATOR_ACCRUED, SPHERON_SPON, &book->others_accrued);
	compare_flow(b, PROV, id, SPHERON_STAKE, SPHERON_SPON, &book->stake);
	compare_flow(b, PROV, id, SPHERON_POOL, SPHERON_SPON, &book->pool);
	compare_unbonding(b, id, book);
}

int books_agree(struct books *b)
{
	for (unsigned kind = 0; kind < 2; kind++) {
		for (uint32_t id = 1; id < b->n[kind]; id++) {
			const struct book *book = &b->of[kind][id];

			if (!book->there)
				continue;
			if (kind == PROV)
				compare_provider(b, id);
			else
				compare_flow(b, FIZZ, id, SPHERON_FIZZ_ACCRUED, SPHERON_SPON,
						&book->accrued);
			for (unsigned t = 0; t < SPHERON_TOKENS_MAX; t++)
				compare_flow(b, kind, id,
						kind == PROV ? SPHERON_EARNED : SPHERON_FIZZ_EARNED,
						t, &book->earned[t]);
		}
	}
	return b->status;
}
