/* Chapter 1: parameter names, bounds and profiles. */
#include "params.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct override {
	const char *name, *value; /* "x.*" with a list sets a whole family */
};

/* What the profiles other than `seed` change. */
static const struct override docs_2025_07[] = {
	{ "require_stake", "0" },
	{ "matcher_mode", "1" },
	{ "select_mask", "1" },
	{ "gateway_default_bp", "200" },
	{ "cpu_tier_model", "1" },
	{ "compute_mult", "10000;10000;10000;10000" },
	{ "fizz_gp_mult", "2000" },
	{ "storage_mult", "10000;10000;10000" },
	{ "conn_mult", "10000;10000;10000;10000;10000" },
	{ "uptime_mode", "1" },
	{ "points_mode", "1" },
	{ "era_threshold", "1" },
	{ "slash_model", "1" },
	{ "fizz_fee", "0" },
	{ "fizz_factor", "1" },
	{ NULL, NULL },
};

static const struct override testnet_2025_03[] = {
	{ "require_stake", "0" },
	{ "matcher_mode", "1" },
	{ "select_mask", "1" },
	{ "gateway_default_bp", "500" },
	{ "cpu_tier_model", "1" },
	{ "compute_mult", "10000;10000;10000;10000" },
	{ "fizz_gp_mult", "10000" },
	{ "storage_mult", "10000;10000;10000" },
	{ "conn_mult", "10000;10000;10000;10000;10000" },
	{ "uptime_mode", "1" },
	{ "points_mode", "1" },
	{ "era_threshold", "1" },
	{ "slash_model", "1" },
	{ "fizz_fee", "5*10^15" },
	{ "fizz_factor", "0" },
	{ NULL, NULL },
};

/* "5*10^20" -> number. */
static u128 number(const char *s, const char *end)
{
	u128 product = 1;

	while (s < end) {
		const char *stop = s;
		const char *power = NULL;
		u128 base;

		while (stop < end && *stop != '*') {
			if (*stop == '^')
				power = stop;
			stop++;
		}
		if (!oracle_parse_decimal(s, (size_t)((power ? power : stop) - s), &base))
			abort();
		if (power)
			base = oracle_pow10((unsigned)atoi(power + 1));
		product *= base;
		s = stop + 1;
	}
	return product;
}

/* The i-th entry of "a;b;c". */
static u128 list_entry(const char *list, int i)
{
	const char *end;

	while (i-- > 0)
		list = strchr(list, ';') + 1;
	end = strchr(list, ';');
	return number(list, end ? end : list + strlen(list));
}

/* PARAM-01, PARAM-05 */
const struct param_info *oracle_param_info(void)
{
	static struct param_info info[P_COUNT];
	static const struct {
		const char *name;
		int count;
		const char *defaults, *min, *max;
		char class;
	} row[] = {
#define X(name, count, defaults, min, max, class) { #name, count, defaults, min, max, class },
		ORACLE_PARAM_TABLE(X)
#undef X
	};
	static bool ready;
	int id = 0;

	if (ready)
		return info;
	for (size_t r = 0; r < sizeof row / sizeof *row; r++) {
		for (int k = 0; k < row[r].count; k++, id++) {
			if (row[r].count > 1)
				snprintf(info[id].name, sizeof info[id].name, "%s.%d", row[r].name,
					k);
			else
				snprintf(info[id].name, sizeof info[id].name, "%s", row[r].name);
			info[id].initial = list_entry(row[r].defaults, k);
			info[id].min = list_entry(row[r].min, 0);
			info[id].max = list_entry(row[r].max, 0);
			info[id].class = row[r].class;
		}
	}
	ready = true;
	return info;
}

int oracle_param_find(const char *name)
{
	const struct param_info *info = oracle_param_info();

	for (int id = 0; id < P_COUNT; id++)
		if (strcmp(info[id].name, name) == 0)
			return id;
	return -1;
}

static void apply_override(const struct override *v, u128 *value)
{
	const struct param_info *info = oracle_param_info();
	size_t len = strlen(v->name);
	int k = 0;

	for (int id = 0; id < P_COUNT; id++)
		if (strncmp(info[id].name, v->name, len) == 0 &&
			(info[id].name[len] == 0 || info[id].name[len] == '.'))
			value[id] = list_entry(v->value, k++);
}

/* GEN-01: profiles `seed`, `docs-2025-07`, `testnet-2025-03`. */
bool oracle_param_profile(const char *profile, u128 *value)
{
	const struct param_info *info = oracle_param_info();
	const struct override *list = NULL;

	if (strcmp(profile, "docs-2025-07") == 0)
		list = docs_2025_07;
	else if (strcmp(profile, "testnet-2025-03") == 0)
		list = testnet_2025_03;
	else if (strcmp(profile, "seed") != 0)
		return false;
	for (int id = 0; id < P_COUNT; id++)
		value[id] = info[id].initial;
	for (; list && list->name; list++)
		apply_override(list, value);
	return true;
}
