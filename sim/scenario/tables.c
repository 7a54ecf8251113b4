/* The tables of scenario files. */
#include "sim/scenario/form.h"

struct scenario {
	const char *name;
};

static const struct form_row rows[] = {
	{ "name", FORM_TEXT, offsetof(struct scenario, name), .fallback = "unnamed",
		.help = "what results are called by" },
	{ NULL },
};

const struct form scenario_form = { "a scenario", rows, sizeof(struct scenario), NULL, NULL, NULL };
