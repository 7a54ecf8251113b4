#include "sim/suite/replay_show.h"

#include "sim/json_out.h"
#include "sim/player.h"
#include "sim/suite/event_words.h"
#include "support/json.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { STAND_TEXT = 700 };

const char *replay_time(char text[REPLAY_TIME], uint64_t ms)
{
	uint64_t s = ms / 1000;

	snprintf(text, REPLAY_TIME, "%" PRIu64 " d %02u:%02u:%02u", s / 86400, (unsigned) (s / 3600 % 24),
			(unsigned) (s / 60 % 60), (unsigned) (s % 60));
	return text;
}

static uint64_t chain_s(const struct replay *r, uint64_t ms)
{
	return (uint64_t) r->wishes->test->cell->setup.start_s + ms / 1000;
}

/* ---- events ---- */

static void show_event(const struct replay *r, const struct replay_event *e)
{
	const struct cell *cell = r->wishes->test->cell;
	const struct expr_context context = { .setup = &cell->setup, .cast = world_cast(r->world),
		.state = world_state(r->world), .now_ms = e->at_ms,
		.start_s = (uint64_t) cell->setup.start_s, .event = &e->event };
	char time[REPLAY_TIME], words[EVENT_WORDS_MAX];

	event_words(&context, words, sizeof words);
	printf("  %-16s %s\n", replay_time(time, e->at_ms), words);
}

static void show_events(const struct replay *r)
{
	size_t n = replay_kept(r);
	char who[64] = "";

	if (r->wishes->focus.kind != EXPR_NONE)
		expr_entity_text((enum expr_entity) r->wishes->focus.kind, r->wishes->focus.key, who);
	printf("\nEvents%s%s", *who ? " of " : "", who);
	if (n == 0)
		printf(": %" PRIu64, r->n_events);
	else if (n < r->n_events)
		printf(" (the last %zu of %" PRIu64 ")", n, r->n_events);
	putchar('\n');
	for (size_t i = 0; i < n; i++)
		show_event(r, replay_event_at(r, i));
}

static void json_events(const struct replay *r)
{
	printf(",\"events_seen\":%" PRIu64 ",\"events\":[", r->n_events);
	for (size_t i = 0; i < replay_kept(r); i++) {
		const struct replay_event *e = replay_event_at(r, i);
		struct event_walk f;
		const char *before = "";

		printf("%s{\"at_ms\":%" PRIu64 ",\"chain_s\":%" PRIu64, i ? "," : "", e->at_ms,
				chain_s(r, e->at_ms));
		json_out_text(stdout, "name", spheron_event_name(e->event.kind), ",");
		printf(",\"fields\":{");
		event_walk_begin(&f, &e->event);
		for (; event_walk_next(&f); before = ",")
			printf("%s\"%s\":%s%.*s%s", before, f.name,
					f.value.kind == JSON_STRING ? "\"" : "", (int) f.value.size,
					f.value.data, f.value.kind == JSON_STRING ? "\"" : "");
		printf("}}");
	}
	printf("]");
}

/* ---- claims ---- */

/* How a claim stands; what there is to say of it goes into `text`. */
struct stand {
	const char *state;
	char text[STAND_TEXT];
	bool first;                    /* a violation that has a moment */
	uint64_t at_ms;
	const char *who;
	char what[300];
};

static void stand_text(struct stand *s, const char *state, const char *text)
{
	s->state = state;
	snprintf(s->text, sizeof s->text, "%s", text);
}

static void times(struct stand *s, uint64_t asked)
{
	stand_text(s, asked ? "holds" : "not asked", "");
	if (asked)
		snprintf(s->text, sizeof s->text, "asked %" PRIu64 " time%s", asked, asked == 1 ? "" : "s");
}

static void violated(struct stand *s, uint64_t at_ms, const char *who, const char *what)
{
	char time[REPLAY_TIME];

	s->first = true;
	s->at_ms = at_ms;
	s->who = who;
	snprintf(s->what, sizeof s->what, "%s", what);
	s->state = "violated";
	snprintf(s->text, sizeof s->text, "first at %s%s%s%s%s", replay_time(time, at_ms), *who ? ", " : "",
			who, *what ? ": " : "", what);
}

static void stand_of_value(const struct replay *r, const struct claim *c, const struct sighting *seen,
		struct stand *s)
{
	char shown[EXPR_SHOWN_MAX];

