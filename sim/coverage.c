#include "sim/coverage.h"

#include "protocol/rule.h"
#include "sim/player.h"
#include "support/file.h"
#include "support/talk.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FILE_LIMIT (1 << 20)
#define LINE_MAX_BYTES 128

/* The section of all marks, as the linker bounds it. */
extern struct spheron_mark __start_spheron_marks[], __stop_spheron_marks[];

/* Marks in ascending order of names; those of one name stand together. */
struct list {
	struct spheron_mark **mark; /* all of them */
	size_t *first;              /* by number of the name, and the end of the last */
	size_t names;
};

static struct list rules, branches;
static pthread_once_t listed = PTHREAD_ONCE_INIT;

static int by_name(const void *a, const void *b)
{
	const struct spheron_mark *const *x = a, *const *y = b;

	return strcmp((*x)->name, (*y)->name);
}

static void list_marks(struct list *list, bool with_meaning)
{
	size_t all = (size_t) (__stop_spheron_marks - __start_spheron_marks), n = 0;

	list->mark = must(malloc(all * sizeof *list->mark));
	list->first = must(malloc((all + 1) * sizeof *list->first));
	for (struct spheron_mark *m = __start_spheron_marks; m < __stop_spheron_marks; m++)
		if ((m->meaning != NULL) == with_meaning)
			list->mark[n++] = m;
	/* All numbers of rules have two digits, so letters sort as prefix and number do. */
	qsort(list->mark, n, sizeof *list->mark, by_name);
	for (size_t i = 0; i < n; i++)
		if (i == 0 || by_name(&list->mark[i - 1], &list->mark[i]) != 0)
			list->first[list->names++] = i;
	list->first[list->names] = n;
}

static void list_all(void)
{
	list_marks(&rules, false);
	list_marks(&branches, true);
}

static const struct list *list_of(const struct list *list)
{
	pthread_once(&listed, list_all);
	return list;
}

static const struct spheron_mark *mark_at(const struct list *list, size_t i)
{
	list_of(list);
	return list->mark[list->first[i]];
}

/* Any of the places that cite the name. */
static bool reached(const struct list *list, size_t i)
{
	list_of(list);
	for (size_t k = list->first[i]; k < list->first[i + 1]; k++)
		if (__atomic_load_n(&list->mark[k]->reached, __ATOMIC_RELAXED))
			return true;
	return false;
}

size_t coverage_rules(void)
{
	return list_of(&rules)->names;
}

const char *coverage_rule(size_t i)
{
	return mark_at(&rules, i)->name;
}

bool coverage_reached(size_t i)
{
	return reached(&rules, i);
}

size_t coverage_branches(void)
{
	return list_of(&branches)->names;
}

const char *coverage_branch(size_t i)
{
	return mark_at(&branches, i)->name;
}

const char *coverage_branch_meaning(size_t i)
{
	return mark_at(&branches, i)->meaning;
}

bool coverage_branch_reached(size_t i)
{
	return reached(&branches, i);
}

void coverage_reset(void)
{
	for (struct spheron_mark *m = __start_spheron_marks; m < __stop_spheron_marks; m++)
		__atomic_store_n(&m->reached, 0, __ATOMIC_RELAXED);
}

/* ---- sets ---- */

static void add(bool *to, const bool *from, size_t n)
{
	for (size_t i = 0; i < n; i++)
		to[i] = to[i] || from[i];
}

static size_t count(const bool *set, size_t n)
{
	size_t sum = 0;

	for (size_t i = 0; i < n; i++)
		sum += set[i];
	return sum;
}

void coverage_set_begin(struct coverage_set *set)
{
	set->rule = must(calloc(coverage_rules() + 1, sizeof *set->rule));
	set->branch = must(calloc(coverage_branches() + 1, sizeof *set->branch));
}

void coverage_set_end(struct coverage_set *set)
{
	free(set->rule);
	free(set->branch);
	set->rule = set->branch = NULL;
}

void coverage_set_take(struct coverage_set *set)
{
	for (size_t i = 0; i < coverage_rules(); i++)
		set->rule[i] = set->rule[i] || coverage_reached(i);
	for (size_t i = 0; i < coverage_branches(); i++)
		set->branch[i] = set->branch[i] || coverage_branch_reached(i);
}

void coverage_set_merge(struct coverage_set *set, const struct coverage_set *other)
{
	add(set->rule, other->rule, coverage_rules());
	add(set->branch, other->branch, coverage_branches());
}

