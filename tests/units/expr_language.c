/* Texts: numbers and units, what binds how, types, what is not known, and every kind of mistake. */

#include "tests/units/expr_ask.h"

#include "support/pcg.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SENTENCE(name) static void name(void **unused)

struct said {
	const char *text, *value;
};

SENTENCE(literals_have_the_units_of_scenario_files)
{
	static const struct said said[] = {
		{ "3", "3" }, { "0.95", "0.95" }, { "12_500", "12500" }, { "3 h", "3 h" }, { "3h", "3 h" },
		{ "90 min", "1 h 30 min" }, { "1000 SPON", "1000 SPON" }, { "95 %", "95 %" },
		{ "5 %/year", "5 %/year" }, { "0.7 USD/gpu-hour", "0.7 USD/h" }, { "30 eras", "30 eras" },
		{ "1 era", "1 eras" }, { "128 GB", "128 GB" }, { "1.5 TB", "1.5 TB" }, { "500 Mbps", "500 "
				"Mbps" },
		{ "250 bp", "2.5 %" }, { "7 gwei", "0.000000007 ETH" }, { "1 SPON unit",
				"0.000000000000000001 SPON" },
		{ "0.02 USD/SPON", "0.02 USD/SPON" }, { "20 points", "20 points" }, { "0.001 "
				"token/block", "0.001 token/block" },
		{ "2 weeks", "14 d" }, { "1000 SPON/era", "1000 SPON/era" }, { "24 USD/d", "24 USD/d" },
		{ "24 /d", "0.000277778 /s" }, { "0.04 SPON/point", "0.04 SPON/point" }, { "350 W", "350 "
				"W" },
		{ "60 blocks", "60 blocks" }, { "'dc'", "dc" }, { "\"dc gpu\"", "dc gpu" }, { "true",
				"yes" },
		{ "false", "no" }, { "1.5 SPON/SPON", "1.5" },
	};

	(void) unused;
	for (size_t i = 0; i < sizeof said / sizeof *said; i++)
		expect_shown(said[i].text, NULL, said[i].value);
}

SENTENCE(rates_in_different_units_are_exactly_the_same)
{
	(void) unused;
	expect_true("24 USD/d == 1 USD/h", NULL);
	expect_true("1 USD/h * 1 h == 1 USD", NULL);
	expect_true("365 SPON/year == 1 SPON/d", NULL);
	expect_true("7 /week == 1 /d", NULL);
	expect_true("8 Mbps * 1 s == 1 MB", NULL);
	expect_true("5 %/year * 365 d == 5 %", NULL);
	expect_true("0.12 USD/kWh * 1 kW * 1 h == 0.12 USD", NULL);
	expect_true("60 /h == 1 /min", NULL);
	expect_true("0.002 USD/GB-hour * 500 GB * 1 h == 1 USD", NULL);
}

SENTENCE(signs_bind_as_usual)
{
	static const struct said said[] = {
		{ "1 + 2 * 3", "7" }, { "(1 + 2) * 3", "9" }, { "7 - 2 - 1", "4" }, { "-2 * -3", "6" },
		{ "--2", "2" }, { "8 / 2 / 2", "2" }, { "2 - -2", "4" }, { "-(1 + 2)", "-3" },
		{ "1 + 1 == 2", "yes" }, { "not 1 == 2", "yes" }, { "not true or true", "yes" },
		{ "not (true or true)", "no" }, { "true or true and false", "yes" },
		{ "(true or true) and false", "no" }, { "1 < 2 and 2 < 3", "yes" }, { "not not true",
				"yes" },
		{ "1 in 0..2", "yes" }, { "3 in 0..2", "no" }, { "2 in 1 + 1..2 * 2", "yes" },
		{ "2 in 2..2", "yes" }, { "3 h in 1 h..1 d", "yes" }, { "not 3 in 0..2", "yes" },
		{ "abs(-3)", "3" }, { "abs(2 - 5 h / 1 h)", "3" }, { "if(1 < 2, 3, 4)", "3" },
		{ "if(false, 3 h, 0)", "0 s" }, { "if(true, 'a', 'b') == 'a'", "yes" },
		{ "0 == 0 SPON", "yes" }, { "0 < 3 h", "yes" }, { "1 SPON > 0", "yes" },
		{ "0 + 3 h", "3 h" }, { "3 h - 0", "3 h" }, { "true == true", "yes" }, { "true != true",
				"no" },
		{ "'a' != 'b'", "yes" }, { "3 h*2", "6 h" }, { "6 h/2", "3 h" }, { "1000 SPON / 4", "250 "
				"SPON" },
		{ "10 / 4 eras", "2.5 era^-1" }, { "1 h / 1 min in 59.9..60.1", "yes" },
	};

	(void) unused;
	for (size_t i = 0; i < sizeof said / sizeof *said; i++)
		expect_shown(said[i].text, NULL, said[i].value);
}

