#include "sim/report/page.h"

#include "sim/player.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void page_put_n(struct page *p, const char *text, size_t n)
{
	buffer_reserve(&p->text, &p->room, p->size + n + 1);
	memcpy(p->text + p->size, text, n);
	p->size += n;
	p->text[p->size] = 0;
}

void page_put(struct page *p, const char *text)
{
	page_put_n(p, text, strlen(text));
}

void page_add(struct page *p, const char *format, ...)
{
	va_list values, again;
	int n;

	va_start(values, format);
	va_copy(again, values);
	n = vsnprintf(NULL, 0, format, values);
	va_end(values);
	if (n > 0) {
		buffer_reserve(&p->text, &p->room, p->size + (size_t) n + 1);
		vsnprintf(p->text + p->size, (size_t) n + 1, format, again);
		p->size += (size_t) n;
	}
	va_end(again);
}

/* Characters that mean something in HTML, and those that XML does not have. */
static const char *entity(unsigned char c)
{
	if (c == '&')
		return "&amp;";
	if (c == '<')
		return "&lt;";
	if (c == '>')
		return "&gt;";
	if (c == '"')
		return "&quot;";
	if (c == '\'')
		return "&#39;";
	return (c < ' ' && c != '\n' && c != '\t') || c == 127 ? "\xef\xbf\xbd" : NULL;
}

static void escape(struct page *p, const char *text, const char *break_behind)
{
	for (; *text; text++) {
		const char *instead = entity((unsigned char) *text);

		if (instead)
			page_put(p, instead);
		else
			page_put_n(p, text, 1);
		if (strchr(break_behind, *text))
			page_put(p, "<wbr>");
	}
}

void page_escape(struct page *p, const char *text)
{
	escape(p, text, "");
}

void page_name(struct page *p, const char *name)
{
	escape(p, name, "._,=/");
}
