/* why refusal: finds the line, explains it from the state in which it was judged. */

#include "sim/why/refusal.h"

#include "sim/why/words.h"
#include "support/talk.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *because(struct refused *x, unsigned nth, const char *rule, const char *text)
{
	x->nth = nth;
	x->rule = rule;
	return text;
}

/* ---- before a command is judged by its own row ---- */

static const char *refused_bad_time(struct refused *x)
{
	const struct spheron_command *c = x->c;
	struct spheron_clock now = spheron_clock(x->state);
	bool derived = param_of(x, SPHERON_P_CLOCK_MODE) == 0;
	struct spheron_meta_record m = why_meta(x->state);

	BECAUSE(now.t == 0, 1, "GEN-01",
			"a log without genesis starts at block 0, not at block %" PRIu64, c->b);
	BECAUSE(c->t < now.t, 1, "TIME-01", "t %" PRIu64 " lies before the clock's %" PRIu64, c->t,
			now.t);
	BECAUSE(c->t - now.t > param_of(x, SPHERON_P_STEP_MAX_S), 1, "TIME-10",
			"t %" PRIu64 " is %s ahead of the clock; one step is at most %s", c->t,
			span_words(c->t - now.t), span_words(param_of(x, SPHERON_P_STEP_MAX_S)));
	if (derived && c->has_b) {
		wide b = wide_share(wide_of(c->t - m.t0), wide_of(1000),
				param_wide(x, SPHERON_P_BLOCK_TIME_MS));

		BECAUSE(!wide_equal(wide_sum(b, wide_of(m.b0)), wide_of(c->b)), 1, "TIME-03",
				"at t %" PRIu64 " the block is %" PRIu64 ", not %" PRIu64, c->t,
				b.lo + m.b0, c->b);
	}
	BECAUSE(!derived && !c->has_b, 1, "TIME-03",
			"the clock is explicit, so every command carries b");
	BECAUSE(!derived && c->b != now.b && c->b != now.b + 1, 1, "TIME-03",
			"block %" PRIu64 " after block %" PRIu64
			": only the same or the next may follow",
			c->b, now.b);
	return NULL;
}

static const char *refused_no_account(struct refused *x)
{
	uint32_t n = spheron_used(x->state, SPHERON_TABLE_ACCOUNTS);

	BECAUSE(x->c->from >= n, 1, "RES-01",
			"account %" PRIu32 " sends it, but accounts 0 to %" PRIu32 " exist",
			x->c->from, n - 1);
	return NULL;
}

static const char *refused_bad_command(struct refused *x)
{
	BECAUSE(x->c->verb == SPHERON_CMD_GENESIS && x->c->from != 0, 1, "CMD-04",
			"a genesis comes from account 0, not from %" PRIu32, x->c->from);
	return NULL;
}

static const char *(*const explain_result[SPHERON_RESULT_COUNT])(struct refused *x) = {
	[SPHERON_BAD_COMMAND] = refused_bad_command,
	[SPHERON_BAD_TIME] = refused_bad_time,
	[SPHERON_NO_ACCOUNT] = refused_no_account,
	[SPHERON_NOT_ALLOWED] = refused_not_allowed,
	[SPHERON_NOT_FOUND] = refused_not_found,
	[SPHERON_ENDED] = refused_ended,
	[SPHERON_DISABLED] = refused_disabled,
	[SPHERON_BAD_VALUE] = refused_bad_value,
	[SPHERON_BAD_TOKEN] = refused_bad_token,
	[SPHERON_BAD_STATE] = refused_bad_state,
	[SPHERON_DUPLICATE] = refused_duplicate,
	[SPHERON_LIMIT] = refused_limit,
	[SPHERON_IN_MAINTENANCE] = refused_in_maintenance,
	[SPHERON_TOO_SOON] = refused_too_soon,
	[SPHERON_WINDOW_CLOSED] = refused_window_closed,
	[SPHERON_WINDOW_OPEN] = refused_window_open,
	[SPHERON_HAS_LEASES] = refused_has_leases,
	[SPHERON_NOT_LINKED] = refused_not_linked,
	[SPHERON_PRICE_HIGH] = refused_price_high,
	[SPHERON_PRICE_LOW] = refused_price_low,
	[SPHERON_FILTERED] = refused_filtered,
	[SPHERON_NO_CAPACITY] = refused_no_capacity,
	[SPHERON_NO_FUNDS] = refused_no_funds,
	[SPHERON_NO_ESCROW] = refused_no_escrow,
	[SPHERON_NO_STAKE] = refused_no_stake,
	[SPHERON_NOT_ACCEPTED] = refused_not_accepted,
	[SPHERON_NOTHING] = refused_nothing,
	[SPHERON_HONEST] = refused_honest,
	[SPHERON_OVERFLOW] = refused_overflow,
};