/* The value of a text of `true`, `false` and `unknown`, with a letter each. */
static char truth_of(const char *format, const char *a, const char *b)
{
	const char *is;
	char text[200];

	snprintf(text, sizeof text, format, a, b);
	is = shown(text, EXPR_RUNNING, NULL);
	return strcmp(is, "yes") == 0 ? 'y' : strcmp(is, "no") == 0 ? 'n' : '?';
}

SENTENCE(what_is_not_known_spreads_as_in_three_valued_logic)
{
	static const char *const value[] = { "false", "(provider(9).stake > 0)", "true" };
	static const char and[] = "nnn" "n??" "n?y", or[] = "n?y" "??y" "yyy", not[] = "y?n";

	(void) unused;
	for (int a = 0; a < 3; a++) {
		for (int b = 0; b < 3; b++) {
			assert_int_equal(truth_of("%s and %s", value[a], value[b]), and[3 * a + b]);
			assert_int_equal(truth_of("%s or %s", value[a], value[b]), or[3 * a + b]);
		}
		assert_int_equal(truth_of("not %s%s", value[a], ""), not[a]);
	}
	expect_shown("provider(9).stake", NULL, "no value");
	expect_shown("provider(9).stake + 1 SPON", NULL, "no value");
	expect_shown("-provider(9).stake", NULL, "no value");
	expect_shown("abs(provider(9).stake) * 2", NULL, "no value");
	expect_shown("provider(9).up == true", NULL, "no value");
	expect_shown("provider(9).status == 'Active'", NULL, "no value");
	expect_shown("if(provider(9).up, 1, 2)", NULL, "no value");
	expect_shown("if(true, 1, provider(9).slashes)", NULL, "1");
	expect_shown("provider(9).slashes in 1..2", NULL, "no value");
	expect_shown("1 in 2..provider(9).slashes", NULL, "no");
	expect_shown("3 in provider(9).slashes..2", NULL, "no");
	expect_shown("2 in 2..provider(9).slashes", NULL, "no value");
	expect_shown("known(provider(9).stake)", NULL, "no");
	expect_shown("known(1) and not known(provider(9).up)", NULL, "yes");
	expect_shown("1 / 0", NULL, "no value");
	expect_shown("1 / 0 > 1 or true", NULL, "yes");
}

SENTENCE(what_is_measured_or_divided_is_not_exact)
{
	static const struct {
		const char *text;
		bool exact;
	} said[] = { { "1 + 2", true }, { "1 / 2", false }, { "provider.stake", true },
		{ "provider.stake * 2 - 1 SPON", true }, { "token.price", false },
		{ "provider.stake * token.price", false }, { "params.cooldown_s", true },
		{ "avg(provider.stake)", false }, { "sum(provider.stake)", true }, {
				"max(provider.stake)", true },
		{ "count(provider)", true }, { "time", true }, { "abs(1 / 2)", false }, { "if(true, 1, 1 "
				"/ 2)", false },
		{ "0", true }, { "Slashed.own", true } };

	(void) unused;
	for (size_t i = 0; i < sizeof said / sizeof *said; i++) {
		struct expr *e = compiled(said[i].text, EXPR_RUNNING);

		if (expr_exact(e) != said[i].exact)
			fail_msg("%s is said to be %s", said[i].text, said[i].exact ? "inexact" : "exact");
		expr_free(e);
	}
}

