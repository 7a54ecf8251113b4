#include "sim/suite/files.h"

#include "sim/player.h"
#include "support/talk.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

struct finding {
	struct found_file *file;
	size_t n, room;
	struct folder {
		dev_t device;
		ino_t number;
	} *folder; /* that have been looked into */
	size_t n_folders;
};

static void add(struct finding *f, const char *path, bool named)
{
	for (size_t i = 0; i < f->n; i++)
		if (strcmp(f->file[i].path, path) == 0) {
			f->file[i].named |= named;
			return;
		}
	if (f->n == f->room) {
		f->room = 2 * f->room + 16;
		f->file = must(realloc(f->file, f->room * sizeof *f->file));
	}
	f->file[f->n++] = (struct found_file) { must(strdup(path)), named };
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *) a, *(char *const *) b);
}

static bool is_json(const char *name)
{
	size_t n = strlen(name);

	return n > 5 && strcmp(name + n - 5, ".json") == 0;
}

/* Golden results lie beside the scenarios that they are of, and are called so or begin with what they
 * are. */
static bool is_golden(const char *path)
{
	static const char end[] = ".golden.json";
	char head[200] = "", kind[20] = "";
	FILE *f = fopen(path, "r");
	size_t n = f ? fread(head, 1, sizeof head - 1, f) : 0, length = strlen(path);

	if (length >= sizeof end && strcmp(path + length - (sizeof end - 1), end) == 0) {
		if (f)
			fclose(f);
		return true;
	}

	head[n] = 0;
	if (f)
		fclose(f);
	return sscanf(head, " { \"kind\" : \"%19[a-z]\"", kind) == 1 && strcmp(kind, "golden") == 0;
}

/* NULL with *n 0 if there are none; with *n 1 if it can't be read. */
static char **names_in(const char *folder, size_t *n)
{
	DIR *dir = opendir(folder);
	char **name = NULL;
	size_t room = 0;

	*n = !dir;
	for (struct dirent *e = dir ? readdir(dir) : NULL; e; e = readdir(dir)) {
		if (e->d_name[0] == '.')
			continue;
		if (*n == room) {
			room = 2 * room + 16;
			name = must(realloc(name, room * sizeof *name));
		}
		name[(*n)++] = must(strdup(e->d_name));
	}
	if (dir)
		closedir(dir);
	if (name)
		qsort(name, *n, sizeof *name, by_name);
	return name;
}

/* Links may lead in circles. */
static bool looked_into(struct finding *f, const struct stat *st)
{
	for (size_t i = 0; i < f->n_folders; i++)
		if (f->folder[i].device == st->st_dev && f->folder[i].number == st->st_ino)
			return true;
	f->folder = must(realloc(f->folder, (f->n_folders + 1) * sizeof *f->folder));
	f->folder[f->n_folders++] = (struct folder) { st->st_dev, st->st_ino };
	return false;
}

/* A folder that can't be read is taken for a file that can't be: what lies in it must not be missed. */
static void look_into(struct finding *f, const char *folder)
{
	size_t n, length = strlen(folder);
	char **name = names_in(folder, &n);

	if (!name && n) {
		add(f, folder, true);
		return;
	}
	for (size_t i = 0; i < n; i++) {
		size_t room = length + strlen(name[i]) + 2;
		char *path = must(malloc(room));
		struct stat st;
		bool there;

		snprintf(path, room, "%s%s%s", folder, length && folder[length - 1] == '/' ? "" : "/",
				name[i]);
		there = stat(path, &st) == 0;
		if (there && S_ISDIR(st.st_mode) && !looked_into(f, &st))
			look_into(f, path);
		if (is_json(name[i]) && (!there || (S_ISREG(st.st_mode) && !is_golden(path))))
			add(f, path, false); /* what is not there will be said of it */
		free(path);
		free(name[i]);
	}
	free(name);
}

bool files_of(const char *const *paths, size_t n, struct found_file **out, size_t *n_out)
{
	struct finding f = { 0 };

	for (size_t i = 0; i < n; i++) {
		struct stat st;

		if (stat(paths[i], &st) != 0) {
			talk_error("%s: %s", paths[i], strerror(errno));
			free(f.folder);
			files_free(f.file, f.n);
			return false;
		}
		if (S_ISFIFO(st.st_mode) || S_ISSOCK(st.st_mode)) {
			talk_error("%s: is a pipe; a test is read more than once, so it has to be a file",
					paths[i]);
			free(f.folder);
			files_free(f.file, f.n);
			return false;
		}
		if (!S_ISDIR(st.st_mode))
			add(&f, paths[i], true);
		else if (!looked_into(&f, &st))
			look_into(&f, paths[i]);
	}
	free(f.folder);
	*out = f.file;
	*n_out = f.n;
	return true;
}

void files_free(struct found_file *files, size_t n)
{
	for (size_t i = 0; i < n; i++)
		free(files[i].path);
	free(files);
}

bool files_find(const char *const *paths, size_t n, char ***out, size_t *n_out)
{
	struct found_file *file;

	if (!files_of(paths, n, &file, n_out))
		return false;
	*out = must(malloc((*n_out + 1) * sizeof **out));
	for (size_t i = 0; i < *n_out; i++)
		(*out)[i] = file[i].path;
	free(file);
	return true;
}
