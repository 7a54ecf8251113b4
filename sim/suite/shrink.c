#include "sim/suite/shrink.h"

#include "sim/commands.h"
#include "sim/player.h"
#include "sim/scenario/form_document.h"
#include "sim/suite/reports.h"
#include "support/sha256.h"
#include "support/talk.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct tried {
	uint8_t hash[16];
	bool used, same;
};

struct shrinker {
	const struct shrink_wishes *wishes;
	struct run_limits limits;
	struct shrunk *out;
	struct shrink_tree tree;
	char beside[4096];             /* a file that candidates are opened from */
	struct tried *tried;           /* a table of texts that were tried */
	size_t n_tried, tried_room;
	uint64_t seed;
	double scale;
	bool stopped, changed;
};

/* ---- texts that were tried ---- */

static struct tried *tried_at(struct shrinker *s, const uint8_t hash[16])
{
	size_t at;

	memcpy(&at, hash, sizeof at);
	for (at &= s->tried_room - 1; s->tried[at].used; at = (at + 1) & (s->tried_room - 1))
		if (memcmp(s->tried[at].hash, hash, 16) == 0)
			break;
	return &s->tried[at];
}

static void make_room(struct shrinker *s)
{
	struct tried *old = s->tried;
	size_t room = s->tried_room;

	if (2 * s->n_tried < room)
		return;
	s->tried_room = room ? 2 * room : 1024;
	s->tried = must(calloc(s->tried_room, sizeof *s->tried));
	for (size_t i = 0; i < room; i++)
		if (old[i].used)
			*tried_at(s, old[i].hash) = old[i];
	free(old);
}

/* ---- one try ---- */

static bool put_beside(const struct shrinker *s, const char *text, size_t size)
{
	FILE *f = fopen(s->beside, "wb");
	bool good = f && fwrite(text, 1, size, f) == size;

	good = f && fclose(f) == 0 && good;
	if (!good)
		talk_error("%s: %s", s->beside, strerror(errno));
	return good;
}

/* Plays a text.  True if it fails like the first. */
static bool play(struct shrinker *s, const char *text, size_t size, struct failed *failed)
{
	const struct claim_wishes none = { 0 };
	const struct failure *like = &s->out->before.failure;
	struct suite_file file;
	bool same = false;

	if (!put_beside(s, text, size)) {
		s->stopped = true;
		return false;
	}
	s->out->tries++;
	claims_open(&file, s->beside, true, &none);
	if (!*file.fault && file.n_tests == 1) {
		failure_find(&file.test[0], like->kind == FAILS_BROKEN && strcmp(like->id, "protocol") == 0
				? NULL : like->id, like, ALL_RUNS, &s->limits, failed);
		same = !failed->stopped && failed->failure.kind != FAILS_NOT;
		s->stopped |= failed->stopped;
	}
	claims_close(&file);
	return same;
}

static void take_over(struct shrinker *s, char *text, size_t size, const struct failed *failed)
{
	free(s->out->text);
	s->out->text = text;
	s->out->size = size;
	s->out->after = *failed;
	s->tree.now.era_ms = failed->extent.era_ms;
	s->changed = true;
}

/* The tree as it is now: does it still fail like that?  If so, it is the best so far. */
static bool attempt(struct shrinker *s)
{
	struct failed failed;
	struct tried *t;
	uint8_t hash[32];
	size_t size;
	char *text;
	bool same;

	if (s->stopped || watch_clock() > s->limits.until || *s->limits.stop) {
		s->stopped = true;
		return false;
	}
	text = shrink_tree_write(&s->tree, NULL, &size);
	sha256(text, size, hash);
	make_room(s);
	t = tried_at(s, hash);
	if (t->used) {
		same = t->same;
		free(text);
		return same;
	}
	same = play(s, text, size, &failed);
	if (s->stopped && !same) {
		free(text);
		return false;
	}
	*t = (struct tried) { .used = true, .same = same };
	memcpy(t->hash, hash, 16);
	s->n_tried++;
	if (same)
		take_over(s, text, size, &failed);
	else
		free(text);
	return same;
}

