/* Runs the rule tests: all groups, or those named on the command line. */

#include "tests/protocol/groups.h"

#include <stdio.h>
#include <string.h>

static const struct {
	const char *name;
	int (*run)(void);
} groups[] = {
#define GROUP(name) { #name, test_##name },
	TEST_GROUPS(GROUP)
#undef GROUP
};

static int wanted(const char *name, int argc, char **argv)
{
	for (int i = 1; i < argc; i++)
		if (strcmp(argv[i], name) == 0)
			return 1;
	return argc == 1;
}

int main(int argc, char **argv)
{
	int failed = 0;

	for (unsigned i = 0; i < sizeof groups / sizeof groups[0]; i++)
		if (wanted(groups[i].name, argc, argv))
			failed += groups[i].run();
	printf("rule tests: %d failed\n", failed);
	return failed != 0;
}