	if (!r->ended) {
		stand_text(s, "later", "is asked at the end of each run");
	} else if (!seen->known) {
		stand_text(s, "open", "no value in this run");
	} else if (c->kind == CLAIM_PROB) {
		stand_text(s, "open", seen->truth ? "true in this run" : "false in this run");
	} else {
		expr_show_number(c->e, seen->value, shown);
		snprintf(s->text, sizeof s->text, "%s in this run", shown);
		s->state = "open";
	}
}

static void stand_of_script(const struct replay *r, struct stand *s)
{
	const struct setup *setup = &r->wishes->test->cell->setup;
	const struct world_surprise *u = &r->surprise;
	char what[300];

	if (!r->surprised) {
		s->state = "holds";
		snprintf(s->text, sizeof s->text, "%" PRIu64 " steps answered as expected",
				world_script_steps(r->world));
		return;
	}
	if (*u->why)
		snprintf(what, sizeof what, "script.%u: %s", u->step, u->why);
	else
		snprintf(what, sizeof what, "script.%u was answered %s (%s) instead of %s", u->step,
				spheron_result_name(u->result), spheron_result_meaning(u->result),
				spheron_result_name((enum spheron_result) setup->script[u->step].expect));
	violated(s, u->at_ms, "", what);
}

static void stand_of(const struct replay *r, uint32_t i, struct stand *s)
{
	const struct claim *c = &r->wishes->test->claim[i];
	const struct sighting *seen = &r->seen.sighting[i];

	*s = (struct stand) { .who = "" };
	switch (c->kind) {
	case CLAIM_ALWAYS:
	case CLAIM_NEVER:
	case CLAIM_EVENTUALLY:
	case CLAIM_AT:
	case CLAIM_AT_END:
		if (seen->broken)
			violated(s, seen->at_ms, seen->who, seen->what);
		else if (c->kind == CLAIM_AT_END && !r->ended)
			stand_text(s, "later", "is asked at the end of each run");
		else
			times(s, seen->asked);
		return;
	case CLAIM_SOMETIMES:
		s->state = seen->count >= c->min_count ? "holds" : "open";
		snprintf(s->text, sizeof s->text, "true %" PRIu64 " of %" PRIu64 " times that it was asked; "
				"at least %u in all runs", seen->count, seen->asked, c->min_count);
		return;
	case CLAIM_MEAN:
	case CLAIM_PROB:
	case CLAIM_PAIRED:
		stand_of_value(r, c, seen, s);
		return;
	case CLAIM_GOLDEN:
		stand_text(s, "later", "is compared when the runs are done");
		return;
	case CLAIM_INVARIANT:
		if (*r->fault)
			violated(s, r->now_ms, "", r->fault);
		else
			stand_text(s, "holds", "at this moment");
		return;
	case CLAIM_SCRIPT:
		stand_of_script(r, s);
		return;
	}
}

static void show_claims(const struct replay *r)
{
	const struct test *t = r->wishes->test;

	if (t->n_claims)
		puts("\nAssertions, as they stand");
	for (uint32_t i = 0; i < t->n_claims; i++) {
		const struct claim *c = &t->claim[i];
		struct stand s;

		stand_of(r, i, &s);
		printf("  %-9s  %s (%s): %s\n", s.state, c->id, c->kind_text, c->text);
		if (*s.text)
			printf("             %s\n", s.text);
	}
}

static void json_claims(const struct replay *r)
{
	const struct test *t = r->wishes->test;

	printf(",\"assertions\":[");
	for (uint32_t i = 0; i < t->n_claims; i++) {
		const struct claim *c = &t->claim[i];
		struct stand s;

		stand_of(r, i, &s);
		printf("%s{", i ? "," : "");
		json_out_text(stdout, "id", c->id, "");
		json_out_text(stdout, "kind", c->kind_text, ",");
		json_out_text(stdout, "claim", c->text, ",");
		json_out_text(stdout, "state", s.state, ",");
		json_out_text(stdout, "text", s.text, ",");
		printf(",\"first\":");
		if (s.first) {
			printf("{\"at_ms\":%" PRIu64, s.at_ms);
			json_out_text(stdout, "who", s.who, ",");
			json_out_text(stdout, "what", s.what, ",");
			putchar('}');
		} else {
			printf("null");
		}
		printf(",\"asked\":%" PRIu64 ",\"count\":%" PRIu64 "}", r->seen.sighting[i].asked,
				r->seen.sighting[i].count);
	}
	printf("]");
}

