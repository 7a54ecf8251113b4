#include "sim/script.h"

#include "model/gpu_name.h"
#include "sim/player.h"
#include "sim/unit.h"
#include "support/json.h"
#include "support/nearest.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

uint32_t script_times(const struct script_step *step)
{
	return step->times ? step->times : 1;
}

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

/* What arguments count: results in steps are divided by `per`, 0 a block, and must come out even.  The
 * rest are plain numbers. */
struct counted {
	const char *key; /* "*bp": all that end so */
	unsigned dimension;
	unsigned per;
	const char *whole;
};

static const struct counted counted[] = {
	{ "amount", UNIT_SPON, 1, "" }, { "amount", UNIT_USD, 1, "" }, { "amount", UNIT_ETH, 1, "" },
	{ "shares", UNIT_SPON, 1, "" }, { "harmed", UNIT_SPON, 1, "" },
	{ "*price", UNIT_USD_HOUR, 1, "" }, { "*price", UNIT_SPON_HOUR, 1, "" },
	{ "*price", UNIT_BLOCK_PRICE, 1, "" },
	{ "hourly", UNIT_USD_HOUR, 1, "" },
	{ "p_cpu", UNIT_USD, 1, "" }, { "p_mem", UNIT_USD, 1, "" }, { "p_sto", UNIT_USD, 1, "" },
	{ "p_gpu", UNIT_USD, 1, "" },
	{ "blocks", UNIT_DURATION, 0, "blocks" }, { "blocks", UNIT_BLOCKS, 1, "" },
	{ "dur", UNIT_DURATION, 1000, "seconds" },
	{ "*bp", UNIT_RATIO, 100, "basis points" },
	{ "min_uptime", UNIT_RATIO, 1, "" }, { "min_rep", UNIT_RATIO, 1, "" },
	{ "*mem", UNIT_DATA, 1, "" }, { "sto", UNIT_DATA, 1000, "GB" },
	{ "down", UNIT_BANDWIDTH, 1, "" }, { "up", UNIT_BANDWIDTH, 1, "" },
	{ "*cpu", UNIT_THREADS, 1, "" }, { "*gpus", UNIT_GPUS, 1, "" },
};

static bool counts(const struct counted *row, const char *key)
{
	return *row->key == '*' ? ends_in(key, row->key + 1) : strcmp(row->key, key) == 0;
}

/* The text of another argument of the same command; "" if it has none. */
static const char *beside(const struct composing *c, const char *key, char text[80])
{
	struct json_value all = json_root(c->step->with, strlen(c->step->with)), name, value;
	struct json_walk walk = json_walk(&all);
	ptrdiff_t n = -1;

	while (n < 0 && json_next(&walk, &name, &value))
		if (name.size == strlen(key) && memcmp(name.data, key, name.size) == 0
				&& value.kind == JSON_STRING)
			n = json_decode(&value, text, 79);
	text[n < 0 ? 0 : n] = 0;
	return text;
}

/* Amounts are of the token that is named, of operators ETH, and of all others SPON. */
static bool may_be(const struct composing *c, const char *key, unsigned dimension)
{
	enum spheron_verb verb = c->step->verb;
	char token[80];

	if (strcmp(key, "amount") != 0)
		return true;
	if (strncmp(verb_text(verb), "token.", 6) != 0 && strncmp(verb_text(verb), "escrow.", 7) != 0
			&& verb != SPHERON_CMD_TREASURY_PAY)
		return dimension == (verb == SPHERON_CMD_AVS_REGISTER ? UNIT_ETH : UNIT_SPON);
	beside(c, "token", token);
	return strcmp(token, "USD") == 0 ? dimension == UNIT_USD : strcmp(token, "ETH") == 0
			? dimension == UNIT_ETH : strcmp(token, "SPON") != 0 || dimension == UNIT_SPON;
}

/* PRICE-03: an hourly amount in millionths as a price a block, rounded half up. */
static struct quantity_number price_of(uint64_t hourly, uint64_t block_ms)
{
	unsigned __int128 n = (unsigned __int128) hourly * UINT64_C(1000000000000) * block_ms + 1800000;

	n /= 3600000;
	return (struct quantity_number) { (uint64_t) n, (uint64_t) (n >> 64) };
}

static bool no_quantity(struct composing *c, const char *key, const char *text, const char *why)
{
	snprintf(c->why, c->size, "%s: \"%.100s\": %s", key, text, why);
	return false;
}

