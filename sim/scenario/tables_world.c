/* tables_world.c - what a scenario says about the market, the token, incidents, events and traces. */
#include "sim/scenario/scenario.h"

#define ASSUMED "assumed"

#define AT(member) offsetof(struct token_setup, member)
static const char *const models[] = {
#define MODEL_WORD(constant, text) text,
	TOKEN_MODELS(MODEL_WORD)
#undef MODEL_WORD
	NULL };

static const struct form_row token_rows[] = {
	{ "model", FORM_ENUM, AT(model), .words = models, .fallback = "constant",
		.help = "how the price moves, once an era" },
	{ "start", FORM_QUANTITY, AT(start_usd), .dimension = UNIT_TOKEN_PRICE, .fallback = "0.50 USD/SPON",
		.help = "price at the start", .source = "chosen: rewards of the order of costs" },
	{ "floor", FORM_QUANTITY, AT(floor_usd), .dimension = UNIT_TOKEN_PRICE,
		.fallback = "0.0001 USD/SPON", .min = "0.000000001 USD/SPON",
		.help = "it never falls below" },
	{ "drift", FORM_NUMBER, AT(drift), .fallback = "0", .min = "-50", .max = "50",
		.help = "of the log price, a year", .when = "gbm jump-diffusion regime pool" },
	{ "vol", FORM_NUMBER, AT(vol), .fallback = "0.95", .min = "0", .max = "20",
		.help = "of the log price, a year", .when = "gbm jump-diffusion",
		.source = "calm days of FIL, HNT, AKT and LPT" },
	{ "jumps", FORM_NUMBER, AT(jumps_year), .fallback = "13", .min = "0", .max = "1000",
		.help = "jumps a year", .when = "jump-diffusion", .source = "the same tokens" },
	{ "jump_mean", FORM_NUMBER, AT(jump_mean), .fallback = "0.05", .min = "-5", .max = "5",
		.help = "mean size in log price", .when = "jump-diffusion", .source = "the same tokens" },
	{ "jump_sd", FORM_NUMBER, AT(jump_sd), .fallback = "0.24", .min = "0", .max = "5",
		.help = "its spread", .when = "jump-diffusion", .source = "the same tokens" },
	{ "calm_vol", FORM_NUMBER, AT(calm_vol), .fallback = "0.8", .min = "0", .max = "20",
		.help = "volatility of calm times", .when = "regime", .source = "the same tokens" },
	{ "wild_vol", FORM_NUMBER, AT(wild_vol), .fallback = "1.9", .min = "0", .max = "20",
		.help = "and of wild ones", .when = "regime", .source = "the same tokens" },
	{ "calm", FORM_QUANTITY, AT(calm_s), .dimension = UNIT_DURATION, .fallback = "20 d", .min = "1 h",
		.help = "mean length of calm times", .when = "regime", .source = "the same tokens" },
	{ "wild", FORM_QUANTITY, AT(wild_s), .dimension = UNIT_DURATION, .fallback = "7 d", .min = "1 h",
		.help = "and of wild ones", .when = "regime", .source = "the same tokens" },
	{ "pool", FORM_QUANTITY, AT(pool_usd), .dimension = UNIT_USD, .fallback = "4_000_000 USD",
		.min = "1 USD", .help = "USD in a constant-product pool, beside SPON of the same worth",
		.when = "pool", .source = ASSUMED },
	{ "noise", FORM_NUMBER, AT(noise), .fallback = "0.9", .min = "0", .max = "20",
		.help = "yearly volatility that the trade of others causes", .when = "pool",
		.source = "calm days of the same tokens" },
	{ "series", FORM_TEXT, AT(series), .help = "a trace of prices", .when = "series" },
	{ NULL },
};
#undef AT

const struct form token_form = { "the token's price", token_rows, sizeof(struct token_setup), "model", NULL,
	NULL };

static const char *const searches[] = {
#define SEARCH_WORD(constant, text, what) text,
	MARKET_SEARCHES(SEARCH_WORD)
#undef SEARCH_WORD
	NULL };