/* ---- the state ---- */

struct money {
	struct spheron_u128 sum[SPHERON_BUCKET_COUNT][SPHERON_TOKENS_MAX];
	uint64_t records[SPHERON_RECORD_COUNT];
	const struct replay_focus *focus;
};

/* No sum is above what was minted, which fits. */
static void add(struct spheron_u128 *sum, struct spheron_u128 more)
{
	uint64_t carry = more.lo > UINT64_MAX - sum->lo;

	sum->lo = carry ? more.lo - (UINT64_MAX - sum->lo) - 1 : sum->lo + more.lo;
	sum->hi += more.hi + carry;
}

static bool count_record(void *ctx, const struct spheron_record *record)
{
	struct money *m = ctx;
	const struct spheron_bucket_record *b = &record->u.bucket;

	m->records[record->kind]++;
	if (record->kind != SPHERON_RECORD_BUCKET || b->name >= SPHERON_BUCKET_COUNT
			|| b->token >= SPHERON_TOKENS_MAX)
		return true;
	if (m->focus->kind == EXPR_NONE || replay_owns(m->focus, b->name, b->owner))
		add(&m->sum[b->name][b->token], b->amount);
	return true;
}

static void count_money(const struct replay *r, struct money *m)
{
	*m = (struct money) { .focus = &r->wishes->focus };
	spheron_walk(world_state(r->world), count_record, m);
}

static void token_text(unsigned token, char text[24])
{
	static const char *const names[] = { [SPHERON_USD] = "USD", [SPHERON_SPON] = "SPON",
		[SPHERON_ETH] = "ETH" };

	if (token < sizeof names / sizeof *names)
		snprintf(text, 24, "%s", names[token]);
	else
		snprintf(text, 24, "token %u", token);
}

/* Whole tokens, exact: "12.5". */
static void amount_text(const struct replay *r, unsigned token, struct spheron_u128 amount, char text[90])
{
	struct spheron_record record;
	char digits[SPHERON_DECIMAL_SIZE], padded[2 * SPHERON_DECIMAL_SIZE];
	size_t n = spheron_decimal(digits, amount), decimals = 0, end;

	if (spheron_find(world_state(r->world), SPHERON_RECORD_TOKEN, token, 0, 0, &record))
		decimals = record.u.token.decimals;
	if (decimals > 38)
		decimals = 0;
	memset(padded, '0', sizeof padded);
	end = n > decimals ? n : decimals + 1;
	memcpy(padded + end - n, digits, n);
	padded[end] = 0;
	while (decimals && padded[end - 1] == '0') {
		padded[--end] = 0;
		decimals--;
	}
	snprintf(text, 90, "%.*s%s%s", (int) (end - decimals), padded, decimals ? "." : "",
			padded + end - decimals);
}

static bool is_nothing(struct spheron_u128 amount)
{
	return amount.lo == 0 && amount.hi == 0;
}

static void show_money(const struct replay *r, const struct money *m)
{
	char token[24], amount[90];

	for (unsigned b = 0; b < SPHERON_BUCKET_COUNT; b++)
		for (unsigned t = 0; t < SPHERON_TOKENS_MAX; t++)
			if (!is_nothing(m->sum[b][t])) {
				token_text(t, token);
				amount_text(r, t, m->sum[b][t], amount);
				printf("  %-18s %s %s\n", spheron_bucket_text(b), amount, token);
			}
}

static void json_money(const struct money *m)
{
	char token[24], amount[SPHERON_DECIMAL_SIZE];
	const char *before = "";

	printf(",\"money\":[");
	for (unsigned b = 0; b < SPHERON_BUCKET_COUNT; b++)
		for (unsigned t = 0; t < SPHERON_TOKENS_MAX; t++)
			if (!is_nothing(m->sum[b][t])) {
				token_text(t, token);
				spheron_decimal(amount, m->sum[b][t]);
				printf("%s{", before);
				json_out_text(stdout, "bucket", spheron_bucket_text(b), "");
				json_out_text(stdout, "token", token, ",");
				json_out_text(stdout, "units", amount, ",");
				printf("}");
				before = ",";
			}
	printf("]");
}

