/* Values for people. */

#include "sim/expr/expr_parts.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* "12.5"; exact ones with all of their digits, others with six. */
static void spell(const struct expr_value *v, int shift, char *text, size_t size)
{
	double number = value_number(v), times = 1;

	if (v->exact && value_spell(v, shift, text, size))
		return;
	for (int i = 0; i < shift; i++)
		times *= 10;
	for (int i = 0; i > shift; i--)
		times /= 10;
	snprintf(text, size, "%.6g", number * times);
}

/* "3 h 20 min": the two largest parts that say something, the last one rounded if need be. */
static void show_duration(const struct expr_value *v, char text[EXPR_SHOWN_MAX])
{
	static const struct {
		const char *name;
		double s;
	} parts[] = { { "d", 86400 }, { "h", 3600 }, { "min", 60 }, { "s", 1 }, { "ms", 0.001 } };
	double number = value_number(v), left = fabs(number);
	size_t n = 0, first = 0, last;

	while (first < 4 && left < parts[first].s)
		first++;
	if (left < 0.001 || left >= 86400e9) {
		spell(v, 0, text, 80);
		strcat(text, " s");
		return;
	}
	last = first < 4 ? first + 1 : 4;
	left = round(left / parts[last].s) * parts[last].s;
	if (first > 0 && left >= parts[first - 1].s)
		first--;
	if (number < 0)
		text[n++] = '-';
	for (size_t i = first; i <= last && i <= first + 1; i++) {
		double whole = i == last ? round(left / parts[i].s) : floor(left / parts[i].s + 1e-9);

		left -= whole * parts[i].s;
		if (whole > 0)
			n += (size_t) snprintf(text + n, EXPR_SHOWN_MAX - n, "%s%.0f %s",
					i > first ? " " : "", whole, parts[i].name);
	}
}

static void show_data(const struct expr_value *v, char text[EXPR_SHOWN_MAX])
{
	double size = fabs(value_number(v));
	int shift = size >= 1e6 ? -6 : size >= 1e3 ? -3 : 0;

	spell(v, shift, text, 80);
	strcat(text, shift == -6 ? " TB" : shift == -3 ? " GB" : " MB");
}

void number_show(const struct expr_value *v, struct expr_unit unit, enum hint hint,
		char text[EXPR_SHOWN_MAX])
{
	static const struct expr_unit time = { { [EXPR_TIME] = 1 } }, data = { { [EXPR_DATA] = 1 } };
	static const struct expr_unit rate = { { [EXPR_TIME] = -1 } }, plain = { { 0 } };
	static const struct expr_unit bandwidth = { { [EXPR_DATA] = 1, [EXPR_TIME] = -1 } };
	static const int seconds[] = { [HINT_NONE] = 1, [HINT_SHARE] = 1, [HINT_HOUR] = 3600,
		[HINT_DAY] = 86400, [HINT_YEAR] = 31536000 };
	struct expr_value scaled = *v;
	char name[60];
	size_t n;

	if (expr_same_unit(unit, time)) {
		show_duration(v, text);
		return;
	}
	if (expr_same_unit(unit, data)) {
		show_data(v, text);
		return;
	}
	unit_short(unit, hint, name);
	if (unit.power[EXPR_TIME] == -1 && strchr(name, '/'))
		scaled = value_multiply(scaled, value_whole(seconds[hint], 0, 0));
	if (expr_same_unit(unit, bandwidth)) {
		scaled = value_multiply(*v, value_whole(8, 0, 0));
		strcpy(name, "Mbps");
	}
	if (expr_same_unit(unit, rate) && hint == HINT_YEAR)
		strcpy(name, "%/year");
	spell(&scaled, name[0] == '%' && (expr_same_unit(unit, plain) || hint == HINT_YEAR) ? 2 : 0,
			text, 60);
	n = strlen(text);
	if (name[0])
		snprintf(text + n, EXPR_SHOWN_MAX - n, " %s", name);
}

void expr_show(const struct expr *e, const struct expr_value *value, char text[EXPR_SHOWN_MAX])
{
	const struct term *root = &e->node[e->root];

	if (!value->known) {
		strcpy(text, "no value");
		return;
	}
	switch (value->type) {
	case EXPR_BOOL:
		strcpy(text, value->truth ? "yes" : "no");
		break;
	case EXPR_TEXT:
		snprintf(text, EXPR_SHOWN_MAX, "%.*s", EXPR_SHOWN_MAX - 1, value->text);
		break;
	case EXPR_NUMBER:
		number_show(value, root->unit, root->hint, text);
		break;
	}
}

void expr_show_number(const struct expr *e, double value, char text[EXPR_SHOWN_MAX])
{
	struct expr_value v = value_double(value);

	if (isfinite(value))
		number_show(&v, e->node[e->root].unit, e->node[e->root].hint, text);
	else
		strcpy(text, "no value");
}

bool expr_literal(const struct expr *e, const char *text, double *value, struct expr_fault *fault)
{
	const struct term *root = &e->node[e->root];
	size_t size = strlen(text), begin = 0, length;
	struct literal literal;
	char first[120], second[120];
	bool minus;

	while (begin < size && text[begin] == ' ')
		begin++;
	minus = begin < size && text[begin] == '-';
	begin += minus;
	if (begin == size || text[begin] < '0' || text[begin] > '9')
		return expr_refuse(fault, begin, "%s is no number with its unit, such as 25 %%/year or 3 h",
				expr_quote(text, size).text);
	length = literal_read(text + begin, size - begin, &literal, fault);
	if (length == 0) {
		fault->offset += begin;
		return false;
	}
	if (begin + length != size)
		return expr_refuse(fault, begin + length, "%s is more than a number with its unit",
				expr_quote(text, size).text);
	if (root->type != EXPR_NUMBER || (!literal.any && !expr_same_unit(root->unit, literal.unit)))
		return expr_refuse(fault, begin, "%s cannot be compared with %s", unit_what(literal.unit,
				first),
				expr_describe(root, second));
	*value = value_number(&literal.value) * (minus ? -1 : 1);
	if (root->hint == HINT_SHARE && literal.hint == HINT_NONE && value_number(&literal.value) > 1)
		return expr_refuse(fault, begin, "a share cannot be compared with %s, of which 1 is all; "
				"write %s %%", text, text);
	return true;
}
