/* Everything that has a name can be said, and means what the records and tables mean. */

#include "tests/units/expr_ask.h"

#include "protocol/field.h"
#include "sim/expr/expr_parts.h"
#include "sim/unit.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SENTENCE(name) static void name(void **unused)

SENTENCE(every_metric_has_a_unit_and_can_be_asked_where_it_has_a_value)
{
	struct expr_fault fault;
	struct factor f;

	(void) unused;
	for (unsigned i = 0; i < METRIC_COUNT; i++) {
		const struct metric_row *m = &metric_rows[i];
		struct expr *e = compiled(m->name, EXPR_ENDED);

		if (!metric_factor(i, &f))
			fail_msg("%s is in %s, which the language does not know", m->name, m->unit);
		assert_true(expr_same_unit(expr_unit(e), f.unit));
		assert_false(expr_exact(e));
		expr_free(e);
		if (m->series >= 0) {
			expr_free(compiled(m->name, EXPR_RUNNING));
			continue;
		}
		assert_null(expr_compile(m->name, EXPR_RUNNING, NULL, &fault));
		assert_non_null(strstr(fault.why, "at_end"));
	}
}

SENTENCE(metrics_count_in_the_units_of_their_table)
{
	static const struct {
		enum metric metric;
		double value;
		const char *literal;
	} said[] = {
		{ METRIC_MARKET_FILL, 0.94, "94 %" }, { METRIC_MARKET_SPENT, 24, "1 USD/h" },
		{ METRIC_MARKET_LENGTH_P50, 36, "1.5 d" }, { METRIC_SLA_OUTAGE, 30, "0.5 h" },
		{ METRIC_PROVIDER_PAYBACK_P50, 2, "60 d" }, { METRIC_TOKEN_INFLATION, 0.05, "5 %/year" },
		{ METRIC_TOKEN_REWARDS, 1000, "1000 SPON/era" }, { METRIC_TOKEN_RUNWAY, 30, "30 eras" },
		{ METRIC_TOKEN_PRICE, 0.02, "0.02 USD/SPON" }, { METRIC_SECURITY_AVS, 3, "3 ETH" },
		{ METRIC_MARKET_PRICE_GPU, 0.7, "0.7 USD/gpu-hour" }, { METRIC_MARKET_ORDERS, 240, "10 "
				"/h" },
		{ METRIC_SUPPLY_EXITS_FOUNDERS, 0.5, "0.5 /year" }, { METRIC_SUPPLY_RETURNS_FIZZ, 60, "2 "
				"/d" },
		{ METRIC_SLASH_COUNT, 365, "1 /d" }, { METRIC_MARKET_WAIT_P50, 90, "1.5 min" },
		{ METRIC_SUPPLY_GPUS, 12, "12" }, { METRIC_TOKEN_TREASURY, 7, "7 USD" },
	};
	static struct outcome outcome;
	struct expr_context context = { .state = empty_state(), .outcome = &outcome, .era_s = 86400 };

	(void) unused;
	for (size_t i = 0; i < sizeof said / sizeof *said; i++) {
		struct expr *e = compiled(metric_rows[said[i].metric].name, EXPR_ENDED);
		struct expr_fault fault;
		double literal = NAN, is;

		outcome.value[said[i].metric] = said[i].value;
		is = expr_value(e, &context).number;
		if (!expr_literal(e, said[i].literal, &literal, &fault)
				|| fabs(is - literal) > 1e-12 * fabs(literal))
			fail_msg("%s is %g, not %s (%g)", metric_rows[said[i].metric].name, is,
					said[i].literal,
					literal);
		outcome.value[said[i].metric] = NAN;
		assert_false(expr_value(e, &context).known);
		expr_free(e);
	}
}

