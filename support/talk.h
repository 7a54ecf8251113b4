/* talk.h - what a program says to people: on standard error, one clear line at a time.
 *
 * Results go to standard output and have their own formats; nothing here touches it.
 */
#ifndef SUPPORT_TALK_H
#define SUPPORT_TALK_H

#include <stdbool.h>
#include <stddef.h>

/* The name that lines begin with. */
void talk_as(const char *program);

/* "program: message"; red on a terminal unless NO_COLOR is set (no-color.org). */
void talk_error(const char *format, ...) __attribute__((format(printf, 1, 2)));
void talk(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* From now on errors of this thread are not said but put into `text`, the first of them; NULL: they are
 * said again. */
void talk_into(char *text, size_t size);

/* Is standard error a terminal, and may it be coloured? */
bool talk_to_terminal(void);
bool talk_in_colour(void);

#endif
