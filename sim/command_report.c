/* spheron-sim report - a database of results as one page with charts. */

#include "sim/commands.h"

#include "sim/player.h"
#include "sim/report/report.h"
#include "support/options.h"
#include "support/talk.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { O_OUT };

static const struct option_row rows[] = {
	[O_OUT] = { "--out", "FILE.html", "where to; FILE.html beside FILE.db if not given" },
	{ NULL, NULL, NULL },
};

static const char examples[] =
		"  spheron-sim run scenarios/reference.json --out out.db && spheron-sim report out.db\n"
		"  spheron-sim report out.db --out page.html\n";

/* FILE.html for FILE.db; the caller frees. */
static char *page_of(const char *db)
{
	size_t n = strlen(db);
	char *path = must(malloc(n + 6));

	if (n > 3 && strcmp(db + n - 3, ".db") == 0)
		n -= 3;
	memcpy(path, db, n);
	memcpy(path + n, ".html", 6);
	return path;
}

static int report(const char *db, const char *out)
{
	char *path = out ? NULL : page_of(db);
	enum report_end end = report_make(db, out ? out : path);

	if (end == REPORT_DONE)
		talk("%s written", out ? out : path);
	free(path);
	switch (end) {
	case REPORT_DONE:
		return EXIT_OK;
	case REPORT_BAD_INPUT:
		return EXIT_BAD_INPUT;
	case REPORT_FAILED:
		break;
	}
	return EXIT_INTERNAL;
}

int command_report(int argc, char **argv)
{
	struct options options = { .program = "spheron-sim report", .examples = examples,
		.usage = "FILE.db", .rows = rows, .argc = argc, .argv = argv };
	const char *db = NULL, *out = NULL;
	int option;

	while ((option = options_next(&options)) != OPTION_END) {
		if (option == OPTION_HELP)
			return EXIT_OK;
		if (option == OPTION_BAD)
			return EXIT_BAD_INPUT;
		if (option == O_OUT) {
			out = options.value;
		} else if (db) {
			talk_error("one database at a time: %s or %s", db, options.value);
			return EXIT_BAD_INPUT;
		} else {
			db = options.value;
		}
	}
	if (!db) {
		talk_error("which database? (spheron-sim report --help)");
		return EXIT_BAD_INPUT;
	}
	return report(db, out);
}
