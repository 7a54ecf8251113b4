/* why earnings: a statement for every node, then what all of them earned and lost. */

#include "sim/why/books.h"

#include "sim/why/words.h"
#include "support/talk.h"

#include <inttypes.h>
#include <stdlib.h>

enum { PROV = SPHERON_NODE_PROVIDER, FIZZ = SPHERON_NODE_FIZZ };

/* With more nodes than this, statements are printed for those asked about only. */
#define STATEMENTS_MAX 16

/* The sum of entries: what came, what went. */
struct balance {
	wide plus, minus;
};

static struct raw raw_signed(bool minus, wide v)
{
	return minus ? raw_minus(v) : raw_amount(v);
}

static const char *signed_words(bool minus, const char *amount)
{
	return words("%s%s", minus ? "-" : "+", amount);
}

/* ---- the columns of a statement ---- */

enum { COLUMNS_MAX = 5 + SPHERON_TOKENS_MAX };

struct layout {
	struct sheet_column column[COLUMNS_MAX];
	unsigned n;
	uint8_t token[SPHERON_TOKENS_MAX]; /* of each money column but the delegators' */
	unsigned tokens;
	bool delegators;
};

static const struct sheet_column era_column = { "era", "era", false };
static const struct sheet_column what_column = { "what", "what happened", true };
static const struct sheet_column rules_column = { "rules", "rule", true };

static struct sheet_column token_column(unsigned token)
{
	static const char *const keys[SPHERON_TOKENS_MAX] = { "usd", "spon", "eth", "token3",
		"token4", "token5", "token6", "token7" };
	static const char *const heads[SPHERON_TOKENS_MAX] = { "USD", "SPON", "ETH", "token 3",
		"token 4", "token 5", "token 6", "token 7" };

	return (struct sheet_column){ keys[token], heads[token], false };
}

static bool uses(const struct book *book, unsigned token)
{
	for (size_t i = 0; i < book->n; i++)
		if (book->entries[i].token == token)
			return true;
	return token == SPHERON_SPON;
}

static void lay_out(struct layout *l, const struct book *book)
{
	static const uint8_t order[SPHERON_TOKENS_MAX] = { SPHERON_SPON, SPHERON_USD, SPHERON_ETH,
		3, 4, 5, 6, 7 };

	l->column[l->n++] = era_column;
	l->column[l->n++] = what_column;
	for (size_t i = 0; i < book->n; i++)
		l->delegators = l->delegators || !wide_is_zero(book->entries[i].others);
	for (unsigned i = 0; i < SPHERON_TOKENS_MAX; i++) {
		if (!uses(book, order[i]))
			continue;
		l->token[l->tokens++] = order[i];
		l->column[l->n++] = token_column(order[i]);
		if (order[i] == SPHERON_SPON && l->delegators)
			l->column[l->n++] = (struct sheet_column){ "delegators_spon",
				"delegators'\nSPON", false };
	}
	l->column[l->n++] = rules_column;
}

/* ---- one statement ---- */

static void money_cell(
		struct sheet *s, const struct spheron *state, unsigned token, bool minus, wide v)
{
	if (wide_is_zero(v))
		sheet_cell(s, raw_amount(v), "%s", "");
	else
		sheet_cell(s, raw_signed(minus, v), "%s",
				signed_words(minus, short_words(state, token, v)));
}

static void entry_row(struct sheet *s, const struct spheron *state, const struct layout *l,
		const struct entry *e)
{
	sheet_cell(s, raw_number(e->era), "%" PRIu32, e->era);
	sheet_cell(s, raw_shown, "%s", e->what);
	for (unsigned i = 0; i < l->tokens; i++) {
		bool here = l->token[i] == e->token;

		money_cell(s, state, e->token, e->minus, here ? e->own : wide_of(0));
		if (l->token[i] == SPHERON_SPON && l->delegators)
			money_cell(s, state, SPHERON_SPON, e->minus, e->others);
	}
	sheet_cell(s, raw_shown, "%s", e->rules);
}

