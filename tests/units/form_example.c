#include "tests/units/form_example.h"

#include <stdio.h>
#include <string.h>

#define AT(member) offsetof(struct example, member)

static const struct form_row time_rows[] = {
	{ "horizon", FORM_MS, offsetof(struct example_time, horizon_ms), .required = true, .min = "1 h",
			.max = "3650 d", .help = "how long it runs" },
	{ "era", FORM_QUANTITY, offsetof(struct example_time, era_s), .dimension = UNIT_DURATION,
			.fallback = "24h", .min = "1 s", .help = "from close to close" },
	{ .key = NULL },
};
static const struct form time_form = { "time", time_rows, sizeof(struct example_time), NULL, NULL,
	NULL };

static const struct form_row exit_rows[] = {
	{ "below", FORM_QUANTITY, offsetof(struct example_exit, below_usd), .dimension = UNIT_USD,
			.required = true, .min = "-1000 USD", .help = "profit below which it leaves" },
	{ "after", FORM_QUANTITY, offsetof(struct example_exit, after_s), .dimension = UNIT_DURATION,
			.fallback = "30 d", .help = "for so long" },
	{ .key = NULL },
};
static const struct form exit_form = { "an exit", exit_rows, sizeof(struct example_exit), NULL, NULL,
	NULL };

#define CLASS(member) offsetof(struct example_class, member)
static const struct form_row class_rows[] = {
	{ "class", FORM_TEXT, CLASS(name), .required = true, .min = "1", .max = "20", .help = "its name" },
	{ "count", FORM_COUNT, CLASS(count), .fallback = "1", .min = "1", .max = "1_000_000",
			.help = "how many" },
	{ "threads", FORM_COUNT, CLASS(threads), .dimension = UNIT_THREADS, .fallback = "64 threads",
			.help = "of each" },
	{ "repair", FORM_LAW, CLASS(repair), .dimension = UNIT_DURATION, .min = "1 s", .max = "365 d",
			.fallback = "{\"dist\": \"lognormal\", \"median\": \"20 min\", \"sigma\": 1}",
			.help = "until it is back" },
	{ "gpus", FORM_LAW, CLASS(gpus), .dimension = UNIT_COUNT, .fallback = "8", .max = "16",
			.help = "of each" },
	{ "power", FORM_QUANTITY, CLASS(power_w), .dimension = UNIT_POWER, .fallback = "0.7 kW",
			.help = "drawn", .source = "data sheet" },
	{ "orders", FORM_QUANTITY, CLASS(orders_a_day), .dimension = UNIT_FREQUENCY, .fallback = "3 /h",
			.help = "answered" },
	{ "exit", FORM_OBJECT, CLASS(leave), .sub = &exit_form, .given_offset = CLASS(has_exit),
			.help = "when it leaves" },
	{ .key = NULL },
};
static const struct form class_form = { "a class", class_rows, sizeof(struct example_class), NULL,
	NULL, NULL };

#define PRICE(member) offsetof(struct example_price, member)
static const char *const models[] = { "constant", "gbm", "replay", NULL };
static const struct form_row price_rows[] = {
	{ "model", FORM_ENUM, PRICE(model), .words = models, .fallback = "constant", .help = "how it moves" },
	{ "start", FORM_QUANTITY, PRICE(start), .dimension = UNIT_TOKEN_PRICE, .fallback = "0.02 USD/SPON",
			.help = "at the beginning" },
	{ "drift", FORM_QUANTITY, PRICE(drift), .dimension = UNIT_YEARLY, .fallback = "0 %/year",
			.min = "-500 %/year", .max = "500 %/year", .when = "gbm", .help = "of the mean" },
	{ "volatility", FORM_NUMBER, PRICE(volatility), .required = true, .max = "5", .when = "gbm",
			.help = "standard deviation of a year" },
	{ "trace", FORM_TEXT, PRICE(trace), .required = true, .when = "replay", .help = "of prices" },
	{ .key = NULL },
};
static const struct form price_form = { "a price", price_rows, sizeof(struct example_price), "model",
	NULL, NULL };

