#include "sim/script.h"

#include "model/gpu_name.h"
#include "sim/player.h"
#include "sim/unit.h"
#include "support/json.h"
#include "support/nearest.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- words ---- */

/* A word for a number, for an argument of that key; of all commands, or of those in `verbs`. */
struct word {
	const char *key, *verbs, *word;
	unsigned number;
};

#define NODES "node.down node.up node.pause node.resume earn.withdraw slash.misconduct q.rate"
#define PROOFS "proof.report challenge.open"

static const struct word words[] = {
	{ "token", NULL, "USD", SPHERON_USD }, { "token", NULL, "SPON", SPHERON_SPON },
	{ "token", NULL, "ETH", SPHERON_ETH },
	{ "mode", NULL, "fizz", SPHERON_MODE_FIZZ }, { "mode", NULL, "provider", SPHERON_MODE_PROVIDER },
	{ "select", NULL, "matchmaker", SPHERON_SELECT_MATCHMAKER },
	{ "select", NULL, "tenant", SPHERON_SELECT_TENANT },
	{ "choice", NULL, "no", SPHERON_VOTE_NO }, { "choice", NULL, "yes", SPHERON_VOTE_YES },
	{ "choice", NULL, "abstain", SPHERON_VOTE_ABSTAIN },
	{ "kind", NODES, "provider", SPHERON_NODE_PROVIDER }, { "kind", NODES, "fizz", SPHERON_NODE_FIZZ },
	{ "fizz", "prop.submit", "provider", SPHERON_NODE_PROVIDER },
	{ "fizz", "prop.submit", "fizz", SPHERON_NODE_FIZZ },
	{ "kind", "prop.submit", "param", SPHERON_PROPOSE_PARAM },
	{ "kind", "prop.submit", "misconduct", SPHERON_PROPOSE_MISCONDUCT },
	{ "kind", "prop.submit", "suspend", SPHERON_PROPOSE_SUSPEND },
	{ "kind", "prop.submit", "reinstate", SPHERON_PROPOSE_REINSTATE },
	{ "kind", "prop.submit", "release", SPHERON_PROPOSE_RELEASE },
	{ "kind", PROOFS, "cpu", SPHERON_PROOF_CPU }, { "kind", PROOFS, "gpu", SPHERON_PROOF_GPU },
	{ "kind", PROOFS, "uptime", SPHERON_PROOF_UPTIME },
	{ "kind", PROOFS, "region", SPHERON_PROOF_REGION },
	{ "pass", NULL, "no", 0 }, { "pass", NULL, "yes", 1 },
	{ "roles", NULL, "admin", SPHERON_ROLE_ADMIN }, { "roles", NULL, "verifier", SPHERON_ROLE_VERIFIER },
	{ "roles", NULL, "slasher", SPHERON_ROLE_SLASHER },
	{ "roles", NULL, "matcher", SPHERON_ROLE_MATCHER },
	{ "roles", NULL, "council", SPHERON_ROLE_COUNCIL },
	{ "roles", NULL, "minter", SPHERON_ROLE_MINTER }, { "roles", NULL, "none", 0 },
	{ "sto_tier", NULL, "none", 0 }, { "sto_tier", NULL, "SSD", 1 }, { "sto_tier", NULL, "NVMe", 2 },
	{ "tier", NULL, "One", 0 }, { "tier", NULL, "Two", 1 }, { "tier", NULL, "Three", 2 },
	{ "tier", NULL, "Four", 3 }, { "tier", NULL, "Five", 4 }, { "tier", NULL, "Six", 5 },
	{ "tier", NULL, "Seven", 6 },
	{ "min_compute", NULL, "Basic", 1 }, { "min_compute", NULL, "General", 2 },
	{ "min_compute", NULL, "HPC", 3 },
	{ "min_sto", NULL, "SSD", 1 }, { "min_sto", NULL, "NVMe", 2 },
	{ "min_conn", NULL, "Low", 1 }, { "min_conn", NULL, "Medium", 2 }, { "min_conn", NULL, "High", 3 },
	{ "min_conn", NULL, "Ultra High", 4 },
};
#define N_WORDS (sizeof words / sizeof *words)

