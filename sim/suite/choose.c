/* choose.c - which tests of the files are run: by name, by tag, by shard, by what failed before. */
#include "sim/suite/suite.h"

#include "sim/commands.h"
#include "sim/player.h"
#include "sim/suite/reports.h"
#include "support/file.h"
#include "support/nearest.h"
#include "support/talk.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- names ---- */

static const struct suite *asked;

static const char *name_of(const struct suite_file *f)
{
	const char *name = f->n_tests ? f->test[0].cell->setup.name : f->path;

	return strcmp(name, "unnamed") == 0 ? f->path : name;
}

static const char *name_at(size_t i)
{
	return name_of(&asked->file[i]);
}

/* By the name of the scenario, alone or with that of its cell in the matrix, or by that of the file. */
static bool has_name(const struct suite_file *f, size_t cell, const char *filter)
{
	struct names names = { .asked = { filter }, .n = 1 };
	char full[600];

	if (names_match(&names, name_of(f)) || names_match(&names, f->path))
		return true;
	if (cell >= f->n_tests || !*f->test[cell].cell->label)
		return false;
	snprintf(full, sizeof full, "%s %s", name_of(f), f->test[cell].cell->label);
	return names_match(&names, full);
}

static bool chosen_by_name(const struct suite *s, const struct suite_file *f, size_t cell)
{
	bool chosen = s->wishes->n_filters == 0;

	for (size_t i = 0; i < s->wishes->n_filters; i++)
		chosen |= has_name(f, cell, s->wishes->filter[i]);
	return chosen;
}

/* Nobody would notice that one of several filters is misspelt. */
static bool names_exist(const struct suite *s, const char **wanted)
{
	for (size_t i = 0; i < s->wishes->n_filters; i++) {
		bool found = false;

		for (size_t k = 0; k < s->n_files && !found; k++)
			for (size_t cell = 0; cell <= s->file[k].n_tests && !found; cell++)
				found = has_name(&s->file[k], cell, s->wishes->filter[i]);
		if (!found) {
			*wanted = s->wishes->filter[i];
			return false;
		}
	}
	return true;
}

static int no_such_name(const struct suite *s, const char *wanted)
{
	ptrdiff_t near;

	asked = s;
	near = nearest_name(wanted, name_at, s->n_files);
	talk_error("--filter %s: no test is called that%s%s%s", wanted, near >= 0 ? "; did you mean " : "",
			near >= 0 ? name_at((size_t) near) : "", near >= 0 ? "?" : "");
	return EXIT_NOTHING;
}

/* ---- tags ---- */

static bool has_tag(const struct suite_file *f, const char *tag, size_t n)
{
	const struct scenario *s = f->n_tests ? f->test[0].scenario : NULL;

	for (uint32_t i = 0; s && i < s->n_tags; i++)
		if (strlen(s->tags[i]) == n && memcmp(s->tags[i], tag, n) == 0)
			return true;
	return false;
}

/* One of the plain ones, if there are any, and none of those with a minus. */
static bool chosen_by_tag(const struct suite_file *f, const char *tags)
{
	bool wanted = false, has_plain = false;

	for (const char *at = tags; at && *at; at += strcspn(at, ",") + (at[strcspn(at, ",")] == ',')) {
		size_t n = strcspn(at, ",");

		if (*at == '-' && has_tag(f, at + 1, n - 1))
			return false;
		has_plain |= *at != '-';
		wanted |= *at != '-' && has_tag(f, at, n);
	}
	return wanted || !has_plain;
}

static bool tag_exists(const struct suite *s, const char *tag, size_t n)
{
	for (size_t i = 0; i < s->n_files; i++)
		if (has_tag(&s->file[i], tag, n))
			return true;
	return false;
}

/* The i-th tag of all files, NULL behind the last. */
static const char *tag_at(size_t i)
{
	for (size_t k = 0; k < asked->n_files; k++) {
		const struct suite_file *f = &asked->file[k];
		const struct scenario *s = f->n_tests ? f->test[0].scenario : NULL;

		if (s && i < s->n_tags)
			return s->tags[i];
		i -= s ? s->n_tags : 0;
	}
	return NULL;
}