static void add_to_balance(struct balance *b, bool minus, wide v)
{
	wide_add_to(minus ? &b->minus : &b->plus, v);
}

static struct balance sum_of(const struct book *book, unsigned token, bool others)
{
	struct balance sum = { { 0, 0 }, { 0, 0 } };

	for (size_t i = 0; i < book->n; i++)
		if (book->entries[i].token == token)
			add_to_balance(&sum, book->entries[i].minus,
					others ? book->entries[i].others : book->entries[i].own);
	return sum;
}

static void balance_cell(
		struct sheet *s, const struct spheron *state, unsigned token, struct balance sum)
{
	bool minus = wide_compare(sum.plus, sum.minus) < 0;
	wide v = minus ? wide_less(sum.minus, sum.plus) : wide_less(sum.plus, sum.minus);

	sheet_cell(s, raw_signed(minus, v), "%s",
			signed_words(minus, short_words(state, token, v)));
}

static void total_row(struct sheet *s, const struct spheron *state, const struct layout *l,
		const struct book *book)
{
	sheet_total(s);
	sheet_cell(s, raw_none, "%s", "");
	sheet_cell(s, raw_text("total"), "total");
	for (unsigned i = 0; i < l->tokens; i++) {
		balance_cell(s, state, l->token[i], sum_of(book, l->token[i], false));
		if (l->token[i] == SPHERON_SPON && l->delegators)
			balance_cell(s, state, SPHERON_SPON, sum_of(book, SPHERON_SPON, true));
	}
	sheet_cell(s, raw_none, "%s", "");
}

static const char *provider_title(const struct spheron *state, uint32_t id)
{
	wide pool = why_spon(state, SPHERON_POOL, id);
	struct spheron_provider_record p;
	const char *delegated = "";

	why_provider(state, id, &p);
	if (!wide_is_zero(pool))
		delegated = words(", delegated %s", decimal_words(pool, 18, 2));
	return words("Provider %" PRIu32 "%s: owner account %" PRIu32
		     ", %s, trust tier %s, own stake %s"
		     " SPON%s",
			id, p.gateway ? " (gateway)" : "", p.owner, status_words(p.status),
			trust_words(p.tier),
			decimal_words(why_spon(state, SPHERON_STAKE, id), 18, 2), delegated);
}

static const char *fizz_title(const struct spheron *state, uint32_t id)
{
	struct spheron_fizz_record f;

	why_fizz(state, id, &f);
	return words("Fizz node %" PRIu32 ": owner account %" PRIu32 ", %s%s", id, f.owner,
			status_words(f.status),
			f.gateway ? words(", behind gateway %" PRIu32, f.gateway)
				  : ", without a gateway");
}

static void statement(struct books *b, struct sheet *s, unsigned kind, uint32_t id)
{
	struct layout l = { .n = 0 };
	const struct spheron *state = b->play.player.state;
	const struct book *book = &b->of[kind][id];

	sheet_open(s, NULL, "%s", kind == PROV ? provider_title(state, id) : fizz_title(state, id));
	sheet_value(s, "kind", raw_text(kind == PROV ? "provider" : "fizz"));
	sheet_value(s, "id", raw_number(id));
	lay_out(&l, book);
	if (book->n == 0) {
		sheet_say(s, "Nothing earned and nothing lost so far.");
	} else {
		sheet_table(s, "entries", l.column, l.n);
		for (size_t i = 0; i < book->n; i++)
			entry_row(s, state, &l, &book->entries[i]);
		total_row(s, state, &l, book);
	}
	sheet_close(s);
}

static unsigned nodes_wanted(const struct books *b)
{
	unsigned n = 0;

	for (unsigned kind = 0; kind < 2; kind++)
		for (uint32_t id = 1; id < b->n[kind]; id++)
			n += b->of[kind][id].there && why_concerns(b->play.why, kind, id);
	return n;
}

