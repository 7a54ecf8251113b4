/* tables_tests.c - what a scenario says about itself as a test: a script, assertions, limits, profiles. */
#include "sim/scenario/scenario.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* ---- scripts ---- */

static const char *const verbs[] = {
#define VERB_WORD(constant, text, member, args) text,
	SPHERON_COMMANDS(VERB_WORD)
#undef VERB_WORD
	NULL };

static const char *const results[] = {
#define RESULT_WORD(number, constant, what) #constant,
	SPHERON_RESULTS(RESULT_WORD)
#undef RESULT_WORD
	NULL };

#define AT(member) offsetof(struct script_step, member)
static const struct form_row step_rows[] = {
	{ "at", FORM_QUANTITY, AT(at_s), .dimension = UNIT_DURATION, .required = true,
		.help = "when, from the start" },
	{ "from", FORM_TEXT, AT(from), .min = "1", .max = "60",
		.help = "who: a name given by \"as\"; nobody: the system account, which may do all" },
	{ "do", FORM_ENUM, AT(verb), .words = verbs, .required = true,
		.help = "the command (RULES.md chapter 4)" },
	{ "with", FORM_FREE, AT(with),
		.help = "its arguments: numbers, quantities, \"$name\" for ids, \"@3 h\" for moments" },
	{ "as", FORM_TEXT, AT(as), .min = "1", .max = "60",
		.help = "the name of what it makes: account, provider, order, bid ..." },
	{ "expect", FORM_ENUM, AT(expect), .words = results, .fallback = "OK",
		.help = "what the protocol answers; any other answer fails the test" },
	{ "every", FORM_QUANTITY, AT(every_s), .dimension = UNIT_DURATION, .fallback = "0 s",
		.help = "and again after each of these" },
	{ "times", FORM_COUNT, AT(times), .min = "1", .max = "1_000_000",
		.help = "how often in all; once if not given" },
	{ NULL },
};
#undef AT

static bool step_goes(const void *filled, struct form_blame *blame)
{
	const struct script_step *s = filled;

	if (s->times > 1 && !(s->every_s > 0)) {
		blame->key = "every";
		snprintf(blame->why, sizeof blame->why, "missing; %u times, but how far apart? \"1 h\" for "
				"instance", s->times);
		return false;
	}
	if (s->every_s > 0 && s->times == 0) {
		blame->key = "times";
		snprintf(blame->why, sizeof blame->why, "missing; how often in all? 24 for instance");
		return false;
	}
	if (s->with && *s->with != '{') {
		blame->key = "with";
		snprintf(blame->why, sizeof blame->why, "is to be an object of arguments, { \"amount\": "
				"\"5 SPON\" } for instance");
		return false;
	}
	return true;
}

const struct form step_form = { "a step of a script", step_rows, sizeof(struct script_step), NULL, step_goes,
	"What somebody from outside does at a time: a command to the protocol." };

/* ---- assertions ---- */

#define ALPHA_ROWS(type)                                                                           \
	{ "alpha", FORM_QUANTITY, offsetof(type, alpha), .dimension = UNIT_RATIO,                  \
		.min = "0.0001 %", .max = "50 %", .help = "how often it may fail though it is "    \
			"true; if not given: a share of the file's" },                             \
	{ "beta", FORM_QUANTITY, offsetof(type, beta), .dimension = UNIT_RATIO,                    \
		.min = "0.0001 %", .max = "50 %", .help = "how often it may pass though it is "    \
			"false; if not given: a share of the file's" }

#define AT(member) offsetof(struct scenario_mean, member)
static const struct form_row mean_rows[] = {
	{ "of", FORM_TEXT, AT(of), .required = true, .max = "4000",
		.help = "a number at the end of a run" },
	{ "at_least", FORM_TEXT, AT(at_least), .help = "in its unit, \"5 %/year\" for instance" },
	{ "at_most", FORM_TEXT, AT(at_most), .help = "in its unit" },
	ALPHA_ROWS(struct scenario_mean),
	{ NULL },
};
#undef AT
static bool mean_goes(const void *filled, struct form_blame *blame)
{
	const struct scenario_mean *m = filled;

	if (m->at_least || m->at_most)
		return true;
	blame->key = "at_least";
	snprintf(blame->why, sizeof blame->why, "missing; give at_least, at_most or both");
	return false;
}
static const struct form mean_form = { "a mean", mean_rows, sizeof(struct scenario_mean), NULL, mean_goes,
	NULL };