/* ---- the answer ---- */

/* A refusal in question: where, what, and the words found for it. */
struct refusal {
	struct why_play play;
	uint64_t line; /* 0: none found */
	const char *text;
	size_t size;
	enum spheron_verb verb;
	enum spheron_result result;
	uint32_t from;
	uint64_t t, column;
	bool malformed, unclear;
	unsigned nth;
	const char *rule;
	char why[512], key[24];
};

/* Keeps what the ring of words will not. */
static void keep(struct refusal *r, const char *why, const char *rule, unsigned nth)
{
	snprintf(r->why, sizeof r->why, "%s", why);
	r->rule = rule;
	r->nth = nth;
}

static void explain_malformed(struct refusal *r)
{
	const struct spheron_fault *f = &r->play.player.fault;

	r->malformed = true;
	r->column = f->offset + 1;
	keep(r, f->key[0] ? words("\"%s\": %s", f->key, f->why) : f->why, "ENC-01, ENC-03", 1);
}

/* Explains the command in hand, which the library refused in the state kept before it. */
static void explain(struct refusal *r, const struct spheron *before)
{
	const struct player *p = &r->play.player;
	struct refused x = { .state = before, .c = &p->command, .rule = "" };
	const char *why = NULL;

	r->line = p->lines;
	r->text = r->play.line;
	r->size = r->play.size;
	r->verb = p->command.verb;
	r->result = p->result;
	r->from = p->command.from;
	r->t = spheron_clock(p->state).t;
	r->malformed = r->unclear = false;
	if (p->malformed) {
		explain_malformed(r);
		return;
	}
	if ((unsigned) p->result < SPHERON_RESULT_COUNT && explain_result[p->result])
		why = explain_result[p->result](&x);
	r->unclear = why == NULL;
	keep(r, why ? why : "?", x.rule, x.nth);
}

/* The row of checks with the failed one marked: "NOT_FOUND, NOT_ALLOWED, [NO_FUNDS]". */
static const char *row_words(const struct refusal *r)
{
	const char *checks = r->verb < SPHERON_VERB_COUNT ? spheron_verb_checks(r->verb) : "";
	const char *name = spheron_result_name(r->result), *all = "";
	unsigned nth = 0;

	while (*checks) {
		size_t n = strcspn(checks, " ");
		bool this = strlen(name) == n && strncmp(checks, name, n) == 0 && ++nth == r->nth;

		all = words(this ? "%s%s[%.*s]" : "%s%s%.*s", all, *all ? " " : "", (int) n,
				checks);
		checks += n + strspn(checks + n, " ");
	}
	return all;
}

static bool in_row(const struct refusal *r)
{
	return strchr(row_words(r), '[') != NULL;
}

static void put_line(const struct refusal *r, struct sheet *s)
{
	int shown = r->size > 400 ? 400 : (int) r->size;
	char text[401];

	for (int i = 0; i < shown; i++)
		text[i] = r->text[i] >= ' ' && r->text[i] <= '~' ? r->text[i] : '?';
	text[shown] = 0;
	sheet_fact(s, "text", raw_shown, "", "command", "%s%s", text, r->size > 400 ? " ..." : "");
}