static void tell(struct shrinker *s)
{
	const struct shrink_extent *a = &s->out->before.extent, *b = &s->out->after.extent;
	char from[QUANTITY_TEXT_SIZE], to[QUANTITY_TEXT_SIZE], fizz[60] = "";

	if (s->wishes->quiet || !s->changed)
		return;
	if (a->fizz)
		snprintf(fizz, sizeof fizz, "%llu -> %llu Fizz nodes, ", (unsigned long long) a->fizz,
				(unsigned long long) b->fizz);
	talk("%llu -> %llu providers, %s%s -> %s, %u of %u values left; %llu tries",
			(unsigned long long) a->providers, (unsigned long long) b->providers, fizz,
			shrink_duration(from, a->horizon_ms), shrink_duration(to, b->horizon_ms),
			shrink_tree_values(&s->tree), s->out->values_before,
			(unsigned long long) s->out->tries);
}

/* ---- parts ---- */

/* Without so many of a list of parts. */
static bool without(struct shrinker *s, const uint32_t *part, size_t n)
{
	struct shrink_state before = shrink_state_keep(&s->tree);
	bool good, any = false;

	for (size_t i = 0; i < n; i++)
		if (shrink_tree_there(&s->tree, part[i])) {
			shrink_tree_drop(&s->tree, part[i]);
			any = true;
		}
	good = any && attempt(s);
	if (!good)
		shrink_state_back(&s->tree, &before);
	shrink_state_free(&before);
	return good;
}

static bool reduce(struct shrinker *s, const uint32_t *part, size_t n)
{
	bool any = false;

	for (size_t step = n; step > 0 && !s->stopped; step = step == 1 ? 0 : (step + 1) / 2)
		for (size_t at = 0; at < n && !s->stopped; at += step)
			any |= without(s, part + at, n - at < step ? n - at : step);
	return any;
}

/* Is it for the pass over parts?  Sizes have their own; "scale" would make more of everybody. */
static bool is_loose(const struct shrink_tree *t, uint32_t i)
{
	const struct shrink_part *p = &t->part[i];

	return !p->stays && !p->sized && shrink_tree_there(t, i)
			&& !(p->depth == 2 && p->key && strcmp(p->key, "scale") == 0);
}

static bool reduce_level(struct shrinker *s, uint32_t depth)
{
	uint32_t *part = must(malloc(s->tree.n_parts * sizeof *part));
	size_t n = 0;
	bool any;

	for (uint32_t i = 1; i < s->tree.n_parts; i++)
		if (s->tree.part[i].depth == depth && is_loose(&s->tree, i))
			part[n++] = i;
	any = n > 0 && reduce(s, part, n);
	free(part);
	return any;
}

static uint32_t depth_of(const struct shrink_tree *t)
{
	uint32_t depth = 0;

	for (uint32_t i = 0; i < t->n_parts; i++)
		depth = t->part[i].depth > depth ? t->part[i].depth : depth;
	return depth;
}

static bool reduce_levels(struct shrinker *s, uint32_t from, uint32_t to)
{
	bool any = false;

	for (uint32_t d = from; d <= to && !s->stopped; d++)
		any |= reduce_level(s, d);
	return any;
}

/* ---- sizes ---- */

static bool with_value(struct shrinker *s, uint32_t i, uint64_t value)
{
	uint64_t before = s->tree.now.value[i];

	s->tree.now.value[i] = value;
	if (attempt(s))
		return true;
	s->tree.now.value[i] = before;
	return false;
}

/* As small as goes: the least, or between what fails not and what fails in halves, down to one less. */
static bool reduce_size(struct shrinker *s, uint32_t i)
{
	uint64_t low = s->tree.size[i].least, *value = &s->tree.now.value[i];
	bool any;

	if (*value <= low || !shrink_tree_there(&s->tree, s->tree.size[i].part))
		return false;
	any = with_value(s, i, low);
	while (!s->stopped && *value - low > 1)
		if (with_value(s, i, low + (*value - low) / 2))
			any = true;
		else
			low += (*value - low) / 2;
	return any;
}

static bool is_population(const struct shrink_size *z)
{
	return z->kind == SIZE_COUNT || z->kind == SIZE_A_DAY;
}

/* All of them at once by a divisor, rounded up. */
static bool divide_all(struct shrinker *s, uint64_t by)
{
	struct shrink_state before = shrink_state_keep(&s->tree);
	bool good, any = false;

	for (uint32_t i = 0; i < s->tree.n_sizes; i++) {
		uint64_t *value = &s->tree.now.value[i], less = (*value + by - 1) / by;

		if (!is_population(&s->tree.size[i]) || less < s->tree.size[i].least
				|| !shrink_tree_there(&s->tree, s->tree.size[i].part))
			continue;
		any |= less != *value;
		*value = less;
	}
	good = any && attempt(s);
	if (!good)
		shrink_state_back(&s->tree, &before);
	shrink_state_free(&before);
	return good;
}

