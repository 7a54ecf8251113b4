#include "sim/suite/golden_parts.h"

#include "sim/names.h"
#include "sim/player.h"
#include "support/json.h"
#include "support/shell.h"
#include "support/talk.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- what runs come to ---- */

struct sums {
	uint32_t runs;
	struct spheron_u128 money[TOTAL_COUNT];
	bool too_much[TOTAL_COUNT];    /* 2^128 base units or more */
	double metric[METRIC_COUNT];
	uint32_t n[METRIC_COUNT];      /* runs with a value */
	struct sha256 sha[LAYER_COUNT];
};

struct golden_claim {
	char *path;
	struct golden_file file;
	struct sums at;                /* over as many runs as the file is of */
	bool complete;
};

struct golden {
	const struct test *test;
	struct sums sums;              /* over random.runs, or those so far */
	struct golden_claim *claim;    /* [n_claims], path NULL: another kind */
	char sha256[65];               /* of the scenario */
};

static void begin_sums(struct sums *s)
{
	*s = (struct sums) { 0 };
	for (int i = 0; i < LAYER_COUNT; i++)
		sha256_init(&s->sha[i]);
}

/* False if the sum needs more than 128 bits. */
static bool add_money(struct spheron_u128 *sum, struct spheron_u128 more)
{
	uint64_t carry = more.lo > UINT64_MAX - sum->lo;
	bool fits = more.hi <= UINT64_MAX - sum->hi && (!carry || more.hi < UINT64_MAX - sum->hi);

	if (!fits)
		return false;
	sum->lo = carry ? more.lo - (UINT64_MAX - sum->lo) - 1 : sum->lo + more.lo;
	sum->hi += more.hi + carry;
	return true;
}

static void add_run(struct sums *s, const struct run_seen *seen)
{
	const struct outcome *o = &seen->result.outcome;

	s->runs++;
	for (int i = 0; i < TOTAL_COUNT; i++)
		if (!add_money(&s->money[i], o->total[i]))
			s->too_much[i] = true;
	for (int m = 0; m < METRIC_COUNT; m++)
		if (isfinite(o->value[m])) {
			s->metric[m] += o->value[m];
			s->n[m]++;
		}
	for (int i = 0; i < LAYER_COUNT; i++)
		sha256_add(&s->sha[i], seen->print.hex[i], 64);
}

/* ---- as facts ---- */

static const char *const tokens[] = { [SPHERON_USD] = "USD", [SPHERON_SPON] = "SPON",
	[SPHERON_ETH] = "ETH" };

static const char *metric_name_at(size_t i)
{
	return metric_rows[i].name;
}

/* A file may serve several assertions of a test, so it has the indicators of all of them. */
static bool wants_metric(const struct golden *g, const char *path, int metric)
{
	for (uint32_t i = 0; i < g->test->n_claims; i++) {
		struct names names = { .n = 0 };
		const struct scenario_golden *a = g->claim[i].path ? &g->test->claim[i].a->golden : NULL;

		if (!a || strcmp(g->claim[i].path, path) != 0)
			continue;
		for (uint32_t k = 0; k < a->n_metrics; k++) {
			names.asked[0] = a->metrics[k];
			names.n = 1;
			if (names_match(&names, metric_rows[metric].name))
				return true;
		}
	}
	return false;
}

static bool asks_metric(const struct scenario_golden *a, const char *name)
{
	for (uint32_t k = 0; k < a->n_metrics; k++) {
		struct names names = { .asked = { a->metrics[k] }, .n = 1 };

		if (names_match(&names, name))
			return true;
	}
	return false;
}

/* The shortest digits that read back as the same number. */
static void write_mean(char *text, size_t size, const struct sums *s, int metric)
{
	double mean = s->n[metric] ? s->metric[metric] / s->n[metric] : NAN;

	snprintf(text, size, "null");
	for (int precision = 15; isfinite(mean) && precision <= 17; precision++) {
		snprintf(text, size, "%.*g", precision, mean);
		if (strtod(text, NULL) == mean)
			break;
	}
}

