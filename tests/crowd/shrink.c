#include "tests/crowd/shrink.h"

#include "sim/player.h"
#include "support/file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void log_add(struct log *l, const char *line, size_t size)
{
	if (l->n == l->room) {
		l->room = l->room * 2 + 64;
		l->line = must(realloc(l->line, l->room * sizeof *l->line));
		l->size = must(realloc(l->size, l->room * sizeof *l->size));
	}
	l->line[l->n] = must(malloc(size + 1));
	memcpy(l->line[l->n], line, size);
	l->line[l->n][size] = 0;
	l->size[l->n++] = size;
}

void log_free(struct log *l)
{
	for (size_t i = 0; i < l->n; i++)
		free(l->line[i]);
	free(l->line);
	free(l->size);
	memset(l, 0, sizeof *l);
}

void log_read(struct log *l, const char *path)
{
	struct lines lines;

	if (!lines_open(&lines, path))
		exit(2);
	while (lines_next(&lines))
		log_add(l, lines.line, lines.size);
	if (!lines_close(&lines))
		exit(2);
}

/* The log without lines from .. from+n-1; lines are shared, not copied. */
static struct log without(const struct log *l, size_t from, size_t n)
{
	struct log rest = { must(malloc((l->n + 1) * sizeof(char *))),
		must(malloc((l->n + 1) * sizeof(size_t))), 0, 0 };

	for (size_t i = 0; i < l->n; i++) {
		if (i >= from && i < from + n)
			continue;
		rest.line[rest.n] = l->line[i];
		rest.size[rest.n++] = l->size[i];
	}
	return rest;
}

/* One pass over the log in pieces of n lines; true if any could go. */
static bool take_away(struct log *l, size_t n, fails *check, void *arg)
{
	bool any = false;

	/* From the end: what came last is most often not needed. */
	for (size_t from = l->n > n ? l->n - n : 0;;) {
		struct log rest = without(l, from, n);

		if (rest.n < l->n && check(&rest, arg)) {
			free(l->line);
			free(l->size);
			*l = rest;
			any = true;
		} else {
			free(rest.line);
			free(rest.size);
		}
		if (from == 0)
			return any;
		from = from > n ? from - n : 0;
	}
}

static void save(const struct log *l, const char *name)
{
	const char *folder = getenv("REGRESSIONS");
	char path[512];
	FILE *f;

	snprintf(path, sizeof path, "%s/%s.log", folder ? folder : "tests/regressions", name);
	f = fopen(path, "w");
	if (!f) {
		perror(path);
		return;
	}
	for (size_t i = 0; i < l->n; i++)
		fprintf(f, "%.*s\n", (int) l->size[i], l->line[i]);
	fclose(f);
	printf("shrunk to %zu commands: %s\n", l->n, path);
}

void shrink_and_save(struct log *l, fails *check, void *arg, const char *name)
{
	/* Halves, quarters, ... single lines; each size again as long as it takes something away. */
	for (size_t n = l->n / 2; n > 0; n /= 2)
		while (n <= l->n && take_away(l, n, check, arg))
			continue;
	save(l, name);
}