SENTENCE(every_parameter_can_be_asked_and_is_exact)
{
	(void) unused;
	for (unsigned i = 0; i < SPHERON_PARAM_COUNT; i++) {
		struct spheron_param_info info;
		char text[80];
		struct expr *e;

		spheron_param_info(i, &info);
		snprintf(text, sizeof text, "params.%s", info.name);
		e = compiled(text, EXPR_RUNNING);
		assert_true(expr_exact(e));
		assert_true(expr_same_unit(expr_unit(e), unit_factor(unit_of_param(i).dimension).unit));
		expr_free(e);
	}
}

/* The fields that records have by themselves, from the tables of the library. */
SENTENCE(every_field_of_every_record_can_be_asked_and_is_explained)
{
	(void) unused;
	for (int kind = 0; kind < EXPR_ENTITY_COUNT; kind++) {
		struct fields fields = record_fields(entity_record((enum expr_entity) kind));

		assert_true(entity_n_fields((enum expr_entity) kind) >= fields.count);
		for (unsigned i = 0; i < fields.count; i++) {
			struct property f;

			if (!entity_field_find((enum expr_entity) kind, fields.at[i].name,
					    strlen(fields.at[i].name), &f))
				fail_msg("%s.%s", entity_name((enum expr_entity) kind), fields.at[i].name);
			assert_int_equal(f.at, fields.at[i].offset);
		}
		for (size_t i = 0; i < entity_n_fields((enum expr_entity) kind); i++) {
			struct property f;
			char text[80];

			entity_field((enum expr_entity) kind, i, &f);
			snprintf(text, sizeof text, "%s.%s", entity_name((enum expr_entity) kind), f.name);
			expr_free(compiled(text, EXPR_RUNNING));
			expr_free(compiled(text, EXPR_ENDED));
			if (!f.what || !f.what[0])
				fail_msg("nothing is said about %s", text);
		}
	}
}

SENTENCE(every_field_of_every_event_can_be_asked_and_is_explained)
{
	(void) unused;
	for (int kind = 0; kind < SPHERON_EVENT_COUNT; kind++) {
		const char *name = spheron_event_name((enum spheron_event_kind) kind);
		struct fields fields = event_fields((enum spheron_event_kind) kind);
		struct expr *e = compiled(name, EXPR_RUNNING);

		assert_int_equal(expr_trigger(e), kind);
		expr_free(e);
		assert_int_equal(event_n_fields((enum spheron_event_kind) kind), fields.count);
		for (unsigned i = 0; i < fields.count; i++) {
			struct property f;
			char text[80];

			event_field((enum spheron_event_kind) kind, i, &f);
			assert_string_equal(f.name, fields.at[i].name);
			snprintf(text, sizeof text, "%s.%s", name, f.name);
			e = compiled(text, EXPR_RUNNING);
			assert_int_equal(expr_trigger(e), kind);
			expr_free(e);
			if (!f.what || !f.what[0])
				fail_msg("nothing is said about %s", text);
		}
	}
}

/* Suffixes say what a field counts in. */
SENTENCE(names_that_tell_their_unit_have_it)
{
	(void) unused;
	for (int kind = 0; kind < EXPR_ENTITY_COUNT; kind++)
		for (size_t i = 0; i < entity_n_fields((enum expr_entity) kind); i++) {
			struct property f;
			const char *end;

			entity_field((enum expr_entity) kind, i, &f);
			end = strrchr(f.name, '_');
			if (!end)
				continue;
			if (strcmp(end, "_s") == 0)
				assert_int_equal(f.how, HOW_SECONDS);
			if (strcmp(end, "_bp") == 0)
				assert_int_equal(f.how, HOW_BP);
			if (strcmp(end, "_ppm") == 0)
				assert_true(f.how == HOW_PPM || f.how == HOW_PPM_YEAR);
			if (strcmp(end, "_spon") == 0)
				assert_int_equal(f.how, HOW_SPON);
			if (strcmp(end, "_usd") == 0)
				assert_int_equal(f.how, HOW_USD);
			if (strcmp(end, "_eth") == 0)
				assert_int_equal(f.how, HOW_ETH);
			if (strcmp(end, "_b") == 0)
				assert_int_equal(f.how, HOW_BLOCK);
			if (strcmp(end, "_mem") == 0 && f.name[0] != 'p')
				assert_int_equal(f.how, HOW_MB);
		}
}

