/* A sheet as text: headings, wrapped paragraphs, aligned facts and tables, at most 100 columns
 * where the content allows it. */

#include "sim/why/sheet_node.h"

#include "sim/player.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define LINE_MAX_COLUMNS 96
#define INDENT           2

struct printer {
	const struct sheet *sheet;
	FILE *out;
	bool bold;      /* may headings be bold? */
	bool blank_due; /* an empty line belongs before what comes next */
	bool after_words, after_facts, after_table; /* what stands just above, in the same object */
	unsigned depth;
};

static bool colour_wanted(FILE *out)
{
	const char *no = getenv("NO_COLOR");

	return isatty(fileno(out)) && !(no && *no);
}

/* The outermost object is not indented, nor are the headings directly in it. */
static unsigned indentation(const struct printer *p)
{
	return p->depth > 1 ? INDENT * (p->depth - 1) : 0;
}

static void indent(const struct printer *p)
{
	fprintf(p->out, "%*s", (int) indentation(p), "");
}

static void begin_block(struct printer *p)
{
	if (p->blank_due)
		fputc('\n', p->out);
	p->blank_due = false;
}

static void heading(struct printer *p, const char *text)
{
	unsigned columns = indentation(p);

	begin_block(p);
	fprintf(p->out, "%*s", columns > INDENT ? (int) (columns - INDENT) : 0, "");
	fprintf(p->out, p->bold ? "\033[1m%s\033[0m\n" : "%s\n", text);
}

/* One line of a paragraph: as many words as fit; returns how many characters that are. */
static size_t fitting(const char *text, size_t room)
{
	size_t n = strcspn(text, "\n"), cut;

	if (n <= room)
		return n;
	for (cut = room; cut > 0 && text[cut] != ' ';)
		cut--;
	return cut ? cut : strcspn(text, " \n");
}

static void paragraph(struct printer *p, const char *text)
{
	size_t room = LINE_MAX_COLUMNS - indentation(p);

	while (*text) {
		size_t n = fitting(text, room);

		if (n)
			indent(p);
		fprintf(p->out, "%.*s\n", (int) n, text);
		text += n;
		if (*text == '\n')
			text++;
		else
			text += strspn(text, " ");
	}
}

/* ---- facts ---- */

static bool in_run(const struct sheet *s, size_t i)
{
	return i < s->n && (s->node[i].kind == SHEET_FACT || s->node[i].kind == SHEET_VALUE);
}

static bool is_fact(const struct sheet_node *node)
{
	return node->kind == SHEET_FACT;
}

/* A run of facts in three columns; returns the node behind it. */
static size_t facts(struct printer *p, size_t i)
{
	const struct sheet *s = p->sheet;
	size_t label = 0, text = 0, end = i, n;

	for (; in_run(s, end); end++) {
		if (!is_fact(&s->node[end]))
			continue;
		n = strlen(s->node[end].label);
		label = n > label ? n : label;
		n = strlen(s->node[end].text);
		if (s->node[end].rules[0] && n <= 60)
			text = n > text ? n : text;
	}
	for (; i < end; i++) {
		const struct sheet_node *f = &s->node[i];

		if (!is_fact(f))
			continue;
		indent(p);
		fprintf(p->out, "%-*s  ", (int) label, f->label);
		if (f->rules[0])
			fprintf(p->out, "%-*s  (%s)\n", (int) text, f->text, f->rules);
		else
			fprintf(p->out, "%s\n", f->text);
	}
	return end;
}

/* ---- tables ---- */

static size_t table_end(const struct sheet *s, size_t i)
{
	for (i++; i < s->n && (s->node[i].kind == SHEET_CELL || s->node[i].kind == SHEET_TOTAL);)
		i++;
	return i;
}

/* The line'th line of a column's head, its length in *size. */
static const char *head_line(const char *head, unsigned line, size_t *size)
{
	const char *lf = strchr(head, '\n');

	if (line == 0)
		*size = strcspn(head, "\n");
	else
		*size = lf ? strlen(lf + 1) : 0;
	return line && lf ? lf + 1 : head;
}

static void widen(size_t *width, size_t n)
{
	if (n > *width)
		*width = n;
}

/* `width` of each column; returns how many lines the heads take. */
static unsigned measure(const struct sheet *s, size_t i, size_t end, size_t *width)
{
	const struct sheet_node *t = &s->node[i];
	unsigned lines = 1, c = 0;
	size_t n;

	for (unsigned k = 0; k < t->n_columns; k++) {
		for (unsigned line = 0; line < 2; line++) {
			head_line(t->columns[k].head, line, &n);
			widen(&width[k], n);
			if (line && n)
				lines = 2;
		}
	}
	for (i++; i < end; i++) {
		if (s->node[i].kind == SHEET_TOTAL)
			continue;
		widen(&width[c], strlen(s->node[i].text));
		c = (c + 1) % t->n_columns;
	}
	return lines;
}