#define AT(member) offsetof(struct market_setup, member)
static const struct form_row market_rows[] = {
	{ "search", FORM_ENUM, AT(search), .words = searches, .fallback = "reach",
		.help = "reach: some of those who can serve an order bid; cheapest: of the providers "
			"only the cheapest that has room does, at once" },
	{ "reach", FORM_NUMBER, AT(reach), .fallback = "4", .min = "1", .max = "12",
		.help = "bids that an order gets on average where enough can serve it",
		.source = ASSUMED },
	{ "latency", FORM_QUANTITY, AT(latency_s), .dimension = UNIT_DURATION, .fallback = "1 s",
		.help = "mean time to a bid; later than the window is too late", .source = ASSUMED },
	{ "level", FORM_NUMBER, AT(level), .fallback = "1", .min = "0.0001", .max = "10_000",
		.help = "of all market prices, relative to public price lists of 2026" },
	{ "level_vol", FORM_NUMBER, AT(level_vol_year), .fallback = "0.15", .min = "0", .max = "20",
		.help = "yearly volatility of that level", .source = ASSUMED },
	{ "follow", FORM_QUANTITY, AT(follow), .dimension = UNIT_RATIO, .fallback = "0 %",
		.max = "100 %", .help = "part of the gap to what is paid here that it closes an era; 0 %: "
			"this network is too small to move the market" },
	{ NULL },
};
#undef AT

const struct form market_form = { "the market", market_rows, sizeof(struct market_setup), NULL, NULL, NULL };

#define AT(member) offsetof(struct incident_setup, member)
static const struct form_row incident_rows[] = {
	{ "every_year", FORM_NUMBER, AT(year), .fallback = "6.7", .min = "0", .max = "10_000",
		.help = "incidents of one region a year",
		.source = "cloud incidents 2018-20, 15 % of which stop machines (assumed)" },
	{ "length", FORM_LAW, AT(length_s), .dimension = UNIT_DURATION,
		.fallback = "{\"dist\":\"lognormal\",\"median\":\"2.38 h\",\"sigma\":1.146}",
		.help = "how long they last", .source = "cloud incidents 2018-20" },
	{ "providers", FORM_QUANTITY, AT(providers), .dimension = UNIT_RATIO, .fallback = "25 %",
		.max = "100 %", .help = "part of the region's providers that go down", .source = ASSUMED },
	{ "fizz", FORM_QUANTITY, AT(fizz), .dimension = UNIT_RATIO, .fallback = "5 %", .max = "100 %",
		.help = "part of its Fizz hosts", .source = ASSUMED },
	{ NULL },
};
#undef AT

const struct form incidents_form = { "incidents", incident_rows, sizeof(struct incident_setup), NULL, NULL,
	NULL };

/* ---- events ---- */

static const char *const does[] = {
#define DOES_WORD(constant, text, what) text,
	EVENT_DOES(DOES_WORD)
#undef DOES_WORD
	NULL };

#define AT(member) offsetof(struct timeline_entry, member)
#define OF_PROVIDERS "misconduct link.down maintenance"
static const struct form_row event_rows[] = {
	{ "at", FORM_QUANTITY, AT(at_s), .dimension = UNIT_DURATION, .required = true, .help = "when" },
	{ "do", FORM_ENUM, AT(does), .words = does, .required = true, .help = "what happens" },
	{ "for", FORM_QUANTITY, AT(for_s), .dimension = UNIT_DURATION, .fallback = "0 s",
		.help = "how long; 0 s: for good", .when = "region.outage verifier.outage "
			"operators.outage price.scale demand.scale power.scale link.down maintenance" },
	{ "region", FORM_ENUM, AT(region), .words = region_words, .required = true,
		.help = "where", .when = "region.outage" },
	{ "by", FORM_NUMBER, AT(by), .required = true, .min = "0.000001", .max = "1_000_000",
		.help = "factor", .when = "price.scale demand.scale power.scale" },
	{ "class", FORM_TEXT, AT(class_), .help = "of which class; nothing: of all",
		.when = OF_PROVIDERS },
	{ "first", FORM_COUNT, AT(first), .fallback = "0", .help = "from this one of them on, from 0",
		.when = OF_PROVIDERS },
	{ "count", FORM_COUNT, AT(count), .fallback = "0", .help = "so many of them; 0: all",
		.when = OF_PROVIDERS },
	{ "share", FORM_QUANTITY, AT(share), .dimension = UNIT_RATIO, .fallback = "100 %",
		.max = "100 %", .help = "part of the stake that is slashed", .when = "misconduct" },
	{ "amount", FORM_QUANTITY, AT(amount), .dimension = UNIT_SPON, .required = true,
		.help = "how much", .when = "pool.fund" },
	{ "support", FORM_QUANTITY, AT(support), .dimension = UNIT_RATIO, .fallback = "70 %",
		.max = "100 %", .help = "part of the voters in favour", .when = "params.set" },
	{ "set", FORM_PARAMS, AT(set), .help = "parameters and their new values",
		.when = "params.set" },
	{ NULL },
};
#undef AT

const struct form event_form = { "an event", event_rows, sizeof(struct timeline_entry), "do", NULL,
	"Something that happens at a time." };

/* ---- traces ---- */

static const char *const gaps[] = {
#define GAP_WORD(constant, text) text,
	TRACE_GAPS(GAP_WORD)
#undef GAP_WORD
	NULL };