static bool is_entity_field(const char *name)
{
	const char *point = strchr(name, '.');
	struct property f;
	int kind = point ? entity_find(name, (size_t) (point - name)) : EXPR_NONE;

	return kind >= 0 && entity_field_find((enum expr_entity) kind, point + 1, strlen(point + 1), &f);
}

SENTENCE(no_name_means_two_things)
{
	(void) unused;
	for (int i = 0; i < METRIC_COUNT; i++) {
		assert_false(is_entity_field(metric_rows[i].name));
		assert_int_equal(global_find(metric_rows[i].name, strlen(metric_rows[i].name)), -1);
		assert_int_equal(strncmp(metric_rows[i].name, "params.", 7) == 0, 0);
	}
	for (int i = 0; i < GLOBAL_COUNT; i++) {
		assert_false(is_entity_field(global_rows[i].name));
		assert_int_equal(entity_find(global_rows[i].name, strlen(global_rows[i].name)), EXPR_NONE);
		expr_free(compiled(global_rows[i].name, EXPR_RUNNING));
	}
	for (int i = 0; i < SPHERON_EVENT_COUNT; i++) {
		const char *name = spheron_event_name((enum spheron_event_kind) i);

		assert_int_equal(entity_find(name, strlen(name)), EXPR_NONE);
		assert_int_equal(global_find(name, strlen(name)), -1);
	}
}

struct listing {
	char *text;
	size_t size, lines;
};

static void take_line(void *ctx, const char *text)
{
	struct listing *l = ctx;
	size_t n = strlen(text);

	assert_true(strchr(text, '\n') == NULL);
	l->text = realloc(l->text, l->size + n + 2);
	assert_non_null(l->text);
	memcpy(l->text + l->size, text, n);
	strcpy(l->text + l->size + n, "\n");
	l->size += n + 1;
	l->lines++;
}

SENTENCE(the_list_of_names_has_them_all)
{
	struct listing l = { 0 };
	char text[80];

	(void) unused;
	expr_list_names(take_line, &l);
	for (int i = 0; i < METRIC_COUNT; i++)
		assert_non_null(strstr(l.text, metric_rows[i].name));
	for (unsigned i = 0; i < SPHERON_PARAM_COUNT; i++) {
		struct spheron_param_info info;

		spheron_param_info(i, &info);
		snprintf(text, sizeof text, "params.%s ", info.name);
		assert_non_null(strstr(l.text, text));
	}
	for (int kind = 0; kind < SPHERON_EVENT_COUNT; kind++)
		for (size_t i = 0; i < event_n_fields((enum spheron_event_kind) kind); i++) {
			struct property f;

			event_field((enum spheron_event_kind) kind, i, &f);
			snprintf(text, sizeof text, " %s.%s ",
					spheron_event_name((enum spheron_event_kind) kind),
					f.name);
			assert_non_null(strstr(l.text, text));
		}
	assert_non_null(strstr(l.text, "provider.stake "));
	assert_non_null(strstr(l.text, "'Active'"));
	free(l.text);
}

/* The examples of the manual: lines that are set off; what stands far to the right of one is another
 * example, if it calls anything, or explains it. */
SENTENCE(the_examples_of_the_manual_are_right)
{
	FILE *manual = fopen("sim/expr/LANGUAGE.md", "r");
	char line[400];
	int n = 0;

	(void) unused;
	if (!manual)
		fail_msg("sim/expr/LANGUAGE.md is not there; tests run in the directory above sim");
	while (fgets(line, sizeof line, manual)) {
		char *at = line + 4, *gap;

		line[strcspn(line, "\n")] = 0;
		if (strncmp(line, "    ", 4) != 0)
			continue;
		for (int column = 0; *at; column++) {
			struct expr_fault fault;
			struct expr *e, *again;

			gap = strstr(at, "   ");
			if (gap)
				*gap = 0;
			e = column == 0 || strchr(at, '(') ? compiled(at, EXPR_ENDED) : NULL;
			n += e != NULL;
			again = e ? expr_compile(at, EXPR_RUNNING, NULL, &fault) : NULL;
			if (e && !again)
				assert_non_null(strstr(fault.why, "at_end"));
			expr_free(e);
			expr_free(again);
			at = gap ? gap + 1 + strspn(gap + 1, " ") : at + strlen(at);
		}
	}
	fclose(manual);
	assert_true(n >= 20);
}