SENTENCE(texts_say_of_whom_and_when_they_are_to_be_asked)
{
	static const struct {
		const char *text;
		int trigger, subject;
	} said[] = {
		{ "1 == 1", EXPR_NONE, EXPR_NONE },
		{ "provider.stake > 0", EXPR_NONE, EXPR_PROVIDER },
		{ "fizz.up", EXPR_NONE, EXPR_FIZZ },
		{ "Slashed", SPHERON_EVENT_SLASHED, EXPR_NONE },
		{ "Slashed.why == 'downtime' and provider.leases == 0", SPHERON_EVENT_SLASHED, EXPR_NONE },
		{ "provider.leases == 0 or not Slashed", SPHERON_EVENT_SLASHED, EXPR_NONE },
		{ "count(Slashed) >= 3", EXPR_NONE, EXPR_NONE },
		{ "count(Slashed) >= provider.slashes", EXPR_NONE, EXPR_PROVIDER },
		{ "count(Slashed) < 3 or OrderClosed", SPHERON_EVENT_ORDER_CLOSED, EXPR_NONE },
		{ "sum(Slashed.own where provider.tier > 3) > 0", EXPR_NONE, EXPR_NONE },
		{ "all(provider, up)", EXPR_NONE, EXPR_NONE },
		{ "all(provider, Slashed.own < stake)", SPHERON_EVENT_SLASHED, EXPR_NONE },
		{ "provider(3).stake > 0", EXPR_NONE, EXPR_NONE },
		{ "provider(lease.provider).up", EXPR_NONE, EXPR_LEASE },
		{ "any(fizz, gateway == provider.id)", EXPR_NONE, EXPR_PROVIDER },
		{ "delegation.shares > 0", EXPR_NONE, EXPR_DELEGATION },
	};

	(void) unused;
	for (size_t i = 0; i < sizeof said / sizeof *said; i++) {
		struct expr *e = compiled(said[i].text, EXPR_RUNNING);

		if (expr_trigger(e) != said[i].trigger || expr_subject(e) != said[i].subject)
			fail_msg("%s: trigger %d, subject %d", said[i].text, expr_trigger(e),
					expr_subject(e));
		expr_free(e);
	}
}

/* ---- mistakes ---- */

struct mistake {
	const char *text, *mark, *why;
};

static void expect_mistakes(const struct mistake *m, size_t n, enum expr_place place)
{
	for (size_t i = 0; i < n; i++)
		expect_refused(m[i].text, place, m[i].mark, m[i].why);
}

SENTENCE(texts_that_are_no_sentences_are_refused_where_they_go_wrong)
{
	static const struct mistake said[] = {
		{ "", NULL, "a value is missing at the end" },
		{ "1 +", NULL, "a value is missing at the end" },
		{ "(1", NULL, ") is missing at the end" },
		{ "1)", ")", "no ( belongs to this )" },
		{ "1 2", "2", "and, or, a comparison or an operator is missing before \"2\"" },
		{ "1 + * 2", "*", "a value is missing before \"*\"" },
		{ "1 = 1", "=", "to compare, write == (equal) or one of != < <= > >=" },
		{ "true && true", "&", "to join two conditions write and" },
		{ "true || true", "|", "to join two conditions write or" },
		{ "!true", "!", "for the opposite of a condition write not" },
		{ "provider[3].up", "[", "there are no indexes; one entity of many is provider(3)" },
		{ "% 95", "%", "% is a unit and stands behind a number: 95 %" },
		{ "1 < 2 < 3", "< 3", "comparisons do not follow one another; write x in a..b, or join "
				"two with and" },
		{ "1 in 2", NULL, ".. is missing at the end" },
		{ "'abc", "'", "this text has no end; a quote is missing" },
		{ ".5", ".", "a number has a digit on either side of its point: 0.5" },
		{ "1e5", "e5", "a number has no exponent; write all of its digits" },
		{ "340_282_366_920_938_463_463_374_607_431_768_211_456", "340", "the number has too many "
				"digits; "
			"2^128 - 1 is the largest" },
		{ "200_000_000_000_000_000_000_000_000_000_000_000_000", "200",
			"\"200_000_000_000_000_000_000_000_000_000_...\" is too large" },
		{ "007", "007", "a number begins with 0 only if the point follows" },
		{ "1_2", NULL, "a _ parts groups of three digits, as in 12_500" },
		{ "1 # 2", "#", "\"#\" means nothing here" },
		{ "1 \xc3\xa4 2", "\xc3", "\"\xc3\xa4\" means nothing here" },
		{ "1 \xc3", "\xc3", "\"?\" means nothing here" },
		{ "1 \xe2\x89\xa5 0", "\xe2", "\"\xe2\x89\xa5\" means nothing here; write >=" },
		{ "1 in 2..0", "2", "nothing lies in this range: its first end is above its second" },
		{ "provider.uptime_ppm < 95", "95", "a share cannot be compared with 95, of which 1 is all; "
			"write 95 %" },
		{ "95 % < provider.leases", "95", "a count cannot be compared with a share (95 %)" },
		{ "up where 1", "where", "where stands within brackets, as in count(provider where up)" },
		{ "count(provider", NULL, ") is missing at the end" },
		{ "abs(1, 2, 3, 4, 5)", "5", "these are more arguments than anything takes" },
		{ "0.0000000000000000001", "0", "a number has 18 digits behind its point at most" },
	};

	(void) unused;
	expect_mistakes(said, sizeof said / sizeof *said, EXPR_RUNNING);
}