#define AT(member) offsetof(struct scenario_prob, member)
static const struct form_row prob_rows[] = {
	{ "of", FORM_TEXT, AT(of), .required = true, .max = "4000",
		.help = "what is or is not at the end of a run" },
	{ "at_least", FORM_QUANTITY, AT(at_least), .dimension = UNIT_RATIO, .max = "100 %",
		.given_offset = AT(least_given), .help = "its probability" },
	{ "at_most", FORM_QUANTITY, AT(at_most), .dimension = UNIT_RATIO, .max = "100 %",
		.given_offset = AT(most_given), .help = "its probability" },
	{ "margin", FORM_QUANTITY, AT(margin), .dimension = UNIT_RATIO, .fallback = "2 %",
		.min = "0.001 %", .max = "50 %",
		.help = "so near to the bound either verdict is good" },
	ALPHA_ROWS(struct scenario_prob),
	{ NULL },
};
#undef AT
static bool prob_goes(const void *filled, struct form_blame *blame)
{
	const struct scenario_prob *p = filled;
	const char *why = NULL;

	if (p->least_given && p->most_given)
		why = "does not go with at_least; make two assertions of it";
	else if (!p->least_given && !p->most_given)
		why = "missing; give at_least or at_most";
	else if (p->least_given && !(p->at_least > 0))
		why = "any probability is at least 0 %, so nothing is claimed; above 0 % belongs here";
	else if (p->most_given && !(p->at_most < 1))
		why = "any probability is at most 100 %, so nothing is claimed; below 100 % belongs here";
	if (!why)
		return true;
	blame->key = p->most_given ? "at_most" : "at_least";
	snprintf(blame->why, sizeof blame->why, "%s", why);
	return false;
}
static const struct form prob_form = { "a probability", prob_rows, sizeof(struct scenario_prob), NULL,
	prob_goes, NULL };

static const char *const expects[] = { "higher", "lower", "same", NULL };
#define AT(member) offsetof(struct scenario_paired, member)
static const struct form_row paired_rows[] = {
	{ "of", FORM_TEXT, AT(of), .required = true, .max = "4000",
		.help = "a number at the end of a run" },
	{ "against", FORM_FREE, AT(against), .required = true,
		.help = "the other setting: { \"params.cooldown_s\": \"0 s\" }; same luck for both" },
	{ "expect", FORM_ENUM, AT(expect), .words = expects, .required = true,
		.help = "than with the other setting; same: nearer than min_effect" },
	{ "min_effect", FORM_TEXT, AT(min_effect),
		.help = "least difference that counts, in the unit; without: any" },
	ALPHA_ROWS(struct scenario_paired),
	{ NULL },
};
#undef AT
static bool paired_goes(const void *filled, struct form_blame *blame)
{
	const struct scenario_paired *p = filled;

	if (*p->against != '{') {
		blame->key = "against";
		snprintf(blame->why, sizeof blame->why, "is to be an object of paths and values, "
				"{ \"params.cooldown_s\": \"0 s\" } for instance");
		return false;
	}
	if (p->expect == PAIRED_SAME && !p->min_effect) {
		blame->key = "min_effect";
		snprintf(blame->why, sizeof blame->why, "missing; how near is the same?");
		return false;
	}
	return true;
}
static const struct form paired_form = { "a paired comparison", paired_rows, sizeof(struct scenario_paired),
	NULL, paired_goes, NULL };

static const char *const layers[] = { "ledger", "market", "everything", NULL };
#define AT(member) offsetof(struct scenario_golden, member)
static const struct form_row golden_rows[] = {
	{ "file", FORM_PATH, AT(file), .required = true, .min = "1", .help = "what it is compared with; "
			"made by spheron-sim golden update" },
	{ "metrics", FORM_TEXTS, AT(metrics), .count_offset = AT(n_metrics),
		.help = "indicators that are compared, \"market.*\"; none: no indicators" },
	{ "rel", FORM_NUMBER, AT(rel), .fallback = "0.000001", .min = "0", .max = "1",
		.help = "difference of an indicator that is let pass, relative" },
	{ "abs", FORM_NUMBER, AT(abs), .fallback = "0", .min = "0", .max = "1_000_000_000_000",
		.help = "or absolute, in its unit; money that was moved must be the same to the unit" },
	{ "fingerprints", FORM_WORDS, AT(layers), .words = layers, .fallback = "[\"ledger\",\"market\"]",
		.help = "layers that must be the same, event by event" },
	{ NULL },
};
#undef AT
static const struct form golden_form = { "a golden result", golden_rows, sizeof(struct scenario_golden), NULL,
	NULL, NULL };

