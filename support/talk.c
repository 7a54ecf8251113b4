#include "support/talk.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static const char *name = "spheron";

/* Where errors of this thread go instead; the first that is said is kept. */
static _Thread_local char *heard;
static _Thread_local size_t heard_size;

void talk_into(char *text, size_t size)
{
	heard = text;
	heard_size = size;
	if (text && size)
		*text = 0;
}

void talk_as(const char *program)
{
	name = program;
}

bool talk_to_terminal(void)
{
	return isatty(STDERR_FILENO);
}

bool talk_in_colour(void)
{
	const char *no = getenv("NO_COLOR");

	return talk_to_terminal() && !(no && *no);
}

void talk_error(const char *format, ...)
{
	va_list args;

	if (heard) {
		va_start(args, format);
		if (!*heard)
			vsnprintf(heard, heard_size, format, args);
		va_end(args);
		return;
	}
	fprintf(stderr, "%s%s:%s ", talk_in_colour() ? "\033[31m" : "", name,
			talk_in_colour() ? "\033[0m" : "");
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fputc('\n', stderr);
}

void talk(const char *format, ...)
{
	va_list args;

	fprintf(stderr, "%s: ", name);
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fputc('\n', stderr);
}