SENTENCE(wrong_units_are_told_with_the_right_ones)
{
	static const struct mistake said[] = {
		{ "3 hours", "hours", "no unit is called \"hours\" (did you mean h?); a duration is given "
				"in ms, s, min, h, d or weeks" },
		{ "3 SPHN", "SPHN", "no unit is called \"SPHN\" (did you mean SPON?); an amount of SPON "
				"is given in SPON or SPON unit" },
		{ "5 percent", "percent", "no unit is called \"percent\" (did you mean %?); a ratio is "
				"given in %, bp or ppm" },
		{ "5 $", "$", "no unit is called \"$\" (did you mean USD?); an amount of USD is given in "
				"USD or USD unit" },
		{ "3 parsecs", "parsecs", "no unit is called \"parsecs\"; units are those of scenario "
				"files, such as s, h, d, SPON, USD, %, %/year or eras" },
		{ "3 h > 1000 SPON", "1000", "a duration cannot be compared with an amount of SPON" },
		{ "3 h + 2 SPON", "3", "an amount of SPON cannot be added to a duration" },
		{ "3 h - 2 %", "3", "a plain number cannot be subtracted from a duration" },
		{ "provider.stake > 1000", "1000", "an amount of SPON cannot be compared with a plain "
				"number; write 1000 SPON" },
		{ "30 > era", "era", "a plain number cannot be compared with a number of eras; write 30 "
				"eras" },
		{ "token.price > 0.02 USD", "0.02", "a token price cannot be compared with an amount of "
				"USD" },
		{ "lease.locked > 1 USD", "1", "an amount of some token (usd(), spon() or eth() say of "
				"which) cannot be compared with an amount of USD" },
		{ "3 h in 1 h..2", "2", "a duration cannot be compared with a plain number" },
		{ "if(true, 3 h, 2 USD) > 0", "2 USD", "a duration cannot be an alternative to an amount "
				"of USD" },
		{ "1 SPON * 1 SPON > 2 SPON", "2", "a number in SPON^2 cannot be compared with an amount "
				"of SPON" },
		{ "usd(3)", "3", "usd(), spon() and eth() take an amount of a token that only the record "
				"knows, such as lease.locked, and this is a plain number" },
	};

	(void) unused;
	expect_mistakes(said, sizeof said / sizeof *said, EXPR_RUNNING);
}

