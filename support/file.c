#include "support/file.h"

#include "support/talk.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

char *file_read(const char *path, size_t limit, size_t *size)
{
	FILE *f = fopen(path, "rb");
	size_t room = 4096, n = 0;
	char *text = malloc(room + 1);

	while (f && text && !feof(f) && !ferror(f) && n <= limit) {
		if (n == room) {
			char *more = realloc(text, 2 * room + 1);

			if (!more)
				break;
			text = more;
			room *= 2;
		}
		n += fread(text + n, 1, room - n, f);
	}
	if (!f || !text || ferror(f) || n > limit || !feof(f)) {
		if (n > limit)
			talk_error("%s: larger than the %zu bytes that such a file may have", path,
					limit);
		else
			talk_error("%s: %s", path, strerror(errno));
		free(text);
		text = NULL;
	} else {
		text[n] = 0;
		*size = n;
	}
	if (f)
		fclose(f);
	return text;
}

/* Writes and closes; false with errno set if not all of it got there. */
static bool fill(FILE *f, const char *text, size_t size)
{
	bool done = fwrite(text, 1, size, f) == size;

	return fclose(f) == 0 && done;
}

/* A draft beside the file, with the rights that a new file has, then takes its name. */
static bool replace(const char *path, const char *text, size_t size)
{
	size_t n = strlen(path);
	char *draft = malloc(n + 8);
	bool done = false;
	FILE *f;
	int fd;

	if (!draft)
		return false;
	memcpy(draft, path, n);
	memcpy(draft + n, ".XXXXXX", 8);
	fd = mkstemp(draft);
	f = fd >= 0 ? fdopen(fd, "wb") : NULL;
	if (f) {
		mode_t mask = umask(0);

		umask(mask);
		fchmod(fd, 0666 & ~mask);
		done = fill(f, text, size) && rename(draft, path) == 0;
	}
	if (fd >= 0 && !done) {
		int why = errno;

		unlink(draft);
		errno = why;
	}
	free(draft);
	return done;
}

/* A device or pipe is written into: giving its name to a file would take it away from everybody. */
bool file_write(const char *path, const char *text, size_t size)
{
	struct stat s;
	bool done;

	if (stat(path, &s) == 0 && !S_ISREG(s.st_mode)) {
		FILE *f = fopen(path, "wb");

		done = f && fill(f, text, size);
	} else {
		done = replace(path, text, size);
	}
	if (!done)
		talk_error("%s: %s", path, strerror(errno));
	return done;
}

bool lines_open(struct lines *l, const char *path)
{
	bool standard = strcmp(path, "-") == 0;
	struct stat s;

	memset(l, 0, sizeof *l);
	l->name = standard ? "standard input" : path;
	l->file = standard ? stdin : fopen(path, "rb");
	if (!l->file) {
		talk_error("%s: %s", path, strerror(errno));
		return false;
	}
	if (fstat(fileno(l->file), &s) == 0 && S_ISDIR(s.st_mode)) {
		talk_error("%s: is a directory", path);
		fclose(l->file);
		return false;
	}
	if (fstat(fileno(l->file), &s) == 0 && S_ISREG(s.st_mode))
		l->all_bytes = (uint64_t) s.st_size;
	return true;
}

bool lines_next(struct lines *l)
{
	ssize_t n = getline(&l->line, &l->room, l->file);

	if (n < 0)
		return false;
	l->bytes += (uint64_t) n;
	l->size = (size_t) n;
	if (l->line[n - 1] == '\n')
		l->line[--l->size] = 0;
	l->number++;
	return true;
}

bool lines_close(struct lines *l)
{
	bool good = !ferror(l->file);

	if (!good)
		talk_error("%s: %s", l->name, strerror(errno));
	if (l->file != stdin)
		fclose(l->file);
	free(l->line);
	return good;
}
