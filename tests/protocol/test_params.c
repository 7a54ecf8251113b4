/* Every parameter of RULES.md chapter 1: defaults, bounds, classes and profiles. */

#include "protocol/amount.h"
#include "tests/protocol/groups.h"
#include "tests/support/world.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A row of the table in chapter 1.  A family has so many members, a lone parameter 0; the defaults
 * of a family stand in a row, one for all if it is the same.  25e20 means 25 x 10^20. */
struct row {
	const char *name;
	unsigned members;
	const char *defaults, *min, *max;
	char class;
};

static const struct row rows[] = {
	{ "clock_mode", 0, "0", "0", "1", 'G' },
	{ "block_time_ms", 0, "2000", "1", "60000", 'G' },
	{ "era_s", 0, "86400", "600", "2592000", 'G' },
	{ "spon_max_supply", 0, "1e27", "1", "1e30", 'G' },
	{ "auto_approve", 0, "1", "0", "1", 'N' },
	{ "vote_mode", 0, "0", "0", "1", 'N' },
	{ "vote_s", 0, "259200", "60", "2592000", 'N' },
	{ "quorum_bp", 0, "1000", "0", "5000", 'N' },
	{ "majority_bp", 0, "5000", "0", "9999", 'N' },
	{ "proposal_deposit", 0, "1e20", "0", "1e24", 'N' },
	{ "require_stake", 0, "1", "0", "1", 'E' },
	{ "min_stake_cpu", 0, "5e20", "0", "1e24", 'E' },
	{ "min_stake_gpu", 5, "1e21 25e20 5e21 1e22 2e22", "0", "1e24", 'E' },
	{ "unbonding_s", 0, "1209600", "60", "7776000", 'N' },
	{ "deleg_cap_x", 0, "10", "0", "1000", 'N' },
	{ "min_delegation", 0, "1e18", "1e15", "1e24", 'N' },
	{ "commission_default_bp", 0, "1000", "0", "10000", 'N' },
	{ "commission_step_bp", 0, "100", "1", "10000", 'N' },
	{ "commission_mode", 0, "0", "0", "1", 'E' },
	{ "bid_window_blocks", 0, "2", "1", "10000", 'N' },
	{ "order_ttl_blocks", 0, "60", "2", "1000000", 'N' },
	{ "min_blocks", 0, "30", "1", "1000000", 'N' },
	{ "max_blocks", 0, "15768000", "1", "4e9", 'N' },
	{ "price_max", 0, "1e24", "1", "1e24", 'N' },
	{ "min_deposit", 0, "1000000", "0", "1e9", 'N' },
	{ "matcher_mode", 0, "0", "0", "2", 'N' },
	{ "select_mask", 0, "3", "1", "3", 'N' },
	{ "w_region", 0, "1000", "0", "10000", 'N' },
	{ "w_price", 0, "3000", "0", "10000", 'N' },
	{ "w_uptime", 0, "1500", "0", "10000", 'N' },
	{ "w_reputation", 0, "1000", "0", "10000", 'N' },
	{ "w_avail", 0, "500", "0", "10000", 'N' },
	{ "w_slashes", 0, "1000", "0", "10000", 'N' },
	{ "w_stake", 0, "1500", "0", "10000", 'N' },
	{ "w_random", 0, "500", "0", "10000", 'N' },
	{ "draw_mode", 0, "0", "0", "1", 'N' },
	{ "draw_power", 0, "4", "1", "8", 'N' },
	{ "zone_ppm", 0, "500000", "0", "1000000", 'N' },
	{ "uptime_initial_ppm", 0, "900000", "0", "1000000", 'N' },
	{ "uptime_k", 0, "8", "1", "1000", 'N' },
	{ "avs_min_stake", 0, "1e18", "1", "1e24", 'N' },
	{ "avs_quorum_bp", 0, "6700", "5001", "10000", 'N' },
	{ "avs_response_blocks", 0, "5", "1", "10000", 'N' },
	{ "avs_dispute_s", 0, "3600", "1", "604800", 'N' },
	{ "avs_slash_bp", 0, "5000", "0", "10000", 'N' },
	{ "avs_reward_bp", 0, "1000", "0", "10000", 'N' },
	{ "avs_unbonding_s", 0, "1209600", "604800", "7776000", 'N' },
	{ "settle_mode", 0, "0", "0", "1", 'N' },
	{ "protocol_fee_bp", 0, "2000", "0", "5000", 'N' },
	{ "user_fee_bp", 0, "200", "0", "2000", 'N' },
	{ "provider_fee_bp", 0, "100", "0", "2000", 'N' },
	{ "user_fee_spon_bp", 0, "0", "0", "2000", 'N' },
	{ "provider_fee_spon_bp", 0, "0", "0", "2000", 'N' },
	{ "fizz_foundation_bp", 0, "500", "0", "5000", 'N' },
	{ "gateway_default_bp", 0, "200", "0", "5000", 'N' },
	{ "gateway_max_bp", 0, "2000", "0", "5000", 'N' },
	{ "prov_gpu_base", 0, "20000000", "0", "1e10", 'E' },
	{ "prov_cpu_base", 0, "100000", "0", "1e10", 'E' },
	{ "fizz_gpu_base", 0, "5e8", "0", "1e10", 'E' },
	{ "fizz_cpu_base", 0, "25000000", "0", "1e10", 'E' },
	{ "gpu_mult", 11, "1000 2500 5000 7500 10000 15000 20000 30000 60000 120000 150000", "0",
		"1000000", 'E' },
	{ "cpu_tier_model", 0, "0", "0", "1", 'E' },
	{ "compute_mult", 4, "0 5000 10000 20000", "0", "1000000", 'E' },
	{ "fizz_compute_mult", 4, "0 1000 2000 4000", "0", "1000000", 'E' },
	{ "fizz_gp_mult", 0, "2000", "0", "1000000", 'E' },
	{ "storage_mult", 3, "10000 10000 11000", "0", "30000", 'E' },
	{ "conn_mult", 5, "9000 9000 10000 11000 12000", "0", "30000", 'E' },
	{ "trust_mult", 7, "20000 17000 15000 12000 11000 10000 0", "0", "100000", 'E' },
	{ "trust_keep", 7, "990000 980000 970000 950000 900000 850000 750000", "0", "1000000",
		'E' },
	{ "trust_slash", 7, "850000 800000 750000 700000 650000 600000 0", "0", "1000000", 'E' },
	{ "trust_rise", 7, "0 30 23 17 11 5 3", "0", "10000", 'E' },
	{ "trust_fall", 7, "32 25 20 14 7 5 0", "0", "10000", 'E' },
	{ "trust_start", 0, "6", "0", "6", 'N' },
	{ "trust_min_measured_s", 0, "21600", "0", "86400", 'E' },
	{ "uptime_mode", 0, "0", "0", "1", 'E' },
	{ "points_mode", 0, "0", "0", "1", 'E' },
	{ "era_threshold", 0, "0", "0", "1", 'E' },
	{ "point_value_prov", 0, "1e12", "0", "1e15", 'E' },
	{ "point_value_fizz", 0, "4e10", "0", "1e15", 'E' },
	{ "emission_per_era", 0, "164271047227926078028747", "0", "1e25", 'E' },
	{ "fizz_share_bp", 0, "3000", "0", "10000", 'E' },
	{ "inflation_bp", 0, "0", "0", "5000", 'E' },
	{ "proof_w", 4, "2000 8000 0 0", "0", "10000", 'E' },
	{ "proof_max", 0, "24", "1", "10000", 'E' },
	{ "cooldown_s", 0, "10800", "0", "604800", 'N' },
	{ "maint_cooldown", 0, "1", "0", "1", 'N' },
	{ "maint_notice_s", 0, "3600", "1", "604800", 'N' },
	{ "maint_max_s", 0, "43200", "1", "604800", 'N' },
	{ "maint_budget_s", 0, "86400", "0", "2592000", 'N' },
	{ "maint_period_eras", 0, "30", "1", "1000", 'N' },
	{ "challenge_bond", 0, "1e19", "1", "1e24", 'N' },
	{ "challenge_penalty", 0, "1e19", "0", "1e24", 'N' },
	{ "challenge_window_s", 0, "3600", "1", "604800", 'N' },
	{ "judge_window_s", 0, "3600", "1", "604800", 'N' },
	{ "slash_model", 0, "0", "0", "1", 'E' },
	{ "slash_order", 0, "0", "0", "1", 'E' },
	{ "downtime_value", 0, "0", "0", "1", 'E' },
	{ "downtime_dest", 0, "0", "0", "2", 'E' },
	{ "slash_trust_floor_bp", 0, "10000", "0", "20000", 'E' },
	{ "upgrade_slash_ppm", 0, "1000", "0", "1000000", 'E' },
	{ "upgrade_grace_eras", 0, "7", "0", "1000", 'N' },
	{ "slash_decay_eras", 0, "30", "1", "10000", 'E' },
	{ "fizz_slash_bp", 0, "5000", "0", "10000", 'E' },
	{ "fizz_fee", 0, "5e15", "0", "1e18", 'N' },
	{ "subnet_max", 0, "2000", "1", "1000000", 'N' },
	{ "subnet_min_cpu_max", 0, "32", "0", "1024", 'N' },
	{ "subnet_min_mem_max", 0, "131072", "0", "1073741824", 'N' },
	{ "subnet_min_gpus_max", 0, "8", "0", "64", 'N' },
	{ "fizz_gate_ppm", 0, "500000", "0", "1000000", 'E' },
	{ "fizz_factor", 0, "1", "0", "1", 'E' },
	{ "fizz_w_gpu", 4, "2000 1000 1000 6000", "0", "10000", 'E' },
	{ "fizz_w_cpu", 4, "5000 2500 2500 0", "0", "10000", 'E' },
	{ "fizz_fail_eras", 0, "5", "1", "1000", 'E' },
	{ "checks_max", 0, "240", "1", "10000", 'E' },
	{ "leased_reward_bp", 0, "10000", "0", "10000", 'E' },
	{ "challenge_gap_s", 0, "86400", "0", "2592000", 'N' },
	{ "min_order_ppm", 0, "10000", "0", "1e9", 'N' },
	{ "orders_max", 0, "64", "1", "1000000", 'N' },
	{ "step_max_s", 0, "2592000", "600", "4294967296", 'G' },
	{ "fizz_cpu_max", 0, "256", "1", "65536", 'N' },
	{ "fizz_gpus_max", 0, "8", "0", "4096", 'N' },
	{ "fizz_checks_min", 0, "1", "0", "10000", 'E' },
	{ "verify_first", 0, "1", "0", "1", 'E' },
	{ "misconduct_quorum_bp", 0, "3333", "0", "5000", 'N' },
	{ "misconduct_majority_bp", 0, "6667", "0", "9999", 'N' },
	{ "avs_fallback", 0, "1", "0", "1", 'N' },
	{ "downtime_floor_bp", 0, "0", "0", "10000", 'E' },
	{ "rep_min_gross_ppm", 0, "1000000", "0", "1e9", 'N' },
	{ "gpu_class_mode", 0, "1", "0", "1", 'E' },
	{ "prolonged_s", 0, "86400", "600", "2592000", 'E' },
	{ "prolonged_ppm", 0, "1000", "0", "1000000", 'E' },
};

