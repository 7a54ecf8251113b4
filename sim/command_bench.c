/* command_bench.c - spheron-sim bench: how fast, how large, where the time goes. */
#include "sim/commands.h"

#include "sim/bench/bench.h"
#include "support/nearest.h"
#include "support/options.h"
#include "support/talk.h"

#include <stdio.h>
#include <string.h>

static const struct {
	const char *name, *what;
	bool (*run)(const struct bench *b);
} parts[] = {
	{ "market", "a small marketplace, beside plain C and SimPy", bench_market },
	{ "agreement", "are its means those of plain C", bench_agreement },
	{ "luck", "what a stream for each entity saves in comparisons", bench_luck },
	{ "reference", "the reference network", bench_reference },
	{ "scale", "a thousand to a million nodes", bench_scale },
	{ "jobs", "replications on two threads", bench_jobs },
	{ "suite", "a hundred scenario tests, beside their worlds alone", bench_suite },
	{ "profile", "protocol, model, calendar, recorder (in a program made with V=profile)",
		bench_profile },
};
enum { N_PARTS = sizeof parts / sizeof parts[0] };

static const struct option_row rows[] = {
	{ "--quick", NULL, "shorter runs, fewer of them, no million nodes: a minute or two" },
	{ "--scenarios", "DIR", "where the scenario files are; scenarios if not given" },
	{ "--plain", "PROGRAM", "the marketplace in plain C to compare with (make bench builds it)" },
	{ "--simpy", "COMMAND", "and in SimPy" },
	{ "--figures", "FILE", "write all figures as one JSON object" },
	{ NULL, NULL, NULL },
};
enum { OPT_QUICK, OPT_SCENARIOS, OPT_PLAIN, OPT_SIMPY, OPT_FIGURES };

static const char *part_name(size_t i)
{
	return parts[i].name;
}

static bool choose(bool chosen[N_PARTS], const char *name)
{
	ptrdiff_t near;

	for (size_t i = 0; i < N_PARTS; i++)
		if (strcmp(parts[i].name, name) == 0)
			return chosen[i] = true;
	near = nearest_name(name, part_name, N_PARTS);
	talk_error("there is no part %s%s%s%s (spheron-sim bench --help)", name,
			near >= 0 ? "; did you mean " : "", near >= 0 ? part_name((size_t) near) : "",
			near >= 0 ? "?" : "");
	return false;
}

static void tell_parts(void)
{
	puts("\nParts");
	for (size_t i = 0; i < N_PARTS; i++)
		printf("  %-10s %s\n", parts[i].name, parts[i].what);
}

/* EXIT_OK to go on, EXIT_BAD_INPUT, or -1 after --help. */
static int read_options(struct bench *b, bool chosen[N_PARTS], const char **json, int argc, char **argv)
{
	struct options o = { .program = "spheron-sim bench",
		.examples = "  spheron-sim bench --quick\n"
			"  spheron-sim bench scale reference\n"
			"  make bench\n",
		.usage = "[PART ...]", .rows = rows, .argc = argc, .argv = argv };
	int option;

	while ((option = options_next(&o)) != OPTION_END) {
		if (option == OPTION_HELP) {
			tell_parts();
			return -1;
		}
		if (option == OPTION_BAD || (option == OPTION_ARGUMENT && !choose(chosen, o.value)))
			return EXIT_BAD_INPUT;
		if (option == OPT_QUICK)
			b->quick = true;
		else if (option == OPT_SCENARIOS)
			b->scenarios = o.value;
		else if (option == OPT_PLAIN)
			b->plain = o.value;
		else if (option == OPT_SIMPY)
			b->simpy = o.value;
		else if (option == OPT_FIGURES)
			*json = o.value;
	}
	return EXIT_OK;
}

int command_bench(int argc, char **argv)
{
	struct bench b = { .scenarios = "scenarios" };
	bool chosen[N_PARTS] = { false }, all = true;
	const char *json = NULL;
	int status = read_options(&b, chosen, &json, argc, argv);

	if (status != EXIT_OK)
		return status < 0 ? EXIT_OK : status;
	for (size_t i = 0; i < N_PARTS; i++)
		all = all && !chosen[i];
	for (size_t i = 0; i < N_PARTS; i++)
		if ((all || chosen[i]) && !parts[i].run(&b))
			return EXIT_BAD_INPUT;
	return json && !figures_write(json) ? EXIT_INTERNAL : EXIT_OK;
}