size_t coverage_set_rules(const struct coverage_set *set)
{
	return count(set->rule, coverage_rules());
}

size_t coverage_set_branches(const struct coverage_set *set)
{
	return count(set->branch, coverage_branches());
}

/* ---- sets as text ---- */

static void write_list(FILE *f, const char *kind, const struct list *list, const bool *set)
{
	for (size_t i = 0; i < list->names; i++)
		fprintf(f, "%s %s %s\n", kind, mark_at(list, i)->name, set[i] ? "reached" : "missed");
}

bool coverage_set_write(const struct coverage_set *set, const char *path)
{
	char *text = NULL;
	size_t size = 0;
	FILE *f = must(open_memstream(&text, &size));
	bool done;

	write_list(f, "branch", list_of(&branches), set->branch);
	write_list(f, "rule", list_of(&rules), set->rule);
	if (fclose(f) != 0)
		must(NULL);
	done = file_write(path, text, size);
	free(text);
	return done;
}

static bool find(const struct list *list, const char *name, size_t *number)
{
	size_t low = 0, high = list_of(list)->names;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = strcmp(name, mark_at(list, middle)->name);

		if (order == 0) {
			*number = middle;
			return true;
		}
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return false;
}

/* What a file has said so far: of which it spoke, and what was reached. */
struct reading {
	const char *path;
	uint64_t line;
	struct coverage_set told, reached;
};

/* One line without its LF.  False if it is none; the reason has been said. */
static bool read_line(struct reading *r, const char *line, size_t length)
{
	char kind[8], name[LINE_MAX_BYTES], how[8], again[LINE_MAX_BYTES + 16];
	const struct list *list;
	bool *told, *reached_set;
	size_t i;

	if (length >= LINE_MAX_BYTES || strlen(line) != length
			|| sscanf(line, "%7s %127s %7s", kind, name, how) != 3
			|| (strcmp(kind, "rule") != 0 && strcmp(kind, "branch") != 0)
			|| (strcmp(how, "reached") != 0 && strcmp(how, "missed") != 0)
			|| snprintf(again, sizeof again, "%s %s %s", kind, name, how) < 0
			|| strcmp(again, line) != 0) {
		talk_error("%s:%llu: not a line of coverage; one reads \"rule STAKE-04 reached\" or "
			   "\"branch NAME missed\"",
				r->path, (unsigned long long) r->line);
		return false;
	}
	list = kind[0] == 'r' ? &rules : &branches;
	told = kind[0] == 'r' ? r->told.rule : r->told.branch;
	reached_set = kind[0] == 'r' ? r->reached.rule : r->reached.branch;
	if (!find(list, name, &i)) {
		talk_error("%s:%llu: this program has no %s %s; the file was written by another version",
				r->path, (unsigned long long) r->line, kind, name);
		return false;
	}
	if (told[i]) {
		talk_error("%s:%llu: %s %s stands there twice", r->path, (unsigned long long) r->line,
				kind, name);
		return false;
	}
	told[i] = true;
	reached_set[i] = how[0] == 'r';
	return true;
}

/* The first name of which nothing was said. */
static bool all_told(const char *path, const char *kind, const struct list *list, const bool *told)
{
	for (size_t i = 0; i < list_of(list)->names; i++)
		if (!told[i]) {
			talk_error("%s: says nothing about %s %s; the file was cut off or written by "
				   "another version",
					path, kind, mark_at(list, i)->name);
			return false;
		}
	return true;
}

bool coverage_set_read(struct coverage_set *set, const char *path)
{
	size_t size;
	char *text = file_read(path, FILE_LIMIT, &size), *line = text;
	struct reading r = { .path = path };
	bool good = text != NULL;

	if (!text)
		return false;
	coverage_set_begin(&r.told);
	coverage_set_begin(&r.reached);
	while (good && line < text + size) {
		char *end = memchr(line, '\n', (size_t) (text + size - line));
		size_t length = (size_t) ((end ? end : text + size) - line);

		line[length] = 0;
		r.line++;
		good = read_line(&r, line, length);
		line += length + 1;
	}
	good = good && all_told(path, "rule", &rules, r.told.rule)
			&& all_told(path, "branch", &branches, r.told.branch);
	if (good)
		coverage_set_merge(set, &r.reached);
	coverage_set_end(&r.told);
	coverage_set_end(&r.reached);
	free(text);
	return good;
}