static const char *const kinds[] = {
#define KIND_WORD(constant, text) text,
	TRACE_KIND_LIST(KIND_WORD)
#undef KIND_WORD
	NULL };
static const char *const roles[] = {
#define ROLE_WORD(constant, text) text,
	TRACE_ROLES(ROLE_WORD)
#undef ROLE_WORD
	NULL };

#define AT(member) offsetof(struct scenario_column, member)
static const struct form_row column_rows[] = {
	{ "column", FORM_TEXT, AT(column), .help = "its name in the file" },
	{ "always", FORM_TEXT, AT(always), .help = "instead: what every row would say" },
	{ "unit", FORM_TEXT, AT(unit), .help = "what its numbers count" },
	{ "gaps", FORM_ENUM, AT(gap), .words = gaps, .fallback = "default",
		.help = "what empty cells mean" },
	{ NULL },
};
#undef AT
static const struct form column_form = { "a column", column_rows, sizeof(struct scenario_column), NULL, NULL,
	NULL };

static const struct form_row columns_rows[] = {
#define COLUMN_ROW(constant, text)                                                                 \
	{ text, FORM_OBJECT, TRACE_ROLE_##constant * sizeof(struct scenario_column),               \
		.sub = &column_form, .help = "where it stands" },
	TRACE_ROLES(COLUMN_ROW)
#undef COLUMN_ROW
	{ NULL },
};
static const struct form columns_form = { "columns", columns_rows,
	sizeof(struct scenario_column[TRACE_ROLES_N]), NULL, NULL, NULL };

#define AT(member) offsetof(struct scenario_mapped, member)
static const struct form_row mapped_rows[] = {
	{ "role", FORM_ENUM, AT(role), .words = roles, .required = true, .help = "of which role" },
	{ "from", FORM_TEXT, AT(from), .required = true, .help = "what a cell says" },
	{ "to", FORM_TEXT, AT(to), .required = true, .help = "what it is taken as" },
	{ NULL },
};
#undef AT
static const struct form mapped_form = { "a mapped cell", mapped_rows, sizeof(struct scenario_mapped), NULL,
	NULL, NULL };

#define AT(member) offsetof(struct scenario_only, member)
static const struct form_row only_rows[] = {
	{ "column", FORM_TEXT, AT(column), .required = true, .help = "a column of the file" },
	{ "is", FORM_TEXT, AT(text), .required = true, .help = "what its cell must be" },
	{ "not", FORM_BOOL, AT(not), .fallback = "false", .help = "must not be" },
	{ NULL },
};
#undef AT
static const struct form only_form = { "a condition", only_rows, sizeof(struct scenario_only), NULL, NULL,
	NULL };

#define AT(member) offsetof(struct scenario_trace, member)
static const struct form_row trace_rows[] = {
	{ "file", FORM_PATH, AT(file), .help = "the CSV file" },
	{ "sha256", FORM_TEXT, AT(sha256), .min = "64", .max = "64", .help = "of its bytes" },
	{ "kind", FORM_ENUM, AT(kind), .words = kinds, .required = true, .help = "what it tells of" },
	{ "columns", FORM_OBJECT, AT(column), .sub = &columns_form, .help = "which column is what" },
	{ "gaps", FORM_ENUM, AT(gap), .words = gaps, .fallback = "default",
		.help = "what empty cells mean" },
	{ "map", FORM_LIST, AT(mapped), .sub = &mapped_form, .count_offset = AT(n_mapped),
		.help = "cells that are taken as others" },
	{ "only", FORM_LIST, AT(only), .sub = &only_form, .count_offset = AT(n_only),
		.help = "rows that are wanted" },
	{ "from", FORM_QUANTITY, AT(from_s), .dimension = UNIT_DURATION, .given_offset = AT(from_given),
		.help = "first time that is used, of the file's clock" },
	{ "until", FORM_QUANTITY, AT(until_s), .dimension = UNIT_DURATION,
		.given_offset = AT(until_given), .help = "first time that is not" },
	{ "zero", FORM_QUANTITY, AT(zero_s), .dimension = UNIT_DURATION, .fallback = "0 s",
		.help = "what is the trace's time 0" },
	{ "zero_is_first", FORM_BOOL, AT(zero_is_first), .fallback = "false",
		.help = "time 0 is `from` or the first row" },
	{ "rows_are_outages", FORM_BOOL, AT(rows_down), .fallback = "false",
		.help = "availability without a column for it" },
	{ NULL },
};
#undef AT

const struct form trace_form = { "a trace", trace_rows, sizeof(struct scenario_trace), NULL, NULL,
	"Something that really happened elsewhere, from a CSV file." };
