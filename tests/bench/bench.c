/* bench - how fast the library is, and how much memory it takes.
 *
 * Budgets are told, never enforced: a benchmark that fails on a busy machine would be switched off.
 */
#include "support/options.h"
#include "support/talk.h"
#include "tests/bench/network.h"
#include "tests/bench/report.h"

#include <stdlib.h>
#include <string.h>

struct settings {
	bool quick, json;
	uint32_t nodes; /* the only size to measure, 0 all */
	uint32_t hours; /* 0 as usual */
};

enum { QUICK, JSON, NODES, HOURS };

static const struct option_row rows[] = {
	[QUICK] = { "--quick", NULL, "shorter runs: under twenty seconds" },
	[JSON] = { "--json", NULL, "one JSON object instead of tables" },
	[NODES] = { "--nodes", "N", "measure only this many nodes, 100 to 4000000" },
	[HOURS] = { "--hours", "H", "of the network's time, 1 to 100000" },
	{ NULL, NULL, NULL },
};

static uint32_t number(const char *name, const char *text, uint32_t least, uint32_t most)
{
	char *end;
	unsigned long v = strtoul(text, &end, 10);

	if (*text < '0' || *text > '9' || *end || v < least || v > most) {
		talk_error("%s %s is not a number from %u to %u", name, text, least, most);
		exit(2);
	}
	return (uint32_t) v;
}

static struct settings read_arguments(int argc, char **argv)
{
	struct options o = { .program = "bench",
		.examples = "  bench                    everything, about a minute\n"
			    "  bench --quick            the same, rougher\n"
			    "  bench --nodes 200000     one size only\n"
			    "  bench --json > now.json  to compare with another day\n",
		.usage = "",
		.rows = rows,
		.argc = argc,
		.argv = argv,
		.at = 1 };
	struct settings s = { 0 };
	int row;

	while ((row = options_next(&o)) != OPTION_END) {
		if (row == OPTION_HELP)
			exit(0);
		if (row == OPTION_ARGUMENT)
			talk_error("unexpected argument %s; bench takes options only", o.value);
		if (row < 0)
			exit(2);
		if (row == QUICK)
			s.quick = true;
		else if (row == JSON)
			s.json = true;
		else if (row == NODES)
			s.nodes = number("--nodes", o.value, 100, 4000000);
		else
			s.hours = number("--hours", o.value, 1, 100000);
	}
	return s;
}

static const struct effort usual[] = {
	{ .nodes = 1000, .hours = 60 * 24, .warm_h = 16, .single = 600000 },
	{ .nodes = 100000, .hours = 48, .warm_h = 16, .single = 600000 },
	{ .nodes = 1000000, .hours = 8, .warm_h = 12, .single = 600000 },
};

static const struct effort hurried[] = {
	{ .nodes = 1000, .hours = 10 * 24, .warm_h = 12, .single = 200000 },
	{ .nodes = 100000, .hours = 24, .warm_h = 12, .single = 200000 },
	{ .nodes = 1000000, .hours = 1, .warm_h = 3, .single = 200000 },
};

enum { SIZES = sizeof usual / sizeof usual[0] };

/* A size of its own runs as long as the next smaller usual one. */
static struct effort effort_for(const struct settings *s, unsigned i)
{
	const struct effort *list = s->quick ? hurried : usual;
	struct effort e = list[i];

	if (s->nodes) {
		for (unsigned k = 0; k < SIZES && list[k].nodes <= s->nodes; k++)
			e = list[k];
		e.nodes = s->nodes;
	}
	if (s->hours)
		e.hours = s->hours;
	return e;
}

int main(int argc, char **argv)
{
	static struct outcome outcome[SIZES];
	static struct race race;
	struct settings s;
	struct results r;

	talk_as("bench");
	s = read_arguments(argc, argv);
	r = (struct results) { outcome, s.nodes ? 1 : SIZES, s.nodes ? NULL : &race };
	for (unsigned i = 0; i < r.sizes; i++) {
		struct effort e = effort_for(&s, i);

		run_size(&e, &outcome[i]);
	}
	if (r.race)
		race_run(r.race, BUDGET_NODES, s.quick ? 300000 : 600000, s.quick ? 3 : 7);
	if (s.json)
		report_json(&r);
	else
		report_text(&r);
	return 0;
}