static const char *verb_text(unsigned verb)
{
	static const char *const text[] = {
#define VERB_TEXT(constant, text, member, args) text,
		SPHERON_COMMANDS(VERB_TEXT)
#undef VERB_TEXT
	};

	return text[verb];
}

static bool is_one_of(const char *verbs, const char *verb)
{
	size_t n = strlen(verb);

	for (const char *at = verbs; at && (at = strstr(at, verb)); at += n)
		if ((at == verbs || at[-1] == ' ') && (at[n] == 0 || at[n] == ' '))
			return true;
	return !verbs;
}

static bool word_number(const char *key, const char *verb, const char *word, unsigned *number)
{
	for (size_t i = 0; i < N_WORDS; i++)
		if (strcmp(words[i].key, key) == 0 && is_one_of(words[i].verbs, verb)
				&& strcmp(words[i].word, word) == 0) {
			*number = words[i].number;
			return true;
		}
	return false;
}

/* "verifier+council"; other keys have one word. */
static bool words_number(const char *key, const char *verb, const char *text, unsigned *number)
{
	char each[64];
	unsigned one;

	*number = 0;
	if (strcmp(key, "roles") != 0)
		return word_number(key, verb, text, number);
	for (const char *at = text;; at++) {
		size_t n = strcspn(at, "+");

		if (n >= sizeof each)
			return false;
		memcpy(each, at, n);
		each[n] = 0;
		if (!word_number(key, verb, each, &one))
			return false;
		*number |= one;
		at += n;
		if (!*at)
			return true;
	}
}

static bool has_words(const char *key, const char *verb)
{
	for (size_t i = 0; i < N_WORDS; i++)
		if (strcmp(words[i].key, key) == 0 && is_one_of(words[i].verbs, verb))
			return true;
	return false;
}

/* ---- composing ---- */

struct composing {
	const struct script_step *step;
	const struct script_names *names;
	uint64_t t, start_s, block_ms;
	char *line;
	size_t used;
	char *why;
	size_t size;
	bool t_given;
};

static bool put(struct composing *c, const char *text, size_t n)
{
	if (c->used + n >= SCRIPT_LINE_MAX) {
		snprintf(c->why, c->size, "the arguments are too long");
		return false;
	}
	memcpy(c->line + c->used, text, n);
	c->used += n;
	c->line[c->used] = 0;
	return true;
}

static bool put_text(struct composing *c, const char *text)
{
	return put(c, text, strlen(text));
}

static bool put_number(struct composing *c, uint64_t number)
{
	char text[32];

	snprintf(text, sizeof text, "\"%llu\"", (unsigned long long) number);
	return put_text(c, text);
}

static bool put_wide(struct composing *c, struct quantity_number q)
{
	char digits[64];
	size_t at = sizeof digits;
	unsigned __int128 n = (unsigned __int128) q.hi << 64 | q.lo;

	digits[--at] = 0;
	digits[--at] = '"';
	do {
		digits[--at] = (char) ('0' + (int) (n % 10));
		n /= 10;
	} while (n);
	digits[--at] = '"';
	return put_text(c, digits + at);
}

static bool ends_in(const char *text, const char *end)
{
	size_t n = strlen(text), k = strlen(end);

	return n >= k && strcmp(text + n - k, end) == 0;
}

/* What arguments of different kinds count: tried in this order, the first that the unit belongs to. */
struct counted {
	unsigned dimension;
	uint64_t per;             /* results in steps are divided by it, and must come out even */
};

static const struct counted counted[] = {
	{ UNIT_SPON, 1 }, { UNIT_USD, 1 }, { UNIT_ETH, 1 }, { UNIT_DURATION, 1000 }, { UNIT_RATIO, 1 },
	{ UNIT_DATA, 1 }, { UNIT_BANDWIDTH, 1 }, { UNIT_BLOCK_PRICE, 1 }, { UNIT_USD_HOUR, 1 },
	{ UNIT_BLOCKS, 1 }, { UNIT_ERAS, 1 }, { UNIT_THREADS, 1 }, { UNIT_GPUS, 1 }, { UNIT_POINTS, 1 },
	{ UNIT_STAKE_PER_GPU, 1 }, { UNIT_POINT_VALUE, 1 },
};

