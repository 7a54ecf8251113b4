#include "support/options.h"

#include "support/nearest.h"
#include "support/talk.h"

#include <stdio.h>
#include <string.h>

static void print_help(const struct options *o)
{
	printf("Examples\n%s\nUsage: %s [options] %s\n\nOptions\n", o->examples, o->program, o->usage);
	for (const struct option_row *r = o->rows; r->name; r++) {
		char left[64];

		snprintf(left, sizeof left, "%s%s%s", r->name, r->value ? " " : "",
				r->value ? r->value : "");
		printf("  %-24s %s\n", left, r->help);
	}
	printf("  %-24s %s\n", "--help", "this text");
}

/* For the search of the nearest name. */
static const struct option_row *rows_searched;

static const char *option_name(size_t i)
{
	return rows_searched[i].name;
}

static int unknown(const struct options *o, const char *argument)
{
	ptrdiff_t near;
	size_t n = 0;

	while (o->rows[n].name)
		n++;
	rows_searched = o->rows;
	near = nearest_name(argument, option_name, n);
	if (near >= 0)
		talk_error("unknown option %s; did you mean %s? (%s --help lists them)", argument,
				o->rows[near].name, o->program);
	else
		talk_error("unknown option %s (%s --help lists them)", argument, o->program);
	return OPTION_BAD;
}

/* The value of an option: behind "=", or the next argument. */
static int take_value(struct options *o, int row, const char *equals)
{
	if (!o->rows[row].value) {
		if (!equals)
			return row;
		talk_error("%s takes no value", o->rows[row].name);
		return OPTION_BAD;
	}
	if (equals) {
		o->value = equals + 1;
		return row;
	}
	if (o->at == o->argc) {
		talk_error("%s needs a value: %s %s", o->rows[row].name, o->rows[row].name,
				o->rows[row].value);
		return OPTION_BAD;
	}
	o->value = o->argv[o->at++];
	return row;
}

static int argument(struct options *o, const char *text)
{
	o->value = text;
	return OPTION_ARGUMENT;
}

int options_next(struct options *o)
{
	const char *text, *equals;
	size_t n;

	o->value = NULL;
	if (o->at == o->argc)
		return OPTION_END;
	text = o->argv[o->at++];
	if (strcmp(text, "--") == 0) {
		/* Everything behind it is an argument, one at a time. */
		if (o->at == o->argc)
			return OPTION_END;
		text = o->argv[o->at];
		o->argv[o->at] = o->argv[o->at - 1];
		o->argv[o->at - 1] = (char *) text;
		return argument(o, text);
	}
	if (strncmp(text, "--", 2) != 0)
		return argument(o, text);
	if (strcmp(text, "--help") == 0) {
		print_help(o);
		return OPTION_HELP;
	}
	equals = strchr(text, '=');
	n = equals ? (size_t) (equals - text) : strlen(text);
	for (int i = 0; o->rows[i].name; i++)
		if (strlen(o->rows[i].name) == n && strncmp(o->rows[i].name, text, n) == 0)
			return take_value(o, i, equals);
	return unknown(o, text);
}