static const struct form_row trace_rows[] = {
	{ "file", FORM_PATH, offsetof(struct example_trace, file), .required = true, .help = "where" },
	{ "gap", FORM_QUANTITY, offsetof(struct example_trace, gap_s), .dimension = UNIT_DURATION,
			.fallback = "5 min", .help = "longest that is filled" },
	{ .key = NULL },
};
static const struct form trace_form = { "a trace", trace_rows, sizeof(struct example_trace), NULL,
	NULL, NULL };

#define EVENT(member) offsetof(struct example_event, member)
static const char *const deeds[] = { "price.scale", "params.set", NULL };
static const struct form_row event_rows[] = {
	{ "at", FORM_QUANTITY, EVENT(at_s), .dimension = UNIT_DURATION, .required = true, .help = "when" },
	{ "do", FORM_ENUM, EVENT(what), .words = deeds, .required = true, .help = "what" },
	{ "by", FORM_QUANTITY, EVENT(by), .dimension = UNIT_RATIO, .required = true, .min = "-90 %",
			.max = "1000 %", .when = "price.scale", .help = "change" },
	{ "set", FORM_PARAMS, EVENT(set), .required = true, .when = "params.set", .help = "to what" },
	{ .key = NULL },
};
static const struct form event_form = { "an event", event_rows, sizeof(struct example_event), "do",
	NULL, NULL };

static const char *const output_words[] = { "csv", "json", "html", NULL };
static const char *const weight_words[] = { "price", "uptime", "stake", NULL };

static const struct form_row rows[] = {
	{ "name", FORM_TEXT, AT(name), .fallback = "unnamed", .help = "for people" },
	{ "time", FORM_OBJECT, AT(time), .sub = &time_form, .help = "how long" },
	{ "seed", FORM_COUNT64, AT(seed), .fallback = "1", .help = "of all luck" },
	{ "params", FORM_PARAMS, AT(params), .help = "parameters of the protocol" },
	{ "classes", FORM_LIST, AT(classes), .sub = &class_form, .count_offset = AT(n_classes), .room = 50,
			.fallback = "[{\"class\": \"home\", \"count\": 10}]", .help = "who takes part" },
	{ "price", FORM_OBJECT, AT(price), .sub = &price_form, .help = "of the token" },
	{ "traces", FORM_NAMED, AT(traces), .sub = &trace_form, .count_offset = AT(n_traces),
			.name_offset = offsetof(struct example_trace, name), .help = "files of data" },
	{ "events", FORM_LIST, AT(events), .sub = &event_form, .count_offset = AT(n_events), .room = 20,
			.help = "timeline" },
	{ "day", FORM_NUMBERS, AT(day), .room = 4, .fallback = "[1, 1, 1.5, 0.5]", .help = "profile" },
	{ "steps", FORM_SERIES, AT(steps_s), .dimension = UNIT_DURATION, .count_offset = AT(n_steps),
			.room = 10, .help = "of the report" },
	{ "tags", FORM_TEXTS, AT(tags), .count_offset = AT(n_tags), .fallback = "[]", .help = "to find it" },
	{ "outputs", FORM_WORDS, AT(outputs), .words = output_words, .fallback = "[\"csv\"]",
			.help = "what is written" },
	{ "weights", FORM_WEIGHTS, AT(weights), .words = weight_words,
			.fallback = "{\"price\": 0.5, \"uptime\": 0.5}", .help = "of a choice" },
	{ "bond", FORM_AMOUNT, AT(bond), .dimension = UNIT_SPON, .fallback = "1000 SPON",
			.max = "1_000_000 SPON", .help = "put up" },
	{ "strict", FORM_BOOL, AT(strict), .fallback = "true", .help = "whether to stop" },
	{ "share", FORM_QUANTITY, AT(share), .dimension = UNIT_RATIO, .fallback = "10 %", .max = "100 %",
			.help = "of all" },
	{ "assert", FORM_FREE, AT(assertions), .help = "read elsewhere" },
	{ .key = NULL },
};

static bool traces_exist(const void *filled, struct form_blame *blame)
{
	const struct example *e = filled;

	if (e->price.model != PRICE_REPLAY)
		return true;
	for (uint32_t i = 0; i < e->n_traces; i++)
		if (strcmp(e->traces[i].name, e->price.trace) == 0)
			return true;
	blame->key = "price.trace";
	snprintf(blame->why, sizeof blame->why, "no trace has this name");
	return false;
}

const struct form example_form = { "a scenario", rows, sizeof(struct example), NULL, traces_exist,
	"an example" };