/* PRICE-03: an hourly amount in millionths as a price a block, rounded half up. */
static struct quantity_number price_of(uint64_t hourly, uint64_t block_ms)
{
	unsigned __int128 n = (unsigned __int128) hourly * UINT64_C(1000000000000) * block_ms + 1800000;

	n /= 3600000;
	return (struct quantity_number) { (uint64_t) n, (uint64_t) (n >> 64) };
}

static bool put_quantity(struct composing *c, const char *key, const char *text)
{
	struct quantity_fault fault, best = { .why = "" };
	struct quantity_number q;
	uint64_t per;

	for (size_t i = 0; i < sizeof counted / sizeof *counted; i++) {
		struct quantity_want want = unit_want((enum unit_dimension) counted[i].dimension);

		want.plain = 0;
		if (!quantity_read(&unit_table, &want, text, strlen(text), &q, &fault)) {
			/* Only where the unit belongs does the fault help. */
			if (!*best.why && !strstr(fault.why, "cannot be given as"))
				best = fault;
			continue;
		}
		if (counted[i].dimension == UNIT_USD_HOUR)
			return put_wide(c, price_of(q.lo, c->block_ms));
		per = counted[i].per;
		if (counted[i].dimension == UNIT_RATIO && ends_in(key, "bp"))
			per = 100;
		if (counted[i].dimension == UNIT_DURATION && ends_in(key, "blocks"))
			per = c->block_ms;
		if (q.hi == 0 && q.lo % per == 0) {
			q.lo /= per;
			return put_wide(c, q);
		}
		if (per == 1)
			return put_wide(c, q);
		snprintf(c->why, c->size, "%s: \"%s\" is no whole number of %s", key, text,
				ends_in(key, "bp") ? "basis points"
				: ends_in(key, "blocks") ? "blocks" : "seconds");
		return false;
	}
	snprintf(c->why, c->size, "%s: \"%s\": %s", key, text, *best.why ? best.why : fault.why);
	return false;
}

static bool put_name(struct composing *c, const char *key, const char *name)
{
	uint64_t id;

	if (!c->names->id(c->names->ctx, name, &id)) {
		snprintf(c->why, c->size, "%s: nobody is called \"%s\" at that time", key, name);
		return false;
	}
	return put_number(c, id);
}

static bool put_moment(struct composing *c, const char *key, const char *text)
{
	struct quantity_want want = unit_want(UNIT_DURATION);
	struct quantity_fault fault;
	struct quantity_number q;

	if (!quantity_read(&unit_table, &want, text, strlen(text), &q, &fault)) {
		snprintf(c->why, c->size, "%s: \"@%s\": %s", key, text, fault.why);
		return false;
	}
	return put_number(c, c->start_s + q.lo / 1000);
}

static bool looks_like_quantity(const char *text)
{
	size_t digits = strspn(text, "0123456789_.");

	return digits > 0 && text[digits] != 0 && strcspn(text, " %") < strlen(text);
}

static bool no_such_word(struct composing *c, const char *key, const char *verb, const char *text)
{
	size_t n = (size_t) snprintf(c->why, c->size, "%s: \"%.60s\" is no word for it; there are", key, text);

	for (size_t i = 0; i < N_WORDS && n < c->size; i++)
		if (strcmp(words[i].key, key) == 0 && is_one_of(words[i].verbs, verb))
			n += (size_t) snprintf(c->why + n, c->size - n, " %s", words[i].word);
	return false;
}

static bool put_string(struct composing *c, const char *key, const struct json_value *value)
{
	const char *verb = verb_text(c->step->verb);
	char text[512];
	ptrdiff_t n = json_decode(value, text, sizeof text - 1);
	unsigned number;

	if (n < 0)
		return put_text(c, "\"") && put(c, value->data, value->size) && put_text(c, "\"");
	text[n] = 0;
	if (*text == '$')
		return put_name(c, key, text + 1);
	if (*text == '@')
		return put_moment(c, key, text + 1);
	if (words_number(key, verb, text, &number))
		return put_number(c, number);
	if ((strcmp(key, "gpu") == 0 || strcmp(key, "gpus") == 0) && gpu_named(text))
		return put_number(c, gpu_named(text));
	if (looks_like_quantity(text))
		return put_quantity(c, key, text);
	if (has_words(key, verb) && text[strspn(text, "0123456789")] != 0) {
		return no_such_word(c, key, verb, text);
	}
	return put_text(c, "\"") && put(c, value->data, value->size) && put_text(c, "\"");
}

