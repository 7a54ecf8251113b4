/* options.h - command-line options from a table, and the help text made from the same table. */
#ifndef SUPPORT_OPTIONS_H
#define SUPPORT_OPTIONS_H

#include <stdbool.h>

struct option_row {
	const char *name;  /* "--dump" */
	const char *value; /* name of its value, NULL if it takes none */
	const char *help;
};

struct options {
	const char *program; /* "spheron-sim replay" */
	const char *examples; /* lines shown first */
	const char *usage;    /* "[FILE|-]" */
	const struct option_row *rows; /* ends with a name of NULL */
	int argc;
	char **argv;
	int at; /* next argument */
	const char *value; /* of the option just returned, or the argument */
};

enum { OPTION_END = -1, OPTION_ARGUMENT = -2, OPTION_BAD = -3, OPTION_HELP = -4 };

/* The number of the next option in the table, or one of the above.  "--name value" and "--name=value"
 * are the same; "--" ends the options; "--help" prints the help to standard output.  After
 * OPTION_BAD the reason has been said. */
int options_next(struct options *o);

#endif
