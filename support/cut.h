/* cut.h - text for people into room that may not suffice: what does not fit is cut, and that is meant. */
#ifndef SUPPORT_CUT_H
#define SUPPORT_CUT_H

#include <stddef.h>

void cut_text(char *text, size_t size, const char *format, ...) __attribute__((format(printf, 3, 4)));

#endif