static const char *const levels[] = { "assertion", "invariant", NULL };
static const char *const invariants[] = { "every era", "at end", "every step", NULL };
#define AT(member) offsetof(struct scenario_assert, member)
static const struct form_row assert_rows[] = {
	{ "id", FORM_TEXT, AT(id), .required = true, .min = "1", .max = "100",
		.help = "what reports call it" },
	{ "always", FORM_TEXT, AT(always), .max = "4000", .help = "true whenever it is asked" },
	{ "never", FORM_TEXT, AT(never), .max = "4000", .help = "true at no time" },
	{ "sometimes", FORM_TEXT, AT(sometimes), .max = "4000",
		.help = "true at least min_count times, in all of random.runs together" },
	{ "eventually", FORM_TEXT, AT(eventually), .max = "4000",
		.help = "true at some time within so long, after each \"after\" or from the start" },
	{ "at", FORM_QUANTITY, AT(at_s), .dimension = UNIT_DURATION, .given_offset = AT(at_given),
		.help = "at this moment \"that\" is true" },
	{ "at_end", FORM_TEXT, AT(at_end), .max = "4000", .help = "true at the end of each run" },
	{ "mean", FORM_OBJECT, AT(mean), .sub = &mean_form, .given_offset = AT(mean.given),
		.help = "the mean over runs lies within bounds" },
	{ "prob", FORM_OBJECT, AT(prob), .sub = &prob_form, .given_offset = AT(prob.given),
		.help = "the probability of something" },
	{ "paired", FORM_OBJECT, AT(paired), .sub = &paired_form, .given_offset = AT(paired.given),
		.help = "beside another setting under the same luck" },
	{ "golden", FORM_OBJECT, AT(golden), .sub = &golden_form, .given_offset = AT(golden.given),
		.help = "the same as it was" },
	{ "invariant", FORM_ENUM, AT(invariant), .words = invariants,
		.given_offset = AT(invariant_given),
		.help = "all invariants of the protocol hold (RULES.md chapter 6), looked at so often" },
	{ "that", FORM_TEXT, AT(that), .max = "4000", .help = "what is true at that moment (at)" },
	{ "within", FORM_QUANTITY, AT(within_s), .dimension = UNIT_DURATION,
		.given_offset = AT(within_given), .help = "how long it may take (eventually)" },
	{ "after", FORM_TEXT, AT(after), .max = "4000",
		.help = "an event, with conditions, after which time begins to run (eventually)" },
	{ "min_count", FORM_COUNT, AT(min_count), .min = "1", .given_offset = AT(count_given),
		.help = "how often at least (sometimes); 1 if not given" },
	{ "every", FORM_TEXT, AT(every), .help = "when always, never, sometimes and eventually look: "
			"\"change\" (if not given), \"era\" or each \"6 h\"; events are looked at as they "
			"happen" },
	{ "level", FORM_ENUM, AT(level), .words = levels, .fallback = "assertion",
		.help = "an invariant that fails ends the program with 3 (always, never)" },
	{ "allow_empty", FORM_BOOL, AT(allow_empty), .fallback = "false",
		.help = "passes though there was nothing to ask it of" },
	{ NULL },
};
#undef AT

struct kind_of_assert {
	const char *key;
	bool is;
};

static bool only_with(struct form_blame *blame, bool given, const char *key, bool goes, const char *with)
{
	if (!given || goes)
		return true;
	blame->key = key;
	snprintf(blame->why, sizeof blame->why, "does not go with this assertion, only with %s", with);
	return false;
}

static bool needs(struct form_blame *blame, bool wanted, bool given, const char *key, const char *why)
{
	if (!wanted || given)
		return true;
	blame->key = key;
	snprintf(blame->why, sizeof blame->why, "missing; %s", why);
	return false;
}