/* What a proposal would make of a parameter: in the unit of that one. */
static bool put_param(struct composing *c, unsigned param, const char *text)
{
	struct quantity_want want = unit_of_param(param);
	struct quantity_fault fault;
	struct quantity_number q;

	want.bounded = false; /* that is for the protocol to say */
	if (!quantity_read(&unit_table, &want, text, strlen(text), &q, &fault))
		return no_quantity(c, "value", text, fault.why);
	return put_wide(c, q);
}

static bool put_counted(struct composing *c, const struct counted *row, const char *text,
		struct quantity_number q)
{
	uint64_t per = row->per ? row->per : c->block_ms;
	char why[60];

	if ((row->dimension == UNIT_USD_HOUR && strcmp(row->key, "hourly") != 0)
			|| row->dimension == UNIT_SPON_HOUR)
		return put_wide(c, price_of(q.lo, c->block_ms));
	if (per == 1)
		return put_wide(c, q);
	if (q.hi == 0 && q.lo % per == 0)
		return put_number(c, q.lo / per);
	snprintf(why, sizeof why, "it is no whole number of %s", row->whole);
	return no_quantity(c, row->key + (*row->key == '*'), text, why);
}

static bool put_quantity(struct composing *c, const char *key, const char *text)
{
	struct quantity_fault fault, first = { .why = "it is a plain number, without a unit" };
	struct quantity_number q;
	char name[80];
	bool any = false;
	int param;

	beside(c, "name", name);
	param = strcmp(key, "value") == 0 ? spheron_param_find(name, strlen(name)) : -1;
	if (param >= 0)
		return put_param(c, (unsigned) param, text);
	for (size_t i = 0; i < sizeof counted / sizeof *counted; i++) {
		struct quantity_want want = unit_want((enum unit_dimension) counted[i].dimension);

		if (!counts(&counted[i], key) || !may_be(c, key, counted[i].dimension))
			continue;
		want.plain = 0;
		if (quantity_read(&unit_table, &want, text, strlen(text), &q, &fault))
			return put_counted(c, &counted[i], text, q);
		if (!any)
			first = fault;
		any = true;
	}
	return no_quantity(c, key, text, first.why);
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
		snprintf(c->why, c->size, "%s: \"@%.100s\": %s", key, text, fault.why);
		return false;
	}
	return put_number(c, c->start_s + q.lo / 1000);
}

/* A number with its unit; glued to it only where something is counted, for elsewhere it may be a hash. */
static bool looks_like_quantity(const char *key, const char *text)
{
	bool counting = false;
	size_t digits;

	for (size_t i = 0; i < sizeof counted / sizeof *counted; i++)
		counting |= counts(&counted[i], key);

	text += *text == '-'; /* and will be told that it has no sign */
	digits = strspn(text, "0123456789_.");
	return digits > 0 && text[digits] != 0 && (counting || strcspn(text, " %") < strlen(text));
}

