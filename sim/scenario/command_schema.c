/* spheron-sim schema: what a scenario file may contain, as JSON Schema. */
#include "sim/commands.h"
#include "sim/scenario/form_schema.h"

#include "support/options.h"
#include "support/talk.h"

#include <stdio.h>
#include <stdlib.h>

int command_schema(int argc, char **argv)
{
	static const struct option_row rows[] = { { NULL, NULL, NULL } };
	struct options o = { "spheron-sim schema",
		"  spheron-sim schema > scenario.schema.json\n"
		"  (and \"$schema\": \"./scenario.schema.json\" in a scenario, for editors)\n",
		"", rows, argc, argv, 0, NULL };
	int option = options_next(&o);
	char *text;

	if (option == OPTION_ARGUMENT)
		talk_error("schema takes no argument (%s --help)", o.program);
	if (option != OPTION_END)
		return option == OPTION_HELP ? EXIT_OK : EXIT_BAD_INPUT;
	text = form_schema(&scenario_form);
	fputs(text, stdout);
	free(text);
	return EXIT_OK;
}