/* As it stands in a dump; false if there is none. */
static bool record_text(const struct replay *r, char text[4096])
{
	const struct replay_focus *f = &r->wishes->focus;
	struct spheron_record record;

	return spheron_find(world_state(r->world), replay_record_kind((enum expr_entity) f->kind),
			f->key.key, f->key.key2, 0, &record)
			&& spheron_record_write(&record, text, 4096) < 4096;
}

bool replay_there(const struct replay *r)
{
	char text[4096];

	return r->wishes->focus.kind != EXPR_NONE && record_text(r, text);
}

static bool is_counted(int kind)
{
	return kind != SPHERON_RECORD_META && kind != SPHERON_RECORD_PARAM
			&& kind != SPHERON_RECORD_TOKEN && kind != SPHERON_RECORD_BUCKET;
}

static void show_state(const struct replay *r)
{
	const struct replay_focus *f = &r->wishes->focus;
	char who[64], text[4096];
	struct money m;

	count_money(r, &m);
	if (f->kind == EXPR_NONE) {
		printf("\nRecords\n");
		for (int k = 0; k < SPHERON_RECORD_COUNT; k++)
			if (is_counted(k) && m.records[k])
				printf("  %-18s %" PRIu64 "\n",
						spheron_record_name((enum spheron_record_kind) k),
						m.records[k]);
		printf("\nMoney\n");
	} else {
		expr_entity_text((enum expr_entity) f->kind, f->key, who);
		printf("\nState of %s\n", who);
		puts(record_text(r, text) ? text : "  it is not there at this moment");
	}
	show_money(r, &m);
}

static void json_state(const struct replay *r)
{
	const struct replay_focus *f = &r->wishes->focus;
	char who[64], text[4096];
	const char *before = "";
	struct money m;

	count_money(r, &m);
	if (f->kind == EXPR_NONE) {
		printf(",\"focus\":null,\"totals\":{\"records\":{");
		for (int k = 0; k < SPHERON_RECORD_COUNT; k++)
			if (is_counted(k)) {
				printf("%s\"%s\":%" PRIu64, before,
						spheron_record_name((enum spheron_record_kind) k),
						m.records[k]);
				before = ",";
			}
		printf("}");
	} else {
		expr_entity_text((enum expr_entity) f->kind, f->key, who);
		printf(",\"totals\":null,\"focus\":{");
		json_out_text(stdout, "who", who, "");
		printf(",\"record\":%s", record_text(r, text) ? text : "null");
	}
	json_money(&m);
	printf("}");
}

/* ---- all of it ---- */

void replay_show(const struct replay *r)
{
	const struct test *t = r->wishes->test;
	char time[REPLAY_TIME];

	printf("%s: run %u, seed %llu%s%s\n", t->cell->setup.name, r->wishes->run,
			(unsigned long long) t->cell->setup.seed, *t->cell->label ? ", " : "",
			t->cell->label);
	printf("%s %s, second %" PRIu64 " of the chain, era %u\n",
			r->ended ? "to its end:" : *r->fault ? "broken at" : "up to",
			replay_time(time, r->ended ? t->cell->plan.horizon_ms : r->now_ms),
			chain_s(r, r->now_ms), world_era(r->world));
	if (*r->fault)
		printf("an invariant does not hold: %s\n", r->fault);
	show_events(r);
	show_claims(r);
	show_state(r);
}

void replay_json(const struct replay *r)
{
	const struct test *t = r->wishes->test;

	printf("{");
	json_out_text(stdout, "file", t->file->path, "");
	json_out_text(stdout, "name", t->cell->setup.name, ",");
	json_out_text(stdout, "cell", t->cell->label, ",");
	printf(",\"seed\":%llu,\"run\":%u,\"at_ms\":%" PRIu64 ",\"chain_s\":%" PRIu64 ",\"era\":%u,"
			"\"ended\":%s", (unsigned long long) t->cell->setup.seed, r->wishes->run,
			r->now_ms, chain_s(r, r->now_ms), world_era(r->world), r->ended ? "true" : "false");
	if (*r->fault)
		json_out_text(stdout, "broken", r->fault, ",");
	else
		printf(",\"broken\":null");
	json_events(r);
	json_claims(r);
	json_state(r);
	puts("}");
}