static bool put_value(struct composing *c, const char *key, const struct json_value *value)
{
	struct json_value inner, name;
	struct json_walk walk;
	bool first = true;
	char sub[80];

	switch (value->kind) {
	case JSON_STRING:
		return put_string(c, key, value);
	case JSON_TRUE:
		return put_text(c, "1");
	case JSON_FALSE:
		return put_text(c, "0");
	case JSON_NUMBER:
	case JSON_NULL:
		return put(c, value->data, value->size);
	case JSON_ARRAY:
	case JSON_OBJECT:
		break;
	}
	walk = json_walk(value);
	if (!put_text(c, value->kind == JSON_ARRAY ? "[" : "{"))
		return false;
	for (; json_next(&walk, &name, &inner); first = false) {
		ptrdiff_t n = walk.object ? json_decode(&name, sub, sizeof sub - 1) : 0;

		if (!first && !put_text(c, ","))
			return false;
		if (walk.object && (!put_text(c, "\"") || !put(c, name.data, name.size)
				|| !put_text(c, "\":")))
			return false;
		sub[n < 0 ? 0 : n] = 0;
		if (!put_value(c, walk.object ? sub : key, &inner))
			return false;
	}
	return put_text(c, value->kind == JSON_ARRAY ? "]" : "}");
}

static bool put_arguments(struct composing *c)
{
	struct json_value all, name, value;
	struct json_walk walk;
	char key[80];

	if (!c->step->with)
		return true;
	all = json_root(c->step->with, strlen(c->step->with));
	walk = json_walk(&all);
	while (json_next(&walk, &name, &value)) {
		ptrdiff_t n = json_decode(&name, key, sizeof key - 1);

		if (n < 0) {
			snprintf(c->why, c->size, "a key is too long or not ASCII");
			return false;
		}
		key[n] = 0;
		if (strcmp(key, "do") == 0 || strcmp(key, "from") == 0) {
			snprintf(c->why, c->size, "%s: stands beside \"with\", not in it", key);
			return false;
		}
		c->t_given |= strcmp(key, "t") == 0;
		if (!put_text(c, ",\"") || !put(c, name.data, name.size) || !put_text(c, "\":")
				|| !put_value(c, key, &value))
			return false;
	}
	return true;
}

static bool sender(struct composing *c, uint64_t *from)
{
	*from = 0;
	if (!c->step->from || strcmp(c->step->from, "admin") == 0)
		return true;
	if (c->names->id(c->names->ctx, c->step->from, from))
		return true;
	snprintf(c->why, c->size, "from: nobody is called \"%s\" at that time", c->step->from);
	return false;
}

bool script_line(const struct script_step *step, const struct script_names *names, uint64_t t,
		uint64_t start_s, uint64_t block_ms, char line[SCRIPT_LINE_MAX], char *why, size_t size)
{
	struct composing c = { .step = step, .names = names, .t = t, .start_s = start_s,
		.block_ms = block_ms, .line = line, .why = why, .size = size };
	char head[160];
	uint64_t from;

	if (!sender(&c, &from))
		return false;
	snprintf(head, sizeof head, "{\"from\":%llu,\"do\":\"%s\"", (unsigned long long) from,
			verb_text(step->verb));
	if (!put_text(&c, head) || !put_arguments(&c))
		return false;
	snprintf(head, sizeof head, ",\"t\":%llu", (unsigned long long) t);
	return (c.t_given || put_text(&c, head)) && put_text(&c, "}");
}

/* ---- looking at a whole script ---- */

/* Names are good from the step on that gives them. */
struct known {
	const struct setup *setup;
	uint32_t upto;
	double at_s;
};

static bool any_id(const void *ctx, const char *name, uint64_t *id)
{
	const struct known *k = ctx;

	*id = 1;
	for (uint32_t i = 0; i < k->setup->n_script; i++) {
		const struct script_step *s = &k->setup->script[i];

		if (s->as && strcmp(s->as, name) == 0 && (s->at_s < k->at_s
				|| (!(s->at_s > k->at_s) && i < k->upto)))
			return true;
	}
	return false;
}

