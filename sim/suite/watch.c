#include "sim/suite/watch.h"

#include "sim/commands.h"
#include "sim/player.h"
#include "sim/suite/files.h"
#include "support/talk.h"

#include <dirent.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

static volatile sig_atomic_t ended;

static void end(int number)
{
	(void) number;
	ended = 1;
}

/* A file as it was when it was last looked at. */
struct seen {
	char *path;
	struct timespec time;
	off_t size;
};

struct looking {
	struct seen *file;
	size_t n, room;
};

static void add(struct looking *l, const char *path, const struct stat *st)
{
	for (size_t i = 0; i < l->n; i++)
		if (strcmp(l->file[i].path, path) == 0)
			return;
	if (l->n == l->room) {
		l->room = 2 * l->room + 32;
		l->file = must(realloc(l->file, l->room * sizeof *l->file));
	}
	l->file[l->n++] = (struct seen) { must(strdup(path)), st->st_mtim, st->st_size };
}

static void look_at(struct looking *l, const char *path, int depth)
{
	struct stat st;
	DIR *dir;

	if (stat(path, &st) != 0)
		return;
	if (!S_ISDIR(st.st_mode)) {
		add(l, path, &st);
		return;
	}
	dir = depth < 16 ? opendir(path) : NULL;
	for (struct dirent *e = dir ? readdir(dir) : NULL; e; e = readdir(dir)) {
		char below[4096];
		int n = snprintf(below, sizeof below, "%s%s%s", path,
				path[strlen(path) - 1] == '/' ? "" : "/", e->d_name);

		if (e->d_name[0] != '.' && n < (int) sizeof below)
			look_at(l, below, depth + 1);
	}
	if (dir)
		closedir(dir);
}

/* The folder that a file stands in is looked at as well: what it includes is mostly there. */
static void look_beside(struct looking *l, const char *path)
{
	const char *slash = strrchr(path, '/');
	char folder[4096];
	struct stat st;

	if (stat(path, &st) == 0 && S_ISDIR(st.st_mode)) {
		look_at(l, path, 0);
		return;
	}
	snprintf(folder, sizeof folder, "%.*s", slash ? (int) (slash - path) : 1, slash ? path : ".");
	look_at(l, path, 0);
	look_at(l, folder, 15);
}

static void look(struct looking *l, const char *const *path, size_t n)
{
	*l = (struct looking) { 0 };
	for (size_t i = 0; i < n; i++)
		look_beside(l, path[i]);
}

static void forget(struct looking *l)
{
	for (size_t i = 0; i < l->n; i++)
		free(l->file[i].path);
	free(l->file);
}

static bool same(const struct looking *l, const struct seen *f)
{
	for (size_t i = 0; i < l->n; i++)
		if (strcmp(l->file[i].path, f->path) == 0)
			return l->file[i].time.tv_sec == f->time.tv_sec
					&& l->file[i].time.tv_nsec == f->time.tv_nsec
					&& l->file[i].size == f->size;
	return false;
}

static bool is_scenario(const char *path, const struct found_file *file, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(file[i].path, path) == 0)
			return true;
	return false;
}

struct watching {
	const char *const *path;
	size_t n;
	int (*again)(void *ctx, const char *const *path, size_t n);
	void *ctx;
};

static void run_changed(const struct watching *w, const struct looking *before, const struct looking *now)
{
	const char **changed = must(calloc(now->n + 1, sizeof *changed));
	struct found_file *file;
	size_t n = 0, n_files;
	bool others = before->n != now->n;

	if (!files_of(w->path, w->n, &file, &n_files)) {
		free(changed);
		return;
	}
	for (size_t i = 0; i < now->n; i++) {
		if (same(before, &now->file[i]))
			continue;
		if (is_scenario(now->file[i].path, file, n_files))
			changed[n++] = now->file[i].path;
		else
			others = true;
	}
	/* A Ctrl-C in the middle of a suite is the suite's. */
	if (others && w->again(w->ctx, w->path, w->n) >= EXIT_INTERRUPTED)
		ended = 1;
	else if (!others && n && w->again(w->ctx, changed, n) >= EXIT_INTERRUPTED)
		ended = 1;
	free(changed);
	files_free(file, n_files);
}

static bool differs(const struct looking *a, const struct looking *b)
{
	if (a->n != b->n)
		return true;
	for (size_t i = 0; i < b->n; i++)
		if (!same(a, &b->file[i]))
			return true;
	return false;
}

int watch_files(const char *const *path, size_t n,
		int (*again)(void *ctx, const char *const *path, size_t n), void *ctx)
{
	const struct timespec nap = { 0, 200000000 };
	struct sigaction act = { .sa_handler = end };
	struct watching w = { path, n, again, ctx };
	struct looking before, now;

	/* From the first moment on: a suite puts its own in their place and these back again, so that no
	 * Ctrl-C is lost in between. */
	ended = 0;
	sigaction(SIGINT, &act, NULL);
	sigaction(SIGTERM, &act, NULL);
	look(&before, path, n);
	if (again(ctx, path, n) >= EXIT_INTERRUPTED)
		ended = 1;
	talk("watching; Ctrl-C ends it");
	while (!ended) {
		nanosleep(&nap, NULL);
		look(&now, path, n);
		if (differs(&before, &now))
			run_changed(&w, &before, &now);
		forget(&before);
		before = now;
	}
	forget(&before);
	return EXIT_INTERRUPTED;
}