static void statements(struct books *b, struct sheet *s)
{
	sheet_list(s, "statements");
	for (unsigned kind = 0; kind < 2; kind++)
		for (uint32_t id = 1; id < b->n[kind]; id++)
			if (b->of[kind][id].there && why_concerns(b->play.why, kind, id))
				statement(b, s, kind, id);
	sheet_close(s);
}

/* ---- all nodes ---- */

/* The tokens that leases were paid in. */
struct incomes {
	uint8_t token[SPHERON_TOKENS_MAX];
	unsigned n;
};

static struct incomes incomes_of(const struct books *b)
{
	struct incomes in = { .n = 0 };

	for (unsigned t = 0; t < SPHERON_TOKENS_MAX; t++) {
		bool any = t == SPHERON_USD;

		for (unsigned kind = 0; kind < 2; kind++)
			for (size_t id = 1; id < b->n[kind]; id++)
				any = any || !wide_is_zero(b->of[kind][id].income[t]);
		if (any)
			in.token[in.n++] = (uint8_t) t;
	}
	return in;
}

static unsigned summary_columns(struct sheet_column *c, const struct incomes *in)
{
	static const char *const keys[SPHERON_TOKENS_MAX] = { "income_usd", "income_spon",
		"income_eth", "income_token3", "income_token4", "income_token5", "income_token6",
		"income_token7" };
	static const char *const heads[SPHERON_TOKENS_MAX] = { "leases\nUSD", "leases\nSPON",
		"leases\nETH", "leases\ntoken 3", "leases\ntoken 4", "leases\ntoken 5",
		"leases\ntoken 6", "leases\ntoken 7" };
	unsigned n = 0;

	c[n++] = (struct sheet_column){ "node", "node", true };
	c[n++] = (struct sheet_column){ "status", "now", true };
	c[n++] = (struct sheet_column){ "reward_spon", "rewards\nSPON", false };
	for (unsigned i = 0; i < in->n; i++)
		c[n++] = (struct sheet_column){ keys[in->token[i]], heads[in->token[i]], false };
	c[n++] = (struct sheet_column){ "slashed_spon", "slashed\nSPON", false };
	c[n++] = (struct sheet_column){ "delegators_reward_spon", "delegators'\nrewards SPON",
		false };
	c[n++] = (struct sheet_column){ "delegators_slashed_spon", "delegators'\nslashed SPON",
		false };
	return n;
}

static void summary_cell(struct sheet *s, unsigned decimals, bool minus, wide v)
{
	if (wide_is_zero(v))
		sheet_cell(s, raw_amount(v), "-");
	else
		sheet_cell(s, raw_signed(minus, v), "%s%s", minus ? "-" : "",
				decimal_words(v, decimals, 2));
}

static void summary_cells(struct sheet *s, const struct spheron *state, const struct incomes *in,
		const struct book *sum)
{
	summary_cell(s, 18, false, sum->reward_own);
	for (unsigned i = 0; i < in->n; i++)
		summary_cell(s, token_decimals(state, in->token[i]), false,
				sum->income[in->token[i]]);
	summary_cell(s, 18, true, sum->slashed_own);
	summary_cell(s, 18, false, sum->reward_others);
	summary_cell(s, 18, true, sum->slashed_others);
}

static const char *status_of(const struct spheron *state, unsigned kind, uint32_t id)
{
	struct spheron_provider_record p;
	struct spheron_fizz_record f;

	if (kind == PROV)
		return why_provider(state, id, &p) ? status_words(p.status) : "?";
	return why_fizz(state, id, &f) ? status_words(f.status) : "?";
}

