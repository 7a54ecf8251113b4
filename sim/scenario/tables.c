/* tables.c - the whole of a scenario file. */
#include "sim/scenario/scenario.h"

_Static_assert(sizeof(struct form_param) == sizeof(struct param_choice)
		&& offsetof(struct form_param, value) == offsetof(struct param_choice, value),
		"a form fills in what models read");

#define AT(member) offsetof(struct scenario, member)

static const struct form_row time_rows[] = {
	{ "horizon", FORM_QUANTITY, AT(setup.horizon_s), .dimension = UNIT_DURATION, .required = true,
		.min = "10 min", .max = "36_500 d", .help = "how long it runs, in whole eras" },
	{ "warmup", FORM_QUANTITY, AT(setup.warmup_s), .dimension = UNIT_DURATION, .fallback = "0 s",
		.help = "what is not measured at its beginning" },
	{ "start", FORM_QUANTITY, AT(setup.start_s), .dimension = UNIT_DURATION,
		.fallback = "1_735_689_600 s", .min = "1 s", .max = "1_000_000_000_000 s",
		.help = "second of the chain at which it begins", .source = "2025-01-01 UTC" },
	{ NULL },
};
static const struct form time_form = { "time", time_rows, sizeof(struct scenario), NULL, NULL, NULL };

static const struct form_row random_rows[] = {
	{ "seed", FORM_COUNT64, AT(setup.seed), .fallback = "1", .help = "of all luck" },
	{ "runs", FORM_COUNT, AT(setup.runs), .fallback = "1", .min = "1", .max = "1_000_000",
		.help = "replications; of a test at least" },
	{ "max_runs", FORM_COUNT, AT(max_runs), .fallback = "1000", .min = "1", .max = "1_000_000",
		.help = "of a test: replications at most, while chance leaves something undecided" },
	{ NULL },
};
static const struct form random_form = { "random", random_rows, sizeof(struct scenario), NULL, NULL, NULL };

static const char *const profiles[] = {
#define PROFILE_WORD(constant, name) name,
	SPHERON_PROFILES(PROFILE_WORD)
#undef PROFILE_WORD
	NULL };
static const struct form_row error_rows[] = {
	{ "alpha", FORM_QUANTITY, AT(alpha), .dimension = UNIT_RATIO, .fallback = "1 %",
		.min = "0.0001 %", .max = "50 %",
		.help = "most of the time in which any true claim of the file fails" },
	{ "beta", FORM_QUANTITY, AT(beta), .dimension = UNIT_RATIO, .fallback = "1 %",
		.min = "0.0001 %", .max = "50 %",
		.help = "most of the time in which any false claim passes" },
	{ NULL },
};
static const struct form errors_form = { "errors", error_rows, sizeof(struct scenario), NULL, NULL, NULL };

static const struct form_row rules_rows[] = {
	{ "profile", FORM_ENUM, AT(setup.profile), .words = profiles, .fallback = "seed",
		.help = "defaults of the protocol's parameters (RULES.md chapter 1)" },
	{ NULL },
};
static const struct form rules_form = { "rules", rules_rows, sizeof(struct scenario), NULL, NULL, NULL };

static const struct form_row population_rows[] = {
	{ "scale", FORM_QUANTITY, AT(setup.scale), .dimension = UNIT_RATIO, .fallback = "100 %",
		.min = "0.0001 %", .max = "100_000 %",
		.help = "of everybody, of orders, and of the money meant for all of them together" },
	{ "providers", FORM_LIST, AT(setup.providers), .sub = &provider_form,
		.count_offset = AT(setup.n_providers), .room = 256, .help = "professional providers" },
	{ "fizz", FORM_LIST, AT(setup.fizz), .sub = &fizz_form, .count_offset = AT(setup.n_fizz),
		.room = 256, .help = "Fizz hosts; there must be gateways" },
	{ "demand", FORM_LIST, AT(setup.demand), .sub = &demand_form, .count_offset = AT(setup.n_demand),
		.room = 256, .help = "tenants" },
	{ "delegators", FORM_LIST, AT(setup.delegators), .sub = &delegator_form,
		.count_offset = AT(setup.n_delegators), .room = 256, .help = "delegators" },
	{ "operators", FORM_LIST, AT(setup.operators), .sub = &operator_form,
		.count_offset = AT(setup.n_operators), .room = 64, .help = "matchmaker operators" },
	{ "voters", FORM_OBJECT, AT(setup.voters), .sub = &voters_form, .help = "who votes" },
	{ "verifier", FORM_OBJECT, AT(setup.verifier), .sub = &verifier_form, .help = "who checks" },
	{ "foundation", FORM_OBJECT, AT(setup.foundation), .sub = &foundation_form,
		.help = "who pays rewards" },
	{ NULL },
};
static const struct form population_form = { "population", population_rows, sizeof(struct scenario), NULL,
	NULL, NULL };