static void no_such_tag(const struct suite *s, const char *tag, size_t size)
{
	char wanted[100];
	size_t n = 0;
	ptrdiff_t near;

	asked = s;
	snprintf(wanted, sizeof wanted, "%.*s", (int) size, tag);
	while (tag_at(n))
		n++;
	near = nearest_name(wanted, tag_at, n);
	talk_error("--tags %s: no test has that tag%s%s%s", wanted, near >= 0 ? "; did you mean " : "",
			near >= 0 ? tag_at((size_t) near) : "", near >= 0 ? "?" : "");
}

static bool tags_exist(const struct suite *s)
{
	for (const char *at = s->wishes->tags; at && *at;
			at += strcspn(at, ",") + (at[strcspn(at, ",")] == ',')) {
		size_t n = strcspn(at, ","), minus = *at == '-';

		if (!tag_exists(s, at + minus, n - minus)) {
			no_such_tag(s, at + minus, n - minus);
			return false;
		}
	}
	return true;
}

/* ---- what failed before ---- */

enum { RECORD_LINE = 4200 };

static size_t record_line(const struct suite_entry *e, char line[RECORD_LINE])
{
	int n = snprintf(line, RECORD_LINE, "failed %s %u\n", e->file->path, e->test ? e->test->number : 0);

	return n < RECORD_LINE ? (size_t) n : RECORD_LINE - 1;
}

static bool failed_before(const char *record, const struct suite_entry *e)
{
	char line[RECORD_LINE];
	const char *at;
	size_t n = record_line(e, line);

	for (at = record; at && (at = strstr(at, line)); at += n)
		if (at == record || at[-1] == '\n')
			return true;
	return false;
}

/* NULL if there is none. */
static char *read_record(const struct suite *s)
{
	char why[300], *record;
	size_t size;

	talk_into(why, sizeof why);
	record = file_read(s->wishes->record, 64u << 20, &size);
	talk_into(NULL, 0);
	return record;
}

/* What failed when it was run last, and was not run now. */
static void record_others(const struct suite *s, FILE *f)
{
	char *record = s->wishes->record ? read_record(s) : NULL;

	for (char *at = record; at && *at; at += strcspn(at, "\n") + (at[strcspn(at, "\n")] != 0)) {
		size_t n = strcspn(at, "\n") + 1;
		bool now = strncmp(at, "failed ", 7) != 0 || at[n - 1] == 0;

		for (size_t i = 0; i < s->n_entries && !now; i++) {
			char line[RECORD_LINE];

			now = record_line(&s->entry[i], line) == n && memcmp(line, at, n) == 0;
		}
		if (!now)
			fwrite(at, 1, n, f);
	}
	free(record);
}

bool suite_record(const struct suite *s, bool aloud)
{
	char *text = NULL;
	bool done = true;
	size_t size = 0;
	FILE *f = must(open_memstream(&text, &size));

	fprintf(f, "# what failed last, for spheron-sim test --rerun-failed; may be deleted\n");
	for (size_t i = 0; i < s->n_entries; i++) {
		const struct suite_entry *e = &s->entry[i];
		char line[RECORD_LINE];

		if (!e->result || test_outcome(e->result) > OUTCOME_WARNED)
			fwrite(line, 1, record_line(e, line), f);
	}
	record_others(s, f);
	fclose(f);
	if (s->wishes->record) {
		char why[300];

		if (!aloud)
			talk_into(why, sizeof why);
		done = file_write(s->wishes->record, text, size);
		talk_into(NULL, 0);
	}
	free(text);
	return done;
}

static int keep_failed(struct suite *s)
{
	char *record = read_record(s);
	size_t kept = 0;

	if (!record) {
		talk_error("--rerun-failed: %s is not there; it is written by a run without that option",
				s->wishes->record);
		return EXIT_NOTHING;
	}
	for (size_t i = 0; i < s->n_entries; i++)
		if (failed_before(record, &s->entry[i]))
			s->entry[kept++] = s->entry[i];
	s->n_not_chosen += s->n_entries - kept;
	s->n_entries = kept;
	free(record);
	if (kept)
		return EXIT_OK;
	talk_error("--rerun-failed: none of these tests failed last time");
	return EXIT_NOTHING;
}