static bool no_such_word(struct composing *c, const char *key, const char *verb, const char *text)
{
	size_t n = (size_t) snprintf(c->why, c->size, "%s: \"%.60s\" is no word for it; there are", key,
			text);

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
	if (looks_like_quantity(key, text))
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

/* "... nobody is called "alhpa" at that time": but somebody has nearly that name. */
static void suggest(const struct setup *setup, char *why, size_t size)
{
	static const char before[] = "nobody is called \"";
	const char *at = strstr(why, before);
	char name[80] = "";
	ptrdiff_t near;
	size_t n = strlen(why);

	if (at)
		snprintf(name, sizeof name, "%.*s", (int) strcspn(at + sizeof before - 1, "\""),
				at + sizeof before - 1);
	asked = setup;
	near = *name ? nearest_name(name, name_at, setup->n_script) : -1;
	if (near >= 0 && n < size && *name_at((size_t) near) && strcmp(name_at((size_t) near), name) != 0)
		snprintf(why + n, size - n, "; did you mean \"%s\"?", name_at((size_t) near));
}

/* ---- arguments that are not right ---- */

/* Those of each command, with those that it can't do without first: "provider amount |tokens". */
static const char *arguments_of(enum spheron_verb verb)
{
#define ARG_IS(type, name) #name " "
#define ARG_IS_DEFAULT(type, name, value) #name " "
#define ARG_NO(type, name)
#define ARG_NO_DEFAULT(type, name, value)
#define ARGS(constant, text, member, args)                                                         \
	SPHERON_ARGS_##args(ARG_IS, ARG_NO_DEFAULT) "|" SPHERON_ARGS_##args(ARG_NO, ARG_IS_DEFAULT),
	static const char *const all[] = { SPHERON_COMMANDS(ARGS) };
#undef ARGS

	return all[verb];
}

static const char attributes[] = SPHERON_ATTR_FIELDS(ARG_IS, ARG_NO_DEFAULT)
	"|" SPHERON_ATTR_FIELDS(ARG_NO, ARG_IS_DEFAULT);

enum { ARGUMENTS_MAX = 40 };
struct arguments {
	char name[ARGUMENTS_MAX][24];
	bool needed[ARGUMENTS_MAX];
	size_t n;
};
static _Thread_local struct arguments taken;

static void take_arguments(const char *text)
{
	bool needed = true;

	for (; *text; text += *text ? strcspn(text, " |") : 0) {
		size_t n;

		for (; *text == ' ' || *text == '|'; text++)
			needed &= *text != '|';
		n = strcspn(text, " |_");
		n += text[n] == '_' && text[n + 1] != ' ' ? strcspn(text + n, " |") : 0; /* "operator_" */
		if (n == 4 && memcmp(text, "attr", 4) == 0)
			take_arguments(attributes);
		else if (n > 0 && taken.n < ARGUMENTS_MAX)
			snprintf(taken.name[taken.n], sizeof taken.name[0], "%.*s", (int) n, text);
		if (n > 0 && !(n == 4 && memcmp(text, "attr", 4) == 0))
			taken.needed[taken.n++] = needed;
	}
}

static const char *argument_at(size_t i)
{
	return taken.name[i];
}

static bool has_argument(const struct script_step *s, const char *key)
{
	struct json_value all = json_root(s->with ? s->with : "{}", strlen(s->with ? s->with : "{}"));
	struct json_walk walk = json_walk(&all);
	struct json_value name, value;

	while (json_next(&walk, &name, &value))
		if (name.size == strlen(key) && memcmp(name.data, key, name.size) == 0)
			return true;
	return false;
}

static bool no_argument(const struct script_step *s, const char *key, char *why, size_t size)
{
	ptrdiff_t near = nearest_name(key, argument_at, taken.n);
	size_t n = (size_t) snprintf(why, size, "%.60s: %s has no such argument", key, verb_text(s->verb));

	if (near >= 0)
		snprintf(why + n, size - n, " (did you mean \"%s\"?)", taken.name[near]);
	for (size_t i = 0; near < 0 && i < taken.n && n < size; i++)
		n += (size_t) snprintf(why + n, size - n, "%s %s", i ? "," : "; there are", taken.name[i]);
	return false;
}

/* Are all arguments there, and no others? */
static bool arguments_good(const struct script_step *s, char *why, size_t size)
{
	struct json_value all = json_root(s->with ? s->with : "{}", s->with ? strlen(s->with) : 2);
	struct json_walk walk = json_walk(&all);
	struct json_value name, value;

	taken.n = 0;
	take_arguments(arguments_of(s->verb));
	while (json_next(&walk, &name, &value)) {
		char key[80];
		ptrdiff_t n = json_decode(&name, key, sizeof key - 1);
		size_t i = 0;

		key[n < 0 ? 0 : n] = 0;
		while (i < taken.n && strcmp(taken.name[i], key) != 0)
			i++;
		if (n >= 0 && i == taken.n && strcmp(key, "t") != 0 && strcmp(key, "b") != 0
				&& strcmp(key, "do") != 0 && strcmp(key, "from") != 0)
			return no_argument(s, key, why, size);
	}
	for (size_t i = 0; i < taken.n; i++)
		if (taken.needed[i] && !has_argument(s, taken.name[i])) {
			snprintf(why, size, "%s: missing; %s needs it", taken.name[i], verb_text(s->verb));
			return false;
		}
	return true;
}

/* What is made by a command that may give a name; NULL: more than one kind, or none.  A registration
 * that is voted on makes a proposal, so nothing is known of names that stand for one. */
static const char *made_by(unsigned verb)
{
	static const struct {
		unsigned verb;
		const char *what;
	} made[] = { { SPHERON_CMD_ACCOUNT_OPEN, "account" }, { SPHERON_CMD_TOKEN_ADD, "token" },
		{ SPHERON_CMD_PROVIDER_REGISTER, "provider" }, { SPHERON_CMD_FIZZ_REGISTER, "Fizz node" },
		{ SPHERON_CMD_ORDER_CREATE, "order" }, { SPHERON_CMD_BID_PLACE, "bid" },
		{ SPHERON_CMD_CHALLENGE_OPEN, "challenge" }, { SPHERON_CMD_PROP_SUBMIT, "proposal" } };

	for (size_t i = 0; i < sizeof made / sizeof *made; i++)
		if (made[i].verb == verb)
			return made[i].what;
	return NULL;
}

bool script_name_is(const struct setup *setup, uint32_t before, const char *name, const char *key, char *why,
		size_t size)
{
	static const char *const wanted[][2] = { { "provider", "provider" }, { "gateway", "provider" },
		{ "fizz", "Fizz node" }, { "order", "order" }, { "bid", "bid" },
		{ "challenge", "challenge" }, { "acct", "account" }, { "account", "account" },
		{ "token", "token" } };
	const char *is = NULL, *what = NULL;

	for (uint32_t i = 0; i < before; i++)
		if (setup->script[i].as && setup->script[i].expect == SPHERON_OK
				&& strcmp(setup->script[i].as, name) == 0)
			is = made_by(setup->script[i].verb);
	for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++)
		if (strcmp(wanted[i][0], key) == 0)
			what = wanted[i][1];
	if (!is || !what || strcmp(is, what) == 0)
		return true;
	snprintf(why, size, "\"%.60s\" is a%s %s; a%s %s belongs here", name, strchr("ao", *is) ? "n" : "",
			is, strchr("ao", *what) ? "n" : "", what);
	return false;
}