#define N_ROWS (sizeof rows / sizeof rows[0])

/* One parameter. */
struct parameter {
	unsigned id;
	char name[40];
	u128 value, min, max;
	char class;
};

static u128 number(const char *text)
{
	u128 v = U128_ZERO;

	for (; *text >= '0' && *text <= '9'; text++)
		v = u128_add(u128_mul(v, 10), u128_of((uint64_t)(*text - '0')));
	if (*text == 'e')
		for (unsigned long zeros = strtoul(text + 1, NULL, 10); zeros > 0; zeros--)
			v = u128_mul(v, 10);
	return v;
}

/* The member-th text of a row of texts, or the only one. */
static u128 number_at(const char *texts, unsigned member)
{
	if (!strchr(texts, ' '))
		return number(texts);
	while (member-- > 0)
		texts = strchr(texts, ' ') + 1;
	return number(texts);
}

/* Goes through all parameters in the order of the table; `one->id` starts at -1. */
static bool next_parameter(struct parameter *one, unsigned *row, unsigned *member)
{
	const struct row *r = &rows[*row];

	if (*row == N_ROWS)
		return false;
	if (r->members)
		snprintf(one->name, sizeof one->name, "%s.%u", r->name, *member);
	else
		snprintf(one->name, sizeof one->name, "%s", r->name);
	one->value = number_at(r->defaults, *member);
	one->min = number(r->min);
	one->max = number(r->max);
	one->class = r->class;
	one->id++;
	if (++*member >= r->members) {
		*member = 0;
		++*row;
	}
	return true;
}

