/* page.h - text that grows: pieces of HTML, scripts of gnuplot. */
#ifndef SIM_REPORT_PAGE_H
#define SIM_REPORT_PAGE_H

#include <stddef.h>

struct page {
	char *text; /* ends with a NUL once something was added; the owner frees it */
	size_t size, room;
};

void page_add(struct page *p, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* As it stands. */
void page_put(struct page *p, const char *text);
void page_put_n(struct page *p, const char *text, size_t n);

/* Text of whatever origin as HTML text or within quotes. */
void page_escape(struct page *p, const char *text);

/* The same for names with dots and underscores, behind which lines may break. */
void page_name(struct page *p, const char *name);

#endif