SENTENCE(types_do_not_mix)
{
	static const struct mistake said[] = {
		{ "1 and true", "1", "and takes a condition (yes or no), and this is a plain number" },
		{ "true or 'a'", "a", "or takes a condition (yes or no), and this is a text" },
		{ "not 1", "1", "not takes a condition (yes or no), and this is a plain number" },
		{ "-true", "true", "- takes a number, and this is yes or no" },
		{ "'a' * 2", "a", "* takes a number, and this is a text" },
		{ "true < false", "<", "yes or no has no order; compare it with == or !=" },
		{ "'a' < 'b'", "<", "a text has no order; compare it with == or !=" },
		{ "provider.up == 1", "1", "yes or no cannot be compared with a plain number" },
		{ "provider.status == 2", "2", "a text cannot be compared with a plain number" },
		{ "'a' in 1..2", "a", "in takes a number, and this is a text" },
		{ "abs(true)", "true", "abs() takes a number, and this is yes or no" },
		{ "if(1, 2, 3)", "1", "if() takes a condition (yes or no), and this is a plain number" },
		{ "if(true, 2, 'a')", "a", "both values of if() must be of one type; these are a plain "
				"number and a text" },
		{ "sum(provider.up)", "provider.up", "sum() takes a number, and this is yes or no" },
		{ "all(provider, stake)", "stake", "all() takes a condition (yes or no), and this is an "
				"amount of SPON" },
		{ "count(provider where stake)", "stake", "where takes a condition (yes or no), and this "
				"is an amount of SPON" },
		{ "1 / 3 == 0", "/", "== needs exact numbers, and this one is measured or divided; write "
				"x in a..b or abs(a - b) < x" },
		{ "token.pool != 1 SPON", "token.pool", "!= needs exact numbers, and this one is measured "
				"or divided; write x in a..b or abs(a - b) < x" },
		{ "provider(1 / 2).up", "/", "an entity is named by its number or by a name in quotes, "
				"and this is a plain number" },
		{ "provider(3 h).up", "3", "an entity is named by its number or by a name in quotes, and "
				"this is a duration" },
	};

	(void) unused;
	expect_mistakes(said, sizeof said / sizeof *said, EXPR_RUNNING);
}

SENTENCE(misspelt_names_are_told_with_the_nearest_right_one)
{
	static const struct mistake said[] = {
		{ "market.fil_rate > 0", "market", "nothing is called \"market.fil_rate\" (did you mean "
				"market.fill_rate?)" },
		{ "provider.steak > 0", "provider", "provider has no field \"steak\" (did you mean "
				"provider.stake?)" },
		{ "provder.stake > 0", "provder", "nothing is called \"provder.stake\" (did you mean "
				"provider.stake?)" },
		{ "Slashd.own > 0", "Slashd", "nothing is called \"Slashd.own\" (did you mean "
				"Slashed.own?)" },
		{ "Slashed.ow > 0", "Slashed", "Slashed has no field \"ow\" (did you mean own?)" },
		{ "Slashd", "Slashd", "nothing is called \"Slashd\" (did you mean Slashed?)" },
		{ "params.cooldown > 0", "params", "no parameter is called \"cooldown\" (did you mean "
				"params.cooldown_s?)" },
		{ "treasury.uds > 0", "treasury", "nothing is called \"treasury.uds\" (did you mean "
				"treasury.usd?)" },
		{ "avrg(provider.stake) > 0", "avrg", "no function is called \"avrg\" (did you mean "
				"avg?)" },
		{ "provders(3).stake > 0", "provders", "what \"provders\" gives has no fields; entities "
				"have: provider(3).stake" },
		{ "provider(3).steak > 0", "steak", "provider has no field \"steak\" (did you mean "
				"stake?)" },
		{ "provider.status == 'active'", "active", "\"active\" is no status (did you mean "
				"Active?); there are Registered, Active, Maintenance, Suspended, "
				"Deactivated" },
		{ "Slashed.why == 'downtme'", "downtme", "\"downtme\" is no reason of a slash (did you "
				"mean downtime?); there are downtime, upgrade, challenge, misconduct, "
				"prolonged" },
		{ "all(provider where stats == 'Active', up)", "stats", "nothing is called \"stats\" (did "
				"you mean status?)" },
		{ "count(Slashed where wy == 'downtime')", "wy", "nothing is called \"wy\" (did you mean "
				"why?)" },
		{ "provider > 0", "provider", "provider is a kind of entity; name a field of it, such as "
				"provider.id, or go over all of them: count(provider)" },
		{ "provider(3)", "provider", "name a field of this provider, as in provider(3).id" },
		{ "xyzzy_plugh", "xyzzy", "nothing is called \"xyzzy_plugh\"" },
	};

	(void) unused;
	expect_mistakes(said, sizeof said / sizeof *said, EXPR_RUNNING);
}

