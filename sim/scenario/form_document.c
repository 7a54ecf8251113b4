#include "sim/scenario/form_document.h"

#include "sim/player.h"
#include "sim/scenario/form_merge.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define FILES_MAX 256 /* files that make up a scenario, each counted as often as it is included */

/* ---- files ---- */

/* A file that is being read, on behalf of another. */
struct reading {
	struct form_document *document;
	const struct reading *by;
	const struct form_node *asked; /* where it is included */
	dev_t device;
	ino_t inode;
	const struct form_source *source;
	unsigned *files;
	struct form_fault *fault;
};

/* Why a file can't be used: said where it is included, or of itself. */
static bool refuse_file(struct reading *r, const char *why)
{
	if (!r->asked)
		return form_refuse_source(r->fault, r->source, "%s", why);
	return form_refuse(r->fault, r->asked, &(struct form_path){ NULL, "include", 0 }, "%s: %s",
			form_quote(r->source->name).text, why);
}

/* All of an open file; NULL after a fault. */
static char *read_all(struct reading *r, FILE *f, size_t *size)
{
	size_t room = 1 << 16, n = 0, more;
	char *text = must(malloc(room));

	errno = 0;
	while ((more = fread(text + n, 1, room - n, f)) > 0 && n + more <= FORM_FILE_MAX) {
		n += more;
		if (n == room)
			text = must(realloc(text, room *= 2));
	}
	if (!ferror(f) && more == 0) {
		*size = n;
		return text;
	}
	refuse_file(r, ferror(f) ? strerror(errno) : "larger than the 64 MiB that a file may have");
	free(text);
	return NULL;
}

static bool includes_itself(const struct reading *r)
{
	for (const struct reading *by = r->by; by; by = by->by)
		if (by->device == r->device && by->inode == r->inode)
			return true;
	return false;
}

static char *read_file(struct reading *r, const char *path, size_t *size)
{
	bool standard = !r->asked && strcmp(path, "-") == 0;
	char *text = NULL;
	struct stat s;
	FILE *f;

	/* Behind a pipe nobody may ever write; those that a shell has made are below /dev. */
	if (!standard && strncmp(path, "/dev/", 5) != 0 && stat(path, &s) == 0 && S_ISFIFO(s.st_mode)) {
		refuse_file(r, "is a pipe; a scenario is a file");
		return NULL;
	}
	f = standard ? stdin : fopen(path, "rb");
	if (!f || fstat(fileno(f), &s) != 0) {
		refuse_file(r, strerror(errno));
	} else if (S_ISDIR(s.st_mode)) {
		refuse_file(r, "is a directory; a scenario is a file");
	} else {
		r->device = s.st_dev;
		r->inode = s.st_ino;
		if (includes_itself(r))
			refuse_file(r, "includes itself, directly or through others");
		else if (++*r->files > FILES_MAX)
			refuse_file(r, "more than 256 files are included");
		else
			text = read_all(r, f, size);
	}
	if (f && !standard)
		fclose(f);
	return text;
}

static const char *directory_of(struct form_arena *arena, const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? form_copy(arena, path, (size_t) (slash + 1 - path)) : "";
}

/* `name` seen from where `directory` is seen from. */
static const char *from_directory(struct form_arena *arena, const char *directory, const char *name)
{
	return form_print(arena, "%s%s", *name == '/' ? "" : directory, name);
}

/* ---- layers ---- */

static bool add_text(struct reading *r, struct form_node **base, const char *text, size_t size);

static bool add_file(struct reading *r, const char *path, struct form_node **base)
{
	size_t size;
	char *text = read_file(r, path, &size);
	bool good = text && add_text(r, base, text, size);

	free(text);
	return good;
}

static bool add_include(
		struct reading *by, struct form_node *item, size_t i, struct form_node **base)
{
	struct form_document *d = by->document;
	struct form_arena *arena = &d->arena;
	struct form_path list = { NULL, "include", 0 }, here = { &list, NULL, i };
	struct form_source *source = form_take(arena, sizeof *source);
	struct reading r = { d, by, item, 0, 0, source, by->files, by->fault };
	const char *path;

	if (item->kind != JSON_STRING || !*item->text)
		return form_refuse(by->fault, item, &here, "%s; the name of a file belongs here",
				form_kind_name(item->kind));
	path = from_directory(arena, by->source->directory, item->text);
	source->origin = FORM_FROM_FILE;
	source->directory = directory_of(arena, path);
	source->name = from_directory(arena, d->directory, path);
	return add_file(&r, source->name, base);
}