static struct golden_facts facts_of(const struct golden *g, const char *path, const struct sums *s)
{
	struct golden_facts facts = { 0 };
	char name[80], value[72];
	uint8_t digest[SHA256_SIZE];

	for (int i = 0; i < TOTAL_COUNT; i++) {
		snprintf(name, sizeof name, "%s %s", fold_total_rows[i].name,
				tokens[fold_total_rows[i].token]);
		spheron_decimal(value, s->money[i]);
		golden_fact_add(&facts, GOLDEN_MONEY, name, s->too_much[i] ? "2^128 or more" : value);
	}
	for (int m = 0; m < METRIC_COUNT; m++)
		if (wants_metric(g, path, m)) {
			write_mean(value, sizeof value, s, m);
			golden_fact_add(&facts, GOLDEN_METRIC, metric_rows[m].name, value);
		}
	for (int i = 0; i < LAYER_COUNT; i++) {
		struct sha256 sha = s->sha[i];

		sha256_end(&sha, digest);
		sha256_hex(value, digest, SHA256_SIZE);
		golden_fact_add(&facts, GOLDEN_FINGERPRINT,
				fingerprint_layer_text((enum fingerprint_layer) i), value);
	}
	return facts;
}

/* ---- beginning ---- */

/* What a scenario says about itself as a test changes nothing of what happens in it. */
static void hash_scenario(const struct test *test, char hex[65])
{
	static const char *const beside[] = { "assert", "errors", "limits", "profiles" };
	struct json_value root = json_root(test->cell->resolved->text, test->cell->resolved->size);
	struct json_walk walk = json_walk(&root);
	struct json_value key, value;
	uint8_t digest[SHA256_SIZE];
	struct sha256 sha;

	sha256_init(&sha);
	while (json_next(&walk, &key, &value)) {
		bool is_beside = false;

		for (size_t i = 0; i < sizeof beside / sizeof *beside; i++)
			is_beside |= key.size == strlen(beside[i])
					&& memcmp(key.data, beside[i], key.size) == 0;
		if (is_beside)
			continue;
		sha256_add(&sha, key.data, key.size);
		sha256_add(&sha, ":", 1);
		sha256_add(&sha, value.kind == JSON_STRING ? "\"" : "", value.kind == JSON_STRING);
		sha256_add(&sha, value.data, value.size);
		sha256_add(&sha, "\n", 1);
	}
	sha256_end(&sha, digest);
	sha256_hex(hex, digest, SHA256_SIZE);
}

static char *path_of(const struct test *test, const char *file)
{
	size_t n = strlen(file), room = n + 24;
	char *path = must(malloc(room));

	if (!*test->cell->label)
		snprintf(path, room, "%s", file);
	else if (n > 5 && strcmp(file + n - 5, ".json") == 0)
		snprintf(path, room, "%.*s.cell%u.json", (int) (n - 5), file, test->number);
	else
		snprintf(path, room, "%s.cell%u", file, test->number);
	return path;
}

struct golden *golden_new(const struct test *test)
{
	struct golden *g = must(calloc(1, sizeof *g));

	g->test = test;
	begin_sums(&g->sums);
	hash_scenario(test, g->sha256);
	g->claim = must(calloc(test->n_claims + 1u, sizeof *g->claim));
	for (uint32_t i = 0; i < test->n_claims; i++)
		if (test->claim[i].kind == CLAIM_GOLDEN) {
			g->claim[i].path = path_of(test, test->claim[i].a->golden.file);
			golden_file_read(&g->claim[i].file, g->claim[i].path);
		}
	return g;
}

void golden_free(struct golden *g)
{
	if (!g)
		return;
	for (uint32_t i = 0; i < g->test->n_claims; i++) {
		golden_file_free(&g->claim[i].file);
		free(g->claim[i].path);
	}
	free(g->claim);
	free(g);
}

