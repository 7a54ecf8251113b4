/* spheron-sim metrics - what is measured, and how. */

#include "sim/commands.h"

#include "sim/json_out.h"
#include "sim/measure/metric.h"
#include "sim/measure/show.h"
#include "sim/names.h"
#include "support/options.h"
#include "support/talk.h"

#include <stdio.h>
#include <string.h>

enum { O_JSON, O_MARKDOWN };

static const struct option_row rows[] = {
	[O_JSON] = { "--json", NULL, "print one JSON object" },
	[O_MARKDOWN] = { "--markdown", NULL, "print tables for a document" },
	{ NULL, NULL, NULL },
};

static const char examples[] =
		"  spheron-sim metrics                      all of them, by theme\n"
		"  spheron-sim metrics 'market.*' token.runway\n"
		"  spheron-sim metrics --markdown > METRICS.md\n";

static const char *metric_name(size_t i)
{
	return metric_rows[i].name;
}

static void heading(size_t theme, bool markdown)
{
	if (markdown)
		printf("\n## %s\n\n| name | unit | better | over | of | how | each era |\n"
		       "|---|---|---|---|---|---|---|\n", metric_themes[theme].title);
	else
		printf("\n%s\n", metric_themes[theme].title);
}

static void print_text(const struct metric_row *m)
{
	printf("\n  %s  [%s]\n    %s is better; %s; of %s%s\n", m->name, m->unit,
			metric_direction_text(m->direction), metric_horizon_text(m->horizon),
			m->population, m->series >= 0 ? "; each era" : "");
	show_wrapped(stdout, m->estimator, 4, 100);
	if (m->missing[0])
		printf("    no value if: %s\n", m->missing);
}

static void print_markdown(const struct metric_row *m)
{
	printf("| `%s` | %s | %s | %s | %s | %s | %s |\n", m->name, m->unit,
			metric_direction_text(m->direction), metric_horizon_text(m->horizon),
			m->population, m->estimator, m->series >= 0 ? "yes" : "");
}

static void print_elsewhere(bool markdown)
{
	puts(markdown ? "\n## What one run cannot tell\n" : "\nWhat one run cannot tell\n");
	for (size_t i = 0; i < metric_n_elsewhere; i++)
		printf(markdown ? "- %s: %s\n" : "  %s:\n    %s\n", metric_elsewhere[i].name,
				metric_elsewhere[i].why);
}

static void print_all(const struct names *names, bool markdown)
{
	size_t theme = metric_n_themes;

	if (markdown)
		puts("# What spheron-sim measures\n\nEach value is of one replication; summaries are over "
		     "replications. A metric without any\nobservation has no value, which is not 0.");
	else
		puts("What one replication is measured by; a metric without any observation has no value.");
	for (size_t i = 0; i < METRIC_COUNT; i++) {
		if (!names_match(names, metric_rows[i].name))
			continue;
		if (metric_theme_of(metric_rows[i].name) != theme)
			heading(theme = metric_theme_of(metric_rows[i].name), markdown);
		if (markdown)
			print_markdown(&metric_rows[i]);
		else
			print_text(&metric_rows[i]);
	}
	if (names->n == 0)
		print_elsewhere(markdown);
}

static void print_json(const struct names *names)
{
	const char *comma = "";

	fputs("{\"metrics\":[", stdout);
	for (size_t i = 0; i < METRIC_COUNT; i++) {
		const struct metric_row *m = &metric_rows[i];

		if (!names_match(names, m->name))
			continue;
		printf("%s{", comma);
		json_out_text(stdout, "name", m->name, "");
		json_out_text(stdout, "theme", metric_themes[metric_theme_of(m->name)].name, ",");
		json_out_text(stdout, "unit", m->unit, ",");
		json_out_text(stdout, "better", metric_direction_text(m->direction), ",");
		json_out_text(stdout, "horizon", metric_horizon_text(m->horizon), ",");
		json_out_text(stdout, "population", m->population, ",");
		json_out_text(stdout, "estimator", m->estimator, ",");
		json_out_text(stdout, "missing", m->missing, ",");
		printf(",\"series\":%s}", m->series >= 0 ? "true" : "false");
		comma = ",";
	}
	fputs("],\"elsewhere\":[", stdout);
	for (size_t i = 0; i < metric_n_elsewhere; i++) {
		fputs(i ? ",{" : "{", stdout);
		json_out_text(stdout, "name", metric_elsewhere[i].name, "");
		json_out_text(stdout, "why", metric_elsewhere[i].why, ",");
		fputc('}', stdout);
	}
	puts("]}");
}

int command_metrics(int argc, char **argv)
{
	struct options options = { .program = "spheron-sim metrics", .examples = examples,
		.usage = "[NAME|GLOB ...]", .rows = rows, .argc = argc, .argv = argv };
	struct names names = { .source = metric_name, .n_source = METRIC_COUNT };
	bool json = false, markdown = false;
	int option;

	while ((option = options_next(&options)) != OPTION_END) {
		if (option == OPTION_HELP)
			return EXIT_OK;
		if (option == OPTION_BAD || (option == OPTION_ARGUMENT && !names_add(&names, options.value)))
			return EXIT_BAD_INPUT;
		json |= option == O_JSON;
		markdown |= option == O_MARKDOWN;
	}
	if (json && markdown) {
		talk_error("--json or --markdown, not both");
		return EXIT_BAD_INPUT;
	}
	if (!names_found(&names))
		return EXIT_NOTHING;
	if (json)
		print_json(&names);
	else
		print_all(&names, markdown);
	return EXIT_OK;
}