/* Takes "include" out of the layer and puts what it names below. */
static bool add_includes(struct reading *r, struct form_node *layer, struct form_node **base)
{
	struct form_path here = { NULL, "include", 0 };
	struct form_node **link = &layer->first, *include, *before = NULL;
	size_t i = 0;

	while (*link && strcmp((*link)->key, "include") != 0) {
		before = *link;
		link = &(*link)->next;
	}
	if (!(include = *link))
		return true;
	*link = include->next;
	if (layer->last == include)
		layer->last = before;
	layer->count--;
	if (include->kind != JSON_ARRAY)
		return form_refuse(r->fault, include, &here,
				"%s; an array of names of files belongs here",
				form_kind_name(include->kind));
	for (struct form_node *n = include->first; n; n = n->next)
		if (!add_include(r, n, i++, base))
			return false;
	return true;
}

static bool add_text(struct reading *r, struct form_node **base, const char *text, size_t size)
{
	struct form_document *d = r->document;
	struct form_place top = { d->form, NULL };
	struct form_node *layer;

	if (!form_parse(&d->arena, r->source, text, size, &layer, r->fault))
		return false;
	if (layer->kind != JSON_OBJECT)
		return form_refuse(r->fault, layer, NULL, "%s; a scenario is one JSON object",
				form_kind_name(layer->kind));
	return add_includes(r, layer, base) &&
	       form_prepare(&d->arena, layer, top, NULL, r->fault) &&
	       form_merge(&d->arena, base, layer, top, NULL, r->fault);
}

/* Where paths in options are seen from: the current directory. */
static const char *option_directory(struct form_document *d)
{
	char here[4096];

	if (!*d->directory || !getcwd(here, sizeof here))
		return "";
	return form_print(&d->arena, "%s/", here);
}

static bool add_options(struct form_document *d, const char *const *sets, size_t n_sets,
		struct form_fault *fault)
{
	const char *directory = option_directory(d);

	for (size_t i = 0; i < n_sets; i++) {
		struct form_source *source = form_take(&d->arena, sizeof *source);

		source->origin = FORM_FROM_OPTION;
		source->directory = directory;
		source->name = form_print(&d->arena, "--set %s", form_quote(sets[i]).text);
		if (!form_set_option(&d->arena, &d->root, d->form, sets[i], source, fault))
			return false;
	}
	return true;
}

/* ---- documents ---- */

/* An axis would win over the option without a word. */
static bool options_beside_axes(const struct form_document *d, const char *const *sets,
		size_t n_sets, struct form_fault *fault)
{
	for (size_t i = 0; i < n_sets; i++) {
		struct form_source source = { FORM_FROM_OPTION, NULL, "" };
		char path[300], option[FORM_QUOTE_SIZE + 8];

		snprintf(path, sizeof path, "%.*s", (int) strcspn(sets[i], "="), sets[i]);
		if (!form_matrix_has(d, path))
			continue;
		snprintf(option, sizeof option, "--set %s", form_quote(sets[i]).text);
		source.name = option;
		form_refuse_source(fault, &source,
				"an axis of the matrix sets this for each cell; choose "
				"with --set 'matrix.axes={\"%s\": [...]}'",
				form_quote(path).text);
		return false;
	}
	return true;
}

static void take_matrix(struct form_document *d)
{
	struct form_node *before = NULL, *n = d->root->first;

	for (; n && strcmp(n->key, "matrix") != 0; n = n->next)
		before = n;
	if (!n)
		return;
	d->matrix = n;
	*(before ? &before->next : &d->root->first) = n->next;
	if (d->root->last == n)
		d->root->last = before;
	d->root->count--;
	n->next = NULL;
}

/* The file, or the text if there is one. */
static struct form_document *open_any(const struct form *form, const char *path, const char *text,
		size_t size, const char *const *sets, size_t n_sets, struct form_fault *fault)
{
	struct form_document *d = must(calloc(1, sizeof *d));
	struct form_source *source = form_take(&d->arena, sizeof *source);
	unsigned files = 0;
	struct reading r = { d, NULL, NULL, 0, 0, source, &files, fault };
	bool standard = !text && strcmp(path, "-") == 0;
	bool good;

	d->form = form;
	d->directory = text || standard ? "" : directory_of(&d->arena, path);
	source->origin = FORM_FROM_FILE;
	source->name = standard ? "standard input" : form_copy(&d->arena, path, strlen(path));
	source->directory = "";
	good = (text ? add_text(&r, &d->root, text, size) : add_file(&r, path, &d->root)) &&
	       add_options(d, sets, n_sets, fault);
	if (good)
		take_matrix(d);
	if (good && form_matrix_read(d, fault) && options_beside_axes(d, sets, n_sets, fault))
		return d;
	form_close(d);
	return NULL;
}

struct form_document *form_open(const struct form *form, const char *path, const char *const *sets,
		size_t n_sets, struct form_fault *fault)
{
	return open_any(form, path, NULL, 0, sets, n_sets, fault);
}

struct form_document *form_open_text(const struct form *form, const char *name, const char *text,
		size_t size, const char *const *sets, size_t n_sets, struct form_fault *fault)
{
	return open_any(form, name, text, size, sets, n_sets, fault);
}

void form_close(struct form_document *document)
{
	if (!document)
		return;
	form_arena_free(&document->arena);
	free(document);
}