void golden_add(struct golden *g, const struct run_seen *seen)
{
	if (g->sums.runs >= g->test->runs || !seen->kept)
		return;
	add_run(&g->sums, seen);
	for (uint32_t i = 0; i < g->test->n_claims; i++) {
		struct golden_claim *c = &g->claim[i];

		if (c->path && c->file.state == GOLDEN_READ && c->file.runs == g->sums.runs) {
			c->at = g->sums;
			c->complete = true;
		}
	}
}

/* ---- comparing ---- */

static const char *const parts[] = { [GOLDEN_MONEY] = "money", [GOLDEN_METRIC] = "metric",
	[GOLDEN_FINGERPRINT] = "fingerprint" };

struct difference {
	const struct golden_fact *before, *after; /* NULL: not there */
};

/* Fingerprints are told apart by their first digits. */
static int shown(const struct golden_fact *f)
{
	return f->part == GOLDEN_FINGERPRINT ? 12 : 71;
}

static bool near(const struct scenario_golden *a, const char *before, const char *after)
{
	double x = strtod(before, NULL), y = strtod(after, NULL);

	if (strcmp(before, "null") == 0 || strcmp(after, "null") == 0)
		return strcmp(before, after) == 0;
	return fabs(x - y) <= a->abs || fabs(x - y) <= a->rel * fabs(x);
}

static bool asks(const struct scenario_golden *a, const struct golden_fact *f)
{
	switch (f->part) {
	case GOLDEN_MONEY:
		return true;
	case GOLDEN_METRIC:
		return asks_metric(a, f->name);
	case GOLDEN_FINGERPRINT:
		for (int i = 0; i < LAYER_COUNT; i++)
			if (strcmp(f->name, fingerprint_layer_text((enum fingerprint_layer) i)) == 0)
				return a->layers >> i & 1;
		return true;
	}
	return true;
}

/* What differs in the eyes of an assertion (NULL: in any), in the order of what is measured, then what is
 * in the file alone.  The caller frees. */
static struct difference *differences(const struct scenario_golden *a, const struct golden_facts *old,
		const struct golden_facts *now, size_t *n)
{
	struct difference *d = must(malloc((old->n + now->n + 1) * sizeof *d));

	*n = 0;
	for (size_t i = 0; i < now->n; i++) {
		const struct golden_fact *f = &now->fact[i], *was = golden_fact_find(old, f->part, f->name);
		bool same = was && strcmp(was->value, f->value) == 0;

		if (a && !same && was && f->part == GOLDEN_METRIC)
			same = near(a, was->value, f->value);
		if (!same && (!a || asks(a, f)))
			d[(*n)++] = (struct difference) { was, f };
	}
	for (size_t i = 0; i < old->n; i++) {
		const struct golden_fact *f = &old->fact[i];

		if (!golden_fact_find(now, f->part, f->name) && (!a || asks(a, f)))
			d[(*n)++] = (struct difference) { f, NULL };
	}
	return d;
}

static void tell_first(const struct difference *d, size_t n, char *text, size_t size)
{
	const struct golden_fact *f = d->after ? d->after : d->before;
	char more[40] = "";

	if (n > 1)
		snprintf(more, sizeof more, " (and %zu more)", n - 1);
	if (!d->after)
		snprintf(text, size, "%s %s: is not measured, and the file has %.*s%s", parts[f->part],
				f->name, shown(f), f->value, more);
	else if (!d->before)
		snprintf(text, size, "%s %s: %.*s, and the file has none%s", parts[f->part], f->name,
				shown(f), f->value, more);
	else
		snprintf(text, size, "%s %s: %.*s instead of %.*s%s", parts[f->part], f->name, shown(f),
				f->value, shown(f), d->before->value, more);
}

/* ---- verdicts ---- */