/* Spaces are printed only when something follows them on the line. */
struct line {
	FILE *out;
	size_t spaces;
};

static void line_put(struct line *l, const char *text, size_t size)
{
	if (size == 0)
		return;
	fprintf(l->out, "%*s%.*s", (int) l->spaces, "", (int) size, text);
	l->spaces = 0;
}

static void line_end(struct line *l)
{
	fputc('\n', l->out);
	l->spaces = 0;
}

static void put_cell(struct line *l, const struct sheet_node *t, unsigned c, const size_t *width,
		const char *text, size_t size)
{
	if (!t->columns[c].left)
		l->spaces += width[c] - size;
	line_put(l, text, size);
	if (t->columns[c].left)
		l->spaces += width[c] - size;
	l->spaces += 2;
	if (c + 1 == t->n_columns)
		line_end(l);
}

static void put_heads(const struct printer *p, const struct sheet_node *t, const size_t *width,
		unsigned lines)
{
	struct line l = { p->out, 0 };

	for (unsigned line = 0; line < lines; line++) {
		l.spaces = indentation(p);
		for (unsigned c = 0; c < t->n_columns; c++) {
			size_t n;
			const char *text = head_line(t->columns[c].head, line, &n);

			put_cell(&l, t, c, width, text, n);
		}
	}
}

static void put_line(const struct printer *p, const struct sheet_node *t, const size_t *width)
{
	indent(p);
	for (unsigned c = 0; c < t->n_columns; c++) {
		for (size_t k = 0; k < width[c]; k++)
			fputc('-', p->out);
		fputs(c + 1 == t->n_columns ? "\n" : "  ", p->out);
	}
}

static size_t table(struct printer *p, size_t i)
{
	const struct sheet *s = p->sheet;
	const struct sheet_node *t = &s->node[i];
	size_t end = table_end(s, i), *width = must(calloc(t->n_columns, sizeof *width));
	unsigned lines = measure(s, i, end, width), c = 0;
	struct line l = { p->out, 0 };

	put_heads(p, t, width, lines);
	put_line(p, t, width);
	for (i++; i < end; i++) {
		const struct sheet_node *cell = &s->node[i];

		if (cell->kind == SHEET_TOTAL) {
			put_line(p, t, width);
			continue;
		}
		if (c == 0)
			l.spaces = indentation(p);
		put_cell(&l, t, c, width, cell->text, strlen(cell->text));
		c = (c + 1) % t->n_columns;
	}
	free(width);
	return end;
}

/* ---- all of it ---- */

static size_t put_node(struct printer *p, size_t i)
{
	const struct sheet_node *node = &p->sheet->node[i];
	bool after_words = p->after_words, after_facts = p->after_facts,
	     after_table = p->after_table;

	p->after_words = p->after_facts = p->after_table = false;
	switch (node->kind) {
	case SHEET_OPEN:
		p->depth++;
		p->blank_due = p->blank_due || p->depth > 1;
		if (node->text[0])
			heading(p, node->text);
		return i + 1;
	case SHEET_LIST:
		return i + 1;
	case SHEET_CLOSE:
		p->blank_due = true;
		return i + 1;
	case SHEET_SAY:
		p->blank_due = p->blank_due || after_facts;
		begin_block(p);
		paragraph(p, node->text);
		p->after_words = true;
		return i + 1;
	case SHEET_FACT:
		p->blank_due = p->blank_due || after_words || after_table;
		begin_block(p);
		p->after_facts = true;
		return facts(p, i);
	case SHEET_TABLE:
		p->blank_due = p->blank_due || after_words || after_facts || after_table;
		begin_block(p);
		p->after_table = true;
		return table(p, i);
	case SHEET_VALUE:
	case SHEET_CELL:
	case SHEET_TOTAL:
		break;
	}
	return i + 1;
}

void sheet_print_text(const struct sheet *s, FILE *out)
{
	struct printer p = { .sheet = s, .out = out, .bold = colour_wanted(out) };
	/* Whether each node left open is an object, which indents, or a list, which does not. */
	bool *open = must(calloc(s->n + 1, sizeof *open));
	size_t depth = 0;

	for (size_t i = 0; i < s->n;) {
		enum sheet_kind kind = s->node[i].kind;

		if (kind == SHEET_OPEN || kind == SHEET_LIST)
			open[depth++] = kind == SHEET_OPEN;
		i = put_node(&p, i);
		if (kind == SHEET_CLOSE && depth > 0 && open[--depth])
			p.depth--;
	}
	free(open);
}

void sheet_print(const struct sheet *s, bool json, FILE *out)
{
	if (json)
		sheet_print_json(s, out);
	else
		sheet_print_text(s, out);
}