static void add_book(struct book *sum, const struct book *book)
{
	wide_add_to(&sum->reward_own, book->reward_own);
	wide_add_to(&sum->reward_others, book->reward_others);
	wide_add_to(&sum->slashed_own, book->slashed_own);
	wide_add_to(&sum->slashed_others, book->slashed_others);
	wide_add_to(&sum->bonds_won, book->bonds_won);
	for (unsigned t = 0; t < SPHERON_TOKENS_MAX; t++) {
		wide_add_to(&sum->income[t], book->income[t]);
		wide_add_to(&sum->fees[t], book->fees[t]);
		wide_add_to(&sum->gross[t], book->gross[t]);
	}
}

static void summary(struct books *b, struct sheet *s, struct book *sum)
{
	struct sheet_column columns[5 + 2 + SPHERON_TOKENS_MAX];
	struct incomes in = incomes_of(b);
	const struct spheron *state = b->play.player.state;

	sheet_open(s, "summary", "All together");
	sheet_table(s, "nodes", columns, summary_columns(columns, &in));
	for (unsigned kind = 0; kind < 2; kind++) {
		for (uint32_t id = 1; id < b->n[kind]; id++) {
			const struct book *book = &b->of[kind][id];

			if (!book->there || !why_concerns(b->play.why, kind, id))
				continue;
			sheet_cell(s, raw_shown, "%s", node_words(kind, id));
			sheet_cell(s, raw_shown, "%s", status_of(state, kind, id));
			summary_cells(s, state, &in, book);
			add_book(sum, book);
		}
	}
	sheet_total(s);
	sheet_cell(s, raw_text("total"), "total");
	sheet_cell(s, raw_none, "%s", "");
	summary_cells(s, state, &in, sum);
	sheet_close(s);
}

static void total_fact(struct sheet *s, const struct spheron *state, const char *key,
		unsigned token, wide v, const char *rules, const char *label)
{
	if (!wide_is_zero(v))
		sheet_fact(s, key, raw_amount(v), rules, label, "%s", total_words(state, token, v));
}

static void totals(struct books *b, struct sheet *s, const struct book *sum)
{
	static const char *const income[] = { "income_usd", "income_spon", "income_eth" };
	static const char *const fees[] = { "fees_usd", "fees_spon", "fees_eth" };
	const struct spheron *state = b->play.player.state;

	sheet_open(s, "totals", "Exact totals");
	total_fact(s, state, "rewards_kept", SPHERON_SPON, sum->reward_own, "LIVE-10, DELEG-07",
			"rewards kept by the nodes' owners");
	total_fact(s, state, "rewards_of_delegators", SPHERON_SPON, sum->reward_others, "DELEG-07",
			"rewards of their delegators");
	total_fact(s, state, "bonds_won", SPHERON_SPON, sum->bonds_won, "PROOF-08",
			"bonds of challenges that were passed");
	for (unsigned t = 0; t < 3; t++) {
		total_fact(s, state, income[t], t, sum->income[t], "FEE-01, FEE-04",
				words("lease income in %s", token_words(t)));
		total_fact(s, state, fees[t], t, sum->fees[t],
				t == SPHERON_ETH ? "FIZZ-01" : "FEE-01, FEE-04",
				words("fees paid in %s", token_words(t)));
	}
	total_fact(s, state, "slashed_own", SPHERON_SPON, sum->slashed_own, "SLASH-03",
			"slashed from the owners");
	total_fact(s, state, "slashed_delegators", SPHERON_SPON, sum->slashed_others, "SLASH-03",
			"slashed from their delegators");
	sheet_fact(s, "checked", raw_number(b->checks), "LEDGER-01", "compared with the ledger",
			"%" PRIu32 " amounts, no difference", b->checks);
	sheet_close(s);
}

/* ---- words around it ---- */