static const struct form_row output_rows[] = {
	{ "nodes", FORM_BOOL, AT(finals), .fallback = "false",
		.help = "record every node as it is at the end" },
	{ "events", FORM_TEXTS, AT(kinds), .count_offset = AT(n_kinds),
		.help = "record events of these kinds, whole (\"Slashed\")" },
	{ NULL },
};
static const struct form output_form = { "output", output_rows, sizeof(struct scenario), NULL, NULL, NULL };

static const char *const scenario_kinds[] = { "scenario", "fragment", NULL };

static const struct form_row rows[] = {
	{ "format", FORM_COUNT, AT(format), .fallback = "1", .min = "1", .max = "1",
		.help = "of scenario files" },
	{ "kind", FORM_ENUM, AT(kind), .words = scenario_kinds, .fallback = "scenario",
		.help = "what the file is; a fragment is there to be included and is no test" },
	{ "name", FORM_TEXT, AT(setup.name), .fallback = "unnamed", .min = "1", .max = "200",
		.help = "what results are called by" },
	{ "question", FORM_TEXT, AT(setup.question), .fallback = "\"\"", .max = "2000",
		.help = "what it is to answer" },
	{ "tags", FORM_TEXTS, AT(tags), .count_offset = AT(n_tags), .help = "words to find it by" },
	{ "time", FORM_OBJECT, 0, .sub = &time_form, .required = true, .help = "how long" },
	{ "random", FORM_OBJECT, 0, .sub = &random_form, .help = "luck" },
	{ "rules", FORM_OBJECT, 0, .sub = &rules_form, .help = "which rules" },
	{ "params", FORM_PARAMS, AT(setup.params), .help = "parameters of the protocol that differ" },
	{ "population", FORM_OBJECT, 0, .sub = &population_form, .help = "who is there" },
	{ "market", FORM_OBJECT, AT(setup.market), .sub = &market_form, .help = "how they meet" },
	{ "token_price", FORM_OBJECT, AT(setup.token), .sub = &token_form, .help = "the price of SPON" },
	{ "incidents", FORM_OBJECT, AT(setup.incidents), .sub = &incidents_form,
		.help = "what strikes whole regions" },
	{ "traces", FORM_NAMED, AT(trace), .sub = &trace_form, .count_offset = AT(n_traces),
		.name_offset = offsetof(struct scenario_trace, name), .room = 64,
		.help = "what really happened elsewhere" },
	{ "events", FORM_LIST, AT(setup.timeline), .sub = &event_form,
		.count_offset = AT(setup.n_timeline), .help = "what happens when" },
	{ "script", FORM_LIST, AT(setup.script), .sub = &step_form, .count_offset = AT(setup.n_script),
		.help = "what somebody from outside does, command by command" },
	{ "output", FORM_OBJECT, 0, .sub = &output_form, .help = "what is recorded beside the indicators" },
	{ "assert", FORM_LIST, AT(assertion), .sub = &assert_form, .count_offset = AT(n_assertions),
		.room = 1000, .help = "what must hold (spheron-sim test)" },
	{ "errors", FORM_OBJECT, 0, .sub = &errors_form,
		.help = "how often claims about chance may be judged wrongly, all of the file together" },
	{ "limits", FORM_OBJECT, AT(limits), .sub = &limits_form, .help = "what a test may use up" },
	{ "profiles", FORM_NAMED, AT(profile), .sub = &profile_form, .count_offset = AT(n_profiles),
		.name_offset = offsetof(struct scenario_profile, name), .room = 16,
		.help = "other errors, runs and limits: pr, nightly" },
	{ NULL },
};

const struct form scenario_form = { "a scenario", rows, sizeof(struct scenario), NULL, NULL, NULL };
