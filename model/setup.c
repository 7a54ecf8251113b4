#include "model/setup.h"

#include <string.h>

const struct trace *setup_trace(const struct setup *setup, const char *name)
{
	for (uint32_t i = 0; name && i < setup->n_traces; i++)
		if (strcmp(setup->traces[i].name, name) == 0)
			return setup->traces[i].trace;
	return NULL;
}