/* Numbers of different kinds are alike, so "$alice" might well be somebody's provider. */
static bool kinds_good(const struct setup *setup, uint32_t i, char *why, size_t size)
{
	const struct script_step *s = &setup->script[i];
	struct json_value all = json_root(s->with ? s->with : "{}", s->with ? strlen(s->with) : 2);
	struct json_walk walk = json_walk(&all);
	struct json_value name, value;
	char key[80], text[80], kind[200];

	while (json_next(&walk, &name, &value)) {
		ptrdiff_t n = json_decode(&name, key, sizeof key - 1), m = value.kind == JSON_STRING
				? json_decode(&value, text, sizeof text - 1) : -1;

		key[n < 0 ? 0 : n] = 0;
		text[m < 0 ? 0 : m] = 0;
		if (*text == '$' && !script_name_is(setup, i, text + 1, key, kind, sizeof kind)) {
			snprintf(why, size, "%s: %s", key, kind);
			return false;
		}
	}
	return true;
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
	bool strict = s->expect != SPHERON_BAD_COMMAND;
	bool good = (!strict || (arguments_good(s, why, size) && (s->expect != SPHERON_OK
				|| kinds_good(setup, i, why, size))))
			&& script_line(s, &names, 2, 1, block_ms, line, why, size);

	*key = "with";
	if (!good) {
		*key = strncmp(why, "from:", 5) == 0 ? "from" : "with";
		suggest(setup, why, size);
	} else if (strict && !spheron_command_read(line, strlen(line), &command, &fault)) {
		snprintf(why, size, "%s%s%s", fault.key, *fault.key ? ": " : "", fault.why);
		good = false;
	}
	free(line);
	return good;
}

/* Two that are made under one name: later steps would mean the second without saying so. */
static bool name_free(const struct setup *setup, uint32_t i, char *why, size_t size)
{
	const struct script_step *s = &setup->script[i];

	for (uint32_t k = 0; s->as && s->expect == SPHERON_OK && k < i; k++) {
		const struct script_step *before = &setup->script[k];

		if (before->as && before->expect == SPHERON_OK && strcmp(before->as, s->as) == 0) {
			snprintf(why, size, "script.%u gives the name \"%.60s\" already; choose another", k,
					s->as);
			return false;
		}
	}
	return true;
}

bool script_good(const struct setup *setup, uint64_t block_ms, uint64_t horizon_ms, uint32_t *step,
		const char **key, char *why, size_t size)
{
	uint64_t dues = 0;

	for (uint32_t i = 0; i < setup->n_script; i++) {
		const struct script_step *s = &setup->script[i];
		double last_s = s->at_s + (double) (script_times(s) - 1) * s->every_s;

		*step = i;
		*key = "at";
		dues += script_times(s);
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
		*key = "as";
		if (!name_free(setup, i, why, size))
			return false;
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
