#include "sim/setting.h"

#include "support/file.h"
#include "support/json.h"
#include "support/nearest.h"
#include "support/talk.h"

#include <stdlib.h>
#include <string.h>

#define FILE_MAX (1u << 20)
#define KEYS_MAX 1024
#define NAME_SIZE sizeof(((struct spheron_param_info *) 0)->name)

static const char *profile_name(size_t i)
{
	return spheron_profile_name((enum spheron_profile) i);
}

static const char *param_name(size_t i)
{
	static struct spheron_param_info info;

	spheron_param_info((unsigned) i, &info);
	return info.name;
}

bool setting_profile(struct setting *s, const char *name)
{
	ptrdiff_t near = nearest_name(name, profile_name, SPHERON_PROFILE_COUNT);

	if (spheron_profile_find(name, strlen(name)) < 0) {
		talk_error("unknown profile %s%s%s (seed, docs-2025-07, testnet-2025-03)", name,
				near >= 0 ? "; did you mean " : "",
				near >= 0 ? profile_name((size_t) near) : "");
		return false;
	}
	s->given = true;
	s->profile = name;
	return true;
}

static void set_value(struct spheron_settings *values, unsigned param, struct spheron_u128 value)
{
	for (uint32_t i = 0; i < values->count; i++) {
		if (values->item[i].param == param) {
			values->item[i].value = value;
			return;
		}
	}
	values->item[values->count].param = (uint16_t) param;
	values->item[values->count++].value = value;
}

/* Takes one value if the name is a parameter and the number lies within its bounds; `where` says
 * which option or file it is from. */
static bool take(struct setting *s, const char *where, const char *name, const char *number,
		size_t size)
{
	char low[SPHERON_DECIMAL_SIZE], high[SPHERON_DECIMAL_SIZE];
	int param = spheron_param_find(name, strlen(name));
	struct spheron_param_info info;
	struct spheron_u128 value;

	if (param < 0) {
		ptrdiff_t near = nearest_name(name, param_name, SPHERON_PARAM_COUNT);

		talk_error("%s: no parameter is called %s%s%s", where, name,
				near >= 0 ? "; did you mean " : "",
				near >= 0 ? param_name((size_t) near) : "");
		return false;
	}
	spheron_param_info((unsigned) param, &info);
	spheron_decimal(low, info.min);
	spheron_decimal(high, info.max);
	if (!spheron_decimal_read(number, size, &value) || value.hi < info.min.hi
			|| (value.hi == info.min.hi && value.lo < info.min.lo) || value.hi > info.max.hi
			|| (value.hi == info.max.hi && value.lo > info.max.lo)) {
		talk_error("%s: %s is a whole number of %s from %s to %s, not %.*s", where, name,
				info.unit, low, high, (int) size, number);
		return false;
	}
	s->given = true;
	set_value(&s->values, (unsigned) param, value);
	return true;
}

bool setting_assignment(struct setting *s, const char *assignment)
{
	const char *equals = strchr(assignment, '=');
	char name[NAME_SIZE];

	if (!equals || equals == assignment || (size_t) (equals - assignment) >= sizeof name) {
		talk_error("--set %s: write it as name=value, cooldown_s=600 for instance", assignment);
		return false;
	}
	memcpy(name, assignment, (size_t) (equals - assignment));
	name[equals - assignment] = 0;
	return take(s, "--set", name, equals + 1, strlen(equals + 1));
}

/* Where an offset of a text lies, for a message. */
static void locate(const char *text, size_t offset, unsigned *line, unsigned *column)
{
	*line = *column = 1;
	for (size_t i = 0; i < offset; i++) {
		++*column;
		if (text[i] == '\n') {
			++*line;
			*column = 1;
		}
	}
}

static bool refuse(const char *path, const char *text, size_t offset, const char *why)
{
	unsigned line, column;

	locate(text, offset, &line, &column);
	talk_error("%s:%u:%u: %s", path, line, column, why);
	return false;
}

static bool take_members(struct setting *s, const char *path, const char *text, size_t size)
{
	struct json_value root = json_root(text, size), key, value;
	char name[NAME_SIZE], where[512];
	struct json_walk walk;

	if (root.kind != JSON_OBJECT)
		return refuse(path, text, 0, "parameters are one object of names and whole numbers");
	for (walk = json_walk(&root); json_next(&walk, &key, &value);) {
		ptrdiff_t n = json_decode(&key, name, sizeof name - 1);
		unsigned line, column;

		name[n < 0 ? 0 : n] = 0;
		locate(text, (size_t) (value.data - text), &line, &column);
		snprintf(where, sizeof where, "%s:%u:%u", path, line, column);
		if (value.kind != JSON_NUMBER && value.kind != JSON_STRING)
			return refuse(path, text, (size_t) (value.data - text),
					"a whole number belongs here");
		if (!take(s, where, n < 0 ? "that" : name, value.data, value.size))
			return false;
	}
	return true;
}

bool setting_file(struct setting *s, const char *path)
{
	struct json_key keys[KEYS_MAX];
	struct json_fault fault;
	size_t size;
	char *text = file_read(path, FILE_MAX, &size);
	bool good = false;

	if (!text)
		return false;
	if (json_check(text, size, JSON_UNSIGNED, keys, KEYS_MAX, &fault))
		good = take_members(s, path, text, size);
	else
		refuse(path, text, fault.offset, fault.why);
	free(text);
	return good;
}

static void change_genesis(const struct setting *s, struct spheron_args_genesis *genesis)
{
	if (s->profile)
		genesis->profile = (struct spheron_text) { s->profile, strlen(s->profile), 0 };
	for (uint32_t i = 0; i < s->values.count; i++)
		set_value(&genesis->params, s->values.item[i].param, s->values.item[i].value);
}

/* For a log that has none: a genesis before its first command.  Each value is within its bounds, so
 * only GOV-10 can refuse it. */
static bool own_genesis(const struct setting *s, struct player *p)
{
	struct spheron_command *genesis = must(calloc(1, sizeof *genesis));
	bool good;

	genesis->t = p->command.t;
	genesis->verb = SPHERON_CMD_GENESIS;
	change_genesis(s, &genesis->u.genesis);
	good = spheron_apply(p->state, genesis, NULL) == SPHERON_OK;
	free(genesis);
	if (!good)
		talk_error("these parameters do not go together: unbonding_s may not be less than vote_s "
			   "(GOV-10)");
	return good;
}

bool setting_start(const struct setting *s, struct player *p)
{
	if (!s->given || p->malformed || spheron_clock(p->state).t != 0)
		return true;
	if (p->command.verb != SPHERON_CMD_GENESIS)
		return own_genesis(s, p);
	change_genesis(s, &p->command.u.genesis);
	return true;
}
