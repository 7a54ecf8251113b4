/* spheron-sim - drives the Spheron protocol library. */

#include "sim/commands.h"

#include "protocol/spheron.h"
#include "support/nearest.h"
#include "support/talk.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

const char *program_called = "spheron-sim";

static const struct {
	const char *name, *summary;
	int (*run)(int argc, char **argv);
} commands[] = {
	{ "run", "simulate a scenario and show what came of it", command_run },
	{ "test", "test scenario files: what they assert, with verdicts and exit codes", command_test },
	{ "golden", "write the golden results that scenario files are compared with, and say why",
		command_golden },
	{ "replay-run", "simulate one run of a scenario up to a moment, and show what is there",
		command_replay_run },
	{ "shrink", "find the smallest scenario in which the same assertion fails", command_shrink },
	{ "bisect", "find the first event at which two settings or two builds part", command_bisect },
	{ "replay", "play a command log and print its receipts", command_replay },
	{ "why", "explain earnings, a reward, slash, match or refusal out of a log", command_why },
	{ "show", "print summaries of a database of results", command_show },
	{ "export", "write the tables of a database of results as CSV", command_export },
	{ "report", "draw a database of results as one HTML page", command_report },
	{ "metrics", "tell what is measured, and how", command_metrics },
	{ "validate", "check scenario files, and show what they come to", command_validate },
	{ "schema", "print the JSON Schema of scenario files", command_schema },
	{ "bench", "measure how fast it is, and where the time goes", command_bench },
};
#define N_COMMANDS (sizeof commands / sizeof commands[0])

static const char *command_name(size_t i)
{
	return commands[i].name;
}

static int help(void)
{
	puts("Examples\n"
	     "  spheron-sim run scenarios/cooldown.json --runs 20 --report cooldown.html\n"
	     "  spheron-sim test scenarios/tests\n"
	     "  spheron-sim why earnings scenarios/small-network.log\n"
	     "  spheron-sim replay scenarios/small-network.log\n"
	     "  spheron-sim replay --check every --hash --quiet LOG\n"
	     "  spheron-sim why reward --provider 1 --era 0 scenarios/small-network.log\n"
	     "\nUsage: spheron-sim COMMAND [options] ...\n\nCommands");
	for (size_t i = 0; i < N_COMMANDS; i++)
		printf("  %-10s %s\n", commands[i].name, commands[i].summary);
	puts("\nspheron-sim COMMAND --help tells more; spheron-sim --version the version.\n"
	     "\nExit status: 0 done, 1 an assertion failed, 2 bad usage or input, 3 a broken invariant,\n"
	     "4 undecided at its budget or over a limit, 5 golden result differs, 6 nothing to explain or\n"
	     "test, 70 out of memory or output not written, 130 and 143 stopped by a signal.");
	return EXIT_OK;
}

static int unknown(const char *name)
{
	ptrdiff_t near = nearest_name(name, command_name, N_COMMANDS);

	talk_error("unknown command %s%s%s%s (spheron-sim --help)", name,
			near >= 0 ? "; did you mean " : "",
			near >= 0 ? command_name((size_t) near) : "", near >= 0 ? "?" : "");
	return EXIT_BAD_INPUT;
}

static int run(int argc, char **argv)
{
	if (argc < 2) {
		talk_error("which command? (spheron-sim --help)");
		return EXIT_BAD_INPUT;
	}
	if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "help") == 0)
		return help();
	if (strcmp(argv[1], "--version") == 0) {
		printf("spheron-sim %s\n", spheron_version());
		return EXIT_OK;
	}
	for (size_t i = 0; i < N_COMMANDS; i++)
		if (strcmp(argv[1], commands[i].name) == 0)
			return commands[i].run(argc - 2, argv + 2);
	return unknown(argv[1]);
}

int main(int argc, char **argv)
{
	int status;

	talk_as("spheron-sim");
	if (argc > 0)
		program_called = argv[0][0] == '/' ? strrchr(argv[0], '/') + 1 : argv[0];
	status = run(argc, argv);
	if (status == EXIT_OK && (fflush(stdout) != 0 || ferror(stdout))) {
		talk_error("standard output: %s", strerror(errno));
		status = EXIT_INTERNAL;
	}
	return status;
}
