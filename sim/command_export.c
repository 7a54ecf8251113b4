/* spheron-sim export - the tables of a database of results as files. */

#include "sim/commands.h"

#include "sim/player.h"
#include "sim/store/stored.h"
#include "support/options.h"
#include "support/talk.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { O_CSV, O_FORCE };

static const struct option_row rows[] = {
	[O_CSV] = { "--csv", "DIR", "write each table to DIR/TABLE.csv" },
	[O_FORCE] = { "--force", NULL, "write into a directory that is not empty" },
	{ NULL, NULL, NULL },
};

static const char examples[] =
		"  spheron-sim export out.db --csv out          out/metric.csv, out/series.csv ...\n"
		"  spheron-sim export out.db --csv out --force  again, over those that are there\n";

struct export {
	const char *file, *dir;
	bool force;
};

/* ---- the directory ---- */

/* 0: there is none or it is empty, 1: something is in it, -1: it can't be one; said. */
static int occupied(const char *dir)
{
	DIR *d = opendir(dir);
	const struct dirent *e;
	int n = 0;

	if (!d) {
		if (errno == ENOENT)
			return 0;
		talk_error("%s: %s", dir, strerror(errno));
		return -1;
	}
	while (n == 0 && (e = readdir(d)))
		n = strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0;
	closedir(d);
	return n;
}

static int prepare_dir(const struct export *x)
{
	int is = occupied(x->dir);

	if (is < 0)
		return EXIT_BAD_INPUT;
	if (is && !x->force) {
		talk_error("%s is not empty; another directory, or --force", x->dir);
		return EXIT_BAD_INPUT;
	}
	if (mkdir(x->dir, 0777) != 0 && errno != EEXIST) {
		talk_error("%s: %s", x->dir, strerror(errno));
		return EXIT_INTERNAL;
	}
	return EXIT_OK;
}

/* ---- a table ---- */

static char *join(const char *dir, const char *name, const char *end)
{
	size_t size = strlen(dir) + strlen(name) + strlen(end) + 2;
	char *path = must(malloc(size));

	snprintf(path, size, "%s/%s%s", dir, name, end);
	return path;
}

static int fill(struct stored *stored, const char *table, const char *draft, const char *path)
{
	FILE *out = fopen(draft, "wb");
	bool read = true, written = out != NULL;

	if (out) {
		errno = 0;
		read = stored_csv(stored, table, out) || ferror(out);
		written = !ferror(out);
		written = fclose(out) == 0 && written;
	}
	if (read && written && rename(draft, path) == 0)
		return EXIT_OK;
	if (read)
		talk_error("%s: %s", path, strerror(errno));
	unlink(draft);
	return read ? EXIT_INTERNAL : EXIT_BAD_INPUT;
}

static int write_table(struct stored *stored, const char *dir, const char *table)
{
	char *draft = join(dir, table, ".csv.unfinished"), *path = join(dir, table, ".csv");
	int status = fill(stored, table, draft, path);

	free(draft);
	free(path);
	return status;
}

static int export(const struct export *x)
{
	struct stored *stored = stored_open(x->file);
	int status = stored ? prepare_dir(x) : EXIT_BAD_INPUT;

	for (size_t i = 0; i < stored_n_tables() && status == EXIT_OK; i++)
		status = write_table(stored, x->dir, stored_table(i));
	stored_close(stored);
	if (status == EXIT_OK)
		talk("%zu tables written to %s", stored_n_tables(), x->dir);
	return status;
}

/* ---- the command ---- */

static bool take_option(struct export *x, int option, const char *value)
{
	switch (option) {
	case O_CSV:
		x->dir = value;
		return true;
	case O_FORCE:
		return x->force = true;
	case OPTION_ARGUMENT:
		if (x->file) {
			talk_error("one database at a time: %s or %s", x->file, value);
			return false;
		}
		x->file = value;
		return true;
	}
	return false;
}

int command_export(int argc, char **argv)
{
	struct options options = { .program = "spheron-sim export", .examples = examples,
		.usage = "FILE.db --csv DIR", .rows = rows, .argc = argc, .argv = argv };
	struct export x = { 0 };
	int option;

	while ((option = options_next(&options)) != OPTION_END)
		if (option == OPTION_HELP || !take_option(&x, option, options.value))
			return option == OPTION_HELP ? EXIT_OK : EXIT_BAD_INPUT;
	if (!x.file || !x.dir || !x.dir[0]) {
		talk_error(x.file ? "where to? --csv DIR" : "which database? (spheron-sim export --help)");
		return EXIT_BAD_INPUT;
	}
	return export(&x);
}