#define FOR_EACH_PARAMETER(one)                                                                    \
	struct parameter one = { .id = UINT32_MAX };                                               \
	for (unsigned row_ = 0, member_ = 0; next_parameter(&one, &row_, &member_);)

/* Four texts at a time. */
static const char *decimal(u128 v)
{
	static char text[4][SPHERON_DECIMAL_SIZE];
	static unsigned turn;

	turn = (turn + 1) % 4;
	spheron_decimal(text[turn], v);
	return text[turn];
}

static void expect_param(struct world *w, const struct parameter *one, u128 value)
{
	expect_field(w, "param", one->id, 0, "value", decimal(value));
	expect_field(w, "param", one->id, 0, "pending", "0");
	expect_field(w, "param", one->id, 0, "next", "0");
}

/* What else a genesis must set so that only the bounds of the parameter matter (GOV-10). */
static const char *beside(const struct parameter *one)
{
	return strcmp(one->name, "vote_s") == 0        ? "'unbonding_s':7776000,"
	       : strcmp(one->name, "unbonding_s") == 0 ? "'vote_s':60,"
						       : "";
}

static void begin_with(struct world *w, const struct parameter *one, u128 value, bool accepted)
{
	char line[256];

	snprintf(line, sizeof line, "{'do':'genesis','params':{%s'%s':'%s'}}", beside(one),
		one->name, decimal(value));
	if (accepted)
		ok(w, "%s", line);
	else
		refused(w, SPHERON_BAD_VALUE, "%s", line);
}

