/* commands.h - the subcommands of spheron-sim, and how the program ends. */
#ifndef SIM_COMMANDS_H
#define SIM_COMMANDS_H

/* Exit statuses, the same for all subcommands. */
enum {
	EXIT_OK = 0,
	EXIT_FAILED = 1,    /* an assertion does not hold, a script was answered otherwise */
	EXIT_BAD_INPUT = 2, /* usage, or a file that is not what it should be */
	EXIT_BROKEN = 3,    /* an invariant of the protocol does not hold */
	EXIT_UNDECIDED = 4, /* chance leaves an assertion undecided at its budget; over a limit */
	EXIT_GOLDEN = 5,    /* a golden result or a fingerprint differs */
	EXIT_NOTHING = 6,   /* what was asked about did not happen, or no test was chosen */
	EXIT_INTERNAL = 70, /* out of memory, output that can't be written */
	EXIT_INTERRUPTED = 130, /* stopped by Ctrl-C; what was finished is there */
	EXIT_TERMINATED = 143   /* stopped by SIGTERM; the same */
};

/* The program as it was called, without a path from the root, for commands that are shown to be
 * tried. */
extern const char *program_called;

int command_run(int argc, char **argv);
int command_test(int argc, char **argv);
int command_golden(int argc, char **argv);
int command_replay_run(int argc, char **argv);
int command_shrink(int argc, char **argv);
int command_bisect(int argc, char **argv);
int command_replay(int argc, char **argv);
int command_why(int argc, char **argv);
int command_show(int argc, char **argv);
int command_export(int argc, char **argv);
int command_report(int argc, char **argv);
int command_metrics(int argc, char **argv);
int command_validate(int argc, char **argv);
int command_schema(int argc, char **argv);
int command_bench(int argc, char **argv);

#endif