static void compose(const struct refusal *r, struct sheet *s)
{
	const struct spheron *state = r->play.player.state;
	bool known = r->verb < SPHERON_VERB_COUNT;

	sheet_open(s, NULL, "Line %" PRIu64 " of %s: %s, %s", r->line, r->play.why->name,
			known ? spheron_verb_name(r->verb) : "no command",
			spheron_result_name(r->result));
	sheet_say(s, "%s%s.", r->malformed ? words("Column %" PRIu64 ": ", r->column) : "", r->why);
	sheet_value(s, "line", raw_number(r->line));
	put_line(r, s);
	if (!r->malformed) {
		sheet_fact(s, "from", raw_number(r->from), "", "sent by",
				"account %" PRIu32 " at %s", r->from, moment_words(state, r->t));
		sheet_value(s, "verb", raw_text(spheron_verb_name(r->verb)));
	}
	sheet_fact(s, "result", raw_text(spheron_result_name(r->result)), "RES-01", "result",
			"%s: %s", spheron_result_name(r->result),
			spheron_result_meaning(r->result));
	sheet_fact(s, "why", raw_text(NULL), r->rule, "because", "%s", r->why);
	if (known && in_row(r))
		sheet_fact(s, "checks", raw_shown, spheron_verb_rules(r->verb),
				"checks in their order", "%s", row_words(r));
	if (known && in_row(r))
		sheet_say(s, "The checks before the one in brackets held; those behind it were not "
			     "made "
			     "(RES-01). Nothing but the clock has changed.");
	sheet_close(s);
}

/* ---- finding it ---- */

/* The line of the last refusal, 0 if there is none. */
static uint64_t last_refusal(const struct why *w)
{
	struct why_play *all = must(calloc(1, sizeof *all));
	uint64_t last = 0;

	why_play_begin(all, w, NULL);
	while (why_play_next(all)) {
		why_play_judge(all);
		if (all->player.result != SPHERON_OK)
			last = all->player.lines;
	}
	why_play_end(all);
	free(all);
	return last;
}

/* The state in which a command is judged; a first command that is no genesis starts it (GEN-01). */
static struct spheron *judged_state(const struct player *p)
{
	struct spheron_command start = { .t = p->command.t, .verb = SPHERON_CMD_ADVANCE };
	struct spheron *before = state_copy(p->state);

	if (!p->malformed && spheron_clock(before).t == 0 &&
			p->command.verb != SPHERON_CMD_GENESIS &&
			!(p->command.has_b && p->command.b != 0))
		spheron_apply(before, &start, NULL);
	return before;
}

/* Plays the log up to a line and explains it, if it was refused. */
static void play(struct refusal *r, const struct why *w, uint64_t line)
{
	struct player *p = &r->play.player;

	why_play_begin(&r->play, w, NULL);
	while (p->lines < line && why_play_next(&r->play)) {
		struct spheron *before = p->lines == line ? judged_state(p) : NULL;

		why_play_judge(&r->play);
		if (before && p->result != SPHERON_OK)
			explain(r, before);
		free(before);
	}
}

static int not_refused(const struct refusal *r, const struct why *w)
{
	const struct player *p = &r->play.player;

	if (p->lines == 0)
		talk_error("%s: the log is empty, so nothing was refused", w->name);
	else if (w->last)
		talk_error("%s: none of %" PRIu64 " commands was refused", w->name, p->lines);
	else if (p->lines < w->line.value)
		talk_error("%s has %" PRIu64 " lines, so there is no line %" PRIu64, w->name,
				p->lines, w->line.value);
	else
		talk_error("%s:%" PRIu64
			   ": %s was carried out, not refused (spheron-sim why refusal --last "
			   "finds one that was)",
				w->name, p->lines, spheron_verb_name(p->command.verb));
	return EXIT_NOTHING;
}

int why_refusal(const struct why *w, struct sheet *s)
{
	struct refusal *r;
	int status = EXIT_OK;
	uint64_t line;

	if (w->last == w->line.given) {
		talk_error("which refusal? --line N or --last");
		return EXIT_BAD_INPUT;
	}
	r = must(calloc(1, sizeof *r));
	line = w->last ? last_refusal(w) : w->line.value;
	play(r, w, line ? line : UINT64_MAX);
	if (r->line == 0) {
		status = not_refused(r, w);
	} else if (r->unclear) {
		talk_error("%s:%" PRIu64
			   ": the library answered %s, but none of the conditions behind it fails; "
			   "this is an error of the program",
				w->name, r->line, spheron_result_name(r->result));
		status = EXIT_INTERNAL;
	} else {
		compose(r, s);
	}
	why_play_end(&r->play);
	free(r);
	return status;
}