/* ---- whom events name ---- */

SENTENCE(events_name_those_whose_ids_they_carry)
{
	struct spheron_event slashed = { .kind = SPHERON_EVENT_SLASHED, .u.slashed = { .provider = 7 } };
	struct spheron_event down = { .kind = SPHERON_EVENT_NODE_DOWN,
		.u.node_down = { SPHERON_NODE_FIZZ, 5 } };
	struct spheron_event lease = { .kind = SPHERON_EVENT_LEASE_CREATED,
		.u.lease_created = { .lease = 9, .tenant = 4, .provider = 3, .fizz = 0 } };
	struct spheron_event settled = { .kind = SPHERON_EVENT_LEASE_SETTLED,
		.u.lease_settled = { .lease = 9, .gateway = { 77, 0 } } };
	struct spheron_event delegated = { .kind = SPHERON_EVENT_DELEGATED,
		.u.delegated = { .provider = 3, .acct = 17 } };
	struct spheron_event system = { .kind = SPHERON_EVENT_RESTITUTION, .u.restitution = { .acct = 0 } };
	struct expr_key key;

	(void) unused;
	assert_true(expr_named(&slashed, EXPR_PROVIDER, &key) && key.key == 7);
	assert_false(expr_named(&slashed, EXPR_LEASE, &key));
	assert_true(expr_named(&down, EXPR_FIZZ, &key) && key.key == 5);
	assert_false(expr_named(&down, EXPR_PROVIDER, &key));
	assert_true(expr_named(&lease, EXPR_LEASE, &key) && key.key == 9);
	assert_true(expr_named(&lease, EXPR_ORDER, &key) && key.key == 9);
	assert_true(expr_named(&lease, EXPR_ACCOUNT, &key) && key.key == 4);
	assert_true(expr_named(&lease, EXPR_PROVIDER, &key) && key.key == 3);
	assert_false(expr_named(&lease, EXPR_FIZZ, &key));
	assert_false(expr_named(&settled, EXPR_PROVIDER, &key));
	assert_true(expr_named(&delegated, EXPR_DELEGATION, &key) && key.key == 3 && key.key2 == 17);
	assert_true(expr_named(&system, EXPR_ACCOUNT, &key) && key.key == 0);
}

/* Every id in every event is followed to somebody, but for bids and accounts of buckets. */
SENTENCE(every_id_in_an_event_names_somebody)
{
	static const char *const ids[] = { "provider", "fizz", "gateway", "lease", "order", "acct",
			"tenant",
		"owner", "unbond", "prop", "challenge" };
	static const enum expr_entity kinds[] = { EXPR_PROVIDER, EXPR_FIZZ, EXPR_PROVIDER, EXPR_LEASE,
		EXPR_ORDER, EXPR_ACCOUNT, EXPR_ACCOUNT, EXPR_ACCOUNT, EXPR_UNBONDING, EXPR_PROPOSAL,
		EXPR_CHALLENGE };
	int seen = 0;

	(void) unused;
	for (int kind = 0; kind < SPHERON_EVENT_COUNT; kind++) {
		struct fields fields = event_fields((enum spheron_event_kind) kind);

		for (unsigned i = 0; i < fields.count; i++)
			for (size_t j = 0; j < sizeof ids / sizeof *ids; j++) {
				struct spheron_event event;
				struct expr_key key;
				char *at = (char *) &event.u;

				if (strcmp(fields.at[i].name, ids[j]) != 0
						|| fields.at[i].type == FIELD_amount)
					continue;
				/* All ones but this field, which is 5: it is found, or one before it. */
				memset(&event, 1, sizeof event);
				event.kind = (enum spheron_event_kind) kind;
				if (fields.at[i].type == FIELD_u64)
					*(uint64_t *) (void *) (at + fields.at[i].offset) = 5;
				else
					*(uint32_t *) (void *) (at + fields.at[i].offset) = 5;
				assert_true(expr_named(&event, kinds[j], &key));
				seen += key.key == 5;
			}
	}
	assert_true(seen > 60);
}