static bool parts_go(const struct scenario_assert *a, struct form_blame *blame)
{
	bool looks = a->always || a->never || a->sometimes || a->eventually;

	return needs(blame, a->at_given, a->that != NULL, "that", "what is true then?")
			&& needs(blame, a->eventually != NULL, a->within_given, "within",
				"how long may it take? \"7 d\" for instance")
			&& only_with(blame, a->that != NULL, "that", a->at_given, "at")
			&& only_with(blame, a->within_given, "within", a->eventually, "eventually")
			&& only_with(blame, a->after != NULL, "after", a->eventually, "eventually")
			&& only_with(blame, a->count_given, "min_count", a->sometimes, "sometimes")
			&& only_with(blame, a->every != NULL, "every", looks,
				"always, never, sometimes and eventually")
			&& only_with(blame, a->level == LEVEL_INVARIANT, "level", a->always || a->never,
				"always and never")
			&& only_with(blame, a->allow_empty, "allow_empty", !a->invariant_given
				&& !a->golden.given && !a->sometimes, "assertions that may have nothing "
				"to be asked of");
}

static bool assert_goes(const void *filled, struct form_blame *blame)
{
	const struct scenario_assert *a = filled;
	const struct kind_of_assert kind[] = { { "always", a->always }, { "never", a->never },
		{ "sometimes", a->sometimes }, { "eventually", a->eventually }, { "at", a->at_given },
		{ "at_end", a->at_end }, { "mean", a->mean.given }, { "prob", a->prob.given },
		{ "paired", a->paired.given }, { "golden", a->golden.given },
		{ "invariant", a->invariant_given } };
	const char *first = NULL;

	for (size_t i = 0; i < sizeof kind / sizeof *kind; i++) {
		if (kind[i].is && first) {
			blame->key = kind[i].key;
			snprintf(blame->why, sizeof blame->why, "an assertion says one thing, this one "
					"says \"%s\" already; make two of it", first);
			return false;
		}
		if (kind[i].is)
			first = kind[i].key;
	}
	if (!first) {
		blame->key = "";
		snprintf(blame->why, sizeof blame->why, "asserts nothing; give always, never, sometimes, "
				"eventually, at, at_end, mean, prob, paired, golden or invariant");
		return false;
	}
	return parts_go(a, blame);
}

const struct form assert_form = { "an assertion", assert_rows, sizeof(struct scenario_assert), NULL,
	assert_goes, "What must hold of a scenario." };

/* ---- limits and profiles ---- */

static const char *const undecided[] = { "fail", "warn", NULL };
#define AT(member) offsetof(struct scenario_limits, member)
static const struct form_row limit_rows[] = {
	{ "wall", FORM_QUANTITY, AT(wall_s), .dimension = UNIT_DURATION, .min = "1 ms",
		.given_offset = AT(wall_given), .help = "time on the wall; none if not given" },
	{ "memory", FORM_COUNT64, AT(memory_mb), .dimension = UNIT_DATA, .min = "1 MB",
		.given_offset = AT(memory_given), .help = "of one run; none if not given" },
	{ "events", FORM_COUNT64, AT(events), .min = "1", .given_offset = AT(events_given),
		.help = "of the protocol, all runs together; none if not given" },
	{ "on_undecided", FORM_ENUM, AT(on_undecided), .words = undecided,
		.given_offset = AT(undecided_given),
		.help = "what chance leaves undecided: fail (exit code 4), or only warn" },
	{ NULL },
};
#undef AT
const struct form limits_form = { "limits", limit_rows, sizeof(struct scenario_limits), NULL, NULL, NULL };

#define AT(member) offsetof(struct scenario_profile, member)
static const struct form_row profile_rows[] = {
	{ "runs", FORM_COUNT, AT(runs), .min = "1", .max = "1_000_000", .given_offset = AT(runs_given),
		.help = "instead of random.runs" },
	{ "max_runs", FORM_COUNT, AT(max_runs), .min = "1", .max = "1_000_000",
		.given_offset = AT(max_given), .help = "instead of random.max_runs" },
	{ "alpha", FORM_QUANTITY, AT(alpha), .dimension = UNIT_RATIO, .min = "0.0001 %",
		.max = "50 %", .given_offset = AT(alpha_given), .help = "instead of errors.alpha" },
	{ "beta", FORM_QUANTITY, AT(beta), .dimension = UNIT_RATIO, .min = "0.0001 %",
		.max = "50 %", .given_offset = AT(beta_given), .help = "instead of errors.beta" },
	{ "limits", FORM_OBJECT, AT(limits), .sub = &limits_form, .help = "instead of limits" },
	{ NULL },
};
#undef AT
const struct form profile_form = { "a profile", profile_rows, sizeof(struct scenario_profile), NULL, NULL,
	"What spheron-sim test --profile NAME changes." };