static void tell_update(const struct golden *g, const char *before, char *note, size_t size)
{
	struct shell_line line = shell_line(note, size);

	shell_add(&line, "%s: spheron-sim golden update", before);
	shell_word(&line, g->test->file->path);
	shell_add(&line, " --why \"...\"");
}

/* A pattern that names nothing would compare nothing. */
static bool metrics_found(const struct scenario_golden *a, char *observed, size_t size)
{
	bool found = true;

	talk_into(observed, size);
	for (uint32_t k = 0; found && k < a->n_metrics; k++) {
		struct names names = { .asked = { a->metrics[k] }, .n = 1, .source = metric_name_at,
			.n_source = METRIC_COUNT };

		found = names_found(&names);
	}
	talk_into(NULL, 0);
	return found;
}

static bool can_compare(const struct golden *g, uint32_t claim, char *observed, size_t observed_size,
		char *note, size_t note_size)
{
	const struct golden_claim *c = &g->claim[claim];
	uint64_t seed = g->test->cell->setup.seed;

	if (c->file.state != GOLDEN_READ) {
		snprintf(observed, observed_size, "%s", c->file.fault);
		tell_update(g, c->file.state == GOLDEN_MISSING ? "make it" : "mend it, or remove it and "
				"make it anew", note, note_size);
		return false;
	}
	if (!metrics_found(&g->test->claim[claim].a->golden, observed, observed_size))
		return false;
	if (c->file.seed != seed) {
		snprintf(observed, observed_size, "seed %llu instead of %llu: nothing was compared",
				(unsigned long long) seed, (unsigned long long) c->file.seed);
		tell_update(g, "leave the seed as it is, or make it anew", note, note_size);
		return false;
	}
	if (!c->complete) {
		snprintf(observed, observed_size, "%u runs instead of %u: nothing was compared",
				g->sums.runs, c->file.runs);
		tell_update(g, "run as many (random.runs, --profile), or make it anew", note, note_size);
		return false;
	}
	return true;
}

bool golden_of_other_seed(const struct golden *g, uint32_t claim, uint64_t *seed)
{
	const struct golden_file *f = &g->claim[claim].file;

	*seed = f->seed;
	return f->state == GOLDEN_READ && f->seed != g->test->cell->setup.seed;
}

enum verdict golden_verdict(struct golden *g, uint32_t claim, char *observed, size_t observed_size,
		char *note, size_t note_size)
{
	const struct golden_claim *c = &g->claim[claim];
	const struct scenario_golden *a = &g->test->claim[claim].a->golden;
	bool changed = strcmp(c->file.scenario_sha256, g->sha256) != 0;
	struct golden_facts now;
	struct difference *d;
	size_t n, compared[3] = { 0 };

	*observed = *note = 0;
	if (!can_compare(g, claim, observed, observed_size, note, note_size))
		return VERDICT_FAIL;
	now = facts_of(g, c->path, &c->at);
	d = differences(a, &c->file.facts, &now, &n);
	for (size_t i = 0; i < now.n; i++)
		compared[now.fact[i].part] += asks(a, &now.fact[i]);
	if (n) {
		tell_first(d, n, observed, observed_size);
		tell_update(g, changed ? "the scenario has changed since; if that is meant"
				: "if it is meant", note, note_size);
	} else {
		snprintf(observed, observed_size, "the same: %zu sums of money, %zu indicator%s, %zu "
				"fingerprint%s, of %u run%s", compared[GOLDEN_MONEY],
				compared[GOLDEN_METRIC], compared[GOLDEN_METRIC] == 1 ? "" : "s",
				compared[GOLDEN_FINGERPRINT], compared[GOLDEN_FINGERPRINT] == 1 ? "" : "s",
				c->file.runs, c->file.runs == 1 ? "" : "s");
		snprintf(note, note_size, "%s", changed ? "the scenario has changed since" : "");
	}
	free(d);
	free(now.fact);
	return n ? VERDICT_FAIL : VERDICT_PASS;
}