static void the_defaults_are_those_of_the_table(void **state)
{
	struct world *w = world_unstarted();
	unsigned count = 0;

	(void)state;
	ok(w, "{'do':'advance'}");
	FOR_EACH_PARAMETER(one)
	{
		expect_param(w, &one, one.value);
		count++;
	}
	assert_int_equal(count, 196);
	expect_record(w, "param", 196, 0, false);
	world_end(w);
}

static void every_parameter_is_admitted_at_its_bounds_and_refused_beyond(void **state)
{
	(void)state;
	FOR_EACH_PARAMETER(one)
	{
		struct world *w = world_unstarted();

		CLAIM("PARAM-01");
		begin_with(w, &one, u128_add(one.max, u128_of(1)), false);
		if (!u128_is_zero(one.min))
			begin_with(w, &one, u128_sub(one.min, u128_of(1)), false);
		begin_with(w, &one, U128_MAX, false);
		begin_with(w, &one, one.max, true);
		expect_param(w, &one, one.max);
		world_end(w);
		w = world_unstarted();
		CLAIM("PARAM-01");
		begin_with(w, &one, one.min, true);
		expect_param(w, &one, one.min);
		world_end(w);
	}
}

/* A value that is not the one in force: the least, else the greatest. */
static u128 another(const struct parameter *one)
{
	if (strcmp(one->name, "vote_s") == 0)
		return u128_of(61);
	if (strcmp(one->name, "unbonding_s") == 0)
		return u128_of(100);
	return u128_eq(one->value, one->min) ? one->max : one->min;
}