SENTENCE(classes_are_those_of_the_scenario)
{
	struct provider_class providers[] = { { .name = "dc" }, { .name = "gamers" } };
	struct fizz_class fizz[] = { { .name = "homes" } };
	struct setup setup = { .providers = providers, .n_providers = 2, .fizz = fizz, .n_fizz = 1 };

	(void) unused;
	expr_free(compiled_for("all(provider where class == 'dc', up)", EXPR_RUNNING, &setup));
	expr_free(compiled_for("fizz.class != 'homes'", EXPR_RUNNING, &setup));
	expr_free(compiled_for("provider.class == 'anything'", EXPR_RUNNING, NULL));
	expect_refused_for("provider.class == 'gamer'", &setup, "gamer'", "no class of providers is "
			"called \"gamer\" here (did you mean gamers?)");
	expect_refused_for("'dc' == fizz.class", &setup, "dc", "no class of Fizz nodes is called \"dc\" "
			"here");
}

SENTENCE(sets_and_events_stand_where_they_make_sense)
{
	static const struct mistake running[] = {
		{ "provider.up and lease.blocks > 3 blocks", "lease", "this speaks of every provider and "
				"of every lease; take one kind, and all(), any(), count() and the like "
				"for the others" },
		{ "Slashed and LeaseClosed", "LeaseClosed", "Slashed and LeaseClosed never happen "
				"together; one of them may be counted: count(LeaseClosed)" },
		{ "Slashed and lease.blocks > 3 blocks", "lease", "Slashed names no lease; it names a "
				"provider" },
		{ "EraClosed and provider.up", "provider", "EraClosed names no provider; it names nobody" },
		{ "count(Slashed where LeaseClosed)", "LeaseClosed", "LeaseClosed and Slashed never "
				"happen together" },
		{ "count(Slashed where LeaseClosed.due > 0)", "LeaseClosed", "LeaseClosed and Slashed "
				"never happen together" },
		{ "count(Slashed where count(LeaseClosed) > 0)", "count(Lease", "events cannot be counted "
				"within brackets that count events" },
		{ "all(provider, count(Slashed where tier == 7) > 0)", "tier", "nothing is called "
				"\"tier\" (did "
			"you mean time?)" },
		{ "all(Slashed, own > 0)", "all", "all() goes over entities; of events write "
				"count(Slashed where ...) == 0" },
		{ "count(provider.up)", "count", "count() counts a set: count(provider), count(provider "
				"where up), count(Slashed where why == 'downtime')" },
		{ "all(provider)", "all", "all() needs a value of each: all(provider, up)" },
		{ "sum(provider)", "sum", "sum() needs a value of each: sum(provider.stake)" },
		{ "sum(provider.stake + fizz.accrued)", "sum", "sum() goes over one kind of entity; say "
				"which: sum(provider, ...)" },
		{ "sum(3)", "sum", "sum() goes over entities, events or the eras of a metric, and this "
				"names none" },
		{ "sum()", "sum", "sum() of what? it goes over entities, events or the eras of a metric" },
		{ "first(provider.stake)", "first", "first() looks at eras of a metric or at events; "
				"entities have no order" },
		{ "avg(market.fill_rate) > 0", "avg", "avg() of a metric looks over the eras of a whole "
				"run; use it in at_end" },
		{ "market.lost.no_bid > 0", "market", "market.lost.no_bid has no value for single eras, "
				"only one of a whole run; use it in at_end" },
		{ "abs(1, 2)", "2", "write abs(number)" },
		{ "if(true, 1)", "if", "write if(condition, value, other value)" },
		{ "delegation(3).shares", "delegation", "write delegation(3, 17).field, a provider and an "
				"account" },
	};

	(void) unused;
	expect_mistakes(running, sizeof running / sizeof *running, EXPR_RUNNING);
}

