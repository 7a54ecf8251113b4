/* apply.h - one handler a command, and what handlers have in common.  Internal.
 *
 * A handler is called with the clock at the command's instant, all deadlines fired and an existing
 * sender.  It checks everything in the order of its row in RULES.md 4.1, then computes, then writes;
 * after the first write nothing can fail (RES-01).
 */
#ifndef PROTOCOL_APPLY_H
#define PROTOCOL_APPLY_H

#include "protocol/emit.h"
#include "protocol/ledger.h"
#include "protocol/state.h"

#define HANDLER(constant, text, member, shape)                                                     \
	enum spheron_result command_##member(                                                      \
			struct spheron *st, uint32_t from, const struct spheron_args_##shape *a);
SPHERON_COMMANDS(HANDLER)
#undef HANDLER

/* [RES-01] The next check of a handler. */
#define REQUIRE(condition, result)                                                                 \
	do {                                                                                       \
		if (!(condition))                                                                  \
			return SPHERON_##result;                                                   \
	} while (0)

/* The same, where who is refused wants to be told apart in results (rule.h). */
#define REQUIRE_BRANCH(condition, result, name, meaning)                                           \
	do {                                                                                       \
		if (!(condition)) {                                                                \
			BRANCH(name, meaning);                                                     \
			return SPHERON_##result;                                                   \
		}                                                                                  \
	} while (0)

/* The last check of a handler that makes records: room for them. */
#define REQUIRE_ROOM(condition) REQUIRE(condition, FULL)

/* [ACCT-02] Does the account have all of these roles? */
static inline bool has_role(const struct spheron *st, uint32_t acct, uint8_t role)
{
	return (account_at(st, acct)->roles & role) != 0;
}

/* [CMD-03] Is there such an account, provider, Fizz node? */
static inline bool is_account(const struct spheron *st, uint32_t acct)
{
	return acct < st->n_accounts;
}

static inline bool is_provider(const struct spheron *st, uint32_t id)
{
	return id >= 1 && id <= st->n_providers;
}

static inline bool is_fizz(const struct spheron *st, uint32_t id)
{
	return id >= 1 && id <= st->n_fizz;
}

/* [ID-02] What to answer for a record that is not there: ENDED if its id was given out once. */
static inline enum spheron_result missing(uint64_t id, uint64_t next_id)
{
	RULE("ID-02");
	return id >= 1 && id < next_id ? SPHERON_ENDED : SPHERON_NOT_FOUND;
}

#endif
