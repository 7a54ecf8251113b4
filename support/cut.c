#include "support/cut.h"

#include <stdarg.h>
#include <stdio.h>

void cut_text(char *text, size_t size, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(text, size, format, args);
	va_end(args);
}