static void introduce(struct books *b, struct sheet *s)
{
	const struct why_play *p = &b->play;
	struct spheron_meta_record m = why_meta(p->player.state);

	sheet_say(s,
			"%s: %" PRIu64 " commands over %s, %" PRIu64 " carried out, %" PRIu64
			" refused%s. %s closed%s.",
			p->why->name, p->player.lines, span_words(m.t - m.t0), p->accepted,
			p->refused,
			p->malformed ? words(", %" PRIu64 " malformed (the first on line %" PRIu64
					     ")",
						       p->malformed, p->first_malformed)
				     : "",
			b->eras_closed == 1 ? "1 era has"
					    : words("%" PRIu32 " eras have", b->eras_closed),
			m.t > m.era_end - spheron_param(p->player.state, SPHERON_P_ERA_S).lo
					? words("; era %" PRIu32
						" was still running when the log ended, so"
						" it shows no rewards yet",
							  m.era)
					: "");
}

static void legend(struct sheet *s)
{
	sheet_open(s, "legend", "How to read it");
	sheet_say(s, "reward    an era's points, earned by being up and verified, paid in SPON "
		     "when the era closes\n"
		     "lease     what a tenant's lease brought its provider after the protocol's "
		     "fees\n"
		     "slash     collateral taken: own stake, and in proportion the delegators' "
		     "stake\n"
		     "delegators' shares of rewards and slashes stand in a column of their own\n"
		     "Amounts are cut behind the last digit shown; sums are made of the exact "
		     "ones. The rules"
		     " (LIVE-10 ...) are in protocol/RULES.md.");
	sheet_close(s);
}

static void hint(struct sheet *s, const char *name, const char *question, const char *what)
{
	sheet_cell(s, raw_shown, "%s why %s %s", program_called, question, name);
	sheet_cell(s, raw_shown, "%s", what);
}

static void hints(struct books *b, struct sheet *s)
{
	static const struct sheet_column columns[] = { { "command", "command", true },
		{ "answers", "answers", true } };
	const char *name = b->play.why->path;

	sheet_open(s, "next", "Ask next");
	sheet_table(s, "questions", columns, 2);
	if (b->eras_closed && b->n[PROV] > 1)
		hint(s, name, words("reward --provider 1 --era %" PRIu32, b->eras_closed - 1),
				"every factor of a reward");
	if (b->first_slashed)
		hint(s, name, words("slash --provider %" PRIu32, b->first_slashed),
				"what was taken, by which formula");
	if (b->first_order)
		hint(s, name, words("match --order %" PRIu64, b->first_order),
				"who bid, scored and won");
	if (b->refusals)
		hint(s, name, words("refusal --line %" PRIu64, b->last_refusal),
				"what was wrong with a command");
	sheet_close(s);
}

/* False if there is nobody to tell of; it has been said. */
static bool anybody(const struct books *b)
{
	const struct spheron *state = b->play.player.state;

	if (why_no_such_node(b->play.why, state))
		return false;
	if (spheron_used(state, SPHERON_TABLE_PROVIDERS) + spheron_used(state, SPHERON_TABLE_FIZZ) >
			0)
		return true;
	talk_error("%s: nobody earned anything: no provider or Fizz node was registered in %" PRIu64
		   " commands (%" PRIu64 " refused, %" PRIu64 " malformed)",
			b->play.why->name, b->play.player.lines, b->play.refused,
			b->play.malformed);
	return false;
}

static void compose(struct books *b, struct sheet *s)
{
	struct book sum = { 0 };

	sheet_open(s, NULL, "What each provider and Fizz node earned, lost and why");
	introduce(b, s);
	if (nodes_wanted(b) <= STATEMENTS_MAX)
		statements(b, s);
	summary(b, s, &sum);
	totals(b, s, &sum);
	legend(s);
	hints(b, s);
	sheet_close(s);
}

int why_earnings(const struct why *w, struct sheet *s)
{
	struct books *b = must(calloc(1, sizeof *b));
	int status = books_keep(b, w);

	if (status == EXIT_OK)
		status = books_agree(b);
	if (status == EXIT_OK && (!why_play_started(&b->play) || !anybody(b)))
		status = EXIT_NOTHING;
	if (status == EXIT_OK)
		compose(b, s);
	books_free(b);
	free(b);
	return status;
}
