#include "protocol/field.h"

#include "protocol/rule.h"

/* Each list becomes a constant table inside a function of its own, so that the rows can name the
 * struct they describe as `owner`.  An empty last row keeps tables of commands without arguments from
 * being empty. */

#define COUNT(table) (sizeof(table) / sizeof((table)[0]) - 1)
#define NAME_SIZE(name) (sizeof #name - 1 - (#name[sizeof #name - 2] == '_'))

#define ROW(type, name, required, value)                                                           \
	{ #name, NAME_SIZE(name), FIELD_##type, required, offsetof(owner, name), value },
#define REQUIRED(type, name) ROW(type, name, 1, 0)
#define OPTIONAL(type, name, value) ROW(type, name, 0, value)
#define LAST_ROW { "", 0, 0, 0, 0, 0 }

struct fields attr_fields(void)
{
	typedef struct spheron_attr owner;
	static const struct field table[] = { SPHERON_ATTR_FIELDS(REQUIRED, OPTIONAL) LAST_ROW };

	return (struct fields) { table, COUNT(table) };
}

#define COMMAND_TABLE(constant, text, member, shape)                                               \
	static struct fields command_##member(void)                                                \
	{                                                                                          \
		typedef struct spheron_args_##shape owner;                                         \
		static const struct field table[] = {                                              \
			SPHERON_ARGS_##shape(REQUIRED, OPTIONAL) LAST_ROW                          \
		};                                                                                 \
                                                                                                   \
		return (struct fields) { table, sizeof(owner) ? COUNT(table) : 0 };                \
	}
SPHERON_COMMANDS(COMMAND_TABLE)

#define EVENT_TABLE(constant, name, member)                                                        \
	static struct fields event_##member(void)                                                  \
	{                                                                                          \
		typedef struct spheron_event_##member owner;                                       \
		static const struct field table[] = { SPHERON_EV_##constant(REQUIRED) LAST_ROW };  \
                                                                                                   \
		return (struct fields) { table, COUNT(table) };                                    \
	}
SPHERON_EVENTS(EVENT_TABLE)

/* The two node records have two macros, the others one. */
#define LIST_META(F) SPHERON_REC_META(F)
#define LIST_PARAM(F) SPHERON_REC_PARAM(F)
#define LIST_TOKEN(F) SPHERON_REC_TOKEN(F)
#define LIST_ACCOUNT(F) SPHERON_REC_ACCOUNT(F)
#define LIST_PROVIDER(F) SPHERON_REC_PROVIDER(F, F)
#define LIST_FIZZ(F) SPHERON_REC_FIZZ(F, F)
#define LIST_GPU(F) SPHERON_REC_GPU(F)
#define LIST_ORDER(F) SPHERON_REC_ORDER(F)
#define LIST_BID(F) SPHERON_REC_BID(F)
#define LIST_LEASE(F) SPHERON_REC_LEASE(F)
#define LIST_DELEGATION(F) SPHERON_REC_DELEGATION(F)
#define LIST_POOLGEN(F) SPHERON_REC_POOLGEN(F)
#define LIST_UNBOND(F) SPHERON_REC_UNBOND(F)
#define LIST_PROPOSAL(F) SPHERON_REC_PROPOSAL(F)
#define LIST_VOTE(F) SPHERON_REC_VOTE(F)
#define LIST_CHALLENGE(F) SPHERON_REC_CHALLENGE(F)
#define LIST_OPERATOR(F) SPHERON_REC_OPERATOR(F)
#define LIST_TASK(F) SPHERON_REC_TASK(F)
#define LIST_ATTEST(F) SPHERON_REC_ATTEST(F)
#define LIST_RELEASE(F) SPHERON_REC_RELEASE(F)
#define LIST_BUCKET(F) SPHERON_REC_BUCKET(F)

#define RECORD_TABLE(number, constant, name, member)                                               \
	static struct fields record_##member(void)                                                 \
	{                                                                                          \
		typedef struct spheron_##name##_record owner;                                      \
		static const struct field table[] = { LIST_##constant(REQUIRED) LAST_ROW };        \
                                                                                                   \
		return (struct fields) { table, COUNT(table) };                                    \
	}
SPHERON_RECORDS(RECORD_TABLE)

typedef struct fields table_of(void);

struct fields command_fields(enum spheron_verb verb)
{
	static table_of *const tables[SPHERON_VERB_COUNT] = {
#define TABLE(constant, text, member, shape) command_##member,
		SPHERON_COMMANDS(TABLE)
#undef TABLE
	};

	return tables[verb]();
}

struct fields event_fields(enum spheron_event_kind kind)
{
	static table_of *const tables[SPHERON_EVENT_COUNT] = {
#define TABLE(constant, name, member) event_##member,
		SPHERON_EVENTS(TABLE)
#undef TABLE
	};

	return tables[kind]();
}

struct fields record_fields(enum spheron_record_kind kind)
{
	static table_of *const tables[SPHERON_RECORD_COUNT] = {
#define TABLE(number, constant, name, member) record_##member,
		SPHERON_RECORDS(TABLE)
#undef TABLE
	};

	return tables[kind]();
}

/* ---- names ---- */

const char *spheron_verb_name(enum spheron_verb verb)
{
	static const char *const names[SPHERON_VERB_COUNT] = {
#define NAME(constant, text, member, shape) text,
		SPHERON_COMMANDS(NAME)
#undef NAME
	};

	return names[verb];
}

const char *spheron_verb_checks(enum spheron_verb verb)
{
	static const char *const checks[SPHERON_VERB_COUNT] = {
#define CHECKS(constant, results, rules) [SPHERON_CMD_##constant] = results,
		SPHERON_CHECKS(CHECKS)
#undef CHECKS
	};

	return checks[verb];
}

const char *spheron_verb_rules(enum spheron_verb verb)
{
	static const char *const rules_of[SPHERON_VERB_COUNT] = {
#define RULES(constant, results, rules) [SPHERON_CMD_##constant] = rules,
		SPHERON_CHECKS(RULES)
#undef RULES
	};

	return rules_of[verb];
}

const char *spheron_event_name(enum spheron_event_kind kind)
{
	static const char *const names[SPHERON_EVENT_COUNT] = {
#define NAME(constant, name, member) #name,
		SPHERON_EVENTS(NAME)
#undef NAME
	};

	RULE("EVENT-04");
	return names[kind];
}

const char *spheron_record_name(enum spheron_record_kind kind)
{
	static const char *const names[SPHERON_RECORD_COUNT] = {
#define NAME(number, constant, name, member) #name,
		SPHERON_RECORDS(NAME)
#undef NAME
	};

	return names[kind];
}

const char *spheron_due_name(enum spheron_due_class what)
{
	static const char *const names[] = {
#define NAME(number, constant, text) [number] = text,
		SPHERON_DUES(NAME)
#undef NAME
	};

	return names[what];
}

const char *spheron_bucket_text(unsigned name)
{
	static const char *const names[SPHERON_BUCKET_COUNT] = {
#define NAME(number, constant, text) text,
		SPHERON_BUCKETS(NAME)
#undef NAME
	};

	return name == SPHERON_BUCKET_MINT ? "mint" : names[name];
}
