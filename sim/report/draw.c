#include "sim/report/draw.h"

#include "sim/player.h"
#include "support/talk.h"

#include <errno.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* ---- the program ---- */

#define PEN "gnuplot"

static bool no_pen(int error)
{
	if (error == ENOENT)
		talk_error(PEN " is not installed: charts are drawn by it (Debian: gnuplot-nox)");
	else
		talk_error(PEN ": %s", strerror(error));
	return false;
}

/* It reads and writes plain files, so neither can wait for the other; -d keeps its user's settings
 * out, and of the environment it gets PATH alone. */
static bool run_pen(FILE *in, FILE *out, FILE *err)
{
	static char name[] = PEN, defaults[] = "-d", utf8[] = "LC_ALL=C.UTF-8";
	char *const argv[] = { name, defaults, NULL };
	const char *path = getenv("PATH");
	char *where = must(malloc(strlen(path ? path : "") + 6));
	char *const environment[] = { where, utf8, NULL };
	posix_spawn_file_actions_t files;
	int error, status = 0;
	pid_t pid;

	sprintf(where, "PATH=%s", path ? path : "");
	posix_spawn_file_actions_init(&files);
	posix_spawn_file_actions_adddup2(&files, fileno(in), 0);
	posix_spawn_file_actions_adddup2(&files, fileno(out), 1);
	posix_spawn_file_actions_adddup2(&files, fileno(err), 2);
	error = posix_spawnp(&pid, PEN, &files, NULL, argv, environment);
	posix_spawn_file_actions_destroy(&files);
	free(where);
	if (error)
		return no_pen(error);
	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return no_pen(errno);
	/* Systems that find out about a missing program in the child say so with this status. */
	if (WIFEXITED(status) && WEXITSTATUS(status) == 127)
		return no_pen(ENOENT);
	return true;
}

static void read_whole(FILE *file, struct page *out)
{
	char piece[65536];
	size_t n;

	rewind(file);
	page_put(out, "");
	while ((n = fread(piece, 1, sizeof piece, file)) > 0)
		page_put_n(out, piece, n);
}

/* Why it has not drawn everything: the last line of its complaints that has words in it. */
static void complain(const struct page *err)
{
	const char *line = "it has not drawn what it was told to", *at = err->text;
	int n = (int) strlen(line);

	while (*at) {
		int length = (int) strcspn(at, "\n"), blanks = (int) strspn(at, " \t^");

		if (length > blanks) {
			line = at + blanks;
			n = length - blanks;
		}
		at += length + (at[length] == '\n');
	}
	talk_error(PEN " failed: %.*s", n, line);
}

/* ---- cleaning ---- */

/* From `at` on, where does the line end?  The next one begins behind that. */
static size_t line_of(const char *at)
{
	return strcspn(at, "\n");
}

static bool begins(const char *at, const char *with)
{
	return strncmp(at, with, strlen(with)) == 0;
}

/* Attributes that the style of the page gives, or that would be there twice. */
static size_t needless(const char *at, size_t left)
{
	static const char *const attribute[] = { " font-family=\"", " id=\"", " class=\"",
		" stroke-linecap=\"", " stroke-linejoin=\"" };

	for (size_t i = 0; i < sizeof attribute / sizeof attribute[0]; i++) {
		size_t n = strlen(attribute[i]);
		const char *end;

		if (n >= left || !begins(at, attribute[i]))
			continue;
		end = memchr(at + n, '"', left - n);
		return end ? (size_t) (end - at) + 1 : 0;
	}
	return 0;
}

static void clean_line(struct page *out, const char *line, size_t n)
{
	double x, y, size;
	char colour[40];
	bool within = false;

	if (sscanf(line, " <use xlink:href='#gpPt6' transform='translate(%lf,%lf) scale(%lf)'"
			" color='%39[^']'",
			&x, &y, &size, colour) == 4) {
		page_add(out, "<circle cx=\"%.2f\" cy=\"%.2f\" r=\"%.2f\" fill=\"%s\" stroke=\"none\"/>\n",
				x, y, size, colour);
		return;
	}
	for (size_t i = 0; i < n;) {
		size_t skip = within ? needless(line + i, n - i) : 0;

		if (line[i] == '<')
			within = begins(line + i, "<g") || begins(line + i, "<path");
		else if (line[i] == '>')
			within = false;
		if (skip == 0)
			page_put_n(out, line + i, 1);
		i += skip ? skip : 1;
	}
	page_put(out, "\n");
}

/* One document of gnuplot's: what is behind its head, definitions and frame.  Returns its end. */
static const char *clean(struct page *out, const char *at)
{
	bool inside = false;

	while (*at && !begins(at, "</svg>")) {
		size_t n = line_of(at);
		const char *next = at + n + (at[n] == '\n');

		at += n ? strspn(at, "\t ") : 0;
		n = (size_t) (next - at) - (next > at && next[-1] == '\n');
		if (inside && begins(at, "<g ") && begins(next, "</g>\n")) {
			next += strlen("</g>\n");
		} else if (inside && n > 0) {
			const char *title = strstr(at, "<title>");

			if (title && title < next)
				clean_line(out, at, (size_t) (title - at));
			else
				clean_line(out, at, n);
		}
		inside = inside || begins(at, "</defs>");
		at = next;
	}
	/* The frame around everything, which was opened before the definitions. */
	while (out->size > 0 && strchr("\n ", out->text[out->size - 1]))
		out->text[--out->size] = 0;
	if (out->size >= 4 && strcmp(out->text + out->size - 4, "</g>") == 0)
		out->text[out->size -= 4] = 0;
	return *at ? at + strlen("</svg>") : at;
}

static bool take_drawings(const struct page *svg, struct drawing *out, size_t n)
{
	const char *at = svg->text;

	for (size_t i = 0; i < n; i++) {
		at = strstr(at, "<svg");
		if (!at)
			return false;
		at = clean(&out[i].inside, at);
		if (!out[i].inside.size)
			return false;
	}
	return strstr(at, "<svg") == NULL;
}

bool draw(const struct page *script, struct drawing *out, size_t n)
{
	FILE *in = tmpfile(), *svg = tmpfile(), *err = tmpfile();
	struct page drawn = { 0 }, said = { 0 };
	bool done = false;

	if (!in || !svg || !err || fwrite(script->text, 1, script->size, in) != script->size
			|| fflush(in) != 0) {
		talk_error("temporary file: %s", strerror(errno));
	} else {
		rewind(in);
		if (run_pen(in, svg, err)) {
			read_whole(svg, &drawn);
			read_whole(err, &said);
			done = take_drawings(&drawn, out, n);
			if (!done)
				complain(&said);
		}
	}
	if (in)
		fclose(in);
	if (svg)
		fclose(svg);
	if (err)
		fclose(err);
	free(drawn.text);
	free(said.text);
	return done;
}