SENTENCE(windows_are_given_in_time_or_eras)
{
	static const struct mistake ended[] = {
		{ "avg(market.fill_rate, last 3 SPON)", "3", "a window is given in time or eras: last 30 "
				"d, first 10 eras, from 10 d to 20 d" },
		{ "avg(market.fill_rate, from 3 d)", ")", "\"to\", as in from 10 d to 20 d, is missing "
				"before \")\"" },
		{ "avg(market.fill_rate, last)", ")", "a value is missing before \")\"" },
		{ "avg(market.fill_rate, from 3 d to 5 eras)", "5", "a window is given in time or in "
				"eras, not in both" },
		{ "avg(market.lost.no_bid)", "market", "market.lost.no_bid has no values of single eras "
				"to look over" },
		{ "count(market.fill_rate)", "count", "count() goes over entities; of a metric's eras "
				"there are avg, min, max, sum, first and last" },
		{ "avg(market.fill_rate where 1 > 0)", ">", "eras have no fields to choose by; a window "
				"is given as in avg(x, last 30 d)" },
		{ "avg(provider.stake, last 3 d)", "last", "avg() takes a set and a value: avg(provider "
				"where up, ...)" },
		{ "avg(market.fill_rate, 3 d)", "3", "a window is given as last 30 d, first 30 d or from "
				"10 d to 20 d" },
	};

	(void) unused;
	expect_mistakes(ended, sizeof ended / sizeof *ended, EXPR_ENDED);
}

/* ---- robustness ---- */

static char *nested(const char *open, size_t times, const char *inner, const char *close)
{
	size_t size = times * (strlen(open) + strlen(close)) + strlen(inner) + 1;
	char *text = malloc(size);

	assert_non_null(text);
	text[0] = 0;
	for (size_t i = 0; i < times; i++)
		strcat(text, open);
	strcat(text, inner);
	for (size_t i = 0; i < times; i++)
		strcat(text, close);
	return text;
}

SENTENCE(long_and_deep_texts_are_refused)
{
	static const struct {
		const char *open, *inner, *close;
		size_t times;
	} said[] = { { "(", "1", ")", 1000 }, { "-", "1", "", 1000 }, { "not ", "true", "", 900 },
		{ "1+", "1", "", 1500 }, { "abs(", "1", ")", 700 }, { "true and ", "true", "", 440 },
		{ "all(provider,", "up", ")", 200 }, { "all(provider,", "up", ")", 20 }, { "(", "", "",
				3999 },
		{ "if(true,", "1", ",1)", 300 }, { "x", "", "", 4000 }, { "1 ", "", "", 2500 },
		{ "provider(1).id + ", "1", "", 30 } };

	(void) unused;
	for (size_t i = 0; i < sizeof said / sizeof *said; i++) {
		char *text = nested(said[i].open, said[i].times, said[i].inner, said[i].close);
		struct expr_fault fault = { 0 };

		assert_null(expr_compile(text, EXPR_RUNNING, NULL, &fault));
		assert_true(fault.offset <= strlen(text) && fault.why[0] != 0);
		free(text);
	}
	{
		char *text = nested("(", 190, "1", ")");

		expect_shown(text, NULL, "1");
		free(text);
	}
}

static void try_text(const char *text)
{
	struct expr_fault fault = { .offset = SIZE_MAX };
	struct expr_context context = { .state = empty_state() };

	for (int place = EXPR_RUNNING; place <= EXPR_ENDED; place++) {
		struct expr *e = expr_compile(text, (enum expr_place) place, NULL, &fault);
		char out[EXPR_SHOWN_MAX];
		struct expr_value v;

		if (!e) {
			assert_true(fault.offset <= strlen(text));
			assert_true(fault.why[0] != 0 && strlen(fault.why) < sizeof fault.why);
			for (const char *p = fault.why; *p; p++)
				assert_true((*p >= ' ' && *p <= '~') || (unsigned char) *p >= 0x80);
			continue;
		}
		v = expr_value(e, &context);
		assert_int_equal(v.type, expr_type(e));
		expr_show(e, &v, out);
		expr_free(e);
	}
}