/* ---- making them anew ---- */

const char *golden_path(const struct golden *g, uint32_t claim)
{
	return g->claim[claim].path;
}

const struct golden_file *golden_old(const struct golden *g, uint32_t claim)
{
	return &g->claim[claim].file;
}

static struct golden_file file_now(const struct golden *g, uint32_t claim)
{
	struct golden_file now = { .state = GOLDEN_READ, .seed = g->test->cell->setup.seed,
		.runs = g->sums.runs };

	memcpy(now.scenario_sha256, g->sha256, sizeof now.scenario_sha256);
	now.facts = facts_of(g, g->claim[claim].path, &g->sums);
	return now;
}

size_t golden_changes(struct golden *g, uint32_t claim, golden_change *tell, void *ctx)
{
	const struct golden_file *old = &g->claim[claim].file;
	struct golden_file now = file_now(g, claim);
	char before[72], after[72], what[100];
	size_t n, all = 0;
	struct difference *d = differences(NULL, &old->facts, &now.facts, &n);

	if (old->state == GOLDEN_READ && old->seed != now.seed && ++all) {
		snprintf(before, sizeof before, "%llu", (unsigned long long) old->seed);
		snprintf(after, sizeof after, "%llu", (unsigned long long) now.seed);
		tell(ctx, "seed", before, after);
	}
	if (old->state == GOLDEN_READ && old->runs != now.runs && ++all) {
		snprintf(before, sizeof before, "%u", old->runs);
		snprintf(after, sizeof after, "%u", now.runs);
		tell(ctx, "runs", before, after);
	}
	if (old->state == GOLDEN_READ && strcmp(old->scenario_sha256, now.scenario_sha256) != 0 && ++all) {
		snprintf(before, sizeof before, "%.12s", old->scenario_sha256);
		snprintf(after, sizeof after, "%.12s", now.scenario_sha256);
		tell(ctx, "scenario", before, after);
	}
	for (size_t i = 0; i < n; i++, all++) {
		const struct golden_fact *f = d[i].after ? d[i].after : d[i].before;

		snprintf(what, sizeof what, "%s %s", parts[f->part], f->name);
		snprintf(before, sizeof before, "%.*s", shown(f), d[i].before ? d[i].before->value : "");
		snprintf(after, sizeof after, "%.*s", shown(f), d[i].after ? d[i].after->value : "");
		tell(ctx, what, d[i].before ? before : NULL, d[i].after ? after : NULL);
	}
	free(d);
	free(now.facts.fact);
	return all;
}

bool golden_can_write(const struct golden *g, uint32_t claim)
{
	const struct claim *c = &g->test->claim[claim];
	const struct golden_file *old = &g->claim[claim].file;
	char fault[300];

	if (!metrics_found(&c->a->golden, fault, sizeof fault)) {
		talk_error("%s:%u: assert \"%s\": %s", g->test->file->path, c->line, c->id, fault);
		return false;
	}
	if (old->state == GOLDEN_UNREADABLE) {
		talk_error("%s; mend it, or remove it to lose the reasons that it has", old->fault);
		return false;
	}
	return true;
}

bool golden_write(struct golden *g, uint32_t claim, const char *why, const char *date)
{
	const struct golden_claim *c = &g->claim[claim];
	struct golden_file now;
	bool done;

	if (!golden_can_write(g, claim))
		return false;
	for (int i = 0; i < TOTAL_COUNT; i++)
		if (g->sums.too_much[i]) {
			talk_error("%s: money %s %s: 2^128 base units or more in all runs together; fewer "
					"runs have less", g->test->file->path, fold_total_rows[i].name,
					tokens[fold_total_rows[i].token]);
			return false;
		}
	now = file_now(g, claim);
	done = golden_file_write(c->path, g->test->cell->setup.name, &now, &c->file, why, date);
	free(now.facts.fact);
	return done;
}
