#include "sim/commands.h"

int command_why(int argc, char **argv)
{
	(void) argc;
	(void) argv;
	return EXIT_NOTHING;
}
