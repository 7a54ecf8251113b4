/* spheron-sim why - explains what a command log has brought about. */

#include "sim/why/why.h"

#include "support/file.h"
#include "support/nearest.h"
#include "support/options.h"
#include "support/talk.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* ---- what can be asked, and with which options ---- */

enum option {
	O_PROVIDER,
	O_FIZZ,
	O_OPERATOR,
	O_ERA,
	O_ORDER,
	O_LINE,
	O_LAST,
	O_NUMBER,
	O_JSON,
	O_PROFILE,
	O_PARAMS,
	O_SET,
	O_COUNT
};

static const struct option_row all_rows[O_COUNT] = {
	[O_PROVIDER] = { "--provider", "N", "of this provider" },
	[O_FIZZ] = { "--fizz", "N", "of this Fizz node" },
	[O_OPERATOR] = { "--operator", "ACCT", "of the matchmaker operator with this account" },
	[O_ERA] = { "--era", "E", "of this era, counted from 0; default: the last that closed" },
	[O_ORDER] = { "--order", "N", "the order to explain" },
	[O_LINE] = { "--line", "N", "the line of the log, counted from 1" },
	[O_LAST] = { "--last", NULL, "the last refusal of the log" },
	[O_NUMBER] = { "--number", "K",
			"only the K-th of the slashes that the other options leave" },
	[O_JSON] = { "--json", NULL, "print one JSON object instead of text" },
	[O_PROFILE] = { "--profile", "NAME", "start with this profile whatever the log says" },
	[O_PARAMS] = { "--params", "FILE.json",
			"start with these parameters: {\"name\":number,...}" },
	[O_SET] = { "--set", "NAME=VALUE", "start with this parameter; may be repeated" },
};

#define COMMON O_JSON, O_PROFILE, O_PARAMS, O_SET, O_COUNT
#define LOG    "scenarios/small-network.log"

static const struct topic {
	const char *name, *summary, *examples;
	int (*explain)(const struct why *w, struct sheet *s);
	enum option options[10];
} topics[WHY_TOPICS] = {
	[WHY_EARNINGS] = { "earnings", "what every provider and Fizz node earned, lost and why",
			"  spheron-sim why earnings " LOG "\n"
			"  spheron-sim why earnings --provider 2 " LOG "\n"
			"  spheron-sim why earnings --json " LOG " | python3 -m json.tool\n",
			why_earnings, { O_PROVIDER, O_FIZZ, COMMON } },
	[WHY_REWARD] = { "reward", "every factor of one node's liveness reward in one era",
			"  spheron-sim why reward --provider 1 --era 0 " LOG "\n"
			"  spheron-sim why reward --fizz 1 " LOG
			"          the last era that closed\n"
			"  spheron-sim why reward --provider 1 --set cooldown_s=0 " LOG
			"    what if?\n",
			why_reward, { O_PROVIDER, O_FIZZ, O_ERA, COMMON } },
	[WHY_SLASH] = { "slash", "what triggered each slash, its formula, who lost and who got it",
			"  spheron-sim why slash " LOG "\n"
			"  spheron-sim why slash --provider 2 --number 1 " LOG "\n"
			"  spheron-sim why slash --operator 17 " LOG "\n",
			why_slash, { O_PROVIDER, O_FIZZ, O_OPERATOR, O_NUMBER, COMMON } },
	[WHY_MATCH] = { "match",
			"the bids on an order, their scores, the draw, why the losers lost",
			"  spheron-sim why match --order 1 " LOG "\n"
			"  spheron-sim why match --order 1 --set draw_mode=1 " LOG
			"    the best score instead of a draw\n",
			why_match, { O_ORDER, COMMON } },
	[WHY_REFUSAL] = { "refusal", "which check a refused command failed, with the values it met",
			"  spheron-sim why refusal --last " LOG "\n"
			"  spheron-sim why refusal --line 77 " LOG "\n",
			why_refusal, { O_LINE, O_LAST, COMMON } },
};

static const char *topic_name(size_t i)
{
	return topics[i].name;
}

static int help(void)
{
	puts("Examples\n"
	     "  spheron-sim why earnings " LOG "\n"
	     "  spheron-sim why reward --provider 1 --era 0 " LOG "\n"
	     "  spheron-sim why match --order 1 " LOG "\n"
	     "\nUsage: spheron-sim why TOPIC [options] LOG|-\n\nTopics");
	for (unsigned i = 0; i < WHY_TOPICS; i++)
		printf("  %-10s %s\n", topics[i].name, topics[i].summary);
	puts("\nspheron-sim why TOPIC --help tells more.");
	return EXIT_OK;
}

/* The topic of this name, or WHY_TOPICS after saying what is wrong. */
static enum why_topic topic_named(const char *name)
{
	ptrdiff_t near;

	for (unsigned i = 0; i < WHY_TOPICS; i++)
		if (strcmp(name, topics[i].name) == 0)
			return (enum why_topic) i;
	near = nearest_name(name, topic_name, WHY_TOPICS);
	talk_error("why %s? earnings, reward, slash, match or refusal can be explained%s%s%s", name,
			near >= 0 ? "; did you mean " : "", near >= 0 ? topics[near].name : "",
			near >= 0 ? "?" : "");
	return WHY_TOPICS;
}

