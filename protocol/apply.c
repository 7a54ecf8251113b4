#include "protocol/apply.h"

#include "protocol/clock.h"
#include "protocol/codec.h"
#include "protocol/deadline.h"

/* ---- the start ---- */

/* [GEN-01] The values of a genesis on top of its profile.  Nothing is kept if one is not admitted. */
static bool set_genesis_parameters(struct spheron *st, const struct spheron_settings *settings)
{
	struct spheron_param_info info;

	for (uint32_t i = 0; i < settings->count; i++) {
		unsigned param = settings->item[i].param;
		u128 value = settings->item[i].value;

		spheron_param_info(param, &info);
		if (u128_lt(value, info.min) || u128_lt(info.max, value))
			return false;
		st->param[param].value = value;
	}
	RULE("GOV-10");
	return par(st, SPHERON_P_UNBONDING_S) >= par(st, SPHERON_P_VOTE_S);
}

enum spheron_result command_genesis(struct spheron *st, uint32_t from,
		const struct spheron_args_genesis *a)
{
	int profile = text_profile(&a->profile);

	(void) from;
	REQUIRE(!st->started, BAD_STATE);
	REQUIRE(profile >= 0 && a->params.unknown == 0, BAD_VALUE);
	clock_set_parameters(st, (enum spheron_profile) profile);
	REQUIRE(set_genesis_parameters(st, &a->params), BAD_VALUE);
	return SPHERON_OK;
}

/* [CMD-04] A genesis sets the clock instead of advancing it. */
static enum spheron_result apply_genesis(struct spheron *st, const struct spheron_command *c)
{
	enum spheron_result r;

	RULE("CMD-04");
	RULE("D-03");
	REQUIRE(c->from == 0, BAD_COMMAND);
	r = command_genesis(st, c->from, &c->u.genesis);
	if (r != SPHERON_OK)
		return r;

	st->meta.beacon = c->u.genesis.beacon;
	st->profile = (uint8_t) text_profile(&c->u.genesis.profile);
	clock_start(st, c->t, c->has_b ? c->b : 0);
	EMIT(st, GENESIS, genesis, .profile = st->profile, .t = now_s(st), .b = now_block(st));
	return SPHERON_OK;
}

/* [GEN-01] A log without genesis starts with its first command that is on time. */
static bool start_without_genesis(struct spheron *st, const struct spheron_command *c)
{
	if (c->has_b && c->b != 0)
		return false;
	clock_set_parameters(st, SPHERON_PROFILE_SEED);
	clock_start(st, c->t, 0);
	return true;
}

/* ---- judging ---- */

/* [ID-05] Could the command make a record of a kind whose ids have run out? */
static bool ids_exhausted(const struct spheron *st, enum spheron_verb verb)
{
	const struct spheron_meta_record *m = &st->meta;

	RULE("ID-05");
	if (m->next_prop != UINT32_MAX && m->next_unbond != UINT32_MAX
			&& m->next_challenge != UINT32_MAX)
		return false;
	if (verb == SPHERON_CMD_PROVIDER_REGISTER || verb == SPHERON_CMD_PROVIDER_ATTRS
			|| verb == SPHERON_CMD_PROP_SUBMIT)
		return m->next_prop == UINT32_MAX;
	if (verb == SPHERON_CMD_STAKE_UNBOND || verb == SPHERON_CMD_DELEG_UNBOND
			|| verb == SPHERON_CMD_PROVIDER_EXIT || verb == SPHERON_CMD_AVS_UNREGISTER)
		return m->next_unbond == UINT32_MAX;
	return verb == SPHERON_CMD_CHALLENGE_OPEN && m->next_challenge == UINT32_MAX;
}

/* One caller a command, so that a table of them replaces a switch over all verbs. */
#define CALLER(constant, text, member, shape)                                                      \
	static enum spheron_result call_##member(                                                  \
			struct spheron *st, const struct spheron_command *c)                       \
	{                                                                                          \
		return command_##member(st, c->from, &c->u.member);                                \
	}
SPHERON_COMMANDS(CALLER)
#undef CALLER

static enum spheron_result (*const callers[SPHERON_VERB_COUNT])(
		struct spheron *st, const struct spheron_command *c) = {
#define CALL(constant, text, member, shape) call_##member,
	SPHERON_COMMANDS(CALL)
#undef CALL
};

/* [TIME-01] A command from text is in range; one made by a caller may not be. */
static bool in_range(const struct spheron_command *c)
{
	return c->t >= 1 && c->t < TIME_LIMIT && (!c->has_b || c->b < TIME_LIMIT)
			&& (unsigned) c->verb < SPHERON_VERB_COUNT;
}

static enum spheron_result apply(struct spheron *st, const struct spheron_command *c)
{
	RULE("RES-01");
	RULE("RES-02");
	REQUIRE(in_range(c), BAD_COMMAND);
	if (c->verb == SPHERON_CMD_GENESIS)
		return apply_genesis(st, c);
	if (st->started)
		REQUIRE(clock_admits(st, c), BAD_TIME);
	else
		REQUIRE(start_without_genesis(st, c), BAD_TIME);
	REQUIRE(clock_advance(st, c->t, c->has_b ? c->b : now_block(st)), FULL);
	REQUIRE(is_account(st, c->from), NO_ACCOUNT);
	REQUIRE(!ids_exhausted(st, c->verb), LIMIT);
	return callers[c->verb](st, c);
}

enum spheron_result spheron_apply(struct spheron *st, const struct spheron_command *c,
		const struct spheron_sink *sink)
{
	enum spheron_result r;

	st->sink = sink;
	r = apply(st, c);
	st->sink = NULL;
	return r;
}

enum spheron_result command_advance(struct spheron *st, uint32_t from,
		const struct spheron_args_none *a)
{
	(void) st;
	(void) from;
	(void) a;
	return SPHERON_OK;
}

/* ---- what the caller asks ---- */

struct spheron_clock spheron_clock(const struct spheron *st)
{
	return (struct spheron_clock) { st->meta.t, st->meta.b };
}

bool spheron_next_due(const struct spheron *st, struct spheron_due *due)
{
	struct due_entry d;

	if (!st->started)
		return false;
	deadline_first(st, UINT64_MAX >> 4, 0, &d);
	due->t = d.second;
	due->b = par(st, SPHERON_P_CLOCK_MODE) == 0 ? block_of_second(st, d.second) : now_block(st);
	due->what = (enum spheron_due_class) d.class;
	due->id = due_id(st, &d);
	return true;
}

u128 spheron_param(const struct spheron *st, unsigned param)
{
	return par_amount(st, param);
}

/* ---- names ---- */

static const char *const result_names[SPHERON_RESULT_COUNT] = {
#define NAME(number, name, meaning) [number] = #name,
	SPHERON_RESULTS(NAME)
#undef NAME
};

static const char *const result_meanings[SPHERON_RESULT_COUNT] = {
#define MEANING(number, name, meaning) [number] = meaning,
	SPHERON_RESULTS(MEANING)
#undef MEANING
};

const char *spheron_result_name(enum spheron_result r)
{
	return (unsigned) r < SPHERON_RESULT_COUNT ? result_names[r] : "FULL";
}

const char *spheron_result_meaning(enum spheron_result r)
{
	return (unsigned) r < SPHERON_RESULT_COUNT ? result_meanings[r]
						   : "a table of the state is too small";
}