static bool reduce_population(struct shrinker *s)
{
	static const uint64_t divisors[] = { 1000, 100, 10, 3, 2 };
	bool any = false;

	for (size_t k = 0; k < sizeof divisors / sizeof *divisors; k++)
		while (!s->stopped && divide_all(s, divisors[k]))
			any = true;
	for (uint32_t i = 0; i < s->tree.n_sizes && !s->stopped; i++)
		if (is_population(&s->tree.size[i]))
			any |= reduce_size(s, i);
	return any;
}

static bool reduce_kind(struct shrinker *s, enum shrink_size_kind kind)
{
	bool any = false;

	for (uint32_t i = 0; i < s->tree.n_sizes; i++)
		if (s->tree.size[i].kind == kind && !(kind == SIZE_RUNS && s->out->before.over_runs))
			any |= reduce_size(s, i);
	return any;
}

/* Roughly, while there are still many people: to the end of the era of the violation, since nothing behind
 * it matters, or to a fraction. */
static bool cut_time(struct shrinker *s)
{
	static const uint64_t divisors[] = { 100, 10, 3 };
	const struct failed *f = &s->out->after;
	bool any = false;

	for (uint32_t i = 0; i < s->tree.n_sizes; i++) {
		bool known = f->has_moment && f->failure.kind != FAILS_BROKEN;
		uint64_t eras = known ? f->at_ms / f->extent.era_ms + 1 : UINT64_MAX;
		uint64_t now = s->tree.now.value[i];

		if (s->tree.size[i].kind != SIZE_ERAS)
			continue;
		if (eras < now)
			return with_value(s, i, eras);
		for (size_t k = 0; k < sizeof divisors / sizeof *divisors && !any; k++)
			if (now / divisors[k] >= s->tree.size[i].least)
				any = with_value(s, i, now / divisors[k]);
	}
	return any;
}

/* ---- what remains to be seen to ---- */

/* As many of everybody, but as they are counted. */
static bool unscale(struct shrinker *s)
{
	struct shrink_state before = shrink_state_keep(&s->tree);
	bool good = shrink_tree_unscale(&s->tree, s->scale) && attempt(s);

	if (!good)
		shrink_state_back(&s->tree, &before);
	shrink_state_free(&before);
	return good;
}

enum { SEEDS_MOST = 64 };

/* Only run 0, under a seed under which that fails.  Otherwise all runs up to the one that fails are
 * needed. */
static bool reseed(struct shrinker *s)
{
	const struct failed *f = &s->out->after;
	uint32_t runs = 0;

	while (runs < s->tree.n_sizes && s->tree.size[runs].kind != SIZE_RUNS)
		runs++;
	if (!f->has_moment || f->run == 0 || s->out->before.over_runs || runs == s->tree.n_sizes)
		return false;
	for (uint64_t k = 1; k <= SEEDS_MOST && !s->stopped; k++) {
		s->tree.seed = form_print(&s->tree.arena, "%llu", (unsigned long long) (s->seed + k));
		if (with_value(s, runs, 1)) {
			s->out->reseeded = true;
			return true;
		}
	}
	s->tree.seed = NULL;
	return false;
}

static bool reduce_all(struct shrinker *s)
{
	uint32_t depth = depth_of(&s->tree);
	bool any = false;

	s->changed = false;
	any |= cut_time(s);
	tell(s);
	any |= unscale(s);
	any |= reduce_levels(s, 1, 3);
	any |= reseed(s);
	tell(s);
	s->changed = false;
	any |= reduce_population(s);
	any |= reduce_kind(s, SIZE_RUNS);
	any |= reduce_kind(s, SIZE_WARMUP_ERAS);
	any |= reduce_kind(s, SIZE_ERAS);
	tell(s);
	s->changed = false;
	any |= reduce_levels(s, 1, depth);
	tell(s);
	return any;
}

/* ---- beginning ---- */