static void propose(struct world *w, const struct parameter *one, u128 value, bool accepted)
{
	char line[256];

	snprintf(line, sizeof line,
		"{'do':'prop.submit','from':1,'kind':2,'name':'%s','value':'%s'}", one->name,
		decimal(value));
	if (accepted)
		ok(w, "%s", line);
	else
		refused(w, SPHERON_BAD_VALUE, "%s", line);
}

/* ParamSet of the parameter in the last output, NULL if it was not set. */
static const char *param_set(struct world *w, const struct parameter *one)
{
	char event[128];

	snprintf(event, sizeof event, "[\"ParamSet\",\"%s\",\"%s\"]", one->name,
		decimal(another(one)));
	return strstr(output(w), event);
}

static void a_proposal_changes_class_n_at_once_and_class_e_at_the_era_close(void **state)
{
	struct world *w = world_begin("'params':{'vote_s':60,'era_s':600}");
	unsigned prop = 1;
	const char *last = NULL;

	(void)state;
	a_provider(w, 1, "");
	CLAIM("PARAM-02");
	CLAIM("PARAM-03");
	FOR_EACH_PARAMETER(one)
	{
		if (one.class == 'G') {
			propose(w, &one, one.value, false);
			continue;
		}
		propose(w, &one, another(&one), true);
		ok(w, "{'do':'prop.vote','from':1,'prop':%u,'choice':1}", ++prop);
	}
	at(w, 60);
	ok(w, "{'do':'advance'}");
	FOR_EACH_PARAMETER(passed)
	{
		if (passed.class == 'N') {
			expect_param(w, &passed, another(&passed));
			assert_non_null(param_set(w, &passed));
		} else if (passed.class == 'E') {
			expect_field(w, "param", passed.id, 0, "value", decimal(passed.value));
			expect_field(w, "param", passed.id, 0, "pending", "1");
			expect_field(w, "param", passed.id, 0, "next", decimal(another(&passed)));
			assert_null(param_set(w, &passed));
		}
	}
	at(w, 600);
	ok(w, "{'do':'advance'}");
	FOR_EACH_PARAMETER(closed)
	{
		const char *event = param_set(w, &closed);

		if (closed.class != 'E') {
			assert_null(event);
			continue;
		}
		expect_param(w, &closed, another(&closed));
		assert_non_null(event);
		assert_true(event > last); /* ascending ids, LIVE-12 (i) */
		last = event;
	}
	world_end(w);
}

static void a_proposal_obeys_the_bounds(void **state)
{
	struct world *w = world_begin("");

	(void)state;
	a_rich_account(w, 1);
	CLAIM("PARAM-01");
	FOR_EACH_PARAMETER(one)
	{
		propose(w, &one, u128_add(one.max, u128_of(1)), false);
		propose(w, &one, U128_MAX, false);
		if (!u128_is_zero(one.min))
			propose(w, &one, u128_sub(one.min, u128_of(1)), false);
	}
	world_end(w);
}

/* What a profile has else than `seed`; a family that is all alike stands once. */
struct difference {
	const char *name, *docs, *testnet;
};