/* ---- options ---- */

static bool take_number(struct wanted *w, const char *name, const char *text, uint64_t least)
{
	struct spheron_u128 v;

	if (!spheron_decimal_read(text, strlen(text), &v) || v.hi || v.lo < least) {
		talk_error("%s takes a whole number from %u, not %s", name, (unsigned) least,
				*text ? text : "nothing");
		return false;
	}
	w->given = true;
	w->value = v.lo;
	return true;
}

static bool take_option(struct why *w, enum option option, const char *value)
{
	const char *name = all_rows[option].name;

	switch (option) {
	case O_PROVIDER:
		return take_number(&w->provider, name, value, 1);
	case O_FIZZ:
		return take_number(&w->fizz, name, value, 1);
	case O_OPERATOR:
		return take_number(&w->oper, name, value, 0);
	case O_ERA:
		return take_number(&w->era, name, value, 0);
	case O_ORDER:
		return take_number(&w->order, name, value, 1);
	case O_LINE:
		return take_number(&w->line, name, value, 1);
	case O_NUMBER:
		return take_number(&w->number, name, value, 1);
	case O_LAST:
		return w->last = true;
	case O_JSON:
		return w->json = true;
	case O_PROFILE:
		return setting_profile(&w->setting, value);
	case O_PARAMS:
		return setting_file(&w->setting, value);
	case O_SET:
		return setting_assignment(&w->setting, value);
	case O_COUNT:
		break;
	}
	return false;
}

static bool take_log(struct why *w, const char *path)
{
	if (w->path) {
		talk_error("one log at a time: %s or %s", w->path, path);
		return false;
	}
	w->path = path;
	return true;
}

/* Reads the command line; EXIT_OK to go on, -1 if the help was printed. */
static int take_options(struct why *w, int argc, char **argv)
{
	const struct topic *topic = &topics[w->topic];
	struct option_row rows[O_COUNT + 1] = { { 0 } };
	char program[64];
	struct options o = { .program = program,
		.examples = topic->examples,
		.usage = "LOG|-",
		.rows = rows,
		.argc = argc,
		.argv = argv };
	int option;

	snprintf(program, sizeof program, "spheron-sim why %s", topic->name);
	for (unsigned i = 0; topic->options[i] != O_COUNT; i++)
		rows[i] = all_rows[topic->options[i]];
	while ((option = options_next(&o)) != OPTION_END) {
		bool good = false;

		if (option == OPTION_HELP)
			return -1;
		if (option == OPTION_ARGUMENT)
			good = take_log(w, o.value);
		else if (option >= 0)
			good = take_option(w, topic->options[option], o.value);
		if (!good)
			return EXIT_BAD_INPUT;
	}
	if (w->path)
		return EXIT_OK;
	talk_error("which log? (spheron-sim why %s LOG, or - for standard input)", topic->name);
	return EXIT_BAD_INPUT;
}

/* ---- the log ---- */

static bool read_log(struct why *w)
{
	struct lines lines;
	size_t room = 0;

	if (!lines_open(&lines, w->path))
		return false;
	w->name = lines.name;
	while (lines_next(&lines)) {
		buffer_reserve(&w->log, &room, w->log_size + lines.size + 1);
		memcpy(w->log + w->log_size, lines.line, lines.size);
		w->log_size += lines.size;
		w->log[w->log_size++] = '\n';
	}
	return lines_close(&lines);
}

static int print(const struct why *w, const struct sheet *s)
{
	errno = 0;
	sheet_print(s, w->json, stdout);
	if (fflush(stdout) == 0 && !ferror(stdout))
		return EXIT_OK;
	/* Whoever reads from a pipe may have seen enough. */
	if (errno != EPIPE)
		talk_error("standard output: %s", strerror(errno));
	return EXIT_INTERNAL;
}

static int explain(struct why *w)
{
	struct sheet *s = sheet_new();
	int status = EXIT_BAD_INPUT;

	if (read_log(w) && why_setting_holds(w))
		status = topics[w->topic].explain(w, s);
	if (status == EXIT_OK)
		status = print(w, s);
	sheet_free(s);
	return status;
}

int command_why(int argc, char **argv)
{
	struct why *w;
	int status;

	if (argc > 0 && (strcmp(argv[0], "--help") == 0 || strcmp(argv[0], "help") == 0))
		return help();
	if (argc == 0) {
		talk_error("why what? earnings, reward, slash, match or refusal (spheron-sim why "
			   "--help)");
		return EXIT_BAD_INPUT;
	}
	w = must(calloc(1, sizeof *w));
	w->topic = topic_named(argv[0]);
	status = w->topic == WHY_TOPICS ? EXIT_BAD_INPUT : take_options(w, argc - 1, argv + 1);
	if (status == EXIT_OK)
		status = explain(w);
	free(w->log);
	free(w);
	return status < 0 ? EXIT_OK : status;
}