/* ---- shards ---- */

struct weighed {
	uint64_t cost;
	size_t entry;
};

static int heaviest_first(const void *a, const void *b)
{
	const struct weighed *x = a, *y = b;

	if (x->cost != y->cost)
		return x->cost > y->cost ? -1 : 1;
	return x->entry < y->entry ? -1 : x->entry > y->entry;
}

/* The heaviest goes to the lightest shard, and so on: every machine comes to the same, from the files
 * alone. */
static void keep_shard(struct suite *s)
{
	uint32_t n = s->wishes->shards;
	struct weighed *w = must(calloc(s->n_entries + 1, sizeof *w));
	uint64_t *load = must(calloc(n, sizeof *load));
	bool *mine = must(calloc(s->n_entries + 1, sizeof *mine));
	size_t kept = 0;

	for (size_t i = 0; i < s->n_entries; i++)
		w[i] = (struct weighed) { s->entry[i].test ? s->entry[i].test->cost : 1, i };
	qsort(w, s->n_entries, sizeof *w, heaviest_first);
	for (size_t i = 0; i < s->n_entries; i++) {
		uint32_t least = 0;

		for (uint32_t k = 1; k < n; k++)
			least = load[k] < load[least] ? k : least;
		load[least] += w[i].cost;
		mine[w[i].entry] = least + 1 == s->wishes->shard;
	}
	for (size_t i = 0; i < s->n_entries; i++)
		if (mine[i])
			s->entry[kept++] = s->entry[i];
	s->n_not_chosen += s->n_entries - kept;
	s->n_entries = kept;
	free(w);
	free(load);
	free(mine);
}

/* ---- all of it ---- */

/* Of a file that is not right nobody knows what would have been chosen. */
static void add_entries(struct suite *s, struct suite_file *f)
{
	size_t n = *f->fault ? 1 : f->n_tests;
	bool tagged = *f->fault || chosen_by_tag(f, s->wishes->tags);

	s->entry = must(realloc(s->entry, (s->n_entries + n + 1) * sizeof *s->entry));
	for (size_t i = 0; i < n; i++)
		if (*f->fault || (tagged && chosen_by_name(s, f, i)))
			s->entry[s->n_entries++] = (struct suite_entry) { f, *f->fault ? NULL
					: &f->test[i], NULL };
		else
			s->n_not_chosen++;
}

static int choose(struct suite *s)
{
	const char *wanted;

	for (size_t i = 0; i < s->n_files; i++) {
		struct suite_file *f = &s->file[i];

		if (f->left_out)
			s->n_left_out++;
		else
			add_entries(s, f);
	}
	if (!names_exist(s, &wanted))
		return no_such_name(s, wanted);
	if (!tags_exist(s))
		return EXIT_NOTHING;
	if (s->n_entries == 0 && s->n_not_chosen) {
		talk_error("--filter and --tags together leave no test");
		return EXIT_NOTHING;
	}
	if (s->wishes->rerun_failed && keep_failed(s) != EXIT_OK)
		return EXIT_NOTHING;
	if (s->wishes->shards)
		keep_shard(s);
	if (s->n_entries)
		return EXIT_OK;
	talk_error(s->wishes->shards ? "no test falls into this shard" : s->n_left_out
			? "there is no test: no file has assertions or a script"
			: "there is no test: no scenario files here");
	return EXIT_NOTHING;
}

int suite_open(struct suite *s, const struct suite_wishes *wishes)
{
	struct found_file *found;

	*s = (struct suite) { .wishes = wishes };
	if (!files_of(wishes->path, wishes->n_paths, &found, &s->n_files))
		return EXIT_BAD_INPUT;
	s->file = must(calloc(s->n_files + 1, sizeof *s->file));
	for (size_t i = 0; i < s->n_files; i++)
		claims_open(&s->file[i], found[i].path, found[i].named, &wishes->claims);
	files_free(found, s->n_files);
	return choose(s);
}

void suite_close(struct suite *s)
{
	for (size_t i = 0; i < s->n_entries; i++)
		test_result_free(s->entry[i].result);
	for (size_t i = 0; i < s->n_files; i++)
		claims_close(&s->file[i]);
	free(s->file);
	free(s->entry);
}