static const struct difference differences[] = {
	{ "require_stake", "0", "0" },
	{ "matcher_mode", "1", "1" },
	{ "select_mask", "1", "1" },
	{ "gateway_default_bp", "200", "500" },
	{ "cpu_tier_model", "1", "1" },
	{ "compute_mult.0", "10000", "10000" },
	{ "compute_mult.1", "10000", "10000" },
	{ "compute_mult.2", "10000", "10000" },
	{ "compute_mult.3", "10000", "10000" },
	{ "fizz_gp_mult", "2000", "10000" },
	{ "storage_mult.0", "10000", "10000" },
	{ "storage_mult.1", "10000", "10000" },
	{ "storage_mult.2", "10000", "10000" },
	{ "conn_mult.0", "10000", "10000" },
	{ "conn_mult.1", "10000", "10000" },
	{ "conn_mult.2", "10000", "10000" },
	{ "conn_mult.3", "10000", "10000" },
	{ "conn_mult.4", "10000", "10000" },
	{ "uptime_mode", "1", "1" },
	{ "points_mode", "1", "1" },
	{ "era_threshold", "1", "1" },
	{ "slash_model", "1", "1" },
	{ "fizz_fee", "0", "5e15" },
	{ "fizz_factor", "1", "0" },
};

static u128 value_in(bool testnet, const struct parameter *one)
{
	for (unsigned i = 0; i < sizeof differences / sizeof differences[0]; i++)
		if (strcmp(differences[i].name, one->name) == 0)
			return number(testnet ? differences[i].testnet : differences[i].docs);
	return one->value;
}

static void the_profiles_differ_only_in_the_table_of_differences(void **state)
{
	struct world *seed = world_begin("'profile':'seed'");
	struct world *docs = world_begin("'profile':'docs-2025-07'");
	struct world *testnet = world_begin("'profile':'testnet-2025-03'");

	(void)state;
	FOR_EACH_PARAMETER(one)
	{
		expect_param(seed, &one, one.value);
		expect_param(docs, &one, value_in(false, &one));
		expect_param(testnet, &one, value_in(true, &one));
	}
	world_end(seed);
	world_end(docs);
	world_end(testnet);
}

static void genesis_sets_single_parameters_over_the_profile(void **state)
{
	struct world *w =
		world_begin("'profile':'docs-2025-07','params':{'fizz_fee':7,'conn_mult.4':0}");

	(void)state;
	FOR_EACH_PARAMETER(one)
	{
		if (strcmp(one.name, "fizz_fee") == 0)
			expect_param(w, &one, u128_of(7));
		else if (strcmp(one.name, "conn_mult.4") == 0)
			expect_param(w, &one, U128_ZERO);
		else
			expect_param(w, &one, value_in(false, &one));
	}
	world_end(w);
}

static void a_member_of_a_family_has_its_number_in_its_name(void **state)
{
	static const char *const wrong[] = { "gpu_mult", "gpu_mult.11", "gpu_mult.00",
		"gpu_mult.01", "gpu_mult.", "gpu_mult.1 ", "gpu_mult.-1", "gpu_mult.+1",
		"gpu_mult.256", "gpu_mult.4294967296", "clock_mode.0", "fizz_fee.", "Fizz_fee",
		"fizz_fe", "", "no_such", "trust_keep.7", "fizz_gp_multi", " fizz_fee" };
	struct world *w = world_unstarted();

	(void)state;
	CLAIM("PARAM-05");
	for (unsigned i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
		refused(w, SPHERON_BAD_VALUE, "{'do':'genesis','params':{'%s':1}}", wrong[i]);
	ok(w, "{'do':'genesis','params':{'gpu_mult.10':7,'gpu_mult.1':8}}");
	expect_field(w, "param", 65, 0, "value", "8"); /* gpu_mult.0 is row 64 */
	expect_field(w, "param", 74, 0, "value", "7");
	world_end(w);
}

int test_params(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_defaults_are_those_of_the_table),
		cmocka_unit_test(every_parameter_is_admitted_at_its_bounds_and_refused_beyond),
		cmocka_unit_test(a_proposal_changes_class_n_at_once_and_class_e_at_the_era_close),
		cmocka_unit_test(a_proposal_obeys_the_bounds),
		cmocka_unit_test(the_profiles_differ_only_in_the_table_of_differences),
		cmocka_unit_test(genesis_sets_single_parameters_over_the_profile),
		cmocka_unit_test(a_member_of_a_family_has_its_number_in_its_name),
	};

	return cmocka_run_group_tests_name("params", tests, NULL, NULL);
}