static const struct setup *asked;

static const char *name_at(size_t i)
{
	return asked->script[i].as ? asked->script[i].as : "";
}

static void suggest(const struct setup *setup, const char *from, char *why, size_t size)
{
	ptrdiff_t near;
	size_t n = strlen(why);

	asked = setup;
	near = from ? nearest_name(from, name_at, setup->n_script) : -1;
	if (near >= 0 && n < size && *name_at((size_t) near) && strcmp(name_at((size_t) near), from) != 0)
		snprintf(why + n, size - n, "; did you mean \"%s\"?", name_at((size_t) near));
}

static bool line_good(const struct setup *setup, uint32_t i, uint64_t block_ms, const char **key, char *why,
		size_t size)
{
	const struct script_step *s = &setup->script[i];
	struct known known = { setup, i, s->at_s };
	struct script_names names = { any_id, &known };
	struct spheron_command command;
	struct spheron_fault fault;
	char *line = must(malloc(SCRIPT_LINE_MAX));
	bool good = script_line(s, &names, 2, 1, block_ms, line, why, size);

	*key = "with";
	if (!good) {
		*key = strncmp(why, "from:", 5) == 0 ? "from" : "with";
		suggest(setup, *key[0] == 'f' ? s->from : NULL, why, size);
	} else if (s->expect != SPHERON_BAD_COMMAND
			&& !spheron_command_read(line, strlen(line), &command, &fault)) {
		snprintf(why, size, "%s%s%s", fault.key, *fault.key ? ": " : "", fault.why);
		good = false;
	}
	free(line);
	return good;
}

bool script_good(const struct setup *setup, uint64_t block_ms, uint64_t horizon_ms, uint32_t *step,
		const char **key, char *why, size_t size)
{
	uint64_t dues = 0;

	for (uint32_t i = 0; i < setup->n_script; i++) {
		const struct script_step *s = &setup->script[i];
		double last_s = s->at_s + (double) (s->times - 1) * s->every_s;

		*step = i;
		*key = "at";
		dues += s->times;
		if (last_s * 1000 >= (double) horizon_ms) {
			snprintf(why, size, "comes at or after the end of the run (%.0f s), so it would "
					"never be done", (double) horizon_ms / 1000);
			return false;
		}
		if (dues > SCRIPT_DUES_MAX) {
			*key = "times";
			snprintf(why, size, "more than %d steps in all", SCRIPT_DUES_MAX);
			return false;
		}
		if (s->as && strcmp(s->as, "admin") == 0) {
			*key = "as";
			snprintf(why, size, "\"admin\" is the system account; choose another name");
			return false;
		}
		if (!line_good(setup, i, block_ms, key, why, size))
			return false;
	}
	return true;
}

/* ---- what was made ---- */

bool script_made(enum spheron_verb verb, const struct spheron_event *event, uint64_t *id)
{
	(void) verb;
	if (event->kind == SPHERON_EVENT_ACCOUNT_OPENED)
		*id = event->u.account_opened.acct;
	else if (event->kind == SPHERON_EVENT_TOKEN_ADDED)
		*id = event->u.token_added.token;
	else if (event->kind == SPHERON_EVENT_PROVIDER_REGISTERED)
		*id = event->u.provider_registered.provider;
	else if (event->kind == SPHERON_EVENT_FIZZ_REGISTERED)
		*id = event->u.fizz_registered.fizz;
	else if (event->kind == SPHERON_EVENT_ORDER_CREATED)
		*id = event->u.order_created.order;
	else if (event->kind == SPHERON_EVENT_BID_PLACED)
		*id = event->u.bid_placed.bid;
	else if (event->kind == SPHERON_EVENT_CHALLENGE_OPENED)
		*id = event->u.challenge_opened.challenge;
	else if (event->kind == SPHERON_EVENT_PROPOSAL_SUBMITTED)
		*id = event->u.proposal_submitted.prop;
	else if (event->kind == SPHERON_EVENT_UNBOND_STARTED)
		*id = event->u.unbond_started.unbond;
	else
		return false;
	return true;
}