/* Says what can't be right with the assertion and the run that are asked for. */
static bool names_go(const struct shrinker *s, const struct suite_file *file)
{
	const struct shrink_wishes *w = s->wishes;
	const struct claim *c = NULL;

	for (size_t t = 0; w->id && t < file->n_tests; t++)
		for (uint32_t i = 0; i < file->test[t].n_claims; i++)
			if (strcmp(file->test[t].claim[i].id, w->id) == 0)
				c = &file->test[t].claim[i];
	if (w->id && !c && strcmp(w->id, "protocol") != 0) {
		talk_error("--assert %s: %s has no assertion of that id", w->id, w->path);
		return false;
	}
	if (w->run != ALL_RUNS && c && (c->statistical || c->kind == CLAIM_SOMETIMES)) {
		talk_error("--run %u: %s is judged by all runs together; leave --run out", w->run, w->id);
		return false;
	}
	if (w->cell != ALL_CELLS && w->cell >= file->n_tests) {
		talk_error("--cell %u: %s has %zu cell%s, from 0", w->cell, w->path, file->n_tests,
				file->n_tests == 1 ? "" : "s");
		return false;
	}
	return true;
}

static int missing(const struct shrinker *s)
{
	const struct shrink_wishes *w = s->wishes;
	const struct failed *f = &s->out->before;

	if (!f->stopped && f->golden) {
		talk_error("%s: a golden result differs, and any smaller scenario would, too; "
				"spheron-sim bisect finds where two builds part", w->path);
		return EXIT_BAD_INPUT;
	}
	if (f->stopped && *s->limits.stop)
		talk_error("%s: stopped before anything failed", w->path);
	else if (f->stopped)
		talk_error("%s: the budget ended before anything failed; --budget raises it", w->path);
	else
		talk_error("%s: %s does not fail%s%s%s", w->path, w->id ? w->id : "it", w->run != ALL_RUNS
				? " in this run" : "", *f->why_not ? ": " : "", f->why_not);
	return f->stopped ? *s->limits.stop ? 128 + *s->limits.stop : EXIT_UNDECIDED : EXIT_NOTHING;
}

/* The first cell that fails, and how. */
static int find(struct shrinker *s, const struct suite_file *file, size_t *cell)
{
	const struct shrink_wishes *w = s->wishes;
	struct failed *f = &s->out->before;

	if (!names_go(s, file))
		return EXIT_BAD_INPUT;
	for (*cell = w->cell != ALL_CELLS ? w->cell : 0; *cell < file->n_tests; ++*cell) {
		failure_find(&file->test[*cell], w->id, NULL, w->run, &s->limits, f);
		if (f->failure.kind != FAILS_NOT || f->stopped || w->cell != ALL_CELLS)
			break;
	}
	if (f->failure.kind == FAILS_NOT || f->stopped)
		return missing(s);
	if (f->over_runs && w->run != ALL_RUNS) {
		talk_error("--run %u: %s is judged by all runs together; leave --run out", w->run,
				f->failure.id);
		return EXIT_BAD_INPUT;
	}
	return EXIT_OK;
}

static const char *smaller_name(struct shrinker *s, const char *name)
{
	size_t n = strlen(name);

	if (n >= 4 && strcmp(name + n - 4, "-min") == 0)
		return form_print(&s->tree.arena, "%s", name);
	return form_print(&s->tree.arena, "%.196s-min", name);
}

/* What a later reader has to know it by, and what its failure rests on, stays. */
static void keep_parts(struct shrinker *s)
{
	static const char *const keys[][3] = { { "name" }, { "question" }, { "format" },
		{ "time", "horizon" }, { "random", "seed" } };
	struct shrink_tree *t = &s->tree;
	uint32_t list = shrink_tree_at(t, (const char *[]) { "assert", NULL });

	for (size_t k = 0; k < sizeof keys / sizeof *keys; k++) {
		uint32_t part = shrink_tree_at(t, keys[k]);

		if (part)
			shrink_tree_stays(t, part);
	}
	if (s->out->before.over_runs)
		for (size_t k = 0; k < 2; k++) {
			uint32_t part = shrink_tree_at(t, (const char *[]) { k ? "errors" : "random", NULL });

			if (part)
				shrink_tree_stays(t, part);
		}
	for (uint32_t i = list + 1; list && i < t->part[list].end; i = t->part[i].end) {
		uint32_t id = shrink_tree_member(t, i, "id");

		if (id && t->part[id].text && strcmp(t->part[id].text, s->out->before.failure.id) == 0)
			shrink_tree_stays(t, i);
	}
}