SENTENCE(any_bytes_give_a_clean_answer)
{
	static const char *const pieces[] = { "provider", ".stake", "provider.stake", "fizz",
			"lease.locked",
		"Slashed", "Slashed.own", "count(", "sum(", "all(", "avg(", "last(", "if(", "abs(",
		"known(", "usd(",
		"(", ")", ",", " where ", " and ", " or ", " not ", " in ", "..", " == ", " < ", " >= ",
		" != ", " + ",
		"-", "*", "/", "0", "1", "3 h", "1000 SPON", "95 %", "'dc'", "\"x\"", "true", "up",
		"status",
		"market.fill_rate", "token.price", " last 3 d", " from 1 d to ", "params.cooldown_s",
		"time", "era",
		"treasury.usd", "delegation(1,2).shares", "9999999999999999999", "0.000000000000000001",
		"_", ".",
		"340282366920938463463374607431768211455", "%", "provider(1)", "count(Slashed)", "Voted",
		" " };
	struct pcg random;
	char text[600];

	(void) unused;
	pcg_seed(&random, 0, 5, 0, 1);
	for (int i = 0; i < 60000; i++) {
		size_t n = 0, parts = pcg_next(&random) % 14;

		for (size_t j = 0; j < parts; j++)
			n += (size_t) snprintf(text + n, sizeof text - n, "%s", pieces[pcg_next(&random)
					% (sizeof pieces / sizeof *pieces)]);
		text[n] = 0;
		if (i % 3 == 0 && n > 0)
			text[pcg_next(&random) % n] = (char) (1 + pcg_next(&random) % 255);
		if (i % 7 == 0)
			for (n = 0; n < 40; n++)
				text[n] = (char) (1 + pcg_next(&random) % 255), text[n + 1] = 0;
		try_text(text);
	}
}

SENTENCE(results_are_given_in_units_of_the_expression)
{
	struct expr *e = compiled("provider.stake", EXPR_RUNNING);
	struct expr_fault fault;
	double value;
	char text[120];

	(void) unused;
	expr_type_text(e, text);
	assert_string_equal(text, "an amount of SPON");
	assert_true(expr_literal(e, "12.5 SPON", &value, &fault) && value == 12.5);
	assert_true(expr_literal(e, "-3 SPON", &value, &fault) && value == -3);
	assert_true(expr_literal(e, "0", &value, &fault) && value == 0);
	assert_false(expr_literal(e, "3 h", &value, &fault));
	assert_string_equal(fault.why, "a duration cannot be compared with an amount of SPON");
	assert_false(expr_literal(e, "SPON", &value, &fault));
	assert_false(expr_literal(e, "3 SPON more", &value, &fault));
	assert_false(expr_literal(e, "", &value, &fault));
	assert_false(expr_literal(e, "3 SPNO", &value, &fault));
	expr_show_number(e, 1234.5, text);
	assert_string_equal(text, "1234.5 SPON");
	expr_show_number(e, NAN, text);
	assert_string_equal(text, "no value");
	expr_free(e);
	e = compiled("provider.apr_ppm", EXPR_RUNNING);
	assert_true(expr_literal(e, "25 %/year", &value, &fault));
	assert_true(fabs(value * 31536000 - 0.25) < 1e-12);
	expr_show_number(e, value, text);
	assert_string_equal(text, "25 %/year");
	expr_free(e);
}

const struct CMUnitTest expr_language_tests[] = {
	cmocka_unit_test(literals_have_the_units_of_scenario_files),
	cmocka_unit_test(rates_in_different_units_are_exactly_the_same),
	cmocka_unit_test(signs_bind_as_usual),
	cmocka_unit_test(what_is_not_known_spreads_as_in_three_valued_logic),
	cmocka_unit_test(what_is_measured_or_divided_is_not_exact),
	cmocka_unit_test(texts_say_of_whom_and_when_they_are_to_be_asked),
	cmocka_unit_test(texts_that_are_no_sentences_are_refused_where_they_go_wrong),
	cmocka_unit_test(wrong_units_are_told_with_the_right_ones),
	cmocka_unit_test(types_do_not_mix),
	cmocka_unit_test(misspelt_names_are_told_with_the_nearest_right_one),
	cmocka_unit_test(classes_are_those_of_the_scenario),
	cmocka_unit_test(sets_and_events_stand_where_they_make_sense),
	cmocka_unit_test(windows_are_given_in_time_or_eras),
	cmocka_unit_test(long_and_deep_texts_are_refused),
	cmocka_unit_test(any_bytes_give_a_clean_answer),
	cmocka_unit_test(results_are_given_in_units_of_the_expression),
};
const size_t expr_language_n = sizeof expr_language_tests / sizeof *expr_language_tests;
