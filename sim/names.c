#include "sim/names.h"

#include "support/nearest.h"
#include "support/talk.h"

#include <fnmatch.h>

bool names_add(struct names *names, const char *asked)
{
	if (names->n == NAMES_MAX) {
		talk_error("at most %d names or patterns at a time", NAMES_MAX);
		return false;
	}
	names->asked[names->n++] = asked;
	return true;
}

bool names_match(const struct names *names, const char *name)
{
	for (size_t i = 0; i < names->n; i++)
		if (fnmatch(names->asked[i], name, 0) == 0)
			return true;
	return names->n == 0;
}

static bool finds(const struct names *names, const char *asked)
{
	for (size_t i = 0; i < names->n_source; i++)
		if (fnmatch(asked, names->source(i), 0) == 0)
			return true;
	return false;
}

bool names_found(const struct names *names)
{
	for (size_t i = 0; i < names->n; i++) {
		ptrdiff_t near;

		if (finds(names, names->asked[i]))
			continue;
		near = nearest_name(names->asked[i], names->source, names->n_source);
		talk_error("no metric matches %s%s%s%s (spheron-sim metrics lists them)", names->asked[i],
				near >= 0 ? "; did you mean " : "",
				near >= 0 ? names->source((size_t) near) : "", near >= 0 ? "?" : "");
		return false;
	}
	return true;
}