/* ---- eras of a metric ---- */

SENTENCE(functions_of_a_series_look_over_whole_eras)
{
	enum { ERAS = 10 };
	static double series[ERAS * SERIES_COUNT];
	static struct outcome outcome = { .n_eras = ERAS, .warmup_eras = 4, .series = series };
	struct expr_context context = { .state = empty_state(), .outcome = &outcome, .era_s = 86400 };
	static const struct {
		const char *text, *value;
	} said[] = {
		{ "avg(market.leases.open)", "6.5" }, { "sum(market.leases.open)", "39" },
		{ "min(market.leases.open)", "4" }, { "max(market.leases.open)", "9" },
		{ "first(market.leases.open)", "4" }, { "last(market.leases.open)", "9" },
		{ "avg(market.leases.open, last 3 d)", "8" }, { "sum(market.leases.open, last 2.5 d)",
				"17" },
		{ "avg(market.leases.open, last 3 eras)", "8" }, { "sum(market.leases.open, first 3 d)",
				"3" },
		{ "sum(market.leases.open, from 2 d to 4 d)", "5" },
		{ "sum(market.leases.open, from 36 h to 4 d)", "5" },
		{ "sum(market.leases.open, from 0 to 1 d)", "0" }, { "max(market.leases.open, last 100 "
				"d)", "9" },
		{ "sum(market.leases.open, from 2 eras to 4 eras)", "5" },
		{ "avg(market.leases.open, last 2 h)", "no value" },
		{ "sum(market.leases.open, last 2 h)", "0" },
		{ "avg(market.utilisation.gpu, first 3 d)", "50 %" },
	};

	(void) unused;
	for (int era = 0; era < ERAS; era++) {
		series[era * SERIES_COUNT + SERIES_MARKET_OPEN] = era;
		series[era * SERIES_COUNT + SERIES_MARKET_USE_GPU] = era == 1 ? NAN : 0.25 + 0.25 * era;
	}
	for (size_t i = 0; i < sizeof said / sizeof *said; i++) {
		const char *is = shown(said[i].text, EXPR_ENDED, &context);

		if (strcmp(is, said[i].value) != 0)
			fail_msg("%s is %s, not %s", said[i].text, is, said[i].value);
	}
	context = (struct expr_context) { .state = empty_state(), .series = series + 3 * SERIES_COUNT };
	expect_shown("market.leases.open", &context, "3");
	context.series = NULL;
	expect_shown("market.leases.open", &context, "no value");
}

const struct CMUnitTest expr_name_tests[] = {
	cmocka_unit_test(every_metric_has_a_unit_and_can_be_asked_where_it_has_a_value),
	cmocka_unit_test(metrics_count_in_the_units_of_their_table),
	cmocka_unit_test(every_parameter_can_be_asked_and_is_exact),
	cmocka_unit_test(every_field_of_every_record_can_be_asked_and_is_explained),
	cmocka_unit_test(every_field_of_every_event_can_be_asked_and_is_explained),
	cmocka_unit_test(names_that_tell_their_unit_have_it),
	cmocka_unit_test(no_name_means_two_things),
	cmocka_unit_test(the_list_of_names_has_them_all),
	cmocka_unit_test(the_examples_of_the_manual_are_right),
	cmocka_unit_test(events_name_those_whose_ids_they_carry),
	cmocka_unit_test(every_id_in_an_event_names_somebody),
	cmocka_unit_test(functions_of_a_series_look_over_whole_eras),
};
const size_t expr_name_n = sizeof expr_name_tests / sizeof *expr_name_tests;
