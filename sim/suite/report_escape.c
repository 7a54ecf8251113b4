/* Text made safe for a format: whatever comes in, what goes out is UTF-8 and stays in its place. */

#include "sim/suite/report_parts.h"

#include "sim/player.h"

#include <stdlib.h>
#include <string.h>

enum { REPLACEMENT = 0xfffd };

/* How many bytes a character that begins with this one has; 0 if none does. */
static size_t utf8_length(unsigned char first)
{
	if (first < 0x80)
		return 1;
	if (first >= 0xc2 && first < 0xe0)
		return 2;
	if (first >= 0xe0 && first < 0xf0)
		return 3;
	return first >= 0xf0 && first < 0xf5 ? 4 : 0;
}

/* Overlong forms, surrogates and what lies beyond U+10FFFF are no characters. */
size_t utf8_next(const char *text, uint32_t *character)
{
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	const unsigned char *s = (const unsigned char *) text;
	size_t n = utf8_length(s[0]);
	uint32_t c;

	*character = REPLACEMENT;
	if (!s[0])
		return 0;
	if (n <= 1) {
		if (n)
			*character = s[0];
		return 1;
	}
	c = s[0] & (0x7fu >> n);
	for (size_t i = 1; i < n; i++) {
		if ((s[i] & 0xc0) != 0x80)
			return 1;
		c = c << 6 | (s[i] & 0x3f);
	}
	if (c < least[n] || c > 0x10ffff || (c >= 0xd800 && c < 0xe000))
		return 1;
	*character = c;
	return n;
}

size_t utf8_columns(const char *text)
{
	size_t columns = 0, n;
	uint32_t c;

	for (; (n = utf8_next(text, &c)); text += n)
		columns++;
	return columns;
}

static void put_utf8(FILE *out, uint32_t c)
{
	if (c < 0x80) {
		fputc((int) c, out);
		return;
	}
	if (c < 0x800) {
		fputc((int) (0xc0 | c >> 6), out);
	} else if (c < 0x10000) {
		fputc((int) (0xe0 | c >> 12), out);
		fputc((int) (0x80 | (c >> 6 & 0x3f)), out);
	} else {
		fputc((int) (0xf0 | c >> 18), out);
		fputc((int) (0x80 | (c >> 12 & 0x3f)), out);
		fputc((int) (0x80 | (c >> 6 & 0x3f)), out);
	}
	fputc((int) (0x80 | (c & 0x3f)), out);
}

/* C0 and C1, marks that change the direction of what follows, and the two that are no characters. */
static bool is_control(uint32_t c)
{
	return c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0x200e || c == 0x200f
			|| (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069) || c == 0xfffe
			|| c == 0xffff;
}

static bool is_line_end(uint32_t c)
{
	return c == '\n' || c == '\r' || c == 0x2028 || c == 0x2029;
}

static void put_plain(FILE *out, uint32_t c)
{
	put_utf8(out, is_control(c) ? REPLACEMENT : c);
}

/* All on one line: a line end or tab is a blank. */
static void put_in_line(FILE *out, uint32_t c)
{
	if (is_line_end(c) || c == '\t')
		fputc(' ', out);
	else
		put_plain(out, c);
}

static void put_xml(FILE *out, uint32_t c, bool attribute)
{
	if (c == '\n' && !attribute)
		fputc('\n', out);
	else if (c == '<')
		fputs("&lt;", out);
	else if (c == '>')
		fputs("&gt;", out);
	else if (c == '&')
		fputs("&amp;", out);
	else if (c == '"')
		fputs("&quot;", out);
	else if (c == '\n' || c == '\r' || c == '\t')
		fprintf(out, "&#%u;", (unsigned) c); /* a plain one would be a blank in an attribute */
	else
		put_plain(out, c);
}

static void put_quoted(FILE *out, uint32_t c, bool yaml)
{
	if (c == '"' || c == '\\')
		fprintf(out, "\\%c", (int) c);
	else if (c == '\n' || c == '\r' || c == '\t')
		fprintf(out, "\\%c", c == '\n' ? 'n' : c == '\r' ? 'r' : 't');
	else if (yaml && is_control(c) && c < 0x100)
		fprintf(out, "\\x%02x", (unsigned) c);
	else if (is_control(c) || c == 0x2028 || c == 0x2029)
		fprintf(out, "\\u%04x", (unsigned) c);
	else
		put_utf8(out, c);
}

/* A # would begin a directive. */
static void put_tap(FILE *out, uint32_t c)
{
	if (c == '#' || c == '\\')
		fputc('\\', out);
	put_in_line(out, c);
}

static void put_command(FILE *out, uint32_t c, bool property)
{
	if (c == '%' || c == '\r' || c == '\n' || (property && (c == ':' || c == ',')))
		fprintf(out, "%%%02X", (unsigned) c);
	else if (c == '\t')
		fputc(' ', out);
	else
		put_plain(out, c);
}

static void put_markdown(FILE *out, uint32_t c)
{
	if (c == '<')
		fputs("&lt;", out);
	else if (c == '>')
		fputs("&gt;", out);
	else if (c == '&')
		fputs("&amp;", out);
	else if (c == '@')
		fputs("&#64;", out); /* would call somebody */
	else if (c && c < 0x80 && strchr("\\`*_[]|~$!", (int) c))
		fprintf(out, "\\%c", (int) c);
	else
		put_in_line(out, c);
}

void put_text(FILE *out, enum text_way way, const char *text)
{
	uint32_t c;
	size_t n;

	for (; (n = utf8_next(text, &c)); text += n) {
		switch (way) {
		case TEXT_LINE:
			put_in_line(out, c);
			break;
		case TEXT_LINES:
			if (c == '\n')
				fputc('\n', out);
			else
				put_in_line(out, c);
			break;
		case TEXT_XML:
		case TEXT_ATTRIBUTE:
			put_xml(out, c, way == TEXT_ATTRIBUTE);
			break;
		case TEXT_JSON:
		case TEXT_YAML:
			put_quoted(out, c, way == TEXT_YAML);
			break;
		case TEXT_TAP:
			put_tap(out, c);
			break;
		case TEXT_COMMAND:
		case TEXT_PROPERTY:
			put_command(out, c, way == TEXT_PROPERTY);
			break;
		case TEXT_MARKDOWN:
			put_markdown(out, c);
			break;
		}
	}
}

char *to_string(void (*write)(FILE *out, const void *of), const void *of)
{
	char *text = NULL;
	size_t size;
	FILE *out = must(open_memstream(&text, &size));

	write(out, of);
	fclose(out);
	return must(text);
}