/* Counts are read anew, since those of the study have been scaled. */
static bool read_tree(struct shrinker *s, const struct suite_file *file, size_t cell)
{
	const struct cell *c = &file->study.cell[cell];
	const char *slash = strrchr(s->wishes->to, '/');
	char *to = must(strndup(s->wishes->to, slash ? (size_t) (slash + 1 - s->wishes->to) : 0));
	struct form_fault fault;
	struct form_resolved *fresh = form_resolve(file->study.document, cell, &fault);
	char line[FORM_FAULT_SIZE];
	bool good = fresh && shrink_tree_read(&s->tree, file->study.document, cell, fresh->value, to,
			c->plan.era_ms, &fault);

	free(to);
	if (!good) {
		form_fault_line(&fault, line);
		talk_error("%s", line);
	} else {
		shrink_tree_drop(&s->tree, shrink_tree_at(&s->tree, (const char *[]) { "kind", NULL }));
		s->seed = c->setup.seed;
		s->scale = ((const struct scenario *) fresh->value)->setup.scale;
		s->tree.name = smaller_name(s, c->setup.name);
		keep_parts(s);
		s->out->values_before = shrink_tree_values(&s->tree);
	}
	form_release(fresh);
	return good;
}

/* Where a run was named, the runs behind it are not needed, and those before it were not looked at. */
static void only_to_run(struct shrinker *s)
{
	for (uint32_t i = 0; i < s->tree.n_sizes; i++)
		if (s->tree.size[i].kind == SIZE_RUNS && s->out->before.has_moment)
			s->tree.now.value[i] = s->out->before.run + 1;
}

static char *comment_of(const struct shrinker *s)
{
	const struct failed *f = &s->out->after;
	char at[DURATION_ROOM], when[80] = "";
	size_t room = 400;
	char *text = must(malloc(room));

	if (f->has_moment && f->failure.kind != FAILS_BROKEN)
		snprintf(when, sizeof when, " in run %u at %s", f->run, report_duration(at, f->at_ms));
	snprintf(text, room, "What is left of a larger scenario (%u of %u values) in which %s fails%s.",
			s->out->values_after, s->out->values_before, f->failure.id, when);
	return text;
}

static int make_smaller(struct shrinker *s)
{
	char *comment;

	only_to_run(s);
	if (s->out->before.has_moment && s->out->before.run > 0 && !s->out->before.over_runs) {
		s->out->after = s->out->before;
		reseed(s);
	}
	if (!s->out->text && !attempt(s)) {
		talk_error(s->stopped ? "%s: the budget ended before it could be made smaller; --budget "
				"raises it" : "%s: it does not fail like this once its includes and its "
				"matrix are resolved", s->wishes->path);
		return s->stopped ? EXIT_UNDECIDED : EXIT_INTERNAL;
	}
	while (!s->stopped && reduce_all(s))
		;
	s->out->ended = s->stopped;
	s->out->values_after = shrink_tree_values(&s->tree);
	comment = comment_of(s);
	free(s->out->text);
	s->out->text = shrink_tree_write(&s->tree, comment, &s->out->size);
	free(comment);
	return EXIT_OK;
}

/* A file beside the result that candidates are opened from, so that they find what the result will. */
static bool make_beside(struct shrinker *s)
{
	const char *slash = strrchr(s->wishes->to, '/');
	int file;

	snprintf(s->beside, sizeof s->beside, "%.*s.shrink-XXXXXX", slash ? (int) (slash + 1 - s->wishes->to)
			: 0, s->wishes->to);
	file = mkstemp(s->beside);
	if (file < 0) {
		talk_error("%s: %s", s->wishes->to, strerror(errno));
		return false;
	}
	close(file);
	return true;
}

int shrink(const struct shrink_wishes *wishes, struct shrunk *out)
{
	const struct claim_wishes claims = { .set = wishes->set, .n_sets = wishes->n_sets };
	struct shrinker s = { .wishes = wishes, .out = out,
		.limits = { .until = watch_clock() + wishes->budget_s, .stop = wishes->stop } };
	struct suite_file file;
	size_t cell;
	int status;

	*out = (struct shrunk) { 0 };
	claims_open(&file, wishes->path, true, &claims);
	if (*file.fault) {
		talk_error("%s", file.fault);
		claims_close(&file);
		return EXIT_BAD_INPUT;
	}
	status = make_beside(&s) ? find(&s, &file, &cell) : EXIT_INTERNAL;
	if (status == EXIT_OK && !read_tree(&s, &file, cell))
		status = EXIT_BAD_INPUT;
	if (status == EXIT_OK)
		status = make_smaller(&s);
	if (*s.beside)
		unlink(s.beside);
	if (s.tree.part)
		shrink_tree_free(&s.tree);
	claims_close(&file);
	free(s.tried);
	return status;
}
