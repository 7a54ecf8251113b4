/* A sheet as one JSON object on one line. */

#include "sim/why/sheet_node.h"

#include "protocol/number.h"

#include <string.h>

/* Numbers above this are strings, as in all texts of the protocol (ENC-02). */
#define EXACT_MAX (UINT64_C(1) << 53)

static void put_string(FILE *out, const char *text, size_t size)
{
	fputc('"', out);
	for (size_t i = 0; i < size; i++) {
		unsigned char c = (unsigned char) text[i];

		if (c == '"' || c == '\\')
			fprintf(out, "\\%c", c);
		else if (c < 0x20 || c >= 0x7f)
			fprintf(out, "\\u%04x", c);
		else
			fputc(c, out);
	}
	fputc('"', out);
}

static void put_text(FILE *out, const char *text)
{
	put_string(out, text, strlen(text));
}

static void put_raw(FILE *out, const struct sheet_node *node)
{
	char digits[SPHERON_DECIMAL_SIZE];

	spheron_decimal(digits, node->raw.value);
	switch (node->raw.kind) {
	case RAW_NONE:
		fputs("null", out);
		break;
	case RAW_NUMBER:
		fprintf(out, node->raw.value.lo > EXACT_MAX ? "\"%s\"" : "%s", digits);
		break;
	case RAW_AMOUNT:
		fprintf(out, "\"%s\"", digits);
		break;
	case RAW_MINUS:
		fprintf(out, "\"-%s\"", digits);
		break;
	case RAW_TEXT:
		put_text(out, node->raw.text ? node->raw.text : node->text);
		break;
	case RAW_BOOL:
		fputs(node->raw.value.lo ? "true" : "false", out);
		break;
	}
}

/* "LIVE-02, TIER-05" as ["LIVE-02","TIER-05"]. */
static void put_rules(FILE *out, const char *rules)
{
	const char *sep = "";

	fputs(",\"rules\":[", out);
	while (*rules) {
		size_t n = strcspn(rules, ", ");

		if (n) {
			fputs(sep, out);
			put_string(out, rules, n);
			sep = ",";
		}
		rules += n + strspn(rules + n, ", ");
	}
	fputc(']', out);
}

/* The node behind the object, list or table that begins at i. */
static size_t after(const struct sheet *s, size_t i)
{
	unsigned depth = 0;

	if (s->node[i].kind == SHEET_TABLE) {
		for (i++; i < s->n &&
				(s->node[i].kind == SHEET_CELL || s->node[i].kind == SHEET_TOTAL);)
			i++;
		return i;
	}
	if (s->node[i].kind != SHEET_OPEN && s->node[i].kind != SHEET_LIST)
		return i + 1;
	do {
		if (s->node[i].kind == SHEET_OPEN || s->node[i].kind == SHEET_LIST)
			depth++;
		else if (s->node[i].kind == SHEET_CLOSE)
			depth--;
		i++;
	} while (depth > 0 && i < s->n);
	return i;
}

static void put_row(FILE *out, const struct sheet_node *table, const struct sheet_node *cell)
{
	fputc('{', out);
	for (unsigned c = 0; c < table->n_columns; c++) {
		fprintf(out, "%s\"%s\":", c ? "," : "", table->columns[c].key);
		put_raw(out, &cell[c]);
	}
	fputc('}', out);
}

/* "rows":[{..},..] and, for a total row, "rows_total":{..}. */
static void put_table(FILE *out, const struct sheet *s, size_t i)
{
	const struct sheet_node *table = &s->node[i];
	size_t end = after(s, i), total = 0;
	const char *sep = "";

	fprintf(out, "\"%s\":[", table->key);
	for (i++; i + table->n_columns <= end; i += table->n_columns) {
		if (s->node[i].kind == SHEET_TOTAL) {
			total = ++i;
			continue;
		}
		fputs(sep, out);
		put_row(out, table, &s->node[i]);
		sep = ",";
	}
	fputc(']', out);
	if (total) {
		fprintf(out, ",\"%s_total\":", table->key);
		put_row(out, table, &s->node[total]);
	}
}

static void put_object(FILE *out, const struct sheet *s, size_t i);

static void put_list(FILE *out, const struct sheet *s, size_t i)
{
	size_t end = after(s, i) - 1;
	const char *sep = "";

	fputc('[', out);
	for (i++; i < end; i = after(s, i)) {
		fputs(sep, out);
		put_object(out, s, i);
		sep = ",";
	}
	fputc(']', out);
}

/* The paragraphs directly inside an object. */
static void put_says(FILE *out, const struct sheet *s, size_t i, size_t end, const char **sep)
{
	bool any = false;

	for (; i < end; i = after(s, i)) {
		if (s->node[i].kind != SHEET_SAY)
			continue;
		fprintf(out, any ? "," : "%s\"says\":[", *sep);
		put_text(out, s->node[i].text);
		any = true;
	}
	if (any) {
		fputc(']', out);
		*sep = ",";
	}
}

static void put_fact(FILE *out, const struct sheet_node *node)
{
	fprintf(out, "\"%s\":{\"value\":", node->key);
	put_raw(out, node);
	if (node->raw.kind != RAW_TEXT || node->raw.text) {
		fputs(",\"shown\":", out);
		put_text(out, node->text);
	}
	put_rules(out, node->rules);
	fputc('}', out);
}

static void put_member(FILE *out, const struct sheet *s, size_t i)
{
	const struct sheet_node *node = &s->node[i];

	if (node->kind == SHEET_FACT) {
		put_fact(out, node);
	} else if (node->kind == SHEET_VALUE) {
		fprintf(out, "\"%s\":", node->key);
		put_raw(out, node);
	} else if (node->kind == SHEET_TABLE) {
		put_table(out, s, i);
	} else {
		fprintf(out, "\"%s\":", node->key);
		if (node->kind == SHEET_LIST)
			put_list(out, s, i);
		else
			put_object(out, s, i);
	}
}

static void put_object(FILE *out, const struct sheet *s, size_t i)
{
	size_t end = after(s, i) - 1;
	const char *sep = "";

	fputc('{', out);
	if (s->node[i].text[0]) {
		fputs("\"title\":", out);
		put_text(out, s->node[i].text);
		sep = ",";
	}
	put_says(out, s, i + 1, end, &sep);
	for (i++; i < end; i = after(s, i)) {
		if (s->node[i].kind == SHEET_SAY || !s->node[i].key)
			continue;
		fputs(sep, out);
		put_member(out, s, i);
		sep = ",";
	}
	fputc('}', out);
}

void sheet_print_json(const struct sheet *s, FILE *out)
{
	put_object(out, s, 0);
	fputc('\n', out);
}
